//! A thread for each device that waits for the GPU on behalf of coroutines.
//!
//! It starts with the first awaited call. It takes the GIL only to tell that something is done.

use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use pyo3::prelude::*;

use super::error::InternalError;
use super::life::{Turn, is_ending};
use super::shared::Shared;

const SLICE: Duration = Duration::from_millis(10);

/// What to wait for, and whom to tell.
struct Job {
    submission: wgpu::SubmissionIndex,
    done: Py<PyAny>,
}

/// The way to the thread, once there is one.
#[derive(Default)]
pub(crate) struct Waiter(Mutex<Option<Sender<Job>>>);

impl Waiter {
    /// Calls `done()` from the thread when the submission is done, or when it never will be.
    ///
    /// # Errors
    ///
    /// When the system gives no thread.
    pub(crate) fn notify(
        shared: &Arc<Shared>,
        submission: wgpu::SubmissionIndex,
        done: Py<PyAny>,
    ) -> PyResult<()> {
        let mut place = shared
            .waiter
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let job = Job { submission, done };
        let job = match &*place {
            Some(sender) => match sender.send(job) {
                Ok(()) => return Ok(()),
                Err(refused) => refused.0,
            },
            None => job,
        };
        let (sender, receiver) = mpsc::channel();
        let device = Arc::downgrade(shared);
        std::thread::Builder::new()
            .name("pywgpu-waiter".to_owned())
            .spawn(move || work(&device, &receiver))
            .map_err(|error| InternalError::new_err(format!("no thread to wait in: {error}")))?;
        // A fresh channel takes it.
        let sent = sender.send(job);
        *place = Some(sender);
        sent.map_err(|_| InternalError::new_err("the waiting thread ended at once"))
    }
}

fn work(device: &Weak<Shared>, receiver: &mpsc::Receiver<Job>) {
    let mut jobs: Vec<Job> = Vec::new();
    loop {
        if is_ending() {
            // The interpreter is going: what is left of Python must not be touched.
            jobs.drain(..).for_each(std::mem::forget);
            return;
        }
        if jobs.is_empty() {
            match receiver.recv() {
                Ok(job) => jobs.push(job),
                Err(_) => return,
            }
        }
        jobs.extend(receiver.try_iter());
        let done = match device.upgrade() {
            Some(shared) if !shared.health.is_lost() => {
                let index = jobs.first().map(|job| job.submission.clone());
                shared.poll_slice(index.as_ref(), SLICE).unwrap_or(true)
            }
            // The one who awaits finds out when it looks.
            Some(_) | None => true,
        };
        if done && !jobs.is_empty() {
            tell(jobs.remove(0));
        }
    }
}

fn tell(job: Job) {
    let Some(_turn) = Turn::take() else {
        std::mem::forget(job);
        return;
    };
    // None when the interpreter has gone meanwhile: nobody is left to tell.
    Python::try_attach(|py| {
        // A loop that was closed does not want to know either.
        drop(job.done.call0(py));
        drop(job.done);
    });
}
