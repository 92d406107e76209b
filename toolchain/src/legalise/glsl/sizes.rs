//! `GetDimensions` of byte address buffers, which glslang answers in words of four bytes.

use std::collections::BTreeSet;

use super::legacy::identifiers;

const CALL: &str = ".GetDimensions";
const BUFFERS: [&str; 3] = [
    "ByteAddressBuffer",
    "RWByteAddressBuffer",
    "RasterizerOrderedByteAddressBuffer",
];

/// The text with the answers made bytes, where a statement asks for them. Lines stay what they are.
pub(super) fn in_bytes(text: &str) -> String {
    let buffers = buffers(text);
    if buffers.is_empty() || !text.contains(CALL) {
        return text.to_owned();
    }
    let mut changed = String::with_capacity(text.len());
    let mut done = 0;
    for (at, _) in text.match_indices(CALL) {
        let Some((start, end, answer)) = statement(text, at, &buffers) else {
            continue;
        };
        let before = text.get(done..start).unwrap_or_default();
        let call = text.get(start..end).unwrap_or_default();
        changed.push_str(&format!("{before}{{ {call} {answer} *= 4; }}"));
        done = end;
    }
    changed.push_str(text.get(done..).unwrap_or_default());
    changed
}

/// The names of variables and parameters that are such buffers.
fn buffers(text: &str) -> BTreeSet<&str> {
    let mut names = BTreeSet::new();
    let mut ends_type = None;
    for (at, word) in identifiers(text) {
        if let Some(end) = ends_type {
            let between = text.get(end..at).unwrap_or_default();
            let between = between.trim();
            // `ByteAddressBuffer a[2], b;` and not the type of the next parameter.
            let goes_on = between.ends_with(',') && between.starts_with([',', '[']);
            if between.is_empty() || (goes_on && !is_type_next(text, at, word)) {
                names.insert(word);
                ends_type = Some(at + word.len());
                continue;
            }
        }
        ends_type = BUFFERS.contains(&word).then_some(at + word.len());
    }
    names
}

/// Whether another name follows a name, which is then the type of a parameter.
fn is_type_next(text: &str, at: usize, word: &str) -> bool {
    let after = text.get(at + word.len()..).unwrap_or_default();
    after
        .trim_start()
        .starts_with(|c: char| c.is_ascii_alphabetic() || c == '_' || c == '<')
}

/// Start and end of the statement that calls at a place, and what gets the answer.
fn statement<'a>(
    text: &'a str,
    at: usize,
    buffers: &BTreeSet<&str>,
) -> Option<(usize, usize, &'a str)> {
    let (start, receiver) = receiver(text.get(..at)?)?;
    if !buffers.contains(receiver) {
        return None;
    }
    let after = text.get(at + CALL.len()..)?;
    let inside = after.trim_start().strip_prefix('(')?;
    let mut depth = 1usize;
    let mut answer = "";
    let mut rest = "";
    for (index, character) in inside.char_indices() {
        match character {
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            // With the stride of another buffer of this name.
            ',' if depth == 1 => return None,
            _ => {}
        }
        if depth == 0 {
            answer = inside.get(..index)?.trim();
            rest = inside.get(index + 1..)?;
            break;
        }
    }
    let spaces = rest.len() - rest.trim_start().len();
    let ends = rest.trim_start().starts_with(';') && !answer.is_empty();
    ends.then(|| (start, text.len() - rest.len() + spaces + 1, answer))
}

/// The name before a dot, past indices, and where it starts.
fn receiver(before: &str) -> Option<(usize, &str)> {
    let mut end = before.trim_end();
    while let Some(inside) = end.strip_suffix(']') {
        let mut depth = 1usize;
        let open = inside.char_indices().rev().find(|(_, character)| {
            match character {
                ']' => depth += 1,
                '[' => depth -= 1,
                _ => {}
            }
            depth == 0
        })?;
        end = end.get(..open.0)?.trim_end();
    }
    let start = end
        .rfind(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
        .map_or(0, |at| at + 1);
    Some((start, end.get(start..)?))
}

#[cfg(test)]
mod tests {
    use super::in_bytes;

    const DECLARED: &str = "ByteAddressBuffer a : register(t0);\nRWByteAddressBuffer b[2], c;\n\
        StructuredBuffer<uint> s;\nvoid f(ByteAddressBuffer p, Texture1D<float> t) {}\n";

    #[test]
    fn sizes_of_byte_buffers_are_bytes() {
        for (given, wanted) in [
            ("a.GetDimensions(n);", "{ a.GetDimensions(n); n *= 4; }"),
            (
                "if (x) b[i + k[0]].GetDimensions( n.x ) ; else n = 0;",
                "if (x) { b[i + k[0]].GetDimensions( n.x ) ; n.x *= 4; } else n = 0;",
            ),
            (
                "c.GetDimensions(n);p.GetDimensions(m[at(1, 2)]);",
                "{ c.GetDimensions(n); n *= 4; }{ p.GetDimensions(m[at(1, 2)]); m[at(1, 2)] *= 4; }",
            ),
        ] {
            assert_eq!(
                in_bytes(&format!("{DECLARED}{given}")),
                format!("{DECLARED}{wanted}")
            );
        }
    }

    #[test]
    fn all_other_sizes_stay() {
        for given in [
            "s.GetDimensions(n, stride);",
            "t.GetDimensions(n);",
            "a.GetDimensions(n, stride);",
            "a.GetDimensions(",
            "Texture1D.GetDimensions(n);",
            "a.Load(0);",
        ] {
            let text = format!("{DECLARED}{given}");
            assert_eq!(in_bytes(&text), text);
        }
    }
}
