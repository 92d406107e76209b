"""The device that kernels and pictures use when they are given none."""

from __future__ import annotations

import os
import threading
from typing import Final

from pywgpu._pywgpu import Device, Instance

__all__ = ["default_device"]

WANTED: Final = frozenset(
    {
        "float32-filterable",
        "immediates",
        "shader-f16",
        "shader-f64",
        "shader-int64",
        "subgroup",
        "texture-adapter-specific-format-features",
        "timestamp-query",
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
            adapter = Instance().request_adapter(power_preference="high-performance")
            device = adapter.request_device(
                label="pywgpu default", required_features=adapter.features & WANTED
            )
            kept[os.getpid()] = device
        return device
