//! Variables of a function that hold a texture or a sampler, as glslang makes them of HLSL: what a function is called
//! with is copied into one, and functions get pointers to such, into which they may store. They are what was put into
//! them.

use std::collections::{HashMap, HashSet};

use rspirv::spirv::{Op, StorageClass};

use super::Settings;
use super::draft::{Draft, Function, Inst, rename};

/// How often a function is gone through until it is known what its variables hold in loops.
const MOST_ROUNDS: usize = 8;
/// Variables that are put into more than once, by the blocks of their function.
const MOST_STATES: usize = 1 << 22;

/// The types of textures and samplers that are held.
struct Kinds {
    /// Pointers to variables of a function, and those to what is bound that take their place.
    pointers: HashMap<u32, u32>,
    targets: HashSet<u32>,
}

/// What a variable holds at a place.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Held {
    Nothing,
    /// What this pointer points to.
    One(u32),
    /// One or another.
    Several,
}

impl Held {
    /// Where ways come together.
    fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Nothing, held) | (held, Self::Nothing) => held,
            (held, other) if held == other => held,
            _ => Self::Several,
        }
    }
}

type State = HashMap<u32, Held>;

/// What a function leaves in what a parameter points to.
#[derive(Clone)]
enum Left {
    /// What another pointed to, or what is bound; or an element of that.
    From(Base, Option<(u32, Vec<u32>)>),
    Unknown,
}

#[derive(Clone, Copy)]
enum Base {
    Parameter(usize),
    Bound(u32),
}

/// What callers have to know of a function.
#[derive(Default)]
struct Known {
    /// The parameters into which it stores.
    left: HashMap<usize, Left>,
    /// Those that it has no more.
    dropped: HashSet<usize>,
}

/// Takes what was put into them; leaves a module alone in which that is not known of all of them.
pub(super) fn forward(draft: &mut Draft, _: Settings) {
    let kinds: Vec<(u32, u32)> = draft
        .globals
        .iter()
        .filter(|inst| inst.op == Op::TypePointer && inst.arg(0) == StorageClass::Function as u32)
        .filter(|inst| is_opaque(draft, inst.arg(1)))
        .map(|inst| (inst.id, inst.arg(1)))
        .collect();
    if kinds.is_empty() {
        return;
    }
    let bound = StorageClass::UniformConstant as u32;
    let kinds = Kinds {
        targets: kinds.iter().map(|&(_, target)| target).collect(),
        pointers: kinds
            .into_iter()
            .map(|(pointer, target)| (pointer, draft.pointer(bound, target)))
            .collect(),
    };
    let mut functions = draft.functions.clone();
    let Some(gone) = forward_all(draft, &mut functions, &kinds) else {
        return;
    };
    draft.functions = functions;
    draft.forget_all(&gone);
    draft.replace_types(kinds.pointers);
}

/// Goes through all functions; the variables that are no more, or nothing if one is not known.
fn forward_all(
    draft: &mut Draft,
    functions: &mut [Function],
    kinds: &Kinds,
) -> Option<HashSet<u32>> {
    let mut known: HashMap<u32, Known> = HashMap::new();
    let mut gone = HashSet::new();
    for index in callees_first(functions)? {
        let function = functions.get_mut(index)?;
        let mut reader = Reader::new(kinds, &known, function);
        let states = reader.states(draft, function)?;
        reader.forward_in(draft, function, &states)?;
        let left = reader.left(draft, function);
        gone.extend(reader.own);
        let dropped = without_unused(draft, function, kinds);
        known.insert(function.def.id, Known { left, dropped });
    }
    Some(gone)
}

/// The places of functions, behind those that they call; nothing if they call themselves.
fn callees_first(functions: &[Function]) -> Option<Vec<usize>> {
    let places: HashMap<u32, usize> = functions
        .iter()
        .enumerate()
        .map(|(at, function)| (function.def.id, at))
        .collect();
    let mut order = Vec::with_capacity(functions.len());
    let mut is_done = vec![false; functions.len()];
    let mut is_open = vec![false; functions.len()];
    for start in 0..functions.len() {
        let mut stack = vec![(start, false)];
        while let Some((at, is_ready)) = stack.pop() {
            if *is_done.get(at)? {
                continue;
            }
            if is_ready {
                *is_done.get_mut(at)? = true;
                order.push(at);
                continue;
            }
            if std::mem::replace(is_open.get_mut(at)?, true) {
                return None;
            }
            stack.push((at, true));
            let calls = functions.get(at)?.insts();
            let calls = calls.filter(|inst| inst.op == Op::FunctionCall);
            let mut called: Vec<usize> = calls
                .filter_map(|inst| places.get(&inst.arg(0)).copied())
                .filter(|&callee| is_done.get(callee) == Some(&false))
                .collect();
            called.sort_unstable();
            called.dedup();
            stack.extend(called.into_iter().map(|callee| (callee, false)));
        }
    }
    Some(order)
}

/// Takes out the parameters that are not used: those that were only stored into, and what nothing may have been put
/// into.
fn without_unused(draft: &mut Draft, function: &mut Function, kinds: &Kinds) -> HashSet<usize> {
    let used: HashSet<u32> = function
        .insts()
        .flat_map(|inst| inst.args.iter().copied())
        .collect();
    let params = function.params.iter().enumerate();
    let dropped: HashSet<usize> = params
        .filter(|(_, param)| kinds.pointers.contains_key(&param.ty) && !used.contains(&param.id))
        .map(|(at, _)| at)
        .collect();
    if dropped.is_empty() {
        return dropped;
    }
    let mut at = 0;
    function.params.retain(|_| {
        at += 1;
        !dropped.contains(&(at - 1))
    });
    let params = function.params.iter().map(|param| param.ty);
    let types: Vec<u32> = std::iter::once(function.def.ty).chain(params).collect();
    let ty = draft.define(Op::TypeFunction, 0, types);
    function.def.args = vec![function.def.arg(0), ty];
    dropped
}

/// Follows textures and samplers through a function.
struct Reader<'a> {
    kinds: &'a Kinds,
    known: &'a HashMap<u32, Known>,
    params: HashMap<u32, usize>,
    /// Variables of the function, and parameters into which it stores.
    own: HashSet<u32>,
    /// Those that are put into at one place, with what that is, wherever they stand.
    once: State,
    /// Where values were loaded from.
    loads: State,
    /// Elements of what is bound that functions leave, by call and parameter.
    elements: HashMap<(u32, usize), u32>,
    /// What parameters hold at the ends of the function.
    ends: State,
}

impl<'a> Reader<'a> {
    fn new(kinds: &'a Kinds, known: &'a HashMap<u32, Known>, function: &Function) -> Self {
        let mut stores: HashMap<u32, usize> = HashMap::new();
        let params = function.params.iter().map(|param| param.id);
        let params: HashMap<u32, usize> = params.zip(0..).collect();
        let mut locals = HashSet::new();
        for inst in function.insts() {
            match inst.op {
                Op::Variable if kinds.pointers.contains_key(&inst.ty) => {
                    locals.insert(inst.id);
                }
                Op::Store => *stores.entry(inst.arg(0)).or_default() += 1,
                Op::FunctionCall => {
                    let left = known.get(&inst.arg(0)).into_iter();
                    for &at in left.flat_map(|known| known.left.keys()) {
                        *stores.entry(inst.arg(at + 1)).or_default() += 1;
                    }
                }
                _ => {}
            }
        }
        let is_held = |param: &&Inst| kinds.pointers.contains_key(&param.ty);
        let held = function.params.iter().filter(is_held).map(|param| param.id);
        let own: HashSet<u32> = held
            .filter(|id| stores.contains_key(id))
            .chain(locals.iter().copied())
            .collect();
        let is_once = |id: &u32| stores.get(id).is_none_or(|&count| count <= 1);
        let once = locals.into_iter().filter(is_once);
        Self {
            kinds,
            known,
            params,
            own,
            once: once.map(|id| (id, Held::Nothing)).collect(),
            loads: State::new(),
            elements: HashMap::new(),
            ends: State::new(),
        }
    }

    /// What variables hold as the blocks begin.
    fn states(&mut self, draft: &mut Draft, function: &Function) -> Option<HashMap<u32, State>> {
        let mut states: HashMap<u32, State> = HashMap::new();
        let first = function.blocks.first().map(|block| block.label);
        let params = self.own.iter().filter(|id| self.params.contains_key(id));
        let given: State = params.map(|&id| (id, Held::One(id))).collect();
        states.extend(first.map(|label| (label, given)));
        let several = self.own.len() - self.once.len();
        if several == 0 {
            return Some(states);
        }
        if several.saturating_mul(function.blocks.len()) > MOST_STATES {
            return None;
        }
        for _ in 0..MOST_ROUNDS {
            let mut is_changed = false;
            for block in &function.blocks {
                let mut state = states.get(&block.label).cloned().unwrap_or_default();
                for inst in &block.insts {
                    self.step(draft, &mut state, inst);
                }
                for label in block.successors() {
                    let next = states.entry(label).or_default();
                    for (&id, &held) in &state {
                        let place = next.entry(id).or_insert(Held::Nothing);
                        let both = place.or(held);
                        is_changed |= std::mem::replace(place, both) != both;
                    }
                }
            }
            if !is_changed {
                return Some(states);
            }
        }
        None
    }

    fn held(&self, state: &State, pointer: u32) -> Held {
        if !self.own.contains(&pointer) {
            return Held::One(pointer);
        }
        let held = self.once.get(&pointer).or_else(|| state.get(&pointer));
        held.copied().unwrap_or(Held::Nothing)
    }

    fn put(&mut self, state: &mut State, variable: u32, held: Held) {
        match self.once.get_mut(&variable) {
            Some(place) => *place = held,
            None => {
                state.insert(variable, held);
            }
        }
    }

    /// What an instruction does to what variables hold.
    fn step(&mut self, draft: &mut Draft, state: &mut State, inst: &Inst) {
        match inst.op {
            Op::Load if self.kinds.targets.contains(&inst.ty) => {
                let held = self.held(state, inst.arg(0));
                self.loads.insert(inst.id, held);
            }
            Op::Store if self.own.contains(&inst.arg(0)) => {
                let held = self.loads.get(&inst.arg(1)).copied();
                self.put(state, inst.arg(0), held.unwrap_or(Held::Several));
            }
            Op::FunctionCall => {
                let Some(known) = self.known.get(&inst.arg(0)) else {
                    return;
                };
                let mut new = Vec::with_capacity(known.left.len());
                for (&at, left) in &known.left {
                    let held = self.left_by(draft, state, inst, at, left);
                    new.push((inst.arg(at + 1), held));
                }
                for (variable, held) in new {
                    self.put(state, variable, held);
                }
            }
            Op::Return | Op::ReturnValue => {
                let params = self.params.keys().filter(|id| self.own.contains(id));
                for &id in params {
                    let held = self.held(state, id);
                    let end = self.ends.entry(id).or_insert(Held::Nothing);
                    *end = end.or(held);
                }
            }
            _ => {}
        }
    }

    /// What a call leaves in what is handed over for a parameter.
    fn left_by(
        &mut self,
        draft: &mut Draft,
        state: &State,
        call: &Inst,
        at: usize,
        left: &Left,
    ) -> Held {
        let Left::From(base, element) = left else {
            return Held::Several;
        };
        let base = match *base {
            Base::Parameter(other) => self.held(state, call.arg(other + 1)),
            Base::Bound(variable) => Held::One(variable),
        };
        match (base, element) {
            (Held::One(_), Some((pointer, _))) => {
                let new = self.elements.entry((call.id, at));
                Held::One(*new.or_insert_with(|| draft.value(*pointer)))
            }
            _ => base,
        }
    }

    /// Uses what was put into variables in their place; nothing where that is not known.
    fn forward_in(
        &mut self,
        draft: &mut Draft,
        function: &mut Function,
        states: &HashMap<u32, State>,
    ) -> Option<()> {
        self.ends.clear();
        // What is loaded where nothing was put in, to be put somewhere else.
        let mut nothing = HashSet::new();
        for block in &mut function.blocks {
            let mut state = states.get(&block.label).cloned().unwrap_or_default();
            let old = std::mem::take(&mut block.insts);
            for inst in old {
                self.call_elements(&state, &inst, &mut block.insts, draft)?;
                let is_gone = match inst.op {
                    Op::Variable => self.own.contains(&inst.id),
                    Op::Store => self.own.contains(&inst.arg(0)) || self.is_same(&inst),
                    Op::Load if self.kinds.targets.contains(&inst.ty) => {
                        let is_one = matches!(self.held(&state, inst.arg(0)), Held::One(_));
                        !is_one && nothing.insert(inst.id)
                    }
                    _ => false,
                };
                let changed = if is_gone {
                    None
                } else {
                    Some(self.with_held(&state, &inst)?)
                };
                self.step(draft, &mut state, &inst);
                block.insts.extend(changed);
            }
        }
        self.leave_out_loads(function);
        let mut args = function.insts().flat_map(|inst| &inst.args);
        (nothing.is_empty() || !args.any(|arg| nothing.contains(arg))).then_some(())
    }

    /// Whether what is stored somewhere else is what is there: a parameter is copied back that way.
    fn is_same(&self, store: &Inst) -> bool {
        self.loads.get(&store.arg(1)) == Some(&Held::One(store.arg(0)))
    }

    /// Writes the pointers to elements that a call leaves.
    fn call_elements(
        &mut self,
        state: &State,
        call: &Inst,
        out: &mut Vec<Inst>,
        draft: &mut Draft,
    ) -> Option<()> {
        let known = self.known.get(&call.arg(0));
        let Some(known) = known.filter(|_| call.op == Op::FunctionCall) else {
            return Some(());
        };
        for (&at, left) in &known.left {
            let Held::One(element) = self.left_by(draft, state, call, at, left) else {
                continue;
            };
            let Left::From(base, Some((pointer, indices))) = left else {
                continue;
            };
            let base = match *base {
                Base::Parameter(other) => self.held(state, call.arg(other + 1)),
                Base::Bound(variable) => Held::One(variable),
            };
            let Held::One(base) = base else { return None };
            let args: Vec<u32> = std::iter::once(base)
                .chain(indices.iter().copied())
                .collect();
            out.push(Inst::new(Op::AccessChain, *pointer, element, args));
        }
        Some(())
    }

    /// An instruction with what variables hold in their place.
    fn with_held(&self, state: &State, inst: &Inst) -> Option<Inst> {
        let mut made = inst.clone();
        if inst.op == Op::FunctionCall
            && let Some(known) = self.known.get(&inst.arg(0))
        {
            let mut at = 0;
            made.args.retain(|_| {
                at += 1;
                at < 2 || !known.dropped.contains(&(at - 2))
            });
        }
        let named = made.args.iter().filter(|arg| self.own.contains(arg));
        let mut held = HashMap::new();
        for &variable in named {
            held.insert(variable, self.held(state, variable));
        }
        if held.is_empty() {
            return Some(made);
        }
        let is_one = |(id, held)| match held {
            Held::One(pointer) => Some((id, pointer)),
            Held::Nothing | Held::Several => None,
        };
        let held: HashMap<u32, u32> = held.into_iter().map(is_one).collect::<Option<_>>()?;
        rename(&mut made, &held);
        Some(made)
    }

    /// Takes out what was loaded to be put into variables: an array, for one, cannot be loaded as a whole.
    fn leave_out_loads(&self, function: &mut Function) {
        let used: HashSet<u32> = function
            .insts()
            .flat_map(|inst| inst.args.iter().copied())
            .collect();
        for block in &mut function.blocks {
            block.insts.retain(|inst| {
                inst.op != Op::Load || used.contains(&inst.id) || !self.loads.contains_key(&inst.id)
            });
        }
    }

    /// What is left in parameters as the function, which was gone through, ends.
    fn left(&self, draft: &Draft, function: &Function) -> HashMap<usize, Left> {
        let chains: HashMap<u32, &Inst> = function
            .insts()
            .filter(|inst| matches!(inst.op, Op::AccessChain | Op::InBoundsAccessChain))
            .map(|inst| (inst.id, inst))
            .collect();
        let base = |id: u32| match self.params.get(&id) {
            Some(&at) => Some(Base::Parameter(at)),
            None => draft.global(id).map(|_| Base::Bound(id)),
        };
        let from = |id: u32| {
            let Some(chain) = chains.get(&id) else {
                return Some(Left::From(base(id)?, None));
            };
            let indices = chain.args.get(1..)?.to_vec();
            let are_constants = indices.iter().all(|&id| draft.global(id).is_some());
            are_constants.then_some(Left::From(base(chain.arg(0))?, Some((chain.ty, indices))))
        };
        let params = self.params.iter().filter(|(id, _)| self.own.contains(id));
        params
            .map(|(id, &at)| {
                let left = match self.ends.get(id) {
                    Some(&Held::One(pointer)) => from(pointer),
                    _ => None,
                };
                (at, left.unwrap_or(Left::Unknown))
            })
            .collect()
    }
}

/// Whether it is a texture or a sampler, or an array of such.
pub(super) fn is_opaque(draft: &Draft, ty: u32) -> bool {
    let element = match draft.global(ty) {
        Some(inst) if matches!(inst.op, Op::TypeArray | Op::TypeRuntimeArray) => inst.arg(0),
        _ => ty,
    };
    matches!(
        draft.op_of(element),
        Some(
            Op::TypeImage
                | Op::TypeSampler
                | Op::TypeSampledImage
                | Op::TypeAccelerationStructureKHR
        )
    )
}
