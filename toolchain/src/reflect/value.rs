//! Values of constant and override expressions, with overrides at the values that are given or else at
//! their defaults.
//!
//! naga has folded everything that is constant; what is left depends on overrides. Only scalars
//! are evaluated: that is what sizes and defaults are made of.

use std::collections::{BTreeMap, BTreeSet};

use naga::{
    ArraySize, BinaryOperator, Expression, Handle, Literal, MathFunction, Module, Override, Scalar,
    ScalarKind, TypeInner, UnaryOperator,
};

use super::model::{Count, ScalarValue};
use crate::ir_text::spelling::clean;

/// The values of a module's own expressions.
pub(super) struct Values<'a> {
    module: &'a Module,
    /// What overrides are given, by key.
    given: &'a BTreeMap<String, f64>,
    /// By expression index.
    literals: Vec<Option<Literal>>,
}

impl<'a> Values<'a> {
    /// Evaluates each expression once: a valid module lists operands before what uses them.
    pub(super) fn new(module: &'a Module, given: &'a BTreeMap<String, f64>) -> Self {
        let mut values = Self {
            module,
            given,
            literals: Vec::with_capacity(module.global_expressions.len()),
        };
        for (_, expression) in module.global_expressions.iter() {
            let value = values.fold(expression);
            values.literals.push(value);
        }
        values
    }

    /// The value of an expression, when it has one.
    pub(super) fn get(&self, handle: Handle<Expression>) -> Option<Literal> {
        self.literals.get(handle.index()).copied().flatten()
    }

    /// The value of an expression as a size.
    pub(super) fn size(&self, handle: Handle<Expression>) -> Option<u32> {
        self.get(handle).and_then(as_size)
    }

    /// The value of an override: the given one, converted to its type, or its default.
    fn constant(&self, it: &Override) -> Option<Literal> {
        match (key(it).and_then(|key| self.given.get(&key)), it.init) {
            (Some(value), _) => match self.module.types[it.ty].inner {
                TypeInner::Scalar(scalar) => convert(Literal::F64(*value), scalar),
                _ => None,
            },
            (None, init) => self.get(init?),
        }
    }

    /// The number of elements of an array.
    pub(super) fn count(&self, size: ArraySize) -> Count {
        match size {
            ArraySize::Constant(count) => Count {
                count: Some(count.get()),
                runtime_sized: false,
                overrides: Vec::new(),
            },
            ArraySize::Pending(length) => Count {
                count: self
                    .constant(&self.module.overrides[length])
                    .and_then(as_size),
                runtime_sized: false,
                overrides: self.keys(&[], &[length]),
            },
            ArraySize::Dynamic => Count {
                count: None,
                runtime_sized: true,
                overrides: Vec::new(),
            },
        }
    }

    /// Keys of all overrides behind some expressions and overrides, in the order of declaration.
    pub(super) fn keys(
        &self,
        expressions: &[Handle<Expression>],
        overrides: &[Handle<Override>],
    ) -> Vec<String> {
        self.behind(expressions, overrides)
            .into_iter()
            .filter_map(|handle| key(&self.module.overrides[handle]))
            .collect()
    }

    fn behind(
        &self,
        expressions: &[Handle<Expression>],
        overrides: &[Handle<Override>],
    ) -> BTreeSet<Handle<Override>> {
        let mut found = BTreeSet::new();
        let mut seen = BTreeSet::new();
        let mut todo = expressions.to_vec();
        let reach = |handle: Handle<Override>,
                     found: &mut BTreeSet<_>,
                     todo: &mut Vec<Handle<Expression>>| {
            if found.insert(handle) {
                todo.extend(self.module.overrides[handle].init);
            }
        };
        for handle in overrides {
            reach(*handle, &mut found, &mut todo);
        }
        while let Some(handle) = todo.pop() {
            if !seen.insert(handle) {
                continue;
            }
            match &self.module.global_expressions[handle] {
                Expression::Override(it) => reach(*it, &mut found, &mut todo),
                Expression::Constant(it) => todo.push(self.module.constants[*it].init),
                expression => operands(expression, &mut todo),
            }
        }
        found
    }

    fn fold(&self, expression: &Expression) -> Option<Literal> {
        let get = |handle: &Handle<Expression>| self.get(*handle);
        match expression {
            Expression::Literal(value) => Some(*value),
            Expression::Constant(it) => self.get(self.module.constants[*it].init),
            Expression::Override(it) => self.constant(&self.module.overrides[*it]),
            Expression::ZeroValue(ty) => match self.module.types[*ty].inner {
                TypeInner::Scalar(scalar) => Literal::zero(scalar),
                _ => None,
            },
            Expression::Unary { op, expr } => fold_unary(*op, get(expr)?),
            Expression::Binary { op, left, right } => fold_binary(*op, get(left)?, get(right)?),
            Expression::Select {
                condition,
                accept,
                reject,
            } => match get(condition)? {
                Literal::Bool(true) => get(accept),
                Literal::Bool(false) => get(reject),
                _ => None,
            },
            Expression::As {
                expr,
                kind,
                convert: Some(width),
            } => {
                let target = Scalar {
                    kind: *kind,
                    width: *width,
                };
                convert(get(expr)?, target)
            }
            Expression::Math {
                fun,
                arg,
                arg1,
                arg2,
                arg3: _,
            } => {
                let second = arg1.as_ref().and_then(get);
                let third = arg2.as_ref().and_then(get);
                fold_math(*fun, get(arg)?, second, third)
            }
            Expression::As { convert: None, .. }
            | Expression::Compose { .. }
            | Expression::Access { .. }
            | Expression::AccessIndex { .. }
            | Expression::Splat { .. }
            | Expression::Swizzle { .. }
            | Expression::Relational { .. }
            | Expression::FunctionArgument(_)
            | Expression::GlobalVariable(_)
            | Expression::LocalVariable(_)
            | Expression::Load { .. }
            | Expression::ImageSample { .. }
            | Expression::ImageLoad { .. }
            | Expression::ImageQuery { .. }
            | Expression::Derivative { .. }
            | Expression::CallResult(_)
            | Expression::AtomicResult { .. }
            | Expression::WorkGroupUniformLoadResult { .. }
            | Expression::ArrayLength(_)
            | Expression::RayQueryVertexPositions { .. }
            | Expression::RayQueryProceedResult
            | Expression::RayQueryGetIntersection { .. }
            | Expression::SubgroupBallotResult
            | Expression::SubgroupOperationResult { .. }
            | Expression::CooperativeLoad { .. }
            | Expression::CooperativeMultiplyAdd { .. } => None,
        }
    }
}

/// A literal as a size.
fn as_size(literal: Literal) -> Option<u32> {
    match literal {
        Literal::U32(value) => Some(value),
        Literal::I32(value) => u32::try_from(value).ok(),
        Literal::U16(value) => Some(value.into()),
        Literal::I16(value) => u32::try_from(value).ok(),
        Literal::U64(value) => u32::try_from(value).ok(),
        Literal::I64(value) | Literal::AbstractInt(value) => u32::try_from(value).ok(),
        Literal::F64(_)
        | Literal::F32(_)
        | Literal::F16(_)
        | Literal::Bool(_)
        | Literal::AbstractFloat(_) => None,
    }
}

/// What a host calls an override; none for the one that an array length made up.
pub(super) fn key(it: &Override) -> Option<String> {
    match (it.id, &it.name) {
        (Some(id), _) => Some(id.to_string()),
        (None, Some(name)) => Some(clean(name)),
        (None, None) => None,
    }
}

/// A literal as a plain value.
pub(super) fn scalar_value(literal: Literal) -> ScalarValue {
    // The shortest decimal that means the same: 0.1, not 0.10000000149011612.
    let shortest =
        |value: f32| ScalarValue::Float(value.to_string().parse().unwrap_or(value.into()));
    match literal {
        Literal::F64(value) | Literal::AbstractFloat(value) => ScalarValue::Float(value),
        Literal::F32(value) => shortest(value),
        Literal::F16(value) => {
            ScalarValue::Float(value.to_string().parse().unwrap_or(value.into()))
        }
        Literal::U16(value) => ScalarValue::Int(value.into()),
        Literal::I16(value) => ScalarValue::Int(value.into()),
        Literal::U32(value) => ScalarValue::Int(value.into()),
        Literal::I32(value) => ScalarValue::Int(value.into()),
        Literal::I64(value) | Literal::AbstractInt(value) => ScalarValue::Int(value),
        Literal::U64(value) => {
            i64::try_from(value).map_or(ScalarValue::Uint(value), ScalarValue::Int)
        }
        Literal::Bool(value) => ScalarValue::Bool(value),
    }
}

/// The operands of an expression that can stand in a module.
fn operands(expression: &Expression, out: &mut Vec<Handle<Expression>>) {
    match expression {
        Expression::Literal(_)
        | Expression::Constant(_)
        | Expression::Override(_)
        | Expression::ZeroValue(_) => {}
        Expression::Compose { ty: _, components } => out.extend(components),
        Expression::Access { base, index } => out.extend([*base, *index]),
        Expression::AccessIndex { base, index: _ } => out.push(*base),
        Expression::Splat { size: _, value } => out.push(*value),
        Expression::Swizzle {
            size: _,
            vector,
            pattern: _,
        } => out.push(*vector),
        Expression::Unary { op: _, expr } => out.push(*expr),
        Expression::Binary { op: _, left, right } => out.extend([*left, *right]),
        Expression::Select {
            condition,
            accept,
            reject,
        } => out.extend([*condition, *accept, *reject]),
        Expression::Relational { fun: _, argument } => out.push(*argument),
        Expression::Math {
            fun: _,
            arg,
            arg1,
            arg2,
            arg3,
        } => out.extend([Some(*arg), *arg1, *arg2, *arg3].into_iter().flatten()),
        Expression::As {
            expr,
            kind: _,
            convert: _,
        } => out.push(*expr),
        Expression::FunctionArgument(_)
        | Expression::GlobalVariable(_)
        | Expression::LocalVariable(_)
        | Expression::Load { .. }
        | Expression::ImageSample { .. }
        | Expression::ImageLoad { .. }
        | Expression::ImageQuery { .. }
        | Expression::Derivative { .. }
        | Expression::CallResult(_)
        | Expression::AtomicResult { .. }
        | Expression::WorkGroupUniformLoadResult { .. }
        | Expression::ArrayLength(_)
        | Expression::RayQueryVertexPositions { .. }
        | Expression::RayQueryProceedResult
        | Expression::RayQueryGetIntersection { .. }
        | Expression::SubgroupBallotResult
        | Expression::SubgroupOperationResult { .. }
        | Expression::CooperativeLoad { .. }
        | Expression::CooperativeMultiplyAdd { .. } => {}
    }
}

fn fold_unary(op: UnaryOperator, value: Literal) -> Option<Literal> {
    use Literal as L;
    Some(match op {
        UnaryOperator::Negate => match value {
            L::F64(v) => L::F64(-v),
            L::F32(v) => L::F32(-v),
            L::F16(v) => L::F16(-v),
            L::I16(v) => L::I16(v.wrapping_neg()),
            L::I32(v) => L::I32(v.wrapping_neg()),
            L::I64(v) => L::I64(v.wrapping_neg()),
            L::AbstractInt(v) => L::AbstractInt(v.checked_neg()?),
            L::AbstractFloat(v) => L::AbstractFloat(-v),
            L::U16(_) | L::U32(_) | L::U64(_) | L::Bool(_) => return None,
        },
        UnaryOperator::LogicalNot => match value {
            L::Bool(v) => L::Bool(!v),
            _ => return None,
        },
        UnaryOperator::BitwiseNot => match value {
            L::U16(v) => L::U16(!v),
            L::I16(v) => L::I16(!v),
            L::U32(v) => L::U32(!v),
            L::I32(v) => L::I32(!v),
            L::U64(v) => L::U64(!v),
            L::I64(v) => L::I64(!v),
            L::AbstractInt(v) => L::AbstractInt(!v),
            L::F64(_) | L::F32(_) | L::F16(_) | L::Bool(_) | L::AbstractFloat(_) => return None,
        },
    })
}

/// Integer arithmetic that overflows or divides by zero has no value here.
macro_rules! fold_int {
    ($variant:ident, $op:expr, $left:expr, $right:expr) => {{
        let (left, right) = ($left, $right);
        match $op {
            BinaryOperator::Add => Literal::$variant(left.checked_add(right)?),
            BinaryOperator::Subtract => Literal::$variant(left.checked_sub(right)?),
            BinaryOperator::Multiply => Literal::$variant(left.checked_mul(right)?),
            BinaryOperator::Divide => Literal::$variant(left.checked_div(right)?),
            BinaryOperator::Modulo => Literal::$variant(left.checked_rem(right)?),
            BinaryOperator::Equal => Literal::Bool(left == right),
            BinaryOperator::NotEqual => Literal::Bool(left != right),
            BinaryOperator::Less => Literal::Bool(left < right),
            BinaryOperator::LessEqual => Literal::Bool(left <= right),
            BinaryOperator::Greater => Literal::Bool(left > right),
            BinaryOperator::GreaterEqual => Literal::Bool(left >= right),
            BinaryOperator::And => Literal::$variant(left & right),
            BinaryOperator::ExclusiveOr => Literal::$variant(left ^ right),
            BinaryOperator::InclusiveOr => Literal::$variant(left | right),
            BinaryOperator::LogicalAnd
            | BinaryOperator::LogicalOr
            | BinaryOperator::ShiftLeft
            | BinaryOperator::ShiftRight => return None,
        }
    }};
}

macro_rules! fold_float {
    ($variant:ident, $op:expr, $left:expr, $right:expr) => {{
        let (left, right) = ($left, $right);
        match $op {
            BinaryOperator::Add => Literal::$variant(left + right),
            BinaryOperator::Subtract => Literal::$variant(left - right),
            BinaryOperator::Multiply => Literal::$variant(left * right),
            BinaryOperator::Divide => Literal::$variant(left / right),
            BinaryOperator::Modulo => Literal::$variant(left % right),
            BinaryOperator::Equal => Literal::Bool(left == right),
            BinaryOperator::NotEqual => Literal::Bool(left != right),
            BinaryOperator::Less => Literal::Bool(left < right),
            BinaryOperator::LessEqual => Literal::Bool(left <= right),
            BinaryOperator::Greater => Literal::Bool(left > right),
            BinaryOperator::GreaterEqual => Literal::Bool(left >= right),
            BinaryOperator::And
            | BinaryOperator::ExclusiveOr
            | BinaryOperator::InclusiveOr
            | BinaryOperator::LogicalAnd
            | BinaryOperator::LogicalOr
            | BinaryOperator::ShiftLeft
            | BinaryOperator::ShiftRight => return None,
        }
    }};
}

fn fold_binary(op: BinaryOperator, left: Literal, right: Literal) -> Option<Literal> {
    use Literal as L;
    if let BinaryOperator::ShiftLeft | BinaryOperator::ShiftRight = op {
        return fold_shift(op, left, right);
    }
    Some(match (left, right) {
        (L::F64(l), L::F64(r)) => fold_float!(F64, op, l, r),
        (L::F32(l), L::F32(r)) => fold_float!(F32, op, l, r),
        (L::F16(l), L::F16(r)) => fold_float!(F16, op, l, r),
        (L::AbstractFloat(l), L::AbstractFloat(r)) => fold_float!(AbstractFloat, op, l, r),
        (L::U16(l), L::U16(r)) => fold_int!(U16, op, l, r),
        (L::I16(l), L::I16(r)) => fold_int!(I16, op, l, r),
        (L::U32(l), L::U32(r)) => fold_int!(U32, op, l, r),
        (L::I32(l), L::I32(r)) => fold_int!(I32, op, l, r),
        (L::U64(l), L::U64(r)) => fold_int!(U64, op, l, r),
        (L::I64(l), L::I64(r)) => fold_int!(I64, op, l, r),
        (L::AbstractInt(l), L::AbstractInt(r)) => fold_int!(AbstractInt, op, l, r),
        (L::Bool(l), L::Bool(r)) => L::Bool(match op {
            BinaryOperator::Equal => l == r,
            BinaryOperator::NotEqual | BinaryOperator::ExclusiveOr => l != r,
            BinaryOperator::And | BinaryOperator::LogicalAnd => l && r,
            BinaryOperator::InclusiveOr | BinaryOperator::LogicalOr => l || r,
            BinaryOperator::Add
            | BinaryOperator::Subtract
            | BinaryOperator::Multiply
            | BinaryOperator::Divide
            | BinaryOperator::Modulo
            | BinaryOperator::Less
            | BinaryOperator::LessEqual
            | BinaryOperator::Greater
            | BinaryOperator::GreaterEqual
            | BinaryOperator::ShiftLeft
            | BinaryOperator::ShiftRight => return None,
        }),
        // Operands of different types do not pass validation.
        _ => return None,
    })
}

fn fold_shift(op: BinaryOperator, left: Literal, right: Literal) -> Option<Literal> {
    let Literal::U32(by) = right else {
        return None;
    };
    let is_left = op == BinaryOperator::ShiftLeft;
    Some(match left {
        Literal::U32(v) if is_left => Literal::U32(v.checked_shl(by)?),
        Literal::U32(v) => Literal::U32(v.checked_shr(by)?),
        Literal::I32(v) if is_left => Literal::I32(v.checked_shl(by)?),
        Literal::I32(v) => Literal::I32(v.checked_shr(by)?),
        _ => return None,
    })
}

fn fold_math(
    fun: MathFunction,
    first: Literal,
    second: Option<Literal>,
    third: Option<Literal>,
) -> Option<Literal> {
    let less = |l, r| fold_binary(BinaryOperator::Less, l, r).map(|it| it == Literal::Bool(true));
    let min = |l, r| Some(if less(r, l)? { r } else { l });
    let max = |l, r| Some(if less(l, r)? { r } else { l });
    match fun {
        MathFunction::Min => min(first, second?),
        MathFunction::Max => max(first, second?),
        MathFunction::Clamp => min(max(first, second?)?, third?),
        MathFunction::Abs => match less(first, Literal::zero(first.scalar())?)? {
            true => fold_unary(UnaryOperator::Negate, first),
            false => Some(first),
        },
        // Sizes and defaults are hardly ever made with the others.
        _ => None,
    }
}

/// Conversion as WGSL has it: floats to integers saturate, integers to integers wrap.
fn convert(value: Literal, target: Scalar) -> Option<Literal> {
    enum Wide {
        Int(i128),
        Float(f64),
    }
    use Literal as L;
    let wide = match value {
        L::F64(v) | L::AbstractFloat(v) => Wide::Float(v),
        L::F32(v) => Wide::Float(v.into()),
        L::F16(v) => Wide::Float(v.into()),
        L::U16(v) => Wide::Int(v.into()),
        L::I16(v) => Wide::Int(v.into()),
        L::U32(v) => Wide::Int(v.into()),
        L::I32(v) => Wide::Int(v.into()),
        L::U64(v) => Wide::Int(v.into()),
        L::I64(v) | L::AbstractInt(v) => Wide::Int(v.into()),
        L::Bool(v) => Wide::Int(v.into()),
    };
    let float = match wide {
        Wide::Int(v) => v as f64,
        Wide::Float(v) => v,
    };
    macro_rules! int {
        ($type:ty) => {
            match wide {
                Wide::Int(v) => v as $type,
                Wide::Float(v) => v as $type,
            }
        };
    }
    Some(match (target.kind, target.width) {
        (ScalarKind::Float, 8) => L::F64(float),
        (ScalarKind::Float, 4) => L::F32(float as f32),
        (ScalarKind::Float, 2) => L::F16(half::f16::from_f64(float)),
        (ScalarKind::Uint, 2) => L::U16(int!(u16)),
        (ScalarKind::Sint, 2) => L::I16(int!(i16)),
        (ScalarKind::Uint, 4) => L::U32(int!(u32)),
        (ScalarKind::Sint, 4) => L::I32(int!(i32)),
        (ScalarKind::Uint, 8) => L::U64(int!(u64)),
        (ScalarKind::Sint, 8) => L::I64(int!(i64)),
        (ScalarKind::Bool, _) => L::Bool(float != 0.0),
        _ => return None,
    })
}
