//! Pipeline caches: compiled pipelines, kept from run to run.

use std::sync::Arc;

use pyo3::prelude::*;
use pyo3::types::PyBytes;

use super::{Label, named};
use crate::core::guard::call;
use crate::core::life::Held;
use crate::core::shared::Shared;

/// Compiled pipelines that a driver can use again.
#[pyclass(frozen, weakref, module = "pywgpu")]
pub(crate) struct PipelineCache {
    pub(crate) inner: Held<wgpu::PipelineCache>,
    pub(crate) shared: Arc<Shared>,
    /// The label it was made with.
    #[pyo3(get)]
    pub(crate) label: Label,
}

#[pymethods]
impl PipelineCache {
    /// The data to keep, or None where the back end has none.
    fn get_data<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyBytes>>> {
        self.shared.usable()?;
        let data = py.detach(|| call(|| self.inner.get_data()))?;
        Ok(data.map(|data| PyBytes::new(py, &data)))
    }

    fn __repr__(&self) -> String {
        named("PipelineCache", self.label.as_deref(), "")
    }
}
