//! What the documents say is what the program says: committed schemas, and every command of the
//! README with its output.
//!
//! `UPDATE=1 cargo test -p pywgpu-naga --test docs` writes both.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const COMMAND: &str = "UPDATE=1 cargo test -p pywgpu-naga --test docs";
const PROGRAM: &str = env!("CARGO_BIN_EXE_pywgpu-naga");

fn root() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// Compares a text with the committed file, or writes it.
fn committed(path: &Path, text: &str) {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    if std::env::var_os("UPDATE").is_some_and(|value| value == "1") {
        fs::write(path, text).unwrap_or_else(|error| panic!("{name}: {error}"));
        return;
    }
    let old = fs::read_to_string(path).unwrap_or_else(|error| panic!("{name}: {error}"));
    if let Some((number, (old, new))) = old
        .lines()
        .zip(text.lines())
        .enumerate()
        .find(|(_, (old, new))| old != new)
    {
        panic!(
            "{name}, line {}, is\n  {old}\nand should be\n  {new}\nwrite it with `{COMMAND}`",
            number + 1
        );
    }
    assert!(
        old == text,
        "{name} ends elsewhere; write it with `{COMMAND}`"
    );
}

#[test]
fn schemas() {
    for name in ["config", "reflection", "diagnostics", "report"] {
        let ran = Command::new(PROGRAM)
            .args(["schema", name])
            .output()
            .unwrap();
        assert!(ran.status.success(), "{name}");
        let path = root().join("docs/schema").join(format!("{name}.json"));
        committed(&path, &String::from_utf8(ran.stdout).unwrap());
    }
}

/// Blocks marked `console` hold commands after `$ ` and what they print, on both streams.
#[cfg(unix)]
#[test]
fn readme_commands_print_what_it_says() {
    let path = root().join("README.md");
    let readme = fs::read_to_string(&path).unwrap();
    let place = tempfile::tempdir().unwrap();
    for name in ["docs", "shaders"] {
        std::os::unix::fs::symlink(
            fs::canonicalize(root()).unwrap().join(name),
            place.path().join(name),
        )
        .unwrap();
    }
    let mut text = String::new();
    let mut lines = readme.lines();
    while let Some(line) = lines.next() {
        text.push_str(line);
        text.push('\n');
        if line != "```console" {
            continue;
        }
        let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        for command in block.iter().filter_map(|line| line.strip_prefix("$ ")) {
            text.push_str(&format!("$ {command}\n{}", shell(command, place.path())));
        }
        text.push_str("```\n");
    }
    committed(&path, &text);
}

/// What a command prints, as in a terminal without colour.
#[cfg(unix)]
fn shell(command: &str, place: &Path) -> String {
    let folder = Path::new(PROGRAM).parent().unwrap();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(folder.to_owned()).chain(std::env::split_paths(&path));
    let ran = Command::new("sh")
        .args(["-c", &format!("{{ {command}\n}} 2>&1")])
        .current_dir(place)
        .env("PATH", std::env::join_paths(folders).unwrap())
        .env("NO_COLOR", "1")
        .output()
        .unwrap();
    let mut text = String::from_utf8(ran.stdout).unwrap();
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    text
}
