"""Encoders, passes, bundles, queries and indirect arguments.

Generated from wgpu 30.0.1 (`make generate`); docs by the authors of wgpu.
"""

from __future__ import annotations

import struct
from typing import Final, Literal, TypeAlias

from pywgpu.types._base import F64, I32, U32, Many, Model, NonZeroU32
from pywgpu.types._native import QuerySet, TextureView
from pywgpu.types.enums import StoreOp, TextureFormat
from pywgpu.types.flags import PipelineStatisticsTypes
from pywgpu.types.geometry import Color

__all__ = [
    "CommandBufferDescriptor",
    "CommandEncoderDescriptor",
    "ComputePassDescriptor",
    "ComputePassTimestampWrites",
    "DispatchIndirectArgs",
    "DrawIndexedIndirectArgs",
    "DrawIndirectArgs",
    "LoadOp",
    "LoadOpValue",
    "Operations",
    "QuerySetDescriptor",
    "QueryType",
    "QueryTypeValue",
    "RenderBundleDepthStencil",
    "RenderBundleDescriptor",
    "RenderBundleEncoderDescriptor",
    "RenderPassColorAttachment",
    "RenderPassDepthStencilAttachment",
    "RenderPassDescriptor",
    "RenderPassTimestampWrites",
]


class CommandEncoderDescriptor(Model, frozen=True):
    """Describes a `CommandEncoder`.

    Corresponds to WebGPU `GPUCommandEncoderDescriptor`.
    """

    label: str | None = None
    """Debug label for the command encoder. This will show up in graphics debuggers for easy
    identification.
    """


class CommandBufferDescriptor(Model, frozen=True):
    """Describes a `CommandBuffer`.

    Corresponds to WebGPU `GPUCommandBufferDescriptor`.
    """

    label: str | None = None
    """Debug label of this command buffer."""


class ComputePassTimestampWrites(Model, frozen=True):
    """Describes the timestamp writes of a compute pass.

    For use with `ComputePassDescriptor`. At least one of `beginning_of_pass_write_index` and
    `end_of_pass_write_index` must be given.

    Corresponds to WebGPU `GPUComputePassTimestampWrites`.
    """

    query_set: QuerySet
    """The query set to write to."""
    beginning_of_pass_write_index: U32 | None = None
    """The index of the query set at which a start timestamp of this pass is written, if any."""
    end_of_pass_write_index: U32 | None = None
    """The index of the query set at which an end timestamp of this pass is written, if any."""


class ComputePassDescriptor(Model, frozen=True):
    """Describes the attachments of a compute pass.

    For use with `CommandEncoder.begin_compute_pass`.

    Corresponds to WebGPU `GPUComputePassDescriptor`.
    """

    label: str | None = None
    """Debug label of the compute pass. This will show up in graphics debuggers for easy
    identification.
    """
    timestamp_writes: ComputePassTimestampWrites | None = None
    """Defines which timestamp values will be written for this pass, and where to write them
    to.

    Requires `Features.TIMESTAMP_QUERY` to be enabled.
    """


class LoadOp:
    """Operation to perform to the output attachment at the start of a render pass.

    Corresponds to WebGPU `GPULoadOp`, plus the corresponding clearValue.
    """

    class Clear(Model, frozen=True):
        """Loads the specified value for this attachment into the render pass.

        On some GPU hardware (primarily mobile), "clear" is significantly cheaper because it avoids
        loading data from main memory into tile-local memory.

        On other GPU hardware, there isn't a significant difference.

        As a result, it is recommended to use "clear" rather than "load" in cases where the initial
        value doesn't matter (e.g. the render target will be cleared using a skybox).
        """

        kind: Literal["clear"] = "clear"
        value: Color | F64 | U32
        """A colour, or a number: depth from 0.0 to 1.0, or the value of the stencil."""

    Load: Final = "load"
    """Loads the existing value for this attachment into the render pass."""
    DontCare: Final = "dont-care"
    """The render target has undefined contents at the start of the render pass. This may lead
    to undefined behavior if you read from the any of the render target pixels without first
    writing to them.

    Blending also becomes undefined behavior if the source pixels are undefined.

    This is the fastest option on all GPUs if you always overwrite all pixels in the render
    target after this load operation.

    Backends that don't support `DontCare` internally, will pick a different (unspecified)
    load op instead.

    - All pixels in the render target must be written to before any read or a
      `StoreOp.Store` occurs.
    """

    @staticmethod
    def eq_variant(one: LoadOpValue, other: LoadOpValue) -> bool:
        """Whether both do the same, whatever the value of clearing is."""
        if isinstance(one, LoadOp.Clear) or isinstance(other, LoadOp.Clear):
            return isinstance(one, LoadOp.Clear) and isinstance(other, LoadOp.Clear)
        return one == other


LoadOpValue: TypeAlias = Literal["load", "dont-care"] | LoadOp.Clear
"""Any of `LoadOp`."""


class Operations(Model, frozen=True):
    """Pair of load and store operations for an attachment aspect.

    This type is unique to the Rust API of `wgpu`. In the WebGPU specification, separate
    `loadOp` and `storeOp` fields are used instead.
    """

    load: LoadOpValue = LoadOp.Clear(value=Color(a=0.0))
    """What the pass starts from: `"load"` keeps what is there, `LoadOp.Clear(value=...)` fills
    it, `"dont-care"` leaves it undefined.
    """
    store: StoreOp = "store"
    """Whether data will be written to through this attachment.

    Note that resolve textures (if specified) are always written to, regardless of this
    setting.
    """


class RenderPassColorAttachment(Model, frozen=True):
    """Describes a color attachment to a `RenderPass`.

    For use with `RenderPassDescriptor`.

    Corresponds to WebGPU `GPURenderPassColorAttachment`.
    """

    view: TextureView
    """The view to use as an attachment."""
    depth_slice: U32 | None = None
    """The depth slice index of a 3D view. It must not be provided if the view is not 3D."""
    resolve_target: TextureView | None = None
    """The view that will receive the resolved output if multisampling is used.

    If set, it is always written to, regardless of how `ops` is configured.
    """
    ops: Operations = Operations()
    """What operations will be performed on this color attachment."""


class RenderPassDepthStencilAttachment(Model, frozen=True):
    """Describes a depth/stencil attachment to a `RenderPass`.

    For use with `RenderPassDescriptor`.

    Corresponds to WebGPU `GPURenderPassDepthStencilAttachment`.
    """

    view: TextureView
    """The view to use as an attachment."""
    depth_ops: Operations | None = None
    """What operations will be performed on the depth part of the attachment."""
    stencil_ops: Operations | None = None
    """What operations will be performed on the stencil part of the attachment."""


class RenderPassTimestampWrites(Model, frozen=True):
    """Describes the timestamp writes of a render pass.

    For use with `RenderPassDescriptor`. At least one of `beginning_of_pass_write_index` and
    `end_of_pass_write_index` must be given.

    Corresponds to WebGPU `GPURenderPassTimestampWrite`.
    """

    query_set: QuerySet
    """The query set to write to."""
    beginning_of_pass_write_index: U32 | None = None
    """The index of the query set at which a start timestamp of this pass is written, if any."""
    end_of_pass_write_index: U32 | None = None
    """The index of the query set at which an end timestamp of this pass is written, if any."""


class RenderPassDescriptor(Model, frozen=True):
    """Describes the attachments of a render pass.

    For use with `CommandEncoder.begin_render_pass`.

    Corresponds to WebGPU `GPURenderPassDescriptor`.
    """

    label: str | None = None
    """Debug label of the render pass. This will show up in graphics debuggers for easy
    identification.
    """
    color_attachments: Many[RenderPassColorAttachment | None] = ()
    """The color attachments of the render pass."""
    depth_stencil_attachment: RenderPassDepthStencilAttachment | None = None
    """The depth and stencil attachment of the render pass, if any."""
    timestamp_writes: RenderPassTimestampWrites | None = None
    """Defines which timestamp values will be written for this pass, and where to write them
    to.

    Requires `Features.TIMESTAMP_QUERY` to be enabled.
    """
    occlusion_query_set: QuerySet | None = None
    """Defines where the occlusion query results will be stored for this pass."""
    multiview_mask: NonZeroU32 | None = None
    """The mask of multiview image layers to use for this render pass. For example, if you wish
    to render to the first 2 layers, you would use 3=0b11. If you wanted ro render to only
    the 2nd layer, you would use 2=0b10. If you aren't using multiview this should be
    `None`.

    Note that setting bits higher than the number of texture layers is a validation error.

    This doesn't influence load/store/clear/etc operations, as those are defined for
    attachments, therefore affecting all attachments. Meaning, this affects only any shaders
    executed on the `RenderPass`.
    """


class RenderBundleDepthStencil(Model, frozen=True):
    """Describes the depth/stencil attachment for render bundles.

    Corresponds to a portion of WebGPU `GPURenderBundleEncoderDescriptor`.
    """

    format: TextureFormat
    """Format of the attachment."""
    depth_read_only: bool = False
    """If the depth aspect of the depth stencil attachment is going to be written to.

    This must match the `RenderPassDepthStencilAttachment.depth_ops` of the renderpass this
    render bundle is executed in. If `depth_ops` is `..` this must be false. If it is `None`
    this must be true.
    """
    stencil_read_only: bool = False
    """If the stencil aspect of the depth stencil attachment is going to be written to.

    This must match the `RenderPassDepthStencilAttachment.stencil_ops` of the renderpass
    this render bundle is executed in. If `depth_ops` is `..` this must be false. If it is
    `None` this must be true.
    """


class RenderBundleDescriptor(Model, frozen=True):
    """Describes a `RenderBundle`.

    Corresponds to WebGPU `GPURenderBundleDescriptor`.
    """

    label: str | None = None
    """Debug label of the render bundle encoder. This will show up in graphics debuggers for
    easy identification.
    """


class RenderBundleEncoderDescriptor(Model, frozen=True):
    """Describes a `RenderBundleEncoder`.

    For use with `Device.create_render_bundle_encoder`.

    Corresponds to WebGPU `GPURenderBundleEncoderDescriptor`.
    """

    label: str | None = None
    """Debug label of the render bundle encoder. This will show up in graphics debuggers for
    easy identification.
    """
    color_formats: Many[TextureFormat | None] = ()
    """The formats of the color attachments that this render bundle is capable to rendering to.
    This must match the formats of the color attachments in the render pass this render
    bundle is executed in.
    """
    depth_stencil: RenderBundleDepthStencil | None = None
    """Information about the depth attachment that this render bundle is capable to rendering
    to. This must match the format of the depth attachments in the render pass this render
    bundle is executed in.
    """
    sample_count: U32 = 1
    """Sample count this render bundle is capable of rendering to. This must match the
    pipelines and the render passes it is used in.
    """
    multiview: NonZeroU32 | None = None
    """If this render bundle will rendering to multiple array layers in the attachments at the
    same time.
    """


class QueryType:
    """Type of queries contained in a `QuerySet`.

    Each query set may contain any number of queries, but they must all be of the same type.

    Corresponds to WebGPU `GPUQueryType`.
    """

    Occlusion: Final = "occlusion"
    """An occlusion query reports whether any of the fragments drawn within the scope of the
    query passed all per-fragment tests (i.e. were not occluded).

    Occlusion queries are performed by setting `RenderPassDescriptor.occlusion_query_set`,
    then calling `RenderPass.begin_occlusion_query()` and
    `RenderPass.end_occlusion_query()`. The query writes to a single result slot in the
    query set, whose value will be either 0 or 1 as a boolean.
    """
    Timestamp: Final = "timestamp"
    """A timestamp query records a GPU-timestamp value at which a certain command started or
    finished executing.

    Timestamp queries are performed by any one of:

    - Setting `ComputePassDescriptor.timestamp_writes`
    - Setting `RenderPassDescriptor.timestamp_writes`
    - Calling `CommandEncoder.write_timestamp()`
    - Calling `RenderPass.write_timestamp()`
    - Calling `ComputePass.write_timestamp()`

    Each timestamp query writes to a single result slot in the query set. The timestamp
    value must be multiplied by `Queue.get_timestamp_period()` to get the time in
    nanoseconds. Absolute values have no meaning, but timestamps can be subtracted to get
    the time it takes for a string of operations to complete. Timestamps may overflow and
    wrap to 0, resulting in occasional spurious negative deltas.

    Additionally, passes may be executed in parallel or out of the order they were
    submitted; this does not affect their results but is observable via these timestamps.

    `Features.TIMESTAMP_QUERY` must be enabled to use this query type.
    """

    class PipelineStatistics(Model, frozen=True):
        """wgpu's `QueryType::PipelineStatistics`.

        A pipeline statistics query records information about the execution of pipelines; see
        `PipelineStatisticsTypes`'s documentation for details.

        Pipeline statistics queries are performed by:

        - `ComputePass.begin_pipeline_statistics_query()`
        - `RenderPass.begin_pipeline_statistics_query()`

        A single query may occupy up to 5 result slots in the query set, based on the flags given
        here.

        `Features.PIPELINE_STATISTICS_QUERY` must be enabled to use this query type.
        """

        kind: Literal["pipeline-statistics"] = "pipeline-statistics"
        types: PipelineStatisticsTypes


QueryTypeValue: TypeAlias = Literal["occlusion", "timestamp"] | QueryType.PipelineStatistics
"""Any of `QueryType`."""


class QuerySetDescriptor(Model, frozen=True):
    """Describes how to create a `QuerySet`.

    Corresponds to WebGPU `GPUQuerySetDescriptor`.
    """

    label: str | None = None
    """Debug label for the query set."""
    ty: QueryTypeValue
    """Kind of query that this query set should contain."""
    count: U32
    """Total number of query result slots the set contains. Must not be zero. Must not be
    greater than `QUERY_SET_MAX_QUERIES`.
    """


class DrawIndirectArgs(Model, frozen=True):
    """Argument buffer layout for `draw_indirect` commands."""

    vertex_count: U32 = 0
    """The number of vertices to draw."""
    instance_count: U32 = 1
    """The number of instances to draw."""
    first_vertex: U32 = 0
    """The Index of the first vertex to draw."""
    first_instance: U32 = 0
    """The instance ID of the first instance to draw.

    Has to be 0, unless `Features.INDIRECT_FIRST_INSTANCE` is enabled.
    """

    def as_bytes(self) -> bytes:
        """The 16 bytes that `draw_indirect` reads from a buffer."""
        return struct.pack(
            "<4I", self.vertex_count, self.instance_count, self.first_vertex, self.first_instance
        )


class DrawIndexedIndirectArgs(Model, frozen=True):
    """Argument buffer layout for `draw_indexed_indirect` commands."""

    index_count: U32 = 0
    """The number of indices to draw."""
    instance_count: U32 = 1
    """The number of instances to draw."""
    first_index: U32 = 0
    """The first index within the index buffer."""
    base_vertex: I32 = 0
    """The value added to the vertex index before indexing into the vertex buffer."""
    first_instance: U32 = 0
    """The instance ID of the first instance to draw.

    Has to be 0, unless `Features.INDIRECT_FIRST_INSTANCE` is enabled.
    """

    def as_bytes(self) -> bytes:
        """The 20 bytes that `draw_indexed_indirect` reads from a buffer."""
        return struct.pack(
            "<3IiI",
            self.index_count,
            self.instance_count,
            self.first_index,
            self.base_vertex,
            self.first_instance,
        )


class DispatchIndirectArgs(Model, frozen=True):
    """Argument buffer layout for `dispatch_workgroups_indirect` commands."""

    x: U32 = 0
    """The number of work groups in X dimension."""
    y: U32 = 1
    """The number of work groups in Y dimension."""
    z: U32 = 1
    """The number of work groups in Z dimension."""

    def as_bytes(self) -> bytes:
        """The 12 bytes that `dispatch_workgroups_indirect` reads from a buffer."""
        return struct.pack("<3I", self.x, self.y, self.z)
