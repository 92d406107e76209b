//! The files of wrong shaders that lie in the workspace: what is said of them must be readable.

use std::path::{Path, PathBuf};

use super::{assert_readable, check, rendered};
use crate::options::Options;
use crate::parse::parse;
use crate::source::{Language, Source, guess};

fn files(folder: &Path, into: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(&path, into);
        } else {
            into.push(path);
        }
    }
}

/// `SHOW=1` prints what is said.
#[test]
fn wrong_shaders_are_explained_in_readable_words() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/errors");
    let mut found = Vec::new();
    files(&folder, &mut found);
    if let Some(more) = std::env::var_os("SHOW_ALSO") {
        files(Path::new(&more), &mut found);
    }
    found.sort();
    for path in found {
        let name = path.to_string_lossy();
        let (Some(language), _) = guess(&name) else {
            continue;
        };
        let Ok(bytes) = std::fs::read(&path) else {
            continue;
        };
        let short = path.file_name().unwrap_or_default().to_string_lossy();
        let source = if language == Language::Spirv {
            Source::binary(short, bytes)
        } else {
            Source::text(short, language, String::from_utf8_lossy(&bytes))
        };
        let options = Options::default();
        // What does not parse is the parser's business.
        let Ok(parsed) = parse(&source, &options) else {
            continue;
        };
        let Err(failure) = check(parsed, &options) else {
            continue;
        };
        for diagnostic in failure.diagnostics() {
            if std::env::var_os("SHOW").is_some() {
                #[allow(clippy::print_stderr, reason = "asked for")]
                {
                    eprintln!("{}", rendered(diagnostic));
                }
            }
            assert_readable(diagnostic);
        }
    }
}
