//! Command encoders: copies, clears, passes.

use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use super::attachments::{ColorAttachment, DepthAttachment, PassStamps, TimestampWrites};
use super::blas::{BuildEntry, lock_all};
use super::buffer::Buffer;
use super::command_buffer::CommandBuffer;
use super::compute_pass::ComputePass;
use super::query_set::QuerySet;
use super::recorded::Recorded;
use super::recorder::{Recorder, Watch};
use super::recording::{
    Transitions, callback, done_callback, map_arguments, map_callback, optional_callback,
};
use super::render_pass::RenderPass;
use super::texture::Texture;
use super::tlas::Tlas;
use super::{Label, named};
use crate::core::error::ValidationError;
use crate::core::guard::call_at;
use crate::core::metrics;
use crate::core::shared::Shared;
use crate::core::timing::Timed;
use crate::hal::trusted;
use crate::types::convert::{FromPy, arguments, number};

/// What is said when one records after the end.
const ENDED: &str = "the encoder was finished before; create another";

/// Records commands.
#[pyclass(frozen, weakref, module = "pywgpu")]
pub(crate) struct CommandEncoder {
    recorder: Recorder<wgpu::CommandEncoder>,
    shared: Arc<Shared>,
    start: Instant,
    /// The pass that was begun last.
    pass: Watch,
    recorded: Mutex<Recorded>,
    /// Those that are timed.
    timed: Mutex<Option<Timed>>,
    /// The label it was made with.
    #[pyo3(get)]
    label: Label,
}

impl CommandEncoder {
    pub(crate) fn new(inner: wgpu::CommandEncoder, shared: &Arc<Shared>, label: Label) -> Self {
        Self {
            recorder: Recorder::new(inner),
            shared: shared.clone(),
            start: Instant::now(),
            pass: Watch::default(),
            recorded: Mutex::default(),
            timed: Mutex::new(None),
            label,
        }
    }

    pub(crate) fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }

    #[inline]
    pub(crate) fn record<R>(
        &self,
        name: &'static str,
        work: impl FnOnce(&mut wgpu::CommandEncoder) -> R,
    ) -> PyResult<R> {
        let mut recorded = self.ready(name)?;
        let done = self.recorder.record(name, ENDED, work)?;
        recorded.command(name);
        Ok(done)
    }

    /// That a command can be recorded now.
    #[inline]
    fn ready(&self, name: &'static str) -> PyResult<MutexGuard<'_, Recorded>> {
        self.shared.health.check()?;
        if self.pass.is_open() {
            return Err(pass_is_open(name));
        }
        let recorded = self.recorded();
        if let Err(error) = recorded.goes_with(name) {
            self.recorder.check_open(name, ENDED)?;
            return Err(error);
        }
        Ok(recorded)
    }

    fn recorded(&self) -> MutexGuard<'_, Recorded> {
        self.recorded.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where the command was recorded that `finish` complains of with such an error.
    fn place(&self, kind: &str) -> String {
        let own = match &self.label {
            Some(label) => format!("finish '{label}'"),
            None => "finish".to_owned(),
        };
        match self.recorded().suspects(kind) {
            Some(suspects) => format!("{own}: {suspects}"),
            None => own,
        }
    }

    pub(super) fn own(&self, buffer: &Buffer, name: &str) -> PyResult<()> {
        self.shared.same(&buffer.shared, name, "a buffer")
    }
}

/// wgpu would tell when the encoder is finished, and not of which command.
#[cold]
fn pass_is_open(name: &str) -> PyErr {
    ValidationError::new_err(format!(
        "{name}: a pass of the encoder is open; end it first, or leave its `with` block"
    ))
}

#[pymethods]
impl CommandEncoder {
    /// Starts a compute pass.
    #[pyo3(signature = (descriptor = None, *, label = None, timestamp_writes = None))]
    fn begin_compute_pass(
        slf: &Bound<'_, Self>,
        descriptor: Option<&Bound<'_, PyAny>>,
        label: Option<&Bound<'_, PyAny>>,
        timestamp_writes: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<ComputePass> {
        const CALL: &str = "begin_compute_pass";
        let py = slf.py();
        let this = slf.get();
        arguments!(py, "begin_compute_pass", descriptor;
            label: Label = None,
            timestamp_writes: Option<TimestampWrites<'_>> = None,
        );
        if let Some(writes) = &timestamp_writes {
            this.shared
                .same(&writes.query_set.get().shared, CALL, "the query set")?;
        }
        // Timestamps are counted for passes that begin.
        drop(this.ready(CALL)?);
        this.recorder.check_open(CALL, ENDED)?;
        let mut timed = this.timed.lock().unwrap_or_else(PoisonError::into_inner);
        let stamps = PassStamps::choose(timestamp_writes.as_ref(), &mut timed, &this.shared)?;
        let pass = this.record(CALL, |encoder| {
            encoder
                .begin_compute_pass(&wgpu::ComputePassDescriptor {
                    label: label.as_deref(),
                    timestamp_writes: stamps.map(PassStamps::compute),
                })
                .forget_lifetime()
        })?;
        this.recorded().pass("compute pass", &label);
        let pass = ComputePass::new(pass, &this.shared, label);
        this.pass.turn_to(&pass.recorder);
        Ok(pass)
    }

    /// Starts a render pass.
    #[pyo3(signature = (descriptor = None, *, label = None, color_attachments = None, depth_stencil_attachment = None, timestamp_writes = None, occlusion_query_set = None, multiview_mask = None))]
    fn begin_render_pass(
        slf: &Bound<'_, Self>,
        descriptor: Option<&Bound<'_, PyAny>>,
        label: Option<&Bound<'_, PyAny>>,
        color_attachments: Option<&Bound<'_, PyAny>>,
        depth_stencil_attachment: Option<&Bound<'_, PyAny>>,
        timestamp_writes: Option<&Bound<'_, PyAny>>,
        occlusion_query_set: Option<&Bound<'_, PyAny>>,
        multiview_mask: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<RenderPass> {
        const CALL: &str = "begin_render_pass";
        let py = slf.py();
        let this = slf.get();
        arguments!(py, "begin_render_pass", descriptor;
            label: Label = None,
            color_attachments: Vec<Option<ColorAttachment<'_>>> = Vec::new(),
            depth_stencil_attachment: Option<DepthAttachment<'_>> = None,
            timestamp_writes: Option<TimestampWrites<'_>> = None,
            occlusion_query_set: Option<Bound<'_, QuerySet>> = None,
            multiview_mask: Option<NonZeroU32> = None,
        );
        let views = color_attachments
            .iter()
            .flatten()
            .flat_map(|color| [Some(&color.view), color.resolve_target.as_ref()])
            .chain([depth_stencil_attachment.as_ref().map(|depth| &depth.view)])
            .flatten();
        for view in views {
            let texture = view.0.get().texture.get();
            this.shared.same(&texture.shared, CALL, "an attachment")?;
        }
        for set in timestamp_writes
            .iter()
            .map(|writes| &writes.query_set)
            .chain(&occlusion_query_set)
        {
            this.shared.same(&set.get().shared, CALL, "a query set")?;
        }
        // Timestamps are counted for passes that begin.
        drop(this.ready(CALL)?);
        this.recorder.check_open(CALL, ENDED)?;
        let mut timed = this.timed.lock().unwrap_or_else(PoisonError::into_inner);
        let stamps = PassStamps::choose(timestamp_writes.as_ref(), &mut timed, &this.shared)?;
        let pass = this.record(CALL, |encoder| {
            let colors: Vec<Option<wgpu::RenderPassColorAttachment<'_>>> = color_attachments
                .iter()
                .map(|color| {
                    color.as_ref().map(|color| wgpu::RenderPassColorAttachment {
                        view: &color.view.0.get().inner,
                        depth_slice: color.depth_slice,
                        resolve_target: color
                            .resolve_target
                            .as_ref()
                            .map(|view| &*view.0.get().inner),
                        ops: color.ops,
                    })
                })
                .collect();
            let depth = depth_stencil_attachment.as_ref().map(|depth| {
                wgpu::RenderPassDepthStencilAttachment {
                    view: &depth.view.0.get().inner,
                    depth_ops: depth.depth_ops,
                    stencil_ops: depth.stencil_ops,
                }
            });
            encoder
                .begin_render_pass(&wgpu::RenderPassDescriptor {
                    label: label.as_deref(),
                    color_attachments: &colors,
                    depth_stencil_attachment: depth,
                    timestamp_writes: stamps.map(PassStamps::render),
                    occlusion_query_set: occlusion_query_set.as_ref().map(|set| &*set.get().inner),
                    multiview_mask,
                })
                .forget_lifetime()
        })?;
        this.recorded().pass("render pass", &label);
        let pass = RenderPass::new(pass, &this.shared, label);
        this.pass.turn_to(&pass.recorder);
        Ok(pass)
    }

    /// Puts a word into the commands, for debuggers.
    fn insert_debug_marker(&self, label: &str) -> PyResult<()> {
        self.record("insert_debug_marker", |encoder| {
            encoder.insert_debug_marker(label);
        })
    }

    /// Starts a group of commands, for debuggers.
    fn push_debug_group(&self, label: &str) -> PyResult<()> {
        self.record("push_debug_group", |encoder| {
            encoder.push_debug_group(label);
        })
    }

    /// Ends the innermost group.
    fn pop_debug_group(&self) -> PyResult<()> {
        self.record("pop_debug_group", wgpu::CommandEncoder::pop_debug_group)
    }

    /// Writes the results of queries into a buffer, 8 bytes each: read them as uint64.
    ///
    /// Args:
    ///     query_set: The queries.
    ///     query_range: Which of them: `(start, end)`, a `range` or a `slice`.
    ///     destination: Where to, with the usage QUERY_RESOLVE.
    ///     destination_offset: Where to start in it, in bytes: a multiple of 256.
    ///
    /// Raises:
    ///     ValueError: There are no such queries.
    #[pyo3(signature = (query_set, query_range, destination, destination_offset = 0))]
    fn resolve_query_set(
        &self,
        query_set: &Bound<'_, QuerySet>,
        query_range: &Bound<'_, PyAny>,
        destination: &Bound<'_, Buffer>,
        #[pyo3(from_py_with = number)] destination_offset: u64,
    ) -> PyResult<()> {
        const CALL: &str = "resolve_query_set";
        let range = std::ops::Range::<u32>::from_py(query_range)
            .map_err(|e| e.in_field("query_range").raise(CALL))?;
        let (set, buffer) = (query_set.get(), destination.get());
        if range.start >= range.end || range.end > set.inner.count() {
            return Err(PyValueError::new_err(format!(
                "{CALL}: query_range: expected a range of at least one of the {} queries; got \
                 {}..{}",
                set.inner.count(),
                range.start,
                range.end
            )));
        }
        self.shared.same(&set.shared, CALL, "the query set")?;
        self.own(buffer, CALL)?;
        self.record(CALL, |encoder| {
            encoder.resolve_query_set(&set.inner, range, &buffer.inner, destination_offset);
        })
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
        self.record("write_timestamp", |encoder| {
            encoder.write_timestamp(&set.inner, query_index);
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
        self.record("map_buffer_on_submit", |encoder| {
            encoder.map_buffer_on_submit(&buffer, mode, range, map_callback(callback));
        })
    }

    /// Calls `callback()` when these commands have run and somebody waits or polls.
    fn on_submitted_work_done(
        &self,
        #[pyo3(from_py_with = callback)] callback: Py<PyAny>,
    ) -> PyResult<()> {
        self.record("on_submitted_work_done", |encoder| {
            encoder.on_submitted_work_done(done_callback(callback));
        })
    }

    /// Builds acceleration structures.
    #[pyo3(signature = (blas = Vec::new(), tlas = Vec::new()))]
    fn build_acceleration_structures(
        &self,
        blas: Vec<Bound<'_, PyAny>>,
        tlas: Vec<Bound<'_, Tlas>>,
    ) -> PyResult<()> {
        const CALL: &str = "build_acceleration_structures";
        let entries = blas
            .iter()
            .enumerate()
            .map(|(index, entry)| {
                BuildEntry::from_py(entry)
                    .map_err(|e| e.at_index(index).in_field("blas").raise(CALL))
            })
            .collect::<PyResult<Vec<_>>>()?;
        for entry in &entries {
            entry.check(&self.shared, CALL)?;
        }
        let tlas = lock_all(&tlas, &self.shared, CALL)?;
        let geometries: Vec<_> = entries.iter().map(BuildEntry::geometries).collect();
        self.record(CALL, |encoder| {
            let entries: Vec<wgpu::BlasBuildEntry<'_>> = entries
                .iter()
                .zip(geometries)
                .map(|(entry, geometry)| wgpu::BlasBuildEntry {
                    blas: entry.blas(),
                    geometry,
                })
                .collect();
            encoder.build_acceleration_structures(entries.iter(), tlas.iter().map(|tlas| &***tlas));
        })
    }

    /// Tells that structures were built by other means; the encoder then takes no other command.
    #[pyo3(signature = (blas = Vec::new(), tlas = Vec::new()))]
    fn mark_acceleration_structures_built(
        &self,
        blas: Vec<Bound<'_, super::blas::Blas>>,
        tlas: Vec<Bound<'_, Tlas>>,
    ) -> PyResult<()> {
        const CALL: &str = "mark_acceleration_structures_built";
        for structure in &blas {
            self.shared
                .same(&structure.get().shared, CALL, "a structure")?;
        }
        let tlas = lock_all(&tlas, &self.shared, CALL)?;
        self.record(CALL, |encoder| {
            trusted::mark_built(
                encoder,
                blas.iter().map(|structure| &*structure.get().inner),
                tlas.iter().map(|tlas| &***tlas),
            );
        })
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
            let texture = Bound::<Texture>::from_py(value)?;
            Ok(((*texture.get().inner).clone(), texture))
        })?;
        self.record("transition_resources", |encoder| {
            encoder.transition_resources(all.buffer_iter(), all.texture_iter());
        })
    }

    /// Ends the recording. What was wrong with a recorded command is raised here, and says which
    /// it was.
    fn finish(&self) -> PyResult<CommandBuffer> {
        self.shared.usable()?;
        let mut encoder = self.recorder.take("finish", ENDED)?;
        let timed = self
            .timed
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        let commands = call_at(
            |kind| self.place(kind),
            || {
                if let Some(timed) = timed {
                    timed.finish(&mut encoder, &self.shared);
                }
                encoder.finish()
            },
        )?;
        metrics::add(&self.shared.metrics.encoders, 1);
        metrics::add_since(&self.shared.metrics.encode_time, self.start);
        Ok(CommandBuffer::new(
            commands,
            &self.shared,
            self.label.clone(),
        ))
    }

    fn __repr__(&self) -> String {
        let state = if self.recorder.is_open() {
            "open"
        } else {
            "finished"
        };
        named("CommandEncoder", self.label.as_deref(), state)
    }
}
