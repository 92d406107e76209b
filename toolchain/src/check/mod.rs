//! Module to checked module: the only place that calls `naga::valid`.

use crate::diagnostic::{Diagnostic, Failure, Kind, Phase};
use crate::guard;
use crate::options::Options;
use crate::parse::Parsed;
use crate::source::Source;

/// A valid module with what validation found out about it.
#[derive(Clone, Debug)]
pub struct Checked {
    module: naga::Module,
    info: naga::valid::ModuleInfo,
    source: Source,
    warnings: Vec<Diagnostic>,
}

impl Checked {
    /// The module.
    #[must_use]
    pub fn module(&self) -> &naga::Module {
        &self.module
    }

    /// What validation found out.
    #[must_use]
    pub fn info(&self) -> &naga::valid::ModuleInfo {
        &self.info
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

/// Validates a parsed module.
///
/// # Errors
///
/// Everything that is wrong with the module, as far as it can be found in one run.
pub fn check(parsed: Parsed, options: &Options) -> Result<Checked, Failure> {
    let Parsed {
        module,
        source,
        warnings,
    } = parsed;
    let info = guard::call(Phase::Check, "validating", &source, || {
        naga::valid::Validator::new(options.validate.flags.0, options.validate.capabilities.0)
            .validate(&module)
    })?
    .map_err(|e| {
        Diagnostic::error(
            "check",
            Phase::Check,
            Kind::Rejected,
            &source,
            e.to_string(),
        )
    })?;
    Ok(Checked {
        module,
        info,
        source,
        warnings,
    })
}
