//! The level of detail that sampling would take (`textureQueryLod`), which no target but OpenGL and
//! Metal tells: computed from derivatives, as the rules of Vulkan have it for a sampler that sets
//! nothing.

use std::collections::HashMap;

use rspirv::spirv::{Dim, GlslStd450Op, Op};

use super::draft::{Draft, Function, Inst};
use super::emit::Emit;
use super::{Note, Settings};

/// Computes it, for all but cubes.
pub(super) fn compute(draft: &mut Draft, _: Settings) {
    if !draft.uses(|op| op == Op::ImageQueryLod) {
        return;
    }
    let joined: HashMap<u32, u32> = draft
        .functions
        .iter()
        .flat_map(Function::insts)
        .filter(|inst| inst.op == Op::SampledImage)
        .map(|inst| (inst.id, inst.arg(0)))
        .collect();
    let mut told = false;
    draft.rewrite(|draft, inst, out| {
        let image = joined.get(&inst.arg(0)).copied();
        let parts = image
            .filter(|_| inst.op == Op::ImageQueryLod)
            .and_then(|image| {
                let shape = draft.global(draft.type_of(image))?;
                let dimensions = match Dim::from_u32(shape.arg(1))? {
                    Dim::Dim1D => 1,
                    Dim::Dim2D => 2,
                    Dim::Dim3D => 3,
                    _ => return None,
                };
                Some((image, dimensions, shape.arg(3) == 1))
            });
        match parts {
            Some((image, dimensions, arrayed)) => {
                told = true;
                write(&mut Emit { draft, out }, &inst, image, dimensions, arrayed);
            }
            None => out.push(inst),
        }
    });
    if told {
        draft.note(Note::promise(
            "the level of detail is computed from derivatives",
            "bias, limits and anisotropy of the sampler are not part of it",
        ));
    }
}

fn write(e: &mut Emit<'_>, inst: &Inst, image: u32, dimensions: u32, arrayed: bool) {
    let float = e.draft.float_type();
    let int = e.draft.int_type(true);
    let zero = e.draft.constant(int, 0);
    // The size in texels of level 0, without layers.
    let size_type = e.draft.numbers(int, dimensions + u32::from(arrayed));
    let size = e.op(Op::ImageQuerySizeLod, size_type, &[image, zero]);
    let (size, place) = (
        e.front(size, int, dimensions),
        e.front(inst.arg(1), float, dimensions),
    );
    let place_type = e.draft.numbers(float, dimensions);
    let size = e.op(Op::ConvertSToF, place_type, &[size]);
    let place = e.op(Op::FMul, place_type, &[place, size]);
    let lengths = [Op::DPdx, Op::DPdy].map(|derivative| {
        let step = e.op(derivative, place_type, &[place]);
        if dimensions == 1 {
            e.glsl(GlslStd450Op::FAbs, float, &[step])
        } else {
            e.glsl(GlslStd450Op::Length, float, &[step])
        }
    });
    let longest = e.glsl(GlslStd450Op::FMax, float, &lengths);
    let level = e.glsl(GlslStd450Op::Log2, float, &[longest]);
    // What is accessed lies between the first level and the last.
    let count = e.op(Op::ImageQueryLevels, int, &[image]);
    let one = e.draft.constant(int, 1);
    let last = e.op(Op::ISub, int, &[count, one]);
    let last = e.op(Op::ConvertSToF, float, &[last]);
    let first = e.draft.constant(float, 0);
    let accessed = e.glsl(GlslStd450Op::FClamp, float, &[level, first, last]);
    e.end(Op::CompositeConstruct, inst, &[accessed, level]);
}

impl Emit<'_> {
    /// The first components of a vector.
    fn front(&mut self, value: u32, scalar: u32, count: u32) -> u32 {
        let ty = self.draft.type_of(value);
        match self.draft.vector_parts(ty) {
            None => value,
            Some((_, has)) if has == count => value,
            Some(_) if count == 1 => self.extract(scalar, value, &[0]),
            Some(_) => {
                let ty = self.draft.define(Op::TypeVector, 0, [scalar, count]);
                let shuffle: Vec<u32> = [value, value].into_iter().chain(0..count).collect();
                self.op(Op::VectorShuffle, ty, &shuffle)
            }
        }
    }
}
