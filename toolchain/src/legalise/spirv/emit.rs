//! Writes the instructions that stand in for another one.

use rspirv::spirv::{GlslStd450Op, Op};

use super::draft::{Draft, Inst};

/// Collects instructions; the values they define get new ids.
pub(super) struct Emit<'a> {
    pub(super) draft: &'a mut Draft,
    pub(super) out: &'a mut Vec<Inst>,
}

impl Emit<'_> {
    /// An instruction with a new value as its result.
    pub(super) fn op(&mut self, op: Op, ty: u32, args: &[u32]) -> u32 {
        let id = self.draft.value(ty);
        self.out.push(Inst::new(op, ty, id, args));
        id
    }

    /// The last instruction: its result is that of the one replaced.
    pub(super) fn end(&mut self, op: Op, old: &Inst, args: &[u32]) {
        self.out.push(Inst::new(op, old.ty, old.id, args));
    }

    /// A function of `GLSL.std.450`.
    pub(super) fn glsl(&mut self, function: GlslStd450Op, ty: u32, args: &[u32]) -> u32 {
        let set = self.draft.glsl_import();
        let all: Vec<u32> = [set, function as u32].iter().chain(args).copied().collect();
        self.op(Op::ExtInst, ty, &all)
    }

    /// A part of a composite.
    pub(super) fn extract(&mut self, ty: u32, value: u32, path: &[u32]) -> u32 {
        let args: Vec<u32> = std::iter::once(value).chain(path.iter().copied()).collect();
        self.op(Op::CompositeExtract, ty, &args)
    }

    /// `value` with the bits read as `ty`; the value itself where that is its type already.
    pub(super) fn bitcast(&mut self, ty: u32, value: u32) -> u32 {
        if self.draft.type_of(value) == ty {
            value
        } else {
            self.op(Op::Bitcast, ty, &[value])
        }
    }

    /// Ends with `value`, whose bits are read as the type of the result.
    pub(super) fn end_bitcast(&mut self, old: &Inst, value: u32) {
        let op = if self.draft.type_of(value) == old.ty {
            Op::CopyObject
        } else {
            Op::Bitcast
        };
        self.end(op, old, &[value]);
    }
}
