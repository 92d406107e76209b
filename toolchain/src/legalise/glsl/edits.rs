//! Changes of a text.

use std::ops::Range;

/// The text with other words in some places, which do not overlap; of several at one place those found first
/// stand first. Lines stay what they are.
pub(super) fn applied(text: &str, mut edits: Vec<(Range<usize>, String)>) -> String {
    edits.sort_by_key(|(place, _)| place.start);
    let mut made = String::with_capacity(text.len());
    let mut copied = 0;
    for (place, by) in edits {
        made.push_str(&text[copied..place.start]);
        made.push_str(&by);
        made.extend(text[place.clone()].chars().filter(|&each| each == '\n'));
        copied = place.end;
    }
    made + &text[copied..]
}
