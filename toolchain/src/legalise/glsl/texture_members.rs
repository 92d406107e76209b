//! Textures that are members of structs: glslang samples those of variables alone, `s.image.Sample(…)`, and no
//! others, such as `s.inner.image.Sample(…)`; what is compared and what is not it tells apart by the variable. Handed
//! over to a function, a texture is a variable.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::ops::Range;

use super::edits::applied;
use super::inherited::text_at;
use super::namespaces::{Token, tokens};

/// Whether what glslang says is said of them.
pub(super) fn are_meant(log: &str) -> bool {
    log.contains("unable to find texture symbol")
}

/// Whether a text may compare a texture that is a member.
pub(super) fn may_be_compared(text: &str) -> bool {
    const FARTHEST: usize = 400;
    if !text.contains("Cmp") && !text.contains("Comparison") {
        return false;
    }
    text.match_indices("struct").any(|(at, _)| {
        let end = text.len().min(at + FARTHEST);
        let near = text.as_bytes().get(at..end).unwrap_or_default();
        let body = near.split(|&byte| byte == b'}').next().unwrap_or_default();
        body.windows(7)
            .any(|word| word.eq_ignore_ascii_case(b"texture"))
    })
}

/// A text after the preprocessor with functions in a line before it, which are called with textures that are members.
/// None where there are none.
pub(super) fn handed_over(text: &str) -> Option<String> {
    let tokens = tokens(text);
    let members = members(&tokens);
    let mut name = "sampled_".to_owned();
    while text.contains(&name) {
        name.push('_');
    }
    let mut functions: BTreeMap<String, usize> = BTreeMap::new();
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    let pairs = Pairs::of(&tokens);
    for (at, token) in tokens.iter().enumerate() {
        let is_call = token.text == "." && text_at(&tokens, at + 2) == "(";
        let Some(method) = Method::of(text_at(&tokens, at + 1)).filter(|_| is_call) else {
            continue;
        };
        let call = pairs.receiver(&tokens, at).and_then(|(start, member)| {
            let texture = members.get(member)?.as_ref()?;
            let close = pairs.other(at + 2)?;
            let arguments = arguments(&tokens, &pairs, at + 3..close);
            let function = function(text, &tokens, texture, &method, &arguments)?;
            Some((start, function))
        });
        let Some((start, Function { head, body, kept })) = call else {
            continue;
        };
        let count = functions.len();
        let number = *functions.entry(format!("{head}({body}")).or_insert(count);
        edits.push((
            tokens[start].at..tokens[start].at,
            format!("{name}{number}("),
        ));
        let first = &tokens[at + 2];
        edits.push((token.at..first.at + 1, ", ".to_owned()));
        // A constant offset is written in the function.
        if let Some(kept) = kept {
            edits.push((kept, String::new()));
        }
    }
    if edits.is_empty() {
        return None;
    }
    let mut made = String::new();
    let mut functions: Vec<(String, usize)> = functions.into_iter().collect();
    functions.sort_by_key(|(_, number)| *number);
    for (function, number) in functions {
        let (head, body) = function.split_once('(')?;
        let _ = write!(made, "{head} {name}{number}({body} ");
    }
    Some(format!("{made}\n{}", applied(text, edits)))
}

/// A type of textures.
#[derive(Clone, PartialEq, Eq)]
struct Texture {
    ty: String,
    /// What it is made of.
    scalar: String,
    components: usize,
    coordinates: usize,
    gradients: usize,
}

impl Texture {
    /// That which begins at a place, and where it ends.
    fn at(tokens: &[Token<'_>], at: usize) -> Option<(Self, usize)> {
        let (coordinates, gradients) = match text_at(tokens, at) {
            "Texture1D" => (1, 1),
            "Texture1DArray" => (2, 1),
            "Texture2D" => (2, 2),
            "Texture2DArray" => (3, 2),
            "Texture3D" | "TextureCube" => (3, 3),
            "TextureCubeArray" => (4, 3),
            _ => return None,
        };
        let mut end = at + 1;
        let mut element = "float4".to_owned();
        if text_at(tokens, end) == "<" {
            let length = tokens[end..]
                .iter()
                .take(8)
                .position(|each| each.text == ">")?;
            let inner: Vec<&str> = tokens[end + 1..end + length]
                .iter()
                .map(|t| t.text)
                .collect();
            element = match inner.as_slice() {
                [word] => (*word).to_owned(),
                ["vector", "<", scalar, ",", count] => format!("{scalar}{count}"),
                _ => return None,
            };
            end += length + 1;
        }
        let scalar = element.trim_end_matches(|each: char| ('1'..='4').contains(&each));
        let known = ["float", "half", "int", "uint", "min16float"];
        if !known.contains(&scalar) {
            return None;
        }
        let components = element[scalar.len()..].parse().unwrap_or(1);
        let texture = Self {
            ty: tokens[at..end].iter().map(|token| token.text).collect(),
            scalar: scalar.to_owned(),
            components,
            coordinates,
            gradients,
        };
        Some((texture, end))
    }

    fn vector(&self, components: usize) -> String {
        match components {
            1 => self.scalar.clone(),
            _ => format!("{}{components}", self.scalar),
        }
    }
}

fn floats(count: usize) -> String {
    match count {
        1 => "float".to_owned(),
        _ => format!("float{count}"),
    }
}

/// The members of structs that are textures, by name; nothing for a name of several types.
fn members<'a>(tokens: &[Token<'a>]) -> HashMap<&'a str, Option<Texture>> {
    let mut found: HashMap<&str, Option<Texture>> = HashMap::new();
    // Of the braces that are open, whether they are those of a struct.
    let mut open: Vec<bool> = Vec::new();
    let mut is_struct = false;
    for (at, token) in tokens.iter().enumerate() {
        match token.text {
            "struct" | "class" => is_struct = true,
            ";" | "(" => is_struct = false,
            "{" => {
                open.push(is_struct);
                is_struct = false;
            }
            "}" => {
                open.pop();
            }
            _ => {}
        }
        if open.last() != Some(&true) {
            continue;
        }
        let Some((texture, mut at)) = Texture::at(tokens, at) else {
            continue;
        };
        while tokens.get(at).is_some_and(Token::is_name) {
            let name = text_at(tokens, at);
            let known = found.entry(name).or_insert_with(|| Some(texture.clone()));
            if known.as_ref() != Some(&texture) {
                *known = None;
            }
            at += 1;
            while text_at(tokens, at) == "[" {
                let length = tokens[at..].iter().position(|each| each.text == "]");
                at += length.map_or(1, |length| length + 1);
            }
            if text_at(tokens, at) != "," {
                break;
            }
            at += 1;
        }
    }
    found
}

/// A method of textures that samples.
struct Method<'a> {
    name: &'a str,
    /// What it is given behind the place: what each has.
    given: &'static [Given],
    returned: Returned,
}

#[derive(Clone, Copy)]
enum Given {
    Number,
    Gradient,
}

#[derive(Clone, Copy)]
enum Returned {
    Element,
    Four,
    FourFloats,
    Float,
}

impl<'a> Method<'a> {
    fn of(name: &'a str) -> Option<Self> {
        let (given, returned): (&[Given], Returned) = match name {
            "Sample" => (&[], Returned::Element),
            "SampleBias" | "SampleLevel" => (&[Given::Number], Returned::Element),
            "SampleGrad" => (&[Given::Gradient, Given::Gradient], Returned::Element),
            "SampleCmp" | "SampleCmpLevelZero" => (&[Given::Number], Returned::Float),
            "Gather" | "GatherRed" | "GatherGreen" | "GatherBlue" | "GatherAlpha" => {
                (&[], Returned::Four)
            }
            "GatherCmp" | "GatherCmpRed" => (&[Given::Number], Returned::FourFloats),
            "CalculateLevelOfDetail" | "CalculateLevelOfDetailUnclamped" => (&[], Returned::Float),
            _ => return None,
        };
        Some(Self {
            name,
            given,
            returned,
        })
    }

    fn is_comparison(&self) -> bool {
        self.name.contains("Cmp")
    }
}

/// Which parentheses and brackets belong together.
struct Pairs(HashMap<usize, usize>);

impl Pairs {
    fn of(tokens: &[Token<'_>]) -> Self {
        let mut pairs = HashMap::new();
        let mut open = Vec::new();
        for (at, token) in tokens.iter().enumerate() {
            match token.text {
                "(" | "[" => open.push(at),
                ")" | "]" => {
                    if let Some(start) = open.pop() {
                        pairs.insert(start, at);
                        pairs.insert(at, start);
                    }
                }
                ";" | "{" | "}" => {}
                _ => {}
            }
        }
        Self(pairs)
    }

    fn other(&self, at: usize) -> Option<usize> {
        self.0.get(&at).copied()
    }

    /// Where what stands before a `.` begins, and the member that it is, if it is one of something.
    fn receiver<'a>(&self, tokens: &[Token<'a>], dot: usize) -> Option<(usize, &'a str)> {
        let mut member = None;
        let mut at = dot;
        loop {
            at = at.checked_sub(1)?;
            while text_at(tokens, at) == "]" {
                at = self.other(at)?.checked_sub(1)?;
            }
            if text_at(tokens, at) == ")" {
                at = self.other(at)?;
                let callee = at.checked_sub(1).filter(|&callee| {
                    let word = text_at(tokens, callee);
                    tokens.get(callee).is_some_and(Token::is_name) && word != "return"
                });
                match (callee, member) {
                    (Some(callee), _) => at = callee,
                    (None, Some(_)) => {}
                    (None, None) => return None,
                }
            } else if !tokens.get(at)?.is_name() {
                return None;
            }
            member = member.or_else(|| Some(text_at(tokens, at)));
            match at.checked_sub(1).map(|before| text_at(tokens, before)) {
                Some(".") => at -= 1,
                _ => break,
            }
        }
        // A name alone is a variable.
        let is_member = dot - at > 1 && text_at(tokens, at + 1) != "[" || {
            let inside = tokens.get(at..dot).unwrap_or_default();
            inside.iter().any(|token| token.text == ".")
        };
        member.filter(|_| is_member).map(|member| (at, member))
    }
}

/// The tokens of each argument.
fn arguments(tokens: &[Token<'_>], pairs: &Pairs, inside: Range<usize>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = inside.start;
    let mut at = inside.start;
    while at < inside.end {
        match text_at(tokens, at) {
            "(" | "[" => at = pairs.other(at).unwrap_or(at),
            "," => {
                found.push(start..at);
                start = at + 1;
            }
            _ => {}
        }
        at += 1;
    }
    found.push(start..inside.end);
    found
}

/// A function that samples.
struct Function {
    head: String,
    body: String,
    /// The argument that is a constant in it, with the comma before it.
    kept: Option<Range<usize>>,
}

fn function(
    text: &str,
    tokens: &[Token<'_>],
    texture: &Texture,
    method: &Method<'_>,
    arguments: &[Range<usize>],
) -> Option<Function> {
    let sampler = if method.is_comparison() {
        "SamplerComparisonState"
    } else {
        "SamplerState"
    };
    let mut params = vec![
        texture.ty.clone(),
        sampler.to_owned(),
        floats(texture.coordinates),
    ];
    params.extend(method.given.iter().map(|given| match given {
        Given::Number => "float".to_owned(),
        Given::Gradient => floats(texture.gradients),
    }));
    let mut kept = None;
    let mut offset = String::new();
    // Without the texture.
    let count = params.len() - 1;
    if arguments.len() == count + 1 {
        let last = arguments.last()?;
        let (first, end) = (
            tokens.get(last.start)?,
            tokens.get(last.end.checked_sub(1)?)?,
        );
        let written = text.get(first.at..end.end())?;
        let is_constant = tokens.get(last.clone())?.iter().all(|token| {
            matches!(token.text, "(" | ")" | "," | "-" | "+")
                || token.text.starts_with("int")
                || token.text.bytes().all(|byte| byte.is_ascii_digit())
        });
        if is_constant {
            offset = format!(", {written}");
            let comma = tokens.get(last.start.checked_sub(1)?)?;
            kept = Some(comma.at..end.end());
        } else {
            params.push(match texture.gradients {
                1 => "int".to_owned(),
                more => format!("int{more}"),
            });
        }
    } else if arguments.len() != count {
        return None;
    }
    let returned = match method.returned {
        Returned::Element => texture.vector(texture.components),
        Returned::Four => texture.vector(4),
        Returned::FourFloats => "float4".to_owned(),
        Returned::Float => "float".to_owned(),
    };
    let names = ["t", "s", "at", "a", "b", "c"];
    let listed: Vec<String> = params
        .iter()
        .zip(names)
        .map(|(ty, name)| format!("{ty} {name}"))
        .collect();
    let given = names.get(1..params.len())?.join(", ");
    let name = method.name;
    Some(Function {
        head: returned,
        body: format!(
            "{}) {{ return t.{name}({given}{offset}); }}",
            listed.join(", ")
        ),
        kept,
    })
}

#[cfg(test)]
mod tests {
    use super::{handed_over, may_be_compared};

    #[test]
    fn members_are_handed_over() {
        for (given, expected) in [
            (
                "struct A { Texture2D t, u[2]; SamplerState s; }; struct B { A a; };\nx = b.a.t.Sample(b.a.s, f(1, 2)) + c.u[1].SampleLevel(c.s, v, 0, int2(1, -1));",
                "float4 sampled_0(Texture2D t, SamplerState s, float2 at) { return t.Sample(s, at); } \
                 float4 sampled_1(Texture2D t, SamplerState s, float2 at, float a) { return t.SampleLevel(s, at, a, int2(1, -1)); } \n\
                 struct A { Texture2D t, u[2]; SamplerState s; }; struct B { A a; };\nx = sampled_0(b.a.t, b.a.s, f(1, 2)) + sampled_1(c.u[1], c.s, v, 0);",
            ),
            (
                "struct A { TextureCube<float> t; }; x = f(1).t.GatherCmp(s, v, 0.5, o);",
                "float4 sampled_0(TextureCube<float> t, SamplerComparisonState s, float3 at, float a, int3 b) { return t.GatherCmp(s, at, a, b); } \n\
                 struct A { TextureCube<float> t; }; x = sampled_0(f(1).t, s, v, 0.5, o);",
            ),
        ] {
            assert_eq!(handed_over(given).as_deref(), Some(expected));
        }
    }

    #[test]
    fn others_stay() {
        for text in [
            "struct A { Texture2D t; }; Texture2D t; x = t.Sample(s, v) + ts[1].Sample(s, v);",
            "struct A { Texture2D t; }; struct B { Texture3D t; }; x = a.t.Sample(s, v);",
            "struct A { Texture2D t; }; x = a.t.Load(v) + a.t.Sample(s);",
            "struct A { Texture2D",
            "a.t.Sample(",
        ] {
            assert_eq!(handed_over(text), None, "{text}");
        }
    }

    #[test]
    fn comparisons_of_members_are_told_from_others() {
        assert!(may_be_compared(
            "struct A { TEXTURE2D(t); }; t.SampleCmp(s, v, 0);"
        ));
        assert!(!may_be_compared(
            "struct A { float t; }; Texture2D t; t.SampleCmp(s, v, 0);"
        ));
        assert!(!may_be_compared("struct A { TEXTURE2D(t); };"));
    }
}
