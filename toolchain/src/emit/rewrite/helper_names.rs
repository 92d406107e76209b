//! Names of functions that are those of naga's helpers, for HLSL.
//!
//! naga writes `ConstructT` and `ZeroValueT` for the values of a type `T`, and keeps no name from
//! being one of these: a function that came out of such HLSL has it.

use std::collections::HashSet;

use naga::{Function, Handle, Module, TypeInner};

/// What the names of helpers begin with.
const PREFIXES: [&str; 2] = ["Construct", "ZeroValue"];

/// What the names of scalars begin with in HLSL, and those of arrays in helpers.
const WRITTEN: [&str; 8] = [
    "array", "bool", "double", "float", "half", "int", "min16", "uint",
];

/// Whether a function is called as a helper may be.
pub(super) fn has_helper_names(module: &Module) -> bool {
    let may_be = |(_, function): (_, &Function)| {
        function
            .name
            .as_deref()
            .is_some_and(|name| PREFIXES.iter().any(|prefix| name.starts_with(prefix)))
    };
    module.functions.iter().any(may_be) && !clashes(module).is_empty()
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
