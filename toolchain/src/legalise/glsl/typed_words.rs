//! Numbers of other types in byte address buffers, `bytes.Load<float3>(at)`: glslang knows words alone.

use std::ops::Range;

use super::edits::applied;
use super::hlsl::without_comments;
use super::legacy::identifiers;
use super::operators::path_before;

/// The text with words that are converted. Lines stay what they are.
pub(super) fn converted(text: &str) -> String {
    if !identifiers(text).any(|(_, word)| is_access(word)) {
        return text.to_owned();
    }
    let code = without_comments(text);
    let Some(accesses) = accesses(&code) else {
        return text.to_owned();
    };
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    for access in &accesses {
        let Access {
            ty, scalar, size, ..
        } = *access;
        let Some(close) = access.close else { continue };
        let name = &code[access.name.clone()];
        let method = if name.starts_with("Load") {
            "Load"
        } else {
            "Store"
        };
        let call = (access.name.clone(), format!("{method}{size}"));
        if method == "Load" {
            let from = match scalar {
                "uint" => None,
                // Where the buffer is named cannot be told; glslang says what it does not know.
                _ => match path_before(&code, access.dot) {
                    Some(start) => Some(start),
                    None => continue,
                },
            };
            edits.push(call);
            if let Some(start) = from {
                edits.push((start..start, format!("as{scalar}(")));
                edits.push((close + 1..close + 1, ")".to_owned()));
            }
        } else if let Some(comma) = access.comma {
            edits.push(call);
            let (before, after) = match scalar {
                "float" => (format!(" asuint(({ty})("), "))"),
                "int" => (format!(" (uint{size})({ty})("), ")"),
                _ => (format!(" ({ty})("), ")"),
            };
            edits.push((comma + 1..comma + 1, before));
            edits.push((close..close, after.to_owned()));
        }
    }
    // What is around others was found before them.
    applied(text, edits)
}

fn is_access(word: &str) -> bool {
    matches!(word, "Load" | "Store")
}

/// A call with a type.
struct Access<'a> {
    dot: usize,
    /// From the name to the end of the type.
    name: Range<usize>,
    ty: &'a str,
    scalar: &'a str,
    size: &'a str,
    open: usize,
    comma: Option<usize>,
    close: Option<usize>,
}

/// Calls with types that consist of words; none if there are none.
fn accesses(code: &str) -> Option<Vec<Access<'_>>> {
    let mut found: Vec<Access<'_>> = identifiers(code)
        .filter(|(_, word)| is_access(word))
        .filter_map(|(at, word)| {
            let dot = code[..at].trim_end().strip_suffix('.')?.len();
            let inside = code[at + word.len()..].trim_start().strip_prefix('<')?;
            let near = inside.get(..inside.len().min(LONGEST)).unwrap_or(inside);
            let (ty, _) = near.split_once('>')?;
            let after = &inside[ty.len() + 1..];
            let end = code.len() - after.len();
            let open = code.len() - after.trim_start().len();
            let ty = ty.trim();
            let (scalar, size) = words(ty)?;
            code[open..].starts_with('(').then_some(Access {
                dot,
                name: at..end,
                ty,
                scalar,
                size,
                open,
                comma: None,
                close: None,
            })
        })
        .collect();
    let first = found.first()?.open;
    // Those whose parentheses are open, in one pass over the text.
    let mut open: Vec<Option<usize>> = Vec::new();
    let mut next = 0;
    for (at, byte) in code.bytes().enumerate().skip(first) {
        match byte {
            b'(' | b'[' | b'{' => {
                let is_access = found.get(next).is_some_and(|access| access.open == at);
                open.push(is_access.then_some(next));
                next += usize::from(is_access);
            }
            b')' | b']' | b'}' => {
                if let Some(access) = open.pop().flatten() {
                    found[access].close = Some(at);
                }
            }
            b',' => {
                if let Some(access) = open.last().copied().flatten() {
                    found[access].comma.get_or_insert(at);
                }
            }
            _ => {}
        }
    }
    Some(found)
}

/// Bytes of a type, at most.
const LONGEST: usize = 40;

/// The scalar and the size of a type whose components are words.
fn words(ty: &str) -> Option<(&'static str, &str)> {
    let scalar = ["float", "int", "uint"]
        .into_iter()
        .find(|&scalar| ty.starts_with(scalar))?;
    let size = &ty[scalar.len()..];
    matches!(size, "" | "2" | "3" | "4").then_some((scalar, size))
}

#[cfg(test)]
mod tests {
    use super::converted;

    #[test]
    fn numbers_are_made_of_words() {
        for (text, expected) in [
            ("x = b.Load<float3>(4 * i);", "x = asfloat(b.Load3(4 * i));"),
            (
                "-b[i] . Load < int > (c.Load<uint2>(0).y) + 1",
                "-asint(b[i] . Load (c.Load2(0).y)) + 1",
            ),
            (
                "b.Store<float2>(f(0, 1), /* one, two */ c.Load<float2>(8));",
                "b.Store2(f(0, 1), asuint((float2)( /* one, two */ asfloat(c.Load2(8)))));",
            ),
            (
                "#define PUT(a, v) b.Store<int>(a,v)\nb.Store<uint>(0, 1)",
                "#define PUT(a, v) b.Store(a, (uint)(int)(v))\nb.Store(0, (uint)( 1))",
            ),
        ] {
            assert_eq!(converted(text), expected);
        }
    }

    #[test]
    fn others_stay() {
        for text in [
            "b.Load(4) + Load<float>(1) + b.Load<S>(0) + t.Load<half>(0)",
            "f(b).Load<float>(0); // b.Load<float>(1)",
            "b.Load<float>(1",
            "b.Load<",
            "b.Load < a > c;",
        ] {
            assert_eq!(converted(text), text);
        }
    }
}
