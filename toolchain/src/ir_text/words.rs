//! Fixed words: scalars, address spaces, built-in values, literals.

use std::fmt::Write as _;

use naga::common::wgsl::ToWgsl;
use naga::{
    AddressSpace, Binding, BuiltIn, ImageClass, Literal, Scalar, ScalarKind, StorageAccess,
    VectorSize,
};

/// A name with what would disturb a terminal or a line escaped.
pub(crate) fn clean(name: &str) -> String {
    if name.chars().any(char::is_control) {
        name.chars()
            .flat_map(|c| {
                let escaped: String = if c.is_control() {
                    c.escape_default().collect()
                } else {
                    c.to_string()
                };
                escaped.chars().collect::<Vec<_>>()
            })
            .collect()
    } else {
        name.to_owned()
    }
}

/// The WGSL spelling of a scalar type.
pub(crate) fn scalar_name(scalar: Scalar) -> String {
    let bits = u32::from(scalar.width) * 8;
    match scalar.kind {
        ScalarKind::Sint => format!("i{bits}"),
        ScalarKind::Uint => format!("u{bits}"),
        ScalarKind::Float => format!("f{bits}"),
        ScalarKind::Bool => "bool".to_owned(),
        ScalarKind::AbstractInt => "abstract-int".to_owned(),
        ScalarKind::AbstractFloat => "abstract-float".to_owned(),
    }
}

pub(super) fn vector_name(size: VectorSize, scalar: Scalar) -> String {
    format!("vec{}<{}>", size as u8, scalar_name(scalar))
}

pub(super) fn write_image(out: &mut String, dim: &str, arrayed: bool, class: ImageClass) {
    let array = if arrayed { "_array" } else { "" };
    let multisampled = |multi| if multi { "multisampled_" } else { "" };
    match class {
        ImageClass::Sampled { kind, multi } => push(
            out,
            format_args!(
                "texture_{}{dim}{array}<{}>",
                multisampled(multi),
                scalar_name(Scalar { kind, width: 4 })
            ),
        ),
        ImageClass::Depth { multi } => push(
            out,
            format_args!("texture_depth_{}{dim}{array}", multisampled(multi)),
        ),
        ImageClass::External => out.push_str("texture_external"),
        ImageClass::Storage { format, access } => push(
            out,
            format_args!(
                "texture_storage_{dim}{array}<{}, {}>",
                format.to_wgsl(),
                access_name(access)
            ),
        ),
    }
}

/// The WGSL access mode (`atomic` is naga's own).
pub(crate) fn access_name(access: StorageAccess) -> &'static str {
    if access.contains(StorageAccess::ATOMIC) {
        "atomic"
    } else if access.contains(StorageAccess::LOAD | StorageAccess::STORE) {
        "read_write"
    } else if access.contains(StorageAccess::STORE) {
        "write"
    } else {
        "read"
    }
}

/// The WGSL address space and, for storage, the access mode.
pub(crate) fn space_names(space: AddressSpace) -> (&'static str, Option<&'static str>) {
    match space {
        AddressSpace::Function => ("function", None),
        AddressSpace::Private => ("private", None),
        AddressSpace::WorkGroup => ("workgroup", None),
        AddressSpace::Uniform => ("uniform", None),
        AddressSpace::Storage { access } => ("storage", Some(access_name(access))),
        AddressSpace::Handle => ("handle", None),
        AddressSpace::Immediate => ("immediate", None),
        AddressSpace::TaskPayload => ("task_payload", None),
        AddressSpace::RayPayload => ("ray_payload", None),
        AddressSpace::IncomingRayPayload => ("incoming_ray_payload", None),
    }
}

/// The WGSL name of a built-in value; those that WGSL lacks are named in its manner.
pub(crate) const fn builtin_name(builtin: BuiltIn) -> &'static str {
    match builtin {
        BuiltIn::PrimitiveIndex => "primitive_index",
        BuiltIn::Position { invariant: _ } => "position",
        BuiltIn::ViewIndex => "view_index",
        BuiltIn::BaseInstance => "base_instance",
        BuiltIn::BaseVertex => "base_vertex",
        BuiltIn::ClipDistances => "clip_distances",
        BuiltIn::CullDistance => "cull_distance",
        BuiltIn::InstanceIndex => "instance_index",
        BuiltIn::PointSize => "point_size",
        BuiltIn::VertexIndex => "vertex_index",
        BuiltIn::DrawIndex => "draw_index",
        BuiltIn::FragDepth => "frag_depth",
        BuiltIn::PointCoord => "point_coord",
        BuiltIn::FrontFacing => "front_facing",
        BuiltIn::Barycentric { perspective: true } => "barycentric",
        BuiltIn::Barycentric { perspective: false } => "barycentric_no_perspective",
        BuiltIn::SampleIndex => "sample_index",
        BuiltIn::SampleMask => "sample_mask",
        BuiltIn::GlobalInvocationId => "global_invocation_id",
        BuiltIn::LocalInvocationId => "local_invocation_id",
        BuiltIn::LocalInvocationIndex => "local_invocation_index",
        BuiltIn::WorkGroupId => "workgroup_id",
        BuiltIn::WorkGroupSize => "workgroup_size",
        BuiltIn::NumWorkGroups => "num_workgroups",
        BuiltIn::NumSubgroups => "num_subgroups",
        BuiltIn::SubgroupId => "subgroup_id",
        BuiltIn::SubgroupSize => "subgroup_size",
        BuiltIn::SubgroupInvocationId => "subgroup_invocation_id",
        BuiltIn::MeshTaskSize => "mesh_task_size",
        BuiltIn::CullPrimitive => "cull_primitive",
        BuiltIn::PointIndex => "point_index",
        BuiltIn::LineIndices => "line_indices",
        BuiltIn::TriangleIndices => "triangle_indices",
        BuiltIn::VertexCount => "vertex_count",
        BuiltIn::Vertices => "vertices",
        BuiltIn::PrimitiveCount => "primitive_count",
        BuiltIn::Primitives => "primitives",
        BuiltIn::RayInvocationId => "ray_invocation_id",
        BuiltIn::NumRayInvocations => "num_ray_invocations",
        BuiltIn::InstanceCustomData => "instance_custom_data",
        BuiltIn::GeometryIndex => "geometry_index",
        BuiltIn::WorldRayOrigin => "world_ray_origin",
        BuiltIn::WorldRayDirection => "world_ray_direction",
        BuiltIn::ObjectRayOrigin => "object_ray_origin",
        BuiltIn::ObjectRayDirection => "object_ray_direction",
        BuiltIn::RayTmin => "ray_t_min",
        BuiltIn::RayTCurrentMax => "ray_t_current_max",
        BuiltIn::ObjectToWorld => "object_to_world",
        BuiltIn::WorldToObject => "world_to_object",
        BuiltIn::HitKind => "hit_kind",
    }
}

/// The attributes of an input or output, as WGSL.
pub(crate) fn binding_text(binding: &Binding) -> String {
    match binding {
        Binding::BuiltIn(builtin) => {
            let invariant = match builtin {
                BuiltIn::Position { invariant: true } => "@invariant ",
                _ => "",
            };
            format!("{invariant}@builtin({})", builtin_name(*builtin))
        }
        Binding::Location {
            location,
            interpolation,
            sampling,
            blend_src,
            per_primitive,
        } => {
            let mut text = format!("@location({location})");
            if let Some(blend_src) = blend_src {
                push(&mut text, format_args!(" @blend_src({blend_src})"));
            }
            match (interpolation, sampling) {
                (Some(interpolation), Some(sampling)) => push(
                    &mut text,
                    format_args!(
                        " @interpolate({}, {})",
                        interpolation.to_wgsl(),
                        sampling.to_wgsl()
                    ),
                ),
                (Some(interpolation), None) => push(
                    &mut text,
                    format_args!(" @interpolate({})", interpolation.to_wgsl()),
                ),
                (None, Some(sampling)) => push(
                    &mut text,
                    format_args!(" @interpolate(, {})", sampling.to_wgsl()),
                ),
                (None, None) => {}
            }
            if *per_primitive {
                text.push_str(" @per_primitive");
            }
            text
        }
    }
}

/// A literal as WGSL, with its suffix.
pub(crate) fn literal(value: Literal) -> String {
    match value {
        Literal::F64(value) => format!("{value:?}lf"),
        Literal::F32(value) => format!("{value:?}f"),
        Literal::F16(value) => format!("{:?}h", value.to_f32()),
        Literal::U16(value) => format!("{value}u16"),
        Literal::I16(value) => format!("{value}i16"),
        Literal::U32(value) => format!("{value}u"),
        Literal::I32(value) => format!("{value}i"),
        Literal::U64(value) => format!("{value}lu"),
        Literal::I64(value) => format!("{value}li"),
        Literal::Bool(value) => value.to_string(),
        Literal::AbstractInt(value) => value.to_string(),
        Literal::AbstractFloat(value) => format!("{value:?}"),
    }
}

/// Appends formatted text; writing to a string cannot fail.
pub(crate) fn push(out: &mut String, text: std::fmt::Arguments<'_>) {
    let _ = out.write_fmt(text);
}
