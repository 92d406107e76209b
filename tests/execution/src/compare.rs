//! What differs between two runs.

use half::f16;
use wgpu::TextureFormat;

use crate::case::Tolerance;
use crate::data::Inputs;
use crate::gpu::Outputs;
use crate::layout::Scalar;

/// Units in the last place that floats may differ.
pub const MOST_ULP: u64 = 2;

/// The distance of two floats in steps from one to the next; none when one is no number.
///
/// Both zeros are one, and not a number is equal to itself.
#[must_use]
pub fn ulp(bits: u8, a: u64, b: u64) -> Option<u64> {
    let (exponent, mantissa) = match bits {
        16 => (0x7c00, 0x03ff),
        32 => (0x7f80_0000, 0x007f_ffff),
        _ => (0x7ff0_0000_0000_0000, 0x000f_ffff_ffff_ffff),
    };
    let is_nan = |x: u64| x & exponent == exponent && x & mantissa != 0;
    if is_nan(a) || is_nan(b) {
        return (is_nan(a) && is_nan(b)).then_some(0);
    }
    let line = |x: u64| {
        let magnitude = i128::from(x & (exponent | mantissa));
        if x >> (bits - 1) & 1 == 1 {
            -magnitude
        } else {
            magnitude
        }
    };
    u64::try_from((line(a) - line(b)).unsigned_abs()).ok()
}

/// The number of these bits, to be read by people.
fn shown(scalar: Scalar, word: u64) -> String {
    match scalar {
        Scalar::Float(16) => format!("{}", f16::from_bits(word as u16)),
        Scalar::Float(32) => format!("{:e}", f32::from_bits(word as u32)),
        Scalar::Float(_) => format!("{:e}", f64::from_bits(word)),
        Scalar::Sint(_) | Scalar::Uint(_) => format!("{word} ({word:#x})"),
    }
}

fn float(scalar: Scalar, word: u64) -> f64 {
    match scalar {
        Scalar::Float(16) => f64::from(f16::from_bits(word as u16)),
        Scalar::Float(32) => f64::from(f32::from_bits(word as u32)),
        _ => f64::from_bits(word),
    }
}

fn word(bytes: &[u8], offset: usize, size: usize) -> u64 {
    bytes
        .get(offset..offset + size)
        .unwrap_or_default()
        .iter()
        .rev()
        .fold(0, |word, byte| word << 8 | u64::from(*byte))
}

/// Whether two numbers are the same as far as a shader language promises.
#[must_use]
pub fn same(scalar: Scalar, a: u64, b: u64, tolerance: Option<&Tolerance>) -> bool {
    match scalar {
        Scalar::Float(bits) => {
            let most = tolerance.map_or(MOST_ULP, |each| each.most);
            let absolute = tolerance.map_or(0.0, |each| each.absolute);
            ulp(bits, a, b).is_some_and(|ulp| ulp <= most)
                || (float(scalar, a) - float(scalar, b)).abs() <= absolute
        }
        Scalar::Sint(_) | Scalar::Uint(_) => a == b,
    }
}

/// The first differences, in words; none when the runs mean the same.
#[must_use]
pub fn differences(
    inputs: &Inputs,
    expected: &Outputs,
    found: &Outputs,
    tolerance: Option<&Tolerance>,
) -> Vec<String> {
    let mut told = Vec::new();
    for (origin, data) in &inputs.buffers {
        let (Some(a), Some(b)) = (expected.buffers.get(origin), found.buffers.get(origin)) else {
            if data.writable {
                told.push(format!("{}: not written by both", data.name));
            }
            continue;
        };
        let mut is_number = vec![false; a.len()];
        for leaf in &data.leaves {
            let size = leaf.scalar.size();
            if let Some(place) = is_number.get_mut(leaf.offset..leaf.offset + size) {
                place.fill(true);
            }
            let (x, y) = (word(a, leaf.offset, size), word(b, leaf.offset, size));
            if !same(leaf.scalar, x, y, tolerance) {
                told.push(format!(
                    "{}.{} at byte {}: {} expected, {} found",
                    data.name,
                    leaf.path,
                    leaf.offset,
                    shown(leaf.scalar, x),
                    shown(leaf.scalar, y),
                ));
            }
        }
        let bytes = a.iter().zip(b).zip(is_number).enumerate();
        told.extend(
            bytes
                .filter(|(_, ((a, b), is_number))| !is_number && a != b)
                .map(|(at, ((a, b), _))| {
                    format!(
                        "{} at byte {at}, between the numbers: {a} expected, {b} found",
                        data.name
                    )
                }),
        );
    }
    for (origin, data) in &inputs.textures {
        let (Some(a), Some(b)) = (expected.textures.get(origin), found.textures.get(origin)) else {
            if data.writable {
                told.push(format!("{}: not written by both", data.name));
            }
            continue;
        };
        let scalar = texel_scalar(data.format);
        let size = scalar.size().min(8);
        for at in (0..a.len()).step_by(size) {
            let (x, y) = (word(a, at, size), word(b, at, size));
            // A float that may differ in its last place may be rounded to the next step.
            let is_next = is_stepped(data.format) && x.abs_diff(y) == 1;
            if !is_next && !same(scalar, x, y, tolerance) {
                told.push(format!(
                    "{} at byte {at}: {} expected, {} found",
                    data.name,
                    shown(scalar, x),
                    shown(scalar, y),
                ));
            }
        }
    }
    told
}

/// The numbers of a texel as they are compared.
fn texel_scalar(format: TextureFormat) -> Scalar {
    let name = format!("{format:?}");
    if name.contains("32Float") {
        Scalar::Float(32)
    } else if name.contains("16Float") {
        Scalar::Float(16)
    } else if name.contains("16Unorm") || name.contains("16Snorm") {
        Scalar::Uint(16)
    } else {
        Scalar::Uint(8)
    }
}

/// Whether texels are floats that are rounded to steps, each of its own bytes.
fn is_stepped(format: TextureFormat) -> bool {
    let name = format!("{format:?}");
    name.contains("norm") && !name.contains("10")
}
