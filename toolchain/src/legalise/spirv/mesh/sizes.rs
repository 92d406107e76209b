//! How many vertices and primitives a mesh stage gives, and how many mesh workgroups a task stage asks
//! for.

use rspirv::spirv::{Op, SelectionControl, StorageClass};

use super::access::Rewrite;
use crate::legalise::spirv::draft::{Block, Inst};
use crate::legalise::spirv::emit::Emit;

/// Members of the variable that gets everything.
const VERTEX_COUNT: u32 = 2;
const PRIMITIVE_COUNT: u32 = 3;

impl Rewrite<'_> {
    /// The first invocation says how much there is: that is the one that counts.
    pub(super) fn set_counts(
        &mut self,
        function: u32,
        inst: &Inst,
        block: &mut Block,
        blocks: &mut Vec<Block>,
    ) {
        let mesh = self.stages.counted.get(&function);
        let Some(mesh) = mesh.and_then(|&mesh| self.stages.meshes.get(mesh)) else {
            // No stage reaches it.
            return;
        };
        let (variable, index) = (mesh.variable, mesh.index);
        let draft = &mut *self.draft;
        let known = draft.pointee(draft.type_of(index));
        let ty = match known {
            0 => draft.int_type(false),
            known => known,
        };
        let (then, rest) = (draft.fresh(), draft.fresh());
        let bool_type = draft.bool_type();
        let zero = draft.constant(ty, 0);
        let mut e = Emit {
            draft,
            out: &mut block.insts,
        };
        let number = e.op(Op::Load, ty, &[index]);
        let is_first = e.op(Op::IEqual, bool_type, &[number, zero]);
        e.out.push(Inst::bare(
            Op::SelectionMerge,
            [rest, SelectionControl::NONE.bits()],
        ));
        e.out
            .push(Inst::bare(Op::BranchConditional, [is_first, then, rest]));
        let mut stores = Vec::new();
        let mut e = Emit {
            draft: self.draft,
            out: &mut stores,
        };
        let uint = e.draft.int_type(false);
        let pointer = e.draft.pointer(StorageClass::Workgroup as u32, uint);
        for (member, at) in [(VERTEX_COUNT, 0), (PRIMITIVE_COUNT, 1)] {
            let member = e.draft.uint(member);
            let place = e.op(Op::AccessChain, pointer, &[variable, member]);
            let value = e.bitcast(uint, inst.arg(at));
            e.out.push(Inst::bare(Op::Store, [place, value]));
        }
        stores.push(Inst::bare(Op::Branch, [rest]));
        let after = Block {
            label: rest,
            insts: Vec::new(),
        };
        blocks.push(std::mem::replace(block, after));
        blocks.push(Block {
            label: then,
            insts: stores,
        });
    }

    /// The end of a task stage: what it asks for is returned once naga has read it.
    pub(super) fn emit_tasks(&mut self, function: u32, inst: &Inst, block: &mut Block) {
        let sizes: Vec<u32> = self
            .stages
            .tasks
            .iter()
            .filter(|task| task.function == function)
            .map(|task| task.size)
            .collect();
        if !sizes.is_empty() {
            let mut e = Emit {
                draft: self.draft,
                out: &mut block.insts,
            };
            let uint = e.draft.int_type(false);
            let ty = e.draft.define(Op::TypeVector, 0, [uint, 3]);
            let parts = [0, 1, 2].map(|at| e.bitcast(uint, inst.arg(at)));
            let value = e.op(Op::CompositeConstruct, ty, &parts);
            for variable in sizes {
                e.out.push(Inst::bare(Op::Store, [variable, value]));
            }
        }
        block.insts.push(Inst::bare(Op::Return, []));
    }
}
