//! From a text that was put together back to the files that its parts came from.
//!
//! A linker copies ranges of files into one text and replaces others; [`Joiner`] writes that text
//! and notes where each part is from, [`SourceMap`] answers for any range of it.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::{Language, Source};

/// Where the parts of a text came from.
#[derive(Clone, Debug, Default)]
pub struct SourceMap {
    files: Vec<Source>,
    /// In the order of the text, without gaps.
    parts: Vec<Part>,
    /// By file: the file that includes it first, and where.
    inclusions: BTreeMap<usize, (usize, Range<usize>)>,
    /// What new names in the text stand for.
    names: BTreeMap<String, String>,
    /// Whether the text was to be longer than any may be.
    is_cut: bool,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Part {
    /// Where it starts in the text; it ends where the next one starts.
    start: usize,
    file: usize,
    /// What it came from.
    origin: Range<usize>,
    /// Whether it is the same, byte for byte; if not it stands for the whole of its origin.
    is_copy: bool,
}

/// A map as it is written down: files are numbers in a list that stands elsewhere.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct PlainMap {
    files: Vec<usize>,
    parts: Vec<Part>,
    inclusions: BTreeMap<usize, (usize, Range<usize>)>,
    names: BTreeMap<String, String>,
}

impl SourceMap {
    /// The map to write down; files that `number` does not know are left out with all of it.
    pub(crate) fn plain(&self, number: impl Fn(&Source) -> Option<usize>) -> PlainMap {
        PlainMap {
            files: self.files.iter().filter_map(number).collect(),
            parts: self.parts.clone(),
            inclusions: self.inclusions.clone(),
            names: self.names.clone(),
        }
    }

    /// The map that was written down; none where it contradicts itself. Anybody may have written
    /// it.
    pub(crate) fn from_plain(plain: PlainMap, known: &[Source]) -> Option<Self> {
        let PlainMap {
            files,
            parts,
            inclusions,
            names,
        } = plain;
        let files = files
            .into_iter()
            .map(|number| known.get(number).cloned())
            .collect::<Option<Vec<_>>>()?;
        let is_place = |file: usize, span: &Range<usize>| {
            files
                .get(file)
                .is_some_and(|file| span.start <= span.end && span.end <= file.as_bytes().len())
        };
        let is_sound = parts.iter().all(|part| is_place(part.file, &part.origin))
            && parts.is_sorted_by_key(|part| part.start)
            && inclusions
                .iter()
                .all(|(file, (outer, span))| outer < file && is_place(*outer, span));
        is_sound.then_some(Self {
            files,
            parts,
            inclusions,
            names,
            is_cut: false,
        })
    }

    /// Whether a text may be put behind those bytes; if not, that is noted.
    fn has_room(&mut self, bytes: usize, text: &str) -> bool {
        self.is_cut |= bytes.saturating_add(text.len()) > MOST_BYTES;
        !self.is_cut
    }

    /// Whether the text, or one that it was made of, lacks what came behind [`MOST_BYTES`].
    pub(crate) fn is_cut(&self) -> bool {
        // Linkers work on what others made, a few one after the other.
        let mut pending = vec![self];
        while let Some(map) = pending.pop() {
            if map.is_cut {
                return true;
            }
            pending.extend(map.files.iter().filter_map(Source::map));
        }
        false
    }

    /// The files that the text was made of, the first one first.
    #[must_use]
    pub fn files(&self) -> &[Source] {
        &self.files
    }

    /// The file and the range in it that a range of the text came from.
    ///
    /// A range that begins in one file and ends in another becomes the part in the first. A
    /// part that was put together itself is followed to its own files.
    #[must_use]
    pub fn resolve(&self, span: Range<usize>) -> Option<(&Source, Range<usize>)> {
        let (mut file, mut span) = self.resolve_once(span)?;
        while let Some(map) = file.map() {
            (file, span) = map.resolve_once(span)?;
        }
        Some((file, span))
    }

    /// A message with the paths that new names stand for.
    #[must_use]
    pub fn with_old_names(&self, message: &str) -> Option<String> {
        if self.names.is_empty() {
            return None;
        }
        let is_part = |letter: char| letter == '_' || letter.is_alphanumeric();
        let mut result = String::new();
        let mut is_changed = false;
        let mut rest = message;
        while !rest.is_empty() {
            let word = rest.find(|letter| !is_part(letter)).unwrap_or(rest.len());
            let (word, after) = rest.split_at(word);
            if let Some(old) = self.names.get(word) {
                result.push_str(old);
                is_changed = true;
            } else {
                result.push_str(word);
            }
            let other = after.find(is_part).unwrap_or(after.len());
            let (other, next) = after.split_at(other);
            result.push_str(other);
            rest = next;
        }
        is_changed.then_some(result)
    }

    /// The part that a range of the text came from, be it that it was put together itself.
    pub(crate) fn resolve_once(&self, span: Range<usize>) -> Option<(&Source, Range<usize>)> {
        let first = self.part_at(span.start)?;
        let part = self.parts.get(first)?;
        let start = part.place(span.start, false);
        let last = match span.end > span.start {
            true => self.part_at(span.end - 1)?,
            false => first,
        };
        let end = self
            .parts
            .get(first..=last)?
            .iter()
            .rev()
            .find(|each| each.file == part.file && each.origin.end >= start)
            .map_or(start, |each| each.place(span.end, true));
        Some((self.files.get(part.file)?, start..end.max(start)))
    }

    /// The places through which a file was included, the nearest first; empty for the first file.
    #[must_use]
    pub fn inclusions(&self, file: &Source) -> Vec<(&Source, Range<usize>)> {
        let mut places = Vec::new();
        let same = self.files.iter().position(|known| known.is(file));
        let mut at = same.or_else(|| self.files.iter().position(|known| known == file));
        while let Some((outer, span)) = at.and_then(|at| self.inclusions.get(&at)) {
            if let Some(source) = self.files.get(*outer) {
                places.push((source, span.clone()));
            }
            // A file is included by one that was known before it; that ends.
            at = (Some(*outer) < at).then_some(*outer);
        }
        places
    }

    fn part_at(&self, offset: usize) -> Option<usize> {
        self.parts
            .partition_point(|part| part.start <= offset)
            .checked_sub(1)
    }
}

impl Part {
    /// The place in the file; of an end, the byte behind it.
    fn place(&self, offset: usize, is_end: bool) -> usize {
        if self.is_copy {
            (self.origin.start + offset.saturating_sub(self.start)).min(self.origin.end)
        } else if is_end {
            self.origin.end
        } else {
            self.origin.start
        }
    }
}

/// Writes a text from parts of files.
#[derive(Debug, Default)]
pub struct Joiner {
    text: String,
    map: SourceMap,
    /// The numbers of files by their names, which several may have.
    numbers: HashMap<String, Vec<usize>>,
}

/// The most bytes of a text that is put together: a value of many bytes may stand in many places.
const MOST_BYTES: usize = 64 << 20;

impl Joiner {
    /// Makes a file known; the number is its name in the other calls.
    pub fn add_file(&mut self, file: &Source) -> usize {
        let files = &mut self.map.files;
        let of_name = self.numbers.entry(file.name().to_owned()).or_default();
        let same = |number: &&usize| files.get(**number).is_some_and(|known| known == file);
        if let Some(number) = of_name.iter().find(same) {
            return *number;
        }
        of_name.push(files.len());
        files.push(file.clone());
        files.len() - 1
    }

    /// Notes where a file is included; only the first time counts.
    pub fn note_inclusion(&mut self, file: usize, outer: usize, span: Range<usize>) {
        if outer < file {
            self.map.inclusions.entry(file).or_insert((outer, span));
        }
    }

    /// Copies a range of a file.
    pub fn copy(&mut self, file: usize, range: Range<usize>) {
        let Some(source) = self.map.files.get(file).cloned() else {
            return;
        };
        let range = source.clamp(range);
        let text = source.slice(range.clone());
        if text.is_empty() || !self.map.has_room(self.text.len(), text) {
            return;
        }
        let start = self.text.len();
        self.text.push_str(text);
        match self.map.parts.last_mut() {
            Some(last) if last.is_copy && last.file == file && last.origin.end == range.start => {
                last.origin.end = range.end;
            }
            _ => self.map.parts.push(Part {
                start,
                file,
                origin: range,
                is_copy: true,
            }),
        }
    }

    /// Writes a text that stands for a range of a file.
    pub fn replace(&mut self, file: usize, range: Range<usize>, text: &str) {
        if text.is_empty() || !self.map.has_room(self.text.len(), text) {
            return;
        }
        self.map.parts.push(Part {
            start: self.text.len(),
            file,
            origin: range,
            is_copy: false,
        });
        self.text.push_str(text);
    }

    /// Notes what a name that is in no file stands for.
    pub fn rename(&mut self, new: &str, old: &str) {
        self.map.names.insert(new.to_owned(), old.to_owned());
    }

    /// The text so far.
    #[must_use]
    pub fn as_text(&self) -> &str {
        &self.text
    }

    /// The text as a source, from whose diagnostics the way back leads to the files.
    #[must_use]
    pub fn finish(self, name: &str, language: Language) -> Source {
        Source::joined(name, language, self.text, self.map)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

    use super::*;

    fn joined() -> Source {
        let main = Source::text("main", Language::Wgsl, "head\nUSE tail\n");
        let other = Source::text("other", Language::Wgsl, "inner\n");
        let mut joiner = Joiner::default();
        let main_file = joiner.add_file(&main);
        let other_file = joiner.add_file(&other);
        assert_eq!(joiner.add_file(&main), main_file);
        joiner.copy(main_file, 0..5);
        joiner.copy(other_file, 0..6);
        joiner.replace(main_file, 5..8, "used_name");
        joiner.copy(main_file, 8..14);
        joiner.finish("main", Language::Wgsl)
    }

    #[test]
    fn ranges_lead_back_to_their_files() {
        let source = joined();
        assert_eq!(source.as_text(), "head\ninner\nused_name tail\n");
        let map = source.map().unwrap();
        let at = |what: &str| {
            let start = source.as_text().find(what).unwrap();
            let (file, range) = map.resolve(start..start + what.len()).unwrap();
            (file.name().to_owned(), file.slice(range).to_owned())
        };
        let pair = |name: &str, text: &str| (name.to_owned(), text.to_owned());
        assert_eq!(at("head"), pair("main", "head"));
        assert_eq!(at("ner"), pair("other", "ner"));
        // Part of what was replaced is all of what it stands for.
        assert_eq!(at("name"), pair("main", "USE"));
        assert_eq!(at("used_name tail"), pair("main", "USE tail"));
        // From one file into another: what is in the first.
        assert_eq!(at("inner\nused"), pair("other", "inner\n"));
        // Around another file: all of it in the first.
        assert_eq!(at("head\ninner\nused_name"), pair("main", "head\nUSE"));
    }

    #[test]
    fn a_text_that_grows_without_end_is_cut() {
        let main = Source::text("main", Language::Wgsl, "x".repeat(1 << 20));
        let mut joiner = Joiner::default();
        let file = joiner.add_file(&main);
        for _ in 0..100 {
            joiner.copy(file, 0..1 << 20);
        }
        let cut = joiner.finish("main", Language::Wgsl);
        assert_eq!(cut.as_text().len(), MOST_BYTES);
        assert!(cut.map().unwrap().is_cut());
        let mut joiner = Joiner::default();
        let file = joiner.add_file(&cut);
        joiner.copy(file, 0..1);
        assert!(
            joiner
                .finish("main", Language::Wgsl)
                .map()
                .unwrap()
                .is_cut()
        );
        assert!(!joined().map().unwrap().is_cut());
    }

    #[test]
    fn the_end_has_a_place() {
        let source = joined();
        let end = source.as_text().len();
        let (file, range) = source.map().unwrap().resolve(end..end).unwrap();
        assert_eq!((file.name(), range), ("main", 14..14));
    }
}
