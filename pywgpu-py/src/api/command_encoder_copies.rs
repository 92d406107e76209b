//! Copies and clears, which an encoder records outside passes.

use pyo3::prelude::*;

use super::buffer::Buffer;
use super::command_encoder::CommandEncoder;
use super::recording::check_copied;
use super::texture::Texture;
use super::texture_data::TextureCopy;
use crate::core::error::ValidationError;
use crate::types::convert::{Fit, FromPy, Record, number};

/// A buffer with a layout of texels in it.
struct BufferCopy<'py> {
    buffer: Bound<'py, Buffer>,
    layout: wgpu::TexelCopyBufferLayout,
}

/// `layout` as in wgpu, or its fields beside `buffer` as in WebGPU.
impl<'py> FromPy<'py> for BufferCopy<'py> {
    fn from_py(value: &Bound<'py, PyAny>) -> Fit<Self> {
        let py = value.py();
        let record = Record::open(
            value,
            "TexelCopyBufferInfo",
            &[
                "buffer",
                "layout",
                "offset",
                "bytes_per_row",
                "rows_per_image",
            ],
        )?;
        let buffer = record.field(pyo3::intern!(py, "buffer"), None)?;
        let layout: Option<wgpu::TexelCopyBufferLayout> =
            record.field(pyo3::intern!(py, "layout"), Some(None))?;
        let layout = match layout {
            Some(layout) => layout,
            None => wgpu::TexelCopyBufferLayout {
                offset: record.field(pyo3::intern!(py, "offset"), Some(0))?,
                bytes_per_row: record.field(pyo3::intern!(py, "bytes_per_row"), Some(None))?,
                rows_per_image: record.field(pyo3::intern!(py, "rows_per_image"), Some(None))?,
            },
        };
        Ok(Self { buffer, layout })
    }
}

impl BufferCopy<'_> {
    fn info(&self) -> wgpu::TexelCopyBufferInfo<'_> {
        wgpu::TexelCopyBufferInfo {
            buffer: &self.buffer.get().inner,
            layout: self.layout,
        }
    }
}

#[pymethods]
impl CommandEncoder {
    /// Copies bytes between buffers.
    ///
    /// Args:
    ///     source: Where from, with the usage COPY_SRC.
    ///     source_offset: Where to start in it, in bytes: a multiple of 4.
    ///     destination: Where to, with the usage COPY_DST; another buffer.
    ///     destination_offset: Where to start in it, in bytes: a multiple of 4.
    ///     copy_size: How many bytes, a multiple of 4; to the end of the source without it.
    ///
    /// Raises:
    ///     ValidationError: A usage is missing, the range does not lie within the buffers or is no
    ///         multiple of 4, or both are the same.
    #[pyo3(signature = (source, source_offset, destination, destination_offset, copy_size = None))]
    fn copy_buffer_to_buffer(
        &self,
        source: &Bound<'_, Buffer>,
        #[pyo3(from_py_with = number)] source_offset: u64,
        destination: &Bound<'_, Buffer>,
        #[pyo3(from_py_with = number)] destination_offset: u64,
        #[pyo3(from_py_with = number)] copy_size: Option<u64>,
    ) -> PyResult<()> {
        const CALL: &str = "copy_buffer_to_buffer";
        let (source, destination) = (source.get(), destination.get());
        self.own(source, CALL)?;
        self.own(destination, CALL)?;
        if *source.inner == *destination.inner {
            return Err(ValidationError::new_err(format!(
                "{CALL}: expected two buffers; source and destination are the same; copy through \
                 another one"
            )));
        }
        let rest = source.inner.size().saturating_sub(source_offset);
        let size = copy_size.unwrap_or(rest);
        check_copied(
            source,
            source_offset,
            size,
            &format_args!("{CALL}: source"),
            wgpu::BufferUsages::COPY_SRC,
        )?;
        check_copied(
            destination,
            destination_offset,
            size,
            &format_args!("{CALL}: destination"),
            wgpu::BufferUsages::COPY_DST,
        )?;
        self.record(CALL, |encoder| {
            encoder.copy_buffer_to_buffer(
                &source.inner,
                source_offset,
                &destination.inner,
                destination_offset,
                copy_size,
            );
        })
    }

    /// Copies texels from a buffer.
    fn copy_buffer_to_texture(
        &self,
        source: &Bound<'_, PyAny>,
        destination: &Bound<'_, PyAny>,
        copy_size: &Bound<'_, PyAny>,
    ) -> PyResult<()> {
        const CALL: &str = "copy_buffer_to_texture";
        let source = BufferCopy::from_py(source).map_err(|e| e.in_field("source").raise(CALL))?;
        let destination =
            TextureCopy::from_py(destination).map_err(|e| e.in_field("destination").raise(CALL))?;
        let size =
            wgpu::Extent3d::from_py(copy_size).map_err(|e| e.in_field("copy_size").raise(CALL))?;
        self.own(source.buffer.get(), CALL)?;
        self.shared()
            .same(&destination.texture.get().shared, CALL, "the texture")?;
        self.record(CALL, |encoder| {
            encoder.copy_buffer_to_texture(source.info(), destination.info(), size);
        })
    }

    /// Copies texels into a buffer, in rows of a multiple of 256 bytes.
    fn copy_texture_to_buffer(
        &self,
        source: &Bound<'_, PyAny>,
        destination: &Bound<'_, PyAny>,
        copy_size: &Bound<'_, PyAny>,
    ) -> PyResult<()> {
        const CALL: &str = "copy_texture_to_buffer";
        let source = TextureCopy::from_py(source).map_err(|e| e.in_field("source").raise(CALL))?;
        let destination =
            BufferCopy::from_py(destination).map_err(|e| e.in_field("destination").raise(CALL))?;
        let size =
            wgpu::Extent3d::from_py(copy_size).map_err(|e| e.in_field("copy_size").raise(CALL))?;
        self.own(destination.buffer.get(), CALL)?;
        self.shared()
            .same(&source.texture.get().shared, CALL, "the texture")?;
        self.record(CALL, |encoder| {
            encoder.copy_texture_to_buffer(source.info(), destination.info(), size);
        })
    }

    /// Copies texels between textures.
    fn copy_texture_to_texture(
        &self,
        source: &Bound<'_, PyAny>,
        destination: &Bound<'_, PyAny>,
        copy_size: &Bound<'_, PyAny>,
    ) -> PyResult<()> {
        const CALL: &str = "copy_texture_to_texture";
        let source = TextureCopy::from_py(source).map_err(|e| e.in_field("source").raise(CALL))?;
        let destination =
            TextureCopy::from_py(destination).map_err(|e| e.in_field("destination").raise(CALL))?;
        let size =
            wgpu::Extent3d::from_py(copy_size).map_err(|e| e.in_field("copy_size").raise(CALL))?;
        self.shared()
            .same(&source.texture.get().shared, CALL, "the source")?;
        self.shared()
            .same(&destination.texture.get().shared, CALL, "the destination")?;
        self.record(CALL, |encoder| {
            encoder.copy_texture_to_texture(source.info(), destination.info(), size);
        })
    }

    /// Fills a texture, or a part of it, with zeros.
    ///
    /// Raises:
    ///     ValidationError: There are no such levels or layers.
    #[pyo3(signature = (texture, subresource_range = None))]
    fn clear_texture(
        &self,
        texture: &Bound<'_, Texture>,
        subresource_range: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<()> {
        const CALL: &str = "clear_texture";
        let range = subresource_range
            .map(wgpu::ImageSubresourceRange::from_py)
            .transpose()
            .map_err(|e| e.in_field("subresource_range").raise(CALL))?
            .unwrap_or_default();
        let texture = texture.get();
        self.shared().same(&texture.shared, CALL, "the texture")?;
        texture.check_part(
            CALL,
            (range.base_mip_level, range.mip_level_count),
            (range.base_array_layer, range.array_layer_count),
        )?;
        self.record(CALL, |encoder| {
            encoder.clear_texture(&texture.inner, &range);
        })
    }

    /// Fills a buffer, or a part of it, with zeros.
    ///
    /// Raises:
    ///     ValidationError: It has not the usage COPY_DST, or the range does not lie within it or is
    ///         no multiple of 4.
    #[pyo3(signature = (buffer, offset = 0, size = None))]
    fn clear_buffer(
        &self,
        buffer: &Bound<'_, Buffer>,
        #[pyo3(from_py_with = number)] offset: u64,
        #[pyo3(from_py_with = number)] size: Option<u64>,
    ) -> PyResult<()> {
        const CALL: &str = "clear_buffer";
        let buffer = buffer.get();
        self.own(buffer, CALL)?;
        let rest = buffer.inner.size().saturating_sub(offset);
        check_copied(
            buffer,
            offset,
            size.unwrap_or(rest),
            &CALL,
            wgpu::BufferUsages::COPY_DST,
        )?;
        self.record(CALL, |encoder| {
            encoder.clear_buffer(&buffer.inner, offset, size);
        })
    }
}
