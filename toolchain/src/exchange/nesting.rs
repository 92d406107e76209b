//! How deep blocks are nested, found without recursion.

use naga::{Block, Module};

use crate::edit::handles::{blocks, functions};

/// The deepest nesting of blocks in a module that crosses from one program to another, or from
/// Python: everything after it may recurse over the blocks.
pub const MAX_NESTING: usize = 2_000;

/// The number of blocks around the innermost statement of a module.
#[must_use]
pub fn nesting(module: &Module) -> usize {
    let mut deepest = 0;
    let mut waiting: Vec<(&Block, usize)> = functions(module)
        .map(|function| (&function.body, 1))
        .collect();
    while let Some((block, depth)) = waiting.pop() {
        deepest = deepest.max(depth);
        for statement in block {
            waiting.extend(blocks(statement).map(|inner| (inner, depth + 1)));
        }
    }
    deepest
}
