//! The shaders under `tests/in` and `tests/errors`, and the sidecars `FILE.toml` beside them.
//!
//! The rules are those of `tests/python/inputs.py`: a sidecar may hold `overrides`, `targets`
//! (the families that can express the shader; without it all) and `entry_point`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use naga_toolchain::link::Files;
use naga_toolchain::options::Options;
use naga_toolchain::source::{Language, Source, guess};

/// The families of targets, as sidecars name them.
pub(crate) const FAMILIES: [&str; 5] = ["msl", "hlsl", "glsl", "spirv", "wgsl"];

/// One shader.
pub(crate) struct Input {
    /// Its file name.
    pub(crate) file: String,
    /// Its folder, which is its language: `wgsl`, `glsl`, `hlsl` or `spirv`.
    pub(crate) folder: String,
    pub(crate) source: Source,
    pub(crate) options: Options,
    /// The families that its sidecar says can express it.
    pub(crate) families: BTreeSet<String>,
}

#[derive(Default, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Sidecar {
    overrides: BTreeMap<String, Value>,
    targets: Option<BTreeSet<String>>,
    entry_point: Option<String>,
}

#[derive(serde::Deserialize)]
#[serde(untagged)]
enum Value {
    Bool(bool),
    Number(f64),
}

/// What the shaders include, by names like theirs: `<language>/include/<file>`.
pub(crate) struct Shaders;

impl Files for Shaders {
    fn read(&self, path: &Path) -> Result<Option<String>, String> {
        let text = ["in", "errors"]
            .into_iter()
            .find_map(|set| fs::read_to_string(root().join("tests").join(set).join(path)).ok());
        Ok(text)
    }

    fn list(
        &self,
        _folder: &Path,
        _extensions: &[&str],
        _is_deep: bool,
    ) -> Result<Vec<PathBuf>, String> {
        Err("folders are not listed here".to_owned())
    }
}

/// The root of the workspace.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the crate is in a workspace")
        .to_owned()
}

/// The shaders in `tests/<set>/<folder>`, in the order of their names.
pub(crate) fn find(set: &str, folder: &str) -> Vec<Input> {
    let path = root().join("tests").join(set).join(folder);
    let mut files: Vec<PathBuf> = fs::read_dir(&path)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
        .map(|entry| entry.expect("a folder can be listed").path())
        .filter(|file| file.is_file() && file.extension().is_none_or(|each| each != "toml"))
        .collect();
    files.sort();
    assert!(!files.is_empty(), "{} is empty", path.display());
    files.iter().map(|file| read(file, folder)).collect()
}

fn read(path: &Path, folder: &str) -> Input {
    let file = path
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or_else(|| panic!("{}: the name is not UTF-8", path.display()))
        .to_owned();
    let bytes = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let name = format!("{folder}/{file}");
    let source = match guess(&file).0 {
        None => panic!("{}: no language has this extension", path.display()),
        Some(Language::Spirv) => Source::binary(name, bytes),
        Some(language) => {
            let text = String::from_utf8(bytes)
                .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            Source::text(name, language, text)
        }
    };
    let sidecar = read_sidecar(&path.with_file_name(format!("{file}.toml")));
    let mut options = Options::default();
    options.transform.entry_point = sidecar.entry_point;
    for (name, value) in sidecar.overrides {
        let value = match value {
            Value::Bool(value) => f64::from(u8::from(value)),
            Value::Number(value) => value,
        };
        options.transform.overrides.insert(name, value);
    }
    let families = sidecar
        .targets
        .unwrap_or_else(|| FAMILIES.map(str::to_owned).into());
    for family in &families {
        assert!(FAMILIES.contains(&family.as_str()), "{file}: {family}");
    }
    Input {
        file,
        folder: folder.to_owned(),
        source,
        options,
        families,
    }
}

fn read_sidecar(path: &Path) -> Sidecar {
    match fs::read_to_string(path) {
        Ok(text) => {
            toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
        }
        Err(_) => Sidecar::default(),
    }
}
