//! The sample mask: an array of one integer in SPIR-V, an unsigned integer everywhere else.

use rspirv::spirv::{BuiltIn, Decoration, Op};

use super::Settings;
use super::draft::{Draft, Inst};
use super::emit::Emit;

/// Makes it a scalar.
pub(super) fn make_scalar(draft: &mut Draft, _: Settings) {
    for variable in draft.variables() {
        let is_mask =
            draft.number(variable.id, Decoration::BuiltIn) == Some(BuiltIn::SampleMask as u32);
        let whole = draft.pointee(variable.pointer);
        let Some((element, _)) = draft.array_parts(whole).filter(|_| is_mask) else {
            continue;
        };
        let pointer = draft.pointer(variable.class, element);
        if let Some(inst) = draft.global_mut(variable.id) {
            inst.ty = pointer;
            inst.args.truncate(1);
        }
        draft.set_type(variable.id, pointer);
        draft.rewrite(|draft, inst, out| {
            let on_mask = inst.arg(0) == variable.id;
            match inst.op {
                Op::AccessChain | Op::InBoundsAccessChain if on_mask => {
                    out.push(Inst::new(Op::CopyObject, pointer, inst.id, [variable.id]));
                    draft.set_type(inst.id, pointer);
                }
                Op::Load if on_mask && inst.ty == whole => {
                    let mut e = Emit { draft, out };
                    let scalar = e.op(Op::Load, element, &[variable.id]);
                    e.end(Op::CompositeConstruct, &inst, &[scalar]);
                }
                Op::Store if on_mask && draft.type_of(inst.arg(1)) == whole => {
                    let mut e = Emit { draft, out };
                    let scalar = e.extract(element, inst.arg(1), &[0]);
                    out.push(Inst::bare(Op::Store, [variable.id, scalar]));
                }
                _ => out.push(inst),
            }
        });
    }
}
