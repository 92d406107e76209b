//! Integer varyings are never interpolated; naga wants the word `flat` for them.

use rspirv::spirv::{Decoration, ExecutionModel, StorageClass};

use super::Settings;
use super::draft::{Draft, entry_point};

/// Adds it to outputs of vertex stages and inputs of fragment stages.
pub(super) fn decorate(draft: &mut Draft, _: Settings) {
    let mut wanted = Vec::new();
    for inst in &draft.entry_points {
        let entry = entry_point(inst);
        let class = match ExecutionModel::from_u32(entry.model) {
            Some(ExecutionModel::Vertex) => StorageClass::Output,
            Some(ExecutionModel::Fragment) => StorageClass::Input,
            _ => continue,
        };
        let interface = inst.args.get(entry.interface..).unwrap_or_default();
        wanted.extend(interface.iter().map(|&id| (id, class as u32)));
    }
    // What is not interpolated is taken nowhere, not at a sample's place either.
    for &(id, _) in &wanted {
        if draft.decoration(id, Decoration::Flat).is_some() {
            draft.undecorate(id, Decoration::Centroid);
            draft.undecorate(id, Decoration::Sample);
        }
    }
    for (id, class) in wanted {
        let Some(variable) = draft.global(id).filter(|inst| inst.arg(0) == class) else {
            continue;
        };
        let target = draft.pointee(variable.ty);
        if draft.decoration(id, Decoration::BuiltIn).is_some()
            || draft.decoration(id, Decoration::Flat).is_some()
        {
            continue;
        }
        if is_whole(draft, target) {
            draft.decorate(id, Decoration::Flat, &[]);
        }
        let Some(members) = draft.members(target).map(<[u32]>::to_vec) else {
            continue;
        };
        for (index, member) in (0..).zip(members) {
            let has = |kind| draft.member_decoration(target, index, kind).is_some();
            if is_whole(draft, member) && !has(Decoration::Flat) && !has(Decoration::BuiltIn) {
                draft.decorate_member(target, index, Decoration::Flat, &[]);
            }
        }
    }
}

/// Whether it is an integer or a double, or made of such.
fn is_whole(draft: &Draft, ty: u32) -> bool {
    let ty = draft.array_parts(ty).map_or(ty, |(element, _)| element);
    draft.integer(ty).is_some() || draft.float(ty) == Some(64)
}
