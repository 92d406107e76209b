//! What outlives what: forks, the end of the interpreter, lost devices.
//!
//! GPU drivers have threads, and threads do not survive `fork()`: in a child, every object from
//! before is refused, and not even dropped. At the end of the interpreter nothing is torn down
//! either, because drivers may be gone before our objects are.

use std::mem::ManuallyDrop;
use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use pyo3::prelude::*;

use super::error::DeviceLostError;

/// Number of forks that this process descends from.
static FORKS: AtomicU32 = AtomicU32::new(0);
/// Set when the interpreter ends.
static ENDING: AtomicBool = AtomicBool::new(false);
/// Threads that call Python at the moment.
static TURNS: AtomicU32 = AtomicU32::new(0);
/// How long the end waits for them.
const PATIENCE: Duration = Duration::from_secs(2);

/// Called by Python in a forked child.
#[pyfunction]
pub(crate) fn _after_fork_in_child() {
    FORKS.fetch_add(1, Ordering::SeqCst);
}

/// Called by Python at exit.
#[pyfunction]
pub(crate) fn _at_exit(py: Python<'_>) {
    ENDING.store(true, Ordering::SeqCst);
    // A thread that asks for the GIL while the interpreter is taken down is ended by Python in the midst of our
    // frames, which Rust takes for a fault.
    py.detach(|| {
        let start = Instant::now();
        while TURNS.load(Ordering::SeqCst) > 0 && start.elapsed() < PATIENCE {
            std::thread::sleep(Duration::from_millis(1));
        }
    });
}

/// The right of a thread of ours to call Python: the end of the interpreter waits for it.
#[derive(Debug)]
pub(crate) struct Turn(());

impl Turn {
    /// None when the interpreter ends.
    pub(crate) fn take() -> Option<Self> {
        TURNS.fetch_add(1, Ordering::SeqCst);
        let turn = Self(());
        (!is_ending()).then_some(turn)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        TURNS.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Whether the interpreter ends.
pub(crate) fn is_ending() -> bool {
    ENDING.load(Ordering::SeqCst)
}

/// Asks Python to tell of forks and of its end.
pub(crate) fn watch(module: &Bound<'_, PyModule>) -> PyResult<()> {
    let py = module.py();
    let options = pyo3::types::PyDict::new(py);
    options.set_item("after_in_child", module.getattr("_after_fork_in_child")?)?;
    if let Some(register) = py.import("os")?.getattr_opt("register_at_fork")? {
        register.call((), Some(&options))?;
    }
    py.import("atexit")?
        .call_method1("register", (module.getattr("_at_exit")?,))?;
    Ok(())
}

/// The fork that something was made in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Process(u32);

impl Process {
    #[inline]
    pub(crate) fn current() -> Self {
        Self(FORKS.load(Ordering::Relaxed))
    }
}

/// A wgpu object that is dropped only where that is safe.
#[derive(Debug)]
pub(crate) struct Held<T> {
    value: ManuallyDrop<T>,
    process: Process,
}

impl<T> Held<T> {
    #[inline]
    pub(crate) fn new(value: T) -> Self {
        Self {
            value: ManuallyDrop::new(value),
            process: Process::current(),
        }
    }
}

impl<T> Held<T> {
    /// The value, when it may still be used and dropped.
    pub(crate) fn into_inner(self) -> Option<T> {
        let mut this = ManuallyDrop::new(self);
        (this.process == Process::current() && !is_ending())
            .then(|| crate::hal::take_held(&mut this.value))
    }
}

impl<T> Deref for Held<T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> DerefMut for Held<T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut T {
        &mut self.value
    }
}

impl<T> Drop for Held<T> {
    fn drop(&mut self) {
        if self.process == Process::current() && !is_ending() {
            crate::hal::drop_held(&mut self.value);
        }
    }
}

/// What makes a device unusable without any error from wgpu.
#[derive(Debug)]
pub(crate) struct Health {
    lost: AtomicBool,
    reason: Mutex<String>,
    process: Process,
}

impl Health {
    pub(crate) fn new() -> Self {
        Self {
            lost: AtomicBool::new(false),
            reason: Mutex::new(String::new()),
            process: Process::current(),
        }
    }

    /// Notes that the device is gone; the first reason stays.
    pub(crate) fn lose(&self, reason: &str) {
        let mut kept = self.reason.lock().unwrap_or_else(PoisonError::into_inner);
        if !self.lost.swap(true, Ordering::SeqCst) {
            reason.clone_into(&mut kept);
        }
    }

    pub(crate) fn is_lost(&self) -> bool {
        self.lost.load(Ordering::SeqCst)
    }

    /// Why the device was lost.
    pub(crate) fn reason(&self) -> Option<String> {
        self.is_lost().then(|| {
            self.reason
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .clone()
        })
    }

    /// What is said of a lost device.
    pub(crate) fn loss(&self) -> Option<String> {
        self.reason()
            .map(|reason| format!("the device is lost ({reason}); request a new one"))
    }

    #[inline]
    pub(crate) fn check(&self) -> PyResult<()> {
        if self.lost.load(Ordering::Relaxed) || self.process != Process::current() {
            return Err(self.refusal());
        }
        Ok(())
    }

    #[cold]
    fn refusal(&self) -> PyErr {
        if self.process != Process::current() {
            return DeviceLostError::new_err(
                "this device was made before fork() and cannot be used in the child; request \
                 one here, or start the process with the 'spawn' method",
            );
        }
        DeviceLostError::new_err(self.loss().unwrap_or_default())
    }
}
