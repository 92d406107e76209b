//! Names that an author may give and glslang keeps for itself.
//!
//! glslang reads all of ES as 3.10, where no function may have the name of one that is built in, not even of one that
//! only an extension brings; and it reads for Vulkan, where `sampler` is a type. What the source declares under such a
//! name gets another one, and its old name back in the module.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::dialect::{Dialect, Profile, without_comments};
use super::legacy::{identifiers, last_word};

/// Functions that are built in from ES 3.00 on, and that no extension brings to ES 1.00.
const FROM_300: &[&str] = &[
    "acosh",
    "asinh",
    "atanh",
    "cosh",
    "determinant",
    "floatBitsToInt",
    "floatBitsToUint",
    "intBitsToFloat",
    "inverse",
    "isinf",
    "isnan",
    "modf",
    "outerProduct",
    "packHalf2x16",
    "packSnorm2x16",
    "packUnorm2x16",
    "round",
    "roundEven",
    "sinh",
    "tanh",
    "texelFetch",
    "texelFetchOffset",
    "texture",
    "textureGrad",
    "textureGradOffset",
    "textureLod",
    "textureLodOffset",
    "textureOffset",
    "textureProj",
    "textureProjGrad",
    "textureProjGradOffset",
    "textureProjLod",
    "textureProjLodOffset",
    "textureProjOffset",
    "textureSize",
    "transpose",
    "trunc",
    "uintBitsToFloat",
    "unpackHalf2x16",
    "unpackSnorm2x16",
    "unpackUnorm2x16",
];

/// Functions and words from ES 3.10 on.
const FROM_310: &[&str] = &[
    "atomicAdd",
    "atomicAnd",
    "atomicCompSwap",
    "atomicExchange",
    "atomicMax",
    "atomicMin",
    "atomicOr",
    "atomicXor",
    "bitCount",
    "bitfieldExtract",
    "bitfieldInsert",
    "bitfieldReverse",
    "buffer",
    "findLSB",
    "findMSB",
    "frexp",
    "imageLoad",
    "imageSize",
    "imageStore",
    "imulExtended",
    "ldexp",
    "memoryBarrier",
    "memoryBarrierBuffer",
    "memoryBarrierImage",
    "packSnorm4x8",
    "packUnorm4x8",
    "precise",
    "shared",
    "textureGather",
    "textureGatherOffset",
    "uaddCarry",
    "umulExtended",
    "unpackSnorm4x8",
    "unpackUnorm4x8",
    "usubBorrow",
];

/// Functions of extensions and of ES 3.20, which glslang knows in 3.10 whether they are asked for or not.
const OF_EXTENSIONS: &[&str] = &[
    "absoluteDifference",
    "addSaturate",
    "atomicLoad",
    "atomicStore",
    "average",
    "averageRounded",
    "controlBarrier",
    "countLeadingZeros",
    "countTrailingZeros",
    "fma",
    "imageAtomicAdd",
    "imageAtomicAnd",
    "imageAtomicCompSwap",
    "imageAtomicExchange",
    "imageAtomicLoad",
    "imageAtomicMax",
    "imageAtomicMin",
    "imageAtomicOr",
    "imageAtomicStore",
    "imageAtomicXor",
    "interpolateAtCentroid",
    "interpolateAtOffset",
    "interpolateAtSample",
    "multiply32x16",
    "pack16",
    "pack32",
    "pack64",
    "packFloat2x16",
    "subpassLoad",
    "subtractSaturate",
    "textureGatherOffsets",
    "unpack16",
    "unpack32",
    "unpack8",
    "unpackFloat2x16",
];

/// Types of Vulkan's GLSL that are names elsewhere.
const TYPES: &[&str] = &["sampler", "samplerShadow", "subpassInput", "subpassInputMS"];

/// Names of the source that glslang would not let it have, with those it is given.
pub(super) fn renamed(text: &str, dialect: Dialect) -> BTreeMap<&str, String> {
    let used: BTreeSet<&str> = identifiers(text).map(|(_, name)| name).collect();
    let version = match (dialect.version, dialect.profile) {
        (Some(version), Profile::Es) => Some(version),
        (None, _) if used.contains("precision") => Some(100),
        _ => None,
    };
    let functions = [
        (FROM_300, version.is_some_and(|version| version < 300)),
        (FROM_310, version.is_some_and(|version| version < 310)),
        (OF_EXTENSIONS, version.is_some()),
    ];
    let mut candidates: BTreeMap<&str, bool> = BTreeMap::new();
    for (names, counts) in functions {
        let names = names.iter().filter(|_| counts);
        candidates.extend(names.map(|name| (*name, false)));
    }
    candidates.extend(TYPES.iter().map(|name| (*name, true)));
    candidates.retain(|name, _| used.contains(name));
    if candidates.is_empty() {
        return BTreeMap::new();
    }
    let code = code(text);
    let names: BTreeSet<&str> = declared(&code, |name| candidates.get(name).copied())
        .map(|(_, name)| name)
        .collect();
    used.iter()
        .filter(|name| names.contains(*name))
        .map(|name| {
            let mut new = format!("{name}_");
            while used.contains(new.as_str()) {
                new.push_str("own_");
            }
            (*name, new)
        })
        .collect()
}

/// The text with names for the structs of uniforms that have none: glslang does not take textures out of those.
pub(super) fn with_named_structs(text: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let mut at = 0;
    for (start, word) in identifiers(text) {
        let (before, rest) = text.split_at_checked(start).unwrap_or((text, ""));
        let end = start + word.len();
        let opens = rest
            .get(word.len()..)
            .is_some_and(|rest| rest.trim_start().starts_with('{'));
        if word == "struct" && opens && last_word(before) == "uniform" {
            out.push_str(text.get(at..end).unwrap_or_default());
            out.push_str(&format!(" unnamed_{start}"));
            at = end;
        }
    }
    if at == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(text.get(at..).unwrap_or_default());
    Cow::Owned(out)
}

/// `__VERSION__` with the number that the source means by it, where glslang is given another.
pub(super) fn version(text: &str, dialect: Dialect) -> Option<(&'static str, String)> {
    const NAME: &str = "__VERSION__";
    let mut asks_whether = false;
    let mut is_es = dialect.profile == Profile::Es;
    let mut is_used = false;
    for (at, name) in identifiers(text) {
        is_es |= dialect.version.is_none() && name == "precision";
        if name == NAME {
            is_used = true;
            let before = text.get(..at).unwrap_or_default().trim_end();
            let before = before.strip_suffix('(').unwrap_or(before);
            asks_whether |= matches!(last_word(before), "defined" | "ifdef" | "ifndef" | "undef");
        }
    }
    let number = dialect.replaced_number(is_es)?;
    (is_used && !asks_whether).then(|| (NAME, number.to_string()))
}

/// The functions that a line declares.
pub(super) fn functions(line: &str) -> impl Iterator<Item = &str> {
    declared(line, |_| Some(false))
        .filter(|(at, name)| {
            let rest = line.get(at + name.len()..).unwrap_or_default();
            rest.trim_start().starts_with('(')
        })
        .map(|(_, name)| name)
}

/// The text without comments.
fn code(text: &str) -> String {
    let mut in_comment = false;
    text.split_inclusive('\n')
        .map(|line| {
            without_comments(line, &mut in_comment)
                .trim_end()
                .to_owned()
                + "\n"
        })
        .collect()
}

/// Where the source declares names that matter; `is_type` tells which, and whether they are types of Vulkan's GLSL.
fn declared(
    code: &str,
    is_type: impl Fn(&str) -> Option<bool>,
) -> impl Iterator<Item = (usize, &str)> {
    let mut seen = 0;
    let mut is_uniform = false;
    identifiers(code).filter(move |(at, name)| {
        // A statement may be as long as the text: it is not gone through for each of its names.
        let between = code.get(seen..*at).unwrap_or_default();
        seen = at + name.len();
        is_uniform &= !between.contains([';', '{', '}']);
        let in_uniform = is_uniform;
        is_uniform |= *name == "uniform";
        is_type(name).is_some_and(|is_type| is_declared(code, *at, name, is_type, in_uniform))
    })
}

/// Whether a name stands where it is declared; that of a function that is built in, where it matters: a member of the
/// block of uniforms can be called as it likes.
fn is_declared(code: &str, at: usize, name: &str, is_type: bool, in_uniform: bool) -> bool {
    const BEFORE_CALLS: &[&str] = &["return", "else", "do", "define", "defined", "case"];
    const QUALIFIERS: &[&str] = &["in", "out", "inout", "const", "highp", "mediump", "lowp"];
    let (before, rest) = code.split_at_checked(at).unwrap_or((code, ""));
    let rest = rest.get(name.len()..).unwrap_or_default().trim_start();
    let last = last_word(before);
    if last.is_empty() || BEFORE_CALLS.contains(&last) {
        // Another declarator of a list.
        return is_type
            && before.trim_end().ends_with(',')
            && rest.starts_with([';', '='])
            && !rest.starts_with("==");
    }
    if rest.starts_with('(') {
        return true;
    }
    let ends = rest.starts_with([';', ',', '=', ')', '[']) && !rest.starts_with("==");
    ends && !QUALIFIERS.contains(&last) && (is_type || !in_uniform)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn structs_of_uniforms_get_names() {
        let text = "uniform struct { sampler2D map; } lamp[2]; struct Own { float x; };";
        let named = "uniform struct unnamed_8 { sampler2D map; } lamp[2]; struct Own { float x; };";
        assert_eq!(with_named_structs(text), named);
    }

    #[test]
    fn the_version_is_that_of_the_source() {
        let es = |version| Dialect {
            version,
            profile: Profile::Es,
        };
        let number = |text, dialect| version(text, dialect).map(|(_, number)| number);
        let text = "#if __VERSION__ < 300\n#endif";
        assert_eq!(number(text, es(Some(100))).as_deref(), Some("100"));
        assert_eq!(number(text, es(Some(300))).as_deref(), Some("300"));
        assert_eq!(number(text, es(Some(310))), None);
        assert_eq!(
            number("#if defined(__VERSION__)\n#endif", es(Some(100))),
            None
        );
    }

    fn names(version: u32, profile: Profile, text: &str) -> Vec<&str> {
        let dialect = Dialect {
            version: Some(version),
            profile,
        };
        renamed(text, dialect).into_keys().collect()
    }

    #[test]
    fn only_what_the_version_lacks_is_renamed() {
        let text = "mat2 transpose(mat2 m) { return m; } int bitCount(int x) { return 1; } \
                    float average(vec3 v) { return v.x; } float sin(float x) { return x; }";
        assert_eq!(
            names(100, Profile::Es, text),
            ["average", "bitCount", "transpose"]
        );
        assert_eq!(names(300, Profile::Es, text), ["average", "bitCount"]);
        assert_eq!(names(310, Profile::Es, text), ["average"]);
        assert!(names(330, Profile::Core, text).is_empty());
    }

    #[test]
    fn calls_comments_and_types_are_no_declarations() {
        for text in [
            "// float average(x)\nvoid main() { float a = average(1.0); }",
            "float f() { return fma(1.0, 2.0, 3.0); }",
            "uniform sampler s; vec4 f(texture2D t, const sampler) { return vec4(1.0); }",
            "uniform float imageSize;",
        ] {
            assert!(names(300, Profile::Es, text).is_empty(), "{text}");
        }
        for text in [
            "uniform sampler2D sampler;",
            "vec4 f(sampler2D sampler, vec2 p) { return texture(sampler, p); }",
            "void main() { vec4 a, sampler = vec4(1.0); }",
        ] {
            assert_eq!(names(330, Profile::Core, text), ["sampler"], "{text}");
        }
        assert_eq!(
            names(300, Profile::Es, "in float imageSize;"),
            ["imageSize"]
        );
    }
}
