//! Faults of naga's HLSL writer.

use std::collections::BTreeSet;

use super::calls::{calls, replace};

/// Mends an HLSL text.
pub(in crate::emit) fn mend(text: String) -> String {
    let mut text = text;
    text = offsets_in_three_dimensions(text);
    text = typed_derivatives(text);
    if text.contains("WaveActiveBit") {
        text = signed_wave_bits(&text);
    }
    if text.contains("(RWTexture") {
        text = single_size_helpers(text);
    }
    text
}

/// The offset into a 3D texture is cast to two components.
fn offsets_in_three_dimensions(text: String) -> String {
    let edits: Vec<_> = calls(&text, "int2")
        .into_iter()
        .filter_map(|call| {
            let [argument] = call.arguments.as_slice() else {
                return None;
            };
            let three = &text[argument.clone()];
            let name = argument.start - "int2(".len()..argument.start - 1;
            (three.starts_with("int3(") || three.ends_with(".xxx"))
                .then(|| (name, "int3".to_owned()))
        })
        .collect();
    if edits.is_empty() {
        return text;
    }
    replace(&text, &edits)
}

/// A bare number is of a literal type, which derivatives do not take.
fn typed_derivatives(text: String) -> String {
    let mut edits = Vec::new();
    for name in [
        "ddx",
        "ddy",
        "ddx_coarse",
        "ddy_coarse",
        "ddx_fine",
        "ddy_fine",
        "fwidth",
    ] {
        for call in calls(&text, name) {
            if let [argument] = call.arguments.as_slice()
                && let Some(ty) = literal_type(&text[argument.clone()])
            {
                let typed = format!("{ty}({})", &text[argument.clone()]);
                edits.push((argument.clone(), typed));
            }
        }
    }
    if edits.is_empty() {
        return text;
    }
    edits.sort_by_key(|(range, _)| range.start);
    replace(&text, &edits)
}

/// The type that `1.0` or `(1.0).xxx` should have.
fn literal_type(argument: &str) -> Option<&'static str> {
    let number = |text: &str| text.parse::<f64>().is_ok();
    if number(argument) {
        return Some("float");
    }
    let (value, swizzle) = argument.strip_prefix('(')?.split_once(").")?;
    match (number(value), swizzle) {
        (true, "xx") => Some("float2"),
        (true, "xxx") => Some("float3"),
        (true, "xxxx") => Some("float4"),
        _ => None,
    }
}

/// Bit operations over a wave take unsigned integers only.
fn signed_wave_bits(text: &str) -> String {
    let mut edits = Vec::new();
    for name in ["WaveActiveBitAnd", "WaveActiveBitOr", "WaveActiveBitXor"] {
        for call in calls(text, name) {
            let [argument] = call.arguments.as_slice() else {
                continue;
            };
            let start = argument.start - name.len() - 1;
            let line = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
            if text[line..start].trim_start().starts_with("const int") {
                let inner = &text[argument.clone()];
                edits.push((
                    start..argument.end + 1,
                    format!("asint({name}(asuint({inner})))"),
                ));
            }
        }
    }
    edits.sort_by_key(|(range, _)| range.start);
    replace(text, &edits)
}

/// `RWTexture2D<unorm float4>` and `RWTexture2D<float4>` are one type to an overload, so of the
/// size helpers that differ only there one is enough.
fn single_size_helpers(text: String) -> String {
    let mut seen = BTreeSet::new();
    let mut edits = Vec::new();
    for (at, _) in text.match_indices("(RWTexture") {
        let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
        let line = text[start..].lines().next().unwrap_or_default();
        if !line.contains(" NagaRWDimensions") && !line.contains(" NagaRWNum") {
            continue;
        }
        let key = line.replace("unorm ", "").replace("snorm ", "");
        if !seen.insert(key)
            && let Some(length) = text[start..].find("\n}\n")
        {
            let mut end = start + length + 3;
            if text[end..].starts_with('\n') {
                end += 1;
            }
            edits.push((start..end, String::new()));
        }
    }
    if edits.is_empty() {
        return text;
    }
    replace(&text, &edits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_get_a_type_in_derivatives() {
        assert_eq!(
            typed_derivatives("a = fwidth(1.0) + ddx(x) + ddy_fine(-2.5e3);".to_owned()),
            "a = fwidth(float(1.0)) + ddx(x) + ddy_fine(float(-2.5e3));"
        );
        assert_eq!(
            typed_derivatives("ddx((1.0).xxx)".to_owned()),
            "ddx(float3((1.0).xxx))"
        );
    }

    #[test]
    fn offsets_keep_three_components() {
        assert_eq!(
            offsets_in_three_dimensions(
                "t.Sample(s, c, int2(int3(1, 0, 0))); int2((int(1)).xxx); int2(1, 2); int2(v)"
                    .to_owned()
            ),
            "t.Sample(s, c, int3(int3(1, 0, 0))); int3((int(1)).xxx); int2(1, 2); int2(v)"
        );
    }

    #[test]
    fn wave_bits_are_unsigned() {
        assert_eq!(
            signed_wave_bits(
                "    const int4 _e4 = WaveActiveBitAnd(_e3);\n    const uint a = WaveActiveBitOr(b);"
            ),
            "    const int4 _e4 = asint(WaveActiveBitAnd(asuint(_e3)));\n    const uint a = WaveActiveBitOr(b);"
        );
    }

    #[test]
    fn size_helpers_are_kept_once() {
        let one = "uint2 NagaRWDimensions2D(RWTexture2D<float4> tex)\n{\n    return 0;\n}\n\n";
        let two =
            "uint2 NagaRWDimensions2D(RWTexture2D<unorm float4> tex)\n{\n    return 0;\n}\n\n";
        let three = "uint2 NagaRWDimensions2D(RWTexture2D<uint4> tex)\n{\n    return 0;\n}\n\n";
        let text = format!("{one}{two}{three}void main()\n{{\n}}\n");
        assert_eq!(
            single_size_helpers(text),
            format!("{one}{three}void main()\n{{\n}}\n")
        );
    }
}
