//! The back ends: a validated module to text or words, with names and slots.

use std::sync::Arc;

use naga_toolchain::check::Checked;
use naga_toolchain::diagnostic::Failure;
use naga_toolchain::emit::{self, Content, Output};
use naga_toolchain::options::Options;
use naga_toolchain::target::TargetLanguage;
use naga_toolchain::transform;
use pyo3::IntoPyObjectExt;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBytes, PyDict, PyString, PyTuple};

use crate::ir::Class;
use crate::module::Held;
use crate::operations::Operation;
use crate::{errors, keywords, stack};

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
    let options = keywords::applied(base, operation, keywords)?;
    let checked = checked.get()?;
    let output = stack::run(py, || -> Result<Output, Failure> {
        let checked = transform::transform(checked.clone(), &options)?;
        emit::emit(&checked, language, None, &options)
    })?;
    let output = output.map_err(|failure| errors::raise(py, &failure))?;
    to_python(py, &output)
}

/// The classes of `naga._output`.
struct Classes {
    entry_point: Class,
    slot: Class,
    pair: Class,
    text: Class,
    binary: Class,
}

fn classes(py: Python<'_>) -> PyResult<&Classes> {
    static CLASSES: PyOnceLock<Classes> = PyOnceLock::new();
    CLASSES.get_or_try_init(py, || {
        let module = py.import("naga._output")?;
        Ok(Classes {
            entry_point: Class::new(&module, "EmittedEntryPoint")?,
            slot: Class::new(&module, "Slot")?,
            pair: Class::new(&module, "TextureSampler")?,
            text: Class::new(&module, "TextOutput")?,
            binary: Class::new(&module, "BinaryOutput")?,
        })
    })
}

fn to_python<'py>(py: Python<'py>, output: &Output) -> PyResult<Bound<'py, PyAny>> {
    let classes = classes(py)?;
    let Output {
        language,
        version,
        content,
        entry_points,
        slots,
        texture_samplers,
        diagnostics,
    } = output;
    let text = |text: &str| PyString::new(py, text).into_any();
    let name = |name: &str| PyString::intern(py, name).into_any();
    let maybe = |text: &Option<String>| text.into_bound_py_any(py);
    let entry_points = entry_points.iter().map(|each| {
        let values = [
            text(&each.name),
            name(each.stage.name()),
            text(&each.emitted_name),
        ];
        classes.entry_point.make(py, values)
    });
    let slots = slots.iter().map(|each| {
        let values = [
            text(&each.name),
            each.group.into_bound_py_any(py)?,
            each.binding.into_bound_py_any(py)?,
            maybe(&each.entry_point)?,
            name(&each.class),
            each.space.into_bound_py_any(py)?,
            each.index.into_bound_py_any(py)?,
            maybe(&each.emitted_name)?,
        ];
        classes.slot.make(py, values)
    });
    let pairs = texture_samplers.iter().map(|each| {
        let values = [
            text(&each.emitted_name),
            text(&each.texture),
            maybe(&each.sampler)?,
        ];
        classes.pair.make(py, values)
    });
    let (class, product) = match content {
        Content::Text(written) => (&classes.text, text(written)),
        Content::Words(_) => {
            let bytes = PyBytes::new(py, &content.to_bytes());
            (&classes.binary, bytes.into_any())
        }
    };
    let values = [
        product,
        name(language.name()),
        version
            .map(|version| version.to_string())
            .into_bound_py_any(py)?,
        PyTuple::new(py, entry_points.collect::<PyResult<Vec<_>>>()?)?.into_any(),
        PyTuple::new(py, slots.collect::<PyResult<Vec<_>>>()?)?.into_any(),
        PyTuple::new(py, pairs.collect::<PyResult<Vec<_>>>()?)?.into_any(),
        errors::diagnostics(py, diagnostics)?.into_any(),
    ];
    class.make(py, values)
}
