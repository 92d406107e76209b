//! Storage textures that can be neither read nor written (`readonly writeonly` in GLSL, where
//! only their size is of interest), which no other target can declare. They are made write-only, which every format allows.

use naga::{Handle, ImageClass, Module, StorageAccess, Type, TypeInner};

fn without_access(ty: &Type) -> Option<Type> {
    match ty.inner {
        TypeInner::Image {
            dim,
            arrayed,
            class: ImageClass::Storage { format, access },
        } if access.is_empty() => Some(Type {
            name: ty.name.clone(),
            inner: TypeInner::Image {
                dim,
                arrayed,
                class: ImageClass::Storage {
                    format,
                    access: StorageAccess::STORE,
                },
            },
        }),
        _ => None,
    }
}

/// Whether the module declares one.
pub(in crate::emit) fn has_inaccessible_images(module: &Module) -> bool {
    module
        .types
        .iter()
        .any(|(_, ty)| without_access(ty).is_some())
}

/// Makes them write-only.
pub(in crate::emit) fn open_inaccessible_images(module: &mut Module) {
    let replacements: Vec<(Handle<Type>, Type)> = module
        .types
        .iter()
        .filter_map(|(handle, ty)| Some((handle, without_access(ty)?)))
        .collect();
    for (old, replacement) in replacements {
        let span = module.types.get_span(old);
        let new = module.types.insert(replacement, span);
        for (_, global) in module.global_variables.iter_mut() {
            if global.ty == old {
                global.ty = new;
            }
        }
        for (_, function) in module.functions.iter_mut() {
            for argument in &mut function.arguments {
                if argument.ty == old {
                    argument.ty = new;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::panic,
        reason = "a test stops at the first surprise"
    )]

    use super::*;

    #[test]
    fn images_that_are_only_sized_become_write_only() {
        let source = "#version 450
            layout(local_size_x = 1) in;
            layout(set = 0, binding = 0, rgba8) uniform readonly writeonly image2D sized;
            void main() { ivec2 size = imageSize(sized); }";
        let mut module = naga::front::glsl::Frontend::default()
            .parse(&naga::ShaderStage::Compute.into(), source)
            .unwrap();
        assert!(has_inaccessible_images(&module));
        open_inaccessible_images(&mut module);
        let (_, global) = module.global_variables.iter().next().unwrap();
        assert!(matches!(
            module.types[global.ty].inner,
            TypeInner::Image {
                class: ImageClass::Storage {
                    access: StorageAccess::STORE,
                    ..
                },
                ..
            }
        ));
    }
}
