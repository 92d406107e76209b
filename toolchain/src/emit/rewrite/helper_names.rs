//! Names of functions, variables and values that are those of naga's helpers, and of structs that are those
//! of variables in them, for HLSL.
//!
//! naga writes `ConstructT` and `ZeroValueT` for the values of a type `T`, and keeps no name from
//! being one of these: a function that came out of such HLSL has it, and a variable of that name hides it. Where they put a value together
//! it is called `ret`, which hides a type of that name.

use std::collections::HashSet;

use naga::{Handle, Module, Type, TypeInner};

use super::handles::{functions, functions_mut};

/// What the names of helpers begin with.
const PREFIXES: [&str; 2] = ["Construct", "ZeroValue"];

/// What the names of scalars begin with in HLSL, and those of arrays in helpers.
const WRITTEN: [&str; 8] = [
    "array", "bool", "double", "float", "half", "int", "min16", "uint",
];

/// What helpers call the value that they put together.
const VALUE: &str = "ret";

/// Whether something is called as a helper may be, or a struct as a variable in one.
pub(super) fn has_helper_names(module: &Module) -> bool {
    let may_be = |name: &str| PREFIXES.iter().any(|prefix| name.starts_with(prefix));
    hiding_structs(module).next().is_some()
        || names(module).any(may_be) && {
            let structs = structs(module);
            names(module).any(|name| is_helper(name, &structs))
        }
}

/// The names of functions, variables and values.
fn names(module: &Module) -> impl Iterator<Item = &str> {
    let of_functions = functions(module).flat_map(|function| {
        let arguments = function.arguments.iter().map(|each| each.name.as_deref());
        let locals = function.local_variables.iter();
        let locals = locals.map(|(_, each)| each.name.as_deref());
        let values = function.named_expressions.values();
        let own = std::iter::once(function.name.as_deref());
        own.chain(arguments)
            .chain(locals)
            .flatten()
            .chain(values.map(String::as_str))
    });
    let variables = module.global_variables.iter();
    let variables = variables.filter_map(|(_, each)| each.name.as_deref());
    let constants = module.constants.iter();
    let constants = constants.filter_map(|(_, each)| each.name.as_deref());
    of_functions.chain(variables).chain(constants)
}

/// Does something with each of these names.
fn each_name(module: &mut Module, mut change: impl FnMut(&mut String)) {
    for function in functions_mut(module) {
        let arguments = function.arguments.iter_mut().map(|each| &mut each.name);
        let locals = function.local_variables.iter_mut();
        let locals = locals.map(|(_, each)| &mut each.name);
        let own = std::iter::once(&mut function.name);
        own.chain(arguments)
            .chain(locals)
            .flatten()
            .for_each(&mut change);
        function
            .named_expressions
            .values_mut()
            .for_each(&mut change);
    }
    let variables = module.global_variables.iter_mut();
    variables
        .filter_map(|(_, each)| each.name.as_mut())
        .for_each(&mut change);
    let constants = module.constants.iter_mut();
    constants
        .filter_map(|(_, each)| each.name.as_mut())
        .for_each(&mut change);
}

fn hiding_structs(module: &Module) -> impl Iterator<Item = Handle<Type>> + '_ {
    module
        .types
        .iter()
        .filter(|(_, ty)| matches!(ty.inner, TypeInner::Struct { .. }))
        .filter(|(_, ty)| ty.name.as_deref() == Some(VALUE))
        .map(|(handle, _)| handle)
}

fn structs(module: &Module) -> HashSet<String> {
    module
        .types
        .iter()
        .filter(|(_, ty)| matches!(ty.inner, TypeInner::Struct { .. }))
        .filter_map(|(_, ty)| ty.name.clone())
        .collect()
}

/// Whether a helper has this name, or one that a `_` makes of it.
fn is_helper(name: &str, structs: &HashSet<String>) -> bool {
    let is_type = |name: &str| {
        structs.contains(name) || WRITTEN.iter().any(|written| name.starts_with(written))
    };
    PREFIXES
        .iter()
        .any(|prefix| name.strip_prefix(prefix).is_some_and(is_type))
}

/// Gives them other names.
pub(super) fn rename(module: &mut Module) {
    let structs = structs(module);
    each_name(module, |name| {
        if is_helper(name, &structs) {
            name.insert_str(0, "own_");
        }
    });
    let hiding: Vec<Handle<Type>> = hiding_structs(module).collect();
    for handle in hiding {
        let mut ty = module.types[handle].clone();
        let mut name = format!("own_{VALUE}");
        let is_taken = |name: &str| {
            let mut names = module.types.iter().map(|(_, ty)| ty.name.as_deref());
            names.any(|other| other == Some(name))
        };
        while is_taken(&name) {
            name.insert_str(0, "own_");
        }
        ty.name = Some(name);
        module.types.replace(handle, ty);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{emitted, module};
    use super::*;
    use crate::target::TargetLanguage;

    const CONSTRUCTED: &str = "
struct Light { place: vec3<f32>, power: f32 }
@group(0) @binding(0) var<storage, read_write> powers: array<f32>;
fn ConstructLight(place: vec3<f32>, power: f32) -> Light { return Light(place, power * 2.0); }
fn ConstructNothing(power: f32) -> f32 { return power; }
@compute @workgroup_size(1) fn main() {
    let light = ConstructLight(vec3<f32>(1.0), 3.0);
    powers[0] = ConstructNothing(light.power);
}
";

    #[test]
    fn a_struct_is_not_hidden_by_the_value_of_a_helper() {
        let source = "struct ret { a: i32, b: array<i32, 2> }
            @group(0) @binding(0) var<storage, read_write> left: array<ret, 2>;
            @compute @workgroup_size(1) fn main() {
                var both = array(ret(1, array(2, 3)), left[1]);
                left[0] = both[left[0].a & 1];
            }";
        let text = emitted("ret.wgsl", source, TargetLanguage::Hlsl);
        assert!(text.contains("own_ret ret = (own_ret)0;"), "{text}");
    }

    #[test]
    fn no_variable_hides_a_helper() {
        let source = "struct S0 { a: f32, b: i32 }
            @group(0) @binding(0) var<storage, read_write> left: array<S0, 2>;
            fn one(ConstructS0: f32) -> S0 { return S0(ConstructS0, 2); }
            @compute @workgroup_size(1) fn main() {
                var ConstructS0 = one(left[0].a);
                let ConstructNothing = ConstructS0.a;
                ConstructS0 = S0(ConstructNothing, 1);
                left[1] = ConstructS0;
            }";
        let text = emitted("hidden.wgsl", source, TargetLanguage::Hlsl);
        assert!(text.contains("S0_ own_ConstructS0_"), "{text}");
        assert!(text.contains("S0_ one(float own_ConstructS0_"), "{text}");
        assert!(text.contains("float ConstructNothing ="), "{text}");
    }

    #[test]
    fn a_function_does_not_keep_the_name_of_a_helper() {
        let mut renamed = module("lights.wgsl", CONSTRUCTED);
        assert!(has_helper_names(&renamed));
        rename(&mut renamed);
        assert!(!has_helper_names(&renamed));
        let text = emitted("lights.wgsl", CONSTRUCTED, TargetLanguage::Hlsl);
        assert!(text.contains("Light own_ConstructLight("), "{text}");
        assert!(text.contains("float ConstructNothing("), "{text}");
    }
}
