//! What wgpu knows of texture and vertex formats, for `pywgpu.types.formats`.

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use wgpu::util::TextureFormatExt as _;
use wgpu::{Extent3d, Features, TextureAspect, TextureFormat, VertexFormat};

use super::convert::{FromPy, Misfit};
use super::enums::Named;
use super::{features, formats};
use crate::core::guard::call;

fn read<'py, T: FromPy<'py>>(value: &Bound<'py, PyAny>, name: &str) -> PyResult<T> {
    T::from_py(value).map_err(|error: Box<Misfit>| error.in_field(name).raise("formats"))
}

/// What holds for a texture format on every device.
#[pyfunction]
pub(crate) fn texture_format<'py>(
    py: Python<'py>,
    format: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyDict>> {
    let format: TextureFormat = read(format, "format")?;
    let dict = PyDict::new(py);
    dict.set_item("planes", format.planes())?;
    dict.set_item("channels", format.channels().bits())?;
    dict.set_item("has_color_aspect", format.has_color_aspect())?;
    dict.set_item("has_depth_aspect", format.has_depth_aspect())?;
    dict.set_item("has_stencil_aspect", format.has_stencil_aspect())?;
    dict.set_item(
        "size_multiple_requirement",
        format.size_multiple_requirement(),
    )?;
    dict.set_item("block_dimensions", format.block_dimensions())?;
    dict.set_item("is_compressed", format.is_compressed())?;
    dict.set_item("is_bcn", format.is_bcn())?;
    dict.set_item("is_astc", format.is_astc())?;
    dict.set_item(
        "required_features",
        features::bits(format.required_features()),
    )?;
    dict.set_item("target_pixel_byte_cost", format.target_pixel_byte_cost())?;
    dict.set_item(
        "target_component_alignment",
        format.target_component_alignment(),
    )?;
    dict.set_item("components", format.components())?;
    dict.set_item("is_srgb", format.is_srgb())?;
    dict.set_item(
        "remove_srgb_suffix",
        formats::texture_name(format.remove_srgb_suffix()),
    )?;
    dict.set_item(
        "add_srgb_suffix",
        formats::texture_name(format.add_srgb_suffix()),
    )?;
    // wgpu answers only for planes where there are some; the whole is as large as the texture.
    let planes: Vec<(u32, u32)> = std::iter::once((1, 1))
        .chain(
            (0..format.planes().unwrap_or(0)).map(|plane| format.subsampling_factors(Some(plane))),
        )
        .collect();
    dict.set_item("subsampling_factors", planes)?;
    dict.set_item(
        "storage_format",
        format
            .to_storage_format()
            .map(wgpu::naga::common::wgsl::ToWgsl::to_wgsl),
    )?;
    dict.set_item("block_copy_size", format.block_copy_size(None))?;
    dict.set_item("aspects", aspects(py, format)?)?;
    Ok(dict)
}

/// Specific format, bytes of a block in copies and number of components of each aspect.
fn aspects<'py>(py: Python<'py>, format: TextureFormat) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(py);
    for &(name, aspect) in TextureAspect::NAMES {
        // wgpu answers only for aspects that a format has.
        if let Some(specific) = format.aspect_specific_format(aspect) {
            let size = format.block_copy_size(Some(aspect));
            let components = call(|| format.components_with_aspect(aspect))?;
            dict.set_item(name, (formats::texture_name(specific), size, components))?;
        }
    }
    Ok(dict)
}

/// How shaders see an aspect of a format, on a device with these features.
#[pyfunction]
#[pyo3(signature = (format, aspect, device_features))]
pub(crate) fn texture_sample_type<'py>(
    format: &Bound<'py, PyAny>,
    aspect: Option<&Bound<'py, PyAny>>,
    device_features: &Bound<'py, PyAny>,
) -> PyResult<Option<&'static str>> {
    let format: TextureFormat = read(format, "format")?;
    let aspect: Option<TextureAspect> = match aspect {
        Some(aspect) => Some(read(aspect, "aspect")?),
        None => None,
    };
    let features: Features = read(device_features, "device_features")?;
    call(|| format.sample_type(aspect, Some(features)).map(Named::name))
}

/// Usages (`TextureUsages`) and flags (`TextureFormatFeatureFlags`) that every device with these
/// features has for a format.
#[pyfunction]
pub(crate) fn texture_format_features<'py>(
    format: &Bound<'py, PyAny>,
    device_features: &Bound<'py, PyAny>,
) -> PyResult<(u32, u32)> {
    let format: TextureFormat = read(format, "format")?;
    let features: Features = read(device_features, "device_features")?;
    let found = format.guaranteed_format_features(features);
    Ok((found.allowed_usages.bits(), found.flags.bits()))
}

/// Bytes of a texture without mip levels, with no padding.
///
/// Raises:
///     ValueError: More bytes than 64 bits count.
#[pyfunction]
pub(crate) fn texture_footprint<'py>(
    format: &Bound<'py, PyAny>,
    size: &Bound<'py, PyAny>,
) -> PyResult<u64> {
    let format: TextureFormat = read(format, "format")?;
    let size: Extent3d = read(size, "size")?;
    // wgpu multiplies without looking, by at most 16 bytes for each texel.
    let texels = u64::from(size.width)
        .checked_mul(u64::from(size.height))
        .and_then(|texels| texels.checked_mul(u64::from(size.depth_or_array_layers)));
    if texels.is_none_or(|texels| texels > u64::MAX / 32) {
        return Err(PyValueError::new_err(format!(
            "formats: size: expected a texture whose bytes fit in 64 bits; got {}x{}x{}",
            size.width, size.height, size.depth_or_array_layers
        )));
    }
    call(|| format.theoretical_memory_footprint(size))
}

/// Size in bytes, and where acceleration structures take it, their least stride and its alignment.
#[pyfunction]
pub(crate) fn vertex_format(format: &Bound<'_, PyAny>) -> PyResult<(u64, Option<(u64, u64)>)> {
    use VertexFormat as F;
    let format: VertexFormat = read(format, "format")?;
    let traceable = matches!(
        format,
        F::Float16x2 | F::Float16x4 | F::Snorm16x2 | F::Snorm16x4 | F::Float32x2 | F::Float32x3
    );
    let strides = traceable.then(|| {
        (
            format.min_acceleration_structure_vertex_stride(),
            format.acceleration_structure_stride_alignment(),
        )
    });
    Ok((format.size(), strides))
}
