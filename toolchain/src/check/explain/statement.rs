//! Which statement an error is about, where naga gives only expressions or a span.

use naga::valid::{CallError, FunctionError, SubgroupError};
use naga::{AtomicFunction, Expression, GatherMode, Handle, Statement};

use super::scene::{Body, Place};
use super::walk;

/// The statement that an error is about, as far as the error tells.
pub(super) fn focus(body: &Body<'_>, error: &FunctionError) -> Place {
    let is_it = |statement: &Statement| match (error, statement) {
        (FunctionError::InvalidIfType(wanted), Statement::If { condition, .. }) => {
            wanted == condition
        }
        (
            FunctionError::InvalidIfType(wanted),
            Statement::Loop {
                break_if: Some(condition),
                ..
            },
        ) => wanted == condition,
        (FunctionError::InvalidSwitchType(wanted), Statement::Switch { selector, cases: _ }) => {
            wanted == selector
        }
        (
            FunctionError::InvalidReturnType {
                expression,
                expected_ty: _,
            },
            Statement::Return { value },
        ) => expression == value,
        (
            FunctionError::InvalidStoreTypes {
                pointer: to,
                value: from,
            },
            Statement::Store { pointer, value },
        ) => to == pointer && from == value,
        (FunctionError::InvalidStorePointer(to), Statement::Store { pointer, value: _ }) => {
            to == pointer
        }
        (FunctionError::InvalidStoreTexture { actual, .. }, Statement::Store { value, .. }) => {
            actual == value
        }
        (
            FunctionError::InvalidCall {
                function: called,
                error,
            },
            Statement::Call {
                function,
                arguments,
                result: _,
            },
        ) => {
            called == function
                && match error {
                    CallError::ArgumentType {
                        index,
                        required: _,
                        seen_expression,
                    } => arguments.get(*index) == Some(seen_expression),
                    CallError::ArgumentCount { required: _, seen } => arguments.len() == *seen,
                    CallError::Argument { .. }
                    | CallError::ResultAlreadyInScope(_)
                    | CallError::ResultAlreadyPopulated(_)
                    | CallError::ExpressionMismatch(_) => true,
                }
        }
        (FunctionError::InvalidStoreValue { actual, .. }, Statement::ImageStore { value, .. }) => {
            actual == value
        }
        (FunctionError::InvalidImageAtomicValue(actual), Statement::ImageAtomic { value, .. }) => {
            actual == value
        }
        (
            FunctionError::InvalidImageStore(_) | FunctionError::InvalidImageAtomic(_),
            Statement::ImageStore { image, .. } | Statement::ImageAtomic { image, .. },
        ) => image_of_statement(body) == Some(*image),
        (FunctionError::InvalidSubgroup(error), _) => match error {
            SubgroupError::InvalidOperand(operand)
            | SubgroupError::InvalidInvocationIdExprType(operand)
            | SubgroupError::ResultTypeMismatch(operand) => {
                subgroup_parts(statement).contains(operand)
            }
            SubgroupError::UnsupportedOperation(_) | SubgroupError::UnknownOperation => false,
        },
        (FunctionError::InvalidAtomic(error), Statement::Atomic { pointer, value, .. }) => body
            .numbered(&format!("{error:?}"))
            .is_some_and(|culprit| culprit == *pointer || culprit == *value),
        _ => false,
    };
    first(body, is_it)
}

/// The expressions of a subgroup statement.
fn subgroup_parts(statement: &Statement) -> Vec<Handle<Expression>> {
    match *statement {
        Statement::SubgroupBallot { result, predicate } => {
            predicate.into_iter().chain([result]).collect()
        }
        Statement::SubgroupCollectiveOperation {
            op: _,
            collective_op: _,
            argument,
            result,
        } => vec![argument, result],
        Statement::SubgroupGather {
            mode,
            argument,
            result,
        } => {
            let index = match mode {
                GatherMode::Broadcast(index)
                | GatherMode::Shuffle(index)
                | GatherMode::ShuffleDown(index)
                | GatherMode::ShuffleUp(index)
                | GatherMode::ShuffleXor(index)
                | GatherMode::QuadBroadcast(index) => Some(index),
                GatherMode::BroadcastFirst | GatherMode::QuadSwap(_) => None,
            };
            index.into_iter().chain([argument, result]).collect()
        }
        _ => Vec::new(),
    }
}

/// The head of the case whose first statement naga names.
pub(super) fn case_place(body: &Body<'_>, word: &str) -> Place {
    let inside = body.statement_place()?;
    body.scene.places.as_ref()?.head_before(word, inside.start)
}

/// Whether a place is the nameless variable that the WGSL front end makes for `&&` and `||`.
pub(super) fn is_logical(body: &Body<'_>, pointer: Handle<Expression>) -> bool {
    let Some(Expression::LocalVariable(variable)) = body.expression(pointer) else {
        return false;
    };
    let nameless = body
        .function
        .local_variables
        .try_get(*variable)
        .is_ok_and(|variable| variable.name.is_none());
    let text = body
        .span(pointer)
        .map(|place| body.scene.source.slice(place));
    nameless && text.is_some_and(|text| text.contains("&&") || text.contains("||"))
}

/// The image of the image statement that has the innermost span.
pub(super) fn image_of_statement(body: &Body<'_>) -> Option<Handle<Expression>> {
    let here = body.statement_place();
    let mut exact = None;
    let mut only = None;
    let mut many = false;
    walk::statements(&body.function.body, &mut |statement, span| {
        let (image, coordinate, index) = match statement {
            Statement::ImageStore {
                image,
                coordinate,
                array_index,
                value: _,
            }
            | Statement::ImageAtomic {
                image,
                coordinate,
                array_index,
                fun: _,
                value: _,
            } => (*image, *coordinate, *array_index),
            _ => return,
        };
        many |= only.is_some();
        only = only.or(Some(image));
        let around = body.scene.place(span);
        let inside = here
            .as_ref()
            .zip(around)
            .is_some_and(|(here, around)| around.start <= here.start && here.end <= around.end);
        let named = [Some(image), Some(coordinate), index]
            .into_iter()
            .flatten()
            .any(|part| here.is_some() && body.span(part) == here);
        if exact.is_none() && (inside || named) {
            exact = Some(image);
        }
    });
    exact.or(if many { None } else { only })
}

pub(super) const fn texture_atomic(function: &AtomicFunction) -> &'static str {
    match function {
        AtomicFunction::Add => "textureAtomicAdd",
        AtomicFunction::Subtract => "textureAtomicSub",
        AtomicFunction::And => "textureAtomicAnd",
        AtomicFunction::ExclusiveOr => "textureAtomicXor",
        AtomicFunction::InclusiveOr => "textureAtomicOr",
        AtomicFunction::Min => "textureAtomicMin",
        AtomicFunction::Max => "textureAtomicMax",
        AtomicFunction::Exchange { compare: _ } => "textureAtomicExchange",
    }
}

/// What the statement at the innermost span is, for messages on capabilities.
pub(super) fn statement_name(body: &Body<'_>) -> String {
    let here = body.statement_place();
    let mut name = None;
    walk::statements(&body.function.body, &mut |statement, span| {
        let same = here.is_none() || body.scene.place(span) == here;
        let what = match statement {
            Statement::SubgroupBallot { .. } => "`subgroupBallot`",
            Statement::SubgroupGather { .. } | Statement::SubgroupCollectiveOperation { .. } => {
                "a subgroup operation"
            }
            Statement::ControlBarrier(_) | Statement::MemoryBarrier(_) => "a subgroup barrier",
            Statement::ImageAtomic { .. } => "an atomic operation on a texture",
            _ => return,
        };
        if same && name.is_none() {
            name = Some(what);
        }
    });
    name.unwrap_or("this operation").to_owned()
}

pub(super) fn first(body: &Body<'_>, matches: impl Fn(&Statement) -> bool) -> Place {
    let mut place = None;
    walk::statements(&body.function.body, &mut |statement, span| {
        if place.is_none() && matches(statement) {
            place = body.scene.place(span);
        }
    });
    place
}
