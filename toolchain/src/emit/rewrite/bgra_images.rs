//! Storage textures whose bytes are in the order blue, green, red, for GLSL, whose images have no such
//! order: there a colour is stored as a colour, and the host says what its texture is.

use naga::{ImageClass, Module, StorageFormat, Type, TypeInner};

use super::retype::{Types, retype};

/// Whether a module has such a texture, none of them in an array of bindings.
pub(super) fn has_any(module: &Module) -> bool {
    let is_array = |ty: &Type| match ty.inner {
        TypeInner::BindingArray { base, .. } => is_bgra(&module.types[base].inner),
        _ => false,
    };
    let mut globals = module.global_variables.iter();
    globals.any(|(_, global)| is_bgra(&module.types[global.ty].inner))
        && !module.types.iter().any(|(_, ty)| is_array(ty))
}

fn is_bgra(inner: &TypeInner) -> bool {
    matches!(
        inner,
        TypeInner::Image {
            class: ImageClass::Storage {
                format: StorageFormat::Bgra8Unorm,
                ..
            },
            ..
        }
    )
}

/// Gives them the order red, green, blue; the names of those that are bound.
pub(super) fn reorder(module: &mut Module) -> Vec<String> {
    let old: Vec<_> = module
        .types
        .iter()
        .filter(|(_, ty)| is_bgra(&ty.inner))
        .map(|(handle, ty)| (handle, ty.clone()))
        .collect();
    let mut new = Types::new();
    for (handle, Type { name, mut inner }) in old {
        if let TypeInner::Image {
            class: ImageClass::Storage { format, .. },
            ..
        } = &mut inner
        {
            *format = StorageFormat::Rgba8Unorm;
        }
        let span = module.types.get_span(handle);
        new.insert(handle, module.types.insert(Type { name, inner }, span));
    }
    let named = module
        .global_variables
        .iter()
        .filter(|(_, global)| new.contains_key(&global.ty))
        .map(|(_, global)| global.name.clone().unwrap_or_default())
        .collect();
    retype(module, &new);
    named
}

#[cfg(test)]
mod tests {
    use super::super::testing::{emitted, module, valid};
    use super::*;
    use crate::target::TargetLanguage;

    const SHADER: &str = "
        @group(0) @binding(0) var screen: texture_storage_2d<bgra8unorm, write>;
        @compute @workgroup_size(1) fn main(@builtin(global_invocation_id) id: vec3u) {
            textureStore(screen, id.xy, vec4f(1.0, 0.5, 0.25, 1.0));
        }";

    #[test]
    fn colours_are_stored_as_colours() {
        let mut bgra = module("a.wgsl", SHADER);
        assert!(has_any(&bgra));
        assert_eq!(reorder(&mut bgra), ["screen"]);
        assert!(!has_any(&bgra));
        valid(&bgra);
        let text = emitted("a.wgsl", SHADER, TargetLanguage::Glsl);
        assert!(text.contains("rgba8"), "{text}");
        assert!(text.contains("vec4(1.0, 0.5, 0.25, 1.0)"), "{text}");
    }
}
