//! Entry points and what they reach.

use std::collections::{BTreeMap, HashMap, HashSet};

use rspirv::spirv::{ExecutionModel, FunctionControl, Op};

use super::draft::{Block, Draft, Function, Inst, entry_point};
use super::shape::each_id;
use super::{Note, Settings};
use crate::codes;

/// The stages naga has.
const STAGES: &[ExecutionModel] = &[
    ExecutionModel::Vertex,
    ExecutionModel::Fragment,
    ExecutionModel::GLCompute,
];

/// Leaves out entry points of other stages where there are also some of ours, gives each a
/// function of its own, and drops what none of them reaches.
pub(super) fn tidy(draft: &mut Draft, _: Settings) {
    if draft.entry_points.is_empty() {
        return;
    }
    let is_ours = |inst: &Inst| {
        ExecutionModel::from_u32(inst.arg(0)).is_some_and(|model| STAGES.contains(&model))
    };
    if draft.entry_points.iter().any(is_ours) {
        let (kept, dropped): (Vec<Inst>, Vec<Inst>) = std::mem::take(&mut draft.entry_points)
            .into_iter()
            .partition(is_ours);
        draft.entry_points = kept;
        for inst in dropped {
            let entry = entry_point(&inst);
            let what = draft
                .unread_stages
                .clone()
                .filter(|_| super::mesh::is_read(entry.model))
                .unwrap_or_else(|| format!("{} are", super::outside::stage_name(entry.model)));
            draft.note(Note::new(
                codes::SPIRV_ENTRY_POINT_DROPPED,
                true,
                format!(
                    "the entry point `{}` is left out: {what} not supported",
                    entry.name
                ),
            ));
        }
    }
    share_nothing(draft);
    drop_dead(draft);
}

/// A function that is the start of two entry points is called by a new one for the second.
fn share_nothing(draft: &mut Draft) {
    let mut seen = HashSet::new();
    let repeats = |inst: &Inst| !seen.insert(entry_point(inst).function);
    if !draft.entry_points.iter().any(repeats) {
        return;
    }
    let mut seen = HashSet::new();
    let mut entry_points = std::mem::take(&mut draft.entry_points);
    let defs: HashMap<u32, Inst> = draft
        .functions
        .iter()
        .map(|function| (function.def.id, function.def.clone()))
        .collect();
    // By function: of modes of one kind the last, as many as there are kinds.
    let mut modes: HashMap<u32, BTreeMap<u32, Inst>> = HashMap::new();
    for mode in &draft.modes {
        let of_function = modes.entry(mode.arg(0)).or_default();
        of_function.insert(mode.arg(1), mode.clone());
    }
    for inst in &mut entry_points {
        let entry = entry_point(inst);
        if seen.insert(entry.function) {
            continue;
        }
        let Some(def) = defs.get(&entry.function) else {
            continue;
        };
        let (id, call) = (draft.fresh(), draft.value(def.ty));
        let label = draft.fresh();
        draft.functions.push(Function {
            def: Inst::new(
                Op::Function,
                def.ty,
                id,
                [FunctionControl::NONE.bits(), def.arg(1)],
            ),
            params: Vec::new(),
            blocks: vec![Block {
                label,
                insts: vec![
                    Inst::new(Op::FunctionCall, def.ty, call, [entry.function]),
                    Inst::bare(Op::Return, []),
                ],
            }],
        });
        // Modes of the second entry point name the same function, so both have all of them.
        for mode in modes.get(&entry.function).into_iter().flatten() {
            let mut mode = mode.1.clone();
            if let Some(function) = mode.args.first_mut() {
                *function = id;
            }
            draft.modes.push(mode);
        }
        if let Some(function) = inst.args.get_mut(1) {
            *function = id;
        }
    }
    draft.entry_points = entry_points;
}

/// Takes out functions that no entry point calls, and what only they need.
fn drop_dead(draft: &mut Draft) {
    let mut live: HashSet<u32> = HashSet::new();
    let by_id: HashMap<u32, &Function> = draft
        .functions
        .iter()
        .map(|function| (function.def.id, function))
        .collect();
    let mut queue: Vec<u32> = draft.entry_points.iter().map(|inst| inst.arg(1)).collect();
    while let Some(function) = queue.pop() {
        if !live.insert(function) {
            continue;
        }
        if let Some(function) = by_id.get(&function) {
            queue.extend(
                function
                    .insts()
                    .filter(|inst| inst.op == Op::FunctionCall)
                    .map(|inst| inst.arg(0)),
            );
        }
    }
    draft
        .functions
        .retain(|function| live.contains(&function.def.id));
    draft.modes.retain(|mode| live.contains(&mode.arg(0)));

    let mut needed: HashSet<u32> = live;
    let mut queue: Vec<u32> = Vec::new();
    let need = |inst: &Inst, queue: &mut Vec<u32>| {
        queue.push(inst.ty);
        each_id(inst.op, &inst.args, false, |at| queue.push(inst.arg(at)));
    };
    // The interface stays even where it is not used: it says what the stage passes on.
    for inst in draft.entry_points.iter().chain(&draft.modes) {
        need(inst, &mut queue);
    }
    for function in &draft.functions {
        need(&function.def, &mut queue);
        for inst in function.params.iter().chain(function.insts()) {
            need(inst, &mut queue);
            needed.insert(inst.id);
        }
        needed.extend(function.blocks.iter().map(|block| block.label));
    }
    // Constants that are specialised, or the workgroup size, count although nothing names them.
    queue.extend(draft.annotations.iter().filter_map(|inst| {
        let kind = rspirv::spirv::Decoration::from_u32(inst.arg(1))?;
        let keeps = matches!(
            kind,
            rspirv::spirv::Decoration::SpecId | rspirv::spirv::Decoration::BuiltIn
        );
        let is_constant = draft
            .op_of(inst.arg(0))
            .is_some_and(|op| op != Op::Variable);
        (inst.op == Op::Decorate && keeps && is_constant).then(|| inst.arg(0))
    }));
    while let Some(id) = queue.pop() {
        if needed.insert(id)
            && let Some(inst) = draft.global(id)
        {
            need(inst, &mut queue);
        }
    }
    needed.extend(draft.imports.iter().map(|inst| inst.id));
    let dead: Vec<u32> = draft
        .globals
        .iter()
        .filter(|inst| inst.id != 0 && !needed.contains(&inst.id))
        .map(|inst| inst.id)
        .collect();
    draft.drop_globals(&dead);
    draft.names.retain(|inst| needed.contains(&inst.arg(0)));
    draft
        .annotations
        .retain(|inst| needed.contains(&inst.arg(0)));
}
