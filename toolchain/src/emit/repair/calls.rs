//! Finding calls and their arguments in written text.

use std::ops::Range;

/// A call in a text.
pub(super) struct Call {
    /// Each argument, without the space around it.
    pub(super) arguments: Vec<Range<usize>>,
}

/// Whether a byte can be part of a name.
pub(in crate::emit) const fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Every call of `name` (not of a longer name that ends in it), in order.
pub(super) fn calls(text: &str, name: &str) -> Vec<Call> {
    let bytes = text.as_bytes();
    calls_where(text, name, |at| at == 0 || !is_name(bytes[at - 1]))
}

/// Every call of a method, which is named with its dot.
pub(super) fn calls_of_method(text: &str, name: &str) -> Vec<Call> {
    calls_where(text, name, |_| true)
}

fn calls_where(text: &str, name: &str, starts: impl Fn(usize) -> bool) -> Vec<Call> {
    let bytes = text.as_bytes();
    text.match_indices(name)
        .filter(|(at, _)| starts(*at))
        .filter_map(|(at, _)| {
            let open = at + name.len();
            (bytes.get(open) == Some(&b'(')).then_some(())?;
            let arguments = arguments(text, open)?;
            Some(Call { arguments })
        })
        .collect()
}

/// The arguments after the parenthesis at `open`.
pub(super) fn arguments(text: &str, open: usize) -> Option<Vec<Range<usize>>> {
    let bytes = text.as_bytes();
    let mut depth = 0usize;
    let mut start = open + 1;
    let mut arguments = Vec::new();
    for (at, &byte) in bytes.iter().enumerate().skip(open) {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    arguments.push(trimmed(text, start..at));
                    return Some(arguments);
                }
            }
            b',' if depth == 1 => {
                arguments.push(trimmed(text, start..at));
                start = at + 1;
            }
            b';' => return None,
            _ => {}
        }
    }
    None
}

fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let slice = &text[range.clone()];
    let start = range.start + (slice.len() - slice.trim_start().len());
    start..start + slice.trim().len()
}

/// The text with ranges replaced; the ranges are in order and apart.
pub(super) fn replace(text: &str, edits: &[(Range<usize>, String)]) -> String {
    let mut result = String::with_capacity(text.len());
    let mut at = 0;
    for (range, new) in edits {
        if range.start < at {
            continue;
        }
        result.push_str(&text[at..range.start]);
        result.push_str(new);
        at = range.end;
    }
    result.push_str(&text[at..]);
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_found_with_their_arguments() {
        let text = "a = f(x, g(1, 2)[3], vec2(0.0)); wf(1); f();";
        let found = calls(text, "f");
        assert_eq!(found.len(), 2);
        let words: Vec<_> = found[0]
            .arguments
            .iter()
            .map(|each| &text[each.clone()])
            .collect();
        assert_eq!(words, ["x", "g(1, 2)[3]", "vec2(0.0)"]);
    }
}
