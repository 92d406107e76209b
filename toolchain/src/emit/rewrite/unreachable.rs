//! Statements that are never reached: DXC dies on a `break` after an `if` whose two branches leave a
//! `switch` of one case, which naga writes as a loop that runs once.

use naga::{Block, Module, Statement};

use super::handles::{blocks, blocks_mut, functions, functions_mut};

/// Whether something stands behind a statement that control never leaves by its end.
pub(super) fn has_unreachable(module: &Module) -> bool {
    functions(module).any(|function| any_unreachable(&function.body))
}

/// Takes out what is never reached.
pub(super) fn drop_unreachable(module: &mut Module) {
    for function in functions_mut(module) {
        cut(&mut function.body);
    }
}

/// How many statements of a block are reached.
fn reached(block: &Block) -> usize {
    block
        .iter()
        .position(leaves)
        .map_or(block.len(), |last| last + 1)
}

/// Whether control never goes on after a statement.
fn leaves(statement: &Statement) -> bool {
    match statement {
        Statement::Break | Statement::Continue | Statement::Return { .. } | Statement::Kill => true,
        Statement::Block(inner) => inner.iter().any(leaves),
        Statement::If { accept, reject, .. } => {
            accept.iter().any(leaves) && reject.iter().any(leaves)
        }
        // What their blocks leave are mostly they themselves.
        Statement::Switch { .. } | Statement::Loop { .. } => false,
        Statement::Emit(_)
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
        | Statement::CooperativeStore { .. } => false,
    }
}

fn any_unreachable(block: &Block) -> bool {
    reached(block) < block.len() || block.iter().any(|each| blocks(each).any(any_unreachable))
}

fn cut(block: &mut Block) {
    let reached = reached(block);
    if reached < block.len() {
        block.cull(reached..);
    }
    for statement in block.iter_mut() {
        for inner in blocks_mut(statement) {
            cut(inner);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{module, valid};
    use super::*;

    #[test]
    fn what_is_never_reached_goes() {
        let text = "#version 450
            layout(location = 0) flat in int number;
            layout(location = 0) out vec4 colour;
            void main() {
                do {
                    if (number > 0) { colour = vec4(1.0); break; } else { colour = vec4(0.0); break; }
                    colour = vec4(2.0);
                } while (false);
            }";
        let mut module = module("a.frag", text);
        assert!(has_unreachable(&module), "{module:#?}");
        drop_unreachable(&mut module);
        assert!(!has_unreachable(&module), "{module:#?}");
        valid(&module);
    }
}
