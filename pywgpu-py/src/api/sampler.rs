//! Samplers.

use std::sync::Arc;

use pyo3::prelude::*;

use super::device::Device;
use super::{Label, named};
use crate::core::life::Held;
use crate::core::shared::Shared;

/// How a texture is sampled.
#[pyclass(frozen, weakref, module = "pywgpu")]
pub(crate) struct Sampler {
    pub(crate) inner: Held<wgpu::Sampler>,
    pub(crate) shared: Arc<Shared>,
    /// The label it was made with.
    #[pyo3(get)]
    pub(crate) label: Label,
}

#[pymethods]
impl Sampler {
    /// The device it was made with.
    #[getter]
    fn device(&self) -> Device {
        Device::new(self.shared.clone())
    }

    fn __repr__(&self) -> String {
        named("Sampler", self.label.as_deref(), "")
    }
}
