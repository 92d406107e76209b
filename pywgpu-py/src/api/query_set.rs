//! Query sets: counts and times that the GPU takes.

use std::sync::Arc;

use pyo3::IntoPyObjectExt;
use pyo3::prelude::*;

use super::{Label, named};
use crate::core::guard::call;
use crate::core::life::Held;
use crate::core::shared::Shared;

/// A number of queries of one type.
#[pyclass(frozen, weakref, module = "pywgpu")]
pub(crate) struct QuerySet {
    pub(crate) inner: Held<wgpu::QuerySet>,
    pub(crate) shared: Arc<Shared>,
    /// The label it was made with.
    #[pyo3(get)]
    pub(crate) label: Label,
}

#[pymethods]
impl QuerySet {
    /// `"occlusion"`, `"timestamp"`, or the `PipelineStatisticsTypes` flags that it counts.
    #[getter]
    fn ty<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        match self.inner.ty() {
            wgpu::QueryType::Occlusion => "occlusion".into_bound_py_any(py),
            wgpu::QueryType::Timestamp => "timestamp".into_bound_py_any(py),
            wgpu::QueryType::PipelineStatistics(types) => types.bits().into_bound_py_any(py),
        }
    }

    /// The number of queries.
    #[getter]
    fn count(&self) -> u32 {
        self.inner.count()
    }

    /// Frees it now rather than with the last reference.
    fn destroy(&self) -> PyResult<()> {
        self.shared.usable()?;
        call(|| self.inner.destroy())
    }

    fn __repr__(&self) -> String {
        named(
            "QuerySet",
            self.label.as_deref(),
            &format!("of {}", self.inner.count()),
        )
    }
}
