//! Operators that glslang gives another meaning than HLSL.
//!
//! `steps *= 0.5` converts the number to the integer that `steps` is first, so that nothing is left of it; HLSL
//! computes with floats. Matrices on both sides of `*` become their product, which in HLSL is `mul` alone: `*` goes
//! element by element.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::hlsl::without_comments;
use super::legacy::identifiers;

/// The text with assignments and products that mean in glslang what these mean in HLSL. Lines stay what they are.
///
/// What is on the left is then evaluated twice: it must be a name, with members and plain indices.
pub(super) fn as_in_hlsl(text: &str) -> String {
    if !text.contains('*') && !text.contains('=') {
        return text.to_owned();
    }
    let code = without_comments(text);
    let declared = Declared::of(&code);
    if declared.integers.is_empty() && declared.matrices.is_empty() {
        return text.to_owned();
    }
    let mut made = String::with_capacity(text.len());
    let mut copied = 0;
    let directives = directives(&code);
    let mut directives = directives.iter().peekable();
    for (at, operator) in code.match_indices(['+', '-', '*', '/', '%']) {
        while directives.next_if(|each| each.end <= at).is_some() {}
        let in_directive = directives.peek().is_some_and(|each| each.contains(&at));
        if at < copied || in_directive {
            continue;
        }
        let found = if follows(&code, at, "=") {
            assignment(&code, at, operator, &declared)
        } else if operator == "*" {
            product(&code, at, &declared)
        } else {
            None
        };
        if let Some(Replaced { start, end, by }) = found
            && start >= copied
        {
            made.push_str(&text[copied..start]);
            made.push_str(&by);
            copied = end;
        }
    }
    made.push_str(&text[copied..]);
    made
}

struct Replaced {
    start: usize,
    end: usize,
    by: String,
}

/// `x += y` as `x = x + (y)`, where `x` holds integers and `y` may be a float; a product of matrices by elements.
fn assignment(code: &str, at: usize, operator: &str, declared: &Declared<'_>) -> Option<Replaced> {
    let start = path_before(code, at)?;
    let target = code[start..at].trim_end();
    let before = code[..start].trim_end();
    let is_statement = before.is_empty()
        || before.ends_with([';', '{', '}', ')', '(', ',', ':'])
        || last_word(before) == "else"
        || last_word(before) == "do";
    if !is_statement {
        return None;
    }
    let from = at + 2;
    let end = from + length(&code[from..])?;
    let value = code[from..end].trim_end();
    let end = from + value.len();
    let by = if operator == "*"
        && let Some(ty) = declared.matrix(target)
        && declared.matrix(value.trim_start()).is_some()
    {
        format!("{target} = {}", by_rows(ty, target, value.trim_start()))
    } else if identifiers(target).any(|(_, word)| declared.integers.contains(word))
        && declared.may_be_float(value)
    {
        format!("{target} = {target} {operator} ({value})")
    } else {
        return None;
    };
    Some(Replaced { start, end, by })
}

/// `m * n` of two matrices, where nothing that binds as tightly is beside them.
fn product(code: &str, at: usize, declared: &Declared<'_>) -> Option<Replaced> {
    let start = path_before(code, at)?;
    let one = code[start..at].trim_end();
    let ty = declared.matrix(one)?;
    let rest = code[at + 1..].trim_start();
    let from = code.len() - rest.len();
    let end = from + path_length(rest);
    let other = &code[from..end];
    declared.matrix(other)?;
    let binds = ['*', '/', '%', '.', '[', '('];
    let is_alone = !code[..start].trim_end().ends_with(['*', '/', '%', '.'])
        && !code[end..].trim_start().starts_with(binds);
    is_alone.then(|| Replaced {
        start,
        end,
        by: by_rows(ty, one, other),
    })
}

/// The rows of a matrix whose elements are the products of those of two others.
fn by_rows(ty: &str, one: &str, other: &str) -> String {
    let rows = ty.bytes().rev().nth(2).map_or(0, |digit| digit - b'0');
    let rows: Vec<String> = (0..rows)
        .map(|row| format!("{one}[{row}] * {other}[{row}]"))
        .collect();
    format!("{ty}({})", rows.join(", "))
}

/// What the names of a text are, wherever they stand.
pub(super) struct Declared<'a> {
    integers: BTreeSet<&'a str>,
    /// Those that nothing but matrices have, with their types and whether they are arrays.
    matrices: BTreeMap<&'a str, (&'a str, bool)>,
    floats: BTreeSet<&'a str>,
}

impl<'a> Declared<'a> {
    pub(super) fn of(code: &'a str) -> Self {
        let mut declared = Self {
            integers: BTreeSet::new(),
            matrices: BTreeMap::new(),
            floats: BTreeSet::new(),
        };
        let mut others = BTreeSet::new();
        for (at, word) in identifiers(code) {
            let Some(sort) = sort(word) else { continue };
            for (name, is_array) in declarators(&code[at + word.len()..]) {
                match sort {
                    Sort::Integer => {
                        declared.integers.insert(name);
                        others.insert(name);
                    }
                    Sort::Other => {
                        declared.floats.insert(name);
                        others.insert(name);
                    }
                    Sort::Matrix => {
                        let before = declared.matrices.insert(name, (word, is_array));
                        if before.is_some_and(|before| before != (word, is_array)) {
                            others.insert(name);
                        }
                    }
                }
            }
        }
        for name in others {
            declared.matrices.remove(name);
        }
        declared
    }

    /// The type of a matrix that a path leads to.
    pub(super) fn matrix(&self, path: &str) -> Option<&'a str> {
        let (names, index) = path
            .split_once('[')
            .map_or((path, None), |(names, index)| (names, Some(index)));
        let &(ty, is_array) = self.matrices.get(names.rsplit('.').next()?.trim())?;
        let is_whole = path_length(path) == path.len()
            && match index {
                None => !is_array,
                Some(index) => is_array && length_to(index, &[]) == Some(index.len() - 1),
            };
        is_whole.then_some(ty)
    }

    /// Whether a value may be no integer.
    fn may_be_float(&self, value: &str) -> bool {
        let is_known = |word: &str| {
            self.integers.contains(word) && !self.floats.contains(word)
                || matches!(word, "x" | "y" | "z" | "w" | "r" | "g" | "b" | "a")
        };
        value.contains('(')
            || has_fraction(value)
            || identifiers(value).any(|(_, word)| !is_known(word))
    }
}

/// Whether a number has a point or an exponent.
fn has_fraction(value: &str) -> bool {
    let bytes = value.as_bytes();
    let is_digit = |at: Option<usize>| {
        at.and_then(|at| bytes.get(at))
            .is_some_and(u8::is_ascii_digit)
    };
    bytes.iter().enumerate().any(|(at, &byte)| match byte {
        b'.' => is_digit(at.checked_sub(1)) || is_digit(Some(at + 1)),
        b'e' | b'E' | b'f' | b'F' => is_digit(at.checked_sub(1)),
        _ => false,
    })
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    Integer,
    Matrix,
    Other,
}

/// What the name of a type of numbers is the name of.
pub(super) fn sort(word: &str) -> Option<Sort> {
    const INTEGERS: [&str; 12] = [
        "int",
        "uint",
        "dword",
        "min16int",
        "min16uint",
        "min12int",
        "int16_t",
        "uint16_t",
        "int32_t",
        "uint32_t",
        "int64_t",
        "uint64_t",
    ];
    const FLOATS: [&str; 9] = [
        "float",
        "half",
        "double",
        "min16float",
        "min10float",
        "bool",
        "float16_t",
        "float32_t",
        "float64_t",
    ];
    let is_side = |side: u8| (b'1'..=b'4').contains(&side);
    let (base, sides) = match word.as_bytes() {
        [.., rows, b'x', columns] if is_side(*rows) && is_side(*columns) => {
            word.split_at(word.len() - 3)
        }
        [.., size] if is_side(*size) => word.split_at(word.len() - 1),
        _ => (word, ""),
    };
    let known = INTEGERS.contains(&base) || FLOATS.contains(&base);
    match sides.len() {
        3 if known => Some(Sort::Matrix),
        _ if INTEGERS.contains(&base) || INTEGERS.contains(&word) => Some(Sort::Integer),
        _ if known || FLOATS.contains(&word) => Some(Sort::Other),
        _ => None,
    }
}

/// The most names of one declaration that are looked at.
const MOST_NAMES: usize = 64;
/// How far a name may be from its type, or from the name before it.
const FARTHEST: usize = 1_000;

/// The names that are declared behind a type, and whether they are arrays.
fn declarators(mut rest: &str) -> Vec<(&str, bool)> {
    let mut found = Vec::new();
    while found.len() < MOST_NAMES {
        rest = rest.trim_start();
        let length = rest
            .bytes()
            .take_while(|each| is_part_of_name(*each))
            .count();
        if length == 0 || rest.starts_with(|first: char| first.is_ascii_digit()) {
            break;
        }
        let (name, after) = rest.split_at(length);
        if after.trim_start().starts_with('(') {
            // A function.
            break;
        }
        found.push((name, after.trim_start().starts_with('[')));
        let Some(end) = length_to(after, &[',', ';', ':']) else {
            break;
        };
        let Some(next) = after[end..].strip_prefix(',') else {
            break;
        };
        rest = next;
    }
    found
}

/// How far it is to one of some characters, outside of all parentheses and before the end of those around.
pub(super) fn length_to(text: &str, ends: &[char]) -> Option<usize> {
    let mut depth = 0usize;
    for (at, each) in text.char_indices().take(FARTHEST) {
        match each {
            _ if depth == 0 && ends.contains(&each) => return Some(at),
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => match depth.checked_sub(1) {
                Some(less) => depth = less,
                None => return Some(at),
            },
            _ => {}
        }
    }
    None
}

/// How long a value is.
fn length(text: &str) -> Option<usize> {
    length_to(text, &[';', ','])
}

const fn is_part_of_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn follows(code: &str, at: usize, what: &str) -> bool {
    code[at + 1..].starts_with(what) && !code[at + 1 + what.len()..].starts_with('=')
}

pub(super) fn last_word(text: &str) -> &str {
    let start = text
        .bytes()
        .rev()
        .take_while(|each| is_part_of_name(*each))
        .count();
    &text[text.len() - start..]
}

/// The lines of the preprocessor, with those that go on from them: what begins there ends with the line.
pub(super) fn directives(code: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut goes_on = false;
    for line in code.split_inclusive('\n') {
        let end = start + line.len();
        if goes_on || line.trim_start().starts_with('#') {
            found.push(start..end);
            goes_on = line.trim_end_matches(['\n', '\r']).ends_with('\\');
        }
        start = end;
    }
    found
}

/// How long what stands before an operator may be.
const LONGEST: usize = 400;

/// Whether an index may be evaluated twice: nothing is called or changed in it.
fn is_plain(index: &str) -> bool {
    let mut before = b' ';
    index.bytes().all(|byte| {
        let calls = byte == b'(' && is_part_of_name(before);
        let changes = byte == before && matches!(byte, b'+' | b'-');
        before = byte;
        let is_known = is_part_of_name(byte) || b" .+-*/&%|^<>()[]".contains(&byte);
        is_known && !calls && !changes
    })
}

/// Where a name with members and plain indices begins that ends before a place.
pub(super) fn path_before(code: &str, at: usize) -> Option<usize> {
    let bytes = code[..at].trim_end().as_bytes();
    let mut depth = 0usize;
    let mut start = bytes.len();
    for &each in bytes.iter().rev().take(LONGEST) {
        match each {
            b']' => depth += 1,
            b'[' if depth > 0 => depth -= 1,
            _ if depth > 0 || each == b'.' || is_part_of_name(each) => {}
            _ => break,
        }
        start -= 1;
    }
    let path = code.get(start..bytes.len())?;
    let first = path.bytes().next()?;
    let is_name = first.is_ascii_alphabetic() || first == b'_';
    (depth == 0 && is_name && is_plain(path)).then_some(start)
}

/// How long the name with members and plain indices is with which a text begins; nothing if there is none.
fn path_length(text: &str) -> usize {
    let mut depth = 0usize;
    let mut end = 0;
    for (at, each) in text.bytes().enumerate().take(LONGEST) {
        match each {
            b'[' => depth += 1,
            b']' if depth > 0 => depth -= 1,
            _ if depth > 0 || each == b'.' || is_part_of_name(each) => {}
            _ => break,
        }
        if depth == 0 {
            end = at + 1;
        }
    }
    if is_plain(&text[..end]) { end } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::as_in_hlsl;

    #[test]
    fn integers_are_computed_with_floats_before_they_are_assigned() {
        for (text, expected) in [
            ("int w; w *= 0.5;", "int w; w = w * ( 0.5);"),
            (
                "uint a, w[2]; if (a > 1) w[a & 1] -= f / 2, a += 1;",
                "uint a, w[2]; if (a > 1) w[a & 1] = w[a & 1] - ( f / 2), a += 1;",
            ),
            (
                "int a[4]; a[(b[i] + 1) & 3] *= 0.5;",
                "int a[4]; a[(b[i] + 1) & 3] = a[(b[i] + 1) & 3] * ( 0.5);",
            ),
            (
                "struct S { int2 at; }; s.at.x += /* half */ cos(1, 2);",
                "struct S { int2 at; }; s.at.x = s.at.x + (            cos(1, 2));",
            ),
            (
                "for (int i = 1; i < 9; i *= 1.5) {}",
                "for (int i = 1; i < 9; i = i * ( 1.5)) {}",
            ),
        ] {
            assert_eq!(as_in_hlsl(text), expected);
        }
    }

    #[test]
    fn matrices_are_multiplied_by_elements() {
        for (text, expected) in [
            (
                "float2x3 m, n; x = y + m * n;",
                "float2x3 m, n; x = y + float2x3(m[0] * n[0], m[1] * n[1]);",
            ),
            (
                "float2x2 m[4], n; m[i] *= n;",
                "float2x2 m[4], n; m[i] = float2x2(m[i][0] * n[0], m[i][1] * n[1]);",
            ),
        ] {
            assert_eq!(as_in_hlsl(text), expected);
        }
    }

    #[test]
    fn others_stay() {
        for text in [
            "int i, k; i += 2; i -= k; i *= k * 3u;",
            "float f; f *= 0.5; v.x += g;",
            "int i; a[i++] *= 0.5; a[f(i)] *= 0.5; f(i)[1] += 0.5; b = i * 0.5;",
            "#define HALVE(i) i *= 0.5\nint i;",
            "#define HALVE(i) \\\n i *= 0.5\nint i;",
            "float2x2 m, n; x = mul(m, n); y = m * 2; z = m[0] * n[0]; w = 2 * m * n;",
            "float2x2 m; float n; x = m * n; float2x2 n;",
            "int a; a <= b; a == b; a >= b; // a *= 0.5",
            "int w[2",
            "int w, ",
            "int w; w *= ",
            "*=",
        ] {
            assert_eq!(as_in_hlsl(text), text);
        }
    }
}
