//! Loads from elements of arrays of images, and stores to them.
//!
//! naga's module has them, its front end looks for the type of the image at the variable and finds
//! that of the array. So such a load or store becomes a call of a marker. A load whose result has
//! fewer components than the four that naga's module gives is written the same way.

use std::collections::HashSet;

use rspirv::spirv::{Dim, ImageOperands, Op, StorageClass};

use super::Settings;
use super::draft::{Draft, Function, Inst};
use super::emit::Emit;
use super::marker::{self, Marker, Reads};

/// Makes them calls of markers.
pub(super) fn mark(draft: &mut Draft, _: Settings) {
    if !draft.uses(is_access) {
        return;
    }
    let elements = elements(draft);
    draft.rewrite(|draft, inst, out| {
        let short = inst.op != Op::ImageWrite
            && draft
                .vector_parts(inst.ty)
                .is_none_or(|(_, count)| count != 4);
        let wanted = is_access(inst.op) && (short || elements.contains(&inst.arg(0)));
        if !wanted || !write(&mut Emit { draft, out }, &inst) {
            out.push(inst);
        }
    });
}

fn is_access(op: Op) -> bool {
    matches!(op, Op::ImageRead | Op::ImageFetch | Op::ImageWrite)
}

/// The values that are elements of arrays of images.
fn elements(draft: &Draft) -> HashSet<u32> {
    let class = StorageClass::UniformConstant as u32;
    let mut pointers = HashSet::new();
    let mut found = HashSet::new();
    for inst in draft.functions.iter().flat_map(Function::insts) {
        match inst.op {
            Op::AccessChain | Op::InBoundsAccessChain => {
                let to_image = draft.pointer_parts(inst.ty).is_some_and(|(of, target)| {
                    of == class && draft.op_of(target) == Some(Op::TypeImage)
                });
                if to_image {
                    pointers.insert(inst.id);
                }
            }
            Op::Load if pointers.contains(&inst.arg(0)) => {
                found.insert(inst.id);
            }
            Op::CopyObject if found.contains(&inst.arg(0)) => {
                found.insert(inst.id);
            }
            _ => {}
        }
    }
    found
}

/// One access as a call; false for what is none of naga's.
fn write(e: &mut Emit<'_>, inst: &Inst) -> bool {
    let image = inst.arg(0);
    let Some(shape) = e.draft.global(e.draft.type_of(image)).cloned() else {
        return false;
    };
    let dimensions = match Dim::from_u32(shape.arg(1)) {
        Some(Dim::Dim1D) => 1,
        Some(Dim::Dim2D) => 2,
        Some(Dim::Dim3D) => 3,
        _ => return false,
    };
    let (is_depth, arrayed) = (shape.arg(2) == 1, shape.arg(3) == 1);
    let operands_at = if inst.op == Op::ImageWrite { 3 } else { 2 };
    let mask = ImageOperands::from_bits_truncate(inst.arg(operands_at));
    let mut operands = inst.args.iter().skip(operands_at + 1).copied();
    let level = mask.contains(ImageOperands::LOD).then(|| operands.next());
    let sample = mask
        .contains(ImageOperands::SAMPLE)
        .then(|| operands.next());
    let others = ImageOperands::BIAS
        | ImageOperands::GRAD
        | ImageOperands::CONST_OFFSET
        | ImageOperands::OFFSET
        | ImageOperands::CONST_OFFSETS
        | ImageOperands::MIN_LOD;
    if is_depth || mask.intersects(others) {
        return false;
    }
    let mut args = vec![image];
    let coordinate = inst.arg(1);
    args.extend(e.place(coordinate, dimensions, arrayed));
    if inst.op == Op::ImageWrite {
        let value = e.four(inst.arg(2));
        args.push(value);
        let void = e.draft.define(Op::TypeVoid, 0, []);
        e.call(Marker::ImageStore { arrayed }, void, args);
        return true;
    }
    args.extend(sample.flatten());
    args.extend(level.flatten());
    let reads = Reads {
        arrayed,
        sample: sample.is_some(),
        level: level.is_some(),
    };
    let scalar = e.draft.scalar_of(inst.ty);
    let texel = e.draft.define(Op::TypeVector, 0, [scalar, 4]);
    let value = e.call(Marker::ImageLoad(reads), texel, args);
    match e.draft.vector_parts(inst.ty) {
        Some((_, 4)) => e.end(Op::CopyObject, inst, &[value]),
        Some((_, count)) => {
            let shuffle: Vec<u32> = [value, value].into_iter().chain(0..count).collect();
            e.end(Op::VectorShuffle, inst, &shuffle);
        }
        None => e.end(Op::CompositeExtract, inst, &[value, 0]),
    }
    true
}

impl Emit<'_> {
    /// A coordinate as naga's module has it, and the layer.
    fn place(&mut self, coordinate: u32, dimensions: u32, arrayed: bool) -> Vec<u32> {
        let Some((scalar, count)) = self.draft.vector_parts(self.draft.type_of(coordinate)) else {
            return vec![coordinate];
        };
        let place = if dimensions == 1 {
            self.extract(scalar, coordinate, &[0])
        } else if dimensions == count {
            coordinate
        } else {
            let ty = self.draft.define(Op::TypeVector, 0, [scalar, dimensions]);
            let shuffle: Vec<u32> = [coordinate, coordinate]
                .into_iter()
                .chain(0..dimensions)
                .collect();
            self.op(Op::VectorShuffle, ty, &shuffle)
        };
        let mut parts = vec![place];
        if arrayed {
            parts.push(self.extract(scalar, coordinate, &[dimensions]));
        }
        parts
    }

    /// A texel of four components; those that are missing are of no importance.
    fn four(&mut self, value: u32) -> u32 {
        let ty = self.draft.type_of(value);
        let scalar = self.draft.scalar_of(ty);
        let four = self.draft.define(Op::TypeVector, 0, [scalar, 4]);
        match self.draft.vector_parts(ty) {
            Some((_, 4)) => value,
            Some((_, count)) => {
                let mut shuffle = vec![value, value];
                shuffle.extend((0..4).map(|index: u32| index.min(count - 1)));
                self.op(Op::VectorShuffle, four, &shuffle)
            }
            None => self.op(Op::CompositeConstruct, four, &[value; 4]),
        }
    }

    fn call(&mut self, marker: Marker, result: u32, mut args: Vec<u32>) -> u32 {
        let types: Vec<u32> = args.iter().map(|&arg| self.draft.type_of(arg)).collect();
        let callee = marker::function(self.draft, marker, result, &types);
        args.insert(0, callee);
        self.op(Op::FunctionCall, result, &args)
    }
}
