"""NumPy arrays as the resources of a shader: checked, uploaded, and read back."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, TypeAlias, cast

import numpy as np

from pywgpu._image import axes_of, flat, image_of, view_dimension
from pywgpu._layout import is_array, is_list, is_record, is_sequence, parts_of
from pywgpu._pack import Fields, Node, fault, kind_of, packed
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
from pywgpu._unpack import brought, is_target
from pywgpu.core.errors import ValidationError
from pywgpu.types.flags import BufferUsages, TextureUsages

if TYPE_CHECKING:
    from collections.abc import Mapping, MutableMapping, Sequence

    from numpy.typing import NDArray

__all__ = ["Bound", "Slot", "Value"]

Resource: TypeAlias = (
    "Buffer | BufferSlice | Texture | TextureView | Sampler | Tlas | ExternalTexture"
)
Value: TypeAlias = (
    "NDArray[np.generic] | np.generic | float | Mapping[str, object] | Sequence[object] | Resource"
)

PARTIAL: Final = "partially-bound-binding-array"
"""The feature with which an array of bindings may have fewer resources than the shader says."""
PICTURES: Final = ("sampled-texture", "depth-texture", "storage-texture")
"""What an array can stand for; samples of a texel cannot be uploaded."""
RESOURCES: Final = (Buffer, BufferSlice, Texture, TextureView, Sampler, Tlas, ExternalTexture)
BUFFER: Final = (
    (Buffer, BufferSlice),
    "numbers, a NumPy array, a dict or a Buffer",
    "pass what the type of the shader takes",
)
TEXTURE: Final = (
    (Texture, TextureView),
    "a NumPy array, a Texture or a TextureView",
    "use np.asarray(...) for numbers",
)
EXPECTED: Final[dict[str, tuple[tuple[type[Resource], ...], str, str]]] = {
    "uniform-buffer": BUFFER,
    "storage-buffer": BUFFER,
    **dict.fromkeys(PICTURES, TEXTURE),
    "multisampled-texture": (
        (Texture, TextureView),
        "a Texture of several samples",
        "draw into one and pass it",
    ),
    "sampler": ((Sampler,), "a Sampler", "make one with Device.create_sampler()"),
    "comparison-sampler": (
        (Sampler,),
        "a Sampler",
        'make one with Device.create_sampler(compare="less")',
    ),
    "acceleration-structure": ((Tlas,), "a Tlas", "make one with Device.create_tlas()"),
    "external-texture": (
        (ExternalTexture, TextureView),
        "an ExternalTexture",
        "make one with Device.create_external_texture()",
    ),
}
"""What a binding takes beside arrays, in words too, and how to come by it."""


@dataclass
class Bound:
    """A resource in its place, and the value that its content goes back to."""

    resource: Resource | tuple[Resource, ...]
    elements: tuple[int, ...] = ()
    """Shape of the array that was given, without the axes of an element."""
    target: NDArray[np.generic] | MutableMapping[str, object] | list[object] | None = None
    dtype: np.dtype[np.generic] | None = None
    """All of the memory as one value, where it is a struct that ends in an array of any length."""
    key: tuple[int, ...] = ()
    """What another call can use the resource for; empty when it was given by the caller."""
    parts: tuple[tuple[Slot, Bound], ...] = ()
    """The elements, where it is an array of bindings; `resource` has those of all of them."""


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
    item: Node | None = None
    """The same, with what of it is no padding."""
    tail: str = ""
    """Name of that array in its struct."""
    view: str = ""
    """Dimension of a texture as the shader sees it: `2d`, `2d-array`, `cube` and so on."""
    sampled: str = ""
    """What the shader reads from a texture: `float`, `sint`, `uint` or `depth`."""
    format: str = ""
    """Texel format of a storage texture."""
    many: bool = False
    """Whether it is an array of bindings."""
    count: int | None = None
    """How many, where the shader says it."""
    layout: Mapping[str, object] = field(default_factory=dict[str, object])
    """What it is in the layout of a bind group."""
    singles: list[Slot] = field(default_factory=list["Slot"])
    """The slots of its elements, where it is an array of bindings."""
    kept: list[tuple[tuple[int, ...], Buffer | Texture]] = field(
        default_factory=list["tuple[tuple[int, ...], Buffer | Texture]"]
    )
    """Resources of earlier calls, by what they are for."""

    @property
    def is_buffer(self) -> bool:
        """Whether memory is bound."""
        return self.kind in ("uniform-buffer", "storage-buffer")

    @property
    def struct(self) -> np.dtype[np.void]:
        """The dtype of the structs that are bound: `np.zeros(100, run.slots["particles"].struct)`.

        Raises:
            TypeError: The binding holds no structs, or one that ends in an array of any length.
        """
        dtype = self.dtype if self.element is None else self.element
        if dtype is None or dtype.names is None or (self.tail and self.dtype is not None):
            msg = self.fault("a struct", "a binding without a dtype of its own", "see its type")
            raise TypeError(msg)
        return cast("np.dtype[np.void]", dtype)

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
        # Plain arrays do without the import of `numpy.ma`.
        is_plain = not is_array(value) or type(value) is np.ndarray
        if not is_plain and isinstance(value, np.ma.MaskedArray):
            expected = "an array of numbers"
            raise TypeError(self.fault(expected, "a masked one", f"use {self.name}.filled(...)"))
        if self.many:
            parts = tuple((s, s.bind(device, v)) for s, v in self.singles_of(value, device))
            resources = (bound.resource for _, bound in parts)
            # The elements of an array of bindings are no arrays of bindings.
            flat_ = tuple(one for one in resources if not isinstance(one, tuple))
            return Bound(flat_, parts=parts)
        classes, expected, remedy = EXPECTED[self.kind]
        if isinstance(value, classes):
            self.check_device(device, value)
            return Bound(value, self.elements_in(value))
        if self.is_buffer and not isinstance(value, RESOURCES):
            return self.bind_buffer(device, value)
        if self.kind in PICTURES and is_array(value):
            return self.bind_texture(device, value)
        raise TypeError(self.fault(expected, kind_of(value), remedy))

    def check_device(self, device: Device, resource: Resource) -> None:
        """That a resource is one of the kernel's device.

        Raises:
            ValidationError: It is another device's.
        """
        owner = resource.buffer if isinstance(resource, BufferSlice) else resource
        if isinstance(owner, (Tlas, ExternalTexture)) or owner.device == device:
            return
        expected, got = f"a resource of {device!r}", f"one of {owner.device!r}"
        remedy = "make the kernel with its device=..., or the resource with the kernel's `device`"
        raise ValidationError(self.fault(expected, got, remedy))

    def singles_of(self, value: object, device: Device | None = None) -> list[tuple[Slot, object]]:
        """The elements of an array of bindings, each with a slot of its own name, as `images[2]`.

        Raises:
            TypeError: The value is no list.
            ValueError: Another number of elements than the shader declares and `device` takes.
        """
        if not is_sequence(value):
            expected = f"a list of {'its elements' if self.count is None else self.count}"
            is_stack = is_array(value) and value.shape[:1] == (self.count,)
            remedy = f"use list({self.name})" if is_stack else f"use [{self.name}, ...]"
            got = f"an array of the shape {value.shape}" if is_array(value) else kind_of(value)
            raise TypeError(self.fault(expected, got, remedy))
        if not value:
            expected = f"{self.count} elements" if self.count else "at least one element"
            raise ValueError(self.fault(expected, "none", "bind what the shader reads"))
        count = len(value)
        if self.count is not None and device is not None and count != self.count:
            is_partial = count < self.count and PARTIAL in device.features
            if not is_partial:
                remedy = "give one for each"
                raise ValueError(self.fault(f"{self.count} elements", count, remedy))
        self.singles += [self.single(index) for index in range(len(self.singles), count)]
        return list(zip(self.singles, value, strict=False))

    def single(self, index: int) -> Slot:
        """The slot of an element of an array of bindings."""
        inner = self.type.removeprefix("binding_array<").removesuffix(">")
        if self.count is not None:
            inner = inner.removesuffix(f", {self.count}")
        name = f"{self.name}[{index}]"
        return replace(self, name=name, type=inner, many=False, count=None, kept=[], singles=[])

    def elements_in(self, resource: Resource) -> tuple[int, ...]:
        """The shape of an array that a resource could have been made of, where that is known."""
        # A texture that is sampled is looked up at places, and has any size.
        if isinstance(resource, Texture) and self.kind == "storage-texture":
            size = (resource.depth_or_array_layers, resource.height, resource.width)
            return size[3 - axes_of(self.view) :]
        sized = isinstance(resource, (Buffer, BufferSlice))
        if sized and self.element is not None and self.dtype is None:
            return (resource.size // self.element.itemsize,)
        return ()

    def seen(self, bound: Bound) -> object:
        """What a bind group takes: a texture of layers or faces as the shader declares it."""
        if self.many:
            return [slot.seen(part) for slot, part in bound.parts]
        resource = bound.resource
        dimension = view_dimension(self.view)
        if dimension is not None and isinstance(resource, Texture):
            return resource.create_view(dimension=dimension)
        return resource

    def pack(self, value: object) -> NDArray[np.generic]:
        """A value as an array that the shader reads as it lies.

        Raises:
            TypeError: A wrong type or dtype.
            ValueError: A wrong shape, or memory with gaps.
        """
        if self.element is not None and self.dtype is None:
            # A block of GLSL is a struct also where it holds nothing but the array.
            if self.tail and is_record(value) and set(value) == {self.tail}:
                value = value[self.tail]
            return self.elements_of(value, self.element, self.name)
        if self.dtype is None or self.node is None:
            raise TypeError(self.fault("a type that a host can lay out", self.type, "change it"))
        if self.element is not None:
            return self.pack_with_tail(value, self.node, self.element)
        if is_array(value):
            return self.check(value, self.dtype, self.name, whole=True)
        return packed(self.node, value, self.name)

    def elements_of(
        self, value: object, element: np.dtype[np.generic], path: str
    ) -> NDArray[np.generic]:
        """The elements of an array of any length: an array, or a list of dicts for structs."""
        if is_list(value) and self.item is not None and element.names is not None:
            made = [packed(self.item, one, f"{path}[{index}]") for index, one in enumerate(value)]
            value = np.array(made, element)
        return self.check(value, element, path, whole=False)

    def check(
        self, value: object, dtype: np.dtype[np.generic], path: str, *, whole: bool
    ) -> NDArray[np.generic]:
        """An array that has this dtype: of one value, or of any number of elements."""
        base, tail = parts_of(dtype)

        def wrong(expected: str, got: object, remedy: str) -> str:
            return fault(path, self.type, expected, got, remedy)

        if not is_array(value):
            expected = f"a NumPy array of {base}"
            remedy = (
                f"use np.asarray({path}, np.{base})" if base.names is None else self.making(base)
            )
            raise TypeError(wrong(expected, type(value).__name__, remedy))
        if value.dtype != base:
            if base.names is not None:
                remedy = self.making(base)
            elif value.dtype.kind == "c":
                # A conversion would lose the imaginary part.
                parts = f"float{value.dtype.itemsize * 4}"
                remedy = f'use {path}.view("{parts}").reshape(*{path}.shape, 2)'
            else:
                remedy = f'use {path}.astype("{base}")'
            raise TypeError(wrong(f"{base}", f"{value.dtype}", remedy))
        fits = value.shape == tail if whole else value.shape[value.ndim - len(tail) :] == tail
        if not fits or value.ndim < len(tail):
            dots = "" if whole else "..., "
            expected = f"the shape ({dots}{', '.join(map(str, tail))})"
            raise ValueError(wrong(expected, f"{value.shape}", "reshape or pad it"))
        if not value.flags.c_contiguous:
            remedy = f"use np.ascontiguousarray({path})"
            raise ValueError(wrong("C-contiguous memory", f"strides {value.strides}", remedy))
        if value.size == 0:
            raise ValueError(wrong("at least one element", f"{value.shape}", "skip the call"))
        return value

    def making(self, dtype: np.dtype[np.generic]) -> str:
        """How to come by a structured array."""
        whole = self.dtype is None or self.element is None
        field = "struct" if whole else "element" if dtype == self.element else "dtype"
        # An element of an array of bindings is laid out as all of them.
        name = self.name.partition("[")[0]
        return f'make it with np.zeros(..., kernel.slots["{name}"].{field})'

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
        tail = members.pop(self.tail)
        rest = self.elements_of(tail, element, f"{self.name}.{self.tail}")
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
        target = value if self.written and (is_array(value) or is_target(value)) else None
        bound = Bound(buffer, target=target, key=(size,))
        if self.element is not None and self.dtype is not None and is_record(value):
            bound.dtype = self.as_whole(len(cast("Sequence[object]", value[self.tail])))
        if self.tail and is_record(value):
            value = value[self.tail] if self.dtype is None else None
        if is_list(value) and self.element is not None:
            bound.elements = (len(value),)
        elif is_array(value):
            element = self.element if self.element is not None else self.dtype
            axes = len(parts_of(element)[1]) if element is not None else 0
            bound.elements = value.shape[: value.ndim - axes]
            if self.element is not None and not bound.elements:
                # One element, given without an axis of its own.
                bound.elements = (1,)
        return bound

    def as_whole(self, count: int) -> np.dtype[np.generic] | None:
        """The dtype of a struct that ends in an array, with this number of elements."""
        header, element, node = self.dtype, self.element, self.node
        if header is None or element is None or not isinstance(node, Fields):
            return None
        names = list(node.members)
        members = cast("np.dtype[np.void]", header)
        return np.dtype(
            {
                "names": [*names, self.tail],
                "formats": [*(members[name] for name in names), (element, (count,))],
                "offsets": [*(node.offsets[name] for name in names), header.itemsize],
            }
        )

    def directly(self, bound: Bound) -> NDArray[np.generic] | None:
        """The array that a read of the resource can fill as it lies."""
        if not is_array(bound.target):
            return None
        if isinstance(bound.resource, Texture):
            return flat(self.view, bound.target)
        same = isinstance(bound.resource, Buffer) and bound.target.nbytes == bound.resource.size
        return bound.target if same else None

    def bring_back(self, bound: Bound, content: NDArray[np.uint8]) -> None:
        """Puts the bytes of a buffer into the value that it was made of."""
        if is_array(bound.target):
            # Buffers are multiples of 4 bytes long.
            np.frombuffer(bound.target, np.uint8)[:] = content[: bound.target.nbytes]
        elif bound.target is not None:
            start = 0 if self.dtype is None else self.dtype.itemsize
            if self.dtype is not None and self.node is not None:
                base, shape = parts_of(self.dtype)
                lies = np.ndarray(shape, base, content)
                brought(self.node, lies, bound.target)
            if self.element is not None:
                self.bring_back_tail(bound.target, content[start:])

    def bring_back_tail(
        self,
        target: object,
        content: NDArray[np.uint8],
    ) -> None:
        """Puts bytes into the array at the end of a struct, or into a list of structs."""
        tail = target if is_list(target) else cast("Mapping[str, object]", target)[self.tail]
        if is_array(tail):
            np.frombuffer(tail, np.uint8)[:] = content[: tail.nbytes]
        elif is_list(tail) and self.element is not None and self.item is not None:
            lies = np.ndarray((len(tail),), self.element, content)
            for index, old in enumerate(tail):
                tail[index] = brought(self.item, np.asarray(lies[index, ...]), old)

    def bind_texture(self, device: Device, value: NDArray[np.generic]) -> Bound:
        """A texture with the content of an array."""
        image = image_of(self.view, self.sampled, self.format, value, self.fault)
        key = (*image.size, hash(image.format))
        texture = self.take(key)
        if texture is None:
            storage = self.kind == "storage-texture"
            kind = TextureUsages.STORAGE_BINDING if storage else TextureUsages.TEXTURE_BINDING
            texture = device.create_texture(
                size=image.size,
                dimension=image.dimension,
                format=image.format,
                usage=kind | TextureUsages.COPY_DST | TextureUsages.COPY_SRC,
                label=self.name,
            )
        if not isinstance(texture, Texture):
            raise TypeError(self.fault("a texture", "a buffer", "use another name"))
        texture.write(flat(self.view, value))
        return Bound(texture, image.elements, value if self.written else None, key=key)

    def take(self, key: tuple[int, ...]) -> Buffer | Texture | None:
        """A resource of an earlier call that will do; it is this call's until it is given back."""
        try:
            known, resource = self.kept.pop()
        except IndexError:
            return None
        return resource if known == key else None

    def give(self, bound: Bound) -> None:
        """Keeps a resource for the next call."""
        for slot, part in bound.parts:
            slot.give(part)
        if bound.key and not self.kept and isinstance(bound.resource, (Buffer, Texture)):
            self.kept.append((bound.key, bound.resource))
