//! Constant buffers of HLSL as Direct3D lays them out.
//!
//! glslang puts what follows an array or a matrix into its last register, as Direct3D does, and what
//! follows a struct, or lies in an array of structs, where neither Direct3D nor compilers for Vulkan
//! put it. A block that no rules of ours have to lay out otherwise is laid out by those of Direct3D.

use std::collections::HashSet;

use rspirv::spirv::{Decoration, Op, StorageClass};

use super::layout::{self, Matrix, QUAD, Rules};
use super::{block_in, reach};
use crate::legalise::spirv::draft::{Draft, Inst};
use crate::legalise::spirv::{Settings, Uniforms};

/// Lays out those that naga's rules refuse as glslang laid them out, and what shares types with them.
pub(in crate::legalise::spirv) fn lay_out(draft: &mut Draft, settings: Settings) {
    let keeps_places = match settings.uniforms {
        Uniforms::AsDeclared => return,
        Uniforms::Direct3d => false,
        Uniforms::Direct3dPlaced => true,
    };
    let mut blocks: Vec<u32> = draft
        .variables()
        .iter()
        .filter(|variable| variable.class == StorageClass::Uniform as u32)
        .map(|variable| block_in(draft, draft.pointee(variable.pointer)).1)
        .filter(|&ty| draft.decoration(ty, Decoration::BufferBlock).is_none())
        .collect();
    let mut touched = HashSet::new();
    let mut place = |draft: &mut Draft, ty: u32| {
        reach(draft, ty, &mut touched);
        put(draft, ty, None, keeps_places);
        touched.clone()
    };
    let refused: Vec<u32> = blocks
        .extract_if(.., |ty| {
            layout::natural(draft, *ty, None, Rules::Uniform).is_none() && !has_long(draft, *ty)
        })
        .collect();
    let mut shared = HashSet::new();
    for ty in refused {
        shared = place(draft, ty);
    }
    // A struct lies the same way in all blocks.
    while let Some(at) = blocks.iter().position(|&ty| shares(draft, ty, &shared)) {
        let ty = blocks.swap_remove(at);
        shared = place(draft, ty);
    }
}

/// Whether a block has a type whose places have been changed.
fn shares(draft: &Draft, block: u32, changed: &HashSet<u32>) -> bool {
    let mut types = HashSet::new();
    reach(draft, block, &mut types);
    types.iter().any(|ty| {
        let is_laid = matches!(draft.op_of(*ty), Some(Op::TypeStruct | Op::TypeArray));
        is_laid && changed.contains(ty)
    })
}

/// Whether a type has numbers of 64 bits, whose places are left to glslang.
fn has_long(draft: &Draft, ty: u32) -> bool {
    layout::widest(draft, ty).is_none_or(|width| width > 4)
}

/// Gives the parts of a type their places; the bytes up to the end of the last one.
fn put(draft: &mut Draft, ty: u32, laid: Option<Matrix>, keeps_places: bool) -> Option<u32> {
    let inst = draft.global(ty)?.clone();
    match inst.op {
        Op::TypeArray => {
            let element = put(draft, inst.arg(0), laid, false)?;
            let stride = element.checked_next_multiple_of(QUAD)?;
            draft.undecorate(ty, Decoration::ArrayStride);
            draft.decorate(ty, Decoration::ArrayStride, &[stride]);
            let before = draft.constant_value(inst.arg(1))?.checked_sub(1)?;
            stride.checked_mul(before)?.checked_add(element)
        }
        Op::TypeStruct => {
            let mut end = 0;
            for (index, &member) in (0..).zip(&inst.args) {
                let laid = layout::matrix(draft, ty, index);
                let size = put(draft, member, laid, false)?;
                let offset = if keeps_places {
                    layout::offset(draft, ty, index)?
                } else {
                    first_place(draft, member, end, size)?
                };
                draft.annotations.remove(ty, |each: &Inst| {
                    each.op == Op::MemberDecorate
                        && each.arg(1) == index
                        && each.arg(2) == Decoration::Offset as u32
                });
                draft.decorate_member(ty, index, Decoration::Offset, &[offset]);
                end = end.max(offset.checked_add(size)?);
            }
            Some(end)
        }
        _ => layout::extent(draft, ty, laid),
    }
}

/// The first place of a member behind others: a vector stays within a register, and what is larger
/// than one begins with it.
fn first_place(draft: &Draft, member: u32, end: u32, size: u32) -> Option<u32> {
    let is_small = matches!(
        draft.op_of(member),
        Some(Op::TypeInt | Op::TypeFloat | Op::TypeVector)
    );
    let place = end.checked_next_multiple_of(layout::widest(draft, member)?)?;
    if is_small && place % QUAD + size <= QUAD {
        Some(place)
    } else {
        place.checked_next_multiple_of(QUAD)
    }
}
