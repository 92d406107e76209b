//! Numbers of 16 and 64 bits in GLSL, where naga's writer writes something for those of 32 bits:
//! limits of a saturation, absolute values of unsigned numbers, casts between integers, functions
//! of bits, and atomic loads and stores.

use naga::valid::{FunctionInfo, ModuleInfo};
use naga::{
    AtomicFunction, Block, Expression, Function, Handle, Literal, MathFunction, Module, Scalar,
    ScalarKind, Span, Statement, Type, TypeInner, UniqueArena, VectorSize,
};

use super::copy::{Copy, Edit, any_function, copy, each_function};

/// Whether a function has something of these.
pub(super) fn has_other_widths(module: &Module, info: &ModuleInfo) -> bool {
    any_function(module, info, |function, info| {
        has_any(function, info, &module.types)
    })
}

fn has_any(function: &Function, info: &FunctionInfo, types: &UniqueArena<Type>) -> bool {
    let expressions = || function.expressions.iter();
    expressions().any(|(_, expression)| {
        fault(expression, info, types).is_some()
            || matches!(*expression, Expression::Load { pointer }
                if wide_atomic(pointer, info, types).is_some())
    }) || expressions().any(|(handle, _)| wide_atomic(handle, info, types).is_some())
}

/// Puts in what is right for each width.
pub(super) fn write_out(module: &mut Module, info: &ModuleInfo) {
    each_function(module, info, |function, info, types| {
        if has_any(function, info, types) {
            copy(function, &mut Widths { info, types });
        }
    });
}

/// What is to be done about an expression.
enum Fault {
    Saturation,
    Absolute,
    Cast(u8),
    Bits(MathFunction, Scalar),
}

fn fault(expression: &Expression, info: &FunctionInfo, types: &UniqueArena<Type>) -> Option<Fault> {
    let scalar_of = |each: Handle<Expression>| {
        let scalar = info[each].ty.inner_with(types).scalar()?;
        (scalar.width != 4).then_some(scalar)
    };
    match *expression {
        Expression::As {
            expr,
            kind: ScalarKind::Sint | ScalarKind::Uint,
            convert: None,
        } => {
            let scalar = scalar_of(expr)?;
            let is_integer = matches!(scalar.kind, ScalarKind::Sint | ScalarKind::Uint);
            is_integer.then_some(Fault::Cast(scalar.width))
        }
        Expression::Math { fun, arg, .. } => {
            let scalar = scalar_of(arg)?;
            match fun {
                MathFunction::Saturate => Some(Fault::Saturation),
                MathFunction::Abs if scalar.kind == ScalarKind::Uint => Some(Fault::Absolute),
                MathFunction::CountTrailingZeros
                | MathFunction::CountLeadingZeros
                | MathFunction::CountOneBits
                | MathFunction::ReverseBits
                | MathFunction::ExtractBits
                | MathFunction::InsertBits
                | MathFunction::FirstTrailingBit
                | MathFunction::FirstLeadingBit
                    if scalar.width == 2 =>
                {
                    Some(Fault::Bits(fun, scalar))
                }
                _ => None,
            }
        }
        _ => None,
    }
}

/// The number of 64 bits behind a pointer to an atomic one.
fn wide_atomic(
    pointer: Handle<Expression>,
    info: &FunctionInfo,
    types: &UniqueArena<Type>,
) -> Option<Scalar> {
    let TypeInner::Pointer { base, .. } = *info[pointer].ty.inner_with(types) else {
        return None;
    };
    match types[base].inner {
        TypeInner::Atomic(scalar) if scalar.width == 8 => Some(scalar),
        _ => None,
    }
}

struct Widths<'a> {
    info: &'a FunctionInfo,
    types: &'a mut UniqueArena<Type>,
}

impl Widths<'_> {
    fn result(&mut self, copy: &mut Copy, scalar: Scalar, span: Span) -> Handle<Expression> {
        let inner = TypeInner::Scalar(scalar);
        let ty = Type { name: None, inner };
        let result = Expression::AtomicResult {
            ty: self.types.insert(ty, Span::UNDEFINED),
            comparison: false,
        };
        copy.append_result(result, span)
    }
}

impl Edit for Widths<'_> {
    fn evaluated(
        &mut self,
        copy: &mut Copy,
        old: Handle<Expression>,
        expression: Expression,
        span: Span,
    ) -> Handle<Expression> {
        let size = match *self.info[old].ty.inner_with(self.types) {
            TypeInner::Vector { size, .. } => Some(size),
            _ => None,
        };
        let fault = fault(&copy.old[old], self.info, self.types);
        match (fault, expression) {
            (Some(Fault::Cast(width)), Expression::As { expr, kind, .. }) => {
                convert(copy, expr, kind, width, span)
            }
            (Some(Fault::Absolute), Expression::Math { arg, .. }) => arg,
            (Some(Fault::Saturation), Expression::Math { arg, .. }) => {
                let scalar = self.info[old].ty.inner_with(self.types).scalar();
                let limits =
                    scalar.and_then(|each| Some((Literal::zero(each)?, Literal::one(each)?)));
                let Some((least, most)) = limits else {
                    return arg;
                };
                let least = Some(number(copy, least, size, span));
                let most = Some(number(copy, most, size, span));
                math(copy, MathFunction::Clamp, arg, [least, most, None], span)
            }
            (
                Some(Fault::Bits(fun, scalar)),
                Expression::Math {
                    arg,
                    arg1,
                    arg2,
                    arg3,
                    ..
                },
            ) => bits(copy, fun, scalar, size, arg, [arg1, arg2, arg3], span),
            (_, expression) => copy.append(expression, span),
        }
    }

    fn instead(
        &mut self,
        copy: &mut Copy,
        old: Handle<Expression>,
        into: &mut Block,
    ) -> Option<Handle<Expression>> {
        let Expression::Load { pointer } = copy.old[old] else {
            return None;
        };
        let scalar = wide_atomic(pointer, self.info, self.types)?;
        let span = copy.old.get_span(old);
        let pointer = copy.get(pointer);
        let value = copy.append(Expression::Literal(Literal::zero(scalar)?), span);
        copy.evaluate(into, span);
        let result = self.result(copy, scalar, span);
        let load = Statement::Atomic {
            pointer,
            fun: AtomicFunction::InclusiveOr,
            value,
            result: Some(result),
        };
        into.push(load, span);
        Some(result)
    }

    fn store(
        &mut self,
        copy: &mut Copy,
        pointer: Handle<Expression>,
        value: Handle<Expression>,
        into: &mut Block,
        span: Span,
    ) -> bool {
        let Some(scalar) = wide_atomic(pointer, self.info, self.types) else {
            return false;
        };
        // The validator has the value of an exchange taken.
        let result = self.result(copy, scalar, span);
        let store = Statement::Atomic {
            pointer: copy.get(pointer),
            fun: AtomicFunction::Exchange { compare: None },
            value,
            result: Some(result),
        };
        into.push(store, span);
        true
    }
}

fn convert(
    copy: &mut Copy,
    expr: Handle<Expression>,
    kind: ScalarKind,
    width: u8,
    span: Span,
) -> Handle<Expression> {
    let convert = Some(width);
    copy.append(
        Expression::As {
            expr,
            kind,
            convert,
        },
        span,
    )
}

fn number(
    copy: &mut Copy,
    literal: Literal,
    size: Option<VectorSize>,
    span: Span,
) -> Handle<Expression> {
    let value = copy.append(Expression::Literal(literal), span);
    match size {
        Some(size) => copy.append(Expression::Splat { size, value }, span),
        None => value,
    }
}

fn math(
    copy: &mut Copy,
    fun: MathFunction,
    arg: Handle<Expression>,
    [arg1, arg2, arg3]: [Option<Handle<Expression>>; 3],
    span: Span,
) -> Handle<Expression> {
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
}

/// A function of the bits of 16-bit numbers, by way of 32-bit ones.
fn bits(
    copy: &mut Copy,
    fun: MathFunction,
    scalar: Scalar,
    size: Option<VectorSize>,
    arg: Handle<Expression>,
    others: [Option<Handle<Expression>>; 3],
    span: Span,
) -> Handle<Expression> {
    let [second, third, fourth] = others;
    let is_signed = scalar.kind == ScalarKind::Sint;
    // With zeros above, unless it is the sign that counts.
    let unsigned = |copy: &mut Copy, arg| {
        let short = match is_signed {
            true => convert(copy, arg, ScalarKind::Uint, 2, span),
            false => arg,
        };
        convert(copy, short, ScalarKind::Uint, 4, span)
    };
    let constant = |copy: &mut Copy, value| number(copy, Literal::U32(value), size, span);
    let wide = match fun {
        MathFunction::FirstLeadingBit | MathFunction::ExtractBits => {
            let arg = convert(copy, arg, scalar.kind, 4, span);
            let fitting = fitting(copy, fun, [second, third], span);
            math(copy, fun, arg, fitting, span)
        }
        MathFunction::InsertBits => {
            let arg = convert(copy, arg, scalar.kind, 4, span);
            let inserted = second.map(|each| convert(copy, each, scalar.kind, 4, span));
            math(copy, fun, arg, [inserted, third, fourth], span)
        }
        MathFunction::ReverseBits => {
            let arg = unsigned(copy, arg);
            let left = math(copy, fun, arg, [None; 3], span);
            let right = constant(copy, 16);
            let op = naga::BinaryOperator::ShiftRight;
            copy.append(Expression::Binary { op, left, right }, span)
        }
        MathFunction::CountLeadingZeros => {
            let arg = unsigned(copy, arg);
            let left = math(copy, fun, arg, [None; 3], span);
            let right = constant(copy, 16);
            let op = naga::BinaryOperator::Subtract;
            copy.append(Expression::Binary { op, left, right }, span)
        }
        MathFunction::CountTrailingZeros => {
            let arg = unsigned(copy, arg);
            let count = math(copy, fun, arg, [None; 3], span);
            let most = constant(copy, 16);
            math(
                copy,
                MathFunction::Min,
                count,
                [Some(most), None, None],
                span,
            )
        }
        _ => {
            let arg = unsigned(copy, arg);
            math(copy, fun, arg, [None; 3], span)
        }
    };
    convert(copy, wide, scalar.kind, 2, span)
}

/// Offset and count of bits within 16: what stands above is no part of the number.
fn fitting(
    copy: &mut Copy,
    fun: MathFunction,
    [offset, count]: [Option<Handle<Expression>>; 2],
    span: Span,
) -> [Option<Handle<Expression>>; 3] {
    let (MathFunction::ExtractBits, Some(offset), Some(count)) = (fun, offset, count) else {
        return [None; 3];
    };
    let width = copy.append(Expression::Literal(Literal::U32(16)), span);
    let offset = math(
        copy,
        MathFunction::Min,
        offset,
        [Some(width), None, None],
        span,
    );
    let rest = Expression::Binary {
        op: naga::BinaryOperator::Subtract,
        left: width,
        right: offset,
    };
    let rest = copy.append(rest, span);
    let count = math(
        copy,
        MathFunction::Min,
        count,
        [Some(rest), None, None],
        span,
    );
    [Some(offset), Some(count), None]
}

#[cfg(test)]
mod tests {
    use super::super::testing::{emitted, module, valid};
    use super::*;
    use crate::target::TargetLanguage;

    const NUMBERS: &str = "enable f16;
        enable wgpu_int16;
        struct Numbers { h: vec4<f16>, s: vec2<i16>, u: vec2<u16>, l: u64, m: i64 }
        @group(0) @binding(0) var<storage, read_write> n: Numbers;
        @group(0) @binding(1) var<storage, read_write> counter: atomic<u64>;
        @compute @workgroup_size(1) fn main() {
            n.h = saturate(n.h);
            n.u = abs(n.u) + bitcast<vec2<u16>>(n.s) + reverseBits(n.u);
            n.s.x = countLeadingZeros(n.s.y) + extractBits(n.s.y, 3u, 4u) + bitcast<i16>(n.u.x);
            n.l = abs(n.l) + bitcast<u64>(n.m) + atomicLoad(&counter);
            atomicStore(&counter, n.l);
        }";

    #[test]
    fn every_width_gets_its_own() {
        let mut module = module("a.wgsl", NUMBERS);
        let info = valid(&module);
        assert!(has_other_widths(&module, &info));
        write_out(&mut module, &info);
        let info = valid(&module);
        assert!(!any_function(&module, &info, |function, info| {
            function
                .expressions
                .iter()
                .any(|(_, each)| fault(each, info, &module.types).is_some())
        }));
        let text = emitted("a.wgsl", NUMBERS, TargetLanguage::Glsl);
        for part in [
            "atomicOr(_group_0_binding_1_cs, 0ul)",
            "atomicExchange(_group_0_binding_1_cs, ",
            "f16vec4(float16_t(1.0))",
            "bitfieldReverse(uvec2(",
        ] {
            assert!(text.contains(part), "{part}\n{text}");
        }
    }
}
