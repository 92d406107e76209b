//! The numbers of invocations and subgroups where naga does not take them as built-ins.
//!
//! naga has them only in workgroups of one dimension. Elsewhere they are counted when the entry
//! point begins: then all invocations of the subgroup are active, and stand in the order of their
//! numbers.

use std::collections::HashMap;

use rspirv::spirv::{
    BuiltIn, Decoration, ExecutionMode, ExecutionModel, GroupOperation, Op, Scope, StorageClass,
};

use super::super::Note;
use super::super::Settings;
use super::super::draft::{Draft, Inst, entry_point};
use super::super::emit::Emit;
use super::masks::{begin_with, leave_interface, privatise};

const COUNTED: &[BuiltIn] = &[BuiltIn::SubgroupLocalInvocationId, BuiltIn::SubgroupId];

/// Counts invocations and subgroups.
pub(in super::super) fn count(draft: &mut Draft, _: Settings) {
    let built_ins: HashMap<u32, BuiltIn> = draft
        .variables()
        .into_iter()
        .filter(|variable| variable.is(StorageClass::Input))
        .filter_map(|variable| {
            let number = draft.number(variable.id, Decoration::BuiltIn)?;
            let built_in = BuiltIn::from_u32(number).filter(|it| COUNTED.contains(it))?;
            Some((variable.id, built_in))
        })
        .collect();
    let needs = draft.entry_points.iter().any(|inst| {
        let interface = entry_point(inst).interface;
        let named = inst.args.get(interface..).unwrap_or_default();
        must_count(draft, inst) && named.iter().any(|id| built_ins.contains_key(id))
    });
    if !needs {
        return;
    }
    let mut ids: Vec<u32> = built_ins.keys().copied().collect();
    ids.sort_unstable();
    privatise(draft, &ids);
    let mut entry_points = std::mem::take(&mut draft.entry_points);
    // What is still read as a built-in, for all entry points of one dimension together.
    let mut inputs: HashMap<BuiltIn, u32> = HashMap::new();
    for inst in &mut entry_points {
        let counts = must_count(draft, inst);
        let mut code = Vec::new();
        for id in leave_interface(inst, &ids) {
            let Some(&built_in) = built_ins.get(&id) else {
                continue;
            };
            let value = if counts {
                counted(draft, inst, &mut code, built_in)
            } else {
                read(draft, inst, &mut code, &mut inputs, built_in)
            };
            let target = draft.pointee(draft.type_of(id));
            let mut e = Emit {
                draft,
                out: &mut code,
            };
            let value = e.bitcast(target, value);
            code.push(Inst::bare(Op::Store, [id, value]));
        }
        if counts && !code.is_empty() {
            let entry = entry_point(inst);
            draft.note(Note::promise(
                format!(
                    "the numbers of the invocations in their subgroups are counted when `{}` begins",
                    entry.name
                ),
                "they are those of the device where a subgroup is filled from its first invocation on, as all known devices do it",
            ));
        }
        begin_with(draft, entry_point(inst).function, code);
    }
    draft.entry_points = entry_points;
}

/// Whether naga does not take the built-ins in an entry point.
fn must_count(draft: &Draft, inst: &Inst) -> bool {
    let entry = entry_point(inst);
    if entry.model == ExecutionModel::Vertex as u32 {
        return true;
    }
    if entry.model != ExecutionModel::GLCompute as u32 {
        return false;
    }
    let constant = draft.annotations.iter().find_map(|decoration| {
        let is_size = decoration.op == Op::Decorate
            && decoration.arg(1) == Decoration::BuiltIn as u32
            && decoration.arg(2) == BuiltIn::WorkgroupSize as u32;
        let size = draft.global(decoration.arg(0)).filter(|_| is_size)?;
        let part = |index| draft.constant_value(size.arg(index));
        Some([part(1)?, part(2)?])
    });
    let mode = draft.modes.iter().find(|mode| {
        mode.arg(0) == entry.function
            && mode.op == Op::ExecutionMode
            && mode.arg(1) == ExecutionMode::LocalSize as u32
    });
    let size = constant.or_else(|| mode.map(|mode| [mode.arg(3), mode.arg(4)]));
    size.is_some_and(|size| size.iter().any(|&size| size > 1))
}

/// The number of this invocation, or of its subgroup, counted.
fn counted(draft: &mut Draft, inst: &mut Inst, code: &mut Vec<Inst>, built_in: BuiltIn) -> u32 {
    let uint = draft.int_type(false);
    let (scope, one) = (draft.uint(Scope::Subgroup as u32), draft.uint(1));
    if built_in == BuiltIn::SubgroupId {
        // Subgroups are filled in the order of the invocations, as HLSL has it.
        let index = own_input(draft, inst, BuiltIn::LocalInvocationIndex);
        let size = own_input(draft, inst, BuiltIn::SubgroupSize);
        let mut e = Emit { draft, out: code };
        let index = load(&mut e, index);
        let first = e.op(Op::GroupNonUniformBroadcastFirst, uint, &[scope, index]);
        let size = load(&mut e, size);
        return e.op(Op::UDiv, uint, &[first, size]);
    }
    let mut e = Emit { draft, out: code };
    let scan = GroupOperation::ExclusiveScan as u32;
    e.op(Op::GroupNonUniformIAdd, uint, &[scope, scan, one])
}

/// An integer input, unsigned.
fn load(e: &mut Emit<'_>, variable: u32) -> u32 {
    let target = e.draft.pointee(e.draft.type_of(variable));
    let loaded = e.op(Op::Load, target, &[variable]);
    let uint = e.draft.int_type(false);
    e.bitcast(uint, loaded)
}

/// The number as the device gives it.
fn read(
    draft: &mut Draft,
    inst: &mut Inst,
    code: &mut Vec<Inst>,
    inputs: &mut HashMap<BuiltIn, u32>,
    built_in: BuiltIn,
) -> u32 {
    let uint = draft.int_type(false);
    let variable = match inputs.get(&built_in) {
        Some(&variable) => variable,
        None => {
            let variable = draft.add_variable(StorageClass::Input, uint);
            draft.decorate(variable, Decoration::BuiltIn, &[built_in as u32]);
            inputs.insert(built_in, variable);
            variable
        }
    };
    inst.args.push(variable);
    Emit { draft, out: code }.op(Op::Load, uint, &[variable])
}

/// A built-in of an entry point: the variable that it has, or a new one.
fn own_input(draft: &mut Draft, inst: &mut Inst, built_in: BuiltIn) -> u32 {
    let found = draft.variables().into_iter().find(|variable| {
        variable.is(StorageClass::Input)
            && draft.number(variable.id, Decoration::BuiltIn) == Some(built_in as u32)
    });
    let id = match found {
        Some(variable) => variable.id,
        None => {
            let uint = draft.int_type(false);
            let id = draft.add_variable(StorageClass::Input, uint);
            draft.decorate(id, Decoration::BuiltIn, &[built_in as u32]);
            id
        }
    };
    let interface = entry_point(inst).interface;
    let named = inst.args.get(interface..).unwrap_or_default();
    if !named.contains(&id) {
        inst.args.push(id);
    }
    id
}
