//! Functions that modules may replace.

use std::collections::BTreeSet;

use super::super::modules::Replacement;
use crate::source::{Edits, Source};
use crate::wgsl_text::Scan;

/// What became of the functions of a module that may be replaced, or replace others.
pub(super) struct Functions {
    pub(super) edits: Edits,
    pub(super) replacements: Vec<Replacement>,
    pub(super) replaceable: BTreeSet<String>,
}

/// Makes plain functions of `virtual fn` and `override fn a::b::name`.
pub(super) fn functions(source: &Source) -> Functions {
    let mut found = Functions {
        edits: Edits::default(),
        replacements: Vec::new(),
        replaceable: BTreeSet::new(),
    };
    if !source.as_text().contains("virtual") && !source.as_text().contains("override") {
        return found;
    }
    let scan = Scan::new(source.as_text());
    for index in 0..scan.tokens.len() {
        if scan.word(index + 1) != "fn" || !scan.is_word(index + 2) {
            continue;
        }
        match scan.word(index) {
            "virtual" => {
                found.edits.remove(scan.span(&(index..index + 1)));
                found.replaceable.insert(scan.word(index + 2).to_owned());
            }
            "override" => {
                let mut end = index + 3;
                let mut path = vec![scan.word(index + 2).to_owned()];
                while scan.is(end, b':') && scan.is(end + 1, b':') && scan.is_word(end + 2) {
                    path.push(scan.word(end + 2).to_owned());
                    end += 3;
                }
                let name = format!("override_{}", path.last().map_or("", String::as_str));
                found.edits.remove(scan.span(&(index..index + 1)));
                let span = scan.span(&(index + 2..end));
                found.edits.replace(span.clone(), name.clone());
                found.replacements.push(Replacement { path, name, span });
            }
            _ => {}
        }
    }
    found
}
