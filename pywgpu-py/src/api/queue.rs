//! The queue: work and data on their way to the GPU.

use std::num::NonZeroU64;
use std::sync::Arc;
use std::time::Instant;

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyList, PyTuple};

use super::arrays::LARGE;
use super::blas::Blas;
use super::buffer::Buffer;
use super::command_buffer::CommandBuffer;
use super::mapped_range::{ViewType, wrap};
use super::pending::Pending;
use super::surface_texture::SurfaceTexture;
use super::texture_data::{TextureCopy, write_bytes as write_texture_bytes};
use crate::core::error::ValidationError;
use crate::core::guard::call;
use crate::core::life::Held;
use crate::core::metrics;
use crate::core::shared::{Shared, timeout};
use crate::hal::host;
use crate::hal::mapped::{Open, Slot, fill};
use crate::types::convert::{FromPy, Misfit, number};

/// Writes of this size and more are copied with several threads.
const HUGE: usize = 8 << 20;

/// The queue of a device.
#[pyclass(frozen, weakref, module = "pywgpu")]
pub(crate) struct Queue {
    pub(crate) shared: Arc<Shared>,
}

/// The number of a submission: something to wait for.
#[pyclass(frozen, weakref, module = "pywgpu")]
pub(crate) struct SubmissionIndex {
    pub(crate) inner: wgpu::SubmissionIndex,
    pub(crate) shared: Arc<Shared>,
}

#[pymethods]
impl SubmissionIndex {
    /// Waits until the work is done, for `timeout` seconds at most.
    #[pyo3(signature = (timeout = None))]
    fn wait(
        &self,
        py: Python<'_>,
        #[pyo3(from_py_with = number)] timeout: Option<f64>,
    ) -> PyResult<()> {
        self.shared
            .wait(py, Some(&self.inner), self::timeout(timeout, "wait")?)
    }

    /// Waits without a thread being blocked.
    fn wait_async(&self) -> PyResult<Pending> {
        self.shared.usable()?;
        Ok(Pending::work(&self.shared, self.inner.clone()))
    }

    fn __repr__(&self) -> String {
        "<SubmissionIndex>".to_owned()
    }
}

/// Writes the bytes of an object into a buffer.
pub(crate) fn write_bytes(
    py: Python<'_>,
    shared: &Arc<Shared>,
    buffer: &Buffer,
    offset: u64,
    data: &Bound<'_, PyAny>,
    name: &str,
) -> PyResult<()> {
    let queue = shared.queue()?;
    shared.same(&buffer.shared, name, "the buffer")?;
    host::with_bytes(data, name, "data", |bytes| {
        let length = bytes.len() as u64;
        if length == 0 {
            return Ok(());
        }
        if offset
            .checked_add(length)
            .is_none_or(|end| end > buffer.inner.size())
        {
            return Err(PyValueError::new_err(format!(
                "{name}: data: expected at most {} bytes at offset {offset} of a buffer of {} \
                 bytes; got {length}; write less, or make the buffer larger",
                buffer.inner.size().saturating_sub(offset),
                buffer.inner.size(),
            )));
        }
        if !length.is_multiple_of(4) || !offset.is_multiple_of(4) {
            return Err(PyValueError::new_err(format!(
                "{name}: expected an offset and a number of bytes that are multiples of 4; got \
                 {length} bytes at offset {offset}; pad the data"
            )));
        }
        metrics::add(&shared.metrics.writes, 1);
        metrics::add(&shared.metrics.bytes_written, length);
        if bytes.len() < LARGE {
            return call(|| queue.write_buffer(&buffer.inner, offset, bytes));
        }
        py.detach(|| {
            call(|| {
                if bytes.len() >= HUGE
                    && let Some(size) = NonZeroU64::new(length)
                {
                    if let Some(mut view) = queue.write_buffer_with(&buffer.inner, offset, size) {
                        fill(&mut view, bytes);
                    }
                } else {
                    queue.write_buffer(&buffer.inner, offset, bytes);
                }
            })
        })
    })
}

/// The command buffers of a list, taken out of their objects.
fn take_all(list: &Bound<'_, PyAny>, shared: &Shared) -> PyResult<Vec<wgpu::CommandBuffer>> {
    let one = |index: usize, item: &Bound<'_, PyAny>| -> PyResult<()> {
        let buffer = item.cast::<CommandBuffer>().map_err(|_| {
            Misfit::wrong_type(item, "a CommandBuffer")
                .at_index(index)
                .in_field("command_buffers")
                .raise("submit")
        })?;
        let buffer = buffer.get();
        shared.same(buffer.shared(), "submit", "a command buffer")?;
        buffer.check_open("submit")
    };
    let items: Vec<Bound<'_, PyAny>> = if let Ok(list) = list.cast::<PyList>() {
        list.iter().collect()
    } else if let Ok(tuple) = list.cast::<PyTuple>() {
        tuple.iter().collect()
    } else if list.is_instance_of::<CommandBuffer>() {
        vec![list.clone()]
    } else {
        Vec::<Bound<'_, PyAny>>::from_py(list)
            .map_err(|e| e.in_field("command_buffers").raise("submit"))?
    };
    // All are looked at before the first is taken.
    for (index, item) in items.iter().enumerate() {
        one(index, item)?;
    }
    items
        .iter()
        .map(|item| item.cast::<CommandBuffer>()?.get().take("submit"))
        .collect()
}

#[pymethods]
impl Queue {
    /// Gives recorded commands to the GPU, which runs them in this order; they are not waited for.
    ///
    /// Args:
    ///     command_buffers: What `CommandEncoder.finish()` gave, one or several; each once.
    ///
    /// Returns:
    ///     Something to wait for.
    ///
    /// Raises:
    ///     ValidationError: One was submitted before, belongs to another device, or needs a resource that
    ///         is mapped or was destroyed.
    fn submit(
        &self,
        py: Python<'_>,
        command_buffers: &Bound<'_, PyAny>,
    ) -> PyResult<SubmissionIndex> {
        self.shared.queue()?;
        // One that is interrupted here has taken nothing.
        self.shared.before_submit(py, None)?;
        let buffers = take_all(command_buffers, &self.shared)?;
        let start = Instant::now();
        let inner = self
            .shared
            .submit(py, "submit", None, |queue| queue.submit(buffers))?;
        metrics::add(&self.shared.metrics.submits, 1);
        metrics::add_since(&self.shared.metrics.submit_time, start);
        Ok(SubmissionIndex {
            inner,
            shared: self.shared.clone(),
        })
    }

    /// Writes bytes into a buffer, before all that is submitted later.
    ///
    /// Args:
    ///     buffer: Where to, with the usage COPY_DST.
    ///     offset: Where to start, in bytes: a multiple of 4.
    ///     data: Anything with the buffer protocol, `__array_interface__` or DLPack on the CPU, C-contiguous and
    ///         a multiple of 4 bytes. It is copied once, into memory that the GPU sees.
    ///
    /// Raises:
    ///     TypeError: `data` has no memory, or holds Python objects.
    ///     ValueError: The data does not fit, is no multiple of 4 bytes, or has strides that leave gaps.
    ///     ValidationError: The buffer has not the usage, is mapped, or was destroyed.
    #[pyo3(signature = (buffer, offset, data))]
    fn write_buffer(
        &self,
        py: Python<'_>,
        buffer: &Bound<'_, Buffer>,
        #[pyo3(from_py_with = number)] offset: u64,
        data: &Bound<'_, PyAny>,
    ) -> PyResult<()> {
        write_bytes(py, &self.shared, buffer.get(), offset, data, "write_buffer")
    }

    /// Memory to be filled, which goes into a buffer when it is released.
    fn write_buffer_with<'py>(
        &self,
        py: Python<'py>,
        buffer: &Bound<'py, Buffer>,
        #[pyo3(from_py_with = number)] offset: u64,
        #[pyo3(from_py_with = number)] size: u64,
    ) -> PyResult<Bound<'py, PyAny>> {
        let queue = self.shared.queue()?;
        let buffer = buffer.get();
        self.shared
            .same(&buffer.shared, "write_buffer_with", "the buffer")?;
        buffer.range(offset, Some(size), "write_buffer_with")?;
        let size = NonZeroU64::new(size).ok_or_else(|| {
            PyValueError::new_err("write_buffer_with: size: expected at least 4; got 0")
        })?;
        let view = call(|| queue.write_buffer_with(&buffer.inner, offset, size))?
            .ok_or_else(|| ValidationError::new_err("write_buffer_with: refused"))?;
        metrics::add(&self.shared.metrics.writes, 1);
        metrics::add(&self.shared.metrics.bytes_written, size.get());
        wrap(
            py,
            Slot::new(Open::Queue(view), self.shared.exports.clone()),
            ViewType::Queue,
        )
    }

    /// Writes texels into a part of a texture, before all that is submitted later.
    ///
    /// Args:
    ///     texture: A Texture, or a record of texture, mip_level, origin and aspect.
    ///     data: An array as `Texture.write` takes it; with a layout, bytes that lie so.
    ///     data_layout: Where texels lie in `data`: `offset`, `bytes_per_row` and `rows_per_image`.
    ///     size: Texels along x, y and z or layers; all from the origin on without it.
    ///
    /// Raises:
    ///     TypeError: Another dtype.
    ///     ValueError: Another shape, a part beyond the level, or strides that leave gaps.
    ///     ValidationError: The texture has not the usage COPY_DST, or the layout does not fit.
    #[pyo3(signature = (texture, data, data_layout = None, size = None))]
    fn write_texture(
        &self,
        py: Python<'_>,
        texture: &Bound<'_, PyAny>,
        data: &Bound<'_, PyAny>,
        data_layout: Option<&Bound<'_, PyAny>>,
        size: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<()> {
        let fit = |e: Box<Misfit>, name: &str| e.in_field(name).raise("write_texture");
        let target = TextureCopy::from_py(texture).map_err(|e| fit(e, "texture"))?;
        let layout = data_layout
            .map(wgpu::TexelCopyBufferLayout::from_py)
            .transpose()
            .map_err(|e| fit(e, "data_layout"))?;
        let size = size
            .map(wgpu::Extent3d::from_py)
            .transpose()
            .map_err(|e| fit(e, "size"))?;
        write_texture_bytes(
            py,
            &self.shared,
            &target,
            data,
            layout,
            size,
            "write_texture",
        )
    }

    /// Nanoseconds of a tick of a timestamp.
    fn get_timestamp_period(&self) -> PyResult<f32> {
        let queue = self.shared.queue()?;
        call(|| queue.get_timestamp_period())
    }

    /// Waits until all that was submitted is done.
    ///
    /// Args:
    ///     timeout: Seconds to wait.
    ///
    /// Raises:
    ///     TimeoutError: The GPU did not finish in time.
    #[pyo3(signature = (timeout = None))]
    fn on_submitted_work_done(
        &self,
        py: Python<'_>,
        #[pyo3(from_py_with = number)] timeout: Option<f64>,
    ) -> PyResult<()> {
        self.shared
            .wait(py, None, self::timeout(timeout, "on_submitted_work_done")?)
    }

    /// The same as `on_submitted_work_done`, to be awaited.
    fn on_submitted_work_done_async(&self, py: Python<'_>) -> PyResult<Pending> {
        let submission = self
            .shared
            .submit(py, "submit", None, |queue| queue.submit([]))?;
        Ok(Pending::work(&self.shared, submission))
    }

    /// Shows a texture of a surface.
    fn present(&self, py: Python<'_>, surface_texture: &Bound<'_, SurfaceTexture>) -> PyResult<()> {
        let queue = self.shared.queue()?;
        let texture = surface_texture.get().take("present")?;
        py.detach(|| call(|| queue.present(texture)))
    }

    /// A smaller copy of an acceleration structure that was prepared for it.
    fn compact_blas(&self, blas: &Bound<'_, Blas>) -> PyResult<Blas> {
        let queue = self.shared.queue()?;
        let blas = blas.get();
        self.shared
            .same(&blas.shared, "compact_blas", "the structure")?;
        let inner = call(|| queue.compact_blas(&blas.inner))?;
        Ok(Blas {
            inner: Held::new(inner),
            shared: self.shared.clone(),
            label: blas.label.clone(),
        })
    }

    fn __repr__(&self) -> String {
        "<Queue>".to_owned()
    }
}
