//! Integers divided by specialisation constants that are zero.
//!
//! SPIR-V allows it: such a module waits for other values. naga refuses a divisor that is zero when the
//! values are known, so it becomes one that is only known at run time.

use std::collections::{HashMap, HashSet};

use rspirv::spirv::{Op, StorageClass};

use super::Note;
use super::draft::{Draft, Function, Inst};
use super::spec::{Value, evaluate};
use crate::codes;

/// Reads the divisors among constants from variables, where a part of one is zero. They may be what is yet to
/// be computed in the functions.
pub(super) fn load(draft: &mut Draft, constants: &HashSet<u32>) {
    let divisors: HashSet<u32> = draft
        .functions
        .iter()
        .flat_map(Function::insts)
        .filter(|inst| divides(inst.op))
        .map(|inst| inst.arg(1))
        .filter(|&id| depends_on(draft, id, constants) && has_zero(draft, id))
        .collect();
    if divisors.is_empty() {
        return;
    }
    let private = StorageClass::Private as u32;
    let mut variables: HashMap<u32, u32> = HashMap::new();
    let mut sorted: Vec<u32> = divisors.into_iter().collect();
    sorted.sort_unstable();
    for id in sorted {
        let ty = draft.type_of(id);
        let pointer = draft.pointer(private, ty);
        let variable = draft.add_global(Op::Variable, pointer, [private]);
        draft.set_name(variable, "divisor");
        variables.insert(id, variable);
    }
    draft.rewrite(|draft, mut inst, out| {
        if divides(inst.op)
            && let Some(&variable) = variables.get(&inst.arg(1))
        {
            let ty = draft.type_of(inst.arg(1));
            let loaded = draft.value(ty);
            out.push(Inst::bare(Op::Store, [variable, inst.arg(1)]));
            out.push(Inst::new(Op::Load, ty, loaded, [variable]));
            if let Some(divisor) = inst.args.get_mut(1) {
                *divisor = loaded;
            }
        }
        out.push(inst);
    });
    draft.note(Note {
        detail: Some("the result is not defined; give the constants other values"),
        ..Note::new(
            codes::SPIRV_CONSTANT_FROZEN,
            true,
            "an integer is divided by zero, as specialisation constants have it",
        )
    });
}

fn divides(op: Op) -> bool {
    matches!(op, Op::UDiv | Op::SDiv | Op::UMod | Op::SRem | Op::SMod)
}

/// Whether a constant is one of some, or composed of them.
fn depends_on(draft: &Draft, id: u32, constants: &HashSet<u32>) -> bool {
    let is_composed = || {
        draft.global(id).is_some_and(|inst| {
            inst.op == Op::ConstantComposite
                && inst.args.iter().any(|part| constants.contains(part))
        })
    };
    constants.contains(&id) || is_composed()
}

/// Whether a constant is zero, or a vector with one.
fn has_zero(draft: &Draft, id: u32) -> bool {
    match evaluate(draft, id, 0) {
        Some(Value::Bits(bits)) => bits == 0,
        Some(Value::Parts(parts)) => parts.contains(&Value::Bits(0)),
        None => false,
    }
}
