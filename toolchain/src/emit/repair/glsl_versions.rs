//! What naga's GLSL writer puts into texts of older versions that these do not have.

use super::calls::{calls, replace};
use super::glsl::{variables, with_extension};

/// Functions of the bits of floats, which GLSL 3.30 brought.
const BITS_OF_FLOATS: &[&str] = &[
    "floatBitsToInt(",
    "floatBitsToUint(",
    "intBitsToFloat(",
    "uintBitsToFloat(",
];

/// Mends a text whose first line tells its version.
pub(super) fn mend(text: String) -> String {
    let version = text.split('\n').next().unwrap_or_default().to_owned();
    let mut text = text;
    if text.contains("+ log2(arg));\n") {
        text = exponents(&text);
    }
    if text.contains("textureOffset(") && !has_offsets_in_layers(&version) {
        text = gradients_in_layers(&text);
    }
    let is_old = matches!(version.as_str(), "#version 140 core" | "#version 150 core");
    let lacks_masks = version == "#version 310 es";
    if is_old && BITS_OF_FLOATS.iter().any(|name| text.contains(name)) {
        text = with_extension(&text, "GL_ARB_shader_bit_encoding");
    }
    if lacks_masks && text.contains("gl_SampleMask") {
        text = with_extension(&text, "GL_OES_sample_variables");
    }
    if let Some(rest) = text.strip_prefix("#version 140 core\n") {
        // There were no profiles.
        text = format!("#version 140\n{rest}");
    }
    let nameless = "\n#extension ARB_arrays_of_arrays : ";
    if text.contains(nameless) {
        text = text.replacen(nameless, "\n#extension GL_ARB_arrays_of_arrays : ", 1);
    }
    text
}

/// Whether `textureOffset` compares depths in layers.
fn has_offsets_in_layers(version: &str) -> bool {
    let number = version
        .strip_prefix("#version ")
        .and_then(|rest| rest.strip_suffix(" core"));
    let number: Option<u32> = number.and_then(|number| number.parse().ok());
    number.is_some_and(|number| number >= 430)
}

/// `textureGradOffset` in its place, with the gradients by which the level is found anyway.
fn gradients_in_layers(text: &str) -> String {
    const NAME: &str = "textureOffset";
    let layered = variables(text, "sampler2DArrayShadow ");
    let mut edits = Vec::new();
    for call in calls(text, NAME) {
        let [texture, place, _] = call.arguments.as_slice() else {
            continue;
        };
        let place_text = &text[place.clone()];
        let parts = calls(place_text, "vec4");
        let (true, Some(open), Some(first)) = (
            layered.contains(&text[texture.clone()]),
            text[..texture.start].rfind('('),
            parts.first().and_then(|call| call.arguments.first()),
        ) else {
            continue;
        };
        let place_in_layer = &place_text[first.clone()];
        edits.push((open - NAME.len()..open, "textureGradOffset".to_owned()));
        let gradients = format!(", dFdx({place_in_layer}), dFdy({place_in_layer})");
        edits.push((place.end..place.end, gradients));
    }
    edits.sort_by_key(|(range, _)| range.start);
    replace(text, &edits)
}

/// Takes floats apart by their bits where there is no `frexp`: the logarithm of naga's function is none
/// of negative numbers, and does not hit powers of two.
fn exponents(text: &str) -> String {
    const HEAD: &str = " naga_frexp(";
    let mut edits = Vec::new();
    for (at, _) in text.match_indices(HEAD) {
        let rest = &text[at + HEAD.len()..];
        let Some((head, body)) = rest.split_once(" arg) {\n") else {
            continue;
        };
        let Some(length) = body.find("    return ") else {
            continue;
        };
        if !body[..length].contains("+ log2(arg));") {
            continue;
        }
        let start = at + HEAD.len() + head.len() + " arg) {\n".len();
        let lines = match head {
            "float" => "    uint bits = floatBitsToUint(arg);
    bool is_tiny = (bits & 0x7F800000u) == 0u;
    int other = is_tiny ? 0 : int((bits >> 23u) & 255u) - 126;
    float fract = is_tiny ? arg : uintBitsToFloat((bits & 0x807FFFFFu) | 0x3F000000u);
"
            .to_owned(),
            _ => {
                let Some(count) = head.strip_prefix("vec") else {
                    continue;
                };
                format!(
                    "    uvec{count} bits = floatBitsToUint(arg);
    bvec{count} is_whole = notEqual(bits & 0x7F800000u, uvec{count}(0u));
    ivec{count} other = (ivec{count}((bits >> 23u) & 255u) - 126) * ivec{count}(is_whole);
    vec{count} fract = mix(arg, uintBitsToFloat((bits & 0x807FFFFFu) | 0x3F000000u), is_whole);
"
                )
            }
        };
        edits.push((start..start + length, lines));
    }
    replace(text, &edits)
}

#[cfg(test)]
mod tests {
    use super::mend;

    #[test]
    fn version_lines_and_extensions_are_what_there_is() {
        let mended = mend(
            "#version 140 core\n#extension ARB_arrays_of_arrays : require\nvoid main() {}\n"
                .to_owned(),
        );
        let right = "#version 140\n#extension GL_ARB_arrays_of_arrays : require\nvoid main() {}\n";
        assert_eq!(mended, right);
        assert_eq!(mend(right.to_owned()), right);
        for (version, call, extension) in [
            (
                "150 core",
                "floatBitsToInt(x)",
                "GL_ARB_shader_bit_encoding",
            ),
            ("310 es", "gl_SampleMask[0] = 1", "GL_OES_sample_variables"),
        ] {
            let mended = mend(format!("#version {version}\n{call};\n"));
            assert_eq!(
                mended,
                format!("#version {version}\n#extension {extension} : require\n{call};\n")
            );
        }
        let newer = "#version 330 core\nfloatBitsToInt(x);\n";
        assert_eq!(mend(newer.to_owned()), newer);
    }

    #[test]
    fn offsets_in_layers_get_gradients() {
        let text = |version: &str, call: &str| {
            format!(
                "#version {version}\nuniform highp sampler2DArrayShadow t;\n    float x = {call};\n"
            )
        };
        let call = "textureOffset(t, vec4(vec2(p.x, 1.0), i, 0.5), ivec2(1, 2))";
        let right = "textureGradOffset(t, vec4(vec2(p.x, 1.0), i, 0.5), dFdx(vec2(p.x, 1.0)), \
                     dFdy(vec2(p.x, 1.0)), ivec2(1, 2))";
        for version in ["330 core", "300 es", "320 es"] {
            assert_eq!(mend(text(version, call)), text(version, right));
        }
        assert_eq!(mend(text("430 core", call)), text("430 core", call));
        let other = call.replace("(t,", "(other,");
        assert_eq!(mend(text("330 core", &other)), text("330 core", &other));
    }

    #[test]
    fn floats_are_taken_apart_by_their_bits() {
        let body = "    int other = arg == float(0) ? int(0) : int(float(1) + log2(arg));
    float fract = arg * exp2(float(-other));
    return R(fract, other);
}
";
        let text = format!("#version 330 core\nR naga_frexp(float arg) {{\n{body}");
        let mended = mend(text);
        assert!(!mended.contains("log2"), "{mended}");
        assert!(
            mended.contains("(bits >> 23u) & 255u) - 126;\n"),
            "{mended}"
        );
        assert!(
            mended.ends_with("\n    return R(fract, other);\n}\n"),
            "{mended}"
        );
    }
}
