//! String literals: in text with quotes and escapes, in words as bytes with a terminating zero.
//!
//! Imports nothing.

/// The content of a literal, given what stands between its quotes.
///
/// A backslash stands for the character after it, whichever that is; none is special.
pub(super) fn unescape(text: &str) -> String {
    let mut content = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        content.extend(if c == '\\' { chars.next() } else { Some(c) });
    }
    content
}

/// The literal for this content, quotes included.
pub(super) fn escape(content: &str, out: &mut String) {
    out.push('"');
    for c in content.chars() {
        if matches!(c, '"' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out.push('"');
}

/// Appends the words of a string.
pub(super) fn encode(content: &str, words: &mut Vec<u32>) {
    for chunk in content.as_bytes().chunks(4) {
        words.push(word(chunk));
    }
    // The terminator, unless there is room for it in the last word.
    if content.len().is_multiple_of(4) {
        words.push(0);
    }
}

fn word(bytes: &[u8]) -> u32 {
    let shifted = bytes.iter().rev().map(|&b| u32::from(b));
    shifted.fold(0, |word, byte| word << 8 | byte)
}

/// A string at the beginning of `words`: its bytes, and how many words it takes with its
/// terminator. None if it has no terminator.
pub(super) fn decode(words: &[u32]) -> Option<(Vec<u8>, usize)> {
    let mut bytes = Vec::new();
    for (index, word) in words.iter().enumerate() {
        let word = word.to_le_bytes();
        match word.iter().position(|&b| b == 0) {
            Some(end) => {
                bytes.extend(word.iter().take(end));
                return Some((bytes, index + 1));
            }
            None => bytes.extend(word),
        }
    }
    None
}
