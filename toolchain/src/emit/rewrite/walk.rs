//! Walks that the rewrites share: a body built anew, statement by statement, and types in expressions.
//!
//! A rewrite names only what it changes. Changes nothing by itself.

use naga::{Block, Expression, Handle, Range, Span, Statement, Type};

use super::handles::blocks_mut;

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
    for (mut statement, span) in block.span_into_iter() {
        let span = place(span);
        let mut is_leaf = true;
        for inner in blocks_mut(&mut statement) {
            is_leaf = false;
            *inner = rebuild_placed(std::mem::take(inner), place, leaf);
        }
        if is_leaf {
            leaf(statement, span, &mut rebuilt);
        } else {
            rebuilt.push(statement, span);
        }
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
