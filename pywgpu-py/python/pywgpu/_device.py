"""The device that kernels and pictures use when they are given none."""

from __future__ import annotations

import os
import threading
from typing import Final

from pywgpu._pywgpu import Adapter, Device, Instance
from pywgpu.core.errors import GPUError

__all__ = ["default_device"]

WANTED: Final = frozenset(
    {
        "buffer-binding-array",
        "float32-filterable",
        "immediates",
        "partially-bound-binding-array",
        "sampled-texture-and-storage-buffer-array-non-uniform-indexing",
        "shader-f16",
        "shader-f64",
        "shader-int64",
        "storage-resource-binding-array",
        "storage-texture-array-non-uniform-indexing",
        "subgroup",
        "texture-adapter-specific-format-features",
        "texture-binding-array",
        "timestamp-query",
        "uniform-buffer-binding-arrays",
    }
)
"""Features that cost nothing and that shaders ask for, where the adapter has them."""

lock: Final = threading.Lock()
kept: Final[dict[int, Device]] = {}


def default_device() -> Device:
    """The device of this process, made at the first call and anew when it was lost.

    The environment variables WGPU_BACKEND, WGPU_ADAPTER_NAME and WGPU_POWER_PREF choose the
    adapter.

    Raises:
        GPUError: There is no adapter.
    """
    with lock:
        device = kept.get(os.getpid())
        if device is None or device.is_lost:
            adapter = best_adapter()
            device = adapter.request_device(
                label="pywgpu default", required_features=adapter.features & WANTED
            )
            kept[os.getpid()] = device
        return device


def best_adapter() -> Adapter:
    """The fastest adapter; OpenGL only where nothing else is found, as it starts slowly."""
    if "WGPU_BACKEND" not in os.environ:
        try:
            return Instance(backends="PRIMARY").request_adapter(power_preference="high-performance")
        except GPUError:
            pass
    return Instance().request_adapter(power_preference="high-performance")
