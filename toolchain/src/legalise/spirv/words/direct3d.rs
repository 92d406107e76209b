//! Constant buffers of HLSL as Direct3D lays them out.
//!
//! glslang puts what follows an array or a matrix into its last register, as Direct3D does, but not
//! what follows a struct, and what lies in an array of structs where nobody else puts it. A block that
//! is no layout of naga's, or that has something behind a struct, is laid out by Direct3D's rules.

use std::collections::{HashMap, HashSet};

use rspirv::spirv::{Decoration, Op, StorageClass};

use super::layout::{self, Matrix, QUAD, Rules};
use super::{block_in, reach};
use crate::legalise::spirv::draft::{Draft, Inst};
use crate::legalise::spirv::{Layouts, Settings};

/// Lays out those that glslang may have laid out otherwise, and what shares types with them.
pub(in crate::legalise::spirv) fn lay_out(draft: &mut Draft, settings: Settings) {
    let keeps_places = match settings.layouts {
        Layouts::AsDeclared => return,
        Layouts::Direct3d => false,
        Layouts::Direct3dPlaced => true,
    };
    let mut blocks: Vec<u32> = draft
        .variables()
        .iter()
        .filter(|variable| variable.class == StorageClass::Uniform as u32)
        .map(|variable| block_in(draft, draft.pointee(variable.pointer)).1)
        .filter(|&ty| draft.decoration(ty, Decoration::BufferBlock).is_none())
        .collect();
    let mut queue: Vec<u32> = blocks
        .extract_if(.., |ty| {
            let is_plain = layout::natural(draft, *ty, None, Rules::Uniform).is_some();
            (!is_plain || has_behind_struct(draft, *ty)) && !has_long(draft, *ty)
        })
        .collect();
    if queue.is_empty() {
        return;
    }
    // A struct lies the same way in all blocks.
    let mut sharing: HashMap<u32, Vec<u32>> = HashMap::new();
    for block in blocks {
        for ty in laid_types(draft, block) {
            sharing.entry(ty).or_default().push(block);
        }
    }
    let mut sizes = HashMap::new();
    let mut known: HashSet<u32> = queue.iter().copied().collect();
    while let Some(block) = queue.pop() {
        put(draft, block, None, keeps_places, &mut sizes);
        for ty in laid_types(draft, block) {
            let others = sharing.remove(&ty).unwrap_or_default();
            queue.extend(others.into_iter().filter(|&other| known.insert(other)));
        }
    }
}

/// The types in a block that have places of their own.
fn laid_types(draft: &Draft, block: u32) -> HashSet<u32> {
    let mut types = HashSet::new();
    reach(draft, block, &mut types);
    types.retain(|&ty| matches!(draft.op_of(ty), Some(Op::TypeStruct | Op::TypeArray)));
    types
}

/// Whether there is a struct in a block, or an array of them, that something follows.
fn has_behind_struct(draft: &Draft, block: u32) -> bool {
    let is_struct = |&member: &u32| draft.op_of(block_in(draft, member).1) == Some(Op::TypeStruct);
    let structs = laid_types(draft, block);
    structs
        .iter()
        .filter(|&&ty| draft.op_of(ty) == Some(Op::TypeStruct))
        .filter_map(|&ty| draft.global(ty)?.args.split_last())
        .any(|(_, before)| before.iter().any(is_struct))
}

/// Whether a type has numbers of 64 bits, whose places are left to glslang.
fn has_long(draft: &Draft, ty: u32) -> bool {
    layout::widest(draft, ty).is_none_or(|width| width > 4)
}

/// What structs that have been laid out take: each is once, however often it is a member.
type Sizes = HashMap<u32, Option<u32>>;

/// Gives the parts of a type their places; the bytes up to the end of the last one.
fn put(
    draft: &mut Draft,
    ty: u32,
    laid: Option<Matrix>,
    keeps_places: bool,
    sizes: &mut Sizes,
) -> Option<u32> {
    let inst = draft.global(ty)?.clone();
    match inst.op {
        Op::TypeArray => {
            let element = put(draft, inst.arg(0), laid, false, sizes)?;
            let stride = element.checked_next_multiple_of(QUAD)?;
            draft.undecorate(ty, Decoration::ArrayStride);
            draft.decorate(ty, Decoration::ArrayStride, &[stride]);
            let before = draft.constant_value(inst.arg(1))?.checked_sub(1)?;
            stride.checked_mul(before)?.checked_add(element)
        }
        Op::TypeStruct => {
            if let Some(&size) = sizes.get(&ty) {
                return size;
            }
            let size = put_members(draft, ty, &inst.args, keeps_places, sizes);
            sizes.insert(ty, size);
            size
        }
        _ => layout::extent(draft, ty, laid),
    }
}

/// The same for the members of a struct.
fn put_members(
    draft: &mut Draft,
    ty: u32,
    members: &[u32],
    keeps_places: bool,
    sizes: &mut Sizes,
) -> Option<u32> {
    let mut end = 0;
    let mut places = Vec::with_capacity(members.len());
    for (index, &member) in (0..).zip(members) {
        let laid = layout::matrix(draft, ty, index);
        let size = put(draft, member, laid, false, sizes)?;
        let offset = if keeps_places {
            layout::offset(draft, ty, index)?
        } else {
            first_place(draft, member, end, size)?
        };
        places.push(offset);
        end = end.max(offset.checked_add(size)?);
    }
    draft.annotations.remove(ty, |each: &Inst| {
        each.op == Op::MemberDecorate && each.arg(2) == Decoration::Offset as u32
    });
    for (index, offset) in (0..).zip(places) {
        draft.decorate_member(ty, index, Decoration::Offset, &[offset]);
    }
    Some(end)
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
