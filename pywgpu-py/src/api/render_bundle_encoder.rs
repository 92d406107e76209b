//! Render bundle encoders.
//!
//! wgpu's own must stay on its thread and borrows what it is given. This one keeps a list of
//! commands and plays it to wgpu's at the end, in one go.

use std::sync::{Arc, Mutex, PoisonError};

use pyo3::prelude::*;

use super::bind_group::BindGroup;
use super::buffer::Buffer;
use super::recording::{check_immediates, counted, offsets};
use super::render_bundle::RenderBundle;
use super::render_pass::{own, part};
use super::render_pipeline::RenderPipeline;
use super::{Label, named};
use crate::core::error::ValidationError;
use crate::core::guard::call;
use crate::core::life::Held;
use crate::core::shared::Shared;
use crate::hal::host;
use crate::types::convert::{FromPy, Misfit, arguments, number};

/// A command, with everything that it needs.
enum Command {
    SetPipeline(wgpu::RenderPipeline),
    SetBindGroup(u32, Option<wgpu::BindGroup>, Vec<u32>),
    SetIndexBuffer(wgpu::Buffer, std::ops::Range<u64>, wgpu::IndexFormat),
    SetVertexBuffer(u32, Option<(wgpu::Buffer, std::ops::Range<u64>)>),
    SetImmediates(u32, Vec<u8>),
    Draw(std::ops::Range<u32>, std::ops::Range<u32>),
    DrawIndexed(std::ops::Range<u32>, i32, std::ops::Range<u32>),
    DrawIndirect(wgpu::Buffer, u64),
    DrawIndexedIndirect(wgpu::Buffer, u64),
}

impl Command {
    fn play<'a>(&'a self, encoder: &mut wgpu::RenderBundleEncoder<'a>) {
        match self {
            Self::SetPipeline(pipeline) => encoder.set_pipeline(pipeline),
            Self::SetBindGroup(index, group, offsets) => {
                encoder.set_bind_group(*index, group.as_ref(), offsets);
            }
            Self::SetIndexBuffer(buffer, range, format) => {
                encoder.set_index_buffer(buffer.slice(range.clone()), *format);
            }
            Self::SetVertexBuffer(slot, Some((buffer, range))) => {
                encoder.set_vertex_buffer(*slot, buffer.slice(range.clone()));
            }
            Self::SetVertexBuffer(slot, None) => {
                encoder.set_vertex_buffer(*slot, None::<wgpu::BufferSlice<'_>>);
            }
            Self::SetImmediates(offset, bytes) => encoder.set_immediates(*offset, bytes),
            Self::Draw(vertices, instances) => encoder.draw(vertices.clone(), instances.clone()),
            Self::DrawIndexed(indices, base, instances) => {
                encoder.draw_indexed(indices.clone(), *base, instances.clone());
            }
            Self::DrawIndirect(buffer, offset) => encoder.draw_indirect(buffer, *offset),
            Self::DrawIndexedIndirect(buffer, offset) => {
                encoder.draw_indexed_indirect(buffer, *offset);
            }
        }
    }
}

/// What a bundle is for, owned.
pub(crate) struct Target {
    pub(crate) color_formats: Vec<Option<wgpu::TextureFormat>>,
    pub(crate) depth_stencil: Option<wgpu::RenderBundleDepthStencil>,
    pub(crate) sample_count: u32,
    pub(crate) multiview: Option<std::num::NonZeroU32>,
}

impl Target {
    fn open<'a>(&self, shared: &'a Shared, label: Option<&str>) -> wgpu::RenderBundleEncoder<'a> {
        let descriptor = wgpu::RenderBundleEncoderDescriptor {
            label,
            color_formats: &self.color_formats,
            depth_stencil: self.depth_stencil,
            sample_count: self.sample_count,
            multiview: self.multiview,
        };
        shared.device.create_render_bundle_encoder(&descriptor)
    }
}

/// Records draws once, for many passes.
#[pyclass(frozen, weakref, module = "pywgpu")]
pub(crate) struct RenderBundleEncoder {
    commands: Mutex<Option<Held<Vec<Command>>>>,
    target: Target,
    shared: Arc<Shared>,
    /// The label it was made with.
    #[pyo3(get)]
    label: Label,
}

impl RenderBundleEncoder {
    /// # Errors
    ///
    /// Attachments of which there are no bundles: wgpu tells it here, and not where its own encoder
    /// is made at the end.
    pub(crate) fn new(target: Target, shared: &Arc<Shared>, label: Label) -> PyResult<Self> {
        call(|| drop(target.open(shared, label.as_deref())))?;
        Ok(Self {
            commands: Mutex::new(Some(Held::new(Vec::new()))),
            target,
            shared: shared.clone(),
            label,
        })
    }

    fn record(&self, name: &str, command: Command) -> PyResult<()> {
        self.shared.health.check()?;
        let mut commands = self.commands.lock().unwrap_or_else(PoisonError::into_inner);
        match commands.as_deref_mut() {
            Some(commands) => {
                commands.push(command);
                Ok(())
            }
            None => Err(finished(name)),
        }
    }

    /// Plays the commands. wgpu panics over each of them where it refused the encoder itself.
    fn bundle(&self, commands: &[Command], label: Option<&str>) -> PyResult<wgpu::RenderBundle> {
        let mut encoder = call(|| self.target.open(&self.shared, self.label.as_deref()))?;
        call(|| {
            for command in commands {
                command.play(&mut encoder);
            }
            encoder.finish(&wgpu::RenderBundleDescriptor { label })
        })
    }
}

fn finished(name: &str) -> PyErr {
    ValidationError::new_err(format!(
        "{name}: the encoder was finished before; create another"
    ))
}

#[pymethods]
impl RenderBundleEncoder {
    /// Chooses the pipeline of the draws that follow.
    fn set_pipeline(&self, pipeline: &Bound<'_, RenderPipeline>) -> PyResult<()> {
        let pipeline = pipeline.get();
        self.shared
            .same(&pipeline.shared, "set_pipeline", "the pipeline")?;
        self.record(
            "set_pipeline",
            Command::SetPipeline((*pipeline.inner).clone()),
        )
    }

    /// Binds a group, or none, at an index; `offsets` are the dynamic ones.
    #[pyo3(signature = (index, bind_group, offsets = None))]
    fn set_bind_group(
        &self,
        #[pyo3(from_py_with = number)] index: u32,
        bind_group: Option<&Bound<'_, BindGroup>>,
        #[pyo3(from_py_with = offsets)] offsets: Option<Vec<u32>>,
    ) -> PyResult<()> {
        let group = bind_group.map(pyo3::Bound::get);
        if let Some(group) = group {
            self.shared
                .same(&group.shared, "set_bind_group", "the bind group")?;
        }
        let group = group.map(|group| (*group.inner).clone());
        let offsets = offsets.unwrap_or_default();
        self.record(
            "set_bind_group",
            Command::SetBindGroup(index, group, offsets),
        )
    }

    /// Sets bytes of the immediates (push constants).
    fn set_immediates(
        &self,
        #[pyo3(from_py_with = number)] offset: u32,
        data: &Bound<'_, PyAny>,
    ) -> PyResult<()> {
        host::with_bytes(data, "set_immediates", "data", |bytes| {
            check_immediates(offset, bytes, &self.shared.limits)?;
            self.record(
                "set_immediates",
                Command::SetImmediates(offset, bytes.to_vec()),
            )
        })
    }

    /// Chooses the indices of the draws that follow.
    #[pyo3(signature = (buffer_slice, index_format, offset = 0, size = None))]
    fn set_index_buffer(
        &self,
        buffer_slice: &Bound<'_, PyAny>,
        index_format: &Bound<'_, PyAny>,
        #[pyo3(from_py_with = number)] offset: u64,
        #[pyo3(from_py_with = number)] size: Option<u64>,
    ) -> PyResult<()> {
        let (part, range) = part(&self.shared, buffer_slice, offset, size, "set_index_buffer")?;
        let format = FromPy::from_py(index_format)
            .map_err(|e: Box<Misfit>| e.in_field("index_format").raise("set_index_buffer"))?;
        let buffer = (*part.buffer.get().inner).clone();
        self.record(
            "set_index_buffer",
            Command::SetIndexBuffer(buffer, range, format),
        )
    }

    /// Chooses a buffer of vertices, or none, for a slot.
    #[pyo3(signature = (slot, buffer_slice, offset = 0, size = None))]
    fn set_vertex_buffer(
        &self,
        #[pyo3(from_py_with = number)] slot: u32,
        buffer_slice: Option<&Bound<'_, PyAny>>,
        #[pyo3(from_py_with = number)] offset: u64,
        #[pyo3(from_py_with = number)] size: Option<u64>,
    ) -> PyResult<()> {
        let Some(slice) = buffer_slice else {
            return self.record("set_vertex_buffer", Command::SetVertexBuffer(slot, None));
        };
        let (part, range) = part(&self.shared, slice, offset, size, "set_vertex_buffer")?;
        let buffer = (*part.buffer.get().inner).clone();
        self.record(
            "set_vertex_buffer",
            Command::SetVertexBuffer(slot, Some((buffer, range))),
        )
    }

    /// Draws vertices.
    #[pyo3(signature = (vertex_count, instance_count = 1, first_vertex = 0, first_instance = 0))]
    fn draw(
        &self,
        #[pyo3(from_py_with = number)] vertex_count: u32,
        #[pyo3(from_py_with = number)] instance_count: u32,
        #[pyo3(from_py_with = number)] first_vertex: u32,
        #[pyo3(from_py_with = number)] first_instance: u32,
    ) -> PyResult<()> {
        let vertices = counted(first_vertex, vertex_count, "draw")?;
        let instances = counted(first_instance, instance_count, "draw")?;
        self.record("draw", Command::Draw(vertices, instances))
    }

    /// Draws vertices by their indices.
    #[pyo3(signature = (index_count, instance_count = 1, first_index = 0, base_vertex = 0, first_instance = 0))]
    fn draw_indexed(
        &self,
        #[pyo3(from_py_with = number)] index_count: u32,
        #[pyo3(from_py_with = number)] instance_count: u32,
        #[pyo3(from_py_with = number)] first_index: u32,
        #[pyo3(from_py_with = number)] base_vertex: i32,
        #[pyo3(from_py_with = number)] first_instance: u32,
    ) -> PyResult<()> {
        let indices = counted(first_index, index_count, "draw_indexed")?;
        let instances = counted(first_instance, instance_count, "draw_indexed")?;
        self.record(
            "draw_indexed",
            Command::DrawIndexed(indices, base_vertex, instances),
        )
    }

    /// Draws as four integers in a buffer say.
    #[pyo3(signature = (indirect_buffer, indirect_offset = 0))]
    fn draw_indirect(
        &self,
        indirect_buffer: &Bound<'_, Buffer>,
        #[pyo3(from_py_with = number)] indirect_offset: u64,
    ) -> PyResult<()> {
        let buffer = own(&self.shared, indirect_buffer, "draw_indirect")?;
        let buffer = (*buffer.inner).clone();
        self.record(
            "draw_indirect",
            Command::DrawIndirect(buffer, indirect_offset),
        )
    }

    /// Draws by indices as five integers in a buffer say.
    #[pyo3(signature = (indirect_buffer, indirect_offset = 0))]
    fn draw_indexed_indirect(
        &self,
        indirect_buffer: &Bound<'_, Buffer>,
        #[pyo3(from_py_with = number)] indirect_offset: u64,
    ) -> PyResult<()> {
        let buffer = own(&self.shared, indirect_buffer, "draw_indexed_indirect")?;
        let buffer = (*buffer.inner).clone();
        self.record(
            "draw_indexed_indirect",
            Command::DrawIndexedIndirect(buffer, indirect_offset),
        )
    }

    /// Ends the recording. What was wrong with a recorded command is raised here.
    #[pyo3(signature = (descriptor = None, *, label = None))]
    fn finish<'py>(
        &self,
        py: Python<'py>,
        descriptor: Option<&Bound<'py, PyAny>>,
        label: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<RenderBundle> {
        arguments!(py, "finish", descriptor; label: Label = None);
        self.shared.usable()?;
        let taken = self
            .commands
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        let commands = taken.ok_or_else(|| finished("finish"))?;
        Ok(RenderBundle {
            inner: Held::new(self.bundle(&commands, label.as_deref())?),
            shared: self.shared.clone(),
            label,
        })
    }

    fn __repr__(&self) -> String {
        named("RenderBundleEncoder", self.label.as_deref(), "")
    }
}
