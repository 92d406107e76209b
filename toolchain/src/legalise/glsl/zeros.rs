//! Arrays of zeros, `(float[3])0`, which glslang does not make of one number.
//!
//! In a declaration they become a list of zeros. Elsewhere in a function they become a variable that stands before
//! the function and is never assigned to: such variables are zero.

use std::collections::BTreeMap;
use std::ops::Range;

use super::edits::applied;
use super::hlsl::without_comments;
use super::legacy::identifiers;
use super::operators::{directives, last_word};

/// Elements that are written out for one array, and for all arrays of a text.
const MOST_ELEMENTS: usize = 1024;
const MOST_ELEMENTS_OF_ALL: usize = 16 * MOST_ELEMENTS;
/// Bytes of the name of a type, and of what stands between the brackets of an array.
const LONGEST: usize = 200;

/// The text with other zeros. Lines stay what they are.
pub(super) fn of_arrays(text: &str) -> String {
    if !text.contains(']') {
        return text.to_owned();
    }
    let code = without_comments(text);
    let directives = directives(&code);
    let mut name = "zero_".to_owned();
    while text.contains(&name) {
        name.push('_');
    }
    let mut outline = Outline::new(&code, &directives);
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    let mut room = MOST_ELEMENTS_OF_ALL;
    let mut count = 0;
    // Those of the function that begins at a place. Another may stand where the preprocessor leaves the first out.
    let mut known: (usize, BTreeMap<&str, String>) = (0, BTreeMap::new());
    for (at, word) in identifiers(&code) {
        let Some(Zeros { place, sizes }) = zeros(&code, at, word) else {
            continue;
        };
        let Some((begins, in_function)) = outline.declaration_around(place.start) else {
            continue;
        };
        let before = &code[begins..place.start];
        let first = before.get(..LONGEST).unwrap_or(before);
        let equals = declared_at(before, &code[place.end..]);
        let (place, by) = if !in_function && !identifiers(first).any(|(_, word)| word == "const") {
            // It is zero without being told so.
            let Some(equals) = equals else { continue };
            (begins + equals..place.end, String::new())
        } else if let Some(list) = equals.and_then(|_| list(word, &sizes, &mut room)) {
            (place, list)
        } else if in_function {
            if known.0 != begins {
                known = (begins, BTreeMap::new());
            }
            let cast = &code[at..place.end];
            let variable = known.1.entry(cast).or_insert_with(|| {
                count += 1;
                let variable = format!("{name}{count}");
                let sizes = sizes.join("][");
                let declaration = format!("static {word} {variable}[{sizes}]; ");
                edits.push((begins..begins, declaration));
                variable
            });
            (place, variable.clone())
        } else {
            continue;
        };
        edits.push((place, by));
    }
    // Declarations were found after what stands behind them.
    applied(text, edits)
}

struct Zeros<'a> {
    /// All of it, with the parentheses and the number.
    place: Range<usize>,
    sizes: Vec<&'a str>,
}

/// The zeros whose type begins with the word at a place.
fn zeros<'a>(code: &'a str, at: usize, word: &str) -> Option<Zeros<'a>> {
    let end = at + word.len();
    let mut rest = code[end..].trim_start();
    if !rest.starts_with('[') || word.len() > LONGEST {
        return None;
    }
    let start = code[..at].trim_end().strip_suffix('(')?.len();
    let mut sizes = Vec::new();
    while let Some(inside) = rest.strip_prefix('[') {
        let near = &inside.as_bytes()[..inside.len().min(LONGEST)];
        let length = near.iter().position(|each| b"[]{};".contains(each))?;
        let (size, after) = inside.split_at(length);
        sizes.push(size.trim());
        rest = after.strip_prefix(']')?.trim_start();
    }
    let number = rest.strip_prefix(')')?.trim_start();
    let length = number
        .bytes()
        .position(|each| !each.is_ascii_alphanumeric() && each != b'.')
        .unwrap_or(number.len());
    let digits = number[..length].trim_end_matches(['f', 'F', 'h', 'H', 'u', 'U', 'l', 'L']);
    let is_zero = digits.starts_with('0') && digits.bytes().all(|each| b"0.".contains(&each));
    let end = code.len() - number.len() + length;
    let place = start..end;
    is_zero.then_some(Zeros { place, sizes })
}

/// Where the `=` stands by which zeros are the value of an array that is declared, or of the last in a list of such.
fn declared_at(before: &str, after: &str) -> Option<usize> {
    if !after.trim_start().starts_with([';', ',']) {
        return None;
    }
    let mut head = before.trim_end().strip_suffix('=')?;
    let equals = head.len();
    head = head.trim_end();
    while let Some(inside) = head.strip_suffix(']') {
        let near = inside.len().saturating_sub(LONGEST);
        let open = inside.as_bytes()[near..]
            .iter()
            .rposition(|&each| each == b'[')?;
        head = inside[..near + open].trim_end();
    }
    let name = last_word(head);
    let head = &head[..head.len() - name.len()];
    let ty = last_word(head.trim_end());
    let is_type = !ty.is_empty() && !matches!(ty, "else" | "do");
    (is_type && !name.is_empty() && head.ends_with(char::is_whitespace)).then_some(equals)
}

/// A list of as many zeros, if there are not too many.
fn list(ty: &str, sizes: &[&str], room: &mut usize) -> Option<String> {
    let mut elements = 1usize;
    let mut numbers = Vec::new();
    for size in sizes {
        let size: usize = size.trim_end_matches(['u', 'U']).parse().ok()?;
        elements = elements.checked_mul(size)?;
        numbers.push(size);
    }
    // A number that begins with a zero.
    let is_octal = |size: &&str| size.len() > 1 && size.starts_with('0');
    if elements == 0 || elements > MOST_ELEMENTS.min(*room) || sizes.iter().any(is_octal) {
        return None;
    }
    *room -= elements;
    let list = |part: String, &size: &usize| format!("{{{}}}", vec![part; size].join(", "));
    Some(numbers.iter().rev().fold(format!("({ty})0"), list))
}

/// The declarations outside of which there are no braces.
struct Outline<'a> {
    code: &'a str,
    directives: std::iter::Peekable<std::slice::Iter<'a, Range<usize>>>,
    at: usize,
    depth: usize,
    begins: Option<usize>,
}

impl<'a> Outline<'a> {
    fn new(code: &'a str, directives: &'a [Range<usize>]) -> Self {
        Self {
            code,
            directives: directives.iter().peekable(),
            at: 0,
            depth: 0,
            begins: None,
        }
    }

    /// Where the declaration begins in which a place is, and whether the place is in braces. Places come one
    /// after the other; those in lines of the preprocessor are in none.
    fn declaration_around(&mut self, place: usize) -> Option<(usize, bool)> {
        while self.at < place {
            if let Some(directive) = self.directives.next_if(|each| each.start <= self.at) {
                self.at = self.at.max(directive.end);
                continue;
            }
            match self.code.as_bytes()[self.at] {
                b'{' => self.depth += 1,
                b'}' => {
                    self.depth = self.depth.saturating_sub(1);
                    if self.depth == 0 {
                        self.begins = None;
                    }
                }
                b';' if self.depth == 0 => self.begins = None,
                byte if self.begins.is_none() && !byte.is_ascii_whitespace() => {
                    self.begins = Some(self.at);
                }
                _ => {}
            }
            self.at += 1;
        }
        let begins = self.begins.filter(|_| self.at == place)?;
        Some((begins, self.depth > 0))
    }
}

#[cfg(test)]
mod tests {
    use super::of_arrays;

    #[test]
    fn declared_ones_are_lists() {
        for (text, expected) in [
            (
                "void f() { float a[2][3] = (float[2][3])0; }",
                "void f() { float a[2][3] = {{(float)0, (float)0, (float)0}, {(float)0, (float)0, (float)0}}; }",
            ),
            (
                "static const S a[1] = ( S /* one */ [1u] ) 0.0f, b[2] = f;",
                "static const S a[1] = {(S)0}, b[2] = f;",
            ),
            (
                "static S a[2] = (S[2])\n0;\ngroupshared float b;",
                "static S a[2] \n;\ngroupshared float b;",
            ),
        ] {
            assert_eq!(of_arrays(text), expected);
        }
    }

    #[test]
    fn others_are_variables_before_the_function() {
        for (text, expected) in [
            (
                "struct S { int a; };\n#define N 3\nret f()\n{ return (S[N])0; }",
                "struct S { int a; };\n#define N 3\nstatic S zero_1[N]; ret f()\n{ return zero_1; }",
            ),
            (
                "void f() { a = (float[2])0; b[1] = (float[2])0, c = (int[2][3])0; } void g() { a = (float[2])0; }",
                "static float zero_1[2]; static int zero_2[2][3]; void f() { a = zero_1; b[1] = zero_1, c = zero_2; } \
                 static float zero_3[2]; void g() { a = zero_3; }",
            ),
            (
                "int zero_; void f() { float a[N] = (float[N])0; }",
                "int zero_; static float zero__1[N]; void f() { float a[N] = zero__1; }",
            ),
        ] {
            assert_eq!(of_arrays(text), expected);
        }
    }

    #[test]
    fn other_expressions_stay() {
        for text in [
            "void f() { x = (a[3]) * 0; y = (float[3])1; z = f(a[3])[0]; }",
            "#define Z (float[3])0\nvoid f() { /* (float[3])0 */ }",
            "static const S a[N] = (S[N])0;",
            "(float[3])0",
            "void f() { (float[3",
        ] {
            assert_eq!(of_arrays(text), text);
        }
    }
}
