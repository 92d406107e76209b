//! Vectors and matrices that lie where none may begin, as arrays of their components.
//!
//! Scalar layout, and structured buffers of Direct3D, put three floats behind three others. Where
//! that is all that keeps naga from laying out a block, it need not become words: its structs stay
//! what they are, with an array of three floats for each such vector (`matrix` makes them). Uniform
//! blocks have no such arrays.

use std::collections::{HashMap, HashSet};

use rspirv::spirv::{Op, StorageClass};

use super::layout::{self, Members, Naga, Rules};
use super::{Placed, placed, plan, reach};
use crate::legalise::spirv::draft::Draft;

/// No type asks for more.
const WIDEST: u32 = 32;

/// What is done about the blocks of a module.
#[derive(Debug, Default)]
pub(in crate::legalise::spirv) struct Loosened {
    /// The members whose vectors and matrices become arrays.
    pub(in crate::legalise::spirv) members: Members,
    /// The variables whose blocks can be laid out then.
    pub(super) variables: HashSet<u32>,
}

/// Finds them.
pub(in crate::legalise::spirv) fn find(draft: &Draft) -> Loosened {
    let small = plan::small_enough(draft);
    let blocks: Vec<Placed> = placed(draft);
    let (mut open, mut others): (Vec<&Placed>, Vec<&Placed>) = blocks
        .iter()
        .filter(|block| small.contains(&block.ty))
        .partition(|block| {
            layout::natural(draft, block.ty, None, block.rules).is_none()
                && block.rules != Rules::Uniform
        });
    if open.is_empty() {
        return Loosened::default();
    }
    others.extend(open.extract_if(.., |block| block.class == StorageClass::Workgroup));
    // Uniform blocks that are no part of this keep their types as well.
    loop {
        let mut members = Members::new();
        let mut limits = HashMap::new();
        for block in &open {
            Limits {
                draft,
                of: &mut limits,
                members: &mut members,
            }
            .bound(block.ty, None, WIDEST, None);
        }
        let touched: HashSet<u32> = members.iter().map(|&(ty, _)| ty).collect();
        let fits = |block: &Placed| {
            let naga = Naga {
                draft,
                rules: block.rules,
                loose: &members,
            };
            naga.natural(block.ty, None, false).is_some()
        };
        let kept: HashSet<u32> = others
            .iter()
            .filter(|block| !fits(block))
            .flat_map(|block| structs(draft, block.ty))
            .filter(|ty| touched.contains(ty))
            .collect();
        let before = open.len();
        others.extend(open.extract_if(.., |block| {
            !fits(block) || structs(draft, block.ty).any(|ty| kept.contains(&ty))
        }));
        if open.len() == before {
            let variables = open.iter().map(|block| block.id).collect();
            return Loosened { members, variables };
        }
    }
}

/// The structs in a type.
fn structs(draft: &Draft, ty: u32) -> impl Iterator<Item = u32> {
    let mut found = HashSet::new();
    reach(draft, ty, &mut found);
    let is_struct = |ty: &u32| draft.op_of(*ty) == Some(Op::TypeStruct);
    found
        .into_iter()
        .filter(is_struct)
        .collect::<Vec<_>>()
        .into_iter()
}

/// What the places of types allow.
struct Limits<'a> {
    draft: &'a Draft,
    /// The alignment that structs may have at most, wherever they are members.
    of: &'a mut HashMap<u32, u32>,
    members: &'a mut Members,
}

impl Limits<'_> {
    /// A type at a place of this alignment, with room for so many bytes; whether vectors in it must
    /// become arrays, which structs see to themselves.
    fn bound(
        &mut self,
        ty: u32,
        laid: Option<layout::Matrix>,
        limit: u32,
        room: Option<u32>,
    ) -> bool {
        let draft = self.draft;
        let Some(inst) = draft.global(ty) else {
            return false;
        };
        match inst.op {
            Op::TypeVector | Op::TypeMatrix => {
                let natural = layout::natural(draft, ty, laid, Rules::Storage);
                natural.is_none_or(|natural| {
                    natural.align > limit || room.is_some_and(|room| natural.size > room)
                })
            }
            Op::TypeArray | Op::TypeRuntimeArray => {
                let stride = layout::stride(draft, ty).unwrap_or_default();
                self.bound(
                    inst.arg(0),
                    laid,
                    limit.min(alignment(stride)),
                    Some(stride),
                )
            }
            Op::TypeStruct => {
                self.bound_struct(ty, &inst.args, limit, room);
                false
            }
            _ => false,
        }
    }

    fn bound_struct(&mut self, ty: u32, members: &[u32], limit: u32, room: Option<u32>) {
        let draft = self.draft;
        // Its size is a multiple of its alignment, and ends before what follows.
        let limit = limit.min(room.map_or(WIDEST, alignment));
        let known = self.of.entry(ty).or_insert(WIDEST * 2);
        if *known <= limit {
            return;
        }
        *known = limit;
        let places: Vec<u32> = (0..)
            .take(members.len())
            .map(|index| layout::offset(draft, ty, index).unwrap_or_default())
            .collect();
        for (index, (&member, &place)) in (0..).zip(members.iter().zip(&places)) {
            let next = places.iter().filter(|&&other| other > place).min();
            let end = next.copied().or(room);
            let room = end.map(|end| end.saturating_sub(place));
            let laid = layout::matrix(draft, ty, index);
            if self.bound(member, laid, limit.min(alignment(place)), room) {
                self.members.insert((ty, index));
            }
        }
    }
}

/// The greatest power of two that a place is a multiple of.
fn alignment(place: u32) -> u32 {
    1 << place.trailing_zeros().min(WIDEST.trailing_zeros())
}
