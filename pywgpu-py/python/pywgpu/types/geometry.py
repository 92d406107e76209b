"""Colours, origins and extents.

Generated from wgpu 30.0.1 (`make generate`); docs by the authors of wgpu.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pywgpu.types._base import F64, U32, Model

if TYPE_CHECKING:
    from pywgpu.types.enums import TextureDimension

__all__ = [
    "Color",
    "Extent3d",
    "Origin2d",
    "Origin3d",
]


class Color(Model, frozen=True):
    """RGBA double precision color.

    This is not to be used as a generic color type, only for specific wgpu interfaces.
    """

    r: F64 = 0.0
    """Red component of the color"""
    g: F64 = 0.0
    """Green component of the color"""
    b: F64 = 0.0
    """Blue component of the color"""
    a: F64 = 1.0
    """Alpha component of the color"""

    TRANSPARENT: ClassVar[Color]

    BLACK: ClassVar[Color]

    WHITE: ClassVar[Color]

    RED: ClassVar[Color]

    GREEN: ClassVar[Color]

    BLUE: ClassVar[Color]

    def to_tuple(self) -> tuple[float, float, float, float]:
        """Red, green, blue and alpha."""
        return (self.r, self.g, self.b, self.a)


Color.TRANSPARENT = Color(r=0.0, g=0.0, b=0.0, a=0.0)


Color.BLACK = Color(r=0.0, g=0.0, b=0.0, a=1.0)


Color.WHITE = Color(r=1.0, g=1.0, b=1.0, a=1.0)


Color.RED = Color(r=1.0, g=0.0, b=0.0, a=1.0)


Color.GREEN = Color(r=0.0, g=1.0, b=0.0, a=1.0)


Color.BLUE = Color(r=0.0, g=0.0, b=1.0, a=1.0)


class Origin2d(Model, frozen=True):
    """Origin of a copy from a 2D image.

    Corresponds to WebGPU `GPUOrigin2D`.
    """

    x: U32 = 0
    y: U32 = 0

    ZERO: ClassVar[Origin2d]

    def to_3d(self, z: int) -> Origin3d:
        """The same origin at depth or layer `z`."""
        return Origin3d(x=self.x, y=self.y, z=z)


Origin2d.ZERO = Origin2d(x=0, y=0)


class Origin3d(Model, frozen=True):
    """Origin of a copy to/from a texture.

    Corresponds to WebGPU `GPUOrigin3D`.
    """

    x: U32 = 0
    """X position of the origin"""
    y: U32 = 0
    """Y position of the origin"""
    z: U32 = 0
    """Z position of the origin"""

    ZERO: ClassVar[Origin3d]

    def to_2d(self) -> Origin2d:
        """The same origin without depth."""
        return Origin2d(x=self.x, y=self.y)


Origin3d.ZERO = Origin3d(x=0, y=0, z=0)


class Extent3d(Model, frozen=True):
    """Extent of a texture related operation.

    Corresponds to WebGPU `GPUExtent3D`.
    """

    width: U32 = 1
    """Width of the extent"""
    height: U32 = 1
    """Height of the extent"""
    depth_or_array_layers: U32 = 1
    """The depth of the extent or the number of array layers"""

    def to_tuple(self) -> tuple[int, int, int]:
        """Width, height and depth or layers."""
        return (self.width, self.height, self.depth_or_array_layers)

    def physical_size(self, block: tuple[int, int]) -> Extent3d:
        """The extent rounded up to whole blocks of `(width, height)` texels.

        `pywgpu.types.formats.block_dimensions` gives the block of a format.
        """
        return Extent3d(
            width=-(-self.width // block[0]) * block[0],
            height=-(-self.height // block[1]) * block[1],
            depth_or_array_layers=self.depth_or_array_layers,
        )

    def max_mips(self, dimension: TextureDimension) -> int:
        """How many mip levels a texture of this extent can have."""
        if dimension == "1d":
            return 1
        longest = max(self.width, self.height)
        if dimension == "3d":
            longest = max(longest, self.depth_or_array_layers)
        return longest.bit_length()

    def mip_level_size(self, level: int, dimension: TextureDimension) -> Extent3d:
        """The extent of a mip level, at least one texel each way."""
        depth = self.depth_or_array_layers
        if dimension == "3d":
            depth = max(1, depth >> level)
        return Extent3d(
            width=max(1, self.width >> level),
            height=1 if dimension == "1d" else max(1, self.height >> level),
            depth_or_array_layers=1 if dimension == "1d" else depth,
        )
