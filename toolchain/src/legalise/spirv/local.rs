//! Operands that naga takes as they are, wherever they were computed.
//!
//! A value of a block that does not stand around the one that uses it (one that comes before a
//! selection ends, or out of a loop) is carried over in a variable by naga, but not for operands of
//! subgroup operations, where it panics, nor for numbers of atomic operations and samples of loads,
//! which it then takes for values out of reach. A copy in the block of the operation carries them.

use std::collections::HashMap;
use std::ops::Range;

use rspirv::spirv::{ImageOperands, Op};

use super::Settings;
use super::draft::{Draft, Inst};

/// Copies such operands where they come from another block.
pub(super) fn copy(draft: &mut Draft, _: Settings) {
    let is_ours = |op| has_sample(op) || takes_number(op) || is_arithmetic(op) || is_subgroup(op);
    if !draft.uses(is_ours) {
        return;
    }
    let mut functions = std::mem::take(&mut draft.functions);
    for function in &mut functions {
        let mut made: HashMap<u32, u32> = HashMap::new();
        for block in &function.blocks {
            made.extend(block.insts.iter().map(|inst| (inst.id, block.label)));
        }
        for block in &mut function.blocks {
            let old = std::mem::take(&mut block.insts);
            block.insts.reserve(old.len());
            for mut inst in old {
                for at in places(&inst) {
                    let value = inst.arg(at);
                    let elsewhere = made.get(&value).is_some_and(|&from| from != block.label);
                    if elsewhere && let Some(arg) = inst.args.get_mut(at) {
                        let ty = draft.type_of(value);
                        *arg = draft.value(ty);
                        let copy = Inst::new(Op::CopyObject, ty, *arg, [value]);
                        block.insts.push(copy);
                    }
                }
                block.insts.push(inst);
            }
        }
    }
    functions.append(&mut draft.functions);
    draft.functions = functions;
}

/// The operands of an instruction that have to be of its block: those behind the pointer, the
/// scopes and semantics, and what is a literal.
fn places(inst: &Inst) -> Range<usize> {
    if has_sample(inst.op) {
        let mask = ImageOperands::from_bits_truncate(inst.arg(2));
        let first = mask.bits() & (ImageOperands::SAMPLE.bits() - 1) == 0;
        return if first && mask.contains(ImageOperands::SAMPLE) {
            3..4
        } else {
            0..0
        };
    }
    let start = if takes_number(inst.op) {
        3
    } else if is_arithmetic(inst.op) {
        2
    } else if is_subgroup(inst.op) {
        1
    } else {
        return 0..0;
    };
    start..inst.args.len()
}

/// Whether an operation loads from an image, which may name a sample.
const fn has_sample(op: Op) -> bool {
    matches!(op, Op::ImageFetch | Op::ImageRead)
}

/// Whether an operation is one of a subgroup, and says a number behind the scope.
const fn is_arithmetic(op: Op) -> bool {
    matches!(
        op,
        Op::GroupNonUniformIAdd
            | Op::GroupNonUniformFAdd
            | Op::GroupNonUniformIMul
            | Op::GroupNonUniformFMul
            | Op::GroupNonUniformSMax
            | Op::GroupNonUniformUMax
            | Op::GroupNonUniformFMax
            | Op::GroupNonUniformSMin
            | Op::GroupNonUniformUMin
            | Op::GroupNonUniformFMin
            | Op::GroupNonUniformBitwiseAnd
            | Op::GroupNonUniformBitwiseOr
            | Op::GroupNonUniformBitwiseXor
            | Op::GroupNonUniformLogicalAnd
            | Op::GroupNonUniformLogicalOr
            | Op::GroupNonUniformLogicalXor
    )
}

/// Whether it is another operation of a subgroup.
const fn is_subgroup(op: Op) -> bool {
    matches!(
        op,
        Op::GroupNonUniformBallot
            | Op::GroupNonUniformAll
            | Op::GroupNonUniformAny
            | Op::GroupNonUniformBroadcastFirst
            | Op::GroupNonUniformBroadcast
            | Op::GroupNonUniformShuffle
            | Op::GroupNonUniformShuffleDown
            | Op::GroupNonUniformShuffleUp
            | Op::GroupNonUniformShuffleXor
            | Op::GroupNonUniformQuadBroadcast
            | Op::GroupNonUniformQuadSwap
    )
}

/// Whether it is an atomic operation with a number.
const fn takes_number(op: Op) -> bool {
    matches!(
        op,
        Op::AtomicExchange
            | Op::AtomicIAdd
            | Op::AtomicISub
            | Op::AtomicSMin
            | Op::AtomicUMin
            | Op::AtomicSMax
            | Op::AtomicUMax
            | Op::AtomicAnd
            | Op::AtomicOr
            | Op::AtomicXor
            | Op::AtomicFAddEXT
    )
}
