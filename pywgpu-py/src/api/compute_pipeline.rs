//! Compute pipelines.

use std::sync::Arc;

use pyo3::prelude::*;

use super::bind_group_layout::BindGroupLayout;
use super::common_pipeline::Bindings;
use super::{Label, named};
use crate::core::guard::call;
use crate::core::life::Held;
use crate::core::shared::Shared;
use crate::types::convert::number;

/// A compute shader, ready to run.
#[pyclass(frozen, weakref, module = "pywgpu")]
pub(crate) struct ComputePipeline {
    pub(crate) inner: Held<wgpu::ComputePipeline>,
    pub(crate) shared: Arc<Shared>,
    /// What its shader binds, by name.
    pub(crate) bindings: Arc<Bindings>,
    /// The label it was made with.
    #[pyo3(get)]
    pub(crate) label: Label,
}

#[pymethods]
impl ComputePipeline {
    /// The layout of a group of bindings.
    fn get_bind_group_layout(
        &self,
        #[pyo3(from_py_with = number)] index: u32,
    ) -> PyResult<BindGroupLayout> {
        self.shared.usable()?;
        self.bindings.check_group(
            index,
            self.shared.limits.max_bind_groups,
            "get_bind_group_layout",
        )?;
        Ok(BindGroupLayout {
            inner: call(|| Held::new(self.inner.get_bind_group_layout(index)))?,
            shared: self.shared.clone(),
            gap: self.bindings.gap(index),
            label: self.label.clone(),
        })
    }

    /// The bindings of the shader, `{name: (group, binding)}`; also those that the entry point does not use,
    /// which a layout `"auto"` leaves out.
    #[getter]
    fn bindings(&self) -> std::collections::BTreeMap<String, (u32, u32)> {
        self.bindings.by_name()
    }

    fn __repr__(&self) -> String {
        named("ComputePipeline", self.label.as_deref(), "")
    }
}
