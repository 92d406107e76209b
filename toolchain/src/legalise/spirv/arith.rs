//! Arithmetic with two results, and a modulo that is exact.

use rspirv::spirv::Op;

use super::Settings;
use super::draft::{Draft, Inst};
use super::emit::Emit;

/// `OpIAddCarry`, `OpISubBorrow`, `OpUMulExtended` and `OpSMulExtended` on 32-bit integers.
pub(super) fn expand(draft: &mut Draft, _: Settings) {
    let is_wide = |op| {
        matches!(
            op,
            Op::IAddCarry | Op::ISubBorrow | Op::UMulExtended | Op::SMulExtended
        )
    };
    if !draft.uses(is_wide) {
        return;
    }
    draft.rewrite(|draft, inst, out| {
        let member = draft
            .members(inst.ty)
            .and_then(|members| members.first().copied());
        match member {
            Some(member)
                if is_wide(inst.op)
                    && draft.integer(member).is_some_and(|(width, _)| width == 32) =>
            {
                wide(Emit { draft, out }, &inst, member);
            }
            _ => out.push(inst),
        }
    });
}

fn wide(mut e: Emit<'_>, inst: &Inst, member: u32) {
    let uint = e.draft.int_type(false);
    let uint = e.draft.like(member, uint);
    let flag = e.draft.bool_type();
    let flag = e.draft.like(member, flag);
    let [zero, one, low_half, half, sign_bit] =
        [0, 1, 0xffff, 16, 31].map(|value| e.draft.splat(uint, value));
    let (a, b) = (e.bitcast(uint, inst.arg(0)), e.bitcast(uint, inst.arg(1)));
    let (low, high) = match inst.op {
        Op::IAddCarry => {
            let sum = e.op(Op::IAdd, uint, &[a, b]);
            let carries = e.op(Op::ULessThan, flag, &[sum, a]);
            (sum, e.op(Op::Select, uint, &[carries, one, zero]))
        }
        Op::ISubBorrow => {
            let difference = e.op(Op::ISub, uint, &[a, b]);
            let borrows = e.op(Op::ULessThan, flag, &[a, b]);
            (difference, e.op(Op::Select, uint, &[borrows, one, zero]))
        }
        _ => {
            let low = e.op(Op::IMul, uint, &[a, b]);
            let a_low = e.op(Op::BitwiseAnd, uint, &[a, low_half]);
            let a_high = e.op(Op::ShiftRightLogical, uint, &[a, half]);
            let b_low = e.op(Op::BitwiseAnd, uint, &[b, low_half]);
            let b_high = e.op(Op::ShiftRightLogical, uint, &[b, half]);
            let low_low = e.op(Op::IMul, uint, &[a_low, b_low]);
            let carry = e.op(Op::ShiftRightLogical, uint, &[low_low, half]);
            let high_low = e.op(Op::IMul, uint, &[a_high, b_low]);
            let middle = e.op(Op::IAdd, uint, &[high_low, carry]);
            let middle_low = e.op(Op::BitwiseAnd, uint, &[middle, low_half]);
            let middle_high = e.op(Op::ShiftRightLogical, uint, &[middle, half]);
            let low_high = e.op(Op::IMul, uint, &[a_low, b_high]);
            let cross = e.op(Op::IAdd, uint, &[low_high, middle_low]);
            let cross = e.op(Op::ShiftRightLogical, uint, &[cross, half]);
            let high_high = e.op(Op::IMul, uint, &[a_high, b_high]);
            let high = e.op(Op::IAdd, uint, &[high_high, middle_high]);
            let mut high = e.op(Op::IAdd, uint, &[high, cross]);
            if inst.op == Op::SMulExtended {
                // high(signed) = high(unsigned) - (a < 0 ? b : 0) - (b < 0 ? a : 0)
                for (sign_of, other) in [(a, b), (b, a)] {
                    let sign = e.op(Op::ShiftRightLogical, uint, &[sign_of, sign_bit]);
                    let term = e.op(Op::IMul, uint, &[sign, other]);
                    high = e.op(Op::ISub, uint, &[high, term]);
                }
            }
            (low, high)
        }
    };
    let (low, high) = (e.bitcast(member, low), e.bitcast(member, high));
    e.end(Op::CompositeConstruct, inst, &[low, high]);
}

/// Shifts by numbers that have not 32 bits, which no other language has.
pub(super) fn narrow_shifts(draft: &mut Draft, _: Settings) {
    let shifts = |op| {
        matches!(
            op,
            Op::ShiftLeftLogical | Op::ShiftRightLogical | Op::ShiftRightArithmetic
        )
    };
    if !draft.uses(shifts) {
        return;
    }
    draft.rewrite(|draft, mut inst, out| {
        let by = draft.type_of(inst.arg(1));
        let is_other = draft.integer(by).is_some_and(|(width, _)| width != 32);
        if shifts(inst.op) && is_other {
            let uint = draft.int_type(false);
            let uint = draft.like(by, uint);
            let mut e = Emit { draft, out };
            let by = e.op(Op::UConvert, uint, &[inst.arg(1)]);
            if let Some(arg) = inst.args.get_mut(1) {
                *arg = by;
            }
        }
        out.push(inst);
    });
}

/// `OpSMod`, which naga computes in floats: with the remainder, moved to the sign of the divisor.
pub(super) fn exact_modulo(draft: &mut Draft, _: Settings) {
    if !draft.uses(|op| op == Op::SMod) {
        return;
    }
    draft.rewrite(|draft, inst, out| {
        let Some((width, _)) = draft.integer(inst.ty).filter(|_| inst.op == Op::SMod) else {
            out.push(inst);
            return;
        };
        let int = draft.define(Op::TypeInt, 0, [width, 1]);
        let int = draft.like(inst.ty, int);
        let flag = draft.bool_type();
        let flag = draft.like(inst.ty, flag);
        let zero = draft.define(Op::ConstantNull, int, []);
        let mut e = Emit { draft, out };
        let (a, b) = (e.bitcast(int, inst.arg(0)), e.bitcast(int, inst.arg(1)));
        let rest = e.op(Op::SRem, int, &[a, b]);
        let moved = e.op(Op::IAdd, int, &[rest, b]);
        let some = e.op(Op::INotEqual, flag, &[rest, zero]);
        let mixed = e.op(Op::BitwiseXor, int, &[rest, b]);
        let against = e.op(Op::SLessThan, flag, &[mixed, zero]);
        let moves = e.op(Op::LogicalAnd, flag, &[some, against]);
        let result = e.op(Op::Select, int, &[moves, moved, rest]);
        e.end_bitcast(&inst, result);
    });
}
