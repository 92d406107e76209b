//! Words that newer HLSL has, or older, and glslang not: `unsigned int`, vectors of one integer, `1.xxx`, `1.#INF`, and
//! `select`, `and` and `or` of vectors, which are operators of their components.

use std::ops::Range;

use super::edits::applied;
use super::hlsl::without_comments;
use super::inherited::text_at;
use super::legacy::identifiers;
use super::namespaces::{Token, tokens_of_all};

/// The text in other words. Lines stay what they are.
pub(super) fn replaced(text: &str) -> String {
    if text.contains("1.#") {
        return with_words(&without_odd_numbers(text));
    }
    with_words(text)
}

fn with_words(text: &str) -> String {
    let words = ["unsigned", "select", "and", "or"];
    let has_vector = |part: &[u8]| matches!(part, [b'0'..=b'9', b'.', last] if is_component(*last));
    let has_words = words.iter().any(|word| text.contains(word));
    if !has_words && !text.as_bytes().windows(3).any(has_vector) {
        return text.to_owned();
    }
    let code = without_comments(text);
    let tokens = tokens_of_all(&code);
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    for word in ["select", "and", "or"] {
        if is_called_alone(&tokens, word) {
            for at in 0..tokens.len() {
                edits.extend(operator(&tokens, at, word).into_iter().flatten());
            }
        }
    }
    for (at, token) in tokens.iter().enumerate() {
        if token.text == "unsigned" {
            let next = tokens.get(at + 1).filter(|next| next.text == "int");
            let end = next.map_or(token.end(), Token::end);
            edits.push((token.at..end, "uint".to_owned()));
        } else if is_vector_of_one(&tokens, at) {
            edits.push((token.at..token.at, "(".to_owned()));
            edits.push((token.end()..token.end(), ")".to_owned()));
        }
    }
    applied(text, edits)
}

/// Infinity and what is no number, as the compilers of Direct3D write them.
fn without_odd_numbers(text: &str) -> String {
    let mut made = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("1.#") {
        made.push_str(before);
        let word = identifiers(after).next().map_or("", |(_, word)| word);
        let bits = match word {
            _ if !after.starts_with(word) => None,
            "INF" | "INFf" | "INFF" | "INFh" => Some("0x7f800000u"),
            "IND" | "INDf" | "INDF" | "QNAN" | "QNANf" => Some("0x7fc00000u"),
            _ => None,
        };
        match bits {
            Some(bits) => {
                made.push_str(&format!("asfloat({bits})"));
                rest = after.get(word.len()..).unwrap_or_default();
            }
            None => {
                made.push_str("1.#");
                rest = after;
            }
        }
    }
    made + rest
}

const fn is_component(byte: u8) -> bool {
    matches!(byte, b'x' | b'y' | b'z' | b'w' | b'r' | b'g' | b'b' | b'a')
}

/// Whether a token is an integer with components, of which glslang makes a float with a wrong end.
fn is_vector_of_one(tokens: &[Token<'_>], at: usize) -> bool {
    let token = tokens[at];
    let Some([dot, name]) = tokens.get(at + 1..at + 3) else {
        return false;
    };
    let before = at.checked_sub(1).and_then(|at| tokens.get(at));
    let ends_number = before.is_some_and(|before| before.text == "." && before.end() == token.at);
    token.text.bytes().all(|byte| byte.is_ascii_digit())
        && !ends_number
        && dot.text == "."
        && dot.at == token.end()
        && name.at == dot.end()
        && name.text.len() <= 4
        && name.text.bytes().all(is_component)
}

/// Whether a word stands for the function of the language, wherever it stands before a parenthesis.
fn is_called_alone(tokens: &[Token<'_>], word: &str) -> bool {
    tokens.iter().enumerate().all(|(at, token)| {
        let before = at.checked_sub(1).map_or("", |at| text_at(tokens, at));
        let follows_type = before
            .starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
            && !matches!(before, "return" | "else" | "do" | "case");
        token.text != word || !follows_type && text_at(tokens, at + 1) == "("
    })
}

/// The call at a place as an operator.
fn operator(tokens: &[Token<'_>], at: usize, word: &str) -> Option<Vec<(Range<usize>, String)>> {
    let before = at.checked_sub(1).map_or("", |at| text_at(tokens, at));
    if text_at(tokens, at) != word || before == "." {
        return None;
    }
    let operators: &[&str] = match word {
        "select" => &[") ? (", ") : ("],
        "and" => &[") && ("],
        _ => &[") || ("],
    };
    let mut edits = vec![(tokens[at].at..tokens.get(at + 1)?.end(), "((".to_owned())];
    let mut left = operators.iter();
    let mut depth = 0usize;
    for token in tokens.get(at + 2..)? {
        match token.text {
            "(" | "[" => depth += 1,
            ")" if depth == 0 => {
                edits.push((token.at..token.end(), "))".to_owned()));
                return left.next().is_none().then_some(edits);
            }
            ")" | "]" => depth = depth.checked_sub(1)?,
            "," if depth == 0 => {
                edits.push((token.at..token.end(), (*left.next()?).to_owned()));
            }
            ";" | "{" | "}" => return None,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::replaced;

    #[test]
    fn they_are_words_that_glslang_knows() {
        for (text, expected) in [
            (
                "unsigned int a; unsigned b[2]; unsigned\nint c;",
                "uint a; uint b[2]; uint\n c;",
            ),
            (
                "x = 1.xxx + 0.5.xxx * m[2].xyz - 3.f + 12.r;",
                "x = (1).xxx + 0.5.xxx * m[2].xyz - 3.f + (12).r;",
            ),
            (
                "x = select(a > 0, f(1, 2), select(b, c[d(1, 2)], 3));",
                "x = ((a > 0) ? ( f(1, 2)) : ( ((b) ? ( c[d(1, 2)]) : ( 3))));",
            ),
            (
                "x = -1.#INF + 1.#INFf * (y == 1.#IND); // 1.#X",
                "x = -asfloat(0x7f800000u) + asfloat(0x7f800000u) * (y == asfloat(0x7fc00000u)); // 1.#X",
            ),
            (
                "#define BOTH(a, b) and(a, b)\nx = or(p, and(q, r)) || BOTH(s, t);",
                "#define BOTH(a, b) ((a) && ( b))\nx = ((p) || ( ((q) && ( r)))) || BOTH(s, t);",
            ),
        ] {
            assert_eq!(replaced(text), expected);
        }
    }

    #[test]
    fn what_the_source_calls_so_stays() {
        for text in [
            "float select(float a, float b, float c) { return a; } x = select(1, 2, 3);",
            "bool and; x = and ? or(1) : 0;",
            "x = select(1, 2); y = or(1, 2",
            "// unsigned int",
        ] {
            assert_eq!(replaced(text), text);
        }
    }
}
