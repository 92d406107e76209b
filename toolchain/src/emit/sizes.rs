//! Lengths of arrays that are computed of overrides (`array<u32, A * B>`).
//!
//! naga makes overrides without a name of them, and goes on as if each had one where an override with a
//! name stands behind (a panic). So they get names while overrides are resolved.

use std::borrow::Cow;

use naga::{Module, Override};

/// What such names begin with: no name of a source does.
const START: &str = "length of array ";

const fn is_length(each: &Override) -> bool {
    each.name.is_none() && each.id.is_none()
}

/// The module in which lengths have names, if that is needed.
pub(super) fn named(module: &Module) -> Cow<'_, Module> {
    let mut behind_first = module
        .overrides
        .iter()
        .skip_while(|(_, each)| !is_length(each));
    let is_wrong = behind_first.any(|(_, each)| !is_length(each));
    let mut module = Cow::Borrowed(module);
    if !is_wrong {
        return module;
    }
    let lengths = module
        .overrides
        .iter()
        .filter(|(_, each)| is_length(each))
        .map(|(handle, _)| handle);
    for (number, handle) in lengths.collect::<Vec<_>>().into_iter().enumerate() {
        module.to_mut().overrides.get_mut(handle).name = Some(format!("{START}{number}"));
    }
    module
}

/// Takes the names away again.
pub(super) fn unname(module: &mut Module) {
    let is_ours = |name: &Option<String>| name.as_ref().is_some_and(|name| name.starts_with(START));
    let names = module.constants.iter_mut().map(|(_, each)| &mut each.name);
    let names = names.chain(module.overrides.iter_mut().map(|(_, each)| &mut each.name));
    for name in names.filter(|name| is_ours(name)) {
        *name = None;
    }
}

#[cfg(test)]
mod tests {
    use super::super::rewrite::testing::emitted;
    use crate::target::TargetLanguage;

    #[test]
    fn overrides_may_stand_behind_computed_lengths() {
        let source = "
            override A: u32 = 4;
            var<workgroup> items: array<u32, A * 2>;
            override B: u32 = 3;
            override C: u32 = B + 1;
            override unused = 5i;
            @compute @workgroup_size(A) fn main(@builtin(local_invocation_index) i: u32) {
                items[i] = C;
            }";
        for target in [
            TargetLanguage::Wgsl,
            TargetLanguage::Hlsl,
            TargetLanguage::Glsl,
        ] {
            let text = emitted("a.wgsl", source, target);
            assert!(text.contains('8'), "{text}");
            assert!(!text.contains("length"), "{text}");
        }
    }
}
