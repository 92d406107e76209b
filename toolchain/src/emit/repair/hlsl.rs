//! Faults of naga's HLSL writer.

use std::collections::BTreeSet;

use super::calls::{calls, replace};
use super::{hlsl_bits, hlsl_matrices};
use crate::emit::rewrite::FLOAT_BITS;

/// Mends an HLSL text.
pub(in crate::emit) fn mend(text: String) -> String {
    let mut text = text;
    text = offsets_in_three_dimensions(text);
    text = typed_derivatives(text);
    if text.contains("64_t") {
        text = wide_literals(text);
    }
    if text.contains(FLOAT_BITS) {
        text = hlsl_bits::mend(text);
    }
    if hlsl_matrices::is_needed(&text) {
        text = hlsl_matrices::mend(text);
    }
    if text.contains("WaveActiveBit") {
        text = signed_wave_bits(&text);
    }
    if text.contains("Texture1DArray<") {
        text = sizes_of_rows(text);
    }
    if text.contains("(RWTexture") {
        text = single_size_helpers(text);
    }
    text
}

/// `L` makes a number of 32 bits, of which DXC leaves out what is beyond: 64 bits need `LL`.
fn wide_literals(text: String) -> String {
    let mut edits = Vec::new();
    let bytes = text.as_bytes();
    let is_name = |at: usize| {
        bytes
            .get(at)
            .is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
    };
    for (at, _) in text.match_indices('L') {
        let suffix = if text[..at].ends_with('u') {
            at - 1
        } else {
            at
        };
        let digits = text[..suffix].trim_end_matches(|c: char| c.is_ascii_digit());
        let starts = digits.len();
        let is_number = starts < suffix && !(starts > 0 && is_name(starts - 1));
        if is_number && !is_name(at + 1) {
            edits.push((at..at, "L".to_owned()));
        }
    }
    if edits.is_empty() {
        return text;
    }
    replace(&text, &edits)
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

/// Layers and levels of 1D arrays are asked for as if there were another dimension, or no layers.
fn sizes_of_rows(text: String) -> String {
    let mut edits = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        if !line.contains("Texture1DArray<") || !line.starts_with("uint Naga") {
            continue;
        }
        let length = text[start..].find("\n}\n").unwrap_or_default();
        let function = start..start + length;
        let body = &text[function.clone()];
        let mended = if line.contains("NumLayers") {
            body.replace(", ret.z, ret.w)", ", ret.z)")
                .replace("(ret.x, ret.y, ret.z)", "(ret.x, ret.y)")
                .replace("return ret.z;", "return ret.y;")
        } else if line.contains("NumLevels") {
            body.replace("(0, ret.x, ret.y)", "(0, ret.x, ret.y, ret.z)")
                .replace("return ret.y;", "return ret.z;")
        } else {
            continue;
        };
        edits.push((function, mended));
    }
    if edits.is_empty() {
        return text;
    }
    replace(&text, &edits)
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
    fn numbers_of_64_bits_have_all_their_bits() {
        assert_eq!(
            wide_literals(
                "uint64_t a = 11400714819323198485uL; b = (-9223372036854775807L - 1L); LOC3L x1L 5LL"
                    .to_owned()
            ),
            "uint64_t a = 11400714819323198485uLL; b = (-9223372036854775807LL - 1LL); LOC3L x1L 5LL"
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
    fn rows_have_layers_and_levels() {
        let layers = |out: &str, part: &str| {
            format!(
                "uint NagaNumLayers1DArray(Texture1DArray<float4> tex)\n{{\n    uint4 ret;\n    \
                 tex.GetDimensions(0, {out});\n    return ret.{part};\n}}\n"
            )
        };
        assert_eq!(
            sizes_of_rows(layers("ret.x, ret.y, ret.z, ret.w", "z")),
            layers("ret.x, ret.y, ret.z", "y")
        );
        let levels = |out: &str, part: &str| layers(out, part).replace("NumLayers", "NumLevels");
        assert_eq!(
            sizes_of_rows(levels("ret.x, ret.y", "y")),
            levels("ret.x, ret.y, ret.z", "z")
        );
        let stored = |out: &str, part: &str| {
            layers(out, part)
                .replace("(0, ", "(")
                .replace("(Texture", "(RWTexture")
        };
        assert_eq!(
            sizes_of_rows(stored("ret.x, ret.y, ret.z", "z")),
            stored("ret.x, ret.y", "y")
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
