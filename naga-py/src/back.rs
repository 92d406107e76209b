//! The back ends: a validated module to text or words, with names and slots.

use std::sync::Arc;

use keywords_py::{self as keywords, Operation};
use naga_toolchain::check::Checked;
use naga_toolchain::diagnostic::Failure;
use naga_toolchain::emit::{self, Content, Output};
use naga_toolchain::options::Options;
use naga_toolchain::target::TargetLanguage;
use naga_toolchain::transform;
use pyo3::IntoPyObjectExt;
use pyo3::exceptions::PyAttributeError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBytes, PyDict, PyModule, PyString, PyTuple, PyType};

use crate::ir::{Class, Slot};
use crate::module::Held;
use crate::{errors, stack};

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
    to_python(py, output)
}

/// The classes of `naga._output`.
struct Classes {
    entry_point: Class,
    slot: Class,
    pair: Class,
    text: Product,
    binary: Product,
}

/// A class for products: its first field, and what makes the others when they are asked for.
struct Product {
    class: Class,
    content: Slot,
    details: Slot,
}

impl Product {
    fn new(module: &Bound<'_, PyModule>, name: &str, content: &str) -> PyResult<Self> {
        let ty = module.getattr(name)?.cast_into::<PyType>()?;
        Ok(Self {
            content: Slot::new(&ty, content)?,
            details: Slot::new(&ty, "_details")?,
            class: Class::new(module, name)?,
        })
    }
}

fn classes(py: Python<'_>) -> PyResult<&Classes> {
    static CLASSES: PyOnceLock<Classes> = PyOnceLock::new();
    CLASSES.get_or_try_init(py, || {
        let module = py.import("naga._output")?;
        Ok(Classes {
            entry_point: Class::new(&module, "EmittedEntryPoint")?,
            slot: Class::new(&module, "Slot")?,
            pair: Class::new(&module, "TextureSampler")?,
            text: Product::new(&module, "TextOutput", "text")?,
            binary: Product::new(&module, "BinaryOutput", "data")?,
        })
    })
}

fn to_python(py: Python<'_>, mut output: Output) -> PyResult<Bound<'_, PyAny>> {
    let classes = classes(py)?;
    let content = std::mem::replace(&mut output.content, Content::Text(String::new()));
    let (product, content) = match content {
        Content::Text(written) => (&classes.text, PyString::new(py, &written).into_any()),
        Content::Words(_) => {
            let bytes = PyBytes::new(py, &content.to_bytes());
            (&classes.binary, bytes.into_any())
        }
    };
    let object = product.class.create(py)?;
    product.content.put(&object, &content)?;
    let details = Bound::new(py, Details(output))?;
    product.details.put(&object, details.as_any())?;
    Ok(object)
}

/// What else is known of a product, and made into objects of Python when it is asked for: most of
/// what a translation costs beside the library's part would be objects that nobody looks at.
#[pyclass(frozen, module = "naga._naga")]
struct Details(Output);

#[pymethods]
impl Details {
    /// The value of a field of `TextOutput` or `BinaryOutput`.
    fn get<'py>(&self, py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyAny>> {
        let output = &self.0;
        match name {
            "language" => Ok(PyString::intern(py, output.language.name()).into_any()),
            "version" => output
                .version
                .map(|version| version.to_string())
                .into_bound_py_any(py),
            "entry_points" => entry_points(py, output),
            "slots" => slots(py, output),
            "texture_samplers" => pairs(py, output),
            "diagnostics" => Ok(errors::diagnostics(py, &output.diagnostics)?.into_any()),
            _ => Err(PyAttributeError::new_err(name.to_owned())),
        }
    }
}

fn entry_points<'py>(py: Python<'py>, output: &Output) -> PyResult<Bound<'py, PyAny>> {
    let class = &classes(py)?.entry_point;
    let made = output.entry_points.iter().map(|each| {
        let values = [
            PyString::new(py, &each.name).into_any(),
            PyString::intern(py, each.stage.name()).into_any(),
            PyString::new(py, &each.emitted_name).into_any(),
        ];
        class.make(py, values)
    });
    tuple(py, made)
}

fn slots<'py>(py: Python<'py>, output: &Output) -> PyResult<Bound<'py, PyAny>> {
    let class = &classes(py)?.slot;
    let made = output.slots.iter().map(|each| {
        let values = [
            PyString::new(py, &each.name).into_any(),
            each.group.into_bound_py_any(py)?,
            each.binding.into_bound_py_any(py)?,
            (&each.entry_point).into_bound_py_any(py)?,
            PyString::intern(py, &each.class).into_any(),
            each.space.into_bound_py_any(py)?,
            each.index.into_bound_py_any(py)?,
            (&each.emitted_name).into_bound_py_any(py)?,
        ];
        class.make(py, values)
    });
    tuple(py, made)
}

fn pairs<'py>(py: Python<'py>, output: &Output) -> PyResult<Bound<'py, PyAny>> {
    let class = &classes(py)?.pair;
    let made = output.texture_samplers.iter().map(|each| {
        let values = [
            PyString::new(py, &each.emitted_name).into_any(),
            PyString::new(py, &each.texture).into_any(),
            (&each.sampler).into_bound_py_any(py)?,
        ];
        class.make(py, values)
    });
    tuple(py, made)
}

fn tuple<'py>(
    py: Python<'py>,
    made: impl Iterator<Item = PyResult<Bound<'py, PyAny>>>,
) -> PyResult<Bound<'py, PyAny>> {
    Ok(PyTuple::new(py, made.collect::<PyResult<Vec<_>>>()?)?.into_any())
}
