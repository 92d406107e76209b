//! Rectangle textures (`sampler2DRect`), which OpenGL has had from the time before all sizes were allowed: textures
//! of two dimensions without levels, whose coordinates count texels.

use std::collections::HashSet;

use rspirv::spirv::{Capability, Dim, Op};

use super::draft::{Draft, Inst};
use super::emit::Emit;
use super::{Note, Settings};

/// Makes them textures of two dimensions, with coordinates from 0 to 1.
pub(super) fn normalise(draft: &mut Draft, _: Settings) {
    let images: HashSet<u32> = draft
        .globals
        .iter()
        .filter(|inst| inst.op == Op::TypeImage && inst.arg(1) == Dim::DimRect as u32)
        .map(|inst| inst.id)
        .collect();
    if images.is_empty() {
        return;
    }
    for &image in &images {
        if let Some(inst) = draft.global_mut(image)
            && let Some(dimension) = inst.args.get_mut(1)
        {
            *dimension = Dim::Dim2D as u32;
        }
    }
    draft.capabilities.retain(|inst| {
        let capability = Capability::from_u32(inst.arg(0));
        !matches!(
            capability,
            Some(Capability::SampledRect | Capability::ImageRect)
        )
    });
    draft.rewrite(|draft, mut inst, out| {
        if is_sampled(inst.op)
            && let Some(joined) = draft.global(draft.type_of(inst.arg(0)))
            && images.contains(&joined.arg(0))
        {
            let image = joined.arg(0);
            let place = Emit { draft, out }.in_sizes(&inst, image);
            if let Some(coordinate) = inst.args.get_mut(1) {
                *coordinate = place;
            }
        }
        out.push(inst);
    });
    draft.note(Note::promise(
        "rectangle textures are textures of two dimensions",
        "coordinates are divided by the size of the texture; bind textures with one level",
    ));
}

/// Whether an instruction takes a coordinate that is a float.
const fn is_sampled(op: Op) -> bool {
    matches!(
        op,
        Op::ImageSampleImplicitLod
            | Op::ImageSampleExplicitLod
            | Op::ImageSampleDrefImplicitLod
            | Op::ImageSampleDrefExplicitLod
            | Op::ImageSampleProjImplicitLod
            | Op::ImageSampleProjExplicitLod
            | Op::ImageSampleProjDrefImplicitLod
            | Op::ImageSampleProjDrefExplicitLod
            | Op::ImageGather
            | Op::ImageDrefGather
    )
}

impl Emit<'_> {
    /// The coordinate of an instruction, with its first two numbers as parts of the size of the image.
    fn in_sizes(&mut self, inst: &Inst, image: u32) -> u32 {
        let coordinate = inst.arg(1);
        let ty = self.draft.type_of(coordinate);
        let float = self.draft.scalar_of(ty);
        let int = self.draft.int_type(true);
        let texels = self.draft.define(Op::TypeVector, 0, [int, 2]);
        let two = self.draft.define(Op::TypeVector, 0, [float, 2]);
        let zero = self.draft.constant(int, 0);
        let image = self.op(Op::Image, image, &[inst.arg(0)]);
        let size = self.op(Op::ImageQuerySizeLod, texels, &[image, zero]);
        let size = self.op(Op::ConvertSToF, two, &[size]);
        (0..2).fold(coordinate, |place, index| {
            let part = self.extract(float, coordinate, &[index]);
            let length = self.extract(float, size, &[index]);
            let part = self.op(Op::FDiv, float, &[part, length]);
            self.op(Op::CompositeInsert, ty, &[part, place, index])
        })
    }
}
