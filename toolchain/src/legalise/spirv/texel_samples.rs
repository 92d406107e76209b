//! Textures of integers that are sampled (`texture(usampler2D, place)`): no target but GLSL and Vulkan has that.
//!
//! Integers are never filtered, so that one texel is read; which one, the coordinate tells.

use rspirv::spirv::{Dim, GlslStd450Op, ImageOperands, Op};

use super::draft::{Draft, Inst};
use super::emit::Emit;
use super::sample::{Operands, is_zero};
use super::{Note, Settings};

/// Where the operands of such an instruction begin.
const OPERANDS: usize = 2;

/// What is sampled.
#[derive(Clone, Copy)]
struct Image {
    ty: u32,
    /// How many numbers say where a texel is, without the layer.
    dimensions: u32,
    arrayed: bool,
}

/// Reads the texels.
pub(super) fn fetch(draft: &mut Draft, _: Settings) {
    if !draft.uses(samples) {
        return;
    }
    let mut told = false;
    draft.rewrite(|draft, inst, out| match image_of(draft, &inst) {
        Some(image) => {
            told = true;
            write(&mut Emit { draft, out }, &inst, image);
        }
        None => out.push(inst),
    });
    if told {
        draft.note(Note::promise(
            "textures of integers are read texel by texel",
            "beyond the edge lies the texel at the edge, whatever the sampler says; where no level is given, level 0 is read",
        ));
    }
}

const fn samples(op: Op) -> bool {
    matches!(
        op,
        Op::ImageSampleImplicitLod
            | Op::ImageSampleExplicitLod
            | Op::ImageSampleProjImplicitLod
            | Op::ImageSampleProjExplicitLod
    )
}

const fn projects(op: Op) -> bool {
    matches!(
        op,
        Op::ImageSampleProjImplicitLod | Op::ImageSampleProjExplicitLod
    )
}

/// The image that an instruction samples, if it is of integers. Texels of cubes cannot be read one by one.
fn image_of(draft: &Draft, inst: &Inst) -> Option<Image> {
    if !samples(inst.op) {
        return None;
    }
    let joined = draft.global(draft.type_of(inst.arg(0)))?;
    let image = draft.global(joined.arg(0))?;
    if image.op != Op::TypeImage || draft.integer(image.arg(0)).is_none() {
        return None;
    }
    let dimensions = match Dim::from_u32(image.arg(1))? {
        Dim::Dim1D => 1,
        Dim::Dim2D => 2,
        Dim::Dim3D => 3,
        _ => return None,
    };
    Some(Image {
        ty: image.id,
        dimensions,
        arrayed: image.arg(3) != 0,
    })
}

fn write(e: &mut Emit<'_>, inst: &Inst, sampled: Image) {
    let operands = Operands::of(inst, OPERANDS);
    let float = e.draft.float_type();
    let int = e.draft.int_type(true);
    let image = e.op(Op::Image, sampled.ty, &[inst.arg(0)]);
    let level = match operands.get(ImageOperands::LOD) {
        Some(level) if !is_zero(e.draft, level) => e.nearest_level(image, level),
        _ => e.draft.constant(int, 0),
    };
    let count = sampled.dimensions + u32::from(sampled.arrayed);
    let size_type = e.draft.numbers(int, count);
    let sizes = e.op(Op::ImageQuerySizeLod, size_type, &[image, level]);
    let coordinate = inst.arg(1);
    let ty = e.draft.type_of(coordinate);
    let has = e.draft.vector_parts(ty).map_or(1, |(_, count)| count);
    let divisor = projects(inst.op).then(|| e.extract(float, coordinate, &[has - 1]));
    let offset = operands
        .get(ImageOperands::CONST_OFFSET)
        .or(operands.get(ImageOperands::OFFSET));
    let zero = e.draft.constant(float, 0);
    let one = e.draft.constant(int, 1);
    let parts: Vec<u32> = (0..count)
        .map(|index| {
            let size = e.part(int, sizes, count, index);
            let last = e.op(Op::ISub, int, &[size, one]);
            let last = e.op(Op::ConvertSToF, float, &[last]);
            let mut place = e.part(float, coordinate, has, index);
            if index == sampled.dimensions {
                place = e.glsl(GlslStd450Op::RoundEven, float, &[place]);
            } else {
                if let Some(divisor) = divisor {
                    place = e.op(Op::FDiv, float, &[place, divisor]);
                }
                let size = e.op(Op::ConvertSToF, float, &[size]);
                place = e.op(Op::FMul, float, &[place, size]);
                place = e.glsl(GlslStd450Op::Floor, float, &[place]);
                if let Some(offset) = offset {
                    let own = e.draft.scalar_of(e.draft.type_of(offset));
                    let step = e.part(own, offset, sampled.dimensions, index);
                    let step = e.op(Op::ConvertSToF, float, &[step]);
                    place = e.op(Op::FAdd, float, &[place, step]);
                }
            }
            let place = e.glsl(GlslStd450Op::FClamp, float, &[place, zero, last]);
            e.op(Op::ConvertFToS, int, &[place])
        })
        .collect();
    let texel = match parts.as_slice() {
        [only] => *only,
        _ => e.op(Op::CompositeConstruct, size_type, &parts),
    };
    let lod = ImageOperands::LOD.bits();
    e.end(Op::ImageFetch, inst, &[image, texel, lod, level]);
}

impl Emit<'_> {
    /// The level that is nearest to a number, among those that there are.
    fn nearest_level(&mut self, image: u32, level: u32) -> u32 {
        let float = self.draft.float_type();
        let int = self.draft.int_type(true);
        let count = self.op(Op::ImageQueryLevels, int, &[image]);
        let one = self.draft.constant(int, 1);
        let last = self.op(Op::ISub, int, &[count, one]);
        let last = self.op(Op::ConvertSToF, float, &[last]);
        let zero = self.draft.constant(float, 0);
        let nearest = self.glsl(GlslStd450Op::RoundEven, float, &[level]);
        let nearest = self.glsl(GlslStd450Op::FClamp, float, &[nearest, zero, last]);
        self.op(Op::ConvertFToS, int, &[nearest])
    }
}
