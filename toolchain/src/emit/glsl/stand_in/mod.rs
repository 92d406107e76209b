//! Numbers for which naga's writer has no words: halves and 64-bit integers, and zeros of 16-bit
//! integers.
//!
//! The writer gets a module in which they have the types of others: halves are doubles, 64-bit
//! integers are 16-bit ones. In its text each word of a stand-in becomes the word that is meant
//! ([`text`]). Where a module has both, it is written twice, the second time with halves as floats
//! and 64-bit integers as `int`: a word that is a stand-in in the first text alone is one. Integers
//! of these types are constants with a name while they are written, so that their text can be put
//! in whole.
//!
//! The module that stands in is never told to anybody, and its blocks have no layout that matters:
//! GLSL's text says nothing of places, and types were laid out before
//! ([`blocks`](crate::emit::rewrite)).

mod immediates;
mod module;
mod text;
mod workgroup;

use naga::ScalarKind::{self, Float, Sint, Uint};
use naga::{Module, Scalar, Type};

use crate::emit::features::{Feature, Features};

pub(super) use immediates::offsets;
pub(super) use module::{StandIn, make};
pub(super) use text::finish;

/// What the words for doubles and for 16-bit integers stand for in one text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reading {
    /// `double` is a half; otherwise it is itself.
    halves: bool,
    /// `int16_t` has 64 bits; otherwise it is itself.
    wide: bool,
}

impl Reading {
    /// The texts that have to be written; none for a module without such numbers.
    pub(super) fn needed(module: &Module, features: &Features) -> Vec<Self> {
        // A struct is written although nothing may be of its type.
        let has = |feature, kinds: &[ScalarKind], width| {
            let declared = |(_, ty): (_, &Type)| {
                let scalar = ty.inner.scalar();
                scalar.is_some_and(|each| kinds.contains(&each.kind) && each.width == width)
            };
            features.contains(feature) || module.types.iter().any(declared)
        };
        let half = has(Feature::Float16, &[Float], 2);
        let double = has(Feature::Float64, &[Float], 8);
        let short = has(Feature::Int16, &[Sint, Uint], 2);
        let long = has(Feature::Int64, &[Sint, Uint], 8);
        if !(half || short || long) {
            return Vec::new();
        }
        let mut needed = vec![Self {
            halves: half,
            wide: long,
        }];
        if (half && double) || (short && long) {
            needed.push(Self {
                halves: false,
                wide: false,
            });
        }
        needed
    }

    /// The type that a number has while it is written.
    fn scalar(self, scalar: Scalar) -> Scalar {
        let width = match (scalar.kind, scalar.width) {
            (Float, 2) if self.halves => 8,
            (Float, 2 | 8) if self.halves || scalar.width == 2 => 4,
            (Sint | Uint, 8) if self.wide => 2,
            (Sint | Uint, 2 | 8) if self.wide || scalar.width == 8 => 4,
            (_, width) => width,
        };
        Scalar {
            kind: scalar.kind,
            width,
        }
    }
}

/// Whether a number is one of those that the writer has no words for, or not all of them.
fn is_rare(scalar: Scalar) -> bool {
    matches!(
        (scalar.kind, scalar.width),
        (Float, 2) | (Sint | Uint, 2 | 8)
    )
}
