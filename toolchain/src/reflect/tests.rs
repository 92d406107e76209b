#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

mod facts;
mod layouts;

use super::{Reflection, json_schema, reflect, table};
use crate::check::Checked;
use crate::options::Options;
use crate::source::{Language, Source};

/// A vertex and a fragment stage with the usual resources.
const MESH: &str = include_str!("tests/mesh.wgsl");
/// Compute with overrides, workgroup memory and storage.
const REDUCE: &str = include_str!("tests/reduce.wgsl");

fn checked(name: &str, language: Language, text: &str) -> Checked {
    let options = Options::default();
    let source = Source::text(name, language, text);
    let parsed = crate::parse::parse(&source, &options)
        .unwrap_or_else(|failure| panic!("{name} does not parse: {failure}"));
    crate::check::check(parsed, &options)
        .unwrap_or_else(|failure| panic!("{name} is not valid: {failure}"))
}

fn of(name: &str, language: Language, text: &str) -> Reflection {
    reflect(&checked(name, language, text))
        .unwrap_or_else(|failure| panic!("{name} cannot be reflected: {failure}"))
}

fn wgsl(text: &str) -> Reflection {
    of("test.wgsl", Language::Wgsl, text)
}

#[test]
fn tables_are_readable() {
    insta::with_settings!({ snapshot_path => "../../tests/snapshots", prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("reflect_mesh_table", table(&of("mesh.wgsl", Language::Wgsl, MESH)));
        insta::assert_snapshot!("reflect_reduce_table", table(&of("reduce.wgsl", Language::Wgsl, REDUCE)));
    });
}

#[test]
fn an_empty_module_gives_an_empty_table() {
    let text = table(&wgsl(""));
    assert_eq!(text.lines().count(), 2, "{text}");
}

#[test]
fn json_is_stable() {
    let json = serde_json::to_string_pretty(&of("reduce.wgsl", Language::Wgsl, REDUCE)).unwrap();
    insta::with_settings!({ snapshot_path => "../../tests/snapshots", prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("reflect_reduce_json", json);
    });
}

#[test]
fn json_goes_there_and_back() {
    for text in [MESH, REDUCE, ""] {
        let reflection = wgsl(text);
        let json = serde_json::to_string(&reflection).unwrap();
        let back: Reflection = serde_json::from_str(&json).unwrap();
        assert_eq!(back, reflection);
    }
}

#[test]
fn the_same_source_gives_the_same_reflection() {
    let first = of("mesh.wgsl", Language::Wgsl, MESH);
    for _ in 0..8 {
        assert_eq!(of("mesh.wgsl", Language::Wgsl, MESH), first);
    }
}

/// Every field that is written is in the schema, at its place.
#[test]
fn the_schema_names_each_field() {
    fn covers(
        root: &serde_json::Value,
        schema: &serde_json::Value,
        value: &serde_json::Value,
    ) -> Result<(), String> {
        if let Some(target) = schema.get("$ref") {
            let pointer = target.as_str().unwrap().trim_start_matches('#');
            return covers(root, root.pointer(pointer).unwrap(), value);
        }
        for word in ["anyOf", "oneOf"] {
            if let Some(choices) = schema.get(word) {
                let results: Vec<_> = choices
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|choice| covers(root, choice, value))
                    .collect();
                return match results.iter().any(Result::is_ok) {
                    true => Ok(()),
                    false => Err(format!("no choice fits {value}: {results:?}")),
                };
            }
        }
        match value {
            serde_json::Value::Object(fields) => {
                let known = schema
                    .get("properties")
                    .and_then(|it| it.as_object())
                    .ok_or_else(|| format!("no object: {schema}"))?;
                for (name, value) in fields {
                    let of = known
                        .get(name)
                        .ok_or_else(|| format!("`{name}` is not in the schema"))?;
                    covers(root, of, value)?;
                }
                for required in schema
                    .get("required")
                    .and_then(|it| it.as_array())
                    .into_iter()
                    .flatten()
                {
                    if !fields.contains_key(required.as_str().unwrap()) {
                        return Err(format!("{required} is not written"));
                    }
                }
                Ok(())
            }
            serde_json::Value::Array(items) => {
                let of = schema
                    .get("items")
                    .ok_or_else(|| format!("no array: {schema}"))?;
                items.iter().try_for_each(|item| covers(root, of, item))
            }
            plain => {
                if let Some(constant) = schema.get("const") {
                    return if constant == plain {
                        Ok(())
                    } else {
                        Err(format!("{plain} is not {constant}"))
                    };
                }
                if let Some(names) = schema.get("enum") {
                    return if names.as_array().unwrap().contains(plain) {
                        Ok(())
                    } else {
                        Err(format!("{plain} is not in {names}"))
                    };
                }
                let kind = match plain {
                    serde_json::Value::Null => "null",
                    serde_json::Value::Bool(_) => "boolean",
                    serde_json::Value::Number(number) if number.is_f64() => "number",
                    serde_json::Value::Number(_) => "integer",
                    _ => "string",
                };
                let types = schema
                    .get("type")
                    .ok_or_else(|| format!("no type: {schema}"))?;
                let fits = types == kind
                    || types
                        .as_array()
                        .is_some_and(|types| types.iter().any(|it| it == kind));
                if fits {
                    Ok(())
                } else {
                    Err(format!("{plain} is no {types}"))
                }
            }
        }
    }
    let schema = json_schema();
    for text in [MESH, REDUCE] {
        let value = serde_json::to_value(wgsl(text)).unwrap();
        covers(&schema, &schema, &value).unwrap();
    }
    let mut wrong = serde_json::to_value(wgsl(MESH)).unwrap();
    wrong["bindings"][0]["colour"] = true.into();
    assert!(covers(&schema, &schema, &wrong).is_err());
}
