"""What wgpu knows of texture formats, vertex formats and other named values.

The functions are the methods of `TextureFormat`, `VertexFormat` and the like, and ask wgpu itself:
`block_copy_size("rgba16float")` is `wgpu::TextureFormat::Rgba16Float.block_copy_size(None)`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, get_args

from pywgpu import _pywgpu
from pywgpu.types import enums
from pywgpu.types.flags import (
    Features,
    SurfaceColorSpaces,
    TextureChannel,
    TextureFormatFeatureFlags,
    TextureUsages,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pywgpu.types.enums import (
        BlendFactor,
        CompareFunction,
        IndexFormat,
        PollStatus,
        PrimitiveTopology,
        SurfaceColorSpace,
        TextureAspect,
        TextureDimension,
        TextureFormat,
        TextureSampleType,
        TextureViewDimension,
        VertexFormat,
    )

__all__ = [
    "TextureFormatInfo",
    "VertexFormatInfo",
    "add_srgb_suffix",
    "aspect_specific_format",
    "block_copy_size",
    "block_dimensions",
    "byte_size",
    "channels",
    "compatible_texture_dimension",
    "components",
    "components_with_aspect",
    "from_plane",
    "from_storage_format",
    "guaranteed_format_features",
    "has_color_aspect",
    "has_depth_aspect",
    "has_stencil_aspect",
    "is_astc",
    "is_bcn",
    "is_combined_depth_stencil_format",
    "is_compressed",
    "is_depth_stencil_component",
    "is_depth_stencil_format",
    "is_hdr",
    "is_multi_planar_format",
    "is_queue_empty",
    "is_srgb",
    "is_strip",
    "is_triangles",
    "needs_ref_value",
    "planes",
    "ref_second_blend_source",
    "remove_srgb_suffix",
    "required_features",
    "sample_type",
    "size_multiple_requirement",
    "subsampling_factors",
    "target_component_alignment",
    "target_pixel_byte_cost",
    "texture_format",
    "theoretical_memory_footprint",
    "to_color_spaces",
    "to_plane",
    "to_storage_format",
    "vertex_format",
    "wait_finished",
]


@dataclass(frozen=True)
class AspectInfo:
    """One aspect of a texture format."""

    format: TextureFormat
    """The format of the aspect alone."""
    block_copy_size: int | None
    """Bytes of a block in copies; None where the aspect cannot be copied."""
    components: int


@dataclass(frozen=True)
class TextureFormatInfo:
    """What holds for a texture format on every device."""

    name: TextureFormat
    planes: int | None
    """Number of planes of a multi-planar format."""
    channels: TextureChannel
    has_color_aspect: bool
    has_depth_aspect: bool
    has_stencil_aspect: bool
    size_multiple_requirement: tuple[int, int]
    """Width and height of a texture are multiples of these, in texels."""
    block_dimensions: tuple[int, int]
    """Width and height of a block in texels; (1, 1) unless the format is compressed."""
    block_copy_size: int | None
    """Bytes of a block in copies; None where one must say which aspect or plane."""
    is_compressed: bool
    is_bcn: bool
    is_astc: bool
    required_features: Features
    target_pixel_byte_cost: int | None
    """Bytes that count for `max_color_attachment_bytes_per_sample`; None if not renderable."""
    target_component_alignment: int | None
    components: int
    is_srgb: bool
    remove_srgb_suffix: TextureFormat
    add_srgb_suffix: TextureFormat
    subsampling_factors: tuple[tuple[int, int], ...]
    """Horizontal and vertical factor of the whole, and then of each plane."""
    storage_format: str | None
    """WGSL's name of it in storage textures."""
    aspects: Mapping[TextureAspect, AspectInfo]


@dataclass(frozen=True)
class VertexFormatInfo:
    """What holds for a vertex format on every device."""

    name: VertexFormat
    size: int
    """Bytes."""
    min_acceleration_structure_vertex_stride: int | None
    """Bytes; None where acceleration structures do not take the format."""
    acceleration_structure_stride_alignment: int | None


@cache
def texture_format(name: TextureFormat) -> TextureFormatInfo:
    """Everything that holds for a texture format on every device.

    Raises:
        ValueError: There is no such format.
    """
    found = _pywgpu.texture_format(name)
    return TextureFormatInfo(
        name=name,
        planes=found["planes"],
        channels=TextureChannel(found["channels"]),
        has_color_aspect=found["has_color_aspect"],
        has_depth_aspect=found["has_depth_aspect"],
        has_stencil_aspect=found["has_stencil_aspect"],
        size_multiple_requirement=found["size_multiple_requirement"],
        block_dimensions=found["block_dimensions"],
        block_copy_size=found["block_copy_size"],
        is_compressed=found["is_compressed"],
        is_bcn=found["is_bcn"],
        is_astc=found["is_astc"],
        required_features=Features(found["required_features"]),
        target_pixel_byte_cost=found["target_pixel_byte_cost"],
        target_component_alignment=found["target_component_alignment"],
        components=found["components"],
        is_srgb=found["is_srgb"],
        remove_srgb_suffix=found["remove_srgb_suffix"],
        add_srgb_suffix=found["add_srgb_suffix"],
        subsampling_factors=tuple(found["subsampling_factors"]),
        storage_format=found["storage_format"],
        aspects={aspect: AspectInfo(*values) for aspect, values in found["aspects"].items()},
    )


@cache
def vertex_format(name: VertexFormat) -> VertexFormatInfo:
    """Everything that holds for a vertex format.

    Raises:
        ValueError: There is no such format.
    """
    size, strides = _pywgpu.vertex_format(name)
    return VertexFormatInfo(name, size, *(strides or (None, None)))


def planes(name: TextureFormat) -> int | None:
    """Number of planes, or None unless the format is multi-planar."""
    return texture_format(name).planes


def channels(name: TextureFormat) -> TextureChannel:
    """The channels it has."""
    return texture_format(name).channels


def has_color_aspect(name: TextureFormat) -> bool:
    """Whether it has colours."""
    return texture_format(name).has_color_aspect


def has_depth_aspect(name: TextureFormat) -> bool:
    """Whether it has depths."""
    return texture_format(name).has_depth_aspect


def has_stencil_aspect(name: TextureFormat) -> bool:
    """Whether it has a stencil."""
    return texture_format(name).has_stencil_aspect


def size_multiple_requirement(name: TextureFormat) -> tuple[int, int]:
    """What width and height of a texture must be multiples of, in texels."""
    return texture_format(name).size_multiple_requirement


def block_dimensions(name: TextureFormat) -> tuple[int, int]:
    """Width and height of a block, in texels."""
    return texture_format(name).block_dimensions


def is_compressed(name: TextureFormat) -> bool:
    """Whether a block holds more than one texel."""
    return texture_format(name).is_compressed


def is_bcn(name: TextureFormat) -> bool:
    """Whether it is one of BC1 to BC7."""
    return texture_format(name).is_bcn


def is_astc(name: TextureFormat) -> bool:
    """Whether it is one of ASTC."""
    return texture_format(name).is_astc


def required_features(name: TextureFormat) -> Features:
    """The features that a device needs for it."""
    return texture_format(name).required_features


def target_pixel_byte_cost(name: TextureFormat) -> int | None:
    """Bytes of a render target that count for the limit; None if not renderable."""
    return texture_format(name).target_pixel_byte_cost


def target_component_alignment(name: TextureFormat) -> int | None:
    """Alignment of a render target in the count of bytes; None if not renderable."""
    return texture_format(name).target_component_alignment


def components(name: TextureFormat) -> int:
    """Number of components of all aspects together."""
    return texture_format(name).components


def is_srgb(name: TextureFormat) -> bool:
    """Whether shaders see it linearised."""
    return texture_format(name).is_srgb


def remove_srgb_suffix(name: TextureFormat) -> TextureFormat:
    """The format with the same bits and no conversion, or itself."""
    return texture_format(name).remove_srgb_suffix


def add_srgb_suffix(name: TextureFormat) -> TextureFormat:
    """The format with the same bits and sRGB conversion, or itself."""
    return texture_format(name).add_srgb_suffix


def is_depth_stencil_format(name: TextureFormat) -> bool:
    """Whether it has depths or a stencil."""
    info = texture_format(name)
    return info.has_depth_aspect or info.has_stencil_aspect


def is_combined_depth_stencil_format(name: TextureFormat) -> bool:
    """Whether it has both depths and a stencil."""
    info = texture_format(name)
    return info.has_depth_aspect and info.has_stencil_aspect


def is_multi_planar_format(name: TextureFormat) -> bool:
    """Whether its texels lie in several planes."""
    return texture_format(name).planes is not None


def is_depth_stencil_component(name: TextureFormat, combined: TextureFormat) -> bool:
    """Whether it is the depth or the stencil of a combined format."""
    aspects = (aspect_specific_format(combined, a) for a in ("depth-only", "stencil-only"))
    return is_combined_depth_stencil_format(combined) and name in aspects


def aspect_specific_format(name: TextureFormat, aspect: TextureAspect) -> TextureFormat | None:
    """The format of one aspect alone, or None where it lacks the aspect."""
    found = texture_format(name).aspects.get(aspect)
    return None if found is None else found.format


def block_copy_size(name: TextureFormat, aspect: TextureAspect | None = None) -> int | None:
    """Bytes of a block in copies; None where it cannot be copied, or needs an aspect for that."""
    info = texture_format(name)
    if aspect is None:
        return info.block_copy_size
    found = info.aspects.get(aspect)
    return None if found is None else found.block_copy_size


def components_with_aspect(name: TextureFormat, aspect: TextureAspect) -> int:
    """Number of components of an aspect."""
    found = texture_format(name).aspects.get(aspect)
    return 0 if found is None else found.components


def subsampling_factors(name: TextureFormat, plane: int | None = None) -> tuple[int, int]:
    """By how much a plane is narrower and lower than the texture.

    Raises:
        ValueError: The format has no such plane.
    """
    factors = texture_format(name).subsampling_factors
    if plane is not None and not 0 <= plane < len(factors) - 1:
        msg = f"plane must be below {len(factors) - 1} for {name}; got {plane}"
        raise ValueError(msg)
    return factors[0 if plane is None else plane + 1]


def sample_type(
    name: TextureFormat,
    aspect: TextureAspect | None = None,
    device_features: Features | None = None,
) -> TextureSampleType | None:
    """How shaders see it: None where an aspect must be named, or where it cannot be sampled."""
    return _pywgpu.texture_sample_type(name, aspect, device_features or Features(0))


def guaranteed_format_features(
    name: TextureFormat, device_features: Features | None = None
) -> tuple[TextureUsages, TextureFormatFeatureFlags]:
    """What every device with these features can do with it."""
    found = _pywgpu.texture_format_features(name, device_features or Features(0))
    return TextureUsages(found[0]), TextureFormatFeatureFlags(found[1])


def theoretical_memory_footprint(
    name: TextureFormat, width: int, height: int = 1, depth_or_array_layers: int = 1
) -> int:
    """Bytes of a texture without mip levels and padding."""
    return _pywgpu.texture_footprint(name, (width, height, depth_or_array_layers))


def to_storage_format(name: TextureFormat) -> str | None:
    """WGSL's name of it in storage textures, or None where it cannot be stored to."""
    return texture_format(name).storage_format


def from_storage_format(name: str) -> TextureFormat:
    """The texture format of a storage format in WGSL.

    Raises:
        ValueError: WGSL has no such storage format.
    """
    for known in get_args(enums.TextureFormat):
        if texture_format(known).storage_format == name:
            return known
    msg = f"there is no storage format {name!r}"
    raise ValueError(msg)


def byte_size(name: IndexFormat) -> int:
    """Bytes of an index."""
    return 2 if name == "uint16" else 4


def compatible_texture_dimension(name: TextureViewDimension) -> TextureDimension:
    """The dimension of the textures that have such views."""
    if name == "1d":
        return "1d"
    return "3d" if name == "3d" else "2d"


def from_plane(plane: int) -> TextureAspect | None:
    """The aspect of a plane: there are at most three."""
    planes: tuple[TextureAspect, ...] = ("plane0", "plane1", "plane2")
    return planes[plane] if 0 <= plane < len(planes) else None


def to_plane(aspect: TextureAspect) -> int | None:
    """The plane of an aspect, or None where it is none."""
    return int(aspect[-1]) if aspect.startswith("plane") else None


def ref_second_blend_source(factor: BlendFactor) -> bool:
    """Whether the fragment shader must have a second output for blending."""
    return "src1" in factor


def needs_ref_value(function: CompareFunction) -> bool:
    """Whether there is anything to compare with."""
    return function not in ("never", "always")


def is_strip(topology: PrimitiveTopology) -> bool:
    """Whether vertices are shared between neighbours."""
    return topology.endswith("strip")


def is_triangles(topology: PrimitiveTopology) -> bool:
    """Whether triangles are drawn."""
    return topology.startswith("triangle")


def to_color_spaces(color_space: SurfaceColorSpace) -> SurfaceColorSpaces | None:
    """The flag of a colour space, or None for `"auto"`."""
    if color_space == "auto":
        return None
    return SurfaceColorSpaces[color_space.upper().replace("-", "_")]


def is_hdr(color_space: SurfaceColorSpace) -> bool:
    """Whether it is brighter than SDR white."""
    return color_space.startswith(("extended", "bt2100"))


def is_queue_empty(status: PollStatus) -> bool:
    """Whether nothing is left to do."""
    return status == "queue-empty"


def wait_finished(status: PollStatus) -> bool:
    """Whether what was waited for is done."""
    return status in ("queue-empty", "wait-succeeded")
