//! Storage textures as parameters. In GLSL a parameter has no format, and glslang takes no image with a
//! format for one without; naga's MSL writer knows no access of a parameter and panics. The functions are
//! written anew for each image.

use naga::{ImageClass, Module, TypeInner};

use crate::edit::specialise::{is_wanted, specialise};

const fn is_image(inner: &TypeInner) -> bool {
    matches!(
        inner,
        TypeInner::Image {
            class: ImageClass::Storage { .. },
            ..
        }
    )
}

/// Whether a function has such a parameter.
pub(in crate::emit) fn has_image_parameters(module: &Module) -> bool {
    is_wanted(module, is_image)
}

/// Writes such functions anew. Where that is too much, they stay as they are.
pub(in crate::emit) fn name_images(module: &mut Module) {
    // Nobody calls what is left out.
    let _unused = specialise(module, is_image);
}
