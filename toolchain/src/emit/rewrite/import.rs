//! Functions of our own, written in WGSL, brought into another module and called there.
//!
//! [`Importer`] copies them with their types; [`call_instead`] puts a call in the place of an
//! expression. What such a function computes is the business of the rewrite that owns it.

use std::collections::BTreeMap;
use std::sync::Arc;

use naga::{
    Arena, ArraySize, Block, Expression, Function, Handle, Module, Range, Span, Statement, Type,
    TypeInner,
};

use super::handles::callees_mut;
use super::walk;
use crate::codes;
use crate::diagnostic::{Diagnostic, Failure, Kind, Phase};
use crate::options::Options;
use crate::parse;
use crate::source::{Language, Source};

/// A module of our own functions: no global variables, constants or overrides.
pub(super) struct Helper {
    module: Arc<Module>,
    source: Source,
}

impl Helper {
    /// Reads one; `name` is what messages call it.
    pub(super) fn parse(name: &str, text: &str) -> Result<Self, Failure> {
        let source = Source::text(name, Language::Wgsl, text);
        let parsed = parse::parse(&source, &Options::default())?;
        Ok(Self {
            module: parsed.module,
            source,
        })
    }

    fn fault(&self, message: &str) -> Failure {
        Diagnostic::error(
            codes::INTERNAL_ERROR,
            Phase::Emit,
            Kind::Internal,
            &self.source,
            message,
        )
        .into()
    }
}

/// An imported function.
#[derive(Clone, Copy, Debug)]
pub(super) struct Imported {
    pub(super) function: Handle<Function>,
    result: Handle<Type>,
}

/// Brings functions into a module.
///
/// They go before all functions of the module, since a function may call only earlier ones. The
/// module is whole again after [`finish`](Self::finish); the handles handed out are valid from
/// then on.
pub(super) struct Importer<'a> {
    module: &'a mut Module,
    functions: Arena<Function>,
}

impl<'a> Importer<'a> {
    pub(super) fn new(module: &'a mut Module) -> Self {
        Self {
            module,
            functions: Arena::new(),
        }
    }

    /// Imports the functions of these names with all that they call.
    pub(super) fn functions(
        &mut self,
        helper: &Helper,
        names: &[&str],
    ) -> Result<Vec<Imported>, Failure> {
        let roots: Vec<_> = names
            .iter()
            .map(|&name| {
                helper
                    .module
                    .functions
                    .iter()
                    .find(|(_, function)| function.name.as_deref() == Some(name))
                    .map(|(handle, _)| handle)
                    .ok_or_else(|| helper.fault(&format!("there is no helper `{name}`")))
            })
            .collect::<Result<_, _>>()?;
        let needed = with_callees(&helper.module, &roots);
        let mut copies: BTreeMap<Handle<Function>, Imported> = BTreeMap::new();
        for (handle, function) in helper.module.functions.iter() {
            if !needed.contains(&handle) {
                continue;
            }
            let (function, result) = self.copy(helper, function, &copies)?;
            let function = self.functions.append(function, Span::UNDEFINED);
            copies.insert(handle, Imported { function, result });
        }
        roots
            .iter()
            .map(|root| copies.get(root).copied())
            .collect::<Option<_>>()
            .ok_or_else(|| helper.fault("a helper was not imported"))
    }

    /// Imports the type of this name.
    pub(super) fn named_type(
        &mut self,
        helper: &Helper,
        name: &str,
    ) -> Result<Handle<Type>, Failure> {
        let (ty, _) = helper
            .module
            .types
            .iter()
            .find(|(_, ty)| ty.name.as_deref() == Some(name))
            .ok_or_else(|| helper.fault(&format!("there is no type `{name}`")))?;
        self.ty(helper, ty)
    }

    /// Puts the imported functions before the module's own.
    pub(super) fn finish(self) {
        let Self {
            module,
            mut functions,
        } = self;
        let moved: Vec<_> = module
            .functions
            .drain()
            .map(|(_, function, span)| functions.append(function, span))
            .collect();
        module.functions = functions;
        let mut change = |callee: &mut Handle<Function>| {
            if let Some(&new) = moved.get(callee.index()) {
                *callee = new;
            }
        };
        for &handle in &moved {
            callees_mut(module.functions.get_mut(handle), &mut change);
        }
        for entry_point in &mut module.entry_points {
            callees_mut(&mut entry_point.function, &mut change);
        }
        if let Some(comments) = &mut module.doc_comments {
            comments.functions = std::mem::take(&mut comments.functions)
                .into_iter()
                .map(|(mut handle, text)| {
                    change(&mut handle);
                    (handle, text)
                })
                .collect();
        }
    }

    fn copy(
        &mut self,
        helper: &Helper,
        function: &Function,
        copies: &BTreeMap<Handle<Function>, Imported>,
    ) -> Result<(Function, Handle<Type>), Failure> {
        let mut function = function.clone();
        // Places in our text mean nothing in the user's.
        function.diagnostic_filter_leaf = None;
        for argument in &mut function.arguments {
            argument.ty = self.ty(helper, argument.ty)?;
        }
        let Some(result) = &mut function.result else {
            return Err(helper.fault("a helper returns nothing"));
        };
        result.ty = self.ty(helper, result.ty)?;
        let result = result.ty;
        let locals: Vec<_> = function
            .local_variables
            .drain()
            .map(|(_, local, _)| local)
            .collect();
        for mut local in locals {
            local.ty = self.ty(helper, local.ty)?;
            function.local_variables.append(local, Span::UNDEFINED);
        }
        let expressions: Vec<_> = function
            .expressions
            .drain()
            .map(|(_, expression, _)| expression)
            .collect();
        for mut expression in expressions {
            if let Expression::Constant(_)
            | Expression::Override(_)
            | Expression::GlobalVariable(_) = expression
            {
                return Err(helper.fault("a helper reaches out of itself"));
            }
            if let Some(ty) = walk::type_in(&mut expression) {
                *ty = self.ty(helper, *ty)?;
            }
            function.expressions.append(expression, Span::UNDEFINED);
        }
        let body = std::mem::take(&mut function.body);
        function.body =
            walk::rebuild_placed(body, |_| Span::UNDEFINED, &mut |statement, span, out| {
                out.push(statement, span);
            });
        // Callees stand before their callers, hence all are there.
        callees_mut(&mut function, |callee| {
            if let Some(copy) = copies.get(callee) {
                *callee = copy.function;
            }
        });
        Ok((function, result))
    }

    fn ty(&mut self, helper: &Helper, ty: Handle<Type>) -> Result<Handle<Type>, Failure> {
        let Type { name, inner } = helper.module.types[ty].clone();
        let inner = match inner {
            inner @ (TypeInner::Scalar(_)
            | TypeInner::Vector { .. }
            | TypeInner::Matrix { .. }
            | TypeInner::CooperativeMatrix { .. }
            | TypeInner::Atomic(_)
            | TypeInner::ValuePointer { .. }
            | TypeInner::Image { .. }
            | TypeInner::Sampler { .. }
            | TypeInner::AccelerationStructure { .. }
            | TypeInner::RayQuery { .. }) => inner,
            TypeInner::Pointer { base, space } => TypeInner::Pointer {
                base: self.ty(helper, base)?,
                space,
            },
            TypeInner::Array { base, size, stride } => TypeInner::Array {
                base: self.ty(helper, base)?,
                size: fixed(helper, size)?,
                stride,
            },
            TypeInner::BindingArray { base, size } => TypeInner::BindingArray {
                base: self.ty(helper, base)?,
                size: fixed(helper, size)?,
            },
            TypeInner::Struct { mut members, span } => {
                for member in &mut members {
                    member.ty = self.ty(helper, member.ty)?;
                }
                TypeInner::Struct { members, span }
            }
        };
        Ok(self
            .module
            .types
            .insert(Type { name, inner }, Span::UNDEFINED))
    }
}

fn fixed(helper: &Helper, size: ArraySize) -> Result<ArraySize, Failure> {
    match size {
        ArraySize::Constant(_) | ArraySize::Dynamic => Ok(size),
        ArraySize::Pending(_) => Err(helper.fault("a helper's array depends on an override")),
    }
}

/// The functions and all that they call, directly or not.
fn with_callees(module: &Module, roots: &[Handle<Function>]) -> Vec<Handle<Function>> {
    let mut needed = roots.to_vec();
    let mut next = 0;
    while let Some(&handle) = needed.get(next) {
        next += 1;
        for (_, expression) in module.functions[handle].expressions.iter() {
            if let Expression::CallResult(callee) = expression
                && !needed.contains(callee)
            {
                needed.push(*callee);
            }
        }
    }
    needed
}

/// A call that stands for an expression.
pub(super) struct Call {
    pub(super) function: Imported,
    pub(super) arguments: Vec<Handle<Expression>>,
    /// Expressions that the arguments need and that nobody has emitted.
    pub(super) emit: Option<Range<Expression>>,
}

/// Turns expressions into the results of calls, each made where the expression was evaluated.
///
/// Whoever refers to such an expression, or names it, goes on doing so.
pub(super) fn call_instead(function: &mut Function, calls: BTreeMap<Handle<Expression>, Call>) {
    let mut pending = BTreeMap::new();
    for (handle, call) in calls {
        // Until its statement is found; one that is evaluated nowhere is used nowhere.
        *function.expressions.get_mut(handle) = Expression::ZeroValue(call.function.result);
        if let Ok(index) = u32::try_from(handle.index()) {
            pending.insert(index, (handle, call));
        }
    }
    let body = std::mem::take(&mut function.body);
    let expressions = &mut function.expressions;
    function.body = walk::rebuild(body, &mut |statement, span, out| {
        let Statement::Emit(range) = &statement else {
            out.push(statement, span);
            return;
        };
        let covered = range.index_range();
        let inside: Vec<u32> = pending
            .range(covered.clone())
            .map(|(&index, _)| index)
            .collect();
        if inside.is_empty() {
            out.push(statement, span);
            return;
        }
        let mut start = covered.start;
        for index in inside {
            emit(start..index, expressions, span, out);
            start = index + 1;
            if let Some((handle, call)) = pending.remove(&index) {
                let place = expressions.get_span(handle);
                *expressions.get_mut(handle) = Expression::CallResult(call.function.function);
                if let Some(range) = call.emit {
                    out.push(Statement::Emit(range), place);
                }
                out.push(
                    Statement::Call {
                        function: call.function.function,
                        arguments: call.arguments,
                        result: Some(handle),
                    },
                    place,
                );
            }
        }
        emit(start..covered.end, expressions, span, out);
    });
}

fn emit(
    indices: std::ops::Range<u32>,
    expressions: &Arena<Expression>,
    span: Span,
    out: &mut Block,
) {
    if !indices.is_empty() {
        let range = Range::from_index_range(indices, expressions);
        out.push(Statement::Emit(range), span);
    }
}
