//! The syntax of imports and paths.

use std::ops::Range;

use super::super::modules::{self, Import};
use crate::codes;
use crate::diagnostic::{Diagnostic, Failure, Kind, Phase};
use crate::source::Source;

/// Reads an `#import`, whose text without comments this is, and adds the words of its paths to those so far.
pub(super) fn read_import(
    source: &Source,
    text: &str,
    span: &Range<usize>,
    words_so_far: &mut usize,
) -> Result<Vec<Import>, Failure> {
    let wrong = |what: &str| {
        Err(Failure::from(
            Diagnostic::error(
                codes::LINK_IMPORT_SYNTAX,
                Phase::Source,
                Kind::Rejected,
                source,
                format!("this is no import: {what}"),
            )
            .with_primary(span.clone(), "")
            .with_help("imports are written `#import a::b::{c, d as e}` or `#import a::b as m`"),
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
    let mut total = *words_so_far;
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
    *words_so_far = total;
    if total > modules::MOST_WORDS {
        return Err(modules::too_many_words(source, span.clone()));
    }
    if prefixes.len() > usize::from(is_old_list) {
        return wrong("`}` is missing");
    }
    if found.is_empty() {
        return wrong("it names nothing");
    }
    let imports = found.into_iter().map(|(alias, path)| Import {
        alias,
        path,
        span: span.clone(),
    });
    Ok(imports.collect())
}

/// The parts of a path; a file name in quotes is one part.
pub(super) fn split_path(path: &str) -> Vec<String> {
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
pub(super) fn import_length(text: &str) -> usize {
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
