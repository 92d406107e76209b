//! A diagnostic in the making.

use std::ops::Range;

use naga::valid::Capabilities;

use super::scene::Place;
use crate::diagnostic::{Code, Diagnostic, Kind, Phase};
use crate::source::Source;

/// What is to be said, before it becomes a [`Diagnostic`].
#[derive(Debug)]
pub(crate) struct Report {
    pub(crate) code: Code,
    pub(crate) message: String,
    primary: Vec<(Range<usize>, String)>,
    secondary: Vec<(Range<usize>, String)>,
    notes: Vec<String>,
    help: Option<String>,
    /// The capabilities whose lack is the only reason.
    pub(crate) missing: Capabilities,
}

impl Report {
    pub(crate) fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            primary: Vec::new(),
            secondary: Vec::new(),
            notes: Vec::new(),
            help: None,
            missing: Capabilities::empty(),
        }
    }

    /// Marks the culprit.
    pub(crate) fn at(mut self, place: Place, message: impl Into<String>) -> Self {
        if let Some(place) = place {
            self.primary.push((place, message.into()));
        }
        self
    }

    /// Marks the culprit unless one is marked already.
    pub(crate) fn or_at(self, place: Place, message: impl Into<String>) -> Self {
        if self.primary.is_empty() {
            self.at(place, message)
        } else {
            self
        }
    }

    /// Marks what the culprit is in, unless the culprit stands on the same line.
    pub(crate) fn inside(self, source: &Source, place: Place, message: &str) -> Self {
        let same_line = place.as_ref().is_some_and(|place| {
            self.primary.iter().any(|(culprit, _)| {
                let (start, end) = (
                    place.start.min(culprit.start),
                    place.start.max(culprit.start),
                );
                !source.slice(start..end).contains('\n')
            })
        });
        if same_line {
            self
        } else {
            self.near(place, message)
        }
    }

    /// Marks a related place.
    pub(crate) fn near(mut self, place: Place, message: impl Into<String>) -> Self {
        if let Some(place) = place {
            self.secondary.push((place, message.into()));
        }
        self
    }

    pub(crate) fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    pub(crate) fn lacks(mut self, missing: Capabilities) -> Self {
        self.missing = missing;
        self
    }

    pub(crate) fn is_marked(&self) -> bool {
        !self.primary.is_empty()
    }

    /// The diagnostic; a place is marked once, and something is always the culprit.
    pub(crate) fn into_diagnostic(self, source: &Source) -> Diagnostic {
        let mut diagnostic = Diagnostic::error(
            self.code,
            Phase::Check,
            Kind::Rejected,
            source,
            self.message,
        );
        let mut taken: Vec<Range<usize>> = Vec::new();
        let secondary = self.secondary.into_iter();
        for (place, message) in self.primary {
            if !taken.contains(&place) {
                taken.push(place.clone());
                diagnostic = diagnostic.with_primary(place, message);
            }
        }
        for (place, message) in secondary {
            if taken.contains(&place) {
                continue;
            }
            let first = taken.is_empty();
            taken.push(place.clone());
            diagnostic = if first {
                diagnostic.with_primary(place, message)
            } else {
                diagnostic.with_secondary(place, message)
            };
        }
        diagnostic.notes = self.notes;
        diagnostic.help = self.help;
        diagnostic
    }
}
