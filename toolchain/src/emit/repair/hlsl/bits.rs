//! Functions for the bits of floats, of which naga's HLSL writer knows those of 32 bits alone.
//!
//! The rewrite [`float_bits`](crate::emit::rewrite) leaves a function for each kind of cast, in which
//! the text converts a number. What belongs there follows from its name.

use super::super::calls::replace;
use crate::emit::rewrite::FLOAT_BITS;

/// Puts what is meant into the functions.
pub(super) fn mend(text: String) -> String {
    let mut edits = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let Some((ty, rest)) = line.split_once(' ') else {
            continue;
        };
        let Some((name, parameters)) = rest.split_once('(') else {
            continue;
        };
        let Some((from, to)) = name
            .strip_prefix(FLOAT_BITS)
            .and_then(|types| types.split_once("_as_"))
        else {
            continue;
        };
        let Some(value) = parameters
            .split_once(')')
            .and_then(|(parameter, _)| parameter.rsplit_once(' '))
            .map(|(_, value)| value)
        else {
            continue;
        };
        let Some(length) = text[start..].find("\n}\n") else {
            continue;
        };
        let to = to.split('_').next().unwrap_or_default();
        let body = format!("{{\n{}}}\n", body(ty, value, from, to));
        // The line is the head.
        edits.push((at..start + length + 3, body));
    }
    if edits.is_empty() {
        return text;
    }
    replace(&text, &edits)
}

fn body(ty: &str, value: &str, from: &str, to: &str) -> String {
    let function = match (from, to) {
        (_, "half") => "asfloat16",
        ("half", "short") => "asint16",
        ("half", "ushort") => "asuint16",
        _ => "",
    };
    if !function.is_empty() {
        return format!("    return {function}({value});\n");
    }
    let parts: &[&str] = match ty.chars().last() {
        Some('2') => &[".x", ".y"],
        Some('3') => &[".x", ".y", ".z"],
        Some('4') => &[".x", ".y", ".z", ".w"],
        _ => &[""],
    };
    if to == "double" {
        let doubles: Vec<String> = parts
            .iter()
            .map(|part| format!("asdouble(uint({value}{part}), uint({value}{part} >> 32))"))
            .collect();
        return format!("    return {ty}({});\n", doubles.join(", "));
    }
    let scalar = ty.trim_end_matches(|c: char| c.is_ascii_digit());
    let mut text = format!("    uint low;\n    uint high;\n    {ty} bits;\n");
    for part in parts {
        text.push_str(&format!(
            "    asuint({value}{part}, low, high);\n    \
             bits{part} = ({scalar}(high) << 32) | {scalar}(low);\n"
        ));
    }
    text + "    return bits;\n"
}

#[cfg(test)]
mod tests {
    use super::mend;

    #[test]
    fn bits_are_no_numbers() {
        let half = "uint16_t2 bits_of_half_as_ushort_pair(half2 value)\n{\n    \
                    return uint16_t2(value);\n}\n";
        let double = "double bits_of_ulong_as_double(uint64_t value)\n{\n    return value;\n}\n";
        assert_eq!(
            mend(format!("{half}{double}")),
            format!(
                "{}{}",
                half.replace("uint16_t2(value)", "asuint16(value)"),
                double.replace(
                    "return value",
                    "return double(asdouble(uint(value), uint(value >> 32)))"
                )
            )
        );
    }
}
