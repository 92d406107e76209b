//! Coordinates of images in 16 bits, which SPIR-V allows and naga does not know.
//!
//! Optimisers make such of what may be less precise. A number of 16 bits is one of 32 bits without
//! any loss, so they are converted before they are used; levels, biases and gradients as well.

use std::collections::HashSet;

use rspirv::spirv::Op;

use super::Settings;
use super::draft::{Draft, Inst};
use super::emit::Emit;

/// Bits of image operands before those of offsets: each brings ids, the third two.
const NUMBERS: [(u32, usize); 3] = [(0x1, 1), (0x2, 1), (0x4, 2)];
/// Offsets, and the number of a sample: not converted, but they stand before the least level.
const OTHERS: [u32; 4] = [0x8, 0x10, 0x20, 0x40];
/// The least level.
const MIN_LOD: u32 = 0x80;

/// Converts them.
pub(super) fn widen(draft: &mut Draft, _: Settings) {
    let short: HashSet<u32> = draft
        .globals
        .iter()
        .filter(|inst| matches!(inst.op, Op::TypeInt | Op::TypeFloat) && inst.arg(0) == 16)
        .map(|inst| inst.id)
        .collect();
    if short.is_empty() {
        return;
    }
    draft.rewrite(|draft, mut inst, out| {
        for at in numbers(&inst) {
            let value = inst.arg(at);
            let ty = draft.type_of(value);
            if !short.contains(&draft.scalar_of(ty)) {
                continue;
            }
            let mut e = Emit { draft, out };
            let wide = converted(&mut e, ty, value);
            if let Some(place) = inst.args.get_mut(at) {
                *place = wide;
            }
        }
        out.push(inst);
    });
}

/// `value` in 32 bits.
fn converted(e: &mut Emit<'_>, ty: u32, value: u32) -> u32 {
    let (op, scalar) = match e.draft.integer(ty) {
        Some((_, true)) => (Op::SConvert, e.draft.int_type(true)),
        Some((_, false)) => (Op::UConvert, e.draft.int_type(false)),
        None => (Op::FConvert, e.draft.float_type()),
    };
    let wide = e.draft.like(ty, scalar);
    e.op(op, wide, &[value])
}

/// Where an instruction on an image has numbers that naga wants in 32 bits.
fn numbers(inst: &Inst) -> Vec<usize> {
    let (reference, operands) = match inst.op {
        Op::ImageSampleImplicitLod
        | Op::ImageSampleExplicitLod
        | Op::ImageSampleProjImplicitLod
        | Op::ImageSampleProjExplicitLod
        | Op::ImageFetch
        | Op::ImageRead
        | Op::ImageSparseSampleImplicitLod
        | Op::ImageSparseSampleExplicitLod
        | Op::ImageSparseFetch
        | Op::ImageSparseRead => (None, 2),
        // A gather has the number of a component there, which must be constant.
        Op::ImageGather | Op::ImageSparseGather | Op::ImageWrite => (None, 3),
        Op::ImageSampleDrefImplicitLod
        | Op::ImageSampleDrefExplicitLod
        | Op::ImageSampleProjDrefImplicitLod
        | Op::ImageSampleProjDrefExplicitLod
        | Op::ImageDrefGather
        | Op::ImageSparseSampleDrefImplicitLod
        | Op::ImageSparseSampleDrefExplicitLod
        | Op::ImageSparseDrefGather => (Some(2), 3),
        Op::ImageQueryLod | Op::ImageTexelPointer => (None, inst.args.len()),
        _ => return Vec::new(),
    };
    let mut places = vec![1];
    places.extend(reference);
    let mask = inst.arg(operands);
    let mut at = operands + 1;
    for (bit, words) in NUMBERS {
        if mask & bit != 0 {
            places.extend(at..at + words);
            at += words;
        }
    }
    at += OTHERS.iter().filter(|&&bit| mask & bit != 0).count();
    places.extend((mask & MIN_LOD != 0).then_some(at));
    places
}

#[cfg(test)]
mod tests {
    #![allow(clippy::panic, reason = "a failed expectation ends the test")]

    use crate::options::Options;
    use crate::parse::parse;
    use crate::source::{Language, Source};

    #[test]
    fn short_coordinates_levels_and_gradients_are_read() {
        let text = "OpCapability Shader\nOpCapability Float16\nOpCapability Int16
OpMemoryModel Logical GLSL450\nOpEntryPoint Fragment %main \"main\" %place %out
OpExecutionMode %main OriginUpperLeft\nOpDecorate %place Location 0
OpDecorate %out Location 0\nOpDecorate %picture DescriptorSet 0
OpDecorate %picture Binding 0\n%float = OpTypeFloat 32\n%half = OpTypeFloat 16
%short = OpTypeInt 16 1\n%image = OpTypeImage %float 2D 0 0 0 1 Unknown
%both = OpTypeSampledImage %image\n%to_both = OpTypePointer UniformConstant %both
%vec2 = OpTypeVector %float 2\n%vec4 = OpTypeVector %float 4
%half2 = OpTypeVector %half 2\n%half3 = OpTypeVector %half 3\n%short2 = OpTypeVector %short 2
%in_vec2 = OpTypePointer Input %vec2\n%out_vec4 = OpTypePointer Output %vec4
%void = OpTypeVoid\n%fn = OpTypeFunction %void\n%one = OpConstant %half 1.0
%int = OpTypeInt 32 1\n%zero = OpConstant %int 0
%picture = OpVariable %to_both UniformConstant\n%place = OpVariable %in_vec2 Input
%out = OpVariable %out_vec4 Output\n%main = OpFunction %void None %fn\n%entry = OpLabel
%at = OpLoad %vec2 %place\n%h = OpFConvert %half2 %at\n%three = OpCompositeConstruct %half3 %h %one
%s = OpConvertFToS %short2 %at\n%t = OpLoad %both %picture\n%texels = OpImage %image %t
%a = OpImageSampleImplicitLod %vec4 %t %h\n%b = OpImageSampleExplicitLod %vec4 %t %h Lod %one
%c = OpImageSampleExplicitLod %vec4 %t %h Grad %h %h\n%d = OpImageFetch %vec4 %texels %s Lod %zero
%e = OpImageSampleProjImplicitLod %vec4 %t %three\n%f = OpImageSampleImplicitLod %vec4 %t %h Bias %one
%ab = OpFAdd %vec4 %a %b\n%cd = OpFAdd %vec4 %c %d\n%ef = OpFAdd %vec4 %e %f
%abcd = OpFAdd %vec4 %ab %cd\n%all = OpFAdd %vec4 %abcd %ef
OpStore %out %all\nOpReturn\nOpFunctionEnd\n";
        let source = Source::text("t.spvasm", Language::SpirvAssembly, text);
        parse(&source, &Options::default()).unwrap_or_else(|failure| panic!("{failure}"));
    }
}
