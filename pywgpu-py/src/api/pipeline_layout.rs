//! Pipeline layouts.

use std::sync::Arc;

use pyo3::prelude::*;

use super::{Label, named};
use crate::core::life::Held;
use crate::core::shared::Shared;

/// The bind group layouts of a pipeline.
#[pyclass(frozen, weakref, module = "pywgpu")]
pub(crate) struct PipelineLayout {
    pub(crate) inner: Held<wgpu::PipelineLayout>,
    pub(crate) shared: Arc<Shared>,
    /// A group, and the first number that a later binding of it leaves out.
    pub(crate) gap: Option<(usize, u32)>,
    /// The label it was made with.
    #[pyo3(get)]
    pub(crate) label: Label,
}

#[pymethods]
impl PipelineLayout {
    fn __repr__(&self) -> String {
        named("PipelineLayout", self.label.as_deref(), "")
    }
}
