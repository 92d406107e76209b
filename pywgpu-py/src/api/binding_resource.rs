//! Resources for bind groups, from Python objects to what wgpu borrows.

use std::num::NonZeroU64;

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};

use super::bind_group_layout::BindGroupLayout;
use super::buffer::Buffer;
use super::buffer_slice::BufferSlice;
use super::compute_pipeline::ComputePipeline;
use super::external_texture::ExternalTexture;
use super::render_pipeline::RenderPipeline;
use super::sampler::Sampler;
use super::texture::Texture;
use super::texture_view::TextureView;
use super::tlas::Tlas;
use crate::core::shared::Shared;
use crate::types::convert::{Fit, FromPy, Misfit, Record};

/// What is bound, before it is borrowed by wgpu.
pub(crate) enum Resource<'py> {
    Buffer(Binding<'py>),
    BufferArray(Vec<Binding<'py>>),
    Sampler(Bound<'py, Sampler>),
    SamplerArray(Vec<Bound<'py, Sampler>>),
    View(Bound<'py, TextureView>),
    ViewArray(Vec<Bound<'py, TextureView>>),
    Tlas(Bound<'py, Tlas>),
    TlasArray(Vec<Bound<'py, Tlas>>),
    External(Bound<'py, ExternalTexture>),
}

/// A buffer with a range.
pub(crate) struct Binding<'py> {
    buffer: Bound<'py, Buffer>,
    offset: u64,
    size: Option<NonZeroU64>,
}

impl Binding<'_> {
    fn borrow(&self) -> wgpu::BufferBinding<'_> {
        wgpu::BufferBinding {
            buffer: &self.buffer.get().inner,
            offset: self.offset,
            size: self.size,
        }
    }
}

impl<'py> FromPy<'py> for Binding<'py> {
    fn from_py(value: &Bound<'py, PyAny>) -> Fit<Self> {
        let py = value.py();
        if let Ok(buffer) = value.cast::<Buffer>() {
            return Ok(Self {
                buffer: buffer.clone(),
                offset: 0,
                size: None,
            });
        }
        if let Ok(slice) = value.cast::<BufferSlice>() {
            let slice = slice.get();
            return Ok(Self {
                buffer: slice.buffer.bind(py).clone(),
                offset: slice.range.start,
                size: NonZeroU64::new(slice.range.end - slice.range.start),
            });
        }
        let record = Record::open(value, "BufferBinding", &["buffer", "offset", "size"])?;
        Ok(Self {
            buffer: record.field(pyo3::intern!(py, "buffer"), None)?,
            offset: record.field(pyo3::intern!(py, "offset"), Some(0))?,
            size: record.field(pyo3::intern!(py, "size"), Some(None))?,
        })
    }
}

const RESOURCES: &str = "a Buffer, a BufferSlice, {\"buffer\": …, \"offset\": …, \"size\": …}, a \
     Sampler, a TextureView, a Texture, a Tlas, an ExternalTexture, or a list of one of these";

impl<'py> FromPy<'py> for Resource<'py> {
    fn from_py(value: &Bound<'py, PyAny>) -> Fit<Self> {
        if value.is_instance_of::<Buffer>()
            || value.is_instance_of::<BufferSlice>()
            || value.is_instance_of::<PyDict>()
        {
            return Binding::from_py(value).map(Self::Buffer);
        }
        if let Ok(view) = value.cast::<TextureView>() {
            return Ok(Self::View(view.clone()));
        }
        if let Ok(sampler) = value.cast::<Sampler>() {
            return Ok(Self::Sampler(sampler.clone()));
        }
        if value.is_instance_of::<Texture>() {
            let view = value.call_method0("create_view")?;
            return Bound::<TextureView>::from_py(&view).map(Self::View);
        }
        if let Ok(tlas) = value.cast::<Tlas>() {
            return Ok(Self::Tlas(tlas.clone()));
        }
        if let Ok(texture) = value.cast::<ExternalTexture>() {
            return Ok(Self::External(texture.clone()));
        }
        if crate::types::convert::is_sequence(value) {
            let items = Vec::<Resource<'py>>::from_py(value)?;
            return Self::array(items, value);
        }
        if value.hasattr("buffer")? {
            return Binding::from_py(value).map(Self::Buffer);
        }
        Err(Misfit::wrong_type(value, RESOURCES))
    }
}

impl<'py> Resource<'py> {
    /// A list of resources of one kind.
    fn array(items: Vec<Self>, value: &Bound<'py, PyAny>) -> Fit<Self> {
        let (mut buffers, mut samplers, mut views, mut structures) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let count = items.len();
        for item in items {
            match item {
                Self::Buffer(buffer) => buffers.push(buffer),
                Self::Sampler(sampler) => samplers.push(sampler),
                Self::View(view) => views.push(view),
                Self::Tlas(tlas) => structures.push(tlas),
                Self::BufferArray(_)
                | Self::SamplerArray(_)
                | Self::ViewArray(_)
                | Self::TlasArray(_)
                | Self::External(_) => return Err(Misfit::wrong_type(value, RESOURCES)),
            }
        }
        if buffers.len() == count && count > 0 {
            Ok(Self::BufferArray(buffers))
        } else if samplers.len() == count && count > 0 {
            Ok(Self::SamplerArray(samplers))
        } else if views.len() == count && count > 0 {
            Ok(Self::ViewArray(views))
        } else if structures.len() == count && count > 0 {
            Ok(Self::TlasArray(structures))
        } else {
            Err(Misfit::wrong_type(value, RESOURCES))
        }
    }

    /// That it belongs to a device.
    pub(crate) fn check(&self, shared: &Shared) -> PyResult<()> {
        const CALL: &str = "create_bind_group";
        let buffer =
            |binding: &Binding<'_>| shared.same(&binding.buffer.get().shared, CALL, "a buffer");
        let sampler = |one: &Bound<'_, Sampler>| shared.same(&one.get().shared, CALL, "a sampler");
        let view = |one: &Bound<'_, TextureView>| {
            shared.same(&one.get().texture.get().shared, CALL, "a texture")
        };
        let tlas = |one: &Bound<'_, Tlas>| shared.same(&one.get().shared, CALL, "a structure");
        match self {
            Self::Buffer(one) => buffer(one),
            Self::BufferArray(all) => all.iter().try_for_each(buffer),
            Self::Sampler(one) => sampler(one),
            Self::SamplerArray(all) => all.iter().try_for_each(sampler),
            Self::View(one) => view(one),
            Self::ViewArray(all) => all.iter().try_for_each(view),
            Self::Tlas(one) => tlas(one),
            Self::TlasArray(all) => all.iter().try_for_each(tlas),
            Self::External(one) => shared.same(&one.get().shared, CALL, "a texture"),
        }
    }
}

pub(crate) struct Entry<'py> {
    pub(crate) binding: u32,
    pub(crate) resource: Resource<'py>,
}

crate::types::convert::record!(Entry<'py> as "BindGroupEntry" { binding, resource });

/// The entries of a bind group: a list, or resources by the name that the shader gives them.
pub(crate) enum Entries<'py> {
    Listed(Vec<Entry<'py>>),
    Named(Vec<(String, Resource<'py>)>),
}

impl<'py> FromPy<'py> for Entries<'py> {
    fn from_py(value: &Bound<'py, PyAny>) -> Fit<Self> {
        let Ok(dict) = value.cast::<PyDict>() else {
            return Vec::from_py(value).map(Self::Listed);
        };
        let mut named = Vec::with_capacity(dict.len());
        for (key, resource) in dict {
            let name = key
                .cast::<PyString>()
                .map_err(|_| Misfit::wrong_type(&key, "the name of a binding"))?
                .to_str()?
                .to_owned();
            let resource = Resource::from_py(&resource).map_err(|e| e.in_field(&name))?;
            named.push((name, resource));
        }
        Ok(Self::Named(named))
    }
}

/// What the layout of a bind group is taken from.
pub(crate) enum GroupLayout<'py> {
    Layout(Bound<'py, BindGroupLayout>),
    Compute(Bound<'py, ComputePipeline>),
    Render(Bound<'py, RenderPipeline>),
}

impl<'py> FromPy<'py> for GroupLayout<'py> {
    fn from_py(value: &Bound<'py, PyAny>) -> Fit<Self> {
        if let Ok(layout) = value.cast::<BindGroupLayout>() {
            return Ok(Self::Layout(layout.clone()));
        }
        if let Ok(pipeline) = value.cast::<ComputePipeline>() {
            return Ok(Self::Compute(pipeline.clone()));
        }
        if let Ok(pipeline) = value.cast::<RenderPipeline>() {
            return Ok(Self::Render(pipeline.clone()));
        }
        Err(Misfit::wrong_type(
            value,
            "a BindGroupLayout, or a pipeline for entries by name",
        ))
    }
}

/// Borrows resources for wgpu. Arrays need lists that live as long; they are rare.
pub(crate) fn with_resources<R>(
    entries: &[Entry<'_>],
    work: impl FnOnce(&[wgpu::BindGroupEntry<'_>]) -> R,
) -> R {
    let mut structures = Vec::new();
    for entry in entries {
        match &entry.resource {
            Resource::Tlas(tlas) => structures.push(tlas),
            Resource::TlasArray(all) => structures.extend(all),
            _ => {}
        }
    }
    // Each once: locking one twice would wait for ever.
    let mut unique: Vec<&Bound<'_, Tlas>> = Vec::new();
    for tlas in structures {
        if !unique.iter().any(|known| known.is(tlas)) {
            unique.push(tlas);
        }
    }
    let locks: Vec<_> = unique
        .iter()
        .map(|tlas| {
            tlas.get()
                .inner
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner)
        })
        .collect();
    let structure = |tlas: &Bound<'_, Tlas>| -> Option<&wgpu::Tlas> {
        let place = unique.iter().position(|known| known.is(tlas))?;
        locks.get(place).map(|lock| &***lock)
    };
    let mut buffers: Vec<Vec<wgpu::BufferBinding<'_>>> = Vec::new();
    let mut samplers: Vec<Vec<&wgpu::Sampler>> = Vec::new();
    let mut views: Vec<Vec<&wgpu::TextureView>> = Vec::new();
    let mut arrays: Vec<Vec<&wgpu::Tlas>> = Vec::new();
    for entry in entries {
        match &entry.resource {
            Resource::BufferArray(all) => buffers.push(all.iter().map(Binding::borrow).collect()),
            Resource::SamplerArray(all) => {
                samplers.push(all.iter().map(|one| &*one.get().inner).collect());
            }
            Resource::ViewArray(all) => {
                views.push(all.iter().map(|one| &*one.get().inner).collect());
            }
            Resource::TlasArray(all) => arrays.push(all.iter().filter_map(structure).collect()),
            Resource::Buffer(_)
            | Resource::Sampler(_)
            | Resource::View(_)
            | Resource::Tlas(_)
            | Resource::External(_) => {}
        }
    }
    let (mut buffers_at, mut samplers_at) = (buffers.iter(), samplers.iter());
    let (mut views_at, mut arrays_at) = (views.iter(), arrays.iter());
    let borrowed: Vec<wgpu::BindGroupEntry<'_>> = entries
        .iter()
        .filter_map(|entry| {
            let resource = match &entry.resource {
                Resource::Buffer(one) => wgpu::BindingResource::Buffer(one.borrow()),
                Resource::BufferArray(_) => wgpu::BindingResource::BufferArray(buffers_at.next()?),
                Resource::Sampler(one) => wgpu::BindingResource::Sampler(&one.get().inner),
                Resource::SamplerArray(_) => {
                    wgpu::BindingResource::SamplerArray(samplers_at.next()?)
                }
                Resource::View(one) => wgpu::BindingResource::TextureView(&one.get().inner),
                Resource::ViewArray(_) => wgpu::BindingResource::TextureViewArray(views_at.next()?),
                Resource::Tlas(one) => {
                    wgpu::BindingResource::AccelerationStructure(structure(one)?)
                }
                Resource::TlasArray(_) => {
                    wgpu::BindingResource::AccelerationStructureArray(arrays_at.next()?)
                }
                Resource::External(one) => wgpu::BindingResource::ExternalTexture(&one.get().inner),
            };
            Some(wgpu::BindGroupEntry {
                binding: entry.binding,
                resource,
            })
        })
        .collect();
    work(&borrowed)
}
