//! What is wrong with one input or output of an entry point.

use naga::valid::VaryingError;
use naga::{BuiltIn, Handle, Interpolation, Sampling, ShaderStage, Type, TypeInner};

use super::report::Report;
use super::scene::{Place, Scene};
use super::spell;
use super::types::capability;
use crate::codes;

/// What an interface error is about, where it is an entry point's.
pub(super) struct Subject {
    pub(super) name: String,
    pub(super) place: Place,
    pub(super) direction: &'static str,
    pub(super) stage: ShaderStage,
    pub(super) entry_point: String,
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
