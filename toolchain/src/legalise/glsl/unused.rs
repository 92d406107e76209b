//! Inputs and outputs that were declared for a source and that it does not use.
//!
//! [`legacy`](super::legacy) sees what a text mentions, not what its `#if` leave of it. A variable that nothing reads or
//! writes would take a location from those of the author.

use std::collections::BTreeSet;

use rspirv::spirv::{Op, StorageClass};

use super::legacy::PREFIX;
use super::numbers::{HEADER, instructions, string};

/// The module without them; the words must be whole instructions.
pub(super) fn without(words: Vec<u32>) -> Vec<u32> {
    let mut named = BTreeSet::new();
    let mut declared = BTreeSet::new();
    let mut used: BTreeSet<u32> = BTreeSet::new();
    for whole in instructions(&words) {
        match (opcode(whole), whole) {
            (Some(Op::Name), [_, id, text @ ..]) => {
                if string(text).starts_with(PREFIX) {
                    named.insert(*id);
                }
            }
            (Some(Op::EntryPoint | Op::Decorate), _) => {}
            (Some(Op::Variable), [_, _, id, class, initial @ ..]) => {
                let is_interface =
                    *class == StorageClass::Input as u32 || *class == StorageClass::Output as u32;
                if named.contains(id) && is_interface {
                    declared.insert(*id);
                }
                used.extend(initial);
            }
            // Numbers among the operands can only keep a variable that could go.
            (_, [_, operands @ ..]) => {
                used.extend(operands.iter().filter(|id| declared.contains(id)));
            }
            (_, []) => {}
        }
    }
    declared.retain(|id| !used.contains(id));
    if declared.is_empty() {
        return words;
    }
    let mut out: Vec<u32> = words.iter().take(HEADER).copied().collect();
    for whole in instructions(&words) {
        let id = match opcode(whole) {
            Some(Op::Name | Op::Decorate) => whole.get(1),
            Some(Op::Variable) => whole.get(2),
            Some(Op::EntryPoint) => {
                let start = out.len();
                // Stage, function and name come before the variables.
                let name = whole.iter().skip(3);
                let ends = |word: &u32| word.to_le_bytes().contains(&0);
                let before = 4 + name.take_while(|word| !ends(word)).count();
                let (before, variables) = whole.split_at_checked(before).unwrap_or((whole, &[]));
                out.extend_from_slice(before);
                out.extend(variables.iter().filter(|id| !declared.contains(id)));
                let count = u32::try_from(out.len() - start).unwrap_or(u32::MAX);
                if let Some(first) = out.get_mut(start) {
                    *first = count << 16 | Op::EntryPoint as u32;
                }
                continue;
            }
            _ => None,
        };
        if id.is_none_or(|id| !declared.contains(id)) {
            out.extend_from_slice(whole);
        }
    }
    out
}

fn opcode(whole: &[u32]) -> Option<Op> {
    Op::from_u32(whole.first()? & 0xffff)
}
