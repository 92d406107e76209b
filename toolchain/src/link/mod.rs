//! Files to one text: what a source asks other files for is put in before anything is parsed.
//!
//! One file a linker. A linker reads through [`Files`], because the library opens no file itself,
//! and writes with a [`Joiner`](crate::source::Joiner): the text it makes remembers where each
//! part came from, and [`Diagnostic::in_files`](crate::diagnostic::Diagnostic::in_files) takes
//! every message back to the file that its reader wrote. The steps after this one see one
//! source and need not know.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::diagnostic::Failure;
use crate::options::Options;
use crate::source::{Language, Source};

/// Where a linker finds the files that a source asks for.
pub trait Files: Sync {
    /// The text of a file; none: there is no such file.
    ///
    /// # Errors
    ///
    /// Why a file that exists cannot be read (its rights, its encoding).
    fn read(&self, path: &Path) -> Result<Option<String>, String>;

    /// The files below a folder with one of these extensions (without dots), sorted.
    ///
    /// # Errors
    ///
    /// Why the folder cannot be read.
    fn list(&self, folder: &Path, extensions: &[&str]) -> Result<Vec<PathBuf>, String>;
}

/// Files that are kept in memory; without any, no source can ask for another.
#[derive(Clone, Debug, Default)]
pub struct MemoryFiles(pub BTreeMap<PathBuf, String>);

impl Files for MemoryFiles {
    fn read(&self, path: &Path) -> Result<Option<String>, String> {
        Ok(self.0.get(path).cloned())
    }

    fn list(&self, folder: &Path, extensions: &[&str]) -> Result<Vec<PathBuf>, String> {
        let fits = |path: &&PathBuf| {
            path.starts_with(folder)
                && path
                    .extension()
                    .is_some_and(|own| extensions.iter().any(|each| own == *each))
        };
        Ok(self.0.keys().filter(fits).cloned().collect())
    }
}

/// A source with all that it asked for.
#[derive(Clone, Debug)]
pub struct Linked {
    /// The text to parse; the source itself when it asked for nothing.
    pub source: Source,
    /// The other files that are in it: what a build depends on.
    pub files: Vec<PathBuf>,
}

/// Puts into a source what it asks other files for.
///
/// # Errors
///
/// What is asked for and cannot be had, at the place that asks.
pub fn link(source: &Source, _options: &Options, _files: &dyn Files) -> Result<Linked, Failure> {
    match source.language() {
        Language::Wgsl | Language::Glsl | Language::Spirv | Language::SpirvAssembly => Ok(Linked {
            source: source.clone(),
            files: Vec::new(),
        }),
    }
}
