//! Built-in functions that give something back in a variable of another type, `int exponent; frexp(x, exponent)`:
//! glslang asserts that what it converts is a variable. It converts what functions of the source give back.

use std::fmt::Write as _;
use std::ops::Range;

use super::assertions::Failed;
use super::edits::applied;
use super::hlsl::without_comments;
use super::legacy::identifiers;

/// Whether an assertion may be the one about them.
pub(super) fn is_meant(failed: &Failed) -> bool {
    failed.place.contains("accessChainGetLValue")
}

/// Such functions: what they return, and the names of what they give back.
const FUNCTIONS: [(&str, &str, &[&str]); 3] = [
    ("frexp", "float", &["exponent"]),
    ("modf", "float", &["whole"]),
    ("sincos", "void", &["sine", "cosine"]),
];

/// The text with functions in a line before it, which are called for these. None where nothing is.
pub(super) fn called(text: &str) -> Option<String> {
    let code = without_comments(text);
    let mut prefix = "given_".to_owned();
    while text.contains(&prefix) {
        prefix.push('_');
    }
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    let mut functions = String::new();
    for (name, returned, outputs) in FUNCTIONS {
        let before = edits.len();
        for (at, word) in identifiers(&code) {
            let end = at + word.len();
            if word == name && code[end..].trim_start().starts_with('(') {
                edits.push((at..end, format!("{prefix}{name}")));
            }
        }
        if edits.len() > before {
            for size in ["", "2", "3", "4"] {
                write(&mut functions, (&prefix, name, returned), outputs, size);
            }
        }
    }
    (!edits.is_empty()).then(|| format!("{functions}\n{}", applied(text, edits)))
}

fn write(
    out: &mut String,
    (prefix, name, returned): (&str, &str, &str),
    outputs: &[&str],
    size: &str,
) {
    let (ty, result) = match returned {
        "void" => ("void".to_owned(), ""),
        _ => (format!("{returned}{size}"), "return "),
    };
    let parameters: String = outputs
        .iter()
        .map(|each| format!(", out float{size} {each}"))
        .collect();
    let arguments: String = outputs.iter().map(|each| format!(", {each}")).collect();
    let _ = write!(
        out,
        "{ty} {prefix}{name}(float{size} x{parameters}) {{ {result}{name}(x{arguments}); }} "
    );
}
