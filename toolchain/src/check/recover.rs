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
    AddressSpace, Block, Expression, Function, FunctionResult, GlobalVariable, Handle, Module,
    Scalar, Span, Statement, StorageAccess, Type, TypeInner,
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
        }
    }

    pub(super) fn module(&self) -> &Module {
        self.copy.as_deref().unwrap_or(self.original)
    }

    fn copy(&mut self) -> &mut Module {
        self.copy
            .get_or_insert_with(|| Box::new(self.original.clone()))
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
            ValidationError::InvalidHandle(_)
            | ValidationError::Layouter(_)
            | ValidationError::Type { .. }
            | ValidationError::ConstExpression { .. }
            | ValidationError::ArraySizeError { .. }
            | ValidationError::Constant { .. }
            | ValidationError::Override { .. }
            | ValidationError::Corrupted => false,
        }
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
