//! Shader modules.

use std::sync::Arc;

use naga_toolchain::check::Checked;
use naga_toolchain::diagnostic::Failure;
use naga_toolchain::source::{Language, Source, Stage};
use naga_toolchain::{guard, reflect};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyString};

use super::{Label, named};
use crate::core::guard::call;
use crate::core::life::Held;
use crate::core::shader;
use crate::core::shared::Shared;
use crate::hal::{host, trusted};
use crate::types::convert::describe;

/// A shader that the device takes.
#[pyclass(frozen, weakref, module = "pywgpu")]
pub(crate) struct ShaderModule {
    pub(crate) inner: Held<wgpu::ShaderModule>,
    pub(crate) shared: Arc<Shared>,
    /// What was validated; none where the driver got the shader as it was.
    checked: Option<Arc<Checked>>,
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
    let device = shared.usable()?;
    let stage = given
        .stage
        .map(|name| {
            Stage::from_name(name).ok_or_else(|| {
                PyValueError::new_err(format!(
                    "{CALL}: stage: expected \"vertex\", \"fragment\", \"compute\" or the like; \
                     got {name:?}"
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
    let label = given.label;
    let made = py.detach(|| -> Result<_, Failure> {
        // One large stack for all of it.
        let compiled = guard::on_large_stack(|| match &input {
            Input::Source(source) => shader::compile(source, stage, &defines, shared),
            Input::Module(bytes) => shader::receive(bytes, shared),
        });
        let checked = match compiled {
            Ok(result) => result?,
            Err(error) => {
                return Ok(Err(crate::core::error::InternalError::new_err(format!(
                    "{CALL}: no thread to compile in: {error}"
                ))));
            }
        };
        let inner = call(|| {
            let descriptor = wgpu::ShaderModuleDescriptor {
                label: label.as_deref(),
                source: shader::for_wgpu(&checked),
            };
            match given.checks {
                Some(checks) => trusted::shader_with_checks(device, descriptor, checks),
                None => device.create_shader_module(descriptor),
            }
        });
        Ok(inner.map(|inner| (inner, checked)))
    });
    match made {
        Ok(Ok((inner, checked))) => Ok(ShaderModule {
            inner: Held::new(inner),
            shared: shared.clone(),
            checked: Some(Arc::new(checked)),
            label,
        }),
        Ok(Err(error)) => Err(error),
        Err(failure) => Err(shader::refused(py, &failure, label.as_deref())),
    }
}

impl ShaderModule {
    /// A module that nothing is known of.
    pub(crate) fn opaque(inner: wgpu::ShaderModule, shared: &Arc<Shared>, label: Label) -> Self {
        Self {
            inner: Held::new(inner),
            shared: shared.clone(),
            checked: None,
            label,
        }
    }

    /// The bound variables with their groups and bindings.
    pub(crate) fn binding_names(&self) -> Vec<(String, u32, u32)> {
        let Some(checked) = &self.checked else {
            return Vec::new();
        };
        checked
            .module()
            .global_variables
            .iter()
            .filter_map(|(_, variable)| {
                let binding = variable.binding.as_ref()?;
                Some((variable.name.clone()?, binding.group, binding.binding))
            })
            .collect()
    }
}

#[pymethods]
impl ShaderModule {
    /// What the toolchain has to say about the shader beside errors, as a list of dicts.
    fn get_compilation_info<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let warnings = self
            .checked
            .as_ref()
            .map_or(&[][..], |checked| checked.warnings());
        shader::diagnostics(py, warnings)
    }

    /// Entry points, bindings, layouts and overrides, in the shape of `pywgpu-naga reflect`; None
    /// for a shader that was handed through.
    fn reflect<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        let Some(checked) = &self.checked else {
            return Ok(None);
        };
        let reflection = py
            .detach(|| reflect::reflect(checked))
            .map_err(|failure| shader::refused(py, &failure, self.label.as_deref()))?;
        let text = serde_json::to_string(&reflection)
            .map_err(|error| PyValueError::new_err(format!("reflect: {error}")))?;
        py.import("json")?.call_method1("loads", (text,)).map(Some)
    }

    fn __repr__(&self) -> String {
        named("ShaderModule", self.label.as_deref(), "")
    }
}
