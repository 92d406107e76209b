//! The operands of an expression, by reference: this runs over every expression that is parsed.

use naga::{CooperativeData, Expression, Handle, SampleLevel};

/// Calls `visit` on each expression that `expression` needs.
pub(super) fn visit(expression: &Expression, mut visit: impl FnMut(Handle<Expression>)) {
    let mut each = |operands: &[Handle<Expression>]| operands.iter().copied().for_each(&mut visit);
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
        Expression::Compose { components, .. } => each(components),
        Expression::Access { base, index } => each(&[*base, *index]),
        Expression::AccessIndex { base: one, .. }
        | Expression::Splat { value: one, .. }
        | Expression::Swizzle { vector: one, .. }
        | Expression::Load { pointer: one }
        | Expression::Unary { expr: one, .. }
        | Expression::Derivative { expr: one, .. }
        | Expression::Relational { argument: one, .. }
        | Expression::As { expr: one, .. }
        | Expression::ArrayLength(one)
        | Expression::RayQueryVertexPositions { query: one, .. }
        | Expression::RayQueryGetIntersection { query: one, .. } => each(&[*one]),
        Expression::Binary { left, right, .. } => each(&[*left, *right]),
        Expression::Select {
            condition,
            accept,
            reject,
        } => each(&[*condition, *accept, *reject]),
        Expression::Math {
            arg,
            arg1,
            arg2,
            arg3,
            ..
        } => {
            each(&[*arg]);
            for more in [arg1, arg2, arg3].into_iter().flatten() {
                each(&[*more]);
            }
        }
        Expression::ImageSample {
            image,
            sampler,
            coordinate,
            array_index,
            offset,
            level,
            depth_ref,
            ..
        } => {
            each(&[*image, *sampler, *coordinate]);
            for more in [array_index, offset, depth_ref].into_iter().flatten() {
                each(&[*more]);
            }
            match level {
                SampleLevel::Auto | SampleLevel::Zero => {}
                SampleLevel::Exact(one) | SampleLevel::Bias(one) => each(&[*one]),
                SampleLevel::Gradient { x, y } => each(&[*x, *y]),
            }
        }
        Expression::ImageLoad {
            image,
            coordinate,
            array_index,
            sample,
            level,
        } => {
            each(&[*image, *coordinate]);
            for more in [array_index, sample, level].into_iter().flatten() {
                each(&[*more]);
            }
        }
        Expression::ImageQuery { image, query } => {
            each(&[*image]);
            if let naga::ImageQuery::Size { level: Some(level) } = query {
                each(&[*level]);
            }
        }
        Expression::CooperativeLoad { data, .. } => {
            let CooperativeData {
                pointer, stride, ..
            } = data;
            each(&[*pointer, *stride]);
        }
        Expression::CooperativeMultiplyAdd { a, b, c } => each(&[*a, *b, *c]),
    }
}
