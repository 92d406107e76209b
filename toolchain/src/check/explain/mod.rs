//! naga's validation errors in the words of the source.
//!
//! naga nests its errors and speaks of arena indices; [`refusal`] makes one diagnostic of such a
//! chain, about the innermost culprit, with names and types as the source writes them. Every
//! error enum is matched in full, so that a new variant cannot go by unexplained. Nothing here
//! validates or changes a module.

mod atomic;
mod call;
mod compose;
mod entry_point;
mod expression;
mod function;
mod globals;
mod group;
mod image;
mod interface;
mod operator;
mod place;
mod report;
mod scene;
mod spell;
mod statement;
mod types;
mod varying;
pub(super) mod walk;

use naga::valid::{Capabilities, ValidationError};
use naga::{Module, WithSpan};

use super::Refusal;
use crate::codes;
use crate::diagnostic::{Diagnostic, Kind};
use crate::source::Source;
use report::Report;
use scene::{Body, Scene};
pub(crate) use spell::type_name;

/// Explains why a module was refused.
pub(crate) fn explain(
    module: &Module,
    source: &Source,
    error: &WithSpan<ValidationError>,
) -> Diagnostic {
    refusal(module, source, error).diagnostic
}

/// Explains why a module was refused, and says which capabilities would have let it pass.
pub(crate) fn refusal(
    module: &Module,
    source: &Source,
    error: &WithSpan<ValidationError>,
) -> Refusal {
    let scene = Scene::new(module, source, error);
    let report = report(&scene, error.as_inner());
    let missing = report.missing;
    let mut diagnostic = report.into_diagnostic(source);
    if diagnostic.code == codes::MODULE_INCONSISTENT {
        diagnostic.kind = Kind::Rejected;
    }
    Refusal {
        diagnostic,
        missing,
    }
}

fn report(scene: &Scene<'_>, error: &ValidationError) -> Report {
    match error {
        ValidationError::InvalidHandle(_) => Report::new(
            codes::MODULE_INCONSISTENT,
            "a part of the module refers to something that is not there or comes later",
        )
        .note("no shader source should give such a module: the front end that made it is at fault"),
        ValidationError::Layouter(error) => types::layout(scene, error),
        ValidationError::Type {
            handle,
            name: _,
            source,
        } => types::explain(scene, *handle, source),
        ValidationError::ConstExpression { handle, source } => {
            globals::const_expression(scene, *handle, source)
        }
        ValidationError::ArraySizeError { handle } => Report::new(
            codes::ARRAY_LENGTH_NOT_POSITIVE,
            "the length of an array must be at least 1",
        )
        .at(
            scene
                .module
                .global_expressions
                .try_get(*handle)
                .ok()
                .and_then(|_| scene.place(scene.module.global_expressions.get_span(*handle))),
            "",
        ),
        ValidationError::Constant {
            handle,
            name,
            source,
        } => globals::constant(scene, *handle, name, source),
        ValidationError::Override {
            handle,
            name,
            source,
        } => globals::r#override(scene, *handle, name, source),
        ValidationError::GlobalVariable {
            handle,
            name: _,
            source,
        } => globals::variable(scene, *handle, source),
        ValidationError::Function {
            handle,
            name: _,
            source,
        } => match scene.module.functions.try_get(*handle) {
            Ok(function) => function::explain(&Body::new(scene, function, None), source),
            Err(_) => inconsistent(),
        },
        ValidationError::EntryPoint {
            stage,
            name,
            source,
        } => {
            // Of two with one name, naga refuses the later one.
            let mut found = scene
                .module
                .entry_points
                .iter()
                .filter(|entry_point| entry_point.stage == *stage && entry_point.name == *name);
            match found.next() {
                Some(entry_point) => entry_point::explain(scene, entry_point, source),
                None => inconsistent(),
            }
        }
        ValidationError::Corrupted => inconsistent(),
    }
}

fn inconsistent() -> Report {
    Report::new(codes::MODULE_INCONSISTENT, "the module contradicts itself")
}

/// Capabilities by the names that options use.
pub(crate) fn capability_names(set: Capabilities) -> String {
    spell::capabilities(set)
}
