//! `enum`, which glslang does not know: the type becomes a number, its values constants.

use std::collections::BTreeSet;
use std::ops::Range;

use super::edits::applied;
use super::hlsl::without_comments;
use super::legacy::identifiers;
use super::operators::directives;

/// The text with numbers in the place of enumerations outside of all braces. Lines stay what they are.
pub(super) fn as_numbers(text: &str) -> String {
    if !text.contains("enum") {
        return text.to_owned();
    }
    let code = without_comments(text);
    let directives = directives(&code);
    let mut directives = directives.iter().peekable();
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    let mut scoped = BTreeSet::new();
    let mut all = BTreeSet::new();
    let (mut counted, mut depth) = (0, 0usize);
    for (at, _) in identifiers(&code).filter(|(_, word)| *word == "enum") {
        while directives.next_if(|each| each.end <= at).is_some() {}
        if directives.peek().is_some_and(|each| each.contains(&at)) {
            continue;
        }
        for byte in code[counted..at].bytes() {
            match byte {
                b'{' => depth += 1,
                b'}' => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        counted = at;
        let Some(found) = Enumeration::read(&code, at).filter(|_| depth == 0) else {
            continue;
        };
        edits.push((found.place.clone(), found.constants()));
        all.insert(found.name);
        if found.is_scoped {
            scoped.insert(found.name);
        }
    }
    if edits.is_empty() {
        return text.to_owned();
    }
    // `Color::Red`, outside of the enumerations.
    let declared: Vec<Range<usize>> = edits.iter().map(|(place, _)| place.clone()).collect();
    let mut declared = declared.iter().peekable();
    for (at, word) in identifiers(&code).filter(|(_, word)| all.contains(word)) {
        while declared.next_if(|each| each.end <= at).is_some() {}
        if declared.peek().is_some_and(|each| each.contains(&at)) {
            continue;
        }
        let end = at + word.len();
        if let Some(after) = code[end..].trim_start().strip_prefix("::") {
            let to = code.len() - after.trim_start().len();
            if scoped.contains(word) {
                edits.push((end..to, "_".to_owned()));
            } else {
                edits.push((at..to, String::new()));
            }
        }
    }
    applied(text, edits)
}

/// How far the brace may be from the word.
const FARTHEST: usize = 400;

struct Enumeration<'a> {
    /// All of it, up to the brace that closes it.
    place: Range<usize>,
    name: &'a str,
    /// Whether values are called after the type, `Color::Red`.
    is_scoped: bool,
    ty: &'a str,
    /// With what they are given.
    values: Vec<(&'a str, &'a str)>,
}

impl<'a> Enumeration<'a> {
    /// `enum class Color : uint { Red = 1, Green, }` whose first word is at a place. Others stay what they are.
    fn read(code: &'a str, at: usize) -> Option<Self> {
        let rest = &code[at + "enum".len()..];
        let near = rest.bytes().take(FARTHEST);
        let open = near
            .enumerate()
            .find(|(_, byte)| b"{};(#".contains(byte))?
            .0;
        let inside = rest[open..].strip_prefix('{')?;
        let (names, ty) = rest[..open]
            .split_once(':')
            .unwrap_or((&rest[..open], "int"));
        let mut names: Vec<&str> = names.split_whitespace().collect();
        let name = names.pop().filter(|name| is_name(name))?;
        let is_scoped = match names.as_slice() {
            [] => false,
            ["class" | "struct"] => true,
            _ => return None,
        };
        let ty = ty.trim();
        let close = inside.find(['{', '}', ';', '#'])?;
        let after = inside[close..].strip_prefix('}')?;
        // No variable is declared with it.
        if !after.trim_start().starts_with(';') || !matches!(ty, "int" | "uint") {
            return None;
        }
        let mut values = Vec::new();
        let mut list = inside[..close].trim();
        while !list.is_empty() {
            let (value, rest) = list.split_at(length(list));
            let (name, given) = value.split_once('=').unwrap_or((value, ""));
            let name = name.trim();
            if !is_name(name) {
                return None;
            }
            values.push((name, given.trim()));
            list = rest.strip_prefix(',').unwrap_or(rest).trim_start();
        }
        Some(Self {
            place: at..code.len() - after.len(),
            name,
            is_scoped,
            ty,
            values,
        })
    }

    /// The type, and a constant for each value; what follows is the semicolon.
    fn constants(&self) -> String {
        let Self { name, ty, .. } = self;
        let mut made = format!("typedef {ty} {name}");
        let own: BTreeSet<&str> = self.values.iter().map(|(value, _)| *value).collect();
        let called = |value: &str| match self.is_scoped {
            true => format!("{name}_{value}"),
            false => value.to_owned(),
        };
        let mut before = None;
        for &(value, given) in &self.values {
            let number = match (given, before) {
                ("", None) => "0".to_owned(),
                ("", Some(before)) => format!("{} + 1", called(before)),
                (given, _) => replaced(&given.replace('\n', " "), name, &own, &called),
            };
            made.push_str(&format!("; static const {ty} {} = {number}", called(value)));
            before = Some(value);
        }
        made
    }
}

/// An expression in which the values of an enumeration have the names of its constants.
fn replaced(
    given: &str,
    ty: &str,
    own: &BTreeSet<&str>,
    called: &dyn Fn(&str) -> String,
) -> String {
    let mut made = String::new();
    let mut copied = 0;
    for (at, word) in identifiers(given) {
        let before = given[..at].trim_end();
        let scope = before
            .strip_suffix("::")
            .and_then(|before| before.trim_end().strip_suffix(ty))
            .map(str::len);
        if own.contains(word) {
            made.push_str(&given[copied..scope.unwrap_or(at).max(copied)]);
            made.push_str(&called(word));
            copied = at + word.len();
        }
    }
    made + &given[copied..]
}

/// How long a value is, with what it is given.
fn length(list: &str) -> usize {
    let mut depth = 0usize;
    for (at, byte) in list.bytes().enumerate() {
        match byte {
            b'(' => depth += 1,
            b')' => depth = depth.saturating_sub(1),
            b',' if depth == 0 => return at,
            _ => {}
        }
    }
    list.len()
}

fn is_name(text: &str) -> bool {
    let mut names = identifiers(text);
    names.next() == Some((0, text))
}

#[cfg(test)]
mod tests {
    use super::as_numbers;

    #[test]
    fn values_become_constants() {
        for (text, expected) in [
            (
                "enum Color { Red, Green = (1 << 2), // green\n Blue, };\nColor c = Color::Blue;",
                "typedef int Color; static const int Red = 0; static const int Green = (1 << 2); \
                 static const int Blue = Green + 1\n;\nColor c = Blue;",
            ),
            (
                "enum class Bits : uint { A = 1u, B = A | Bits::A };\nx = Bits :: B | A;",
                "typedef uint Bits; static const uint Bits_A = 1u; static const uint Bits_B = Bits_A | Bits_A;\n\
                 x = Bits_B | A;",
            ),
            ("enum E {};", "typedef int E;"),
        ] {
            assert_eq!(as_numbers(text), expected);
        }
    }

    #[test]
    fn others_stay() {
        for text in [
            "enumerate(enum_); // enum A { B };",
            "#define LIST(x) enum x { A, B };\nint a;",
            "struct S { enum E { A }; };",
            "enum E { A } e;",
            "enum { A };",
            "enum E : uint64_t { A };",
            "enum E {\n#if X\nA\n#endif\n};",
            "enum E { A",
        ] {
            assert_eq!(as_numbers(text), text);
        }
    }
}
