//! The files of the machine, for what a shader includes or imports: what the command line and the
//! packages for Python hand to the linkers of the toolchain, which opens no file itself.

use std::fmt;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::str::Utf8Error;

use naga_toolchain::link::Files;
use naga_toolchain::source::{Language, Source, guess};

/// Why a file is no source.
#[derive(Debug)]
pub enum NoSource {
    /// It cannot be read.
    Unreadable(io::Error),
    /// Its extension tells no language.
    Unknown(String),
    /// It should be a text, and is none.
    NotText(String, Utf8Error),
}

impl fmt::Display for NoSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(error) => error.fmt(f),
            Self::Unknown(name) => {
                let known: Vec<_> = Language::ALL
                    .iter()
                    .flat_map(|language| language.extensions())
                    .map(|extension| format!(".{extension}"))
                    .collect();
                write!(
                    f,
                    "{name:?}: the extension tells no language; there are: {}",
                    known.join(", ")
                )
            }
            Self::NotText(name, error) => write!(f, "{name:?} is not UTF-8: {error}"),
        }
    }
}

impl std::error::Error for NoSource {}

/// Reads a source; without a language, the extension tells it.
///
/// # Errors
///
/// A file that cannot be read, tells no language, or should be a text and is none.
pub fn source(path: &Path, language: Option<Language>) -> Result<Source, NoSource> {
    let name = path.to_string_lossy().into_owned();
    let Some(language) = language.or_else(|| guess(&name).0) else {
        return Err(NoSource::Unknown(name));
    };
    let bytes = fs::read(path).map_err(NoSource::Unreadable)?;
    if !language.is_text() {
        return Ok(Source::binary(name, bytes));
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Source::text(name, language, text)),
        Err(error) => Err(NoSource::NotText(name, error.utf8_error())),
    }
}

/// Files on disk.
#[derive(Clone, Copy, Debug)]
pub struct Disk;

impl Files for Disk {
    fn read(&self, path: &Path) -> Result<Option<String>, String> {
        let bytes = match fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) => {
                return match error.kind() {
                    // `a/b` where `a` is a file is no file either.
                    ErrorKind::NotFound | ErrorKind::NotADirectory | ErrorKind::IsADirectory => {
                        Ok(None)
                    }
                    _ => Err(error.to_string()),
                };
            }
        };
        match String::from_utf8(bytes) {
            Ok(text) => Ok(Some(match text.strip_prefix('\u{feff}') {
                Some(rest) => rest.to_owned(),
                None => text,
            })),
            Err(error) => Err(format!(
                "it is not UTF-8: the byte at offset {} begins no character",
                error.utf8_error().valid_up_to()
            )),
        }
    }

    fn list(
        &self,
        folder: &Path,
        extensions: &[&str],
        is_deep: bool,
    ) -> Result<Vec<PathBuf>, String> {
        // The folder of a file that was named without one.
        let shown = match folder.as_os_str().is_empty() {
            true => Path::new("."),
            false => folder,
        };
        let mut files = found(shown, extensions, is_deep).map_err(|error| error.to_string())?;
        for file in &mut files {
            if let Ok(short) = file.strip_prefix(".") {
                *file = short.to_owned();
            }
        }
        files.sort();
        Ok(files)
    }
}

fn found(folder: &Path, extensions: &[&str], is_deep: bool) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder)? {
            let entry = entry?;
            if entry.file_name().to_string_lossy().starts_with('.') {
                continue;
            }
            let path = entry.path();
            let fits = || {
                path.extension()
                    .is_some_and(|own| extensions.iter().any(|each| own == *each))
                    && path.is_file()
            };
            // A link to a folder could lead round in circles; this does not follow it.
            if entry.file_type()?.is_dir() {
                if is_deep {
                    folders.push(path);
                }
            } else if fits() {
                files.push(path);
            }
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

    use super::*;

    #[test]
    fn a_file_is_read_without_its_mark() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.wgsl");
        fs::write(&path, "\u{feff}fn f() {}").unwrap();
        assert_eq!(Disk.read(&path), Ok(Some("fn f() {}".to_owned())));
        fs::write(&path, b"fn \xff() {}").unwrap();
        let why = Disk.read(&path).unwrap_err();
        assert!(
            why.contains("not UTF-8") && why.contains("offset 3"),
            "{why}"
        );
        // Neither exists, nor can a file hold one.
        assert_eq!(Disk.read(&folder.path().join("b.wgsl")), Ok(None));
        assert_eq!(Disk.read(&path.join("c.wgsl")), Ok(None));
        assert_eq!(Disk.read(folder.path()), Ok(None));
    }

    #[test]
    fn a_folder_is_listed_in_order_without_what_is_hidden() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::create_dir_all(at("deep/deeper")).unwrap();
        fs::create_dir(at(".hidden")).unwrap();
        for name in [
            "b.wgsl",
            "a.wesl",
            "c.txt",
            ".d.wgsl",
            ".hidden/e.wgsl",
            "deep/f.wgsl",
            "deep/deeper/g.wgsl",
        ] {
            fs::write(at(name), "").unwrap();
        }
        let list = |is_deep| {
            Disk.list(folder.path(), &["wgsl", "wesl"], is_deep)
                .unwrap()
        };
        assert_eq!(list(false), [at("a.wesl"), at("b.wgsl")]);
        assert_eq!(
            list(true),
            [
                at("a.wesl"),
                at("b.wgsl"),
                at("deep/deeper/g.wgsl"),
                at("deep/f.wgsl")
            ]
        );
        assert!(Disk.list(&at("none"), &["wgsl"], true).is_err());
    }
}
