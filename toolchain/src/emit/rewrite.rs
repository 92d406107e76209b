//! Stand-ins for constructs that a target lacks but whose meaning it can express.
//!
//! Each function changes a valid module into another valid module; the caller validates again.

use naga::{
    Binding, Block, BuiltIn, Constant, Expression, Function, Handle, Literal, Module, ScalarKind,
    Span, Statement, Type, TypeInner,
};

/// Replaces the built-in workgroup size by the constant that it is.
///
/// Neither HLSL nor WGSL hands the size to a shader; both know it when they compile.
pub(super) fn fold_workgroup_size(module: &mut Module) {
    for index in 0..module.entry_points.len() {
        while let Some(argument) = workgroup_size_argument(module, index) {
            let ty = module.entry_points[index].function.arguments[argument].ty;
            let size = module.entry_points[index].workgroup_size;
            let constant = workgroup_size_constant(module, ty, size);
            let function = &mut module.entry_points[index].function;
            function.arguments.remove(argument);
            for (_, expression) in function.expressions.iter_mut() {
                if let Expression::FunctionArgument(number) = expression {
                    match (*number as usize).cmp(&argument) {
                        std::cmp::Ordering::Less => {}
                        std::cmp::Ordering::Equal => *expression = Expression::Constant(constant),
                        std::cmp::Ordering::Greater => *number -= 1,
                    }
                }
            }
        }
    }
}

fn workgroup_size_argument(module: &Module, entry_point: usize) -> Option<usize> {
    module.entry_points[entry_point]
        .function
        .arguments
        .iter()
        .position(|argument| {
            argument.binding == Some(Binding::BuiltIn(BuiltIn::WorkGroupSize))
                && matches!(module.types[argument.ty].inner, TypeInner::Vector { .. })
        })
}

fn workgroup_size_constant(
    module: &mut Module,
    ty: Handle<Type>,
    size: [u32; 3],
) -> Handle<Constant> {
    let signed = module.types[ty].inner.scalar_kind() == Some(ScalarKind::Sint);
    let components = size
        .map(|extent| {
            let literal = if signed {
                Literal::I32(i32::try_from(extent).unwrap_or(i32::MAX))
            } else {
                Literal::U32(extent)
            };
            module
                .global_expressions
                .append(Expression::Literal(literal), Span::UNDEFINED)
        })
        .to_vec();
    let init = module
        .global_expressions
        .append(Expression::Compose { ty, components }, Span::UNDEFINED);
    module.constants.append(
        Constant {
            name: None,
            ty,
            init,
        },
        Span::UNDEFINED,
    )
}

/// Takes the point size out of what vertex stages return.
pub(super) fn drop_point_size(module: &mut Module) {
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
