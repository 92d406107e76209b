//! Faults of naga's GLSL writer.

use std::collections::{HashMap, HashSet};

use super::calls::{calls, is_name, replace};
use super::{glsl_bits, glsl_extensions, glsl_versions};
use crate::emit::features::{Feature, Features};

/// Mends a GLSL text.
pub(in crate::emit) fn mend(text: String, features: &Features) -> String {
    let mut text = text;
    if features.contains(Feature::StorageTextureSizeQuery) && text.contains("imageSize(") {
        text = image_size_without_level(&text);
    }
    if features.contains(Feature::TextureGather) {
        text = gather_without_gradients(&text);
    }
    if !features.contains(Feature::ShadowLod) {
        // Asked for by gathers too, which take no level; then naga counts on it where it need not.
        let line = "#extension GL_EXT_texture_shadow_lod : require\n";
        if text.contains(line) {
            text = first_levels_by_gradients(&text.replace(line, ""));
        }
    }
    if text.contains("imageAtomic") {
        text = layers_of_atomics(&text);
    }
    if text.contains("\ninvariant gl_FragCoord;\n") {
        // Only outputs can be invariant; the vertex stage says it for both.
        text = text.replace("\ninvariant gl_FragCoord;\n", "\n");
    }
    if text.contains("gl_SampleMask") {
        text = sample_mask_is_an_array(&text);
    }
    if features.contains(Feature::SubgroupBarrier)
        || text.contains(" = gl_Subgroup")
        || text.contains(" = gl_NumSubgroups;")
    {
        text = with_extension(&text, "GL_KHR_shader_subgroup_basic");
    }
    if text.contains("gl_") {
        text = without_reserved_names(&text);
    }
    glsl_extensions::ask(glsl_versions::mend(glsl_bits::mend(text)), features)
}

/// The second variable called `gl` is `gl_1` to naga, and GLSL keeps what begins like that for itself.
fn without_reserved_names(text: &str) -> String {
    let bytes = text.as_bytes();
    let edits: Vec<_> = text
        .match_indices("gl_")
        .filter(|(at, _)| *at == 0 || !is_name(bytes[at - 1]))
        .filter(|(at, _)| bytes.get(at + 3).is_some_and(u8::is_ascii_digit))
        .map(|(at, _)| (at..at + 3, "gl0_".to_owned()))
        .collect();
    replace(text, &edits)
}

/// `imageSize` takes no level: images have one.
fn image_size_without_level(text: &str) -> String {
    let edits: Vec<_> = calls(text, "imageSize")
        .into_iter()
        .filter(|call| call.arguments.len() == 2)
        .map(|call| {
            let removed = call.arguments[0].end..call.arguments[1].end;
            (removed, String::new())
        })
        .collect();
    replace(text, &edits)
}

/// Zero gradients stand in for level 0 in `textureGrad`; `textureGather` always reads level 0.
fn gather_without_gradients(text: &str) -> String {
    let mut edits = Vec::new();
    for name in ["textureGather", "textureGatherOffset"] {
        for call in calls(text, name) {
            let zeros: Vec<_> = call
                .arguments
                .iter()
                .filter(|argument| matches!(&text[(*argument).clone()], "vec2(0.0)" | "vec3(0.0)"))
                .cloned()
                .collect();
            let [.., first, second] = zeros.as_slice() else {
                continue;
            };
            // The last two, or the last two before an offset.
            let Some(place) = call.arguments.iter().position(|each| each == first) else {
                continue;
            };
            if place >= 2 && call.arguments.get(place + 1) == Some(second) {
                let removed = call.arguments[place - 1].end..second.end;
                edits.push((removed, String::new()));
            }
        }
    }
    edits.sort_by_key(|(range, _)| range.start);
    replace(text, &edits)
}

/// The first level of depths on cubes and in layers, which `textureLod` has in the extension only: without
/// gradients it is the one that is sampled.
fn first_levels_by_gradients(text: &str) -> String {
    let mut zeros = HashMap::new();
    for (kind, zero) in [
        ("samplerCubeShadow ", "vec3(0.0)"),
        ("sampler2DArrayShadow ", "vec2(0.0)"),
    ] {
        zeros.extend(variables(text, kind).into_iter().map(|name| (name, zero)));
    }
    let mut edits = Vec::new();
    for (name, by_gradient) in [
        ("textureLod", "textureGrad"),
        ("textureLodOffset", "textureGradOffset"),
    ] {
        for call in calls(text, name) {
            let [first, _, level, ..] = call.arguments.as_slice() else {
                continue;
            };
            let (Some(open), Some(zero)) = (
                text[..first.start].rfind('('),
                zeros.get(&text[first.clone()]),
            ) else {
                continue;
            };
            edits.push((open - name.len()..open, by_gradient.to_owned()));
            edits.push((level.clone(), format!("{zero}, {zero}")));
        }
    }
    edits.sort_by_key(|(range, _)| range.start);
    replace(text, &edits)
}

/// The variables and parameters that are declared with such a type.
pub(super) fn variables<'a>(text: &'a str, kind: &str) -> HashSet<&'a str> {
    text.match_indices(kind)
        .filter_map(|(at, _)| {
            let declared = &text[at + kind.len()..];
            Some(&declared[..declared.find([';', ',', ')', '[', '\n'])?])
        })
        .collect()
}

/// The address in an image with layers is put together as if it had none.
fn layers_of_atomics(text: &str) -> String {
    const OPERATIONS: &[&str] = &[
        "imageAtomicAdd",
        "imageAtomicAnd",
        "imageAtomicOr",
        "imageAtomicXor",
        "imageAtomicMin",
        "imageAtomicMax",
        "imageAtomicExchange",
    ];
    let with_layers: HashSet<&str> = text
        .lines()
        .filter_map(|line| line.strip_suffix(';')?.rsplit_once("Array "))
        .map(|(_, image)| image)
        .collect();
    let mut edits = Vec::new();
    for name in OPERATIONS {
        for call in calls(text, name) {
            let [image, address, _] = call.arguments.as_slice() else {
                continue;
            };
            let address_text = &text[address.clone()];
            let (wrong, right) = match address_text.split_once('(') {
                Some(("ivec2", _)) => ("ivec2", "ivec3"),
                Some(("ivec1", _)) => ("ivec1", "ivec2"),
                _ => continue,
            };
            // With its layer: two parts, the first of which may be a vector.
            let parts = calls(address_text, wrong);
            if parts.first().is_some_and(|call| call.arguments.len() == 2)
                && with_layers.contains(&text[image.clone()])
            {
                let start = address.start;
                edits.push((start..start + wrong.len(), right.to_owned()));
            }
        }
    }
    edits.sort_by_key(|(range, _)| range.start);
    replace(text, &edits)
}

/// The sample masks are arrays of `int`, of which WGSL knows the first element as `u32`.
fn sample_mask_is_an_array(text: &str) -> String {
    let mut edits = Vec::new();
    for (at, name) in text.match_indices("gl_SampleMask") {
        // naga's names for other things may end like this.
        if text[..at].ends_with(|c: char| c == '_' || c.is_alphanumeric()) {
            continue;
        }
        let rest = &text[at + name.len()..];
        if rest.starts_with("In") && !rest.starts_with("In[") {
            edits.push((
                at..at + name.len() + 2,
                "uint(gl_SampleMaskIn[0])".to_owned(),
            ));
        } else if let Some(value) = rest.strip_prefix(" = ")
            && let Some(length) = value.find(';')
        {
            let end = at + name.len() + 3 + length;
            let value = &value[..length];
            // A value that is itself an input mask keeps its own mend.
            let value = value.replace("gl_SampleMaskIn", "uint(gl_SampleMaskIn[0])");
            edits.push((at..end, format!("gl_SampleMask[0] = int({value})")));
        }
    }
    replace(text, &edits)
}

/// Requires an extension after the version line, once.
pub(super) fn with_extension(text: &str, name: &str) -> String {
    if text.contains(&format!("#extension {name} ")) {
        return text.to_owned();
    }
    match text.split_once('\n') {
        Some((version, rest)) => format!("{version}\n#extension {name} : require\n{rest}"),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_of_images_take_no_level() {
        assert_eq!(
            image_size_without_level("uint n = uint(imageSize(img, 0).z); imageSize(a)"),
            "uint n = uint(imageSize(img).z); imageSize(a)"
        );
    }

    #[test]
    fn first_levels_of_depths_need_no_extension() {
        let declared = "uniform samplerCubeShadow a;\nfloat f(sampler2DArrayShadow b) {\n";
        let mend = |text: &str| first_levels_by_gradients(&format!("{declared}{text}"));
        let mended = mend("float x = textureLod(a, vec4(vec3(1.0), 0.5), 0.0);");
        assert!(
            mended
                .ends_with("float x = textureGrad(a, vec4(vec3(1.0), 0.5), vec3(0.0), vec3(0.0));")
        );
        let mended = mend("textureLodOffset(b, c, 0.0, ivec2(1, 2));");
        assert!(mended.ends_with("textureGradOffset(b, c, vec2(0.0), vec2(0.0), ivec2(1, 2));"));
        let right = "textureLod(d, vec3(1.0), 0.0);";
        assert!(mend(right).ends_with(right));
    }

    #[test]
    fn names_that_begin_as_built_in_ones_are_others() {
        assert_eq!(
            without_reserved_names("float gl = gl_FragCoord.x; float gl_1 = a.gl_12 + wgl_1 + gl;"),
            "float gl = gl_FragCoord.x; float gl0_1 = a.gl0_12 + wgl_1 + gl;"
        );
    }

    #[test]
    fn gathers_lose_their_gradients() {
        assert_eq!(
            gather_without_gradients(
                "textureGather(t, vec3(vec2(1.0), 1), 1.0, vec2(0.0), vec2(0.0))"
            ),
            "textureGather(t, vec3(vec2(1.0), 1), 1.0)"
        );
        assert_eq!(
            gather_without_gradients(
                "textureGatherOffset(t, c, 1.0, vec2(0.0), vec2(0.0), ivec2(1, 2))"
            ),
            "textureGatherOffset(t, c, 1.0, ivec2(1, 2))"
        );
        let right = "textureGather(t, vec2(0.0), 1.0)";
        assert_eq!(gather_without_gradients(right), right);
    }

    #[test]
    fn atomics_on_layers_have_their_address() {
        let declared = "layout(binding = 1,r32i) uniform iimage2DArray a;\n\
                        layout(binding = 2,r32ui) uniform uimage2D b;\n";
        let mend = |text: &str| layers_of_atomics(&format!("{declared}{text}"));
        let mended = mend("imageAtomicMin(a, ivec2(_e26.xy, _e26.z), v);");
        assert!(mended.ends_with("imageAtomicMin(a, ivec3(_e26.xy, _e26.z), v);"));
        let row = "imageAtomicAdd(c, ivec1(x, 1), v);";
        let declared_row = "layout(binding = 3,r32ui) uniform uimage1DArray c;\n";
        let mended = layers_of_atomics(&format!("{declared_row}{row}"));
        assert!(mended.ends_with("imageAtomicAdd(c, ivec2(x, 1), v);"));
        let right = "imageAtomicAdd(b, ivec2(x, y), v);";
        assert!(mend(right).ends_with(right));
    }

    #[test]
    fn sample_masks_are_indexed() {
        assert_eq!(
            sample_mask_is_an_array("uint m = gl_SampleMaskIn;\ngl_SampleMask = (m & 3u);"),
            "uint m = uint(gl_SampleMaskIn[0]);\ngl_SampleMask[0] = int((m & 3u));"
        );
        let other = "uint gen_gl_SampleMask = 3u; uint gen_gl_SampleMaskIn_1 = 4u;";
        assert_eq!(sample_mask_is_an_array(other), other);
    }
}
