"""NumPy arrays as the resources of a shader: checked, uploaded, and read back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeAlias, cast

import numpy as np

from pywgpu._layout import (
    Json,
    array_of,
    dtype_of,
    is_array,
    is_atomic,
    is_list,
    is_record,
    items,
    parts_of,
    structs_of,
    text,
)
from pywgpu._layout import field as record_of
from pywgpu._layout import number as number_of
from pywgpu._pack import Node, fault, node_of, packed
from pywgpu._pywgpu import (
    Buffer,
    BufferSlice,
    Device,
    ExternalTexture,
    Sampler,
    Texture,
    TextureView,
    Tlas,
)
from pywgpu.types.flags import BufferUsages, TextureUsages

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from pywgpu.types.enums import TextureFormat

__all__ = ["Bound", "Slot", "Value", "slots_of"]

Resource: TypeAlias = (
    "Buffer | BufferSlice | Texture | TextureView | Sampler | Tlas | ExternalTexture"
)
Value: TypeAlias = (
    "NDArray[np.generic] | np.generic | float | Mapping[str, object] | Sequence[object] | Resource"
)

ROWS, ROWS_OF_CHANNELS = 2, 3
RESOURCES: Final = (Buffer, BufferSlice, Texture, TextureView, Sampler, Tlas, ExternalTexture)
FORMATS: Final = {
    ("uint8", 1): "r8unorm",
    ("uint8", 2): "rg8unorm",
    ("uint8", 4): "rgba8unorm",
    ("float16", 1): "r16float",
    ("float16", 2): "rg16float",
    ("float16", 4): "rgba16float",
    ("float32", 1): "r32float",
    ("float32", 2): "rg32float",
    ("float32", 4): "rgba32float",
}
"""Texture formats of arrays by dtype and number of channels."""


@dataclass
class Bound:
    """A resource in its place, and the array that its content goes back to."""

    resource: Resource
    elements: tuple[int, ...] = ()
    """Shape of the array that was given, without the axes of an element."""
    target: NDArray[np.generic] | None = None
    key: tuple[int, ...] = ()
    """What another call can use the resource for; empty when it was given by the caller."""


@dataclass
class Slot:
    """A binding of a shader, or its immediates, under its name."""

    name: str
    group: int
    binding: int
    kind: str
    """`uniform-buffer`, `storage-buffer`, `sampled-texture` and so on, or `immediates`."""
    type: str
    """The type as the shader spells it."""
    written: bool
    stored: bool
    """Whether it is written other than by atomics."""
    dtype: np.dtype[np.generic] | None = None
    """What stands before a runtime-sized array, or all of it where there is none."""
    node: Node | None = None
    """The same, with what of it is no padding."""
    element: np.dtype[np.generic] | None = None
    """An element of the runtime-sized array at the end."""
    tail: str = ""
    """Name of that array in its struct."""
    format: str = ""
    """Texel format of a storage texture."""
    kept: list[tuple[tuple[int, ...], Buffer | Texture]] = field(
        default_factory=list["tuple[tuple[int, ...], Buffer | Texture]"]
    )
    """Resources of earlier calls, by what they are for."""

    @property
    def is_buffer(self) -> bool:
        """Whether memory is bound."""
        return self.kind in ("uniform-buffer", "storage-buffer")

    def fault(self, expected: str, got: object, remedy: str) -> str:
        """The words of an error."""
        return fault(self.name, self.type, expected, got, remedy)

    def usage(self) -> BufferUsages:
        """What its buffer is for."""
        usage = BufferUsages.COPY_DST | BufferUsages.COPY_SRC
        uniform = self.kind == "uniform-buffer"
        return usage | (BufferUsages.UNIFORM if uniform else BufferUsages.STORAGE)

    def bind(self, device: Device, value: object) -> Bound:
        """The resource for a value of a call.

        Raises:
            TypeError: A wrong type or dtype.
            ValueError: A wrong shape, or memory with gaps.
        """
        if isinstance(value, RESOURCES):
            return Bound(value)
        if self.is_buffer:
            return self.bind_buffer(device, value)
        if "texture" in self.kind and is_array(value):
            return self.bind_texture(device, value)
        raise TypeError(
            self.fault(f"a {self.kind}", type(value).__name__, "make one with a Device")
        )

    def pack(self, value: object) -> NDArray[np.generic]:
        """A value as an array that the shader reads as it lies.

        Raises:
            TypeError: A wrong type or dtype.
            ValueError: A wrong shape, or memory with gaps.
        """
        if self.element is not None and self.dtype is None:
            # A block of GLSL is a struct also where it holds nothing but the array.
            if self.tail and is_record(value) and set(value) == {self.tail}:
                return self.check(value[self.tail], self.element, whole=False)
            return self.check(value, self.element, whole=False)
        if self.dtype is None or self.node is None:
            raise TypeError(self.fault("a type that a host can lay out", self.type, "change it"))
        if self.element is not None:
            return self.pack_with_tail(value, self.node, self.element)
        if is_array(value):
            return self.check(value, self.dtype, whole=True)
        return packed(self.node, value, self.name)

    def check(
        self, value: object, dtype: np.dtype[np.generic], *, whole: bool
    ) -> NDArray[np.generic]:
        """An array that has this dtype: of one value, or of any number of elements."""
        base, tail = parts_of(dtype)
        if not is_array(value):
            expected = f"a NumPy array of {base}"
            remedy = f"use np.asarray({self.name}, np.{base})" if base.names is None else "make one"
            raise TypeError(self.fault(expected, type(value).__name__, remedy))
        if value.dtype != base:
            if base.names is not None:
                remedy = "view it as that"
            elif value.dtype.kind == "c":
                # A conversion would lose the imaginary part.
                parts = f"float{value.dtype.itemsize * 4}"
                remedy = f'use {self.name}.view("{parts}").reshape(*{self.name}.shape, 2)'
            else:
                remedy = f'use {self.name}.astype("{base}")'
            raise TypeError(self.fault(f"{base}", f"{value.dtype}", remedy))
        fits = value.shape == tail if whole else value.shape[value.ndim - len(tail) :] == tail
        if not fits or value.ndim < len(tail):
            dots = "" if whole else "..., "
            expected = f"the shape ({dots}{', '.join(map(str, tail))})"
            raise ValueError(self.fault(expected, f"{value.shape}", "reshape or pad it"))
        if not value.flags.c_contiguous:
            remedy = f"use np.ascontiguousarray({self.name})"
            raise ValueError(self.fault("C-contiguous memory", f"strides {value.strides}", remedy))
        if value.size == 0:
            raise ValueError(self.fault("at least one element", f"{value.shape}", "skip the call"))
        return value

    def pack_with_tail(
        self, value: object, header: Node, element: np.dtype[np.generic]
    ) -> NDArray[np.generic]:
        """A struct that ends in a runtime-sized array, from a dict."""
        if not is_record(value):
            names = self.dtype.names if self.dtype is not None else None
            expected = f"a dict with {', '.join(names or ())} and {self.tail}"
            raise TypeError(self.fault(expected, type(value).__name__, "give its members"))
        members: dict[object, object] = dict(value)
        if self.tail not in members:
            raise TypeError(self.fault(f"{self.name}.{self.tail}", "nothing", "give it an array"))
        rest = self.check(members.pop(self.tail), element, whole=False)
        start = packed(header, members, self.name)
        joined = np.frombuffer(start.tobytes() + rest.tobytes(), np.uint8)
        size = -(-joined.size // 4) * 4
        return np.pad(joined, (0, size - joined.size))

    def bind_buffer(self, device: Device, value: object) -> Bound:
        """A buffer with the content of an array."""
        array = self.pack(value)
        size = -(-array.nbytes // 4) * 4
        buffer = self.take((size,))
        if buffer is None:
            buffer = device.create_buffer(size=size, usage=self.usage(), label=self.name)
        if not isinstance(buffer, Buffer):
            raise TypeError(self.fault("a buffer", "a texture", "use another name"))
        whole = array.nbytes == size
        buffer.write(array if whole else array.tobytes() + bytes(size - array.nbytes))
        if not is_array(value):
            return Bound(buffer, key=(size,))
        element = self.element if self.element is not None else self.dtype
        axes = len(parts_of(element)[1]) if element is not None else 0
        elements = value.shape[: value.ndim - axes]
        if self.element is not None and not elements:
            # One element, given without an axis of its own.
            return Bound(buffer, (1,), value if self.written else None, (size,))
        return Bound(buffer, elements, value if self.written else None, (size,))

    def bind_texture(self, device: Device, value: NDArray[np.generic]) -> Bound:
        """A texture with the content of an array of rows."""
        channels = value.shape[2] if value.ndim == ROWS_OF_CHANNELS else 1
        name = self.format or FORMATS.get((str(value.dtype), channels), "")
        if value.ndim not in (ROWS, ROWS_OF_CHANNELS) or not name:
            expected = "an array (height, width, channels) of uint8, float16 or float32"
            got = f"{value.dtype} {value.shape}"
            raise TypeError(self.fault(expected, got, "convert it, or pass a Texture"))
        height, width = value.shape[:2]
        key = (width, height, hash(name))
        texture = self.take(key)
        if texture is None:
            storage = self.kind == "storage-texture"
            kind = TextureUsages.STORAGE_BINDING if storage else TextureUsages.TEXTURE_BINDING
            texture = device.create_texture(
                size=(width, height),
                format=cast("TextureFormat", name),
                usage=kind | TextureUsages.COPY_DST | TextureUsages.COPY_SRC,
                label=self.name,
            )
        if not isinstance(texture, Texture):
            raise TypeError(self.fault("a texture", "a buffer", "use another name"))
        if not value.flags.c_contiguous:
            remedy = f"use np.ascontiguousarray({self.name})"
            raise ValueError(self.fault("C-contiguous memory", f"strides {value.strides}", remedy))
        texture.write(value)
        return Bound(texture, (height, width), value if self.written else None, key)

    def take(self, key: tuple[int, ...]) -> Buffer | Texture | None:
        """A resource of an earlier call that will do; it is this call's until it is given back."""
        try:
            known, resource = self.kept.pop()
        except IndexError:
            return None
        return resource if known == key else None

    def give(self, bound: Bound) -> None:
        """Keeps a resource for the next call."""
        if bound.key and not self.kept and isinstance(bound.resource, (Buffer, Texture)):
            self.kept.append((bound.key, bound.resource))


def slots_of(reflection: Json, entry_points: Sequence[Json]) -> dict[str, Slot]:
    """What entry points bind, by name."""
    structs = structs_of(reflection)
    uses = dict[tuple[int, int], set[str]]()
    for entry_point in entry_points:
        for use in items(entry_point, "bindings"):
            key = (number_of(use, "group"), number_of(use, "binding"))
            names = use["uses"]
            if is_list(names):
                uses.setdefault(key, set()).update(str(name) for name in names)
    found = dict[str, Slot]()
    for binding in items(reflection, "bindings"):
        group, number = number_of(binding, "group"), number_of(binding, "binding")
        if (group, number) not in uses:
            continue
        name = text(binding, "name") or f"binding_{group}_{number}"
        slot = Slot(
            name=name,
            group=group,
            binding=number,
            kind=text(binding, "class"),
            type=text(binding, "type"),
            written=bool({"write", "atomic"} & uses[group, number]),
            stored="write" in uses[group, number],
        )
        if slot.is_buffer:
            shape = record_of(record_of(binding, "buffer"), "layout")
            slot.tail, slot.dtype, slot.element = array_of(shape, structs)
            slot.node = None if slot.dtype is None else node_of(shape, structs)
            slot.stored &= not is_atomic(shape)
        elif slot.kind == "storage-texture":
            slot.format = text(record_of(binding, "texture"), "format")
        found[name] = slot
    for immediates in immediates_of(reflection, entry_points):
        shape = record_of(immediates, "layout")
        name = text(immediates, "name") or "immediates"
        found[name] = Slot(
            name=name,
            group=-1,
            binding=-1,
            kind="immediates",
            type=text(shape, "type"),
            written=False,
            stored=False,
            dtype=dtype_of(shape, structs),
            node=node_of(shape, structs),
        )
    return found


def immediates_of(reflection: Json, entry_points: Sequence[Json]) -> Iterator[Json]:
    """The immediates that entry points read."""
    if any(entry_point["immediates"] for entry_point in entry_points):
        yield from items(reflection, "immediates")
