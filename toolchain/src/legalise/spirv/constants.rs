//! Constants that naga does not hold.

use std::collections::{HashMap, HashSet};

use rspirv::spirv::{Op, StorageClass};

use super::Settings;
use super::draft::{Draft, Function, Inst, rename};
use super::shape::each_id;

/// Takes zero for what a function leaves undefined: naga writes the same, and evaluates it twice where
/// something is computed around it.
pub(super) fn fill_undefined(draft: &mut Draft, _: Settings) {
    let undefined: Vec<(u32, u32)> = draft
        .functions
        .iter()
        .flat_map(Function::insts)
        .filter(|inst| inst.op == Op::Undef)
        .map(|inst| (inst.id, inst.ty))
        .filter(|&(_, ty)| {
            matches!(
                draft.op_of(ty),
                Some(
                    Op::TypeBool
                        | Op::TypeInt
                        | Op::TypeFloat
                        | Op::TypeVector
                        | Op::TypeMatrix
                        | Op::TypeArray
                        | Op::TypeStruct
                )
            )
        })
        .collect();
    if undefined.is_empty() {
        return;
    }
    let zeros: HashMap<u32, u32> = undefined
        .into_iter()
        .map(|(id, ty)| (id, draft.define(Op::ConstantNull, ty, [])))
        .collect();
    draft.rewrite(|_, mut inst, out| {
        if !zeros.contains_key(&inst.id) {
            rename(&mut inst, &zeros);
            out.push(inst);
        }
    });
    draft.forget_all(&zeros.into_keys().collect());
}

/// Infinite constants, and those that are no number, are put together from their bits at run
/// time: no target of naga takes them as constants.
pub(super) fn compute_infinities(draft: &mut Draft, _: Settings) {
    let special: Vec<Inst> = draft
        .globals
        .iter()
        .filter(|inst| inst.op == Op::Constant && special_bits(draft, inst).is_some())
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
    let float = draft.float_type();
    let private = StorageClass::Private as u32;
    let pointer = draft.pointer(private, uint);
    let mut sources: HashMap<u32, u32> = HashMap::new();
    for inst in &special {
        let bits = special_bits(draft, inst).unwrap_or_default();
        let bits = draft.constant(uint, bits);
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
            let (bits, mut value) = (draft.value(uint), draft.value(float));
            added.push(Inst::new(Op::Load, uint, bits, [source]));
            added.push(Inst::new(Op::Bitcast, float, value, [bits]));
            if draft.float(inst.ty) != Some(32) {
                let converted = draft.value(inst.ty);
                added.push(Inst::new(Op::FConvert, inst.ty, converted, [value]));
                value = converted;
            }
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
        function.begin_with(added);
    }
    functions.append(&mut draft.functions);
    draft.functions = functions;
    let gone = composites.iter().map(|inst| inst.id).chain(ids).collect();
    draft.remove_globals(&gone);
}

/// The bits as a 32-bit float, of a float that is infinite or no number.
fn special_bits(draft: &Draft, inst: &Inst) -> Option<u32> {
    if draft.op_of(inst.ty) != Some(Op::TypeFloat) {
        return None;
    }
    let bits = match draft.float(inst.ty)? {
        16 => {
            let bits = inst.arg(0);
            let is_special = bits & 0x7c00 == 0x7c00;
            is_special.then_some((bits & 0x8000) << 16 | 0x7f80_0000 | (bits & 0x3ff) << 13)?
        }
        32 => inst.arg(0),
        64 => {
            let number = f64::from_bits(u64::from(inst.arg(1)) << 32 | u64::from(inst.arg(0)));
            let sign = inst.arg(1) & 0x8000_0000;
            let fraction = if number.is_nan() { 0x40_0000 } else { 0 };
            (!number.is_finite()).then_some(sign | 0x7f80_0000 | fraction)?
        }
        _ => return None,
    };
    (!f32::from_bits(bits).is_finite()).then_some(bits)
}
