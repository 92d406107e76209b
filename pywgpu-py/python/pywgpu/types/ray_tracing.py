"""Acceleration structures.

Generated from wgpu 30.0.1 (`make generate`); docs by the authors of wgpu.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from pywgpu.types._base import U8, U32, U64, F32x12, Many, Model
from pywgpu.types._native import Blas, Buffer
from pywgpu.types.enums import AccelerationStructureUpdateMode, IndexFormat, VertexFormat
from pywgpu.types.flags import AccelerationStructureFlags, AccelerationStructureGeometryFlags

__all__ = [
    "BlasAABBGeometrySizeDescriptor",
    "BlasAabbGeometry",
    "BlasBuildEntry",
    "BlasGeometrySizeDescriptors",
    "BlasGeometrySizeDescriptorsValue",
    "BlasTriangleGeometry",
    "BlasTriangleGeometrySizeDescriptor",
    "CreateBlasDescriptor",
    "CreateTlasDescriptor",
    "TlasInstance",
]


class BlasTriangleGeometrySizeDescriptor(Model, frozen=True):
    """wgpu's `BlasTriangleGeometrySizeDescriptor`.

    Descriptor for all size defining attributes of a single triangle geometry inside a bottom
    level acceleration structure.
    """

    vertex_format: VertexFormat
    """Format of a vertex position, must be `VertexFormat.Float32x3` with just
    `Features.EXPERIMENTAL_RAY_QUERY` but
    `Features.EXTENDED_ACCELERATION_STRUCTURE_VERTEX_FORMATS` adds more.
    """
    vertex_count: U32
    """Number of vertices."""
    index_format: IndexFormat | None = None
    """Format of an index. Only needed if an index buffer is used. If `index_format` is
    provided `index_count` is required.
    """
    index_count: U32 | None = None
    """Number of indices. Only needed if an index buffer is used. If `index_count` is provided
    `index_format` is required.
    """
    flags: AccelerationStructureGeometryFlags = AccelerationStructureGeometryFlags(0)
    """Flags for the geometry."""


class BlasAABBGeometrySizeDescriptor(Model, frozen=True):
    """wgpu's `BlasAABBGeometrySizeDescriptor`.

    Descriptor for size-defining attributes of one AABB geometry group in a bottom level
    acceleration structure.

    Each primitive is one axis-aligned bounding box, typically stored as two `vec3<f32>` min/max
    corners.
    """

    primitive_count: U32
    """Number of AABB primitives in this geometry."""
    flags: AccelerationStructureGeometryFlags = AccelerationStructureGeometryFlags(0)
    """Flags for the geometry."""


class BlasGeometrySizeDescriptors:
    """wgpu's `BlasGeometrySizeDescriptors`.

    Descriptor for all size defining attributes of all geometries inside a bottom level
    acceleration structure.
    """

    class Triangles(Model, frozen=True):
        """Triangle geometry version."""

        kind: Literal["triangles"] = "triangles"
        descriptors: Many[BlasTriangleGeometrySizeDescriptor]
        """Descriptor for each triangle geometry."""

    class AABBs(Model, frozen=True):
        """AABB geometry version."""

        kind: Literal["aabbs"] = "aabbs"
        descriptors: Many[BlasAABBGeometrySizeDescriptor]
        """Descriptor for each AABB geometry."""


BlasGeometrySizeDescriptorsValue: TypeAlias = Annotated[
    BlasGeometrySizeDescriptors.Triangles | BlasGeometrySizeDescriptors.AABBs,
    Field(discriminator="kind"),
]
"""Any of `BlasGeometrySizeDescriptors`."""


class CreateBlasDescriptor(Model, frozen=True):
    """Descriptor for creating a bottom level acceleration structure."""

    label: str | None = None
    """Label for the bottom level acceleration structure."""
    flags: AccelerationStructureFlags = AccelerationStructureFlags(0)
    """Flags for the bottom level acceleration structure."""
    update_mode: AccelerationStructureUpdateMode = "build"
    """Update mode for the bottom level acceleration structure."""


class CreateTlasDescriptor(Model, frozen=True):
    """Descriptor for creating a top level acceleration structure."""

    label: str | None = None
    """Label for the top level acceleration structure."""
    max_instances: U32
    """Number of instances that can be stored in the acceleration structure."""
    flags: AccelerationStructureFlags = AccelerationStructureFlags(0)
    """Flags for the bottom level acceleration structure."""
    update_mode: AccelerationStructureUpdateMode = "build"
    """Update mode for the bottom level acceleration structure."""


class BlasTriangleGeometry(Model, frozen=True):
    """Definition for a triangle geometry for a Bottom Level Acceleration Structure (BLAS).

    The size must match the rest of the structures fields, otherwise the build will fail. (e.g.
    if index count is present in the size, the index buffer must be present as well.)
    """

    size: BlasTriangleGeometrySizeDescriptor
    """Sub descriptor for the size defining attributes of a triangle geometry."""
    vertex_buffer: Buffer
    """Vertex buffer."""
    first_vertex: U32 = 0
    """Offset into the vertex buffer as a factor of the vertex stride."""
    vertex_stride: U64
    """Vertex stride, must be greater than
    `wgpu_types.VertexFormat.min_acceleration_structure_vertex_stride` of the format and
    must be a multiple of `wgpu_types.VertexFormat.acceleration_structure_stride_alignment`.
    """
    index_buffer: Buffer | None = None
    """Index buffer (optional)."""
    first_index: U32 | None = None
    """Number of indexes to skip in the index buffer (optional, required if index buffer is
    present).
    """
    transform_buffer: Buffer | None = None
    """Transform buffer containing 3x4 (rows x columns, row major) affine transform matrices
    `[f32; 12]` (optional).
    """
    transform_buffer_offset: U64 | None = None
    """Transform buffer offset in bytes (optional, required if transform buffer is present)."""


class BlasAabbGeometry(Model, frozen=True):
    """wgpu's `BlasAabbGeometry`.

    Definition for an axis-aligned bounding box geometry group for a bottom level acceleration
    structure.

    Buffer data must contain `size.primitive_count` primitives at `primitive_offset`, each
    `size.stride` bytes, with `stride` at least `AABB_GEOMETRY_MIN_STRIDE` and a multiple of 8.
    """

    size: BlasAABBGeometrySizeDescriptor
    """Sub descriptor for the size defining attributes of this geometry."""
    stride: U64
    """Stride in bytes between consecutive AABB primitives in the buffer (at least
    `AABB_GEOMETRY_MIN_STRIDE`, and must be a multiple of 8).
    """
    aabb_buffer: Buffer
    """Buffer containing packed AABB primitives (layout determined by `size.stride`)."""
    primitive_offset: U32 = 0
    """Byte offset to the first AABB primitive (must be a multiple of 8)."""


class BlasBuildEntry(Model, frozen=True):
    """Builds the given sets of geometry into the given [Blas]."""

    blas: Blas
    """Reference to the acceleration structure."""
    geometry: Many[BlasTriangleGeometry] | Many[BlasAabbGeometry]
    """Geometries."""


class TlasInstance(Model, frozen=True):
    """Safe instance for a [Tlas].

    A TlasInstance may be made invalid, if a TlasInstance is invalid, any attempt to build a
    [Tlas] containing an invalid TlasInstance will generate a validation error

    Each one contains:

    - A reference to a BLAS, this ***must*** be interacted with using [TlasInstance::new] or
      [TlasInstance::set_blas], a TlasInstance that references a BLAS keeps that BLAS from being
      dropped
    - A user accessible transformation matrix
    - A user accessible mask
    - A user accessible custom index
    """

    blas: Blas
    """The bottom level acceleration structure that is placed."""
    transform: F32x12
    """Affine transform matrix 3x4 (rows x columns, row major order)."""
    custom_data: U32 = 0
    """Custom index for the instance used inside the shader.

    This must only use the lower 24 bits, if any bits are outside that range (byte 4 does
    not equal 0) the TlasInstance becomes invalid and generates a validation error when
    built
    """
    mask: U8 = 0xFF
    """Mask for the instance used inside the shader to filter instances. Reports hit only if
    `(shader_cull_mask & tlas_instance.mask) != 0u`.
    """
