//! Text to tokens.
//!
//! Imports `code` and the error of the parent. Knows quotes, comments and where lines begin;
//! what a word means is decided later.

use std::ops::Range;

use super::{AssembleError, code};

/// What a token is, by its first character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// `%…`
    Id,
    /// `=`
    Equals,
    /// `!…`
    Raw,
    /// A string, quotes included.
    String,
    /// Anything else.
    Word,
}

/// A token.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) span: Range<usize>,
    /// Counted from 1.
    pub(super) line: usize,
    /// Whether only white space stands ahead of it on its line.
    pub(super) first_on_line: bool,
}

/// A text as tokens.
pub(super) struct Lexed {
    pub(super) tokens: Vec<Token>,
    /// The version that a comment ahead of the first token names.
    pub(super) version: Option<(u8, u8)>,
    /// Whether a string holds what looks like an instruction, as it does if a quote is missing.
    pub(super) is_suspicious: bool,
    pub(super) errors: Vec<AssembleError>,
}

/// What is done about strings over several lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LongStrings {
    /// They are strings like others, whatever they hold: so the language has it.
    Allowed,
    /// One that holds an instruction lacks its closing quote: for messages about a text that has
    /// errors, in which it would else swallow all that follows up to the next string.
    Doubted,
}

/// Splits `text` into tokens.
pub(super) fn lex(text: &str, long_strings: LongStrings) -> Lexed {
    let mut lexer = Lexer {
        text,
        position: if text.starts_with('\u{feff}') {
            '\u{feff}'.len_utf8()
        } else {
            0
        },
        line: 1,
        first_on_line: true,
        long_strings,
        searched: 0,
        out: Lexed {
            tokens: Vec::new(),
            version: None,
            is_suspicious: false,
            errors: Vec::new(),
        },
    };
    while lexer.step().is_some() {}
    lexer.out
}

struct Lexer<'t> {
    text: &'t str,
    position: usize,
    line: usize,
    first_on_line: bool,
    long_strings: LongStrings,
    /// Up to where there is no closing quote: a string had none. To look through the same lines
    /// again for each string that begins in them would take quadratic time.
    searched: usize,
    out: Lexed,
}

impl Lexer<'_> {
    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    /// Takes one token, comment or piece of white space. None at the end.
    fn step(&mut self) -> Option<()> {
        match self.byte(self.position)? {
            b'\n' => {
                self.position += 1;
                self.line += 1;
                self.first_on_line = true;
            }
            b' ' | b'\t' | b'\r' => self.position += 1,
            b';' => self.comment(),
            b'"' => self.string(),
            b'=' => self.token(TokenKind::Equals, self.position + 1),
            first => {
                let kind = match first {
                    b'%' => TokenKind::Id,
                    b'!' => TokenKind::Raw,
                    _ => TokenKind::Word,
                };
                self.token(kind, self.word_end());
            }
        }
        Some(())
    }

    /// Ends the token that begins here at `end`.
    fn token(&mut self, kind: TokenKind, end: usize) {
        self.out.tokens.push(Token {
            kind,
            span: self.position..end,
            line: self.line,
            first_on_line: self.first_on_line,
        });
        self.first_on_line = false;
        self.position = end;
    }

    fn rest(&self) -> &[u8] {
        self.text
            .as_bytes()
            .get(self.position..)
            .unwrap_or_default()
    }

    fn word_end(&self) -> usize {
        let is_end = |b: &u8| matches!(b, b' ' | b'\t' | b'\r' | b'\n' | b';' | b'"' | b'=');
        let length = self.rest().iter().position(is_end);
        length.map_or(self.text.len(), |length| self.position + length)
    }

    /// Where the present line ends, without its line break.
    fn line_end(&self) -> usize {
        let length = self.rest().iter().position(|&b| b == b'\n');
        length.map_or(self.text.len(), |length| self.position + length)
    }

    fn comment(&mut self) {
        let end = self.line_end();
        if self.out.tokens.is_empty() && self.out.version.is_none() {
            let comment = self.text.get(self.position..end).unwrap_or_default();
            self.out.version = header_version(comment);
        }
        self.position = end;
    }

    fn string(&mut self) {
        let line_end = self.line_end();
        let is_searched = self.position < self.searched;
        let limit = if is_searched {
            line_end
        } else {
            self.text.len()
        };
        let mut end = self.position + 1;
        let mut breaks = 0;
        while end < limit {
            match self.byte(end) {
                Some(b'"') => {
                    self.token(TokenKind::String, end + 1);
                    self.line += breaks;
                    return;
                }
                // The character after it, whichever it is, does not end the string. If it is
                // longer than a byte, its other bytes are not special either.
                Some(b'\\') => {
                    end += 1;
                    breaks += usize::from(self.byte(end) == Some(b'\n'));
                }
                Some(b'\n') => {
                    breaks += 1;
                    let rest = self.text.as_bytes().get(end + 1..).unwrap_or_default();
                    if looks_like_instruction(rest) {
                        self.out.is_suspicious = true;
                        if self.long_strings == LongStrings::Doubted {
                            break;
                        }
                    }
                }
                _ => {}
            }
            end += 1;
        }
        self.searched = self.searched.max(end);
        let error = AssembleError::new(
            self.position..line_end,
            code::UNTERMINATED_STRING,
            "this string has no closing quote",
        )
        .help("a quote within a string is written `\\\"`");
        self.out.errors.push(error);
        // As if it ended with its line, so that the lines after it are still looked at.
        self.token(TokenKind::String, line_end);
    }
}

/// Whether the text begins with a line like `Op…` or `%id = Op…`.
fn looks_like_instruction(text: &[u8]) -> bool {
    // No instruction begins further to the right. A limit, for this is asked of every line.
    let line = text.get(..text.len().min(120)).unwrap_or_default();
    let line = line.trim_ascii_start();
    let opcode = match line.strip_prefix(b"%") {
        Some(rest) => {
            let is_name = |b: &&u8| b.is_ascii_alphanumeric() || **b == b'_';
            let length = rest.iter().take_while(is_name).count();
            let rest = rest.get(length..).unwrap_or_default().trim_ascii_start();
            let Some(rest) = rest.strip_prefix(b"=") else {
                return false;
            };
            rest.trim_ascii_start()
        }
        None => line,
    };
    matches!(opcode, [b'O', b'p', third, ..] if third.is_ascii_uppercase())
}

/// The version in a comment like `; Version: 1.5`.
fn header_version(comment: &str) -> Option<(u8, u8)> {
    let text = comment.trim_start_matches(';').trim();
    let version = text.strip_prefix("Version:")?.trim();
    let (major, minor) = version.split_once('.')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}
