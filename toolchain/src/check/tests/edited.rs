//! Errors that no WGSL text gives, in modules that were changed after parsing.

use std::sync::Arc;

use naga::{Block, Expression, Module, Statement, SwizzleComponent, TypeInner};

use super::{assert_readable, check, parsed};
use crate::diagnostic::Diagnostic;
use crate::options::Options;

fn edited(text: &str, edit: impl FnOnce(&mut Module)) -> Diagnostic {
    let mut parsed = parsed(text);
    edit(Arc::make_mut(&mut parsed.module));
    let failure = check(parsed, &Options::default()).unwrap_err();
    let diagnostic = failure.diagnostics()[0].clone();
    assert_readable(&diagnostic);
    diagnostic
}

fn expressions(module: &mut Module) -> impl Iterator<Item = &mut Expression> {
    module
        .functions
        .iter_mut()
        .flat_map(|(_, function)| function.expressions.iter_mut().map(|(_, each)| each))
}

/// Gives every variable and parameter called `name` the type of the one called `like`.
fn retype(module: &mut Module, name: &str, like: &str) {
    let mut wanted = None;
    for (_, function) in module.functions.iter() {
        for argument in &function.arguments {
            if argument.name.as_deref() == Some(like) {
                wanted = Some(argument.ty);
            }
        }
    }
    let wanted = wanted.unwrap();
    for (_, variable) in module.global_variables.iter_mut() {
        if variable.name.as_deref() == Some(name) {
            variable.ty = wanted;
        }
    }
    for (_, function) in module.functions.iter_mut() {
        for argument in &mut function.arguments {
            if argument.name.as_deref() == Some(name) {
                argument.ty = wanted;
            }
        }
        for (_, variable) in function.local_variables.iter_mut() {
            if variable.name.as_deref() == Some(name) {
                variable.ty = wanted;
            }
        }
    }
}

#[test]
fn an_index_past_the_end() {
    let found = edited("fn f(a: vec4f) -> f32 { return a[3]; }", |module| {
        for each in expressions(module) {
            if let Expression::AccessIndex { base: _, index } = each {
                *index = 9;
            }
        }
    });
    assert_eq!(found.code, "index-out-of-bounds");
    assert_eq!(
        found.message,
        "index 9 is out of bounds: `a` has 4 elements"
    );
}

#[test]
fn a_component_that_is_not_there() {
    let found = edited("fn f(a: vec2f) -> vec2f { return a.yx; }", |module| {
        for each in expressions(module) {
            if let Expression::Swizzle { pattern, .. } = each {
                *pattern = [SwizzleComponent::Z; 4];
            }
        }
    });
    assert_eq!(found.code, "swizzle-component");
    assert_eq!(found.message, "there is no `.z`: `a` has only 2 components");
}

#[test]
fn a_value_that_is_never_computed() {
    let found = edited("fn f(a: u32) -> u32 { return a + 1u; }", |module| {
        for (_, function) in module.functions.iter_mut() {
            let returns: Vec<_> = function
                .body
                .iter()
                .filter(|each| matches!(each, Statement::Return { .. }))
                .cloned()
                .collect();
            function.body = Block::from_vec(returns);
        }
    });
    assert_eq!(found.code, "value-out-of-scope");
}

#[test]
fn an_assignment_of_another_type() {
    let found = edited("fn f(a: u32, b: f32) { var x: u32; x = a; }", |module| {
        retype(module, "a", "b");
    });
    assert_eq!(found.code, "store-type");
    assert_eq!(
        found.message,
        "`a` of type `f32` cannot be assigned to `x` of type `u32`"
    );
    let label = found.main_label().unwrap();
    assert_eq!(label.message, "this is `f32`");
}

#[test]
fn a_stored_texel_of_another_type() {
    let found = edited(
        "@group(0) @binding(0) var t: texture_storage_2d<rgba8unorm, write>;
         fn f(a: vec4f, b: vec4u) { textureStore(t, vec2u(), a); }",
        |module| retype(module, "a", "b"),
    );
    assert_eq!(found.code, "texture-store-type");
    assert_eq!(
        found.message,
        "`textureStore` into this format takes `vec4<f32>`; `a` is `vec4<u32>`"
    );
}

#[test]
fn an_atomic_operation_on_a_plain_variable() {
    let found = edited(
        "var<workgroup> w: atomic<u32>; fn f(a: u32) { atomicAdd(&w, a); }",
        |module| retype(module, "w", "a"),
    );
    assert_eq!(found.code, "atomic-pointer");
    assert_eq!(
        found.message,
        "an atomic operation takes a pointer to an atomic; `w` is `ptr<workgroup, u32>`"
    );
}

#[test]
fn a_sampled_texture_that_is_stored_to() {
    let found = edited(
        "@group(0) @binding(0) var t: texture_storage_2d<rgba8unorm, write>;
         fn f() { textureStore(t, vec2u(), vec4f()); }",
        |module| {
            let (handle, old) = module
                .types
                .iter()
                .find(|(_, ty)| matches!(ty.inner, TypeInner::Image { .. }))
                .map(|(handle, ty)| (handle, ty.clone()))
                .unwrap();
            let TypeInner::Image { dim, arrayed, .. } = old.inner else {
                unreachable!()
            };
            module.types.replace(
                handle,
                naga::Type {
                    name: None,
                    inner: TypeInner::Image {
                        dim,
                        arrayed,
                        class: naga::ImageClass::Sampled {
                            kind: naga::ScalarKind::Float,
                            multi: false,
                        },
                    },
                },
            );
        },
    );
    assert_eq!(found.code, "texture-class");
    assert_eq!(
        found.message,
        "`textureStore` does not work on `t` of type `texture_2d<f32>`"
    );
}

#[test]
fn a_call_with_a_value_too_few() {
    let found = edited(
        "fn g(a: u32) -> u32 { return a; } fn f() -> u32 { return g(1u); }",
        |module| {
            for (_, function) in module.functions.iter_mut() {
                for statement in function.body.iter_mut() {
                    if let Statement::Call { arguments, .. } = statement {
                        arguments.clear();
                    }
                }
            }
        },
    );
    assert_eq!(found.code, "call-argument-count");
    assert_eq!(found.message, "`g` takes 1 argument, but 0 are given");
}

#[test]
fn a_reference_to_nothing() {
    let found = edited("fn f(a: vec4f) -> f32 { return a[3]; }", |module| {
        let mut other = naga::Arena::new();
        let mut last = None;
        for _ in 0..100 {
            last = Some(other.append(Expression::FunctionArgument(0), naga::Span::UNDEFINED));
        }
        for each in expressions(module) {
            if let Expression::AccessIndex { base, .. } = each {
                *base = last.unwrap();
            }
        }
    });
    assert_eq!(found.code, "module-inconsistent");
}
