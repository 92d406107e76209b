//! `BufferView`, `BufferViewMut` and `QueueWriteBufferView`: mapped memory for NumPy.

use std::cell::RefCell;
use std::ffi::CStr;
use std::sync::Arc;

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyTuple, PyType};

use super::arrays::numpy;
use crate::hal::mapped::{Mapped, Slot, add_type};
use crate::hal::{copy, host};
use crate::types::convert::number;

thread_local! {
    /// What the next instance is made of: its type can be called, but not by users.
    static NEXT: RefCell<Option<Arc<Slot>>> = const { RefCell::new(None) };
}

static READ: PyOnceLock<Py<PyType>> = PyOnceLock::new();
static WRITE: PyOnceLock<Py<PyType>> = PyOnceLock::new();
static QUEUE: PyOnceLock<Py<PyType>> = PyOnceLock::new();

/// Mapped GPU memory: the buffer protocol without a copy.
///
/// It counts the arrays that look into it and is not unmapped under them. As a context manager it
/// is released at the end.
#[pyclass(frozen, subclass, weakref, module = "pywgpu", name = "MappedMemory")]
pub(crate) struct MappedMemory {
    slot: Arc<Slot>,
}

impl Mapped for MappedMemory {
    fn slot(&self) -> &Slot {
        &self.slot
    }
}

/// Which of the types a slot is given to.
#[derive(Clone, Copy, Debug)]
pub(crate) enum ViewType {
    Read,
    Write,
    Queue,
}

/// The object for a slot.
pub(crate) fn wrap(py: Python<'_>, slot: Arc<Slot>, ty: ViewType) -> PyResult<Bound<'_, PyAny>> {
    let place = match ty {
        ViewType::Read => &READ,
        ViewType::Write => &WRITE,
        ViewType::Queue => &QUEUE,
    };
    let Some(made) = place.get(py) else {
        return Err(PyTypeError::new_err("the module pywgpu was not set up"));
    };
    NEXT.set(Some(slot));
    let object = made.bind(py).call0();
    NEXT.set(None);
    object
}

/// Makes the types.
pub(crate) fn add_types(module: &Bound<'_, PyModule>) -> PyResult<()> {
    let all: [(&PyOnceLock<Py<PyType>>, &'static CStr, &str); 3] = [
        (
            &READ,
            c"pywgpu.BufferView",
            "Mapped memory of a buffer, to be read.",
        ),
        (
            &WRITE,
            c"pywgpu.BufferViewMut",
            "Mapped memory of a buffer, to be written.",
        ),
        (
            &QUEUE,
            c"pywgpu.QueueWriteBufferView",
            "Memory to be filled, which goes into a buffer when it is released.",
        ),
    ];
    for (place, name, doc) in all {
        let made = add_type::<MappedMemory>(module, name)?;
        made.bind(module.py()).setattr("__doc__", doc)?;
        // A second import of the module keeps the first types.
        drop(place.set(module.py(), made));
    }
    Ok(())
}

#[pymethods]
impl MappedMemory {
    #[new]
    fn new() -> PyResult<Self> {
        NEXT.take().map(|slot| Self { slot }).ok_or_else(|| {
            PyTypeError::new_err(
                "mapped memory cannot be made by hand; use Buffer.mapped(), \
                 Buffer.get_mapped_range() or Queue.write_buffer_with()",
            )
        })
    }

    /// The number of bytes.
    #[getter]
    fn nbytes(&self) -> usize {
        self.slot.len()
    }

    /// Whether it can be written.
    #[getter]
    fn is_writable(&self) -> bool {
        self.slot.is_writable()
    }

    /// Whether it was released.
    #[getter]
    fn is_released(&self) -> bool {
        self.slot.is_closed()
    }

    /// How many arrays and memoryviews look into it.
    #[getter]
    fn exports(&self) -> usize {
        self.slot.exports()
    }

    fn __len__(&self) -> usize {
        self.slot.len()
    }

    /// Its bytes from `start` to `stop`, as a memoryview.
    #[pyo3(signature = (start = 0, stop = None))]
    fn slice<'py>(
        slf: &Bound<'py, Self>,
        #[pyo3(from_py_with = number)] start: usize,
        #[pyo3(from_py_with = number)] stop: Option<usize>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let length = slf.get().slot.len();
        let stop = stop.unwrap_or(length);
        if start > stop || stop > length {
            return Err(pyo3::exceptions::PyValueError::new_err(format!(
                "slice: expected 0 <= start <= stop <= {length}; got start {start}, stop {stop}"
            )));
        }
        let py = slf.py();
        let view = py.import("builtins")?.call_method1("memoryview", (slf,))?;
        view.get_item(pyo3::types::PySlice::new(
            py,
            start.cast_signed(),
            stop.cast_signed(),
            1,
        ))
    }

    /// Fills all of it from a buffer of the same length.
    fn copy_from_slice(&self, py: Python<'_>, src: &Bound<'_, PyAny>) -> PyResult<()> {
        host::with_bytes(src, "copy_from_slice", "src", |bytes| {
            if bytes.len() != self.slot.len() {
                return Err(pyo3::exceptions::PyValueError::new_err(format!(
                    "copy_from_slice: src: expected {} bytes; got {}; use slice() to fill a part",
                    self.slot.len(),
                    bytes.len()
                )));
            }
            py.detach(|| self.slot.with_mut(|target| copy(bytes, target)))
        })
    }

    /// An array that looks into it: nothing is copied.
    ///
    /// Args:
    ///     dtype: The dtype; uint8 without it.
    ///     shape: The shape; one dimension without it.
    ///
    /// Raises:
    ///     BufferError: It was released.
    ///     ValueError: The bytes are no such array.
    #[pyo3(signature = (dtype = None, shape = None))]
    fn array<'py>(
        slf: &Bound<'py, Self>,
        dtype: Option<&Bound<'py, PyAny>>,
        shape: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let py = slf.py();
        let options = PyDict::new(py);
        match dtype {
            Some(dtype) => options.set_item("dtype", dtype)?,
            None => options.set_item("dtype", "uint8")?,
        }
        let flat = numpy(py)?.call_method("frombuffer", (slf,), Some(&options))?;
        match shape {
            Some(shape) => flat.call_method1("reshape", (shape,)),
            None => Ok(flat),
        }
    }

    /// DLPack of its bytes, for libraries that take it instead of the buffer protocol.
    #[pyo3(signature = (*args, **kwargs))]
    fn __dlpack__<'py>(
        slf: &Bound<'py, Self>,
        args: &Bound<'py, PyTuple>,
        kwargs: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        Self::array(slf, None, None)?.call_method("__dlpack__", args, kwargs)
    }

    fn __dlpack_device__(&self) -> (i32, i32) {
        (1, 0)
    }

    /// Ends the view, and unmaps the buffer where the view mapped it.
    ///
    /// Raises:
    ///     BufferError: Arrays look into it.
    fn release(&self, py: Python<'_>) -> PyResult<()> {
        py.detach(|| self.slot.close()).map(|_| ())
    }

    fn __enter__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __exit__(
        &self,
        py: Python<'_>,
        kind: &Bound<'_, PyAny>,
        _value: &Bound<'_, PyAny>,
        _traceback: &Bound<'_, PyAny>,
    ) -> PyResult<()> {
        let closed = self.release(py);
        // The exception that is on its way says more than an array that it keeps alive.
        if kind.is_none() { closed } else { Ok(()) }
    }

    fn __repr__(&self) -> String {
        let state = if self.slot.is_closed() {
            "released"
        } else {
            "mapped"
        };
        format!("<mapped memory of {} bytes, {state}>", self.slot.len())
    }
}
