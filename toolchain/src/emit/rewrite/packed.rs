//! Bytes packed into a word, around which naga's writers forget the parentheses.
//!
//! Where the target has no function for it, `pack4xU8(v)` becomes `(v[0] & 0xFF) | …` as it
//! stands, and in `a ^ pack4xU8(v)` the first `|` then takes `a ^ (v[0] & 0xFF)`. A conversion to
//! the type that it has anyway brings the parentheses.

use naga::{Expression, Function, Handle, MathFunction, Module, ScalarKind, Span};

use super::copy::{Copy, Edit, copy};

/// Whether the module packs unsigned bytes.
pub(super) fn has_packed_bytes(module: &Module) -> bool {
    let functions = module.functions.iter().map(|(_, function)| function);
    let entry_points = module.entry_points.iter().map(|each| &each.function);
    functions.chain(entry_points).any(packs)
}

fn packs(function: &Function) -> bool {
    let mut expressions = function.expressions.iter();
    expressions.any(|(_, expression)| is_packed(expression))
}

fn is_packed(expression: &Expression) -> bool {
    matches!(
        expression,
        Expression::Math {
            fun: MathFunction::Pack4xU8 | MathFunction::Pack4xU8Clamp,
            ..
        }
    )
}

/// Converts packed bytes to the type they have.
pub(super) fn enclose_packed_bytes(module: &mut Module) {
    for (_, function) in module.functions.iter_mut() {
        if packs(function) {
            copy(function, &mut Enclose);
        }
    }
    for entry_point in &mut module.entry_points {
        if packs(&entry_point.function) {
            copy(&mut entry_point.function, &mut Enclose);
        }
    }
}

struct Enclose;

impl Edit for Enclose {
    fn evaluated(
        &mut self,
        copy: &mut Copy,
        _: Handle<Expression>,
        expression: Expression,
        span: Span,
    ) -> Handle<Expression> {
        let is_packed = is_packed(&expression);
        let packed = copy.append(expression, span);
        if !is_packed {
            return packed;
        }
        let converted = Expression::As {
            expr: packed,
            kind: ScalarKind::Uint,
            convert: Some(4),
        };
        copy.append(converted, span)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{emitted, module, valid};
    use super::*;
    use crate::target::TargetLanguage;

    const PACKED: &str = "@group(0) @binding(0) var<storage, read_write> a: vec4<u32>;
        @compute @workgroup_size(1) fn main() { a.x = 3u ^ pack4xU8(a) ^ pack4xU8Clamp(a); }";

    #[test]
    fn packed_bytes_are_enclosed() {
        let mut module = module("a.wgsl", PACKED);
        assert!(has_packed_bytes(&module));
        enclose_packed_bytes(&mut module);
        let _ = valid(&module);
    }

    #[test]
    fn targets_without_the_function_enclose_it() {
        for target in [TargetLanguage::Glsl, TargetLanguage::Hlsl] {
            let text = emitted("a.wgsl", PACKED, target);
            let line = text
                .lines()
                .find(|line| line.contains("<< 24"))
                .unwrap_or_default();
            assert!(
                line.contains("3u ^ uint((") && line.contains("^ uint((clamp"),
                "{text}"
            );
        }
    }
}
