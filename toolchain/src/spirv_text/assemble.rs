//! The assembler: from tokens to instructions, and what happens after an error.
//!
//! Imports `lexer`, `ids`, `types`, `grammar`, `suggest` and rspirv's opcodes. Operands are read
//! in `operands`, which adds to the [`Assembler`] of this file. One instruction gives at most one
//! error; reading goes on at the next.

use std::collections::HashSet;

use rspirv::grammar::OperandKind;
use rspirv::spirv::{self, Op};

use super::grammar::{self, CoreInst};
use super::ids::Ids;
use super::lexer::{self, Lexed, LongStrings, Token, TokenKind};
use super::suggest::Suggester;
use super::types::Types;
use super::{AssembleError, DEFAULT_VERSION, GENERATOR, code};

/// How much of a token is repeated in a message.
const QUOTED: usize = 60;

/// Assembles the text of a SPIR-V module.
///
/// The result begins with the header; what it holds is said in the documentation of the module.
///
/// # Errors
///
/// Everything that was found to be wrong, in the order of the text.
pub fn assemble(text: &str) -> Result<Vec<u32>, Vec<AssembleError>> {
    let lexed = lexer::lex(text, LongStrings::Allowed);
    let is_suspicious = lexed.is_suspicious;
    Assembler::new(text, lexed).run().or_else(|errors| {
        if is_suspicious {
            let lexed = lexer::lex(text, LongStrings::Doubted);
            Assembler::new(text, lexed).run()
        } else {
            Err(errors)
        }
    })
}

/// The state of an assembly.
pub(super) struct Assembler<'t> {
    pub(super) text: &'t str,
    pub(super) tokens: Vec<Token>,
    /// The next token.
    pub(super) position: usize,
    pub(super) ids: Ids<'t>,
    pub(super) types: Types,
    pub(super) suggester: Suggester,
    pub(super) has_raw_words: bool,
    /// Results of instructions with errors: nothing is known about them, which is no new error.
    pub(super) failed: HashSet<u32>,
    /// Literals whose type, this id, is not known. Said of types only that are defined, further
    /// below or as something else: that an id is not defined is said anyway.
    pub(super) untyped: Vec<(u32, AssembleError)>,
    errors: Vec<AssembleError>,
    words: Vec<u32>,
}

/// The instruction that is read.
pub(super) struct Frame {
    pub(super) inst: CoreInst,
    /// The token of the opcode.
    pub(super) opcode: Token,
    /// The token of the result id, until that is defined.
    pub(super) result: Option<Token>,
    /// The result id, once it is defined.
    pub(super) defined: Option<u32>,
    /// The token behind the last of this instruction.
    pub(super) end: usize,
    pub(super) words: Vec<u32>,
}

impl<'t> Assembler<'t> {
    fn new(text: &'t str, lexed: Lexed) -> Self {
        let (major, minor) = lexed.version.unwrap_or(DEFAULT_VERSION);
        Self {
            text,
            ids: Ids::new(text, &lexed.tokens),
            tokens: lexed.tokens,
            position: 0,
            types: Types::default(),
            suggester: Suggester::new(),
            has_raw_words: false,
            failed: HashSet::new(),
            untyped: Vec::new(),
            errors: lexed.errors,
            words: vec![
                spirv::MAGIC_NUMBER,
                u32::from(major) << 16 | u32::from(minor) << 8,
                GENERATOR,
                0,
                0,
            ],
        }
    }

    fn run(mut self) -> Result<Vec<u32>, Vec<AssembleError>> {
        while self.position < self.tokens.len() {
            if let Err(error) = self.instruction() {
                self.errors.push(error);
                self.recover();
            }
        }
        self.finish()
    }

    fn finish(mut self) -> Result<Vec<u32>, Vec<AssembleError>> {
        for (ty, error) in std::mem::take(&mut self.untyped) {
            if self.has_raw_words || self.ids.is_defined(ty) {
                self.errors.push(error);
            }
        }
        if !self.has_raw_words {
            let reported: HashSet<_> = self.errors.iter().map(|error| error.span.clone()).collect();
            let undefined = self.ids.undefined(&mut self.suggester);
            let new = undefined
                .into_iter()
                .filter(|error| !reported.contains(&error.span));
            self.errors.extend(new);
        }
        if self.errors.is_empty() {
            if let Some(bound) = self.words.get_mut(3) {
                *bound = self.ids.bound();
            }
            Ok(self.words)
        } else {
            self.errors
                .sort_by_key(|error| (error.span.start, error.span.end));
            Err(self.errors)
        }
    }

    /// Reads one instruction. After an error the position is behind the culprit, or on it if that
    /// can begin an instruction.
    fn instruction(&mut self) -> Result<(), AssembleError> {
        let Some(first) = self.take() else {
            return Ok(());
        };
        match first.kind {
            TokenKind::Id => {
                if self
                    .peek()
                    .is_none_or(|token| token.kind != TokenKind::Equals)
                {
                    return Err(self.not_an_instruction(&first));
                }
                let equals = self.take().unwrap_or_else(|| first.clone());
                match self.peek().cloned() {
                    Some(opcode) if opcode.kind == TokenKind::Word => {
                        self.position += 1;
                        self.named_instruction(Some(first), opcode)
                    }
                    _ => {
                        self.fail(&first)?;
                        let span = first.span.start..equals.span.end;
                        let message = "there is no opcode after this `=`";
                        Err(AssembleError::new(
                            span,
                            code::EXPECTED_INSTRUCTION,
                            message,
                        ))
                    }
                }
            }
            TokenKind::Word => self.named_instruction(None, first),
            TokenKind::Raw => self.raw_instruction(&first),
            TokenKind::Equals | TokenKind::String => Err(self.not_an_instruction(&first)),
        }
    }

    fn named_instruction(
        &mut self,
        result: Option<Token>,
        opcode: Token,
    ) -> Result<(), AssembleError> {
        let name = self.text_of(&opcode);
        let Some(inst) = name.strip_prefix("Op").and_then(grammar::by_name) else {
            if let Some(result) = &result {
                self.fail(result)?;
            }
            return Err(self.unknown_opcode(&opcode));
        };
        let has_result = inst
            .operands
            .iter()
            .any(|operand| operand.kind == OperandKind::IdResult);
        match &result {
            None if has_result => {
                let message = format!("`{name}` defines an id, which is missing");
                let error = AssembleError::new(opcode.span, code::MISSING_RESULT_ID, message);
                return Err(error.help(format!("write `%id = {name} …`")));
            }
            Some(result) if !has_result => {
                let message = format!("`{name}` defines no id");
                let span = result.span.clone();
                self.fail(result)?;
                let error = AssembleError::new(span, code::UNEXPECTED_RESULT_ID, message);
                return Err(error.help(format!("write `{name} …`")));
            }
            _ => {}
        }
        let end = self.instruction_end(inst);
        let mut frame = Frame {
            inst,
            opcode,
            result,
            defined: None,
            end,
            words: vec![0],
        };
        let outcome = self.operands(&mut frame).and_then(|()| self.emit(&frame));
        if outcome.is_err() {
            self.failed.extend(frame.defined);
            if let Some(result) = frame.result {
                self.fail(&result)?;
            }
        }
        outcome
    }

    /// Puts the words of a finished instruction behind those of the others.
    fn emit(&mut self, frame: &Frame) -> Result<(), AssembleError> {
        let Ok(count) = u16::try_from(frame.words.len()) else {
            let message = format!(
                "this instruction takes {} words, and no more than {} are possible",
                frame.words.len(),
                u16::MAX
            );
            let span = frame.opcode.span.clone();
            return Err(AssembleError::new(
                span,
                code::INSTRUCTION_TOO_LONG,
                message,
            ));
        };
        let start = self.words.len();
        self.words.extend(&frame.words);
        if let Some(first) = self.words.get_mut(start) {
            *first = u32::from(count) << 16 | frame.inst.opcode as u32;
        }
        self.types.observe(frame.inst, &frame.words);
        Ok(())
    }

    /// Reads an instruction whose first word is given as a number: all its words are taken as they
    /// are.
    fn raw_instruction(&mut self, first: &Token) -> Result<(), AssembleError> {
        self.has_raw_words = true;
        let mut words = vec![self.raw_word(first)?];
        while let Some(token) = self.peek() {
            if self.begins_instruction(self.position) {
                break;
            }
            let token = token.clone();
            self.position += 1;
            self.untyped_operand(&token, &mut words)?;
        }
        self.words.extend(words);
        Ok(())
    }

    /// Marks the result of an instruction that could not be read as defined, though unknown.
    fn fail(&mut self, result: &Token) -> Result<(), AssembleError> {
        let (id, duplicate) = self.ids.define(self.text, result)?;
        self.failed.insert(id);
        self.errors.extend(duplicate);
        Ok(())
    }

    /// Goes to the next token that can begin an instruction.
    ///
    /// Instructions may go over several lines, so a line is no instruction by itself. A word at the
    /// beginning of one is taken for a misspelled opcode, though: it hardly ever is anything else.
    fn recover(&mut self) {
        while let Some(token) = self.peek() {
            let is_word = matches!(token.kind, TokenKind::Word | TokenKind::Raw);
            if self.begins_instruction(self.position) || (token.first_on_line && is_word) {
                break;
            }
            self.position += 1;
        }
    }

    /// Whether the token at `index` can only be the beginning of an instruction.
    fn begins_instruction(&self, index: usize) -> bool {
        let Some(token) = self.tokens.get(index) else {
            return false;
        };
        match token.kind {
            TokenKind::Word => {
                let opcode = self.text_of(token).strip_prefix("Op");
                opcode.is_some_and(|name| name.starts_with(|c: char| c.is_ascii_uppercase()))
            }
            TokenKind::Id => {
                let next = self.tokens.get(index + 1);
                next.is_some_and(|next| next.kind == TokenKind::Equals)
            }
            _ => false,
        }
    }

    /// The token behind the last of the instruction whose operands begin here.
    fn instruction_end(&self, inst: CoreInst) -> usize {
        // The opcode within this instruction stands without `Op`. To write it with `Op` is a
        // mistake easily made: it is told from the next instruction by being on the same line.
        let inner = (inst.opcode == Op::SpecConstantOp).then_some(self.position + 1);
        let is_inner = |index: usize| {
            let token = self.tokens.get(index);
            inner == Some(index) && token.is_some_and(|token| !token.first_on_line)
        };
        let is_end = |&index: &usize| self.begins_instruction(index) && !is_inner(index);
        (self.position..self.tokens.len())
            .find(is_end)
            .unwrap_or(self.tokens.len())
    }

    fn not_an_instruction(&self, token: &Token) -> AssembleError {
        let message = format!("expected an instruction, found `{}`", self.quote(token));
        AssembleError::new(token.span.clone(), code::EXPECTED_INSTRUCTION, message)
            .help("an instruction begins with `Op…` or `%id = Op…`")
    }

    pub(super) fn unknown_opcode(&mut self, token: &Token) -> AssembleError {
        let name = self.text_of(token);
        let name = name.strip_prefix("Op").unwrap_or(name);
        let suggestion = self.suggester.nearest(name, grammar::names());
        let message = format!("there is no instruction `{}`", self.quote(token));
        AssembleError::new(token.span.clone(), code::UNKNOWN_OPCODE, message)
            .suggest(suggestion.map(|name| format!("Op{name}")))
    }

    pub(super) fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.position)
    }

    fn take(&mut self) -> Option<Token> {
        let token = self.peek()?.clone();
        self.position += 1;
        Some(token)
    }

    pub(super) fn text_of(&self, token: &Token) -> &'t str {
        self.text.get(token.span.clone()).unwrap_or_default()
    }

    /// The text of a token, shortened and on one line.
    pub(super) fn quote(&self, token: &Token) -> String {
        let text = self.text_of(token);
        let line = text.lines().next().unwrap_or_default();
        let mut quoted: String = line.chars().take(QUOTED).collect();
        if quoted.len() < text.len() {
            quoted.push('…');
        }
        quoted
    }
}
