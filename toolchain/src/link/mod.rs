//! Files to one text: what a source asks other files for is put in before anything is parsed.
//!
//! One file a linker. A linker reads through [`Files`], because the library opens no file itself,
//! and writes with a [`Joiner`](crate::source::Joiner): the text it makes remembers where each
//! part came from, and [`Diagnostic::in_files`](crate::diagnostic::Diagnostic::in_files) takes
//! every message back to the file that its reader wrote. The steps after this one see one
//! source and need not know.

mod conditions;
mod edit;
mod include;
mod modules;
mod naga_oil;
mod names;
mod shadertoy;
#[cfg(test)]
mod tests;
mod wesl;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use memchr::{memchr_iter, memmem, memrchr};

use crate::codes;
use crate::diagnostic::{Diagnostic, Failure, Kind, Phase};
use crate::limits::{self, comment_end};
use crate::options::Options;
use crate::options::version::Linker;
use crate::source::{Language, Source, SourceMap};
use crate::wgsl_text::Scan;

/// Where a linker finds the files that a source asks for.
pub trait Files: Sync {
    /// The text of a file; none: there is no such file.
    ///
    /// # Errors
    ///
    /// Why a file that exists cannot be read (its rights, its encoding).
    fn read(&self, path: &Path) -> Result<Option<String>, String>;

    /// The files in a folder, and with `is_deep` in those below it, with one of these extensions
    /// (without dots), sorted.
    ///
    /// # Errors
    ///
    /// Why the folder cannot be read.
    fn list(
        &self,
        folder: &Path,
        extensions: &[&str],
        is_deep: bool,
    ) -> Result<Vec<PathBuf>, String>;
}

/// Files that are kept in memory; without any, no source can ask for another.
#[derive(Clone, Debug, Default)]
pub struct MemoryFiles(pub BTreeMap<PathBuf, String>);

impl Files for MemoryFiles {
    fn read(&self, path: &Path) -> Result<Option<String>, String> {
        Ok(self.0.get(path).cloned())
    }

    fn list(
        &self,
        folder: &Path,
        extensions: &[&str],
        is_deep: bool,
    ) -> Result<Vec<PathBuf>, String> {
        let fits = |path: &&PathBuf| {
            (path.parent() == Some(folder) || is_deep && path.starts_with(folder))
                && path
                    .extension()
                    .is_some_and(|own| extensions.iter().any(|each| own == *each))
        };
        Ok(self.0.keys().filter(fits).cloned().collect())
    }
}

/// A source with all that it asked for.
#[derive(Clone, Debug)]
pub struct Linked {
    /// The text to parse; the source itself when it asked for nothing.
    pub source: Source,
    /// The other files that are in it: what a build depends on.
    pub files: Vec<PathBuf>,
}

/// Puts into a source what it asks other files for.
///
/// # Errors
///
/// What is asked for and cannot be had, at the place that asks.
pub fn link(source: &Source, options: &Options, files: &dyn Files) -> Result<Linked, Failure> {
    let linked = match source.language() {
        Language::Wgsl => link_wgsl(source, options, files)?,
        Language::Glsl if options.glsl_in.shadertoy => {
            Some(include::link(&shadertoy::wrapped(source)?, options, files)?)
        }
        Language::Glsl | Language::Hlsl => Some(include::link(source, options, files)?),
        Language::Spirv | Language::SpirvAssembly => None,
    };
    let linked = linked.unwrap_or_else(|| Linked {
        source: source.clone(),
        files: Vec::new(),
    });
    if linked.source.map().is_some_and(SourceMap::is_cut) {
        return Err(limits::too_long(source, options).into());
    }
    Ok(linked)
}

fn link_wgsl(
    source: &Source,
    options: &Options,
    files: &dyn Files,
) -> Result<Option<Linked>, Failure> {
    let own = &options.wgsl_in;
    let linker = own
        .linker
        .or_else(|| source.name().ends_with(".wesl").then_some(Linker::Wesl));
    let linked = match linker {
        Some(Linker::Wesl) => wesl::link(source, own, files),
        Some(Linker::NagaOil) => naga_oil::link(source, own, files),
        None => {
            return match needed(source) {
                Some(problem) => Err(problem.into()),
                None => Ok(None),
            };
        }
    };
    linked.map(Some).map_err(Failure::in_files)
}

/// What to say of a text that is written for a linker and read without one.
fn needed(source: &Source) -> Option<Diagnostic> {
    let text = source.as_text();
    let (span, what, linker) = if may_have_directive(text)
        && let Some(span) = directive(text)
    {
        (span, "a directive of naga_oil", Linker::NagaOil)
    } else if memmem::find(text.as_bytes(), b"import").is_some()
        && may_import(text)
        && let Some(span) = import(text)
    {
        (span, "an import of WESL", Linker::Wesl)
    } else {
        return None;
    };
    Some(
        Diagnostic::error(
            codes::LINK_LINKER_NEEDED,
            Phase::Source,
            Kind::Rejected,
            source,
            format!("`{}` is {what}, not WGSL", source.slice(span.clone())),
        )
        .with_primary(span, "")
        .with_help(format!("read it with `--linker {linker}`")),
    )
}

/// Whether a directive can begin on some line: most texts with a `#` have it within a comment, such
/// as a colour.
fn may_have_directive(text: &str) -> bool {
    let mut last = 0;
    memchr_iter(b'#', text.as_bytes()).any(|at| {
        let between = text.get(last..at).unwrap_or_default();
        let starts_in_line = last > 0 && memrchr(b'\n', between.as_bytes()).is_none();
        last = at + 1;
        let line = between.rsplit('\n').next().unwrap_or_default();
        line.contains("*/") || (!starts_in_line && line.trim_start().is_empty())
    })
}

/// Whether an import can stand first, past blanks and comments: most texts with the word have it
/// elsewhere, such as in `important`.
fn may_import(text: &str) -> bool {
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches(|letter: char| {
            letter.is_whitespace() || matches!(letter, '\u{feff}' | '\u{200e}' | '\u{200f}')
        });
        match comment_end(rest.as_bytes(), 0, true) {
            Some(end) => rest = rest.get(end..).unwrap_or_default(),
            // Conditions may stand before it.
            None => return rest.starts_with("import") || rest.starts_with('@'),
        }
    }
}

/// The first directive that naga_oil knows.
fn directive(text: &str) -> Option<std::ops::Range<usize>> {
    const KNOWN: [&str; 6] = [
        "import",
        "define_import_path",
        "ifdef",
        "ifndef",
        "if",
        "define",
    ];
    let plain = edit::without_comments(text);
    let mut at = 0;
    for line in plain.split_inclusive('\n') {
        let start = at + line.len() - line.trim_start().len();
        at += line.len();
        if let Some(rest) = line.trim_start().strip_prefix('#') {
            let word: String = rest
                .trim_start()
                .chars()
                .take_while(|letter| *letter == '_' || letter.is_alphanumeric())
                .collect();
            if KNOWN.contains(&word.as_str()) {
                let length = rest.len() - rest.trim_start().len() + word.len();
                return Some(start..start + 1 + length);
            }
        }
    }
    None
}

/// The first word of an import of WESL, which stands before everything else.
fn import(text: &str) -> Option<std::ops::Range<usize>> {
    let scan = Scan::new(text);
    let first = scan.after_attributes(0, scan.tokens.len());
    let is_import =
        scan.word(first) == "import" && (scan.is_word(first + 1) || scan.is(first + 1, b'{'));
    is_import.then(|| scan.span(&(first..first + 1)))
}

/// What was defined from outside, and by the main file.
#[derive(Clone, Debug, Default)]
struct Definitions(BTreeMap<String, String>);

impl Definitions {
    /// Whether a feature of this name is on.
    fn is_on(&self, name: &str) -> bool {
        self.0
            .get(name)
            .is_some_and(|value| !matches!(value.as_str(), "false" | "0" | "off" | "no"))
    }
}

/// A file that is there and cannot be read.
fn unreadable(file: &Path, reason: &str) -> Failure {
    let source = Source::text(file.to_string_lossy(), Language::Wgsl, "");
    Diagnostic::error(
        codes::LINK_FILE_UNREADABLE,
        Phase::Source,
        Kind::Rejected,
        &source,
        format!("this file is asked for and cannot be read: {reason}"),
    )
    .into()
}
