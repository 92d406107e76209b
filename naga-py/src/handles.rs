//! Handles from Python, which are numbers, and the arenas they are of.

use naga::{Arena, Expression, Function, Handle, Module, Span};
use pyo3::exceptions::{PyIndexError, PyKeyError, PyTypeError, PyValueError};
use pyo3::prelude::*;

/// A function: by its handle, or an entry point by its name.
pub(crate) enum FunctionReference {
    Handle(usize),
    EntryPoint(String),
}

impl<'a, 'py> FromPyObject<'a, 'py> for FunctionReference {
    type Error = PyErr;

    fn extract(object: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
        if let Ok(name) = object.extract::<String>() {
            return Ok(Self::EntryPoint(name));
        }
        match object.extract::<usize>() {
            Ok(index) => Ok(Self::Handle(index)),
            Err(_) => Err(PyTypeError::new_err(format!(
                "function must be a handle or the name of an entry point; got {}",
                object.get_type().name()?
            ))),
        }
    }
}

/// Where a function stands in a module.
#[derive(Clone, Copy)]
pub(crate) enum Found {
    Function(Handle<Function>),
    EntryPoint(usize),
}

impl FunctionReference {
    /// Finds the function.
    ///
    /// # Errors
    ///
    /// `IndexError` or `KeyError` where there is none.
    pub(crate) fn find(&self, module: &Module) -> PyResult<Found> {
        match self {
            Self::Handle(index) => Ok(Found::Function(item(
                &module.functions,
                *index,
                "functions",
            )?)),
            Self::EntryPoint(name) => {
                let index = module
                    .entry_points
                    .iter()
                    .position(|each| each.name == *name);
                index.map(Found::EntryPoint).ok_or_else(|| {
                    let known: Vec<_> = module
                        .entry_points
                        .iter()
                        .map(|each| each.name.as_str())
                        .collect();
                    PyKeyError::new_err(format!(
                        "there is no entry point {name:?}; there are: {}",
                        known.join(", ")
                    ))
                })
            }
        }
    }
}

impl Found {
    pub(crate) fn function(self, module: &Module) -> Option<&Function> {
        match self {
            Self::Function(handle) => module.functions.try_get(handle).ok(),
            Self::EntryPoint(index) => module.entry_points.get(index).map(|each| &each.function),
        }
    }
}

/// The handle of a number in an arena.
///
/// # Errors
///
/// `IndexError` where the arena is shorter.
pub(crate) fn item<T>(arena: &Arena<T>, index: usize, name: &str) -> PyResult<Handle<T>> {
    arena
        .iter()
        .nth(index)
        .map(|(handle, _)| handle)
        .ok_or_else(|| outside(index, arena.len(), name))
}

fn outside(index: usize, length: usize, name: &str) -> PyErr {
    PyIndexError::new_err(format!(
        "handle {index} is not in {name}, which has {length} items"
    ))
}

/// The span of an item of an arena.
///
/// # Errors
///
/// `ValueError` for an arena that does not exist, `IndexError` for a handle that is not in it.
pub(crate) fn span(
    module: &Module,
    arena: &str,
    index: usize,
    function: Option<&FunctionReference>,
) -> PyResult<Span> {
    fn of<T>(arena: &Arena<T>, index: usize, name: &str) -> PyResult<Span> {
        Ok(arena.get_span(item(arena, index, name)?))
    }
    let Some(reference) = function else {
        return match arena {
            "types" => module
                .types
                .iter()
                .nth(index)
                .map(|(handle, _)| module.types.get_span(handle))
                .ok_or_else(|| outside(index, module.types.len(), arena)),
            "constants" => of(&module.constants, index, arena),
            "overrides" => of(&module.overrides, index, arena),
            "global_variables" => of(&module.global_variables, index, arena),
            "global_expressions" => of(&module.global_expressions, index, arena),
            "functions" => of(&module.functions, index, arena),
            "diagnostic_filters" => of(&module.diagnostic_filters, index, arena),
            "expressions" | "local_variables" | "statements" => Err(PyTypeError::new_err(format!(
                "function= must say whose {arena} are meant"
            ))),
            _ => Err(no_arena(arena)),
        };
    };
    let Some(found) = reference.find(module)?.function(module) else {
        return Err(no_arena(arena));
    };
    match arena {
        "expressions" => of(&found.expressions, index, arena),
        "local_variables" => of(&found.local_variables, index, arena),
        "statements" => {
            let spans = naga_toolchain::exchange::spans::statements(found);
            spans
                .get(index)
                .copied()
                .ok_or_else(|| outside(index, spans.len(), arena))
        }
        _ => Err(PyTypeError::new_err(format!(
            "a function has expressions, local_variables and statements; got {arena:?}"
        ))),
    }
}

fn no_arena(arena: &str) -> PyErr {
    PyValueError::new_err(format!(
        "there is no arena {arena:?}; there are: types, constants, overrides, global_variables, \
         global_expressions, functions, diagnostic_filters, and of a function expressions, \
         local_variables, statements"
    ))
}

/// The handle of an expression of a function.
///
/// # Errors
///
/// `IndexError` where the function has fewer.
pub(crate) fn expression(function: &Function, index: usize) -> PyResult<Handle<Expression>> {
    item(&function.expressions, index, "expressions")
}
