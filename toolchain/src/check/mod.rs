//! Module to checked module: the only place that calls `naga::valid`.
//!
//! naga stops at its first error. [`check`] puts that error into the words of the source
//! ([`explain`]), makes the part of the module it is about harmless in a copy ([`recover`]) and
//! validates again, so that one run tells all that is wrong. A valid module is validated once
//! and never copied. Nothing here reads options of other stages or prints.

mod capabilities;
mod explain;
mod inconsistent;
mod recover;
#[cfg(test)]
mod tests;
mod widths;

pub use capabilities::required_capabilities;
pub(crate) use explain::{explain, type_name};
pub(crate) use inconsistent::{broken_handle, broken_special_handle};

use std::sync::{Arc, OnceLock};

use naga::valid::{
    Capabilities, ModuleInfo, ShaderStages, SubgroupOperationSet, ValidationError, ValidationFlags,
    Validator,
};
use naga::{Module, WithSpan};

use crate::codes;
use crate::diagnostic::{Diagnostic, Failure, Phase};
use crate::guard;
use crate::legalise::spirv::FixedConstant;
use crate::options::{Options, Validate};
use crate::parse::Parsed;
use crate::source::Source;
use crate::target::TargetLanguage;

/// The most errors that one run tells.
const MOST_ERRORS: usize = 20;

/// A valid module with what validation found out about it.
#[derive(Clone, Debug)]
pub struct Checked {
    module: Arc<Module>,
    info: Arc<ModuleInfo>,
    source: Source,
    warnings: Vec<Diagnostic>,
    rules: Rules,
    fixed: Vec<FixedConstant>,
    used_globals: OnceLock<Vec<bool>>,
}

impl Checked {
    /// The capabilities it was validated with.
    pub fn capabilities(&self) -> Capabilities {
        self.rules.capabilities
    }

    /// The same with another module, which was validated by the caller.
    #[must_use]
    pub(crate) fn replaced(self, module: Module, info: ModuleInfo) -> Self {
        Self {
            module: Arc::new(module),
            info: Arc::new(info),
            used_globals: OnceLock::new(),
            ..self
        }
    }

    /// The module.
    #[must_use]
    pub fn module(&self) -> &Module {
        &self.module
    }

    /// What validation found out.
    #[must_use]
    pub fn info(&self) -> &ModuleInfo {
        &self.info
    }

    /// For each global variable, by index, whether an entry point uses it. Found out once, as each entry
    /// point that is written on its own asks for it.
    pub(crate) fn used_globals(&self) -> &[bool] {
        self.used_globals.get_or_init(|| {
            let Self { module, info, .. } = self;
            let is_used = |handle: naga::Handle<naga::GlobalVariable>| {
                (0..module.entry_points.len())
                    .any(|index| !info.get_entry_point(index)[handle].is_empty())
            };
            let globals = module.global_variables.iter();
            globals.map(|(handle, _)| is_used(handle)).collect()
        })
    }

    /// The source it came from.
    #[must_use]
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// The specialisation constant of this name or number, if it became an ordinary one.
    pub(crate) fn fixed(&self, key: &str) -> Option<&FixedConstant> {
        self.fixed.iter().find(|each| {
            each.name.as_deref() == Some(key)
                || each.number.is_some_and(|number| number.to_string() == key)
        })
    }

    /// What was worth a warning so far.
    #[must_use]
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.warnings
    }
}

/// What a module may use.
#[derive(Clone, Copy, Debug)]
struct Rules {
    flags: ValidationFlags,
    capabilities: Capabilities,
    subgroup_stages: ShaderStages,
    subgroup_operations: SubgroupOperationSet,
}

impl Rules {
    /// Rules in which the capabilities alone say where subgroup operations may stand.
    fn new(flags: ValidationFlags, capabilities: Capabilities) -> Self {
        let mut subgroup_stages = ShaderStages::all();
        subgroup_stages.set(
            ShaderStages::VERTEX,
            capabilities.contains(Capabilities::SUBGROUP_VERTEX_STAGE),
        );
        Self {
            flags,
            capabilities,
            subgroup_stages,
            subgroup_operations: SubgroupOperationSet::all(),
        }
    }

    fn of(options: &Validate) -> Self {
        let Validate {
            flags,
            capabilities,
            subgroup_stages,
            subgroup_operations,
        } = options;
        Self {
            flags: flags.0,
            capabilities: capabilities.0,
            subgroup_stages: subgroup_stages.0,
            subgroup_operations: subgroup_operations.0,
        }
    }

    /// The same, but only with capabilities that every target has.
    fn portable(self) -> Self {
        let common = self.capabilities & TargetLanguage::portable_capabilities();
        let narrow = Self::new(self.flags, common);
        Self {
            subgroup_stages: narrow.subgroup_stages & self.subgroup_stages,
            subgroup_operations: self.subgroup_operations,
            ..narrow
        }
    }

    fn validate(&self, module: &Module) -> Result<ModuleInfo, Box<WithSpan<ValidationError>>> {
        let mut validator = Validator::new(self.flags, self.capabilities);
        validator
            .subgroup_stages(self.subgroup_stages)
            .subgroup_operations(self.subgroup_operations);
        let info = validator.validate(module).map_err(Box::new)?;
        if self.capabilities.intersects(other_widths()) {
            widths::check(module, &info)?;
        }
        Ok(info)
    }
}

/// Those without which all numbers have 32 bits.
fn other_widths() -> Capabilities {
    Capabilities::FLOAT64
        | Capabilities::SHADER_INT64
        | Capabilities::SHADER_FLOAT16
        | Capabilities::SHADER_INT16
}

/// Why a module is not valid.
#[derive(Clone, Debug)]
pub(crate) struct Refusal {
    /// The error in the words of the source.
    pub(crate) diagnostic: Diagnostic,
    /// The capabilities whose lack is the only reason; empty when the error is another one.
    pub(crate) missing: Capabilities,
}

/// Validates a module again, for example with what a target supports; tells the first error.
///
/// # Errors
///
/// The first error, with the capabilities that would have let the module pass.
pub(crate) fn revalidate(
    module: &Module,
    source: &Source,
    flags: ValidationFlags,
    capabilities: Capabilities,
) -> Result<ModuleInfo, Box<Refusal>> {
    let rules = Rules::new(flags, capabilities);
    guard::call(Phase::Check, "validating", source, || {
        rules
            .validate(module)
            .map_err(|error| Box::new(explain::refusal(module, source, &error)))
    })
    .unwrap_or_else(|failure| Err(Box::new(internal(failure, source))))
}

/// Whether [`check`] would take a module.
pub(crate) fn would_accept(module: &Module, source: &Source, options: &Options) -> bool {
    let rules = Rules::of(&options.validate);
    let result = guard::call(Phase::Check, "validating", source, || {
        rules.validate(module).is_ok()
    });
    result.unwrap_or(false)
}

/// A panic as a refusal.
fn internal(failure: Failure, source: &Source) -> Refusal {
    let diagnostic = failure.into_diagnostics().pop().unwrap_or_else(|| {
        Diagnostic::error(
            codes::INTERNAL_ERROR,
            Phase::Check,
            crate::diagnostic::Kind::Internal,
            source,
            "validation failed without saying why",
        )
    });
    Refusal {
        diagnostic,
        missing: Capabilities::empty(),
    }
}

/// Validates a parsed module.
///
/// # Errors
///
/// Everything that is wrong with the module, as far as it can be found in one run.
pub fn check(parsed: Parsed, options: &Options) -> Result<Checked, Failure> {
    check_module(parsed, options).map_err(Failure::in_files)
}

fn check_module(parsed: Parsed, options: &Options) -> Result<Checked, Failure> {
    let Parsed {
        module,
        source,
        warnings,
        fixed,
    } = parsed;
    let rules = Rules::of(&options.validate);
    let portable = rules.portable();
    let result = guard::call(Phase::Check, "validating", &source, || {
        // Most modules need nothing that a target could lack; then no target asks again.
        match portable.validate(&module) {
            Ok(info) => Ok((info, portable)),
            Err(_) => match rules.validate(&module) {
                Ok(info) => Ok((info, rules)),
                Err(error) => Err(all_errors(&module, &source, rules, *error)),
            },
        }
    })?;
    match result {
        Ok((info, rules)) => Ok(Checked {
            module,
            info: Arc::new(info),
            source,
            warnings,
            rules,
            fixed,
            used_globals: OnceLock::new(),
        }),
        Err(mut errors) => {
            let first = errors.first().cloned();
            errors.extend(warnings);
            Err(Failure::from_all(errors)
                .or_else(|| first.map(Failure::new))
                .unwrap_or_else(|| internal_failure(&source)))
        }
    }
}

fn internal_failure(source: &Source) -> Failure {
    Diagnostic::error(
        codes::INTERNAL_ERROR,
        Phase::Check,
        crate::diagnostic::Kind::Internal,
        source,
        "validation failed without saying why",
    )
    .into()
}

/// The error naga found, and those it finds when the culprits are out of the way.
fn all_errors(
    module: &Module,
    source: &Source,
    mut rules: Rules,
    first: WithSpan<ValidationError>,
) -> Vec<Diagnostic> {
    let mut told: Vec<Diagnostic> = Vec::new();
    let mut patient = recover::Patient::new(module);
    let mut error = first;
    loop {
        let mut refusal = explain::refusal(patient.module(), source, &error);
        let missing = refusal.missing & !rules.capabilities;
        if !missing.is_empty() {
            refusal.diagnostic = excluded(refusal.diagnostic, missing);
        }
        if !told.iter().any(|before| same(before, &refusal.diagnostic)) {
            told.push(refusal.diagnostic);
        }
        if told.len() >= MOST_ERRORS {
            break;
        }
        // What is missing was told; with it, the rest of the module can be looked at.
        if missing.is_empty() {
            if !patient.heal(error.as_inner()) {
                break;
            }
        } else {
            rules.capabilities |= missing;
        }
        // A panic in a module that was changed here is no fault of the shader.
        let again = guard::call(Phase::Check, "validating", source, || {
            rules.validate(patient.module())
        });
        match again {
            Ok(Err(next)) if !patient.is_own_fault(next.as_inner()) => error = *next,
            Ok(_) | Err(_) => break,
        }
    }
    told
}

/// Two errors that would read the same.
fn same(one: &Diagnostic, other: &Diagnostic) -> bool {
    one.code == other.code
        && one.message == other.message
        && one.main_label().map(|label| &label.span) == other.main_label().map(|label| &label.span)
}

/// Says which option excludes a capability.
fn excluded(mut diagnostic: Diagnostic, missing: Capabilities) -> Diagnostic {
    let names = explain::capability_names(missing);
    let option = crate::options::FIELDS
        .iter()
        .find(|field| field.section == "validate" && field.name == "capabilities")
        .map_or_else(
            || "validate-capabilities".to_owned(),
            crate::options::Field::flag,
        );
    diagnostic.help = Some(format!(
        "`--{option}` leaves out {names}; add it there if the device has it"
    ));
    diagnostic
}
