//! Faults of naga's HLSL writer.

use std::collections::BTreeSet;

use super::calls::{calls, replace};

/// Mends an HLSL text.
pub(in crate::emit) fn mend(text: String) -> String {
    let mut text = text;
    if text.contains("int2(int3(") {
        // The offset into a 3D texture is cast to two components.
        text = text.replace("int2(int3(", "int3(int3(");
    }
    text = typed_derivatives(text);
    if text.contains("(RWTexture") {
        text = single_size_helpers(text);
    }
    text
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
                && text[argument.clone()].parse::<f64>().is_ok()
            {
                let typed = format!("float({})", &text[argument.clone()]);
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
