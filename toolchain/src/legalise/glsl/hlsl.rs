//! What glslang makes of HLSL and means something else.
//!
//! It counts the words of a byte address buffer, where HLSL counts the bytes; what is in front of a lane
//! takes the lane in, and remainders have the sign of the divisor. HLSL has neither such sums and
//! products nor such remainders.

use std::collections::BTreeSet;
use std::ops::Range;

use rspirv::spirv::{GroupOperation, Op};

use super::legacy;

/// The text with sizes in bytes. Lines stay what they are.
pub(super) fn sized(text: &str) -> String {
    if !text.contains("GetDimensions") {
        return text.to_owned();
    }
    let buffers = byte_address_buffers(text);
    let mut sized = String::with_capacity(text.len());
    let mut rest = 0;
    for (at, name) in legacy::identifiers(text) {
        if at < rest || !buffers.contains(name) {
            continue;
        }
        let Some((statement, argument)) = size_statement(text, at + name.len()) else {
            continue;
        };
        sized.push_str(&text[rest..at]);
        sized.push_str(&format!(
            "{{ {}{} = ({}) * 4; }}",
            &text[at..statement],
            &text[argument.clone()],
            &text[argument]
        ));
        rest = statement;
    }
    sized.push_str(&text[rest..]);
    sized
}

/// Variables and parameters of these types.
fn byte_address_buffers(text: &str) -> BTreeSet<&str> {
    let mut names = BTreeSet::new();
    let mut is_declared = false;
    for (_, word) in legacy::identifiers(text) {
        if is_declared {
            names.insert(word);
        }
        is_declared = word.ends_with("ByteAddressBuffer");
    }
    names
}

/// The end of the statement that asks for a size, and where it goes, behind the name of a buffer.
fn size_statement(text: &str, from: usize) -> Option<(usize, Range<usize>)> {
    let mut at = from;
    // An element of an array of buffers.
    while text[at..].trim_start().starts_with('[') {
        at += text[at..].find(']')? + 1;
    }
    let rest = text[at..].trim_start();
    let rest = rest.strip_prefix('.')?.trim_start();
    let rest = rest.strip_prefix("GetDimensions")?.trim_start();
    let rest = rest.strip_prefix('(')?;
    let start = text.len() - rest.len();
    let end = start + rest.find(')')?;
    let argument = &text[start..end];
    let is_plain = !argument.contains(['(', ',']);
    let after = text[end + 1..].trim_start().strip_prefix(';')?;
    is_plain.then_some((text.len() - after.len(), start..end))
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
    use super::sized;

    #[test]
    fn sizes_are_in_bytes() {
        assert_eq!(
            sized(
                "RWByteAddressBuffer o;\nByteAddressBuffer a[2];\nuint f(ByteAddressBuffer p) { uint r; p.GetDimensions(r);\nreturn r; } if (x) o.GetDimensions(n.x); a[1] .GetDimensions( m ) ;"
            ),
            "RWByteAddressBuffer o;\nByteAddressBuffer a[2];\nuint f(ByteAddressBuffer p) { uint r; { p.GetDimensions(r);r = (r) * 4; }\nreturn r; } if (x) { o.GetDimensions(n.x);n.x = (n.x) * 4; } { a[1] .GetDimensions( m ) ; m  = ( m ) * 4; }"
        );
    }

    #[test]
    fn other_sizes_stay() {
        let text = "StructuredBuffer<uint> o; Texture2D t; ByteAddressBuffer b; o.GetDimensions(n, s); \
                    t.GetDimensions(x, y); b.Load(3);";
        assert_eq!(sized(text), text);
    }
}
