//! Where pointers and textures that are arguments come from, and the way there.

use naga::front::Typifier;
use naga::proc::{ResolveContext, TypeResolution, compare_types};
use naga::{
    Arena, Expression, Function, FunctionArgument, GlobalVariable, Handle, Module, Span, Type,
    TypeInner,
};

use super::{Left, Variants};

/// A step on the way from a variable to a part.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Step {
    Member(u32),
    /// To an element whose index is computed, and has this type.
    Element(Handle<Type>),
}

/// What a pointer points to, but for the indices.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Place {
    pub(super) variable: Handle<GlobalVariable>,
    pub(super) steps: Vec<Step>,
}

/// Where the pointers of a function point to.
#[derive(Default)]
pub(super) struct Places {
    types: Option<Typifier>,
}

impl Places {
    /// What the pointers of a call point to, and the arguments of the variant.
    pub(super) fn of_call(
        &mut self,
        module: &mut Module,
        function: &Function,
        callee: Handle<Function>,
        asked: &Variants,
        arguments: &[Handle<Expression>],
        span: Span,
    ) -> Result<(Vec<Place>, Vec<Handle<Expression>>), Left> {
        if asked.pointers.is_empty() {
            return Ok((Vec::new(), arguments.to_vec()));
        }
        let mut key = Vec::new();
        let mut given = Vec::new();
        for (at, &argument) in arguments.iter().enumerate() {
            if !asked.pointers.contains(&at) {
                given.push(argument);
                continue;
            }
            let parameter = module.functions[callee].arguments.get(at);
            let wanted = TypeResolution::Handle(parameter.ok_or(Left::Unknown)?.ty);
            let resolved = self.types(module, function)?;
            if !compare_types(&wanted, &resolved[argument], &module.types) {
                if matches!(wanted.inner_with(&module.types), TypeInner::Image { .. }) {
                    // The validator says it as of any other argument.
                    return Err(Left::Unknown);
                }
                let span = match function.expressions.get_span(argument) {
                    Span::UNDEFINED => span,
                    span => span,
                };
                return Err(Left::Mismatch {
                    function: callee,
                    argument: at,
                    span,
                });
            }
            let (place, indices) = self.of_pointer(module, function, argument)?;
            key.push(place);
            given.extend(indices);
        }
        Ok((key, given))
    }

    /// What a pointer points to, with the indices on the way.
    fn of_pointer(
        &mut self,
        module: &mut Module,
        function: &Function,
        pointer: Handle<Expression>,
    ) -> Result<(Place, Vec<Handle<Expression>>), Left> {
        let mut steps = Vec::new();
        let mut indices = Vec::new();
        let mut at = pointer;
        let variable = loop {
            match function.expressions[at] {
                Expression::GlobalVariable(variable) => break variable,
                Expression::AccessIndex { base, index } => {
                    steps.push(Step::Member(index));
                    at = base;
                }
                Expression::Access { base, index } => {
                    let inner = match &self.types(module, function)?[index] {
                        TypeResolution::Handle(ty) => module.types[*ty].inner.clone(),
                        TypeResolution::Value(inner) => inner.clone(),
                    };
                    let ty = module
                        .types
                        .insert(Type { name: None, inner }, Span::UNDEFINED);
                    steps.push(Step::Element(ty));
                    indices.push(index);
                    at = base;
                }
                _ => return Err(Left::Unknown),
            }
        };
        steps.reverse();
        indices.reverse();
        Ok((Place { variable, steps }, indices))
    }

    fn types(&mut self, module: &Module, function: &Function) -> Result<&Typifier, Left> {
        if self.types.is_none() {
            let context =
                ResolveContext::with_locals(module, &function.local_variables, &function.arguments);
            let mut types = Typifier::new();
            // Asked for one by one, naga would go past those that it knows for each.
            if let Some((last, _)) = function.expressions.iter().next_back() {
                types
                    .grow(last, &function.expressions, &context)
                    .map_err(|_| Left::Unknown)?;
            }
            self.types = Some(types);
        }
        self.types.as_ref().ok_or(Left::Unknown)
    }
}

impl Place {
    /// The parameters in place of a pointer.
    pub(super) fn indices(&self, pointer: &FunctionArgument) -> Vec<FunctionArgument> {
        self.steps
            .iter()
            .filter_map(|step| match step {
                Step::Member(_) => None,
                Step::Element(ty) => Some(FunctionArgument {
                    name: pointer.name.as_ref().map(|name| format!("{name}_index")),
                    ty: *ty,
                    binding: None,
                }),
            })
            .collect()
    }

    /// Writes the way from the variable, with its indices, and gives its end.
    pub(super) fn write(
        &self,
        variable: Handle<Expression>,
        indices: &[Handle<Expression>],
        into: &mut Arena<Expression>,
    ) -> Handle<Expression> {
        let mut indices = indices.iter();
        let mut base = variable;
        for step in &self.steps {
            let next = match (step, indices.clone().next()) {
                (Step::Element(_), Some(&index)) => {
                    indices.next();
                    Expression::Access { base, index }
                }
                (Step::Member(index), _) => Expression::AccessIndex {
                    base,
                    index: *index,
                },
                // There is an index for each such step.
                (Step::Element(_), None) => continue,
            };
            base = into.append(next, Span::UNDEFINED);
        }
        base
    }
}
