//! Statements that are never reached: DXC dies on a `break` after an `if` whose two branches leave a
//! `switch` of one case, which naga writes as a loop that runs once.

use std::collections::HashSet;
use std::ops::ControlFlow;

use naga::{
    Block, Expression, Function, Handle, Literal, Module, Scalar, Span, Statement, Type, TypeInner,
    VectorSize,
};

use super::handles::{Role, blocks, blocks_mut, functions, functions_mut, statement, walk};

/// Whether something stands behind a statement that control never leaves by its end.
pub(super) fn has_unreachable(module: &Module) -> bool {
    functions(module).any(|function| any_unreachable(&function.body))
}

/// Takes out what is never reached.
pub(super) fn drop_unreachable(module: &mut Module) {
    let returned: Vec<Option<Handle<Type>>> = module
        .functions
        .iter()
        .map(|(_, function)| function.result.as_ref().map(|result| result.ty))
        .collect();
    let ballot = module.types.insert(
        Type {
            name: None,
            inner: TypeInner::Vector {
                size: VectorSize::Quad,
                scalar: Scalar::U32,
            },
        },
        Span::UNDEFINED,
    );
    for function in functions_mut(module) {
        cut(&mut function.body);
        forget_results(function, &returned, ballot);
    }
}

/// Results of statements that are gone become zeros: nothing that is left uses them, and a result must
/// have its statement.
fn forget_results(
    function: &mut Function,
    returned: &[Option<Handle<Type>>],
    ballot: Handle<Type>,
) {
    let mut made = HashSet::new();
    let _ = walk(&function.body, |each| {
        statement(each, |role, handle| {
            if role == Role::Result {
                made.insert(handle);
            }
        });
        ControlFlow::Continue(())
    });
    for (handle, expression) in function.expressions.iter_mut() {
        let zero = match *expression {
            Expression::CallResult(callee) => returned
                .get(callee.index())
                .copied()
                .flatten()
                .map(Expression::ZeroValue),
            Expression::AtomicResult { ty, comparison: _ }
            | Expression::WorkGroupUniformLoadResult { ty }
            | Expression::SubgroupOperationResult { ty } => Some(Expression::ZeroValue(ty)),
            Expression::SubgroupBallotResult => Some(Expression::ZeroValue(ballot)),
            Expression::RayQueryProceedResult => Some(Expression::Literal(Literal::Bool(false))),
            _ => None,
        };
        if let Some(zero) = zero
            && !made.contains(&handle)
        {
            *expression = zero;
        }
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
    use super::super::testing::{emitted, module, valid};
    use super::*;
    use crate::target::TargetLanguage;

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

    #[test]
    fn results_of_what_is_never_reached_go() {
        let text = "
            @group(0) @binding(0) var<storage, read_write> n: atomic<u32>;
            var<workgroup> w: vec2u;
            fn f(x: u32) -> u32 { return x; let y = atomicAdd(&n, 1u); return y + 1u; }
            @compute @workgroup_size(1) fn main() {
                for (var i = 0u; i < 3u; i++) {
                    continue;
                    let a = f(i) + subgroupBallot(true).x + subgroupAdd(i);
                    let b = workgroupUniformLoad(&w).x;
                    let c = atomicCompareExchangeWeak(&n, a, b).old_value;
                    _ = atomicMax(&n, c);
                }
            }";
        let mut module = module("a.wgsl", text);
        assert!(has_unreachable(&module), "{module:#?}");
        drop_unreachable(&mut module);
        valid(&module);
        let text = emitted("a.wgsl", text, TargetLanguage::Hlsl);
        assert!(!text.contains("Interlocked"), "{text}");
    }
}
