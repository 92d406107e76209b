//! Calls that Rust marks `unsafe` because the caller vouches for something.

use std::ffi::c_void;
use std::num::NonZeroIsize;
use std::ptr::NonNull;

use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use wgpu::rwh;

/// Experimental features, which the caller asked for by name.
pub(crate) fn experimental() -> wgpu::ExperimentalFeatures {
    // SAFETY: documented as a risk of asking for such a feature.
    unsafe { wgpu::ExperimentalFeatures::enabled() }
}

/// A module without runtime checks, when the caller said so.
pub(crate) fn shader_with_checks(
    device: &wgpu::Device,
    descriptor: wgpu::ShaderModuleDescriptor<'_>,
    checks: wgpu::ShaderRuntimeChecks,
) -> wgpu::ShaderModule {
    // SAFETY: the caller vouches for a shader that stays in bounds and ends.
    unsafe { device.create_shader_module_trusted(descriptor, checks) }
}

/// The runtime checks of shaders, one by one.
pub(crate) fn runtime_checks(
    bounds_checks: bool,
    force_loop_bounding: bool,
    rest: bool,
) -> wgpu::ShaderRuntimeChecks {
    // SAFETY: see `shader_with_checks`; building the value does nothing.
    let mut checks = unsafe { wgpu::ShaderRuntimeChecks::all(rest) };
    checks.bounds_checks = bounds_checks;
    checks.force_loop_bounding = force_loop_bounding;
    checks
}

/// A module that is handed to the driver as it is.
pub(crate) fn passthrough(
    device: &wgpu::Device,
    descriptor: wgpu::ShaderModuleDescriptorPassthrough<'_>,
) -> wgpu::ShaderModule {
    // SAFETY: the caller vouches for the code; the feature must be enabled for it.
    unsafe { device.create_shader_module_passthrough(descriptor) }
}

/// A pipeline cache from data that an earlier run was given.
pub(crate) fn pipeline_cache(
    device: &wgpu::Device,
    descriptor: &wgpu::PipelineCacheDescriptor<'_>,
) -> wgpu::PipelineCache {
    // SAFETY: wgpu-core checks the header of the data against the driver; the caller vouches for
    // the rest.
    unsafe { device.create_pipeline_cache(descriptor) }
}

/// The start or end of a capture in a graphics debugger.
pub(crate) fn debugger_capture(device: &wgpu::Device, start: bool) {
    // SAFETY: asks a debugger that is loaded, and does nothing without one.
    unsafe {
        if start {
            device.start_graphics_debugger_capture();
        } else {
            device.stop_graphics_debugger_capture();
        }
    }
}

/// Tells an encoder that acceleration structures were built elsewhere.
pub(crate) fn mark_built<'a>(
    encoder: &wgpu::CommandEncoder,
    blas: impl IntoIterator<Item = &'a wgpu::Blas>,
    tlas: impl IntoIterator<Item = &'a wgpu::Tlas>,
) {
    // SAFETY: the caller vouches for it.
    unsafe { encoder.mark_acceleration_structures_built(blas, tlas) }
}

/// An attachment whose content before the pass is of no interest.
pub(crate) fn load_whatever<V>() -> wgpu::LoadOp<V> {
    // SAFETY: the caller says that it overwrites what it reads.
    wgpu::LoadOp::DontCare(unsafe { wgpu::LoadOpDontCare::enabled() })
}

/// A surface for a window that lives as long as the surface does.
pub(crate) fn surface(
    instance: &wgpu::Instance,
    target: &WindowHandles,
) -> Result<wgpu::Surface<'static>, wgpu::CreateSurfaceError> {
    // SAFETY: the caller of `create_surface` keeps the window; the surface keeps the object.
    unsafe {
        instance.create_surface_unsafe(wgpu::SurfaceTargetUnsafe::RawHandle {
            raw_display_handle: Some(target.display),
            raw_window_handle: target.window,
        })
    }
}

/// Handles of a window and of its display.
#[derive(Clone, Copy, Debug)]
pub(crate) struct WindowHandles {
    display: rwh::RawDisplayHandle,
    window: rwh::RawWindowHandle,
}

fn pointer(address: u64, what: &str) -> PyResult<NonNull<c_void>> {
    usize::try_from(address)
        .ok()
        .and_then(|address| NonNull::new(address as *mut c_void))
        .ok_or_else(|| {
            PyValueError::new_err(format!(
                "create_surface: {what}: expected an address; got 0"
            ))
        })
}

/// Handles by the name of the window system.
pub(crate) fn window(
    platform: &str,
    window: u64,
    display: u64,
    screen: i32,
) -> PyResult<WindowHandles> {
    let (display, window) = match platform {
        "x11" => (
            rwh::RawDisplayHandle::Xlib(rwh::XlibDisplayHandle::new(
                NonNull::new(display as usize as *mut c_void),
                screen,
            )),
            rwh::RawWindowHandle::Xlib(rwh::XlibWindowHandle::new(window as _)),
        ),
        "wayland" => (
            rwh::RawDisplayHandle::Wayland(rwh::WaylandDisplayHandle::new(pointer(
                display, "display",
            )?)),
            rwh::RawWindowHandle::Wayland(rwh::WaylandWindowHandle::new(pointer(
                window, "window",
            )?)),
        ),
        "windows" => {
            let number = isize::try_from(window).ok().and_then(NonZeroIsize::new);
            let number = number.ok_or_else(|| {
                PyValueError::new_err("create_surface: window: expected an HWND; got 0")
            })?;
            (
                rwh::RawDisplayHandle::Windows(rwh::WindowsDisplayHandle::new()),
                rwh::RawWindowHandle::Win32(rwh::Win32WindowHandle::new(number)),
            )
        }
        "macos" => (
            rwh::RawDisplayHandle::AppKit(rwh::AppKitDisplayHandle::new()),
            rwh::RawWindowHandle::AppKit(rwh::AppKitWindowHandle::new(pointer(window, "window")?)),
        ),
        other => {
            return Err(PyTypeError::new_err(format!(
                "create_surface: platform: expected \"x11\", \"wayland\", \"windows\" or \
                 \"macos\"; got {other:?}"
            )));
        }
    };
    Ok(WindowHandles { display, window })
}
