//! Buffers for reading back, kept for the next time: fresh ones cost more than the copy.

use std::sync::{Mutex, PoisonError};

use pyo3::prelude::*;

use crate::core::guard::call;
use crate::core::life::Held;

/// How many bytes and buffers are kept.
const MOST_BYTES: u64 = 512 << 20;
const MOST_BUFFERS: usize = 16;

/// A buffer that the host can read.
pub(crate) type Staging = Held<wgpu::Buffer>;

/// Buffers that wait for use.
#[derive(Default)]
pub(crate) struct Pool(Mutex<Vec<Staging>>);

/// Sizes are rounded up, so that similar requests find each other's buffers.
fn rounded(size: u64) -> u64 {
    const STEP: u64 = 1 << 20;
    if size <= STEP {
        size.max(256).next_power_of_two()
    } else {
        size.div_ceil(STEP) * STEP
    }
}

impl Pool {
    /// A buffer of at least this size.
    pub(crate) fn take(&self, device: &wgpu::Device, size: u64) -> PyResult<Staging> {
        let size = rounded(size);
        {
            let mut free = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let fitting = free
                .iter()
                .enumerate()
                .filter(|(_, buffer)| buffer.size() >= size && buffer.size() / 2 <= size)
                .min_by_key(|(_, buffer)| buffer.size())
                .map(|(index, _)| index);
            if let Some(index) = fitting {
                return Ok(free.swap_remove(index));
            }
        }
        call(|| {
            Held::new(device.create_buffer(&wgpu::BufferDescriptor {
                label: Some("pywgpu read-back"),
                size,
                usage: wgpu::BufferUsages::MAP_READ | wgpu::BufferUsages::COPY_DST,
                mapped_at_creation: false,
            }))
        })
    }

    /// Takes an unmapped buffer back.
    pub(crate) fn give(&self, buffer: Staging) {
        let mut free = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let bytes: u64 = free.iter().map(|kept| kept.size()).sum();
        if free.len() < MOST_BUFFERS && bytes + buffer.size() <= MOST_BYTES {
            free.push(buffer);
        }
    }
}
