//! Functions of newer HLSL that glslang does not have and HLSL can say: of bytes that are packed in a word (shader models
//! 6.4 and 6.6), and votes of four (6.7). Those that a text calls and does not define stand in a line before it.

use std::collections::HashSet;
use std::ops::Range;

use super::edits::applied;
use super::hlsl::without_comments;
use super::inherited::text_at;
use super::namespaces::{Token, tokens, tokens_of_all};

/// Each with its text.
const FUNCTIONS: [(&str, &str); 11] = [
    (
        "dot4add_u8packed",
        "uint dot4add_u8packed(uint a, uint b, uint sum) { uint4 at = uint4(0, 8, 16, 24); \
         uint4 p = ((a >> at) & 255u) * ((b >> at) & 255u); return sum + p.x + p.y + p.z + p.w; }",
    ),
    (
        "dot4add_i8packed",
        "int dot4add_i8packed(uint a, uint b, int sum) { int4 at = int4(24, 16, 8, 0); \
         int4 p = ((asint(uint4(a, a, a, a)) << at) >> 24) * ((asint(uint4(b, b, b, b)) << at) >> 24); \
         return sum + p.x + p.y + p.z + p.w; }",
    ),
    (
        "dot2add",
        "float dot2add(float2 a, float2 b, float sum) { return sum + a.x * b.x + a.y * b.y; }",
    ),
    (
        "unpack_u8u32",
        "uint4 unpack_u8u32(uint packed) { return (packed >> uint4(0, 8, 16, 24)) & 255u; }",
    ),
    (
        "unpack_s8s32",
        "int4 unpack_s8s32(uint packed) { \
         return (asint(uint4(packed, packed, packed, packed)) << int4(24, 16, 8, 0)) >> 24; }",
    ),
    (
        "pack_u8",
        "uint pack_u8(uint4 v) { v = (v & 255u) << uint4(0, 8, 16, 24); return v.x | v.y | v.z | v.w; }",
    ),
    (
        "pack_s8",
        "uint pack_s8(int4 n) { uint4 v = (asuint(n) & 255u) << uint4(0, 8, 16, 24); return v.x | v.y | v.z | v.w; }",
    ),
    (
        "pack_clamp_u8",
        "uint pack_clamp_u8(int4 n) { uint4 v = asuint(clamp(n, 0, 255)) << uint4(0, 8, 16, 24); \
         return v.x | v.y | v.z | v.w; }",
    ),
    (
        "pack_clamp_s8",
        "uint pack_clamp_s8(int4 n) { uint4 v = (asuint(clamp(n, -128, 127)) & 255u) << uint4(0, 8, 16, 24); \
         return v.x | v.y | v.z | v.w; }",
    ),
    (
        "QuadAny",
        "bool QuadAny(bool each) { uint n = each ? 1u : 0u; \
         return (n | QuadReadAcrossX(n) | QuadReadAcrossY(n) | QuadReadAcrossDiagonal(n)) != 0u; }",
    ),
    (
        "QuadAll",
        "bool QuadAll(bool each) { uint n = each ? 1u : 0u; \
         return (n & QuadReadAcrossX(n) & QuadReadAcrossY(n) & QuadReadAcrossDiagonal(n)) != 0u; }",
    ),
];

/// The types of four bytes.
const PACKED: [&str; 2] = ["uint8_t4_packed", "int8_t4_packed"];

/// The text with them, and how many lines stand before it.
pub(super) fn defined(text: &str) -> (String, usize) {
    let names = FUNCTIONS.iter().map(|(name, _)| *name);
    if !names.chain(PACKED).any(|name| text.contains(name)) {
        return (text.to_owned(), 0);
    }
    let code = without_comments(text);
    let all = tokens_of_all(&code);
    let own = declared(&tokens(&code), &all);
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    for token in &all {
        if PACKED.contains(&token.text) && !own.contains(token.text) {
            edits.push((token.at..token.end(), "uint".to_owned()));
        }
    }
    let called: HashSet<&str> = (all.iter().enumerate())
        .filter(|&(at, _)| text_at(&all, at + 1) == "(")
        .map(|(_, token)| token.text)
        .collect();
    let functions: Vec<&str> = FUNCTIONS
        .iter()
        .filter(|(name, _)| called.contains(name) && !own.contains(name))
        .map(|(_, text)| *text)
        .collect();
    let text = applied(text, edits);
    if functions.is_empty() {
        return (text, 0);
    }
    (format!("{}\n{text}", functions.join(" ")), 1)
}

/// What stands behind a type, `uint pack_u8(…)`, or is the name of a macro.
fn declared<'a>(tokens: &[Token<'a>], all: &[Token<'a>]) -> HashSet<&'a str> {
    let mut found = HashSet::new();
    for pair in all.windows(2) {
        if let [directive, name] = pair
            && directive.text == "define"
        {
            found.insert(name.text);
        }
    }
    for pair in tokens.windows(2) {
        if let [first, second] = pair
            && first.is_name()
            && second.is_name()
            && !matches!(
                first.text,
                "return" | "else" | "case" | "const" | "in" | "inout" | "out" | "static"
            )
        {
            found.insert(second.text);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::defined;

    #[test]
    fn what_is_called_and_not_there_is_defined() {
        let text = "uint8_t4_packed f(uint4 v) { return pack_u8(v); }";
        let (made, lines) = defined(text);
        assert_eq!(lines, 1);
        assert!(made.starts_with("uint pack_u8(uint4 v) {"), "{made}");
        assert!(
            made.ends_with("\nuint f(uint4 v) { return pack_u8(v); }"),
            "{made}"
        );
    }

    #[test]
    fn what_the_source_defines_stays() {
        let text = "uint pack_u8(uint4 v) { return v.x; } uint f(uint4 v) { return pack_u8(v); }";
        assert_eq!(defined(text), (text.to_owned(), 0));
        let text = "typedef uint uint8_t4_packed; uint8_t4_packed a;";
        assert_eq!(defined(text), (text.to_owned(), 0));
    }
}
