//! Matrices and vectors in buffers that lie otherwise than naga reads them: row by row, with another
//! distance between columns, or where no vector may begin.
//!
//! Such a member becomes an array of its columns or rows (or the transposed matrix, where that lies
//! naturally), or of its components ([`words`](super::words) finds out which). What loads it puts it
//! together, what stores it takes it apart. A struct that holds one is, as a value, another type: with
//! the members of the author and without a layout.

mod access;
mod convert;
mod place;

use std::collections::{BTreeSet, HashMap, HashSet};

use rspirv::spirv::{Decoration, Op, StorageClass};

use super::draft::Draft;
use super::{Settings, words};
use place::Place;

/// How a matrix or a vector lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Layout {
    /// The distance of a matrix's lines.
    stride: u32,
    by_row: bool,
    /// Whether its components are those of arrays.
    loose: bool,
}

#[derive(Default)]
struct Plan {
    /// Changed members: the struct and the number, with the layout.
    layouts: HashMap<(u32, u32), Layout>,
    /// The members of structs as they were.
    members: HashMap<u32, Vec<u32>>,
    /// Types that hold a changed member, as values.
    values: HashMap<u32, u32>,
    /// Those of them that hold arrays of components.
    scattered: HashSet<u32>,
    /// Pointers to what lies otherwise.
    special: HashMap<u32, Place>,
}

/// Where pointers lead to buffers.
fn is_buffer(class: u32) -> bool {
    [
        StorageClass::Uniform as u32,
        StorageClass::StorageBuffer as u32,
        StorageClass::PushConstant as u32,
    ]
    .contains(&class)
}

/// Rewrites them.
pub(super) fn lay_out(draft: &mut Draft, _: Settings) {
    let mut plan = Plan::default();
    plan.find(draft, &words::find_loose(draft).members);
    plan.carry_out(draft);
}

/// Makes arrays of the vectors in some members of structs, and in some variables of a workgroup.
pub(super) fn loosen(draft: &mut Draft, members: &HashSet<(u32, u32)>, variables: &BTreeSet<u32>) {
    let mut plan = Plan::default();
    plan.find(draft, members);
    plan.layouts.retain(|member, _| members.contains(member));
    for &variable in variables {
        plan.loosen_variable(draft, variable);
    }
    plan.carry_out(draft);
}

/// The matrix inside arrays, or what else lies otherwise: a vector where those are arrays.
fn lines_in(draft: &Draft, ty: u32, loose: bool) -> Option<u32> {
    let mut ty = ty;
    for _ in 0..16 {
        let inst = draft.global(ty)?;
        match inst.op {
            Op::TypeMatrix => return Some(ty),
            Op::TypeVector if loose => return Some(ty),
            Op::TypeArray | Op::TypeRuntimeArray => ty = inst.arg(0),
            _ => return None,
        }
    }
    None
}

/// The distance between vectors of `count` components that naga expects.
fn natural_stride(draft: &Draft, scalar: u32, count: u32) -> u32 {
    let width = draft.float(scalar).unwrap_or(32) / 8;
    if count == 2 { 2 * width } else { 4 * width }
}

impl Plan {
    fn carry_out(mut self, draft: &mut Draft) {
        if self.layouts.is_empty() && self.special.is_empty() {
            return;
        }
        self.make_values(draft);
        self.change_members(draft);
        self.change_types(draft);
        draft.rewrite(|draft, inst, out| self.instruction(draft, inst, out));
        let mut values: Vec<u32> = self.values.into_values().collect();
        // Those that hold others have the larger numbers.
        values.sort_unstable_by(|one, other| other.cmp(one));
        draft.drop_unused(&values);
    }

    fn loosen_variable(&mut self, draft: &mut Draft, variable: u32) {
        let Some((class, ty)) = draft.pointer_parts(draft.type_of(variable)) else {
            return;
        };
        let layout = Layout {
            stride: 0,
            by_row: false,
            loose: true,
        };
        let memory = self.memory(draft, ty, layout);
        let pointer = draft.pointer(class, memory);
        if let Some(inst) = draft.global_mut(variable) {
            inst.ty = pointer;
        }
        draft.set_type(variable, pointer);
        let place = Place {
            pointer: variable,
            class,
            ty,
            layout: Some(layout),
            column: None,
        };
        self.special.insert(variable, place);
    }

    fn find(&mut self, draft: &Draft, all_loose: &HashSet<(u32, u32)>) {
        for inst in draft
            .globals
            .iter()
            .filter(|inst| inst.op == Op::TypeStruct)
        {
            self.members.insert(inst.id, inst.args.clone());
            for (index, &member) in (0..).zip(&inst.args) {
                let loose = all_loose.contains(&(inst.id, index));
                let Some(lines) = lines_in(draft, member, loose) else {
                    continue;
                };
                let Some((column, columns)) = draft.matrix_parts(lines) else {
                    let layout = Layout {
                        stride: 0,
                        by_row: false,
                        loose,
                    };
                    self.layouts.insert((inst.id, index), layout);
                    continue;
                };
                let Some((scalar, rows)) = draft.vector_parts(column) else {
                    continue;
                };
                let decorated = |kind| draft.member_decoration(inst.id, index, kind);
                let by_row = decorated(Decoration::RowMajor).is_some();
                let natural = natural_stride(draft, scalar, if by_row { columns } else { rows });
                let stride = decorated(Decoration::MatrixStride)
                    .and_then(|words| words.first().copied())
                    .unwrap_or(natural);
                if by_row || loose || stride != natural {
                    let layout = Layout {
                        stride,
                        by_row,
                        loose,
                    };
                    self.layouts.insert((inst.id, index), layout);
                }
            }
        }
    }

    /// Makes the types of values for structs with changed members, and what holds them.
    fn make_values(&mut self, draft: &mut Draft) {
        self.make_arrays(draft);
        let changed: HashSet<u32> = self.layouts.keys().map(|&(id, _)| id).collect();
        self.scattered = self
            .layouts
            .iter()
            .filter(|(_, layout)| layout.loose)
            .map(|(&(id, _), _)| id)
            .collect();
        // Types stand behind what they hold.
        for inst in draft.globals.clone() {
            match inst.op {
                Op::TypeStruct => {
                    let holds = inst
                        .args
                        .iter()
                        .any(|member| self.values.contains_key(member));
                    if !changed.contains(&inst.id) && !holds {
                        continue;
                    }
                    let members: Vec<u32> =
                        inst.args.iter().map(|&member| self.value(member)).collect();
                    let value = draft.add_global(Op::TypeStruct, 0, members);
                    if let Some(name) = draft.name(inst.id) {
                        draft.set_name(value, &name);
                    }
                    for index in (0..).take(inst.args.len()) {
                        if let Some(name) = draft.member_name(inst.id, index) {
                            draft.set_member_name(value, index, &name);
                        }
                    }
                    self.values.insert(inst.id, value);
                    if inst
                        .args
                        .iter()
                        .any(|member| self.scattered.contains(member))
                    {
                        self.scattered.insert(inst.id);
                    }
                }
                Op::TypeArray if self.values.contains_key(&inst.arg(0)) => {
                    let value =
                        draft.define(Op::TypeArray, 0, [self.value(inst.arg(0)), inst.arg(1)]);
                    self.values.insert(inst.id, value);
                    if self.scattered.contains(&inst.arg(0)) {
                        self.scattered.insert(inst.id);
                    }
                }
                _ => {}
            }
        }
    }

    /// The same for arrays of vectors and matrices of loose numbers: where none may lie, no value may
    /// be said to lie.
    fn make_arrays(&mut self, draft: &mut Draft) {
        let mut loose: Vec<u32> = self
            .layouts
            .iter()
            .filter(|(_, layout)| layout.loose)
            .filter_map(|(&(id, index), _)| self.members.get(&id)?.get(index as usize).copied())
            .collect();
        loose.sort_unstable();
        for member in loose {
            let mut arrays = Vec::new();
            let mut ty = member;
            while let Some((element, _)) = draft.array_parts(ty) {
                arrays.push(ty);
                ty = element;
            }
            for array in arrays.into_iter().rev() {
                let Some(inst) = draft.global(array).cloned() else {
                    continue;
                };
                let value = draft.define(Op::TypeArray, 0, [self.value(inst.arg(0)), inst.arg(1)]);
                self.values.insert(array, value);
            }
        }
    }

    /// A type as that of a value.
    fn value(&self, ty: u32) -> u32 {
        self.values.get(&ty).copied().unwrap_or(ty)
    }

    fn change_members(&self, draft: &mut Draft) {
        let mut changes: Vec<((u32, u32), Layout)> = self
            .layouts
            .iter()
            .map(|(&place, &layout)| (place, layout))
            .collect();
        changes.sort_unstable_by_key(|&(place, _)| place);
        for ((id, index), layout) in changes {
            let Some(&member) = self
                .members
                .get(&id)
                .and_then(|all| all.get(index as usize))
            else {
                continue;
            };
            let laid_out = self.memory(draft, member, layout);
            if let Some(inst) = draft.global_mut(id)
                && let Some(member) = inst.args.get_mut(index as usize)
            {
                *member = laid_out;
            }
        }
        let words = [
            Decoration::RowMajor as u32,
            Decoration::ColMajor as u32,
            Decoration::MatrixStride as u32,
        ];
        let changed: HashSet<u32> = self.layouts.keys().map(|&(id, _)| id).collect();
        for id in changed {
            draft.annotations.remove(id, |inst| {
                inst.op == Op::MemberDecorate
                    && self.layouts.contains_key(&(id, inst.arg(1)))
                    && words.contains(&inst.arg(2))
            });
        }
    }

    /// Pointers outside of buffers, functions and constants speak of values.
    fn change_types(&self, draft: &mut Draft) {
        for inst in draft.globals.clone() {
            match inst.op {
                Op::TypePointer
                    if !is_buffer(inst.arg(0)) && self.values.contains_key(&inst.arg(1)) =>
                {
                    let value = self.value(inst.arg(1));
                    if let Some(pointer) = draft.global_mut(inst.id)
                        && let Some(target) = pointer.args.get_mut(1)
                    {
                        *target = value;
                    }
                }
                Op::TypeFunction => {
                    if let Some(function) = draft.global_mut(inst.id) {
                        for ty in &mut function.args {
                            *ty = self.value(*ty);
                        }
                    }
                }
                Op::ConstantComposite | Op::ConstantNull | Op::Undef
                    if self.values.contains_key(&inst.ty) =>
                {
                    let value = self.value(inst.ty);
                    if let Some(constant) = draft.global_mut(inst.id) {
                        constant.ty = value;
                    }
                    draft.set_type(inst.id, value);
                }
                _ => {}
            }
        }
        let mut functions = std::mem::take(&mut draft.functions);
        for function in &mut functions {
            function.def.ty = self.value(function.def.ty);
            for param in &mut function.params {
                param.ty = self.value(param.ty);
                draft.set_type(param.id, param.ty);
            }
        }
        draft.functions = functions;
    }
}
