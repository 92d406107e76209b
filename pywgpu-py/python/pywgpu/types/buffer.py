"""Buffers.

Generated from wgpu 30.0.1 (`make generate`); docs by the authors of wgpu.
"""

from __future__ import annotations

from pywgpu.types._base import U64, Model, NonZeroU64
from pywgpu.types._native import Buffer
from pywgpu.types.flags import BufferUsages, BufferUses

__all__ = [
    "BufferBinding",
    "BufferDescriptor",
    "BufferInitDescriptor",
    "BufferTransition",
]


class BufferDescriptor(Model, frozen=True):
    """Describes a `Buffer`.

    Corresponds to WebGPU `GPUBufferDescriptor`.
    """

    label: str | None = None
    """Debug label of a buffer. This will show up in graphics debuggers for easy
    identification.
    """
    size: U64
    """Size of a buffer, in bytes."""
    usage: BufferUsages
    """Usages of a buffer. If the buffer is used in any way that isn't specified here, the
    operation will panic.

    Specifying only usages the application will actually perform may increase performance.
    Additionally, on the WebGL backend, there are restrictions on `BufferUsages.INDEX`; see
    `DownlevelFlags.UNRESTRICTED_INDEX_BUFFER` for more information.
    """
    mapped_at_creation: bool = False
    """Allows a buffer to be mapped immediately after they are made. It does not have to be
    `BufferUsages.MAP_READ` or `BufferUsages.MAP_WRITE`, all buffers are allowed to be
    mapped at creation.

    If this is `True`, `size` must be a multiple of `COPY_BUFFER_ALIGNMENT`.
    """


class BufferInitDescriptor(Model, frozen=True):
    """Describes a Buffer when allocating."""

    label: str | None
    """Debug label of a buffer. This will show up in graphics debuggers for easy
    identification.
    """
    contents: bytes
    """Contents of a buffer on creation."""
    usage: BufferUsages
    """Usages of a buffer. If the buffer is used in any way that isn't specified here, the
    operation will panic.
    """


class BufferBinding(Model, frozen=True):
    """Describes the segment of a buffer to bind.

    Corresponds to WebGPU `GPUBufferBinding`.
    """

    buffer: Buffer
    """The buffer to bind."""
    offset: U64 = 0
    """Base offset of the buffer, in bytes.

    If the `has_dynamic_offset` field of this buffer's layout entry is `True`, the offset
    here will be added to the dynamic offset passed to `RenderPass.set_bind_group` or
    `ComputePass.set_bind_group`.

    If the buffer was created with `BufferUsages.UNIFORM`, then this offset must be a
    multiple of `Limits.min_uniform_buffer_offset_alignment`.

    If the buffer was created with `BufferUsages.STORAGE`, then this offset must be a
    multiple of `Limits.min_storage_buffer_offset_alignment`.
    """
    size: NonZeroU64 | None = None
    """Size of the binding in bytes, or `None` for using the rest of the buffer."""


class BufferTransition(Model, frozen=True):
    """A buffer transition for use with `CommandEncoder.transition_resources`."""

    buffer: Buffer
    """The buffer to transition."""
    state: BufferUses
    """The new state to transition to."""
