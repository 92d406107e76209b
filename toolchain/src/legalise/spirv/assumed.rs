//! Built-in inputs that have one value wherever a target runs, and the question for helper
//! invocations.

use rspirv::spirv::{BuiltIn, Decoration, Op, StorageClass};

use super::draft::{Draft, Inst, Variable};
use super::subgroup::{leave_interface, privatise};
use super::{Note, Settings};

/// The value of such an input, and what a message says of it.
fn fixed(built_in: BuiltIn) -> Option<(u32, Note)> {
    let shaded = "targets shade at one rate: each pixel once";
    Some(match built_in {
        BuiltIn::ShadingRateKHR => {
            let message = "the shading rate of a fragment is always 0, which is one pixel";
            (0, Note::promise(message, shaded))
        }
        BuiltIn::FragSizeEXT => {
            let message = "the size of a fragment is always one pixel";
            (1, Note::promise(message, shaded))
        }
        BuiltIn::FragInvocationCountEXT => {
            let message = "a fragment always has one invocation";
            (1, Note::promise(message, shaded))
        }
        BuiltIn::DeviceIndex => {
            let message = "the number of the device is always 0";
            let detail = "targets run on one device, not on groups of them";
            (0, Note::promise(message, detail))
        }
        _ => return None,
    })
}

/// Makes them variables with their value.
pub(super) fn fix(draft: &mut Draft, _: Settings) {
    let mut made = Vec::new();
    for variable in inputs(draft) {
        let Some((value, note)) = built_in(draft, &variable).and_then(fixed) else {
            continue;
        };
        let ty = draft.pointee(variable.pointer);
        if draft.integer(ty).is_none_or(|(width, _)| width != 32) {
            continue;
        }
        let value = draft.splat(ty, value);
        made.push((variable.id, value));
        draft.note(note);
    }
    make_variables(draft, &made);
}

/// Answers the question whether an invocation is a helper: it is once it was demoted. Whether it
/// was one from the start no target tells.
pub(super) fn tell_helpers(draft: &mut Draft, _: Settings) {
    let helpers: Vec<u32> = inputs(draft)
        .iter()
        .filter(|variable| built_in(draft, variable) == Some(BuiltIn::HelperInvocation))
        .map(|variable| variable.id)
        .collect();
    let asks = draft.uses(|op| op == Op::IsHelperInvocationEXT);
    if helpers.is_empty() && !asks {
        return;
    }
    let bool = draft.bool_type();
    let (no, yes) = (
        draft.define(Op::ConstantFalse, bool, []),
        draft.define(Op::ConstantTrue, bool, []),
    );
    let made: Vec<(u32, u32)> = helpers.iter().map(|&id| (id, no)).collect();
    make_variables(draft, &made);
    let demoted = match helpers.first() {
        Some(&helper) => helper,
        None => {
            let pointer = draft.pointer(StorageClass::Private as u32, bool);
            let class = StorageClass::Private as u32;
            let demoted = draft.add_global(Op::Variable, pointer, [class, no]);
            draft.set_name(demoted, "demoted");
            demoted
        }
    };
    draft.rewrite(|_, inst, out| match inst.op {
        Op::DemoteToHelperInvocation => {
            for &variable in std::iter::once(&demoted).chain(helpers.iter().skip(1)) {
                out.push(Inst::bare(Op::Store, [variable, yes]));
            }
            out.push(inst);
        }
        Op::IsHelperInvocationEXT => {
            out.push(Inst::new(Op::Load, inst.ty, inst.id, [demoted]));
        }
        _ => out.push(inst),
    });
    draft.note(Note::promise(
        "an invocation counts as a helper only from the `demote` on that makes it one",
        "those beside the edge of a triangle take themselves for active ones: what they compute shows in derivatives alone",
    ));
}

fn inputs(draft: &Draft) -> Vec<Variable> {
    let mut variables = draft.variables();
    variables.retain(|variable| variable.is(StorageClass::Input));
    variables
}

fn built_in(draft: &Draft, variable: &Variable) -> Option<BuiltIn> {
    draft
        .number(variable.id, Decoration::BuiltIn)
        .and_then(BuiltIn::from_u32)
}

/// Makes inputs variables of the module that begin with a value.
fn make_variables(draft: &mut Draft, made: &[(u32, u32)]) {
    let ids: Vec<u32> = made.iter().map(|&(id, _)| id).collect();
    if ids.is_empty() {
        return;
    }
    privatise(draft, &ids);
    for &(id, value) in made {
        if let Some(inst) = draft.global_mut(id) {
            inst.args.truncate(1);
            inst.args.push(value);
        }
    }
    for inst in &mut draft.entry_points {
        leave_interface(inst, &ids);
    }
}
