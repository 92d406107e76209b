//! Lists of numbers without braces around each element, `float2 a[2] = { 1, 2, 3, 4 }`, which glslang takes for as many
//! elements.

use std::collections::HashMap;
use std::ops::Range;

use super::edits::applied;
use super::hlsl::without_comments;
use super::inherited::{closing, text_at};
use super::namespaces::{Token, tokens};
use super::operators::{Sort, sort};

/// The most numbers of an element.
const MOST_NUMBERS: usize = 64;

/// The text with such braces. Lines stay what they are.
pub(super) fn with_braces(text: &str) -> String {
    if !text.contains('{') || !text.contains('=') {
        return text.to_owned();
    }
    let code = without_comments(text);
    let tokens = tokens(&code);
    let structs = structs(&tokens);
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let is_list = token.text == "{" && at > 2 && text_at(&tokens, at - 1) == "=";
        let Some(declared) = is_list.then(|| declared(&tokens, at - 1)).flatten() else {
            continue;
        };
        let parts = match structs.get(declared.ty) {
            Some(parts) => parts.clone(),
            None => match numbers(declared.ty) {
                Some(count) if count > 1 => vec![count],
                _ => continue,
            },
        };
        let Some(items) = items(&tokens, at) else {
            continue;
        };
        edits.extend(braces(
            &tokens,
            &items,
            &declared,
            &parts,
            structs.contains_key(declared.ty),
        ));
    }
    applied(text, edits)
}

/// How many numbers a scalar or vector has.
fn numbers(ty: &str) -> Option<usize> {
    match sort(ty)? {
        Sort::Matrix => None,
        Sort::Integer | Sort::Other => {
            let digit = ty.bytes().next_back()?;
            Some(match digit {
                b'2'..=b'4' if !ty.ends_with("32") && !ty.ends_with("64") => {
                    usize::from(digit - b'0')
                }
                _ => 1,
            })
        }
    }
}

/// The structs that have nothing but scalars and vectors, with how many numbers each has.
fn structs<'a>(tokens: &[Token<'a>]) -> HashMap<&'a str, Vec<usize>> {
    let mut found = HashMap::new();
    for (at, token) in tokens.iter().enumerate() {
        if token.text != "struct" || text_at(tokens, at + 2) != "{" {
            continue;
        }
        let mut parts = Vec::new();
        let mut place = at + 3;
        let is_plain = loop {
            if text_at(tokens, place) == "}" {
                break true;
            }
            if text_at(tokens, place + 2) == "("
                && let Some(end) = closing(tokens, place + 2)
                && let Some(end) = closing(tokens, end + 1)
            {
                // A function.
                place = end + 1;
                continue;
            }
            let Some(count) = numbers(text_at(tokens, place)) else {
                break false;
            };
            // Names with commas between them.
            place += 1;
            while tokens.get(place).is_some_and(Token::is_name) {
                parts.push(count);
                place += 1;
                if text_at(tokens, place) == "," {
                    place += 1;
                }
            }
            if text_at(tokens, place) != ";" || parts.len() > MOST_NUMBERS {
                break false;
            }
            place += 1;
        };
        if is_plain && !parts.is_empty() {
            found.insert(text_at(tokens, at + 1), parts);
        }
    }
    found
}

/// What is given a list.
struct Declared<'a> {
    ty: &'a str,
    is_array: bool,
    /// How many elements, where that is a number.
    length: Option<usize>,
}

/// What is declared before a `=`.
fn declared<'a>(tokens: &[Token<'a>], equals: usize) -> Option<Declared<'a>> {
    let mut at = equals.checked_sub(1)?;
    let is_array = text_at(tokens, at) == "]";
    let mut length = None;
    if is_array {
        let near = tokens.get(at.saturating_sub(8)..at)?.iter().rev();
        let inside = near.take_while(|token| token.text != "[").count();
        if inside == 1 {
            length = text_at(tokens, at - 1)
                .trim_end_matches(['u', 'U'])
                .parse()
                .ok();
        }
        at = at.checked_sub(inside + 2)?;
    }
    let ty = at.checked_sub(1)?;
    let is_declared = tokens.get(at)?.is_name() && tokens.get(ty)?.is_name();
    is_declared.then_some(Declared {
        ty: text_at(tokens, ty),
        is_array,
        length,
    })
}

/// The items of a list, as tokens; nothing where one has braces itself.
fn items(tokens: &[Token<'_>], open: usize) -> Option<Vec<Range<usize>>> {
    let mut found = Vec::new();
    let mut depth = 0usize;
    let mut start = open + 1;
    for (at, token) in tokens.iter().enumerate().skip(open + 1) {
        match token.text {
            "(" | "[" => depth += 1,
            ")" | "]" => depth = depth.checked_sub(1)?,
            "{" | ";" => return None,
            "," if depth == 0 => {
                found.push(start..at);
                start = at + 1;
            }
            "}" => {
                if start < at {
                    found.push(start..at);
                }
                return found.iter().all(|item| !item.is_empty()).then_some(found);
            }
            _ => {}
        }
    }
    None
}

/// The braces that a list lacks.
fn braces(
    tokens: &[Token<'_>],
    items: &[Range<usize>],
    declared: &Declared<'_>,
    parts: &[usize],
    is_struct: bool,
) -> Vec<(Range<usize>, String)> {
    let all: usize = parts.iter().sum();
    let are_numbers = || {
        items.iter().all(|item| {
            tokens[item.clone()].iter().all(|token| {
                let first = token.text.bytes().next();
                let is_number = first.is_some_and(|byte| byte.is_ascii_digit());
                is_number || matches!(token.text, "+" | "-" | "." | "/" | "*" | "(" | ")")
            })
        })
    };
    let is_flat = match declared.length {
        _ if !declared.is_array => is_struct && items.len() == all,
        Some(length) => items.len() == length * all && (!is_struct || are_numbers()),
        None => items.len().is_multiple_of(all) && are_numbers(),
    };
    // A vector of its own takes such a list, and a struct of scalars.
    let has_vectors = parts.iter().any(|&part| part > 1);
    if !is_flat
        || all == 0
        || !(has_vectors || declared.is_array)
        || !declared.is_array && !are_numbers()
    {
        return Vec::new();
    }
    let mut edits = Vec::new();
    let mut add = |range: &[Range<usize>]| {
        if let [first, ..] = range
            && let [.., last] = range
        {
            let (start, end) = (tokens[first.start].at, tokens[last.end - 1].end());
            edits.push((start..start, "{".to_owned()));
            edits.push((end..end, "}".to_owned()));
        }
    };
    for element in items.chunks(all) {
        if declared.is_array {
            add(element);
        }
        let mut rest = element;
        for &part in parts {
            let (inside, after) = rest.split_at(part.min(rest.len()));
            if part > 1 && is_struct {
                add(inside);
            }
            rest = after;
        }
    }
    edits
}

#[cfg(test)]
mod tests {
    use super::with_braces;

    #[test]
    fn elements_get_braces() {
        for (text, expected) in [
            (
                "static const float2 a[2] = { -1, f(1, 2), 3, 4, };",
                "static const float2 a[2] = { {-1, f(1, 2)}, {3, 4}, };",
            ),
            (
                "float3 a[] = { 1., -2, 3, 4, 5, 6 }; float3 b[N] = { 1, 2, 3 };",
                "float3 a[] = { {1., -2, 3}, {4, 5, 6} }; float3 b[N] = { {1, 2, 3} };",
            ),
            (
                "struct S { float2 a; float f() { return b; } float b, c; }; S s = { 1, 2, 3, 4 }; S t[2] = {1, 2, 3, 4, 5, 6, 7, 8};",
                "struct S { float2 a; float f() { return b; } float b, c; }; S s = { {1, 2}, 3, 4 }; S t[2] = {{{1, 2}, 3, 4}, {{5, 6}, 7, 8}};",
            ),
        ] {
            assert_eq!(with_braces(text), expected);
        }
    }

    #[test]
    fn others_stay() {
        for text in [
            "float2 a[2] = { b, c }; float2 d = { 1, 2 }; float e[2] = { 1, 2 };",
            "float2 a[2] = { { 1, 2 }, { 3, 4 } }; float2 b[] = { f(1), c };",
            "struct S { float a; float b; }; S s = { 1, 2 };",
            "struct S { float4x4 m; }; S s = { 1 };",
            "float2 a[2] = { 1, 2",
            "enum E { A, B }; x = { 1, 2 };",
        ] {
            assert_eq!(with_braces(text), text);
        }
    }
}
