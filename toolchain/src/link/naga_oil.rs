//! The preprocessor and the imports of naga_oil, as Bevy's shaders use them.
//!
//! A module says its path (`#define_import_path a::b`); `#import a::b`, `#import a::b::{c, d as
//! e}`, the older `#import a::b c, d` and `#import "file.wgsl" as m` bring names in, and `a::b::c`
//! in the text means the same without any import. `#ifdef`, `#ifndef`, `#if NAME op VALUE`,
//! `#else` and `#endif` choose lines, `#{NAME}` and `#NAME` stand for values. `virtual fn` may be
//! replaced by an `override fn a::b::name` of a module that is imported.
//!
//! Modules are looked for in the folder of the main file, and in the folders given for them and
//! everything below those. What the main file defines with `#define` holds for all modules.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::edit::without_comments;
use super::modules::{self, Finder, Import, Replacement, Unit};
use super::{Definitions, Files, Linked, unreadable};
use crate::codes;
use crate::diagnostic::{Code, Diagnostic, Failure, Kind, Phase};
use crate::options::WgslIn;
use crate::source::{Edits, Language, Source};
use crate::wgsl_text::Scan;

const EXTENSIONS: [&str; 1] = ["wgsl"];

/// Links a source with what it imports.
pub(super) fn link(
    source: &Source,
    options: &WgslIn,
    files: &dyn Files,
) -> Result<Linked, Failure> {
    let mut definitions = Definitions(options.defines.clone());
    let main = unit(source, None, &mut definitions, true)?;
    let mut modules = Modules {
        files,
        definitions,
        folder: Path::new(source.name())
            .parent()
            .unwrap_or(Path::new(""))
            .to_owned(),
        options,
        index: None,
    };
    modules::join(main, &mut modules)
}

/// A module: lines are chosen, values put in, imports read and taken out.
fn unit(
    source: &Source,
    file: Option<PathBuf>,
    definitions: &mut Definitions,
    is_main: bool,
) -> Result<Unit, Failure> {
    let text = without_comments(source.as_text());
    let mut lines = Lines {
        source,
        text: &text,
        definitions,
        is_main,
        edits: Edits::default(),
        conditions: Vec::new(),
        imports: Vec::new(),
        values: HashMap::new(),
        words: 0,
        path: None,
    };
    lines.run()?;
    let Lines {
        edits,
        imports,
        path,
        ..
    } = lines;
    let chosen = edits.apply(source);
    let functions = functions(&chosen);
    // A quoted path is what other modules call one that has no path of its own.
    let path = path.unwrap_or_else(|| vec![source.name().to_owned()]);
    Ok(Unit {
        path,
        source: functions.edits.apply(&chosen),
        whole: source.clone(),
        file,
        imports,
        asking: source.clone(),
        replacements: functions
            .replacements
            .into_iter()
            .map(|mut each| {
                let place = chosen.map().and_then(|map| map.resolve(each.span.clone()));
                if let Some((_, span)) = place {
                    each.span = span;
                }
                each
            })
            .collect(),
        replaceable: functions.replaceable,
    })
}

/// One `#if`: whether its lines count, and whether a branch of it did before.
#[derive(Clone, Copy)]
struct Condition {
    /// Whether what it stands in counts.
    outer: bool,
    holds: bool,
    held_before: bool,
    has_else: bool,
    start: usize,
}

impl Condition {
    fn counts(self) -> bool {
        self.outer && self.holds && !self.held_before
    }
}

/// The choice of lines.
struct Lines<'a> {
    source: &'a Source,
    /// The text without comments.
    text: &'a str,
    definitions: &'a mut Definitions,
    is_main: bool,
    edits: Edits,
    conditions: Vec<Condition>,
    imports: Vec<Import>,
    /// The values of definitions that stand in the text.
    values: HashMap<String, Rc<str>>,
    /// Words in the paths of the imports.
    words: usize,
    path: Option<Vec<String>>,
}

impl Lines<'_> {
    fn run(&mut self) -> Result<(), Failure> {
        let mut at = 0;
        while at < self.text.len() {
            let end = self.line_end(at);
            let line = self.text.get(at..end).unwrap_or_default();
            let trimmed = line.trim();
            let next = match trimmed.strip_prefix('#').map(str::trim_start) {
                Some(directive) => {
                    let start = at + (line.len() - line.trim_start().len());
                    self.directive(directive, start, end)?
                }
                None => None,
            };
            let counts = self.conditions.last().is_none_or(|last| last.counts());
            match next {
                Some(next) => {
                    self.edits.remove(at..next);
                    at = next;
                    continue;
                }
                None if !counts => self.edits.remove(at..end),
                None => self.values(at..end)?,
            }
            at = end + 1;
        }
        match self.conditions.last() {
            Some(open) => Err(self.problem(
                codes::LINK_CONDITION,
                open.start..self.line_end(open.start),
                "this condition has no `#endif`".to_owned(),
            )),
            None => Ok(()),
        }
    }

    fn line_end(&self, at: usize) -> usize {
        self.text
            .get(at..)
            .and_then(|rest| rest.find('\n'))
            .map_or(self.text.len(), |length| at + length)
    }

    /// Handles a directive; none when the line is none.
    fn directive(
        &mut self,
        text: &str,
        start: usize,
        end: usize,
    ) -> Result<Option<usize>, Failure> {
        let (word, rest) = split_word(text);
        let line = self.text.get(start..end).unwrap_or_default();
        let span = start..start + line.trim_end().len();
        let counts = self.conditions.last().is_none_or(|last| last.counts());
        match word {
            "ifdef" | "ifndef" | "if" => {
                let holds = counts && self.condition(word, rest, &span)?;
                self.conditions.push(Condition {
                    outer: counts,
                    holds,
                    held_before: false,
                    has_else: false,
                    start,
                });
            }
            "else" => {
                let Some(last) = self.conditions.last().copied() else {
                    let message = "`#else` without a condition before it".to_owned();
                    return Err(self.problem(codes::LINK_CONDITION, span, message));
                };
                if last.has_else {
                    let message = "`#else` comes after the last `#else`".to_owned();
                    return Err(self.problem(codes::LINK_CONDITION, span, message));
                }
                let held_before = last.held_before || last.holds;
                let (word, rest) = split_word(rest);
                let is_chain = matches!(word, "ifdef" | "ifndef" | "if");
                let holds = match is_chain {
                    true => last.outer && !held_before && self.condition(word, rest, &span)?,
                    false => true,
                };
                if let Some(last) = self.conditions.last_mut() {
                    last.held_before = held_before;
                    last.holds = holds;
                    last.has_else = !is_chain;
                }
            }
            "endif" => {
                if self.conditions.pop().is_none() {
                    let message = "`#endif` without a condition before it".to_owned();
                    return Err(self.problem(codes::LINK_CONDITION, span, message));
                }
            }
            "define" => {
                let (name, value) = split_word(rest);
                if counts && self.is_main && !name.is_empty() {
                    let value = value.split_whitespace().next().unwrap_or("true");
                    self.definitions
                        .0
                        .entry(name.to_owned())
                        .or_insert_with(|| value.to_owned());
                }
            }
            "define_import_path" => {
                if counts {
                    let path = rest.split_whitespace().next().unwrap_or_default();
                    self.path = Some(split_path(path));
                }
            }
            "version" => {}
            "import" => {
                let length = import_length(self.text.get(start..).unwrap_or_default());
                if counts {
                    self.read_import(start..start + length)?;
                }
                return Ok(Some(start + length));
            }
            _ => return Ok(None),
        }
        Ok(Some(end))
    }

    fn problem(&self, code: Code, span: Range<usize>, message: String) -> Failure {
        Diagnostic::error(code, Phase::Source, Kind::Rejected, self.source, message)
            .with_primary(span, "")
            .into()
    }

    fn condition(&self, word: &str, rest: &str, span: &Range<usize>) -> Result<bool, Failure> {
        let (name, rest) = split_word(rest);
        if name.is_empty() {
            let message = format!("`#{word}` names no definition");
            return Err(self.problem(codes::LINK_CONDITION, span.clone(), message));
        }
        let value = self.definitions.0.get(name);
        match word {
            "ifdef" => return Ok(value.is_some()),
            "ifndef" => return Ok(value.is_none()),
            _ => {}
        }
        let Some(value) = value else {
            let message = format!("`{name}` is compared and not defined");
            return Err(Failure::new(
                Diagnostic::error(
                    codes::LINK_DEFINITION_UNKNOWN,
                    Phase::Source,
                    Kind::Rejected,
                    self.source,
                    message,
                )
                .with_primary(span.clone(), "")
                .with_help(format!("define it: `-D {name}=VALUE`")),
            ));
        };
        let operator = rest
            .split(|letter: char| !"=!<>".contains(letter))
            .next()
            .unwrap_or_default();
        let wanted = rest.get(operator.len()..).unwrap_or_default().trim();
        let order = compare(value, wanted);
        Ok(match (operator, order) {
            ("==", _) => order == Some(Ordering::Equal),
            ("!=", _) => order != Some(Ordering::Equal),
            ("<", Some(order)) => order.is_lt(),
            ("<=", Some(order)) => order.is_le(),
            (">", Some(order)) => order.is_gt(),
            (">=", Some(order)) => order.is_ge(),
            ("<" | "<=" | ">" | ">=", None) => {
                let message = format!(
                    "`{name}` is `{value}`, which cannot be compared with `{wanted}`: both must \
                     be whole numbers"
                );
                return Err(self.problem(codes::LINK_CONDITION, span.clone(), message));
            }
            _ => {
                let message = format!(
                    "`{operator}` is no comparison: `#if NAME op VALUE` has one of ==, !=, <, \
                     <=, >, >="
                );
                return Err(self.problem(codes::LINK_CONDITION, span.clone(), message));
            }
        })
    }

    /// Puts values in the place of `#{NAME}` and `#NAME`.
    fn values(&mut self, line: Range<usize>) -> Result<(), Failure> {
        let mut at = line.start;
        while let Some(found) = self.text.get(at..line.end).and_then(|rest| rest.find('#')) {
            let start = at + found;
            let rest = self.text.get(start + 1..line.end).unwrap_or_default();
            let blank = rest.len() - rest.trim_start().len();
            let rest = rest.trim_start();
            let (name, length) = match rest.strip_prefix('{') {
                Some(inner) => match inner.find('}') {
                    Some(close) => (inner.get(..close).unwrap_or_default().trim(), close + 2),
                    None => ("", 1),
                },
                None => {
                    let (name, _) = split_word(rest);
                    (name, name.len())
                }
            };
            let end = start + 1 + blank + length;
            match self.definitions.0.get(name) {
                Some(value) => {
                    let shared = self
                        .values
                        .entry(name.to_owned())
                        .or_insert_with(|| Rc::from(value.as_str()));
                    self.edits.replace(start..end, Rc::clone(shared));
                }
                None => {
                    return Err(Diagnostic::error(
                        codes::LINK_DEFINITION_UNKNOWN,
                        Phase::Source,
                        Kind::Rejected,
                        self.source,
                        format!("`{name}` is used and not defined"),
                    )
                    .with_primary(start..end.min(line.end), "")
                    .with_help(format!("define it: `-D {name}=VALUE`"))
                    .into());
                }
            }
            at = end;
        }
        Ok(())
    }

    /// Reads an `#import`.
    fn read_import(&mut self, span: Range<usize>) -> Result<(), Failure> {
        let text = self.text.get(span.clone()).unwrap_or_default();
        let wrong = |what: &str| {
            Err(Failure::from(
                Diagnostic::error(
                    codes::LINK_IMPORT_SYNTAX,
                    Phase::Source,
                    Kind::Rejected,
                    self.source,
                    format!("this is no import: {what}"),
                )
                .with_primary(span.clone(), "")
                .with_help(
                    "imports are written `#import a::b::{c, d as e}` or `#import a::b as m`",
                ),
            ))
        };
        let body = text
            .split_once("import")
            .map_or("", |(_, body)| body)
            .trim_end()
            .trim_end_matches(';');
        let words = words(body);
        let mut found: Vec<(String, Vec<String>)> = Vec::new();
        let mut prefixes: Vec<Vec<String>> = Vec::new();
        let mut path: Vec<String> = Vec::new();
        let mut alias: Option<String> = None;
        let mut is_old_list = false;
        let mut is_open = false;
        let mut index = 0;
        let mut total = self.words;
        let mut finish = |prefixes: &[Vec<String>],
                          path: &mut Vec<String>,
                          alias: &mut Option<String>,
                          found: &mut Vec<(String, Vec<String>)>| {
            if path.is_empty() || total > modules::MOST_WORDS {
                return;
            }
            total += path.len() + prefixes.iter().map(Vec::len).sum::<usize>();
            let name = alias.take().or_else(|| path.last().cloned());
            let full = prefixes
                .concat()
                .into_iter()
                .chain(path.drain(..))
                .collect();
            found.push((name.unwrap_or_default(), full));
        };
        while let Some(word) = words.get(index) {
            match word.as_str() {
                "{" => {
                    if path.is_empty() && !prefixes.is_empty() || alias.is_some() {
                        return wrong("`{` follows no path");
                    }
                    prefixes.push(std::mem::take(&mut path));
                }
                "}" => {
                    finish(&prefixes, &mut path, &mut alias, &mut found);
                    if prefixes.pop().is_none() {
                        return wrong("`}` closes nothing");
                    }
                }
                "," => finish(&prefixes, &mut path, &mut alias, &mut found),
                "::" => is_open = true,
                "as" if !path.is_empty() => {
                    index += 1;
                    match words.get(index) {
                        Some(name) => alias = Some(name.clone()),
                        None => return wrong("a name must follow `as`"),
                    }
                }
                name => {
                    if !path.is_empty() && !std::mem::take(&mut is_open) {
                        // The older form: a path, then a list of names.
                        is_old_list = true;
                        alias = None;
                        prefixes.push(std::mem::take(&mut path));
                    }
                    is_open = false;
                    path.push(name.to_owned());
                }
            }
            index += 1;
        }
        finish(&prefixes, &mut path, &mut alias, &mut found);
        self.words = total;
        if self.words > modules::MOST_WORDS {
            return Err(modules::too_many_words(self.source, span.clone()));
        }
        if prefixes.len() > usize::from(is_old_list) {
            return wrong("`}` is missing");
        }
        if found.is_empty() {
            return wrong("it names nothing");
        }
        self.imports
            .extend(found.into_iter().map(|(alias, path)| Import {
                alias,
                path,
                span: span.clone(),
            }));
        Ok(())
    }
}

/// How a value compares with another, both written as text; none: not at all.
fn compare(value: &str, wanted: &str) -> Option<Ordering> {
    let number = |text: &str| text.trim_end_matches(['u', 'i']).parse::<i64>().ok();
    let truth = |text: &str| match text {
        "true" | "1" => Some(true),
        "false" | "0" => Some(false),
        _ => None,
    };
    match (number(value), number(wanted), truth(value), truth(wanted)) {
        (Some(left), Some(right), ..) => Some(left.cmp(&right)),
        (_, _, Some(left), Some(right)) => Some(left.cmp(&right)),
        _ if value == wanted => Some(Ordering::Equal),
        _ => None,
    }
}

/// The first word and what follows it.
fn split_word(text: &str) -> (&str, &str) {
    let text = text.trim_start();
    let end = text
        .find(|letter: char| letter != '_' && !letter.is_alphanumeric())
        .unwrap_or(text.len());
    let (word, rest) = text.split_at(end);
    (word, rest.trim_start())
}

/// The parts of a path; a file name in quotes is one part.
fn split_path(path: &str) -> Vec<String> {
    words(path)
        .into_iter()
        .filter(|word| word != "::")
        .collect()
}

/// Words, `::`, braces and commas of an import; a quoted name is a word without its quotes.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = if first == '"' {
            rest.get(1..)
                .and_then(|inner| inner.find('"'))
                .map_or(rest.len(), |close| close + 2)
        } else if rest.starts_with("::") {
            2
        } else if first == '_' || first.is_alphanumeric() {
            rest.find(|letter: char| letter != '_' && !letter.is_alphanumeric())
                .unwrap_or(rest.len())
        } else {
            first.len_utf8()
        };
        let (word, after) = rest.split_at(length);
        words.push(word.trim_matches('"').to_owned());
        rest = after.trim_start();
    }
    words
}

/// How long an `#import` is: a line, or as many as its braces take.
fn import_length(text: &str) -> usize {
    let mut depth = 0usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            b'\n' if depth == 0 => return at,
            _ => {}
        }
    }
    text.len()
}

struct Functions {
    edits: Edits,
    replacements: Vec<Replacement>,
    replaceable: BTreeSet<String>,
}

/// Makes plain functions of `virtual fn` and `override fn a::b::name`.
fn functions(source: &Source) -> Functions {
    let mut found = Functions {
        edits: Edits::default(),
        replacements: Vec::new(),
        replaceable: BTreeSet::new(),
    };
    if !source.as_text().contains("virtual") && !source.as_text().contains("override") {
        return found;
    }
    let scan = Scan::new(source.as_text());
    for index in 0..scan.tokens.len() {
        if scan.word(index + 1) != "fn" || !scan.is_word(index + 2) {
            continue;
        }
        match scan.word(index) {
            "virtual" => {
                found.edits.remove(scan.span(&(index..index + 1)));
                found.replaceable.insert(scan.word(index + 2).to_owned());
            }
            "override" => {
                let mut end = index + 3;
                let mut path = vec![scan.word(index + 2).to_owned()];
                while scan.is(end, b':') && scan.is(end + 1, b':') && scan.is_word(end + 2) {
                    path.push(scan.word(end + 2).to_owned());
                    end += 3;
                }
                let name = format!("override_{}", path.last().map_or("", String::as_str));
                found.edits.remove(scan.span(&(index..index + 1)));
                let span = scan.span(&(index + 2..end));
                found.edits.replace(span.clone(), name.clone());
                found.replacements.push(Replacement { path, name, span });
            }
            _ => {}
        }
    }
    found
}

/// The modules in folders.
struct Modules<'a> {
    files: &'a dyn Files,
    definitions: Definitions,
    /// The folder of the main file.
    folder: PathBuf,
    options: &'a WgslIn,
    /// The files by the paths they define.
    index: Option<BTreeMap<Vec<String>, PathBuf>>,
}

impl Modules<'_> {
    /// The files by the paths that they define; of several the first.
    fn index(&mut self) -> Result<&BTreeMap<Vec<String>, PathBuf>, Failure> {
        if self.index.is_none() {
            let mut files = Vec::new();
            let folders = std::iter::once((self.folder.as_path(), false)).chain(
                self.options
                    .module_paths
                    .iter()
                    .map(|folder| (Path::new(folder), true)),
            );
            for (folder, is_deep) in folders {
                let found = self
                    .files
                    .list(folder, &EXTENSIONS, is_deep)
                    .map_err(|reason| unreadable(folder, &reason))?;
                files.extend(found);
            }
            let mut index = BTreeMap::new();
            for file in files {
                // A file that cannot be read matters only when it is asked for.
                if let Ok(Some(text)) = self.files.read(&file)
                    && let Some(path) = defined_path(&text)
                {
                    index.entry(path).or_insert(file);
                }
            }
            self.index = Some(index);
        }
        Ok(self.index.get_or_insert_default())
    }
}

/// The path that a module defines.
fn defined_path(text: &str) -> Option<Vec<String>> {
    if !text.contains("define_import_path") {
        return None;
    }
    without_comments(text).lines().find_map(|line| {
        let directive = line.trim().strip_prefix('#')?.trim_start();
        let rest = directive.strip_prefix("define_import_path")?;
        Some(split_path(rest.split_whitespace().next()?))
    })
}

impl Finder for Modules<'_> {
    fn absolute(&self, _from: &Unit, path: &[String]) -> Vec<String> {
        path.to_vec()
    }

    fn find(&mut self, path: &[String]) -> Result<Option<Unit>, Failure> {
        let known = self.index()?.get(path).cloned();
        let files = match (known, path) {
            (Some(file), _) => vec![file],
            // A name that was quoted.
            (None, [name]) if name.contains(['/', '.']) => std::iter::once(self.folder.as_path())
                .chain(self.options.module_paths.iter().map(Path::new))
                .map(|folder| folder.join(name))
                .collect(),
            _ => return Ok(None),
        };
        for file in files {
            match self.files.read(&file) {
                Ok(None) => {}
                Ok(Some(text)) => {
                    let name = file.to_string_lossy().into_owned();
                    let source = Source::text(name, Language::Wgsl, text);
                    return unit(&source, Some(file), &mut self.definitions, false).map(Some);
                }
                Err(reason) => return Err(unreadable(&file, &reason)),
            }
        }
        Ok(None)
    }

    fn constant(&self, _path: &[String]) -> Option<String> {
        None
    }

    fn looked_in(&self, path: &[String]) -> String {
        let folders: Vec<String> = std::iter::once(&self.folder)
            .map(|folder| match folder.as_os_str().is_empty() {
                true => "the current folder".to_owned(),
                false => format!("`{}`", folder.display()),
            })
            .chain(
                self.options
                    .module_paths
                    .iter()
                    .map(|folder| format!("`{folder}` and below")),
            )
            .collect();
        format!(
            "no file with `#define_import_path {}` was found in {}; add a folder with \
             `--module-path DIR`",
            path.join("::"),
            folders.join(", ")
        )
    }

    fn is_eager(&self) -> bool {
        true
    }
}
