//! From the errors of naga's GLSL front end to diagnostics.

use std::ops::Range;

use naga::front::glsl::{Error, ErrorKind, ExpectedToken, ParseErrors};

use super::words::{
    LAYOUT_QUALIFIERS, did_you_mean, end_of_line_before, identifiers, is_identifier,
    is_unread_builtin, is_unread_qualifier, is_unread_type, unknown_character, variable_help,
};
use super::{preprocessor, semantic, tokens};
use crate::codes;
use crate::diagnostic::{Code, Diagnostic, Failure, Kind, Phase};
use crate::parse::wgsl::unclosed_bracket;
use crate::source::Source;

/// Most expected tokens that a message lists.
const EXPECTED: usize = 6;

/// Most errors that are looked at: telling them apart compares each with each.
const MOST_ERRORS: usize = 100;

/// Everything naga says of a source.
pub(super) fn failure(source: &Source, errors: &ParseErrors) -> Failure {
    let mut diagnostics: Vec<Diagnostic> = Vec::new();
    for error in errors.errors.iter().take(MOST_ERRORS) {
        let diagnostic = diagnostic(source, error);
        // An undeclared name is told once, wherever it is used.
        let told = diagnostics.iter().any(|earlier| {
            *earlier == diagnostic
                || (diagnostic.code == codes::GLSL_VARIABLE_UNKNOWN
                    && earlier.message == diagnostic.message)
        });
        if !told {
            diagnostics.push(diagnostic);
        }
    }
    drop_follow_ons(source, &mut diagnostics);
    diagnostics.sort_by_key(|diagnostic| {
        diagnostic
            .main_label()
            .map_or(usize::MAX, |label| label.span.start)
    });
    Failure::from_all(diagnostics).unwrap_or_else(|| {
        Diagnostic::error(
            codes::INTERNAL_ERROR,
            Phase::Parse,
            Kind::Internal,
            source,
            "the GLSL front end failed without an error",
        )
        .into()
    })
}

/// Drops what only follows from another error.
fn drop_follow_ons(source: &Source, diagnostics: &mut Vec<Diagnostic>) {
    let line_of = |diagnostic: &Diagnostic| diagnostic.position().map(|at| at.line);
    // After these the text is not the one that was meant, and naga reads the rest of the line.
    let stops: Vec<Option<usize>> = diagnostics
        .iter()
        .filter(|diagnostic| {
            matches!(
                diagnostic.code,
                codes::GLSL_INCLUDE | codes::GLSL_ERROR_DIRECTIVE
            )
        })
        .map(line_of)
        .collect();
    if !stops.is_empty() {
        diagnostics.retain(|diagnostic| match diagnostic.code {
            codes::GLSL_INCLUDE | codes::GLSL_ERROR_DIRECTIVE | codes::GLSL_VERSION => true,
            codes::GLSL_PREPROCESSOR => {
                let line = line_of(diagnostic);
                line.is_some() && !stops.contains(&line)
            }
            _ => false,
        });
        return;
    }
    // Uses of a name whose declaration was refused.
    let refused: Vec<&str> = diagnostics
        .iter()
        .filter(|diagnostic| {
            matches!(
                diagnostic.code,
                codes::GLSL_LAYOUT
                    | codes::GLSL_STD140_MATRIX
                    | codes::GLSL_TYPE
                    | codes::GLSL_CONSTANT
            )
        })
        .filter_map(Diagnostic::main_label)
        .map(|label| source.slice(label.span.clone()))
        .filter(|text| is_identifier(text))
        .collect();
    if refused.is_empty() {
        return;
    }
    let follows: Vec<bool> = diagnostics
        .iter()
        .map(|diagnostic| {
            matches!(
                diagnostic.code,
                codes::GLSL_FUNCTION_UNKNOWN | codes::GLSL_VARIABLE_UNKNOWN | codes::GLSL_OPERATION
            ) && diagnostic.main_label().is_some_and(|label| {
                source
                    .slice(label.span.clone())
                    .split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
                    .any(|word| refused.contains(&word))
            })
        })
        .collect();
    let mut follows = follows.into_iter();
    diagnostics.retain(|_| !follows.next().unwrap_or(false));
}

/// What is said of one error, before it has a place.
pub(super) struct Said {
    code: Code,
    kind: Kind,
    message: String,
    label: String,
    help: Option<String>,
}

impl Said {
    pub(super) fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            kind: Kind::Rejected,
            message: message.into(),
            label: String::new(),
            help: None,
        }
    }

    pub(super) fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    pub(super) fn maybe_help(mut self, help: Option<String>) -> Self {
        self.help = help.or(self.help);
        self
    }
}

fn diagnostic(source: &Source, error: &Error) -> Diagnostic {
    let span = error
        .meta
        .to_range()
        .filter(|span| span.start <= source.as_text().len())
        .map(|span| source.clamp(span));
    let span = span.or_else(|| match &error.kind {
        // naga leaves out where.
        ErrorKind::PreprocessorError(kind)
            if format!("{kind:?}").starts_with("UnexpectedCharacter") =>
        {
            unknown_character(source.as_text())
        }
        _ => None,
    });
    let said = say(source, &error.kind, span.as_ref());
    let mut result = Diagnostic::error(said.code, Phase::Parse, said.kind, source, said.message);
    result.help = said.help;
    let Some(span) = span else { return result };
    if matches!(error.kind, ErrorKind::EndOfFile) {
        result = result.with_primary(span, said.label);
        if let Some(open) = unclosed_bracket(source.as_text()) {
            let bracket = source.slice(open.clone()).to_owned();
            result = result.with_secondary(open, format!("this `{bracket}` is not closed"));
        }
        return result;
    }
    if result.code == codes::GLSL_SYNTAX
        && said.label.ends_with("`;`")
        && let Some(end) = end_of_line_before(source.as_text(), span.start)
    {
        // Where it is missing is the end of the line before.
        return result
            .with_primary(end..end, "`;` is missing here")
            .with_secondary(span, "found this instead");
    }
    result.with_primary(span, said.label)
}

fn say(source: &Source, kind: &ErrorKind, span: Option<&Range<usize>>) -> Said {
    let here = span.map_or("", |span| source.slice(span.clone()));
    match kind {
        ErrorKind::EndOfFile => Said::new(codes::GLSL_END_OF_FILE, "the file ends too early")
            .label("something must follow")
            .help("a `}`, `)` or `;` is missing"),
        ErrorKind::InvalidProfile(profile) => Said::new(
            codes::GLSL_VERSION,
            format!("the profile `{profile}` cannot be read"),
        )
        .help("write `#version 450`: only the core profile of desktop GLSL is read"),
        ErrorKind::InvalidVersion(version) => Said::new(
            codes::GLSL_VERSION,
            format!("GLSL version {version} cannot be read"),
        )
        .label("440, 450 and 460 can")
        .help("write `#version 450`"),
        ErrorKind::InvalidToken(found, expected) => {
            let found = if here.is_empty() || here.contains('\n') || here.len() > 40 {
                tokens::spelled(found)
            } else {
                format!("`{here}`")
            };
            let wanted = if expected.contains(&ExpectedToken::IntLiteral)
                && expected.contains(&ExpectedToken::FloatLiteral)
            {
                "an expression".to_owned()
            } else {
                list(expected.iter().map(tokens::expected).collect())
            };
            syntax(source, span, &found, &wanted)
        }
        // What naga says when a word that should be a type is none.
        ErrorKind::NotImplemented("variable qualifier") if is_identifier(here) => {
            unknown_type(here)
        }
        ErrorKind::NotImplemented(what) => Said::new(
            codes::GLSL_NOT_IMPLEMENTED,
            format!("this part of GLSL cannot be read: {what}"),
        ),
        ErrorKind::UnknownVariable(name) if is_unread_builtin(name) => Said::new(
            codes::GLSL_BUILTIN,
            format!("the built-in variable `{name}` cannot be read"),
        )
        .maybe_help(variable_help(source, name)),
        ErrorKind::UnknownVariable(name) if is_unread_type(name) || is_unread_qualifier(name) => {
            unknown_type(name)
        }
        ErrorKind::UnknownVariable(name) => Said::new(
            codes::GLSL_VARIABLE_UNKNOWN,
            format!("`{name}` is not declared"),
        )
        .label("not declared here")
        .maybe_help(variable_help(source, name)),
        ErrorKind::UnknownType(name) => unknown_type(name),
        ErrorKind::UnknownField(name) => Said::new(
            codes::GLSL_FIELD_UNKNOWN,
            format!("there is no member or component `{name}`"),
        )
        .maybe_help(did_you_mean(name, identifiers(source.as_text()))),
        ErrorKind::UnknownLayoutQualifier(name) => Said::new(
            codes::GLSL_LAYOUT,
            format!("the layout qualifier `{name}` cannot be read"),
        )
        .maybe_help(did_you_mean(name, LAYOUT_QUALIFIERS.split_whitespace())),
        ErrorKind::UnsupportedMatrixWithTwoRowsInStd140 { columns } => Said::new(
            codes::GLSL_STD140_MATRIX,
            format!("a `mat{columns}x2` in a std140 block cannot be expressed"),
        )
        .help("use an array of `vec4`, or a `std430` storage buffer"),
        ErrorKind::UnsupportedF16MatrixInStd140 { columns, rows } => Said::new(
            codes::GLSL_STD140_MATRIX,
            format!("an `f16mat{columns}x{rows}` in a std140 block cannot be expressed"),
        )
        .help("use a matrix of `float`, or a `std430` storage buffer"),
        ErrorKind::VariableAlreadyDeclared(name) => Said::new(
            codes::GLSL_REDEFINITION,
            format!("`{name}` is declared twice"),
        )
        .label("declared again here"),
        ErrorKind::SemanticError(message) => semantic::semantic(source, message, here),
        ErrorKind::PreprocessorError(error) => {
            preprocessor::preprocessor(source, &format!("{error:?}"), span, here)
        }
        ErrorKind::InternalError(message) => Said {
            kind: Kind::Internal,
            ..Said::new(
                codes::GLSL_INTERNAL,
                format!("internal error while parsing GLSL: {message}"),
            )
        },
    }
}

/// `a, b or c`, cut when it is long.
fn list(mut names: Vec<String>) -> String {
    names.dedup();
    if names.len() > EXPECTED {
        names.truncate(EXPECTED);
        return format!("{} or the like", names.join(", "));
    }
    match names.split_last() {
        None => "something else".to_owned(),
        Some((only, [])) => only.clone(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
    }
}

fn syntax(source: &Source, span: Option<&Range<usize>>, found: &str, wanted: &str) -> Said {
    let word = found.trim_matches('`');
    if is_combined_sampler(word) {
        return combined_sampler(word);
    }
    let said = Said::new(
        codes::GLSL_SYNTAX,
        format!("expected {wanted}, found {found}"),
    )
    .label(format!("expected {wanted}"));
    let before = span.map_or("", |span| {
        source
            .as_text()
            .get(..span.start)
            .unwrap_or_default()
            .trim_end()
    });
    let previous = before
        .rsplit(|c: char| !(c.is_alphanumeric() || c == '_'))
        .next()
        .unwrap_or_default();
    if is_combined_sampler(previous) {
        return combined_sampler(previous);
    }
    let qualifies_member = wanted.contains("a type")
        && (is_unread_qualifier(word) || MEMBER_QUALIFIERS.contains(&word))
        && is_in_braces(before);
    if qualifies_member {
        return Said::new(
            codes::GLSL_NOT_IMPLEMENTED,
            format!("the qualifier `{word}` of a member cannot be read"),
        );
    }
    if is_unread_qualifier(word) {
        return Said::new(
            codes::GLSL_NOT_IMPLEMENTED,
            format!("the qualifier `{word}` cannot be read"),
        );
    }
    if is_unread_type(word) {
        return Said::new(
            codes::GLSL_NOT_IMPLEMENTED,
            format!("the type `{word}` cannot be read"),
        );
    }
    said
}

/// Qualifiers that naga reads, but not before a member.
const MEMBER_QUALIFIERS: &[&str] = &[
    "layout",
    "flat",
    "smooth",
    "noperspective",
    "centroid",
    "sample",
    "invariant",
    "highp",
    "mediump",
    "lowp",
    "readonly",
    "writeonly",
    "restrict",
    "const",
    "in",
    "out",
];

/// Whether more braces are opened than closed before a place.
fn is_in_braces(before: &str) -> bool {
    before.matches('{').count() > before.matches('}').count()
}

fn unknown_type(name: &str) -> Said {
    if is_combined_sampler(name) {
        return combined_sampler(name);
    }
    if name.ends_with("Buffer")
        && (name.contains("texture") || name.contains("image") || name.contains("sampler"))
    {
        return Said::new(
            codes::GLSL_NOT_IMPLEMENTED,
            format!("`{name}` cannot be read: texel buffers are not supported"),
        )
        .help("use a storage buffer");
    }
    if is_unread_qualifier(name) {
        return Said::new(
            codes::GLSL_NOT_IMPLEMENTED,
            format!("the qualifier `{name}` cannot be read"),
        );
    }
    if is_unread_type(name) {
        return Said::new(
            codes::GLSL_NOT_IMPLEMENTED,
            format!("the type `{name}` cannot be read"),
        );
    }
    let said = Said::new(
        codes::GLSL_TYPE_UNKNOWN,
        format!("there is no type `{name}`"),
    );
    let help = match name {
        "float2" | "float3" | "float4" => Some(name.replace("float", "vec")),
        "float3x3" => Some("mat3".to_owned()),
        "float4x4" => Some("mat4".to_owned()),
        "half" => Some("float".to_owned()),
        _ => None,
    };
    said.maybe_help(help.map(|name| format!("write `{name}`")))
}

/// Types that hold a texture and its sampler.
fn is_combined_sampler(name: &str) -> bool {
    let base = name.strip_prefix(['i', 'u']).unwrap_or(name);
    base.strip_prefix("sampler").is_some_and(|rest| {
        rest.starts_with("1D")
            || rest.starts_with("2D")
            || rest.starts_with("3D")
            || rest.starts_with("Cube")
    })
}

fn combined_sampler(name: &str) -> Said {
    let prefix = if name.starts_with(['i', 'u']) {
        name.get(..1).unwrap_or_default()
    } else {
        ""
    };
    let shape = name
        .trim_start_matches(['i', 'u'])
        .trim_start_matches("sampler")
        .trim_end_matches("Shadow");
    let sampler = if name.ends_with("Shadow") {
        "samplerShadow"
    } else {
        "sampler"
    };
    Said::new(
        codes::GLSL_COMBINED_SAMPLER,
        format!("`{name}` joins a texture and its sampler, which cannot be read"),
    )
    .label("must be two variables")
    .help(format!(
        "declare `uniform {prefix}texture{shape} t;` and `uniform {sampler} s;` and join them where they are \
         used: `{name}(t, s)`"
    ))
}
