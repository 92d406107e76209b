//! Biases of one-dimensional textures, which naga refuses: gradients that are scaled by them.
//!
//! A bias is added to the level, which is the logarithm of how far the next pixels are apart: adding to it is
//! multiplying the distance.

use rspirv::spirv::{Dim, GlslStd450Op, ImageOperands, Op};

use super::Settings;
use super::draft::{Draft, Inst};
use super::emit::Emit;
use super::sample::Operands;

/// Where the operands of sampling begin.
const OPERANDS: usize = 2;

/// Scales gradients instead.
pub(super) fn scale(draft: &mut Draft, _: Settings) {
    if !draft.uses(is_implicit) {
        return;
    }
    draft.rewrite(|draft, inst, out| {
        let mut operands = Operands::of(&inst, OPERANDS);
        let is_biased = is_implicit(inst.op) && is_row(draft, inst.arg(0));
        match operands.take(ImageOperands::BIAS).filter(|_| is_biased) {
            Some(bias) => write(&mut Emit { draft, out }, inst, operands, bias),
            None => out.push(inst),
        }
    });
}

fn is_implicit(op: Op) -> bool {
    matches!(
        op,
        Op::ImageSampleImplicitLod | Op::ImageSampleProjImplicitLod
    )
}

fn is_row(draft: &Draft, joined: u32) -> bool {
    let sampled = draft.global(draft.type_of(joined));
    let image = sampled.and_then(|ty| draft.global(ty.arg(0)));
    image.is_some_and(|image| image.arg(1) == Dim::Dim1D as u32)
}

fn write(e: &mut Emit<'_>, mut inst: Inst, mut operands: Operands, bias: u32) {
    let float = e.draft.float_type();
    let coordinate = inst.arg(1);
    let count = e.draft.vector_parts(e.draft.type_of(coordinate));
    let count = count.map_or(1, |(_, count)| count);
    let mut place = e.part(float, coordinate, count, 0);
    if inst.op == Op::ImageSampleProjImplicitLod {
        let divisor = e.part(float, coordinate, count, count - 1);
        place = e.op(Op::FDiv, float, &[place, divisor]);
        if let Some(coordinate) = inst.args.get_mut(1) {
            *coordinate = place;
        }
    }
    let factor = e.glsl(GlslStd450Op::Exp2, float, &[bias]);
    let gradients = [Op::DPdx, Op::DPdy].map(|derivative| {
        let step = e.op(derivative, float, &[place]);
        e.op(Op::FMul, float, &[step, factor])
    });
    operands.put(ImageOperands::GRAD, &gradients);
    inst.op = Op::ImageSampleExplicitLod;
    operands.write(&mut inst, OPERANDS);
    e.out.push(inst);
}
