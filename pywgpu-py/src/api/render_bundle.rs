//! Render bundles.

use std::sync::Arc;

use pyo3::prelude::*;

use super::{Label, named};
use crate::core::life::Held;
use crate::core::shared::Shared;

/// Commands of a render pass, recorded once.
#[pyclass(frozen, weakref, module = "pywgpu")]
pub(crate) struct RenderBundle {
    pub(crate) inner: Held<wgpu::RenderBundle>,
    pub(crate) shared: Arc<Shared>,
    /// The label it was made with.
    #[pyo3(get)]
    pub(crate) label: Label,
}

#[pymethods]
impl RenderBundle {
    fn __repr__(&self) -> String {
        named("RenderBundle", self.label.as_deref(), "")
    }
}
