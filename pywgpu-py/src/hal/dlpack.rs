//! Tensors of other libraries through DLPack, where their memory is the host's.

use std::ffi::{c_int, c_void};

use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyCapsuleMethods};

/// `DLTensor`, of all versions of DLPack.
#[repr(C)]
struct Tensor {
    data: *mut c_void,
    device_type: c_int,
    device_id: c_int,
    ndim: i32,
    type_code: u8,
    type_bits: u8,
    type_lanes: u16,
    shape: *const i64,
    strides: *const i64,
    byte_offset: u64,
}

/// Main memory, and main memory that a driver has pinned.
const HOST: [i64; 2] = [1, 3];

/// Works on the bytes of a tensor.
pub(crate) fn with_bytes<R>(
    object: &Bound<'_, PyAny>,
    call: &str,
    name: &str,
    work: impl FnOnce(&[u8]) -> PyResult<R>,
) -> PyResult<R> {
    let (device, _id): (i64, i64) = object.call_method0("__dlpack_device__")?.extract()?;
    if !HOST.contains(&device) {
        return Err(PyValueError::new_err(format!(
            "{call}: {name}: expected a tensor in main memory; got one on DLPack device \
             {device}; copy it to the CPU first"
        )));
    }
    let capsule = object.call_method0("__dlpack__")?;
    let capsule = capsule.cast::<PyCapsule>().map_err(|_| {
        PyTypeError::new_err(format!("{call}: {name}: its __dlpack__() gives no capsule"))
    })?;
    let pointer = capsule.pointer_checked(Some(c"dltensor"))?;
    // SAFETY: a capsule of this name holds a `DLManagedTensor`, which starts with the tensor. The
    // capsule keeps it alive and frees it, as it is not renamed.
    let tensor = unsafe { pointer.cast::<Tensor>().as_ref() };
    let sides = usize::try_from(tensor.ndim).unwrap_or(0);
    let list = |start: *const i64| -> &[i64] {
        if start.is_null() || sides == 0 {
            return &[];
        }
        // SAFETY: both lists have one entry a dimension.
        unsafe { std::slice::from_raw_parts(start, sides) }
    };
    let (shape, strides) = (list(tensor.shape), list(tensor.strides));
    let mut expected = 1_i64;
    for (index, side) in shape.iter().enumerate().rev() {
        if let Some(stride) = strides.get(index)
            && *side > 1
            && *stride != expected
        {
            return Err(PyValueError::new_err(format!(
                "{call}: {name}: expected C-contiguous memory; got strides {strides:?}; make it \
                 contiguous first"
            )));
        }
        expected = expected.saturating_mul(*side);
    }
    let bits = u64::from(tensor.type_bits) * u64::from(tensor.type_lanes);
    let length = u64::try_from(expected)
        .ok()
        .and_then(|count| count.checked_mul(bits))
        .and_then(|bits| usize::try_from(bits / 8).ok())
        .ok_or_else(|| PyValueError::new_err(format!("{call}: {name}: its size makes no sense")))?;
    if length == 0 || tensor.data.is_null() {
        return work(&[]);
    }
    let offset = usize::try_from(tensor.byte_offset).unwrap_or(0);
    // SAFETY: the tensor promises that much memory there while the capsule lives.
    work(unsafe { std::slice::from_raw_parts(tensor.data.cast::<u8>().add(offset), length) })
}
