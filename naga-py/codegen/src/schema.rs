//! JSON schemas of the toolchain as `TypedDict`s and `Literal`s: options and reflection.

use std::collections::BTreeSet;
use std::fmt::Write;

use naga_toolchain::options::{Field, Options};
use naga_toolchain::reflect;
use serde_json::{Map, Value};

use crate::operations::Operation;
use crate::{File, Problem, header};

/// Whether a program writes the values (lists, every key) or reads them (any sequence or mapping).
#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    Given,
    Taken,
}

/// Words that cannot be names of fields.
const KEYWORDS: [&str; 6] = ["class", "struct_", "from", "import", "global", "in"];

/// The modules `options` and `reflection` of both packages.
pub(crate) fn files() -> Result<Vec<File>, Problem> {
    Ok(vec![
        File::new("options.py", options()?),
        File::new("reflection.py", reflection("Module")?),
        File::of_pywgpu("options.py", shader_options()?),
        File::of_pywgpu("reflection.py", reflection("ShaderModule")?),
    ])
}

struct Types<'a> {
    definitions: &'a Map<String, Value>,
    direction: Direction,
}

/// `validation-flag` and `MslVersion` as names of Python types.
fn class_name(name: &str) -> String {
    name.split('-')
        .map(|word| {
            let mut letters = word.chars();
            letters
                .next()
                .map(|first| first.to_uppercase().chain(letters).collect())
                .unwrap_or_default()
        })
        .collect::<Vec<String>>()
        .concat()
}

fn sentence(schema: &Value) -> String {
    let text = schema["description"].as_str().unwrap_or_default();
    text.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .replace('\\', "\\\\")
        .replace("\"\"\"", "'''")
}

fn strings(list: &Value) -> Vec<&str> {
    list.as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect()
}

impl Types<'_> {
    fn annotation(&self, schema: &Value) -> Result<String, Problem> {
        if let Some(reference) = schema["$ref"].as_str() {
            let name = reference.rsplit('/').next().unwrap_or_default();
            return Ok(class_name(name));
        }
        if let Some(value) = schema["const"].as_str() {
            return Ok(format!("Literal[\"{value}\"]"));
        }
        if schema["enum"].is_array() {
            let words: Vec<_> = strings(&schema["enum"])
                .iter()
                .map(|word| format!("\"{word}\""))
                .collect();
            return Ok(format!("Literal[{}]", words.join(", ")));
        }
        for key in ["anyOf", "oneOf"] {
            if let Some(members) = schema[key].as_array() {
                return self.union(members);
            }
        }
        let kinds = match &schema["type"] {
            Value::String(kind) => vec![kind.as_str()],
            Value::Array(_) => strings(&schema["type"]),
            other => return Err(format!("a schema of type {other}: {schema}").into()),
        };
        let members: Result<Vec<_>, Problem> =
            kinds.iter().map(|kind| self.plain(kind, schema)).collect();
        Ok(members?.join(" | "))
    }

    fn union(&self, members: &[Value]) -> Result<String, Problem> {
        if members.iter().all(|member| member["const"].is_string()) {
            let words: Vec<_> = members
                .iter()
                .filter_map(|member| member["const"].as_str())
                .map(|word| format!("\"{word}\""))
                .collect();
            return Ok(format!("Literal[{}]", words.join(", ")));
        }
        let mut all: Vec<String> = Vec::new();
        for member in members {
            let annotation = self.annotation(member)?;
            if !all.contains(&annotation) {
                all.push(annotation);
            }
        }
        Ok(all.join(" | "))
    }

    fn plain(&self, kind: &str, schema: &Value) -> Result<String, Problem> {
        Ok(match kind {
            "string" => "str".to_owned(),
            "integer" => "int".to_owned(),
            "number" => "float".to_owned(),
            "boolean" => "bool".to_owned(),
            "null" => "None".to_owned(),
            "array" => {
                let items = schema.get("items").ok_or("an array without items")?;
                let items = self.annotation(items)?;
                match self.direction {
                    Direction::Given => format!("list[{items}]"),
                    Direction::Taken => format!("Sequence[{items}]"),
                }
            }
            "object" => {
                let values = schema
                    .get("additionalProperties")
                    .ok_or("an object without a type of values")?;
                let values = self.annotation(values)?;
                match self.direction {
                    Direction::Given => format!("dict[str, {values}]"),
                    Direction::Taken => format!("Mapping[str, {values}]"),
                }
            }
            other => return Err(format!("a schema of type {other}").into()),
        })
    }

    /// A definition as a class or an alias.
    fn define(&self, name: &str, schema: &Value, text: &mut String) -> Result<(), Problem> {
        let class = class_name(name);
        let doc = sentence(schema);
        if schema["properties"].is_object() {
            return self.typed_dict(&class, schema, &doc, text);
        }
        let tagged: Vec<&Value> = schema["oneOf"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|member| member["properties"].is_object())
            .collect();
        if !tagged.is_empty() {
            let mut names = Vec::new();
            for member in tagged {
                let kind = member["properties"]["kind"]["const"]
                    .as_str()
                    .ok_or("a union without a tag")?;
                let member_name = format!("{class}{}", class_name(kind));
                self.typed_dict(&member_name, member, &sentence(member), text)?;
                names.push(member_name);
            }
            let quoted: Vec<_> = names.iter().map(String::as_str).collect();
            let _ = write!(
                text,
                "\n\n{class}: TypeAlias = \"{}\"\n\"\"\"{doc}\"\"\"\n",
                quoted.join(" | ")
            );
            return Ok(());
        }
        let annotation = self.annotation(schema)?;
        let quoted = if annotation.starts_with("Literal[") {
            annotation
        } else {
            format!("\"{}\"", annotation.replace('"', "'"))
        };
        let doc = if doc.is_empty() {
            format!("One of the names of a {name}.")
        } else {
            doc
        };
        let _ = write!(
            text,
            "\n\n{class}: TypeAlias = {quoted}\n\"\"\"{doc}\"\"\"\n"
        );
        Ok(())
    }

    fn typed_dict(
        &self,
        class: &str,
        schema: &Value,
        doc: &str,
        text: &mut String,
    ) -> Result<(), Problem> {
        let empty = Map::new();
        let properties = schema["properties"].as_object().unwrap_or(&empty);
        let required: BTreeSet<&str> = match self.direction {
            Direction::Given => properties.keys().map(String::as_str).collect(),
            Direction::Taken => strings(&schema["required"]).into_iter().collect(),
        };
        let words = properties
            .keys()
            .any(|name| KEYWORDS.contains(&name.as_str()));
        if words {
            // A word of Python cannot be a field of a class.
            let _ = write!(text, "\n\n{class} = TypedDict(\n    \"{class}\",\n    {{\n");
            for (name, property) in properties {
                let annotation = self.annotation(property)?.replace('"', "'");
                let _ = writeln!(text, "        \"{name}\": \"{annotation}\",");
            }
            let _ = write!(text, "    }},\n)\n\"\"\"{doc}\n\n");
            for (name, property) in properties {
                let _ = writeln!(text, "`{name}`: {}", sentence(property));
            }
            text.push_str("\"\"\"\n");
            return Ok(());
        }
        let fields = |text: &mut String, wanted: bool| -> Result<(), Problem> {
            for (name, property) in properties {
                if required.contains(name.as_str()) == wanted {
                    let _ = writeln!(text, "    {name}: {}", self.annotation(property)?);
                    let _ = writeln!(text, "    \"\"\"{}\"\"\"", sentence(property));
                }
            }
            Ok(())
        };
        let optional = required.len() < properties.len();
        match (required.is_empty(), optional) {
            (false, true) => {
                let _ = write!(text, "\n\nclass _{class}(TypedDict):\n");
                fields(text, true)?;
                let _ = write!(
                    text,
                    "\n\nclass {class}(_{class}, total=False):\n    \"\"\"{doc}\"\"\"\n\n"
                );
                fields(text, false)?;
            }
            (true, _) => {
                let _ = write!(
                    text,
                    "\n\nclass {class}(TypedDict, total=False):\n    \"\"\"{doc}\"\"\"\n\n"
                );
                fields(text, false)?;
            }
            (false, false) => {
                let _ = write!(
                    text,
                    "\n\nclass {class}(TypedDict):\n    \"\"\"{doc}\"\"\"\n\n"
                );
                fields(text, true)?;
            }
        }
        Ok(())
    }
}

fn definitions(schema: &Value) -> Result<&Map<String, Value>, Problem> {
    Ok(schema["$defs"]
        .as_object()
        .ok_or("the schema defines nothing")?)
}

fn public_names(text: &str) -> String {
    let mut names: BTreeSet<&str> = BTreeSet::new();
    for line in text.lines() {
        let name = line
            .strip_prefix("class ")
            .and_then(|rest| rest.split(['(', ':']).next())
            .or_else(|| line.split_once(": TypeAlias").map(|(name, _)| name))
            .or_else(|| line.split_once(" = TypedDict(").map(|(name, _)| name));
        names.extend(name.filter(|name| !name.starts_with(['_', ' '])));
    }
    let names: Vec<_> = names
        .into_iter()
        .map(|name| format!("    \"{name}\",\n"))
        .collect();
    format!("__all__ = [\n{}]\n", names.concat())
}

fn options() -> Result<String, Problem> {
    let schema = Options::json_schema();
    let definitions = definitions(&schema)?;
    let types = Types {
        definitions,
        direction: Direction::Taken,
    };
    let sections: BTreeSet<&str> = schema["properties"]
        .as_object()
        .into_iter()
        .flat_map(Map::values)
        .filter_map(|section| section["$ref"].as_str()?.rsplit('/').next())
        .collect();
    let mut body = String::new();
    for (name, definition) in types.definitions {
        if !sections.contains(name.as_str()) {
            types.define(name, definition, &mut body)?;
        }
    }
    for operation in Operation::ALL {
        let class = operation.class();
        let doc = format!("Keywords of `{}`.", operation.name());
        let mut keywords = operation.keywords().peekable();
        if keywords.peek().is_none() {
            continue;
        }
        let _ = write!(
            body,
            "\n\nclass {class}(TypedDict, total=False):\n    \"\"\"{doc}\"\"\"\n\n"
        );
        for (keyword, field) in keywords {
            let annotation = types.annotation(property(&schema, field)?)?;
            describe(&keyword, field, &annotation, None, &mut body);
        }
    }
    let mut text = header("The options of every function, as the keywords it takes.");
    text.push_str(IMPORTS_OF_OPTIONS);
    text.push_str(&public_names(&body));
    Ok(text + &body)
}

const IMPORTS_OF_OPTIONS: &str = "from __future__ import annotations\n\nfrom collections.abc import Mapping, Sequence\nfrom typing import Literal, TypeAlias, TypedDict\n\n";

/// The schema of an option.
fn property<'a>(schema: &'a Value, field: &Field) -> Result<&'a Value, Problem> {
    let section = schema["properties"][field.section]["$ref"]
        .as_str()
        .and_then(|path| path.rsplit('/').next())
        .ok_or_else(|| format!("section {} has no schema", field.section))?;
    Ok(&definitions(schema)?[section]["properties"][field.name])
}

/// A keyword as the field of a `TypedDict`.
fn describe(
    keyword: &str,
    field: &Field,
    annotation: &str,
    default_here: Option<&str>,
    text: &mut String,
) {
    let default = default_here.map_or_else(|| default(&field.default_text()), str::to_owned);
    let sentence = field.sentence().replace('\\', "\\\\");
    let _ = writeln!(text, "    {keyword}: {annotation}");
    let _ = writeln!(text, "    \"\"\"{sentence} Default: `{default}`.\"\"\"");
}

/// Keywords that `Device.create_shader_module` has as parameters of its own.
const NAMED: [&str; 2] = ["stage", "defines"];

/// What `pywgpu` starts from instead of the toolchain's default.
const OWN_DEFAULTS: [(&str, &str); 1] = [("adjust_coordinate_space", "False")];

/// The keywords with which shaders of all languages are read, for `pywgpu`.
fn shader_options() -> Result<String, Problem> {
    let schema = Options::json_schema();
    let types = Types {
        definitions: definitions(&schema)?,
        direction: Direction::Taken,
    };
    let (mut fields, mut known) = (String::new(), BTreeSet::new());
    for operation in [
        Operation::ParseWgsl,
        Operation::ParseGlsl,
        Operation::ParseHlsl,
        Operation::ParseSpirv,
    ] {
        for (keyword, field) in operation.keywords() {
            if NAMED.contains(&keyword.as_str()) || !known.insert(keyword.clone()) {
                continue;
            }
            let annotation = types.annotation(property(&schema, field)?)?;
            let own = OWN_DEFAULTS.iter().find(|(name, _)| *name == keyword);
            describe(
                &keyword,
                field,
                &annotation,
                own.map(|(_, it)| *it),
                &mut fields,
            );
        }
    }
    let mut body = String::new();
    for (name, definition) in types.definitions {
        let class = class_name(name);
        let mut words = fields.split(|c: char| !c.is_alphanumeric());
        if words.any(|word| word == class) {
            types.define(name, definition, &mut body)?;
        }
    }
    let _ = write!(
        body,
        "\n\nclass ShaderOptions(TypedDict, total=False):\n    \"\"\"How a shader is read: each language takes its own of them.\"\"\"\n\n{fields}"
    );
    let mut text = header("The options with which a shader is read, as keywords.");
    text.push_str(IMPORTS_OF_OPTIONS);
    text.push_str(&public_names(&body));
    Ok(text + &body)
}

/// A default as Python writes it; long lists of names are named.
fn default(text: &str) -> String {
    match text {
        "auto" => "None".to_owned(),
        "true" => "True".to_owned(),
        "false" => "False".to_owned(),
        number if number.parse::<u64>().is_ok() => number.to_owned(),
        long if long.len() > 120 => "\"default\"".to_owned(),
        other if other.starts_with(['[', '{']) => other.to_owned(),
        word => format!("\"{word}\""),
    }
}

/// The types of what `class.reflect()` gives.
fn reflection(class: &str) -> Result<String, Problem> {
    let schema = reflect::json_schema();
    let definitions = definitions(&schema)?;
    let types = Types {
        definitions,
        direction: Direction::Given,
    };
    let mut body = String::new();
    for (name, definition) in types.definitions {
        types.define(name, definition, &mut body)?;
    }
    types.typed_dict("Reflection", &schema, &sentence(&schema), &mut body)?;
    let mut text = header(&format!(
        "What `{class}.reflect` gives: plain data, the same as the command line's JSON."
    ));
    text.push_str("from __future__ import annotations\n\nfrom typing import Literal, TypeAlias, TypedDict\n\n");
    text.push_str(&public_names(&body));
    Ok(text + &body)
}
