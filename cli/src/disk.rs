//! The files of the machine, for what a shader includes or imports. Says nothing.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use naga_toolchain::link::Files;

/// Files on disk.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Disk;

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
        let mut files = Vec::new();
        walk(shown, extensions, is_deep, &mut files).map_err(|error| error.to_string())?;
        for file in &mut files {
            if let Ok(short) = file.strip_prefix(".") {
                *file = short.to_owned();
            }
        }
        files.sort();
        Ok(files)
    }
}

fn walk(
    folder: &Path,
    extensions: &[&str],
    is_deep: bool,
    files: &mut Vec<PathBuf>,
) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        let path = entry.path();
        let kind = entry.file_type()?;
        // A link to a folder could lead round in circles.
        if kind.is_dir() {
            if is_deep {
                walk(&path, extensions, is_deep, files)?;
            }
        } else if path
            .extension()
            .is_some_and(|own| extensions.iter().any(|each| own == *each))
            && path.is_file()
        {
            files.push(path);
        }
    }
    Ok(())
}
