//! What is changed in SPIR-V words between a compiler and the driver.
//!
//! This reads and writes single instructions only, so that no code of the toolchain stands
//! between a shader as given and the driver.

use std::collections::{BTreeMap, BTreeSet};

const HEADER: usize = 5;
const OP_SOURCE: u32 = 3;
const OP_NAME: u32 = 5;
const OP_DECORATE: u32 = 71;
const OP_SPEC_CONSTANT_TRUE: u32 = 48;
const OP_SPEC_CONSTANT_FALSE: u32 = 49;
const OP_SPEC_CONSTANT: u32 = 50;
const OP_TYPE_INT: u32 = 21;
const OP_TYPE_FLOAT: u32 = 22;
/// The last source language that every version of SPIRV-Tools knows.
const LAST_LANGUAGE: u32 = 5;
const SPEC_ID: u32 = 1;
const BINDING: u32 = 33;
const DESCRIPTOR_SET: u32 = 34;

/// Words of a file.
///
/// # Errors
///
/// When it is no SPIR-V of this byte order.
pub fn from_bytes(bytes: &[u8]) -> Result<Vec<u32>, String> {
    let words: Vec<u32> = bytes
        .chunks_exact(4)
        .map(|bytes| {
            bytes
                .iter()
                .rev()
                .fold(0, |word, byte| word << 8 | u32::from(*byte))
        })
        .collect();
    match words.first() {
        Some(0x0723_0203) => Ok(words),
        _ => Err("not SPIR-V".to_owned()),
    }
}

/// Calls `change` with each instruction: opcode and operands.
fn each(words: &mut [u32], mut change: impl FnMut(u32, &mut u32, &mut [u32])) {
    let mut rest = words.get_mut(HEADER..).unwrap_or_default();
    while let Some(first) = rest.first() {
        let count = ((first >> 16) as usize).clamp(1, rest.len());
        let (instruction, after) = rest.split_at_mut(count);
        if let Some((first, operands)) = instruction.split_first_mut() {
            change(*first & 0xffff, first, operands);
        }
        rest = after;
    }
}

/// Takes back what SPIRV-Tools of an older date does not know: the name of a source language.
pub fn forget_language(words: &mut [u32]) {
    each(words, |opcode, _, operands| {
        if let (OP_SOURCE, [language, ..]) = (opcode, operands)
            && *language > LAST_LANGUAGE
        {
            *language = 0;
        }
    });
}

/// Whether two descriptors have the same numbers: what belongs to which is not to be told then.
#[must_use]
pub fn shares_numbers(words: &[u32]) -> bool {
    let mut words = words.to_owned();
    let mut numbers: BTreeMap<u32, [Option<u32>; 2]> = BTreeMap::new();
    each(&mut words, |opcode, _, operands| {
        if let (OP_DECORATE, [id, decoration, number]) = (opcode, operands) {
            match *decoration {
                DESCRIPTOR_SET => numbers.entry(*id).or_default()[0] = Some(*number),
                BINDING => numbers.entry(*id).or_default()[1] = Some(*number),
                _ => {}
            }
        }
    });
    let all = numbers.len();
    let apart: BTreeSet<[Option<u32>; 2]> = numbers.into_values().collect();
    apart.len() < all
}

/// Numbers descriptors anew: `(set, binding)` by `(set, binding)`.
pub fn rebind(words: &mut [u32], numbers: &BTreeMap<(u32, u32), (u32, u32)>) {
    let mut sets = BTreeMap::new();
    let mut bindings = BTreeMap::new();
    each(words, |opcode, _, operands| {
        if let (OP_DECORATE, [id, decoration, number]) = (opcode, operands) {
            match *decoration {
                DESCRIPTOR_SET => drop(sets.insert(*id, *number)),
                BINDING => drop(bindings.insert(*id, *number)),
                _ => {}
            }
        }
    });
    each(words, |opcode, _, operands| {
        if let (OP_DECORATE, [id, decoration, number]) = (opcode, operands) {
            let (Some(set), Some(binding)) = (sets.get(id), bindings.get(id)) else {
                return;
            };
            if let Some(new) = numbers.get(&(*set, *binding)) {
                match *decoration {
                    DESCRIPTOR_SET => *number = new.0,
                    BINDING => *number = new.1,
                    _ => {}
                }
            }
        }
    });
}

/// The sets and bindings that several variables have: the toolchain moves all but one of them away.
#[must_use]
pub fn shared_bindings(words: &[u32]) -> BTreeSet<(u32, u32)> {
    let mut words = words.to_vec();
    let mut places: BTreeMap<u32, [Option<u32>; 2]> = BTreeMap::new();
    each(&mut words, |opcode, _, operands| {
        if let (OP_DECORATE, [id, decoration, number]) = (opcode, operands) {
            let place = places.entry(*id).or_default();
            match *decoration {
                DESCRIPTOR_SET => place[0] = Some(*number),
                BINDING => place[1] = Some(*number),
                _ => {}
            }
        }
    });
    let mut seen = BTreeSet::new();
    places
        .values()
        .filter_map(|place| Some((place[0].unwrap_or_default(), place[1]?)))
        .filter(|place| !seen.insert(*place))
        .collect()
}

/// Gives variables the set and binding that belong to their names: those that share one get places
/// of their own, which are those that the toolchain gives them.
pub fn move_apart(words: &mut [u32], places: &BTreeMap<String, (u32, u32)>) {
    let mut found: BTreeMap<u32, (u32, u32)> = BTreeMap::new();
    each(words, |opcode, _, operands| {
        if let (OP_NAME, [id, letters @ ..]) = (opcode, operands) {
            let bytes = letters.iter().flat_map(|word| word.to_le_bytes());
            let name: Vec<u8> = bytes.take_while(|byte| *byte != 0).collect();
            if let Some(place) = places.get(String::from_utf8_lossy(&name).as_ref()) {
                found.insert(*id, *place);
            }
        }
    });
    each(words, |opcode, _, operands| {
        if let (OP_DECORATE, [id, decoration, number]) = (opcode, operands)
            && let Some((set, binding)) = found.get(id)
        {
            match *decoration {
                DESCRIPTOR_SET => *number = *set,
                BINDING => *number = *binding,
                _ => {}
            }
        }
    });
}

/// Gives specialisation constants values, by their ids.
///
/// # Errors
///
/// An id that no constant has, or a type of more than 32 bits.
pub fn specialise(words: &mut [u32], values: &BTreeMap<u32, f64>) -> Result<(), String> {
    let mut constants = BTreeMap::new();
    let mut types = BTreeMap::new();
    each(words, |opcode, _, operands| match (opcode, operands) {
        (OP_DECORATE, [id, SPEC_ID, number]) => {
            if let Some(value) = values.get(number) {
                constants.insert(*id, (*number, *value));
            }
        }
        (OP_TYPE_INT, [id, width, signed]) => {
            types.insert(*id, (false, *width, *signed != 0));
        }
        (OP_TYPE_FLOAT, [id, width, ..]) => {
            types.insert(*id, (true, *width, true));
        }
        _ => {}
    });
    let mut missing = values.clone();
    let mut wide = None;
    each(words, |opcode, first, operands| {
        let Some((number, value)) = operands.get(1).and_then(|id| constants.get(id)) else {
            return;
        };
        match (opcode, operands) {
            (OP_SPEC_CONSTANT_TRUE | OP_SPEC_CONSTANT_FALSE, _) => {
                let opcode = if *value == 0.0 {
                    OP_SPEC_CONSTANT_FALSE
                } else {
                    OP_SPEC_CONSTANT_TRUE
                };
                *first = *first & 0xffff_0000 | opcode;
            }
            (OP_SPEC_CONSTANT, [ty, _, word]) => {
                *word = match types.get(ty) {
                    Some((true, 32, _)) => (*value as f32).to_bits(),
                    Some((false, 32, true)) => (*value as i32).cast_unsigned(),
                    _ => *value as u32,
                };
            }
            (OP_SPEC_CONSTANT, _) => wide = Some(*number),
            _ => return,
        }
        missing.remove(number);
    });
    match (missing.keys().next(), wide) {
        (Some(number), _) => Err(format!("no specialisation constant has the id {number}")),
        (_, Some(number)) => Err(format!("constant {number} has more than 32 bits")),
        _ => Ok(()),
    }
}
