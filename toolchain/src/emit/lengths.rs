//! Lengths for arrays of bindings that have none, for targets in which each element is a variable.

use std::collections::HashMap;
use std::num::NonZeroU32;

use naga::{ArraySize, Expression, GlobalVariable, Handle, Module, TypeInner};

use super::prepare::{Prepared, label};
use super::resources::{self, Count, Resource};
use super::rewrite;
use crate::check::{self, Checked};
use crate::codes;
use crate::diagnostic::{Diagnostic, Failure, Kind, Phase};
use crate::options::Options;
use crate::options::version::BoundsCheck;
use crate::target::TargetLanguage;
use crate::transform::lengths;

/// A module whose arrays have lengths.
pub(super) struct Assumed {
    pub(super) checked: Checked,
    /// One for each array that is used.
    pub(super) warnings: Vec<Diagnostic>,
}

/// Gives arrays the length of the option, or the one that numbers in the shader ask for; none where there is
/// nothing to do.
pub(super) fn assume(
    checked: &Checked,
    language: TargetLanguage,
    entry_point: Option<usize>,
    options: &Options,
) -> Option<Assumed> {
    let assumed = NonZeroU32::new(options.transform.assumed_binding_array_length)?;
    lengths::open_arrays(checked.module()).next()?;
    let in_wgsl = rewrite::are_split_in_wgsl(checked, options);
    let open: Vec<_> = resources::collect(checked.module())
        .into_iter()
        .filter(|each| each.count == Count::Unbounded)
        .filter(|each| rewrite::is_split(language, each.class, in_wgsl))
        .collect();
    if open.is_empty() {
        return None;
    }
    let highest = highest_numbers(checked.module());
    let count = |array: &Resource| {
        let number = highest.get(&array.handle);
        number.map_or(assumed, |number| {
            assumed.max(NonZeroU32::MIN.saturating_add(*number))
        })
    };
    let mut module = checked.module().clone();
    for each in &open {
        lengths::set(&mut module, each.handle, count(each));
    }
    let flags = options.validate.flags.0;
    let source = checked.source();
    let info = check::revalidate(&module, source, flags, checked.capabilities()).ok()?;
    let is_used = |each: &&Resource| match entry_point {
        Some(index) => each.is_used_by(checked.info(), index),
        None => each.is_used(checked),
    };
    let warnings = open.iter().filter(is_used);
    let warnings = warnings
        .map(|each| warning(checked, language, each, count(each)))
        .collect();
    let checked = checked.clone().replaced(module, info);
    Some(Assumed { checked, warnings })
}

/// The highest number that is written in the shader for an element of a variable.
fn highest_numbers(module: &Module) -> HashMap<Handle<GlobalVariable>, u32> {
    let mut highest: HashMap<_, u32> = HashMap::new();
    let functions = module.functions.iter().map(|(_, function)| function);
    let entry_points = module.entry_points.iter().map(|each| &each.function);
    for function in functions.chain(entry_points) {
        for (_, expression) in function.expressions.iter() {
            let (base, number) = match *expression {
                Expression::AccessIndex { base, index } => (base, Some(index)),
                Expression::Access { base, index } => (
                    base,
                    rewrite::known_number(
                        &function.expressions,
                        &module.constants,
                        &module.global_expressions,
                        index,
                    ),
                ),
                _ => continue,
            };
            if let (Expression::GlobalVariable(variable), Some(number)) =
                (&function.expressions[base], number)
            {
                let known = highest.entry(*variable).or_default();
                *known = number.max(*known);
            }
        }
    }
    highest
}

fn warning(
    checked: &Checked,
    language: TargetLanguage,
    array: &Resource,
    count: NonZeroU32,
) -> Diagnostic {
    let crate::options::binding::Resource { group, binding } = array.binding;
    let message = format!(
        "{} has no length: {} gets a variable for each of {count} elements",
        array.describe(),
        language.title()
    );
    let code = codes::BINDING_ARRAY_LENGTH_ASSUMED;
    let diagnostic = Diagnostic::warning(code, Phase::Emit, checked.source(), message)
        .with_note("a number beyond them chooses the last")
        .with_help(format!(
            "say how many the host binds: `--transform-binding-array-lengths \
             '[{{\"group\": {group}, \"binding\": {binding}, \"count\": {count}}}]'`"
        ));
    let span = checked.module().global_variables.get_span(array.handle);
    label(diagnostic, span, "without a length")
}

/// Refuses bounds checks of arrays of bindings without a length: naga takes them to have one element.
pub(super) fn check_in_metal(prepared: &Prepared<'_>, options: &Options) -> Result<(), Failure> {
    if options.bounds_check.binding_array == BoundsCheck::Unchecked {
        return Ok(());
    }
    let module = &*prepared.module;
    let has_no_length = |ty: &TypeInner| match *ty {
        TypeInner::BindingArray { base, size } => {
            size == ArraySize::Dynamic
                && !matches!(module.types[base].inner, TypeInner::Struct { .. })
        }
        _ => false,
    };
    let problems = module
        .global_variables
        .iter()
        .filter(|(_, variable)| has_no_length(&module.types[variable.ty].inner))
        .map(|(handle, variable)| {
            let name = variable.name.as_deref().unwrap_or("an array of bindings");
            let diagnostic = Diagnostic::error(
                codes::TARGET_CONSTRUCT,
                Phase::Emit,
                Kind::Unsupported,
                prepared.source,
                format!("MSL cannot check indices into `{name}`, an array of bindings without a length"),
            )
            .with_help(
                "give it a length: `--transform-binding-array-lengths`, or check no arrays of bindings: \
                 `--bounds-check-binding-array unchecked`",
            );
            label(diagnostic, module.global_variables.get_span(handle), "without a length")
        })
        .collect();
    match Failure::from_all(problems) {
        Some(failure) => Err(failure),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

    use crate::codes;
    use crate::diagnostic::{Failure, Kind};
    use crate::emit::{Content, Output, emit};
    use crate::options::Options;
    use crate::options::binding::ArrayLength;
    use crate::options::version::BoundsCheck;
    use crate::source::{Language, Source};
    use crate::target::TargetLanguage;
    use crate::{check, parse, transform};

    const TEXT: &str = "enable wgpu_binding_array;
        struct Data { values: array<u32> }
        @group(0) @binding(0) var images: binding_array<texture_2d<f32>>;
        @group(0) @binding(1) var<storage, read_write> data: binding_array<Data>;
        @group(0) @binding(2) var<storage, read_write> unused: binding_array<Data>;
        @compute @workgroup_size(1) fn main(@builtin(global_invocation_id) id: vec3<u32>) {
            data[id.y].values[0] = u32(textureLoad(images[id.x], vec2<i32>(), 0).x);
        }";

    fn written(language: TargetLanguage, options: &Options) -> Result<Output, Failure> {
        written_of(TEXT, language, options)
    }

    fn written_of(
        text: &str,
        language: TargetLanguage,
        options: &Options,
    ) -> Result<Output, Failure> {
        let source = Source::text("t.wgsl", Language::Wgsl, text);
        let checked = check::check(parse::parse(&source, options)?, options)?;
        emit(
            &transform::transform(checked, options)?,
            language,
            Some(0),
            options,
        )
    }

    fn text_of(output: &Output) -> &str {
        match &output.content {
            Content::Text(text) => text,
            Content::Words(_) => "",
        }
    }

    fn warned(output: &Output) -> Vec<&str> {
        let code = codes::BINDING_ARRAY_LENGTH_ASSUMED;
        let own = output.diagnostics.iter().filter(|each| each.code == code);
        own.map(|each| each.message.split(' ').next().unwrap())
            .collect()
    }

    #[test]
    fn used_arrays_get_a_length_where_each_element_is_a_variable() {
        let mut options = Options::default();
        options.transform.assumed_binding_array_length = 3;
        let glsl = written(TargetLanguage::Glsl, &options).unwrap();
        assert_eq!(warned(&glsl), ["`images`", "`data`"]);
        let text = text_of(&glsl);
        assert_eq!(text.matches("uniform sampler2D").count(), 3, "{text}");
        let hlsl = written(TargetLanguage::Hlsl, &options).unwrap();
        assert_eq!(warned(&hlsl), ["`data`"]);
        for language in [
            TargetLanguage::Msl,
            TargetLanguage::Spirv,
            TargetLanguage::Wgsl,
        ] {
            let output = written(language, &options).unwrap();
            assert!(warned(&output).is_empty(), "{language:?}");
        }
    }

    #[test]
    fn a_length_that_is_given_comes_first() {
        let mut options = Options::default();
        options.transform.binding_array_lengths = [0, 1, 2]
            .map(|binding| ArrayLength {
                group: 0,
                binding,
                count: 2,
            })
            .to_vec();
        let glsl = written(TargetLanguage::Glsl, &options).unwrap();
        assert!(warned(&glsl).is_empty());
        let text = text_of(&glsl);
        assert_eq!(text.matches("uniform sampler2D").count(), 2, "{text}");
    }

    #[test]
    fn a_number_in_the_shader_asks_for_more() {
        let text = TEXT.replace("data[id.y]", "data[20]");
        let hlsl = written_of(&text, TargetLanguage::Hlsl, &Options::default()).unwrap();
        assert!(text_of(&hlsl).contains("data_20_.Store"), "{hlsl:?}");
    }

    #[test]
    fn none_is_assumed_if_that_is_asked_for_or_a_number_is_beyond() {
        let mut none = Options::default();
        none.transform.assumed_binding_array_length = 0;
        let beyond = TEXT.replace("data[id.y]", "data[123]");
        for (language, text, options) in [
            (TargetLanguage::Glsl, TEXT, &none),
            (TargetLanguage::Hlsl, TEXT, &none),
            (TargetLanguage::Hlsl, &beyond, &Options::default()),
        ] {
            let failure = written_of(text, language, options).unwrap_err();
            assert_eq!(failure.kind(), Kind::Unsupported);
            let first = failure.diagnostics().first().unwrap();
            assert!(
                first
                    .notes
                    .iter()
                    .any(|note| note.contains("binding-array-lengths")),
                "{first:?}"
            );
        }
    }

    #[test]
    fn metal_checks_no_array_without_a_length() {
        let text = "enable wgpu_binding_array;
            @group(0) @binding(0) var images: binding_array<texture_2d<f32>>;
            @fragment fn main(@location(0) @interpolate(flat) i: u32) -> @location(0) vec4<f32> {
                return textureLoad(images[i], vec2<i32>(), 0);
            }";
        let mut options = Options::default();
        options.bounds_check.binding_array = BoundsCheck::ReadZeroSkipWrite;
        let failure = written_of(text, TargetLanguage::Msl, &options).unwrap_err();
        assert_eq!(failure.kind(), Kind::Unsupported);
        let message = &failure.diagnostics().first().unwrap().message;
        assert!(message.contains("`images`"), "{message}");
        let known = text.replace("texture_2d<f32>>", "texture_2d<f32>, 4>");
        let written = written_of(&known, TargetLanguage::Msl, &options).unwrap();
        assert!(text_of(&written).contains("< 4 ?"), "{written:?}");
    }
}
