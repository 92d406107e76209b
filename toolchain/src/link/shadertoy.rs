//! Sources of Shadertoy: `mainImage` with the uniforms of that site around it.
//!
//! | declared | where |
//! |---|---|
//! | `iResolution`, `iTime`, … as members of the uniform block `Shadertoy` | set 0, binding 0 |
//! | `iChannel0` to `iChannel3`, those that are used, with their samplers | set 0, bindings 1 to 4 |
//! | the colour | location 0 |
//!
//! A channel is a `sampler2D` unless `SHADERTOY_CHANNEL0` (to 3) is defined as another type.
//! `fragCoord` counts from the lower left, as there.

use crate::codes;
use crate::diagnostic::{Diagnostic, Failure, Kind, Phase};
use crate::source::{Joiner, Source};

/// The members are what the site gives each shader. The times of the channels are four numbers in
/// a vector: an array would have a stride that not every target can express.
const UNIFORMS: &str = "\
precision highp float;
precision highp int;
layout(set = 0, binding = 0, std140) uniform Shadertoy {
    vec3 iResolution;
    float iTime;
    float iTimeDelta;
    float iFrameRate;
    int iFrame;
    float iSampleRate;
    vec4 iMouse;
    vec4 iDate;
    vec4 iChannelTime;
    vec3 iChannelResolution[4];
};
";

const MAIN: &str = "
layout(location = 0) out vec4 shadertoy_color;
void main() {
    vec4 color = vec4(0.0, 0.0, 0.0, 1.0);
    mainImage(color, vec2(gl_FragCoord.x, iResolution.y - gl_FragCoord.y));
    shadertoy_color = color;
}
";

/// A fragment shader made of a source of Shadertoy.
///
/// # Errors
///
/// A source without `mainImage`.
pub(super) fn wrapped(source: &Source) -> Result<Source, Failure> {
    let text = source.as_text();
    if !has_word(text, "mainImage") {
        return Err(Diagnostic::error(
            codes::SHADERTOY_MAIN_IMAGE,
            Phase::Source,
            Kind::Rejected,
            source,
            "there is no function `mainImage(out vec4, in vec2)`",
        )
        .with_help("without `--glsl-in-shadertoy` a source with `main` is taken")
        .into());
    }
    let mut joiner = Joiner::default();
    let file = joiner.add_file(source);
    // `#version` stays first; the site adds its own.
    let start = version_end(text);
    let mut head = if start == 0 {
        "#version 450\n".to_owned()
    } else {
        joiner.copy(file, 0..start);
        String::new()
    };
    head.push_str(UNIFORMS);
    for channel in 0..4 {
        let name = format!("iChannel{channel}");
        if has_word(text, &name) {
            let kind = format!("SHADERTOY_CHANNEL{channel}");
            head.push_str(&format!(
                "#ifndef {kind}\n#define {kind} sampler2D\n#endif\n\
                 layout(set = 0, binding = {}) uniform {kind} {name};\n",
                channel + 1
            ));
        }
    }
    joiner.replace(file, start..start, &head);
    joiner.copy(file, start..text.len());
    joiner.replace(file, text.len()..text.len(), MAIN);
    Ok(joiner.finish(source.name(), source.language()))
}

/// The end of a `#version` that starts the text; 0 without one.
fn version_end(text: &str) -> usize {
    let rest = text.trim_start();
    let is_version = rest
        .strip_prefix('#')
        .is_some_and(|rest| rest.trim_start().starts_with("version"));
    if !is_version {
        return 0;
    }
    let start = text.len() - rest.len();
    start + rest.find('\n').map_or(rest.len(), |end| end + 1)
}

fn has_word(text: &str, word: &str) -> bool {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    text.match_indices(word).any(|(at, _)| {
        let before = text.get(..at).and_then(|text| text.chars().next_back());
        let after = text
            .get(at + word.len()..)
            .and_then(|text| text.chars().next());
        !before.is_some_and(is_word) && !after.is_some_and(is_word)
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

    use super::*;
    use crate::source::Language;

    #[test]
    fn what_is_used_is_declared_and_places_stay() {
        let text = "#version 300 es\nvoid mainImage(out vec4 c, in vec2 p) { c = texture(iChannel2, p); }\n";
        let source = Source::text("a.glsl", Language::Glsl, text);
        let wrapped = wrapped(&source).unwrap();
        let made = wrapped.as_text();
        assert!(made.starts_with("#version 300 es\nprecision highp float;"));
        assert!(made.contains("binding = 3) uniform SHADERTOY_CHANNEL2 iChannel2;"));
        assert!(!made.contains("iChannel1;"));
        let at = made.find("texture(").unwrap();
        let (file, span) = wrapped.map().unwrap().resolve(at..at + 7).unwrap();
        assert_eq!((file, file.slice(span)), (&source, "texture"));
    }

    #[test]
    fn a_source_without_main_image_is_told() {
        let source = Source::text("a.glsl", Language::Glsl, "void main() {}");
        let failure = wrapped(&source).unwrap_err();
        assert_eq!(failure.diagnostics()[0].code, codes::SHADERTOY_MAIN_IMAGE);
    }
}
