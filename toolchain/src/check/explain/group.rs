//! What is wrong with operations of many invocations together: uniform control flow, subgroups.

use naga::valid::{SubgroupError, SubgroupOperationSet, UniformityRequirements};
use naga::{Expression, Handle, Statement};

use super::function::inconsistent;
use super::report::Report;
use super::scene::Body;
use super::{spell, statement};
use crate::codes;
use crate::options::set::flag_name;

pub(super) fn uniformity(
    body: &Body<'_>,
    requirement: UniformityRequirements,
    value: Handle<Expression>,
    disruptor: &str,
) -> Report {
    let what = if requirement.contains(UniformityRequirements::WORK_GROUP_BARRIER) {
        "a barrier"
    } else if requirement.contains(UniformityRequirements::COOP_OPS) {
        "a cooperative matrix operation"
    } else {
        "a derivative"
    };
    let report = Report::new(
        codes::NON_UNIFORM_CONTROL_FLOW,
        format!("{what} must be reached by all invocations together, and may not be here"),
    )
    .at(body.span(value), "needs uniform control flow");
    disrupted(body, report, disruptor)
}

/// Adds what disrupted uniform control flow. naga does not export the type, so its debug form is
/// read: `Return`, `Discard`, or `Expression` with an index.
pub(super) fn disrupted(body: &Body<'_>, report: Report, disruptor: &str) -> Report {
    match disruptor {
        "Return" => {
            let place = statement::first(body, |statement| {
                matches!(statement, Statement::Return { .. })
            });
            report
                .near(place, "some invocations may have returned here")
                .note("an earlier `return` may have ended some invocations")
        }
        "Discard" => {
            let place = statement::first(body, |statement| matches!(statement, Statement::Kill));
            report
                .near(place, "some invocations may have been discarded here")
                .note("an earlier `discard` may have ended some invocations")
        }
        expression => match body.numbered(expression) {
            Some(value) => report
                .near(
                    body.span(value),
                    "control flow depends on this, which differs between invocations",
                )
                .note(format!(
                    "{} may differ between invocations",
                    body.quote_or(value, "a condition")
                )),
            None => report,
        },
    }
}

pub(super) fn subgroup(body: &Body<'_>, error: &SubgroupError) -> Report {
    match error {
        SubgroupError::InvalidOperand(operand) => Report::new(
            codes::SUBGROUP_OPERAND,
            format!(
                "{} of type {} cannot be used in this subgroup operation",
                body.quote(*operand),
                body.ty(*operand)
            ),
        )
        .at(body.span(*operand), body.this_is(*operand))
        .note(
            "arithmetic takes numbers, bitwise operations take integers of 32 bits or more, votes \
             take `bool`, and lane indices are `u32`",
        ),
        SubgroupError::ResultTypeMismatch(value) => inconsistent(
            body,
            *value,
            "the result of a subgroup operation is not of its operand's type",
        ),
        SubgroupError::UnsupportedOperation(operations) => {
            let names = operation_names(*operations);
            Report::new(
                codes::SUBGROUP_OPERATION,
                format!("subgroup operations of the kind {names} are not allowed"),
            )
            .help(format!(
                "`--validate-subgroup-operations` leaves out {names}"
            ))
        }
        SubgroupError::UnknownOperation => Report::new(
            codes::SUBGROUP_OPERATION,
            "there is no such subgroup operation: only additions and multiplications can be \
             scanned",
        ),
        SubgroupError::InvalidInvocationIdExprType(index) => Report::new(
            codes::SUBGROUP_LANE,
            format!(
                "the invocation to broadcast from must be a constant; {} is not",
                body.quote(*index)
            ),
        )
        .at(body.span(*index), "not a constant")
        .help("use `subgroupShuffle` for an invocation that is known only at run time"),
    }
}

fn operation_names(operations: SubgroupOperationSet) -> String {
    spell::list(
        operations
            .iter_names()
            .map(|(name, _)| format!("`{}`", flag_name(name))),
    )
}
