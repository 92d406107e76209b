//! Every bad shader of `tests/errors` is refused, and what is said of it is approved.
//!
//! The text for people is in `tests/out/errors/<language>/<file>.txt.snap`. Beside that: the JSON
//! form tells the same, every code is registered, and ([`register`]) the register holds no code
//! that nothing speaks.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a test that fails may panic"
)]

#[path = "../common/mod.rs"]
mod common;
mod register;

use common::approve::Approved;
use common::inputs::{self, Input};
use naga_toolchain::codes;
use naga_toolchain::diagnostic::{Diagnostic, Failure, Kind, Severity};
use naga_toolchain::render::{self, Styling};

/// The folders of bad shaders.
pub(crate) const LANGUAGES: [&str; 4] = ["wgsl", "glsl", "hlsl", "spirv"];

#[test]
fn wgsl() {
    approve("wgsl", 140);
}

#[test]
fn glsl() {
    approve("glsl", 25);
}

#[test]
fn hlsl() {
    approve("hlsl", 3);
}

#[test]
fn spirv() {
    approve("spirv", 15);
}

fn approve(language: &str, at_least: usize) {
    let mut approved = Approved::new(&format!("errors/{language}"));
    for input in inputs::find("errors", language) {
        let name = input.source.name();
        let Err(failure) = refuse(&input) else {
            approved.problem(format!("{name}: nothing is wrong with it"));
            continue;
        };
        for problem in problems(&failure) {
            approved.problem(format!("{name}: {problem}"));
        }
        let text = render::human(failure.diagnostics(), Styling::default());
        approved.compare(&format!("{}.txt", input.file), &text);
    }
    assert!(
        approved.count() >= at_least,
        "only {} bad {language} shaders",
        approved.count()
    );
    approved.finish();
}

fn refuse(input: &Input) -> Result<(), Failure> {
    common::on_large_stack(|| common::read(&input.source, &input.options).map(drop))
}

/// What every refusal of a bad shader has to be.
fn problems(failure: &Failure) -> Vec<String> {
    let mut problems = Vec::new();
    if !failure.diagnostics().iter().any(Diagnostic::is_error) {
        problems.push("refused without an error".to_owned());
    }
    if failure.kind() != Kind::Rejected {
        problems.push(format!("{:?} instead of rejected", failure.kind()));
    }
    for diagnostic in failure.diagnostics() {
        if codes::find(diagnostic.code).is_none() {
            problems.push(format!("`{}` is not registered", diagnostic.code));
        }
        if let Err(problem) = json_agrees(diagnostic) {
            problems.push(problem);
        }
        let text = render::human(std::slice::from_ref(diagnostic), Styling::default());
        if text.contains('\u{1b}') {
            problems.push("the text has control characters".to_owned());
        }
    }
    problems
}

/// The JSON form is the same value as the one that is drawn for people.
fn json_agrees(diagnostic: &Diagnostic) -> Result<(), String> {
    let json = render::json(diagnostic);
    let severity = match diagnostic.severity {
        Severity::Note => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    };
    let expected: [(&str, serde_json::Value); 7] = [
        ("code", diagnostic.code.into()),
        ("severity", severity.into()),
        ("phase", diagnostic.phase.name().into()),
        ("message", diagnostic.message.as_str().into()),
        ("file", diagnostic.source.name().into()),
        ("notes", diagnostic.notes.clone().into()),
        ("help", diagnostic.help.clone().into()),
    ];
    for (field, value) in expected {
        if json[field] != value {
            return Err(format!("JSON has {field} = {}, not {value}", json[field]));
        }
    }
    let labels = json["labels"].as_array().ok_or("JSON has no labels")?;
    if labels.len() != diagnostic.labels.len() {
        return Err(format!("JSON has {} labels", labels.len()));
    }
    for (json, label) in labels.iter().zip(&diagnostic.labels) {
        let start = label.source.position(label.span.start);
        let expected: [(&str, serde_json::Value); 7] = [
            ("start", label.span.start.into()),
            ("end", label.span.end.into()),
            ("line", start.line.into()),
            ("column", start.column.into()),
            ("utf16_column", start.utf16_column.into()),
            ("message", label.message.as_str().into()),
            ("primary", label.primary.into()),
        ];
        for (field, value) in expected {
            if json[field] != value {
                return Err(format!(
                    "a label has {field} = {}, not {value}",
                    json[field]
                ));
            }
        }
    }
    let at = diagnostic.position();
    let first = labels.iter().find(|label| label["primary"] == true);
    if let (Some(at), Some(first)) = (at, first)
        && (first["line"] != at.line || first["column"] != at.column)
    {
        return Err(format!("the short form says {}:{}", at.line, at.column));
    }
    Ok(())
}
