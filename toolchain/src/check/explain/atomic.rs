//! Atomic operations that are wrong.
//!
//! naga does not export the type of these errors, so its debug form is read: the variant's name
//! and the index of the expression it is about. What is not known gets a general message.

use naga::valid::Capabilities;

use super::report::Report;
use super::scene::Body;
use super::types::capability;
use crate::codes;

/// The error whose debug form is `debug`.
pub(super) fn explain(body: &Body<'_>, debug: &str) -> Report {
    let variant = debug.split('(').next().unwrap_or_default();
    let value = body.numbered(debug);
    let at = |code, text: &dyn Fn(&str, &str) -> String| match value {
        Some(value) => Report::new(code, text(&body.quote(value), &body.ty(value)))
            .at(body.span(value), body.this_is(value)),
        None => Report::new(code, text("this value", "of another type")),
    };
    match variant {
        "InvalidPointer" => at(codes::ATOMIC_POINTER, &|name, ty| {
            format!("an atomic operation takes a pointer to an atomic; {name} is {ty}")
        }),
        "InvalidOperand" => at(codes::ATOMIC_OPERAND, &|name, ty| {
            format!("{name} is {ty}, which is not the type inside the atomic")
        }),
        "InvalidAddressSpace" => Report::new(
            codes::ATOMIC_ADDRESS_SPACE,
            "atomic operations on `f32` work in the `storage` address space only",
        ),
        "InvalidOperator" => Report::new(
            codes::ATOMIC_FUNCTION,
            "an atomic `f32` can be added to, subtracted from and exchanged, nothing else",
        ),
        "MissingReturnValue" => Report::new(
            codes::ATOMIC_RESULT_UNUSED,
            "the value that an atomic exchange gives must be taken",
        )
        .help("write `let old = atomicExchange(…);`, or use `atomicStore`"),
        "MissingCapability" => {
            let missing = debug
                .split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
                .filter_map(Capabilities::from_name)
                .fold(Capabilities::empty(), |all, one| all | one);
            capability("this atomic operation", missing)
        }
        "InvalidResultExpression"
        | "ResultExpressionExchange"
        | "ResultExpressionNotExchange"
        | "ResultTypeMismatch"
        | "ResultAlreadyPopulated" => Report::new(
            codes::MODULE_INCONSISTENT,
            "the result of an atomic operation does not belong to the operation",
        )
        .note("no shader source should give such a module: the front end that made it is at fault"),
        _ => Report::new(
            codes::ATOMIC_OPERATION,
            "this atomic operation is not valid",
        ),
    }
}
