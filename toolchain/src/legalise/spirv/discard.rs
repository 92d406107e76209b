//! The newer ways to end an invocation, as `OpKill`.

use std::collections::HashMap;

use rspirv::spirv::{Op, SelectionControl};

use super::Settings;
use super::draft::{Block, Draft, Inst};

/// `OpTerminateInvocation` says what `discard` says. `OpDemoteToHelperInvocation` is what naga's
/// own kill does; as it does not end a block in SPIR-V, it gets one of its own.
pub(super) fn use_kill(draft: &mut Draft, _: Settings) {
    if !draft.uses(|op| matches!(op, Op::TerminateInvocation | Op::DemoteToHelperInvocation)) {
        return;
    }
    let mut functions = std::mem::take(&mut draft.functions);
    for function in &mut functions {
        // A block that is cut ends under another label, which is the one an OpPhi names.
        let mut ends = HashMap::new();
        let mut blocks = Vec::with_capacity(function.blocks.len());
        for block in std::mem::take(&mut function.blocks) {
            let label = block.label;
            cut(draft, block, &mut blocks);
            if let Some(last) = blocks.last().filter(|last| last.label != label) {
                ends.insert(label, last.label);
            }
        }
        for inst in blocks.iter_mut().flat_map(|block| &mut block.insts) {
            if inst.op == Op::Phi {
                for parent in inst.args.iter_mut().skip(1).step_by(2) {
                    if let Some(&last) = ends.get(parent) {
                        *parent = last;
                    }
                }
            }
        }
        function.blocks = blocks;
    }
    functions.append(&mut draft.functions);
    draft.functions = functions;
}

fn cut(draft: &mut Draft, block: Block, blocks: &mut Vec<Block>) {
    // The header of a loop is what its back edge goes to, and must stay one block.
    let whole = block.merge().is_some_and(|merge| merge.op == Op::LoopMerge);
    let mut current = Block {
        label: block.label,
        insts: Vec::with_capacity(block.insts.len()),
    };
    for inst in block.insts {
        match inst.op {
            Op::TerminateInvocation => current.insts.push(Inst::bare(Op::Kill, [])),
            Op::DemoteToHelperInvocation if !whole => {
                let bool_type = draft.bool_type();
                let always = draft.define(Op::ConstantTrue, bool_type, []);
                let (kill, rest) = (draft.fresh(), draft.fresh());
                current.insts.push(Inst::bare(
                    Op::SelectionMerge,
                    [rest, SelectionControl::NONE.bits()],
                ));
                current
                    .insts
                    .push(Inst::bare(Op::BranchConditional, [always, kill, rest]));
                let rest = Block {
                    label: rest,
                    insts: Vec::new(),
                };
                blocks.push(std::mem::replace(&mut current, rest));
                blocks.push(Block {
                    label: kill,
                    insts: vec![Inst::bare(Op::Kill, [])],
                });
            }
            _ => current.insts.push(inst),
        }
    }
    blocks.push(current);
}
