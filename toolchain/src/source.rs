//! What is translated: a named text or binary, its language, and the way from bytes to lines.
//!
//! Imports nothing of the crate. It opens no file: whoever read the bytes hands them in.

mod edits;
mod lines;
mod map;

pub(crate) use edits::Edits;
pub(crate) use map::PlainMap;
pub use map::{Joiner, SourceMap};

use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use lines::Lines;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The languages a source can be written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Language {
    /// WebGPU Shading Language.
    Wgsl,
    /// OpenGL Shading Language, one stage a file.
    Glsl,
    /// High-Level Shading Language, read as far as glslang reads it: one entry point of a file.
    Hlsl,
    /// SPIR-V, as binary words.
    Spirv,
    /// SPIR-V, as textual assembly.
    SpirvAssembly,
}

impl Language {
    /// Every language, in the order in which help lists them.
    pub const ALL: [Self; 5] = [
        Self::Wgsl,
        Self::Glsl,
        Self::Hlsl,
        Self::Spirv,
        Self::SpirvAssembly,
    ];

    /// The name used on the command line and in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Wgsl => "wgsl",
            Self::Glsl => "glsl",
            Self::Hlsl => "hlsl",
            Self::Spirv => "spirv",
            Self::SpirvAssembly => "spirv-assembly",
        }
    }

    /// The language called `name`, by its own name or a customary short one.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name.to_ascii_lowercase().as_str() {
            "wgsl" => Self::Wgsl,
            "glsl" => Self::Glsl,
            "hlsl" => Self::Hlsl,
            "spirv" | "spv" => Self::Spirv,
            "spirv-assembly" | "spirv-asm" | "spvasm" => Self::SpirvAssembly,
            _ => return None,
        })
    }

    /// The file extensions that mean this language, without the leading dot.
    #[must_use]
    pub const fn extensions(self) -> &'static [&'static str] {
        match self {
            Self::Wgsl => &["wgsl", "wesl"],
            Self::Glsl => &[
                "glsl", "vert", "frag", "comp", "vs", "fs", "cs", "vsh", "fsh", "csh", "task",
                "mesh",
            ],
            Self::Hlsl => &["hlsl"],
            Self::Spirv => &["spv", "spirv"],
            Self::SpirvAssembly => &["spvasm", "spirv-asm"],
        }
    }

    /// Whether the source is text (and spans therefore mean something to a reader).
    #[must_use]
    pub const fn is_text(self) -> bool {
        !matches!(self, Self::Spirv)
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A pipeline stage (`naga::ShaderStage`, WebGPU `GPUShaderStage`).
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Vertex shading.
    Vertex,
    /// Fragment shading.
    Fragment,
    /// Compute.
    Compute,
    /// Task (amplification) shading, which sizes mesh work.
    Task,
    /// Mesh shading.
    Mesh,
    /// Ray generation.
    RayGeneration,
    /// Any hit of a ray.
    AnyHit,
    /// Closest hit of a ray.
    ClosestHit,
    /// Miss of a ray.
    Miss,
}

impl Stage {
    /// Every stage.
    pub const ALL: [Self; 9] = [
        Self::Vertex,
        Self::Fragment,
        Self::Compute,
        Self::Task,
        Self::Mesh,
        Self::RayGeneration,
        Self::AnyHit,
        Self::ClosestHit,
        Self::Miss,
    ];

    /// The stages that a GLSL source can have here.
    pub const GLSL: [Self; 5] = [
        Self::Vertex,
        Self::Fragment,
        Self::Compute,
        Self::Task,
        Self::Mesh,
    ];

    /// The stages that an HLSL source can have here, and those that GLSL is written for.
    pub const WRITTEN_AS_GLSL: [Self; 3] = [Self::Vertex, Self::Fragment, Self::Compute];

    /// The name used on the command line and in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Vertex => "vertex",
            Self::Fragment => "fragment",
            Self::Compute => "compute",
            Self::Task => "task",
            Self::Mesh => "mesh",
            Self::RayGeneration => "ray-generation",
            Self::AnyHit => "any-hit",
            Self::ClosestHit => "closest-hit",
            Self::Miss => "miss",
        }
    }

    /// The stage called `name`: its own name, or the customary file extension.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name.to_ascii_lowercase().as_str() {
            "vertex" | "vert" | "vs" | "vsh" => Self::Vertex,
            "fragment" | "frag" | "fs" | "fsh" | "pixel" | "ps" => Self::Fragment,
            "compute" | "comp" | "cs" | "csh" => Self::Compute,
            "task" => Self::Task,
            "mesh" => Self::Mesh,
            "ray-generation" | "rgen" => Self::RayGeneration,
            "any-hit" | "rahit" => Self::AnyHit,
            "closest-hit" | "rchit" => Self::ClosestHit,
            "miss" | "rmiss" => Self::Miss,
            _ => return None,
        })
    }

    /// The file extension that GLSL tools expect for the stage.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Vertex => "vert",
            Self::Fragment => "frag",
            Self::Compute => "comp",
            Self::Task => "task",
            Self::Mesh => "mesh",
            Self::RayGeneration => "rgen",
            Self::AnyHit => "rahit",
            Self::ClosestHit => "rchit",
            Self::Miss => "rmiss",
        }
    }

    /// naga's word for the stage.
    #[must_use]
    pub const fn to_naga(self) -> naga::ShaderStage {
        match self {
            Self::Vertex => naga::ShaderStage::Vertex,
            Self::Fragment => naga::ShaderStage::Fragment,
            Self::Compute => naga::ShaderStage::Compute,
            Self::Task => naga::ShaderStage::Task,
            Self::Mesh => naga::ShaderStage::Mesh,
            Self::RayGeneration => naga::ShaderStage::RayGeneration,
            Self::AnyHit => naga::ShaderStage::AnyHit,
            Self::ClosestHit => naga::ShaderStage::ClosestHit,
            Self::Miss => naga::ShaderStage::Miss,
        }
    }
}

impl From<naga::ShaderStage> for Stage {
    fn from(stage: naga::ShaderStage) -> Self {
        match stage {
            naga::ShaderStage::Vertex => Self::Vertex,
            naga::ShaderStage::Fragment => Self::Fragment,
            naga::ShaderStage::Compute => Self::Compute,
            naga::ShaderStage::Task => Self::Task,
            naga::ShaderStage::Mesh => Self::Mesh,
            naga::ShaderStage::RayGeneration => Self::RayGeneration,
            naga::ShaderStage::AnyHit => Self::AnyHit,
            naga::ShaderStage::ClosestHit => Self::ClosestHit,
            naga::ShaderStage::Miss => Self::Miss,
        }
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The stage of GLSL that a file extension means to other tools and that is not read here.
#[must_use]
pub fn unread_stage(extension: &str) -> Option<&'static str> {
    Some(match extension.to_ascii_lowercase().as_str() {
        "geom" => "geometry",
        "tesc" => "tessellation control",
        "tese" => "tessellation evaluation",
        "rgen" => "ray generation",
        "rint" => "intersection",
        "rahit" => "any hit",
        "rchit" => "closest hit",
        "rmiss" => "miss",
        "rcall" => "callable",
        _ => return None,
    })
}

/// What a file name says of its content: language and, for GLSL and HLSL, stage.
///
/// `light.frag`, `light.frag.glsl` and `light.glsl.frag` all mean a GLSL fragment shader,
/// `light.frag.hlsl` and `light.ps.hlsl` one in HLSL.
#[must_use]
pub fn guess(name: &str) -> (Option<Language>, Option<Stage>) {
    let base = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let mut parts = base.rsplit('.');
    let last = parts.next().unwrap_or_default().to_ascii_lowercase();
    let before = parts.next().unwrap_or_default();
    if !base.contains('.') {
        return (None, None);
    }
    let language = Language::ALL
        .into_iter()
        .find(|language| language.extensions().contains(&last.as_str()));
    let stage = match language {
        Some(Language::Glsl | Language::Hlsl) => {
            Stage::from_name(&last).or_else(|| Stage::from_name(before))
        }
        _ => None,
    };
    let known: &[Stage] = match language {
        Some(Language::Hlsl) => &Stage::WRITTEN_AS_GLSL,
        _ => &Stage::GLSL,
    };
    (language, stage.filter(|stage| known.contains(stage)))
}

/// A place in a text, for people and for editors. All counts start at 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Position {
    /// Line.
    pub line: usize,
    /// Column in characters (Unicode scalar values).
    pub column: usize,
    /// Column in UTF-16 code units, which the Language Server Protocol and WebGPU count.
    pub utf16_column: usize,
}

#[derive(Debug)]
struct Inner {
    name: String,
    language: Language,
    text: String,
    bytes: Vec<u8>,
    lines: OnceLock<Lines>,
    map: Option<SourceMap>,
    /// Whether offsets that come with it are places in the text.
    has_places: bool,
}

/// One source with its name; cloning it is cheap, so a diagnostic can carry it.
#[derive(Clone, Debug)]
pub struct Source(Arc<Inner>);

impl Source {
    /// A source that is text.
    #[must_use]
    pub fn text(name: impl Into<String>, language: Language, text: impl Into<String>) -> Self {
        Self(Arc::new(Inner {
            name: name.into(),
            language,
            text: text.into(),
            bytes: Vec::new(),
            lines: OnceLock::new(),
            map: None,
            has_places: true,
        }))
    }

    /// A source that is binary (SPIR-V).
    #[must_use]
    pub fn binary(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self(Arc::new(Inner {
            name: name.into(),
            language: Language::Spirv,
            text: String::new(),
            bytes: bytes.into(),
            lines: OnceLock::new(),
            map: None,
            has_places: false,
        }))
    }

    pub(crate) fn joined(name: &str, language: Language, text: String, map: SourceMap) -> Self {
        Self(Arc::new(Inner {
            name: name.to_owned(),
            language,
            text,
            bytes: Vec::new(),
            lines: OnceLock::new(),
            map: Some(map),
            has_places: true,
        }))
    }

    /// The same source for a module that was made of it in a way that lost the places.
    #[must_use]
    pub fn without_places(&self) -> Self {
        Self(Arc::new(Inner {
            name: self.0.name.clone(),
            language: self.0.language,
            text: self.0.text.clone(),
            bytes: self.0.bytes.clone(),
            lines: OnceLock::new(),
            map: self.0.map.clone(),
            has_places: false,
        }))
    }

    /// Whether byte offsets of a module that was made of it are places in its text.
    #[must_use]
    pub fn has_places(&self) -> bool {
        self.0.has_places
    }

    /// The way back to the files that this text was put together from; none: it is a file.
    #[must_use]
    pub fn map(&self) -> Option<&SourceMap> {
        self.0.map.as_ref()
    }

    /// Whether this is a clone of the other.
    pub(crate) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// What messages call it: a path, or `<stdin>`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// The language it is written in.
    #[must_use]
    pub fn language(&self) -> Language {
        self.0.language
    }

    /// The text; empty for a binary.
    #[must_use]
    pub fn as_text(&self) -> &str {
        &self.0.text
    }

    /// The bytes: of the binary, or of the text in UTF-8.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        if self.0.language.is_text() {
            self.0.text.as_bytes()
        } else {
            &self.0.bytes
        }
    }

    fn lines(&self) -> &Lines {
        self.0.lines.get_or_init(|| Lines::new(&self.0.text))
    }

    /// The place of a byte offset; an offset past the end or inside a character is moved back.
    #[must_use]
    pub fn position(&self, offset: usize) -> Position {
        let offset = floor_char_boundary(&self.0.text, offset);
        self.lines().position(&self.0.text, offset)
    }

    /// The index of the line that a byte is in, from 0.
    pub(crate) fn line_index(&self, offset: usize) -> usize {
        self.lines().index(offset)
    }

    /// The bytes of a line without the line break; none: there is no such line.
    pub(crate) fn line(&self, index: usize) -> Option<Range<usize>> {
        self.lines().range(&self.0.text, index)
    }

    /// The text in a byte range, cut to character boundaries.
    #[must_use]
    pub fn slice(&self, span: Range<usize>) -> &str {
        let span = self.clamp(span);
        self.0.text.get(span).unwrap_or_default()
    }

    /// The range moved inside the text and onto character boundaries.
    #[must_use]
    pub fn clamp(&self, span: Range<usize>) -> Range<usize> {
        let start = floor_char_boundary(&self.0.text, span.start);
        let end = floor_char_boundary(&self.0.text, span.end).max(start);
        start..end
    }
}

impl PartialEq for Source {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
            || (self.name() == other.name()
                && self.language() == other.language()
                && self.as_bytes() == other.as_bytes())
    }
}

impl Eq for Source {}

impl Hash for Source {
    /// Sources of one name and length have their texts compared.
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name().hash(state);
        self.as_bytes().len().hash(state);
    }
}

fn floor_char_boundary(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_language_and_stage() {
        let cases = [
            ("a/b.wgsl", Some(Language::Wgsl), None),
            ("b.frag", Some(Language::Glsl), Some(Stage::Fragment)),
            ("b.vert.glsl", Some(Language::Glsl), Some(Stage::Vertex)),
            ("b.glsl", Some(Language::Glsl), None),
            ("b.hlsl", Some(Language::Hlsl), None),
            ("b.ps.hlsl", Some(Language::Hlsl), Some(Stage::Fragment)),
            ("b.mesh.glsl", Some(Language::Glsl), Some(Stage::Mesh)),
            ("b.task", Some(Language::Glsl), Some(Stage::Task)),
            ("b.mesh.hlsl", Some(Language::Hlsl), None),
            ("b.geom.glsl", Some(Language::Glsl), None),
            ("B.COMP", Some(Language::Glsl), Some(Stage::Compute)),
            ("x.spv", Some(Language::Spirv), None),
            ("x.frag.spv", Some(Language::Spirv), None),
            ("x.spvasm", Some(Language::SpirvAssembly), None),
            ("wgsl", None, None),
            ("dir.wgsl/file", None, None),
        ];
        for (name, language, stage) in cases {
            assert_eq!(guess(name), (language, stage), "{name}");
        }
    }

    #[test]
    fn positions_count_characters_and_utf16_units() {
        let source = Source::text("s", Language::Wgsl, "a\nb\u{1d400}c\n");
        assert_eq!(
            source.position(0),
            Position {
                line: 1,
                column: 1,
                utf16_column: 1
            }
        );
        let at_c = "a\nb\u{1d400}".len();
        assert_eq!(
            source.position(at_c),
            Position {
                line: 2,
                column: 3,
                utf16_column: 4
            }
        );
        // Inside the character: moved back to its start.
        assert_eq!(source.position(at_c - 1).column, 2);
        assert_eq!(source.position(1000).line, 3);
    }
}
