//! Making the culprit of an error harmless, so that validation can go on behind it.
//!
//! Whatever is changed here is changed in a copy that nobody else sees. Changes must not cause
//! errors of their own: where that cannot be promised, everything that touches the culprit is
//! emptied too, or the search for errors ends.

use std::collections::BTreeSet;

use naga::valid::{
    Disalignment, EntryPointError, FunctionError, GlobalVariableError, OverrideError,
    ValidationError,
};
use naga::{
    AddressSpace, Block, Expression, Function, FunctionResult, GlobalVariable, Handle,
    MathFunction, Module, Scalar, Span, Statement, StorageAccess, Type, TypeInner,
};

use super::explain::walk;

/// A module that is copied when the first cut is made.
pub(super) struct Patient<'a> {
    original: &'a Module,
    copy: Option<Box<Module>>,
    emptied: BTreeSet<usize>,
    stripped: BTreeSet<usize>,
    bodies: BTreeSet<String>,
    bindings: u32,
    /// Types that were replaced, and those that hold them.
    tainted: BTreeSet<usize>,
}

impl<'a> Patient<'a> {
    pub(super) fn new(original: &'a Module) -> Self {
        Self {
            original,
            copy: None,
            emptied: BTreeSet::new(),
            stripped: BTreeSet::new(),
            bodies: BTreeSet::new(),
            bindings: 0,
            tainted: BTreeSet::new(),
        }
    }

    pub(super) fn module(&self) -> &Module {
        self.copy.as_deref().unwrap_or(self.original)
    }

    fn copy(&mut self) -> &mut Module {
        self.copy
            .get_or_insert_with(|| Box::new(self.original.clone()))
    }

    /// Whether an error may be a consequence of what was done here.
    pub(super) fn is_own_fault(&self, error: &ValidationError) -> bool {
        match error {
            ValidationError::Type { handle, .. } => self.tainted.contains(&handle.index()),
            ValidationError::GlobalVariable { handle, .. } => self
                .module()
                .global_variables
                .try_get(*handle)
                .is_ok_and(|variable| self.tainted.contains(&variable.ty.index())),
            ValidationError::ConstExpression { .. }
            | ValidationError::Constant { .. }
            | ValidationError::Override { .. }
            | ValidationError::Layouter(_)
            | ValidationError::InvalidHandle(_)
            | ValidationError::ArraySizeError { .. }
            | ValidationError::Corrupted => !self.tainted.is_empty(),
            ValidationError::Function { .. } | ValidationError::EntryPoint { .. } => false,
        }
    }

    /// Takes the culprit of `error` out of the way; false when nothing more can be looked at.
    pub(super) fn heal(&mut self, error: &ValidationError) -> bool {
        match error {
            ValidationError::Function {
                handle,
                name: _,
                source: _,
            } => self.function(*handle),
            ValidationError::EntryPoint {
                stage,
                name,
                source,
            } => self.entry_point(*stage, name, source),
            ValidationError::GlobalVariable {
                handle,
                name: _,
                source,
            } => self.variable(*handle, source),
            ValidationError::Override {
                handle,
                name: _,
                source: OverrideError::DuplicateID,
            } => {
                if self.module().overrides.try_get(*handle).is_err() {
                    return false;
                }
                self.copy().overrides[*handle].id = None;
                true
            }
            ValidationError::Type {
                handle,
                name: _,
                source: _,
            } => self.ty(*handle),
            ValidationError::InvalidHandle(_)
            | ValidationError::Layouter(_)
            | ValidationError::ConstExpression { .. }
            | ValidationError::ArraySizeError { .. }
            | ValidationError::Constant { .. }
            | ValidationError::Override { .. }
            | ValidationError::Corrupted => false,
        }
    }

    /// Turns a type into a number of the same name and empties all that has to do with it.
    fn ty(&mut self, handle: Handle<Type>) -> bool {
        let Ok(found) = self.module().types.get_handle(handle) else {
            return false;
        };
        let name = found.name.clone().unwrap_or_default();
        let harmless = Type {
            // No type has this name, so the new type is not one that is there already.
            name: Some(format!("{name} {}", handle.index())),
            inner: TypeInner::Scalar(Scalar::U32),
        };
        if !self.tainted.insert(handle.index()) || self.module().types.get(&harmless).is_some() {
            return false;
        }
        self.copy().types.replace(handle, harmless);
        let later: Vec<_> = self
            .module()
            .types
            .iter()
            .filter(|(each, _)| *each > handle)
            .map(|(each, ty)| (each.index(), parts(&ty.inner)))
            .collect();
        for (index, parts) in later {
            if parts
                .iter()
                .any(|part| self.tainted.contains(&part.index()))
            {
                self.tainted.insert(index);
            }
        }
        let module = self.module();
        let touched = touching(module, &self.tainted);
        let tainted = self.tainted.clone();
        let shows = |function: &Function| {
            function
                .arguments
                .iter()
                .map(|argument| argument.ty)
                .chain(function.result.as_ref().map(|result| result.ty))
                .any(|ty| tainted.contains(&ty.index()))
        };
        for handle in touched {
            self.emptied.insert(handle.index());
            empty(&mut self.copy().functions[handle]);
        }
        let doomed: Vec<bool> = {
            let module = self.module();
            module
                .entry_points
                .iter()
                .map(|each| {
                    shows(&each.function)
                        || each.mesh_info.is_some()
                        || touches(module, &each.function, &tainted)
                })
                .collect()
        };
        let mut doomed = doomed.into_iter();
        self.copy()
            .entry_points
            .retain(|_| !doomed.next().unwrap_or(true));
        true
    }

    /// Empties a function; when its header is wrong, strips that and empties its callers.
    fn function(&mut self, handle: Handle<Function>) -> bool {
        if self.module().functions.try_get(handle).is_err() {
            return false;
        }
        if self.emptied.insert(handle.index()) {
            empty(&mut self.copy().functions[handle]);
            return true;
        }
        if !self.stripped.insert(handle.index()) {
            return false;
        }
        let function = &mut self.copy().functions[handle];
        function.arguments.clear();
        function.result = None;
        empty(function);
        self.empty_all(|function| calls(function, handle));
        true
    }

    /// Empties functions and drops entry points whose function is like `test`.
    fn empty_all(&mut self, test: impl Fn(&Function) -> bool) {
        let handles: Vec<_> = self
            .module()
            .functions
            .iter()
            .filter(|(_, function)| test(function))
            .map(|(handle, _)| handle)
            .collect();
        for handle in handles {
            self.emptied.insert(handle.index());
            empty(&mut self.copy().functions[handle]);
        }
        self.copy()
            .entry_points
            .retain(|entry_point| !test(&entry_point.function));
    }

    /// Empties an entry point if its inside is wrong, so that its interface is looked at; else
    /// drops it.
    fn entry_point(
        &mut self,
        stage: naga::ShaderStage,
        name: &str,
        error: &EntryPointError,
    ) -> bool {
        let same =
            |entry_point: &naga::EntryPoint| entry_point.stage == stage && entry_point.name == name;
        let entry_points = &self.module().entry_points;
        let index = if matches!(error, EntryPointError::Conflict) {
            entry_points.iter().rposition(same)
        } else {
            entry_points.iter().position(same)
        };
        let Some(index) = index else {
            return false;
        };
        let inside = matches!(error, EntryPointError::Function(error) if !is_about_header(error));
        if inside && self.bodies.insert(format!("{stage:?} {name}")) {
            if let Some(entry_point) = self.copy().entry_points.get_mut(index) {
                empty(&mut entry_point.function);
            }
        } else {
            self.copy().entry_points.remove(index);
        }
        true
    }

    fn variable(&mut self, handle: Handle<GlobalVariable>, error: &GlobalVariableError) -> bool {
        let Ok(variable) = self.module().global_variables.try_get(handle) else {
            return false;
        };
        let is_resource = variable.binding.is_none();
        match error {
            // Storage takes what the uniform rules refuse, and is read in the same way.
            GlobalVariableError::Alignment(
                AddressSpace::Uniform,
                _,
                Disalignment::ArrayStride { .. }
                | Disalignment::StructSpan { .. }
                | Disalignment::MemberOffset { .. }
                | Disalignment::MemberOffsetAfterStruct { .. }
                | Disalignment::UnsizedMember { .. },
            ) => {
                self.copy().global_variables[handle].space = AddressSpace::Storage {
                    access: StorageAccess::LOAD,
                };
                true
            }
            GlobalVariableError::InvalidBinding if is_resource => {
                // No author writes this group, so nothing collides with it.
                let binding = self.bindings;
                self.bindings += 1;
                self.copy().global_variables[handle].binding = Some(naga::ResourceBinding {
                    group: u32::MAX,
                    binding,
                });
                true
            }
            GlobalVariableError::InvalidBinding => {
                self.copy().global_variables[handle].binding = None;
                true
            }
            GlobalVariableError::InitializerExprType
            | GlobalVariableError::InitializerType
            | GlobalVariableError::InitializerNotAllowed(_) => {
                self.copy().global_variables[handle].init = None;
                true
            }
            GlobalVariableError::StorageAddressSpaceWriteOnlyNotSupported => {
                self.copy().global_variables[handle].space = AddressSpace::Storage {
                    access: StorageAccess::LOAD | StorageAccess::STORE,
                };
                true
            }
            GlobalVariableError::InvalidMemoryDecorationsAddressSpace => {
                self.copy().global_variables[handle].memory_decorations =
                    naga::MemoryDecorations::empty();
                true
            }
            GlobalVariableError::InvalidUsage(_)
            | GlobalVariableError::InvalidType(_)
            | GlobalVariableError::InvalidBindingArray(_)
            | GlobalVariableError::MissingTypeFlags { .. }
            | GlobalVariableError::UnsupportedCapability(_)
            | GlobalVariableError::Alignment(..)
            | GlobalVariableError::InvalidImmediateType(_)
            | GlobalVariableError::ZeroSizedTaskPayload
            | GlobalVariableError::CoherentNotSupported
            | GlobalVariableError::VolatileNotSupported => {
                self.replace_variable(handle);
                true
            }
        }
    }

    /// Turns a variable into a private number and empties all that names it.
    fn replace_variable(&mut self, handle: Handle<GlobalVariable>) {
        let module = self.copy();
        let ty = module.types.insert(
            Type {
                name: None,
                inner: TypeInner::Scalar(Scalar::U32),
            },
            Span::UNDEFINED,
        );
        let variable = &mut module.global_variables[handle];
        variable.space = AddressSpace::Private;
        variable.binding = None;
        variable.ty = ty;
        variable.init = None;
        variable.memory_decorations = naga::MemoryDecorations::empty();
        module.entry_points.retain(|entry_point| {
            let mesh = entry_point
                .mesh_info
                .as_ref()
                .map(|info| info.output_variable);
            ![
                mesh,
                entry_point.task_payload,
                entry_point.incoming_ray_payload,
            ]
            .contains(&Some(handle))
        });
        self.empty_all(|function| walk::names_global(function, handle));
    }
}

/// The types that a type is made of.
fn parts(inner: &TypeInner) -> Vec<Handle<Type>> {
    match inner {
        TypeInner::Pointer { base, space: _ }
        | TypeInner::Array {
            base,
            size: _,
            stride: _,
        }
        | TypeInner::BindingArray { base, size: _ } => vec![*base],
        TypeInner::Struct { members, span: _ } => members.iter().map(|member| member.ty).collect(),
        TypeInner::Scalar(_)
        | TypeInner::Vector { .. }
        | TypeInner::Matrix { .. }
        | TypeInner::CooperativeMatrix { .. }
        | TypeInner::Atomic(_)
        | TypeInner::ValuePointer { .. }
        | TypeInner::Image { .. }
        | TypeInner::Sampler { .. }
        | TypeInner::AccelerationStructure { .. }
        | TypeInner::RayQuery { .. } => Vec::new(),
    }
}

/// The functions in which values of these types can be.
fn touching(module: &Module, types: &BTreeSet<usize>) -> Vec<Handle<Function>> {
    module
        .functions
        .iter()
        .filter(|(_, function)| touches(module, function, types))
        .map(|(handle, _)| handle)
        .collect()
}

/// Whether values of these types can be in a function: all values come from somewhere.
fn touches(module: &Module, function: &Function, types: &BTreeSet<usize>) -> bool {
    let is = |ty: Handle<Type>| types.contains(&ty.index());
    let header = function.arguments.iter().any(|argument| is(argument.ty))
        || function.result.as_ref().is_some_and(|result| is(result.ty));
    header
        || function
            .local_variables
            .iter()
            .any(|(_, variable)| is(variable.ty))
        || function
            .expressions
            .iter()
            .any(|(_, expression)| match expression {
                Expression::ZeroValue(ty)
                | Expression::Compose { ty, components: _ }
                | Expression::AtomicResult { ty, comparison: _ }
                | Expression::WorkGroupUniformLoadResult { ty }
                | Expression::SubgroupOperationResult { ty } => is(*ty),
                Expression::GlobalVariable(variable) => module
                    .global_variables
                    .try_get(*variable)
                    .is_ok_and(|variable| is(variable.ty)),
                Expression::Constant(constant) => module
                    .constants
                    .try_get(*constant)
                    .is_ok_and(|constant| is(constant.ty)),
                Expression::CallResult(callee) => module
                    .functions
                    .try_get(*callee)
                    .ok()
                    .and_then(|callee| callee.result.as_ref())
                    .is_some_and(|result| is(result.ty)),
                // These give predeclared structs; which ones is not worth telling apart.
                Expression::Math {
                    fun: MathFunction::Modf | MathFunction::Frexp,
                    ..
                }
                | Expression::RayQueryGetIntersection { .. }
                | Expression::RayQueryVertexPositions { .. } => true,
                _ => false,
            })
}

/// Whether an error is about parameters or the result, which emptying does not cure.
const fn is_about_header(error: &FunctionError) -> bool {
    matches!(
        error,
        FunctionError::InvalidArgumentType { .. }
            | FunctionError::NonConstructibleReturnType
            | FunctionError::InvalidArgumentPointerSpace { .. }
            | FunctionError::PipelineInputRegularFunction { .. }
            | FunctionError::PipelineOutputRegularFunction
    )
}

fn calls(function: &Function, callee: Handle<Function>) -> bool {
    let mut found = false;
    walk::statements(&function.body, &mut |statement, _| {
        found |= matches!(statement, Statement::Call { function, .. } if *function == callee);
    });
    found
}

/// Leaves of a function its header and a result of zeros.
fn empty(function: &mut Function) {
    function.local_variables.clear();
    function.expressions.clear();
    function.named_expressions.clear();
    function.body = Block::new();
    let value = function
        .result
        .as_ref()
        .map(|FunctionResult { ty, binding: _ }| *ty)
        .map(|ty| {
            function
                .expressions
                .append(Expression::ZeroValue(ty), Span::UNDEFINED)
        });
    function
        .body
        .push(Statement::Return { value }, Span::UNDEFINED);
}
