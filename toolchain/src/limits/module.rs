//! The module that was parsed: depth of statements, expressions and types, numbers of bindings
//! and locations, and what validation will have to keep for each function.

use naga::{
    AddressSpace, Arena, ArraySize, Binding, Block, Expression, Function, Handle, Module,
    Statement, Type, TypeInner,
};

use super::{Exceeded, Limit, grouped, operands, overrides};
use crate::edit::handles::blocks;
use crate::options::Limits;
use crate::target::TargetLanguage;

/// Checks a module. Linear in its size; nothing here recurses.
pub(super) fn check(module: &Module, limits: &Limits) -> Result<(), Exceeded> {
    types(module, limits)?;
    numbers(module, limits)?;
    expressions(&module.global_expressions, limits, &mut Vec::new())?;
    let mut depths = Vec::new();
    let mut open = Vec::new();
    let mut calls = Vec::new();
    let mut facts = Facts::new(module);
    let entry_points = module.entry_points.iter().map(|each| &each.function);
    for function in module
        .functions
        .iter()
        .map(|(_, each)| each)
        .chain(entry_points)
    {
        let samplings = expressions(&function.expressions, limits, &mut depths)?;
        statements(&function.body, limits, &mut open, &mut calls)?;
        facts.add(samplings, &calls);
    }
    facts.check(limits)?;
    overrides::check(module, limits)
}

pub(super) fn number(size: usize) -> u64 {
    u64::try_from(size).unwrap_or(u64::MAX)
}

/// How far types go inside each other; a type comes after those in it.
fn types(module: &Module, limits: &Limits) -> Result<(), Exceeded> {
    let mut depths: Vec<u32> = Vec::with_capacity(module.types.len());
    let of = |depths: &[u32], ty: Handle<Type>| depths.get(ty.index()).copied().unwrap_or(0);
    for (handle, ty) in module.types.iter() {
        let inner = match &ty.inner {
            TypeInner::Array { base, .. }
            | TypeInner::BindingArray { base, .. }
            | TypeInner::Pointer { base, .. } => of(&depths, *base),
            TypeInner::Struct { members, .. } => members
                .iter()
                .map(|member| of(&depths, member.ty))
                .max()
                .unwrap_or(0),
            TypeInner::Scalar(_)
            | TypeInner::Vector { .. }
            | TypeInner::Matrix { .. }
            | TypeInner::CooperativeMatrix { .. }
            | TypeInner::Atomic(_)
            | TypeInner::ValuePointer { .. }
            | TypeInner::Image { .. }
            | TypeInner::Sampler { .. }
            | TypeInner::AccelerationStructure { .. }
            | TypeInner::RayQuery { .. } => 0,
        };
        let depth = inner.saturating_add(1);
        if depth > limits.nesting {
            let what = format!("a type holds types {} deep", grouped(depth.into()));
            let span = module.types.get_span(handle).to_range();
            return Err(Exceeded::new(Limit::Nesting, what).at(span));
        }
        depths.push(depth);
    }
    Ok(())
}

/// Numbers that some tool may take as a size.
fn numbers(module: &Module, limits: &Limits) -> Result<(), Exceeded> {
    for (handle, variable) in module.global_variables.iter() {
        let Some(binding) = variable.binding else {
            continue;
        };
        let highest = binding.group.max(binding.binding);
        if highest > limits.binding {
            let what = format!(
                "a resource is at group {}, binding {}",
                binding.group, binding.binding
            );
            let span = module.global_variables.get_span(handle).to_range();
            return Err(Exceeded::new(Limit::Binding, what).at(span));
        }
    }
    let location = |binding: &Option<Binding>| match binding {
        Some(Binding::Location { location, .. }) => *location,
        Some(Binding::BuiltIn(_)) | None => 0,
    };
    let mut highest = 0;
    for (_, ty) in module.types.iter() {
        if let TypeInner::Struct { members, .. } = &ty.inner {
            for member in members {
                highest = highest.max(location(&member.binding));
            }
        }
    }
    for entry_point in &module.entry_points {
        let function = &entry_point.function;
        let arguments = function.arguments.iter().map(|each| &each.binding);
        let result = function.result.iter().map(|each| &each.binding);
        for binding in arguments.chain(result) {
            highest = highest.max(location(binding));
        }
    }
    if highest > limits.location {
        let what = format!("an input or output is at location {highest}");
        return Err(Exceeded::new(Limit::Location, what));
    }
    Ok(())
}

/// Checks the depth of expressions; how many of them sample a texture.
///
/// An expression comes after its operands. `depths` is room to work in.
fn expressions(
    arena: &Arena<Expression>,
    limits: &Limits,
    depths: &mut Vec<u32>,
) -> Result<u64, Exceeded> {
    depths.clear();
    depths.reserve(arena.len());
    let mut samplings = 0;
    for (handle, expression) in arena.iter() {
        let mut inner = 0;
        operands::visit(expression, |operand| {
            inner = inner.max(depths.get(operand.index()).copied().unwrap_or(0));
        });
        let depth = inner + 1;
        if depth > limits.expression_depth {
            let what = format!(
                "an expression needs {} operations one after the other",
                grouped(depth.into())
            );
            let span = arena.get_span(handle).to_range();
            return Err(Exceeded::new(Limit::ExpressionDepth, what).at(span));
        }
        if let Expression::ImageSample { .. } = expression {
            samplings += 1;
        }
        depths.push(depth);
    }
    Ok(samplings)
}

/// Checks the depth of statements; leaves the functions that are called in `calls`.
///
/// `open` is room to work in.
fn statements<'a>(
    body: &'a Block,
    limits: &Limits,
    open: &mut Vec<(std::slice::Iter<'a, Statement>, u32)>,
    calls: &mut Vec<Handle<Function>>,
) -> Result<(), Exceeded> {
    // A loop or a branch of the source can become several statements inside each other.
    let most = limits
        .nesting
        .saturating_add(limits.branches)
        .saturating_mul(2);
    calls.clear();
    open.clear();
    open.push((body.iter(), 1));
    while let Some((block, depth)) = open.last_mut() {
        let inner = *depth + 1;
        let Some(statement) = block.next() else {
            open.pop();
            continue;
        };
        let before = open.len();
        if let Statement::Call { function, .. } = statement {
            calls.push(*function);
        }
        open.extend(blocks(statement).map(|block| (block.iter(), inner)));
        if open.len() > before && inner > most {
            let what = format!("statements are nested {} deep", grouped(inner.into()));
            return Err(Exceeded::new(Limit::Nesting, what));
        }
    }
    Ok(())
}

/// Bytes that one pair of texture and sampler takes in the facts of a function.
const SAMPLING_BYTES: u64 = 32;

/// What a name that is gone through for every entry point counts in facts.
const NAME_FACTS: u64 = 50;

/// What validation notes for each function: how it uses each global variable, and every pair of
/// texture and sampler that it or what it calls reads.
struct Facts {
    globals: u64,
    entry_points: u64,
    /// Names that a writer goes through for each entry point, weighted.
    names: u64,
    /// Functions and calls so far.
    steps: u64,
    /// Pairs of each function so far, from above.
    pairs: Vec<u64>,
    all_pairs: u64,
}

impl Facts {
    fn new(module: &Module) -> Self {
        let entry_points = number(module.entry_points.len());
        let globals = number(module.global_variables.len());
        let names = entry_points + number(module.functions.len()) + globals;
        Self {
            globals,
            entry_points,
            names: names.saturating_mul(NAME_FACTS),
            steps: 0,
            pairs: Vec::with_capacity(module.functions.len()),
            all_pairs: 0,
        }
    }

    fn add(&mut self, samplings: u64, calls: &[Handle<Function>]) {
        self.steps = self
            .steps
            .saturating_add(number(calls.len()).saturating_add(1));
        let of_callees = calls
            .iter()
            .filter_map(|callee| self.pairs.get(callee.index()))
            .fold(0u64, |sum, pairs| sum.saturating_add(*pairs));
        let of_globals = self.globals.saturating_mul(self.globals);
        let pairs = of_callees.min(of_globals).saturating_add(samplings);
        self.pairs.push(pairs);
        self.all_pairs = self.all_pairs.saturating_add(pairs);
    }

    fn check(&self, limits: &Limits) -> Result<(), Exceeded> {
        let facts = self
            .steps
            .saturating_mul(self.globals)
            .saturating_add(self.entry_points.saturating_mul(self.names))
            .saturating_add(self.all_pairs.saturating_mul(SAMPLING_BYTES));
        if facts > limits.facts {
            let what = format!(
                "the functions, calls, variables and samplings need {} facts",
                grouped(facts)
            );
            return Err(Exceeded::new(Limit::Facts, what));
        }
        Ok(())
    }
}

/// How many elements a variable has for which a writer takes its arrays one by one: with
/// matrices of two rows in uniform buffers of SPIR-V, and immediates of GLSL.
pub(super) fn check_elements(
    module: &Module,
    target: TargetLanguage,
    limits: &Limits,
) -> Result<(), Exceeded> {
    let counts = match target {
        TargetLanguage::Spirv | TargetLanguage::SpirvAsm => AddressSpace::Uniform,
        TargetLanguage::Glsl => AddressSpace::Immediate,
        TargetLanguage::Msl | TargetLanguage::Hlsl | TargetLanguage::Wgsl | TargetLanguage::Dot => {
            return Ok(());
        }
    };
    let mut variables = module
        .global_variables
        .iter()
        .filter(|(_, each)| each.space == counts)
        .peekable();
    if variables.peek().is_none() {
        return Ok(());
    }
    let elements = elements(module);
    for (handle, variable) in variables {
        let count = elements.get(variable.ty.index()).copied().unwrap_or(0);
        if count > limits.elements {
            let what = format!(
                "{} elements of a variable have to be taken one by one",
                grouped(count)
            );
            let span = module.global_variables.get_span(handle).to_range();
            return Err(Exceeded::new(Limit::Elements, what).at(span));
        }
    }
    Ok(())
}

/// Scalars, vectors and matrices in each type.
fn elements(module: &Module) -> Vec<u64> {
    let mut counts: Vec<u64> = Vec::with_capacity(module.types.len());
    for (_, ty) in module.types.iter() {
        let of = |ty: &Handle<Type>| counts.get(ty.index()).copied().unwrap_or(1);
        let count = match &ty.inner {
            TypeInner::Array { base, size, .. } => match size {
                ArraySize::Constant(size) => of(base).saturating_mul(size.get().into()),
                ArraySize::Pending(_) | ArraySize::Dynamic => of(base),
            },
            TypeInner::Struct { members, .. } => members
                .iter()
                .fold(0u64, |sum, member| sum.saturating_add(of(&member.ty))),
            TypeInner::BindingArray { base, .. } | TypeInner::Pointer { base, .. } => of(base),
            TypeInner::Scalar(_)
            | TypeInner::Vector { .. }
            | TypeInner::Matrix { .. }
            | TypeInner::CooperativeMatrix { .. }
            | TypeInner::Atomic(_)
            | TypeInner::ValuePointer { .. }
            | TypeInner::Image { .. }
            | TypeInner::Sampler { .. }
            | TypeInner::AccelerationStructure { .. }
            | TypeInner::RayQuery { .. } => 1,
        };
        counts.push(count);
    }
    counts
}
