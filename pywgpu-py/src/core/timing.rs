//! Time on the GPU: each pass of a device that measures gets a timestamp at either end.
//!
//! An encoder takes one set of queries, with the buffers that they are resolved into; what they
//! say is added to the metrics when the GPU is done, and the set waits for the next encoder.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use pyo3::prelude::*;

use super::error::ValidationError;
use super::guard::call;
use super::life::Held;
use super::metrics;
use super::shared::Shared;

/// Passes that one encoder can time; what it has beyond them is not measured.
const MOST_PASSES: u32 = 128;
/// Bytes of the two timestamps of a pass.
const PASS_BYTES: u64 = 16;
/// Sets that wait for an encoder.
const MOST_FREE: usize = 8;

/// Whether a device measures, and what it measures with.
#[derive(Debug, Default)]
pub(crate) struct Clock {
    is_on: AtomicBool,
    free: Mutex<Vec<Held<Queries>>>,
}

#[derive(Debug)]
struct Queries {
    set: wgpu::QuerySet,
    resolved: wgpu::Buffer,
    readable: wgpu::Buffer,
}

impl Queries {
    fn new(device: &wgpu::Device) -> Self {
        let buffer = |usage| {
            device.create_buffer(&wgpu::BufferDescriptor {
                label: Some("pywgpu timestamps"),
                size: u64::from(MOST_PASSES) * PASS_BYTES,
                usage,
                mapped_at_creation: false,
            })
        };
        Self {
            set: device.create_query_set(&wgpu::QuerySetDescriptor {
                label: Some("pywgpu timestamps"),
                ty: wgpu::QueryType::Timestamp,
                count: MOST_PASSES * 2,
            }),
            resolved: buffer(wgpu::BufferUsages::QUERY_RESOLVE | wgpu::BufferUsages::COPY_SRC),
            readable: buffer(wgpu::BufferUsages::MAP_READ | wgpu::BufferUsages::COPY_DST),
        }
    }
}

impl Clock {
    /// Switches measuring on or off.
    ///
    /// # Errors
    ///
    /// On, for a device that has no timestamps.
    pub(crate) fn switch(shared: &Shared, on: bool) -> PyResult<()> {
        shared.usable()?;
        if on && !shared.features.contains(wgpu::Features::TIMESTAMP_QUERY) {
            return Err(ValidationError::new_err(
                "measure_gpu_time: expected a device with the feature \"timestamp-query\"; \
                 request one with it in required_features, where the adapter has it",
            ));
        }
        shared.clock.is_on.store(on, Ordering::Relaxed);
        Ok(())
    }

    pub(crate) fn is_on(&self) -> bool {
        self.is_on.load(Ordering::Relaxed)
    }

    fn take(&self, device: &wgpu::Device) -> PyResult<Held<Queries>> {
        let free = self
            .free
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        match free {
            Some(queries) => Ok(queries),
            None => call(|| Held::new(Queries::new(device))),
        }
    }

    fn give(&self, queries: Held<Queries>) {
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        if free.len() < MOST_FREE {
            free.push(queries);
        }
    }
}

/// The timed passes of one encoder.
#[derive(Debug)]
pub(crate) struct Timed {
    queries: Held<Queries>,
    passes: u32,
}

impl Timed {
    /// Where the next pass of an encoder writes its timestamps; none when nothing is measured.
    pub(crate) fn next<'a>(
        place: &'a mut Option<Self>,
        shared: &Shared,
    ) -> PyResult<Option<(&'a wgpu::QuerySet, u32, u32)>> {
        if !shared.clock.is_on() {
            return Ok(None);
        }
        let timed = match place {
            Some(timed) => timed,
            None => place.insert(Self {
                queries: shared.clock.take(&shared.device)?,
                passes: 0,
            }),
        };
        if timed.passes == MOST_PASSES {
            return Ok(None);
        }
        let first = timed.passes * 2;
        timed.passes += 1;
        Ok(Some((&timed.queries.set, first, first + 1)))
    }

    /// Has the timestamps read when the GPU is done. Commands that are never submitted are never
    /// read, and their queries go with them.
    pub(crate) fn finish(self, encoder: &mut wgpu::CommandEncoder, shared: &Arc<Shared>) {
        let Self { queries, passes } = self;
        let bytes = u64::from(passes) * PASS_BYTES;
        encoder.resolve_query_set(&queries.set, 0..passes * 2, &queries.resolved, 0);
        encoder.copy_buffer_to_buffer(&queries.resolved, 0, &queries.readable, 0, bytes);
        let readable = queries.readable.clone();
        let device = Arc::downgrade(shared);
        encoder.map_buffer_on_submit(&readable, wgpu::MapMode::Read, 0..bytes, move |mapped| {
            let (Ok(()), Some(shared)) = (mapped, device.upgrade()) else {
                return;
            };
            if let Ok(view) = queries.readable.get_mapped_range(0..bytes) {
                let ticks: u64 = view.chunks_exact(16).map(ticks).sum();
                let period = f64::from(shared.queue.get_timestamp_period());
                metrics::add(&shared.metrics.gpu_time, (ticks as f64 * period) as u64);
                metrics::add(&shared.metrics.gpu_spans, u64::from(passes));
            }
            queries.readable.unmap();
            shared.clock.give(queries);
        });
    }
}

/// The ticks between two timestamps; a clock that was set back gives none.
fn ticks(pair: &[u8]) -> u64 {
    let mut stamps = pair
        .chunks_exact(8)
        .map(|stamp| stamp.try_into().map_or(0, u64::from_le_bytes));
    match (stamps.next(), stamps.next()) {
        (Some(start), Some(end)) => end.saturating_sub(start),
        _ => 0,
    }
}
