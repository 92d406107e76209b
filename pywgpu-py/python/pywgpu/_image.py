"""NumPy arrays as textures: which axis is which, and which format holds the numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

from pywgpu._layout import is_array

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from pywgpu.types.enums import TextureDimension, TextureFormat, TextureViewDimension

__all__ = ["Image", "axes_of", "flat", "image_of", "view_dimension"]

AXES: Final[dict[str, tuple[str, ...]]] = {
    "1d": ("width",),
    "2d": ("height", "width"),
    "2d-array": ("layers", "height", "width"),
    "cube": ("6", "height", "width"),
    "cube-array": ("6 * cubes", "height", "width"),
    "3d": ("depth", "height", "width"),
}
"""The axes of an array by the dimension that the shader declares; channels follow."""
FORMATS: Final[dict[str, dict[str, str]]] = {
    "float": {"uint8": "8unorm", "int8": "8snorm", "float16": "16float", "float32": "32float"},
    "uint": {"uint8": "8uint", "uint16": "16uint", "uint32": "32uint"},
    "sint": {"int8": "8sint", "int16": "16sint", "int32": "32sint"},
    "depth": {"uint16": "depth16unorm"},
}
"""Formats without their channels, by what the shader reads and what the array holds."""
CHANNELS: Final = {1: "r", 2: "rg", 4: "rgba"}
FACES: Final = 6


@dataclass(frozen=True)
class Image:
    """The texture that an array is."""

    format: TextureFormat
    dimension: TextureDimension
    size: tuple[int, ...]
    """Width, height, and layers or depth."""
    elements: tuple[int, ...]
    """The shape of the array without its channels."""


def image_of(
    view: str,
    sampled: str,
    storage_format: str,
    value: NDArray[np.generic],
    fault: Callable[[str, object, str], str],
) -> Image:
    """The texture that an array is, for a binding that declares this dimension and these numbers.

    Raises:
        TypeError: A dtype or a number of channels that no format has.
        ValueError: Other axes, an array without texels, or memory with gaps.
    """
    axes = AXES.get(view, AXES["2d"])
    dtypes = FORMATS.get(sampled, FORMATS["float"])
    # Depths are single numbers; everything else may have channels.
    has_channels = sampled != "depth"
    axes_text = ", ".join(axes)
    shape = f"({axes_text}, channels) or ({axes_text})" if has_channels else f"({axes_text})"
    channels = value.shape[-1] if value.ndim == len(axes) + 1 and has_channels else 1
    if not storage_format and (str(value.dtype) not in dtypes or channels not in CHANNELS):
        expected = f"an array of the shape {shape} of {', '.join(dtypes)}"
        got = f"{value.dtype} {value.shape}"
        remedy = (
            "scale depths from 0 to 1 by 65535, or pass a Texture that was drawn"
            if sampled == "depth"
            else "convert it, or pass a Texture; channels are 1, 2 or 4"
        )
        raise TypeError(fault(expected, got, remedy))
    if value.ndim not in {len(axes), len(axes) + has_channels}:
        raise ValueError(fault(f"the shape {shape}", f"{value.shape}", "reshape it"))
    if view.startswith("cube") and (
        value.shape[0] % FACES or (view == "cube") != (value.shape[0] == FACES)
    ):
        expected = "6 faces" if view == "cube" else "a multiple of 6 faces"
        raise ValueError(fault(expected, f"{value.shape}", "put them along the first axis"))
    if value.size == 0:
        raise ValueError(fault("at least one texel", f"{value.shape}", "skip the call"))
    if not value.flags.c_contiguous:
        remedy = "use np.ascontiguousarray(...)"
        raise ValueError(fault("C-contiguous memory", f"strides {value.strides}", remedy))
    suffix = dtypes.get(str(value.dtype), "")
    name = storage_format or (suffix if sampled == "depth" else CHANNELS[channels] + suffix)
    elements = value.shape[: len(axes)]
    return Image(
        format=cast("TextureFormat", name),
        dimension="1d" if view == "1d" else "3d" if view == "3d" else "2d",
        size=(*reversed(elements[-2:]), *elements[:-2]),
        elements=elements,
    )


def axes_of(view: str) -> int:
    """How many axes an array has for a texture of this dimension, without its channels."""
    return len(AXES.get(view, AXES["2d"]))


def flat(view: str, value: NDArray[np.generic]) -> NDArray[np.generic]:
    """The array as `Texture.read` and `write` take it, which know no axis of one layer."""
    if view == "2d-array" and value.shape[0] == 1:
        layer: object = value[0]
        return layer if is_array(layer) else value
    return value


def view_dimension(view: str) -> TextureViewDimension | None:
    """What a view must be told, as it does not follow from the texture."""
    views: dict[str, TextureViewDimension] = {
        "2d-array": "2d-array",
        "cube": "cube",
        "cube-array": "cube-array",
    }
    return views.get(view)
