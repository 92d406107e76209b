//! External textures: video frames of several planes.

use std::sync::Arc;

use pyo3::prelude::*;

use super::{Label, named};
use crate::core::guard::call;
use crate::core::life::Held;
use crate::core::shared::Shared;

/// A video frame that a shader samples as one texture.
#[pyclass(frozen, weakref, module = "pywgpu")]
pub(crate) struct ExternalTexture {
    pub(crate) inner: Held<wgpu::ExternalTexture>,
    pub(crate) shared: Arc<Shared>,
    /// The label it was made with.
    #[pyo3(get)]
    pub(crate) label: Label,
}

#[pymethods]
impl ExternalTexture {
    /// Frees it now rather than with the last reference.
    fn destroy(&self) -> PyResult<()> {
        self.shared.usable()?;
        call(|| self.inner.destroy())
    }

    fn __repr__(&self) -> String {
        named("ExternalTexture", self.label.as_deref(), "")
    }
}
