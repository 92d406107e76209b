//! What is converted to `uint64_t` in HLSL: glslang has the type and no constructor of it, but converts what is
//! assigned. So functions of our own convert.

use std::ops::Range;

use super::edits::applied;
use super::hlsl::without_comments;
use super::legacy::identifiers;
use super::operators::sort;

const TYPE: &str = "uint64_t";
/// Signs and types before what is converted, and its members, indices and arguments.
const MOST_PARTS: usize = 64;

/// The text with calls of such functions, and how many lines stand before it that declare them.
pub(super) fn called(text: &str) -> (String, usize) {
    if !text.contains(TYPE) {
        return (text.to_owned(), 0);
    }
    let code = without_comments(text);
    let mut name = "to_wide".to_owned();
    while text.contains(&name) {
        name.push('_');
    }
    let mut closing = None;
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    let mut calls = false;
    for (at, _) in identifiers(&code).filter(|(_, word)| *word == TYPE) {
        let end = at + TYPE.len();
        let after = code[end..].trim_start();
        let before = code[..at].trim_end();
        if let Some(inside) = after.strip_prefix('(') {
            let inside = inside.trim_start();
            let number = number(inside);
            let rest = inside[number.len()..].trim_start();
            if let Some(number) = literal(number).filter(|_| rest.starts_with(')')) {
                edits.push((at..code.len() - rest.len() + 1, number));
            } else {
                edits.push((at..end, name.clone()));
                calls = true;
            }
        } else if let (Some(operand), Some(open)) =
            (after.strip_prefix(')'), before.strip_suffix('('))
        {
            let start = code.len() - operand.trim_start().len();
            let number = number(&code[start..]);
            if let Some(literal) = literal(number) {
                edits.push((open.len()..start + number.len(), literal));
                continue;
            }
            let closing = closing.get_or_insert_with(|| pairs(&code));
            // Behind parentheses that are no cast (`sizeof`, a parameter without a name) nothing is converted.
            let Some(end) = operand_end(&code, start, closing) else {
                continue;
            };
            edits.push((open.len()..start, format!("{name}(")));
            edits.push((end..end, ")".to_owned()));
            calls = true;
        }
    }
    // The ends of what is converted were found before what stands in it.
    let made = applied(text, edits);
    if !calls {
        return (made, 0);
    }
    let functions = format!(
        "uint64_t {name}(uint x) {{ uint64_t y = x; return y; }} \
         uint64_t {name}(int x) {{ uint64_t y = x; return y; }} \
         uint64_t {name}(bool x) {{ uint64_t y = uint(x); return y; }} \
         uint64_t {name}(uint64_t x) {{ return x; }} \
         uint64_t {name}(float x) {{ uint64_t y = uint(x / 4294967296.0); \
         uint64_t z = uint(x - floor(x / 4294967296.0) * 4294967296.0); return (y << 32u) | z; }}"
    );
    (format!("{functions}\n{made}"), 1)
}

/// The number with which a text begins, or nothing.
fn number(text: &str) -> &str {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'.';
    let length = text.bytes().take_while(|byte| is_part(*byte)).count();
    match text.bytes().next() {
        Some(first) if first.is_ascii_digit() => &text[..length],
        _ => "",
    }
}

/// The literal of 64 bits that an integer of 32 bits is.
fn literal(number: &str) -> Option<String> {
    let digits = number.trim_end_matches(['u', 'U']);
    let is_number = match digits.strip_prefix("0x").or(digits.strip_prefix("0X")) {
        Some(digits) => u32::from_str_radix(digits, 16).is_ok(),
        None => digits.parse::<u32>().is_ok(),
    };
    is_number.then(|| format!("{digits}ull"))
}

/// Where each parenthesis and bracket closes that is open.
fn pairs(code: &str) -> Vec<usize> {
    let mut closing = vec![0; code.len()];
    let mut open = Vec::new();
    for (at, byte) in code.bytes().enumerate() {
        match byte {
            b'(' | b'[' => open.push(at),
            b')' | b']' => {
                if let Some(open) = open.pop() {
                    closing[open] = at;
                }
            }
            // What is not closed in a statement is not closed.
            b';' | b'{' | b'}' => open.clear(),
            _ => {}
        }
    }
    closing
}

/// Where what a cast converts ends, if something stands there.
fn operand_end(code: &str, start: usize, closing: &[usize]) -> Option<usize> {
    let bytes = code.as_bytes();
    let skip = |at: usize| code.len() - code[at..].trim_start().len();
    let close = |at: usize| closing.get(at).copied().filter(|&close| close > at);
    let word = |at: usize| {
        let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
        at + bytes[at..].iter().take_while(|byte| is_part(byte)).count()
    };
    let mut at = start;
    let mut end = None;
    for _ in 0..MOST_PARTS {
        at = skip(at);
        match bytes.get(at)? {
            b'-' | b'+' | b'~' | b'!' => at += 1,
            b'(' => {
                let closes = close(at)?;
                let is_cast = sort(code[at + 1..closes].trim()).is_some();
                at = closes + 1;
                if !is_cast {
                    end = Some(at);
                    break;
                }
            }
            byte if byte.is_ascii_digit() => {
                end = Some(at + number(&code[at..]).len());
                break;
            }
            byte if byte.is_ascii_alphabetic() || *byte == b'_' => {
                end = Some(word(at));
                break;
            }
            _ => return None,
        }
    }
    let mut end = end?;
    for _ in 0..MOST_PARTS {
        let at = skip(end);
        match bytes.get(at) {
            Some(b'.') => end = word(skip(at + 1)),
            Some(b'(' | b'[') => end = close(at)? + 1,
            _ => return Some(end),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::called;

    #[test]
    fn functions_convert() {
        for (text, expected) in [
            ("x = uint64_t(a + 1);", "x = to_wide(a + 1);"),
            (
                "x = (uint64_t)a.b[i + 1] << 32 | ( uint64_t ) (b);",
                "x = to_wide(a.b[i + 1]) << 32 | to_wide((b));",
            ),
            (
                "(uint64_t)-(int)f((uint64_t)c, 2).x * d",
                "to_wide(-(int)f(to_wide(c), 2).x) * d",
            ),
            (
                "#define W(x) ((uint64_t)(x))\nuint64_t y = to_wid; // (uint64_t)z",
                "#define W(x) (to_wide((x)))\nuint64_t y = to_wid; // (uint64_t)z",
            ),
        ] {
            let (made, before) = called(text);
            assert_eq!(before, 1);
            let (_, made) = made.split_once('\n').unwrap_or_default();
            assert_eq!(made, expected);
        }
    }

    #[test]
    fn numbers_become_literals() {
        for (text, expected) in [
            ("(uint64_t)1 << 40", "1ull << 40"),
            ("uint64_t( 0xffu )", "0xffull"),
            ("uint64_t x = y;", "uint64_t x = y;"),
            ("void f(uint64_t);", "void f(uint64_t);"),
            ("(uint64_t)(", "(uint64_t)("),
        ] {
            assert_eq!(called(text), (expected.to_owned(), 0));
        }
    }
}
