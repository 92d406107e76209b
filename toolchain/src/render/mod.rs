//! Diagnostics as text and JSON. Nothing here prints.
//!
//! Three forms of the same value: [`short`] is one line for editors and logs, [`human`] shows
//! the source, [`json`] is for programs. Text that came from a source goes to a terminal only
//! through [`clean`].

mod clean;
mod human;
mod json;

pub use clean::clean;
pub use human::{Styling, human};
pub use json::{
    DiagnosticJson, LabelJson, ReportJson, SCHEMA_VERSION, json, report, report_schema,
};

use std::collections::HashSet;

use crate::diagnostic::{Diagnostic, Severity};

/// The word for a severity in messages.
pub(crate) const fn severity_name(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

/// One line: `file:line:column: error[code]: message`.
#[must_use]
pub fn short(diagnostic: &Diagnostic) -> String {
    let severity = severity_name(diagnostic.severity);
    let place = match (diagnostic.main_label(), diagnostic.position()) {
        (Some(label), Some(at)) => format!("{}:{}:{}", label.source.name(), at.line, at.column),
        _ => diagnostic.source.name().to_owned(),
    };
    format!(
        "{}: {severity}[{}]: {}",
        clean(&place),
        diagnostic.code,
        clean(&diagnostic.message)
    )
}

/// What there was: `3 errors, 1 warning in 2 files`; nothing when there is nothing to tell.
///
/// Notes are not counted.
#[must_use]
pub fn summary(diagnostics: &[Diagnostic]) -> Option<String> {
    let count = |severity: Severity| {
        diagnostics
            .iter()
            .filter(|diagnostic| diagnostic.severity == severity)
            .count()
    };
    let counted = |number: usize, name: &str| match number {
        0 => None,
        1 => Some(format!("1 {name}")),
        _ => Some(format!("{number} {name}s")),
    };
    let parts: Vec<String> = [
        counted(count(Severity::Error), "error"),
        counted(count(Severity::Warning), "warning"),
    ]
    .into_iter()
    .flatten()
    .collect();
    if parts.is_empty() {
        return None;
    }
    let files: HashSet<&str> = diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.severity != Severity::Note)
        .map(|diagnostic| diagnostic.source.name())
        .collect();
    let mut text = parts.join(", ");
    if files.len() > 1 {
        text.push_str(&format!(" in {} files", files.len()));
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // A test that fails may panic.
    use super::*;
    use crate::diagnostic::{Kind, Phase};
    use crate::source::{Language, Source};

    fn error(name: &str) -> Diagnostic {
        let source = Source::text(name, Language::Wgsl, "a\nb c\n");
        Diagnostic::error(
            "x-y",
            Phase::Parse,
            Kind::Rejected,
            &source,
            "no `c`\u{1b}[31m",
        )
    }

    #[test]
    fn one_line_names_the_place() {
        assert_eq!(
            short(&error("f.wgsl").with_primary(4..5, "")),
            "f.wgsl:2:3: error[x-y]: no `c`␛[31m"
        );
        assert_eq!(short(&error("a\nb")), "a␊b: error[x-y]: no `c`␛[31m");
    }

    #[test]
    fn summaries_count() {
        assert_eq!(summary(&[]), None);
        assert_eq!(summary(&[error("a")]).unwrap(), "1 error");
        let warning = Diagnostic {
            severity: Severity::Warning,
            ..error("b")
        };
        assert_eq!(
            summary(&[error("a"), error("a"), warning]).unwrap(),
            "2 errors, 1 warning in 2 files"
        );
    }
}
