//! Texts that are wrong, and what is said of them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod alone;
mod corpus;
mod edited;
mod many;
mod needs;
mod variants;

use codespan_reporting::diagnostic::{Diagnostic as Shown, Label};
use codespan_reporting::files::SimpleFile;
use codespan_reporting::term;

use super::check;
use crate::diagnostic::Diagnostic;
use crate::options::Options;
use crate::options::value::OptionValue;
use crate::parse::Parsed;
use crate::source::{Language, Source};

/// The module of a text, straight from naga.
fn parsed(text: &str) -> Parsed {
    let module = naga::front::wgsl::parse_str(text)
        .unwrap_or_else(|error| panic!("{}", error.emit_to_string(text)));
    Parsed {
        module: module.into(),
        source: Source::text("test.wgsl", Language::Wgsl, text),
        warnings: Vec::new(),
        fixed: Vec::new(),
    }
}

/// What is wrong with a text.
fn errors(text: &str) -> Vec<Diagnostic> {
    errors_with(text, &Options::default())
}

fn errors_with(text: &str, options: &Options) -> Vec<Diagnostic> {
    match check(parsed(text), options) {
        Ok(_) => panic!("valid: {text}"),
        Err(failure) => failure.into_diagnostics(),
    }
}

/// Options with these capabilities only.
fn capabilities(names: &str) -> Options {
    let mut options = Options::default();
    options.validate.capabilities = OptionValue::from_text(names).unwrap();
    options
}

/// A diagnostic as people see it, near enough.
fn rendered(diagnostic: &Diagnostic) -> String {
    let labels = diagnostic
        .labels
        .iter()
        .map(|label| {
            if label.primary {
                Label::primary((), label.span.clone())
            } else {
                Label::secondary((), label.span.clone())
            }
            .with_message(&label.message)
        })
        .collect();
    let mut notes = diagnostic.notes.clone();
    notes.extend(diagnostic.help.iter().map(|help| format!("help: {help}")));
    let shown = Shown::error()
        .with_code(diagnostic.code)
        .with_message(&diagnostic.message)
        .with_labels(labels)
        .with_notes(notes);
    let file = SimpleFile::new(diagnostic.source.name(), diagnostic.source.as_text());
    term::emit_into_string(&term::Config::default(), &file, &shown).unwrap()
}

/// Everything a reader sees of a diagnostic, except the quoted source.
fn words(diagnostic: &Diagnostic) -> Vec<&str> {
    let mut all = vec![diagnostic.message.as_str()];
    all.extend(diagnostic.labels.iter().map(|label| label.message.as_str()));
    all.extend(diagnostic.notes.iter().map(String::as_str));
    all.extend(diagnostic.help.as_deref());
    all
}

/// Fails when debug forms or indices of naga's show in a diagnostic.
fn assert_readable(diagnostic: &Diagnostic) {
    for text in words(diagnostic) {
        // Quoted source may look like anything.
        let bare: String = text.split('`').step_by(2).collect();
        for leftover in [
            "naga::",
            "Handle",
            "Some(",
            "None",
            "Scalar",
            "Vector {",
            "Matrix {",
            "TypeInner",
            "Sint",
            "Uint",
            "{",
            "}",
            "[",
            "]",
            "_EXPR",
            "::",
        ] {
            assert!(!bare.contains(leftover), "`{leftover}` in: {text}");
        }
        for quoted in text.split('`').skip(1).step_by(2) {
            for leftover in ["naga::", "Handle", "Scalar {", "{AbstractInt}", "non-WGSL"] {
                assert!(!quoted.contains(leftover), "`{leftover}` in: {text}");
            }
        }
        assert!(!text.contains("  "), "double blanks in: {text}");
        assert!(
            !text
                .split(|c: char| !c.is_alphanumeric() && c != '_')
                .any(|word| word.len() > 4
                    && word.contains('_')
                    && word.chars().all(|c| c.is_ascii_uppercase() || c == '_')),
            "a constant in: {text}"
        );
    }
    assert_eq!(
        text_quotes(&diagnostic.message) % 2,
        0,
        "{}",
        diagnostic.message
    );
    assert!(
        crate::codes::find(diagnostic.code).is_some(),
        "{} is not registered",
        diagnostic.code
    );
}

fn text_quotes(text: &str) -> usize {
    text.matches('`').count()
}
