//! Operands of atomic operations that have another sign than the memory: glslang hands on the `1` of
//! HLSL's `buffer.InterlockedAdd(0, 1, before)` as a signed number. The bits are those that are meant.

use rspirv::spirv::Op;

use super::Settings;
use super::draft::{Draft, Inst};
use super::emit::Emit;

/// Gives operands and results the sign of the memory.
pub(super) fn cast(draft: &mut Draft, _: Settings) {
    if !draft.uses(|op| values(op).is_some()) {
        return;
    }
    draft.rewrite(|draft, mut inst: Inst, out| {
        let memory = values(inst.op).and_then(|places| {
            let memory = draft.pointee(draft.type_of(inst.arg(0)));
            Some((places, memory, draft.integer(memory)?))
        });
        let Some((places, memory, (bits, signed))) = memory else {
            out.push(inst);
            return;
        };
        let is_other = |draft: &Draft, ty: u32| draft.integer(ty) == Some((bits, !signed));
        let mut emit = Emit { draft, out };
        for &place in places {
            let value = inst.arg(place);
            if is_other(emit.draft, emit.draft.type_of(value)) {
                inst.args[place] = emit.bitcast(memory, value);
                // HLSL chooses by the sign of the number, and glslang by that of the memory.
                inst.op = match inst.op {
                    Op::AtomicUMin => Op::AtomicSMin,
                    Op::AtomicUMax => Op::AtomicSMax,
                    other => other,
                };
            }
        }
        if is_other(emit.draft, inst.ty) {
            let before = emit.op(inst.op, memory, &inst.args);
            emit.end_bitcast(&inst, before);
        } else {
            out.push(inst);
        }
    });
}

/// Which operands of an atomic operation are numbers, behind the pointer, the scope and the
/// semantics.
const fn values(op: Op) -> Option<&'static [usize]> {
    match op {
        Op::AtomicIAdd
        | Op::AtomicISub
        | Op::AtomicSMin
        | Op::AtomicUMin
        | Op::AtomicSMax
        | Op::AtomicUMax
        | Op::AtomicAnd
        | Op::AtomicOr
        | Op::AtomicXor
        | Op::AtomicExchange => Some(&[3]),
        Op::AtomicCompareExchange => Some(&[4, 5]),
        _ => None,
    }
}
