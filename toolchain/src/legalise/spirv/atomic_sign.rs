//! The least and the greatest, atomically, of numbers with another sign than the memory has.
//!
//! In SPIR-V the instruction says whether it compares signed numbers; in naga's module the memory
//! does. So the number that is there is replaced, as long as it is still there, by the one that
//! the instruction chooses: a loop, which [`super::repair`] puts into the place of a marker.

use rspirv::spirv::{Op, StorageClass};

use super::Settings;
use super::draft::{Draft, Inst};
use super::emit::Emit;
use super::marker::{self, Choice, Marker};

/// Makes them calls of markers.
pub(super) fn mark(draft: &mut Draft, _: Settings) {
    if !draft.uses(|op| choice(op).is_some()) {
        return;
    }
    // The number that was there, for every width and sign.
    let mut seen: Vec<(u32, u32)> = Vec::new();
    draft.rewrite(|draft, inst, out| {
        let Some((choice, width)) = of_other_sign(draft, &inst) else {
            out.push(inst);
            return;
        };
        let known = seen.iter().find(|(ty, _)| *ty == inst.ty).copied();
        let (_, variable) = known.unwrap_or_else(|| {
            let made = (inst.ty, draft.add_variable(StorageClass::Private, inst.ty));
            seen.push(made);
            made
        });
        let (pointer, scope, value) = (inst.arg(0), inst.arg(1), inst.arg(3));
        let void = draft.define(Op::TypeVoid, 0, []);
        let unsigned = draft.define(Op::TypeInt, 0, [32, 0]);
        let relaxed = draft.constant(unsigned, 0);
        let mut e = Emit { draft, out };
        // It also tells naga that the memory is atomic.
        let first = e.op(Op::AtomicLoad, inst.ty, &[pointer, scope, relaxed]);
        e.out.push(Inst::bare(Op::Store, [variable, first]));
        let args = [pointer, variable, value];
        let types = args.map(|arg| e.draft.type_of(arg));
        let callee = marker::function(e.draft, Marker::AtomicChoice(choice, width), void, &types);
        e.op(Op::FunctionCall, void, &[callee, pointer, variable, value]);
        e.end(Op::Load, &inst, &[variable]);
    });
}

/// What an instruction chooses, and of how many bytes, where its memory has another sign.
fn of_other_sign(draft: &Draft, inst: &Inst) -> Option<(Choice, u8)> {
    let choice = choice(inst.op)?;
    let (bits, signed) = draft.integer(inst.ty)?;
    let width = u8::try_from(bits / 8).ok()?;
    (signed != choice.signed).then_some((choice, width))
}

const fn choice(op: Op) -> Option<Choice> {
    let (least, signed) = match op {
        Op::AtomicSMin => (true, true),
        Op::AtomicSMax => (false, true),
        Op::AtomicUMin => (true, false),
        Op::AtomicUMax => (false, false),
        _ => return None,
    };
    Some(Choice { least, signed })
}
