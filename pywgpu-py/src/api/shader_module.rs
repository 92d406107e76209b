//! Shader modules.

use std::panic::{self, AssertUnwindSafe};
use std::sync::{Arc, OnceLock};

use naga_toolchain::check::Checked;
use naga_toolchain::diagnostic::Failure;
use naga_toolchain::source::{Language, Source, Stage};
use naga_toolchain::{guard, reflect};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyString};

use super::{Label, named};
use crate::core::error::InternalError;
use crate::core::life::Held;
use crate::core::shader::{self, Read, Reading};
use crate::core::shared::Shared;
use crate::hal::host;
use crate::types::convert::describe;

/// A shader that the device takes.
#[pyclass(frozen, weakref, module = "pywgpu")]
pub(crate) struct ShaderModule {
    pub(crate) inner: Held<wgpu::ShaderModule>,
    pub(crate) shared: Arc<Shared>,
    /// What was read; none where the driver got the shader as it was.
    read: Option<Arc<Read>>,
    /// What our own validation knows, once somebody asks.
    checked: Arc<OnceLock<Checked>>,
    /// The label it was made with.
    #[pyo3(get)]
    pub(crate) label: Label,
}

/// What is given beside a source.
pub(crate) struct Given<'a, 'py> {
    pub(crate) label: Label,
    pub(crate) language: Option<&'a str>,
    pub(crate) stage: Option<&'a str>,
    pub(crate) defines: Option<&'a Bound<'py, PyDict>>,
    pub(crate) checks: Option<wgpu::ShaderRuntimeChecks>,
}

const CALL: &str = "create_shader_module";

/// A shader as it came from Python.
enum Input {
    Source(Source),
    /// A module of the package `naga`, as bytes.
    Module(Vec<u8>),
}

/// Bytes as the words of SPIR-V.
pub(crate) fn words(bytes: &[u8], call: &str) -> PyResult<Vec<u32>> {
    if !bytes.len().is_multiple_of(4) {
        return Err(PyValueError::new_err(format!(
            "{call}: expected SPIR-V, which is made of words of 4 bytes; got {} bytes",
            bytes.len()
        )));
    }
    Ok(bytes
        .chunks_exact(4)
        .map(|word| word.try_into().map_or(0, u32::from_le_bytes))
        .collect())
}

fn unknown_language(name: &str) -> PyErr {
    let known: Vec<&str> = Language::ALL
        .iter()
        .map(|language| language.name())
        .collect();
    PyValueError::new_err(format!(
        "{CALL}: language: expected one of {}; got {name:?}",
        known.join(", ")
    ))
}

fn input(source: &Bound<'_, PyAny>, given: &Given<'_, '_>) -> PyResult<Input> {
    let name = given.label.as_deref().unwrap_or("shader");
    if let Some(language) = given.language
        && Language::from_name(language).is_none()
    {
        return Err(unknown_language(language));
    }
    if let Ok(text) = source.cast::<PyString>() {
        let language =
            shader::language(given.language, given.label.as_deref()).unwrap_or(Language::Wgsl);
        if language == Language::Spirv {
            return Err(PyTypeError::new_err(format!(
                "{CALL}: source: expected bytes for SPIR-V; got a string; use \
                 language=\"spirv-assembly\" for assembly"
            )));
        }
        return Ok(Input::Source(Source::text(name, language, text.to_str()?)));
    }
    if let Some(export) = source.getattr_opt("__naga_module__")? {
        let bytes = export.call0()?;
        let bytes = bytes.cast::<PyBytes>().map_err(|_| {
            PyTypeError::new_err(format!(
                "{CALL}: source: expected bytes from __naga_module__(); got {}",
                describe(&bytes)
            ))
        })?;
        return Ok(Input::Module(bytes.as_bytes().to_vec()));
    }
    match host::with_bytes(source, CALL, "source", |bytes| Ok(bytes.to_vec())) {
        Ok(bytes) => Ok(Input::Source(Source::binary(name, bytes))),
        Err(error) if error.is_instance_of::<PyTypeError>(source.py()) => {
            Err(PyTypeError::new_err(format!(
                "{CALL}: source: expected text, SPIR-V bytes or a naga.Module; got {}",
                describe(source)
            )))
        }
        Err(error) => Err(error),
    }
}

/// Makes a module of anything that stands for a shader.
pub(crate) fn create<'py>(
    py: Python<'py>,
    shared: &Arc<Shared>,
    source: &Bound<'py, PyAny>,
    mut given: Given<'_, 'py>,
) -> PyResult<ShaderModule> {
    // A descriptor has the source and the label as attributes, or as items.
    if !source.is_instance_of::<PyString>() {
        let fields = match source.cast::<PyDict>() {
            Ok(dict) => dict
                .get_item("source")?
                .map(|inner| (inner, dict.get_item("label"))),
            Err(_) => source
                .getattr_opt("source")?
                .filter(|_| source.hasattr("label").unwrap_or(false))
                .map(|inner| (inner, source.getattr_opt("label"))),
        };
        if let Some((inner, label)) = fields
            && !source.hasattr("__naga_module__")?
        {
            let label = match label? {
                Some(label) => label.extract()?,
                None => None,
            };
            given.label = given.label.or(label);
            return create(py, shared, &inner, given);
        }
    }
    shared.usable()?;
    let stage = given
        .stage
        .map(|name| {
            let known = Stage::ALL.into_iter().find(|stage| stage.name() == name);
            known.ok_or_else(|| {
                PyValueError::new_err(format!(
                    "{CALL}: stage: expected one of {}; got {name:?}",
                    Stage::ALL.map(Stage::name).join(", ")
                ))
            })
        })
        .transpose()?;
    let defines: Vec<(String, String)> = match given.defines {
        Some(defines) => defines
            .iter()
            .map(|(name, value)| Ok((name.extract()?, value.str()?.to_string())))
            .collect::<PyResult<_>>()?,
        None => Vec::new(),
    };
    let input = input(source, &given)?;
    let reading = Reading { stage, defines };
    let (label, checks) = (given.label, given.checks);
    // One large stack for all of it.
    let made = {
        let (shared, label) = (shared.clone(), label.clone());
        on_large_stack(py, CALL, move || -> Result<_, Failure> {
            let (read, module) = match input {
                Input::Source(source) => shader::read(&source, &reading, &shared),
                Input::Module(bytes) => shader::receive(bytes, &shared),
            }?;
            let made = read.make(module, &shared, label.as_deref(), checks)?;
            Ok((made, read))
        })?
    };
    match made {
        Ok((made, read)) => Ok(ShaderModule {
            inner: Held::new(made.settle()?),
            shared: shared.clone(),
            read: Some(Arc::new(read)),
            checked: Arc::default(),
            label,
        }),
        Err(failure) => Err(shader::refused(py, &failure, label.as_deref())),
    }
}

/// Works on a large stack, and without the GIL.
fn on_large_stack<T: Send>(
    py: Python<'_>,
    call: &str,
    work: impl FnOnce() -> T + Send,
) -> PyResult<T> {
    // Whatever a panic leaves half-changed is dropped with the failed call.
    let caught = || panic::catch_unwind(AssertUnwindSafe(work));
    match py.detach(|| guard::on_large_stack(caught)) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(_)) => Err(InternalError::new_err(format!(
            "{call}: the toolchain panicked outside of its guard"
        ))),
        Err(error) => Err(InternalError::new_err(format!(
            "{call}: no stack to compile on: {error}"
        ))),
    }
}

impl ShaderModule {
    /// A module that nothing is known of.
    pub(crate) fn opaque(inner: wgpu::ShaderModule, shared: &Arc<Shared>, label: Label) -> Self {
        Self {
            inner: Held::new(inner),
            shared: shared.clone(),
            read: None,
            checked: Arc::default(),
            label,
        }
    }

    /// The bound variables with their groups and bindings.
    pub(crate) fn binding_names(&self) -> &[(String, u32, u32)] {
        self.read.as_ref().map_or(&[], |read| &read.bindings)
    }

    /// The names that a pipeline may give values by; none where nothing is known.
    pub(crate) fn override_names(&self) -> Option<&[String]> {
        self.read.as_ref().map(|read| read.overrides.as_slice())
    }

    /// Works with what our own validation knows; it is asked once, and on a large stack.
    fn with_checked<T: Send + 'static>(
        &self,
        py: Python<'_>,
        call: &str,
        work: impl FnOnce(&Checked) -> Result<T, Failure> + Send + 'static,
    ) -> PyResult<Option<T>> {
        let Some(read) = self.read.clone() else {
            return Ok(None);
        };
        let known = self.checked.clone();
        on_large_stack(py, call, move || {
            let checked = match known.get() {
                Some(checked) => checked,
                None => {
                    let checked = read.check()?;
                    known.get_or_init(|| checked)
                }
            };
            work(checked).map(Some)
        })?
        .map_err(|failure| shader::refused(py, &failure, self.label.as_deref()))
    }
}

#[pymethods]
impl ShaderModule {
    /// What the toolchain has to say about the shader beside errors, as a list of dicts.
    fn get_compilation_info<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let warnings = self.with_checked(py, "get_compilation_info", |checked| {
            Ok(checked.warnings().to_vec())
        })?;
        shader::diagnostics(py, &warnings.unwrap_or_default())
    }

    /// Entry points, bindings, layouts and overrides, in the shape of `pywgpu-naga reflect`; None
    /// for a shader that was handed through.
    fn reflect<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        let Some(reflection) = self.with_checked(py, "reflect", reflect::reflect)? else {
            return Ok(None);
        };
        let text = serde_json::to_string(&reflection)
            .map_err(|error| PyValueError::new_err(format!("reflect: {error}")))?;
        py.import("json")?.call_method1("loads", (text,)).map(Some)
    }

    fn __repr__(&self) -> String {
        named("ShaderModule", self.label.as_deref(), "")
    }
}
