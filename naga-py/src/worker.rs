//! Work for threads with a large stack.
//!
//! naga recurses over its input. A thread of Python may have little stack, so every call into the
//! toolchain runs on a worker while the caller waits without the GIL.

use naga_toolchain::guard;
use pyo3::prelude::*;

use crate::errors;

/// Runs `work` on a worker and waits for it; the caller holds no GIL meanwhile, and `work` may
/// take it.
///
/// # Errors
///
/// `InternalError` when the system gives no thread, or `work` panics.
pub(crate) fn run<T: Send + 'static>(
    py: Python<'_>,
    work: impl FnOnce() -> T + Send + 'static,
) -> PyResult<T> {
    match py.detach(move || guard::on_worker(work)) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(_)) => Err(errors::internal(
            py,
            "the toolchain panicked outside of its guard",
        )),
        Err(error) => Err(errors::internal(
            py,
            &format!("no worker for this call: {error}"),
        )),
    }
}

/// Drops something on a worker: what is nested deep recurses when it goes.
pub(crate) fn drop_there<T: Send + 'static>(value: T) {
    // Without a thread there is nothing better than leaving the memory be.
    let _ = guard::leave_to_worker(move || drop(value));
}
