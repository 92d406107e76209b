//! `@builtin(frag_depth, greater)`: naga says the same with an attribute of the entry point.

use std::collections::HashMap;

use super::{Change, Text};
use crate::wgsl_text::DeclarationKind;

/// Gives entry points whose depth has a mode that attribute.
pub(super) fn rewrite(text: &Text<'_>, changes: &mut Vec<Change>) {
    // The modes of structs, and of what functions return themselves, by the first token.
    let mut of_structs: HashMap<&str, &str> = HashMap::new();
    let mut of_functions: HashMap<usize, &str> = HashMap::new();
    for declaration in &text.declarations {
        for at in declaration.tokens.clone() {
            let Some(mode) = take_mode(text, at, changes) else {
                continue;
            };
            match (declaration.kind, declaration.name) {
                (DeclarationKind::Struct, Some(name)) => {
                    of_structs.insert(text.scan.word(name), mode);
                }
                _ => {
                    of_functions.insert(declaration.tokens.start, mode);
                }
            }
        }
    }
    if of_structs.is_empty() && of_functions.is_empty() {
        return;
    }
    for (function, (open, _)) in text.functions() {
        let start = function.tokens.start;
        let mut header = start..open;
        let is_fragment = header
            .clone()
            .any(|at| text.scan.is(at, b'@') && text.scan.word(at + 1) == "fragment");
        let arrow = header.find(|&at| text.scan.is(at, b'-') && text.scan.is(at + 1, b'>'));
        let mode = arrow
            .and_then(|arrow| (arrow..open).find_map(|at| of_structs.get(text.scan.word(at))))
            .or_else(|| of_functions.get(&start));
        if let (true, Some(mode)) = (is_fragment, mode) {
            changes.push(Change::insert(
                text.start(start),
                format!("@early_depth_test({mode}) "),
            ));
        }
    }
}

/// Takes the mode out of a depth that has its name at this token.
fn take_mode(text: &Text<'_>, at: usize, changes: &mut Vec<Change>) -> Option<&'static str> {
    let scan = &text.scan;
    let is_depth = scan.word(at) == "frag_depth"
        && at >= 3
        && scan.is(at - 1, b'(')
        && scan.word(at - 2) == "builtin"
        && scan.is(at - 3, b'@')
        && scan.is(at + 1, b',');
    let mode = match scan.word(at + 2) {
        "greater" => "greater_equal",
        "less" => "less_equal",
        // Neither: nothing is promised.
        "any" => "",
        _ => return None,
    };
    let end = at + 3 + usize::from(scan.is(at + 3, b','));
    if !is_depth || !scan.is(end, b')') {
        return None;
    }
    changes.push(Change::new(scan.span(&(at + 1..end)), ""));
    (!mode.is_empty()).then_some(mode)
}
