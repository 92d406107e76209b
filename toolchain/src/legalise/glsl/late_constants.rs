//! Constants that are none: glslang takes an element of a constant array for a specialisation constant
//! when its index is one, loads it in a function, and computes with it before all functions.
//!
//! `TABLE[SIZE & 3u] + 1u` becomes an `OpSpecConstantOp` of something that is not there yet. Such
//! instructions become ordinary ones, right behind what they are computed of.

use std::collections::{HashMap, HashSet};

use rspirv::spirv::Op;

/// The words before the first instruction.
const HEADER: usize = 5;

/// The words with each of them in its place.
pub(super) fn moved(words: Vec<u32>) -> Vec<u32> {
    let mut late = find(&words);
    if late.is_empty() {
        return words;
    }
    let ids: HashSet<u32> = late.iter().map(|each| each.id).collect();
    let mut waiting: HashMap<u32, Vec<usize>> = HashMap::new();
    for (at, each) in late.iter().enumerate() {
        for operand in &each.missing {
            waiting.entry(*operand).or_default().push(at);
        }
    }
    let mut made = words.get(..HEADER).unwrap_or_default().to_vec();
    let mut ready: Vec<usize> = Vec::new();
    for instruction in instructions(&words) {
        let opcode = opcode(instruction);
        let result = instruction.get(2).copied().unwrap_or_default();
        if is_constant_operation(opcode) && ids.contains(&result) {
            continue;
        }
        // Nothing may stand between those that begin a block.
        if ![Op::Phi, Op::Line, Op::Variable].contains(&opcode) {
            while let Some(at) = ready.pop() {
                made.extend(&late[at].instruction);
                arrive(late[at].id, &mut waiting, &mut late, &mut ready);
            }
        }
        made.extend(instruction);
        // What follows its definition uses it, so the first that has it there defines it.
        if ![Op::Line, Op::SelectionMerge].contains(&opcode) {
            arrive(result, &mut waiting, &mut late, &mut ready);
        }
    }
    made
}

/// Notes that a value is there, and what can be computed now.
fn arrive(
    id: u32,
    waiting: &mut HashMap<u32, Vec<usize>>,
    late: &mut [Late],
    ready: &mut Vec<usize>,
) {
    for at in waiting.remove(&id).unwrap_or_default() {
        late[at].missing.remove(&id);
        if late[at].missing.is_empty() {
            ready.push(at);
        }
    }
}

/// What is computed too early.
struct Late {
    id: u32,
    /// As an ordinary instruction.
    instruction: Vec<u32>,
    /// The operands that are no constants.
    missing: HashSet<u32>,
}

fn find(words: &[u32]) -> Vec<Late> {
    let mut known: HashSet<u32> = HashSet::new();
    let mut late = Vec::new();
    for instruction in instructions(words) {
        let opcode = opcode(instruction);
        if opcode == Op::Function {
            break;
        }
        let [_, ty, id, operands @ ..] = instruction else {
            continue;
        };
        if is_constant_operation(opcode) {
            let (ordinary, operands) = match (opcode, operands) {
                (Op::SpecConstantOp, [ordinary, operands @ ..]) => (*ordinary, operands),
                _ => (Op::CompositeConstruct as u32, operands),
            };
            // Behind these are numbers of components.
            let count = match Op::from_u32(ordinary) {
                Some(Op::CompositeExtract) => 1,
                Some(Op::CompositeInsert | Op::VectorShuffle) => 2,
                _ => operands.len(),
            };
            let missing: HashSet<u32> = operands
                .iter()
                .take(count)
                .filter(|operand| !known.contains(operand))
                .copied()
                .collect();
            if !missing.is_empty() {
                let length = operands.len() as u32 + 3;
                let mut instruction = vec![length << 16 | ordinary, *ty, *id];
                instruction.extend(operands);
                late.push(Late {
                    id: *id,
                    instruction,
                    missing,
                });
                continue;
            }
        }
        if is_constant(opcode) {
            known.insert(*id);
        }
    }
    late
}

const fn is_constant(opcode: Op) -> bool {
    matches!(
        opcode,
        Op::Undef
            | Op::ConstantTrue
            | Op::ConstantFalse
            | Op::Constant
            | Op::ConstantComposite
            | Op::ConstantNull
            | Op::SpecConstantTrue
            | Op::SpecConstantFalse
            | Op::SpecConstant
            | Op::SpecConstantComposite
            | Op::SpecConstantOp
    )
}

const fn is_constant_operation(opcode: Op) -> bool {
    matches!(opcode, Op::SpecConstantOp | Op::SpecConstantComposite)
}

/// The instructions; the rest of what is cut off is left out.
fn instructions(words: &[u32]) -> impl Iterator<Item = &[u32]> {
    let mut rest = words.get(HEADER..).unwrap_or_default();
    std::iter::from_fn(move || {
        let length = (rest.first()? >> 16) as usize;
        let instruction = rest.get(..length.max(1))?;
        rest = rest.get(length.max(1)..)?;
        Some(instruction)
    })
}

fn opcode(instruction: &[u32]) -> Op {
    let first = instruction.first().copied().unwrap_or_default();
    Op::from_u32(first & 0xffff).unwrap_or(Op::Nop)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failed expectation ends the test")]

    use std::collections::BTreeMap;

    use super::super::compile;
    use super::{instructions, moved, opcode};
    use crate::check::check;
    use crate::options::Options;
    use crate::parse::parse;
    use crate::source::{Language, Source, Stage};
    use rspirv::spirv::Op;

    const TABLE: &str = "#version 450
        layout(local_size_x = 8) in;
        layout(std430, binding = 0) writeonly buffer Left { uint left[8]; };
        layout(constant_id = 1) const uint SIZE = 3u;
        const uint TABLE[4] = uint[4](7u, 31u, 2u, 5u);
        void main() {
            left[gl_LocalInvocationIndex] = (TABLE[SIZE & 3u] + 1u) * (TABLE[SIZE - 1u] ^ SIZE);
        }";

    #[test]
    fn elements_at_a_specialisation_constant_are_computed_with() {
        let source = Source::text("table.comp", Language::Glsl, TABLE);
        let options = Options::default();
        let parsed = parse(&source, &options).unwrap();
        check(parsed, &options).unwrap();
        let words = compile(&source, Stage::Compute, &BTreeMap::new(), "main").unwrap();
        let count = |wanted| {
            instructions(&words.words)
                .filter(|each| opcode(each) == wanted)
                .count()
        };
        assert_eq!((count(Op::IAdd), count(Op::IMul)), (1, 1));
        // The indices are constants.
        assert_eq!(count(Op::SpecConstantOp), 2);
    }

    #[test]
    fn constants_stay() {
        let source = Source::text(
            "plain.comp",
            Language::Glsl,
            TABLE
                .replace("TABLE[SIZE & 3u]", "(SIZE << 2u)")
                .replace("TABLE[SIZE - 1u]", "7u"),
        );
        let words = compile(&source, Stage::Compute, &BTreeMap::new(), "main").unwrap();
        assert_eq!(moved(words.words.clone()), words.words);
        let late = instructions(&words.words).filter(|each| opcode(each) == Op::IAdd);
        assert_eq!(late.count(), 0);
    }
}
