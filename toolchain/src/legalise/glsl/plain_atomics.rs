//! Plain numbers in `bytes.InterlockedMax(at, 7, before)`: they have the sign of the words of the buffer in
//! HLSL, which has none. glslang takes them for signed ones, as it does `int(7)`, which is one.

use std::ops::Range;

use super::edits::applied;
use super::hlsl::without_comments;
use super::legacy::identifiers;

/// As far is looked for the number: a place that is longer to write is none of a person.
const LONGEST: usize = 1_000;

/// The text with such numbers as unsigned ones. Lines stay what they are.
pub(super) fn unsigned(text: String) -> String {
    let is_choice = |word: &str| matches!(word, "InterlockedMax" | "InterlockedMin");
    if !identifiers(&text).any(|(_, word)| is_choice(word)) {
        return text;
    }
    let code = without_comments(&text);
    let edits: Vec<(Range<usize>, String)> = identifiers(&code)
        .filter(|(at, word)| is_choice(word) && code[..*at].trim_end().ends_with('.'))
        .filter_map(|(at, word)| end_of_number(&code, at + word.len()))
        .map(|end| (end..end, "u".to_owned()))
        .collect();
    applied(&text, edits)
}

/// Where the second argument of the call behind a name ends, if it is a number without a suffix.
fn end_of_number(code: &str, name_end: usize) -> Option<usize> {
    let arguments = code[name_end..].trim_start().strip_prefix('(')?;
    let comma = first_comma(arguments)?;
    let second = arguments[comma + 1..].trim_start();
    let length = second.find(|each: char| !each.is_ascii_alphanumeric())?;
    let (number, after) = second.split_at(length);
    let is_number = match number.strip_prefix("0x") {
        Some(digits) => digits.bytes().all(|each| each.is_ascii_hexdigit()),
        None => number.bytes().all(|each| each.is_ascii_digit()),
    };
    let is_whole = after.trim_start().starts_with([',', ')']);
    (!number.is_empty() && is_number && is_whole).then_some(code.len() - after.len())
}

/// The first comma that is in no parentheses.
fn first_comma(arguments: &str) -> Option<usize> {
    let mut depth = 0usize;
    for (at, byte) in arguments.bytes().enumerate().take(LONGEST) {
        match byte {
            b'(' | b'[' => depth += 1,
            b')' | b']' => depth = depth.checked_sub(1)?,
            b',' if depth == 0 => return Some(at),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::unsigned;

    #[test]
    fn plain_numbers_are_unsigned() {
        let text =
            "bytes.InterlockedMax(f(at, 4) * 4, 7, before); b . InterlockedMin ( 0 ,\n0x1F );";
        assert_eq!(
            unsigned(text.to_owned()),
            "bytes.InterlockedMax(f(at, 4) * 4, 7u, before); b . InterlockedMin ( 0 ,\n0x1Fu );"
        );
    }

    #[test]
    fn others_stay() {
        for text in [
            "bytes.InterlockedMax(0, int(7), before);",
            "bytes.InterlockedMax(0, 7u, before);",
            "bytes.InterlockedMax(0, 7 + x, before);",
            "bytes.InterlockedAdd(0, 7, before);",
            "InterlockedMax(signs[0], 7, before);",
            "bytes.InterlockedMax(0, -7);",
            "bytes.InterlockedMax(",
        ] {
            assert_eq!(unsigned(text.to_owned()), text);
        }
    }
}
