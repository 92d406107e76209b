//! Storage textures with two integers a texel, for HLSL: naga's writer takes the type of signed ones for
//! unsigned ones of 32 bits, and the other way round. The type is that of four integers, as for others of
//! two, so four are declared.

use naga::{ImageClass, Module, StorageFormat, Type, TypeInner};

use super::retype::{Types, retype};

const fn with_four(format: StorageFormat) -> Option<StorageFormat> {
    match format {
        StorageFormat::Rg32Uint => Some(StorageFormat::Rgba32Uint),
        StorageFormat::Rg32Sint => Some(StorageFormat::Rgba32Sint),
        _ => None,
    }
}

fn replaced(inner: &TypeInner) -> Option<TypeInner> {
    let TypeInner::Image {
        dim,
        arrayed,
        class: ImageClass::Storage { format, access },
    } = *inner
    else {
        return None;
    };
    Some(TypeInner::Image {
        dim,
        arrayed,
        class: ImageClass::Storage {
            format: with_four(format)?,
            access,
        },
    })
}

/// Whether a module has such a texture.
pub(super) fn has_any(module: &Module) -> bool {
    module
        .types
        .iter()
        .any(|(_, ty)| replaced(&ty.inner).is_some())
}

/// Declares them with four.
pub(super) fn widen(module: &mut Module) {
    let mut new = Types::new();
    let all: Vec<_> = module
        .types
        .iter()
        .map(|(old, ty)| (old, ty.clone()))
        .collect();
    // What is made of others stands behind them.
    for (old, Type { name, inner }) in all {
        let inner = match inner {
            TypeInner::BindingArray { base, size } => {
                let Some(&base) = new.get(&base) else {
                    continue;
                };
                TypeInner::BindingArray { base, size }
            }
            inner => match replaced(&inner) {
                Some(inner) => inner,
                None => continue,
            },
        };
        let span = module.types.get_span(old);
        new.insert(old, module.types.insert(Type { name, inner }, span));
    }
    retype(module, &new);
}

#[cfg(test)]
mod tests {
    use super::super::testing::{emitted, module};
    use super::*;
    use crate::target::TargetLanguage;

    #[test]
    fn the_signs_of_pairs_stay() {
        let source = "
            @group(0) @binding(0) var plain: texture_storage_2d<rg32uint, read>;
            @group(0) @binding(1) var signs: texture_storage_2d<rg32sint, write>;
            fn texel(image: texture_storage_2d<rg32uint, read>) -> vec4u {
                return textureLoad(image, vec2i());
            }
            @compute @workgroup_size(1) fn main() {
                textureStore(signs, vec2i(), vec4i(texel(plain)));
            }";
        let mut pairs = module("a.wgsl", source);
        assert!(has_any(&pairs));
        widen(&mut pairs);
        let text = emitted("a.wgsl", source, TargetLanguage::Hlsl);
        assert!(text.contains("RWTexture2D<uint4> plain"), "{text}");
        assert!(text.contains("RWTexture2D<int4> signs"), "{text}");
        assert!(text.contains("texel(RWTexture2D<uint4> image)"), "{text}");
    }
}
