//! Constants and types that naga does not hold.

use std::collections::{HashMap, HashSet};

use rspirv::spirv::{Op, StorageClass};

use super::Settings;
use super::draft::{Draft, Inst, rename};
use super::shape::each_id;

/// Gives structs without members one.
pub(super) fn fill_empty_structs(draft: &mut Draft, _: Settings) {
    let empty: HashSet<u32> = draft
        .globals
        .iter()
        .filter(|inst| inst.op == Op::TypeStruct && inst.args.is_empty())
        .map(|inst| inst.id)
        .collect();
    if empty.is_empty() {
        return;
    }
    let uint = draft.int_type(false);
    let zero = draft.constant(uint, 0);
    for &id in &empty {
        if let Some(inst) = draft.global_mut(id) {
            inst.args.push(uint);
        }
        draft.set_member_name(id, 0, "unused");
    }
    for inst in &mut draft.globals {
        if matches!(inst.op, Op::ConstantComposite | Op::SpecConstantComposite)
            && empty.contains(&inst.ty)
        {
            inst.args.push(zero);
        }
    }
    draft.rewrite(|_, mut inst, out| {
        if inst.op == Op::CompositeConstruct && empty.contains(&inst.ty) {
            inst.args.push(zero);
        }
        out.push(inst);
    });
}

/// Infinite constants, and those that are no number, are put together from their bits at run
/// time: no target of naga takes them as constants.
pub(super) fn compute_infinities(draft: &mut Draft, _: Settings) {
    let special: Vec<Inst> = draft
        .globals
        .iter()
        .filter(|inst| inst.op == Op::Constant && is_special(draft, inst))
        .cloned()
        .collect();
    if special.is_empty() {
        return;
    }
    let ids: HashSet<u32> = special.iter().map(|inst| inst.id).collect();
    // Composites of such constants are put together at run time, too.
    let mut composites: Vec<Inst> = Vec::new();
    let mut all = ids.clone();
    for inst in &draft.globals {
        if inst.op == Op::ConstantComposite && inst.args.iter().any(|id| all.contains(id)) {
            composites.push(inst.clone());
            all.insert(inst.id);
        }
    }
    // A variable with an initial value of this kind is left to naga.
    let fixed = draft
        .globals
        .iter()
        .any(|inst| inst.op == Op::Variable && inst.args.iter().skip(1).any(|id| all.contains(id)));
    if fixed {
        return;
    }
    let uint = draft.int_type(false);
    let private = StorageClass::Private as u32;
    let pointer = draft.pointer(private, uint);
    let mut sources: HashMap<u32, u32> = HashMap::new();
    for inst in &special {
        let bits = draft.constant(uint, inst.arg(0));
        let variable = draft.add_global(Op::Variable, pointer, [private, bits]);
        draft.set_name(variable, "special_number");
        sources.insert(inst.id, variable);
    }
    let mut functions = std::mem::take(&mut draft.functions);
    for function in &mut functions {
        let mut wanted: HashSet<u32> = HashSet::new();
        for inst in function.insts() {
            each_id(inst.op, &inst.args, false, |at| {
                wanted.extend(Some(inst.arg(at)).filter(|id| all.contains(id)));
            });
        }
        for composite in composites.iter().rev() {
            if wanted.contains(&composite.id) {
                wanted.extend(composite.args.iter().filter(|id| all.contains(id)));
            }
        }
        let mut here: HashMap<u32, u32> = HashMap::new();
        let mut added = Vec::new();
        for inst in special.iter().filter(|inst| wanted.contains(&inst.id)) {
            let Some(&source) = sources.get(&inst.id) else {
                continue;
            };
            let (bits, value) = (draft.value(uint), draft.value(inst.ty));
            added.push(Inst::new(Op::Load, uint, bits, [source]));
            added.push(Inst::new(Op::Bitcast, inst.ty, value, [bits]));
            here.insert(inst.id, value);
        }
        for inst in composites.iter().filter(|inst| wanted.contains(&inst.id)) {
            let mut made = inst.clone();
            made.op = Op::CompositeConstruct;
            rename(&mut made, &here);
            made.id = draft.value(inst.ty);
            here.insert(inst.id, made.id);
            added.push(made);
        }
        if added.is_empty() {
            continue;
        }
        for inst in function
            .blocks
            .iter_mut()
            .flat_map(|block| &mut block.insts)
        {
            rename(inst, &here);
        }
        if let Some(first) = function.blocks.first_mut() {
            let at = first
                .insts
                .iter()
                .position(|inst| inst.op != Op::Variable)
                .unwrap_or(first.insts.len());
            first.insts.splice(at..at, added);
        }
    }
    functions.append(&mut draft.functions);
    draft.functions = functions;
    for id in composites.iter().rev().map(|inst| inst.id).chain(ids) {
        draft.remove_global(id);
    }
}

/// Whether a 32-bit float is infinite or no number.
fn is_special(draft: &Draft, inst: &Inst) -> bool {
    draft.op_of(inst.ty) == Some(Op::TypeFloat)
        && draft.float(inst.ty) == Some(32)
        && !f32::from_bits(inst.arg(0)).is_finite()
}
