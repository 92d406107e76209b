//! Mapped buffers: who has mapped one, and which views look into it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use super::buffer::Buffer;
use super::mapped_range::{ViewType, wrap};
use super::pending::Pending;
use super::reading::{Copyback, MapState};
use crate::core::error::ValidationError;
use crate::core::guard::call;
use crate::core::life::Held;
use crate::core::shared::timeout;
use crate::hal::mapped::{Open, Slot};
use crate::types::convert::{FromPy, Misfit, number};

/// What looks into the memory of a buffer.
#[derive(Default)]
pub(super) struct Views {
    /// Those that were given out, for `unmap` to ask.
    slots: Mutex<Vec<Weak<Slot>>>,
    /// Shared by the reads that map the buffer itself, and unmap it at their end.
    reads: Arc<()>,
}

impl Views {
    /// To be kept by a read that maps the buffer itself, until it has unmapped it.
    pub(super) fn read_token(&self) -> Arc<()> {
        self.reads.clone()
    }

    fn slots(&self) -> MutexGuard<'_, Vec<Weak<Slot>>> {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Remembers a view, for `unmap` and `destroy` to ask whether arrays look into it.
    fn keep(&self, slot: &Arc<Slot>) {
        let mut views = self.slots();
        views.retain(|view| view.strong_count() > 0);
        views.push(Arc::downgrade(slot));
    }

    /// That no read is under way that has mapped the buffer itself.
    fn check_reads(&self, name: &str) -> PyResult<()> {
        if Arc::strong_count(&self.reads) > 1 {
            return Err(ValidationError::new_err(format!(
                "{name}: read_async() has mapped the buffer; take its result first, or drop it"
            )));
        }
        Ok(())
    }

    /// That no view is open that unmaps the buffer where it ends, under all others.
    fn check_owner(&self, name: &str) -> PyResult<()> {
        self.check_reads(name)?;
        let views = self.slots();
        if views
            .iter()
            .filter_map(Weak::upgrade)
            .any(|slot| slot.unmaps())
        {
            return Err(ValidationError::new_err(format!(
                "{name}: mapped() has mapped the buffer; take slices of its view, or release it \
                 and call map() in its place"
            )));
        }
        Ok(())
    }

    /// Closes the views that were given out; whether one of them has unmapped the buffer.
    pub(super) fn close(&self) -> PyResult<bool> {
        let mut views = self.slots();
        let open: Vec<Arc<Slot>> = views.iter().filter_map(Weak::upgrade).collect();
        // All or none.
        if let Some(used) = open.iter().find(|slot| slot.exports() > 0) {
            return used.close();
        }
        let mut unmapped = false;
        for slot in open {
            unmapped |= slot.close()?;
        }
        views.clear();
        Ok(unmapped)
    }
}

impl Buffer {
    fn start_map(
        &self,
        py: Python<'_>,
        limit: Option<Duration>,
        mode: wgpu::MapMode,
        offset: u64,
        size: Option<u64>,
    ) -> PyResult<(wgpu::SubmissionIndex, MapState)> {
        self.shared.usable()?;
        let range = self.range(offset, size, "map_async")?;
        let state = MapState::default();
        let submission = self.shared.submit(py, "map_async", limit, |queue| {
            self.inner.map_async(mode, range, state.callback());
            queue.submit([])
        })?;
        Ok((submission, state))
    }

    pub(super) fn view<'py>(
        &self,
        py: Python<'py>,
        offset: u64,
        size: Option<u64>,
        write: bool,
    ) -> PyResult<Bound<'py, PyAny>> {
        let name = if write {
            "get_mapped_range_mut"
        } else {
            "get_mapped_range"
        };
        self.shared.usable()?;
        let range = self.range(offset, size, name)?;
        self.views.check_owner(name)?;
        let refused = |error: wgpu::MapRangeError| self.shared.no_view(name, &error);
        let (open, ty) = if write {
            let view = call(|| self.inner.get_mapped_range_mut(range))?.map_err(refused)?;
            (Open::Write(view), ViewType::Write)
        } else {
            let view = call(|| self.inner.get_mapped_range(range))?.map_err(refused)?;
            (Open::Read(view), ViewType::Read)
        };
        let slot = Slot::new(open, self.shared.exports.clone());
        self.views.keep(&slot);
        wrap(py, slot, ty)
    }
}

#[pymethods]
impl Buffer {
    /// The content as mapped memory, without a copy on the host.
    ///
    /// A buffer that cannot be mapped is copied on the GPU first: what is read does not change any more.
    /// With mode `"write"`, the buffer itself is mapped to be filled.
    ///
    /// Args:
    ///     mode: `"read"` or `"write"`.
    ///     offset: Where to start, in bytes: a multiple of 8.
    ///     size: How many bytes, a multiple of 4; up to the end without it.
    ///     timeout: Seconds to wait.
    ///
    /// Returns:
    ///     Memory whose `array()` looks into it. It ends with a `with` block or `release()`, which is
    ///     refused while there are such arrays.
    ///
    /// Raises:
    ///     TimeoutError: The GPU did not finish in time.
    ///     ValueError: Another mode, or a range that does not lie within the buffer.
    ///     ValidationError: The buffer has not the usage COPY_SRC or MAP_READ to read, MAP_WRITE to write,
    ///         or is mapped already.
    #[pyo3(signature = (mode = "read", *, offset = 0, size = None, timeout = None))]
    fn mapped<'py>(
        &self,
        py: Python<'py>,
        mode: &str,
        #[pyo3(from_py_with = number)] offset: u64,
        #[pyo3(from_py_with = number)] size: Option<u64>,
        #[pyo3(from_py_with = number)] timeout: Option<f64>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let limit = self::timeout(timeout, "mapped")?;
        let range = self.range(offset, size, "mapped")?;
        match mode {
            "read" => {
                self.readable("mapped")?;
                let size = range.end - range.start;
                let copyback = Copyback::of_buffer(py, &self.shared, self, offset, size, limit)?;
                copyback.wait(py, limit)?;
                let (slot, own) = copyback.into_slot()?;
                if own {
                    self.views.keep(&slot);
                }
                wrap(py, slot, ViewType::Read)
            }
            "write" => {
                let (submission, state) =
                    self.start_map(py, limit, wgpu::MapMode::Write, offset, size)?;
                state.wait(py, &self.shared, Some(&submission), limit, "mapped")?;
                let view = call(|| self.inner.get_mapped_range_mut(range))?
                    .map_err(|error| self.shared.no_view("mapped", &error))?;
                let slot = Slot::new(
                    Open::Filled(view, Held::new((*self.inner).clone())),
                    self.shared.exports.clone(),
                );
                self.views.keep(&slot);
                wrap(py, slot, ViewType::Write)
            }
            other => Err(PyValueError::new_err(format!(
                "mapped: mode: expected \"read\" or \"write\"; got {other:?}"
            ))),
        }
    }

    /// Maps the buffer and waits until it is; `get_mapped_range()` gives the memory.
    ///
    /// Args:
    ///     mode: `"read"` or `"write"`.
    ///     offset: Where to start, in bytes: a multiple of 8.
    ///     size: How many bytes, a multiple of 4; up to the end without it.
    ///     timeout: Seconds to wait.
    ///
    /// Raises:
    ///     TimeoutError: The GPU did not finish in time.
    ///     ValidationError: The buffer has not the usage MAP_READ or MAP_WRITE, or is mapped already.
    #[pyo3(signature = (mode, offset = 0, size = None, *, timeout = None))]
    fn map(
        &self,
        py: Python<'_>,
        mode: &Bound<'_, PyAny>,
        #[pyo3(from_py_with = number)] offset: u64,
        #[pyo3(from_py_with = number)] size: Option<u64>,
        #[pyo3(from_py_with = number)] timeout: Option<f64>,
    ) -> PyResult<()> {
        let limit = self::timeout(timeout, "map")?;
        let mode =
            FromPy::from_py(mode).map_err(|e: Box<Misfit>| e.in_field("mode").raise("map"))?;
        let (submission, state) = self.start_map(py, limit, mode, offset, size)?;
        state.wait(py, &self.shared, Some(&submission), limit, "map")
    }

    /// Starts to map the buffer, as `map` does; the result can be awaited.
    #[pyo3(signature = (mode, offset = 0, size = None))]
    pub(super) fn map_async(
        &self,
        py: Python<'_>,
        mode: &Bound<'_, PyAny>,
        #[pyo3(from_py_with = number)] offset: u64,
        #[pyo3(from_py_with = number)] size: Option<u64>,
    ) -> PyResult<Pending> {
        let mode = FromPy::from_py(mode)
            .map_err(|e: Box<Misfit>| e.in_field("mode").raise("map_async"))?;
        let (submission, state) = self.start_map(py, None, mode, offset, size)?;
        Ok(Pending::map(&self.shared, submission, state))
    }

    /// Memory of a mapped buffer, to be read.
    ///
    /// Args:
    ///     offset: Where to start, in bytes from the start of the buffer: a multiple of 8.
    ///     size: How many bytes, a multiple of 4; up to the end without it.
    ///
    /// Raises:
    ///     ValueError: The range does not lie within the buffer.
    ///     ValidationError: The buffer is not mapped there, or the range overlaps with another.
    #[pyo3(signature = (offset = 0, size = None))]
    fn get_mapped_range<'py>(
        &self,
        py: Python<'py>,
        #[pyo3(from_py_with = number)] offset: u64,
        #[pyo3(from_py_with = number)] size: Option<u64>,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.view(py, offset, size, false)
    }

    /// Memory of a buffer that is mapped to be written; the same as `get_mapped_range` otherwise.
    #[pyo3(signature = (offset = 0, size = None))]
    fn get_mapped_range_mut<'py>(
        &self,
        py: Python<'py>,
        #[pyo3(from_py_with = number)] offset: u64,
        #[pyo3(from_py_with = number)] size: Option<u64>,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.view(py, offset, size, true)
    }

    /// Ends the mapping, so that the GPU can use the buffer.
    ///
    /// Raises:
    ///     BufferError: Arrays look into the mapped memory.
    ///     ValidationError: The buffer is not mapped.
    fn unmap(&self) -> PyResult<()> {
        self.shared.usable()?;
        self.views.check_reads("unmap")?;
        if self.views.close()? {
            return Ok(());
        }
        call(|| self.inner.unmap())
    }
}
