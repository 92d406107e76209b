//! Who may import whom: read from the sources and from `cargo metadata`.
//!
//! Tests inside the crates are left out: they may call whatever shows what they want to show.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a test that fails may panic"
)]

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use common::inputs::root;
use serde_json::Value;

/// Words that only some files of a folder may use.
struct Rule {
    /// Folder of the sources it is about.
    folder: &'static str,
    /// What is reserved: paths and words, looked for as whole words.
    words: &'static [&'static str],
    /// Files and folders that may use them.
    allowed: &'static [&'static str],
    /// What is broken where another file uses them.
    because: &'static str,
}

const RULES: &[Rule] = &[
    Rule {
        folder: "toolchain/src",
        words: &["naga::front"],
        allowed: &[
            "toolchain/src/parse/",
            // `Typifier`, which stands there and reads no source.
            "toolchain/src/edit/specialise/",
        ],
        because: "only `parse` calls the front ends",
    },
    Rule {
        folder: "toolchain/src",
        words: &["glslang::Compiler", "use glslang::{"],
        allowed: &["toolchain/src/legalise/glsl/"],
        because: "only `legalise` calls glslang",
    },
    Rule {
        folder: "toolchain/src",
        words: &["Validator"],
        allowed: &["toolchain/src/check/"],
        because: "only `check` makes a module a checked one",
    },
    Rule {
        folder: "toolchain/src",
        words: &["naga::back"],
        allowed: &[
            "toolchain/src/emit/",
            // What each writer can do.
            "toolchain/src/target.rs",
            // The words of options that are naga's own.
            "toolchain/src/options/",
        ],
        because: "only `emit` calls the writers",
    },
    Rule {
        folder: "toolchain/src",
        words: &["Writer::new", "write_string", "supported_capabilities"],
        allowed: &["toolchain/src/emit/", "toolchain/src/target.rs"],
        because: "options only name types of the writers",
    },
    Rule {
        folder: "toolchain/src",
        words: &["naga::compact", "process_overrides"],
        allowed: &[
            "toolchain/src/transform.rs",
            "toolchain/src/emit/prepare.rs",
        ],
        because: "a module is changed as a whole in two places only",
    },
    Rule {
        folder: "toolchain/src",
        words: &["pyo3", "clap"],
        allowed: &[],
        because: "the pipeline knows neither Python nor a command line",
    },
    Rule {
        folder: "toolchain/src",
        words: &[
            "println!",
            "eprintln!",
            "print!",
            "eprint!",
            "dbg!",
            "process::exit",
            "process::abort",
            "io::stdout",
            "io::stderr",
        ],
        allowed: &[],
        because: "the pipeline never prints and never exits",
    },
    Rule {
        folder: "toolchain/src",
        words: &["fork()", "_exit"],
        allowed: &["toolchain/src/guard/child.rs"],
        because: "only `guard` copies the process",
    },
    Rule {
        folder: "toolchain/src",
        words: &["std::fs", "File::open", "env::var", "env::var_os"],
        // Only the kernel's own file tells the size of a process.
        allowed: &["toolchain/src/guard/child.rs"],
        because: "the pipeline opens no file and reads no environment",
    },
    Rule {
        folder: "cli/src",
        words: &[
            "println!",
            "eprintln!",
            "print!",
            "eprint!",
            "io::stdout",
            "io::stderr",
            "process::exit",
        ],
        allowed: &["cli/src/main.rs", "cli/src/printer.rs"],
        because: "data first, print last: only `main` and the printer write to the streams",
    },
    Rule {
        folder: "cli/src",
        words: &["naga::", "pyo3"],
        allowed: &[],
        because: "the command line sees naga only through the toolchain",
    },
];

/// The code of a source: without comments and without the tests at its end.
fn code(text: &str) -> String {
    let text = text
        .split_once("#[cfg(test)]\nmod tests {")
        .map_or(text, |(before, _)| before);
    text.lines()
        .map(|line| line.split("//").next().unwrap_or_default())
        .flat_map(|line| [line, "\n"])
        .collect()
}

/// The code with `naga::{front, back::msl}` spelled out, one path a line.
fn spelled_out(code: &str) -> String {
    let mut text = code.to_owned();
    for (at, _) in code.match_indices("naga::{") {
        let group: String = code[at + "naga::{".len()..].chars().collect();
        let mut depth = 0_u32;
        let mut path = String::from("\nnaga::");
        for c in group.chars() {
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => {
                    path.push_str("\nnaga::");
                    continue;
                }
                _ => {}
            }
            if !c.is_whitespace() {
                path.push(c);
            }
        }
        text.push_str(&path);
    }
    text
}

fn uses(code: &str, word: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(word).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        let after = code[at + word.len()..].chars().next();
        // `my_naga::front` is another path, and so is `naga::frontier`.
        let starts_inside = before.is_some_and(is_word);
        let ends_inside = word.ends_with(is_word) && after.is_some_and(is_word);
        !starts_inside && !ends_inside
    })
}

/// The rules that a source with this path breaks.
fn violations(path: &str, text: &str) -> Vec<String> {
    let code = spelled_out(&code(text));
    let mut found = Vec::new();
    for rule in RULES {
        if !path.starts_with(rule.folder)
            || rule.allowed.iter().any(|allowed| path.starts_with(allowed))
        {
            continue;
        }
        for word in rule.words {
            if uses(&code, word) {
                found.push(format!("{path}: `{word}`, but {}", rule.because));
            }
        }
    }
    found
}

/// The sources under a folder, without those that are tests, with their paths in the workspace.
fn sources(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a source folder can be listed") {
            let path: PathBuf = entry.expect("a folder can be listed").path();
            let stem = path.file_stem().and_then(|name| name.to_str());
            if matches!(stem, Some("tests" | "testing")) {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|each| each == "rs") {
                let name = path
                    .strip_prefix(root())
                    .expect("the source is in the workspace")
                    .to_string_lossy()
                    .replace('\\', "/");
                let text = fs::read_to_string(&path).expect("a source is UTF-8");
                found.push((name, text));
            }
        }
    }
    found
}

#[test]
fn sources_stay_in_their_layer() {
    let mut found = Vec::new();
    for folder in ["toolchain/src", "cli/src"] {
        let sources = sources(&root().join(folder));
        assert!(sources.len() > 10, "{folder} has {} files", sources.len());
        for (path, text) in sources {
            found.extend(violations(&path, &text));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn a_planted_violation_is_found() {
    let planted = [
        ("toolchain/src/emit/msl.rs", "use naga::front::wgsl;"),
        (
            "toolchain/src/emit/msl.rs",
            "use naga::{\n    Module,\n    front::{glsl, wgsl},\n};",
        ),
        (
            "toolchain/src/emit/mod.rs",
            "let v = naga::valid::Validator::new(a, b);",
        ),
        (
            "toolchain/src/check/mod.rs",
            "naga::back::wgsl::write_string(m, i, f);",
        ),
        (
            "toolchain/src/options/mod.rs",
            "let w = msl::Writer::new(out);",
        ),
        (
            "toolchain/src/reflect/mod.rs",
            "use naga::{compact::compact, Module};",
        ),
        ("toolchain/src/lib.rs", "use pyo3::prelude::*;"),
        ("toolchain/src/guard.rs", "    eprintln!(\"{info}\");"),
        ("toolchain/src/guard.rs", "std::process::exit(1)"),
        ("toolchain/src/source.rs", "std::fs::read(path)"),
        ("toolchain/src/guard.rs", "unsafe { fork() }"),
        ("cli/src/batch.rs", "println!(\"done\")"),
        ("cli/src/batch.rs", "naga::front::wgsl::parse_str(text)"),
    ];
    for (path, text) in planted {
        assert!(!violations(path, text).is_empty(), "{path}: {text}");
    }
    let allowed = [
        ("toolchain/src/parse/wgsl/mod.rs", "use naga::front::wgsl;"),
        (
            "toolchain/src/emit/msl.rs",
            "// `naga::front` is not called here",
        ),
        ("toolchain/src/emit/msl.rs", "use naga::frontier;"),
        (
            "toolchain/src/source.rs",
            "#[cfg(test)]\nmod tests {\n println!();\n}",
        ),
        ("cli/src/printer.rs", "io::stderr().lock()"),
        ("cli/src/batch.rs", "use naga_toolchain::emit;"),
    ];
    for (path, text) in allowed {
        assert_eq!(violations(path, text), Vec::<String>::new());
    }
}

/// What is wrong with the dependencies between the crates of the workspace.
fn forbidden_edges(metadata: &Value) -> Vec<String> {
    let packages = metadata["packages"].as_array().expect("packages");
    let mut found = Vec::new();
    for package in packages {
        let name = package["name"].as_str().expect("a name");
        let dependencies: BTreeSet<&str> = package["dependencies"]
            .as_array()
            .expect("dependencies")
            .iter()
            .filter(|each| each["kind"] != "dev")
            .filter_map(|each| each["name"].as_str())
            .collect();
        for dependency in dependencies {
            let wrong = match dependency {
                "pyo3" => (!name.ends_with("-py")).then_some("only the -py crates know Python"),
                "pywgpu-naga" => Some("nothing depends on the command line"),
                "execution" => Some("it is for tests alone"),
                "naga-disk" => (name == "naga-toolchain").then_some("the toolchain opens no file"),
                "keywords-py" => (!name.ends_with("-py")).then_some("it brings Python with it"),
                "naga-py" => Some("two extension modules cannot share native objects"),
                "naga" => {
                    (name == "pywgpu-naga").then_some("the command line knows only the toolchain")
                }
                _ if name == "naga-toolchain" => ["clap", "wgpu", "numpy", "tempfile", "ctrlc"]
                    .contains(&dependency)
                    .then_some("the toolchain is a pure pipeline"),
                _ => None,
            };
            if let Some(why) = wrong {
                found.push(format!("{name} depends on {dependency}: {why}"));
            }
        }
    }
    found
}

#[test]
fn crates_depend_in_one_direction() {
    let output = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--no-deps",
            "--offline",
            "--format-version",
            "1",
        ])
        .arg("--manifest-path")
        .arg(root().join("Cargo.toml"))
        .output()
        .expect("cargo runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo writes JSON");
    let names: BTreeSet<&str> = metadata["packages"]
        .as_array()
        .expect("packages")
        .iter()
        .filter_map(|package| package["name"].as_str())
        .collect();
    for name in [
        "naga-toolchain",
        "naga-disk",
        "keywords-py",
        "pywgpu-naga",
        "naga-py",
        "pywgpu-py",
        "execution",
    ] {
        assert!(names.contains(name), "there is no {name} in {names:?}");
    }
    assert_eq!(forbidden_edges(&metadata), Vec::<String>::new());
}

#[test]
fn a_planted_edge_is_found() {
    let planted = [
        ("naga-toolchain", "pyo3"),
        ("naga-toolchain", "naga-disk"),
        ("pywgpu-naga", "pyo3"),
        ("pywgpu-naga", "keywords-py"),
        ("naga-py", "pywgpu-naga"),
        ("pywgpu-py", "naga-py"),
        ("naga-toolchain", "clap"),
        ("pywgpu-py", "execution"),
    ];
    for (name, dependency) in planted {
        let metadata = serde_json::json!({
            "packages": [{
                "name": name,
                "dependencies": [{ "name": dependency, "kind": null }],
            }],
        });
        assert_eq!(forbidden_edges(&metadata).len(), 1, "{name} → {dependency}");
    }
}
