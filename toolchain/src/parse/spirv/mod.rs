//! SPIR-V through `naga::front::spv`, as words or as assembly text.
//!
//! naga reads words from an iterator, so the number of words it took tells the instruction it
//! stopped at, which its errors do not say. Names come from the module's own `OpName`s.

mod coordinates;
mod errors;
mod gathers;
mod module;
mod outputs;
mod sampling;
mod structure;
#[cfg(test)]
mod tests;

use std::cell::Cell;
use std::ops::Range;

use naga::front::spv::{
    Frontend, Options as NagaOptions, SUPPORTED_CAPABILITIES, SUPPORTED_EXTENSIONS,
};

use crate::check;
use crate::codes;
use crate::diagnostic::{Diagnostic, Failure, Kind, Phase, Severity};
use crate::guard;
use crate::legalise::spirv::{self, Extent, FixedConstant, Layouts, Settings};
use crate::limits;
use crate::options::Options;
use crate::options::version::Legalise;
use crate::source::Source;
use crate::spirv_text;
use module::Module;

const MAGIC: u32 = rspirv::spirv::MAGIC_NUMBER;

/// Parses a binary.
pub(super) fn parse_binary(source: &Source, options: &Options) -> Result<Read, Failure> {
    let words = words(source)?;
    parse_words(source, options, &words, Layouts::AsDeclared)
}

/// Assembles a text and parses the words.
pub(super) fn parse_assembly(source: &Source, options: &Options) -> Result<Read, Failure> {
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
    parse_words(source, options, &words, Layouts::AsDeclared)
}

/// Reads the words: as they are where naga takes them so, otherwise legalised.
fn parse_words(
    source: &Source,
    options: &Options,
    words: &[u32],
    layouts: Layouts,
) -> Result<Read, Failure> {
    let checked = structure::check(words);
    let arrays = match &checked {
        Err(wrong) if wrong.is_operand() && options.spirv_in.legalise != Legalise::Off => {
            spirv::atomic_vectors_as_arrays(words).filter(|arrays| structure::check(arrays).is_ok())
        }
        Err(_) | Ok(()) => None,
    };
    let (words, checked) = match &arrays {
        Some(arrays) => (arrays.as_slice(), Ok(())),
        None => (words, checked),
    };
    checked.map_err(|wrong| {
        // A rule about operands may be one that an extension lifts, whose types lie outside.
        let lies_outside = wrong
            .is_operand()
            .then(|| outside(source, options, words, layouts))
            .flatten();
        lies_outside.unwrap_or_else(|| structure::failure(source, words, wrong))
    })?;
    limits::check_words(words, source, options)?;
    let own = &options.spirv_in;
    if own.legalise == Legalise::Off {
        return front_end(source, options, words).map(Read::from);
    }
    if let Some(outside) = spirv::find_overlay(words) {
        return Err(told_outside(source, words, outside));
    }
    let extent = match own.legalise {
        Legalise::Always => Extent::All,
        Legalise::Auto | Legalise::Off => Extent::Meaning,
    };
    let first = attempt(source, options, words, (extent, layouts));
    let refused = match &first {
        Ok(read) => !check::would_accept(&read.module, source, options),
        Err(_) => true,
    };
    if !refused || extent == Extent::All {
        return first
            .map_err(|failure| outside(source, options, words, layouts).unwrap_or(failure));
    }
    let second = attempt(source, options, words, (Extent::All, layouts));
    let accepted = match &second {
        Ok(read) => check::would_accept(&read.module, source, options),
        Err(_) => false,
    };
    if accepted {
        return second;
    }
    if let Some(failure) = outside(source, options, words, layouts) {
        return Err(failure);
    }
    match (first, second) {
        // What is wrong with the module as it is, where that says anything.
        (Err(first), Err(second)) => Err(farther(first, second)),
        (Err(_), Ok(second)) => Ok(second),
        (Ok(first), _) => Ok(first),
    }
}

/// What reading gave.
pub(super) struct Read {
    pub(super) module: naga::Module,
    pub(super) said: Vec<Diagnostic>,
    /// The specialisation constants that became ordinary ones.
    pub(super) fixed: Vec<FixedConstant>,
}

/// Parses words that a compiler made of a source in another language.
#[cfg(feature = "glslang")]
pub(super) fn parse_compiled(
    source: &Source,
    options: &Options,
    words: &[u32],
    layouts: Layouts,
) -> Result<Read, Failure> {
    parse_words(source, options, words, layouts)
}

impl From<naga::Module> for Read {
    fn from(module: naga::Module) -> Self {
        Self {
            module,
            said: Vec::new(),
            fixed: Vec::new(),
        }
    }
}

/// Legalises and reads.
fn attempt(
    source: &Source,
    options: &Options,
    words: &[u32],
    how: (Extent, Layouts),
) -> Result<Read, Failure> {
    let Some(legalised) =
        spirv::legalise(words, settings(options, how), &options.transform.overrides)
            .filter(|legalised| legalised.changed)
    else {
        return front_end(source, options, words).map(Read::from);
    };
    let mut module = front_end(source, options, &legalised.words)?;
    spirv::apply(&legalised.repairs, &mut module);
    if !legalised.repairs.is_empty() {
        // What was put in has numbers, too.
        module = limits::check_module(module, source, options)?;
    }
    let said = legalised
        .notes
        .into_iter()
        .map(|note| {
            let mut said = Diagnostic::warning(note.code, Phase::Parse, source, note.message);
            if !note.weakens {
                said.severity = Severity::Note;
            }
            said.notes.extend(note.detail.map(str::to_owned));
            said
        })
        .collect();
    Ok(Read {
        module,
        said,
        fixed: legalised.fixed,
    })
}

/// How words are legalised.
fn settings(options: &Options, (extent, layouts): (Extent, Layouts)) -> Settings {
    Settings {
        extent,
        freeze: options.spirv_in.freeze_constants,
        storage_format: options.spirv_in.storage_format,
        extensions: SUPPORTED_EXTENSIONS,
        capabilities: (!options.spirv_in.strict_capabilities).then_some(SUPPORTED_CAPABILITIES),
        flip_positions: options.spirv_in.adjust_coordinate_space,
        layouts,
    }
}

/// The failure that got farther: a legalised module may fail for a reason of its own kind.
fn farther(first: Failure, second: Failure) -> Failure {
    let code = |failure: &Failure| failure.diagnostics().first().map(|each| each.code);
    if code(&first) == code(&second) || second.kind() == Kind::Internal {
        first
    } else {
        second
    }
}

/// The plain sentence for what lies outside of naga's module.
fn outside(source: &Source, options: &Options, words: &[u32], layouts: Layouts) -> Option<Failure> {
    let outside = spirv::find_outside(words, settings(options, (Extent::All, layouts)))?;
    Some(told_outside(source, words, outside))
}

fn told_outside(source: &Source, words: &[u32], outside: spirv::Outside) -> Failure {
    let spirv::Outside { what, id } = outside;
    let message = format!("{what} not supported");
    let diagnostic = rejected(source, codes::SPIRV_OUTSIDE, message);
    let mut module = Module::new(words);
    let place = text_places(source, &mut module)
        .zip(module.index_of_id(id))
        .and_then(|(lines, index)| lines.get(index).cloned());
    match place {
        Some(span) => diagnostic.with_primary(span, "").into(),
        None => diagnostic.into(),
    }
}

/// Calls naga's front end.
fn front_end(source: &Source, options: &Options, words: &[u32]) -> Result<naga::Module, Failure> {
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
        let lines = text_places(source, &mut module);
        let mut diagnostic = errors::diagnostic(source, &module, &error, taken);
        let index = module.instruction_at(taken);
        if let Some(span) = index
            .zip(lines)
            .and_then(|(index, lines)| lines.get(index).cloned())
        {
            diagnostic.notes.clear();
            diagnostic = diagnostic.with_primary(span, "");
        }
        Failure::from(diagnostic)
    })?;
    let mut module = limits::check_module(module, source, options)?;
    sampling::keep(&mut module, words);
    gathers::take_whole(&mut module);
    outputs::name(&mut module);
    Ok(module)
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

/// The places of the instructions in a text, where lines and instructions pair up; the module
/// gets the names of the text.
fn text_places(source: &Source, module: &mut Module<'_>) -> Option<Vec<Range<usize>>> {
    if !source.language().is_text() {
        return None;
    }
    let lines = instruction_lines(source.as_text());
    if lines.len() != module.len() {
        return None;
    }
    let names: Vec<_> = lines
        .iter()
        .map(|line| result_name(source.slice(line.clone())))
        .collect();
    module.rename_results(&names);
    Some(lines)
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
