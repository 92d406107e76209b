//! Integers that get wider and another sign, for naga's SPIR-V writer.
//!
//! It chooses how to widen by the sign of the result: the highest bit of an unsigned number is taken
//! for a sign, that of a signed one is not. So numbers are widened first, and then their bits are
//! taken for those of the other kind. wgpu compiles WGSL by that writer, so WGSL gets it, too.

use naga::valid::{FunctionInfo, ModuleInfo};
use naga::{Expression, Function, Handle, Module, ScalarKind, Span, Type, UniqueArena};

use super::copy::{Copy, Edit, any_function, copy, each_function};

/// Whether the module widens an integer to one of the other kind.
pub(super) fn has_widening(module: &Module, info: &ModuleInfo) -> bool {
    any_function(module, info, |function, info| {
        widens(function, info, &module.types)
    })
}

fn widens(function: &Function, info: &FunctionInfo, types: &UniqueArena<Type>) -> bool {
    let mut expressions = function.expressions.iter();
    expressions.any(|(_, expression)| widened(expression, info, types).is_some())
}

/// The kind that an expression is to be widened as.
fn widened(
    expression: &Expression,
    info: &FunctionInfo,
    types: &UniqueArena<Type>,
) -> Option<ScalarKind> {
    let Expression::As {
        expr,
        kind,
        convert: Some(width),
    } = *expression
    else {
        return None;
    };
    let from = info[expr].ty.inner_with(types).scalar()?;
    let is_other = matches!(
        (from.kind, kind),
        (ScalarKind::Uint, ScalarKind::Sint) | (ScalarKind::Sint, ScalarKind::Uint)
    );
    (is_other && from.width < width).then_some(from.kind)
}

/// Widens them in two steps.
pub(super) fn widen_first(module: &mut Module, info: &ModuleInfo) {
    each_function(module, info, |function, info, types| {
        if widens(function, info, types) {
            copy(function, &mut WidenFirst { info, types });
        }
    });
}

struct WidenFirst<'a> {
    info: &'a FunctionInfo,
    types: &'a UniqueArena<Type>,
}

impl Edit for WidenFirst<'_> {
    fn evaluated(
        &mut self,
        copy: &mut Copy,
        old: Handle<Expression>,
        expression: Expression,
        span: Span,
    ) -> Handle<Expression> {
        let first = widened(&copy.old[old], self.info, self.types);
        let (
            Some(first),
            &Expression::As {
                expr,
                kind,
                convert,
            },
        ) = (first, &expression)
        else {
            return copy.append(expression, span);
        };
        let wide = copy.append(
            Expression::As {
                expr,
                kind: first,
                convert,
            },
            span,
        );
        copy.append(
            Expression::As {
                expr: wide,
                kind,
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

    const WIDENING: &str = "struct Numbers { a: u32, b: i32, c: i64, d: vec2<u64> }
@group(0) @binding(0) var<storage, read_write> n: Numbers;
@compute @workgroup_size(1) fn main() {
    n.c = i64(n.a);
    n.d = vec2<u64>(vec2(n.b));
}";

    #[test]
    fn numbers_are_widened_before_their_sign_changes() {
        let mut module = module("a.wgsl", WIDENING);
        let info = valid(&module);
        assert!(has_widening(&module, &info));
        widen_first(&mut module, &info);
        assert!(!has_widening(&module, &valid(&module)));
        let text = emitted("a.wgsl", WIDENING, TargetLanguage::Wgsl);
        assert!(text.contains("bitcast<i64>(u64("), "{text}");
        assert!(text.contains("bitcast<vec2<u64>>(vec2<i64>("), "{text}");
    }

    #[test]
    fn the_rest_stays() {
        let rest = WIDENING
            .replace("i64(n.a)", "i64(n.b)")
            .replace("vec2(n.b)", "vec2(n.a)");
        let module = module("a.wgsl", &rest);
        assert!(!has_widening(&module, &valid(&module)));
    }
}
