//! Sparse textures: what is read from them is read as from any other texture.
//!
//! The structs of residency code and texel stay, so that what takes them apart need not change. A
//! target has no textures of which parts are missing, so the code says that all is there.

use std::collections::HashSet;

use rspirv::spirv::Op;

use super::draft::{Draft, Function};
use super::emit::Emit;
use super::{Note, Settings};

/// Reads them as ordinary ones.
pub(super) fn read_whole(draft: &mut Draft, _: Settings) {
    if !draft.uses(|op| dense(op).is_some() || op == Op::ImageSparseTexelsResident) {
        return;
    }
    if asks_for_code(draft) {
        draft.note(Note::promise(
            "every texel of a sparse texture counts as resident",
            "no target has textures of which parts are missing",
        ));
    }
    draft.rewrite(|draft, inst, out| {
        if inst.op == Op::ImageSparseTexelsResident {
            let resident = draft.define(Op::ConstantTrue, inst.ty, []);
            Emit { draft, out }.end(Op::CopyObject, &inst, &[resident]);
            return;
        }
        let members = draft.members(inst.ty).map(<[u32]>::to_vec);
        let (Some(op), Some(&[code, texel])) = (dense(inst.op), members.as_deref()) else {
            out.push(inst);
            return;
        };
        let mut e = Emit { draft, out };
        let value = e.op(op, texel, &inst.args);
        let code = e.draft.define(Op::ConstantNull, code, []);
        e.end(Op::CompositeConstruct, &inst, &[code, value]);
    });
}

/// Whether a module looks at more than the texels.
fn asks_for_code(draft: &Draft) -> bool {
    let results: HashSet<u32> = draft
        .functions
        .iter()
        .flat_map(Function::insts)
        .filter(|inst| dense(inst.op).is_some())
        .map(|inst| inst.id)
        .collect();
    draft
        .functions
        .iter()
        .flat_map(Function::insts)
        .any(|inst| {
            let of_result = inst.args.iter().any(|arg| results.contains(arg));
            let takes_texel = inst.op == Op::CompositeExtract
                && results.contains(&inst.arg(0))
                && inst.arg(1) == 1;
            inst.op == Op::ImageSparseTexelsResident || of_result && !takes_texel
        })
}

/// The operation that gives the texel alone.
fn dense(op: Op) -> Option<Op> {
    Some(match op {
        Op::ImageSparseSampleImplicitLod => Op::ImageSampleImplicitLod,
        Op::ImageSparseSampleExplicitLod => Op::ImageSampleExplicitLod,
        Op::ImageSparseSampleDrefImplicitLod => Op::ImageSampleDrefImplicitLod,
        Op::ImageSparseSampleDrefExplicitLod => Op::ImageSampleDrefExplicitLod,
        Op::ImageSparseFetch => Op::ImageFetch,
        Op::ImageSparseGather => Op::ImageGather,
        Op::ImageSparseDrefGather => Op::ImageDrefGather,
        Op::ImageSparseRead => Op::ImageRead,
        _ => return None,
    })
}
