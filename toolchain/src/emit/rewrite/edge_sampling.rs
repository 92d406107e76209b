//! `textureSampleBaseClampToEdge` of ordinary textures, for languages that have no such function: the
//! coordinates stay half a texel from the edges, and the base level is sampled.

use naga::valid::ModuleInfo;
use naga::{
    BinaryOperator, Expression, Handle, ImageQuery, Literal, MathFunction, Module, SampleLevel,
    ScalarKind, Span, VectorSize,
};

use super::Rewrite;
use super::copy::{Copy, Edit, copy, each_function};
use super::handles::functions;
use crate::target::TargetLanguage::Glsl;

/// Stands behind the one that does away with external textures, which are sampled so, too.
pub(super) const REWRITE: Rewrite = Rewrite {
    step: "keeping coordinates from the edges of textures",
    targets: &[Glsl],
    found: |module, _, _| has_any(module),
    apply: |change| {
        clamp(change.module, change.info);
        Ok(())
    },
};

fn is_edge(expression: &Expression) -> bool {
    matches!(
        expression,
        Expression::ImageSample {
            clamp_to_edge: true,
            ..
        }
    )
}

fn has_any(module: &Module) -> bool {
    functions(module).any(|function| function.expressions.iter().any(|(_, each)| is_edge(each)))
}

fn clamp(module: &mut Module, info: &ModuleInfo) {
    each_function(module, info, |function, _, _| {
        if function.expressions.iter().any(|(_, each)| is_edge(each)) {
            copy(function, &mut Clamp);
        }
    });
}

struct Clamp;

impl Edit for Clamp {
    fn evaluated(
        &mut self,
        copy: &mut Copy,
        _old: Handle<Expression>,
        mut expression: Expression,
        span: Span,
    ) -> Handle<Expression> {
        if let Expression::ImageSample {
            image,
            coordinate,
            level,
            clamp_to_edge,
            ..
        } = &mut expression
            && *clamp_to_edge
        {
            *coordinate = inside(copy, *image, *coordinate, span);
            *level = SampleLevel::Zero;
            *clamp_to_edge = false;
        }
        copy.append(expression, span)
    }
}

/// The coordinates, at least half a texel from each edge.
fn inside(
    copy: &mut Copy,
    image: Handle<Expression>,
    coordinate: Handle<Expression>,
    span: Span,
) -> Handle<Expression> {
    let mut add = |expression| copy.append(expression, span);
    let size = VectorSize::Bi;
    let query = ImageQuery::Size { level: None };
    let dimensions = add(Expression::ImageQuery { image, query });
    let dimensions = add(Expression::As {
        expr: dimensions,
        kind: ScalarKind::Float,
        convert: Some(4),
    });
    let half = add(Expression::Literal(Literal::F32(0.5)));
    let half = add(Expression::Splat { size, value: half });
    let least = add(Expression::Binary {
        op: BinaryOperator::Divide,
        left: half,
        right: dimensions,
    });
    let one = add(Expression::Literal(Literal::F32(1.0)));
    let one = add(Expression::Splat { size, value: one });
    let most = add(Expression::Binary {
        op: BinaryOperator::Subtract,
        left: one,
        right: least,
    });
    add(Expression::Math {
        fun: MathFunction::Clamp,
        arg: coordinate,
        arg1: Some(least),
        arg2: Some(most),
        arg3: None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::emitted;
    use crate::target::TargetLanguage;

    #[test]
    fn coordinates_stay_inside() {
        let text = "
            @group(0) @binding(0) var image: texture_2d<f32>;
            @group(0) @binding(1) var smooth_: sampler;
            @fragment fn main(@location(0) at: vec2f) -> @location(0) vec4f {
                return textureSampleBaseClampToEdge(image, smooth_, at);
            }";
        let glsl = emitted("a.wgsl", text, TargetLanguage::Glsl);
        assert!(glsl.contains("textureSize("), "{glsl}");
        assert!(glsl.contains("clamp("), "{glsl}");
        assert!(glsl.contains("textureLod("), "{glsl}");
        let hlsl = emitted("a.wgsl", text, TargetLanguage::Hlsl);
        assert!(!hlsl.contains("textureLod("), "{hlsl}");
    }
}
