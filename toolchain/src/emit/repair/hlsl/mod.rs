//! Faults of naga's HLSL writer.

mod numbers;
mod textures;

use std::collections::BTreeSet;

use super::calls::replace;
use numbers::{signed_wave_bits, typed_derivatives, wide_literals};
use textures::{
    offsets_as_wide_as_their_texture, positions_in_rows, single_size_helpers, sizes_of_rows,
};

/// Mends an HLSL text.
pub(in crate::emit) fn mend(text: String) -> String {
    let mut text = text;
    text = offsets_as_wide_as_their_texture(text);
    text = typed_derivatives(text);
    if text.contains("64_t") {
        text = wide_literals(text);
    }
    if text.contains("_On") {
        text = matrix_helpers(text);
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
    if text.contains("(RWTexture") {
        text = single_size_helpers(text);
    }
    text
}

/// What naga writes to reach into two-row matrices: the functions that write one get a copy of the
/// struct, and there are some for structs that it does not declare, as only buffers hold them.
fn matrix_helpers(text: String) -> String {
    let mut edits = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let Some((name, rest)) = line.split_once('(') else {
            continue;
        };
        let is_setter = name.starts_with("void SetMat");
        let is_getter = name
            .split_once(" GetMat")
            .is_some_and(|(ty, _)| ty.starts_with(char::is_alphabetic));
        let Some((ty, _)) = rest.split_once(" obj") else {
            continue;
        };
        if !(is_setter || is_getter) || !name.ends_with(&format!("_On{ty}")) {
            continue;
        }
        if !text.contains(&format!("struct {ty} {{")) {
            let length = text[start..].find("\n}\n").map_or(0, |length| length + 3);
            let mut end = start + length;
            if text[end..].starts_with('\n') {
                end += 1;
            }
            edits.push((start..end, String::new()));
        } else if is_setter {
            let inside = start + name.len() + 1;
            edits.push((inside..inside, "inout ".to_owned()));
        }
    }
    if edits.is_empty() {
        return text;
    }
    replace(&text, &edits)
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
    fn matrices_in_structs_are_written_in_place() {
        let getter =
            "float2x2 GetMatm_OnData(Data obj) {\n    return float2x2(obj.m_0, obj.m_1);\n}\n\n";
        let setter = "void SetMatm_OnData(Data obj, float2x2 mat) {\n    obj.m_0 = mat[0];\n}\n\n";
        let declared = "struct Data {\n    float2 m_0; float2 m_1;\n};\n\n";
        assert_eq!(
            matrix_helpers(format!("{declared}{getter}{setter}void main() {{}}\n")),
            format!(
                "{declared}{getter}{}void main() {{}}\n",
                setter.replace("(Data obj", "(inout Data obj")
            )
        );
        assert_eq!(
            matrix_helpers(format!("{getter}{setter}void main() {{}}\n")),
            "void main() {}\n"
        );
    }

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
