//! Mapped GPU memory under Python's buffer protocol.
//!
//! A [`Slot`] holds an open view of wgpu and counts the Python buffers that look into it; it is
//! not closed under them. PyO3 offers `__getbuffer__` from Python 3.11 on only, so the types that
//! have it are made here, as subtypes of a class of PyO3 with two more slots.

use std::ffi::{CStr, c_int, c_void};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use pyo3::exceptions::PyBufferError;
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyTuple, PyType};
use pyo3::{PyClass, pyclass::boolean_struct::True};

use super::python::{PyBuffer_FillInfo, RawBuffer, SLOT_GET_BUFFER, SLOT_RELEASE_BUFFER, WRITABLE};
use super::staging::Staging;
use crate::core::guard::call;
use crate::core::life::Held;
use crate::core::shared::Shared;

/// An open view of wgpu, and what happens when it is closed.
pub(crate) enum Open {
    /// Of a buffer that its owner unmaps.
    Read(wgpu::BufferView),
    /// The same, for writing.
    Write(wgpu::BufferViewMut),
    /// Of a buffer that is unmapped with it, and given back to the pool where it came from there.
    Staged(wgpu::BufferView, Staging, Option<Arc<Shared>>),
    /// The same, for writing.
    Filled(wgpu::BufferViewMut, Staging),
    /// Of memory that the queue copies into a buffer afterwards.
    Queue(wgpu::QueueWriteBufferView),
}

/// Memory that Python may look into until it is closed.
pub(crate) struct Slot {
    open: Mutex<Option<Held<Open>>>,
    address: usize,
    length: usize,
    writable: bool,
    exports: AtomicUsize,
    /// Those of the whole device.
    all_exports: Arc<AtomicUsize>,
}

impl Slot {
    pub(crate) fn new(mut open: Open, all_exports: Arc<AtomicUsize>) -> Arc<Self> {
        let (address, length, writable) = match &mut open {
            Open::Read(view) | Open::Staged(view, ..) => {
                (view.as_ptr() as usize, view.len(), false)
            }
            Open::Write(view) | Open::Filled(view, _) => {
                let length = view.len();
                (
                    view.slice(..).as_raw_element_ptr().as_ptr() as usize,
                    length,
                    true,
                )
            }
            Open::Queue(view) => {
                let length = view.len();
                (
                    view.slice(..).as_raw_element_ptr().as_ptr() as usize,
                    length,
                    true,
                )
            }
        };
        Arc::new(Self {
            open: Mutex::new(Some(Held::new(open))),
            address,
            length,
            writable,
            exports: AtomicUsize::new(0),
            all_exports,
        })
    }

    /// The number of bytes.
    pub(crate) fn len(&self) -> usize {
        self.length
    }

    pub(crate) fn is_writable(&self) -> bool {
        self.writable
    }

    /// Whether it was closed.
    pub(crate) fn is_closed(&self) -> bool {
        self.open
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .is_none()
    }

    /// Whether it is open, and unmaps its buffer when it is closed.
    pub(crate) fn unmaps(&self) -> bool {
        let open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let open = open.as_deref();
        matches!(open, Some(Open::Staged(..) | Open::Filled(..)))
    }

    /// How many Python buffers look into it.
    pub(crate) fn exports(&self) -> usize {
        self.exports.load(Ordering::SeqCst)
    }

    /// Closes it; whether that has unmapped its buffer.
    ///
    /// # Errors
    ///
    /// `BufferError` while Python looks into it.
    pub(crate) fn close(&self) -> PyResult<bool> {
        // The lock orders this against `export`.
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        match self.exports() {
            0 => {}
            1 => return Err(in_use("1 array or memoryview looks")),
            many => return Err(in_use(&format!("{many} arrays or memoryviews look"))),
        }
        let Some(held) = open.take() else {
            return Ok(false);
        };
        call(|| finish(held))
    }

    fn export(&self) -> PyResult<()> {
        let open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if open.is_none() {
            return Err(PyBufferError::new_err(
                "this mapped memory was released; map the buffer again",
            ));
        }
        self.exports.fetch_add(1, Ordering::SeqCst);
        self.all_exports.fetch_add(1, Ordering::SeqCst);
        Ok(())
    }

    fn end_export(&self) {
        self.exports.fetch_sub(1, Ordering::SeqCst);
        self.all_exports.fetch_sub(1, Ordering::SeqCst);
    }

    /// Works on the bytes of memory that can be written.
    pub(crate) fn with_mut<R>(&self, work: impl FnOnce(&mut [u8]) -> R) -> PyResult<R> {
        if !self.writable {
            return Err(PyBufferError::new_err(
                "this memory is mapped for reading; map the buffer with mode \"write\"",
            ));
        }
        self.export()?;
        // SAFETY: the export just counted keeps the memory mapped; wgpu gave out this range once, for writing.
        let bytes = unsafe { std::slice::from_raw_parts_mut(self.address as *mut u8, self.length) };
        let result = work(bytes);
        self.end_export();
        Ok(result)
    }
}

/// Ends a view; whether that has unmapped its buffer.
fn finish(held: Held<Open>) -> bool {
    // Taken apart, because a staging buffer must be unmapped after its view is gone.
    match held.into_inner() {
        Some(Open::Staged(view, staging, pool)) => {
            drop(view);
            staging.unmap();
            if let Some(shared) = pool {
                shared.staging.give(staging);
            }
            true
        }
        Some(Open::Filled(view, staging)) => {
            drop(view);
            staging.unmap();
            true
        }
        Some(Open::Read(_) | Open::Write(_) | Open::Queue(_)) | None => false,
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        let open = self.open.get_mut().unwrap_or_else(PoisonError::into_inner);
        if let Some(held) = open.take() {
            // Nobody is left to hear of an error.
            drop(call(|| finish(held)));
        }
    }
}

/// Fills memory that the queue copies into a buffer afterwards.
pub(crate) fn fill(view: &mut wgpu::QueueWriteBufferView, bytes: &[u8]) {
    let length = view.len();
    let start = view.slice(..).as_raw_element_ptr().as_ptr();
    // SAFETY: the view is that long and borrowed for this call; it is written only.
    super::copy(bytes, unsafe {
        std::slice::from_raw_parts_mut(start, length)
    });
}

fn in_use(who: &str) -> PyErr {
    PyBufferError::new_err(format!(
        "{who} into this mapped memory; delete them, or copy what is needed, before it is unmapped"
    ))
}

/// A class whose instances have a slot.
pub(crate) trait Mapped {
    fn slot(&self) -> &Slot;
}

/// Makes the type `name` (with its module) out of the class `T` and adds it to the module.
pub(crate) fn add_type<T>(module: &Bound<'_, PyModule>, name: &'static CStr) -> PyResult<Py<PyType>>
where
    T: PyClass<Frozen = True> + Sync + Mapped,
{
    let py = module.py();
    let bases = PyTuple::new(py, [py.get_type::<T>()])?;
    let mut slots = [
        ffi::PyType_Slot {
            slot: SLOT_GET_BUFFER,
            pfunc: get_buffer::<T> as *mut c_void,
        },
        ffi::PyType_Slot {
            slot: SLOT_RELEASE_BUFFER,
            pfunc: release_buffer::<T> as *mut c_void,
        },
        ffi::PyType_Slot {
            slot: 0,
            pfunc: std::ptr::null_mut(),
        },
    ];
    let mut spec = ffi::PyType_Spec {
        name: name.as_ptr(),
        basicsize: 0,
        itemsize: 0,
        flags: ffi::Py_TPFLAGS_DEFAULT as _,
        slots: slots.as_mut_ptr(),
    };
    // SAFETY: the spec is complete; Python copies what it keeps, except for the static name.
    let made = unsafe {
        Bound::from_owned_ptr_or_err(
            py,
            ffi::PyType_FromSpecWithBases(&raw mut spec, bases.as_ptr()),
        )
    }?;
    let made = made.cast_into::<PyType>()?;
    module.add(made.name()?, &made)?;
    Ok(made.unbind())
}

unsafe extern "C" fn get_buffer<T>(
    object: *mut ffi::PyObject,
    view: *mut RawBuffer,
    flags: c_int,
) -> c_int
where
    T: PyClass<Frozen = True> + Sync + Mapped,
{
    // SAFETY: Python calls this with the GIL, a live object of the type and a place for the view.
    unsafe {
        let py = Python::assume_attached();
        (*view).obj = std::ptr::null_mut();
        let object = Bound::from_borrowed_ptr(py, object);
        let slot = match object.cast::<T>() {
            Ok(this) => this.get().slot(),
            Err(error) => {
                PyErr::from(error).restore(py);
                return -1;
            }
        };
        if flags & WRITABLE != 0 && !slot.writable {
            PyBufferError::new_err("this memory is mapped for reading").restore(py);
            return -1;
        }
        if let Err(error) = slot.export() {
            error.restore(py);
            return -1;
        }
        let status = PyBuffer_FillInfo(
            view,
            object.as_ptr(),
            slot.address as *mut c_void,
            slot.length.cast_signed(),
            c_int::from(!slot.writable),
            flags,
        );
        if status != 0 {
            slot.end_export();
        }
        status
    }
}

unsafe extern "C" fn release_buffer<T>(object: *mut ffi::PyObject, _view: *mut RawBuffer)
where
    T: PyClass<Frozen = True> + Sync + Mapped,
{
    // SAFETY: as in `get_buffer`.
    unsafe {
        let py = Python::assume_attached();
        let object = Bound::from_borrowed_ptr(py, object);
        if let Ok(this) = object.cast::<T>() {
            this.get().slot().end_export();
        }
    }
}
