//! Names and WGSL spellings of what naga's arenas hold, for people.
//!
//! naga spells types too, but drops the element type of override-sized arrays, falls back to
//! debug output with arena indices for what WGSL lacks, and gives two structs of one name the
//! same spelling. Here each struct has one name that is unique in the module.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;

use naga::common::wgsl::ToWgsl;
use naga::proc::TypeResolution;
use naga::{
    AddressSpace, ArraySize, Binding, BuiltIn, Expression, Handle, ImageClass, Literal, Module,
    Override, Scalar, ScalarKind, StorageAccess, Type, TypeInner, VectorSize,
};

/// Deepest nesting that is spelled out; what lies below becomes `…`.
const MAX_DEPTH: u32 = 24;

/// The unique names of a module's structs, constants, overrides, globals and functions.
pub(crate) struct Names<'a> {
    module: &'a Module,
    structs: HashMap<Handle<Type>, String>,
    /// By handle index, as are those below.
    pub(crate) constants: Vec<String>,
    pub(crate) overrides: Vec<String>,
    pub(crate) globals: Vec<String>,
    pub(crate) functions: Vec<String>,
}

impl<'a> Names<'a> {
    pub(crate) fn new(module: &'a Module) -> Self {
        let structs: Vec<_> = module
            .types
            .iter()
            .filter(|(_, ty)| matches!(ty.inner, TypeInner::Struct { .. }))
            .collect();
        let names = unique(structs.iter().map(|(_, ty)| ty.name.as_deref()), "struct");
        Self {
            module,
            structs: structs
                .iter()
                .map(|(handle, _)| *handle)
                .zip(names)
                .collect(),
            constants: unique(
                module.constants.iter().map(|(_, it)| it.name.as_deref()),
                "const",
            ),
            overrides: unique(
                module.overrides.iter().map(|(_, it)| it.name.as_deref()),
                "override",
            ),
            globals: unique(
                module
                    .global_variables
                    .iter()
                    .map(|(_, it)| it.name.as_deref()),
                "global",
            ),
            functions: unique(
                module.functions.iter().map(|(_, it)| it.name.as_deref()),
                "fn",
            ),
        }
    }

    /// The unique name of a struct; none for every other type.
    pub(crate) fn struct_name(&self, handle: Handle<Type>) -> Option<&str> {
        self.structs.get(&handle).map(String::as_str)
    }

    /// The WGSL spelling of a type.
    pub(crate) fn ty(&self, handle: Handle<Type>) -> String {
        let mut text = String::new();
        self.write_handle(&mut text, handle, 0);
        text
    }

    /// The WGSL spelling of a type that may stand outside the arena.
    pub(crate) fn resolution(&self, resolution: &TypeResolution) -> String {
        match resolution {
            TypeResolution::Handle(handle) => self.ty(*handle),
            TypeResolution::Value(inner) => {
                let mut text = String::new();
                self.write_inner(&mut text, inner, 0);
                text
            }
        }
    }

    fn write_handle(&self, out: &mut String, handle: Handle<Type>, depth: u32) {
        if depth > MAX_DEPTH {
            out.push('…');
            return;
        }
        match self.struct_name(handle) {
            Some(name) => out.push_str(name),
            None => self.write_inner(out, &self.module.types[handle].inner, depth),
        }
    }

    fn write_inner(&self, out: &mut String, inner: &TypeInner, depth: u32) {
        match inner {
            TypeInner::Scalar(scalar) => out.push_str(&scalar_name(*scalar)),
            TypeInner::Vector { size, scalar } => out.push_str(&vector_name(*size, *scalar)),
            TypeInner::Matrix {
                columns,
                rows,
                scalar,
            } => push(
                out,
                format_args!(
                    "mat{}x{}<{}>",
                    *columns as u8,
                    *rows as u8,
                    scalar_name(*scalar)
                ),
            ),
            TypeInner::CooperativeMatrix {
                columns,
                rows,
                scalar,
                role,
            } => push(
                out,
                format_args!(
                    "coop_mat{}x{}<{}, {}>",
                    *columns as u8,
                    *rows as u8,
                    scalar_name(*scalar),
                    role.to_wgsl()
                ),
            ),
            TypeInner::Atomic(scalar) => {
                push(out, format_args!("atomic<{}>", scalar_name(*scalar)));
            }
            TypeInner::Pointer { base, space } => {
                self.write_pointer(out, *space, |names, out| {
                    names.write_handle(out, *base, depth + 1);
                });
            }
            TypeInner::ValuePointer {
                size,
                scalar,
                space,
            } => self.write_pointer(out, *space, |_, out| match size {
                Some(size) => out.push_str(&vector_name(*size, *scalar)),
                None => out.push_str(&scalar_name(*scalar)),
            }),
            TypeInner::Array {
                base,
                size,
                stride: _,
            } => self.write_array(out, "array", *base, *size, depth),
            TypeInner::BindingArray { base, size } => {
                self.write_array(out, "binding_array", *base, *size, depth);
            }
            // Only reached without a handle, and then nothing knows its name.
            TypeInner::Struct {
                members: _,
                span: _,
            } => out.push_str("struct"),
            TypeInner::Image {
                dim,
                arrayed,
                class,
            } => write_image(out, dim.to_wgsl(), *arrayed, *class),
            TypeInner::Sampler { comparison: false } => out.push_str("sampler"),
            TypeInner::Sampler { comparison: true } => out.push_str("sampler_comparison"),
            TypeInner::AccelerationStructure { vertex_return } => {
                out.push_str("acceleration_structure");
                out.push_str(if *vertex_return {
                    "<vertex_return>"
                } else {
                    ""
                });
            }
            TypeInner::RayQuery { vertex_return } => {
                out.push_str("ray_query");
                out.push_str(if *vertex_return {
                    "<vertex_return>"
                } else {
                    ""
                });
            }
        }
    }

    fn write_pointer(
        &self,
        out: &mut String,
        space: AddressSpace,
        base: impl FnOnce(&Self, &mut String),
    ) {
        let (space, access) = space_names(space);
        push(out, format_args!("ptr<{space}, "));
        base(self, out);
        if let Some(access) = access {
            push(out, format_args!(", {access}"));
        }
        out.push('>');
    }

    fn write_array(
        &self,
        out: &mut String,
        word: &str,
        base: Handle<Type>,
        size: ArraySize,
        depth: u32,
    ) {
        push(out, format_args!("{word}<"));
        self.write_handle(out, base, depth + 1);
        match size {
            ArraySize::Constant(count) => push(out, format_args!(", {count}")),
            ArraySize::Pending(length) => {
                out.push_str(", ");
                self.write_override(out, length, 0);
            }
            ArraySize::Dynamic => {}
        }
        out.push('>');
    }

    /// The name of an override, or the expression that an unnamed one stands for.
    fn write_override(&self, out: &mut String, handle: Handle<Override>, depth: u32) {
        let it = &self.module.overrides[handle];
        match (&it.name, it.init) {
            (None, Some(init)) => self.write_constant(out, init, depth),
            (Some(_), _) | (None, None) => {
                out.push_str(name_at(&self.overrides, handle.index()));
            }
        }
    }

    /// A constant or override expression of the module as WGSL, for reading.
    pub(crate) fn constant(&self, handle: Handle<Expression>) -> String {
        let mut text = String::new();
        self.write_constant(&mut text, handle, 0);
        text
    }

    fn write_constant(&self, out: &mut String, handle: Handle<Expression>, depth: u32) {
        if depth > MAX_DEPTH {
            out.push('…');
            return;
        }
        let next = depth + 1;
        match &self.module.global_expressions[handle] {
            Expression::Literal(value) => out.push_str(&literal(*value)),
            Expression::Constant(handle) => {
                let it = &self.module.constants[*handle];
                match it.name {
                    Some(_) => out.push_str(name_at(&self.constants, handle.index())),
                    None => self.write_constant(out, it.init, next),
                }
            }
            Expression::Override(handle) => self.write_override(out, *handle, next),
            Expression::ZeroValue(ty) => push(out, format_args!("{}()", self.ty(*ty))),
            Expression::Compose { ty, components } => {
                push(out, format_args!("{}(", self.ty(*ty)));
                for (index, component) in components.iter().enumerate() {
                    if index == 16 {
                        out.push_str(", …");
                        break;
                    }
                    if index > 0 {
                        out.push_str(", ");
                    }
                    self.write_constant(out, *component, next);
                }
                out.push(')');
            }
            Expression::Splat { size, value } => {
                push(out, format_args!("vec{}(", *size as u8));
                self.write_constant(out, *value, next);
                out.push(')');
            }
            Expression::Unary { op, expr } => {
                out.push_str(super::expression::unary(*op).1);
                self.write_constant(out, *expr, next);
            }
            Expression::Binary { op, left, right } => {
                if depth > 0 {
                    out.push('(');
                }
                self.write_constant(out, *left, next);
                push(
                    out,
                    format_args!(" {} ", super::expression::binary_symbol(*op)),
                );
                self.write_constant(out, *right, next);
                if depth > 0 {
                    out.push(')');
                }
            }
            Expression::Select {
                condition,
                accept,
                reject,
            } => self.write_call(out, "select", &[*reject, *accept, *condition], next),
            Expression::Math {
                fun,
                arg,
                arg1,
                arg2,
                arg3,
            } => {
                let arguments: Vec<_> = [Some(*arg), *arg1, *arg2, *arg3]
                    .into_iter()
                    .flatten()
                    .collect();
                self.write_call(out, &super::expression::math_name(*fun), &arguments, next);
            }
            Expression::As {
                expr,
                kind,
                convert,
            } => {
                let name = match convert {
                    Some(width) => scalar_name(Scalar {
                        kind: *kind,
                        width: *width,
                    }),
                    None => "bitcast".to_owned(),
                };
                self.write_call(out, &name, &[*expr], next);
            }
            Expression::Relational { fun, argument } => {
                self.write_call(
                    out,
                    super::expression::relational_name(*fun),
                    &[*argument],
                    next,
                );
            }
            Expression::AccessIndex { base, index } => {
                self.write_constant(out, *base, next);
                push(out, format_args!("[{index}]"));
            }
            Expression::Access { base, index } => {
                self.write_constant(out, *base, next);
                out.push('[');
                self.write_constant(out, *index, next);
                out.push(']');
            }
            Expression::Swizzle {
                size,
                vector,
                pattern,
            } => {
                self.write_constant(out, *vector, next);
                out.push('.');
                out.push_str(&super::expression::swizzle(*size, pattern));
            }
            // Not constant: these cannot stand in a module's own expressions.
            Expression::FunctionArgument(_)
            | Expression::GlobalVariable(_)
            | Expression::LocalVariable(_)
            | Expression::Load { .. }
            | Expression::ImageSample { .. }
            | Expression::ImageLoad { .. }
            | Expression::ImageQuery { .. }
            | Expression::Derivative { .. }
            | Expression::CallResult(_)
            | Expression::AtomicResult { .. }
            | Expression::WorkGroupUniformLoadResult { .. }
            | Expression::ArrayLength(_)
            | Expression::RayQueryVertexPositions { .. }
            | Expression::RayQueryProceedResult
            | Expression::RayQueryGetIntersection { .. }
            | Expression::SubgroupBallotResult
            | Expression::SubgroupOperationResult { .. }
            | Expression::CooperativeLoad { .. }
            | Expression::CooperativeMultiplyAdd { .. } => out.push('…'),
        }
    }

    fn write_call(
        &self,
        out: &mut String,
        name: &str,
        arguments: &[Handle<Expression>],
        depth: u32,
    ) {
        push(out, format_args!("{name}("));
        for (index, argument) in arguments.iter().enumerate() {
            if index > 0 {
                out.push_str(", ");
            }
            self.write_constant(out, *argument, depth);
        }
        out.push(')');
    }
}

/// The entry of a name list; a handle from another module would have none.
pub(crate) fn name_at(names: &[String], index: usize) -> &str {
    names.get(index).map_or("?", String::as_str)
}

/// Names made unique: the second `a` becomes `a#2`, the first without a name `{kind}#1`.
pub(crate) fn unique<'n>(names: impl Iterator<Item = Option<&'n str>>, kind: &str) -> Vec<String> {
    let names: Vec<_> = names.collect();
    let mut taken: HashSet<String> = names.iter().copied().flatten().map(clean).collect();
    let mut seen: HashMap<String, usize> = HashMap::new();
    names
        .into_iter()
        .map(|name| {
            let (base, first) = match name.filter(|name| !name.is_empty()) {
                Some(name) => (clean(name), false),
                None => (kind.to_owned(), true),
            };
            let count = seen.entry(base.clone()).or_default();
            *count += 1;
            if *count == 1 && !first {
                return base;
            }
            loop {
                let candidate = format!("{base}#{count}");
                if taken.insert(candidate.clone()) {
                    return candidate;
                }
                *count += 1;
            }
        })
        .collect()
}

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

fn vector_name(size: VectorSize, scalar: Scalar) -> String {
    format!("vec{}<{}>", size as u8, scalar_name(scalar))
}

fn write_image(out: &mut String, dim: &str, arrayed: bool, class: ImageClass) {
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
