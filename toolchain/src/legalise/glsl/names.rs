//! Names in the SPIR-V that glslang makes, as the author wrote them.
//!
//! glslang signs functions with the types of their parameters (`fogged(vf3;f1;`), joins paths with
//! points and indices, marks what it adds with `@`, and leaves the variable of a block without instance name
//! without a name. Each of these would come out as a heap of escaped characters.

use std::borrow::Cow;
use std::collections::BTreeMap;

use rspirv::spirv::Op;

use super::numbers::{HEADER, instructions, string};

/// The module with readable names; the words must be whole instructions.
pub(super) fn tidied(words: &[u32]) -> Vec<u32> {
    let blocks = blocks(words);
    let mut out = Vec::with_capacity(words.len());
    out.extend(words.iter().take(HEADER));
    for whole in instructions(words) {
        let opcode = whole.first().map_or(0, |first| first & 0xffff);
        match whole {
            [_, id, text @ ..] if opcode == Op::Name as u32 => {
                let name = string(text);
                let name = match (name.as_str(), blocks.get(id)) {
                    ("", Some(block)) => Cow::Owned(uncapitalised(block)),
                    _ => tidy(&name),
                };
                if !name.is_empty() {
                    named(&mut out, *id, &name);
                }
            }
            // What holds the place of a texture or sampler that is a variable now.
            [_, ty, member, text @ ..] if opcode == Op::MemberName as u32 => {
                let name = string(text);
                let opaque = name
                    .strip_prefix("/*")
                    .and_then(|name| name.strip_suffix("*/"));
                match opaque {
                    Some(name) => instruction(&mut out, opcode, &[*ty, *member], name),
                    None => out.extend_from_slice(whole),
                }
            }
            _ => out.extend_from_slice(whole),
        }
    }
    out
}

/// The module with the names of the map replaced, those of variables, functions and members.
pub(super) fn restored(words: Vec<u32>, map: &BTreeMap<String, String>) -> Vec<u32> {
    if map.is_empty() {
        return words;
    }
    let mut out = Vec::with_capacity(words.len());
    out.extend(words.iter().take(HEADER));
    for whole in instructions(&words) {
        let opcode = whole.first().map_or(0, |first| first & 0xffff);
        let before_name = match opcode {
            op if op == Op::Name as u32 => 2,
            op if op == Op::MemberName as u32 => 3,
            _ => usize::MAX,
        };
        let old = whole
            .get(before_name..)
            .and_then(|text| map.get(&string(text)));
        match (old, whole) {
            (Some(old), [_, operands @ ..]) => {
                let operands = operands.get(..before_name - 1).unwrap_or_default();
                instruction(&mut out, opcode, operands, old);
            }
            _ => out.extend_from_slice(whole),
        }
    }
    out
}

fn tidy(name: &str) -> Cow<'_, str> {
    let name = name.split('(').next().unwrap_or_default();
    let name = name.trim_start_matches('@');
    if name.contains(['.', '[']) {
        Cow::Owned(name.replace(['.', '['], "_").replace(']', ""))
    } else {
        Cow::Borrowed(name)
    }
}

fn uncapitalised(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(letters).collect()
    })
}

fn named(out: &mut Vec<u32>, id: u32, name: &str) {
    instruction(out, Op::Name as u32, &[id], name);
}

fn instruction(out: &mut Vec<u32>, opcode: u32, operands: &[u32], name: &str) {
    let mut bytes = name.as_bytes().to_vec();
    bytes.push(0);
    bytes.resize(bytes.len().next_multiple_of(4), 0);
    let text = bytes.as_chunks::<4>().0;
    let count = u32::try_from(1 + operands.len() + text.len()).unwrap_or(u32::from(u16::MAX));
    out.push(count << 16 | opcode);
    out.extend_from_slice(operands);
    out.extend(text.iter().map(|chunk| u32::from_le_bytes(*chunk)));
}

/// Variables with the names of the structs they hold.
fn blocks(words: &[u32]) -> BTreeMap<u32, String> {
    let mut names: BTreeMap<u32, String> = BTreeMap::new();
    let mut pointees: BTreeMap<u32, u32> = BTreeMap::new();
    let mut found = BTreeMap::new();
    for whole in instructions(words) {
        let [first, operands @ ..] = whole else {
            continue;
        };
        let opcode = first & 0xffff;
        match operands {
            [id, text @ ..] if opcode == Op::Name as u32 => {
                names.insert(*id, string(text));
            }
            [id, _, pointee] if opcode == Op::TypePointer as u32 => {
                pointees.insert(*id, *pointee);
            }
            [ty, id, ..] if opcode == Op::Variable as u32 => {
                if let Some(name) = pointees.get(ty).and_then(|ty| names.get(ty)) {
                    found.insert(*id, name.clone());
                }
            }
            _ if opcode == Op::Function as u32 => break,
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_the_source() {
        let mut words = vec![0; HEADER];
        for (id, name) in [
            (1, "fogged(vf3;f1;"),
            (2, "@entryPointOutput"),
            (3, "input.uv"),
            (7, "lamps[1].shadow"),
            (4, ""),
        ] {
            named(&mut words, id, name);
        }
        named(&mut words, 5, "Camera");
        words.extend([4 << 16 | Op::TypePointer as u32, 6, 2, 5]);
        words.extend([4 << 16 | Op::Variable as u32, 6, 4, 2]);
        let tidied = tidied(&words);
        let mut found = Vec::new();
        let mut at = HEADER;
        while let Some(&first) = tidied.get(at) {
            let count = (first >> 16) as usize;
            if let Some([_, id, text @ ..]) = tidied.get(at..at + count)
                && first & 0xffff == Op::Name as u32
            {
                found.push((*id, string(text)));
            }
            at += count;
        }
        let name = |id, text: &str| (id, text.to_owned());
        assert_eq!(
            found,
            [
                name(1, "fogged"),
                name(2, "entryPointOutput"),
                name(3, "input_uv"),
                name(7, "lamps_1_shadow"),
                name(4, "camera"),
                name(5, "Camera"),
            ]
        );
    }
}
