//! Values stored as a whole in memory that holds atomics, or loaded from there.
//!
//! SPIR-V has no atomic types: a variable is written as a whole at one place, as compilers do to
//! begin with zeros, and used by atomic operations at another. In naga's module its numbers are
//! atomic, and are stored and loaded one by one; zeros that are many by functions with loops.

use std::collections::{HashMap, HashSet};

use rspirv::spirv::{FunctionControl, LoopControl, Op, StorageClass};

use super::Settings;
use super::draft::{Block, Draft, Function, Inst};
use super::emit::Emit;
use super::image_atomic::is_atomic;

/// The most stores that stand in the place of one of zeros.
const FEW: u64 = 64;

/// The most stores or loads that stand in the place of one of other values.
const SOME: u64 = 256;

/// The most stores and loads that a module gets so: what is beyond it stays, and is refused.
const ALL: u64 = 1 << 20;

/// The most functions, and stores in them, that do.
const MANY: u64 = 1024;

/// Writes such stores and loads out where something is loaded as a whole that has atomics in it: naga takes that alone,
/// as a value of a type that no target has values of.
pub(super) fn write_out_loads(draft: &mut Draft, settings: Settings) {
    if !draft.uses(is_atomic) {
        return;
    }
    let places = places(draft);
    let insts = || draft.functions.iter().flat_map(Function::insts);
    let mut deepest: HashMap<u32, usize> = HashMap::new();
    for inst in insts().filter(|inst| is_atomic(inst.op)) {
        if let Some(place) = places.get(&inst.arg(0)) {
            let depth = deepest.entry(place.variable).or_default();
            *depth = place.indices.len().max(*depth);
        }
    }
    let holds_atomic = |inst: &Inst| {
        let deepest = places.get(&inst.arg(0)).and_then(|place| {
            let deepest = deepest.get(&place.variable)?;
            Some(place.indices.len() < *deepest)
        });
        let target = || draft.pointee(draft.type_of(inst.arg(0)));
        deepest == Some(true) && is_composite(draft, target())
    };
    if insts().any(|inst| inst.op == Op::Load && holds_atomic(inst)) {
        write_out(draft, settings);
    }
}

/// Writes such stores and loads out.
pub(super) fn write_out(draft: &mut Draft, _: Settings) {
    if !draft.uses(is_atomic) {
        return;
    }
    let places = places(draft);
    let atomic: HashSet<u32> = draft
        .functions
        .iter()
        .flat_map(Function::insts)
        .filter(|inst| is_atomic(inst.op))
        .filter_map(|inst| Some(places.get(&inst.arg(0))?.variable))
        .collect();
    if atomic.is_empty() {
        return;
    }
    let mut made = HashMap::new();
    let mut costs = HashMap::new();
    let mut zeros = HashMap::new();
    let mut left = ALL;
    draft.rewrite(|draft, inst, out| {
        let place = places.get(&inst.arg(0)).filter(|place| {
            matches!(inst.op, Op::Store | Op::Load) && atomic.contains(&place.variable)
        });
        let target = draft.pointee(draft.type_of(inst.arg(0)));
        let Some(place) = place.filter(|_| is_composite(draft, target)) else {
            out.push(inst);
            return;
        };
        let is_null = inst.op == Op::Store && is_zero(draft, inst.arg(1), &mut zeros);
        let Some(cost) = Cost::of(draft, target, &mut costs) else {
            out.push(inst);
            return;
        };
        let most = if is_null { FEW } else { SOME };
        if cost.stores <= most.min(left) {
            left -= cost.stores;
            let mut e = Emit { draft, out };
            if inst.op == Op::Load {
                load(&mut e, &inst, target, &mut Vec::new());
            } else {
                store(&mut e, &inst, is_null, target, &mut Vec::new());
            }
        } else if is_null && cost.functions <= MANY {
            let steps: Vec<Step> = place
                .indices
                .iter()
                .map(|&index| match draft.constant_value(index) {
                    Some(_) => Step::Fixed(index),
                    None => Step::Given(draft.type_of(index)),
                })
                .collect();
            let mut arguments = vec![clear(draft, &mut made, &(place.variable, steps), target)];
            let given = place
                .indices
                .iter()
                .filter(|&&index| draft.constant_value(index).is_none());
            arguments.extend(given);
            let void = draft.define(Op::TypeVoid, 0, []);
            let call = draft.value(void);
            out.push(Inst::new(Op::FunctionCall, void, call, arguments));
        } else {
            out.push(inst);
        }
    });
}

/// Where a pointer points.
#[derive(Clone)]
struct Place {
    variable: u32,
    indices: Vec<u32>,
}

/// The places of the variables of the module, and of pointers into them.
fn places(draft: &Draft) -> HashMap<u32, Place> {
    let mut places: HashMap<u32, Place> = draft
        .variables()
        .into_iter()
        .filter(|variable| {
            variable.is(StorageClass::Workgroup) || variable.is(StorageClass::StorageBuffer)
        })
        .map(|variable| {
            let place = Place {
                variable: variable.id,
                indices: Vec::new(),
            };
            (variable.id, place)
        })
        .collect();
    for inst in draft.functions.iter().flat_map(Function::insts) {
        if !matches!(inst.op, Op::AccessChain | Op::InBoundsAccessChain) {
            continue;
        }
        if let Some(base) = places.get(&inst.arg(0)) {
            let mut place = base.clone();
            place.indices.extend(inst.args.iter().skip(1));
            places.insert(inst.id, place);
        }
    }
    places
}

fn is_composite(draft: &Draft, ty: u32) -> bool {
    matches!(draft.op_of(ty), Some(Op::TypeStruct | Op::TypeArray))
}

/// Whether a constant is zero throughout; each part is looked at once, however often it is named.
fn is_zero(draft: &Draft, id: u32, known: &mut HashMap<u32, bool>) -> bool {
    if let Some(&is_zero) = known.get(&id) {
        return is_zero;
    }
    let found = draft.global(id).is_some_and(|inst| match inst.op {
        Op::ConstantNull => true,
        Op::Constant => inst.args.iter().all(|&word| word == 0),
        Op::ConstantComposite => inst.args.iter().all(|&part| is_zero(draft, part, known)),
        _ => false,
    });
    known.insert(id, found);
    found
}

/// What storing a value takes.
#[derive(Clone, Copy, Default)]
struct Cost {
    /// Stores, one by one.
    stores: u64,
    /// Functions with loops, or stores in them.
    functions: u64,
}

impl Cost {
    /// Of a type; each is looked at once, however often it is named.
    fn of(draft: &Draft, ty: u32, known: &mut HashMap<u32, Option<Self>>) -> Option<Self> {
        if let Some(&cost) = known.get(&ty) {
            return cost;
        }
        let cost = Self::work_out(draft, ty, known);
        known.insert(ty, cost);
        cost
    }

    fn work_out(draft: &Draft, ty: u32, known: &mut HashMap<u32, Option<Self>>) -> Option<Self> {
        if let Some((element, count)) = draft.array_parts(ty) {
            let one = Self::of(draft, element, known)?;
            return Some(Self {
                stores: one.stores.saturating_mul(u64::from(count)),
                functions: one.functions.saturating_add(1),
            });
        }
        if is_composite(draft, ty) {
            let mut sum = Self {
                stores: 0,
                functions: 1,
            };
            for &member in draft.members(ty)? {
                let one = Self::of(draft, member, known)?;
                sum.stores = sum.stores.saturating_add(one.stores);
                sum.functions = sum.functions.saturating_add(one.functions);
            }
            return Some(sum);
        }
        Some(Self {
            stores: 1,
            functions: 1,
        })
    }
}

/// The type of a part, by its index.
fn part(draft: &Draft, ty: u32, index: u32) -> Option<u32> {
    match draft.array_parts(ty) {
        Some((element, count)) => (index < count).then_some(element),
        None => draft.members(ty)?.get(index as usize).copied(),
    }
}

/// Stores the part of a value at a path, number by number.
fn store(e: &mut Emit<'_>, whole: &Inst, is_null: bool, ty: u32, path: &mut Vec<u32>) {
    if is_composite(e.draft, ty) {
        let mut index = 0;
        while let Some(part) = part(e.draft, ty, index) {
            path.push(index);
            store(e, whole, is_null, part, path);
            path.pop();
            index += 1;
        }
        return;
    }
    let place = place(e, whole, ty, path);
    let value = if is_null {
        e.draft.define(Op::ConstantNull, ty, [])
    } else {
        e.extract(ty, whole.arg(1), path)
    };
    e.out.push(Inst::bare(Op::Store, [place, value]));
}

/// Loads the part of a value at a path, number by number.
fn load(e: &mut Emit<'_>, whole: &Inst, ty: u32, path: &mut Vec<u32>) -> u32 {
    if is_composite(e.draft, ty) {
        let mut parts = Vec::new();
        for index in 0.. {
            let Some(part) = part(e.draft, ty, index) else {
                break;
            };
            path.push(index);
            parts.push(load(e, whole, part, path));
            path.pop();
        }
        if path.is_empty() {
            e.end(Op::CompositeConstruct, whole, &parts);
            return whole.id;
        }
        return e.op(Op::CompositeConstruct, ty, &parts);
    }
    let place = place(e, whole, ty, path);
    e.op(Op::Load, ty, &[place])
}

/// The place of a number in what an instruction stores or loads.
fn place(e: &mut Emit<'_>, whole: &Inst, ty: u32, path: &[u32]) -> u32 {
    let class = e
        .draft
        .pointer_parts(e.draft.type_of(whole.arg(0)))
        .map_or(0, |(class, _)| class);
    let pointer = e.draft.pointer(class, ty);
    let mut chain = vec![whole.arg(0)];
    chain.extend(path.iter().map(|&index| e.draft.uint(index)));
    e.op(Op::AccessChain, pointer, &chain)
}

/// A step of the way to what a function clears.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Step {
    /// A constant.
    Fixed(u32),
    /// A parameter of this type.
    Given(u32),
}

/// A variable, and the way into it.
type Way = (u32, Vec<Step>);

/// A function that stores zeros in all of a part of a variable.
fn clear(draft: &mut Draft, made: &mut HashMap<Way, u32>, way: &Way, ty: u32) -> u32 {
    if let Some(&function) = made.get(way) {
        return function;
    }
    let id = draft.fresh();
    made.insert(way.clone(), id);
    let params: Vec<Inst> = way
        .1
        .iter()
        .filter_map(|step| match *step {
            Step::Given(ty) => Some(ty),
            Step::Fixed(_) => None,
        })
        .map(|ty| Inst::new(Op::FunctionParameter, ty, draft.value(ty), []))
        .collect();
    let blocks = match draft.array_parts(ty) {
        Some((element, count)) => clear_array(draft, made, (way, &params), (element, count)),
        None => {
            let mut insts = Vec::new();
            let mut index = 0;
            while let Some(part) = part(draft, ty, index) {
                let step = draft.uint(index);
                let fixed = Step::Fixed(step);
                clear_part(draft, made, (way, &params), (fixed, step), part, &mut insts);
                index += 1;
            }
            insts.push(Inst::bare(Op::Return, []));
            vec![Block {
                label: draft.fresh(),
                insts,
            }]
        }
    };
    let void = draft.define(Op::TypeVoid, 0, []);
    let signature: Vec<u32> = std::iter::once(void)
        .chain(params.iter().map(|param| param.ty))
        .collect();
    let signature = draft.define(Op::TypeFunction, 0, signature);
    draft.functions.push(Function {
        def: Inst::new(
            Op::Function,
            void,
            id,
            [FunctionControl::NONE.bits(), signature],
        ),
        params,
        blocks,
    });
    id
}

/// Goes through the elements of an array.
fn clear_array(
    draft: &mut Draft,
    made: &mut HashMap<Way, u32>,
    here: (&Way, &[Inst]),
    (element, count): (u32, u32),
) -> Vec<Block> {
    let uint = draft.int_type(false);
    let [head, test, body, next, end] = std::array::from_fn(|_| draft.fresh());
    let pointer = draft.pointer(StorageClass::Function as u32, uint);
    let counter = draft.value(pointer);
    let (zero, one, length) = (draft.uint(0), draft.uint(1), draft.uint(count));
    let branch = |to: u32| Inst::bare(Op::Branch, [to]);
    let first = Block {
        label: draft.fresh(),
        insts: vec![
            Inst::new(
                Op::Variable,
                pointer,
                counter,
                [StorageClass::Function as u32],
            ),
            Inst::bare(Op::Store, [counter, zero]),
            branch(head),
        ],
    };
    let begin = Block {
        label: head,
        insts: vec![
            Inst::bare(Op::LoopMerge, [end, next, LoopControl::NONE.bits()]),
            branch(test),
        ],
    };
    let boolean = draft.bool_type();
    let mut insts = Vec::new();
    let mut e = Emit {
        draft,
        out: &mut insts,
    };
    let at = e.op(Op::Load, uint, &[counter]);
    let goes_on = e.op(Op::ULessThan, boolean, &[at, length]);
    e.out
        .push(Inst::bare(Op::BranchConditional, [goes_on, body, end]));
    let ask = Block { label: test, insts };
    let mut insts = Vec::new();
    clear_part(
        draft,
        made,
        here,
        (Step::Given(uint), at),
        element,
        &mut insts,
    );
    insts.push(branch(next));
    let work = Block { label: body, insts };
    let mut insts = Vec::new();
    let mut e = Emit {
        draft,
        out: &mut insts,
    };
    let following = e.op(Op::IAdd, uint, &[at, one]);
    e.out.push(Inst::bare(Op::Store, [counter, following]));
    e.out.push(branch(head));
    let advance = Block { label: next, insts };
    let last = Block {
        label: end,
        insts: vec![Inst::bare(Op::Return, [])],
    };
    vec![first, begin, ask, work, advance, last]
}

/// Stores zero in a part that is a number, and calls the function of one that is not.
fn clear_part(
    draft: &mut Draft,
    made: &mut HashMap<Way, u32>,
    (way, params): (&Way, &[Inst]),
    (step, index): (Step, u32),
    ty: u32,
    out: &mut Vec<Inst>,
) {
    if is_composite(draft, ty) {
        let mut inner = way.clone();
        let is_given = matches!(step, Step::Given(_));
        inner.1.push(step);
        let mut arguments = vec![clear(draft, made, &inner, ty)];
        arguments.extend(params.iter().map(|param| param.id));
        arguments.extend(is_given.then_some(index));
        let void = draft.define(Op::TypeVoid, 0, []);
        let call = draft.value(void);
        out.push(Inst::new(Op::FunctionCall, void, call, arguments));
        return;
    }
    let class = draft
        .pointer_parts(draft.type_of(way.0))
        .map_or(0, |(class, _)| class);
    let pointer = draft.pointer(class, ty);
    let null = draft.define(Op::ConstantNull, ty, []);
    let mut given = params.iter().map(|param| param.id);
    let mut chain = vec![way.0];
    chain.extend(way.1.iter().map(|step| match *step {
        Step::Fixed(index) => index,
        Step::Given(_) => given.next().unwrap_or(0),
    }));
    chain.push(index);
    let mut e = Emit { draft, out };
    let place = e.op(Op::AccessChain, pointer, &chain);
    e.out.push(Inst::bare(Op::Store, [place, null]));
}
