"""Limits of a device.

Generated from wgpu 30.0.1 (`make generate`); docs by the authors of wgpu.
"""

from __future__ import annotations

from typing import cast

from pywgpu.types._base import U32, U64, Model
from pywgpu.types._presets import PRESETS

__all__ = [
    "Limits",
]


class Limits(Model, frozen=True):
    """Represents the sets of limits an adapter/device supports.

    We provide three different defaults.

    - `Limits.downlevel_defaults()`. This is a set of limits that is guaranteed to work on
      almost all backends, including the "downlevel" OpenGL backend, but excluding WebGL2. For
      most applications we recommend using these limits, assuming they are high enough for your
      application, and you do not intend to support WebGL.
    - `Limits.downlevel_webgl2_defaults()` This is a set of limits that is lower even than the
      `downlevel_defaults()`, configured to be low enough to support running in the browser
      using WebGL2.
    - `Limits.default()`. This is the set of limits that is guaranteed to work on all modern
      backends and is guaranteed to be supported by WebGPU. Applications needing more modern
      features can use this as a reasonable set of limits if they are targeting only desktop and
      modern mobile devices.

    We recommend starting with the most restrictive limits you can and manually increasing the
    limits you need boosted. This will let you stay running on all hardware that supports the
    limits you need.

    Limits "better" than the default must be supported by the adapter and requested when
    requesting a device. If limits "better" than the adapter supports are requested, requesting
    a device will panic. Once a device is requested, you may only use resources up to the limits
    requested _even_ if the adapter supports "better" limits.

    Requesting limits that are "better" than you need may cause performance to decrease because
    the implementation needs to support more than is needed. You should ideally only request
    exactly what you need.

    Corresponds to WebGPU `GPUSupportedLimits`.
    """

    max_texture_dimension_1d: U32 = 8192
    """Maximum allowed value for the `size.width` of a texture created with
    `TextureDimension.D1`. Defaults to 8192. Higher is "better".
    """
    max_texture_dimension_2d: U32 = 8192
    """Maximum allowed value for the `size.width` and `size.height` of a texture created with
    `TextureDimension.D2`. Defaults to 8192. Higher is "better".
    """
    max_texture_dimension_3d: U32 = 2048
    """Maximum allowed value for the `size.width`, `size.height`, and
    `size.depth_or_array_layers` of a texture created with `TextureDimension.D3`. Defaults
    to 2048. Higher is "better".
    """
    max_texture_array_layers: U32 = 256
    """Maximum allowed value for the `size.depth_or_array_layers` of a texture created with
    `TextureDimension.D2`. Defaults to 256. Higher is "better".
    """
    max_bind_groups: U32 = 4
    """Amount of bind groups that can be attached to a pipeline at the same time. Defaults to
    4. Higher is "better".
    """
    max_bind_groups_plus_vertex_buffers: U32 = 24
    """The maximum number of bind group and vertex buffer slots used simultaneously, counting
    any empty slots below the highest index. Defaults to 24. Higher is "better".
    """
    max_bindings_per_bind_group: U32 = 1000
    """Maximum binding index allowed in `create_bind_group_layout`. Defaults to 1000. Higher is
    "better".
    """
    max_dynamic_uniform_buffers_per_pipeline_layout: U32 = 8
    """Amount of uniform buffer bindings that can be dynamic in a single pipeline. Defaults to
    8. Higher is "better".
    """
    max_dynamic_storage_buffers_per_pipeline_layout: U32 = 4
    """Amount of storage buffer bindings that can be dynamic in a single pipeline. Defaults to
    4. Higher is "better".
    """
    max_sampled_textures_per_shader_stage: U32 = 16
    """Amount of sampled textures visible in a single shader stage. Defaults to 16. Higher is
    "better".
    """
    max_samplers_per_shader_stage: U32 = 16
    """Amount of samplers visible in a single shader stage. Defaults to 16. Higher is "better"."""
    max_storage_buffers_per_shader_stage: U32 = 8
    """Amount of storage buffers visible in a single shader stage. Defaults to 8. Higher is
    "better".
    """
    max_storage_textures_per_shader_stage: U32 = 4
    """Amount of storage textures visible in a single shader stage. Defaults to 4. Higher is
    "better".
    """
    max_uniform_buffers_per_shader_stage: U32 = 12
    """Amount of uniform buffers visible in a single shader stage. Defaults to 12. Higher is
    "better".
    """
    max_binding_array_elements_per_shader_stage: U32 = 0
    """Amount of individual resources within binding arrays that can be accessed in a single
    shader stage. Applies to all types of bindings except samplers.

    This "defaults" to 0. However if binding arrays are supported, all devices can support
    500,000. Higher is "better".
    """
    max_binding_array_acceleration_structure_elements_per_shader_stage: U32 = 0
    """Amount of individual acceleration structures within binding arrays that can be accessed
    in a single shader stage.

    This "defaults" to 0. Higher is "better".
    """
    max_binding_array_sampler_elements_per_shader_stage: U32 = 0
    """Amount of individual samplers within binding arrays that can be accessed in a single
    shader stage.

    This "defaults" to 0. However if binding arrays are supported, all devices can support
    1,000. Higher is "better".
    """
    max_uniform_buffer_binding_size: U64 = 64 << 10
    """Maximum size in bytes of a binding to a uniform buffer. Defaults to 64 KiB. Higher is
    "better".
    """
    max_storage_buffer_binding_size: U64 = 128 << 20
    """Maximum size in bytes of a binding to a storage buffer. Defaults to 128 MiB. Higher is
    "better".
    """
    max_vertex_buffers: U32 = 8
    """Maximum length of `VertexState.buffers` when creating a `RenderPipeline`. Defaults to 8.
    Higher is "better".
    """
    max_buffer_size: U64 = 256 << 20
    """A limit above which buffer allocations are guaranteed to fail. Defaults to 256 MiB.
    Higher is "better".

    Buffer allocations below the maximum buffer size may not succeed depending on available
    memory, fragmentation and other factors.
    """
    max_vertex_attributes: U32 = 16
    """Maximum length of `VertexBufferLayout.attributes`, summed over all
    `VertexState.buffers`, when creating a `RenderPipeline`. Defaults to 16. Higher is
    "better".
    """
    max_vertex_buffer_array_stride: U32 = 2048
    """Maximum value for `VertexBufferLayout.array_stride` when creating a `RenderPipeline`.
    Defaults to 2048. Higher is "better".
    """
    max_inter_stage_shader_variables: U32 = 16
    """Maximum value for the number of input or output variables for inter-stage communication
    (like vertex outputs or fragment inputs) `@location(…)`s (in WGSL parlance) when
    creating a `RenderPipeline`. Defaults to 16. Higher is "better".
    """
    min_uniform_buffer_offset_alignment: U32 = 256
    """Required `BufferBindingType.Uniform` alignment for `BufferBinding.offset` when creating
    a `BindGroup`, or for `set_bind_group` `dynamicOffsets`. Defaults to 256. Lower is
    "better".
    """
    min_storage_buffer_offset_alignment: U32 = 256
    """Required `BufferBindingType.Storage` alignment for `BufferBinding.offset` when creating
    a `BindGroup`, or for `set_bind_group` `dynamicOffsets`. Defaults to 256. Lower is
    "better".
    """
    max_color_attachments: U32 = 8
    """The maximum allowed number of color attachments."""
    max_color_attachment_bytes_per_sample: U32 = 32
    """The maximum number of bytes necessary to hold one sample (pixel or subpixel) of render
    pipeline output data, across all color attachments as described by
    `TextureFormat.target_pixel_byte_cost` and `TextureFormat.target_component_alignment`.
    Defaults to 32. Higher is "better".

    ⚠️ `Rgba8Unorm`/`Rgba8Snorm`/`Bgra8Unorm`/`Bgra8Snorm` are deceptively 8 bytes per
    sample. ⚠️
    """
    max_compute_workgroup_storage_size: U32 = 16384
    """Maximum number of bytes used for workgroup memory in a compute entry point. Defaults to

    - Higher is "better".
    """
    max_compute_invocations_per_workgroup: U32 = 256
    """Maximum value of the product of the `workgroup_size` dimensions for a compute
    entry-point. Defaults to 256. Higher is "better".
    """
    max_compute_workgroup_size_x: U32 = 256
    """The maximum value of the `workgroup_size` X dimension for a compute stage `ShaderModule`
    entry-point. Defaults to 256. Higher is "better".
    """
    max_compute_workgroup_size_y: U32 = 256
    """The maximum value of the `workgroup_size` Y dimension for a compute stage `ShaderModule`
    entry-point. Defaults to 256. Higher is "better".
    """
    max_compute_workgroup_size_z: U32 = 64
    """The maximum value of the `workgroup_size` Z dimension for a compute stage `ShaderModule`
    entry-point. Defaults to 64. Higher is "better".
    """
    max_compute_workgroups_per_dimension: U32 = 65535
    """The maximum value for each dimension of a `ComputePass.dispatch_workgroups(x, y, z)`
    operation. Defaults to 65535. Higher is "better".
    """
    max_immediate_size: U32 = 0
    """Amount of storage available for immediates in bytes. Defaults to 0. Higher is "better".
    Requesting more than 0 during device creation requires `Features.IMMEDIATES` to be
    enabled.

    Expect the size to be:

    - Vulkan: 128-256 bytes
    - DX12: 128 bytes
    - Metal: 4096 bytes
    - OpenGL doesn't natively support immediates, and are emulated with uniforms, so this
      number is less useful but likely 256.
    """
    max_non_sampler_bindings: U32 = 1_000_000
    """Maximum number of live non-sampler bindings.

    The default value is **1_000_000**, On systems with integrated GPUs (iGPUs)—particularly
    on Windows using the D3D12 backend—this can lead to significant system RAM consumption
    since iGPUs share system memory directly with the CPU.

    This limit only affects the d3d12 backend. Using a large number will allow the device to
    create many bind groups at the cost of a large up-front allocation at device creation.
    """
    max_task_workgroup_total_count: U32 = 0
    """The maximum total value for a `RenderPass.draw_mesh_tasks(x, y, z)` call on a mesh
    pipeline with a task shader. Higher is "better".
    """
    max_task_workgroups_per_dimension: U32 = 0
    """The maximum value for each dimension of a `RenderPass.draw_mesh_tasks(x, y, z)` call on
    a mesh pipeline with a task shader. Higher is "better".
    """
    max_mesh_workgroup_total_count: U32 = 0
    """The maximum product of arguments of a `RenderPass.draw_mesh_tasks(x, y, z)` operation on
    a mesh shader pipeline without task shaders. Also for task shader outputs. Higher is
    "better".
    """
    max_mesh_workgroups_per_dimension: U32 = 0
    """The maximum value for each dimension of a `RenderPass.draw_mesh_tasks(x, y, z)`
    operation on a mesh shader pipeline without task shaders. Also for task shader outputs.
    Higher is "better".
    """
    max_task_invocations_per_workgroup: U32 = 0
    """Maximum total number of invocations, or threads, per task shader workgroup. Higher is
    "better".
    """
    max_task_invocations_per_dimension: U32 = 0
    """The maximum value for each dimension of a task shader's workgroup size. Higher is
    "better".
    """
    max_mesh_invocations_per_workgroup: U32 = 0
    """Maximum total number of invocations, or threads, per mesh shader workgroup. Higher is
    "better".
    """
    max_mesh_invocations_per_dimension: U32 = 0
    """The maximum value for each dimension of a mesh shader's workgroup size. Higher is
    "better".
    """
    max_task_payload_size: U32 = 0
    """The maximum size of the payload passed from task to mesh shader. Higher is "better"."""
    max_mesh_output_vertices: U32 = 0
    """The maximum number of vertices that a mesh shader may output. Higher is "better"."""
    max_mesh_output_primitives: U32 = 0
    """The maximum number of primitives that a mesh shader may output. Higher is "better"."""
    max_mesh_output_layers: U32 = 0
    """The maximum number of layers that can be output from a mesh shader. Higher is "better".
    See #8509.
    """
    max_mesh_multiview_view_count: U32 = 0
    """The maximum number of views that can be used by a mesh shader in multiview rendering.
    Higher is "better".
    """
    max_blas_primitive_count: U32 = 0
    """The maximum number of primitive (ex: triangles, aabbs) a BLAS is allowed to have.
    Requesting more than 0 during device creation only makes sense if
    `Features.EXPERIMENTAL_RAY_QUERY` is enabled.
    """
    max_blas_geometry_count: U32 = 0
    """The maximum number of geometry descriptors a BLAS is allowed to have. Requesting more
    than 0 during device creation only makes sense if `Features.EXPERIMENTAL_RAY_QUERY` is
    enabled.
    """
    max_tlas_instance_count: U32 = 0
    """The maximum number of instances a TLAS is allowed to have. Requesting more than 0 during
    device creation only makes sense if `Features.EXPERIMENTAL_RAY_QUERY` is enabled.
    """
    max_acceleration_structures_per_shader_stage: U32 = 0
    """The maximum number of acceleration structures allowed to be used in a shader stage.
    Requesting more than 0 during device creation only makes sense if
    `Features.EXPERIMENTAL_RAY_QUERY` is enabled.
    """
    max_buffers_and_acceleration_structures_per_shader_stage: U32 = 28
    """The combined number of buffers (storage and uniform), vertex buffers, and acceleration
    structures that can be bound in a single shader stage.
    """
    max_multiview_view_count: U32 = 0
    """The maximum number of views that can be used in multiview rendering"""
    max_ray_dispatch_count: U32 = 0
    """The maximum total number (`x*y*z`) of rays able to be dispatched by a trace rays call in
    a ray tracing pass. Requesting more than 0 during device creation only makes sense if
    `Features.EXPERIMENTAL_RAY_TRACING_PIPELINES` is enabled.

    Currently only affects wgpu-hal
    """
    max_ray_recursion_depth: U32 = 0
    """The maximum number that one can pass into a ray tracing pipeline creation to be the
    maximum ray recursion depth. (the maximum of the max ray recursion depth) Requesting
    more than 0 during device creation only makes sense if
    `Features.EXPERIMENTAL_RAY_TRACING_PIPELINES` is enabled.

    Currently only affects wgpu-hal
    """

    @classmethod
    def _preset(cls, *names: str) -> Limits:
        changes = dict[str, int]()
        for name in names:
            changes |= PRESETS[name]
        return cls(**changes)

    def _with(self, other: Limits, names: tuple[str, ...]) -> Limits:
        values = self.to_dict()
        theirs = other.to_dict()
        return Limits(**(values | {name: theirs[name] for name in names}))

    def to_dict(self) -> dict[str, int]:
        """Name and value of each limit."""
        return cast("dict[str, int]", self.model_dump())

    @classmethod
    def defaults(cls) -> Limits:
        """What WebGPU guarantees, and the default."""
        return cls()

    @classmethod
    def downlevel_defaults(cls) -> Limits:
        """What GLES 3.1 and D3D11 can do as well."""
        return cls._preset("downlevel_defaults")

    @classmethod
    def downlevel_webgl2_defaults(cls) -> Limits:
        """What WebGL2 can do as well."""
        return cls._preset("downlevel_defaults", "downlevel_webgl2_defaults")

    @classmethod
    def unlimited(cls) -> Limits:
        """More than any adapter offers: for code that only compares."""
        return cls._preset("unlimited")

    def using_resolution(self, other: Limits) -> Limits:
        """These limits with the texture dimensions of `other`."""
        return self._with(other, tuple(f"max_texture_dimension_{n}d" for n in (1, 2, 3)))

    def using_alignment(self, other: Limits) -> Limits:
        """These limits with the alignments of offsets of `other`."""
        kinds = ("uniform", "storage")
        return self._with(other, tuple(f"min_{kind}_buffer_offset_alignment" for kind in kinds))

    def using_minimum_supported_acceleration_structure_values(self) -> Limits:
        """These limits with the least that ray tracing needs."""
        changes = PRESETS["using_minimum_supported_acceleration_structure_values"]
        return Limits(**(self.to_dict() | changes))

    def using_acceleration_structure_values(self, other: Limits) -> Limits:
        """These limits with the acceleration structures of `other`."""
        changes = PRESETS["using_minimum_supported_acceleration_structure_values"]
        return self._with(other, tuple(changes))

    def using_minimum_supported_ray_tracing_pipeline_values(self) -> Limits:
        """These limits with the least that ray tracing pipelines need."""
        changes = PRESETS["using_minimum_supported_ray_tracing_pipeline_values"]
        return Limits(**(self.to_dict() | changes))

    def using_recommended_minimum_mesh_shader_values(self) -> Limits:
        """These limits with what most mesh shaders need."""
        changes = PRESETS["using_recommended_minimum_mesh_shader_values"]
        return Limits(**(self.to_dict() | changes))

    def exceeding(self, allowed: Limits) -> dict[str, tuple[int, int]]:
        """Name, wanted and allowed value of each limit that is better than `allowed` has it.

        Limits whose name begins with `min_` are alignments: there, less is more.
        """
        theirs = allowed.to_dict()
        return {
            name: (value, theirs[name])
            for name, value in self.to_dict().items()
            if (value < theirs[name] if name.startswith("min_") else value > theirs[name])
        }

    def check_limits(self, allowed: Limits) -> bool:
        """Whether `allowed` has at least these limits."""
        return not self.exceeding(allowed)

    def or_better_values_from(self, other: Limits) -> Limits:
        """For each limit the better of the two."""
        theirs = other.to_dict()
        return Limits(
            **{
                name: (min if name.startswith("min_") else max)(value, theirs[name])
                for name, value in self.to_dict().items()
            }
        )

    def or_worse_values_from(self, other: Limits) -> Limits:
        """For each limit the worse of the two."""
        theirs = other.to_dict()
        return Limits(
            **{
                name: (max if name.startswith("min_") else min)(value, theirs[name])
                for name, value in self.to_dict().items()
            }
        )
