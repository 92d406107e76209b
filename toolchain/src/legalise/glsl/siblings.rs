//! Functions of a struct that others of the same struct call: glslang finds them only for arguments of exactly the
//! types that they ask for, and for others where they are called on `this`.

use std::collections::{HashMap, HashSet};
use std::ops::{Range, RangeInclusive};

use super::edits::applied;
use super::hlsl::without_comments;
use super::inherited::{closing, structs, text_at};
use super::namespaces::{Token, tokens};

/// The text with such calls on `this`. Lines stay what they are.
pub(super) fn called_on_this(text: &str) -> String {
    if !text.contains("struct") && !text.contains("class") {
        return text.to_owned();
    }
    let code = without_comments(text);
    let tokens = tokens(&code);
    let mut edits = Vec::new();
    for each in structs(&tokens) {
        let methods = methods(&tokens, each.body.clone());
        if methods.is_empty() {
            continue;
        }
        let mut depth = 0usize;
        for at in each.body {
            match text_at(&tokens, at) {
                "{" => depth += 1,
                "}" => depth = depth.saturating_sub(1),
                _ => {}
            }
            let before = text_at(&tokens, at - 1);
            let is_call = depth > 0 && text_at(&tokens, at + 1) == "(";
            if !is_call || matches!(before, "." | "::") {
                continue;
            }
            let Some(counts) = methods.get(text_at(&tokens, at)) else {
                continue;
            };
            let given = closing(&tokens, at + 1).map(|end| parameters(&tokens, at + 2..end).len());
            if given.is_some_and(|given| counts.iter().any(|counts| counts.contains(&given))) {
                let start = tokens[at].at;
                edits.push((start..start, "this.".to_owned()));
            }
        }
    }
    applied(text, edits)
}

/// The functions of a struct, with how many arguments they take; none that are static.
fn methods<'a>(
    tokens: &[Token<'a>],
    body: Range<usize>,
) -> HashMap<&'a str, Vec<RangeInclusive<usize>>> {
    let mut found: HashMap<&str, Vec<RangeInclusive<usize>>> = HashMap::new();
    let mut without_this: HashSet<&str> = HashSet::new();
    let mut is_static = false;
    let mut at = body.start;
    while at < body.end {
        match text_at(tokens, at) {
            "static" => is_static = true,
            ";" | "}" => is_static = false,
            "{" => {
                let Some(end) = closing(tokens, at) else {
                    break;
                };
                at = end;
                is_static = false;
            }
            "(" => {
                let name = text_at(tokens, at - 1);
                let Some(end) = closing(tokens, at) else {
                    break;
                };
                let parameters = parameters(tokens, at + 1..end);
                let needed = parameters.iter().filter(|parameter| {
                    let mut tokens = tokens[(*parameter).clone()].iter();
                    !tokens.any(|token| token.text == "=")
                });
                let counts = needed.count()..=parameters.len();
                found.entry(name).or_default().push(counts);
                if is_static {
                    without_this.insert(name);
                }
                at = end;
            }
            _ => {}
        }
        at += 1;
    }
    found.retain(|name, _| !without_this.contains(name));
    found
}

/// What stands between commas.
fn parameters(tokens: &[Token<'_>], inside: Range<usize>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut depth = 0usize;
    let mut start = inside.start;
    for at in inside.clone() {
        match text_at(tokens, at) {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth = depth.saturating_sub(1),
            "," if depth == 0 => {
                found.push(start..at);
                start = at + 1;
            }
            _ => {}
        }
    }
    if !inside.is_empty() {
        found.push(start..inside.end);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::called_on_this;

    #[test]
    fn functions_of_the_same_struct_are_called_on_this() {
        let text = "struct S { float x; float f(float k, float2 l = 1) { return x * k; } float g() { return f(h(1, 2)) + s.f(1) + f(); } };\nfloat y = f(1);";
        let expected = "struct S { float x; float f(float k, float2 l = 1) { return x * k; } float g() { return this.f(h(1, 2)) + s.f(1) + f(); } };\nfloat y = f(1);";
        assert_eq!(called_on_this(text), expected);
    }

    #[test]
    fn others_stay() {
        for text in [
            "struct S { static float f(float k) { return k; } float g() { return f(1) + min(1, 2); } };",
            "struct S { float4 x : SV_Position; };\nfloat f() { return f(1); }",
            "struct S { float f(",
        ] {
            assert_eq!(called_on_this(text), text);
        }
    }
}
