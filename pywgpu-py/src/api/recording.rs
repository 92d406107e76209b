//! Arguments that encoders and passes have in common.

use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;

use super::buffer::Buffer;
use super::texture::Texture;
use crate::core::error::ValidationError;
use crate::core::life::Turn;
use crate::core::shared::Shared;
use crate::types::convert::{Fit, FromPy, Misfit, describe, record};
use crate::types::flags::set_names;

/// A function that is called later, when nobody could be told that it is none.
pub(crate) fn callback(value: &Bound<'_, PyAny>) -> PyResult<Py<PyAny>> {
    if value.is_callable() {
        return Ok(value.clone().unbind());
    }
    Err(PyTypeError::new_err(format!(
        "callback: expected a function; got {}",
        describe(value)
    )))
}

/// The same, or none.
pub(crate) fn optional_callback(value: &Bound<'_, PyAny>) -> PyResult<Option<Py<PyAny>>> {
    if value.is_none() {
        return Ok(None);
    }
    callback(value).map(Some)
}

/// The dynamic offsets of a bind group.
pub(crate) fn offsets(value: &Bound<'_, PyAny>) -> PyResult<Option<Vec<u32>>> {
    let told = |misfit: Box<Misfit>| misfit.in_field("offsets").raise("set_bind_group");
    Option::from_py(value).map_err(told)
}

struct BufferTransition<'py> {
    buffer: Bound<'py, Buffer>,
    state: wgpu::BufferUses,
}

record!(BufferTransition<'py> as "BufferTransition" { buffer, state });

struct Selector {
    mips: std::ops::Range<u32>,
    layers: std::ops::Range<u32>,
}

record!(Selector as "TextureSelector" { mips, layers });

struct TextureTransition<'py> {
    texture: Bound<'py, PyAny>,
    selector: Option<Selector>,
    state: wgpu::TextureUses,
}

record!(TextureTransition<'py> as "TextureTransition" { texture, selector = None, state });

/// The transitions of one call, with everything cloned that wgpu borrows.
pub(crate) struct Transitions<T> {
    pub(crate) buffers: Vec<(wgpu::Buffer, wgpu::BufferUses)>,
    pub(crate) textures: Vec<(T, Option<wgpu::wgt::TextureSelector>, wgpu::TextureUses)>,
}

impl<T> Transitions<T> {
    pub(crate) fn read<'py>(
        shared: &Shared,
        buffers: Option<&Bound<'py, PyAny>>,
        textures: Option<&Bound<'py, PyAny>>,
        texture: impl Fn(&Bound<'py, PyAny>) -> Fit<(T, Bound<'py, Texture>)>,
    ) -> PyResult<Self> {
        const CALL: &str = "transition_resources";
        let mut all = Self {
            buffers: Vec::new(),
            textures: Vec::new(),
        };
        if let Some(buffers) = buffers {
            let list = Vec::<BufferTransition<'py>>::from_py(buffers)
                .map_err(|e| e.in_field("buffer_transitions").raise(CALL))?;
            for item in list {
                let buffer = item.buffer.get();
                shared.same(&buffer.shared, CALL, "a buffer")?;
                all.buffers.push(((*buffer.inner).clone(), item.state));
            }
        }
        if let Some(textures) = textures {
            let list = Vec::<TextureTransition<'py>>::from_py(textures)
                .map_err(|e| e.in_field("texture_transitions").raise(CALL))?;
            for item in list {
                let (inner, texture) =
                    texture(&item.texture).map_err(|e| e.in_field("texture").raise(CALL))?;
                let texture = texture.get();
                shared.same(&texture.shared, CALL, "a texture")?;
                if let Some(Selector { mips, layers }) = &item.selector {
                    let counted = |range: &std::ops::Range<u32>| {
                        (range.start, Some(range.end.saturating_sub(range.start)))
                    };
                    texture.check_part(CALL, counted(mips), counted(layers))?;
                }
                let selector = item.selector.map(|selector| wgpu::wgt::TextureSelector {
                    mips: selector.mips,
                    layers: selector.layers,
                });
                all.textures.push((inner, selector, item.state));
            }
        }
        Ok(all)
    }

    pub(crate) fn buffer_iter(
        &self,
    ) -> impl Iterator<Item = wgpu::wgt::BufferTransition<&wgpu::Buffer>> {
        self.buffers
            .iter()
            .map(|(buffer, state)| wgpu::wgt::BufferTransition {
                buffer,
                state: *state,
            })
    }

    pub(crate) fn texture_iter(&self) -> impl Iterator<Item = wgpu::wgt::TextureTransition<&T>> {
        self.textures
            .iter()
            .map(|(texture, selector, state)| wgpu::wgt::TextureTransition {
                texture,
                selector: selector.clone(),
                state: *state,
            })
    }
}

/// A Python function that is called when the GPU is done.
pub(crate) fn done_callback(callback: Py<PyAny>) -> impl FnOnce() + Send + 'static {
    move || {
        let Some(_turn) = Turn::take() else {
            std::mem::forget(callback);
            return;
        };
        Python::try_attach(|py| {
            if let Err(error) = callback.call0(py) {
                error.write_unraisable(py, Some(callback.bind(py)));
            }
            drop(callback);
        });
    }
}

/// A Python function that is called with None, or with what went wrong.
pub(crate) fn map_callback(
    callback: Option<Py<PyAny>>,
) -> impl FnOnce(Result<(), wgpu::BufferAsyncError>) + Send + 'static {
    move |result| {
        let Some(callback) = callback else { return };
        let Some(_turn) = Turn::take() else {
            std::mem::forget(callback);
            return;
        };
        Python::try_attach(|py| {
            let argument = match result {
                Ok(()) => py.None(),
                Err(error) => ValidationError::new_err(format!("map_buffer_on_submit: {error}"))
                    .into_value(py)
                    .into_any(),
            };
            if let Err(error) = callback.call1(py, (argument,)) {
                error.write_unraisable(py, Some(callback.bind(py)));
            }
            drop(callback);
        });
    }
}

/// The arguments of `map_buffer_on_submit`.
pub(crate) fn map_arguments(
    shared: &Shared,
    buffer: &Bound<'_, Buffer>,
    mode: &Bound<'_, PyAny>,
    offset: u64,
    size: Option<u64>,
) -> PyResult<(wgpu::Buffer, wgpu::MapMode, std::ops::Range<u64>)> {
    const CALL: &str = "map_buffer_on_submit";
    let buffer = buffer.get();
    shared.same(&buffer.shared, CALL, "the buffer")?;
    let mode = FromPy::from_py(mode).map_err(|e: Box<Misfit>| e.in_field("mode").raise(CALL))?;
    let range = buffer.range(offset, size, CALL)?;
    Ok(((*buffer.inner).clone(), mode, range))
}

/// Bytes for `set_immediates`: wgpu asserts that they come in fours.
pub(crate) fn check_immediates(offset: u32, bytes: &[u8], limits: &wgpu::Limits) -> PyResult<()> {
    let length = bytes.len();
    if !offset.is_multiple_of(4) || !length.is_multiple_of(4) {
        return Err(PyValueError::new_err(format!(
            "set_immediates: expected an offset and a number of bytes that are multiples of 4; \
             got {length} bytes at offset {offset}; pad the data"
        )));
    }
    let end = u64::from(offset) + length as u64;
    if end > u64::from(limits.max_immediate_size) {
        return Err(PyValueError::new_err(format!(
            "set_immediates: expected at most {} bytes in all; got {length} at offset {offset}; \
             request a device with the feature \"immediates\" and a larger max_immediate_size",
            limits.max_immediate_size
        )));
    }
    Ok(())
}

/// What wgpu would tell of a copied range where the encoder is finished, of one command among all.
#[inline]
pub(crate) fn check_copied(
    buffer: &Buffer,
    offset: u64,
    size: u64,
    what: &dyn std::fmt::Display,
    needed: wgpu::BufferUsages,
) -> PyResult<()> {
    let inner = &*buffer.inner;
    let within = offset
        .checked_add(size)
        .is_some_and(|end| end <= inner.size());
    if within
        && offset.is_multiple_of(wgpu::COPY_BUFFER_ALIGNMENT)
        && size.is_multiple_of(wgpu::COPY_BUFFER_ALIGNMENT)
        && inner.usage().contains(needed)
    {
        return Ok(());
    }
    Err(not_copied(buffer, offset, size, what, needed))
}

#[cold]
fn not_copied(
    buffer: &Buffer,
    offset: u64,
    size: u64,
    what: &dyn std::fmt::Display,
    needed: wgpu::BufferUsages,
) -> PyErr {
    let (usage, whole) = (buffer.inner.usage(), buffer.inner.size());
    let name = match &buffer.label {
        Some(label) => format!("buffer '{label}'"),
        None => "the buffer".to_owned(),
    };
    ValidationError::new_err(if usage.contains(needed) {
        let align = wgpu::COPY_BUFFER_ALIGNMENT;
        format!(
            "{what}: expected an offset and a size that are multiples of {align} and lie within the \
             {whole} bytes of {name}; got {size} bytes at offset {offset}"
        )
    } else {
        let needed = set_names(&needed).join(" | ");
        let has = set_names(&usage).join(" | ");
        format!(
            "{what}: expected the usage {needed}; {name} has {has}; add {needed} where it is made"
        )
    })
}

/// `first..first + count`, for draws.
#[inline]
pub(crate) fn counted(first: u32, count: u32, name: &str) -> PyResult<std::ops::Range<u32>> {
    match first.checked_add(count) {
        Some(end) => Ok(first..end),
        None => Err(PyValueError::new_err(format!(
            "{name}: expected a first and a count whose sum fits in 32 bits; got {first} and \
             {count}"
        ))),
    }
}
