//! Arrays that bytes from the GPU become: their shape and dtype, and the copy into them.

use std::time::{Duration, Instant};

use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyTuple;

use super::reading::Copyback;
use crate::hal::{copy, host};

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
