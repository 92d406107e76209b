//! Variables of a function that hold a texture or a sampler, as glslang makes them of HLSL: what a function is called
//! with is copied into one, and functions get pointers to such. They are what was put into them.

use std::collections::{HashMap, HashSet};

use rspirv::spirv::{Op, StorageClass};

use super::Settings;
use super::draft::{Draft, Function, Inst, rename};

/// The types of textures and samplers that are held.
struct Kinds {
    /// Pointers to variables of a function, and those to what is bound that take their place.
    pointers: HashMap<u32, u32>,
    targets: HashSet<u32>,
}

/// Takes what was put into them; leaves a module alone in which that is not known of all of them.
pub(super) fn forward(draft: &mut Draft, _: Settings) {
    let kinds: Vec<(u32, u32)> = draft
        .globals
        .iter()
        .filter(|inst| inst.op == Op::TypePointer && inst.arg(0) == StorageClass::Function as u32)
        .filter(|inst| is_opaque(draft, inst.arg(1)))
        .map(|inst| (inst.id, inst.arg(1)))
        .collect();
    if kinds.is_empty() {
        return;
    }
    let bound = StorageClass::UniformConstant as u32;
    let kinds = Kinds {
        targets: kinds.iter().map(|&(_, target)| target).collect(),
        pointers: kinds
            .into_iter()
            .map(|(pointer, target)| (pointer, draft.pointer(bound, target)))
            .collect(),
    };
    let mut functions = std::mem::take(&mut draft.functions);
    let known: Option<Vec<HashSet<u32>>> = functions
        .iter()
        .map(|function| known(function, &kinds))
        .collect();
    for (function, known) in functions.iter_mut().zip(known.iter().flatten()) {
        forward_in(function, &kinds, known);
    }
    draft.functions = functions;
    if let Some(known) = known {
        draft.forget_all(&known.into_iter().flatten().collect());
        draft.replace_types(kinds.pointers);
    }
}

/// Uses what was put into variables in their place.
fn forward_in(function: &mut Function, kinds: &Kinds, known: &HashSet<u32>) {
    // What each holds so far, and what a texture that was loaded is.
    let mut held: HashMap<u32, u32> = HashMap::new();
    let mut loads: HashMap<u32, u32> = HashMap::new();
    for inst in function
        .blocks
        .iter_mut()
        .flat_map(|block| &mut block.insts)
    {
        match inst.op {
            Op::Variable if known.contains(&inst.id) => *inst = Inst::bare(Op::Nop, []),
            Op::Store if known.contains(&inst.arg(0)) => {
                if let Some(&source) = loads.get(&inst.arg(1)) {
                    held.insert(inst.arg(0), source);
                }
                *inst = Inst::bare(Op::Nop, []);
            }
            _ => rename(inst, &held),
        }
        if inst.op == Op::Load && kinds.targets.contains(&inst.ty) {
            loads.insert(inst.id, inst.arg(0));
        }
    }
    // What was loaded to be put into them: an array, for one, cannot be loaded as a whole.
    let used: HashSet<u32> = function
        .insts()
        .flat_map(|inst| inst.args.iter().copied())
        .collect();
    for block in &mut function.blocks {
        block.insts.retain(|inst| match inst.op {
            Op::Nop => false,
            Op::Load => used.contains(&inst.id) || !loads.contains_key(&inst.id),
            _ => true,
        });
    }
}

/// The variables of a function, if it is known of all what they hold: the same always, or what was put in last as
/// the function begins.
fn known(function: &Function, kinds: &Kinds) -> Option<HashSet<u32>> {
    let mut loads: HashMap<u32, u32> = HashMap::new();
    let mut stores: HashMap<u32, Vec<(usize, Option<u32>)>> = HashMap::new();
    let params: HashSet<u32> = function
        .params
        .iter()
        .filter(|param| kinds.pointers.contains_key(&param.ty))
        .map(|param| param.id)
        .collect();
    for (index, block) in function.blocks.iter().enumerate() {
        for inst in &block.insts {
            match inst.op {
                Op::Variable if kinds.pointers.contains_key(&inst.ty) => {
                    stores.insert(inst.id, Vec::new());
                }
                Op::Load => {
                    loads.insert(inst.id, inst.arg(0));
                }
                // What the function was called with would be another from here on.
                Op::Store if params.contains(&inst.arg(0)) => return None,
                Op::Store => {
                    if let Some(stores) = stores.get_mut(&inst.arg(0)) {
                        stores.push((index, loads.get(&inst.arg(1)).copied()));
                    }
                }
                _ => {}
            }
        }
    }
    let is_known = |stores: &[(usize, Option<u32>)]| {
        let are_loaded = stores.iter().all(|(_, source)| source.is_some());
        let are_first = stores.iter().all(|&(block, _)| block == 0);
        let are_one = stores.windows(2).all(|pair| pair[0].1 == pair[1].1);
        !stores.is_empty() && are_loaded && (are_first || are_one)
    };
    let all_known = stores.values().all(|stores| is_known(stores));
    all_known.then(|| stores.into_keys().collect())
}

/// Whether it is a texture or a sampler, or an array of such.
fn is_opaque(draft: &Draft, ty: u32) -> bool {
    let element = match draft.global(ty) {
        Some(inst) if matches!(inst.op, Op::TypeArray | Op::TypeRuntimeArray) => inst.arg(0),
        _ => ty,
    };
    matches!(
        draft.op_of(element),
        Some(
            Op::TypeImage
                | Op::TypeSampler
                | Op::TypeSampledImage
                | Op::TypeAccelerationStructureKHR
        )
    )
}
