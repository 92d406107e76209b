//! Vector types of integers that naga looks for when a texture is fetched.
//!
//! A fetch may give more coordinates than the texture has; naga then takes the first ones, as a
//! vector type that it expects the module to declare, and panics when it does not.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use rspirv::spirv::Op;

/// Words of an `OpTypeVector`.
const VECTOR_WORDS: usize = 4;

/// Words of a module with the types that it lacked.
pub(super) struct Completed<'a> {
    pub(super) words: Cow<'a, [u32]>,
    /// Where types were put in, in the words before.
    added: Vec<usize>,
}

impl Completed<'_> {
    /// How many of the words before were taken, when `taken` of the new ones were.
    pub(super) fn taken(&self, taken: usize) -> usize {
        let mut before = taken;
        for &at in &self.added {
            if at < before {
                before = before.saturating_sub(VECTOR_WORDS).max(at);
            }
        }
        before
    }
}

/// Declares the shorter vectors of integers where there are longer ones; the words must be whole
/// instructions.
pub(super) fn complete(words: &[u32]) -> Completed<'_> {
    let mut has_images = false;
    let mut integers = BTreeSet::new();
    let mut declared = BTreeSet::new();
    // By the place after the longer vector: its components and their number.
    let mut longer = BTreeMap::new();
    let mut at = 5;
    while let Some(&[first, a, b, c]) = words.get(at..at + VECTOR_WORDS) {
        let (count, opcode) = ((first >> 16) as usize, first & 0xffff);
        if opcode == Op::TypeImage as u32 {
            has_images = true;
        } else if opcode == Op::TypeInt as u32 && b == 32 {
            integers.insert(a);
        } else if opcode == Op::TypeVector as u32 && integers.contains(&b) {
            declared.insert((b, c));
            if c > 2 {
                longer.insert(at + count, (b, c));
            }
        } else if opcode == Op::Function as u32 {
            break;
        }
        at += count.max(1);
    }
    let mut whole = Completed {
        words: Cow::Borrowed(words),
        added: Vec::new(),
    };
    let Some(mut bound) = words.get(3).copied().filter(|_| has_images) else {
        return whole;
    };
    let mut new = Vec::new();
    let mut copied = 0;
    for (at, (component, size)) in longer {
        for shorter in 2..size.min(4) {
            if declared.insert((component, shorter)) {
                new.extend(words.get(copied..at).unwrap_or_default());
                copied = at;
                let first = (4 << 16) | Op::TypeVector as u32;
                new.extend([first, bound, component, shorter]);
                bound = bound.saturating_add(1);
                whole.added.push(at);
            }
        }
    }
    if !whole.added.is_empty() {
        new.extend(words.get(copied..).unwrap_or_default());
        if let Some(place) = new.get_mut(3) {
            *place = bound;
        }
        whole.words = Cow::Owned(new);
    }
    whole
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::panic,
        reason = "a failed expectation ends the test"
    )]

    use super::*;
    use crate::options::Options;
    use crate::parse::parse;
    use crate::source::{Language, Source};
    use crate::spirv_text::assemble;

    const FETCH: &str = "
        OpCapability Shader
        OpMemoryModel Logical GLSL450
        OpEntryPoint Fragment %main \"main\" %place %out
        OpExecutionMode %main OriginUpperLeft
        OpDecorate %place Location 0
        OpDecorate %place Flat
        OpDecorate %out Location 0
        OpDecorate %picture DescriptorSet 0
        OpDecorate %picture Binding 0
        %float = OpTypeFloat 32
        %image = OpTypeImage %float 2D 2 0 0 1 Unknown
        %to_image = OpTypePointer UniformConstant %image
        %uint = OpTypeInt 32 0
        %zero = OpConstant %uint 0
        %uvec3 = OpTypeVector %uint 3
        %in_uvec3 = OpTypePointer Input %uvec3
        %vec4 = OpTypeVector %float 4
        %out_vec4 = OpTypePointer Output %vec4
        %void = OpTypeVoid
        %fn = OpTypeFunction %void
        %picture = OpVariable %to_image UniformConstant
        %place = OpVariable %in_uvec3 Input
        %out = OpVariable %out_vec4 Output
        %main = OpFunction %void None %fn
        %entry = OpLabel
        %at = OpLoad %uvec3 %place
        %texels = OpLoad %image %picture
        %texel = OpImageFetch %vec4 %texels %at Lod %zero
        OpStore %out %texel
        OpReturn
        OpFunctionEnd";

    #[test]
    fn a_fetch_with_more_coordinates_is_read() {
        let source = Source::text("t.spvasm", Language::SpirvAssembly, FETCH);
        parse(&source, &Options::default()).unwrap_or_else(|failure| panic!("{failure}"));
    }

    #[test]
    fn places_are_those_of_the_module() {
        let words = assemble(FETCH).unwrap();
        let whole = complete(&words);
        assert_eq!(whole.words.len(), words.len() + VECTOR_WORDS);
        assert_eq!(whole.taken(whole.words.len()), words.len());
        assert_eq!(whole.taken(6), 6);
        // What is complete stays as it is.
        assert!(complete(&whole.words).added.is_empty());
    }
}
