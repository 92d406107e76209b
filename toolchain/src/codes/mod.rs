//! The register of diagnostic codes: stable names that scripts may match on.
//!
//! A code is never renamed or given another meaning; one that is no longer used stays listed.
//! Each file holds the codes of one part of the pipeline.

mod check;
mod emit;
mod exchange;
mod parse;

pub use check::*;
pub use emit::*;
pub use exchange::*;
pub use parse::*;

use crate::diagnostic::{Code, Phase};

/// What a code means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The code itself.
    pub code: Code,
    /// The phase that normally speaks it.
    pub phase: Phase,
    /// One sentence.
    pub summary: &'static str,
}

/// Defines constants and the table of them from one list.
macro_rules! codes {
    ($table:ident; $($name:ident = $code:literal, $phase:ident, $summary:literal;)*) => {
        $(#[doc = $summary] pub const $name: $crate::diagnostic::Code = $code;)*
        pub(super) const $table: &[$crate::codes::Entry] = &[
            $($crate::codes::Entry {
                code: $name,
                phase: $crate::diagnostic::Phase::$phase,
                summary: $summary,
            },)*
        ];
    };
}
pub(crate) use codes;

/// Every code, by part of the pipeline.
pub fn all() -> impl Iterator<Item = &'static Entry> {
    let parts = [exchange::EXCHANGE, parse::PARSE, check::CHECK, emit::EMIT];
    parts.into_iter().flatten()
}

/// The entry of `code`.
#[must_use]
pub fn find(code: &str) -> Option<&'static Entry> {
    all().find(|entry| entry.code == code)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    #[test]
    fn codes_are_unique_and_kebab_case() {
        let mut seen = BTreeSet::new();
        for entry in super::all() {
            assert!(seen.insert(entry.code), "{} is listed twice", entry.code);
            assert!(
                entry
                    .code
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'),
                "{}",
                entry.code
            );
            assert!(entry.summary.ends_with('.'), "{}", entry.code);
        }
    }
}
