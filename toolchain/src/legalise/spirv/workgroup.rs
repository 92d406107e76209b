//! The size of a workgroup that a constant says.
//!
//! A constant with the built-in `WorkgroupSize` has the last word on it, whatever `LocalSize` says;
//! naga looks at `LocalSize` alone. Numbers of it that are specialised are put into naga's module
//! afterwards.

use rspirv::spirv::{BuiltIn, Decoration, ExecutionMode, ExecutionModel, Op};

use super::draft::{Draft, Inst, entry_point};
use super::marker::Repair;
use super::spec::{Value, evaluate};
use super::{Note, Settings};
use crate::codes;

/// Makes `LocalSize` what the constant says.
pub(super) fn heed_constant(draft: &mut Draft, _: Settings) {
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
        .filter(|each| each.model == ExecutionModel::GLCompute as u32)
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
    specialise(draft, &constant);
}

/// Notes which numbers of it are specialised.
fn specialise(draft: &mut Draft, constant: &Inst) {
    let op = |draft: &Draft, id: u32| draft.op_of(id);
    if constant.op == Op::SpecConstantComposite {
        let computed = constant
            .args
            .iter()
            .any(|&id| op(draft, id) == Some(Op::SpecConstantOp));
        if !computed {
            let numbers: Vec<Option<u32>> = constant
                .args
                .iter()
                .map(|&id| {
                    let is_special = op(draft, id) == Some(Op::SpecConstant);
                    draft.number(id, Decoration::SpecId).filter(|_| is_special)
                })
                .collect();
            if let [x, y, z] = numbers.as_slice()
                && numbers.iter().any(Option::is_some)
            {
                draft.repairs.push(Repair::WorkgroupSize([*x, *y, *z]));
            }
            return;
        }
    } else if constant.op == Op::ConstantComposite {
        return;
    }
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

    #[test]
    fn a_constant_has_the_last_word() {
        let source = Source::text("a.spvasm", Language::SpirvAssembly, SIZED);
        let module = parse(&source, &Options::default()).map(|parsed| parsed.module);
        let sizes = module.ok().and_then(|module| {
            let entry_point = module.entry_points.first()?;
            let overrides = entry_point.workgroup_size_overrides?;
            Some((
                entry_point.workgroup_size,
                overrides.map(|each| each.is_some()),
            ))
        });
        assert_eq!(sizes, Some(([3, 1, 2], [true, false, false])));
    }
}
