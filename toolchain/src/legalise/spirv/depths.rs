//! Depths that are read like colours: the depth, nothing, nothing, and one.
//!
//! naga reads them as one number and repeats it in place of the others. To it, a texture is one of
//! depths when its type says so, and when it is compared anywhere.

use std::collections::{HashMap, HashSet};

use rspirv::spirv::Op;

use super::Settings;
use super::compare::compares;
use super::draft::{Draft, Function, Inst};
use super::emit::Emit;

/// Gives the other three numbers the values that they have, wherever something asks for them.
pub(super) fn complete(draft: &mut Draft, _: Settings) {
    if !draft.uses(reads) {
        return;
    }
    let variables = variables(draft);
    let compared: HashSet<u32> = draft
        .functions
        .iter()
        .flat_map(Function::insts)
        .filter(|inst| compares(inst.op))
        .filter_map(|inst| variables.get(&inst.arg(0)).copied())
        .collect();
    let depths: HashSet<u32> = draft
        .functions
        .iter()
        .flat_map(Function::insts)
        .filter(|inst| reads(inst.op) && reads_depth(draft, inst, &variables, &compared))
        .map(|inst| inst.id)
        .collect();
    if depths.is_empty() {
        return;
    }
    let asked: HashSet<u32> = draft
        .functions
        .iter()
        .flat_map(Function::insts)
        .filter(|inst| !takes_first(inst))
        .flat_map(|inst| inst.args.iter().copied())
        .filter(|id| depths.contains(id))
        .collect();
    draft.rewrite(|draft, mut inst, out| {
        if !asked.contains(&inst.id) || !depths.contains(&inst.id) {
            out.push(inst);
            return;
        }
        let vector = inst.ty;
        let scalar = draft.scalar_of(vector);
        let zero = draft.define(Op::Constant, scalar, [0.0_f32.to_bits()]);
        let one = draft.define(Op::Constant, scalar, [1.0_f32.to_bits()]);
        let whole = inst.clone();
        inst.id = draft.value(vector);
        let read = inst.id;
        out.push(inst);
        let mut e = Emit { draft, out };
        let depth = e.extract(scalar, read, &[0]);
        e.end(Op::CompositeConstruct, &whole, &[depth, zero, zero, one]);
    });
}

/// Whether an instruction reads a texture without a comparison.
const fn reads(op: Op) -> bool {
    matches!(
        op,
        Op::ImageSampleImplicitLod
            | Op::ImageSampleExplicitLod
            | Op::ImageSampleProjImplicitLod
            | Op::ImageSampleProjExplicitLod
            | Op::ImageFetch
    )
}

/// The variables that images come from, alone or joined with a sampler.
fn variables(draft: &Draft) -> HashMap<u32, u32> {
    let mut found: HashMap<u32, u32> = HashMap::new();
    for inst in draft.functions.iter().flat_map(Function::insts) {
        let from = match inst.op {
            Op::Load => Some(inst.arg(0)),
            Op::SampledImage | Op::Image => found.get(&inst.arg(0)).copied(),
            _ => None,
        };
        if let Some(from) = from {
            found.insert(inst.id, from);
        }
    }
    found
}

/// Whether what an instruction reads are depths.
fn reads_depth(
    draft: &Draft,
    inst: &Inst,
    variables: &HashMap<u32, u32>,
    compared: &HashSet<u32>,
) -> bool {
    let ty = draft.global(draft.type_of(inst.arg(0)));
    let image = match inst.op {
        Op::ImageFetch => ty,
        _ => ty.and_then(|joined| draft.global(joined.arg(0))),
    };
    let says_so = image.is_some_and(|image| image.op == Op::TypeImage && image.arg(2) == 1);
    let is_compared = variables
        .get(&inst.arg(0))
        .is_some_and(|variable| compared.contains(variable));
    // Four floats of 32 bits, as Vulkan has them.
    let has_four = draft
        .global(inst.ty)
        .is_some_and(|ty| ty.op == Op::TypeVector && ty.arg(1) == 4);
    let is_float = draft
        .global(draft.scalar_of(inst.ty))
        .is_some_and(|ty| ty.op == Op::TypeFloat && ty.arg(0) == 32);
    (says_so || is_compared) && has_four && is_float
}

/// Whether only the first number of a vector is taken.
fn takes_first(inst: &Inst) -> bool {
    match inst.op {
        Op::CompositeExtract => inst.arg(1) == 0,
        Op::VectorShuffle => inst.args.iter().skip(2).all(|&index| index == 0),
        _ => false,
    }
}
