//! Devices: what they are, waiting for them, and their end. Making things with them is
//! `device_create`.

use std::sync::Arc;
use std::time::Duration;

use pyo3::exceptions::PyBufferError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyFrozenSet};

use super::adapter::info_to_py;
use super::named;
use super::queue::{Queue, SubmissionIndex};
use crate::core::error::Scope;
use crate::core::guard::call;
use crate::core::shared::{Shared, timeout};
use crate::core::timing::Clock;
use crate::hal::trusted;
use crate::types::convert::{FromPy, Misfit, number};
use crate::types::{features, limits};

/// An open connection to an adapter.
#[pyclass(frozen, weakref, module = "pywgpu")]
pub(crate) struct Device {
    pub(crate) shared: Arc<Shared>,
}

impl Device {
    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        Self { shared }
    }
}

#[pymethods]
impl Device {
    /// The label it was requested with.
    #[getter]
    fn label(&self) -> Option<&str> {
        self.shared.label.as_deref()
    }

    /// Its queue.
    #[getter]
    fn queue(&self) -> Queue {
        Queue {
            shared: self.shared.clone(),
        }
    }

    /// Names of the features that are enabled.
    #[getter]
    fn features<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyFrozenSet>> {
        features::to_py(py, self.shared.features)
    }

    /// The limits in force, by name.
    #[getter]
    fn limits<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        limits::to_py(py, &self.shared.limits)
    }

    /// Name, driver and back end of the adapter.
    #[getter]
    fn adapter_info<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        info_to_py(py, &self.shared.info)
    }

    /// Whether it was lost; every other call then raises `DeviceLostError`.
    #[getter]
    fn is_lost(&self) -> bool {
        self.shared.health.is_lost()
    }

    /// Why it was lost; None while it is not.
    #[getter]
    fn lost_reason(&self) -> Option<String> {
        self.shared.health.reason()
    }

    /// Looks whether work is done, and calls the callbacks of what is.
    ///
    /// Args:
    ///     wait: Whether to wait until it is.
    ///     submission_index: What to wait for; all that was submitted without it.
    ///     timeout: Seconds to wait.
    ///
    /// Returns:
    ///     Whether nothing is left to do.
    ///
    /// Raises:
    ///     TimeoutError: The GPU did not finish in time.
    #[pyo3(signature = (wait = false, *, submission_index = None, timeout = None))]
    fn poll(
        &self,
        py: Python<'_>,
        wait: bool,
        submission_index: Option<&Bound<'_, SubmissionIndex>>,
        #[pyo3(from_py_with = number)] timeout: Option<f64>,
    ) -> PyResult<bool> {
        let limit = self::timeout(timeout, "poll")?;
        if let Some(index) = submission_index {
            self.shared
                .same(&index.get().shared, "poll", "the submission")?;
        }
        if wait {
            let index = submission_index.map(|index| &index.get().inner);
            self.shared.wait(py, index, limit)?;
            return Ok(true);
        }
        self.shared.usable()?;
        py.detach(|| {
            let status = call(|| self.shared.device.poll(wgpu::PollType::Poll))?;
            Ok(status.is_ok_and(|status| status.is_queue_empty()))
        })
    }

    /// Waits until all that was submitted is done. Ctrl-C interrupts.
    ///
    /// Args:
    ///     timeout: Seconds to wait.
    ///
    /// Raises:
    ///     TimeoutError: The GPU did not finish in time.
    #[pyo3(signature = (timeout = None))]
    fn wait(
        &self,
        py: Python<'_>,
        #[pyo3(from_py_with = number)] timeout: Option<f64>,
    ) -> PyResult<()> {
        self.shared.wait(py, None, self::timeout(timeout, "wait")?)
    }

    /// Gives it up: every other call raises from now on.
    fn destroy(&self, py: Python<'_>) -> PyResult<()> {
        self.shared.health.check()?;
        let exports = self
            .shared
            .exports
            .load(std::sync::atomic::Ordering::SeqCst);
        if exports > 0 {
            return Err(PyBufferError::new_err(format!(
                "destroy: {exports} arrays or memoryviews look into mapped memory of this \
                 device; delete them first"
            )));
        }
        // Before, so that other threads are told of this and not of what it does to their objects.
        self.shared.health.lose("it was destroyed");
        py.detach(|| {
            call(|| {
                self.shared.device.destroy();
                drop(self.shared.device.poll(wgpu::PollType::Wait {
                    submission_index: None,
                    timeout: Some(Duration::from_millis(50)),
                }));
            })
        })
    }

    /// Catches errors of one kind on this thread, up to the `pop()` or the end of the `with` block.
    ///
    /// Args:
    ///     filter: `"validation"`, `"out-of-memory"` or `"internal"`.
    ///
    /// Returns:
    ///     The scope: after a `with` block its `error` is the first one that was caught, or None.
    fn push_error_scope(&self, filter: &Bound<'_, PyAny>) -> PyResult<ErrorScopeGuard> {
        self.shared.usable()?;
        let filter = FromPy::from_py(filter)
            .map_err(|e: Box<Misfit>| e.in_field("filter").raise("push_error_scope"))?;
        Ok(ErrorScopeGuard {
            scope: Scope::open(self.shared.number, filter),
            error: std::sync::Mutex::new(None),
        })
    }

    /// Times, in seconds, and numbers since the device was made or `reset_metrics()`: encoding,
    /// submitting, waiting, reading back, and time on the GPU where it was measured.
    fn metrics<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        if self.shared.clock.is_on() && self.shared.usable().is_ok() {
            py.detach(|| self.shared.look())?;
        }
        self.shared.metrics.to_py(py)
    }

    /// Whether passes are timed from now on: their time on the GPU, `gpu_seconds` of `metrics()`,
    /// and their number, `gpu_spans`. Passes with `timestamp_writes` of their own are left alone.
    #[pyo3(signature = (on = true))]
    fn measure_gpu_time(&self, on: bool) -> PyResult<()> {
        Clock::switch(&self.shared, on)
    }

    /// Sets the metrics to zero.
    fn reset_metrics(&self) {
        self.shared.metrics.reset();
    }

    /// How many objects of each kind the back end holds, where this build counts them.
    fn get_internal_counters<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let device = self.shared.usable()?;
        let counters = call(|| device.get_internal_counters())?.hal;
        let dict = PyDict::new(py);
        macro_rules! all {
            ($($name:ident),* $(,)?) => {
                let wgpu::wgt::HalCounters { $($name),* } = &counters;
                $(dict.set_item(stringify!($name), $name.read())?;)*
            };
        }
        all!(
            buffers,
            textures,
            texture_views,
            bind_groups,
            bind_group_layouts,
            render_pipelines,
            compute_pipelines,
            ray_tracing_pipelines,
            pipeline_layouts,
            samplers,
            command_encoders,
            shader_modules,
            query_sets,
            fences,
            buffer_memory,
            texture_memory,
            acceleration_structure_memory,
            memory_allocations,
        );
        Ok(dict)
    }

    /// Where the memory went: `total_allocated_bytes`, `total_reserved_bytes` and `allocations`
    /// (name, offset, size); None where the back end does not tell.
    fn generate_allocator_report<'py>(
        &self,
        py: Python<'py>,
    ) -> PyResult<Option<Bound<'py, PyDict>>> {
        let device = self.shared.usable()?;
        let Some(report) = call(|| device.generate_allocator_report())? else {
            return Ok(None);
        };
        let dict = PyDict::new(py);
        dict.set_item("total_allocated_bytes", report.total_allocated_bytes)?;
        dict.set_item("total_reserved_bytes", report.total_reserved_bytes)?;
        let all: Vec<(String, u64, u64)> = report
            .allocations
            .into_iter()
            .map(|one| (one.name, one.offset, one.size))
            .collect();
        dict.set_item("allocations", all)?;
        let blocks: Vec<(u64, usize, usize)> = report
            .blocks
            .into_iter()
            .map(|one| (one.size, one.allocations.start, one.allocations.end))
            .collect();
        dict.set_item("blocks", blocks)?;
        Ok(Some(dict))
    }

    /// Starts a capture in a graphics debugger, where one is attached.
    fn start_graphics_debugger_capture(&self) -> PyResult<()> {
        let device = self.shared.usable()?;
        call(|| trusted::debugger_capture(device, true))
    }

    /// Ends the capture.
    fn stop_graphics_debugger_capture(&self) -> PyResult<()> {
        let device = self.shared.usable()?;
        call(|| trusted::debugger_capture(device, false))
    }

    /// The same device; each object that tells its device makes an object for it.
    fn __eq__(&self, other: &Bound<'_, PyAny>) -> bool {
        other
            .cast::<Self>()
            .is_ok_and(|other| other.get().shared.number == self.shared.number)
    }

    fn __hash__(&self) -> u64 {
        self.shared.number
    }

    fn __repr__(&self) -> String {
        let info = &self.shared.info;
        let rest = format!(
            "on {} ({})",
            info.name,
            crate::types::enums::Named::name(info.backend)
        );
        named("Device", self.shared.label.as_deref(), &rest)
    }
}

/// An open error scope. As a context manager it closes itself and keeps the error.
#[pyclass(frozen, weakref, module = "pywgpu")]
pub(crate) struct ErrorScopeGuard {
    scope: Arc<Scope>,
    error: std::sync::Mutex<Option<Py<PyAny>>>,
}

#[pymethods]
impl ErrorScopeGuard {
    /// Closes the scope; returns the first error it caught, as an exception that is not raised.
    fn pop(&self, py: Python<'_>) -> PyResult<Option<Py<PyAny>>> {
        let told = self.scope.close()?;
        Ok(told.map(|told| told.raise().into_value(py).into_any()))
    }

    /// What was caught, after the end of a `with` block.
    #[getter]
    fn error(&self, py: Python<'_>) -> Option<Py<PyAny>> {
        self.error
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .as_ref()
            .map(|error| error.clone_ref(py))
    }

    fn __enter__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __exit__(
        &self,
        py: Python<'_>,
        _kind: &Bound<'_, PyAny>,
        _value: &Bound<'_, PyAny>,
        _traceback: &Bound<'_, PyAny>,
    ) -> PyResult<()> {
        let caught = self.pop(py)?;
        *self
            .error
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner) = caught;
        Ok(())
    }
}
