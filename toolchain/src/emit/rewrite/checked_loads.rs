//! Loads of texels whose bounds naga's GLSL writer checks: it compares unsigned levels and samples with signed
//! ones, which GLSL does not have, and looks for numbers that are too large alone.
//!
//! Levels and samples become signed. Where a load outside gives zero, what is negative becomes the largest
//! number first, which no texture has.

use naga::valid::{FunctionInfo, ModuleInfo};
use naga::{
    Expression, Handle, Literal, MathFunction, Module, ScalarKind, Span, Type, TypeInner,
    UniqueArena, VectorSize,
};

use super::Rewrite;
use super::copy::{Copy, Edit, any_function, copy, each_function};
use crate::options::version::BoundsCheck;
use crate::target::TargetLanguage::Glsl;

/// Tried where bounds of texels are checked.
pub(in crate::emit) const CHECKED_LOADS: Rewrite = Rewrite {
    step: "making what is checked signed",
    targets: &[Glsl],
    found: |module, info, _| has_loads(module, info),
    apply: |change| {
        make_signed(change.module, change.info, change.image_loads);
        Ok(())
    },
};

/// Whether a function loads texels.
fn has_loads(module: &Module, info: &ModuleInfo) -> bool {
    any_function(module, info, |function, _| {
        let mut all = function.expressions.iter();
        all.any(|(_, each)| matches!(each, Expression::ImageLoad { .. }))
    })
}

/// Makes them fit to be checked.
fn make_signed(module: &mut Module, info: &ModuleInfo, policy: BoundsCheck) {
    each_function(module, info, |function, info, types| {
        copy(
            function,
            &mut Signed {
                info,
                types,
                policy,
            },
        );
    });
}

struct Signed<'a> {
    info: &'a FunctionInfo,
    types: &'a UniqueArena<Type>,
    policy: BoundsCheck,
}

impl Signed<'_> {
    /// What a number was, and how many of them.
    fn kind(&self, old: Handle<Expression>) -> (Option<VectorSize>, Option<ScalarKind>) {
        match *self.info[old].ty.inner_with(self.types) {
            TypeInner::Scalar(scalar) => (None, Some(scalar.kind)),
            TypeInner::Vector { size, scalar } => (Some(size), Some(scalar.kind)),
            _ => (None, None),
        }
    }

    /// A number that is checked; `old` is what it was in the function as it was.
    fn checked(
        &self,
        copy: &mut Copy,
        old: Handle<Expression>,
        new: Handle<Expression>,
        span: Span,
    ) -> Handle<Expression> {
        let (size, kind) = self.kind(old);
        let cast = |copy: &mut Copy, expr, kind, convert| {
            copy.append(
                Expression::As {
                    expr,
                    kind,
                    convert,
                },
                span,
            )
        };
        if self.policy != BoundsCheck::ReadZeroSkipWrite {
            return match kind {
                Some(ScalarKind::Uint) => cast(copy, new, ScalarKind::Sint, Some(4)),
                _ => new,
            };
        }
        let bits = match kind {
            Some(ScalarKind::Sint) => cast(copy, new, ScalarKind::Uint, None),
            _ => new,
        };
        let most = Expression::Literal(Literal::U32(i32::MAX.unsigned_abs()));
        let mut most = copy.append(most, span);
        if let Some(size) = size {
            most = copy.append(Expression::Splat { size, value: most }, span);
        }
        let least = Expression::Math {
            fun: MathFunction::Min,
            arg: bits,
            arg1: Some(most),
            arg2: None,
            arg3: None,
        };
        let least = copy.append(least, span);
        cast(copy, least, ScalarKind::Sint, Some(4))
    }
}

impl Edit for Signed<'_> {
    fn evaluated(
        &mut self,
        copy: &mut Copy,
        old: Handle<Expression>,
        mut expression: Expression,
        span: Span,
    ) -> Handle<Expression> {
        let before = copy.old[old].clone();
        if let (
            Expression::ImageLoad {
                coordinate,
                array_index,
                sample,
                level,
                ..
            },
            Expression::ImageLoad {
                coordinate: old_coordinate,
                array_index: old_index,
                sample: old_sample,
                level: old_level,
                ..
            },
        ) = (&mut expression, before)
        {
            if self.policy == BoundsCheck::ReadZeroSkipWrite {
                *coordinate = self.checked(copy, old_coordinate, *coordinate, span);
                if let (Some(new), Some(old)) = (array_index, old_index) {
                    *new = self.checked(copy, old, *new, span);
                }
            }
            for (new, old) in [(sample, old_sample), (level, old_level)] {
                if let (Some(new), Some(old)) = (new, old) {
                    *new = self.checked(copy, old, *new, span);
                }
            }
        }
        copy.append(expression, span)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::panic, reason = "a failed expectation ends the test")]

    use super::super::testing::emitted_checked;
    use super::BoundsCheck;

    const LOADS: &str = "@group(0) @binding(0) var layers: texture_2d_array<f32>;
        @group(0) @binding(1) var samples: texture_multisampled_2d<f32>;
        @fragment fn main(@location(0) @interpolate(flat) at: vec4<u32>, @location(1) @interpolate(flat) i: i32)
            -> @location(0) vec4<f32> {
            return textureLoad(layers, at.xy, at.z, at.w) + textureLoad(samples, at.xy, i);
        }";

    #[test]
    fn levels_and_samples_are_signed() {
        let text = emitted_checked(LOADS, BoundsCheck::Restrict);
        assert!(
            text.contains("clamp(int(at.w), 0, textureQueryLevels("),
            "{text}"
        );
        let text = emitted_checked(LOADS, BoundsCheck::ReadZeroSkipWrite);
        for part in [
            "int(min(at.w, 2147483647u)) < textureQueryLevels(",
            "int(min(uint(i), 2147483647u)) < textureSamples(",
            "ivec2(min(at.xy, uvec2(2147483647u)))",
        ] {
            assert!(text.contains(part), "{part}\n{text}");
        }
    }
}
