//! `workgroup_index` and `global_invocation_index`: computed from what naga has.
//!
//! Both count through x, then y, then z: groups of the dispatch, and invocations of the dispatch.

use std::collections::HashSet;
use std::ops::Range;

use super::{Change, Text};
use crate::wgsl_text::Declaration;

const INDICES: [&str; 2] = ["workgroup_index", "global_invocation_index"];

/// Computes the indices that entry points have as parameters.
pub(super) fn rewrite(text: &Text<'_>, changes: &mut Vec<Change>) {
    for (function, (open, _)) in text.functions() {
        let Some(header) = Header::find(text, function, open) else {
            continue;
        };
        if header.parameters.iter().any(|each| each.is_index(text)) {
            header.rewrite(text, changes);
        }
    }
}

/// What stands before the body of a function.
struct Header {
    /// Between the parentheses.
    list: Range<usize>,
    parameters: Vec<Parameter>,
    /// The arguments of `@workgroup_size`.
    size: Vec<Range<usize>>,
    /// The `{` of the body.
    open: usize,
}

struct Parameter {
    tokens: Range<usize>,
    /// The token of its name.
    name: usize,
}

impl Header {
    fn find(text: &Text<'_>, function: &Declaration, open: usize) -> Option<Self> {
        let name = function.name?;
        let start = name + 2;
        let end = text.after_parentheses(name + 1, open)? - 1;
        let parameters = text
            .split(start..end)
            .into_iter()
            .map(|tokens| {
                let name = text.scan.after_attributes(tokens.start, tokens.end);
                Parameter { tokens, name }
            })
            .collect();
        let size = text
            .attribute("workgroup_size", function.tokens.start..name)
            .and_then(|first| {
                let after = text.after_parentheses(first - 1, name)?;
                Some(text.split(first..after - 1))
            })
            .unwrap_or_default();
        Some(Self {
            list: start..end,
            parameters,
            size,
            open,
        })
    }

    fn rewrite(&self, text: &Text<'_>, changes: &mut Vec<Change>) {
        let mut list: Vec<String> = Vec::new();
        for parameter in self.parameters.iter().filter(|each| !each.is_index(text)) {
            let range = text.scan.span(&parameter.tokens);
            list.push(text.scan.text.get(range).unwrap_or_default().to_owned());
        }
        let mut input = |name: &str| self.input(text, name, &mut list);
        let groups = input("num_workgroups");
        let mut lets = String::new();
        for parameter in &self.parameters {
            let value = match parameter.built_in(text) {
                Some("workgroup_index") => {
                    let at = input("workgroup_id");
                    format!("{at}.x + ({at}.y + {at}.z * {groups}.y) * {groups}.x")
                }
                Some("global_invocation_index") => {
                    let at = input("global_invocation_id");
                    let (x, y) = (self.size(text, 0), self.size(text, 1));
                    format!("{at}.x + ({at}.y + {at}.z * ({groups}.y * {y})) * ({groups}.x * {x})")
                }
                _ => continue,
            };
            lets.push_str(&format!(
                " let {} = {value};",
                text.scan.word(parameter.name)
            ));
        }
        changes.push(Change::new(text.scan.span(&self.list), list.join(", ")));
        let body = text.start(self.open) + 1;
        changes.push(Change {
            stands_for: text.scan.span(&self.list),
            ..Change::insert(body, lets)
        });
    }

    /// What has the value of a built-in: a parameter, a member of one, or a parameter that is added.
    fn input(&self, text: &Text<'_>, built_in: &str, list: &mut Vec<String>) -> String {
        // Structs that were looked through: parameters may be many of one.
        let mut seen = HashSet::new();
        for parameter in &self.parameters {
            let name = text.scan.word(parameter.name);
            if parameter.built_in(text) == Some(built_in) {
                return name.to_owned();
            }
            if seen.insert(text.scan.word(parameter.name + 2))
                && let Some(member) = parameter.member(text, built_in)
            {
                return format!("{name}.{member}");
            }
        }
        let name = format!("{}{built_in}", text.prefix);
        let added = format!("@builtin({built_in}) {name}: vec3<u32>");
        if !list.contains(&added) {
            list.push(added);
        }
        name
    }

    /// The size of a workgroup along an axis.
    fn size(&self, text: &Text<'_>, axis: usize) -> String {
        self.size
            .get(axis)
            .and_then(|tokens| text.scan.text.get(text.scan.span(tokens)))
            .map_or_else(|| "1u".to_owned(), |size| format!("u32({size})"))
    }
}

impl Parameter {
    fn built_in<'a>(&self, text: &Text<'a>) -> Option<&'a str> {
        let at = text.attribute("builtin", self.tokens.start..self.name)?;
        Some(text.scan.word(at))
    }

    fn is_index(&self, text: &Text<'_>) -> bool {
        self.built_in(text)
            .is_some_and(|name| INDICES.contains(&name))
    }

    /// The member with a built-in, where the parameter is a struct.
    fn member<'a>(&self, text: &Text<'a>, built_in: &str) -> Option<&'a str> {
        let (open, close) = *text.structs.get(text.scan.word(self.name + 2))?;
        text.split(open + 1..close).into_iter().find_map(|tokens| {
            let name = text.scan.after_attributes(tokens.start, tokens.end);
            let at = text.attribute("builtin", tokens.start..name)?;
            (text.scan.word(at) == built_in).then(|| text.scan.word(name))
        })
    }
}
