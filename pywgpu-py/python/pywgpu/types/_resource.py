"""What can be bound."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, TypeAlias

from pywgpu.types._base import Many
from pywgpu.types._native import ExternalTexture, Native, Sampler, TextureView, Tlas
from pywgpu.types.buffer import BufferBinding

__all__ = ["BindingResource"]

if TYPE_CHECKING:
    from pywgpu._pywgpu import Buffer
else:
    Buffer = Annotated[object, Native("Buffer")]

BindingResource: TypeAlias = (
    BufferBinding
    | Buffer
    | Sampler
    | TextureView
    | Tlas
    | ExternalTexture
    | Many[BufferBinding]
    | Many[Sampler]
    | Many[TextureView]
    | Many[Tlas]
)
