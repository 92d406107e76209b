//! What effect files say of variables to tools, `float width < string name = "Width"; > = 1;`, which
//! compilers for shaders pass over.

use std::ops::Range;

use super::edits::applied;
use super::hlsl::without_comments;
use super::legacy::identifiers;

/// The text without it; lines stay what they are.
pub(super) fn left_out(text: &str) -> String {
    // One ends with a declaration.
    let may_end = |(at, _): (usize, &str)| text[..at].trim_end().ends_with(';');
    if !text.match_indices('>').any(may_end) {
        return text.to_owned();
    }
    let code = without_comments(text);
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    let mut behind = 0;
    for (at, _) in code.match_indices('<') {
        if at >= behind
            && let Some(end) = end(&code, at)
        {
            edits.push((at..end, String::new()));
            behind = end;
        }
    }
    applied(text, edits)
}

/// Where an annotation ends that begins at a `<`.
fn end(code: &str, open: usize) -> Option<usize> {
    let inside = code.get(open + 1..)?;
    // A type, a name and a value: `<` of a comparison or of a template has no such thing behind it.
    let mut words = identifiers(inside);
    let (first, (second, name)) = (words.next()?, words.next()?);
    let between = inside.get(first.0 + first.1.len()..second)?;
    let before = inside.get(..first.0)?;
    let after = inside.get(second + name.len()..)?.trim_start();
    if !before.trim().is_empty() || !between.trim().is_empty() || !after.starts_with('=') {
        return None;
    }
    let mut in_string = false;
    let mut last = ' ';
    for (at, each) in inside.char_indices() {
        match each {
            '"' if last != '\\' => in_string = !in_string,
            '>' if !in_string && last == ';' => return Some(open + 1 + at + 1),
            // It was none.
            '{' | '}' if !in_string && last == ';' => return None,
            _ => {}
        }
        if !each.is_whitespace() {
            last = each;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::left_out;

    #[test]
    fn annotations_go_and_comparisons_stay() {
        for (text, expected) in [
            (
                "float a < string n = \"a > b; >\"; float m = 1;\n> = 2; int b;",
                "float a \n = 2; int b;",
            ),
            (
                "float3 c : COLOR < string n = \"c\"; >;",
                "float3 c : COLOR ;",
            ),
            (
                "void f() { for (int i = 0; i < n; i++) { if (a < b) { x = y; } } } // ; >",
                "void f() { for (int i = 0; i < n; i++) { if (a < b) { x = y; } } } // ; >",
            ),
            ("Texture2D<float4> t;", "Texture2D<float4> t;"),
        ] {
            assert_eq!(left_out(text), expected);
        }
    }
}
