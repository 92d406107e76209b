//! How an option's value is written as text: on a command line, in messages.

use std::collections::BTreeMap;

use serde::Serialize;
use serde::de::DeserializeOwned;

/// A value that an option can have.
///
/// The text form is for a command line; files use the serde form. Both accept the same values.
pub trait OptionValue: Sized {
    /// What help calls the value, as in `--flag <KIND>`.
    const KIND: &'static str;

    /// Whether a flag without a value means something (`true`).
    const IS_SWITCH: bool = false;

    /// The names that can be given, when they are a closed set.
    #[must_use]
    fn names() -> Vec<String> {
        Vec::new()
    }

    /// Reads the value.
    ///
    /// # Errors
    ///
    /// A message that names the rule (not the option or the value: the caller knows them).
    fn from_text(text: &str) -> Result<Self, String>;
}

impl OptionValue for bool {
    const KIND: &'static str = "BOOL";
    const IS_SWITCH: bool = true;

    fn names() -> Vec<String> {
        vec!["true".to_owned(), "false".to_owned()]
    }

    fn from_text(text: &str) -> Result<Self, String> {
        match text.to_ascii_lowercase().as_str() {
            "true" | "on" | "yes" | "1" => Ok(true),
            "false" | "off" | "no" | "0" => Ok(false),
            _ => Err("expected true or false".to_owned()),
        }
    }
}

impl OptionValue for String {
    const KIND: &'static str = "TEXT";

    fn from_text(text: &str) -> Result<Self, String> {
        Ok(text.to_owned())
    }
}

macro_rules! integers {
    ($($type:ty),*) => {$(
        impl OptionValue for $type {
            const KIND: &'static str = "N";

            fn from_text(text: &str) -> Result<Self, String> {
                text.parse().map_err(|_| {
                    format!("expected a whole number from {} to {}", <$type>::MIN, <$type>::MAX)
                })
            }
        }
    )*};
}
integers!(u8, u16, u32, u64, std::num::NonZeroU32);

impl<T: OptionValue> OptionValue for Option<T> {
    const KIND: &'static str = T::KIND;
    const IS_SWITCH: bool = T::IS_SWITCH;

    fn names() -> Vec<String> {
        T::names()
    }

    fn from_text(text: &str) -> Result<Self, String> {
        if matches!(text, "none" | "auto") {
            return Ok(None);
        }
        T::from_text(text).map(Some)
    }
}

/// Texts: `a,b`, or a JSON list where one has a comma.
impl OptionValue for Vec<String> {
    const KIND: &'static str = "LIST";

    fn from_text(text: &str) -> Result<Self, String> {
        if text.trim_start().starts_with('[') {
            return from_json(text);
        }
        Ok(text
            .split(',')
            .filter(|part| !part.is_empty())
            .map(str::to_owned)
            .collect())
    }
}

/// Names mapped to values: `a=1,b=2`, or a JSON object.
impl<T: OptionValue + DeserializeOwned> OptionValue for BTreeMap<String, T> {
    const KIND: &'static str = "NAME=VALUE";

    fn from_text(text: &str) -> Result<Self, String> {
        if text.trim_start().starts_with('{') {
            return from_json(text);
        }
        text.split(',')
            .filter(|pair| !pair.trim().is_empty())
            .map(|pair| {
                let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                Ok((name.trim().to_owned(), T::from_text(value.trim())?))
            })
            .collect()
    }
}

/// Reads a structured value given as JSON text.
///
/// # Errors
///
/// What JSON or the structure does not allow, with line and column.
pub(super) fn from_json<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    serde_json::from_str(text).map_err(|error| format!("expected JSON: {error}"))
}

/// The shortest text of a value, for messages and tables.
pub(super) fn to_text<T: Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(text)) => text,
        Ok(serde_json::Value::Null) => "auto".to_owned(),
        Ok(other) => other.to_string(),
        Err(error) => error.to_string(),
    }
}
