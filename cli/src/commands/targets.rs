//! `targets`: what can be written, and what each target can express.

use naga_toolchain::options::set::FlagSet;
use naga_toolchain::options::{FIELDS, Field};
use naga_toolchain::source::{Language, Stage};
use naga_toolchain::target::{Target, TargetLanguage};
use serde::Serialize;

use super::{document, fail};
use crate::exit::Exit;
use crate::message::{Event, Sink};

#[derive(Serialize)]
struct Document {
    schema_version: u32,
    inputs: Vec<Reads>,
    targets: Vec<Writes>,
}

#[derive(Serialize)]
struct Reads {
    language: Language,
    extensions: Vec<&'static str>,
}

#[derive(Serialize)]
struct Writes {
    target: TargetLanguage,
    title: &'static str,
    extensions: Vec<&'static str>,
    versions: Vec<String>,
    /// Each product holds one entry point.
    per_entry_point: bool,
    binary: bool,
    /// What shaders may use beyond the core of the IR.
    capabilities: Vec<String>,
}

/// Runs the command.
pub(super) fn run(targets: &[Target], json: bool, sink: &mut dyn Sink) -> Exit {
    let wanted = |language: &TargetLanguage| {
        targets.is_empty() || targets.iter().any(|target| target.language == *language)
    };
    let writes: Vec<Writes> = TargetLanguage::ALL
        .into_iter()
        .filter(wanted)
        .map(describe)
        .collect();
    if !json {
        sink.tell(Event::Text(table(&writes)));
        return Exit::Done;
    }
    let inputs = Language::ALL
        .into_iter()
        .map(|language| Reads {
            language,
            extensions: language.extensions().to_vec(),
        })
        .collect();
    match document(&Document {
        schema_version: crate::report::SCHEMA_VERSION,
        inputs,
        targets: writes,
    }) {
        Ok(text) => {
            sink.tell(Event::Text(text));
            Exit::Done
        }
        Err(trouble) => fail(trouble, sink),
    }
}

fn describe(language: TargetLanguage) -> Writes {
    Writes {
        target: language,
        title: language.title(),
        extensions: if language == TargetLanguage::Glsl {
            Stage::WRITTEN_AS_GLSL.map(Stage::extension).to_vec()
        } else {
            vec![language.extension()]
        },
        versions: Target::versions(language),
        per_entry_point: language.is_per_entry_point(),
        binary: language.is_binary(),
        capabilities: FlagSet(language.capabilities()).names(),
    }
}

fn table(targets: &[Writes]) -> String {
    let mut text = String::from("Targets (--to TARGET or --to TARGET:VERSION)\n\n");
    for target in targets {
        let extensions: Vec<String> = target
            .extensions
            .iter()
            .map(|extension| format!(".{extension}"))
            .collect();
        text.push_str(&format!(
            "  {:<10} {}; {}{}\n",
            target.target.name(),
            target.title,
            extensions.join(" "),
            if target.per_entry_point {
                "; one file for each entry point"
            } else if target.binary {
                "; binary"
            } else {
                ""
            },
        ));
        if !target.versions.is_empty() {
            text.push_str(&format!("  {:<10} {}\n", "", target.versions.join(" ")));
        }
    }
    text.push_str("\nWhat each can express, as far as the shader needs it\n\n");
    let names = capability_names();
    let width = names.iter().map(String::len).max().unwrap_or_default();
    text.push_str(&format!("  {:<width$}", ""));
    for target in targets {
        text.push_str(&format!("  {}", target.target.name()));
    }
    text.push('\n');
    for name in names {
        let mut line = format!("  {name:<width$}");
        for target in targets {
            let column = target.target.name().len();
            let mark = if target.capabilities.contains(&name) {
                "yes"
            } else {
                "-"
            };
            line.push_str(&format!("  {mark:<column$}"));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text.push_str(
        "\nSome need a version, which is chosen when none is asked for; `validate --for TARGET` \
         tells whether a shader can be expressed.\n",
    );
    text
}

fn capability_names() -> Vec<String> {
    FIELDS
        .iter()
        .find(|field| field.section == "validate" && field.name == "capabilities")
        .map(Field::names)
        .unwrap_or_default()
}
