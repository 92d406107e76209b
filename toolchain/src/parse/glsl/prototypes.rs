//! Functions that a source only declares: naga's front end makes functions of them that do nothing, not
//! even return.

use std::collections::BTreeSet;

use naga::{Block, Expression, Function, Handle, Module, Span, Statement};

use crate::codes;
use crate::diagnostic::{Diagnostic, Failure, Kind, Phase};
use crate::edit::handles::blocks;
use crate::source::Source;

/// Gives each such function a body, since it is never called.
///
/// # Errors
///
/// One of them is called.
pub(super) fn settle(module: &mut Module, source: &Source) -> Result<(), Failure> {
    // A function with a body returns at its end, whatever else it does.
    let bare: BTreeSet<Handle<Function>> = module
        .functions
        .iter()
        .filter(|(_, function)| function.body.is_empty())
        .map(|(handle, _)| handle)
        .collect();
    if bare.is_empty() {
        return Ok(());
    }
    let bodies = module
        .functions
        .iter()
        .map(|(_, function)| &function.body)
        .chain(module.entry_points.iter().map(|entry| &entry.function.body));
    let called = bodies.flat_map(calls).find(|called| bare.contains(called));
    if let Some(called) = called {
        let name = module.functions[called].name.clone().unwrap_or_default();
        let error = Diagnostic::error(
            codes::GLSL_INVALID,
            Phase::Parse,
            Kind::Rejected,
            source,
            format!("`{name}` is declared and called, but has no body"),
        );
        let place = module.functions.get_span(called).to_range();
        return Err(match place {
            Some(place) => error.with_primary(place, "").into(),
            None => error.into(),
        });
    }
    for handle in bare {
        let function = module.functions.get_mut(handle);
        let value = function.result.as_ref().map(|result| {
            let zero = Expression::ZeroValue(result.ty);
            function.expressions.append(zero, Span::UNDEFINED)
        });
        function
            .body
            .push(Statement::Return { value }, Span::UNDEFINED);
    }
    Ok(())
}

/// The functions that a block calls.
fn calls(block: &Block) -> Vec<Handle<Function>> {
    let mut found = Vec::new();
    let mut pending = vec![block];
    while let Some(block) = pending.pop() {
        for statement in block {
            if let Statement::Call { function, .. } = statement {
                found.push(*function);
            }
            pending.extend(blocks(statement));
        }
    }
    found
}
