//! The elements of arrays of bindings inside a function.
//!
//! A chain of accesses that begins at an element with an unknown number cannot be written. What
//! uses it (a load, a store, an atomic operation, reading a texture) is written once for each
//! element, in a switch over the number; the result of it goes through a local variable.

use std::collections::{BTreeMap, BTreeSet};

use naga::valid::FunctionInfo;
use naga::{
    Arena, BinaryOperator, Block, Constant, DerivativeAxis, DerivativeControl, Expression,
    GlobalVariable, Handle, LocalVariable, MathFunction, SampleLevel, ScalarKind, Span, Statement,
    SwitchCase, SwitchValue, Type, TypeInner, UniqueArena,
};

use super::super::copy::{Copy, Edit};
use super::super::handles::{self, Role, operands, operands_mut, statement_mut};
use super::super::offset::type_handle;
use super::known_number;

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

/// Old expressions at the end of chains, and what stands for them in one case.
type Replaced = BTreeMap<Handle<Expression>, Handle<Expression>>;

/// Writes what a case holds, and gives its result.
type Write<'a> = dyn FnMut(&mut Copy, &Replaced, &mut Block) -> Option<Handle<Expression>> + 'a;

/// What all cases of a switch share.
#[derive(Clone, Copy)]
struct Switched {
    /// Where the result goes.
    variable: Option<Handle<Expression>>,
    span: Span,
}

pub(super) struct Elements<'a> {
    split: &'a BTreeMap<Handle<GlobalVariable>, Vec<Handle<GlobalVariable>>>,
    info: &'a FunctionInfo,
    types: &'a mut UniqueArena<Type>,
    constants: &'a Arena<Constant>,
    global_expressions: &'a Arena<Expression>,
    /// Whether a texture and the sampler it is read with become one variable later.
    joins_samplers: bool,
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
        joins_samplers: bool,
    ) -> Self {
        Self {
            split,
            info,
            types,
            constants,
            global_expressions,
            joins_samplers,
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
        let number = known_number(&copy.old, self.constants, self.global_expressions, index)?;
        usize::try_from(number).ok()
    }

    /// The chains among some operands.
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

    /// The derivatives from which sampling takes its level, which must be found before the invocations
    /// go different ways.
    fn gradient(
        &mut self,
        copy: &mut Copy,
        old: Handle<Expression>,
        span: Span,
    ) -> Option<SampleLevel> {
        let Expression::ImageSample {
            coordinate,
            level,
            depth_ref,
            ..
        } = copy.old[old]
        else {
            return None;
        };
        let has_components = matches!(
            self.info[coordinate].ty.inner_with(self.types),
            TypeInner::Vector { .. }
        );
        if depth_ref.is_some() || !has_components {
            self.refuse(
                "comparing with, or sampling in one dimension, an element of an array of textures \
                 whose number differs between invocations, with a level that comes from derivatives",
            );
            return None;
        }
        let expr = copy.get(coordinate);
        // Derivatives that are twice as long are of a level that is higher by one.
        let scale = match level {
            SampleLevel::Bias(bias) => {
                let exponential = Expression::Math {
                    fun: MathFunction::Exp2,
                    arg: copy.get(bias),
                    arg1: None,
                    arg2: None,
                    arg3: None,
                };
                Some(copy.append(exponential, span))
            }
            _ => None,
        };
        let mut along = |axis| {
            let ctrl = DerivativeControl::None;
            let derivative = copy.append(Expression::Derivative { axis, ctrl, expr }, span);
            match scale {
                None => derivative,
                Some(right) => {
                    let scaled = Expression::Binary {
                        op: BinaryOperator::Multiply,
                        left: derivative,
                        right,
                    };
                    copy.append(scaled, span)
                }
            }
        };
        let (x, y) = (along(DerivativeAxis::X), along(DerivativeAxis::Y));
        Some(SampleLevel::Gradient { x, y })
    }

    /// Writes something once for each element; what it gives is in a variable then. Where operands
    /// begin at elements of different numbers, it is once for each combination.
    fn switch(
        &mut self,
        copy: &mut Copy,
        chains: &[Chain],
        result: Option<Handle<Type>>,
        into: &mut Block,
        span: Span,
        write: &mut Write<'_>,
    ) -> Option<Handle<Expression>> {
        let mut groups: Vec<Vec<Chain>> = Vec::new();
        for chain in chains {
            let of_number = |group: &&mut Vec<Chain>| {
                group
                    .first()
                    .is_some_and(|first| first.number == chain.number)
            };
            match groups.iter_mut().find(of_number) {
                Some(group) => group.push(chain.clone()),
                None => groups.push(vec![chain.clone()]),
            }
        }
        if groups.is_empty() {
            return None;
        }
        let variable = result.map(|ty| variable(copy, ty, span));
        self.keep(copy, into);
        let combinations = groups.iter().map(|group| self.count(group));
        self.cases = self.cases.saturating_add(combinations.product());
        if self.cases > MOST_CASES {
            self.refuse("so many uses of elements of arrays of bindings in one function");
            return variable;
        }
        let switched = Switched { variable, span };
        self.cases(copy, &groups, &BTreeMap::new(), switched, into, write);
        variable
    }

    /// How many elements the chains of one number may begin at.
    fn count(&self, group: &[Chain]) -> usize {
        group
            .iter()
            .filter_map(|chain| self.split.get(&chain.array))
            .map(Vec::len)
            .min()
            .unwrap_or_default()
    }

    /// A switch over the number of the first group, in which all others are looked at.
    fn cases(
        &mut self,
        copy: &mut Copy,
        groups: &[Vec<Chain>],
        replaced: &Replaced,
        switched: Switched,
        into: &mut Block,
        write: &mut Write<'_>,
    ) {
        let Switched { variable, span } = switched;
        let Some(((group, first), rest)) = groups
            .split_first()
            .and_then(|(group, rest)| Some(((group, group.first()?), rest)))
        else {
            let value = write(copy, replaced, into);
            copy.evaluate(into, span);
            if let (Some(pointer), Some(value)) = (variable, value) {
                into.push(Statement::Store { pointer, value }, span);
            }
            return;
        };
        let (selector, signed) = self.selector(copy, first, span);
        copy.evaluate(into, span);
        let count = self.count(group);
        let mut cases = Vec::with_capacity(count);
        for number in 0..count {
            let mut body = Block::new();
            let mut replaced = replaced.clone();
            for chain in group {
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
            self.cases(copy, rest, &replaced, switched, &mut body, write);
            let is_last = number + 1 == count;
            let number = u32::try_from(number).unwrap_or(u32::MAX);
            let value = match (is_last, signed) {
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
            // As where the number is known only when the shader runs.
            (Some(number), _) => {
                let element = elements.get(number).or(elements.last());
                element.copied().unwrap_or(array)
            }
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
        if self.joins_samplers
            && let Expression::ImageSample { .. } = copy.old[old]
            && chains.iter().any(|chain| chain.number != first.number)
        {
            self.refuse(
                "elements of two arrays of bindings with different numbers in one operation",
            );
        }
        let span = copy.old.get_span(old);
        let is_derived = chains
            .iter()
            .any(|chain| self.is_derived(chain, &copy.old[old]));
        let gradient = match is_derived {
            true => self.gradient(copy, old, span),
            false => None,
        };
        copy.evaluate(into, span);
        let ty = type_handle(&self.info[old].ty, self.types);
        let mut write = |copy: &mut Copy, replaced: &Replaced, _: &mut Block| {
            let mut expression = copy.old[old].clone();
            operands_mut(&mut expression, |operand| {
                *operand = match replaced.get(operand) {
                    Some(&new) => new,
                    None => copy.get(*operand),
                };
            });
            if let (Expression::ImageSample { level, .. }, Some(gradient)) =
                (&mut expression, gradient)
            {
                *level = gradient;
            }
            Some(copy.append(expression, span))
        };
        let pointer = self.switch(copy, &chains, Some(ty), into, span, &mut write)?;
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
        let mut write = |copy: &mut Copy, replaced: &Replaced, body: &mut Block| {
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
        };
        let pointer = self.switch(copy, &chains, ty, into, span, &mut write);
        if let (Some(result), Some(pointer)) = (result, pointer) {
            let value = copy.append(Expression::Load { pointer }, span);
            copy.found(result, value);
            copy.evaluate(into, span);
        }
        true
    }
}
