//! The textures of a surface.

use std::sync::{Arc, Mutex, PoisonError};

use pyo3::prelude::*;

use super::texture::Texture;
use crate::core::error::ValidationError;
use crate::core::life::Held;
use crate::core::shared::Shared;

/// A frame to draw into and to present.
#[pyclass(frozen, weakref, module = "pywgpu")]
pub(crate) struct SurfaceTexture {
    inner: Mutex<Option<Held<wgpu::SurfaceTexture>>>,
    /// The texture; None when the status tells that there is none.
    #[pyo3(get)]
    texture: Option<Py<Texture>>,
    /// `"good"`, `"suboptimal"`, `"timeout"`, `"occluded"`, `"outdated"`, `"lost"` or
    /// `"validation"`.
    #[pyo3(get)]
    status: &'static str,
}

impl SurfaceTexture {
    pub(crate) fn new(
        py: Python<'_>,
        found: wgpu::CurrentSurfaceTexture,
        shared: &Arc<Shared>,
    ) -> PyResult<Self> {
        let (inner, status) = match found {
            wgpu::CurrentSurfaceTexture::Success(inner) => (Some(inner), "good"),
            wgpu::CurrentSurfaceTexture::Suboptimal(inner) => (Some(inner), "suboptimal"),
            wgpu::CurrentSurfaceTexture::Timeout => (None, "timeout"),
            wgpu::CurrentSurfaceTexture::Occluded => (None, "occluded"),
            wgpu::CurrentSurfaceTexture::Outdated => (None, "outdated"),
            wgpu::CurrentSurfaceTexture::Lost => (None, "lost"),
            wgpu::CurrentSurfaceTexture::Validation => (None, "validation"),
        };
        let texture = inner
            .as_ref()
            .map(|inner| {
                Py::new(
                    py,
                    Texture {
                        inner: Held::new(inner.texture.clone()),
                        shared: shared.clone(),
                        label: None,
                    },
                )
            })
            .transpose()?;
        Ok(Self {
            inner: Mutex::new(inner.map(Held::new)),
            texture,
            status,
        })
    }

    pub(crate) fn take(&self, call: &str) -> PyResult<wgpu::SurfaceTexture> {
        self.inner
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
            .and_then(Held::into_inner)
            .ok_or_else(|| {
                ValidationError::new_err(format!(
                    "{call}: there is no texture to show (status {:?}, or it was presented \
                     before); get another from the surface",
                    self.status
                ))
            })
    }
}

#[pymethods]
impl SurfaceTexture {
    fn __repr__(&self) -> String {
        format!("<SurfaceTexture {}>", self.status)
    }
}
