//! What glslang makes of HLSL and means something else.
//!
//! What is in front of a lane takes the lane in, and remainders have the sign of the divisor. HLSL has
//! neither such sums and products nor such remainders.

use std::ops::Range;

use rspirv::spirv::{GroupOperation, Op};

use super::legacy::identifiers;

/// Something on which glslang ends the process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fatal {
    pub(super) place: Range<usize>,
    pub(super) message: String,
    pub(super) help: String,
}

/// The first thing in a text on which glslang ends the process instead of refusing it.
pub(super) fn fatal(text: &str) -> Option<Fatal> {
    let is_declared = |name: &str| {
        let mut before = "";
        identifiers(text).any(|(_, word)| {
            let is_it = word == name && matches!(before, "uint4" | "define");
            before = word;
            is_it
        })
    };
    identifiers(text).find_map(|(at, word)| {
        let (message, help) = if word == "msad4" && !is_declared(word) {
            (
                "glslang cannot read `msad4`".to_owned(),
                "write the sums of differences out".to_owned(),
            )
        } else if text[..at].ends_with('.')
            && let Some(elements) = matrix_elements(word)
            && !is_assigned(&text[at + word.len()..])
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
        (!is_comment(text, at)).then(|| Fatal {
            place: at..at + word.len(),
            message,
            help,
        })
    })
}

/// The elements that a swizzle of a matrix names, when these are several: `_m01_m10`, `_11_22`.
fn matrix_elements(word: &str) -> Option<Vec<&str>> {
    let parts: Vec<&str> = word.strip_prefix('_')?.split('_').collect();
    let is_element = |part: &&str| {
        let (digits, first) = match part.strip_prefix('m') {
            Some(digits) => (digits, b'0'),
            None => (*part, b'1'),
        };
        digits.len() == 2
            && digits
                .bytes()
                .all(|digit| (first..first + 4).contains(&digit))
    };
    (parts.len() > 1 && parts.iter().all(is_element)).then_some(parts)
}

/// Whether what stands before a text is assigned to, which glslang does know.
fn is_assigned(after: &str) -> bool {
    let after = after.trim_start();
    after.starts_with('=') && !after.starts_with("==")
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
    fn what_ends_the_process_is_known() {
        let several = fatal("x = m._m01_m10;").map(|fatal| (fatal.place, fatal.help));
        let help = "name them one by one: `float2(m._m01, m._m10)`";
        assert_eq!(several, Some((6..14, help.to_owned())));
        assert!(message("return m._11_22_33.x == 1;").is_some());
        assert!(message("if (m._m00_m11 == v) {}").is_some());
        assert!(message("y = msad4(a, b, c);").is_some());
    }

    #[test]
    fn what_glslang_reads_is_left_to_it() {
        for text in [
            "m._m01_m10 = v;",
            "m._m01 + m._22",
            "s._m44_m55 + s._1_2 + _m01_m10",
            "// m._m01_m10\nx /* m._11_22 */",
            "uint4 msad4(uint a, uint2 b, uint4 c) { return c; } y = msad4(a, b, c);",
        ] {
            assert_eq!(message(text), None, "{text}");
        }
    }
}
