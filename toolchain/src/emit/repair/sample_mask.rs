//! The mask of samples, which SPIR-V has as an array and naga as a number
//! (VUID-SampleMask-SampleMask-04359).

use std::collections::{BTreeMap, BTreeSet};

use rspirv::spirv::{BuiltIn, Decoration, Op};

use super::spirv::{HEADER_WORDS, instructions};

/// Words of a module whose masks are arrays of one number.
pub(super) fn make_arrays(words: Vec<u32>) -> Vec<u32> {
    let masks = masks(&words);
    if masks.is_empty() {
        return words;
    }
    let mut bound = words.get(3).copied().unwrap_or_default();
    let mut fresh = || {
        bound += 1;
        bound - 1
    };
    let mut made: Vec<u32> = words.iter().take(HEADER_WORDS).copied().collect();
    // Index 0, by the mask.
    let mut firsts = BTreeMap::new();
    for (_, op, operands) in instructions(&words) {
        match (op, operands) {
            (op, [pointer, id, class, rest @ ..]) if op == Op::Variable as u32 => {
                let Some(&(_, number)) = masks.get(id).filter(|(ty, _)| ty == pointer) else {
                    push(&mut made, op, operands);
                    continue;
                };
                let [one, zero, array, to_array] = [(); 4].map(|()| fresh());
                push(&mut made, Op::Constant as u32, &[number, one, 1]);
                push(&mut made, Op::Constant as u32, &[number, zero, 0]);
                push(&mut made, Op::TypeArray as u32, &[array, number, one]);
                push(
                    &mut made,
                    Op::TypePointer as u32,
                    &[to_array, *class, array],
                );
                push(&mut made, op, &[&[to_array, *id, *class], rest].concat());
                firsts.insert(*id, (*pointer, zero));
            }
            (op, [ty, id, from, rest @ ..]) if op == Op::Load as u32 => {
                let from = element(&mut made, &firsts, *from, &mut fresh);
                push(&mut made, op, &[&[*ty, *id, from], rest].concat());
            }
            (op, [to, rest @ ..]) if op == Op::Store as u32 => {
                let to = element(&mut made, &firsts, *to, &mut fresh);
                push(&mut made, op, &[&[to], rest].concat());
            }
            _ => push(&mut made, op, operands),
        }
    }
    if let Some(word) = made.get_mut(3) {
        *word = bound;
    }
    made
}

fn push(made: &mut Vec<u32>, op: u32, operands: &[u32]) {
    let count = u32::try_from(operands.len() + 1).unwrap_or(u32::MAX);
    made.push(count << 16 | op);
    made.extend(operands);
}

/// The element of a mask, or the pointer itself when it points to something else.
fn element(
    made: &mut Vec<u32>,
    firsts: &BTreeMap<u32, (u32, u32)>,
    pointer: u32,
    fresh: &mut impl FnMut() -> u32,
) -> u32 {
    let Some(&(ty, zero)) = firsts.get(&pointer) else {
        return pointer;
    };
    let id = fresh();
    push(made, Op::AccessChain as u32, &[ty, id, pointer, zero]);
    id
}

/// Masks that are numbers: the pointer type and the type of the number, by the variable.
fn masks(words: &[u32]) -> BTreeMap<u32, (u32, u32)> {
    let mut decorated = BTreeSet::new();
    let mut numbers = BTreeSet::new();
    let mut pointers = BTreeMap::new();
    let mut masks = BTreeMap::new();
    for (_, op, operands) in instructions(words) {
        match (op, operands) {
            (op, [id, kind, which])
                if op == Op::Decorate as u32
                    && *kind == Decoration::BuiltIn as u32
                    && *which == BuiltIn::SampleMask as u32 =>
            {
                decorated.insert(*id);
            }
            (op, [id, ..]) if op == Op::TypeInt as u32 => drop(numbers.insert(*id)),
            (op, [id, _, to]) if op == Op::TypePointer as u32 && numbers.contains(to) => {
                pointers.insert(*id, *to);
            }
            (op, [pointer, id, ..]) if op == Op::Variable as u32 && decorated.contains(id) => {
                if let Some(&number) = pointers.get(pointer) {
                    masks.insert(*id, (*pointer, number));
                }
            }
            (op, _) if op == Op::Function as u32 => break,
            _ => {}
        }
    }
    masks
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

    use super::make_arrays;

    #[test]
    fn masks_become_arrays_once() {
        let text = "OpCapability Shader\nOpMemoryModel Logical GLSL450\n\
             OpDecorate %mask BuiltIn SampleMask\n%void = OpTypeVoid\n\
             %fn = OpTypeFunction %void\n%uint = OpTypeInt 32 0\n\
             %out = OpTypePointer Output %uint\n%one = OpConstant %uint 1\n\
             %mask = OpVariable %out Output\n%main = OpFunction %void None %fn\n\
             %entry = OpLabel\nOpStore %mask %one\nOpReturn\nOpFunctionEnd\n";
        let words = crate::spirv_text::assemble(text).unwrap();
        let made = make_arrays(words.clone());
        assert_ne!(made, words);
        let options = crate::spirv_text::DisassembleOptions::default();
        let shown = crate::spirv_text::disassemble(&made, &options).unwrap();
        assert!(shown.contains("OpTypeArray"), "{shown}");
        assert!(shown.contains("OpAccessChain"), "{shown}");
        assert_eq!(make_arrays(made.clone()), made);
    }
}
