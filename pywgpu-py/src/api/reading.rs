//! Data on its way back: a copy into a staging buffer, the wait, and the array.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyTuple;

use super::mapped_range::{ViewType, wrap};
use crate::core::error::ValidationError;
use crate::core::guard::call;
use crate::core::life::Held;
use crate::core::metrics;
use crate::core::shared::{Shared, timeout};
use crate::core::waiter::Waiter;
use crate::hal::mapped::{Open, Slot};
use crate::hal::staging::Staging;
use crate::hal::{copy, host};

/// Reads of this size and more go in parts, so that the host copies one while the GPU copies the
/// next.
const IN_PARTS: u64 = 16 << 20;
/// How many parts.
const PARTS: u64 = 4;

/// Copies of this size and more are made without the GIL.
pub(crate) const LARGE: usize = 64 << 10;

/// The module numpy.
pub(crate) fn numpy(py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
    static NUMPY: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    NUMPY
        .get_or_try_init(py, || Ok(py.import("numpy")?.into_any().unbind()))
        .map(|numpy| numpy.bind(py).clone())
}

/// A new array without content.
pub(crate) fn empty<'py>(
    py: Python<'py>,
    shape: impl IntoPyObject<'py>,
    dtype: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyAny>> {
    static EMPTY: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let make =
        EMPTY.get_or_try_init(py, || Ok::<_, PyErr>(numpy(py)?.getattr("empty")?.unbind()))?;
    make.bind(py).call1((shape, dtype))
}

/// `numpy.dtype(…)`.
pub(crate) fn dtype<'py>(
    py: Python<'py>,
    given: impl IntoPyObject<'py>,
) -> PyResult<Bound<'py, PyAny>> {
    static DTYPE: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let make =
        DTYPE.get_or_try_init(py, || Ok::<_, PyErr>(numpy(py)?.getattr("dtype")?.unbind()))?;
    make.bind(py).call1((given,))
}

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

/// Bytes that the GPU copies, or has copied, into a buffer that the host can map.
pub(crate) struct Copyback {
    pub(crate) shared: Arc<Shared>,
    staging: Staging,
    pooled: bool,
    offset: u64,
    size: u64,
    submission: wgpu::SubmissionIndex,
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
        buffer: &wgpu::Buffer,
        offset: u64,
        size: u64,
        limit: Option<Duration>,
    ) -> PyResult<Vec<Self>> {
        if size < IN_PARTS || buffer.usage().contains(wgpu::BufferUsages::MAP_READ) {
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
        buffer: &wgpu::Buffer,
        offset: u64,
        size: u64,
        limit: Option<Duration>,
    ) -> PyResult<Self> {
        let start = Instant::now();
        let device = shared.usable()?;
        if buffer.usage().contains(wgpu::BufferUsages::MAP_READ) {
            return Self::of_mappable(py, shared, buffer, offset..offset + size, start, limit);
        }
        // Copies go in steps of four bytes.
        let first = offset / 4 * 4;
        let end = (offset + size).next_multiple_of(4);
        if end > buffer.size() {
            return Err(PyValueError::new_err(format!(
                "read: a range that ends at byte {} of a buffer of {} bytes cannot be copied in \
                 steps of 4 bytes; make the buffer's size a multiple of 4",
                offset + size,
                buffer.size()
            )));
        }
        let staging = shared.staging.take(device, end - first)?;
        let state = MapState::default();
        let submission = shared.submit(py, limit, |queue| {
            let mut encoder = device.create_command_encoder(&wgpu::CommandEncoderDescriptor {
                label: Some("pywgpu read"),
            });
            encoder.copy_buffer_to_buffer(buffer, first, &staging, 0, end - first);
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
            pooled: true,
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
        buffer: &wgpu::Buffer,
        range: std::ops::Range<u64>,
        start: Instant,
        limit: Option<Duration>,
    ) -> PyResult<Self> {
        // A mapping starts at a multiple of 8 and is a multiple of 4 long.
        let first = range.start / 8 * 8;
        let end = range.end.next_multiple_of(4).min(buffer.size());
        let state = MapState::default();
        let submission = shared.submit(py, limit, |queue| {
            let submission = queue.submit([]);
            buffer.map_async(wgpu::MapMode::Read, first..end, state.callback());
            submission
        })?;
        // The range is told apart by `base`, as the view starts at its first byte.
        Ok(Self {
            shared: shared.clone(),
            staging: Held::new(buffer.clone()),
            pooled: false,
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
        let submission = shared.submit(py, limit, |queue| {
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
            pooled: true,
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
            .map_err(|error| ValidationError::new_err(format!("read: {error}")))?;
        let skip = usize::try_from(self.offset - first).unwrap_or(0);
        Ok((view, skip))
    }

    /// Works on the bytes and gives the staging buffer back.
    pub(crate) fn consume<R>(self, work: impl FnOnce(&[u8]) -> R) -> PyResult<R> {
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
        if self.pooled {
            self.shared.staging.give(self.staging);
        }
        result.ok_or_else(|| PyRuntimeError::new_err("read: the mapping is shorter than asked for"))
    }

    /// The mapped memory itself.
    pub(crate) fn into_view(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
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
        .map_err(|error| ValidationError::new_err(format!("mapped: {error}")))?;
        let counters = &self.shared.metrics;
        metrics::add(&counters.reads, 1);
        metrics::add(&counters.bytes_read, self.size);
        let exports = self.shared.exports.clone();
        let pool = self.pooled.then(|| self.shared.clone());
        wrap(
            py,
            Slot::new(Open::Staged(view, self.staging, pool), exports),
            ViewType::Read,
        )
    }
}

/// Where a mapping of a staging buffer ends: its sizes are multiples of 4.
fn map_end(staging: &wgpu::Buffer, size: u64) -> u64 {
    size.next_multiple_of(8).min(staging.size())
}

/// What is made of the bytes.
pub(crate) enum Form {
    /// A new array of a dtype and a shape.
    New(Py<PyAny>, Py<PyAny>),
    /// An array, or another buffer, that was given.
    Into(Py<PyAny>),
    /// A texture: rows without their padding.
    Rows {
        /// The array.
        array: Py<PyAny>,
        /// Bytes of a row, and from one row to the next.
        row: usize,
        stride: usize,
    },
}

/// Waits for the parts of a read, one after the other, and copies each when it is there.
pub(crate) fn collect<'py>(
    py: Python<'py>,
    parts: Vec<Copyback>,
    form: &Form,
    limit: Option<Duration>,
) -> PyResult<Bound<'py, PyAny>> {
    let start = Instant::now();
    let mut parts = parts.into_iter().peekable();
    let mut array = None;
    let mut at = 0_usize;
    while let Some(part) = parts.next() {
        let left = limit.map(|limit| limit.saturating_sub(start.elapsed()));
        part.wait(py, left)?;
        if at == 0 && parts.peek().is_none() {
            return form.fill(py, part);
        }
        let array = match &array {
            Some(array) => array,
            None => array.insert(form.array(py)?),
        };
        at = host::with_bytes_mut(array, "read", "out", |target| {
            let length = usize::try_from(part.size).unwrap_or(usize::MAX);
            let end = at.saturating_add(length);
            let target = target.get_mut(at..end).ok_or_else(|| {
                PyRuntimeError::new_err("read: the array became smaller meanwhile")
            })?;
            py.detach(|| part.consume(|bytes| copy(bytes, target)))?;
            Ok(end)
        })?;
    }
    array.ok_or_else(|| PyRuntimeError::new_err("read: nothing was started"))
}

impl Form {
    /// The array to fill.
    fn array<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        match self {
            Self::New(shape, dtype) => empty(py, shape, dtype.bind(py)),
            Self::Into(array) | Self::Rows { array, .. } => Ok(array.bind(py).clone()),
        }
    }

    /// Copies the bytes, which are there.
    pub(crate) fn fill<'py>(
        &self,
        py: Python<'py>,
        copyback: Copyback,
    ) -> PyResult<Bound<'py, PyAny>> {
        let array = self.array(py)?;
        let rows = match self {
            Self::Rows { row, stride, .. } if row != stride => Some((*row, *stride)),
            Self::Rows { .. } | Self::New(..) | Self::Into(_) => None,
        };
        host::with_bytes_mut(&array, "read", "out", |target| {
            let fill = |bytes: &[u8], target: &mut [u8]| match rows {
                Some((row, stride)) => {
                    for (to, from) in target.chunks_exact_mut(row).zip(bytes.chunks(stride)) {
                        if let Some(from) = from.get(..row) {
                            to.copy_from_slice(from);
                        }
                    }
                }
                None => copy(bytes, target),
            };
            if target.len() < LARGE {
                copyback.consume(|bytes| fill(bytes, target))
            } else {
                py.detach(|| copyback.consume(|bytes| fill(bytes, target)))
            }
        })?;
        Ok(array)
    }
}

/// The shape, the dtype and the number of bytes of a read.
pub(crate) struct Wanted {
    pub(crate) form: Form,
    pub(crate) size: u64,
}

/// Works out what is to be read of `available` bytes.
pub(crate) fn wanted(
    py: Python<'_>,
    call: &str,
    available: u64,
    given_dtype: Option<&Bound<'_, PyAny>>,
    shape: Option<&Bound<'_, PyAny>>,
    size: Option<u64>,
    out: Option<&Bound<'_, PyAny>>,
) -> PyResult<Wanted> {
    if let Some(out) = out {
        if given_dtype.is_some() || shape.is_some() {
            return Err(PyValueError::new_err(format!(
                "{call}: `out` has a dtype and a shape of its own; leave out `dtype` and `shape`"
            )));
        }
        let length = host::with_bytes_mut(out, call, "out", |bytes| Ok(bytes.len() as u64))?;
        let size = size.unwrap_or(length);
        if length != size {
            return Err(PyValueError::new_err(format!(
                "{call}: out: expected {size} bytes; got an array of {length}; slice one or the \
                 other"
            )));
        }
        return Ok(Wanted {
            form: Form::Into(out.clone().unbind()),
            size,
        });
    }
    let dtype = match given_dtype {
        Some(given) => dtype(py, given)?,
        None => dtype(py, "uint8")?,
    };
    let itemsize: u64 = dtype.getattr("itemsize")?.extract()?;
    if itemsize == 0 || dtype.getattr("hasobject")?.is_truthy()? {
        return Err(PyValueError::new_err(format!(
            "{call}: dtype: expected a type of a fixed size without objects; got {dtype}"
        )));
    }
    let (shape, size) = match shape {
        Some(shape) => {
            let sides: Vec<u64> = match shape.extract::<u64>() {
                Ok(side) => vec![side],
                Err(_) => shape.extract().map_err(|_| {
                    PyValueError::new_err(format!(
                        "{call}: shape: expected an integer or a tuple of integers from 0; got {}",
                        crate::types::convert::describe(shape)
                    ))
                })?,
            };
            let bytes = sides
                .iter()
                .try_fold(itemsize, |bytes, side| bytes.checked_mul(*side))
                .ok_or_else(|| {
                    PyValueError::new_err(format!("{call}: shape: more bytes than there can be"))
                })?;
            if size.is_some_and(|size| size != bytes) {
                return Err(PyValueError::new_err(format!(
                    "{call}: shape and dtype make {bytes} bytes; got the size {}; leave out one",
                    size.unwrap_or(0)
                )));
            }
            (PyTuple::new(py, sides)?, bytes)
        }
        None => {
            let size = size.unwrap_or(available);
            if !size.is_multiple_of(itemsize) {
                return Err(PyValueError::new_err(format!(
                    "{call}: {size} bytes are no whole number of {dtype} ({itemsize} bytes each); \
                     give `shape` or `size`"
                )));
            }
            (PyTuple::new(py, [size / itemsize])?, size)
        }
    };
    Ok(Wanted {
        form: Form::New(shape.into_any().unbind(), dtype.unbind()),
        size,
    })
}

enum Work {
    Read(Copyback, Form),
    Map(Arc<Shared>, wgpu::SubmissionIndex, MapState),
    Done(Arc<Shared>, wgpu::SubmissionIndex),
}

impl Work {
    fn shared(&self) -> (&Arc<Shared>, &wgpu::SubmissionIndex) {
        match self {
            Self::Read(copyback, _) => (&copyback.shared, &copyback.submission),
            Self::Map(shared, submission, _) | Self::Done(shared, submission) => {
                (shared, submission)
            }
        }
    }
}

/// Work that the GPU has been given, and what comes of it.
///
/// It can be awaited, in asyncio and in trio, or asked for its `result()`.
#[pyclass(frozen, weakref, module = "pywgpu")]
pub(crate) struct Pending(Mutex<Option<Work>>);

impl Pending {
    pub(crate) fn read(copyback: Copyback, form: Form) -> Self {
        Self(Mutex::new(Some(Work::Read(copyback, form))))
    }

    pub(crate) fn map(
        shared: &Arc<Shared>,
        submission: wgpu::SubmissionIndex,
        state: MapState,
    ) -> Self {
        Self(Mutex::new(Some(Work::Map(
            shared.clone(),
            submission,
            state,
        ))))
    }

    pub(crate) fn work(shared: &Arc<Shared>, submission: wgpu::SubmissionIndex) -> Self {
        Self(Mutex::new(Some(Work::Done(shared.clone(), submission))))
    }
}

fn taken() -> PyErr {
    PyRuntimeError::new_err("result: it was taken before; start another read")
}

#[pymethods]
impl Pending {
    /// Has `callback()` called from another thread when the result is there.
    fn notify(&self, callback: Py<PyAny>) -> PyResult<()> {
        let work = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (shared, submission) = work.as_ref().ok_or_else(taken)?.shared();
        shared.health.check()?;
        Waiter::notify(shared, submission.clone(), callback)
    }

    /// The result, once: waits for it, for `timeout` seconds at most.
    #[pyo3(signature = (timeout = None))]
    fn result<'py>(
        &self,
        py: Python<'py>,
        timeout: Option<f64>,
    ) -> PyResult<Option<Bound<'py, PyAny>>> {
        let limit = self::timeout(timeout, "result")?;
        let taken_out = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        let work = taken_out.ok_or_else(taken)?;
        let waited = match &work {
            Work::Read(copyback, _) => copyback.wait(py, limit),
            Work::Map(shared, submission, state) => {
                state.wait(py, shared, Some(submission), limit, "map_async")
            }
            Work::Done(shared, submission) => shared.wait(py, Some(submission), limit),
        };
        if let Err(error) = waited {
            // After a timeout or Ctrl-C one may ask again.
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(work);
            return Err(error);
        }
        match work {
            Work::Read(copyback, form) => form.fill(py, copyback).map(Some),
            Work::Map(..) | Work::Done(..) => Ok(None),
        }
    }

    fn __await__<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.py()
            .import("pywgpu._aio")?
            .call_method1("finish", (slf,))?
            .call_method0("__await__")
    }
}
