//! Inputs and outputs of entry points: which one an error is about.

use naga::valid::{Capabilities, VaryingError};
use naga::{
    Binding, BuiltIn, EntryPoint, Handle, Interpolation, Sampling, ScalarKind, Type, TypeInner,
};

use super::report::Report;
use super::scene::{Body, Place};
use super::spell;
use super::varying::{self, Subject};
use crate::codes;

/// Which side of an entry point an error is about.
#[derive(Clone, Copy)]
pub(super) enum Side {
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

pub(super) fn interface(
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
        Some(ty) => varying::varying(scene, Some(&subject), ty, error),
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
