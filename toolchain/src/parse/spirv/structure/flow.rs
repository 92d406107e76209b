//! Labels and nesting of blocks.

use std::collections::HashMap;

use rspirv::spirv::Op;

use super::{Checked, Inst, Module, Problem};

/// How deep blocks may nest. What reads and writes modules goes one call deeper with each level;
/// a shader that people wrote, or a compiler unrolled, stays far below.
pub(in crate::parse::spirv) const MOST_LEVELS: u32 = 1000;

/// Follows the blocks of a function in the order they stand in, as naga does.
#[derive(Default)]
pub(super) struct Flow {
    /// How deep a block is, by its label.
    levels: HashMap<u32, u32>,
    level: u32,
}

impl Flow {
    /// A function begins.
    pub(super) fn enter(&mut self) {
        self.levels.clear();
        self.level = 0;
    }

    /// Checks the labels that an instruction names, and how deep its targets are.
    pub(super) fn check(&mut self, module: &Module<'_>, inst: &Inst<'_>, function: u32) -> Checked {
        let label = |id: u32| {
            let definition = module.definition(id);
            let is_ours = definition.is_some_and(|it| it.function == function);
            if is_ours && module.op(id) == Some(Op::Label) {
                Ok(id)
            } else {
                Err(inst.wrong(Problem::WrongId {
                    id,
                    wanted: "a block of this function",
                }))
            }
        };
        match inst.op {
            Op::Label => {
                let id = inst.words.first().copied().unwrap_or(0);
                self.level = *self.levels.entry(id).or_insert(0);
            }
            Op::Branch => {
                let target = label(inst.arg(0))?;
                self.levels.entry(target).or_insert(self.level);
            }
            Op::BranchConditional => {
                for index in [1, 2] {
                    let target = label(inst.arg(index))?;
                    self.deeper(inst, target, 1)?;
                }
            }
            Op::Switch => {
                let wide = module.is_wide(module.type_of(inst.arg(0)));
                let default = label(inst.arg(1))?;
                self.deeper(inst, default, 1)?;
                let step = if wide { 3 } else { 2 };
                for case in inst.args().get(2..).unwrap_or_default().chunks(step) {
                    let Some(&target) = case.get(step - 1) else {
                        return Err(inst.wrong(Problem::TooFewOperands));
                    };
                    let target = label(target)?;
                    self.deeper(inst, target, 1)?;
                }
            }
            Op::SelectionMerge => {
                let merge = label(inst.arg(0))?;
                self.levels.entry(merge).or_insert(self.level);
            }
            Op::LoopMerge => {
                let merge = label(inst.arg(0))?;
                self.levels.entry(merge).or_insert(self.level);
                let target = label(inst.arg(1))?;
                self.deeper(inst, target, 2)?;
                self.level += 1;
            }
            Op::Phi => {
                for source in inst.args().chunks(2) {
                    let &[value, parent] = source else {
                        return Err(inst.wrong(Problem::TooFewOperands));
                    };
                    label(parent)?;
                    if !super::body::is_value(module, value, function) {
                        return Err(inst.wrong(Problem::WrongId {
                            id: value,
                            wanted: "a value of this function",
                        }));
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn deeper(&mut self, inst: &Inst<'_>, target: u32, by: u32) -> Checked {
        let level = self.level + by;
        if level > MOST_LEVELS {
            return Err(inst.wrong(Problem::TooDeep {
                what: "blocks inside blocks",
                most: MOST_LEVELS,
            }));
        }
        self.levels.entry(target).or_insert(level);
        Ok(())
    }
}
