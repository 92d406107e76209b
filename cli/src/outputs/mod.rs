//! Files are written here: under no name or a temporary one in the folder of the final one, and put
//! in their places when all is known; what is not a regular file (a pipe, `/dev/null`) is written
//! through.
//!
//! Knows nothing of shaders. The registry exists so that an interrupt can take back every
//! temporary file, and cannot fall between two renames.

mod registry;
#[cfg(target_os = "linux")]
mod unnamed;

use std::fs::{self, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use registry::{CreateError, create_beside, registry};
pub(crate) use registry::{abandon, tidy};

use crate::exit::Exit;
use crate::message::Trouble;

/// An output that is complete but not yet in its place; dropped, it leaves nothing.
#[derive(Debug)]
pub(crate) struct Staged {
    path: PathBuf,
    state: State,
}

#[derive(Debug)]
enum State {
    /// In a file that has no name yet, in a folder that held nothing.
    #[cfg(target_os = "linux")]
    Unnamed(unnamed::Unnamed),
    /// In a temporary file, to be renamed to the path (which is no link).
    Temporary { temporary: PathBuf, place: PathBuf },
    /// The file in its place holds these bytes already. It is only marked as written now, for what
    /// compares times: file systems such as ext4 write the content out when a file is replaced,
    /// and most outputs of a build are what they were.
    Same,
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
            State::Temporary { .. } | State::Same => true,
            #[cfg(target_os = "linux")]
            State::Unnamed(_) => true,
            // Devices and pipes hold nothing that could be lost.
            State::Through(_) | State::Done => false,
        }
    }
}

/// Like [`stage`], for one of many outputs: what is asked of their folder once pays then.
///
/// # Errors
///
/// As [`stage`].
pub(crate) fn stage_of_many(path: &Path, bytes: &[u8]) -> Result<Staged, Trouble> {
    #[cfg(target_os = "linux")]
    if let Some(file) = unnamed::stage(path, bytes) {
        return Ok(Staged {
            path: path.to_owned(),
            state: State::Unnamed(file),
        });
    }
    stage(path, bytes)
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
            if data.len() == bytes.len() as u64 && holds(path, bytes).unwrap_or(false) {
                return Ok(staged(State::Same));
            }
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

/// Whether a file that may be written to holds these bytes.
fn holds(path: &Path, bytes: &[u8]) -> io::Result<bool> {
    let mut file = OpenOptions::new().read(true).write(true).open(path)?;
    let mut rest = bytes;
    let mut chunk = [0; 1 << 14];
    loop {
        let count = file.read(&mut chunk)?;
        if count == 0 {
            return Ok(rest.is_empty());
        }
        let read = chunk.get(..count).unwrap_or_default();
        match rest.strip_prefix(read) {
            Some(behind) => rest = behind,
            None => return Ok(false),
        }
    }
}

/// `/dev/stdout` may be a regular file for now, but what is written there belongs at its place
/// in that stream, not under its name. `/dev/shm` holds files as any folder does.
fn is_device(path: &Path) -> bool {
    path.starts_with("/proc") || (path.starts_with("/dev") && !path.starts_with("/dev/shm"))
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
            #[cfg(target_os = "linux")]
            State::Unnamed(file) => file.put(path)?,
            State::Temporary { temporary, place } => {
                let mut registry = registry();
                if registry.is_stopped() {
                    return Err(interrupted());
                }
                fs::rename(&*temporary, &*place)
                    .map_err(|error| Trouble::file(path, "cannot write", &error))?;
                registry.temporary.remove(temporary.as_os_str());
            }
            State::Same => {
                let registry = registry();
                if registry.is_stopped() {
                    return Err(interrupted());
                }
                OpenOptions::new()
                    .write(true)
                    .open(&*path)
                    .and_then(|file| file.set_modified(SystemTime::now()))
                    .map_err(|error| Trouble::file(path, "cannot write", &error))?;
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
