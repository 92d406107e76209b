//! Arithmetic on bytes.

use rspirv::spirv::{GlslStd450Op as Gl, Op};

use super::{casts, is_byte, touches};
use crate::legalise::spirv::draft::{Draft, Inst};
use crate::legalise::spirv::emit::Emit;

/// What an operation takes its operands for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Takes {
    Signed,
    Unsigned,
    /// What the result is: the low bits of the result depend on low bits alone.
    Result,
}

/// Operands `from..from + count` of an instruction, and what they are taken for.
struct Rule {
    from: usize,
    count: usize,
    takes: Takes,
}

const fn rule(from: usize, count: usize, takes: Takes) -> Option<Rule> {
    Some(Rule { from, count, takes })
}

/// Operations whose result is a byte, or that compare bytes.
fn rule_of(draft: &Draft, inst: &Inst) -> Option<Rule> {
    use Takes::{Result, Signed, Unsigned};
    match inst.op {
        Op::IAdd | Op::ISub | Op::IMul | Op::BitwiseAnd | Op::BitwiseOr | Op::BitwiseXor => {
            rule(0, 2, Result)
        }
        Op::SNegate | Op::Not | Op::ShiftLeftLogical => rule(0, 1, Result),
        Op::SDiv | Op::SRem | Op::SMod => rule(0, 2, Signed),
        Op::UDiv | Op::UMod => rule(0, 2, Unsigned),
        Op::ShiftRightArithmetic => rule(0, 1, Signed),
        Op::ShiftRightLogical | Op::BitCount => rule(0, 1, Unsigned),
        Op::GroupNonUniformIAdd
        | Op::GroupNonUniformIMul
        | Op::GroupNonUniformBitwiseAnd
        | Op::GroupNonUniformBitwiseOr
        | Op::GroupNonUniformBitwiseXor => rule(2, 1, Result),
        Op::GroupNonUniformSMin | Op::GroupNonUniformSMax => rule(2, 1, Signed),
        Op::GroupNonUniformUMin | Op::GroupNonUniformUMax => rule(2, 1, Unsigned),
        Op::ExtInst if Some(inst.arg(0)) == draft.glsl_set() => match Gl::from_u32(inst.arg(1))? {
            Gl::SAbs | Gl::SSign | Gl::FindSMsb => rule(2, 1, Signed),
            Gl::SMin | Gl::SMax => rule(2, 2, Signed),
            Gl::SClamp => rule(2, 3, Signed),
            Gl::FindUMsb | Gl::FindILsb => rule(2, 1, Unsigned),
            Gl::UMin | Gl::UMax => rule(2, 2, Unsigned),
            Gl::UClamp => rule(2, 3, Unsigned),
            _ => None,
        },
        _ => None,
    }
}

/// Whether a comparison takes its operands for signed ones.
fn comparison(op: Op) -> Option<bool> {
    match op {
        Op::IEqual
        | Op::INotEqual
        | Op::ULessThan
        | Op::ULessThanEqual
        | Op::UGreaterThan
        | Op::UGreaterThanEqual => Some(false),
        Op::SLessThan | Op::SLessThanEqual | Op::SGreaterThan | Op::SGreaterThanEqual => Some(true),
        _ => None,
    }
}

/// What dot products take their sides for.
fn dot(op: Op) -> Option<[bool; 2]> {
    match op {
        Op::SDot | Op::SDotAccSat => Some([true, true]),
        Op::UDot | Op::UDotAccSat => Some([false, false]),
        Op::SUDot | Op::SUDotAccSat => Some([true, false]),
        _ => None,
    }
}

/// Instructions that pass values on, whatever these are.
fn passes_on(op: Op) -> bool {
    matches!(
        op,
        Op::Load
            | Op::Store
            | Op::CopyObject
            | Op::CopyMemory
            | Op::CopyLogical
            | Op::Variable
            | Op::AccessChain
            | Op::InBoundsAccessChain
            | Op::CompositeConstruct
            | Op::CompositeExtract
            | Op::CompositeInsert
            | Op::VectorShuffle
            | Op::VectorExtractDynamic
            | Op::VectorInsertDynamic
            | Op::Select
            | Op::Phi
            | Op::Switch
            | Op::ReturnValue
            | Op::FunctionCall
            | Op::Undef
            | Op::Constant
            | Op::ConstantComposite
            | Op::ConstantNull
            | Op::SpecConstant
            | Op::SpecConstantComposite
            | Op::GroupNonUniformAllEqual
            | Op::GroupNonUniformBroadcast
            | Op::GroupNonUniformBroadcastFirst
            | Op::GroupNonUniformShuffle
            | Op::GroupNonUniformShuffleXor
            | Op::GroupNonUniformShuffleUp
            | Op::GroupNonUniformShuffleDown
            | Op::GroupNonUniformRotateKHR
            | Op::GroupNonUniformQuadBroadcast
            | Op::GroupNonUniformQuadSwap
    )
}

/// Whether an instruction has nothing to do with bytes, or is one that can be written in 32 bits.
pub(super) fn is_known(draft: &Draft, inst: &Inst) -> bool {
    if !touches(draft, inst) || passes_on(inst.op) || comparison(inst.op).is_some() {
        return true;
    }
    if dot(inst.op).is_some() {
        // What saturates does so at the range of its type.
        let saturates =
            inst.op == Op::SDotAccSat || inst.op == Op::UDotAccSat || inst.op == Op::SUDotAccSat;
        return !saturates || matches!(draft.integer(inst.ty), Some((32, _)));
    }
    rule_of(draft, inst).is_some() || casts::is_known(draft, inst)
}

/// Writes an instruction on bytes in 32 bits; false for one that stays as it is.
pub(super) fn write(e: &mut Emit<'_>, inst: &Inst) -> bool {
    if passes_on(inst.op) {
        return false;
    }
    if let Some(signed) = comparison(inst.op) {
        let sides = [0, 1].map(|at| e.byte(inst.arg(at), signed));
        e.end(inst.op, inst, &sides);
        return true;
    }
    if let Some(signed) = dot(inst.op) {
        write_dot(e, inst, signed);
        return true;
    }
    let Some(rule) = rule_of(e.draft, inst) else {
        return casts::write(e, inst);
    };
    let of_result = e.draft.integer(inst.ty).is_some_and(|(_, signed)| signed);
    let signed = match rule.takes {
        Takes::Signed => true,
        Takes::Unsigned => false,
        Takes::Result => of_result,
    };
    let mut args = inst.args.clone();
    for arg in args.iter_mut().skip(rule.from).take(rule.count) {
        *arg = e.byte(*arg, signed);
    }
    // The distance of a shift is never negative.
    if matches!(
        inst.op,
        Op::ShiftLeftLogical | Op::ShiftRightLogical | Op::ShiftRightArithmetic
    ) && let Some(distance) = args.get_mut(1)
    {
        *distance = e.byte(*distance, false);
    }
    if !is_byte(e.draft, inst.ty) {
        e.end(inst.op, inst, &args);
        return true;
    }
    let wide = e.wide(inst.ty, signed);
    let value = e.op(inst.op, wide, &args);
    e.end_byte(inst, value, signed);
    true
}

fn write_dot(e: &mut Emit<'_>, inst: &Inst, signed: [bool; 2]) {
    let mut args = inst.args.clone();
    for (arg, signed) in args.iter_mut().zip(signed) {
        *arg = e.byte(*arg, signed);
    }
    let [of_first, _] = signed;
    match e.draft.integer(inst.ty) {
        // A sum of fewer bits has the low ones of that of 32.
        Some((8, _)) => {
            let wide = e.draft.int_type(of_first);
            let sum = e.op(inst.op, wide, &args);
            e.end_byte(inst, sum, of_first);
        }
        Some((width, _)) if width != 32 => {
            let wide = e.draft.int_type(of_first);
            let sum = e.op(inst.op, wide, &args);
            let op = if of_first { Op::SConvert } else { Op::UConvert };
            e.end(op, inst, &[sum]);
        }
        _ => e.end(inst.op, inst, &args),
    }
}
