//! Pointers to parts of variables as arguments: copied in and out for SPIR-V.
//!
//! Logical addressing takes only whole variables as pointer arguments, so `f(&v.w)` becomes
//! `t = v.w; f(&t); v.w = t`. The source languages forbid aliasing here, so the meaning stays.

use naga::{
    AddressSpace, Block, Expression, Function, Handle, LocalVariable, Module, Span, Statement,
    Type, TypeInner,
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
            let Some(scalar_or_type) = parameter.and_then(|ty| pointee(module, ty)) else {
                continue;
            };
            if is_part(function, *argument) {
                let ty = match scalar_or_type {
                    Pointee::Type(ty) => ty,
                    Pointee::Inner(inner) => module
                        .types
                        .insert(Type { name: None, inner }, Span::UNDEFINED),
                };
                *argument = through_local(function, *argument, ty, span, copied, &mut back);
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

/// Puts `*pointer` into a new local before the call and back after it; gives the local.
fn through_local(
    function: &mut Function,
    pointer: Handle<Expression>,
    ty: Handle<Type>,
    span: Span,
    before: &mut Block,
    after: &mut Block,
) -> Handle<Expression> {
    let local = function.local_variables.append(
        LocalVariable {
            name: Some("argument".to_owned()),
            ty,
            init: None,
        },
        span,
    );
    let variable = function
        .expressions
        .append(Expression::LocalVariable(local), span);
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

/// What a parameter of this type points to, when that can be copied.
fn pointee(module: &Module, ty: Handle<Type>) -> Option<Pointee> {
    match module.types[ty].inner {
        TypeInner::Pointer {
            base,
            space: AddressSpace::Function | AddressSpace::Private,
        } => Some(Pointee::Type(base)),
        TypeInner::ValuePointer {
            size,
            scalar,
            space: AddressSpace::Function | AddressSpace::Private,
        } => Some(Pointee::Inner(match size {
            Some(size) => TypeInner::Vector { size, scalar },
            None => TypeInner::Scalar(scalar),
        })),
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
            "fn twice(x: ptr<function, f32>) { *x = *x * 2.0; }
             @compute @workgroup_size(1) fn main() {
                 var v = array<f32, 4>();
                 for (var i = 0; i < 4; i++) { twice(&v[i]); }
                 var whole = 1.0;
                 twice(&whole);
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
