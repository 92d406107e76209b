//! Work on a large stack.
//!
//! naga recurses over its input. A thread of Python may have little stack, so every call into the
//! toolchain runs on a large one, and without the GIL.

use std::mem::ManuallyDrop;
use std::panic::{self, AssertUnwindSafe};
use std::{io, thread};

use naga_toolchain::guard;
use pyo3::prelude::*;

use crate::errors;

/// Runs `work` on a large stack; the thread holds no GIL meanwhile, and `work` must not take it:
/// the interpreter knows the stack of a thread, and this is another one.
///
/// # Errors
///
/// `InternalError` when the system gives no stack, or `work` panics.
pub(crate) fn run<T: Send>(py: Python<'_>, work: impl FnOnce() -> T + Send) -> PyResult<T> {
    // Whatever a panic leaves half-changed is dropped with the failed call.
    let caught = || panic::catch_unwind(AssertUnwindSafe(work));
    let done = py.detach(move || guard::on_large_stack(caught));
    settle(py, done)
}

/// Runs `work` with Python on a thread that has a large stack.
///
/// # Errors
///
/// `InternalError` when the system gives no thread, or `work` panics.
pub(crate) fn with_python<T: Send>(
    py: Python<'_>,
    work: impl FnOnce(Python<'_>) -> T + Send,
) -> PyResult<T> {
    let caught = || panic::catch_unwind(AssertUnwindSafe(|| Python::attach(work)));
    let done = py.detach(move || guard::on_large_thread(caught));
    settle(py, done)
}

fn settle<T>(py: Python<'_>, done: io::Result<thread::Result<T>>) -> PyResult<T> {
    match done {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(_)) => Err(errors::internal(
            py,
            "the toolchain panicked outside of its guard",
        )),
        Err(error) => Err(errors::internal(
            py,
            &format!("no stack for this call: {error}"),
        )),
    }
}

/// Drops something on a large stack: what is nested deep recurses when it goes.
pub(crate) fn drop_there<T: Send>(value: T) {
    // Without a stack there is nothing better than leaving the memory be.
    let value = ManuallyDrop::new(value);
    let _ = guard::on_large_stack(move || drop(ManuallyDrop::into_inner(value)));
}
