//! Command buffers: what an encoder has finished.

use std::sync::Arc;

use pyo3::prelude::*;

use super::recorder::Recorder;
use super::{Label, named};
use crate::core::shared::Shared;

/// Recorded commands, to be submitted once.
#[pyclass(frozen, weakref, module = "pywgpu")]
pub(crate) struct CommandBuffer {
    recorder: Recorder<wgpu::CommandBuffer>,
    shared: Arc<Shared>,
    /// The label of the encoder.
    #[pyo3(get)]
    label: Label,
}

impl CommandBuffer {
    pub(crate) fn new(inner: wgpu::CommandBuffer, shared: &Arc<Shared>, label: Label) -> Self {
        Self {
            recorder: Recorder::new(inner),
            shared: shared.clone(),
            label,
        }
    }

    pub(crate) fn shared(&self) -> &Shared {
        &self.shared
    }

    pub(crate) fn check_open(&self, call: &str) -> PyResult<()> {
        self.recorder.check_open(
            call,
            "the command buffer was submitted before; record another",
        )
    }

    pub(crate) fn take(&self, call: &str) -> PyResult<wgpu::CommandBuffer> {
        self.recorder.take(
            call,
            "the command buffer was submitted before; record another",
        )
    }
}

#[pymethods]
impl CommandBuffer {
    fn __repr__(&self) -> String {
        named("CommandBuffer", self.label.as_deref(), "")
    }
}
