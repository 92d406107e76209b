//! What nearly every WGSL text is told by: a few counts.
//!
//! However its characters are put together, a text with 20 brackets has no 21 of them open. Only a
//! text whose counts, comments and all, pass a limit is followed bracket by bracket.

use std::ops::Range;

use super::{Class, Made, class, declares};
use crate::limits::sizes;
use crate::options::Limits;

/// Whether no limit can be passed, whatever the order of the characters; `false` says nothing.
pub(super) fn is_within(bytes: &[u8], limits: &Limits) -> bool {
    let at_most = |count: usize, limit: u32| u32::try_from(count).is_ok_and(|count| count <= limit);
    let opened = count(bytes, |byte| matches!(byte, b'(' | b'[' | b'{'));
    let operators = count(bytes, |byte| {
        // All punctuation but brackets and separators, and a few more.
        matches!(byte, b'!'..=b'/' | b':'..=b'@' | b'^' | b'|' | b'~')
    });
    let ends = count(bytes, |byte| matches!(byte, b';' | b'}'));
    at_most(bytes.len(), limits.tokens)
        && at_most(ends, limits.declarations)
        && at_most(opened, limits.nesting)
        // A statement with others inside has a block.
        && at_most(opened, limits.branches)
        && at_most(opened + operators, limits.expression_depth)
        && named_values(bytes)
            .is_some_and(|made| sizes::made_arrays(bytes, &made, limits.elements).is_none())
}

/// Counts without a branch for each byte, so that many are looked at in one instruction.
fn count(bytes: &[u8], matches: impl Fn(u8) -> bool) -> usize {
    bytes
        .chunks(255)
        .map(|chunk| {
            let found: u8 = chunk.iter().map(|&byte| u8::from(matches(byte))).sum();
            usize::from(found)
        })
        .sum()
}

/// The names right before `()`, those in comments too; none when something else stands there.
fn named_values(bytes: &[u8]) -> Option<Vec<Made>> {
    let mut found: Vec<Made> = Vec::new();
    for start in memchr::memchr_iter(b'(', bytes) {
        let inside = bytes
            .get(start + 1..)
            .unwrap_or_default()
            .trim_ascii_start();
        // A comment may hide what it is.
        if !matches!(inside.first(), Some(b')' | b'/')) || declares(bytes, start) {
            continue;
        }
        let name = name_before(bytes, start);
        if name.is_empty() {
            return None;
        }
        let again = matches!(
            found.last(),
            Some(Made::Named(last)) if bytes.get(last.clone()) == bytes.get(name.clone())
        );
        if !again {
            found.push(Made::Named(name));
        }
    }
    Some(found)
}

fn name_before(bytes: &[u8], end: usize) -> Range<usize> {
    let before = bytes.get(..end).unwrap_or_default();
    let start = before
        .iter()
        .rposition(|&byte| !matches!(class(byte), Class::Word | Class::Digit))
        .map_or(0, |at| at + 1);
    start..end
}

#[cfg(test)]
mod tests {
    use super::is_within;
    use crate::limits::text::Macros;
    use crate::limits::text::scan;
    use crate::options::Limits;

    /// Texts of pieces that matter, put together by chance, always the same.
    fn texts() -> impl Iterator<Item = String> {
        const PIECES: &[&str] = &[
            "(",
            ")",
            "[",
            "]",
            "{",
            "}",
            ";",
            ",",
            ":",
            "+",
            "a",
            " ",
            "if",
            "else ",
            "for",
            "fn f",
            "array<f32, 9>",
            "alias T = array<f32, 9>;",
            "T()",
            "()",
            "( )",
            "=",
            "//",
            "\n",
            "/*",
            "*/",
            "3",
            ".",
            "while ",
            "@",
            "<",
            ">",
        ];
        let mut state = 1_u64;
        let mut next = move || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(state >> 40).unwrap_or_default()
        };
        std::iter::repeat_with(move || {
            let length = next() % 60;
            (0..length).map(|_| PIECES[next() % PIECES.len()]).collect()
        })
        .take(20_000)
    }

    #[test]
    fn what_counts_let_through_is_within_the_limits() {
        let limits = Limits {
            nesting: 4,
            expression_depth: 9,
            branches: 3,
            declarations: 4,
            tokens: 40,
            elements: 8,
            ..Limits::default()
        };
        let mut through = 0;
        for text in texts() {
            if is_within(text.as_bytes(), &limits) {
                through += 1;
                let scanned = scan::<true>(text.as_bytes(), &Macros::default(), &limits);
                assert!(scanned.is_ok() || only_branches(&text), "{text}");
            }
        }
        assert!(through > 1_000, "{through}");
    }

    /// Loops without a body, which the parser refuses at the second of them.
    fn only_branches(text: &str) -> bool {
        ["if", "for", "while"]
            .iter()
            .map(|word| text.matches(word).count())
            .sum::<usize>()
            > text.matches('{').count()
    }
}
