//! Data on its way back: a copy into a staging buffer, and the wait.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::{Duration, Instant};

use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::prelude::*;

use super::buffer::Buffer;
use crate::core::error::ValidationError;
use crate::core::guard::{call, unheard};
use crate::core::life::Held;
use crate::core::metrics;
use crate::core::shared::Shared;
use crate::hal::mapped::{Open, Slot};
use crate::hal::staging::Staging;

/// Reads of this size and more go in parts, so that the host copies one while the GPU copies the
/// next.
const IN_PARTS: u64 = 16 << 20;
/// How many parts.
const PARTS: u64 = 4;

const PENDING: u8 = 0;
const MAPPED: u8 = 1;
const FAILED: u8 = 2;

/// Whether a mapping has been made, as wgpu tells it from whichever thread polls.
#[derive(Clone, Debug, Default)]
pub(crate) struct MapState(Arc<AtomicU8>);

impl MapState {
    /// What to give to `map_async`.
    pub(crate) fn callback(
        &self,
    ) -> impl FnOnce(Result<(), wgpu::BufferAsyncError>) + Send + 'static {
        let state = self.0.clone();
        move |result| {
            let now = if result.is_ok() { MAPPED } else { FAILED };
            state.store(now, Ordering::SeqCst);
        }
    }

    /// Waits until the mapping is made or refused.
    pub(crate) fn wait(
        &self,
        py: Python<'_>,
        shared: &Shared,
        submission: Option<&wgpu::SubmissionIndex>,
        limit: Option<Duration>,
        what: &str,
    ) -> PyResult<()> {
        let start = Instant::now();
        if self.0.load(Ordering::SeqCst) == PENDING {
            shared.wait(py, submission, limit)?;
        }
        // Another thread may have polled, and be about to tell.
        while self.0.load(Ordering::SeqCst) == PENDING {
            if start.elapsed() > Duration::from_secs(5) {
                return Err(PyRuntimeError::new_err(format!(
                    "{what}: the mapping was never made"
                )));
            }
            let left = limit.map(|limit| limit.saturating_sub(start.elapsed()));
            shared.wait(py, None, left)?;
            py.detach(std::thread::yield_now);
        }
        if self.0.load(Ordering::SeqCst) == FAILED {
            shared.health.check()?;
            return Err(ValidationError::new_err(format!(
                "{what}: the buffer could not be mapped; it must have MAP_READ or MAP_WRITE as \
                 the mode asks, not be mapped already, and not be destroyed"
            )));
        }
        Ok(())
    }
}

/// A buffer that is mapped itself to be read: nobody else may map it meanwhile, and where the read is
/// given up it is unmapped.
struct Direct {
    buffer: Staging,
    state: MapState,
    is_over: bool,
    _token: Arc<()>,
}

impl Drop for Direct {
    fn drop(&mut self) {
        // Where the mapping was refused, somebody else has mapped the buffer.
        if !self.is_over && self.state.0.load(Ordering::SeqCst) != FAILED {
            unheard(|| self.buffer.unmap());
        }
    }
}

/// Bytes that the GPU copies, or has copied, into a buffer that the host can map.
pub(crate) struct Copyback {
    pub(crate) shared: Arc<Shared>,
    staging: Staging,
    direct: Option<Direct>,
    offset: u64,
    pub(super) size: u64,
    pub(super) submission: wgpu::SubmissionIndex,
    state: MapState,
    start: Instant,
    /// Whether more of the same read follows.
    goes_on: bool,
}

impl Copyback {
    /// Starts to read a range of a buffer, a large one in parts.
    pub(crate) fn parts_of_buffer(
        py: Python<'_>,
        shared: &Arc<Shared>,
        buffer: &Buffer,
        offset: u64,
        size: u64,
        limit: Option<Duration>,
    ) -> PyResult<Vec<Self>> {
        if size < IN_PARTS || buffer.inner.usage().contains(wgpu::BufferUsages::MAP_READ) {
            return Ok(vec![Self::of_buffer(
                py, shared, buffer, offset, size, limit,
            )?]);
        }
        let step = size.div_ceil(PARTS).next_multiple_of(256);
        let end = offset + size;
        let mut parts = Vec::new();
        let mut at = offset;
        while at < end {
            let mut part = Self::of_buffer(py, shared, buffer, at, step.min(end - at), limit)?;
            at += part.size;
            part.goes_on = at < end;
            parts.push(part);
        }
        Ok(parts)
    }

    /// Starts to read a range of a buffer, which must lie within it.
    pub(crate) fn of_buffer(
        py: Python<'_>,
        shared: &Arc<Shared>,
        buffer: &Buffer,
        offset: u64,
        size: u64,
        limit: Option<Duration>,
    ) -> PyResult<Self> {
        let start = Instant::now();
        let device = shared.usable()?;
        if buffer.inner.usage().contains(wgpu::BufferUsages::MAP_READ) {
            return Self::of_mappable(py, shared, buffer, offset..offset + size, start, limit);
        }
        // Copies go in steps of four bytes.
        let first = offset / 4 * 4;
        let end = (offset + size).next_multiple_of(4);
        if end > buffer.inner.size() {
            return Err(PyValueError::new_err(format!(
                "read: a range that ends at byte {} of a buffer of {} bytes cannot be copied in \
                 steps of 4 bytes; make the buffer's size a multiple of 4",
                offset + size,
                buffer.inner.size()
            )));
        }
        let staging = shared.staging.take(device, end - first)?;
        let state = MapState::default();
        let submission = shared.submit(py, "read", limit, |queue| {
            let mut encoder = device.create_command_encoder(&wgpu::CommandEncoderDescriptor {
                label: Some("pywgpu read"),
            });
            encoder.copy_buffer_to_buffer(&buffer.inner, first, &staging, 0, end - first);
            let commands = encoder.finish();
            let submission = queue.submit([commands]);
            staging.map_async(
                wgpu::MapMode::Read,
                0..map_end(&staging, end - first),
                state.callback(),
            );
            submission
        })?;
        Ok(Self {
            shared: shared.clone(),
            staging,
            direct: None,
            offset: offset - first,
            size,
            submission,
            state,
            start,
            goes_on: false,
        })
    }

    fn of_mappable(
        py: Python<'_>,
        shared: &Arc<Shared>,
        buffer: &Buffer,
        range: std::ops::Range<u64>,
        start: Instant,
        limit: Option<Duration>,
    ) -> PyResult<Self> {
        // A mapping starts at a multiple of 8 and is a multiple of 4 long.
        let first = range.start / 8 * 8;
        let end = range.end.next_multiple_of(4).min(buffer.inner.size());
        let state = MapState::default();
        let submission = shared.submit(py, "read", limit, |queue| {
            let submission = queue.submit([]);
            buffer
                .inner
                .map_async(wgpu::MapMode::Read, first..end, state.callback());
            submission
        })?;
        Ok(Self {
            shared: shared.clone(),
            staging: Held::new((*buffer.inner).clone()),
            direct: Some(Direct {
                buffer: Held::new((*buffer.inner).clone()),
                state: state.clone(),
                is_over: false,
                _token: buffer.views.read_token(),
            }),
            offset: range.start,
            size: range.end - range.start,
            submission,
            state,
            start,
            goes_on: false,
        })
    }

    /// Starts to read a texture, into rows as `encode` lays them out.
    pub(crate) fn of_texture(
        py: Python<'_>,
        shared: &Arc<Shared>,
        size: u64,
        limit: Option<Duration>,
        encode: impl FnOnce(&mut wgpu::CommandEncoder, &wgpu::Buffer),
    ) -> PyResult<Self> {
        let start = Instant::now();
        let device = shared.usable()?;
        let staging = shared.staging.take(device, size)?;
        let state = MapState::default();
        let commands = call(|| {
            let mut encoder = device.create_command_encoder(&wgpu::CommandEncoderDescriptor {
                label: Some("pywgpu read"),
            });
            encode(&mut encoder, &staging);
            encoder.finish()
        })?;
        let submission = shared.submit(py, "read", limit, |queue| {
            let submission = queue.submit([commands]);
            staging.map_async(
                wgpu::MapMode::Read,
                0..map_end(&staging, size),
                state.callback(),
            );
            submission
        })?;
        Ok(Self {
            shared: shared.clone(),
            staging,
            direct: None,
            offset: 0,
            size,
            submission,
            state,
            start,
            goes_on: false,
        })
    }

    pub(crate) fn wait(&self, py: Python<'_>, limit: Option<Duration>) -> PyResult<()> {
        self.state
            .wait(py, &self.shared, Some(&self.submission), limit, "read")
    }

    /// The mapped range, once it is.
    fn view(&self) -> PyResult<(wgpu::BufferView, usize)> {
        // Views start at multiples of 8; what stands before is skipped.
        let first = self.offset / 8 * 8;
        let end = (self.offset + self.size)
            .next_multiple_of(4)
            .min(self.staging.size());
        let view = call(|| self.staging.get_mapped_range(first..end))?
            .map_err(|error| self.shared.no_view("read", &error))?;
        let skip = usize::try_from(self.offset - first).unwrap_or(0);
        Ok((view, skip))
    }

    /// Works on the bytes and gives the staging buffer back.
    pub(crate) fn consume<R>(mut self, work: impl FnOnce(&[u8]) -> R) -> PyResult<R> {
        let length = usize::try_from(self.size).unwrap_or(usize::MAX);
        let (view, skip) = self.view()?;
        let bytes = view.get(skip..).and_then(|bytes| bytes.get(..length));
        let result = bytes.map(work);
        drop(view);
        call(|| self.staging.unmap())?;
        let counters = &self.shared.metrics;
        metrics::add(&counters.bytes_read, self.size);
        if !self.goes_on {
            metrics::add(&counters.reads, 1);
            metrics::add_since(&counters.read_time, self.start);
        }
        match &mut self.direct {
            Some(direct) => direct.is_over = true,
            None => self.shared.staging.give(self.staging),
        }
        result.ok_or_else(|| PyRuntimeError::new_err("read: the mapping is shorter than asked for"))
    }

    /// The mapped memory itself; whether it is that of the buffer that is read.
    pub(crate) fn into_slot(mut self) -> PyResult<(Arc<Slot>, bool)> {
        if !self.offset.is_multiple_of(8) {
            return Err(PyValueError::new_err(format!(
                "mapped: offset: expected a multiple of 8; got {}; map from a multiple of 8 and \
                 slice the array",
                self.offset
            )));
        }
        let length = self.size;
        let view = call(|| {
            self.staging
                .get_mapped_range(self.offset..self.offset + length)
        })?
        .map_err(|error| self.shared.no_view("mapped", &error))?;
        let counters = &self.shared.metrics;
        metrics::add(&counters.reads, 1);
        metrics::add(&counters.bytes_read, self.size);
        let exports = self.shared.exports.clone();
        // The slot unmaps it.
        if let Some(direct) = &mut self.direct {
            direct.is_over = true;
        }
        let pool = self.direct.is_none().then(|| self.shared.clone());
        let slot = Slot::new(Open::Staged(view, self.staging, pool), exports);
        Ok((slot, self.direct.is_some()))
    }
}

/// Where a mapping of a staging buffer ends: its sizes are multiples of 4.
fn map_end(staging: &wgpu::Buffer, size: u64) -> u64 {
    size.next_multiple_of(8).min(staging.size())
}
