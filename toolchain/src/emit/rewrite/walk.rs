//! Walks that the rewrites share: statements of a body at any depth, and handles in a function.
//!
//! Knows every variant that holds a block or a handle, so that a rewrite names only what it
//! changes. Changes nothing by itself.

use naga::{Block, Expression, Function, Handle, Range, Span, Statement, SwitchCase, Type};

/// Builds a body anew: `leaf` gets each statement that holds no block, and pushes what is to
/// stand in its place.
pub(super) fn rebuild<F>(block: Block, leaf: &mut F) -> Block
where
    F: FnMut(Statement, Span, &mut Block),
{
    rebuild_placed(block, |span| span, leaf)
}

/// As [`rebuild`], with another span for each statement.
pub(super) fn rebuild_placed<F>(block: Block, place: fn(Span) -> Span, leaf: &mut F) -> Block
where
    F: FnMut(Statement, Span, &mut Block),
{
    let mut rebuilt = Block::with_capacity(block.len());
    for (statement, span) in block.span_into_iter() {
        let span = place(span);
        let statement = match statement {
            Statement::Block(inner) => Statement::Block(rebuild_placed(inner, place, leaf)),
            Statement::If {
                condition,
                accept,
                reject,
            } => Statement::If {
                condition,
                accept: rebuild_placed(accept, place, leaf),
                reject: rebuild_placed(reject, place, leaf),
            },
            Statement::Switch { selector, cases } => Statement::Switch {
                selector,
                cases: cases
                    .into_iter()
                    .map(|case| SwitchCase {
                        body: rebuild_placed(case.body, place, leaf),
                        ..case
                    })
                    .collect(),
            },
            Statement::Loop {
                body,
                continuing,
                break_if,
            } => Statement::Loop {
                body: rebuild_placed(body, place, leaf),
                continuing: rebuild_placed(continuing, place, leaf),
                break_if,
            },
            statement @ (Statement::Emit(_)
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
            | Statement::CooperativeStore { .. }) => {
                leaf(statement, span, &mut rebuilt);
                continue;
            }
        };
        rebuilt.push(statement, span);
    }
    rebuilt
}

/// Lets every `return` give another value: `other` makes it of the old one, and says what is to be
/// evaluated for it.
pub(super) fn other_returns(
    block: Block,
    other: &mut impl FnMut(Handle<Expression>) -> (Handle<Expression>, Option<Range<Expression>>),
) -> Block {
    rebuild(block, &mut |statement, span, out| {
        let Statement::Return { value: Some(value) } = statement else {
            out.push(statement, span);
            return;
        };
        let (value, emitted) = other(value);
        if let Some(range) = emitted {
            out.push(Statement::Emit(range), span);
        }
        out.push(Statement::Return { value: Some(value) }, span);
    })
}

/// Calls `change` on every handle of a function that the function holds.
pub(super) fn function_handles(
    function: &mut Function,
    change: &mut impl FnMut(&mut Handle<Function>),
) {
    for (_, expression) in function.expressions.iter_mut() {
        if let Expression::CallResult(callee) = expression {
            change(callee);
        }
    }
    let body = std::mem::take(&mut function.body);
    function.body = rebuild(body, &mut |mut statement, span, out| {
        if let Statement::Call {
            function: callee, ..
        } = &mut statement
        {
            change(callee);
        }
        out.push(statement, span);
    });
}

/// The handle of a type in an expression.
pub(super) fn type_in(expression: &mut Expression) -> Option<&mut Handle<Type>> {
    match expression {
        Expression::ZeroValue(ty)
        | Expression::Compose { ty, .. }
        | Expression::AtomicResult { ty, .. }
        | Expression::WorkGroupUniformLoadResult { ty }
        | Expression::SubgroupOperationResult { ty } => Some(ty),
        Expression::Literal(_)
        | Expression::Constant(_)
        | Expression::Override(_)
        | Expression::Access { .. }
        | Expression::AccessIndex { .. }
        | Expression::Splat { .. }
        | Expression::Swizzle { .. }
        | Expression::FunctionArgument(_)
        | Expression::GlobalVariable(_)
        | Expression::LocalVariable(_)
        | Expression::Load { .. }
        | Expression::ImageSample { .. }
        | Expression::ImageLoad { .. }
        | Expression::ImageQuery { .. }
        | Expression::Unary { .. }
        | Expression::Binary { .. }
        | Expression::Select { .. }
        | Expression::Derivative { .. }
        | Expression::Relational { .. }
        | Expression::Math { .. }
        | Expression::As { .. }
        | Expression::CallResult(_)
        | Expression::ArrayLength(_)
        | Expression::RayQueryVertexPositions { .. }
        | Expression::RayQueryProceedResult
        | Expression::RayQueryGetIntersection { .. }
        | Expression::SubgroupBallotResult
        | Expression::CooperativeLoad { .. }
        | Expression::CooperativeMultiplyAdd { .. } => None,
    }
}
