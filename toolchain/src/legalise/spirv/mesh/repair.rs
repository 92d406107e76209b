//! Mesh and task stages in naga's module, which it read as compute stages.

use naga::{
    AddressSpace, Binding, BuiltIn, EntryPoint, Expression, FunctionResult, GlobalVariable, Handle,
    Module, Range, ShaderStage, Span, Statement, Type, TypeInner,
};

/// What an entry point is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Stage {
    /// The name that naga read.
    pub(crate) read_as: String,
    /// Its name.
    pub(crate) name: String,
    /// What a task stage hands to a mesh stage. Variables are ids, and in the end numbers among all
    /// variables of the module.
    pub(crate) payload: Option<u32>,
    pub(crate) kind: Kind,
}

/// What is to become of an entry point.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Kind {
    /// A task stage.
    Task {
        /// The variable that has the number of mesh workgroups in the end.
        size: u32,
    },
    /// A mesh stage.
    Mesh {
        /// The variable that gets everything.
        output: u32,
        /// What the members of a vertex are.
        vertices: Vec<Binding>,
        /// What the members of a primitive are.
        primitives: Vec<Binding>,
    },
}

impl Stage {
    /// Its variables.
    pub(crate) fn variables(&mut self) -> impl Iterator<Item = &mut u32> {
        let own = match &mut self.kind {
            Kind::Task { size } => size,
            Kind::Mesh { output, .. } => output,
        };
        self.payload.iter_mut().chain([own])
    }
}

/// Makes the entry point what it is; one that is not what a pass wrote stays.
pub(crate) fn apply(module: &mut Module, stage: &Stage) {
    let Some(index) = module
        .entry_points
        .iter()
        .position(|each| each.stage == ShaderStage::Compute && each.name == stage.read_as)
    else {
        return;
    };
    let payload = stage.payload.and_then(|number| variable(module, number));
    if let Some(payload) = payload
        && let Some(variable) = module
            .global_variables
            .iter_mut()
            .find_map(|(handle, variable)| (handle == payload).then_some(variable))
    {
        variable.space = AddressSpace::TaskPayload;
    }
    let made = match &stage.kind {
        Kind::Task { size } => variable(module, *size).map(|size| {
            let ty = module.global_variables[size].ty;
            let entry_point = module.entry_points.get_mut(index)?;
            give_back(entry_point, size, ty);
            Some(ShaderStage::Task)
        }),
        Kind::Mesh {
            output,
            vertices,
            primitives,
        } => variable(module, *output).map(|output| {
            bind(module, output, vertices, primitives)?;
            let (info, _, _) = module.analyze_mesh_shader_info(output);
            module.entry_points.get_mut(index)?.mesh_info = Some(info);
            Some(ShaderStage::Mesh)
        }),
    };
    if let (Some(made), Some(entry_point)) = (made.flatten(), module.entry_points.get_mut(index)) {
        entry_point.stage = made;
        entry_point.task_payload = payload;
        entry_point.function.name = Some(format!("{}_wrap", stage.name));
        entry_point.name.clone_from(&stage.name);
    }
}

fn variable(module: &Module, number: u32) -> Option<Handle<GlobalVariable>> {
    let mut all = module.global_variables.iter();
    all.nth(number as usize).map(|(handle, _)| handle)
}

/// A task stage returns how many mesh workgroups there are to be.
fn give_back(entry_point: &mut EntryPoint, size: Handle<GlobalVariable>, ty: Handle<Type>) {
    let function = &mut entry_point.function;
    let span = Span::UNDEFINED;
    let pointer = function
        .expressions
        .append(Expression::GlobalVariable(size), span);
    let value = function
        .expressions
        .append(Expression::Load { pointer }, span);
    if let Some(Statement::Return { value: None }) = function.body.last() {
        let last = function.body.len().saturating_sub(1);
        function.body.cull(last..);
    }
    let emit = Statement::Emit(Range::new_from_bounds(value, value));
    function.body.push(emit, span);
    function
        .body
        .push(Statement::Return { value: Some(value) }, span);
    function.result = Some(FunctionResult {
        ty,
        binding: Some(Binding::BuiltIn(BuiltIn::MeshTaskSize)),
    });
}

/// Says of the members of the output what they are.
fn bind(
    module: &mut Module,
    output: Handle<GlobalVariable>,
    vertices: &[Binding],
    primitives: &[Binding],
) -> Option<()> {
    let whole = module.global_variables[output].ty;
    let TypeInner::Struct { members, .. } = &module.types[whole].inner else {
        return None;
    };
    let element = |member: usize| match module.types[members.get(member)?.ty].inner {
        TypeInner::Array { base, .. } => Some(base),
        _ => None,
    };
    let (vertex, primitive) = (element(0)?, element(1)?);
    let built_ins = [
        BuiltIn::Vertices,
        BuiltIn::Primitives,
        BuiltIn::VertexCount,
        BuiltIn::PrimitiveCount,
    ]
    .map(Binding::BuiltIn);
    replace(module, vertex, vertices)?;
    replace(module, primitive, primitives)?;
    replace(module, whole, &built_ins)
}

fn replace(module: &mut Module, handle: Handle<Type>, bindings: &[Binding]) -> Option<()> {
    let mut ty = module.types[handle].clone();
    let TypeInner::Struct { members, .. } = &mut ty.inner else {
        return None;
    };
    if members.len() != bindings.len() {
        return None;
    }
    for (member, binding) in members.iter_mut().zip(bindings) {
        member.binding = Some(binding.clone());
    }
    // Replacing by a type that the module has already is not possible.
    while module.types.get(&ty).is_some() {
        ty.name = Some(ty.name.unwrap_or_default() + "_");
    }
    module.types.replace(handle, ty);
    Some(())
}
