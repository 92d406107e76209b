//! Texture and vertex formats: their names, and how texels look as an array.

use pyo3::prelude::*;
use pyo3::types::PyString;
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error, StrDeserializer};

use super::convert::{Fit, FromPy, Misfit};

fn named<'a, T: Deserialize<'a>>(name: &'a str) -> Option<T> {
    let deserializer: StrDeserializer<'a, Error> = name.into_deserializer();
    T::deserialize(deserializer).ok()
}

fn written<T: serde::Serialize>(value: T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(name)) => name,
        Ok(other) => other.to_string(),
        Err(_) => String::new(),
    }
}

impl<'py> FromPy<'py> for wgpu::TextureFormat {
    fn from_py(value: &Bound<'py, PyAny>) -> Fit<Self> {
        const EXPECTED: &str = "a texture format such as \"rgba8unorm\"";
        let text = value
            .cast::<PyString>()
            .map_err(|_| Misfit::wrong_type(value, EXPECTED))?;
        named(text.to_str()?).ok_or_else(|| Misfit::wrong_value(value, EXPECTED))
    }
}

impl<'py> FromPy<'py> for wgpu::VertexFormat {
    fn from_py(value: &Bound<'py, PyAny>) -> Fit<Self> {
        const EXPECTED: &str = "a vertex format such as \"float32x3\"";
        let text = value
            .cast::<PyString>()
            .map_err(|_| Misfit::wrong_type(value, EXPECTED))?;
        named(text.to_str()?).ok_or_else(|| Misfit::wrong_value(value, EXPECTED))
    }
}

/// The name of a texture format.
pub(crate) fn texture_name(format: wgpu::TextureFormat) -> String {
    written(format)
}

/// How the texels of one aspect lie in an array.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Texel {
    /// NumPy's name of the type of a channel.
    pub(crate) dtype: &'static str,
    /// Channels a texel; 1 stands for an array without an axis of channels.
    pub(crate) channels: u32,
    /// Bytes a block (a texel, for formats that are not compressed).
    pub(crate) bytes: u32,
}

/// The texels of a format as NumPy sees them: packed formats as one unsigned integer, compressed
/// ones as the bytes of their blocks. None for an aspect that cannot be copied.
pub(crate) fn texel(format: wgpu::TextureFormat, aspect: wgpu::TextureAspect) -> Option<Texel> {
    use wgpu::TextureFormat as F;
    let plain = match aspect {
        wgpu::TextureAspect::All => format,
        _ => format.aspect_specific_format(aspect)?,
    };
    let bytes = format
        .block_copy_size(Some(aspect))
        .or_else(|| plain.block_copy_size(None))?;
    let (dtype, channels) = match plain {
        F::R8Unorm | F::R8Uint | F::Stencil8 => ("uint8", 1),
        F::R8Snorm | F::R8Sint => ("int8", 1),
        F::Rg8Unorm | F::Rg8Uint => ("uint8", 2),
        F::Rg8Snorm | F::Rg8Sint => ("int8", 2),
        F::Rgba8Unorm | F::Rgba8UnormSrgb | F::Rgba8Uint | F::Bgra8Unorm | F::Bgra8UnormSrgb => {
            ("uint8", 4)
        }
        F::Rgba8Snorm | F::Rgba8Sint => ("int8", 4),
        F::R16Unorm | F::R16Uint | F::Depth16Unorm => ("uint16", 1),
        F::R16Snorm | F::R16Sint => ("int16", 1),
        F::R16Float => ("float16", 1),
        F::Rg16Unorm | F::Rg16Uint => ("uint16", 2),
        F::Rg16Snorm | F::Rg16Sint => ("int16", 2),
        F::Rg16Float => ("float16", 2),
        F::Rgba16Unorm | F::Rgba16Uint => ("uint16", 4),
        F::Rgba16Snorm | F::Rgba16Sint => ("int16", 4),
        F::Rgba16Float => ("float16", 4),
        F::R32Uint => ("uint32", 1),
        F::R32Sint => ("int32", 1),
        F::R32Float | F::Depth32Float => ("float32", 1),
        F::R64Uint => ("uint64", 1),
        F::Rg32Uint => ("uint32", 2),
        F::Rg32Sint => ("int32", 2),
        F::Rg32Float => ("float32", 2),
        F::Rgba32Uint => ("uint32", 4),
        F::Rgba32Sint => ("int32", 4),
        F::Rgba32Float => ("float32", 4),
        F::Rgb10a2Uint | F::Rgb10a2Unorm | F::Rg11b10Ufloat | F::Rgb9e5Ufloat => ("uint32", 1),
        // Compressed blocks, and what has no plain texel.
        _ => ("uint8", bytes),
    };
    Some(Texel {
        dtype,
        channels,
        bytes,
    })
}
