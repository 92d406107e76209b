//! New buffers, textures and bind groups with their content.

use std::sync::Arc;

use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;

use super::Label;
use super::bind_group::BindGroup;
use super::binding_resource::{Entries, Entry, GroupLayout, with_resources};
use super::buffer::Buffer;
use super::common_pipeline::Bindings;
use super::device::Device;
use super::texture::{Texture, refused};
use crate::core::error::ValidationError;
use crate::core::guard::call;
use crate::core::life::Held;
use crate::hal::host;

/// A level of a layer in the content of a texture.
struct Part {
    layer: u32,
    level: u32,
    size: wgpu::Extent3d,
    /// Bytes of a row of blocks.
    row: u32,
    /// Rows of blocks.
    rows: u32,
    length: usize,
}

impl Device {
    /// A buffer that starts with some bytes, rounded up to a multiple of four.
    pub(crate) fn buffer_with(
        &self,
        py: Python<'_>,
        label: Label,
        data: &Bound<'_, PyAny>,
        usage: wgpu::BufferUsages,
        (name, argument): (&str, &str),
    ) -> PyResult<Buffer> {
        let device = self.shared.usable()?;
        host::with_bytes(data, name, argument, |bytes| {
            let length = bytes.len() as u64;
            let create = || {
                let buffer = device.create_buffer(&wgpu::BufferDescriptor {
                    label: label.as_deref(),
                    size: length.next_multiple_of(wgpu::COPY_BUFFER_ALIGNMENT),
                    usage,
                    mapped_at_creation: length > 0,
                });
                if length > 0 {
                    // A buffer that was refused has no range; the error is told already.
                    if let Ok(mut view) = buffer.get_mapped_range_mut(..) {
                        view.slice(..bytes.len()).copy_from_slice(bytes);
                    }
                    buffer.unmap();
                }
                buffer
            };
            let inner = if bytes.len() < super::arrays::LARGE {
                call(create)
            } else {
                py.detach(|| call(create))
            }?;
            Ok(Buffer::new(inner, &self.shared, label.clone()))
        })
    }

    /// Fills all levels and layers of a texture.
    pub(crate) fn fill(
        &self,
        texture: &Texture,
        data: &Bound<'_, PyAny>,
        layers_first: bool,
        name: &str,
    ) -> PyResult<()> {
        let inner = &texture.inner;
        let format = inner.format();
        let queue = self.shared.queue()?;
        if !inner.usage().contains(wgpu::TextureUsages::COPY_DST) {
            return Err(PyValueError::new_err(format!(
                "{name}: usage: expected COPY_DST among the flags, so that it can be filled"
            )));
        }
        let Some(block) = format.block_copy_size(None) else {
            return Err(PyValueError::new_err(format!(
                "{name}: format: expected one whose texels can be copied; got {}",
                crate::types::formats::texture_name(format)
            )));
        };
        let (block_width, block_height) = format.block_dimensions();
        let layers = match inner.dimension() {
            wgpu::TextureDimension::D2 => inner.depth_or_array_layers(),
            wgpu::TextureDimension::D1 | wgpu::TextureDimension::D3 => 1,
        };
        let levels = inner.mip_level_count();
        if levels > 32 || layers > self.shared.limits.max_texture_array_layers {
            return Err(refused(name));
        }
        let mut parts = Vec::new();
        if layers_first {
            for layer in 0..layers {
                parts.extend((0..levels).map(|level| (layer, level)));
            }
        } else {
            for level in 0..levels {
                parts.extend((0..layers).map(|layer| (layer, level)));
            }
        }
        let parts: Vec<Part> = parts
            .into_iter()
            .map(|(layer, level)| {
                let mut size = inner.size().mip_level_size(level, inner.dimension());
                if inner.dimension() != wgpu::TextureDimension::D3 {
                    size.depth_or_array_layers = 1;
                }
                let rows = size.height.div_ceil(block_height);
                let row = size.width.div_ceil(block_width).saturating_mul(block);
                let lines = rows as usize * size.depth_or_array_layers as usize;
                Part {
                    layer,
                    level,
                    size,
                    row,
                    rows,
                    length: (row as usize).saturating_mul(lines),
                }
            })
            .collect();
        let whole = parts
            .iter()
            .fold(0, |sum: usize, part| sum.saturating_add(part.length));
        host::with_bytes(data, name, "data", |bytes| {
            if bytes.len() != whole {
                return Err(PyValueError::new_err(format!(
                    "{name}: data: expected {whole} bytes for {levels} mip levels of {layers} \
                     layers; got {}",
                    bytes.len()
                )));
            }
            let mut rest = bytes;
            for part in parts {
                let Some((content, after)) = rest.split_at_checked(part.length) else {
                    break;
                };
                rest = after;
                call(|| {
                    queue.write_texture(
                        wgpu::TexelCopyTextureInfo {
                            texture: inner,
                            mip_level: part.level,
                            origin: wgpu::Origin3d {
                                x: 0,
                                y: 0,
                                z: part.layer,
                            },
                            aspect: wgpu::TextureAspect::All,
                        },
                        content,
                        wgpu::TexelCopyBufferLayout {
                            offset: 0,
                            bytes_per_row: Some(part.row),
                            rows_per_image: Some(part.rows),
                        },
                        // Whole blocks, also at the end of a compressed level.
                        part.size.physical_size(format),
                    );
                })?;
            }
            Ok(())
        })
    }

    pub(crate) fn group(
        &self,
        py: Python<'_>,
        layout: &GroupLayout<'_>,
        entries: Entries<'_>,
        label: Label,
    ) -> PyResult<BindGroup> {
        const CALL: &str = "create_bind_group";
        let bindings: Option<&Arc<Bindings>> = match layout {
            GroupLayout::Layout(_) => None,
            GroupLayout::Compute(pipeline) => Some(&pipeline.get().bindings),
            GroupLayout::Render(pipeline) => Some(&pipeline.get().bindings),
        };
        let mut group = 0;
        let mut names = Vec::new();
        let is_named = matches!(entries, Entries::Named(_));
        let entries = match entries {
            Entries::Listed(entries) => entries,
            Entries::Named(named) => {
                let bindings = bindings.ok_or_else(|| {
                    PyTypeError::new_err(format!(
                        "{CALL}: layout: expected a pipeline, as the entries go by the names in \
                         its shader; got a BindGroupLayout; give a list of entries"
                    ))
                })?;
                let mut all = Vec::with_capacity(named.len());
                for (index, (name, resource)) in named.into_iter().enumerate() {
                    let (this_group, binding) = bindings.find(&name, CALL)?;
                    if index > 0 && this_group != group {
                        return Err(PyValueError::new_err(format!(
                            "{CALL}: entries: expected bindings of one group; `{name}` is in \
                             group {this_group}, others are in group {group}; make a bind group \
                             for each"
                        )));
                    }
                    group = this_group;
                    names.push((name, binding));
                    all.push(Entry { binding, resource });
                }
                all
            }
        };
        for entry in &entries {
            entry.resource.check(&self.shared)?;
        }
        let implied;
        let layout = match layout {
            GroupLayout::Layout(layout) => {
                self.shared.same(&layout.get().shared, CALL, "the layout")?;
                &*layout.get().inner
            }
            GroupLayout::Compute(pipeline) => {
                self.shared
                    .same(&pipeline.get().shared, CALL, "the pipeline")?;
                implied = call(|| pipeline.get().inner.get_bind_group_layout(group))?;
                &implied
            }
            GroupLayout::Render(pipeline) => {
                self.shared
                    .same(&pipeline.get().shared, CALL, "the pipeline")?;
                implied = call(|| pipeline.get().inner.get_bind_group_layout(group))?;
                &implied
            }
        };
        let inner = with_resources(&entries, |entries| {
            call(|| {
                self.shared
                    .device
                    .create_bind_group(&wgpu::BindGroupDescriptor {
                        label: label.as_deref(),
                        layout,
                        entries,
                    })
            })
        });
        let inner = match (inner, bindings) {
            (Ok(inner), _) => inner,
            (Err(error), Some(bindings)) if is_named => {
                let why = bindings.misfit(py, group, &names)?;
                return Err(why.map_or(error, |why| {
                    ValidationError::new_err(format!("{CALL}: {why}"))
                }));
            }
            (Err(error), _) => return Err(error),
        };
        Ok(BindGroup {
            inner: Held::new(inner),
            shared: self.shared.clone(),
            label,
        })
    }
}
