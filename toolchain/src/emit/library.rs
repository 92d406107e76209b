//! A shader without entry points, for a language that is written for one.

use naga::valid::ShaderStages;
use naga::{
    Barrier, DerivativeAxis, DerivativeControl, EntryPoint, Expression, Function, Literal,
    ShaderStage, Span, Statement,
};

use super::no_entry_point;
use crate::check::{self, Checked};
use crate::codes;
use crate::diagnostic::{Diagnostic, Failure, Phase};
use crate::options::Options;
use crate::target::TargetLanguage;

/// What the entry point that is added is called.
const NAME: &str = "main";

/// The same with an entry point that does nothing, in a stage in which all functions may be called.
///
/// # Errors
///
/// When there is no such stage.
pub(super) fn with_entry_point(
    checked: &Checked,
    language: TargetLanguage,
    options: &Options,
) -> Result<Checked, Failure> {
    let module = checked.module();
    let common = module
        .functions
        .iter()
        .fold(ShaderStages::all(), |stages, (handle, _)| {
            stages & checked.info()[handle].available_stages
        });
    // A fragment stage is there in every version.
    let stages = [
        (ShaderStages::FRAGMENT, ShaderStage::Fragment),
        (ShaderStages::COMPUTE, ShaderStage::Compute),
        (ShaderStages::VERTEX, ShaderStage::Vertex),
    ];
    let needs_workgroup = module
        .global_variables
        .iter()
        .any(|(_, variable)| variable.space == naga::AddressSpace::WorkGroup);
    let stage = stages.into_iter().find(|&(flag, stage)| {
        common.contains(flag) && (!needs_workgroup || stage == ShaderStage::Compute)
    });
    let Some((_, stage)) = stage else {
        return Err(no_entry_point(checked.source(), language)
            .with_note("its functions are for different stages")
            .into());
    };
    let mut module = module.clone();
    module.entry_points.push(EntryPoint {
        name: NAME.to_owned(),
        stage,
        early_depth_test: None,
        workgroup_size: [u32::from(stage == ShaderStage::Compute); 3],
        workgroup_size_overrides: None,
        function: only_for(stage),
        mesh_info: None,
        task_payload: None,
        incoming_ray_payload: None,
    });
    let flags = options.validate.flags.0;
    let info = check::revalidate(&module, checked.source(), flags, checked.capabilities())
        .map_err(|refusal| refusal.diagnostic)?;
    Ok(checked.clone().replaced(module, info))
}

/// A function that does nothing and may be called in one stage alone: with it naga writes what may be called there.
fn only_for(stage: ShaderStage) -> Function {
    let mut function = Function::default();
    match stage {
        ShaderStage::Fragment => {
            let number = Expression::Literal(Literal::F32(0.0));
            let expr = function.expressions.append(number, Span::UNDEFINED);
            // Never emitted, so it is in no text.
            let derivative = Expression::Derivative {
                axis: DerivativeAxis::X,
                ctrl: DerivativeControl::None,
                expr,
            };
            function.expressions.append(derivative, Span::UNDEFINED);
        }
        ShaderStage::Compute => {
            let barrier = Statement::ControlBarrier(Barrier::empty());
            function.body.push(barrier, Span::UNDEFINED);
        }
        _ => {}
    }
    function
}

/// What is said of the entry point.
pub(super) fn note(checked: &Checked, language: TargetLanguage) -> Diagnostic {
    Diagnostic::warning(
        codes::TARGET_ENTRY_POINT,
        Phase::Emit,
        checked.source(),
        format!(
            "{} is written for an entry point, and the shader has none: a `{NAME}` that does nothing stands behind its functions",
            language.title()
        ),
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

    use crate::emit::rewrite::testing::emitted;
    use crate::target::TargetLanguage;

    #[test]
    fn every_function_is_written_for_a_stage_that_has_it() {
        let text = emitted(
            "a.wgsl",
            "fn slope(x: f32) -> f32 { return dpdx(x); } fn twice(x: f32) -> f32 { return x * 2.0; }",
            TargetLanguage::Glsl,
        );
        for part in [
            "float slope(",
            "dFdx(x)",
            "float twice(",
            "void main() {\n}",
        ] {
            assert!(text.contains(part), "{text}");
        }
        let text = emitted(
            "a.wgsl",
            "var<workgroup> sum: u32; fn clear() { workgroupBarrier(); sum = 0u; } fn one() -> u32 { return 1u; }",
            TargetLanguage::Glsl,
        );
        for part in ["local_size_x = 1", "void clear()", "uint one()"] {
            assert!(text.contains(part), "{text}");
        }
    }
}
