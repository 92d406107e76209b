//! Shaders on their way to wgpu: through the toolchain, so that what is wrong is said in terms of
//! the source.

use std::borrow::Cow;

use naga_toolchain::check::{self, Checked};
use naga_toolchain::diagnostic::{Diagnostic, Failure, Kind};
use naga_toolchain::exchange;
use naga_toolchain::options::Options;
use naga_toolchain::options::set::FlagSet;
use naga_toolchain::parse::{self, Parsed};
use naga_toolchain::render::{self, Styling};
use naga_toolchain::source::{Language, Source, Stage};
use pyo3::prelude::*;
use wgpu::naga;

use super::error::{InternalError, ShaderError};
use super::guard::Outcome;
use super::shared::Shared;
use crate::hal::trusted;

/// What a device can run, in terms of naga.
pub(crate) fn capabilities(shared: &Shared) -> naga::valid::Capabilities {
    wgpu::wgc::device::features_to_naga_capabilities(shared.features, shared.downlevel.flags)
}

/// How a source is read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reading {
    pub(crate) stage: Option<Stage>,
    pub(crate) defines: Vec<(String, String)>,
}

/// A shader that the toolchain has read, and what it validates it with.
#[derive(Clone, Debug)]
pub(crate) struct Read {
    origin: Origin,
    capabilities: naga::valid::Capabilities,
    /// Names of the bound variables with their groups and bindings.
    pub(crate) bindings: Vec<(String, u32, u32)>,
    /// What a pipeline may give values by: of each override its id, or its name where it has none.
    pub(crate) overrides: Vec<String>,
}

/// What is kept of a shader, for who asks more of it.
#[derive(Clone, Debug)]
enum Origin {
    Parsed(Parsed),
    /// As the package `naga` wrote it.
    Bytes(Vec<u8>),
}

/// Reads a source for a device.
pub(crate) fn read(
    source: &Source,
    reading: &Reading,
    shared: &Shared,
) -> Result<(Read, naga::Module), Failure> {
    let mut options = Options::default();
    options.validate.capabilities = FlagSet(capabilities(shared));
    // wgpu takes SPIR-V as it is, with y up; so does GLSL, and the two must agree.
    options.spirv_in.adjust_coordinate_space = false;
    options.glsl_in.stage = reading.stage;
    options
        .glsl_in
        .defines
        .extend(reading.defines.iter().cloned());
    let parsed = parse::parse(source, &options)?;
    let module = parsed.module().clone();
    let read = Read::new(Origin::Parsed(parsed), &module, shared);
    Ok((read, module))
}

/// Reads a module that the package `naga` has written as bytes. Its handles are for wgpu's
/// validator to look at.
pub(crate) fn receive(bytes: Vec<u8>, shared: &Shared) -> Result<(Read, naga::Module), Failure> {
    let module = exchange::read_for_validator(&bytes)?.into_module();
    let read = Read::new(Origin::Bytes(bytes), &module, shared);
    Ok((read, module))
}

impl Read {
    /// Follows no handle: nobody has looked at them yet.
    fn new(origin: Origin, module: &naga::Module, shared: &Shared) -> Self {
        let bindings = module.global_variables.iter().filter_map(|(_, variable)| {
            let binding = variable.binding.as_ref()?;
            Some((variable.name.clone()?, binding.group, binding.binding))
        });
        let overrides = module.overrides.iter().filter_map(|(_, constant)| {
            let id = constant.id.map(|id| id.to_string());
            id.or_else(|| constant.name.clone())
        });
        Self {
            origin,
            capabilities: capabilities(shared),
            bindings: bindings.collect(),
            overrides: overrides.collect(),
        }
    }

    /// Validates it in the words of its source. wgpu has done so before, or has refused it.
    pub(crate) fn check(&self) -> Result<Checked, Failure> {
        let mut options = Options::default();
        options.validate.capabilities = FlagSet(self.capabilities);
        let parsed = match &self.origin {
            Origin::Parsed(parsed) => parsed.clone(),
            Origin::Bytes(bytes) => exchange::read(bytes)?,
        };
        check::check(parsed, &options)
    }

    /// Has wgpu make a module, which validates it. What it refuses is validated once more, to say
    /// why in the words of the source; what we would take and wgpu does not is wgpu's to tell.
    pub(crate) fn make(
        &self,
        module: naga::Module,
        shared: &Shared,
        label: Option<&str>,
        checks: Option<wgpu::ShaderRuntimeChecks>,
    ) -> Result<Outcome<wgpu::ShaderModule>, Failure> {
        let made = Outcome::of(|| {
            let descriptor = wgpu::ShaderModuleDescriptor {
                label,
                source: wgpu::ShaderSource::Naga(Cow::Owned(module)),
            };
            match checks {
                Some(checks) => trusted::shader_with_checks(&shared.device, descriptor, checks),
                None => shared.device.create_shader_module(descriptor),
            }
        });
        if !made.is_good() {
            self.check()?;
        }
        Ok(made)
    }
}

/// The exception for a shader that was refused: text for people, and the diagnostics as data.
pub(crate) fn refused(py: Python<'_>, failure: &Failure, label: Option<&str>) -> PyErr {
    let text = render::human(failure.diagnostics(), Styling::default());
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
    let all: Vec<serde_json::Value> = diagnostics.iter().map(render::json).collect();
    let text = serde_json::Value::Array(all).to_string();
    py.import("json")?.call_method1("loads", (text,))
}

/// The language by its name in Python, or guessed from what was given.
pub(crate) fn language(name: Option<&str>, label: Option<&str>) -> Option<Language> {
    match name {
        Some(name) => Language::from_name(name),
        None => label.and_then(|label| naga_toolchain::source::guess(label).0),
    }
}
