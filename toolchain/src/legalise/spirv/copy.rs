//! `OpCopyLogical` between types that differ in their layout, and `OpSelect` between composites:
//! part by part.

use std::collections::HashMap;

use rspirv::spirv::Op;

use super::Settings;
use super::draft::{Draft, Inst, rename};
use super::emit::Emit;

/// Takes textures and samplers themselves instead of copies, which say that an index is not
/// uniform; naga knows what it may look up in variables alone.
pub(super) fn forward_opaque(draft: &mut Draft, _: Settings) {
    let mut copies: HashMap<u32, u32> = HashMap::new();
    draft.rewrite(|draft, mut inst, out| {
        rename(&mut inst, &copies);
        let is_opaque = matches!(
            draft.op_of(inst.ty),
            Some(Op::TypeImage | Op::TypeSampler | Op::TypeSampledImage)
        );
        if inst.op == Op::CopyObject && is_opaque {
            copies.insert(inst.id, inst.arg(0));
        } else {
            out.push(inst);
        }
    });
    draft.forget_all(&copies.into_keys().collect());
}

/// Writes both out.
pub(super) fn expand(draft: &mut Draft, _: Settings) {
    if !draft.uses(|op| matches!(op, Op::CopyLogical | Op::Select | Op::CopyMemory)) {
        return;
    }
    draft.rewrite(|draft, inst, out| match inst.op {
        Op::CopyLogical => {
            let from = draft.type_of(inst.arg(0));
            let mut e = Emit { draft, out };
            match copy(&mut e, inst.arg(0), from, inst.ty) {
                Some(done) => e.end(Op::CopyObject, &inst, &[done]),
                None => e.out.push(inst),
            }
        }
        Op::Select if is_composite(draft, inst.ty) => {
            let mut e = Emit { draft, out };
            match select(&mut e, &inst, inst.ty, inst.arg(1), inst.arg(2)) {
                Some(done) => e.end(Op::CopyObject, &inst, &[done]),
                None => e.out.push(inst),
            }
        }
        _ => out.push(inst),
    });
}

fn is_composite(draft: &Draft, ty: u32) -> bool {
    matches!(
        draft.op_of(ty),
        Some(Op::TypeStruct | Op::TypeArray | Op::TypeMatrix)
    )
}

/// `value`, taken apart and put together as another type.
pub(super) fn copy(e: &mut Emit<'_>, value: u32, from: u32, to: u32) -> Option<u32> {
    if from == to {
        return Some(value);
    }
    // What is a word in a buffer.
    let is_bool = e.draft.op_of(e.draft.scalar_of(to)) == Some(Op::TypeBool);
    if is_bool && e.draft.integer(from).is_some() {
        let zero = e.draft.splat(from, 0);
        return Some(e.op(Op::INotEqual, to, &[value, zero]));
    }
    let (source, target) = (e.draft.parts(from)?, e.draft.parts(to)?);
    let mut parts = Vec::with_capacity(source.len());
    for (index, (&from, &to)) in (0..).zip(source.iter().zip(&target)) {
        let part = e.extract(from, value, &[index]);
        parts.push(copy(e, part, from, to)?);
    }
    Some(e.op(Op::CompositeConstruct, to, &parts))
}

fn select(e: &mut Emit<'_>, inst: &Inst, ty: u32, accept: u32, reject: u32) -> Option<u32> {
    if !is_composite(e.draft, ty) {
        return Some(e.op(Op::Select, ty, &[inst.arg(0), accept, reject]));
    }
    let mut parts = Vec::new();
    for (index, part) in (0..).zip(e.draft.parts(ty)?) {
        let accept = e.extract(part, accept, &[index]);
        let reject = e.extract(part, reject, &[index]);
        parts.push(select(e, inst, part, accept, reject)?);
    }
    Some(e.op(Op::CompositeConstruct, ty, &parts))
}
