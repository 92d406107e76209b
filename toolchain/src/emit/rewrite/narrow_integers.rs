//! Floats to 16-bit integers, which naga converts to wider ones only in some languages.

use naga::valid::{FunctionInfo, ModuleInfo};
use naga::{
    Expression, Handle, Literal, MathFunction, Module, ScalarKind, Span, Type, TypeInner,
    UniqueArena,
};

use super::copy::{Copy, Edit, any_function, copy, each_function};

/// Whether a function converts floats to 16-bit integers.
pub(super) fn has_narrow_conversions(module: &Module, info: &ModuleInfo) -> bool {
    let converts = |function: &naga::Function, info: &FunctionInfo| {
        function
            .expressions
            .iter()
            .any(|(handle, _)| limits(&function.expressions[handle], info, &module.types).is_some())
    };
    any_function(module, info, converts)
}

/// The smallest and largest number of what such a conversion gives, as wide numbers.
fn limits(
    expression: &Expression,
    info: &FunctionInfo,
    types: &UniqueArena<Type>,
) -> Option<(Literal, Literal)> {
    let Expression::As {
        expr,
        kind,
        convert: Some(2),
    } = *expression
    else {
        return None;
    };
    if info[expr].ty.inner_with(types).scalar_kind() != Some(ScalarKind::Float) {
        return None;
    }
    match kind {
        ScalarKind::Sint => Some((Literal::I32(i16::MIN.into()), Literal::I32(i16::MAX.into()))),
        ScalarKind::Uint => Some((Literal::U32(0), Literal::U32(u16::MAX.into()))),
        ScalarKind::Float
        | ScalarKind::Bool
        | ScalarKind::AbstractInt
        | ScalarKind::AbstractFloat => None,
    }
}

/// Converts to 32 bits first, and what does not fit to the nearest that does.
pub(super) fn convert_in_two_steps(module: &mut Module, info: &ModuleInfo) {
    each_function(module, info, |function, info, types| {
        copy(function, &mut TwoSteps { info, types });
    });
}

struct TwoSteps<'a> {
    info: &'a FunctionInfo,
    types: &'a UniqueArena<Type>,
}

impl Edit for TwoSteps<'_> {
    fn evaluated(
        &mut self,
        copy: &mut Copy,
        old: Handle<Expression>,
        mut expression: Expression,
        span: Span,
    ) -> Handle<Expression> {
        let Some((least, most)) = limits(&copy.old[old], self.info, self.types) else {
            return copy.append(expression, span);
        };
        let Expression::As {
            expr,
            kind,
            convert: _,
        } = &mut expression
        else {
            return copy.append(expression, span);
        };
        let size = match *self.info[old].ty.inner_with(self.types) {
            TypeInner::Vector { size, .. } => Some(size),
            _ => None,
        };
        let mut limit = |literal| {
            let value = copy.append(Expression::Literal(literal), span);
            match size {
                Some(size) => copy.append(Expression::Splat { size, value }, span),
                None => value,
            }
        };
        let (least, most) = (limit(least), limit(most));
        let wide = Expression::As {
            expr: *expr,
            kind: *kind,
            convert: Some(4),
        };
        let wide = copy.append(wide, span);
        let fitting = Expression::Math {
            fun: MathFunction::Clamp,
            arg: wide,
            arg1: Some(least),
            arg2: Some(most),
            arg3: None,
        };
        *expr = copy.append(fitting, span);
        copy.append(expression, span)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{emitted, module, valid};
    use super::*;
    use crate::target::TargetLanguage;

    const NARROW: &str = "#version 450
        #extension GL_EXT_shader_explicit_arithmetic_types : require
        layout(local_size_x = 1) in;
        layout(binding = 0) buffer Data { vec2 given; float one; i16vec2 two; uint16_t three; };
        void main() { two = i16vec2(given); three = uint16_t(one); }";

    #[test]
    fn floats_become_narrow_integers_by_way_of_wide_ones() {
        let mut module = module("narrow.comp", NARROW);
        let info = valid(&module);
        assert!(has_narrow_conversions(&module, &info));
        convert_in_two_steps(&mut module, &info);
        let info = valid(&module);
        assert!(!has_narrow_conversions(&module, &info));
        for target in [TargetLanguage::Msl, TargetLanguage::Hlsl] {
            let text = emitted("narrow.comp", NARROW, target);
            assert!(text.contains("65535u"), "{text}");
        }
    }
}
