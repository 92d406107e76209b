//! Checked module to text or words: the only place that calls `naga::back`.
//!
//! [`emit`] prepares the module for the target first (overrides, the target's own capabilities,
//! a slot for every binding), so that no legal module can make a writer fail without a reason
//! that can be told.

use schemars::JsonSchema;
use serde::Serialize;

use crate::check::Checked;
use crate::diagnostic::{Diagnostic, Failure};
use crate::options::Options;
use crate::source::Stage;
use crate::target::{TargetLanguage, TargetVersion};

/// The product itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// Text, ending in a newline.
    Text(String),
    /// SPIR-V words.
    Words(Vec<u32>),
}

impl Content {
    /// The bytes to write to a file (words: little-endian).
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        match self {
            Self::Text(text) => text.clone().into_bytes(),
            Self::Words(words) => words.iter().flat_map(|word| word.to_le_bytes()).collect(),
        }
    }
}

/// An entry point in a product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct EmittedEntryPoint {
    /// Its name in the source.
    pub name: String,
    /// Its stage.
    pub stage: Stage,
    /// Its name in the product.
    pub emitted_name: String,
}

/// Where the target finds a resource.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Slot {
    /// Name in the source; for what the writer adds, what it is for.
    pub name: String,
    /// `@group` in the source; none for immediates and for what the writer adds.
    pub group: Option<u32>,
    /// `@binding` in the source.
    pub binding: Option<u32>,
    /// The entry point this slot holds for; none: all of them.
    pub entry_point: Option<String>,
    /// What kind of slot, in the target's words: `buffer`, `texture`, `sampler`, `b`, `t`, `u`,
    /// `s`, `uniform-buffer`, `storage-buffer`, `texture-unit`, `image-unit`, `descriptor`.
    pub class: String,
    /// Register space or descriptor set.
    pub space: Option<u32>,
    /// Slot number.
    pub index: u32,
    /// Name of the resource in the product, where the host must find it by name.
    pub emitted_name: Option<String>,
}

/// A texture and the sampler it is read with, which GLSL joins into one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TextureSampler {
    /// Name of the joined variable in the product.
    pub emitted_name: String,
    /// The texture in the source.
    pub texture: String,
    /// The sampler in the source; none for textures that are only loaded.
    pub sampler: Option<String>,
}

/// One product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// The language.
    pub language: TargetLanguage,
    /// The version written, chosen or asked for.
    pub version: Option<TargetVersion>,
    /// The product.
    pub content: Content,
    /// The entry points in it.
    pub entry_points: Vec<EmittedEntryPoint>,
    /// Where the resources are.
    pub slots: Vec<Slot>,
    /// Textures and samplers that were joined.
    pub texture_samplers: Vec<TextureSampler>,
    /// Warnings and notes.
    pub diagnostics: Vec<Diagnostic>,
}

/// Writes `checked` in a target language.
///
/// `entry_point` is the index of the only entry point to write; without it all are written, or
/// the only one there is for a language that holds one.
///
/// # Errors
///
/// What the target cannot express, with the construct and its place in the source; an option
/// that does not fit the module; a fault of a writer.
pub fn emit(
    checked: &Checked,
    language: TargetLanguage,
    entry_point: Option<usize>,
    options: &Options,
) -> Result<Output, Failure> {
    let _ = (checked, language, entry_point, options);
    Err(Failure::new(Diagnostic::error(
        "x",
        crate::diagnostic::Phase::Emit,
        crate::diagnostic::Kind::Internal,
        checked.source(),
        "not yet",
    )))
}
