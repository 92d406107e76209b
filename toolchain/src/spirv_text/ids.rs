//! From the names of ids to their numbers, and which of them are defined.
//!
//! Imports `lexer`, `suggest` and the error of the parent. Which numbers names get is said in the
//! documentation of the parent.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::lexer::{Token, TokenKind};
use super::suggest::Suggester;
use super::{AssembleError, code};

/// SPIR-V's limit for the bound; all ids are below.
const MAX_BOUND: u32 = 0x3f_ffff;

/// The ids of one text.
pub(super) struct Ids<'t> {
    /// The numeric ids of the text.
    preserved: HashSet<u32>,
    named: HashMap<&'t str, u32>,
    next: u32,
    bound: u32,
    /// The line of the definition.
    defined: HashMap<u32, usize>,
    /// The first use of every id that is used, in order.
    uses: Vec<(u32, &'t str, Range<usize>)>,
    used: HashSet<u32>,
}

/// The name of an id token, if it is well-formed.
fn name<'t>(text: &'t str, token: &Token) -> Option<&'t str> {
    let name = text.get(token.span.clone())?.strip_prefix('%')?;
    let is_valid = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    (!name.is_empty() && name.bytes().all(is_valid)).then_some(name)
}

/// The number that a name is, if it is to be kept.
fn numeric(name: &str) -> Option<u32> {
    if name.starts_with('0') || !name.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    name.parse().ok().filter(|&number| number < MAX_BOUND)
}

impl<'t> Ids<'t> {
    pub(super) fn new(text: &'t str, tokens: &[Token]) -> Self {
        let ids = tokens.iter().filter(|token| token.kind == TokenKind::Id);
        Self {
            preserved: ids
                .filter_map(|token| numeric(name(text, token)?))
                .collect(),
            named: HashMap::new(),
            next: 1,
            bound: 1,
            defined: HashMap::new(),
            uses: Vec::new(),
            used: HashSet::new(),
        }
    }

    /// One above the highest id.
    pub(super) fn bound(&self) -> u32 {
        self.bound
    }

    /// Whether the text so far defines this id.
    pub(super) fn is_defined(&self, id: u32) -> bool {
        self.defined.contains_key(&id)
    }

    /// The number of an id, and its name.
    fn resolve(&mut self, text: &'t str, token: &Token) -> Result<(u32, &'t str), AssembleError> {
        let Some(name) = name(text, token) else {
            let error = AssembleError::new(token.span.clone(), code::BAD_ID, "this is not an id");
            return Err(error.help("an id is `%` followed by letters, digits and underscores"));
        };
        let id = match (numeric(name), self.named.get(name)) {
            (Some(number), _) | (None, Some(&number)) => number,
            (None, None) => {
                while self.preserved.contains(&self.next) {
                    self.next += 1;
                }
                if self.next >= MAX_BOUND {
                    let message = format!("there are more than {MAX_BOUND} ids");
                    return Err(AssembleError::new(
                        token.span.clone(),
                        code::BAD_ID,
                        message,
                    ));
                }
                self.named.insert(name, self.next);
                self.next += 1;
                self.next - 1
            }
        };
        self.bound = self.bound.max(id + 1);
        Ok((id, name))
    }

    /// The number of an id that is used.
    pub(super) fn reference(&mut self, text: &'t str, token: &Token) -> Result<u32, AssembleError> {
        let (id, name) = self.resolve(text, token)?;
        if self.used.insert(id) {
            self.uses.push((id, name, token.span.clone()));
        }
        Ok(id)
    }

    /// The number of an id that is defined here, and what is wrong with that.
    pub(super) fn define(
        &mut self,
        text: &'t str,
        token: &Token,
    ) -> Result<(u32, Option<AssembleError>), AssembleError> {
        let (id, name) = self.resolve(text, token)?;
        let error = self.defined.get(&id).map(|line| {
            let message = format!("`%{name}` is already defined on line {line}");
            AssembleError::new(token.span.clone(), code::DUPLICATE_ID, message)
        });
        self.defined.entry(id).or_insert(token.line);
        Ok((id, error))
    }

    /// The ids that are used and not defined, by their first use.
    pub(super) fn undefined(&self, suggester: &mut Suggester) -> Vec<AssembleError> {
        // Numbers are no candidates: one that is near is not what was meant.
        let named = self.named.iter().filter(|(_, id)| self.is_defined(**id));
        let candidates: Vec<_> = named.map(|(name, _)| *name).collect();
        let unknown = self.uses.iter().filter(|(id, ..)| !self.is_defined(*id));
        let errors = unknown.map(|(_, name, span)| {
            let is_word = name.bytes().any(|b| b.is_ascii_alphabetic());
            let nearest = is_word
                .then(|| suggester.nearest(name, candidates.iter().copied()))
                .flatten();
            let message = format!("`%{name}` is used and never defined");
            AssembleError::new(span.clone(), code::UNDEFINED_ID, message)
                .suggest(nearest.map(|name| format!("%{name}")))
        });
        errors.collect()
    }
}
