//! What all objects of one device share.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use pyo3::prelude::*;

use super::error::{self, InternalError, TimeoutError, ValidationError};
use super::guard::{call, call_at};
use super::life::{Health, Held};
use super::metrics::{self, Metrics};
use super::timing::Clock;
use super::waiter::Waiter;
use crate::hal::staging::Pool;

/// How long a wait goes on before it looks for signals. wgpu-core keeps others from submitting
/// meanwhile, so it is short.
const SLICE: Duration = Duration::from_millis(20);

/// Native futures of wgpu are ready at once.
///
/// # Errors
///
/// Should one not be.
pub(crate) fn now<F: Future>(future: F) -> PyResult<F::Output> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => Ok(value),
        Poll::Pending => Err(InternalError::new_err(
            "a future of wgpu was not ready at once",
        )),
    }
}

/// A device with its queue and what we keep of it.
pub(crate) struct Shared {
    pub(crate) number: u64,
    pub(crate) device: Held<wgpu::Device>,
    pub(crate) queue: Held<wgpu::Queue>,
    pub(crate) health: Arc<Health>,
    pub(crate) info: wgpu::AdapterInfo,
    pub(crate) features: wgpu::Features,
    pub(crate) limits: wgpu::Limits,
    pub(crate) downlevel: wgpu::DownlevelCapabilities,
    pub(crate) label: Option<String>,
    pub(crate) staging: Pool,
    pub(crate) metrics: Metrics,
    pub(crate) clock: Clock,
    pub(crate) waiter: Waiter,
    /// Python buffers that look into mapped memory of this device.
    pub(crate) exports: Arc<AtomicUsize>,
    /// Set while a software adapter may have work that was not waited for.
    is_busy: AtomicBool,
}

impl Shared {
    pub(crate) fn new(
        device: wgpu::Device,
        queue: wgpu::Queue,
        adapter: &wgpu::Adapter,
        label: Option<String>,
    ) -> Arc<Self> {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let health = Arc::new(Health::new());
        let seen = health.clone();
        device.set_device_lost_callback(move |reason, message| {
            let why = match reason {
                wgpu::DeviceLostReason::Unknown => "the driver gave it up",
                wgpu::DeviceLostReason::Destroyed => "it was destroyed",
            };
            if message.is_empty() {
                seen.lose(why);
            } else {
                seen.lose(&format!("{why}: {message}"));
            }
        });
        device.on_uncaptured_error(Arc::new(error::handler(number, health.clone())));
        Arc::new(Self {
            number,
            features: device.features(),
            limits: device.limits(),
            info: adapter.get_info(),
            downlevel: adapter.get_downlevel_capabilities(),
            device: Held::new(device),
            queue: Held::new(queue),
            health,
            label,
            staging: Pool::default(),
            metrics: Metrics::default(),
            clock: Clock::default(),
            waiter: Waiter::default(),
            exports: Arc::new(AtomicUsize::new(0)),
            is_busy: AtomicBool::new(false),
        })
    }

    /// The device, when it can still be used.
    #[inline]
    pub(crate) fn usable(&self) -> PyResult<&wgpu::Device> {
        self.health.check()?;
        Ok(&self.device)
    }

    /// The queue, when the device can still be used.
    #[inline]
    pub(crate) fn queue(&self) -> PyResult<&wgpu::Queue> {
        self.health.check()?;
        Ok(&self.queue)
    }

    /// That another object belongs to this device: mixing devices makes wgpu-core panic.
    #[inline]
    pub(crate) fn same(&self, other: &Self, call: &str, what: &str) -> PyResult<()> {
        if self.number == other.number {
            return Ok(());
        }
        Err(self.foreign(other, call, what))
    }

    #[cold]
    fn foreign(&self, other: &Self, call: &str, what: &str) -> PyErr {
        let name = |shared: &Self| match &shared.label {
            Some(label) => format!(" ('{label}')"),
            None => String::new(),
        };
        ValidationError::new_err(format!(
            "{call}: {what} belongs to another device{}; make it with this one{}",
            name(other),
            name(self)
        ))
    }

    /// A range of a buffer that wgpu does not hand out.
    pub(crate) fn no_view(&self, call: &str, error: &wgpu::MapRangeError) -> PyErr {
        if let Err(lost) = self.health.check() {
            return lost;
        }
        let mut told = error::told_by_text(call, &error.to_string());
        if told.contains("not mapped") {
            told += "; map the buffer first";
        }
        ValidationError::new_err(told)
    }

    /// One slice of a wait.
    pub(crate) fn poll_slice(
        &self,
        submission: Option<&wgpu::SubmissionIndex>,
        slice: Duration,
    ) -> PyResult<bool> {
        let poll = wgpu::PollType::Wait {
            submission_index: submission.cloned(),
            timeout: Some(slice),
        };
        match call(|| self.device.poll(poll))? {
            Ok(_) => Ok(true),
            Err(wgpu::PollError::Timeout) => Ok(false),
            Err(wrong @ wgpu::PollError::WrongSubmissionIndex(..)) => {
                Err(ValidationError::new_err(format!("wait: {wrong}")))
            }
        }
    }

    /// Lets wgpu tell what is done by now.
    pub(crate) fn look(&self) -> PyResult<()> {
        call(|| self.device.poll(wgpu::PollType::Poll)).map(drop)
    }

    /// Before something is submitted. A software driver finishes, inside of a submission, what was
    /// submitted before it; there it is waited for here, so that Ctrl-C, deadlines and other
    /// threads get their turn.
    pub(crate) fn before_submit(&self, py: Python<'_>, limit: Option<Duration>) -> PyResult<()> {
        if self.info.device_type == wgpu::DeviceType::Cpu && self.is_busy.load(Ordering::Relaxed) {
            self.wait(py, None, limit)?;
            self.is_busy.store(false, Ordering::Relaxed);
        }
        Ok(())
    }

    /// Submits for the call of this name, without the GIL; see `before_submit`.
    pub(crate) fn submit<T: Send>(
        &self,
        py: Python<'_>,
        name: &str,
        limit: Option<Duration>,
        work: impl FnOnce(&wgpu::Queue) -> T + Send,
    ) -> PyResult<T> {
        self.before_submit(py, limit)?;
        let queue = self.queue()?;
        let done = py.detach(|| call_at(|_| name.to_owned(), || work(queue)))?;
        self.is_busy.store(true, Ordering::Relaxed);
        Ok(done)
    }

    /// Waits for a submission, or for all that was submitted. The GIL is free meanwhile, and
    /// Ctrl-C is seen after a slice.
    pub(crate) fn wait(
        &self,
        py: Python<'_>,
        submission: Option<&wgpu::SubmissionIndex>,
        timeout: Option<Duration>,
    ) -> PyResult<()> {
        let start = Instant::now();
        loop {
            self.health.check()?;
            let slice = match timeout {
                Some(limit) => SLICE.min(limit.saturating_sub(start.elapsed())),
                None => SLICE,
            };
            if py.detach(|| self.poll_slice(submission, slice))? {
                metrics::add_since(&self.metrics.wait_time, start);
                return Ok(());
            }
            py.check_signals()?;
            if let Some(limit) = timeout
                && start.elapsed() >= limit
            {
                return Err(TimeoutError::new_err(format!(
                    "the GPU did not finish within {} s; give it less work at a time, raise \
                     `timeout`, or look for a loop that does not end",
                    limit.as_secs_f64()
                )));
            }
        }
    }
}

/// A timeout in seconds as it is given in Python.
pub(crate) fn timeout(seconds: Option<f64>, call: &str) -> PyResult<Option<Duration>> {
    seconds
        .map(|seconds| {
            Duration::try_from_secs_f64(seconds).map_err(|_| {
                pyo3::exceptions::PyValueError::new_err(format!(
                    "{call}: timeout: expected a number of seconds from 0; got {seconds}"
                ))
            })
        })
        .transpose()
}
