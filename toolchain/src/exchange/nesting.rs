//! How deep blocks are nested, found without recursion.

use naga::{Block, Module, Statement, SwitchCase};

/// The deepest nesting of blocks in a module that crosses from one program to another, or from
/// Python: everything after it may recurse over the blocks.
pub const MAX_NESTING: usize = 2_000;

/// The blocks in a statement, in the order of the IR. Most statements have none, and this is asked
/// of all of them: nothing is allocated.
pub(super) fn blocks(statement: &Statement) -> impl DoubleEndedIterator<Item = &Block> {
    let (one, other, cases) = parts(statement);
    let cases = cases.iter().map(
        |SwitchCase {
             value: _,
             body,
             fall_through: _,
         }| body,
    );
    one.into_iter().chain(other).chain(cases)
}

type Parts<'a> = (Option<&'a Block>, Option<&'a Block>, &'a [SwitchCase]);

fn parts(statement: &Statement) -> Parts<'_> {
    match statement {
        Statement::Block(block) => (Some(block), None, &[]),
        Statement::If {
            condition: _,
            accept,
            reject,
        } => (Some(accept), Some(reject), &[]),
        Statement::Switch { selector: _, cases } => (None, None, cases),
        Statement::Loop {
            body,
            continuing,
            break_if: _,
        } => (Some(body), Some(continuing), &[]),
        Statement::Emit(_)
        | Statement::Break
        | Statement::Continue
        | Statement::Return { .. }
        | Statement::Kill
        | Statement::ControlBarrier(_)
        | Statement::MemoryBarrier(_)
        | Statement::Store { .. }
        | Statement::ImageStore { .. }
        | Statement::Atomic { .. }
        | Statement::ImageAtomic { .. }
        | Statement::WorkGroupUniformLoad { .. }
        | Statement::Call { .. }
        | Statement::RayQuery { .. }
        | Statement::RayPipelineFunction(_)
        | Statement::SubgroupBallot { .. }
        | Statement::SubgroupGather { .. }
        | Statement::SubgroupCollectiveOperation { .. }
        | Statement::CooperativeStore { .. } => (None, None, &[]),
    }
}

/// The same, to change them.
pub(super) fn blocks_mut(statement: &mut Statement) -> impl DoubleEndedIterator<Item = &mut Block> {
    let (one, other, cases) = parts_mut(statement);
    let cases = cases.iter_mut().map(
        |SwitchCase {
             value: _,
             body,
             fall_through: _,
         }| body,
    );
    one.into_iter().chain(other).chain(cases)
}

type PartsMut<'a> = (
    Option<&'a mut Block>,
    Option<&'a mut Block>,
    &'a mut [SwitchCase],
);

fn parts_mut(statement: &mut Statement) -> PartsMut<'_> {
    match statement {
        Statement::Block(block) => (Some(block), None, &mut []),
        Statement::If {
            condition: _,
            accept,
            reject,
        } => (Some(accept), Some(reject), &mut []),
        Statement::Switch { selector: _, cases } => (None, None, cases),
        Statement::Loop {
            body,
            continuing,
            break_if: _,
        } => (Some(body), Some(continuing), &mut []),
        Statement::Emit(_)
        | Statement::Break
        | Statement::Continue
        | Statement::Return { .. }
        | Statement::Kill
        | Statement::ControlBarrier(_)
        | Statement::MemoryBarrier(_)
        | Statement::Store { .. }
        | Statement::ImageStore { .. }
        | Statement::Atomic { .. }
        | Statement::ImageAtomic { .. }
        | Statement::WorkGroupUniformLoad { .. }
        | Statement::Call { .. }
        | Statement::RayQuery { .. }
        | Statement::RayPipelineFunction(_)
        | Statement::SubgroupBallot { .. }
        | Statement::SubgroupGather { .. }
        | Statement::SubgroupCollectiveOperation { .. }
        | Statement::CooperativeStore { .. } => (None, None, &mut []),
    }
}

/// The number of blocks around the innermost statement of a module.
#[must_use]
pub fn nesting(module: &Module) -> usize {
    let functions = module.functions.iter().map(|(_, function)| function);
    let entry_points = module.entry_points.iter().map(|each| &each.function);
    let mut deepest = 0;
    let mut waiting: Vec<(&Block, usize)> = functions
        .chain(entry_points)
        .map(|function| (&function.body, 1))
        .collect();
    while let Some((block, depth)) = waiting.pop() {
        deepest = deepest.max(depth);
        for statement in block {
            let (one, other, cases) = parts(statement);
            // Most statements have none: nothing is asked of them but this.
            if let Some(block) = one {
                waiting.push((block, depth + 1));
            }
            if let Some(block) = other {
                waiting.push((block, depth + 1));
            }
            for SwitchCase {
                value: _,
                body,
                fall_through: _,
            } in cases
            {
                waiting.push((body, depth + 1));
            }
        }
    }
    deepest
}
