//! `wgpu::util`: what can be had with the rest, and is wanted often.

use std::num::NonZeroU64;
use std::sync::{Arc, Mutex, PoisonError};

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use super::buffer::Buffer;
use super::command_encoder::CommandEncoder;
use super::device::Device;
use super::shader_module::words;
use super::texture_view::TextureView;
use crate::core::guard::call;
use crate::core::life::Held;
use crate::core::shared::Shared;
use crate::hal::host;
use crate::types::convert::{FromPy, Misfit, number};
use crate::types::enums::by_name;

/// Buffers for small uploads, used again and again.
#[pyclass(frozen, weakref, module = "pywgpu")]
pub(crate) struct StagingBelt {
    inner: Mutex<Held<wgpu::util::StagingBelt>>,
    shared: Arc<Shared>,
}

#[pymethods]
impl StagingBelt {
    /// `chunk_size` is best a few times the size of the largest write.
    #[new]
    #[pyo3(signature = (device, chunk_size, buffer_usages = None))]
    fn new(
        device: &Bound<'_, Device>,
        #[pyo3(from_py_with = number)] chunk_size: u64,
        buffer_usages: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let shared = device.get().shared.clone();
        if chunk_size == 0 {
            return Err(PyValueError::new_err(
                "StagingBelt: chunk_size: expected at least one byte; got 0",
            ));
        }
        let usages = match buffer_usages {
            Some(given) => crate::types::flags::argument(given, "StagingBelt", "buffer_usages")?,
            None => wgpu::BufferUsages::COPY_SRC,
        };
        let device = shared.usable()?.clone();
        let inner =
            call(|| wgpu::util::StagingBelt::new_with_buffer_usages(device, chunk_size, usages))?;
        Ok(Self {
            inner: Mutex::new(Held::new(inner)),
            shared,
        })
    }

    /// Copies bytes into a buffer, as a command of an encoder.
    fn write_buffer(
        &self,
        encoder: &Bound<'_, CommandEncoder>,
        target: &Bound<'_, Buffer>,
        #[pyo3(from_py_with = number)] offset: u64,
        data: &Bound<'_, PyAny>,
    ) -> PyResult<()> {
        const CALL: &str = "write_buffer";
        self.shared.usable()?;
        let (encoder, target) = (encoder.get(), target.get());
        self.shared.same(encoder.shared(), CALL, "the encoder")?;
        self.shared.same(&target.shared, CALL, "the buffer")?;
        host::with_bytes(data, CALL, "data", |bytes| {
            let length = bytes.len() as u64;
            target.range(offset, Some(length), CALL)?;
            if !length.is_multiple_of(4) || !offset.is_multiple_of(4) {
                return Err(PyValueError::new_err(format!(
                    "{CALL}: expected an offset and a number of bytes that are multiples of 4; \
                     got {length} bytes at offset {offset}; pad the data"
                )));
            }
            let Some(size) = NonZeroU64::new(length) else {
                return Ok(());
            };
            let mut belt = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
            encoder.record(CALL, |encoder| {
                belt.write_buffer(encoder, &target.inner, offset, size)
                    .copy_from_slice(bytes);
            })
        })
    }

    /// Ends the writes before the encoders are submitted.
    fn finish(&self) -> PyResult<()> {
        self.shared.usable()?;
        call(|| {
            self.inner
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .finish();
        })
    }

    /// Takes the buffers back after the submission.
    fn recall(&self) -> PyResult<()> {
        self.shared.usable()?;
        call(|| {
            self.inner
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .recall();
        })
    }

    /// Both, when an encoder is submitted.
    fn finish_and_recall_on_submit(&self, encoder: &Bound<'_, CommandEncoder>) -> PyResult<()> {
        let encoder = encoder.get();
        self.shared.same(
            encoder.shared(),
            "finish_and_recall_on_submit",
            "the encoder",
        )?;
        let mut belt = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        encoder.record("finish_and_recall_on_submit", |encoder| {
            belt.finish_and_recall_on_submit(encoder);
        })
    }

    fn __repr__(&self) -> String {
        "<StagingBelt>".to_owned()
    }
}

/// Draws one texture into another, of any size and format.
#[pyclass(frozen, weakref, module = "pywgpu")]
pub(crate) struct TextureBlitter {
    inner: Held<wgpu::util::TextureBlitter>,
    shared: Arc<Shared>,
}

#[pymethods]
impl TextureBlitter {
    /// `format` is that of the targets; `sample_type` is `"nearest"` or `"linear"`.
    #[new]
    #[pyo3(signature = (device, format, *, sample_type = "nearest", blend_state = None))]
    fn new(
        device: &Bound<'_, Device>,
        format: &Bound<'_, PyAny>,
        sample_type: &str,
        blend_state: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        const CALL: &str = "TextureBlitter";
        let shared = device.get().shared.clone();
        let format =
            FromPy::from_py(format).map_err(|e: Box<Misfit>| e.in_field("format").raise(CALL))?;
        let filter = by_name::<wgpu::FilterMode>(sample_type).ok_or_else(|| {
            PyValueError::new_err(format!(
                "{CALL}: sample_type: expected \"nearest\" or \"linear\"; got {sample_type:?}"
            ))
        })?;
        let blend: Option<wgpu::BlendState> = blend_state
            .map(FromPy::from_py)
            .transpose()
            .map_err(|e: Box<Misfit>| e.in_field("blend_state").raise(CALL))?;
        let inner = {
            let device = shared.usable()?;
            call(|| {
                let mut builder =
                    wgpu::util::TextureBlitterBuilder::new(device, format).sample_type(filter);
                if let Some(blend) = blend {
                    builder = builder.blend_state(blend);
                }
                builder.build()
            })?
        };
        Ok(Self {
            inner: Held::new(inner),
            shared,
        })
    }

    /// Draws `source` over all of `target`, as a pass of an encoder.
    fn copy(
        &self,
        encoder: &Bound<'_, CommandEncoder>,
        source: &Bound<'_, TextureView>,
        target: &Bound<'_, TextureView>,
    ) -> PyResult<()> {
        const CALL: &str = "copy";
        let encoder = encoder.get();
        let (source, target) = (source.get(), target.get());
        self.shared.same(encoder.shared(), CALL, "the encoder")?;
        self.shared
            .same(&source.texture.get().shared, CALL, "the source")?;
        self.shared
            .same(&target.texture.get().shared, CALL, "the target")?;
        encoder.record(CALL, |encoder| {
            self.inner
                .copy(&self.shared.device, encoder, &source.inner, &target.inner);
        })
    }

    fn __repr__(&self) -> String {
        "<TextureBlitter>".to_owned()
    }
}

/// The name to keep a pipeline cache under; None where an adapter has none.
///
/// `adapter_info` is `Adapter.get_info()`.
#[pyfunction]
pub(crate) fn pipeline_cache_key(adapter_info: &Bound<'_, PyDict>) -> PyResult<Option<String>> {
    let get = |name: &str| {
        adapter_info.get_item(name)?.ok_or_else(|| {
            PyValueError::new_err(format!(
                "pipeline_cache_key: adapter_info: `{name}` is missing"
            ))
        })
    };
    let backend: String = get("backend")?.extract()?;
    let backend = by_name::<wgpu::Backend>(&backend).unwrap_or(wgpu::Backend::Noop);
    let mut info = wgpu::AdapterInfo::new(wgpu::DeviceType::Other, backend);
    info.vendor = get("vendor")?.extract()?;
    info.device = get("device")?.extract()?;
    Ok(wgpu::util::pipeline_cache_key(&info))
}

/// SPIR-V bytes as words, for `create_shader_module_passthrough`.
#[pyfunction]
pub(crate) fn make_spirv_raw(data: &Bound<'_, PyAny>) -> PyResult<Vec<u32>> {
    host::with_bytes(data, "make_spirv_raw", "data", |bytes| {
        words(bytes, "make_spirv_raw")
    })
}
