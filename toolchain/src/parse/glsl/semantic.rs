//! naga's free texts about GLSL, matched by their fixed parts.

use super::errors::Said;
use super::words::{
    FUNCTIONS, LAYOUT_QUALIFIERS, did_you_mean, identifiers, is_beyond_naga, is_declared_function,
    is_identifier,
};
use crate::codes;
use crate::diagnostic::Code;
use crate::parse::types::{Spelling, in_debug_text};
use crate::source::Source;

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
    ("Float literal", codes::GLSL_CONSTANT),
    ("Division by zero", codes::GLSL_CONSTANT),
    ("Remainder by zero", codes::GLSL_CONSTANT),
];

/// naga's free texts.
pub(super) fn semantic(source: &Source, text: &str, here: &str) -> Said {
    if text == "Missing entry point" {
        return Said::new(
            codes::GLSL_ENTRY_POINT,
            "there is no function `void main()`",
        );
    }
    if text == "Unexpected override-expression" {
        return Said::new(
            codes::GLSL_CONSTANT,
            "a specialisation constant cannot be used here",
        );
    }
    if text == "Unexpected runtime-expression" {
        return Said::new(codes::GLSL_CONSTANT, "this is not a constant expression");
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
            _ if FUNCTIONS.split_whitespace().any(|known| known == name)
                || is_declared_function(source.as_text(), name) =>
            {
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
                    .chain(FUNCTIONS.split_whitespace()),
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
            (!LAYOUT_QUALIFIERS
                .split_whitespace()
                .any(|known| known == name))
            .then(|| did_you_mean(name, LAYOUT_QUALIFIERS.split_whitespace()))
            .flatten(),
        );
    }
    if text.starts_with("Variable cannot be used in LHS") && is_identifier(here) {
        return Said::new(
            codes::GLSL_ASSIGNMENT,
            format!("`{here}` cannot be assigned to"),
        );
    }
    if let Some(which) = text.strip_suffix(" already defined")
        && let Some(name) = here
            .split('(')
            .next()
            .and_then(|head| head.split_whitespace().next_back())
        && is_identifier(name)
    {
        let told = match which {
            "Prototype" => format!("`{name}` is declared twice"),
            _ => format!("`{name}` is defined twice"),
        };
        return Said::new(codes::GLSL_REDEFINITION, told);
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
