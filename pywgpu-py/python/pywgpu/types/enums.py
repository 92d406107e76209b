"""Closed sets of names, as `Literal` types: the spelling of WebGPU.

Generated from wgpu 30.0.1 (`make generate`); docs by the authors of wgpu.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

__all__ = [
    "AccelerationStructureUpdateMode",
    "AddressMode",
    "AstcBlock",
    "AstcChannel",
    "Backend",
    "BlendFactor",
    "BlendOperation",
    "BufferBindingType",
    "CompareFunction",
    "CompilationMessageType",
    "CompositeAlphaMode",
    "CooperativeScalarType",
    "DeviceLostReason",
    "DeviceType",
    "DisplayGamut",
    "Dx12AgilitySDKLoadFailure",
    "Dx12SwapchainKind",
    "Dx12UseFrameLatencyWaitableObject",
    "DxcShaderModel",
    "ErrorFilter",
    "ExternalTextureFormat",
    "Face",
    "FilterMode",
    "FrontFace",
    "GlDebugFns",
    "GlFenceBehavior",
    "Gles3MinorVersion",
    "IndexFormat",
    "MapMode",
    "MipmapFilterMode",
    "PollStatus",
    "PolygonMode",
    "PowerPreference",
    "PredefinedColorSpace",
    "PresentMode",
    "PrimitiveTopology",
    "SamplerBindingType",
    "SamplerBorderColor",
    "ShaderModel",
    "StencilOperation",
    "StorageTextureAccess",
    "StoreOp",
    "SurfaceColorSpace",
    "SurfaceStatus",
    "TextureAspect",
    "TextureDataOrder",
    "TextureDimension",
    "TextureFormat",
    "TextureSampleType",
    "TextureViewDimension",
    "VertexFormat",
    "VertexStepMode",
]

AccelerationStructureUpdateMode: TypeAlias = Literal["build", "prefer-update"]
"""Update mode for acceleration structure builds.

- `"build"`: Always perform a full build.
- `"prefer-update"`: If possible, perform an incremental update.
"""

AddressMode: TypeAlias = Literal["clamp-to-edge", "repeat", "mirror-repeat", "clamp-to-border"]
"""How edges should be handled in texture addressing.

Corresponds to WebGPU `GPUAddressMode`.

- `"clamp-to-edge"`: Clamp the value to the edge of the texture  -0.25 -> 0.0 1.25  -> 1.0
- `"repeat"`: Repeat the texture in a tiling fashion  -0.25 -> 0.75 1.25 -> 0.25
- `"mirror-repeat"`: Repeat the texture, mirroring it every repeat  -0.25 -> 0.25 1.25 ->
  0.75
- `"clamp-to-border"`: Clamp the value to the border of the texture Requires feature
  `Features.ADDRESS_MODE_CLAMP_TO_BORDER`  -0.25 -> border 1.25 -> border
"""

AstcBlock: TypeAlias = Literal[
    "b4x4",
    "b5x4",
    "b5x5",
    "b6x5",
    "b6x6",
    "b8x5",
    "b8x6",
    "b8x8",
    "b10x5",
    "b10x6",
    "b10x8",
    "b10x10",
    "b12x10",
    "b12x12",
]
"""ASTC block dimensions.

- `"b4x4"`: 4x4 block compressed texture.
- `"b5x4"`: 5x4 block compressed texture.
- `"b5x5"`: 5x5 block compressed texture.
- `"b6x5"`: 6x5 block compressed texture.
- `"b6x6"`: 6x6 block compressed texture.
- `"b8x5"`: 8x5 block compressed texture.
- `"b8x6"`: 8x6 block compressed texture.
- `"b8x8"`: 8x8 block compressed texture.
- `"b10x5"`: 10x5 block compressed texture.
- `"b10x6"`: 10x6 block compressed texture.
- `"b10x8"`: 10x8 block compressed texture.
- `"b10x10"`: 10x10 block compressed texture.
- `"b12x10"`: 12x10 block compressed texture.
- `"b12x12"`: 12x12 block compressed texture.
"""

AstcChannel: TypeAlias = Literal["unorm", "unorm-srgb", "hdr"]
"""ASTC RGBA channel.

- `"unorm"`: 8 bit integer RGBA, [0, 255] converted to/from linear-color float [0, 1] in
  shader.
- `"unorm-srgb"`: 8 bit integer RGBA, Srgb-color [0, 255] converted to/from linear-color
  float [0, 1] in shader.
- `"hdr"`: floating-point RGBA, linear-color float can be outside of the [0, 1] range.
"""

Backend: TypeAlias = Literal["noop", "vulkan", "metal", "dx12", "gl", "browser-web-gpu"]
"""Backends supported by wgpu.

See also `Backends`.

- `"noop"`: Dummy backend, which may be used for testing.
- `"vulkan"`: Vulkan API (Windows, Linux, Android, MacOS via `vulkan-portability`/MoltenVK)
- `"metal"`: Metal API (Apple platforms)
- `"dx12"`: Direct3D-12 (Windows)
- `"gl"`: OpenGL 3.3+ (Windows), OpenGL ES 3.0+ (Linux, Android, MacOS via Angle), and
  WebGL2
- `"browser-web-gpu"`: WebGPU in the browser
"""

BlendFactor: TypeAlias = Literal[
    "zero",
    "one",
    "src",
    "one-minus-src",
    "src-alpha",
    "one-minus-src-alpha",
    "dst",
    "one-minus-dst",
    "dst-alpha",
    "one-minus-dst-alpha",
    "src-alpha-saturated",
    "constant",
    "one-minus-constant",
    "src1",
    "one-minus-src1",
    "src1-alpha",
    "one-minus-src1-alpha",
]
"""Alpha blend factor.

Corresponds to WebGPU `GPUBlendFactor`. Values using `Src1` require
`Features.DUAL_SOURCE_BLENDING` and can only be used with the first render target.

For further details on how the blend factors are applied, see the analogous functionality in
OpenGL: <https://www.khronos.org/opengl/wiki/Blending#Blending_Parameters>.

- `"zero"`: 0.0
- `"one"`: 1.0
- `"src"`: S.component
- `"one-minus-src"`: 1.0 - S.component
- `"src-alpha"`: S.alpha
- `"one-minus-src-alpha"`: 1.0 - S.alpha
- `"dst"`: D.component
- `"one-minus-dst"`: 1.0 - D.component
- `"dst-alpha"`: D.alpha
- `"one-minus-dst-alpha"`: 1.0 - D.alpha
- `"src-alpha-saturated"`: min(S.alpha, 1.0 - D.alpha)
- `"constant"`: Constant
- `"one-minus-constant"`: 1.0 - Constant
- `"src1"`: S1.component
- `"one-minus-src1"`: 1.0 - S1.component
- `"src1-alpha"`: S1.alpha
- `"one-minus-src1-alpha"`: 1.0 - S1.alpha
"""

BlendOperation: TypeAlias = Literal["add", "subtract", "reverse-subtract", "min", "max"]
"""Alpha blend operation.

Corresponds to WebGPU `GPUBlendOperation`.

For further details on how the blend operations are applied, see the analogous functionality
in OpenGL: <https://www.khronos.org/opengl/wiki/Blending#Blend_Equations>.

- `"add"`: Src + Dst
- `"subtract"`: Src - Dst
- `"reverse-subtract"`: Dst - Src
- `"min"`: min(Src, Dst)
- `"max"`: max(Src, Dst)
"""

BufferBindingType: TypeAlias = Literal["uniform", "storage", "read-only-storage"]
"""Specific type of a buffer binding.

Corresponds to WebGPU `GPUBufferBindingType`.
"""

CompareFunction: TypeAlias = Literal[
    "never", "less", "equal", "less-equal", "greater", "not-equal", "greater-equal", "always"
]
"""Comparison function used for depth and stencil operations.

Corresponds to WebGPU `GPUCompareFunction`.

- `"never"`: Function never passes
- `"less"`: Function passes if new value less than existing value
- `"equal"`: Function passes if new value is equal to existing value.
- `"less-equal"`: Function passes if new value is less than or equal to existing value
- `"greater"`: Function passes if new value is greater than existing value
- `"not-equal"`: Function passes if new value is not equal to existing value.
- `"greater-equal"`: Function passes if new value is greater than or equal to existing value
- `"always"`: Function always passes
"""

CompilationMessageType: TypeAlias = Literal["error", "warning", "info"]
"""The type of a compilation message.

- `"error"`: An error message.
- `"warning"`: A warning message.
- `"info"`: An informational message.
"""

CompositeAlphaMode: TypeAlias = Literal[
    "auto", "opaque", "premultiplied", "postmultiplied", "inherit"
]
"""Specifies how the alpha channel of the textures should be handled during compositing.

- `"auto"`: Chooses either `Opaque` or `Inherit` automatically, depending on the
  `alpha_mode` that the current surface can support.
- `"opaque"`: The alpha channel, if it exists, of the textures is ignored in the compositing
  process.
- `"premultiplied"`: The alpha channel, if it exists, of the textures is respected in the
  compositing process.
- `"postmultiplied"`: The alpha channel, if it exists, of the textures is respected in the
  compositing process.
- `"inherit"`: The alpha channel, if it exists, of the textures is unknown for processing
  during compositing.
"""

CooperativeScalarType: TypeAlias = Literal["f32", "f16", "i32", "u32"]
"""The underlying scalar type of the cooperative matrix component.

- `"f32"`: 32-bit floating point.
- `"f16"`: 16-bit floating point.
- `"i32"`: 32-bit signed integer.
- `"u32"`: 32-bit unsigned integer.
"""

DeviceLostReason: TypeAlias = Literal["unknown", "destroyed"]
"""Corresponds to a `GPUDeviceLostReason`.

- `"unknown"`: The device was lost for an unspecific reason, including driver errors.
- `"destroyed"`: The device's `destroy` method was called.
"""

DeviceType: TypeAlias = Literal["other", "integrated-gpu", "discrete-gpu", "virtual-gpu", "cpu"]
"""Supported physical device types.

- `"other"`: Other or Unknown.
- `"integrated-gpu"`: Integrated GPU with shared CPU/GPU memory.
- `"discrete-gpu"`: Discrete GPU with separate CPU/GPU memory.
- `"virtual-gpu"`: Virtual / Hosted.
- `"cpu"`: Cpu / Software Rendering.
"""

DisplayGamut: TypeAlias = Literal["srgb", "display-p3", "rec2020"]
"""Coarse gamut classification, mirroring CSS `color-gamut`.

These variants are **not** ordered by containment; do not rely on their declaration order to
compare gamut sizes.

- `"srgb"`: Approximately sRGB / Rec.709.
- `"display-p3"`: Approximately Display-P3.
- `"rec2020"`: Approximately Rec.2020.
"""

Dx12AgilitySDKLoadFailure: TypeAlias = Literal["fallback", "error"]
"""Behavior when the Agility SDK fails to load.

See `Dx12AgilitySDK` for details on the Agility SDK.

- `"fallback"`: Log a warning and fall back to the system-installed D3D12 runtime.
- `"error"`: Fail instance creation entirely if the Agility SDK cannot be loaded.
"""

Dx12SwapchainKind: TypeAlias = Literal["dxgi-from-hwnd", "dxgi-from-visual"]
"""Selects which kind of swapchain to use on DX12.

- `"dxgi-from-hwnd"`: Use a DXGI swapchain made directly from the window's HWND.
- `"dxgi-from-visual"`: Use a DXGI swapchain made from a DirectComposition visual made
  automatically from the window's HWND.
"""

Dx12UseFrameLatencyWaitableObject: TypeAlias = Literal["none", "wait", "dont-wait"]
"""wgpu's `Dx12UseFrameLatencyWaitableObject`.

Whether and how to use a waitable handle obtained from `GetFrameLatencyWaitableObject`.

- `"none"`: Do not obtain a waitable handle and do not wait for it.
- `"wait"`: Obtain a waitable handle and wait for it before acquiring the next swapchain
  image.
- `"dont-wait"`: Create the swapchain with the
  `DXGI_SWAP_CHAIN_FLAG_FRAME_LATENCY_WAITABLE_OBJECT` flag and obtain a waitable handle,
  but do not wait for it before acquiring the next swapchain image.
"""

DxcShaderModel: TypeAlias = Literal[
    "v6.0", "v6.1", "v6.2", "v6.3", "v6.4", "v6.5", "v6.6", "v6.7", "v6.8", "v6.9"
]
"""DXC shader model."""

ErrorFilter: TypeAlias = Literal["out-of-memory", "validation", "internal"]
"""Kinds of `Error`s a `Device.push_error_scope()` may be configured to catch.

- `"out-of-memory"`: Catch only out-of-memory errors.
- `"validation"`: Catch only validation errors.
- `"internal"`: Catch only internal errors.
"""

ExternalTextureFormat: TypeAlias = Literal["rgba", "nv12", "yu12"]
"""Format of an `ExternalTexture`.

This indicates the number of underlying planes used by the `ExternalTexture` as well as each
plane's format.

- `"rgba"`: Single `TextureFormat.Rgba8Unorm` or `TextureFormat.Bgra8Unorm` format plane.
- `"nv12"`: `TextureFormat.R8Unorm` Y plane, and `TextureFormat.Rg8Unorm` interleaved CbCr
  plane.
- `"yu12"`: Separate `TextureFormat.R8Unorm` Y, Cb, and Cr planes.
"""

Face: TypeAlias = Literal["front", "back"]
"""Face of a vertex.

Corresponds to WebGPU `GPUCullMode`, except that the `"none"` value is represented using
`Option<Face>` instead.

- `"front"`: Front face
- `"back"`: Back face
"""

FilterMode: TypeAlias = Literal["nearest", "linear"]
"""Texel mixing mode when sampling between texels.

Corresponds to WebGPU `GPUFilterMode`.

- `"nearest"`: Nearest neighbor sampling.
- `"linear"`: Linear Interpolation  This makes textures smooth but blurry.
"""

FrontFace: TypeAlias = Literal["ccw", "cw"]
"""Vertex winding order which classifies the "front" face of a triangle.

Corresponds to WebGPU `GPUFrontFace`.

- `"ccw"`: Triangles with vertices in counter clockwise order are considered the front face.
- `"cw"`: Triangles with vertices in clockwise order are considered the front face.
"""

GlDebugFns: TypeAlias = Literal["auto", "force-enabled", "disabled"]
"""Controls whether OpenGL debug functions are enabled.

Debug functions include `glPushDebugGroup`, `glPopDebugGroup`, `glObjectLabel`, etc. These
are useful for debugging but can cause crashes on some buggy drivers.

- `"auto"`: Automatically decide whether to enable debug functions.
- `"force-enabled"`: Force enable debug functions if supported by the driver.
- `"disabled"`: Disable debug functions entirely.
"""

GlFenceBehavior: TypeAlias = Literal["normal", "auto-finish"]
"""Dictate the behavior of fences in OpenGL.

- `"normal"`: Fences in OpenGL behave normally.
- `"auto-finish"`: Fences in OpenGL are short-circuited to always return `True` immediately.
"""

Gles3MinorVersion: TypeAlias = Literal["automatic", "version0", "version1", "version2"]
"""Selects which OpenGL ES 3 minor version to request.

When using ANGLE as an OpenGL ES/EGL implementation, explicitly requesting `Version1` can
provide a non-conformant ES 3.1 on APIs like D3D11.

- `"automatic"`: No explicit minor version is requested, the driver automatically picks the
  highest available.
- `"version0"`: Request an ES 3.0 context.
- `"version1"`: Request an ES 3.1 context.
- `"version2"`: Request an ES 3.2 context.
"""

IndexFormat: TypeAlias = Literal["uint16", "uint32"]
"""Format of indices used with pipeline.

Corresponds to WebGPU `GPUIndexFormat`.

- `"uint16"`: Indices are 16 bit unsigned integers.
- `"uint32"`: Indices are 32 bit unsigned integers.
"""

MapMode: TypeAlias = Literal["read", "write"]
"""Type of buffer mapping.

- `"read"`: Map only for reading
- `"write"`: Map only for writing
"""

MipmapFilterMode: TypeAlias = Literal["nearest", "linear"]
"""Texel mixing mode when sampling between texels.

Corresponds to WebGPU `GPUMipmapFilterMode`.

- `"nearest"`: Nearest neighbor sampling.
- `"linear"`: Linear Interpolation  Select two texels in each dimension and return a linear
  interpolation between their values.
"""

PollStatus: TypeAlias = Literal["queue-empty", "wait-succeeded", "poll"]
"""Status of device poll operation.

- `"queue-empty"`: There are no active submissions in flight as of the beginning of the poll
  call.
- `"wait-succeeded"`: The requested Wait was satisfied before the timeout.
- `"poll"`: This was a poll.
"""

PolygonMode: TypeAlias = Literal["fill", "line", "point"]
"""Type of drawing mode for polygons.

- `"fill"`: Polygons are filled
- `"line"`: Polygons are drawn as line segments
- `"point"`: Polygons are drawn as points
"""

PowerPreference: TypeAlias = Literal["none", "low-power", "high-performance"]
"""Power Preference when choosing a physical adapter.

Corresponds to WebGPU `GPUPowerPreference`.

- `"none"`: Power usage is not considered when choosing an adapter.
- `"low-power"`: Adapter that uses the least possible power.
- `"high-performance"`: Adapter that has the highest performance.
"""

PredefinedColorSpace: TypeAlias = Literal["srgb", "display-p3"]
"""Color spaces supported on the web.

Corresponds to HTML Canvas `PredefinedColorSpace`.

- `"srgb"`: sRGB color space
- `"display-p3"`: Display-P3 color space
"""

PresentMode: TypeAlias = Literal[
    "auto-vsync", "auto-no-vsync", "fifo", "fifo-relaxed", "immediate", "mailbox"
]
"""Timing and queueing with which frames are actually displayed to the user.

Use this as part of a `SurfaceConfiguration` to control the behavior of
`SurfaceTexture.present()`.

Some modes are only supported by some backends. You can use one of the `Auto*` modes,
`Fifo`, or choose one of the supported modes from `SurfaceCapabilities.present_modes`.

- `"auto-vsync"`: Chooses the first supported mode out of:  - `FifoRelaxed` - `Fifo`
  Because of the fallback behavior, this is supported everywhere.
- `"auto-no-vsync"`: Chooses the first supported mode out of:  - `Immediate` - `Mailbox` -
  `Fifo`  Because of the fallback behavior, this is supported everywhere.
- `"fifo"`: Presentation frames are kept in a First-In-First-Out queue approximately 3
  frames long.
- `"fifo-relaxed"`: Presentation frames are kept in a First-In-First-Out queue approximately
  3 frames long.
- `"immediate"`: Presentation frames are not queued at all.
- `"mailbox"`: Presentation frames are kept in a single-frame queue.
"""

PrimitiveTopology: TypeAlias = Literal[
    "point-list", "line-list", "line-strip", "triangle-list", "triangle-strip"
]
"""Primitive type the input mesh is composed of.

Corresponds to WebGPU `GPUPrimitiveTopology`.

- `"point-list"`: Vertex data is a list of points.
- `"line-list"`: Vertex data is a list of lines.
- `"line-strip"`: Vertex data is a strip of lines.
- `"triangle-list"`: Vertex data is a list of triangles.
- `"triangle-strip"`: Vertex data is a triangle strip.
"""

SamplerBindingType: TypeAlias = Literal["filtering", "non-filtering", "comparison"]
"""Specific type of a sampler binding.

For use in `BindingType.Sampler`.

Corresponds to WebGPU `GPUSamplerBindingType`.

- `"filtering"`: The sampling result is produced based on more than a single color sample
  from a texture, e.g. when bilinear interpolation is enabled.
- `"non-filtering"`: The sampling result is produced based on a single color sample from a
  texture.
- `"comparison"`: Use as a comparison sampler instead of a normal sampler.
"""

SamplerBorderColor: TypeAlias = Literal["transparent-black", "opaque-black", "opaque-white", "zero"]
"""Color variation to use when sampler addressing mode is `AddressMode.ClampToBorder`.

- `"transparent-black"`: [0, 0, 0, 0]
- `"opaque-black"`: [0, 0, 0, 1]
- `"opaque-white"`: [1, 1, 1, 1]
- `"zero"`: On the Metal backend, this is equivalent to `TransparentBlack` for textures that
  have an alpha component, and equivalent to `OpaqueBlack` for textures that do not have an
  alpha component.
"""

ShaderModel: TypeAlias = Literal["sm2", "sm4", "sm5"]
"""wgpu's `ShaderModel`.

- `"sm2"`: Extremely limited shaders, including a total instruction limit.
- `"sm4"`: Missing minor features and storage images.
- `"sm5"`: WebGPU supports shader module 5.
"""

StencilOperation: TypeAlias = Literal[
    "keep",
    "zero",
    "replace",
    "invert",
    "increment-clamp",
    "decrement-clamp",
    "increment-wrap",
    "decrement-wrap",
]
"""Operation to perform on the stencil value.

Corresponds to WebGPU `GPUStencilOperation`.

- `"keep"`: Keep stencil value unchanged.
- `"zero"`: Set stencil value to zero.
- `"replace"`: Replace stencil value with value provided in most recent call to
  `RenderPass.set_stencil_reference`.
- `"invert"`: Bitwise inverts stencil value.
- `"increment-clamp"`: Increments stencil value by one, clamping on overflow.
- `"decrement-clamp"`: Decrements stencil value by one, clamping on underflow.
- `"increment-wrap"`: Increments stencil value by one, wrapping on overflow.
- `"decrement-wrap"`: Decrements stencil value by one, wrapping on underflow.
"""

StorageTextureAccess: TypeAlias = Literal["write-only", "read-only", "read-write", "atomic"]
"""Specific type of a sample in a texture binding.

For use in `BindingType.StorageTexture`.

Corresponds to WebGPU `GPUStorageTextureAccess`.

- `"write-only"`: The texture can only be written in the shader and it:  - may or may not be
  annotated with `write` (WGSL).
- `"read-only"`: The texture can only be read in the shader and it must be annotated with
  `read` (WGSL) or `readonly` (GLSL).
- `"read-write"`: The texture can be both read and written in the shader and must be
  annotated with `read_write` in WGSL.
- `"atomic"`: The texture can be both read and written in the shader via atomics and must be
  annotated with `read_write` in WGSL.
"""

StoreOp: TypeAlias = Literal["store", "discard"]
"""Operation to perform to the output attachment at the end of a render pass.

Corresponds to WebGPU `GPUStoreOp`.

- `"store"`: Stores the resulting value of the render pass for this attachment.
- `"discard"`: Discards the resulting value of the render pass for this attachment.
"""

SurfaceColorSpace: TypeAlias = Literal[
    "auto",
    "srgb",
    "extended-srgb-linear",
    "display-p3",
    "bt2100-pq",
    "bt2100-hlg",
    "extended-srgb",
    "extended-display-p3",
]
"""wgpu's `SurfaceColorSpace`.

The color space in which the presentation engine interprets the values written to a surface
texture.

A color space defines the *primaries*, *white point*, and *transfer function* of the output
signal (see the Terminology section below), following the same convention as [CSS predefined
color spaces] and `VkColorSpaceKHR`. It does **not** change the texel format of the surface;
it changes how the compositor / display pipeline interprets those texels.

Support is queried via `SurfaceCapabilities`, which reports a set of `SurfaceColorSpaces`
for every supported texture format. Selecting a color space other than `Srgb` is how an
application opts a surface into high-dynamic-range (HDR) or wide-color-gamut output on
platforms that support it.

New to HDR? The `wgpu` crate's top-level docs include a [color space and HDR primer]
covering the concepts and the steps to get HDR output on screen.

Each variant is described by four properties:

- **Primaries** (the *gamut*): the chromaticities of the red, green, and blue that color
  values address, and so the range of colors that can be expressed. [BT.709] (the sRGB /
  HDTV primaries) is the standard-gamut set; [Display P3] and [BT.2020] are progressively
  wider.
- **White point**: the chromaticity produced by equal red, green, and blue. Every color
  space here uses [D65], the standard daylight white.
- **Transfer function** (the *OETF*): how stored values map to light, such as the [sRGB]
  transfer function, a linear transfer, or an HDR transfer function like [PQ] or [HLG]. Your
  shader applies this encoding transfer function; the display applies the inverse (the
  *EOTF*). Except for writes to an `*Srgb` texture format (where the hardware applies the
  sRGB encoding for you), wgpu does **not** encode for you: the values your shader writes to
  the surface texture must already be in whatever encoding the chosen color space expects
  (linear for a linear transfer). The [HDR surface example] shows the encoder each variant
  expects.
- **Dynamic range**: standard dynamic range (SDR), where `1.0` is reference (SDR) white and
  values outside 0.0..=1.0 are clamped, or high dynamic range (HDR), where `(1.0, 1.0, 1.0)`
  is SDR reference white and values above `1.0` drive brighter-than-SDR output on HDR
  displays.

*The primaries of each color space form a triangle on the CIE 1931 chromaticity diagram;
colors inside it are expressible, colors outside are not. `Srgb` uses the [BT.709] gamut;
`DisplayP3` and `Bt2100Pq`'s [BT.2020] are progressively wider. All share the [D65] white
point.*

*`0.0` is black and `1.0` is SDR reference white. `Srgb` and `DisplayP3` clamp above `1.0`;
the extended-range and HDR color spaces drive values above `1.0` as brighter-than-SDR
output, up to the display's headroom (query it via `DisplayHdrInfo.tone_map_headroom`).*

The extended-range color spaces come in two forms that share a range but differ in transfer:
`ExtendedSrgbLinear` carries a **linear** signal, while `ExtendedSrgb` and
`ExtendedDisplayP3` carry the **sRGB-encoded** (gamma) signal: the sRGB transfer function is
applied as usual and then continued to values above `1.0` (brighter than SDR white) and
below `0.0` (colors outside the base gamut). Pick by whether the values your shader writes
to the surface texture are linear or encoded; confusing the two is the most common HDR setup
mistake.

Browsers do not expose these named color spaces directly. A WebGPU canvas is configured with
a `colorSpace` (only `"srgb"` or `"display-p3"`) plus a separate `toneMapping` mode
(`"standard"` or `"extended"`), so on the web wgpu offers only the combinations that pair
can produce: `Srgb` and `DisplayP3` with standard tone mapping, plus their extended-range
HDR forms `ExtendedSrgb` and `ExtendedDisplayP3` with extended tone mapping. There is no
linear-transfer canvas color space, so `ExtendedSrgbLinear` (scRGB) is native-only, and
`Bt2100Pq` and `Bt2100Hlg` are unavailable (browsers expose no PQ or HLG canvas signaling).

- `"auto"`: Let the backend choose a color space, reproducing wgpu's historical behavior:  -
  `ExtendedSrgbLinear` if the format is `TextureFormat.Rgba16Float` and the surface supports
  it for that format, - otherwise `Srgb`, if the surface supports it for the format.
- `"srgb"`: The sRGB color space: BT.709 primaries, D65 white point, sRGB transfer function,
  standard dynamic range.
- `"extended-srgb-linear"`: Extended linear sRGB, also known as [scRGB] (the **linear**
  encoding of IEC 61966-2-2): BT.709 primaries, D65 white point, **linear** transfer
  function, extended dynamic range.
- `"display-p3"`: The [Display P3] color space: P3 primaries, D65 white point, sRGB transfer
  function, standard dynamic range.
- `"bt2100-pq"`: BT.2100 perceptual quantization (HDR10): BT.2020/2100 primaries, D65 white
  point, SMPTE ST 2084 perceptual quantizer ([PQ]) transfer function, high dynamic range.
- `"bt2100-hlg"`: BT.2100 hybrid log-gamma: BT.2020/2100 primaries, D65 white point, [HLG]
  (ARIB STD-B67) transfer function, high dynamic range.
- `"extended-srgb"`: Extended-range sRGB (encoded): BT.709 primaries, D65 white point, the
  **nonlinear sRGB transfer function extended beyond 0.0..=1.0**, extended dynamic range.
- `"extended-display-p3"`: Extended-range Display-P3 (encoded): P3 primaries, D65 white
  point, the **nonlinear sRGB transfer function extended beyond 0.0..=1.0**, extended
  dynamic range.
"""

SurfaceStatus: TypeAlias = Literal[
    "good", "suboptimal", "timeout", "occluded", "outdated", "lost", "validation"
]
"""Status of the received surface image.

- `"good"`: No issues.
- `"suboptimal"`: The swap chain is operational, but it does no longer perfectly match the
  surface.
- `"timeout"`: Unable to get the next frame, timed out.
- `"occluded"`: The window is occluded (e.g. minimized or behind another window).
- `"outdated"`: The surface under the swap chain has changed.
- `"lost"`: The surface under the swap chain is lost.
- `"validation"`: `Surface.get_current_texture` has hit a validation error which was caught
  by a error scope.
"""

TextureAspect: TypeAlias = Literal[
    "all", "stencil-only", "depth-only", "plane0", "plane1", "plane2"
]
"""Selects a subset of the data a `Texture` holds.

Used in texture views and texture copy operations.

Corresponds to WebGPU `GPUTextureAspect`.

- `"all"`: Depth, Stencil, and Color.
- `"stencil-only"`: Stencil.
- `"depth-only"`: Depth.
- `"plane0"`: Plane 0.
- `"plane1"`: Plane 1.
- `"plane2"`: Plane 2.
"""

TextureDataOrder: TypeAlias = Literal["layer-major", "mip-major"]
"""Order in which texture data is laid out in memory.

- `"layer-major"`: This is the layout used by dds files.
- `"mip-major"`: This is the layout used by ktx and ktx2 files.
"""

TextureDimension: TypeAlias = Literal["1d", "2d", "3d"]
"""Dimensionality of a texture.

Corresponds to WebGPU `GPUTextureDimension`.

- `"1d"`: 1D texture
- `"2d"`: 2D texture
- `"3d"`: 3D texture
"""

TextureFormat: TypeAlias = Literal[
    "r8unorm",
    "r8snorm",
    "r8uint",
    "r8sint",
    "r16uint",
    "r16sint",
    "r16unorm",
    "r16snorm",
    "r16float",
    "rg8unorm",
    "rg8snorm",
    "rg8uint",
    "rg8sint",
    "r32uint",
    "r32sint",
    "r32float",
    "rg16uint",
    "rg16sint",
    "rg16unorm",
    "rg16snorm",
    "rg16float",
    "rgba8unorm",
    "rgba8unorm-srgb",
    "rgba8snorm",
    "rgba8uint",
    "rgba8sint",
    "bgra8unorm",
    "bgra8unorm-srgb",
    "rgb9e5ufloat",
    "rgb10a2uint",
    "rgb10a2unorm",
    "rg11b10ufloat",
    "r64uint",
    "rg32uint",
    "rg32sint",
    "rg32float",
    "rgba16uint",
    "rgba16sint",
    "rgba16unorm",
    "rgba16snorm",
    "rgba16float",
    "rgba32uint",
    "rgba32sint",
    "rgba32float",
    "stencil8",
    "depth16unorm",
    "depth24plus",
    "depth24plus-stencil8",
    "depth32float",
    "depth32float-stencil8",
    "nv12",
    "p010",
    "bc1-rgba-unorm",
    "bc1-rgba-unorm-srgb",
    "bc2-rgba-unorm",
    "bc2-rgba-unorm-srgb",
    "bc3-rgba-unorm",
    "bc3-rgba-unorm-srgb",
    "bc4-r-unorm",
    "bc4-r-snorm",
    "bc5-rg-unorm",
    "bc5-rg-snorm",
    "bc6h-rgb-ufloat",
    "bc6h-rgb-float",
    "bc7-rgba-unorm",
    "bc7-rgba-unorm-srgb",
    "etc2-rgb8unorm",
    "etc2-rgb8unorm-srgb",
    "etc2-rgb8a1unorm",
    "etc2-rgb8a1unorm-srgb",
    "etc2-rgba8unorm",
    "etc2-rgba8unorm-srgb",
    "eac-r11unorm",
    "eac-r11snorm",
    "eac-rg11unorm",
    "eac-rg11snorm",
    "astc-4x4-unorm",
    "astc-4x4-unorm-srgb",
    "astc-4x4-hdr",
    "astc-5x4-unorm",
    "astc-5x4-unorm-srgb",
    "astc-5x4-hdr",
    "astc-5x5-unorm",
    "astc-5x5-unorm-srgb",
    "astc-5x5-hdr",
    "astc-6x5-unorm",
    "astc-6x5-unorm-srgb",
    "astc-6x5-hdr",
    "astc-6x6-unorm",
    "astc-6x6-unorm-srgb",
    "astc-6x6-hdr",
    "astc-8x5-unorm",
    "astc-8x5-unorm-srgb",
    "astc-8x5-hdr",
    "astc-8x6-unorm",
    "astc-8x6-unorm-srgb",
    "astc-8x6-hdr",
    "astc-8x8-unorm",
    "astc-8x8-unorm-srgb",
    "astc-8x8-hdr",
    "astc-10x5-unorm",
    "astc-10x5-unorm-srgb",
    "astc-10x5-hdr",
    "astc-10x6-unorm",
    "astc-10x6-unorm-srgb",
    "astc-10x6-hdr",
    "astc-10x8-unorm",
    "astc-10x8-unorm-srgb",
    "astc-10x8-hdr",
    "astc-10x10-unorm",
    "astc-10x10-unorm-srgb",
    "astc-10x10-hdr",
    "astc-12x10-unorm",
    "astc-12x10-unorm-srgb",
    "astc-12x10-hdr",
    "astc-12x12-unorm",
    "astc-12x12-unorm-srgb",
    "astc-12x12-hdr",
]
"""Format in which a texture's texels are stored in GPU memory.

Certain formats additionally specify a conversion. When these formats are used in a shader,
the conversion automatically takes place when loading from or storing to the texture.

- `Unorm` formats linearly scale the integer range of the storage format to a floating-point
  range of 0 to 1, inclusive.
- `Snorm` formats linearly scale the integer range of the storage format to a floating-point
  range of -1 to 1, inclusive, except that the most negative value (-128 for 8-bit, -32768
  for 16-bit) is excluded; on conversion, it is treated as identical to the second most
  negative (-127 for 8-bit, -32767 for 16-bit), so that the positive and negative ranges are
  symmetric.
- `UnormSrgb` formats apply the [sRGB transfer function] so that the storage is sRGB encoded
  while the shader works with linear intensity values.
- `Uint`, `Sint`, and `Float` formats perform no conversion.

Corresponds to WebGPU `GPUTextureFormat`.
"""

TextureSampleType: TypeAlias = Literal["float", "unfilterable-float", "depth", "sint", "uint"]
"""Specific type of a sample in a texture binding.

Corresponds to WebGPU `GPUTextureSampleType`.
"""

TextureViewDimension: TypeAlias = Literal["1d", "2d", "2d-array", "cube", "cube-array", "3d"]
"""Dimensions of a particular texture view.

Corresponds to WebGPU `GPUTextureViewDimension`.

- `"1d"`: A one dimensional texture.
- `"2d"`: A two dimensional texture.
- `"2d-array"`: A two dimensional array texture.
- `"cube"`: A cubemap texture.
- `"cube-array"`: A cubemap array texture.
- `"3d"`: A three dimensional texture.
"""

VertexFormat: TypeAlias = Literal[
    "uint8",
    "uint8x2",
    "uint8x4",
    "sint8",
    "sint8x2",
    "sint8x4",
    "unorm8",
    "unorm8x2",
    "unorm8x4",
    "snorm8",
    "snorm8x2",
    "snorm8x4",
    "uint16",
    "uint16x2",
    "uint16x4",
    "sint16",
    "sint16x2",
    "sint16x4",
    "unorm16",
    "unorm16x2",
    "unorm16x4",
    "snorm16",
    "snorm16x2",
    "snorm16x4",
    "float16",
    "float16x2",
    "float16x4",
    "float32",
    "float32x2",
    "float32x3",
    "float32x4",
    "uint32",
    "uint32x2",
    "uint32x3",
    "uint32x4",
    "sint32",
    "sint32x2",
    "sint32x3",
    "sint32x4",
    "float64",
    "float64x2",
    "float64x3",
    "float64x4",
    "unorm10-10-10-2",
    "unorm8x4-bgra",
]
"""Corresponds to WebGPU `GPUVertexFormat`.

- `"uint8"`: One unsigned byte (u8).
- `"uint8x2"`: Two unsigned bytes (u8).
- `"uint8x4"`: Four unsigned bytes (u8).
- `"sint8"`: One signed byte (i8).
- `"sint8x2"`: Two signed bytes (i8).
- `"sint8x4"`: Four signed bytes (i8).
- `"unorm8"`: One unsigned byte (u8).
- `"unorm8x2"`: Two unsigned bytes (u8).
- `"unorm8x4"`: Four unsigned bytes (u8).
- `"snorm8"`: One signed byte (i8).
- `"snorm8x2"`: Two signed bytes (i8).
- `"snorm8x4"`: Four signed bytes (i8).
- `"uint16"`: One unsigned short (u16).
- `"uint16x2"`: Two unsigned shorts (u16).
- `"uint16x4"`: Four unsigned shorts (u16).
- `"sint16"`: One signed short (i16).
- `"sint16x2"`: Two signed shorts (i16).
- `"sint16x4"`: Four signed shorts (i16).
- `"unorm16"`: One unsigned short (u16).
- `"unorm16x2"`: Two unsigned shorts (u16).
- `"unorm16x4"`: Four unsigned shorts (u16).
- `"snorm16"`: One signed short (i16).
- `"snorm16x2"`: Two signed shorts (i16).
- `"snorm16x4"`: Four signed shorts (i16).
- `"float16"`: One half-precision float (no Rust equiv).
- `"float16x2"`: Two half-precision floats (no Rust equiv).
- `"float16x4"`: Four half-precision floats (no Rust equiv).
- `"float32"`: One single-precision float (f32).
- `"float32x2"`: Two single-precision floats (f32).
- `"float32x3"`: Three single-precision floats (f32).
- `"float32x4"`: Four single-precision floats (f32).
- `"uint32"`: One unsigned int (u32).
- `"uint32x2"`: Two unsigned ints (u32).
- `"uint32x3"`: Three unsigned ints (u32).
- `"uint32x4"`: Four unsigned ints (u32).
- `"sint32"`: One signed int (i32).
- `"sint32x2"`: Two signed ints (i32).
- `"sint32x3"`: Three signed ints (i32).
- `"sint32x4"`: Four signed ints (i32).
- `"float64"`: One double-precision float (f64).
- `"float64x2"`: Two double-precision floats (f64).
- `"float64x3"`: Three double-precision floats (f64).
- `"float64x4"`: Four double-precision floats (f64).
- `"unorm10-10-10-2"`: Three unsigned 10-bit integers and one 2-bit integer, packed into a
  32-bit integer (u32).
- `"unorm8x4-bgra"`: Four unsigned 8-bit integers (u8) in BGRA.
"""

VertexStepMode: TypeAlias = Literal["vertex", "instance"]
"""Whether a vertex buffer is indexed by vertex or by instance.

where `vertices` is a `Range<u32>` of vertex indices, and `instances` is a `Range<u32>` of
instance indices.

For this call, `wgpu` invokes the vertex shader entry point once for every possible `(v, i)`
pair, where `v` is drawn from `vertices` and `i` is drawn from `instances`. These
invocations may happen in any order, and will usually run in parallel.

Each vertex buffer has a step mode, established by the `step_mode` field of its
`VertexBufferLayout`, given when the pipeline was created. Buffers whose step mode is
`Vertex` use `v` as the index into their contents, whereas buffers whose step mode is
`Instance` use `i`. The indicated buffer element then contributes zero or more attribute
values for the `(v, i)` vertex shader invocation to use, based on the `VertexBufferLayout`'s
`attributes` list.

You can visualize the results from all these vertex shader invocations as a matrix with a
row for each `i` from `instances`, and with a column for each `v` from `vertices`. In one
sense, `v` and `i` are symmetrical: both are used to index vertex buffers and provide
attribute values.  But the key difference between `v` and `i` is that line and triangle
primitives are built from the values of each row, along which `i` is constant and `v`
varies, not the columns.

The only difference is that `v` values are drawn from the contents of the index
buffer&mdash;specifically, the subrange of the index buffer given by `indices`&mdash;instead
of simply being sequential integers, as they are in a `draw` call.

A non-instanced call, where `instances` is `0..1`, is simply a matrix with only one row.

Corresponds to WebGPU `GPUVertexStepMode`.

- `"vertex"`: Vertex data is advanced every vertex.
- `"instance"`: Vertex data is advanced every instance.
"""
