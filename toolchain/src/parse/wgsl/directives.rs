//! Standard directives that naga refuses although it implements what they ask for.

use std::borrow::Cow;
use std::ops::Range;

/// Extensions whose functions naga takes without an `enable`, and extensions of the language that it
/// has without a name for them, or that [`legalise`](crate::legalise) brings.
const NEEDLESS: &[&str] = &[
    "subgroups",
    "subgroup_matrix",
    "chromium_experimental_subgroup_matrix",
    "chromium_print",
    "fragment_depth",
    "immediate_address_space",
    "linear_indexing",
    "sized_binding_array",
    "subgroup_id",
    "subgroup_uniformity",
    "swizzle_assignment",
    "texture_and_sampler_let",
    "texture_formats_tier1",
    "uniform_buffer_standard_layout",
    "unrestricted_pointer_parameters",
];

/// The text with such extensions taken out of its directives, each letter replaced by a blank, so
/// that spans stay true.
pub(super) fn without_needless(text: Cow<'_, str>) -> Cow<'_, str> {
    // Nearly every text begins with something else, and then nothing is searched or copied.
    let start = skip_blank(text.as_bytes(), 0).unwrap_or_default();
    if !matches!(
        name_at(text.as_bytes(), start),
        b"enable" | b"requires" | b"diagnostic"
    ) || !NEEDLESS.iter().any(|name| text.contains(name))
    {
        return text;
    }
    let mut bytes = text.as_bytes().to_vec();
    let mut at = 0;
    // Directives stand before everything else.
    while let Some(start) = skip_blank(&bytes, at) {
        let word = name_at(&bytes, start);
        if !matches!(word, b"enable" | b"requires" | b"diagnostic") {
            break;
        }
        let Some(length) = bytes[start..].iter().position(|&byte| byte == b';') else {
            break;
        };
        let end = start + length + 1;
        if word != b"diagnostic" {
            let names = start + word.len();
            blank_names(&mut bytes, start, names..end - 1);
        }
        at = end;
    }
    match String::from_utf8(bytes) {
        Ok(blanked) => Cow::Owned(blanked),
        Err(_) => text,
    }
}

/// Blanks the needless names of one directive, or all of it when nothing else is in it.
fn blank_names(bytes: &mut [u8], start: usize, list: Range<usize>) {
    let names: Vec<_> = bytes[list.clone()]
        .split(|&byte| byte == b',')
        .scan(list.start, |at, name| {
            let range = *at..*at + name.len();
            *at = range.end + 1;
            Some(range)
        })
        .collect();
    let is_needless = |range: &Range<usize>, bytes: &[u8]| {
        let name = bytes[range.clone()].trim_ascii();
        NEEDLESS.iter().any(|needless| needless.as_bytes() == name)
    };
    let kept: Vec<_> = names
        .iter()
        .filter(|range| {
            !is_needless(range, bytes) && !bytes[(*range).clone()].trim_ascii().is_empty()
        })
        .cloned()
        .collect();
    if kept.len() == names.len() {
        return;
    }
    let range = if kept.is_empty() {
        start..list.end + 1
    } else {
        list
    };
    for at in range {
        let stays = bytes[at].is_ascii_whitespace() || kept.iter().any(|name| name.contains(&at));
        if !stays {
            bytes[at] = b' ';
        }
    }
    // A comma after each kept name but the last.
    for name in kept.iter().rev().skip(1) {
        bytes[name.end] = b',';
    }
}

/// The next byte that is neither blank nor in a comment.
fn skip_blank(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        let rest = bytes.get(at..)?;
        match rest {
            [] => return None,
            [b'/', b'/', ..] => at += rest.iter().position(|&byte| byte == b'\n')? + 1,
            [b'/', b'*', ..] => {
                let mut depth = 0usize;
                loop {
                    match bytes.get(at..)? {
                        [b'/', b'*', ..] => {
                            depth += 1;
                            at += 2;
                        }
                        [b'*', b'/', ..] => {
                            depth -= 1;
                            at += 2;
                            if depth == 0 {
                                break;
                            }
                        }
                        [] => return None,
                        _ => at += 1,
                    }
                }
            }
            [byte, ..] if byte.is_ascii_whitespace() => at += 1,
            _ => return Some(at),
        }
    }
}

fn name_at(bytes: &[u8], at: usize) -> &[u8] {
    let rest = bytes.get(at..).unwrap_or_default();
    let length = rest
        .iter()
        .position(|byte| !byte.is_ascii_alphanumeric() && *byte != b'_')
        .unwrap_or(rest.len());
    &rest[..length]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blanked(text: &str) -> String {
        let result = without_needless(Cow::Borrowed(text)).into_owned();
        assert_eq!(result.len(), text.len());
        result
    }

    #[test]
    fn needless_names_go_and_places_stay() {
        assert_eq!(
            blanked("enable subgroups;\nfn f() {}"),
            "                 \nfn f() {}"
        );
        assert_eq!(blanked("enable f16, subgroups;"), "enable f16           ;");
        assert_eq!(blanked("enable subgroups, f16;"), "enable            f16;");
        assert_eq!(
            blanked("// subgroups\nenable f16;/* /* */ */ enable subgroups ;"),
            "// subgroups\nenable f16;/* /* */ */                   "
        );
        assert_eq!(
            blanked("enable f16,subgroups,dual_source_blending;"),
            "enable f16,          dual_source_blending;"
        );
        assert_eq!(
            blanked("requires subgroup_id, pointer_composite_access; requires linear_indexing;"),
            "requires              pointer_composite_access;                          "
        );
    }

    #[test]
    fn everything_else_stays() {
        for text in [
            "fn subgroups() {}",
            "enable f16;\nvar<private> subgroups: f32;",
            "enable subgroups",
            "fn f() {} enable subgroups;",
            "/* subgroups",
        ] {
            assert_eq!(blanked(text), text);
        }
    }
}
