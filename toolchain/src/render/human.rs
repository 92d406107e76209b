//! Diagnostics with the source they speak of, through codespan-reporting.
//!
//! codespan-reporting never sees a source itself, only an excerpt: the lines that labels stand
//! in, made safe for a terminal, and of a very long line only the part around the label.

use std::io::Write;
use std::ops::Range;

use codespan_reporting::diagnostic as codespan;
use codespan_reporting::files::{Error as FilesError, Files};
use codespan_reporting::term::termcolor::{Buffer, WriteColor};
use codespan_reporting::term::{Chars, Config, Styles, emit_to_write_style};

use super::clean::{clean, clean_lines, shown};
use super::{severity_name, short};
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::Source;

/// How text is set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Styling {
    /// With ANSI colours.
    pub color: bool,
    /// Frames of ASCII characters only.
    pub ascii: bool,
}

/// Longest line that is shown whole, in bytes.
const LONG_LINE: usize = 240;
/// How much of a longer line is shown before and after the start of the label.
const BEFORE: usize = 80;
const AFTER: usize = 160;

/// Diagnostics for people, each with the lines it is about, notes and help, and a blank line
/// after it.
#[must_use]
pub fn human(diagnostics: &[Diagnostic], styling: Styling) -> String {
    let mut buffer = if styling.color {
        Buffer::ansi()
    } else {
        Buffer::no_color()
    };
    for diagnostic in diagnostics {
        if emit(&mut buffer, diagnostic, styling).is_err() {
            // A view that cannot be drawn must not hide what there is to say.
            let mut plain = short(diagnostic).into_bytes();
            plain.push(b'\n');
            if buffer.write_all(&plain).is_err() {
                break;
            }
        }
    }
    String::from_utf8_lossy(buffer.as_slice()).into_owned()
}

fn config(styling: Styling) -> Config {
    Config {
        chars: if styling.ascii {
            Chars::ascii()
        } else {
            Chars::box_drawing()
        },
        ..Config::default()
    }
}

fn severity(severity: Severity) -> codespan::Severity {
    match severity {
        Severity::Error => codespan::Severity::Error,
        Severity::Warning => codespan::Severity::Warning,
        Severity::Note => codespan::Severity::Note,
    }
}

fn emit(buffer: &mut Buffer, diagnostic: &Diagnostic, styling: Styling) -> Result<(), FilesError> {
    let excerpts = Excerpts::new(diagnostic);
    let mut view = codespan::Diagnostic::new(severity(diagnostic.severity))
        .with_code(diagnostic.code)
        .with_message(clean(&diagnostic.message));
    for label in &diagnostic.labels {
        let Some(file) = excerpts.index(&label.source) else {
            continue;
        };
        let style = if label.primary {
            codespan::LabelStyle::Primary
        } else {
            codespan::LabelStyle::Secondary
        };
        let range = excerpts.range(file, trimmed(&label.source, label.span.clone()));
        view = view.with_label(
            codespan::Label::new(style, file, range).with_message(clean(&label.message)),
        );
    }
    let mut notes: Vec<String> = diagnostic
        .notes
        .iter()
        .map(|note| format!("note: {}", clean_lines(note)))
        .collect();
    notes.extend(
        diagnostic
            .help
            .iter()
            .map(|help| format!("help: {}", clean_lines(help))),
    );
    if view.labels.is_empty() {
        return Ok(emit_without_source(buffer, diagnostic, &notes, styling)?);
    }
    emit_to_write_style(buffer, &config(styling), &excerpts, &view.with_notes(notes))
}

/// The same form where there is no line to show: the file is named in its place.
fn emit_without_source(
    buffer: &mut Buffer,
    diagnostic: &Diagnostic,
    notes: &[String],
    styling: Styling,
) -> std::io::Result<()> {
    let styles = Styles::default();
    let Chars {
        snippet_start,
        source_border_left,
        note_bullet,
        ..
    } = config(styling).chars;
    buffer.set_color(styles.header(severity(diagnostic.severity)))?;
    write!(
        buffer,
        "{}[{}]",
        severity_name(diagnostic.severity),
        diagnostic.code
    )?;
    buffer.set_color(&styles.header_message)?;
    write!(buffer, ": {}", clean(&diagnostic.message))?;
    buffer.reset()?;
    write!(buffer, "\n  ")?;
    buffer.set_color(&styles.source_border)?;
    write!(buffer, "{snippet_start}")?;
    buffer.reset()?;
    writeln!(buffer, " {}", clean(diagnostic.source.name()))?;
    if !notes.is_empty() {
        write!(buffer, "  ")?;
        buffer.set_color(&styles.source_border)?;
        writeln!(buffer, "{source_border_left}")?;
        buffer.reset()?;
    }
    for note in notes {
        for (index, line) in note.lines().enumerate() {
            let bullet = if index == 0 { note_bullet } else { ' ' };
            write!(buffer, "  ")?;
            buffer.set_color(&styles.note_bullet)?;
            write!(buffer, "{bullet}")?;
            buffer.reset()?;
            writeln!(buffer, " {line}")?;
        }
    }
    writeln!(buffer)
}

/// A span inside the source and without blanks at its end, which would draw a second line.
fn trimmed(source: &Source, span: Range<usize>) -> Range<usize> {
    let span = source.clamp(span);
    let text = source.slice(span.clone());
    let kept = text.trim_end().len();
    // A span of blanks alone stays where it is, without its end.
    span.start..span.start + kept
}

/// A line of a source as it is shown.
#[derive(Debug)]
struct Line {
    /// Index in the source, from 0.
    index: usize,
    /// Bytes in the source, without the line break.
    source: Range<usize>,
    /// Bytes in the excerpt.
    shown: Range<usize>,
    /// Where each shown character stands: in the source and in the excerpt.
    places: Vec<(usize, usize)>,
}

/// The shown lines of one source.
#[derive(Debug)]
struct Excerpt {
    file: Source,
    text: String,
    lines: Vec<Line>,
}

struct Excerpts(Vec<Excerpt>);

impl Excerpts {
    fn new(diagnostic: &Diagnostic) -> Self {
        let mut files: Vec<Source> = Vec::new();
        for label in &diagnostic.labels {
            if label.source.language().is_text() && !files.contains(&label.source) {
                files.push(label.source.clone());
            }
        }
        Self(
            files
                .iter()
                .map(|file| Excerpt::new(file, diagnostic))
                .collect(),
        )
    }

    fn index(&self, source: &Source) -> Option<usize> {
        self.0.iter().position(|excerpt| excerpt.file == *source)
    }

    fn range(&self, file: usize, span: Range<usize>) -> Range<usize> {
        let Some(excerpt) = self.0.get(file) else {
            return 0..0;
        };
        let start = excerpt.to_shown(span.start);
        start..excerpt.to_shown(span.end).max(start)
    }

    fn get(&self, file: usize) -> Result<&Excerpt, FilesError> {
        self.0.get(file).ok_or(FilesError::FileMissing)
    }
}

impl Excerpt {
    fn new(file: &Source, diagnostic: &Diagnostic) -> Self {
        let spans: Vec<Range<usize>> = diagnostic
            .labels
            .iter()
            .filter(|label| label.source == *file)
            .map(|label| trimmed(file, label.span.clone()))
            .collect();
        let text = file.as_text();
        // Line index and bytes of every line that may be drawn, by index.
        let mut wanted: std::collections::BTreeMap<usize, Range<usize>> =
            std::collections::BTreeMap::new();
        for span in &spans {
            let (first, last) = (file.line_index(span.start), file.line_index(span.end));
            // The neighbours too: one line between two shown ones is drawn, and of a long span
            // the first lines and the last.
            let from_first = first.saturating_sub(1)..=(first + 4).min(last + 1);
            let to_last = last.saturating_sub(2)..=last;
            for index in from_first.chain(to_last) {
                // What stands behind the last line break is no line when it is empty.
                if let Some(line) = file.line(index)
                    && (line.start < text.len() || index <= last)
                {
                    wanted.insert(index, line);
                }
            }
        }
        let mut excerpt = Self {
            text: String::new(),
            lines: Vec::new(),
            file: file.clone(),
        };
        for (index, bytes) in wanted {
            excerpt.push(index, bytes, &spans, file.as_text());
        }
        excerpt
    }

    /// Adds a line, or the part of it around its first label.
    fn push(&mut self, index: usize, bytes: Range<usize>, spans: &[Range<usize>], text: &str) {
        let line = text.get(bytes.clone()).unwrap_or_default();
        let window = if line.len() <= LONG_LINE {
            bytes.clone()
        } else {
            let focus = spans
                .iter()
                .flat_map(|span| [span.start, span.end])
                .find(|place| bytes.contains(place))
                .unwrap_or(bytes.start);
            let start = focus.saturating_sub(BEFORE).max(bytes.start);
            self.file
                .clamp(start..(start + BEFORE + AFTER).min(bytes.end))
        };
        let begin = self.text.len();
        let mut places = Vec::new();
        if window.start > bytes.start {
            self.text.push('…');
        }
        for (at, character) in text.get(window.clone()).unwrap_or_default().char_indices() {
            places.push((window.start + at, self.text.len()));
            self.text.push(if character == '\t' {
                '\t'
            } else {
                shown(character)
            });
        }
        places.push((window.end, self.text.len()));
        if window.end < bytes.end {
            self.text.push('…');
        }
        self.lines.push(Line {
            index,
            source: bytes,
            shown: begin..self.text.len(),
            places,
        });
        self.text.push('\n');
    }

    /// Where a byte of the source stands in the excerpt.
    fn to_shown(&self, offset: usize) -> usize {
        let after = self
            .lines
            .partition_point(|line| line.source.start <= offset);
        let Some(line) = after.checked_sub(1).and_then(|index| self.lines.get(index)) else {
            return 0;
        };
        let place = line.places.partition_point(|&(source, _)| source <= offset);
        place
            .checked_sub(1)
            .and_then(|index| line.places.get(index))
            .map_or(line.shown.start, |&(_, shown)| shown)
    }

    fn line_of(&self, shown: usize) -> Option<&Line> {
        let after = self.lines.partition_point(|line| line.shown.start <= shown);
        after.checked_sub(1).and_then(|index| self.lines.get(index))
    }
}

impl<'a> Files<'a> for Excerpts {
    type FileId = usize;
    type Name = String;
    type Source = &'a str;

    fn name(&'a self, id: usize) -> Result<String, FilesError> {
        Ok(clean(self.get(id)?.file.name()).into_owned())
    }

    fn source(&'a self, id: usize) -> Result<&'a str, FilesError> {
        Ok(&self.get(id)?.text)
    }

    fn line_index(&'a self, id: usize, byte: usize) -> Result<usize, FilesError> {
        let excerpt = self.get(id)?;
        Ok(excerpt.line_of(byte).map_or(0, |line| line.index))
    }

    fn line_range(&'a self, id: usize, index: usize) -> Result<Range<usize>, FilesError> {
        // A line inside a long span that is not drawn has nothing to show.
        let excerpt = self.get(id)?;
        Ok(excerpt
            .lines
            .binary_search_by_key(&index, |line| line.index)
            .ok()
            .and_then(|at| excerpt.lines.get(at))
            .map_or(0..0, |line| line.shown.clone()))
    }

    fn column_number(&'a self, id: usize, _: usize, byte: usize) -> Result<usize, FilesError> {
        let excerpt = self.get(id)?;
        let Some(line) = excerpt.line_of(byte) else {
            return Ok(1);
        };
        let place = line.places.partition_point(|&(_, shown)| shown <= byte);
        let offset = place
            .checked_sub(1)
            .and_then(|index| line.places.get(index))
            .map_or(line.source.start, |&(source, _)| source);
        Ok(excerpt.file.position(offset).column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Kind, Phase};
    use crate::source::Language;

    fn error(text: &str) -> Diagnostic {
        let source = Source::text("f.wgsl", Language::Wgsl, text);
        Diagnostic::error("x-y", Phase::Parse, Kind::Rejected, &source, "wrong")
    }

    fn plain(diagnostic: Diagnostic) -> String {
        human(&[diagnostic], Styling::default())
    }

    #[test]
    fn the_line_is_shown_with_notes_and_help() {
        let text = plain(
            error("let a = 1;\nlet bé = 2;\n")
                .with_primary(15..18, "here")
                .with_note("a fact")
                .with_help("do it"),
        );
        assert_eq!(
            text,
            "error[x-y]: wrong\n  ┌─ f.wgsl:2:5\n  │\n2 │ let bé = 2;\n  │     ^^ here\n  │\n  \
             = note: a fact\n  = help: do it\n\n"
        );
    }

    #[test]
    fn without_a_place_the_file_is_named() {
        let text = plain(error("").with_note("a fact"));
        assert_eq!(
            text,
            "error[x-y]: wrong\n  ┌─ f.wgsl\n  │\n  = note: a fact\n\n"
        );
    }

    #[test]
    fn a_diagnostic_can_speak_of_two_sources() {
        let mut first = error("one\ntwo").with_primary(4..7, "this");
        let other = error("three").with_secondary(0..5, "that");
        let renamed = Source::text("g.wgsl", Language::Wgsl, "three");
        first.labels.extend(
            other
                .labels
                .into_iter()
                .map(|label| crate::diagnostic::Label {
                    source: renamed.clone(),
                    ..label
                }),
        );
        let text = plain(first);
        assert!(
            text.contains("f.wgsl:2:1") && text.contains("g.wgsl:1:1"),
            "{text}"
        );
        assert!(text.contains("two") && text.contains("three"), "{text}");
    }

    #[test]
    fn control_characters_do_not_reach_the_terminal() {
        let source = "a\u{1b}[31m\u{202e}\u{9b}b\r\nc";
        let text = plain(error(source).with_primary(0..1, "\u{1b}]0;x\u{7}"));
        assert!(text.contains("a␛[31m"), "{text}");
        assert!(
            !text.contains(|c: char| c.is_control() && c != '\n'),
            "{text:?}"
        );
        assert!(!text.contains('\u{202e}'));
    }

    #[test]
    fn of_a_long_line_only_a_part_is_shown() {
        let mut line = "x".repeat(1 << 20);
        line.replace_range(500_000..500_003, "abc");
        let text = plain(error(&line).with_primary(500_000..500_003, "here"));
        assert!(text.len() < 2000, "{}", text.len());
        assert!(text.contains("f.wgsl:1:500001"), "{text}");
        let lines: Vec<&str> = text.lines().collect();
        let column = |needle: &str, line: &str| line.chars().position(|c| needle.starts_with(c));
        assert!(
            lines
                .iter()
                .any(|line| line.contains("…") && line.contains("abc"))
        );
        let shown = lines
            .iter()
            .find(|line| line.contains("abc"))
            .copied()
            .unwrap_or_default();
        let marks = lines
            .iter()
            .find(|line| line.contains("^^^"))
            .copied()
            .unwrap_or_default();
        assert_eq!(column("abc", shown), column("^", marks));
    }

    #[test]
    fn spans_over_many_lines_are_shown_in_part() {
        let source = "line\n".repeat(10_000);
        let text = plain(error(&source).with_primary(10..40_000, "all of it"));
        assert!(text.lines().count() < 20, "{text}");
        assert!(text.contains("all of it"));
    }

    #[test]
    fn every_span_of_odd_texts_can_be_shown() {
        for source in [
            "",
            "\n",
            "a\n",
            "\r\n\r\n",
            "é\u{0}\n\ttab",
            "a\n\n\nb",
            "\u{feff}x",
        ] {
            for start in 0..=source.len() + 1 {
                for end in start..=source.len() + 2 {
                    let diagnostic = error(source)
                        .with_primary(start..end, "x")
                        .with_secondary(0..start, "y");
                    let text = plain(diagnostic);
                    assert!(text.starts_with("error[x-y]: wrong\n"), "{text}");
                }
            }
        }
    }

    #[test]
    fn colours_only_when_asked_for() {
        let diagnostic = error("abc").with_primary(0..1, "");
        assert!(!human(std::slice::from_ref(&diagnostic), Styling::default()).contains('\u{1b}'));
        let styling = Styling {
            color: true,
            ascii: true,
        };
        let text = human(&[diagnostic], styling);
        assert!(text.contains('\u{1b}') && text.is_ascii(), "{text:?}");
    }
}
