"""Textures, views, samplers and copies.

Generated from wgpu 30.0.1 (`make generate`); docs by the authors of wgpu.
"""

from __future__ import annotations

from pywgpu.types._base import F32, U16, U32, U64, F32x6, F32x9, F32x16, Many, Model
from pywgpu.types._native import Buffer, Texture
from pywgpu.types.enums import (
    AddressMode,
    CompareFunction,
    ExternalTextureFormat,
    FilterMode,
    MipmapFilterMode,
    PredefinedColorSpace,
    SamplerBorderColor,
    TextureAspect,
    TextureDimension,
    TextureFormat,
    TextureViewDimension,
)
from pywgpu.types.flags import TextureUsages, TextureUses
from pywgpu.types.geometry import Extent3d, Origin3d

__all__ = [
    "BufferTextureCopyInfo",
    "CopyExternalImageDestInfo",
    "ExternalTextureDescriptor",
    "ExternalTextureTransferFunction",
    "ImageSubresourceRange",
    "SamplerDescriptor",
    "TexelCopyBufferInfo",
    "TexelCopyBufferLayout",
    "TexelCopyTextureInfo",
    "TextureDescriptor",
    "TextureSelector",
    "TextureTransition",
    "TextureViewDescriptor",
]


class TextureDescriptor(Model, frozen=True):
    """Describes a `Texture`.

    Corresponds to WebGPU `GPUTextureDescriptor`.
    """

    label: str | None = None
    """Debug label of the texture. This will show up in graphics debuggers for easy
    identification.
    """
    size: Extent3d
    """Size of the texture. All components must be greater than zero. For a regular 1D/2D
    texture, the unused sizes will be 1. For 2DArray textures, Z is the number of 2D
    textures in that array.
    """
    mip_level_count: U32 = 1
    """Mip count of texture. For a texture with no extra mips, this must be 1."""
    sample_count: U32 = 1
    """Sample count of texture. If this is not 1, texture must have
    `BindingType.Texture.multisampled` set to true.
    """
    dimension: TextureDimension = "2d"
    """Dimensions of the texture."""
    format: TextureFormat
    """Format of the texture."""
    usage: TextureUsages
    """Allowed usages of the texture. If used in other ways, the operation will panic."""
    view_formats: Many[TextureFormat] = ()
    """Specifies what view formats will be allowed when calling `Texture.create_view` on this
    texture.

    View formats of the same format as the texture are always allowed.

    Note: currently, only the srgb-ness is allowed to change. (ex: `Rgba8Unorm` texture +
    `Rgba8UnormSrgb` view)
    """

    def mip_level_size(self, level: int) -> Extent3d | None:
        """The extent of a mip level, or None where the texture has no such level."""
        if level >= self.mip_level_count:
            return None
        return self.size.mip_level_size(level, self.dimension)

    def array_layer_count(self) -> int:
        """The number of layers: 1 unless the texture is two-dimensional."""
        return self.size.depth_or_array_layers if self.dimension == "2d" else 1


class TextureViewDescriptor(Model, frozen=True):
    """Describes a `TextureView`.

    For use with `Texture.create_view()`.

    Corresponds to WebGPU `GPUTextureViewDescriptor`.
    """

    label: str | None = None
    """Debug label of the texture view. This will show up in graphics debuggers for easy
    identification.
    """
    format: TextureFormat | None = None
    """Format of the texture view. Either must be the same as the texture format or in the list
    of `view_formats` in the texture's descriptor.
    """
    dimension: TextureViewDimension | None = None
    """The dimension of the texture view. For 1D textures, this must be `D1`. For 2D textures
    it must be one of `D2`, `D2Array`, `Cube`, and `CubeArray`. For 3D textures it must be
    `D3`
    """
    usage: TextureUsages | None = None
    """The allowed usage(s) for the texture view. Must be a subset of the usage flags of the
    texture. If not provided, defaults to the full set of usage flags of the texture.
    """
    aspect: TextureAspect = "all"
    """Aspect of the texture. Color textures must be `TextureAspect.All`."""
    base_mip_level: U32 = 0
    """Base mip level."""
    mip_level_count: U32 | None = None
    """Mip level count. If `count`, `base_mip_level + count` must be less or equal to
    underlying texture mip count. If `None`, considered to include the rest of the mipmap
    levels, but at least 1 in total.
    """
    base_array_layer: U32 = 0
    """Base array layer."""
    array_layer_count: U32 | None = None
    """Layer count. If `count`, `base_array_layer + count` must be less or equal to the
    underlying array count. If `None`, considered to include the rest of the array layers,
    but at least 1 in total.
    """


class SamplerDescriptor(Model, frozen=True):
    """Describes a `Sampler`.

    For use with `Device.create_sampler`.

    Corresponds to WebGPU `GPUSamplerDescriptor`.
    """

    label: str | None = None
    """Debug label of the sampler. This will show up in graphics debuggers for easy
    identification.
    """
    address_mode_u: AddressMode = "clamp-to-edge"
    """How to deal with out of bounds accesses in the u (i.e. x) direction"""
    address_mode_v: AddressMode = "clamp-to-edge"
    """How to deal with out of bounds accesses in the v (i.e. y) direction"""
    address_mode_w: AddressMode = "clamp-to-edge"
    """How to deal with out of bounds accesses in the w (i.e. z) direction"""
    mag_filter: FilterMode = "nearest"
    """How to filter the texture when it needs to be magnified (made larger)"""
    min_filter: FilterMode = "nearest"
    """How to filter the texture when it needs to be minified (made smaller)"""
    mipmap_filter: MipmapFilterMode = "nearest"
    """How to filter between mip map levels"""
    lod_min_clamp: F32 = 0.0
    """Minimum level of detail (i.e. mip level) to use"""
    lod_max_clamp: F32 = 32.0
    """Maximum level of detail (i.e. mip level) to use"""
    compare: CompareFunction | None = None
    """If this is enabled, this is a comparison sampler using the given comparison function."""
    anisotropy_clamp: U16 = 1
    """Must be at least 1. If this is not 1, all filter modes must be linear."""
    border_color: SamplerBorderColor | None = None
    """Border color to use when `address_mode` is `AddressMode.ClampToBorder`"""


class ImageSubresourceRange(Model, frozen=True):
    """Subresource range within an image."""

    aspect: TextureAspect = "all"
    """Aspect of the texture. Color textures must be `TextureAspect.All`."""
    base_mip_level: U32 = 0
    """Base mip level."""
    mip_level_count: U32 | None = None
    """Mip level count. If `count`, `base_mip_level + count` must be less or equal to
    underlying texture mip count. If `None`, considered to include the rest of the mipmap
    levels, but at least 1 in total.
    """
    base_array_layer: U32 = 0
    """Base array layer."""
    array_layer_count: U32 | None = None
    """Layer count. If `count`, `base_array_layer + count` must be less or equal to the
    underlying array count. If `None`, considered to include the rest of the array layers,
    but at least 1 in total.
    """

    def mip_range(self, mip_level_count: int) -> range:
        """The mip levels, in a texture that has `mip_level_count` of them."""
        count = self.mip_level_count
        end = mip_level_count if count is None else self.base_mip_level + count
        return range(self.base_mip_level, end)

    def layer_range(self, array_layer_count: int) -> range:
        """The layers, in a texture that has `array_layer_count` of them."""
        count = self.array_layer_count
        end = array_layer_count if count is None else self.base_array_layer + count
        return range(self.base_array_layer, end)

    def is_full_resource(
        self, mip_level_count: int, array_layer_count: int, *, all_aspects: bool = True
    ) -> bool:
        """Whether it is all of a texture; `all_aspects` says whether `aspect` names all it has."""
        return (
            all_aspects
            and self.mip_range(mip_level_count) == range(mip_level_count)
            and self.layer_range(array_layer_count) == range(array_layer_count)
        )


class TexelCopyBufferLayout(Model, frozen=True):
    """Layout of a texture in a buffer's memory.

    The bytes per row and rows per image can be hard to figure out so here are some examples:

    Corresponds to WebGPU `GPUTexelCopyBufferLayout`.
    """

    offset: U64 = 0
    """Offset into the buffer that is the start of the texture. Must be a multiple of texture
    block size. For non-compressed textures, this is 1.
    """
    bytes_per_row: U32 | None = None
    """Bytes per "row" in an image.

    A row is one row of pixels or of compressed blocks in the x direction.

    This value is required if there are multiple rows (i.e. height or depth is more than one
    pixel or pixel block for compressed textures)

    Must be a multiple of 256 for `CommandEncoder.copy_buffer_to_texture` and
    `CommandEncoder.copy_texture_to_buffer`. You must manually pad the buffer as if the
    image width is a multiple of 256. An image of size (500, 500) can be written to a buffer
    of size (512, 500) with `bytes_per_row` of 512,

    `Queue.write_texture` does not have this requirement.

    Must be a multiple of the texture block size. For non-compressed textures, this is 1.
    """
    rows_per_image: U32 | None = None
    """"Rows" that make up a single "image".

    A row is one row of pixels or of compressed blocks in the x direction.

    An image is one layer in the z direction of a 3D image or 2DArray texture.

    The amount of rows per image may be larger than the actual amount of rows of data.

    Required if there are multiple images (i.e. the depth is more than one).
    """


class TexelCopyBufferInfo(Model, frozen=True):
    """View of a buffer which can be used to copy to/from a texture.

    Corresponds to WebGPU `GPUTexelCopyBufferInfo`.
    """

    buffer: Buffer
    """The buffer to be copied to/from."""
    layout: TexelCopyBufferLayout = TexelCopyBufferLayout()
    """The layout of the texture data in this buffer."""


class TexelCopyTextureInfo(Model, frozen=True):
    """View of a texture which can be used to copy to/from a buffer/texture.

    Corresponds to WebGPU `GPUTexelCopyTextureInfo`.
    """

    texture: Texture
    """The texture to be copied to/from."""
    mip_level: U32 = 0
    """The target mip level of the texture."""
    origin: Origin3d = Origin3d()
    """The base texel of the texture in the selected `mip_level`. Together with the `copy_size`
    argument to copy functions, defines the sub-region of the texture to copy.
    """
    aspect: TextureAspect = "all"
    """The copy aspect."""

    def to_tagged(
        self, color_space: PredefinedColorSpace, *, premultiplied_alpha: bool
    ) -> CopyExternalImageDestInfo:
        """The same place for a copy that converts colours."""
        return CopyExternalImageDestInfo(
            texture=self.texture,
            mip_level=self.mip_level,
            origin=self.origin,
            aspect=self.aspect,
            color_space=color_space,
            premultiplied_alpha=premultiplied_alpha,
        )


class CopyExternalImageDestInfo(Model, frozen=True):
    """wgpu's `CopyExternalImageDestInfo`.

    View of a texture which can be used to copy to a texture, including color space and alpha
    premultiplication information.

    Corresponds to WebGPU `GPUCopyExternalImageDestInfo`.
    """

    texture: Texture
    """The texture to be copied to/from."""
    mip_level: U32 = 0
    """The target mip level of the texture."""
    origin: Origin3d = Origin3d()
    """The base texel of the texture in the selected `mip_level`."""
    aspect: TextureAspect = "all"
    """The copy aspect."""
    color_space: PredefinedColorSpace = "srgb"
    """The color space of this texture."""
    premultiplied_alpha: bool = False
    """The premultiplication of this texture"""

    def to_untagged(self) -> TexelCopyTextureInfo:
        """The same place for a plain copy."""
        return TexelCopyTextureInfo(
            texture=self.texture, mip_level=self.mip_level, origin=self.origin, aspect=self.aspect
        )


class BufferTextureCopyInfo(Model, frozen=True):
    """Information about a copy between a buffer and a texture.

    Mostly used for internal calculations, but useful nonetheless. Generated by
    `TexelCopyBufferLayout.get_buffer_texture_copy_info`.
    """

    copy_width: U64
    """The width of the copy region in pixels."""
    copy_height: U64
    """The height of the copy region in pixels."""
    depth_or_array_layers: U64
    """The depth of the copy region in pixels."""
    offset: U64
    """The offset in the buffer where the copy starts."""
    block_size_bytes: U64
    """The size of a single texture texel block in bytes."""
    block_width_texels: U64
    """The number of texel in a texel block in the x direction."""
    block_height_texels: U64
    """The number of texel in a texel block in the y direction."""
    width_blocks: U64
    """The width of the copy region in blocks."""
    height_blocks: U64
    """The height of the copy region in blocks."""
    row_bytes_dense: U64
    """The number of bytes in the last row of the copy region."""
    row_stride_bytes: U64
    """The stride in bytes between the start of one row in an image and the next row in the
    same image.

    This includes any padding between one row and the next row.
    """
    image_stride_rows: U64
    """The stride in rows between the start of one image and the next image."""
    image_stride_bytes: U64
    """The stride in bytes between the start of one image and the next image."""
    image_rows_dense: U64
    """The number of rows in a densely packed list of images.

    This is the number of rows in the image that are actually used for texel data, and does
    not include any padding rows, unlike `image_stride_rows`.
    """
    image_bytes_dense: U64
    """The number of bytes in a densely packed list of images.

    This is the number of bytes in the image that are actually used for texel data, or are
    used for padding between _rows_. Padding at the end of the last row and between _images_
    is not included.
    """
    bytes_in_copy: U64
    """The total number of bytes in the copy region.

    This includes all padding except the padding after the last row in the copy.
    """


class TextureSelector(Model, frozen=True):
    """Specifies a particular set of subresources in a texture."""

    mips: tuple[U32, U32]
    """Range of mips to use."""
    layers: tuple[U32, U32]
    """Range of layers to use."""


class TextureTransition(Model, frozen=True):
    """A texture transition for use with `CommandEncoder.transition_resources`."""

    texture: Texture
    """The texture to transition."""
    selector: TextureSelector | None = None
    """An optional selector to transition only part of the texture.

    If None, the entire texture will be transitioned.
    """
    state: TextureUses
    """The new state to transition to."""


class ExternalTextureTransferFunction(Model, frozen=True):
    """wgpu's `ExternalTextureTransferFunction`.

    Parameters describing a gamma encoding transfer function in the form tf = { k * linear
    | linear < b { a * pow(linear, 1/g) - (a-1) | linear >= b
    """

    a: F32 = 1.0
    b: F32 = 1.0
    g: F32 = 1.0
    k: F32 = 1.0


class ExternalTextureDescriptor(Model, frozen=True):
    """Describes an `ExternalTexture`.

    Note that `width` and `height` are the values that should be returned by size queries in
    shader code; they do not necessarily match the dimensions of the underlying plane
    texture(s). As a special case, if `(width, height)` is `(0, 0)`, the actual size of the
    first underlying plane should be used instead.

    The size given by `width` and `height` must be consistent with

    covered by the square (0,0)..(1,1) after `sample_transform` has been applied to it.

    Corresponds to WebGPU `GPUExternalTextureDescriptor`.
    """

    label: str | None = None
    """Debug label of the external texture. This will show up in graphics debuggers for easy
    identification.
    """
    width: U32
    """Width of the external texture."""
    height: U32
    """Height of the external texture."""
    format: ExternalTextureFormat
    """Format of the external texture."""
    yuv_conversion_matrix: F32x16
    """4x4 column-major matrix with which to convert sampled YCbCr values to RGBA. This is
    ignored when `format` is `ExternalTextureFormat.Rgba`.
    """
    gamut_conversion_matrix: F32x9
    """3x3 column-major matrix to transform linear RGB values in the source color space to
    linear RGB values in the destination color space. In combination with
    `src_transfer_function` and `dst_transfer_function` this can be used to ensure that
    `ImageSample` and `ImageLoad` operations return values in the desired destination color
    space rather than the source color space of the underlying planes.
    """
    src_transfer_function: ExternalTextureTransferFunction
    """Transfer function for the source color space. The *inverse* of this will be applied to
    decode non-linear RGB to linear RGB in the source color space.
    """
    dst_transfer_function: ExternalTextureTransferFunction
    """Transfer function for the destination color space. This will be applied to encode linear
    RGB to non-linear RGB in the destination color space.
    """
    sample_transform: F32x6
    """Transform to apply to `ImageSample` coordinates.

    This is a 3x2 column-major matrix representing an affine transform from normalized
    texture coordinates to the normalized coordinates that should be sampled from the
    external texture's underlying plane(s).

    This transform may scale, translate, flip, and rotate in 90-degree increments, but the
    result of transforming the rectangle (0,0)..(1,1) must be an axis-aligned rectangle that
    falls within the bounds of (0,0)..(1,1).
    """
    load_transform: F32x6
    """Transform to apply to `ImageLoad` coordinates.

    This is a 3x2 column-major matrix representing an affine transform from non-normalized
    texel coordinates to the non-normalized coordinates of the texel that should be loaded
    from the external texture's underlying plane 0. For planes 1 and 2, if present, plane
    0's coordinates are scaled according to the textures' relative sizes.

    This transform may scale, translate, flip, and rotate in 90-degree increments, but the
    result of transforming the rectangle (0,0)..(`width`, `height`) must be an axis-aligned
    rectangle that falls within the bounds of (0,0)..(`width`, `height`).
    """

    def num_planes(self) -> int:
        """How many texture views the format needs."""
        return {"rgba": 1, "nv12": 2, "yu12": 3}[self.format]
