//! Loads of texels whose bounds are checked, in GLSL. naga's writer compares unsigned levels and samples with signed
//! numbers, which GLSL does not do, looks for numbers that are too large alone, and fails at storage textures in
//! OpenGL ES: so it is told to check nothing, and the checks stand in the module.
//!
//! Every number is taken as unsigned and made at most the largest there is. Where a load outside gives zero, that
//! is chosen afterwards.

use naga::valid::{FunctionInfo, ModuleInfo};
use naga::{
    BinaryOperator, Expression, Handle, ImageClass, ImageQuery, Literal, MathFunction, Module,
    RelationalFunction, ScalarKind, Span, Type, TypeInner, UniqueArena, VectorSize,
};

use super::Rewrite;
use super::copy::{Copy, Edit, any_function, copy, each_function};
use crate::options::Options;
use crate::options::version::{BoundsCheck, GlslVersion};
use crate::target::TargetLanguage::Glsl;

/// Tried where bounds of texels are checked.
pub(in crate::emit) const CHECKED_LOADS: Rewrite = Rewrite {
    step: "checking the bounds of texels",
    targets: &[Glsl],
    found: |module, info, _| has_loads(module, info),
    apply: |change| {
        check(change.module, change.info, change.loads);
        Ok(())
    },
};

/// What is checked.
#[derive(Clone, Copy, Debug)]
pub(in crate::emit) struct Loads {
    pub(in crate::emit) policy: BoundsCheck,
    /// OpenGL gives zero outside of a storage texture, which is one of the policies; OpenGL ES does not say what
    /// the last component is.
    in_storage: bool,
}

impl Loads {
    pub(in crate::emit) fn of(options: &Options) -> Self {
        use GlslVersion::{Es300, Es310, Es320, WebGl};
        let policy = options.bounds_check.image_load;
        let is_es = matches!(options.glsl.version, Some(Es300 | Es310 | Es320 | WebGl));
        Self {
            policy,
            in_storage: is_es || policy == BoundsCheck::Restrict,
        }
    }
}

fn has_loads(module: &Module, info: &ModuleInfo) -> bool {
    any_function(module, info, |function, _| {
        let mut all = function.expressions.iter();
        all.any(|(_, each)| matches!(each, Expression::ImageLoad { .. }))
    })
}

fn check(module: &mut Module, info: &ModuleInfo, loads: Loads) {
    each_function(module, info, |function, info, types| {
        copy(function, &mut Checks { info, types, loads });
    });
}

struct Checks<'a> {
    info: &'a FunctionInfo,
    types: &'a mut UniqueArena<Type>,
    loads: Loads,
}

type Value = Handle<Expression>;

/// The expressions of one load.
struct Load<'a> {
    copy: &'a mut Copy,
    span: Span,
    /// Whether each number was in its bounds.
    inside: Vec<Value>,
    policy: BoundsCheck,
}

impl Load<'_> {
    fn add(&mut self, expression: Expression) -> Value {
        self.copy.append(expression, self.span)
    }

    fn binary(&mut self, op: BinaryOperator, left: Value, right: Value) -> Value {
        self.add(Expression::Binary { op, left, right })
    }

    /// A number, or several, below a limit; `shape` is what they were.
    fn below(
        &mut self,
        number: Value,
        (size, kind): (Option<VectorSize>, ScalarKind),
        limit: Value,
    ) -> Value {
        let number = match kind {
            ScalarKind::Sint => self.add(Expression::As {
                expr: number,
                kind: ScalarKind::Uint,
                convert: None,
            }),
            _ => number,
        };
        if self.policy == BoundsCheck::ReadZeroSkipWrite {
            let mut inside = self.binary(BinaryOperator::Less, number, limit);
            if size.is_some() {
                inside = self.add(Expression::Relational {
                    fun: RelationalFunction::All,
                    argument: inside,
                });
            }
            self.inside.push(inside);
        }
        let mut one = self.add(Expression::Literal(Literal::U32(1)));
        if let Some(size) = size {
            one = self.add(Expression::Splat { size, value: one });
        }
        let last = self.binary(BinaryOperator::Subtract, limit, one);
        self.add(Expression::Math {
            fun: MathFunction::Min,
            arg: number,
            arg1: Some(last),
            arg2: None,
            arg3: None,
        })
    }

    fn query(&mut self, image: Value, query: ImageQuery) -> Value {
        self.add(Expression::ImageQuery { image, query })
    }
}

impl Checks<'_> {
    fn is_checked(&self, image: Value) -> bool {
        match *self.info[image].ty.inner_with(self.types) {
            TypeInner::Image { class, .. } => match class {
                ImageClass::Sampled { .. } => true,
                ImageClass::Storage { .. } => self.loads.in_storage,
                ImageClass::Depth { .. } | ImageClass::External => false,
            },
            _ => false,
        }
    }

    /// How many numbers an old expression is, and of which kind.
    fn shape(&self, old: Value) -> (Option<VectorSize>, ScalarKind) {
        match *self.info[old].ty.inner_with(self.types) {
            TypeInner::Vector { size, scalar } => (Some(size), scalar.kind),
            ref other => (None, other.scalar_kind().unwrap_or(ScalarKind::Uint)),
        }
    }
}

const fn is_first(number: &Expression) -> bool {
    matches!(
        number,
        Expression::Literal(Literal::I32(0) | Literal::U32(0))
    )
}

impl Edit for Checks<'_> {
    fn evaluated(
        &mut self,
        copy: &mut Copy,
        old: Value,
        mut expression: Expression,
        span: Span,
    ) -> Value {
        let Expression::ImageLoad {
            image: old_image,
            coordinate: old_coordinate,
            array_index: old_index,
            sample: old_sample,
            level: old_level,
        } = copy.old[old]
        else {
            return copy.append(expression, span);
        };
        let Expression::ImageLoad {
            image,
            coordinate,
            array_index,
            sample,
            level,
        } = &mut expression
        else {
            return copy.append(expression, span);
        };
        if !self.is_checked(old_image) {
            return copy.append(expression, span);
        }
        let mut load = Load {
            copy,
            span,
            inside: Vec::new(),
            policy: self.loads.policy,
        };
        for (number, old, query) in [
            (&mut *level, old_level, ImageQuery::NumLevels),
            (sample, old_sample, ImageQuery::NumSamples),
            (array_index, old_index, ImageQuery::NumLayers),
        ] {
            if let (Some(number), Some(old)) = (number, old) {
                // There always is a first, and OpenGL ES cannot be asked for how many levels.
                if is_first(&load.copy.old[old]) {
                    continue;
                }
                let limit = load.query(*image, query);
                *number = load.below(*number, self.shape(old), limit);
            }
        }
        let size = load.query(*image, ImageQuery::Size { level: *level });
        *coordinate = load.below(*coordinate, self.shape(old_coordinate), size);
        let inside = std::mem::take(&mut load.inside);
        let texel = load.add(expression);
        let inside = inside
            .into_iter()
            .reduce(|left, right| load.binary(BinaryOperator::LogicalAnd, left, right));
        let Some(condition) = inside else {
            return texel;
        };
        let inner = self.info[old].ty.inner_with(self.types).clone();
        let ty = self
            .types
            .insert(Type { name: None, inner }, Span::UNDEFINED);
        let reject = load.add(Expression::ZeroValue(ty));
        load.add(Expression::Select {
            condition,
            accept: texel,
            reject,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::emitted_checked;
    use super::BoundsCheck;
    use crate::options::version::GlslVersion;

    const LOADS: &str = "@group(0) @binding(0) var layers: texture_2d_array<f32>;
        @group(0) @binding(1) var samples: texture_multisampled_2d<f32>;
        @fragment fn main(@location(0) @interpolate(flat) at: vec4<u32>, @location(1) @interpolate(flat) i: i32)
            -> @location(0) vec4<f32> {
            return textureLoad(layers, at.xy, at.z, at.w) + textureLoad(samples, at.xy, i);
        }";
    const STORED: &str = "@group(0) @binding(0) var image: texture_storage_2d<rgba8unorm, read>;
        @fragment fn main(@location(0) @interpolate(flat) at: vec2<i32>) -> @location(0) vec4<f32> {
            return textureLoad(image, at);
        }";

    #[test]
    fn every_number_is_made_small_enough() {
        let text = emitted_checked(LOADS, BoundsCheck::Restrict, GlslVersion::Core450);
        for part in [
            "min(at.w, (uint(textureQueryLevels(",
            "min(uint(i), (uint(textureSamples(",
        ] {
            assert!(text.contains(part), "{part}\n{text}");
        }
        assert!(!text.contains(" ? "), "{text}");
    }

    #[test]
    fn the_first_level_is_there() {
        let first = "@group(0) @binding(0) var image: texture_2d<f32>;
            @fragment fn main(@location(0) @interpolate(flat) at: vec2<i32>) -> @location(0) vec4<f32> {
                return textureLoad(image, at, 0);
            }";
        let text = emitted_checked(first, BoundsCheck::Restrict, GlslVersion::WebGl);
        assert!(
            text.contains("textureSize(_group_0_binding_0_fs, 0)"),
            "{text}"
        );
    }

    #[test]
    fn zero_is_chosen_outside() {
        let text = emitted_checked(LOADS, BoundsCheck::ReadZeroSkipWrite, GlslVersion::Core450);
        assert_eq!(text.matches(" : vec4(0.0)").count(), 2, "{text}");
    }

    #[test]
    fn only_opengl_itself_gives_zero_outside_of_storage_textures() {
        let policy = BoundsCheck::ReadZeroSkipWrite;
        let text = emitted_checked(STORED, policy, GlslVersion::Core450);
        assert!(!text.contains("imageSize"), "{text}");
        let text = emitted_checked(STORED, policy, GlslVersion::Es310);
        assert!(text.contains("imageSize"), "{text}");
        assert!(text.contains(" : vec4(0.0)"), "{text}");
        let text = emitted_checked(STORED, BoundsCheck::Restrict, GlslVersion::Core450);
        assert!(text.contains("min(uvec2(at), (uvec2(imageSize("), "{text}");
    }
}
