//! What can be waited for, in asyncio and in trio too.

use std::sync::{Arc, Mutex, PoisonError};

use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;

use super::arrays::Form;
use super::reading::{Copyback, MapState};
use super::recording::callback;
use crate::core::shared::{Shared, timeout};
use crate::core::waiter::Waiter;
use crate::types::convert::number;

enum Work {
    Read(Copyback, Form),
    Map(Arc<Shared>, wgpu::SubmissionIndex, MapState),
    Done(Arc<Shared>, wgpu::SubmissionIndex),
}

impl Work {
    fn shared(&self) -> (&Arc<Shared>, &wgpu::SubmissionIndex) {
        match self {
            Self::Read(copyback, _) => (&copyback.shared, &copyback.submission),
            Self::Map(shared, submission, _) | Self::Done(shared, submission) => {
                (shared, submission)
            }
        }
    }
}

/// Work that the GPU has been given, and what comes of it.
///
/// It can be awaited, in asyncio and in trio, or asked for its `result()`.
#[pyclass(frozen, weakref, module = "pywgpu")]
pub(crate) struct Pending(Mutex<Option<Work>>);

impl Pending {
    pub(crate) fn read(copyback: Copyback, form: Form) -> Self {
        Self(Mutex::new(Some(Work::Read(copyback, form))))
    }

    pub(crate) fn map(
        shared: &Arc<Shared>,
        submission: wgpu::SubmissionIndex,
        state: MapState,
    ) -> Self {
        Self(Mutex::new(Some(Work::Map(
            shared.clone(),
            submission,
            state,
        ))))
    }

    pub(crate) fn work(shared: &Arc<Shared>, submission: wgpu::SubmissionIndex) -> Self {
        Self(Mutex::new(Some(Work::Done(shared.clone(), submission))))
    }
}

fn taken() -> PyErr {
    PyRuntimeError::new_err("result: it was taken before; start another read")
}

#[pymethods]
impl Pending {
    /// Has `callback()` called from another thread when the result is there.
    fn notify(&self, #[pyo3(from_py_with = callback)] callback: Py<PyAny>) -> PyResult<()> {
        let work = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (shared, submission) = work.as_ref().ok_or_else(taken)?.shared();
        shared.health.check()?;
        Waiter::notify(shared, submission.clone(), callback)
    }

    /// The result, once: waits for it.
    ///
    /// Args:
    ///     timeout: Seconds to wait; it may be asked for again afterwards.
    ///
    /// Raises:
    ///     RuntimeError: It was taken before.
    ///     TimeoutError: The GPU did not finish in time.
    #[pyo3(signature = (timeout = None))]
    fn result<'py>(
        &self,
        py: Python<'py>,
        #[pyo3(from_py_with = number)] timeout: Option<f64>,
    ) -> PyResult<Option<Bound<'py, PyAny>>> {
        let limit = self::timeout(timeout, "result")?;
        let taken_out = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        let work = taken_out.ok_or_else(taken)?;
        let waited = match &work {
            Work::Read(copyback, _) => copyback.wait(py, limit),
            Work::Map(shared, submission, state) => {
                state.wait(py, shared, Some(submission), limit, "map_async")
            }
            Work::Done(shared, submission) => shared.wait(py, Some(submission), limit),
        };
        if let Err(error) = waited {
            // After a timeout or Ctrl-C one may ask again.
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(work);
            return Err(error);
        }
        match work {
            Work::Read(copyback, form) => form.fill(py, copyback).map(Some),
            Work::Map(..) | Work::Done(..) => Ok(None),
        }
    }

    fn __await__<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.py()
            .import("pywgpu._aio")?
            .call_method1("finish", (slf,))?
            .call_method0("__await__")
    }
}
