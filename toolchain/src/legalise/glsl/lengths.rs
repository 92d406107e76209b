//! The number of elements of a structured buffer, where what gets it is no `uint`: glslang stores
//! the answer as it is.

use std::collections::{HashMap, HashSet};

use rspirv::spirv::Op;

use super::numbers::{HEADER, instructions};

/// The module with the answers converted; the words must be whole instructions.
pub(super) fn converted(words: Vec<u32>) -> Vec<u32> {
    let is_length = |whole: &[u32]| opcode(whole) == Some(Op::ArrayLength);
    if !instructions(&words).any(is_length) {
        return words;
    }
    let mut out: Vec<u32> = words.iter().take(HEADER).copied().collect();
    let mut bound = words.get(BOUND).copied().unwrap_or_default();
    let mut conversions = HashMap::new();
    let mut pointees = HashMap::new();
    let mut types = HashMap::new();
    let mut lengths = HashSet::new();
    for whole in instructions(&words) {
        match (opcode(whole), whole) {
            (Some(Op::TypeInt), [_, id, 32, 1]) => {
                conversions.insert(*id, Op::Bitcast);
            }
            (Some(Op::TypeFloat), [_, id, ..]) => {
                conversions.insert(*id, Op::ConvertUToF);
            }
            (Some(Op::TypePointer), [_, id, _, pointee]) => {
                pointees.insert(*id, *pointee);
            }
            (Some(Op::Variable | Op::AccessChain | Op::FunctionParameter), [_, ty, id, ..]) => {
                types.insert(*id, *ty);
            }
            (Some(Op::ArrayLength), [_, _, id, ..]) => {
                lengths.insert(*id);
            }
            (Some(Op::Store), [first, place, value, rest @ ..]) if lengths.contains(value) => {
                let ty = types.get(place).and_then(|ty| pointees.get(ty)).copied();
                if let Some((ty, &conversion)) =
                    ty.and_then(|ty| Some(ty).zip(conversions.get(&ty)))
                {
                    out.extend([LENGTH | conversion as u32, ty, bound, *value]);
                    out.extend([*first, *place, bound]);
                    out.extend(rest);
                    bound = bound.saturating_add(1);
                    continue;
                }
            }
            _ => {}
        }
        out.extend(whole);
    }
    if let Some(word) = out.get_mut(BOUND) {
        *word = bound;
    }
    out
}

/// Where the header has the number that is greater than all ids.
const BOUND: usize = 3;
/// The length of an instruction with a type, a result and one operand, as it stands in the first word.
const LENGTH: u32 = 4 << 16;

fn opcode(whole: &[u32]) -> Option<Op> {
    Op::from_u32(whole.first()? & 0xffff)
}
