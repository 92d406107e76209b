//! Parts of values that are known once overrides have their numbers, evaluated apart from others.
//!
//! When naga gives overrides their values, it evaluates what depends on nothing else. A part of a
//! composition then is its component, which stands elsewhere in the function, and a range of
//! `Emit` that begins or ends with such a part becomes one from there to here, with everything
//! between evaluated again. So such parts get statements of their own, which naga drops or leaves
//! right. Runs before the overrides are resolved; the meaning is the same.

use naga::valid::{FunctionInfo, ModuleInfo};
use naga::{Expression, Function, Module, Range, Statement, TypeInner, UniqueArena};

use super::handles::operands;
use super::walk::rebuild;

/// The module with known parts evaluated apart; `None` where there are none.
pub(in crate::emit) fn set_apart(module: &Module, info: &ModuleInfo) -> Option<Module> {
    let of_functions: Vec<Vec<Part>> = module
        .functions
        .iter()
        .map(|(handle, function)| parts(function, &info[handle], &module.types))
        .collect();
    let of_entry_points: Vec<Vec<Part>> = module
        .entry_points
        .iter()
        .enumerate()
        .map(|(index, each)| parts(&each.function, info.get_entry_point(index), &module.types))
        .collect();
    if of_functions
        .iter()
        .chain(&of_entry_points)
        .all(Vec::is_empty)
    {
        return None;
    }
    let mut module = module.clone();
    let functions = module.functions.iter_mut().map(|(_, function)| function);
    let entry_points = module.entry_points.iter_mut();
    functions
        .zip(of_functions)
        .chain(
            entry_points
                .map(|each| &mut each.function)
                .zip(of_entry_points),
        )
        .filter(|(_, parts)| !parts.is_empty())
        .for_each(|(function, parts)| split(function, &parts));
    Some(module)
}

/// What an expression is for the resolution of overrides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// Something else, or not known.
    Other,
    /// Taken out of what is known.
    Known,
    /// The same, and evaluated already: a composition that is a component of another.
    Evaluated,
}

/// What each expression is; empty if nothing is to be set apart.
fn parts(function: &Function, info: &FunctionInfo, types: &UniqueArena<naga::Type>) -> Vec<Part> {
    let mut known: Vec<bool> = Vec::with_capacity(function.expressions.len());
    let mut parts: Vec<Part> = Vec::with_capacity(function.expressions.len());
    // Whether it is a composition of this function, or was a component of one.
    let mut composed: Vec<bool> = Vec::with_capacity(function.expressions.len());
    for (handle, expression) in function.expressions.iter() {
        let mut all = may_be_known(expression);
        if all {
            operands(expression, |operand| {
                all &= known.get(operand.index()).copied().unwrap_or(false);
            });
        }
        let base = match *expression {
            Expression::Access { base, .. } | Expression::AccessIndex { base, .. } => Some(base),
            _ => None,
        };
        let in_composition =
            base.is_some_and(|base| composed.get(base.index()).copied().unwrap_or(false));
        composed.push(in_composition || matches!(expression, Expression::Compose { .. }));
        parts.push(match base {
            Some(_) if all => {
                let is_scalar = matches!(info[handle].ty.inner_with(types), TypeInner::Scalar(_));
                if in_composition && !is_scalar {
                    Part::Evaluated
                } else {
                    Part::Known
                }
            }
            _ => Part::Other,
        });
        known.push(all);
    }
    if parts.iter().all(|part| *part == Part::Other) {
        parts.clear();
    }
    parts
}

/// Whether naga evaluates an expression of this kind, given values for its operands.
const fn may_be_known(expression: &Expression) -> bool {
    match expression {
        Expression::Literal(_)
        | Expression::Constant(_)
        | Expression::Override(_)
        | Expression::ZeroValue(_)
        | Expression::Compose { .. }
        | Expression::Access { .. }
        | Expression::AccessIndex { .. }
        | Expression::Splat { .. }
        | Expression::Swizzle { .. }
        | Expression::Unary { .. }
        | Expression::Binary { .. }
        | Expression::Select { .. }
        | Expression::Relational { .. }
        | Expression::Math { .. }
        | Expression::As { .. } => true,
        Expression::FunctionArgument(_)
        | Expression::GlobalVariable(_)
        | Expression::LocalVariable(_)
        | Expression::Load { .. }
        | Expression::ImageSample { .. }
        | Expression::ImageLoad { .. }
        | Expression::ImageQuery { .. }
        | Expression::Derivative { .. }
        | Expression::CallResult(_)
        | Expression::AtomicResult { .. }
        | Expression::WorkGroupUniformLoadResult { .. }
        | Expression::ArrayLength(_)
        | Expression::RayQueryVertexPositions { .. }
        | Expression::RayQueryProceedResult
        | Expression::RayQueryGetIntersection { .. }
        | Expression::SubgroupBallotResult
        | Expression::SubgroupOperationResult { .. }
        | Expression::CooperativeLoad { .. }
        | Expression::CooperativeMultiplyAdd { .. } => false,
    }
}

fn split(function: &mut Function, parts: &[Part]) {
    let body = std::mem::take(&mut function.body);
    function.body = rebuild(body, &mut |statement, span, out| {
        let Statement::Emit(range) = statement else {
            out.push(statement, span);
            return;
        };
        let part = |index: usize| parts.get(index).copied().unwrap_or(Part::Other);
        let mut run = None;
        for handle in range {
            if part(handle.index()) == Part::Other {
                let (first, _) = run.unwrap_or((handle, handle));
                run = Some((first, handle));
                continue;
            }
            if let Some((first, last)) = run.take() {
                out.push(Statement::Emit(Range::new_from_bounds(first, last)), span);
            }
            if part(handle.index()) == Part::Known {
                let alone = Range::new_from_bounds(handle, handle);
                out.push(Statement::Emit(alone), span);
            }
        }
        if let Some((first, last)) = run {
            out.push(Statement::Emit(Range::new_from_bounds(first, last)), span);
        }
    });
}
