//! Buffers, slices of them, and mapping.

use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use super::arrays::{Form, collect, wanted};
use super::device::Device;
use super::mapped_range::{ViewType, wrap};
use super::pending::Pending;
use super::queue::write_bytes;
use super::reading::{Copyback, MapState};
use super::{Label, named};
use crate::core::error::ValidationError;
use crate::core::guard::call;
use crate::core::life::Held;
use crate::core::shared::{Shared, timeout};
use crate::hal::mapped::{Open, Slot};
use crate::types::convert::{Fit, FromPy, Misfit, number};

/// Memory of the GPU.
#[pyclass(frozen, weakref, module = "pywgpu")]
pub(crate) struct Buffer {
    pub(crate) inner: Held<wgpu::Buffer>,
    pub(crate) shared: Arc<Shared>,
    /// The label it was made with.
    #[pyo3(get)]
    pub(crate) label: Label,
    /// The views that were given out, for `unmap` to ask.
    views: Mutex<Vec<Weak<Slot>>>,
    /// Shared by the reads that map the buffer itself, and unmap it at their end.
    reads: Arc<()>,
}

impl Buffer {
    pub(crate) fn new(inner: wgpu::Buffer, shared: &Arc<Shared>, label: Label) -> Self {
        Self {
            inner: Held::new(inner),
            shared: shared.clone(),
            label,
            views: Mutex::new(Vec::new()),
            reads: Arc::new(()),
        }
    }

    /// To be kept by a read that maps the buffer itself, until it has unmapped it.
    pub(crate) fn read_token(&self) -> Arc<()> {
        self.reads.clone()
    }

    /// A range of the buffer: `size` to its end where it is not given. wgpu would panic on one
    /// that does not lie in it.
    #[inline]
    pub(crate) fn range(
        &self,
        offset: u64,
        size: Option<u64>,
        call: &str,
    ) -> PyResult<std::ops::Range<u64>> {
        let whole = self.inner.size();
        let end = match size {
            Some(size) => offset.checked_add(size),
            None => Some(whole),
        };
        match end {
            Some(end) if end <= whole && offset < end => Ok(offset..end),
            Some(_) | None => Err(self.no_range(offset, size, call)),
        }
    }

    #[cold]
    fn no_range(&self, offset: u64, size: Option<u64>, call: &str) -> PyErr {
        let whole = self.inner.size();
        let asked = match size {
            Some(0) => format!("no bytes at offset {offset}"),
            Some(size) => format!("{size} bytes at offset {offset}"),
            None => format!("all bytes from offset {offset}"),
        };
        PyValueError::new_err(format!(
            "{call}: expected a range of at least one byte within {}; got {asked}",
            match &self.label {
                Some(label) => format!("the {whole} bytes of buffer '{label}'"),
                None => format!("the buffer's {whole} bytes"),
            }
        ))
    }

    /// That the buffer can be read back at all.
    pub(crate) fn readable(&self, call: &str) -> PyResult<()> {
        let usage = self.inner.usage();
        if usage.intersects(wgpu::BufferUsages::COPY_SRC | wgpu::BufferUsages::MAP_READ) {
            return Ok(());
        }
        Err(ValidationError::new_err(format!(
            "{call}: expected a buffer with the usage COPY_SRC or MAP_READ; {} has {}; add \
             COPY_SRC where it is made",
            match &self.label {
                Some(label) => format!("buffer '{label}'"),
                None => "this one".to_owned(),
            },
            crate::types::flags::set_names(&usage).join(" | "),
        )))
    }

    /// Remembers a view, for `unmap` and `destroy` to ask whether arrays look into it.
    fn keep_view(&self, slot: &Arc<Slot>) {
        let mut views = self.views.lock().unwrap_or_else(PoisonError::into_inner);
        views.retain(|view| view.strong_count() > 0);
        views.push(Arc::downgrade(slot));
    }

    /// That no read is under way that has mapped the buffer itself.
    fn check_reads(&self, name: &str) -> PyResult<()> {
        if Arc::strong_count(&self.reads) > 1 {
            return Err(ValidationError::new_err(format!(
                "{name}: read_async() has mapped the buffer; take its result first, or drop it"
            )));
        }
        Ok(())
    }

    /// That no view is open that unmaps the buffer where it ends, under all others.
    fn check_owner(&self, name: &str) -> PyResult<()> {
        self.check_reads(name)?;
        let views = self.views.lock().unwrap_or_else(PoisonError::into_inner);
        if views
            .iter()
            .filter_map(Weak::upgrade)
            .any(|slot| slot.unmaps())
        {
            return Err(ValidationError::new_err(format!(
                "{name}: mapped() has mapped the buffer; take slices of its view, or release it \
                 and call map() in its place"
            )));
        }
        Ok(())
    }

    /// Closes the views that were given out; whether one of them has unmapped the buffer.
    fn close_views(&self) -> PyResult<bool> {
        let mut views = self.views.lock().unwrap_or_else(PoisonError::into_inner);
        let open: Vec<Arc<Slot>> = views.iter().filter_map(Weak::upgrade).collect();
        // All or none.
        if let Some(used) = open.iter().find(|slot| slot.exports() > 0) {
            return used.close();
        }
        let mut unmapped = false;
        for slot in open {
            unmapped |= slot.close()?;
        }
        views.clear();
        Ok(unmapped)
    }

    fn start_map(
        &self,
        py: Python<'_>,
        limit: Option<Duration>,
        mode: wgpu::MapMode,
        offset: u64,
        size: Option<u64>,
    ) -> PyResult<(wgpu::SubmissionIndex, MapState)> {
        self.shared.usable()?;
        let range = self.range(offset, size, "map_async")?;
        let state = MapState::default();
        let submission = self.shared.submit(py, "map_async", limit, |queue| {
            self.inner.map_async(mode, range, state.callback());
            queue.submit([])
        })?;
        Ok((submission, state))
    }

    fn view<'py>(
        &self,
        py: Python<'py>,
        offset: u64,
        size: Option<u64>,
        write: bool,
    ) -> PyResult<Bound<'py, PyAny>> {
        let name = if write {
            "get_mapped_range_mut"
        } else {
            "get_mapped_range"
        };
        self.shared.usable()?;
        let range = self.range(offset, size, name)?;
        self.check_owner(name)?;
        let refused = |error: wgpu::MapRangeError| self.shared.no_view(name, &error);
        let (open, ty) = if write {
            let view = call(|| self.inner.get_mapped_range_mut(range))?.map_err(refused)?;
            (Open::Write(view), ViewType::Write)
        } else {
            let view = call(|| self.inner.get_mapped_range(range))?.map_err(refused)?;
            (Open::Read(view), ViewType::Read)
        };
        let slot = Slot::new(open, self.shared.exports.clone());
        self.keep_view(&slot);
        wrap(py, slot, ty)
    }

    fn to_read(
        &self,
        py: Python<'_>,
        call: &str,
        dtype: Option<&Bound<'_, PyAny>>,
        shape: Option<&Bound<'_, PyAny>>,
        offset: u64,
        size: Option<u64>,
        out: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<(std::ops::Range<u64>, Form)> {
        self.readable(call)?;
        let available = self.inner.size().saturating_sub(offset);
        let wanted = wanted(py, call, available, dtype, shape, size, out)?;
        let range = self.range(offset, Some(wanted.size), call)?;
        Ok((range, wanted.form))
    }

    /// Reads a range and waits for it.
    fn read_range<'py>(
        &self,
        py: Python<'py>,
        range: &std::ops::Range<u64>,
        form: &Form,
        limit: Option<Duration>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let size = range.end - range.start;
        let parts = Copyback::parts_of_buffer(py, &self.shared, self, range.start, size, limit)?;
        collect(py, parts, form, limit)
    }
}

#[pymethods]
impl Buffer {
    /// The device it was made with.
    #[getter]
    fn device(&self) -> Device {
        Device::new(self.shared.clone())
    }

    /// Size in bytes.
    #[getter]
    fn size(&self) -> u64 {
        self.inner.size()
    }

    /// The `BufferUsages` flags it was made with.
    #[getter]
    fn usage(&self) -> u32 {
        self.inner.usage().bits()
    }

    /// Writes bytes from `offset` on, before all that is submitted later.
    ///
    /// Args:
    ///     data: Anything with the buffer protocol, `__array_interface__` or DLPack on the CPU, C-contiguous;
    ///         its bytes are copied as they lie, whatever their dtype. A multiple of 4 bytes.
    ///     offset: Where to start, in bytes: a multiple of 4.
    ///
    /// Raises:
    ///     TypeError: `data` has no memory, or holds Python objects.
    ///     ValueError: The data does not fit, is no multiple of 4 bytes, or has strides that leave gaps.
    ///     ValidationError: The buffer has not the usage COPY_DST, is mapped, or was destroyed.
    #[pyo3(signature = (data, offset = 0))]
    fn write(
        &self,
        py: Python<'_>,
        data: &Bound<'_, PyAny>,
        #[pyo3(from_py_with = number)] offset: u64,
    ) -> PyResult<()> {
        write_bytes(py, &self.shared, self, offset, data, "write")
    }

    /// Reads into a new array, or into `out`, and waits for all that was submitted before.
    ///
    /// Args:
    ///     dtype: The dtype of the array; uint8 without it.
    ///     shape: Its shape, an integer or a tuple; without it, as many elements as there are, in one
    ///         dimension.
    ///     offset: Where to start, in bytes.
    ///     size: How many bytes, in place of `shape`; up to the end without both.
    ///     out: An array to fill whole, of any dtype; it takes the place of `dtype` and `shape`.
    ///     timeout: Seconds to wait.
    ///
    /// Returns:
    ///     The array: `out` where it was given.
    ///
    /// Raises:
    ///     TimeoutError: The GPU did not finish in time.
    ///     ValueError: The range does not lie within the buffer, or is no whole number of elements.
    ///     ValidationError: The buffer has neither of the usages COPY_SRC and MAP_READ, or was destroyed.
    #[pyo3(signature = (dtype = None, shape = None, *, offset = 0, size = None, out = None, timeout = None))]
    fn read<'py>(
        &self,
        py: Python<'py>,
        dtype: Option<&Bound<'py, PyAny>>,
        shape: Option<&Bound<'py, PyAny>>,
        #[pyo3(from_py_with = number)] offset: u64,
        #[pyo3(from_py_with = number)] size: Option<u64>,
        out: Option<&Bound<'py, PyAny>>,
        #[pyo3(from_py_with = number)] timeout: Option<f64>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let limit = self::timeout(timeout, "read")?;
        let (range, form) = self.to_read(py, "read", dtype, shape, offset, size, out)?;
        self.read_range(py, &range, &form, limit)
    }

    /// Reads into an array, or another writable buffer, which is filled whole.
    ///
    /// Args:
    ///     out: A C-contiguous array of any dtype and shape, or a `bytearray` or `memoryview`.
    ///     offset: Where to start, in bytes.
    ///     timeout: Seconds to wait.
    ///
    /// Raises:
    ///     BufferError: `out` is read-only.
    ///     TimeoutError: The GPU did not finish in time.
    ///     ValueError: The range does not lie within the buffer, or `out` has gaps.
    ///     ValidationError: The buffer has neither of the usages COPY_SRC and MAP_READ, or was destroyed.
    #[pyo3(signature = (out, *, offset = 0, timeout = None))]
    fn read_into<'py>(
        &self,
        py: Python<'py>,
        out: &Bound<'py, PyAny>,
        #[pyo3(from_py_with = number)] offset: u64,
        #[pyo3(from_py_with = number)] timeout: Option<f64>,
    ) -> PyResult<()> {
        let limit = self::timeout(timeout, "read_into")?;
        let (range, form) = self.to_read(py, "read_into", None, None, offset, None, Some(out))?;
        self.read_range(py, &range, &form, limit).map(drop)
    }

    /// Starts a read of what all work that was submitted until now leaves behind.
    ///
    /// Arguments and exceptions are those of `read`.
    ///
    /// Returns:
    ///     What can be awaited, or asked for its `result()`.
    #[pyo3(signature = (dtype = None, shape = None, *, offset = 0, size = None, out = None))]
    fn read_async<'py>(
        &self,
        py: Python<'py>,
        dtype: Option<&Bound<'py, PyAny>>,
        shape: Option<&Bound<'py, PyAny>>,
        #[pyo3(from_py_with = number)] offset: u64,
        #[pyo3(from_py_with = number)] size: Option<u64>,
        out: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Pending> {
        let (range, form) = self.to_read(py, "read_async", dtype, shape, offset, size, out)?;
        let size = range.end - range.start;
        let copyback = Copyback::of_buffer(py, &self.shared, self, range.start, size, None)?;
        Ok(Pending::read(copyback, form))
    }

    /// The content as mapped memory, without a copy on the host.
    ///
    /// A buffer that cannot be mapped is copied on the GPU first: what is read does not change any more.
    /// With mode `"write"`, the buffer itself is mapped to be filled.
    ///
    /// Args:
    ///     mode: `"read"` or `"write"`.
    ///     offset: Where to start, in bytes: a multiple of 8.
    ///     size: How many bytes, a multiple of 4; up to the end without it.
    ///     timeout: Seconds to wait.
    ///
    /// Returns:
    ///     Memory whose `array()` looks into it. It ends with a `with` block or `release()`, which is
    ///     refused while there are such arrays.
    ///
    /// Raises:
    ///     TimeoutError: The GPU did not finish in time.
    ///     ValueError: Another mode, or a range that does not lie within the buffer.
    ///     ValidationError: The buffer has not the usage COPY_SRC or MAP_READ to read, MAP_WRITE to write,
    ///         or is mapped already.
    #[pyo3(signature = (mode = "read", *, offset = 0, size = None, timeout = None))]
    fn mapped<'py>(
        &self,
        py: Python<'py>,
        mode: &str,
        #[pyo3(from_py_with = number)] offset: u64,
        #[pyo3(from_py_with = number)] size: Option<u64>,
        #[pyo3(from_py_with = number)] timeout: Option<f64>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let limit = self::timeout(timeout, "mapped")?;
        let range = self.range(offset, size, "mapped")?;
        match mode {
            "read" => {
                self.readable("mapped")?;
                let size = range.end - range.start;
                let copyback = Copyback::of_buffer(py, &self.shared, self, offset, size, limit)?;
                copyback.wait(py, limit)?;
                let (slot, own) = copyback.into_slot()?;
                if own {
                    self.keep_view(&slot);
                }
                wrap(py, slot, ViewType::Read)
            }
            "write" => {
                let (submission, state) =
                    self.start_map(py, limit, wgpu::MapMode::Write, offset, size)?;
                state.wait(py, &self.shared, Some(&submission), limit, "mapped")?;
                let view = call(|| self.inner.get_mapped_range_mut(range))?
                    .map_err(|error| self.shared.no_view("mapped", &error))?;
                let slot = Slot::new(
                    Open::Filled(view, Held::new((*self.inner).clone())),
                    self.shared.exports.clone(),
                );
                self.keep_view(&slot);
                wrap(py, slot, ViewType::Write)
            }
            other => Err(PyValueError::new_err(format!(
                "mapped: mode: expected \"read\" or \"write\"; got {other:?}"
            ))),
        }
    }

    /// Maps the buffer and waits until it is; `get_mapped_range()` gives the memory.
    ///
    /// Args:
    ///     mode: `"read"` or `"write"`.
    ///     offset: Where to start, in bytes: a multiple of 8.
    ///     size: How many bytes, a multiple of 4; up to the end without it.
    ///     timeout: Seconds to wait.
    ///
    /// Raises:
    ///     TimeoutError: The GPU did not finish in time.
    ///     ValidationError: The buffer has not the usage MAP_READ or MAP_WRITE, or is mapped already.
    #[pyo3(signature = (mode, offset = 0, size = None, *, timeout = None))]
    fn map(
        &self,
        py: Python<'_>,
        mode: &Bound<'_, PyAny>,
        #[pyo3(from_py_with = number)] offset: u64,
        #[pyo3(from_py_with = number)] size: Option<u64>,
        #[pyo3(from_py_with = number)] timeout: Option<f64>,
    ) -> PyResult<()> {
        let limit = self::timeout(timeout, "map")?;
        let mode =
            FromPy::from_py(mode).map_err(|e: Box<Misfit>| e.in_field("mode").raise("map"))?;
        let (submission, state) = self.start_map(py, limit, mode, offset, size)?;
        state.wait(py, &self.shared, Some(&submission), limit, "map")
    }

    /// Starts to map the buffer, as `map` does; the result can be awaited.
    #[pyo3(signature = (mode, offset = 0, size = None))]
    fn map_async(
        &self,
        py: Python<'_>,
        mode: &Bound<'_, PyAny>,
        #[pyo3(from_py_with = number)] offset: u64,
        #[pyo3(from_py_with = number)] size: Option<u64>,
    ) -> PyResult<Pending> {
        let mode = FromPy::from_py(mode)
            .map_err(|e: Box<Misfit>| e.in_field("mode").raise("map_async"))?;
        let (submission, state) = self.start_map(py, None, mode, offset, size)?;
        Ok(Pending::map(&self.shared, submission, state))
    }

    /// Memory of a mapped buffer, to be read.
    ///
    /// Args:
    ///     offset: Where to start, in bytes from the start of the buffer: a multiple of 8.
    ///     size: How many bytes, a multiple of 4; up to the end without it.
    ///
    /// Raises:
    ///     ValueError: The range does not lie within the buffer.
    ///     ValidationError: The buffer is not mapped there, or the range overlaps with another.
    #[pyo3(signature = (offset = 0, size = None))]
    fn get_mapped_range<'py>(
        &self,
        py: Python<'py>,
        #[pyo3(from_py_with = number)] offset: u64,
        #[pyo3(from_py_with = number)] size: Option<u64>,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.view(py, offset, size, false)
    }

    /// Memory of a buffer that is mapped to be written; the same as `get_mapped_range` otherwise.
    #[pyo3(signature = (offset = 0, size = None))]
    fn get_mapped_range_mut<'py>(
        &self,
        py: Python<'py>,
        #[pyo3(from_py_with = number)] offset: u64,
        #[pyo3(from_py_with = number)] size: Option<u64>,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.view(py, offset, size, true)
    }

    /// Ends the mapping, so that the GPU can use the buffer.
    ///
    /// Raises:
    ///     BufferError: Arrays look into the mapped memory.
    ///     ValidationError: The buffer is not mapped.
    fn unmap(&self) -> PyResult<()> {
        self.shared.usable()?;
        self.check_reads("unmap")?;
        if self.close_views()? {
            return Ok(());
        }
        call(|| self.inner.unmap())
    }

    /// Frees the memory now rather than with the last reference; every use raises from now on.
    ///
    /// Raises:
    ///     BufferError: Arrays look into its mapped memory.
    fn destroy(&self) -> PyResult<()> {
        self.shared.usable()?;
        self.close_views()?;
        call(|| self.inner.destroy())
    }

    /// A part of the buffer, for bind groups, vertices and indices.
    ///
    /// Args:
    ///     offset: Where to start, in bytes.
    ///     size: How many bytes; up to the end without it.
    ///
    /// Raises:
    ///     ValueError: The range does not lie within the buffer, or is empty.
    #[pyo3(signature = (offset = 0, size = None))]
    fn slice(
        slf: &Bound<'_, Self>,
        #[pyo3(from_py_with = number)] offset: u64,
        #[pyo3(from_py_with = number)] size: Option<u64>,
    ) -> PyResult<BufferSlice> {
        let range = slf.get().range(offset, size, "slice")?;
        Ok(BufferSlice {
            buffer: slf.clone().unbind(),
            range,
        })
    }

    /// All of it, for a bind group.
    fn as_entire_binding(slf: &Bound<'_, Self>) -> PyResult<BufferSlice> {
        Self::slice(slf, 0, None)
    }

    /// All of it, for a bind group.
    fn as_entire_buffer_binding(slf: &Bound<'_, Self>) -> PyResult<BufferSlice> {
        Self::slice(slf, 0, None)
    }

    fn __len__(&self) -> usize {
        usize::try_from(self.inner.size()).unwrap_or(usize::MAX)
    }

    fn __repr__(&self) -> String {
        let rest = format!("of {} bytes", self.inner.size());
        named("Buffer", self.label.as_deref(), &rest)
    }
}

/// A part of a buffer.
#[pyclass(frozen, weakref, module = "pywgpu")]
pub(crate) struct BufferSlice {
    /// The buffer.
    #[pyo3(get)]
    pub(crate) buffer: Py<Buffer>,
    pub(crate) range: std::ops::Range<u64>,
}

#[pymethods]
impl BufferSlice {
    /// Where it starts, in bytes.
    #[getter]
    fn offset(&self) -> u64 {
        self.range.start
    }

    /// Its size in bytes.
    #[getter]
    fn size(&self) -> u64 {
        self.range.end - self.range.start
    }

    /// A part of this part.
    #[pyo3(signature = (offset = 0, size = None))]
    fn slice(
        &self,
        py: Python<'_>,
        #[pyo3(from_py_with = number)] offset: u64,
        #[pyo3(from_py_with = number)] size: Option<u64>,
    ) -> PyResult<Self> {
        let (start, length) = self.within(offset, size)?;
        Ok(Self {
            buffer: self.buffer.clone_ref(py),
            range: start..start + length,
        })
    }

    /// Starts to map it; the result can be awaited.
    fn map_async(&self, py: Python<'_>, mode: &Bound<'_, PyAny>) -> PyResult<Pending> {
        self.buffer
            .get()
            .map_async(py, mode, self.range.start, Some(self.size()))
    }

    /// Memory of a mapped buffer, to be read.
    fn get_mapped_range<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.buffer
            .get()
            .view(py, self.range.start, Some(self.size()), false)
    }

    /// Memory of a mapped buffer, to be written.
    fn get_mapped_range_mut<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.buffer
            .get()
            .view(py, self.range.start, Some(self.size()), true)
    }

    fn __repr__(&self) -> String {
        format!("<BufferSlice {}..{}>", self.range.start, self.range.end)
    }
}

impl BufferSlice {
    fn within(&self, offset: u64, size: Option<u64>) -> PyResult<(u64, u64)> {
        let whole = self.size();
        let length = size.unwrap_or(whole.saturating_sub(offset));
        match offset.checked_add(length) {
            Some(end) if end <= whole && length > 0 => Ok((self.range.start + offset, length)),
            Some(_) | None => Err(PyValueError::new_err(format!(
                "slice: expected a range of at least one byte within the slice's {whole} bytes; \
                 got {length} bytes at offset {offset}"
            ))),
        }
    }
}

/// A buffer or a slice, with a range of its own where one is given beside it.
pub(crate) struct Part<'py> {
    pub(crate) buffer: Bound<'py, Buffer>,
    pub(crate) start: u64,
    pub(crate) size: Option<u64>,
}

impl<'py> FromPy<'py> for Part<'py> {
    fn from_py(value: &Bound<'py, PyAny>) -> Fit<Self> {
        if let Ok(buffer) = value.cast::<Buffer>() {
            return Ok(Self {
                buffer: buffer.clone(),
                start: 0,
                size: None,
            });
        }
        if let Ok(slice) = value.cast::<BufferSlice>() {
            let slice = slice.get();
            return Ok(Self {
                buffer: slice.buffer.bind(value.py()).clone(),
                start: slice.range.start,
                size: Some(slice.size()),
            });
        }
        Err(Misfit::wrong_type(value, "a Buffer or a BufferSlice"))
    }
}

impl Part<'_> {
    /// The range: that of the slice, or the one given beside a buffer.
    pub(crate) fn range(
        &self,
        offset: u64,
        size: Option<u64>,
        call: &str,
    ) -> PyResult<std::ops::Range<u64>> {
        let start = self.start.saturating_add(offset);
        let size = size.or_else(|| self.size.map(|size| size.saturating_sub(offset)));
        let range = self.buffer.get().range(start, size, call)?;
        if let Some(whole) = self.size
            && range.end > self.start + whole
        {
            return Err(PyValueError::new_err(format!(
                "{call}: expected a range within the slice's {whole} bytes; got {} bytes at \
                 offset {offset}",
                range.end - range.start
            )));
        }
        Ok(range)
    }
}
