//! Blocks used as values in GLSL, which is never right.
//!
//! Of a conversion glslang counts the numbers that it is given before it looks at what they are, and
//! ends the process when a block among them ends in an array without a length.

use std::collections::BTreeSet;
use std::ops::Range;

use super::hlsl::is_comment;
use super::legacy::identifiers;

/// The first block with an array without a length that is given to a conversion.
pub(super) fn converted(text: &str) -> Option<(Range<usize>, &str)> {
    let blocks = open_blocks(text);
    if blocks.is_empty() {
        return None;
    }
    identifiers(text).find_map(|(at, word)| {
        let is_value = blocks.contains(word)
            && after_brackets(text, at + word.len())?.starts_with([',', ')'])
            && is_conversion(called(text, at)?)
            && !is_comment(text, at);
        is_value.then_some((at..at + word.len(), word))
    })
}

/// The names of blocks whose last member is an array without a length.
fn open_blocks(text: &str) -> BTreeSet<&str> {
    let is_open = |at: usize| {
        let member = text[..at].trim_end().strip_suffix(';');
        let length = member.and_then(|member| member.trim_end().strip_suffix(']'));
        length.is_some_and(|length| length.trim_end().ends_with('['))
    };
    text.match_indices('}')
        .filter(|&(at, _)| is_open(at))
        .filter_map(|(at, _)| {
            let after = text[at + 1..].trim_start();
            let (start, name) = identifiers(after).next()?;
            (start == 0).then_some(name)
        })
        .collect()
}

/// What follows a name and the brackets behind it.
fn after_brackets(text: &str, at: usize) -> Option<&str> {
    let mut rest = text.get(at..)?.trim_start();
    while rest.starts_with('[') {
        let mut depth = 0usize;
        let end = rest.char_indices().find_map(|(at, letter)| {
            match letter {
                '[' => depth += 1,
                ']' => depth -= 1,
                _ => {}
            }
            (depth == 0).then_some(at)
        })?;
        rest = rest[end + 1..].trim_start();
    }
    Some(rest)
}

/// The word before the parenthesis that a place is in.
fn called(text: &str, at: usize) -> Option<&str> {
    let mut depth = 0usize;
    let open = text[..at].char_indices().rev().find_map(|(at, letter)| {
        match letter {
            ')' | ']' => depth += 1,
            '(' | '[' if depth > 0 => depth -= 1,
            '(' => return Some(Some(at)),
            '[' | ';' | '{' | '}' => return Some(None),
            _ => {}
        }
        None
    })??;
    let before = text[..open].trim_end();
    let start = before
        .rfind(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_')
        .map_or(0, |at| at + 1);
    before.get(start..)
}

/// Whether a word is a type of numbers.
fn is_conversion(word: &str) -> bool {
    let letters = word.trim_end_matches(|letter: char| letter.is_ascii_digit() || letter == 'x');
    matches!(
        letters,
        "bool"
            | "int"
            | "uint"
            | "float"
            | "double"
            | "vec"
            | "bvec"
            | "ivec"
            | "uvec"
            | "dvec"
            | "mat"
            | "dmat"
    ) || letters.ends_with("_t")
}

#[cfg(test)]
mod tests {
    use super::*;

    const BLOCK: &str = "buffer Bins { uint total; uint counts[ ]; } bins[];\n";

    fn found(text: &str) -> Option<String> {
        converted(&format!("{BLOCK}{text}")).map(|(_, name)| name.to_owned())
    }

    #[test]
    fn a_block_is_no_number() {
        for text in [
            "uint(bins[which])",
            "vec2(1.0, bins[a[0]])",
            "ivec3 ( bins )",
        ] {
            assert_eq!(found(text).as_deref(), Some("bins"), "{text}");
        }
    }

    #[test]
    fn what_is_in_a_block_is() {
        for text in [
            "uint(bins[which].total)",
            "uint(bins[which].counts[2])",
            "uint(bins.length())",
            "LOAD(bins[which])",
            "f(bins[0]), uint(x)",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
        assert_eq!(converted("buffer B { uint a; } b; uint(b)"), None);
    }
}
