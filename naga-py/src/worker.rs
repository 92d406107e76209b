//! Threads with a large stack, kept for the next call.
//!
//! naga recurses over its input. A thread of Python may have little stack, so every call into the
//! toolchain runs on a worker while the caller waits without the GIL; starting one for each call
//! would cost a tenth of a small translation. The workers of a process that forked are not those
//! of its child: each process has its own.

use std::panic::{self, AssertUnwindSafe};
use std::sync::mpsc::{self, Sender};
use std::sync::{Mutex, TryLockError};

use naga_toolchain::guard;
use pyo3::prelude::*;

use crate::errors;

/// What to do; it calls what it is given when the worker is free again.
type Job = Box<dyn FnOnce(&mut dyn FnMut()) + Send>;

/// The workers that wait for a job.
struct Idle {
    process: u32,
    workers: Vec<Sender<Job>>,
}

static IDLE: Mutex<Idle> = Mutex::new(Idle {
    process: 0,
    workers: Vec::new(),
});

/// As many wait at most; others end with their job.
const MOST_IDLE: usize = 8;

fn with_idle<T>(action: impl FnOnce(&mut Vec<Sender<Job>>) -> T) -> Option<T> {
    let mut idle = match IDLE.try_lock() {
        Ok(idle) => idle,
        Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
        // Perhaps for ever, where a fork caught another thread in here: then there is no pool.
        Err(TryLockError::WouldBlock) => return None,
    };
    let process = std::process::id();
    if idle.process != process {
        // Threads do not survive a fork; what stands here belongs to the parent.
        std::mem::take(&mut idle.workers)
            .into_iter()
            .for_each(std::mem::forget);
        idle.process = process;
    }
    Some(action(&mut idle.workers))
}

/// Puts a worker among the idle ones, if there is room.
fn offer(worker: &Sender<Job>) -> bool {
    let kept = with_idle(|idle| {
        let room = idle.len() < MOST_IDLE;
        if room {
            idle.push(worker.clone());
        }
        room
    });
    kept == Some(true)
}

fn start() -> std::io::Result<Sender<Job>> {
    let (sender, jobs) = mpsc::channel::<Job>();
    let own = sender.clone();
    guard::spawn_worker(move || {
        while let Ok(job) = jobs.recv() {
            // It is offered before the caller goes on, whose next call then finds it.
            let mut kept = false;
            job(&mut || kept = offer(&own));
            if !kept {
                break;
            }
        }
    })?;
    Ok(sender)
}

fn dispatch(job: Job) -> std::io::Result<()> {
    let job = match with_idle(Vec::pop).flatten() {
        Some(worker) => match worker.send(job) {
            Ok(()) => return Ok(()),
            Err(mpsc::SendError(job)) => job,
        },
        None => job,
    };
    start()?
        .send(job)
        .map_err(|_| std::io::Error::other("the worker ended before its first job"))
}

/// Runs `work` on a worker and waits for it; the caller holds no GIL meanwhile, and `work` may
/// take it.
///
/// # Errors
///
/// `InternalError` when the system gives no thread, or `work` panics.
pub(crate) fn run<T: Send + 'static>(
    py: Python<'_>,
    work: impl FnOnce() -> T + Send + 'static,
) -> PyResult<T> {
    let (sender, result) = mpsc::sync_channel(1);
    let waited = py.detach(move || {
        dispatch(Box::new(move |free| {
            let done = panic::catch_unwind(AssertUnwindSafe(work));
            free();
            // The receiver waits for this.
            let _ = sender.send(done);
        }))?;
        result.recv().map_err(std::io::Error::other)
    });
    match waited {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(_)) => Err(errors::internal(
            py,
            "the toolchain panicked outside of its guard",
        )),
        Err(error) => Err(errors::internal(
            py,
            &format!("no worker for this call: {error}"),
        )),
    }
}

/// Drops something on a worker: what is nested deep recurses when it goes.
pub(crate) fn drop_there<T: Send + 'static>(value: T) {
    // Without a thread there is nothing better than leaving the memory be.
    let _ = dispatch(Box::new(move |free| {
        drop(value);
        free();
    }));
}
