//! Words to instructions with their operands, every access checked.
//!
//! Imports `grammar`, `types`, `string`, `number` and the error of the parent. rspirv's own parser
//! is not used: it allocates an operand at a time, has no word positions of operands, and asserts
//! where it should fail.

use rspirv::grammar::OperandQuantifier;
use rspirv::spirv::MAGIC_NUMBER;

use super::grammar::{self, Class, CoreInst, EnumTable, Pattern};
use super::number::{FloatFormat, NumberType};
use super::types::Types;
use super::{DisassembleError, string};

/// Words of the header.
const HEADER: usize = 5;

/// What a word, or several, of an instruction are.
#[derive(Clone, Copy)]
pub(super) enum OperandClass {
    /// The id that is defined.
    Result,
    /// Any other id.
    Id,
    /// A number, of one word or two.
    Number(NumberType),
    /// A 32-bit unsigned number without a type.
    Integer,
    /// A string of any number of words.
    String,
    /// One enumerant of a table.
    Value(&'static EnumTable),
    /// Flags of a table.
    Mask(&'static EnumTable),
    /// An instruction by its name.
    Name(&'static str),
}

/// An operand and where it is.
#[derive(Clone, Copy)]
pub(super) struct DecodedOperand {
    pub(super) class: OperandClass,
    /// Its first word, counted from that of the instruction.
    pub(super) start: usize,
    /// How many words it has, at least one.
    pub(super) count: usize,
}

/// An instruction.
pub(super) struct Decoded<'w> {
    pub(super) inst: CoreInst,
    /// Where it begins in the module.
    pub(super) offset: usize,
    pub(super) words: &'w [u32],
    pub(super) operands: Vec<DecodedOperand>,
}

impl Decoded<'_> {
    /// The words of an operand.
    pub(super) fn words_of(&self, operand: &DecodedOperand) -> &[u32] {
        let end = operand.start + operand.count;
        self.words.get(operand.start..end).unwrap_or_default()
    }

    /// The id that is defined.
    pub(super) fn result(&self) -> Option<u32> {
        let is_result = |o: &&DecodedOperand| matches!(o.class, OperandClass::Result);
        let operand = self.operands.iter().find(is_result)?;
        self.words.get(operand.start).copied()
    }
}

/// The header of a module.
#[derive(Clone, Copy)]
pub(super) struct Header {
    pub(super) version: u32,
    pub(super) generator: u32,
    pub(super) bound: u32,
    pub(super) schema: u32,
}

/// Reads the header.
pub(super) fn header(words: &[u32]) -> Result<Header, DisassembleError> {
    match words {
        &[MAGIC_NUMBER, version, generator, bound, schema, ..] => Ok(Header {
            version,
            generator,
            bound,
            schema,
        }),
        [MAGIC_NUMBER, ..] => {
            let message = format!("the module ends within its header of {HEADER} words");
            Err(DisassembleError::new(words.len(), message))
        }
        [word, ..] => {
            let message =
                format!("not SPIR-V: it begins with 0x{word:08x}, not 0x{MAGIC_NUMBER:08x}");
            Err(DisassembleError::new(0, message))
        }
        [] => Err(DisassembleError::new(0, "there are no words")),
    }
}

/// Reads the instructions of a module one by one.
pub(super) struct Decoder<'w> {
    words: &'w [u32],
    position: usize,
    types: Types,
}

impl<'w> Decoder<'w> {
    /// Begins behind the header.
    pub(super) fn new(words: &'w [u32]) -> Self {
        Self {
            words,
            position: HEADER,
            types: Types::default(),
        }
    }

    /// The next instruction, none at the end of the module.
    pub(super) fn next(&mut self) -> Result<Option<Decoded<'w>>, DisassembleError> {
        let offset = self.position;
        let Some(&first) = self.words.get(offset) else {
            return Ok(None);
        };
        let count = usize::try_from(first >> 16).unwrap_or(usize::MAX);
        let opcode = first & 0xffff;
        let Some(inst) = grammar::by_opcode(opcode) else {
            let message = format!("there is no instruction with the opcode {opcode}");
            return Err(DisassembleError::new(offset, message));
        };
        if count == 0 {
            let message = format!("`Op{}` claims to have no words at all", inst.opname);
            return Err(DisassembleError::new(offset, message));
        }
        let Some(words) = self.words.get(offset..offset.saturating_add(count)) else {
            let rest = self.words.len() - offset;
            let message = format!(
                "`Op{}` claims {count} words and the module has {rest} left",
                inst.opname
            );
            return Err(DisassembleError::new(offset, message));
        };
        let mut decoded = Decoded {
            inst,
            offset,
            words,
            operands: Vec::with_capacity(inst.operands.len()),
        };
        self.operands(&mut decoded)?;
        self.types.observe(inst, words);
        self.position += count;
        Ok(Some(decoded))
    }

    fn operands(&self, decoded: &mut Decoded<'w>) -> Result<(), DisassembleError> {
        let mut pattern = Pattern::new(decoded.inst.operands);
        let mut start = 1;
        let name = decoded.inst.opname;
        let fail = |start: usize, message: String| {
            let message = format!("`Op{name}`: {message}");
            Err(DisassembleError::new(decoded.offset + start, message))
        };
        let mut operands = std::mem::take(&mut decoded.operands);
        while let Some((kind, quantifier)) = pattern.pop() {
            let Some(&word) = decoded.words.get(start) else {
                if quantifier == OperandQuantifier::One {
                    return fail(start, format!("missing {}", grammar::describe(kind)));
                }
                continue;
            };
            if quantifier == OperandQuantifier::ZeroOrMore {
                pattern.repeat(kind);
            }
            let mut count = 1;
            let class = match grammar::class(kind) {
                Class::Pair(first, second) => {
                    pattern.want_pair(first, second);
                    continue;
                }
                Class::ResultId | Class::ResultType | Class::Id if word == 0 => {
                    return fail(start, "there is no id 0".to_owned());
                }
                Class::ResultId => OperandClass::Result,
                Class::ResultType | Class::Id => OperandClass::Id,
                Class::Integer => OperandClass::Integer,
                Class::Float => OperandClass::Number(NumberType::Float(FloatFormat::F32)),
                Class::String => {
                    let rest = decoded.words.get(start..).unwrap_or_default();
                    let Some((_, length)) = string::decode(rest) else {
                        return fail(start, "the string has no end".to_owned());
                    };
                    count = length;
                    OperandClass::String
                }
                Class::Number => {
                    let Some(ty) = self.types.literal_type(decoded.inst.opcode, decoded.words)
                    else {
                        let message = "the type of this literal is no known number type";
                        return fail(start, message.to_owned());
                    };
                    count = ty.words();
                    if decoded.words.len() < start + count {
                        return fail(start, format!("the {} is cut off", ty.describe()));
                    }
                    OperandClass::Number(ty)
                }
                Class::ExtInst => self.ext_inst(decoded.words, start, word, &mut pattern),
                Class::SpecOp => {
                    let inst = grammar::by_opcode(word);
                    match inst.and_then(|inst| Some((inst, grammar::spec_operands(inst)?))) {
                        Some((inst, operands)) => {
                            pattern = operands;
                            OperandClass::Name(inst.opname)
                        }
                        None => return fail(start, format!("no operation has the opcode {word}")),
                    }
                }
                Class::Enum(table) => match expect_parameters(table, word, &mut pattern) {
                    Ok(class) => class,
                    Err(message) => return fail(start, message),
                },
            };
            operands.push(DecodedOperand {
                class,
                start,
                count,
            });
            start += count;
        }
        if start < decoded.words.len() {
            let rest = decoded.words.len() - start;
            return fail(start, format!("{rest} words too many"));
        }
        decoded.operands = operands;
        Ok(())
    }

    fn ext_inst(
        &self,
        words: &[u32],
        start: usize,
        number: u32,
        pattern: &mut Pattern,
    ) -> OperandClass {
        let set = words.get(start - 1).and_then(|&id| self.types.ext_set(id));
        match set.and_then(|set| set.lookup_opcode(number)) {
            Some(inst) => {
                pattern.replace(inst.operands);
                if grammar::is_named(inst) {
                    OperandClass::Name(inst.opname)
                } else {
                    OperandClass::Integer
                }
            }
            // The operands are then ids, as the core grammar has it.
            None => OperandClass::Integer,
        }
    }
}

/// Checks a word against an enumeration and expects the operands that its enumerants bring.
fn expect_parameters(
    table: &'static EnumTable,
    word: u32,
    pattern: &mut Pattern,
) -> Result<OperandClass, String> {
    if !table.is_mask {
        let Some(entry) = table.by_value(word) else {
            return Err(format!("{word} is not {}", table.describe()));
        };
        pattern.want(&entry.parameters);
        return Ok(OperandClass::Value(table));
    }
    for bit in (0..u32::BITS).rev().map(|bit| 1 << bit) {
        if word & bit != 0 {
            let Some(entry) = table.by_value(bit) else {
                return Err(format!("0x{word:x} is not {}", table.describe()));
            };
            pattern.want(&entry.parameters);
        }
    }
    Ok(OperandClass::Mask(table))
}
