//! Constants that are vectors of numbers with another sign: naga holds coordinates against ones that
//! are signed, whatever the coordinates are, and front ends take the words as they are.

use std::collections::BTreeMap;

use rspirv::spirv::Op;

use super::spirv::instructions;

/// Where the header has the number behind the highest id.
const BOUND: usize = 3;

/// Gives vectors of integers components of their own type, which are declared before them.
pub(super) fn components_of_own_type(words: &mut Vec<u32>) {
    let mut numbers = BTreeMap::new();
    let mut vectors = BTreeMap::new();
    let mut constants = BTreeMap::new();
    let mut known = BTreeMap::new();
    let mut bound = words.get(BOUND).copied().unwrap_or_default();
    // Where a constant is declared, and which words of it change.
    let mut changes = Vec::new();
    for (at, op, operands) in instructions(words) {
        match (op, operands) {
            (op, [id, width, _]) if op == Op::TypeInt as u32 => {
                numbers.insert(*id, *width);
            }
            (op, [id, component, _]) if op == Op::TypeVector as u32 => {
                vectors.insert(*id, *component);
            }
            (op, [ty, id, value @ ..]) if op == Op::Constant as u32 => {
                constants.insert(*id, (*ty, value));
                known.entry((*ty, value)).or_insert(*id);
            }
            (op, [ty, _, parts @ ..]) if op == Op::ConstantComposite as u32 => {
                let Some((&component, width)) = vectors
                    .get(ty)
                    .and_then(|component| Some((component, numbers.get(component)?)))
                else {
                    continue;
                };
                let mut declared = Vec::new();
                let mut mended = parts.to_vec();
                for part in &mut mended {
                    let Some(&(ty, value)) = constants.get(part) else {
                        continue;
                    };
                    if ty == component || numbers.get(&ty) != Some(width) {
                        continue;
                    }
                    *part = *known.entry((component, value)).or_insert_with(|| {
                        let id = bound;
                        bound += 1;
                        let count = u32::try_from(value.len() + 3).unwrap_or_default();
                        declared.extend([(count << 16) | Op::Constant as u32, component, id]);
                        declared.extend(value);
                        id
                    });
                }
                if mended != parts {
                    changes.push((at, declared, mended));
                }
            }
            (op, _) if op == Op::Function as u32 => break,
            _ => {}
        }
    }
    if changes.is_empty() {
        return;
    }
    for (at, declared, parts) in changes.into_iter().rev() {
        let first = at + 3;
        words.splice(first..first + parts.len(), parts);
        words.splice(at..at, declared);
    }
    if let Some(word) = words.get_mut(BOUND) {
        *word = bound;
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

    use super::*;

    #[test]
    fn components_get_the_sign_of_their_vector() {
        let text = "%1 = OpTypeInt 32 0\n%2 = OpTypeInt 32 1\n%3 = OpTypeVector %1 2\n\
                    %4 = OpTypeVector %2 2\n%5 = OpConstant %2 1\n%6 = OpConstant %2 -2\n\
                    %7 = OpConstantComposite %3 %5 %6\n%8 = OpConstantComposite %4 %5 %6\n\
                    %9 = OpConstantComposite %3 %6 %6\n";
        let mut words = crate::spirv_text::assemble(text).unwrap();
        components_of_own_type(&mut words);
        let options = crate::spirv_text::DisassembleOptions {
            friendly_names: false,
            indent: false,
            header: false,
            offsets: false,
        };
        let shown = crate::spirv_text::disassemble(&words, &options).unwrap();
        let tail: Vec<&str> = shown.lines().skip(6).collect();
        assert_eq!(
            tail,
            [
                "%10 = OpConstant %1 1",
                "%11 = OpConstant %1 4294967294",
                "%7 = OpConstantComposite %3 %10 %11",
                "%8 = OpConstantComposite %4 %5 %6",
                "%9 = OpConstantComposite %3 %11 %11",
            ]
        );
        assert_eq!(words.get(BOUND), Some(&12));
        let mended = words.clone();
        components_of_own_type(&mut words);
        assert_eq!(words, mended);
    }
}
