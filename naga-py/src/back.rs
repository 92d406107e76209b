//! The back ends: a validated module to text or words, with names and slots.

use std::sync::Arc;

use naga_toolchain::check::Checked;
use naga_toolchain::diagnostic::Failure;
use naga_toolchain::emit::{self, Content, Output};
use naga_toolchain::options::Options;
use naga_toolchain::target::TargetLanguage;
use naga_toolchain::transform;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyTuple};

use crate::module::Held;
use crate::operations::Operation;
use crate::{errors, keywords, worker};

const fn target(operation: Operation) -> Option<TargetLanguage> {
    match operation {
        Operation::ToMsl => Some(TargetLanguage::Msl),
        Operation::ToHlsl => Some(TargetLanguage::Hlsl),
        Operation::ToGlsl => Some(TargetLanguage::Glsl),
        Operation::ToSpirv => Some(TargetLanguage::Spirv),
        Operation::ToWgsl => Some(TargetLanguage::Wgsl),
        Operation::ToDot => Some(TargetLanguage::Dot),
        Operation::ParseWgsl
        | Operation::ParseGlsl
        | Operation::ParseHlsl
        | Operation::ParseSpirv
        | Operation::Load
        | Operation::Validate => None,
    }
}

/// Writes a module in the language of the operation.
pub(crate) fn emit<'py>(
    py: Python<'py>,
    checked: &Arc<Held<Checked>>,
    base: &Arc<Options>,
    operation: Operation,
    keywords: Option<&Bound<'py, PyDict>>,
) -> PyResult<Bound<'py, PyAny>> {
    let language = target(operation)
        .ok_or_else(|| errors::internal(py, &format!("{} writes nothing", operation.name())))?;
    let options = if keywords.is_none_or(PyDictMethods::is_empty) {
        base.clone()
    } else {
        let mut options = (**base).clone();
        keywords::apply(&mut options, operation, keywords)?;
        Arc::new(options)
    };
    let checked = checked.get()?.clone();
    let output = worker::run(py, move || -> Result<Output, Failure> {
        let checked = transform::transform(checked, &options)?;
        emit::emit(&checked, language, None, &options)
    })?;
    let output = output.map_err(|failure| errors::raise(py, &failure))?;
    to_python(py, &output)
}

fn to_python<'py>(py: Python<'py>, output: &Output) -> PyResult<Bound<'py, PyAny>> {
    let module = py.import("naga._output")?;
    let Output {
        language,
        version,
        content,
        entry_points,
        slots,
        texture_samplers,
        diagnostics,
    } = output;
    let (entry_point, slot, pair) = (
        module.getattr("EmittedEntryPoint")?,
        module.getattr("Slot")?,
        module.getattr("TextureSampler")?,
    );
    let entry_points = entry_points
        .iter()
        .map(|each| entry_point.call1((&each.name, each.stage.name(), &each.emitted_name)))
        .collect::<PyResult<Vec<_>>>()?;
    let slots = slots
        .iter()
        .map(|each| {
            slot.call1((
                &each.name,
                each.group,
                each.binding,
                &each.entry_point,
                &each.class,
                each.space,
                each.index,
                &each.emitted_name,
            ))
        })
        .collect::<PyResult<Vec<_>>>()?;
    let pairs = texture_samplers
        .iter()
        .map(|each| pair.call1((&each.emitted_name, &each.texture, &each.sampler)))
        .collect::<PyResult<Vec<_>>>()?;
    let facts = (
        language.name(),
        version.map(|version| version.to_string()),
        PyTuple::new(py, entry_points)?,
        PyTuple::new(py, slots)?,
        PyTuple::new(py, pairs)?,
        errors::diagnostics(py, diagnostics)?,
    );
    match content {
        Content::Text(text) => module
            .getattr("TextOutput")?
            .call1((text, facts.0, facts.1, facts.2, facts.3, facts.4, facts.5)),
        Content::Words(_) => {
            let bytes = PyBytes::new(py, &content.to_bytes());
            module
                .getattr("BinaryOutput")?
                .call1((bytes, facts.0, facts.1, facts.2, facts.3, facts.4, facts.5))
        }
    }
}
