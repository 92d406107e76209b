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
                let is_size = match (from.ends_with("vec"), from.ends_with("mat")) {
                    (true, _) => matches!(size.as_bytes(), [b'2'..=b'4']),
                    (_, true) => matches!(size.as_bytes(), [b'2'..=b'4', b'x', b'2'..=b'4']),
                    _ => size.is_empty(),
                };
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

#[cfg(test)]
mod tests {
    use naga::Module;

    use super::*;

    fn stand_in(halves: bool, wide: bool, numbers: Vec<Literal>) -> StandIn {
        StandIn {
            module: Module::default(),
            reading: Reading { halves, wide },
            numbers,
            sets_workgroup: false,
        }
    }

    #[test]
    fn words_become_those_that_are_meant() {
        let text = "const int16_t number = int16_t(0);\n\
                    const uint16_t number_1 = uint16_t(0);\n\n\
                    dvec3 doubled(double x_2) { return dmat2x3(x_2) * -1.5e-7LF + number + number_1; }\n";
        let numbers = vec![Literal::I64(i64::MIN), Literal::U64(u64::MAX)];
        let finished = finish(text, &stand_in(true, true, numbers), None);
        assert_eq!(
            finished.as_deref(),
            Some(
                "f16vec3 doubled(float16_t x_2) { return f16mat2x3(x_2) * -float16_t(1.5e-7) \
                 + int64_t(0x8000000000000000ul) + 18446744073709551615ul; }\n"
            )
        );
    }

    #[test]
    fn two_texts_tell_what_is_itself() {
        let first =
            "double half; float whole = 2.5; int16_t wide; i16vec2 wides; int short; half = 0.5LF;";
        let second =
            "float half; double whole = 2.5LF; int wide; ivec2 wides; int16_t short; half = 0.5;";
        let stand_in = stand_in(true, true, Vec::new());
        assert_eq!(
            finish(first, &stand_in, Some(second)).as_deref(),
            Some(
                "float16_t half; double whole = 2.5LF; int64_t wide; i64vec2 wides; int16_t short; \
                 half = float16_t(0.5);"
            )
        );
        // Nobody knows what stands where.
        assert_eq!(finish(first, &stand_in, Some("float half;")), None);
        let other = second.replace("wides;", "other;");
        assert_eq!(finish(first, &stand_in, Some(&other)), None);
    }

    #[test]
    fn names_that_look_like_words_stay() {
        let text = "float doubled = my_double.dvec + dvec2x + double2 + dmat3;";
        let finished = finish(text, &stand_in(true, false, Vec::new()), None);
        assert_eq!(finished.as_deref(), Some(text));
    }
}
