//! Source to module: the only place that calls `naga::front`.
//!
//! Each language has a module that calls its front end through [`guard`](crate::guard) and puts
//! its errors into the terms of the source: a stable code, names instead of arena indices, what
//! to do about it. Nothing is validated here; a module that parses may still be refused by
//! [`check`](crate::check).

mod glsl;
pub(crate) mod names;
mod spirv;
mod types;
mod wgsl;

use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Failure};
use crate::legalise::spirv::FixedConstant;
use crate::limits;
use crate::options::Options;
use crate::source::{Language, Source};
pub use names::nearest;

/// A module as a front end built it; nothing is known yet of its validity.
#[derive(Clone, Debug)]
pub struct Parsed {
    pub(crate) module: Arc<naga::Module>,
    pub(crate) source: Source,
    pub(crate) warnings: Vec<Diagnostic>,
    /// The specialisation constants of the source that are ordinary ones in the module.
    pub(crate) fixed: Vec<FixedConstant>,
}

impl Parsed {
    /// The module.
    #[must_use]
    pub fn module(&self) -> &naga::Module {
        &self.module
    }

    /// The module alone.
    #[must_use]
    pub fn into_module(self) -> naga::Module {
        Arc::unwrap_or_clone(self.module)
    }

    /// The source it came from.
    #[must_use]
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// What was worth a warning so far.
    #[must_use]
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.warnings
    }
}

/// Parses a source.
///
/// # Errors
///
/// Everything that is wrong with the source, as far as it can be found in one run.
pub fn parse(source: &Source, options: &Options) -> Result<Parsed, Failure> {
    parse_text(source, options).map_err(|failure| {
        let failure = failure.in_files();
        match source.language() {
            Language::Wgsl if source.map().is_some() => wgsl::with_conditions(failure),
            _ => failure,
        }
    })
}

fn parse_text(source: &Source, options: &Options) -> Result<Parsed, Failure> {
    limits::check_source(source, options)?;
    let spirv::Read {
        module,
        said,
        fixed,
    } = match source.language() {
        Language::Glsl => return glsl::parse(source, options),
        Language::Hlsl => return glsl::parse_hlsl(source, options),
        Language::Wgsl => {
            let (module, said) = wgsl::parse(source, options)?;
            spirv::Read {
                said,
                ..spirv::Read::from(module)
            }
        }
        Language::Spirv => spirv::parse_binary(source, options)?,
        Language::SpirvAssembly => spirv::parse_assembly(source, options)?,
    };
    Ok(Parsed {
        module: Arc::new(module),
        source: source.clone(),
        warnings: said,
        fixed,
    })
}
