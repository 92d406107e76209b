//! Members that a struct has of another, `struct B : A`, and constants that are members (`static const`), of which
//! glslang finds neither in functions of the struct. The first are written into the struct, the second before it.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::edits::applied;
use super::hlsl::without_comments;
use super::namespaces::{Token, tokens};

/// As many bytes of members are written again, for one struct and for all of a text.
const MOST_INHERITED: usize = 1 << 18;

/// The text with members of their own in structs that inherit them. Lines stay what they are.
pub(super) fn written_out(text: &str) -> String {
    let may_inherit = text
        .match_indices("struct")
        .chain(text.match_indices("class"));
    if !may_inherit
        .clone()
        .any(|(at, word)| follows_colon(&text[at + word.len()..]))
    {
        return text.to_owned();
    }
    let code = without_comments(text);
    let tokens = tokens(&code);
    let mut bodies: HashMap<&str, String> = HashMap::new();
    let mut edits = Vec::new();
    let mut room = MOST_INHERITED;
    for each in structs(&tokens) {
        let (Some(first), Some(last)) = (tokens.get(each.body.start), tokens.get(each.body.end))
        else {
            continue;
        };
        let own = &code[first.at..last.at];
        // What conditions leave out cannot be told.
        if own.contains('#') {
            continue;
        }
        let mut members = String::new();
        if let Some(base) = each.base
            && let Some(inherited) = bodies.get(text_at(&tokens, base))
            && inherited.len() <= room
        {
            room -= inherited.len();
            members = without_hidden(inherited, own);
            edits.push((tokens[base - 1].at..tokens[base].end(), String::new()));
            edits.push((first.at..first.at, format!("{members} ")));
        }
        members.push_str(&own.replace('\n', " "));
        bodies.insert(text_at(&tokens, each.name), members);
    }
    applied(text, edits)
}

fn follows_colon(rest: &str) -> bool {
    let rest = rest.trim_start();
    let name = rest
        .bytes()
        .take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    let length = name.count();
    length > 0 && rest[length..].trim_start().starts_with(':')
}

/// The members of a struct without the functions that another has of the same names.
fn without_hidden(inherited: &str, own: &str) -> String {
    let own_tokens = tokens(own);
    let hidden: HashSet<&str> = functions(&own_tokens).map(|(name, _)| name).collect();
    let tokens = tokens(inherited);
    let gone = functions(&tokens).filter(|(name, _)| hidden.contains(name));
    let edits = gone.map(|(_, place)| (place, String::new())).collect();
    applied(inherited, edits)
}

/// The functions with bodies of a struct: names and places.
fn functions<'a>(tokens: &[Token<'a>]) -> impl Iterator<Item = (&'a str, Range<usize>)> {
    let mut found = Vec::new();
    let mut depth = 0usize;
    let mut start = 0;
    let mut name = None;
    for (at, token) in tokens.iter().enumerate() {
        match token.text {
            "(" if depth == 0 && name.is_none() => {
                name = at.checked_sub(1).map(|at| text_at(tokens, at));
            }
            "{" => depth += 1,
            "}" => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    let place = tokens[start].at..token.end();
                    found.extend(name.take().map(|name| (name, place)));
                    start = at + 1;
                }
            }
            ";" if depth == 0 => {
                start = at + 1;
                name = None;
            }
            _ => {}
        }
    }
    found.into_iter()
}

/// A struct: places of tokens.
pub(super) struct Struct {
    pub(super) name: usize,
    base: Option<usize>,
    /// Between the braces.
    pub(super) body: Range<usize>,
}

/// The structs of a text outside of all braces, in their order.
pub(super) fn structs(tokens: &[Token<'_>]) -> Vec<Struct> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if !matches!(tokens[at].text, "struct" | "class") {
            at += 1;
            continue;
        }
        let name = at + 1;
        let base = (text_at(tokens, at + 2) == ":").then_some(at + 3);
        let open = base.map_or(at + 2, |base| base + 1);
        let is_one = tokens.get(name).is_some_and(Token::is_name) && text_at(tokens, open) == "{";
        let Some(close) = is_one.then(|| closing(tokens, open)).flatten() else {
            at += 1;
            continue;
        };
        found.push(Struct {
            name,
            base,
            body: open + 1..close,
        });
        at = close;
    }
    found
}

pub(super) fn text_at<'a>(tokens: &[Token<'a>], at: usize) -> &'a str {
    tokens.get(at).map_or("", |token| token.text)
}

/// Where what opens at a place is closed.
pub(super) fn closing(tokens: &[Token<'_>], open: usize) -> Option<usize> {
    let mut depth = 0usize;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        match token.text {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}

/// The text with constants that are members before their structs. Lines stay what they are.
pub(super) fn constants_outside(text: &str) -> String {
    if !text.contains("static") || !(text.contains("struct") || text.contains("class")) {
        return text.to_owned();
    }
    let code = without_comments(text);
    let tokens = tokens(&code);
    let words: HashSet<&str> = tokens.iter().map(|token| token.text).collect();
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    let mut paths: HashMap<(&str, &str), String> = HashMap::new();
    for each in structs(&tokens) {
        let owner = text_at(&tokens, each.name);
        let constants = constants(&tokens, each.body.clone());
        let ends = (tokens.get(each.body.start), tokens.get(each.body.end));
        let (Some(first), Some(last)) = ends else {
            continue;
        };
        // What conditions leave out cannot be told.
        if constants.is_empty() || code[first.at..last.at].contains('#') {
            continue;
        }
        let mut names: HashMap<&str, String> = HashMap::new();
        for constant in &constants {
            let name = text_at(&tokens, constant.name);
            let mut new = format!("{owner}_{name}");
            while words.contains(new.as_str()) {
                new.push('_');
            }
            paths.insert((owner, name), new.clone());
            names.insert(name, new);
        }
        let mut before = String::new();
        let mut at = each.body.start;
        for constant in &constants {
            edits.extend(renamed(&tokens, at..constant.place.start, &names));
            at = constant.place.end;
            let (first, last) = (&tokens[constant.place.start], &tokens[at - 1]);
            let place = first.at..last.end();
            let inside = renamed(&tokens, constant.place.clone(), &names);
            before.push_str(&moved(&code, place.clone(), inside));
            edits.push((place, String::new()));
        }
        edits.extend(renamed(&tokens, at..each.body.end, &names));
        let start = tokens[each.name - 1].at;
        edits.push((start..start, before));
    }
    if paths.is_empty() {
        return text.to_owned();
    }
    for (at, token) in tokens.iter().enumerate() {
        if text_at(&tokens, at + 1) == "::"
            && let Some(new) = paths.get(&(token.text, text_at(&tokens, at + 2)))
        {
            edits.push((token.at..tokens[at + 2].end(), new.clone()));
        }
    }
    applied(text, edits)
}

/// A declaration in one line, with other names.
fn moved(code: &str, place: Range<usize>, names: Vec<(Range<usize>, String)>) -> String {
    let names = names
        .into_iter()
        .map(|(range, by)| (range.start - place.start..range.end - place.start, by));
    let text = applied(&code[place.clone()], names.collect());
    format!("{} ", text.replace('\n', " "))
}

/// Names that stand alone, as others.
fn renamed(
    tokens: &[Token<'_>],
    inside: Range<usize>,
    names: &HashMap<&str, String>,
) -> Vec<(Range<usize>, String)> {
    let is_alone = |at: usize| {
        let before = at.checked_sub(1).map_or("", |at| text_at(tokens, at));
        !matches!(before, "." | "::")
    };
    inside
        .filter(|&at| is_alone(at))
        .filter_map(|at| {
            let token = tokens.get(at)?;
            Some((token.at..token.end(), names.get(token.text)?.clone()))
        })
        .collect()
}

/// A constant that is a member: places of tokens.
struct Constant {
    name: usize,
    /// With the semicolon.
    place: Range<usize>,
}

/// `static const` members with one name each, in the body of a struct.
fn constants(tokens: &[Token<'_>], body: Range<usize>) -> Vec<Constant> {
    let mut found = Vec::new();
    let mut depth = 0usize;
    let mut start = body.start;
    for at in body {
        match tokens[at].text {
            "{" => depth += 1,
            "}" => {
                depth = depth.saturating_sub(1);
                // A function has no semicolon.
                if depth == 0 && text_at(tokens, at + 1) != ";" {
                    start = at + 1;
                }
            }
            ";" if depth == 0 => {
                let head = &tokens[start..at];
                let equals = head.iter().position(|token| token.text == "=");
                let is_constant = head.iter().take(3).any(|token| token.text == "static")
                    && head.iter().take(3).any(|token| token.text == "const");
                if let Some(mut name) = equals.map(|equals| start + equals).filter(|_| is_constant)
                {
                    while name > start && !tokens[name].is_name() {
                        name -= 1;
                        while text_at(tokens, name) == "]" && name > start {
                            let inside = tokens[start..name].iter().rev();
                            name -= 1 + inside.take_while(|token| token.text != "[").count();
                            name = name.max(start + 1) - 1;
                        }
                    }
                    let place = start..at + 1;
                    found.push(Constant { name, place });
                }
                start = at + 1;
            }
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{constants_outside, written_out};

    #[test]
    fn members_of_bases_are_written_out() {
        let text = "struct A { float x;\n float f() { return x; } float g() { return 1; } }; struct B : A { float y; };\n\
                    class C : B { float f() { return y; } };";
        let expected = "struct A { float x; float f() { return x; } float g() { return 1; } }; \
                        struct B { float x; float f() { return x; } float g() { return 1; } float y; }; \
                        class C { float x; float g() { return 1; } float y; float f() { return y; } };";
        let made = written_out(text);
        assert_eq!(made.matches('\n').count(), 2);
        let words: Vec<&str> = made.split_whitespace().collect();
        assert_eq!(words.join(" "), expected);
    }

    #[test]
    fn constants_stand_before_their_structs() {
        let text = "struct S {\n static const uint N = 2; static const float a[N] = {1,\n2}; float b[N]; \
                    float f() { return a[N] + s.N; } static float g() { return 1; } };\nx = S::a[S::N];";
        let expected = "static const uint S_N = 2; static const float S_a[S_N] = {1, 2}; struct S {\n  \n float b[S_N]; \
                        float f() { return S_a[S_N] + s.N; } static float g() { return 1; } };\nx = S_a[S_N];";
        assert_eq!(constants_outside(text), expected);
    }

    #[test]
    fn others_stay() {
        for text in [
            "interface I { float f(); }; class C : I { float f() { return 1; } };",
            "struct A { float4 p : SV_Position; }; static const float x = 1;",
            "struct A : B { float x; };",
            "struct A { static float f() { float x = 1; return x; } };",
            "struct A : B {",
        ] {
            assert_eq!(written_out(text), text);
            assert_eq!(constants_outside(text), text);
        }
    }
}
