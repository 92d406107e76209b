//! What the instructions so far say about the ids: which types are numbers, which values are of
//! them, and which extended instruction sets are imported.
//!
//! Imports rspirv, `grammar`, `number` and `string`. Used in both directions: it looks at finished
//! words, however they came about.

use std::collections::HashMap;

use rspirv::spirv::{FPEncoding, Op};

use super::grammar::{self, CoreInst, ExtSet};
use super::number::{FloatFormat, NumberType};
use super::string;

/// What is known about ids.
#[derive(Default)]
pub(super) struct Types {
    numbers: HashMap<u32, NumberType>,
    /// The types of values that are numbers.
    values: HashMap<u32, NumberType>,
    sets: HashMap<u32, Option<ExtSet>>,
}

impl Types {
    /// Takes note of an instruction. Its words may be anything.
    pub(super) fn observe(&mut self, inst: CoreInst, words: &[u32]) {
        match (inst.opcode, words) {
            (Op::TypeInt, &[_, id, width, signedness, ..]) if (1..=64).contains(&width) => {
                let signed = signedness != 0;
                self.numbers.insert(id, NumberType::Int { width, signed });
            }
            (Op::TypeFloat, &[_, id, width, ref encoding @ ..]) => {
                let encoding = encoding.first().copied().map(FPEncoding::from_u32);
                let format = match (width, encoding) {
                    (16, None) => FloatFormat::F16,
                    (32, None) => FloatFormat::F32,
                    (64, None) => FloatFormat::F64,
                    (16, Some(Some(FPEncoding::BFloat16KHR))) => FloatFormat::BF16,
                    (8, Some(Some(FPEncoding::Float8E4M3EXT))) => FloatFormat::E4M3,
                    (8, Some(Some(FPEncoding::Float8E5M2EXT))) => FloatFormat::E5M2,
                    _ => return,
                };
                self.numbers.insert(id, NumberType::Float(format));
            }
            (Op::ExtInstImport, [_, id, name @ ..]) => {
                let name = string::decode(name).and_then(|(name, _)| String::from_utf8(name).ok());
                let set = name.as_deref().and_then(grammar::ext_set);
                self.sets.insert(*id, set);
            }
            (_, &[_, ty, id, ..]) => {
                use rspirv::grammar::OperandKind::{IdResult, IdResultType};
                let mut kinds = inst.operands.iter().map(|operand| operand.kind);
                let has_type = kinds.next() == Some(IdResultType) && kinds.next() == Some(IdResult);
                if let (true, Some(&number)) = (has_type, self.numbers.get(&ty)) {
                    self.values.insert(id, number);
                }
            }
            _ => {}
        }
    }

    /// The type that gives a literal of `opcode` its width, from the operands ahead of it.
    pub(super) fn literal_type(&self, opcode: Op, words: &[u32]) -> Option<NumberType> {
        let id = words.get(1)?;
        let number = match opcode {
            // The id of the selector, which is a value.
            Op::Switch => self.values.get(id)?,
            // The id of the result's type.
            _ => self.numbers.get(id)?,
        };
        Some(*number)
    }

    /// The instruction set imported as `id`, if rspirv has a table for it.
    pub(super) fn ext_set(&self, id: u32) -> Option<ExtSet> {
        self.sets.get(&id).copied().flatten()
    }
}
