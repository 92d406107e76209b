//! Switch cases that fall through: those that only seem to, and a copy for targets without.

use naga::{Block, Module, Statement, SwitchCase};

use super::copy::{AsIs, copy};
use super::handles;

/// Statements and expressions that a function may grow to when cases are copied.
const LIMIT: usize = 10_000;

/// Whether control always leaves the block for somewhere else than its end.
///
/// With `own_break`, a `break` leaves it: that of the switch whose case the block is. A
/// `continue` always does, as blocks of loops are never asked about.
fn leaves(block: &Block, own_break: bool) -> bool {
    block.iter().any(|statement| match statement {
        Statement::Return { .. } | Statement::Kill | Statement::Continue => true,
        Statement::Break => own_break,
        Statement::Block(inner) => leaves(inner, own_break),
        Statement::If { accept, reject, .. } => {
            leaves(accept, own_break) && leaves(reject, own_break)
        }
        Statement::Switch { cases, .. } => {
            // From the last case up: a case that falls through leaves where the next does.
            let mut next_leaves = false;
            !cases.is_empty()
                && cases.iter().rev().all(|case| {
                    let case_leaves = !breaks(&case.body)
                        && (leaves(&case.body, false) || case.fall_through && next_leaves);
                    next_leaves = case_leaves;
                    case_leaves
                })
        }
        Statement::Loop {
            body,
            continuing: _,
            break_if,
        } => break_if.is_none() && !breaks(body),
        Statement::Emit(_)
        | Statement::ControlBarrier(_)
        | Statement::MemoryBarrier(_)
        | Statement::Store { .. }
        | Statement::ImageStore { .. }
        | Statement::Atomic { .. }
        | Statement::ImageAtomic { .. }
        | Statement::WorkGroupUniformLoad { .. }
        | Statement::Call { .. }
        | Statement::RayQuery { .. }
        | Statement::RayPipelineFunction(_)
        | Statement::SubgroupBallot { .. }
        | Statement::SubgroupGather { .. }
        | Statement::SubgroupCollectiveOperation { .. }
        | Statement::CooperativeStore { .. } => false,
    })
}

/// Whether the block has a `break` that leaves the statement that it is part of.
fn breaks(block: &Block) -> bool {
    block.iter().any(|statement| match statement {
        Statement::Break => true,
        Statement::Loop { .. } | Statement::Switch { .. } => false,
        other => handles::blocks(other).any(breaks),
    })
}

/// Whether a case is marked as falling through although its end is never reached.
pub(super) fn has_spurious_fall_through(module: &Module) -> bool {
    handles::any_statement(module, |statement| match statement {
        Statement::Switch { cases, .. } => cases.iter().any(is_spurious),
        _ => false,
    })
}

fn is_spurious(case: &SwitchCase) -> bool {
    case.fall_through && leaves(&case.body, true)
}

/// Clears the mark of cases whose end is never reached; naga's front ends set it.
pub(super) fn clear_spurious_fall_through(module: &mut Module) {
    for function in handles::functions_mut(module) {
        clear(&mut function.body);
    }
}

fn clear(block: &mut Block) {
    for statement in block.iter_mut() {
        handles::blocks_mut(statement).for_each(clear);
        if let Statement::Switch { cases, .. } = statement {
            for case in cases {
                case.fall_through &= !is_spurious(case);
            }
        }
    }
}

/// Whether a case with statements falls through into the next.
pub(super) fn has_fall_through(module: &Module) -> bool {
    handles::any_statement(module, |statement| match statement {
        Statement::Switch { cases, .. } => cases
            .iter()
            .any(|case| case.fall_through && !case.body.is_empty()),
        _ => false,
    })
}

/// Copies what a case falls through into to its end.
///
/// # Errors
///
/// What cannot be written when a function would grow beyond measure.
pub(super) fn expand_fall_through(module: &mut Module) -> Result<(), String> {
    for function in handles::functions_mut(module) {
        let mut budget = LIMIT;
        let mut changed = false;
        let fits = expand(&mut function.body, &mut budget, &mut changed);
        if fits.is_none() {
            return Err(format!(
                "these switch cases that fall through: written out they would take more than \
                 {LIMIT} statements in one function"
            ));
        }
        if changed {
            copy(function, &mut AsIs);
        }
    }
    Ok(())
}

/// `None` when the budget does not suffice.
fn expand(block: &mut Block, budget: &mut usize, changed: &mut bool) -> Option<()> {
    for statement in block.iter_mut() {
        for inner in handles::blocks_mut(statement) {
            expand(inner, budget, changed)?;
        }
        let Statement::Switch { cases, .. } = statement else {
            continue;
        };
        // From the last case up, so that what follows a case is complete when it is copied.
        for index in (0..cases.len()).rev() {
            let (before, after) = cases.split_at_mut(index + 1);
            if let (Some(case), Some(next)) = (before.last_mut(), first_with_body(after))
                && case.fall_through
                && !case.body.is_empty()
            {
                *budget = budget.checked_sub(size(next))?;
                case.body.append(&mut next.clone());
                case.fall_through = false;
                *changed = true;
            }
        }
    }
    Some(())
}

/// The body that control falls into: empty cases that fall through share the next one's.
fn first_with_body(cases: &[SwitchCase]) -> Option<&Block> {
    cases
        .iter()
        .find(|case| !(case.fall_through && case.body.is_empty()))
        .map(|case| &case.body)
}

fn size(block: &Block) -> usize {
    let mut size = 0;
    let _ = handles::walk(block, |statement| {
        size += match statement {
            Statement::Emit(range) => range.clone().count(),
            _ => 1,
        };
        std::ops::ControlFlow::Continue(())
    });
    size
}

#[cfg(test)]
mod tests {
    #![allow(clippy::panic, reason = "a failed expectation ends the test")]

    use super::super::testing::{emitted, module, valid};
    use super::*;
    use crate::target::TargetLanguage;

    /// What naga makes of it has the place that is written, whose index is loaded in the case, in no statement.
    const OVERRIDDEN: &str = "OpCapability Shader
        OpMemoryModel Logical GLSL450
        OpEntryPoint GLCompute %main \"main\" %lane
        OpExecutionMode %main LocalSize 8 1 1
        OpDecorate %given SpecId 3
        OpDecorate %lane BuiltIn LocalInvocationIndex
        %void = OpTypeVoid
        %function = OpTypeFunction %void
        %float = OpTypeFloat 32
        %pair = OpTypeVector %float 2
        %given = OpSpecConstant %float -6
        %uint = OpTypeInt 32 0
        %zero = OpConstant %uint 0
        %one = OpConstant %uint 1
        %eight = OpConstant %uint 8
        %to_uint = OpTypePointer Input %uint
        %lane = OpVariable %to_uint Input
        %to_float = OpTypePointer Workgroup %float
        %pairs = OpTypeArray %pair %eight
        %to_pairs = OpTypePointer Workgroup %pairs
        %shared = OpVariable %to_pairs Workgroup
        %to_own = OpTypePointer Private %float
        %own = OpVariable %to_own Private
        %main = OpFunction %void None %function
        %begin = OpLabel
        OpSelectionMerge %end None
        OpSwitch %zero %both 7 %first
        %both = OpLabel
        %at = OpLoad %uint %lane
        %values = OpCompositeConstruct %pair %given %given
        %place = OpAccessChain %to_float %shared %at %one
        %value = OpCompositeExtract %float %values 0
        OpStore %place %value
        OpBranch %end
        %first = OpLabel
        OpStore %own %given
        OpBranch %both
        %end = OpLabel
        OpReturn
        OpFunctionEnd
";

    #[test]
    fn places_that_no_statement_evaluates_are_those_of_their_case() {
        let text = emitted("overridden.spvasm", OVERRIDDEN, TargetLanguage::Wgsl);
        assert_eq!(text.matches(" = global;").count(), 2, "{text}");
        let stores: Vec<&str> = text
            .lines()
            .filter(|line| line.ends_with("][1u] = -6f;"))
            .collect();
        assert_eq!(stores.len(), 2, "{text}");
        assert_ne!(stores[0].trim(), stores[1].trim(), "{text}");
    }

    fn cases_of(module: &Module) -> Vec<SwitchCase> {
        let mut found = Vec::new();
        for function in handles::functions(module) {
            let _ = handles::walk(&function.body, |statement| {
                if let Statement::Switch { cases, .. } = statement {
                    found.extend(cases.iter().cloned());
                }
                std::ops::ControlFlow::Continue(())
            });
        }
        found
    }

    fn shader(body: &str) -> String {
        format!(
            "#version 450
            layout(local_size_x = 1) in;
            layout(binding = 0) buffer Data {{ int data[]; }};
            int twice(int x) {{ return 2 * x; }}
            int f(int x) {{ {body} return x; }}
            void main() {{ data[0] = f(data[1]); }}"
        )
    }

    #[test]
    fn a_case_that_always_leaves_does_not_fall_through() {
        let mut module = module(
            "a.comp",
            &shader(
                "for (int i = 0; i < 9; i++) switch (x) {
                    case 0: return 1;
                    case 1: if (x > i) { return 2; } else { continue; }
                    case 2: { { return 5; } }
                    case 3: switch (i) { case 0: return 1; default: return 2; }
                    case 4: while (true) { if (x > 4) return 6; }
                    case 5: x += 1;
                    case 6: switch (i) { case 0: break; default: return 2; }
                    case 7: while (true) { if (x > 4) break; }
                    default: x += 2;
                }",
            ),
        );
        assert!(has_spurious_fall_through(&module));
        clear_spurious_fall_through(&mut module);
        valid(&module);
        assert!(!has_spurious_fall_through(&module));
        // naga writes a `break` into `while (true)`.
        let outer: Vec<_> = cases_of(&module)
            .iter()
            .take(9)
            .map(|case| case.fall_through)
            .collect();
        assert_eq!(
            outer,
            [false, false, false, false, true, true, true, true, false]
        );
    }

    #[test]
    fn what_follows_is_copied_with_expressions_of_its_own() {
        let mut module = module(
            "a.comp",
            &shader(
                "switch (x) {
                    case 0: x += 1;
                    case 1:
                    case 2: x = twice(x);
                    case 3: switch (x) { case 7: x = twice(x + 1); default: x *= 3; } break;
                    default: x = 0;
                }",
            ),
        );
        clear_spurious_fall_through(&mut module);
        assert!(expand_fall_through(&mut module).is_ok());
        valid(&module);
        let cases = cases_of(&module);
        assert!(
            cases
                .iter()
                .all(|case| !case.fall_through || case.body.is_empty())
        );
        let calls = |case: &SwitchCase| {
            let mut calls = 0;
            let _ = handles::walk(&case.body, |statement| {
                calls += usize::from(matches!(statement, Statement::Call { .. }));
                std::ops::ControlFlow::Continue(())
            });
            calls
        };
        let outer: Vec<_> = cases.iter().take(5).map(calls).collect();
        assert_eq!(outer, [2, 0, 2, 1, 0]);
    }

    #[test]
    fn growth_is_bounded() {
        let mut cases = String::new();
        for case in 0..400 {
            cases.push_str(&format!("case {case}: x += data[x];\n"));
        }
        let mut module = module("a.comp", &shader(&format!("switch (x) {{ {cases} }}")));
        assert!(expand_fall_through(&mut module).is_err());
    }
}
