//! The tokens of a text as naga's front end gets them.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use pp_rs::pp::Preprocessor;
use pp_rs::token::{Punct, TokenValue};

use crate::limits::comment_end;

/// A token.
pub(super) struct Token<'a> {
    pub(super) text: Cow<'a, str>,
    pub(super) at: Range<usize>,
}

impl Token<'_> {
    pub(super) fn is(&self, text: &str) -> bool {
        self.text == text
    }

    pub(super) fn is_one_of(&self, texts: &[&str]) -> bool {
        texts.contains(&self.text.as_ref())
    }

    pub(super) fn is_name(&self) -> bool {
        self.text
            .starts_with(|c: char| c.is_alphabetic() || c == '_')
    }
}

/// Names and operators as naga's front end gets them. Without macros they are those of the text, and
/// of all its `#if`s, which costs a fraction of preprocessing it.
pub(super) fn tokens<'a>(text: &'a str, defines: &BTreeMap<String, String>) -> Vec<Token<'a>> {
    if defines.is_empty() && !text.contains("define") && !text.contains('\\') {
        return plain_tokens(text);
    }
    preprocessed_tokens(text, defines)
}

/// The rest of a text with an error is left out, since naga refuses it.
pub(super) fn preprocessed_tokens(
    text: &str,
    defines: &BTreeMap<String, String>,
) -> Vec<Token<'static>> {
    let mut preprocessor = Preprocessor::new(text);
    for (name, value) in defines {
        if preprocessor.add_define(name, value).is_err() {
            return Vec::new();
        }
    }
    let mut found = Vec::new();
    for token in preprocessor {
        let Ok(token) = token else { break };
        let text = match token.value {
            TokenValue::Ident(name) => Cow::Owned(name),
            TokenValue::Punct(punct) => Cow::Borrowed(spelled(punct)),
            TokenValue::Integer(_) | TokenValue::Float(_) => Cow::Borrowed("0"),
            TokenValue::Version(_) | TokenValue::Extension(_) | TokenValue::Pragma(_) => continue,
        };
        let at = token.location.start as usize..token.location.end as usize;
        found.push(Token { text, at });
    }
    found
}

/// Operators of several characters, longest first, and what they count as here.
const OPERATORS: &[(&str, &str)] = &[
    ("<<=", "="),
    (">>=", "="),
    ("++", "++"),
    ("--", "--"),
    ("&&", "&&"),
    ("||", "||"),
    ("^^", "+"),
    ("==", "+"),
    ("!=", "+"),
    ("<=", "+"),
    (">=", "+"),
    ("+=", "="),
    ("-=", "="),
    ("*=", "="),
    ("/=", "="),
    ("%=", "="),
    ("&=", "="),
    ("|=", "="),
    ("^=", "="),
    ("<<", "+"),
    (">>", "+"),
];

/// The characters that count as what they are.
const CHARACTERS: &str = "=?{}()[];,.";

pub(super) fn plain_tokens(text: &str) -> Vec<Token<'_>> {
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80;
    let bytes = text.as_bytes();
    let mut found = Vec::with_capacity(text.len() / 4);
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let start = at;
        let rest = &bytes[start..];
        if byte == b'#' {
            let length = rest.iter().position(|&byte| byte == b'\n');
            at += length.unwrap_or(rest.len());
            continue;
        }
        if let Some(end) = comment_end(bytes, start, false) {
            at = end;
            continue;
        }
        if byte.is_ascii_whitespace() || byte.is_ascii_control() {
            at += 1;
            continue;
        }
        let token = if is_word(byte) {
            let length = rest.iter().position(|&byte| !is_word(byte));
            at += length.unwrap_or(rest.len());
            if byte.is_ascii_digit() {
                "0"
            } else {
                &text[start..at]
            }
        } else if let Some((operator, token)) = OPERATORS
            .iter()
            .find(|(operator, _)| rest.starts_with(operator.as_bytes()))
        {
            at += operator.len();
            token
        } else {
            at += 1;
            let character = &text[start..at];
            if CHARACTERS.contains(character) {
                character
            } else {
                "+"
            }
        };
        found.push(Token {
            text: Cow::Borrowed(token),
            at: start..at,
        });
    }
    found
}

/// An operator; those that do not matter here are all the same.
fn spelled(punct: Punct) -> &'static str {
    match punct {
        Punct::Equal
        | Punct::AddAssign
        | Punct::SubAssign
        | Punct::MulAssign
        | Punct::DivAssign
        | Punct::ModAssign
        | Punct::LeftShiftAssign
        | Punct::RightShiftAssign
        | Punct::AndAssign
        | Punct::XorAssign
        | Punct::OrAssign => "=",
        Punct::Increment => "++",
        Punct::Decrement => "--",
        Punct::LogicalAnd => "&&",
        Punct::LogicalOr => "||",
        Punct::Question => "?",
        Punct::LeftBrace => "{",
        Punct::RightBrace => "}",
        Punct::LeftParen => "(",
        Punct::RightParen => ")",
        Punct::LeftBracket => "[",
        Punct::RightBracket => "]",
        Punct::Semicolon => ";",
        Punct::Comma => ",",
        Punct::Dot => ".",
        Punct::LogicalXor
        | Punct::LessEqual
        | Punct::GreaterEqual
        | Punct::EqualEqual
        | Punct::NotEqual
        | Punct::LeftShift
        | Punct::RightShift
        | Punct::LeftAngle
        | Punct::RightAngle
        | Punct::Colon
        | Punct::Bang
        | Punct::Minus
        | Punct::Tilde
        | Punct::Plus
        | Punct::Star
        | Punct::Slash
        | Punct::Percent
        | Punct::Pipe
        | Punct::Caret
        | Punct::Ampersand => "+",
    }
}
