//! `frexp` and `modf` of halves, for targets where naga has them of `f32` only.
//!
//! A half is a number of 32 bits, whose parts are halves again: nothing is lost on the way. What
//! they return is a struct of the module's own.

use naga::valid::ModuleInfo;
use naga::{
    Expression, FastHashMap, Handle, MathFunction, Module, PredeclaredType, Scalar, ScalarKind,
    Span, Type, TypeInner, VectorSize,
};

use super::copy::{Copy, Edit, any_function, copy, each_function};

/// Whether a half is taken apart by one of some functions.
pub(super) fn has_any(module: &Module, info: &ModuleInfo, functions: &[MathFunction]) -> bool {
    any_function(module, info, |function, info| {
        function
            .expressions
            .iter()
            .any(|(_, expression)| match *expression {
                Expression::Math { fun, arg, .. } => {
                    functions.contains(&fun)
                        && info[arg].ty.inner_with(&module.types).scalar() == Some(Scalar::F16)
                }
                _ => false,
            })
    })
}

/// The functions that take a number apart.
pub(super) const ALL: &[MathFunction] = &[MathFunction::Frexp, MathFunction::Modf];

/// What a struct of parts of halves is made of.
#[derive(Clone, Copy)]
struct Parts {
    /// The struct for halves.
    halves: Handle<Type>,
    /// What its second member is a number of.
    second: Scalar,
}

/// Takes numbers of 32 bits apart in place of halves.
pub(super) fn widen(module: &mut Module, info: &ModuleInfo) {
    let mut all: FastHashMap<(MathFunction, Option<VectorSize>), Parts> = FastHashMap::default();
    let found: Vec<_> = module
        .special_types
        .predeclared_types
        .iter()
        .map(|(kind, &ty)| (kind.clone(), ty))
        .collect();
    for (kind, halves) in found {
        let (fun, size, wide) = match kind {
            PredeclaredType::ModfResult { size, scalar } if scalar == Scalar::F16 => {
                let scalar = Scalar::F32;
                let wide = PredeclaredType::ModfResult { size, scalar };
                (MathFunction::Modf, size, wide)
            }
            PredeclaredType::FrexpResult { size, scalar } if scalar == Scalar::F16 => {
                let scalar = Scalar::F32;
                let wide = PredeclaredType::FrexpResult { size, scalar };
                (MathFunction::Frexp, size, wide)
            }
            _ => continue,
        };
        module.generate_predeclared_type(wide);
        let second = match module.types[halves].inner {
            TypeInner::Struct { ref members, .. } => members
                .get(1)
                .and_then(|member| module.types[member.ty].inner.scalar()),
            _ => None,
        };
        let Some(second) = second else { continue };
        all.insert((fun, size), Parts { halves, second });
        // It is a struct like any other, and so is its name.
        module.special_types.predeclared_types.shift_remove(&kind);
        let mut ty = module.types[halves].clone();
        ty.name = Some(format!(
            "Parts{}",
            kind.struct_name().trim_start_matches('_')
        ));
        module.types.replace(halves, ty);
    }
    each_function(module, info, |function, info, types| {
        let parts: Vec<Option<Parts>> = function
            .expressions
            .iter()
            .map(|(_, expression)| match *expression {
                Expression::Math { fun, arg, .. } => {
                    let inner = info[arg].ty.inner_with(types);
                    let is_half = inner.scalar() == Some(Scalar::F16);
                    let size = match *inner {
                        TypeInner::Vector { size, .. } => Some(size),
                        _ => None,
                    };
                    all.get(&(fun, size)).copied().filter(|_| is_half)
                }
                _ => None,
            })
            .collect();
        if parts.iter().any(Option::is_some) {
            copy(function, &mut Widen { parts });
        }
    });
}

struct Widen {
    /// By the number of the expression.
    parts: Vec<Option<Parts>>,
}

impl Edit for Widen {
    fn evaluated(
        &mut self,
        copy: &mut Copy,
        old: Handle<Expression>,
        mut expression: Expression,
        span: Span,
    ) -> Handle<Expression> {
        let parts = self.parts.get(old.index()).copied().flatten();
        let (
            Some(Parts {
                halves,
                second: last,
            }),
            Expression::Math { arg, .. },
        ) = (parts, &mut expression)
        else {
            return copy.append(expression, span);
        };
        let float = |expr, width| Expression::As {
            expr,
            kind: ScalarKind::Float,
            convert: Some(width),
        };
        *arg = copy.append(float(*arg, 4), span);
        let base = copy.append(expression, span);
        let mut member = |index| copy.append(Expression::AccessIndex { base, index }, span);
        let (first, second) = (member(0), member(1));
        let first = copy.append(float(first, 2), span);
        let second = match last {
            Scalar::I32 => second,
            Scalar { kind, width } => {
                let convert = Some(width);
                copy.append(
                    Expression::As {
                        expr: second,
                        kind,
                        convert,
                    },
                    span,
                )
            }
        };
        let components = vec![first, second];
        copy.append(
            Expression::Compose {
                ty: halves,
                components,
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

    const HALVES: &str = "enable f16;
        @group(0) @binding(0) var<storage, read_write> data: array<vec4<f16>>;
        @compute @workgroup_size(1) fn main() {
            var both = frexp(data[0].xy);
            let parts = modf(data[1].x);
            data[2] = vec4<f16>(both.fract, parts.fract, parts.whole);
            data[3] = vec4<f16>(vec4<i32>(both.exp.xyxy));
            data[4].x = f16(frexp(f32(data[0].x)).fract);
        }";

    #[test]
    fn halves_are_taken_apart_as_numbers_of_32_bits() {
        let mut halves = module("halves.wgsl", HALVES);
        let info = valid(&halves);
        assert!(has_any(&halves, &info, ALL));
        widen(&mut halves, &info);
        assert!(!has_any(&halves, &valid(&halves), ALL));
        let text = emitted("halves.wgsl", HALVES, TargetLanguage::Msl);
        assert!(text.contains("Partsfrexp_result_vec2_f16"), "{text}");
    }
}
