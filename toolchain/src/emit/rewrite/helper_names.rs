//! Names of functions that are those of naga's helpers, and of structs that are those of variables in
//! them, for HLSL.
//!
//! naga writes `ConstructT` and `ZeroValueT` for the values of a type `T`, and keeps no name from
//! being one of these: a function that came out of such HLSL has it. Where they put a value together
//! it is called `ret`, which hides a type of that name.

use std::collections::HashSet;

use naga::{Function, Handle, Module, Type, TypeInner};

/// What the names of helpers begin with.
const PREFIXES: [&str; 2] = ["Construct", "ZeroValue"];

/// What the names of scalars begin with in HLSL, and those of arrays in helpers.
const WRITTEN: [&str; 8] = [
    "array", "bool", "double", "float", "half", "int", "min16", "uint",
];

/// What helpers call the value that they put together.
const VALUE: &str = "ret";

/// Whether a function is called as a helper may be, or a struct as a variable in one.
pub(super) fn has_helper_names(module: &Module) -> bool {
    let may_be = |(_, function): (_, &Function)| {
        function
            .name
            .as_deref()
            .is_some_and(|name| PREFIXES.iter().any(|prefix| name.starts_with(prefix)))
    };
    hiding_structs(module).next().is_some()
        || module.functions.iter().any(may_be) && !clashes(module).is_empty()
}

fn hiding_structs(module: &Module) -> impl Iterator<Item = Handle<Type>> + '_ {
    module
        .types
        .iter()
        .filter(|(_, ty)| matches!(ty.inner, TypeInner::Struct { .. }))
        .filter(|(_, ty)| ty.name.as_deref() == Some(VALUE))
        .map(|(handle, _)| handle)
}

fn clashes(module: &Module) -> Vec<Handle<Function>> {
    let structs: HashSet<&str> = module
        .types
        .iter()
        .filter(|(_, ty)| matches!(ty.inner, TypeInner::Struct { .. }))
        .filter_map(|(_, ty)| ty.name.as_deref())
        .collect();
    let is_type = |name: &str| {
        structs.contains(name) || WRITTEN.iter().any(|written| name.starts_with(written))
    };
    module
        .functions
        .iter()
        .filter(|(_, function)| {
            let name = function.name.as_deref().unwrap_or_default();
            PREFIXES
                .iter()
                .any(|prefix| name.strip_prefix(prefix).is_some_and(is_type))
        })
        .map(|(handle, _)| handle)
        .collect()
}

/// Gives them other names.
pub(super) fn rename(module: &mut Module) {
    for handle in clashes(module) {
        if let Some(name) = &mut module.functions[handle].name {
            name.insert_str(0, "own_");
        }
    }
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
