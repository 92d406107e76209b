//! Workgroup variables that share their memory, as one run of words.
//!
//! With an explicit layout, variables of a workgroup that are blocks all begin at the same place: what
//! is written through one is read through another. naga takes them for variables of their own.

use std::collections::HashMap;

use rspirv::spirv::{Capability, Decoration, Op, StorageClass};

use super::plan::{self, Block, Place, Words};
use super::{layout, uses, write_out};
use crate::legalise::spirv::Settings;
use crate::legalise::spirv::draft::Draft;
use crate::legalise::spirv::subgroup::leave_interface;

/// Gives them one memory, if everything that is done to them can be done to words.
pub(in crate::legalise::spirv) fn overlay(draft: &mut Draft, _: Settings) {
    let blocks = blocks(draft);
    if blocks.len() < 2 || reason(draft).is_some() {
        return;
    }
    let Some(size) = size(draft, &blocks) else {
        return;
    };
    let uint = draft.int_type(false);
    let words = plan::run_type(draft, uint, size, false, false);
    let memory = draft.add_global(Op::TypeStruct, 0, [words]);
    draft.decorate_member(memory, 0, Decoration::Offset, &[0]);
    draft.set_member_name(memory, 0, "words");
    let shared = draft.add_variable(StorageClass::Workgroup, memory);
    draft.set_name(shared, "shared_words");
    let mut planned = HashMap::new();
    for &(id, ty) in &blocks {
        let members = draft.members(ty).map_or(0, <[u32]>::len);
        let places = (0..)
            .take(members)
            .map(|member| {
                Place::Words(Words {
                    member: 0,
                    at: layout::offset(draft, ty, member).unwrap_or_default(),
                    scalar: uint,
                    in_quads: false,
                })
            })
            .collect();
        let block = Block {
            variable: shared,
            ty,
            memory,
            arrays: Vec::new(),
            class: StorageClass::Workgroup,
            places,
            has_small_stores: false,
        };
        planned.insert(id, block);
    }
    write_out(draft, planned);
    let ids: Vec<u32> = blocks.iter().map(|&(id, _)| id).collect();
    for inst in &mut draft.entry_points {
        // Versions that list such variables list the new one.
        if !leave_interface(inst, &ids).is_empty() {
            inst.args.push(shared);
        }
    }
    draft.remove_globals(&ids.into_iter().collect());
}

/// The variables, with the structs that they are.
fn blocks(draft: &Draft) -> Vec<(u32, u32)> {
    let declared = Capability::WorkgroupMemoryExplicitLayoutKHR as u32;
    if !draft
        .capabilities
        .iter()
        .any(|inst| inst.arg(0) == declared)
    {
        return Vec::new();
    }
    draft
        .variables()
        .into_iter()
        .filter(|variable| variable.is(StorageClass::Workgroup))
        .map(|variable| (variable.id, draft.pointee(variable.pointer)))
        .filter(|&(_, ty)| draft.decoration(ty, Decoration::Block).is_some())
        .collect()
}

/// The bytes of the longest of them, in whole words; `None` if one has parts that words cannot hold.
fn size(draft: &Draft, blocks: &[(u32, u32)]) -> Option<u32> {
    let small = plan::small_enough(draft);
    let mut size = 4;
    for (_, ty) in blocks {
        if !small.contains(ty) {
            return None;
        }
        size = size.max(layout::extent(draft, *ty, None)?.next_multiple_of(4));
    }
    Some(size)
}

/// The first such variable that cannot be one of words.
fn reason(draft: &Draft) -> Option<u32> {
    let blocks = blocks(draft);
    if blocks.len() < 2 {
        return None;
    }
    let first = blocks.first().map(|&(id, _)| id)?;
    let depths = blocks.iter().map(|&(id, _)| (id, 0)).collect();
    let uses = uses(draft, &depths);
    blocks
        .iter()
        .map(|&(id, _)| id)
        .find(|id| uses.get(id).is_none_or(|uses| !uses.signed.is_empty()))
        .or_else(|| size(draft, &blocks).is_none().then_some(first))
}

/// What keeps them out: an id, and the subject and verb of a sentence that ends in "not supported".
pub(in crate::legalise::spirv) fn what_is_outside(draft: &Draft) -> Option<(u32, String)> {
    let what = "workgroup variables that share their memory in this way are";
    reason(draft).map(|id| (id, what.to_owned()))
}
