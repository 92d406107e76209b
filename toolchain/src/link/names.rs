//! The names in a declaration that may mean another one.

use std::ops::Range;

use crate::wgsl_text::{Declaration, DeclarationKind, Scan};

/// Words that may name a declaration.
#[derive(Clone, Debug)]
pub(super) struct Name {
    pub(super) span: Range<usize>,
    pub(super) path: Vec<String>,
    /// Whether this is where the declaration gets its name.
    pub(super) declares: bool,
}

/// The words of a declaration that may name another one.
pub(super) fn names(scan: &Scan<'_>, declaration: &Declaration) -> Vec<Name> {
    let mut names = Vec::new();
    if declaration.kind == DeclarationKind::Directive {
        return names;
    }
    let mut index = declaration.tokens.start;
    let end = declaration.tokens.end;
    let in_struct = |index: usize| {
        declaration.kind == DeclarationKind::Struct
            && declaration.body.is_some_and(|(open, _)| index > open)
    };
    while index < end {
        if scan.is(index, b'@') {
            index = after_attribute_name(scan, index, end);
            continue;
        }
        if scan.is(index, b'.') {
            // What follows is a member or components, not a name.
            index += 2;
            continue;
        }
        if !scan.is_word(index) {
            index += 1;
            continue;
        }
        if scan.word(index) == "var" && scan.is(index + 1, b'<') {
            index += 2;
            while index < end && !scan.is(index, b'>') {
                index += 1;
            }
            continue;
        }
        let start = index;
        let mut path = vec![scan.word(index).to_owned()];
        while is_path_separator(scan, index + 1) && scan.is_word(index + 3) {
            index += 3;
            path.push(scan.word(index).to_owned());
        }
        index += 1;
        let is_member = in_struct(start) && path.len() == 1 && scan.is(index, b':');
        if !is_member {
            names.push(Name {
                span: scan.span(&(start..index)),
                path,
                declares: declaration.name == Some(start),
            });
        }
    }
    names
}

fn is_path_separator(scan: &Scan<'_>, index: usize) -> bool {
    scan.is(index, b':') && scan.is(index + 1, b':') && scan.span(&(index..index + 2)).len() == 2
}

/// The index after the name of an attribute, or after all of it where its arguments are words
/// of the language.
fn after_attribute_name(scan: &Scan<'_>, at: usize, end: usize) -> usize {
    let fixed = matches!(
        scan.word(at + 1),
        "builtin" | "interpolate" | "diagnostic" | "early_depth_test"
    );
    if fixed && scan.is(at + 2, b'(') {
        let mut index = at + 3;
        while index < end && !scan.is(index, b')') {
            index += 1;
        }
        return index + 1;
    }
    at + 2
}
