//! What glslang makes of HLSL and means something else.
//!
//! What is in front of a lane takes the lane in, and remainders have the sign of the divisor. HLSL has
//! neither such sums and products nor such remainders.

use std::borrow::Cow;
use std::cell::LazyCell;
use std::ops::Range;

use rspirv::spirv::{GroupOperation, Op};

use super::legacy::identifiers;
use super::{matrix_elements, wide_numbers};

/// Something on which glslang ends the process, or which it reads as something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fatal {
    pub(super) place: Range<usize>,
    pub(super) message: String,
    pub(super) help: String,
}

/// The first thing in a text on which glslang ends the process, or which it reads as something else, instead of
/// refusing it.
pub(super) fn fatal(text: &str) -> Option<Fatal> {
    let code = without_comments(text);
    // Each of these goes through the whole text.
    let declares_msad4 = LazyCell::new(|| {
        let mut before = "";
        identifiers(&code).any(|(_, word)| {
            let is_it = word == "msad4" && matches!(before, "uint4" | "define");
            before = word;
            is_it
        })
    });
    if let Some(place) = wide_numbers::signed(&code) {
        let message = format!(
            "glslang has no signed integers of 64 bits, such as `{}`",
            &code[place.clone()]
        );
        return Some(Fatal {
            place,
            message,
            help: "write `ull` if it is meant for a `uint64_t`".to_owned(),
        });
    }
    let has_floats_alone = LazyCell::new(|| matrix_elements::has_floats_alone(&code));
    identifiers(&code).find_map(|(at, word)| {
        let (message, help) = if word == "msad4" && !*declares_msad4 {
            (
                "glslang cannot read `msad4`".to_owned(),
                "write the sums of differences out".to_owned(),
            )
        } else if SAMPLES.contains(&word) && is_called(&code[at + word.len()..]) {
            (
                format!("glslang cannot read `{word}`"),
                "hand it over in a constant buffer".to_owned(),
            )
        } else if let Some(elements) = matrix_elements::read(&code, at, word)
            && !(matrix_elements::can_repeat(&code, at, word) && *has_floats_alone)
        {
            let list: Vec<String> = elements.iter().map(|each| format!("m._{each}")).collect();
            (
                format!(
                    "glslang cannot read several elements of a matrix at a time, as `{word}` does"
                ),
                format!(
                    "name them one by one: `float{}({})`",
                    list.len(),
                    list.join(", ")
                ),
            )
        } else {
            return None;
        };
        Some(Fatal {
            place: at..at + word.len(),
            message,
            help,
        })
    })
}

/// What tells of the samples of render targets.
const SAMPLES: [&str; 2] = [
    "GetRenderTargetSampleCount",
    "GetRenderTargetSamplePosition",
];

fn is_called(rest: &str) -> bool {
    rest.trim_start().starts_with('(')
}

/// A call by which Direct3D 9 reads a texture, `tex2D(image, at)`: glslang knows the names, and makes nothing of
/// most of them that holds.
pub(crate) fn old_sampling(text: &str) -> Option<Range<usize>> {
    const DIMENSIONS: [&str; 4] = ["tex1D", "tex2D", "tex3D", "texCUBE"];
    const KINDS: [&str; 5] = ["", "bias", "grad", "lod", "proj"];
    let code = without_comments(text);
    let is_old = |word: &str| {
        let mut kinds = DIMENSIONS
            .iter()
            .filter_map(|dimension| word.strip_prefix(dimension));
        kinds.any(|kind| KINDS.contains(&kind))
    };
    let found =
        identifiers(&code).find(|&(at, word)| is_old(word) && is_called(&code[at + word.len()..]));
    found.map(|(at, word)| at..at + word.len())
}

/// The text without the word by which HLSL says that invocations differ in an index. glslang does not know it, and
/// who differs is found out without it.
pub(super) fn without_non_uniform(text: &str) -> Cow<'_, str> {
    const WORD: &str = "NonUniformResourceIndex";
    if !text.contains(WORD) {
        return Cow::Borrowed(text);
    }
    let code = without_comments(text);
    let mut made = text.to_owned();
    for (at, word) in identifiers(&code) {
        if word == WORD && is_called(&code[at + word.len()..]) {
            made.replace_range(at..at + word.len(), &" ".repeat(word.len()));
        }
    }
    Cow::Owned(made)
}

/// The text with blanks for what is commented out.
pub(super) fn without_comments(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    let mut from = 0;
    while let Some(slash) = rest[from..].find('/') {
        let start = from + slash;
        let comment = &rest[start..];
        let end = if comment.starts_with("//") {
            comment.find('\n')
        } else if let Some(comment) = comment.strip_prefix("/*") {
            comment.find("*/").map(|end| end + 4)
        } else {
            from = start + 1;
            continue;
        };
        let (comment, after) = comment.split_at(end.unwrap_or(comment.len()));
        code.push_str(&rest[..start]);
        code.extend(
            comment
                .bytes()
                .map(|each| if each == b'\n' { '\n' } else { ' ' }),
        );
        (rest, from) = (after, 0);
    }
    code.push_str(rest);
    code
}

/// Whether a place is in a comment.
pub(super) fn is_comment(text: &str, at: usize) -> bool {
    let mut rest = &text[..at];
    loop {
        let (line, block) = (rest.find("//"), rest.find("/*"));
        let (start, end) = match (line, block) {
            (None, None) => return false,
            (Some(line), block) if block.is_none_or(|block| line < block) => (line, "\n"),
            (_, block) => (block.unwrap_or_default(), "*/"),
        };
        match rest[start + 2..].find(end) {
            Some(length) => rest = &rest[start + 2 + length + end.len()..],
            None => return true,
        }
    }
}

/// Makes operations those that HLSL has.
pub(super) fn mend_words(words: &mut [u32]) {
    let mut at = 5;
    while let Some(&first) = words.get(at) {
        let length = (first >> 16).max(1) as usize;
        let remainder = match Op::from_u32(first & 0xffff) {
            Some(Op::SMod) => Some(Op::SRem),
            Some(Op::FMod) => Some(Op::FRem),
            Some(
                Op::GroupNonUniformIAdd
                | Op::GroupNonUniformFAdd
                | Op::GroupNonUniformIMul
                | Op::GroupNonUniformFMul,
            ) => {
                // Behind the type, the result and the scope.
                if let Some(kind) = words.get_mut(at + 4)
                    && *kind == GroupOperation::InclusiveScan as u32
                {
                    *kind = GroupOperation::ExclusiveScan as u32;
                }
                None
            }
            _ => None,
        };
        if let (Some(remainder), Some(word)) = (remainder, words.get_mut(at)) {
            *word = first & 0xffff_0000 | remainder as u32;
        }
        at += length;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(text: &str) -> Option<String> {
        fatal(text).map(|fatal| fatal.message)
    }

    #[test]
    fn calls_of_direct3d_9_are_found() {
        for (text, expected) in [
            ("x = tex2D(s, uv);", Some(4..9)),
            ("/* tex2D(a, b) */ texCUBElod (s, v)", Some(18..28)),
            ("float tex2D = 1; x = tex2Dsize(s);", None),
        ] {
            assert_eq!(old_sampling(text), expected, "{text}");
        }
    }

    #[test]
    fn what_ends_the_process_is_known() {
        let several = fatal("x = f()._m01_m10;").map(|fatal| (fatal.place, fatal.help));
        let help = "name them one by one: `float2(m._m01, m._m10)`";
        assert_eq!(several, Some((8..16, help.to_owned())));
        assert!(message("return (m)._11_22_33.x == 1;").is_some());
        assert!(message("m._m00_m11 += v;").is_some());
        assert!(message("int2x2 m; x = m._m00_m11;").is_some());
        assert!(message("y = msad4(a, b, c);").is_some());
    }

    #[test]
    fn what_glslang_reads_is_left_to_it() {
        for text in [
            "m._m01_m10 = v;",
            "m._m01 + m._22",
            "s._m44_m55 + s._1_2 + _m01_m10",
            "// f()._m01_m10\nx /* f()._11_22 */",
            "x = mul(v, a.m[1]._m01_m10);",
            "uint4 msad4(uint a, uint2 b, uint4 c) { return c; } y = msad4(a, b, c);",
        ] {
            assert_eq!(message(text), None, "{text}");
        }
    }
}
