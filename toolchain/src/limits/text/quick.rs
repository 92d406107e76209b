//! What nearly every WGSL text is told by: a few counts.
//!
//! However its characters are put together, a text with 20 brackets has no 21 of them open. Where
//! such counts, comments and all, pass a limit, the brackets are followed, and the operators counted
//! statement by statement. Only a text that passes a limit then, or is not put together as usual, is
//! looked at word by word.

use std::ops::Range;

use memchr::memmem;

use super::{Class, Made, class, comment_end, declares};
use crate::limits::sizes;
use crate::options::Limits;

/// Whether no limit can be passed, whatever the order of the characters; `false` says nothing.
pub(super) fn is_within(bytes: &[u8], limits: &Limits) -> bool {
    let at_most = |count: usize, limit: u32| u32::try_from(count).is_ok_and(|count| count <= limit);
    let opened = count(bytes, |byte| matches!(byte, b'(' | b'[' | b'{'));
    let operators = count(bytes, is_operator);
    let ends = count(bytes, |byte| matches!(byte, b';' | b'}'));
    let is_within = |depth: usize, chained: usize, operators: usize| {
        at_most(depth, limits.nesting)
            // A statement with others inside has a block, but for `else`.
            && at_most(depth + chained, limits.branches)
            && at_most(depth + operators, limits.expression_depth)
    };
    at_most(bytes.len(), limits.tokens)
        && at_most(ends, limits.declarations)
        && (is_within(opened, 0, operators)
            || follow(bytes).is_some_and(|Followed { depth, operators }| {
                is_within(depth, memmem::find_iter(bytes, b"else").count(), operators)
            }))
        && named_values(bytes)
            .is_some_and(|made| sizes::made_arrays(bytes, &made, limits.elements).is_none())
}

/// What the brackets and statements of a text have at most.
struct Followed {
    /// Brackets that are open.
    depth: usize,
    /// Operators and brackets of a statement, or of the head of one with a block.
    operators: usize,
}

/// Follows brackets, which have to be in pairs, those of blocks outside of all others.
fn follow(bytes: &[u8]) -> Option<Followed> {
    let (mut blocks, mut brackets, mut operators) = (0_usize, 0_usize, 0_usize);
    let mut most = Followed {
        depth: 0,
        operators: 0,
    };
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        match KINDS.get(usize::from(byte))? {
            Kind::Other => continue,
            Kind::Operator => operators += 1,
            Kind::Slash => match comment_end(bytes, at - 1, true) {
                Some(end) => at = end,
                None => operators += 1,
            },
            Kind::Open => {
                brackets += 1;
                operators += 1;
                most.depth = most.depth.max(blocks + brackets);
            }
            Kind::Close => brackets = brackets.checked_sub(1)?,
            Kind::End => {
                // In brackets, what stands before them goes on.
                if brackets == 0 {
                    most.operators = most.operators.max(operators);
                    operators = 0;
                }
            }
            Kind::Begin | Kind::Finish if brackets > 0 => return None,
            kind @ (Kind::Begin | Kind::Finish) => {
                most.operators = most.operators.max(operators);
                operators = 0;
                if matches!(kind, Kind::Begin) {
                    blocks += 1;
                    most.depth = most.depth.max(blocks);
                } else {
                    blocks = blocks.checked_sub(1)?;
                }
            }
        }
    }
    most.operators = most.operators.max(operators);
    (blocks == 0 && brackets == 0).then_some(most)
}

/// What a byte is for [`follow`].
#[derive(Clone, Copy)]
enum Kind {
    /// Part of a word, or what separates.
    Other,
    Operator,
    Slash,
    Open,
    Close,
    /// Of a statement.
    End,
    /// Of a block.
    Begin,
    Finish,
}

const KINDS: [Kind; 256] = {
    let mut kinds = [Kind::Other; 256];
    let mut at = 0;
    while at < 256 {
        #[expect(clippy::cast_possible_truncation, reason = "it counts to 255")]
        let byte = at as u8;
        kinds[at] = match byte {
            b'(' | b'[' => Kind::Open,
            b')' | b']' => Kind::Close,
            b'{' => Kind::Begin,
            b'}' => Kind::Finish,
            b';' => Kind::End,
            b'/' => Kind::Slash,
            _ if is_operator(byte) => Kind::Operator,
            _ => Kind::Other,
        };
        at += 1;
    }
    kinds
};

/// All punctuation but `[]{}`.
const fn is_operator(byte: u8) -> bool {
    matches!(byte, b'!'..=b'/' | b':'..=b'@' | b'^' | b'|' | b'~')
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

    /// Pieces that matter, whatever they become together.
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

    /// Pieces whose brackets are in pairs, with some that are not.
    const PAIRS: &[&str] = &[
        "a = b; ",
        "(a + b)",
        "+ + + (a; b + c + d)",
        "[a, b]",
        "{ a; }",
        "if a { b; } ",
        "else ",
        "else if a { b; } ",
        "for (a; b + c; d) { e; } ",
        "fn f(a: b) { c; } ",
        "* (",
        ") ",
        "{ ",
        "} ",
        "; ",
        "+ ",
        ", ",
        "// ( \n",
        "/* { ; */",
        "/ ",
    ];

    /// Texts put together by chance, always the same.
    fn texts(pieces: &[&str], most: usize) -> impl Iterator<Item = String> {
        let mut state = 1_u64;
        let mut next = move || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(state >> 40).unwrap_or_default()
        };
        std::iter::repeat_with(move || {
            let length = next() % most;
            (0..length).map(|_| pieces[next() % pieces.len()]).collect()
        })
        .take(20_000)
    }

    /// How many texts with more than so many brackets are let through; each that is has to pass what
    /// looks at every word.
    fn let_through(pieces: &[&str], most: usize, limits: &Limits, brackets: usize) -> usize {
        texts(pieces, most)
            .filter(|text| is_within(text.as_bytes(), limits))
            .inspect(|text| {
                let scanned = scan::<true>(text.as_bytes(), &Macros::default(), limits);
                assert!(scanned.is_ok() || only_branches(text), "{text}");
            })
            .filter(|text| text.matches(['(', '[', '{']).count() > brackets)
            .count()
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
        let through = let_through(PIECES, 60, &limits, 0);
        assert!(through > 1_000, "{through}");
    }

    #[test]
    fn what_is_followed_and_let_through_is_within_the_limits() {
        let limits = Limits {
            nesting: 3,
            expression_depth: 7,
            branches: 4,
            declarations: 400,
            ..Limits::default()
        };
        // That many brackets pass the limit, and are in pairs.
        let through = let_through(PAIRS, 25, &limits, 3);
        assert!(through > 500, "{through}");
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
