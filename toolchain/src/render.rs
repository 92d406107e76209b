//! Diagnostics as text and JSON. Nothing here prints.

use crate::diagnostic::{Diagnostic, Severity};

/// One line: `file:line:column: error[code]: message`.
#[must_use]
pub fn short(diagnostic: &Diagnostic) -> String {
    let severity = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    };
    let place = match diagnostic.position() {
        Some(at) => format!("{}:{}:{}", diagnostic.source.name(), at.line, at.column),
        None => diagnostic.source.name().to_owned(),
    };
    format!(
        "{place}: {severity}[{}]: {}",
        diagnostic.code, diagnostic.message
    )
}
