//! WGSL that is newer than naga's front end, in terms of what it takes.
//!
//! One file a feature of the language. What the front end reads and only the validator does not take is
//! done to the module, where it is parsed.

mod compute_indices;
mod depth_modes;
mod halves;
mod prints;
mod subgroup_matrices;
mod swizzles;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::ops::Range;

use crate::options::version::SubgroupMatrices;
use crate::source::{Edits, Source};
use crate::wgsl_text::{Declaration, DeclarationKind, Scan, free_prefix};
pub(crate) use subgroup_matrices::Found as FoundMatrices;

/// Texts above this size are left as they are.
const LARGEST: usize = 1 << 22;

/// A text with what was found in it.
struct Text<'a> {
    scan: Scan<'a>,
    declarations: Vec<Declaration>,
    /// The `{` and `}` of structs.
    structs: HashMap<&'a str, (usize, usize)>,
    /// A beginning that no name of the text has.
    prefix: String,
}

/// What naga makes of functions with one argument that are called in a text, by their names, if it reads it.
pub(crate) type Ask<'a> = dyn Fn(&str) -> Option<HashMap<String, Called>> + 'a;

/// The types of a function that is called.
pub(crate) struct Called {
    pub(crate) result: naga::TypeInner,
    /// Of what it is called with, which need not be what it is declared with.
    pub(crate) argument: naga::TypeInner,
}

/// A change of the text.
#[derive(Clone)]
struct Change {
    range: Range<usize>,
    text: String,
    /// What an error in it is an error of.
    stands_for: Range<usize>,
}

impl Change {
    fn new(range: Range<usize>, text: impl Into<String>) -> Self {
        Self {
            stands_for: range.clone(),
            range,
            text: text.into(),
        }
    }

    fn insert(at: usize, text: impl Into<String>) -> Self {
        Self::new(at..at, text)
    }
}

/// Whether a text may have something that naga reads, but not as it is meant.
pub(crate) fn may_be_misread(source: &Source) -> bool {
    halves::may_have_any(source.as_text())
}

/// A text in terms of what naga's front end takes.
#[derive(Debug)]
pub(crate) struct Rewritten {
    /// The text, which leads back to the source.
    pub(crate) source: Source,
    /// What was found of matrices of subgroups.
    pub(crate) matrices: FoundMatrices,
    /// Where something was printed first.
    pub(crate) printed: Option<Range<usize>>,
}

/// The text in terms of what naga's front end takes; none where it has nothing that is newer. What values are is
/// asked of naga.
pub(crate) fn rewritten(
    source: &Source,
    matrices: SubgroupMatrices,
    ask: &Ask<'_>,
) -> Option<Rewritten> {
    let text = source.as_text();
    if text.len() > LARGEST {
        return None;
    }
    let scan = Scan::new(text);
    let found = scan.declarations();
    if !found.whole {
        return None;
    }
    let prefix = free_prefix(text)?;
    let structs = found
        .list
        .iter()
        .filter(|each| each.kind == DeclarationKind::Struct)
        .filter_map(|each| Some((scan.word(each.name?), each.body?)))
        .collect();
    let text = Text {
        structs,
        scan,
        declarations: found.list,
        prefix,
    };
    let mut changes = Vec::new();
    text.enable_binding_arrays(&mut changes);
    depth_modes::rewrite(&text, &mut changes);
    compute_indices::rewrite(&text, &mut changes);
    swizzles::rewrite(&text, &mut changes);
    let matrices = subgroup_matrices::rewrite(&text, matrices, &mut changes);
    text.raise_diagnostics(&mut changes);
    text.elect_by_sum(&mut changes);
    let printed = prints::rewrite(&text, &mut changes);
    halves::rewrite(source, &text, &mut changes, ask);
    if changes.is_empty() {
        return None;
    }
    let mut edits = edits(changes);
    for (new, old) in &matrices.names {
        edits.rename(new, old);
    }
    Some(Rewritten {
        source: edits.apply(source),
        matrices,
        printed,
    })
}

fn edits(mut changes: Vec<Change>) -> Edits {
    // What is put before something comes before what it becomes.
    changes.sort_by_key(|change| (change.range.start, change.range.end));
    let mut edits = Edits::default();
    for change in changes {
        edits.replace_for(change.range, change.text, change.stands_for);
    }
    edits
}

impl Text<'_> {
    /// The functions with their bodies.
    fn functions(&self) -> impl Iterator<Item = (&Declaration, (usize, usize))> {
        self.declarations
            .iter()
            .filter(|each| each.kind == DeclarationKind::Function)
            .filter_map(|each| Some((each, each.body?)))
    }

    fn is_declared(&self, name: &str) -> bool {
        self.declarations
            .iter()
            .filter_map(|each| each.name)
            .any(|at| self.scan.word(at) == name)
    }

    /// Where a token starts.
    fn start(&self, token: usize) -> usize {
        self.scan.span(&(token..token + 1)).start
    }

    /// The index behind the `)` to the `(` at `open`.
    fn after_parentheses(&self, open: usize, limit: usize) -> Option<usize> {
        let mut depth = 0usize;
        for index in open..limit {
            if self.scan.is(index, b'(') {
                depth += 1;
            } else if self.scan.is(index, b')') {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(index + 1);
                }
            }
        }
        None
    }

    /// The keyword of a declaration.
    fn keyword(&self, declaration: &Declaration) -> usize {
        let tokens = &declaration.tokens;
        self.scan.after_attributes(tokens.start, tokens.end)
    }

    /// What stands between the `<` at `open` and its `>`, where that is a list of types and sizes.
    fn template(&self, open: usize) -> Option<Range<usize>> {
        /// Comparisons begin like such lists, and are followed by anything.
        const LONGEST: usize = 256;
        let limit = self.scan.tokens.len().min(open + LONGEST);
        let mut depth = 0usize;
        let mut at = open;
        loop {
            if self.scan.is(at, b'<') {
                depth += 1;
            } else if self.scan.is(at, b'>') {
                depth = depth.checked_sub(1)?;
            } else if self.scan.is(at, b'(') {
                at = self.after_parentheses(at, limit)? - 1;
            } else if b";{})=".iter().any(|&sign| self.scan.is(at, sign)) {
                return None;
            }
            if depth == 0 {
                return self.scan.is(at, b'>').then_some(open + 1..at);
            }
            at += 1;
            if at >= limit {
                return None;
            }
        }
    }

    /// The parts between commas that are in no brackets.
    fn split(&self, tokens: Range<usize>) -> Vec<Range<usize>> {
        let mut parts = Vec::new();
        let mut start = tokens.start;
        let mut depth = 0usize;
        for at in tokens.clone() {
            let is_any = |signs: &[u8]| signs.iter().any(|&sign| self.scan.is(at, sign));
            if is_any(b"([<") {
                depth += 1;
            } else if is_any(b")]>") {
                depth = depth.saturating_sub(1);
            } else if depth == 0 && is_any(b",") {
                parts.push(start..at);
                start = at + 1;
            }
        }
        if start < tokens.end {
            parts.push(start..tokens.end);
        }
        parts
    }

    /// Where the arguments of an attribute begin, among these tokens.
    fn attribute(&self, name: &str, tokens: Range<usize>) -> Option<usize> {
        tokens
            .into_iter()
            .find(|&at| {
                self.scan.is(at, b'@')
                    && self.scan.word(at + 1) == name
                    && self.scan.is(at + 2, b'(')
            })
            .map(|at| at + 3)
    }

    /// Arrays of bindings with a length are in the language (`sized_binding_array`); naga has all of them behind an
    /// extension of its own.
    fn enable_binding_arrays(&self, changes: &mut Vec<Change>) {
        const EXTENSION: &str = "wgpu_binding_array";
        let scan = &self.scan;
        if !scan.text.contains("binding_array") || scan.text.contains(EXTENSION) {
            return;
        }
        let tokens = 0..scan.tokens.len();
        let mut arrays = tokens
            .filter(|&at| scan.word(at) == "binding_array" && scan.is(at + 1, b'<'))
            .peekable();
        if arrays.peek().is_some() && arrays.all(|at| self.has_length(at + 1)) {
            let enable = format!("enable {EXTENSION}; ");
            changes.push(Change::insert(self.start(0), enable));
        }
    }

    /// Whether there is a second argument in the list that opens here.
    fn has_length(&self, open: usize) -> bool {
        let mut depth = 0usize;
        for at in open..self.scan.tokens.len() {
            if self.scan.is(at, b'<') {
                depth += 1;
            } else if self.scan.is(at, b'>') {
                depth -= 1;
            } else if self.scan.is(at, b',') && depth == 1 {
                // A comma may stand behind the last one.
                return !self.scan.is(at + 1, b'>');
            }
            if depth == 0 || self.scan.is(at, b';') {
                return false;
            }
        }
        false
    }

    /// Gives `@diagnostic(…)` of statements to their function: naga takes it there only.
    fn raise_diagnostics(&self, changes: &mut Vec<Change>) {
        for (function, (open, close)) in self.functions() {
            let start = function.tokens.start;
            let mut is_lenient = self.has_filter(start..open);
            for at in open..close {
                if !self.starts_filter(at) {
                    continue;
                }
                let Some(after) = self.after_parentheses(at + 2, close) else {
                    continue;
                };
                if !self.is_filter(at + 3..after - 1) {
                    continue;
                }
                changes.push(Change::new(self.scan.span(&(at..after)), ""));
                // The others are no weaker than what holds without them.
                if !is_lenient && self.scan.word(at + 3) != "error" {
                    is_lenient = true;
                    let filter = "@diagnostic(off, derivative_uniformity) ";
                    changes.push(Change::insert(self.start(start), filter));
                }
            }
        }
    }

    fn starts_filter(&self, at: usize) -> bool {
        self.scan.is(at, b'@')
            && self.scan.word(at + 1) == "diagnostic"
            && self.scan.is(at + 2, b'(')
    }

    fn has_filter(&self, mut tokens: Range<usize>) -> bool {
        tokens.any(|at| self.starts_filter(at))
    }

    /// Whether these are a severity and a rule.
    fn is_filter(&self, tokens: Range<usize>) -> bool {
        let is_severity = matches!(
            self.scan.word(tokens.start),
            "off" | "info" | "warning" | "error"
        );
        let rule = tokens.start + 2;
        let mut end = rule + 1;
        if self.scan.is(end, b'.') {
            end += 2;
        }
        if self.scan.is(end, b',') {
            end += 1;
        }
        is_severity
            && self.scan.is(tokens.start + 1, b',')
            && self.scan.is_word(rule)
            && end == tokens.end
    }

    /// The invocation that is elected is the one that has no other before it.
    fn elect_by_sum(&self, changes: &mut Vec<Change>) {
        const NAME: &str = "subgroupElect";
        if self.is_declared(NAME) {
            return;
        }
        for (_, (open, close)) in self.functions() {
            for at in open..close {
                if self.scan.word(at) == NAME
                    && self.scan.is(at + 1, b'(')
                    && self.scan.is(at + 2, b')')
                {
                    let call = self.scan.span(&(at..at + 3));
                    changes.push(Change::new(call, "(subgroupExclusiveAdd(1u) == 0u)"));
                }
            }
        }
    }
}
