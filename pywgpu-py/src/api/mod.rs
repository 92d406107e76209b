//! The classes of `pywgpu`, one file for each file of `wgpu/src/api`.
//!
//! A method reads its arguments (`types`), asks whether the device can still be used, calls wgpu
//! inside [`guard::call`](crate::core::guard::call), and wraps the result. The GIL is kept for
//! what is over sooner than letting it go would take.

#![allow(
    clippy::too_many_arguments,
    clippy::needless_pass_by_value,
    reason = "methods have the arguments of wgpu's descriptors, and PyO3 hands them over"
)]

pub(crate) mod module;

mod adapter;
mod arrays;
mod attachments;
mod bind_group;
mod bind_group_layout;
mod binding_resource;
mod blas;
mod buffer;
mod buffer_mapping;
mod buffer_slice;
mod command_buffer;
mod command_encoder;
mod command_encoder_copies;
mod common_pipeline;
mod compute_pass;
mod compute_pipeline;
mod device;
mod device_create;
mod device_fill;
mod device_pipelines;
mod external_texture;
mod instance;
mod mapped_range;
mod pending;
mod pipeline_cache;
mod pipeline_layout;
mod query_set;
mod queue;
mod reading;
mod recorded;
mod recorder;
mod recording;
mod render_bundle;
mod render_bundle_encoder;
mod render_pass;
mod render_pipeline;
mod sampler;
mod shader_module;
mod surface;
mod surface_texture;
mod texture;
mod texture_data;
mod texture_view;
mod tlas;
mod util;

use pyo3::prelude::*;

use crate::types::convert::{Fit, FromPy, Misfit, with_article};

/// A class of ours as an argument or in a descriptor.
macro_rules! objects {
    ($($path:path as $name:literal),* $(,)?) => {$(
        impl<'py> FromPy<'py> for Bound<'py, $path> {
            #[inline]
            fn from_py(value: &Bound<'py, PyAny>) -> Fit<Self> {
                value
                    .cast::<$path>()
                    .cloned()
                    .map_err(|_| Misfit::wrong_type(value, &with_article($name)))
            }
        }
    )*};
}

objects! {
    bind_group_layout::BindGroupLayout as "BindGroupLayout",
    blas::Blas as "Blas",
    buffer::Buffer as "Buffer",
    external_texture::ExternalTexture as "ExternalTexture",
    pipeline_cache::PipelineCache as "PipelineCache",
    pipeline_layout::PipelineLayout as "PipelineLayout",
    query_set::QuerySet as "QuerySet",
    render_bundle::RenderBundle as "RenderBundle",
    sampler::Sampler as "Sampler",
    shader_module::ShaderModule as "ShaderModule",
    surface::Surface as "Surface",
    texture::Texture as "Texture",
    texture_view::TextureView as "TextureView",
    tlas::Tlas as "Tlas",
}

/// A label as it is given in Python.
pub(crate) type Label = Option<String>;

/// The text of an object for `repr()`.
pub(crate) fn named(class: &str, label: Option<&str>, rest: &str) -> String {
    let gap = if rest.is_empty() { "" } else { " " };
    match label {
        Some(label) => format!("<{class} '{label}'{gap}{rest}>"),
        None => format!("<{class}{gap}{rest}>"),
    }
}
