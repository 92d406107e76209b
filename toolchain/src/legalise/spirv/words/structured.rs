//! Structured buffers of HLSL as Direct3D lays them out.
//!
//! glslang lays them out as compilers for Vulkan do, by std430. In Direct3D, numbers lie one behind
//! the other, each at a multiple of its own size: what begins with another number has no bearing.
//! Only a struct begins at a multiple of its widest number, and takes a multiple of that.

use std::collections::{BTreeSet, HashMap};

use rspirv::spirv::{Decoration, Op, StorageClass};

use super::layout::{self, Matrix, Natural, Rules};
use super::{block_in, placed};
use crate::legalise::spirv::draft::{Draft, Inst};
use crate::legalise::spirv::{Layouts, Settings};

/// Lays out those that glslang has laid out.
pub(in crate::legalise::spirv) fn lay_out(draft: &mut Draft, settings: Settings) {
    if settings.layouts == Layouts::AsDeclared {
        return;
    }
    let blocks: BTreeSet<u32> = placed(draft)
        .into_iter()
        .filter(|block| block.rules == Rules::Storage && block.class != StorageClass::Workgroup)
        .map(|block| block.ty)
        .collect();
    let mut strides = HashMap::new();
    let mut laid = HashMap::new();
    for block in blocks {
        let old = element_stride(draft, block);
        put(draft, block, None, &mut laid);
        if let (Some(old), Some(new)) = (old, element_stride(draft, block))
            && old != new
        {
            strides.insert(block, (old, new));
        }
    }
    tell_strides(draft, &strides);
}

/// The distance between the elements of a structured buffer.
fn element_stride(draft: &Draft, block: u32) -> Option<u32> {
    layout::stride(draft, *draft.members(block)?.first()?)
}

/// What types take that have been laid out: each is once, however often it is a member.
type Sizes = HashMap<u32, Option<Natural>>;

/// Gives the parts of a type their places, if all of them are numbers.
fn put(draft: &mut Draft, ty: u32, laid: Option<Matrix>, sizes: &mut Sizes) -> Option<Natural> {
    let inst = draft.global(ty)?.clone();
    match inst.op {
        Op::TypeInt | Op::TypeFloat | Op::TypeVector => {
            let align = layout::widest(draft, ty)?;
            let count = draft.vector_parts(ty).map_or(1, |(_, count)| count);
            let size = align.checked_mul(count)?;
            Some(Natural { align, size })
        }
        Op::TypeMatrix => {
            let align = layout::widest(draft, ty)?;
            let laid = laid?;
            let (column, columns) = draft.matrix_parts(ty)?;
            let (_, rows) = draft.vector_parts(column)?;
            let lines = if laid.by_row { rows } else { columns };
            let size = laid.stride.checked_mul(lines)?;
            Some(Natural { align, size })
        }
        Op::TypeArray | Op::TypeRuntimeArray => {
            let Natural { align, size } = put(draft, inst.arg(0), laid, sizes)?;
            draft.undecorate(ty, Decoration::ArrayStride);
            draft.decorate(ty, Decoration::ArrayStride, &[size]);
            let count = match inst.op {
                Op::TypeArray => draft.constant_value(inst.arg(1))?,
                _ => 1,
            };
            let size = size.checked_mul(count)?;
            Some(Natural { align, size })
        }
        Op::TypeStruct => {
            if let Some(&size) = sizes.get(&ty) {
                return size;
            }
            let size = put_members(draft, ty, &inst.args, sizes);
            sizes.insert(ty, size);
            size
        }
        _ => None,
    }
}

/// The same for the members of a struct.
fn put_members(draft: &mut Draft, ty: u32, members: &[u32], sizes: &mut Sizes) -> Option<Natural> {
    let (mut end, mut widest) = (0, 1);
    let mut places = Vec::with_capacity(members.len());
    for (index, &member) in (0..).zip(members) {
        let laid = layout::matrix(draft, ty, index).and_then(|laid| tight(draft, member, laid));
        let Natural { align, size } = put(draft, member, laid, sizes)?;
        let offset = u32::checked_next_multiple_of(end, align)?;
        places.push((offset, laid));
        end = offset.checked_add(size)?;
        widest = widest.max(align);
    }
    draft.annotations.remove(ty, |each: &Inst| {
        let kinds = [Decoration::Offset as u32, Decoration::MatrixStride as u32];
        each.op == Op::MemberDecorate && kinds.contains(&each.arg(2))
    });
    for (index, (offset, laid)) in (0..).zip(places) {
        draft.decorate_member(ty, index, Decoration::Offset, &[offset]);
        if let Some(Matrix { stride, .. }) = laid {
            draft.decorate_member(ty, index, Decoration::MatrixStride, &[stride]);
        }
    }
    Some(Natural {
        align: widest,
        size: end.checked_next_multiple_of(widest)?,
    })
}

/// A matrix, or an array of them, whose lines lie one behind the other.
fn tight(draft: &Draft, ty: u32, laid: Matrix) -> Option<Matrix> {
    let (column, columns) = draft.matrix_parts(block_in(draft, ty).1)?;
    let (scalar, rows) = draft.vector_parts(column)?;
    let length = if laid.by_row { columns } else { rows };
    let stride = layout::width(draft, scalar)?.checked_mul(length)?;
    Some(Matrix { stride, ..laid })
}

/// `GetDimensions` of a structured buffer tells the distance of its elements, which glslang stores as a
/// constant right behind their number.
fn tell_strides(draft: &mut Draft, strides: &HashMap<u32, (u32, u32)>) {
    if strides.is_empty() {
        return;
    }
    // What comes next: the store of the number, then the one of the distance.
    let mut expected: Option<(u32, u32, usize)> = None;
    draft.rewrite(|draft, mut inst, out| {
        match (inst.op, expected) {
            (Op::ArrayLength, _) => {
                let block = draft.pointee(draft.type_of(inst.arg(0)));
                expected = strides.get(&block).map(|&(old, new)| (old, new, 0));
            }
            (Op::Store, Some((old, new, 0))) => expected = Some((old, new, 1)),
            (Op::Store, Some((old, new, _))) => {
                expected = None;
                if let Some(value) = inst.args.get_mut(1)
                    && let Some(changed) = same_type(draft, *value, old, new)
                {
                    *value = changed;
                }
            }
            _ => {}
        }
        out.push(inst);
    });
}

/// A number of the type of a constant, if that is the one it takes the place of.
fn same_type(draft: &mut Draft, constant: u32, old: u32, new: u32) -> Option<u32> {
    let inst = draft.global(constant)?.clone();
    let bits = |draft: &Draft, number: u32| match draft.op_of(inst.ty)? {
        Op::TypeInt => Some(number),
        #[expect(clippy::cast_precision_loss, reason = "distances are small")]
        Op::TypeFloat => Some((number as f32).to_bits()),
        _ => None,
    };
    if inst.op != Op::Constant || inst.args != [bits(draft, old)?] {
        return None;
    }
    let new = bits(draft, new)?;
    Some(draft.constant(inst.ty, new))
}
