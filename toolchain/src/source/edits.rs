//! A text with some of its ranges taken out or replaced.

use std::ops::Range;
use std::rc::Rc;

use super::{Joiner, Source};

/// Changes of a text, in its order, that do not overlap.
#[derive(Debug, Default)]
pub(crate) struct Edits {
    list: Vec<Edit>,
    names: Vec<(String, String)>,
}

#[derive(Debug)]
struct Edit {
    range: Range<usize>,
    text: Rc<str>,
    stands_for: Range<usize>,
}

impl Edits {
    /// Takes a range out.
    pub(crate) fn remove(&mut self, range: Range<usize>) {
        self.replace(range, "");
    }

    /// Puts something in the place of a range; one that overlaps what was changed is left. What
    /// stands in many places should be shared.
    pub(crate) fn replace(&mut self, range: Range<usize>, text: impl Into<Rc<str>>) {
        self.replace_for(range.clone(), text, range);
    }

    /// Puts something in the place of a range that leads back to another.
    pub(crate) fn replace_for(
        &mut self,
        range: Range<usize>,
        text: impl Into<Rc<str>>,
        stands_for: Range<usize>,
    ) {
        if self
            .list
            .last()
            .is_none_or(|last| last.range.end <= range.start)
        {
            self.list.push(Edit {
                range,
                text: text.into(),
                stands_for,
            });
        }
    }

    /// Notes what a name that the source does not have stands for.
    pub(crate) fn rename(&mut self, new: &str, old: &str) {
        self.names.push((new.to_owned(), old.to_owned()));
    }

    /// The changed text, which leads back to `source`.
    pub(crate) fn apply(self, source: &Source) -> Source {
        if self.list.is_empty() {
            return source.clone();
        }
        let mut joiner = Joiner::default();
        let file = joiner.add_file(source);
        let mut at = 0;
        for edit in self.list {
            joiner.copy(file, at..edit.range.start);
            joiner.replace(file, edit.stands_for, &edit.text);
            at = edit.range.end;
        }
        joiner.copy(file, at..source.as_text().len());
        for (new, old) in &self.names {
            joiner.rename(new, old);
        }
        joiner.finish(source.name(), source.language())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Language;

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
