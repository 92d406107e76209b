//! Texture views.

use pyo3::prelude::*;

use super::device::Device;
use super::texture::Texture;
use super::{Label, named};
use crate::core::life::Held;

/// A texture, or a part of it, as a shader or a pass sees it.
#[pyclass(frozen, weakref, module = "pywgpu")]
pub(crate) struct TextureView {
    pub(crate) inner: Held<wgpu::TextureView>,
    /// The texture it looks at.
    #[pyo3(get)]
    pub(crate) texture: Py<Texture>,
    /// The label it was made with.
    #[pyo3(get)]
    pub(crate) label: Label,
}

#[pymethods]
impl TextureView {
    /// The device it was made with.
    #[getter]
    fn device(&self) -> Device {
        Device::new(self.texture.get().shared.clone())
    }

    fn __repr__(&self) -> String {
        named("TextureView", self.label.as_deref(), "")
    }
}
