//! `#include` in GLSL and HLSL: the named file's text in place of the line.
//!
//! Both front ends read the result, so both have the files; messages lead back to them through
//! the map that the [`Joiner`] writes. Conditions are followed ([`condition`]), because only they
//! end the inclusion of a file that includes itself. Where one cannot be told here (it asks for
//! what a compiler defines), both of its sides are taken, and a file missing there is an
//! `#error` that the compiler speaks if it comes to it.

mod condition;
#[cfg(test)]
mod tests;

use std::collections::{BTreeSet, HashSet};
use std::ops::Range;
use std::path::{Component, Path, PathBuf};

use super::{Files, Linked};
use crate::codes;
use crate::diagnostic::{Code, Diagnostic, Failure, Kind, Phase};
use crate::options::Options;
use crate::source::{Joiner, Source};
use condition::{Conditions, Truth};

/// The deepest that files include each other.
const DEEPEST: usize = 64;
/// The most inclusions of one source.
const MOST: usize = 10_000;
/// The most bytes of a source with all that it includes.
const LARGEST: usize = 32 << 20;
/// How often a file may stand in the chain of files that include each other: once more than a
/// guard needs to end it.
const MOST_OPEN: usize = 2;

/// Puts the included files in; the source itself when it includes none.
pub(super) fn link(
    source: &Source,
    options: &Options,
    files: &dyn Files,
) -> Result<Linked, Failure> {
    if !mentions_include(source.as_text()) {
        return Ok(Linked {
            source: source.clone(),
            files: Vec::new(),
        });
    }
    let mut linker = Linker {
        files,
        paths: options
            .glsl_in
            .include_paths
            .iter()
            .map(PathBuf::from)
            .collect(),
        root: source.clone(),
        joiner: Joiner::default(),
        conditions: Conditions::new(&options.glsl_in.defines),
        open: Vec::new(),
        once: BTreeSet::new(),
        read: Vec::new(),
        known: HashSet::new(),
        inclusions: 0,
        size: 0,
    };
    let path = PathBuf::from(source.name());
    linker.file(source, &path)?;
    Ok(Linked {
        source: linker.joiner.finish(source.name(), source.language()),
        files: linker.read,
    })
}

/// Whether a line looks like `#include`.
fn mentions_include(text: &str) -> bool {
    text.match_indices("include").any(|(at, _)| {
        let before = text.get(..at).unwrap_or_default();
        before.trim_end_matches([' ', '\t']).ends_with('#')
    })
}

struct Linker<'a> {
    files: &'a dyn Files,
    paths: Vec<PathBuf>,
    root: Source,
    joiner: Joiner,
    conditions: Conditions,
    /// The files that include each other down to here, with the inclusion in each.
    open: Vec<Open>,
    once: BTreeSet<PathBuf>,
    /// In the order in which they were first read.
    read: Vec<PathBuf>,
    known: HashSet<PathBuf>,
    inclusions: usize,
    size: usize,
}

struct Open {
    path: PathBuf,
    source: Source,
    /// The line that includes the next file.
    at: Range<usize>,
}

impl Linker<'_> {
    fn file(&mut self, source: &Source, path: &Path) -> Result<(), Failure> {
        self.open.push(Open {
            path: path.to_owned(),
            source: source.clone(),
            at: 0..0,
        });
        let file = self.joiner.add_file(source);
        let depth = self.conditions.depth();
        let text = source.as_text();
        let mut in_comment = false;
        let mut copied = 0;
        for line in lines(text) {
            let content = text.get(line.clone()).unwrap_or_default();
            let code = without_comments(content, &mut in_comment);
            let Some(directive) = code.trim_start().strip_prefix('#').map(str::trim_start) else {
                continue;
            };
            let name: String = directive
                .chars()
                .take_while(|c| c.is_ascii_alphanumeric() || *c == '_')
                .collect();
            let rest = directive.get(name.len()..).unwrap_or_default().trim();
            match name.as_str() {
                "include" => {
                    let span = trimmed(text, line.clone());
                    self.joiner.copy(file, copied..span.start);
                    copied = span.end;
                    self.include(file, rest, span)?;
                }
                "pragma" if rest == "once" => {
                    if self.conditions.here() != Truth::No {
                        self.once.insert(path.to_owned());
                    }
                }
                // What it enables was done here.
                "extension" if enables_include(rest) => {
                    let span = trimmed(text, line.clone());
                    self.joiner.copy(file, copied..span.start);
                    copied = span.end;
                }
                _ => self.conditions.directive(&name, rest),
            }
        }
        self.joiner.copy(file, copied..text.len());
        // A condition does not go on behind the file that opens it.
        self.conditions.close(depth);
        self.size += text.len();
        self.open.pop();
        Ok(())
    }

    /// Resolves `#include rest`, whose line is `span` of the innermost open file.
    fn include(&mut self, file: usize, rest: &str, span: Range<usize>) -> Result<(), Failure> {
        let here = self.conditions.here();
        if here == Truth::No {
            return Ok(());
        }
        if let Some(open) = self.open.last_mut() {
            open.at = span.clone();
        }
        let expanded = self.conditions.object(rest);
        let Some((name, is_quoted)) = header(expanded.as_deref().unwrap_or(rest)) else {
            return Err(self.wrong(
                codes::INCLUDE_INVALID,
                Kind::Rejected,
                format!("`#include {rest}` does not name a file"),
                Some("write `#include \"FILE\"` or `#include <FILE>`".to_owned()),
            ));
        };
        let Some((path, text)) = self.find(name, is_quoted)? else {
            let looked = self.looked(is_quoted);
            if here == Truth::Maybe {
                let text = format!("#error \"{name}\" is included and {looked}");
                self.joiner.replace(file, span, &text);
                return Ok(());
            }
            return Err(self.wrong(
                codes::INCLUDE_NOT_FOUND,
                Kind::Rejected,
                format!("`{name}` is included and {looked}"),
                Some("give the folder it is in with `-I DIR`".to_owned()),
            ));
        };
        if self.once.contains(&path) {
            return Ok(());
        }
        let times = self.open.iter().filter(|open| open.path == path).count();
        if times >= MOST_OPEN {
            let chain: Vec<_> = self
                .open
                .iter()
                .skip_while(|open| open.path != path)
                .map(|open| open.path.display().to_string())
                .collect();
            let mut message = format!("`{}` includes itself", path.display());
            let mut names = chain;
            names.dedup();
            names.truncate(names.len() / 2 + 1);
            if names.len() > 1 {
                message.push_str(&format!(": {}", names.join(" → ")));
            }
            return Err(self.wrong(
                codes::INCLUDE_CYCLE,
                Kind::Rejected,
                message,
                Some("write `#pragma once` or a guard (`#ifndef`, `#define`) in it".to_owned()),
            ));
        }
        self.inclusions += 1;
        if self.open.len() > DEEPEST || self.inclusions > MOST || self.size + text.len() > LARGEST {
            let message = if self.open.len() > DEEPEST {
                format!("files include each other more than {DEEPEST} deep")
            } else if self.inclusions > MOST {
                format!("more than {MOST} files are included")
            } else {
                format!("the included files have more than {LARGEST} bytes together")
            };
            return Err(self.wrong(codes::INCLUDE_DEPTH, Kind::Rejected, message, None));
        }
        if self.known.insert(path.clone()) {
            self.read.push(path.clone());
        }
        let source = Source::text(path.display().to_string(), self.root.language(), text);
        let number = self.joiner.add_file(&source);
        self.joiner.note_inclusion(number, file, span.clone());
        self.file(&source, &path)?;
        if !self.joiner.as_text().ends_with('\n') {
            self.joiner.replace(file, span, "\n");
        }
        Ok(())
    }

    /// The file of a name: beside the including file if it is quoted, then in the search paths.
    fn find(&self, name: &str, is_quoted: bool) -> Result<Option<(PathBuf, String)>, Failure> {
        let mut places = Vec::new();
        if is_quoted && let Some(open) = self.open.last() {
            places.push(open.path.parent().unwrap_or(Path::new("")).to_owned());
        }
        places.extend(self.paths.iter().cloned());
        // GL_ARB_shading_language_include has names that start with a slash, in a tree of its own.
        let relative = name.trim_start_matches('/');
        let candidates = places
            .iter()
            .map(|folder| folder.join(relative))
            .chain((relative != name).then(|| PathBuf::from(name)));
        for candidate in candidates {
            let path = tidy(&candidate);
            match self.files.read(&path) {
                Ok(Some(text)) => {
                    let text = match text.strip_prefix('\u{feff}') {
                        Some(rest) => rest.to_owned(),
                        None => text,
                    };
                    return Ok(Some((path, text)));
                }
                Ok(None) => {}
                Err(reason) => {
                    return Err(self.wrong(
                        codes::INCLUDE_UNREADABLE,
                        Kind::Rejected,
                        format!("`{}` cannot be read: {reason}", path.display()),
                        None,
                    ));
                }
            }
        }
        Ok(None)
    }

    /// Where a file was looked for, as in "is included and …".
    fn looked(&self, is_quoted: bool) -> String {
        let mut places: Vec<String> = self
            .paths
            .iter()
            .map(|path| format!("`{}`", path.display()))
            .collect();
        if is_quoted {
            places.insert(0, "the folder of the including file".to_owned());
        }
        match places.as_slice() {
            [] => "there are no folders to look in".to_owned(),
            [one] => format!("is not in {one}"),
            [init @ .., last] => format!("is neither in {} nor in {last}", init.join(", in ")),
        }
    }

    /// An error at the innermost `#include`, with those that led there.
    fn wrong(&self, code: Code, kind: Kind, message: String, help: Option<String>) -> Failure {
        let Some((innermost, outer)) = self.open.split_last() else {
            return Diagnostic::error(code, Phase::Source, kind, &self.root, message).into();
        };
        let mut diagnostic =
            Diagnostic::error(code, Phase::Source, kind, &innermost.source, message)
                .with_primary(innermost.at.clone(), "");
        let mut shown: Vec<(&Source, &Range<usize>)> = vec![(&innermost.source, &innermost.at)];
        for open in outer.iter().rev() {
            let place = (&open.source, &open.at);
            if !shown.contains(&place) && shown.len() <= MOST_SHOWN {
                shown.push(place);
                diagnostic =
                    diagnostic.with_related(&open.source, open.at.clone(), "included here");
            }
        }
        diagnostic.source = self.root.clone();
        diagnostic.help = help;
        diagnostic.into()
    }
}

/// The most inclusions that a message shows.
const MOST_SHOWN: usize = 8;

/// Whether `#extension rest` is what makes `#include` legal.
fn enables_include(rest: &str) -> bool {
    let name = rest.split([':', ' ', '\t']).next().unwrap_or_default();
    matches!(
        name,
        "GL_GOOGLE_include_directive" | "GL_ARB_shading_language_include"
    )
}

/// The name in `"name"` (then true) or `<name>`.
fn header(text: &str) -> Option<(&str, bool)> {
    let text = text.trim();
    let (name, is_quoted) = if let Some(rest) = text.strip_prefix('"') {
        (rest.split_once('"')?, true)
    } else {
        (text.strip_prefix('<')?.split_once('>')?, false)
    };
    let (name, after) = name;
    (!name.trim().is_empty() && after.trim().is_empty()).then_some((name.trim(), is_quoted))
}

/// A path without `.` and, where it can be told, without `..`.
fn tidy(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir
                if matches!(out.components().next_back(), Some(Component::Normal(_))) =>
            {
                out.pop();
            }
            other => out.push(other),
        }
    }
    out
}

/// The lines of a text; one that ends with a backslash goes on in the next.
fn lines(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at;
        loop {
            let rest = text.get(at..)?;
            let Some(end) = rest.find('\n') else {
                at = text.len();
                break;
            };
            let line = rest.get(..end).unwrap_or_default();
            at += end + 1;
            if !line.trim_end_matches('\r').ends_with('\\') {
                break;
            }
        }
        (start < at).then_some(start..at)
    })
}

/// A line without the blanks and the end around it.
fn trimmed(text: &str, line: Range<usize>) -> Range<usize> {
    let content = text.get(line.clone()).unwrap_or_default();
    let lead = content.len() - content.trim_start().len();
    let end = content.trim_end().len();
    line.start + lead.min(end)..line.start + end
}

/// A line with comments as blanks and lines joined; what is quoted is no comment.
fn without_comments(line: &str, in_comment: &mut bool) -> String {
    let line = line.replace("\\\r\n", "").replace("\\\n", "");
    let mut code = String::with_capacity(line.len());
    let mut quoted = false;
    let mut characters = line.chars().peekable();
    while let Some(c) = characters.next() {
        if *in_comment {
            if c == '*' && characters.next_if_eq(&'/').is_some() {
                *in_comment = false;
                code.push(' ');
            }
            continue;
        }
        match c {
            '"' => quoted = !quoted,
            '/' if !quoted => match characters.peek() {
                Some('/') => break,
                Some('*') => {
                    characters.next();
                    *in_comment = true;
                    continue;
                }
                _ => {}
            },
            _ => {}
        }
        code.push(c);
    }
    code
}
