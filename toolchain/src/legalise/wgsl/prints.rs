//! `print(value);` (`chromium_print`), by which Dawn lets a shader speak. What it is given is evaluated, as
//! that may have effects, and said to nobody.

use std::ops::Range;

use super::{Change, Text};

const NAME: &str = "print";

/// Takes the calls out; where the first one is.
pub(super) fn rewrite(text: &Text<'_>, changes: &mut Vec<Change>) -> Option<Range<usize>> {
    let scan = &text.scan;
    if !scan.text.contains(NAME) || text.is_declared(NAME) {
        return None;
    }
    let mut first = None;
    for (_, (open, close)) in text.functions() {
        for at in open..close {
            let starts = b"{};:".iter().any(|&sign| scan.is(at, sign));
            if !starts || scan.word(at + 1) != NAME || !scan.is(at + 2, b'(') {
                continue;
            }
            let Some(after) = text.after_parentheses(at + 2, close) else {
                continue;
            };
            if !scan.is(after, b';') || text.split(at + 3..after - 1).len() != 1 {
                continue;
            }
            let name = scan.span(&(at + 1..at + 2));
            first.get_or_insert_with(|| name.clone());
            changes.push(Change::new(name, "_ = "));
        }
    }
    first
}
