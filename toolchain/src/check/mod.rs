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
    capabilities: naga::valid::Capabilities,
}

impl Checked {
    /// The capabilities it was validated with.
    #[must_use]
    pub fn capabilities(&self) -> naga::valid::Capabilities {
        self.capabilities
    }

    /// The same with another module, which was validated by the caller.
    #[must_use]
    pub(crate) fn replaced(self, module: naga::Module, info: naga::valid::ModuleInfo) -> Self {
        Self {
            module,
            info,
            ..self
        }
    }

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
        capabilities: options.validate.capabilities.0,
    })
}

pub(crate) struct Refusal {
    pub(crate) diagnostic: Diagnostic,
    pub(crate) missing: naga::valid::Capabilities,
}
pub(crate) fn revalidate(
    module: &naga::Module,
    source: &Source,
    flags: naga::valid::ValidationFlags,
    capabilities: naga::valid::Capabilities,
) -> Result<naga::valid::ModuleInfo, Refusal> {
    naga::valid::Validator::new(flags, capabilities)
        .validate(module)
        .map_err(|e| Refusal {
            diagnostic: explain(module, source, &e),
            missing: naga::valid::Capabilities::empty(),
        })
}
pub(crate) fn explain(
    _module: &naga::Module,
    source: &Source,
    error: &naga::WithSpan<naga::valid::ValidationError>,
) -> Diagnostic {
    Diagnostic::error(
        "check",
        Phase::Check,
        Kind::Rejected,
        source,
        error.to_string(),
    )
}
