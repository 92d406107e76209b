//! What the messages about a SPIR-V module need: its structure, names and types.

use std::collections::HashMap;

use rspirv::grammar::{INSTRUCTION_TABLE, OperandKind};
use rspirv::spirv::Op;

/// Words before the first instruction.
const HEADER: usize = 5;
/// How deep a type is spelled out.
const DEPTH: usize = 4;

fn split(first: u32) -> (usize, u32) {
    ((first >> 16) as usize, first & 0xffff)
}

/// One instruction.
#[derive(Clone, Copy, Debug)]
pub(super) struct Instruction<'a> {
    /// Index of its first word.
    pub(super) at: usize,
    /// Number of its operation.
    pub(super) opcode: u32,
    /// Its words after the first.
    pub(super) operands: &'a [u32],
    /// The id of its result's type.
    pub(super) result_type: Option<u32>,
    /// The id it defines.
    pub(super) result: Option<u32>,
}

impl Instruction<'_> {
    /// The operation's name, with `Op`.
    pub(super) fn name(&self) -> String {
        op_name(self.opcode)
    }

    fn is(&self, op: Op) -> bool {
        self.opcode == op as u32
    }
}

/// The name of an operation, with `Op`.
pub(super) fn op_name(opcode: u32) -> String {
    INSTRUCTION_TABLE.lookup_opcode(opcode).map_or_else(
        || format!("opcode {opcode}"),
        |entry| format!("Op{}", entry.opname),
    )
}

/// A module with its names.
#[derive(Debug)]
pub(super) struct Module<'a> {
    instructions: Vec<Instruction<'a>>,
    names: HashMap<u32, String>,
    definitions: HashMap<u32, usize>,
}

impl<'a> Module<'a> {
    /// Reads as many whole instructions as there are.
    pub(super) fn new(words: &'a [u32]) -> Self {
        let mut shapes: HashMap<u32, (bool, bool)> = HashMap::new();
        let mut module = Self {
            instructions: Vec::new(),
            names: HashMap::new(),
            definitions: HashMap::new(),
        };
        let mut at = HEADER;
        while let Some(&first) = words.get(at) {
            let (count, opcode) = split(first);
            let Some(operands) = words.get(at + 1..at + count.max(1)) else {
                break;
            };
            let (has_type, has_result) = *shapes.entry(opcode).or_insert_with(|| shape(opcode));
            let result_type = operands.first().copied().filter(|_| has_type);
            let result = operands
                .get(usize::from(has_type))
                .copied()
                .filter(|_| has_result);
            let instruction = Instruction {
                at,
                opcode,
                operands,
                result_type,
                result,
            };
            if let Some(id) = result {
                module
                    .definitions
                    .entry(id)
                    .or_insert(module.instructions.len());
            }
            if instruction.is(Op::Name)
                && let Some((&id, text)) = operands.split_first()
            {
                let name = string(text);
                if !name.is_empty() {
                    module.names.insert(id, name);
                }
            }
            module.instructions.push(instruction);
            if count == 0 {
                break;
            }
            at += count;
        }
        module
    }

    /// Takes the names of results from elsewhere, one for each instruction.
    pub(super) fn rename_results(&mut self, names: &[Option<&str>]) {
        for (instruction, name) in self.instructions.iter().zip(names) {
            if let (Some(id), Some(name)) = (instruction.result, name) {
                self.names.insert(id, (*name).to_owned());
            }
        }
    }

    /// Number of instructions.
    pub(super) fn len(&self) -> usize {
        self.instructions.len()
    }

    /// The index of the instruction that was being read when `taken` words were taken; none when
    /// that was the end.
    pub(super) fn instruction_at(&self, taken: usize) -> Option<usize> {
        let last = taken.checked_sub(1)?;
        let after = self
            .instructions
            .partition_point(|instruction| instruction.at <= last);
        let index = after.checked_sub(1)?;
        let instruction = self.instructions.get(index)?;
        let end = instruction.at + instruction.operands.len() + 1;
        // Everything was read: the error came from what is done after that.
        let finished = index + 1 == self.instructions.len() && taken >= end;
        (!finished).then_some(index)
    }

    /// The instruction with an index.
    pub(super) fn get(&self, index: usize) -> Option<&Instruction<'a>> {
        self.instructions.get(index)
    }

    /// The instruction that defines an id.
    pub(super) fn definition(&self, id: u32) -> Option<&Instruction<'a>> {
        self.definitions
            .get(&id)
            .and_then(|&index| self.instructions.get(index))
    }

    /// The id of the function around an instruction.
    pub(super) fn function_around(&self, index: usize) -> Option<u32> {
        self.instructions
            .get(..=index)?
            .iter()
            .rev()
            .enumerate()
            .take_while(|(back, instruction)| *back == 0 || !instruction.is(Op::FunctionEnd))
            .find(|(_, instruction)| instruction.is(Op::Function))
            .and_then(|(_, instruction)| instruction.result)
    }

    /// An id as `%name`, or as `%12` when it has no name; in backticks.
    pub(super) fn id(&self, id: u32) -> String {
        match self.names.get(&id) {
            Some(name) => format!("`%{name}`"),
            None => format!("`%{id}`"),
        }
    }

    /// An instruction in a few words: `` `%x = OpLoad` ``.
    pub(super) fn describe(&self, index: usize) -> String {
        let Some(instruction) = self.instructions.get(index) else {
            return "an instruction".to_owned();
        };
        match instruction.result {
            Some(id) => format!(
                "`{} = {}`",
                self.id(id).trim_matches('`'),
                instruction.name()
            ),
            None => format!("`{}`", instruction.name()),
        }
    }

    /// The index of the entry point that starts with a function, or of what defines an id.
    pub(super) fn index_of_id(&self, id: u32) -> Option<usize> {
        self.instructions
            .iter()
            .position(|each| each.is(Op::EntryPoint) && each.operands.get(1) == Some(&id))
            .or_else(|| self.definitions.get(&id).copied())
    }

    /// The index of the instruction that starts at a word.
    pub(super) fn index_of_word(&self, at: usize) -> Option<usize> {
        self.instructions
            .binary_search_by_key(&at, |instruction| instruction.at)
            .ok()
    }

    /// The instruction that starts at a word, in a few words.
    pub(super) fn describe_word(&self, at: usize) -> String {
        match self.index_of_word(at) {
            Some(index) => format!("{} at word {at}", self.describe(index)),
            None => format!("the instruction at word {at}"),
        }
    }

    /// A type in words.
    pub(super) fn type_text(&self, id: u32) -> String {
        self.type_at(id, DEPTH)
    }

    fn type_at(&self, id: u32, depth: usize) -> String {
        let Some(definition) = self.definition(id) else {
            return self.id(id);
        };
        let operand = |index: usize| definition.operands.get(index).copied().unwrap_or_default();
        let Some(depth) = depth.checked_sub(1) else {
            return self.id(id);
        };
        let inner = |index: usize| self.type_at(operand(index), depth);
        match Op::from_u32(definition.opcode) {
            Some(Op::TypeVoid) => "void".to_owned(),
            Some(Op::TypeBool) => "bool".to_owned(),
            Some(Op::TypeInt) => {
                let sign = if operand(2) == 0 {
                    "unsigned"
                } else {
                    "signed"
                };
                format!("{}-bit {sign} integer", operand(1))
            }
            Some(Op::TypeFloat) => format!("{}-bit float", operand(1)),
            Some(Op::TypeVector) => format!("vector of {} × {}", operand(2), inner(1)),
            Some(Op::TypeMatrix) => format!("matrix of {} × {}", operand(2), inner(1)),
            Some(Op::TypeArray) => format!("array of {}", inner(1)),
            Some(Op::TypeRuntimeArray) => format!("runtime array of {}", inner(1)),
            Some(Op::TypePointer) => format!("pointer to {}", inner(2)),
            Some(Op::TypeStruct) => format!("struct {}", self.id(id)),
            Some(Op::TypeImage) => format!("image {}", self.id(id)),
            Some(Op::TypeSampledImage) => "sampled image".to_owned(),
            Some(Op::TypeSampler) => "sampler".to_owned(),
            _ => format!("{} ({})", self.id(id), definition.name()),
        }
    }
}

/// Whether an operation has a result type and a result.
fn shape(opcode: u32) -> (bool, bool) {
    INSTRUCTION_TABLE
        .lookup_opcode(opcode)
        .map_or((false, false), |entry| {
            let has = |kind: OperandKind| entry.operands.iter().any(|operand| operand.kind == kind);
            (has(OperandKind::IdResultType), has(OperandKind::IdResult))
        })
}

/// The string that starts at the first of some words.
pub(super) fn string(words: &[u32]) -> String {
    let bytes: Vec<u8> = words
        .iter()
        .flat_map(|word| word.to_le_bytes())
        .take_while(|&byte| byte != 0)
        .collect();
    String::from_utf8_lossy(&bytes).into_owned()
}
