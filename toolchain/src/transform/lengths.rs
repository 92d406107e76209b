//! Arrays of bindings without a length get the one that the host will bind, for targets that have no
//! others.

use std::num::NonZeroU32;

use naga::{ArraySize, GlobalVariable, Handle, Module, ResourceBinding, Type, TypeInner};

use crate::codes;
use crate::diagnostic::{Diagnostic, Failure, Kind, Phase};
use crate::options::binding::ArrayLength;
use crate::source::Source;

/// Gives arrays their lengths.
///
/// # Errors
///
/// A place where there is no array without a length, or the length 0.
pub(super) fn give(
    module: &mut Module,
    lengths: &[ArrayLength],
    source: &Source,
) -> Result<(), Failure> {
    let mut problems = Vec::new();
    for length in lengths {
        if let Err(why) = give_one(module, *length) {
            let code = codes::BINDING_ARRAY_LENGTH;
            problems.push(
                Diagnostic::error(code, Phase::Transform, Kind::Usage, source, why)
                    .with_help(help(module)),
            );
        }
    }
    match Failure::from_all(problems) {
        Some(failure) => Err(failure),
        None => Ok(()),
    }
}

fn give_one(module: &mut Module, length: ArrayLength) -> Result<(), String> {
    let ArrayLength {
        group,
        binding,
        count,
    } = length;
    let place = format!("group {group}, binding {binding}");
    let count = NonZeroU32::new(count)
        .ok_or_else(|| format!("the array of bindings at {place} cannot have 0 elements"))?;
    let found: Vec<_> = open_arrays(module)
        .filter(|(_, variable)| variable.binding == Some(ResourceBinding { group, binding }))
        .map(|(handle, _)| handle)
        .collect();
    for &handle in &found {
        set(module, handle, count);
    }
    if found.is_empty() {
        Err(format!(
            "there is no array of bindings without a length at {place}"
        ))
    } else {
        Ok(())
    }
}

/// The arrays of bindings without a length.
pub(crate) fn open_arrays(
    module: &Module,
) -> impl Iterator<Item = (Handle<GlobalVariable>, &GlobalVariable)> {
    module.global_variables.iter().filter(|(_, variable)| {
        matches!(
            module.types[variable.ty].inner,
            TypeInner::BindingArray {
                base: _,
                size: ArraySize::Dynamic,
            }
        )
    })
}

/// Gives an array of bindings a length.
pub(crate) fn set(module: &mut Module, array: Handle<GlobalVariable>, count: NonZeroU32) {
    let of = module.global_variables[array].ty;
    let TypeInner::BindingArray { base, size: _ } = module.types[of].inner else {
        return;
    };
    let sized = Type {
        name: module.types[of].name.clone(),
        inner: TypeInner::BindingArray {
            base,
            size: ArraySize::Constant(count),
        },
    };
    let span = module.types.get_span(of);
    let sized = module.types.insert(sized, span);
    module.global_variables.get_mut(array).ty = sized;
}

/// Where there are some.
fn help(module: &Module) -> String {
    let places: Vec<_> = open_arrays(module)
        .filter_map(|(_, variable)| {
            let ResourceBinding { group, binding } = variable.binding?;
            let name = variable.name.as_deref().unwrap_or("one without a name");
            Some(format!("{name} (group {group}, binding {binding})"))
        })
        .collect();
    if places.is_empty() {
        "the shader has no arrays of bindings without a length".to_owned()
    } else {
        format!("there are: {}", places.join(", "))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

    use naga::{ArraySize, TypeInner};

    use crate::options::Options;
    use crate::options::binding::ArrayLength;
    use crate::source::{Language, Source};
    use crate::{check, codes, parse, transform};

    const TEXT: &str = "
        enable wgpu_binding_array;
        @group(0) @binding(0) var open: binding_array<texture_2d<f32>>;
        @group(0) @binding(1) var closed: binding_array<texture_2d<f32>, 3>;
        @group(1) @binding(0) var<storage, read_write> out: array<vec4<f32>>;
        @compute @workgroup_size(1) fn main(@builtin(global_invocation_id) id: vec3<u32>) {
            out[id.x] = textureLoad(open[3], vec2<i32>(), 0) + textureLoad(closed[2], vec2<i32>(), 0);
        }
    ";

    fn transformed(lengths: &[(u32, u32)]) -> Result<check::Checked, crate::diagnostic::Failure> {
        let mut options = Options::default();
        options.transform.binding_array_lengths = lengths
            .iter()
            .map(|&(binding, count)| ArrayLength {
                group: 0,
                binding,
                count,
            })
            .collect();
        let source = Source::text("t.wgsl", Language::Wgsl, TEXT);
        let parsed = parse::parse(&source, &options)?;
        transform::transform(check::check(parsed, &options)?, &options)
    }

    #[test]
    fn an_array_without_a_length_gets_one() {
        let checked = transformed(&[(0, 5)]).unwrap();
        let module = checked.module();
        let sizes: Vec<u32> = module
            .global_variables
            .iter()
            .filter_map(|(_, variable)| match module.types[variable.ty].inner {
                TypeInner::BindingArray {
                    size: ArraySize::Constant(size),
                    ..
                } => Some(size.get()),
                _ => None,
            })
            .collect();
        assert_eq!(sizes, [5, 3]);
    }

    #[test]
    fn what_has_a_length_or_is_no_array_is_told() {
        for (binding, count, message) in [
            (
                1,
                4,
                "there is no array of bindings without a length at group 0, binding 1",
            ),
            (
                7,
                4,
                "there is no array of bindings without a length at group 0, binding 7",
            ),
            (
                0,
                0,
                "the array of bindings at group 0, binding 0 cannot have 0 elements",
            ),
        ] {
            let failure = transformed(&[(binding, count)]).unwrap_err();
            let first = &failure.diagnostics()[0];
            assert_eq!(first.code, codes::BINDING_ARRAY_LENGTH);
            assert_eq!(first.message, message);
            assert_eq!(
                first.help.as_deref(),
                Some("there are: open (group 0, binding 0)")
            );
        }
    }
}
