//! Numbers in HLSL: literals of a width and type that DXC takes, and bits of a wave.

use super::super::calls::{calls, replace};

/// `L` makes a number of 32 bits, of which DXC leaves out what is beyond: 64 bits need `LL`.
pub(super) fn wide_literals(text: String) -> String {
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
        // `1.0L` and `1e-7L` are of 64 bits as they are.
        let is_fraction = digits.ends_with('.') || digits.ends_with("e-") || digits.ends_with("e+");
        let is_number = starts < suffix && !is_fraction && !(starts > 0 && is_name(starts - 1));
        if is_number && !is_name(at + 1) {
            edits.push((at..at, "L".to_owned()));
        }
    }
    if edits.is_empty() {
        return text;
    }
    replace(&text, &edits)
}

/// A bare number is of a literal type, which derivatives do not take.
pub(super) fn typed_derivatives(text: String) -> String {
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
pub(super) fn signed_wave_bits(text: &str) -> String {
    let mut edits = Vec::new();
    for name in ["WaveActiveBitAnd", "WaveActiveBitOr", "WaveActiveBitXor"] {
        for call in calls(text, name) {
            let [argument] = call.arguments.as_slice() else {
                continue;
            };
            let start = argument.start - name.len() - 1;
            let line = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
            let Some(declared) = text[line..start].trim_start().strip_prefix("const int") else {
                continue;
            };
            let inner = &text[argument.clone()];
            let size = declared.split(' ').next().unwrap_or_default();
            let mended = if size.contains("_t") {
                // `asuint` is for 32 bits alone; a conversion keeps all bits too.
                format!("(int{size})({name}((uint{size})({inner})))")
            } else {
                format!("asint({name}(asuint({inner})))")
            };
            edits.push((start..argument.end + 1, mended));
        }
    }
    edits.sort_by_key(|(range, _)| range.start);
    replace(text, &edits)
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
                "uint64_t a = 11400714819323198485uL; b = (-9223372036854775807L - 1L); LOC3L x1L 5LL 1.0L 1e16L 2.5e-7L"
                    .to_owned()
            ),
            "uint64_t a = 11400714819323198485uLL; b = (-9223372036854775807LL - 1LL); LOC3L x1L 5LL 1.0L 1e16L 2.5e-7L"
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
        assert_eq!(
            signed_wave_bits("    const int64_t2 _e4 = WaveActiveBitXor(_e3);"),
            "    const int64_t2 _e4 = (int64_t2)(WaveActiveBitXor((uint64_t2)(_e3)));"
        );
    }
}
