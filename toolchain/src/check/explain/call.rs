//! What is wrong with a call.

use naga::valid::CallError;
use naga::{Expression, Function, Handle, Statement};

use super::function::inconsistent;
use super::report::Report;
use super::scene::Body;
use super::{expression, spell, walk};
use crate::codes;

pub(super) fn call(body: &Body<'_>, callee: Handle<Function>, error: &CallError) -> Report {
    let scene = body.scene;
    let name = scene.function(callee);
    let declared = scene.function_place(callee);
    let function = scene.module.functions.try_get(callee).ok();
    let here = body.statement_place();
    match error {
        CallError::Argument { index, source } => {
            let argument = argument_of(body, callee, *index);
            match argument {
                Some(argument) => expression::explain_here(body, argument, source),
                None => Report::new(
                    codes::VALUE_OUT_OF_SCOPE,
                    format!("argument {} of {name} is not available here", index + 1),
                ),
            }
        }
        CallError::ResultAlreadyInScope(value) | CallError::ResultAlreadyPopulated(value) => {
            inconsistent(
                body,
                *value,
                &format!("the result of {name} is computed twice"),
            )
        }
        CallError::ArgumentCount { required, seen } => Report::new(
            codes::CALL_ARGUMENT_COUNT,
            format!(
                "{name} takes {}, but {seen} {} given",
                spell::count(*required, "argument"),
                if *seen == 1 { "is" } else { "are" }
            ),
        )
        .at(here, format!("{seen} given"))
        .near(declared, format!("takes {required}")),
        CallError::ArgumentType {
            index,
            required,
            seen_expression,
        } => {
            let parameter = function
                .and_then(|function| function.arguments.get(*index))
                .and_then(|argument| argument.name.as_deref());
            let wanted = scene.ty(*required);
            let part = match parameter {
                Some(parameter) if !parameter.is_empty() => format!("`{parameter}`"),
                _ => format!("argument {}", index + 1),
            };
            let parameter_place = scene
                .places
                .as_ref()
                .and_then(|places| places.parameter(function?.name.as_deref()?, parameter?));
            Report::new(
                codes::CALL_ARGUMENT_TYPE,
                format!(
                    "{part} of {name} is `{wanted}`, but {} is {}",
                    body.quote(*seen_expression),
                    body.ty(*seen_expression)
                ),
            )
            .at(
                body.span(*seen_expression).or(here),
                body.this_is_not(*seen_expression, &format!("`{wanted}`")),
            )
            .near(parameter_place.or(declared), "the parameter")
        }
        CallError::ExpressionMismatch(None) => Report::new(
            codes::CALL_RESULT_UNUSED,
            format!("the result of {name} is not taken by this call"),
        )
        .at(here, ""),
        CallError::ExpressionMismatch(Some(value)) => {
            if function.is_some_and(|function| function.result.is_none()) {
                Report::new(
                    codes::CALL_WITHOUT_RESULT,
                    format!("{name} returns nothing, so its call has no value"),
                )
                .at(here, "")
                .near(declared, "declared without a result")
            } else {
                inconsistent(
                    body,
                    *value,
                    &format!("the call of {name} has another function's result"),
                )
            }
        }
    }
}

fn argument_of(
    body: &Body<'_>,
    callee: Handle<Function>,
    index: usize,
) -> Option<Handle<Expression>> {
    let here = body.statement_place();
    let mut found = None;
    walk::statements(&body.function.body, &mut |statement, span| {
        if let Statement::Call {
            function,
            arguments,
            result: _,
        } = statement
            && *function == callee
            && (found.is_none() || body.scene.place(span) == here)
        {
            found = arguments.get(index).copied();
        }
    });
    found
}
