//! Choices between the components of vectors that are no floats: there was no `mix` for them.

use naga::valid::{FunctionInfo, ModuleInfo};
use naga::{
    Expression, Handle, Module, Scalar, ScalarKind, Span, Type, TypeInner, UniqueArena, VectorSize,
};

use super::super::copy::{Copy, Edit, any_function, copy, each_function};

/// Whether a function has such choices.
pub(super) fn has_choices(module: &Module, info: &ModuleInfo) -> bool {
    any_function(module, info, |function, info| {
        let mut all = function.expressions.iter();
        all.any(|(_, each)| choice(each, info, &module.types).is_some())
    })
}

/// The type of a choice between vectors for which there was no `mix`.
fn choice(
    expression: &Expression,
    info: &FunctionInfo,
    types: &UniqueArena<Type>,
) -> Option<(VectorSize, Scalar)> {
    let Expression::Select {
        condition, accept, ..
    } = *expression
    else {
        return None;
    };
    let TypeInner::Vector { .. } = *info[condition].ty.inner_with(types) else {
        return None;
    };
    match *info[accept].ty.inner_with(types) {
        TypeInner::Vector { size, scalar } if scalar.kind != ScalarKind::Float => {
            Some((size, scalar))
        }
        _ => None,
    }
}

/// Chooses each component by itself.
pub(super) fn choose_components(module: &mut Module, info: &ModuleInfo) {
    each_function(module, info, |function, info, types| {
        let choices: Vec<_> = function
            .expressions
            .iter()
            .map(|(_, each)| {
                let (size, scalar) = choice(each, info, types)?;
                let inner = TypeInner::Vector { size, scalar };
                Some((
                    size,
                    types.insert(Type { name: None, inner }, Span::UNDEFINED),
                ))
            })
            .collect();
        if choices.iter().any(Option::is_some) {
            copy(function, &mut Choose { choices });
        }
    });
}

struct Choose {
    /// By the number of the expression.
    choices: Vec<Option<(VectorSize, Handle<Type>)>>,
}

impl Edit for Choose {
    fn evaluated(
        &mut self,
        copy: &mut Copy,
        old: Handle<Expression>,
        expression: Expression,
        span: Span,
    ) -> Handle<Expression> {
        let Expression::Select {
            condition,
            accept,
            reject,
        } = expression
        else {
            return copy.append(expression, span);
        };
        let Some((size, ty)) = self.choices.get(old.index()).copied().flatten() else {
            return copy.append(expression, span);
        };
        let components = (0..size as u32)
            .map(|index| {
                let [condition, accept, reject] = [condition, accept, reject]
                    .map(|base| copy.append(Expression::AccessIndex { base, index }, span));
                let select = Expression::Select {
                    condition,
                    accept,
                    reject,
                };
                copy.append(select, span)
            })
            .collect();
        copy.append(Expression::Compose { ty, components }, span)
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::testing::emitted_glsl;
    use crate::options::version::GlslVersion;

    #[test]
    fn only_what_is_no_float_is_chosen_one_by_one() {
        let source = "@group(0) @binding(0) var<uniform> given: vec4<i32>;
            @fragment fn main() -> @location(0) vec4<f32> {
                let chosen = select(given, given.yzwx, given > vec4(1));
                return select(vec4<f32>(chosen), vec4(0.5), given < vec4(7));
            }";
        let text = emitted_glsl("a.wgsl", source, GlslVersion::Core330);
        assert!(text.contains(".w ? "), "{text}");
        assert_eq!(text.matches("mix(").count(), 1, "{text}");
        let text = emitted_glsl("a.wgsl", source, GlslVersion::Es310);
        assert_eq!(text.matches("mix(").count(), 2, "{text}");
    }
}
