//! Extensions of GLSL for numbers of 16 and 64 bits, asked for where the text has such numbers.
//!
//! Vendors have theirs under different names, with the same words for the same things: the text takes
//! the one that the compiler has.

use super::calls::is_name;
use crate::emit::features::{Feature, Features};

/// What begins the names of types and functions, and the extensions that have them, best one first.
const EXTENSIONS: &[(&[&str], &[&str])] = &[
    (
        &["float16_t", "f16vec", "f16mat"],
        &[
            "GL_EXT_shader_explicit_arithmetic_types_float16",
            "GL_AMD_gpu_shader_half_float",
            "GL_NV_gpu_shader5",
        ],
    ),
    (
        &["int16_t", "uint16_t", "i16vec", "u16vec"],
        &[
            "GL_EXT_shader_explicit_arithmetic_types_int16",
            "GL_AMD_gpu_shader_int16",
            "GL_NV_gpu_shader5",
        ],
    ),
    (
        &["int64_t", "uint64_t", "i64vec", "u64vec"],
        &["GL_ARB_gpu_shader_int64"],
    ),
];

/// For operations of subgroups on the numbers, in the order of [`EXTENSIONS`].
const OF_SUBGROUPS: &[&str] = &[
    "GL_EXT_shader_subgroup_extended_types_float16",
    "GL_EXT_shader_subgroup_extended_types_int16",
    "GL_EXT_shader_subgroup_extended_types_int64",
];

/// For atomics of 64 bits.
const ATOMICS: &[&str] = &["GL_EXT_shader_atomic_int64", "GL_NV_shader_atomic_int64"];

/// Asks for what the text needs.
pub(super) fn ask(text: String, features: &Features) -> String {
    let has = |feature| features.contains(feature);
    if !(has(Feature::Float16) || has(Feature::Int16) || has(Feature::Int64)) {
        return text;
    }
    let mut asked = String::new();
    for ((words, extensions), of_subgroups) in EXTENSIONS.iter().zip(OF_SUBGROUPS) {
        let is_wide = words.contains(&"int64_t");
        let is_needed = words.iter().any(|word| has_word(&text, word))
            || is_wide && has(Feature::Int64) && has_wide_literal(&text);
        if !is_needed {
            continue;
        }
        ask_for_one(&mut asked, extensions);
        if has(Feature::Subgroup) {
            ask_for_one(&mut asked, &[of_subgroups]);
        }
    }
    if has(Feature::Int64AtomicMinMax) || has(Feature::Int64AtomicOther) {
        ask_for_one(&mut asked, ATOMICS);
    }
    match text.split_once('\n') {
        Some((version, rest)) => format!("{version}\n{asked}{rest}"),
        None => text,
    }
}

/// Whether a word begins like this, which goes on with digits only.
fn has_word(text: &str, word: &str) -> bool {
    text.match_indices(word)
        .any(|(at, _)| !text[..at].bytes().next_back().is_some_and(is_name))
}

/// Whether a literal is one of a 64-bit integer: `5l`, `5ul`.
fn has_wide_literal(text: &str) -> bool {
    text.split(|character: char| !character.is_alphanumeric() && character != '_')
        .any(|word| word.starts_with(|first: char| first.is_ascii_digit()) && word.ends_with('l'))
}

fn ask_for_one(asked: &mut String, extensions: &[&str]) {
    let [first @ .., last] = extensions else {
        return;
    };
    for (index, extension) in first.iter().enumerate() {
        let word = if index == 0 { "if" } else { "elif" };
        asked.push_str(&format!(
            "#{word} defined({extension})\n#extension {extension} : require\n"
        ));
    }
    if !first.is_empty() {
        asked.push_str("#else\n");
    }
    asked.push_str(&format!("#extension {last} : require\n"));
    if !first.is_empty() {
        asked.push_str("#endif\n");
    }
}

#[cfg(test)]
mod tests {
    use super::has_wide_literal;

    #[test]
    fn literals_of_64_bits_are_found() {
        for text in ["x = 5l;", "(4294967296ul >> 32u)", "5ul"] {
            assert!(has_wide_literal(text), "{text}");
        }
        for text in ["x1l + _5l", "5u + 1.5LF", "col", "0x1fu"] {
            assert!(!has_wide_literal(text), "{text}");
        }
    }
}
