//! The sign of unsigned integers, which SPIR-V takes for signed ones.
//!
//! SPIR-V's `SSign` reads its operand as signed whatever its type says, so that is what a module
//! with the sign of an unsigned value means. naga's writers panic on it or take it at its word.

use naga::valid::{FunctionInfo, ModuleInfo};
use naga::{
    Expression, Function, Handle, MathFunction, Module, ScalarKind, Span, Type, UniqueArena,
};

use super::copy::{Copy, Edit, any_function, copy, each_function};

/// Whether the module has the sign of an unsigned value.
pub(super) fn has_unsigned_sign(module: &Module, info: &ModuleInfo) -> bool {
    any_function(module, info, |function, info| {
        takes_signs(function, info, &module.types)
    })
}

fn takes_signs(function: &Function, info: &FunctionInfo, types: &UniqueArena<Type>) -> bool {
    let mut expressions = function.expressions.iter();
    expressions.any(|(_, expression)| is_unsigned_sign(expression, info, types))
}

fn is_unsigned_sign(
    expression: &Expression,
    info: &FunctionInfo,
    types: &UniqueArena<Type>,
) -> bool {
    match *expression {
        Expression::Math {
            fun: MathFunction::Sign,
            arg,
            ..
        } => info[arg].ty.inner_with(types).scalar_kind() == Some(ScalarKind::Uint),
        _ => false,
    }
}

/// Takes the sign of the same bits as a signed integer.
pub(super) fn read_as_signed(module: &mut Module, info: &ModuleInfo) {
    each_function(module, info, |function, info, types| {
        if takes_signs(function, info, types) {
            copy(function, &mut AsSigned { info, types });
        }
    });
}

struct AsSigned<'a> {
    info: &'a FunctionInfo,
    types: &'a UniqueArena<Type>,
}

impl Edit for AsSigned<'_> {
    fn evaluated(
        &mut self,
        copy: &mut Copy,
        old: Handle<Expression>,
        expression: Expression,
        span: Span,
    ) -> Handle<Expression> {
        let wanted = is_unsigned_sign(&copy.old[old], self.info, self.types);
        let (true, Expression::Math { fun, arg, .. }) = (wanted, &expression) else {
            return copy.append(expression, span);
        };
        let (fun, arg) = (*fun, *arg);
        let signed = copy.append(
            Expression::As {
                expr: arg,
                kind: ScalarKind::Sint,
                convert: None,
            },
            span,
        );
        let sign = copy.append(
            Expression::Math {
                fun,
                arg: signed,
                arg1: None,
                arg2: None,
                arg3: None,
            },
            span,
        );
        copy.append(
            Expression::As {
                expr: sign,
                kind: ScalarKind::Uint,
                convert: None,
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

    const SIGN: &str = r#"
               OpCapability Shader
          %1 = OpExtInstImport "GLSL.std.450"
               OpMemoryModel Logical GLSL450
               OpEntryPoint GLCompute %main "main"
               OpExecutionMode %main LocalSize 1 1 1
       %void = OpTypeVoid
         %fn = OpTypeFunction %void
       %uint = OpTypeInt 32 0
       %five = OpConstant %uint 5
       %main = OpFunction %void None %fn
      %label = OpLabel
        %var = OpIAdd %uint %five %five
       %sign = OpExtInst %uint %1 SSign %var
               OpReturn
               OpFunctionEnd
"#;

    #[test]
    fn bits_are_read_as_signed() {
        let mut module = module("a.spvasm", SIGN);
        let info = valid(&module);
        assert!(has_unsigned_sign(&module, &info));
        read_as_signed(&mut module, &info);
        let info = valid(&module);
        assert!(!has_unsigned_sign(&module, &info));
    }

    #[test]
    fn every_target_takes_it() {
        for target in TargetLanguage::ALL {
            let _ = emitted("a.spvasm", SIGN, target);
        }
    }
}
