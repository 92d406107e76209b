//! What is wrong with an entry point: its stage, its inputs and outputs, the resources it uses.

use naga::valid::{Capabilities, EntryPointError, GlobalUse, VaryingError};
use naga::{AddressSpace, EntryPoint, GlobalVariable, Handle, Type, TypeInner};

use super::interface::{self, Side};
use super::report::Report;
use super::scene::{Body, Place, Scene};
use super::types::capability;
use super::walk::{self, Stages};
use super::{function, spell};
use crate::codes;

/// An entry point is wrong.
pub(super) fn explain(
    scene: &Scene<'_>,
    entry_point: &EntryPoint,
    error: &EntryPointError,
) -> Report {
    let body = Body::new(scene, &entry_point.function, Some(entry_point));
    let name = body.name();
    let stage = spell::stage_name(entry_point.stage);
    let header = body.place();
    let here = scene.innermost();
    let report = match error {
        EntryPointError::Function(error) => return function::explain(&body, error),
        EntryPointError::Conflict => Report::new(
            codes::ENTRY_POINT_DUPLICATE,
            format!("there are two {stage} entry points called {name}"),
        ),
        EntryPointError::MissingVertexOutputPosition => Report::new(
            codes::VERTEX_POSITION_MISSING,
            format!("the {stage} shader {name} gives no position"),
        )
        .at(
            body.result_place().or(header.clone()),
            "no `@builtin(position)` here",
        )
        .help("return a `@builtin(position) vec4<f32>`, alone or as a member of a struct"),
        EntryPointError::UnexpectedEarlyDepthTest => Report::new(
            codes::EARLY_DEPTH_TEST,
            format!("{name} is a {stage} shader; early depth tests are for fragment shaders"),
        )
        .at(attribute(&body, "early_depth_test"), ""),
        EntryPointError::UnexpectedWorkgroupSize => Report::new(
            codes::WORKGROUP_SIZE_UNEXPECTED,
            format!("{name} is a {stage} shader and has no workgroups"),
        )
        .at(attribute(&body, "workgroup_size"), "")
        .help("remove `@workgroup_size`"),
        EntryPointError::OutOfRangeWorkgroupSize => {
            let [x, y, z] = entry_point.workgroup_size;
            Report::new(
                codes::WORKGROUP_SIZE_RANGE,
                format!(
                    "the workgroup size of {name} is ({x}, {y}, {z}); each number must be from 1 \
                     to 16384"
                ),
            )
            .at(attribute(&body, "workgroup_size"), "out of range")
        }
        EntryPointError::ForbiddenStageOperations => forbidden(&body, entry_point),
        EntryPointError::InvalidGlobalUsage(global, usage) => {
            usage_report(&body, entry_point, *global, *usage)
        }
        EntryPointError::MoreThanOneImmediateUsed => Report::new(
            codes::IMMEDIATES_MANY,
            format!("{name} uses more than one variable in the `immediate` address space"),
        )
        .at(here.clone(), "the second one")
        .help("put them into one struct"),
        EntryPointError::BindingCollision(global) => collision(&body, entry_point, *global),
        EntryPointError::Argument(index, error) => {
            interface::interface(&body, entry_point, Side::Input(*index as usize), error)
        }
        EntryPointError::Result(error) => {
            // naga reports a missing capability of the entry point itself this way too.
            if let VaryingError::UnsupportedCapability(Capabilities::EARLY_DEPTH_TEST) = error {
                capability("an early depth test", Capabilities::EARLY_DEPTH_TEST)
                    .at(attribute(&body, "early_depth_test"), "")
            } else {
                interface::interface(&body, entry_point, Side::Output, error)
            }
        }
        EntryPointError::UnsupportedCapability(missing) => {
            let what = if *missing == Capabilities::MESH_SHADER_POINT_TOPOLOGY {
                format!("{name}, a mesh shader that gives points,")
            } else {
                format!("{name}, a {stage} shader,")
            };
            capability(&what, *missing)
        }
        EntryPointError::ExpectedMeshShaderAttributes => Report::new(
            codes::MESH_ATTRIBUTES,
            format!("the mesh shader {name} does not say what it gives"),
        )
        .help("write `@mesh(variable)` with the `workgroup` variable that holds its output"),
        EntryPointError::UnexpectedMeshShaderAttributes => Report::new(
            codes::MESH_ATTRIBUTES,
            format!("{name} is a {stage} shader and gives no meshes"),
        ),
        EntryPointError::UnexpectedTaskPayload => Report::new(
            codes::TASK_PAYLOAD,
            format!("{name} is a {stage} shader; payloads are for task and mesh shaders"),
        ),
        EntryPointError::TaskPayloadWrongAddressSpace => Report::new(
            codes::TASK_PAYLOAD,
            format!("the payload of {name} must be declared `var<task_payload>`"),
        )
        .at(here.clone(), ""),
        EntryPointError::WrongTaskPayloadUsed => Report::new(
            codes::TASK_PAYLOAD,
            format!("{name} uses a payload that its `@payload` does not name"),
        )
        .at(here.clone(), ""),
        EntryPointError::WrongTaskShaderEntryResult => Report::new(
            codes::TASK_RESULT,
            format!("the task shader {name} must return `@builtin(mesh_task_size) vec3<u32>`"),
        )
        .at(body.result_place(), ""),
        EntryPointError::ExpectedTaskPayload => Report::new(
            codes::TASK_PAYLOAD,
            format!("the task shader {name} has no payload"),
        )
        .help("name one with `@payload(variable)`"),
        EntryPointError::BadMeshOutputVariableType => Report::new(
            codes::MESH_OUTPUT_VARIABLE,
            format!(
                "the output variable of {name} must be a struct of `vertices`, `primitives`, \
                 `vertex_count` and `primitive_count`, each once"
            ),
        )
        .at(here.clone(), ""),
        EntryPointError::BadMeshOutputVariableField => Report::new(
            codes::MESH_OUTPUT_VARIABLE,
            format!("a member of the output variable of {name} has the wrong type"),
        )
        .at(here.clone(), "")
        .note("counts are `u32`; vertices and primitives are arrays of structs"),
        EntryPointError::UnexpectedMeshShaderEntryResult => Report::new(
            codes::MESH_RESULT,
            format!("the mesh shader {name} returns a value; its output is a variable instead"),
        )
        .at(body.result_place(), ""),
        EntryPointError::InvalidMeshOutputType => Report::new(
            codes::MESH_OUTPUT_TYPE,
            format!("what the mesh shader {name} gives must be structs of yours"),
        )
        .at(here.clone(), ""),
        EntryPointError::InvalidMeshPrimitiveOutputType => Report::new(
            codes::MESH_PRIMITIVE_INDICES,
            format!(
                "the primitives of {name} must have exactly one of `triangle_indices`, \
                 `line_indices` and `point_index`"
            ),
        )
        .at(here.clone(), ""),
        EntryPointError::WrongMeshOutputAddressSpace => Report::new(
            codes::MESH_OUTPUT_VARIABLE,
            format!("the output variable of {name} must be `var<workgroup>`"),
        ),
        EntryPointError::TaskPayloadTooSmall(size) => Report::new(
            codes::TASK_PAYLOAD_SIZE,
            format!("the task payload of {name} has {size} bytes; it needs at least 4"),
        )
        .at(here.clone(), ""),
        EntryPointError::RayPayloadInInvalidStage(_) => Report::new(
            codes::RAY_PAYLOAD,
            format!(
                "{name} is a {stage} shader; `ray_payload` variables are for ray generation, \
                 closest-hit and miss shaders"
            ),
        )
        .at(here.clone(), ""),
        EntryPointError::IncomingRayPayloadInInvalidStage(_) => Report::new(
            codes::RAY_PAYLOAD,
            format!(
                "{name} is a {stage} shader; `incoming_ray_payload` variables are for any-hit, \
                 closest-hit and miss shaders"
            ),
        )
        .at(here, ""),
    };
    report
        .or_at(header.clone(), "")
        .inside(scene.source, header, "in this entry point")
}

fn attribute(body: &Body<'_>, attribute: &str) -> Place {
    body.scene
        .places
        .as_ref()?
        .attribute(body.raw_name(), attribute)
}

/// The first operation, in the entry point or in what it calls, that its stage does not have.
fn forbidden(body: &Body<'_>, entry_point: &EntryPoint) -> Report {
    let scene = body.scene;
    let name = body.name();
    let stage = spell::stage_name(entry_point.stage);
    let culprit = walk::reached(scene.module, &entry_point.function)
        .into_iter()
        .find_map(|function| {
            walk::bound_operations(function)
                .into_iter()
                .find(|operation| !operation.stages.allow(entry_point.stage))
                .map(|operation| (function, operation))
        });
    let Some((function, operation)) = culprit else {
        return Report::new(
            codes::STAGE_OPERATION,
            format!("{name} does something that a {stage} shader cannot do"),
        );
    };
    let is_subgroup = operation.stages == Stages::Subgroup;
    let message = if is_subgroup {
        format!("subgroup operations are not allowed in the {stage} shader {name}")
    } else {
        format!(
            "{} can be used in {} only; {name} is a {stage} shader",
            operation.what,
            operation.stages.names()
        )
    };
    let report = Report::new(codes::STAGE_OPERATION, message).at(
        scene.place(operation.span),
        format!("not in a {stage} shader"),
    );
    let report = if std::ptr::eq(function, &entry_point.function) {
        report
    } else {
        let callee = function.name.as_deref().unwrap_or("a function");
        report.note(format!("{name} reaches it through `{callee}`"))
    };
    match operation.what.as_str() {
        "`textureSample`" => {
            report.help("use `textureSampleLevel`, which says the mip level, or `textureLoad`")
        }
        "`textureSampleCompare`" => report.help("use `textureSampleCompareLevel`"),
        "`textureSampleBias`" => report.help("use `textureSampleLevel`"),
        "a derivative" => report.note("derivatives compare neighbouring fragments"),
        _ if is_subgroup => {
            report.help("`--validate-subgroup-stages` says in which stages they are")
        }
        _ => report,
    }
}

/// A variable is written, read or changed in a way its declaration does not allow.
fn usage_report(
    body: &Body<'_>,
    entry_point: &EntryPoint,
    global: Handle<GlobalVariable>,
    usage: GlobalUse,
) -> Report {
    let scene = body.scene;
    let shown = scene.global(global);
    let declared = scene.global_place(global);
    let Ok(variable) = scene.module.global_variables.try_get(global) else {
        return Report::new(codes::MODULE_INCONSISTENT, "a variable does not exist");
    };
    let ty = scene.ty(variable.ty);
    let functions = walk::reached(scene.module, &entry_point.function);
    let write = functions
        .iter()
        .find_map(|function| walk::write_of(function, global))
        .and_then(|span| scene.place(span));
    let read = functions
        .iter()
        .find_map(|function| walk::read_of(function, global))
        .and_then(|span| scene.place(span));
    let access = texture_access(scene, variable.ty);
    let written = usage.contains(GlobalUse::WRITE);
    let (what, place, help) = match (variable.space, access) {
        (space, _) if walk::is_storage(space) => (
            "written",
            write,
            Some("declare it `var<storage, read_write>`"),
        ),
        (AddressSpace::Handle, Some(access)) => {
            let can_write = access.contains(naga::StorageAccess::STORE);
            if written && !can_write {
                (
                    "written",
                    write,
                    Some("declare its access as `write` or `read_write`"),
                )
            } else if usage.contains(GlobalUse::ATOMIC)
                && !access.contains(naga::StorageAccess::ATOMIC)
            {
                (
                    "changed atomically",
                    write,
                    Some("declare its access as `atomic`"),
                )
            } else {
                (
                    "read",
                    read,
                    Some("declare its access as `read` or `read_write`"),
                )
            }
        }
        (AddressSpace::Handle, None) if written => (
            "written",
            write,
            Some("only storage textures can be written"),
        ),
        (_, _) if written => ("written", write, None),
        (_, _) => ("used", read.or(write), None),
    };
    let report = Report::new(
        codes::GLOBAL_ACCESS,
        match variable.space {
            AddressSpace::Handle => format!(
                "{shown} of type `{ty}` is {what} by {}, which its type does not allow",
                body.name()
            ),
            space => format!(
                "{shown} in the `{}` address space is {what} by {}, which its declaration does \
                 not allow",
                spell::space_name(space),
                body.name()
            ),
        },
    )
    .at(place, format!("{what} here"))
    .near(declared.clone(), "declared here")
    .or_at(declared, "declared here");
    match help {
        Some(help) => report.help(help),
        None => report,
    }
}

fn texture_access(scene: &Scene<'_>, ty: Handle<Type>) -> Option<naga::StorageAccess> {
    match scene.inner_of(ty)? {
        TypeInner::Image {
            dim: _,
            arrayed: _,
            class: naga::ImageClass::Storage { format: _, access },
        } => Some(*access),
        TypeInner::BindingArray { base, size: _ } => texture_access(scene, *base),
        _ => None,
    }
}

/// Two variables have one binding.
fn collision(body: &Body<'_>, entry_point: &EntryPoint, global: Handle<GlobalVariable>) -> Report {
    let scene = body.scene;
    let variables = &scene.module.global_variables;
    let binding = variables
        .try_get(global)
        .ok()
        .and_then(|variable| variable.binding);
    let functions = walk::reached(scene.module, &entry_point.function);
    let other = variables
        .iter()
        .take_while(|(handle, _)| *handle != global)
        .filter(|(_, variable)| variable.binding.is_some() && variable.binding == binding)
        .find(|(handle, _)| {
            functions
                .iter()
                .any(|function| walk::names_global(function, *handle))
        });
    let slot = binding.map_or_else(
        || "the same binding".to_owned(),
        |binding| format!("`@group({}) @binding({})`", binding.group, binding.binding),
    );
    let shown = scene.global(global);
    let other_name = other.map_or_else(
        || "another variable".to_owned(),
        |(handle, _)| scene.global(handle),
    );
    Report::new(
        codes::BINDING_DUPLICATE,
        format!(
            "{other_name} and {shown}, both used by {}, have the same {slot}",
            body.name()
        ),
    )
    .at(scene.global_place(global), "has it too")
    .near(
        other.and_then(|(handle, _)| scene.global_place(handle)),
        format!("has {slot}"),
    )
    .help(format!("give {shown} a `@binding` of its own"))
}
