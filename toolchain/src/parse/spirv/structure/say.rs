//! Problems in words.

use super::super::module::Module;
use super::super::{rejected, text_places};
use super::{Problem, Wrong};
use crate::codes;
use crate::diagnostic::{Code, Diagnostic, Failure};
use crate::source::Source;

const CUT: &str = "the file was probably cut";

/// The failure for what is wrong with a module.
pub(in crate::parse::spirv) fn failure(source: &Source, words: &[u32], wrong: Wrong) -> Failure {
    let mut module = Module::new(words);
    let lines = text_places(source, &mut module);
    let Wrong { at, problem } = wrong;
    let here = || module.describe_word(at);
    let id = |id: u32| module.id(id);
    let say = |code: Code, message: String| rejected(source, code, message);
    let diagnostic: Diagnostic = match problem {
        Problem::Header => say(
            codes::SPIRV_TRUNCATED,
            format!(
                "the header of a SPIR-V module has 5 words, this file has {}",
                words.len()
            ),
        ),
        Problem::WordCount => say(
            codes::SPIRV_WORD_COUNT,
            format!("the instruction at word {at} says that it has no words"),
        ),
        Problem::Overrun { count } => say(
            codes::SPIRV_TRUNCATED,
            format!(
                "the module ends inside {}, which says that it has {count} words where {} are left",
                here(),
                words.len().saturating_sub(at)
            ),
        )
        .with_help(CUT),
        Problem::OpenFunction => say(
            codes::SPIRV_TRUNCATED,
            format!("the module ends before the `OpFunctionEnd` of {}", here()),
        )
        .with_help(CUT),
        Problem::NoFunction { function } => say(
            codes::SPIRV_ID,
            format!(
                "the function {} of an entry point is not in the module",
                id(function)
            ),
        )
        .with_note(format!("at {}", here())),
        Problem::NoMemoryModel => say(
            codes::SPIRV_TRUNCATED,
            "the module has no `OpMemoryModel`, as every module has".to_owned(),
        )
        .with_help(CUT),
        Problem::NoEntryPoint => say(
            codes::SPIRV_TRUNCATED,
            "the module has no entry point".to_owned(),
        )
        .with_help("only a library, which declares the capability `Linkage`, has none; perhaps the file was cut"),
        Problem::TooFewOperands => say(
            codes::SPIRV_OPERAND,
            format!("{} lacks operands", here()),
        ),
        Problem::OpenString => say(
            codes::SPIRV_STRING,
            format!("the string of {} has no end", here()),
        ),
        Problem::Bound { bound } => say(
            codes::SPIRV_ID,
            format!("the module says that its ids go up to {bound}; SPIR-V allows 4194303"),
        ),
        Problem::IdOutOfBounds { id: number, bound } => say(
            codes::SPIRV_ID,
            format!("the id {number} is not between 1 and {}, as the module says all are", bound.saturating_sub(1)),
        )
        .with_note(format!("at {}", here())),
        Problem::DefinedTwice { id: number } => say(
            codes::SPIRV_ID,
            format!("the id {} is defined twice", id(number)),
        )
        .with_note(format!("at {}", here())),
        Problem::UnknownInstruction { opcode } => say(
            codes::SPIRV_INSTRUCTION,
            format!("the instruction with the number {opcode} is not supported"),
        )
        .with_note(format!("at word {at}")),
        Problem::Undefined { id: number } => say(
            codes::SPIRV_ID,
            format!("the id {} is used, and defined nowhere", id(number)),
        )
        .with_note(format!("at {}", here())),
        Problem::Late { id: number } => say(
            codes::SPIRV_ID,
            format!(
                "a type is made of types that are declared before it, and {} is not",
                id(number)
            ),
        )
        .with_note(format!("at {}", here())),
        Problem::Early { id: number } => say(
            codes::SPIRV_ID,
            format!("the value {} is used before it is there", id(number)),
        )
        .with_note(format!("at {}", here())),
        Problem::WrongId { id: number, wanted } => say(
            codes::SPIRV_ID,
            format!("{} is not {wanted}", id(number)),
        )
        .with_note(format!("at {}", here())),
        Problem::Width { width } => say(
            codes::SPIRV_TYPE,
            format!("numbers of {width} bits are not supported"),
        )
        .with_note(format!("at {}", here())),
        Problem::TooLarge { id: number } => say(
            codes::SPIRV_TYPE,
            format!("the type {} is larger than 1 GiB", id(number)),
        )
        .with_note(format!("at {}", here())),
        Problem::TooDeep { what, most } => say(
            codes::SPIRV_NESTING,
            format!("there are more than {most} levels of {what}"),
        )
        .with_note(format!("at {}", here())),
        Problem::TooMany { most } => say(
            codes::SPIRV_NESTING,
            format!("there are more than {most} functions"),
        ),
        Problem::Needs { what, needs } => say(
            codes::SPIRV_DECLARED,
            format!("{what} needs {needs}, which the module does not declare"),
        )
        .with_note(format!("at {}", here())),
        Problem::Operand { rule } => say(
            codes::SPIRV_OPERAND,
            format!("{} is wrong: {rule}", here()),
        ),
    };
    let span = module.index_of_word(at).zip(lines);
    match span.and_then(|(index, lines)| lines.get(index).cloned()) {
        Some(span) => diagnostic.with_primary(span, "").into(),
        None => diagnostic.into(),
    }
}
