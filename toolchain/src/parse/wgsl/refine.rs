//! Better places than naga's for some errors.
//!
//! naga marks an argument by the place of the expression it resolves to, and for a parameter or
//! a `let` that is its declaration, perhaps in another function's sight. The call itself is
//! marked right, so the argument is looked up there.

use std::ops::Range;

use super::convert::Raw;
use crate::wgsl_text::{Kind, Scan};

/// What is said of attributes of a binding without a variable, for which naga blames itself.
pub(super) const MISPLACED_BINDING: &str = "`@group` and `@binding` stand before a variable only";

/// Moves the labels of an error to where a reader looks for it.
pub(super) fn refine(raw: &mut Raw, text: &str) {
    let is_misplaced = |note: &String| note.contains("had the attribute but no var");
    if raw.notes.iter().any(is_misplaced) {
        let place = misplaced_binding(&Scan::new(text));
        *raw = Raw {
            message: MISPLACED_BINDING.to_owned(),
            labels: vec![(place, "no variable follows".to_owned())],
            notes: Vec::new(),
        };
        return;
    }
    if !raw.message.contains("passed as argument #")
        && !raw.message.starts_with("too many arguments")
    {
        return;
    }
    let Some(call) = raw.labels.first().and_then(|(span, _)| span.clone()) else {
        return;
    };
    let scan = Scan::new(text);
    let arguments = arguments(&scan, scan.token_at(call.start));
    let number = |text: &str| -> Option<usize> {
        let (_, rest) = text.split_once("argument #")?;
        let digits = rest
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(rest.len());
        rest.get(..digits)?.parse().ok()
    };
    let place = |number: Option<usize>| -> Option<Range<usize>> {
        arguments.get(number?.checked_sub(1)?).cloned()
    };
    let constrained_by = raw
        .notes
        .first()
        .filter(|note| note.starts_with("Because argument #"))
        .and_then(|note| place(number(note)));
    if let Some((span, label)) = raw.labels.get_mut(1)
        && let Some(better) = place(number(label))
    {
        *span = Some(better);
    }
    if let Some((span, _)) = raw.labels.get_mut(2)
        && let Some(better) = constrained_by
    {
        *span = Some(better);
    }
}

/// The first attributes of a binding that no `var` follows.
fn misplaced_binding(scan: &Scan<'_>) -> Option<Range<usize>> {
    let end = scan.tokens.len();
    let mut index = 0;
    while index < end {
        if !scan.is(index, b'@') {
            index += 1;
            continue;
        }
        let after = scan.after_attributes(index, end).max(index + 1);
        let is_binding =
            (index..after).any(|token| matches!(scan.word(token), "group" | "binding"));
        if is_binding && scan.word(after) != "var" {
            return Some(scan.span(&(index..after)));
        }
        index = after;
    }
    None
}

/// The arguments of the call whose name is a token; none when it has no such shape.
fn arguments(scan: &Scan<'_>, name: usize) -> Vec<Range<usize>> {
    let mut index = name + 1;
    // A template list between the name and the arguments, as in `vec2<f32>(...)`.
    if scan.is(index, b'<') {
        let mut depth = 0usize;
        loop {
            if scan.is(index, b'<') {
                depth += 1;
            } else if scan.is(index, b'>') {
                depth = depth.saturating_sub(1);
            } else if scan.is(index, b';') || index >= scan.tokens.len() {
                return Vec::new();
            }
            index += 1;
            if depth == 0 {
                break;
            }
        }
    }
    if !scan.is(index, b'(') {
        return Vec::new();
    }
    let mut list = Vec::new();
    let mut start = index + 1;
    // Closing brackets that are waited for; `>` only after the name of something generic.
    let mut open: Vec<u8> = Vec::new();
    for index in index + 1..scan.tokens.len() {
        let Some(Kind::Punctuation(character)) = scan.tokens.get(index).map(|token| token.kind)
        else {
            continue;
        };
        match character {
            b'(' => open.push(b')'),
            b'[' => open.push(b']'),
            b'<' if is_generic(scan.word(index - 1)) => open.push(b'>'),
            b';' | b'{' | b'}' => return Vec::new(),
            b',' | b')' if open.is_empty() => {
                if start < index {
                    list.push(scan.span(&(start..index)));
                }
                start = index + 1;
                if character == b')' {
                    return list;
                }
            }
            _ if open.last() == Some(&character) => {
                open.pop();
            }
            _ => {}
        }
    }
    Vec::new()
}

fn is_generic(word: &str) -> bool {
    [
        "vec", "mat", "array", "ptr", "atomic", "texture_", "bitcast",
    ]
    .iter()
    .any(|start| word.starts_with(start))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // A test that fails may panic.
    use super::*;

    fn split<'a>(text: &'a str, name: &str) -> Vec<&'a str> {
        let scan = Scan::new(text);
        arguments(&scan, scan.token_at(text.find(name).unwrap()))
            .into_iter()
            .map(|span| &text[span])
            .collect()
    }

    #[test]
    fn arguments_are_split_at_their_commas() {
        let text = "x = f(a, g(b, c)[i, j], vec2<f32>(1, 2), d < e, h) + k(1);";
        assert_eq!(
            split(text, "f("),
            ["a", "g(b, c)[i, j]", "vec2<f32>(1, 2)", "d < e", "h"]
        );
        assert_eq!(split(text, "k"), ["1"]);
        assert_eq!(split("vec2<f32>(a, b,)", "vec2"), ["a", "b"]);
        assert!(split("f; g(", "f").is_empty());
        assert!(split("f(a; b", "f").is_empty());
    }
}
