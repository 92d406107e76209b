//! Literals of 64 bits in HLSL, of which glslang keeps 32: `1ull << 40` would be zero. It has the type, and
//! no constructor of it, so that they become constants made of two halves.

use std::ops::Range;

use super::hlsl::without_comments;

/// The text with names in the place of such literals, and how many lines stand before it that declare them.
pub(super) fn named(text: &str) -> (String, usize) {
    let code = without_comments(text);
    let mut values: Vec<u64> = Vec::new();
    let mut made = String::with_capacity(text.len());
    let mut copied = 0;
    let mut prefix = "wide_".to_owned();
    while code.contains(&prefix) {
        prefix.push('_');
    }
    for (at, word) in numbers(&code) {
        let Some(Wide { value, .. }) = wide(word) else {
            continue;
        };
        if is_condition(&code, at) {
            continue;
        }
        let known = values.iter().position(|&each| each == value);
        let index = known.unwrap_or_else(|| {
            values.push(value);
            values.len() - 1
        });
        made.push_str(&text[copied..at]);
        made.push_str(&format!("{prefix}{index}"));
        copied = at + word.len();
    }
    if values.is_empty() {
        return (text.to_owned(), 0);
    }
    made.push_str(&text[copied..]);
    let constants = values.iter().enumerate().map(|(index, value)| {
        let (high, low) = (value >> 32, value & 0xffff_ffff);
        let name = format!("{prefix}{index}");
        format!(
            "static const uint64_t {name}h = {high}u; static const uint64_t {name}l = {low}u; \
             static const uint64_t {name} = ({name}h << 32u) | {name}l;"
        )
    });
    (format!("{}\n{made}", constants.collect::<String>()), 1)
}

/// The first literal of a signed number of 64 bits, a type that glslang does not have.
pub(super) fn signed(code: &str) -> Option<Range<usize>> {
    let is_signed = |&(_, word): &(usize, &str)| wide(word).is_some_and(|wide| wide.is_signed);
    let (at, word) = numbers(code).find(is_signed)?;
    Some(at..at + word.len())
}

/// Words that begin with a digit and are no part of a name or a fraction, and where they stand.
fn numbers(code: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let bytes = code.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let start = at + bytes[at..].iter().position(|&byte| is_part(byte))?;
            let length = bytes[start..].iter().position(|&byte| !is_part(byte));
            at = length.map_or(bytes.len(), |length| start + length);
            let is_number = bytes[start].is_ascii_digit();
            let is_fraction = bytes.get(at) == Some(&b'.')
                || (start > 0 && bytes[start - 1] == b'.')
                || (start > 1
                    && bytes[start - 2] == b'e'
                    && matches!(bytes[start - 1], b'+' | b'-'));
            if is_number && !is_fraction {
                return Some((start, &code[start..at]));
            }
        }
    })
}

struct Wide {
    value: u64,
    is_signed: bool,
}

/// The literal, if it is one of 64 bits: by its suffix or by its size.
fn wide(word: &str) -> Option<Wide> {
    let digits = word.trim_end_matches(['u', 'U', 'l', 'L']);
    let suffix = word[digits.len()..].to_ascii_lowercase();
    let value = match digits.strip_prefix("0x").or(digits.strip_prefix("0X")) {
        Some(digits) => u64::from_str_radix(digits, 16).ok()?,
        None if digits.len() > 1 && digits.starts_with('0') => {
            u64::from_str_radix(digits, 8).ok()?
        }
        None => digits.parse().ok()?,
    };
    let is_long = suffix.contains("ll");
    (is_long || value > u64::from(u32::MAX)).then(|| Wide {
        value,
        is_signed: is_long && !suffix.contains('u'),
    })
}

/// Whether a place is in a line by which the preprocessor decides: it knows numbers alone.
fn is_condition(code: &str, at: usize) -> bool {
    let line = code[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let line = code[line..at].trim_start();
    let Some(directive) = line.strip_prefix('#') else {
        return false;
    };
    ["if", "elif", "line"]
        .iter()
        .any(|name| directive.trim_start().starts_with(name))
}

#[cfg(test)]
mod tests {
    use super::{named, signed};

    #[test]
    fn numbers_of_64_bits_are_put_together() {
        let text = "x = 5ull;\n#define K 0x9E3779B97F4A7C15ull\ny = 0x500000005 + 5ULL; wide_0";
        let (made, before) = named(text);
        assert_eq!(before, 1);
        let (constants, made) = made.split_once('\n').unwrap_or_default();
        assert_eq!(
            made,
            "x = wide__0;\n#define K wide__1\ny = wide__2 + wide__0; wide_0"
        );
        for part in [
            "wide__0h = 0u;",
            "wide__0l = 5u;",
            "wide__1h = 2654435769u;",
            "wide__1l = 2135587861u;",
            "wide__2 = (wide__2h << 32u) | wide__2l;",
        ] {
            assert!(constants.contains(part), "{constants}");
        }
    }

    #[test]
    fn other_numbers_stay() {
        for text in [
            "x = 5u + 7l + 0xffffffff + 4294967295;",
            "1.5 + 3e20 + 99999999999.0 + 0.99999999999 + 1e-99999999999 + a99999999999",
            "// 5ull\n/* 4294967296 */",
            "#if VALUE > 5ull\n#endif",
            "99999999999999999999999",
        ] {
            assert_eq!(named(text), (text.to_owned(), 0));
        }
    }

    #[test]
    fn signed_ones_are_found() {
        assert_eq!(signed("x = 5ull + 0x5LL;"), Some(11..16));
        assert_eq!(signed("x = 5ull + 99999999999;"), None);
    }
}
