//! Storage textures in OpenGL ES: all but those of one 32-bit number may be read or written, not both. One
//! that is declared for both, and of which the shader makes one use, is declared for that.

use naga::valid::{GlobalUse, ModuleInfo};
use naga::{GlobalVariable, Handle, ImageClass, Module, StorageAccess, Type, TypeInner};

use crate::emit::features::may_be_both;

/// The type that is narrow enough, for a variable whose own is not.
fn narrowed(
    module: &Module,
    info: &ModuleInfo,
    handle: Handle<GlobalVariable>,
    variable: &GlobalVariable,
) -> Option<Type> {
    let ty = &module.types[variable.ty];
    let TypeInner::Image {
        dim,
        arrayed,
        class: ImageClass::Storage { format, access },
    } = ty.inner
    else {
        return None;
    };
    let both = StorageAccess::LOAD | StorageAccess::STORE;
    if !access.contains(both) || may_be_both(format) {
        return None;
    }
    let uses = (0..module.entry_points.len())
        .map(|index| info.get_entry_point(index)[handle])
        .fold(GlobalUse::empty(), |all, each| all | each);
    let narrow = match (
        uses.contains(GlobalUse::READ),
        uses.contains(GlobalUse::WRITE),
    ) {
        _ if uses.contains(GlobalUse::ATOMIC) => return None,
        (true, true) => return None,
        (true, false) => StorageAccess::LOAD,
        (false, _) => StorageAccess::STORE,
    };
    Some(Type {
        name: ty.name.clone(),
        inner: TypeInner::Image {
            dim,
            arrayed,
            class: ImageClass::Storage {
                format,
                access: access.difference(both) | narrow,
            },
        },
    })
}

/// Whether there is one to narrow.
pub(super) fn has_any(module: &Module, info: &ModuleInfo) -> bool {
    let mut all = module.global_variables.iter();
    all.any(|(handle, variable)| narrowed(module, info, handle, variable).is_some())
}

/// Narrows them.
pub(super) fn narrow(module: &mut Module, info: &ModuleInfo) {
    let found: Vec<_> = module
        .global_variables
        .iter()
        .filter_map(|(handle, variable)| {
            let ty = narrowed(module, info, handle, variable)?;
            Some((handle, ty, module.types.get_span(variable.ty)))
        })
        .collect();
    for (handle, ty, span) in found {
        module.global_variables[handle].ty = module.types.insert(ty, span);
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::testing::emitted_glsl;
    use crate::options::version::GlslVersion;

    const IMAGES: &str =
        "@group(0) @binding(0) var read: texture_storage_2d<rgba8unorm, read_write>;
        @group(0) @binding(1) var written: texture_storage_2d<rgba32uint, read_write>;
        @group(0) @binding(2) var both: texture_storage_2d<r32sint, read_write>;
        @compute @workgroup_size(1) fn main() {
            let number = u32(textureLoad(read, vec2(1)).x);
            textureStore(written, vec2(1), vec4(number));
            textureStore(both, vec2(1), textureLoad(both, vec2(0)) + 1);
        }";

    #[test]
    fn only_what_is_used_is_declared() {
        let text = emitted_glsl("a.wgsl", IMAGES, GlslVersion::Es310);
        for part in [
            "readonly uniform highp image2D",
            "writeonly uniform highp uimage2D",
            ") uniform highp iimage2D",
        ] {
            assert!(text.contains(part), "{part}\n{text}");
        }
        let text = emitted_glsl("a.wgsl", IMAGES, GlslVersion::Core450);
        assert!(!text.contains("only"), "{text}");
    }
}
