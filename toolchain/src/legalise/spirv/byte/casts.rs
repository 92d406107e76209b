//! Casts from bytes and to them.

use rspirv::spirv::{GlslStd450Op, Op};

use super::{BYTE, is_byte};
use crate::legalise::spirv::draft::{Draft, Inst};
use crate::legalise::spirv::emit::Emit;

/// Whether it is a cast that can be written out.
pub(super) fn is_known(draft: &Draft, inst: &Inst) -> bool {
    match inst.op {
        Op::UConvert
        | Op::SConvert
        | Op::ConvertUToF
        | Op::ConvertSToF
        | Op::ConvertFToU
        | Op::ConvertFToS => true,
        Op::Bitcast => {
            let from = draft.type_of(inst.arg(0));
            let (count, other) = match (is_byte(draft, from), is_byte(draft, inst.ty)) {
                (true, true) => return true,
                (true, false) => (components(draft, from), inst.ty),
                _ => (components(draft, inst.ty), from),
            };
            matches!(
                (count, width(draft, other), components(draft, other)),
                (4, 32, 1) | (4, 16, 2) | (2, 16, 1)
            )
        }
        _ => false,
    }
}

fn components(draft: &Draft, ty: u32) -> u32 {
    draft.vector_parts(ty).map_or(1, |(_, count)| count)
}

/// The bits of a component.
fn width(draft: &Draft, ty: u32) -> u32 {
    draft
        .integer(ty)
        .map(|(width, _)| width)
        .or_else(|| draft.float(ty))
        .unwrap_or(0)
}

/// Writes a cast; false if it is none.
pub(super) fn write(e: &mut Emit<'_>, inst: &Inst) -> bool {
    let value = inst.arg(0);
    let from = e.draft.type_of(value);
    match inst.op {
        Op::UConvert => convert(e, inst, value, false),
        Op::SConvert => convert(e, inst, value, true),
        Op::ConvertUToF | Op::ConvertSToF => {
            let value = e.byte(value, inst.op == Op::ConvertSToF);
            e.end(inst.op, inst, &[value]);
        }
        Op::ConvertFToU | Op::ConvertFToS => {
            let signed = inst.op == Op::ConvertFToS;
            let wide = e.wide(inst.ty, signed);
            let value = e.op(inst.op, wide, &[value]);
            e.end_byte(inst, value, signed);
        }
        Op::Bitcast => match (is_byte(e.draft, from), is_byte(e.draft, inst.ty)) {
            (true, true) => {
                let signed = e.draft.integer(inst.ty).is_some_and(|(_, signed)| signed);
                let value = e.byte(value, signed);
                e.end(Op::CopyObject, inst, &[value]);
            }
            (true, false) => join(e, inst, value, from),
            _ => part(e, inst, value, from),
        },
        _ => return false,
    }
    true
}

/// A number of another width.
fn convert(e: &mut Emit<'_>, inst: &Inst, value: u32, signed: bool) {
    let from = e.draft.type_of(value);
    let Some((source, of_source)) = e.draft.integer(from) else {
        return;
    };
    let Some((target, of_target)) = e.draft.integer(inst.ty) else {
        return;
    };
    // As a number of 32 bits that has the sign that the cast sees.
    let (value, value_signed) = match source {
        8 => (e.byte(value, signed), signed),
        32 => (value, of_source),
        _ => {
            let wide = e.wide(from, signed);
            (e.op(inst.op, wide, &[value]), signed)
        }
    };
    match target {
        8 => e.end_byte(inst, value, value_signed),
        32 if value_signed == of_target => e.end(Op::CopyObject, inst, &[value]),
        32 => e.end(Op::Bitcast, inst, &[value]),
        _ => e.end(inst.op, inst, &[value]),
    }
}

/// Bytes as one number, or two of 16 bits.
fn join(e: &mut Emit<'_>, inst: &Inst, value: u32, from: u32) {
    let uint = e.draft.int_type(false);
    let value = e.byte(value, false);
    let count = components(e.draft, from);
    let mut words = Vec::new();
    let per_word = if width(e.draft, inst.ty) == 16 { 2 } else { 4 };
    for start in (0..count).step_by(per_word as usize) {
        let mut word = None;
        for index in start..start + per_word {
            let mut byte = e.extract(uint, value, &[index]);
            if index > start {
                let by = e.draft.uint((index - start) * 8);
                byte = e.op(Op::ShiftLeftLogical, uint, &[byte, by]);
            }
            word = Some(match word {
                Some(word) => e.op(Op::BitwiseOr, uint, &[word, byte]),
                None => byte,
            });
        }
        words.extend(word);
    }
    let scalar = e.draft.scalar_of(inst.ty);
    let parts: Vec<u32> = words
        .into_iter()
        .map(|word| number(e, scalar, word))
        .collect();
    match parts.as_slice() {
        [only] => e.end(Op::CopyObject, inst, &[*only]),
        _ => e.end(Op::CompositeConstruct, inst, &parts),
    }
}

/// The number whose bits are the low ones of a word.
fn number(e: &mut Emit<'_>, scalar: u32, word: u32) -> u32 {
    if width(e.draft, scalar) == 32 {
        return e.bitcast(scalar, word);
    }
    if e.draft.integer(scalar).is_some() {
        let short = e.draft.define(Op::TypeInt, 0, [16, 0]);
        let value = e.op(Op::UConvert, short, &[word]);
        return e.bitcast(scalar, value);
    }
    let float = e.draft.float_type();
    let two = e.draft.define(Op::TypeVector, 0, [float, 2]);
    let both = e.glsl(GlslStd450Op::UnpackHalf2x16, two, &[word]);
    let value = e.extract(float, both, &[0]);
    e.op(Op::FConvert, scalar, &[value])
}

/// A number as bytes.
fn part(e: &mut Emit<'_>, inst: &Inst, value: u32, from: u32) {
    let uint = e.draft.int_type(false);
    let Some((byte, count)) = e.draft.vector_parts(inst.ty) else {
        return;
    };
    let signed = e.draft.integer(byte).is_some_and(|(_, signed)| signed);
    let scalar = e.draft.scalar_of(from);
    let is_short = width(e.draft, scalar) == 16;
    let (numbers, per_word) = match components(e.draft, from) {
        1 => (vec![value], if is_short { 2 } else { 4 }),
        many => {
            let all = (0..many).map(|index| e.extract(scalar, value, &[index]));
            (all.collect(), 2)
        }
    };
    let words: Vec<u32> = numbers
        .into_iter()
        .map(|one| bits(e, scalar, one))
        .collect();
    let mut bytes = Vec::new();
    for index in 0..count {
        let mut word = words
            .get((index / per_word) as usize)
            .copied()
            .unwrap_or_default();
        let place = index % per_word;
        if place > 0 {
            let by = e.draft.uint(place * 8);
            word = e.op(Op::ShiftRightLogical, uint, &[word, by]);
        }
        let mask = e.draft.uint(BYTE);
        let mut value = e.op(Op::BitwiseAnd, uint, &[word, mask]);
        if signed {
            let int = e.draft.int_type(true);
            value = e.op(Op::Bitcast, int, &[value]);
            value = e.narrow(value, int, true);
        }
        bytes.push(value);
    }
    e.end(Op::CompositeConstruct, inst, &bytes);
}

/// The bits of a number as those of a word.
fn bits(e: &mut Emit<'_>, scalar: u32, value: u32) -> u32 {
    let uint = e.draft.int_type(false);
    if width(e.draft, scalar) == 32 {
        return e.bitcast(uint, value);
    }
    if e.draft.integer(scalar).is_some() {
        let short = e.draft.define(Op::TypeInt, 0, [16, 0]);
        let value = e.bitcast(short, value);
        return e.op(Op::UConvert, uint, &[value]);
    }
    let float = e.draft.float_type();
    let two = e.draft.define(Op::TypeVector, 0, [float, 2]);
    let zero = e.draft.constant(float, 0);
    let wide = e.op(Op::FConvert, float, &[value]);
    let both = e.op(Op::CompositeConstruct, two, &[wide, zero]);
    e.glsl(GlslStd450Op::PackHalf2x16, uint, &[both])
}
