//! Whether arrays of bindings are split in WGSL, which has them outside of browsers only.

use naga::{ArraySize, Expression, Function, GlobalVariable, Handle, Module, TypeInner};

use super::{BindingArrays, MOST_ELEMENTS, has_arrays, known_number};
use crate::check::Checked;
use crate::codes;
use crate::diagnostic::{Diagnostic, Phase, Severity};
use crate::edit::handles::{Role, functions, has_statement, operands, statement};
use crate::emit::prepare::label;
use crate::emit::resources::{self, Count};
use crate::options::Options;
use crate::options::binding::Resource as Place;
use crate::source::{Language, Source};

/// Whether WGSL gets a variable for each element: if the option says so or, where it does not, if no array is left
/// then, and nothing but names becomes of what chooses an element. Who writes an array in WGSL wants it there.
pub(in crate::emit) fn are_split_in_wgsl(checked: &Checked, options: &Options) -> bool {
    options.wgsl.split_binding_arrays.unwrap_or_else(|| {
        let module = checked.module();
        checked.source().language() != Language::Wgsl
            && has_arrays(module)
            && are_short(module)
            && functions(module).all(|function| chooses_by_constants(module, function))
    })
}

fn are_short(module: &Module) -> bool {
    module
        .global_variables
        .iter()
        .all(|(_, global)| match module.types[global.ty].inner {
            TypeInner::BindingArray { size, .. } => {
                matches!(size, ArraySize::Constant(count) if count.get() <= MOST_ELEMENTS)
                    && global.binding.is_some()
            }
            _ => true,
        })
}

/// Whether a function uses arrays by elements with known numbers alone.
fn chooses_by_constants(module: &Module, function: &Function) -> bool {
    let is_array = |handle: Handle<Expression>| match function.expressions[handle] {
        Expression::GlobalVariable(global) => is_array(module, global),
        _ => false,
    };
    let by_expressions = function.expressions.iter().all(|(_, expression)| {
        let is_known = match *expression {
            Expression::AccessIndex { .. } => true,
            Expression::Access { index, .. } => known_number(
                &function.expressions,
                &module.constants,
                &module.global_expressions,
                index,
            )
            .is_some(),
            _ => false,
        };
        let mut uses_array = false;
        operands(expression, |operand| uses_array |= is_array(operand));
        is_known || !uses_array
    });
    by_expressions
        && !has_statement(function, |each| {
            let mut uses_array = false;
            statement(each, |role, handle| {
                uses_array |= role == Role::Operand && is_array(handle);
            });
            uses_array
        })
}

fn is_array(module: &Module, global: Handle<GlobalVariable>) -> bool {
    matches!(
        module.types[module.global_variables[global].ty].inner,
        TypeInner::BindingArray { .. }
    )
}

impl BindingArrays {
    /// Where the elements of the arrays of a module are, for who did not ask for it.
    pub(in crate::emit) fn notes(&self, module: &Module, source: &Source) -> Vec<Diagnostic> {
        let arrays = resources::collect(module);
        let arrays = arrays
            .iter()
            .filter(|each| matches!(each.count, Count::Array(_)));
        arrays
            .map(|array| {
                let places = self.places(array.binding).iter();
                let numbers: Vec<String> = places
                    .map(|Place { binding, .. }| binding.to_string())
                    .collect();
                let message = format!(
                    "each element of {}, an array of bindings, is a variable: at bindings {}",
                    array.describe(),
                    numbers.join(", ")
                );
                let code = codes::BINDING_ARRAY_SPLIT;
                let mut note = Diagnostic::warning(code, Phase::Emit, source, message)
                    .with_note("WGSL of browsers has no arrays of bindings")
                    .with_help("`--wgsl-split-binding-arrays false` leaves arrays, for wgpu");
                note.severity = Severity::Note;
                let span = module.global_variables.get_span(array.handle);
                label(note, span, "an array of bindings")
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

    use crate::codes;
    use crate::emit::{Content, Output, emit};
    use crate::options::Options;
    use crate::source::{Language, Source};
    use crate::target::TargetLanguage;
    use crate::{check, parse};

    const FRAGMENT: &str = "#version 450
layout(set = 0, binding = 0) uniform texture2D maps[3];
layout(set = 0, binding = 1) uniform sampler how;
layout(location = 0) in vec2 uv;
layout(location = 1) flat in int which;
layout(location = 0) out vec4 color;
const int LAST = 2;
void main() { color = texture(sampler2D(maps[LAST], how), uv); VALUE }";

    fn written(source: &Source, options: &Options) -> Output {
        let checked = check::check(parse::parse(source, options).unwrap(), options).unwrap();
        emit(&checked, TargetLanguage::Wgsl, None, options).unwrap()
    }

    fn of_glsl(value: &str, options: &Options) -> (String, Output) {
        let text = FRAGMENT.replace("VALUE", value);
        let source = Source::text("maps.frag", Language::Glsl, text);
        let output = written(&source, options);
        let text = match &output.content {
            Content::Text(text) => text.clone(),
            Content::Words(_) => String::new(),
        };
        (text, output)
    }

    #[test]
    fn constants_choose_variables_and_the_note_says_where() {
        let (text, output) = of_glsl("", &Options::default());
        assert!(!text.contains("binding_array"), "{text}");
        assert!(text.contains("textureSample(maps_2_,"), "{text}");
        let notes: Vec<_> = output
            .diagnostics
            .iter()
            .filter(|each| each.code == codes::BINDING_ARRAY_SPLIT)
            .map(|each| each.message.as_str())
            .collect();
        let told = "each element of `maps` (group 0, binding 0), an array of bindings, is a variable: at bindings 0, 2, 3";
        assert_eq!(notes, [told]);
        let slots: Vec<_> = output
            .slots
            .iter()
            .map(|slot| (slot.name.as_str(), slot.index))
            .collect();
        assert_eq!(slots, [("maps[0]", 0), ("maps[1]", 2), ("maps[2]", 3)]);
    }

    #[test]
    fn numbers_that_are_not_known_leave_arrays() {
        let call = "color += texture(sampler2D(maps[which], how), uv);";
        let (text, output) = of_glsl(call, &Options::default());
        assert!(text.contains("binding_array<texture_2d<f32>, 3>"), "{text}");
        assert!(output.slots.is_empty());
    }

    #[test]
    fn who_says_what_becomes_of_arrays_is_not_told() {
        let mut options = Options::default();
        options.wgsl.split_binding_arrays = Some(false);
        assert!(of_glsl("", &options).0.contains("binding_array<"));
        options.wgsl.split_binding_arrays = Some(true);
        let call = "color += texture(sampler2D(maps[which], how), uv);";
        let (text, output) = of_glsl(call, &options);
        assert!(text.contains("switch"), "{text}");
        let is_note = |code| code == codes::BINDING_ARRAY_SPLIT;
        assert!(!output.diagnostics.iter().any(|each| is_note(each.code)));
    }

    #[test]
    fn arrays_of_wgsl_are_wanted() {
        let text = "enable wgpu_binding_array;
            @group(0) @binding(0) var maps: binding_array<texture_2d<f32>, 2>;
            @fragment fn main() -> @location(0) vec4f { return textureLoad(maps[1], vec2(0), 0); }";
        let mut options = Options::default();
        let source = Source::text("maps.wgsl", Language::Wgsl, text);
        let holds_array = |output: Output| matches!(output.content, Content::Text(text) if text.contains("binding_array<"));
        assert!(holds_array(written(&source, &options)));
        options.wgsl.split_binding_arrays = Some(true);
        assert!(!holds_array(written(&source, &options)));
    }
}
