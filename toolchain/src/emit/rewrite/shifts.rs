//! Shifts by more bits than there are: WGSL and HLSL count them modulo the width, while MSL, GLSL
//! and SPIR-V leave the result open, and processors of graphics differ in it.
//!
//! naga writes the number of bits as it is. What cannot be too many stays so.

use naga::valid::{FunctionInfo, ModuleInfo};
use naga::{
    Arena, BinaryOperator, Constant, Expression, Handle, Literal, Module, Scalar, ScalarKind, Span,
    Type, TypeInner, UniqueArena, VectorSize,
};

use super::copy::{Copy, Edit, any_function, copy, each_function};
use crate::source::Language;

/// Whether a language says what such a shift is.
pub(super) const fn is_defined_in(language: Language) -> bool {
    match language {
        Language::Wgsl | Language::Hlsl => true,
        Language::Glsl | Language::Spirv | Language::SpirvAssembly => false,
    }
}

/// Whether the module may shift by more bits than there are.
pub(super) fn has_wide_shifts(module: &Module, info: &ModuleInfo) -> bool {
    any_function(module, info, |function, info| {
        let facts = Facts {
            info,
            types: &module.types,
            constants: &module.constants,
            globals: &module.global_expressions,
        };
        let mut expressions = function.expressions.iter();
        expressions.any(|(handle, _)| facts.wide(&function.expressions, handle).is_some())
    })
}

/// Takes every number of bits modulo the width.
pub(super) fn count_modulo(module: &mut Module, info: &ModuleInfo) {
    // Looked up while functions change.
    let constants = module.constants.clone();
    let globals = module.global_expressions.clone();
    each_function(module, info, |function, info, types| {
        let facts = Facts {
            info,
            types,
            constants: &constants,
            globals: &globals,
        };
        let is_needed = function
            .expressions
            .iter()
            .any(|(handle, _)| facts.wide(&function.expressions, handle).is_some());
        if is_needed {
            copy(function, &mut CountModulo { facts });
        }
    });
}

/// What is known of a function.
struct Facts<'a> {
    info: &'a FunctionInfo,
    types: &'a UniqueArena<Type>,
    constants: &'a Arena<Constant>,
    globals: &'a Arena<Expression>,
}

/// A number of bits: its type, and the greatest that makes sense.
struct Count {
    size: Option<VectorSize>,
    most: Literal,
}

impl Facts<'_> {
    fn shape(&self, expression: Handle<Expression>) -> Option<(Option<VectorSize>, Scalar)> {
        match *self.info[expression].ty.inner_with(self.types) {
            TypeInner::Scalar(scalar) => Some((None, scalar)),
            TypeInner::Vector { size, scalar } => Some((Some(size), scalar)),
            _ => None,
        }
    }

    /// The number of bits of a shift, if it may be too many.
    fn wide(&self, expressions: &Arena<Expression>, handle: Handle<Expression>) -> Option<Count> {
        let Expression::Binary {
            op: BinaryOperator::ShiftLeft | BinaryOperator::ShiftRight,
            left,
            right,
        } = expressions[handle]
        else {
            return None;
        };
        let width = u32::from(self.shape(left)?.1.width) * 8;
        let (size, scalar) = self.shape(right)?;
        if self.is_below(expressions, right, width) {
            return None;
        }
        let most = width - 1;
        let most = match (scalar.kind, scalar.width) {
            (ScalarKind::Uint, 2) => Literal::U16(u16::try_from(most).ok()?),
            (ScalarKind::Sint, 2) => Literal::I16(i16::try_from(most).ok()?),
            (ScalarKind::Uint, 4) => Literal::U32(most),
            (ScalarKind::Sint, 4) => Literal::I32(i32::try_from(most).ok()?),
            (ScalarKind::Uint, 8) => Literal::U64(u64::from(most)),
            (ScalarKind::Sint, 8) => Literal::I64(i64::from(most)),
            _ => return None,
        };
        Some(Count { size, most })
    }

    /// Whether a number is known to be below a limit, and no less than zero.
    fn is_below(
        &self,
        expressions: &Arena<Expression>,
        number: Handle<Expression>,
        limit: u32,
    ) -> bool {
        let is_below = |each| self.is_below(expressions, each, limit);
        match expressions[number] {
            Expression::Literal(literal) => value(literal).is_some_and(|it| it < u64::from(limit)),
            Expression::Splat { value, .. } => is_below(value),
            Expression::Compose { ref components, .. } => components.iter().copied().all(is_below),
            Expression::Binary {
                op: BinaryOperator::And,
                left,
                right,
            } => is_below(left) || is_below(right),
            Expression::Constant(constant) => {
                self.is_below(self.globals, self.constants[constant].init, limit)
            }
            _ => false,
        }
    }
}

fn value(literal: Literal) -> Option<u64> {
    match literal {
        Literal::U16(value) => Some(u64::from(value)),
        Literal::U32(value) => Some(u64::from(value)),
        Literal::U64(value) => Some(value),
        Literal::I16(value) => u64::try_from(value).ok(),
        Literal::I32(value) => u64::try_from(value).ok(),
        Literal::I64(value) | Literal::AbstractInt(value) => u64::try_from(value).ok(),
        Literal::F64(_)
        | Literal::F32(_)
        | Literal::F16(_)
        | Literal::Bool(_)
        | Literal::AbstractFloat(_) => None,
    }
}

struct CountModulo<'a> {
    facts: Facts<'a>,
}

impl Edit for CountModulo<'_> {
    fn evaluated(
        &mut self,
        copy: &mut Copy,
        old: Handle<Expression>,
        expression: Expression,
        span: Span,
    ) -> Handle<Expression> {
        let count = self.facts.wide(&copy.old, old);
        let (Some(Count { size, most }), &Expression::Binary { op, left, right }) =
            (count, &expression)
        else {
            return copy.append(expression, span);
        };
        let mut mask = copy.append(Expression::Literal(most), span);
        if let Some(size) = size {
            mask = copy.append(Expression::Splat { size, value: mask }, span);
        }
        let count = Expression::Binary {
            op: BinaryOperator::And,
            left: right,
            right: mask,
        };
        let right = copy.append(count, span);
        copy.append(Expression::Binary { op, left, right }, span)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::emitted;
    use crate::target::TargetLanguage;

    fn written(body: &str, language: TargetLanguage) -> String {
        let text = format!(
            "const FEW = 5u;
            @group(0) @binding(0) var<storage, read_write> a: vec4<u32>;
            @group(0) @binding(1) var<storage, read_write> long: i64;
            @compute @workgroup_size(1) fn main() {{ {body} }}"
        );
        emitted("a.wgsl", &text, language)
    }

    #[test]
    fn bits_are_counted_modulo_the_width() {
        for language in [TargetLanguage::Glsl, TargetLanguage::Msl] {
            let text = written("a.x = a.y << a.z;", language);
            assert!(text.contains("& 31u)"), "{text}");
            let text = written("long = long >> a.x;", language);
            assert!(text.contains("& 63u)"), "{text}");
            let text = written("a = a >> a.wzyx;", language);
            assert!(text.contains("(31u)"), "{text}");
        }
        let text = written("a.x = a.y << a.z;", TargetLanguage::SpirvAsm);
        assert!(text.contains("OpBitwiseAnd"), "{text}");
    }

    #[test]
    fn what_is_never_too_many_stays() {
        let text = written(
            "a.x = (a.y << 3u) + (a.z >> (a.w & 15u)) + (1u << FEW); a = a << vec4(1u, 2u, 3u, 4u);",
            TargetLanguage::Glsl,
        );
        assert!(!text.contains("31u"), "{text}");
    }

    #[test]
    fn languages_that_say_it_get_it_as_it_is() {
        for language in [TargetLanguage::Wgsl, TargetLanguage::Hlsl] {
            let text = written("a.x = a.y << a.z;", language);
            assert!(!text.contains("31u"), "{text}");
        }
    }
}
