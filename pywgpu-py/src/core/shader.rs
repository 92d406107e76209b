//! Shaders on their way to wgpu: through the toolchain, so that what is wrong is said in terms of
//! the source.

use std::borrow::Cow;
use std::sync::Arc;

use naga_disk::Disk;
use naga_toolchain::check::{self, Checked};
use naga_toolchain::codes;
use naga_toolchain::diagnostic::{Diagnostic, Failure, Kind};
use naga_toolchain::options::Options;
use naga_toolchain::options::set::FlagSet;
use naga_toolchain::parse::{self, Parsed};
use naga_toolchain::render::{self, Styling};
use naga_toolchain::source::Source;
use naga_toolchain::transform::values;
use naga_toolchain::{exchange, link};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;
use wgpu::naga;

use super::error::{InternalError, ShaderError};
use super::guard::Outcome;
use super::shared::Shared;
use crate::hal::trusted;
use crate::types::features::{behind, kebab};

/// What a device can run, in terms of naga.
pub(crate) fn capabilities(shared: &Shared) -> naga::valid::Capabilities {
    wgpu::wgc::device::features_to_naga_capabilities(shared.features, shared.downlevel.flags)
}

/// The options of a source for which the caller names none.
pub(crate) fn options(shared: &Shared) -> Options {
    let mut options = Options::default();
    options.validate.capabilities = FlagSet(capabilities(shared));
    // wgpu takes SPIR-V as it is, with y up; so does GLSL, and the two must agree.
    options.spirv_in.adjust_coordinate_space = false;
    options
}

/// A shader that the toolchain has read, and what it validates it with.
#[derive(Debug)]
pub(crate) struct Read {
    origin: Origin,
    /// Names of the bound variables with their groups and bindings.
    pub(crate) bindings: Vec<(String, u32, u32)>,
    /// What a pipeline may give values by: of each override its id, or its name where it has none.
    pub(crate) overrides: Vec<Override>,
}

/// What a pipeline may give a value.
#[derive(Debug)]
pub(crate) struct Override {
    /// Its id, or its name where it has none.
    pub(crate) name: String,
    scalar: Option<naga::Scalar>,
}

impl Override {
    /// What is expected of its value, where this one is something else.
    pub(crate) fn expected(&self, value: f64) -> Option<String> {
        values::expected(self.scalar?, value)
    }
}

/// What is kept of a shader, for who asks more of it.
#[derive(Debug)]
enum Origin {
    /// With the options that it was read with.
    Parsed(Parsed, Arc<Options>),
    /// From the package `naga`, and what the device can run.
    Handed(Handed, naga::valid::Capabilities),
}

/// All of a module of the package `naga`, for what its IR alone does not tell.
#[derive(Debug)]
pub(crate) enum Handed {
    /// It came with the IR.
    Bytes(PyBackedBytes),
    /// The object writes it when it is asked for.
    Object(Py<PyAny>),
}

impl Handed {
    /// The bytes of all of it.
    pub(crate) fn bytes(&self, py: Python<'_>) -> PyResult<PyBackedBytes> {
        match self {
            Self::Bytes(bytes) => Ok(bytes.clone_ref(py)),
            Self::Object(object) => object
                .bind(py)
                .call_method0(intern!(py, "__naga_module__"))?
                .extract()
                .map_err(Into::into),
        }
    }
}

/// What a shader is validated from in the words of its source.
pub(crate) enum Material {
    Parsed(Parsed, Arc<Options>),
    Bytes(PyBackedBytes, naga::valid::Capabilities),
}

/// Reads a source, with the files that it asks for.
pub(crate) fn read(
    source: &Source,
    options: &Arc<Options>,
) -> Result<(Read, naga::Module), Failure> {
    let linked = link::link(source, options, &Disk)?;
    let parsed = parse::parse(&linked.source, options)?;
    let module = parsed.module().clone();
    let read = Read::new(Origin::Parsed(parsed, options.clone()), &module);
    Ok((read, module))
}

/// Reads the IR of a module that the package `naga` has written as bytes. Its handles are for wgpu's
/// validator to look at, and spans are for [`Material::check`]: wgpu has no use for them.
///
/// # Errors
///
/// With what was handed over, for [`told_in_full`].
pub(crate) fn receive(
    ir: &[u8],
    handed: Handed,
    shared: &Shared,
) -> Result<(Read, naga::Module), (Failure, Handed)> {
    match exchange::read_for_validator(ir) {
        Ok(module) => {
            let read = Read::new(Origin::Handed(handed, capabilities(shared)), &module);
            Ok((read, module))
        }
        Err(failure) => Err((failure, handed)),
    }
}

/// The same failure in the words of all the bytes: whoever is told wants to know what the source is called.
pub(crate) fn told_in_full(failure: Failure, bytes: &[u8]) -> Failure {
    match exchange::read(bytes) {
        Err(better) => better,
        Ok(_) => failure,
    }
}

impl Read {
    /// Follows no handle: nobody has looked at them yet.
    fn new(origin: Origin, module: &naga::Module) -> Self {
        let overrides = module.overrides.iter().filter_map(|(_, constant)| {
            let id = constant.id.map(|id| id.to_string());
            let ty = module.types.get_handle(constant.ty).ok();
            Some(Override {
                name: id.or_else(|| constant.name.clone())?,
                scalar: ty.and_then(|ty| ty.inner.scalar()),
            })
        });
        Self {
            origin,
            bindings: bindings(module),
            overrides: overrides.collect(),
        }
    }

    /// What it is validated from.
    pub(crate) fn material(&self, py: Python<'_>) -> PyResult<Material> {
        match &self.origin {
            Origin::Parsed(parsed, options) => {
                Ok(Material::Parsed(parsed.clone(), options.clone()))
            }
            Origin::Handed(handed, capabilities) => {
                Ok(Material::Bytes(handed.bytes(py)?, *capabilities))
            }
        }
    }
}

/// The bound variables by name. A block of GLSL or HLSL that nothing names goes by the name of its type with
/// a small letter first, as glslang's route has it.
fn bindings(module: &naga::Module) -> Vec<(String, u32, u32)> {
    let mut unnamed = Vec::new();
    let mut all = Vec::new();
    for (_, variable) in module.global_variables.iter() {
        let Some(binding) = &variable.binding else {
            continue;
        };
        let place = (binding.group, binding.binding);
        match &variable.name {
            Some(name) => all.push((name.clone(), place.0, place.1)),
            None => unnamed.push((variable.ty, place)),
        }
    }
    for (ty, (group, binding)) in unnamed {
        // Nobody has looked at the handles yet.
        let ty = module.types.get_handle(ty).ok();
        let block = ty.and_then(|ty| ty.name.as_deref());
        if let Some(name) = block.map(uncapitalised)
            && !all.iter().any(|(known, ..)| *known == name)
        {
            all.push((name, group, binding));
        }
    }
    all
}

/// `Data` as `data`.
pub(crate) fn uncapitalised(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(letters).collect()
    })
}

impl Material {
    /// Validates it in the words of its source. wgpu has done so before, or has refused it.
    pub(crate) fn check(self) -> Result<Checked, Failure> {
        match self {
            Self::Parsed(parsed, options) => check::check(parsed, &options),
            Self::Bytes(bytes, capabilities) => {
                let mut options = Options::default();
                options.validate.capabilities = FlagSet(capabilities);
                check::check(exchange::read(&bytes)?, &options)
            }
        }
    }
}

/// Has wgpu make a module, which validates it.
pub(crate) fn make(
    module: naga::Module,
    shared: &Shared,
    label: Option<&str>,
    checks: Option<wgpu::ShaderRuntimeChecks>,
) -> Outcome<wgpu::ShaderModule> {
    Outcome::of(|| {
        let descriptor = wgpu::ShaderModuleDescriptor {
            label,
            source: wgpu::ShaderSource::Naga(Cow::Owned(module)),
        };
        match checks {
            Some(checks) => trusted::shader_with_checks(&shared.device, descriptor, checks),
            None => shared.device.create_shader_module(descriptor),
        }
    })
}

/// The exception for a shader that was refused: text for people, and the diagnostics as data.
pub(crate) fn refused(py: Python<'_>, failure: &Failure, label: Option<&str>) -> PyErr {
    let told: Vec<Diagnostic> = failure.diagnostics().iter().map(spelled).collect();
    let text = render::human(&told, Styling::default());
    let head = match label {
        Some(label) => format!("create_shader_module '{label}': the shader was refused\n"),
        None => "create_shader_module: the shader was refused\n".to_owned(),
    };
    let message = format!("{head}{}", text.trim_end());
    if failure.kind() == Kind::Internal {
        return InternalError::new_err(message);
    }
    let error = ShaderError::new_err(message);
    let data = diagnostics(py, failure.diagnostics());
    match data.and_then(|data| error.value(py).setattr("diagnostics", data)) {
        Ok(()) => error,
        Err(failed) => failed,
    }
}

/// Diagnostics as a list of dicts, in the shape of the command line's JSON.
pub(crate) fn diagnostics<'py>(
    py: Python<'py>,
    diagnostics: &[Diagnostic],
) -> PyResult<Bound<'py, PyAny>> {
    let all: Vec<serde_json::Value> = diagnostics
        .iter()
        .map(|each| render::json(&spelled(each)))
        .collect();
    let text = serde_json::Value::Array(all).to_string();
    py.import("json")?.call_method1("loads", (text,))
}

/// A diagnostic in the words of this package, in which the device says what there is.
fn spelled(diagnostic: &Diagnostic) -> Diagnostic {
    let spelled = keywords_py::in_python(diagnostic);
    if spelled.code == codes::CAPABILITY_MISSING && spelled.help.is_some() {
        let features = features_behind(&spelled.message);
        return spelled.with_help(format!(
            "the device was requested without it: give `required_features={features}` to `request_device`, if the \
             adapter has it"
        ));
    }
    spelled
}

/// The features for the capabilities that a message names, as `request_device` takes them.
fn features_behind(message: &str) -> String {
    let named = message.split_once("needs the capabilit");
    let named = named.map_or("", |(_, names)| names);
    let features = named.split('`').skip(1).step_by(2).map(behind);
    let features = features.fold(wgpu::Features::empty(), wgpu::Features::union);
    let names = features.iter_names();
    let names: Vec<String> = names
        .map(|(name, _)| format!("\"{}\"", kebab(name)))
        .collect();
    if names.is_empty() {
        return String::new();
    }
    format!("[{}]", names.join(", "))
}
