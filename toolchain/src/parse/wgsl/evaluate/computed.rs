//! Functions of the bits of numbers, and conversions of 64 bits, which are computed here.

use half::f16;
use naga::{Literal, ScalarKind};

use super::numbers::{Numbers, Shape};

/// Whether [`computed`] has something for a function.
pub(super) fn is_known(function: &str) -> bool {
    takes_type(function)
        || is_conversion(function)
        || has_members(function)
        || matches!(
            function,
            "extractBits"
                | "insertBits"
                | "quantizeToF16"
                | "pack2x16float"
                | "unpack2x16float"
                | "pack4xI8"
                | "pack4xU8"
                | "pack4xI8Clamp"
                | "pack4xU8Clamp"
                | "unpack4xI8"
                | "unpack4xU8"
                | "unpack4x8snorm"
                | "unpack2x16snorm"
        )
}

/// Whether a type stands in angle brackets behind the name.
pub(super) fn takes_type(function: &str) -> bool {
    function == "bitcast"
}

/// Whether the result is a struct, so that only a member of it can be said.
pub(super) fn has_members(function: &str) -> bool {
    matches!(function, "frexp" | "modf")
}

/// Whether the name is that of a type to which naga does not convert every constant.
pub(super) fn is_conversion(function: &str) -> bool {
    matches!(
        function,
        "i32" | "u32" | "f32" | "f16" | "i64" | "u64" | "f64"
    )
}

/// What a call is, as an expression; none where a number does not exist or is not finite.
pub(super) fn computed(
    function: &str,
    arguments: &[Numbers],
    to: Option<Shape>,
    member: Option<&str>,
) -> Option<String> {
    match (function, arguments) {
        ("bitcast", [from]) => bitcast(from, to?),
        ("extractBits", [from, offset, count]) => {
            let (offset, count) = field(offset, count)?;
            from.each(|each| match each {
                Literal::U32(bits) => Some(Literal::U32(low_bits(bits >> offset.min(31), count))),
                Literal::I32(_) if count == 0 => Some(Literal::I32(0)),
                Literal::I32(bits) => Some(Literal::I32(
                    (bits << (32 - count - offset)) >> (32 - count),
                )),
                _ => None,
            })
        }
        ("insertBits", [from, with, offset, count]) => {
            let (offset, count) = field(offset, count)?;
            let mask = low_bits(u32::MAX, count)
                .checked_shl(offset)
                .unwrap_or_default();
            let insert = |base: u32, new: u32| {
                (base & !mask) | (new.checked_shl(offset).unwrap_or_default() & mask)
            };
            let pairs = from.components.iter().zip(&with.components);
            let inserted = pairs.map(|pair| match pair {
                (&Literal::U32(base), &Literal::U32(new)) => Some(Literal::U32(insert(base, new))),
                (&Literal::I32(base), &Literal::I32(new)) => Some(Literal::I32(
                    insert(base.cast_unsigned(), new.cast_unsigned()).cast_signed(),
                )),
                _ => None,
            });
            spelled(from.is_vector, inserted.collect::<Option<Vec<_>>>()?)
        }
        ("quantizeToF16", [from]) => from.each(|each| {
            let Literal::F32(value) = each else {
                return None;
            };
            Some(Literal::F32(f16::from_f32(value).to_f32()))
        }),
        ("pack2x16float", [from]) => {
            let halves = from.floats()?.into_iter().map(f16::from_f32);
            let halves: Vec<f16> = halves.filter(|half| half.is_finite()).collect();
            let [low, high] = *halves else { return None };
            let bits = u32::from(low.to_bits()) | u32::from(high.to_bits()) << 16;
            spelled(false, vec![Literal::U32(bits)])
        }
        ("unpack2x16float", [from]) => from.unpacked(|bits| {
            let half = |bits: u32| f16::from_bits(bits as u16).to_f32();
            vec![half(bits & 0xffff), half(bits >> 16)]
        }),
        ("unpack2x16snorm", [from]) => from.unpacked(|bits| {
            let norm = |bits: u32| (f32::from(bits as u16 as i16) / 32767.0).max(-1.0);
            vec![norm(bits & 0xffff), norm(bits >> 16)]
        }),
        ("unpack4x8snorm", [from]) => from.unpacked(|bits| {
            let norm = |byte: u8| (f32::from(byte as i8) / 127.0).max(-1.0);
            bits.to_le_bytes().into_iter().map(norm).collect()
        }),
        ("unpack4xI8" | "unpack4xU8", [from]) => {
            let [Literal::U32(bits)] = *from.components else {
                return None;
            };
            let is_signed = function == "unpack4xI8";
            let bytes = bits.to_le_bytes().into_iter();
            let numbers = bytes.map(|byte| match is_signed {
                true => Literal::I32(i32::from(byte as i8)),
                false => Literal::U32(u32::from(byte)),
            });
            spelled(true, numbers.collect())
        }
        ("pack4xI8" | "pack4xU8" | "pack4xI8Clamp" | "pack4xU8Clamp", [from]) => {
            let bytes = from.components.iter().map(|&each| match (function, each) {
                ("pack4xI8", Literal::I32(number)) => Some(number as u8),
                ("pack4xU8", Literal::U32(number)) => Some(number as u8),
                ("pack4xI8Clamp", Literal::I32(number)) => Some(number.clamp(-128, 127) as u8),
                ("pack4xU8Clamp", Literal::U32(number)) => Some(number.min(255) as u8),
                _ => None,
            });
            let bytes: Vec<u8> = bytes.collect::<Option<_>>()?;
            let bits = u32::from_le_bytes(bytes.try_into().ok()?);
            spelled(false, vec![Literal::U32(bits)])
        }
        ("frexp", [from]) => {
            let parts: Vec<(f64, i32)> = from
                .components
                .iter()
                .map(|&each| Some(frexp(as_float(each).filter(|value| !value.is_subnormal())?)))
                .collect::<Option<_>>()?;
            let mut parts = parts.into_iter();
            match member? {
                "exp" => spelled(
                    from.is_vector,
                    parts.map(|(_, exp)| Literal::I32(exp)).collect(),
                ),
                "fract" => from.each(|each| like(each, parts.next()?.0)),
                _ => None,
            }
        }
        ("modf", [from]) => from.each(|each| {
            let value = as_float(each)?;
            match member? {
                "whole" => like(each, value.trunc()),
                "fract" => like(each, value - value.trunc()),
                _ => None,
            }
        }),
        (_, [from]) if is_conversion(function) => {
            let is_wide = |each: &Literal| each.width() == 8;
            if from.is_vector || !from.components.iter().all(is_wide) {
                return None;
            }
            from.each(|each| converted(each, function))
        }
        _ => None,
    }
}

impl Numbers {
    /// What a function makes of each component.
    fn each(&self, function: impl FnMut(Literal) -> Option<Literal>) -> Option<String> {
        let components = self.components.iter().copied().map(function);
        spelled(self.is_vector, components.collect::<Option<_>>()?)
    }

    fn floats(&self) -> Option<Vec<f32>> {
        let float = |each: &Literal| match *each {
            Literal::F32(value) => Some(value),
            _ => None,
        };
        self.components.iter().map(float).collect()
    }

    /// A vector of floats out of one word.
    fn unpacked(&self, parts: impl FnOnce(u32) -> Vec<f32>) -> Option<String> {
        let [Literal::U32(bits)] = *self.components else {
            return None;
        };
        spelled(true, parts(bits).into_iter().map(Literal::F32).collect())
    }
}

/// First bit and number of bits of a field, which ends where the word ends.
fn field(offset: &Numbers, count: &Numbers) -> Option<(u32, u32)> {
    let number = |numbers: &Numbers| match *numbers.components {
        [Literal::U32(number)] => Some(number),
        [Literal::I32(number)] => u32::try_from(number).ok(),
        _ => None,
    };
    let (offset, count) = (number(offset)?, number(count)?);
    // More is an error of the author's.
    (offset.checked_add(count)? <= 32).then_some((offset, count))
}

/// The lowest bits of a word.
fn low_bits(word: u32, count: u32) -> u32 {
    word & 1u32.checked_shl(count).map_or(u32::MAX, |bit| bit - 1)
}

/// The same bits in another type.
fn bitcast(from: &Numbers, to: Shape) -> Option<String> {
    let mut bytes = Vec::new();
    for &each in &from.components {
        match each {
            Literal::F16(value) => bytes.extend(value.to_bits().to_le_bytes()),
            Literal::F32(value) => bytes.extend(value.to_bits().to_le_bytes()),
            Literal::U32(value) => bytes.extend(value.to_le_bytes()),
            Literal::I32(value) => bytes.extend(value.to_le_bytes()),
            Literal::F64(value) => bytes.extend(value.to_bits().to_le_bytes()),
            Literal::U64(value) => bytes.extend(value.to_le_bytes()),
            Literal::I64(value) => bytes.extend(value.to_le_bytes()),
            _ => return None,
        }
    }
    let width = usize::from(to.scalar.width);
    if bytes.len() != width * to.vector.unwrap_or(1) {
        return None;
    }
    let parts = bytes.chunks(width).map(|part| {
        let mut all = [0; 8];
        all.get_mut(..width)?.copy_from_slice(part);
        let bits = u64::from_le_bytes(all);
        Some(match (to.scalar.kind, width) {
            (ScalarKind::Float, 2) => Literal::F16(f16::from_bits(bits as u16)),
            (ScalarKind::Float, 4) => Literal::F32(f32::from_bits(bits as u32)),
            (ScalarKind::Uint, 4) => Literal::U32(bits as u32),
            (ScalarKind::Sint, 4) => Literal::I32(bits as i32),
            (ScalarKind::Float, 8) => Literal::F64(f64::from_bits(bits)),
            (ScalarKind::Uint, 8) => Literal::U64(bits),
            (ScalarKind::Sint, 8) => Literal::I64(bits.cast_signed()),
            _ => return None,
        })
    });
    spelled(to.vector.is_some(), parts.collect::<Option<_>>()?)
}

/// A number of 64 bits in another type, as a shader converts it when it runs.
fn converted(from: Literal, to: &str) -> Option<Literal> {
    // Integers keep their lowest bits, and floats end at the least and the greatest integer: `as`.
    Some(match (from, to) {
        (Literal::I64(value), "i32") => Literal::I32(value as i32),
        (Literal::I64(value), "u32") => Literal::U32(value as u32),
        (Literal::I64(value), "f32") => Literal::F32(value as f32),
        (Literal::I64(value), "f16") => Literal::F16(f16::from_f64(value as f64)),
        (Literal::I64(value), "u64") => Literal::U64(value.cast_unsigned()),
        (Literal::I64(value), "f64") => Literal::F64(value as f64),
        (Literal::U64(value), "i32") => Literal::I32(value as i32),
        (Literal::U64(value), "u32") => Literal::U32(value as u32),
        (Literal::U64(value), "f32") => Literal::F32(value as f32),
        (Literal::U64(value), "f16") => Literal::F16(f16::from_f64(value as f64)),
        (Literal::U64(value), "i64") => Literal::I64(value.cast_signed()),
        (Literal::U64(value), "f64") => Literal::F64(value as f64),
        (Literal::F64(value), "i32") => Literal::I32(value as i32),
        (Literal::F64(value), "u32") => Literal::U32(value as u32),
        (Literal::F64(value), "f32") => Literal::F32(value as f32),
        (Literal::F64(value), "f16") => Literal::F16(f16::from_f64(value)),
        (Literal::F64(value), "i64") => Literal::I64(value as i64),
        (Literal::F64(value), "u64") => Literal::U64(value as u64),
        _ => return None,
    })
}

fn as_float(literal: Literal) -> Option<f64> {
    match literal {
        Literal::F16(value) => Some(value.to_f64()),
        Literal::F32(value) => Some(f64::from(value)),
        Literal::F64(value) => Some(value),
        _ => None,
    }
}

/// A float in the type of another.
fn like(example: Literal, value: f64) -> Option<Literal> {
    match example {
        Literal::F16(_) => Some(Literal::F16(f16::from_f64(value))),
        Literal::F32(_) => Some(Literal::F32(value as f32)),
        Literal::F64(_) => Some(Literal::F64(value)),
        _ => None,
    }
}

/// A fraction from a half on and below one, and the power of two that makes the number of it. Every
/// float of 16 and of 32 bits is a normal one of 64.
fn frexp(value: f64) -> (f64, i32) {
    let bits = value.to_bits();
    let exponent = (bits >> 52 & 0x7ff) as i32;
    match exponent {
        0 => (value, 0),
        _ => (
            f64::from_bits(bits & !(0x7ff << 52) | 1022 << 52),
            exponent - 1022,
        ),
    }
}

/// Numbers as WGSL says them.
fn spelled(is_vector: bool, components: Vec<Literal>) -> Option<String> {
    let size = components.len();
    let parts: Vec<String> = components
        .into_iter()
        .map(spelled_literal)
        .collect::<Option<_>>()?;
    Some(match is_vector {
        true => format!("vec{size}({})", parts.join(",")),
        false => parts.concat(),
    })
}

fn spelled_literal(literal: Literal) -> Option<String> {
    Some(match literal {
        // With a sign and a suffix the least one would be a number that does not fit, negated.
        Literal::I32(value) => format!("i32({value})"),
        Literal::U32(value) => format!("{value}u"),
        Literal::F32(value) if value.is_finite() => format!("{value:?}f"),
        Literal::F16(value) if value.is_finite() => format!("{:?}h", value.to_f32()),
        Literal::I64(value) if value != i64::MIN => format!("{value}li"),
        Literal::U64(value) => format!("{value}lu"),
        Literal::F64(value) if value.is_finite() => format!("{value:?}lf"),
        _ => return None,
    })
}
