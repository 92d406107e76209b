//! Image loads and queries.

use rspirv::spirv::{Dim, ImageOperands, Op};

use super::Settings;
use super::draft::{Draft, Inst};
use super::emit::Emit;
use super::marker::{self, Marker};

/// Index of the image operands of an instruction without a sampler.
const LOAD_OPERANDS: usize = 2;

/// An image type.
#[derive(Clone, Copy)]
struct Image {
    dim: u32,
    arrayed: bool,
    multisampled: bool,
    sampled: u32,
}

fn image_of(draft: &Draft, value: u32) -> Option<Image> {
    let ty = draft.global(draft.type_of(value))?;
    (ty.op == Op::TypeImage).then(|| Image {
        dim: ty.arg(1),
        arrayed: ty.arg(3) != 0,
        multisampled: ty.arg(4) != 0,
        sampled: ty.arg(5),
    })
}

/// Gives loads of images with levels the level 0 where they name none, and makes sure that the
/// types of coordinates without layer exist, which naga looks up.
pub(super) fn complete(draft: &mut Draft, _: Settings) {
    if !draft.uses(|op| matches!(op, Op::ImageFetch | Op::ImageRead | Op::ImageWrite)) {
        return;
    }
    draft.rewrite(|draft, mut inst, out| {
        if let Op::ImageFetch | Op::ImageRead | Op::ImageWrite = inst.op
            && let Some(image) = image_of(draft, inst.arg(0))
        {
            let scalar = draft.scalar_of(draft.type_of(inst.arg(1)));
            let count = if image.dim == Dim::Dim3D as u32 || image.dim == Dim::DimCube as u32 {
                3
            } else {
                2
            };
            if image.dim != Dim::Dim1D as u32 {
                draft.define(Op::TypeVector, 0, [scalar, count]);
            }
            if inst.op == Op::ImageFetch && !image.multisampled && image.sampled != 2 {
                add_level(draft, &mut inst, image);
            }
        }
        out.push(inst);
    });
}

fn add_level(draft: &mut Draft, inst: &mut Inst, image: Image) {
    let mask = ImageOperands::from_bits_truncate(inst.arg(LOAD_OPERANDS));
    if image.dim == Dim::DimBuffer as u32
        || mask.intersects(ImageOperands::BIAS | ImageOperands::LOD)
    {
        return;
    }
    let int = draft.int_type(true);
    let zero = draft.constant(int, 0);
    // The level comes first among the operands once there is no bias.
    let rest: Vec<u32> = inst.args.iter().skip(LOAD_OPERANDS + 1).copied().collect();
    inst.args.truncate(LOAD_OPERANDS);
    inst.args.push((mask | ImageOperands::LOD).bits());
    inst.args.push(zero);
    inst.args.extend(rest);
}

/// Asks for the size of an image without levels, where a level is named all the same, as naga itself
/// writes it.
pub(super) fn query_without_level(draft: &mut Draft, _: Settings) {
    draft.rewrite(|draft, mut inst, out| {
        if inst.op == Op::ImageQuerySizeLod
            && image_of(draft, inst.arg(0)).is_some_and(|image| image.sampled == 2)
        {
            inst.op = Op::ImageQuerySize;
            inst.args.truncate(1);
        }
        out.push(inst);
    });
}

/// Adds the offset of a load to its coordinate: naga passes over it, and over what follows it.
pub(super) fn add_offsets(draft: &mut Draft, _: Settings) {
    let offsets = ImageOperands::CONST_OFFSET | ImageOperands::OFFSET;
    draft.rewrite(|draft, mut inst, out| {
        let mask = ImageOperands::from_bits_truncate(inst.arg(LOAD_OPERANDS));
        if inst.op != Op::ImageFetch || !mask.intersects(offsets) {
            out.push(inst);
            return;
        }
        // What comes before: a bias, a level, or two gradients.
        let before = [ImageOperands::BIAS, ImageOperands::LOD, ImageOperands::GRAD]
            .into_iter()
            .filter(|&each| mask.contains(each))
            .map(|each| if each == ImageOperands::GRAD { 2 } else { 1 })
            .sum::<usize>();
        let at = LOAD_OPERANDS + 1 + before;
        let offset = inst.arg(at);
        let coordinate = inst.arg(1);
        let ty = draft.type_of(coordinate);
        let mut e = Emit { draft, out };
        let offset = e.offset(offset, ty);
        let moved = e.op(Op::IAdd, ty, &[coordinate, offset]);
        if at < inst.args.len() {
            inst.args.remove(at);
        }
        if let [_, coordinate, mask, ..] = inst.args.as_mut_slice() {
            *coordinate = moved;
            *mask &= !offsets.bits();
        }
        if inst.arg(LOAD_OPERANDS) == 0 {
            inst.args.truncate(LOAD_OPERANDS);
        }
        out.push(inst);
    });
}

impl Emit<'_> {
    /// An offset as long as a coordinate, which may have a layer, and of its kind.
    fn offset(&mut self, offset: u32, coordinate: u32) -> u32 {
        let scalar = self.draft.scalar_of(coordinate);
        let ty = self.draft.type_of(offset);
        let own = self.draft.scalar_of(ty);
        let count = |draft: &Draft, ty| draft.vector_parts(ty).map_or(1, |(_, count)| count);
        let (has, wanted) = (count(self.draft, ty), count(self.draft, coordinate));
        let mut parts = Vec::new();
        for index in 0..wanted {
            parts.push(if index >= has {
                self.draft.constant(scalar, 0)
            } else {
                let part = match has {
                    1 => offset,
                    _ => self.extract(own, offset, &[index]),
                };
                self.bitcast(scalar, part)
            });
        }
        match parts.as_slice() {
            [only] => *only,
            _ => self.op(Op::CompositeConstruct, coordinate, &parts),
        }
    }
}

/// Asks for the layers of an array image apart: in SPIR-V they are the last component of its
/// size, naga's module has a query of its own for them.
pub(super) fn query_layers(draft: &mut Draft, _: Settings) {
    if !draft.uses(|op| matches!(op, Op::ImageQuerySize | Op::ImageQuerySizeLod)) {
        return;
    }
    draft.rewrite(|draft, inst, out| {
        let arrayed = matches!(inst.op, Op::ImageQuerySize | Op::ImageQuerySizeLod)
            && image_of(draft, inst.arg(0)).is_some_and(|image| image.arrayed);
        let Some((scalar, count)) = draft.vector_parts(inst.ty).filter(|_| arrayed) else {
            out.push(inst);
            return;
        };
        let image = inst.arg(0);
        let image_type = draft.type_of(image);
        let uint = draft.int_type(false);
        let marker = marker::function(draft, Marker::LayerCount, uint, &[image_type]);
        let size_type = draft.numbers(scalar, count - 1);
        let mut e = Emit { draft, out };
        let size = e.op(inst.op, size_type, &inst.args);
        let layers = e.op(Op::FunctionCall, uint, &[marker, image]);
        let layers = e.bitcast(scalar, layers);
        e.end(Op::CompositeConstruct, &inst, &[size, layers]);
    });
}
