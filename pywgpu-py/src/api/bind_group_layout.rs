//! Bind group layouts.

use std::collections::BTreeSet;
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
    /// The first number that a later binding leaves out.
    pub(crate) gap: Option<u32>,
    /// The label it was made with.
    #[pyo3(get)]
    pub(crate) label: Label,
}

/// The first number that is left out below the greatest of some numbers.
pub(crate) fn gap(numbers: impl IntoIterator<Item = u32>) -> Option<u32> {
    let numbers: BTreeSet<u32> = numbers.into_iter().collect();
    (0..)
        .zip(numbers)
        .find_map(|(free, number)| (free != number).then_some(free))
}

#[pymethods]
impl BindGroupLayout {
    fn __repr__(&self) -> String {
        named("BindGroupLayout", self.label.as_deref(), "")
    }
}
