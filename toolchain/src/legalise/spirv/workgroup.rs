//! The size of a workgroup that a constant says.
//!
//! A constant with the built-in `WorkgroupSize` has the last word on it, whatever `LocalSize` says;
//! naga looks at `LocalSize` and `LocalSizeId` alone. Numbers of them that are specialised are put into naga's module
//! afterwards.

use rspirv::spirv::{BuiltIn, Decoration, ExecutionMode, ExecutionModel, Op};

use super::draft::{Draft, Inst, entry_point};
use super::marker::Repair;
use super::spec::{Value, evaluate};
use super::{Note, Settings};
use crate::codes;

/// Makes `LocalSize` what the constant says, or what ids say.
pub(super) fn heed_constants(draft: &mut Draft, _: Settings) {
    heed_built_in(draft);
    write_out_ids(draft);
}

fn heed_built_in(draft: &mut Draft) {
    let is_size = |draft: &Draft, id: u32| {
        draft.number(id, Decoration::BuiltIn) == Some(BuiltIn::WorkgroupSize as u32)
    };
    let Some(constant) = draft
        .globals
        .iter()
        .find(|inst| {
            matches!(
                inst.op,
                Op::ConstantComposite | Op::SpecConstantComposite | Op::SpecConstantOp
            ) && is_size(draft, inst.id)
        })
        .cloned()
    else {
        return;
    };
    let Some(Value::Parts(parts)) = evaluate(draft, constant.id, 0) else {
        return;
    };
    let sizes: Vec<u32> = parts
        .iter()
        .filter_map(|part| match part {
            Value::Bits(bits) => u32::try_from(*bits).ok(),
            Value::Parts(_) => None,
        })
        .collect();
    if sizes.len() != 3 {
        return;
    }
    let functions: Vec<u32> = draft
        .entry_points
        .iter()
        .map(entry_point)
        .filter(|each| {
            let with_workgroups = [
                ExecutionModel::GLCompute,
                ExecutionModel::MeshEXT,
                ExecutionModel::TaskEXT,
            ];
            with_workgroups
                .iter()
                .any(|&model| each.model == model as u32)
        })
        .map(|each| each.function)
        .collect();
    let is_local_size = |mode: &Inst| mode.arg(1) == ExecutionMode::LocalSize as u32;
    for &function in &functions {
        let mode = draft
            .modes
            .iter_mut()
            .find(|mode| mode.arg(0) == function && is_local_size(mode));
        match mode {
            Some(mode) => {
                mode.args.truncate(2);
                mode.args.extend(&sizes);
            }
            None => {
                let mut args = vec![function, ExecutionMode::LocalSize as u32];
                args.extend(&sizes);
                draft.modes.push(Inst::bare(Op::ExecutionMode, args));
            }
        }
    }
    match constant.op {
        Op::ConstantComposite => {}
        Op::SpecConstantComposite => specialise(draft, None, &constant.args),
        _ => tell_fixed(draft),
    }
}

/// Writes `LocalSizeId` as `LocalSize`; a constant with the built-in has more to say.
fn write_out_ids(draft: &mut Draft) {
    let is_said = |repair: &Repair| matches!(repair, Repair::WorkgroupSize { .. });
    let is_said = draft.repairs.iter().any(is_said);
    let mut modes = std::mem::take(&mut draft.modes);
    for mode in &mut modes {
        if mode.op != Op::ExecutionModeId || mode.arg(1) != ExecutionMode::LocalSizeId as u32 {
            continue;
        }
        let ids = mode.args.split_off(2);
        let sizes: Vec<u32> = ids
            .iter()
            .filter_map(|&id| match evaluate(draft, id, 0)? {
                Value::Bits(bits) => u32::try_from(bits).ok(),
                Value::Parts(_) => None,
            })
            .collect();
        if sizes.len() != 3 {
            mode.args.extend(ids);
            continue;
        }
        let function = mode.arg(0);
        *mode = Inst::bare(
            Op::ExecutionMode,
            [&[function, ExecutionMode::LocalSize as u32], &sizes[..]].concat(),
        );
        let name = draft
            .entry_points
            .iter()
            .map(entry_point)
            .find(|each| each.function == function)
            .map(|each| each.name);
        if !is_said && name.is_some() {
            specialise(draft, name, &ids);
        }
    }
    draft.modes = modes;
}

/// Notes which numbers of a size are specialised.
fn specialise(draft: &mut Draft, entry_point: Option<String>, ids: &[u32]) {
    if ids
        .iter()
        .any(|&id| draft.op_of(id) == Some(Op::SpecConstantOp))
    {
        tell_fixed(draft);
        return;
    }
    let numbers: Vec<Option<u32>> = ids
        .iter()
        .map(|&id| {
            // naga counts in unsigned numbers.
            let is_special = draft.op_of(id) == Some(Op::SpecConstant)
                && draft.integer(draft.type_of(id)) == Some((32, false));
            draft.number(id, Decoration::SpecId).filter(|_| is_special)
        })
        .collect();
    if let [x, y, z] = numbers.as_slice()
        && numbers.iter().any(Option::is_some)
    {
        draft.repairs.push(Repair::WorkgroupSize {
            entry_point,
            ids: [*x, *y, *z],
        });
    }
}

fn tell_fixed(draft: &mut Draft) {
    draft.note(Note::new(
        codes::SPIRV_CONSTANT_FROZEN,
        true,
        "the size of the workgroup, which is computed of specialisation constants, is fixed",
    ));
}

#[cfg(test)]
mod tests {
    use crate::options::Options;
    use crate::parse::parse;
    use crate::source::{Language, Source};

    const SIZED: &str = "OpCapability Shader
OpMemoryModel Logical GLSL450
OpEntryPoint GLCompute %main \"main\"
OpExecutionMode %main LocalSize 7 7 7
OpDecorate %x SpecId 4
OpDecorate %size BuiltIn WorkgroupSize
%void = OpTypeVoid
%fn = OpTypeFunction %void
%uint = OpTypeInt 32 0
%v3uint = OpTypeVector %uint 3
%one = OpConstant %uint 1
%two = OpConstant %uint 2
%x = OpSpecConstant %uint 3
%size = OpSpecConstantComposite %v3uint %x %one %two
%main = OpFunction %void None %fn
%label = OpLabel
OpReturn
OpFunctionEnd
";

    fn sizes(text: &str) -> Option<([u32; 3], [bool; 3])> {
        let source = Source::text("a.spvasm", Language::SpirvAssembly, text);
        let module = parse(&source, &Options::default()).ok()?.module;
        let entry_point = module.entry_points.first()?;
        let overrides = entry_point.workgroup_size_overrides.unwrap_or_default();
        Some((
            entry_point.workgroup_size,
            overrides.map(|each| each.is_some()),
        ))
    }

    #[test]
    fn a_constant_has_the_last_word() {
        assert_eq!(sizes(SIZED), Some(([3, 1, 2], [true, false, false])));
    }

    #[test]
    fn ids_of_a_size_may_be_specialised() {
        let text = SIZED
            .replace(
                "OpExecutionMode %main LocalSize 7 7 7",
                "OpExecutionModeId %main LocalSizeId %two %x %one",
            )
            .replace("OpDecorate %size BuiltIn WorkgroupSize\n", "");
        assert_eq!(sizes(&text), Some(([2, 3, 1], [false, true, false])));
    }
}
