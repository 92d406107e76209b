//! Faults of naga's HLSL writer.

mod bits;
mod discards;
mod matrices;
mod mesh;
mod numbers;
mod textures;

use std::collections::BTreeSet;

use super::calls::replace;
use crate::emit::rewrite::FLOAT_BITS;
use numbers::{signed_wave_bits, typed_derivatives, wide_literals};
use textures::{
    offsets_as_wide_as_their_texture, positions_in_rows, single_size_helpers, sizes_of_rows,
};

/// Mends an HLSL text.
pub(in crate::emit) fn mend(text: String) -> String {
    let mut text = text;
    text = offsets_as_wide_as_their_texture(text);
    text = typed_derivatives(text);
    // Literals may be all that has 64 bits.
    text = wide_literals(text);
    if text.contains(FLOAT_BITS) {
        text = bits::mend(text);
    }
    if matrices::is_needed(&text) {
        text = matrices::mend(text);
    }
    text = mesh::single_semantics(text);
    if mesh::is_needed(&text) {
        text = mesh::mend(&text);
    }
    if text.contains("WaveActiveBit") {
        text = signed_wave_bits(&text);
    }
    if text.contains("Texture1DArray<") {
        text = sizes_of_rows(text);
        text = positions_in_rows(text);
    }
    if text.contains("ArrayMS<") {
        text = text.replace("Texture2DArrayMS<", "Texture2DMSArray<");
    }
    if text.contains("globallycoherent ") {
        // What is read only sees no writes of others.
        text = text.replace("globallycoherent ByteAddressBuffer", "ByteAddressBuffer");
    }
    if text.contains("typedef ") {
        text = single_constructors(text);
    }
    if text.contains("discard;") {
        text = discards::returning(&text);
    }
    if text.contains("(RWTexture") {
        text = single_size_helpers(text);
    }
    text
}

/// Array types that differ only in their stride are one type here, so one constructor is enough.
fn single_constructors(text: String) -> String {
    let mut seen = BTreeSet::new();
    let mut edits = Vec::new();
    for (start, _) in text.match_indices("typedef ") {
        let is_constructor = text[start..]
            .lines()
            .next()
            .is_some_and(|line| line.contains(" ret_Construct"));
        if is_constructor && let Some(length) = text[start..].find("\n}\n\n") {
            let end = start + length + 4;
            if !seen.insert(&text[start..end]) {
                edits.push((start..end, String::new()));
            }
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
    fn constructors_are_kept_once() {
        let one = |of: &str| {
            format!(
                "typedef {of} ret_Constructarray2_{of}_[2];\nret_Constructarray2_{of}_ \
                 Constructarray2_{of}_({of} arg0, {of} arg1) {{\n    {of} ret[2] = {{ arg0, arg1 }};\n    \
                 return ret;\n}}\n\n"
            )
        };
        let (first, other) = (one("uint"), one("float"));
        assert_eq!(
            single_constructors(format!("{first}{other}{first}void main() {{}}\n")),
            format!("{first}{other}void main() {{}}\n")
        );
    }

    #[test]
    fn literals_alone_keep_their_bits() {
        assert_eq!(
            mend("uint a = uint((4294967296uL >> 32u));\n".to_owned()),
            "uint a = uint((4294967296uLL >> 32u));\n"
        );
    }

    #[test]
    fn types_have_their_names() {
        assert_eq!(
            mend("Texture2DArrayMS<float4> t : register(t0);\n".to_owned()),
            "Texture2DMSArray<float4> t : register(t0);\n"
        );
        let writable = "globallycoherent RWByteAddressBuffer b : register(u0);\n";
        assert_eq!(
            mend(format!(
                "globallycoherent ByteAddressBuffer a : register(t0);\n{writable}"
            )),
            format!("ByteAddressBuffer a : register(t0);\n{writable}")
        );
    }
}
