//! What glslang makes of HLSL and means something else.
//!
//! What is in front of a lane takes the lane in, and remainders have the sign of the divisor. HLSL has
//! neither such sums and products nor such remainders.

use rspirv::spirv::{GroupOperation, Op};

/// Makes operations those that HLSL has.
pub(super) fn mend_words(words: &mut [u32]) {
    let mut at = 5;
    while let Some(&first) = words.get(at) {
        let length = (first >> 16).max(1) as usize;
        let remainder = match Op::from_u32(first & 0xffff) {
            Some(Op::SMod) => Some(Op::SRem),
            Some(Op::FMod) => Some(Op::FRem),
            Some(
                Op::GroupNonUniformIAdd
                | Op::GroupNonUniformFAdd
                | Op::GroupNonUniformIMul
                | Op::GroupNonUniformFMul,
            ) => {
                // Behind the type, the result and the scope.
                if let Some(kind) = words.get_mut(at + 4)
                    && *kind == GroupOperation::InclusiveScan as u32
                {
                    *kind = GroupOperation::ExclusiveScan as u32;
                }
                None
            }
            _ => None,
        };
        if let (Some(remainder), Some(word)) = (remainder, words.get_mut(at)) {
            *word = first & 0xffff_0000 | remainder as u32;
        }
        at += length;
    }
}
