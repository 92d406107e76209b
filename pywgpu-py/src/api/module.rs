//! The native module: everything in it, flat.

use pyo3::prelude::*;

/// Native part of `pywgpu`.
#[pymodule(gil_used = false)]
pub mod _pywgpu {
    #[pymodule_export]
    use super::super::adapter::{_enum_sets, _flag_sets, _limit_names, Adapter};
    #[pymodule_export]
    use super::super::bind_group::BindGroup;
    #[pymodule_export]
    use super::super::bind_group_layout::BindGroupLayout;
    #[pymodule_export]
    use super::super::blas::Blas;
    #[pymodule_export]
    use super::super::buffer::Buffer;
    #[pymodule_export]
    use super::super::buffer_slice::BufferSlice;
    #[pymodule_export]
    use super::super::command_buffer::CommandBuffer;
    #[pymodule_export]
    use super::super::command_encoder::CommandEncoder;
    #[pymodule_export]
    use super::super::compute_pass::ComputePass;
    #[pymodule_export]
    use super::super::compute_pipeline::ComputePipeline;
    #[pymodule_export]
    use super::super::device::{Device, ErrorScopeGuard};
    #[pymodule_export]
    use super::super::external_texture::ExternalTexture;
    #[pymodule_export]
    use super::super::instance::Instance;
    #[pymodule_export]
    use super::super::mapped_range::MappedMemory;
    #[pymodule_export]
    use super::super::pending::Pending;
    #[pymodule_export]
    use super::super::pipeline_cache::PipelineCache;
    #[pymodule_export]
    use super::super::pipeline_layout::PipelineLayout;
    #[pymodule_export]
    use super::super::query_set::QuerySet;
    #[pymodule_export]
    use super::super::queue::{Queue, SubmissionIndex};
    #[pymodule_export]
    use super::super::render_bundle::RenderBundle;
    #[pymodule_export]
    use super::super::render_bundle_encoder::RenderBundleEncoder;
    #[pymodule_export]
    use super::super::render_pass::RenderPass;
    #[pymodule_export]
    use super::super::render_pipeline::RenderPipeline;
    #[pymodule_export]
    use super::super::sampler::Sampler;
    #[pymodule_export]
    use super::super::shader_module::ShaderModule;
    #[pymodule_export]
    use super::super::surface::Surface;
    #[pymodule_export]
    use super::super::surface_texture::SurfaceTexture;
    #[pymodule_export]
    use super::super::texture::{TexelCopyTextureInfo, Texture};
    #[pymodule_export]
    use super::super::texture_view::TextureView;
    #[pymodule_export]
    use super::super::tlas::{Tlas, TlasInstance};
    #[pymodule_export]
    use super::super::util::{StagingBelt, TextureBlitter, make_spirv_raw, pipeline_cache_key};
    #[pymodule_export]
    use crate::core::life::{_after_fork_in_child, _at_exit};

    #[pymodule_export]
    use crate::types::format_info::{
        texture_footprint, texture_format, texture_format_features, texture_sample_type,
        vertex_format,
    };

    use super::*;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        crate::core::guard::install_hook();
        super::super::mapped_range::add_types(module)?;
        crate::core::life::watch(module)?;
        module.add("__version__", naga_toolchain::VERSION)?;
        module.add("WGPU_VERSION", crate::WGPU_VERSION)
    }
}
