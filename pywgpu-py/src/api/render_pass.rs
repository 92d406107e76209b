//! Render passes.

use std::sync::Arc;

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use super::bind_group::BindGroup;
use super::buffer::Buffer;
use super::buffer_slice::Part;
use super::query_set::QuerySet;
use super::recorder::Recorder;
use super::recording::{
    callback, check_immediates, counted, done_callback, map_arguments, map_callback, offsets,
    optional_callback,
};
use super::render_bundle::RenderBundle;
use super::render_pipeline::RenderPipeline;
use super::{Label, named};
use crate::core::guard::call;
use crate::core::shared::Shared;
use crate::hal::host;
use crate::types::convert::{FromPy, Misfit, number};

const ENDED: &str = "the pass was ended before; begin another";

/// Records draws. As a context manager it ends itself.
#[pyclass(frozen, weakref, module = "pywgpu")]
pub(crate) struct RenderPass {
    pub(super) recorder: Recorder<wgpu::RenderPass<'static>>,
    shared: Arc<Shared>,
    /// The label it was made with.
    #[pyo3(get)]
    label: Label,
}

impl RenderPass {
    pub(crate) fn new(
        inner: wgpu::RenderPass<'static>,
        shared: &Arc<Shared>,
        label: Label,
    ) -> Self {
        Self {
            recorder: Recorder::new(inner),
            shared: shared.clone(),
            label,
        }
    }

    #[inline]
    fn record<R>(
        &self,
        name: &'static str,
        work: impl FnOnce(&mut wgpu::RenderPass<'static>) -> R,
    ) -> PyResult<R> {
        self.shared.health.check()?;
        self.recorder.record(name, ENDED, work)
    }
}

#[pymethods]
impl RenderPass {
    /// Chooses the pipeline of the draws that follow.
    fn set_pipeline(&self, pipeline: &Bound<'_, RenderPipeline>) -> PyResult<()> {
        let pipeline = pipeline.get();
        self.shared
            .same(&pipeline.shared, "set_pipeline", "the pipeline")?;
        self.record("set_pipeline", |pass| pass.set_pipeline(&pipeline.inner))
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
        self.record("set_bind_group", |pass| {
            pass.set_bind_group(
                index,
                group.map(|group| &*group.inner),
                offsets.as_deref().unwrap_or_default(),
            );
        })
    }

    /// Sets bytes of the immediates (push constants).
    fn set_immediates(
        &self,
        #[pyo3(from_py_with = number)] offset: u32,
        data: &Bound<'_, PyAny>,
    ) -> PyResult<()> {
        host::with_bytes(data, "set_immediates", "data", |bytes| {
            check_immediates(offset, bytes, &self.shared.limits)?;
            self.record("set_immediates", |pass| pass.set_immediates(offset, bytes))
        })
    }

    /// The colour that the blend factor `"constant"` means.
    fn set_blend_constant(&self, color: &Bound<'_, PyAny>) -> PyResult<()> {
        let color = wgpu::Color::from_py(color)
            .map_err(|e| e.in_field("color").raise("set_blend_constant"))?;
        self.record("set_blend_constant", |pass| pass.set_blend_constant(color))
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
        self.record("set_index_buffer", |pass| {
            pass.set_index_buffer(part.buffer.get().inner.slice(range), format);
        })
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
            return self.record("set_vertex_buffer", |pass| {
                pass.set_vertex_buffer(slot, None::<wgpu::BufferSlice<'_>>);
            });
        };
        let (part, range) = part(&self.shared, slice, offset, size, "set_vertex_buffer")?;
        self.record("set_vertex_buffer", |pass| {
            pass.set_vertex_buffer(slot, part.buffer.get().inner.slice(range));
        })
    }

    /// Keeps draws within a rectangle.
    fn set_scissor_rect(
        &self,
        #[pyo3(from_py_with = number)] x: u32,
        #[pyo3(from_py_with = number)] y: u32,
        #[pyo3(from_py_with = number)] width: u32,
        #[pyo3(from_py_with = number)] height: u32,
    ) -> PyResult<()> {
        self.record("set_scissor_rect", |pass| {
            pass.set_scissor_rect(x, y, width, height);
        })
    }

    /// Maps clip space to a rectangle and a range of depths.
    #[pyo3(signature = (x, y, width, height, min_depth = 0.0, max_depth = 1.0))]
    fn set_viewport(
        &self,
        #[pyo3(from_py_with = number)] x: f32,
        #[pyo3(from_py_with = number)] y: f32,
        #[pyo3(from_py_with = number)] width: f32,
        #[pyo3(from_py_with = number)] height: f32,
        #[pyo3(from_py_with = number)] min_depth: f32,
        #[pyo3(from_py_with = number)] max_depth: f32,
    ) -> PyResult<()> {
        if [x, y, width, height].iter().any(|side| side.is_nan()) {
            return Err(PyValueError::new_err(format!(
                "set_viewport: expected numbers; got x {x}, y {y}, width {width}, height {height}"
            )));
        }
        self.record("set_viewport", |pass| {
            pass.set_viewport(x, y, width, height, min_depth, max_depth);
        })
    }

    /// What stencil tests compare with.
    fn set_stencil_reference(&self, #[pyo3(from_py_with = number)] reference: u32) -> PyResult<()> {
        self.record("set_stencil_reference", |pass| {
            pass.set_stencil_reference(reference);
        })
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
        self.record("draw", |pass| pass.draw(vertices, instances))
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
        self.record("draw_indexed", |pass| {
            pass.draw_indexed(indices, base_vertex, instances);
        })
    }

    /// Draws as four integers in a buffer say.
    #[pyo3(signature = (indirect_buffer, indirect_offset = 0))]
    fn draw_indirect(
        &self,
        indirect_buffer: &Bound<'_, Buffer>,
        #[pyo3(from_py_with = number)] indirect_offset: u64,
    ) -> PyResult<()> {
        let buffer = own(&self.shared, indirect_buffer, "draw_indirect")?;
        self.record("draw_indirect", |pass| {
            pass.draw_indirect(&buffer.inner, indirect_offset);
        })
    }

    /// Draws by indices as five integers in a buffer say.
    #[pyo3(signature = (indirect_buffer, indirect_offset = 0))]
    fn draw_indexed_indirect(
        &self,
        indirect_buffer: &Bound<'_, Buffer>,
        #[pyo3(from_py_with = number)] indirect_offset: u64,
    ) -> PyResult<()> {
        let buffer = own(&self.shared, indirect_buffer, "draw_indexed_indirect")?;
        self.record("draw_indexed_indirect", |pass| {
            pass.draw_indexed_indirect(&buffer.inner, indirect_offset);
        })
    }

    /// Runs workgroups of a mesh pipeline.
    #[pyo3(signature = (group_count_x, group_count_y = 1, group_count_z = 1))]
    fn draw_mesh_tasks(
        &self,
        #[pyo3(from_py_with = number)] group_count_x: u32,
        #[pyo3(from_py_with = number)] group_count_y: u32,
        #[pyo3(from_py_with = number)] group_count_z: u32,
    ) -> PyResult<()> {
        self.record("draw_mesh_tasks", |pass| {
            pass.draw_mesh_tasks(group_count_x, group_count_y, group_count_z);
        })
    }

    /// Runs as many workgroups of a mesh pipeline as three integers in a buffer say.
    #[pyo3(signature = (indirect_buffer, indirect_offset = 0))]
    fn draw_mesh_tasks_indirect(
        &self,
        indirect_buffer: &Bound<'_, Buffer>,
        #[pyo3(from_py_with = number)] indirect_offset: u64,
    ) -> PyResult<()> {
        let buffer = own(&self.shared, indirect_buffer, "draw_mesh_tasks_indirect")?;
        self.record("draw_mesh_tasks_indirect", |pass| {
            pass.draw_mesh_tasks_indirect(&buffer.inner, indirect_offset);
        })
    }

    /// Draws `count` times as a buffer says.
    #[pyo3(signature = (indirect_buffer, indirect_offset, count))]
    fn multi_draw_indirect(
        &self,
        indirect_buffer: &Bound<'_, Buffer>,
        #[pyo3(from_py_with = number)] indirect_offset: u64,
        #[pyo3(from_py_with = number)] count: u32,
    ) -> PyResult<()> {
        let buffer = own(&self.shared, indirect_buffer, "multi_draw_indirect")?;
        self.record("multi_draw_indirect", |pass| {
            pass.multi_draw_indirect(&buffer.inner, indirect_offset, count);
        })
    }

    /// Draws `count` times by indices as a buffer says.
    #[pyo3(signature = (indirect_buffer, indirect_offset, count))]
    fn multi_draw_indexed_indirect(
        &self,
        indirect_buffer: &Bound<'_, Buffer>,
        #[pyo3(from_py_with = number)] indirect_offset: u64,
        #[pyo3(from_py_with = number)] count: u32,
    ) -> PyResult<()> {
        let buffer = own(&self.shared, indirect_buffer, "multi_draw_indexed_indirect")?;
        self.record("multi_draw_indexed_indirect", |pass| {
            pass.multi_draw_indexed_indirect(&buffer.inner, indirect_offset, count);
        })
    }

    /// Runs mesh workgroups `count` times as a buffer says.
    #[pyo3(signature = (indirect_buffer, indirect_offset, count))]
    fn multi_draw_mesh_tasks_indirect(
        &self,
        indirect_buffer: &Bound<'_, Buffer>,
        #[pyo3(from_py_with = number)] indirect_offset: u64,
        #[pyo3(from_py_with = number)] count: u32,
    ) -> PyResult<()> {
        let buffer = own(
            &self.shared,
            indirect_buffer,
            "multi_draw_mesh_tasks_indirect",
        )?;
        self.record("multi_draw_mesh_tasks_indirect", |pass| {
            pass.multi_draw_mesh_tasks_indirect(&buffer.inner, indirect_offset, count);
        })
    }

    /// Draws as often as a second buffer says.
    fn multi_draw_indirect_count(
        &self,
        indirect_buffer: &Bound<'_, Buffer>,
        #[pyo3(from_py_with = number)] indirect_offset: u64,
        count_buffer: &Bound<'_, Buffer>,
        #[pyo3(from_py_with = number)] count_offset: u64,
        #[pyo3(from_py_with = number)] max_count: u32,
    ) -> PyResult<()> {
        let buffer = own(&self.shared, indirect_buffer, "multi_draw_indirect_count")?;
        let count = own(&self.shared, count_buffer, "multi_draw_indirect_count")?;
        self.record("multi_draw_indirect_count", |pass| {
            pass.multi_draw_indirect_count(
                &buffer.inner,
                indirect_offset,
                &count.inner,
                count_offset,
                max_count,
            );
        })
    }

    /// Draws by indices as often as a second buffer says.
    fn multi_draw_indexed_indirect_count(
        &self,
        indirect_buffer: &Bound<'_, Buffer>,
        #[pyo3(from_py_with = number)] indirect_offset: u64,
        count_buffer: &Bound<'_, Buffer>,
        #[pyo3(from_py_with = number)] count_offset: u64,
        #[pyo3(from_py_with = number)] max_count: u32,
    ) -> PyResult<()> {
        let buffer = own(
            &self.shared,
            indirect_buffer,
            "multi_draw_indexed_indirect_count",
        )?;
        let count = own(
            &self.shared,
            count_buffer,
            "multi_draw_indexed_indirect_count",
        )?;
        self.record("multi_draw_indexed_indirect_count", |pass| {
            pass.multi_draw_indexed_indirect_count(
                &buffer.inner,
                indirect_offset,
                &count.inner,
                count_offset,
                max_count,
            );
        })
    }

    /// Runs mesh workgroups as often as a second buffer says.
    fn multi_draw_mesh_tasks_indirect_count(
        &self,
        indirect_buffer: &Bound<'_, Buffer>,
        #[pyo3(from_py_with = number)] indirect_offset: u64,
        count_buffer: &Bound<'_, Buffer>,
        #[pyo3(from_py_with = number)] count_offset: u64,
        #[pyo3(from_py_with = number)] max_count: u32,
    ) -> PyResult<()> {
        let buffer = own(
            &self.shared,
            indirect_buffer,
            "multi_draw_mesh_tasks_indirect_count",
        )?;
        let count = own(
            &self.shared,
            count_buffer,
            "multi_draw_mesh_tasks_indirect_count",
        )?;
        self.record("multi_draw_mesh_tasks_indirect_count", |pass| {
            pass.multi_draw_mesh_tasks_indirect_count(
                &buffer.inner,
                indirect_offset,
                &count.inner,
                count_offset,
                max_count,
            );
        })
    }

    /// Draws what was recorded in bundles.
    fn execute_bundles(&self, render_bundles: &Bound<'_, PyAny>) -> PyResult<()> {
        let render_bundles = Vec::<Bound<'_, RenderBundle>>::from_py(render_bundles)
            .map_err(|e| e.in_field("render_bundles").raise("execute_bundles"))?;
        for bundle in &render_bundles {
            self.shared
                .same(&bundle.get().shared, "execute_bundles", "a bundle")?;
        }
        self.record("execute_bundles", |pass| {
            pass.execute_bundles(render_bundles.iter().map(|bundle| &*bundle.get().inner));
        })
    }

    /// Starts to count samples that pass all tests.
    fn begin_occlusion_query(
        &self,
        #[pyo3(from_py_with = number)] query_index: u32,
    ) -> PyResult<()> {
        self.record("begin_occlusion_query", |pass| {
            pass.begin_occlusion_query(query_index);
        })
    }

    /// Ends the query.
    fn end_occlusion_query(&self) -> PyResult<()> {
        self.record("end_occlusion_query", wgpu::RenderPass::end_occlusion_query)
    }

    /// Puts a word into the commands, for debuggers.
    fn insert_debug_marker(&self, label: &str) -> PyResult<()> {
        self.record("insert_debug_marker", |pass| {
            pass.insert_debug_marker(label);
        })
    }

    /// Starts a group of commands, for debuggers.
    fn push_debug_group(&self, label: &str) -> PyResult<()> {
        self.record("push_debug_group", |pass| pass.push_debug_group(label))
    }

    /// Ends the innermost group.
    fn pop_debug_group(&self) -> PyResult<()> {
        self.record("pop_debug_group", wgpu::RenderPass::pop_debug_group)
    }

    /// Writes the time at which all before is done into a query.
    fn write_timestamp(
        &self,
        query_set: &Bound<'_, QuerySet>,
        #[pyo3(from_py_with = number)] query_index: u32,
    ) -> PyResult<()> {
        let set = query_set.get();
        self.shared
            .same(&set.shared, "write_timestamp", "the query set")?;
        self.record("write_timestamp", |pass| {
            pass.write_timestamp(&set.inner, query_index);
        })
    }

    /// Starts to count invocations into a query.
    fn begin_pipeline_statistics_query(
        &self,
        query_set: &Bound<'_, QuerySet>,
        #[pyo3(from_py_with = number)] query_index: u32,
    ) -> PyResult<()> {
        let set = query_set.get();
        self.shared.same(
            &set.shared,
            "begin_pipeline_statistics_query",
            "the query set",
        )?;
        self.record("begin_pipeline_statistics_query", |pass| {
            pass.begin_pipeline_statistics_query(&set.inner, query_index);
        })
    }

    /// Ends the query.
    fn end_pipeline_statistics_query(&self) -> PyResult<()> {
        self.record(
            "end_pipeline_statistics_query",
            wgpu::RenderPass::end_pipeline_statistics_query,
        )
    }

    /// Maps a buffer when these commands have run; then calls `callback(None)`, or with what went
    /// wrong.
    #[pyo3(signature = (buffer, mode, offset = 0, size = None, callback = None))]
    fn map_buffer_on_submit(
        &self,
        buffer: &Bound<'_, Buffer>,
        mode: &Bound<'_, PyAny>,
        #[pyo3(from_py_with = number)] offset: u64,
        #[pyo3(from_py_with = number)] size: Option<u64>,
        #[pyo3(from_py_with = optional_callback)] callback: Option<Py<PyAny>>,
    ) -> PyResult<()> {
        let (buffer, mode, range) = map_arguments(&self.shared, buffer, mode, offset, size)?;
        self.record("map_buffer_on_submit", |pass| {
            pass.map_buffer_on_submit(&buffer, mode, range, map_callback(callback));
        })
    }

    /// Calls `callback()` when these commands have run and somebody waits or polls.
    fn on_submitted_work_done(
        &self,
        #[pyo3(from_py_with = callback)] callback: Py<PyAny>,
    ) -> PyResult<()> {
        self.record("on_submitted_work_done", |pass| {
            pass.on_submitted_work_done(done_callback(callback));
        })
    }

    /// Ends the pass.
    fn end(&self) -> PyResult<()> {
        self.shared.usable()?;
        let pass = self.recorder.take("end", ENDED)?;
        call(|| drop(pass))
    }

    fn __enter__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __exit__(
        &self,
        kind: &Bound<'_, PyAny>,
        _value: &Bound<'_, PyAny>,
        _traceback: &Bound<'_, PyAny>,
    ) -> PyResult<()> {
        if !self.recorder.is_open() {
            return Ok(());
        }
        let ended = self.end();
        if kind.is_none() { ended } else { Ok(()) }
    }

    fn __repr__(&self) -> String {
        let state = if self.recorder.is_open() {
            "open"
        } else {
            "ended"
        };
        named("RenderPass", self.label.as_deref(), state)
    }
}

/// A buffer of the same device.
pub(crate) fn own<'a>(
    shared: &Shared,
    buffer: &'a Bound<'_, Buffer>,
    call: &str,
) -> PyResult<&'a Buffer> {
    let buffer = buffer.get();
    shared.same(&buffer.shared, call, "the buffer")?;
    Ok(buffer)
}

/// A buffer or a slice of the same device, with the range that is meant.
#[inline]
pub(crate) fn part<'py>(
    shared: &Shared,
    value: &Bound<'py, PyAny>,
    offset: u64,
    size: Option<u64>,
    call: &str,
) -> PyResult<(Part<'py>, std::ops::Range<u64>)> {
    let part =
        Part::from_py(value).map_err(|e: Box<Misfit>| e.in_field("buffer_slice").raise(call))?;
    shared.same(&part.buffer.get().shared, call, "the buffer")?;
    let range = part.range(offset, size, call)?;
    Ok((part, range))
}
