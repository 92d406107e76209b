"""What a shader's types are in NumPy.

Sizes, offsets and strides come from the reflection of the shader and are its own:

* `vec3` is `(3,)`, and a scalar that follows lies right behind it;
* columns of three are four lanes apart, of which the last is padding: `mat3x3` is `(3, 4)`;
* an `array<vec3>` has elements of four lanes, too;
* a struct is a structured dtype whose itemsize is the stride of an array of it;
* `bool` cannot be shared with a host.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TypeGuard

    from numpy.typing import NDArray

__all__ = [
    "Json",
    "array_of",
    "dtype_of",
    "field",
    "is_array",
    "is_atomic",
    "is_list",
    "is_record",
    "is_runtime_array",
    "items",
    "number",
    "parts_of",
    "scalar_of",
    "struct_of",
    "structs_of",
    "tail_of",
    "text",
]

Json: TypeAlias = "Mapping[str, object]"

SCALARS: Final = {
    "f16": "float16",
    "f32": "float32",
    "f64": "float64",
    "i16": "int16",
    "i32": "int32",
    "i64": "int64",
    "u16": "uint16",
    "u32": "uint32",
    "u64": "uint64",
}


def is_array(value: object) -> TypeGuard[NDArray[np.generic]]:
    """Whether a value is a NumPy array."""
    return isinstance(value, np.ndarray)


def is_record(value: object) -> TypeGuard[Mapping[object, object]]:
    """Whether a value has named parts."""
    return isinstance(value, Mapping)


def is_list(value: object) -> TypeGuard[list[object]]:
    """Whether a value is a list."""
    return isinstance(value, list)


def is_sequence(value: object) -> TypeGuard[list[object] | tuple[object, ...]]:
    """Whether a value is a list or a tuple."""
    return isinstance(value, (list, tuple))


def as_record(value: object) -> Json:
    """A value that is a record.

    Raises:
        TypeError: It is none.
    """
    if not is_record(value):
        msg = f"expected a record in the reflection; got {value!r}"
        raise TypeError(msg)
    return {str(key): inner for key, inner in value.items()}


def field(record: Json, name: str) -> Json:
    """A nested record."""
    return as_record(record[name])


def items(record: Json, name: str) -> Sequence[Json]:
    """A list of records."""
    value = record[name]
    if not is_list(value):
        msg = f"the reflection has no list {name!r}"
        raise TypeError(msg)
    return [as_record(item) for item in value]


def text(record: Json, name: str) -> str:
    """A string, or none at all as an empty one."""
    value = record[name]
    return value if isinstance(value, str) else ""


def number(record: Json, name: str) -> int:
    """An integer."""
    value = record[name]
    if not isinstance(value, int):
        msg = f"the reflection has no number {name!r}"
        raise TypeError(msg)
    return value


def structs_of(reflection: Json) -> dict[str, Json]:
    """The struct layouts of a shader by name."""
    return {text(struct, "name"): struct for struct in items(reflection, "structs")}


def scalar_of(name: str) -> np.dtype[np.generic]:
    """The dtype of a number.

    Raises:
        TypeError: A type that a host cannot lay out.
    """
    if name not in SCALARS:
        msg = f"{name} cannot be shared with a host; use u32 in the shader"
        raise TypeError(msg)
    return np.dtype(SCALARS[name])


def parts_of(dtype: np.dtype[np.generic]) -> tuple[np.dtype[np.generic], tuple[int, ...]]:
    """The dtype of a number, and the shape that it has in an element."""
    return dtype.subdtype or (dtype, ())


def dtype_of(layout: Json, structs: Mapping[str, Json]) -> np.dtype[np.generic]:
    """The dtype of a type of fixed size.

    Raises:
        TypeError: A type that a host cannot lay out.
    """
    shape = field(layout, "shape")
    kind = text(shape, "kind")
    if kind in ("scalar", "atomic"):
        return scalar_of(text(shape, "scalar"))
    if kind == "vector":
        return np.dtype((scalar_of(text(shape, "scalar")), (number(shape, "components"),)))
    if kind == "matrix":
        scalar = scalar_of(text(shape, "scalar"))
        lanes = number(shape, "column_stride") // scalar.itemsize
        return np.dtype((scalar, (number(shape, "columns"), lanes)))
    if kind == "array":
        element = spaced(field(shape, "element"), number(shape, "stride"), structs)
        count = field(shape, "count")["count"]
        if not isinstance(count, int):
            msg = f"{text(layout, 'type')} has no fixed size; an override without a value decides"
            raise TypeError(msg)
        base, inner = parts_of(element)
        return np.dtype((base, (count, *inner)))
    if kind == "struct":
        return struct_of(structs[text(shape, "name")], structs)
    msg = f"{text(layout, 'type')} cannot be laid out by a host"
    raise TypeError(msg)


def spaced(element: Json, stride: int, structs: Mapping[str, Json]) -> np.dtype[np.generic]:
    """The dtype of an element that starts every `stride` bytes."""
    dtype = dtype_of(element, structs)
    if dtype.itemsize == stride:
        return dtype
    base, shape = parts_of(dtype)
    if dtype.names is None and stride % base.itemsize == 0 and len(shape) <= 1:
        return np.dtype((base, (stride // base.itemsize,)))
    return np.dtype({"names": ["value"], "formats": [dtype], "itemsize": stride})


def struct_of(struct: Json, structs: Mapping[str, Json]) -> np.dtype[np.generic]:
    """The structured dtype of a struct; a runtime-sized array at its end is left out."""
    names = list[str]()
    formats = list[np.dtype[np.generic]]()
    offsets = list[int]()
    size = number(struct, "size")
    for index, member in enumerate(items(struct, "members")):
        layout = field(member, "layout")
        if is_runtime_array(layout):
            size = number(member, "offset")
            break
        names.append(text(member, "name") or f"field{index}")
        formats.append(dtype_of(layout, structs))
        offsets.append(number(member, "offset"))
    return np.dtype({"names": names, "formats": formats, "offsets": offsets, "itemsize": size})


def is_runtime_array(layout: Json) -> bool:
    """Whether the host decides how many elements there are."""
    shape = field(layout, "shape")
    return text(shape, "kind") == "array" and bool(field(shape, "count")["runtime_sized"])


def is_atomic(layout: Json) -> bool:
    """Whether all there is are atomics."""
    shape = field(layout, "shape")
    kind = text(shape, "kind")
    return kind == "atomic" or (kind == "array" and is_atomic(field(shape, "element")))


def tail_of(layout: Json, structs: Mapping[str, Json]) -> Json | None:
    """The layout of the elements of the runtime-sized array at the end of a layout."""
    shape = field(layout, "shape")
    if is_runtime_array(layout):
        return field(shape, "element")
    if text(shape, "kind") == "struct":
        members = items(structs[text(shape, "name")], "members")
        if members and is_runtime_array(last := field(members[-1], "layout")):
            return field(field(last, "shape"), "element")
    return None


def array_of(
    layout: Json, structs: Mapping[str, Json]
) -> tuple[str, np.dtype[np.generic] | None, np.dtype[np.generic] | None]:
    """Name, dtype and element dtype of the runtime-sized array at the end of a layout.

    The dtype is what stands before it, or None; the element dtype is None without an array.
    """
    if is_runtime_array(layout):
        shape = field(layout, "shape")
        return "", None, spaced(field(shape, "element"), number(shape, "stride"), structs)
    shape = field(layout, "shape")
    if text(shape, "kind") == "struct":
        struct = structs[text(shape, "name")]
        members = items(struct, "members")
        if members and is_runtime_array(field(members[-1], "layout")):
            last = field(field(members[-1], "layout"), "shape")
            element = spaced(field(last, "element"), number(last, "stride"), structs)
            header = struct_of(struct, structs)
            return text(members[-1], "name"), header if len(members) > 1 else None, element
    return "", dtype_of(layout, structs), None
