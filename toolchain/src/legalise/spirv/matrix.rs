//! Matrices in buffers that lie otherwise than naga reads them: row by row, or with another
//! distance between columns.
//!
//! Such a member becomes an array of its columns or rows (or the transposed matrix, where that lies
//! naturally). What loads it puts the matrix together, what stores it takes it apart. A struct that
//! holds one is, as a value, another type: with the matrices of the author and without a layout.

use std::collections::{HashMap, HashSet};

use rspirv::spirv::{Decoration, Op, StorageClass};

use super::Settings;
use super::draft::{Draft, Inst};
use super::emit::Emit;

/// How a matrix lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Layout {
    stride: u32,
    by_row: bool,
}

/// A pointer to something that lies otherwise.
#[derive(Clone, Copy)]
struct Special {
    /// The pointer to it; for a column that lies across, to its matrix.
    pointer: u32,
    class: u32,
    /// The type it has for the author: a matrix, an array of such, or a column.
    ty: u32,
    layout: Layout,
    /// The index of a column that lies across.
    column: Option<u32>,
}

#[derive(Default)]
struct Plan {
    /// Changed members: the struct and the number, with the layout.
    layouts: HashMap<(u32, u32), Layout>,
    /// The members of structs as they were.
    members: HashMap<u32, Vec<u32>>,
    /// Types that hold a changed member, as values.
    values: HashMap<u32, u32>,
    special: HashMap<u32, Special>,
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
    plan.find(draft);
    if plan.layouts.is_empty() {
        return;
    }
    plan.make_values(draft);
    plan.change_members(draft);
    plan.change_types(draft);
    draft.rewrite(|draft, inst, out| plan.instruction(draft, inst, out));
    let mut values: Vec<u32> = plan.values.into_values().collect();
    // Those that hold others have the larger numbers.
    values.sort_unstable_by(|one, other| other.cmp(one));
    draft.drop_unused(&values);
}

/// The matrix inside arrays.
fn matrix_in(draft: &Draft, ty: u32) -> Option<u32> {
    let mut ty = ty;
    for _ in 0..16 {
        let inst = draft.global(ty)?;
        match inst.op {
            Op::TypeMatrix => return Some(ty),
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
    fn find(&mut self, draft: &Draft) {
        for inst in draft
            .globals
            .iter()
            .filter(|inst| inst.op == Op::TypeStruct)
        {
            self.members.insert(inst.id, inst.args.clone());
            for (index, &member) in (0..).zip(&inst.args) {
                let Some(matrix) = matrix_in(draft, member) else {
                    continue;
                };
                let Some((column, columns)) = draft.matrix_parts(matrix) else {
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
                if by_row || stride != natural {
                    self.layouts
                        .insert((inst.id, index), Layout { stride, by_row });
                }
            }
        }
    }

    /// Makes the types of values for structs with changed members, and what holds them.
    fn make_values(&mut self, draft: &mut Draft) {
        let changed: HashSet<u32> = self.layouts.keys().map(|&(id, _)| id).collect();
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
                }
                Op::TypeArray if self.values.contains_key(&inst.arg(0)) => {
                    let value =
                        draft.define(Op::TypeArray, 0, [self.value(inst.arg(0)), inst.arg(1)]);
                    self.values.insert(inst.id, value);
                }
                _ => {}
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

    /// The type that lies in memory as the author said.
    fn memory(&self, draft: &mut Draft, ty: u32, layout: Layout) -> u32 {
        let Some(inst) = draft.global(ty).cloned() else {
            return ty;
        };
        match inst.op {
            Op::TypeArray | Op::TypeRuntimeArray => {
                let element = self.memory(draft, inst.arg(0), layout);
                let mut args = inst.args.clone();
                if let Some(first) = args.first_mut() {
                    *first = element;
                }
                let stride = draft.number(ty, Decoration::ArrayStride);
                strided(draft, inst.op, args, stride)
            }
            Op::TypeMatrix => {
                let (column, columns) = (inst.arg(0), inst.arg(1));
                let Some((scalar, rows)) = draft.vector_parts(column) else {
                    return ty;
                };
                let (line, lines) = if layout.by_row {
                    (draft.define(Op::TypeVector, 0, [scalar, columns]), rows)
                } else {
                    (column, columns)
                };
                let length = if layout.by_row { columns } else { rows };
                if layout.stride == natural_stride(draft, scalar, length) {
                    return draft.define(Op::TypeMatrix, 0, [line, lines]);
                }
                let lines = draft.uint(lines);
                strided(draft, Op::TypeArray, vec![line, lines], Some(layout.stride))
            }
            _ => ty,
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

    fn instruction(&mut self, draft: &mut Draft, mut inst: Inst, out: &mut Vec<Inst>) {
        let pointer = inst.arg(0);
        match inst.op {
            Op::AccessChain | Op::InBoundsAccessChain => self.chain(draft, inst, out),
            Op::CopyObject if self.special.contains_key(&pointer) => {
                if let Some(&special) = self.special.get(&pointer) {
                    self.special.insert(inst.id, special);
                }
            }
            Op::Load => {
                if let Some(&special) = self.special.get(&pointer) {
                    let mut e = Emit { draft, out };
                    let value = self.load(&mut e, special);
                    e.end(Op::CopyObject, &inst, &[value]);
                } else if self.values.contains_key(&inst.ty) && in_buffer(draft, pointer) {
                    let memory = inst.ty;
                    let mut e = Emit { draft, out };
                    let loaded = e.op(Op::Load, memory, &inst.args);
                    let value = self.to_value(&mut e, loaded, memory);
                    inst.ty = self.value(memory);
                    e.draft.set_type(inst.id, inst.ty);
                    e.end(Op::CopyObject, &inst, &[value]);
                } else {
                    inst.ty = self.value(inst.ty);
                    draft.set_type(inst.id, inst.ty);
                    out.push(inst);
                }
            }
            Op::Store => {
                let target = draft.pointee(draft.type_of(pointer));
                if let Some(&special) = self.special.get(&pointer) {
                    self.store(&mut Emit { draft, out }, special, inst.arg(1));
                } else if self.values.contains_key(&target) && in_buffer(draft, pointer) {
                    let mut e = Emit { draft, out };
                    let value = self.to_memory(&mut e, inst.arg(1), target);
                    out.push(Inst::bare(Op::Store, [pointer, value]));
                } else {
                    out.push(inst);
                }
            }
            _ => {
                if self.values.contains_key(&inst.ty) {
                    inst.ty = self.value(inst.ty);
                    draft.set_type(inst.id, inst.ty);
                }
                out.push(inst);
            }
        }
    }

    /// Follows an access chain by the types the author knows.
    fn chain(&mut self, draft: &mut Draft, mut inst: Inst, out: &mut Vec<Inst>) {
        let base = inst.arg(0);
        let indices: Vec<u32> = inst.args.iter().skip(1).copied().collect();
        let (class, mut ty, mut layout, start) = match self.special.get(&base) {
            Some(special) => (
                special.class,
                special.ty,
                Some(special.layout),
                special.pointer,
            ),
            None => match draft.pointer_parts(draft.type_of(base)) {
                Some((class, target)) if is_buffer(class) => (class, target, None, base),
                _ => {
                    out.push(inst);
                    return;
                }
            },
        };
        // The row of a column that lies across.
        if let Some(column) = self.special.get(&base).and_then(|special| special.column) {
            let row = indices.first().copied().unwrap_or(0);
            inst.args = vec![start, row, column];
            out.push(inst);
            return;
        }
        for (at, &index) in indices.iter().enumerate() {
            if let (Some(found), Some(Op::TypeMatrix)) = (layout, draft.op_of(ty)) {
                let rest: Vec<u32> = indices.iter().skip(at).copied().collect();
                let before: Vec<u32> = indices.iter().take(at).copied().collect();
                self.reach_matrix(draft, inst, out, (class, ty, found, start), &before, &rest);
                return;
            }
            let Some(whole) = draft.global(ty).cloned() else {
                break;
            };
            ty = match whole.op {
                Op::TypeStruct => {
                    let member = draft.constant_value(index).unwrap_or(0);
                    layout = self.layouts.get(&(ty, member)).copied();
                    self.members
                        .get(&ty)
                        .and_then(|members| members.get(member as usize))
                        .copied()
                        .unwrap_or(0)
                }
                _ => whole.arg(0),
            };
        }
        if let Some(first) = inst.args.first_mut() {
            *first = start;
        }
        if let Some(layout) = layout.filter(|_| matrix_in(draft, ty).is_some()) {
            let memory = self.memory(draft, ty, layout);
            inst.ty = draft.pointer(class, memory);
            draft.set_type(inst.id, inst.ty);
            let special = Special {
                pointer: inst.id,
                class,
                ty,
                layout,
                column: None,
            };
            self.special.insert(inst.id, special);
        }
        out.push(inst);
    }

    /// The end of a chain that goes into a matrix.
    fn reach_matrix(
        &mut self,
        draft: &mut Draft,
        mut inst: Inst,
        out: &mut Vec<Inst>,
        (class, ty, layout, start): (u32, u32, Layout, u32),
        before: &[u32],
        rest: &[u32],
    ) {
        let mut args = vec![start];
        args.extend(before);
        match *rest {
            [column] if layout.by_row => {
                let pointer = if before.is_empty() {
                    start
                } else {
                    let memory = self.memory(draft, ty, layout);
                    let target = draft.pointer(class, memory);
                    Emit { draft, out }.op(inst.op, target, &args)
                };
                let special = Special {
                    pointer,
                    class,
                    ty: draft.matrix_parts(ty).map_or(0, |(column, _)| column),
                    layout,
                    column: Some(column),
                };
                self.special.insert(inst.id, special);
                return;
            }
            [column, row] if layout.by_row => args.extend([row, column]),
            _ => args.extend(rest),
        }
        inst.args = args;
        out.push(inst);
    }

    fn load(&self, e: &mut Emit<'_>, special: Special) -> u32 {
        let Some(column) = special.column else {
            let memory = self.memory(e.draft, special.ty, special.layout);
            let loaded = e.op(Op::Load, memory, &[special.pointer]);
            return self.restore(e, loaded, special.ty, special.layout);
        };
        let Some((scalar, rows)) = e.draft.vector_parts(special.ty) else {
            return 0;
        };
        let pointer = e.draft.pointer(special.class, scalar);
        let parts: Vec<u32> = (0..rows)
            .map(|row| {
                let row = e.draft.uint(row);
                let place = e.op(Op::AccessChain, pointer, &[special.pointer, row, column]);
                e.op(Op::Load, scalar, &[place])
            })
            .collect();
        e.op(Op::CompositeConstruct, special.ty, &parts)
    }

    fn store(&self, e: &mut Emit<'_>, special: Special, value: u32) {
        let Some(column) = special.column else {
            let laid_out = self.lay(e, value, special.ty, special.layout);
            e.out
                .push(Inst::bare(Op::Store, [special.pointer, laid_out]));
            return;
        };
        let Some((scalar, rows)) = e.draft.vector_parts(special.ty) else {
            return;
        };
        let pointer = e.draft.pointer(special.class, scalar);
        for row in 0..rows {
            let part = e.extract(scalar, value, &[row]);
            let row = e.draft.uint(row);
            let place = e.op(Op::AccessChain, pointer, &[special.pointer, row, column]);
            e.out.push(Inst::bare(Op::Store, [place, part]));
        }
    }

    /// What was loaded, as the author's matrix or array of such.
    fn restore(&self, e: &mut Emit<'_>, value: u32, ty: u32, layout: Layout) -> u32 {
        if let Some((element, count)) = e.draft.array_parts(ty) {
            let memory = self.memory(e.draft, element, layout);
            let parts: Vec<u32> = (0..count.min(4096))
                .map(|index| {
                    let part = e.extract(memory, value, &[index]);
                    self.restore(e, part, element, layout)
                })
                .collect();
            return e.op(Op::CompositeConstruct, ty, &parts);
        }
        convert(e, value, ty, layout.by_row)
    }

    /// The author's matrix or array of such, as it lies.
    fn lay(&self, e: &mut Emit<'_>, value: u32, ty: u32, layout: Layout) -> u32 {
        let memory = self.memory(e.draft, ty, layout);
        if let Some((element, count)) = e.draft.array_parts(ty) {
            let parts: Vec<u32> = (0..count.min(4096))
                .map(|index| {
                    let part = e.extract(element, value, &[index]);
                    self.lay(e, part, element, layout)
                })
                .collect();
            return e.op(Op::CompositeConstruct, memory, &parts);
        }
        convert(e, value, memory, layout.by_row)
    }

    fn to_value(&self, e: &mut Emit<'_>, loaded: u32, memory: u32) -> u32 {
        self.through(e, loaded, memory, true)
    }

    fn to_memory(&self, e: &mut Emit<'_>, value: u32, memory: u32) -> u32 {
        self.through(e, value, memory, false)
    }

    /// A struct, or array of such, from one side to the other.
    fn through(&self, e: &mut Emit<'_>, whole: u32, memory: u32, to_value: bool) -> u32 {
        if !self.values.contains_key(&memory) {
            return whole;
        }
        let target = if to_value { self.value(memory) } else { memory };
        let mut parts = Vec::new();
        if let Some((element, count)) = e.draft.array_parts(memory) {
            let source = if to_value {
                element
            } else {
                self.value(element)
            };
            for index in 0..count.min(4096) {
                let part = e.extract(source, whole, &[index]);
                parts.push(self.through(e, part, element, to_value));
            }
        } else {
            let authors = self.members.get(&memory).cloned().unwrap_or_default();
            for (index, ty) in (0..).zip(authors) {
                match self.layouts.get(&(memory, index)) {
                    Some(&layout) if to_value => {
                        let source = self.memory(e.draft, ty, layout);
                        let part = e.extract(source, whole, &[index]);
                        parts.push(self.restore(e, part, ty, layout));
                    }
                    Some(&layout) => {
                        let part = e.extract(ty, whole, &[index]);
                        parts.push(self.lay(e, part, ty, layout));
                    }
                    None => {
                        let source = if to_value { ty } else { self.value(ty) };
                        let part = e.extract(source, whole, &[index]);
                        parts.push(self.through(e, part, ty, to_value));
                    }
                }
            }
        }
        e.op(Op::CompositeConstruct, target, &parts)
    }
}

/// Lines (an array or a matrix of vectors) as other lines: with `across`, rows become columns.
fn convert(e: &mut Emit<'_>, value: u32, to: u32, across: bool) -> u32 {
    let from = e.draft.type_of(value);
    if from == to && !across {
        return value;
    }
    let both = e.draft.matrix_parts(from).is_some() && e.draft.matrix_parts(to).is_some();
    if across && both {
        return e.op(Op::Transpose, to, &[value]);
    }
    let lines = |draft: &Draft, ty| draft.matrix_parts(ty).or_else(|| draft.array_parts(ty));
    let (Some((line, count)), Some((source, _))) = (lines(e.draft, to), lines(e.draft, from))
    else {
        return value;
    };
    let mut made = Vec::new();
    if across {
        let Some((scalar, length)) = e.draft.vector_parts(line) else {
            return value;
        };
        for index in 0..count {
            let parts: Vec<u32> = (0..length)
                .map(|other| e.extract(scalar, value, &[other, index]))
                .collect();
            made.push(e.op(Op::CompositeConstruct, line, &parts));
        }
    } else {
        for index in 0..count {
            made.push(e.extract(source, value, &[index]));
        }
    }
    e.op(Op::CompositeConstruct, to, &made)
}

/// An array type with a stride, each of its own.
fn strided(draft: &mut Draft, op: Op, args: Vec<u32>, stride: Option<u32>) -> u32 {
    let found = draft.globals.iter().find(|inst| {
        inst.op == op
            && inst.args == args
            && draft.number(inst.id, Decoration::ArrayStride) == stride
    });
    if let Some(inst) = found {
        return inst.id;
    }
    let id = draft.add_global(op, 0, args);
    if let Some(stride) = stride {
        draft.decorate(id, Decoration::ArrayStride, &[stride]);
    }
    id
}

fn in_buffer(draft: &Draft, pointer: u32) -> bool {
    draft
        .pointer_parts(draft.type_of(pointer))
        .is_some_and(|(class, _)| is_buffer(class))
}
