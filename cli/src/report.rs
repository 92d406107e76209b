//! The JSON documents of this program, with schemas: the report of `translate`, the verdict of
//! `validate`, the slots beside a reflection.
//!
//! Fields are added within one [`SCHEMA_VERSION`], never renamed or removed.

use naga_toolchain::diagnostic::{Diagnostic, Severity};
use naga_toolchain::emit::{EmittedEntryPoint, Output, Slot, TextureSampler};
use naga_toolchain::reflect::Reflection;
use naga_toolchain::render::DiagnosticJson;
use naga_toolchain::source::Language;
use naga_toolchain::target::Target;
use schemars::JsonSchema;
use serde::Serialize;

use crate::exit::Exit;
use crate::message::Trouble;

/// Version of the documents below.
pub(crate) const SCHEMA_VERSION: u32 = 1;

/// Trouble with the command or a file, in the shape of a diagnostic without a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct TroubleJson {
    /// `usage`, `file`, `limit` or `internal`.
    code: &'static str,
    /// Always `error`.
    severity: Severity,
    /// No step of the pipeline.
    phase: Option<()>,
    /// The same as the code.
    kind: &'static str,
    /// What is wrong.
    message: String,
    /// The file it is about.
    file: Option<String>,
    /// None.
    labels: Vec<()>,
    /// None.
    notes: Vec<()>,
    /// What to do about it, where that is known.
    help: Option<String>,
}

impl From<&Trouble> for TroubleJson {
    fn from(trouble: &Trouble) -> Self {
        let Trouble {
            exit,
            path,
            message,
            help,
        } = trouble;
        Self {
            code: exit.name(),
            severity: Severity::Error,
            phase: None,
            kind: exit.name(),
            message: message.clone(),
            file: path.as_ref().map(|path| path.display().to_string()),
            labels: Vec::new(),
            notes: Vec::new(),
            help: help.clone(),
        }
    }
}

/// Something that was said.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub(crate) enum Message {
    /// Of a shader.
    Diagnostic(Box<DiagnosticJson>),
    /// Of the command or a file.
    Trouble(TroubleJson),
}

impl From<&Diagnostic> for Message {
    fn from(diagnostic: &Diagnostic) -> Self {
        Self::Diagnostic(Box::new(DiagnosticJson::from(diagnostic)))
    }
}

impl From<&Trouble> for Message {
    fn from(trouble: &Trouble) -> Self {
        Self::Trouble(TroubleJson::from(trouble))
    }
}

/// What `translate` made.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Report {
    /// Version of this form.
    pub(crate) schema_version: u32,
    /// What made it.
    pub(crate) generator: Generator,
    /// The inputs, in their order.
    pub(crate) inputs: Vec<InputReport>,
    /// What was said of no input.
    pub(crate) messages: Vec<Message>,
    /// The exit code of the program.
    pub(crate) exit_code: u8,
}

/// The programs that made a document.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Generator {
    /// Version of this program.
    pub(crate) toolchain: &'static str,
    /// Version of naga.
    pub(crate) naga: &'static str,
}

impl Generator {
    pub(crate) const fn this() -> Self {
        Self {
            toolchain: naga_toolchain::VERSION,
            naga: naga_toolchain::NAGA_VERSION,
        }
    }
}

/// What was made of one input.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct InputReport {
    /// Its path, or the name of standard input.
    pub(crate) file: String,
    /// Its language, when it could be read.
    pub(crate) language: Option<Language>,
    /// `done`, `rejected`, `unsupported`, `usage`, `file` or `internal`.
    pub(crate) status: &'static str,
    /// What was written; nothing when any of it failed.
    pub(crate) outputs: Vec<OutputReport>,
    /// What was said.
    pub(crate) messages: Vec<Message>,
}

/// One product.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct OutputReport {
    /// The target language.
    pub(crate) target: String,
    /// The version written, chosen or asked for.
    pub(crate) version: Option<String>,
    /// The file it was written to; none is standard output.
    pub(crate) path: Option<String>,
    /// The entry points in it.
    pub(crate) entry_points: Vec<EmittedEntryPoint>,
    /// Where the resources are.
    pub(crate) slots: Vec<Slot>,
    /// Textures and samplers that were joined.
    pub(crate) texture_samplers: Vec<TextureSampler>,
}

impl OutputReport {
    pub(crate) fn new(output: &Output, path: Option<String>) -> Self {
        Self {
            target: output.language.name().to_owned(),
            version: output.version.map(|version| version.to_string()),
            path,
            entry_points: output.entry_points.clone(),
            slots: output.slots.clone(),
            texture_samplers: output.texture_samplers.clone(),
        }
    }
}

/// What `validate --message-format json` prints.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Verdicts {
    /// Version of this form.
    pub(crate) schema_version: u32,
    /// What made it.
    pub(crate) generator: Generator,
    /// The inputs, in their order.
    pub(crate) inputs: Vec<Verdict>,
    /// What was said of no input.
    pub(crate) messages: Vec<Message>,
    /// The exit code of the program.
    pub(crate) exit_code: u8,
}

/// What is to be said of one input.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Verdict {
    /// Its path, or the name of standard input.
    pub(crate) file: String,
    /// Its language, when it could be read.
    pub(crate) language: Option<Language>,
    /// `done`, `rejected`, `unsupported`, `usage`, `file` or `internal`.
    pub(crate) status: &'static str,
    /// The targets asked for.
    pub(crate) targets: Vec<TargetVerdict>,
    /// What was said.
    pub(crate) messages: Vec<Message>,
}

/// Whether a target can express a shader.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct TargetVerdict {
    /// As asked for: `msl`, `hlsl:6.0`.
    pub(crate) target: String,
    /// The version that would be written.
    pub(crate) version: Option<String>,
    /// `done` when it can; `unsupported`, or another word for what went wrong.
    pub(crate) status: &'static str,
}

impl TargetVerdict {
    pub(crate) fn new(target: Target, version: Option<String>, exit: Exit) -> Self {
        Self {
            target: target.to_string(),
            version,
            status: exit.name(),
        }
    }
}

/// A reflection with the slots that targets give.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Reflected {
    /// The reflection itself.
    #[serde(flatten)]
    pub(crate) reflection: Reflection,
    /// One for each product of each target asked for with `--target`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) targets: Vec<OutputReport>,
}
