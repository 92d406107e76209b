"""Compute, render and mesh pipelines.

Generated from wgpu 30.0.1 (`make generate`); docs by the authors of wgpu.
"""

from __future__ import annotations

from typing import ClassVar

from pywgpu.types._base import F32, I32, U32, U64, Many, Model, NonZeroU32
from pywgpu.types._native import PipelineCache, PipelineLayout, ShaderModule
from pywgpu.types.enums import (
    BlendFactor,
    BlendOperation,
    CompareFunction,
    Face,
    FrontFace,
    IndexFormat,
    PolygonMode,
    PrimitiveTopology,
    StencilOperation,
    TextureFormat,
    VertexFormat,
    VertexStepMode,
)
from pywgpu.types.flags import ColorWrites
from pywgpu.types.shader import PipelineCompilationOptions

__all__ = [
    "BlendComponent",
    "BlendState",
    "ColorTargetState",
    "ComputePipelineDescriptor",
    "DepthBiasState",
    "DepthStencilState",
    "FragmentState",
    "MeshPipelineDescriptor",
    "MeshState",
    "MultisampleState",
    "PipelineCacheDescriptor",
    "PrimitiveState",
    "RenderPipelineDescriptor",
    "StencilFaceState",
    "StencilState",
    "TaskState",
    "VertexAttribute",
    "VertexBufferLayout",
    "VertexState",
]


class PipelineCacheDescriptor(Model, frozen=True):
    """wgpu's `PipelineCacheDescriptor`.

    Describes a pipeline cache, which allows reusing compilation work between program runs.

    For use with `Device.create_pipeline_cache`.

    This type is unique to the Rust API of `wgpu`.
    """

    label: str | None = None
    """Debug label of the pipeline cache. This might show up in some logs from `wgpu`"""
    data: bytes | None = None
    """The data used to initialise the cache initialise

    This data must have been provided from a previous call to `PipelineCache.get_data`, if
    not `None`
    """
    fallback: bool = True
    """Whether to create a cache without data when the provided data is invalid.

    Recommended to set to true
    """


class ComputePipelineDescriptor(Model, frozen=True):
    """Describes a compute pipeline.

    For use with `Device.create_compute_pipeline`.

    Corresponds to WebGPU `GPUComputePipelineDescriptor`.
    """

    label: str | None = None
    """Debug label of the pipeline. This will show up in graphics debuggers for easy
    identification.
    """
    layout: PipelineLayout | None = None
    """The layout of bind groups for this pipeline.

    If this is set, then `Device.create_compute_pipeline` will raise a validation error if
    the layout doesn't match what the shader module(s) expect.

    Using the same `PipelineLayout` for many `RenderPipeline` or `ComputePipeline` pipelines
    guarantees that you don't have to rebind any resources when switching between those
    pipelines.

    If `layout` is `None`, then the pipeline has a [default layout] created and used
    instead. The default layout is deduced from the shader modules.

    You can use `ComputePipeline.get_bind_group_layout` to create bind groups for use with
    the default layout. However, these bind groups cannot be used with any other pipelines.
    This is convenient for simple pipelines, but using an explicit layout is recommended in
    most cases.
    """
    module: ShaderModule
    """The compiled shader module for this stage."""
    entry_point: str | None = None
    """The name of the entry point in the compiled shader to use.

    If `Some`, there must be a compute shader entry point with this name in `module`.
    Otherwise, expect exactly one compute shader entry point in `module`, which will be
    selected.
    """
    compilation_options: PipelineCompilationOptions = PipelineCompilationOptions()
    """Advanced options for when this pipeline is compiled

    This implements `Default`, and for most users can be set to `Default.default()`
    """
    cache: PipelineCache | None = None
    """The pipeline cache to use when creating this pipeline."""


class VertexAttribute(Model, frozen=True):
    """Vertex inputs (attributes) to shaders.

    These are used to specify the individual attributes within a `VertexBufferLayout`. See its
    documentation for an example.

    The `vertex_attr_array!` macro can help create these with appropriate offsets.

    Corresponds to WebGPU `GPUVertexAttribute`.
    """

    format: VertexFormat
    """Format of the input"""
    offset: U64
    """Byte offset of the start of the input"""
    shader_location: U32
    """Location for this input. Must match the location in the shader."""


class VertexBufferLayout(Model, frozen=True):
    """Specifies an interpretation of the bytes of a vertex buffer as vertex attributes.

    Use this in a `RenderPipelineDescriptor` to describe the format of the vertex buffers that
    are passed to `RenderPass.set_vertex_buffer()`.

    Corresponds to WebGPU `GPUVertexBufferLayout`.
    """

    array_stride: U64
    """The stride, in bytes, between elements of this buffer (between vertices).

    This must be a multiple of `VERTEX_ALIGNMENT`.
    """
    step_mode: VertexStepMode = "vertex"
    """How often this vertex buffer is "stepped" forward."""
    attributes: Many[VertexAttribute]
    """The list of attributes which comprise a single vertex."""


class VertexState(Model, frozen=True):
    """Describes the vertex processing in a render pipeline.

    For use in `RenderPipelineDescriptor`.

    Corresponds to WebGPU `GPUVertexState`.
    """

    module: ShaderModule
    """The compiled shader module for this stage."""
    entry_point: str | None = None
    """The name of the entry point in the compiled shader to use.

    If `Some`, there must be a vertex-stage shader entry point with this name in `module`.
    Otherwise, expect exactly one vertex-stage entry point in `module`, which will be
    selected.
    """
    compilation_options: PipelineCompilationOptions = PipelineCompilationOptions()
    """Advanced options for when this pipeline is compiled

    This implements `Default`, and for most users can be set to `Default.default()`
    """
    buffers: Many[VertexBufferLayout | None] = ()
    """The format of any vertex buffers used with this pipeline via
    `RenderPass.set_vertex_buffer()`.

    The attribute locations and types specified in this layout must match the locations and
    types of the inputs to the `entry_point` function.
    """


class BlendComponent(Model, frozen=True):
    """Describes a blend component of a `BlendState`.

    Corresponds to WebGPU `GPUBlendComponent`.
    """

    src_factor: BlendFactor = "one"
    """Multiplier for the source, which is produced by the fragment shader."""
    dst_factor: BlendFactor = "zero"
    """Multiplier for the destination, which is stored in the target."""
    operation: BlendOperation = "add"
    """The binary operation applied to the source and destination, multiplied by their
    respective factors.
    """

    REPLACE: ClassVar[BlendComponent]

    OVER: ClassVar[BlendComponent]

    def uses_constant(self) -> bool:
        """Whether `set_blend_constant` matters."""
        constants = ("constant", "one-minus-constant")
        return self.src_factor in constants or self.dst_factor in constants


BlendComponent.REPLACE = BlendComponent(src_factor="one", dst_factor="zero", operation="add")


BlendComponent.OVER = BlendComponent(
    src_factor="one", dst_factor="one-minus-src-alpha", operation="add"
)


class BlendState(Model, frozen=True):
    """Describe the blend state of a render pipeline, within `ColorTargetState`.

    Corresponds to WebGPU `GPUBlendState`.
    """

    color: BlendComponent
    """Color equation."""
    alpha: BlendComponent
    """Alpha equation."""

    REPLACE: ClassVar[BlendState]

    ALPHA_BLENDING: ClassVar[BlendState]

    PREMULTIPLIED_ALPHA_BLENDING: ClassVar[BlendState]

    ADDITIVE: ClassVar[BlendState]


BlendState.REPLACE = BlendState(color=BlendComponent.REPLACE, alpha=BlendComponent.REPLACE)


BlendState.ALPHA_BLENDING = BlendState(
    color=BlendComponent(src_factor="src-alpha", dst_factor="one-minus-src-alpha", operation="add"),
    alpha=BlendComponent.OVER,
)


BlendState.PREMULTIPLIED_ALPHA_BLENDING = BlendState(
    color=BlendComponent.OVER, alpha=BlendComponent.OVER
)


BlendState.ADDITIVE = BlendState(
    color=BlendComponent(src_factor="one", dst_factor="one", operation="add"),
    alpha=BlendComponent(src_factor="one", dst_factor="one", operation="add"),
)


class ColorTargetState(Model, frozen=True):
    """Describes the color state of a render pipeline.

    Corresponds to WebGPU `GPUColorTargetState`.
    """

    format: TextureFormat
    """The `TextureFormat` of the image that this pipeline will render to. Must match the
    format of the corresponding color attachment in `CommandEncoder.begin_render_pass`
    """
    blend: BlendState | None = None
    """The blending that is used for this pipeline."""
    write_mask: ColorWrites = ColorWrites.ALL
    """Mask which enables/disables writes to different color/alpha channel."""


class FragmentState(Model, frozen=True):
    """Describes the fragment processing in a render pipeline.

    For use in `RenderPipelineDescriptor`.

    Corresponds to WebGPU `GPUFragmentState`.
    """

    module: ShaderModule
    """The compiled shader module for this stage."""
    entry_point: str | None = None
    """The name of the entry point in the compiled shader to use.

    If `Some`, there must be a `@fragment` shader entry point with this name in `module`.
    Otherwise, expect exactly one fragment-stage entry point in `module`, which will be
    selected.
    """
    compilation_options: PipelineCompilationOptions = PipelineCompilationOptions()
    """Advanced options for when this pipeline is compiled

    This implements `Default`, and for most users can be set to `Default.default()`
    """
    targets: Many[ColorTargetState | None]
    """The color state of the render targets."""


class PrimitiveState(Model, frozen=True):
    """Describes the state of primitive assembly and rasterization in a render pipeline.

    Corresponds to WebGPU `GPUPrimitiveState`.
    """

    topology: PrimitiveTopology = "triangle-list"
    """The primitive topology used to interpret vertices."""
    strip_index_format: IndexFormat | None = None
    """When drawing strip topologies with indices, this is the required format for the index
    buffer. This has no effect on non-indexed or non-strip draws.

    This is required for indexed drawing with strip topology and must match index buffer
    format, as primitive restart is always enabled in all backends and individual strips
    will be separated with the index value `0xFFFF` when using `Uint16`, or `0xFFFFFFFF`
    when using `Uint32`.
    """
    front_face: FrontFace = "ccw"
    """The face to consider the front for the purpose of culling and stencil operations."""
    cull_mode: Face | None = None
    """The face culling mode."""
    unclipped_depth: bool = False
    """If set to true, the polygon depth is not clipped to 0-1 before rasterization.

    Enabling this requires `Features.DEPTH_CLIP_CONTROL` to be enabled.
    """
    polygon_mode: PolygonMode = "fill"
    """Controls the way each polygon is rasterized. Can be either `Fill` (default), `Line` or
    `Point`

    Setting this to `Line` requires `Features.POLYGON_MODE_LINE` to be enabled.

    Setting this to `Point` requires `Features.POLYGON_MODE_POINT` to be enabled.
    """
    conservative: bool = False
    """If set to true, the primitives are rendered with conservative overestimation. I.e. any
    rastered pixel touched by it is filled. Only valid for `[PolygonMode.Fill`]!

    Enabling this requires `Features.CONSERVATIVE_RASTERIZATION` to be enabled.
    """


class MultisampleState(Model, frozen=True):
    """Describes the multi-sampling state of a render pipeline.

    Corresponds to WebGPU `GPUMultisampleState`.
    """

    count: U32 = 1
    """The number of samples calculated per pixel (for MSAA). For non-multisampled textures,
    this should be `1`
    """
    mask: U64 = 0xFFFFFFFFFFFFFFFF
    """Bitmask that restricts the samples of a pixel modified by this pipeline. All samples can
    be enabled using the value `!0`
    """
    alpha_to_coverage_enabled: bool = False
    """When enabled, produces another sample mask per pixel based on the alpha output value,
    that is ANDed with the sample mask and the primitive coverage to restrict the set of
    samples affected by a primitive.

    The implicit mask produced for alpha of zero is guaranteed to be zero, and for alpha of
    one is guaranteed to be all 1-s.
    """


class StencilFaceState(Model, frozen=True):
    """Describes stencil state in a render pipeline.

    If you are not using stencil state, set this to `StencilFaceState.IGNORE`.

    Corresponds to WebGPU `GPUStencilFaceState`.
    """

    compare: CompareFunction = "always"
    """Comparison function that determines if the fail_op or pass_op is used on the stencil
    buffer.
    """
    fail_op: StencilOperation = "keep"
    """Operation that is performed when stencil test fails."""
    depth_fail_op: StencilOperation = "keep"
    """Operation that is performed when depth test fails but stencil test succeeds."""
    pass_op: StencilOperation = "keep"
    """Operation that is performed when stencil test success."""

    IGNORE: ClassVar[StencilFaceState]

    def needs_ref_value(self) -> bool:
        """Whether `set_stencil_reference` matters for this face."""
        operations = (self.fail_op, self.depth_fail_op, self.pass_op)
        return self.compare not in ("never", "always") or "replace" in operations

    def is_read_only(self) -> bool:
        """Whether this face never writes the stencil."""
        return self.pass_op == self.depth_fail_op == self.fail_op == "keep"


StencilFaceState.IGNORE = StencilFaceState(
    compare="always", fail_op="keep", depth_fail_op="keep", pass_op="keep"
)


class StencilState(Model, frozen=True):
    """State of the stencil operation (fixed-pipeline stage).

    For use in `DepthStencilState`.

    Corresponds to a portion of WebGPU `GPUDepthStencilState`.
    """

    front: StencilFaceState = StencilFaceState()
    """Front face mode."""
    back: StencilFaceState = StencilFaceState()
    """Back face mode."""
    read_mask: U32 = 0xFFFFFFFF
    """Stencil values are AND'd with this mask when reading and writing from the stencil
    buffer. Only low 8 bits are used.
    """
    write_mask: U32 = 0xFFFFFFFF
    """Stencil values are AND'd with this mask when writing to the stencil buffer. Only low 8
    bits are used.
    """

    def is_enabled(self) -> bool:
        """Whether the stencil test does anything."""
        ignore = StencilFaceState()
        faces = self.front != ignore or self.back != ignore
        return faces and (self.read_mask != 0 or self.write_mask != 0)

    def is_read_only(self, cull_mode: Face | None) -> bool:
        """Whether the stencil is never written when faces are culled so."""
        if self.write_mask == 0:
            return True
        front = cull_mode == "front" or self.front.is_read_only()
        return front and (cull_mode == "back" or self.back.is_read_only())

    def needs_ref_value(self) -> bool:
        """Whether `set_stencil_reference` matters."""
        return self.front.needs_ref_value() or self.back.needs_ref_value()


class DepthBiasState(Model, frozen=True):
    """Describes the biasing setting for the depth target.

    For use in `DepthStencilState`.

    Corresponds to a portion of WebGPU `GPUDepthStencilState`.
    """

    constant: I32 = 0
    """Constant depth biasing factor, in basic units of the depth format."""
    slope_scale: F32 = 0.0
    """Slope depth biasing factor."""
    clamp: F32 = 0.0
    """Depth bias clamp value (absolute)."""

    def is_enabled(self) -> bool:
        """Whether depths are shifted at all."""
        return self.constant != 0 or self.slope_scale != 0.0


class DepthStencilState(Model, frozen=True):
    """Describes the depth/stencil state in a render pipeline.

    Corresponds to WebGPU `GPUDepthStencilState`.
    """

    format: TextureFormat
    """Format of the depth/stencil buffer, must be special depth format. Must match the format
    of the depth/stencil attachment in `CommandEncoder.begin_render_pass`.
    """
    depth_write_enabled: bool | None = None
    """Whether to write updated depth values to the depth attachment.

    If `format` is a depth or depth/stencil format, then this must be given. Otherwise,
    specifying `None` is preferred, but `False` is also accepted.
    """
    depth_compare: CompareFunction | None = None
    """Comparison function used to compare depth values in the depth test.

    If `depth_write_enabled` is `True` or if `depth_fail_op` for either stencil face is not
    `Keep`, then this must be given. Otherwise, specifying `None` is preferred, but
    `CompareFunction.Always` is also accepted.
    """
    stencil: StencilState = StencilState()
    """Stencil state."""
    bias: DepthBiasState = DepthBiasState()
    """Depth bias state."""

    def is_depth_enabled(self) -> bool:
        """Whether depth is compared or written."""
        return self.depth_compare not in (None, "always") or bool(self.depth_write_enabled)

    def is_depth_read_only(self) -> bool:
        """Whether depth is never written."""
        return not self.depth_write_enabled

    def is_stencil_read_only(self, cull_mode: Face | None) -> bool:
        """Whether the stencil is never written when faces are culled so."""
        return self.stencil.is_read_only(cull_mode)

    def is_read_only(self, cull_mode: Face | None) -> bool:
        """Whether neither depth nor stencil is written."""
        return self.is_depth_read_only() and self.is_stencil_read_only(cull_mode)


class RenderPipelineDescriptor(Model, frozen=True):
    """Describes a render (graphics) pipeline.

    For use with `Device.create_render_pipeline`.

    Corresponds to WebGPU `GPURenderPipelineDescriptor`.
    """

    label: str | None = None
    """Debug label of the pipeline. This will show up in graphics debuggers for easy
    identification.
    """
    layout: PipelineLayout | None = None
    """The layout of bind groups for this pipeline.

    If this is set, then `Device.create_render_pipeline` will raise a validation error if
    the layout doesn't match what the shader module(s) expect.

    Using the same `PipelineLayout` for many `RenderPipeline` or `ComputePipeline` pipelines
    guarantees that you don't have to rebind any resources when switching between those
    pipelines.

    If `layout` is `None`, then the pipeline has a [default layout] created and used
    instead. The default layout is deduced from the shader modules.

    You can use `RenderPipeline.get_bind_group_layout` to create bind groups for use with
    the default layout. However, these bind groups cannot be used with any other pipelines.
    This is convenient for simple pipelines, but using an explicit layout is recommended in
    most cases.
    """
    vertex: VertexState
    """The compiled vertex stage, its entry point, and the input buffers layout."""
    primitive: PrimitiveState = PrimitiveState()
    """The properties of the pipeline at the primitive assembly and rasterization level."""
    depth_stencil: DepthStencilState | None = None
    """The effect of draw calls on the depth and stencil aspects of the output target, if any."""
    multisample: MultisampleState = MultisampleState()
    """The multi-sampling properties of the pipeline."""
    fragment: FragmentState | None = None
    """The compiled fragment stage, its entry point, and the color targets."""
    multiview_mask: NonZeroU32 | None = None
    """If the pipeline will be used with a multiview render pass, this indicates what multiview
    mask the render pass will be used with. The masks must match exactly.

    For example, if you wish to render to the first 2 layers, you would use 3=0b11. If you
    wanted to render to only the 2nd layer, you would use 2=0b10. If you aren't using
    multiview this should be `None`.
    """
    cache: PipelineCache | None = None
    """The pipeline cache to use when creating this pipeline."""


class TaskState(Model, frozen=True):
    """Describes the task shader stage in a mesh shader pipeline.

    For use in `MeshPipelineDescriptor`
    """

    module: ShaderModule
    """The compiled shader module for this stage."""
    entry_point: str | None = None
    """The name of the task shader entry point in the shader module to use.

    If `Some`, there must be a task shader entry point with the given name in `module`.
    Otherwise, there must be exactly one task shader entry point in `module`, which will be
    selected.
    """
    compilation_options: PipelineCompilationOptions = PipelineCompilationOptions()
    """Advanced options for when this pipeline is compiled.

    This implements `Default`, and for most users can be set to `Default.default()`
    """


class MeshState(Model, frozen=True):
    """Describes the mesh shader stage in a mesh shader pipeline.

    For use in `MeshPipelineDescriptor`
    """

    module: ShaderModule
    """The compiled shader module for this stage."""
    entry_point: str | None = None
    """The name of the entry point in the compiled shader to use.

    If `Some`, there must be a vertex-stage shader entry point with this name in `module`.
    Otherwise, expect exactly one vertex-stage entry point in `module`, which will be
    selected.
    """
    compilation_options: PipelineCompilationOptions = PipelineCompilationOptions()
    """Advanced options for when this pipeline is compiled

    This implements `Default`, and for most users can be set to `Default.default()`
    """


class MeshPipelineDescriptor(Model, frozen=True):
    """Describes a mesh shader (graphics) pipeline.

    For use with `Device.create_mesh_pipeline`. A mesh pipeline is very much like a render
    pipeline, except that instead of `RenderPass.draw` it is invoked with
    `RenderPass.draw_mesh_tasks`, and instead of a vertex shader and a fragment shader:

    - `task` specifies an optional task shader entry point, which determines how many groups of
      mesh shaders to dispatch.
    - `mesh` specifies a mesh shader entry point, which generates groups of primitives to draw
    - `fragment` specifies as fragment shader for drawing those primitives, just like in an
      ordinary render pipeline.

    The key difference is that, whereas a vertex shader is invoked on the elements of vertex
    buffers, the task shader gets to decide how many mesh shader workgroups to make, and then
    each mesh shader workgroup gets to decide which primitives it wants to generate, and what
    their vertex attributes are. Task and mesh shaders can use whatever they please as inputs,
    like a compute shader. However, they cannot use specialized vertex or index buffers.

    A mesh pipeline is invoked by `RenderPass.draw_mesh_tasks`, which looks like a compute
    shader dispatch with `ComputePass.dispatch_workgroups`: you pass `x`, `y`, and `z` values
    indicating the number of task shaders to invoke in parallel. The output value of the first
    thread in a task shader workgroup determines how many mesh workgroups should be dispatched
    from there. Those mesh workgroups also get a special payload passed from the task shader.

    If the task shader is omitted, then the (`x`, `y`, `z`) parameters to `draw_mesh_tasks` are
    used to decide how many invocations of the mesh shader to invoke directly, without a task
    payload.
    """

    label: str | None = None
    """Debug label of the pipeline. This will show up in graphics debuggers for easy
    identification.
    """
    layout: PipelineLayout | None = None
    """The layout of bind groups for this pipeline.

    If this is set, then `Device.create_render_pipeline` will raise a validation error if
    the layout doesn't match what the shader module(s) expect.

    Using the same `PipelineLayout` for many `RenderPipeline` or `ComputePipeline` pipelines
    guarantees that you don't have to rebind any resources when switching between those
    pipelines.

    If `layout` is `None`, then the pipeline has a [default layout] created and used
    instead. The default layout is deduced from the shader modules.

    You can use `RenderPipeline.get_bind_group_layout` to create bind groups for use with
    the default layout. However, these bind groups cannot be used with any other pipelines.
    This is convenient for simple pipelines, but using an explicit layout is recommended in
    most cases.
    """
    task: TaskState | None = None
    """The mesh pipeline's task shader.

    If this is `None`, the mesh pipeline has no task shader. Executing a mesh drawing
    command simply dispatches a grid of mesh shaders directly.
    """
    mesh: MeshState
    """The compiled mesh stage and its entry point"""
    primitive: PrimitiveState = PrimitiveState()
    """The properties of the pipeline at the primitive assembly and rasterization level."""
    depth_stencil: DepthStencilState | None = None
    """The effect of draw calls on the depth and stencil aspects of the output target, if any."""
    multisample: MultisampleState = MultisampleState()
    """The multi-sampling properties of the pipeline."""
    fragment: FragmentState | None = None
    """The compiled fragment stage, its entry point, and the color targets."""
    multiview: NonZeroU32 | None = None
    """If the pipeline will be used with a multiview render pass, this indicates how many array
    layers the attachments will have.
    """
    cache: PipelineCache | None = None
    """The pipeline cache to use when creating this pipeline."""
