"""Bind groups and their layouts.

Generated from wgpu 30.0.1 (`make generate`); docs by the authors of wgpu.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from pywgpu.types._base import U32, Many, Model, NonZeroU32, NonZeroU64
from pywgpu.types._native import BindGroupLayout
from pywgpu.types._resource import BindingResource
from pywgpu.types.enums import (
    BufferBindingType,
    SamplerBindingType,
    StorageTextureAccess,
    TextureFormat,
    TextureSampleType,
    TextureViewDimension,
)
from pywgpu.types.flags import ShaderStages

__all__ = [
    "BindGroupDescriptor",
    "BindGroupEntry",
    "BindGroupLayoutDescriptor",
    "BindGroupLayoutEntry",
    "BindingType",
    "BindingTypeValue",
    "PipelineLayoutDescriptor",
]


class BindingType:
    """Type of a binding in a bind group layout.

    For each binding in a layout, a `BindGroup` must provide a `BindingResource` of the
    corresponding type.

    Corresponds to WebGPU's mutually exclusive fields within `GPUBindGroupLayoutEntry`.
    """

    class Buffer(Model, frozen=True):
        """A buffer binding.

        Corresponds to WebGPU `GPUBufferBindingLayout`.
        """

        kind: Literal["buffer"] = "buffer"
        ty: BufferBindingType = "uniform"
        """Sub-type of the buffer binding."""
        has_dynamic_offset: bool = False
        """Indicates that the binding has a dynamic offset.

        One offset must be passed to `RenderPass.set_bind_group` for each dynamic binding in
        increasing order of binding number.
        """
        min_binding_size: NonZeroU64 | None = None
        """The minimum size for a `BufferBinding` matching this entry, in bytes.

        If this is `size`:

        - When calling `create_bind_group`, the resource at this bind point must be a
          `BindingResource.Buffer` whose effective size is at least `size`.
        - When calling `create_render_pipeline` or `create_compute_pipeline`, `size` must be at
          least the [minimum buffer binding size] for the shader module global at this bind
          point: large enough to hold the global's value, along with one element of a trailing
          runtime-sized array, if present.

        If this is `None`:

        - Each draw or dispatch command checks that the buffer range at this bind point
          satisfies the [minimum buffer binding size].
        """

    class Sampler(Model, frozen=True):
        """A sampler that can be used to sample a texture.

        Corresponds to WebGPU `GPUSamplerBindingLayout`.
        """

        kind: Literal["sampler"] = "sampler"
        ty: SamplerBindingType = "filtering"

    class Texture(Model, frozen=True):
        """A texture binding.

        Corresponds to WebGPU `GPUTextureBindingLayout`.
        """

        kind: Literal["texture"] = "texture"
        sample_type: TextureSampleType = "float"
        """Sample type of the texture binding."""
        view_dimension: TextureViewDimension = "2d"
        """Dimension of the texture view that is going to be sampled."""
        multisampled: bool = False
        """True if the texture has a sample count greater than 1. If this is true, the texture must
        be declared as `texture_multisampled_2d` or `texture_depth_multisampled_2d` in the
        shader, and read using `textureLoad`.
        """

    class StorageTexture(Model, frozen=True):
        """A storage texture.

        Note that the texture format must be specified in the shader, along with the access mode.
        For WGSL, the format must be one of the enumerants in the list of storage texel formats.

        Corresponds to WebGPU `GPUStorageTextureBindingLayout`.
        """

        kind: Literal["storage-texture"] = "storage-texture"
        access: StorageTextureAccess = "write-only"
        """Allowed access to this texture."""
        format: TextureFormat
        """Format of the texture."""
        view_dimension: TextureViewDimension = "2d"
        """Dimension of the texture view that is going to be sampled."""

    class AccelerationStructure(Model, frozen=True):
        """A ray-tracing acceleration structure binding.

        or with vertex return enabled
        """

        kind: Literal["acceleration-structure"] = "acceleration-structure"
        vertex_return: bool = False
        """Whether this acceleration structure can be used to create a ray query that has flag
        vertex return in the shader

        If enabled requires `Features.EXPERIMENTAL_RAY_HIT_VERTEX_RETURN`
        """

    class ExternalTexture(Model, frozen=True):
        """An external texture binding.

        Corresponds to WebGPU `GPUExternalTextureBindingLayout`.

        Requires `Features.EXTERNAL_TEXTURE`
        """

        kind: Literal["external-texture"] = "external-texture"

    @staticmethod
    def has_dynamic_offset(binding: BindingTypeValue) -> bool:
        """Whether `set_bind_group` takes an offset for the binding."""
        return isinstance(binding, BindingType.Buffer) and binding.has_dynamic_offset


BindingTypeValue: TypeAlias = Annotated[
    BindingType.Buffer
    | BindingType.Sampler
    | BindingType.Texture
    | BindingType.StorageTexture
    | BindingType.AccelerationStructure
    | BindingType.ExternalTexture,
    Field(discriminator="kind"),
]
"""Any of `BindingType`."""


class BindGroupLayoutEntry(Model, frozen=True):
    """Describes a single binding inside a bind group.

    Corresponds to WebGPU `GPUBindGroupLayoutEntry`.
    """

    binding: U32
    """Binding index. Must match shader index and be unique inside a `BindGroupLayout`. A
    binding of index 1, would be described as `@group(0) @binding(1)` in shaders.
    """
    visibility: ShaderStages
    """Which shader stages can see this binding."""
    ty: BindingTypeValue
    """The type of the binding"""
    count: NonZeroU32 | None = None
    """If the binding is an array of multiple resources. Corresponds to `binding_array<T>` in
    the shader.

    When this is given the following validation applies:

    - Count must be of value 1 or greater, this corresponds to the length of the array of
      resources that will be bound.
    - When `ty == BindingType.Texture`, `Features.TEXTURE_BINDING_ARRAY` must be supported.
    - When `ty == BindingType.Sampler`, `Features.TEXTURE_BINDING_ARRAY` must be supported.
    - When `ty == BindingType.Buffer`, `Features.BUFFER_BINDING_ARRAY` must be supported.
    - When `ty == BindingType.Buffer` and `ty.ty == BufferBindingType.Storage`,
      `Features.STORAGE_RESOURCE_BINDING_ARRAY` must be supported.
    - When `ty == BindingType.StorageTexture`, `Features.STORAGE_RESOURCE_BINDING_ARRAY`
      must be supported.
    - When any binding in the group is an array, no `BindingType.Buffer` in the group may
      have `has_dynamic_offset == true`
    - When any binding in the group is an array, no `BindingType.Buffer` in the group may
      have `ty.ty == BufferBindingType.Uniform`.
    - If `Features.PARTIALLY_BOUND_BINDING_ARRAY` is enabled, the specified count becomes
      the upper bound instead.
    """


class BindGroupLayoutDescriptor(Model, frozen=True):
    """Describes a `BindGroupLayout`.

    For use with `Device.create_bind_group_layout`.

    Corresponds to WebGPU `GPUBindGroupLayoutDescriptor`.
    """

    label: str | None = None
    """Debug label of the bind group layout. This will show up in graphics debuggers for easy
    identification.
    """
    entries: Many[BindGroupLayoutEntry]
    """Array of entries in this BindGroupLayout"""


class BindGroupEntry(Model, frozen=True):
    """wgpu's `BindGroupEntry`.

    An element of a `BindGroupDescriptor`, consisting of a bindable resource and the slot to
    bind it to.

    Corresponds to WebGPU `GPUBindGroupEntry`.
    """

    binding: U32
    """Slot for which binding provides resource. Corresponds to an entry of the same binding
    index in the `BindGroupLayoutDescriptor`.
    """
    resource: BindingResource
    """Resource to attach to the binding"""


class BindGroupDescriptor(Model, frozen=True):
    """Describes a group of bindings and the resources to be bound.

    For use with `Device.create_bind_group`.

    Corresponds to WebGPU `GPUBindGroupDescriptor`.
    """

    label: str | None = None
    """Debug label of the bind group. This will show up in graphics debuggers for easy
    identification.
    """
    layout: BindGroupLayout
    """The `BindGroupLayout` that corresponds to this bind group."""
    entries: Many[BindGroupEntry]
    """The resources to bind to this bind group."""


class PipelineLayoutDescriptor(Model, frozen=True):
    """Describes a `PipelineLayout`.

    For use with `Device.create_pipeline_layout`.

    Corresponds to WebGPU `GPUPipelineLayoutDescriptor`.
    """

    label: str | None = None
    """Debug label of the pipeline layout. This will show up in graphics debuggers for easy
    identification.
    """
    bind_group_layouts: Many[BindGroupLayout | None] = ()
    """Bind groups that this pipeline uses. The first entry will provide all the bindings for
    "set = 0", second entry will provide all the bindings for "set = 1" etc.
    """
    immediate_size: U32 = 0
    """The number of bytes of immediate data that are allocated for use in the shader. The
    `var<immediate>`s in the shader attached to this pipeline must be equal or smaller than
    this size.

    If this value is non-zero, `Features.IMMEDIATES` must be enabled.
    """
