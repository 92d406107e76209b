//! Tests for NaN and infinity by their bits, where the target has none.

use naga::valid::{FunctionInfo, ModuleInfo};
use naga::{
    BinaryOperator, Expression, Function, Handle, Literal, Module, RelationalFunction, Scalar,
    ScalarKind, Span, TypeInner, UniqueArena,
};

use super::copy::{Copy, Edit, copy};
use super::handles;

/// All bits of an `f32` but its sign.
const MAGNITUDE: u32 = 0x7fff_ffff;
/// An infinite `f32`; the magnitude of NaN is greater.
const INFINITY: u32 = 0x7f80_0000;

/// Whether the module tests for NaN or infinity.
pub(super) fn has_nan_test(module: &Module) -> bool {
    handles::functions(module).any(tests)
}

fn tests(function: &Function) -> bool {
    function.expressions.iter().any(|(_, expression)| {
        matches!(
            expression,
            Expression::Relational {
                fun: RelationalFunction::IsNan | RelationalFunction::IsInf,
                ..
            }
        )
    })
}

/// Writes `isnan` and `isinf` as comparisons of bits.
///
/// `x != x` would not do: WGSL lets an implementation assume that there is no NaN.
pub(super) fn test_bits(module: &mut Module, info: &ModuleInfo) {
    let Module {
        types,
        functions,
        entry_points,
        ..
    } = module;
    for (handle, function) in functions.iter_mut() {
        if !tests(function) {
            continue;
        }
        let info = &info[handle];
        copy(function, &mut TestBits { info, types });
    }
    for (index, entry_point) in entry_points.iter_mut().enumerate() {
        if !tests(&entry_point.function) {
            continue;
        }
        let info = info.get_entry_point(index);
        copy(&mut entry_point.function, &mut TestBits { info, types });
    }
}

struct TestBits<'a> {
    info: &'a FunctionInfo,
    types: &'a UniqueArena<naga::Type>,
}

impl Edit for TestBits<'_> {
    fn evaluated(
        &mut self,
        copy: &mut Copy,
        old: Handle<Expression>,
        expression: Expression,
        span: Span,
    ) -> Handle<Expression> {
        let operator = match expression {
            Expression::Relational {
                fun: RelationalFunction::IsNan,
                ..
            } => BinaryOperator::Greater,
            Expression::Relational {
                fun: RelationalFunction::IsInf,
                ..
            } => BinaryOperator::Equal,
            other => return copy.append(other, span),
        };
        let (Expression::Relational { argument, .. }, Expression::Relational { argument: was, .. }) =
            (&expression, &copy.old[old])
        else {
            return copy.append(expression, span);
        };
        let mut argument = *argument;
        let (size, scalar) = match *self.info[*was].ty.inner_with(self.types) {
            TypeInner::Scalar(scalar) => (None, scalar),
            TypeInner::Vector { size, scalar } => (Some(size), scalar),
            _ => return copy.append(expression, span),
        };
        match scalar {
            Scalar::F32 => {}
            // Every `f16` is an `f32` of the same kind.
            Scalar::F16 => {
                argument = copy.append(
                    Expression::As {
                        expr: argument,
                        kind: ScalarKind::Float,
                        convert: Some(4),
                    },
                    span,
                );
            }
            _ => return copy.append(expression, span),
        }
        let bits = copy.append(
            Expression::As {
                expr: argument,
                kind: ScalarKind::Uint,
                convert: None,
            },
            span,
        );
        let mut constant = |value| {
            let value = copy.append(Expression::Literal(Literal::U32(value)), span);
            match size {
                None => value,
                Some(size) => copy.append(Expression::Splat { size, value }, span),
            }
        };
        let (mask, infinity) = (constant(MAGNITUDE), constant(INFINITY));
        let magnitude = copy.append(
            Expression::Binary {
                op: BinaryOperator::And,
                left: bits,
                right: mask,
            },
            span,
        );
        copy.append(
            Expression::Binary {
                op: operator,
                left: magnitude,
                right: infinity,
            },
            span,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{emitted, module, valid};
    use super::*;
    use crate::target::TargetLanguage;

    const TESTS: &str = "#version 450
        layout(location = 0) in vec3 v;
        layout(location = 0) out vec4 o;
        bool bad(float x) { return isnan(x) || isinf(x); }
        void main() {
            o = vec4(0.0);
            for (int i = 0; i < 3; i++) {
                if (bad(v[i]) || any(isnan(v.xy * 2.0)) || all(isinf(v))) { o.x += 1.0; }
            }
        }";

    #[test]
    fn tests_become_comparisons_of_bits() {
        let mut module = module("a.frag", TESTS);
        assert!(has_nan_test(&module));
        let info = valid(&module);
        test_bits(&mut module, &info);
        valid(&module);
        assert!(!has_nan_test(&module));
    }

    #[test]
    fn wgsl_can_say_it() {
        let text = emitted("a.frag", TESTS, TargetLanguage::Wgsl);
        assert!(text.contains("2139095040u"), "{text}");
        assert!(text.contains("bitcast<vec3<u32>>"), "{text}");
    }
}
