//! Parts of buffers.

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use super::buffer::Buffer;
use super::pending::Pending;
use crate::types::convert::{Fit, FromPy, Misfit, number};

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
