//! Compute passes.

use std::sync::Arc;

use pyo3::prelude::*;

use super::bind_group::BindGroup;
use super::buffer::Buffer;
use super::compute_pipeline::ComputePipeline;
use super::query_set::QuerySet;
use super::recorder::Recorder;
use super::recording::{
    Transitions, callback, check_immediates, done_callback, map_arguments, map_callback, offsets,
    optional_callback,
};
use super::texture_view::TextureView;
use super::{Label, named};
use crate::core::guard::call;
use crate::core::shared::Shared;
use crate::hal::host;
use crate::types::convert::{FromPy, number};

const ENDED: &str = "the pass was ended before; begin another";

/// Records dispatches. As a context manager it ends itself.
#[pyclass(frozen, weakref, module = "pywgpu")]
pub(crate) struct ComputePass {
    pub(super) recorder: Recorder<wgpu::ComputePass<'static>>,
    shared: Arc<Shared>,
    /// The label it was made with.
    #[pyo3(get)]
    label: Label,
}

impl ComputePass {
    pub(crate) fn new(
        inner: wgpu::ComputePass<'static>,
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
        work: impl FnOnce(&mut wgpu::ComputePass<'static>) -> R,
    ) -> PyResult<R> {
        self.shared.health.check()?;
        self.recorder.record(name, ENDED, work)
    }
}

#[pymethods]
impl ComputePass {
    /// Chooses the pipeline of the dispatches that follow.
    fn set_pipeline(&self, pipeline: &Bound<'_, ComputePipeline>) -> PyResult<()> {
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

    /// Runs `x * y * z` workgroups, each up to the device's `max_compute_workgroups_per_dimension`.
    ///
    /// How many invocations a workgroup has is written in the shader.
    #[pyo3(signature = (x, y = 1, z = 1))]
    fn dispatch_workgroups(
        &self,
        #[pyo3(from_py_with = number)] x: u32,
        #[pyo3(from_py_with = number)] y: u32,
        #[pyo3(from_py_with = number)] z: u32,
    ) -> PyResult<()> {
        self.record("dispatch_workgroups", |pass| {
            pass.dispatch_workgroups(x, y, z);
        })
    }

    /// Runs as many workgroups as three integers in a buffer say.
    #[pyo3(signature = (indirect_buffer, indirect_offset = 0))]
    fn dispatch_workgroups_indirect(
        &self,
        indirect_buffer: &Bound<'_, Buffer>,
        #[pyo3(from_py_with = number)] indirect_offset: u64,
    ) -> PyResult<()> {
        let buffer = indirect_buffer.get();
        self.shared
            .same(&buffer.shared, "dispatch_workgroups_indirect", "the buffer")?;
        self.record("dispatch_workgroups_indirect", |pass| {
            pass.dispatch_workgroups_indirect(&buffer.inner, indirect_offset);
        })
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
        self.record("pop_debug_group", wgpu::ComputePass::pop_debug_group)
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
            wgpu::ComputePass::end_pipeline_statistics_query,
        )
    }

    /// Puts resources into states, before work that wgpu does not see.
    #[pyo3(signature = (buffer_transitions = None, texture_transitions = None))]
    fn transition_resources(
        &self,
        buffer_transitions: Option<&Bound<'_, PyAny>>,
        texture_transitions: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<()> {
        let shared = &self.shared;
        let all = Transitions::read(shared, buffer_transitions, texture_transitions, |value| {
            let view = Bound::<TextureView>::from_py(value)?;
            let py = view.py();
            let view = view.get();
            Ok(((*view.inner).clone(), view.texture.bind(py).clone()))
        })?;
        self.record("transition_resources", |pass| {
            pass.transition_resources(all.buffer_iter(), all.texture_iter());
        })
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
        named("ComputePass", self.label.as_deref(), state)
    }
}
