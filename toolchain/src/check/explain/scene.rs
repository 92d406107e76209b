//! What a message needs to know of its surroundings: names, types and places of things.

use std::cell::RefCell;
use std::ops::Range;

use naga::proc::{ResolveContext, ResolveError, TypeResolution};
use naga::valid::ValidationError;
use naga::{
    EntryPoint, Expression, Function, GlobalVariable, Handle, Literal, Module, Span, Type,
    TypeInner, WithSpan,
};

use super::place::Places;
use super::spell;
use crate::diagnostic::Phase;
use crate::guard;
use crate::source::Source;

/// A span of the source, or nothing where none is known.
pub(crate) type Place = Option<Range<usize>>;

/// Longest piece of source that is quoted inside a message, in bytes.
const QUOTE: usize = 48;

/// A module with its source.
pub(crate) struct Scene<'a> {
    pub(crate) module: &'a Module,
    pub(crate) source: &'a Source,
    pub(crate) places: Option<Places>,
    /// The spans naga gave with the error, from the outermost thing to the innermost.
    pub(crate) spans: Vec<Range<usize>>,
}

impl<'a> Scene<'a> {
    pub(crate) fn new(
        module: &'a Module,
        source: &'a Source,
        error: &WithSpan<ValidationError>,
    ) -> Self {
        let mut scene = Self {
            module,
            source,
            places: Places::new(source),
            spans: Vec::new(),
        };
        scene.spans = error
            .spans()
            .filter_map(|(span, _)| scene.place(*span))
            .collect();
        scene
    }

    /// A span of naga's, when it lies in a text that naga saw.
    pub(crate) fn place(&self, span: Span) -> Place {
        self.places.as_ref()?;
        let range = span.to_range()?;
        (range.start < range.end && range.end <= self.source.as_text().len()).then_some(range)
    }

    /// The innermost span naga gave.
    pub(crate) fn innermost(&self) -> Place {
        self.spans.last().cloned()
    }

    /// Whether the author writes WGSL, or nothing that is known.
    pub(crate) fn speaks_wgsl(&self) -> bool {
        self.places.as_ref().is_none_or(Places::is_wgsl)
    }

    pub(crate) fn ty(&self, ty: Handle<Type>) -> String {
        spell::type_name(self.module, ty)
    }

    pub(crate) fn inner(&self, inner: &TypeInner) -> String {
        spell::inner_name(self.module, inner)
    }

    pub(crate) fn inner_of(&self, ty: Handle<Type>) -> Option<&'a TypeInner> {
        self.module.types.get_handle(ty).ok().map(|ty| &ty.inner)
    }

    /// The declaration of a struct: its name, else its span.
    pub(crate) fn type_place(&self, ty: Handle<Type>) -> Place {
        let found = self.module.types.get_handle(ty).ok()?;
        let by_name = self.places.as_ref().and_then(|places| {
            let (name, _) = places.structure(found.name.as_deref()?)?;
            Some(name)
        });
        by_name.or_else(|| self.place(self.module.types.get_span(ty)))
    }

    /// The name of a struct member, quoted; by its place when it has none.
    pub(crate) fn member_name(&self, ty: Handle<Type>, index: u32) -> String {
        match self
            .member(ty, index)
            .and_then(|member| member.name.clone())
        {
            Some(name) => format!("`{name}`"),
            None => format!("member {index}"),
        }
    }

    pub(crate) fn member(&self, ty: Handle<Type>, index: u32) -> Option<&'a naga::StructMember> {
        match self.inner_of(ty)? {
            TypeInner::Struct { members, span: _ } => members.get(index as usize),
            _ => None,
        }
    }

    pub(crate) fn member_place(&self, ty: Handle<Type>, index: u32) -> Place {
        let places = self.places.as_ref()?;
        let structure = self.module.types.get_handle(ty).ok()?.name.as_deref()?;
        places.member(structure, self.member(ty, index)?.name.as_deref()?)
    }

    /// A global variable: "`lights`", or a description when it has no name.
    pub(crate) fn global(&self, handle: Handle<GlobalVariable>) -> String {
        match self.module.global_variables.try_get(handle) {
            Ok(variable) => match (&variable.name, &variable.binding) {
                (Some(name), _) if !name.is_empty() => format!("`{name}`"),
                (_, Some(binding)) => format!(
                    "the variable at group {}, binding {}",
                    binding.group, binding.binding
                ),
                (_, None) => format!(
                    "a variable without a name of type `{}`",
                    self.ty(variable.ty)
                ),
            },
            Err(_) => "a variable".to_owned(),
        }
    }

    /// The name of a global variable in its declaration.
    pub(crate) fn global_place(&self, handle: Handle<GlobalVariable>) -> Place {
        let variable = self.module.global_variables.try_get(handle).ok()?;
        let whole = self.place(self.module.global_variables.get_span(handle))?;
        let exact = self
            .places
            .as_ref()
            .and_then(|places| places.name_in(variable.name.as_deref()?, whole.clone()));
        Some(exact.unwrap_or(whole))
    }

    /// A function: "`shade`", or a description.
    pub(crate) fn function(&self, handle: Handle<Function>) -> String {
        match self.module.functions.try_get(handle) {
            Ok(Function {
                name: Some(name), ..
            }) if !name.is_empty() => format!("`{name}`"),
            _ => "a function without a name".to_owned(),
        }
    }

    /// The `fn name` of a function, else the first line of its span.
    pub(crate) fn function_place(&self, handle: Handle<Function>) -> Place {
        let function = self.module.functions.try_get(handle).ok()?;
        let whole = self.place(self.module.functions.get_span(handle));
        self.header(function.name.as_deref().unwrap_or_default(), whole)
    }

    pub(crate) fn header(&self, name: &str, whole: Place) -> Place {
        self.places
            .as_ref()
            .and_then(|places| places.function(name))
            .map(|place| place.name)
            .or_else(|| {
                let whole = whole?;
                let line = self.source.slice(whole.clone()).find('\n');
                Some(whole.start..line.map_or(whole.end, |at| whole.start + at))
            })
    }
}

/// A function of the module, with the types of its expressions as far as they have one.
pub(crate) struct Body<'a> {
    pub(crate) scene: &'a Scene<'a>,
    pub(crate) function: &'a Function,
    pub(crate) entry_point: Option<&'a EntryPoint>,
    types: Vec<Option<TypeResolution>>,
    /// The statement or expression in question: naga's span of a parameter, variable or `let` is
    /// that of its declaration, and the use of it is looked for in here.
    focus: RefCell<Place>,
}

impl<'a> Body<'a> {
    pub(crate) fn new(
        scene: &'a Scene<'a>,
        function: &'a Function,
        entry_point: Option<&'a EntryPoint>,
    ) -> Self {
        Self {
            scene,
            function,
            entry_point,
            types: resolve_all(scene, function),
            focus: RefCell::new(None),
        }
    }

    /// Says where names are to be looked for.
    pub(crate) fn look_in(&self, place: Place) {
        if place.is_some() {
            *self.focus.borrow_mut() = place;
        }
    }

    /// "`main`", or what it is when it has no name.
    pub(crate) fn name(&self) -> String {
        match (self.entry_point, &self.function.name) {
            (Some(entry_point), _) => format!("`{}`", entry_point.name),
            (None, Some(name)) if !name.is_empty() => format!("`{name}`"),
            (None, _) => "a function without a name".to_owned(),
        }
    }

    pub(crate) fn raw_name(&self) -> &'a str {
        match (self.entry_point, &self.function.name) {
            (Some(entry_point), _) => &entry_point.name,
            (None, Some(name)) => name,
            (None, None) => "",
        }
    }

    /// Where its header is.
    pub(crate) fn place(&self) -> Place {
        match self.entry_point {
            Some(entry_point) => self.scene.header(&entry_point.name, None),
            None => self
                .scene
                .module
                .functions
                .iter()
                .find(|(_, function)| std::ptr::eq(*function, self.function))
                .and_then(|(handle, _)| self.scene.function_place(handle)),
        }
    }

    pub(crate) fn expression(&self, handle: Handle<Expression>) -> Option<&'a Expression> {
        self.function.expressions.try_get(handle).ok()
    }

    /// The expression whose index stands in a debug form, as in `InvalidPointer([4])`.
    pub(crate) fn numbered(&self, debug: &str) -> Option<Handle<Expression>> {
        let (_, rest) = debug.split_once("([")?;
        let (index, _) = rest.split_once(']')?;
        let index: usize = index.parse().ok()?;
        self.function
            .expressions
            .iter()
            .nth(index)
            .map(|(handle, _)| handle)
    }

    /// Where an expression stands; for a name, where it is used rather than declared.
    pub(crate) fn span(&self, handle: Handle<Expression>) -> Place {
        self.expression(handle)?;
        let own = self
            .scene
            .place(self.function.expressions.get_span(handle))?;
        Some(self.used(handle, &own).unwrap_or(own))
    }

    /// The use, inside the focus, of a name whose declaration lies outside of it.
    fn used(&self, handle: Handle<Expression>, own: &Range<usize>) -> Place {
        let focus = self.focus.borrow().clone()?;
        if focus.start <= own.start && own.end <= focus.end {
            return None;
        }
        let name = self.name_of(handle)?;
        self.scene.places.as_ref()?.name_in(&name, focus)
    }

    /// The name of a parameter, variable or `let`.
    fn name_of(&self, handle: Handle<Expression>) -> Option<String> {
        if let Some(name) = self.function.named_expressions.get(&handle) {
            return Some(name.clone());
        }
        let module = self.scene.module;
        match self.expression(handle)? {
            Expression::FunctionArgument(index) => {
                self.function.arguments.get(*index as usize)?.name.clone()
            }
            Expression::LocalVariable(variable) => self
                .function
                .local_variables
                .try_get(*variable)
                .ok()?
                .name
                .clone(),
            Expression::GlobalVariable(variable) => module
                .global_variables
                .try_get(*variable)
                .ok()?
                .name
                .clone(),
            Expression::Load { pointer } => self.name_of(*pointer),
            // Conversions that the front end added.
            Expression::Splat { size: _, value } => self.name_of(*value),
            Expression::As { expr, .. } => self.name_of(*expr),
            _ => None,
        }
    }

    /// The expression the source writes where a front end repeated a scalar to make a vector.
    pub(crate) fn written(&self, handle: Handle<Expression>) -> Handle<Expression> {
        let expressions = &self.function.expressions;
        match self.expression(handle) {
            Some(Expression::Splat { size: _, value })
                if self.expression(*value).is_some()
                    && expressions.get_span(handle) == expressions.get_span(*value) =>
            {
                *value
            }
            _ => handle,
        }
    }

    pub(crate) fn resolution(&self, handle: Handle<Expression>) -> Option<&TypeResolution> {
        self.types.get(handle.index())?.as_ref()
    }

    pub(crate) fn inner(&self, handle: Handle<Expression>) -> Option<&TypeInner> {
        self.resolution(handle)
            .map(|resolution| resolution.inner_with(&self.scene.module.types))
    }

    /// The type of an expression, quoted.
    pub(crate) fn ty(&self, handle: Handle<Expression>) -> String {
        self.bare_ty(handle)
            .map_or_else(|| "of unknown type".to_owned(), |name| format!("`{name}`"))
    }

    pub(crate) fn bare_ty(&self, handle: Handle<Expression>) -> Option<String> {
        self.resolution(handle)
            .map(|resolution| spell::resolution_name(self.scene.module, resolution))
    }

    /// "this is `f32`", for a label.
    pub(crate) fn this_is(&self, handle: Handle<Expression>) -> String {
        self.bare_ty(handle)
            .map_or_else(String::new, |name| format!("this is `{name}`"))
    }

    /// "this is `f32`, not `u32`".
    pub(crate) fn this_is_not(&self, handle: Handle<Expression>, wanted: &str) -> String {
        match self.bare_ty(handle) {
            Some(name) => format!("this is `{name}`, not {wanted}"),
            None => format!("this is not {wanted}"),
        }
    }

    /// An expression as the source writes it, quoted; else `otherwise`.
    pub(crate) fn quote_or(&self, handle: Handle<Expression>, otherwise: &str) -> String {
        self.quoted(handle)
            .map_or_else(|| otherwise.to_owned(), |text| format!("`{text}`"))
    }

    /// An expression as the source writes it, quoted.
    pub(crate) fn quote(&self, handle: Handle<Expression>) -> String {
        self.quote_or(handle, "this value")
    }

    fn quoted(&self, handle: Handle<Expression>) -> Option<String> {
        let from_text = self.span(handle).and_then(|place| {
            let text = self.scene.source.slice(place).trim();
            (!text.is_empty() && text.len() <= QUOTE && !text.contains(['\n', '`']))
                .then(|| text.to_owned())
        });
        from_text.or_else(|| self.built(handle, 8))
    }

    /// The text an expression would have, from its parts.
    fn built(&self, handle: Handle<Expression>, depth: u32) -> Option<String> {
        if let Some(name) = self.function.named_expressions.get(&handle) {
            return Some(name.clone());
        }
        let depth = depth.checked_sub(1)?;
        let module = self.scene.module;
        let named = |name: Option<String>| name.filter(|name| !name.is_empty());
        match self.expression(handle)? {
            Expression::Literal(literal) => Some(literal_text(*literal)),
            Expression::Constant(constant) => {
                named(module.constants.try_get(*constant).ok()?.name.clone())
            }
            Expression::Override(value) => {
                named(module.overrides.try_get(*value).ok()?.name.clone())
            }
            Expression::GlobalVariable(variable) => named(
                module
                    .global_variables
                    .try_get(*variable)
                    .ok()?
                    .name
                    .clone(),
            ),
            Expression::LocalVariable(variable) => named(
                self.function
                    .local_variables
                    .try_get(*variable)
                    .ok()?
                    .name
                    .clone(),
            ),
            Expression::FunctionArgument(index) => {
                named(self.function.arguments.get(*index as usize)?.name.clone())
            }
            Expression::Load { pointer } => self.built(*pointer, depth),
            Expression::Access { base, index } => Some(format!(
                "{}[{}]",
                self.built(*base, depth)?,
                self.built(*index, depth)?
            )),
            Expression::AccessIndex { base, index } => {
                let text = self.built(*base, depth)?;
                Some(match self.member_of(*base, *index) {
                    Some(member) => format!("{text}.{member}"),
                    None => format!("{text}[{index}]"),
                })
            }
            Expression::Swizzle {
                size,
                vector,
                pattern,
            } => {
                let letters: String = pattern
                    .iter()
                    .take(*size as usize)
                    .map(|letter| spell::component(*letter))
                    .collect();
                Some(format!("{}.{letters}", self.built(*vector, depth)?))
            }
            Expression::CallResult(function) => {
                let name = named(module.functions.try_get(*function).ok()?.name.clone())?;
                Some(format!("{name}(…)"))
            }
            Expression::ZeroValue(ty) => Some(format!("{}()", self.scene.ty(*ty))),
            _ => None,
        }
    }

    /// The name of what a constant index means in a struct or vector.
    fn member_of(&self, base: Handle<Expression>, index: u32) -> Option<String> {
        let types = &self.scene.module.types;
        match *self.inner(base)? {
            TypeInner::Struct {
                ref members,
                span: _,
            } => members.get(index as usize)?.name.clone(),
            TypeInner::Pointer { base, space: _ } => match types.get_handle(base).ok()?.inner {
                TypeInner::Struct {
                    ref members,
                    span: _,
                } => members.get(index as usize)?.name.clone(),
                TypeInner::Vector { .. } => letter(index),
                _ => None,
            },
            TypeInner::Vector { .. } | TypeInner::ValuePointer { size: Some(_), .. } => {
                letter(index)
            }
            _ => None,
        }
    }

    /// A parameter's place in the header.
    pub(crate) fn parameter_place(&self, index: usize) -> Place {
        let name = self.function.arguments.get(index)?.name.as_deref()?;
        self.scene.places.as_ref()?.parameter(self.raw_name(), name)
    }

    /// The result's place in the header.
    pub(crate) fn result_place(&self) -> Place {
        self.scene
            .places
            .as_ref()?
            .function(self.raw_name())?
            .result
    }

    /// The span of the statement or expression naga named, below the function itself.
    pub(crate) fn statement_place(&self) -> Place {
        let whole = self
            .scene
            .module
            .functions
            .iter()
            .find(|(_, function)| std::ptr::eq(*function, self.function))
            .and_then(|(handle, _)| {
                self.scene
                    .place(self.scene.module.functions.get_span(handle))
            });
        self.scene
            .spans
            .iter()
            .rev()
            .find(|span| Some(*span) != whole.as_ref())
            .cloned()
    }
}

fn letter(index: u32) -> Option<String> {
    ["x", "y", "z", "w"]
        .get(index as usize)
        .map(|letter| (*letter).to_owned())
}

fn literal_text(literal: Literal) -> String {
    match literal {
        Literal::F64(value) => format!("{value}lf"),
        Literal::F32(value) => format!("{value}f"),
        Literal::F16(value) => format!("{value}h"),
        Literal::U16(value) => format!("{value}"),
        Literal::I16(value) => format!("{value}"),
        Literal::U32(value) => format!("{value}u"),
        Literal::I32(value) => format!("{value}"),
        Literal::U64(value) => format!("{value}lu"),
        Literal::I64(value) => format!("{value}li"),
        Literal::Bool(value) => format!("{value}"),
        Literal::AbstractInt(value) => format!("{value}"),
        Literal::AbstractFloat(value) => format!("{value}"),
    }
}

/// Types every expression that can be typed; the function is invalid, so some cannot.
fn resolve_all(scene: &Scene<'_>, function: &Function) -> Vec<Option<TypeResolution>> {
    let work = || {
        let context = ResolveContext::with_locals(
            scene.module,
            &function.local_variables,
            &function.arguments,
        );
        let mut types: Vec<Option<TypeResolution>> = Vec::with_capacity(function.expressions.len());
        for (_, expression) in function.expressions.iter() {
            let resolved = context.resolve(expression, |past| {
                types
                    .get(past.index())
                    .and_then(Option::as_ref)
                    .ok_or(ResolveError::InvalidPointer(past))
            });
            types.push(resolved.ok());
        }
        types
    };
    guard::call(Phase::Check, "typing a function", scene.source, work).unwrap_or_default()
}
