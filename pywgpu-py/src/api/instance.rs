//! The instance: the way to adapters and surfaces.

use std::sync::{Arc, Mutex, PoisonError};

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use super::adapter::Adapter;
use super::surface::{Surface, target};
use crate::core::error::{GPUError, ValidationError};
use crate::core::guard::call;
use crate::core::life::Process;
use crate::core::shared::now;
use crate::hal::trusted;
use crate::types::convert::{FromPy, Misfit, arguments, number, record};
use crate::types::enums::Named;
use crate::types::flags;

/// An instance, which is never torn down: drivers crash when it is, at the end of a process.
pub(crate) struct Root {
    pub(crate) inner: wgpu::Instance,
    process: Process,
}

impl Root {
    fn new(inner: wgpu::Instance) -> Arc<Self> {
        static KEPT: Mutex<Vec<wgpu::Instance>> = Mutex::new(Vec::new());
        KEPT.lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(inner.clone());
        Arc::new(Self {
            inner,
            process: Process::current(),
        })
    }

    /// That there was no fork since.
    pub(crate) fn check(&self) -> PyResult<()> {
        if self.process == Process::current() {
            return Ok(());
        }
        Err(GPUError::new_err(
            "this instance was made before fork() and cannot be used in the child; make another \
             here, or start the process with the 'spawn' method",
        ))
    }
}

/// The way to adapters and surfaces.
#[pyclass(frozen, weakref, module = "pywgpu")]
pub(crate) struct Instance {
    pub(crate) root: Arc<Root>,
    /// The `Backends` flags that it looks at.
    #[pyo3(get)]
    backends: u32,
}

record!(wgpu::MemoryBudgetThresholds as "MemoryBudgetThresholds" {
    for_resource_creation = None,
    for_device_loss = None,
});

struct Options {
    gl: Option<wgpu::GlBackendOptions>,
    dx12: Option<wgpu::Dx12BackendOptions>,
    noop: Option<Noop>,
}

record!(Options as "BackendOptions" { gl = None, dx12 = None, noop = None });

struct Noop {
    enable: bool,
}

record!(Noop as "NoopBackendOptions" { enable = true });

/// A closed set that wgpu-types reads from the environment only.
macro_rules! option_names {
    ($($type:ty as $set:literal { $($name:literal => $value:expr),* $(,)? })*) => {$(
        impl<'py> FromPy<'py> for $type {
            fn from_py(value: &Bound<'py, PyAny>) -> crate::types::convert::Fit<Self> {
                let name = String::from_py(value)?;
                match name.as_str() {
                    $($name => Ok($value),)*
                    _ => Err(Misfit::wrong_value(
                        value,
                        concat!("a ", $set, ": one of ", $("\"", $name, "\" "),*),
                    )),
                }
            }
        }
    )*};
}

option_names! {
    wgpu::Gles3MinorVersion as "Gles3MinorVersion" {
        "automatic" => Self::Automatic,
        "version0" => Self::Version0,
        "version1" => Self::Version1,
        "version2" => Self::Version2,
    }
    wgpu::GlFenceBehavior as "GlFenceBehavior" {
        "normal" => Self::Normal,
        "auto-finish" => Self::AutoFinish,
    }
    wgpu::GlDebugFns as "GlDebugFns" {
        "auto" => Self::Auto,
        "force-enabled" => Self::ForceEnabled,
        "disabled" => Self::Disabled,
    }
    wgpu::Dx12Compiler as "Dx12Compiler" {
        "fxc" => Self::Fxc,
        "dynamic-dxc" => Self::default_dynamic_dxc(),
        "static-dxc" => Self::StaticDxc,
        "auto" => Self::Auto,
    }
    wgpu::Dx12SwapchainKind as "Dx12SwapchainKind" {
        "dxgi-from-hwnd" => Self::DxgiFromHwnd,
        "dxgi-from-visual" => Self::DxgiFromVisual,
    }
    wgpu::Dx12UseFrameLatencyWaitableObject as "Dx12UseFrameLatencyWaitableObject" {
        "none" => Self::None,
        "wait" => Self::Wait,
        "dont-wait" => Self::DontWait,
    }
}

record!(wgpu::GlBackendOptions as "GlBackendOptions" {
    gles_minor_version = wgpu::Gles3MinorVersion::Automatic,
    fence_behavior = wgpu::GlFenceBehavior::Normal,
    debug_fns = wgpu::GlDebugFns::Auto,
});

struct Dx12 {
    shader_compiler: Option<wgpu::Dx12Compiler>,
    presentation_system: Option<wgpu::Dx12SwapchainKind>,
    latency_waitable_object: Option<wgpu::Dx12UseFrameLatencyWaitableObject>,
}

record!(Dx12 as "Dx12BackendOptions" {
    shader_compiler = None,
    presentation_system = None,
    latency_waitable_object = None,
});

impl<'py> FromPy<'py> for wgpu::Dx12BackendOptions {
    fn from_py(value: &Bound<'py, PyAny>) -> crate::types::convert::Fit<Self> {
        let given = Dx12::from_py(value)?;
        let mut options = Self::from_env_or_default();
        if let Some(compiler) = given.shader_compiler {
            options.shader_compiler = compiler;
        }
        if let Some(system) = given.presentation_system {
            options.presentation_system = system;
        }
        if let Some(object) = given.latency_waitable_object {
            options.latency_waitable_object = object;
        }
        Ok(options)
    }
}

impl Instance {
    /// The adapters of some back ends.
    fn adapters(&self, backends: wgpu::Backends) -> PyResult<Vec<wgpu::Adapter>> {
        call(|| now(self.root.inner.enumerate_adapters(backends)))?
    }

    /// The one adapter whose name contains a text.
    fn by_name(&self, name: &str, from: &str) -> PyResult<wgpu::Adapter> {
        let wanted = name.to_lowercase();
        let all = self.adapters(wgpu::Backends::all())?;
        let mut names = Vec::new();
        for adapter in all {
            let info = adapter.get_info();
            if info.name.to_lowercase().contains(&wanted) {
                return Ok(adapter);
            }
            names.push(format!("'{}' ({})", info.name, info.backend.name()));
        }
        let found = if names.is_empty() {
            "none at all".to_owned()
        } else {
            names.join(", ")
        };
        Err(GPUError::new_err(format!(
            "request_adapter: no adapter has '{name}' in its name ({from}); there is {found}"
        )))
    }

    fn find(
        &self,
        options: &wgpu::RequestAdapterOptions<'_, '_>,
        name: Option<&str>,
    ) -> PyResult<Adapter> {
        self.root.check()?;
        let environment = || {
            std::env::var("WGPU_ADAPTER_NAME")
                .ok()
                .filter(|name| !name.is_empty())
        };
        let inner = if let Some(name) = name {
            self.by_name(name, "argument `name`")?
        } else if let Some(name) = environment() {
            self.by_name(&name, "environment variable WGPU_ADAPTER_NAME")?
        } else {
            call(|| now(self.root.inner.request_adapter(options)))??.map_err(|error| {
                GPUError::new_err(format!(
                    "request_adapter: {error}; `python -m pywgpu doctor` tells what is missing"
                ))
            })?
        };
        Ok(Adapter::new(inner, &self.root))
    }
}

#[pymethods]
impl Instance {
    /// `backends` come from the environment variable WGPU_BACKEND where they are not given, and
    /// are all (but `noop`) without it.
    #[new]
    #[pyo3(signature = (descriptor = None, *, backends = None, flags = None, memory_budget_thresholds = None, backend_options = None))]
    fn new(
        py: Python<'_>,
        descriptor: Option<&Bound<'_, PyAny>>,
        backends: Option<&Bound<'_, PyAny>>,
        flags: Option<&Bound<'_, PyAny>>,
        memory_budget_thresholds: Option<&Bound<'_, PyAny>>,
        backend_options: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        arguments!(py, "Instance", descriptor;
            backends: Option<wgpu::Backends> = None,
            flags: Option<wgpu::InstanceFlags> = None,
            memory_budget_thresholds: Option<wgpu::MemoryBudgetThresholds> = None,
            backend_options: Option<Options> = None,
        );
        let mut built = wgpu::InstanceDescriptor::new_without_display_handle();
        built.backends = match backends {
            Some(backends) => backends,
            None => wgpu::Backends::from_env().unwrap_or(wgpu::Backends::all()),
        };
        if built.backends.is_empty() {
            return Err(PyValueError::new_err(
                "Instance: backends: expected at least one of vulkan, gl, metal, dx12, noop; got \
                 none (the environment variable WGPU_BACKEND counts, too)",
            ));
        }
        // wgpu asks the environment for these; what is given wins.
        built.flags =
            flags.unwrap_or_else(|| wgpu::InstanceFlags::VALIDATION_INDIRECT_CALL.with_env());
        built.memory_budget_thresholds = memory_budget_thresholds.unwrap_or_default();
        built.backend_options = wgpu::BackendOptions::from_env_or_default();
        if let Some(options) = backend_options {
            if let Some(gl) = options.gl {
                built.backend_options.gl = gl;
            }
            if let Some(dx12) = options.dx12 {
                built.backend_options.dx12 = dx12;
            }
            if let Some(noop) = options.noop {
                built.backend_options.noop.enable = noop.enable;
            }
        }
        // Who asks for it alone wants it.
        if built.backends == wgpu::Backends::NOOP {
            built.backend_options.noop = wgpu::NoopBackendOptions::enabled();
        }
        let bits = built.backends.bits();
        let inner = py.detach(|| call(|| wgpu::Instance::new(built)))?;
        Ok(Self {
            root: Root::new(inner),
            backends: bits,
        })
    }

    /// The back ends that this build of pywgpu has, as `Backends` flags.
    #[staticmethod]
    fn enabled_backend_features() -> u32 {
        wgpu::Instance::enabled_backend_features().bits()
    }

    /// Language features of WGSL beyond the core, as `WgslLanguageFeatures` flags.
    #[getter]
    fn wgsl_language_features(&self) -> u32 {
        self.root.inner.wgsl_language_features().bits()
    }

    /// All adapters of some back ends.
    #[pyo3(signature = (backends = None))]
    fn enumerate_adapters(
        &self,
        py: Python<'_>,
        backends: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Vec<Adapter>> {
        self.root.check()?;
        let backends = match backends {
            Some(given) => flags::argument(given, "enumerate_adapters", "backends")?,
            None => wgpu::Backends::all(),
        };
        let all = py.detach(|| self.adapters(backends))?;
        Ok(all
            .into_iter()
            .map(|adapter| Adapter::new(adapter, &self.root))
            .collect())
    }

    /// The adapter that fits best.
    ///
    /// Args:
    ///     descriptor: The arguments as one object: a `RequestAdapterOptions` or a dict.
    ///     power_preference: `"low-power"` or `"high-performance"`; the environment variable
    ///         WGPU_POWER_PREF without it.
    ///     force_fallback_adapter: Whether to take a software adapter only.
    ///     compatible_surface: A surface that it must be able to show something on.
    ///     apply_limit_buckets: Whether to report limits that many adapters share, as browsers do.
    ///     name: A part of its name; the environment variable WGPU_ADAPTER_NAME without it.
    ///
    /// Raises:
    ///     GPUError: There is none; the message says for each back end what is missing.
    #[pyo3(signature = (descriptor = None, *, power_preference = None, force_fallback_adapter = None, compatible_surface = None, apply_limit_buckets = None, name = None))]
    fn request_adapter(
        &self,
        py: Python<'_>,
        descriptor: Option<&Bound<'_, PyAny>>,
        power_preference: Option<&Bound<'_, PyAny>>,
        force_fallback_adapter: Option<&Bound<'_, PyAny>>,
        compatible_surface: Option<&Bound<'_, PyAny>>,
        apply_limit_buckets: Option<&Bound<'_, PyAny>>,
        name: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Adapter> {
        arguments!(py, "request_adapter", descriptor;
            power_preference: Option<wgpu::PowerPreference> = None,
            force_fallback_adapter = false,
            compatible_surface: Option<Bound<'_, Surface>> = None,
            apply_limit_buckets = false,
            name: Option<String> = None,
        );
        let surface = compatible_surface.map(|surface| surface.get().shared());
        let power_preference = power_preference
            .or_else(wgpu::PowerPreference::from_env)
            .unwrap_or_default();
        py.detach(|| {
            let options = wgpu::RequestAdapterOptions {
                power_preference,
                force_fallback_adapter,
                compatible_surface: surface.as_ref().map(|surface| &***surface),
                apply_limit_buckets,
            };
            self.find(&options, name.as_deref())
        })
    }

    /// The same as `request_adapter`, to be awaited.
    #[pyo3(signature = (descriptor = None, **keywords))]
    fn request_adapter_async<'py>(
        slf: &Bound<'py, Self>,
        descriptor: Option<&Bound<'py, PyAny>>,
        keywords: Option<&Bound<'py, pyo3::types::PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        in_thread(slf.as_any(), "request_adapter", descriptor, keywords)
    }

    /// A surface for a window.
    ///
    /// `window` has a method `get_window_handles()` or attributes; or the handles are given:
    /// `platform` is `"x11"`, `"wayland"`, `"windows"` or `"macos"`, `window` and `display` are
    /// integers.
    #[pyo3(signature = (window, *, platform = None, display = 0, screen = 0))]
    fn create_surface(
        &self,
        window: &Bound<'_, PyAny>,
        platform: Option<&str>,
        #[pyo3(from_py_with = number)] display: u64,
        #[pyo3(from_py_with = number)] screen: i32,
    ) -> PyResult<Surface> {
        self.root.check()?;
        let handles = target(window, platform, display, screen)?;
        let inner = call(|| trusted::surface(&self.root.inner, &handles))?
            .map_err(|error| ValidationError::new_err(format!("create_surface: {error}")))?;
        Ok(Surface::new(inner, &self.root, window))
    }

    /// Looks after all devices once; waits for them with `force_wait`.
    #[pyo3(signature = (force_wait = false))]
    fn poll_all(&self, py: Python<'_>, force_wait: bool) -> PyResult<bool> {
        self.root.check()?;
        py.detach(|| call(|| self.root.inner.poll_all(force_wait)))
    }

    /// How many objects wgpu-core holds, as text.
    fn generate_report(&self) -> PyResult<Option<String>> {
        self.root.check()?;
        call(|| {
            self.root
                .inner
                .generate_report()
                .map(|report| format!("{report:#?}"))
        })
    }

    fn __repr__(&self) -> String {
        let names = flags::set_names(&wgpu::Backends::from_bits_truncate(self.backends));
        format!("<Instance {}>", names.join(" | "))
    }
}

/// Calls a method that takes long in a thread, to be awaited.
pub(crate) fn in_thread<'py>(
    object: &Bound<'py, PyAny>,
    method: &str,
    descriptor: Option<&Bound<'py, PyAny>>,
    keywords: Option<&Bound<'py, pyo3::types::PyDict>>,
) -> PyResult<Bound<'py, PyAny>> {
    let py = object.py();
    let bound = object.getattr(method)?;
    let arguments = match descriptor {
        Some(descriptor) => pyo3::types::PyTuple::new(py, [descriptor])?,
        None => pyo3::types::PyTuple::empty(py),
    };
    let keywords = match keywords {
        Some(keywords) => keywords.clone(),
        None => pyo3::types::PyDict::new(py),
    };
    py.import("pywgpu._aio")?
        .call_method1("in_thread", (bound, arguments, keywords))
}
