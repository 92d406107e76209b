//! One source through the toolchain: what comes out, what was said, and how grave it is.
//!
//! Opens no file and prints nothing; runs on whatever thread it is called on.

use std::collections::HashSet;

use naga_toolchain::check::{self, Checked};
use naga_toolchain::diagnostic::{Diagnostic, Failure, Kind, Severity};
use naga_toolchain::emit::{self, Output};
use naga_toolchain::options::Options;
use naga_toolchain::source::{Source, Stage};
use naga_toolchain::target::Target;
use naga_toolchain::{parse, transform};

use crate::args::Warnings;
use crate::exit::Exit;

/// What was said of a source, and the gravest of it.
#[derive(Debug, Default)]
pub(crate) struct Said {
    pub(crate) diagnostics: Vec<Diagnostic>,
    known: HashSet<Diagnostic>,
}

impl Said {
    /// What another process said of it.
    pub(crate) fn of(diagnostics: Vec<Diagnostic>) -> Self {
        let mut said = Self::default();
        said.add(diagnostics);
        said
    }

    /// Adds what is new: several targets may say the same of a source.
    pub(crate) fn add(&mut self, diagnostics: impl IntoIterator<Item = Diagnostic>) {
        for diagnostic in diagnostics {
            if self.known.insert(diagnostic.clone()) {
                self.diagnostics.push(diagnostic);
            }
        }
    }

    /// Makes warnings what the command line says they are.
    pub(crate) fn judge(&mut self, warnings: Warnings) {
        match warnings {
            Warnings::Warn => {}
            Warnings::None => self
                .diagnostics
                .retain(|diagnostic| diagnostic.severity == Severity::Error),
            Warnings::Error => {
                for diagnostic in &mut self.diagnostics {
                    if diagnostic.severity == Severity::Warning {
                        diagnostic.severity = Severity::Error;
                        diagnostic.kind = Kind::Rejected;
                        diagnostic
                            .notes
                            .push("warnings are errors here (-W error)".to_owned());
                    }
                }
            }
        }
    }

    /// The exit code that the errors ask for.
    pub(crate) fn exit(&self) -> Exit {
        self.diagnostics
            .iter()
            .filter(|diagnostic| diagnostic.is_error())
            .map(|diagnostic| Exit::of(diagnostic.kind))
            .max()
            .unwrap_or(Exit::Done)
    }
}

/// Parses, checks and transforms a source.
///
/// # Errors
///
/// What is wrong with it.
pub(crate) fn read(source: &Source, options: &Options) -> Result<Checked, Failure> {
    let parsed = parse::parse(source, options)?;
    let checked = check::check(parsed, options)?;
    transform::transform(checked, options)
}

/// A target with the options for it, and what of the shader to write in it.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) target: Target,
    pub(crate) options: Options,
    /// Each entry point becomes a product.
    pub(crate) split: bool,
    /// Only entry points of this stage.
    pub(crate) stage: Option<Stage>,
}

/// One product: a target, all of a shader or one entry point.
#[derive(Debug)]
pub(crate) struct Product {
    pub(crate) target: Target,
    /// The entry point, when the product was made to hold one.
    pub(crate) entry_point: Option<(String, Stage)>,
    pub(crate) output: Output,
}

/// What one target made of a shader.
#[derive(Debug)]
pub(crate) struct Made {
    pub(crate) target: Target,
    pub(crate) products: Vec<Product>,
    /// Whether the target could express everything.
    pub(crate) exit: Exit,
}

/// Writes a shader in a target; what is said goes to `said`.
pub(crate) fn write(checked: &Checked, plan: &Plan, said: &mut Said) -> Made {
    let Plan {
        target,
        options,
        split,
        stage,
    } = plan;
    let language = target.language;
    let mut made = Made {
        target: *target,
        products: Vec::new(),
        exit: Exit::Done,
    };
    let entry_points: Vec<(usize, String, Stage)> = checked
        .module()
        .entry_points
        .iter()
        .enumerate()
        .map(|(index, each)| (index, each.name.clone(), Stage::from(each.stage)))
        .filter(|(_, _, each)| stage.is_none_or(|stage| stage == *each))
        .collect();
    let one_each = *split || language.is_per_entry_point();
    let parts: Vec<Option<&(usize, String, Stage)>> = if one_each && !entry_points.is_empty() {
        entry_points.iter().map(Some).collect()
    } else {
        vec![None]
    };
    for part in parts {
        match emit::emit(checked, language, part.map(|(index, ..)| *index), options) {
            Ok(output) => {
                said.add(output.diagnostics.iter().cloned());
                made.products.push(Product {
                    target: *target,
                    entry_point: part.map(|(_, name, stage)| (name.clone(), *stage)),
                    output,
                });
            }
            Err(failure) => {
                made.exit = made.exit.max(Exit::of(failure.kind()));
                said.add(failure.into_diagnostics());
            }
        }
    }
    made
}
