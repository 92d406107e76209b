"""Alignments and sizes that hold on every device.

Generated from wgpu 30.0.1 (`make generate`); docs by the authors of wgpu.
"""

from typing import Final

__all__ = [
    "AABB_GEOMETRY_MIN_STRIDE",
    "COPY_BUFFER_ALIGNMENT",
    "COPY_BYTES_PER_ROW_ALIGNMENT",
    "IMMEDIATE_DATA_ALIGNMENT",
    "INSTANCE_BUFFER_ALIGNMENT",
    "MAP_ALIGNMENT",
    "MAXIMUM_SUBGROUP_MAX_SIZE",
    "MAX_TARGET_PIXEL_BYTE_COST",
    "MINIMUM_SUBGROUP_MIN_SIZE",
    "QUERY_RESOLVE_BUFFER_ALIGNMENT",
    "QUERY_SET_MAX_QUERIES",
    "QUERY_SIZE",
    "STORAGE_BINDING_SIZE_ALIGNMENT",
    "TRANSFORM_BUFFER_ALIGNMENT",
    "VERTEX_ALIGNMENT",
    "VERTEX_STRIDE_ALIGNMENT",
]

AABB_GEOMETRY_MIN_STRIDE: Final = 24
"""Minimum stride for AABB geometry (24 bytes: two `vec3<f32>`)."""
COPY_BUFFER_ALIGNMENT: Final = 4
"""Buffer to buffer copy as well as buffer clear offsets and sizes must be aligned to this
number.
"""
COPY_BYTES_PER_ROW_ALIGNMENT: Final = 256
"""Buffer-texture copies must have `bytes_per_row` aligned to this number.

This doesn't apply to `Queue.write_texture`, only to `copy_buffer_to_texture()` and
`copy_texture_to_buffer()`.
"""
IMMEDIATE_DATA_ALIGNMENT: Final = 4
"""Ranges of [writes to immediate data] must be at least this aligned."""
INSTANCE_BUFFER_ALIGNMENT: Final = 16
"""Alignment requirement for instance buffers used in acceleration structure builds
(`build_acceleration_structures_unsafe_tlas`)
"""
MAP_ALIGNMENT: Final = 8
"""Minimum alignment of buffer mappings.

The range passed to `map_async()` or `get_mapped_range()` must be at least this aligned.
"""
MAXIMUM_SUBGROUP_MAX_SIZE: Final = 128
"""The maximum allowed value for `AdapterInfo.subgroup_max_size`.

See <https://gpuweb.github.io/gpuweb/#gpuadapterinfo> where you can always use these values
on all devices.
"""
MAX_TARGET_PIXEL_BYTE_COST: Final = 16
"""The largest number that can be returned by `target_pixel_byte_cost`."""
MINIMUM_SUBGROUP_MIN_SIZE: Final = 4
"""The minimum allowed value for `AdapterInfo.subgroup_min_size`.

See <https://gpuweb.github.io/gpuweb/#gpuadapterinfo> where you can always use these values
on all devices
"""
QUERY_RESOLVE_BUFFER_ALIGNMENT: Final = 256
"""An [offset into the query resolve buffer] has to be aligned to this."""
QUERY_SET_MAX_QUERIES: Final = 4096
"""Maximum number of query result slots that can be requested in a `QuerySetDescriptor`."""
QUERY_SIZE: Final = 8
"""Size in bytes of a single piece of [query] data."""
STORAGE_BINDING_SIZE_ALIGNMENT: Final = 4
"""Storage buffer binding sizes must be multiples of this value."""
TRANSFORM_BUFFER_ALIGNMENT: Final = 16
"""Alignment requirement for transform buffers used in acceleration structure builds"""
VERTEX_ALIGNMENT: Final = 4
"""[Vertex buffer offsets] and [strides] have to be a multiple of this number."""
VERTEX_STRIDE_ALIGNMENT: Final = 4
"""[Vertex buffer strides] have to be a multiple of this number."""
