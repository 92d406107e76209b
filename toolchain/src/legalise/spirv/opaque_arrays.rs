//! Arrays of textures or samplers that a function has for itself and indexes with constants, as structs with such in
//! arrays leave them: a variable for each element.

use std::collections::HashMap;

use rspirv::spirv::{Op, StorageClass};

use super::Settings;
use super::draft::{Draft, Function, Inst, rename};
use super::opaque_locals::is_opaque;

/// A longer array is left alone.
const LONGEST: u32 = 64;

/// Makes them variables.
pub(super) fn split(draft: &mut Draft, _: Settings) {
    let mut functions = std::mem::take(&mut draft.functions);
    for function in &mut functions {
        let arrays = arrays(draft, function);
        if !arrays.is_empty() {
            split_in(draft, function, &arrays);
        }
    }
    draft.functions = functions;
}

/// The arrays of a function that are only indexed, with constants, and what they are of.
fn arrays(draft: &Draft, function: &Function) -> HashMap<u32, (u32, u32)> {
    let mut found: HashMap<u32, (u32, u32)> = HashMap::new();
    let function_class = StorageClass::Function as u32;
    for inst in function.blocks.iter().take(1).flat_map(|b| &b.insts) {
        if inst.op == Op::Variable
            && let Some((class, ty)) = draft.pointer_parts(inst.ty)
            && class == function_class
            && let Some((element, length)) = draft.array_parts(ty)
            && length <= LONGEST
            && is_opaque(draft, element)
            && draft.array_parts(element).is_none()
        {
            found.insert(inst.id, (element, length));
        }
    }
    if found.is_empty() {
        return found;
    }
    for inst in function.insts().filter(|inst| inst.op != Op::Variable) {
        if let Some((_, length)) = found.get(&inst.arg(0))
            && index(draft, inst).is_some_and(|index| index < *length)
        {
            continue;
        }
        for arg in &inst.args {
            found.remove(arg);
        }
    }
    found
}

/// The index of an access by one constant.
fn index(draft: &Draft, inst: &Inst) -> Option<u32> {
    let is_access = matches!(inst.op, Op::AccessChain | Op::InBoundsAccessChain);
    (is_access && inst.args.len() == 2)
        .then(|| draft.constant_value(inst.arg(1)))
        .flatten()
}

fn split_in(draft: &mut Draft, function: &mut Function, arrays: &HashMap<u32, (u32, u32)>) {
    let class = StorageClass::Function as u32;
    let mut elements: HashMap<(u32, u32), u32> = HashMap::new();
    let mut variables = Vec::new();
    let mut renamed: HashMap<u32, u32> = HashMap::new();
    for block in &mut function.blocks {
        block.insts.retain_mut(|inst| {
            let known = arrays.get(&inst.arg(0));
            let Some((&(element, _), index)) = known.zip(index(draft, inst)) else {
                rename(inst, &renamed);
                return !arrays.contains_key(&inst.id);
            };
            let array = inst.arg(0);
            let variable = *elements.entry((array, index)).or_insert_with(|| {
                let pointer = draft.pointer(class, element);
                let variable = draft.value(pointer);
                variables.push(Inst::new(Op::Variable, pointer, variable, [class]));
                variable
            });
            renamed.insert(inst.id, variable);
            false
        });
    }
    function.begin_with(variables);
    draft.forget_all(&renamed.into_keys().chain(arrays.keys().copied()).collect());
}
