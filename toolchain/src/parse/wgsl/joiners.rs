//! Characters without a glyph in names.
//!
//! WGSL's identifiers follow Unicode 14, in which the zero-width joiners are no part of a name.
//! Newer Unicode lets them in and naga with it: two names that look the same would be different.

use std::ops::Range;

use memchr::memmem;

use crate::codes;
use crate::diagnostic::{Diagnostic, Failure, Kind, Phase};
use crate::limits::comment_end;
use crate::source::Source;

const JOINERS: [char; 2] = ['\u{200c}', '\u{200d}'];

/// Refuses a text with a joiner outside of its comments.
pub(super) fn check(source: &Source) -> Result<(), Failure> {
    let text = source.as_text();
    let Some((at, joiner)) = find(text) else {
        return Ok(());
    };
    let code_point = u32::from(joiner);
    Err(Diagnostic::error(
        codes::WGSL_IDENTIFIER,
        Phase::Parse,
        Kind::Rejected,
        source,
        format!("the character U+{code_point:04X}, which is not visible, cannot be part of a name"),
    )
    .with_primary(name_around(text, at), "this name holds it")
    .with_help("take the character out")
    .into())
}

/// What stands around a joiner without a blank or an operator between, so that there is something
/// to see.
fn name_around(text: &str, at: Range<usize>) -> Range<usize> {
    let is_part = |c: char| c == '_' || c.is_alphanumeric() || JOINERS.contains(&c);
    let start = text[..at.start].trim_end_matches(is_part).len();
    let end = text.len() - text[at.end..].trim_start_matches(is_part).len();
    start..end
}

fn find(text: &str) -> Option<(Range<usize>, char)> {
    // Nearly every text has none, nor anything that begins as they do.
    memmem::find(text.as_bytes(), b"\xe2\x80")?;
    let mut at = 0;
    loop {
        at += text.get(at..)?.find(|c| c == '/' || JOINERS.contains(&c))?;
        let found = text[at..].chars().next()?;
        if JOINERS.contains(&found) {
            return Some((at..at + found.len_utf8(), found));
        }
        at = comment_end(text.as_bytes(), at, true).unwrap_or(at + 1);
    }
}

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn joiners_are_found_outside_of_comments_only() {
        assert_eq!(find("const a\u{200d}b = 1;").map(|(at, _)| at), Some(7..10));
        assert_eq!(
            find("// a\u{200d}b\nconst a = 1; /* \u{200c} /* */ */"),
            None
        );
        assert_eq!(
            find("// \u{200d}\n/* /* */ \u{200d} */ x\u{200c}").map(|(_, joiner)| joiner),
            Some('\u{200c}')
        );
        assert_eq!(find("const a = 1;"), None);
    }
}
