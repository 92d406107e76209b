//! What the functions of a module do to textures, those of their arguments included.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use naga::{Arena, Expression, Function, GlobalVariable, Handle, Module, Statement};

use super::super::handles::walk;

/// Where a texture or sampler comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Root {
    Global(Handle<GlobalVariable>),
    /// The argument of this number.
    Argument(usize),
}

/// How a texture is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum How {
    /// Without a sampler.
    Read,
    Sampled(Root),
    Compared(Root),
}

/// That a texture is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Use {
    pub(super) image: Root,
    pub(super) how: How,
}

/// What functions and entry points do, and what they call.
pub(super) struct Uses {
    pub(super) functions: BTreeMap<Handle<Function>, BTreeSet<Use>>,
    pub(super) entry_points: Vec<BTreeSet<Use>>,
}

impl Uses {
    pub(super) fn of(module: &Module) -> Self {
        let mut functions = BTreeMap::new();
        // What is called stands before what calls it.
        for (handle, function) in module.functions.iter() {
            let found = of_function(function, &functions);
            functions.insert(handle, found);
        }
        let entry_points = module
            .entry_points
            .iter()
            .map(|each| of_function(&each.function, &functions))
            .collect();
        Self {
            functions,
            entry_points,
        }
    }
}

fn of_function(
    function: &Function,
    known: &BTreeMap<Handle<Function>, BTreeSet<Use>>,
) -> BTreeSet<Use> {
    let expressions = &function.expressions;
    let mut found: BTreeSet<Use> = expressions
        .iter()
        .filter_map(|(handle, _)| of_expression(expressions, handle))
        .collect();
    let _ = walk(&function.body, |statement| {
        if let Statement::Call {
            function,
            arguments,
            ..
        } = statement
        {
            let callee = known.get(function).into_iter().flatten();
            found.extend(callee.filter_map(|each| seen_by_caller(expressions, *each, arguments)));
        }
        ControlFlow::Continue(())
    });
    found
}

/// What an expression does to a texture.
pub(super) fn of_expression(
    expressions: &Arena<Expression>,
    handle: Handle<Expression>,
) -> Option<Use> {
    match expressions[handle] {
        Expression::ImageSample {
            image,
            sampler,
            depth_ref,
            ..
        } => {
            let sampler = root(expressions, sampler)?;
            Some(Use {
                image: root(expressions, image)?,
                how: match depth_ref {
                    Some(_) => How::Compared(sampler),
                    None => How::Sampled(sampler),
                },
            })
        }
        Expression::ImageLoad { image, .. } => Some(Use {
            image: root(expressions, image)?,
            how: How::Read,
        }),
        _ => None,
    }
}

/// Where a texture or sampler comes from; an element from its array.
pub(super) fn root(
    expressions: &Arena<Expression>,
    mut handle: Handle<Expression>,
) -> Option<Root> {
    loop {
        match expressions[handle] {
            Expression::GlobalVariable(variable) => return Some(Root::Global(variable)),
            Expression::FunctionArgument(number) => {
                return Some(Root::Argument(usize::try_from(number).ok()?));
            }
            Expression::Access { base, .. } | Expression::AccessIndex { base, .. } => handle = base,
            _ => return None,
        }
    }
}

/// A use in a function that is called, with what the caller hands in.
pub(super) fn seen_by_caller(
    expressions: &Arena<Expression>,
    Use { image, how }: Use,
    arguments: &[Handle<Expression>],
) -> Option<Use> {
    let resolve = |each: Root| match each {
        Root::Global(_) => Some(each),
        Root::Argument(number) => root(expressions, *arguments.get(number)?),
    };
    Some(Use {
        image: resolve(image)?,
        how: match how {
            How::Read => How::Read,
            How::Sampled(sampler) => How::Sampled(resolve(sampler)?),
            How::Compared(sampler) => How::Compared(resolve(sampler)?),
        },
    })
}
