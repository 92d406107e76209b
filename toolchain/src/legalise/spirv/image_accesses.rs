//! How storage images are accessed, of which HLSL does not tell: those that are never read are said to be written
//! only, and the other way round. Targets have more formats for those than for images that are read and written.

use std::collections::{BTreeMap, HashMap};

use rspirv::spirv::{Decoration, Op, StorageClass};

use super::draft::{Draft, Function};
use super::{Layouts, Settings};

/// What is done with an image.
#[derive(Clone, Copy, Default)]
struct Access {
    reads: bool,
    writes: bool,
}

/// Decorates them; those that are handed to functions as they are stay open.
pub(super) fn tell(draft: &mut Draft, settings: Settings) {
    if settings.layouts == Layouts::AsDeclared {
        return;
    }
    let mut images: BTreeMap<u32, Access> = draft
        .variables()
        .into_iter()
        .filter(|variable| variable.is(StorageClass::UniformConstant))
        .filter(|variable| is_storage(draft, draft.pointee(variable.pointer)))
        .filter(|variable| {
            let known = [Decoration::NonReadable, Decoration::NonWritable];
            known
                .iter()
                .all(|&kind| draft.decoration(variable.id, kind).is_none())
        })
        .map(|variable| (variable.id, Access::default()))
        .collect();
    if images.is_empty() {
        return;
    }
    for function in &draft.functions {
        note_accesses(function, &mut images);
    }
    for (image, access) in images {
        match access {
            Access {
                reads: false,
                writes: true,
            } => {
                draft.decorate(image, Decoration::NonReadable, &[]);
            }
            Access {
                reads: true,
                writes: false,
            } => {
                draft.decorate(image, Decoration::NonWritable, &[]);
            }
            Access { .. } => {}
        }
    }
}

fn note_accesses(function: &Function, images: &mut BTreeMap<u32, Access>) {
    // The variables that values and pointers are of.
    let mut of: HashMap<u32, u32> = HashMap::new();
    for inst in function.insts() {
        let variable_of = |id: u32| match of.get(&id) {
            Some(&variable) => Some(variable),
            None => images.contains_key(&id).then_some(id),
        };
        let first = variable_of(inst.arg(0));
        match inst.op {
            Op::Load | Op::AccessChain | Op::InBoundsAccessChain | Op::CopyObject => {
                of.extend(first.map(|variable| (inst.id, variable)));
            }
            Op::ImageQuerySize => {}
            op => {
                let (reads, writes) = match op {
                    Op::ImageRead | Op::ImageSparseRead => (true, false),
                    Op::ImageWrite => (false, true),
                    _ => (true, true),
                };
                let named: Vec<u32> = inst.args.iter().filter_map(|&id| variable_of(id)).collect();
                for variable in named {
                    if let Some(access) = images.get_mut(&variable) {
                        access.reads |= reads;
                        access.writes |= writes;
                    }
                }
            }
        }
    }
}

/// Whether it is a storage image or an array of them; texel buffers are none.
fn is_storage(draft: &Draft, ty: u32) -> bool {
    let element = match draft.global(ty) {
        Some(inst) if matches!(inst.op, Op::TypeArray | Op::TypeRuntimeArray) => inst.arg(0),
        _ => ty,
    };
    let image = draft.global(element);
    image.is_some_and(|inst| inst.op == Op::TypeImage && inst.arg(5) == 2)
}
