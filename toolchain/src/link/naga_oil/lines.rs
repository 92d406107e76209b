//! The choice of lines: conditions, definitions, and the values put in their places.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

use super::super::Definitions;
use super::super::edit::without_comments;
use super::super::modules::Import;
use super::imports::{import_length, read_import, split_path};
use crate::codes;
use crate::diagnostic::{Code, Diagnostic, Failure, Kind, Phase};
use crate::source::{Edits, Source};

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

/// What a module consists of, and asks for.
pub(super) struct Chosen {
    /// What makes the lines that count of the source.
    pub(super) edits: Edits,
    pub(super) imports: Vec<Import>,
    /// The path that the module gives itself.
    pub(super) path: Option<Vec<String>>,
}

/// Chooses the lines of a module; what the main file defines is added to the definitions.
pub(super) fn choose(
    source: &Source,
    definitions: &mut Definitions,
    is_main: bool,
) -> Result<Chosen, Failure> {
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
    Ok(Chosen {
        edits,
        imports,
        path,
    })
}

/// The choice of lines, on the way.
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
                    let span = start..start + length;
                    let text = self.text.get(span.clone()).unwrap_or_default();
                    let read = read_import(self.source, text, &span, &mut self.words)?;
                    self.imports.extend(read);
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
