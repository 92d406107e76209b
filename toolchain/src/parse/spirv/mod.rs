//! SPIR-V through `naga::front::spv`, as words or as assembly text.
//!
//! naga reads words from an iterator, so the number of words it took tells the instruction it
//! stopped at, which its errors do not say. Names come from the module's own `OpName`s.

mod coordinates;
mod errors;
mod module;
#[cfg(test)]
mod tests;

use std::cell::Cell;
use std::ops::Range;

use naga::front::spv::{Frontend, Options as NagaOptions};

use crate::codes;
use crate::diagnostic::{Diagnostic, Failure, Kind, Phase};
use crate::guard;
use crate::limits;
use crate::options::Options;
use crate::source::Source;
use crate::spirv_text;
use module::{Module, Structure};

const MAGIC: u32 = rspirv::spirv::MAGIC_NUMBER;

/// Parses a binary.
pub(super) fn parse_binary(source: &Source, options: &Options) -> Result<naga::Module, Failure> {
    let words = words(source)?;
    parse_words(source, options, &words)
}

/// Assembles a text and parses the words.
pub(super) fn parse_assembly(source: &Source, options: &Options) -> Result<naga::Module, Failure> {
    let text = source.as_text();
    let words = spirv_text::assemble(text).map_err(|errors| {
        let diagnostics = errors
            .into_iter()
            .map(|error| {
                let mut diagnostic = Diagnostic::error(
                    error.code,
                    Phase::Parse,
                    Kind::Rejected,
                    source,
                    error.message,
                )
                .with_primary(error.span, "");
                diagnostic.help = error.help;
                diagnostic
            })
            .collect();
        Failure::from_all(diagnostics).unwrap_or_else(|| {
            rejected(
                source,
                codes::INTERNAL_ERROR,
                "the assembler failed without an error",
            )
            .into()
        })
    })?;
    parse_words(source, options, &words)
}

/// What reading words gave.
#[cfg(feature = "glslang")]
pub(super) struct Read {
    pub(super) module: naga::Module,
    pub(super) said: Vec<Diagnostic>,
}

/// Parses words that a compiler made of the source.
#[cfg(feature = "glslang")]
pub(super) fn parse_compiled(
    source: &Source,
    options: &Options,
    words: &[u32],
) -> Result<Read, Failure> {
    Ok(Read {
        module: parse_words(source, options, words)?,
        said: Vec::new(),
    })
}

fn parse_words(source: &Source, options: &Options, words: &[u32]) -> Result<naga::Module, Failure> {
    module::check(words).map_err(|wrong| structure_failure(source, words, wrong))?;
    limits::check_words(words, source, options)?;
    let naga_options = NagaOptions {
        adjust_coordinate_space: options.spirv_in.adjust_coordinate_space,
        strict_capabilities: options.spirv_in.strict_capabilities,
        block_ctx_dump_prefix: options.spirv_in.block_ctx_dump_prefix.clone(),
    };
    let whole = coordinates::complete(words);
    let (result, taken) = guard::call(Phase::Parse, "parsing SPIR-V", source, || {
        let taken = Cell::new(0usize);
        let counted = whole
            .words
            .iter()
            .inspect(|_| taken.set(taken.get() + 1))
            .copied();
        let result = Frontend::new(counted, &naga_options).parse();
        (result, whole.taken(taken.get()))
    })?;
    let module = result.map_err(|error| {
        let mut module = Module::new(words);
        let lines = instruction_lines(source.as_text());
        // Where lines and instructions pair up, the text has the place and the names.
        let paired = source.language().is_text() && lines.len() == module.len();
        if paired {
            let names: Vec<_> = lines
                .iter()
                .map(|line| result_name(source.slice(line.clone())))
                .collect();
            module.rename_results(&names);
        }
        let mut diagnostic = errors::diagnostic(source, &module, &error, taken);
        if paired
            && let Some(span) = module
                .instruction_at(taken)
                .and_then(|index| lines.get(index))
        {
            diagnostic.notes.clear();
            diagnostic = diagnostic.with_primary(span.clone(), "");
        }
        Failure::from(diagnostic)
    })?;
    limits::check_module(module, source, options)
}

fn rejected(
    source: &Source,
    code: crate::diagnostic::Code,
    message: impl Into<String>,
) -> Diagnostic {
    Diagnostic::error(code, Phase::Parse, Kind::Rejected, source, message)
}

/// The words of a binary, in the byte order of its magic number.
fn words(source: &Source) -> Result<Vec<u32>, Failure> {
    let bytes = source.as_bytes();
    let Some(first) = bytes.first_chunk::<4>() else {
        return Err(rejected(
            source,
            codes::SPIRV_SIZE,
            format!(
                "a SPIR-V module has at least 20 bytes, this has {}",
                bytes.len()
            ),
        )
        .into());
    };
    let little = u32::from_le_bytes(*first) == MAGIC;
    let big = u32::from_be_bytes(*first) == MAGIC;
    if !little && !big {
        let mut diagnostic = rejected(
            source,
            codes::SPIRV_MAGIC,
            format!(
                "this is not a SPIR-V module: it starts with {}, not with the magic number 0x{MAGIC:08x}",
                first.map(|byte| format!("{byte:02x}")).join(" ")
            ),
        );
        diagnostic.help = looks_like(bytes).map(str::to_owned);
        return Err(diagnostic.into());
    }
    if !bytes.len().is_multiple_of(4) {
        return Err(rejected(
            source,
            codes::SPIRV_SIZE,
            format!(
                "a SPIR-V module is made of words of 4 bytes, this has {} bytes",
                bytes.len()
            ),
        )
        .with_help("the file was probably cut, or changed as if it were text")
        .into());
    }
    Ok(bytes
        .as_chunks::<4>()
        .0
        .iter()
        .map(|chunk| {
            if little {
                u32::from_le_bytes(*chunk)
            } else {
                u32::from_be_bytes(*chunk)
            }
        })
        .collect())
}

/// What a file is instead, by its first bytes.
fn looks_like(bytes: &[u8]) -> Option<&'static str> {
    let head = bytes.get(..bytes.len().min(512)).unwrap_or_default();
    if head.starts_with(b"DXBC") {
        return Some("this is a DirectX container");
    }
    if head.starts_with(b"MTLB") {
        return Some("this is a Metal library");
    }
    let text = std::str::from_utf8(head).ok()?;
    let start = text.trim_start();
    if start.starts_with("; SPIR-V") || text.contains("OpCapability") {
        Some("this is SPIR-V assembly: name the language `spirv-assembly`, or the file `.spvasm`")
    } else if start.starts_with("#version") {
        Some("this is GLSL: name the language `glsl`")
    } else if text.contains("fn ") || text.contains("@group") {
        Some("this looks like WGSL: name the language `wgsl`")
    } else {
        None
    }
}

fn structure_failure(source: &Source, words: &[u32], wrong: Structure) -> Failure {
    let module = Module::new(words);
    let diagnostic = match wrong {
        Structure::Header => rejected(
            source,
            codes::SPIRV_TRUNCATED,
            format!(
                "the header of a SPIR-V module has 5 words, this file has {}",
                words.len()
            ),
        ),
        Structure::WordCount { at } => rejected(
            source,
            codes::SPIRV_WORD_COUNT,
            format!("the instruction at word {at} says that it has no words"),
        ),
        Structure::Overrun { at, count } => rejected(
            source,
            codes::SPIRV_TRUNCATED,
            format!(
                "the module ends inside {}, which says that it has {count} words where {} are left",
                module.describe_word(at),
                words.len().saturating_sub(at)
            ),
        )
        .with_help("the file was probably cut"),
        Structure::OpenFunction { at } => rejected(
            source,
            codes::SPIRV_TRUNCATED,
            format!(
                "the module ends before the `OpFunctionEnd` of {}",
                module.describe_word(at)
            ),
        )
        .with_help("the file was probably cut"),
        Structure::NoFunction { at, function } => rejected(
            source,
            codes::SPIRV_ID,
            format!(
                "the function {} of an entry point is not in the module",
                module.id(function)
            ),
        )
        .with_note(format!("at {}", module.describe_word(at))),
    };
    diagnostic.into()
}

/// The instructions of a text that has one a line, without comments.
fn instruction_lines(text: &str) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let code = without_comment(line);
        if is_instruction(code) {
            let lead = code.len() - code.trim_start().len();
            lines.push(start + lead..start + code.trim_end().len());
        }
        start += line.len();
    }
    lines
}

/// The name in `%name = OpX`.
fn result_name(line: &str) -> Option<&str> {
    let (name, _) = line.strip_prefix('%')?.split_once('=')?;
    Some(name.trim())
}

fn without_comment(line: &str) -> &str {
    let mut quoted = false;
    let mut escaped = false;
    for (at, character) in line.char_indices() {
        match character {
            '"' if !escaped => quoted = !quoted,
            ';' if !quoted => return line.get(..at).unwrap_or_default(),
            _ => {}
        }
        escaped = character == '\\' && !escaped;
    }
    line
}

/// Whether a line starts an instruction: `OpX` or `%id = OpX`.
fn is_instruction(code: &str) -> bool {
    let code = code.trim_start();
    let code = match code.strip_prefix('%') {
        Some(rest) => match rest.split_once('=') {
            Some((_, after)) => after.trim_start(),
            None => return false,
        },
        None => code,
    };
    code.strip_prefix("Op")
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase()))
}
