//! One value for everything that is said about a shader: errors, warnings and notes.
//!
//! Text, JSON and the exceptions of other languages are made from this value (see
//! [`render`](crate::render)); nothing here prints. Messages speak of names and types of the
//! source, never of arena indices.

use std::fmt;
use std::ops::Range;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::source::{Position, Source};

/// How bad it is.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Worth knowing; nothing is wrong.
    Note,
    /// The result is usable, but a promise of the source was weakened or something looks wrong.
    Warning,
    /// There is no result.
    Error,
}

/// The step of the pipeline that speaks.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// Reading and decoding the input.
    Source,
    /// Turning text or words into a module.
    Parse,
    /// Validating the module.
    Check,
    /// Overrides, entry points, bindings.
    Transform,
    /// Writing a target.
    Emit,
}

impl Phase {
    /// The name used in JSON and in messages.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Parse => "parse",
            Self::Check => "check",
            Self::Transform => "transform",
            Self::Emit => "emit",
        }
    }
}

/// What an error means for the caller; exit codes and exception classes follow from it.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The shader is wrong.
    Rejected,
    /// The shader is right, but this target cannot express it.
    Unsupported,
    /// The shader is larger, deeper or more costly than the limits allow, which options raise.
    Limit,
    /// What was asked for does not fit (an unknown entry point, override or option value).
    Usage,
    /// A fault of this program or of a library under it.
    Internal,
}

/// A stable kebab-case name of one kind of diagnostic; see [`codes`](crate::codes).
pub type Code = &'static str;

/// A marked part of a source.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Label {
    /// Where: the source that the span belongs to.
    pub source: Source,
    /// Byte range in the source.
    pub span: Range<usize>,
    /// What to say beside it; may be empty.
    pub message: String,
    /// Whether it is the culprit itself rather than a related place.
    pub primary: bool,
}

/// One thing to say about a shader.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Diagnostic {
    /// Stable name of the kind of diagnostic.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// The step that speaks.
    pub phase: Phase,
    /// What it means for the caller (for warnings and notes: [`Kind::Rejected`] and unused).
    pub kind: Kind,
    /// One line: the value, the rule.
    pub message: String,
    /// Name of the source it is about, also when no place in it can be given.
    pub source: Source,
    /// Marked parts; the primary ones first.
    pub labels: Vec<Label>,
    /// Further facts, one a line.
    pub notes: Vec<String>,
    /// What to do about it, where we know.
    pub help: Option<String>,
}

impl Diagnostic {
    /// An error.
    #[must_use]
    pub fn error(
        code: Code,
        phase: Phase,
        kind: Kind,
        source: &Source,
        message: impl Into<String>,
    ) -> Self {
        Self {
            code,
            severity: Severity::Error,
            phase,
            kind,
            message: message.into(),
            source: source.clone(),
            labels: Vec::new(),
            notes: Vec::new(),
            help: None,
        }
    }

    /// A warning.
    #[must_use]
    pub fn warning(code: Code, phase: Phase, source: &Source, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::error(code, phase, Kind::Rejected, source, message)
        }
    }

    /// Marks the culprit.
    #[must_use]
    pub fn with_primary(self, span: Range<usize>, message: impl Into<String>) -> Self {
        self.with_label(span, message, true)
    }

    /// Marks a related place.
    #[must_use]
    pub fn with_secondary(self, span: Range<usize>, message: impl Into<String>) -> Self {
        self.with_label(span, message, false)
    }

    /// Marks a related place in another source.
    #[must_use]
    pub fn with_related(
        mut self,
        source: &Source,
        span: Range<usize>,
        message: impl Into<String>,
    ) -> Self {
        self.labels.push(Label {
            source: source.clone(),
            span: source.clamp(span),
            message: message.into(),
            primary: false,
        });
        self
    }

    fn with_label(mut self, span: Range<usize>, message: impl Into<String>, primary: bool) -> Self {
        let span = self.source.clamp(span);
        self.labels.push(Label {
            source: self.source.clone(),
            span,
            message: message.into(),
            primary,
        });
        self
    }

    /// Adds a fact.
    #[must_use]
    pub fn with_note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Says it of the files that a linker put together, in place of the text it made of them.
    #[must_use]
    pub fn in_files(mut self) -> Self {
        // A linker may work on what another one made. Without files there is no way back.
        while self.source.map().is_some_and(|map| !map.files().is_empty()) {
            self = self.in_parts();
        }
        self
    }

    fn in_parts(mut self) -> Self {
        for label in &mut self.labels {
            let Some((file, span)) = label
                .source
                .map()
                .and_then(|map| map.resolve(label.span.clone()))
            else {
                continue;
            };
            (label.source, label.span) = (file.clone(), span);
        }
        let Some(map) = self.source.map() else {
            return self;
        };
        let included: Vec<Label> = self
            .main_label()
            .map(|label| map.inclusions(&label.source))
            .unwrap_or_default()
            .into_iter()
            .map(|(source, span)| Label {
                source: source.clone(),
                span,
                message: "included here".to_owned(),
                primary: false,
            })
            .collect();
        let texts = std::iter::once(&mut self.message)
            .chain(self.labels.iter_mut().map(|label| &mut label.message))
            .chain(&mut self.notes)
            .chain(&mut self.help);
        for text in texts {
            if let Some(told) = map.with_old_names(text) {
                *text = told;
            }
        }
        let first = map.files().first().cloned();
        self.labels.extend(included);
        if let Some(first) = first {
            self.source = first;
        }
        self
    }

    /// The first primary label, or the first of all.
    #[must_use]
    pub fn main_label(&self) -> Option<&Label> {
        self.labels
            .iter()
            .find(|label| label.primary)
            .or_else(|| self.labels.first())
    }

    /// Where the culprit starts.
    #[must_use]
    pub fn position(&self) -> Option<Position> {
        self.main_label()
            .map(|label| label.source.position(label.span.start))
    }

    /// Whether it is an error.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&crate::render::short(self))
    }
}

/// Why a step gave no result: at least one error, perhaps warnings beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    diagnostics: Vec<Diagnostic>,
}

impl Failure {
    /// A failure with this one error.
    #[must_use]
    pub fn new(error: Diagnostic) -> Self {
        debug_assert!(error.is_error(), "a failure holds an error");
        Self {
            diagnostics: vec![error],
        }
    }

    /// A failure with these, or nothing when no error is among them.
    #[must_use]
    pub fn from_all(diagnostics: Vec<Diagnostic>) -> Option<Self> {
        diagnostics
            .iter()
            .any(Diagnostic::is_error)
            .then_some(Self { diagnostics })
    }

    /// Changes what is told, but not that it is an error.
    #[must_use]
    pub(crate) fn changed(mut self, change: impl FnMut(&mut Diagnostic)) -> Self {
        self.diagnostics.iter_mut().for_each(change);
        self
    }

    /// Says it of the files that a linker put together.
    #[must_use]
    pub fn in_files(self) -> Self {
        Self {
            diagnostics: in_files(self.diagnostics),
        }
    }

    /// Everything there is to say, in the order it was found.
    #[must_use]
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// The diagnostics, by value.
    #[must_use]
    pub fn into_diagnostics(self) -> Vec<Diagnostic> {
        self.diagnostics
    }

    /// The gravest kind among the errors.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.diagnostics
            .iter()
            .filter(|diagnostic| diagnostic.is_error())
            .map(|diagnostic| diagnostic.kind)
            .max()
            .unwrap_or(Kind::Internal)
    }
}

/// Says each of the files that a linker put together.
pub(crate) fn in_files(diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    diagnostics.into_iter().map(Diagnostic::in_files).collect()
}

impl From<Diagnostic> for Failure {
    fn from(error: Diagnostic) -> Self {
        Self::new(error)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, diagnostic) in self.diagnostics.iter().enumerate() {
            if index > 0 {
                writeln!(f)?;
            }
            write!(f, "{diagnostic}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Failure {}
