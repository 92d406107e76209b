//! Structs of inputs and outputs that are ordinary variables now: their members have no locations, nor what goes with
//! them, which WGSL would not take.

use std::collections::HashSet;

use rspirv::spirv::{Decoration, Op, StorageClass};

use super::Settings;
use super::draft::Draft;

/// What only members of inputs and outputs have.
const OF_PLACES: &[Decoration] = &[
    Decoration::Location,
    Decoration::Component,
    Decoration::Index,
    Decoration::Flat,
    Decoration::NoPerspective,
    Decoration::Centroid,
    Decoration::Sample,
    Decoration::PerPrimitiveEXT,
];

/// Takes it from structs that no input or output has.
pub(super) fn forget(draft: &mut Draft, _: Settings) {
    let has_place = |args: &[u32], kinds: &[Decoration]| {
        let kind = args.get(2).copied();
        kinds.iter().any(|&each| kind == Some(each as u32))
    };
    let placed: HashSet<u32> = draft
        .annotations
        .iter()
        .filter(|inst| inst.op == Op::MemberDecorate)
        .filter(|inst| has_place(&inst.args, &[Decoration::Location]))
        .map(|inst| inst.arg(0))
        .collect();
    if placed.is_empty() {
        return;
    }
    let mut passed: HashSet<u32> = HashSet::new();
    let mut pending: Vec<u32> = draft
        .variables()
        .into_iter()
        .filter(|variable| variable.is(StorageClass::Input) || variable.is(StorageClass::Output))
        .map(|variable| draft.pointee(variable.pointer))
        .collect();
    while let Some(ty) = pending.pop() {
        if !passed.insert(ty) {
            continue;
        }
        match draft.global(ty) {
            Some(inst) if inst.op == Op::TypeStruct => pending.extend(&inst.args),
            Some(inst) if matches!(inst.op, Op::TypeArray | Op::TypeRuntimeArray) => {
                pending.push(inst.arg(0));
            }
            _ => {}
        }
    }
    let left: HashSet<u32> = placed.difference(&passed).copied().collect();
    if left.is_empty() {
        return;
    }
    draft.annotations.retain(|inst| {
        inst.op != Op::MemberDecorate
            || !left.contains(&inst.arg(0))
            || !has_place(&inst.args, OF_PLACES)
    });
}
