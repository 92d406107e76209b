//! Threads with a large stack, kept for the next call: starting one for each call costs a tenth of
//! a small translation.
//!
//! For callers that stay, call often and from threads of little stack, as Python does. The workers
//! of a process that forked are not those of its child: each process has its own.

use std::panic::{self, AssertUnwindSafe};
use std::sync::mpsc::{self, Sender};
use std::sync::{Mutex, TryLockError};
use std::thread;

use super::spawn_worker;

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
    spawn_worker(move || {
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

/// Runs `work` on a worker and waits for it. A panic in `work` is the inner error.
///
/// # Errors
///
/// When the system gives no thread.
pub fn on_worker<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> std::io::Result<thread::Result<T>> {
    let (sender, result) = mpsc::sync_channel(1);
    dispatch(Box::new(move |free| {
        let done = panic::catch_unwind(AssertUnwindSafe(work));
        free();
        // The receiver waits for this.
        let _ = sender.send(done);
    }))?;
    result.recv().map_err(std::io::Error::other)
}

/// Has a worker do `work` and does not wait for it.
///
/// # Errors
///
/// When the system gives no thread.
pub fn leave_to_worker(work: impl FnOnce() + Send + 'static) -> std::io::Result<()> {
    dispatch(Box::new(move |free| {
        work();
        free();
    }))
}
