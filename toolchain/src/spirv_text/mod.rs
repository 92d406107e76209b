//! SPIR-V as text: an assembler and a disassembler for the language of `spirv-as` and
//! `spirv-dis`.
//!
//! [`assemble()`] turns text into words, [`disassemble()`] words into text. What the instructions
//! and their operands are is asked of rspirv's grammar tables (`grammar`); the only tables written
//! here by hand hold names that rspirv does not carry (`extra_names`).
//!
//! Imports rspirv and the standard library, nothing else of the crate, so that it can be tested
//! alone. It does not validate: a module that breaks the rules of SPIR-V but follows the grammar
//! passes in both directions. It reads and writes no files and prints nothing.
//!
//! The parts, from the bottom up:
//!
//! * `extra_names`, `grammar`: lookups by name and number, operand patterns;
//! * `number`, `string`: literals, both ways;
//! * `types`: what a module says about the width of its numbers and its instruction sets;
//! * `lexer`, `suggest`, `ids`, `operands`, `assemble`: text to words;
//! * `decode`, `friendly`, `disassemble`: words to text.
//!
//! # What the assembler promises
//!
//! * Ids written as plain decimal numbers (`%12`; no leading zero, below SPIR-V's limit of
//!   4,194,303) keep their number, as with `spirv-as --preserve-numeric-ids`. All other names get
//!   the lowest free numbers in order of appearance, in the same order as `spirv-as` gives them.
//! * The version word follows a `; Version: 1.5` comment ahead of the first instruction; without
//!   one it is [`DEFAULT_VERSION`]. The generator word is [`GENERATOR`]; the bound is computed.
//! * `!<integer>` puts a raw word in place of an operand or of an instruction. As in `spirv-as`,
//!   the operands after it may only be ids, numbers, strings and further raw words. In a module
//!   with raw words, ids without a definition are not reported, since a raw word may define them.
//! * It goes beyond `spirv-as` in a few places: `%1=OpTypeVoid` needs no spaces, extended
//!   instructions may be given by number in every set, and an enumerant of a bit mask may carry
//!   another vendor suffix than the grammar's (`MakePointerAvailableKHR`).
//! * It refuses what `spirv-as` lets pass: ids that are used and never defined, half a pair of
//!   operands, strings without a space between them, hexadecimal floats without digits.

use std::fmt;
use std::ops::Range;

mod assemble;
mod decode;
mod disassemble;
mod extra_names;
mod friendly;
mod grammar;
mod ids;
mod lexer;
mod number;
mod operands;
mod string;
mod suggest;
mod types;

#[cfg(test)]
mod tests;

pub use assemble::assemble;
pub use disassemble::disassemble;

/// The generator word of assembled modules: "SPIR-V Tools Assembler" is not us, and no number is
/// registered for this crate, hence the reserved zero.
pub const GENERATOR: u32 = 0;

/// The version, major and minor, of a module whose text does not name one.
pub const DEFAULT_VERSION: (u8, u8) = (1, 5);

/// Every [`AssembleError::code`], with what it means.
pub const ERROR_CODES: &[(&str, &str)] = &[
    (
        code::BAD_ID,
        "an id is not `%` followed by letters, digits and underscores",
    ),
    (
        code::BAD_LITERAL,
        "a number or string is malformed or does not fit its type",
    ),
    (code::DUPLICATE_ID, "an id is defined twice"),
    (
        code::EXPECTED_INSTRUCTION,
        "something that cannot begin an instruction stands where one must",
    ),
    (
        code::EXTRA_OPERAND,
        "an instruction has more operands than its grammar allows",
    ),
    (
        code::INSTRUCTION_TOO_LONG,
        "an instruction takes more than 65535 words",
    ),
    (
        code::LITERAL_TYPE,
        "the type that gives a literal its width is not a known number type",
    ),
    (
        code::MISSING_OPERAND,
        "an instruction ends before its last required operand",
    ),
    (
        code::MISSING_RESULT_ID,
        "an instruction that defines an id lacks `%name =`",
    ),
    (code::UNDEFINED_ID, "an id is used and never defined"),
    (code::UNEXPECTED_OPERAND, "an operand is of the wrong kind"),
    (
        code::UNEXPECTED_RESULT_ID,
        "an instruction that defines no id has `%name =`",
    ),
    (
        code::UNKNOWN_ENUMERANT,
        "a name is none of the enumerants of its operand",
    ),
    (
        code::UNKNOWN_EXT_INST,
        "a name is no instruction of the extended set",
    ),
    (code::UNKNOWN_OPCODE, "a name is no instruction of SPIR-V"),
    (code::UNTERMINATED_STRING, "a string has no closing quote"),
];

/// The stable names of [`ERROR_CODES`].
mod code {
    pub(super) const BAD_ID: &str = "spirv-asm-bad-id";
    pub(super) const BAD_LITERAL: &str = "spirv-asm-bad-literal";
    pub(super) const DUPLICATE_ID: &str = "spirv-asm-duplicate-id";
    pub(super) const EXPECTED_INSTRUCTION: &str = "spirv-asm-expected-instruction";
    pub(super) const EXTRA_OPERAND: &str = "spirv-asm-extra-operand";
    pub(super) const INSTRUCTION_TOO_LONG: &str = "spirv-asm-instruction-too-long";
    pub(super) const LITERAL_TYPE: &str = "spirv-asm-literal-type";
    pub(super) const MISSING_OPERAND: &str = "spirv-asm-missing-operand";
    pub(super) const MISSING_RESULT_ID: &str = "spirv-asm-missing-result-id";
    pub(super) const UNDEFINED_ID: &str = "spirv-asm-undefined-id";
    pub(super) const UNEXPECTED_OPERAND: &str = "spirv-asm-unexpected-operand";
    pub(super) const UNEXPECTED_RESULT_ID: &str = "spirv-asm-unexpected-result-id";
    pub(super) const UNKNOWN_ENUMERANT: &str = "spirv-asm-unknown-enumerant";
    pub(super) const UNKNOWN_EXT_INST: &str = "spirv-asm-unknown-ext-inst";
    pub(super) const UNKNOWN_OPCODE: &str = "spirv-asm-unknown-opcode";
    pub(super) const UNTERMINATED_STRING: &str = "spirv-asm-unterminated-string";
}

/// One thing wrong with a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssembleError {
    /// The culprit, in bytes of the text.
    pub span: Range<usize>,
    /// Which of [`ERROR_CODES`] it is.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// What to do about it, where that is known.
    pub help: Option<String>,
}

impl AssembleError {
    fn new(span: Range<usize>, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            span,
            code,
            message: message.into(),
            help: None,
        }
    }

    fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds "did you mean" if there is a suggestion.
    fn suggest(self, suggestion: Option<String>) -> Self {
        match suggestion {
            Some(name) => self.help(format!("did you mean `{name}`?")),
            None => self,
        }
    }
}

impl fmt::Display for AssembleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Range { start, end } = self.span;
        write!(f, "{} (bytes {start}..{end})", self.message)?;
        match &self.help {
            Some(help) => write!(f, "; {help}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for AssembleError {}

/// How [`disassemble()`] writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "switches that have nothing to do with each other"
)]
pub struct DisassembleOptions {
    /// Ids by the names of `OpName`, types and constants (`%main`, `%float_1`) instead of numbers.
    pub friendly_names: bool,
    /// Instructions aligned behind a column of result ids.
    pub indent: bool,
    /// The module header as leading comments. Without it the version is lost.
    pub header: bool,
    /// The byte offset of every instruction as a trailing comment.
    pub offsets: bool,
}

impl Default for DisassembleOptions {
    /// The same as `spirv-dis` without options: friendly names, indentation and header.
    fn default() -> Self {
        Self {
            friendly_names: true,
            indent: true,
            header: true,
            offsets: false,
        }
    }
}

/// Why words could not be read as a module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DisassembleError {
    /// Index of the offending word.
    pub word: usize,
    /// What is wrong.
    pub message: String,
}

impl DisassembleError {
    fn new(word: usize, message: impl Into<String>) -> Self {
        Self {
            word,
            message: message.into(),
        }
    }
}

impl fmt::Display for DisassembleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (word {})", self.message, self.word)
    }
}

impl std::error::Error for DisassembleError {}
