"""What is decided by hand: where each type goes, and where Python departs from Rust."""

from __future__ import annotations

PLACES: dict[str, tuple[str, str]] = {
    "geometry": (
        "Colours, origins and extents.",
        "Color Origin2d Origin3d Extent3d",
    ),
    "limits": ("Limits of a device.", "Limits"),
    "instance": (
        "Instances, the options of back ends and how an adapter is asked for.",
        (
            "GlBackendOptions Dx12Compiler Dx12AgilitySDK Dx12BackendOptions NoopBackendOptions"
            " BackendOptions MemoryBudgetThresholds InstanceDescriptor RequestAdapterOptions"
        ),
    ),
    "adapter": (
        "What an adapter says of itself.",
        (
            "AdapterLimitBucketInfo AdapterInfo DownlevelLimits DownlevelCapabilities"
            " TextureFormatFeatures CooperativeMatrixProperties"
        ),
    ),
    "device": (
        "Devices, and what they count.",
        (
            "MemoryHints Trace DeviceDescriptor HalCounters CoreCounters InternalCounters"
            " AllocationReport MemoryBlockReport AllocatorReport"
        ),
    ),
    "buffer": ("Buffers.", "BufferDescriptor BufferInitDescriptor BufferBinding BufferTransition"),
    "texture": (
        "Textures, views, samplers and copies.",
        (
            "TextureDescriptor TextureViewDescriptor SamplerDescriptor ImageSubresourceRange"
            " TexelCopyBufferLayout TexelCopyBufferInfo TexelCopyTextureInfo"
            " CopyExternalImageDestInfo BufferTextureCopyInfo TextureSelector TextureTransition"
            " ExternalTextureTransferFunction ExternalTextureDescriptor"
        ),
    ),
    "binding": (
        "Bind groups and their layouts.",
        (
            "BindingType BindGroupLayoutEntry BindGroupLayoutDescriptor"
            " BindGroupEntry BindGroupDescriptor PipelineLayoutDescriptor"
        ),
    ),
    "shader": (
        "Shader modules.",
        (
            "ShaderModuleDescriptor ShaderRuntimeChecks PassthroughShaderEntryPoint"
            " CreateShaderModuleDescriptorPassthrough SourceLocation CompilationMessage"
            " CompilationInfo PipelineCompilationOptions"
        ),
    ),
    "pipeline": (
        "Compute, render and mesh pipelines.",
        (
            "PipelineCacheDescriptor ComputePipelineDescriptor VertexAttribute VertexBufferLayout"
            " VertexState BlendComponent BlendState ColorTargetState FragmentState PrimitiveState"
            " MultisampleState StencilFaceState StencilState DepthBiasState DepthStencilState"
            " RenderPipelineDescriptor TaskState MeshState MeshPipelineDescriptor"
        ),
    ),
    "commands": (
        "Encoders, passes, bundles, queries and indirect arguments.",
        (
            "CommandEncoderDescriptor CommandBufferDescriptor ComputePassTimestampWrites"
            " ComputePassDescriptor LoadOp Operations RenderPassColorAttachment"
            " RenderPassDepthStencilAttachment RenderPassTimestampWrites RenderPassDescriptor"
            " RenderBundleDepthStencil RenderBundleDescriptor RenderBundleEncoderDescriptor"
            " QueryType QuerySetDescriptor DrawIndirectArgs DrawIndexedIndirectArgs"
            " DispatchIndirectArgs"
        ),
    ),
    "surface": (
        "Surfaces and displays.",
        (
            "SurfaceFormatCapabilities SurfaceCapabilities DisplayLuminance DisplayHeadroom"
            " DisplayChromaticity DisplayCoarseRange DisplayHdrInfo SurfaceConfiguration"
        ),
    ),
    "ray_tracing": (
        "Acceleration structures.",
        (
            "BlasTriangleGeometrySizeDescriptor BlasAABBGeometrySizeDescriptor"
            " BlasGeometrySizeDescriptors CreateBlasDescriptor CreateTlasDescriptor"
            " BlasTriangleGeometry BlasAabbGeometry BlasBuildEntry TlasInstance"
        ),
    ),
}

LEFT_OUT: dict[str, str] = {
    "AccelerationStructureCopy": "wgpu offers no call that takes it",
    "AccelerationStructureType": "wgpu offers no call that takes it",
    "FeatureLevel": "belongs to a request that wgpu does not offer yet",
    "ErrorType": "the classes of exceptions",
    "Error": "the classes of exceptions",
    "PollError": "exceptions",
    "RequestAdapterError": "an exception",
    "BufferTextureCopyInfoError": "exceptions",
    "BindingResource": "the objects themselves: Buffer, Sampler, TextureView, ...",
    "BlasGeometries": "the list of geometries itself",
    "ContextBlasGeometries": "inside wgpu",
    "ContextBlasTriangleGeometry": "inside wgpu",
    "ContextBlasAabbGeometry": "inside wgpu",
    "ContextBlasBuildEntry": "inside wgpu",
    "CurrentSurfaceTexture": "the status of a surface's texture",
    "SurfaceTarget": "arguments of create_surface",
    "SurfaceTargetUnsafe": "arguments of create_surface",
    "ShaderSource": "text, words, bytes or a module of naga",
    "PollType": "arguments of Device.poll",
    "ExternalImageSource": "browsers only",
    "CopyExternalImageSourceInfo": "browsers only",
    "InternalCounter": "a number",
    "LoadOpDontCare": "a token for Rust's `unsafe`",
    "ExperimentalFeatures": "a token for Rust's `unsafe`: a bool here",
    "ForceShaderModelToken": "a token for Rust's `unsafe`: a shader model here",
    "SurfaceTexture": "a class of the runtime",
    "ColorWrites": "flags",
    "ShaderStage": "naga's, for GLSL sources",
    "ResourceBinding": "naga's",
    "TaskDispatchLimits": "naga's",
}

# Enums with data that have a set of plain names, those that WebGPU gives them.
NAMES: dict[str, tuple[str, ...]] = {
    "TextureSampleType": ("float", "unfilterable-float", "depth", "sint", "uint"),
    "BufferBindingType": ("uniform", "storage", "read-only-storage"),
}
NAMES_DEFAULT = {"TextureSampleType": "float", "BufferBindingType": "uniform"}

# Names that `kebab-case` would get wrong.
SPELLINGS: dict[tuple[str, str], str] = {
    ("BlasGeometrySizeDescriptors", "AABBs"): "aabbs",
    **{("DxcShaderModel", f"V6_{minor}"): f"v6.{minor}" for minor in range(10)},
}

# The name of the one value of a tuple variant.
PAYLOADS: dict[tuple[str, str], str] = {
    ("BindingType", "Sampler"): "ty",
    ("LoadOp", "Clear"): "value",
    ("QueryType", "PipelineStatistics"): "types",
    ("Trace", "Directory"): "path",
}

# Types of Rust that are not spelled by rules, as they stand in fields.
TYPES: dict[str, str] = {
    "wgt.ForceShaderModelToken": "DxcShaderModel | None",
    "ForceShaderModelToken": "DxcShaderModel | None",
    "ExperimentalFeatures": "bool",
    "InternalCounter": "int",
    "LoadOpDontCare": "None",
    "ShaderSource": "ShaderSource",
    "BlasGeometries": "tuple[BlasTriangleGeometry, ...] | tuple[BlasAabbGeometry, ...]",
    "core::num::NonZeroU64": "NonZeroU64",
    "NonZeroU32": "NonZeroU32",
    "PathBuf": "str",
    "[(str, f64)]": "dict[str, F64]",
}

FIELD_TYPES: dict[tuple[str, str], str] = {
    ("BufferTransition", "buffer"): "Buffer",
    ("TextureTransition", "texture"): "Texture",
    ("TexelCopyBufferInfo", "buffer"): "Buffer",
    ("TexelCopyTextureInfo", "texture"): "Texture",
    ("CopyExternalImageDestInfo", "texture"): "Texture",
    ("RequestAdapterOptions", "compatible_surface"): "Surface | None",
    ("TextureDescriptor", "view_formats"): "Many[TextureFormat]",
    ("SurfaceConfiguration", "view_formats"): "Many[TextureFormat]",
    ("LoadOp", "value"): "Color | F64 | U32",
    ("Operations", "load"): "LoadOpValue",
    ("RenderPassColorAttachment", "ops"): "Operations",
    ("RenderPassDepthStencilAttachment", "depth_ops"): "Operations | None",
    ("RenderPassDepthStencilAttachment", "stencil_ops"): "Operations | None",
    ("BindGroupEntry", "resource"): "BindingResource",
    ("BlasBuildEntry", "geometry"): "Many[BlasTriangleGeometry] | Many[BlasAabbGeometry]",
    ("PipelineCompilationOptions", "constants"): "dict[str, F64]",
    ("PassthroughShaderEntryPoint", "workgroup_size"): "tuple[U32, U32, U32]",
    ("ShaderModuleDescriptor", "source"): "ShaderSource",
    ("ShaderModuleDescriptor", "defines"): "dict[str, str] | None",
    ("CreateShaderModuleDescriptorPassthrough", "spirv"): "bytes | None",
    ("DeviceDescriptor", "experimental_features"): "bool",
    ("Dx12BackendOptions", "force_shader_model"): "DxcShaderModel | None",
    ("PresentationTimestamp", "nanoseconds"): "int",
}

# Fields that Rust hides, or that Python adds; and fields that Python has not.
EXTRA_FIELDS: dict[str, list[tuple[str, str, str]]] = {
    "ShaderModuleDescriptor": [
        ("language", "Option<String>", "Language of a text; WGSL without it, or what `path` says."),
        (
            "path",
            "Option<String>",
            "What messages call a text, and where its includes and imports start from.",
        ),
        ("stage", "Option<String>", "Stage of a GLSL or HLSL text."),
        (
            "defines",
            "Option<String>",
            "Definitions for the preprocessor of GLSL and HLSL, or for the linker of WGSL.",
        ),
    ],
    "TlasInstance": [("blas", "Blas", "The bottom level acceleration structure that is placed.")],
}
HIDDEN_FIELDS: dict[tuple[str, str], str] = {
    ("InstanceDescriptor", "display"): "an object of Rust; Surfaces take raw handles",
}

# `DownlevelFlags::compliant()`
COMPLIANT = "DownlevelFlags.all() & ~DownlevelFlags.ANISOTROPIC_FILTERING"

# Where wgpu has no default, or one with which nothing happens: that of WebGPU's dictionaries, or
# the only sensible one.
DEFAULTS: dict[tuple[str, str], str] = {
    ("ShaderModuleDescriptor", "language"): "None",
    ("ShaderModuleDescriptor", "path"): "None",
    ("ShaderModuleDescriptor", "stage"): "None",
    ("ShaderModuleDescriptor", "defines"): "None",
    ("Color", "a"): "1.0",
    ("BufferDescriptor", "mapped_at_creation"): "False",
    ("TextureDescriptor", "mip_level_count"): "1",
    ("TextureDescriptor", "sample_count"): "1",
    ("TextureDescriptor", "dimension"): '"2d"',
    ("TextureDescriptor", "view_formats"): "()",
    ("BindingType.Buffer", "ty"): '"uniform"',
    ("BindingType.Buffer", "has_dynamic_offset"): "False",
    ("BindingType.Sampler", "ty"): '"filtering"',
    ("BindingType.Texture", "sample_type"): '"float"',
    ("BindingType.Texture", "view_dimension"): '"2d"',
    ("BindingType.Texture", "multisampled"): "False",
    ("BindingType.StorageTexture", "access"): '"write-only"',
    ("BindingType.StorageTexture", "view_dimension"): '"2d"',
    ("BindingType.AccelerationStructure", "vertex_return"): "False",
    ("BufferBinding", "offset"): "0",
    ("Origin2d", "x"): "0",
    ("Origin2d", "y"): "0",
    ("TexelCopyTextureInfo", "mip_level"): "0",
    ("TexelCopyTextureInfo", "origin"): "Origin3d()",
    ("TexelCopyTextureInfo", "aspect"): '"all"',
    ("TexelCopyBufferInfo", "layout"): "TexelCopyBufferLayout()",
    ("CopyExternalImageDestInfo", "mip_level"): "0",
    ("CopyExternalImageDestInfo", "origin"): "Origin3d()",
    ("CopyExternalImageDestInfo", "aspect"): '"all"',
    ("CopyExternalImageDestInfo", "color_space"): '"srgb"',
    ("CopyExternalImageDestInfo", "premultiplied_alpha"): "False",
    ("PipelineLayoutDescriptor", "bind_group_layouts"): "()",
    ("PipelineLayoutDescriptor", "immediate_size"): "0",
    ("PipelineCacheDescriptor", "fallback"): "True",
    ("ComputePipelineDescriptor", "compilation_options"): "PipelineCompilationOptions()",
    ("VertexBufferLayout", "step_mode"): '"vertex"',
    ("VertexState", "compilation_options"): "PipelineCompilationOptions()",
    ("VertexState", "buffers"): "()",
    ("FragmentState", "compilation_options"): "PipelineCompilationOptions()",
    ("TaskState", "compilation_options"): "PipelineCompilationOptions()",
    ("MeshState", "compilation_options"): "PipelineCompilationOptions()",
    ("ColorTargetState", "write_mask"): "ColorWrites.ALL",
    ("StencilState", "read_mask"): "0xFFFFFFFF",
    ("StencilState", "write_mask"): "0xFFFFFFFF",
    ("DepthStencilState", "stencil"): "StencilState()",
    ("DepthStencilState", "bias"): "DepthBiasState()",
    ("RenderPipelineDescriptor", "primitive"): "PrimitiveState()",
    ("RenderPipelineDescriptor", "multisample"): "MultisampleState()",
    ("MeshPipelineDescriptor", "primitive"): "PrimitiveState()",
    ("MeshPipelineDescriptor", "multisample"): "MultisampleState()",
    ("Operations", "load"): "LoadOp.Clear(value=Color(a=0.0))",
    ("Operations", "store"): '"store"',
    ("RenderPassColorAttachment", "ops"): "Operations()",
    ("RenderPassDescriptor", "color_attachments"): "()",
    ("RenderBundleDepthStencil", "depth_read_only"): "False",
    ("RenderBundleDepthStencil", "stencil_read_only"): "False",
    ("RenderBundleEncoderDescriptor", "color_formats"): "()",
    ("RenderBundleEncoderDescriptor", "sample_count"): "1",
    ("SurfaceConfiguration", "usage"): "TextureUsages.RENDER_ATTACHMENT",
    ("SurfaceConfiguration", "color_space"): '"auto"',
    ("SurfaceConfiguration", "present_mode"): '"fifo"',
    ("SurfaceConfiguration", "desired_maximum_frame_latency"): "2",
    ("SurfaceConfiguration", "alpha_mode"): '"auto"',
    ("SurfaceConfiguration", "view_formats"): "()",
    ("CreateBlasDescriptor", "flags"): "AccelerationStructureFlags(0)",
    ("CreateBlasDescriptor", "update_mode"): '"build"',
    ("CreateTlasDescriptor", "flags"): "AccelerationStructureFlags(0)",
    ("CreateTlasDescriptor", "update_mode"): '"build"',
    ("BlasTriangleGeometrySizeDescriptor", "flags"): "AccelerationStructureGeometryFlags(0)",
    ("BlasAABBGeometrySizeDescriptor", "flags"): "AccelerationStructureGeometryFlags(0)",
    ("BlasTriangleGeometry", "first_vertex"): "0",
    ("BlasAabbGeometry", "primitive_offset"): "0",
    ("TlasInstance", "custom_data"): "0",
    ("TlasInstance", "mask"): "0xFF",
    ("DrawIndirectArgs", "instance_count"): "1",
    ("DrawIndirectArgs", "first_vertex"): "0",
    ("DrawIndirectArgs", "first_instance"): "0",
    ("DrawIndexedIndirectArgs", "instance_count"): "1",
    ("DrawIndexedIndirectArgs", "first_index"): "0",
    ("DrawIndexedIndirectArgs", "base_vertex"): "0",
    ("DrawIndexedIndirectArgs", "first_instance"): "0",
    ("DispatchIndirectArgs", "y"): "1",
    ("DispatchIndirectArgs", "z"): "1",
    ("Dx12BackendOptions", "force_shader_model"): "None",
    ("DeviceDescriptor", "experimental_features"): "False",
    ("InstanceDescriptor", "backends"): "Backends.all()",
    ("InstanceDescriptor", "flags"): "InstanceFlags.VALIDATION_INDIRECT_CALL",
    ("InstanceDescriptor", "memory_budget_thresholds"): "MemoryBudgetThresholds()",
    ("InstanceDescriptor", "backend_options"): "BackendOptions()",
    ("AdapterInfo", "transient_saves_memory"): "None",
    ("DownlevelCapabilities", "flags"): COMPLIANT,
    ("PipelineCompilationOptions", "constants"): "Field(default_factory=dict[str, float])",
}

# Docs where wgpu has none, or speaks of Rust.
DOCS: dict[tuple[str, str], str] = {
    ("Operations", "load"): (
        'What the pass starts from: `"load"` keeps what is there, `LoadOp.Clear(value=...)` fills'
        ' it, `"dont-care"` leaves it undefined.'
    ),
    ("ShaderModuleDescriptor", "source"): (
        "WGSL, GLSL or HLSL text, SPIR-V bytes, or a module of the `naga` package."
    ),
    ("DeviceDescriptor", "experimental_features"): (
        "Whether experimental features may be asked for. wgpu does not promise that they are sound."
    ),
    ("LoadOp.Clear", "value"): (
        "A colour, or a number: depth from 0.0 to 1.0, or the value of the stencil."
    ),
}

RESOURCES = {"BindingResource"}
NATIVE = (
    "Buffer Texture TextureView Sampler BindGroupLayout PipelineLayout ShaderModule"
    " PipelineCache QuerySet Surface Blas Tlas ExternalTexture BindingResource ShaderSource"
).split()
