//! Diagnostics as JSON, with a schema that holds for programs.
//!
//! Fields are added, never renamed or removed, within one [`SCHEMA_VERSION`]. Texts are as they
//! are in the diagnostic: whoever shows them must clean them.

use schemars::JsonSchema;
use serde::Serialize;

use crate::diagnostic::{Diagnostic, Kind, Label, Phase, Severity};

/// Version of the JSON form of diagnostics; it stands in the enclosing document.
pub const SCHEMA_VERSION: u32 = 1;

/// A document of diagnostics.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ReportJson {
    /// Version of this form, [`SCHEMA_VERSION`].
    pub schema_version: u32,
    /// In the order in which they are to be shown.
    pub diagnostics: Vec<DiagnosticJson>,
}

/// One diagnostic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DiagnosticJson {
    /// Stable name of the kind of diagnostic.
    pub code: String,
    /// How bad it is.
    pub severity: Severity,
    /// The step that speaks.
    pub phase: Phase,
    /// What an error means for the caller; none for warnings and notes.
    pub kind: Option<Kind>,
    /// What is wrong, on one line.
    pub message: String,
    /// The file it is about.
    pub file: String,
    /// The marked parts of sources; the first primary one is the place of the diagnostic.
    pub labels: Vec<LabelJson>,
    /// Further facts.
    pub notes: Vec<String>,
    /// What to do about it, where that is known.
    pub help: Option<String>,
}

/// A marked part of a source. Lines and columns count from 1, offsets from 0.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LabelJson {
    /// The file it stands in.
    pub file: String,
    /// Byte offset of its start.
    pub start: usize,
    /// Byte offset of its end.
    pub end: usize,
    /// Line of its start.
    pub line: usize,
    /// Column of its start, in characters.
    pub column: usize,
    /// Column of its start, in UTF-16 code units.
    pub utf16_column: usize,
    /// Line of its end.
    pub end_line: usize,
    /// Column of its end, in characters.
    pub end_column: usize,
    /// Column of its end, in UTF-16 code units.
    pub end_utf16_column: usize,
    /// What to say beside it; may be empty.
    pub message: String,
    /// Whether it is the culprit itself rather than a related place.
    pub primary: bool,
}

impl From<&Label> for LabelJson {
    fn from(label: &Label) -> Self {
        let start = label.source.position(label.span.start);
        let end = label.source.position(label.span.end);
        Self {
            file: label.source.name().to_owned(),
            start: label.span.start,
            end: label.span.end,
            line: start.line,
            column: start.column,
            utf16_column: start.utf16_column,
            end_line: end.line,
            end_column: end.column,
            end_utf16_column: end.utf16_column,
            message: label.message.clone(),
            primary: label.primary,
        }
    }
}

impl From<&Diagnostic> for DiagnosticJson {
    fn from(diagnostic: &Diagnostic) -> Self {
        let Diagnostic {
            code,
            severity,
            phase,
            kind,
            message,
            source,
            labels,
            notes,
            help,
        } = diagnostic;
        Self {
            code: (*code).to_owned(),
            severity: *severity,
            phase: *phase,
            kind: diagnostic.is_error().then_some(*kind),
            message: message.clone(),
            file: source.name().to_owned(),
            labels: labels.iter().map(LabelJson::from).collect(),
            notes: notes.clone(),
            help: help.clone(),
        }
    }
}

/// One diagnostic as JSON, in the shape of [`DiagnosticJson`].
#[must_use]
pub fn json(diagnostic: &Diagnostic) -> serde_json::Value {
    // Strings, numbers and lists always serialise.
    serde_json::to_value(DiagnosticJson::from(diagnostic)).unwrap_or_default()
}

/// A document of diagnostics as JSON, in the shape of [`ReportJson`].
#[must_use]
pub fn report(diagnostics: &[Diagnostic]) -> serde_json::Value {
    let report = ReportJson {
        schema_version: SCHEMA_VERSION,
        diagnostics: diagnostics.iter().map(DiagnosticJson::from).collect(),
    };
    serde_json::to_value(report).unwrap_or_default()
}

/// The JSON schema of [`ReportJson`].
#[must_use]
pub fn report_schema() -> serde_json::Value {
    schemars::schema_for!(ReportJson).to_value()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Language, Source};

    #[test]
    fn json_and_its_schema_agree() {
        let source = Source::text("f.wgsl", Language::Wgsl, "\u{1d400} x");
        let error = Diagnostic::error("x-y", Phase::Parse, Kind::Rejected, &source, "wrong")
            .with_primary(5..6, "here")
            .with_note("a fact")
            .with_help("do it");
        let value = json(&error);
        assert_eq!(
            value,
            serde_json::json!({
                "code": "x-y",
                "severity": "error",
                "phase": "parse",
                "kind": "rejected",
                "message": "wrong",
                "file": "f.wgsl",
                "labels": [{
                    "file": "f.wgsl",
                    "start": 5, "end": 6,
                    "line": 1, "column": 3, "utf16_column": 4,
                    "end_line": 1, "end_column": 4, "end_utf16_column": 5,
                    "message": "here",
                    "primary": true,
                }],
                "notes": ["a fact"],
                "help": "do it",
            })
        );
        let document = report(std::slice::from_ref(&error));
        assert_eq!(document["schema_version"], SCHEMA_VERSION);
        assert_eq!(document["diagnostics"][0], value);
        let schema = report_schema();
        let described = &schema["$defs"]["DiagnosticJson"]["properties"];
        for field in value
            .as_object()
            .into_iter()
            .flat_map(|object| object.keys())
        {
            assert!(described.get(field).is_some(), "{field}");
        }
    }
}
