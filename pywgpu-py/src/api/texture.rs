//! Textures.

use std::sync::Arc;
use std::time::Duration;

use pyo3::prelude::*;

use super::arrays::Form;
use super::device::Device;
use super::pending::Pending;
use super::reading::Copyback;
use super::texture_data::{Region, TextureCopy, start_read, write_bytes};
use super::texture_view::TextureView;
use super::{Label, named};
use crate::core::error::ValidationError;
use crate::core::guard::call;
use crate::core::life::Held;
use crate::core::shared::{Shared, timeout};
use crate::types::convert::{FromPy, Misfit, arguments, number};
use crate::types::enums::Named;
use crate::types::formats::texture_name;

/// An image in the memory of the GPU.
// The large part stands first: it is copied on its way into the object, in pieces of 16 bytes, and pieces that
// lie across those written before wait until these have reached the cache.
#[repr(C)]
#[pyclass(frozen, weakref, module = "pywgpu")]
pub(crate) struct Texture {
    pub(crate) inner: Held<wgpu::Texture>,
    pub(crate) shared: Arc<Shared>,
    /// The label it was made with.
    #[pyo3(get)]
    pub(crate) label: Label,
}

fn fit<'py, T: FromPy<'py>>(
    value: Option<&Bound<'py, PyAny>>,
    call: &str,
    name: &str,
) -> PyResult<Option<T>> {
    value
        .filter(|value| !value.is_none())
        .map(T::from_py)
        .transpose()
        .map_err(|e: Box<Misfit>| e.in_field(name).raise(call))
}

impl Texture {
    /// That there are such levels and layers: a base, and a count that goes to the end where it is not
    /// given. wgpu counts below 0 without them, and reaches beside its own memory in some calls.
    pub(super) fn check_part(
        &self,
        call: &str,
        levels: (u32, Option<u32>),
        layers: (u32, Option<u32>),
    ) -> PyResult<()> {
        let all_layers = match self.inner.dimension() {
            wgpu::TextureDimension::D2 => self.inner.depth_or_array_layers(),
            wgpu::TextureDimension::D1 | wgpu::TextureDimension::D3 => 1,
        };
        for (what, (base, count), all) in [
            ("mip_level", levels, self.inner.mip_level_count()),
            ("array_layer", layers, all_layers),
        ] {
            let Some(most) = all.checked_sub(1) else {
                return Err(refused(call));
            };
            if base > most {
                return Err(ValidationError::new_err(format!(
                    "{call}: base_{what}: expected at most {most}, as the texture has {all}; got {base}"
                )));
            }
            if let Some(count) = count
                && (count == 0 || count > all - base)
            {
                return Err(ValidationError::new_err(format!(
                    "{call}: {what}_count: expected from 1 to {}, as the texture has {all} and the \
                     part begins at {base}; got {count}",
                    all - base
                )));
            }
        }
        Ok(())
    }

    fn start_read(
        slf: &Bound<'_, Self>,
        call: &str,
        mip_level: u32,
        origin: Option<&Bound<'_, PyAny>>,
        size: Option<&Bound<'_, PyAny>>,
        aspect: Option<&Bound<'_, PyAny>>,
        out: Option<&Bound<'_, PyAny>>,
        limit: Option<Duration>,
    ) -> PyResult<(Copyback, Form)> {
        let copy = TextureCopy {
            texture: slf.clone(),
            mip_level,
            origin: fit(origin, call, "origin")?.unwrap_or_default(),
            aspect: fit(aspect, call, "aspect")?.unwrap_or_default(),
        };
        let region = Region::new(&copy, fit(size, call, "size")?, call)?;
        start_read(slf.py(), &copy, &region, out, limit, call)
    }
}

#[pymethods]
impl Texture {
    /// The device it was made with.
    #[getter]
    fn device(&self) -> Device {
        Device::new(self.shared.clone())
    }

    /// `(width, height, depth_or_array_layers)`.
    #[getter]
    fn size(&self) -> (u32, u32, u32) {
        let size = self.inner.size();
        (size.width, size.height, size.depth_or_array_layers)
    }

    /// Texels along x.
    #[getter]
    fn width(&self) -> u32 {
        self.inner.width()
    }

    /// Texels along y.
    #[getter]
    fn height(&self) -> u32 {
        self.inner.height()
    }

    /// Texels along z, or layers.
    #[getter]
    fn depth_or_array_layers(&self) -> u32 {
        self.inner.depth_or_array_layers()
    }

    /// The number of mip levels.
    #[getter]
    fn mip_level_count(&self) -> u32 {
        self.inner.mip_level_count()
    }

    /// The number of samples a texel.
    #[getter]
    fn sample_count(&self) -> u32 {
        self.inner.sample_count()
    }

    /// `"1d"`, `"2d"` or `"3d"`.
    #[getter]
    fn dimension(&self) -> &'static str {
        self.inner.dimension().name()
    }

    /// The format, such as `"rgba8unorm"`.
    #[getter]
    fn format(&self) -> String {
        texture_name(self.inner.format())
    }

    /// The `TextureUsages` flags it was made with.
    #[getter]
    fn usage(&self) -> u32 {
        self.inner.usage().bits()
    }

    /// A view of it, or of a part of it.
    #[pyo3(signature = (descriptor = None, *, label = None, format = None, dimension = None, usage = None, aspect = None, base_mip_level = None, mip_level_count = None, base_array_layer = None, array_layer_count = None))]
    fn create_view(
        slf: &Bound<'_, Self>,
        descriptor: Option<&Bound<'_, PyAny>>,
        label: Option<&Bound<'_, PyAny>>,
        format: Option<&Bound<'_, PyAny>>,
        dimension: Option<&Bound<'_, PyAny>>,
        usage: Option<&Bound<'_, PyAny>>,
        aspect: Option<&Bound<'_, PyAny>>,
        base_mip_level: Option<&Bound<'_, PyAny>>,
        mip_level_count: Option<&Bound<'_, PyAny>>,
        base_array_layer: Option<&Bound<'_, PyAny>>,
        array_layer_count: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<TextureView> {
        let py = slf.py();
        arguments!(py, "create_view", descriptor;
            label: Label = None,
            format = None,
            dimension = None,
            usage = None,
            aspect = wgpu::TextureAspect::All,
            base_mip_level = 0,
            mip_level_count = None,
            base_array_layer = 0,
            array_layer_count = None,
        );
        let this = slf.get();
        this.shared.usable()?;
        this.check_part(
            "create_view",
            (base_mip_level, mip_level_count),
            (base_array_layer, array_layer_count),
        )?;
        let inner = self::call(|| {
            this.inner.create_view(&wgpu::TextureViewDescriptor {
                label: label.as_deref(),
                format,
                dimension,
                usage,
                aspect,
                base_mip_level,
                mip_level_count,
                base_array_layer,
                array_layer_count,
            })
        })?;
        Ok(TextureView {
            inner: Held::new(inner),
            texture: slf.clone().unbind(),
            label,
        })
    }

    /// The whole texture as source or target of a copy.
    fn as_image_copy(slf: &Bound<'_, Self>) -> TexelCopyTextureInfo {
        TexelCopyTextureInfo {
            texture: slf.clone().unbind(),
            mip_level: 0,
            origin: (0, 0, 0),
            aspect: "all",
        }
    }

    /// Writes an array into a mip level, or into a part of it.
    ///
    /// Args:
    ///     data: An array of the dtype of the format (uint8 for `rgba8unorm`, float16 for `r16float`, uint32 for
    ///         packed formats, uint8 blocks for compressed ones) and of the shape (height, width,
    ///         channels) for two dimensions, (width, channels) for one and (depth, height, width,
    ///         channels) for three; with several layers they come before the rows, and the axis of one
    ///         channel is left out. Bytes without a shape are counted.
    ///     mip_level: The level; its sides are half of those before, rounded down.
    ///     origin: The first texel, (x, y, z or layer).
    ///     size: Texels along x, y and z or layers; all from `origin` on without it.
    ///     aspect: `"depth-only"` or `"stencil-only"` of a format that has both.
    ///
    /// Raises:
    ///     TypeError: Another dtype.
    ///     ValueError: Another shape, a part beyond the level, or strides that leave gaps.
    ///     ValidationError: The texture has not the usage COPY_DST, or a format that cannot be copied.
    #[pyo3(signature = (data, *, mip_level = 0, origin = None, size = None, aspect = None))]
    fn write(
        slf: &Bound<'_, Self>,
        data: &Bound<'_, PyAny>,
        #[pyo3(from_py_with = number)] mip_level: u32,
        origin: Option<&Bound<'_, PyAny>>,
        size: Option<&Bound<'_, PyAny>>,
        aspect: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<()> {
        let copy = TextureCopy {
            texture: slf.clone(),
            mip_level,
            origin: fit(origin, "write", "origin")?.unwrap_or_default(),
            aspect: fit(aspect, "write", "aspect")?.unwrap_or_default(),
        };
        let size = fit(size, "write", "size")?;
        write_bytes(
            slf.py(),
            &slf.get().shared,
            &copy,
            data,
            None,
            size,
            "write",
        )
    }

    /// Reads a mip level, or a part of it, into an array, and waits for all that was submitted before.
    ///
    /// Args:
    ///     mip_level: The level.
    ///     origin: The first texel, (x, y, z or layer).
    ///     size: Texels along x, y and z or layers; all from `origin` on without it.
    ///     aspect: `"depth-only"` or `"stencil-only"` of a format that has both.
    ///     out: An array to fill.
    ///     timeout: Seconds to wait.
    ///
    /// Returns:
    ///     An array of the dtype and the shape that `write` takes, rows from the top and without padding.
    ///
    /// Raises:
    ///     TimeoutError: The GPU did not finish in time.
    ///     TypeError: Another dtype of `out`.
    ///     ValueError: A part beyond the level, or another shape of `out`.
    ///     ValidationError: The texture has not the usage COPY_SRC, several samples, or a format that cannot
    ///         be copied.
    #[pyo3(signature = (*, mip_level = 0, origin = None, size = None, aspect = None, out = None, timeout = None))]
    fn read<'py>(
        slf: &Bound<'py, Self>,
        #[pyo3(from_py_with = number)] mip_level: u32,
        origin: Option<&Bound<'py, PyAny>>,
        size: Option<&Bound<'py, PyAny>>,
        aspect: Option<&Bound<'py, PyAny>>,
        out: Option<&Bound<'py, PyAny>>,
        #[pyo3(from_py_with = number)] timeout: Option<f64>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let py = slf.py();
        let limit = self::timeout(timeout, "read")?;
        let (copyback, form) =
            Self::start_read(slf, "read", mip_level, origin, size, aspect, out, limit)?;
        copyback.wait(py, limit)?;
        form.fill(py, copyback)
    }

    /// Starts a read, with the arguments of `read`; the result can be awaited or asked for later.
    #[pyo3(signature = (*, mip_level = 0, origin = None, size = None, aspect = None, out = None))]
    fn read_async<'py>(
        slf: &Bound<'py, Self>,
        #[pyo3(from_py_with = number)] mip_level: u32,
        origin: Option<&Bound<'py, PyAny>>,
        size: Option<&Bound<'py, PyAny>>,
        aspect: Option<&Bound<'py, PyAny>>,
        out: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Pending> {
        let (copyback, form) = Self::start_read(
            slf,
            "read_async",
            mip_level,
            origin,
            size,
            aspect,
            out,
            None,
        )?;
        Ok(Pending::read(copyback, form))
    }

    /// Frees the memory now rather than with the last reference.
    fn destroy(&self) -> PyResult<()> {
        self.shared.usable()?;
        call(|| self.inner.destroy())
    }

    fn __repr__(&self) -> String {
        let size = self.inner.size();
        let rest = format!(
            "{}x{}x{} {}",
            size.width,
            size.height,
            size.depth_or_array_layers,
            texture_name(self.inner.format())
        );
        named("Texture", self.label.as_deref(), &rest)
    }
}

/// A place in a texture, for copies.
#[pyclass(frozen, get_all, module = "pywgpu")]
pub(crate) struct TexelCopyTextureInfo {
    /// The texture.
    texture: Py<Texture>,
    /// The mip level.
    mip_level: u32,
    /// The first texel.
    origin: (u32, u32, u32),
    /// The aspect.
    aspect: &'static str,
}

/// A texture of which wgpu made an object all the same, because an error scope was open.
pub(super) fn refused(call: &str) -> PyErr {
    ValidationError::new_err(format!(
        "{call}: the texture was refused; an error scope has the reason"
    ))
}
