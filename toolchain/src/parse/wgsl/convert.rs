//! From one error of naga's WGSL front end to one diagnostic.

use std::ops::Range;

use super::codes::{Class, classify, plain};
use super::hints;
use crate::codes;
use crate::diagnostic::{Code, Diagnostic, Phase};
use crate::parse::types::{Spelling, in_debug_text};
use crate::source::Source;
use crate::wgsl_text::Scan;

/// Longest piece of source that a message quotes, in characters.
const QUOTE: usize = 40;
/// How many accepted types a note lists.
const TYPES: usize = 10;

/// How naga begins to say that it does not compute a call of constants.
pub(super) const UNKNOWN_VALUE: &str = "Not implemented as constant expression: ";

/// What naga says, by value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Raw {
    pub(super) message: String,
    pub(super) labels: Vec<(Option<Range<usize>>, String)>,
    pub(super) notes: Vec<String>,
}

impl Raw {
    pub(super) fn new(error: &naga::front::wgsl::ParseError) -> Self {
        Self {
            message: error.message().to_owned(),
            labels: error
                .labels()
                .map(|(span, text)| (span.to_range(), text.to_owned()))
                .collect(),
            notes: error.notes().map(str::to_owned).collect(),
        }
    }

    /// What kind of error it is.
    pub(super) fn class(&self) -> Class {
        classify(
            &self.message,
            self.labels.first().map(|(_, text)| text.as_str()),
            self.notes.first().map(String::as_str),
        )
    }

    /// Where the culprit stands.
    pub(super) fn culprit(&self) -> Option<Range<usize>> {
        let wanted = self.class().culprit;
        self.labels
            .get(wanted)
            .and_then(|(span, _)| span.clone())
            .or_else(|| self.labels.iter().find_map(|(span, _)| span.clone()))
    }

    /// The name in the message of an unknown identifier.
    pub(super) fn unknown_identifier(&self) -> Option<&str> {
        self.message
            .strip_prefix("no definition in scope for identifier: `")?
            .strip_suffix('`')
    }
}

/// A piece of the source in backticks, cut to one short line.
pub(super) fn quote(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default().trim_end();
    match line.char_indices().nth(QUOTE) {
        Some((cut, _)) => format!("`{}…`", line.get(..cut).unwrap_or_default()),
        None if line.len() < text.trim_end().len() => format!("`{line} …`"),
        None => format!("`{line}`"),
    }
}

/// The diagnostic for an error in a text whose original scan is at hand.
pub(super) fn diagnostic(source: &Source, scan: &Scan<'_>, raw: &Raw) -> Diagnostic {
    let class = raw.class();
    let culprit = raw.culprit();
    let found = culprit
        .clone()
        .and_then(|span| scan.text.get(span))
        .unwrap_or_default();
    let mut result = Diagnostic::error(
        class.code,
        Phase::Parse,
        class.kind,
        source,
        message(raw, &class, found),
    );
    if !special_labels(&mut result, scan, raw, culprit.as_ref(), found) {
        plain_labels(&mut result, raw, &class);
    }
    notes(&mut result, raw);
    if result.help.is_none() {
        result.help = hints::help(scan, raw, class.code, culprit, found);
    }
    result
}

/// Labels as naga gives them, the culprit first.
fn plain_labels(result: &mut Diagnostic, raw: &Raw, class: &Class) {
    let culprit = if class.culprit < raw.labels.len() {
        class.culprit
    } else {
        0
    };
    let mut labels: Vec<(Range<usize>, String, bool)> = Vec::new();
    for (index, (span, text)) in raw.labels.iter().enumerate() {
        let Some(span) = span else { continue };
        let mut text = plain(text);
        // The message has said it already.
        if text == "see msg"
            || result.message.starts_with(&text)
            || raw.message.starts_with(&text)
            || text.starts_with("definition of `")
        {
            text.clear();
        }
        if let Some(better) = label(result.code, &raw.message, index) {
            better.clone_into(&mut text);
        }
        let primary = index == culprit;
        // A mark without words beside the culprit tells nothing.
        if !primary && text.is_empty() {
            continue;
        }
        if primary {
            labels.insert(0, (span.clone(), text, true));
        } else {
            labels.push((span.clone(), text, false));
        }
    }
    for (span, text, primary) in labels {
        *result = if primary {
            result.clone().with_primary(span, text)
        } else {
            result.clone().with_secondary(span, text)
        };
    }
}

/// Words beside a mark where naga's say too little or too much.
fn label(code: Code, message: &str, index: usize) -> Option<&'static str> {
    Some(match code {
        codes::WGSL_EXTENSION_NEEDED => "used here",
        codes::WGSL_EXTENSION_UNSUPPORTED | codes::WGSL_EXTENSION_UNKNOWN => "",
        codes::WGSL_ASSIGNMENT if index == 0 => "",
        codes::WGSL_ASSIGNMENT => "declared here",
        codes::WGSL_CONST_EXPRESSION if message.contains("const context") => {
            "not known when the shader is compiled"
        }
        codes::WGSL_CONTROL_FLOW | codes::WGSL_FIELD_UNKNOWN | codes::WGSL_NOT_REFERENCE => "",
        codes::WGSL_DIRECTIVE_ORDER => "stands after a declaration",
        codes::WGSL_RECURSION if message.ends_with("recursive") && index == 0 => "",
        codes::WGSL_REDEFINITION if index == 1 => "declared first here",
        codes::WGSL_ARRAY_LENGTH | codes::WGSL_IDENTIFIER => "",
        _ => return None,
    })
}

/// Labels that tell more than naga's; false when there is nothing better.
fn special_labels(
    result: &mut Diagnostic,
    scan: &Scan<'_>,
    raw: &Raw,
    culprit: Option<&Range<usize>>,
    found: &str,
) -> bool {
    let Some(span) = culprit.cloned() else {
        return false;
    };
    let text = scan.text;
    match result.code {
        codes::WGSL_SYNTAX => {
            let expected = hints::expected(raw).unwrap_or_default();
            let before = scan.token_at(span.start).checked_sub(1);
            let end = before
                .and_then(|index| scan.tokens.get(index))
                .map(|token| token.end);
            let gap = end.and_then(|end| text.get(end..span.start));
            if expected == "`;`"
                && let (Some(end), Some(gap)) = (end, gap)
                && gap.contains('\n')
            {
                // Where it is missing is the end of the line before.
                *result = result.clone().with_primary(end..end, "`;` is missing here");
                if !found.is_empty() {
                    *result = result.clone().with_secondary(span, "found this instead");
                }
                return true;
            }
            let label = if expected.is_empty() {
                String::new()
            } else {
                format!("expected {expected}")
            };
            *result = result.clone().with_primary(span.clone(), label);
            if found.is_empty()
                && let Some(open) = hints::unclosed(scan)
            {
                let bracket = text.get(open.clone()).unwrap_or_default().to_owned();
                *result = result
                    .clone()
                    .with_secondary(open, format!("this `{bracket}` is not closed"));
            }
            true
        }
        codes::WGSL_IDENTIFIER_UNKNOWN => {
            *result = result.clone().with_primary(span, "not declared here");
            true
        }
        codes::WGSL_NUMBER => {
            *result = result.clone().with_primary(span, "");
            true
        }
        codes::WGSL_TYPE_MISMATCH => {
            if let Some((_, expected, found)) = hints::initialiser_types(&raw.message) {
                let Some(value) = hints::initialiser(scan, &span) else {
                    return false;
                };
                *result = result
                    .clone()
                    .with_primary(value, format!("this is `{}`", plain(found)))
                    .with_secondary(span, format!("declared as `{}`", plain(expected)));
                return true;
            }
            let Some((from, to)) = hints::conversion_types(&raw.message) else {
                return false;
            };
            *result = result
                .clone()
                .with_primary(span.clone(), format!("this is `{}`", plain(from)));
            if let Some((Some(required), _)) = raw.labels.first()
                && *required != span
            {
                *result = result.clone().with_secondary(
                    required.clone(),
                    format!("`{}` is required here", plain(to)),
                );
            }
            true
        }
        _ => false,
    }
}

fn message(raw: &Raw, class: &Class, found: &str) -> String {
    let text = raw.message.as_str();
    match class.code {
        codes::WGSL_SYNTAX => {
            let expected = hints::expected(raw).unwrap_or_else(|| "something else".to_owned());
            if found.is_empty() {
                return format!("expected {expected}, found the end of the file");
            }
            format!("expected {expected}, found {}", quote(found))
        }
        codes::WGSL_IDENTIFIER_UNKNOWN => match raw.unknown_identifier() {
            Some(name) => format!("{} is not declared", quote(name)),
            None => plain(text),
        },
        codes::WGSL_FIELD_UNKNOWN if text.starts_with("invalid field") => {
            format!("there is no member or component {}", quote(found))
        }
        codes::WGSL_NUMBER => {
            if text.starts_with("invalid") {
                format!("{} is not a number", quote(found))
            } else {
                format!("{} does not fit the type of the literal", quote(found))
            }
        }
        codes::WGSL_TYPE_MISMATCH => {
            if let Some((name, expected, got)) = hints::initialiser_types(text) {
                format!(
                    "mismatched types: {} is declared as `{}`, its value is `{}`",
                    quote(name),
                    plain(expected),
                    plain(got)
                )
            } else if let Some((from, to)) = hints::conversion_types(text) {
                format!(
                    "mismatched types: expected `{}`, found `{}`",
                    plain(to),
                    plain(from)
                )
            } else {
                plain(text)
            }
        }
        codes::WGSL_ARGUMENT_COUNT => argument_count(raw),
        codes::WGSL_OPERATION | codes::WGSL_TEXTURE => operation(text),
        codes::WGSL_CONSTRUCTOR => constructor(text),
        codes::WGSL_BINDING_INCONSISTENT => {
            "the input/output attributes contradict each other".to_owned()
        }
        codes::WGSL_EXTENSION_NEEDED => format!(
            "this needs the extension `{}`, which is not enabled",
            hints::quoted(text).unwrap_or_default()
        ),
        codes::WGSL_DIRECTIVE_ORDER => "directives must stand before all declarations".to_owned(),
        codes::WGSL_CONTROL_FLOW => {
            "`break if` can only stand at the end of a `continuing` block".to_owned()
        }
        codes::WGSL_RESERVED_WORD => format!(
            "`{}` is a reserved word and cannot be a name",
            hints::quoted(text).unwrap_or_default()
        ),
        codes::WGSL_REDEFINITION => format!("{} is declared twice", quote(found)),
        codes::WGSL_RECURSION => format!(
            "`{}` depends on itself",
            hints::quoted(text).unwrap_or_default()
        ),
        codes::WGSL_ASSIGNMENT => format!("{} cannot be assigned to", quote(found)),
        codes::WGSL_CONST_ASSERT => "this `const_assert` is false".to_owned(),
        codes::WGSL_CONST_EXPRESSION if text.contains("const context") => {
            "this is not a constant expression".to_owned()
        }
        codes::WGSL_CONST_EXPRESSION if text.starts_with(UNKNOWN_VALUE) => {
            format!("{} has no value that a constant can have", quote(found))
        }
        // naga says the expression as it is in its IR.
        codes::WGSL_CAST if text.contains("components of expression") => {
            match text.rsplit_once("to type ") {
                Some((_, ty)) => format!("this constant cannot be converted to {ty}"),
                None => plain(text),
            }
        }
        codes::WGSL_CALL if text.starts_with("local") => {
            format!("{} is a variable here and cannot be called", quote(found))
        }
        codes::WGSL_CALL if text.starts_with("entry point") => {
            format!("{} is an entry point and cannot be called", quote(found))
        }
        codes::WGSL_NESTING => "blocks or expressions are nested too deeply".to_owned(),
        codes::WGSL_ARGUMENT_TYPE if text.starts_with("Expected vectors") => plain(
            &text
                .replace("got Bi ", "got vec2 ")
                .replace("got Tri ", "got vec3 ")
                .replace("got Quad ", "got vec4 ")
                .replace("and Bi", "and vec2")
                .replace("and Tri", "and vec3")
                .replace("and Quad", "and vec4")
                .replace("args.", "arguments"),
        ),
        codes::WGSL_ATTRIBUTE_MISSING if text.starts_with("variable `") => {
            // naga quotes the attributes where it means the variable.
            let wanted = text
                .split_once("needs a '")
                .and_then(|(_, rest)| rest.split_once('\''))
                .map_or("binding", |(name, _)| name);
            format!("`@{wanted}` is missing: `@group` and `@binding` go together")
        }
        _ => plain(text),
    }
}

/// What a call takes and what it is given.
fn argument_count(raw: &Raw) -> String {
    if let Some(note) = raw
        .notes
        .iter()
        .find(|note| note.contains("accepts at most"))
        && let Some(name) = hints::quoted(note)
        && let Some(count) = note
            .split_whitespace()
            .find_map(|word| word.parse::<usize>().ok())
    {
        let s = if count == 1 { "" } else { "s" };
        return format!("`{name}` takes at most {count} argument{s}");
    }
    let numbers = raw
        .message
        .strip_prefix("wrong number of arguments: expected ")
        .and_then(|rest| rest.split_once(", found "));
    match numbers {
        Some((expected, found)) => {
            // naga's range leaves out its end.
            let expected = match expected.split_once("..") {
                Some((low, high)) => match high.parse::<u32>() {
                    Ok(high) => format!("{low} to {}", high.saturating_sub(1)),
                    Err(_) => expected.to_owned(),
                },
                None => expected.to_owned(),
            };
            let s = if expected == "1" { "" } else { "s" };
            format!("this call takes {expected} argument{s} and is given {found}")
        }
        None => plain(&raw.message),
    }
}

/// Messages of type resolution, which name expressions by number.
fn operation(text: &str) -> String {
    let member = text.ends_with("indexed: false");
    if let Some(rest) = text.strip_prefix("Index ") {
        let index = rest.split(' ').next().unwrap_or_default();
        format!("index {index} is out of bounds")
    } else if text.starts_with("Invalid access") || text.starts_with("Invalid sub-access") {
        if member {
            "this value has no members".to_owned()
        } else {
            "this value cannot be indexed".to_owned()
        }
    } else if text.starts_with("Invalid scalar") {
        "the operand is not a scalar".to_owned()
    } else if text.starts_with("Invalid vector") {
        "the operand is not a vector".to_owned()
    } else if text.starts_with("Invalid pointer") {
        "the operand is not a pointer".to_owned()
    } else if text.starts_with("Invalid image") {
        "the operand is not a texture".to_owned()
    } else if text.starts_with("Incompatible operands") {
        match in_debug_text(text, Spelling::Wgsl).as_slice() {
            [left, right] => format!("`{left}` and `{right}` do not go together in this operation"),
            [only] => format!("this operation cannot be applied to `{only}`"),
            _ => "the operands of this operation have types that do not go together".to_owned(),
        }
    } else {
        plain(text)
    }
}

fn constructor(text: &str) -> String {
    if let Some(index) = text
        .strip_prefix("invalid type for constructor component at index [")
        .and_then(|rest| rest.strip_suffix(']'))
    {
        return match index.parse::<usize>() {
            Ok(index) => format!(
                "component {} of this constructor has a type that does not fit",
                index + 1
            ),
            Err(_) => "a component of this constructor has a type that does not fit".to_owned(),
        };
    }
    if text == "unexpected components" {
        return "this constructor is given the wrong number of components".to_owned();
    }
    plain(text)
}

/// Notes without those that are told otherwise, and with lists on one line.
fn notes(result: &mut Diagnostic, raw: &Raw) {
    let mut allowed: Vec<String> = Vec::new();
    for note in &raw.notes {
        if let Some(name) = note.strip_prefix("allowed type: ") {
            allowed.push(format!("`{}`", plain(name)));
            continue;
        }
        let told_otherwise = note.starts_with("You can enable this extension")
            || note.contains("Let Naga maintainers know")
            || note.contains("accepts the following types")
            || note.starts_with("See available extensions")
            || note.starts_with("perhaps you meant to call")
            || note.contains("accepts at most")
            || note.starts_with("Because argument #")
            || note.starts_with("(or types that automatically convert")
            || note.starts_with("consider declaring `")
            || note.starts_with("Use phony assignment")
            || note.starts_with("WGSL does not support assignments to swizzles")
            || note.starts_with("consider assigning each component")
            || note.starts_with("global directives are only allowed")
            || result.code == codes::WGSL_NESTING && note.contains("recursion limit");
        if !told_otherwise {
            result.notes.push(plain(note.trim_end_matches('.')));
        }
    }
    // Abstract types are those of literals, and each stands beside the concrete ones.
    if allowed.iter().any(|name| !name.contains("Abstract")) {
        allowed.retain(|name| !name.contains("Abstract"));
    }
    if !allowed.is_empty() {
        let more = allowed.len().saturating_sub(TYPES);
        allowed.truncate(TYPES);
        let mut list = allowed.join(", ");
        if more > 0 {
            list.push_str(&format!(" and {more} more"));
        }
        result.notes.push(format!("accepted here: {list}"));
    }
}
