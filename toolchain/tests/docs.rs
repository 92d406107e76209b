//! The pages in `docs/` that are made from the registers of the crate are what the registers say,
//! and the table of dependencies is what is pinned.
//!
//! `UPDATE=1 cargo test -p naga-toolchain --test docs` writes them.

#![allow(clippy::panic, reason = "a test may fail loudly")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use naga_toolchain::codes;
use naga_toolchain::diagnostic::Phase;
use naga_toolchain::options::{FIELDS, SECTIONS};

const COMMAND: &str = "UPDATE=1 cargo test -p naga-toolchain --test docs";

/// Compares a page with the committed one, or writes it.
fn page(name: &str, text: &str) {
    let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs")).join(name);
    if std::env::var_os("UPDATE").is_some_and(|value| value == "1") {
        fs::write(&path, text).unwrap_or_else(|error| panic!("{name}: {error}"));
        return;
    }
    let committed = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
    let first = committed
        .lines()
        .zip(text.lines())
        .position(|(old, new)| old != new);
    assert!(
        committed == text,
        "docs/{name} is not up to date (first at line {}); write it with `{COMMAND}`",
        first.map_or(1, |line| line + 1)
    );
}

/// The first lines of a page.
fn head(title: &str, intro: &str) -> String {
    format!("<!-- Made by `{COMMAND}`: do not edit. -->\n\n# {title}\n\n{intro}\n")
}

/// Text as the cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

#[test]
fn diagnostics() {
    let mut text = head(
        "Diagnostic codes",
        "Every message carries a code that scripts may match on: in brackets in the text, as `code` in\n\
         JSON. A code is never renamed and never changes its meaning; one that is no longer used stays\n\
         here. `phase` is the step of the pipeline that normally speaks it.",
    );
    let phases = [
        (Phase::Source, "reading an input"),
        (Phase::Parse, "from text or words to a module"),
        (Phase::Check, "validation"),
        (Phase::Transform, "entry points, overrides, slots"),
        (Phase::Emit, "writing a target"),
    ];
    let mut told = 0;
    for (phase, what) in phases {
        let mut entries: Vec<_> = codes::all().filter(|entry| entry.phase == phase).collect();
        entries.sort_by_key(|entry| entry.code);
        told += entries.len();
        let _ = writeln!(
            text,
            "\n## `{}`: {what}\n\n| code | meaning |\n|---|---|",
            phase.name()
        );
        for entry in entries {
            let _ = writeln!(text, "| `{}` | {} |", entry.code, cell(entry.summary));
        }
    }
    assert_eq!(told, codes::all().count(), "a phase has no table");
    page("diagnostics.md", &text);
}

#[test]
fn options() {
    let mut text = head(
        "Options",
        "Each option is a flag of the command line (`--msl-lang-version 3.0`), a field of the config file\n\
         (`lang_version = \"3.0\"` under `[msl]`, read with `--config`), and shown with its value by\n\
         `--print-config`. `auto` means that the pipeline chooses and says what it chose. Fields that take\n\
         JSON on the command line take `@FILE` too, and plain tables in a config file; their shapes are in\n\
         [schema/config.json](schema/config.json).",
    );
    for (section, doc) in SECTIONS {
        let sentence = doc.split_whitespace().collect::<Vec<_>>().join(" ");
        let _ = writeln!(
            text,
            "\n## `[{section}]`\n\n{sentence}\n\n| flag, field | value | default | what it does |\n|---|---|---|---|"
        );
        for field in FIELDS.iter().filter(|field| field.section == *section) {
            let _ = writeln!(
                text,
                "| `--{}`<br>`{}.{}` | {} | {} | {} |",
                field.flag(),
                field.section,
                field.name,
                values(&field.names(), field.kind),
                default(&field.default_text()),
                cell(&field.sentence()),
            );
        }
    }
    page("options.md", &text);
}

/// What an option takes: its names when they are few.
fn values(names: &[String], kind: &str) -> String {
    const FEW: usize = 16;
    if names.is_empty() || names.len() > FEW {
        return kind.to_owned();
    }
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

/// A default, unless it is a page long.
fn default(text: &str) -> String {
    const SHORT: usize = 60;
    if text.is_empty() {
        "none".to_owned()
    } else if text.len() > SHORT {
        "see `--print-config`".to_owned()
    } else {
        format!("`{}`", cell(text))
    }
}

/// The table of dependencies in ARCHITECTURE.md has a row for every pin, with its version.
#[test]
fn dependencies() {
    let root = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    let read = |name: &str| {
        fs::read_to_string(root.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    };
    let manifest: toml::Table = read("Cargo.toml")
        .parse()
        .unwrap_or_else(|error| panic!("Cargo.toml: {error}"));
    let pins: BTreeMap<String, String> = manifest["workspace"]["dependencies"]
        .as_table()
        .into_iter()
        .flatten()
        .filter(|(_, value)| value.get("path").is_none())
        .map(|(name, value)| {
            let version = value.as_str().or_else(|| value["version"].as_str());
            let version = version.unwrap_or_default().trim_start_matches('=');
            (name.clone(), version.to_owned())
        })
        .collect();
    let rows: BTreeMap<String, String> = read("ARCHITECTURE.md")
        .lines()
        .skip_while(|line| *line != "## Dependencies")
        .filter_map(|line| {
            let mut cells = line.strip_prefix("| `")?.split(" | ");
            let name = cells.next()?.trim_end_matches('`').to_owned();
            Some((name, cells.next()?.to_owned()))
        })
        .collect();
    assert_eq!(rows, pins);
}
