//! Functions that are called like those of extensions of OpenGL ES. There no function may have the name of a
//! built-in one, and compilers such as glslang know those of extensions that nobody asked for.

use naga::{Function, Module};

const OF_EXTENSIONS: &[&str] = &[
    "absoluteDifference",
    "addSaturate",
    "atomicLoad",
    "atomicStore",
    "average",
    "averageRounded",
    "controlBarrier",
    "countLeadingZeros",
    "countTrailingZeros",
    "multiply32x16",
    "pack16",
    "pack32",
    "pack64",
    "subtractSaturate",
    "unpack16",
    "unpack32",
    "unpack8",
];

/// What the names of whole families begin with.
const FAMILIES: &[&str] = &[
    "packFloat",
    "packInt",
    "packUint",
    "subgroup",
    "unpackFloat",
    "unpackInt",
    "unpackUint",
];

fn is_taken(function: &Function) -> bool {
    let name = function.name.as_deref().unwrap_or_default();
    OF_EXTENSIONS.contains(&name) || FAMILIES.iter().any(|family| name.starts_with(family))
}

/// Whether a function has such a name.
pub(super) fn has_taken_names(module: &Module) -> bool {
    module
        .functions
        .iter()
        .any(|(_, function)| is_taken(function))
}

/// Gives them others.
pub(super) fn rename(module: &mut Module) {
    for (_, function) in module.functions.iter_mut() {
        if is_taken(function)
            && let Some(name) = &mut function.name
        {
            name.insert_str(0, "own_");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::testing::emitted_glsl;
    use crate::options::version::GlslVersion;

    #[test]
    fn only_names_of_built_in_functions_change() {
        let source = "fn average(a: f32) -> f32 { return a * 0.5; }
            fn averages(a: f32) -> f32 { return average(a) + 1.0; }
            @fragment fn main(@location(0) x: f32) -> @location(0) f32 { return averages(x); }";
        let text = emitted_glsl("a.wgsl", source, GlslVersion::Es310);
        for part in ["float own_average(float a", "float averages(float a"] {
            assert!(text.contains(part), "{part}\n{text}");
        }
        let text = emitted_glsl("a.wgsl", source, GlslVersion::Core330);
        assert!(text.contains("float average(float a"), "{text}");
    }
}
