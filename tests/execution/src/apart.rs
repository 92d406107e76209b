//! Textures that SPIR-V joins with samplers, taken apart: wgpu has no binding that is both.
//!
//! This reads and writes single instructions, so that no code of the toolchain stands between a
//! shader and the driver.

use std::collections::{BTreeMap, BTreeSet};

use crate::tools;

const HEADER: usize = 5;
const OP_ENTRY_POINT: u32 = 15;
const OP_NAME: u32 = 5;
const OP_TYPE_SAMPLER: u32 = 26;
const OP_TYPE_SAMPLED_IMAGE: u32 = 27;
const OP_TYPE_POINTER: u32 = 32;
const OP_FUNCTION: u32 = 54;
const OP_VARIABLE: u32 = 59;
const OP_LOAD: u32 = 61;
const OP_DECORATE: u32 = 71;
const OP_SAMPLED_IMAGE: u32 = 86;
/// What compares: four ways of sampling, and gathering.
const COMPARING: [u32; 5] = [89, 90, 93, 94, 97];
const UNIFORM_CONSTANT: u32 = 0;
const BINDING: u32 = 33;
const DESCRIPTOR_SET: u32 = 34;
/// The first binding of the samplers that are made.
const FIRST_BINDING: u32 = 500;

/// Words in which textures and samplers are apart.
#[derive(Clone, Debug, Default)]
pub struct Apart {
    /// The words.
    pub words: Vec<u32>,
    /// The samplers that were joined.
    pub samplers: Vec<Sampler>,
}

/// A sampler that was joined with a texture.
#[derive(Clone, Copy, Debug)]
pub struct Sampler {
    /// Its set and binding now.
    pub place: (u32, u32),
    /// Whether it compares with a reference.
    pub compares: bool,
}

#[derive(Default)]
struct Found {
    /// The images of joined types.
    joined: BTreeMap<u32, u32>,
    /// Pointers among the uniform constants, by what they point to.
    pointers: BTreeMap<u32, u32>,
    sampler: Option<u32>,
    /// Joined variables, with the type.
    variables: BTreeMap<u32, u32>,
    /// Loads of them.
    loads: BTreeMap<u32, u32>,
    /// Those that are used otherwise than by a load.
    passed: bool,
    comparing: BTreeSet<u32>,
    sets: BTreeMap<u32, u32>,
}

/// The instructions: opcode and operands.
fn instructions(words: &[u32]) -> impl Iterator<Item = (u32, &[u32], &[u32])> {
    let mut rest = words.get(HEADER..).unwrap_or_default();
    std::iter::from_fn(move || {
        let first = *rest.first()?;
        let count = ((first >> 16) as usize).clamp(1, rest.len());
        let (instruction, after) = rest.split_at(count);
        rest = after;
        Some((
            first & 0xffff,
            instruction.get(1..).unwrap_or_default(),
            instruction,
        ))
    })
}

fn find(words: &[u32]) -> Found {
    let mut found = Found::default();
    let mut targets = BTreeMap::new();
    for (opcode, operands, _) in instructions(words) {
        match (opcode, operands) {
            (OP_TYPE_SAMPLER, [id]) => found.sampler = Some(*id),
            (OP_TYPE_SAMPLED_IMAGE, [id, image]) => drop(found.joined.insert(*id, *image)),
            (OP_TYPE_POINTER, [id, UNIFORM_CONSTANT, to]) => {
                found.pointers.insert(*to, *id);
                targets.insert(*id, *to);
            }
            (OP_VARIABLE, [ty, id, UNIFORM_CONSTANT, ..]) => {
                let to = targets.get(ty).copied().unwrap_or_default();
                if found.joined.contains_key(&to) {
                    found.variables.insert(*id, to);
                }
            }
            (OP_LOAD, [_, id, from, ..]) if found.variables.contains_key(from) => {
                found.loads.insert(*id, *from);
            }
            (OP_DECORATE, [id, DESCRIPTOR_SET, set]) => drop(found.sets.insert(*id, *set)),
            (OP_DECORATE | OP_NAME | OP_ENTRY_POINT, _) => {}
            (opcode, [_, _, joined, ..]) if COMPARING.contains(&opcode) => {
                found.comparing.extend(found.loads.get(joined));
            }
            // Calls and access chains: literals may look like ids, which only costs time.
            (57 | 65 | 66, [_, _, used @ ..]) => {
                found.passed |= used.iter().any(|id| found.variables.contains_key(id));
            }
            _ => {}
        }
    }
    found
}

/// Takes textures and samplers apart.
///
/// # Errors
///
/// What SPIRV-Tools says when it is to put functions into their callers; joined textures in an
/// array.
pub fn take_apart(words: Vec<u32>) -> Result<Apart, String> {
    let mut words = words;
    let mut found = find(&words);
    if found.passed {
        words = tools::inlined(&words)?;
        found = find(&words);
    }
    if found.passed {
        return Err("joined textures and samplers that are passed on".to_owned());
    }
    if found.variables.is_empty() {
        return Ok(Apart {
            words,
            samplers: Vec::new(),
        });
    }
    Ok(rewrite(&words, found))
}

fn rewrite(words: &[u32], mut found: Found) -> Apart {
    let mut bound = words.get(3).copied().unwrap_or_default();
    let mut fresh = || {
        bound += 1;
        bound - 1
    };
    let mut declared = Vec::new();
    let sampler = *found.sampler.get_or_insert_with(|| {
        let id = fresh();
        declared.extend([2 << 16 | OP_TYPE_SAMPLER, id]);
        id
    });
    let images: BTreeSet<u32> = found.variables.values().copied().collect();
    let images = images
        .iter()
        .filter_map(|ty| found.joined.get(ty))
        .copied()
        .chain([sampler]);
    for to in images.collect::<Vec<u32>>() {
        found.pointers.entry(to).or_insert_with(|| {
            let id = fresh();
            declared.extend([4 << 16 | OP_TYPE_POINTER, id, UNIFORM_CONSTANT, to]);
            id
        });
    }
    let pointer = |to: u32| found.pointers.get(&to).copied().unwrap_or_default();
    let mut samplers = BTreeMap::new();
    let mut places = Vec::new();
    let mut decorations = Vec::new();
    for ((id, ty), binding) in found.variables.iter().zip(FIRST_BINDING..) {
        let made = fresh();
        let image = found.joined.get(ty).copied().unwrap_or_default();
        let set = found.sets.get(id).copied().unwrap_or_default();
        declared.extend([4 << 16 | OP_VARIABLE, pointer(image), *id, UNIFORM_CONSTANT]);
        declared.extend([
            4 << 16 | OP_VARIABLE,
            pointer(sampler),
            made,
            UNIFORM_CONSTANT,
        ]);
        decorations.extend([4 << 16 | OP_DECORATE, made, DESCRIPTOR_SET, set]);
        decorations.extend([4 << 16 | OP_DECORATE, made, BINDING, binding]);
        samplers.insert(*id, made);
        places.push(Sampler {
            place: (set, binding),
            compares: found.comparing.contains(id),
        });
    }
    let mut made: Vec<u32> = words.iter().take(HEADER).copied().collect();
    // From version 1.4 on, entry points list every variable that they use.
    let lists_all = words.get(1).is_some_and(|version| *version >= 0x0001_0400);
    let mut in_functions = false;
    let mut decorated = false;
    for (opcode, operands, instruction) in instructions(words) {
        if opcode == OP_DECORATE && !decorated {
            made.append(&mut decorations);
            decorated = true;
        }
        if opcode == OP_FUNCTION && !in_functions {
            made.append(&mut declared);
            in_functions = true;
        }
        match (opcode, operands) {
            (OP_VARIABLE, [_, id, ..]) if found.variables.contains_key(id) => {}
            (OP_LOAD, [ty, id, from, ..]) if samplers.contains_key(from) => {
                let image = found.joined.get(ty).copied().unwrap_or_default();
                let part = samplers.get(from).copied().unwrap_or_default();
                let (texture, with) = (fresh(), fresh());
                made.extend([4 << 16 | OP_LOAD, image, texture, *from]);
                made.extend([4 << 16 | OP_LOAD, sampler, with, part]);
                made.extend([5 << 16 | OP_SAMPLED_IMAGE, *ty, *id, texture, with]);
            }
            (OP_ENTRY_POINT, _) if lists_all => {
                let count = instruction.len() + samplers.len();
                made.push((count as u32) << 16 | OP_ENTRY_POINT);
                made.extend(operands);
                made.extend(samplers.values());
            }
            _ => made.extend(instruction),
        }
    }
    if let Some(word) = made.get_mut(3) {
        *word = bound;
    }
    Apart {
        words: made,
        samplers: places,
    }
}
