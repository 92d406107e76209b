//! Options as a config file: TOML with a line on each field, or JSON.
//!
//! What is written is read back to the same options.

use std::fmt::Write as _;

use naga_toolchain::options::{FIELDS, Options, SECTIONS};
use serde_json::Value;

/// The options as TOML; a field without a value stands as a comment.
///
/// # Errors
///
/// Never for real options: what serialisation says.
pub(crate) fn toml(options: &Options) -> Result<String, serde_json::Error> {
    let values = serde_json::to_value(options)?;
    let mut text = String::new();
    for (section, sentence) in SECTIONS {
        if !text.is_empty() {
            text.push('\n');
        }
        let _ = writeln!(text, "# {}\n[{section}]", sentence.trim());
        for field in FIELDS.iter().filter(|field| field.section == *section) {
            let _ = writeln!(text, "# {}", field.sentence());
            match values.get(section).and_then(|map| map.get(field.name)) {
                None | Some(Value::Null) => {
                    let _ = writeln!(text, "# {} = ...", field.name);
                }
                Some(value) => {
                    let _ = write!(text, "{} = ", field.name);
                    inline(&mut text, value);
                    text.push('\n');
                }
            }
        }
    }
    Ok(text)
}

/// The options as JSON.
///
/// # Errors
///
/// Never for real options: what serialisation says.
pub(crate) fn json(options: &Options) -> Result<String, serde_json::Error> {
    let mut text = serde_json::to_string_pretty(options)?;
    text.push('\n');
    Ok(text)
}

fn inline(text: &mut String, value: &Value) {
    match value {
        Value::Null => text.push_str("\"\""),
        Value::Bool(_) | Value::Number(_) => text.push_str(&value.to_string()),
        Value::String(string) => quoted(text, string),
        Value::Array(items) => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    text.push_str(", ");
                }
                inline(text, item);
            }
            text.push(']');
        }
        Value::Object(fields) => {
            let mut separator = "{ ";
            for (name, field) in fields.iter().filter(|(_, field)| !field.is_null()) {
                text.push_str(separator);
                quoted(text, name);
                text.push_str(" = ");
                inline(text, field);
                separator = ", ";
            }
            text.push_str(if separator == ", " { " }" } else { "{}" });
        }
    }
}

/// A basic string of TOML.
fn quoted(text: &mut String, string: &str) {
    text.push('"');
    for letter in string.chars() {
        match letter {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            letter if letter.is_control() => {
                let _ = write!(text, "\\u{:04X}", u32::from(letter));
            }
            letter => text.push(letter),
        }
    }
    text.push('"');
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

    use super::*;

    #[test]
    fn both_forms_are_read_back() {
        let mut options = Options::default();
        let values = [
            ("transform", "overrides", "a=1.5,\"b\\=2e300"),
            ("glsl_in", "defines", "A=\"x\\y\t\",B="),
            (
                "msl",
                "vertex_buffer_mappings",
                r#"[{"id":1,"stride":12,"attributes":[{"shader_location":0,"offset":0,"format":"float32x3"}]}]"#,
            ),
            (
                "msl",
                "per_entry_point_map",
                r#"[{"entry_point":null,"sizes_buffer":3}]"#,
            ),
            ("msl", "inline_samplers", r#"[{"lod_clamp":[0.5,2]}]"#),
            ("spirv", "capabilities", "Shader,Int64"),
            ("validate", "capabilities", "none"),
        ];
        for (section, name, text) in values {
            options.set(section, name, text).unwrap();
        }
        let toml = toml(&options).unwrap();
        assert_eq!(Options::from_toml(&toml).unwrap(), options, "{toml}");
        let json = json(&options).unwrap();
        assert_eq!(Options::from_json(&json).unwrap(), options, "{json}");
    }
}
