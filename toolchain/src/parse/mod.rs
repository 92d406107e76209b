//! Source to module: the only place that calls `naga::front`.
//!
//! Each language has a module that calls its front end through [`guard`](crate::guard) and puts
//! its errors into the terms of the source: a stable code, names instead of arena indices, what
//! to do about it. Nothing is validated here; a module that parses may still be refused by
//! [`check`](crate::check).

mod glsl;
mod names;
mod spirv;
mod types;
mod wgsl;

use crate::diagnostic::{Diagnostic, Failure};
use crate::options::Options;
use crate::source::{Language, Source};

/// A module as a front end built it; nothing is known yet of its validity.
#[derive(Debug)]
pub struct Parsed {
    pub(crate) module: naga::Module,
    pub(crate) source: Source,
    pub(crate) warnings: Vec<Diagnostic>,
}

/// Parses a source.
///
/// # Errors
///
/// Everything that is wrong with the source, as far as it can be found in one run.
pub fn parse(source: &Source, options: &Options) -> Result<Parsed, Failure> {
    let (module, warnings) = match source.language() {
        Language::Wgsl => (wgsl::parse(source, options)?, Vec::new()),
        Language::Glsl => (glsl::parse(source, options)?, Vec::new()),
        Language::Spirv => {
            let spirv::Read { module, said } = spirv::parse_binary(source, options)?;
            (module, said)
        }
        Language::SpirvAssembly => {
            let spirv::Read { module, said } = spirv::parse_assembly(source, options)?;
            (module, said)
        }
    };
    Ok(Parsed {
        module,
        source: source.clone(),
        warnings,
    })
}
