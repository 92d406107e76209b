//! Names that GLSL and naga know, and the names in a text.

use std::ops::Range;

use crate::parse::names::nearest;
use crate::source::Source;

/// Layout qualifiers that naga reads.
pub(super) const LAYOUT_QUALIFIERS: &str = "\
    location binding set push_constant std140 std430 early_fragment_tests local_size_x \
    local_size_y local_size_z index constant_id row_major column_major depth_any \
    depth_greater depth_less depth_unchanged";

/// Built-in variables that naga reads.
pub(super) const BUILTINS: &str = "\
    gl_Position gl_FragCoord gl_FragDepth gl_FrontFacing gl_VertexIndex gl_InstanceIndex \
    gl_GlobalInvocationID gl_LocalInvocationID gl_LocalInvocationIndex gl_WorkGroupID \
    gl_WorkGroupSize gl_NumWorkGroups gl_PointSize gl_PointCoord gl_PrimitiveID gl_SampleID \
    gl_ClipDistance gl_CullDistance gl_BaseVertex gl_BaseInstance gl_DrawID gl_ViewIndex";

/// Built-in functions that naga reads.
pub(super) const FUNCTIONS: &str = "\
    abs acos acosh all any asin asinh atan atanh barrier bitCount bitfieldExtract \
    bitfieldInsert bitfieldReverse ceil clamp cos cosh cross dFdx dFdxCoarse dFdxFine dFdy \
    dFdyCoarse dFdyFine degrees determinant distance dot equal exp exp2 faceforward findLSB \
    findMSB floatBitsToInt floatBitsToUint floor fma fract fwidth fwidthCoarse fwidthFine \
    greaterThan greaterThanEqual imageLoad imageSize imageStore intBitsToFloat inverse \
    inversesqrt isinf isnan ldexp length lessThan lessThanEqual log log2 max min mix mod \
    normalize not notEqual outerProduct packHalf2x16 packSnorm2x16 packSnorm4x8 \
    packUnorm2x16 packUnorm4x8 pow radians reflect refract round roundEven sign sin sinh \
    smoothstep sqrt step tan tanh texelFetch texelFetchOffset texture textureGrad \
    textureGradOffset textureLod textureLodOffset textureOffset textureProj textureProjLod \
    textureQueryLevels textureSize transpose trunc uintBitsToFloat unpackHalf2x16 \
    unpackSnorm2x16 unpackSnorm4x8 unpackUnorm2x16 unpackUnorm4x8";

pub(super) fn did_you_mean<'a>(
    wanted: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    nearest(wanted, candidates).map(|name| format!("did you mean `{name}`?"))
}

/// Every identifier in a text that is written more than once.
pub(super) fn identifiers(text: &str) -> Vec<&str> {
    let mut counts: std::collections::BTreeMap<&str, usize> = std::collections::BTreeMap::new();
    for word in text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')) {
        if word.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
            *counts.entry(word).or_default() += 1;
        }
    }
    counts.into_keys().collect()
}

pub(super) fn variable_help(source: &Source, name: &str) -> Option<String> {
    let known = match name {
        "gl_VertexID" => Some("Vulkan calls it `gl_VertexIndex`"),
        "gl_InstanceID" => Some("Vulkan calls it `gl_InstanceIndex`"),
        "gl_FragColor" | "gl_FragData" => {
            Some("declare an output: `layout(location = 0) out vec4 color;`")
        }
        "texture2D" | "textureCube" => Some("the function is called `texture`"),
        _ => None,
    };
    known.map(str::to_owned).or_else(|| {
        did_you_mean(
            name,
            identifiers(source.as_text())
                .into_iter()
                .filter(|candidate| *candidate != name)
                .chain(BUILTINS.split_whitespace()),
        )
    })
}

pub(super) fn is_identifier(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// Whether a text has a function of this name besides a call.
pub(super) fn is_declared_function(text: &str, name: &str) -> bool {
    text.match_indices(name).any(|(at, _)| {
        let before = text.get(..at).unwrap_or_default();
        let after = text.get(at + name.len()..).unwrap_or_default().trim_start();
        let type_end = before.trim_end();
        after.starts_with('(')
            && type_end.len() < before.len()
            && type_end.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
            && !type_end.ends_with("return")
            && !type_end.ends_with("else")
    })
}

/// Built-in functions of GLSL that naga does not read.
pub(super) fn is_beyond_naga(name: &str) -> bool {
    [
        "atomic",
        "imageAtomic",
        "subgroup",
        "memoryBarrier",
        "interpolateAt",
        "textureGather",
        "textureQueryLod",
        "imageSamples",
        "textureSamples",
        "rayQuery",
    ]
    .iter()
    .any(|start| name.starts_with(start))
        || matches!(
            name,
            "groupMemoryBarrier"
                | "modf"
                | "frexp"
                | "subpassLoad"
                | "uaddCarry"
                | "usubBorrow"
                | "umulExtended"
                | "imulExtended"
                | "matrixCompMult"
                | "noise1"
        )
}

/// The end of the code before an offset that is the first on its line.
pub(super) fn end_of_line_before(text: &str, offset: usize) -> Option<usize> {
    let before = text.get(..offset)?;
    let code = before.trim_end();
    let gap = before.get(code.len()..)?;
    let line = code.rsplit('\n').next()?;
    (gap.contains('\n')
        && !line.contains("//")
        && !code.ends_with("*/")
        && !line.trim_start().starts_with('#'))
    .then_some(code.len())
}

/// The first character outside of comments that GLSL does not know.
pub(super) fn unknown_character(text: &str) -> Option<Range<usize>> {
    let mut rest = text;
    let mut at = 0;
    while let Some(character) = rest.chars().next() {
        let skip = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if matches!(character, '"' | '\'' | '@' | '$' | '`') || !character.is_ascii() {
            return Some(at..at + character.len_utf8());
        } else {
            character.len_utf8()
        };
        at += skip;
        rest = rest.get(skip..).unwrap_or_default();
    }
    None
}

pub(super) fn line_at(text: &str, offset: usize) -> &str {
    let (before, after) = text.split_at_checked(offset).unwrap_or((text, ""));
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let end = offset + after.find('\n').unwrap_or(after.len());
    text.get(start..end).unwrap_or_default()
}

/// Qualifiers of GLSL and its extensions that naga does not read.
pub(super) fn is_unread_qualifier(name: &str) -> bool {
    "attribute coherent demote devicecoherent hitAttributeEXT nontemporal patch precise \
     queuefamilycoherent rayPayloadEXT rayPayloadInEXT shaderRecordEXT subgroupcoherent \
     subroutine taskPayloadSharedEXT varying volatile workgroupcoherent pervertexEXT pervertexNV \
     pervertexKHR perprimitiveEXT callableDataEXT callableDataInEXT nonprivate \
     spirv_decorate spirv_decorate_id spirv_decorate_string spirv_instruction \
     spirv_execution_mode spirv_by_reference spirv_literal spirv_storage_class"
        .split_whitespace()
        .any(|known| known == name)
}

/// Types of GLSL and its extensions that naga does not read.
pub(super) fn is_unread_type(name: &str) -> bool {
    let sized = ["8", "16", "32", "64"].iter().any(|bits| {
        ["int", "uint", "float", "bfloat"]
            .iter()
            .any(|base| name == format!("{base}{bits}_t"))
            || ["i", "u", "f"].iter().any(|letter| {
                name.starts_with(&format!("{letter}{bits}vec"))
                    || name.starts_with(&format!("{letter}{bits}mat"))
                    || name.starts_with(&format!("{letter}{bits}image"))
            })
    });
    let base = name.strip_prefix(['i', 'u']).unwrap_or(name);
    sized
        || base.starts_with("subpassInput")
        || [
            "image1D",
            "image2D",
            "image3D",
            "imageCube",
            "texture1D",
            "texture2D",
        ]
        .iter()
        .any(|start| base.starts_with(start) || name.starts_with(start))
        || matches!(
            name,
            "accelerationStructureEXT"
                | "accelerationStructureNV"
                | "rayQueryEXT"
                | "hitObjectNV"
                | "hitObjectEXT"
                | "atomic_uint"
                | "coopmat"
                | "coopvecNV"
                | "tensorARM"
                | "spirv_type"
        )
}

/// Built-in variables of GLSL and its extensions that naga does not read.
pub(super) fn is_unread_builtin(name: &str) -> bool {
    name.starts_with("gl_")
        && nearest(name, BUILTINS.split_whitespace()).is_none_or(|near| name.contains(near))
}
