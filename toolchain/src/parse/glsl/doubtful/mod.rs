//! What naga's GLSL front end takes and does not read as GLSL means it.
//!
//! It evaluates what `&&`, `||` and `? :` leave out, so that side effects there happen always; and
//! `continue` in a `do` loop goes on without looking at the condition. Both were seen by running
//! such shaders. And a shadow of one dimension is compared with the second number of the coordinate
//! instead of the third. Where a varying is taken in a pixel is forgotten unless it is `noperspective`,
//! and the layer of a texture is cut off to a whole number, not rounded. [`declared`] has what it takes
//! from declarations. This looks at the tokens that macros leave, so it may doubt a source that is
//! read rightly; it misses none of these kinds.

mod declared;
mod tokens;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::ops::Range;

use tokens::{Token, tokens};

/// Something that naga's front end reads as something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Doubt {
    /// What happens, as a sentence without its end.
    pub what: &'static str,
    /// Where it stands in the text.
    pub at: Range<usize>,
}

/// The first place whose meaning naga's front end might change.
pub(super) fn find(text: &str, defines: &BTreeMap<String, String>) -> Option<Doubt> {
    // Nothing of what is looked for can come about without one of these in the text.
    let values = defines.values().map(String::as_str);
    let can_matter = |text: &str| {
        ["&&", "||", "?", "do", SHADOW, "centroid", "sample"]
            .iter()
            .any(|each| text.contains(each))
            || declared::can_matter(text)
    };
    if !values.chain([text]).any(can_matter) {
        return None;
    }
    let tokens = tokens(text, defines);
    continue_in_do(&tokens)
        .or_else(|| skipped_side_effect(&tokens))
        .or_else(|| shadow(&tokens))
        .or_else(|| declared::find(&tokens))
        .or_else(|| place_in_pixel(&tokens))
        .or_else(|| layer(&tokens))
        .or_else(|| depth(&tokens))
}

/// `centroid` and `sample` before another word: no expression has two words side by side.
fn place_in_pixel(tokens: &[Token<'_>]) -> Option<Doubt> {
    let (token, _) = tokens
        .iter()
        .zip(tokens.iter().skip(1))
        .find(|(token, next)| token.is_one_of(&["centroid", "sample"]) && next.is_name())?;
    Some(Doubt {
        what: "where in a pixel a varying is taken is forgotten",
        at: token.at.clone(),
    })
}

/// A texture with layers and a sampler put together, which is done to sample it.
fn layer(tokens: &[Token<'_>]) -> Option<Doubt> {
    let (token, _) = tokens
        .iter()
        .zip(tokens.iter().skip(1))
        .find(|(token, next)| {
            let name = token.text.trim_end_matches("Shadow");
            name.ends_with("Array") && name.contains("sampler") && next.is("(")
        })?;
    Some(Doubt {
        what: "the layer of a texture is cut off to a whole number, not rounded",
        at: token.at.clone(),
    })
}

/// A texture that is compared, and put together with a sampler that does not compare as well.
fn depth(tokens: &[Token<'_>]) -> Option<Doubt> {
    let joined = || {
        let next = tokens.iter().skip(1).zip(tokens.iter().skip(2));
        tokens
            .iter()
            .zip(next)
            .filter(|(kind, (open, _))| kind.text.starts_with("sampler") && open.is("("))
            .map(|(kind, (_, texture))| (kind, texture))
    };
    let compared: BTreeSet<&str> = joined()
        .filter(|(kind, _)| kind.text.ends_with("Shadow"))
        .map(|(_, texture)| texture.text.as_ref())
        .collect();
    let (_, texture) = joined().find(|(kind, texture)| {
        !kind.text.ends_with("Shadow") && compared.contains(texture.text.as_ref())
    })?;
    Some(Doubt {
        what: "a depth that is read like a colour is repeated in place of 0, 0 and 1",
        at: texture.at.clone(),
    })
}

/// The sampler of a shadow of one dimension.
const SHADOW: &str = "sampler1DShadow";

fn shadow(tokens: &[Token<'_>]) -> Option<Doubt> {
    tokens
        .iter()
        .find(|token| token.is(SHADOW))
        .map(|token| Doubt {
            what: "a shadow of one dimension is compared with the second number of the coordinate, \
                   not the third",
            at: token.at.clone(),
        })
}

const ASSIGNMENTS: &[&str] = &["=", "++", "--"];

fn continue_in_do(tokens: &[Token<'_>]) -> Option<Doubt> {
    // For each open brace whether it opens the body of a `do`.
    let mut open: Vec<bool> = Vec::new();
    let mut before = "";
    for token in tokens {
        match token.text.as_ref() {
            "{" => open.push(before == "do"),
            "}" => drop(open.pop()),
            "continue" if before == "do" || open.contains(&true) => {
                return Some(Doubt {
                    what: "`continue` in a `do` loop goes on without looking at its condition",
                    at: token.at.clone(),
                });
            }
            _ => {}
        }
        before = &token.text;
    }
    None
}

fn skipped_side_effect(tokens: &[Token<'_>]) -> Option<Doubt> {
    let operators = || {
        tokens
            .iter()
            .enumerate()
            .filter(|(_, token)| token.is_one_of(&["&&", "||", "?"]))
    };
    operators().next()?;
    let impure = impure_functions(tokens);
    operators()
        .find(|(at, _)| {
            operand(&tokens[at + 1..])
                .iter()
                .any(|token| token.is_one_of(ASSIGNMENTS) || is_impure(token, &impure))
        })
        .map(|(_, token)| Doubt {
            what: "what `&&`, `||` and `? :` leave out is evaluated all the same, with its side \
                   effects",
            at: token.at.clone(),
        })
}

/// The tokens up to the end of the expression.
fn operand<'a, 'b>(tokens: &'a [Token<'b>]) -> &'a [Token<'b>] {
    let mut depth = 0_u32;
    for (at, token) in tokens.iter().enumerate() {
        match token.text.as_ref() {
            "(" | "[" => depth += 1,
            ")" | "]" | "," if depth == 0 => return &tokens[..at],
            ")" | "]" => depth -= 1,
            ";" | "{" | "}" => return &tokens[..at],
            _ => {}
        }
    }
    tokens
}

fn is_impure(token: &Token<'_>, impure: &HashSet<&str>) -> bool {
    let text = token.text.as_ref();
    impure.contains(text)
        || text.starts_with("atomic")
        || text.starts_with("imageAtomic")
        || matches!(text, "imageStore" | "discard" | "demote")
}

/// The functions that write something of their callers, or call such a function before they do:
/// GLSL knows no other order.
fn impure_functions<'a>(tokens: &'a [Token<'_>]) -> HashSet<&'a str> {
    let mut impure = HashSet::new();
    let mut depth = 0_u32;
    for (at, token) in tokens.iter().enumerate() {
        match token.text.as_ref() {
            "{" => {
                if depth == 0
                    && let Some(close) = at.checked_sub(1).filter(|at| tokens[*at].is(")"))
                    && let Some(start) = opening(tokens, close)
                    && let Some(name) = start.checked_sub(1).map(|at| tokens[at].text.as_ref())
                {
                    let body = body(&tokens[at..]);
                    let parameters = &tokens[start..close];
                    if writes(parameters, body) || body.iter().any(|each| is_impure(each, &impure))
                    {
                        impure.insert(name);
                    }
                }
                depth += 1;
            }
            "}" => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    impure
}

/// The parenthesis that a closing one closes.
fn opening(tokens: &[Token<'_>], close: usize) -> Option<usize> {
    opening_of(tokens, close, "(", ")")
}

/// The same of any kind of bracket.
fn opening_of(tokens: &[Token<'_>], close: usize, opens: &str, closes: &str) -> Option<usize> {
    let mut depth = 0_u32;
    for at in (0..=close).rev() {
        if tokens[at].is(closes) {
            depth += 1;
        } else if tokens[at].is(opens) {
            depth = depth.checked_sub(1)?;
            if depth == 0 {
                return Some(at);
            }
        }
    }
    None
}

/// What stands between a brace, which is the first token, and the one that closes it.
fn body<'a, 'b>(tokens: &'a [Token<'b>]) -> &'a [Token<'b>] {
    let mut depth = 0_u32;
    for (at, token) in tokens.iter().enumerate() {
        match token.text.as_ref() {
            "{" => depth += 1,
            "}" => {
                depth -= 1;
                if depth == 0 {
                    return &tokens[..at];
                }
            }
            _ => {}
        }
    }
    tokens
}

/// Whether a function writes what it did not declare.
fn writes(parameters: &[Token<'_>], body: &[Token<'_>]) -> bool {
    if parameters
        .iter()
        .any(|each| each.is_one_of(&["out", "inout"]))
    {
        return true;
    }
    let declared: HashSet<&str> = parameters
        .windows(2)
        .chain(body.windows(2))
        .filter(|pair| {
            (pair[0].is_name() && !pair[0].is("return")) || pair[0].is_one_of(&[",", "]"])
        })
        .map(|pair| pair[1].text.as_ref())
        .collect();
    body.iter().enumerate().any(|(at, token)| {
        if !token.is_one_of(ASSIGNMENTS) {
            return false;
        }
        // `++x` names it behind, all else in front: the first name of `a.b[c].d`.
        let behind = body.get(at + 1).filter(|_| !token.is("="));
        let name = match behind {
            Some(name) if name.is_name() => Some(name.text.as_ref()),
            _ => base(&body[..at]),
        };
        name.is_some_and(|name| !declared.contains(name))
    })
}

/// The variable that a path at the end of the tokens starts with.
fn base<'a>(tokens: &'a [Token<'_>]) -> Option<&'a str> {
    let mut at = tokens.len().checked_sub(1)?;
    loop {
        if tokens[at].is("]") {
            let mut depth = 0_u32;
            loop {
                match tokens[at].text.as_ref() {
                    "]" => depth += 1,
                    "[" => depth -= 1,
                    _ => {}
                }
                at = at.checked_sub(1)?;
                if depth == 0 {
                    break;
                }
            }
            continue;
        }
        match at.checked_sub(1).map(|before| &tokens[before]) {
            Some(before) if before.is(".") => at = at.checked_sub(2)?,
            _ => return Some(&tokens[at].text),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::find;

    fn is_doubtful(body: &str) -> bool {
        let text = format!(
            "#version 450\n#define BOTH(a, b) ((a) && (b))\n#define NEXT(a) (a)++\n\
             int calls; // a && calls++\nbool noted(bool v) {{ calls++; return v; }}\n\
             bool pure(int a[2]) {{ int b = a[0]; b += 2; a[1] = b; return a[0] > b; }}\n\
             bool given(inout int a) {{ return a > 3; }}\n\
             bool again(bool v) {{ return noted(v); }}\nvoid main() {{ {body} }}"
        );
        let found = find(&text, &BTreeMap::new());
        if !body.contains("BOTH") && !body.contains("NEXT") {
            // Without the macros the text is not preprocessed, and the same is found.
            let lines: Vec<&str> = text.lines().collect();
            let plain = [&["", "", ""], &lines[3..]].concat().join("\n");
            let again = find(&plain, &BTreeMap::new());
            let what = |doubt: &Option<super::Doubt>| doubt.as_ref().map(|doubt| doubt.what);
            assert_eq!(what(&found), what(&again), "{body}");
        }
        found.is_some()
    }

    #[test]
    fn plain_tokens_are_those_of_the_preprocessor() {
        let text = "#version 450\n#extension all : warn\nint a = 3; // b\n/* c */ float d[2];\n\
                    void main() { a <<= d[1] >= 2.5e3 ? ~a : -a; a ^= !b.x ^^ 0x3u && c--; \
                    d[a++] /= 3.f % 4 << 1 | 5 & 6; }";
        let texts = |tokens: Vec<super::Token<'_>>| {
            let texts = tokens.into_iter().map(|token| token.text.into_owned());
            texts.collect::<Vec<_>>().join(" ")
        };
        // A number with a point is several tokens here, which do not matter.
        let plain = texts(super::tokens::plain_tokens(text))
            .replace("0 . 0", "0")
            .replace("0 . f", "0");
        assert_eq!(
            plain,
            texts(super::tokens::preprocessed_tokens(text, &BTreeMap::new()))
        );
    }

    #[test]
    fn side_effects_that_are_left_out_are_doubted() {
        for body in [
            "if (a && noted(b)) c = 1;",
            "if (a && again(b)) c = 1;",
            "x = a ? noted(b) : d;",
            "x = a ? d : e++;",
            "if (a || given(c)) d = 2;",
            "x = a && (b = 3) > 2;",
            "if (a && atomicAdd(n, 1) > 2) c = 1;",
            "if (BOTH(a, c++ > 2)) d = 1;",
            "x = a ? NEXT(b) : 3;",
        ] {
            assert!(is_doubtful(body), "{body}");
        }
    }

    #[test]
    fn depths_that_are_read_like_colours_are_doubted() {
        assert!(is_doubtful(
            "x = texture(sampler2DShadow(t, s), p) + texture(sampler2D(t, q), p.xy).g;"
        ));
        assert!(!is_doubtful(
            "x = texture(sampler2DShadow(t, s), p) + texture(sampler2D(u, q), p.xy).g;"
        ));
    }

    #[test]
    fn shadows_of_one_dimension_are_doubted() {
        assert!(is_doubtful("x = texture(sampler1DShadow(t, s), p);"));
        assert!(!is_doubtful("x = texture(sampler2DShadow(t, s), p);"));
    }

    #[test]
    fn arrays_of_arrays_are_doubted() {
        for body in [
            "float a[2][3];",
            "float a, b[3] [2];",
            "float[2][3] a;",
            "float[2] a[2][3];",
            "x = float[2][2](a, b)[0][1];",
        ] {
            assert!(is_doubtful(body), "{body}");
        }
        for body in [
            "a[1][2] = b[2][3] + c[i[0][1]][2];",
            "if (a[1][2] > 3) b[1][2]++; else c[0][1] = 2;",
            "x = max(a[1][2], b[2][1]); float[2] z[3];",
        ] {
            assert!(!is_doubtful(body), "{body}");
        }
    }

    #[test]
    fn declarations_that_are_taken_for_others_are_doubted() {
        let doubted = |text: &str| find(text, &BTreeMap::new()).map(|doubt| doubt.what);
        for text in [
            "layout(binding = 0) uniform U { int a; } u[2];",
            "layout(binding = 0) buffer readonly B { int a; } b[];",
            "layout(constant_id = 0) const float X = 4.0; float x[2] = float[](X, 1.0);",
            "int a = 1, b = f(2);",
            "float a = sin(1.0);",
            "uniform float u; vec2 a = vec2(1.0, u);",
        ] {
            assert!(doubted(text).is_some(), "{text}");
        }
        for text in [
            "layout(binding = 0) uniform U { int a[2]; } u;",
            "struct S { int a; } s[2]; void f() { if (a) { b = 1; } c[2] = 3; }",
            "const float X = 4.0; float x[2] = float[](X, -1.0);",
            "struct S { int a; }; S s[2] = S[2](S(1), S(2)); bool t = true;",
            "int a = 1 + 2; float b = 1e-5, c = -2.f;",
            "layout(local_size_x = 2) in; const float X = sin(1.0) * 2.0;",
            "mat2x3 m = mat2x3(1.0); void f() { float b = u * 2.0; }",
        ] {
            assert_eq!(doubted(text), None, "{text}");
        }
    }

    #[test]
    fn places_in_a_pixel_are_doubted() {
        assert!(is_doubtful("} centroid in vec2 inside; void f() {"));
        assert!(is_doubtful("} smooth sample in vec2 each; void f() {"));
        assert!(!is_doubtful("int sample = 1; x = sample + 2;"));
    }

    #[test]
    fn layers_are_doubted() {
        assert!(is_doubtful("x = texture(sampler2DArray(t, s), p);"));
        assert!(is_doubtful("x = texture(sampler2DArrayShadow(t, s), p);"));
    }

    #[test]
    fn continue_in_a_do_loop_is_doubted() {
        assert!(is_doubtful(
            "do { if (a) { for (;;) {} continue; } b++; } while (b < 3);"
        ));
        assert!(is_doubtful("do continue; while (b < 3);"));
    }

    #[test]
    fn the_rest_is_not() {
        for body in [
            "if (noted(a) && b) c = 1;",
            "x = a ? pure(l) : max(b, c); y += 3;",
            "for (int i = 0; i < 3 && a; i++) { if (b) continue; }",
            "do { b++; } while (b < 3); while (a) { continue; }",
            "/* a && b++ */ x = a || b;",
            "if (BOTH(a, b)) d = NEXT(c);",
        ] {
            assert!(!is_doubtful(body), "{body}");
        }
    }

    #[test]
    fn what_comes_from_outside_is_seen() {
        let text = "void main() { int a = 0; OTHER }";
        let defines =
            BTreeMap::from([("OTHER".to_owned(), "bool b = a > 0 && a++ > 3;".to_owned())]);
        assert!(find(text, &defines).is_some());
        assert!(find(text, &BTreeMap::new()).is_none());
    }
}
