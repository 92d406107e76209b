//! What the macros of a GLSL source may become: sizes are worked out from the definitions, and
//! nothing is expanded.
//!
//! The number of tokens of a macro is a sum: those of its body, with the macros in it, and for
//! each parameter as many times its argument as it stands there. So a use costs a few additions,
//! and what doubles with every line is a large number, not a long wait. Definitions count whether
//! or not their `#if` holds, and of several for one name the largest.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use super::text::{Depth, begins_interface, comment_end, directive_name, line_end, word_end};
use super::{Exceeded, Limit, grouped};
use crate::options::Limits;

/// A definition as it stands in the source.
struct Definition<'a> {
    text: &'a [u8],
    parameters: Vec<&'a [u8]>,
    is_function: bool,
    body: Range<usize>,
}

/// What is known of a name.
#[derive(Clone, Debug, Default)]
struct Macro {
    is_function: bool,
    /// Tokens of the body with all macros in it.
    tokens: u64,
    /// How often each argument is in it.
    uses: Vec<u64>,
    /// Depth that a use adds to an expression.
    depth: u32,
    /// Statements or elements of a list end in it, so that what stands behind is not deeper.
    separates: bool,
    /// A macro with parameters at its end, which takes its arguments from behind the use.
    tail: Option<usize>,
    /// It has a word that makes an input or output of what follows, itself or through another.
    begins_interface: bool,
}

/// The macros of a source.
#[derive(Default)]
pub(super) struct Macros<'a> {
    names: HashMap<&'a [u8], usize>,
    /// A quick no for most words: a bit for each first letter, last letter and length.
    filter: Filter,
    list: Vec<Macro>,
    /// Some macro is in its own body by way of another one.
    is_cyclic: bool,
}

#[derive(Clone, Copy, Default)]
struct Filter([u64; 16]);

impl Filter {
    fn place(word: &[u8]) -> (usize, u64) {
        let first = word.first().copied().map_or(0, usize::from);
        let last = word.last().copied().map_or(0, usize::from);
        let hash = first ^ (last << 3) ^ (word.len() << 5);
        ((hash >> 6) & 15, 1 << (hash & 63))
    }

    fn add(&mut self, word: &[u8]) {
        let (index, bit) = Self::place(word);
        if let Some(bits) = self.0.get_mut(index) {
            *bits |= bit;
        }
    }

    fn may_have(&self, word: &[u8]) -> bool {
        let (index, bit) = Self::place(word);
        self.0.get(index).is_some_and(|bits| bits & bit != 0)
    }
}

impl<'a> Macros<'a> {
    /// Finds the definitions of a source and sizes them.
    pub(super) fn collect(
        bytes: &'a [u8],
        defines: &'a BTreeMap<String, String>,
        limits: &Limits,
    ) -> Result<Self, Exceeded> {
        let mut found: Vec<(&'a [u8], Definition<'a>)> = defines
            .iter()
            .map(|(name, value)| {
                let definition = Definition {
                    text: value.as_bytes(),
                    parameters: Vec::new(),
                    is_function: false,
                    body: 0..value.len(),
                };
                (name.as_bytes(), definition)
            })
            .collect();
        let mut at = 0;
        while let Some(offset) = bytes
            .get(at..)
            .unwrap_or_default()
            .iter()
            .position(|&b| b == b'#')
        {
            let start = at + offset;
            let end = line_end(bytes, start);
            found.extend(definition(bytes.get(start..end).unwrap_or_default()));
            at = end.max(start + 1);
        }
        if found.is_empty() {
            return Ok(Self::default());
        }
        let mut macros = Self::default();
        let mut definitions: Vec<Vec<Definition<'a>>> = Vec::new();
        for (name, definition) in found {
            let next = definitions.len();
            let index = *macros.names.entry(name).or_insert(next);
            if index == next {
                definitions.push(Vec::new());
                macros.filter.add(name);
            }
            if let Some(same) = definitions.get_mut(index) {
                same.push(definition);
            }
        }
        macros.list = vec![Macro::default(); definitions.len()];
        macros.size(&definitions, limits)?;
        Ok(macros)
    }

    /// Whether a word is a macro that can make an input or output of what follows.
    pub(super) fn begins_interface(&self, word: &[u8]) -> bool {
        self.find(word)
            .and_then(|index| self.list.get(index))
            .is_some_and(|found| found.begins_interface || self.is_cyclic)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    fn find(&self, word: &[u8]) -> Option<usize> {
        if self.filter.may_have(word) {
            self.names.get(word).copied()
        } else {
            None
        }
    }

    /// Sizes every macro after those in its body.
    fn size(
        &mut self,
        definitions: &[Vec<Definition<'_>>],
        limits: &Limits,
    ) -> Result<(), Exceeded> {
        #[derive(Clone, Copy, PartialEq)]
        enum State {
            New,
            Begun,
            Done,
        }
        let mut states = vec![State::New; definitions.len()];
        let mut stack = Vec::new();
        for root in 0..definitions.len() {
            stack.push(root);
            while let Some(&index) = stack.last() {
                match states.get(index) {
                    Some(State::New) => {
                        set(&mut states, index, State::Begun);
                        for definition in definitions.get(index).into_iter().flatten() {
                            for word in words(definition) {
                                let Some(inner) = self.find(word).filter(|&each| each != index)
                                else {
                                    continue;
                                };
                                match states.get(inner) {
                                    Some(State::New) => stack.push(inner),
                                    // Begun and not a waiting brother: it needs this one.
                                    Some(State::Begun) => self.is_cyclic = true,
                                    Some(State::Done) | None => {}
                                }
                            }
                        }
                    }
                    Some(State::Begun) => {
                        stack.pop();
                        set(&mut states, index, State::Done);
                        let mut largest = Macro::default();
                        for definition in definitions.get(index).into_iter().flatten() {
                            largest = largest.or(self.sized(index, definition, limits)?);
                        }
                        set(&mut self.list, index, largest);
                    }
                    Some(State::Done) | None => {
                        stack.pop();
                    }
                }
            }
        }
        Ok(())
    }

    fn sized(
        &self,
        own: usize,
        definition: &Definition<'_>,
        limits: &Limits,
    ) -> Result<Macro, Exceeded> {
        let mut expansion = Expansion::new(self);
        let mut depth = Depth::new(limits);
        let mut uses = vec![0u64; definition.parameters.len()];
        let parameters: HashMap<&[u8], usize> =
            definition.parameters.iter().copied().zip(0..).collect();
        let text = definition.text;
        let mut at = definition.body.start;
        while let Some(&byte) = text.get(at) {
            let start = at;
            at += 1;
            if byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80 {
                at = word_end(text, at);
                let word = text.get(start..at).unwrap_or_default();
                if let Some(&index) = parameters.get(word) {
                    if let Some(uses) = uses.get_mut(index) {
                        *uses = uses.saturating_add(expansion.factor);
                    }
                    expansion.waiting = None;
                } else if self.find(word) == Some(own) {
                    expansion.plain();
                } else {
                    depth.expanded(expansion.word(word))?;
                    if self.find(word).is_none() {
                        expansion.plain();
                    }
                }
            } else if byte.is_ascii_digit() {
                at = word_end(text, at);
                expansion.token();
                expansion.plain();
            } else if let Some(end) = comment_end(text, start, false) {
                at = end;
            } else if !byte.is_ascii_whitespace() && byte != b'\\' {
                expansion.punctuation(byte);
                expansion.plain();
                depth.punctuation(byte, text.get(at).copied().unwrap_or_default())?;
            }
        }
        Ok(Macro {
            is_function: definition.is_function,
            tokens: expansion.total,
            uses,
            depth: depth.total().saturating_add(1),
            separates: text
                .get(definition.body.clone())
                .is_some_and(|body| body.iter().any(|byte| matches!(byte, b';' | b'{' | b'}'))),
            tail: expansion.waiting,
            begins_interface: words(definition)
                .any(|word| begins_interface(word) || self.begins_interface(word)),
        })
    }
}

impl Macro {
    /// The larger of two definitions of one name, part by part.
    fn or(mut self, other: Self) -> Self {
        self.is_function |= other.is_function;
        self.tokens = self.tokens.max(other.tokens);
        self.depth = self.depth.max(other.depth);
        self.separates |= other.separates;
        self.tail = self.tail.or(other.tail);
        self.begins_interface |= other.begins_interface;
        if self.uses.len() < other.uses.len() {
            self.uses.resize(other.uses.len(), 0);
        }
        for (own, other) in self.uses.iter_mut().zip(other.uses) {
            *own = (*own).max(other);
        }
        self
    }
}

fn set<T>(list: &mut [T], index: usize, value: T) {
    if let Some(slot) = list.get_mut(index) {
        *slot = value;
    }
}

/// The definition in a directive, if it is one.
fn definition(line: &[u8]) -> Option<(&[u8], Definition<'_>)> {
    let (name, mut at) = directive_name(line);
    if name != b"define" {
        return None;
    }
    while line
        .get(at)
        .is_some_and(|byte| matches!(byte, b' ' | b'\t'))
    {
        at += 1;
    }
    let end = word_end(line, at);
    let name = line.get(at..end).filter(|name| !name.is_empty())?;
    at = end;
    let mut parameters = Vec::new();
    let is_function = line.get(at) == Some(&b'(');
    if is_function {
        let rest = line.get(at + 1..).unwrap_or_default();
        let length = rest
            .iter()
            .position(|&byte| byte == b')')
            .unwrap_or(rest.len());
        parameters = rest
            .get(..length)
            .unwrap_or_default()
            .split(|&byte| byte == b',')
            .map(<[u8]>::trim_ascii)
            .collect();
        at = (at + 2 + length).min(line.len());
    }
    let definition = Definition {
        text: line,
        parameters,
        is_function,
        body: at..line.len(),
    };
    Some((name, definition))
}

/// The words of a body.
fn words<'a>(definition: &Definition<'a>) -> impl Iterator<Item = &'a [u8]> {
    let body = definition
        .text
        .get(definition.body.clone())
        .unwrap_or_default();
    body.split(|byte| !(byte.is_ascii_alphanumeric() || *byte == b'_' || *byte >= 0x80))
        .filter(|word| word.first().is_some_and(|byte| !byte.is_ascii_digit()))
}

/// A macro whose arguments are being read.
struct Call {
    index: usize,
    argument: usize,
    /// Brackets open when it began.
    parentheses: u32,
    factor: u64,
}

/// Counts what the macros of a text become, word by word.
pub(super) struct Expansion<'a> {
    macros: &'a Macros<'a>,
    total: u64,
    /// How many times a token that comes now will be there.
    factor: u64,
    calls: Vec<Call>,
    parentheses: u32,
    /// A macro with parameters that waits for its bracket.
    waiting: Option<usize>,
}

impl<'a> Expansion<'a> {
    pub(super) fn new(macros: &'a Macros<'a>) -> Self {
        Self {
            macros,
            total: 0,
            factor: 1,
            calls: Vec::new(),
            parentheses: 0,
            waiting: None,
        }
    }

    fn add(&mut self, tokens: u64, factor: u64) {
        self.total = self.total.saturating_add(tokens.saturating_mul(factor));
    }

    /// A token that stays as it is; only inside arguments can it become many.
    pub(super) fn token(&mut self) {
        self.waiting = None;
        if !self.calls.is_empty() {
            self.add(1, self.factor);
        }
    }

    /// A token of a body, which counts wherever it stands.
    fn plain(&mut self) {
        if self.calls.is_empty() {
            self.add(1, self.factor);
        }
    }

    /// A word; the depth it adds, and whether it ends statements.
    pub(super) fn word(&mut self, word: &[u8]) -> (u32, bool) {
        let Some(index) = self.macros.find(word) else {
            self.token();
            return (0, false);
        };
        let Some(found) = self.macros.list.get(index) else {
            return (0, false);
        };
        if found.is_function {
            self.waiting = Some(index);
        } else {
            self.waiting = found.tail;
            self.add(found.tokens.max(1), self.factor);
        }
        (found.depth, found.separates)
    }

    pub(super) fn punctuation(&mut self, byte: u8) {
        let waiting = self.waiting.take();
        match byte {
            b'(' => {
                self.parentheses = self.parentheses.saturating_add(1);
                if let Some(index) = waiting {
                    self.calls.push(Call {
                        index,
                        argument: 0,
                        parentheses: self.parentheses,
                        factor: self.factor,
                    });
                    self.begin_argument();
                    return;
                }
            }
            b')' => {
                let depth = self.parentheses;
                self.parentheses = depth.saturating_sub(1);
                if let Some(call) = self.calls.pop_if(|call| call.parentheses >= depth) {
                    self.factor = call.factor;
                    if let Some(called) = self.macros.list.get(call.index) {
                        self.add(called.tokens.max(1), call.factor);
                        self.waiting = called.tail;
                    }
                    return;
                }
            }
            b',' => {
                let depth = self.parentheses;
                if let Some(call) = self.calls.last_mut()
                    && call.parentheses == depth
                {
                    call.argument += 1;
                    self.begin_argument();
                    return;
                }
            }
            _ => {}
        }
        self.token();
    }

    fn begin_argument(&mut self) {
        if let Some(call) = self.calls.last() {
            let uses = self
                .macros
                .list
                .get(call.index)
                .and_then(|called| called.uses.get(call.argument));
            // An argument is expanded once even where nothing uses it.
            let uses = uses.copied().unwrap_or(1).max(1);
            self.factor = call.factor.saturating_mul(uses);
        }
    }

    /// Holds the sum against the limit.
    pub(super) fn check(&self, limits: &Limits) -> Result<(), Exceeded> {
        let total = if self.macros.is_cyclic {
            // Sizes left out what a macro is in the body of another one of its circle.
            self.total.saturating_mul(self.total)
        } else {
            self.total
        };
        if total > limits.macro_tokens {
            let what = if total == u64::MAX {
                "macros become more tokens than can be counted".to_owned()
            } else {
                format!("macros may become {} tokens", grouped(total))
            };
            return Err(Exceeded::new(Limit::MacroTokens, what));
        }
        Ok(())
    }
}
