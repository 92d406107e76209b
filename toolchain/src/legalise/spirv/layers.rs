//! Layers of textures that are floats: the nearest is read, and naga cuts off to a whole number.

use std::collections::{HashMap, HashSet};

use rspirv::spirv::{Dim, GlslStd450Op, Op};

use super::Settings;
use super::draft::{Draft, Inst};
use super::emit::Emit;

/// Rounds the layer of a coordinate, unless it is whole already.
pub(super) fn round(draft: &mut Draft, _: Settings) {
    if !draft.uses(samples) {
        return;
    }
    let known = Known::of(draft);
    draft.rewrite(|draft, mut inst, out| {
        if samples(inst.op)
            && let Some(layer) = layer_of(draft, inst.arg(0))
            && has(draft, inst.arg(1), layer)
            && !known.is_whole(draft, inst.arg(1), layer)
        {
            let coordinate = inst.arg(1);
            let ty = draft.type_of(coordinate);
            let scalar = draft.scalar_of(ty);
            let mut e = Emit { draft, out };
            let part = e.extract(scalar, coordinate, &[layer]);
            let nearest = e.glsl(GlslStd450Op::RoundEven, scalar, &[part]);
            let moved = e.op(Op::CompositeInsert, ty, &[nearest, coordinate, layer]);
            if let Some(coordinate) = inst.args.get_mut(1) {
                *coordinate = moved;
            }
        }
        out.push(inst);
    });
}

fn samples(op: Op) -> bool {
    matches!(
        op,
        Op::ImageSampleImplicitLod
            | Op::ImageSampleExplicitLod
            | Op::ImageSampleDrefImplicitLod
            | Op::ImageSampleDrefExplicitLod
            | Op::ImageGather
            | Op::ImageDrefGather
    )
}

/// Which number of a coordinate is the layer, for a texture with layers.
fn layer_of(draft: &Draft, joined: u32) -> Option<u32> {
    let sampled = draft.global(draft.type_of(joined))?;
    let image = draft.global(sampled.arg(0))?;
    if image.op != Op::TypeImage || image.arg(3) == 0 {
        return None;
    }
    match Dim::from_u32(image.arg(1))? {
        Dim::Dim1D => Some(1),
        Dim::Dim2D => Some(2),
        Dim::DimCube => Some(3),
        _ => None,
    }
}

/// Whether a coordinate has such a number: naga refuses one that is too short.
fn has(draft: &Draft, coordinate: u32, layer: u32) -> bool {
    let parts = draft.vector_parts(draft.type_of(coordinate));
    parts.is_some_and(|(_, count)| layer < count)
}

/// Values that are made of others, and those that were integers.
#[derive(Default)]
struct Known {
    whole: HashSet<u32>,
    made: HashMap<u32, Vec<u32>>,
}

impl Known {
    fn of(draft: &Draft) -> Self {
        let mut known = Self::default();
        let set = draft.glsl_set();
        for function in &draft.functions {
            for inst in function.blocks.iter().flat_map(|block| &block.insts) {
                known.note(inst, set);
            }
        }
        known
    }

    fn note(&mut self, inst: &Inst, set: Option<u32>) {
        let rounding = [
            GlslStd450Op::Round,
            GlslStd450Op::RoundEven,
            GlslStd450Op::Floor,
            GlslStd450Op::Ceil,
            GlslStd450Op::Trunc,
        ];
        let rounds = inst.op == Op::ExtInst
            && Some(inst.arg(0)) == set
            && rounding.iter().any(|&each| each as u32 == inst.arg(1));
        if rounds || matches!(inst.op, Op::ConvertSToF | Op::ConvertUToF) {
            self.whole.insert(inst.id);
        } else if inst.op == Op::CompositeConstruct {
            self.made.insert(inst.id, inst.args.clone());
        }
    }

    fn is_whole(&self, draft: &Draft, coordinate: u32, layer: u32) -> bool {
        let from_constant = draft
            .global(coordinate)
            .filter(|inst| inst.op == Op::ConstantComposite)
            .map(|inst| &inst.args);
        let Some(parts) = self.made.get(&coordinate).or(from_constant) else {
            return false;
        };
        let mut first = 0;
        for &part in parts {
            let ty = draft.type_of(part);
            let count = draft.vector_parts(ty).map_or(1, |(_, count)| count);
            if layer < first + count {
                return match count {
                    1 => self.whole.contains(&part) || is_whole_constant(draft, part),
                    _ => self.is_whole(draft, part, layer - first),
                };
            }
            first += count;
        }
        false
    }
}

fn is_whole_constant(draft: &Draft, value: u32) -> bool {
    draft.global(value).is_some_and(|inst| match inst.op {
        Op::ConstantNull => true,
        Op::Constant => {
            draft.float(inst.ty) == Some(32) && f32::from_bits(inst.arg(0)).fract() == 0.0
        }
        _ => false,
    })
}
