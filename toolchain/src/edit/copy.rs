//! Writes a function anew, expression by expression in the order of evaluation.
//!
//! Operands must stand before what uses them and each evaluated expression is evaluated at one
//! place, so nothing can be put between two expressions of an arena, nor a block be used twice.
//! A copy can do both: an [`Edit`] adds expressions where it likes, and a block that stands
//! twice in the body gets expressions of its own each time.

use std::collections::BTreeSet;

use naga::valid::{FunctionInfo, ModuleInfo};
use naga::{
    Arena, Block, Expression, FastIndexMap, Function, Handle, LocalVariable, Module, Range, Span,
    Statement, SwitchCase, Type, UniqueArena,
};

use super::handles::{self, Role, blocks, operands, operands_mut, statement_mut};

/// What is to be done differently while a function is copied.
pub(crate) trait Edit {
    /// Appends what stands for an evaluated expression, whose operands are the new ones already.
    fn evaluated(
        &mut self,
        copy: &mut Copy,
        _old: Handle<Expression>,
        expression: Expression,
        span: Span,
    ) -> Handle<Expression> {
        copy.append(expression, span)
    }

    /// The same for a constant that no statement evaluates, such as the first value of a variable: with
    /// [`Copy::append_result`].
    fn constant(
        &mut self,
        copy: &mut Copy,
        _old: Handle<Expression>,
        expression: Expression,
        span: Span,
    ) -> Handle<Expression> {
        copy.append_result(expression, span)
    }

    /// Writes statements in place of evaluating an expression, and gives what stands for it; none
    /// when there is nothing to do. The statements may use all that was evaluated before.
    fn instead(
        &mut self,
        _copy: &mut Copy,
        _old: Handle<Expression>,
        _into: &mut Block,
    ) -> Option<Handle<Expression>> {
        None
    }

    /// Writes others in place of a statement without blocks whose handles are the old ones;
    /// `false` leaves it as it is.
    fn statement(
        &mut self,
        _copy: &mut Copy,
        _statement: &Statement,
        _into: &mut Block,
        _span: Span,
    ) -> bool {
        false
    }

    /// Adds statements right after the evaluation of an expression.
    fn after(&mut self, _copy: &mut Copy, _old: Handle<Expression>, _into: &mut Block) {}

    /// Writes another store in place of one; `pointer` is the old one, `value` the new. `false` leaves
    /// it as it is.
    fn store(
        &mut self,
        _copy: &mut Copy,
        _pointer: Handle<Expression>,
        _value: Handle<Expression>,
        _into: &mut Block,
        _span: Span,
    ) -> bool {
        false
    }

    /// Sees a loop before it is copied.
    fn before_loop(
        &mut self,
        _copy: &mut Copy,
        _body: &Block,
        _continuing: &Block,
        _break_if: Option<Handle<Expression>>,
    ) {
    }

    /// Adds statements at the start of the continuing block of the loop seen last and not left.
    fn before_continuing(&mut self, _copy: &mut Copy, _into: &mut Block) {}
}

/// Copies as it is.
pub(crate) struct AsIs;

impl Edit for AsIs {}

/// A function half copied.
pub(crate) struct Copy {
    /// The expressions before.
    pub(crate) old: Arena<Expression>,
    /// The local variables, old and new.
    pub(crate) locals: Arena<LocalVariable>,
    /// The names of expressions before.
    pub(crate) old_names: FastIndexMap<Handle<Expression>, String>,
    new: Arena<Expression>,
    new_names: FastIndexMap<Handle<Expression>, String>,
    map: Vec<Option<Handle<Expression>>>,
    /// New expressions that no statement evaluates yet.
    pending: Vec<Handle<Expression>>,
}

/// Whether something holds for a function or entry point, with what validation found out about it.
pub(crate) fn any_function(
    module: &Module,
    info: &ModuleInfo,
    mut holds: impl FnMut(&Function, &FunctionInfo) -> bool,
) -> bool {
    let mut functions = module.functions.iter();
    let mut entry_points = module.entry_points.iter().enumerate();
    functions.any(|(handle, function)| holds(function, &info[handle]))
        || entry_points.any(|(index, each)| holds(&each.function, info.get_entry_point(index)))
}

/// Changes every function and entry point, each with what validation found out about it.
pub(crate) fn each_function(
    module: &mut Module,
    info: &ModuleInfo,
    mut change: impl FnMut(&mut Function, &FunctionInfo, &mut UniqueArena<Type>),
) {
    let types = &mut module.types;
    for (handle, function) in module.functions.iter_mut() {
        change(function, &info[handle], types);
    }
    for (index, entry_point) in module.entry_points.iter_mut().enumerate() {
        change(
            &mut entry_point.function,
            info.get_entry_point(index),
            types,
        );
    }
}

/// Copies a function in place.
pub(crate) fn copy(function: &mut Function, edit: &mut impl Edit) {
    let old = std::mem::take(&mut function.expressions);
    let body = std::mem::take(&mut function.body);
    let mut copy = Copy {
        map: vec![None; old.len()],
        old,
        locals: std::mem::take(&mut function.local_variables),
        old_names: std::mem::take(&mut function.named_expressions),
        new: Arena::new(),
        new_names: FastIndexMap::default(),
        pending: Vec::new(),
    };
    let mut start = Block::new();
    copy.constants(&body, edit, &mut start);
    copy.append_block(body, edit, &mut start);
    function.body = start;
    function.expressions = copy.new;
    function.local_variables = copy.locals;
    function.named_expressions = copy.new_names;
}

impl Copy {
    /// Adds an expression, which the next statement that is written evaluates first.
    pub(crate) fn append(&mut self, expression: Expression, span: Span) -> Handle<Expression> {
        let evaluate = !expression.needs_pre_emit();
        let new = self.new.append(expression, span);
        if evaluate {
            self.pending.push(new);
        }
        new
    }

    /// Adds what a statement gives, which no other statement evaluates.
    pub(crate) fn result(&mut self, old: Handle<Expression>) -> Handle<Expression> {
        let expression = self.with_new_operands(old);
        self.new.append(expression, self.old.get_span(old))
    }

    /// Adds what a new statement gives.
    pub(crate) fn append_result(
        &mut self,
        expression: Expression,
        span: Span,
    ) -> Handle<Expression> {
        self.new.append(expression, span)
    }

    /// What an old expression is now.
    pub(crate) fn get(&mut self, old: Handle<Expression>) -> Handle<Expression> {
        if let Some(new) = self.map[old.index()] {
            return new;
        }
        // Never evaluated by a statement, and yet made of what is: naga leaves out of a run what reaches into
        // a variable where an override made a constant of its end. In the second copy of a block the index is
        // another one, so that this stands for the old one here alone.
        let expression = self.with_new_operands(old);
        self.new.append(expression, self.old.get_span(old))
    }

    /// Lets a new expression stand for an old one from here on.
    pub(crate) fn set(&mut self, old: Handle<Expression>, new: Handle<Expression>) {
        self.map[old.index()] = Some(new);
    }

    /// The old expression with the operands of now.
    pub(crate) fn with_new_operands(&mut self, old: Handle<Expression>) -> Expression {
        let mut expression = self.old[old].clone();
        operands_mut(&mut expression, |operand| *operand = self.get(*operand));
        expression
    }

    /// Writes the statements that evaluate what was appended.
    pub(crate) fn evaluate(&mut self, into: &mut Block, span: Span) {
        let mut run: Option<(Handle<Expression>, Handle<Expression>)> = None;
        for next in self.pending.drain(..) {
            run = match run {
                Some((first, last)) if last.index() + 1 == next.index() => Some((first, next)),
                Some((first, last)) => {
                    into.push(Statement::Emit(Range::new_from_bounds(first, last)), span);
                    Some((next, next))
                }
                None => Some((next, next)),
            };
        }
        if let Some((first, last)) = run {
            into.push(Statement::Emit(Range::new_from_bounds(first, last)), span);
        }
    }

    /// Copies what exists from the start of the function: no statement evaluates it. What reaches
    /// into a variable can be among it (naga's GLSL front end does so), and is evaluated from now
    /// on, because an edit may put something beside it.
    fn constants(&mut self, body: &Block, edit: &mut impl Edit, into: &mut Block) {
        let mut evaluated = vec![false; self.old.len()];
        let mut pending = vec![body];
        while let Some(block) = pending.pop() {
            for statement in block {
                if let Statement::Emit(range) = statement {
                    for handle in range.clone() {
                        evaluated[handle.index()] = true;
                    }
                }
                handles::statement(statement, |role, handle| {
                    if role == Role::Result {
                        evaluated[handle.index()] = true;
                    }
                });
                pending.extend(blocks(statement));
            }
        }
        let all: Vec<Handle<Expression>> = self.old.iter().map(|(old, _)| old).collect();
        for old in all {
            let mut known = !evaluated[old.index()];
            operands(&self.old[old], |operand| {
                known &= self.map[operand.index()].is_some();
            });
            if known {
                let expression = self.with_new_operands(old);
                let span = self.old.get_span(old);
                let new = match expression {
                    Expression::Access { .. } | Expression::AccessIndex { .. } => {
                        edit.evaluated(self, old, expression, span)
                    }
                    _ => edit.constant(self, old, expression, span),
                };
                self.found(old, new);
            }
        }
        self.evaluate(into, Span::UNDEFINED);
        let mut locals = std::mem::take(&mut self.locals);
        for (_, local) in locals.iter_mut() {
            if let Some(init) = &mut local.init {
                *init = self.initial(*init, edit);
            }
        }
        self.locals = locals;
    }

    /// The first value of a variable, which a statement may evaluate as well, later.
    fn initial(&mut self, old: Handle<Expression>, edit: &mut impl Edit) -> Handle<Expression> {
        let mut pending = vec![old];
        let mut needed = BTreeSet::new();
        while let Some(old) = pending.pop() {
            if self.map[old.index()].is_none() && needed.insert(old) {
                operands(&self.old[old], |operand| pending.push(operand));
            }
        }
        // Operands stand before what uses them.
        for old in needed {
            let expression = self.with_new_operands(old);
            let new = edit.constant(self, old, expression, self.old.get_span(old));
            self.found(old, new);
        }
        self.get(old)
    }

    fn block(&mut self, block: Block, edit: &mut impl Edit) -> Block {
        let mut copied = Block::with_capacity(block.len());
        self.append_block(block, edit, &mut copied);
        copied
    }

    fn append_block(&mut self, block: Block, edit: &mut impl Edit, into: &mut Block) {
        for (statement, span) in block.span_into_iter() {
            self.statement(statement, span, edit, into);
        }
    }

    fn statement(
        &mut self,
        mut statement: Statement,
        span: Span,
        edit: &mut impl Edit,
        into: &mut Block,
    ) {
        if let Statement::Store { pointer, value } = statement {
            let value = self.get(value);
            if edit.store(self, pointer, value, into, span) {
                return;
            }
        }
        if edit.statement(self, &statement, into, span) {
            return;
        }
        let mut made = Vec::new();
        if let Statement::Emit(range) = &statement {
            for old in range.clone() {
                if let Some(new) = edit.instead(self, old, into) {
                    self.found(old, new);
                    made.push(old);
                    continue;
                }
                let expression = self.with_new_operands(old);
                let new = edit.evaluated(self, old, expression, self.old.get_span(old));
                self.found(old, new);
                made.push(old);
            }
            self.evaluate(into, span);
        } else {
            statement_mut(&mut statement, |role, handle| match role {
                Role::Operand => *handle = self.get(*handle),
                Role::Result => {
                    let old = *handle;
                    *handle = self.result(old);
                    self.found(old, *handle);
                    made.push(old);
                }
            });
            let statement = self.nested(statement, edit);
            into.push(statement, span);
        }
        for old in made {
            edit.after(self, old, into);
        }
    }

    /// Lets a new expression stand for an old one, whose name it gets, from here on.
    pub(crate) fn found(&mut self, old: Handle<Expression>, new: Handle<Expression>) {
        self.set(old, new);
        if let Some(name) = self.old_names.get(&old) {
            self.new_names.insert(new, name.clone());
        }
    }

    fn nested(&mut self, statement: Statement, edit: &mut impl Edit) -> Statement {
        match statement {
            Statement::Block(block) => Statement::Block(self.block(block, edit)),
            Statement::If {
                condition,
                accept,
                reject,
            } => Statement::If {
                condition,
                accept: self.block(accept, edit),
                reject: self.block(reject, edit),
            },
            Statement::Switch { selector, cases } => Statement::Switch {
                selector,
                cases: cases
                    .into_iter()
                    .map(|case| SwitchCase {
                        value: case.value,
                        body: self.block(case.body, edit),
                        fall_through: case.fall_through,
                    })
                    .collect(),
            },
            Statement::Loop {
                body,
                continuing,
                break_if,
            } => {
                edit.before_loop(self, &body, &continuing, break_if);
                let body = self.block(body, edit);
                let mut copied = Block::with_capacity(continuing.len());
                edit.before_continuing(self, &mut copied);
                self.append_block(continuing, edit, &mut copied);
                Statement::Loop {
                    body,
                    continuing: copied,
                    break_if: break_if.map(|condition| self.get(condition)),
                }
            }
            other => other,
        }
    }
}
