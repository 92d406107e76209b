//! Old GLSL (1.10 to 1.30, ES 1.00, the compatibility profile) in the words of a version that
//! SPIR-V is made from.
//!
//! Identifiers are replaced one by one, in directives too, and what the fixed-function pipeline
//! provided is declared: attributes and varyings as inputs and outputs, state as loose uniforms
//! (which become a uniform block like those of the author), all called `legacy_…` after the
//! variable they stand for.

use std::collections::{BTreeMap, BTreeSet};

use super::dialect::{Dialect, Profile, without_comments, word};
use crate::source::Stage;

/// What the names of variables begin with that stand for those of old versions.
pub(super) const PREFIX: &str = "legacy_";

/// An old text made new.
#[derive(Debug)]
pub(super) struct Modern {
    pub(super) text: String,
    /// What `#version` has to say.
    pub(super) version: &'static str,
    /// New identifiers with those they stand for.
    pub(super) renamed: BTreeMap<String, String>,
}

/// Functions that have another name now, and the same arguments.
const FUNCTIONS: &[(&str, &str)] = &[
    ("texture1D", "texture"),
    ("texture2D", "texture"),
    ("texture3D", "texture"),
    ("textureCube", "texture"),
    ("texture2DRect", "texture"),
    ("texture1DArray", "texture"),
    ("texture2DArray", "texture"),
    ("texture1DProj", "textureProj"),
    ("texture2DProj", "textureProj"),
    ("texture3DProj", "textureProj"),
    ("texture2DRectProj", "textureProj"),
    ("texture1DLod", "textureLod"),
    ("texture2DLod", "textureLod"),
    ("texture3DLod", "textureLod"),
    ("textureCubeLod", "textureLod"),
    ("texture1DArrayLod", "textureLod"),
    ("texture2DArrayLod", "textureLod"),
    ("texture2DLodEXT", "textureLod"),
    ("textureCubeLodEXT", "textureLod"),
    ("texture1DProjLod", "textureProjLod"),
    ("texture2DProjLod", "textureProjLod"),
    ("texture3DProjLod", "textureProjLod"),
    ("texture2DProjLodEXT", "textureProjLod"),
    ("texture1DGradARB", "textureGrad"),
    ("texture2DGradARB", "textureGrad"),
    ("texture3DGradARB", "textureGrad"),
    ("textureCubeGradARB", "textureGrad"),
    ("texture2DGradEXT", "textureGrad"),
    ("textureCubeGradEXT", "textureGrad"),
    ("texture2DProjGradARB", "textureProjGrad"),
    ("texture2DProjGradEXT", "textureProjGrad"),
];

/// Other words with those of today.
const WORDS: &[(&str, &str)] = &[
    ("samplerExternalOES", "sampler2D"),
    ("gl_FragDepthEXT", "gl_FragDepth"),
    ("gl_InstanceIDARB", "gl_InstanceID"),
];

/// Words that became part of the language, and the desktop version in which they did.
const KEYWORDS: &[(&str, u32)] = &[
    ("texture", 130),
    ("textureLod", 130),
    ("textureProj", 130),
    ("textureSize", 130),
    ("texelFetch", 130),
    ("round", 130),
    ("trunc", 130),
    ("isnan", 130),
    ("isinf", 130),
    ("sinh", 130),
    ("cosh", 130),
    ("tanh", 130),
    ("uint", 130),
    ("flat", 130),
    ("smooth", 130),
    ("noperspective", 130),
    ("switch", 130),
    ("case", 130),
    ("default", 130),
    ("inverse", 140),
    ("layout", 130),
    ("sample", 400),
    ("patch", 400),
    ("subroutine", 400),
    ("precise", 400),
    ("double", 400),
    ("shared", 430),
    ("buffer", 430),
    ("coherent", 420),
    ("volatile", 420),
    ("restrict", 420),
    ("readonly", 420),
    ("writeonly", 420),
    ("resource", 420),
    ("atomic_uint", 420),
    ("fma", 400),
];

/// Variables and functions that have to be declared: the old name, its declaration.
struct Provided {
    name: &'static str,
    declaration: &'static str,
}

const fn provided(name: &'static str, declaration: &'static str) -> Provided {
    Provided { name, declaration }
}

const VERTEX: &[Provided] = &[
    provided("gl_Vertex", "in vec4 legacy_Vertex;"),
    provided("gl_Normal", "in vec3 legacy_Normal;"),
    provided("gl_Color", "in vec4 legacy_Color;"),
    provided("gl_SecondaryColor", "in vec4 legacy_SecondaryColor;"),
    provided("gl_FogCoord", "in float legacy_FogCoord;"),
    provided("gl_MultiTexCoord0", "in vec4 legacy_MultiTexCoord0;"),
    provided("gl_MultiTexCoord1", "in vec4 legacy_MultiTexCoord1;"),
    provided("gl_MultiTexCoord2", "in vec4 legacy_MultiTexCoord2;"),
    provided("gl_MultiTexCoord3", "in vec4 legacy_MultiTexCoord3;"),
    provided("gl_MultiTexCoord4", "in vec4 legacy_MultiTexCoord4;"),
    provided("gl_MultiTexCoord5", "in vec4 legacy_MultiTexCoord5;"),
    provided("gl_MultiTexCoord6", "in vec4 legacy_MultiTexCoord6;"),
    provided("gl_MultiTexCoord7", "in vec4 legacy_MultiTexCoord7;"),
    // Named as the inputs of the fragment stage that read them.
    provided("gl_FrontColor", "out vec4 legacy_FrontColor;"),
    provided(
        "gl_FrontSecondaryColor",
        "out vec4 legacy_FrontSecondaryColor;",
    ),
    provided("gl_BackColor", "vec4 legacy_BackColor;"),
    provided("gl_BackSecondaryColor", "vec4 legacy_BackSecondaryColor;"),
    provided("gl_ClipVertex", "vec4 legacy_ClipVertex;"),
    provided("gl_FogFragCoord", "out float legacy_FogFragCoord;"),
];

const FRAGMENT: &[Provided] = &[
    provided("gl_Color", "in vec4 legacy_FrontColor;"),
    provided("gl_SecondaryColor", "in vec4 legacy_FrontSecondaryColor;"),
    provided("gl_FogFragCoord", "in float legacy_FogFragCoord;"),
    provided("gl_FragColor", "out highp vec4 legacy_FragColor;"),
];

const STATE: &[Provided] = &[
    provided("gl_ModelViewMatrix", "uniform mat4 legacy_ModelViewMatrix;"),
    provided(
        "gl_ProjectionMatrix",
        "uniform mat4 legacy_ProjectionMatrix;",
    ),
    provided(
        "gl_ModelViewProjectionMatrix",
        "uniform mat4 legacy_ModelViewProjectionMatrix;",
    ),
    provided("gl_NormalMatrix", "uniform mat3 legacy_NormalMatrix;"),
    provided(
        "gl_ModelViewMatrixInverse",
        "uniform mat4 legacy_ModelViewMatrixInverse;",
    ),
    provided(
        "gl_ProjectionMatrixInverse",
        "uniform mat4 legacy_ProjectionMatrixInverse;",
    ),
    provided(
        "gl_ModelViewProjectionMatrixInverse",
        "uniform mat4 legacy_ModelViewProjectionMatrixInverse;",
    ),
    provided(
        "gl_ModelViewMatrixTranspose",
        "uniform mat4 legacy_ModelViewMatrixTranspose;",
    ),
    provided(
        "gl_ProjectionMatrixTranspose",
        "uniform mat4 legacy_ProjectionMatrixTranspose;",
    ),
    provided(
        "gl_ModelViewProjectionMatrixTranspose",
        "uniform mat4 legacy_ModelViewProjectionMatrixTranspose;",
    ),
    provided(
        "gl_ModelViewMatrixInverseTranspose",
        "uniform mat4 legacy_ModelViewMatrixInverseTranspose;",
    ),
    provided("gl_TextureMatrix", "uniform mat4 legacy_TextureMatrix[8];"),
    provided("gl_NormalScale", "uniform float legacy_NormalScale;"),
    provided("gl_ClipPlane", "uniform vec4 legacy_ClipPlane[6];"),
    provided(
        "gl_Point",
        "struct legacy_PointParameters { float size; float sizeMin; float sizeMax; \
         float fadeThresholdSize; float distanceConstantAttenuation; \
         float distanceLinearAttenuation; float distanceQuadraticAttenuation; }; \
         uniform legacy_PointParameters legacy_Point;",
    ),
    provided(
        "gl_Fog",
        "struct legacy_FogParameters { vec4 color; float density; float start; float end; \
         float scale; }; uniform legacy_FogParameters legacy_Fog;",
    ),
    provided(
        "gl_FrontMaterial",
        "struct legacy_FrontMaterialParameters { vec4 emission; vec4 ambient; vec4 diffuse; \
         vec4 specular; float shininess; }; \
         uniform legacy_FrontMaterialParameters legacy_FrontMaterial;",
    ),
    provided(
        "gl_BackMaterial",
        "struct legacy_BackMaterialParameters { vec4 emission; vec4 ambient; vec4 diffuse; \
         vec4 specular; float shininess; }; \
         uniform legacy_BackMaterialParameters legacy_BackMaterial;",
    ),
    provided(
        "gl_LightSource",
        "struct legacy_LightSourceParameters { vec4 ambient; vec4 diffuse; vec4 specular; \
         vec4 position; vec4 halfVector; vec3 spotDirection; float spotExponent; \
         float spotCutoff; float spotCosCutoff; float constantAttenuation; \
         float linearAttenuation; float quadraticAttenuation; }; \
         uniform legacy_LightSourceParameters legacy_LightSource[8];",
    ),
    provided(
        "gl_LightModel",
        "struct legacy_LightModelParameters { vec4 ambient; }; \
         uniform legacy_LightModelParameters legacy_LightModel;",
    ),
    provided(
        "gl_FrontLightModelProduct",
        "struct legacy_FrontLightModelProducts { vec4 sceneColor; }; \
         uniform legacy_FrontLightModelProducts legacy_FrontLightModelProduct;",
    ),
    provided(
        "gl_FrontLightProduct",
        "struct legacy_FrontLightProducts { vec4 ambient; vec4 diffuse; vec4 specular; }; \
         uniform legacy_FrontLightProducts legacy_FrontLightProduct[8];",
    ),
    provided(
        "gl_DepthRange",
        "struct legacy_DepthRangeParameters { highp float near; highp float far; \
         highp float diff; }; uniform legacy_DepthRangeParameters legacy_DepthRange;",
    ),
    provided(
        "shadow1D",
        "vec4 shadow1D(sampler1DShadow s, vec3 c) { return vec4(texture(s, c)); }",
    ),
    provided(
        "shadow2D",
        "vec4 shadow2D(sampler2DShadow s, vec3 c) { return vec4(texture(s, c)); }",
    ),
    provided(
        "shadow2DProj",
        "vec4 shadow2DProj(sampler2DShadow s, vec4 c) { return vec4(textureProj(s, c)); }",
    ),
    provided(
        "shadow2DLod",
        "vec4 shadow2DLod(sampler2DShadow s, vec3 c, float l) \
         { return vec4(textureLod(s, c, l)); }",
    ),
    provided(
        "shadow2DEXT",
        "mediump float shadow2DEXT(mediump sampler2DShadow s, highp vec3 c) \
         { return texture(s, c); }",
    ),
];

/// Arrays that are as long as the largest index asks for.
const ARRAYS: &[(&str, Option<Stage>, &str, &str)] = &[
    (
        "gl_TexCoord",
        Some(Stage::Vertex),
        "out vec4 legacy_TexCoord",
        "",
    ),
    (
        "gl_TexCoord",
        Some(Stage::Fragment),
        "in vec4 legacy_TexCoord",
        "",
    ),
    (
        "gl_FragData",
        Some(Stage::Fragment),
        "out highp vec4 legacy_FragData",
        "layout(location = 0) ",
    ),
];

/// Texture units and draw buffers, where an index is not a number.
const LONGEST: u32 = 8;

/// Makes an old text new, or says that there is nothing old in it.
pub(super) fn modernised(text: &str, dialect: Dialect, stage: Stage) -> Option<Modern> {
    let used: BTreeSet<&str> = identifiers(text).map(|(_, name)| name).collect();
    let is_es = match (dialect.version, dialect.profile) {
        (_, Profile::Es) => true,
        (None, _) => used.contains("precision"),
        _ => false,
    };
    let mut map: BTreeMap<&str, String> = BTreeMap::new();
    let from = match (dialect.version, is_es) {
        (Some(version), false) => version,
        (None, false) => 110,
        // ES 1.00 has the words of 1.20.
        (_, true) => 120,
    };
    for &(name, since) in KEYWORDS {
        // `texture` may be a variable of a source that calls `texture2D` only.
        if from < since && used.contains(name) && is_declared(text, name) {
            map.insert(name, format!("{name}_"));
        }
    }
    for &(old, new) in FUNCTIONS.iter().chain(WORDS) {
        if used.contains(old) {
            map.insert(old, new.to_owned());
        }
    }
    let is_vertex = stage == Stage::Vertex;
    if used.contains("attribute") {
        map.insert("attribute", "in".to_owned());
    }
    if used.contains("varying") {
        let new = if is_vertex { "out" } else { "in" };
        map.insert("varying", new.to_owned());
    }
    let mut declarations = String::new();
    let of_stage = match stage {
        Stage::Vertex => VERTEX,
        Stage::Fragment => FRAGMENT,
        _ => &[],
    };
    for Provided { name, declaration } in of_stage.iter().chain(STATE) {
        if !used.contains(name) || declares(text, name) {
            continue;
        }
        if *name == "gl_FragColor" {
            if used.contains("gl_FragData") {
                // They are the same, and an author who mentions both means one or the other.
                map.insert(name, "legacy_FragData[0]".to_owned());
                continue;
            }
            // What the author declares may be what this one stands for elsewhere.
            if !used.contains("out") {
                declarations.push_str("layout(location = 0) ");
            }
        }
        declare(&mut declarations, declaration);
        if let Some(own) = name.strip_prefix("gl_") {
            let new = match (*name, stage) {
                ("gl_Color", Stage::Fragment) => "legacy_FrontColor".to_owned(),
                ("gl_SecondaryColor", Stage::Fragment) => "legacy_FrontSecondaryColor".to_owned(),
                _ => format!("legacy_{own}"),
            };
            map.insert(name, new);
        }
    }
    if is_vertex && used.contains("ftransform") {
        for (name, declaration) in [
            ("gl_Vertex", "in vec4 legacy_Vertex;"),
            (
                "gl_ModelViewProjectionMatrix",
                "uniform mat4 legacy_ModelViewProjectionMatrix;",
            ),
        ] {
            if !map.contains_key(name) {
                declare(&mut declarations, declaration);
            }
        }
        declare(
            &mut declarations,
            "vec4 ftransform() { return legacy_ModelViewProjectionMatrix * legacy_Vertex; }",
        );
    }
    for &(name, of, declaration, layout) in ARRAYS {
        if used.contains(name) && of.is_none_or(|of| of == stage) {
            let layout = if used.contains("out") { "" } else { layout };
            let length = longest_index(text, name).map_or(LONGEST, |index| index + 1);
            declare(
                &mut declarations,
                &format!("{layout}{declaration}[{length}];"),
            );
            map.insert(name, format!("legacy_{}", name.trim_start_matches("gl_")));
        }
    }
    if map.is_empty() && declarations.is_empty() && !dialect.is_old() {
        return None;
    }
    let renamed = map
        .iter()
        .map(|(old, new)| (new.clone(), (*old).to_owned()))
        .collect();
    Some(Modern {
        text: with_declarations(&replaced(text, &map), &declarations),
        version: if is_es { "310 es" } else { "450" },
        renamed,
    })
}

fn declare(declarations: &mut String, declaration: &str) {
    declarations.push_str(declaration);
    declarations.push(' ');
}

/// Whether a word stands where a declaration has its name: after a word and before its end.
fn is_declared(text: &str, name: &str) -> bool {
    identifiers(text)
        .filter(|(_, found)| *found == name)
        .any(|(at, _)| {
            let (before, rest) = text.split_at_checked(at).unwrap_or((text, ""));
            let rest = rest.get(name.len()..).unwrap_or_default().trim_start();
            let last = last_word(before);
            rest.starts_with([';', ',', '=', ')', '['])
                && !rest.starts_with("==")
                && !last.is_empty()
                && last != "return"
        })
}

/// The word that a text ends with, if it ends with one.
pub(super) fn last_word(text: &str) -> &str {
    text.trim_end()
        .rsplit(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .next()
        .unwrap_or_default()
}

/// Whether the source itself declares a built-in (`out vec4 gl_FragColor;`, `in vec4 …`).
fn declares(text: &str, name: &str) -> bool {
    identifiers(text)
        .filter(|(_, found)| *found == name)
        .any(|(at, _)| {
            let word = last_word(text.get(..at).unwrap_or_default());
            word == "void" || word.starts_with("vec") || word.starts_with("mat")
        })
}

/// The largest number that an array is indexed with; none when something else is.
fn longest_index(text: &str, name: &str) -> Option<u32> {
    let mut longest = 0;
    for (at, found) in identifiers(text) {
        if found != name {
            continue;
        }
        let rest = text.get(at + name.len()..)?.trim_start();
        let (index, _) = rest.strip_prefix('[')?.split_once(']')?;
        let index: u32 = index.trim().parse().ok()?;
        longest = longest.max(index);
    }
    (longest < 32).then_some(longest)
}

/// The identifiers of a text with their places; those of comments too.
pub(super) fn identifiers(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let start = at + bytes.get(at..)?.iter().position(|&byte| is_part(byte))?;
            let length = bytes
                .get(start..)?
                .iter()
                .position(|&byte| !is_part(byte))
                .unwrap_or(bytes.len() - start);
            at = start + length;
            // A number is no name, and neither are its letters.
            if bytes.get(start).is_some_and(|byte| !byte.is_ascii_digit()) {
                return Some((start, text.get(start..at)?));
            }
        }
    })
}

/// The text with other identifiers.
pub(super) fn replaced(text: &str, map: &BTreeMap<&str, String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (start, name) in identifiers(text) {
        if let Some(new) = map.get(name) {
            out.push_str(text.get(at..start).unwrap_or_default());
            out.push_str(new);
            at = start + name.len();
        }
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}

/// Puts declarations in front of the first line that is code, outside of all `#if`.
fn with_declarations(text: &str, declarations: &str) -> String {
    if declarations.is_empty() {
        return text.to_owned();
    }
    let after = last_extension(text);
    let mut in_comment = false;
    let mut depth = 0_usize;
    let mut goes_on = false;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let here = start;
        start += line.len();
        let was_in_comment = in_comment;
        let code = without_comments(line, &mut in_comment);
        let went_on = std::mem::replace(&mut goes_on, line.trim_end().ends_with('\\'));
        let code = code.trim();
        if let Some(directive) = code.strip_prefix('#').map(str::trim_start) {
            if directive.starts_with("if") {
                depth += 1;
            } else if word(directive, "endif").is_some() {
                depth = depth.saturating_sub(1);
            }
            continue;
        }
        if code.is_empty() || was_in_comment || went_on || depth > 0 || here < after {
            continue;
        }
        let (before, rest) = text.split_at_checked(here).unwrap_or((text, ""));
        return format!("{before}{declarations}{rest}");
    }
    format!("{text} {declarations}")
}

/// The end of the last `#extension`.
fn last_extension(text: &str) -> usize {
    let mut in_comment = false;
    let mut end = 0;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        start += line.len();
        let code = without_comments(line, &mut in_comment);
        if let Some(directive) = code.trim().strip_prefix('#').map(str::trim_start)
            && (word(directive, "extension").is_some() || word(directive, "version").is_some())
        {
            end = start;
        }
    }
    end
}
