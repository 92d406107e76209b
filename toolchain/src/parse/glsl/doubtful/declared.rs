//! Declarations that naga's GLSL front end takes for others.
//!
//! It takes the sizes of an array of arrays from the wrong end; an array of blocks, which is an
//! array of bindings, for one binding with an array in it; and a global variable whose first value
//! it cannot evaluate for one without.

use std::collections::HashSet;

use super::{Doubt, Token, opening_of};

/// Whether one of them can be in a text, macros or not.
pub(super) fn can_matter(text: &str) -> bool {
    text.contains('[') || has_global_value(text)
}

/// Whether something may be given to a variable outside of braces.
fn has_global_value(text: &str) -> bool {
    let mut depth = 0_i32;
    text.bytes().any(|byte| {
        match byte {
            b'{' | b'(' => depth += 1,
            b'}' | b')' => depth -= 1,
            _ => {}
        }
        byte == b'=' && depth <= 0
    })
}

/// The first of them.
pub(super) fn find(tokens: &[Token<'_>]) -> Option<Doubt> {
    array_of_arrays(tokens)
        .or_else(|| array_of_blocks(tokens))
        .or_else(|| global_value(tokens))
}

fn array_of_arrays(tokens: &[Token<'_>]) -> Option<Doubt> {
    let mut parentheses = 0_u32;
    for (at, token) in tokens.iter().enumerate() {
        match token.text.as_ref() {
            "(" => parentheses += 1,
            ")" => parentheses = parentheses.saturating_sub(1),
            "]" if tokens.get(at + 1).is_some_and(|next| next.is("["))
                && is_declaration(tokens, at, parentheses > 0) =>
            {
                return Some(Doubt {
                    what: "the sizes of an array of arrays are taken from the wrong end",
                    at: token.at.clone(),
                });
            }
            _ => {}
        }
    }
    None
}

/// Words before a name that make no declaration of it.
const STATEMENTS: &[&str] = &["return", "else", "do", "case"];

/// Whether a bracket that closes belongs to a type or to a declaration, and does not index.
fn is_declaration(tokens: &[Token<'_>], close: usize, in_parentheses: bool) -> bool {
    let Some(open) = opening_of(tokens, close, "[", "]") else {
        return false;
    };
    let Some(name) = open.checked_sub(1) else {
        return false;
    };
    if !tokens[name].is_name() {
        return false;
    }
    // `float[2][3] x`, `float[2][3](…)`: an element is followed by neither.
    let mut end = close + 1;
    while tokens.get(end).is_some_and(|token| token.is("[")) {
        let Some(length) = tokens[end..].iter().position(|token| token.is("]")) else {
            return false;
        };
        end += length + 1;
    }
    let is_type = tokens
        .get(end)
        .is_some_and(|token| token.is("(") || token.is_name());
    let is_declared = name.checked_sub(1).is_some_and(|before| {
        let before = &tokens[before];
        // In a list of declarations the type is far away.
        (before.is(",") && !in_parentheses)
            || before.is("]")
            || (before.is_name() && !before.is_one_of(STATEMENTS))
    });
    is_type || is_declared
}

/// `buffer Name { … } name[2];`
fn array_of_blocks(tokens: &[Token<'_>]) -> Option<Doubt> {
    let close = (0..tokens.len()).find(|&at| {
        let Some([close, name, bracket, ..]) = tokens.get(at..) else {
            return false;
        };
        if !(close.is("}") && name.is_name() && bracket.is("[")) {
            return false;
        }
        let Some(open) = opening_of(tokens, at, "{", "}") else {
            return false;
        };
        let Some([qualifier, block]) = open.checked_sub(2).map(|from| &tokens[from..open]) else {
            return false;
        };
        qualifier.is_name()
            && block.is_name()
            && !qualifier.is("struct")
            && !block.is_one_of(&["struct", "else", "do"])
    })?;
    Some(Doubt {
        what: "an array of blocks is taken for one block with an array in it",
        at: tokens[close + 1].at.clone(),
    })
}

/// A global variable that starts with more than a literal, or literals put together.
fn global_value(tokens: &[Token<'_>]) -> Option<Doubt> {
    let mut known: HashSet<&str> = HashSet::new();
    let (mut braces, mut parentheses) = (0_i32, 0_i32);
    // Where the declaration starts.
    let mut start = 0;
    for (at, token) in tokens.iter().enumerate() {
        match token.text.as_ref() {
            "{" => braces += 1,
            "}" => braces -= 1,
            "(" => parentheses += 1,
            ")" => parentheses -= 1,
            _ => {}
        }
        if braces != 0 || parentheses != 0 {
            continue;
        }
        match token.text.as_ref() {
            ";" | "}" => start = at + 1,
            "=" => {
                let declaration = &tokens[start..at];
                let name = declaration.iter().rev().find(|token| token.is_name());
                let is_constant = declaration.iter().any(|token| token.is("const"));
                let is_special = declaration.iter().any(|token| token.is("constant_id"));
                if is_constant && !is_special {
                    known.extend(name.map(|name| name.text.as_ref()));
                } else if !is_constant && !is_plain(value(&tokens[at + 1..]), &known, tokens) {
                    return Some(Doubt {
                        what: "the first value of a global variable is forgotten when it is no \
                               constant",
                        at: name.unwrap_or(token).at.clone(),
                    });
                }
            }
            _ => {}
        }
    }
    None
}

/// The tokens up to the end of the value, braces included.
fn value<'a, 'b>(tokens: &'a [Token<'b>]) -> &'a [Token<'b>] {
    let mut depth = 0_i32;
    let end = tokens.iter().position(|token| {
        match token.text.as_ref() {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth -= 1,
            _ => {}
        }
        depth < 0 || (depth == 0 && token.is_one_of(&[",", ";"]))
    });
    &tokens[..end.unwrap_or(tokens.len())]
}

/// Whether a value is made of literals, constants and constructors alone.
fn is_plain(value: &[Token<'_>], known: &HashSet<&str>, tokens: &[Token<'_>]) -> bool {
    let is_struct = |name: &str| {
        tokens
            .windows(2)
            .any(|pair| pair[0].is("struct") && pair[1].is(name))
    };
    value.iter().enumerate().all(|(at, token)| {
        let text = token.text.as_ref();
        let before = at.checked_sub(1).map(|before| value[before].text.as_ref());
        let after = value.get(at + 1);
        match text {
            // It evaluates operations on constants, or refuses them.
            "+" => true,
            "0" | "(" | ")" | "[" | "]" | "{" | "}" | "," => true,
            // Of a number, in tokens that are not preprocessed.
            "." => before == Some("0") || after.is_some_and(|after| after.is("0")),
            "true" | "false" => true,
            _ if before == Some(".") => value[..at - 1].last().is_some_and(|each| each.is("0")),
            _ if after.is_some_and(|after| after.is_one_of(&["(", "["])) => {
                is_type(text) || is_struct(text)
            }
            _ => known.contains(text),
        }
    })
}

/// Whether this is a type of numbers that every GLSL knows.
fn is_type(name: &str) -> bool {
    let rest = ["float", "int", "uint", "bool", "double"];
    rest.contains(&name)
        || ["vec", "mat"].iter().any(|kind| {
            name.split_once(kind).is_some_and(|(before, size)| {
                matches!(before, "" | "i" | "u" | "b" | "d")
                    && size.starts_with(|c: char| ('2'..='4').contains(&c))
            })
        })
}
