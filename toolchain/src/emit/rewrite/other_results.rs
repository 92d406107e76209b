//! Functions of HLSL that give something else than the module's.
//!
//! The sign of a float is an integer there, which shows where its bits are stored; and naga unpacks
//! signed bytes and words without the rule that the smallest is -1, too.

use naga::valid::{FunctionInfo, ModuleInfo};
use naga::{
    Expression, Handle, Literal, MathFunction, Module, ScalarKind, Span, Type, UniqueArena,
    VectorSize,
};

use super::copy::{Copy, Edit, copy, each_function};
use super::handles::functions;

/// Whether a function of the module uses one of them.
pub(super) fn has_other_results(module: &Module) -> bool {
    functions(module).any(|function| {
        function.expressions.iter().any(|(_, expression)| {
            matches!(
                expression,
                Expression::Math {
                    fun: MathFunction::Sign
                        | MathFunction::Unpack4x8snorm
                        | MathFunction::Unpack2x16snorm,
                    ..
                }
            )
        })
    })
}

/// Makes of the results what they are in the module.
pub(super) fn convert_results(module: &mut Module, info: &ModuleInfo) {
    each_function(module, info, |function, info, types| {
        copy(function, &mut Convert { info, types });
    });
}

struct Convert<'a> {
    info: &'a FunctionInfo,
    types: &'a UniqueArena<Type>,
}

impl Edit for Convert<'_> {
    fn evaluated(
        &mut self,
        copy: &mut Copy,
        old: Handle<Expression>,
        expression: Expression,
        span: Span,
    ) -> Handle<Expression> {
        let Expression::Math { fun, .. } = expression else {
            return copy.append(expression, span);
        };
        let size = match fun {
            MathFunction::Unpack4x8snorm => VectorSize::Quad,
            MathFunction::Unpack2x16snorm => VectorSize::Bi,
            MathFunction::Sign => {
                let value = copy.append(expression, span);
                let scalar = self.info[old].ty.inner_with(self.types).scalar();
                return match scalar {
                    Some(scalar) if scalar.kind == ScalarKind::Float => copy.append(
                        Expression::As {
                            expr: value,
                            kind: ScalarKind::Float,
                            convert: Some(scalar.width),
                        },
                        span,
                    ),
                    _ => value,
                };
            }
            _ => return copy.append(expression, span),
        };
        let unpacked = copy.append(expression, span);
        let value = copy.append(Expression::Literal(Literal::F32(-1.0)), span);
        let least = copy.append(Expression::Splat { size, value }, span);
        let limited = Expression::Math {
            fun: MathFunction::Max,
            arg: unpacked,
            arg1: Some(least),
            arg2: None,
            arg3: None,
        };
        copy.append(limited, span)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{emitted, module, valid};
    use super::*;
    use crate::target::TargetLanguage;

    const SIGNS: &str = "
        @group(0) @binding(0) var<storage, read_write> data: array<vec4f>;
        @group(0) @binding(1) var<storage, read_write> whole: array<vec2i>;
        @compute @workgroup_size(1) fn main() {
            data[0] = sign(data[1]);
            data[2] = unpack4x8snorm(bitcast<u32>(data[3].x));
            whole[0] = sign(whole[1]);
        }";

    #[test]
    fn results_are_those_of_the_module() {
        let mut module = module("signs.wgsl", SIGNS);
        let info = valid(&module);
        assert!(has_other_results(&module));
        convert_results(&mut module, &info);
        valid(&module);
        let text = emitted("signs.wgsl", SIGNS, TargetLanguage::Hlsl);
        assert!(text.contains("float4(sign("), "{text}");
        assert!(!text.contains("int2(sign("), "{text}");
        assert!(text.contains("(-1.0).xxxx)"), "{text}");
    }
}
