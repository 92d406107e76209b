//! Instances of generated classes, made without running their `__init__`.
//!
//! The `__init__` of a frozen dataclass costs three times what the object itself does, and a
//! module has thousands of objects. A slot is filled through its descriptor, which costs a fifth of
//! looking it up by name.

#![allow(
    unsafe_code,
    reason = "allocation and slots in the stable ABI, which pyo3 has no safe name for"
)]

use pyo3::exceptions::PySystemError;
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::PyType;

/// A slot of a class.
#[derive(Debug)]
pub(crate) struct Slot {
    descriptor: Py<PyAny>,
    /// What the type of the descriptor does to set it.
    set: ffi::descrsetfunc,
}

impl Slot {
    /// # Errors
    ///
    /// When the class has no such slot.
    pub(crate) fn new(ty: &Bound<'_, PyType>, name: &str) -> PyResult<Self> {
        let descriptor = ty.getattr(name)?;
        // SAFETY: the type of a live object is live, and this slot of a type holds a function of
        // this signature or nothing.
        let set = unsafe {
            let found =
                ffi::PyType_GetSlot(descriptor.get_type().as_type_ptr(), ffi::Py_tp_descr_set);
            std::mem::transmute::<*mut std::ffi::c_void, Option<ffi::descrsetfunc>>(found)
        };
        let set = set.ok_or_else(|| {
            PySystemError::new_err(format!("{name} of the class {ty} cannot be set"))
        })?;
        Ok(Self {
            descriptor: descriptor.unbind(),
            set,
        })
    }

    /// Fills the slot of an instance that [`allocate`] made.
    ///
    /// # Errors
    ///
    /// When it is an instance of another class.
    pub(crate) fn put(&self, object: &Bound<'_, PyAny>, value: &Bound<'_, PyAny>) -> PyResult<()> {
        // SAFETY: all three are live objects; the descriptor looks whether it is one of the type of
        // the object. This is `object.__setattr__`, past the frozen one.
        let code = unsafe { (self.set)(self.descriptor.as_ptr(), object.as_ptr(), value.as_ptr()) };
        if code == 0 {
            Ok(())
        } else {
            Err(PyErr::fetch(object.py()))
        }
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

/// A class of ours with its slots, in the order of its fields; looked up once.
#[derive(Debug)]
pub(crate) struct Class {
    ty: Py<PyType>,
    slots: Vec<Slot>,
}

impl Class {
    /// # Errors
    ///
    /// When the module has no such class with slots.
    pub(crate) fn new(module: &Bound<'_, PyModule>, name: &str) -> PyResult<Self> {
        Self::of(module.getattr(name)?)
    }

    /// # Errors
    ///
    /// When this is no class with slots.
    pub(super) fn of(object: Bound<'_, PyAny>) -> PyResult<Self> {
        let ty = object.cast_into::<PyType>()?;
        let names: Vec<String> = ty.getattr("__slots__")?.extract()?;
        let slots = names.iter().map(|name| Slot::new(&ty, name));
        Ok(Self {
            slots: slots.collect::<PyResult<_>>()?,
            ty: ty.unbind(),
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
        let object = self.create(py)?;
        for (slot, value) in self.slots.iter().zip(values) {
            slot.put(&object, &value)?;
        }
        Ok(object)
    }

    /// An instance whose slots are empty.
    pub(crate) fn create<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        allocate(self.ty.bind(py))
    }

    /// Fills a slot of an instance that [`create`](Self::create) made.
    pub(super) fn set<'py>(
        &self,
        object: &Bound<'py, PyAny>,
        index: usize,
        value: &Bound<'py, PyAny>,
    ) -> PyResult<()> {
        let slot = self.slots.get(index).ok_or_else(|| {
            PySystemError::new_err(format!(
                "the generated class {} lacks a field",
                self.ty.bind(object.py())
            ))
        })?;
        slot.put(object, value)
    }
}
