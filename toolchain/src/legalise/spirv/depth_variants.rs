//! Textures that glslang declares twice, as HLSL compares them in one place and samples them in another.
//!
//! Both variables have the name and the place of the one in the source; they differ in whether the image is
//! one of depths. One of them does for both: that it is compared is found out later.

use std::collections::{HashMap, HashSet};

use rspirv::spirv::{Decoration, Op, StorageClass};

use super::Settings;
use super::draft::{Draft, Inst, entry_point, rename};

/// Leaves one variable of each such pair: the one that is not of depths.
pub(super) fn join(draft: &mut Draft, _: Settings) {
    let joined = pairs(draft);
    if joined.is_empty() {
        return;
    }
    for inst in &mut draft.entry_points {
        // No variable is listed twice.
        let interface = entry_point(inst).interface.min(inst.args.len());
        let mut used = HashSet::new();
        let listed: Vec<u32> = inst
            .args
            .drain(interface..)
            .map(|id| joined.get(&id).copied().unwrap_or(id))
            .filter(|id| used.insert(*id))
            .collect();
        inst.args.extend(listed);
    }
    draft.rewrite(|draft, mut inst, out| {
        let is_load = inst.op == Op::Load && joined.contains_key(&inst.arg(0));
        rename(&mut inst, &joined);
        if is_load {
            inst.ty = draft.pointee(draft.type_of(inst.arg(0)));
            draft.set_type(inst.id, inst.ty);
        }
        out.push(inst);
    });
    draft.remove_globals(&joined.into_keys().collect());
}

/// For each variable that goes the one that stays.
fn pairs(draft: &Draft) -> HashMap<u32, u32> {
    let mut plain = HashMap::new();
    let mut of_depths = Vec::new();
    for inst in &draft.globals {
        let is_variable =
            inst.op == Op::Variable && inst.arg(0) == StorageClass::UniformConstant as u32;
        let Some(image) = draft.global(draft.pointee(inst.ty)).filter(|_| is_variable) else {
            continue;
        };
        if image.op != Op::TypeImage {
            continue;
        }
        let (Some(name), Some(set), Some(binding)) = (
            draft.name(inst.id),
            draft.number(inst.id, Decoration::DescriptorSet),
            draft.number(inst.id, Decoration::Binding),
        ) else {
            continue;
        };
        let key = (name, set, binding, without_depth(image));
        if image.arg(DEPTH) == 1 {
            of_depths.push((key, inst.id));
        } else {
            plain.insert(key, inst.id);
        }
    }
    of_depths
        .into_iter()
        .filter_map(|(key, id)| Some((id, *plain.get(&key)?)))
        .collect()
}

/// Which operand of an image type says whether it is one of depths.
const DEPTH: usize = 2;

/// The other operands.
fn without_depth(image: &Inst) -> Vec<u32> {
    let mut args = image.args.clone();
    if args.len() > DEPTH {
        args.remove(DEPTH);
    }
    args
}
