//! Arrays into textures, and textures into arrays.

use std::sync::Arc;
use std::time::Duration;

use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyTuple;

use super::arrays::{Form, LARGE, dtype, empty};
use super::reading::Copyback;
use super::texture::{Texture, refused};
use crate::core::error::ValidationError;
use crate::core::guard::call;
use crate::core::metrics;
use crate::core::shared::Shared;
use crate::hal::host;
use crate::types::convert::{Fit, FromPy, Record};
use crate::types::enums::Named;
use crate::types::formats::{Texel, texel, texture_name};

/// A place in a texture.
pub(crate) struct TextureCopy<'py> {
    pub(crate) texture: Bound<'py, Texture>,
    pub(crate) mip_level: u32,
    pub(crate) origin: wgpu::Origin3d,
    pub(crate) aspect: wgpu::TextureAspect,
}

impl<'py> FromPy<'py> for TextureCopy<'py> {
    fn from_py(value: &Bound<'py, PyAny>) -> Fit<Self> {
        if let Ok(texture) = value.cast::<Texture>() {
            return Ok(Self {
                texture: texture.clone(),
                mip_level: 0,
                origin: wgpu::Origin3d::ZERO,
                aspect: wgpu::TextureAspect::All,
            });
        }
        let py = value.py();
        let record = Record::open(
            value,
            "TexelCopyTextureInfo",
            &["texture", "mip_level", "origin", "aspect"],
        )?;
        Ok(Self {
            texture: record.field(pyo3::intern!(py, "texture"), None)?,
            mip_level: record.field(pyo3::intern!(py, "mip_level"), Some(0))?,
            origin: record.field(pyo3::intern!(py, "origin"), Some(wgpu::Origin3d::ZERO))?,
            aspect: record.field(pyo3::intern!(py, "aspect"), Some(wgpu::TextureAspect::All))?,
        })
    }
}

impl TextureCopy<'_> {
    pub(crate) fn info(&self) -> wgpu::TexelCopyTextureInfo<'_> {
        wgpu::TexelCopyTextureInfo {
            texture: &self.texture.get().inner,
            mip_level: self.mip_level,
            origin: self.origin,
            aspect: self.aspect,
        }
    }

    /// The size of the mip level, or an error where there is no such level.
    fn level(&self, call: &str) -> PyResult<wgpu::Extent3d> {
        let texture = &self.texture.get().inner;
        // Beyond 2 to the 31 no block fits; wgpu counts without looking.
        let size = texture.size();
        if texture.mip_level_count() == 0 || size.width.max(size.height) > i32::MAX.unsigned_abs() {
            return Err(refused(call));
        }
        if self.mip_level >= texture.mip_level_count() {
            return Err(PyValueError::new_err(format!(
                "{call}: mip_level: expected a level from 0 to {}; got {}",
                texture.mip_level_count() - 1,
                self.mip_level
            )));
        }
        Ok(size.mip_level_size(self.mip_level, texture.dimension()))
    }
}

/// A part of a mip level, and the array that it is.
pub(crate) struct Region {
    pub(crate) size: wgpu::Extent3d,
    texel: Texel,
    /// Blocks along x and y, and images.
    columns: u32,
    rows: u32,
    images: u32,
    shape: Vec<u32>,
}

impl Region {
    pub(crate) fn new(
        copy: &TextureCopy<'_>,
        size: Option<wgpu::Extent3d>,
        call: &str,
    ) -> PyResult<Self> {
        let texture = copy.texture.get();
        let format = texture.inner.format();
        let texel = texel(format, copy.aspect).ok_or_else(|| {
            let is_whole = copy.aspect == wgpu::TextureAspect::All;
            let advice = if format.is_combined_depth_stencil_format() && is_whole {
                "choose the aspect \"depth-only\" or \"stencil-only\""
            } else if !is_whole && !format.is_depth_stencil_format() {
                "leave `aspect` out"
            } else if format.has_depth_aspect() {
                "24-bit depths cannot be copied; use depth32float or depth16unorm"
            } else {
                "use another format, or a shader that writes what you need into a buffer"
            };
            ValidationError::new_err(format!(
                "{call}: expected a format and an aspect that can be copied; got {} with the \
                 aspect \"{}\"; {advice}",
                texture_name(format),
                copy.aspect.name(),
            ))
        })?;
        let level = copy.level(call)?;
        let origin = copy.origin;
        let rest = |whole: u32, start: u32| whole.saturating_sub(start);
        let size = size.unwrap_or(wgpu::Extent3d {
            width: rest(level.width, origin.x),
            height: rest(level.height, origin.y),
            depth_or_array_layers: rest(level.depth_or_array_layers, origin.z),
        });
        // Levels of compressed textures end in whole blocks.
        let physical = level.physical_size(format);
        let beyond = |start: u32, length: u32, end: u32| {
            length == 0 || start.checked_add(length).is_none_or(|last| last > end)
        };
        if beyond(origin.x, size.width, physical.width)
            || beyond(origin.y, size.height, physical.height)
            || beyond(
                origin.z,
                size.depth_or_array_layers,
                physical.depth_or_array_layers,
            )
        {
            return Err(PyValueError::new_err(format!(
                "{call}: expected a part of at least one texel within the {}x{}x{} texels of mip \
                 level {}; got {}x{}x{} at {:?}",
                level.width,
                level.height,
                level.depth_or_array_layers,
                copy.mip_level,
                size.width,
                size.height,
                size.depth_or_array_layers,
                origin,
            )));
        }
        let (block_width, block_height) = format.block_dimensions();
        let columns = size.width.div_ceil(block_width);
        let rows = size.height.div_ceil(block_height);
        let images = size.depth_or_array_layers;
        let mut shape = Vec::with_capacity(4);
        match texture.inner.dimension() {
            wgpu::TextureDimension::D1 => shape.push(columns),
            wgpu::TextureDimension::D2 => {
                if texture.inner.depth_or_array_layers() > 1 {
                    shape.push(images);
                }
                shape.extend([rows, columns]);
            }
            wgpu::TextureDimension::D3 => shape.extend([images, rows, columns]),
        }
        if texel.channels > 1 {
            shape.push(texel.channels);
        }
        Ok(Self {
            size,
            texel,
            columns,
            rows,
            images,
            shape,
        })
    }

    /// Bytes of a row of blocks.
    fn row(&self) -> u32 {
        self.columns.saturating_mul(self.texel.bytes)
    }

    /// Bytes of all of it, without padding.
    fn bytes(&self) -> u64 {
        u64::from(self.row()) * u64::from(self.rows) * u64::from(self.images)
    }
}

/// That an array has the dtype and the shape of a region; what is no array is counted in bytes.
fn check_array(
    data: &Bound<'_, PyAny>,
    region: &Region,
    format: wgpu::TextureFormat,
    call: &str,
    name: &str,
) -> PyResult<()> {
    let (Some(given), Some(shape)) = (data.getattr_opt("dtype")?, data.getattr_opt("shape")?)
    else {
        return Ok(());
    };
    let py = data.py();
    let expected = dtype(py, region.texel.dtype)?;
    let given_name = given.str()?.to_string();
    // Other libraries write `torch.float32`.
    let plain = given_name
        .rsplit('.')
        .next()
        .unwrap_or(&given_name)
        .to_owned();
    let same_dtype = given.eq(&expected)? || plain == region.texel.dtype;
    let sides: Vec<u32> = shape.extract().unwrap_or_default();
    let trailing_one = region.texel.channels == 1
        && sides.len() == region.shape.len() + 1
        && sides.last() == Some(&1)
        && sides.starts_with(&region.shape);
    if !same_dtype {
        return Err(PyTypeError::new_err(format!(
            "{call}: {name}: expected {} for {}; got {given_name}; use {name}.astype(\"{}\") or \
             {name}.view(\"{}\")",
            region.texel.dtype,
            texture_name(format),
            region.texel.dtype,
            region.texel.dtype,
        )));
    }
    if sides != region.shape && !trailing_one {
        return Err(PyValueError::new_err(format!(
            "{call}: {name}: expected the shape {} for {}x{}x{} texels of {}; got {}; reshape it, \
             or give `size`",
            shown(&region.shape),
            region.size.width,
            region.size.height,
            region.size.depth_or_array_layers,
            texture_name(format),
            shown(&sides),
        )));
    }
    Ok(())
}

/// Writes an array, or bytes in a given layout, into a texture.
pub(crate) fn write_bytes(
    py: Python<'_>,
    shared: &Arc<Shared>,
    copy: &TextureCopy<'_>,
    data: &Bound<'_, PyAny>,
    layout: Option<wgpu::TexelCopyBufferLayout>,
    size: Option<wgpu::Extent3d>,
    name: &str,
) -> PyResult<()> {
    let queue = shared.queue()?;
    let texture = copy.texture.get();
    shared.same(&texture.shared, name, "the texture")?;
    if !texture
        .inner
        .usage()
        .contains(wgpu::TextureUsages::COPY_DST)
    {
        return Err(no_usage(texture, name, "written", "COPY_DST"));
    }
    check_samples(texture, name)?;
    let region = Region::new(copy, size, name)?;
    check_writable(texture.inner.format(), copy.aspect, name)?;
    if layout.is_none() {
        check_array(data, &region, texture.inner.format(), name, "data")?;
    }
    host::with_bytes(data, name, "data", |bytes| {
        let length = bytes.len() as u64;
        if layout.is_none() && length != region.bytes() {
            return Err(PyValueError::new_err(format!(
                "{name}: data: expected {} bytes for the shape {} of {}; got {length}",
                region.bytes(),
                shown(&region.shape),
                region.texel.dtype,
            )));
        }
        let layout = layout.unwrap_or(wgpu::TexelCopyBufferLayout {
            offset: 0,
            bytes_per_row: Some(region.row()),
            rows_per_image: Some(region.rows),
        });
        metrics::add(&shared.metrics.writes, 1);
        metrics::add(&shared.metrics.bytes_written, length);
        let write = || call(|| queue.write_texture(copy.info(), bytes, layout, region.size));
        if bytes.len() < LARGE {
            return write();
        }
        let info = copy.info();
        py.detach(|| call(|| queue.write_texture(info, bytes, layout, region.size)))
    })
}

/// That the aspect can be written: WebGPU keeps depths of 32 bits to what was drawn.
fn check_writable(
    format: wgpu::TextureFormat,
    aspect: wgpu::TextureAspect,
    call: &str,
) -> PyResult<()> {
    if format.aspect_specific_format(aspect) != Some(wgpu::TextureFormat::Depth32Float) {
        return Ok(());
    }
    Err(ValidationError::new_err(format!(
        "{call}: expected a format that can be written; got the depths of {}; draw them, with \
         @builtin(frag_depth), or use depth16unorm",
        texture_name(format)
    )))
}

/// That there is one sample a texel: others cannot be copied.
fn check_samples(texture: &Texture, call: &str) -> PyResult<()> {
    let samples = texture.inner.sample_count();
    if samples == 1 {
        return Ok(());
    }
    Err(ValidationError::new_err(format!(
        "{call}: expected a texture with one sample a texel; {} has {samples}; resolve it into another \
         texture, the `resolve_target` of a render pass, and take that",
        who(texture)
    )))
}

/// A shape as NumPy writes it.
fn shown(shape: &[u32]) -> String {
    let sides: Vec<String> = shape.iter().map(u32::to_string).collect();
    let comma = if shape.len() == 1 { "," } else { "" };
    format!("({}{comma})", sides.join(", "))
}

fn who(texture: &Texture) -> String {
    match &texture.label {
        Some(label) => format!("texture '{label}'"),
        None => "this one".to_owned(),
    }
}

fn no_usage(texture: &Texture, call: &str, what: &str, usage: &str) -> PyErr {
    let who = who(texture);
    ValidationError::new_err(format!(
        "{call}: expected a texture with the usage {usage}, so that it can be {what}; {who} has \
         {}; add {usage} where it is made",
        crate::types::flags::set_names(&texture.inner.usage()).join(" | ")
    ))
}

/// Starts to read a region of a texture.
pub(crate) fn start_read(
    py: Python<'_>,
    copy: &TextureCopy<'_>,
    region: &Region,
    out: Option<&Bound<'_, PyAny>>,
    limit: Option<Duration>,
    name: &str,
) -> PyResult<(Copyback, Form)> {
    let texture = copy.texture.get();
    if !texture
        .inner
        .usage()
        .contains(wgpu::TextureUsages::COPY_SRC)
    {
        return Err(no_usage(texture, name, "read", "COPY_SRC"));
    }
    check_samples(texture, name)?;
    let array = match out {
        Some(out) => {
            check_array(out, region, texture.inner.format(), name, "out")?;
            let length = host::with_bytes_mut(out, name, "out", |bytes| Ok(bytes.len() as u64))?;
            if length != region.bytes() {
                return Err(PyValueError::new_err(format!(
                    "{name}: out: expected {} bytes for the shape {} of {}; got {length}",
                    region.bytes(),
                    shown(&region.shape),
                    region.texel.dtype,
                )));
            }
            out.clone()
        }
        None => empty(
            py,
            PyTuple::new(py, &region.shape)?,
            &dtype(py, region.texel.dtype)?,
        )?,
    };
    let row = region.row();
    let stride = row.next_multiple_of(wgpu::COPY_BYTES_PER_ROW_ALIGNMENT);
    let rows = region.rows.saturating_mul(region.images);
    // The last row needs no padding, and wgpu asks for none.
    let size = u64::from(stride) * u64::from(rows.saturating_sub(1)) + u64::from(row);
    let copyback = Copyback::of_texture(
        py,
        &texture.shared,
        size.next_multiple_of(4),
        limit,
        |encoder, staging| {
            encoder.copy_texture_to_buffer(
                copy.info(),
                wgpu::TexelCopyBufferInfo {
                    buffer: staging,
                    layout: wgpu::TexelCopyBufferLayout {
                        offset: 0,
                        bytes_per_row: Some(stride),
                        rows_per_image: Some(region.rows),
                    },
                },
                region.size,
            );
        },
    )?;
    let form = Form::Rows {
        array: array.unbind(),
        row: row as usize,
        stride: stride as usize,
    };
    Ok((copyback, form))
}
