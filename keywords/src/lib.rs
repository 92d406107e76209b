//! Keyword arguments as options of the toolchain, for both Python packages: one definition of an
//! option, one way to give it.
//!
//! May import the toolchain and PyO3. It has no classes, so that each package links its own copy.

mod operations;
mod rules;
mod spelling;

use std::path::Path;
use std::sync::Arc;

use naga_toolchain::options::{OptionError, Options};
use naga_toolchain::parse::nearest;
use pyo3::exceptions::{PyOSError, PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{
    PyBool, PyDict, PyFloat, PyFrozenSet, PyInt, PyMapping, PySequence, PySet, PyString,
};
use serde_json::{Map, Number, Value};

pub use operations::Operation;
pub use spelling::in_python;

/// Lists in maps in lists: no option is deeper.
const DEEPEST: u32 = 8;

/// The options with those that the keywords of a call name; the same where it names none.
///
/// # Errors
///
/// `TypeError` for a keyword that the function does not have, `ValueError` for a value that the
/// option does not take.
pub fn applied(
    base: &Arc<Options>,
    operation: Operation,
    keywords: Option<&Bound<'_, PyDict>>,
) -> PyResult<Arc<Options>> {
    let call = format!("{}()", operation.name());
    apply(&call, "", base, operation, keywords)
}

/// The same for a function of another package: messages start with `call`.
///
/// # Errors
///
/// Those of [`applied`].
pub fn applied_in(
    call: &str,
    base: &Arc<Options>,
    operation: Operation,
    keywords: Option<&Bound<'_, PyDict>>,
) -> PyResult<Arc<Options>> {
    apply(call, &format!("{call}: "), base, operation, keywords)
}

fn apply(
    call: &str,
    place: &str,
    base: &Arc<Options>,
    operation: Operation,
    keywords: Option<&Bound<'_, PyDict>>,
) -> PyResult<Arc<Options>> {
    let Some(keywords) = keywords.filter(|given| !given.is_empty()) else {
        return Ok(base.clone());
    };
    let mut options = (**base).clone();
    for (keyword, value) in keywords {
        let keyword: String = keyword.extract()?;
        let field = operation
            .keywords()
            .find_map(|(known, field)| (known == keyword).then_some(field))
            .ok_or_else(|| unknown(call, operation, &keyword))?;
        let json = to_json(&value, DEEPEST).map_err(|error| {
            PyTypeError::new_err(format!("{place}{keyword}: {}", error.value(value.py())))
        })?;
        let json = match (field.section, field.name) {
            ("transform", "overrides") => numbered(json),
            _ => json,
        };
        let number = json.is_number().then(|| json.to_string());
        if let Err(error) = options.set_json(field.section, field.name, json) {
            let mut rule = rules::told(&text_of(error));
            if let Some(number) = number {
                // Versions are names, though many look like numbers.
                let name = Value::String(number.clone());
                let of_name = options.set_json(field.section, field.name, name);
                rule = match of_name.map_err(text_of) {
                    Ok(()) => format!("expected the string \"{number}\""),
                    Err(text) if text.starts_with("unknown variant") => rules::told(&text),
                    Err(_) => rule,
                };
            }
            let shown = value
                .repr()
                .map_or_else(|_| "the value".to_owned(), |text| text.to_string());
            return Err(PyValueError::new_err(format!(
                "{place}{keyword}: {rule}; got {shown}"
            )));
        }
    }
    Ok(Arc::new(options))
}

/// What serde says of a value.
fn text_of(error: OptionError) -> String {
    match error {
        OptionError::Value { rule, .. } => rule,
        other @ OptionError::Unknown { .. } => other.to_string(),
    }
}

fn unknown(call: &str, operation: Operation, keyword: &str) -> PyErr {
    let known: Vec<_> = operation.keywords().map(|(keyword, _)| keyword).collect();
    // `version` is a part of `lang_version`, and not otherwise near to it.
    let meant = known
        .iter()
        .map(String::as_str)
        .find(|known| known.split('_').any(|part| part == keyword))
        .or_else(|| nearest(keyword, known.iter().map(String::as_str)))
        .map(|meant| format!("did you mean {meant}? "))
        .unwrap_or_default();
    PyTypeError::new_err(format!(
        "{call} got an unexpected keyword argument '{keyword}'; {meant}there are: {}",
        known.join(", ")
    ))
}

/// The error for a file that cannot be read, as `open` raises it: the number chooses the class.
#[must_use]
pub fn unreadable(error: std::io::Error, path: &Path) -> PyErr {
    let Some(number) = error.raw_os_error() else {
        return error.into();
    };
    let text = error.to_string();
    let words = text.strip_suffix(&format!(" (os error {number})"));
    let words = words.unwrap_or(&text).to_owned();
    PyOSError::new_err((number, words, path.to_string_lossy().into_owned()))
}

fn to_json(value: &Bound<'_, PyAny>, deepest: u32) -> PyResult<Value> {
    let Some(deeper) = deepest.checked_sub(1) else {
        return Err(PyTypeError::new_err("the value is nested too deep"));
    };
    if value.is_none() {
        return Ok(Value::Null);
    }
    if value.is_instance_of::<PyBool>() {
        return Ok(Value::Bool(value.extract()?));
    }
    if value.is_instance_of::<PyString>() {
        return Ok(Value::String(value.extract()?));
    }
    if value.is_instance_of::<PyInt>() {
        return integer(value);
    }
    if value.is_instance_of::<PyFloat>() {
        return float(value.extract()?);
    }
    if let Ok(mapping) = value.cast::<PyMapping>() {
        let mut object = Map::new();
        for pair in mapping.items()? {
            let (key, value): (Bound<'_, PyAny>, Bound<'_, PyAny>) = pair.extract()?;
            object.insert(name_of(&key)?, to_json(&value, deeper)?);
        }
        return Ok(Value::Object(object));
    }
    if value.is_instance_of::<PySet>()
        || value.is_instance_of::<PyFrozenSet>()
        || value.cast::<PySequence>().is_ok()
    {
        let items = value.try_iter()?.map(|item| to_json(&item?, deeper));
        return Ok(Value::Array(items.collect::<PyResult<_>>()?));
    }
    // Numbers of NumPy and others that say what they are.
    if value.hasattr("__index__")? {
        return integer(&value.call_method0("__index__")?);
    }
    if value.hasattr("__float__")? {
        return float(value.call_method0("__float__")?.extract()?);
    }
    Err(PyTypeError::new_err(format!(
        "expected None, a number, text, a list or a dict; got {}",
        value.get_type().name()?
    )))
}

/// A key of a dict: text, or the number of an override.
fn name_of(key: &Bound<'_, PyAny>) -> PyResult<String> {
    if key.is_instance_of::<PyInt>() && !key.is_instance_of::<PyBool>() {
        return Ok(key.str()?.to_str()?.to_owned());
    }
    key.extract().map_err(|_| {
        let shown = key
            .repr()
            .map_or_else(|_| "another".to_owned(), |text| text.to_string());
        PyTypeError::new_err(format!("expected text or an integer as a key; got {shown}"))
    })
}

/// Values of overrides: those of `bool` are numbers for naga.
fn numbered(value: Value) -> Value {
    match value {
        Value::Object(entries) => {
            let entries = entries.into_iter().map(|(name, value)| match value {
                Value::Bool(value) => (name, Value::from(u8::from(value))),
                other => (name, other),
            });
            Value::Object(entries.collect())
        }
        other => other,
    }
}

fn integer(value: &Bound<'_, PyAny>) -> PyResult<Value> {
    if let Ok(number) = value.extract::<u64>() {
        return Ok(Value::Number(number.into()));
    }
    match value.extract::<i64>() {
        Ok(number) => Ok(Value::Number(number.into())),
        Err(_) => float(value.extract()?),
    }
}

fn float(number: f64) -> PyResult<Value> {
    Number::from_f64(number)
        .map(Value::Number)
        .ok_or_else(|| PyTypeError::new_err(format!("expected a finite number; got {number}")))
}
