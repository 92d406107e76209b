//! Surfaces: windows to show textures in.

use std::sync::{Arc, Mutex, PoisonError};

use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use super::adapter::Adapter;
use super::device::Device;
use super::instance::Root;
use super::surface_texture::SurfaceTexture;
use crate::core::error::ValidationError;
use crate::core::guard::call;
use crate::core::life::Held;
use crate::core::shared::Shared;
use crate::hal::trusted::{self, WindowHandles};
use crate::types::convert::{FromPy, Misfit, number};
use crate::types::enums::Named;
use crate::types::formats::texture_name;

/// A window as wgpu sees it.
#[pyclass(frozen, weakref, module = "pywgpu")]
pub(crate) struct Surface {
    inner: Arc<Held<wgpu::Surface<'static>>>,
    root: Arc<Root>,
    /// What the window belongs to must live as long.
    #[expect(dead_code, reason = "kept alive, not read")]
    window: Py<PyAny>,
    configured: Mutex<Option<(Arc<Shared>, wgpu::SurfaceConfiguration)>>,
}

/// The handles of a window: given as they are, or asked from an object.
pub(crate) fn target(
    window: &Bound<'_, PyAny>,
    platform: Option<&str>,
    display: u64,
    screen: i32,
) -> PyResult<WindowHandles> {
    if let Some(platform) = platform {
        let number =
            u64::from_py(window).map_err(|e| e.in_field("window").raise("create_surface"))?;
        return trusted::window(platform, number, display, screen);
    }
    // The dict that rendercanvas and its like give out.
    for method in ["get_window_handles", "get_present_info"] {
        let Some(ask) = window.getattr_opt(method)? else {
            continue;
        };
        let info = ask.call0()?;
        let get = |name: &str| -> PyResult<Option<Bound<'_, PyAny>>> {
            match info.cast::<PyDict>() {
                Ok(dict) => dict.get_item(name),
                Err(_) => info.getattr_opt(name),
            }
        };
        let platform: String = match get("platform")? {
            Some(platform) => platform.extract()?,
            None => continue,
        };
        let number = get("window")?.ok_or_else(|| {
            PyValueError::new_err(format!("create_surface: {method}() gives no `window`"))
        })?;
        let display = get("display")?.map_or(Ok(0), |display| display.extract())?;
        return trusted::window(&platform, number.extract()?, display, screen);
    }
    Err(PyTypeError::new_err(format!(
        "create_surface: window: expected an object with get_window_handles(), or an integer \
         with `platform`; got {}",
        crate::types::convert::describe(window)
    )))
}

impl Surface {
    pub(crate) fn new(
        inner: wgpu::Surface<'static>,
        root: &Arc<Root>,
        window: &Bound<'_, PyAny>,
    ) -> Self {
        Self {
            inner: Arc::new(Held::new(inner)),
            root: root.clone(),
            window: window.clone().unbind(),
            configured: Mutex::new(None),
        }
    }

    pub(crate) fn shared(&self) -> Arc<Held<wgpu::Surface<'static>>> {
        self.inner.clone()
    }

    /// The surface, when it belongs to this instance.
    pub(crate) fn of(
        &self,
        root: &Arc<Root>,
        call: &str,
    ) -> PyResult<Arc<Held<wgpu::Surface<'static>>>> {
        self.root.check()?;
        if Arc::ptr_eq(&self.root, root) {
            return Ok(self.inner.clone());
        }
        Err(ValidationError::new_err(format!(
            "{call}: the surface belongs to another instance; make both with one"
        )))
    }
}

fn configuration_to_py<'py>(
    py: Python<'py>,
    configuration: &wgpu::SurfaceConfiguration,
) -> PyResult<Bound<'py, PyDict>> {
    let wgpu::SurfaceConfiguration {
        usage,
        format,
        color_space,
        width,
        height,
        present_mode,
        desired_maximum_frame_latency,
        alpha_mode,
        view_formats,
    } = configuration;
    let dict = PyDict::new(py);
    dict.set_item("usage", usage.bits())?;
    dict.set_item("format", texture_name(*format))?;
    dict.set_item("color_space", color_space.name())?;
    dict.set_item("width", width)?;
    dict.set_item("height", height)?;
    dict.set_item("present_mode", present_mode.name())?;
    dict.set_item(
        "desired_maximum_frame_latency",
        desired_maximum_frame_latency,
    )?;
    dict.set_item("alpha_mode", alpha_mode.name())?;
    let formats: Vec<String> = view_formats
        .iter()
        .map(|format| texture_name(*format))
        .collect();
    dict.set_item("view_formats", formats)?;
    Ok(dict)
}

#[pymethods]
impl Surface {
    /// What it can do with an adapter: formats, present modes, alpha modes, usages.
    fn get_capabilities<'py>(
        &self,
        py: Python<'py>,
        adapter: &Bound<'py, Adapter>,
    ) -> PyResult<Bound<'py, PyDict>> {
        let adapter = adapter.get();
        let inner = self.of(adapter.root(), "get_capabilities")?;
        let adapter = adapter.inner()?;
        let found = call(|| inner.get_capabilities(adapter))?;
        let wgpu::SurfaceCapabilities {
            formats,
            format_capabilities,
            present_modes,
            alpha_modes,
            usages,
        } = found;
        let dict = PyDict::new(py);
        let names: Vec<String> = formats.iter().map(|format| texture_name(*format)).collect();
        dict.set_item("formats", names)?;
        let details = format_capabilities
            .iter()
            .map(|one| {
                let detail = PyDict::new(py);
                detail.set_item("format", texture_name(one.format))?;
                detail.set_item("color_spaces", one.color_spaces.bits())?;
                Ok(detail)
            })
            .collect::<PyResult<Vec<_>>>()?;
        dict.set_item("format_capabilities", details)?;
        let modes: Vec<&str> = present_modes.iter().map(|mode| mode.name()).collect();
        dict.set_item("present_modes", modes)?;
        let modes: Vec<&str> = alpha_modes.iter().map(|mode| mode.name()).collect();
        dict.set_item("alpha_modes", modes)?;
        dict.set_item("usages", usages.bits())?;
        Ok(dict)
    }

    /// What is known of the brightness and the colours of the display, as text.
    fn display_hdr_info(&self, adapter: &Bound<'_, Adapter>) -> PyResult<String> {
        let adapter = adapter.get();
        let inner = self.of(adapter.root(), "display_hdr_info")?;
        let adapter = adapter.inner()?;
        let info = call(|| inner.display_hdr_info(adapter))?;
        Ok(format!("{info:?}"))
    }

    /// A configuration that works, or None where the adapter cannot show anything here.
    fn get_default_config<'py>(
        &self,
        py: Python<'py>,
        adapter: &Bound<'py, Adapter>,
        #[pyo3(from_py_with = number)] width: u32,
        #[pyo3(from_py_with = number)] height: u32,
    ) -> PyResult<Option<Bound<'py, PyDict>>> {
        let adapter = adapter.get();
        let inner = self.of(adapter.root(), "get_default_config")?;
        let adapter = adapter.inner()?;
        let found = call(|| inner.get_default_config(adapter, width, height))?;
        found
            .map(|configuration| configuration_to_py(py, &configuration))
            .transpose()
    }

    /// Decides on size, format and timing; needed before the first texture.
    fn configure(
        &self,
        py: Python<'_>,
        device: &Bound<'_, Device>,
        config: &Bound<'_, PyAny>,
    ) -> PyResult<()> {
        self.root.check()?;
        let config = wgpu::SurfaceConfiguration::from_py(config)
            .map_err(|e: Box<Misfit>| e.in_field("config").raise("configure"))?;
        let shared = device.get().shared.clone();
        let inner = shared.usable()?;
        py.detach(|| call(|| self.inner.configure(inner, &config)))?;
        *self
            .configured
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = Some((shared, config));
        Ok(())
    }

    /// The configuration in force.
    fn get_configuration<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyDict>>> {
        let configured = self
            .configured
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        configured
            .as_ref()
            .map(|(_, configuration)| configuration_to_py(py, configuration))
            .transpose()
    }

    /// The texture to draw the next frame into; see its `status`.
    fn get_current_texture(&self, py: Python<'_>) -> PyResult<SurfaceTexture> {
        let configured = self
            .configured
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let Some((shared, _)) = configured else {
            return Err(ValidationError::new_err(
                "get_current_texture: the surface is not configured; call configure() first",
            ));
        };
        shared.usable()?;
        let found = py.detach(|| call(|| self.inner.get_current_texture()))?;
        SurfaceTexture::new(py, found, &shared)
    }

    fn __repr__(&self) -> String {
        "<Surface>".to_owned()
    }
}
