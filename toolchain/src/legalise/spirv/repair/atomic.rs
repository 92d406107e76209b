//! The loop that stands for an atomic choice which naga's module has no operation for.

use naga::{
    AtomicFunction, Block, Expression, Function, Handle, MathFunction, Range, Scalar, ScalarKind,
    Span, Statement, Type,
};

use super::super::marker::Choice;

/// What the memory of a choice holds: numbers of the other sign.
pub(super) const fn memory(choice: Choice, width: u8) -> Scalar {
    let kind = kind(!choice.signed);
    Scalar { kind, width }
}

const fn kind(signed: bool) -> ScalarKind {
    match signed {
        true => ScalarKind::Sint,
        false => ScalarKind::Uint,
    }
}

/// Exchanges what is in memory for what is chosen, until it was still there.
pub(super) fn choose(
    choice: Choice,
    result: Handle<Type>,
    arguments: &[Handle<Expression>],
    function: &mut Function,
    span: Span,
) -> Option<Statement> {
    let &[pointer, seen, value] = arguments else {
        return None;
    };
    let expressions = &mut function.expressions;
    let read_as = |expr, signed| Expression::As {
        expr,
        kind: kind(signed),
        convert: None,
    };
    let there = expressions.append(Expression::Load { pointer: seen }, span);
    let left = expressions.append(read_as(there, choice.signed), span);
    let right = expressions.append(read_as(value, choice.signed), span);
    let chosen = Expression::Math {
        fun: match choice.least {
            true => MathFunction::Min,
            false => MathFunction::Max,
        },
        arg: left,
        arg1: Some(right),
        arg2: None,
        arg3: None,
    };
    let chosen = expressions.append(chosen, span);
    let wanted = expressions.append(read_as(chosen, !choice.signed), span);
    let told = Expression::AtomicResult {
        ty: result,
        comparison: true,
    };
    let told = expressions.append(told, span);
    let [was, exchanged] =
        [0, 1].map(|index| expressions.append(Expression::AccessIndex { base: told, index }, span));
    let exchange = Statement::Atomic {
        pointer,
        fun: AtomicFunction::Exchange {
            compare: Some(there),
        },
        value: wanted,
        result: Some(told),
    };
    let again = Statement::Store {
        pointer: seen,
        value: was,
    };
    let part = Statement::If {
        condition: exchanged,
        accept: Block::from_vec(vec![Statement::Break]),
        reject: Block::from_vec(vec![again]),
    };
    let body = vec![
        Statement::Emit(Range::new_from_bounds(there, wanted)),
        exchange,
        Statement::Emit(Range::new_from_bounds(was, exchanged)),
        part,
    ];
    Some(Statement::Loop {
        body: Block::from_vec(body),
        continuing: Block::new(),
        break_if: None,
    })
}
