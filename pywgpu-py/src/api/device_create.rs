//! Making things with a device.

use std::num::NonZeroU32;
use std::sync::{Arc, Mutex};

use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use super::Label;
use super::bind_group::BindGroup;
use super::bind_group_layout::BindGroupLayout;
use super::binding_resource::{Entries, Entry, GroupLayout, with_resources};
use super::blas::{Blas, Sizes};
use super::buffer::Buffer;
use super::command_encoder::CommandEncoder;
use super::common_pipeline::{
    Bindings, Compilation, ComputeStage, Layout, MeshStage, Stage, TaskStage,
};
use super::compute_pipeline::ComputePipeline;
use super::device::{Device, only_label};
use super::external_texture::ExternalTexture;
use super::pipeline_cache::PipelineCache;
use super::pipeline_layout::PipelineLayout;
use super::query_set::QuerySet;
use super::render_bundle_encoder::{RenderBundleEncoder, Target};
use super::render_pipeline::RenderPipeline;
use super::sampler::Sampler;
use super::shader_module::{self, ShaderModule};
use super::texture::Texture;
use super::texture_view::TextureView;
use super::tlas::Tlas;
use crate::core::guard::call;
use crate::core::life::Held;
use crate::hal::{host, trusted};
use crate::types::convert::{Fit, FromPy, arguments};
use crate::types::records::{Constants, VertexBuffer};

struct VertexStage<'py> {
    stage: Stage<'py>,
    buffers: Vec<Option<VertexBuffer>>,
}

impl<'py> FromPy<'py> for VertexStage<'py> {
    fn from_py(value: &Bound<'py, PyAny>) -> Fit<Self> {
        Ok(Self {
            stage: Stage::read(value, "VertexState")?,
            buffers: Stage::list(value, "buffers")?,
        })
    }
}

struct FragmentStage<'py> {
    stage: Stage<'py>,
    targets: Vec<Option<wgpu::ColorTargetState>>,
}

impl<'py> FromPy<'py> for FragmentStage<'py> {
    fn from_py(value: &Bound<'py, PyAny>) -> Fit<Self> {
        Ok(Self {
            stage: Stage::read(value, "FragmentState")?,
            targets: Stage::list(value, "targets")?,
        })
    }
}

/// A square matrix that changes nothing.
fn identity<const N: usize>(side: usize) -> [f32; N] {
    let mut matrix = [0.0; N];
    for (index, number) in matrix.iter_mut().enumerate() {
        if index % (side + 1) == 0 {
            *number = 1.0;
        }
    }
    matrix
}

impl Device {
    /// A buffer that starts with some bytes, rounded up to a multiple of four.
    fn buffer_with(
        &self,
        py: Python<'_>,
        label: Label,
        data: &Bound<'_, PyAny>,
        usage: wgpu::BufferUsages,
        name: &str,
    ) -> PyResult<Buffer> {
        let device = self.shared.usable()?;
        host::with_bytes(data, name, "data", |bytes| {
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
            let inner = if bytes.len() < super::reading::LARGE {
                call(create)
            } else {
                py.detach(|| call(create))
            }?;
            Ok(Buffer::new(inner, &self.shared, label.clone()))
        })
    }

    /// Fills all levels and layers of a texture.
    fn fill(
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
        host::with_bytes(data, name, "data", |bytes| {
            let mut rest = bytes;
            for (layer, level) in parts {
                let mut size = inner.size().mip_level_size(level, inner.dimension());
                if inner.dimension() != wgpu::TextureDimension::D3 {
                    size.depth_or_array_layers = 1;
                }
                let columns = size.width.div_ceil(block_width);
                let rows = size.height.div_ceil(block_height);
                let row = columns.saturating_mul(block);
                let length = row as usize * rows as usize * size.depth_or_array_layers as usize;
                let Some((part, after)) = rest.split_at_checked(length) else {
                    return Err(PyValueError::new_err(format!(
                        "{name}: data: expected content for {levels} mip levels of {layers} \
                         layers; got only {} bytes",
                        bytes.len()
                    )));
                };
                rest = after;
                call(|| {
                    queue.write_texture(
                        wgpu::TexelCopyTextureInfo {
                            texture: inner,
                            mip_level: level,
                            origin: wgpu::Origin3d {
                                x: 0,
                                y: 0,
                                z: layer,
                            },
                            aspect: wgpu::TextureAspect::All,
                        },
                        part,
                        wgpu::TexelCopyBufferLayout {
                            offset: 0,
                            bytes_per_row: Some(row),
                            rows_per_image: Some(rows),
                        },
                        // Whole blocks, also at the end of a compressed level.
                        size.physical_size(format),
                    );
                })?;
            }
            if rest.is_empty() {
                return Ok(());
            }
            Err(PyValueError::new_err(format!(
                "{name}: data: {} bytes more than the texture holds",
                rest.len()
            )))
        })
    }

    fn group(
        &self,
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
                self.shared.same(&pipeline.get().shared, CALL, "the pipeline")?;
                implied = call(|| pipeline.get().inner.get_bind_group_layout(group))?;
                &implied
            }
            GroupLayout::Render(pipeline) => {
                self.shared.same(&pipeline.get().shared, CALL, "the pipeline")?;
                implied = call(|| pipeline.get().inner.get_bind_group_layout(group))?;
                &implied
            }
        };
        let inner = with_resources(&entries, |entries| {
            call(|| {
                self.shared.device.create_bind_group(&wgpu::BindGroupDescriptor {
                    label: label.as_deref(),
                    layout,
                    entries,
                })
            })
        })?;
        Ok(BindGroup {
            inner: Held::new(inner),
            shared: self.shared.clone(),
            label,
        })
    }

    /// That everything a pipeline is made of belongs to this device.
    fn check_pipeline(
        &self,
        call: &str,
        modules: &[&ShaderModule],
        layout: Option<&Bound<'_, PipelineLayout>>,
        cache: Option<&Bound<'_, PipelineCache>>,
    ) -> PyResult<()> {
        for module in modules {
            self.shared.same(&module.shared, call, "a shader")?;
        }
        if let Some(layout) = layout {
            self.shared.same(&layout.get().shared, call, "the layout")?;
        }
        if let Some(cache) = cache {
            self.shared.same(&cache.get().shared, call, "the cache")?;
        }
        Ok(())
    }
}

#[pymethods]
impl Device {
    /// A buffer.
    #[pyo3(signature = (descriptor = None, *, label = None, size = None, usage = None, mapped_at_creation = None))]
    fn create_buffer<'py>(
        &self,
        py: Python<'py>,
        descriptor: Option<&Bound<'py, PyAny>>,
        label: Option<&Bound<'py, PyAny>>,
        size: Option<&Bound<'py, PyAny>>,
        usage: Option<&Bound<'py, PyAny>>,
        mapped_at_creation: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Buffer> {
        arguments!(py, "create_buffer", descriptor;
            label: Label = None,
            size,
            usage,
            mapped_at_creation = false,
        );
        let device = self.shared.usable()?;
        let inner = call(|| {
            device.create_buffer(&wgpu::BufferDescriptor {
                label: label.as_deref(),
                size,
                usage,
                mapped_at_creation,
            })
        })?;
        Ok(Buffer::new(inner, &self.shared, label))
    }

    /// A buffer with content: anything with the buffer protocol.
    #[pyo3(signature = (descriptor = None, *, label = None, contents = None, usage = None))]
    fn create_buffer_init<'py>(
        &self,
        py: Python<'py>,
        descriptor: Option<&Bound<'py, PyAny>>,
        label: Option<&Bound<'py, PyAny>>,
        contents: Option<&Bound<'py, PyAny>>,
        usage: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Buffer> {
        arguments!(py, "create_buffer_init", descriptor;
            label: Label = None,
            contents: Bound<'py, PyAny>,
            usage,
        );
        self.buffer_with(py, label, &contents, usage, "create_buffer_init")
    }

    /// A texture.
    #[pyo3(signature = (descriptor = None, *, label = None, size = None, mip_level_count = None, sample_count = None, dimension = None, format = None, usage = None, view_formats = None))]
    #[expect(clippy::too_many_arguments, reason = "they are the fields of the descriptor")]
    fn create_texture<'py>(
        &self,
        py: Python<'py>,
        descriptor: Option<&Bound<'py, PyAny>>,
        label: Option<&Bound<'py, PyAny>>,
        size: Option<&Bound<'py, PyAny>>,
        mip_level_count: Option<&Bound<'py, PyAny>>,
        sample_count: Option<&Bound<'py, PyAny>>,
        dimension: Option<&Bound<'py, PyAny>>,
        format: Option<&Bound<'py, PyAny>>,
        usage: Option<&Bound<'py, PyAny>>,
        view_formats: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Texture> {
        arguments!(py, "create_texture", descriptor;
            label: Label = None,
            size,
            mip_level_count = 1,
            sample_count = 1,
            dimension = wgpu::TextureDimension::D2,
            format,
            usage,
            view_formats: Vec<wgpu::TextureFormat> = Vec::new(),
        );
        let device = self.shared.usable()?;
        let inner = call(|| {
            device.create_texture(&wgpu::TextureDescriptor {
                label: label.as_deref(),
                size,
                mip_level_count,
                sample_count,
                dimension,
                format,
                usage,
                view_formats: &view_formats,
            })
        })?;
        Ok(Texture {
            inner: Held::new(inner),
            shared: self.shared.clone(),
            label,
        })
    }

    /// A sampler.
    #[pyo3(signature = (descriptor = None, *, label = None, address_mode_u = None, address_mode_v = None, address_mode_w = None, mag_filter = None, min_filter = None, mipmap_filter = None, lod_min_clamp = None, lod_max_clamp = None, compare = None, anisotropy_clamp = None, border_color = None))]
    #[expect(clippy::too_many_arguments, reason = "they are the fields of the descriptor")]
    fn create_sampler<'py>(
        &self,
        py: Python<'py>,
        descriptor: Option<&Bound<'py, PyAny>>,
        label: Option<&Bound<'py, PyAny>>,
        address_mode_u: Option<&Bound<'py, PyAny>>,
        address_mode_v: Option<&Bound<'py, PyAny>>,
        address_mode_w: Option<&Bound<'py, PyAny>>,
        mag_filter: Option<&Bound<'py, PyAny>>,
        min_filter: Option<&Bound<'py, PyAny>>,
        mipmap_filter: Option<&Bound<'py, PyAny>>,
        lod_min_clamp: Option<&Bound<'py, PyAny>>,
        lod_max_clamp: Option<&Bound<'py, PyAny>>,
        compare: Option<&Bound<'py, PyAny>>,
        anisotropy_clamp: Option<&Bound<'py, PyAny>>,
        border_color: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Sampler> {
        arguments!(py, "create_sampler", descriptor;
            label: Label = None,
            address_mode_u = wgpu::AddressMode::ClampToEdge,
            address_mode_v = wgpu::AddressMode::ClampToEdge,
            address_mode_w = wgpu::AddressMode::ClampToEdge,
            mag_filter = wgpu::FilterMode::Nearest,
            min_filter = wgpu::FilterMode::Nearest,
            mipmap_filter = wgpu::MipmapFilterMode::Nearest,
            lod_min_clamp = 0.0,
            lod_max_clamp = 32.0,
            compare = None,
            anisotropy_clamp: u16 = 1,
            border_color = None,
        );
        let device = self.shared.usable()?;
        let inner = call(|| {
            device.create_sampler(&wgpu::SamplerDescriptor {
                label: label.as_deref(),
                address_mode_u,
                address_mode_v,
                address_mode_w,
                mag_filter,
                min_filter,
                mipmap_filter,
                lod_min_clamp,
                lod_max_clamp,
                compare,
                anisotropy_clamp,
                border_color,
            })
        })?;
        Ok(Sampler {
            inner: Held::new(inner),
            shared: self.shared.clone(),
            label,
        })
    }

    /// The layout of a bind group.
    #[pyo3(signature = (descriptor = None, *, label = None, entries = None))]
    fn create_bind_group_layout<'py>(
        &self,
        py: Python<'py>,
        descriptor: Option<&Bound<'py, PyAny>>,
        label: Option<&Bound<'py, PyAny>>,
        entries: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<BindGroupLayout> {
        arguments!(py, "create_bind_group_layout", descriptor;
            label: Label = None,
            entries: Vec<wgpu::BindGroupLayoutEntry>,
        );
        let device = self.shared.usable()?;
        let inner = call(|| {
            device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
                label: label.as_deref(),
                entries: &entries,
            })
        })?;
        Ok(BindGroupLayout {
            inner: Held::new(inner),
            shared: self.shared.clone(),
            label,
        })
    }

    /// A bind group.
    ///
    /// `entries` is a list of `{"binding": …, "resource": …}`. With a pipeline as `layout`, it may
    /// be a dict from the names in the shader to resources, all of one group.
    #[pyo3(signature = (descriptor = None, *, label = None, layout = None, entries = None))]
    fn create_bind_group<'py>(
        &self,
        py: Python<'py>,
        descriptor: Option<&Bound<'py, PyAny>>,
        label: Option<&Bound<'py, PyAny>>,
        layout: Option<&Bound<'py, PyAny>>,
        entries: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<BindGroup> {
        arguments!(py, "create_bind_group", descriptor;
            label: Label = None,
            layout: GroupLayout<'py>,
            entries: Entries<'py>,
        );
        self.shared.usable()?;
        self.group(&layout, entries, label)
    }

    /// The layout of a pipeline.
    #[pyo3(signature = (descriptor = None, *, label = None, bind_group_layouts = None, immediate_size = None))]
    fn create_pipeline_layout<'py>(
        &self,
        py: Python<'py>,
        descriptor: Option<&Bound<'py, PyAny>>,
        label: Option<&Bound<'py, PyAny>>,
        bind_group_layouts: Option<&Bound<'py, PyAny>>,
        immediate_size: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<PipelineLayout> {
        arguments!(py, "create_pipeline_layout", descriptor;
            label: Label = None,
            bind_group_layouts: Vec<Option<Bound<'py, BindGroupLayout>>> = Vec::new(),
            immediate_size = 0,
        );
        let device = self.shared.usable()?;
        for layout in bind_group_layouts.iter().flatten() {
            self.shared.same(&layout.get().shared, "create_pipeline_layout", "a layout")?;
        }
        let layouts: Vec<Option<&wgpu::BindGroupLayout>> = bind_group_layouts
            .iter()
            .map(|layout| layout.as_ref().map(|layout| &*layout.get().inner))
            .collect();
        let inner = call(|| {
            device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
                label: label.as_deref(),
                bind_group_layouts: &layouts,
                immediate_size,
            })
        })?;
        Ok(PipelineLayout {
            inner: Held::new(inner),
            shared: self.shared.clone(),
            label,
        })
    }

    /// A compute pipeline.
    ///
    /// `compute` may take the place of `module`, `entry_point` and `constants`, as in WebGPU.
    #[pyo3(signature = (descriptor = None, *, label = None, layout = None, module = None, entry_point = None, compilation_options = None, constants = None, cache = None, compute = None))]
    #[expect(clippy::too_many_arguments, reason = "they are the fields of the descriptor")]
    fn create_compute_pipeline<'py>(
        &self,
        py: Python<'py>,
        descriptor: Option<&Bound<'py, PyAny>>,
        label: Option<&Bound<'py, PyAny>>,
        layout: Option<&Bound<'py, PyAny>>,
        module: Option<&Bound<'py, PyAny>>,
        entry_point: Option<&Bound<'py, PyAny>>,
        compilation_options: Option<&Bound<'py, PyAny>>,
        constants: Option<&Bound<'py, PyAny>>,
        cache: Option<&Bound<'py, PyAny>>,
        compute: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<ComputePipeline> {
        arguments!(py, "create_compute_pipeline", descriptor;
            label: Label = None,
            layout: Layout<'py> = Layout(None),
            module: Option<Bound<'py, ShaderModule>> = None,
            entry_point: Option<String> = None,
            compilation_options: Option<super::common_pipeline::CompilationOptions> = None,
            constants: Option<Constants> = None,
            cache: Option<Bound<'py, PipelineCache>> = None,
            compute: Option<ComputeStage<'py>> = None,
        );
        const CALL: &str = "create_compute_pipeline";
        let device = self.shared.usable()?;
        let stage = match (module, compute) {
            (Some(module), None) => Stage {
                module,
                entry_point,
                options: Compilation::merged(compilation_options, constants),
            },
            (None, Some(stage)) => stage.0,
            (Some(_), Some(_)) | (None, None) => {
                return Err(PyTypeError::new_err(format!(
                    "{CALL}: expected either `module` or `compute`; got {}",
                    "both or none of them"
                )));
            }
        };
        let module = stage.module.get();
        self.check_pipeline(CALL, &[module], layout.0.as_ref(), cache.as_ref())?;
        let (layout, cache) = (layout.0.map(Bound::unbind), cache.map(Bound::unbind));
        let bindings = Bindings::of(&[module]);
        let inner = py.detach(|| {
            let constants = stage.options.constants();
            call(|| {
                device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
                    label: label.as_deref(),
                    layout: layout.as_ref().map(|layout| &*layout.get().inner),
                    module: &module.inner,
                    entry_point: stage.entry_point.as_deref(),
                    compilation_options: stage.options.options(&constants),
                    cache: cache.as_ref().map(|cache| &*cache.get().inner),
                })
            })
        })?;
        Ok(ComputePipeline {
            inner: Held::new(inner),
            shared: self.shared.clone(),
            bindings,
            label,
        })
    }

    /// A render pipeline.
    #[pyo3(signature = (descriptor = None, *, label = None, layout = None, vertex = None, primitive = None, depth_stencil = None, multisample = None, fragment = None, multiview_mask = None, cache = None))]
    #[expect(clippy::too_many_arguments, reason = "they are the fields of the descriptor")]
    fn create_render_pipeline<'py>(
        &self,
        py: Python<'py>,
        descriptor: Option<&Bound<'py, PyAny>>,
        label: Option<&Bound<'py, PyAny>>,
        layout: Option<&Bound<'py, PyAny>>,
        vertex: Option<&Bound<'py, PyAny>>,
        primitive: Option<&Bound<'py, PyAny>>,
        depth_stencil: Option<&Bound<'py, PyAny>>,
        multisample: Option<&Bound<'py, PyAny>>,
        fragment: Option<&Bound<'py, PyAny>>,
        multiview_mask: Option<&Bound<'py, PyAny>>,
        cache: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<RenderPipeline> {
        arguments!(py, "create_render_pipeline", descriptor;
            label: Label = None,
            layout: Layout<'py> = Layout(None),
            vertex: VertexStage<'py>,
            primitive = wgpu::PrimitiveState::default(),
            depth_stencil = None,
            multisample = wgpu::MultisampleState::default(),
            fragment: Option<FragmentStage<'py>> = None,
            multiview_mask: Option<NonZeroU32> = None,
            cache: Option<Bound<'py, PipelineCache>> = None,
        );
        const CALL: &str = "create_render_pipeline";
        let device = self.shared.usable()?;
        let mut modules = vec![vertex.stage.module.get()];
        if let Some(fragment) = &fragment {
            modules.push(fragment.stage.module.get());
        }
        self.check_pipeline(CALL, &modules, layout.0.as_ref(), cache.as_ref())?;
        let bindings = Bindings::of(&modules);
        let (layout, cache) = (layout.0.map(Bound::unbind), cache.map(Bound::unbind));
        let VertexStage { stage, buffers } = vertex;
        let (vertex, vertex_entry) = (stage.module.unbind(), stage.entry_point);
        let vertex_options = stage.options;
        let fragment = fragment.map(|fragment| {
            let FragmentStage { stage, targets } = fragment;
            (stage.module.unbind(), stage.entry_point, stage.options, targets)
        });
        let inner = py.detach(|| {
            let buffers: Vec<Option<wgpu::VertexBufferLayout<'_>>> = buffers
                .iter()
                .map(|buffer| buffer.as_ref().map(VertexBuffer::layout))
                .collect();
            let vertex_constants = vertex_options.constants();
            let fragment_constants = fragment.as_ref().map(|fragment| fragment.2.constants());
            let fragment_constants = fragment_constants.unwrap_or_default();
            call(|| {
                device.create_render_pipeline(&wgpu::RenderPipelineDescriptor {
                    label: label.as_deref(),
                    layout: layout.as_ref().map(|layout| &*layout.get().inner),
                    vertex: wgpu::VertexState {
                        module: &vertex.get().inner,
                        entry_point: vertex_entry.as_deref(),
                        compilation_options: vertex_options.options(&vertex_constants),
                        buffers: &buffers,
                    },
                    primitive,
                    depth_stencil,
                    multisample,
                    fragment: fragment.as_ref().map(|(module, entry, options, targets)| {
                        wgpu::FragmentState {
                            module: &module.get().inner,
                            entry_point: entry.as_deref(),
                            compilation_options: options.options(&fragment_constants),
                            targets,
                        }
                    }),
                    multiview_mask,
                    cache: cache.as_ref().map(|cache| &*cache.get().inner),
                })
            })
        })?;
        Ok(RenderPipeline {
            inner: Held::new(inner),
            shared: self.shared.clone(),
            bindings,
            label,
        })
    }

    /// A pipeline with a mesh shader in place of vertices.
    #[pyo3(signature = (descriptor = None, *, label = None, layout = None, task = None, mesh = None, primitive = None, depth_stencil = None, multisample = None, fragment = None, multiview = None, cache = None))]
    #[expect(clippy::too_many_arguments, reason = "they are the fields of the descriptor")]
    fn create_mesh_pipeline<'py>(
        &self,
        py: Python<'py>,
        descriptor: Option<&Bound<'py, PyAny>>,
        label: Option<&Bound<'py, PyAny>>,
        layout: Option<&Bound<'py, PyAny>>,
        task: Option<&Bound<'py, PyAny>>,
        mesh: Option<&Bound<'py, PyAny>>,
        primitive: Option<&Bound<'py, PyAny>>,
        depth_stencil: Option<&Bound<'py, PyAny>>,
        multisample: Option<&Bound<'py, PyAny>>,
        fragment: Option<&Bound<'py, PyAny>>,
        multiview: Option<&Bound<'py, PyAny>>,
        cache: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<RenderPipeline> {
        arguments!(py, "create_mesh_pipeline", descriptor;
            label: Label = None,
            layout: Layout<'py> = Layout(None),
            task: Option<TaskStage<'py>> = None,
            mesh: MeshStage<'py>,
            primitive = wgpu::PrimitiveState::default(),
            depth_stencil = None,
            multisample = wgpu::MultisampleState::default(),
            fragment: Option<FragmentStage<'py>> = None,
            multiview: Option<NonZeroU32> = None,
            cache: Option<Bound<'py, PipelineCache>> = None,
        );
        const CALL: &str = "create_mesh_pipeline";
        let device = self.shared.usable()?;
        let mut modules = vec![mesh.0.module.get()];
        if let Some(task) = &task {
            modules.push(task.0.module.get());
        }
        if let Some(fragment) = &fragment {
            modules.push(fragment.stage.module.get());
        }
        self.check_pipeline(CALL, &modules, layout.0.as_ref(), cache.as_ref())?;
        let bindings = Bindings::of(&modules);
        let (layout, cache) = (layout.0.map(Bound::unbind), cache.map(Bound::unbind));
        let owned = |stage: Stage<'py>| (stage.module.unbind(), stage.entry_point, stage.options);
        let task = task.map(|task| owned(task.0));
        let (mesh, mesh_entry, mesh_options) = owned(mesh.0);
        let fragment = fragment.map(|fragment| {
            let FragmentStage { stage, targets } = fragment;
            (stage.module.unbind(), stage.entry_point, stage.options, targets)
        });
        let inner = py.detach(|| {
            let task_constants = task.as_ref().map(|task| task.2.constants()).unwrap_or_default();
            let mesh_constants = mesh_options.constants();
            let fragment_constants = fragment.as_ref().map(|fragment| fragment.2.constants());
            let fragment_constants = fragment_constants.unwrap_or_default();
            call(|| {
                device.create_mesh_pipeline(&wgpu::MeshPipelineDescriptor {
                    label: label.as_deref(),
                    layout: layout.as_ref().map(|layout| &*layout.get().inner),
                    task: task.as_ref().map(|(module, entry, options)| wgpu::TaskState {
                        module: &module.get().inner,
                        entry_point: entry.as_deref(),
                        compilation_options: options.options(&task_constants),
                    }),
                    mesh: wgpu::MeshState {
                        module: &mesh.get().inner,
                        entry_point: mesh_entry.as_deref(),
                        compilation_options: mesh_options.options(&mesh_constants),
                    },
                    primitive,
                    depth_stencil,
                    multisample,
                    fragment: fragment.as_ref().map(|(module, entry, options, targets)| {
                        wgpu::FragmentState {
                            module: &module.get().inner,
                            entry_point: entry.as_deref(),
                            compilation_options: options.options(&fragment_constants),
                            targets,
                        }
                    }),
                    multiview,
                    cache: cache.as_ref().map(|cache| &*cache.get().inner),
                })
            })
        })?;
        Ok(RenderPipeline {
            inner: Held::new(inner),
            shared: self.shared.clone(),
            bindings,
            label,
        })
    }

    /// A query set.
    #[pyo3(signature = (descriptor = None, *, label = None, ty = None, count = None))]
    fn create_query_set<'py>(
        &self,
        py: Python<'py>,
        descriptor: Option<&Bound<'py, PyAny>>,
        label: Option<&Bound<'py, PyAny>>,
        ty: Option<&Bound<'py, PyAny>>,
        count: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<QuerySet> {
        arguments!(py, "create_query_set", descriptor;
            label: Label = None,
            ty,
            count,
        );
        let device = self.shared.usable()?;
        let inner = call(|| {
            device.create_query_set(&wgpu::QuerySetDescriptor {
                label: label.as_deref(),
                ty,
                count,
            })
        })?;
        Ok(QuerySet {
            inner: Held::new(inner),
            shared: self.shared.clone(),
            label,
        })
    }

    /// An encoder for a render bundle.
    #[pyo3(signature = (descriptor = None, *, label = None, color_formats = None, depth_stencil = None, sample_count = None, multiview = None))]
    #[expect(clippy::too_many_arguments, reason = "they are the fields of the descriptor")]
    fn create_render_bundle_encoder<'py>(
        &self,
        py: Python<'py>,
        descriptor: Option<&Bound<'py, PyAny>>,
        label: Option<&Bound<'py, PyAny>>,
        color_formats: Option<&Bound<'py, PyAny>>,
        depth_stencil: Option<&Bound<'py, PyAny>>,
        sample_count: Option<&Bound<'py, PyAny>>,
        multiview: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<RenderBundleEncoder> {
        arguments!(py, "create_render_bundle_encoder", descriptor;
            label: Label = None,
            color_formats: Vec<Option<wgpu::TextureFormat>> = Vec::new(),
            depth_stencil = None,
            sample_count = 1,
            multiview = None,
        );
        self.shared.usable()?;
        let target = Target {
            color_formats,
            depth_stencil,
            sample_count,
            multiview,
        };
        Ok(RenderBundleEncoder::new(target, &self.shared, label))
    }

    /// A pipeline cache, from the data of an earlier run where there is some.
    #[pyo3(signature = (descriptor = None, *, label = None, data = None, fallback = None))]
    fn create_pipeline_cache<'py>(
        &self,
        py: Python<'py>,
        descriptor: Option<&Bound<'py, PyAny>>,
        label: Option<&Bound<'py, PyAny>>,
        data: Option<&Bound<'py, PyAny>>,
        fallback: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<PipelineCache> {
        arguments!(py, "create_pipeline_cache", descriptor;
            label: Label = None,
            data: Option<Bound<'py, PyAny>> = None,
            fallback = true,
        );
        let device = self.shared.usable()?;
        let create = |data: Option<&[u8]>| {
            call(|| {
                trusted::pipeline_cache(
                    device,
                    &wgpu::PipelineCacheDescriptor {
                        label: label.as_deref(),
                        data,
                        fallback,
                    },
                )
            })
        };
        let inner = match data {
            Some(data) => host::with_bytes(&data, "create_pipeline_cache", "data", |bytes| {
                create(Some(bytes))
            })?,
            None => create(None)?,
        };
        Ok(PipelineCache {
            inner: Held::new(inner),
            shared: self.shared.clone(),
            label,
        })
    }

    /// A bottom-level acceleration structure; `sizes` is `{"triangles": […]}` or `{"aabbs": […]}`.
    #[pyo3(signature = (descriptor = None, *, label = None, flags = None, update_mode = None, sizes = None))]
    fn create_blas<'py>(
        &self,
        py: Python<'py>,
        descriptor: Option<&Bound<'py, PyAny>>,
        label: Option<&Bound<'py, PyAny>>,
        flags: Option<&Bound<'py, PyAny>>,
        update_mode: Option<&Bound<'py, PyAny>>,
        sizes: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Blas> {
        arguments!(py, "create_blas", descriptor;
            label: Label = None,
            flags = wgpu::AccelerationStructureFlags::PREFER_FAST_TRACE,
            update_mode = wgpu::AccelerationStructureUpdateMode::Build,
            sizes: Option<Sizes> = None,
        );
        let device = self.shared.usable()?;
        let sizes = sizes.ok_or_else(|| {
            PyTypeError::new_err("create_blas: `sizes` is missing; give it a value")
        })?;
        let inner = call(|| {
            device.create_blas(
                &wgpu::CreateBlasDescriptor {
                    label: label.as_deref(),
                    flags,
                    update_mode,
                },
                sizes.0,
            )
        })?;
        Ok(Blas {
            inner: Held::new(inner),
            shared: self.shared.clone(),
            label,
        })
    }

    /// A top-level acceleration structure.
    #[pyo3(signature = (descriptor = None, *, label = None, max_instances = None, flags = None, update_mode = None))]
    fn create_tlas<'py>(
        &self,
        py: Python<'py>,
        descriptor: Option<&Bound<'py, PyAny>>,
        label: Option<&Bound<'py, PyAny>>,
        max_instances: Option<&Bound<'py, PyAny>>,
        flags: Option<&Bound<'py, PyAny>>,
        update_mode: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Tlas> {
        arguments!(py, "create_tlas", descriptor;
            label: Label = None,
            max_instances: u32,
            flags = wgpu::AccelerationStructureFlags::PREFER_FAST_TRACE,
            update_mode = wgpu::AccelerationStructureUpdateMode::Build,
        );
        let device = self.shared.usable()?;
        // wgpu keeps a list of that length.
        let most = self.shared.limits.max_tlas_instance_count;
        if max_instances > most {
            return Err(PyValueError::new_err(format!(
                "create_tlas: max_instances: expected at most {most} (the device's \
                 max_tlas_instance_count); got {max_instances}"
            )));
        }
        let inner = call(|| {
            device.create_tlas(&wgpu::CreateTlasDescriptor {
                label: label.as_deref(),
                max_instances,
                flags,
                update_mode,
            })
        })?;
        Ok(Tlas {
            inner: Mutex::new(Held::new(inner)),
            instances: Mutex::new((0..max_instances).map(|_| None).collect()),
            shared: self.shared.clone(),
            label,
        })
    }

    /// A video frame of one to three planes.
    #[pyo3(signature = (descriptor = None, *, label = None, planes = None, width = None, height = None, format = None, yuv_conversion_matrix = None, gamut_conversion_matrix = None, src_transfer_function = None, dst_transfer_function = None, sample_transform = None, load_transform = None))]
    #[expect(clippy::too_many_arguments, reason = "they are the fields of the descriptor")]
    fn create_external_texture<'py>(
        &self,
        py: Python<'py>,
        descriptor: Option<&Bound<'py, PyAny>>,
        label: Option<&Bound<'py, PyAny>>,
        planes: Option<&Bound<'py, PyAny>>,
        width: Option<&Bound<'py, PyAny>>,
        height: Option<&Bound<'py, PyAny>>,
        format: Option<&Bound<'py, PyAny>>,
        yuv_conversion_matrix: Option<&Bound<'py, PyAny>>,
        gamut_conversion_matrix: Option<&Bound<'py, PyAny>>,
        src_transfer_function: Option<&Bound<'py, PyAny>>,
        dst_transfer_function: Option<&Bound<'py, PyAny>>,
        sample_transform: Option<&Bound<'py, PyAny>>,
        load_transform: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<ExternalTexture> {
        arguments!(py, "create_external_texture", descriptor;
            label: Label = None,
            planes: Vec<Bound<'py, TextureView>>,
            width,
            height,
            format,
            yuv_conversion_matrix = identity(4),
            gamut_conversion_matrix = identity(3),
            src_transfer_function = wgpu::ExternalTextureTransferFunction::default(),
            dst_transfer_function = wgpu::ExternalTextureTransferFunction::default(),
            sample_transform = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0],
            load_transform = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0],
        );
        let device = self.shared.usable()?;
        let descriptor = wgpu::ExternalTextureDescriptor {
            label: label.as_deref(),
            width,
            height,
            format,
            yuv_conversion_matrix,
            gamut_conversion_matrix,
            src_transfer_function,
            dst_transfer_function,
            sample_transform,
            load_transform,
        };
        if planes.len() != descriptor.num_planes() {
            return Err(PyValueError::new_err(format!(
                "create_external_texture: planes: expected {} for this format; got {}",
                descriptor.num_planes(),
                planes.len()
            )));
        }
        for plane in &planes {
            let texture = plane.get().texture.get();
            self.shared.same(&texture.shared, "create_external_texture", "a plane")?;
        }
        let views: Vec<&wgpu::TextureView> = planes.iter().map(|plane| &*plane.get().inner).collect();
        let inner = call(|| device.create_external_texture(&descriptor, &views))?;
        Ok(ExternalTexture {
            inner: Held::new(inner),
            shared: self.shared.clone(),
            label,
        })
    }

    /// A buffer with content; see `create_buffer_init`.
    #[pyo3(signature = (data, usage, *, label = None))]
    fn create_buffer_with_data(
        &self,
        py: Python<'_>,
        data: &Bound<'_, PyAny>,
        usage: &Bound<'_, PyAny>,
        label: Option<String>,
    ) -> PyResult<Buffer> {
        let usage = crate::types::flags::argument(usage, "create_buffer_with_data", "usage")?;
        self.buffer_with(py, label, data, usage, "create_buffer_with_data")
    }

    /// A texture with content: bytes of all mip levels and layers without padding, one layer
    /// after the other, or one level after the other with `order="mip-major"`.
    #[pyo3(signature = (descriptor = None, data = None, *, order = "layer-major", **keywords))]
    fn create_texture_with_data(
        slf: &Bound<'_, Self>,
        descriptor: Option<&Bound<'_, PyAny>>,
        data: Option<&Bound<'_, PyAny>>,
        order: &str,
        keywords: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Py<PyAny>> {
        const CALL: &str = "create_texture_with_data";
        let data = data.ok_or_else(|| PyTypeError::new_err(format!("{CALL}: `data` is missing")))?;
        let layers_first = match order {
            "layer-major" => true,
            "mip-major" => false,
            other => {
                return Err(PyValueError::new_err(format!(
                    "{CALL}: order: expected \"layer-major\" or \"mip-major\"; got {other:?}"
                )));
            }
        };
        let create = slf.getattr("create_texture")?;
        let made = match descriptor {
            Some(descriptor) => create.call((descriptor,), keywords)?,
            None => create.call((), keywords)?,
        };
        let texture = made.cast::<Texture>()?.get();
        slf.get().fill(texture, data, layers_first, CALL)?;
        Ok(made.unbind())
    }

    /// A shader.
    ///
    /// `source` is WGSL, GLSL or HLSL text, SPIR-V bytes, a module of the package `naga`, or a
    /// descriptor with `source` and `label`. The language of a text is `language`, or follows from
    /// the label's extension, and is WGSL otherwise; GLSL needs its `stage`.
    #[pyo3(signature = (source, *, label = None, language = None, stage = None, defines = None))]
    fn create_shader_module<'py>(
        &self,
        py: Python<'py>,
        source: &Bound<'py, PyAny>,
        label: Option<String>,
        language: Option<&str>,
        stage: Option<&str>,
        defines: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<ShaderModule> {
        let given = shader_module::Given {
            label,
            language,
            stage,
            defines,
            checks: None,
        };
        shader_module::create(py, &self.shared, source, given)
    }

    /// A shader that runs with fewer checks, or with none: a wrong one can do anything.
    #[pyo3(signature = (source, *, label = None, language = None, stage = None, defines = None, bounds_checks = false, force_loop_bounding = false, other_checks = false))]
    #[expect(clippy::too_many_arguments, reason = "each is a choice of its own")]
    fn create_shader_module_trusted<'py>(
        &self,
        py: Python<'py>,
        source: &Bound<'py, PyAny>,
        label: Option<String>,
        language: Option<&str>,
        stage: Option<&str>,
        defines: Option<&Bound<'py, PyDict>>,
        bounds_checks: bool,
        force_loop_bounding: bool,
        other_checks: bool,
    ) -> PyResult<ShaderModule> {
        let checks = trusted::runtime_checks(bounds_checks, force_loop_bounding, other_checks);
        let given = shader_module::Given {
            label,
            language,
            stage,
            defines,
            checks: Some(checks),
        };
        shader_module::create(py, &self.shared, source, given)
    }

    /// A shader in the driver's own language, which nothing looks into; needs the feature
    /// `"passthrough-shaders"`.
    ///
    /// `entry_points` is a list of `(name, (x, y, z))` with the workgroup sizes.
    #[pyo3(signature = (*, label = None, entry_points = Vec::new(), spirv = None, dxil = None, hlsl = None, metallib = None, msl = None, glsl = None, wgsl = None))]
    #[expect(clippy::too_many_arguments, reason = "they are the fields of the descriptor")]
    fn create_shader_module_passthrough(
        &self,
        label: Option<String>,
        entry_points: Vec<(String, (u32, u32, u32))>,
        spirv: Option<&Bound<'_, PyAny>>,
        dxil: Option<Vec<u8>>,
        hlsl: Option<String>,
        metallib: Option<Vec<u8>>,
        msl: Option<String>,
        glsl: Option<String>,
        wgsl: Option<String>,
    ) -> PyResult<ShaderModule> {
        const CALL: &str = "create_shader_module_passthrough";
        let device = self.shared.usable()?;
        let spirv = spirv
            .map(|spirv| host::with_bytes(spirv, CALL, "spirv", |bytes| shader_module::words(bytes, CALL)))
            .transpose()?;
        let descriptor = wgpu::ShaderModuleDescriptorPassthrough {
            label: label.as_deref(),
            entry_points: entry_points
                .into_iter()
                .map(|(name, workgroup_size)| wgpu::PassthroughShaderEntryPoint {
                    name: name.into(),
                    workgroup_size,
                })
                .collect(),
            spirv: spirv.map(Into::into),
            dxil: dxil.map(Into::into),
            hlsl: hlsl.map(Into::into),
            metallib: metallib.map(Into::into),
            msl: msl.map(Into::into),
            glsl: glsl.map(Into::into),
            wgsl: wgsl.map(Into::into),
        };
        let inner = call(|| trusted::passthrough(device, descriptor))?;
        Ok(ShaderModule::opaque(inner, &self.shared, label))
    }

    /// An encoder for commands.
    #[pyo3(signature = (descriptor = None, *, label = None))]
    fn create_command_encoder(
        &self,
        descriptor: Option<&Bound<'_, PyAny>>,
        label: Option<String>,
    ) -> PyResult<CommandEncoder> {
        let device = self.shared.usable()?;
        let label = only_label(descriptor, label, "create_command_encoder")?;
        let inner = call(|| {
            device.create_command_encoder(&wgpu::CommandEncoderDescriptor {
                label: label.as_deref(),
            })
        })?;
        Ok(CommandEncoder::new(inner, &self.shared, label))
    }
}
