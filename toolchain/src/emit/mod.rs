//! Checked module to text or words: the only place that calls `naga::back`.
//!
//! [`emit`] prepares the module for the target first (overrides, the target's own capabilities,
//! a slot for every binding), so that no legal module can make a writer fail without a reason
//! that can be told.

mod dot;
mod errors;
mod feature;
mod features;
mod glsl;
mod hlsl;
mod lengths;
mod library;
mod msl;
mod needs;
mod prepare;
mod repair;
mod resources;
mod rewrite;
mod sizes;
mod spirv;
mod wgsl;

use std::borrow::Cow;
use std::fmt::{self, Display};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::check::Checked;
use crate::codes;
use crate::diagnostic::{Diagnostic, Failure, Kind, Phase, in_files};
use crate::guard;
use crate::limits;
use crate::limits::output::Bounded;
use crate::options::Options;
use crate::source::{Source, Stage};
use crate::target::{TargetLanguage, TargetVersion};
use errors::{Explained, WriterError};
use features::Feature;
use needs::Need;
use prepare::Prepared;

pub(crate) use prepare::unknown_override;

/// The product itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Content {
    /// Text, ending in a newline.
    Text(String),
    /// SPIR-V words.
    Words(Vec<u32>),
}

impl Content {
    /// The bytes to write to a file (words: little-endian).
    #[must_use]
    pub fn to_bytes(&self) -> Cow<'_, [u8]> {
        match self {
            Self::Text(text) => Cow::Borrowed(text.as_bytes()),
            Self::Words(words) => words.iter().flat_map(|word| word.to_le_bytes()).collect(),
        }
    }
}

/// An entry point in a product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct EmittedEntryPoint {
    /// Its name in the source.
    pub name: String,
    /// Its stage.
    pub stage: Stage,
    /// Its name in the product.
    pub emitted_name: String,
}

/// Where the target finds a resource.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
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
    /// `s`, `uniform-buffer`, `storage-buffer`, `texture-unit`, `image-unit`, `descriptor`; `binding`
    /// for an element of an array that WGSL has as a variable.
    pub class: String,
    /// Register space or descriptor set.
    pub space: Option<u32>,
    /// Slot number.
    pub index: u32,
    /// Name of the resource in the product, where the host must find it by name.
    pub emitted_name: Option<String>,
}

/// A texture and the sampler it is read with, which GLSL joins into one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
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
    let mut output =
        emit_module(checked, language, entry_point, options).map_err(Failure::in_files)?;
    if has_pins(language, options)
        && let Some(failure) = Failure::from_all(resources::clashes(
            checked,
            entry_point,
            &output.slots,
            language.title(),
        ))
    {
        return Err(failure.in_files());
    }
    output.diagnostics = in_files(output.diagnostics);
    Ok(output)
}

fn emit_module(
    checked: &Checked,
    language: TargetLanguage,
    entry_point: Option<usize>,
    options: &Options,
) -> Result<Output, Failure> {
    if language == TargetLanguage::Glsl && checked.module().entry_points.is_empty() {
        let with_one = library::with_entry_point(checked, language, options)?;
        let mut options = options.clone();
        options.glsl.writer_flags.0 |= naga::back::glsl::WriterFlags::INCLUDE_UNUSED_ITEMS;
        let mut output = emit_module(&with_one, language, Some(0), &options)?;
        output.diagnostics.push(library::note(checked, language));
        return Ok(output);
    }
    if let Some(lengths::Assumed { checked, warnings }) =
        lengths::assume(checked, language, entry_point, options)
    {
        let mut output = emit_module(&checked, language, entry_point, options)?;
        output.diagnostics.extend(warnings);
        return Ok(output);
    }
    let entry_point = match entry_point {
        None if language.is_per_entry_point() => Some(only_entry_point(checked, language)?),
        other => other,
    };
    let prepared = prepare::prepare(checked, language, entry_point, options)?;
    limits::check_target(&prepared.module, language, prepared.source, options)?;
    match language {
        TargetLanguage::Msl => {
            let version = msl::version(&prepared.features, options);
            has_all(&prepared, language, Some(version), needs::msl)?;
            prepare::check_capabilities(&prepared, checked, language, options)?;
            msl::write(prepared, checked, entry_point, version, options)
        }
        TargetLanguage::Hlsl => {
            let version = hlsl::version(&prepared.features, options);
            has_all(&prepared, language, Some(version), needs::hlsl)?;
            prepare::check_capabilities(&prepared, checked, language, options)?;
            hlsl::write(prepared, checked, version, options)
        }
        TargetLanguage::Glsl => {
            let version = glsl::version(&prepared.features, options);
            if let Some(failure) = Failure::from_all(glsl::missing(&prepared, version, options)) {
                return Err(failure);
            }
            prepare::check_capabilities(&prepared, checked, language, options)?;
            let whole = resources::collect(checked.module());
            let whole = prepared.external.expand(whole);
            let units = glsl::assign(checked.source(), &whole, &prepared.arrays, options)?;
            // Preparing kept the entry point alone, unless it was alone already.
            let index = match prepared.module.entry_points.len() {
                1 => 0,
                _ => entry_point.unwrap_or_default(),
            };
            glsl::write(prepared, index, version, &units, options)
        }
        TargetLanguage::Spirv | TargetLanguage::SpirvAsm => {
            let version = spirv::version(&prepared.features, options);
            has_all(&prepared, language, Some(version), needs::spirv)?;
            prepare::check_capabilities(&prepared, checked, language, options)?;
            spirv::write(prepared, language, version, options)
        }
        TargetLanguage::Wgsl => {
            has_all(&prepared, language, None::<Unversioned>, needs::wgsl)?;
            wgsl::write(prepared, options)
        }
        TargetLanguage::Dot => dot::write(prepared, options),
    }
}

/// Whether a map gives slots in a target where each holds one resource. (In SPIR-V several may
/// share one.)
fn has_pins(language: TargetLanguage, options: &Options) -> bool {
    match language {
        TargetLanguage::Msl => !options.msl.per_entry_point_map.is_empty(),
        TargetLanguage::Hlsl => !options.hlsl.binding_map.is_empty(),
        TargetLanguage::Glsl => !options.glsl.binding_map.is_empty(),
        TargetLanguage::Spirv
        | TargetLanguage::SpirvAsm
        | TargetLanguage::Wgsl
        | TargetLanguage::Dot => false,
    }
}

/// Refuses what the target, or the version asked for, does not have.
fn has_all<V: Copy + Ord + Display>(
    prepared: &Prepared<'_>,
    language: TargetLanguage,
    version: Option<V>,
    need: fn(Feature) -> Need<V>,
) -> Result<(), Failure> {
    let title = language.title();
    let problem = |code, message: String| {
        Diagnostic::error(
            code,
            Phase::Emit,
            Kind::Unsupported,
            prepared.source,
            message,
        )
    };
    let missing = prepared
        .features
        .iter()
        .filter_map(|(feature, span)| {
            let name = feature.title();
            let diagnostic = match need(feature) {
                Need::Any => return None,
                Need::Never(why) => {
                    let message = format!("{title} cannot express {name}");
                    let diagnostic = problem(codes::TARGET_CONSTRUCT, message);
                    if why.is_empty() {
                        diagnostic
                    } else {
                        diagnostic.with_note(why)
                    }
                }
                Need::Since(first) => {
                    let version = version.filter(|&version| version < first)?;
                    let message =
                        format!("{title} {version} cannot express {name}, which {first} can");
                    problem(codes::TARGET_VERSION, message).with_help(format!(
                        "ask for `--to {language}:{first}`, or for `--to {language}` without a version"
                    ))
                }
            };
            Some(prepare::label(diagnostic, span, "used here"))
        })
        .collect();
    match Failure::from_all(missing) {
        Some(failure) => Err(failure),
        None => Ok(()),
    }
}

/// Stands for the version of a language that has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Unversioned {}

impl Display for Unversioned {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {}
    }
}

fn only_entry_point(checked: &Checked, language: TargetLanguage) -> Result<usize, Failure> {
    let entry_points = &checked.module().entry_points;
    match entry_points.as_slice() {
        [] => Err(no_entry_point(checked.source(), language).into()),
        [_] => Ok(0),
        several => {
            let names: Vec<_> = several
                .iter()
                .map(|each| format!("{} ({})", each.name, Stage::from(each.stage)))
                .collect();
            Err(Diagnostic::error(
                codes::ENTRY_POINT_NOT_FOUND,
                Phase::Emit,
                Kind::Usage,
                checked.source(),
                format!(
                    "{} holds one entry point, and the shader has {}: {}",
                    language.title(),
                    names.len(),
                    names.join(", ")
                ),
            )
            .with_help("choose one with `--entry-point`, or write each to a file with `--out-dir`")
            .into())
        }
    }
}

fn no_entry_point(source: &Source, language: TargetLanguage) -> Diagnostic {
    Diagnostic::error(
        codes::TARGET_ENTRY_POINT,
        Phase::Emit,
        Kind::Unsupported,
        source,
        format!(
            "{} is written for an entry point, and the shader has none",
            language.title()
        ),
    )
}

fn bounds_check_policies(options: &Options) -> naga::proc::BoundsCheckPolicies {
    let checks = &options.bounds_check;
    naga::proc::BoundsCheckPolicies {
        index: checks.index.to_naga(),
        buffer: checks.buffer.to_naga(),
        image_load: checks.image_load.to_naga(),
        binding_array: checks.binding_array.to_naga(),
    }
}

fn emitted_names(module: &naga::Module, names: Vec<String>) -> Vec<EmittedEntryPoint> {
    module
        .entry_points
        .iter()
        .zip(names)
        .map(|(entry_point, emitted_name)| EmittedEntryPoint {
            name: entry_point.name.clone(),
            stage: Stage::from(entry_point.stage),
            emitted_name,
        })
        .collect()
}

/// One call of a writer.
struct Writing<'a> {
    prepared: &'a Prepared<'a>,
    language: TargetLanguage,
}

impl Writing<'_> {
    fn run<T: Send, E: WriterError + Send>(
        &self,
        write: impl FnOnce() -> Result<T, E> + Send,
    ) -> Result<T, Failure> {
        let title = self.language.title();
        let step = format!("writing {title}");
        let result = guard::call(Phase::Emit, &step, self.prepared.source, write)?;
        result.map_err(|error| {
            let Explained { kind, construct } = error.explain();
            let (code, message) = match kind {
                Kind::Unsupported => (
                    codes::TARGET_CONSTRUCT,
                    format!("{title} cannot express {construct}"),
                ),
                Kind::Rejected | Kind::Limit | Kind::Usage | Kind::Internal => (
                    codes::INTERNAL_ERROR,
                    format!("the writer of {title} failed: {construct}"),
                ),
            };
            Diagnostic::error(code, Phase::Emit, kind, self.prepared.source, message).into()
        })
    }

    /// One that writes text, which is counted while it grows.
    fn text<T: Send, E: WriterError + Send>(
        &self,
        options: &Options,
        write: impl FnOnce(&mut Bounded) -> Result<T, E> + Send,
    ) -> Result<(String, T), Failure> {
        let mut text = Bounded::new(&options.limits);
        let result = self.run(|| write(&mut text));
        if let Some(exceeded) = text.exceeded() {
            let source = self.prepared.source;
            let diagnostic = exceeded.diagnostic(Phase::Emit, source, &options.limits);
            return Err(diagnostic.into());
        }
        result.map(|written| (text.into_text(), written))
    }

    /// The emitted names, or the entry point that could not be written.
    fn names<E: Display>(&self, names: Vec<Result<String, E>>) -> Result<Vec<String>, Failure> {
        let problems = names.iter().zip(&self.prepared.module.entry_points);
        let problems = problems
            .filter_map(|(name, entry_point)| {
                let error = name.as_ref().err()?;
                Some(Diagnostic::error(
                    codes::BINDING_SLOT_MISSING,
                    Phase::Emit,
                    Kind::Usage,
                    self.prepared.source,
                    format!("entry point `{}`: {error}", entry_point.name),
                ))
            })
            .collect();
        match Failure::from_all(problems) {
            Some(failure) => Err(failure),
            None => Ok(names.into_iter().filter_map(Result::ok).collect()),
        }
    }
}
