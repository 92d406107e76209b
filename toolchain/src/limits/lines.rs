//! Lines of expressions in a source: for debug information naga counts the lines before each anew.

use naga::{Block, Module, Span};

use super::{Exceeded, Limit, grouped};
use crate::edit::handles;
use crate::options::Limits;

/// How many bytes of text count as one fact. A gigabyte takes some tenths of a second.
const BYTES: u64 = 500;

/// Checks how much text is gone through for all of them.
pub(super) fn check(module: &Module, limits: &Limits) -> Result<(), Exceeded> {
    let mut bytes = 0u64;
    let mut add = |span: Span| {
        let before = span.to_range().map_or(0, |range| range.start);
        bytes = bytes.saturating_add(u64::try_from(before).unwrap_or(u64::MAX));
    };
    let functions = module.functions.iter().map(|(_, each)| each);
    let entry_points = module.entry_points.iter().map(|each| &each.function);
    for function in functions.chain(entry_points) {
        for (handle, _) in function.expressions.iter() {
            add(function.expressions.get_span(handle));
        }
        statements(&function.body, &mut add);
    }
    let facts = bytes / BYTES;
    if facts > limits.facts {
        let what = format!(
            "to find the line of each expression for debug information takes {} facts",
            grouped(facts)
        );
        return Err(Exceeded::new(Limit::Facts, what));
    }
    Ok(())
}

/// The places of statements, without recursion.
fn statements(body: &Block, add: &mut impl FnMut(Span)) {
    let mut blocks = vec![body];
    while let Some(block) = blocks.pop() {
        for (statement, span) in block.span_iter() {
            add(*span);
            blocks.extend(handles::blocks(statement));
        }
    }
}
