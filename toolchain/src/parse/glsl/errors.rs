//! From the errors of naga's GLSL front end to diagnostics.

use std::ops::Range;

use naga::front::glsl::{Error, ErrorKind, ExpectedToken, ParseErrors};

use super::tokens;
use crate::codes;
use crate::diagnostic::{Code, Diagnostic, Failure, Kind, Phase};
use crate::parse::names::nearest;
use crate::parse::types::{Spelling, in_debug_text};
use crate::parse::wgsl::unclosed_bracket;
use crate::source::Source;

/// Most expected tokens that a message lists.
const EXPECTED: usize = 6;

/// Everything naga says of a source.
pub(super) fn failure(source: &Source, errors: &ParseErrors) -> Failure {
    let mut diagnostics: Vec<Diagnostic> = Vec::new();
    for error in &errors.errors {
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

fn is_identifier(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// What is said of one error, before it has a place.
struct Said {
    code: Code,
    kind: Kind,
    message: String,
    label: String,
    help: Option<String>,
}

impl Said {
    fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            kind: Kind::Rejected,
            message: message.into(),
            label: String::new(),
            help: None,
        }
    }

    fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    fn maybe_help(mut self, help: Option<String>) -> Self {
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
    let said = say(source, &error.kind, span.as_ref());
    let span = span.or_else(|| match error.kind {
        // naga leaves out where.
        ErrorKind::PreprocessorError(_) if said.message.contains("this character") => {
            unknown_character(source.as_text())
        }
        _ => None,
    });
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

/// The end of the code before an offset that is the first on its line.
fn end_of_line_before(text: &str, offset: usize) -> Option<usize> {
    let before = text.get(..offset)?;
    let code = before.trim_end();
    let gap = before.get(code.len()..)?;
    let line = code.rsplit('\n').next()?;
    (gap.contains('\n')
        && !line.contains("//")
        && !code.ends_with("*/")
        && !line.trim_start().starts_with('#'))
    .then_some(code.len())
}

/// The first character outside of comments that GLSL does not know.
fn unknown_character(text: &str) -> Option<Range<usize>> {
    let mut rest = text;
    let mut at = 0;
    while let Some(character) = rest.chars().next() {
        let skip = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if matches!(character, '"' | '\'' | '@' | '$' | '`') || !character.is_ascii() {
            return Some(at..at + character.len_utf8());
        } else {
            character.len_utf8()
        };
        at += skip;
        rest = rest.get(skip..).unwrap_or_default();
    }
    None
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
        .maybe_help(did_you_mean(name, LAYOUT_QUALIFIERS.iter().copied())),
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
        ErrorKind::SemanticError(message) => semantic(source, message, here),
        ErrorKind::PreprocessorError(error) => {
            preprocessor(source, &format!("{error:?}"), span, here)
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
    match word {
        "coherent" | "volatile" | "patch" | "subroutine" | "attribute" | "varying" => {
            said.help(format!("the qualifier `{word}` cannot be read"))
        }
        _ => said,
    }
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
    let known = [
        "subpassInput",
        "accelerationStructureEXT",
        "rayQueryEXT",
        "atomic_uint",
        "int64_t",
        "uint64_t",
        "float16_t",
    ];
    if known.iter().any(|known| name.ends_with(known)) {
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

/// Layout qualifiers that naga reads.
const LAYOUT_QUALIFIERS: &[&str] = &[
    "location",
    "binding",
    "set",
    "push_constant",
    "std140",
    "std430",
    "early_fragment_tests",
    "local_size_x",
    "local_size_y",
    "local_size_z",
    "index",
    "constant_id",
    "row_major",
    "column_major",
    "depth_any",
    "depth_greater",
    "depth_less",
    "depth_unchanged",
];

const BUILTINS: &[&str] = &[
    "gl_Position",
    "gl_FragCoord",
    "gl_FragDepth",
    "gl_FrontFacing",
    "gl_VertexIndex",
    "gl_InstanceIndex",
    "gl_GlobalInvocationID",
    "gl_LocalInvocationID",
    "gl_LocalInvocationIndex",
    "gl_WorkGroupID",
    "gl_WorkGroupSize",
    "gl_NumWorkGroups",
    "gl_PointSize",
    "gl_PointCoord",
    "gl_PrimitiveID",
    "gl_SampleID",
    "gl_ClipDistance",
    "gl_CullDistance",
    "gl_BaseVertex",
    "gl_BaseInstance",
    "gl_DrawID",
    "gl_ViewIndex",
];

/// Built-in functions that naga reads.
const FUNCTIONS: &[&str] = &[
    "abs",
    "acos",
    "acosh",
    "all",
    "any",
    "asin",
    "asinh",
    "atan",
    "atanh",
    "barrier",
    "bitCount",
    "bitfieldExtract",
    "bitfieldInsert",
    "bitfieldReverse",
    "ceil",
    "clamp",
    "cos",
    "cosh",
    "cross",
    "dFdx",
    "dFdxCoarse",
    "dFdxFine",
    "dFdy",
    "dFdyCoarse",
    "dFdyFine",
    "degrees",
    "determinant",
    "distance",
    "dot",
    "equal",
    "exp",
    "exp2",
    "faceforward",
    "findLSB",
    "findMSB",
    "floatBitsToInt",
    "floatBitsToUint",
    "floor",
    "fma",
    "fract",
    "fwidth",
    "fwidthCoarse",
    "fwidthFine",
    "greaterThan",
    "greaterThanEqual",
    "imageLoad",
    "imageSize",
    "imageStore",
    "intBitsToFloat",
    "inverse",
    "inversesqrt",
    "isinf",
    "isnan",
    "ldexp",
    "length",
    "lessThan",
    "lessThanEqual",
    "log",
    "log2",
    "max",
    "min",
    "mix",
    "mod",
    "normalize",
    "not",
    "notEqual",
    "outerProduct",
    "packHalf2x16",
    "packSnorm2x16",
    "packSnorm4x8",
    "packUnorm2x16",
    "packUnorm4x8",
    "pow",
    "radians",
    "reflect",
    "refract",
    "round",
    "roundEven",
    "sign",
    "sin",
    "sinh",
    "smoothstep",
    "sqrt",
    "step",
    "tan",
    "tanh",
    "texelFetch",
    "texelFetchOffset",
    "texture",
    "textureGrad",
    "textureGradOffset",
    "textureLod",
    "textureLodOffset",
    "textureOffset",
    "textureProj",
    "textureProjLod",
    "textureQueryLevels",
    "textureSize",
    "transpose",
    "trunc",
    "uintBitsToFloat",
    "unpackHalf2x16",
    "unpackSnorm2x16",
    "unpackSnorm4x8",
    "unpackUnorm2x16",
    "unpackUnorm4x8",
];

fn did_you_mean<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    nearest(wanted, candidates).map(|name| format!("did you mean `{name}`?"))
}

/// Every identifier in a text that is written more than once.
fn identifiers(text: &str) -> Vec<&str> {
    let mut counts: std::collections::BTreeMap<&str, usize> = std::collections::BTreeMap::new();
    for word in text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')) {
        if word.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
            *counts.entry(word).or_default() += 1;
        }
    }
    counts.into_keys().collect()
}

fn variable_help(source: &Source, name: &str) -> Option<String> {
    let known = match name {
        "gl_VertexID" => Some("Vulkan calls it `gl_VertexIndex`"),
        "gl_InstanceID" => Some("Vulkan calls it `gl_InstanceIndex`"),
        "gl_FragColor" | "gl_FragData" => {
            Some("declare an output: `layout(location = 0) out vec4 color;`")
        }
        "texture2D" | "textureCube" => Some("the function is called `texture`"),
        _ => None,
    };
    known.map(str::to_owned).or_else(|| {
        did_you_mean(
            name,
            identifiers(source.as_text())
                .into_iter()
                .filter(|candidate| *candidate != name)
                .chain(BUILTINS.iter().copied()),
        )
    })
}

/// Starts of naga's free texts with their codes; what matches none is [`codes::GLSL_INVALID`].
const SEMANTIC: &[(&str, Code)] = &[
    ("Not a texture", codes::GLSL_TEXTURE),
    ("Not a valid texture", codes::GLSL_TEXTURE),
    ("Type is not an image", codes::GLSL_TEXTURE),
    ("image types require", codes::GLSL_LAYOUT),
    ("uniform/buffer blocks require", codes::GLSL_LAYOUT),
    ("Qualifier ", codes::GLSL_LAYOUT),
    ("constant_id value", codes::GLSL_LAYOUT),
    ("Function already defined", codes::GLSL_REDEFINITION),
    ("Prototype already defined", codes::GLSL_REDEFINITION),
    ("last case/default label", codes::GLSL_SWITCH),
    ("Case values", codes::GLSL_SWITCH),
    ("int constant overflows", codes::GLSL_CONSTANT),
    ("const values must", codes::GLSL_CONSTANT),
    ("Expression is not const", codes::GLSL_CONSTANT),
    ("Expected a uint constant", codes::GLSL_CONSTANT),
    ("Array size must", codes::GLSL_CONSTANT),
    ("Variable cannot be used in LHS", codes::GLSL_ASSIGNMENT),
    ("Increment/decrement only", codes::GLSL_OPERATION),
    ("Expression returns void", codes::GLSL_OPERATION),
    ("Unexpected qualifier", codes::GLSL_QUALIFIER),
    ("The same memory qualifier", codes::GLSL_QUALIFIER),
    ("Sampling qualifiers", codes::GLSL_QUALIFIER),
    ("Memory qualifiers", codes::GLSL_QUALIFIER),
    ("Locals cannot have", codes::GLSL_QUALIFIER),
    ("Invariant qualifier", codes::GLSL_QUALIFIER),
    ("Interpolation qualifiers", codes::GLSL_QUALIFIER),
    ("Cannot use more than one", codes::GLSL_QUALIFIER),
    ("Precision statement", codes::GLSL_QUALIFIER),
    ("Type can't be void", codes::GLSL_TYPE),
    ("Declaration cannot have void", codes::GLSL_TYPE),
    ("Invalid struct member", codes::GLSL_TYPE),
    ("Bad type constructor", codes::GLSL_TYPE),
    ("Constructor: Too many", codes::GLSL_TYPE),
    ("There must be at least one argument", codes::GLSL_TYPE),
    ("Unsupported non-32bit", codes::GLSL_TYPE),
    ("Unsupported floating-point", codes::GLSL_TYPE),
    ("Bad call", codes::GLSL_FUNCTION_UNKNOWN),
    ("unknown method", codes::GLSL_FUNCTION_UNKNOWN),
    (".length() doesn't take", codes::GLSL_FUNCTION_UNKNOWN),
    ("#version must occur first", codes::GLSL_VERSION),
    ("Constants ", codes::GLSL_CONSTANT),
    ("Subexpression(s) are not constant", codes::GLSL_CONSTANT),
    ("Not implemented as constant", codes::GLSL_CONSTANT),
    ("Division by zero", codes::GLSL_CONSTANT),
    ("Remainder by zero", codes::GLSL_CONSTANT),
];

/// Whether a text has a function of this name besides a call.
fn is_declared_function(text: &str, name: &str) -> bool {
    text.match_indices(name).any(|(at, _)| {
        let before = text.get(..at).unwrap_or_default();
        let after = text.get(at + name.len()..).unwrap_or_default().trim_start();
        let type_end = before.trim_end();
        after.starts_with('(')
            && type_end.len() < before.len()
            && type_end.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
            && !type_end.ends_with("return")
            && !type_end.ends_with("else")
    })
}

/// Built-in functions of GLSL that naga does not read.
fn is_beyond_naga(name: &str) -> bool {
    [
        "atomic",
        "imageAtomic",
        "subgroup",
        "memoryBarrier",
        "interpolateAt",
        "textureGather",
        "textureQueryLod",
        "imageSamples",
        "textureSamples",
        "rayQuery",
    ]
    .iter()
    .any(|start| name.starts_with(start))
        || matches!(
            name,
            "groupMemoryBarrier"
                | "modf"
                | "frexp"
                | "subpassLoad"
                | "uaddCarry"
                | "usubBorrow"
                | "umulExtended"
                | "imulExtended"
                | "matrixCompMult"
                | "noise1"
        )
}

/// naga's free texts.
fn semantic(source: &Source, text: &str, here: &str) -> Said {
    if text == "Missing entry point" {
        return Said::new(
            codes::GLSL_ENTRY_POINT,
            "there is no function `void main()`",
        );
    }
    if let Some(name) = between(text, "Unknown function '", "'") {
        let help = match name {
            "texture2D" | "textureCube" | "texture2DLod" => {
                Some("since GLSL 1.30 the function is called `texture`".to_owned())
            }
            "saturate" => Some("write `clamp(x, 0.0, 1.0)`".to_owned()),
            "lerp" => Some("the function is called `mix`".to_owned()),
            "frac" => Some("the function is called `fract`".to_owned()),
            "mul" => Some("write `a * b`".to_owned()),
            "rsqrt" => Some("the function is called `inversesqrt`".to_owned()),
            _ if FUNCTIONS.contains(&name) || is_declared_function(source.as_text(), name) => {
                Some("there is such a function, but not for arguments of these types".to_owned())
            }
            _ if is_beyond_naga(name) => {
                return Said::new(
                    codes::GLSL_NOT_IMPLEMENTED,
                    format!("the function `{name}` cannot be read"),
                );
            }
            _ => did_you_mean(
                name,
                identifiers(source.as_text())
                    .into_iter()
                    .filter(|candidate| *candidate != name)
                    .chain(FUNCTIONS.iter().copied()),
            ),
        };
        return Said::new(
            codes::GLSL_FUNCTION_UNKNOWN,
            format!("there is no function `{name}` for these arguments"),
        )
        .maybe_help(help);
    }
    if let Some(name) = between(text, "Ambiguous best function for '", "'") {
        return Said::new(
            codes::GLSL_CALL_AMBIGUOUS,
            format!("several functions `{name}` fit these arguments equally well"),
        )
        .help("convert the arguments so that one fits exactly");
    }
    if text.starts_with("Cannot apply operation to") {
        return Said::new(
            codes::GLSL_OPERATION,
            match in_debug_text(text, Spelling::Glsl).as_slice() {
                [left, right] => {
                    format!("`{left}` and `{right}` do not go together in this operation")
                }
                _ => "the operands of this operation have types that do not go together".to_owned(),
            },
        );
    }
    if text.starts_with("Cannot apply operator") {
        return Said::new(
            codes::GLSL_OPERATION,
            "this operator cannot be applied to a value of this type",
        );
    }
    if text.ends_with("cannot be in the left hand side") {
        return Said::new(codes::GLSL_ASSIGNMENT, "this cannot be assigned to");
    }
    if text.starts_with("Can't resolve type") {
        return Said::new(
            codes::GLSL_OPERATION,
            "the operands of this expression have types that do not go together",
        );
    }
    if text.starts_with("swizzle cannot have duplicate") {
        return Said::new(
            codes::GLSL_SWIZZLE,
            "a component is named twice in a swizzle that is assigned to",
        );
    }
    if text.starts_with("Bad swizzle size") {
        return Said::new(codes::GLSL_SWIZZLE, "a swizzle has one to four components");
    }
    if let Some(name) = between(text, "Invalid swizzle for vector \"", "\"") {
        return Said::new(
            codes::GLSL_SWIZZLE,
            format!("the vector has no components `{name}`"),
        );
    }
    if let Some(name) = between(text, "Can't lookup field on this type \"", "\"") {
        return Said::new(
            codes::GLSL_FIELD_UNKNOWN,
            format!("a value of this type has no member `{name}`"),
        );
    }
    if let Some(name) = between(text, "'", "': image needs") {
        return Said::new(
            codes::GLSL_TEXTURE,
            format!("`{name}` needs another access than the image was declared with"),
        )
        .help("drop `readonly` or `writeonly` from its declaration");
    }
    if text == "Unexpected qualifier"
        && let Some(name) = here.split(['=', ' ']).next()
        && is_identifier(name)
    {
        return Said::new(
            codes::GLSL_LAYOUT,
            format!("the layout qualifier `{name}` cannot be used here"),
        )
        .maybe_help(
            (!LAYOUT_QUALIFIERS.contains(&name))
                .then(|| did_you_mean(name, LAYOUT_QUALIFIERS.iter().copied()))
                .flatten(),
        );
    }
    if text.starts_with("Variable cannot be used in LHS") && is_identifier(here) {
        return Said::new(
            codes::GLSL_ASSIGNMENT,
            format!("`{here}` cannot be assigned to"),
        );
    }
    if text.starts_with("uniform/buffer blocks require") && is_identifier(here) {
        return Said::new(
            codes::GLSL_LAYOUT,
            format!("the block `{here}` has no binding"),
        )
        .help("write `layout(set = 0, binding = 0)` before it");
    }
    let code = SEMANTIC
        .iter()
        .find(|(start, _)| text.starts_with(start))
        .map_or(codes::GLSL_INVALID, |&(_, code)| code);
    let help = match code {
        codes::GLSL_LAYOUT if text.starts_with("image types") => {
            Some("write the format, as in `layout(binding = 0, rgba8) uniform image2D …`")
        }
        codes::GLSL_VERSION => Some("move it to the first line"),
        _ => None,
    };
    Said::new(code, sentence(text)).maybe_help(help.map(str::to_owned))
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> Option<&'a str> {
    text.strip_prefix(start)?
        .split_once(end)
        .map(|(name, _)| name)
}

/// naga's text with a lower-case start.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    match (letters.next(), letters.next()) {
        (Some(first), Some(second)) if second.is_lowercase() => {
            format!(
                "{}{}",
                first.to_lowercase(),
                text.get(first.len_utf8()..).unwrap_or_default()
            )
        }
        _ => text.to_owned(),
    }
}

/// The preprocessor's errors, by the name naga's preprocessor gives them.
fn preprocessor(source: &Source, name: &str, span: Option<&Range<usize>>, here: &str) -> Said {
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
        "UnexpectedCharacter" => said("GLSL does not know this character"),
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

fn line_at(text: &str, offset: usize) -> &str {
    let (before, after) = text.split_at_checked(offset).unwrap_or((text, ""));
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let end = offset + after.find('\n').unwrap_or(after.len());
    text.get(start..end).unwrap_or_default()
}
