//! Text from sources made safe for a terminal.

use std::borrow::Cow;

/// Longest message or name that is shown, in characters.
const LONGEST: usize = 2000;

/// A text in which nothing can move a cursor, change colours or hide other text: control
/// characters become their pictures (`␛`), direction marks become `\u{fffd}`.
///
/// Very long texts are cut.
#[must_use]
pub fn clean(text: &str) -> Cow<'_, str> {
    if text.len() <= LONGEST && text.chars().all(|character| shown(character) == character) {
        return Cow::Borrowed(text);
    }
    let mut cleaned: String = text.chars().take(LONGEST).map(shown).collect();
    if text.chars().nth(LONGEST).is_some() {
        cleaned.push('…');
    }
    Cow::Owned(cleaned)
}

/// Like [`clean`], but keeps line breaks.
pub(super) fn clean_lines(text: &str) -> String {
    text.lines().map(clean).collect::<Vec<_>>().join("\n")
}

/// What is shown for a character.
pub(super) fn shown(character: char) -> char {
    match character {
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(character)).unwrap_or('\u{fffd}'),
        '\u{7f}' => '\u{2421}',
        // C1 controls, line and paragraph separators, direction marks, the byte order mark.
        '\u{80}'..='\u{9f}'
        | '\u{61c}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}'
        | '\u{feff}' => '\u{fffd}',
        _ => character,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_controls_a_terminal_is_left() {
        assert_eq!(clean("plain ä"), "plain ä");
        assert_eq!(clean("a\u{1b}[2Jb\r\n\u{9b}x"), "a␛[2Jb␍␊\u{fffd}x");
        assert_eq!(clean("\u{202e}abc"), "\u{fffd}abc");
        assert_eq!(clean_lines("a\nb\u{7}"), "a\nb␇");
    }

    #[test]
    fn long_texts_are_cut() {
        let long = "ä".repeat(5000);
        let cleaned = clean(&long);
        assert_eq!(cleaned.chars().count(), LONGEST + 1);
        assert!(cleaned.ends_with('…'));
    }
}
