//! The front ends: text or words to a `Module`.

use std::path::PathBuf;

use keywords_py::{self as keywords, Operation};
use naga_disk::{Disk, NoSource};
use naga_toolchain::source::{Language, Source};
use naga_toolchain::{link, parse};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyString};

use crate::module::Module;
use crate::{errors, stack};

fn parse(
    py: Python<'_>,
    source: Source,
    operation: Operation,
    keywords: Option<&Bound<'_, PyDict>>,
) -> PyResult<Module> {
    let options = keywords::applied(&Module::default_options(), operation, keywords)?;
    let parsed = stack::run(py, || {
        let linked = link::link(&source, &options, &Disk)?;
        parse::parse(&linked.source, &options)
    })?;
    let parsed = parsed.map_err(|failure| errors::raise(py, &failure))?;
    Ok(Module::new(parsed, options))
}

/// Parses WGSL.
///
/// Args:
///     source: The text.
///     path: What messages call it, and where its imports start from.
///     **options: How WGSL is read; see `ParseWgslOptions`.
///
/// Raises:
///     ParseError: The text is wrong; all that is wrong with it is told, as far as one run can.
#[pyfunction]
#[pyo3(signature = (source: "str | TextOutput", /, *, path: "str | None" = None, **options: "Unpack[ParseWgslOptions]") -> "Module")]
pub(crate) fn parse_wgsl(
    py: Python<'_>,
    source: Text,
    path: Option<String>,
    options: Option<&Bound<'_, PyDict>>,
) -> PyResult<Module> {
    let source = Source::text(
        path.unwrap_or_else(|| "<wgsl>".to_owned()),
        Language::Wgsl,
        source.0,
    );
    parse(py, source, Operation::ParseWgsl, options)
}

/// Parses GLSL: one stage, which `stage=`, the path or a `#pragma shader_stage(...)` tells.
///
/// Args:
///     source: The text.
///     path: What messages call it, and where its includes start from.
///     **options: How GLSL is read; see `ParseGlslOptions`.
///
/// Raises:
///     ParseError: The text is wrong, uses what cannot be translated, or has no known stage.
#[pyfunction]
#[pyo3(signature = (source: "str | TextOutput", /, *, path: "str | None" = None, **options: "Unpack[ParseGlslOptions]") -> "Module")]
pub(crate) fn parse_glsl(
    py: Python<'_>,
    source: Text,
    path: Option<String>,
    options: Option<&Bound<'_, PyDict>>,
) -> PyResult<Module> {
    let source = Source::text(
        path.unwrap_or_else(|| "<glsl>".to_owned()),
        Language::Glsl,
        source.0,
    );
    parse(py, source, Operation::ParseGlsl, options)
}

/// Parses HLSL through glslang, as far as that reads it: one stage and one entry point.
///
/// Args:
///     source: The text.
///     path: What messages call it, and where its includes start from.
///     **options: How HLSL is read; see `ParseHlslOptions`.
///
/// Raises:
///     ParseError: The text is wrong, uses what cannot be translated, or has no known stage.
#[pyfunction]
#[pyo3(signature = (source: "str | TextOutput", /, *, path: "str | None" = None, **options: "Unpack[ParseHlslOptions]") -> "Module")]
pub(crate) fn parse_hlsl(
    py: Python<'_>,
    source: Text,
    path: Option<String>,
    options: Option<&Bound<'_, PyDict>>,
) -> PyResult<Module> {
    let source = Source::text(
        path.unwrap_or_else(|| "<hlsl>".to_owned()),
        Language::Hlsl,
        source.0,
    );
    parse(py, source, Operation::ParseHlsl, options)
}

/// Parses SPIR-V: words, or assembly as `spirv-as` reads it.
///
/// Args:
///     data: The words as bytes, or as an array or another buffer, in either byte order; or the text of the
///         assembly.
///     path: What messages call it.
///     **options: How SPIR-V is read; see `ParseSpirvOptions`.
///
/// Raises:
///     ParseError: The module is damaged or uses what cannot be translated.
#[pyfunction]
#[pyo3(signature = (data: "Buffer | str | BinaryOutput | TextOutput", /, *, path: "str | None" = None, **options: "Unpack[ParseSpirvOptions]") -> "Module")]
pub(crate) fn parse_spirv(
    py: Python<'_>,
    data: TextOrBytes,
    path: Option<String>,
    options: Option<&Bound<'_, PyDict>>,
) -> PyResult<Module> {
    let path = path.unwrap_or_else(|| "<spirv>".to_owned());
    let source = match data {
        TextOrBytes::Text(text) => Source::text(path, Language::SpirvAssembly, text),
        TextOrBytes::Bytes(bytes) => Source::binary(path, bytes),
    };
    parse(py, source, Operation::ParseSpirv, options)
}

/// A text, also one that this package has written.
pub(crate) struct Text(String);

impl<'py> FromPyObject<'_, 'py> for Text {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let written = written(&object, "text")?;
        let text = written.as_ref().unwrap_or(&*object);
        let text = text.cast::<PyString>().map_err(|_| {
            let remedy = if object.is_instance_of::<PyBytes>() {
                "; decode them"
            } else {
                ""
            };
            PyTypeError::new_err(format!(
                "expected the text of a shader; got {}{remedy}",
                kind_of(&object)
            ))
        })?;
        Ok(Self(text.to_str()?.to_owned()))
    }
}

/// What is in a product of this package: the text of a `TextOutput`, the data of a `BinaryOutput`.
fn written<'py>(object: &Bound<'py, PyAny>, name: &str) -> PyResult<Option<Bound<'py, PyAny>>> {
    if object.is_instance_of::<PyString>() {
        return Ok(None);
    }
    let is_written = object.getattr_opt("language")?.is_some();
    if is_written {
        object.getattr_opt(name)
    } else {
        Ok(None)
    }
}

fn kind_of(object: &Bound<'_, PyAny>) -> String {
    let name = object.get_type().name();
    name.map_or_else(|_| "object".to_owned(), |name| name.to_string())
}

/// A text, or bytes.
pub(crate) enum TextOrBytes {
    Text(String),
    Bytes(Vec<u8>),
}

impl<'py> FromPyObject<'_, 'py> for TextOrBytes {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let text = written(&object, "text")?;
        if let Ok(text) = text.as_ref().unwrap_or(&*object).cast::<PyString>() {
            return Ok(Self::Text(text.to_str()?.to_owned()));
        }
        let data = written(&object, "data")?;
        let object = data.as_ref().unwrap_or(&*object);
        if let Ok(bytes) = object.cast::<PyBytes>() {
            return Ok(Self::Bytes(bytes.as_bytes().to_vec()));
        }
        // The buffer protocol is no part of the stable ABI of Python 3.10; `memoryview` has it.
        let py = object.py();
        let view = py.import("builtins")?.getattr("memoryview")?;
        let view = view.call1((object,)).map_err(|_| {
            PyTypeError::new_err(format!(
                "expected text, bytes, an array or another buffer; got {}",
                kind_of(object)
            ))
        })?;
        let bytes = view.call_method0("tobytes")?;
        Ok(Self::Bytes(bytes.cast::<PyBytes>()?.as_bytes().to_vec()))
    }
}

/// Reads a file and parses it; the extension tells the language and, for GLSL, the stage.
///
/// Args:
///     path: The file.
///     **options: How the language of the file is read; see `LoadOptions`.
///
/// Raises:
///     OSError: The file cannot be read.
///     ValueError: The extension tells no language.
///     ParseError: The content is wrong.
#[pyfunction]
#[pyo3(signature = (path: "str | PathLike[str]", /, **options: "Unpack[LoadOptions]") -> "Module")]
pub(crate) fn load(
    py: Python<'_>,
    path: PathBuf,
    options: Option<&Bound<'_, PyDict>>,
) -> PyResult<Module> {
    let source = py
        .detach(|| naga_disk::source(&path, None))
        .map_err(|error| match error {
            NoSource::Unreadable(error) => keywords::unreadable(error, &path),
            NoSource::Unknown(_) => PyValueError::new_err(format!(
                "{error}. Or call parse_wgsl, parse_glsl, parse_hlsl or parse_spirv"
            )),
            NoSource::NotText(..) => PyValueError::new_err(error.to_string()),
        })?;
    parse(py, source, Operation::Load, options)
}
