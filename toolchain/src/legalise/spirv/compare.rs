//! Textures that are read both with and without depth comparison.

use std::collections::{HashMap, HashSet};

use rspirv::spirv::{Decoration, Op};

use super::bindings::{self, FreeBindings};
use super::draft::Draft;
use super::{Note, Settings};
use crate::codes;

/// Whether an instruction compares with a reference depth.
pub(super) fn compares(op: Op) -> bool {
    matches!(
        op,
        Op::ImageSampleDrefImplicitLod
            | Op::ImageSampleDrefExplicitLod
            | Op::ImageSampleProjDrefImplicitLod
            | Op::ImageSampleProjDrefExplicitLod
            | Op::ImageDrefGather
    )
}

/// Whether it reads through a sampler without comparing.
fn samples(op: Op) -> bool {
    matches!(
        op,
        Op::ImageSampleImplicitLod
            | Op::ImageSampleExplicitLod
            | Op::ImageSampleProjImplicitLod
            | Op::ImageSampleProjExplicitLod
            | Op::ImageGather
    )
}

/// Declares such textures as depth textures, and gives a sampler that is used in both ways a
/// second one for comparisons.
pub(super) fn separate(draft: &mut Draft, _: Settings) {
    // Joined value: image and sampler variables behind it.
    let mut loads: HashMap<u32, u32> = HashMap::new();
    let mut joined: HashMap<u32, (u32, u32)> = HashMap::new();
    let (mut plain, mut compared) = (HashSet::new(), HashSet::new());
    for inst in draft
        .functions
        .iter()
        .flat_map(super::draft::Function::insts)
    {
        match inst.op {
            Op::Load => {
                loads.insert(inst.id, inst.arg(0));
            }
            Op::SampledImage => {
                let of = |at: usize| loads.get(&inst.arg(at)).copied().unwrap_or(0);
                joined.insert(inst.id, (of(0), of(1)));
            }
            op => {
                if let Some(&(image, sampler)) = joined.get(&inst.arg(0)) {
                    if compares(op) {
                        compared.extend([image, sampler]);
                    } else if samples(op) {
                        plain.extend([image, sampler]);
                    }
                }
            }
        }
    }
    let both: HashSet<u32> = plain
        .intersection(&compared)
        .copied()
        .filter(|&id| id != 0)
        .collect();
    if both.is_empty() {
        return;
    }
    let mut second: HashMap<u32, u32> = HashMap::new();
    let mut free = FreeBindings::default();
    for variable in draft.variables() {
        if !both.contains(&variable.id) {
            continue;
        }
        let ty = draft.pointee(variable.pointer);
        match draft.global(ty).cloned() {
            Some(image) if image.op == Op::TypeImage => {
                let mut args = image.args;
                if let Some(depth) = args.get_mut(2) {
                    *depth = 1;
                }
                let ty = draft.define(Op::TypeImage, 0, args);
                let pointer = draft.pointer(variable.class, ty);
                if let Some(inst) = draft.global_mut(variable.id) {
                    inst.ty = pointer;
                }
                draft.set_type(variable.id, pointer);
            }
            Some(sampler) if sampler.op == Op::TypeSampler => {
                let set = bindings::set_of(draft, variable.id);
                let binding = free.take(draft, set);
                let new = draft.add_global(Op::Variable, variable.pointer, [variable.class]);
                draft.decorate(new, Decoration::DescriptorSet, &[set]);
                draft.decorate(new, Decoration::Binding, &[binding]);
                let spoken = draft.spoken(variable.id);
                if let Some(name) = draft.name(variable.id) {
                    draft.set_name(new, &format!("{name}_comparison"));
                }
                draft.note(Note::new(
                    codes::SPIRV_COMBINED_SPLIT,
                    false,
                    format!("{spoken} also compares depths: a sampler for that gets binding {binding} in group {set}"),
                ));
                second.insert(variable.id, new);
            }
            _ => {}
        }
    }
    draft.list_beside(&second.iter().map(|(&id, &new)| (id, vec![new])).collect());
    // Types of loaded images follow; joined values name no type that naga looks at.
    let is_compared: HashSet<u32> = draft
        .functions
        .iter()
        .flat_map(super::draft::Function::insts)
        .filter(|inst| compares(inst.op))
        .map(|inst| inst.arg(0))
        .collect();
    draft.rewrite(|draft, mut inst, out| {
        match inst.op {
            Op::Load if both.contains(&inst.arg(0)) => {
                let ty = draft.pointee(draft.type_of(inst.arg(0)));
                inst.ty = ty;
                draft.set_type(inst.id, ty);
            }
            Op::SampledImage if is_compared.contains(&inst.id) => {
                let sampler = loads.get(&inst.arg(1)).and_then(|from| second.get(from));
                if let Some(&sampler) = sampler {
                    let ty = draft.type_of(inst.arg(1));
                    let loaded = draft.value(ty);
                    out.push(super::draft::Inst::new(Op::Load, ty, loaded, [sampler]));
                    if let Some(arg) = inst.args.get_mut(1) {
                        *arg = loaded;
                    }
                }
                let image = draft.type_of(inst.arg(0));
                inst.ty = draft.define(Op::TypeSampledImage, 0, [image]);
            }
            Op::SampledImage => {
                let image = draft.type_of(inst.arg(0));
                inst.ty = draft.define(Op::TypeSampledImage, 0, [image]);
            }
            _ => {}
        }
        out.push(inst);
    });
}
