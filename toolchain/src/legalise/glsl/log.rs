//! glslang's log as diagnostics: lines become places, its phrases get codes.

use std::collections::BTreeMap;
use std::ops::Range;

use super::legacy::identifiers;
use crate::codes;
use crate::diagnostic::{Code, Diagnostic, Kind, Phase};
use crate::source::Source;

/// One error of a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// From 1; none: it is about the whole.
    pub(super) line: Option<usize>,
    /// The word it is about; may be empty.
    token: String,
    text: String,
}

impl Entry {
    /// Whether it has these words.
    pub(super) fn says(&self, words: &str) -> bool {
        self.token.contains(words) || self.text.contains(words)
    }
}

/// The errors of a log, without those that only sum up.
pub(super) fn entries(log: &str) -> Vec<Entry> {
    let mut found: Vec<Entry> = Vec::new();
    for line in log.lines() {
        let Some(rest) = line.trim().strip_prefix("ERROR:").map(str::trim) else {
            continue;
        };
        if rest.contains("compilation terminated") || rest.contains("No code generated") {
            continue;
        }
        let entry = entry(rest);
        if !found.contains(&entry) {
            found.push(entry);
        }
    }
    found
}

/// `0:12: 'word' : text`, or a text alone.
fn entry(rest: &str) -> Entry {
    let whole = |text: &str| Entry {
        line: None,
        token: String::new(),
        text: text.trim().to_owned(),
    };
    // The first number counts strings; there is one.
    let Some((line, text)) = rest
        .split_once(':')
        .and_then(|(string, rest)| string.parse::<u32>().ok().map(|_| rest))
        .and_then(|rest| rest.split_once(':'))
        .and_then(|(line, text)| Some((line.parse::<usize>().ok()?, text.trim())))
    else {
        return whole(rest);
    };
    let (token, text) = match text
        .strip_prefix('\'')
        .and_then(|text| text.split_once("' :"))
    {
        Some((token, text)) => (token, text.trim()),
        None => ("", text),
    };
    Entry {
        line: Some(line),
        token: token.to_owned(),
        text: text.to_owned(),
    }
}

/// How a text that glslang was given relates to the source.
#[derive(Clone, Copy, Debug)]
pub(super) struct Given<'a> {
    /// Lines that were put in front.
    pub(super) lines_before: usize,
    /// Identifiers that were given in place of others.
    pub(super) renamed: &'a BTreeMap<String, String>,
    /// Where the version is said, for errors about it.
    pub(super) version: Option<&'a Range<usize>>,
    pub(super) is_hlsl: bool,
}

/// An error of the log as a diagnostic.
pub(super) fn diagnostic(source: &Source, entry: &Entry, given: &Given<'_>) -> Diagnostic {
    let token = given
        .renamed
        .get(&entry.token)
        .map_or(entry.token.as_str(), String::as_str);
    let (code, message) = said(token, &entry.text, given.is_hlsl);
    let mut diagnostic = Diagnostic::error(code, Phase::Parse, Kind::Rejected, source, message);
    let place = match entry.line {
        Some(line) => place(
            source.as_text(),
            line.saturating_sub(given.lines_before),
            token,
        ),
        None if entry.text.starts_with("#version") => given.version.cloned(),
        None => None,
    };
    if let Some(span) = place {
        diagnostic = diagnostic.with_primary(span, "");
    } else if code == codes::GLSL_ENTRY_POINT
        && !given.is_hlsl
        && let Some(span) = super::Mentions::of(source.as_text()).find("`main`")
    {
        diagnostic = diagnostic
            .with_primary(span, "left out by a condition")
            .with_help("give what the `#if` around it asks for: `-D NAME` or `-D NAME=VALUE`");
    }
    diagnostic
}

/// The word in a line, or all of the line that is code.
fn place(text: &str, line: usize, token: &str) -> Option<Range<usize>> {
    let start = match line.checked_sub(1)? {
        0 => 0,
        before => text.match_indices('\n').nth(before - 1)?.0 + 1,
    };
    let content = text.get(start..)?.lines().next().unwrap_or_default();
    if !token.is_empty() {
        let word = identifiers(content)
            .find(|(_, name)| *name == token)
            .map(|(at, _)| at)
            .or_else(|| content.find(token));
        if let Some(at) = word {
            return Some(start + at..start + at + token.len());
        }
    }
    let lead = content.len() - content.trim_start().len();
    let end = content.trim_end().len();
    Some(start + lead.min(end)..start + end)
}

/// Parts of glslang's phrases with their codes.
const PHRASES: &[(&str, Code)] = &[
    ("syntax error", codes::GLSL_SYNTAX),
    ("undeclared identifier", codes::GLSL_VARIABLE_UNKNOWN),
    (
        "no matching overloaded function",
        codes::GLSL_FUNCTION_UNKNOWN,
    ),
    ("ambiguous", codes::GLSL_CALL_AMBIGUOUS),
    ("redefinition", codes::GLSL_REDEFINITION),
    ("redeclaration", codes::GLSL_REDEFINITION),
    ("function already has a body", codes::GLSL_REDEFINITION),
    ("no such field", codes::GLSL_FIELD_UNKNOWN),
    ("does not apply to this type", codes::GLSL_FIELD_UNKNOWN),
    ("does not operate on", codes::GLSL_FIELD_UNKNOWN),
    ("vector swizzle", codes::GLSL_SWIZZLE),
    ("illegal vector field", codes::GLSL_SWIZZLE),
    ("l-value", codes::GLSL_ASSIGNMENT),
    ("cannot convert", codes::GLSL_OPERATION),
    ("wrong operand types", codes::GLSL_OPERATION),
    ("constant expression", codes::GLSL_CONSTANT),
    ("#version", codes::GLSL_VERSION),
    ("not supported with this profile", codes::GLSL_VERSION),
    ("not supported for this version", codes::GLSL_VERSION),
    ("version not supported", codes::GLSL_VERSION),
    ("requires one entry point", codes::GLSL_ENTRY_POINT),
    ("extension not supported", codes::GLSL_NOT_IMPLEMENTED),
    ("layout", codes::GLSL_LAYOUT),
    ("binding", codes::GLSL_LAYOUT),
    ("location", codes::GLSL_LAYOUT),
    ("qualifier", codes::GLSL_QUALIFIER),
    ("preprocessor", codes::GLSL_PREPROCESSOR),
    ("#include", codes::GLSL_INCLUDE),
];

fn said(token: &str, text: &str, is_hlsl: bool) -> (Code, String) {
    if token == "#error" {
        let code = if is_hlsl {
            codes::HLSL_INVALID
        } else {
            codes::GLSL_ERROR_DIRECTIVE
        };
        return (code, format!("#error: {text}"));
    }
    let mut code = PHRASES
        .iter()
        .find(|(part, _)| text.contains(part))
        .map_or(codes::GLSL_INVALID, |&(_, code)| code);
    if is_hlsl {
        code = if code == codes::GLSL_SYNTAX || text == "Expected" {
            codes::HLSL_SYNTAX
        } else {
            codes::HLSL_INVALID
        };
    }
    let message = match text {
        _ if text.contains("Missing entry point") => {
            if is_hlsl {
                "the entry point is not in the source".to_owned()
            } else {
                "there is no function `void main()`".to_owned()
            }
        }
        "undeclared identifier" => format!("`{token}` is not declared"),
        "no matching overloaded function found" => {
            format!("there is no function `{token}` for these arguments")
        }
        "redefinition" => format!("`{token}` is declared twice"),
        "unknown variable" => format!("`{token}` is not declared"),
        "Expected" => format!("expected `{token}`"),
        _ if NO_TOKENS.contains(&token) => in_words(text),
        _ => {
            let text = in_words(text);
            if token.is_empty() || text.contains(&format!("`{token}`")) {
                text
            } else {
                format!("`{token}`: {text}")
            }
        }
    };
    (code, message)
}

/// Names of operations, which say nothing that the text and the place do not.
const NO_TOKENS: &[&str] = &["assign", "return", "=", "constructor"];

/// glslang's text with types, and tokens of its grammar, as they are written.
fn in_words(text: &str) -> String {
    let mut quoted = false;
    let text: Vec<String> = text
        .split('\'')
        .map(|part| {
            let part = if quoted {
                format!("`{}`", type_name(part))
            } else {
                spelled(part)
            };
            quoted = !quoted;
            part
        })
        .collect();
    text.concat()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// A type as it is written: `vec4` for ` temp highp 4-component vector of float`.
fn type_name(text: &str) -> String {
    let mut text = text.trim();
    if let Some((_, rest)) = text
        .strip_prefix("layout(")
        .and_then(|rest| rest.split_once(')'))
    {
        text = rest.trim();
    }
    let words: Vec<&str> = text
        .split_whitespace()
        .filter(|word| !QUALIFIERS.contains(word))
        .collect();
    let prefix = |scalar: &str| match scalar {
        "int" => "i",
        "uint" => "u",
        "bool" => "b",
        "double" => "d",
        _ => "",
    };
    match words.as_slice() {
        [size, "vector", "of", scalar] => match size.strip_suffix("-component") {
            Some(size) => format!("{}vec{size}", prefix(scalar)),
            None => words.join(" "),
        },
        [size, "matrix", "of", scalar] => match size.split_once('X') {
            Some((columns, rows)) if columns == rows => format!("{}mat{rows}", prefix(scalar)),
            Some((columns, rows)) => format!("{}mat{columns}x{rows}", prefix(scalar)),
            None => words.join(" "),
        },
        _ => words.join(" "),
    }
}

const QUALIFIERS: &[&str] = &[
    "temp",
    "const",
    "global",
    "in",
    "out",
    "inout",
    "uniform",
    "buffer",
    "shared",
    "smooth",
    "flat",
    "noperspective",
    "highp",
    "mediump",
    "lowp",
    "restrict",
    "coherent",
    "volatile",
    "readonly",
    "writeonly",
];

fn spelled(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (start, name) in identifiers(text) {
        let Some((_, spelled)) = TOKENS.iter().find(|(token, _)| *token == name) else {
            continue;
        };
        out.push_str(text.get(at..start).unwrap_or_default());
        out.push_str(spelled);
        at = start + name.len();
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}

const TOKENS: &[(&str, &str)] = &[
    ("SEMICOLON", "`;`"),
    ("COMMA", "`,`"),
    ("COLON", "`:`"),
    ("DOT", "`.`"),
    ("EQUAL", "`=`"),
    ("LEFT_PAREN", "`(`"),
    ("RIGHT_PAREN", "`)`"),
    ("LEFT_BRACE", "`{`"),
    ("RIGHT_BRACE", "`}`"),
    ("LEFT_BRACKET", "`[`"),
    ("RIGHT_BRACKET", "`]`"),
    ("LEFT_ANGLE", "`<`"),
    ("RIGHT_ANGLE", "`>`"),
    ("DASH", "`-`"),
    ("PLUS", "`+`"),
    ("STAR", "`*`"),
    ("SLASH", "`/`"),
    ("PERCENT", "`%`"),
    ("BANG", "`!`"),
    ("TILDE", "`~`"),
    ("AMPERSAND", "`&`"),
    ("CARET", "`^`"),
    ("QUESTION", "`?`"),
    ("VERTICAL_BAR", "`|`"),
    ("INC_OP", "`++`"),
    ("DEC_OP", "`--`"),
    ("LE_OP", "`<=`"),
    ("GE_OP", "`>=`"),
    ("EQ_OP", "`==`"),
    ("NE_OP", "`!=`"),
    ("AND_OP", "`&&`"),
    ("OR_OP", "`||`"),
    ("IDENTIFIER", "a name"),
    ("TYPE_NAME", "the name of a type"),
    ("INTCONSTANT", "a number"),
    ("UINTCONSTANT", "a number"),
    ("FLOATCONSTANT", "a number"),
    ("BOOLCONSTANT", "`true` or `false`"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Language;

    fn told(text: &str, log: &str) -> Vec<(Code, String, String)> {
        let source = Source::text("a.frag", Language::Glsl, text);
        let given = Given {
            lines_before: 0,
            renamed: &BTreeMap::from([("sample_".to_owned(), "sample".to_owned())]),
            version: None,
            is_hlsl: false,
        };
        entries(log)
            .iter()
            .map(|entry| {
                let diagnostic = diagnostic(&source, entry, &given);
                let place = diagnostic
                    .main_label()
                    .map_or("", |label| source.slice(label.span.clone()))
                    .to_owned();
                (diagnostic.code, diagnostic.message, place)
            })
            .collect()
    }

    #[test]
    fn lines_of_the_log_become_places() {
        let log = "parse error: Log:\nWARNING: 0:1: x\nERROR: 0:2: 'foo' : undeclared identifier \n\
                   ERROR: 0:2: '' : compilation terminated \nERROR: 2 compilation errors.  No code generated.\n";
        assert_eq!(
            told("a\n  int x = foo;\n", log),
            [(
                codes::GLSL_VARIABLE_UNKNOWN,
                "`foo` is not declared".to_owned(),
                "foo".to_owned()
            )]
        );
    }

    #[test]
    fn tokens_are_told_as_they_are_written() {
        let log =
            "ERROR: 0:1: '' :  syntax error, unexpected RIGHT_BRACE, expecting COMMA or SEMICOLON";
        assert_eq!(
            told(" float x }", log),
            [(
                codes::GLSL_SYNTAX,
                "syntax error, unexpected `}`, expecting `,` or `;`".to_owned(),
                "float x }".to_owned()
            )]
        );
    }

    #[test]
    fn types_are_told_as_they_are_written() {
        let log = "ERROR: 0:1: 'assign' :  cannot convert from ' const float' to 'layout( \
                   location=0) out highp 4-component vector of float'";
        assert_eq!(
            told("c = 1.0;", log),
            [(
                codes::GLSL_OPERATION,
                "cannot convert from `float` to `vec4`".to_owned(),
                "c = 1.0;".to_owned()
            )]
        );
        assert_eq!(type_name(" temp 4X3 matrix of double"), "dmat4x3");
    }

    #[test]
    fn words_are_those_of_the_source() {
        let log = "ERROR: 0:1: 'sample_' : redefinition ";
        assert_eq!(
            told("int sample;", log),
            [(
                codes::GLSL_REDEFINITION,
                "`sample` is declared twice".to_owned(),
                "sample".to_owned()
            )]
        );
    }
}
