//! `asuint` and `asint` of integers that are constants, which glslang computes from other bits.
//!
//! It takes the constant for a float, so `asuint(int(1000))` becomes the bits of something else. Of an
//! integer these functions are what a conversion is, and conversions it computes rightly. In the same
//! way `(float4x4)0` becomes a matrix of infinities, unless the number is a float.

use std::collections::{BTreeMap, BTreeSet};

use super::legacy::identifiers;

/// The text with conversions in their place. Lines stay what they are.
pub(super) fn converted(text: &str) -> String {
    let constants = constants(text);
    let text = &with_matrices(text, &constants);
    let mut converted = String::with_capacity(text.len());
    let mut done = 0;
    for (at, function) in identifiers(text) {
        let end = at + function.len();
        let after = &text[end..];
        if !matches!(function, "asuint" | "asint") || !after.trim_start().starts_with('(') {
            continue;
        }
        let target = argument(after).and_then(|argument| {
            let width = width(argument, &constants)?;
            let scalar = if function == "asuint" { "uint" } else { "int" };
            Some(format!("{scalar}{width}"))
        });
        converted.push_str(&text[done..at]);
        converted.push_str(target.as_deref().unwrap_or(function));
        done = end;
    }
    converted.push_str(&text[done..]);
    converted
}

/// The text with floats where integers and truth values become matrices.
fn with_matrices(text: &str, constants: &BTreeMap<&str, &'static str>) -> String {
    let mut converted = String::with_capacity(text.len());
    let mut done = 0;
    for (at, name) in identifiers(text) {
        if !is_matrix(name) || !text[..at].trim_end().ends_with('(') {
            continue;
        }
        let after = text[at + name.len()..].trim_start();
        let Some(value) = after.strip_prefix(')').map(str::trim_start) else {
            continue;
        };
        let sign = usize::from(value.starts_with('-'));
        let end = value[sign..]
            .find(|c: char| !is_part_of_name(c) && c != '.')
            .map_or(value.len(), |length| sign + length);
        let (value, rest) = value.split_at(end);
        let number = &value[sign..];
        let is_whole = is_integer(number)
            || matches!(number, "true" | "false")
            || constants.get(number) == Some(&"");
        // What follows may bind more tightly: an index, a call.
        if is_whole && !rest.trim_start().starts_with(['[', '(']) {
            let start = text.len() - rest.len() - value.len();
            converted.push_str(&text[done..start]);
            converted.push_str("float(");
            converted.push_str(value);
            converted.push(')');
            done = start + value.len();
        }
    }
    converted.push_str(&text[done..]);
    converted
}

/// Whether this is the name of a matrix of floats.
fn is_matrix(name: &str) -> bool {
    let sides = ["float", "half", "min16float", "min10float", "double"]
        .iter()
        .find_map(|scalar| name.strip_prefix(scalar));
    let is_side = |side: &u8| (b'1'..=b'4').contains(side);
    matches!(sides.map(str::as_bytes), Some([rows, b'x', columns]) if is_side(rows) && is_side(columns))
}

fn is_part_of_name(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '_'
}

/// What stands in the parentheses with which a text begins.
fn argument(text: &str) -> Option<&str> {
    let inside = text.trim_start().strip_prefix('(')?;
    let mut depth = 1usize;
    for (at, character) in inside.char_indices() {
        match character {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return inside.get(..at);
        }
    }
    None
}

/// The lanes of an integer type, as its name says them.
fn lanes(name: &str) -> Option<&'static str> {
    Some(match name {
        "int" | "uint" => "",
        "int2" | "uint2" => "2",
        "int3" | "uint3" => "3",
        "int4" | "uint4" => "4",
        _ => return None,
    })
}

/// Names of constants that are integers, and nothing else wherever they are declared.
fn constants(text: &str) -> BTreeMap<&str, &'static str> {
    let mut constants = BTreeMap::new();
    let mut declared: BTreeMap<&str, BTreeSet<Option<&str>>> = BTreeMap::new();
    let mut before = "";
    let mut last = (0, "");
    for (at, word) in identifiers(text) {
        let (start, ty) = std::mem::replace(&mut last, (at, word));
        let between = text.get(start + ty.len()..at).unwrap_or_default();
        if ty.is_empty() || !between.trim().is_empty() {
            before = "";
            continue;
        }
        let lanes = lanes(ty);
        if let Some(lanes) = lanes.filter(|_| before == "const") {
            constants.insert(word, lanes);
        }
        if !matches!(ty, "return" | "else" | "case" | "do") {
            declared.entry(word).or_default().insert(lanes);
        }
        before = ty;
    }
    constants.retain(|name, _| declared.get(name).is_some_and(|types| types.len() == 1));
    constants
}

/// Functions of integers whose result is one.
const OF_INTEGERS: [&str; 11] = [
    "asuint",
    "asint",
    "abs",
    "min",
    "max",
    "clamp",
    "sign",
    "countbits",
    "reversebits",
    "firstbithigh",
    "firstbitlow",
];

/// The lanes of an argument that is made of constant integers only, or converted to integers.
fn width(argument: &str, constants: &BTreeMap<&str, &'static str>) -> Option<&'static str> {
    let argument = argument.trim();
    if let Some(lanes) = constants.get(argument) {
        return Some(lanes);
    }
    // A conversion of whatever it is.
    let (name, rest) = argument.split_at(argument.find('(').unwrap_or(0));
    if let Some(lanes) = lanes(name.trim_end())
        && self::argument(rest).is_some_and(|inside| inside.len() + 2 == rest.len())
    {
        return Some(lanes);
    }
    // One number for every lane: `(5).xxxx`.
    if let Some((inside, swizzle)) = argument.rsplit_once(").")
        && let Some(inside) = inside.strip_prefix('(')
    {
        let lanes = match swizzle {
            "x" => "",
            "xx" => "2",
            "xxx" => "3",
            "xxxx" => "4",
            _ => return None,
        };
        return width(inside, constants)?.is_empty().then_some(lanes);
    }
    if !argument
        .chars()
        .all(|c| is_part_of_name(c) || c.is_whitespace() || "+-*/%<>~&|^(),".contains(c))
    {
        return None;
    }
    let mut width = "";
    let mut first = true;
    for word in argument
        .split(|c: char| !is_part_of_name(c))
        .filter(|word| !word.is_empty())
    {
        match lanes(word) {
            // One constructor before all of it.
            Some(lanes) if first && argument.starts_with(word) => width = lanes,
            Some("") => {}
            Some(_) => return None,
            None if is_integer(word) || constants.get(word) == Some(&"") => {}
            None if OF_INTEGERS.contains(&word) => {}
            None => return None,
        }
        first = false;
    }
    Some(width)
}

fn is_integer(word: &str) -> bool {
    let digits = word.trim_end_matches(['u', 'U', 'l', 'L']);
    match digits
        .strip_prefix("0x")
        .or_else(|| digits.strip_prefix("0X"))
    {
        Some(hex) => !hex.is_empty() && hex.chars().all(|c| c.is_ascii_hexdigit()),
        None => !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit()),
    }
}

#[cfg(test)]
mod tests {
    use super::converted;

    #[test]
    fn bits_of_constant_integers_are_conversions() {
        let text = "static const int LIMIT = 3; const uint3 SIZE = uint3(1, 2, 3);\n";
        for (given, wanted) in [
            ("asuint(int(1000))", "uint(int(1000))"),
            ("asint( 0xffu )", "int( 0xffu )"),
            (
                "asuint(-1) + asuint(int2(3, -4))",
                "uint(-1) + uint2(int2(3, -4))",
            ),
            ("asuint(LIMIT)", "uint(LIMIT)"),
            ("asuint(LIMIT * 2)", "uint(LIMIT * 2)"),
            ("asuint((5u).xxxx)", "uint4((5u).xxxx)"),
            ("asint(SIZE)", "int3(SIZE)"),
            ("asuint(int(1.5))", "uint(int(1.5))"),
            ("asuint(int2(x, 1))", "uint2(int2(x, 1))"),
            (
                "asuint((0u ^ asuint(int(-4))))",
                "uint((0u ^ uint(int(-4))))",
            ),
            ("asuint(abs(-3) << 2)", "uint(abs(-3) << 2)"),
        ] {
            assert_eq!(
                converted(&format!("{text}{given}")),
                format!("{text}{wanted}")
            );
        }
    }

    #[test]
    fn matrices_are_made_of_floats() {
        let text = "const int ONE = 1;\n";
        for (given, wanted) in [
            ("a = (float4x4)0;", "a = (float4x4)float(0);"),
            ("a = ( half2x3 ) 2u * b;", "a = ( half2x3 ) float(2u) * b;"),
            (
                "(float2x2)-1 + (float2x2)true",
                "(float2x2)float(-1) + (float2x2)float(true)",
            ),
            ("(float2x2)ONE", "(float2x2)float(ONE)"),
        ] {
            assert_eq!(
                converted(&format!("{text}{given}")),
                format!("{text}{wanted}")
            );
        }
    }

    #[test]
    fn everything_else_stays() {
        for text in [
            "asuint(1.5)",
            "asuint(x)",
            "asint(asuint(a) + asuint(b))",
            "asuint(float(3))",
            "asuint(v.x)",
            "asuint(asuint(1.5))",
            "(float4x4)0.0",
            "(float4x4)m",
            "(float4)0",
            "float2x2(1, 2, 3, 4)",
            "f(float4x4)",
            "(float4x4)",
            "(float4x4)-",
            "asuint(int(x) + y(z))",
            "void f() { const uint x = 1; } uint g(float x) { return asuint(x); }",
            "my_asuint(3)",
            "asuint",
            "asuint(",
        ] {
            assert_eq!(converted(text), text);
        }
    }
}
