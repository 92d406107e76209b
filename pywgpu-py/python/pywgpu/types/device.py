"""Devices, and what they count.

Generated from wgpu 30.0.1 (`make generate`); docs by the authors of wgpu.
"""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from pywgpu.types._base import U64, Many, Model
from pywgpu.types.flags import Features
from pywgpu.types.limits import Limits

__all__ = [
    "AllocationReport",
    "AllocatorReport",
    "CoreCounters",
    "DeviceDescriptor",
    "HalCounters",
    "InternalCounters",
    "MemoryBlockReport",
    "MemoryHints",
    "MemoryHintsValue",
    "Trace",
    "TraceValue",
]


class MemoryHints:
    """Hints to the device about the memory allocation strategy.

    Some backends may ignore these hints.
    """

    Performance: Final = "performance"
    """Favor performance over memory usage (the default value)."""
    MemoryUsage: Final = "memory-usage"
    """Favor memory usage over performance."""

    class Manual(Model, frozen=True):
        """wgpu's `MemoryHints::Manual`.

        Applications that have control over the content that is rendered (typically games) may find
        an optimal compromise between memory usage and performance by specifying the allocation
        configuration.
        """

        kind: Literal["manual"] = "manual"
        suballocated_device_memory_block_size: tuple[U64, U64]
        """Defines the range of allowed memory block sizes for sub-allocated resources.

        The backend may attempt to group multiple resources into fewer device memory blocks
        (sub-allocation) for performance reasons. The start of the provided range specifies the
        initial memory block size for sub-allocated resources. After running out of space in
        existing memory blocks, the backend may chose to progressively increase the block size
        of subsequent allocations up to a limit specified by the end of the range.

        This does not limit resource sizes. If a resource does not fit in the specified range,
        it will typically be placed in a dedicated memory block.
        """


MemoryHintsValue: TypeAlias = Literal["performance", "memory-usage"] | MemoryHints.Manual
"""Any of `MemoryHints`."""


class Trace:
    """wgpu's `Trace`."""

    Off: Final = "off"
    """Tracing disabled."""

    class Directory(Model, frozen=True):
        """Write trace to disk."""

        kind: Literal["directory"] = "directory"
        path: str

    Memory: Final = "memory"
    """Store trace in memory."""


TraceValue: TypeAlias = Literal["off", "memory"] | Trace.Directory
"""Any of `Trace`."""


class DeviceDescriptor(Model, frozen=True):
    """Describes a `Device`.

    Corresponds to WebGPU `GPUDeviceDescriptor`.
    """

    label: str | None = None
    """Debug label for the device."""
    required_features: Features = Features(0)
    """Specifies the features that are required by the device request. The request will fail if
    the adapter cannot provide these features.

    Exactly the specified set of features, and no more or less, will be allowed in
    validation of API calls on the resulting device.
    """
    required_limits: Limits = Limits()
    """Specifies the limits that are required by the device request. The request will fail if
    the adapter cannot provide these limits.

    Exactly the specified limits, and no better or worse, will be allowed in validation of
    API calls on the resulting device.
    """
    experimental_features: bool = False
    """Whether experimental features may be asked for. wgpu does not promise that they are
    sound.
    """
    memory_hints: MemoryHintsValue = "performance"
    """Hints for memory allocation strategies."""
    trace: TraceValue = "off"
    """Whether API tracing for debugging is enabled, and where the trace is written if so."""


class HalCounters(Model, frozen=True):
    """`wgpu-hal`'s part of `InternalCounters`."""

    buffers: int = 0
    textures: int = 0
    texture_views: int = 0
    bind_groups: int = 0
    bind_group_layouts: int = 0
    render_pipelines: int = 0
    compute_pipelines: int = 0
    ray_tracing_pipelines: int = 0
    pipeline_layouts: int = 0
    samplers: int = 0
    command_encoders: int = 0
    shader_modules: int = 0
    query_sets: int = 0
    fences: int = 0
    buffer_memory: int = 0
    """Amount of allocated gpu memory attributed to buffers, in bytes."""
    texture_memory: int = 0
    """Amount of allocated gpu memory attributed to textures, in bytes."""
    acceleration_structure_memory: int = 0
    """Amount of allocated gpu memory attributed to acceleration structures, in bytes."""
    memory_allocations: int = 0
    """Number of gpu memory allocations."""


class CoreCounters(Model, frozen=True):
    """`wgpu-core`'s part of `InternalCounters`."""


class InternalCounters(Model, frozen=True):
    """All internal counters, exposed for debugging purposes.

    Obtain this from `Device.get_internal_counters()`.
    """

    core: CoreCounters = CoreCounters()
    """`wgpu-core` counters."""
    hal: HalCounters = HalCounters()
    """`wgpu-hal` counters."""


class AllocationReport(Model, frozen=True):
    """Describes an allocation in the `AllocatorReport`."""

    name: str
    """The name provided to the `allocate()` function."""
    offset: U64
    """The offset in bytes of the allocation in its memory block."""
    size: U64
    """The size in bytes of the allocation."""


class MemoryBlockReport(Model, frozen=True):
    """Describes a memory block in the `AllocatorReport`."""

    size: U64
    """The size in bytes of this memory block."""
    allocations: tuple[U64, U64]
    """The range of allocations in `AllocatorReport.allocations` that are associated to this
    memory block.
    """


class AllocatorReport(Model, frozen=True):
    """wgpu's `AllocatorReport`.

    A report that can be generated for informational purposes using
    `Allocator.generate_report()`.
    """

    allocations: Many[AllocationReport]
    """All live allocations, sub-allocated from memory blocks."""
    blocks: Many[MemoryBlockReport]
    """All memory blocks."""
    total_allocated_bytes: U64
    """Sum of the memory used by all allocations, in bytes."""
    total_reserved_bytes: U64
    """Sum of the memory reserved by all memory blocks including unallocated regions, in bytes."""
