//! Text to tokens: comments and blanks are dropped, nothing is refused.

/// What kind of token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Identifier, keyword, or anything else made of identifier characters.
    Word,
    /// Number literal.
    Number,
    /// One ASCII punctuation character.
    Punctuation(u8),
    /// A character that WGSL does not know.
    Other,
}

/// One token with its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    /// Kind.
    pub(crate) kind: Kind,
    /// Byte offset of its start.
    pub(crate) start: usize,
    /// Byte offset of its end.
    pub(crate) end: usize,
}

impl Token {
    /// Whether it is this punctuation character.
    pub(crate) fn is(self, character: u8) -> bool {
        self.kind == Kind::Punctuation(character)
    }
}

/// Splits a text into tokens.
pub(crate) fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::with_capacity(text.len() / 4);
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if byte.is_ascii_whitespace() {
            at += 1;
            continue;
        }
        let rest = bytes.get(at..).unwrap_or_default();
        if rest.starts_with(b"//") {
            at += line_length(rest);
            continue;
        }
        if rest.starts_with(b"/*") {
            at += comment_length(rest);
            continue;
        }
        let start = at;
        let (kind, length) = token_at(text, at);
        at += length;
        if let Some(kind) = kind {
            tokens.push(Token {
                kind,
                start,
                end: at,
            });
        }
    }
    tokens
}

fn is_word_start(character: char) -> bool {
    character == '_' || character.is_alphabetic()
}

fn is_word_part(character: char) -> bool {
    character == '_' || character.is_alphanumeric() || (!character.is_ascii() && is_mark(character))
}

/// Characters beyond ASCII that are neither letters nor blanks: marks inside identifiers.
fn is_mark(character: char) -> bool {
    !character.is_whitespace() && !character.is_control()
}

fn line_length(bytes: &[u8]) -> usize {
    bytes
        .iter()
        .position(|&byte| byte == b'\n')
        .unwrap_or(bytes.len())
}

/// Length of a block comment, which may hold others; all the rest when it is not closed.
fn comment_length(bytes: &[u8]) -> usize {
    let mut depth = 0usize;
    let mut at = 0;
    while let Some(pair) = bytes.get(at..at + 2) {
        match pair {
            b"/*" => {
                depth += 1;
                at += 2;
            }
            b"*/" => {
                depth -= 1;
                at += 2;
                if depth == 0 {
                    return at;
                }
            }
            _ => at += 1,
        }
    }
    bytes.len()
}

/// Kind and length of the token at an offset that is not blank and not a comment.
fn token_at(text: &str, at: usize) -> (Option<Kind>, usize) {
    let rest = text.get(at..).unwrap_or_default();
    let Some(first) = rest.chars().next() else {
        return (None, 1);
    };
    if is_word_start(first) {
        let length = rest
            .find(|character| !is_word_part(character))
            .unwrap_or(rest.len());
        (Some(Kind::Word), length)
    } else if first.is_ascii_digit() {
        (Some(Kind::Number), number_length(rest))
    } else if first.is_ascii_punctuation() {
        // Truncation cannot happen: the character is ASCII.
        (Some(Kind::Punctuation(first as u8)), 1)
    } else if first.is_whitespace() || first.is_control() {
        (None, first.len_utf8())
    } else {
        (Some(Kind::Other), first.len_utf8())
    }
}

/// Length of a number: digits, letters, dots, and signs after an exponent.
fn number_length(rest: &str) -> usize {
    let hexadecimal = rest.starts_with("0x") || rest.starts_with("0X");
    let mut previous = b' ';
    for (at, byte) in rest.bytes().enumerate() {
        let exponent = if hexadecimal {
            matches!(previous, b'p' | b'P')
        } else {
            matches!(previous, b'e' | b'E')
        };
        let belongs = byte.is_ascii_alphanumeric()
            || byte == b'.'
            || byte == b'_'
            || (exponent && matches!(byte, b'+' | b'-'));
        if !belongs {
            return at;
        }
        previous = byte;
    }
    rest.len()
}
