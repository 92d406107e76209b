//! naga's IR as Python objects and back: serde does the walking, so nothing here knows a variant.
//!
//! A short nesting of blocks is converted on the calling thread. A deep one recurses, and goes on
//! a thread with a large stack.

mod from_python;
mod instance;
mod to_python;

use naga_toolchain::exchange::{MAX_NESTING, nesting};
use naga_toolchain::parse::Parsed;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use serde::{Deserialize, Serialize};

use crate::stack;
use from_python::{FromPython, Reader};
pub(crate) use instance::{Class, Slot};
use to_python::{Context, ToPython};

/// The nesting that any thread has stack for.
const SHALLOW: usize = 48;

/// An exception of Python as an error of serde, with the way to the place it is about.
#[derive(Debug)]
pub(crate) struct BridgeError {
    error: PyErr,
    /// Such as `.functions[1].body[0]`; grows at its front on the way out.
    path: String,
}

impl BridgeError {
    fn new(error: PyErr) -> Self {
        Self {
            error,
            path: String::new(),
        }
    }

    fn within(mut self, step: &str) -> Self {
        self.path.insert_str(0, step);
        self
    }

    /// The exception, whose message names the place.
    fn into_exception(self, py: Python<'_>) -> PyErr {
        if self.path.is_empty() {
            return self.error;
        }
        let message = format!(
            "{}: {}",
            self.path.trim_start_matches('.'),
            self.error.value(py)
        );
        PyErr::from_type(self.error.get_type(py), (message,))
    }
}

impl std::fmt::Display for BridgeError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.error.fmt(f)
    }
}

impl std::error::Error for BridgeError {}

impl serde::ser::Error for BridgeError {
    fn custom<T: std::fmt::Display>(message: T) -> Self {
        Self::new(PyValueError::new_err(message.to_string()))
    }
}

impl serde::de::Error for BridgeError {
    fn custom<T: std::fmt::Display>(message: T) -> Self {
        Self::new(PyValueError::new_err(message.to_string()))
    }
}

impl From<PyErr> for BridgeError {
    fn from(error: PyErr) -> Self {
        Self::new(error)
    }
}

impl From<std::convert::Infallible> for BridgeError {
    fn from(never: std::convert::Infallible) -> Self {
        match never {}
    }
}

/// A part of the IR as Python objects.
pub(crate) fn part_to_python(py: Python<'_>, part: &impl Serialize) -> PyResult<Py<PyAny>> {
    let context = Context::new(py)?;
    let object = part
        .serialize(ToPython(&context))
        .map_err(|error| error.error)?;
    Ok(object.unbind())
}

/// A module as Python objects.
pub(crate) fn module_to_python(py: Python<'_>, parsed: &Parsed) -> PyResult<Py<PyAny>> {
    let nesting = nesting(parsed.module());
    if nesting <= SHALLOW {
        return part_to_python(py, parsed.module());
    }
    if nesting > MAX_NESTING {
        return Err(crate::errors::too_deep(py));
    }
    stack::with_python(py, |py| part_to_python(py, parsed.module()))?
}

/// A module from its Python objects.
///
/// # Errors
///
/// `TypeError` or `ValueError` that names the place, `LimitError` for blocks nested too deep.
pub(crate) fn from_python(object: &Bound<'_, PyAny>) -> PyResult<naga::Module> {
    let py = object.py();
    if let Some(module) = read(object, SHALLOW)? {
        return Ok(module);
    }
    let object = object.clone().unbind();
    let module = stack::with_python(py, |py| read(object.bind(py), MAX_NESTING))??;
    module.ok_or_else(|| crate::errors::too_deep(py))
}

/// None where blocks are nested deeper than `deepest`.
fn read(object: &Bound<'_, PyAny>, deepest: usize) -> PyResult<Option<naga::Module>> {
    let reader = Reader::new(object.py(), deepest)?;
    match naga::Module::deserialize(FromPython::new(object.clone(), &reader)) {
        Ok(module) => Ok(Some(module)),
        Err(_) if reader.is_too_deep() => Ok(None),
        Err(error) => Err(error.into_exception(object.py())),
    }
}
