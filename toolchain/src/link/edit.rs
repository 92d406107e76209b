//! A text with some of its ranges taken out or replaced.

use std::ops::Range;
use std::rc::Rc;

use crate::source::{Joiner, Source};

/// Changes of a text, in its order, that do not overlap.
#[derive(Debug, Default)]
pub(super) struct Edits(Vec<(Range<usize>, Rc<str>)>);

impl Edits {
    /// Takes a range out.
    pub(super) fn remove(&mut self, range: Range<usize>) {
        self.replace(range, "");
    }

    /// Puts something in the place of a range; one that overlaps what was changed is left. What
    /// stands in many places should be shared.
    pub(super) fn replace(&mut self, range: Range<usize>, text: impl Into<Rc<str>>) {
        if self
            .0
            .last()
            .is_none_or(|(last, _)| last.end <= range.start)
        {
            self.0.push((range, text.into()));
        }
    }

    /// The changed text, which leads back to `source`.
    pub(super) fn apply(self, source: &Source) -> Source {
        if self.0.is_empty() {
            return source.clone();
        }
        let mut joiner = Joiner::default();
        let file = joiner.add_file(source);
        let mut at = 0;
        for (range, text) in self.0 {
            joiner.copy(file, at..range.start);
            joiner.replace(file, range.clone(), &text);
            at = range.end;
        }
        joiner.copy(file, at..source.as_text().len());
        joiner.finish(source.name(), source.language())
    }
}

/// The text with its comments made of blanks: offsets and lines stay.
pub(super) fn without_comments(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut result = bytes.to_vec();
    let mut at = 0;
    let mut depth = 0usize;
    while let Some(&byte) = bytes.get(at) {
        let next = bytes.get(at + 1).copied();
        let blanks = match (byte, next) {
            (b'/', Some(b'*')) => {
                depth += 1;
                2
            }
            (b'*', Some(b'/')) if depth > 0 => {
                depth -= 1;
                2
            }
            (b'/', Some(b'/')) if depth == 0 => text
                .get(at..)
                .and_then(|rest| rest.find('\n'))
                .unwrap_or(bytes.len() - at),
            _ => usize::from(depth > 0),
        };
        for blank in result.iter_mut().skip(at).take(blanks) {
            if *blank != b'\n' && *blank != b'\r' {
                *blank = b' ';
            }
        }
        at += blanks.max(1);
    }
    // Whole comments were replaced, hence whole characters.
    String::from_utf8(result).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Language;

    #[test]
    fn comments_become_blanks() {
        assert_eq!(
            without_comments("a /* é /* */ \n */ b // c\r\nd / e"),
            "a             \n    b     \r\nd / e"
        );
        assert_eq!(without_comments("/* open"), "       ");
    }

    #[test]
    fn edits_lead_back() {
        let source = Source::text("f", Language::Wgsl, "one two three");
        let mut edits = Edits::default();
        edits.remove(0..4);
        edits.replace(4..7, "2");
        edits.replace(5..6, "overlaps");
        let edited = edits.apply(&source);
        assert_eq!(edited.as_text(), "2 three");
        let place = edited.map().and_then(|map| map.resolve(2..7));
        assert_eq!(place.map(|(_, range)| range), Some(8..13));
    }
}
