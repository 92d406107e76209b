//! Signedness.
//!
//! In SPIR-V the instruction says whether an integer is signed; in naga's module its type does.
//! Where both disagree, operands and results are cast, bit by bit, to the signedness that the
//! instruction means.

use rspirv::spirv::{GlslStd450Op as Gl, Op};

use super::draft::{Draft, Inst};
use super::emit::Emit;
use super::{Extent, Settings};

/// What an instruction means by an integer.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Means {
    Signed,
    Unsigned,
    /// What its result says.
    Result,
    /// Not an integer, or of no importance.
    Any,
}

/// What an instruction means by its operands (the first ones, then each further one) and result.
struct Rule {
    /// Index of the first operand it speaks of.
    from: usize,
    /// How many operands; the others are left alone.
    count: usize,
    operands: Means,
    result: Means,
}

const fn rule(count: usize, operands: Means, result: Means) -> Option<Rule> {
    Some(Rule {
        from: 0,
        count,
        operands,
        result,
    })
}

fn rule_of(draft: &Draft, inst: &Inst) -> Option<Rule> {
    use Means::{Any, Result, Signed, Unsigned};
    match inst.op {
        Op::SDiv | Op::SRem => rule(2, Signed, Signed),
        Op::UDiv | Op::UMod => rule(2, Unsigned, Unsigned),
        Op::SNegate => rule(1, Signed, Signed),
        Op::ShiftRightArithmetic => rule(1, Signed, Signed),
        Op::ShiftRightLogical => rule(1, Unsigned, Unsigned),
        Op::ShiftLeftLogical | Op::BitReverse | Op::BitCount => rule(1, Result, Result),
        Op::BitFieldSExtract => rule(1, Signed, Signed),
        Op::BitFieldUExtract => rule(1, Unsigned, Unsigned),
        Op::BitFieldInsert => rule(2, Result, Result),
        Op::ConvertSToF => rule(1, Signed, Any),
        Op::ConvertUToF => rule(1, Unsigned, Any),
        Op::ConvertFToS => rule(0, Any, Signed),
        Op::ConvertFToU => rule(0, Any, Unsigned),
        Op::SConvert => rule(1, Signed, Signed),
        Op::UConvert => rule(1, Unsigned, Unsigned),
        Op::GroupNonUniformSMin | Op::GroupNonUniformSMax => group(Signed),
        Op::GroupNonUniformUMin | Op::GroupNonUniformUMax => group(Unsigned),
        Op::ArrayLength | Op::ImageQueryLevels | Op::ImageQuerySamples => None,
        Op::ExtInst if Some(inst.arg(0)) == draft.glsl_set() => glsl(inst),
        _ => None,
    }
}

/// A subgroup operation: scope, kind, value.
const fn group(means: Means) -> Option<Rule> {
    Some(Rule {
        from: 2,
        count: 1,
        operands: means,
        result: means,
    })
}

fn glsl(inst: &Inst) -> Option<Rule> {
    use Means::{Any, Result, Signed, Unsigned};
    let (from, count, operands, result) = match Gl::from_u32(inst.arg(1))? {
        Gl::SAbs | Gl::SSign | Gl::FindSMsb => (2, 1, Signed, Signed),
        Gl::SMin | Gl::SMax => (2, 2, Signed, Signed),
        Gl::SClamp => (2, 3, Signed, Signed),
        Gl::UMin | Gl::UMax => (2, 2, Unsigned, Unsigned),
        Gl::UClamp => (2, 3, Unsigned, Unsigned),
        Gl::FindUMsb => (2, 1, Unsigned, Unsigned),
        Gl::FindILsb => (2, 1, Result, Result),
        Gl::Ldexp => (3, 1, Signed, Any),
        Gl::PackSnorm4x8
        | Gl::PackUnorm4x8
        | Gl::PackSnorm2x16
        | Gl::PackUnorm2x16
        | Gl::PackHalf2x16 => (2, 0, Any, Unsigned),
        Gl::UnpackSnorm4x8
        | Gl::UnpackUnorm4x8
        | Gl::UnpackSnorm2x16
        | Gl::UnpackUnorm2x16
        | Gl::UnpackHalf2x16 => (2, 1, Unsigned, Any),
        _ => return None,
    };
    Some(Rule {
        from,
        count,
        operands,
        result,
    })
}

/// Whether the value depends on the casts, and not only its type.
fn decides(draft: &mut Draft, inst: &Inst, rule: &Rule) -> bool {
    if rule.operands == Means::Result {
        return false;
    }
    let result = matches!(
        inst.op,
        Op::SDiv | Op::SRem | Op::ConvertFToS | Op::ConvertFToU
    );
    if result && wanted(draft, inst.ty, rule.result, inst.ty).is_some() {
        return true;
    }
    (rule.from..rule.from + rule.count).any(|at| {
        let ty = draft.type_of(inst.arg(at));
        wanted(draft, ty, rule.operands, inst.ty).is_some()
    })
}

/// `ty` with the signedness meant, if that is another type.
fn wanted(draft: &mut Draft, ty: u32, means: Means, result: u32) -> Option<u32> {
    let (width, signed) = draft.integer(ty)?;
    let want = match means {
        Means::Signed => true,
        Means::Unsigned => false,
        Means::Result => draft.integer(result)?.1,
        Means::Any => return None,
    };
    if want == signed {
        return None;
    }
    let scalar = draft.define(Op::TypeInt, 0, [width, u32::from(want)]);
    Some(draft.like(ty, scalar))
}

/// Casts where instruction and types disagree; where naga does not refuse the module, only if the
/// value would be another one.
pub(super) fn cast(draft: &mut Draft, settings: Settings) {
    draft.rewrite(|draft, mut inst, out| {
        let rule = rule_of(draft, &inst)
            .filter(|rule| settings.extent == Extent::All || decides(draft, &inst, rule));
        let Some(rule) = rule else {
            out.push(inst);
            return;
        };
        for at in rule.from..rule.from + rule.count {
            let value = inst.arg(at);
            let ty = draft.type_of(value);
            if let Some(ty) = wanted(draft, ty, rule.operands, inst.ty) {
                let cast = Emit { draft, out }.op(Op::Bitcast, ty, &[value]);
                if let Some(arg) = inst.args.get_mut(at) {
                    *arg = cast;
                }
            }
        }
        match wanted(draft, inst.ty, rule.result, inst.ty) {
            Some(ty) => {
                let mut e = Emit { draft, out };
                let value = e.op(inst.op, ty, &inst.args);
                e.end(Op::Bitcast, &inst, &[value]);
            }
            None => out.push(inst),
        }
    });
}
