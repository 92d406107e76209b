//! What can be left out: hints, debug instructions, decorations and modes that no target of naga
//! has, names of extensions.

use std::collections::{HashMap, HashSet};

use rspirv::spirv::{Capability, Decoration, ExecutionMode, Op, StorageClass};

use super::draft::{Draft, Function, Inst};
use super::shape::string_text;
use super::{Note, Settings};
use crate::codes;

/// Writes out decoration groups.
pub(super) fn expand_groups(draft: &mut Draft, _: Settings) {
    let is_group = |inst: &Inst| {
        matches!(
            inst.op,
            Op::DecorationGroup | Op::GroupDecorate | Op::GroupMemberDecorate
        )
    };
    if !draft.annotations.iter().any(is_group) {
        return;
    }
    let old = std::mem::take(&mut draft.annotations);
    let groups: HashSet<u32> = old
        .iter()
        .filter(|inst| inst.op == Op::DecorationGroup)
        .map(|inst| inst.id)
        .collect();
    // Of several decorations of one kind the first counts; more of them would multiply.
    let mut of_groups: HashMap<u32, Vec<&Inst>> = HashMap::new();
    let mut kinds = HashSet::new();
    for inst in old.iter().filter(|inst| inst.op == Op::Decorate) {
        let group = inst.arg(0);
        if groups.contains(&group) && kinds.insert((group, inst.arg(1))) {
            of_groups.entry(group).or_default().push(inst);
        }
    }
    let of_group = |group: u32| of_groups.get(&group).into_iter().flatten();
    let mut new = Vec::new();
    for inst in old.iter() {
        match inst.op {
            Op::DecorationGroup => {}
            Op::GroupDecorate => {
                for &target in inst.args.iter().skip(1) {
                    for decoration in of_group(inst.arg(0)) {
                        let mut args = decoration.args.clone();
                        if let Some(first) = args.first_mut() {
                            *first = target;
                        }
                        new.push(Inst::bare(Op::Decorate, args));
                    }
                }
            }
            Op::GroupMemberDecorate => {
                let targets = inst.args.get(1..).unwrap_or_default();
                for target in targets.as_chunks::<2>().0 {
                    for decoration in of_group(inst.arg(0)) {
                        let mut args = target.to_vec();
                        args.extend(decoration.args.iter().skip(1));
                        new.push(Inst::bare(Op::MemberDecorate, args));
                    }
                }
            }
            _ if groups.contains(&inst.arg(0)) => {}
            _ => new.push(inst.clone()),
        }
    }
    draft.annotations = new.into();
    draft.names.retain(|inst| !groups.contains(&inst.arg(0)));
}

/// Takes out the sets of instructions without meaning: debug information, debug printing.
pub(super) fn drop_non_semantic(draft: &mut Draft, _: Settings) {
    let is_set = |inst: &Inst| {
        let name = string_text(&inst.args);
        name.starts_with("NonSemantic.") || name.starts_with("OpenCL.DebugInfo")
    };
    let sets: HashSet<u32> = draft
        .imports
        .iter()
        .filter(|inst| is_set(inst))
        .map(|inst| inst.id)
        .collect();
    if sets.is_empty() {
        return;
    }
    let prints = draft
        .imports
        .iter()
        .any(|inst| string_text(&inst.args) == "NonSemantic.DebugPrintf");
    let is_call = |inst: &Inst| inst.op == Op::ExtInst && sets.contains(&inst.arg(0));
    let mut gone = sets.clone();
    gone.extend(draft.globals.iter().filter(|i| is_call(i)).map(|i| i.id));
    let calls: Vec<u32> = draft
        .functions
        .iter()
        .flat_map(Function::insts)
        .filter(|i| is_call(i))
        .map(|i| i.id)
        .collect();
    let printed = prints && !calls.is_empty();
    gone.extend(calls);
    draft.imports.retain(|inst| !sets.contains(&inst.id));
    let globals = draft
        .globals
        .iter()
        .filter(|i| is_call(i))
        .map(|i| i.id)
        .collect();
    draft.remove_globals(&globals);
    draft.rewrite(|_, inst, out| {
        if !is_call(&inst) {
            out.push(inst);
        }
    });
    draft.forget_all(&gone);
    if printed {
        draft.note(Note::new(
            codes::SPIRV_DEBUG_DROPPED,
            false,
            "debug printing is left out",
        ));
    }
}

/// Takes out instructions that only help a compiler, and what a long text of a source goes on with.
pub(super) fn drop_hints(draft: &mut Draft, _: Settings) {
    draft.debug.retain(|inst| inst.op != Op::SourceContinued);
    if !draft.uses(|op| matches!(op, Op::Nop | Op::AssumeTrueKHR | Op::ExpectKHR)) {
        return;
    }
    draft.rewrite(|_, inst, out| match inst.op {
        Op::Nop | Op::AssumeTrueKHR => {}
        Op::ExpectKHR => out.push(Inst::new(Op::CopyObject, inst.ty, inst.id, [inst.arg(0)])),
        _ => out.push(inst),
    });
}

/// Modes that no target can be told, and what leaving them out means.
const PROMISES: &[(ExecutionMode, &str, &str)] = &[
    (
        ExecutionMode::SignedZeroInfNanPreserve,
        "signed zeros, infinities and NaN may not be kept",
        ROUNDING,
    ),
    (
        ExecutionMode::DenormPreserve,
        "subnormal numbers may become zero",
        ROUNDING,
    ),
    (
        ExecutionMode::DenormFlushToZero,
        "subnormal numbers may not become zero",
        ROUNDING,
    ),
    (
        ExecutionMode::RoundingModeRTE,
        "the rounding mode is left to the target",
        ROUNDING,
    ),
    (
        ExecutionMode::RoundingModeRTZ,
        "the rounding mode is left to the target",
        ROUNDING,
    ),
    (
        ExecutionMode::FPFastMathDefault,
        "the modes of fast arithmetic are left to the target",
        ROUNDING,
    ),
    (
        ExecutionMode::MaximallyReconvergesKHR,
        "maximal reconvergence is left to the target",
        "invocations that took different ways may meet again later than SPIR-V says",
    ),
    (
        ExecutionMode::SubgroupUniformControlFlowKHR,
        "subgroup-uniform control flow is left to the target",
        "invocations that took different ways may meet again later than SPIR-V says",
    ),
    (
        ExecutionMode::RequireFullQuadsKHR,
        "full quads are left to the target",
        "quad operations at the edge of a triangle may see undefined values",
    ),
    (
        ExecutionMode::QuadDerivativesKHR,
        "quad derivatives are left to the target",
        "derivatives in divergent control flow are undefined",
    ),
    (
        ExecutionMode::EarlyAndLateFragmentTestsAMD,
        "early and late fragment tests become late ones",
        "the result is the same; hidden fragments may cost more",
    ),
    (
        ExecutionMode::StencilRefUnchangedFrontAMD,
        "the promise about the stencil reference is left out",
        "the result is the same; hidden fragments may cost more",
    ),
    (
        ExecutionMode::StencilRefUnchangedBackAMD,
        "the promise about the stencil reference is left out",
        "the result is the same; hidden fragments may cost more",
    ),
    (
        ExecutionMode::Xfb,
        "transform feedback is left out",
        "what the stage writes is passed on, and not captured in buffers",
    ),
    (
        ExecutionMode::PostDepthCoverage,
        "the sample mask is that before the depth test",
        "samples that fail the depth test are in the input mask, too",
    ),
];

const ROUNDING: &str = "results may differ in the last digits, and for infinities and NaN";

/// Modes that say nothing to a target of naga.
const SILENT_MODES: &[ExecutionMode] = &[
    ExecutionMode::ContractionOff,
    ExecutionMode::PixelCenterInteger,
    ExecutionMode::LocalSizeHint,
    ExecutionMode::SubgroupSize,
    ExecutionMode::SubgroupsPerWorkgroup,
    ExecutionMode::SignedZeroInfNanPreserve,
];

/// Decorations that carry no meaning for any target.
const MEANINGLESS: &[Decoration] = &[
    Decoration::RelaxedPrecision,
    Decoration::UserSemantic,
    Decoration::UserTypeGOOGLE,
    Decoration::CounterBuffer,
    Decoration::NoSignedWrap,
    Decoration::NoUnsignedWrap,
    Decoration::FPFastMathMode,
    Decoration::NoContraction,
    Decoration::Restrict,
    Decoration::RestrictPointer,
    Decoration::Aliased,
    Decoration::AliasedPointer,
    Decoration::Uniform,
    Decoration::UniformId,
    Decoration::NonUniform,
    Decoration::CPacked,
    Decoration::FuncParamAttr,
    Decoration::LinkageAttributes,
    Decoration::FPRoundingMode,
    Decoration::GLSLShared,
    Decoration::GLSLPacked,
    Decoration::ExplicitInterpAMD,
    // Of transform feedback, whose mode is told.
    Decoration::XfbBuffer,
    Decoration::XfbStride,
    Decoration::Stream,
];

/// Takes out what only carries a name or a promise that no target of naga can be given.
///
/// The instructions of an extension stay: they decide whether naga can read the module.
pub(super) fn drop_extensions(draft: &mut Draft, settings: Settings) {
    draft.extensions.retain(|inst| {
        settings
            .extensions
            .contains(&string_text(&inst.args).as_str())
    });
    if let Some(known) = settings.capabilities {
        draft.capabilities.retain(|inst| {
            Capability::from_u32(inst.arg(0)).is_some_and(|capability| known.contains(&capability))
        });
    }
    let mut notes = Vec::new();
    draft.modes.retain(|inst| {
        let Some(mode) = ExecutionMode::from_u32(inst.arg(1)) else {
            return true;
        };
        if let Some((_, message, detail)) = PROMISES.iter().find(|(promise, ..)| *promise == mode) {
            notes.push(Note::promise(*message, detail));
            return false;
        }
        !SILENT_MODES.contains(&mode)
    });
    for note in notes {
        draft.note(note);
    }
    let outputs = output_types(draft);
    draft.annotations.retain(|inst| {
        // Where transform feedback puts an output.
        let is_captured = match inst.op {
            Op::Decorate => inst.arg(1) == Decoration::Offset as u32,
            Op::MemberDecorate => {
                inst.arg(2) == Decoration::Offset as u32 && outputs.contains(&inst.arg(0))
            }
            _ => false,
        };
        if is_captured {
            return false;
        }
        let kind = match inst.op {
            Op::DecorateString | Op::MemberDecorateString | Op::DecorateId => return false,
            Op::MemberDecorate => inst.arg(2),
            _ => inst.arg(1),
        };
        !Decoration::from_u32(kind).is_some_and(|kind| MEANINGLESS.contains(&kind))
    });
}

/// The structs that outputs are made of, and nothing that has a layout.
fn output_types(draft: &Draft) -> HashSet<u32> {
    let mut outputs = HashSet::new();
    let mut others = HashSet::new();
    for variable in draft.variables() {
        let mut queue = vec![draft.pointee(variable.pointer)];
        let found = if variable.is(StorageClass::Output) {
            &mut outputs
        } else {
            &mut others
        };
        while let Some(ty) = queue.pop() {
            if let Some(members) = draft.members(ty) {
                if found.insert(ty) {
                    queue.extend(members);
                }
            } else if let Some(inst) = draft
                .global(ty)
                .filter(|inst| matches!(inst.op, Op::TypeArray | Op::TypeRuntimeArray))
            {
                queue.push(inst.arg(0));
            }
        }
    }
    outputs.difference(&others).copied().collect()
}
