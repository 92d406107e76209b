//! Arrays of uniform buffers for MSL, for which naga has arrays of storage buffers only.
//!
//! In an argument buffer either is a pointer to memory that is read, which the host sets in the same
//! way, and the layout of what it points to is the type's own.

use naga::{AddressSpace, Module, StorageAccess, TypeInner};

/// Whether a module has such an array that can be read as the other.
pub(super) fn has_arrays_of_uniforms(module: &Module) -> bool {
    let has = module
        .global_variables
        .iter()
        .any(|(_, global)| global.space == AddressSpace::Uniform && is_array(module, global.ty));
    has && !has_uniform_arguments(module)
}

fn is_array(module: &Module, ty: naga::Handle<naga::Type>) -> bool {
    matches!(module.types[ty].inner, TypeInner::BindingArray { .. })
}

/// Whether a function takes a pointer into a uniform buffer, whose type would no longer be right.
fn has_uniform_arguments(module: &Module) -> bool {
    let functions = module.functions.iter();
    functions
        .flat_map(|(_, function)| &function.arguments)
        .any(|argument| match module.types[argument.ty].inner {
            TypeInner::Pointer { space, .. } | TypeInner::ValuePointer { space, .. } => {
                space == AddressSpace::Uniform
            }
            _ => false,
        })
}

/// Makes them arrays of storage buffers that are read only.
pub(super) fn read_as_storage(module: &mut Module) {
    let arrays: Vec<_> = module
        .global_variables
        .iter()
        .filter(|(_, global)| global.space == AddressSpace::Uniform && is_array(module, global.ty))
        .map(|(handle, _)| handle)
        .collect();
    for array in arrays {
        module.global_variables.get_mut(array).space = AddressSpace::Storage {
            access: StorageAccess::LOAD,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{emitted, module, valid};
    use super::*;
    use crate::target::TargetLanguage;

    const UNIFORMS: &str = "enable wgpu_binding_array;
        struct Tint { colour: vec4<f32>, scale: array<vec4<f32>, 2> }
        @group(0) @binding(0) var<uniform> tints: binding_array<Tint, 4>;
        @group(0) @binding(1) var<storage, read_write> out: array<vec4<f32>>;
        @compute @workgroup_size(1) fn main(@builtin(local_invocation_index) i: u32) {
            out[i] = tints[i].colour * tints[2].scale[i & 1u];
        }";

    #[test]
    fn an_array_of_uniform_buffers_is_read_as_storage() {
        let mut module = module("tints.wgsl", UNIFORMS);
        assert!(has_arrays_of_uniforms(&module));
        read_as_storage(&mut module);
        valid(&module);
        assert!(!has_arrays_of_uniforms(&module));
        let text = emitted("tints.wgsl", UNIFORMS, TargetLanguage::Msl);
        assert!(
            text.contains("NagaArgumentBufferWrapper<device Tint*>* tints"),
            "{text}"
        );
    }
}
