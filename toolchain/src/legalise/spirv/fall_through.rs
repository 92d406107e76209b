//! The default of a switch, where a case falls into it or it falls into a case.

use std::collections::{HashMap, HashSet};

use rspirv::spirv::Op;

use super::Settings;
use super::draft::{Block, Draft};
use super::emit::Emit;

/// Makes such a default a case of its own, with a number that no other case has, where it belongs:
/// naga puts the default last, whatever falls through to it.
pub(super) fn place_default(draft: &mut Draft, _: Settings) {
    if !draft.uses(|op| op == Op::Switch) {
        return;
    }
    let mut functions = std::mem::take(&mut draft.functions);
    for function in &mut functions {
        let blocks: HashMap<u32, &Block> = function
            .blocks
            .iter()
            .map(|block| (block.label, block))
            .collect();
        let orders: Vec<(usize, Vec<u32>)> = function
            .blocks
            .iter()
            .enumerate()
            .filter_map(|(at, block)| Some((at, order(&blocks, block)?)))
            .collect();
        for (at, order) in orders {
            rewrite(draft, &mut function.blocks[at], &order);
        }
    }
    draft.functions = functions;
}

/// The targets of a switch in the order in which they fall into each other, if the default is not
/// where naga puts it.
fn order(blocks: &HashMap<u32, &Block>, head: &Block) -> Option<Vec<u32>> {
    let switch = head.insts.last().filter(|inst| inst.op == Op::Switch)?;
    let merge = head.merge()?.arg(0);
    let default = switch.arg(1);
    if default == merge {
        return None;
    }
    let mut targets: Vec<u32> = Vec::new();
    let mut known = HashSet::new();
    for case in switch.args.get(2..)?.as_chunks::<2>().0 {
        let [_, label] = *case;
        if label != merge && known.insert(label) {
            targets.push(label);
        }
    }
    let all: HashSet<u32> = targets.iter().copied().chain([default, merge]).collect();
    // Blocks from which no target is reached, however many cases lead to them.
    let mut dead = HashSet::new();
    let next: HashMap<u32, u32> = targets
        .iter()
        .chain([&default])
        .filter_map(|&label| {
            let next = falls_into(label, [merge, head.label], &all, blocks, &mut dead)?;
            Some((label, next))
        })
        .collect();
    let falls_last = targets
        .last()
        .is_some_and(|last| next.get(last) == Some(&default));
    let is_fallen_into = next.values().any(|&label| label == default);
    if !next.contains_key(&default) && (falls_last || !is_fallen_into) {
        return None;
    }
    targets.push(default);
    let entered: HashSet<u32> = next.values().copied().collect();
    let mut order: Vec<u32> = Vec::new();
    let mut ordered = HashSet::new();
    for first in targets.iter().filter(|label| !entered.contains(label)) {
        let mut label = Some(*first);
        while let Some(each) = label.filter(|each| ordered.insert(*each)) {
            order.push(each);
            label = next.get(&each).copied();
        }
    }
    Some(order)
}

/// The other target that control reaches from `label` without leaving the switch or starting it
/// again.
fn falls_into(
    label: u32,
    ends: [u32; 2],
    targets: &HashSet<u32>,
    blocks: &HashMap<u32, &Block>,
    dead: &mut HashSet<u32>,
) -> Option<u32> {
    let mut seen = HashSet::from([label]);
    let mut queue = vec![label];
    let mut comes_back = false;
    while let Some(at) = queue.pop() {
        let Some(block) = blocks.get(&at) else {
            continue;
        };
        for next in block.successors() {
            comes_back |= next == label;
            if ends.contains(&next) || !seen.insert(next) {
                continue;
            }
            // A target may be dead itself.
            if targets.contains(&next) {
                return Some(next);
            }
            if !dead.contains(&next) {
                queue.push(next);
            }
        }
    }
    // What comes back to this case leads there for others.
    if !comes_back {
        dead.extend(seen);
    }
    None
}

/// Writes the switch with `order` as its cases, of which the last is the default: so one of them is
/// chosen, and where all of them return, naga sees that nothing comes after the switch.
fn rewrite(draft: &mut Draft, block: &mut Block, order: &[u32]) {
    let (Some(merge), Some(&last)) = (block.merge().map(|inst| inst.arg(0)), order.last()) else {
        return;
    };
    let Some(mut switch) = block.insts.pop() else {
        return;
    };
    let Some(selection) = block.insts.pop() else {
        block.insts.push(switch);
        return;
    };
    let default = switch.arg(1);
    let cases: Vec<[u32; 2]> = switch
        .args
        .get(2..)
        .map_or_else(Vec::new, |words| words.as_chunks::<2>().0.to_vec());
    // One of the first numbers is free: there are more of them than cases.
    let free = (0..=u32::try_from(cases.len()).unwrap_or(u32::MAX))
        .find(|number| cases.iter().all(|[literal, _]| literal != number))
        .unwrap_or(u32::MAX);
    let selector = switch.arg(0);
    let ty = draft.type_of(selector);
    let flag = draft.bool_type();
    let mut e = Emit {
        draft,
        out: &mut block.insts,
    };
    let mut is_case = None;
    for [literal, _] in &cases {
        let number = e.draft.define(Op::Constant, ty, [*literal]);
        let same = e.op(Op::IEqual, flag, &[selector, number]);
        is_case = Some(match is_case {
            Some(others) => e.op(Op::LogicalOr, flag, &[others, same]),
            None => same,
        });
    }
    let number = e.draft.define(Op::Constant, ty, [free]);
    let chosen = match is_case {
        Some(is_case) => e.op(Op::Select, ty, &[is_case, selector, number]),
        None => number,
    };
    switch.args = vec![chosen, last];
    // Cases that leave at once stay first, where nothing falls into them.
    let leaving = cases.iter().filter(|[_, label]| *label == merge);
    switch.args.extend(leaving.copied().flatten());
    for &label in order.iter().filter(|&&label| label != last) {
        if label == default {
            switch.args.extend([free, label]);
        }
        for [literal, _] in cases.iter().filter(|[_, target]| *target == label) {
            switch.args.extend([*literal, label]);
        }
    }
    block.insts.push(selection);
    block.insts.push(switch);
}
