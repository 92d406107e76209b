//! What reflection lists: for overrides, entry points and variables, all the overrides behind them.

use naga::{ArraySize, Expression, Handle, Module, Override, TypeInner};

use super::module::number;
use super::{Exceeded, Limit, grouped, operands};
use crate::options::Limits;

/// What a name in such a list counts in facts.
const NAME_FACTS: u64 = 32;

/// Checks how many overrides are listed, from above.
pub(super) fn check(module: &Module, limits: &Limits) -> Result<(), Exceeded> {
    let listed = listed(module);
    let facts = listed.saturating_mul(NAME_FACTS);
    if facts > limits.facts {
        let what = format!(
            "to list the overrides behind each override, entry point and variable takes {} facts",
            grouped(facts)
        );
        return Err(Exceeded::new(Limit::Facts, what));
    }
    Ok(())
}

fn listed(module: &Module) -> u64 {
    let all = number(module.overrides.len());
    if all == 0 {
        return 0;
    }
    // Operands come first, and the overrides that an initial value needs before the override.
    let mut behind_overrides: Vec<u64> = vec![0; module.overrides.len()];
    let mut behind: Vec<u64> = Vec::with_capacity(module.global_expressions.len());
    let mut next = module.overrides.iter().peekable();
    for (handle, expression) in module.global_expressions.iter() {
        // Those whose values were worked out.
        while let Some((at, each)) =
            next.next_if(|(_, each)| each.init.is_none_or(|init| init < handle))
        {
            let count = each.init.and_then(|init| behind.get(init.index()).copied());
            if let Some(slot) = behind_overrides.get_mut(at.index()) {
                *slot = count.unwrap_or(0);
            }
        }
        let mut count = match expression {
            Expression::Override(it) => with(&behind_overrides, *it),
            _ => 0,
        };
        operands::visit(expression, |operand| {
            let inner = behind.get(operand.index()).copied().unwrap_or(0);
            count = count.saturating_add(inner);
        });
        behind.push(count.min(all));
    }
    for (at, each) in next {
        let count = each.init.and_then(|init| behind.get(init.index()).copied());
        if let Some(slot) = behind_overrides.get_mut(at.index()) {
            *slot = count.unwrap_or(0);
        }
    }
    let mut in_types: Vec<u64> = Vec::with_capacity(module.types.len());
    for (_, ty) in module.types.iter() {
        let count = match &ty.inner {
            TypeInner::Array { base, size, .. } | TypeInner::BindingArray { base, size } => {
                let inner = in_types.get(base.index()).copied().unwrap_or(0);
                match size {
                    ArraySize::Pending(length) => {
                        inner.saturating_add(with(&behind_overrides, *length))
                    }
                    ArraySize::Constant(_) | ArraySize::Dynamic => inner,
                }
            }
            TypeInner::Struct { members, .. } => members
                .iter()
                .filter_map(|member| in_types.get(member.ty.index()))
                .fold(0, |sum: u64, count| sum.saturating_add(*count)),
            TypeInner::Scalar(_)
            | TypeInner::Vector { .. }
            | TypeInner::Matrix { .. }
            | TypeInner::CooperativeMatrix { .. }
            | TypeInner::Atomic(_)
            | TypeInner::Pointer { .. }
            | TypeInner::ValuePointer { .. }
            | TypeInner::Image { .. }
            | TypeInner::Sampler { .. }
            | TypeInner::AccelerationStructure { .. }
            | TypeInner::RayQuery { .. } => 0,
        };
        in_types.push(count.min(all));
    }
    let of_variables = module
        .global_variables
        .iter()
        .filter_map(|(_, variable)| in_types.get(variable.ty.index()));
    let of_entry_points = number(module.entry_points.len()).saturating_mul(all);
    behind_overrides
        .iter()
        .chain(&in_types)
        .chain(of_variables)
        .fold(of_entry_points, |sum, count| sum.saturating_add(*count))
}

/// An override and all behind it.
fn with(behind: &[u64], handle: Handle<Override>) -> u64 {
    behind
        .get(handle.index())
        .copied()
        .unwrap_or(0)
        .saturating_add(1)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

    use super::listed;
    use crate::options::Options;
    use crate::source::{Language, Source};

    fn count(text: &str) -> u64 {
        let source = Source::text("a.wgsl", Language::Wgsl, text);
        listed(
            &crate::parse::parse(&source, &Options::default())
                .unwrap()
                .module,
        )
    }

    #[test]
    fn what_stands_behind_overrides_is_counted() {
        assert_eq!(count("const a = 1;"), 0);
        assert_eq!(count("override a = 1; override b = 2;"), 0);
        assert_eq!(
            count("override a = 1; override b = a + 1; override c = b * a;"),
            1 + 3
        );
        let sized = "override a = 4; override b = a + 1; var<workgroup> v: array<i32, b>;";
        assert_eq!(count(sized), 1 + 2 + 2);
        let entry_points = "@compute @workgroup_size(1) fn e() {}";
        assert_eq!(count(&format!("{sized}{entry_points}")), 1 + 2 + 2 + 2);
    }

    #[test]
    fn what_doubles_is_no_more_than_there_is() {
        let chain: String = (1..80)
            .map(|at| format!("override a{at} = a{0} + a{0};", at - 1))
            .collect();
        let count = count(&format!("override a0 = 1;{chain}"));
        assert!(count <= 80 * 80, "{count}");
    }
}
