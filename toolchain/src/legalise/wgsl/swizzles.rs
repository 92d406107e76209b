//! Assignments to several components of a vector: `v.zx = …`.
//!
//! `{ var value = v.zx; value = …; v.z = value.x; v.x = value.y; }`: the variable has the type that
//! the value is converted to. What is more than a name is evaluated once, behind a pointer. Where a struct
//! has a member of such a name, it may be that, and is left alone.

use std::collections::HashSet;
use std::ops::Range;

use super::{Change, Text};
use crate::wgsl_text::DeclarationKind;

/// Writes such assignments as blocks.
pub(super) fn rewrite(text: &Text<'_>, changes: &mut Vec<Change>) {
    let members: HashSet<&str> = text
        .declarations
        .iter()
        .filter(|each| each.kind == DeclarationKind::Struct)
        .flat_map(|each| text.scan.members(each))
        .collect();
    let mut pending: Vec<(usize, usize)> = text.functions().map(|(_, body)| body).collect();
    while let Some(block) = pending.pop() {
        for statement in text.scan.statements(block) {
            if !statement.blocks.is_empty() {
                pending.extend(statement.blocks);
            } else if statement.terminated
                && let Some(assignment) = Assignment::find(text, statement.tokens)
                && !members.contains(text.scan.word(assignment.components))
            {
                assignment.rewrite(text, changes);
            }
        }
    }
}

/// The tokens of an assignment.
struct Assignment {
    /// What has the components.
    vector: Range<usize>,
    /// The names of the components.
    components: usize,
    /// The operator, with its `=`.
    operator: Range<usize>,
    /// The `;`.
    end: usize,
}

impl Assignment {
    fn find(text: &Text<'_>, tokens: Range<usize>) -> Option<Self> {
        let scan = &text.scan;
        if is_keyword(scan.word(tokens.start)) || scan.is(tokens.start, b'@') {
            return None;
        }
        let end = tokens.end.checked_sub(1)?;
        let mut depth = 0usize;
        let equals = (tokens.start..end).find(|&at| {
            if scan.is(at, b'(') || scan.is(at, b'[') {
                depth += 1;
            } else if scan.is(at, b')') || scan.is(at, b']') {
                depth = depth.saturating_sub(1);
            }
            depth == 0 && scan.is(at, b'=')
        })?;
        let is_operator = |at: usize| b"+-*/%&|^<>".iter().any(|&sign| scan.is(at, sign));
        let mut start = equals;
        while start > tokens.start && is_operator(start - 1) {
            start -= 1;
        }
        let components = start.checked_sub(1)?;
        let dot = components.checked_sub(1)?;
        let is_found = dot > tokens.start
            && scan.is(dot, b'.')
            && is_swizzle(scan.word(components))
            && equals + 1 < end;
        is_found.then_some(Self {
            vector: tokens.start..dot,
            components,
            operator: start..equals + 1,
            end,
        })
    }

    fn rewrite(&self, text: &Text<'_>, changes: &mut Vec<Change>) {
        let scan = &text.scan;
        let vector = scan.span(&self.vector);
        let (pointer, value) = (format!("{}to", text.prefix), format!("{}new", text.prefix));
        let names = scan.word(self.components);
        let operator = scan.text.get(scan.span(&self.operator)).unwrap_or("=");
        // A name may be the name of a pointer, whose address cannot be taken.
        let target = if self.vector.len() == 1 && scan.is_word(self.vector.start) {
            changes.push(Change::insert(vector.start, format!("{{ var {value} = ")));
            changes.push(Change::new(
                scan.span(&self.operator),
                format!("; {value} {operator}"),
            ));
            scan.word(self.vector.start).to_owned()
        } else {
            changes.push(Change::insert(
                vector.start,
                format!("{{ let {pointer} = &("),
            ));
            changes.push(Change::new(
                vector.end..scan.span(&self.operator).end,
                format!("); var {value} = (*{pointer}).{names}; {value} {operator}"),
            ));
            format!("(*{pointer})")
        };
        let mut end = String::from(";");
        for (to, from) in names.chars().zip("xyzw".chars()) {
            end.push_str(&format!(" {target}.{to} = {value}.{from};"));
        }
        end.push_str(" }");
        changes.push(Change {
            range: scan.span(&(self.end..self.end + 1)),
            text: end,
            stands_for: vector.start..scan.span(&(self.components..self.components + 1)).end,
        });
    }
}

/// Whether a name has several components, each once.
fn is_swizzle(name: &str) -> bool {
    let is_of = |letters: &str| name.chars().all(|letter| letters.contains(letter));
    let is_once = |(at, letter): (usize, char)| !name[..at].contains(letter);
    (2..=4).contains(&name.len())
        && (is_of("xyzw") || is_of("rgba"))
        && name.char_indices().all(is_once)
}

fn is_keyword(word: &str) -> bool {
    matches!(
        word,
        "let"
            | "var"
            | "const"
            | "const_assert"
            | "return"
            | "if"
            | "else"
            | "switch"
            | "case"
            | "default"
            | "for"
            | "while"
            | "loop"
            | "continuing"
            | "break"
            | "continue"
            | "discard"
            | "_"
    )
}
