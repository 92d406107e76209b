//! Values of a loop body that its `continuing` block uses.
//!
//! naga's writers of C-like languages print the continuing block at the top of the loop, before
//! the body whose values it may use. Such values go through a local variable.

use std::collections::{BTreeSet, HashMap};
use std::ops::ControlFlow;

use naga::valid::{FunctionInfo, ModuleInfo};
use naga::{
    Arena, Block, Expression, Function, Handle, LocalVariable, Module, Span, Statement, Type,
    TypeInner, UniqueArena,
};

use super::copy::{Copy, Edit, copy};
use super::handles::{self, Role};
use super::offset::type_handle;

/// Whether a continuing block uses a value of its loop's body.
pub(super) fn has_body_value_in_continuing(module: &Module) -> bool {
    handles::functions(module).any(borrows)
}

fn borrows(function: &Function) -> bool {
    handles::has_statement(function, |statement| match statement {
        Statement::Loop {
            body,
            continuing,
            break_if,
        } => !borrowed(body, continuing, *break_if, &function.expressions).is_empty(),
        _ => false,
    })
}

/// What the continuing block and the condition use of what the body evaluates.
fn borrowed(
    body: &Block,
    continuing: &Block,
    break_if: Option<Handle<Expression>>,
    expressions: &Arena<Expression>,
) -> BTreeSet<Handle<Expression>> {
    let mut used = BTreeSet::new();
    used.extend(break_if);
    let _ = handles::walk(continuing, |statement| {
        match statement {
            Statement::Emit(range) => {
                for handle in range.clone() {
                    handles::operands(&expressions[handle], |operand| {
                        used.insert(operand);
                    });
                }
            }
            Statement::Loop { break_if, .. } => used.extend(*break_if),
            other => handles::statement(other, |role, handle| {
                if role == Role::Operand {
                    used.insert(handle);
                }
            }),
        }
        ControlFlow::Continue(())
    });
    if used.is_empty() {
        return used;
    }
    // Values of blocks inside the body do not live as long as the continuing block.
    let mut made = BTreeSet::new();
    for statement in body {
        match statement {
            Statement::Emit(range) => made.extend(range.clone()),
            other => handles::statement(other, |role, handle| {
                if role == Role::Result {
                    made.insert(handle);
                }
            }),
        }
    }
    used.retain(|handle| made.contains(handle));
    used
}

/// Hands values of loop bodies to continuing blocks through local variables.
pub(super) fn spill_into_continuing(module: &mut Module, info: &ModuleInfo) {
    let Module {
        types,
        functions,
        entry_points,
        ..
    } = module;
    for (handle, function) in functions.iter_mut() {
        if !borrows(function) {
            continue;
        }
        copy(function, &mut Spill::new(&info[handle], types));
    }
    for (index, entry_point) in entry_points.iter_mut().enumerate() {
        if !borrows(&entry_point.function) {
            continue;
        }
        let info = info.get_entry_point(index);
        copy(&mut entry_point.function, &mut Spill::new(info, types));
    }
}

struct Spill<'a> {
    info: &'a FunctionInfo,
    types: &'a mut UniqueArena<Type>,
    spilled: HashMap<Handle<Expression>, Handle<LocalVariable>>,
    /// What each loop around borrows, before its continuing block is reached.
    borrowed: Vec<BTreeSet<Handle<Expression>>>,
}

impl<'a> Spill<'a> {
    fn new(info: &'a FunctionInfo, types: &'a mut UniqueArena<Type>) -> Self {
        Self {
            info,
            types,
            spilled: HashMap::new(),
            borrowed: Vec::new(),
        }
    }

    /// Whether a value can be kept in a variable; pointers and resources cannot.
    fn is_data(&self, handle: Handle<Expression>) -> bool {
        match *self.info[handle].ty.inner_with(self.types) {
            TypeInner::Scalar(_)
            | TypeInner::Vector { .. }
            | TypeInner::Matrix { .. }
            | TypeInner::CooperativeMatrix { .. }
            | TypeInner::Array { .. }
            | TypeInner::Struct { .. } => true,
            TypeInner::Atomic(_)
            | TypeInner::Pointer { .. }
            | TypeInner::ValuePointer { .. }
            | TypeInner::Image { .. }
            | TypeInner::Sampler { .. }
            | TypeInner::AccelerationStructure { .. }
            | TypeInner::RayQuery { .. }
            | TypeInner::BindingArray { .. } => false,
        }
    }
}

impl Edit for Spill<'_> {
    fn before_loop(
        &mut self,
        copy: &mut Copy,
        body: &Block,
        continuing: &Block,
        break_if: Option<Handle<Expression>>,
    ) {
        let mut all = borrowed(body, continuing, break_if, &copy.old);
        // What is no data is made again, of what it is made of.
        let mut pending: Vec<_> = all.iter().copied().collect();
        let made_in_body = |handle| {
            body.iter().any(|statement| match statement {
                Statement::Emit(range) => range.clone().any(|each| each == handle),
                other => {
                    let mut found = false;
                    handles::statement(other, |role, each| {
                        found |= role == Role::Result && each == handle;
                    });
                    found
                }
            })
        };
        while let Some(handle) = pending.pop() {
            if self.is_data(handle) {
                if let std::collections::hash_map::Entry::Vacant(entry) = self.spilled.entry(handle)
                {
                    let local = LocalVariable {
                        name: copy.old_names.get(&handle).cloned(),
                        ty: type_handle(&self.info[handle].ty, self.types),
                        init: None,
                    };
                    entry.insert(copy.locals.append(local, copy.old.get_span(handle)));
                }
            } else {
                handles::operands(&copy.old[handle], |operand| {
                    if made_in_body(operand) && all.insert(operand) {
                        pending.push(operand);
                    }
                });
            }
        }
        self.borrowed.push(all);
    }

    fn after(&mut self, copy: &mut Copy, old: Handle<Expression>, into: &mut Block) {
        if let Some(&local) = self.spilled.get(&old) {
            let span = copy.old.get_span(old);
            let pointer = copy.append(Expression::LocalVariable(local), span);
            let value = copy.get(old);
            into.push(Statement::Store { pointer, value }, span);
        }
    }

    fn before_continuing(&mut self, copy: &mut Copy, into: &mut Block) {
        // In the order of the arena: operands first.
        for old in self.borrowed.pop().unwrap_or_default() {
            let span = copy.old.get_span(old);
            let expression = match self.spilled.get(&old) {
                Some(&local) => Expression::Load {
                    pointer: copy.append(Expression::LocalVariable(local), span),
                },
                None => copy.with_new_operands(old),
            };
            let new = copy.append(expression, span);
            copy.set(old, new);
        }
        copy.evaluate(into, Span::UNDEFINED);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{emitted, module, valid};
    use super::*;
    use crate::target::TargetLanguage;

    fn spilled(text: &str) -> Module {
        let mut module = module("a.wgsl", text);
        assert!(has_body_value_in_continuing(&module));
        let info = valid(&module);
        spill_into_continuing(&mut module, &info);
        let info = valid(&module);
        // Loads of the new variables are values of the continuing block itself.
        assert!(!has_body_value_in_continuing(&module));
        drop(info);
        module
    }

    const CALL: &str = "
        @group(0) @binding(0) var<storage, read_write> data: array<f32, 8>;
        fn f(x: f32) -> f32 { return x * 0.5; }
        @compute @workgroup_size(1) fn main() {
            var t = 1.0;
            loop {
                let h = f(t);
                if h < 0.1 { break; }
                continuing { t = t - h; break if h > 0.9; }
            }
            data[0] = t;
        }";

    #[test]
    fn results_of_calls_go_through_a_variable() {
        let module = spilled(CALL);
        assert_eq!(module.entry_points[0].function.local_variables.len(), 2);
        for target in [
            TargetLanguage::Msl,
            TargetLanguage::Hlsl,
            TargetLanguage::Glsl,
        ] {
            let text = emitted("a.wgsl", CALL, target);
            let continuing = text.find("loop_init) {");
            let call = text.find("f(_e").or_else(|| text.find("= f("));
            assert!(continuing.is_some() && call.is_some(), "{text}");
        }
    }

    #[test]
    fn pointers_are_made_again() {
        let module = spilled(
            "
            @group(0) @binding(0) var<storage, read_write> data: array<array<vec4<f32>, 2>, 8>;
            fn next(i: u32) -> u32 { return i * 2u + 1u; }
            @compute @workgroup_size(1) fn main() {
                var i = 0u;
                loop {
                    let p = &data[next(i)];
                    let row = &(*p)[i];
                    if (*row).x > 5.0 { break; }
                    continuing { (*row).x += 1.0; i += 1u; break if (*p)[1].y > 3.0; }
                }
            }",
        );
        // What is kept are the two indices, not what they point at.
        assert_eq!(module.entry_points[0].function.local_variables.len(), 3);
    }

    #[test]
    fn loops_in_loops() {
        spilled(
            "
            @group(0) @binding(0) var<storage, read_write> data: array<atomic<u32>, 8>;
            @compute @workgroup_size(1) fn main() {
                loop {
                    let old = atomicAdd(&data[0], 1u);
                    let twice = old * 2u;
                    loop {
                        let inner = atomicAdd(&data[1], twice);
                        continuing {
                            loop {
                                let deep = atomicAdd(&data[2], inner);
                                continuing { break if deep > old; }
                            }
                            break if inner > old;
                        }
                    }
                    continuing { atomicAdd(&data[3], twice); break if old > 9u; }
                }
            }",
        );
    }

    #[test]
    fn loops_that_borrow_nothing_are_left_alone() {
        let module = module(
            "a.wgsl",
            "@compute @workgroup_size(1) fn main() {
                var i = 0; loop { let x = i; if x > 4 { break; } continuing { i += 1; } }
            }",
        );
        assert!(!has_body_value_in_continuing(&module));
    }
}
