//! The errors of naga's GLSL preprocessor.

use std::ops::Range;

use super::errors::Said;
use super::words::line_at;
use crate::codes;
use crate::source::Source;

/// The preprocessor's errors, by the name naga's preprocessor gives them.
pub(super) fn preprocessor(
    source: &Source,
    name: &str,
    span: Option<&Range<usize>>,
    here: &str,
) -> Said {
    let line = span
        .map_or("", |span| line_at(source.as_text(), span.start))
        .trim();
    let directive = line
        .strip_prefix('#')
        .map(str::trim_start)
        .and_then(|rest| rest.split(|c: char| !c.is_alphanumeric()).next())
        .unwrap_or_default();
    let said = |message: &str| Said::new(codes::GLSL_PREPROCESSOR, message);
    let name = name.split('(').next().unwrap_or_default();
    match name {
        "UnknownDirective" if directive == "include" => {
            Said::new(codes::GLSL_INCLUDE, "`#include` was not resolved")
        }
        "UnknownDirective" => said(&format!("there is no directive `#{directive}`")),
        "ErrorDirective" => Said::new(
            codes::GLSL_ERROR_DIRECTIVE,
            match line.split_once("error") {
                Some((_, text)) if !text.trim().is_empty() => format!("#error: {}", text.trim()),
                _ => "the source says `#error`".to_owned(),
            },
        ),
        "IntegerOverflow" => said("the number is too large"),
        "FloatParsingError" => said("this is not a number"),
        "UnexpectedCharacter" => match span.and_then(|span| {
            let text = source.as_text().get(span.start..)?;
            Some((text.chars().next()?, text.starts_with("${")))
        }) {
            Some((_, true)) => said("GLSL does not know the character `$`").help(
                "`${…}` stands for a text that a program puts in: read what that makes of the source",
            ),
            Some((character, _)) if !character.is_control() => {
                said(&format!("GLSL does not know the character `{character}`"))
            }
            _ => said("GLSL does not know this character"),
        },
        "UnexpectedToken" if here.is_empty() || here.contains('\n') => {
            said("this cannot stand in the directive")
        }
        "UnexpectedToken" => said(&format!("`{here}` cannot stand in this directive")),
        "UnexpectedHash" => said("`#` starts a directive only at the start of a line"),
        "UnexpectedNewLine" => said("the directive ends too early"),
        "UnexpectedEndOfInput" => said("the file ends inside a directive or comment"),
        "TooFewDefineArguments" => said("the macro takes more arguments"),
        "TooManyDefineArguments" => said("the macro takes fewer arguments"),
        "DuplicateParameter" => said("two parameters of the macro have the same name"),
        "DefineRedefined" => said("the macro is defined already, as something else"),
        "ElifOutsideOfBlock" => said("`#elif` without `#if`"),
        "ElseOutsideOfBlock" => said("`#else` without `#if`"),
        "EndifOutsideOfBlock" => said("`#endif` without `#if`"),
        "ElifAfterElse" => said("`#elif` after `#else`"),
        "MoreThanOneElse" => said("`#else` a second time"),
        "UnfinishedBlock" => said("`#if` without `#endif`"),
        "LineOverflow" => said("the line number is too large"),
        "NotSupported16BitLiteral" => said("16-bit literals cannot be read"),
        "NotSupported64BitLiteral" => said("64-bit literals cannot be read"),
        "MacroNotDefined" => said("there is no such macro"),
        "RecursionLimitReached" => said("macros expand into each other without end"),
        "DivisionByZero" => said("division by zero in a directive"),
        "RemainderByZero" => said("remainder by zero in a directive"),
        _ => said("the preprocessor cannot read this"),
    }
}
