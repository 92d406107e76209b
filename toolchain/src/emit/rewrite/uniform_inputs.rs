//! What all of a workgroup has in common, handed on as parameters.
//!
//! The front ends of GLSL and SPIR-V keep built-in inputs in private variables. WGSL's analysis of
//! uniformity takes all of these to differ between invocations, so that compilers refuse a barrier
//! behind `if (gl_WorkGroupID.x >= count) return;`. A parameter is followed into calls. The variable stays, and
//! is no longer used.

use std::collections::{BTreeSet, HashMap};
use std::ops::ControlFlow;

use naga::{
    Arena, Binding, Block, BuiltIn, Expression, Function, FunctionArgument, GlobalVariable, Handle,
    Module, Span, Statement,
};

use super::Rewrite;
use super::copy::{Copy, Edit, copy};
use super::handles::{any_statement, has_statement, operands, statement, walk};
use crate::target::TargetLanguage::Wgsl;

pub(super) const REWRITE: Rewrite = Rewrite {
    step: "handing on what a workgroup has in common",
    targets: &[Wgsl],
    found: |module, _, _| {
        any_statement(module, |each| matches!(each, Statement::ControlBarrier(_)))
            && !common(module).is_empty()
    },
    apply: |change| {
        for variable in common(change.module) {
            hand_on(change.module, variable);
        }
        Ok(())
    },
};

/// The private variables that hold such an input from the start of each entry point on.
fn common(module: &Module) -> Vec<Handle<GlobalVariable>> {
    let mut candidates = BTreeSet::new();
    for entry in &module.entry_points {
        candidates.extend(inputs(&entry.function).into_keys());
    }
    candidates.retain(|&variable| is_only_read(module, variable));
    candidates.into_iter().collect()
}

/// The variables that an entry point gives such an input before anything else happens, with the
/// number of its parameter.
fn inputs(function: &Function) -> HashMap<Handle<GlobalVariable>, u32> {
    let mut found = HashMap::new();
    for each in &function.body {
        match *each {
            Statement::Emit(_) => {}
            Statement::Store { pointer, value } => {
                let (Expression::GlobalVariable(variable), Expression::FunctionArgument(number)) =
                    (&function.expressions[pointer], &function.expressions[value])
                else {
                    continue;
                };
                let binding = function
                    .arguments
                    .get(*number as usize)
                    .and_then(|argument| argument.binding.as_ref());
                let is_common = matches!(
                    binding,
                    Some(Binding::BuiltIn(
                        BuiltIn::WorkGroupId | BuiltIn::NumWorkGroups | BuiltIn::WorkGroupSize
                    ))
                );
                if is_common {
                    found.insert(*variable, *number);
                }
            }
            _ => break,
        }
    }
    found
}

/// Whether a variable is only loaded, whole or in part, but for one store in each entry point that
/// has to do with it.
fn is_only_read(module: &Module, variable: Handle<GlobalVariable>) -> bool {
    let users = users(module, variable);
    module.entry_points.iter().all(|entry| {
        let function = &entry.function;
        let is_given = inputs(function).contains_key(&variable);
        let is_used = mentions(function, variable) || calls_any(function, &users);
        (is_given || !is_used) && is_read(function, variable, usize::from(is_given))
    }) && module
        .functions
        .iter()
        .all(|(_, function)| is_read(function, variable, 0))
}

fn mentions(function: &Function, variable: Handle<GlobalVariable>) -> bool {
    let mut expressions = function.expressions.iter();
    expressions.any(|(_, each)| *each == Expression::GlobalVariable(variable))
}

/// The functions that read a variable, or call one that does. Those that are called stand first.
fn users(module: &Module, variable: Handle<GlobalVariable>) -> BTreeSet<Handle<Function>> {
    let mut users = BTreeSet::new();
    for (handle, function) in module.functions.iter() {
        if mentions(function, variable) || calls_any(function, &users) {
            users.insert(handle);
        }
    }
    users
}

fn calls_any(function: &Function, users: &BTreeSet<Handle<Function>>) -> bool {
    has_statement(
        function,
        |each| matches!(each, Statement::Call { function, .. } if users.contains(function)),
    )
}

/// Whether what an expression points into is a variable.
fn is_into(
    expressions: &Arena<Expression>,
    mut at: Handle<Expression>,
    variable: Handle<GlobalVariable>,
) -> bool {
    loop {
        match expressions[at] {
            Expression::GlobalVariable(found) => return found == variable,
            Expression::Access { base, .. } | Expression::AccessIndex { base, .. } => at = base,
            _ => return false,
        }
    }
}

/// Whether nothing but loads, and so many stores, has to do with a variable.
fn is_read(function: &Function, variable: Handle<GlobalVariable>, stores: usize) -> bool {
    let expressions = &function.expressions;
    let is_pointer = |each| is_into(expressions, each, variable);
    let mut is_read = true;
    for (_, each) in expressions.iter() {
        let may_point = matches!(
            each,
            Expression::Load { .. } | Expression::Access { .. } | Expression::AccessIndex { .. }
        );
        operands(each, |operand| is_read &= may_point || !is_pointer(operand));
    }
    let mut mentioned = 0;
    let _ = walk(&function.body, |each| {
        if !matches!(each, Statement::Emit(_)) {
            statement(each, |_, operand| {
                mentioned += usize::from(is_pointer(operand));
            });
        }
        ControlFlow::Continue(())
    });
    is_read && mentioned == stores
}

fn hand_on(module: &mut Module, variable: Handle<GlobalVariable>) {
    let users = users(module, variable);
    let ty = module.global_variables[variable].ty;
    let name = module.global_variables[variable].name.clone();
    for (handle, function) in module.functions.iter_mut() {
        if users.contains(&handle) {
            let number = u32::try_from(function.arguments.len()).unwrap_or(u32::MAX);
            function.arguments.push(FunctionArgument {
                name: name.clone(),
                ty,
                binding: None,
            });
            copy(
                function,
                &mut AsParameter {
                    variable,
                    number,
                    users: &users,
                },
            );
        }
    }
    for entry in &mut module.entry_points {
        if let Some(&number) = inputs(&entry.function).get(&variable) {
            copy(
                &mut entry.function,
                &mut AsParameter {
                    variable,
                    number,
                    users: &users,
                },
            );
        }
    }
}

/// Reads a parameter in place of a variable, and hands it on.
struct AsParameter<'a> {
    variable: Handle<GlobalVariable>,
    number: u32,
    users: &'a BTreeSet<Handle<Function>>,
}

impl AsParameter<'_> {
    fn parameter(&self, copy: &mut Copy) -> Handle<Expression> {
        copy.append(Expression::FunctionArgument(self.number), Span::UNDEFINED)
    }

    fn is_variable(&self, copy: &Copy, old: Handle<Expression>) -> bool {
        copy.old[old] == Expression::GlobalVariable(self.variable)
    }
}

impl Edit for AsParameter<'_> {
    fn evaluated(
        &mut self,
        copy: &mut Copy,
        old: Handle<Expression>,
        mut expression: Expression,
        span: Span,
    ) -> Handle<Expression> {
        match copy.old[old] {
            Expression::Load { pointer } if self.is_variable(copy, pointer) => {
                return self.parameter(copy);
            }
            // A part of a value is there without a load.
            Expression::Load { pointer } if is_into(&copy.old, pointer, self.variable) => {
                return copy.get(pointer);
            }
            Expression::Access { base, .. } | Expression::AccessIndex { base, .. }
                if self.is_variable(copy, base) =>
            {
                let parameter = self.parameter(copy);
                if let Expression::Access { base, .. } | Expression::AccessIndex { base, .. } =
                    &mut expression
                {
                    *base = parameter;
                }
            }
            _ => {}
        }
        copy.append(expression, span)
    }

    fn store(
        &mut self,
        copy: &mut Copy,
        pointer: Handle<Expression>,
        _value: Handle<Expression>,
        _into: &mut Block,
        _span: Span,
    ) -> bool {
        self.is_variable(copy, pointer)
    }

    fn statement(
        &mut self,
        copy: &mut Copy,
        statement: &Statement,
        into: &mut Block,
        span: Span,
    ) -> bool {
        let Statement::Call {
            function,
            arguments,
            result,
        } = statement
        else {
            return false;
        };
        if !self.users.contains(function) {
            return false;
        }
        let parameter = self.parameter(copy);
        let arguments = arguments
            .iter()
            .map(|&argument| copy.get(argument))
            .chain(std::iter::once(parameter))
            .collect();
        copy.evaluate(into, span);
        let new_result = result.map(|old| copy.result(old));
        let call = Statement::Call {
            function: *function,
            arguments,
            result: new_result,
        };
        into.push(call, span);
        if let (Some(old), Some(new)) = (*result, new_result) {
            copy.found(old, new);
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::emitted;
    use crate::target::TargetLanguage;

    #[test]
    fn the_number_of_a_workgroup_is_handed_on() {
        let text = "#version 450
            layout(local_size_x = 64) in;
            layout(binding = 0) buffer Numbers { uint count; float numbers[]; };
            shared float part[64];
            float sum(uint at) {
                part[gl_LocalInvocationIndex] = numbers[at * gl_WorkGroupSize.x + gl_WorkGroupID.y];
                barrier();
                return part[0];
            }
            void main() {
                if (gl_WorkGroupID.x >= count) return;
                numbers[gl_GlobalInvocationID.x] = sum(gl_WorkGroupID[1]);
            }";
        let wgsl = emitted("a.comp", text, TargetLanguage::Wgsl);
        assert!(!wgsl.contains(" = gl_WorkGroupID"), "{wgsl}");
        assert!(wgsl.contains("fn sum(at: u32, gl_WorkGroup"), "{wgsl}");
        // What differs is no matter, and other languages have no such rule.
        assert!(
            wgsl.contains("var<private> gl_GlobalInvocationID"),
            "{wgsl}"
        );
        let msl = emitted("a.comp", text, TargetLanguage::Msl);
        assert!(!msl.contains("sum(uint at, uint3"), "{msl}");
    }

    #[test]
    fn without_a_barrier_nothing_changes() {
        let text = "#version 450
            layout(local_size_x = 64) in;
            layout(binding = 0) buffer Numbers { uint numbers[]; };
            void main() { numbers[gl_GlobalInvocationID.x] = gl_WorkGroupID.x; }";
        let wgsl = emitted("a.comp", text, TargetLanguage::Wgsl);
        assert!(wgsl.contains("_1 = gl_WorkGroupID;"), "{wgsl}");
    }
}
