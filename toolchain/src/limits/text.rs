//! One pass over the bytes of WGSL or GLSL: how deep brackets, blocks, operators and `else if`
//! chains go, how many declarations there are, and how long some arrays.
//!
//! Depth is estimated from above, without a parser: a tree of expressions is at most as deep as
//! the operators of its brackets, one inside the other, taken together. What stands between two
//! commas or semicolons counts alone, so that long lists are no depth.

mod depth;
mod quick;
mod values;

use std::collections::BTreeMap;
use std::ops::Range;

use memchr::{memchr, memchr2};

use super::macros::{Expansion, Macros};
use super::{Exceeded, Limit, grouped, sizes};
use crate::options::Limits;
use depth::{Class, class};
use values::Values;

pub(super) use depth::{Depth, begins_interface};
pub(super) use values::Made;

/// What an expression that is there for every function counts in facts.
pub(super) const EXPRESSION_FACTS: u64 = 50;

/// Checks WGSL.
pub(super) fn wgsl(text: &str, limits: &Limits) -> Result<(), Exceeded> {
    if quick::is_within(text.as_bytes(), limits) {
        return Ok(());
    }
    scan::<true>(text.as_bytes(), &Macros::default(), limits)
}

/// Checks GLSL with definitions from outside.
pub(super) fn glsl(
    bytes: &[u8],
    defines: &BTreeMap<String, String>,
    limits: &Limits,
) -> Result<(), Exceeded> {
    let macros = Macros::collect(bytes, defines, limits)?;
    scan::<false>(bytes, &macros, limits)
}

/// The end of the word or number at `at`.
pub(super) fn word_end(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    let length = rest
        .iter()
        .position(|&byte| !matches!(class(byte), Class::Word | Class::Digit));
    at + length.unwrap_or(rest.len())
}

/// The end of the comment at `at`, if one starts there; block comments nest in WGSL only.
pub(crate) fn comment_end(bytes: &[u8], at: usize, nests: bool) -> Option<usize> {
    let end = bytes.len();
    match bytes.get(at..at + 2)? {
        b"//" => {
            let length = memchr(b'\n', bytes.get(at..)?);
            Some(length.map_or(end, |length| at + length))
        }
        b"/*" => {
            let mut depth = 1usize;
            let mut at = at + 2;
            loop {
                let Some(length) = memchr2(b'*', b'/', bytes.get(at..)?) else {
                    return Some(end);
                };
                at += length;
                match bytes.get(at..at + 2) {
                    Some(b"*/") => {
                        depth -= 1;
                        at += 2;
                        if depth == 0 {
                            return Some(at);
                        }
                    }
                    Some(b"/*") if nests => {
                        depth += 1;
                        at += 2;
                    }
                    _ => at += 1,
                }
            }
        }
        _ => None,
    }
}

/// The end of the blanks at `at`.
fn blank_end(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    let length = rest.iter().position(|&byte| class(byte) != Class::Blank);
    at + length.unwrap_or(rest.len())
}

fn scan<const WGSL: bool>(
    bytes: &[u8],
    macros: &Macros<'_>,
    limits: &Limits,
) -> Result<(), Exceeded> {
    let mut depth = Depth::new(limits);
    // A text has no more tokens than bytes.
    let counts_tokens = u32::try_from(bytes.len()).map_or(true, |size| size > limits.tokens);
    let mut expansion = Expansion::new(macros);
    let mut values = Values::default();
    let mut lengths = Lengths::default();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let start = at;
        at += 1;
        let class = class(byte);
        if class == Class::Blank {
            at = blank_end(bytes, at);
            continue;
        }
        let exceeded = |exceeded: Exceeded, end: usize| exceeded.at(Some(start..end));
        if counts_tokens {
            depth.token().map_err(|it| exceeded(it, at))?;
        }
        match class {
            Class::Word => {
                at = word_end(bytes, at);
                let word = bytes.get(start..at).unwrap_or_default();
                if !macros.is_empty() {
                    depth
                        .expanded(expansion.word(word))
                        .map_err(|it| exceeded(it, at))?;
                }
                if WGSL {
                    values.word(start..at);
                }
                depth.word(word).map_err(|it| exceeded(it, at))?;
                if !WGSL && macros.begins_interface(word) {
                    depth.begin_interface_by_macro();
                }
            }
            Class::Digit => {
                at = word_end(bytes, at);
                depth.other();
                let is_fraction = depth.before == b'.';
                depth.before = 0;
                if !macros.is_empty() {
                    expansion.token();
                }
                if WGSL {
                    values.number();
                } else if depth.in_interface_by_macro() && !is_fraction {
                    lengths.found.push(start..at);
                }
            }
            Class::Slash if let Some(end) = comment_end(bytes, start, WGSL) => at = end,
            Class::Hash if !WGSL => {
                at = line_end(bytes, start);
                directive(bytes, start..at, &mut expansion, limits)
                    .map_err(|it| exceeded(it, at))?;
            }
            _ => {
                if WGSL {
                    values.punctuation(bytes, start);
                } else {
                    lengths.punctuation(byte, start, &depth);
                }
                if !macros.is_empty() {
                    expansion.punctuation(byte);
                }
                depth
                    .punctuation(byte, bytes.get(at).copied().unwrap_or_default())
                    .map_err(|it| exceeded(it, at))?;
            }
        }
    }
    depth.check(depth.total())?;
    let arrays = if WGSL {
        sizes::made_arrays(bytes, &values.found(), limits.elements)
    } else {
        depth.check_names()?;
        let most = limits.elements.min(limits.location.into());
        sizes::interface_arrays(bytes, &lengths.found, most)
    };
    if let Some((elements, at)) = arrays {
        let what = format!("an array has up to {} elements here", grouped(elements));
        let limit = if WGSL {
            Limit::Elements
        } else {
            Limit::Location
        };
        return Err(Exceeded::new(limit, what).at(Some(at)));
    }
    expansion.check(limits)
}

/// The insides of `[]` in inputs and outputs of GLSL.
#[derive(Default)]
struct Lengths {
    found: Vec<Range<usize>>,
    open: Option<usize>,
}

impl Lengths {
    fn punctuation(&mut self, byte: u8, at: usize, depth: &Depth<'_>) {
        match byte {
            b'[' if depth.in_interface() => self.open = Some(at + 1),
            b']' => {
                if let Some(open) = self.open.take() {
                    self.found.push(open..at);
                }
            }
            _ => {}
        }
    }
}

/// Whether the name that ends here is that of a function being declared.
fn declares(bytes: &[u8], end: usize) -> bool {
    let before = bytes.get(..end).unwrap_or_default();
    let start = before
        .iter()
        .rposition(|&byte| !matches!(class(byte), Class::Word | Class::Digit))
        .map_or(0, |at| at + 1);
    let before = before.get(..start).unwrap_or_default().trim_ascii_end();
    start < end && before.ends_with(b"fn")
}

/// The end of a directive that starts at `at`: of its line, or of the last line it goes on with.
pub(super) fn line_end(bytes: &[u8], mut at: usize) -> usize {
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\n' => return at,
            b'\\' => {
                at += 1;
                if bytes.get(at) == Some(&b'\r') {
                    at += 1;
                }
                at += 1;
            }
            b'/' => match comment_end(bytes, at, false) {
                Some(end) => at = end,
                None => at += 1,
            },
            _ => at += 1,
        }
    }
    bytes.len().min(at)
}

/// The conditions of a directive are expressions of their own.
fn directive(
    bytes: &[u8],
    line: Range<usize>,
    expansion: &mut Expansion<'_>,
    limits: &Limits,
) -> Result<(), Exceeded> {
    let text = bytes.get(line).unwrap_or_default();
    let (name, rest) = directive_name(text);
    if !matches!(name, b"if" | b"elif" | b"line") {
        return Ok(());
    }
    let mut depth = Depth::new(limits);
    let mut at = rest;
    while let Some(&byte) = text.get(at) {
        let start = at;
        at += 1;
        match class(byte) {
            Class::Word => {
                at = word_end(text, at);
                depth.expanded(expansion.word(text.get(start..at).unwrap_or_default()))?;
            }
            Class::Digit => {
                at = word_end(text, at);
                expansion.token();
            }
            Class::Blank => {}
            _ => {
                if let Some(end) = comment_end(text, start, false) {
                    at = end;
                    continue;
                }
                expansion.punctuation(byte);
                depth.punctuation(byte, text.get(at).copied().unwrap_or_default())?;
            }
        }
    }
    depth.check(depth.total())
}

/// The name of a directive, and where its words start.
pub(super) fn directive_name(line: &[u8]) -> (&[u8], usize) {
    let start = line
        .iter()
        .position(|byte| !matches!(byte, b'#' | b' ' | b'\t'))
        .unwrap_or(line.len());
    let end = word_end(line, start);
    (line.get(start..end).unwrap_or_default(), end)
}
