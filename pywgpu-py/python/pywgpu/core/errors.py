"""The exceptions of this package: each is raised by the call that caused it.

Wrong Python types are `TypeError`s, and numbers or names that no call takes are `ValueError`s, as
everywhere in Python; what the GPU's rules refuse is a `ValidationError`.
"""

from __future__ import annotations

import builtins
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = [
    "DeviceLostError",
    "GPUError",
    "InternalError",
    "OutOfMemoryError",
    "ShaderError",
    "TimeoutError",
    "ValidationError",
]


class GPUError(Exception):
    """Base of every error of the GPU, its driver or its rules."""


class ValidationError(GPUError):
    """A call broke a rule of WebGPU; the message names the object, the rule and the remedy."""


class ShaderError(ValidationError):
    """A shader was refused; the message quotes its source."""

    diagnostics: Sequence[Mapping[str, object]] = ()
    """Each finding as the command line's JSON has it: code, message, labels with lines and
    columns, notes.
    """


class OutOfMemoryError(GPUError, MemoryError):
    """The GPU or its driver has no memory left for this call."""


class DeviceLostError(GPUError):
    """The device is gone: destroyed, given up by its driver, or made in a parent process."""


class InternalError(GPUError):
    """The driver, wgpu or this package failed: no fault of the caller."""


class TimeoutError(GPUError, builtins.TimeoutError):  # noqa: A001 (it is one: see its bases)
    """The GPU did not finish in the time that was given."""
