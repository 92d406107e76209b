"""Sets of flags: combine them with `|`.

Generated from wgpu 30.0.1 (`make generate`); docs by the authors of wgpu.
"""

from __future__ import annotations

from pywgpu.types._flags import Flags

__all__ = [
    "AccelerationStructureFlags",
    "AccelerationStructureGeometryFlags",
    "Backends",
    "BufferUsages",
    "BufferUses",
    "ColorWrites",
    "DownlevelFlags",
    "Features",
    "InstanceFlags",
    "PipelineStatisticsTypes",
    "ShaderStages",
    "SurfaceColorSpaces",
    "TextureChannel",
    "TextureFormatFeatureFlags",
    "TextureUsages",
    "TextureUses",
    "WgslLanguageFeatures",
]


class AccelerationStructureFlags(Flags):
    """Flags for acceleration structures."""

    ALLOW_UPDATE = 1 << 0
    """Allow for incremental updates (no change in size), currently this is unimplemented and will
    build as normal (this is fine, update vs build should be unnoticeable)
    """
    ALLOW_COMPACTION = 1 << 1
    """Allow the acceleration structure to be compacted in a copy operation
    (`Blas.prepare_for_compaction`, `CommandEncoder.compact_blas`).
    """
    PREFER_FAST_TRACE = 1 << 2
    """Optimize for fast ray tracing performance, recommended if the geometry is unlikely to change
    (e.g. in a game: non-interactive scene geometry)
    """
    PREFER_FAST_BUILD = 1 << 3
    """Optimize for fast build time, recommended if geometry is likely to change frequently (e.g.
    in a game: player model).
    """
    LOW_MEMORY = 1 << 4
    """Optimize for low memory footprint (both while building and in the output BLAS)."""
    USE_TRANSFORM = 1 << 5
    """Use `BlasTriangleGeometry.transform_buffer` when building a BLAS (only allowed in BLAS
    creation)
    """
    ALLOW_RAY_HIT_VERTEX_RETURN = 1 << 6
    """Allow retrieval of the vertices of the triangle hit by a ray."""


class AccelerationStructureGeometryFlags(Flags):
    """Flags for acceleration structure geometries."""

    OPAQUE = 1 << 0
    """Is OPAQUE (is there no alpha test) recommended as currently in naga there is no candidate
    intersections yet so currently BLASes without this flag will not have hits. Not enabling
    this makes the BLAS unable to be interacted with in WGSL.
    """
    NO_DUPLICATE_ANY_HIT_INVOCATION = 1 << 1
    """NO_DUPLICATE_ANY_HIT_INVOCATION, not useful unless using hal with wgpu, ray-tracing
    pipelines are not supported in wgpu so any-hit shaders do not exist. For when any-hit
    shaders are implemented (or experienced users who combine this with an underlying library:
    for any primitive (triangle or AABB) multiple any-hit shaders sometimes may be invoked
    (especially in AABBs like a sphere), if this flag in present only one hit on a primitive may
    invoke an any-hit shader.
    """


class Backends(Flags):
    """Represents the backends that wgpu will use."""

    NOOP = 1 << 0
    """`Backend.Noop`."""
    VULKAN = 1 << 1
    """`Backend.Vulkan`. Supported on Windows, Linux/Android, and macOS/iOS via Vulkan Portability
    (with the Vulkan feature enabled)
    """
    GL = 1 << 4
    """`Backend.Gl`. Supported on Linux/Android, the web through webassembly via WebGL, and Windows
    and macOS/iOS via ANGLE
    """
    METAL = 1 << 2
    """`Backend.Metal`. Supported on macOS and iOS."""
    DX12 = 1 << 3
    """`Backend.Dx12`. Supported on Windows 10 and later"""
    BROWSER_WEBGPU = 1 << 5
    """`Backend.BrowserWebGpu`. Supported when targeting the web through WebAssembly with the
    `webgpu` feature enabled.

    The WebGPU backend is special in several ways: It is not not implemented by `wgpu_core` and
    instead by the higher level `wgpu` crate. Whether WebGPU is targeted is decided upon the
    creation of the `Instance`, *not* upon adapter creation. See `Instance.new`.
    """
    PRIMARY = VULKAN | METAL | DX12 | BROWSER_WEBGPU
    """All the apis that wgpu offers first tier of support for.

    - `Backends.VULKAN`
    - `Backends.METAL`
    - `Backends.DX12`
    - `Backends.BROWSER_WEBGPU`
    """
    SECONDARY = GL
    """All the apis that wgpu offers second tier of support for. These may be unsupported/still
    experimental.

    - `Backends.GL`
    """


class BufferUsages(Flags):
    """Different ways that you can use a buffer.

    The usages determine what kind of memory the buffer is allocated from and what actions the
    buffer can partake in.

    Specifying only usages the application will actually perform may increase performance.
    Additionally, on the WebGL backend, there are restrictions on `BufferUsages.INDEX`; see
    `DownlevelFlags.UNRESTRICTED_INDEX_BUFFER` for more information.

    Corresponds to WebGPU `GPUBufferUsageFlags`.
    """

    MAP_READ = 1 << 0
    """Allow a buffer to be mapped for reading using `Buffer.map_async` +
    `Buffer.get_mapped_range`. This does not include creating a buffer with
    `BufferDescriptor.mapped_at_creation` set.

    If `Features.MAPPABLE_PRIMARY_BUFFERS` isn't enabled, the only other usage a buffer may have
    is COPY_DST.
    """
    MAP_WRITE = 1 << 1
    """Allow a buffer to be mapped for writing using `Buffer.map_async` +
    `Buffer.get_mapped_range_mut`. This does not include creating a buffer with
    `BufferDescriptor.mapped_at_creation` set.

    If `Features.MAPPABLE_PRIMARY_BUFFERS` feature isn't enabled, the only other usage a buffer
    may have is COPY_SRC.
    """
    COPY_SRC = 1 << 2
    """Allow a buffer to be the source buffer for a `CommandEncoder.copy_buffer_to_buffer` or
    `CommandEncoder.copy_buffer_to_texture` operation.
    """
    COPY_DST = 1 << 3
    """Allow a buffer to be the destination buffer for a `CommandEncoder.copy_buffer_to_buffer`,
    `CommandEncoder.copy_texture_to_buffer`, `CommandEncoder.clear_buffer` or
    `Queue.write_buffer` operation.
    """
    INDEX = 1 << 4
    """Allow a buffer to be the index buffer in a draw operation."""
    VERTEX = 1 << 5
    """Allow a buffer to be the vertex buffer in a draw operation."""
    UNIFORM = 1 << 6
    """Allow a buffer to be a `BufferBindingType.Uniform` inside a bind group."""
    STORAGE = 1 << 7
    """Allow a buffer to be a `BufferBindingType.Storage` inside a bind group."""
    INDIRECT = 1 << 8
    """Allow a buffer to be the indirect buffer in an indirect draw call."""
    QUERY_RESOLVE = 1 << 9
    """Allow a buffer to be the destination buffer for a `CommandEncoder.resolve_query_set`
    operation.
    """
    BLAS_INPUT = 1 << 10
    """Allows a buffer to be used as input for a bottom level acceleration structure build"""
    TLAS_INPUT = 1 << 11
    """Allows a buffer to be used as input for a top level acceleration structure build"""


class BufferUses(Flags):
    """Similar to `BufferUsages`, but used only for `CommandEncoder.transition_resources`."""

    MAP_READ = 1 << 0
    """The argument to a read-only mapping."""
    MAP_WRITE = 1 << 1
    """The argument to a write-only mapping."""
    COPY_SRC = 1 << 2
    """The source of a hardware copy. cbindgen:ignore"""
    COPY_DST = 1 << 3
    """The destination of a hardware copy. cbindgen:ignore"""
    INDEX = 1 << 4
    """The index buffer used for drawing."""
    VERTEX = 1 << 5
    """A vertex buffer used for drawing."""
    UNIFORM = 1 << 6
    """A uniform buffer bound in a bind group."""
    STORAGE_READ_ONLY = 1 << 7
    """A read-only storage buffer used in a bind group. cbindgen:ignore"""
    STORAGE_READ_WRITE = 1 << 8
    """A read-write buffer used in a bind group. cbindgen:ignore"""
    INDIRECT = 1 << 9
    """The indirect or count buffer in a indirect draw or dispatch."""
    QUERY_RESOLVE = 1 << 10
    """A buffer used to store query results."""
    ACCELERATION_STRUCTURE_SCRATCH = 1 << 11
    """Buffer used for acceleration structure building."""
    BOTTOM_LEVEL_ACCELERATION_STRUCTURE_INPUT = 1 << 12
    """Buffer used for bottom level acceleration structure building."""
    TOP_LEVEL_ACCELERATION_STRUCTURE_INPUT = 1 << 13
    """Buffer used for top level acceleration structure building."""
    ACCELERATION_STRUCTURE_QUERY = 1 << 14
    """A buffer used to store the compacted size of an acceleration structure"""
    RAY_TRACING_PIPELINE_SHADER_DATA = 1 << 15
    """Buffer used for storing opaque shader data"""
    INCLUSIVE = (
        MAP_READ
        | COPY_SRC
        | INDEX
        | VERTEX
        | UNIFORM
        | STORAGE_READ_ONLY
        | INDIRECT
        | BOTTOM_LEVEL_ACCELERATION_STRUCTURE_INPUT
        | TOP_LEVEL_ACCELERATION_STRUCTURE_INPUT
        | RAY_TRACING_PIPELINE_SHADER_DATA
    )
    """The combination of states that a buffer may be in _at the same time_."""
    EXCLUSIVE = MAP_WRITE | COPY_DST | STORAGE_READ_WRITE | ACCELERATION_STRUCTURE_SCRATCH
    """The combination of states that a buffer must exclusively be in."""


class ColorWrites(Flags):
    """wgpu's `ColorWrites`."""

    RED = 1 << 0
    """Enable red channel writes"""
    GREEN = 1 << 1
    """Enable green channel writes"""
    BLUE = 1 << 2
    """Enable blue channel writes"""
    ALPHA = 1 << 3
    """Enable alpha channel writes"""
    COLOR = RED | GREEN | BLUE
    """Enable red, green, and blue channel writes"""
    ALL = RED | GREEN | BLUE | ALPHA
    """Enable writes to all channels."""


class DownlevelFlags(Flags):
    """Binary flags listing features that may or may not be present on downlevel adapters.

    A downlevel adapter is a GPU adapter that wgpu supports, but with potentially limited
    features, due to the lack of hardware feature support.

    Flags that are **not** present for a downlevel adapter or device usually indicates
    non-compliance with the WebGPU specification, but not always.

    You can check whether a set of flags is compliant through the
    `DownlevelCapabilities.is_webgpu_compliant()` function.
    """

    COMPUTE_SHADERS = 1 << 0
    """The device supports compiling and using compute shaders.

    WebGL2, and GLES3.0 devices do not support compute.
    """
    FRAGMENT_WRITABLE_STORAGE = 1 << 1
    """Supports binding storage buffers and textures to fragment shaders."""
    INDIRECT_EXECUTION = 1 << 2
    """Supports indirect drawing and dispatching.

    `COMPUTE_SHADERS` must be present for this flag.

    WebGL2, GLES 3.0, and Metal on Apple1/Apple2 GPUs do not support indirect.
    """
    BASE_VERTEX = 1 << 3
    """Supports non-zero `base_vertex` parameter to direct indexed draw calls.

    Indirect calls, if supported, always support non-zero `base_vertex`.

    Supported by:

    - Vulkan
    - DX12
    - Metal on Apple3+ or Mac1+
    - OpenGL 3.2+
    - OpenGL ES 3.2
    """
    READ_ONLY_DEPTH_STENCIL = 1 << 4
    """Supports reading from a depth/stencil texture while using it as a read-only depth/stencil
    attachment.

    The WebGL2 and GLES backends do not support RODS.
    """
    NON_POWER_OF_TWO_MIPMAPPED_TEXTURES = 1 << 5
    """Supports textures with mipmaps which have a non power of two size."""
    CUBE_ARRAY_TEXTURES = 1 << 6
    """Supports textures that are cube arrays."""
    COMPARISON_SAMPLERS = 1 << 7
    """Supports comparison samplers."""
    INDEPENDENT_BLEND = 1 << 8
    """Supports different blend operations per color attachment."""
    VERTEX_STORAGE = 1 << 9
    """Supports storage buffers in vertex shaders."""
    ANISOTROPIC_FILTERING = 1 << 10
    """Supports samplers with anisotropic filtering. Note this isn't actually required by WebGPU,
    the implementation is allowed to completely ignore aniso clamp. This flag is here for native
    backends so they can communicate to the user of aniso is enabled.

    All backends and all devices support anisotropic filtering.
    """
    FRAGMENT_STORAGE = 1 << 11
    """Supports storage buffers in fragment shaders."""
    MULTISAMPLED_SHADING = 1 << 12
    """Supports sample-rate shading."""
    DEPTH_TEXTURE_AND_BUFFER_COPIES = 1 << 13
    """Supports copies between depth textures and buffers.

    GLES/WebGL don't support this.
    """
    WEBGPU_TEXTURE_FORMAT_SUPPORT = 1 << 14
    """Supports all the texture usages described in WebGPU. If this isn't supported, you should
    call `get_texture_format_features` to get how you can use textures of a given format
    """
    BUFFER_BINDINGS_NOT_16_BYTE_ALIGNED = 1 << 15
    """Supports buffer bindings with sizes that aren't a multiple of 16.

    WebGL doesn't support this.
    """
    UNRESTRICTED_INDEX_BUFFER = 1 << 16
    """Supports buffers to combine `BufferUsages.INDEX` with usages other than
    `BufferUsages.COPY_DST` and `BufferUsages.COPY_SRC`. Furthermore, in absence of this feature
    it is not allowed to copy index buffers from/to buffers with a set of usage flags containing
    `BufferUsages.VERTEX`/`BufferUsages.UNIFORM`/`BufferUsages.STORAGE` or
    `BufferUsages.INDIRECT`.

    WebGL doesn't support this.
    """
    FULL_DRAW_INDEX_UINT32 = 1 << 17
    """Supports full 32-bit range indices (2^32-1 as opposed to 2^24-1 without this flag)

    Corresponds to Vulkan's `VkPhysicalDeviceFeatures.fullDrawIndexUint32`
    """
    DEPTH_BIAS_CLAMP = 1 << 18
    """Supports depth bias clamping

    Corresponds to Vulkan's `VkPhysicalDeviceFeatures.depthBiasClamp`
    """
    VIEW_FORMATS = 1 << 19
    """Supports specifying which view format values are allowed when create_view() is called on a
    texture.

    The WebGL and GLES backends doesn't support this.
    """
    UNRESTRICTED_EXTERNAL_TEXTURE_COPIES = 1 << 20
    """With this feature not present, there are the following restrictions on
    `Queue.copy_external_image_to_texture`:

    - The source must not be `web_sys.OffscreenCanvas`
    - `CopyExternalImageSourceInfo.origin` must be zero.
    - `CopyExternalImageDestInfo.color_space` must be srgb.
    - If the source is an `web_sys.ImageBitmap`:
      - `CopyExternalImageSourceInfo.flip_y` must be false.
      - `CopyExternalImageDestInfo.premultiplied_alpha` must be false.

    WebGL doesn't support this. WebGPU does.
    """
    SURFACE_VIEW_FORMATS = 1 << 21
    """Supports specifying which view formats are allowed when calling create_view on the texture
    returned by `Surface.get_current_texture`.

    The GLES/WebGL and Vulkan on Android doesn't support this.
    """
    NONBLOCKING_QUERY_RESOLVE = 1 << 22
    """If this is true, calls to `CommandEncoder.resolve_query_set` will be performed on the queue
    timeline.

    If this is false, calls to `CommandEncoder.resolve_query_set` will be performed on the
    device (i.e. cpu) timeline and will block that timeline until the query has data. You may
    work around this limitation by waiting until the submit whose queries you are resolving is
    fully finished (through use of `queue.on_submitted_work_done`) and only then submitting the
    resolve_query_set command. The queries will be guaranteed finished, so will not block.

    Supported by:

    - Vulkan,
    - DX12
    - Metal
    - OpenGL 4.4+

    Not Supported by:

    - GL ES / WebGL
    """
    SHADER_F16_IN_F32 = 1 << 23
    """Allows shaders to use `quantizeToF16`, `pack2x16float`, and `unpack2x16float`, which operate
    on `f16`-precision values stored in `f32`s.

    Not supported by Vulkan on Mesa when `Features.SHADER_F16` is absent.
    """
    MSL2_1 = 1 << 24
    """Supports features introduced in MSL 2.1."""
    TEXTURE_COMPRESSION = 1 << 25
    """The adapter supports the WebGPU texture compression requirement: BC || (ETC2 && ASTC).

    See <https://www.w3.org/TR/webgpu/#adapter-capability-guarantees>.
    """


class Features(Flags):
    """Features that are not guaranteed to be supported.

    These are either part of the webgpu standard, or are extension features supported by wgpu
    when targeting native.

    If you want to use a feature, you need to first verify that the adapter supports the
    feature. If the adapter does not support the feature, requesting a device with it enabled
    will panic.

    Corresponds to WebGPU `GPUFeatureName`.
    """

    SHADER_FLOAT32_ATOMIC = 1 << 0
    """Allows shaders to use f32 atomic load, store, add, sub, and exchange.

    Supported platforms:

    - Metal (with MSL 3.0+ and Apple7+/Mac2)
    - Vulkan (with [VK_EXT_shader_atomic_float])

    This is a native only feature.
    """
    TEXTURE_FORMAT_16BIT_NORM = 1 << 1
    """Enables normalized `16-bit` texture formats.

    Supported platforms:

    - Vulkan
    - DX12
    - Metal
    - OpenGL (desktop GL 3.3+ for UNORM; GLES / WebGL2 needs `EXT_texture_norm16`. SNORM
      color-attachment usage additionally requires `EXT_render_snorm` on both paths.)

    This is a native only feature.
    """
    TEXTURE_COMPRESSION_ASTC_HDR = 1 << 2
    """Enables ASTC HDR family of compressed textures.

    Compressed textures sacrifice some quality in exchange for significantly reduced bandwidth
    usage.

    Support for this feature guarantees availability of `TextureUsages.COPY_SRC |
    TextureUsages.COPY_DST | TextureUsages.TEXTURE_BINDING` for ASTC formats with the HDR
    channel type. `Features.TEXTURE_ADAPTER_SPECIFIC_FORMAT_FEATURES` may enable additional
    usages.

    Supported Platforms:

    - Metal
    - Vulkan
    - OpenGL

    This is a native only feature.
    """
    TEXTURE_ADAPTER_SPECIFIC_FORMAT_FEATURES = 1 << 3
    """Enables device specific texture format features.

    See `TextureFormatFeatures` for a listing of the features in question.

    By default only texture format properties as defined by the WebGPU specification are
    allowed. Enabling this feature flag extends the features of each format to the ones
    supported by the current device. Note that without this flag, read/write storage access is
    not allowed at all.

    This extension does not enable additional formats.

    This is a native only feature.
    """
    PIPELINE_STATISTICS_QUERY = 1 << 4
    """Enables use of Pipeline Statistics Queries. These queries tell the count of various
    operations performed between the start and stop call. Call
    `RenderPass.begin_pipeline_statistics_query` to start a query, then call
    `RenderPass.end_pipeline_statistics_query` to stop one.

    They must be resolved using `CommandEncoder.resolve_query_set` into a buffer. The rules on
    how these resolve into buffers are detailed in the documentation for
    `PipelineStatisticsTypes`.

    Supported Platforms:

    - Vulkan
    - DX12

    This is a native only feature with a proposal for the web.
    """
    TIMESTAMP_QUERY_INSIDE_ENCODERS = 1 << 5
    """Allows for timestamp queries directly on command encoders.

    Adapters that support this feature also support `Features.TIMESTAMP_QUERY`. Both features
    must be requested explicitly to use timestamp queries on command encoders.

    Additionally allows for timestamp writes on command encoders using
    `CommandEncoder.write_timestamp`.

    Supported platforms:

    - Vulkan
    - DX12
    - Metal (AMD & Intel, not Apple GPUs)
    - OpenGL (with GL_ARB_timer_query)

    This is a native only feature.
    """
    TIMESTAMP_QUERY_INSIDE_PASSES = 1 << 6
    """Allows for timestamp queries directly inside render and compute passes.

    Adapters that support this feature also support `Features.TIMESTAMP_QUERY` and
    `Features.TIMESTAMP_QUERY_INSIDE_ENCODERS`. This feature must be requested with
    `Features.TIMESTAMP_QUERY` to use timestamp queries inside passes. Additionally,
    `Features.TIMESTAMP_QUERY_INSIDE_ENCODERS` must be requested to use timestamp queries on
    command encoders.

    Additionally allows for timestamp queries to be used inside render & compute passes using:

    - `RenderPass.write_timestamp`
    - `ComputePass.write_timestamp`

    Supported platforms:

    - Vulkan
    - DX12
    - Metal (AMD & Intel, not Apple GPUs)
    - OpenGL (with GL_ARB_timer_query)

    This is generally not available on tile-based rasterization GPUs.

    This is a native only feature with a proposal for the web.
    """
    MAPPABLE_PRIMARY_BUFFERS = 1 << 7
    """Webgpu only allows the MAP_READ and MAP_WRITE buffer usage to be matched with COPY_DST and
    COPY_SRC respectively. This removes this requirement.

    This is only beneficial on systems that share memory between CPU and GPU. If enabled on a
    system that doesn't, this can severely hinder performance. Only use if you understand the
    consequences.

    Supported platforms:

    - Vulkan
    - DX12
    - Metal

    This is a native only feature.
    """
    TEXTURE_BINDING_ARRAY = 1 << 8
    """Allows the user to create uniform arrays of textures in shaders:

    ex.

    - `var textures: binding_array<texture_2d<f32>, 10>` (WGSL)
    - `uniform texture2D textures[10]` (GLSL)

    If `Features.STORAGE_RESOURCE_BINDING_ARRAY` is supported as well as this, the user may also
    create uniform arrays of storage textures.

    ex.

    - `var textures: array<texture_storage_2d<r32float, write>, 10>` (WGSL)
    - `uniform image2D textures[10]` (GLSL)

    This capability allows them to exist and to be indexed by dynamically uniform values.

    Supported platforms:

    - DX12
    - Metal (with MSL 2.0+ on macOS 10.13+)
    - Vulkan

    This is a native only feature.
    """
    BUFFER_BINDING_ARRAY = 1 << 9
    """Allows the user to create arrays of buffers in shaders:

    ex.

    - `var<uniform> buffer_array: array<MyBuffer, 10>` (WGSL)
    - `uniform myBuffer { ... } buffer_array[10]` (GLSL)

    This capability allows them to exist and to be indexed by dynamically uniform values.

    If `Features.STORAGE_RESOURCE_BINDING_ARRAY` is supported as well as this, the user may also
    create arrays of storage buffers.

    ex.

    - `var<storage> buffer_array: array<MyBuffer, 10>` (WGSL)
    - `buffer myBuffer { ... } buffer_array[10]` (GLSL)

    Supported platforms:

    - Vulkan

    This is a native only feature.
    """
    STORAGE_RESOURCE_BINDING_ARRAY = 1 << 10
    """Allows the user to create uniform arrays of storage buffers or textures in shaders, if resp.
    `Features.BUFFER_BINDING_ARRAY` or `Features.TEXTURE_BINDING_ARRAY` is supported.

    This capability allows them to exist and to be indexed by dynamically uniform values.

    Supported platforms:

    - Metal (with MSL 2.2+ on macOS 10.13+)
    - Vulkan

    This is a native only feature.
    """
    SAMPLED_TEXTURE_AND_STORAGE_BUFFER_ARRAY_NON_UNIFORM_INDEXING = 1 << 11
    """Allows shaders to index sampled texture and storage buffer resource arrays with dynamically
    non-uniform values:

    ex. `texture_array[vertex_data]`

    In order to use this capability, the corresponding GLSL extension must be enabled like so:

    `#extension GL_EXT_nonuniform_qualifier : require`

    and then used either as `nonuniformEXT` qualifier in variable declaration:

    ex. `layout(location = 0) nonuniformEXT flat in int vertex_data;`

    or as `nonuniformEXT` constructor:

    ex. `texture_array[nonuniformEXT(vertex_data)]`

    WGSL and HLSL do not need any extension.

    Supported platforms:

    - DX12
    - Metal (with MSL 2.0+ on macOS 10.13+)
    - Vulkan 1.2+ (or VK_EXT_descriptor_indexing)'s shaderSampledImageArrayNonUniformIndexing &
      shaderStorageBufferArrayNonUniformIndexing feature)

    This is a native only feature.
    """
    STORAGE_TEXTURE_ARRAY_NON_UNIFORM_INDEXING = 1 << 12
    """Allows shaders to index storage texture resource arrays with dynamically non-uniform values:

    ex. `texture_array[vertex_data]`

    Supported platforms:

    - DX12
    - Metal (with MSL 2.0+ on macOS 10.13+)
    - Vulkan 1.2+ (or VK_EXT_descriptor_indexing)'s shaderStorageTextureArrayNonUniformIndexing
      feature)

    This is a native only feature.
    """
    PARTIALLY_BOUND_BINDING_ARRAY = 1 << 13
    """Allows the user to create bind groups containing arrays with less bindings than the
    BindGroupLayout.

    Supported platforms:

    - Vulkan
    - DX12

    This is a native only feature.
    """
    MULTI_DRAW_INDIRECT_COUNT = 1 << 15
    """Allows the user to call `RenderPass.multi_draw_indirect_count` and
    `RenderPass.multi_draw_indexed_indirect_count`.

    This allows the use of a buffer containing the actual number of draw calls. This feature
    being present also implies that all calls to `RenderPass.multi_draw_indirect` and
    `RenderPass.multi_draw_indexed_indirect` are not being emulated with a series of
    `draw_indirect` calls.

    Supported platforms:

    - DX12
    - Vulkan 1.2+ (or VK_KHR_draw_indirect_count)

    This is a native only feature.
    """
    ADDRESS_MODE_CLAMP_TO_ZERO = 1 << 17
    """Allows the use of `AddressMode.ClampToBorder` with a border color of
    `SamplerBorderColor.Zero`.

    Supported platforms:

    - DX12
    - Vulkan
    - Metal
    - OpenGL

    This is a native only feature.
    """
    ADDRESS_MODE_CLAMP_TO_BORDER = 1 << 18
    """Allows the use of `AddressMode.ClampToBorder` with a border color other than
    `SamplerBorderColor.Zero`.

    Supported platforms:

    - DX12
    - Vulkan
    - Metal (macOS 10.12+ only)
    - OpenGL

    This is a native only feature.
    """
    POLYGON_MODE_LINE = 1 << 19
    """Allows the user to set `PolygonMode.Line` in `PrimitiveState.polygon_mode`

    This allows drawing polygons/triangles as lines (wireframe) instead of filled

    Supported platforms:

    - DX12
    - Vulkan
    - Metal

    This is a native only feature.
    """
    POLYGON_MODE_POINT = 1 << 20
    """Allows the user to set `PolygonMode.Point` in `PrimitiveState.polygon_mode`

    This allows only drawing the vertices of polygons/triangles instead of filled

    Supported platforms:

    - Vulkan

    This is a native only feature.
    """
    CONSERVATIVE_RASTERIZATION = 1 << 21
    """Allows the user to set a overestimation-conservative-rasterization in
    `PrimitiveState.conservative`

    Processing of degenerate triangles/lines is hardware specific. Only triangles are supported.

    Supported platforms:

    - Vulkan

    This is a native only feature.
    """
    VERTEX_WRITABLE_STORAGE = 1 << 22
    """Enables bindings of writable storage buffers and textures visible to vertex shaders.

    Note: some (tiled-based) platforms do not support vertex shaders with any side-effects.

    Supported Platforms:

    - All

    This is a native only feature.
    """
    CLEAR_TEXTURE = 1 << 23
    """Enables clear to zero for textures.

    Supported platforms:

    - All

    This is a native only feature.
    """
    MULTIVIEW = 1 << 26
    """Enables multiview render passes and `builtin(view_index)` in vertex/mesh shaders.

    Supported platforms:

    - Vulkan
    - Metal
    - DX12
    - OpenGL (web only)

    This is a native only feature.
    """
    VERTEX_ATTRIBUTE_64BIT = 1 << 27
    """Enables using 64-bit types for vertex attributes.

    Requires SHADER_FLOAT64.

    Supported Platforms: N/A

    This is a native only feature.
    """
    TEXTURE_ATOMIC = 1 << 28
    """Enables image atomic fetch add, and, xor, or, min, and max for R32Uint and R32Sint textures.

    Supported platforms:

    - Vulkan
    - DX12
    - Metal (with MSL 3.1+)

    This is a native only feature.
    """
    TEXTURE_FORMAT_NV12 = 1 << 29
    """Allows for creation of textures of format `TextureFormat.NV12`

    Supported platforms:

    - DX12
    - Vulkan

    This is a native only feature.
    """
    TEXTURE_FORMAT_P010 = 1 << 30
    """Allows for creation of textures of format `TextureFormat.P010`

    Supported platforms:

    - DX12
    - Vulkan

    This is a native only feature.
    """
    EXTERNAL_TEXTURE = 1 << 31
    """Allows for the creation and usage of `ExternalTexture`s, and bind group layouts containing
    external texture `BindingType`s.

    Conceptually this should really be a `DownlevelFlags` as it corresponds to WebGPU's
    `GPUExternalTexture`. However, the implementation is currently in-progress, and until it is
    complete we do not want applications to ignore adapters due to a missing downlevel flag,
    when they may not require this feature at all.

    Supported platforms:

    - DX12
    - Metal
    """
    EXPERIMENTAL_RAY_QUERY = 1 << 32
    """***THIS IS EXPERIMENTAL:*** Features enabled by this may have major bugs in it and are
    expected to be subject to breaking changes, suggestions for the API exposed by this should
    be posted on the ray-tracing issue

    Allows for the creation of ray-tracing queries within shaders.

    Supported platforms:

    - Vulkan

    This is a native-only feature.
    """
    SHADER_F64 = 1 << 33
    """Enables 64-bit floating point types in SPIR-V shaders.

    Note: even when supported by GPU hardware, 64-bit floating point operations are frequently
    between 16 and 64 _times_ slower than equivalent operations on 32-bit floats.

    Supported Platforms:

    - Vulkan

    This is a native only feature.
    """
    SHADER_I16 = 1 << 34
    """Allows shaders to use `i16` and `u16` 16-bit integer types.

    Requires `enable wgpu_int16;` in WGSL shaders.

    Supported platforms:

    - Vulkan (with `shaderInt16` and `VK_KHR_16bit_storage`)
    - Metal (always available)
    - DX12 (with `Native16BitShaderOpsSupported`, SM 6.2+)

    This is a native only feature.
    """
    SHADER_EARLY_DEPTH_TEST = 1 << 36
    """Allows shaders to use the `early_depth_test` attribute.

    The attribute is applied to the fragment shader entry point. It can be used in two ways:

      - Force early depth/stencil tests:
         - `@early_depth_test(force)` (WGSL)
         - `layout(early_fragment_tests) in;` (GLSL)
      - Provide a conservative depth specifier that allows an additional early depth test under
        certain conditions:
         - `@early_depth_test(greater_equal/less_equal/unchanged)` (WGSL)
         - `layout(depth_<greater/less/unchanged>) out float gl_FragDepth;` (GLSL)

    See `EarlyDepthTest` for more details.

    Supported platforms:

    - Vulkan
    - GLES 3.1+

    This is a native only feature.
    """
    SHADER_INT64 = 1 << 37
    """Allows shaders to use i64 and u64.

    Supported platforms:

    - Vulkan
    - DX12 (DXC only)
    - Metal (with MSL 2.3+)

    This is a native only feature.
    """
    SUBGROUP = 1 << 38
    """Allows compute and fragment shaders to use the subgroup operation built-ins and perform
    subgroup operations (except barriers).

    Supported Platforms:

    - Vulkan
    - DX12
    - Metal

    The `subgroups` feature has been added to WebGPU, but there may be differences between the
    standard and the `wgpu` implementation, so it remains a native-only feature in wgpu for now.
    See <https://github.com/gfx-rs/wgpu/issues/5555>.

    Because it is expected to move to the WebGPU feature set in the not-too-distant future, the
    name omits the `wgpu-` prefix.
    """
    SUBGROUP_VERTEX = 1 << 39
    """Allows vertex shaders to use the subgroup operation built-ins and perform subgroup
    operations (except barriers).

    Supported Platforms:

    - Vulkan

    This is a native only feature.
    """
    SUBGROUP_BARRIER = 1 << 40
    """Allows compute shaders to use the subgroup barrier.

    Requires `Features.SUBGROUP`. Without it, enables nothing.

    Supported Platforms:

    - Vulkan
    - Metal

    This is a native only feature.
    """
    PIPELINE_CACHE = 1 << 41
    """Allows the use of pipeline cache objects

    Supported platforms:

    - Vulkan

    Unimplemented Platforms:

    - DX12
    - Metal
    """
    SHADER_INT64_ATOMIC_MIN_MAX = 1 << 42
    """Allows shaders to use i64 and u64 atomic min and max.

    Supported platforms:

    - Vulkan (with VK_KHR_shader_atomic_int64)
    - DX12 (with SM 6.6+)
    - Metal (with MSL 2.4+)

    This is a native only feature.
    """
    SHADER_INT64_ATOMIC_ALL_OPS = 1 << 43
    """Allows shaders to use all i64 and u64 atomic operations.

    Supported platforms:

    - Vulkan (with VK_KHR_shader_atomic_int64)
    - DX12 (with SM 6.6+)

    This is a native only feature.
    """
    VULKAN_GOOGLE_DISPLAY_TIMING = 1 << 44
    """Allows using the [VK_GOOGLE_display_timing] Vulkan extension.

    This is used for frame pacing to reduce latency, and is generally only available on Android.

    This feature does not have a `wgpu`-level API, and so users of wgpu wishing to use this
    functionality must access it using various `as_hal` functions, primarily `Surface.as_hal()`,
    to then use.

    Supported platforms:

    - Vulkan (with [VK_GOOGLE_display_timing])

    This is a native only feature.
    """
    VULKAN_EXTERNAL_MEMORY_WIN32 = 1 << 45
    """Allows using the [VK_KHR_external_memory_win32] Vulkan extension.

    Supported platforms:

    - Vulkan (with [VK_KHR_external_memory_win32])

    This is a native only feature.
    """
    VULKAN_EXTERNAL_MEMORY_FD = 1 << 35
    """Allows using the [VK_KHR_external_memory_fd] Vulkan extension.

    Supported platforms:

    - Vulkan (with [VK_KHR_external_memory_fd])

    This is a native only feature.
    """
    VULKAN_EXTERNAL_MEMORY_DMA_BUF = 1 << 63
    """Allows using the [VK_EXT_external_memory_dma_buf] Vulkan extension for importing DMA-buf
    textures on Linux.

    Requires [VK_EXT_image_drm_format_modifier] for specifying the DRM format modifier and plane
    layout during import.

    Supported platforms:

    - Vulkan (with [VK_EXT_external_memory_dma_buf] and [VK_EXT_image_drm_format_modifier])

    This is a native only feature.
    """
    TEXTURE_INT64_ATOMIC = 1 << 46
    """Enables R64Uint image atomic min and max.

    Supported platforms:

    - Vulkan (with VK_EXT_shader_image_atomic_int64)
    - DX12 (with SM 6.6+)
    - Metal (with MSL 3.1+)

    This is a native only feature.
    """
    UNIFORM_BUFFER_BINDING_ARRAYS = 1 << 47
    """Allows uniform buffers to be bound as binding arrays.

    This allows:

    - Shaders to contain `var<uniform> buffer: binding_array<UniformBuffer>;`
    - The `count` field of `BindGroupLayoutEntry`s with `Uniform` buffers, to be set to `Some`.

    Supported platforms:

    - None (<https://github.com/gfx-rs/wgpu/issues/7149>)

    Potential Platforms:

    - DX12
    - Metal
    - Vulkan 1.2+ (or VK_EXT_descriptor_indexing)'s `shaderUniformBufferArrayNonUniformIndexing`
      feature)

    This is a native only feature.
    """
    EXPERIMENTAL_MESH_SHADER = 1 << 48
    """Enables mesh shaders and task shaders in mesh shader pipelines. This extension does NOT
    imply support for compiling mesh shaders at runtime.

    Supported platforms:

    - Vulkan (with VK_EXT_mesh_shader)
    - DX12
    - Metal

    Naga is only supported on vulkan. On other platforms you will have to use passthrough
    shaders.

    It is recommended to use `Device.create_shader_module_trusted` with
    `ShaderRuntimeChecks.unchecked()` to avoid workgroup memory zero initialization, which can
    be expensive due to zero initialization being single-threaded currently.

    Some Mesa drivers including LLVMPIPE but not RADV fail to run the naga generated code. This
    may be our bug and will be investigated. However, due to the nature of the failure, the fact
    that it is unique, and the random changes that make it go away, this is believed to be a
    Mesa bug. See this Mesa issue.

    This is a native only feature.
    """
    EXPERIMENTAL_RAY_HIT_VERTEX_RETURN = 1 << 49
    """***THIS IS EXPERIMENTAL:*** Features enabled by this may have major bugs in them and are
    expected to be subject to breaking changes, suggestions for the API exposed by this should
    be posted on the ray-tracing issue

    Allows for returning of the hit triangle's vertex position when tracing with an acceleration
    structure marked with `AccelerationStructureFlags.ALLOW_RAY_HIT_VERTEX_RETURN`.

    Supported platforms:

    - Vulkan

    This is a native only feature
    """
    EXPERIMENTAL_MESH_SHADER_MULTIVIEW = 1 << 50
    """Enables multiview in mesh shader pipelines

    Supported platforms:

    - Vulkan (with VK_EXT_mesh_shader)

    Potential Platforms:

    - DX12
    - Metal

    This is a native only feature.
    """
    EXTENDED_ACCELERATION_STRUCTURE_VERTEX_FORMATS = 1 << 51
    """Allows usage of additional vertex formats in
    [BlasTriangleGeometrySizeDescriptor::vertex_format]

    Supported platforms

    - Vulkan
    - DX12
    """
    PASSTHROUGH_SHADERS = 1 << 52
    """Enables creating shaders from passthrough with reflection info (unsafe)

    Allows using `Device.create_shader_module_passthrough`. Shader code isn't parsed or
    interpreted in any way. It is the user's responsibility to ensure the code and reflection
    (if passed) are correct.

    Supported platforms

    - Vulkan
    - DX12
    - Metal
    - WebGPU

    Ideally, in the future, all platforms will be supported. For more info, see this comment.
    """
    SHADER_BARYCENTRICS = 1 << 53
    """Enables shader barycentric coordinates.

    Supported platforms:

    - Vulkan (with VK_KHR_fragment_shader_barycentric)
    - DX12 (with SM 6.1+)
    - Metal (with MSL 2.2+)

    This is a native only feature.
    """
    SELECTIVE_MULTIVIEW = 1 << 54
    """Enables using multiview where not all texture array layers are rendered to in a single
    render pass/render pipeline. Making use of this feature also requires enabling
    `Features.MULTIVIEW`.

    Supported platforms

    - Vulkan
    - DX12

    While metal supports this in theory, the behavior of `view_index` differs from vulkan and
    dx12 so the feature isn't exposed.
    """
    EXPERIMENTAL_MESH_SHADER_POINTS = 1 << 55
    """Enables the use of point-primitive outputs from mesh shaders. Making use of this feature
    also requires enabling `Features.EXPERIMENTAL_MESH_SHADER`.

    Supported platforms

    - Vulkan
    - Metal

    This is a native only feature.
    """
    MULTISAMPLE_ARRAY = 1 << 56
    """Enables creating texture arrays that are also multisampled.

    Without this feature, you cannot create a texture that has both a `sample_count` higher than
    1, and a `depth_or_array_layers` higher than 1.

    Supported platforms:

    - Vulkan (except VK_KHR_portability_subset if multisampleArrayImage is not available)
    - Metal (with macos 10.14+, ios 14.0+, tvos 16.0+, visionos 1.0+)
    """
    EXPERIMENTAL_COOPERATIVE_MATRIX = 1 << 57
    """Enables cooperative matrix operations (also known as tensor cores on NVIDIA GPUs or
    simdgroup matrix operations on Apple GPUs).

    Cooperative matrices allow a workgroup to collectively load, store, and perform matrix
    multiply-accumulate operations on small tiles of data, enabling hardware-accelerated matrix
    math.

    **Current limitations:** The implementation currently only supports 8x8 f32 matrices. On
    Vulkan, support is determined by querying
    `vkGetPhysicalDeviceCooperativeMatrixPropertiesKHR` for configurations matching 8x8x8 f32.
    Most Vulkan implementations (NVIDIA, AMD) primarily support f16 inputs at larger sizes
    (e.g., 16x16), so Vulkan support may be limited.

    Supported platforms:

    - Metal (with MSL 2.3+ and Apple7+/Mac2+, using simdgroup matrix operations)
    - Vulkan (with VK_KHR_cooperative_matrix, if 8x8 f32 is supported)

    This is a native only feature.
    """
    SHADER_PER_VERTEX = 1 << 58
    """Enables shader per-vertex attributes.

    Supported platforms:

    - Vulkan (with VK_KHR_fragment_shader_barycentric)

    This is a native only feature.
    """
    SHADER_DRAW_INDEX = 1 << 59
    """Enables shader `draw_index` builtin.

    Supported platforms:

    - GLES
    - Vulkan

    Potential platforms:

    - DX12
    - Metal

    This is a native only feature.
    """
    ACCELERATION_STRUCTURE_BINDING_ARRAY = 1 << 60
    """Allows the user to create arrays of acceleration structures in shaders:

    ex.

    - `var tlas: binding_array<acceleration_structure, 10>` (WGSL)

    This capability allows them to exist and to be indexed by dynamically uniform values.

    Supported platforms:

    - DX12
    - Vulkan

    This is a native only feature.
    """
    MEMORY_DECORATION_COHERENT = 1 << 61
    """Enables the `@coherent` memory decoration on storage buffer variables.

    Backend mapping:

    - Vulkan
    - DX12
    - Metal (3.2+)
    - GLES (ES 3.1+ / GL 4.3+)

    This is a native only feature.
    """
    MEMORY_DECORATION_VOLATILE = 1 << 62
    """Enables the `@volatile` memory decoration on storage buffer variables.

    Backend mapping:

    - Vulkan
    - GLES (ES 3.1+ / GL 4.3+)

    This is a native only feature.
    """
    EXPERIMENTAL_RAY_TRACING_PIPELINES = 1 << 24
    """Allows for constructing ray tracing pipelines."""
    DEPTH_CLIP_CONTROL = 1 << 64
    """By default, polygon depth is clipped to 0-1 range before/during rasterization. Anything
    outside of that range is rejected, and respective fragments are not touched.

    With this extension, we can disabling clipping. That allows shadow map occluders to be
    rendered into a tighter depth range.

    Supported platforms:

    - desktops
    - some mobile chips
    - WebGPU

    This is a web and native feature.
    """
    DEPTH32FLOAT_STENCIL8 = 1 << 65
    """Allows for explicit creation of textures of format `TextureFormat.Depth32FloatStencil8`

    Supported platforms:

    - Vulkan (mostly)
    - DX12
    - Metal
    - OpenGL
    - WebGPU

    This is a web and native feature.
    """
    TEXTURE_COMPRESSION_BC = 1 << 66
    """Enables BCn family of compressed textures. All BCn textures use 4x4 pixel blocks with 8 or
    16 bytes per block.

    Compressed textures sacrifice some quality in exchange for significantly reduced bandwidth
    usage.

    Support for this feature guarantees availability of `TextureUsages.COPY_SRC |
    TextureUsages.COPY_DST | TextureUsages.TEXTURE_BINDING` for BCn formats.
    `Features.TEXTURE_ADAPTER_SPECIFIC_FORMAT_FEATURES` may enable additional usages.

    This feature guarantees availability of sliced-3d textures for BC formats when combined with
    TEXTURE_COMPRESSION_BC_SLICED_3D.

    Supported Platforms:

    - desktops
    - Mobile (All Apple9 and some Apple7 and Apple8 devices)
    - WebGPU

    This is a web and native feature.
    """
    TEXTURE_COMPRESSION_BC_SLICED_3D = 1 << 67
    """Allows the 3d dimension for textures with BC compressed formats.

    This feature must be used in combination with TEXTURE_COMPRESSION_BC to enable 3D textures
    with BC compression. It does not enable the BC formats by itself.

    Supported Platforms:

    - desktops
    - Mobile (All Apple9 and some Apple7 and Apple8 devices)
    - WebGPU

    This is a web and native feature.
    """
    TEXTURE_COMPRESSION_ETC2 = 1 << 68
    """Enables ETC family of compressed textures. All ETC textures use 4x4 pixel blocks. ETC2 RGB
    and RGBA1 are 8 bytes per block. RTC2 RGBA8 and EAC are 16 bytes per block.

    Compressed textures sacrifice some quality in exchange for significantly reduced bandwidth
    usage.

    Support for this feature guarantees availability of `TextureUsages.COPY_SRC |
    TextureUsages.COPY_DST | TextureUsages.TEXTURE_BINDING` for ETC2 formats.
    `Features.TEXTURE_ADAPTER_SPECIFIC_FORMAT_FEATURES` may enable additional usages.

    Supported Platforms:

    - Vulkan on Intel
    - Mobile (some)
    - WebGPU

    This is a web and native feature.
    """
    TEXTURE_COMPRESSION_ASTC = 1 << 69
    """Enables ASTC family of compressed textures. ASTC textures use pixel blocks varying from 4x4
    to 12x12. Blocks are always 16 bytes.

    Compressed textures sacrifice some quality in exchange for significantly reduced bandwidth
    usage.

    Support for this feature guarantees availability of `TextureUsages.COPY_SRC |
    TextureUsages.COPY_DST | TextureUsages.TEXTURE_BINDING` for ASTC formats with
    Unorm/UnormSrgb channel type. `Features.TEXTURE_ADAPTER_SPECIFIC_FORMAT_FEATURES` may enable
    additional usages.

    This feature does not guarantee availability of sliced 3d textures for ASTC formats. If
    available, 3d support can be enabled by TEXTURE_COMPRESSION_ASTC_SLICED_3D feature.

    Supported Platforms:

    - Vulkan on Intel
    - Mobile (some)
    - WebGPU

    This is a web and native feature.
    """
    TEXTURE_COMPRESSION_ASTC_SLICED_3D = 1 << 70
    """Allows the 3d dimension for textures with ASTC compressed formats.

    This feature must be used in combination with TEXTURE_COMPRESSION_ASTC to enable 3D textures
    with ASTC compression. It does not enable the ASTC formats by itself.

    Supported Platforms:

    - Vulkan (some)
    - Metal on Apple3+
    - OpenGL/WebGL (some)
    - WebGPU

    Not Supported:

    - DX12

    This is a web and native feature.
    """
    TIMESTAMP_QUERY = 1 << 71
    """Enables use of Timestamp Queries. These queries tell the current gpu timestamp when all work
    before the query is finished.

    This feature allows the use of

    - `RenderPassDescriptor.timestamp_writes`
    - `ComputePassDescriptor.timestamp_writes` to write out timestamps.

    For arbitrary timestamp write commands on encoders refer to
    `Features.TIMESTAMP_QUERY_INSIDE_ENCODERS`. For arbitrary timestamp write commands on passes
    refer to `Features.TIMESTAMP_QUERY_INSIDE_PASSES`.

    They must be resolved using `CommandEncoder.resolve_query_set` into a buffer, then the
    result must be multiplied by the timestamp period `Queue.get_timestamp_period` to get the
    timestamp in nanoseconds. Multiple timestamps can then be diffed to get the time for
    operations between them to finish.

    Supported Platforms:

    - Vulkan
    - DX12
    - Metal
    - OpenGL (with GL_ARB_timer_query)
    - WebGPU

    This is a web and native feature.
    """
    INDIRECT_FIRST_INSTANCE = 1 << 72
    """Allows non-zero value for the `first_instance` member in indirect draw calls.

    If this feature is not enabled, and the `first_instance` member is non-zero, the behavior
    may be:

    - The draw call is ignored.
    - The draw call is executed as if the `first_instance` is zero.
    - The draw call is executed with the correct `first_instance` value.

    Supported Platforms:

    - Vulkan (mostly)
    - DX12
    - Metal on Apple3+ or Mac1+
    - OpenGL (Desktop 4.2+ with ARB_shader_draw_parameters only)
    - WebGPU

    Not Supported:

    - OpenGL ES / WebGL

    This is a web and native feature.
    """
    SHADER_F16 = 1 << 73
    """Allows shaders to use 16-bit floating point types. You may use them uniform buffers, storage
    buffers, and local variables. You may not use them in immediates.

    In order to use this in WGSL shaders, you must add `enable f16;` to the top of your shader,
    before any global items.

    Supported Platforms:

    - Vulkan
    - Metal
    - DX12
    - WebGPU

    This is a web and native feature.
    """
    RG11B10UFLOAT_RENDERABLE = 1 << 74
    """Allows for usage of textures of format `TextureFormat.Rg11b10Ufloat` as a render target

    Supported platforms:

    - Vulkan
    - DX12
    - Metal
    - WebGPU

    This is a web and native feature.
    """
    BGRA8UNORM_STORAGE = 1 << 75
    """Allows the `TextureUsages.STORAGE_BINDING` usage on textures with format
    `TextureFormat.Bgra8Unorm`

    Supported Platforms:

    - Vulkan
    - DX12
    - Metal
    - WebGPU

    This is a web and native feature.
    """
    FLOAT32_FILTERABLE = 1 << 76
    """Allows textures with formats "r32float", "rg32float", and "rgba32float" to be filterable.

    Supported Platforms:

    - Vulkan (mainly on Desktop GPUs)
    - DX12
    - Metal on macOS or Apple9+ GPUs, optional on iOS/iPadOS with Apple7/8 GPUs
    - GL with one of
      `GL_ARB_color_buffer_float`/`GL_EXT_color_buffer_float`/`OES_texture_float_linear`
    - WebGPU

    This is a web and native feature.
    """
    FLOAT32_BLENDABLE = 1 << 77
    """Allows textures with formats "r32float", "rg32float", and "rgba32float" to be blendable.

    Supported Platforms:

    - Vulkan
    - WebGPU
    """
    DUAL_SOURCE_BLENDING = 1 << 78
    """Allows two outputs from a shader to be used for blending. Note that dual-source blending
    doesn't support multiple render targets.

    For more info see the OpenGL ES extension GL_EXT_blend_func_extended.

    Supported platforms:

    - OpenGL ES (with GL_EXT_blend_func_extended)
    - Metal (with MSL 1.2+)
    - Vulkan (with dualSrcBlend)
    - DX12
    - WebGPU

    This is a web and native feature.
    """
    CLIP_DISTANCES = 1 << 79
    """Allows the use of `@builtin(clip_distances)` in WGSL.

    Supported platforms:

    - Vulkan (mainly on Desktop GPUs)
    - Metal
    - GL (Desktop or `GL_EXT_clip_cull_distance`)
    - WebGPU

    This is a web and native feature.
    """
    IMMEDIATES = 1 << 80
    """Allows the use of immediate data: small, fast bits of memory that can be updated inside a
    `RenderPass`.

    Allows the user to call `RenderPass.set_immediates`, provide a non-zero immediate data size
    to `PipelineLayoutDescriptor`, and provide a non-zero limit to `Limits.max_immediate_size`.

    In GLSL, this corresponds to `layout(immediates) uniform Name {..}`.

    Supported platforms:

    - DX12
    - Vulkan
    - Metal
    - OpenGL (emulated with uniforms)
    - WebGPU

    WebGPU support is currently a proposal and will be available in browsers in the future.

    This is a web and native feature.
    """
    PRIMITIVE_INDEX = 1 << 81
    """Enables `builtin(primitive_index)` in fragment shaders.

    Note: enables geometry processing for pipelines using the builtin. This may come with a
    significant performance impact on some hardware. Other pipelines are not affected.

    Supported platforms:

    - Vulkan (with geometryShader)
    - DX12
    - Metal (some)
    - OpenGL (some)

    This is a web and native feature. `primitive-index` is its WebGPU-defined name, and
    `shader-primitive-index` is accepted to remain compatible with previous wgpu behavior.
    """


class InstanceFlags(Flags):
    """Instance debugging flags.

    These are not part of the WebGPU standard.

    Defaults to enabling debugging-related flags if the build configuration has
    `debug_assertions`.
    """

    DEBUG = 1 << 0
    """Generate debug information in shaders and objects.

    When `from_env()` is used takes value from `WGPU_DEBUG` environment variable.
    """
    VALIDATION = 1 << 1
    """Enable validation in the backend API, if possible:

    - On the Direct3D `dx12` backend, this calls `ID3D12Debug.EnableDebugLayer`.
    - On the Vulkan backend, this enables the Vulkan Validation Layer.
    - On the `gles` backend driving Windows OpenGL, this enables debug output, effectively
      calling `glEnable(GL_DEBUG_OUTPUT)`.
    - On non-Windows `gles` backends, this calls `eglDebugMessageControlKHR` to enable all
      debugging messages. If the GLES implementation is ANGLE running on Vulkan, this also
      enables the Vulkan validation layers by setting `EGL_PLATFORM_ANGLE_DEBUG_LAYERS_ENABLED`.

    When `from_env()` is used, this bit is set if the `WGPU_VALIDATION` environment variable has
    any value but "0".
    """
    DISCARD_HAL_LABELS = 1 << 2
    """Don't pass labels to wgpu-hal.

    When `from_env()` is used takes value from `WGPU_DISCARD_HAL_LABELS` environment variable.
    """
    ALLOW_UNDERLYING_NONCOMPLIANT_ADAPTER = 1 << 3
    """Whether wgpu should expose adapters that run on top of non-compliant adapters.

    Turning this on might mean that some of the functionality provided by the wgpu
    adapter/device is not working or is broken. It could be that all the functionality wgpu
    currently exposes works but we can't tell for sure since we have no additional transparency
    into what is working and what is not on the underlying adapter.

    This mainly applies to a Vulkan driver's compliance version. If the major compliance version
    is `0`, then the driver is ignored. This flag allows that driver to be enabled for testing.

    This flag controls whether adapters that don't meet the *native* API's own compliance
    requirements are returned, while `STRICT_WEBGPU_COMPLIANCE` controls whether adapters that
    can't fully satisfy the *WebGPU v1* spec are excluded.

    When `from_env()` is used takes value from `WGPU_ALLOW_UNDERLYING_NONCOMPLIANT_ADAPTER`
    environment variable.
    """
    GPU_BASED_VALIDATION = 1 << 4
    """Enable GPU-based validation. Implies `VALIDATION`. Currently, this only changes behavior on
    the DX12 and Vulkan backends.

    Supported platforms:

    - D3D12; called "GPU-based validation", or "GBV"
    - Vulkan, via the `VK_LAYER_KHRONOS_validation` layer; called "GPU-Assisted Validation"

    When `from_env()` is used takes value from `WGPU_GPU_BASED_VALIDATION` environment variable.
    """
    VALIDATION_INDIRECT_CALL = 1 << 5
    """Validate indirect buffer content prior to issuing indirect draws/dispatches.

    This validation will transform indirect calls into no-ops if they are not valid:

    - When calling `dispatch_workgroups_indirect`, all 3 indirect arguments encoded in the
      buffer must be less than the `max_compute_workgroups_per_dimension` device limit.
    - When calling
      `draw_indirect`/`draw_indexed_indirect`/`multi_draw_indirect`/`multi_draw_indexed_indirect`:
      - If `Features.INDIRECT_FIRST_INSTANCE` is not enabled on the device, the `first_instance`
        indirect argument must be 0.
      - The `first_instance` & `instance_count` indirect arguments must form a range that fits
        within all bound vertex buffers with `step_mode` set to `Instance`.
    - When calling `draw_indirect`/`multi_draw_indirect`:
      - The `first_vertex` & `vertex_count` indirect arguments must form a range that fits
        within all bound vertex buffers with `step_mode` set to `Vertex`.
    - When calling `draw_indexed_indirect`/`multi_draw_indexed_indirect`:
      - The `first_index` & `index_count` indirect arguments must form a range that fits within
        the bound index buffer.

    __Behavior is undefined if this validation is disabled and the rules above are not
    satisfied.__

    Disabling this will also cause the following built-ins to not report the right values on the
    D3D12 backend:

    - the 3 components of `@builtin(num_workgroups)` will be 0
    - the value of `@builtin(vertex_index)` will not take into account the value of the
      `first_vertex`/`base_vertex` argument present in the indirect buffer
    - the value of `@builtin(instance_index)` will not take into account the value of the
      `first_instance` argument present in the indirect buffer

    When `from_env()` is used takes value from `WGPU_VALIDATION_INDIRECT_CALL` environment
    variable.
    """
    AUTOMATIC_TIMESTAMP_NORMALIZATION = 1 << 6
    """Enable automatic timestamp normalization. This means that in
    `CommandEncoder.resolve_query_set`, the timestamps will automatically be normalized to be in
    nanoseconds instead of the raw timestamp values.

    This is disabled by default because it introduces a compute shader into the resolution of
    query sets.

    This can be useful for users that need to read timestamps on the gpu, as the normalization
    can be a hassle to do manually. When this is enabled, the timestamp period returned by the
    queue will always be `1.0`.
    """
    STRICT_WEBGPU_COMPLIANCE = 1 << 7
    """Restrict the available feature set to the one defined by the WebGPU specification.

    When `from_env()` is used takes value from `WGPU_STRICT_WEBGPU_COMPLIANCE` environment
    variable.
    """


class PipelineStatisticsTypes(Flags):
    """Flags for which pipeline data should be recorded in a query.

    Used in `QueryType`.

    The amount of values written when resolved depends on the amount of flags set. For example,
    if 3 flags are set, 3 64-bit values will be written per query.

    The order they are written is the order they are declared in these bitflags. For example, if
    you enabled `CLIPPER_PRIMITIVES_OUT` and `COMPUTE_SHADER_INVOCATIONS`, it would write 16
    bytes, the first 8 bytes being the primitive out value, the last 8 bytes being the compute
    shader invocation count.
    """

    VERTEX_SHADER_INVOCATIONS = 1 << 0
    """Amount of times the vertex shader is ran. Accounts for the vertex cache when doing indexed
    rendering.
    """
    CLIPPER_INVOCATIONS = 1 << 1
    """Amount of times the clipper is invoked. This is also the amount of triangles output by the
    vertex shader.
    """
    CLIPPER_PRIMITIVES_OUT = 1 << 2
    """Amount of primitives that are not culled by the clipper. This is the amount of triangles
    that are actually on screen and will be rasterized and rendered.
    """
    FRAGMENT_SHADER_INVOCATIONS = 1 << 3
    """Amount of times the fragment shader is ran. Accounts for fragment shaders running in 2x2
    blocks in order to get derivatives.
    """
    COMPUTE_SHADER_INVOCATIONS = 1 << 4
    """Amount of times a compute shader is invoked. This will be equivalent to the dispatch count
    times the workgroup size.
    """


class ShaderStages(Flags):
    """Describes the shader stages that a binding will be visible from.

    These can be combined so something that is visible from both vertex and fragment shaders can
    be defined as:

    `ShaderStages.VERTEX | ShaderStages.FRAGMENT`

    Corresponds to WebGPU `GPUShaderStageFlags`.
    """

    NONE = 0
    """Binding is not visible from any shader stage."""
    VERTEX = 1 << 0
    """Binding is visible from the vertex shader of a render pipeline."""
    FRAGMENT = 1 << 1
    """Binding is visible from the fragment shader of a render pipeline."""
    COMPUTE = 1 << 2
    """Binding is visible from the compute shader of a compute pipeline."""
    VERTEX_FRAGMENT = VERTEX | FRAGMENT
    """Binding is visible from the vertex and fragment shaders of a render pipeline."""
    TASK = 1 << 3
    """Binding is visible from the task shader of a mesh pipeline."""
    MESH = 1 << 4
    """Binding is visible from the mesh shader of a mesh pipeline."""
    RAY_GENERATION = 1 << 5
    """Binding is visible from the ray generation shader of a ray tracing pipeline."""
    ANY_HIT = 1 << 6
    """Binding is visible from the ray any hit shader of a ray tracing pipeline."""
    CLOSEST_HIT = 1 << 7
    """Binding is visible from the ray closest hit shader of a ray tracing pipeline."""
    MISS = 1 << 8
    """Binding is visible from the ray miss shader of a ray tracing pipeline."""


class SurfaceColorSpaces(Flags):
    """A set of `SurfaceColorSpace`s supported by a surface for a particular texture format.

    Reported per format in `SurfaceCapabilities.formats` via `SurfaceFormatCapabilities`.
    """

    SRGB = 1 << 0
    """`SurfaceColorSpace.Srgb` is supported."""
    EXTENDED_SRGB_LINEAR = 1 << 1
    """`SurfaceColorSpace.ExtendedSrgbLinear` is supported."""
    DISPLAY_P3 = 1 << 2
    """`SurfaceColorSpace.DisplayP3` is supported."""
    BT2100_PQ = 1 << 3
    """`SurfaceColorSpace.Bt2100Pq` is supported."""
    BT2100_HLG = 1 << 4
    """`SurfaceColorSpace.Bt2100Hlg` is supported."""
    EXTENDED_SRGB = 1 << 5
    """`SurfaceColorSpace.ExtendedSrgb` is supported."""
    EXTENDED_DISPLAY_P3 = 1 << 6
    """`SurfaceColorSpace.ExtendedDisplayP3` is supported."""


class TextureChannel(Flags):
    """Represents the different format channels of a texture format."""

    RED = 1 << 0
    """Texture format contains a `red` channel."""
    GREEN = 1 << 1
    """Texture format contains a `green` channel."""
    BLUE = 1 << 2
    """Texture format contains a `blue` channel."""
    ALPHA = 1 << 3
    """Texture format contains an `alpha` channel."""
    STENCIL = 1 << 4
    """Texture format contains a `stencil` channel."""
    DEPTH = 1 << 5
    """Texture format contains a `depth` channel."""
    LUMINANCE = 1 << 6
    """Texture format contains a `luminance` channel."""
    CHROMINANCE_BLUE = 1 << 7
    """Texture format contains a `blue-difference` channel."""
    CHROMINANCE_RED = 1 << 8
    """Texture format contains a `red-difference` channel."""
    RG = RED | GREEN
    """Texture format contains channels for `red` and `green`."""
    RGB = RED | GREEN | BLUE
    """Texture format contains channels for `red`, `green` and `blue`."""
    RGBA = RED | GREEN | BLUE | ALPHA
    """Texture format contains channels for `red`, `green`, `blue` and `alpha`."""
    DEPTH_STENCIL = STENCIL | DEPTH
    """Texture format contains channels for `depth` and `stencil`."""
    LUMINANCE_CHROMINANCE = LUMINANCE | CHROMINANCE_BLUE | CHROMINANCE_RED
    """Texture format contains a `luminance` (`Y`), `blue-difference` (`Cb`) and `red-difference`
    (`Cr`) channel.
    """


class TextureFormatFeatureFlags(Flags):
    """Feature flags for a texture format."""

    FILTERABLE = 1 << 0
    """If not present, the texture can't be sampled with a filtering sampler. This may overwrite
    TextureSampleType::Float.filterable
    """
    MULTISAMPLE_X2 = 1 << 1
    """Allows `TextureDescriptor.sample_count` to be `2`."""
    MULTISAMPLE_X4 = 1 << 2
    """Allows `TextureDescriptor.sample_count` to be `4`."""
    MULTISAMPLE_X8 = 1 << 3
    """Allows `TextureDescriptor.sample_count` to be `8`."""
    MULTISAMPLE_X16 = 1 << 4
    """Allows `TextureDescriptor.sample_count` to be `16`."""
    MULTISAMPLE_RESOLVE = 1 << 5
    """Allows a texture of this format to back a view passed as `resolve_target` to a render pass
    for an automatic driver-implemented resolve.
    """
    STORAGE_READ_ONLY = 1 << 6
    """When used as a STORAGE texture, then a texture with this format can be bound with
    `StorageTextureAccess.ReadOnly`.
    """
    STORAGE_WRITE_ONLY = 1 << 7
    """When used as a STORAGE texture, then a texture with this format can be bound with
    `StorageTextureAccess.WriteOnly`.
    """
    STORAGE_READ_WRITE = 1 << 8
    """When used as a STORAGE texture, then a texture with this format can be bound with
    `StorageTextureAccess.ReadWrite`.
    """
    STORAGE_ATOMIC = 1 << 9
    """When used as a STORAGE texture, then a texture with this format can be bound with
    `StorageTextureAccess.Atomic`.
    """
    BLENDABLE = 1 << 10
    """If not present, the texture can't be blended into the render target."""


class TextureUsages(Flags):
    """Different ways that you can use a texture.

    The usages determine what kind of memory the texture is allocated from and what actions the
    texture can partake in.

    Corresponds to WebGPU `GPUTextureUsageFlags`.
    """

    COPY_SRC = 1 << 0
    """Allows a texture to be the source in a `CommandEncoder.copy_texture_to_buffer` or
    `CommandEncoder.copy_texture_to_texture` operation.
    """
    COPY_DST = 1 << 1
    """Allows a texture to be the destination in a  `CommandEncoder.copy_buffer_to_texture`,
    `CommandEncoder.copy_texture_to_texture`, or `Queue.write_texture` operation.
    """
    TEXTURE_BINDING = 1 << 2
    """Allows a texture to be a `BindingType.Texture` in a bind group."""
    STORAGE_BINDING = 1 << 3
    """Allows a texture to be a `BindingType.StorageTexture` in a bind group."""
    RENDER_ATTACHMENT = 1 << 4
    """Allows a texture to be an output attachment of a render pass.

    Consider adding `TextureUsages.TRANSIENT_ATTACHMENT` if the contents are not reused.
    """
    TRANSIENT_ATTACHMENT = 1 << 5
    """Specifies the contents of this texture will not be used in another pass to potentially
    reduce memory usage and bandwidth.

    No-op on platforms on platforms that do not benefit from transient textures. Generally
    mobile and Apple chips care about this.

    Incompatible with ALL other usages except `TextureUsages.RENDER_ATTACHMENT` and requires it.

    Requires `LoadOp.Clear` or `LoadOp.DontCare` (if it is available) and `StoreOp.Discard`.
    """
    STORAGE_ATOMIC = 1 << 16
    """Allows a texture to be used with image atomics. Requires `Features.TEXTURE_ATOMIC`."""


class TextureUses(Flags):
    """Similar to `TextureUsages`, but used only for `CommandEncoder.transition_resources`."""

    UNINITIALIZED = 1 << 0
    """The texture is in unknown state."""
    PRESENT = 1 << 1
    """Ready to present image to the surface."""
    COPY_SRC = 1 << 2
    """The source of a hardware copy. cbindgen:ignore"""
    COPY_DST = 1 << 3
    """The destination of a hardware copy. cbindgen:ignore"""
    RESOURCE = 1 << 4
    """Read-only sampled or fetched resource."""
    COLOR_TARGET = 1 << 5
    """The color target of a renderpass."""
    DEPTH_STENCIL_READ = 1 << 6
    """Read-only depth stencil usage."""
    DEPTH_STENCIL_WRITE = 1 << 7
    """Read-write depth stencil usage"""
    STORAGE_READ_ONLY = 1 << 8
    """Read-only storage texture usage. Corresponds to a UAV in d3d, so is exclusive, despite being
    read only. cbindgen:ignore
    """
    STORAGE_WRITE_ONLY = 1 << 9
    """Write-only storage texture usage. cbindgen:ignore"""
    STORAGE_READ_WRITE = 1 << 10
    """Read-write storage texture usage. cbindgen:ignore"""
    STORAGE_ATOMIC = 1 << 11
    """Image atomic enabled storage. cbindgen:ignore"""
    TRANSIENT = 1 << 12
    """Transient texture that may not have any backing memory. Not a resource state stored in the
    trackers, only used for passing down usages to create_texture.
    """
    INCLUSIVE = COPY_SRC | RESOURCE | DEPTH_STENCIL_READ | STORAGE_READ_ONLY
    """The combination of states that a texture may be in _at the same time_. cbindgen:ignore"""
    EXCLUSIVE = (
        PRESENT
        | COPY_DST
        | COLOR_TARGET
        | DEPTH_STENCIL_WRITE
        | STORAGE_WRITE_ONLY
        | STORAGE_READ_WRITE
        | STORAGE_ATOMIC
    )
    """The combination of states that a texture must exclusively be in. cbindgen:ignore"""
    COMPLEX = 1 << 13
    """Flag used by the wgpu-core texture tracker to say a texture is in different states for every
    sub-resource
    """
    UNKNOWN = 1 << 14
    """Flag used by the wgpu-core texture tracker to say that the tracker does not know the state
    of the sub-resource. This is different from UNINITIALIZED as that says the tracker does
    know, but the texture has not been initialized.
    """


class WgslLanguageFeatures(Flags):
    """WGSL language extensions.

    WGSL spec.: <https://www.w3.org/TR/WGSL/#language-extensions-sec>
    """

    ReadOnlyAndReadWriteStorageTextures = 1 << 0
    """<https://www.w3.org/TR/WGSL/#language_extension-readonly_and_readwrite_storage_textures>"""
    Packed4x8IntegerDotProduct = 1 << 1
    """<https://www.w3.org/TR/WGSL/#language_extension-packed_4x8_integer_dot_product>"""
    UnrestrictedPointerParameters = 1 << 2
    """<https://www.w3.org/TR/WGSL/#language_extension-unrestricted_pointer_parameters>"""
    PointerCompositeAccess = 1 << 3
    """<https://www.w3.org/TR/WGSL/#language_extension-pointer_composite_access>"""
