//! Which of two constant vectors is less, which glslang tells of their first components alone.
//!
//! One side goes through a function that returns it, which glslang does not look into.

use std::collections::BTreeMap;

use super::hlsl::without_comments;
use super::legacy::identifiers;
use super::operators::directives;

/// Bytes of one side, at most.
const LONGEST: usize = 400;

/// The text with such comparisons made when it is run, and whether there are any: then `hidden` is called.
pub(super) fn at_run_time(text: &str, hidden: &str) -> (String, bool) {
    let code = without_comments(text);
    let constants = constants(&code);
    let directives = directives(&code);
    let mut directives = directives.iter().peekable();
    let mut made = String::with_capacity(text.len());
    let (mut copied, mut counted, mut depth) = (0, 0, 0usize);
    for (at, operator) in code.match_indices(['<', '>']) {
        let (before, after) = (&code[..at], &code[at + 1..]);
        if before.ends_with(operator) || after.starts_with(operator) {
            continue;
        }
        while directives.next_if(|each| each.end <= at).is_some() {}
        let right = after.strip_prefix('=').unwrap_or(after);
        let Some((left, right)) = left(before).zip(self::right(right)) else {
            continue;
        };
        let from = at - left.len();
        let left = left.trim_start();
        let left = left.strip_prefix("return ").unwrap_or(left).trim();
        let is_meant = match (constant(left, &constants), constant(right, &constants)) {
            (Some(one), Some(other)) => one || other,
            _ => false,
        };
        for byte in code[counted..at].bytes() {
            match byte {
                b'{' => depth += 1,
                b'}' => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        counted = at;
        // Outside of functions a call is no constant, and glslang crashes on it.
        let in_directive = directives.peek().is_some_and(|each| each.contains(&at));
        if !is_meant || in_directive || depth == 0 || from < copied {
            continue;
        }
        let start = from + code[from..at].find(left).unwrap_or_default();
        let end = start + left.len();
        made.push_str(&text[copied..start]);
        made.push_str(&format!("{hidden}({})", &text[start..end]));
        copied = end;
    }
    made.push_str(&text[copied..]);
    (made, copied > 0)
}

/// What stands before an operator, up to one that binds less.
fn left(before: &str) -> Option<&str> {
    let mut depth = 0usize;
    for (at, byte) in before.bytes().enumerate().rev().take(LONGEST) {
        match byte {
            b')' | b']' => depth += 1,
            b'(' | b'[' if depth > 0 => depth -= 1,
            _ if depth > 0 => {}
            b'(' | b'[' => return before.get(at + 1..),
            _ if is_looser(byte) => return before.get(at + 1..),
            _ => {}
        }
    }
    None
}

/// What stands behind an operator, up to one that binds less.
fn right(after: &str) -> Option<&str> {
    let mut depth = 0usize;
    for (at, byte) in after.bytes().enumerate().take(LONGEST) {
        match byte {
            b'(' | b'[' => depth += 1,
            b')' | b']' if depth > 0 => depth -= 1,
            _ if depth > 0 => {}
            b')' | b']' => return after.get(..at),
            _ if is_looser(byte) => return after.get(..at),
            _ => {}
        }
    }
    None
}

/// Whether operators with this character bind less than comparisons. Shifts bind more, but are constant where both
/// of their sides are.
const fn is_looser(byte: u8) -> bool {
    matches!(
        byte,
        b'<' | b'>'
            | b'='
            | b'!'
            | b'&'
            | b'|'
            | b'^'
            | b'?'
            | b':'
            | b';'
            | b','
            | b'{'
            | b'}'
            | b'#'
    )
}

/// Whether a constant is a vector; none if it is no constant, or of a type that is not known.
fn constant(side: &str, constants: &BTreeMap<&str, Option<bool>>) -> Option<bool> {
    let mut found = false;
    if side.is_empty() {
        return None;
    }
    for (at, word) in identifiers(side) {
        let after = side[at + word.len()..].trim_start();
        found |= if side[..at].trim_end().ends_with('.') {
            word.len() > 1
        } else if let Some(is_vector) = number(word) {
            is_vector
        } else if let Some(is_vector) = constants.get(word) {
            (*is_vector)? && !after.starts_with(['.', '['])
        } else if FUNCTIONS.contains(&word) && after.starts_with('(') {
            false
        } else {
            return None;
        };
    }
    Some(found)
}

/// Functions whose result has the type of what they are given.
const FUNCTIONS: [&str; 8] = [
    "abs", "ceil", "clamp", "floor", "max", "min", "round", "trunc",
];

/// Whether the type of such a name has components; none if it is none of numbers.
fn number(ty: &str) -> Option<bool> {
    let rest = ["float", "int", "uint"]
        .iter()
        .find_map(|scalar| ty.strip_prefix(scalar))?;
    match rest {
        "" => Some(false),
        "2" | "3" | "4" => Some(true),
        _ => None,
    }
}

/// Names of constants, and whether they are vectors; none where that is not known, or is one thing here and
/// another there.
fn constants(code: &str) -> BTreeMap<&str, Option<bool>> {
    let mut constants = BTreeMap::new();
    let mut words = identifiers(code).map(|(_, word)| word);
    while let Some(word) = words.next() {
        if word != "const" {
            continue;
        }
        let ty = words
            .by_ref()
            .find(|word| !matches!(*word, "static" | "precise"));
        if let (Some(ty), Some(name)) = (ty, words.next()) {
            let is_vector = number(ty);
            let before = constants.insert(name, is_vector);
            if before.is_some_and(|before| before != is_vector) {
                constants.insert(name, None);
            }
        }
    }
    constants
}

#[cfg(test)]
mod tests {
    use super::at_run_time;

    #[test]
    fn constant_vectors_are_compared_when_it_is_run() {
        for (text, expected) in [
            (
                "{ x = any(int2(5, -9) < int2(1, 3)); }",
                "{ x = any(h(int2(5, -9)) < int2(1, 3)); }",
            ),
            (
                "static const float3 K = 1; { return 2.0 * K /* two */ >= abs(float3(1, 2, 3)) && y; }",
                "static const float3 K = 1; { return h(2.0 * K) /* two */ >= abs(float3(1, 2, 3)) && y; }",
            ),
            ("{ x = (1).xx\n> 0; }", "{ x = h((1).xx)\n> 0; }"),
            (
                "static const int2 A = 1, B; { x = 1 > A ? 2 : 3; }",
                "static const int2 A = 1, B; { x = h(1) > A ? 2 : 3; }",
            ),
        ] {
            assert_eq!(at_run_time(text, "h"), (expected.to_owned(), true));
        }
    }

    #[test]
    fn others_stay() {
        for text in [
            "static const int2 K = 1; { x = K.x < 3 || K[0] > 2 || 3 < 4; }",
            "{ x = v < int2(1, 3) || int2(1, 2) > f(1) || bool2(true, false) < int2(1, 2); }",
            "static const bool2 B = int2(1, 2) < int2(3, 4);",
            "{\n#define LESS (int2(5, -9) < int2(1, 3))\n}",
            "{ Texture2D<float2> a; x = int2(1, 2) << 3; // int2(1, 2) < int2(2, 1);\n }",
            "<",
        ] {
            assert_eq!(at_run_time(text, "h"), (text.to_owned(), false));
        }
    }
}
