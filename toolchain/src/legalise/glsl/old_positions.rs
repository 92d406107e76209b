//! Positions as Direct3D 9 names them: what a vertex shader gives back as `POSITION` is `SV_Position`
//! there, and a varying for glslang.

use std::collections::HashSet;
use std::ops::Range;

use super::edits::applied;
use super::hlsl::without_comments;
use super::inherited::{closing, structs, text_at};
use super::legacy::identifiers;
use super::namespaces::{Token, tokens};

/// The text with the newer name, if it has the older one alone. Lines stay what they are.
pub(super) fn renamed(text: &str) -> Option<String> {
    let is_old = |word: &str| is_position(word);
    let is_new = |word: &str| word.eq_ignore_ascii_case("SV_Position");
    let has = |is: &dyn Fn(&str) -> bool| identifiers(text).any(|(_, word)| is(word));
    if !has(&is_old) {
        return None;
    }
    let code = without_comments(text);
    if identifiers(&code).any(|(_, word)| is_new(word)) {
        return None;
    }
    let tokens = tokens(&code);
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    let returned = returned(&tokens, &mut edits);
    for each in structs(&tokens) {
        if returned.contains(text_at(&tokens, each.name)) {
            for at in each.body {
                if text_at(&tokens, at) == ":" && is_position(text_at(&tokens, at + 1)) {
                    replace(&tokens, at + 1, &mut edits);
                }
            }
        }
    }
    (!edits.is_empty()).then(|| applied(text, edits))
}

fn is_position(word: &str) -> bool {
    word.eq_ignore_ascii_case("POSITION") || word.eq_ignore_ascii_case("POSITION0")
}

fn replace(tokens: &[Token<'_>], at: usize, edits: &mut Vec<(Range<usize>, String)>) {
    if let Some(token) = tokens.get(at) {
        edits.push((token.at..token.end(), "SV_Position".to_owned()));
    }
}

/// The types that functions give back, by value or in parameters; what they give back as a position
/// themselves is renamed.
fn returned<'a>(tokens: &[Token<'a>], edits: &mut Vec<(Range<usize>, String)>) -> HashSet<&'a str> {
    let mut found = HashSet::new();
    let mut at = 0;
    while at < tokens.len() {
        if text_at(tokens, at) == "{" {
            at = closing(tokens, at).unwrap_or(at) + 1;
            continue;
        }
        // `Type name(…) : POSITION {`
        let is_head = tokens[at].is_name()
            && tokens.get(at + 1).is_some_and(Token::is_name)
            && text_at(tokens, at + 2) == "(";
        let Some(close) = closing(tokens, at + 2).filter(|_| is_head) else {
            at += 1;
            continue;
        };
        found.insert(tokens[at].text);
        if text_at(tokens, close + 1) == ":" && is_position(text_at(tokens, close + 2)) {
            replace(tokens, close + 2, edits);
        }
        let mut is_out = false;
        for inside in at + 3..close {
            match text_at(tokens, inside) {
                "," => is_out = false,
                "out" => {
                    is_out = true;
                    found.insert(text_at(tokens, inside + 1));
                }
                ":" if is_out && is_position(text_at(tokens, inside + 1)) => {
                    replace(tokens, inside + 1, edits);
                }
                _ => {}
            }
        }
        at = close + 1;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::renamed;

    #[test]
    fn what_is_given_back_is_a_position() {
        let text = "struct In { float4 p : POSITION; }; struct Out { float4 p : POSITION0; float2 t : TEXCOORD0; };
Out vs(In i) { Out o; return o; } void other(float4 p : POSITION, out float4 q : POSITION) { q = p; }
float4 third(float4 p : POSITION) : POSITION { return p; }";
        let expected = "struct In { float4 p : POSITION; }; struct Out { float4 p : SV_Position; float2 t : TEXCOORD0; };
Out vs(In i) { Out o; return o; } void other(float4 p : POSITION, out float4 q : SV_Position) { q = p; }
float4 third(float4 p : POSITION) : SV_Position { return p; }";
        assert_eq!(renamed(text).as_deref(), Some(expected));
        // Newer shaders mean another thing by it.
        let newer = text.replace("float2 t", "float4 z : SV_POSITION; float2 t");
        assert_eq!(renamed(&newer), None);
        assert_eq!(
            renamed("struct In { float4 p : POSITION; }; float4 f(In i) { return i.p; }"),
            None
        );
    }
}
