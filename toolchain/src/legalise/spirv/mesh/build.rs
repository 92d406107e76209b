//! The variables and types that mesh and task stages have in naga's module, and what is to be done
//! to it.

use std::collections::{HashMap, HashSet};

use rspirv::spirv::{ExecutionMode, ExecutionModel, Op, StorageClass};

use super::access::Rewritten;
use super::outputs::What;
use super::plan::{Mesh, Side, Stages, Task};
use super::repair::{Kind, Stage};
use crate::codes;
use crate::legalise::spirv::draft::{Draft, Inst, entry_point};
use crate::legalise::spirv::shape::text_words;
use crate::legalise::spirv::{Note, Repair};

/// What is said of the outputs of a mesh stage, and of nothing else.
const MODES: &[ExecutionMode] = &[
    ExecutionMode::OutputVertices,
    ExecutionMode::OutputPrimitivesEXT,
    ExecutionMode::OutputPoints,
    ExecutionMode::OutputLinesEXT,
    ExecutionMode::OutputTrianglesEXT,
];

/// Puts everything into the draft.
pub(super) fn build(draft: &mut Draft, stages: Stages, rewritten: Rewritten) {
    draft.functions = rewritten.functions;
    draft.remove_globals(&stages.outputs.keys().copied().collect());
    draft.forget_all(&rewritten.gone);
    move_payloads(draft, &stages.payloads);
    for mesh in stages.meshes {
        build_mesh(draft, mesh, &rewritten.gone);
    }
    for task in stages.tasks {
        build_task(draft, &task);
    }
    draft.modes.retain(|mode| {
        !ExecutionMode::from_u32(mode.arg(1)).is_some_and(|mode| MODES.contains(&mode))
    });
}

/// Payloads become memory of the workgroup. One that is no struct becomes a member of one, as
/// HLSL wants it.
fn move_payloads(draft: &mut Draft, payloads: &HashSet<u32>) {
    let workgroup = StorageClass::Workgroup as u32;
    let from = StorageClass::TaskPayloadWorkgroupEXT as u32;
    let mut sorted: Vec<u32> = payloads.iter().copied().collect();
    sorted.sort_unstable();
    for id in sorted {
        let ty = draft.pointee(draft.type_of(id));
        let target = if draft.members(ty).is_some() {
            ty
        } else {
            let name = draft.name(id).unwrap_or_else(|| "payload".to_owned());
            structure(draft, "TaskPayload", &[(name, ty)])
        };
        let pointer = draft.pointer(workgroup, target);
        if let Some(variable) = draft.global_mut(id) {
            variable.ty = pointer;
            variable.args = vec![workgroup];
        }
        draft.set_type(id, pointer);
        // WGSL has its own word for this.
        if draft.name(id).is_none_or(|name| name == "task_payload") {
            draft.names.remove(id, |_| true);
            draft.set_name(id, "payload");
        }
    }
    let old: Vec<(u32, u32)> = draft
        .globals
        .iter()
        .filter(|inst| inst.op == Op::TypePointer && inst.arg(0) == from)
        .map(|inst| (inst.id, inst.arg(1)))
        .collect();
    let renamed: HashMap<u32, u32> = old
        .into_iter()
        .map(|(pointer, target)| (pointer, draft.pointer(workgroup, target)))
        .collect();
    if !renamed.is_empty() {
        draft.replace_types(renamed);
    }
}

/// A struct of its own, with a name that nothing else has: naga takes two that are alike for one.
fn structure(draft: &mut Draft, name: &str, members: &[(String, u32)]) -> u32 {
    let types: Vec<u32> = members.iter().map(|&(_, ty)| ty).collect();
    let id = draft.add_global(Op::TypeStruct, 0, types);
    let mut free = name.to_owned();
    let mut next = 2u32;
    while draft.is_named(&free) {
        free = format!("{name}_{next}");
        next += 1;
    }
    draft.set_name(id, &free);
    for (member, (name, _)) in (0..).zip(members) {
        draft.set_member_name(id, member, name);
    }
    id
}

fn build_mesh(draft: &mut Draft, mut mesh: Mesh, gone: &HashSet<u32>) {
    let uint = draft.int_type(false);
    let vertices = elements(draft, "MeshVertex", &mesh.vertex);
    let primitives = elements(draft, "MeshPrimitive", &mesh.primitive);
    let members = [
        ("vertices", vertices),
        ("primitives", primitives),
        ("vertex_count", uint),
        ("primitive_count", uint),
    ]
    .map(|(name, ty)| (name.to_owned(), ty));
    let whole = structure(draft, "MeshOutput", &members);
    let workgroup = StorageClass::Workgroup as u32;
    let pointer = draft.pointer(workgroup, whole);
    draft.add_global_as(mesh.variable, Op::Variable, pointer, [workgroup]);
    draft.set_name(mesh.variable, "mesh_output");
    if mesh.has_new_index {
        let input = StorageClass::Input as u32;
        let pointer = draft.pointer(input, uint);
        draft.add_global_as(mesh.index, Op::Variable, pointer, [input]);
        let built_in = rspirv::spirv::BuiltIn::LocalInvocationIndex as u32;
        draft.decorate(mesh.index, rspirv::spirv::Decoration::BuiltIn, &[built_in]);
        draft.set_name(mesh.index, "local_invocation_index");
    }
    let mut interface = vec![mesh.variable];
    if mesh.has_new_index {
        interface.push(mesh.index);
    }
    let kind = Kind::Mesh {
        output: mesh.variable,
        vertices: bindings(&mut mesh.vertex),
        primitives: bindings(&mut mesh.primitive),
    };
    end(draft, mesh.entry, &interface, gone, (mesh.payload, kind));
}

/// The array of what there is one of for each vertex or primitive.
fn elements(draft: &mut Draft, name: &str, side: &Side) -> u32 {
    let members: Vec<(String, u32)> = side
        .order
        .iter()
        .filter_map(|&slot| side.slots.get(slot))
        .map(|slot| (slot.name.clone(), slot.ty))
        .collect();
    let element = structure(draft, name, &members);
    let count = draft.uint(side.most);
    draft.define(Op::TypeArray, 0, [element, count])
}

fn bindings(side: &mut Side) -> Vec<naga::Binding> {
    side.order
        .iter()
        .filter_map(|&slot| match &side.slots.get(slot)?.what {
            What::Bound(binding) => Some(binding.clone()),
            What::Foreign(_) => None,
        })
        .collect()
}

fn build_task(draft: &mut Draft, task: &Task) {
    let private = StorageClass::Private as u32;
    let uint = draft.int_type(false);
    let ty = draft.define(Op::TypeVector, 0, [uint, 3]);
    let none = draft.define(Op::ConstantNull, ty, []);
    let pointer = draft.pointer(private, ty);
    draft.add_global_as(task.size, Op::Variable, pointer, [private, none]);
    draft.set_name(task.size, "task_size");
    let mut interface = vec![task.size];
    let payload = task.payload.unwrap_or_else(|| {
        let ty = structure(draft, "TaskPayload", &[("unused".to_owned(), uint)]);
        let id = draft.add_variable(StorageClass::Workgroup, ty);
        draft.set_name(id, "payload");
        let name = draft.entry_points.get(task.entry).map(entry_point);
        let name = name.map_or_else(String::new, |entry| entry.name);
        draft.note(Note {
            detail: Some(
                "naga's module and Direct3D want one; in Direct3D the mesh stage must declare the same",
            ),
            ..Note::new(
                codes::SPIRV_PAYLOAD_ADDED,
                false,
                format!("the task stage `{name}` hands nothing on, and gets a payload of four bytes"),
            )
        });
        id
    });
    interface.push(payload);
    let kind = Kind::Task { size: task.size };
    end(
        draft,
        task.entry,
        &interface,
        &HashSet::new(),
        (Some(payload), kind),
    );
}

/// Makes a compute stage of an entry point, and notes what it is.
fn end(
    draft: &mut Draft,
    number: usize,
    interface: &[u32],
    gone: &HashSet<u32>,
    (payload, kind): (Option<u32>, Kind),
) {
    let compute = ExecutionModel::GLCompute as u32;
    let Some(inst) = draft.entry_points.get(number).cloned() else {
        return;
    };
    let entry = entry_point(&inst);
    let is_taken = |name: &str| {
        draft
            .entry_points
            .iter()
            .map(entry_point)
            .any(|other| other.model == compute && other.name == name)
    };
    // The name of another stage may be the name of this one.
    let mut read_as = entry.name.clone();
    let mut next = 2u32;
    while is_taken(&read_as) {
        read_as = format!("{}_{next}", entry.name);
        next += 1;
    }
    let mut args = vec![compute, entry.function];
    args.extend(text_words(&read_as));
    let kept = inst.args.iter().skip(entry.interface);
    args.extend(kept.filter(|id| !gone.contains(id)));
    for id in interface {
        if !args.iter().skip(2).any(|other| other == id) {
            args.push(*id);
        }
    }
    if let Some(place) = draft.entry_points.get_mut(number) {
        *place = Inst::bare(Op::EntryPoint, args);
    }
    draft.repairs.push(Repair::Stage(Stage {
        read_as,
        name: entry.name,
        payload,
        kind,
    }));
}
