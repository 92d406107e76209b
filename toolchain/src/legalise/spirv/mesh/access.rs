//! What the instructions do with outputs and payloads, said of the new variables.

use std::collections::{HashMap, HashSet};

use rspirv::spirv::{BuiltIn, Decoration, Op, StorageClass};

use super::outputs::{Tree, What};
use super::plan::Stages;
use super::{Problem, problem};
use crate::legalise::spirv::draft::{Block, Draft, Function, Inst, entry_point, rename};
use crate::legalise::spirv::emit::Emit;
use crate::legalise::spirv::shape::each_id;

/// Members of the variable that gets everything.
const VERTICES: u32 = 0;
const PRIMITIVES: u32 = 1;

/// The functions of the module as they are to be.
pub(super) struct Rewritten {
    pub(super) functions: Vec<Function>,
    /// Ids that are no more.
    pub(super) gone: HashSet<u32>,
}

/// What a pointer of the module as it was is now.
#[derive(Clone, Debug)]
enum Place {
    /// All elements of an output.
    Whole(u32),
    /// A part of an element that is no member, but several: output, number of the element, path.
    Group(u32, u32, Vec<u32>),
    /// A pointer like others.
    Pointer(Adapt),
}

/// How a value differs from the one SPIR-V says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Adapt {
    No,
    /// The second component is the other way up.
    Flipped,
    /// The value is.
    Negated,
    /// The number is unsigned.
    Unsigned,
}

/// Rewrites the functions; makes new types, constants and ids alone, and changes nothing else.
pub(super) fn rewrite(
    draft: &mut Draft,
    stages: &mut Stages,
    flip: bool,
) -> Result<Rewritten, Problem> {
    for mesh in &mut stages.meshes {
        mesh.variable = draft.fresh();
        let found = draft
            .entry_points
            .get(mesh.entry)
            .and_then(|inst| invocation_index(draft, inst));
        mesh.has_new_index = found.is_none();
        mesh.index = found.unwrap_or_else(|| draft.fresh());
    }
    for task in &mut stages.tasks {
        task.size = draft.fresh();
    }
    let old = draft.functions.clone();
    let mut rewrite = Rewrite {
        places: stages
            .outputs
            .keys()
            .map(|&id| (id, Place::Whole(id)))
            .collect(),
        draft,
        stages,
        flip,
        gone: HashSet::new(),
    };
    let mut functions = Vec::with_capacity(old.len());
    for function in old {
        functions.push(rewrite.function(function)?);
    }
    let mut gone = rewrite.gone;
    gone.extend(rewrite.stages.outputs.keys());
    Ok(Rewritten { functions, gone })
}

/// The input of an entry point that is the number of an invocation in its workgroup.
fn invocation_index(draft: &Draft, inst: &Inst) -> Option<u32> {
    let built_in = BuiltIn::LocalInvocationIndex as u32;
    let interface = inst.args.get(entry_point(inst).interface..)?;
    interface
        .iter()
        .copied()
        .find(|&id| draft.number(id, Decoration::BuiltIn) == Some(built_in))
}

/// Functions being rewritten.
pub(super) struct Rewrite<'a> {
    pub(super) draft: &'a mut Draft,
    pub(super) stages: &'a mut Stages,
    flip: bool,
    places: HashMap<u32, Place>,
    gone: HashSet<u32>,
}

impl Rewrite<'_> {
    fn function(&mut self, function: Function) -> Result<Function, Problem> {
        let Function {
            def,
            params,
            blocks: old,
        } = function;
        let mut blocks: Vec<Block> = Vec::with_capacity(old.len());
        // A block that is cut ends under another label, which is the one an OpPhi names.
        let mut ends = HashMap::new();
        for Block { label, insts } in old {
            let is_loop = insts.iter().any(|inst| inst.op == Op::LoopMerge);
            let mut block = Block {
                label,
                insts: Vec::with_capacity(insts.len()),
            };
            for inst in insts {
                match inst.op {
                    Op::SetMeshOutputsEXT => {
                        if is_loop {
                            return problem(
                                def.id,
                                "setting the sizes of a mesh stage at the head of a loop is",
                            );
                        }
                        self.set_counts(def.id, &inst, &mut block, &mut blocks);
                    }
                    Op::EmitMeshTasksEXT => self.emit_tasks(def.id, &inst, &mut block),
                    _ => self.inst(inst, &mut block.insts)?,
                }
            }
            if block.label != label {
                ends.insert(label, block.label);
            }
            blocks.push(block);
        }
        for inst in blocks.iter_mut().flat_map(|block| &mut block.insts) {
            if inst.op == Op::Phi {
                for parent in inst.args.iter_mut().skip(1).step_by(2) {
                    *parent = ends.get(parent).copied().unwrap_or(*parent);
                }
            }
        }
        Ok(Function {
            def,
            params,
            blocks,
        })
    }

    fn inst(&mut self, inst: Inst, out: &mut Vec<Inst>) -> Result<(), Problem> {
        let inst = self.through_payload(inst, out);
        let mut named = None;
        each_id(inst.op, &inst.args, false, |at| {
            if self.places.contains_key(&inst.arg(at)) {
                named = named.or(Some(inst.arg(at)));
            }
        });
        let Some(named) = named else {
            out.push(inst);
            return Ok(());
        };
        let place = |id: u32| self.places.get(&id).cloned();
        match (inst.op, place(inst.arg(0))) {
            (Op::Load | Op::Store, Some(Place::Pointer(Adapt::No))) => {
                out.push(inst);
                Ok(())
            }
            (Op::AccessChain | Op::InBoundsAccessChain, Some(place)) => {
                self.chain(inst, place, out)
            }
            (Op::CopyObject, Some(place)) => {
                if let Place::Pointer(adapt) = place {
                    let copy = self.moved(inst.clone(), adapt);
                    out.push(copy);
                } else {
                    self.gone.insert(inst.id);
                }
                self.places.insert(inst.id, place);
                Ok(())
            }
            (Op::Load, Some(place)) => {
                let value = self.load(&place, inst.arg(0), inst.ty, out)?;
                out.push(Inst::new(Op::CopyObject, inst.ty, inst.id, [value]));
                Ok(())
            }
            (Op::Store, Some(place)) => self.store(&place, inst.arg(0), inst.arg(1), out),
            (Op::CopyMemory, to) => {
                let ordinary = Place::Pointer(Adapt::No);
                let from = place(inst.arg(1)).unwrap_or(ordinary.clone());
                let ty = match from {
                    Place::Pointer(Adapt::Unsigned) => self.draft.int_type(true),
                    Place::Pointer(_) | Place::Whole(_) | Place::Group(..) => {
                        self.draft.pointee(self.draft.type_of(inst.arg(1)))
                    }
                };
                let value = self.load(&from, inst.arg(1), ty, out)?;
                self.store(&to.unwrap_or(ordinary), inst.arg(0), value, out)
            }
            (Op::FunctionCall, _) => problem(
                named,
                "a pointer to an output of a mesh stage as an argument of a function is",
            ),
            (op, _) => problem(named, format!("an output of a mesh stage in `Op{op:?}` is")),
        }
    }

    /// An instruction that names a payload which is no struct: it becomes the member of one.
    fn through_payload(&mut self, mut inst: Inst, out: &mut Vec<Inst>) -> Inst {
        let mut found = Vec::new();
        each_id(inst.op, &inst.args, false, |at| {
            let id = inst.arg(at);
            if self.stages.payloads.contains(&id) && !found.contains(&id) {
                found.push(id);
            }
        });
        for id in found {
            let ty = self.draft.pointee(self.draft.type_of(id));
            if self.draft.members(ty).is_some() {
                continue;
            }
            let first = self.draft.uint(0);
            if matches!(inst.op, Op::AccessChain | Op::InBoundsAccessChain) {
                inst.args.insert(1.min(inst.args.len()), first);
                continue;
            }
            let mut e = Emit {
                draft: self.draft,
                out,
            };
            let pointer = e.draft.pointer(StorageClass::Workgroup as u32, ty);
            let member = e.op(Op::AccessChain, pointer, &[id, first]);
            rename(&mut inst, &HashMap::from([(id, member)]));
        }
        inst
    }

    /// The same with the type that a pointer has now.
    fn moved(&mut self, mut inst: Inst, adapt: Adapt) -> Inst {
        let target = match adapt {
            Adapt::Unsigned => self.draft.int_type(false),
            Adapt::No | Adapt::Flipped | Adapt::Negated => self.draft.pointee(inst.ty),
        };
        inst.ty = self.draft.pointer(StorageClass::Workgroup as u32, target);
        self.draft.set_type(inst.id, inst.ty);
        inst
    }

    fn chain(&mut self, mut inst: Inst, place: Place, out: &mut Vec<Inst>) -> Result<(), Problem> {
        let mut indices = inst.args.split_off(1.min(inst.args.len())).into_iter();
        let (output, element, mut path) = match place {
            Place::Pointer(adapt) => {
                inst.args.extend(indices.clone());
                let adapt = self.inside(adapt, inst.id, indices.as_slice())?;
                let inst = self.moved(inst, adapt);
                self.places.insert(inst.id, Place::Pointer(adapt));
                out.push(inst);
                return Ok(());
            }
            Place::Whole(output) => match indices.next() {
                Some(element) => (output, element, Vec::new()),
                None => {
                    self.gone.insert(inst.id);
                    self.places.insert(inst.id, place);
                    return Ok(());
                }
            },
            Place::Group(output, element, path) => (output, element, path),
        };
        loop {
            match self.part(output, &path) {
                Some(Tree::Group { .. }) => {}
                Some(Tree::Leaf { slot, .. }) => {
                    let rest = indices.as_slice();
                    let (pointer, adapt) = self.member(output, element, slot, rest, inst.ty)?;
                    self.draft.set_type(inst.id, pointer.ty);
                    out.push(Inst {
                        id: inst.id,
                        ..pointer
                    });
                    self.places.insert(inst.id, Place::Pointer(adapt));
                    return Ok(());
                }
                None => return problem(output, "an output of a mesh stage beyond its end is"),
            }
            let Some(index) = indices.next() else {
                self.gone.insert(inst.id);
                self.places
                    .insert(inst.id, Place::Group(output, element, path));
                return Ok(());
            };
            let Some(index) = self.draft.constant_value(index) else {
                return problem(
                    output,
                    "an array or matrix in an output of a mesh stage, indexed at run time, is",
                );
            };
            path.push(index);
        }
    }

    /// The part of an element at a path.
    fn part(&self, output: u32, path: &[u32]) -> Option<Tree> {
        let mut tree = &self.stages.outputs.get(&output)?.tree;
        for &index in path {
            tree = match tree {
                Tree::Leaf { .. } => return None,
                Tree::Group { parts, .. } => parts.get(index as usize)?,
            };
        }
        Some(tree.clone())
    }

    /// An instruction that points to a member of an element, or into it; it has no id yet.
    fn member(
        &mut self,
        output: u32,
        element: u32,
        slot: usize,
        rest: &[u32],
        ty: u32,
    ) -> Result<(Inst, Adapt), Problem> {
        let gone = (
            output,
            String::from("an output of a mesh stage beyond its end is"),
        );
        let known = self.stages.outputs.get(&output).ok_or(gone.clone())?;
        let (mesh, per_primitive) = (known.mesh, known.per_primitive);
        let mesh = self.stages.meshes.get_mut(mesh).ok_or(gone.clone())?;
        let variable = mesh.variable;
        let side = mesh.side(per_primitive);
        let found = side.slots.get(slot).ok_or(gone)?;
        if let What::Foreign(number) = found.what {
            let name = BuiltIn::from_u32(number)
                .map_or_else(|| number.to_string(), |built_in| format!("{built_in:?}"));
            return problem(
                output,
                format!("writing the built-in `{name}` in a mesh stage is"),
            );
        }
        let adapt = if found.was_signed {
            Adapt::Unsigned
        } else if found.is_position() && self.flip {
            Adapt::Flipped
        } else {
            Adapt::No
        };
        let number = side.number(slot);
        let adapt = self.inside(adapt, output, rest)?;
        let array = if per_primitive { PRIMITIVES } else { VERTICES };
        let (array, number) = (self.draft.uint(array), self.draft.uint(number));
        let mut args = vec![variable, array, element, number];
        args.extend(rest);
        let inst = self.moved(Inst::new(Op::AccessChain, ty, 0, args), adapt);
        Ok((inst, adapt))
    }

    /// How a part of a value differs, where the value does.
    fn inside(&self, adapt: Adapt, id: u32, indices: &[u32]) -> Result<Adapt, Problem> {
        let Some(&first) = indices.first() else {
            return Ok(adapt);
        };
        match adapt {
            Adapt::No | Adapt::Unsigned | Adapt::Negated => Ok(Adapt::No),
            Adapt::Flipped => match self.draft.constant_value(first) {
                Some(1) => Ok(Adapt::Negated),
                Some(_) => Ok(Adapt::No),
                None => problem(id, "a component of a position, chosen at run time, is"),
            },
        }
    }

    fn load(
        &mut self,
        place: &Place,
        pointer: u32,
        ty: u32,
        out: &mut Vec<Inst>,
    ) -> Result<u32, Problem> {
        match place {
            Place::Pointer(adapt) => {
                let mut e = Emit {
                    draft: self.draft,
                    out,
                };
                let stored = match adapt {
                    Adapt::Unsigned => e.draft.int_type(false),
                    Adapt::No | Adapt::Flipped | Adapt::Negated => ty,
                };
                let value = e.op(Op::Load, stored, &[pointer]);
                Ok(adapted(&mut e, *adapt, value, ty))
            }
            Place::Whole(output) => problem(*output, "reading all outputs of a kind at once is"),
            Place::Group(output, element, path) => {
                let gone = (
                    *output,
                    String::from("an output of a mesh stage beyond its end is"),
                );
                let tree = self.part(*output, path).ok_or(gone)?;
                self.load_tree(*output, *element, &tree, out)
            }
        }
    }

    fn load_tree(
        &mut self,
        output: u32,
        element: u32,
        tree: &Tree,
        out: &mut Vec<Inst>,
    ) -> Result<u32, Problem> {
        match tree {
            Tree::Leaf { ty, slot } => {
                let (pointer, adapt) = self.leaf(output, element, *slot, *ty, out)?;
                self.load(&Place::Pointer(adapt), pointer, *ty, out)
            }
            Tree::Group { ty, parts } => {
                let mut values = Vec::with_capacity(parts.len());
                for part in parts {
                    values.push(self.load_tree(output, element, part, out)?);
                }
                let mut e = Emit {
                    draft: self.draft,
                    out,
                };
                Ok(e.op(Op::CompositeConstruct, *ty, &values))
            }
        }
    }

    fn leaf(
        &mut self,
        output: u32,
        element: u32,
        slot: usize,
        ty: u32,
        out: &mut Vec<Inst>,
    ) -> Result<(u32, Adapt), Problem> {
        let pointer = self.draft.pointer(StorageClass::Workgroup as u32, ty);
        let (inst, adapt) = self.member(output, element, slot, &[], pointer)?;
        let id = self.draft.value(inst.ty);
        out.push(Inst { id, ..inst });
        Ok((id, adapt))
    }

    fn store(
        &mut self,
        place: &Place,
        pointer: u32,
        value: u32,
        out: &mut Vec<Inst>,
    ) -> Result<(), Problem> {
        match place {
            Place::Pointer(adapt) => {
                let mut e = Emit {
                    draft: self.draft,
                    out,
                };
                let ty = match adapt {
                    Adapt::Unsigned => e.draft.int_type(false),
                    Adapt::No | Adapt::Flipped | Adapt::Negated => e.draft.type_of(value),
                };
                let value = adapted(&mut e, *adapt, value, ty);
                e.out.push(Inst::bare(Op::Store, [pointer, value]));
                Ok(())
            }
            Place::Whole(output) => problem(*output, "writing all outputs of a kind at once is"),
            Place::Group(output, element, path) => {
                let gone = (
                    *output,
                    String::from("an output of a mesh stage beyond its end is"),
                );
                let tree = self.part(*output, path).ok_or(gone)?;
                self.store_tree((*output, *element), &tree, value, out)
            }
        }
    }

    fn store_tree(
        &mut self,
        (output, element): (u32, u32),
        tree: &Tree,
        value: u32,
        out: &mut Vec<Inst>,
    ) -> Result<(), Problem> {
        match tree {
            Tree::Leaf { ty, slot } => {
                let (pointer, adapt) = self.leaf(output, element, *slot, *ty, out)?;
                self.store(&Place::Pointer(adapt), pointer, value, out)
            }
            Tree::Group { parts, .. } => {
                for (index, part) in (0..).zip(parts) {
                    let ty = match part {
                        Tree::Leaf { ty, .. } | Tree::Group { ty, .. } => *ty,
                    };
                    let mut e = Emit {
                        draft: self.draft,
                        out,
                    };
                    let inner = e.extract(ty, value, &[index]);
                    self.store_tree((output, element), part, inner, out)?;
                }
                Ok(())
            }
        }
    }
}

/// What a value is on the other side: each of these is its own reverse.
fn adapted(e: &mut Emit<'_>, adapt: Adapt, value: u32, ty: u32) -> u32 {
    match adapt {
        Adapt::No => value,
        Adapt::Negated => e.op(Op::FNegate, ty, &[value]),
        Adapt::Unsigned => e.bitcast(ty, value),
        Adapt::Flipped => {
            let scalar = e.draft.scalar_of(ty);
            let y = e.extract(scalar, value, &[1]);
            let y = e.op(Op::FNegate, scalar, &[y]);
            e.op(Op::CompositeInsert, ty, &[y, value, 1])
        }
    }
}
