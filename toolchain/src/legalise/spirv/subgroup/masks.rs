//! The masks of a subgroup's invocations, which naga has no built-in for.

use rspirv::spirv::{BuiltIn, Decoration, Op, StorageClass};

use super::super::draft::{Draft, Inst, entry_point};
use super::super::emit::Emit;
use super::Inputs;

const MASKS: &[BuiltIn] = &[
    BuiltIn::SubgroupEqMask,
    BuiltIn::SubgroupGeMask,
    BuiltIn::SubgroupGtMask,
    BuiltIn::SubgroupLeMask,
    BuiltIn::SubgroupLtMask,
];

/// Makes the masks variables of the module that each entry point computes first.
pub(super) fn compute(draft: &mut Draft, inputs: &mut Inputs) {
    let mut masks = Vec::new();
    for variable in draft.variables() {
        let built_in = draft
            .number(variable.id, Decoration::BuiltIn)
            .and_then(BuiltIn::from_u32)
            .filter(|it| MASKS.contains(it));
        if let Some(built_in) = built_in.filter(|_| variable.is(StorageClass::Input)) {
            masks.push((variable, built_in));
        }
    }
    let ids: Vec<u32> = masks.iter().map(|(variable, _)| variable.id).collect();
    privatise(draft, &ids);
    let mut entry_points = std::mem::take(&mut draft.entry_points);
    for inst in &mut entry_points {
        let named = leave_interface(inst, &ids);
        let mut code = Vec::new();
        for (variable, built_in) in &masks {
            if !named.contains(&variable.id) {
                continue;
            }
            let target = draft.pointee(draft.type_of(variable.id));
            let mut e = Emit {
                draft,
                out: &mut code,
            };
            let mask = mask(&mut e, inputs, *built_in);
            let mask = e.bitcast(target, mask);
            code.push(Inst::bare(Op::Store, [variable.id, mask]));
        }
        begin_with(draft, entry_point(inst).function, code);
    }
    draft.entry_points = entry_points;
}

/// Makes inputs private variables of the module.
pub(in super::super) fn privatise(draft: &mut Draft, variables: &[u32]) {
    let class = StorageClass::Private as u32;
    for &variable in variables {
        let target = draft.pointee(draft.type_of(variable));
        let pointer = draft.pointer(class, target);
        if let Some(inst) = draft.global_mut(variable) {
            inst.ty = pointer;
            inst.args = vec![class];
        }
        draft.set_type(variable, pointer);
        draft.annotations.remove(variable, |_| true);
    }
    if variables.is_empty() {
        return;
    }
    draft.rewrite(|draft, mut inst, out| {
        let chains = matches!(
            inst.op,
            Op::AccessChain | Op::InBoundsAccessChain | Op::CopyObject
        );
        if chains && variables.contains(&inst.arg(0)) {
            let target = draft.pointee(inst.ty);
            inst.ty = draft.pointer(class, target);
            draft.set_type(inst.id, inst.ty);
        }
        out.push(inst);
    });
}

/// Takes variables out of the interface of an entry point, which has no private ones before
/// SPIR-V 1.4; those that were in it are returned.
pub(in super::super) fn leave_interface(inst: &mut Inst, variables: &[u32]) -> Vec<u32> {
    let interface = entry_point(inst).interface;
    let kept = inst.args.len().min(interface);
    let (gone, stays) = inst
        .args
        .split_off(kept)
        .into_iter()
        .partition(|id| variables.contains(id));
    let stays: Vec<u32> = stays;
    inst.args.extend(stays);
    gone
}

/// Puts code behind the variables of a function.
pub(super) fn begin_with(draft: &mut Draft, function: u32, code: Vec<Inst>) {
    let mut functions = draft.functions.iter_mut();
    if let Some(function) = functions.find(|each| each.def.id == function) {
        function.begin_with(code);
    }
}

fn mask(e: &mut Emit<'_>, inputs: &mut Inputs, built_in: BuiltIn) -> u32 {
    let uint = e.draft.int_type(false);
    let one = e.draft.uint(1);
    let lane = inputs.read(e, BuiltIn::SubgroupLocalInvocationId);
    let lower = below(e, lane);
    let next = e.op(Op::IAdd, uint, &[lane, one]);
    let lower_or_self = below(e, next);
    let ty = e.draft.type_of(lower);
    let mut without = |e: &mut Emit<'_>, left_out: u32| {
        let size = inputs.read(e, BuiltIn::SubgroupSize);
        let all = below(e, size);
        e.op(Op::BitwiseXor, ty, &[all, left_out])
    };
    match built_in {
        BuiltIn::SubgroupGeMask => without(e, lower),
        BuiltIn::SubgroupGtMask => without(e, lower_or_self),
        BuiltIn::SubgroupLeMask => lower_or_self,
        BuiltIn::SubgroupLtMask => lower,
        _ => e.op(Op::BitwiseXor, ty, &[lower_or_self, lower]),
    }
}

/// A vector of four words with the lowest `count` bits set; `count` is at most 128.
pub(super) fn below(e: &mut Emit<'_>, count: u32) -> u32 {
    let uint = e.draft.int_type(false);
    let flag = e.draft.bool_type();
    let vector = e.draft.define(Op::TypeVector, 0, [uint, 4]);
    let [zero, one, all, width] = [0, 1, u32::MAX, 32].map(|value| e.draft.uint(value));
    let words: Vec<u32> = (0..4)
        .map(|word| {
            let (start, end) = (e.draft.uint(word * 32), e.draft.uint(word * 32 + 32));
            let is_full = e.op(Op::UGreaterThanEqual, flag, &[count, end]);
            let is_empty = e.op(Op::ULessThanEqual, flag, &[count, start]);
            // From 1 to 31 where it matters, and never a shift by the width or more.
            let rest = e.op(Op::ISub, uint, &[count, start]);
            let rest = e.op(Op::UMod, uint, &[rest, width]);
            let bit = e.op(Op::ShiftLeftLogical, uint, &[one, rest]);
            let some = e.op(Op::ISub, uint, &[bit, one]);
            let some = e.op(Op::Select, uint, &[is_empty, zero, some]);
            e.op(Op::Select, uint, &[is_full, all, some])
        })
        .collect();
    e.op(Op::CompositeConstruct, vector, &words)
}
