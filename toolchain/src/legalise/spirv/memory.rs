//! Words about memory that naga has no place for.

use std::collections::HashSet;

use rspirv::spirv::{Decoration, MemoryAccess, Op, StorageClass};

use super::draft::{Draft, Inst};
use super::{Note, Settings};

fn kind_of(inst: &Inst) -> u32 {
    match inst.op {
        Op::MemberDecorate => inst.arg(2),
        _ => inst.arg(1),
    }
}

/// Takes `Coherent` and `Volatile` off everything but storage buffers.
pub(super) fn drop_memory_decorations(draft: &mut Draft, _: Settings) {
    let buffers: HashSet<u32> = draft
        .variables()
        .into_iter()
        .filter(|variable| {
            variable.is(StorageClass::StorageBuffer)
                || variable.is(StorageClass::Uniform)
                    && draft
                        .decoration(draft.pointee(variable.pointer), Decoration::BufferBlock)
                        .is_some()
        })
        .map(|variable| variable.id)
        .collect();
    let mut loosened = Vec::new();
    draft.annotations.retain(|inst| {
        let memory = [Decoration::Coherent as u32, Decoration::Volatile as u32];
        let drop = inst.op == Op::Decorate
            && memory.contains(&kind_of(inst))
            && !buffers.contains(&inst.arg(0));
        if drop {
            loosened.push(inst.arg(0));
        }
        !drop
    });
    loosened.dedup();
    for id in loosened {
        let message = format!(
            "{} is read and written without `coherent` or `volatile`",
            draft.spoken(id)
        );
        draft.note(Note::promise(
            message,
            "other invocations may see what is written only after a barrier",
        ));
    }
}

/// Takes what accesses say of themselves, where it has operands of its own: naga counts the words.
pub(super) fn drop_access_operands(draft: &mut Draft, _: Settings) {
    let promises = MemoryAccess::MAKE_POINTER_AVAILABLE | MemoryAccess::MAKE_POINTER_VISIBLE;
    let mut loosened = false;
    draft.rewrite(|_, mut inst, out| {
        let operands = match inst.op {
            Op::Load => 1,
            Op::Store | Op::CopyMemory => 2,
            _ => inst.args.len(),
        };
        if inst.args.len() > operands + 1 {
            let said = MemoryAccess::from_bits_truncate(inst.arg(operands));
            loosened |= said.intersects(promises);
            inst.args.truncate(operands);
        }
        out.push(inst);
    });
    if loosened {
        draft.note(Note::promise(
            "memory is read and written without making it visible or available",
            "other invocations may see what is written only after a barrier",
        ));
    }
}

/// Makes buffers that are only written readable, too; naga knows no others. Images keep the word.
pub(super) fn open_write_only_buffers(draft: &mut Draft, _: Settings) {
    let buffers: HashSet<u32> = draft
        .variables()
        .into_iter()
        .filter(|variable| !variable.is(StorageClass::UniformConstant))
        .map(|variable| variable.id)
        .collect();
    draft.annotations.retain(|inst| {
        kind_of(inst) != Decoration::NonReadable as u32
            || inst.op == Op::Decorate && !buffers.contains(&inst.arg(0))
    });
}
