//! Instances of generated classes, made without running their `__init__`.
//!
//! The `__init__` of a frozen dataclass costs three times what the object itself does, and a
//! module has thousands of objects.

#![allow(
    unsafe_code,
    reason = "allocation and attribute setting of the stable ABI, which pyo3 has no safe name for"
)]

use pyo3::exceptions::PySystemError;
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyString, PyType};

/// A class of ours, looked up once for the whole process.
#[derive(Debug)]
pub(crate) struct Kept {
    ty: Py<PyType>,
    slots: Vec<Py<PyString>>,
}

impl Kept {
    /// # Errors
    ///
    /// When the module has no such class with slots.
    pub(crate) fn new(module: &Bound<'_, PyModule>, name: &str) -> PyResult<Self> {
        let Class { ty, slots } = Class::new(module.getattr(name)?)?;
        Ok(Self {
            ty: ty.unbind(),
            slots: slots.into_iter().map(Bound::unbind).collect(),
        })
    }

    /// An instance of these values, which are all of its fields in their order.
    pub(crate) fn make<'py, const N: usize>(
        &self,
        py: Python<'py>,
        values: [Bound<'py, PyAny>; N],
    ) -> PyResult<Bound<'py, PyAny>> {
        if self.slots.len() != N {
            return Err(PySystemError::new_err(format!(
                "the class {} has {} fields; got {N} values",
                self.ty.bind(py),
                self.slots.len()
            )));
        }
        let object = allocate(self.ty.bind(py))?;
        for (name, value) in self.slots.iter().zip(values) {
            put(&object, name.bind(py), &value)?;
        }
        Ok(object)
    }
}

/// An instance whose slots are empty.
fn allocate<'py>(ty: &Bound<'py, PyType>) -> PyResult<Bound<'py, PyAny>> {
    // SAFETY: `ty` is a live heap type made by Python, for which generic allocation is what
    // `object.__new__` does; the result is a new reference, or null with an exception set.
    unsafe {
        let object = ffi::PyType_GenericAlloc(ty.as_type_ptr(), 0);
        Bound::from_owned_ptr_or_err(ty.py(), object)
    }
}

/// Fills a slot of an instance that [`allocate`] made.
fn put<'py>(
    object: &Bound<'py, PyAny>,
    name: &Bound<'py, PyString>,
    value: &Bound<'py, PyAny>,
) -> PyResult<()> {
    // SAFETY: all three are live objects; this is `object.__setattr__`, past the frozen one.
    let code =
        unsafe { ffi::PyObject_GenericSetAttr(object.as_ptr(), name.as_ptr(), value.as_ptr()) };
    if code == 0 {
        Ok(())
    } else {
        Err(PyErr::fetch(object.py()))
    }
}

/// A generated class with the names of its slots, in the order of serde's fields.
pub(super) struct Class<'py> {
    ty: Bound<'py, PyType>,
    slots: Vec<Bound<'py, PyString>>,
}

impl<'py> Class<'py> {
    /// # Errors
    ///
    /// When this is no class with slots.
    pub(super) fn new(object: Bound<'py, PyAny>) -> PyResult<Self> {
        let ty = object.cast_into::<PyType>()?;
        let slots: Vec<String> = ty.getattr("__slots__")?.extract()?;
        let slots = slots
            .iter()
            .map(|name| PyString::intern(ty.py(), name))
            .collect();
        Ok(Self { ty, slots })
    }

    /// An instance whose slots are empty.
    pub(super) fn create(&self) -> PyResult<Bound<'py, PyAny>> {
        allocate(&self.ty)
    }

    /// Fills a slot of an instance that [`create`](Self::create) made.
    pub(super) fn set(
        &self,
        object: &Bound<'py, PyAny>,
        index: usize,
        value: &Bound<'py, PyAny>,
    ) -> PyResult<()> {
        let name = self.slots.get(index).ok_or_else(|| {
            PySystemError::new_err(format!("the generated class {} lacks a field", self.ty))
        })?;
        put(object, name, value)
    }
}
