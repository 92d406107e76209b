//! The elements of arrays of bindings inside a function.
//!
//! A chain of accesses that begins at an element with an unknown number cannot be written. What
//! uses it (a load, a store, an atomic operation, reading a texture) is written once for each
//! element, in a switch over the number; the result of it goes through a local variable.

use std::collections::{BTreeMap, BTreeSet};

use naga::valid::FunctionInfo;
use naga::{
    Arena, Block, Constant, Expression, GlobalVariable, Handle, Literal, LocalVariable,
    SampleLevel, ScalarKind, Span, Statement, SwitchCase, SwitchValue, Type, UniqueArena,
};

use super::super::copy::{Copy, Edit};
use super::super::handles::{self, Role, operands, operands_mut, statement_mut};
use super::super::offset::type_handle;

/// Cases that the switches of one function may have together.
const MOST_CASES: usize = 10_000;

/// What begins at an element that is not known.
#[derive(Clone)]
struct Chain {
    array: Handle<GlobalVariable>,
    /// The number of the element, as it was before.
    number: Handle<Expression>,
    /// Where the number is kept: naga's SPIR-V front end uses such chains outside of the blocks that
    /// evaluate it.
    kept: Handle<Expression>,
    /// The accesses that follow, as they were before.
    steps: Vec<Handle<Expression>>,
}

pub(super) struct Elements<'a> {
    split: &'a BTreeMap<Handle<GlobalVariable>, Vec<Handle<GlobalVariable>>>,
    info: &'a FunctionInfo,
    types: &'a mut UniqueArena<Type>,
    constants: &'a Arena<Constant>,
    global_expressions: &'a Arena<Expression>,
    chains: BTreeMap<Handle<Expression>, Chain>,
    /// Numbers that are still to be put where they are kept.
    unkept: Vec<(Handle<Expression>, Handle<Expression>)>,
    cases: usize,
    problem: Option<String>,
}

impl<'a> Elements<'a> {
    pub(super) fn new(
        split: &'a BTreeMap<Handle<GlobalVariable>, Vec<Handle<GlobalVariable>>>,
        info: &'a FunctionInfo,
        types: &'a mut UniqueArena<Type>,
        constants: &'a Arena<Constant>,
        global_expressions: &'a Arena<Expression>,
    ) -> Self {
        Self {
            split,
            info,
            types,
            constants,
            global_expressions,
            chains: BTreeMap::new(),
            unkept: Vec::new(),
            cases: 0,
            problem: None,
        }
    }

    /// What could not be written.
    pub(super) fn finish(self) -> Result<(), String> {
        match self.problem {
            Some(problem) => Err(problem),
            None => Ok(()),
        }
    }

    /// The array of which an expression is the whole.
    fn array(&self, copy: &Copy, old: Handle<Expression>) -> Option<Handle<GlobalVariable>> {
        match copy.old[old] {
            Expression::GlobalVariable(global) if self.split.contains_key(&global) => Some(global),
            _ => None,
        }
    }

    /// The number that an index is, where it is known.
    fn known(&self, copy: &Copy, index: Handle<Expression>) -> Option<usize> {
        let literal = |expression: &Expression| match *expression {
            Expression::Literal(Literal::U32(value)) => usize::try_from(value).ok(),
            Expression::Literal(Literal::I32(value)) => usize::try_from(value).ok(),
            Expression::ZeroValue(_) => Some(0),
            _ => None,
        };
        match copy.old[index] {
            Expression::Constant(constant) => {
                literal(&self.global_expressions[self.constants[constant].init])
            }
            ref other => literal(other),
        }
    }

    /// The chains among some operands, which must all begin at the element of one number.
    fn chains_of(&mut self, copy: &Copy, used: &BTreeSet<Handle<Expression>>) -> Vec<Chain> {
        let chains: Vec<Chain> = used
            .iter()
            .filter_map(|operand| self.chains.get(operand))
            .cloned()
            .collect();
        if used
            .iter()
            .any(|&operand| self.array(copy, operand).is_some())
        {
            self.refuse("an array of bindings as a whole");
        }
        if let Some((first, others)) = chains.split_first()
            && others.iter().any(|other| other.number != first.number)
        {
            self.refuse(
                "elements of two arrays of bindings with different numbers in one operation",
            );
        }
        chains
    }

    fn refuse(&mut self, what: &str) {
        self.problem.get_or_insert_with(|| what.to_owned());
    }

    fn is_derived(&self, chain: &Chain, expression: &Expression) -> bool {
        let derives = match expression {
            Expression::ImageSample { level, gather, .. } => {
                gather.is_none() && matches!(level, SampleLevel::Auto | SampleLevel::Bias(_))
            }
            _ => false,
        };
        let number = &self.info[chain.number];
        derives && number.uniformity.non_uniform_result.is_some()
    }

    /// Writes something once for each element; what it gives is in a variable then.
    fn switch(
        &mut self,
        copy: &mut Copy,
        chains: &[Chain],
        result: Option<Handle<Type>>,
        into: &mut Block,
        span: Span,
        mut write: impl FnMut(
            &mut Copy,
            &BTreeMap<Handle<Expression>, Handle<Expression>>,
            &mut Block,
        ) -> Option<Handle<Expression>>,
    ) -> Option<Handle<Expression>> {
        let first = chains.first()?;
        let variable = result.map(|ty| variable(copy, ty, span));
        self.keep(copy, into);
        let (selector, signed) = self.selector(copy, first, span);
        copy.evaluate(into, span);
        let count = chains
            .iter()
            .filter_map(|chain| self.split.get(&chain.array))
            .map(Vec::len)
            .min()
            .unwrap_or_default();
        self.cases += count;
        if self.cases > MOST_CASES {
            self.refuse("so many uses of elements of arrays of bindings in one function");
            return variable;
        }
        let mut cases = Vec::with_capacity(count);
        for number in 0..count {
            let mut body = Block::new();
            let mut replaced = BTreeMap::new();
            for chain in chains {
                let Some(&element) = self
                    .split
                    .get(&chain.array)
                    .and_then(|elements| elements.get(number))
                else {
                    continue;
                };
                let (old, new) = rebuild(copy, chain, element, span);
                replaced.insert(old, new);
            }
            let value = write(copy, &replaced, &mut body);
            copy.evaluate(&mut body, span);
            if let (Some(pointer), Some(value)) = (variable, value) {
                body.push(Statement::Store { pointer, value }, span);
            }
            let number = u32::try_from(number).unwrap_or(u32::MAX);
            let value = match (
                number + 1 == u32::try_from(count).unwrap_or(u32::MAX),
                signed,
            ) {
                (true, _) => SwitchValue::Default,
                (false, true) => SwitchValue::I32(number.cast_signed()),
                (false, false) => SwitchValue::U32(number),
            };
            cases.push(SwitchCase {
                value,
                body,
                fall_through: false,
            });
        }
        into.push(Statement::Switch { selector, cases }, span);
        variable
    }

    /// Puts numbers where they are kept.
    fn keep(&mut self, copy: &mut Copy, into: &mut Block) {
        for (pointer, value) in std::mem::take(&mut self.unkept) {
            copy.evaluate(into, Span::UNDEFINED);
            into.push(Statement::Store { pointer, value }, Span::UNDEFINED);
        }
    }

    /// The number of an element as a switch takes it, and whether that is signed.
    fn selector(&self, copy: &mut Copy, chain: &Chain, span: Span) -> (Handle<Expression>, bool) {
        let pointer = chain.kept;
        let selector = copy.append(Expression::Load { pointer }, span);
        let scalar = self.info[chain.number].ty.inner_with(self.types).scalar();
        match scalar.map(|scalar| (scalar.kind, scalar.width)) {
            Some((ScalarKind::Sint, 4)) => (selector, true),
            Some((ScalarKind::Uint, 4)) => (selector, false),
            _ => {
                let narrow = Expression::As {
                    expr: selector,
                    kind: ScalarKind::Uint,
                    convert: Some(4),
                };
                (copy.append(narrow, span), false)
            }
        }
    }
}

/// A new variable.
fn variable(copy: &mut Copy, ty: Handle<Type>, span: Span) -> Handle<Expression> {
    let local = LocalVariable {
        name: None,
        ty,
        init: None,
    };
    let local = copy.locals.append(local, Span::UNDEFINED);
    copy.append(Expression::LocalVariable(local), span)
}

/// The chain from an element, and the old expression that it stands for.
fn rebuild(
    copy: &mut Copy,
    chain: &Chain,
    element: Handle<GlobalVariable>,
    span: Span,
) -> (Handle<Expression>, Handle<Expression>) {
    let mut new = copy.append(Expression::GlobalVariable(element), span);
    let mut old = chain.number;
    for (position, &step) in chain.steps.iter().enumerate() {
        old = step;
        // The first step is the access of the element itself.
        if position == 0 {
            continue;
        }
        let expression = match copy.old[step] {
            Expression::Access { base: _, index } => Expression::Access {
                base: new,
                index: copy.get(index),
            },
            Expression::AccessIndex { base: _, index } => {
                Expression::AccessIndex { base: new, index }
            }
            _ => continue,
        };
        new = copy.append(expression, span);
    }
    (old, new)
}

impl Edit for Elements<'_> {
    fn evaluated(
        &mut self,
        copy: &mut Copy,
        old: Handle<Expression>,
        expression: Expression,
        span: Span,
    ) -> Handle<Expression> {
        let (base, known) = match copy.old[old] {
            Expression::Access { base, index } => (base, self.known(copy, index)),
            Expression::AccessIndex { base, index } => (base, usize::try_from(index).ok()),
            _ => return copy.append(expression, span),
        };
        if let Some(chain) = self.chains.get(&base) {
            let mut chain = chain.clone();
            chain.steps.push(old);
            self.chains.insert(old, chain);
            // Stands where nothing uses it.
            return copy.append(expression, span);
        }
        let Some(array) = self.array(copy, base) else {
            return copy.append(expression, span);
        };
        let elements = self.split.get(&array).map_or(&[][..], Vec::as_slice);
        let element = match (known, &copy.old[old]) {
            (Some(number), _) => elements.get(number).copied().unwrap_or(array),
            (None, &Expression::Access { base: _, index }) => {
                let ty = type_handle(&self.info[index].ty, self.types);
                let kept = variable(copy, ty, span);
                let value = copy.get(index);
                self.unkept.push((kept, value));
                let chain = Chain {
                    array,
                    number: index,
                    kept,
                    steps: vec![old],
                };
                self.chains.insert(old, chain);
                array
            }
            (None, _) => array,
        };
        copy.append(Expression::GlobalVariable(element), span)
    }

    fn after(&mut self, copy: &mut Copy, _old: Handle<Expression>, into: &mut Block) {
        self.keep(copy, into);
    }

    fn instead(
        &mut self,
        copy: &mut Copy,
        old: Handle<Expression>,
        into: &mut Block,
    ) -> Option<Handle<Expression>> {
        if let Expression::Access { .. } | Expression::AccessIndex { .. } = copy.old[old] {
            return None;
        }
        let mut used = BTreeSet::new();
        operands(&copy.old[old], |operand| {
            used.insert(operand);
        });
        let chains = self.chains_of(copy, &used);
        let first = chains.first()?;
        if self.is_derived(first, &copy.old[old]) {
            self.refuse(
                "sampling an element of an array of textures whose number differs between \
                 invocations, with a level that comes from derivatives",
            );
        }
        let span = copy.old.get_span(old);
        let ty = type_handle(&self.info[old].ty, self.types);
        let pointer = self.switch(copy, &chains, Some(ty), into, span, |copy, replaced, _| {
            let mut expression = copy.old[old].clone();
            operands_mut(&mut expression, |operand| {
                *operand = match replaced.get(operand) {
                    Some(&new) => new,
                    None => copy.get(*operand),
                };
            });
            Some(copy.append(expression, span))
        })?;
        Some(copy.append(Expression::Load { pointer }, span))
    }

    fn statement(
        &mut self,
        copy: &mut Copy,
        statement: &Statement,
        into: &mut Block,
        span: Span,
    ) -> bool {
        let mut used = BTreeSet::new();
        let mut result = None;
        handles::statement(statement, |role, handle| match role {
            Role::Operand => {
                used.insert(handle);
            }
            Role::Result => result = Some(handle),
        });
        let chains = self.chains_of(copy, &used);
        if chains.is_empty() {
            return false;
        }
        let ty = result.map(|result| type_handle(&self.info[result].ty, self.types));
        let pointer = self.switch(copy, &chains, ty, into, span, |copy, replaced, body| {
            let mut statement = statement.clone();
            let mut made = None;
            statement_mut(&mut statement, |role, handle| match role {
                Role::Operand => {
                    *handle = match replaced.get(handle) {
                        Some(&new) => new,
                        None => copy.get(*handle),
                    };
                }
                Role::Result => {
                    *handle = copy.result(*handle);
                    made = Some(*handle);
                }
            });
            copy.evaluate(body, span);
            body.push(statement, span);
            made
        });
        if let (Some(result), Some(pointer)) = (result, pointer) {
            let value = copy.append(Expression::Load { pointer }, span);
            copy.found(result, value);
            copy.evaluate(into, span);
        }
        true
    }
}
