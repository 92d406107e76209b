//! `sign`, which is an integer in HLSL whatever it is the sign of, and of the type of its operand in glslang.
//!
//! `sign(x) / 2` is then no fraction, `asuint(sign(x))` no bits of a float and `uint(sign(x))` defined.

use super::hlsl::without_comments;
use super::legacy::identifiers;

/// Where a function is called; none where it is not, or where it is something of the source's own.
pub(super) fn calls(text: &str, function: &str) -> Option<Vec<usize>> {
    if !text.contains(function) {
        return None;
    }
    let code = without_comments(text);
    let mut calls = Vec::new();
    for (at, word) in identifiers(&code) {
        if word != function {
            continue;
        }
        let before = code[..at].trim_end();
        let is_call = code[at + word.len()..].trim_start().starts_with('(');
        let word_before = before.len()
            - before
                .bytes()
                .rev()
                .take_while(|each| each.is_ascii_alphanumeric() || *each == b'_')
                .count();
        let is_declared = !matches!(
            &before[word_before..],
            "" | "return" | "else" | "do" | "case"
        );
        if before.ends_with('.') {
            continue;
        }
        if !is_call || is_declared || before.ends_with("::") {
            return None;
        }
        calls.push(at);
    }
    (!calls.is_empty()).then_some(calls)
}

/// The text with another function in the place of it, which stands in a line before it. None where `sign` is
/// not called or is something of the source's own.
pub(super) fn as_integers(text: &str) -> Option<String> {
    let calls = calls(text, "sign")?;
    let mut name = "integer_sign".to_owned();
    while text.contains(&name) {
        name.push('_');
    }
    let mut made = String::with_capacity(text.len() + 1_000);
    for size in ["", "2", "3", "4"] {
        made.push_str(&format!(
            "int{size} {name}(float{size} x) {{ return int{size}(sign(x)); }} \
             int{size} {name}(int{size} x) {{ return sign(x); }} \
             int{size} {name}(uint{size} x) {{ return int{size}(x > 0); }} "
        ));
    }
    made.push('\n');
    let mut copied = 0;
    for at in calls {
        made.push_str(&text[copied..at]);
        made.push_str(&name);
        copied = at + "sign".len();
    }
    made.push_str(&text[copied..]);
    Some(made)
}

#[cfg(test)]
mod tests {
    use super::as_integers;

    #[test]
    fn the_sign_of_a_float_is_another_function() {
        let made = as_integers("int x = sign(y) / 2; // sign(z)\n float integer_sign; s.sign(1);");
        let text = made.unwrap_or_default();
        let (helpers, rest) = text.split_once('\n').unwrap_or_default();
        assert_eq!(helpers.matches("integer_sign_(").count(), 12, "{helpers}");
        assert_eq!(
            rest,
            "int x = integer_sign_(y) / 2; // sign(z)\n float integer_sign; s.sign(1);"
        );
    }

    #[test]
    fn what_the_source_calls_so_stays() {
        for text in [
            "float sign(float x) { return x; } y = sign(x);",
            "float sign; x = sign;",
            "#define sign(x) (x)\n y = sign(x);",
            "// sign(x)",
            "signs(x);",
        ] {
            assert_eq!(as_integers(text), None, "{text}");
        }
    }
}
