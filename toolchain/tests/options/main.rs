//! Every option, set as text, by TOML and by JSON, does something that can be seen.
//!
//! A [`Case`] holds a value that is not the default and a shader that comes out otherwise with it.
//! A field of [`FIELDS`] without a case fails the test: an option that nothing reads is a lie.
//!
//! What naga 30 itself takes and never looks at is here as a case that shows nothing
//! ([`Case::inert`]): `mesh_shader_primitive_indices_clamp` of every target. Part of a value does
//! nothing either: `resources[].mutable` of `msl.per_entry_point_map`; whether a buffer is `const`
//! in MSL follows from its declaration.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a test that fails may panic"
)]

#[path = "../common/mod.rs"]
mod common;
mod glsl;
mod hlsl;
mod input;
mod limits;
mod module;
mod msl;
mod shaders;
mod spirv;
mod text;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use naga_toolchain::emit::{Content, Output};
use naga_toolchain::options::{FIELDS, Options};
use naga_toolchain::source::{Language, Source};
use naga_toolchain::target::TargetLanguage;
use serde_json::Value;

/// What the value does to what comes out.
pub(crate) enum Shows {
    /// This is there only with the value.
    Adds(&'static str),
    /// This is there only without the value.
    Drops(&'static str),
    /// naga 30 takes the value and never looks at it. Fails when an upgrade makes it do something:
    /// then the case gets an effect.
    Nothing,
}

pub(crate) use Shows::{Adds, Drops};

/// One option with a value and its effect.
pub(crate) struct Case {
    /// `section.field`.
    field: &'static str,
    /// The value in files.
    value: Value,
    /// The value on a command line, where it is not that of the file.
    text: Option<String>,
    /// Options that both runs have, as TOML.
    base: &'static str,
    source: Source,
    to: TargetLanguage,
    shows: Shows,
    /// What else is looked at.
    look: fn(&Source, &Options) -> String,
}

impl Case {
    /// A case with a WGSL shader.
    pub(crate) fn new(
        field: &'static str,
        value: Value,
        shader: impl Into<String>,
        to: TargetLanguage,
        shows: Shows,
    ) -> Self {
        Self {
            field,
            value,
            text: None,
            base: "",
            source: Source::text("shader.wgsl", Language::Wgsl, shader),
            to,
            shows,
            look: |_, _| String::new(),
        }
    }

    /// A case of an option that naga takes and does not look at.
    pub(crate) fn inert(
        field: &'static str,
        value: Value,
        shader: impl Into<String>,
        to: TargetLanguage,
    ) -> Self {
        Self::new(field, value, shader, to, Shows::Nothing)
    }

    /// The same with options that both runs have.
    pub(crate) fn base(self, base: &'static str) -> Self {
        Self { base, ..self }
    }

    /// The same with another form on the command line.
    pub(crate) fn text(self, text: impl Into<String>) -> Self {
        Self {
            text: Some(text.into()),
            ..self
        }
    }

    /// The same with a source in another language.
    pub(crate) fn source(self, source: Source) -> Self {
        Self { source, ..self }
    }

    /// The same, looking at something beside the product.
    pub(crate) fn look(self, look: fn(&Source, &Options) -> String) -> Self {
        Self { look, ..self }
    }

    fn command_line(&self) -> String {
        self.text.clone().unwrap_or_else(|| match &self.value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        })
    }

    /// What comes out with these options: products with slots, or what was said.
    fn run(&self, options: &Options) -> String {
        let mut seen = match common::read_with(&self.source, options, &input::files()) {
            Err(failure) => format!("refused\n{}", common::lines(failure.diagnostics())),
            Ok(checked) => common::write(&checked, self.to, options)
                .iter()
                .map(|product| match &product.result {
                    Ok(output) => product_text(output),
                    Err(failure) => {
                        format!("declined\n{}", common::lines(failure.diagnostics()))
                    }
                })
                .collect(),
        };
        seen.push_str(&(self.look)(&self.source, options));
        seen
    }

    /// What is wrong with the case, if anything.
    fn trouble(&self) -> Result<(), String> {
        let (section, name) = self.field.split_once('.').ok_or("not section.field")?;
        let base = Options::from_toml(self.base)?;

        let mut by_text = base.clone();
        by_text
            .set(section, name, &self.command_line())
            .map_err(|error| error.to_string())?;
        if by_text == base {
            return Err("the value is the default".to_owned());
        }
        let mut file = serde_json::to_value(&base).map_err(|error| error.to_string())?;
        file[section][name] = self.value.clone();
        let by_json = Options::from_json(&file.to_string())?;
        let by_toml = Options::from_toml(&toml_of(&file))?;
        if by_json != by_text {
            return Err(format!("JSON and text differ:\n{by_json:?}\n{by_text:?}"));
        }
        if by_toml != by_text {
            return Err(format!("TOML and text differ:\n{by_toml:?}\n{by_text:?}"));
        }

        let (before, after) = (self.run(&base), self.run(&by_text));
        let (fragment, with, without) = match &self.shows {
            Adds(fragment) => (*fragment, &after, &before),
            Drops(fragment) => (*fragment, &before, &after),
            Shows::Nothing if after == before && !after.contains("error[") => return Ok(()),
            Shows::Nothing => {
                return Err(format!(
                    "it does something now:\n{}",
                    only_in(&after, &before)
                ));
            }
        };
        if with.contains(fragment) && !without.contains(fragment) {
            return Ok(());
        }
        Err(format!(
            "{fragment:?} does not tell the runs apart.\n--- only without the value\n{}--- only with it\n{}",
            only_in(&before, &after),
            only_in(&after, &before)
        ))
    }
}

/// The lines of one text that the other does not have.
fn only_in(text: &str, other: &str) -> String {
    text.lines()
        .filter(|line| !other.lines().any(|each| each == *line))
        .map(|line| format!("{line}\n"))
        .collect()
}

fn product_text(output: &Output) -> String {
    let mut text = match output.version {
        Some(version) => format!("version {version}\n"),
        None => String::new(),
    };
    for slot in &output.slots {
        let _ = writeln!(
            text,
            "slot {}: {} {} space {:?}",
            slot.name, slot.class, slot.index, slot.space
        );
    }
    for each in &output.diagnostics {
        let _ = writeln!(text, "{each}");
    }
    match &output.content {
        Content::Text(content) => text.push_str(content),
        Content::Words(words) => {
            let _ = write!(text, "{words:x?}");
        }
    }
    text
}

/// A JSON value as TOML, tables in one line; `null` is what is not written.
fn toml_of(value: &Value) -> String {
    let Value::Object(sections) = value else {
        panic!("options are an object");
    };
    sections
        .iter()
        .map(|(name, value)| format!("{name} = {}\n", toml_value(value)))
        .collect()
}

fn toml_value(value: &Value) -> String {
    match value {
        // JSON's escapes are a subset of TOML's.
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.to_string(),
        Value::Array(values) => {
            let values: Vec<_> = values.iter().map(toml_value).collect();
            format!("[{}]", values.join(", "))
        }
        Value::Object(members) => {
            let members: Vec<_> = members
                .iter()
                .filter(|(_, value)| !value.is_null())
                .map(|(name, value)| {
                    format!("{} = {}", Value::String(name.clone()), toml_value(value))
                })
                .collect();
            format!("{{ {} }}", members.join(", "))
        }
    }
}

fn cases() -> Vec<Case> {
    [
        input::cases(),
        limits::cases(),
        module::cases(),
        msl::cases(),
        hlsl::cases(),
        glsl::cases(),
        spirv::cases(),
        text::cases(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[test]
fn every_option_has_an_effect() {
    let cases = cases();
    let troubles: Vec<String> = common::on_large_stack(|| {
        cases
            .iter()
            .filter_map(|case| {
                let trouble = case.trouble().err()?;
                Some(format!("=== {}: {trouble}", case.field))
            })
            .collect()
    });
    assert!(troubles.is_empty(), "{}", troubles.join("\n"));
}

#[test]
fn every_field_has_a_case() {
    let fields: BTreeSet<String> = FIELDS
        .iter()
        .map(|field| format!("{}.{}", field.section, field.name))
        .collect();
    let tested: BTreeSet<String> = cases().iter().map(|case| case.field.to_owned()).collect();
    let missing: Vec<_> = fields.difference(&tested).collect();
    let unknown: Vec<_> = tested.difference(&fields).collect();
    assert!(
        missing.is_empty() && unknown.is_empty(),
        "without a case: {missing:?}; no such field: {unknown:?}"
    );
}
