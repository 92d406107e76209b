//! Arrays of buffers.

use std::collections::{HashMap, HashSet};

use rspirv::spirv::{Decoration, Op, StorageClass};

use super::Settings;
use super::draft::Draft;
use super::marker::Repair;

/// What stands for the length of an array without one until naga has read the module.
const STAND_IN: u32 = 1024;

/// Tells apart an array of buffers from a buffer that is an array: naga reads both as the latter.
pub(super) fn find_arrays(draft: &mut Draft, _: Settings) {
    for variable in draft.variables() {
        if !variable.is(StorageClass::Uniform) && !variable.is(StorageClass::StorageBuffer) {
            continue;
        }
        let array = draft.pointee(variable.pointer);
        let Some(inst) = draft.global(array).cloned() else {
            continue;
        };
        let is_block = [Decoration::Block, Decoration::BufferBlock]
            .into_iter()
            .any(|kind| draft.decoration(inst.arg(0), kind).is_some());
        if !is_block || !matches!(inst.op, Op::TypeArray | Op::TypeRuntimeArray) {
            continue;
        }
        // The class of old storage buffers: naga looks behind pointers for it, not into arrays.
        let is_old = draft
            .decoration(inst.arg(0), Decoration::BufferBlock)
            .is_some();
        if is_old && variable.is(StorageClass::Uniform) {
            let class = StorageClass::StorageBuffer as u32;
            let pointer = draft.pointer(class, array);
            if let Some(inst) = draft.global_mut(variable.id) {
                inst.ty = pointer;
                inst.args = vec![class];
            }
            draft.set_type(variable.id, pointer);
            let members = draft.members(inst.arg(0)).map_or(0, <[u32]>::len);
            let read_only = (0..).take(members).all(|member| {
                let kind = Decoration::NonWritable;
                draft.member_decoration(inst.arg(0), member, kind).is_some()
            });
            if read_only
                && draft
                    .decoration(variable.id, Decoration::NonWritable)
                    .is_none()
            {
                draft.decorate(variable.id, Decoration::NonWritable, &[]);
            }
        }
        let unbounded = inst.op == Op::TypeRuntimeArray;
        if unbounded {
            let length = draft.uint(STAND_IN);
            if let Some(inst) = draft.global_mut(array) {
                inst.op = Op::TypeArray;
                inst.args.push(length);
            }
        }
        draft.repairs.push(Repair::BindingArray {
            variable: variable.id,
            unbounded,
        });
    }
}

/// Gives the structs of old storage buffers (`BufferBlock`) names that no other struct has. To naga
/// structs of one name with the same members are one, and everything of such a struct would be a
/// storage buffer: uniform blocks, constants that are pushed, and variables.
pub(super) fn tell_apart(draft: &mut Draft, _: Settings) {
    let old: HashSet<u32> = draft
        .annotations
        .iter()
        .filter(|inst| inst.op == Op::Decorate && inst.arg(1) == Decoration::BufferBlock as u32)
        .map(|inst| inst.arg(0))
        .collect();
    if old.is_empty() {
        return;
    }
    let mut names: HashMap<u32, &[u32]> = HashMap::new();
    for inst in draft.names.iter() {
        if inst.op == Op::Name {
            names.insert(inst.arg(0), inst.args.get(1..).unwrap_or_default());
        }
    }
    let unnamed: &[u32] = &[0];
    let mut alike: HashMap<(&[u32], usize), Vec<u32>> = HashMap::new();
    for inst in &draft.globals {
        if inst.op == Op::TypeStruct {
            let name = names.get(&inst.id).copied().unwrap_or(unnamed);
            let found = alike.entry((name, inst.args.len())).or_default();
            found.push(inst.id);
        }
    }
    let clashing: HashSet<u32> = alike
        .into_values()
        .filter(|ids| ids.len() > 1)
        .flatten()
        .filter(|id| old.contains(id))
        .collect();
    if clashing.is_empty() {
        return;
    }
    draft
        .names
        .retain(|inst| !(inst.op == Op::Name && clashing.contains(&inst.arg(0))));
    let ids: Vec<u32> = draft
        .globals
        .iter()
        .map(|inst| inst.id)
        .filter(|id| clashing.contains(id))
        .collect();
    for (number, id) in ids.into_iter().enumerate() {
        draft.set_name(id, &format!("StorageBlock{number}"));
    }
}
