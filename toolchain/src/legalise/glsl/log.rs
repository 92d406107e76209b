//! glslang's log as diagnostics: lines become places, its phrases get codes.

use std::collections::BTreeMap;
use std::ops::Range;

use super::legacy::identifiers;
use super::words::{self, NO_PRECISION, in_words};
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

    fn goes_on_with(&mut self, next: &str) {
        if self.text.ends_with(NO_BODY) {
            // The name with the types of the parameters, as glslang shortens them.
            next.split('(')
                .next()
                .unwrap_or_default()
                .clone_into(&mut self.token);
            NO_BODY.clone_into(&mut self.text);
        } else if let Some(text) = self.text.strip_suffix(POSSIBLE_EXTENSIONS) {
            self.text = format!("{text}{next}");
        }
    }
}

/// Of a function that is called and only declared, whose name follows on the next line.
const NO_BODY: &str = "No function definition (body) found:";

/// What stands before a list of extensions, a line each.
const POSSIBLE_EXTENSIONS: &str = "Possible extensions include:";

/// Of what needs an extension.
pub(super) const EXTENSION_NEEDED: &str = "required extension not requested: ";

/// The errors of a log, without those that only sum up.
pub(super) fn entries(log: &str) -> Vec<Entry> {
    let mut found: Vec<Entry> = Vec::new();
    let mut lines = log.lines().peekable();
    while let Some(line) = lines.next() {
        let Some(rest) = line.trim().strip_prefix("ERROR:").map(str::trim) else {
            continue;
        };
        if rest.contains("compilation terminated") || rest.contains("No code generated") {
            continue;
        }
        let mut entry = entry(rest);
        // What it is about stands on the next line.
        if entry.text.ends_with(':')
            && let Some(next) = lines.peek()
        {
            entry.goes_on_with(next.trim());
        }
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
    let place = place.or_else(|| {
        let is_of_name = entry.line.is_none() && !token.is_empty();
        is_of_name
            .then(|| super::Mentions::of(source.as_text()).find(&format!("`{token}`")))
            .flatten()
    });
    if let Some(help) = words::help(token, &entry.text, given.is_hlsl) {
        diagnostic = diagnostic.with_help(help);
    }
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
pub(super) fn place(text: &str, line: usize, token: &str) -> Option<Range<usize>> {
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
        "Expected" if token.starts_with(char::is_alphabetic) => format!("expected {token}"),
        "Expected" => format!("expected `{token}`"),
        "Reserved word." => format!("`{token}` is a reserved word and cannot be a name"),
        NO_BODY => format!("`{token}` is declared and called, but has no body"),
        "function already has a body" => format!("`{token}` is defined twice"),
        _ if text.ends_with("partial image updates") => {
            "some components of a texel cannot be stored alone".to_owned()
        }
        _ if text.contains("l-value required") => words::not_assignable(text),
        _ if text.contains(NO_PRECISION) => format!("`{token}` has no default precision here"),
        _ if let Some(extension) = text.strip_prefix(EXTENSION_NEEDED) => {
            format!("this ({token}) needs the extension `{extension}`, which is not asked for")
        }
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

#[cfg(test)]
mod tests {
    use super::super::words::type_name;
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
