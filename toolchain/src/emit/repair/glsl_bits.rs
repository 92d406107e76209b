//! Functions for the bits of floats, of which naga's GLSL writer knows those of 32 bits alone.
//!
//! The rewrite [`float_bits`](crate::emit::rewrite) leaves a function for each kind of cast, whose
//! name tells which it is.

use super::calls::replace;
use crate::emit::rewrite::FLOAT_BITS;

/// What naga calls in them.
const OF_32_BITS: &[&str] = &[
    "floatBitsToInt",
    "floatBitsToUint",
    "intBitsToFloat",
    "uintBitsToFloat",
];

/// Makes exponents of the type that naga's struct for them has, which is as wide as the float.
fn exponents(text: &str) -> String {
    const END: &str = "(fract, other);\n";
    let mut edits = Vec::new();
    for (at, head) in text.match_indices(" naga_frexp(") {
        let rest = &text[at + head.len()..];
        let ty = rest.split(' ').next().unwrap_or_default();
        let exponent = match (ty, ty.chars().last()) {
            ("float16_t", _) => "int16_t".to_owned(),
            ("double", _) => "int64_t".to_owned(),
            (_, Some(count)) if ty.starts_with("f16vec") => format!("i16vec{count}"),
            (_, Some(count)) if ty.starts_with("dvec") => format!("i64vec{count}"),
            _ => continue,
        };
        // A function, not a call of one.
        if let (true, Some(end)) = (rest.contains(" arg) {\n"), rest.find(END)) {
            let other = at + head.len() + end + "(fract, ".len();
            edits.push((other..other + "other".len(), format!("{exponent}(other)")));
        }
    }
    replace(text, &edits)
}

/// Puts the right function into each.
pub(super) fn mend(text: String) -> String {
    let text = match text.contains(" naga_frexp(") {
        true => exponents(&text),
        false => text,
    };
    let mut edits = Vec::new();
    let mut at = 0;
    let mut inside = None;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        if let Some(right) = inside.take()
            && let Some(call) = line.trim_start().strip_prefix("return ")
            && let Some((name, _)) = call.split_once('(')
            && OF_32_BITS.contains(&name)
        {
            let start = start + (line.len() - line.trim_start().len()) + "return ".len();
            edits.push((start..start + name.len(), String::from(right)));
        }
        inside = line
            .split_once(' ')
            .and_then(|(_, rest)| rest.split_once('('))
            .and_then(|(name, _)| name.strip_prefix(FLOAT_BITS))
            .and_then(|types| types.split_once("_as_"))
            .and_then(|(from, to)| function(from, to.split('_').next().unwrap_or_default()));
    }
    if edits.is_empty() {
        return text;
    }
    replace(&text, &edits)
}

fn function(from: &str, to: &str) -> Option<&'static str> {
    Some(match (from, to) {
        ("half", "short") => "float16BitsToInt16",
        ("half", "ushort") => "float16BitsToUint16",
        ("short", "half") => "int16BitsToFloat16",
        ("ushort", "half") => "uint16BitsToFloat16",
        ("double", "long") => "doubleBitsToInt64",
        ("double", "ulong") => "doubleBitsToUint64",
        ("long", "double") => "int64BitsToDouble",
        ("ulong", "double") => "uint64BitsToDouble",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::mend;

    #[test]
    fn the_name_tells_the_function() {
        let text = "i16vec2 bits_of_half_as_short_pair(f16vec2 value) {\n    \
                    return floatBitsToInt(value);\n}\n\nint f(float x) {\n    return floatBitsToInt(x);\n}\n";
        let right = text.replacen("floatBitsToInt", "float16BitsToInt16", 1);
        assert_eq!(mend(text.to_owned()), right);
        assert_eq!(mend(right.clone()), right);
    }
}
