//! Numbers of 16 and 64 bits where naga's writers write something for those of 32 bits. In GLSL:
//! limits of a saturation, absolute values of unsigned numbers, casts between integers, functions
//! of bits, and atomic loads and stores. Elsewhere only functions of bits ([`bits`]).

mod bits;

use naga::valid::{FunctionInfo, ModuleInfo};
use naga::{
    AtomicFunction, Block, Expression, Function, Handle, Literal, MathFunction, Module, Scalar,
    ScalarKind, Span, Statement, Type, TypeInner, UniqueArena, VectorSize,
};

use super::copy::{Copy, Edit, any_function, copy, each_function};

/// For which of these a target wants something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lack {
    /// GLSL.
    All,
    /// SPIR-V, where naga's writer panics on some, and Vulkan has them for 32 bits only; HLSL, where
    /// shifts of other widths come out as those of 32 bits.
    Bits,
    /// MSL, where what naga's writer computes from 16 bits is an `int`, for which overloads are
    /// ambiguous.
    FirstBits,
}

impl Lack {
    fn has(self, fun: MathFunction, scalar: Scalar) -> bool {
        let is_first = matches!(
            fun,
            MathFunction::FirstTrailingBit | MathFunction::FirstLeadingBit
        );
        match self {
            Self::All | Self::Bits => bits::is_of_bits(fun),
            Self::FirstBits => is_first && scalar.width == 2,
        }
    }
}

/// Whether a function has something of these.
pub(super) fn has_other_widths(module: &Module, info: &ModuleInfo, lack: Lack) -> bool {
    any_function(module, info, |function, info| {
        has_any(function, info, &module.types, lack)
    })
}

fn has_any(
    function: &Function,
    info: &FunctionInfo,
    types: &UniqueArena<Type>,
    lack: Lack,
) -> bool {
    function.expressions.iter().any(|(handle, expression)| {
        fault(expression, info, types, lack).is_some()
            || lack == Lack::All && wide_atomic(handle, info, types).is_some()
    })
}

/// Puts in what is right for each width.
pub(super) fn write_out(module: &mut Module, info: &ModuleInfo, lack: Lack) {
    each_function(module, info, |function, info, types| {
        if has_any(function, info, types, lack) {
            copy(function, &mut Widths { info, types, lack });
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

fn fault(
    expression: &Expression,
    info: &FunctionInfo,
    types: &UniqueArena<Type>,
    lack: Lack,
) -> Option<Fault> {
    let scalar_of = |each: Handle<Expression>| {
        let scalar = info[each].ty.inner_with(types).scalar()?;
        (scalar.width != 4).then_some(scalar)
    };
    match *expression {
        Expression::As {
            expr,
            kind: ScalarKind::Sint | ScalarKind::Uint,
            convert: None,
        } if lack == Lack::All => {
            let scalar = scalar_of(expr)?;
            let is_integer = matches!(scalar.kind, ScalarKind::Sint | ScalarKind::Uint);
            is_integer.then_some(Fault::Cast(scalar.width))
        }
        Expression::Math { fun, arg, .. } => {
            let scalar = scalar_of(arg)?;
            match fun {
                MathFunction::Saturate if lack == Lack::All => Some(Fault::Saturation),
                MathFunction::Abs if lack == Lack::All && scalar.kind == ScalarKind::Uint => {
                    Some(Fault::Absolute)
                }
                _ => lack.has(fun, scalar).then_some(Fault::Bits(fun, scalar)),
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
    lack: Lack,
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
        let fault = fault(&copy.old[old], self.info, self.types, self.lack);
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
            ) => {
                let mut bits = bits::Bits {
                    copy,
                    scalar,
                    size,
                    span,
                };
                bits.write(fun, arg, [arg1, arg2, arg3])
            }
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
        if self.lack != Lack::All {
            return None;
        }
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
        if self.lack != Lack::All {
            return false;
        }
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
        assert!(has_other_widths(&module, &info, Lack::All));
        write_out(&mut module, &info, Lack::All);
        let info = valid(&module);
        assert!(!any_function(&module, &info, |function, info| {
            function
                .expressions
                .iter()
                .any(|(_, each)| fault(each, info, &module.types, Lack::All).is_some())
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
