//! Looking through functions and what they call.

use naga::{
    AddressSpace, Barrier, Block, Expression, Function, GlobalVariable, Handle, Module,
    SampleLevel, ShaderStage, Span, Statement,
};

use crate::edit::handles::blocks;

/// `start` and every function it reaches through calls, callers first.
pub(in crate::check) fn reached<'a>(module: &'a Module, start: &'a Function) -> Vec<&'a Function> {
    let mut seen = vec![start];
    let mut next = 0;
    while let Some(&function) = seen.get(next) {
        next += 1;
        statements(&function.body, &mut |statement, _| {
            if let Statement::Call { function, .. } = statement
                && let Ok(callee) = module.functions.try_get(*function)
                && !seen.iter().any(|known| std::ptr::eq(*known, callee))
            {
                seen.push(callee);
            }
        });
    }
    seen
}

/// Shows every statement with its span, outer ones first.
pub(in crate::check) fn statements<'a>(
    block: &'a Block,
    show: &mut impl FnMut(&'a Statement, Span),
) {
    for (statement, span) in block.span_iter() {
        show(statement, *span);
        for inner in blocks(statement) {
            statements(inner, show);
        }
    }
}

/// The stages in which an operation may stand.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::check) enum Stages {
    /// Fragment only.
    Fragment,
    /// Compute, task and mesh.
    ComputeLike,
    /// Compute only.
    Compute,
    /// Wherever subgroup operations are allowed.
    Subgroup,
}

impl Stages {
    pub(super) fn allow(self, stage: ShaderStage) -> bool {
        match self {
            Self::Fragment => stage == ShaderStage::Fragment,
            Self::ComputeLike => stage.compute_like(),
            Self::Compute => stage == ShaderStage::Compute,
            Self::Subgroup => false,
        }
    }

    pub(super) const fn names(self) -> &'static str {
        match self {
            Self::Fragment => "fragment shaders",
            Self::ComputeLike | Self::Compute => "compute shaders",
            Self::Subgroup => "stages that allow subgroup operations",
        }
    }
}

/// An operation that not every stage has.
pub(in crate::check) struct Bound {
    pub(super) what: String,
    pub(super) stages: Stages,
    pub(super) span: Span,
}

/// The operations of one function that not every stage has.
pub(in crate::check) fn bound_operations(function: &Function) -> Vec<Bound> {
    let mut found = Vec::new();
    let mut add = |what: &str, stages, span| {
        found.push(Bound {
            what: what.to_owned(),
            stages,
            span,
        });
    };
    for (handle, expression) in function.expressions.iter() {
        let span = function.expressions.get_span(handle);
        match expression {
            Expression::ImageSample {
                level, depth_ref, ..
            } => match (level, depth_ref) {
                (SampleLevel::Auto, None) => add("`textureSample`", Stages::Fragment, span),
                (SampleLevel::Auto, Some(_)) => {
                    add("`textureSampleCompare`", Stages::Fragment, span);
                }
                (SampleLevel::Bias(_), _) => add("`textureSampleBias`", Stages::Fragment, span),
                (SampleLevel::Zero | SampleLevel::Exact(_) | SampleLevel::Gradient { .. }, _) => {}
            },
            Expression::Derivative { .. } => add("a derivative", Stages::Fragment, span),
            Expression::WorkGroupUniformLoadResult { ty: _ } => {
                add("`workgroupUniformLoad`", Stages::ComputeLike, span);
            }
            Expression::SubgroupBallotResult | Expression::SubgroupOperationResult { ty: _ } => {
                add("a subgroup operation", Stages::Subgroup, span);
            }
            Expression::CooperativeLoad { .. } | Expression::CooperativeMultiplyAdd { .. } => {
                add("a cooperative matrix operation", Stages::Compute, span);
            }
            Expression::Literal(_)
            | Expression::Constant(_)
            | Expression::Override(_)
            | Expression::ZeroValue(_)
            | Expression::Compose { .. }
            | Expression::Access { .. }
            | Expression::AccessIndex { .. }
            | Expression::Splat { .. }
            | Expression::Swizzle { .. }
            | Expression::FunctionArgument(_)
            | Expression::GlobalVariable(_)
            | Expression::LocalVariable(_)
            | Expression::Load { .. }
            | Expression::ImageLoad { .. }
            | Expression::ImageQuery { .. }
            | Expression::Unary { .. }
            | Expression::Binary { .. }
            | Expression::Select { .. }
            | Expression::Relational { .. }
            | Expression::Math { .. }
            | Expression::As { .. }
            | Expression::CallResult(_)
            | Expression::AtomicResult { .. }
            | Expression::ArrayLength(_)
            | Expression::RayQueryVertexPositions { .. }
            | Expression::RayQueryProceedResult
            | Expression::RayQueryGetIntersection { .. } => {}
        }
    }
    statements(&function.body, &mut |statement, span| match statement {
        Statement::Kill => add("`discard`", Stages::Fragment, span),
        Statement::ControlBarrier(barrier) | Statement::MemoryBarrier(barrier) => {
            add(barrier_name(*barrier), Stages::ComputeLike, span);
        }
        Statement::WorkGroupUniformLoad { .. } => {
            add("`workgroupUniformLoad`", Stages::ComputeLike, span);
        }
        Statement::SubgroupBallot { .. }
        | Statement::SubgroupGather { .. }
        | Statement::SubgroupCollectiveOperation { .. } => {
            add("a subgroup operation", Stages::Subgroup, span);
        }
        Statement::CooperativeStore { .. } => {
            add("a cooperative matrix operation", Stages::Compute, span);
        }
        Statement::Emit(_)
        | Statement::Block(_)
        | Statement::If { .. }
        | Statement::Switch { .. }
        | Statement::Loop { .. }
        | Statement::Break
        | Statement::Continue
        | Statement::Return { .. }
        | Statement::Store { .. }
        | Statement::ImageStore { .. }
        | Statement::Atomic { .. }
        | Statement::ImageAtomic { .. }
        | Statement::Call { .. }
        | Statement::RayQuery { .. }
        | Statement::RayPipelineFunction(_) => {}
    });
    found
}

fn barrier_name(barrier: Barrier) -> &'static str {
    if barrier.contains(Barrier::SUB_GROUP) {
        "`subgroupBarrier`"
    } else if barrier.contains(Barrier::TEXTURE) {
        "`textureBarrier`"
    } else if barrier.contains(Barrier::STORAGE) {
        "`storageBarrier`"
    } else {
        "`workgroupBarrier`"
    }
}

/// Whether a function names a global variable itself.
pub(in crate::check) fn names_global(function: &Function, global: Handle<GlobalVariable>) -> bool {
    function
        .expressions
        .iter()
        .any(|(_, expression)| matches!(expression, Expression::GlobalVariable(found) if *found == global))
}

/// The variable a pointer or texture expression starts at.
pub(in crate::check) fn root(
    function: &Function,
    expression: Handle<Expression>,
) -> Option<Handle<GlobalVariable>> {
    match function.expressions.try_get(expression).ok()? {
        Expression::GlobalVariable(global) => Some(*global),
        Expression::Access { base, index: _ } | Expression::AccessIndex { base, index: _ } => {
            root(function, *base)
        }
        _ => None,
    }
}

/// Where a function writes to (or, for atomics, changes) a global variable.
pub(in crate::check) fn write_of(
    function: &Function,
    global: Handle<GlobalVariable>,
) -> Option<Span> {
    let mut found = None;
    statements(&function.body, &mut |statement, span| {
        let pointer = match statement {
            Statement::Store { pointer, value: _ } => *pointer,
            Statement::ImageStore { image, .. } | Statement::ImageAtomic { image, .. } => *image,
            Statement::Atomic { pointer, .. } => *pointer,
            _ => return,
        };
        if found.is_none() && root(function, pointer) == Some(global) {
            found = Some(span);
        }
    });
    found
}

/// Where a function reads a global variable's value.
pub(in crate::check) fn read_of(
    function: &Function,
    global: Handle<GlobalVariable>,
) -> Option<Span> {
    function
        .expressions
        .iter()
        .find_map(|(handle, expression)| {
            let source = match expression {
                Expression::Load { pointer } => *pointer,
                Expression::ImageLoad { image, .. } | Expression::ImageSample { image, .. } => {
                    *image
                }
                _ => return None,
            };
            (root(function, source) == Some(global)).then(|| function.expressions.get_span(handle))
        })
}

/// Whether a variable is a storage buffer.
pub(in crate::check) const fn is_storage(space: AddressSpace) -> bool {
    matches!(space, AddressSpace::Storage { access: _ })
}
