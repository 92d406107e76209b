//! Files are written here: under a temporary name in the folder of the final one, and renamed
//! when all is known; what is not a regular file (a pipe, `/dev/null`) is written through.
//!
//! Knows nothing of shaders. The registry exists so that an interrupt can take back every
//! temporary file, and cannot fall between two renames.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::exit::Exit;
use crate::interrupt;
use crate::message::Trouble;

struct Registry {
    /// Strings, because paths are compared part by part.
    temporary: BTreeSet<OsString>,
    /// Folders made for outputs, in the order of making.
    folders: Vec<PathBuf>,
    stopped: bool,
}

static REGISTRY: Mutex<Registry> = Mutex::new(Registry {
    temporary: BTreeSet::new(),
    folders: Vec::new(),
    stopped: false,
});

fn registry() -> MutexGuard<'static, Registry> {
    // A panic elsewhere leaves the set as true as it was.
    REGISTRY.lock().unwrap_or_else(PoisonError::into_inner)
}

/// An output that is complete but not yet in its place; dropped, it leaves nothing.
#[derive(Debug)]
pub(crate) struct Staged {
    path: PathBuf,
    state: State,
}

#[derive(Debug)]
enum State {
    /// In a temporary file, to be renamed to the path (which is no link).
    Temporary { temporary: PathBuf, place: PathBuf },
    /// To be written through to something that is no regular file.
    Through(Vec<u8>),
    /// In its place.
    Done,
}

impl Drop for Staged {
    fn drop(&mut self) {
        if let State::Temporary { temporary, .. } = &self.state {
            let mut registry = registry();
            let _ = fs::remove_file(temporary);
            registry.temporary.remove(temporary.as_os_str());
        }
    }
}

impl Staged {
    /// Whether it takes the place of a file, and of what is in it.
    pub(crate) fn replaces_file(&self) -> bool {
        match self.state {
            State::Temporary { .. } => true,
            // Devices and pipes hold nothing that could be lost.
            State::Through(_) | State::Done => false,
        }
    }
}

/// Writes an output to a temporary file beside its place; makes the folders it needs.
///
/// # Errors
///
/// What the system says, with the path; a folder or a write-protected file in its place.
pub(crate) fn stage(path: &Path, bytes: &[u8]) -> Result<Staged, Trouble> {
    let trouble = |error: &io::Error| Trouble::file(path, "cannot write", error);
    let staged = |state| Staged {
        path: path.to_owned(),
        state,
    };
    let mut place = path.to_owned();
    let mut permissions = None;
    let own = fs::symlink_metadata(path);
    let is_link = own.as_ref().is_ok_and(fs::Metadata::is_symlink);
    match if is_link { fs::metadata(path) } else { own } {
        Ok(data) if data.is_dir() => {
            return Err(Trouble::file_text(path, "cannot write: it is a folder"));
        }
        Ok(data) if !data.is_file() || is_device(path) => {
            return Ok(staged(State::Through(bytes.to_owned())));
        }
        Ok(data) if data.permissions().readonly() => {
            return Err(Trouble::file_text(
                path,
                "cannot write: the file is write-protected",
            ));
        }
        Ok(data) => {
            permissions = Some(data.permissions());
            if is_link {
                place = fs::canonicalize(path).map_err(|error| trouble(&error))?;
            }
        }
        // A link to nothing: the file is made where it points.
        Err(_) if is_link => {
            let target = fs::read_link(path).map_err(|error| trouble(&error))?;
            place = path.parent().unwrap_or(Path::new("")).join(target);
        }
        Err(_) => {}
    }
    let (temporary, mut file) = create_beside(&place).map_err(|error| match error {
        CreateError::Io(error) => trouble(&error),
        CreateError::Stopped => interrupted(),
    })?;
    let staged = staged(State::Temporary { temporary, place });
    file.write_all(bytes).map_err(|error| trouble(&error))?;
    if let Some(permissions) = permissions {
        let same = file
            .metadata()
            .is_ok_and(|data| data.permissions() == permissions);
        if !same {
            file.set_permissions(permissions)
                .map_err(|error| trouble(&error))?;
        }
    }
    Ok(staged)
}

/// `/dev/stdout` may be a regular file for now, but what is written there belongs at its place
/// in that stream, not under its name.
fn is_device(path: &Path) -> bool {
    path.starts_with("/dev") || path.starts_with("/proc")
}

enum CreateError {
    Io(io::Error),
    Stopped,
}

/// Makes a new file in the folder of `place`, with the permissions of any new file.
fn create_beside(place: &Path) -> Result<(PathBuf, File), CreateError> {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let folder = place.parent().unwrap_or(Path::new(""));
    let mut made_folder = false;
    loop {
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let temporary = folder.join(format!(".pywgpu-naga-{}-{count}.tmp", std::process::id()));
        let mut registry = registry();
        if registry.stopped || interrupt::is_due() {
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

fn interrupted() -> Trouble {
    Trouble {
        exit: Exit::Interrupted,
        path: None,
        message: "interrupted".to_owned(),
        help: None,
    }
}

/// Puts outputs in their places; an interrupt waits until that is done, or comes before.
///
/// # Errors
///
/// The first that could not be put in its place; those before it are.
pub(crate) fn commit(outputs: &mut [Staged]) -> Result<(), Trouble> {
    for output in outputs {
        let Staged { path, state } = output;
        match state {
            State::Temporary { temporary, place } => {
                let mut registry = registry();
                if registry.stopped || interrupt::is_due() {
                    return Err(interrupted());
                }
                fs::rename(&*temporary, &*place)
                    .map_err(|error| Trouble::file(path, "cannot write", &error))?;
                registry.temporary.remove(temporary.as_os_str());
            }
            // Without the lock: a pipe may have nobody at its other end.
            State::Through(bytes) => OpenOptions::new()
                .write(true)
                .open(&*path)
                .and_then(|mut file| file.write_all(bytes))
                .or_else(|error| match error.kind() {
                    io::ErrorKind::BrokenPipe => Ok(()),
                    _ => Err(Trouble::file(path, "cannot write", &error)),
                })?,
            State::Done => {}
        }
        output.state = State::Done;
    }
    Ok(())
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
