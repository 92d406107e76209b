//! Types, address spaces and built-ins as WGSL spells them, for use inside messages.
//!
//! naga has a writer for types too, but it falls back on debug forms for what WGSL cannot say;
//! here everything gets words.

use naga::common::wgsl::{ToWgsl, TryToWgsl};
use naga::proc::TypeResolution;
use naga::valid::Capabilities;
use naga::{
    AddressSpace, ArraySize, BuiltIn, Handle, ImageClass, Module, Scalar, ScalarKind, ShaderStage,
    StorageAccess, SwizzleComponent, Type, TypeInner, VectorSize,
};

use crate::options::set::flag_name;

/// The type behind a handle.
pub(crate) fn type_name(module: &Module, ty: Handle<Type>) -> String {
    match module.types.get_handle(ty) {
        Ok(found) => match (&found.inner, &found.name) {
            (TypeInner::Struct { .. }, Some(name)) => name.clone(),
            (TypeInner::Struct { .. }, None) => "an unnamed struct".to_owned(),
            (inner, _) => inner_name(module, inner),
        },
        Err(_) => "an unknown type".to_owned(),
    }
}

/// The type an expression resolved to.
pub(crate) fn resolution_name(module: &Module, resolution: &TypeResolution) -> String {
    match resolution {
        TypeResolution::Handle(ty) => type_name(module, *ty),
        TypeResolution::Value(inner) => inner_name(module, inner),
    }
}

/// A type without a handle; a struct is looked up to find its name.
pub(crate) fn inner_name(module: &Module, inner: &TypeInner) -> String {
    match *inner {
        TypeInner::Scalar(scalar) => scalar_name(scalar),
        TypeInner::Vector { size, scalar } => {
            format!("vec{}<{}>", digit(size), scalar_name(scalar))
        }
        TypeInner::Matrix {
            columns,
            rows,
            scalar,
        } => format!(
            "mat{}x{}<{}>",
            digit(columns),
            digit(rows),
            scalar_name(scalar)
        ),
        TypeInner::CooperativeMatrix {
            columns,
            rows,
            scalar,
            role,
        } => format!(
            "coop_mat{}x{}<{}, {}>",
            columns as u32,
            rows as u32,
            scalar_name(scalar),
            role.to_wgsl()
        ),
        TypeInner::Atomic(scalar) => format!("atomic<{}>", scalar_name(scalar)),
        TypeInner::Pointer { base, space } => pointer_name(&type_name(module, base), space),
        TypeInner::ValuePointer {
            size,
            scalar,
            space,
        } => {
            let base = match size {
                Some(size) => format!("vec{}<{}>", digit(size), scalar_name(scalar)),
                None => scalar_name(scalar),
            };
            pointer_name(&base, space)
        }
        TypeInner::Array {
            base,
            size,
            stride: _,
        } => format!("array<{}>", elements(module, base, size)),
        TypeInner::BindingArray { base, size } => {
            format!("binding_array<{}>", elements(module, base, size))
        }
        TypeInner::Struct {
            members: _,
            span: _,
        } => module
            .types
            .iter()
            .find(|(_, ty)| ty.inner == *inner)
            .and_then(|(_, ty)| ty.name.clone())
            .unwrap_or_else(|| "an unnamed struct".to_owned()),
        TypeInner::Image {
            dim,
            arrayed,
            class,
        } => {
            let shape = format!("{}{}", dim.to_wgsl(), if arrayed { "_array" } else { "" });
            match class {
                ImageClass::Sampled { kind, multi } => format!(
                    "texture_{}{shape}<{}>",
                    if multi { "multisampled_" } else { "" },
                    scalar_name(Scalar { kind, width: 4 })
                ),
                ImageClass::Depth { multi } => format!(
                    "texture_depth_{}{shape}",
                    if multi { "multisampled_" } else { "" }
                ),
                ImageClass::External => "texture_external".to_owned(),
                ImageClass::Storage { format, access } => format!(
                    "texture_storage_{shape}<{}, {}>",
                    format.to_wgsl(),
                    access_name(access)
                ),
            }
        }
        TypeInner::Sampler { comparison: false } => "sampler".to_owned(),
        TypeInner::Sampler { comparison: true } => "sampler_comparison".to_owned(),
        TypeInner::AccelerationStructure { vertex_return } => {
            format!("acceleration_structure{}", returning(vertex_return))
        }
        TypeInner::RayQuery { vertex_return } => {
            format!("ray_query{}", returning(vertex_return))
        }
    }
}

fn returning(vertex: bool) -> &'static str {
    if vertex { "<vertex_return>" } else { "" }
}

fn elements(module: &Module, base: Handle<Type>, size: ArraySize) -> String {
    let base = type_name(module, base);
    match size {
        ArraySize::Constant(length) => format!("{base}, {length}"),
        ArraySize::Pending(length) => match module.overrides.try_get(length) {
            Ok(found) => match (&found.name, found.id) {
                (Some(name), _) => format!("{base}, {name}"),
                (None, _) => format!("{base}, override"),
            },
            Err(_) => base,
        },
        ArraySize::Dynamic => base,
    }
}

fn pointer_name(base: &str, space: AddressSpace) -> String {
    match space {
        AddressSpace::Handle => base.to_owned(),
        AddressSpace::Storage { access } => {
            format!("ptr<storage, {base}, {}>", access_name(access))
        }
        other => format!("ptr<{}, {base}>", space_name(other)),
    }
}

/// The digit in `vec3`.
pub(crate) const fn digit(size: VectorSize) -> u32 {
    size as u32
}

/// A scalar type.
pub(crate) fn scalar_name(scalar: Scalar) -> String {
    if let Some(name) = scalar.try_to_wgsl() {
        return name.to_owned();
    }
    let bits = u32::from(scalar.width) * 8;
    match scalar.kind {
        ScalarKind::Sint => format!("i{bits}"),
        ScalarKind::Uint => format!("u{bits}"),
        ScalarKind::Float => format!("f{bits}"),
        ScalarKind::Bool => "bool".to_owned(),
        ScalarKind::AbstractInt => "abstract integer".to_owned(),
        ScalarKind::AbstractFloat => "abstract float".to_owned(),
    }
}

/// An access mode.
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

/// An address space.
pub(crate) const fn space_name(space: AddressSpace) -> &'static str {
    match space {
        AddressSpace::Function => "function",
        AddressSpace::Private => "private",
        AddressSpace::WorkGroup => "workgroup",
        AddressSpace::Uniform => "uniform",
        AddressSpace::Storage { access: _ } => "storage",
        AddressSpace::Handle => "handle",
        AddressSpace::Immediate => "immediate",
        AddressSpace::TaskPayload => "task_payload",
        AddressSpace::RayPayload => "ray_payload",
        AddressSpace::IncomingRayPayload => "incoming_ray_payload",
    }
}

/// A stage, as in "in a compute shader".
pub(crate) const fn stage_name(stage: ShaderStage) -> &'static str {
    match stage {
        ShaderStage::Vertex => "vertex",
        ShaderStage::Fragment => "fragment",
        ShaderStage::Compute => "compute",
        ShaderStage::Task => "task",
        ShaderStage::Mesh => "mesh",
        ShaderStage::RayGeneration => "ray generation",
        ShaderStage::AnyHit => "any-hit",
        ShaderStage::ClosestHit => "closest-hit",
        ShaderStage::Miss => "miss",
    }
}

/// The attribute of a built-in, or its GLSL name when WGSL has none.
pub(crate) fn built_in(built_in: BuiltIn) -> String {
    match built_in.try_to_wgsl() {
        Some(name) => format!("`@builtin({name})`"),
        None => match built_in {
            BuiltIn::BaseInstance => "`gl_BaseInstance`",
            BuiltIn::BaseVertex => "`gl_BaseVertex`",
            BuiltIn::CullDistance => "`gl_CullDistance`",
            BuiltIn::PointSize => "`gl_PointSize`",
            BuiltIn::PointCoord => "`gl_PointCoord`",
            BuiltIn::WorkGroupSize => "`gl_WorkGroupSize`",
            _ => "a built-in value",
        }
        .to_owned(),
    }
}

/// A vector component.
pub(crate) const fn component(component: SwizzleComponent) -> char {
    match component {
        SwizzleComponent::X => 'x',
        SwizzleComponent::Y => 'y',
        SwizzleComponent::Z => 'z',
        SwizzleComponent::W => 'w',
    }
}

/// Capabilities by the names that options use: `shader-float16`.
pub(crate) fn capabilities(set: Capabilities) -> String {
    list(
        set.iter_names()
            .map(|(name, _)| format!("`{}`", flag_name(name))),
    )
}

/// `a`, `a and b`, `a, b and c`.
pub(crate) fn list(items: impl Iterator<Item = String>) -> String {
    let items: Vec<String> = items.collect();
    match items.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// `1 argument`, `2 arguments`.
pub(crate) fn count(number: usize, noun: &str) -> String {
    if number == 1 {
        format!("{number} {noun}")
    } else {
        format!("{number} {noun}s")
    }
}
