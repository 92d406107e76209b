//! The number of an invocation in its subgroup, in workgroups of more than one dimension.
//!
//! naga's validator has it in those of one dimension alone. At the start of an entry point, where all
//! invocations are active, it is the count of those before.

use naga::{
    Binding, Block, BuiltIn, CollectiveOperation, EntryPoint, Expression, Literal, Module, Span,
    Statement, SubgroupOperation,
};

/// Counts where the number is given to an entry point as a parameter.
pub(super) fn count(module: &mut Module) {
    for entry_point in &mut module.entry_points {
        if entry_point.workgroup_size[1..].iter().any(|&size| size > 1) {
            count_in(entry_point);
        }
    }
}

fn count_in(entry_point: &mut EntryPoint) {
    let function = &mut entry_point.function;
    let lane = Some(Binding::BuiltIn(BuiltIn::SubgroupInvocationId));
    let Some(position) = function
        .arguments
        .iter()
        .position(|argument| argument.binding == lane)
    else {
        return;
    };
    let ty = function.arguments.remove(position).ty;
    let mut counts = Vec::new();
    for (handle, expression) in function.expressions.iter_mut() {
        let Expression::FunctionArgument(index) = expression else {
            continue;
        };
        let given = *index as usize;
        if given == position {
            *expression = Expression::SubgroupOperationResult { ty };
            counts.push(handle);
        } else if given > position {
            *index -= 1;
        }
    }
    if counts.is_empty() {
        return;
    }
    let one = Expression::Literal(Literal::U32(1));
    let argument = function.expressions.append(one, Span::UNDEFINED);
    let mut body = Block::new();
    for result in counts {
        let statement = Statement::SubgroupCollectiveOperation {
            op: SubgroupOperation::Add,
            collective_op: CollectiveOperation::ExclusiveScan,
            argument,
            result,
        };
        body.push(statement, Span::UNDEFINED);
    }
    body.append(&mut function.body);
    function.body = body;
}
