//! One version everywhere, and dependencies pinned in one place.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a test that fails may panic"
)]

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use common::inputs::root;
use toml::{Table, Value};

/// Python and JavaScript packages of ours, whose versions follow the workspace.
const OUR_PACKAGES: &[&str] = &["naga-py", "pywgpu", "vfxpy", "vulkan_forge", "vulkan-forge"];

fn read(path: &Path) -> Table {
    let text =
        fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.parse()
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn workspace() -> Table {
    match read(&root().join("Cargo.toml")).remove("workspace") {
        Some(Value::Table(workspace)) => workspace,
        other => panic!("the workspace is {other:?}"),
    }
}

fn members() -> Vec<PathBuf> {
    workspace()["members"]
        .as_array()
        .expect("members")
        .iter()
        .map(|member| {
            root()
                .join(member.as_str().expect("a folder"))
                .join("Cargo.toml")
        })
        .collect()
}

#[test]
fn every_crate_has_the_version_of_the_workspace() {
    let version = workspace()["package"]["version"].clone();
    assert_eq!(version.as_str(), Some(naga_toolchain::VERSION));
    for path in members() {
        let manifest = read(&path);
        for field in ["version", "edition", "rust-version", "license", "publish"] {
            let inherits = manifest["package"][field].get("workspace");
            assert_eq!(
                inherits.and_then(Value::as_bool),
                Some(true),
                "{}: {field} is not that of the workspace",
                path.display()
            );
        }
    }
}

#[test]
fn dependencies_are_pinned_in_the_workspace() {
    let workspace = workspace();
    for (name, dependency) in workspace["dependencies"].as_table().expect("dependencies") {
        let version = dependency
            .as_str()
            .or_else(|| dependency.get("version")?.as_str())
            .unwrap_or_else(|| panic!("{name} has no version"));
        assert!(version.starts_with('='), "{name} = {version} is not exact");
        if dependency.get("path").is_some() {
            assert_eq!(version, format!("={}", naga_toolchain::VERSION), "{name}");
        }
    }
    for path in members() {
        let manifest = read(&path);
        for table in ["dependencies", "dev-dependencies", "build-dependencies"] {
            let Some(dependencies) = manifest.get(table).and_then(Value::as_table) else {
                continue;
            };
            for (name, dependency) in dependencies {
                assert_eq!(
                    dependency.get("workspace").and_then(Value::as_bool),
                    Some(true),
                    "{}: {name} is not taken from the workspace",
                    path.display()
                );
            }
        }
    }
}

#[test]
fn naga_is_the_one_that_messages_name() {
    let lock = read(&root().join("Cargo.lock"));
    let versions: Vec<&str> = lock["package"]
        .as_array()
        .expect("packages")
        .iter()
        .filter(|package| package["name"].as_str() == Some("naga"))
        .filter_map(|package| package["version"].as_str())
        .collect();
    assert_eq!(versions, [naga_toolchain::NAGA_VERSION]);
}

#[test]
fn python_and_javascript_packages_have_the_same_version() {
    let mut folders: Vec<PathBuf> = members()
        .iter()
        .filter_map(|path| path.parent().map(Path::to_owned))
        .collect();
    folders.push(root());
    folders.push(root().join("tests/judges"));
    for folder in folders {
        let path = folder.join("pyproject.toml");
        if path.is_file()
            && let Some(project) = read(&path).get("project")
        {
            let name = project["name"].as_str().expect("a project has a name");
            // Without a version, maturin takes that of the crate.
            if let (true, Some(version)) = (OUR_PACKAGES.contains(&name), project.get("version")) {
                assert_eq!(version.as_str(), Some(naga_toolchain::VERSION), "{name}");
            }
        }
        let path = folder.join("package.json");
        if path.is_file() {
            let text = fs::read_to_string(&path).expect("a package is UTF-8");
            let package: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
            if let (Some(name), Some(version)) =
                (package["name"].as_str(), package["version"].as_str())
                && OUR_PACKAGES.contains(&name)
            {
                assert_eq!(version, naga_toolchain::VERSION, "{name}");
            }
        }
    }
}

#[test]
fn python_packages_take_their_version_and_builder_from_here() {
    let pins = fs::read_to_string(root().join("tests/requirements.txt")).expect("the pins");
    let mut packages = 0;
    for path in members() {
        let path = path.with_file_name("pyproject.toml");
        if !path.is_file() {
            continue;
        }
        packages += 1;
        let manifest = read(&path);
        let dynamic = manifest["project"]["dynamic"].as_array().expect("a list");
        assert!(
            dynamic
                .iter()
                .any(|field| field.as_str() == Some("version")),
            "{}: the version is not that of the crate",
            path.display()
        );
        let builder = manifest["build-system"]["requires"]
            .as_array()
            .expect("a list");
        for requirement in builder {
            let requirement = requirement.as_str().expect("a requirement");
            assert!(
                pins.lines().any(|pin| pin == requirement),
                "{}: {requirement} is not as in tests/requirements.txt",
                path.display()
            );
        }
    }
    assert!(packages > 0, "there is no Python package");
}

#[test]
fn the_change_log_starts_with_this_version() {
    let Ok(text) = fs::read_to_string(root().join("CHANGELOG.md")) else {
        // Nothing to tell before the first version is out.
        assert_eq!(naga_toolchain::VERSION, "0.1.0", "there is no CHANGELOG.md");
        return;
    };
    let newest = text
        .lines()
        .find_map(|line| line.strip_prefix("## "))
        .expect("the change log has a heading");
    let version: String = newest
        .trim_start_matches(['[', 'v'])
        .chars()
        .take_while(|c| c.is_ascii_digit() || *c == '.')
        .collect();
    assert_eq!(version, naga_toolchain::VERSION, "heading `{newest}`");
}
