//! The operands of an instruction: from tokens to words, as its grammar says.
//!
//! Imports `assemble`, whose state it works on, `grammar`, `number`, `string` and `lexer`. The
//! operands that are still expected are a stack ([`Pattern`]), since enumerants bring operands
//! of their own with them.

use rspirv::grammar::{OperandKind, OperandQuantifier};
use rspirv::spirv::Op;

use super::assemble::{Assembler, Frame};
use super::grammar::{self, Class, EnumTable, Pattern};
use super::lexer::{Token, TokenKind};
use super::number::{self, FloatFormat, NumberError, NumberType};
use super::{AssembleError, code, string};

/// The numbers of most operands.
const INTEGER: NumberType = NumberType::Int {
    width: 32,
    signed: false,
};

impl Assembler<'_> {
    /// Reads the operands of an instruction and appends them to its words.
    pub(super) fn operands(&mut self, frame: &mut Frame) -> Result<(), AssembleError> {
        let mut pattern = Pattern::new(frame.inst.operands);
        while let Some((kind, quantifier)) = pattern.pop() {
            let class = grammar::class(kind);
            if matches!(class, Class::ResultId) {
                self.result_id(frame)?;
                continue;
            }
            let Some(token) = self.next_operand(frame) else {
                if quantifier == OperandQuantifier::One {
                    return Err(self.missing(frame, kind));
                }
                continue;
            };
            if token.kind == TokenKind::Raw {
                return self.raw_operands(frame, &pattern);
            }
            if quantifier == OperandQuantifier::ZeroOrMore {
                pattern.repeat(kind);
            }
            if let Class::Pair(first, second) = class {
                pattern.want_pair(first, second);
                continue;
            }
            if quantifier != OperandQuantifier::One && self.is_misspelled_opcode(class, &token) {
                break;
            }
            self.position += 1;
            self.operand(frame, &mut pattern, kind, class, &token)?;
        }
        match self.next_operand(frame) {
            None => Ok(()),
            // A raw word that is no operand begins an instruction of its own. So does a word on a
            // new line; that there is no such instruction is said when it is read.
            Some(token) if token.kind == TokenKind::Raw => Ok(()),
            Some(token) if token.first_on_line && token.kind == TokenKind::Word => Ok(()),
            Some(token) => {
                let name = self.text_of(&frame.opcode);
                let message = format!("`{name}` has no operand left for `{}`", self.quote(&token));
                Err(AssembleError::new(token.span, code::EXTRA_OPERAND, message))
            }
        }
    }

    /// Whether `token`, which stands where an operand may be left out, is not that operand.
    ///
    /// Nobody continues an instruction with a word on a new line, unless it is the operand.
    fn is_misspelled_opcode(&self, class: Class, token: &Token) -> bool {
        if token.kind != TokenKind::Word || !token.first_on_line {
            return false;
        }
        let text = self.text_of(token);
        match class {
            Class::Enum(table) => text.split('|').any(|name| table.by_name(name).is_none()),
            Class::Integer | Class::Number | Class::Float => {
                !text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.'))
            }
            _ => true,
        }
    }

    fn next_operand(&self, frame: &Frame) -> Option<Token> {
        self.peek().filter(|_| self.position < frame.end).cloned()
    }

    fn result_id(&mut self, frame: &mut Frame) -> Result<(), AssembleError> {
        if let Some(token) = frame.result.take() {
            let (id, duplicate) = self.ids.define(self.text, &token)?;
            frame.words.push(id);
            frame.defined = Some(id);
            if let Some(error) = duplicate {
                return Err(error);
            }
        }
        Ok(())
    }

    fn missing(&mut self, frame: &Frame, kind: OperandKind) -> AssembleError {
        let name = self.text_of(&frame.opcode);
        let expected = grammar::describe(kind);
        let message = format!("`{name}` needs one more operand: {expected}");
        AssembleError::new(frame.opcode.span.clone(), code::MISSING_OPERAND, message)
    }

    fn unexpected(&self, kind: OperandKind, token: &Token) -> AssembleError {
        let expected = grammar::describe(kind);
        let message = format!("expected {expected}, found `{}`", self.quote(token));
        AssembleError::new(token.span.clone(), code::UNEXPECTED_OPERAND, message)
    }

    /// Reads one operand, which is `token`.
    fn operand(
        &mut self,
        frame: &mut Frame,
        pattern: &mut Pattern,
        kind: OperandKind,
        class: Class,
        token: &Token,
    ) -> Result<(), AssembleError> {
        let wanted = match class {
            Class::ResultType | Class::ResultId | Class::Id => TokenKind::Id,
            Class::String => TokenKind::String,
            _ => TokenKind::Word,
        };
        if token.kind != wanted {
            return Err(self.unexpected(kind, token));
        }
        match class {
            Class::ResultType | Class::ResultId | Class::Id => {
                let id = self.ids.reference(self.text, token)?;
                frame.words.push(id);
            }
            Class::String => self.string(token, &mut frame.words)?,
            Class::Integer => self.number(token, INTEGER, &mut frame.words)?,
            Class::Float => {
                self.number(token, NumberType::Float(FloatFormat::F32), &mut frame.words)?;
            }
            Class::Number => self.typed_number(frame, token)?,
            Class::ExtInst => self.ext_inst(frame, pattern, token)?,
            Class::SpecOp => self.spec_op(frame, pattern, token)?,
            Class::Enum(table) => self.enumerants(frame, pattern, table, token)?,
            // Taken apart by the caller.
            Class::Pair(..) => {}
        }
        Ok(())
    }

    fn string(&self, token: &Token, words: &mut Vec<u32>) -> Result<(), AssembleError> {
        let text = self.text_of(token);
        let text = text.strip_prefix('"').unwrap_or(text);
        let content = string::unescape(text.strip_suffix('"').unwrap_or(text));
        if content.contains('\0') {
            let message = "a string cannot hold the character NUL, which ends it";
            return Err(AssembleError::new(
                token.span.clone(),
                code::BAD_LITERAL,
                message,
            ));
        }
        string::encode(&content, words);
        Ok(())
    }

    fn number(
        &self,
        token: &Token,
        ty: NumberType,
        words: &mut Vec<u32>,
    ) -> Result<(), AssembleError> {
        let text = self.text_of(token);
        let error = match number::parse(text, ty) {
            Ok(bits) => {
                push_bits(bits, ty.words(), words);
                return Ok(());
            }
            Err(error) => error,
        };
        let (quoted, name) = (self.quote(token), ty.describe());
        let bad =
            |message: String| AssembleError::new(token.span.clone(), code::BAD_LITERAL, message);
        Err(match (error, ty) {
            (NumberError::Malformed, NumberType::Float(_)) => {
                bad(format!("`{quoted}` is not a {name}"))
                    .help("like `1.5`, `-2e10` or `0x1.8p+3`; infinity is `0x1p+128` for 32 bits")
            }
            (NumberError::Malformed, NumberType::Int { .. }) => {
                bad(format!("`{quoted}` is not a {name}"))
            }
            (NumberError::Negative, _) => bad(format!(
                "`{quoted}` is negative, and this is an unsigned integer"
            ))
            .help("the same bits can be written in hexadecimal"),
            (NumberError::OutOfRange, _) => bad(format!("`{quoted}` does not fit a {name}")),
        })
    }

    /// A literal whose type comes from the operands ahead of it.
    fn typed_number(&mut self, frame: &mut Frame, token: &Token) -> Result<(), AssembleError> {
        if let Some(ty) = self.types.literal_type(frame.inst.opcode, &frame.words) {
            return self.number(token, ty, &mut frame.words);
        }
        let is_switch = frame.inst.opcode == Op::Switch;
        let type_failed = frame
            .words
            .get(1)
            .is_some_and(|id| self.failed.contains(id));
        if type_failed || (is_switch && !self.failed.is_empty()) {
            // It has been said why the type is not known, or, for a selector, the type of its type
            // may be what failed. This instruction is lost with it.
            frame.words.push(0);
            return Ok(());
        }
        let message = if is_switch {
            "the selector is no value of an integer type, so the width of this is not known"
        } else {
            "the result's type is no integer or float type that is defined above"
        };
        let error = AssembleError::new(token.span.clone(), code::LITERAL_TYPE, message);
        let ty = frame.words.get(1).copied().unwrap_or(0);
        self.untyped.push((ty, error));
        frame.words.push(0);
        Ok(())
    }

    fn ext_inst(
        &mut self,
        frame: &mut Frame,
        pattern: &mut Pattern,
        token: &Token,
    ) -> Result<(), AssembleError> {
        let name = self.text_of(token);
        let set = frame.words.last().and_then(|&id| self.types.ext_set(id));
        let number = number::parse(name, INTEGER)
            .ok()
            .and_then(|bits| u32::try_from(bits).ok());
        let inst = set.and_then(|set| match number {
            Some(number) => set.lookup_opcode(number),
            None => grammar::ext_inst_by_name(set, name),
        });
        match (inst, number) {
            (Some(inst), _) => {
                frame.words.push(inst.opcode.into());
                pattern.replace(inst.operands);
                Ok(())
            }
            (None, Some(number)) => {
                frame.words.push(number);
                Ok(())
            }
            (None, None) => {
                let quoted = self.quote(token);
                let span = token.span.clone();
                Err(if let Some(set) = set {
                    let names = set.iter().map(|inst| inst.opname);
                    let nearest = self.suggester.nearest(name, names).map(str::to_owned);
                    let message = format!("the instruction set has no `{quoted}`");
                    AssembleError::new(span, code::UNKNOWN_EXT_INST, message).suggest(nearest)
                } else {
                    let message = format!(
                        "`{quoted}`: the instruction set is not imported above, or its names are \
                         not known"
                    );
                    AssembleError::new(span, code::UNKNOWN_EXT_INST, message)
                        .help("instructions of unknown sets are given by number")
                })
            }
        }
    }

    fn spec_op(
        &mut self,
        frame: &mut Frame,
        pattern: &mut Pattern,
        token: &Token,
    ) -> Result<(), AssembleError> {
        let name = self.text_of(token);
        if let Some(inst) = grammar::by_name(name) {
            let Some(operands) = grammar::spec_operands(inst) else {
                let message =
                    format!("`{name}` cannot be the operation of a specialization constant");
                let span = token.span.clone();
                return Err(AssembleError::new(span, code::UNEXPECTED_OPERAND, message));
            };
            frame.words.push(inst.opcode as u32);
            *pattern = operands;
            return Ok(());
        }
        let message = format!("there is no operation `{}`", self.quote(token));
        let error = AssembleError::new(token.span.clone(), code::UNKNOWN_OPCODE, message);
        let without_op = name.strip_prefix("Op").unwrap_or(name);
        Err(if grammar::by_name(without_op).is_some() {
            // What follows belongs to the same mistake.
            self.position = frame.end;
            error.help(format!("here opcodes stand without `Op`: `{without_op}`"))
        } else {
            let nearest = self.suggester.nearest(without_op, grammar::names());
            error.suggest(nearest.map(str::to_owned))
        })
    }

    fn enumerants(
        &mut self,
        frame: &mut Frame,
        pattern: &mut Pattern,
        table: &EnumTable,
        token: &Token,
    ) -> Result<(), AssembleError> {
        let text = self.text_of(token);
        if !table.is_mask {
            let value = self.enumerant(table, text, token.span.start)?;
            frame.words.push(value);
            if let Some(entry) = table.by_value(value) {
                pattern.want(&entry.parameters);
            }
            return Ok(());
        }
        let mut start = token.span.start;
        let mut mask = 0;
        for part in text.split('|') {
            mask |= self.enumerant(table, part, start)?;
            start += part.len() + 1;
        }
        frame.words.push(mask);
        // The operands of the flags come in the order of their bits, the lowest first.
        for bit in (0..u32::BITS).rev().map(|bit| 1 << bit) {
            if let Some(entry) = table.by_value(mask & bit).filter(|_| mask & bit != 0) {
                pattern.want(&entry.parameters);
            }
        }
        Ok(())
    }

    fn enumerant(
        &mut self,
        table: &EnumTable,
        name: &str,
        start: usize,
    ) -> Result<u32, AssembleError> {
        if let Some(value) = table.by_name(name) {
            return Ok(value);
        }
        let quoted: String = name.chars().take(60).collect();
        let message = format!("expected {}, found `{quoted}`", table.describe());
        let span = start..start + name.len();
        let error = AssembleError::new(span, code::UNKNOWN_ENUMERANT, message);
        let is_number = number::parse(name, INTEGER).is_ok();
        Err(if is_number {
            error.help(format!("a value without a name is written `!{name}`"))
        } else {
            let nearest = self.suggester.nearest(name, table.names());
            error.suggest(nearest.map(str::to_owned))
        })
    }

    /// The word of a `!…` token.
    pub(super) fn raw_word(&self, token: &Token) -> Result<u32, AssembleError> {
        let text = self.text_of(token);
        let digits = text.strip_prefix('!').unwrap_or(text);
        let bits = number::parse(digits, INTEGER)
            .ok()
            .and_then(|bits| u32::try_from(bits).ok());
        bits.ok_or_else(|| {
            let message = format!("`{}` is not a raw word", self.quote(token));
            AssembleError::new(token.span.clone(), code::BAD_LITERAL, message)
                .help("a raw word is `!` followed by an unsigned 32-bit integer")
        })
    }

    /// Reads all operands from the first raw word on. What they mean is not known any more, only
    /// where the result id goes.
    fn raw_operands(&mut self, frame: &mut Frame, pattern: &Pattern) -> Result<(), AssembleError> {
        self.has_raw_words = true;
        while let Some(token) = self.next_operand(frame) {
            self.position += 1;
            self.untyped_operand(&token, &mut frame.words)?;
            if pattern.contains(OperandKind::IdResult) {
                // Only the type stands ahead of the result. Defined once, later calls do nothing.
                self.result_id(frame)?;
            }
        }
        Ok(())
    }

    /// Reads an operand whose kind is not known.
    pub(super) fn untyped_operand(
        &mut self,
        token: &Token,
        words: &mut Vec<u32>,
    ) -> Result<(), AssembleError> {
        match token.kind {
            TokenKind::Raw => words.push(self.raw_word(token)?),
            TokenKind::Id => words.push(self.ids.reference(self.text, token)?),
            TokenKind::String => self.string(token, words)?,
            TokenKind::Word | TokenKind::Equals => {
                let text = self.text_of(token);
                let int = |width, signed| NumberType::Int { width, signed };
                let candidates = [
                    int(32, false),
                    int(32, true),
                    int(64, false),
                    int(64, true),
                    NumberType::Float(FloatFormat::F32),
                ];
                let parsed = candidates.iter().find_map(|&ty| {
                    let bits = number::parse(text, ty).ok()?;
                    Some((bits, ty.words()))
                });
                let Some((bits, count)) = parsed else {
                    let message = format!("expected an operand, found `{}`", self.quote(token));
                    let span = token.span.clone();
                    return Err(
                        AssembleError::new(span, code::UNEXPECTED_OPERAND, message).help(
                            "after a raw word only ids, numbers, strings and raw words are read",
                        ),
                    );
                };
                push_bits(bits, count, words);
            }
        }
        Ok(())
    }
}

/// Appends the low 32 bits, and the others if the number takes two words.
fn push_bits(bits: u64, count: usize, words: &mut Vec<u32>) {
    let halves = [bits & u64::from(u32::MAX), bits >> 32];
    // Both fit, so nothing is left out.
    let halves = halves
        .into_iter()
        .filter_map(|half| u32::try_from(half).ok());
    words.extend(halves.take(count));
}
