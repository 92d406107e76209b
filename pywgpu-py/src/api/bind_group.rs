//! Bind groups: resources for the bindings of a shader.

use std::sync::Arc;

use pyo3::prelude::*;

use super::{Label, named};
use crate::core::life::Held;
use crate::core::shared::Shared;

/// Resources for one group of bindings.
#[pyclass(frozen, weakref, module = "pywgpu")]
pub(crate) struct BindGroup {
    pub(crate) inner: Held<wgpu::BindGroup>,
    pub(crate) shared: Arc<Shared>,
    /// The label it was made with.
    #[pyo3(get)]
    pub(crate) label: Label,
}

#[pymethods]
impl BindGroup {
    fn __repr__(&self) -> String {
        named("BindGroup", self.label.as_deref(), "")
    }
}
