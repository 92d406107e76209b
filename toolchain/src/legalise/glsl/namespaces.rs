//! Namespaces of HLSL, of which glslang knows the word: in them it finds no types and no variables, and functions only
//! by their whole names. So what is declared in one gets a name of its own outside of all.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;
use std::rc::Rc;

use super::edits::applied;
use super::hlsl::without_comments;
use super::operators::directives;

/// Namespaces in each other are no more in any text that a person wrote.
const DEEPEST: usize = 32;

/// The text without namespaces, and what its new names stand for. Lines stay what they are.
pub(super) fn left(text: &str) -> Option<(String, BTreeMap<String, String>)> {
    if !text.contains("namespace") {
        return None;
    }
    let code = without_comments(text);
    let tokens = tokens(&code);
    let Read {
        places,
        used,
        mut edits,
    } = read(&tokens)?;
    let words: HashSet<&str> = tokens.iter().map(|token| token.text).collect();
    let declared = declared(&tokens, &places, &words);
    let mut at = 0;
    while at < tokens.len() {
        let (end, absolute) = chain(&tokens, at);
        if end == at {
            at += 1;
            continue;
        }
        let found = resolved(
            &tokens,
            at..end,
            absolute,
            &places[at].space,
            &used,
            &declared,
        );
        if let Some((last, name)) = found
            && !is_member(&tokens, &places, at..end)
        {
            let first = if absolute { at - 1 } else { at };
            edits.push((tokens[first].at..tokens[last].end(), name.clone()));
        }
        at = end;
    }
    let renamed = declared
        .into_iter()
        .map(|(path, new)| (new, path.join("::")))
        .collect();
    Some((applied(text, edits), renamed))
}

/// A name, a number, `::` or one other character.
#[derive(Clone, Copy)]
pub(super) struct Token<'a> {
    pub(super) at: usize,
    pub(super) text: &'a str,
}

impl Token<'_> {
    pub(super) fn end(&self) -> usize {
        self.at + self.text.len()
    }

    pub(super) fn is_name(&self) -> bool {
        let first = self.text.bytes().next();
        first.is_some_and(|byte| byte.is_ascii_alphabetic() || byte == b'_')
    }
}

/// Those outside of lines of the preprocessor.
pub(super) fn tokens(code: &str) -> Vec<Token<'_>> {
    tokens_outside(code, &directives(code))
}

/// Those of lines of the preprocessor as well.
pub(super) fn tokens_of_all(code: &str) -> Vec<Token<'_>> {
    tokens_outside(code, &[])
}

fn tokens_outside<'a>(code: &'a str, directives: &[Range<usize>]) -> Vec<Token<'a>> {
    let mut directives = directives.iter().peekable();
    let bytes = code.as_bytes();
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_' || *byte >= 0x80;
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        if let Some(directive) = directives.next_if(|each| each.start <= at) {
            at = at.max(directive.end);
            continue;
        }
        let rest = &bytes[at..];
        let length = match byte {
            byte if byte.is_ascii_whitespace() => {
                at += 1;
                continue;
            }
            byte if is_part(byte) => rest.iter().take_while(|byte| is_part(byte)).count(),
            b':' if rest.starts_with(b"::") => 2,
            _ => 1,
        };
        let text = &code[at..at + length];
        found.push(Token { at, text });
        at += length;
    }
    found
}

/// Where a token stands.
#[derive(Clone)]
struct Place<'a> {
    /// The namespace, from the outermost on.
    space: Rc<[&'a str]>,
    /// What the innermost braces around it are, if they are no namespace, and how many such there are.
    body: Option<Body>,
    depth: usize,
    /// Parentheses and brackets around it, within the innermost braces.
    brackets: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Body {
    /// Of a struct.
    Struct,
    /// Of a constant buffer, whose members have names outside of it.
    Buffer,
    /// Of an `enum`, whose values have.
    Values,
    Other,
}

/// What is found of namespaces.
struct Read<'a> {
    /// Of each token.
    places: Vec<Place<'a>>,
    /// The namespaces whose names are used as they are (`using namespace`).
    used: Vec<Vec<&'a str>>,
    /// What leaves the words of namespaces out.
    edits: Vec<(Range<usize>, String)>,
}

/// What a `{` has opened, with the place outside of it.
enum Open<'a> {
    Space(Rc<[&'a str]>),
    Body(Place<'a>),
}

/// Reads namespaces; nothing where braces are not in pairs.
fn read<'a>(tokens: &[Token<'a>]) -> Option<Read<'a>> {
    let mut here = Place {
        space: Rc::new([]),
        body: None,
        depth: 0,
        brackets: 0,
    };
    let mut found = Read {
        places: Vec::with_capacity(tokens.len()),
        used: Vec::new(),
        edits: Vec::new(),
    };
    let mut open: Vec<Open<'_>> = Vec::new();
    let mut kind = Body::Other;
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let uses = token.text == "using" && tokens.get(at + 1)?.text == "namespace";
        if uses || token.text == "namespace" && here.depth == 0 {
            let first = at + 1 + usize::from(uses);
            let names = tokens.get(first..)?.iter();
            let names: Vec<&str> = names
                .take_while(|token| token.is_name() || token.text == "::")
                .map(|token| token.text)
                .collect();
            let end = first + names.len();
            let names: Vec<&str> = names.into_iter().filter(|name| *name != "::").collect();
            let is_whole = tokens.get(end)?.text == if uses { ";" } else { "{" };
            if !is_whole || here.space.len() + names.len() > DEEPEST {
                return None;
            }
            found.places.resize(end + 1, here.clone());
            found
                .edits
                .push((token.at..tokens[end].end(), String::new()));
            if uses {
                found.used.push(names);
            } else {
                let inner = here.space.iter().copied().chain(names).collect();
                open.push(Open::Space(std::mem::replace(&mut here.space, inner)));
            }
            at = end + 1;
            continue;
        }
        match token.text {
            "struct" | "class" | "interface" if kind != Body::Values => kind = Body::Struct,
            "cbuffer" | "tbuffer" => kind = Body::Buffer,
            "enum" => kind = Body::Values,
            ";" | "(" => kind = Body::Other,
            _ => {}
        }
        match token.text {
            "(" | "[" => here.brackets += 1,
            ")" | "]" => here.brackets = here.brackets.saturating_sub(1),
            "{" => {
                // `enum class` keeps its values to itself.
                let near = &tokens[at.saturating_sub(4)..at];
                let keeps = kind == Body::Values && near.iter().any(is_class);
                let body = if keeps { Body::Other } else { kind };
                open.push(Open::Body(here.clone()));
                (here.body, here.brackets) = (Some(body), 0);
                here.depth += 1;
                kind = Body::Other;
            }
            "}" => match open.pop()? {
                Open::Space(outer) => {
                    here.space = outer;
                    found.edits.push((token.at..token.end(), String::new()));
                }
                Open::Body(outer) => here = outer,
            },
            _ => {}
        }
        found.places.push(here.clone());
        at += 1;
    }
    open.is_empty().then_some(found)
}

fn is_class(token: &Token<'_>) -> bool {
    matches!(token.text, "class" | "struct")
}

/// What namespaces declare: the whole names, and the new ones.
fn declared<'a>(
    tokens: &[Token<'a>],
    places: &[Place<'a>],
    words: &HashSet<&str>,
) -> HashMap<Vec<&'a str>, String> {
    let mut found: HashMap<Vec<&str>, String> = HashMap::new();
    for (at, token) in tokens.iter().enumerate() {
        let place = &places[at];
        if place.space.is_empty() || place.brackets > 0 || !token.is_name() {
            continue;
        }
        let is_declared = match (place.depth, place.body) {
            (0, _) => is_type(tokens, at) || is_declarator(tokens, at),
            (1, Some(Body::Buffer)) => is_declarator(tokens, at),
            (1, Some(Body::Values)) => matches!(before(tokens, at), "{" | ","),
            _ => false,
        };
        if !is_declared {
            continue;
        }
        let mut path = place.space.to_vec();
        path.push(token.text);
        let mut new = path.join("_");
        while words.contains(new.as_str()) {
            new.push('_');
        }
        found.insert(path, new);
    }
    found
}

fn before<'a>(tokens: &[Token<'a>], at: usize) -> &'a str {
    at.checked_sub(1).map_or("", |at| tokens[at].text)
}

/// Whether a name is that of a struct or the like.
fn is_type(tokens: &[Token<'_>], at: usize) -> bool {
    let is_enumeration = is_class(&tokens[at]);
    !is_enumeration
        && matches!(
            before(tokens, at),
            "struct" | "class" | "interface" | "enum" | "cbuffer" | "tbuffer"
        )
}

/// Whether a name is that of a variable, a function or a type that is declared here.
fn is_declarator(tokens: &[Token<'_>], at: usize) -> bool {
    let after = tokens.get(at + 1).map_or("", |token| token.text);
    let follows = matches!(after, "(" | "=" | ";" | "[" | "," | ":");
    let Some(last) = at.checked_sub(1).map(|at| tokens[at]) else {
        return false;
    };
    // Behind a type; of several, behind a comma.
    follows && (last.is_name() || matches!(last.text, ">" | "," | "]" | "}"))
}

/// Where the names end that are joined by `::` from a place on, if one begins there, and whether `::` stands before.
fn chain(tokens: &[Token<'_>], at: usize) -> (usize, bool) {
    let last = before(tokens, at);
    if !tokens[at].is_name() || last == "." {
        return (at, false);
    }
    let mut end = at + 1;
    while tokens.get(end).is_some_and(|token| token.text == "::")
        && tokens.get(end + 1).is_some_and(Token::is_name)
    {
        end += 2;
    }
    (end, last == "::")
}

/// What joined names stand for: the last token of those that name it, and its new name.
fn resolved<'a>(
    tokens: &[Token<'a>],
    names: Range<usize>,
    absolute: bool,
    space: &[&'a str],
    used: &[Vec<&'a str>],
    declared: &'a HashMap<Vec<&str>, String>,
) -> Option<(usize, &'a String)> {
    let start = names.start;
    let names: Vec<&str> = tokens[names]
        .iter()
        .step_by(2)
        .map(|token| token.text)
        .collect();
    let outermost = if absolute { 0 } else { space.len() };
    let around = (0..=outermost).rev().map(|depth| &space[..depth]);
    let used = used.iter().map(Vec::as_slice).filter(|_| !absolute);
    around.chain(used).find_map(|space| {
        (1..=names.len()).rev().find_map(|count| {
            let mut path = space.to_vec();
            path.extend(&names[..count]);
            let name = declared.get(&path)?;
            Some((start + 2 * (count - 1), name))
        })
    })
}

/// Whether one name is that of a member of a struct, as it is declared.
fn is_member(tokens: &[Token<'_>], places: &[Place<'_>], names: Range<usize>) -> bool {
    names.len() == 1
        && places[names.start].body == Some(Body::Struct)
        && places[names.start].brackets == 0
        && is_declarator(tokens, names.start)
}

#[cfg(test)]
mod tests {
    use super::left;

    fn becomes(text: &str) -> String {
        left(text).map_or_else(|| text.to_owned(), |(text, _)| text)
    }

    #[test]
    fn what_is_declared_gets_a_name_of_its_own() {
        for (text, expected) in [
            (
                "namespace L { static const float PI = 3, E = PI; float sq(float x) { return x * PI; }\n}\nx = L::sq(L::E);",
                "  static const float L_PI = 3, L_E = L_PI; float L_sq(float x) { return x * L_PI; }\n\nx = L_sq(L_E);",
            ),
            (
                "namespace A { struct P { float a; P b; }; namespace B { Texture2D<float4> t : register(t0); P f(P p) { return p; } } }\nA::P q = A::B::f(r.P); A::B::t;",
                "  struct A_P { float a; A_P b; };   Texture2D<float4> A_B_t : register(t0); A_P A_B_f(A_P p) { return p; }  \nA_P q = A_B_f(r.P); A_B_t;",
            ),
            (
                "namespace A::B { cbuffer C { float k; float4 m[2]; } enum E { One, Two = One }; enum class F { Three }; }\nx = A::B::k + A::B::Two; float A_B_k;",
                "cbuffer A_B_C { float A_B_k_; float4 A_B_m[2]; } enum A_B_E { A_B_One, A_B_Two = A_B_One }; enum class A_B_F { Three };\nx = A_B_k_ + A_B_Two; float A_B_k;",
            ),
            (
                "namespace A { float a() { return 1; } }\nusing namespace A; float b() { return a() + ::A::a(); }",
                "float A_a() { return 1; } float b() { return A_a() + A_a(); }",
            ),
        ] {
            assert_eq!(
                becomes(text).split_whitespace().collect::<Vec<_>>(),
                expected.split_whitespace().collect::<Vec<_>>()
            );
        }
    }

    #[test]
    fn other_texts_stay() {
        for text in [
            "int namespaces; // namespace A { }",
            "namespace A { float a() { return 1;",
            "namespace A = B;",
        ] {
            assert_eq!(becomes(text), text);
        }
    }
}
