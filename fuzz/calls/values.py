"""Values of a type, by chance: mostly what a call might take, sometimes what none does."""

from __future__ import annotations

import collections.abc
import enum
import math
import os
import types
import typing
from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel
from pydantic_core import PydanticUndefined

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from numpy.typing import NDArray

# Small numbers come often, and those that alignments and sizes go by more so.
SMALL = tuple(
    int(number)
    for number in "0 0 1 1 1 2 3 4 4 6 8 12 16 16 32 60 64 100 128 255 256 256 512 1024".split()
)
LARGE = (4096, 65535, 65536, 2**20, 2**31 - 1, 2**31, 2**32 - 4, 2**32 - 1, 2**32, 2**40)
EDGES = (-1, -4, 2**53, 2**63 - 1, 2**63, 2**64 - 4, 2**64 - 1, 2**64, -(2**63), 10**30)
FLOATS = (0.0, 0.5, 1.0, 1.0, 2.0, 8.0, -1.0, 1e-40, 1e38, 1e300, math.inf, -math.inf, math.nan)
WORDS = (
    *("", "main", "x", "vertex", "fragment", "scale", "0"),
    *("é\U0001f98a", "a\0b", "\ud800", "n" * 300),
)
DTYPES = tuple("u1 i1 u2 i4 u4 f2 f4 f8 c8 ? >f4 S3 U2 O M8[s]".split())
SHADERS = (
    """\
@group(0) @binding(0) var<storage, read_write> x: array<f32>;
@compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3u) {
    if id.x < arrayLength(&x) { x[id.x] *= 2.0; }
}""",
    """\
@group(0) @binding(0) var x: texture_2d<f32>;
@group(0) @binding(1) var s: sampler;
@vertex fn vertex() -> @builtin(position) vec4f { return vec4f(); }
@fragment fn fragment() -> @location(0) vec4f { return textureSample(x, s, vec2f(0.5)); }""",
    """\
override scale = 2.0;
@group(0) @binding(0) var<uniform> x: vec4f;
@vertex fn vertex(@location(0) p: vec4f) -> @builtin(position) vec4f { return p * scale; }
@fragment fn fragment() -> @location(0) vec4f { return x; }""",
    "@compute @workgroup_size(0) fn main() {}",
    "fn",
)
# Descriptors nest no deeper.
FAR = 9
CALLABLE: object = collections.abc.Callable
MAPPINGS: tuple[object, ...] = (collections.abc.Mapping, dict)
NOTHING: tuple[object, ...] = ()
WRONG: tuple[object, ...] = (
    *(None, True, -1, 1.5, 1j, np.float32(1), "x", b"", NOTHING, int, Ellipsis, object()),
    *([*NOTHING], [[*NOTHING]], {"x": 1}),
)


def nothing(*_: object) -> None:
    """Is called back."""


class NoValueError(Exception):
    """There is no object of this type yet."""


class Values:
    """Values by chance; objects come from those that calls have given."""

    def __init__(self, random: Random, objects: dict[type, list[object]]) -> None:
        """Chooses with `random` among `objects`."""
        self.random = random
        self.objects = objects
        self.simple: dict[object, Callable[[], object]] = {
            type(None): lambda: None,
            bool: lambda: random.random() < 0.5,
            int: self.number,
            float: lambda: random.choice(FLOATS),
            memoryview: self.data,
            object: self.wrong,
        }

    def of(self, kind: object, name: str = "", depth: int = 0) -> object:
        """A value of a type, for an argument or a field of this name."""
        if self.random.random() < 0.004:
            return self.wrong()
        if name == "timeout":
            return self.random.choice((0.0, 0.01, 2, 5.0, -1.0, math.nan, math.inf, 1e300))
        origin = typing.get_origin(kind)
        if origin is typing.Annotated:
            inner, *notes = typing.get_args(kind)
            return self.bounded(inner, notes, name, depth)
        if origin is typing.Literal:
            return self.random.choice(typing.get_args(kind))
        if origin in (typing.Union, types.UnionType):
            return self.either(kind, name, depth)
        if origin is not None:
            return self.many(origin, typing.get_args(kind), name, depth)
        return self.plain(kind, name, depth)

    def either(self, kind: object, name: str, depth: int) -> object:
        """One of several types; those of which there are no objects are left out."""
        choices = list(typing.get_args(kind))
        self.random.shuffle(choices)
        for choice in choices:
            # A mapping stands for the model beside it.
            if typing.get_origin(choice) is collections.abc.Mapping and self.random.random() < 0.9:
                continue
            try:
                return self.of(choice, name, depth)
            except NoValueError:
                continue
        raise NoValueError

    def bounded(self, inner: object, notes: list[object], name: str, depth: int) -> object:
        """A number between bounds, or as many values as are asked for."""
        low = high = None
        count = None
        for note in notes:
            for part in getattr(note, "metadata", [note]):
                low = getattr(part, "ge", low)
                high = getattr(part, "le", high)
                count = getattr(part, "min_length", count)
        if count is not None and typing.get_origin(inner) is tuple:
            item = typing.get_args(inner)[0]
            return tuple(self.of(item, name, depth + 1) for _ in range(count))
        value = self.of(inner, name, depth)
        if isinstance(value, (int, float)) and self.random.random() < 0.98:
            if low is not None:
                value = max(value, low)
            if high is not None:
                value = min(value, high)
        return value

    def many(self, origin: object, inner: tuple[object, ...], name: str, depth: int) -> object:
        """A collection."""
        if origin is type:
            return np.dtype(self.random.choice(DTYPES)).type
        if origin is CALLABLE:
            return nothing
        if origin is np.ndarray:
            return self.array()
        if depth > FAR:
            raise NoValueError
        if origin is tuple and inner[-1] is not Ellipsis:
            return tuple(self.of(one, name, depth + 1) for one in inner)
        count = self.random.choice((0, 1, 1, 1, 2, 2, 3, 3, 4, 9))
        if origin in MAPPINGS:
            keys = [self.of(inner[0], name, depth + 1) for _ in range(count)]
            return {key: self.of(inner[1], name, depth + 1) for key in keys}
        values = [self.of(inner[0], name, depth + 1) for _ in range(count)]
        return tuple(values) if self.random.random() < 0.3 or origin is tuple else values

    def plain(self, kind: object, name: str, depth: int) -> object:
        """A value of a type without parameters."""
        choose = self.random.choice
        if kind is str:
            return choose(SHADERS) if name == "source" else choose(WORDS)
        if kind in self.simple:
            return self.simple[kind]()
        if isinstance(kind, type):
            return self.of_class(kind, depth)
        if isinstance(kind, typing.TypeVar):
            return choose(WORDS)
        raise NoValueError

    def of_class(self, kind: type, depth: int) -> object:
        """A value of a class."""
        choose = self.random.choice
        if issubclass(kind, enum.Flag):
            members = [int(member.value) for member in kind]
            bits = 0
            for _ in range(choose((0, 1, 1, 2, 2, 3, 5))):
                bits |= choose(members)
            return kind(bits)
        if issubclass(kind, BaseModel):
            return self.model(kind, depth)
        if kind in self.objects:
            if not self.objects[kind]:
                raise NoValueError
            return choose(self.objects[kind])
        if kind.__name__ in ("Buffer", "_ArrayInterface", "_DLPack", "bytes", "bytearray"):
            return self.data()
        raise NoValueError

    def model(self, kind: type[BaseModel], depth: int) -> object:
        """A descriptor, or a mapping from the names of its fields."""
        if depth > FAR:
            raise NoValueError
        hints = typing.get_type_hints(kind, include_extras=True)
        made = dict[str, object]()
        for name, field in kind.model_fields.items():
            needed = field.default is PydanticUndefined and field.default_factory is None
            if needed or name == "kind" or self.random.random() < 0.3:
                try:
                    made[name] = self.of(hints[name], name, depth + 1)
                except NoValueError:
                    if needed:
                        raise
        if self.random.random() < 0.05:
            made[self.random.choice(WORDS)] = self.number()
        if self.random.random() < 0.3:
            try:
                return kind(**made)
            except (TypeError, ValueError):
                pass
        return made

    def number(self) -> int:
        """A whole number, mostly a small one."""
        chance = self.random.random()
        return self.random.choice(SMALL if chance < 0.9 else LARGE if chance < 0.97 else EDGES)

    def wrong(self) -> object:
        """What is hardly ever right."""
        return self.random.choice(WRONG)

    def array(self) -> NDArray[np.generic]:
        """An array: of any type, seldom empty, read-only, or with gaps."""
        if self.random.random() < 0.8:
            dtype = self.random.choice(("u1", "u4", "i4", "f4"))
        else:
            dtype = self.random.choice(DTYPES)
        shape = [
            self.random.choice((0, 1, 2, 4, 4, 8, 8, 16, 64))
            for _ in range(self.random.choice((0, 1, 1, 2, 3, 3)))
        ]
        made = np.zeros(shape, dtype)
        if made.ndim and self.random.random() < 0.15:
            made = made[::2] if self.random.random() < 0.5 else made[::-1]
        if self.random.random() < 0.1:
            made.flags.writeable = False
        return made

    def data(self) -> object:
        """What has bytes."""
        size = self.number()
        size = size if 0 <= size <= 2**16 else 64
        return self.random.choice(
            (
                self.array,
                self.array,
                lambda: bytes(size),
                lambda: bytearray(size),
                lambda: memoryview(bytearray(size))[::2],
                lambda: os.fsencode("x"),
            )
        )()
