//! `dot` and `mul` of unsigned integers, which are unsigned in HLSL. glslang has them of signed ones and of floats
//! alone, so that `dot(a, b) >> 1`, `mul(a, b) / 3` and `float(dot(a, b))` would be something else.

use super::signs::calls;

/// What a text has that has unsigned integers.
const HINTS: [&str; 4] = ["uint", "Load", "dword", "DWORD"];

/// Products by component, added.
const SUMS: [(&str, &str); 4] = [
    ("", "x * y"),
    ("2", "x.x * y.x + x.y * y.y"),
    ("3", "x.x * y.x + x.y * y.y + x.z * y.z"),
    ("4", "x.x * y.x + x.y * y.y + x.z * y.z + x.w * y.w"),
];

/// The text behind a line of such functions. None where they are not called or are something of the source's own.
pub(super) fn declared(text: &str) -> Option<String> {
    if !HINTS.iter().any(|hint| text.contains(hint)) {
        return None;
    }
    let mut made = String::new();
    for function in ["dot", "mul"] {
        if calls(text, function).is_none() {
            continue;
        }
        for (size, sum) in SUMS {
            let (own, other) = (format!("uint{size}"), format!("int{size}"));
            made.push_str(&format!(
                "uint {function}({own} x, {own} y) {{ return {sum}; }} \
                 uint {function}({own} x, {other} y) {{ return {function}(x, {own}(y)); }} \
                 uint {function}({other} x, {own} y) {{ return {function}({own}(x), y); }} "
            ));
            if function == "mul" && !size.is_empty() {
                made.push_str(&format!(
                    "{own} mul(uint x, {own} y) {{ return x * y; }} \
                     {own} mul({own} x, uint y) {{ return x * y; }} "
                ));
            }
        }
    }
    if made.is_empty() {
        return None;
    }
    made.push('\n');
    made.push_str(text);
    Some(made)
}

#[cfg(test)]
mod tests {
    use super::declared;

    #[test]
    fn functions_are_declared_before_the_text() {
        let text = "uint3 a; uint x = dot(a, a) >> 1;";
        let made = declared(text).unwrap_or_default();
        let (helpers, rest) = made.split_once('\n').unwrap_or_default();
        assert_eq!(helpers.matches("uint dot(").count(), 12, "{helpers}");
        assert_eq!(rest, text);
        let made = declared("uint2 a; y = mul(a, a); a.dot(1);").unwrap_or_default();
        assert_eq!(made.matches("uint mul(").count(), 12, "{made}");
        assert!(!made.contains("uint dot("), "{made}");
    }

    #[test]
    fn what_has_no_unsigned_numbers_or_an_own_function_stays() {
        for text in [
            "float3 a; float x = dot(a, a);",
            "uint dot(uint3 a, uint3 b) { return 1; } x = dot(a, a);",
            "uint3 a; x = a.dot(a);",
        ] {
            assert_eq!(declared(text), None, "{text}");
        }
    }
}
