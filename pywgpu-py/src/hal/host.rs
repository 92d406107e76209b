//! Memory of the host that Python objects own, without copies.

use std::ffi::CStr;

use pyo3::exceptions::{PyBufferError, PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyString, PyTuple};

use super::python::{
    C_CONTIGUOUS, FORMAT, PyBuffer_Release, PyObject_GetBuffer, RawBuffer, WRITABLE,
};
use crate::types::convert::describe;

/// An open view of a Python object.
struct View(RawBuffer);

impl View {
    fn open(object: &Bound<'_, PyAny>, flags: i32) -> PyResult<Self> {
        let mut raw = RawBuffer::empty();
        // SAFETY: the object is alive, and the struct is what the protocol asks for.
        if unsafe { PyObject_GetBuffer(object.as_ptr(), &raw mut raw, flags) } != 0 {
            return Err(PyErr::fetch(object.py()));
        }
        Ok(Self(raw))
    }

    fn bytes(&self) -> &[u8] {
        let length = usize::try_from(self.0.len).unwrap_or(0);
        if length == 0 || self.0.buf.is_null() {
            return &[];
        }
        // SAFETY: the view is open as long as `self` lives, and contiguity was asked for.
        unsafe { std::slice::from_raw_parts(self.0.buf.cast(), length) }
    }

    fn bytes_mut(&mut self) -> &mut [u8] {
        let length = usize::try_from(self.0.len).unwrap_or(0);
        if length == 0 || self.0.buf.is_null() {
            return &mut [];
        }
        // SAFETY: as above, and a writable view was asked for.
        unsafe { std::slice::from_raw_parts_mut(self.0.buf.cast(), length) }
    }
}

/// That memory holds no references to objects of Python: their addresses say nothing to a GPU.
fn check_items(object: &Bound<'_, PyAny>, view: &View, call: &str, name: &str) -> PyResult<()> {
    // A reference has 8 bytes; nearly everything else has fewer, and is not asked for its format.
    if view.0.itemsize % 8 != 0 || view.0.len == 0 {
        return Ok(());
    }
    // What has no format, such as dates, has no references either.
    let Ok(named) = View::open(object, C_CONTIGUOUS | FORMAT) else {
        return Ok(());
    };
    if named.0.format.is_null() {
        return Ok(());
    }
    // SAFETY: the exporter keeps the text, which ends in a zero, as long as the view is open.
    let format = unsafe { CStr::from_ptr(named.0.format) };
    if format.to_bytes().contains(&b'O') {
        return Err(objects(call, name));
    }
    Ok(())
}

fn objects(call: &str, name: &str) -> PyErr {
    PyTypeError::new_err(format!(
        "{call}: {name}: expected numbers; got an array of Python objects; use {name}.astype(...)"
    ))
}

impl Drop for View {
    fn drop(&mut self) {
        // SAFETY: opened by `open`, closed once; whoever holds a view holds the GIL.
        unsafe { PyBuffer_Release(&raw mut self.0) }
    }
}

/// Whether an object has the buffer protocol, judged by what it raised.
fn has_no_buffer(error: &PyErr, py: Python<'_>) -> bool {
    error.is_instance_of::<PyTypeError>(py)
}

fn not_contiguous(call: &str, name: &str, why: &PyErr) -> PyErr {
    PyValueError::new_err(format!(
        "{call}: {name}: expected C-contiguous memory; got strides that leave gaps ({}); \
         use numpy.ascontiguousarray({name})",
        why.to_string()
            .replace("ValueError: ", "")
            .replace("BufferError: ", "")
    ))
}

/// Works on the bytes of any object with the buffer protocol, `__array_interface__` or DLPack on
/// the CPU. Nothing is copied; what is not C-contiguous is refused.
pub(crate) fn with_bytes<R>(
    object: &Bound<'_, PyAny>,
    call: &str,
    name: &str,
    work: impl FnOnce(&[u8]) -> PyResult<R>,
) -> PyResult<R> {
    if let Ok(bytes) = object.cast::<PyBytes>() {
        return work(bytes.as_bytes());
    }
    let error = match View::open(object, C_CONTIGUOUS) {
        Ok(view) => {
            check_items(object, &view, call, name)?;
            return work(view.bytes());
        }
        Err(error) => error,
    };
    if let Some(interface) = object.getattr_opt("__array_interface__")? {
        return with_interface(object, &interface, call, name, work);
    }
    if object.hasattr("__dlpack__")? {
        return super::dlpack::with_bytes(object, call, name, work);
    }
    if has_no_buffer(&error, object.py()) {
        return Err(PyTypeError::new_err(format!(
            "{call}: {name}: expected bytes, a NumPy array, or another object with the buffer \
             protocol, __array_interface__ or __dlpack__; got {}",
            describe(object)
        )));
    }
    Err(not_contiguous(call, name, &error))
}

fn with_interface<R>(
    object: &Bound<'_, PyAny>,
    interface: &Bound<'_, PyAny>,
    call: &str,
    name: &str,
    work: impl FnOnce(&[u8]) -> PyResult<R>,
) -> PyResult<R> {
    let wrong = |what: &str| {
        PyValueError::new_err(format!(
            "{call}: {name}: its __array_interface__ {what}; pass numpy.ascontiguousarray({name})"
        ))
    };
    let interface = interface
        .cast::<PyDict>()
        .map_err(|_| wrong("is no dict"))?;
    let get = |key: &str| interface.get_item(key);
    let shape: Vec<usize> = get("shape")?
        .ok_or_else(|| wrong("has no shape"))?
        .extract()?;
    let typestr = get("typestr")?.ok_or_else(|| wrong("has no typestr"))?;
    let typestr = typestr.cast::<PyString>()?.to_str()?.to_owned();
    if typestr.get(1..2) == Some("O") {
        return Err(objects(call, name));
    }
    let itemsize: usize = typestr
        .get(2..)
        .and_then(|digits| digits.parse().ok())
        .ok_or_else(|| wrong("has a typestr that cannot be read"))?;
    let length = shape
        .iter()
        .try_fold(itemsize, |length, side| length.checked_mul(*side))
        .ok_or_else(|| wrong("speaks of more bytes than there can be"))?;
    if let Some(strides) = get("strides")?
        && !strides.is_none()
    {
        let strides: Vec<isize> = strides.extract()?;
        let mut expected = isize::try_from(itemsize).unwrap_or(isize::MAX);
        for (side, stride) in shape.iter().zip(&strides).rev() {
            if *side > 1 && *stride != expected {
                return Err(wrong("has strides that are not C-contiguous"));
            }
            expected = expected.saturating_mul(isize::try_from(*side).unwrap_or(isize::MAX));
        }
    }
    let data = get("data")?.unwrap_or_else(|| object.clone());
    let Ok(pair) = data.cast::<PyTuple>() else {
        // Pillow hands out bytes.
        if data.is(object) {
            return Err(wrong("has no data"));
        }
        return with_bytes(&data, call, name, work);
    };
    let address: usize = pair.get_item(0)?.extract()?;
    if length == 0 {
        return work(&[]);
    }
    if address == 0 {
        return Err(wrong("points nowhere"));
    }
    // SAFETY: the protocol promises that much memory there while the object lives, and it lives
    // as long as this borrow.
    work(unsafe { std::slice::from_raw_parts(address as *const u8, length) })
}

/// Works on the bytes of an object that can be written to.
pub(crate) fn with_bytes_mut<R>(
    object: &Bound<'_, PyAny>,
    call: &str,
    name: &str,
    work: impl FnOnce(&mut [u8]) -> PyResult<R>,
) -> PyResult<R> {
    match View::open(object, C_CONTIGUOUS | WRITABLE) {
        Ok(mut view) => work(view.bytes_mut()),
        Err(error) if has_no_buffer(&error, object.py()) => Err(PyTypeError::new_err(format!(
            "{call}: {name}: expected a writable NumPy array or another writable buffer; got {}",
            describe(object)
        ))),
        Err(error) => {
            // Which of the two it was?
            if View::open(object, C_CONTIGUOUS).is_ok() {
                Err(PyBufferError::new_err(format!(
                    "{call}: {name}: expected writable memory; got a read-only array; pass a \
                     copy, or set its `flags.writeable`"
                )))
            } else {
                Err(not_contiguous(call, name, &error))
            }
        }
    }
}
