//! Local variables and parameters that hold textures and samplers, as glslang writes HLSL's.
//!
//! HLSL passes textures and samplers by value, and glslang copies each into a variable of the caller, to
//! which the function gets a pointer. Nothing but such copies is ever written to these variables, so what
//! was copied takes their place, and the parameters are what GLSL's are: pointers to resources.

use std::collections::{HashMap, HashSet};

use rspirv::spirv::{Op, StorageClass};

use super::Settings;
use super::draft::{Draft, Function, rename};

/// Takes what was copied for each such variable; leaves a module alone in which one holds several.
pub(super) fn forward(draft: &mut Draft, _: Settings) {
    let class = StorageClass::Function as u32;
    let pointers: HashMap<u32, u32> = draft
        .globals
        .iter()
        .filter(|inst| inst.op == Op::TypePointer && inst.arg(0) == class)
        .filter(|inst| is_opaque(draft, inst.arg(1)))
        .map(|inst| (inst.id, inst.arg(1)))
        .collect();
    if pointers.is_empty() {
        return;
    }
    let mut held = HashMap::new();
    for function in &draft.functions {
        if copied(function, &pointers, &mut held).is_none() {
            return;
        }
    }
    let held = followed(&held);
    draft.rewrite(|_, mut inst, out| {
        let is_copy = inst.op == Op::Store && held.contains_key(&inst.arg(0));
        if held.contains_key(&inst.id) || is_copy {
            return;
        }
        rename(&mut inst, &held);
        out.push(inst);
    });
    draft.forget_all(&held.into_keys().collect());
    let renamed = pointers
        .into_iter()
        .map(|(old, target)| {
            let new = draft.pointer(StorageClass::UniformConstant as u32, target);
            (old, new)
        })
        .collect();
    draft.replace_types(renamed);
}

/// Whether it is a texture or a sampler, or an array of them.
fn is_opaque(draft: &Draft, ty: u32) -> bool {
    let mut at = ty;
    // Types do not contain themselves, and are no deeper than they are many.
    for _ in 0..draft.globals.len() {
        match draft.global(at) {
            Some(inst) if matches!(inst.op, Op::TypeArray | Op::TypeRuntimeArray) => {
                at = inst.arg(0);
            }
            Some(inst) => {
                return matches!(
                    inst.op,
                    Op::TypeImage | Op::TypeSampler | Op::TypeSampledImage
                );
            }
            None => return false,
        }
    }
    false
}

/// Notes where the content of each such variable of a function was loaded from; `None` if one is written
/// more than once, or with something else.
fn copied(
    function: &Function,
    pointers: &HashMap<u32, u32>,
    held: &mut HashMap<u32, u32>,
) -> Option<()> {
    let variables: HashSet<u32> = function
        .insts()
        .filter(|inst| inst.op == Op::Variable && pointers.contains_key(&inst.ty))
        .map(|inst| inst.id)
        .collect();
    let loads: HashMap<u32, u32> = function
        .insts()
        .filter(|inst| inst.op == Op::Load)
        .map(|inst| (inst.id, inst.arg(0)))
        .collect();
    let parameters: HashSet<u32> = function
        .params
        .iter()
        .filter(|param| pointers.contains_key(&param.ty))
        .map(|param| param.id)
        .collect();
    for inst in function.insts().filter(|inst| inst.op == Op::Store) {
        let to = inst.arg(0);
        if parameters.contains(&to) {
            return None;
        }
        if !variables.contains(&to) {
            continue;
        }
        let from = *loads.get(&inst.arg(1))?;
        if held.insert(to, from).is_some_and(|before| before != from) {
            return None;
        }
    }
    let all_known = variables.iter().all(|variable| held.contains_key(variable));
    all_known.then_some(())
}

/// What is behind copies of copies.
fn followed(held: &HashMap<u32, u32>) -> HashMap<u32, u32> {
    held.iter()
        .map(|(&variable, &from)| {
            let mut at = from;
            for _ in 0..held.len() {
                match held.get(&at) {
                    Some(&next) => at = next,
                    None => break,
                }
            }
            (variable, at)
        })
        .collect()
}
