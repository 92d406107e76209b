"""What goes wrong, as exceptions."""

from __future__ import annotations

from pywgpu.core.errors import (
    DeviceLostError,
    GPUError,
    InternalError,
    OutOfMemoryError,
    ShaderError,
    TimeoutError,  # noqa: A004 (it is one: see its bases)
    ValidationError,
)

__all__ = [
    "DeviceLostError",
    "GPUError",
    "InternalError",
    "OutOfMemoryError",
    "ShaderError",
    "TimeoutError",
    "ValidationError",
]
