//! What effect files say beside HLSL, and compilers for shaders pass over: the states of samplers and
//! of the pipeline, techniques.

use super::hlsl::without_comments;
use super::legacy::identifiers;

/// The text without it; lines stay where they are.
pub(super) fn left_out(text: &str) -> String {
    if !identifiers(text).any(|(_, word)| is_effect(word)) {
        return text.to_owned();
    }
    let code = without_comments(text);
    let mut made = String::with_capacity(text.len());
    let mut copied = 0;
    for (at, word) in identifiers(&code) {
        if at < copied || !is_effect(word) {
            continue;
        }
        let Some((from, open)) = head(&code, word, at) else {
            continue;
        };
        // Where one is not closed, none behind it is.
        let Some(close) = closing(&code, open) else {
            break;
        };
        let to = if SAMPLERS.contains(&word) {
            close
        } else {
            behind_semicolon(&code, close)
        };
        made.push_str(&text[copied..from]);
        made.extend(text[from..to].chars().filter(|&each| each == '\n'));
        copied = to;
    }
    made.push_str(&text[copied..]);
    made
}

const SAMPLERS: [&str; 2] = ["SamplerState", "SamplerComparisonState"];
const STATES: [&str; 3] = ["BlendState", "DepthStencilState", "RasterizerState"];
const TECHNIQUES: [&str; 3] = ["technique", "technique10", "technique11"];

fn is_effect(word: &str) -> bool {
    SAMPLERS.contains(&word) || STATES.contains(&word) || TECHNIQUES.contains(&word)
}

/// How far a brace may be from the word.
const FARTHEST: usize = 400;

/// The first byte that goes of what a word begins, and the brace of its states.
fn head(code: &str, word: &str, at: usize) -> Option<(usize, usize)> {
    let after = at + word.len();
    let near = code.get(after..code.len().min(after + FARTHEST))?;
    let mut open = near.find(['{', ';', '(', ')', '}', ','])?;
    // A register may stand before the states.
    if near[open..].starts_with('(') && near[..open].contains(':') {
        open += near[open..].find(['{', ';', '}'])?;
    }
    if !near[open..].starts_with('{') {
        return None;
    }
    if !SAMPLERS.contains(&word) {
        return Some((at, after + open));
    }
    let name = near[..open].trim_end();
    let name = name
        .strip_suffix("sampler_state")
        .unwrap_or(name)
        .trim_end();
    let name = name.strip_suffix('=').unwrap_or(name).trim_end();
    (!name.contains('=')).then_some((after + name.len(), after + open))
}

/// The place behind the semicolon that follows, if one does.
fn behind_semicolon(code: &str, at: usize) -> usize {
    let rest = &code[at..];
    let blanks = rest.len() - rest.trim_start().len();
    if rest[blanks..].starts_with(';') {
        at + blanks + 1
    } else {
        at
    }
}

/// The place behind the brace that closes one.
fn closing(text: &str, open: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, each) in text[open..].char_indices() {
        match each {
            '{' => depth += 1,
            '}' if depth == 1 => return Some(open + at + 1),
            '}' => depth -= 1,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::left_out;

    #[test]
    fn states_and_techniques_go() {
        assert_eq!(
            left_out("SamplerState s : register(s1) {\n Filter = POINT;\n};\nint x;"),
            "SamplerState s : register(s1)\n\n;\nint x;"
        );
        assert_eq!(
            left_out("SamplerState s = sampler_state { AddressU = Clamp; };"),
            "SamplerState s;"
        );
        assert_eq!(
            left_out("BlendState b { X = 1; };\ntechnique11 T { pass P { A(x()); } }\nint x;"),
            "\n\nint x;"
        );
    }

    #[test]
    fn others_stay() {
        for text in [
            "SamplerState s : register(s1);\nvoid f() { }",
            "float4 f(SamplerState s, float2 at) { return 0; }",
            "struct T { SamplerState s; };",
            "// technique T { }",
            "int technique = 3; void f() { }",
        ] {
            assert_eq!(left_out(text), text);
        }
    }
}
