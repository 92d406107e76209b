//! Values that overrides are given.

use naga::{Scalar, ScalarKind};

/// What a value of this type is, where the given one is none. naga cuts fractions off, and of what does
/// not fit it says neither which it is nor what would.
#[must_use]
pub fn expected(scalar: Scalar, value: f64) -> Option<String> {
    let Scalar { kind, width } = scalar;
    let (least, most) = match (kind, width) {
        (ScalarKind::Sint, 4) => (i32::MIN.into(), i32::MAX.into()),
        (ScalarKind::Uint, 4) => (0.0, u32::MAX.into()),
        (ScalarKind::Float, 2) => (-65504.0, 65504.0),
        (ScalarKind::Float, 4) => (f32::MIN.into(), f32::MAX.into()),
        (ScalarKind::Float, _) => (f64::MIN, f64::MAX),
        (
            ScalarKind::Sint
            | ScalarKind::Uint
            | ScalarKind::Bool
            | ScalarKind::AbstractInt
            | ScalarKind::AbstractFloat,
            _,
        ) => return None,
    };
    let is_float = kind == ScalarKind::Float;
    if (is_float || value.fract() == 0.0) && (least..=most).contains(&value) {
        return None;
    }
    Some(if is_float {
        format!("a finite number that an f{} holds", u32::from(width) * 8)
    } else {
        format!("an integer from {least} to {most}")
    })
}
