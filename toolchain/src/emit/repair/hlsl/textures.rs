//! Textures in HLSL: types, coordinates and sizes of the kinds that naga takes for 2D ones.

use std::collections::BTreeSet;

use super::super::calls::{calls, replace};

/// The offset into a 1D or 3D texture is cast to two components.
pub(super) fn offsets_as_wide_as_their_texture(text: String) -> String {
    let edits: Vec<_> = calls(&text, "int2")
        .into_iter()
        .filter_map(|call| {
            let [argument] = call.arguments.as_slice() else {
                return None;
            };
            let inner = &text[argument.clone()];
            let name = argument.start - "int2(".len()..argument.start - 1;
            let width = if inner.starts_with("int3(") || inner.ends_with(".xxx") {
                "int3"
            } else if is_scalar(inner) {
                "int"
            } else {
                return None;
            };
            Some((name, width.to_owned()))
        })
        .collect();
    if edits.is_empty() {
        return text;
    }
    replace(&text, &edits)
}

/// Whether an expression is one number, cast as naga casts it.
fn is_scalar(inner: &str) -> bool {
    let Some(number) = inner.strip_prefix("int(") else {
        return false;
    };
    number.find(')') == Some(number.len() - 1)
}

/// The position in a 1D array that is written to gets three components.
pub(super) fn positions_in_rows(text: String) -> String {
    let mut edits = Vec::new();
    for line in text.lines() {
        let Some((before, after)) = line.split_once("RWTexture1DArray<") else {
            continue;
        };
        let is_declaration = before.is_empty() || before == "globallycoherent ";
        let Some((_, after)) = after.split_once("> ").filter(|_| is_declaration) else {
            continue;
        };
        let name = after.split([' ', '[']).next().unwrap_or_default();
        let written = format!("{name}[int3(");
        for (at, _) in text.match_indices(&written) {
            if !text[..at].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_') {
                let three = at + written.len() - 2;
                edits.push((three..three + 1, "2".to_owned()));
            }
        }
    }
    if edits.is_empty() {
        return text;
    }
    edits.sort_by_key(|(range, _)| range.start);
    replace(&text, &edits)
}

/// Layers and levels of 1D arrays are asked for as if there were another dimension, or no layers.
pub(super) fn sizes_of_rows(text: String) -> String {
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
pub(super) fn single_size_helpers(text: String) -> String {
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
    fn offsets_have_the_components_of_their_texture() {
        assert_eq!(
            offsets_as_wide_as_their_texture(
                "t.Sample(s, c, int2(int3(1, 0, 0))); int2((int(1)).xxx); int2(1, 2); int2(v)"
                    .to_owned()
            ),
            "t.Sample(s, c, int3(int3(1, 0, 0))); int3((int(1)).xxx); int2(1, 2); int2(v)"
        );
        assert_eq!(
            offsets_as_wide_as_their_texture(
                "t.Sample(s, c, int2(int(3))); int2(int(-1)); int2(int(a).xx)".to_owned()
            ),
            "t.Sample(s, c, int(int(3))); int(int(-1)); int2(int(a).xx)"
        );
    }

    #[test]
    fn positions_in_rows_have_two_components() {
        let declared = "RWTexture1DArray<unorm float4> img : register(u0);\n";
        assert_eq!(
            positions_in_rows(format!(
                "{declared}img[int3(a.x, a.y)] = v; my_img[int3(b)] = v;\n"
            )),
            format!("{declared}img[int2(a.x, a.y)] = v; my_img[int3(b)] = v;\n")
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
