//! The point size of vertex stages: left out where the target has none.

use naga::{
    Binding, Block, BuiltIn, Expression, Function, Handle, Module, Statement, Type, TypeInner,
};

/// Takes the point size out of what vertex stages return.
pub(in crate::emit) fn drop_point_size(module: &mut Module) {
    for index in 0..module.entry_points.len() {
        let Some(result) = &module.entry_points[index].function.result else {
            continue;
        };
        let old = result.ty;
        let TypeInner::Struct { members, span } = &module.types[old].inner else {
            continue;
        };
        let kept: Vec<usize> = (0..members.len())
            .filter(|&member| members[member].binding != Some(Binding::BuiltIn(BuiltIn::PointSize)))
            .collect();
        if kept.len() == members.len() || kept.is_empty() {
            continue;
        }
        let without = Type {
            name: module.types[old].name.clone(),
            inner: TypeInner::Struct {
                members: kept.iter().map(|&member| members[member].clone()).collect(),
                span: *span,
            },
        };
        let new = module.types.insert(without, module.types.get_span(old));
        let function = &mut module.entry_points[index].function;
        if let Some(result) = &mut function.result {
            result.ty = new;
        }
        let body = std::mem::take(&mut function.body);
        function.body = narrow_returns(body, function, new, &kept);
    }
}

/// Makes every `return` of the block give a struct of the kept members only.
fn narrow_returns(
    block: Block,
    function: &mut Function,
    new: Handle<Type>,
    kept: &[usize],
) -> Block {
    let mut narrowed = Block::with_capacity(block.len());
    for (statement, span) in block.span_into_iter() {
        let statement = match statement {
            Statement::Return { value: Some(value) } => {
                let (value, emitted) = narrow(value, function, new, kept);
                if let Some(range) = emitted {
                    narrowed.push(Statement::Emit(range), span);
                }
                Statement::Return { value: Some(value) }
            }
            Statement::Block(inner) => Statement::Block(narrow_returns(inner, function, new, kept)),
            Statement::If {
                condition,
                accept,
                reject,
            } => Statement::If {
                condition,
                accept: narrow_returns(accept, function, new, kept),
                reject: narrow_returns(reject, function, new, kept),
            },
            Statement::Switch { selector, cases } => Statement::Switch {
                selector,
                cases: cases
                    .into_iter()
                    .map(|case| naga::SwitchCase {
                        body: narrow_returns(case.body, function, new, kept),
                        ..case
                    })
                    .collect(),
            },
            Statement::Loop {
                body,
                continuing,
                break_if,
            } => Statement::Loop {
                body: narrow_returns(body, function, new, kept),
                continuing,
                break_if,
            },
            other => other,
        };
        narrowed.push(statement, span);
    }
    narrowed
}

fn narrow(
    value: Handle<Expression>,
    function: &mut Function,
    new: Handle<Type>,
    kept: &[usize],
) -> (Handle<Expression>, Option<naga::Range<Expression>>) {
    let span = function.expressions.get_span(value);
    let before = function.expressions.len();
    let components = match &function.expressions[value] {
        Expression::Compose { components, .. } => {
            kept.iter().map(|&member| components[member]).collect()
        }
        _ => kept
            .iter()
            .map(|&member| {
                let index = u32::try_from(member).unwrap_or(u32::MAX);
                function
                    .expressions
                    .append(Expression::AccessIndex { base: value, index }, span)
            })
            .collect(),
    };
    let narrowed = function.expressions.append(
        Expression::Compose {
            ty: new,
            components,
        },
        span,
    );
    (narrowed, Some(function.expressions.range_from(before)))
}
