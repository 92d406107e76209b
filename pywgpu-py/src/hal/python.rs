//! The buffer protocol of Python.
//!
//! It belongs to the stable ABI since 3.11 only, and PyO3 hides it below; the functions and the
//! layout of `Py_buffer` are the same in 3.10.

use std::ffi::{c_char, c_int, c_void};

use pyo3::ffi::{Py_ssize_t, PyObject};

/// `Py_buffer`.
#[repr(C)]
pub(crate) struct RawBuffer {
    pub(crate) buf: *mut c_void,
    pub(crate) obj: *mut PyObject,
    pub(crate) len: Py_ssize_t,
    pub(crate) itemsize: Py_ssize_t,
    pub(crate) readonly: c_int,
    pub(crate) ndim: c_int,
    pub(crate) format: *mut c_char,
    pub(crate) shape: *mut Py_ssize_t,
    pub(crate) strides: *mut Py_ssize_t,
    pub(crate) suboffsets: *mut Py_ssize_t,
    pub(crate) internal: *mut c_void,
}

impl RawBuffer {
    pub(crate) const fn empty() -> Self {
        Self {
            buf: std::ptr::null_mut(),
            obj: std::ptr::null_mut(),
            len: 0,
            itemsize: 0,
            readonly: 0,
            ndim: 0,
            format: std::ptr::null_mut(),
            shape: std::ptr::null_mut(),
            strides: std::ptr::null_mut(),
            suboffsets: std::ptr::null_mut(),
            internal: std::ptr::null_mut(),
        }
    }
}

pub(crate) const WRITABLE: c_int = 0x0001;
pub(crate) const FORMAT: c_int = 0x0004;
pub(crate) const C_CONTIGUOUS: c_int = 0x0020 | 0x0010 | 0x0008;

/// Slots of a type, by their numbers in `typeslots.h`.
pub(crate) const SLOT_GET_BUFFER: c_int = 1;
pub(crate) const SLOT_RELEASE_BUFFER: c_int = 2;

unsafe extern "C" {
    pub(crate) fn PyObject_GetBuffer(
        object: *mut PyObject,
        view: *mut RawBuffer,
        flags: c_int,
    ) -> c_int;
    pub(crate) fn PyBuffer_Release(view: *mut RawBuffer);
    pub(crate) fn PyBuffer_FillInfo(
        view: *mut RawBuffer,
        owner: *mut PyObject,
        address: *mut c_void,
        length: Py_ssize_t,
        readonly: c_int,
        flags: c_int,
    ) -> c_int;
}
