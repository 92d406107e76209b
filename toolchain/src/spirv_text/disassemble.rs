//! The disassembler: from decoded instructions to text.
//!
//! Imports `decode`, `friendly`, `grammar`, `number` and `string`. The layout is that of
//! `spirv-dis`. What has no spelling (a string that is not UTF-8, a number with wrong padding) is
//! written as raw words, so that assembling the text gives the same words again.

use std::borrow::Cow;
use std::fmt::Write as _;

use rspirv::dr::ModuleHeader;
use rspirv::spirv::MAGIC_NUMBER;

use super::decode::{self, Decoded, DecodedOperand, Decoder, Header, OperandClass};
use super::friendly::Names;
use super::grammar::EnumTable;
use super::{DisassembleError, DisassembleOptions, number, string};

/// The column of the opcodes if there is indentation.
const INDENT: usize = 15;

/// The text of a module.
///
/// Modules whose words have the other byte order are read as well.
///
/// # Errors
///
/// If the words are not the binary form of a module: no header, an instruction that is cut off, an
/// opcode or enumerant that the grammar does not have, too few operands or too many.
pub fn disassemble(
    words: &[u32],
    options: &DisassembleOptions,
) -> Result<String, DisassembleError> {
    let words: Cow<'_, [u32]> = match words.first() {
        Some(first) if first.swap_bytes() == MAGIC_NUMBER => {
            words.iter().map(|word| word.swap_bytes()).collect()
        }
        _ => words.into(),
    };
    let header = decode::header(&words)?;
    let names = options.friendly_names.then(|| Names::new(&words));
    let mut writer = Writer {
        options,
        names,
        out: String::with_capacity(words.len() * 8),
    };
    if options.header {
        writer.header(header);
    }
    let mut decoder = Decoder::new(&words);
    while let Some(decoded) = decoder.next()? {
        writer.instruction(&decoded);
    }
    Ok(writer.out)
}

struct Writer<'o> {
    options: &'o DisassembleOptions,
    names: Option<Names>,
    out: String,
}

// Writing to a string cannot fail, so the results of `write!` are dropped in this impl.
impl Writer<'_> {
    fn header(&mut self, header: Header) {
        let [_, minor, major, _] = header.version.to_le_bytes();
        let mut known = ModuleHeader::new(header.bound);
        known.generator = header.generator;
        let (name, tool_version) = known.generator();
        let tool = match name {
            "Unknown" => format!("Unknown({})", header.generator >> 16),
            name => name.to_owned(),
        };
        let Header { bound, schema, .. } = header;
        let _ = writeln!(self.out, "; SPIR-V");
        let _ = writeln!(self.out, "; Version: {major}.{minor}");
        let _ = writeln!(self.out, "; Generator: {tool}; {tool_version}");
        let _ = writeln!(self.out, "; Bound: {bound}");
        let _ = writeln!(self.out, "; Schema: {schema}");
    }

    fn instruction(&mut self, decoded: &Decoded<'_>) {
        let start = self.out.len();
        if let Some(id) = decoded.result() {
            self.id(id);
            let _ = write!(self.out, " = ");
        }
        if self.options.indent {
            let width = self.out.len() - start;
            let padding = INDENT.saturating_sub(width);
            // Names are ASCII, and this is the beginning of a line.
            self.out.insert_str(start, &" ".repeat(padding));
        }
        let _ = write!(self.out, "Op{}", decoded.inst.opname);
        let mut raw = false;
        for operand in &decoded.operands {
            if !matches!(operand.class, OperandClass::Result) {
                self.operand(decoded, operand, &mut raw);
            }
        }
        if self.options.offsets {
            let _ = write!(self.out, " ; 0x{:08x}", decoded.offset * 4);
        }
        self.out.push('\n');
    }

    /// Writes an operand. `raw` says whether a raw word came before it, behind which names are not
    /// possible any more.
    fn operand(&mut self, decoded: &Decoded<'_>, operand: &DecodedOperand, raw: &mut bool) {
        let words = decoded.words_of(operand);
        let &[first, ..] = words else {
            return;
        };
        self.out.push(' ');
        let written = match operand.class {
            OperandClass::Result | OperandClass::Id => {
                self.id(first);
                true
            }
            _ if *raw => false,
            OperandClass::Integer => {
                let _ = write!(self.out, "{first}");
                true
            }
            OperandClass::Number(ty) => match number::format(ty.bits_of(words), ty) {
                Some(text) => {
                    self.out.push_str(&text);
                    true
                }
                None => false,
            },
            OperandClass::String => self.string(words),
            OperandClass::Name(name) => {
                self.out.push_str(name);
                true
            }
            OperandClass::Value(table) => match table.by_value(first) {
                Some(entry) => {
                    self.out.push_str(&entry.name);
                    true
                }
                None => false,
            },
            OperandClass::Mask(table) => self.mask(table, first),
        };
        if !written {
            *raw = true;
            let raw: Vec<_> = words.iter().map(|word| format!("!0x{word:08x}")).collect();
            self.out.push_str(&raw.join(" "));
        }
    }

    fn id(&mut self, id: u32) {
        let name = self.names.as_ref().and_then(|names| names.get(id));
        let _ = match name {
            Some(name) => write!(self.out, "%{name}"),
            None => write!(self.out, "%{id}"),
        };
    }

    /// Writes a string if it can be written, and says whether it did.
    fn string(&mut self, words: &[u32]) -> bool {
        let content = string::decode(words).and_then(|(bytes, _)| String::from_utf8(bytes).ok());
        let Some(content) = content else {
            return false;
        };
        // Behind the terminator there may be anything.
        let mut again = Vec::with_capacity(words.len());
        string::encode(&content, &mut again);
        if again != words {
            return false;
        }
        string::escape(&content, &mut self.out);
        true
    }

    fn mask(&mut self, table: &EnumTable, mask: u32) -> bool {
        if mask == 0 {
            self.out.push_str("None");
            return true;
        }
        let bits = (0..u32::BITS)
            .map(|bit| 1 << bit)
            .filter(|bit| mask & bit != 0);
        let names: Option<Vec<_>> = bits
            .map(|bit| table.by_value(bit).map(|entry| entry.name.as_str()))
            .collect();
        let Some(names) = names else {
            return false;
        };
        self.out.push_str(&names.join("|"));
        true
    }
}
