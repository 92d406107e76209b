//! The workgroup size as a built-in: a constant where the target does not hand it over.

use naga::{
    Binding, BuiltIn, Constant, Expression, Handle, Literal, Module, ScalarKind, Span, Type,
    TypeInner,
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

/// Whether an entry point takes the workgroup size as an argument.
pub(super) fn has_workgroup_size(module: &Module) -> bool {
    (0..module.entry_points.len())
        .any(|entry_point| workgroup_size_argument(module, entry_point).is_some())
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
