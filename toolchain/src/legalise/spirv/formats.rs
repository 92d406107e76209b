//! Storage images that are declared without a format.
//!
//! Vulkan takes the format of what is bound; every language that naga writes, and naga's module,
//! wants to know it (MSL and HLSL only whether it holds floats). So one is assumed.

use rspirv::spirv::{Dim, ImageFormat, Op};

use super::draft::Draft;
use super::{Note, Settings};
use crate::codes;
use crate::options::version::StorageTexel;

/// The kind of numbers an image holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Float,
    Uint,
    Sint,
}

/// Gives them a format.
pub(super) fn assume(draft: &mut Draft, settings: Settings) {
    const FORMAT: usize = 6;
    let without: Vec<(u32, Kind)> = draft
        .globals
        .iter()
        .filter(|inst| {
            inst.op == Op::TypeImage
                && inst.arg(5) == 2
                && inst.arg(FORMAT) == ImageFormat::Unknown as u32
                && inst.arg(1) != Dim::DimBuffer as u32
                && inst.arg(1) != Dim::DimSubpassData as u32
        })
        .filter_map(|inst| Some((inst.id, kind(draft, inst.arg(0))?)))
        .collect();
    for (id, kind) in without {
        let wanted = settings.storage_format;
        let (name, format, _) = match spirv(wanted) {
            Some((format, of)) if of == kind => (wanted, format, of),
            _ => match kind {
                Kind::Float => (StorageTexel::Rgba32Float, ImageFormat::Rgba32f, kind),
                Kind::Uint => (StorageTexel::Rgba32Uint, ImageFormat::Rgba32ui, kind),
                Kind::Sint => (StorageTexel::Rgba32Sint, ImageFormat::Rgba32i, kind),
            },
        };
        let chosen = name == wanted;
        if let Some(arg) = draft
            .global_mut(id)
            .and_then(|inst| inst.args.get_mut(FORMAT))
        {
            *arg = format as u32;
        }
        let images = images(draft, id);
        if images.is_empty() {
            continue;
        }
        draft.note(Note {
            detail: Some(
                "what is bound to it must have this format; \
                 `spirv_in.storage_format` (`--spirv-in-storage-format`) names another one",
            ),
            ..Note::new(
                codes::SPIRV_FORMAT_ASSUMED,
                !chosen,
                format!(
                    "{} has no format; it is taken as `{name}`",
                    images.join(", ")
                ),
            )
        });
    }
}

fn kind(draft: &Draft, sampled: u32) -> Option<Kind> {
    if draft.float(sampled) == Some(32) {
        return Some(Kind::Float);
    }
    match draft.integer(sampled)? {
        (32, true) => Some(Kind::Sint),
        (32, false) => Some(Kind::Uint),
        _ => None,
    }
}

/// How messages call the variables of an image type, or of an array of it.
fn images(draft: &Draft, image: u32) -> Vec<String> {
    let element = |ty: u32| match draft.global(ty) {
        Some(inst) if matches!(inst.op, Op::TypeArray | Op::TypeRuntimeArray) => inst.arg(0),
        _ => ty,
    };
    draft
        .variables()
        .into_iter()
        .filter(|variable| element(draft.pointee(variable.pointer)) == image)
        .map(|variable| draft.spoken(variable.id))
        .collect()
}

/// What SPIR-V calls a format, and what it holds.
fn spirv(format: StorageTexel) -> Option<(ImageFormat, Kind)> {
    use Kind::{Float, Sint, Uint};
    use StorageTexel as T;
    Some(match format {
        T::Auto => return None,
        T::R32Float => (ImageFormat::R32f, Float),
        T::R32Uint => (ImageFormat::R32ui, Uint),
        T::R32Sint => (ImageFormat::R32i, Sint),
        T::Rgba8Unorm => (ImageFormat::Rgba8, Float),
        T::Rgba8Snorm => (ImageFormat::Rgba8Snorm, Float),
        T::Rgba8Uint => (ImageFormat::Rgba8ui, Uint),
        T::Rgba8Sint => (ImageFormat::Rgba8i, Sint),
        T::Rgba16Float => (ImageFormat::Rgba16f, Float),
        T::Rgba16Uint => (ImageFormat::Rgba16ui, Uint),
        T::Rgba16Sint => (ImageFormat::Rgba16i, Sint),
        T::Rg32Float => (ImageFormat::Rg32f, Float),
        T::Rg32Uint => (ImageFormat::Rg32ui, Uint),
        T::Rg32Sint => (ImageFormat::Rg32i, Sint),
        T::Rgba32Float => (ImageFormat::Rgba32f, Float),
        T::Rgba32Uint => (ImageFormat::Rgba32ui, Uint),
        T::Rgba32Sint => (ImageFormat::Rgba32i, Sint),
        T::R8Unorm => (ImageFormat::R8, Float),
        T::R8Snorm => (ImageFormat::R8Snorm, Float),
        T::R8Uint => (ImageFormat::R8ui, Uint),
        T::R8Sint => (ImageFormat::R8i, Sint),
        T::R16Unorm => (ImageFormat::R16, Float),
        T::R16Snorm => (ImageFormat::R16Snorm, Float),
        T::R16Uint => (ImageFormat::R16ui, Uint),
        T::R16Sint => (ImageFormat::R16i, Sint),
        T::R16Float => (ImageFormat::R16f, Float),
        T::Rg8Unorm => (ImageFormat::Rg8, Float),
        T::Rg8Snorm => (ImageFormat::Rg8Snorm, Float),
        T::Rg8Uint => (ImageFormat::Rg8ui, Uint),
        T::Rg8Sint => (ImageFormat::Rg8i, Sint),
        T::Rg16Unorm => (ImageFormat::Rg16, Float),
        T::Rg16Snorm => (ImageFormat::Rg16Snorm, Float),
        T::Rg16Uint => (ImageFormat::Rg16ui, Uint),
        T::Rg16Sint => (ImageFormat::Rg16i, Sint),
        T::Rg16Float => (ImageFormat::Rg16f, Float),
        T::Rgba16Unorm => (ImageFormat::Rgba16, Float),
        T::Rgba16Snorm => (ImageFormat::Rgba16Snorm, Float),
        T::Rgb10a2Unorm => (ImageFormat::Rgb10A2, Float),
        T::Rgb10a2Uint => (ImageFormat::Rgb10a2ui, Uint),
        T::Rg11b10Ufloat => (ImageFormat::R11fG11fB10f, Float),
    })
}
