//! Which expressions an expression or a statement refers to.
//!
//! Everything here looks one level deep: nested blocks and operands of operands are the
//! caller's business.

use std::ops::ControlFlow;

use naga::{
    AtomicFunction, Block, CooperativeData, Expression, Function, GatherMode, Handle, ImageQuery,
    Module, RayPipelineFunction, RayQueryFunction, SampleLevel, Statement, SwitchCase,
};

/// How a statement refers to an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// It reads the value.
    Operand,
    /// It makes the value.
    Result,
}

/// Calls `visit` on the handle of every operand of an expression.
pub(crate) fn operands_mut(
    expression: &mut Expression,
    mut visit: impl FnMut(&mut Handle<Expression>),
) {
    match expression {
        Expression::Literal(_)
        | Expression::Constant(_)
        | Expression::Override(_)
        | Expression::ZeroValue(_)
        | Expression::FunctionArgument(_)
        | Expression::GlobalVariable(_)
        | Expression::LocalVariable(_)
        | Expression::CallResult(_)
        | Expression::AtomicResult { .. }
        | Expression::WorkGroupUniformLoadResult { .. }
        | Expression::RayQueryProceedResult
        | Expression::SubgroupBallotResult
        | Expression::SubgroupOperationResult { .. } => {}
        Expression::Compose { ty: _, components } => components.iter_mut().for_each(visit),
        Expression::Access { base, index } => {
            visit(base);
            visit(index);
        }
        Expression::AccessIndex { base, index: _ } => visit(base),
        Expression::Splat { size: _, value } => visit(value),
        Expression::Swizzle {
            size: _,
            vector,
            pattern: _,
        } => visit(vector),
        Expression::Load { pointer } => visit(pointer),
        Expression::ImageSample {
            image,
            sampler,
            gather: _,
            coordinate,
            array_index,
            offset,
            level,
            depth_ref,
            clamp_to_edge: _,
        } => {
            visit(image);
            visit(sampler);
            visit(coordinate);
            array_index.iter_mut().for_each(&mut visit);
            offset.iter_mut().for_each(&mut visit);
            match level {
                SampleLevel::Auto | SampleLevel::Zero => {}
                SampleLevel::Exact(level) | SampleLevel::Bias(level) => visit(level),
                SampleLevel::Gradient { x, y } => {
                    visit(x);
                    visit(y);
                }
            }
            depth_ref.iter_mut().for_each(visit);
        }
        Expression::ImageLoad {
            image,
            coordinate,
            array_index,
            sample,
            level,
        } => {
            visit(image);
            visit(coordinate);
            for each in [array_index, sample, level].into_iter().flatten() {
                visit(each);
            }
        }
        Expression::ImageQuery { image, query } => {
            visit(image);
            match query {
                ImageQuery::Size { level } => level.iter_mut().for_each(visit),
                ImageQuery::NumLevels | ImageQuery::NumLayers | ImageQuery::NumSamples => {}
            }
        }
        Expression::Unary { op: _, expr }
        | Expression::Derivative {
            axis: _,
            ctrl: _,
            expr,
        }
        | Expression::As {
            expr,
            kind: _,
            convert: _,
        } => visit(expr),
        Expression::Binary { op: _, left, right } => {
            visit(left);
            visit(right);
        }
        Expression::Select {
            condition,
            accept,
            reject,
        } => {
            visit(condition);
            visit(accept);
            visit(reject);
        }
        Expression::Relational { fun: _, argument } => visit(argument),
        Expression::Math {
            fun: _,
            arg,
            arg1,
            arg2,
            arg3,
        } => {
            visit(arg);
            for each in [arg1, arg2, arg3].into_iter().flatten() {
                visit(each);
            }
        }
        Expression::ArrayLength(array) => visit(array),
        Expression::RayQueryVertexPositions {
            query,
            committed: _,
        }
        | Expression::RayQueryGetIntersection {
            query,
            committed: _,
        } => visit(query),
        Expression::CooperativeLoad {
            columns: _,
            rows: _,
            role: _,
            data,
        } => cooperative_data(data, visit),
        Expression::CooperativeMultiplyAdd { a, b, c } => {
            visit(a);
            visit(b);
            visit(c);
        }
    }
}

/// Calls `visit` on every operand of an expression.
pub(crate) fn operands(expression: &Expression, mut visit: impl FnMut(Handle<Expression>)) {
    operands_mut(&mut expression.clone(), |operand| visit(*operand));
}

fn cooperative_data(data: &mut CooperativeData, mut visit: impl FnMut(&mut Handle<Expression>)) {
    let CooperativeData {
        pointer,
        stride,
        row_major: _,
    } = data;
    visit(pointer);
    visit(stride);
}

/// Calls `visit` on every handle of a statement, but for emitted ranges and nested blocks; not
/// on `break_if`, which belongs to a block too.
pub(crate) fn statement_mut(
    statement: &mut Statement,
    mut visit: impl FnMut(Role, &mut Handle<Expression>),
) {
    use Role::{Operand, Result};
    match statement {
        Statement::Emit(_)
        | Statement::Block(_)
        | Statement::Loop { .. }
        | Statement::Break
        | Statement::Continue
        | Statement::Kill
        | Statement::ControlBarrier(_)
        | Statement::MemoryBarrier(_) => {}
        Statement::If { condition, .. } => visit(Operand, condition),
        Statement::Switch { selector, .. } => visit(Operand, selector),
        Statement::Return { value } => value.iter_mut().for_each(|value| visit(Operand, value)),
        Statement::Store { pointer, value } => {
            visit(Operand, pointer);
            visit(Operand, value);
        }
        Statement::ImageStore {
            image,
            coordinate,
            array_index,
            value,
        } => {
            visit(Operand, image);
            visit(Operand, coordinate);
            array_index
                .iter_mut()
                .for_each(|index| visit(Operand, index));
            visit(Operand, value);
        }
        Statement::Atomic {
            pointer,
            fun,
            value,
            result,
        } => {
            visit(Operand, pointer);
            atomic_function(fun, |compare| visit(Operand, compare));
            visit(Operand, value);
            result.iter_mut().for_each(|result| visit(Result, result));
        }
        Statement::ImageAtomic {
            image,
            coordinate,
            array_index,
            fun,
            value,
        } => {
            visit(Operand, image);
            visit(Operand, coordinate);
            array_index
                .iter_mut()
                .for_each(|index| visit(Operand, index));
            atomic_function(fun, |compare| visit(Operand, compare));
            visit(Operand, value);
        }
        Statement::WorkGroupUniformLoad { pointer, result } => {
            visit(Operand, pointer);
            visit(Result, result);
        }
        Statement::Call {
            function: _,
            arguments,
            result,
        } => {
            arguments
                .iter_mut()
                .for_each(|argument| visit(Operand, argument));
            result.iter_mut().for_each(|result| visit(Result, result));
        }
        Statement::RayQuery { query, fun } => {
            visit(Operand, query);
            match fun {
                RayQueryFunction::Initialize {
                    acceleration_structure,
                    descriptor,
                } => {
                    visit(Operand, acceleration_structure);
                    visit(Operand, descriptor);
                }
                RayQueryFunction::Proceed { result } => visit(Result, result),
                RayQueryFunction::GenerateIntersection { hit_t } => visit(Operand, hit_t),
                RayQueryFunction::ConfirmIntersection | RayQueryFunction::Terminate => {}
            }
        }
        Statement::RayPipelineFunction(RayPipelineFunction::TraceRay {
            acceleration_structure,
            descriptor,
            payload,
        }) => {
            visit(Operand, acceleration_structure);
            visit(Operand, descriptor);
            visit(Operand, payload);
        }
        Statement::SubgroupBallot { result, predicate } => {
            visit(Result, result);
            predicate
                .iter_mut()
                .for_each(|predicate| visit(Operand, predicate));
        }
        Statement::SubgroupGather {
            mode,
            argument,
            result,
        } => {
            match mode {
                GatherMode::BroadcastFirst | GatherMode::QuadSwap(_) => {}
                GatherMode::Broadcast(index)
                | GatherMode::Shuffle(index)
                | GatherMode::ShuffleDown(index)
                | GatherMode::ShuffleUp(index)
                | GatherMode::ShuffleXor(index)
                | GatherMode::QuadBroadcast(index) => visit(Operand, index),
            }
            visit(Operand, argument);
            visit(Result, result);
        }
        Statement::SubgroupCollectiveOperation {
            op: _,
            collective_op: _,
            argument,
            result,
        } => {
            visit(Operand, argument);
            visit(Result, result);
        }
        Statement::CooperativeStore { target, data } => {
            visit(Operand, target);
            cooperative_data(data, |handle| visit(Operand, handle));
        }
    }
}

/// Calls `visit` on every handle of a statement; see [`statement_mut`].
pub(crate) fn statement(statement: &Statement, mut visit: impl FnMut(Role, Handle<Expression>)) {
    match statement {
        // Not cloned with all that is inside.
        Statement::Block(_) | Statement::Loop { .. } => {}
        Statement::If { condition, .. } => visit(Role::Operand, *condition),
        Statement::Switch { selector, .. } => visit(Role::Operand, *selector),
        other => statement_mut(&mut other.clone(), |role, handle| visit(role, *handle)),
    }
}

fn atomic_function(fun: &mut AtomicFunction, visit: impl FnMut(&mut Handle<Expression>)) {
    match fun {
        AtomicFunction::Add
        | AtomicFunction::Subtract
        | AtomicFunction::And
        | AtomicFunction::ExclusiveOr
        | AtomicFunction::InclusiveOr
        | AtomicFunction::Min
        | AtomicFunction::Max => {}
        AtomicFunction::Exchange { compare } => compare.iter_mut().for_each(visit),
    }
}

/// Blocks of a statement: at most two, or those of cases. An enum, as most statements have none and all of them are
/// asked: that is told by one look.
enum Blocks<B, C> {
    Few(Option<B>, Option<B>),
    Cases(C),
}

impl<B, C: DoubleEndedIterator<Item = B>> Iterator for Blocks<B, C> {
    type Item = B;

    fn next(&mut self) -> Option<B> {
        match self {
            Self::Few(one, other) => one.take().or_else(|| other.take()),
            Self::Cases(cases) => cases.next(),
        }
    }
}

impl<B, C: DoubleEndedIterator<Item = B>> DoubleEndedIterator for Blocks<B, C> {
    fn next_back(&mut self) -> Option<B> {
        match self {
            Self::Few(one, other) => other.take().or_else(|| one.take()),
            Self::Cases(cases) => cases.next_back(),
        }
    }
}

/// The blocks directly inside a statement, in the order of the IR.
pub(crate) fn blocks(statement: &Statement) -> impl DoubleEndedIterator<Item = &Block> {
    match statement {
        Statement::Block(block) => Blocks::Few(Some(block), None),
        Statement::If {
            condition: _,
            accept,
            reject,
        } => Blocks::Few(Some(accept), Some(reject)),
        Statement::Switch { selector: _, cases } => Blocks::Cases(cases.iter().map(
            |SwitchCase {
                 value: _,
                 body,
                 fall_through: _,
             }| body,
        )),
        Statement::Loop {
            body,
            continuing,
            break_if: _,
        } => Blocks::Few(Some(body), Some(continuing)),
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
        | Statement::SubgroupGather { .. }
        | Statement::SubgroupCollectiveOperation { .. }
        | Statement::CooperativeStore { .. } => Blocks::Few(None, None),
    }
}

/// The blocks directly inside a statement, to be changed.
pub(crate) fn blocks_mut(statement: &mut Statement) -> impl DoubleEndedIterator<Item = &mut Block> {
    match statement {
        Statement::Block(block) => Blocks::Few(Some(block), None),
        Statement::If {
            condition: _,
            accept,
            reject,
        } => Blocks::Few(Some(accept), Some(reject)),
        Statement::Switch { selector: _, cases } => Blocks::Cases(cases.iter_mut().map(
            |SwitchCase {
                 value: _,
                 body,
                 fall_through: _,
             }| body,
        )),
        Statement::Loop {
            body,
            continuing,
            break_if: _,
        } => Blocks::Few(Some(body), Some(continuing)),
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
        | Statement::SubgroupGather { .. }
        | Statement::SubgroupCollectiveOperation { .. }
        | Statement::CooperativeStore { .. } => Blocks::Few(None, None),
    }
}

/// Walks every statement of a block, however deep, until `visit` breaks.
pub(crate) fn walk<'a>(
    block: &'a Block,
    mut visit: impl FnMut(&'a Statement) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let mut pending = vec![block];
    while let Some(block) = pending.pop() {
        for statement in block {
            visit(statement)?;
            pending.extend(blocks(statement));
        }
    }
    ControlFlow::Continue(())
}

/// Whether the function has a statement, however deep, for which `test` holds.
pub(crate) fn has_statement(function: &Function, test: impl Fn(&Statement) -> bool) -> bool {
    walk(&function.body, |statement| {
        if test(statement) {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    })
    .is_break()
}

/// Whether a function of the module has such a statement.
pub(crate) fn any_statement(module: &Module, test: impl Fn(&Statement) -> bool) -> bool {
    functions(module).any(|function| has_statement(function, &test))
}

/// Calls `change` on every handle of a function that the function holds.
pub(crate) fn callees_mut(function: &mut Function, mut change: impl FnMut(&mut Handle<Function>)) {
    for (_, expression) in function.expressions.iter_mut() {
        if let Expression::CallResult(callee) = expression {
            change(callee);
        }
    }
    let mut pending = vec![&mut function.body];
    while let Some(block) = pending.pop() {
        for statement in block.iter_mut() {
            if let Statement::Call {
                function: callee, ..
            } = statement
            {
                change(callee);
            }
            pending.extend(blocks_mut(statement));
        }
    }
}

/// Every function, those of entry points included.
pub(crate) fn functions(module: &Module) -> impl Iterator<Item = &Function> {
    module
        .functions
        .iter()
        .map(|(_, function)| function)
        .chain(module.entry_points.iter().map(|each| &each.function))
}

/// Every function, those of entry points included, to be changed.
pub(crate) fn functions_mut(module: &mut Module) -> impl Iterator<Item = &mut Function> {
    module
        .functions
        .iter_mut()
        .map(|(_, function)| function)
        .chain(
            module
                .entry_points
                .iter_mut()
                .map(|each| &mut each.function),
        )
}
