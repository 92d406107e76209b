//! Built-in inputs and outputs.

use std::collections::HashMap;

use rspirv::spirv::{BuiltIn, Decoration, ExecutionModel, Op, StorageClass};

use super::draft::{Draft, Function, Inst, entry_point};
use super::emit::Emit;
use super::{Note, Settings};
use crate::codes;

/// Built-ins that are unsigned in naga's module and may be signed in SPIR-V.
const UNSIGNED: &[BuiltIn] = &[
    BuiltIn::ViewIndex,
    BuiltIn::DrawIndex,
    BuiltIn::SampleMask,
    BuiltIn::SampleId,
    BuiltIn::VertexIndex,
    BuiltIn::InstanceIndex,
    BuiltIn::BaseVertex,
    BuiltIn::BaseInstance,
    BuiltIn::PrimitiveId,
    BuiltIn::NumWorkgroups,
    BuiltIn::WorkgroupId,
    BuiltIn::LocalInvocationId,
    BuiltIn::GlobalInvocationId,
    BuiltIn::LocalInvocationIndex,
    BuiltIn::NumSubgroups,
    BuiltIn::SubgroupId,
    BuiltIn::SubgroupSize,
    BuiltIn::SubgroupLocalInvocationId,
];

/// Declares signed built-ins as unsigned and casts where they are read and written.
pub(super) fn make_unsigned(draft: &mut Draft, _: Settings) {
    // Pointer to the variable or to a component: the type of what it points to now.
    let mut pointers: HashMap<u32, u32> = HashMap::new();
    for variable in draft.variables() {
        let built_in = draft
            .number(variable.id, Decoration::BuiltIn)
            .and_then(BuiltIn::from_u32);
        let target = draft.pointee(variable.pointer);
        let is_signed = draft.integer(target).is_some_and(|(_, signed)| signed);
        if !is_signed || !built_in.is_some_and(|it| UNSIGNED.contains(&it)) {
            continue;
        }
        let uint = draft.int_type(false);
        let unsigned = draft.like(target, uint);
        let pointer = draft.pointer(variable.class, unsigned);
        if let Some(inst) = draft.global_mut(variable.id) {
            inst.ty = pointer;
            inst.args.truncate(1);
        }
        draft.set_type(variable.id, pointer);
        pointers.insert(variable.id, unsigned);
    }
    if pointers.is_empty() {
        return;
    }
    draft.rewrite(|draft, mut inst, out| {
        let Some(&target) = pointers.get(&inst.arg(0)) else {
            out.push(inst);
            return;
        };
        match inst.op {
            Op::Load => {
                let mut e = Emit { draft, out };
                let loaded = e.op(Op::Load, target, &inst.args);
                e.end(Op::Bitcast, &inst, &[loaded]);
            }
            Op::Store => {
                let mut e = Emit { draft, out };
                let value = e.bitcast(target, inst.arg(1));
                out.push(Inst::bare(Op::Store, [inst.arg(0), value]));
            }
            Op::AccessChain | Op::InBoundsAccessChain | Op::CopyObject => {
                let part = match inst.op {
                    Op::CopyObject => target,
                    _ => draft.scalar_of(target),
                };
                let class = draft.pointer_parts(inst.ty).map_or(0, |(class, _)| class);
                inst.ty = draft.pointer(class, part);
                draft.set_type(inst.id, inst.ty);
                pointers.insert(inst.id, part);
                out.push(inst);
            }
            _ => out.push(inst),
        }
    });
}

/// Gives vertex stages without a position one, which naga and WGSL ask for.
pub(super) fn add_position(draft: &mut Draft, _: Settings) {
    let mut entry_points = std::mem::take(&mut draft.entry_points);
    for inst in &mut entry_points {
        let entry = entry_point(inst);
        if entry.model != ExecutionModel::Vertex as u32 {
            continue;
        }
        let interface = inst.args.get(entry.interface..).unwrap_or_default();
        if interface.iter().any(|&id| has_position(draft, id)) {
            continue;
        }
        let float = draft.float_type();
        let vector = draft.define(Op::TypeVector, 0, [float, 4]);
        let position = draft.add_variable(StorageClass::Output, vector);
        draft.decorate(position, Decoration::BuiltIn, &[BuiltIn::Position as u32]);
        draft.set_name(position, "gl_Position");
        inst.args.push(position);
        draft.note(Note {
            detail: Some("a vertex stage has a position in every target; this one is not meant to be rasterised"),
            ..Note::new(
                codes::SPIRV_POSITION_ADDED,
                true,
                format!("`{}` writes no position: it gets one that is always (0, 0, 0, 1)", entry.name),
            )
        });
    }
    draft.entry_points = entry_points;
}

/// Whether an output is the position, or a block whose position is used.
fn has_position(draft: &Draft, variable: u32) -> bool {
    let position = [BuiltIn::Position as u32];
    let Some(inst) = draft.global(variable) else {
        return false;
    };
    if inst.arg(0) != StorageClass::Output as u32 {
        return false;
    }
    if draft.decoration(variable, Decoration::BuiltIn) == Some(&position) {
        return true;
    }
    let block = draft.pointee(inst.ty);
    let Some(members) = draft.members(block) else {
        return false;
    };
    let member = (0..).zip(members).find_map(|(index, _)| {
        (draft.member_decoration(block, index, Decoration::BuiltIn) == Some(&position))
            .then_some(index)
    });
    // naga leaves out members of the block that nothing accesses.
    member.is_some_and(|member| {
        draft
            .functions
            .iter()
            .flat_map(Function::insts)
            .any(|inst| {
                matches!(inst.op, Op::AccessChain | Op::InBoundsAccessChain)
                    && inst.arg(0) == variable
                    && draft.constant_value(inst.arg(1)) == Some(member)
            })
    })
}
