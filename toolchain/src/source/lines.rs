//! From byte offsets to lines and columns, in time that does not grow with the length of a line.

use std::ops::Range;
use std::sync::OnceLock;

use super::Position;

/// Distance of the places at which characters are counted beforehand, in bytes.
const STEP: usize = 1024;

/// Where the lines of a text are.
#[derive(Debug)]
pub(super) struct Lines {
    starts: Vec<usize>,
    /// Characters and UTF-16 units before every [`STEP`] bytes. Only long lines ask for them.
    counted: OnceLock<Vec<Count>>,
}

/// How much text there is, in the two ways in which columns are counted.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    characters: usize,
    units: usize,
}

impl Count {
    fn of(bytes: &[u8]) -> Self {
        // A character begins with a byte that continues none, and takes two units if it has four
        // bytes.
        Self {
            characters: bytes.iter().filter(|&&byte| byte & 0xc0 != 0x80).count(),
            units: bytes
                .iter()
                .map(|&byte| usize::from(byte & 0xc0 != 0x80) + usize::from(byte >= 0xf0))
                .sum(),
        }
    }

    fn plus(self, other: Self) -> Self {
        Self {
            characters: self.characters + other.characters,
            units: self.units + other.units,
        }
    }
}

impl Lines {
    pub(super) fn new(text: &str) -> Self {
        let breaks = memchr::memchr_iter(b'\n', text.as_bytes());
        Self {
            starts: std::iter::once(0).chain(breaks.map(|at| at + 1)).collect(),
            counted: OnceLock::new(),
        }
    }

    /// The index of the line that a byte is in, from 0.
    pub(super) fn index(&self, offset: usize) -> usize {
        self.starts
            .partition_point(|&start| start <= offset)
            .saturating_sub(1)
    }

    /// The bytes of a line without the line break; none: there is no such line.
    pub(super) fn range(&self, text: &str, index: usize) -> Option<Range<usize>> {
        let start = *self.starts.get(index)?;
        let end = match self.starts.get(index + 1) {
            Some(next) => next - 1,
            None => text.len(),
        };
        // The carriage return is part of the break.
        let has_return = text
            .get(start..end)
            .is_some_and(|line| line.ends_with('\r'));
        Some(start..end - usize::from(has_return))
    }

    /// The place of an offset, which is the start of a character.
    pub(super) fn position(&self, text: &str, offset: usize) -> Position {
        let index = self.index(offset);
        let start = self.starts.get(index).copied().unwrap_or(0);
        let before = if offset - start <= STEP {
            Count::of(text.as_bytes().get(start..offset).unwrap_or_default())
        } else {
            let (to_start, to_offset) = (self.before(text, start), self.before(text, offset));
            Count {
                characters: to_offset.characters - to_start.characters,
                units: to_offset.units - to_start.units,
            }
        };
        Position {
            line: index + 1,
            column: before.characters + 1,
            utf16_column: before.units + 1,
        }
    }

    /// What stands before an offset in the whole text.
    fn before(&self, text: &str, offset: usize) -> Count {
        let bytes = text.as_bytes();
        let counted = self.counted.get_or_init(|| {
            bytes
                .chunks(STEP)
                .scan(Count::default(), |sum, chunk| {
                    let before = *sum;
                    *sum = sum.plus(Count::of(chunk));
                    Some(before)
                })
                .collect()
        });
        let step = (offset / STEP).min(counted.len().saturating_sub(1));
        let known = counted.get(step).copied().unwrap_or_default();
        known.plus(Count::of(
            bytes.get(step * STEP..offset).unwrap_or_default(),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_long_lines_are_those_counted_one_by_one() {
        let line = "aé漢\u{1d400}, ".repeat(700);
        let text = format!("short\n{line}\r\n{line}");
        let lines = Lines::new(&text);
        for (at, _) in text.char_indices().step_by(13) {
            let start = text[..at].rfind('\n').map_or(0, |at| at + 1);
            let before = &text[start..at];
            let place = lines.position(&text, at);
            assert_eq!(place.column, before.chars().count() + 1, "{at}");
            assert_eq!(place.utf16_column, before.encode_utf16().count() + 1);
        }
        let end = lines.position(&text, text.len());
        assert_eq!((end.line, end.column), (3, line.chars().count() + 1));
    }

    #[test]
    fn lines_end_before_their_break() {
        let text = "a\r\n\nb\r";
        let lines = Lines::new(text);
        assert_eq!(lines.range(text, 0), Some(0..1));
        assert_eq!(lines.range(text, 1), Some(3..3));
        assert_eq!(lines.range(text, 2), Some(4..5));
        assert_eq!(lines.range(text, 3), None);
    }
}
