//! What a device has done and how long it took.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use pyo3::prelude::*;
use pyo3::types::PyDict;

/// Counters; all times in nanoseconds.
#[derive(Debug, Default)]
pub(crate) struct Metrics {
    pub(crate) submits: AtomicU64,
    pub(crate) submit_time: AtomicU64,
    pub(crate) encode_time: AtomicU64,
    pub(crate) encoders: AtomicU64,
    pub(crate) wait_time: AtomicU64,
    pub(crate) gpu_time: AtomicU64,
    pub(crate) gpu_spans: AtomicU64,
    pub(crate) reads: AtomicU64,
    pub(crate) read_time: AtomicU64,
    pub(crate) bytes_read: AtomicU64,
    pub(crate) writes: AtomicU64,
    pub(crate) bytes_written: AtomicU64,
}

/// Adds to a counter.
pub(crate) fn add(counter: &AtomicU64, amount: u64) {
    counter.fetch_add(amount, Ordering::Relaxed);
}

/// Adds the time since `start` to a counter.
pub(crate) fn add_since(counter: &AtomicU64, start: Instant) {
    let passed = u64::try_from(start.elapsed().as_nanos()).unwrap_or(u64::MAX);
    add(counter, passed);
}

impl Metrics {
    /// All counters; times in seconds.
    pub(crate) fn to_py<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let Self {
            submits,
            submit_time,
            encode_time,
            encoders,
            wait_time,
            gpu_time,
            gpu_spans,
            reads,
            read_time,
            bytes_read,
            writes,
            bytes_written,
        } = self;
        let dict = PyDict::new(py);
        let seconds = |counter: &AtomicU64| counter.load(Ordering::Relaxed) as f64 * 1e-9;
        let count = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        dict.set_item("encoders", count(encoders))?;
        dict.set_item("encode_seconds", seconds(encode_time))?;
        dict.set_item("submits", count(submits))?;
        dict.set_item("submit_seconds", seconds(submit_time))?;
        dict.set_item("wait_seconds", seconds(wait_time))?;
        dict.set_item("gpu_spans", count(gpu_spans))?;
        dict.set_item("gpu_seconds", seconds(gpu_time))?;
        dict.set_item("reads", count(reads))?;
        dict.set_item("read_seconds", seconds(read_time))?;
        dict.set_item("bytes_read", count(bytes_read))?;
        dict.set_item("writes", count(writes))?;
        dict.set_item("bytes_written", count(bytes_written))?;
        Ok(dict)
    }

    pub(crate) fn reset(&self) {
        let Self {
            submits,
            submit_time,
            encode_time,
            encoders,
            wait_time,
            gpu_time,
            gpu_spans,
            reads,
            read_time,
            bytes_read,
            writes,
            bytes_written,
        } = self;
        for counter in [
            submits,
            submit_time,
            encode_time,
            encoders,
            wait_time,
            gpu_time,
            gpu_spans,
            reads,
            read_time,
            bytes_read,
            writes,
            bytes_written,
        ] {
            counter.store(0, Ordering::Relaxed);
        }
    }
}
