//! What there is to take back when the program ends early: temporary files and folders made.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::interrupt;

pub(super) struct Registry {
    /// Strings, because paths are compared part by part.
    pub(super) temporary: BTreeSet<OsString>,
    /// Folders made for outputs, in the order of making.
    folders: Vec<PathBuf>,
    /// The folder written to last, and whether it held nothing before.
    #[cfg(target_os = "linux")]
    latest: Option<(PathBuf, bool)>,
    stopped: bool,
}

static REGISTRY: Mutex<Registry> = Mutex::new(Registry {
    temporary: BTreeSet::new(),
    folders: Vec::new(),
    #[cfg(target_os = "linux")]
    latest: None,
    stopped: false,
});

pub(super) fn registry() -> MutexGuard<'static, Registry> {
    // A panic elsewhere leaves the set as true as it was.
    REGISTRY.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Registry {
    /// Whether nothing may be made or put in its place any more.
    pub(super) fn is_stopped(&self) -> bool {
        self.stopped || interrupt::is_due()
    }

    /// Whether a folder held nothing when it was first written to; one that is missing is made.
    #[cfg(target_os = "linux")]
    pub(super) fn is_fresh(&mut self, folder: &Path) -> bool {
        if let Some((latest, fresh)) = &self.latest
            && latest.as_os_str() == folder.as_os_str()
        {
            return *fresh;
        }
        let shown = match folder.as_os_str().is_empty() {
            true => Path::new("."),
            false => folder,
        };
        let fresh = match fs::read_dir(shown) {
            Ok(mut entries) => entries.next().is_none(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                make_folders(folder, &mut self.folders).is_ok()
            }
            Err(_) => false,
        };
        self.latest = Some((folder.to_owned(), fresh));
        fresh
    }
}

pub(super) enum CreateError {
    Io(io::Error),
    Stopped,
}

/// Makes a new file in the folder of `place`, with the permissions of any new file.
pub(super) fn create_beside(place: &Path) -> Result<(PathBuf, File), CreateError> {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let folder = place.parent().unwrap_or(Path::new(""));
    let mut made_folder = false;
    loop {
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let temporary = folder.join(format!(".pywgpu-naga-{}-{count}.tmp", std::process::id()));
        let mut registry = registry();
        if registry.is_stopped() {
            return Err(CreateError::Stopped);
        }
        match OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&temporary)
        {
            Ok(file) => {
                registry
                    .temporary
                    .insert(temporary.clone().into_os_string());
                return Ok((temporary, file));
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound && !made_folder => {
                make_folders(folder, &mut registry.folders).map_err(CreateError::Io)?;
                made_folder = true;
            }
            Err(error) => return Err(CreateError::Io(error)),
        }
    }
}

fn make_folders(folder: &Path, made: &mut Vec<PathBuf>) -> io::Result<()> {
    if folder.as_os_str().is_empty() {
        return Ok(());
    }
    match fs::create_dir(folder) {
        Ok(()) => {
            made.push(folder.to_owned());
            Ok(())
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let Some(parent) = folder.parent() else {
                return Err(error);
            };
            make_folders(parent, made)?;
            fs::create_dir(folder)?;
            made.push(folder.to_owned());
            Ok(())
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && folder.is_dir() => Ok(()),
        Err(error) => Err(error),
    }
}

/// Takes back every temporary file and lets no other be made: the program is about to end.
pub(crate) fn abandon() {
    let mut registry = registry();
    registry.stopped = true;
    for temporary in std::mem::take(&mut registry.temporary) {
        let _ = fs::remove_file(temporary);
    }
    remove_empty(&mut registry.folders);
}

/// Removes the folders that were made and stayed empty.
pub(crate) fn tidy() {
    remove_empty(&mut registry().folders);
}

fn remove_empty(folders: &mut Vec<PathBuf>) {
    for folder in folders.drain(..).rev() {
        // Fails, as it should, on one that holds something.
        let _ = fs::remove_dir(folder);
    }
}
