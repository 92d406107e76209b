//! Input attachments: textures that are read where the fragment is.
//!
//! No target of naga has them as such. Every one can load the texel at the fragment's position
//! from a texture that holds the attachment; the host binds that instead.

use std::collections::HashSet;

use rspirv::spirv::{BuiltIn, Decoration, Dim, ImageOperands, Op, StorageClass};

use super::draft::{Draft, entry_point};
use super::emit::Emit;
use super::{Note, Settings};
use crate::codes;

/// Where the dimension and the way of use stand among the operands of an image type.
const DIM: usize = 1;
const MULTISAMPLED: usize = 4;
const SAMPLED: usize = 5;

/// Makes textures of input attachments.
pub(super) fn make_textures(draft: &mut Draft, _: Settings) {
    let mut images = HashSet::new();
    for inst in draft.globals.clone() {
        if inst.op == Op::TypeImage && inst.arg(DIM) == Dim::DimSubpassData as u32 {
            images.insert(inst.id);
            if let Some(image) = draft.global_mut(inst.id) {
                for (place, value) in [(DIM, Dim::Dim2D as u32), (SAMPLED, 1)] {
                    if let Some(arg) = image.args.get_mut(place) {
                        *arg = value;
                    }
                }
            }
        }
    }
    if images.is_empty() {
        return;
    }
    for variable in draft.variables() {
        if images.contains(&draft.pointee(variable.pointer)) {
            let spoken = draft.spoken(variable.id);
            draft.note(Note {
                detail: Some("bind a texture view of the attachment; it must not be written in the same pass"),
                ..Note::new(
                    codes::SPIRV_ATTACHMENT_TEXTURE,
                    true,
                    format!("the input attachment {spoken} becomes a texture that is read at the fragment's position"),
                )
            });
        }
    }
    draft.annotations.retain(|inst| {
        !(inst.op == Op::Decorate && inst.arg(1) == Decoration::InputAttachmentIndex as u32)
    });
    let position = fragment_position(draft);
    draft.rewrite(|draft, mut inst, out| {
        let image = draft.type_of(inst.arg(0));
        if inst.op != Op::ImageRead || !images.contains(&image) {
            out.push(inst);
            return;
        }
        let multisampled = draft
            .global(image)
            .is_some_and(|ty| ty.arg(MULTISAMPLED) != 0);
        let float = draft.float_type();
        let (vec4, vec2) = (
            draft.define(Op::TypeVector, 0, [float, 4]),
            draft.define(Op::TypeVector, 0, [float, 2]),
        );
        let int = draft.int_type(true);
        let ivec2 = draft.define(Op::TypeVector, 0, [int, 2]);
        let zero = draft.constant(int, 0);
        let mut e = Emit { draft, out };
        let here = e.op(Op::Load, vec4, &[position]);
        let here = e.op(Op::VectorShuffle, vec2, &[here, here, 0, 1]);
        let here = e.op(Op::ConvertFToS, ivec2, &[here]);
        // Whatever its type, the offset is a vector of two integers.
        let offset = e.bitcast(ivec2, inst.arg(1));
        let here = e.op(Op::IAdd, ivec2, &[here, offset]);
        inst.op = Op::ImageFetch;
        if let Some(coordinates) = inst.args.get_mut(1) {
            *coordinates = here;
        }
        if !multisampled {
            inst.args.truncate(2);
            inst.args.extend([ImageOperands::LOD.bits(), zero]);
        }
        out.push(inst);
    });
}

/// The variable of the fragment's position; one is added where there is none.
fn fragment_position(draft: &mut Draft) -> u32 {
    let wanted = [BuiltIn::FragCoord as u32];
    let found = draft.variables().into_iter().find(|variable| {
        variable.is(StorageClass::Input)
            && draft.decoration(variable.id, Decoration::BuiltIn) == Some(&wanted)
    });
    let position = match found {
        Some(variable) => variable.id,
        None => {
            let float = draft.float_type();
            let vector = draft.define(Op::TypeVector, 0, [float, 4]);
            let position = draft.add_variable(StorageClass::Input, vector);
            draft.decorate(position, Decoration::BuiltIn, &wanted);
            draft.set_name(position, "gl_FragCoord");
            position
        }
    };
    let mut entry_points = std::mem::take(&mut draft.entry_points);
    for inst in &mut entry_points {
        let start = entry_point(inst).interface;
        let is_fragment = inst.arg(0) == rspirv::spirv::ExecutionModel::Fragment as u32;
        if is_fragment && !inst.args.iter().skip(start).any(|&id| id == position) {
            inst.args.push(position);
        }
    }
    draft.entry_points = entry_points;
    position
}
