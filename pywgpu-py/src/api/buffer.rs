//! Buffers.

use std::sync::Arc;
use std::time::Duration;

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use super::arrays::{Form, collect, wanted};
use super::buffer_mapping::Views;
use super::buffer_slice::BufferSlice;
use super::device::Device;
use super::pending::Pending;
use super::queue::write_bytes;
use super::reading::Copyback;
use super::{Label, named};
use crate::core::error::ValidationError;
use crate::core::guard::call;
use crate::core::life::Held;
use crate::core::shared::{Shared, timeout};
use crate::types::convert::number;

/// Memory of the GPU.
#[pyclass(frozen, weakref, module = "pywgpu")]
pub(crate) struct Buffer {
    pub(crate) inner: Held<wgpu::Buffer>,
    pub(crate) shared: Arc<Shared>,
    /// The label it was made with.
    #[pyo3(get)]
    pub(crate) label: Label,
    pub(super) views: Views,
}

impl Buffer {
    pub(crate) fn new(inner: wgpu::Buffer, shared: &Arc<Shared>, label: Label) -> Self {
        Self {
            inner: Held::new(inner),
            shared: shared.clone(),
            label,
            views: Views::default(),
        }
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

    /// Frees the memory now rather than with the last reference; every use raises from now on.
    ///
    /// Raises:
    ///     BufferError: Arrays look into its mapped memory.
    fn destroy(&self) -> PyResult<()> {
        self.shared.usable()?;
        self.views.close()?;
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
