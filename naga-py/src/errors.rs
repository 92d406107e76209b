//! Failures of the toolchain as exceptions of the package.
//!
//! The classes are Python classes, so that they pickle and carry `args`; `naga.errors` makes the
//! exception from the diagnostics as JSON and from what people are shown of them.

use naga_toolchain::diagnostic::{Diagnostic, Failure, Kind, Phase};
use naga_toolchain::render::{self, Styling};
use pyo3::prelude::*;
use pyo3::types::PyTuple;

/// Diagnostics as the Python values that describe them.
pub(crate) fn diagnostics<'py>(
    py: Python<'py>,
    list: &[Diagnostic],
) -> PyResult<Bound<'py, PyTuple>> {
    if list.is_empty() {
        return Ok(PyTuple::empty(py));
    }
    let told = list.iter().map(keywords_py::in_python);
    let json = serde_json::Value::Array(told.map(|each| render::json(&each)).collect());
    let made = py
        .import("naga.errors")?
        .call_method1("_diagnostics", (json.to_string(),))?;
    Ok(made.cast_into::<PyTuple>()?)
}

fn class(failure: &Failure) -> &'static str {
    let gravest = failure
        .diagnostics()
        .iter()
        .filter(|diagnostic| diagnostic.is_error())
        .max_by_key(|diagnostic| diagnostic.kind);
    let Some(error) = gravest else {
        return "InternalError";
    };
    if error.kind == Kind::Internal {
        return "InternalError";
    }
    if error.code.starts_with("limit-") || error.code == naga_toolchain::codes::MODULE_BYTES_NESTING
    {
        return "LimitError";
    }
    match error.phase {
        Phase::Source | Phase::Parse => "ParseError",
        Phase::Check => "ValidationError",
        Phase::Transform | Phase::Emit => "EmitError",
    }
}

/// A failure as an exception.
pub(crate) fn raise(py: Python<'_>, failure: &Failure) -> PyErr {
    make(py, failure).unwrap_or_else(|error| error)
}

fn make(py: Python<'_>, failure: &Failure) -> PyResult<PyErr> {
    let all: Vec<Diagnostic> = failure
        .diagnostics()
        .iter()
        .map(keywords_py::in_python)
        .collect();
    // Notes and help go into the notes of the exception.
    let heads: Vec<Diagnostic> = all
        .iter()
        .map(|diagnostic| Diagnostic {
            notes: Vec::new(),
            help: None,
            ..diagnostic.clone()
        })
        .collect();
    let color = Styling {
        color: true,
        ..Styling::default()
    };
    let arguments = (
        render::human(&heads, Styling::default()),
        serde_json::Value::Array(all.iter().map(render::json).collect()).to_string(),
        render::human(&all, Styling::default()),
        render::human(&all, color),
    );
    let class = py.import("naga.errors")?.getattr(class(failure))?;
    let error = class.call_method1("_from_native", arguments)?;
    Ok(PyErr::from_value(error))
}

/// A fault of this package.
pub(crate) fn internal(py: Python<'_>, message: &str) -> PyErr {
    let source =
        naga_toolchain::source::Source::text("<naga>", naga_toolchain::source::Language::Wgsl, "");
    let diagnostic = Diagnostic::error(
        naga_toolchain::codes::INTERNAL_ERROR,
        Phase::Source,
        Kind::Internal,
        &source,
        message,
    );
    raise(py, &diagnostic.into())
}

/// Blocks nested deeper than a module may have on its way.
pub(crate) fn too_deep(py: Python<'_>) -> PyErr {
    let source =
        naga_toolchain::source::Source::text("<ir>", naga_toolchain::source::Language::Wgsl, "");
    let diagnostic = Diagnostic::error(
        naga_toolchain::codes::MODULE_BYTES_NESTING,
        Phase::Source,
        Kind::Unsupported,
        &source,
        format!(
            "blocks of the module are nested deeper than {}, which a module on the way may have",
            naga_toolchain::exchange::MAX_NESTING
        ),
    );
    raise(py, &diagnostic.into())
}
