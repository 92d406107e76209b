//! What lies otherwise, as it lies and as the author has it.

use rspirv::spirv::{Decoration, Op};

use super::{Layout, Plan, natural_stride};
use crate::legalise::spirv::draft::Draft;
use crate::legalise::spirv::emit::Emit;

impl Plan {
    /// The type that lies in memory as the author said.
    pub(super) fn memory(&self, draft: &mut Draft, ty: u32, layout: Layout) -> u32 {
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
            Op::TypeVector if layout.loose => components(draft, inst.arg(0), inst.arg(1)),
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
                if layout.loose {
                    let (line, lines) = (components(draft, scalar, length), draft.uint(lines));
                    return strided(draft, Op::TypeArray, vec![line, lines], Some(layout.stride));
                }
                if layout.stride == natural_stride(draft, scalar, length) {
                    return draft.define(Op::TypeMatrix, 0, [line, lines]);
                }
                let lines = draft.uint(lines);
                strided(draft, Op::TypeArray, vec![line, lines], Some(layout.stride))
            }
            _ => ty,
        }
    }

    /// What was loaded, as the author's matrix, vector or array of such.
    pub(super) fn restore(&self, e: &mut Emit<'_>, value: u32, ty: u32, layout: Layout) -> u32 {
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
        if layout.loose {
            return gather(e, value, ty, layout.by_row);
        }
        convert(e, value, ty, layout.by_row)
    }

    /// The author's matrix, vector or array of such, as it lies.
    pub(super) fn lay(&self, e: &mut Emit<'_>, value: u32, ty: u32, layout: Layout) -> u32 {
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
        if layout.loose {
            return spread(e, value, memory, layout.by_row);
        }
        convert(e, value, memory, layout.by_row)
    }

    pub(super) fn to_value(&self, e: &mut Emit<'_>, loaded: u32, memory: u32) -> u32 {
        self.through(e, loaded, memory, true)
    }

    pub(super) fn to_memory(&self, e: &mut Emit<'_>, value: u32, memory: u32) -> u32 {
        self.through(e, value, memory, false)
    }

    /// A struct, or array of such, from one side to the other.
    pub(super) fn through(&self, e: &mut Emit<'_>, whole: u32, memory: u32, to_value: bool) -> u32 {
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

/// An author's vector or matrix of the arrays that it lies in.
fn gather(e: &mut Emit<'_>, value: u32, to: u32, across: bool) -> u32 {
    let Some((column, columns)) = e.draft.matrix_parts(to) else {
        return gather_vector(e, value, to, &|row| vec![row]);
    };
    let columns: Vec<u32> = (0..columns)
        .map(|column_index| {
            gather_vector(e, value, column, &|row| {
                if across {
                    vec![row, column_index]
                } else {
                    vec![column_index, row]
                }
            })
        })
        .collect();
    e.op(Op::CompositeConstruct, to, &columns)
}

fn gather_vector(e: &mut Emit<'_>, value: u32, to: u32, at: &dyn Fn(u32) -> Vec<u32>) -> u32 {
    let Some((scalar, count)) = e.draft.vector_parts(to) else {
        return value;
    };
    let parts: Vec<u32> = (0..count)
        .map(|index| e.extract(scalar, value, &at(index)))
        .collect();
    e.op(Op::CompositeConstruct, to, &parts)
}

/// The arrays that an author's vector or matrix lies in.
fn spread(e: &mut Emit<'_>, value: u32, to: u32, across: bool) -> u32 {
    let Some((element, count)) = e.draft.array_parts(to) else {
        return value;
    };
    let Some((scalar, length)) = e.draft.array_parts(element) else {
        let parts: Vec<u32> = (0..count)
            .map(|index| e.extract(element, value, &[index]))
            .collect();
        return e.op(Op::CompositeConstruct, to, &parts);
    };
    let mut lines = Vec::new();
    for line in 0..count {
        let parts: Vec<u32> = (0..length)
            .map(|index| {
                let at = if across { [index, line] } else { [line, index] };
                e.extract(scalar, value, &at)
            })
            .collect();
        lines.push(e.op(Op::CompositeConstruct, element, &parts));
    }
    e.op(Op::CompositeConstruct, to, &lines)
}

/// The components of a vector as an array.
fn components(draft: &mut Draft, scalar: u32, count: u32) -> u32 {
    let stride = scalar_bytes(draft, scalar);
    let count = draft.uint(count);
    strided(draft, Op::TypeArray, vec![scalar, count], Some(stride))
}

fn scalar_bytes(draft: &Draft, scalar: u32) -> u32 {
    let bits = draft.global(scalar).map_or(32, |inst| inst.arg(0));
    bits / 8
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
