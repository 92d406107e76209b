//! Adapters: what GPU there is, and what it can do.

use std::sync::Arc;

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyFrozenSet};

use super::device::Device;
use super::instance::{Root, in_thread};
use super::surface::Surface;
use super::{Label, named};
use crate::core::error::GPUError;
use crate::core::guard::call;
use crate::core::life::Held;
use crate::core::shared::{Shared, now};
use crate::hal::trusted;
use crate::types::convert::{FromPy, Misfit, arguments};
use crate::types::enums::Named;
use crate::types::{features, flags, limits};

/// A GPU, or a program in its place, with one driver.
#[pyclass(frozen, weakref, module = "pywgpu")]
pub(crate) struct Adapter {
    inner: Held<wgpu::Adapter>,
    root: Arc<Root>,
}

impl Adapter {
    pub(crate) fn new(inner: wgpu::Adapter, root: &Arc<Root>) -> Self {
        Self {
            inner: Held::new(inner),
            root: root.clone(),
        }
    }

    pub(crate) fn inner(&self) -> PyResult<&wgpu::Adapter> {
        self.root.check()?;
        Ok(&self.inner)
    }

    pub(crate) fn root(&self) -> &Arc<Root> {
        &self.root
    }

    /// The limits that a device gets where none are asked for: all that there are. The noop
    /// adapter claims to have none, and wgpu-core panics when it is believed.
    fn default_limits(&self) -> wgpu::Limits {
        if self.inner.get_info().backend == wgpu::Backend::Noop {
            wgpu::Limits::default()
        } else {
            self.inner.limits()
        }
    }

    /// What it has. The back end without a GPU says more than wgpu has places for, and wgpu asserts
    /// that nobody takes its word.
    fn all_limits(&self) -> wgpu::Limits {
        let mut limits = self.inner.limits();
        limits.max_bind_groups = limits.max_bind_groups.min(8);
        limits.max_vertex_buffers = limits.max_vertex_buffers.min(16);
        limits.max_color_attachments = limits.max_color_attachments.min(8);
        limits
    }
}

/// Names what was asked for and is not there.
fn check_features(wanted: wgpu::Features, there: wgpu::Features) -> PyResult<()> {
    let missing = wanted.difference(there);
    if missing.is_empty() {
        return Ok(());
    }
    let names: Vec<String> = missing
        .iter_names()
        .map(|(name, _)| features::kebab(name))
        .collect();
    Err(GPUError::new_err(format!(
        "request_device: required_features: the adapter lacks {}; `adapter.features` lists what \
         it has",
        names.join(", ")
    )))
}

fn check_limits(wanted: &wgpu::Limits, there: &wgpu::Limits) -> PyResult<()> {
    let mut told = Vec::new();
    wanted.check_limits_with_fail_fn(there, false, |name, wanted, there| {
        told.push(format!("{name} = {wanted} (it has {there})"));
    });
    if told.is_empty() {
        return Ok(());
    }
    Err(GPUError::new_err(format!(
        "request_device: required_limits: more than the adapter has: {}; ask for less",
        told.join(", ")
    )))
}

/// Facts about an adapter as a dict.
pub(crate) fn info_to_py<'py>(
    py: Python<'py>,
    info: &wgpu::AdapterInfo,
) -> PyResult<Bound<'py, PyDict>> {
    let wgpu::AdapterInfo {
        name,
        vendor,
        device,
        device_type,
        device_pci_bus_id,
        driver,
        driver_info,
        backend,
        subgroup_min_size,
        subgroup_max_size,
        transient_saves_memory,
        limit_bucket,
    } = info;
    let dict = PyDict::new(py);
    dict.set_item("name", name)?;
    dict.set_item("vendor", vendor)?;
    dict.set_item("device", device)?;
    dict.set_item("device_type", device_type.name())?;
    dict.set_item("device_pci_bus_id", device_pci_bus_id)?;
    dict.set_item("driver", driver)?;
    dict.set_item("driver_info", driver_info)?;
    dict.set_item("backend", backend.name())?;
    dict.set_item("subgroup_min_size", subgroup_min_size)?;
    dict.set_item("subgroup_max_size", subgroup_max_size)?;
    dict.set_item("transient_saves_memory", transient_saves_memory)?;
    dict.set_item(
        "limit_bucket",
        limit_bucket.as_ref().map(|bucket| bucket.name.to_string()),
    )?;
    Ok(dict)
}

/// The parts of a device request that need Python.
struct Request {
    label: Label,
    features: wgpu::Features,
    limits: wgpu::Limits,
    hints: wgpu::MemoryHints,
}

/// `"performance"`, `"memory-usage"`, or a range of block sizes.
struct Hints(wgpu::MemoryHints);

impl<'py> FromPy<'py> for Hints {
    fn from_py(value: &Bound<'py, PyAny>) -> crate::types::convert::Fit<Self> {
        if let Ok(name) = String::from_py(value) {
            return match name.as_str() {
                "performance" => Ok(Self(wgpu::MemoryHints::Performance)),
                "memory-usage" => Ok(Self(wgpu::MemoryHints::MemoryUsage)),
                _ => Err(Misfit::wrong_value(
                    value,
                    "\"performance\", \"memory-usage\" or a range of block sizes in bytes",
                )),
            };
        }
        let range = match value.getattr_opt("suballocated_device_memory_block_size")? {
            Some(range) => range,
            None => value.clone(),
        };
        Ok(Self(wgpu::MemoryHints::Manual {
            suballocated_device_memory_block_size: FromPy::from_py(&range)?,
        }))
    }
}

#[pymethods]
impl Adapter {
    /// Names of the features it has.
    #[getter]
    fn features<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyFrozenSet>> {
        features::to_py(py, self.inner()?.features())
    }

    /// Its limits, by name.
    #[getter]
    fn limits<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        self.inner()?;
        limits::to_py(py, &self.all_limits())
    }

    /// Name, driver, back end and more.
    fn get_info<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        info_to_py(py, &self.inner()?.get_info())
    }

    /// Name, driver, back end and more, the same as `get_info()`.
    #[getter(info)]
    fn info_attribute<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        self.get_info(py)
    }

    /// What it lacks of WebGPU: `flags` (`DownlevelFlags`) and `is_webgpu_compliant`.
    fn get_downlevel_capabilities<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let capabilities = self.inner()?.get_downlevel_capabilities();
        let dict = PyDict::new(py);
        dict.set_item("flags", capabilities.flags.bits())?;
        dict.set_item("is_webgpu_compliant", capabilities.is_webgpu_compliant())?;
        Ok(dict)
    }

    /// What can be done with a texture format: `allowed_usages` (`TextureUsages`) and `flags`
    /// (`TextureFormatFeatureFlags`).
    fn get_texture_format_features<'py>(
        &self,
        py: Python<'py>,
        format: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyDict>> {
        let format = FromPy::from_py(format)
            .map_err(|e: Box<Misfit>| e.in_field("format").raise("get_texture_format_features"))?;
        let inner = self.inner()?;
        let found = call(|| inner.get_texture_format_features(format))?;
        let dict = PyDict::new(py);
        dict.set_item("allowed_usages", found.allowed_usages.bits())?;
        dict.set_item("flags", found.flags.bits())?;
        Ok(dict)
    }

    /// Now, on the clock that presentation goes by, in nanoseconds; None where there is none.
    fn get_presentation_timestamp(&self) -> PyResult<Option<u128>> {
        let inner = self.inner()?;
        let timestamp = call(|| inner.get_presentation_timestamp())?;
        Ok((!timestamp.is_invalid()).then_some(timestamp.0))
    }

    /// The sizes and types of matrices that subgroups can multiply together.
    #[getter]
    fn cooperative_matrix_properties<'py>(
        &self,
        py: Python<'py>,
    ) -> PyResult<Vec<Bound<'py, PyDict>>> {
        let inner = self.inner()?;
        let all = call(|| inner.cooperative_matrix_properties())?;
        all.iter()
            .map(|one| {
                let wgpu::wgt::CooperativeMatrixProperties {
                    m_size,
                    n_size,
                    k_size,
                    ab_type,
                    cr_type,
                    saturating_accumulation,
                } = one;
                let dict = PyDict::new(py);
                dict.set_item("m_size", m_size)?;
                dict.set_item("n_size", n_size)?;
                dict.set_item("k_size", k_size)?;
                dict.set_item("ab_type", ab_type.name())?;
                dict.set_item("cr_type", cr_type.name())?;
                dict.set_item("saturating_accumulation", saturating_accumulation)?;
                Ok(dict)
            })
            .collect()
    }

    /// Whether it can show something on a surface.
    fn is_surface_supported(&self, surface: &Bound<'_, Surface>) -> PyResult<bool> {
        let inner = self.inner()?;
        let surface = surface.get().of(&self.root, "is_surface_supported")?;
        call(|| inner.is_surface_supported(&surface))
    }

    /// A device, with a queue.
    ///
    /// Args:
    ///     descriptor: The arguments as one object: a `DeviceDescriptor` or a dict.
    ///     label: Name in messages.
    ///     required_features: Names of features, as in `adapter.features`; none without it.
    ///     required_limits: Limits by name; of all others it gets what the adapter has.
    ///     experimental_features: Whether features whose names start with `experimental-` may be asked for.
    ///     memory_hints: `"performance"`, `"memory-usage"`, or a range of block sizes in bytes.
    ///     trace: `"off"`.
    ///
    /// Raises:
    ///     GPUError: The adapter has not the features or the limits.
    ///     ValueError: There is no such feature or limit.
    #[pyo3(signature = (descriptor = None, *, label = None, required_features = None, required_limits = None, experimental_features = None, memory_hints = None, trace = None))]
    fn request_device(
        &self,
        py: Python<'_>,
        descriptor: Option<&Bound<'_, PyAny>>,
        label: Option<&Bound<'_, PyAny>>,
        required_features: Option<&Bound<'_, PyAny>>,
        required_limits: Option<&Bound<'_, PyAny>>,
        experimental_features: Option<&Bound<'_, PyAny>>,
        memory_hints: Option<&Bound<'_, PyAny>>,
        trace: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Device> {
        arguments!(py, "request_device", descriptor;
            label: Label = None,
            required_features = wgpu::Features::empty(),
            required_limits: Option<Bound<'_, PyAny>> = None,
            experimental_features = false,
            memory_hints: Option<Hints> = None,
            trace: Option<String> = None,
        );
        if let Some(trace) = trace.filter(|trace| trace != "off") {
            return Err(pyo3::exceptions::PyValueError::new_err(format!(
                "request_device: trace: expected \"off\"; got {trace:?}; this build records no \
                 traces"
            )));
        }
        let inner = self.inner()?;
        let limits = match required_limits {
            Some(given) => limits::requested(&given, self.default_limits())
                .map_err(|e| e.in_field("required_limits").raise("request_device"))?,
            None => self.default_limits(),
        };
        check_features(required_features, inner.features())?;
        check_limits(&limits, &self.all_limits())?;
        let experimental = required_features.intersection(wgpu::Features::all_experimental_mask());
        if !experimental.is_empty() && !experimental_features {
            let names: Vec<String> = experimental
                .iter_names()
                .map(|(name, _)| features::kebab(name))
                .collect();
            return Err(GPUError::new_err(format!(
                "request_device: required_features: {} may be unsound; allow it with \
                 experimental_features=True",
                names.join(", ")
            )));
        }
        let request = Request {
            label,
            features: required_features,
            limits,
            hints: memory_hints.map_or(wgpu::MemoryHints::Performance, |hints| hints.0),
        };
        let shared = py.detach(|| open(inner, request))?;
        Ok(Device::new(shared))
    }

    /// The same as `request_device`, to be awaited.
    #[pyo3(signature = (descriptor = None, **keywords))]
    fn request_device_async<'py>(
        slf: &Bound<'py, Self>,
        descriptor: Option<&Bound<'py, PyAny>>,
        keywords: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        in_thread(slf.as_any(), "request_device", descriptor, keywords)
    }

    fn __repr__(&self) -> String {
        let info = self.inner.get_info();
        let rest = format!("{} {}", info.backend.name(), info.device_type.name());
        named("Adapter", Some(&info.name), &rest)
    }
}

fn open(adapter: &wgpu::Adapter, request: Request) -> PyResult<Arc<Shared>> {
    let experimental = request
        .features
        .intersects(wgpu::Features::all_experimental_mask());
    let descriptor = wgpu::DeviceDescriptor {
        label: request.label.as_deref(),
        required_features: request.features,
        required_limits: request.limits,
        experimental_features: if experimental {
            trusted::experimental()
        } else {
            wgpu::ExperimentalFeatures::disabled()
        },
        memory_hints: request.hints,
        trace: wgpu::Trace::Off,
    };
    let (device, queue) = call(|| now(adapter.request_device(&descriptor)))??
        .map_err(|error| GPUError::new_err(refusal(adapter, &error)))?;
    Ok(Shared::new(device, queue, adapter, request.label))
}

/// Why there is no device, with a way out of what wgpu does not explain: an OpenGL context below 4.3
/// may list compute shaders as an extension, and wgpu's own one, which it writes for that version, is
/// refused.
fn refusal(adapter: &wgpu::Adapter, error: &wgpu::RequestDeviceError) -> String {
    let told = format!("request_device: {error}");
    let info = adapter.get_info();
    if info.backend != wgpu::Backend::Gl || !told.ends_with("is lost") {
        return told;
    }
    format!(
        "{told}; wgpu cannot write the compute shader that checks indirect calls for the context \
         that the driver gives it ({}): make the instance with flags=0, or set \
         WGPU_VALIDATION_INDIRECT_CALL=0, to draw without that check, and take another back end for \
         compute shaders",
        info.driver_info
    )
}

/// Names of flags that are set, for messages elsewhere.
#[pyfunction]
pub(crate) fn _flag_sets() -> Vec<(&'static str, Vec<(&'static str, u128)>)> {
    let mut all: Vec<(&'static str, Vec<(&'static str, u128)>)> = flags::all_sets()
        .into_iter()
        .map(|(set, flags)| {
            let wide = flags
                .into_iter()
                .map(|(name, bits)| (name, u128::from(bits)))
                .collect();
            (set, wide)
        })
        .collect();
    all.push(("Features", features::all()));
    all
}

/// The closed sets of names that arguments take.
#[pyfunction]
pub(crate) fn _enum_sets() -> Vec<(&'static str, Vec<&'static str>)> {
    crate::types::enums::all_sets()
}

/// The names of all limits.
#[pyfunction]
pub(crate) fn _limit_names() -> Vec<&'static str> {
    limits::NAMES.to_vec()
}
