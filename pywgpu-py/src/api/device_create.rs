//! Making things with a device.

use std::sync::Mutex;

use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use super::Label;
use super::bind_group::BindGroup;
use super::bind_group_layout::{self, BindGroupLayout};
use super::binding_resource::{Entries, GroupLayout};
use super::blas::{Blas, Sizes};
use super::buffer::Buffer;
use super::command_encoder::CommandEncoder;
use super::device::Device;
use super::external_texture::ExternalTexture;
use super::pipeline_cache::PipelineCache;
use super::pipeline_layout::PipelineLayout;
use super::query_set::QuerySet;
use super::render_bundle_encoder::{RenderBundleEncoder, Target};
use super::sampler::Sampler;
use super::texture::Texture;
use super::texture_view::TextureView;
use super::tlas::Tlas;
use crate::core::error::ValidationError;
use crate::core::guard::call;
use crate::core::life::Held;
use crate::hal::{host, trusted};
use crate::types::convert::arguments;

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

#[pymethods]
impl Device {
    /// A buffer, filled with zeros.
    ///
    /// Args:
    ///     descriptor: The arguments as one object: a `BufferDescriptor` or a dict.
    ///     size: Size in bytes; a multiple of 4 where it is mapped, written or read.
    ///     usage: What it is for: `BufferUsages` flags, or their names as in `"STORAGE | COPY_SRC"`.
    ///     label: Name in messages.
    ///     mapped_at_creation: Whether it is mapped to be written from the start, without MAP_WRITE.
    ///
    /// Raises:
    ///     OutOfMemoryError: There is not as much memory.
    ///     ValidationError: A size beyond `max_buffer_size`, or usages that do not go together.
    // What is given most comes first: PyO3 looks for a keyword from the front.
    #[pyo3(signature = (descriptor = None, *, size = None, usage = None, label = None, mapped_at_creation = None))]
    fn create_buffer<'py>(
        &self,
        py: Python<'py>,
        descriptor: Option<&Bound<'py, PyAny>>,
        size: Option<&Bound<'py, PyAny>>,
        usage: Option<&Bound<'py, PyAny>>,
        label: Option<&Bound<'py, PyAny>>,
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

    /// A buffer with content.
    ///
    /// Args:
    ///     descriptor: The arguments as one object: a `BufferInitDescriptor` or a dict.
    ///     contents: Anything with the buffer protocol, `__array_interface__` or DLPack on the CPU, C-contiguous.
    ///         Its size is that of the buffer, rounded up to a multiple of 4 with zeros.
    ///     usage: What it is for: `BufferUsages` flags, or their names as in `"VERTEX | COPY_DST"`.
    ///     label: Name in messages.
    ///
    /// Raises:
    ///     OutOfMemoryError: There is not as much memory.
    ///     TypeError: `contents` has no memory, or holds Python objects.
    ///     ValueError: Strides that leave gaps.
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
        self.buffer_with(
            py,
            label,
            &contents,
            usage,
            ("create_buffer_init", "contents"),
        )
    }

    /// A texture, filled with zeros.
    ///
    /// Args:
    ///     descriptor: The arguments as one object: a `TextureDescriptor` or a dict.
    ///     size: (width, height, layers or depth) in texels; trailing ones may be left out.
    ///     format: A format such as `"rgba8unorm"`.
    ///     usage: What it is for: `TextureUsages` flags, or their names as in `"TEXTURE_BINDING | COPY_DST"`.
    ///     label: Name in messages.
    ///     mip_level_count: The number of mip levels.
    ///     sample_count: Samples a texel, 1 or 4; others where the adapter has them.
    ///     dimension: `"1d"`, `"2d"` or `"3d"`.
    ///     view_formats: Formats beside its own that views may have: the same with or without `-srgb`.
    ///
    /// Raises:
    ///     OutOfMemoryError: There is not as much memory.
    ///     ValidationError: A size beyond the limits, or a format, usages and samples that do not go together.
    #[pyo3(signature = (descriptor = None, *, size = None, format = None, usage = None, label = None, mip_level_count = None, sample_count = None, dimension = None, view_formats = None))]
    fn create_texture<'py>(
        &self,
        py: Python<'py>,
        descriptor: Option<&Bound<'py, PyAny>>,
        size: Option<&Bound<'py, PyAny>>,
        format: Option<&Bound<'py, PyAny>>,
        usage: Option<&Bound<'py, PyAny>>,
        label: Option<&Bound<'py, PyAny>>,
        mip_level_count: Option<&Bound<'py, PyAny>>,
        sample_count: Option<&Bound<'py, PyAny>>,
        dimension: Option<&Bound<'py, PyAny>>,
        view_formats: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, Texture>> {
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
        let texture = Texture {
            inner: Held::new(inner),
            shared: self.shared.clone(),
            label,
        };
        Bound::new(py, texture)
    }

    /// A sampler.
    ///
    /// Args:
    ///     descriptor: The arguments as one object: a `SamplerDescriptor` or a dict.
    ///     label: Name in messages.
    ///     address_mode_u: What lies beside the texture along x: `"clamp-to-edge"`, `"repeat"`,
    ///         `"mirror-repeat"` or, with a feature, `"clamp-to-border"`.
    ///     address_mode_v: The same along y.
    ///     address_mode_w: The same along z.
    ///     mag_filter: `"nearest"` or `"linear"`, where texels are larger than pixels.
    ///     min_filter: The same where they are smaller.
    ///     mipmap_filter: The same between mip levels.
    ///     lod_min_clamp: The finest mip level that is used.
    ///     lod_max_clamp: The coarsest mip level that is used.
    ///     compare: A comparison such as `"less"`, for depth textures and `sampler_comparison`.
    ///     anisotropy_clamp: Samples along the longer side of a pixel, up to 16; all filters must be linear.
    ///     border_color: What lies beside the texture with `"clamp-to-border"`.
    ///
    /// Raises:
    ///     ValidationError: Values that do not go together, or the device has not the feature.
    #[pyo3(signature = (descriptor = None, *, label = None, address_mode_u = None, address_mode_v = None, address_mode_w = None, mag_filter = None, min_filter = None, mipmap_filter = None, lod_min_clamp = None, lod_max_clamp = None, compare = None, anisotropy_clamp = None, border_color = None))]
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

    /// The layout of a bind group. A pipeline without a `layout` has one of its own for each group.
    ///
    /// Args:
    ///     descriptor: The arguments as one object: a `BindGroupLayoutDescriptor` or a dict.
    ///     label: Name in messages.
    ///     entries: A list of `{"binding": …, "visibility": …, "ty": …}`, as in
    ///         `{"binding": 0, "visibility": "COMPUTE", "ty": {"buffer": {"ty": "storage"}}}`.
    ///
    /// Raises:
    ///     ValidationError: A number twice, or more bindings than the limits allow.
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
        let gap = bind_group_layout::gap(entries.iter().map(|entry| entry.binding));
        let inner = call(|| {
            device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
                label: label.as_deref(),
                entries: &entries,
            })
        })?;
        Ok(BindGroupLayout {
            inner: Held::new(inner),
            shared: self.shared.clone(),
            gap,
            label,
        })
    }

    /// A bind group: resources for one group of bindings.
    ///
    /// Args:
    ///     descriptor: The arguments as one object: a `BindGroupDescriptor` or a dict.
    ///     label: Name in messages.
    ///     layout: A layout, or a pipeline for entries by name.
    ///     entries: A list of `{"binding": …, "resource": …}`. With a pipeline as `layout`, it may be a dict
    ///         from the names in the shader to resources, all of one group. A resource is a Buffer or
    ///         a BufferSlice, a Texture or a TextureView, a Sampler, a Tlas, an ExternalTexture, or a
    ///         list of those for an array of bindings.
    ///
    /// Raises:
    ///     KeyError: The shader has no such binding.
    ///     ValidationError: A resource that the layout does not take, or one is missing.
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
        self.group(py, &layout, entries, label)
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
        // wgpu-core would panic.
        let most = self.shared.limits.max_bind_groups;
        if bind_group_layouts.len() > usize::try_from(most).unwrap_or(usize::MAX) {
            return Err(ValidationError::new_err(format!(
                "create_pipeline_layout: bind_group_layouts: expected at most {most}, the \
                 device's max_bind_groups; got {}; put more bindings into a group, or request a \
                 device with a larger limit",
                bind_group_layouts.len()
            )));
        }
        for layout in bind_group_layouts.iter().flatten() {
            self.shared
                .same(&layout.get().shared, "create_pipeline_layout", "a layout")?;
        }
        let gap = (0..).zip(&bind_group_layouts).find_map(|(group, layout)| {
            let gap = layout.as_ref()?.get().gap?;
            Some((group, gap))
        });
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
            gap,
            label,
        })
    }

    /// A set of queries, to be resolved into a buffer of 8 bytes each.
    ///
    /// Args:
    ///     descriptor: The arguments as one object: a `QuerySetDescriptor` or a dict.
    ///     label: Name in messages.
    ///     ty: `"occlusion"`, `"timestamp"` (with the feature `timestamp-query`), or
    ///         `PipelineStatisticsTypes` flags.
    ///     count: How many, up to 4096.
    ///
    /// Raises:
    ///     ValidationError: Too many, none, or the device has not the feature.
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
        RenderBundleEncoder::new(target, &self.shared, label)
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
            self.shared
                .same(&texture.shared, "create_external_texture", "a plane")?;
        }
        let views: Vec<&wgpu::TextureView> =
            planes.iter().map(|plane| &*plane.get().inner).collect();
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
        self.buffer_with(py, label, data, usage, ("create_buffer_with_data", "data"))
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
        let data =
            data.ok_or_else(|| PyTypeError::new_err(format!("{CALL}: `data` is missing")))?;
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

    /// An encoder for commands.
    #[pyo3(signature = (descriptor = None, *, label = None))]
    fn create_command_encoder<'py>(
        &self,
        py: Python<'py>,
        descriptor: Option<&Bound<'py, PyAny>>,
        label: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<CommandEncoder> {
        arguments!(py, "create_command_encoder", descriptor; label: Label = None);
        let device = self.shared.usable()?;
        let inner = call(|| {
            device.create_command_encoder(&wgpu::CommandEncoderDescriptor {
                label: label.as_deref(),
            })
        })?;
        Ok(CommandEncoder::new(inner, &self.shared, label))
    }
}
