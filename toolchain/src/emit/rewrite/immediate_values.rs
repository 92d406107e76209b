//! Immediates that are no struct, for HLSL, which takes them only as one: they become the member of one.

use naga::valid::ModuleInfo;
use naga::{
    AddressSpace, Expression, GlobalVariable, Handle, Module, Span, StructMember, Type, TypeInner,
};

use super::Rewrite;
use super::copy::{Copy, Edit, copy, each_function};
use super::handles::operands;
use crate::target::TargetLanguage::Hlsl;

/// Stands before the one that takes immediates out of words.
pub(super) const REWRITE: Rewrite = Rewrite {
    step: "putting immediates into a struct",
    targets: &[Hlsl],
    found: |module, _, _| bare(module).is_some(),
    apply: |change| {
        wrap(change.module, change.info);
        Ok(())
    },
};

/// The immediates that are no struct; a module has one variable of them for each entry point.
fn bare(module: &Module) -> Option<Handle<GlobalVariable>> {
    module.global_variables.iter().find_map(|(handle, each)| {
        let is_struct = matches!(module.types[each.ty].inner, TypeInner::Struct { .. });
        (each.space == AddressSpace::Immediate && !is_struct).then_some(handle)
    })
}

fn wrap(module: &mut Module, info: &ModuleInfo) {
    while let Some(variable) = bare(module) {
        let ty = module.global_variables[variable].ty;
        let mut layouter = naga::proc::Layouter::default();
        if layouter.update(module.to_ctx()).is_err() {
            return;
        }
        let layout = layouter[ty];
        let value = StructMember {
            name: Some("value".to_owned()),
            ty,
            binding: None,
            offset: 0,
        };
        let name = module.global_variables[variable].name.clone();
        let holder = Type {
            name: Some(format!("{}_immediate", name.unwrap_or_default())),
            inner: TypeInner::Struct {
                members: vec![value],
                span: layout.alignment.round_up(layout.size),
            },
        };
        let holder = module.types.insert(holder, Span::UNDEFINED);
        module.global_variables.get_mut(variable).ty = holder;
        each_function(module, info, |function, _, _| {
            let is_used = function
                .expressions
                .iter()
                .any(|(_, each)| *each == Expression::GlobalVariable(variable));
            if is_used {
                copy(function, &mut OfMember { variable });
            }
        });
    }
}

struct OfMember {
    variable: Handle<GlobalVariable>,
}

impl Edit for OfMember {
    fn evaluated(
        &mut self,
        copy: &mut Copy,
        old: Handle<Expression>,
        mut expression: Expression,
        span: Span,
    ) -> Handle<Expression> {
        let mut bases = Vec::new();
        operands(&copy.old[old], |operand| {
            if copy.old[operand] == Expression::GlobalVariable(self.variable) {
                bases.push(operand);
            }
        });
        if let Some(&base) = bases.first() {
            let variable = copy.get(base);
            let member = Expression::AccessIndex {
                base: variable,
                index: 0,
            };
            let member = copy.append(member, span);
            super::handles::operands_mut(&mut expression, |operand| {
                if *operand == variable {
                    *operand = member;
                }
            });
        }
        copy.append(expression, span)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::emitted;
    use crate::target::TargetLanguage;

    #[test]
    fn values_become_members() {
        for (ty, read) in [
            ("u32", "f32(push)"),
            ("vec3f", "push.y"),
            ("mat4x4f", "push[1].y"),
            ("array<vec4f, 3>", "push[i].x"),
            ("array<f32, 3>", "push[i]"),
        ] {
            let text = format!(
                "var<immediate> push: {ty};
                @fragment fn main(@location(0) @interpolate(flat) i: u32) -> @location(0) vec4f {{
                    return vec4f({read});
                }}"
            );
            let hlsl = emitted("a.wgsl", &text, TargetLanguage::Hlsl);
            assert!(
                hlsl.contains("push_immediate") || hlsl.contains("Immediates"),
                "{hlsl}"
            );
        }
    }
}
