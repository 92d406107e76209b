//! Shaders on their way to wgpu: through the toolchain, so that what is wrong is said in terms of
//! the source.

use std::borrow::Cow;

use naga_toolchain::check::{self, Checked};
use naga_toolchain::diagnostic::{Diagnostic, Failure, Kind};
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
    parsed: Parsed,
    capabilities: naga::valid::Capabilities,
}

/// Reads a source for a device.
pub(crate) fn read(source: &Source, reading: &Reading, shared: &Shared) -> Result<Read, Failure> {
    let mut options = Options::default();
    options.validate.capabilities = FlagSet(capabilities(shared));
    // wgpu takes SPIR-V as it is, with y up; so does GLSL, and the two must agree.
    options.spirv_in.adjust_coordinate_space = false;
    options.glsl_in.stage = reading.stage;
    options
        .glsl_in
        .defines
        .extend(reading.defines.iter().cloned());
    Ok(Read {
        parsed: parse::parse(source, &options)?,
        capabilities: options.validate.capabilities.0,
    })
}

/// Reads a module that the package `naga` has written as bytes.
pub(crate) fn receive(bytes: &[u8], shared: &Shared) -> Result<Read, Failure> {
    Ok(Read {
        parsed: naga_toolchain::exchange::read(bytes)?,
        capabilities: capabilities(shared),
    })
}

impl Read {
    /// The module.
    pub(crate) fn module(&self) -> &naga::Module {
        self.parsed.module()
    }

    /// The module, for wgpu.
    fn for_wgpu(&self) -> wgpu::ShaderSource<'static> {
        wgpu::ShaderSource::Naga(Cow::Owned(self.module().clone()))
    }

    /// Validates it in the words of its source. wgpu has done so before, or has refused it.
    pub(crate) fn check(&self) -> Result<Checked, Failure> {
        let mut options = Options::default();
        options.validate.capabilities = FlagSet(self.capabilities);
        check::check(self.parsed.clone(), &options)
    }

    /// Has wgpu make a module, which validates it. What it refuses is validated once more, to say
    /// why in the words of the source; what we would take and wgpu does not is wgpu's to tell.
    pub(crate) fn make(
        &self,
        shared: &Shared,
        label: Option<&str>,
        checks: Option<wgpu::ShaderRuntimeChecks>,
    ) -> Result<Outcome<wgpu::ShaderModule>, Failure> {
        let made = Outcome::of(|| {
            let descriptor = wgpu::ShaderModuleDescriptor {
                label,
                source: self.for_wgpu(),
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
