//! From the text of a stand-in to that of the module it stands for.

use std::borrow::Cow;
use std::collections::HashMap;

use naga::Literal;

use super::{Reading, StandIn};
use crate::emit::repair::is_name;

/// What words with stand-ins become.
const HALVES: &[(&str, &str)] = &[
    ("double", "float16_t"),
    ("dvec", "f16vec"),
    ("dmat", "f16mat"),
];
/// See [`HALVES`].
const WIDE: &[(&str, &str)] = &[
    ("int16_t", "int64_t"),
    ("uint16_t", "uint64_t"),
    ("i16vec", "i64vec"),
    ("u16vec", "u64vec"),
];
/// What naga puts behind numbers that are doubles.
const DOUBLE: &str = "LF";

/// Puts the words in that are meant. With two texts, the first one's stand-ins and what the second
/// one has in their places otherwise.
///
/// `None` when the texts do not fit together.
pub(in crate::emit::glsl) fn finish(
    text: &str,
    stand_in: &StandIn,
    other: Option<&str>,
) -> Option<String> {
    let (text, names) = without_numbers(text, stand_in.numbers.len())?;
    let values: HashMap<String, String> = names
        .into_iter()
        .zip(stand_in.numbers.iter().map(|&literal| spelled(literal)))
        .collect();
    let other = match other {
        Some(other) => Some(without_numbers(other, stand_in.numbers.len())?.0),
        None => None,
    };
    let mut others = other.as_deref().map(tokens);
    let mut finished = String::with_capacity(text.len());
    for token in tokens(&text) {
        let beside = match &mut others {
            Some(others) => Some(others.next()?),
            None => None,
        };
        let meant = match (values.get(token), beside) {
            (Some(value), _) => Cow::Borrowed(value.as_str()),
            (None, None) => stand_in
                .reading
                .meant(token)
                .unwrap_or(Cow::Borrowed(token)),
            (None, Some(beside)) if beside == token => Cow::Borrowed(token),
            (None, Some(beside)) => match stand_in.reading.meant(token) {
                Some(meant) => meant,
                // Where only the second text has a word of its own, it is meant.
                None if is_own(beside) => Cow::Borrowed(beside),
                None => return None,
            },
        };
        finished.push_str(&meant);
    }
    let is_over = others.is_none_or(|mut others| others.next().is_none());
    is_over.then_some(finished)
}

impl Reading {
    fn meant(self, token: &str) -> Option<Cow<'static, str>> {
        let word = |words: &[(&str, &str)]| {
            words.iter().find_map(|(from, to)| {
                let size = token.strip_prefix(from)?;
                let is_size = size
                    .bytes()
                    .all(|byte| byte.is_ascii_digit() || byte == b'x');
                is_size.then(|| Cow::Owned(format!("{to}{size}")))
            })
        };
        let half = || {
            let number = token.strip_suffix(DOUBLE)?;
            let is_number = number.starts_with(|first: char| first.is_ascii_digit());
            is_number.then(|| Cow::Owned(format!("float16_t({number})")))
        };
        let of_halves = self.halves.then(|| word(HALVES).or_else(half)).flatten();
        of_halves.or_else(|| self.wide.then(|| word(WIDE)).flatten())
    }
}

/// Whether a word is one of those that stand for others in the first text.
fn is_own(token: &str) -> bool {
    let all = Reading {
        halves: true,
        wide: true,
    };
    all.meant(token).is_some()
}

/// The text without the first `count` constants, and their names.
fn without_numbers(text: &str, count: usize) -> Option<(String, Vec<String>)> {
    let mut names = Vec::with_capacity(count);
    let mut rest = String::with_capacity(text.len());
    let mut lines = text.split_inclusive('\n').peekable();
    while let Some(line) = lines.next() {
        match line.strip_prefix("const ") {
            Some(declared) if names.len() < count => {
                names.push(declared.split(' ').nth(1)?.to_owned());
                // naga ends constants with an empty line.
                if names.len() == count {
                    lines.next_if_eq(&"\n");
                }
            }
            _ => rest.push_str(line),
        }
    }
    (names.len() == count).then_some((rest, names))
}

/// A number as GLSL writes it.
fn spelled(literal: Literal) -> String {
    match literal {
        Literal::I16(value) => format!("int16_t({value})"),
        Literal::U16(value) => format!("uint16_t({value}u)"),
        // Its number without the sign is one that only the other type can hold.
        Literal::I64(i64::MIN) => format!("int64_t({:#x}ul)", i64::MIN.cast_unsigned()),
        Literal::I64(value) => format!("{value}l"),
        Literal::U64(value) => format!("{value}ul"),
        // Only integers are constants.
        Literal::F64(_)
        | Literal::F32(_)
        | Literal::F16(_)
        | Literal::U32(_)
        | Literal::I32(_)
        | Literal::Bool(_)
        | Literal::AbstractInt(_)
        | Literal::AbstractFloat(_) => String::new(),
    }
}

/// Names, numbers, and every other character.
fn tokens(text: &str) -> impl Iterator<Item = &str> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = text.get(at..)?;
        let first = rest.chars().next()?;
        let length = if first.is_ascii_digit() {
            number_length(rest)
        } else {
            match rest.bytes().position(|byte| !is_name(byte)) {
                Some(0) => first.len_utf8(),
                Some(length) => length,
                None => rest.len(),
            }
        };
        at += length;
        rest.get(..length)
    })
}

fn number_length(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let mut length = 1;
    while let Some(&byte) = bytes.get(length) {
        let is_sign = matches!(byte, b'+' | b'-') && matches!(bytes[length - 1], b'e' | b'E');
        if !(is_name(byte) || byte == b'.' || is_sign) {
            break;
        }
        length += 1;
    }
    length
}
