//! Files that have no name until they are complete, which Linux makes in most file systems.
//!
//! A name that exists before costs the kernel as much as the writing does, and so does asking what
//! is in the place. So this is for folders that held nothing; elsewhere, and where the system has
//! no such files, a temporary name does. Nothing is left behind however the program ends.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::os::fd::AsRawFd as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use nix::errno::Errno;
use nix::fcntl::{AT_FDCWD, AtFlags, OFlag};
use nix::sys::resource::{Resource, getrlimit};
use nix::unistd::linkat;

use super::interrupted;
use super::registry::registry;
use crate::message::Trouble;

/// How many are open.
static OPEN: AtomicU64 = AtomicU64::new(0);

/// A complete output without a name.
#[derive(Debug)]
pub(super) struct Unnamed {
    file: File,
}

impl Drop for Unnamed {
    fn drop(&mut self) {
        OPEN.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Half of the files that may be open at a time.
fn most_open() -> u64 {
    static MOST: OnceLock<u64> = OnceLock::new();
    *MOST.get_or_init(|| getrlimit(Resource::RLIMIT_NOFILE).map_or(0, |(soft, _)| soft / 2))
}

/// Writes an output to a file without a name; none where that cannot be, whatever the reason: who
/// then tries with a name finds the same trouble and can tell it.
pub(super) fn stage(path: &Path, bytes: &[u8]) -> Option<Unnamed> {
    static EXIST: AtomicBool = AtomicBool::new(true);
    if !EXIST.load(Ordering::Relaxed) || OPEN.load(Ordering::Relaxed) >= most_open() {
        return None;
    }
    let folder = path.parent()?;
    let mut registry = registry();
    if registry.is_stopped() || !registry.is_fresh(folder) {
        return None;
    }
    drop(registry);
    let folder = match folder.as_os_str().is_empty() {
        true => Path::new("."),
        false => folder,
    };
    let opened = OpenOptions::new()
        .read(true)
        .write(true)
        .custom_flags(OFlag::O_TMPFILE.bits())
        .open(folder);
    let Ok(file) = opened else {
        EXIST.store(false, Ordering::Relaxed);
        return None;
    };
    OPEN.fetch_add(1, Ordering::Relaxed);
    let mut unnamed = Unnamed { file };
    unnamed.file.write_all(bytes).ok()?;
    Some(unnamed)
}

impl Unnamed {
    /// Gives the file its name; where something came to be meanwhile, that is replaced.
    pub(super) fn put(&mut self, path: &Path) -> Result<(), Trouble> {
        let registry = registry();
        if registry.is_stopped() {
            return Err(interrupted());
        }
        if self.link(path).is_ok() {
            return Ok(());
        }
        drop(registry);
        let mut bytes = Vec::new();
        self.file
            .rewind()
            .and_then(|()| self.file.read_to_end(&mut bytes))
            .map_err(|error| Trouble::file(path, "cannot write", &error))?;
        super::commit(&mut [super::stage(path, &bytes)?])
    }

    fn link(&self, path: &Path) -> io::Result<()> {
        // Only newer kernels let everybody do this.
        static BY_DESCRIPTOR: AtomicBool = AtomicBool::new(true);
        if BY_DESCRIPTOR.load(Ordering::Relaxed) {
            match linkat(&self.file, "", AT_FDCWD, path, AtFlags::AT_EMPTY_PATH) {
                Err(Errno::ENOENT | Errno::EPERM | Errno::EINVAL) => {
                    BY_DESCRIPTOR.store(false, Ordering::Relaxed);
                }
                result => return Ok(result?),
            }
        }
        let own = format!("/proc/self/fd/{}", self.file.as_raw_fd());
        let flags = AtFlags::AT_SYMLINK_FOLLOW;
        Ok(linkat(AT_FDCWD, own.as_str(), AT_FDCWD, path, flags)?)
    }
}
