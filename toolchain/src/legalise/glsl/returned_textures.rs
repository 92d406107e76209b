//! Functions that return textures or samplers, on which glslang crashes: they return structs that hold them.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt::Write as _;
use std::ops::Range;

use super::edits::applied;
use super::hlsl::without_comments;
use super::inherited::{closing, text_at};
use super::namespaces::{Token, tokens};

/// The text with other functions, behind a line with the structs. None where no function returns such.
pub(super) fn as_structs(text: &str) -> Option<String> {
    if !text.contains("Texture") && !text.contains("Sampler") {
        return None;
    }
    let code = without_comments(text);
    let tokens = tokens(&code);
    let functions = functions(&tokens);
    if functions.is_empty() {
        return None;
    }
    let mut name = "returned_".to_owned();
    while text.contains(&name) {
        name.push('_');
    }
    let mut structs: BTreeMap<String, usize> = BTreeMap::new();
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    let mut numbers: HashMap<&str, usize> = HashMap::new();
    let mut heads = HashSet::new();
    for function in &functions {
        let ty = &tokens[function.ty.clone()];
        let ty: String = ty.iter().map(|token| token.text).collect();
        let count = structs.len();
        let number = *structs.entry(ty).or_insert(count);
        numbers.insert(tokens[function.name].text, number);
        heads.insert(function.name);
        let place = tokens[function.ty.start].at..tokens[function.ty.end - 1].end();
        edits.push((place, format!("{name}{number}")));
        for at in function.body.clone() {
            if tokens[at].text != "return" {
                continue;
            }
            let end = tokens[at..].iter().position(|token| token.text == ";")? + at;
            let before = format!("{{ {name}{number} {name}; {name}.value_{number} =");
            edits.push((tokens[at].at..tokens[at].end(), before));
            let after = format!("; return {name}; }}");
            edits.push((tokens[end].at..tokens[end].end(), after));
        }
    }
    for (at, token) in tokens.iter().enumerate() {
        if let Some(number) = numbers.get(token.text)
            && !heads.contains(&at)
            && text_at(&tokens, at + 1) == "("
        {
            let close = closing(&tokens, at + 1)?;
            let end = tokens[close].end();
            edits.push((end..end, format!(".value_{number}")));
        }
    }
    let mut made = String::new();
    for (ty, number) in structs {
        let _ = write!(made, "struct {name}{number} {{ {ty} value_{number}; }}; ");
    }
    Some(format!("{made}\n{}", applied(text, edits)))
}

/// A function that returns a texture or a sampler: places of tokens.
struct Function {
    ty: Range<usize>,
    name: usize,
    body: Range<usize>,
}

/// Those whose names no other functions have.
fn functions(tokens: &[Token<'_>]) -> Vec<Function> {
    let mut found = Vec::new();
    let mut others: HashSet<&str> = HashSet::new();
    let mut types: HashMap<&str, String> = HashMap::new();
    let mut depth = 0usize;
    for (at, token) in tokens.iter().enumerate() {
        match token.text {
            "{" => depth += 1,
            "}" => depth = depth.saturating_sub(1),
            "(" if depth == 0 => {
                let Some(name) = at.checked_sub(1).filter(|&at| tokens[at].is_name()) else {
                    continue;
                };
                match function(tokens, name) {
                    Some(function) => {
                        let ty = tokens[function.ty.clone()].iter().map(|each| each.text);
                        let ty: String = ty.collect();
                        let known = types.entry(tokens[name].text).or_insert_with(|| ty.clone());
                        if *known != ty {
                            others.insert(tokens[name].text);
                        }
                        found.push(function);
                    }
                    // An attribute, a register or a function that returns something else.
                    None => {
                        others.insert(tokens[name].text);
                    }
                }
            }
            _ => {}
        }
    }
    found.retain(|function| !others.contains(tokens[function.name].text));
    found
}

fn function(tokens: &[Token<'_>], name: usize) -> Option<Function> {
    /// Tokens of a type.
    const LONGEST: usize = 8;
    let mut start = name.checked_sub(1)?;
    if text_at(tokens, start) == ">" {
        let before = tokens[start.saturating_sub(LONGEST)..start].iter();
        start -= before.rev().position(|token| token.text == "<")? + 2;
    }
    let word = text_at(tokens, start);
    let is_opaque = word.starts_with("Texture") || word.starts_with("RWTexture");
    if !is_opaque && !matches!(word, "SamplerState" | "SamplerComparisonState") {
        return None;
    }
    let close = closing(tokens, name + 1)?;
    let body = match text_at(tokens, close + 1) {
        "{" => close + 1..closing(tokens, close + 1)?,
        ";" => close..close,
        _ => return None,
    };
    Some(Function {
        ty: start..name,
        name,
        body,
    })
}

#[cfg(test)]
mod tests {
    use super::as_structs;

    #[test]
    fn they_return_structs() {
        let text = "Texture2D t;\nTexture2D<float4> f(int i); SamplerState g() { if (a) { return s; } return h(1, 2); }\n\
                    Texture2D<float4> f(int i) { return t; }\nvoid k() { f(g()).Sample(g(), v); }";
        let expected = "struct returned_1 { SamplerState value_1; }; struct returned_0 { Texture2D<float4> value_0; }; \n\
                        Texture2D t;\nreturned_0 f(int i); returned_1 g() { if (a) { { returned_1 returned_; returned_.value_1 = s; return returned_; } } { returned_1 returned_; returned_.value_1 = h(1, 2); return returned_; } }\n\
                        returned_0 f(int i) { { returned_0 returned_; returned_.value_0 = t; return returned_; } }\nvoid k() { f(g().value_1).value_0.Sample(g().value_1, v); }";
        assert_eq!(as_structs(text).as_deref(), Some(expected));
    }

    #[test]
    fn other_functions_stay() {
        for text in [
            "Texture2D t : register(t0); float4 f(Texture2D t) { return t[0]; }",
            "Texture2D f() { return t; } float f(int i) { return 1; }",
            "Texture2D f(",
            "Texture2D f() {",
        ] {
            assert_eq!(as_structs(text), None, "{text}");
        }
    }
}
