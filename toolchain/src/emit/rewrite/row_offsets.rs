//! Offsets into textures of one dimension, for targets whose sampling of them takes none.
//!
//! Such a texture has one level there, so that an offset in texels is one in parts of its width.

use naga::valid::{FunctionInfo, ModuleInfo};
use naga::{
    BinaryOperator, Expression, Handle, ImageClass, ImageDimension, ImageQuery, Module, ScalarKind,
    Span, Type, TypeInner, UniqueArena,
};

use super::copy::{Copy, Edit, any_function, copy, each_function};

/// Which textures of one dimension it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Of {
    All,
    Depths,
}

/// Whether such a texture is sampled with an offset.
pub(super) fn has_any(module: &Module, info: &ModuleInfo, of: Of) -> bool {
    any_function(module, info, |function, info| {
        let mut expressions = function.expressions.iter();
        expressions.any(|(_, expression)| has_offset(expression, info, &module.types, of))
    })
}

fn has_offset(
    expression: &Expression,
    info: &FunctionInfo,
    types: &UniqueArena<Type>,
    of: Of,
) -> bool {
    let Expression::ImageSample {
        image,
        offset: Some(_),
        ..
    } = *expression
    else {
        return false;
    };
    match info[image].ty.inner_with(types) {
        TypeInner::Image {
            dim: ImageDimension::D1,
            class,
            ..
        } => of == Of::All || matches!(class, ImageClass::Depth { .. }),
        _ => false,
    }
}

/// Adds such offsets to the places that are sampled.
pub(super) fn add(module: &mut Module, info: &ModuleInfo, of: Of) {
    each_function(module, info, |function, info, types| {
        let expressions = function.expressions.iter();
        let samples: Vec<bool> = expressions
            .map(|(_, expression)| has_offset(expression, info, types, of))
            .collect();
        if samples.contains(&true) {
            copy(function, &mut Add { samples });
        }
    });
}

struct Add {
    /// By the number of the expression.
    samples: Vec<bool>,
}

impl Edit for Add {
    fn evaluated(
        &mut self,
        copy: &mut Copy,
        old: Handle<Expression>,
        mut expression: Expression,
        span: Span,
    ) -> Handle<Expression> {
        if self.samples.get(old.index()) == Some(&true)
            && let Expression::ImageSample {
                image,
                coordinate,
                offset,
                ..
            } = &mut expression
            && let Some(texels) = offset.take()
        {
            let query = ImageQuery::Size { level: None };
            let image = *image;
            let width = copy.append(Expression::ImageQuery { image, query }, span);
            let mut float = |expr| {
                let kind = ScalarKind::Float;
                let convert = Some(4);
                copy.append(
                    Expression::As {
                        expr,
                        kind,
                        convert,
                    },
                    span,
                )
            };
            let (texels, width) = (float(texels), float(width));
            let mut binary =
                |op, left, right| copy.append(Expression::Binary { op, left, right }, span);
            let part = binary(BinaryOperator::Divide, texels, width);
            *coordinate = binary(BinaryOperator::Add, *coordinate, part);
        }
        copy.append(expression, span)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{emitted, module, valid};
    use super::*;
    use crate::target::TargetLanguage;

    #[test]
    fn offsets_are_parts_of_the_width() {
        let text = "#version 450
            layout(set = 0, binding = 0) uniform texture1D row;
            layout(set = 0, binding = 1) uniform sampler nearest;
            layout(location = 0) in float at;
            layout(location = 0) out vec4 colour;
            void main() { colour = textureOffset(sampler1D(row, nearest), at, 3); }";
        let mut offset = module("row.frag", text);
        let info = valid(&offset);
        assert!(has_any(&offset, &info, Of::All));
        add(&mut offset, &info, Of::All);
        assert!(!has_any(&offset, &valid(&offset), Of::All));
        let msl = emitted("row.frag", text, TargetLanguage::Msl);
        assert!(msl.contains("get_width()"), "{msl}");
    }
}
