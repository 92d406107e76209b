//! How deep blocks are nested, found without recursion.

use naga::{Block, Module, Statement, SwitchCase};

/// The deepest nesting of blocks in a module that crosses from one program to another, or from
/// Python: everything after it may recurse over the blocks.
pub const MAX_NESTING: usize = 2_000;

/// The blocks in a statement, in the order of the IR.
pub(super) fn blocks(statement: &Statement) -> Vec<&Block> {
    match statement {
        Statement::Block(block) => vec![block],
        Statement::If {
            condition: _,
            accept,
            reject,
        } => vec![accept, reject],
        Statement::Switch { selector: _, cases } => cases
            .iter()
            .map(
                |SwitchCase {
                     value: _,
                     body,
                     fall_through: _,
                 }| body,
            )
            .collect(),
        Statement::Loop {
            body,
            continuing,
            break_if: _,
        } => vec![body, continuing],
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
        | Statement::CooperativeStore { .. } => Vec::new(),
    }
}

/// The same, to change them.
pub(super) fn blocks_mut(statement: &mut Statement) -> Vec<&mut Block> {
    match statement {
        Statement::Block(block) => vec![block],
        Statement::If {
            condition: _,
            accept,
            reject,
        } => vec![accept, reject],
        Statement::Switch { selector: _, cases } => cases
            .iter_mut()
            .map(
                |SwitchCase {
                     value: _,
                     body,
                     fall_through: _,
                 }| body,
            )
            .collect(),
        Statement::Loop {
            body,
            continuing,
            break_if: _,
        } => vec![body, continuing],
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
        | Statement::CooperativeStore { .. } => Vec::new(),
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
            waiting.extend(
                blocks(statement)
                    .into_iter()
                    .map(|inner| (inner, depth + 1)),
            );
        }
    }
    deepest
}
