//! GLSL and HLSL to SPIR-V, through glslang.
//!
//! [`dialect`] and [`legacy`] bring the text into a version that SPIR-V is made from, [`glslang`]
//! compiles it, [`numbers`] gives the bindings and locations that are missing, [`names`] makes
//! names readable, and [`log`] puts
//! what glslang says into the terms of the source. The words still need the passes of
//! [`spirv`](super::spirv). [`apart`] keeps crashes of the front end for HLSL from the process.

mod annotations;
mod apart;
#[cfg(all(
    target_os = "linux",
    target_env = "gnu",
    any(target_arch = "x86_64", target_arch = "aarch64")
))]
mod assertions;
/// Elsewhere the C library ends the process.
#[cfg(not(all(
    target_os = "linux",
    target_env = "gnu",
    any(target_arch = "x86_64", target_arch = "aarch64")
)))]
mod assertions {
    #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
    pub(super) struct Failed {
        pub(super) message: String,
        pub(super) place: String,
    }

    pub(super) fn caught<T: 'static>(work: impl FnOnce() -> T + 'static) -> Result<T, Failed> {
        Ok(work())
    }
}
mod attempt;
mod bits;
mod blocks;
mod broadcasts;
mod calls;
mod comparisons;
mod constant_buffers;
mod crash;
mod dialect;
mod edits;
mod effects;
mod enumerations;
mod flat_lists;
mod folding;
#[cfg(target_os = "linux")]
mod gate;
mod given_back;
mod glslang;
mod hlsl;
mod inherited;
mod late_constants;
mod legacy;
mod lengths;
mod log;
mod matrix_elements;
mod names;
mod namespaces;
mod newer_functions;
mod newer_words;
mod numbers;
mod old_faces;
mod old_positions;
mod old_samplers;
mod operators;
mod plain_atomics;
mod readings;
mod recursion;
mod returned_textures;
mod siblings;
mod signs;
mod sizes;
mod taken;
#[cfg(test)]
mod tests;
mod texture_members;
mod typed_words;
mod unsigned_products;
mod unused;
mod wide_casts;
mod wide_numbers;
mod words;
mod zeros;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

pub use apart::read_hlsl_here;
pub use glslang::before_glslang;
pub(crate) use hlsl::old_sampling;
pub(crate) use numbers::Assigned;

use crate::codes;
use crate::diagnostic::{Diagnostic, Failure, Kind, Phase};
use crate::guard;
use crate::source::{Language, Source, Stage};
use attempt::Attempt;
use glslang::{Input, Refusal, Request, Spirv};

/// What is done here, in messages.
const STEP: &str = "compiling with glslang";

/// What the block of uniforms that stand in no block is called.
const LOOSE_UNIFORMS: &str = "LooseUniforms";

/// What glslang made of a source.
#[derive(Debug)]
pub(crate) struct Compiled {
    pub(crate) words: Vec<u32>,
    /// The numbers that the author left to the compiler.
    pub(crate) assigned: Vec<Assigned>,
}

/// Compiles a source.
///
/// # Errors
///
/// What glslang says of it.
pub(crate) fn compile(
    source: &Source,
    stage: Stage,
    defines: &BTreeMap<String, String>,
    entry_point: &str,
) -> Result<Compiled, Failure> {
    if let Some(at) = source.as_text().find('\0') {
        return Err(Diagnostic::error(
            codes::GLSL_SYNTAX,
            Phase::Parse,
            Kind::Rejected,
            source,
            "the text has a NUL character",
        )
        .with_primary(at..at + 1, "")
        .into());
    }
    guard::call(Phase::Parse, STEP, source, || match source.language() {
        Language::Hlsl => hlsl(source, stage, defines, entry_point),
        Language::Glsl | Language::Wgsl | Language::Spirv | Language::SpirvAssembly => {
            glsl(source, stage, defines)
        }
    })?
}

fn glsl(
    source: &Source,
    stage: Stage,
    defines: &BTreeMap<String, String>,
) -> Result<Compiled, Failure> {
    let text = source.as_text();
    if let Some((place, name)) = blocks::converted(text) {
        let message = format!("the block `{name}` is no number and cannot be converted to one");
        let kind = Kind::Rejected;
        return Err(
            Diagnostic::error(codes::GLSL_INVALID, Phase::Parse, kind, source, message)
                .with_primary(place, "")
                .with_help("name a member of it")
                .into(),
        );
    }
    let directives = dialect::directives(text);
    let dialect = directives.dialect;
    // The first that fails says what is wrong, unless another came further.
    let mut worst: Option<(usize, Vec<log::Entry>, Attempt)> = None;
    let mut attempts = attempt::attempts(&taken::with_named_structs(text), dialect, stage);
    for _ in 0..attempt::MOST {
        let Some(attempt) = attempts.pop_front() else {
            break;
        };
        match compile_text(&attempt.text, Input::Glsl, stage, defines) {
            Ok(mut compiled) => {
                compiled.words = names::restored(compiled.words, &attempt.taken);
                for assigned in &mut compiled.assigned {
                    if let Some(name) = attempt.taken.get(&assigned.name) {
                        assigned.name.clone_from(name);
                    }
                }
                return Ok(compiled);
            }
            Err(refusal) => {
                let entries = log::entries(&log_of(source, refusal)?);
                let next = attempt
                    .with_global_initializers(&entries)
                    .or_else(|| attempt.with_other_functions(&entries));
                attempts.extend(next);
                let reached = entries
                    .iter()
                    .filter_map(|entry| entry.line)
                    .min()
                    .unwrap_or(0);
                if worst.as_ref().is_none_or(|(far, ..)| reached > *far) {
                    worst = Some((reached, entries, attempt));
                }
            }
        }
    }
    let (_, entries, attempt) = worst.unwrap_or_default();
    Err(failure(
        source,
        &entries,
        &log::Given {
            lines_before: attempt.lines_before,
            renamed: &attempt.renamed,
            version: directives.version.as_ref(),
            is_hlsl: false,
        },
    ))
}

fn hlsl(
    source: &Source,
    stage: Stage,
    defines: &BTreeMap<String, String>,
    entry_point: &str,
) -> Result<Compiled, Failure> {
    if let Some(fatal) = hlsl::fatal(source.as_text()) {
        return Err(Diagnostic::error(
            codes::HLSL_INVALID,
            Phase::Parse,
            Kind::Rejected,
            source,
            fatal.message,
        )
        .with_primary(fatal.place, "")
        .with_help(fatal.help)
        .into());
    }
    let reader = readings::Reader {
        stage,
        defines,
        entry_point,
    };
    let old = hlsl::old_sampling(source.as_text())
        .and_then(|_| reader.preprocessed(source.as_text()))
        .and_then(|text| old_samplers::apart(&text));
    let old_before = usize::from(old.is_some());
    let (text, functions_before) =
        newer_functions::defined(old.as_deref().unwrap_or(source.as_text()));
    let old_before = old_before + functions_before;
    let text = annotations::left_out(&text);
    let text = old_positions::renamed(&text).unwrap_or(text);
    let faces = (stage == Stage::Fragment).then(|| old_faces::renamed(&text));
    let text = faces.flatten().unwrap_or(text);
    let text = hlsl::without_non_uniform(&text);
    let (text, renamed) = match namespaces::left(&text) {
        Some((text, renamed)) => (Cow::Owned(text), renamed),
        None => (text, BTreeMap::new()),
    };
    let text = siblings::called_on_this(&inherited::written_out(&text));
    let text = inherited::constants_outside(&text);
    let text = flat_lists::with_braces(&newer_words::replaced(&text));
    let text = enumerations::as_numbers(&effects::left_out(&text));
    let text = dialect::ascii(matrix_elements::written_out(&text));
    let text = zeros::of_arrays(&typed_words::converted(&text));
    let text = plain_atomics::unsigned(sizes::in_bytes(&bits::converted(&text)));
    let text = operators::as_in_hlsl(&constant_buffers::as_blocks(&text));
    let (text, lines_before) = folding::mended(&folding::without_signs(&text));
    let (text, casts_before) = wide_casts::called(&text);
    let (text, more_before) = wide_numbers::named(&text);
    // With types for which there is no such function, or where something else is wrong, it is read as it is.
    let with_products = unsigned_products::declared(&text);
    let with_both = with_products.as_deref().and_then(signs::as_integers);
    for text in [with_both, with_products, signs::as_integers(&text)] {
        if let Some(text) = text
            && let Ok(read) = reader.read(&text)
        {
            return Ok(read);
        }
    }
    reader.read(&text).map_err(|unread| {
        let lines_before =
            old_before + lines_before + casts_before + more_before + unread.lines_before;
        if let Refusal::Fault(failed) = &unread.refusal
            && crash::is_one(failed)
        {
            let line = reader.crash(&unread);
            return crash::told(source, failed, line.as_ref(), lines_before).into();
        }
        match log_of(source, unread.refusal) {
            Ok(log) => failure(
                source,
                &log::entries(&log),
                &log::Given {
                    lines_before,
                    renamed: &renamed,
                    version: None,
                    is_hlsl: true,
                },
            ),
            Err(failure) => failure,
        }
    })
}

/// glslang's log.
///
/// # Errors
///
/// What is no fault of the source.
fn log_of(source: &Source, refusal: Refusal) -> Result<String, Failure> {
    match refusal {
        Refusal::Log(log) => Ok(log),
        Refusal::Fault(failed) => Err(guard::fault(
            Phase::Parse,
            STEP,
            source,
            &failed.message,
            failed.place,
        )),
        Refusal::Calls(count) => Err(Diagnostic::error(
            codes::LIMIT_EXCEEDED,
            Phase::Parse,
            Kind::Limit,
            source,
            format!(
                "functions call each other in {count} ways; glslang takes time by the square of \
                 that, and is asked for no more than {}",
                calls::MOST
            ),
        )
        .into()),
        Refusal::NoEntryPoint(name) => Err(Diagnostic::error(
            codes::HLSL_INVALID,
            Phase::Parse,
            Kind::Rejected,
            source,
            format!("there is no function `{name}`"),
        )
        .with_help("name the entry point with `--entry-point NAME`")
        .into()),
        Refusal::NoProcess(error) => Err(Diagnostic::error(
            codes::INTERNAL_ERROR,
            Phase::Parse,
            Kind::Internal,
            source,
            format!("there was no process to be had while {STEP}: {error}"),
        )
        .with_note("HLSL is read in a process of its own: on some texts glslang ends the process")
        .into()),
    }
}

fn compile_text(
    text: &str,
    language: Input,
    stage: Stage,
    defines: &BTreeMap<String, String>,
) -> Result<Compiled, Refusal> {
    let is_hlsl = matches!(language, Input::Hlsl { .. });
    let request = request(text, language, stage, defines);
    let glslang::Compiled {
        mut words,
        preprocessed,
    } = if is_hlsl {
        apart::compile(&request, first_or_newest)?
    } else {
        first_or_newest(&request)?
    };
    if is_hlsl {
        hlsl::mend_words(&mut words);
        words = old_faces::as_numbers(lengths::converted(words), text);
    }
    let mut words = unused::without(late_constants::moved(words));
    let assigned = numbers::assign(&mut words, &preprocessed, stage, is_hlsl);
    Ok(Compiled {
        words: names::tidied(&words),
        assigned,
    })
}

fn request(
    text: &str,
    language: Input,
    stage: Stage,
    defines: &BTreeMap<String, String>,
) -> Request {
    let spirv = match stage {
        Stage::Task | Stage::Mesh => Spirv::Mesh,
        Stage::Vertex
        | Stage::Fragment
        | Stage::Compute
        | Stage::RayGeneration
        | Stage::AnyHit
        | Stage::ClosestHit
        | Stage::Miss => Spirv::Common,
    };
    Request {
        text: text.to_owned(),
        stage,
        language,
        defines: defines.clone(),
        spirv,
    }
}

/// SPIR-V 1.3 if it can say it (1.4 for mesh stages), else 1.6.
fn first_or_newest(request: &Request) -> Result<glslang::Compiled, Refusal> {
    let log = match glslang::compile(request) {
        Err(Refusal::Log(log)) => log,
        other => return other,
    };
    let newest = Request {
        spirv: Spirv::Newest,
        ..request.clone()
    };
    glslang::compile(&newest).map_err(|refusal| match refusal {
        // The first log is the one to tell: a wrong text is wrong in both.
        Refusal::Log(_) => Refusal::Log(log),
        fault @ (Refusal::Fault(_)
        | Refusal::Calls(_)
        | Refusal::NoProcess(_)
        | Refusal::NoEntryPoint(_)) => fault,
    })
}

fn failure(source: &Source, entries: &[log::Entry], given: &log::Given<'_>) -> Failure {
    // What else is wrong in a line mostly follows from its first error.
    let mut lines = BTreeSet::new();
    let diagnostics = entries
        .iter()
        .filter(|entry| entry.line.is_none() || lines.insert(entry.line))
        .take(MOST_ERRORS)
        .map(|entry| log::diagnostic(source, entry, given))
        .collect();
    Failure::from_all(diagnostics).unwrap_or_else(|| {
        let code = if given.is_hlsl {
            codes::HLSL_INVALID
        } else {
            codes::GLSL_INVALID
        };
        Diagnostic::error(
            code,
            Phase::Parse,
            Kind::Rejected,
            source,
            "glslang refuses the source without saying why",
        )
        .into()
    })
}

/// The most errors that one run tells.
const MOST_ERRORS: usize = 20;

/// Where a text first says each name, outside of comments. Made once for all messages about a text, which may be as many
/// as it has names.
pub(crate) struct Mentions<'a>(HashMap<&'a str, usize>);

impl<'a> Mentions<'a> {
    pub(crate) fn of(text: &'a str) -> Self {
        let mut places = HashMap::new();
        let mut in_comment = false;
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let code = dialect::without_comments(line, &mut in_comment);
            let words: HashSet<&str> = legacy::identifiers(&code).map(|(_, word)| word).collect();
            // The code is shorter than its line, so the place is that in the line.
            for (at, word) in legacy::identifiers(line) {
                if words.contains(word) {
                    places.entry(word).or_insert(start + at);
                }
            }
            start += line.len();
        }
        Self(places)
    }

    /// The place of the first of the names in a message (`` `name` ``) that stands in the text.
    pub(crate) fn find(&self, message: &str) -> Option<std::ops::Range<usize>> {
        message.split('`').skip(1).step_by(2).find_map(|name| {
            let name = name.split(['.', '(', ' ']).next().unwrap_or_default();
            self.0.get(name).map(|&at| at..at + name.len())
        })
    }
}
