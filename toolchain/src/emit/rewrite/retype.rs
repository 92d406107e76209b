//! Other types for all that a module declares and writes.

use std::collections::HashMap;

use naga::{Handle, Module, Type};

use super::walk::type_in;

/// Old types and new ones, or arrays and their wrappers.
pub(in crate::emit) type Types = HashMap<Handle<Type>, Handle<Type>>;

/// Points everything at the new types.
pub(in crate::emit) fn retype(module: &mut Module, moved: &Types) {
    let new = |handle: &mut Handle<Type>| {
        if let Some(&new) = moved.get(handle) {
            *handle = new;
        }
    };
    for (_, variable) in module.global_variables.iter_mut() {
        new(&mut variable.ty);
    }
    for (_, constant) in module.constants.iter_mut() {
        new(&mut constant.ty);
    }
    for (_, each) in module.overrides.iter_mut() {
        new(&mut each.ty);
    }
    for (_, expression) in module.global_expressions.iter_mut() {
        if let Some(ty) = type_in(expression) {
            new(ty);
        }
    }
    for ty in [
        &mut module.special_types.ray_desc,
        &mut module.special_types.ray_intersection,
        &mut module.special_types.ray_vertex_return,
        &mut module.special_types.external_texture_params,
        &mut module.special_types.external_texture_transfer_function,
    ]
    .into_iter()
    .flatten()
    {
        new(ty);
    }
    for ty in module.special_types.predeclared_types.values_mut() {
        new(ty);
    }
    for mesh in module
        .entry_points
        .iter_mut()
        .filter_map(|each| each.mesh_info.as_mut())
    {
        new(&mut mesh.vertex_output_type);
        new(&mut mesh.primitive_output_type);
    }
    let functions = module.functions.iter_mut().map(|(_, function)| function);
    let entry_points = module
        .entry_points
        .iter_mut()
        .map(|each| &mut each.function);
    for function in functions.chain(entry_points) {
        for argument in &mut function.arguments {
            new(&mut argument.ty);
        }
        if let Some(result) = &mut function.result {
            new(&mut result.ty);
        }
        for (_, local) in function.local_variables.iter_mut() {
            new(&mut local.ty);
        }
        for (_, expression) in function.expressions.iter_mut() {
            if let Some(ty) = type_in(expression) {
                new(ty);
            }
        }
    }
}
