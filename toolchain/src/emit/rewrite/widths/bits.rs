//! Functions of the bits of 16-bit numbers, by way of 32-bit ones, and of 64-bit numbers, by their
//! two halves.

use naga::{
    BinaryOperator, Expression, Handle, Literal, MathFunction, Scalar, ScalarKind, Span, VectorSize,
};

use super::super::copy::Copy;

/// Whether a function works on bits.
pub(super) const fn is_of_bits(fun: MathFunction) -> bool {
    matches!(
        fun,
        MathFunction::CountTrailingZeros
            | MathFunction::CountLeadingZeros
            | MathFunction::CountOneBits
            | MathFunction::ReverseBits
            | MathFunction::ExtractBits
            | MathFunction::InsertBits
            | MathFunction::FirstTrailingBit
            | MathFunction::FirstLeadingBit
    )
}

/// A call of such a function.
pub(super) struct Bits<'a> {
    pub(super) copy: &'a mut Copy,
    /// What the numbers are.
    pub(super) scalar: Scalar,
    pub(super) size: Option<VectorSize>,
    pub(super) span: Span,
}

type Value = Handle<Expression>;

impl Bits<'_> {
    /// Writes what stands for it.
    pub(super) fn write(
        &mut self,
        fun: MathFunction,
        arg: Value,
        others: [Option<Value>; 3],
    ) -> Value {
        match self.scalar.width {
            2 => self.narrow(fun, arg, others),
            _ => self.wide(fun, arg, others),
        }
    }

    fn convert(&mut self, expr: Value, kind: ScalarKind, width: u8) -> Value {
        super::convert(self.copy, expr, kind, width, self.span)
    }

    fn number(&mut self, literal: Literal) -> Value {
        super::number(self.copy, literal, self.size, self.span)
    }

    fn math(&mut self, fun: MathFunction, arg: Value, others: &[Value]) -> Value {
        let mut rest = others.iter().copied();
        let others = [rest.next(), rest.next(), rest.next()];
        super::math(self.copy, fun, arg, others, self.span)
    }

    fn binary(&mut self, op: BinaryOperator, left: Value, right: Value) -> Value {
        self.copy
            .append(Expression::Binary { op, left, right }, self.span)
    }

    fn select(&mut self, condition: Value, accept: Value, reject: Value) -> Value {
        let select = Expression::Select {
            condition,
            accept,
            reject,
        };
        self.copy.append(select, self.span)
    }

    /// The same bits without a sign.
    fn unsigned(&mut self, value: Value) -> Value {
        match self.scalar.kind {
            ScalarKind::Sint => self.convert(value, ScalarKind::Uint, self.scalar.width),
            _ => value,
        }
    }

    fn narrow(&mut self, fun: MathFunction, arg: Value, others: [Option<Value>; 3]) -> Value {
        let kind = self.scalar.kind;
        // With zeros above, unless it is the sign that counts.
        let filled = match fun {
            MathFunction::FirstLeadingBit
            | MathFunction::ExtractBits
            | MathFunction::InsertBits => self.convert(arg, kind, 4),
            _ => {
                let short = self.unsigned(arg);
                self.convert(short, ScalarKind::Uint, 4)
            }
        };
        let wide = match (fun, others) {
            (MathFunction::ExtractBits, [Some(offset), Some(count), _]) => {
                // What stands above is no part of the number.
                let (offset, count) = self.within(offset, count, 16);
                self.math(fun, filled, &[offset, count])
            }
            (MathFunction::InsertBits, [Some(inserted), Some(offset), Some(count)]) => {
                let inserted = self.convert(inserted, kind, 4);
                self.math(fun, filled, &[inserted, offset, count])
            }
            (MathFunction::ReverseBits, _) => {
                let all = self.math(fun, filled, &[]);
                let above = self.number(Literal::U32(16));
                self.binary(BinaryOperator::ShiftRight, all, above)
            }
            (MathFunction::CountLeadingZeros, _) => {
                let all = self.math(fun, filled, &[]);
                let above = self.number(Literal::U32(16));
                self.binary(BinaryOperator::Subtract, all, above)
            }
            (MathFunction::CountTrailingZeros, _) => {
                let count = self.math(fun, filled, &[]);
                let most = self.number(Literal::U32(16));
                self.math(MathFunction::Min, count, &[most])
            }
            _ => self.math(fun, filled, &[]),
        };
        self.convert(wide, kind, 2)
    }

    /// Offset and count of bits that there are, as WGSL defines it.
    fn within(&mut self, offset: Value, count: Value, width: u32) -> (Value, Value) {
        let width = self
            .copy
            .append(Expression::Literal(Literal::U32(width)), self.span);
        let offset = self.math(MathFunction::Min, offset, &[width]);
        let rest = self.binary(BinaryOperator::Subtract, width, offset);
        let count = self.math(MathFunction::Min, count, &[rest]);
        (offset, count)
    }

    fn wide(&mut self, fun: MathFunction, arg: Value, others: [Option<Value>; 3]) -> Value {
        match (fun, others) {
            (MathFunction::ExtractBits, [Some(offset), Some(count), _]) => {
                return self.extract(arg, offset, count);
            }
            (MathFunction::InsertBits, [Some(inserted), Some(offset), Some(count)]) => {
                return self.insert(arg, inserted, offset, count);
            }
            _ => {}
        }
        let is_signed = self.scalar.kind == ScalarKind::Sint;
        let mut arg = arg;
        if is_signed && fun == MathFunction::FirstLeadingBit {
            // The first bit that is not as the sign is.
            let place = self.number(Literal::U32(63));
            let sign = self.binary(BinaryOperator::ShiftRight, arg, place);
            arg = self.binary(BinaryOperator::ExclusiveOr, arg, sign);
        }
        let bits = self.unsigned(arg);
        let low = self.convert(bits, ScalarKind::Uint, 4);
        let place = self.number(Literal::U32(32));
        let high = self.binary(BinaryOperator::ShiftRight, bits, place);
        let high = self.convert(high, ScalarKind::Uint, 4);
        let value = match fun {
            MathFunction::ReverseBits => {
                let low = self.math(fun, low, &[]);
                let high = self.math(fun, high, &[]);
                let high = self.convert(high, ScalarKind::Uint, 8);
                let low = self.convert(low, ScalarKind::Uint, 8);
                let low = self.binary(BinaryOperator::ShiftLeft, low, place);
                self.binary(BinaryOperator::InclusiveOr, low, high)
            }
            MathFunction::CountOneBits => {
                let low = self.math(fun, low, &[]);
                let high = self.math(fun, high, &[]);
                let count = self.binary(BinaryOperator::Add, low, high);
                self.convert(count, ScalarKind::Uint, 8)
            }
            MathFunction::CountLeadingZeros => {
                let count = self.zeros(fun, high, low);
                self.convert(count, ScalarKind::Uint, 8)
            }
            MathFunction::CountTrailingZeros => {
                let count = self.zeros(fun, low, high);
                self.convert(count, ScalarKind::Uint, 8)
            }
            MathFunction::FirstLeadingBit => {
                let count = self.zeros(MathFunction::CountLeadingZeros, high, low);
                // -1 when all are zeros.
                let last = self.number(Literal::U32(63));
                let at = self.binary(BinaryOperator::Subtract, last, count);
                let at = self.convert(at, ScalarKind::Sint, 4);
                self.convert(at, ScalarKind::Sint, 8)
            }
            _ => {
                let count = self.zeros(MathFunction::CountTrailingZeros, low, high);
                let all = self.number(Literal::U32(64));
                let is_zero = self.binary(BinaryOperator::Equal, count, all);
                let none = self.number(Literal::U32(u32::MAX));
                let at = self.select(is_zero, none, count);
                let at = self.convert(at, ScalarKind::Sint, 4);
                self.convert(at, ScalarKind::Sint, 8)
            }
        };
        match fun {
            MathFunction::FirstLeadingBit | MathFunction::FirstTrailingBit if is_signed => value,
            MathFunction::FirstLeadingBit | MathFunction::FirstTrailingBit => {
                self.convert(value, ScalarKind::Uint, 8)
            }
            _ if is_signed => self.convert(value, ScalarKind::Sint, 8),
            _ => value,
        }
    }

    /// Zeros in one half, and in the other where that has nothing else.
    fn zeros(&mut self, fun: MathFunction, first: Value, second: Value) -> Value {
        let zero = self.number(Literal::U32(0));
        let is_zero = self.binary(BinaryOperator::Equal, first, zero);
        let others = self.math(fun, second, &[]);
        let more = self.select(is_zero, others, zero);
        let count = self.math(fun, first, &[]);
        self.binary(BinaryOperator::Add, count, more)
    }

    /// How far to shift for each component, which is always less than the width, and whether there is
    /// anything to shift.
    fn shift(&mut self, by: Value) -> Value {
        let most = self
            .copy
            .append(Expression::Literal(Literal::U32(63)), self.span);
        let value = self.binary(BinaryOperator::And, by, most);
        self.spread(value)
    }

    fn spread(&mut self, value: Value) -> Value {
        match self.size {
            Some(size) => self
                .copy
                .append(Expression::Splat { size, value }, self.span),
            None => value,
        }
    }

    /// Whether a count is 0, for each component.
    fn is_none(&mut self, count: Value) -> Value {
        let zero = self
            .copy
            .append(Expression::Literal(Literal::U32(0)), self.span);
        let is_none = self.binary(BinaryOperator::Equal, count, zero);
        self.spread(is_none)
    }

    /// What is left of all bits when there are so many.
    fn unused(&mut self, count: Value) -> Value {
        let width = self
            .copy
            .append(Expression::Literal(Literal::U32(64)), self.span);
        self.binary(BinaryOperator::Subtract, width, count)
    }

    fn extract(&mut self, value: Value, offset: Value, count: Value) -> Value {
        let (offset, count) = self.within(offset, count, 64);
        let unused = self.unused(count);
        let above = self.binary(BinaryOperator::Subtract, unused, offset);
        let above = self.shift(above);
        let unused = self.shift(unused);
        let left = self.binary(BinaryOperator::ShiftLeft, value, above);
        // Brings the sign down with it.
        let part = self.binary(BinaryOperator::ShiftRight, left, unused);
        let nothing = match self.scalar.kind {
            ScalarKind::Sint => Literal::I64(0),
            _ => Literal::U64(0),
        };
        let nothing = self.number(nothing);
        let is_none = self.is_none(count);
        self.select(is_none, nothing, part)
    }

    fn insert(&mut self, value: Value, inserted: Value, offset: Value, count: Value) -> Value {
        let (offset, count) = self.within(offset, count, 64);
        let unused = self.unused(count);
        let unused = self.shift(unused);
        let offset = self.shift(offset);
        let all = self.number(Literal::U64(u64::MAX));
        let mask = self.binary(BinaryOperator::ShiftRight, all, unused);
        let mask = self.binary(BinaryOperator::ShiftLeft, mask, offset);
        let old = self.unsigned(value);
        let new = self.unsigned(inserted);
        let new = self.binary(BinaryOperator::ShiftLeft, new, offset);
        let new = self.binary(BinaryOperator::And, new, mask);
        let not = Expression::Unary {
            op: naga::UnaryOperator::BitwiseNot,
            expr: mask,
        };
        let not = self.copy.append(not, self.span);
        let kept = self.binary(BinaryOperator::And, old, not);
        let both = self.binary(BinaryOperator::InclusiveOr, kept, new);
        let is_none = self.is_none(count);
        let result = self.select(is_none, old, both);
        match self.scalar.kind {
            ScalarKind::Sint => self.convert(result, ScalarKind::Sint, 8),
            _ => result,
        }
    }
}
