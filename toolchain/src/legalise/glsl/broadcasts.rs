//! Numbers that become matrices, `float4x4 m = a * b`: glslang asserts that such a number is a constant or a variable.
//! Handed over to a function, it is a variable.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::ops::Range;

use super::assertions::Failed;
use super::edits::applied;
use super::hlsl::without_comments;
use super::legacy::identifiers;
use super::operators::{self, Declared, Sort, directives, length_to};

/// Whether an assertion may be the one about them.
pub(super) fn are_meant(failed: &Failed) -> bool {
    failed.place.contains("addShapeConversion")
}

/// The text with functions in a line before it, which are called for what matrices are given and what is made a
/// matrix. None where nothing is.
pub(super) fn called(text: &str) -> Option<String> {
    let code = without_comments(text);
    let declared = Declared::of(&code);
    let mut name = "matrix_of_".to_owned();
    while text.contains(&name) {
        name.push('_');
    }
    let lines = directives(&code);
    let mut lines = lines.iter().peekable();
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    let mut types = BTreeSet::new();
    let mut known = BTreeSet::new();
    let mut wrap = |ty: &str, value: Range<usize>| {
        // What is declared is found by its type and by its name.
        if !known.insert(value.start) {
            return;
        }
        types.insert(ty.to_owned());
        edits.push((value.start..value.start, format!("{name}{ty}(")));
        edits.push((value.end..value.end, ")".to_owned()));
    };
    for (at, word) in identifiers(&code) {
        while lines.next_if(|each| each.end <= at).is_some() {}
        if lines.peek().is_some_and(|each| each.contains(&at)) {
            continue;
        }
        let end = at + word.len();
        if is_float_matrix(word) {
            if let Some(value) = cast(&code, at, end) {
                wrap(word, value);
            } else {
                for value in values(&code, end) {
                    wrap(word, value);
                }
            }
        } else if let Some(ty) = declared.matrix(word)
            && is_float_matrix(ty)
            && let Some(value) = assigned(&code, end)
        {
            wrap(ty, value);
        }
    }
    if edits.is_empty() {
        return None;
    }
    let text = applied(text, edits);
    Some(format!("{}\n{text}", functions(&name, &types)))
}

fn is_float_matrix(word: &str) -> bool {
    word.starts_with("float")
        && matches!(operators::sort(word), Some(Sort::Matrix))
        && !word.contains('1')
}

/// What a cast, whose type is at a place, is of: something in parentheses or a call.
fn cast(code: &str, at: usize, end: usize) -> Option<Range<usize>> {
    code[..at].trim_end().strip_suffix('(')?;
    let rest = code[end..].trim_start().strip_prefix(')')?.trim_start();
    let start = code.len() - rest.len();
    let length = operand_length(rest);
    (length > 0).then_some(start..start + length)
}

/// How long what a cast is of is, with which a text begins.
fn operand_length(text: &str) -> usize {
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.');
    let mut end = 0;
    loop {
        let rest = &text[end..];
        end += rest.bytes().take_while(|byte| is_name(byte)).count();
        let rest = &text[end..];
        if !rest.starts_with(['(', '[']) {
            return end;
        }
        match length_to(&rest[1..], &[]) {
            Some(length) => end += length + 2,
            None => return 0,
        }
    }
}

/// The most names of one declaration that are looked at.
const MOST_NAMES: usize = 64;

/// What is declared behind a type is given, where it is no array and no list.
fn values(code: &str, mut at: usize) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for _ in 0..MOST_NAMES {
        let rest = code[at..].trim_start();
        let name = identifiers(rest).next().filter(|(start, _)| *start == 0);
        let Some((_, name)) = name else { break };
        let after = &rest[name.len()..];
        let start = code.len() - after.len();
        let Some(end) = length_to(after, &[',', ';']) else {
            break;
        };
        found.extend(given(code, start, start + end));
        if !after[end..].starts_with(',') {
            break;
        }
        at = start + end + 1;
    }
    found
}

/// What stands behind a `=` with which a part of a text begins, if that is no list.
fn given(code: &str, start: usize, end: usize) -> Option<Range<usize>> {
    let value = code[start..end].trim_start().strip_prefix('=')?;
    let at = end - value.trim_start().len();
    let value = value.trim();
    let is_one = !value.is_empty() && !value.starts_with(['=', '{']);
    is_one.then_some(at..at + value.len())
}

/// What is assigned to what ends at a place.
fn assigned(code: &str, end: usize) -> Option<Range<usize>> {
    let rest = code[end..].trim_start();
    let rest = rest.strip_prefix(['+', '-', '/']).unwrap_or(rest);
    let start = code.len() - rest.len();
    given(code, start, start + length_to(rest, &[';', ','])?)
}

/// What makes matrices of these types of numbers and of matrices that are at least as large.
fn functions(name: &str, types: &BTreeSet<String>) -> String {
    let mut made = String::new();
    for ty in types {
        let numbers = ["float", "int", "uint", "bool"];
        let sides = |ty: &str| {
            let mut digits = ty.bytes().rev().filter(u8::is_ascii_digit);
            (digits.next(), digits.next())
        };
        let (columns, rows) = sides(ty);
        let larger = (1..=4).flat_map(|r| (1..=4).map(move |c| format!("float{r}x{c}")));
        let larger = larger.filter(|other| {
            let (other_columns, other_rows) = sides(other);
            other_columns >= columns && other_rows >= rows
        });
        let vector = (ty == "float2x2").then(|| "float4".to_owned());
        let from = numbers.iter().map(|&number| number.to_owned());
        for from in from.chain(larger).chain(vector) {
            // What is converted as well is no variable any more.
            let body = match from.as_str() {
                "int" | "uint" | "bool" => format!("float y = x; return ({ty})y;"),
                _ => format!("return ({ty})x;"),
            };
            let _ = write!(made, "{ty} {name}{ty}({from} x) {{ {body} }} ");
        }
    }
    made
}

#[cfg(test)]
mod tests {
    use super::called;

    fn text(text: &str) -> Option<String> {
        called(text).map(|made| made.split_once('\n').unwrap_or_default().1.to_owned())
    }

    #[test]
    fn what_matrices_are_given_is_handed_over() {
        for (given, expected) in [
            (
                "float2x2 m = a * b, n;",
                "float2x2 m = matrix_of_float2x2(a * b), n;",
            ),
            (
                "float2x2 m; m = f(a, b); m += /* x */ a * b; if (m == 1) v.m = 2;",
                "float2x2 m; m = matrix_of_float2x2(f(a, b)); m += /* x */ matrix_of_float2x2(a * b); if (m == 1) v.m = matrix_of_float2x2(2);",
            ),
            (
                "x = (float3x3)(a + b) + (float3x3) f(2).x;",
                "x = (float3x3)matrix_of_float3x3((a + b)) + (float3x3) matrix_of_float3x3(f(2).x);",
            ),
        ] {
            assert_eq!(text(given).as_deref(), Some(expected));
        }
    }

    #[test]
    fn others_stay() {
        for given in [
            "float2x2 m = { a, b, c, d }, n[2]; n[1] = m;",
            "float m; m = a * b; int2x2 n = a * b;",
            "#define M float2x2 m = a * b;",
        ] {
            assert_eq!(text(given), None, "{given}");
        }
    }
}
