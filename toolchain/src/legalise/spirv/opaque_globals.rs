//! Variables of the module that hold a texture or a sampler, as glslang makes them of `static` ones of HLSL. They are
//! what is put into them, where that is the same everywhere.

use std::collections::{HashMap, HashSet};

use rspirv::spirv::{Op, StorageClass};

use super::Settings;
use super::draft::{Draft, Function, Inst, entry_point, rename};
use super::opaque_locals::is_opaque;

/// Uses what is put into them in their place; leaves a module alone in which that is not known of all of them.
pub(super) fn forward(draft: &mut Draft, _: Settings) {
    let held: HashSet<u32> = draft
        .variables()
        .into_iter()
        .filter(|variable| variable.is(StorageClass::Private))
        .filter(|variable| is_opaque(draft, draft.pointee(variable.pointer)))
        .map(|variable| variable.id)
        .collect();
    if held.is_empty() {
        return;
    }
    let Some(sources) = sources(draft, &held) else {
        return;
    };
    draft.rewrite(|_, mut inst, out| {
        if inst.op != Op::Store || !held.contains(&inst.arg(0)) {
            rename(&mut inst, &sources);
            out.push(inst);
        }
    });
    unlist(draft, &held);
    draft.remove_globals(&held);
    replace_pointers(draft);
}

/// What is put into each of them.
fn sources(draft: &Draft, held: &HashSet<u32>) -> Option<HashMap<u32, u32>> {
    let mut put: HashMap<u32, u32> = HashMap::new();
    for function in &draft.functions {
        let mut loads: HashMap<u32, u32> = HashMap::new();
        for inst in function.insts() {
            match inst.op {
                Op::Load => {
                    loads.insert(inst.id, inst.arg(0));
                }
                Op::Store if held.contains(&inst.arg(0)) => {
                    let source = *loads.get(&inst.arg(1))?;
                    if *put.entry(inst.arg(0)).or_insert(source) != source {
                        return None;
                    }
                }
                _ => {}
            }
        }
    }
    // One may be put into another.
    let bound = |&variable: &u32| {
        let mut at = variable;
        for _ in 0..=put.len() {
            at = *put.get(&at)?;
            if !held.contains(&at) {
                break;
            }
        }
        let class = draft.global(at).filter(|inst| inst.op == Op::Variable)?;
        (class.arg(0) == StorageClass::UniformConstant as u32).then_some((variable, at))
    };
    // Those that nothing is put into are not needed, unless they are used.
    let is_used = used(&draft.functions);
    let needed = held.iter().filter(|id| is_used.contains(id));
    needed.map(bound).collect()
}

fn used(functions: &[Function]) -> HashSet<u32> {
    let all = functions.iter().flat_map(Function::insts);
    all.flat_map(|inst| inst.args.iter().copied()).collect()
}

/// Pointers into what is bound, where they were into such variables.
fn replace_pointers(draft: &mut Draft) {
    let is_private =
        |inst: &&Inst| inst.op == Op::TypePointer && inst.arg(0) == StorageClass::Private as u32;
    let pointers = draft.globals.iter().filter(is_private);
    let pointers = pointers.filter(|inst| is_opaque(draft, inst.arg(1)));
    let pointers: Vec<(u32, u32)> = pointers.map(|inst| (inst.id, inst.arg(1))).collect();
    let bound = StorageClass::UniformConstant as u32;
    let renamed = pointers
        .into_iter()
        .map(|(pointer, target)| (pointer, draft.pointer(bound, target)))
        .collect();
    draft.replace_types(renamed);
}

/// Takes variables out of the interfaces that list them.
pub(super) fn unlist(draft: &mut Draft, gone: &HashSet<u32>) {
    for inst in &mut draft.entry_points {
        let mut rest = inst.args.split_off(entry_point(inst).interface);
        rest.retain(|id| !gone.contains(id));
        inst.args.extend(rest);
    }
}
