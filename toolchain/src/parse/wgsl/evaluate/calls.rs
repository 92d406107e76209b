//! The calls in a statement, and what their arguments mean where no name of the function reaches.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::{computed, values};
use crate::wgsl_text::{DeclarationKind, Declarations, Scan};

/// A call of a function that the author has not made.
pub(super) struct Call<'a> {
    pub(super) function: &'a str,
    /// The type in angle brackets.
    pub(super) to: Option<Range<usize>>,
    /// With the member of the result that is asked for.
    pub(super) tokens: Range<usize>,
    pub(super) arguments: Vec<Range<usize>>,
    pub(super) member: Option<&'a str>,
}

/// The calls in the statement around a place, in their order, and what has a name around them.
pub(super) fn calls<'a>(scan: &'a Scan<'a>, part: &Range<usize>) -> (Vec<Call<'a>>, Locals<'a>) {
    let declarations = scan.declarations();
    let declared = names(scan, &declarations);
    // An error may point to a part of what it is about.
    let ends = |&index: &usize| [b';', b'{', b'}'].iter().any(|&each| scan.is(index, each));
    let culprit = scan.token_at(part.start);
    let first = (0..culprit).rev().find(ends).map_or(0, |end| end + 1);
    let last = (culprit..scan.tokens.len()).find(ends);
    let last = last.unwrap_or(scan.tokens.len());
    let calls = (first..last)
        .filter(|&index| scan.is_word(index) && !declared.contains(scan.word(index)))
        .filter(|&index| index == 0 || !scan.is(index - 1, b'.'))
        .filter_map(|index| call(scan, index))
        .collect();
    (calls, Locals::around(scan, &declarations, first))
}

/// What the module gives a name.
fn names<'a>(scan: &Scan<'a>, declarations: &Declarations) -> HashSet<&'a str> {
    let names = declarations.list.iter().filter_map(|each| each.name);
    names.map(|name| scan.word(name)).collect()
}

/// The calls in the constants of a module that are computed and hold no other call that is.
pub(super) fn innermost<'a>(scan: &'a Scan<'a>) -> Vec<Call<'a>> {
    let declarations = scan.declarations();
    let declared = names(scan, &declarations);
    let mut found: Vec<Call<'a>> = Vec::new();
    for constant in &declarations.list {
        let is_constant = scan.word(constant.tokens.start) == "const";
        for index in constant.tokens.clone().filter(|_| is_constant) {
            let word = scan.word(index);
            let is_meant = scan.is_word(index)
                && computed::is_known(word)
                // Most of these naga converts itself.
                && !computed::is_conversion(word)
                && !declared.contains(word)
                && !scan.is(index - 1, b'.');
            if is_meant && let Some(call) = call(scan, index) {
                // Calls that hold others begin before them.
                while found
                    .pop_if(|outer| outer.tokens.contains(&index))
                    .is_some()
                {}
                found.push(call);
            }
        }
    }
    found
}

/// The call of the function that a word names, if it is one that is known.
fn call<'a>(scan: &'a Scan<'a>, name: usize) -> Option<Call<'a>> {
    let function = scan.word(name);
    if !values::is_known(function) && !computed::is_known(function) {
        return None;
    }
    let mut open = name + 1;
    let mut to = None;
    if computed::takes_type(function) {
        open = scan.after_brackets(open, scan.tokens.len(), (b'<', b'>'))?;
        to = Some(name + 2..open - 1);
    }
    if !scan.is(open, b'(') {
        return None;
    }
    let (arguments, close) = arguments(scan, open)?;
    let mut end = close + 1;
    let mut member = None;
    if computed::has_members(function) {
        member = scan.is(end, b'.').then(|| scan.word(end + 1));
        end += 2 * usize::from(member.is_some());
    }
    Some(Call {
        function,
        to,
        tokens: name..end,
        arguments,
        member,
    })
}

/// The arguments behind an opening parenthesis, and the one that closes it.
fn arguments(scan: &Scan<'_>, open: usize) -> Option<(Vec<Range<usize>>, usize)> {
    let mut depth = 0usize;
    let mut start = open + 1;
    let mut found = Vec::new();
    for index in open..scan.tokens.len() {
        let opens = [b'(', b'[', b'{'].iter().any(|&each| scan.is(index, each));
        let closes = [b')', b']', b'}'].iter().any(|&each| scan.is(index, each));
        if opens {
            depth += 1;
        } else if closes {
            depth = depth.checked_sub(1)?;
        }
        if (depth == 0 && closes) || (depth == 1 && scan.is(index, b',')) {
            if start < index {
                found.push(start..index);
            }
            start = index + 1;
        }
        if depth == 0 {
            return Some((found, index));
        }
    }
    None
}

/// What has a name in the function around a statement.
pub(super) struct Locals<'a> {
    scan: &'a Scan<'a>,
    /// Where the statement begins.
    statement: usize,
    /// Constants of the function before the statement, by the token that declares them.
    constants: HashMap<&'a str, usize>,
    /// How often each name is declared.
    names: HashMap<&'a str, usize>,
}

impl<'a> Locals<'a> {
    fn around(scan: &'a Scan<'a>, declarations: &Declarations, statement: usize) -> Self {
        let function = declarations.list.iter().find(|each| {
            each.kind == DeclarationKind::Function && each.tokens.contains(&statement)
        });
        let mut names = HashMap::new();
        let mut constants = HashMap::new();
        if let Some(function) = function {
            let locals = scan.local_names(&function.tokens).into_iter().flatten();
            for name in locals.chain(scan.parameters(function)) {
                *names.entry(name).or_default() += 1;
            }
            let body = function.body.map_or(statement, |(open, _)| open);
            let declared = (body..statement).filter(|&at| scan.word(at) == "const");
            constants.extend(declared.map(|at| (scan.word(at + 1), at)));
        }
        Self {
            scan,
            statement,
            constants,
            names,
        }
    }

    /// Expressions as they are said outside of the function.
    pub(super) fn all_outside(&self, parts: &[Range<usize>]) -> Option<Vec<String>> {
        parts.iter().map(|part| self.outside(part, 0)).collect()
    }

    /// An expression as it is said outside of the function, where a constant of the function is what
    /// it begins with; none where a name means something else there.
    fn outside(&self, tokens: &Range<usize>, depth: usize) -> Option<String> {
        /// Constants made of constants, at most.
        const DEPTH: usize = 8;
        /// Bytes of an expression, at most.
        const LONGEST: usize = 4096;
        let mut text = String::new();
        let mut end = self.scan.span(tokens).start;
        for index in tokens.clone() {
            let span = self.scan.span(&(index..index + 1));
            let between = self.scan.text.get(end..span.start)?;
            // A comment would hide what is put behind it.
            if between.contains('/') || text.len() > LONGEST {
                return None;
            }
            text.push_str(between);
            end = span.end;
            let word = self.scan.word(index);
            let is_name = self.scan.is_word(index) && !self.scan.is(index - 1, b'.');
            match self.names.get(word) {
                Some(1) if is_name && depth < DEPTH => {
                    text.push_str(&self.constant(word, depth + 1)?);
                }
                Some(_) if is_name => return None,
                _ => text.push_str(self.scan.text.get(span)?),
            }
        }
        Some(text)
    }

    /// What a constant of the function begins with.
    fn constant(&self, name: &str, depth: usize) -> Option<String> {
        let start = *self.constants.get(name)?;
        let find = |from, letter| (from..self.statement).find(|&index| self.scan.is(index, letter));
        let equals = find(start, b'=')?;
        let value = self.outside(&(equals + 1..find(equals, b';')?), depth)?;
        let ty = match self.scan.is(start + 2, b':') {
            true => self.outside(&(start + 3..equals), depth)?,
            false => String::new(),
        };
        Some(format!("{ty}({value})"))
    }
}
