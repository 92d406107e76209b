//! Selections and loops that are not structured, where that can be told without doubt.
//!
//! naga takes them for something else than what they are, or by luck for what they are. What is
//! in doubt (blocks that nothing reaches, blocks with several ways into them) passes.

use std::collections::{HashMap, HashSet};

use rspirv::spirv::Op;

use super::{Checked, Inst, Module, Wrong};

/// The most steps from block to block that are made for a function.
const MOST_STEPS: usize = 1 << 20;

/// A block of a function.
struct Block {
    label: u32,
    /// Index of the word that its last instruction starts at.
    end: usize,
    /// What it goes to.
    next: Vec<u32>,
    /// The block in which a selection or loop that starts here ends.
    merge: Option<u32>,
    /// The continue target of a loop that starts here.
    continues: Option<u32>,
    /// The last instruction.
    last: Op,
    /// The targets of the literals of a switch, in their order.
    cases: Vec<u32>,
}

/// Collects the blocks of a function and checks them when it ends.
#[derive(Default)]
pub(super) struct Selections {
    blocks: Vec<Block>,
}

impl Selections {
    /// Looks at an instruction of a function.
    pub(super) fn check(&mut self, module: &Module<'_>, inst: &Inst<'_>) -> Checked {
        match inst.op {
            Op::Function => self.blocks.clear(),
            Op::Label => self.blocks.push(Block {
                label: inst.words.first().copied().unwrap_or(0),
                end: inst.at,
                next: Vec::new(),
                merge: None,
                continues: None,
                last: Op::Label,
                cases: Vec::new(),
            }),
            Op::FunctionEnd => return self.finish(),
            _ => {
                if let Some(block) = self.blocks.last_mut() {
                    block.add(module, inst);
                }
            }
        }
        Ok(())
    }

    fn finish(&self) -> Checked {
        let places: HashMap<u32, usize> = (0..)
            .zip(&self.blocks)
            .map(|(index, block)| (block.label, index))
            .collect();
        let reached = self.reached(&places);
        let merges: HashSet<u32> = self.blocks.iter().filter_map(|it| it.merge).collect();
        let continues: HashSet<u32> = self.blocks.iter().filter_map(|it| it.continues).collect();
        let mut ways: HashMap<u32, usize> = HashMap::new();
        for target in self.blocks.iter().flat_map(|block| &block.next) {
            *ways.entry(*target).or_insert(0) += 1;
        }
        let mut steps = 0;
        for block in self.blocks.iter().filter(|it| reached.contains(&it.label)) {
            let wrong = |rule| Wrong {
                at: block.end,
                problem: super::Problem::Operand { rule },
            };
            let is_new = |target: &u32| {
                ways.get(target) == Some(&1)
                    && !merges.contains(target)
                    && !continues.contains(target)
            };
            if block.last == Op::BranchConditional
                && (block.merge.is_none() || block.continues.is_some())
                && block.next.iter().all(is_new)
            {
                return Err(wrong(
                    "a branch on a condition needs an `OpSelectionMerge` before it, unless it leaves a loop or selection",
                ));
            }
            if block.continues.is_none() && block.merge.is_some_and(|it| continues.contains(&it)) {
                return Err(wrong(
                    "the block in which a selection ends cannot be where a loop continues",
                ));
            }
            if block.last == Op::Switch && self.falls_astray(block, &places, &mut steps) {
                return Err(wrong(
                    "a case that falls through must do so into the case that is listed next",
                ));
            }
        }
        Ok(())
    }

    /// The blocks that are reached, or named by one that is.
    fn reached(&self, places: &HashMap<u32, usize>) -> HashSet<u32> {
        let mut seen = HashSet::new();
        let mut queue: Vec<u32> = self.blocks.iter().take(1).map(|it| it.label).collect();
        while let Some(label) = queue.pop() {
            let block = places.get(&label).and_then(|&at| self.blocks.get(at));
            if let Some(block) = block.filter(|_| seen.insert(label)) {
                queue.extend(&block.next);
                queue.extend(block.merge);
                queue.extend(block.continues);
            }
        }
        seen
    }

    /// Whether a case of a switch goes on in one that is not the next.
    fn falls_astray(
        &self,
        switch: &Block,
        places: &HashMap<u32, usize>,
        steps: &mut usize,
    ) -> bool {
        let mut cases = switch.cases.clone();
        cases.dedup();
        let targets: HashSet<u32> = cases.iter().copied().collect();
        if targets.len() != cases.len() {
            // A block that stands for cases apart from each other: its place in the list is not
            // one.
            return false;
        }
        for (place, &case) in cases.iter().enumerate() {
            let mut seen: HashSet<u32> = [switch.label].into_iter().chain(switch.merge).collect();
            let mut queue = vec![case];
            while let Some(label) = queue.pop() {
                *steps += 1;
                if *steps > MOST_STEPS {
                    return false;
                }
                let block = places.get(&label).and_then(|&at| self.blocks.get(at));
                let Some(block) = block.filter(|_| seen.insert(label)) else {
                    continue;
                };
                for &next in &block.next {
                    if next != case && targets.contains(&next) && Some(next) != switch.merge {
                        if cases.get(place + 1) != Some(&next) {
                            return true;
                        }
                    } else {
                        queue.push(next);
                    }
                }
            }
        }
        false
    }
}

impl Block {
    fn add(&mut self, module: &Module<'_>, inst: &Inst<'_>) {
        match inst.op {
            Op::SelectionMerge => self.merge = Some(inst.arg(0)),
            Op::LoopMerge => {
                self.merge = Some(inst.arg(0));
                self.continues = Some(inst.arg(1));
            }
            Op::Branch => self.next = vec![inst.arg(0)],
            Op::BranchConditional => self.next = vec![inst.arg(1), inst.arg(2)],
            Op::Switch => {
                let wide = module.is_wide(module.type_of(inst.arg(0)));
                let step = if wide { 3 } else { 2 };
                let cases = inst.args().get(2..).unwrap_or_default();
                self.cases = cases
                    .chunks(step)
                    .filter_map(|case| case.get(step - 1).copied())
                    .collect();
                self.next = std::iter::once(inst.arg(1))
                    .chain(self.cases.iter().copied())
                    .collect();
            }
            _ => {}
        }
        self.end = inst.at;
        self.last = inst.op;
    }
}
