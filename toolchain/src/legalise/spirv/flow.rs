//! Control flow that naga reads wrongly or not at all.

use std::collections::{HashMap, HashSet};

use rspirv::spirv::Op;

use super::Settings;
use super::draft::{Block, Draft, Function, Inst};
use super::emit::Emit;

/// Drops the literals of a switch that go to its default anyway (naga would let them fall into the
/// next case), and reads selectors that are not 32 bits wide as such.
pub(super) fn mend_switches(draft: &mut Draft, _: Settings) {
    if !draft.uses(|op| op == Op::Switch) {
        return;
    }
    draft.rewrite(|draft, mut inst, out| {
        if inst.op != Op::Switch {
            out.push(inst);
            return;
        }
        match draft.integer(draft.type_of(inst.arg(0))) {
            Some((64, _)) => narrow(draft, &mut inst, out),
            Some((width, signed)) if width < 32 => {
                let ty = draft.int_type(signed);
                let op = if signed { Op::SConvert } else { Op::UConvert };
                let value = inst.arg(0);
                let merge = pop_merge(out);
                let wide = Emit { draft, out }.op(op, ty, &[value]);
                out.extend(merge);
                if let Some(selector) = inst.args.first_mut() {
                    *selector = wide;
                }
            }
            _ => {}
        }
        let default = inst.arg(1);
        let cases = inst.args.split_off(2.min(inst.args.len()));
        for case in cases.as_chunks::<2>().0 {
            let [_, label] = case;
            if *label != default {
                inst.args.extend(case);
            }
        }
        out.push(inst);
    });
}

/// The merge instruction stands right in front of the switch: what is computed goes before it.
fn pop_merge(out: &mut Vec<Inst>) -> Option<Inst> {
    out.pop_if(|last| last.op == Op::SelectionMerge)
}

/// A switch over 64 bits as one over 32: selectors out of their range become a number that is no
/// case, and cases out of it go.
fn narrow(draft: &mut Draft, inst: &mut Inst, out: &mut Vec<Inst>) {
    let value = inst.arg(0);
    let wide_type = draft.type_of(value);
    let mut cases: Vec<(u32, u32)> = Vec::new();
    let words: Vec<u32> = inst.args.iter().skip(2).copied().collect();
    for case in words.as_chunks::<3>().0 {
        let [low, high, label] = *case;
        if high == 0 {
            cases.push((low, label));
        }
    }
    let Some(free) = (0..).find(|number| cases.iter().all(|(low, _)| low != number)) else {
        return;
    };
    let merge = pop_merge(out);
    let uint = draft.int_type(false);
    let flag = draft.bool_type();
    let long = draft.define(Op::TypeInt, 0, [64, 0]);
    let none = draft.uint(free);
    let mut e = Emit { draft, out };
    let value = if wide_type == long {
        value
    } else {
        e.op(Op::Bitcast, long, &[value])
    };
    let low = e.op(Op::UConvert, uint, &[value]);
    let back = e.op(Op::UConvert, long, &[low]);
    let same = e.op(Op::IEqual, flag, &[back, value]);
    let selector = e.op(Op::Select, uint, &[same, low, none]);
    out.extend(merge);
    inst.args = vec![selector, inst.arg(1)];
    inst.args
        .extend(cases.into_iter().flat_map(|(low, label)| [low, label]));
}

/// Takes out blocks that nothing reaches: naga would put what is in them behind the end of what
/// stands around them.
pub(super) fn drop_unreachable(draft: &mut Draft, _: Settings) {
    let mut gone_values = HashSet::new();
    for function in &mut draft.functions {
        prune(function, &mut gone_values);
    }
    draft.forget_all(&gone_values);
}

fn prune(function: &mut Function, gone_values: &mut HashSet<u32>) {
    let reached = reachable(function);
    if function
        .blocks
        .iter()
        .all(|block| reached.contains(&block.label))
    {
        return;
    }
    // Merge blocks and continue targets of what is reached must stand, as the ends of constructs.
    let mut ends: HashMap<u32, Inst> = HashMap::new();
    for block in &function.blocks {
        if !reached.contains(&block.label) {
            continue;
        }
        let Some(merge) = block.merge() else {
            continue;
        };
        if !reached.contains(&merge.arg(0)) {
            ends.insert(merge.arg(0), Inst::bare(Op::Unreachable, []));
        }
        if merge.op == Op::LoopMerge && !reached.contains(&merge.arg(1)) {
            ends.insert(merge.arg(1), Inst::bare(Op::Branch, [block.label]));
        }
    }
    function.blocks.retain_mut(|block: &mut Block| {
        if reached.contains(&block.label) {
            return true;
        }
        gone_values.extend(block.insts.iter().map(|inst| inst.id));
        match ends.remove(&block.label) {
            Some(end) => {
                block.insts = vec![end];
                true
            }
            None => {
                gone_values.insert(block.label);
                false
            }
        }
    });
    gone_values.remove(&0);
    for block in &mut function.blocks {
        for inst in block.insts.iter_mut().filter(|inst| inst.op == Op::Phi) {
            let sources = std::mem::take(&mut inst.args);
            for source in sources.as_chunks::<2>().0 {
                let [_, parent] = source;
                if reached.contains(parent) {
                    inst.args.extend(source);
                }
            }
        }
    }
}

/// The labels that can be reached from the first block.
pub(super) fn reachable(function: &Function) -> HashSet<u32> {
    let blocks: HashMap<u32, &Block> = function
        .blocks
        .iter()
        .map(|block| (block.label, block))
        .collect();
    let mut reached = HashSet::new();
    let mut queue: Vec<u32> = function
        .blocks
        .first()
        .map(|b| b.label)
        .into_iter()
        .collect();
    while let Some(label) = queue.pop() {
        if reached.insert(label)
            && let Some(block) = blocks.get(&label)
        {
            queue.extend(block.successors());
        }
    }
    reached
}
