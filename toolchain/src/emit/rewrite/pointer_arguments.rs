//! Pointers to parts of variables as arguments: copied in and out for SPIR-V.
//!
//! Logical addressing takes only whole variables as pointer arguments, so `f(&v.w)` becomes
//! `t = v.w; f(&t); v.w = t`. The source languages forbid aliasing here, so the meaning stays. The
//! copy is where the parameter points: a variable of the function, or one of the module.

use naga::{
    AddressSpace, Block, Expression, Function, GlobalVariable, Handle, LocalVariable,
    MemoryDecorations, Module, Span, Statement, Type, TypeInner,
};

use super::handles;
use super::walk::rebuild;

/// Whether a call anywhere passes a pointer to a part of a variable.
pub(in crate::emit) fn has_partial_pointer_arguments(module: &Module) -> bool {
    handles::functions(module).any(|function| {
        handles::has_statement(function, |statement| {
            let Statement::Call {
                function: callee,
                arguments,
                ..
            } = statement
            else {
                return false;
            };
            module.functions[*callee]
                .arguments
                .iter()
                .zip(arguments)
                .any(|(parameter, &argument)| {
                    pointee(module, parameter.ty).is_some() && is_part(function, argument)
                })
        })
    })
}

/// Copies such arguments in and out.
pub(in crate::emit) fn copy_partial_pointer_arguments(module: &mut Module) {
    let handles: Vec<_> = module.functions.iter().map(|(handle, _)| handle).collect();
    for handle in handles {
        let mut function = std::mem::take(&mut module.functions[handle]);
        copy_in_function(module, &mut function);
        module.functions[handle] = function;
    }
    for index in 0..module.entry_points.len() {
        let mut function = std::mem::take(&mut module.entry_points[index].function);
        copy_in_function(module, &mut function);
        module.entry_points[index].function = function;
    }
}

fn copy_in_function(module: &mut Module, function: &mut Function) {
    let body = std::mem::take(&mut function.body);
    function.body = rebuild(body, &mut |statement, span, copied| {
        let Statement::Call {
            function: callee,
            mut arguments,
            result,
        } = statement
        else {
            copied.push(statement, span);
            return;
        };
        let mut back = Block::new();
        for (number, argument) in arguments.iter_mut().enumerate() {
            let parameter = module
                .functions
                .try_get(callee)
                .ok()
                .and_then(|callee| callee.arguments.get(number))
                .map(|parameter| parameter.ty);
            let Some((space, shape)) = parameter.and_then(|ty| pointee(module, ty)) else {
                continue;
            };
            if is_part(function, *argument) {
                let ty = match shape {
                    Pointee::Type(ty) => ty,
                    Pointee::Inner(inner) => module
                        .types
                        .insert(Type { name: None, inner }, Span::UNDEFINED),
                };
                let copy = variable(module, function, space, ty, span);
                *argument = through_copy(function, *argument, copy, span, copied, &mut back);
            }
        }
        copied.push(
            Statement::Call {
                function: callee,
                arguments,
                result,
            },
            span,
        );
        copied.extend_block(back);
    });
}

/// A new variable of a type, where pointers of this address space point.
fn variable(
    module: &mut Module,
    function: &mut Function,
    space: AddressSpace,
    ty: Handle<Type>,
    span: Span,
) -> Handle<Expression> {
    let name = Some("argument".to_owned());
    let variable = if space == AddressSpace::Function {
        let init = None;
        Expression::LocalVariable(
            function
                .local_variables
                .append(LocalVariable { name, ty, init }, span),
        )
    } else {
        Expression::GlobalVariable(module.global_variables.append(
            GlobalVariable {
                name,
                space,
                binding: None,
                ty,
                init: None,
                memory_decorations: MemoryDecorations::empty(),
            },
            span,
        ))
    };
    function.expressions.append(variable, span)
}

/// Puts `*pointer` into a variable before the call and back after it; gives the variable.
fn through_copy(
    function: &mut Function,
    pointer: Handle<Expression>,
    variable: Handle<Expression>,
    span: Span,
    before: &mut Block,
    after: &mut Block,
) -> Handle<Expression> {
    for (from, to, block) in [(pointer, variable, before), (variable, pointer, after)] {
        let start = function.expressions.len();
        let value = function
            .expressions
            .append(Expression::Load { pointer: from }, span);
        block.push(
            Statement::Emit(function.expressions.range_from(start)),
            span,
        );
        block.push(Statement::Store { pointer: to, value }, span);
    }
    variable
}

/// Whether an expression points into a variable rather than at a whole one.
fn is_part(function: &Function, expression: Handle<Expression>) -> bool {
    matches!(
        function.expressions[expression],
        Expression::Access { .. } | Expression::AccessIndex { .. }
    )
}

enum Pointee {
    Type(Handle<Type>),
    Inner(TypeInner),
}

/// Where a parameter of this type points and to what, when that can be copied.
fn pointee(module: &Module, ty: Handle<Type>) -> Option<(AddressSpace, Pointee)> {
    match module.types[ty].inner {
        TypeInner::Pointer {
            base,
            space: space @ (AddressSpace::Function | AddressSpace::Private),
        } => Some((space, Pointee::Type(base))),
        TypeInner::ValuePointer {
            size,
            scalar,
            space: space @ (AddressSpace::Function | AddressSpace::Private),
        } => {
            let inner = match size {
                Some(size) => TypeInner::Vector { size, scalar },
                None => TypeInner::Scalar(scalar),
            };
            Some((space, Pointee::Inner(inner)))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::panic,
        reason = "a test stops at the first surprise"
    )]

    use super::*;

    #[test]
    fn parts_are_copied_and_the_module_stays_valid() {
        let mut module = naga::front::wgsl::parse_str(
            "var<private> kept: mat2x2<f32>;
             fn twice(x: ptr<function, f32>) { *x = *x * 2.0; }
             fn third(x: ptr<private, vec2<f32>>) { *x = *x * 3.0; }
             @compute @workgroup_size(1) fn main() {
                 var v = array<f32, 4>();
                 for (var i = 0; i < 4; i++) { twice(&v[i]); }
                 var whole = 1.0;
                 twice(&whole);
                 third(&kept[1]);
             }",
        )
        .unwrap();
        assert!(has_partial_pointer_arguments(&module));
        copy_partial_pointer_arguments(&mut module);
        assert!(!has_partial_pointer_arguments(&module));
        naga::valid::Validator::new(
            naga::valid::ValidationFlags::all(),
            naga::valid::Capabilities::all(),
        )
        .validate(&module)
        .unwrap();
    }
}
