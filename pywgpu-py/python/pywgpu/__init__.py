"""Run validated shaders on the GPU, with NumPy.

The names are wgpu's: an `Instance` finds an `Adapter`, which opens a `Device`, which makes
everything else. Flags lie here as well as in `pywgpu.types`, with all descriptors and enums:

    device = pywgpu.Instance().request_adapter().request_device()
    buffer = device.create_buffer(size=1024, usage=pywgpu.BufferUsages.STORAGE)

`python -m pywgpu doctor` tells which adapters there are and what is missing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from pywgpu._pywgpu import (
    WGPU_VERSION,
    Adapter,
    BindGroup,
    BindGroupLayout,
    Blas,
    Buffer,
    BufferSlice,
    BufferView,
    BufferViewMut,
    CommandBuffer,
    CommandEncoder,
    ComputePass,
    ComputePipeline,
    Device,
    ErrorScopeGuard,
    ExternalTexture,
    Instance,
    MappedMemory,
    Pending,
    PipelineCache,
    PipelineLayout,
    QuerySet,
    Queue,
    QueueWriteBufferView,
    RenderBundle,
    RenderBundleEncoder,
    RenderPass,
    RenderPipeline,
    Sampler,
    ShaderModule,
    StagingBelt,
    SubmissionIndex,
    Surface,
    SurfaceTexture,
    TexelCopyTextureInfo,
    Texture,
    TextureBlitter,
    TextureView,
    Tlas,
    TlasInstance,
    __version__,
    make_spirv_raw,
    pipeline_cache_key,
)
from pywgpu.core.errors import (
    DeviceLostError,
    GPUError,
    InternalError,
    OutOfMemoryError,
    ShaderError,
    TimeoutError,  # noqa: A004 (it is one: see its bases)
    ValidationError,
)

if TYPE_CHECKING:
    from pywgpu import hal, types
    from pywgpu._device import default_device
    from pywgpu._kernel import Kernel, Prepared, kernel
    from pywgpu._picture import draw
    from pywgpu.types.flags import (
        AccelerationStructureFlags,
        AccelerationStructureGeometryFlags,
        Backends,
        BufferUsages,
        BufferUses,
        ColorWrites,
        DownlevelFlags,
        Features,
        InstanceFlags,
        PipelineStatisticsTypes,
        ShaderStages,
        SurfaceColorSpaces,
        TextureChannel,
        TextureFormatFeatureFlags,
        TextureUsages,
        TextureUses,
        WgslLanguageFeatures,
    )

__all__ = [
    "WGPU_VERSION",
    "AccelerationStructureFlags",
    "AccelerationStructureGeometryFlags",
    "Adapter",
    "Backends",
    "BindGroup",
    "BindGroupLayout",
    "Blas",
    "Buffer",
    "BufferSlice",
    "BufferUsages",
    "BufferUses",
    "BufferView",
    "BufferViewMut",
    "ColorWrites",
    "CommandBuffer",
    "CommandEncoder",
    "ComputePass",
    "ComputePipeline",
    "Device",
    "DeviceLostError",
    "DownlevelFlags",
    "ErrorScopeGuard",
    "ExternalTexture",
    "Features",
    "GPUError",
    "Instance",
    "InstanceFlags",
    "InternalError",
    "Kernel",
    "MappedMemory",
    "OutOfMemoryError",
    "Pending",
    "PipelineCache",
    "PipelineLayout",
    "PipelineStatisticsTypes",
    "Prepared",
    "QuerySet",
    "Queue",
    "QueueWriteBufferView",
    "RenderBundle",
    "RenderBundleEncoder",
    "RenderPass",
    "RenderPipeline",
    "Sampler",
    "ShaderError",
    "ShaderModule",
    "ShaderStages",
    "StagingBelt",
    "SubmissionIndex",
    "Surface",
    "SurfaceColorSpaces",
    "SurfaceTexture",
    "TexelCopyTextureInfo",
    "Texture",
    "TextureBlitter",
    "TextureChannel",
    "TextureFormatFeatureFlags",
    "TextureUsages",
    "TextureUses",
    "TextureView",
    "TimeoutError",
    "Tlas",
    "TlasInstance",
    "ValidationError",
    "WgslLanguageFeatures",
    "__version__",
    "default_device",
    "draw",
    "hal",
    "kernel",
    "make_spirv_raw",
    "pipeline_cache_key",
    "types",
]

SUBMODULES = ("core", "hal", "types")
PLACES = {
    "Kernel": "_kernel",
    "Prepared": "_kernel",
    "default_device": "_device",
    "draw": "_picture",
    "kernel": "_kernel",
}


def __getattr__(name: str) -> object:
    """Imports submodules and flags when they are first used."""
    if name in SUBMODULES:
        return importlib.import_module(f"{__name__}.{name}")
    if name in __all__:
        place = PLACES.get(name, "types.flags")
        value: object = getattr(importlib.import_module(f"{__name__}.{place}"), name)
        globals()[name] = value
        return value
    msg = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(msg)


def __dir__() -> list[str]:
    """All public names."""
    return sorted(__all__)
