//! What glslang says, in the words of the source: types and tokens as they are written, and what to
//! do about it.

use super::legacy::identifiers;
use super::log::EXTENSION_NEEDED;

/// Of numbers without a precision, in ES.
pub(super) const NO_PRECISION: &str = "requires declaration of default precision";

/// What to do about it, where it can be told.
pub(super) fn help(token: &str, text: &str, is_hlsl: bool) -> Option<String> {
    if text == "Reserved word." {
        let is_newer = is_hlsl && matches!(token, "template" | "enum" | "namespace" | "class");
        return Some(match is_newer {
            true => format!("HLSL with `{token}` is newer than what can be read: write it without"),
            false => format!("choose another name, such as `{token}_`"),
        });
    }
    if text.contains(NO_PRECISION) {
        return Some(format!("write `precision highp {token};` below `#version`"));
    }
    if text.ends_with("partial image updates") {
        return Some(
            "read the texel, change the components that are meant, and store all of it: \
             `float4 texel = image[at]; texel.xyz = value; image[at] = texel;`"
                .to_owned(),
        );
    }
    if is_hlsl && text.contains("can't modify a buffer") {
        return Some(
            "to write to it, declare it with `RW`: `RWStructuredBuffer<float>`".to_owned(),
        );
    }
    let extension = text.strip_prefix(EXTENSION_NEEDED)?;
    Some(format!(
        "write `#extension {extension} : require` below `#version`"
    ))
}

/// What cannot be assigned to, and what it is: glslang says `l-value required "name" (can't modify
/// a uniform)`.
pub(super) fn not_assignable(text: &str) -> String {
    // What was made for the source, and parts of what has no name, the author never named.
    let name = text
        .split('"')
        .nth(1)
        .filter(|name| *name != super::LOOSE_UNIFORMS && !name.starts_with("anon@"));
    let what = name.map_or_else(|| "this".to_owned(), |name| format!("`{name}`"));
    let reason = text
        .rsplit_once("can't modify ")
        .map(|(_, reason)| reason.trim_end_matches(')'));
    match reason {
        Some("a const" | "a constant") => format!("{what} cannot be assigned to: it is constant"),
        Some("a buffer") => format!("{what} cannot be assigned to: it is a buffer to read only"),
        Some("shader input") => format!("{what} cannot be assigned to: it is an input"),
        Some(reason) => format!("{what} cannot be assigned to: it is {reason}"),
        None => format!("{what} cannot be assigned to"),
    }
}

/// glslang's text with types, and tokens of its grammar, as they are written.
pub(super) fn in_words(text: &str) -> String {
    let mut quoted = false;
    let text = without_apostrophes(text);
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

/// The text with another sign for a `'` within a word, which quotes nothing.
fn without_apostrophes(text: &str) -> String {
    let mut before = ' ';
    let mut letters = text.chars().peekable();
    let mut made = String::with_capacity(text.len());
    while let Some(letter) = letters.next() {
        let is_within = letter == '\''
            && before.is_alphabetic()
            && letters.peek().is_some_and(|next| next.is_alphabetic());
        made.push(if is_within { '’' } else { letter });
        before = letter;
    }
    made
}

/// A type as it is written: `vec4` for ` temp highp 4-component vector of float`.
pub(super) fn type_name(text: &str) -> String {
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
