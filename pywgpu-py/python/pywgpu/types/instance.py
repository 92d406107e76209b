"""Instances, the options of back ends and how an adapter is asked for.

Generated from wgpu 30.0.1 (`make generate`); docs by the authors of wgpu.
"""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from pywgpu.types._base import U8, U32, Model
from pywgpu.types._native import Surface
from pywgpu.types.enums import (
    DeviceType,
    Dx12AgilitySDKLoadFailure,
    Dx12SwapchainKind,
    Dx12UseFrameLatencyWaitableObject,
    DxcShaderModel,
    GlDebugFns,
    Gles3MinorVersion,
    GlFenceBehavior,
    PowerPreference,
)
from pywgpu.types.flags import Backends, Features, InstanceFlags
from pywgpu.types.limits import Limits

__all__ = [
    "BackendOptions",
    "Dx12AgilitySDK",
    "Dx12BackendOptions",
    "Dx12Compiler",
    "Dx12CompilerValue",
    "GlBackendOptions",
    "InstanceDescriptor",
    "MemoryBudgetThresholds",
    "NoopBackendOptions",
    "RequestAdapterOptions",
]


class GlBackendOptions(Model, frozen=True):
    """Configuration for the OpenGL/OpenGLES backend.

    Part of `BackendOptions`.
    """

    gles_minor_version: Gles3MinorVersion = "automatic"
    """Which OpenGL ES 3 minor version to request, if using OpenGL ES."""
    fence_behavior: GlFenceBehavior = "normal"
    """Behavior of OpenGL fences. Affects how `on_completed_work_done` and `device.poll`
    behave.
    """
    debug_fns: GlDebugFns = "auto"
    """Controls whether debug functions (`glPushDebugGroup`, `glPopDebugGroup`,
    `glObjectLabel`, etc.) are enabled when supported by the driver.

    By default (`GlDebugFns.Auto`), debug functions are automatically disabled on devices
    with known bugs (e.g., Mali GPUs can crash in `glPushDebugGroup`). Use
    `GlDebugFns.ForceEnabled` to override this behavior, or `GlDebugFns.Disabled` to disable
    debug functions entirely.

    See also `InstanceFlags.DISCARD_HAL_LABELS`, which prevents debug markers and labels
    from being sent to *any* backend, but without the driver-specific bug workarounds
    provided here.
    """


class Dx12Compiler:
    """Selects which DX12 shader compiler to use."""

    Fxc: Final = "fxc"
    """The Fxc compiler (default) is old, slow and unmaintained.

    However, it doesn't require any additional .dlls to be shipped with the application.
    """

    class DynamicDxc(Model, frozen=True):
        """The Dxc compiler is new, fast and maintained.

        However, it requires `dxcompiler.dll` to be shipped with the application. These files can be
        downloaded from <https://github.com/microsoft/DirectXShaderCompiler/releases>.

        Minimum supported version: v1.8.2502

        It also requires WDDM 2.1 (Windows 10 version 1607).
        """

        kind: Literal["dynamic-dxc"] = "dynamic-dxc"
        dxc_path: str
        """Path to `dxcompiler.dll`."""

    StaticDxc: Final = "static-dxc"
    """The statically-linked variant of Dxc.

    The `static-dxc` feature is required for this setting to be used successfully on DX12.
    Not available on `windows-aarch64-pc-*` targets.
    """
    Auto: Final = "auto"
    """Use statically-linked DXC if available. Otherwise check for dynamically linked DXC on
    the PATH. Finally, fallback to FXC.
    """


Dx12CompilerValue: TypeAlias = Literal["fxc", "static-dxc", "auto"] | Dx12Compiler.DynamicDxc
"""Any of `Dx12Compiler`."""


class Dx12AgilitySDK(Model, frozen=True):
    """Configuration for loading a specific [DirectX 12 Agility SDK] runtime.

    The Agility SDK allows applications to ship a newer version of the D3D12 runtime
    (`D3D12Core.dll`) alongside the application, enabling access to the latest D3D12 features
    without waiting for the OS to update its built-in runtime. This is the standard way for
    games and applications to adopt new D3D12 functionality on older Windows versions.

    Downloads and release notes are available at the [DirectX 12 Agility SDK] page.

    wgpu loads the Agility SDK via the [Independent Devices API], which allows specifying the
    SDK path and version at runtime without requiring exported constants or developer mode. The
    `sdk_version` must match the version of the `D3D12Core.dll` in the provided path exactly, or
    loading will fail, irrespective of the OS's built-in runtime version.

    If the shipped SDK is older than the system runtime, the system runtime will be used. This
    allows applications to ship a minimum SDK version while still benefiting from SDK updates on
    the user's system.

    If the Agility SDK fails to load (version mismatch, missing DLL, unsupported OS, etc.), the
    behavior is controlled by `on_load_failure`. By default, wgpu logs a warning and falls back
    to the system-installed D3D12 runtime. Set it to `Error` to fail instance creation instead
    (useful in CI/testing).

    The Independent Devices API requires a Windows update from August/September 2023 or newer:

    - Windows 11 21H2+ (KB5029332)
    - Windows 10 22H2+ (KB5029331)
    - Windows Server 2022+ (KB5030216)

    On older OS builds the Agility SDK will not load and wgpu will log a warning and fall back
    to the system runtime (or error, per `on_load_failure`).
    """

    sdk_version: U32
    """The Agility SDK version number (e.g., 614 for SDK version 1.614.0).

    This must match the version of the `D3D12Core.dll` at `sdk_path` exactly, or the runtime
    will fail to load.
    """
    sdk_path: str
    """Path to the directory containing the Agility SDK's `D3D12Core.dll`."""
    on_load_failure: Dx12AgilitySDKLoadFailure
    """What to do if the Agility SDK fails to load.

    Defaults to `Fallback`.

    Can also be set via the `WGPU_DX12_AGILITY_SDK_REQUIRE` environment variable (`1` for
    `Error`, `0` for `Fallback`).
    """


class Dx12BackendOptions(Model, frozen=True):
    """Configuration for the DX12 backend.

    Part of `BackendOptions`.
    """

    shader_compiler: Dx12CompilerValue = "auto"
    """Which DX12 shader compiler to use."""
    presentation_system: Dx12SwapchainKind = "dxgi-from-hwnd"
    """Presentation system to use."""
    latency_waitable_object: Dx12UseFrameLatencyWaitableObject = "wait"
    """Whether to wait for the latency waitable object before acquiring the next swapchain
    image.
    """
    force_shader_model: DxcShaderModel | None = None
    """For use with passthrough shaders. Expose features as if this shader model is present,
    even if you do not intend to ship DXC with your app.

    This does not override the device's shader model version, only the external shader
    compiler's version.
    """
    agility_sdk: Dx12AgilitySDK | None = None
    """Optional Agility SDK configuration for using the Independent Devices API.

    When set, wgpu will attempt to load the specified D3D12 runtime via the Independent
    Devices API. If the API is unavailable or the configuration is invalid, it falls back to
    the system-installed D3D12 runtime.

    Can also be set via `WGPU_DX12_AGILITY_SDK_PATH` and `WGPU_DX12_AGILITY_SDK_VERSION`
    environment variables.
    """


class NoopBackendOptions(Model, frozen=True):
    """Configuration for the noop backend.

    Part of `BackendOptions`.
    """

    enable: bool = False
    """Whether to allow the noop backend to be used.

    The noop backend stubs out all operations except for buffer creation and mapping, so it
    must not be used when not expected. Therefore, it will not be used unless explicitly
    enabled.
    """
    limits: Limits | None = None
    """Specify the reported limits values. If `None`, reports maximally permissive limits."""
    features: Features | None = None
    """Specify the reported feature support. If `None`, reports support for all features."""
    device_type: DeviceType | None = None
    """Specify the reported device type. If `None`, uses `DeviceType.Other`."""
    subgroup_min_size: U32 | None = None
    """Specify the reported minimum subgroup size."""
    subgroup_max_size: U32 | None = None
    """Specify the reported maximum subgroup size."""

    @classmethod
    def enabled(cls) -> NoopBackendOptions:
        """The no-op back end switched on: it checks everything and runs nothing."""
        return cls(enable=True)


class BackendOptions(Model, frozen=True):
    """Options that are passed to a given backend.

    Part of `InstanceDescriptor`.
    """

    gl: GlBackendOptions = GlBackendOptions()
    """Options for the OpenGL/OpenGLES backend, `Backend.Gl`."""
    dx12: Dx12BackendOptions = Dx12BackendOptions()
    """Options for the DX12 backend, `Backend.Dx12`."""
    noop: NoopBackendOptions = NoopBackendOptions()
    """Options for the noop backend, `Backend.Noop`."""


class MemoryBudgetThresholds(Model, frozen=True):
    """wgpu's `MemoryBudgetThresholds`.

    Memory budget thresholds used by backends to try to avoid high memory pressure situations.

    Currently only the D3D12 and (optionally) Vulkan backends support these options.
    """

    for_resource_creation: U8 | None = None
    """Threshold at which texture, buffer, query set and acceleration structure creation will
    start to return OOM errors. This is a percent of the memory budget reported by native
    APIs.

    If not specified, resource creation might still return OOM errors.
    """
    for_device_loss: U8 | None = None
    """Threshold at which devices will become lost due to memory pressure. This is a percent of
    the memory budget reported by native APIs.

    If not specified, devices might still become lost due to memory pressure.
    """


class InstanceDescriptor(Model, frozen=True):
    """Options for creating an instance.

    If you want to allow control of instance settings via environment variables, call any of the
    `*from_env()` functions or `InstanceDescriptor.with_env()`. Each type within this descriptor
    has its own equivalent methods, so you can select which options you want to expose to
    influence from the environment.
    """

    backends: Backends = Backends.all()
    """Which `Backends` to enable.

    `Backends.BROWSER_WEBGPU` has an additional effect: If it is set and a `navigator.gpu`
    object is present, this instance will *only* be able to create WebGPU adapters.

    ⚠️ On some browsers this check is insufficient to determine whether WebGPU is supported,
    as the browser may define the `navigator.gpu` object, but be unable to create any WebGPU
    adapters. For targeting _both_ WebGPU & WebGL, it is recommended to use
    `util.new_instance_with_webgpu_detection`.

    If you instead want to force use of WebGL, either disable the `webgpu` compile-time
    feature or don't include the `Backends.BROWSER_WEBGPU` flag in this field. If it is set
    and WebGPU support is *not* detected, the instance will use `wgpu-core` to create
    adapters, meaning that if the `webgl` feature is enabled, it is able to create a WebGL
    adapter.
    """
    flags: InstanceFlags = InstanceFlags.VALIDATION_INDIRECT_CALL
    """Flags to tune the behavior of the instance."""
    memory_budget_thresholds: MemoryBudgetThresholds = MemoryBudgetThresholds()
    """Memory budget thresholds used by some backends."""
    backend_options: BackendOptions = BackendOptions()
    """Options for configuring the behavior of specific backends."""


class RequestAdapterOptions(Model, frozen=True):
    """Options for requesting adapter.

    Corresponds to WebGPU `GPURequestAdapterOptions`, with some wgpu extensions.
    """

    power_preference: PowerPreference = "none"
    """Power preference for the adapter."""
    force_fallback_adapter: bool = False
    """Indicates that only a fallback adapter can be returned. This is generally a "software"
    implementation on the system.
    """
    compatible_surface: Surface | None = None
    """Surface that is required to be presentable with the requested adapter. This does not
    create the surface, only guarantees that the adapter can present to said surface. For
    WebGL, this is strictly required, as an adapter can not be created without a surface.
    """
    apply_limit_buckets: bool = False
    """Requests that the returned adapter's limits are mapped to one of several pre-defined
    buckets, as described in [limit bucketing]. If your application exposes `wgpu` to
    untrusted content (e.g. a web browser), this can reduce the potential for fingerprinting
    via adapter characteristics.

    To be effective, control of this option must not be available to the untrusted content.
    Instead, set this option unconditionally in trusted code.
    """
