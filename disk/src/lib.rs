//! The files of the machine, for what a shader includes or imports: what the command line and the
//! packages for Python hand to the linkers of the toolchain, which opens no file itself.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use naga_toolchain::link::Files;

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
