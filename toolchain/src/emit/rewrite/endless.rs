//! Loops that never end: WGSL refuses a loop that it can see no way out of.
//!
//! Such a loop gets a `break if false`, and the function a `return` after it where one is due.

use naga::{Block, Expression, Function, Literal, Module, Span, Statement};

use super::handles;

/// Whether a loop of the module has no way out.
pub(super) fn has_endless_loop(module: &Module) -> bool {
    handles::any_statement(module, is_endless)
}

fn is_endless(statement: &Statement) -> bool {
    match statement {
        Statement::Loop { body, break_if, .. } => break_if.is_none() && !leaves(body, true),
        _ => false,
    }
}

/// Whether control can leave the loop from its body; `own` says that a `break` here is its own.
fn leaves(block: &Block, own: bool) -> bool {
    block.iter().any(|statement| match statement {
        Statement::Break => own,
        Statement::Return { .. } => true,
        Statement::Switch { .. } | Statement::Loop { .. } => {
            handles::blocks(statement).any(|inner| leaves(inner, false))
        }
        _ => handles::blocks(statement).any(|inner| leaves(inner, own)),
    })
}

/// Gives every endless loop a way out that is never taken.
pub(super) fn open_endless_loops(module: &mut Module) {
    handles::functions_mut(module).for_each(open_in_function);
}

fn open_in_function(function: &mut Function) {
    if handles::has_statement(function, is_endless) {
        let mut body = std::mem::take(&mut function.body);
        let never = function
            .expressions
            .append(Expression::Literal(Literal::Bool(false)), Span::UNDEFINED);
        open_in_block(&mut body, never);
        // What follows the loop can now be reached, as far as the rules go.
        if let (Some(result), false) = (&function.result, ends(&body)) {
            // The front end closes the block with a `return` of nothing.
            if let Some(Statement::Return { value: None }) = body.last() {
                body.cull(body.len() - 1..);
            }
            let value = function
                .expressions
                .append(Expression::ZeroValue(result.ty), Span::UNDEFINED);
            body.push(Statement::Return { value: Some(value) }, Span::UNDEFINED);
        }
        function.body = body;
    }
}

fn ends(block: &Block) -> bool {
    match block.last() {
        Some(Statement::Return { value }) => value.is_some(),
        Some(Statement::Block(inner)) => ends(inner),
        Some(Statement::If { accept, reject, .. }) => ends(accept) && ends(reject),
        Some(_) | None => false,
    }
}

fn open_in_block(block: &mut Block, never: naga::Handle<Expression>) {
    for statement in block.iter_mut() {
        if is_endless(statement)
            && let Statement::Loop { break_if, .. } = statement
        {
            *break_if = Some(never);
        }
        for inner in handles::blocks_mut(statement) {
            open_in_block(inner, never);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

    use super::*;

    #[test]
    fn endless_loops_get_a_way_out() {
        let mut module = naga::front::wgsl::parse_str(
            "fn spin() -> i32 { var i = 0; loop { i += 1; switch i { case 3: { break; } default: {} } } }
             fn fine() { loop { if true { break; } } }
             @compute @workgroup_size(1) fn main() { fine(); loop { loop { break; } } }",
        )
        .unwrap();
        assert!(has_endless_loop(&module));
        open_endless_loops(&mut module);
        assert!(!has_endless_loop(&module));
        naga::valid::Validator::new(
            naga::valid::ValidationFlags::all(),
            naga::valid::Capabilities::all(),
        )
        .validate(&module)
        .unwrap();
    }
}
