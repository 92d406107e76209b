//! Signed invocation ids in subgroup operations.
//!
//! WGSL takes `i32` and `u32` for the invocation, the delta and the mask of subgroup operations;
//! naga's validator knows `u32` only. A module that comes out of here has what naga expects.

use naga::front::Typifier;
use naga::proc::ResolveContext;
use naga::{
    Block, Expression, Function, GatherMode, Handle, Literal, Module, Range, Scalar, ScalarKind,
    Statement, TypeInner,
};

/// Makes signed ids unsigned.
pub(super) fn make_unsigned(module: &mut Module) {
    let works = |function: &Function| {
        function
            .expressions
            .iter()
            .any(|(_, each)| matches!(each, Expression::SubgroupOperationResult { .. }))
    };
    let functions: Vec<Handle<Function>> = module
        .functions
        .iter()
        .filter(|(_, function)| works(function))
        .map(|(handle, _)| handle)
        .collect();
    for handle in functions {
        let mut function = std::mem::take(&mut module.functions[handle]);
        convert(&mut function, module);
        module.functions[handle] = function;
    }
    for index in 0..module.entry_points.len() {
        if works(&module.entry_points[index].function) {
            let mut function = std::mem::take(&mut module.entry_points[index].function);
            convert(&mut function, module);
            module.entry_points[index].function = function;
        }
    }
}

fn convert(function: &mut Function, module: &Module) {
    let mut types = Typifier::new();
    let context =
        ResolveContext::with_locals(module, &function.local_variables, &function.arguments);
    // Asked for one by one, naga would go past those that it knows for each.
    if let Some((last, _)) = function.expressions.iter().next_back()
        && types.grow(last, &function.expressions, &context).is_err()
    {
        // The validator says what is wrong with it.
        return;
    }
    let signed: Vec<bool> = function
        .expressions
        .iter()
        .map(|(handle, _)| *types.get(handle, &module.types) == TypeInner::Scalar(Scalar::I32))
        .collect();
    let mut body = std::mem::take(&mut function.body);
    convert_block(&mut body, function, &signed);
    function.body = body;
}

fn convert_block(block: &mut Block, function: &mut Function, signed: &[bool]) {
    let mut emits = Vec::new();
    for (at, statement) in block.iter_mut().enumerate() {
        let mut emit = None;
        match statement {
            Statement::SubgroupGather { mode, .. } => match mode {
                GatherMode::Broadcast(index)
                | GatherMode::Shuffle(index)
                | GatherMode::ShuffleDown(index)
                | GatherMode::ShuffleUp(index)
                | GatherMode::ShuffleXor(index)
                | GatherMode::QuadBroadcast(index) => {
                    if signed.get(index.index()).copied().unwrap_or(false) {
                        emit = unsigned(index, function);
                    }
                }
                GatherMode::BroadcastFirst | GatherMode::QuadSwap(_) => {}
            },
            Statement::Block(inner) => convert_block(inner, function, signed),
            Statement::If { accept, reject, .. } => {
                convert_block(accept, function, signed);
                convert_block(reject, function, signed);
            }
            Statement::Switch { cases, .. } => {
                for case in cases {
                    convert_block(&mut case.body, function, signed);
                }
            }
            Statement::Loop {
                body, continuing, ..
            } => {
                convert_block(body, function, signed);
                convert_block(continuing, function, signed);
            }
            Statement::Emit(_)
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
            | Statement::SubgroupCollectiveOperation { .. }
            | Statement::CooperativeStore { .. } => {}
        }
        emits.extend(emit.map(|emit| (at, emit)));
    }
    if emits.is_empty() {
        return;
    }
    let mut emits = emits.into_iter().peekable();
    let mut rebuilt = Block::with_capacity(block.len() + emits.len());
    for (at, (statement, span)) in std::mem::take(block).span_into_iter().enumerate() {
        while let Some((_, emit)) = emits.next_if(|(before, _)| *before == at) {
            rebuilt.push(emit, span);
        }
        rebuilt.push(statement, span);
    }
    *block = rebuilt;
}

/// The unsigned form of an id, and what evaluates it.
fn unsigned(index: &mut Handle<Expression>, function: &mut Function) -> Option<Statement> {
    let span = function.expressions.get_span(*index);
    match function.expressions[*index] {
        Expression::Literal(Literal::I32(value)) => {
            // A negative one is wrong in WGSL too, and told as what it is.
            let value = u32::try_from(value).ok()?;
            let literal = Expression::Literal(Literal::U32(value));
            *index = function.expressions.append(literal, span);
            None
        }
        _ => {
            let conversion = Expression::As {
                expr: *index,
                kind: ScalarKind::Uint,
                convert: Some(4),
            };
            *index = function.expressions.append(conversion, span);
            Some(Statement::Emit(Range::new_from_bounds(*index, *index)))
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::panic, reason = "a test stops at the first surprise")]

    use crate::options::Options;
    use crate::source::{Language, Source};
    use crate::{check, parse};

    fn check(statement: &str) -> Result<check::Checked, crate::diagnostic::Failure> {
        let text = format!(
            "@group(0) @binding(0) var<storage, read_write> out: array<vec2f>;\n\
             const three = 3i;\n\
             @compute @workgroup_size(64) fn main(@builtin(local_invocation_index) at: u32) {{\n\
                 var x = out[at]; let id = i32(at) ^ 1;\n\
                 if at > 0 {{ loop {{ {statement} break; }} }}\n\
                 out[at] = x; }}"
        );
        let source = Source::text("x.wgsl", Language::Wgsl, text);
        let options = Options::default();
        parse::parse(&source, &options).and_then(|parsed| check::check(parsed, &options))
    }

    #[test]
    fn signed_ids_are_taken() {
        for statement in [
            "x = quadBroadcast(x, 1i);",
            "x = quadBroadcast(x, three);",
            "x = subgroupBroadcast(x, 2i);",
            "x = subgroupShuffle(x, id);",
            "x = subgroupShuffleXor(x + 1.0, 2u);",
            "x = subgroupShuffle(subgroupShuffle(x, id), id + 1i);",
        ] {
            if let Err(failure) = check(statement) {
                panic!("{statement}: {failure}");
            }
        }
    }

    #[test]
    fn wrong_ids_stay_wrong() {
        for statement in [
            "x = quadBroadcast(x, -1i);",
            "x = quadBroadcast(x, id);",
            "x = subgroupShuffle(x, 1.5);",
        ] {
            assert!(check(statement).is_err(), "{statement}");
        }
    }
}
