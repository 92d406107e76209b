//! Structs that hold textures or samplers, as HLSL hands them about: variables of them, parameters and what functions
//! return become one for each member.
//!
//! What a function returns it stores into variables of its caller instead. Which texture a member is, finds out
//! [`opaque_locals`](super::opaque_locals) then.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::rc::Rc;

use rspirv::spirv::{Op, StorageClass};

use super::Settings;
use super::draft::{Draft, Function, Inst, rename};
use super::opaque_globals::unlist;
use super::opaque_locals::is_opaque;

/// A struct of more members, with those of the structs in it, is left alone.
const MOST_LEAVES: usize = 256;
/// Instructions and their operands that are written for a module.
const MOST_WRITTEN: usize = 1 << 20;

/// A member that is no such struct itself.
struct Leaf {
    ty: u32,
    name: String,
}

/// The structs that hold textures or samplers and arrays of them, with what they are taken apart into.
type Mixed = HashMap<u32, Rc<[Leaf]>>;

/// Takes them apart; leaves a module alone that does with one what is not known here.
pub(super) fn split(draft: &mut Draft, _: Settings) {
    let Some(mixed) = mixed(draft) else { return };
    if mixed.is_empty() {
        return;
    }
    let mut functions = draft.functions.clone();
    let mut splitter = Splitter {
        draft,
        mixed,
        parts: HashMap::new(),
        renamed: HashMap::new(),
        results: Vec::new(),
        locals: Vec::new(),
        room: MOST_WRITTEN,
    };
    let globals = splitter.globals();
    let done = functions.iter_mut().try_for_each(|f| splitter.function(f));
    let Splitter {
        mixed,
        parts,
        renamed,
        ..
    } = splitter;
    if done.is_none() {
        let new: Vec<u32> = globals.into_values().flatten().collect();
        draft.drop_globals(&new);
        draft.forget_all(&new.into_iter().collect());
        return;
    }
    draft.functions = functions;
    let gone: HashSet<u32> = parts.into_keys().chain(renamed.into_keys()).collect();
    draft.forget_all(&gone);
    draft.list_beside(&globals);
    let old: HashSet<u32> = globals.into_keys().collect();
    unlist(draft, &old);
    draft.remove_globals(&old);
    drop_types(draft, &mixed);
}

/// Takes out the types that are not needed any more, from the outermost on.
fn drop_types(draft: &mut Draft, mixed: &Mixed) {
    let is_left = |inst: &&Inst| match inst.op {
        Op::TypeFunction => true,
        Op::TypePointer => mixed.contains_key(&inst.arg(1)),
        _ => false,
    };
    let order = [Op::TypeFunction, Op::TypePointer];
    let mut types: Vec<u32> = order
        .iter()
        .flat_map(|&op| draft.globals.iter().filter(move |inst| inst.op == op))
        .filter(is_left)
        .map(|inst| inst.id)
        .collect();
    let ordered = draft.ordered_globals().into_iter().rev();
    let ids = ordered.filter_map(|index| draft.globals.get(index));
    types.extend(ids.map(|inst| inst.id).filter(|id| mixed.contains_key(id)));
    draft.drop_unused(&types);
}

/// The structs that hold textures or samplers; nothing if one of them has too many members.
fn mixed(draft: &mut Draft) -> Option<Mixed> {
    let mut mixed = Mixed::new();
    for index in draft.ordered_globals() {
        let Some(inst) = draft.globals.get(index).cloned() else {
            continue;
        };
        let leaves = match inst.op {
            Op::TypeStruct => struct_leaves(draft, &mixed, &inst),
            Op::TypeArray => mixed.get(&inst.arg(0)).cloned().map(|leaves| {
                let arrays = leaves.iter().map(|leaf| Leaf {
                    ty: draft.define(Op::TypeArray, 0, [leaf.ty, inst.arg(1)]),
                    name: leaf.name.clone(),
                });
                arrays.collect()
            }),
            _ => None,
        };
        let Some(leaves) = leaves else { continue };
        if leaves.len() > MOST_LEAVES {
            return None;
        }
        mixed.insert(inst.id, leaves.into());
    }
    Some(mixed)
}

fn struct_leaves(draft: &Draft, mixed: &Mixed, inst: &Inst) -> Option<Vec<Leaf>> {
    let is_mixed = |&member: &u32| mixed.contains_key(&member) || is_opaque(draft, member);
    if !inst.args.iter().any(is_mixed) {
        return None;
    }
    let mut leaves = Vec::new();
    for (index, &member) in (0..).zip(&inst.args) {
        let name = draft.member_name(inst.id, index).unwrap_or_default();
        match mixed.get(&member) {
            Some(inner) => leaves.extend(inner.iter().map(|leaf| Leaf {
                ty: leaf.ty,
                name: format!("{name}_{}", leaf.name),
            })),
            None => leaves.push(Leaf { ty: member, name }),
        }
        // More than is asked for is not needed to see that there are too many.
        if leaves.len() > MOST_LEAVES {
            break;
        }
    }
    Some(leaves)
}

/// What a path of indices leads to.
struct Reached {
    /// The parts of it, among those of the whole.
    parts: Range<usize>,
    /// The struct or array of structs that it is, if it is one.
    whole: Option<u32>,
    /// The indices that are still to be applied to each part.
    indices: Vec<u32>,
}

struct Splitter<'a> {
    draft: &'a mut Draft,
    mixed: Mixed,
    /// What values and pointers became.
    parts: HashMap<u32, Vec<u32>>,
    /// Values that are a part as it is.
    renamed: HashMap<u32, u32>,
    /// Where the function that is being rewritten stores what it returns.
    results: Vec<u32>,
    /// Variables for what the functions that it calls return.
    locals: Vec<Inst>,
    room: usize,
}

impl Splitter<'_> {
    fn leaves(&self, ty: u32) -> Option<Rc<[Leaf]>> {
        self.mixed.get(&ty).cloned()
    }

    /// The leaves of what a pointer in memory of the shader itself points to.
    fn behind(&self, pointer: u32) -> Option<(u32, Rc<[Leaf]>)> {
        let (class, target) = self.draft.pointer_parts(pointer)?;
        let own = [StorageClass::Function, StorageClass::Private];
        let is_own = own.iter().any(|&each| each as u32 == class);
        is_own
            .then(|| self.leaves(target))
            .flatten()
            .map(|leaves| (class, leaves))
    }

    fn write(&mut self, out: &mut Vec<Inst>, inst: Inst) -> Option<()> {
        self.room = self.room.checked_sub(1 + inst.args.len())?;
        out.push(inst);
        Some(())
    }

    /// Writes an instruction whose result is a new value.
    fn value(
        &mut self,
        out: &mut Vec<Inst>,
        op: Op,
        ty: u32,
        args: impl Into<Vec<u32>>,
    ) -> Option<u32> {
        let id = self.draft.value(ty);
        self.write(out, Inst::new(op, ty, id, args))?;
        Some(id)
    }

    fn name(&mut self, part: u32, whole: u32, leaf: &Leaf) {
        if let Some(name) = self.draft.name(whole) {
            self.draft.set_name(part, &format!("{name}_{}", leaf.name));
        }
    }

    /// Makes variables of the module; those that there are for each.
    fn globals(&mut self) -> HashMap<u32, Vec<u32>> {
        let mut made = HashMap::new();
        for variable in self.draft.variables() {
            let Some((_, leaves)) = self.behind(variable.pointer) else {
                continue;
            };
            // One with a value stays, and so does the module.
            if self
                .draft
                .global(variable.id)
                .is_some_and(|inst| inst.args.len() > 1)
            {
                continue;
            }
            let mut parts = Vec::with_capacity(leaves.len());
            for leaf in leaves.iter() {
                let part = self.draft.add_variable(StorageClass::Private, leaf.ty);
                self.name(part, variable.id, leaf);
                parts.push(part);
            }
            self.parts.insert(variable.id, parts.clone());
            made.insert(variable.id, parts);
        }
        made
    }

    fn function(&mut self, function: &mut Function) -> Option<()> {
        let mut params = Vec::with_capacity(function.params.len());
        for param in std::mem::take(&mut function.params) {
            let Some((class, leaves)) = self.behind(param.ty) else {
                if self.mixed.contains_key(&param.ty) {
                    return None;
                }
                params.push(param);
                continue;
            };
            let parts = self.parameters(&mut params, param.id, class, &leaves);
            self.parts.insert(param.id, parts);
        }
        self.results.clear();
        if let Some(leaves) = self.leaves(function.def.ty) {
            let class = StorageClass::Function as u32;
            self.results = self.parameters(&mut params, 0, class, &leaves);
            function.def.ty = self.draft.define(Op::TypeVoid, 0, []);
        }
        let types = std::iter::once(function.def.ty).chain(params.iter().map(|param| param.ty));
        let types: Vec<u32> = types.collect();
        let ty = self.draft.define(Op::TypeFunction, 0, types);
        function.def.args = vec![function.def.arg(0), ty];
        function.params = params;
        for block in &mut function.blocks {
            let old = std::mem::take(&mut block.insts);
            let mut new = Vec::with_capacity(old.len());
            for mut inst in old {
                rename(&mut inst, &self.renamed);
                self.inst(inst, &mut new)?;
            }
            block.insts = new;
        }
        function.begin_with(std::mem::take(&mut self.locals));
        Some(())
    }

    fn parameters(
        &mut self,
        params: &mut Vec<Inst>,
        whole: u32,
        class: u32,
        leaves: &[Leaf],
    ) -> Vec<u32> {
        let mut parts = Vec::with_capacity(leaves.len());
        for leaf in leaves {
            let pointer = self.draft.pointer(class, leaf.ty);
            let part = self.draft.value(pointer);
            self.name(part, whole, leaf);
            params.push(Inst::new(Op::FunctionParameter, pointer, part, []));
            parts.push(part);
        }
        parts
    }

    fn inst(&mut self, inst: Inst, out: &mut Vec<Inst>) -> Option<()> {
        let of = |at: usize| self.parts.get(&inst.arg(at)).cloned();
        match inst.op {
            Op::Variable => self.variable(inst, out),
            Op::Load => match (of(0), self.leaves(inst.ty)) {
                (Some(pointers), Some(leaves)) => {
                    let mut parts = Vec::with_capacity(leaves.len());
                    for (leaf, pointer) in leaves.iter().zip(pointers) {
                        parts.push(self.value(out, Op::Load, leaf.ty, [pointer])?);
                    }
                    self.parts.insert(inst.id, parts);
                    Some(())
                }
                _ => self.other(inst, out),
            },
            Op::Store => match (of(0), of(1)) {
                (Some(to), Some(from)) => {
                    for (to, from) in to.into_iter().zip(from) {
                        self.write(out, Inst::bare(Op::Store, [to, from]))?;
                    }
                    Some(())
                }
                _ => self.other(inst, out),
            },
            Op::AccessChain | Op::InBoundsAccessChain => match of(0) {
                Some(parts) => self.chain(&inst, &parts, out),
                None => self.other(inst, out),
            },
            Op::CompositeConstruct => match self.leaves(inst.ty) {
                Some(leaves) => self.construct(&inst, &leaves, out),
                None => self.other(inst, out),
            },
            Op::CompositeExtract => match of(0) {
                Some(parts) => self.extract(&inst, &parts, out),
                None => self.other(inst, out),
            },
            Op::CopyObject => match of(0) {
                Some(parts) => {
                    self.parts.insert(inst.id, parts);
                    Some(())
                }
                None => self.other(inst, out),
            },
            Op::FunctionCall => self.call(inst, out),
            Op::ReturnValue => match of(0) {
                Some(parts) => {
                    for (to, from) in self.results.clone().into_iter().zip(parts) {
                        self.write(out, Inst::bare(Op::Store, [to, from]))?;
                    }
                    self.write(out, Inst::bare(Op::Return, []))
                }
                None => self.other(inst, out),
            },
            _ => self.other(inst, out),
        }
    }

    /// An instruction that has nothing to do with such structs; nothing if it has.
    fn other(&self, inst: Inst, out: &mut Vec<Inst>) -> Option<()> {
        let names_one = inst.args.iter().any(|arg| self.parts.contains_key(arg));
        let mut is_of_one = self.mixed.contains_key(&inst.ty);
        if names_one {
            // Numbers that are no ids may be the same.
            let shape = super::shape::shape(inst.op as u32)?;
            super::shape::each_id(shape.op, &inst.args, false, |at| {
                is_of_one |= self.parts.contains_key(&inst.arg(at));
            });
        }
        (!is_of_one).then(|| out.push(inst))
    }

    fn variable(&mut self, inst: Inst, out: &mut Vec<Inst>) -> Option<()> {
        let Some((class, leaves)) = self.behind(inst.ty) else {
            return self.other(inst, out);
        };
        if inst.args.len() > 1 {
            return None;
        }
        let mut parts = Vec::with_capacity(leaves.len());
        for leaf in leaves.iter() {
            let pointer = self.draft.pointer(class, leaf.ty);
            let part = self.value(out, Op::Variable, pointer, [class])?;
            self.name(part, inst.id, leaf);
            parts.push(part);
        }
        self.parts.insert(inst.id, parts);
        Some(())
    }

    /// Follows a path; `number` says what an index into a struct is.
    fn walk(
        &self,
        ty: u32,
        path: &[u32],
        number: impl Fn(&Draft, u32) -> Option<u32>,
    ) -> Option<Reached> {
        let count = |ty: &u32| self.mixed.get(ty).map_or(1, |leaves| leaves.len());
        let mut at = ty;
        let mut parts = 0..count(&ty);
        let mut indices = Vec::new();
        for (step, &index) in path.iter().enumerate() {
            if !self.mixed.contains_key(&at) {
                indices.extend(path.iter().skip(step));
                break;
            }
            if let Some((element, _)) = self.draft.array_parts(at) {
                indices.push(index);
                at = element;
                continue;
            }
            let members = self.draft.members(at)?;
            let member = usize::try_from(number(self.draft, index)?).ok()?;
            let start = parts.start + members.iter().take(member).map(count).sum::<usize>();
            at = *members.get(member)?;
            parts = start..start + count(&at);
        }
        let whole = Some(at).filter(|at| self.mixed.contains_key(at));
        Some(Reached {
            parts,
            whole,
            indices,
        })
    }

    fn chain(&mut self, inst: &Inst, parts: &[u32], out: &mut Vec<Inst>) -> Option<()> {
        let base = self.draft.pointee(self.draft.type_of(inst.arg(0)));
        let reached = self.walk(base, inst.args.get(1..)?, Draft::constant_value)?;
        let (class, _) = self.draft.pointer_parts(inst.ty)?;
        self.reach(inst, parts, &reached, Some(class), out)
    }

    fn extract(&mut self, inst: &Inst, parts: &[u32], out: &mut Vec<Inst>) -> Option<()> {
        let ty = self.draft.type_of(inst.arg(0));
        let reached = self.walk(ty, inst.args.get(1..)?, |_, index| Some(index))?;
        self.reach(inst, parts, &reached, None, out)
    }

    /// Lets an instruction reach into the parts instead: for values, or for pointers into memory of a class.
    fn reach(
        &mut self,
        inst: &Inst,
        parts: &[u32],
        reached: &Reached,
        class: Option<u32>,
        out: &mut Vec<Inst>,
    ) -> Option<()> {
        let parts = parts.get(reached.parts.clone())?;
        let args = |part: u32| {
            let all = std::iter::once(part).chain(reached.indices.iter().copied());
            all.collect::<Vec<u32>>()
        };
        let Some(leaves) = reached.whole.and_then(|ty| self.leaves(ty)) else {
            let &[part] = parts else { return None };
            if reached.indices.is_empty() {
                self.renamed.insert(inst.id, part);
                return Some(());
            }
            return self.write(out, Inst::new(inst.op, inst.ty, inst.id, args(part)));
        };
        let mut made = parts.to_vec();
        if !reached.indices.is_empty() {
            for (leaf, part) in leaves.iter().zip(&mut made) {
                let ty = class.map_or(leaf.ty, |class| self.draft.pointer(class, leaf.ty));
                *part = self.value(out, inst.op, ty, args(*part))?;
            }
        }
        self.parts.insert(inst.id, made);
        Some(())
    }

    fn construct(&mut self, inst: &Inst, leaves: &[Leaf], out: &mut Vec<Inst>) -> Option<()> {
        let mut made = Vec::with_capacity(leaves.len());
        if self.draft.array_parts(inst.ty).is_some() {
            for (at, leaf) in leaves.iter().enumerate() {
                let of = |element: &u32| self.parts.get(element)?.get(at).copied();
                let parts: Vec<u32> = inst.args.iter().map(of).collect::<Option<_>>()?;
                made.push(self.value(out, inst.op, leaf.ty, parts)?);
            }
        } else {
            for member in &inst.args {
                match self.parts.get(member) {
                    Some(parts) => made.extend(parts),
                    None => made.push(*member),
                }
            }
        }
        self.parts.insert(inst.id, made);
        Some(())
    }

    fn call(&mut self, mut inst: Inst, out: &mut Vec<Inst>) -> Option<()> {
        let mut args = Vec::with_capacity(inst.args.len());
        for arg in std::mem::take(&mut inst.args) {
            match self.parts.get(&arg) {
                Some(parts) => args.extend(parts),
                None => args.push(arg),
            }
        }
        let Some(leaves) = self.leaves(inst.ty) else {
            inst.args = args;
            return self.write(out, inst);
        };
        let mut results = Vec::with_capacity(leaves.len());
        let class = StorageClass::Function as u32;
        for leaf in leaves.iter() {
            let pointer = self.draft.pointer(class, leaf.ty);
            let local = self.draft.value(pointer);
            self.locals
                .push(Inst::new(Op::Variable, pointer, local, [class]));
            results.push(local);
        }
        args.extend(&results);
        let void = self.draft.define(Op::TypeVoid, 0, []);
        self.value(out, Op::FunctionCall, void, args)?;
        let mut parts = Vec::with_capacity(leaves.len());
        for (leaf, local) in leaves.iter().zip(results) {
            parts.push(self.value(out, Op::Load, leaf.ty, [local])?);
        }
        self.parts.insert(inst.id, parts);
        Some(())
    }
}
