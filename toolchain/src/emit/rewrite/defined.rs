//! Results that WGSL defines and GLSL leaves undefined: divisions by zero and divisions that
//! overflow, remainders of negative numbers, conversions of floats that no integer can hold.
//!
//! naga's other writers do the same by themselves. What cannot happen, as with a constant
//! divisor, is left as it is. SPIR-V and HLSL define the remainders alone.

use half::f16;
use naga::valid::{FunctionInfo, ModuleInfo};
use naga::{
    Arena, BinaryOperator, Expression, Function, Handle, Literal, MathFunction, Module, Scalar,
    ScalarKind, Span, Type, TypeInner, UniqueArena, VectorSize,
};

use super::copy::{Copy, Edit, copy};
use crate::source::Language;

/// What the language of a source defines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extent {
    /// Every result.
    All,
    /// Remainders of negative numbers.
    Remainders,
}

impl Extent {
    /// What a language defines and GLSL does not.
    pub(super) fn of(language: Language) -> Option<Self> {
        match language {
            Language::Wgsl => Some(Self::All),
            Language::Hlsl | Language::Spirv | Language::SpirvAssembly => Some(Self::Remainders),
            Language::Glsl => None,
        }
    }
}

/// Whether the module has a result that GLSL might leave undefined.
pub(super) fn has_undefined_results(module: &Module, info: &ModuleInfo, extent: Extent) -> bool {
    let functions = module.functions.iter();
    let entry_points = module.entry_points.iter().enumerate();
    functions
        .map(|(handle, function)| (function, &info[handle]))
        .chain(entry_points.map(|(index, each)| (&each.function, info.get_entry_point(index))))
        .any(|(function, info)| {
            let facts = Facts {
                info,
                module,
                extent,
            };
            is_needed(function, &facts)
        })
}

/// Makes every result what the language of the source says.
pub(super) fn define_results(module: &mut Module, info: &ModuleInfo, extent: Extent) {
    // Constants and types are looked up while functions change.
    let facts = module.clone();
    for (handle, function) in module.functions.iter_mut() {
        let facts = Facts {
            info: &info[handle],
            module: &facts,
            extent,
        };
        if is_needed(function, &facts) {
            copy(function, &mut Define { facts });
        }
    }
    for (index, entry_point) in module.entry_points.iter_mut().enumerate() {
        let facts = Facts {
            info: info.get_entry_point(index),
            module: &facts,
            extent,
        };
        if is_needed(&entry_point.function, &facts) {
            copy(&mut entry_point.function, &mut Define { facts });
        }
    }
}

/// What is known of a function.
struct Facts<'a> {
    info: &'a FunctionInfo,
    module: &'a Module,
    extent: Extent,
}

/// A numeric type: components of a vector, and their scalar.
type Shape = (Option<VectorSize>, Scalar);

/// What is to be done about an expression.
enum Fault {
    Division(Shape),
    Remainder(Shape),
    Conversion(Shape, ScalarKind),
}

fn is_needed(function: &Function, facts: &Facts<'_>) -> bool {
    function
        .expressions
        .iter()
        .any(|(handle, _)| facts.fault(&function.expressions, handle).is_some())
}

impl Facts<'_> {
    fn shape(&self, expression: Handle<Expression>) -> Option<Shape> {
        let types: &UniqueArena<Type> = &self.module.types;
        match *self.info[expression].ty.inner_with(types) {
            TypeInner::Scalar(scalar) => Some((None, scalar)),
            TypeInner::Vector { size, scalar } => Some((Some(size), scalar)),
            _ => None,
        }
    }

    /// Of the number, or of each of several.
    fn width(&self, expression: Handle<Expression>) -> u8 {
        self.shape(expression).map_or(4, |shape| shape.1.width)
    }

    fn fault(&self, expressions: &Arena<Expression>, handle: Handle<Expression>) -> Option<Fault> {
        match expressions[handle] {
            Expression::Binary { op, left, right } => {
                let make = match op {
                    BinaryOperator::Divide => Fault::Division,
                    BinaryOperator::Modulo => Fault::Remainder,
                    _ => return None,
                };
                let shape = self.shape(left)?;
                let is_signed = match shape.1.kind {
                    ScalarKind::Sint => true,
                    ScalarKind::Uint => false,
                    _ => return None,
                };
                if self.extent == Extent::Remainders && !(is_signed && op == BinaryOperator::Modulo)
                {
                    return None;
                }
                // The sign of a remainder hangs on the other side.
                let is_safe = self.is_safe(expressions, right)
                    && !(is_signed && op == BinaryOperator::Modulo);
                (!is_safe).then(|| make(shape))
            }
            Expression::As {
                expr,
                kind: kind @ (ScalarKind::Sint | ScalarKind::Uint),
                convert: Some(4 | 8),
            } if self.extent == Extent::All => {
                let shape = self.shape(expr)?;
                let is_float = shape.1.kind == ScalarKind::Float;
                let is_literal = matches!(expressions[expr], Expression::Literal(_));
                (is_float && !is_literal).then_some(Fault::Conversion(shape, kind))
            }
            _ => None,
        }
    }

    /// Whether a divisor is known to be neither 0 nor -1.
    fn is_safe(&self, expressions: &Arena<Expression>, divisor: Handle<Expression>) -> bool {
        match expressions[divisor] {
            Expression::Literal(Literal::I16(value)) => value != 0 && value != -1,
            Expression::Literal(Literal::I32(value)) => value != 0 && value != -1,
            Expression::Literal(Literal::I64(value)) => value != 0 && value != -1,
            Expression::Literal(Literal::U16(value)) => value != 0,
            Expression::Literal(Literal::U32(value)) => value != 0,
            Expression::Literal(Literal::U64(value)) => value != 0,
            Expression::Splat { value, .. } => self.is_safe(expressions, value),
            Expression::Compose { ref components, .. } => components
                .iter()
                .all(|component| self.is_safe(expressions, *component)),
            Expression::Constant(constant) => {
                let globals = &self.module.global_expressions;
                self.is_safe(globals, self.module.constants[constant].init)
            }
            _ => false,
        }
    }
}

struct Define<'a> {
    facts: Facts<'a>,
}

impl Edit for Define<'_> {
    fn evaluated(
        &mut self,
        copy: &mut Copy,
        old: Handle<Expression>,
        expression: Expression,
        span: Span,
    ) -> Handle<Expression> {
        match (self.facts.fault(&copy.old, old), &expression) {
            (Some(Fault::Division(shape)), &Expression::Binary { op, left, right }) => {
                let right = Writer { copy, shape, span }.divisor(left, right);
                copy.append(Expression::Binary { op, left, right }, span)
            }
            (Some(Fault::Remainder(shape)), &Expression::Binary { op, left, right }) => {
                let mut writer = Writer { copy, shape, span };
                let divisor = match self.facts.extent {
                    Extent::All => writer.divisor(left, right),
                    Extent::Remainders => right,
                };
                if shape.1.kind == ScalarKind::Uint {
                    return writer.binary(op, left, divisor);
                }
                let quotient = writer.binary(BinaryOperator::Divide, left, divisor);
                let whole = writer.binary(BinaryOperator::Multiply, quotient, divisor);
                writer.binary(BinaryOperator::Subtract, left, whole)
            }
            (Some(Fault::Conversion(shape, kind)), &Expression::As { expr, .. }) => {
                let width = self.facts.width(old);
                let clamped = Writer { copy, shape, span }.clamped(expr, kind, width);
                let converted = Expression::As {
                    expr: clamped,
                    kind,
                    convert: Some(width),
                };
                copy.append(converted, span)
            }
            _ => copy.append(expression, span),
        }
    }
}

/// Appends expressions of one shape.
struct Writer<'a> {
    copy: &'a mut Copy,
    shape: Shape,
    span: Span,
}

impl Writer<'_> {
    fn literal(&mut self, literal: Literal) -> Handle<Expression> {
        let value = self.copy.append(Expression::Literal(literal), self.span);
        match self.shape.0 {
            Some(size) => self
                .copy
                .append(Expression::Splat { size, value }, self.span),
            None => value,
        }
    }

    fn binary(
        &mut self,
        op: BinaryOperator,
        left: Handle<Expression>,
        right: Handle<Expression>,
    ) -> Handle<Expression> {
        let binary = Expression::Binary { op, left, right };
        self.copy.append(binary, self.span)
    }

    /// 1 where the operands are equal, else 0.
    fn equal(&mut self, left: Handle<Expression>, literal: Literal) -> Handle<Expression> {
        let right = self.literal(literal);
        let expr = self.binary(BinaryOperator::Equal, left, right);
        let number = Expression::As {
            expr,
            kind: self.shape.1.kind,
            convert: Some(self.shape.1.width),
        };
        self.copy.append(number, self.span)
    }

    /// The divisor, or 1 where it is 0 and where the quotient would overflow.
    fn divisor(
        &mut self,
        left: Handle<Expression>,
        right: Handle<Expression>,
    ) -> Handle<Expression> {
        let [zero, two, minus_one, least] = match (self.shape.1.kind, self.shape.1.width) {
            (ScalarKind::Uint, width) => {
                let zero = match width {
                    2 => Literal::U16(0),
                    8 => Literal::U64(0),
                    _ => Literal::U32(0),
                };
                let is_zero = self.equal(right, zero);
                return self.binary(BinaryOperator::Add, right, is_zero);
            }
            (_, 2) => [0, 2, -1, i16::MIN].map(Literal::I16),
            (_, 8) => [0, 2, -1, i64::MIN].map(Literal::I64),
            _ => [0, 2, -1, i32::MIN].map(Literal::I32),
        };
        let is_zero = self.equal(right, zero);
        let is_least = self.equal(left, least);
        let is_minus_one = self.equal(right, minus_one);
        let overflows = self.binary(BinaryOperator::Multiply, is_least, is_minus_one);
        let two = self.literal(two);
        let to_one = self.binary(BinaryOperator::Multiply, overflows, two);
        let more = self.binary(BinaryOperator::Add, is_zero, to_one);
        self.binary(BinaryOperator::Add, right, more)
    }

    /// The float nearest to it that an integer of `width` bytes can hold.
    fn clamped(
        &mut self,
        arg: Handle<Expression>,
        kind: ScalarKind,
        width: u8,
    ) -> Handle<Expression> {
        // The greatest below the limit: the limit itself is one too much.
        let (least, most) = match (kind, self.shape.1.width, width) {
            // Every half but the infinities fits.
            (ScalarKind::Uint, 2, _) => (Literal::F16(f16::ZERO), Literal::F16(f16::MAX)),
            (_, 2, _) => (Literal::F16(f16::MIN), Literal::F16(f16::MAX)),
            (ScalarKind::Uint, 8, 8) => (
                Literal::F64(0.0),
                Literal::F64(18_446_744_073_709_549_568.0),
            ),
            (ScalarKind::Uint, _, 8) => (
                Literal::F32(0.0),
                Literal::F32(18_446_742_974_197_923_840.0),
            ),
            (_, 8, 8) => (
                Literal::F64(-9_223_372_036_854_775_808.0),
                Literal::F64(9_223_372_036_854_774_784.0),
            ),
            (_, _, 8) => (
                Literal::F32(-9_223_372_036_854_775_808.0),
                Literal::F32(9_223_371_487_098_961_920.0),
            ),
            (ScalarKind::Uint, 8, _) => (Literal::F64(0.0), Literal::F64(4_294_967_295.0)),
            (ScalarKind::Uint, _, _) => (Literal::F32(0.0), Literal::F32(4_294_967_040.0)),
            (_, 8, _) => (
                Literal::F64(-2_147_483_648.0),
                Literal::F64(2_147_483_647.0),
            ),
            _ => (
                Literal::F32(-2_147_483_648.0),
                Literal::F32(2_147_483_520.0),
            ),
        };
        let arg1 = Some(self.literal(least));
        let arg2 = Some(self.literal(most));
        let clamp = Expression::Math {
            fun: MathFunction::Clamp,
            arg,
            arg1,
            arg2,
            arg3: None,
        };
        self.copy.append(clamp, self.span)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{emitted, module, valid};
    use super::*;
    use crate::target::TargetLanguage;

    fn body(text: &str) -> String {
        let text = format!(
            "@group(0) @binding(0) var<storage, read_write> a: vec4<i32>;
            @group(0) @binding(1) var<storage, read_write> f: vec4<f32>;
            @compute @workgroup_size(1) fn main() {{ {text} }}"
        );
        let mut changed = module("a.wgsl", &text);
        let info = valid(&changed);
        if has_undefined_results(&changed, &info, Extent::All) {
            define_results(&mut changed, &info, Extent::All);
            let _ = valid(&changed);
        }
        emitted("a.wgsl", &text, TargetLanguage::Glsl)
    }

    #[test]
    fn divisors_become_one() {
        let text = body("a.x = a.y / a.z; a.y = a.x % a.w;");
        assert!(text.contains("== 0)"), "{text}");
        assert!(text.contains("== -1)") && !text.contains('%'), "{text}");
        let text = body("a = a / a.wzyx;");
        assert!(text.contains("equal("), "{text}");
    }

    #[test]
    fn constant_divisors_stay() {
        let text = body("a.x = a.y / 3; a.y = i32(u32(a.z) % 7u); a = a / vec4(2, 3, 4, 5);");
        assert!(!text.contains("== 0"), "{text}");
        assert!(text.contains("% 7u"), "{text}");
    }

    #[test]
    fn remainders_of_other_languages_have_the_sign_of_the_number() {
        let text = "RWStructuredBuffer<int> a; [numthreads(1, 1, 1)] void main() \
                    { a[0] = a[1] % 7; a[1] = a[2] / a[3]; }";
        let source = crate::source::Source::text("a.cs.hlsl", Language::Hlsl, text);
        let options = crate::options::Options::default();
        let checked = crate::parse::parse(&source, &options)
            .and_then(|parsed| crate::check::check(parsed, &options));
        let (Ok(checked), true) = (checked, cfg!(feature = "glslang")) else {
            return;
        };
        let output = crate::emit::emit(&checked, TargetLanguage::Glsl, None, &options);
        let text = output.map(|output| output.content.to_bytes().into_owned());
        let text = String::from_utf8(text.unwrap_or_default()).unwrap_or_default();
        assert!(text.contains(" / 7)") && !text.contains('%'), "{text}");
        assert!(!text.contains("== 0"), "{text}");
    }

    #[test]
    fn other_widths_have_other_limits() {
        let text = "enable f16;
            enable wgpu_int16;
            struct Numbers { h: f16, s: vec2<i16>, u: vec4<u64>, l: i64, f: f32 }
            @group(0) @binding(0) var<storage, read_write> a: Numbers;
            @compute @workgroup_size(1) fn main() {
                a.u.x = a.u.y / a.u.z;
                a.s = a.s % a.s.yx;
                a.l = i64(a.f) / a.l + i64(i32(a.h));
            }";
        let mut changed = module("a.wgsl", text);
        let info = valid(&changed);
        assert!(has_undefined_results(&changed, &info, Extent::All));
        define_results(&mut changed, &info, Extent::All);
        let _ = valid(&changed);
        let text = emitted("a.wgsl", text, TargetLanguage::Glsl);
        for part in [
            "== 0ul)",
            "i16vec2(int16_t(-32768))",
            "== int64_t(0x8000000000000000ul))",
            "9.22337",
            "-float16_t(65504.0), float16_t(65504.0))",
        ] {
            assert!(text.contains(part), "{part}\n{text}");
        }
    }

    #[test]
    fn conversions_stay_in_range() {
        let text = body("a.x = i32(f.x); a.y = i32(u32(f.y)); a.z = i32(1.5);");
        assert_eq!(text.matches("clamp(").count(), 2, "{text}");
    }
}
