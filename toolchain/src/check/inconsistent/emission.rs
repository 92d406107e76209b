//! Where expressions get their values: naga's validator asks for what statements use, but not for
//! what other expressions use.

use std::slice::Iter;

use naga::{Block, Expression, Function, Handle, Statement};

use crate::edit::handles::{self, Role};

/// What is still to be looked at, the next last.
enum Task<'a> {
    Statements(Iter<'a, Statement>),
    /// The end of a block: what got its value there has none behind it.
    Leave(usize),
}

/// The values there are at one place of a function.
struct Values<'a> {
    function: &'a Function,
    is_there: Vec<bool>,
    was_emitted: Vec<bool>,
    /// Those that are there, in order.
    order: Vec<usize>,
}

impl<'a> Values<'a> {
    fn of(function: &'a Function) -> Self {
        let expressions = &function.expressions;
        Self {
            function,
            is_there: expressions
                .iter()
                .map(|(_, each)| each.needs_pre_emit())
                .collect(),
            was_emitted: vec![false; expressions.len()],
            order: Vec::new(),
        }
    }

    /// Whether an expression has a value. Of a pointer into a variable its indices alone are asked:
    /// writers work it out where it is used, and naga's front end for SPIR-V does not emit it.
    fn has(&self, mut handle: Handle<Expression>) -> bool {
        let is_there =
            |handle: Handle<Expression>| self.is_there.get(handle.index()) == Some(&true);
        let mut into_part = false;
        while !is_there(handle) {
            handle = match self.function.expressions.try_get(handle) {
                Ok(Expression::AccessIndex { base, index: _ }) => *base,
                Ok(Expression::Access { base, index }) if is_there(*index) => *base,
                _ => return false,
            };
            into_part = true;
        }
        !into_part
            || matches!(
                self.function.expressions.try_get(handle),
                Ok(Expression::GlobalVariable(_) | Expression::LocalVariable(_))
            )
    }

    /// A statement gives the expression its value.
    fn add(&mut self, handle: Handle<Expression>) {
        if let Some(is_there) = self.is_there.get_mut(handle.index())
            && !*is_there
        {
            *is_there = true;
            self.order.push(handle.index());
        }
    }

    fn leave(&mut self, before: usize) {
        for index in self.order.drain(before..) {
            if let Some(is_there) = self.is_there.get_mut(index) {
                *is_there = false;
            }
        }
    }

    /// An `Emit` of one expression; what is wrong with it.
    fn emit(&mut self, handle: Handle<Expression>) -> Option<String> {
        let function = self.function;
        let index = handle.index();
        if self.is_there.get(index).is_some_and(|is| *is) && !*self.was_emitted.get(index)? {
            // Constants and the like have values without it; that does no harm.
            return None;
        }
        if std::mem::replace(self.was_emitted.get_mut(index)?, true) {
            return Some(format!(
                "expression {index} of {} is emitted twice; emit it once, before its first use",
                name(function)
            ));
        }
        let mut missing = None;
        handles::operands(function.expressions.try_get(handle).ok()?, |operand| {
            if !self.has(operand) {
                missing.get_or_insert(operand.index());
            }
        });
        if let Some(operand) = missing {
            return Some(format!(
                "expression {index} of {} uses expression {operand}, which has no value there; emit \
                 it before, in the same block or in one around it",
                name(function)
            ));
        }
        self.add(handle);
        None
    }
}

fn name(function: &Function) -> String {
    match &function.name {
        Some(name) => format!("the function `{name}`"),
        None => "a function without a name".to_owned(),
    }
}

/// What is emitted twice, or uses what has no value yet.
pub(super) fn broken(function: &Function) -> Option<String> {
    let mut values = Values::of(function);
    let mut tasks = vec![Task::Statements(function.body.iter())];
    while let Some(task) = tasks.pop() {
        let mut statements = match task {
            Task::Statements(statements) => statements,
            Task::Leave(before) => {
                values.leave(before);
                continue;
            }
        };
        let Some(statement) = statements.next() else {
            continue;
        };
        tasks.push(Task::Statements(statements));
        if let Statement::Emit(range) = statement {
            if let Some(broken) = range.clone().find_map(|each| values.emit(each)) {
                return Some(broken);
            }
            continue;
        }
        let mut missing = None;
        handles::statement(statement, |role, handle| match role {
            Role::Result => values.add(handle),
            Role::Operand if !values.has(handle) => {
                missing.get_or_insert(handle.index());
            }
            Role::Operand => {}
        });
        // What ends a loop has its value in the loop.
        if let Some(operand) = missing.filter(|_| !matches!(statement, Statement::Loop { .. })) {
            return Some(format!(
                "a statement of {} uses expression {operand}, which has no value there; emit it \
                 before, in the same block or in one around it",
                name(function)
            ));
        }
        let before = values.order.len();
        let blocks = handles::blocks(statement);
        if matches!(statement, Statement::Loop { .. }) {
            // What the body emits is there in its end.
            tasks.push(Task::Leave(before));
            tasks.extend(
                blocks
                    .rev()
                    .map(|block: &Block| Task::Statements(block.iter())),
            );
        } else {
            for block in blocks.rev() {
                tasks.push(Task::Leave(before));
                tasks.push(Task::Statements(block.iter()));
            }
        }
    }
    None
}
