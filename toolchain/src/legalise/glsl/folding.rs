//! Functions that glslang computes otherwise than HLSL says, most of them where their arguments are constants.
//!
//! The remainder `fmod` is that of GLSL then, so it is written out. Bits of integers are those of something
//! else: the integer goes through a function that returns it, which glslang does not look into. The mantissa of
//! `frexp` has the sign of the number in glslang, and in compilers of HLSL none.

use std::collections::BTreeSet;
use std::ops::Range;

use super::comparisons;
use super::edits::applied;
use super::hlsl::without_comments;
use super::legacy::identifiers;

/// Bytes of the arguments of a call, at most.
const LONGEST: usize = 4096;

/// The text with mantissas that have no sign.
pub(super) fn without_signs(text: &str) -> String {
    if !text.contains("frexp") {
        return text.to_owned();
    }
    let code = without_comments(text);
    let mut inserted: Vec<(Range<usize>, String)> = Vec::new();
    for (at, _) in identifiers(&code).filter(|&(_, word)| word == "frexp") {
        let before = code[..at].trim_end();
        let word = before
            .rsplit(|c: char| !c.is_ascii_alphanumeric() && c != '_')
            .next();
        let is_call = !before.ends_with(['.', ':']) && matches!(word, Some("" | "return" | "else"));
        if is_call && let Some((_, end)) = arguments(&code, at + "frexp".len()) {
            inserted.push((at..at, "abs(".to_owned()));
            inserted.push((end..end, ")".to_owned()));
        }
    }
    applied(text, inserted)
}

/// How many calls in calls are written out.
const DEEPEST: usize = 4;

/// The text with these functions as HLSL has them, and how many lines stand before it that declare our own.
pub(super) fn mended(text: &str) -> (String, usize) {
    if !text.contains(['<', '>']) && !identifiers(text).any(|(_, word)| is_meant(word)) {
        return (text.to_owned(), 0);
    }
    let mut hidden = "hidden_".to_owned();
    while text.contains(&hidden) {
        hidden.push('_');
    }
    let mut made = text.to_owned();
    for _ in 0..DEEPEST {
        match innermost(&made, &hidden) {
            Some(next) => made = next,
            None => break,
        }
    }
    let (made, compares) = comparisons::at_run_time(&made, &hidden);
    if !compares && !made.contains(&hidden) {
        return (made, 0);
    }
    let mut functions = String::new();
    for scalar in ["float", "int", "uint"] {
        for size in ["", "2", "3", "4"] {
            let ty = format!("{scalar}{size}");
            functions.push_str(&format!("{ty} {hidden}({ty} x) {{ return x; }} "));
        }
    }
    (format!("{functions}\n{made}"), 1)
}

/// The text with those mended that hold no others; none if there are none.
fn innermost(text: &str, hidden: &str) -> Option<String> {
    let code = without_comments(text);
    let constants = constants(&code);
    let mut made = String::with_capacity(text.len());
    let (mut copied, mut counted, mut depth) = (0, 0, 0usize);
    for (at, word) in identifiers(&code).filter(|(_, word)| is_meant(word)) {
        if at < copied {
            continue;
        }
        for byte in code[counted..at].bytes() {
            match byte {
                b'{' => depth += 1,
                b'}' => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        counted = at;
        let Some((arguments, end)) = arguments(&code, at + word.len()) else {
            continue;
        };
        let all = &code[at + word.len()..end];
        if all.contains(hidden)
            || identifiers(all).any(|(_, word)| word == "fmod")
            || !arguments
                .iter()
                .all(|argument| may_be_constant(&code[argument.clone()], &constants))
        {
            continue;
        }
        let parts: Vec<String> = arguments
            .iter()
            .map(|argument| code[argument.clone()].trim().replace('\n', " "))
            .collect();
        let mended = match (word, parts.as_slice()) {
            ("fmod", [x, y]) => format!("(({x}) - ({y}) * trunc(({x}) / ({y})))"),
            // Outside of functions a call is no constant, and glslang crashes on it.
            ("asuint" | "asint", [bits]) if depth > 0 => format!("{word}({hidden}({bits}))"),
            _ => continue,
        };
        made.push_str(&text[copied..at]);
        made.push_str(&mended);
        // The lines that follow keep their numbers.
        made.extend(all.chars().filter(|&each| each == '\n'));
        copied = end;
    }
    (copied > 0).then(|| made + &text[copied..])
}

fn is_meant(word: &str) -> bool {
    matches!(word, "fmod" | "asuint" | "asint")
}

/// Names that may stand for constants: of variables, and of macros.
fn constants(code: &str) -> BTreeSet<&str> {
    let mut constants = BTreeSet::new();
    let mut words = identifiers(code).map(|(_, word)| word);
    while let Some(word) = words.next() {
        let name = match word {
            "define" => words.next(),
            "const" => words
                .by_ref()
                .find(|&word| !is_modifier(word))
                .and_then(|_| words.next()),
            _ => None,
        };
        constants.extend(name);
    }
    constants
}

/// Words that may stand between `const` and a type.
fn is_modifier(word: &str) -> bool {
    matches!(word, "static" | "row_major" | "column_major" | "precise")
}

/// Whether nothing in an expression shows that its value is known at run time only.
fn may_be_constant(expression: &str, constants: &BTreeSet<&str>) -> bool {
    identifiers(expression).all(|(at, word)| {
        let before = expression[..at].trim_end();
        let after = expression[at + word.len()..].trim_start();
        let is_swizzle = before.ends_with('.');
        let is_called = after.starts_with('(');
        let is_cast = before.ends_with('(') && after.starts_with(')') && is_number_type(word);
        is_swizzle
            || is_called
            || is_cast
            || matches!(word, "true" | "false")
            || constants.contains(word)
    })
}

/// Whether this is the name of a type of numbers: `int`, `float3`, `half2x2`.
fn is_number_type(word: &str) -> bool {
    let scalar = word.trim_end_matches(|c: char| c.is_ascii_digit() || c == 'x');
    matches!(
        scalar,
        "int" | "uint" | "float" | "bool" | "half" | "double" | "dword"
    )
}

/// The arguments of a call whose name ends at a place, and where it ends.
fn arguments(code: &str, end: usize) -> Option<(Vec<Range<usize>>, usize)> {
    let open = end + code[end..].find(|c: char| !c.is_whitespace())?;
    if !code[open..].starts_with('(') {
        return None;
    }
    let mut depth = 0usize;
    let mut start = open + 1;
    let mut found = Vec::new();
    for (at, character) in code[open..].char_indices() {
        if at > LONGEST {
            break;
        }
        let at = open + at;
        match character {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.checked_sub(1)?,
            ',' if depth == 1 => {
                found.push(start..at);
                start = at + 1;
            }
            ';' => return None,
            _ => {}
        }
        if depth == 0 {
            found.push(start..at);
            return Some((found, at + 1));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{mended, without_signs};

    fn made(text: &str) -> String {
        let (made, before) = mended(text);
        match before {
            0 => made,
            _ => made.split_once('\n').unwrap_or_default().1.to_owned(),
        }
    }

    #[test]
    fn constants_are_computed_as_hlsl_has_it() {
        for (text, expected) in [
            (
                "static const float X = fmod(-1.0, 4.0);",
                "static const float X = ((-1.0) - (4.0) * trunc((-1.0) / (4.0)));",
            ),
            (
                "static const float A = 2.0; x = fmod(A, float3(1, 2, 3).x);",
                "static const float A = 2.0; x = ((A) - (float3(1, 2, 3).x) * trunc((A) / (float3(1, 2, 3).x)));",
            ),
            (
                "fmod(\n1.0, // one\nfmod(5.0, 3.0))",
                "((1.0) - (((5.0) - (3.0) * trunc((5.0) / (3.0)))) * trunc((1.0) / (((5.0) - (3.0) * trunc((5.0) / (3.0))))))\n\n",
            ),
            ("{ asuint((int)false) }", "{ asuint(hidden_((int)false)) }"),
            (
                "#define N 3\n{ asint(N * 2u) }",
                "#define N 3\n{ asint(hidden_(N * 2u)) }",
            ),
        ] {
            assert_eq!(made(text), expected);
        }
    }

    #[test]
    fn mantissas_have_no_sign() {
        assert_eq!(
            without_signs("return frexp(frexp(x, e), f) * 2; // frexp(x, e)"),
            "return abs(frexp(abs(frexp(x, e)), f)) * 2; // frexp(x, e)"
        );
        for text in [
            "float frexp(float x, out int e) { return x; }",
            "s.frexp(x)",
        ] {
            assert_eq!(without_signs(text), text);
        }
    }

    #[test]
    fn other_calls_stay() {
        for text in [
            "{ fmod(x, 4.0) + asuint(v.x) + asuint(1.0, low, high) }",
            "{ asuint(x) + asuint((x)) + asint(-(x)) }",
            "float fmod2(float a) { return fmod(4.0, a); }",
            "// fmod(1.0, 2.0)",
            "fmod(1.0, 2.0",
            "static const uint A = asuint(1.0);",
        ] {
            assert_eq!(made(text), text);
        }
    }
}
