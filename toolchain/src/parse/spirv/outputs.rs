//! Names of outputs: naga puts those of an entry point into a struct whose members have none.

use naga::{EntryPoint, Expression, Handle, Module, Statement, Type, TypeInner};

/// Calls the outputs of every entry point what their variables are called.
pub(super) fn name(module: &mut Module) {
    for index in 0..module.entry_points.len() {
        let named = module
            .entry_points
            .get(index)
            .and_then(|entry_point| named(module, entry_point));
        if let Some((ty, with_names)) = named
            && module.types.get(&with_names).is_none()
        {
            module.types.replace(ty, with_names);
        }
    }
}

/// The struct of the outputs, and what is to stand in its place.
fn named(module: &Module, entry_point: &EntryPoint) -> Option<(Handle<Type>, Type)> {
    let function = &entry_point.function;
    let ty = function.result.as_ref()?.ty;
    let Some(Statement::Return { value: Some(value) }) = function.body.last() else {
        return None;
    };
    let Expression::Compose { components, .. } = &function.expressions[*value] else {
        return None;
    };
    let mut with_names = module.types[ty].clone();
    let TypeInner::Struct { members, .. } = &mut with_names.inner else {
        return None;
    };
    let mut is_new = false;
    for (member, &component) in members.iter_mut().zip(components) {
        if member.name.is_none()
            && let Expression::Load { pointer } = function.expressions[component]
            && let Expression::GlobalVariable(variable) = function.expressions[pointer]
        {
            member
                .name
                .clone_from(&module.global_variables[variable].name);
            is_new |= member.name.is_some();
        }
    }
    is_new.then_some((ty, with_names))
}
