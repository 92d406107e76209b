//! What is wrong with an entry point: its stage, its inputs and outputs, the resources it uses.

use naga::valid::{Capabilities, EntryPointError, GlobalUse, VaryingError};
use naga::{
    AddressSpace, Binding, BuiltIn, EntryPoint, GlobalVariable, Handle, Interpolation, Sampling,
    ScalarKind, ShaderStage, Type, TypeInner,
};

use super::scene::{Body, Place, Report, Scene};
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
            interface(&body, entry_point, Side::Input(*index as usize), error)
        }
        EntryPointError::Result(error) => {
            // naga reports a missing capability of the entry point itself this way too.
            if let VaryingError::UnsupportedCapability(Capabilities::EARLY_DEPTH_TEST) = error {
                capability("an early depth test", Capabilities::EARLY_DEPTH_TEST)
                    .at(attribute(&body, "early_depth_test"), "")
            } else {
                interface(&body, entry_point, Side::Output, error)
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

/// Which side of an entry point an error is about.
#[derive(Clone, Copy)]
enum Side {
    Input(usize),
    Output,
}

/// One input or output: a parameter, the result, or a member of one of them.
struct Item {
    name: String,
    ty: Handle<Type>,
    binding: Option<Binding>,
    place: Place,
    parameter: Option<usize>,
}

fn items(body: &Body<'_>, side: Side) -> Vec<Item> {
    let scene = body.scene;
    let mut found = Vec::new();
    let mut add = |parameter: Option<usize>,
                   ty,
                   binding: Option<&Binding>,
                   name: String,
                   place: Place| match (scene.inner_of(ty), binding) {
        (Some(TypeInner::Struct { members, span: _ }), None) => {
            let owner = parameter
                .and_then(|index| body.function.arguments.get(index)?.name.clone())
                .filter(|name| !name.is_empty())
                .unwrap_or_else(|| scene.ty(ty));
            for (index, member) in (0_u32..).zip(members) {
                found.push(Item {
                    name: match &member.name {
                        Some(member) => format!("`{owner}.{member}`"),
                        None => format!("member {index} of `{owner}`"),
                    },
                    ty: member.ty,
                    binding: member.binding.clone(),
                    place: scene.member_place(ty, index).or_else(|| place.clone()),
                    parameter,
                });
            }
        }
        (_, _) => found.push(Item {
            name,
            ty,
            binding: binding.cloned(),
            place,
            parameter,
        }),
    };
    match side {
        Side::Input(_) => {
            for (index, argument) in body.function.arguments.iter().enumerate() {
                let name = match &argument.name {
                    Some(name) if !name.is_empty() => format!("the parameter `{name}`"),
                    _ => format!("parameter {}", index + 1),
                };
                add(
                    Some(index),
                    argument.ty,
                    argument.binding.as_ref(),
                    name,
                    body.parameter_place(index),
                );
            }
        }
        Side::Output => {
            if let Some(result) = &body.function.result {
                add(
                    None,
                    result.ty,
                    result.binding.as_ref(),
                    "the result".to_owned(),
                    body.result_place(),
                );
            }
        }
    }
    found
}

/// The capability a binding needs.
fn needs(binding: &Binding) -> Capabilities {
    match binding {
        Binding::BuiltIn(built_in) => match built_in {
            BuiltIn::ClipDistances => Capabilities::CLIP_DISTANCES,
            BuiltIn::CullDistance => Capabilities::CULL_DISTANCE,
            BuiltIn::PrimitiveIndex => Capabilities::PRIMITIVE_INDEX,
            BuiltIn::Barycentric { perspective: _ } => Capabilities::SHADER_BARYCENTRICS,
            BuiltIn::ViewIndex => Capabilities::MULTIVIEW,
            BuiltIn::SampleIndex => Capabilities::MULTISAMPLED_SHADING,
            BuiltIn::NumSubgroups
            | BuiltIn::SubgroupId
            | BuiltIn::SubgroupSize
            | BuiltIn::SubgroupInvocationId => Capabilities::SUBGROUP,
            BuiltIn::DrawIndex => Capabilities::DRAW_INDEX,
            BuiltIn::CullPrimitive
            | BuiltIn::PointIndex
            | BuiltIn::LineIndices
            | BuiltIn::TriangleIndices
            | BuiltIn::MeshTaskSize
            | BuiltIn::VertexCount
            | BuiltIn::PrimitiveCount
            | BuiltIn::Vertices
            | BuiltIn::Primitives => Capabilities::MESH_SHADER,
            _ => Capabilities::empty(),
        },
        Binding::Location {
            location: _,
            interpolation,
            sampling,
            blend_src: _,
            per_primitive,
        } => {
            let mut needed = Capabilities::empty();
            needed.set(Capabilities::MESH_SHADER, *per_primitive);
            needed.set(
                Capabilities::PER_VERTEX,
                *interpolation == Some(Interpolation::PerVertex),
            );
            needed.set(
                Capabilities::MULTISAMPLED_SHADING,
                *sampling == Some(Sampling::Sample),
            );
            needed
        }
    }
}

fn interface(
    body: &Body<'_>,
    entry_point: &EntryPoint,
    side: Side,
    error: &VaryingError,
) -> Report {
    let scene = body.scene;
    let all = items(body, side);
    let of_side = |item: &&Item| match side {
        Side::Input(index) => item.parameter == Some(index),
        Side::Output => true,
    };
    let find = |test: &dyn Fn(&Item) -> bool| all.iter().filter(of_side).find(|item| test(item));
    let has_built_in = |item: &Item, wanted: BuiltIn| matches!(item.binding, Some(Binding::BuiltIn(found)) if found == wanted);
    let location = |item: &Item| match item.binding {
        Some(Binding::Location { location, .. }) => Some(location),
        _ => None,
    };
    let (ty, whole) = match side {
        Side::Input(index) => (
            body.function
                .arguments
                .get(index)
                .map(|argument| argument.ty),
            body.parameter_place(index),
        ),
        Side::Output => (
            body.function.result.as_ref().map(|result| result.ty),
            body.result_place(),
        ),
    };
    let numeric = |item: &Item, wanted: &[ScalarKind]| {
        scene
            .inner_of(item.ty)
            .and_then(TypeInner::scalar_kind)
            .is_some_and(|kind| wanted.contains(&kind))
    };
    // Errors that concern two items.
    match error {
        VaryingError::BindingCollision { location: at } => {
            let mut same = all.iter().filter(|item| location(item) == Some(*at));
            return pair(
                body,
                codes::LOCATION_DUPLICATE,
                &format!("`@location({at})`"),
                same.next(),
                same.next(),
            );
        }
        VaryingError::DuplicateBuiltIn(built_in) => {
            let mut same = all.iter().filter(|item| {
                matches!(item.binding, Some(Binding::BuiltIn(found))
                    if std::mem::discriminant(&found) == std::mem::discriminant(built_in))
            });
            return pair(
                body,
                codes::BUILTIN_DUPLICATE,
                &spell::built_in(*built_in),
                same.next(),
                same.next(),
            );
        }
        _ => {}
    }
    let culprit = match error {
        VaryingError::InvalidType(ty) | VaryingError::NotIOShareableType(ty) => {
            find(&|item| item.ty == *ty)
        }
        VaryingError::InvalidInterpolationForInteger => find(&|item| {
            numeric(item, &[ScalarKind::Sint, ScalarKind::Uint])
                && matches!(item.binding, Some(Binding::Location { interpolation, .. })
                    if interpolation != Some(Interpolation::Flat))
        }),
        VaryingError::MissingInterpolation => find(&|item| {
            numeric(item, &[ScalarKind::Float])
                && matches!(
                    item.binding,
                    Some(Binding::Location {
                        interpolation: None,
                        ..
                    })
                )
        }),
        VaryingError::InvalidBuiltInStage(built_in)
        | VaryingError::InvalidBuiltInType(built_in, _) => {
            find(&|item| has_built_in(item, *built_in))
        }
        VaryingError::UnsupportedCapability(missing) => find(&|item| {
            item.binding
                .as_ref()
                .is_some_and(|binding| needs(binding).intersects(*missing))
        }),
        VaryingError::InvalidInterpolationInStage(wanted, _) => find(&|item| {
            matches!(item.binding, Some(Binding::Location { interpolation, .. })
                if interpolation == Some(*wanted))
        }),
        VaryingError::InvalidInterpolationSamplingCombination {
            interpolation: wanted,
            sampling: with,
        } => find(&|item| {
            matches!(item.binding, Some(Binding::Location { interpolation, sampling, .. })
                if interpolation == Some(*wanted) && sampling == Some(*with))
        }),
        VaryingError::MemberMissingBinding(_) => find(&|item| item.binding.is_none()),
        VaryingError::InvalidMultiDimensionalSubgroupBuiltIn => find(&|item| {
            has_built_in(item, BuiltIn::SubgroupId)
                || has_built_in(item, BuiltIn::SubgroupInvocationId)
        }),
        VaryingError::InvalidPerPrimitive => find(&|item| {
            matches!(
                item.binding,
                Some(Binding::Location {
                    per_primitive: true,
                    ..
                })
            )
        }),
        VaryingError::MissingPerPrimitive => find(&|item| {
            matches!(
                item.binding,
                Some(Binding::Location {
                    per_primitive: false,
                    ..
                })
            )
        }),
        VaryingError::PerVertexNotArrayOfThree | VaryingError::InvalidPerVertexSampling => {
            find(&|item| {
                matches!(
                    item.binding,
                    Some(Binding::Location {
                        interpolation: Some(Interpolation::PerVertex),
                        ..
                    })
                )
            })
        }
        VaryingError::BlendSrcNotOnStructMember => find(&|item| {
            matches!(
                item.binding,
                Some(Binding::Location {
                    blend_src: Some(_),
                    ..
                })
            )
        }),
        VaryingError::MissingBinding
        | VaryingError::BindingCollision { location: _ }
        | VaryingError::BindingCollisionBlendSrc { blend_src: _ }
        | VaryingError::DuplicateBuiltIn(_)
        | VaryingError::InvalidInputAttributeInStage(_, _)
        | VaryingError::InvalidAttributeInStage(_, _)
        | VaryingError::InvalidBlendSrcIndex { .. }
        | VaryingError::IncompleteBlendSrcUsage { .. }
        | VaryingError::InvalidBlendSrcWithOtherBindings { .. }
        | VaryingError::BlendSrcOutputTypeMismatch { .. } => None,
    };
    let subject = Subject {
        name: culprit.map_or_else(
            || match (side, all.first()) {
                (Side::Input(_), _) => all
                    .iter()
                    .find(of_side)
                    .map_or_else(|| "an input".to_owned(), |item| item.name.clone()),
                (Side::Output, Some(item)) if item.parameter.is_none() => "the result".to_owned(),
                (Side::Output, _) => "an output".to_owned(),
            },
            |item| item.name.clone(),
        ),
        place: culprit.and_then(|item| item.place.clone()).or(whole),
        direction: match side {
            Side::Input(_) => "an input",
            Side::Output => "an output",
        },
        stage: entry_point.stage,
        entry_point: body.name(),
    };
    let ty = culprit.map(|item| item.ty).or(ty);
    match ty {
        Some(ty) => varying(scene, Some(&subject), ty, error),
        None => Report::new(
            codes::IO_TYPE,
            format!("an input or output of {} is not valid", body.name()),
        ),
    }
}

/// Two inputs or outputs that share what must be their own.
fn pair(
    body: &Body<'_>,
    code: &'static str,
    what: &str,
    one: Option<&Item>,
    other: Option<&Item>,
) -> Report {
    let report = match (one, other) {
        (Some(one), Some(other)) => Report::new(
            code,
            format!(
                "{} and {} of {} have the same {what}",
                one.name,
                other.name,
                body.name()
            ),
        ),
        (_, _) => Report::new(code, format!("{} uses {what} twice", body.name())),
    };
    report
        .at(other.and_then(|item| item.place.clone()), "used again here")
        .near(one.and_then(|item| item.place.clone()), "first used here")
}

/// What an interface error is about, where it is an entry point's.
pub(super) struct Subject {
    name: String,
    place: Place,
    direction: &'static str,
    stage: ShaderStage,
    entry_point: String,
}

/// An interface error of an entry point or, without a subject, of a struct with `@blend_src`.
pub(super) fn varying(
    scene: &Scene<'_>,
    subject: Option<&Subject>,
    ty: Handle<Type>,
    error: &VaryingError,
) -> Report {
    let type_name = scene.ty(ty);
    let name = subject.map_or_else(|| format!("`{type_name}`"), |subject| subject.name.clone());
    let stage = subject.map_or("this", |subject| spell::stage_name(subject.stage));
    let direction = subject.map_or("an output", |subject| subject.direction);
    let of = subject.map_or_else(String::new, |subject| {
        format!(" of {}", subject.entry_point)
    });
    let report = match error {
        VaryingError::InvalidType(found) => Report::new(
            codes::IO_TYPE,
            format!("{name}{of} cannot have the type `{}`", scene.ty(*found)),
        ),
        VaryingError::NotIOShareableType(found) => {
            let report = Report::new(
                codes::IO_TYPE,
                format!(
                    "{name}{of} is `{}`, which cannot be {direction}",
                    scene.ty(*found)
                ),
            )
            .note("with `@location`, only numbers and vectors of numbers can pass between stages");
            match scene.inner_of(*found) {
                Some(TypeInner::Matrix { .. }) => {
                    report.help("pass the columns as vectors, each with a `@location` of its own")
                }
                Some(TypeInner::Struct { .. }) => {
                    report.help("put `@location` on the members instead of on the struct")
                }
                Some(TypeInner::Scalar(_) | TypeInner::Vector { .. }) => {
                    report.help("pass a `u32`")
                }
                _ => report,
            }
        }
        VaryingError::InvalidInterpolationInStage(interpolation, wanted) => Report::new(
            codes::INTERPOLATION_STAGE,
            format!(
                "`@interpolate({})` on {name} is for {} shaders; this is a {stage} shader",
                interpolation_name(*interpolation),
                spell::stage_name(*wanted)
            ),
        ),
        VaryingError::InvalidInterpolationSamplingCombination {
            interpolation,
            sampling,
        } => Report::new(
            codes::INTERPOLATION_SAMPLING,
            format!(
                "`@interpolate({}, {})` on {name} is not a combination there is",
                interpolation_name(*interpolation),
                sampling_name(*sampling)
            ),
        )
        .note(
            "`perspective` and `linear` go with `center`, `centroid` and `sample`; `flat` goes \
             with `first` and `either`",
        ),
        VaryingError::InvalidInterpolationForInteger => Report::new(
            codes::INTERPOLATION_INTEGER,
            format!("{name}{of} is `{type_name}`; integers cannot be interpolated"),
        )
        .help("write `@interpolate(flat)` beside its `@location`, in both stages"),
        VaryingError::MissingInterpolation => Report::new(
            codes::INTERPOLATION_MISSING,
            format!("{name}{of} does not say how it is interpolated"),
        ),
        VaryingError::InvalidBuiltInStage(built_in) => Report::new(
            codes::BUILTIN_STAGE,
            format!(
                "{} cannot be {direction} of a {stage} shader",
                spell::built_in(*built_in)
            ),
        ),
        VaryingError::InvalidBuiltInType(built_in, found) => Report::new(
            codes::BUILTIN_TYPE,
            format!(
                "{} must be {}; {name} is `{}`",
                spell::built_in(*built_in),
                built_in_type(*built_in),
                scene.inner(found)
            ),
        ),
        VaryingError::MissingBinding => Report::new(
            codes::IO_BINDING_MISSING,
            format!("{name}{of} has neither `@location` nor `@builtin`"),
        )
        .help(format!(
            "{direction} of an entry point needs one of them: `@location(0)`"
        )),
        VaryingError::MemberMissingBinding(index) => {
            let member = scene.member_name(ty, *index);
            let shown = subject.map_or(member, |subject| subject.name.clone());
            Report::new(
                codes::IO_BINDING_MISSING,
                format!("{shown}, {direction}{of}, has neither `@location` nor `@builtin`"),
            )
            .help("give it one of them: `@location(0)`")
        }
        VaryingError::BindingCollision { location } => Report::new(
            codes::LOCATION_DUPLICATE,
            format!("`@location({location})` is used twice{of}"),
        ),
        VaryingError::BindingCollisionBlendSrc { blend_src } => Report::new(
            codes::BLEND_SRC_DUPLICATE,
            format!("`@blend_src({blend_src})` is used twice in {name}"),
        ),
        VaryingError::DuplicateBuiltIn(built_in) => Report::new(
            codes::BUILTIN_DUPLICATE,
            format!("{} is used twice{of}", spell::built_in(*built_in)),
        ),
        VaryingError::UnsupportedCapability(missing) => {
            capability(&format!("{name}{of}"), *missing)
        }
        VaryingError::InvalidInputAttributeInStage(attribute, _) => Report::new(
            codes::IO_ATTRIBUTE_STAGE,
            format!("`@{attribute}` is for outputs of {stage} shaders, not for inputs"),
        ),
        VaryingError::InvalidAttributeInStage(attribute, _) => Report::new(
            codes::IO_ATTRIBUTE_STAGE,
            format!("`@{attribute}` cannot be used in {stage} shaders"),
        ),
        VaryingError::InvalidBlendSrcIndex {
            location,
            blend_src,
        } => Report::new(
            codes::BLEND_SRC_INDEX,
            format!(
                "`@location({location}) @blend_src({blend_src})` in {name}: blend sources are at \
                 location 0 and have the numbers 0 and 1"
            ),
        ),
        VaryingError::IncompleteBlendSrcUsage { present_blend_src } => Report::new(
            codes::BLEND_SRC_INCOMPLETE,
            format!(
                "{name} has `@blend_src({present_blend_src})` but not `@blend_src({})`",
                1_u32.saturating_sub(*present_blend_src)
            ),
        ),
        VaryingError::InvalidBlendSrcWithOtherBindings { location } => Report::new(
            codes::BLEND_SRC_MIXED,
            format!(
                "{name} has `@blend_src`, so no other member can have a `@location`, as \
                 `@location({location})` does"
            ),
        ),
        VaryingError::BlendSrcOutputTypeMismatch {
            blend_src_0_type,
            blend_src_1_type,
        } => Report::new(
            codes::BLEND_SRC_TYPE,
            format!(
                "both blend sources of {name} must have one type; they are `{}` and `{}`",
                scene.ty(*blend_src_0_type),
                scene.ty(*blend_src_1_type)
            ),
        ),
        VaryingError::BlendSrcNotOnStructMember => Report::new(
            codes::BLEND_SRC_PLACE,
            format!("`@blend_src` on {name} must be on members of a struct"),
        ),
        VaryingError::InvalidMultiDimensionalSubgroupBuiltIn => Report::new(
            codes::SUBGROUP_WORKGROUP,
            format!("{name}{of} needs a workgroup of one dimension"),
        )
        .help("write the workgroup size as one number, such as `@workgroup_size(64)`"),
        VaryingError::InvalidPerPrimitive => Report::new(
            codes::PER_PRIMITIVE,
            format!(
                "`@per_primitive` on {name} is for fragment inputs and mesh primitive outputs only"
            ),
        ),
        VaryingError::MissingPerPrimitive => Report::new(
            codes::PER_PRIMITIVE,
            format!("{name} is a mesh primitive output and needs `@per_primitive`"),
        ),
        VaryingError::PerVertexNotArrayOfThree => Report::new(
            codes::PER_VERTEX,
            format!("{name} is given per vertex and must be an array of 3; it is `{type_name}`"),
        ),
        VaryingError::InvalidPerVertexSampling => Report::new(
            codes::PER_VERTEX,
            format!("{name} is given per vertex, where only the sampling `center` makes sense"),
        ),
    };
    match subject {
        Some(subject) => report.or_at(subject.place.clone(), ""),
        None => report,
    }
}

const fn interpolation_name(interpolation: Interpolation) -> &'static str {
    match interpolation {
        Interpolation::Perspective => "perspective",
        Interpolation::Linear => "linear",
        Interpolation::Flat => "flat",
        Interpolation::PerVertex => "per_vertex",
    }
}

const fn sampling_name(sampling: Sampling) -> &'static str {
    match sampling {
        Sampling::Center => "center",
        Sampling::Centroid => "centroid",
        Sampling::Sample => "sample",
        Sampling::First => "first",
        Sampling::Either => "either",
    }
}

/// The type a built-in has, quoted.
const fn built_in_type(built_in: BuiltIn) -> &'static str {
    match built_in {
        BuiltIn::Position { invariant: _ } => "`vec4<f32>`",
        BuiltIn::ViewIndex
        | BuiltIn::BaseInstance
        | BuiltIn::BaseVertex
        | BuiltIn::InstanceIndex
        | BuiltIn::VertexIndex
        | BuiltIn::DrawIndex
        | BuiltIn::PrimitiveIndex
        | BuiltIn::SampleIndex
        | BuiltIn::SampleMask
        | BuiltIn::LocalInvocationIndex
        | BuiltIn::NumSubgroups
        | BuiltIn::SubgroupId
        | BuiltIn::SubgroupSize
        | BuiltIn::SubgroupInvocationId
        | BuiltIn::PointIndex
        | BuiltIn::VertexCount
        | BuiltIn::PrimitiveCount
        | BuiltIn::InstanceCustomData
        | BuiltIn::GeometryIndex
        | BuiltIn::HitKind => "`u32`",
        BuiltIn::ClipDistances | BuiltIn::CullDistance => "an array of at most 8 `f32`",
        BuiltIn::PointSize | BuiltIn::FragDepth | BuiltIn::RayTmin | BuiltIn::RayTCurrentMax => {
            "`f32`"
        }
        BuiltIn::PointCoord => "`vec2<f32>`",
        BuiltIn::FrontFacing | BuiltIn::CullPrimitive => "`bool`",
        BuiltIn::Barycentric { perspective: _ }
        | BuiltIn::WorldRayOrigin
        | BuiltIn::WorldRayDirection
        | BuiltIn::ObjectRayOrigin
        | BuiltIn::ObjectRayDirection => "`vec3<f32>`",
        BuiltIn::GlobalInvocationId
        | BuiltIn::LocalInvocationId
        | BuiltIn::WorkGroupId
        | BuiltIn::WorkGroupSize
        | BuiltIn::NumWorkGroups
        | BuiltIn::MeshTaskSize
        | BuiltIn::TriangleIndices
        | BuiltIn::RayInvocationId
        | BuiltIn::NumRayInvocations => "`vec3<u32>`",
        BuiltIn::LineIndices => "`vec2<u32>`",
        BuiltIn::Vertices | BuiltIn::Primitives => "an array of structs",
        BuiltIn::ObjectToWorld | BuiltIn::WorldToObject => "`mat4x3<f32>`",
    }
}
