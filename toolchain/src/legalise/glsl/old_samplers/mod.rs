//! Samplers of Direct3D 9, which hold their texture (`sampler2D image; tex2D(image, at)`), as a texture
//! and a sampler: glslang knows the names and makes nothing of them that holds.
//!
//! The texture has the name of the sampler, whose own is then `NAME_sampler`, as for the combined
//! samplers of GLSL; where the states of a sampler name a texture, both have their names.

mod functions;

use std::collections::{BTreeSet, HashMap};
use std::fmt::Write as _;
use std::ops::Range;

use super::edits::applied;
use super::inherited::{closing, text_at};
use super::namespaces::{Token, tokens};
use functions::{DIMENSIONS, Dimension, function, sampler_type, write_function};

/// What is written for the name of a sampler.
#[derive(Clone)]
struct Pair {
    texture: String,
    sampler: String,
}

/// A text after the preprocessor with textures and samplers, behind one line of functions that read them; `None`
/// where there are none of these samplers.
pub(super) fn apart(text: &str) -> Option<String> {
    let tokens = tokens(text);
    if !tokens.iter().any(|token| function(token.text).is_some()) {
        return None;
    }
    let mut prefix = "read_".to_owned();
    while text.contains(&format!("{prefix}tex")) {
        prefix.push('_');
    }
    let mut reading = Reading {
        text,
        prefix: prefix.clone(),
        tokens: &tokens,
        asked: asked(&tokens),
        globals: HashMap::new(),
        parameters: HashMap::new(),
        declared: BTreeSet::new(),
        wanted: BTreeSet::new(),
        edits: Vec::new(),
    };
    reading.read()?;
    let Reading { edits, wanted, .. } = reading;
    if edits.is_empty() {
        return None;
    }
    let mut functions = String::new();
    for (dimension, kind) in wanted {
        write_function(&mut functions, &prefix, dimension, kind);
    }
    Some(format!("{functions}\n{}", applied(text, edits)))
}

/// The dimensions that samplers are asked in, by their names.
fn asked<'a>(tokens: &[Token<'a>]) -> HashMap<&'a str, Dimension> {
    let mut found = HashMap::new();
    for (at, token) in tokens.iter().enumerate() {
        if let Some((dimension, _)) = function(token.text)
            && text_at(tokens, at + 1) == "("
        {
            found.entry(text_at(tokens, at + 2)).or_insert(dimension);
        }
    }
    found
}

struct Reading<'a, 't> {
    text: &'a str,
    /// What the names of functions begin with.
    prefix: String,
    tokens: &'t [Token<'a>],
    asked: HashMap<&'a str, Dimension>,
    /// What stands for samplers, by their names.
    globals: HashMap<&'a str, Pair>,
    /// The same in the function that is read.
    parameters: HashMap<&'a str, Pair>,
    /// The textures that were declared.
    declared: BTreeSet<String>,
    /// The functions that are called.
    wanted: BTreeSet<(Dimension, &'static str)>,
    edits: Vec<(Range<usize>, String)>,
}

impl<'a> Reading<'a, '_> {
    fn read(&mut self) -> Option<()> {
        let modern = self.modern_textures();
        let (mut braces, mut brackets) = (0usize, 0usize);
        let mut at = 0;
        while let Some(token) = self.tokens.get(at) {
            match token.text {
                "{" => braces += 1,
                "}" => {
                    braces = braces.checked_sub(1)?;
                    if braces == 0 {
                        self.parameters.clear();
                    }
                }
                "(" | "[" => brackets += 1,
                ")" | "]" => brackets = brackets.checked_sub(1)?,
                ";" if braces == 0 && brackets == 0 => self.parameters.clear(),
                word => {
                    let is_declared = braces == 0 && self.is_name(at + 1);
                    if let Some(known) = sampler_type(word).filter(|_| is_declared) {
                        let end = if brackets == 0 {
                            self.declaration(at, known, &modern)
                        } else {
                            self.parameter(at, known)
                        };
                        if let Some(end) = end {
                            at = end;
                            continue;
                        }
                    } else if is_old_texture(word) && is_declared && brackets == 0 {
                        at = self.texture(at);
                        continue;
                    } else if let Some((dimension, kind)) = function(word)
                        && text_at(self.tokens, at + 1) == "("
                        && self.pair(text_at(self.tokens, at + 2)).is_some()
                    {
                        self.call(at, dimension, kind);
                    } else {
                        self.argument(at);
                    }
                }
            }
            at += 1;
        }
        Some(())
    }

    fn is_name(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(Token::is_name)
    }

    fn pair(&self, name: &str) -> Option<&Pair> {
        self.parameters.get(name).or_else(|| self.globals.get(name))
    }

    /// The names of textures that are declared with types that are known.
    fn modern_textures(&self) -> BTreeSet<&'a str> {
        let mut found = BTreeSet::new();
        for (at, token) in self.tokens.iter().enumerate() {
            let is_type = DIMENSIONS.iter().any(|each| each.texture == token.text);
            if !is_type {
                continue;
            }
            let mut name = at + 1;
            if text_at(self.tokens, name) == "<" {
                let near = self.tokens.iter().skip(name).take(8);
                let end = near.into_iter().position(|each| each.text == ">");
                name += end.map_or(0, |end| end + 1);
            }
            found.insert(text_at(self.tokens, name));
        }
        found
    }

    /// Declarations of global samplers, from their type to behind their end.
    fn declaration(
        &mut self,
        start: usize,
        known: Option<Dimension>,
        modern: &BTreeSet<&'a str>,
    ) -> Option<usize> {
        let mut at = start + 1;
        let mut made = String::new();
        loop {
            let name = text_at(self.tokens, at);
            let dimension = known.or_else(|| self.asked.get(name).copied())?;
            at += 1;
            let array_start = at;
            while text_at(self.tokens, at) == "[" {
                at = closing(self.tokens, at)? + 1;
            }
            let array = self.source(array_start..at);
            let mut slot = String::new();
            let mut texture = None;
            // Semantics and registers, annotations, states.
            loop {
                match text_at(self.tokens, at) {
                    ":" if text_at(self.tokens, at + 1) == "register" => {
                        let number = text_at(self.tokens, at + 3).strip_prefix('s');
                        if let Some(number) = number {
                            slot = format!(" : register(t{number})");
                        }
                        at = closing(self.tokens, at + 2)? + 1;
                    }
                    ":" => at += 2,
                    "<" => at = self.behind_annotation(at)?,
                    "=" => at += 1,
                    "sampler_state" => at += 1,
                    "{" => {
                        let end = closing(self.tokens, at)?;
                        texture = self.named_texture(at..end);
                        at = end + 1;
                    }
                    _ => break,
                }
            }
            let pair = match texture {
                Some(texture) => Pair {
                    texture: texture.to_owned(),
                    sampler: name.to_owned(),
                },
                None => Pair {
                    texture: name.to_owned(),
                    sampler: format!("{name}_sampler"),
                },
            };
            let is_there = modern.contains(pair.texture.as_str());
            if !is_there && self.declared.insert(pair.texture.clone()) {
                let _ = write!(
                    made,
                    "{}<float4> {}{array}{slot}; ",
                    dimension.texture, pair.texture
                );
            }
            let _ = write!(made, "SamplerState {}{array}; ", pair.sampler);
            self.globals.insert(name, pair);
            match text_at(self.tokens, at) {
                "," => at += 1,
                ";" => break,
                _ => return None,
            }
        }
        let end = self.tokens.get(at)?.end();
        // What stands before the type goes with it.
        let mut first = start;
        while let Some(before) = first.checked_sub(1)
            && ["uniform", "static", "extern", "shared"].contains(&text_at(self.tokens, before))
        {
            first = before;
        }
        let begin = self.tokens.get(first)?.at;
        self.edits.push((begin..end, made));
        Some(at + 1)
    }

    /// The texture that the states of a sampler name: `Texture = <image>;`.
    fn named_texture(&self, states: Range<usize>) -> Option<&'a str> {
        let mut at = states.start;
        while at < states.end {
            if text_at(self.tokens, at).eq_ignore_ascii_case("texture")
                && text_at(self.tokens, at + 1) == "="
            {
                let near = at + 2..(at + 4).min(states.end);
                return near
                    .map(|at| &self.tokens[at])
                    .find(|each| each.is_name())
                    .map(|each| each.text);
            }
            at += 1;
        }
        None
    }

    fn behind_annotation(&self, open: usize) -> Option<usize> {
        let length = self
            .tokens
            .get(open..)?
            .iter()
            .position(|each| each.text == ">")?;
        Some(open + length + 1)
    }

    /// A parameter that is a sampler, from its type to behind its name.
    fn parameter(&mut self, start: usize, known: Option<Dimension>) -> Option<usize> {
        let token = self.tokens.get(start + 1)?;
        let name = token.text;
        let dimension = known.or_else(|| self.asked.get(name).copied())?;
        let pair = Pair {
            texture: name.to_owned(),
            sampler: format!("{name}_sampler"),
        };
        let begin = self.tokens.get(start)?.at;
        let made = format!(
            "{}<float4> {name}, SamplerState {}",
            dimension.texture, pair.sampler
        );
        self.edits.push((begin..token.end(), made));
        self.parameters.insert(name, pair);
        Some(start + 2)
    }

    /// Leaves out what declares a texture of any kind, as samplers declare theirs.
    fn texture(&mut self, start: usize) -> usize {
        let mut at = start;
        while !matches!(text_at(self.tokens, at), ";" | "") {
            if text_at(self.tokens, at) == "<" {
                at = self.behind_annotation(at).unwrap_or(at + 1);
            } else {
                at += 1;
            }
        }
        let mut first = start;
        while first > 0 && text_at(self.tokens, first - 1) == "uniform" {
            first -= 1;
        }
        if let (Some(begin), Some(end)) = (self.tokens.get(first), self.tokens.get(at)) {
            self.edits.push((begin.at..end.end(), String::new()));
        }
        at + 1
    }

    fn call(&mut self, at: usize, dimension: Dimension, kind: &'static str) {
        let Some(close) = closing(self.tokens, at + 1) else {
            return;
        };
        let mut depth = 0usize;
        let mut commas = 0;
        for token in &self.tokens[at + 1..close] {
            match token.text {
                "(" | "[" | "{" => depth += 1,
                ")" | "]" | "}" => depth = depth.saturating_sub(1),
                "," if depth == 1 => commas += 1,
                _ => {}
            }
        }
        // `tex2D` with derivatives.
        let kind = if kind.is_empty() && commas == 3 {
            "grad"
        } else {
            kind
        };
        self.wanted.insert((dimension, kind));
        let token = &self.tokens[at];
        let name = format!("{}tex{}{kind}", self.prefix, dimension.name);
        self.edits.push((token.at..token.end(), name));
    }

    /// A sampler that is handed to a function.
    fn argument(&mut self, at: usize) {
        let before = at.checked_sub(1).map_or("", |at| text_at(self.tokens, at));
        if !matches!(before, "(" | ",") {
            return;
        }
        let Some(pair) = self.pair(self.tokens[at].text).cloned() else {
            return;
        };
        let mut end = at + 1;
        while text_at(self.tokens, end) == "[" {
            match closing(self.tokens, end) {
                Some(close) => end = close + 1,
                None => return,
            }
        }
        if !matches!(text_at(self.tokens, end), "," | ")") {
            return;
        }
        let index = self.source(at + 1..end);
        let place = self.tokens[at].at..self.tokens[end - 1].end();
        let Pair { texture, sampler } = pair;
        self.edits
            .push((place, format!("{texture}{index}, {sampler}{index}")));
    }

    /// What the text has from one token to before another.
    fn source(&self, range: Range<usize>) -> &'a str {
        let (Some(first), Some(last)) = (
            self.tokens.get(range.start),
            range
                .end
                .checked_sub(1)
                .and_then(|last| self.tokens.get(last)),
        ) else {
            return "";
        };
        if range.is_empty() {
            return "";
        }
        self.text.get(first.at..last.end()).unwrap_or_default()
    }
}

/// The types of textures that say no dimension, or are no types of a texture that can be asked.
fn is_old_texture(word: &str) -> bool {
    matches!(
        word,
        "texture" | "texture1D" | "texture2D" | "texture3D" | "textureCUBE"
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failed expectation ends the test")]

    use super::*;

    fn body(text: &str) -> String {
        apart(text).unwrap().split_once('\n').unwrap().1.to_owned()
    }

    #[test]
    fn samplers_become_a_texture_and_a_sampler() {
        for (text, expected) in [
            (
                "sampler2D a : register(s3); float4 f(float2 p) { return tex2D(a, p); }",
                "Texture2D<float4> a : register(t3); SamplerState a_sampler;  float4 f(float2 p) { return read_tex2D(a, a_sampler, p); }",
            ),
            (
                "texture T < string n = \"x\"; >; sampler b = sampler_state { Texture = <T>; };\nfloat4 f(float3 p) { return texCUBE(b, p); }",
                " TextureCube<float4> T; SamplerState b; \nfloat4 f(float3 p) { return read_texCUBE(T, b, p); }",
            ),
            (
                "uniform sampler2D a[2], c; float4 f(sampler2D s, float4 p) { return tex2Dlod(s, p); } float4 g(float4 p) { return f(a[1], p) + f(c, p) + tex2D(c, p.xy, p.zw, p.yx); }",
                "Texture2D<float4> a[2]; SamplerState a_sampler[2]; Texture2D<float4> c; SamplerState c_sampler;  float4 f(Texture2D<float4> s, SamplerState s_sampler, float4 p) { return read_tex2Dlod(s, s_sampler, p); } float4 g(float4 p) { return f(a[1], a_sampler[1], p) + f(c, c_sampler, p) + read_tex2Dgrad(c, c_sampler, p.xy, p.zw, p.yx); }",
            ),
        ] {
            assert_eq!(body(text), expected);
        }
    }

    #[test]
    fn what_is_no_sampler_of_direct3d_9_stays() {
        for text in [
            "SamplerState s; Texture2D t; float4 f(float2 p) { return t.Sample(s, p); }",
            "sampler s; Texture2D t; float4 f(float2 p) { return t.Sample(s, p); }",
        ] {
            assert_eq!(apart(text), None);
        }
        // Beside others.
        let text = "sampler s; sampler2D o; Texture2D t; float4 f(float2 p) { return t.Sample(s, p) + tex2D(o, p); }";
        assert!(body(text).starts_with("sampler s; Texture2D<float4> o;"));
    }
}
