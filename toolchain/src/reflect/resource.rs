//! Resources: what a bind group has to hold.

use naga::common::wgsl::ToWgsl;
use naga::{
    AddressSpace, GlobalVariable, Handle, ImageClass, ImageDimension, MemoryDecorations, Module,
    ResourceBinding, ScalarKind, StorageAccess, Type, TypeInner,
};

use super::layout::Layouts;
use super::model::{Access, Binding, BindingRef, Buffer, Count, Global, ResourceClass, Texture};
use super::value::Values;
use crate::ir_text::spelling::{Names, name_at, space_names};

/// A variable with a group and a binding by its place.
pub(super) fn binding_ref(module: &Module, handle: Handle<GlobalVariable>) -> Option<BindingRef> {
    let variable = &module.global_variables[handle];
    let ResourceBinding { group, binding } = variable.binding?;
    Some(BindingRef {
        group,
        binding,
        name: variable.name.clone(),
    })
}

/// The resource that a variable is; none for variables that no bind group holds.
///
/// The stages and entry points are left for who knows them.
pub(super) fn binding(
    module: &Module,
    names: &Names<'_>,
    values: &Values<'_>,
    layouts: &Layouts<'_>,
    variable: &GlobalVariable,
) -> Option<Binding> {
    let GlobalVariable {
        name,
        space,
        binding,
        ty,
        init: _,
        memory_decorations,
    } = variable;
    let ResourceBinding { group, binding } = (*binding)?;
    let (element, binding_array) = element(module, values, *ty);
    let inner = &module.types[element].inner;
    let (class, access) = class(*space, inner)?;
    let buffer = match class {
        ResourceClass::UniformBuffer | ResourceClass::StorageBuffer => {
            let layout = layouts.ty(element);
            Some(Buffer {
                min_size: layout.size,
                runtime_array: layouts.runtime_array(element),
                layout,
            })
        }
        ResourceClass::SampledTexture
        | ResourceClass::DepthTexture
        | ResourceClass::MultisampledTexture
        | ResourceClass::StorageTexture
        | ResourceClass::ExternalTexture
        | ResourceClass::Sampler
        | ResourceClass::ComparisonSampler
        | ResourceClass::AccelerationStructure => None,
    };
    Some(Binding {
        group,
        binding,
        name: name.clone(),
        class,
        ty: names.ty(*ty),
        access,
        coherent: memory_decorations.contains(MemoryDecorations::COHERENT),
        volatile: memory_decorations.contains(MemoryDecorations::VOLATILE),
        binding_array,
        buffer,
        texture: texture(inner),
        stages: Vec::new(),
        used_by: Vec::new(),
    })
}

/// The type of one resource, and how many there are when the binding is an array of them.
fn element(
    module: &Module,
    values: &Values<'_>,
    ty: Handle<Type>,
) -> (Handle<Type>, Option<Count>) {
    match module.types[ty].inner {
        TypeInner::BindingArray { base, size } => (base, Some(values.count(size))),
        _ => (ty, None),
    }
}

/// What kind of resource a variable is, and what may be done to it.
pub(super) fn class(
    space: AddressSpace,
    inner: &TypeInner,
) -> Option<(ResourceClass, Option<Access>)> {
    use ResourceClass as Class;
    let read = Some(Access::Read);
    Some(match space {
        AddressSpace::Uniform => (Class::UniformBuffer, read),
        AddressSpace::Storage { access } => (Class::StorageBuffer, Some(declared(access))),
        AddressSpace::Handle => match inner {
            TypeInner::Image {
                dim: _,
                arrayed: _,
                class,
            } => match *class {
                ImageClass::Sampled { multi: true, .. } | ImageClass::Depth { multi: true } => {
                    (Class::MultisampledTexture, read)
                }
                ImageClass::Sampled { multi: false, .. } => (Class::SampledTexture, read),
                ImageClass::Depth { multi: false } => (Class::DepthTexture, read),
                ImageClass::External => (Class::ExternalTexture, read),
                ImageClass::Storage { format: _, access } => {
                    (Class::StorageTexture, Some(declared(access)))
                }
            },
            TypeInner::Sampler { comparison: true } => (Class::ComparisonSampler, None),
            TypeInner::Sampler { comparison: false } => (Class::Sampler, None),
            TypeInner::AccelerationStructure { vertex_return: _ } => {
                (Class::AccelerationStructure, read)
            }
            TypeInner::Scalar(_)
            | TypeInner::Vector { .. }
            | TypeInner::Matrix { .. }
            | TypeInner::CooperativeMatrix { .. }
            | TypeInner::Atomic(_)
            | TypeInner::Pointer { .. }
            | TypeInner::ValuePointer { .. }
            | TypeInner::Array { .. }
            | TypeInner::Struct { .. }
            | TypeInner::RayQuery { .. }
            | TypeInner::BindingArray { .. } => return None,
        },
        AddressSpace::Function
        | AddressSpace::Private
        | AddressSpace::WorkGroup
        | AddressSpace::Immediate
        | AddressSpace::TaskPayload
        | AddressSpace::RayPayload
        | AddressSpace::IncomingRayPayload => return None,
    })
}

fn declared(access: StorageAccess) -> Access {
    if access.contains(StorageAccess::ATOMIC)
        || access.contains(StorageAccess::LOAD | StorageAccess::STORE)
    {
        Access::ReadWrite
    } else if access.contains(StorageAccess::STORE) {
        Access::Write
    } else {
        Access::Read
    }
}

fn texture(inner: &TypeInner) -> Option<Texture> {
    let TypeInner::Image {
        dim,
        arrayed,
        class,
    } = inner
    else {
        return None;
    };
    let dimension = match dim {
        ImageDimension::D1 => "1d",
        ImageDimension::D2 => "2d",
        ImageDimension::D3 => "3d",
        ImageDimension::Cube => "cube",
    };
    let kind = |kind| match kind {
        ScalarKind::Sint | ScalarKind::AbstractInt => "sint",
        ScalarKind::Uint => "uint",
        ScalarKind::Float | ScalarKind::AbstractFloat => "float",
        ScalarKind::Bool => "bool",
    };
    let (multisampled, sample_type, format, atomic) = match *class {
        ImageClass::Sampled { kind: of, multi } => (multi, kind(of), None, false),
        ImageClass::Depth { multi } => (multi, "depth", None, false),
        ImageClass::External => (false, "float", None, false),
        ImageClass::Storage { format, access } => (
            false,
            kind(naga::Scalar::from(format).kind),
            Some(format.to_wgsl().to_owned()),
            access.contains(StorageAccess::ATOMIC),
        ),
    };
    Some(Texture {
        view_dimension: if *arrayed {
            format!("{dimension}-array")
        } else {
            dimension.to_owned()
        },
        dimension: dimension.to_owned(),
        arrayed: *arrayed,
        multisampled,
        sample_type: sample_type.to_owned(),
        format,
        atomic,
    })
}

/// A variable that no bind group holds, and that is no immediate.
pub(super) fn global(
    names: &Names<'_>,
    layouts: &Layouts<'_>,
    handle: Handle<GlobalVariable>,
    variable: &GlobalVariable,
) -> Option<Global> {
    match variable.space {
        AddressSpace::Private
        | AddressSpace::WorkGroup
        | AddressSpace::TaskPayload
        | AddressSpace::RayPayload
        | AddressSpace::IncomingRayPayload => {}
        AddressSpace::Function
        | AddressSpace::Uniform
        | AddressSpace::Storage { .. }
        | AddressSpace::Handle
        | AddressSpace::Immediate => return None,
    }
    let (size, overrides) = layouts.variable_size(variable.ty);
    Some(Global {
        name: name_at(&names.globals, handle.index()).to_owned(),
        space: space_names(variable.space).0.to_owned(),
        ty: names.ty(variable.ty),
        size,
        overrides,
        used_by: Vec::new(),
    })
}
