//! The bits of 16-bit floats as integers and back: naga's HLSL writer converts the number instead.
//!
//! `pack2x16float` and `unpack2x16float` move the same bits, through 32-bit floats, which hold every
//! 16-bit one.

use naga::valid::{FunctionInfo, ModuleInfo};
use naga::{
    Expression, Handle, Literal, MathFunction, Module, Scalar, ScalarKind, Span, Type, TypeInner,
    UniqueArena, VectorSize,
};

use super::copy::{Copy, Edit, copy, each_function};

/// Whether a function looks at such bits.
pub(super) fn has_half_bits(module: &Module, info: &ModuleInfo) -> bool {
    let looks = |function: &naga::Function, info: &FunctionInfo| {
        function
            .expressions
            .iter()
            .any(|(_, each)| is_of_half(each, info, &module.types))
    };
    let mut functions = module.functions.iter();
    let mut entry_points = module.entry_points.iter().enumerate();
    functions.any(|(handle, function)| looks(function, &info[handle]))
        || entry_points.any(|(index, each)| looks(&each.function, info.get_entry_point(index)))
}

fn is_of_half(expression: &Expression, info: &FunctionInfo, types: &UniqueArena<Type>) -> bool {
    let Expression::As {
        expr,
        kind,
        convert: None,
    } = *expression
    else {
        return false;
    };
    let from = info[expr].ty.inner_with(types).scalar();
    from.is_some_and(|from| {
        from.width == 2 && (from.kind == ScalarKind::Float) != (kind == ScalarKind::Float)
    })
}

/// Packs and unpacks instead.
pub(super) fn pack_bits(module: &mut Module, info: &ModuleInfo) {
    each_function(module, info, |function, info, types| {
        if function
            .expressions
            .iter()
            .any(|(_, each)| is_of_half(each, info, types))
        {
            let pair = vector(types, VectorSize::Bi, Scalar::F32);
            let halves = [VectorSize::Bi, VectorSize::Tri, VectorSize::Quad].map(|size| {
                [Scalar::F16, Scalar::I16, Scalar::U16].map(|of| vector(types, size, of))
            });
            copy(
                function,
                &mut Pack {
                    info,
                    types,
                    pair,
                    halves,
                },
            );
        }
    });
}

fn vector(types: &mut UniqueArena<Type>, size: VectorSize, scalar: Scalar) -> Handle<Type> {
    let inner = TypeInner::Vector { size, scalar };
    types.insert(Type { name: None, inner }, Span::UNDEFINED)
}

struct Pack<'a> {
    info: &'a FunctionInfo,
    types: &'a UniqueArena<Type>,
    /// Two 32-bit floats.
    pair: Handle<Type>,
    /// Vectors of two, three and four: of floats, of signed and of unsigned integers.
    halves: [[Handle<Type>; 3]; 3],
}

impl Pack<'_> {
    /// One number.
    fn moved(
        &self,
        copy: &mut Copy,
        number: Handle<Expression>,
        kind: ScalarKind,
        span: Span,
    ) -> Handle<Expression> {
        let convert = |copy: &mut Copy, expr, kind, width| {
            let convert = Some(width);
            copy.append(
                Expression::As {
                    expr,
                    kind,
                    convert,
                },
                span,
            )
        };
        let math = |copy: &mut Copy, fun, arg| {
            let (arg1, arg2, arg3) = (None, None, None);
            copy.append(
                Expression::Math {
                    fun,
                    arg,
                    arg1,
                    arg2,
                    arg3,
                },
                span,
            )
        };
        if kind == ScalarKind::Float {
            // The sign of an integer fills the upper half, which is not looked at.
            let bits = convert(copy, number, ScalarKind::Uint, 4);
            let base = math(copy, MathFunction::Unpack2x16float, bits);
            let first = copy.append(Expression::AccessIndex { base, index: 0 }, span);
            return convert(copy, first, ScalarKind::Float, 2);
        }
        let wide = convert(copy, number, ScalarKind::Float, 4);
        let zero = copy.append(Expression::Literal(Literal::F32(0.0)), span);
        let components = vec![wide, zero];
        let pair = copy.append(
            Expression::Compose {
                ty: self.pair,
                components,
            },
            span,
        );
        let bits = math(copy, MathFunction::Pack2x16float, pair);
        convert(copy, bits, kind, 2)
    }
}

impl Edit for Pack<'_> {
    fn evaluated(
        &mut self,
        copy: &mut Copy,
        old: Handle<Expression>,
        expression: Expression,
        span: Span,
    ) -> Handle<Expression> {
        let Expression::As { expr, kind, .. } = expression else {
            return copy.append(expression, span);
        };
        if !is_of_half(&copy.old[old], self.info, self.types) {
            return copy.append(expression, span);
        }
        let TypeInner::Vector { size, .. } = *self.info[old].ty.inner_with(self.types) else {
            return self.moved(copy, expr, kind, span);
        };
        let of_size = match size {
            VectorSize::Bi => self.halves[0],
            VectorSize::Tri => self.halves[1],
            VectorSize::Quad => self.halves[2],
        };
        let ty = match kind {
            ScalarKind::Float => of_size[0],
            ScalarKind::Sint => of_size[1],
            ScalarKind::Uint
            | ScalarKind::Bool
            | ScalarKind::AbstractInt
            | ScalarKind::AbstractFloat => of_size[2],
        };
        let components = (0..size as u32)
            .map(|index| {
                let number = copy.append(Expression::AccessIndex { base: expr, index }, span);
                self.moved(copy, number, kind, span)
            })
            .collect();
        copy.append(Expression::Compose { ty, components }, span)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{emitted, module, valid};
    use super::*;
    use crate::target::TargetLanguage;

    const BITS: &str = "#version 450
        #extension GL_EXT_shader_explicit_arithmetic_types : require
        layout(local_size_x = 1) in;
        layout(set = 0, binding = 0) buffer Data { i16vec2 whole; f16vec2 half_; uint16_t one; float16_t other; };
        void main() {
            half_ = int16BitsToFloat16(whole);
            one = float16BitsToUint16(other);
        }";

    #[test]
    fn bits_are_packed() {
        let mut module = module("a.comp", BITS);
        assert!(has_half_bits(&module, &valid(&module)));
        let info = valid(&module);
        pack_bits(&mut module, &info);
        assert!(!has_half_bits(&module, &valid(&module)));
        let text = emitted("a.comp", BITS, TargetLanguage::Hlsl);
        assert!(
            text.contains("f16tof32") && text.contains("f32tof16"),
            "{text}"
        );
    }
}
