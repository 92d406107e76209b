//! Fences around what is evaluated, so that naga loses nothing of it when it resolves overrides.
//!
//! naga evaluates all expressions of a function again and gives each statement that evaluates a run of
//! them the new places of the first and the last. What has become a part of a constant that stands
//! elsewhere, as `a` in `let l = TABLE[1]; … l.a` does, has its place there: the run then begins with
//! what is evaluated already, or ends before it began, and validation refuses the module. A load of a
//! variable is never a constant. So with one on either side of each expression, runs begin and end
//! where they did.

use naga::{Arena, Expression, Function, Handle, Literal, LocalVariable, Module, Span, Type};

use super::copy::{Copy, Edit, copy};

/// Names the variable and its loads. naga throws out what has no name and no use; WGSL has no such name.
const NAME: &str = "fence\0";

/// Puts a fence on either side of everything that is evaluated.
pub(in crate::emit) fn fence(module: &mut Module) {
    let Some(ty) = module.overrides.iter().next().map(|(_, each)| each.ty) else {
        return;
    };
    each(module, |function| fence_function(function, ty));
}

/// Takes the fences out.
pub(in crate::emit) fn unfence(module: &mut Module) {
    each(module, unfence_function);
}

fn each(module: &mut Module, mut change: impl FnMut(&mut Function)) {
    for (_, function) in module.functions.iter_mut() {
        change(function);
    }
    for entry_point in &mut module.entry_points {
        change(&mut entry_point.function);
    }
}

fn fence_function(function: &mut Function, ty: Handle<Type>) {
    let local = LocalVariable {
        name: Some(NAME.to_owned()),
        ty,
        init: None,
    };
    let variable = function.local_variables.append(local, Span::UNDEFINED);
    let pointer = Expression::LocalVariable(variable);
    let pointer = function.expressions.append(pointer, Span::UNDEFINED);
    copy(function, &mut Fences { pointer });
    let fences: Vec<_> = function
        .expressions
        .iter()
        .filter(|(handle, _)| is_fence(&function.expressions, *handle, variable))
        .map(|(handle, _)| handle)
        .collect();
    for fence in fences {
        function.named_expressions.insert(fence, NAME.to_owned());
    }
}

struct Fences {
    pointer: Handle<Expression>,
}

impl Edit for Fences {
    fn evaluated(
        &mut self,
        copy: &mut Copy,
        _old: Handle<Expression>,
        expression: Expression,
        span: Span,
    ) -> Handle<Expression> {
        let pointer = copy.get(self.pointer);
        copy.append(Expression::Load { pointer }, span);
        let new = copy.append(expression, span);
        copy.append(Expression::Load { pointer }, span);
        new
    }
}

fn unfence_function(function: &mut Function) {
    let last = function.local_variables.iter().last();
    let Some((variable, LocalVariable { name, .. })) = last else {
        return;
    };
    if name.as_deref() != Some(NAME) {
        return;
    }
    function.named_expressions.retain(|_, name| name != NAME);
    copy(function, &mut Without { variable });
    let all: Vec<_> = function.expressions.iter().map(|(each, _)| each).collect();
    for each in all {
        if matches!(function.expressions[each], Expression::LocalVariable(local) if local == variable)
        {
            function.expressions[each] = NOTHING;
        }
    }
    let locals = std::mem::replace(&mut function.local_variables, Arena::new());
    let last = locals.len() - 1;
    for (handle, local) in locals.iter().take(last) {
        let span = locals.get_span(handle);
        function.local_variables.append(local.clone(), span);
    }
}

/// Stands where something was, and is not used.
const NOTHING: Expression = Expression::Literal(Literal::Bool(false));

struct Without {
    variable: Handle<LocalVariable>,
}

impl Edit for Without {
    fn instead(
        &mut self,
        copy: &mut Copy,
        old: Handle<Expression>,
        _into: &mut naga::Block,
    ) -> Option<Handle<Expression>> {
        is_fence(&copy.old, old, self.variable)
            .then(|| copy.append_result(NOTHING, Span::UNDEFINED))
    }
}

fn is_fence(
    expressions: &Arena<Expression>,
    expression: Handle<Expression>,
    variable: Handle<LocalVariable>,
) -> bool {
    matches!(expressions[expression], Expression::Load { pointer }
        if matches!(expressions[pointer], Expression::LocalVariable(local) if local == variable))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{emitted, module, valid};
    use super::*;
    use crate::target::TargetLanguage;

    const TABLES: &str = "
        struct Pair { a: i32, b: i32 }
        struct Slot { pair: Pair, c: i32 }
        override SHIFT: u32 = 1u;
        const PAIRS = array<Pair, 2>(Pair(1, 2), Pair(3, 4));
        const SLOTS = array<Slot, 2>(Slot(Pair(1, 2), 5), Slot(Pair(3, 4), 6));
        @group(0) @binding(0) var<storage, read_write> left: array<u32, 8>;
        @compute @workgroup_size(4)
        fn main(@builtin(local_invocation_index) lane: u32) {
            let second = SLOTS[1];
            left[lane] = u32(-PAIRS[(lane + SHIFT) & 1u].b);
            left[lane + 4u] = 7u ^ u32(second.pair.a);
        }";

    #[test]
    fn a_part_of_a_constant_is_no_hindrance_to_overrides() {
        let text = emitted("tables.wgsl", TABLES, TargetLanguage::Wgsl);
        assert!(!text.contains("fence"), "{text}");
        // 7 ^ 3, known beforehand.
        assert!(text.contains("= 4u;"), "{text}");
    }

    #[test]
    fn fences_leave_nothing_behind() {
        let mut module = module("tables.wgsl", TABLES);
        fence(&mut module);
        valid(&module);
        unfence(&mut module);
        valid(&module);
        let function = &module.entry_points[0].function;
        assert!(function.local_variables.is_empty());
        assert!(function.named_expressions.values().all(|name| name != NAME));
    }
}
