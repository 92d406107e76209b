//! 16-bit integers in C++, which computes with them as with 32-bit ones: what does not fit is kept, and
//! the type of the result is another.
//!
//! Vectors are computed with as they are.

use naga::valid::{FunctionInfo, ModuleInfo};
use naga::{
    BinaryOperator, Expression, Handle, Module, Scalar, ScalarKind, Span, Type, TypeInner,
    UnaryOperator, UniqueArena,
};

use super::copy::{Copy, Edit, any_function, copy, each_function};

/// Whether a function computes a 16-bit integer.
pub(super) fn has_promotions(module: &Module, info: &ModuleInfo) -> bool {
    let is_narrow = |inner: &TypeInner| {
        matches!(
            inner.scalar(),
            Some(Scalar {
                kind: ScalarKind::Sint | ScalarKind::Uint,
                width: 2
            })
        )
    };
    // Nearly no module has such a type.
    if !module.types.iter().any(|(_, ty)| is_narrow(&ty.inner)) {
        return false;
    }
    let computes = |function: &naga::Function, info: &FunctionInfo| {
        function
            .expressions
            .iter()
            .any(|(handle, each)| promoted(handle, each, info, &module.types).is_some())
    };
    any_function(module, info, computes)
}

/// The kind of the number, where an expression is one that C++ makes wider.
fn promoted(
    handle: Handle<Expression>,
    expression: &Expression,
    info: &FunctionInfo,
    types: &UniqueArena<Type>,
) -> Option<ScalarKind> {
    let is_wider = match *expression {
        Expression::Unary { op, .. } => match op {
            UnaryOperator::Negate | UnaryOperator::BitwiseNot => true,
            UnaryOperator::LogicalNot => false,
        },
        Expression::Binary { op, .. } => match op {
            BinaryOperator::Add
            | BinaryOperator::Subtract
            | BinaryOperator::Multiply
            | BinaryOperator::Divide
            | BinaryOperator::Modulo
            | BinaryOperator::And
            | BinaryOperator::ExclusiveOr
            | BinaryOperator::InclusiveOr
            | BinaryOperator::ShiftLeft
            | BinaryOperator::ShiftRight => true,
            BinaryOperator::Equal
            | BinaryOperator::NotEqual
            | BinaryOperator::Less
            | BinaryOperator::LessEqual
            | BinaryOperator::Greater
            | BinaryOperator::GreaterEqual
            | BinaryOperator::LogicalAnd
            | BinaryOperator::LogicalOr => false,
        },
        _ => false,
    };
    match *info[handle].ty.inner_with(types) {
        TypeInner::Scalar(Scalar {
            kind: kind @ (ScalarKind::Sint | ScalarKind::Uint),
            width: 2,
        }) if is_wider => Some(kind),
        _ => None,
    }
}

/// Converts each result back.
pub(super) fn convert_back(module: &mut Module, info: &ModuleInfo) {
    each_function(module, info, |function, info, types| {
        copy(function, &mut Back { info, types });
    });
}

struct Back<'a> {
    info: &'a FunctionInfo,
    types: &'a UniqueArena<Type>,
}

impl Edit for Back<'_> {
    fn evaluated(
        &mut self,
        copy: &mut Copy,
        old: Handle<Expression>,
        expression: Expression,
        span: Span,
    ) -> Handle<Expression> {
        let kind = promoted(old, &expression, self.info, self.types);
        let wide = copy.append(expression, span);
        match kind {
            Some(kind) => copy.append(
                Expression::As {
                    expr: wide,
                    kind,
                    convert: Some(2),
                },
                span,
            ),
            None => wide,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::emitted;
    use crate::target::TargetLanguage;

    #[test]
    fn sums_are_as_wide_as_their_operands() {
        let text = "enable wgpu_int16;
            @group(0) @binding(0) var<storage, read_write> a: array<u16>;
            @group(0) @binding(1) var<storage, read_write> b: array<u32>;
            @compute @workgroup_size(1) fn main() { b[0] = u32(a[0] + a[1]); b[1] = u32(~a[2]); }";
        let text = emitted("a.wgsl", text, TargetLanguage::Msl);
        assert!(
            text.contains("static_cast<uint>(static_cast<ushort>("),
            "{text}"
        );
        assert!(text.contains("static_cast<ushort>(~("), "{text}");
    }
}
