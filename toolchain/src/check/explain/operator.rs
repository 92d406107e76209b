//! Operators whose operands do not fit.

use naga::{
    BinaryOperator, Expression, Handle, Scalar, ScalarKind, TypeInner, UnaryOperator, VectorSize,
};

use super::report::Report;
use super::scene::Body;
use super::spell;
use crate::codes;

/// The operator as it is written.
pub(super) const fn binary_sign(op: BinaryOperator) -> &'static str {
    match op {
        BinaryOperator::Add => "+",
        BinaryOperator::Subtract => "-",
        BinaryOperator::Multiply => "*",
        BinaryOperator::Divide => "/",
        BinaryOperator::Modulo => "%",
        BinaryOperator::Equal => "==",
        BinaryOperator::NotEqual => "!=",
        BinaryOperator::Less => "<",
        BinaryOperator::LessEqual => "<=",
        BinaryOperator::Greater => ">",
        BinaryOperator::GreaterEqual => ">=",
        BinaryOperator::And => "&",
        BinaryOperator::ExclusiveOr => "^",
        BinaryOperator::InclusiveOr => "|",
        BinaryOperator::LogicalAnd => "&&",
        BinaryOperator::LogicalOr => "||",
        BinaryOperator::ShiftLeft => "<<",
        BinaryOperator::ShiftRight => ">>",
    }
}

pub(super) fn unary(body: &Body<'_>, op: UnaryOperator, operand: Handle<Expression>) -> Report {
    let (sign, rule) = match op {
        UnaryOperator::Negate => ("-", "it takes signed integers and floating-point numbers"),
        UnaryOperator::LogicalNot => ("!", "it takes `bool` and vectors of `bool`"),
        UnaryOperator::BitwiseNot => ("~", "it takes integers and vectors of them"),
    };
    Report::new(
        codes::UNARY_OPERAND,
        format!("there is no `{sign}` for {}; {rule}", body.ty(operand)),
    )
}

pub(super) fn binary(
    body: &Body<'_>,
    op: BinaryOperator,
    (left, left_type): (Handle<Expression>, &TypeInner),
    (right, right_type): (Handle<Expression>, &TypeInner),
) -> Report {
    let (left, right) = (body.written(left), body.written(right));
    let left_type = body.inner(left).unwrap_or(left_type);
    let right_type = body.inner(right).unwrap_or(right_type);
    let (left_name, right_name) = (body.scene.inner(left_type), body.scene.inner(right_type));
    let sign = binary_sign(op);
    let report = Report::new(
        codes::BINARY_OPERANDS,
        format!("there is no `{sign}` for `{left_name}` and `{right_name}`"),
    )
    .at(body.span(left), format!("this is `{left_name}`"))
    .at(body.span(right), format!("this is `{right_name}`"));
    let (Some((left_size, left_scalar)), Some((right_size, right_scalar))) = (
        left_type.vector_size_and_scalar(),
        right_type.vector_size_and_scalar(),
    ) else {
        return report;
    };
    let is_shift = matches!(op, BinaryOperator::ShiftLeft | BinaryOperator::ShiftRight);
    if is_shift {
        return match right_scalar.kind {
            ScalarKind::Sint => report.help(format!(
                "the amount must be unsigned: `{}({})`",
                sized(right_size, Scalar::U32),
                plain(body, right)
            )),
            _ => report.help(
                "shift an integer by a `u32`, or a vector of integers by as long a vector of `u32`",
            ),
        };
    }
    if left_scalar != right_scalar {
        let bools = [left_scalar.kind, right_scalar.kind].contains(&ScalarKind::Bool);
        return if bools {
            report
        } else {
            report.help(format!(
                "convert one of them, as in `{}({})`",
                sized(right_size, left_scalar),
                plain(body, right)
            ))
        };
    }
    match (left_size, right_size) {
        (Some(one), Some(other)) if one != other => {
            report.note("both vectors must have the same number of components")
        }
        (Some(_), None) => report.help(format!(
            "repeat the scalar: `{left_name}({})`",
            plain(body, right)
        )),
        (None, Some(_)) => report.help(format!(
            "repeat the scalar: `{right_name}({})`",
            plain(body, left)
        )),
        _ => report,
    }
}

/// A scalar or vector type.
fn sized(size: Option<VectorSize>, scalar: Scalar) -> String {
    match size {
        Some(size) => format!("vec{}<{}>", spell::digit(size), spell::scalar_name(scalar)),
        None => spell::scalar_name(scalar),
    }
}

/// Source text without quotes around it, for examples.
fn plain(body: &Body<'_>, expression: Handle<Expression>) -> String {
    let quoted = body.quote_or(expression, "`…`");
    quoted.trim_matches('`').to_owned()
}
