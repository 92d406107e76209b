//! Cubes whose texels are written (`imageCube`): arrays of two dimensions, whose layers are the faces. SPIR-V numbers
//! faces as layers, so that coordinates stay what they are.

use std::collections::HashMap;

use rspirv::spirv::{Capability, Dim, Op};

use super::draft::{Draft, Inst};
use super::emit::Emit;
use super::{Note, Settings};

/// Images that are written or read without a sampler.
const STORAGE: u32 = 2;
const FACES: u32 = 6;

/// Makes them such arrays.
pub(super) fn unfold(draft: &mut Draft, _: Settings) {
    // Whether each was an array already.
    let cubes: HashMap<u32, bool> = draft
        .globals
        .iter()
        .filter(|inst| {
            inst.op == Op::TypeImage && inst.arg(1) == Dim::DimCube as u32 && inst.arg(5) == STORAGE
        })
        .map(|inst| (inst.id, inst.arg(3) != 0))
        .collect();
    if cubes.is_empty() {
        return;
    }
    for &image in cubes.keys() {
        if let Some(inst) = draft.global_mut(image)
            && let [_, dimension, _, arrayed, ..] = inst.args.as_mut_slice()
        {
            (*dimension, *arrayed) = (Dim::Dim2D as u32, 1);
        }
    }
    draft
        .capabilities
        .retain(|inst| inst.arg(0) != Capability::ImageCubeArray as u32);
    draft.rewrite(|draft, inst, out| {
        let is_array = cubes.get(&draft.type_of(inst.arg(0))).copied();
        match (inst.op, is_array) {
            (Op::ImageQuerySize, Some(is_array)) => {
                Emit { draft, out }.size_of_cube(&inst, is_array);
            }
            _ => out.push(inst),
        }
    });
    draft.note(Note::promise(
        "storage images that are cubes are arrays of two dimensions",
        "bind a view of the cube as an array of its six faces",
    ));
}

impl Emit<'_> {
    /// The size of a face, and of an array how many cubes there are.
    fn size_of_cube(&mut self, inst: &Inst, is_array: bool) {
        let int = self.draft.scalar_of(inst.ty);
        let three = self.draft.define(Op::TypeVector, 0, [int, 3]);
        let size = self.op(Op::ImageQuerySize, three, &inst.args);
        if is_array {
            let layers = self.extract(int, size, &[2]);
            let faces = self.draft.constant(int, FACES);
            let cubes = self.op(Op::SDiv, int, &[layers, faces]);
            self.end(Op::CompositeInsert, inst, &[cubes, size, 2]);
        } else {
            self.end(Op::VectorShuffle, inst, &[size, size, 0, 1]);
        }
    }
}
