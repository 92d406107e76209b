//! Built-in outputs that only say how finely to work, and outputs that begin with a value.

use rspirv::spirv::{BuiltIn, Decoration, Op, StorageClass};

use super::draft::{Draft, Inst, entry_point};
use super::subgroup::{leave_interface, privatise};
use super::{Note, Settings};

/// Makes the shading rate of a primitive a variable that nobody reads.
pub(super) fn leave_out_rates(draft: &mut Draft, _: Settings) {
    let rates: Vec<u32> = draft
        .variables()
        .into_iter()
        .filter(|variable| {
            let rate = BuiltIn::PrimitiveShadingRateKHR as u32;
            variable.is(StorageClass::Output)
                && draft.number(variable.id, Decoration::BuiltIn) == Some(rate)
        })
        .map(|variable| variable.id)
        .collect();
    if rates.is_empty() {
        return;
    }
    privatise(draft, &rates);
    let mut entry_points = std::mem::take(&mut draft.entry_points);
    for inst in &mut entry_points {
        leave_interface(inst, &rates);
    }
    draft.entry_points = entry_points;
    draft.note(Note::promise(
        "the shading rate of primitives is left out",
        "they are shaded at the rate that the pipeline sets",
    ));
}

/// Writes the first values of outputs where the entry point begins: naga forgets them.
pub(super) fn store_first_values(draft: &mut Draft, _: Settings) {
    let first: Vec<(u32, u32)> = draft
        .globals
        .iter()
        .filter(|inst| inst.op == Op::Variable && inst.arg(0) == StorageClass::Output as u32)
        .filter_map(|inst| Some((inst.id, *inst.args.get(1)?)))
        .collect();
    if first.is_empty() {
        return;
    }
    for (variable, _) in &first {
        if let Some(inst) = draft.global_mut(*variable) {
            inst.args.truncate(1);
        }
    }
    let mut begun: Vec<(u32, u32)> = Vec::new();
    for inst in &draft.entry_points {
        let entry = entry_point(inst);
        let interface = inst.args.get(entry.interface..).unwrap_or_default();
        for &(variable, value) in &first {
            if !interface.contains(&variable) || begun.contains(&(entry.function, variable)) {
                continue;
            }
            begun.push((entry.function, variable));
            let mut functions = draft.functions.iter_mut();
            let function = functions.find(|each| each.def.id == entry.function);
            let Some(block) = function.and_then(|each| each.blocks.first_mut()) else {
                continue;
            };
            let is_variable = |inst: &&Inst| inst.op == Op::Variable;
            let at = block.insts.iter().take_while(is_variable).count();
            let store = Inst::bare(Op::Store, [variable, value]);
            block.insts.insert(at, store);
        }
    }
}
