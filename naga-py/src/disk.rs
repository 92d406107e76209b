//! The files of the machine, for what a shader includes or imports.

use std::ffi::OsStr;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use naga_toolchain::link::Files;

/// Files on disk.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Disk;

impl Files for Disk {
    fn read(&self, path: &Path) -> Result<Option<String>, String> {
        match fs::read_to_string(path) {
            Ok(text) => Ok(Some(text)),
            Err(error) => match error.kind() {
                ErrorKind::NotFound | ErrorKind::NotADirectory | ErrorKind::IsADirectory => {
                    Ok(None)
                }
                _ => Err(error.to_string()),
            },
        }
    }

    fn list(
        &self,
        folder: &Path,
        extensions: &[&str],
        is_deep: bool,
    ) -> Result<Vec<PathBuf>, String> {
        let mut folders = vec![folder.to_owned()];
        let mut files = Vec::new();
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).map_err(|error| error.to_string())? {
                let entry = entry.map_err(|error| error.to_string())?;
                let kind = entry.file_type().map_err(|error| error.to_string())?;
                let path = entry.path();
                let extension = path.extension().and_then(OsStr::to_str);
                // A link to a folder could lead round in circles; `file_type` does not follow it.
                if kind.is_dir() && is_deep {
                    folders.push(path);
                } else if !kind.is_dir() && extension.is_some_and(|own| extensions.contains(&own)) {
                    files.push(path);
                }
            }
        }
        files.sort();
        Ok(files)
    }
}
