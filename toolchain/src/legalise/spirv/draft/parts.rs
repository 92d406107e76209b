//! Instructions, blocks and functions.

use std::collections::HashMap;

use rspirv::spirv::Op;

use crate::legalise::spirv::shape::each_id;

/// An instruction: its operation, the ids of its type and result (0: none), and what follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::legalise::spirv) struct Inst {
    pub(in crate::legalise::spirv) op: Op,
    pub(in crate::legalise::spirv) ty: u32,
    pub(in crate::legalise::spirv) id: u32,
    pub(in crate::legalise::spirv) args: Vec<u32>,
}

impl Inst {
    /// One with a result.
    pub(in crate::legalise::spirv) fn new(
        op: Op,
        ty: u32,
        id: u32,
        args: impl Into<Vec<u32>>,
    ) -> Self {
        Self {
            op,
            ty,
            id,
            args: args.into(),
        }
    }

    /// One without a result.
    pub(in crate::legalise::spirv) fn bare(op: Op, args: impl Into<Vec<u32>>) -> Self {
        Self::new(op, 0, 0, args)
    }

    /// An operand, 0 if it is not there.
    pub(in crate::legalise::spirv) fn arg(&self, index: usize) -> u32 {
        self.args.get(index).copied().unwrap_or(0)
    }

    /// Whether it ends a block.
    pub(in crate::legalise::spirv) fn is_terminator(&self) -> bool {
        matches!(
            self.op,
            Op::Branch
                | Op::BranchConditional
                | Op::Switch
                | Op::Return
                | Op::ReturnValue
                | Op::Kill
                | Op::Unreachable
                | Op::TerminateInvocation
                | Op::IgnoreIntersectionKHR
                | Op::TerminateRayKHR
                | Op::EmitMeshTasksEXT
        )
    }

    pub(super) fn write(&self, words: &mut Vec<u32>) {
        let typed = usize::from(self.ty != 0) + usize::from(self.id != 0);
        let count = u32::try_from(1 + typed + self.args.len()).unwrap_or(u32::MAX);
        words.push((count << 16) | self.op as u32);
        words.extend([self.ty, self.id].into_iter().filter(|&id| id != 0));
        words.extend_from_slice(&self.args);
    }
}

/// A block, without its label as an instruction.
#[derive(Clone, Debug)]
pub(in crate::legalise::spirv) struct Block {
    pub(in crate::legalise::spirv) label: u32,
    pub(in crate::legalise::spirv) insts: Vec<Inst>,
}

impl Block {
    /// Its last instruction, if that ends it.
    pub(in crate::legalise::spirv) fn terminator(&self) -> Option<&Inst> {
        self.insts.last().filter(|inst| inst.is_terminator())
    }

    /// The merge instruction, if it is the header of a construct.
    pub(in crate::legalise::spirv) fn merge(&self) -> Option<&Inst> {
        self.insts
            .iter()
            .rev()
            .take(2)
            .find(|inst| matches!(inst.op, Op::SelectionMerge | Op::LoopMerge))
    }

    /// The labels it can go to.
    pub(in crate::legalise::spirv) fn successors(&self) -> Vec<u32> {
        let Some(last) = self.terminator() else {
            return Vec::new();
        };
        match last.op {
            Op::Branch => last.args.iter().take(1).copied().collect(),
            Op::BranchConditional => last.args.iter().skip(1).take(2).copied().collect(),
            Op::Switch => std::iter::once(last.arg(1))
                .chain(last.args.iter().skip(2).skip(1).step_by(2).copied())
                .collect(),
            _ => Vec::new(),
        }
    }
}

/// A function.
#[derive(Clone, Debug)]
pub(in crate::legalise::spirv) struct Function {
    pub(in crate::legalise::spirv) def: Inst,
    pub(in crate::legalise::spirv) params: Vec<Inst>,
    pub(in crate::legalise::spirv) blocks: Vec<Block>,
}

impl Function {
    /// Its instructions, in order.
    pub(in crate::legalise::spirv) fn insts(&self) -> impl Iterator<Item = &Inst> {
        self.blocks.iter().flat_map(|block| &block.insts)
    }

    /// Puts instructions before all others; variables stay first.
    pub(in crate::legalise::spirv) fn begin_with(&mut self, added: Vec<Inst>) {
        if let Some(first) = self.blocks.first_mut() {
            let at = first
                .insts
                .iter()
                .position(|inst| inst.op != Op::Variable)
                .unwrap_or(first.insts.len());
            first.insts.splice(at..at, added);
        }
    }
}

/// The ids that an instruction names: its type and its operands.
pub(super) fn for_each_named(inst: &Inst, mut each: impl FnMut(u32)) {
    each(inst.ty);
    each_id(inst.op, &inst.args, false, |at| each(inst.arg(at)));
}

/// Renames ids among the operands of an instruction.
pub(in crate::legalise::spirv) fn rename(inst: &mut Inst, renamed: &HashMap<u32, u32>) {
    let mut places = Vec::new();
    each_id(inst.op, &inst.args, false, |at| places.push(at));
    for at in places {
        if let Some(arg) = inst.args.get_mut(at)
            && let Some(&new) = renamed.get(arg)
        {
            *arg = new;
        }
    }
}
