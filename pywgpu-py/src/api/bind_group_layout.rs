//! Bind group layouts.

use std::sync::Arc;

use pyo3::prelude::*;

use super::{Label, named};
use crate::core::life::Held;
use crate::core::shared::Shared;

/// What the bindings of a group hold.
#[pyclass(frozen, weakref, module = "pywgpu")]
pub(crate) struct BindGroupLayout {
    pub(crate) inner: Held<wgpu::BindGroupLayout>,
    pub(crate) shared: Arc<Shared>,
    /// The label it was made with.
    #[pyo3(get)]
    pub(crate) label: Label,
}

#[pymethods]
impl BindGroupLayout {
    fn __repr__(&self) -> String {
        named("BindGroupLayout", self.label.as_deref(), "")
    }
}
