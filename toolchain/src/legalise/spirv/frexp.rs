//! `Modf`, `ModfStruct`, `Frexp`, `FrexpStruct`: naga's own functions return structs of its own.

use rspirv::spirv::{GlslStd450Op as Gl, Op};

use super::Settings;
use super::draft::{Draft, Inst};
use super::emit::Emit;

/// Which function an instruction calls.
fn function(draft: &Draft, inst: &Inst) -> Option<Gl> {
    if inst.op != Op::ExtInst || Some(inst.arg(0)) != draft.glsl_set() {
        return None;
    }
    Gl::from_u32(inst.arg(1))
        .filter(|gl| matches!(gl, Gl::Modf | Gl::ModfStruct | Gl::Frexp | Gl::FrexpStruct))
}

/// Writes them out for floats of at most 32 bits, `modf` for all.
pub(super) fn expand(draft: &mut Draft, _: Settings) {
    draft.rewrite(|draft, inst, out| {
        let Some(gl) = function(draft, &inst) else {
            out.push(inst);
            return;
        };
        let is_struct = matches!(gl, Gl::ModfStruct | Gl::FrexpStruct);
        let (float, second) = if is_struct {
            match draft.members(inst.ty) {
                Some(&[first, second]) => (first, second),
                _ => {
                    out.push(inst);
                    return;
                }
            }
        } else {
            (inst.ty, draft.pointee(draft.type_of(inst.arg(3))))
        };
        if matches!(gl, Gl::Modf | Gl::ModfStruct) {
            modf(Emit { draft, out }, &inst, float, is_struct);
        } else if matches!(draft.float(float), Some(16 | 32))
            && draft
                .integer(second)
                .is_some_and(|(width, _)| matches!(width, 16 | 32))
        {
            frexp(Emit { draft, out }, &inst, float, second, is_struct);
        } else {
            out.push(inst);
        }
    });
}

fn modf(mut e: Emit<'_>, inst: &Inst, float: u32, is_struct: bool) {
    let x = inst.arg(2);
    let whole = e.glsl(Gl::Trunc, float, &[x]);
    if is_struct {
        let part = e.op(Op::FSub, float, &[x, whole]);
        e.end(Op::CompositeConstruct, inst, &[part, whole]);
    } else {
        e.out.push(Inst::bare(Op::Store, [inst.arg(3), whole]));
        e.end(Op::FSub, inst, &[x, whole]);
    }
}

fn frexp(mut e: Emit<'_>, inst: &Inst, float: u32, second: u32, is_struct: bool) {
    // Narrow numbers become wide ones and back: every one of them is a wide one.
    let single = e.draft.float_type();
    let single = e.draft.like(float, single);
    let signed = e.draft.int_type(true);
    let signed = e.draft.like(second, signed);
    let x = convert(&mut e, Op::FConvert, single, inst.arg(2));
    let (significand, exponent) = split(&mut e, single, signed, x);
    let exponent = match e.draft.integer(second) {
        Some((32, _)) => e.bitcast(second, exponent),
        _ => e.op(Op::SConvert, second, &[exponent]),
    };
    let significand = convert(&mut e, Op::FConvert, float, significand);
    if is_struct {
        e.end(Op::CompositeConstruct, inst, &[significand, exponent]);
    } else {
        e.out.push(Inst::bare(Op::Store, [inst.arg(3), exponent]));
        e.end(Op::CopyObject, inst, &[significand]);
    }
}

fn convert(e: &mut Emit<'_>, op: Op, ty: u32, value: u32) -> u32 {
    if e.draft.type_of(value) == ty {
        value
    } else {
        e.op(op, ty, &[value])
    }
}

/// Significand and exponent of 32-bit floats.
fn split(e: &mut Emit<'_>, float: u32, int: u32, x: u32) -> (u32, u32) {
    let uint = e.draft.int_type(false);
    let uint = e.draft.like(float, uint);
    let flag = e.draft.bool_type();
    let flag = e.draft.like(float, flag);
    let [
        mantissa_bits,
        exponent_mask,
        without_exponent,
        exponent_of_half,
        bias,
        zero,
    ] = [23, 0xff, 0x807f_ffff, 0x3f00_0000, 126, 0].map(|value| e.draft.splat(uint, value));
    let no_exponent = e.draft.splat(int, 0);
    let bits = e.op(Op::Bitcast, uint, &[x]);
    let shifted = e.op(Op::ShiftRightLogical, uint, &[bits, mantissa_bits]);
    let field = e.op(Op::BitwiseAnd, uint, &[shifted, exponent_mask]);
    // Zero, and subnormals, which count as zero: significand x, exponent 0.
    let tiny = e.op(Op::IEqual, flag, &[field, zero]);
    let unbiased = e.op(Op::ISub, uint, &[field, bias]);
    let exponent = e.bitcast(int, unbiased);
    let exponent = e.op(Op::Select, int, &[tiny, no_exponent, exponent]);
    let kept = e.op(Op::BitwiseAnd, uint, &[bits, without_exponent]);
    let joined = e.op(Op::BitwiseOr, uint, &[kept, exponent_of_half]);
    let significand = e.op(Op::Bitcast, float, &[joined]);
    let significand = e.op(Op::Select, float, &[tiny, x, significand]);
    (significand, exponent)
}
