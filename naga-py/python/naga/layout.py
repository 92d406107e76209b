"""Types as they lie in memory, as NumPy dtypes.

* `vec3<f32>` is `('<f4', (3,))` in 12 bytes; the next scalar may follow at once.
* `matCxR<f32>` is `('<f4', (C, stride / 4))`: a column a row, the padding lane stays visible.
* `array<vec3<f32>, N>` has elements `('<f4', (4,))`; an array of structs steps by the itemsize.
* A struct that ends in a runtime-sized array gets its dtype from `dtype_for(n)`.

NumPy is imported when a dtype is first asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal, TypeAlias, cast

if TYPE_CHECKING:
    from dataclasses import dataclass

    import numpy as np
    from numpy.typing import NDArray

    from ._names import Space
else:
    from ._record import dataclass

__all__ = ["Array", "Field", "Layout", "LayoutError", "Matrix", "Scalar", "Structure", "Vector"]

NumberName: TypeAlias = Literal["f16", "f32", "f64", "i16", "i32", "i64", "u16", "u32", "u64"]
"""A type of one number."""

Value: TypeAlias = "float | bool | Sequence[Value] | Mapping[str, Value] | NDArray[np.generic]"
"""What `Layout.pack` takes for a type: numbers, nested sequences, mappings by field, arrays."""

_CODES: dict[str, str] = {
    "f16": "<f2",
    "f32": "<f4",
    "f64": "<f8",
    "i16": "<i2",
    "i32": "<i4",
    "i64": "<i8",
    "u16": "<u2",
    "u32": "<u4",
    "u64": "<u8",
}


class LayoutError(TypeError):
    """A type cannot lie in memory of some kind, or a value does not fit a field."""


@dataclass(frozen=True, slots=True)
class Scalar:
    """One number.

    Attributes:
        number: Its type.
        atomic: Whether the shader uses it for atomic operations; it lies like any other.
        size: Bytes.
        align: What its offset is a multiple of, in bytes.
    """

    number: NumberName
    atomic: bool
    size: int
    align: int

    @property
    def name(self) -> str:
        """The type as WGSL spells it."""
        return f"atomic<{self.number}>" if self.atomic else self.number


@dataclass(frozen=True, slots=True)
class Vector:
    """Numbers side by side.

    Attributes:
        number: Type of one.
        components: How many.
        size: Bytes.
        align: What its offset is a multiple of, in bytes.
    """

    number: NumberName
    components: int
    size: int
    align: int

    @property
    def name(self) -> str:
        """The type as WGSL spells it."""
        return f"vec{self.components}<{self.number}>"


@dataclass(frozen=True, slots=True)
class Matrix:
    """Columns that are vectors.

    Attributes:
        number: Type of one number.
        columns: How many columns.
        rows: How many numbers in a column.
        column_stride: Bytes from one column to the next.
        size: Bytes.
        align: What its offset is a multiple of, in bytes.
    """

    number: NumberName
    columns: int
    rows: int
    column_stride: int
    size: int
    align: int

    @property
    def name(self) -> str:
        """The type as WGSL spells it."""
        return f"mat{self.columns}x{self.rows}<{self.number}>"


@dataclass(frozen=True, slots=True)
class Array:
    """Elements of one type.

    Attributes:
        element: One of them.
        count: How many; None when the size of the buffer decides.
        stride: Bytes from one to the next.
        size: Bytes; with one element when the size of the buffer decides.
        align: What its offset is a multiple of, in bytes.
    """

    element: TypeLayout
    count: int | None
    stride: int
    size: int
    align: int

    @property
    def name(self) -> str:
        """The type as WGSL spells it."""
        count = "" if self.count is None else f", {self.count}"
        return f"array<{self.element.name}{count}>"


@dataclass(frozen=True, slots=True)
class Field:
    """A member of a struct.

    Attributes:
        name: Its name.
        offset: Where it starts, in bytes.
        type: How it lies.
    """

    name: str
    offset: int
    type: TypeLayout


@dataclass(frozen=True, slots=True)
class Structure:
    """Named fields.

    Attributes:
        name: Its name in the source.
        fields: The fields, in order.
        size: Bytes, padding at the end included; with one element of a runtime-sized array.
        align: What its offset is a multiple of, in bytes.
    """

    name: str
    fields: tuple[Field, ...]
    size: int
    align: int

    @property
    def runtime_array(self) -> Array | None:
        """The runtime-sized array at its end."""
        last = self.fields[-1].type if self.fields else None
        return last if isinstance(last, Array) and last.count is None else None


TypeLayout: TypeAlias = "Scalar | Vector | Matrix | Array | Structure"
"""How a type lies in memory."""


@dataclass(frozen=True, slots=True)
class Layout:
    """A type in memory, with the dtype for it.

    Attributes:
        name: The name it was asked for by.
        space: The address space whose rules hold.
        type: How it lies.
    """

    name: str
    space: Space
    type: TypeLayout

    @property
    def size(self) -> int:
        """Bytes; with one element of a runtime-sized array."""
        return self.type.size

    @property
    def align(self) -> int:
        """What its offset in a buffer is a multiple of, in bytes."""
        return self.type.align

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields of a struct; none for other types."""
        return self.type.fields if isinstance(self.type, Structure) else ()

    @property
    def offsets(self) -> dict[str, int]:
        """Offsets of the fields in bytes, by name."""
        return {field.name: field.offset for field in self.fields}

    @property
    def runtime_array(self) -> Array | None:
        """The runtime-sized array that the type is or ends in."""
        if isinstance(self.type, Array) and self.type.count is None:
            return self.type
        return self.type.runtime_array if isinstance(self.type, Structure) else None

    @property
    def dtype(self) -> np.dtype[np.void]:
        """The dtype of one value; structured for a struct.

        Raises:
            LayoutError: The type is or ends in a runtime-sized array: see `dtype_for`.
        """
        if self.runtime_array is not None:
            message = (
                f"{self.name} ends in {self.runtime_array.name}, whose length the buffer decides; "
                "dtype_for(n) gives the dtype for n elements"
            )
            raise LayoutError(message)
        return _dtype(self.type)

    def dtype_for(self, count: int) -> np.dtype[np.void]:
        """Give the dtype with `count` elements in the runtime-sized array.

        Args:
            count: Number of elements, at least 1.

        Raises:
            LayoutError: The type has no runtime-sized array.
            ValueError: The number is too small.
        """
        if self.runtime_array is None:
            message = f"{self.name} has a fixed size of {self.size} bytes; dtype is the dtype"
            raise LayoutError(message)
        if count < 1:
            message = (
                f"count must be at least 1, as a binding holds one element or more; got {count}"
            )
            raise ValueError(message)
        return _dtype(self.type, count)

    def pack(self, value: Value) -> bytes:
        """Put a value into bytes as the shader reads them; padding is zero.

        Args:
            value: For a struct a mapping with all its fields; nested sequences or arrays for
                vectors (components), matrices (columns of components) and arrays. The number of
                elements given decides the length of a runtime-sized array.

        Raises:
            LayoutError: A field is missing or unknown, or a value has the wrong type or shape;
                the message names the field, its offset, what was expected and what came.
        """
        count = _runtime_count(self.type, value)
        size = self.type.size if count is None else _dtype(self.type, count).itemsize
        memory = bytearray(size)
        _write(memory, self.type, value, self.name, 0)
        return bytes(memory)

    def unpack(self, buffer: bytes | bytearray | memoryview) -> Value:
        """Read a value from bytes that a shader wrote: the reverse of `pack`.

        Args:
            buffer: At least as many bytes as the value has; for a runtime-sized array whole
                elements, as many as fit.

        Returns:
            A mapping by field for a struct, arrays for vectors, matrices and arrays of them,
            lists for arrays of structs. A matrix has shape (columns, rows).

        Raises:
            LayoutError: The buffer is too short.
        """
        view = memoryview(buffer).cast("B")
        count = 1
        array = self.runtime_array
        if array is not None:
            start = self.fields[-1].offset if self.fields else 0
            count = max(1, (len(view) - start) // array.stride)
        needed = _extent(self.type, count)
        if len(view) < needed:
            message = f"{self.name} has {needed} bytes; got {len(view)}"
            raise LayoutError(message)
        return _read(bytes(view), self.type, 0, count)


def _extent(layout: TypeLayout, count: int) -> int:
    """Bytes that must be there, without the padding after a runtime-sized array."""
    if isinstance(layout, Structure) and layout.runtime_array is not None:
        return layout.fields[-1].offset + count * layout.runtime_array.stride
    if isinstance(layout, Array) and layout.count is None:
        return count * layout.stride
    return layout.size


def _dtype(  # noqa: C901  # one case a type
    layout: TypeLayout, count: int = 1
) -> np.dtype[np.void]:
    import numpy as np  # noqa: PLC0415  # not before a layout is asked for

    def make(layout: TypeLayout) -> np.dtype[np.void]:
        match layout:
            case Scalar():
                return np.dtype(_CODES[layout.number])
            case Vector():
                return np.dtype((_CODES[layout.number], (layout.components,)))
            case Matrix():
                number = np.dtype(_CODES[layout.number])
                lanes = layout.column_stride // number.itemsize
                return np.dtype((number, (layout.columns, lanes)))
            case Array():
                length = count if layout.count is None else layout.count
                made = element(layout)
                # NumPy would keep a subarray of subarrays apart.
                base, shape = made.subdtype or (made, ())
                return np.dtype((base, (length, *shape)))
            case Structure():
                size = layout.size
                if layout.runtime_array is not None:
                    end = _extent(layout, count)
                    size = -(-end // layout.align) * layout.align
                return np.dtype(
                    {
                        "names": [field.name for field in layout.fields],
                        "formats": [make(field.type) for field in layout.fields],
                        "offsets": [field.offset for field in layout.fields],
                        "itemsize": size,
                    }
                )

    def element(array: Array) -> np.dtype[np.void]:
        made = make(array.element)
        if made.itemsize == array.stride:
            return made
        if isinstance(array.element, Scalar | Vector):
            number = np.dtype(_CODES[array.element.number])
            return np.dtype((number, (array.stride // number.itemsize,)))
        return np.dtype(
            {"names": ["value"], "formats": [made], "offsets": [0], "itemsize": array.stride}
        )

    return make(layout)


@dataclass(frozen=True, slots=True)
class _Numbers:
    """Numbers of one type at regular distances: everything that holds no struct."""

    number: NumberName
    shape: tuple[int, ...]
    strides: tuple[int, ...]

    def view(self, memory: bytearray | bytes, offset: int) -> NDArray[np.generic]:
        import numpy as np  # noqa: PLC0415  # only those who pack or unpack pay for it

        return np.ndarray(
            self.shape, _CODES[self.number], buffer=memory, offset=offset, strides=self.strides
        )


def _numbers(layout: TypeLayout, count: int = 1) -> _Numbers | None:
    match layout:
        case Scalar():
            return _Numbers(layout.number, (), ())
        case Vector():
            width = layout.size // layout.components
            return _Numbers(layout.number, (layout.components,), (width,))
        case Matrix():
            width = int(layout.number[1:]) // 8
            return _Numbers(
                layout.number, (layout.columns, layout.rows), (layout.column_stride, width)
            )
        case Array():
            inner = _numbers(layout.element, count)
            if inner is None:
                return None
            length = count if layout.count is None else layout.count
            return _Numbers(inner.number, (length, *inner.shape), (layout.stride, *inner.strides))
        case Structure():
            return None


def _length(value: Value, layout: TypeLayout, where: str, offset: int) -> int:
    try:
        return len(cast("Sequence[Value]", value))
    except TypeError:
        raise _misfit(layout, value, where, offset) from None


def _runtime_count(layout: TypeLayout, value: Value) -> int | None:
    """Find how many elements are given for the runtime-sized array."""
    if isinstance(layout, Array) and layout.count is None:
        return _length(value, layout, layout.name, 0)
    if isinstance(layout, Structure) and layout.runtime_array is not None:
        last = layout.fields[-1]
        if isinstance(value, Mapping) and last.name in value:
            given = cast("Mapping[str, Value]", value)[last.name]
            return _length(given, last.type, f"{layout.name}.{last.name}", last.offset)
    return None


def _misfit(layout: TypeLayout, value: object, where: str, offset: int) -> LayoutError:
    shown = repr(value)
    if len(shown) > 60:  # noqa: PLR2004  # enough to recognise it
        shown = f"{shown[:60]}…"
    kind = type(value).__name__
    return LayoutError(f"{where} at offset {offset}: expected {layout.name}; got {kind} {shown}")


def _write(  # noqa: C901  # one case a type
    memory: bytearray, layout: TypeLayout, value: Value, where: str, offset: int
) -> None:
    if isinstance(layout, Structure):
        if not isinstance(value, Mapping):
            raise _misfit(layout, value, where, offset)
        fields = cast("Mapping[str, Value]", value)
        known = {field.name for field in layout.fields}
        unknown = [name for name in fields if name not in known]
        missing = [field for field in layout.fields if field.name not in fields]
        if unknown:
            names = ", ".join(field.name for field in layout.fields)
            message = f"{where} has no field {unknown[0]!r}; it has: {names}"
            raise LayoutError(message)
        if missing:
            first = missing[0]
            message = (
                f"{where}.{first.name} at offset {offset + first.offset}: "
                f"expected {first.type.name}; nothing was given"
            )
            raise LayoutError(message)
        for field in layout.fields:
            name = f"{where}.{field.name}"
            _write(memory, field.type, fields[field.name], name, offset + field.offset)
        return
    if isinstance(layout, Array):
        length = _length(value, layout, where, offset)
        if layout.count is not None and length != layout.count:
            message = (
                f"{where} at offset {offset}: expected {layout.count} elements of "
                f"{layout.element.name}; got {length}"
            )
            raise LayoutError(message)
        if _numbers(layout.element) is None:
            for index, item in enumerate(cast("Sequence[Value]", value)):
                _write(
                    memory,
                    layout.element,
                    item,
                    f"{where}[{index}]",
                    offset + index * layout.stride,
                )
            return
        numbers = _numbers(layout, length)
    else:
        numbers = _numbers(layout)
    if numbers is not None:
        _write_numbers(memory, layout, numbers, value, where, offset)


def _write_numbers(  # noqa: PLR0913, PLR0917  # a place in memory and one in the value
    memory: bytearray,
    layout: TypeLayout,
    numbers: _Numbers,
    value: Value,
    where: str,
    offset: int,
) -> None:
    import numpy as np  # noqa: PLC0415  # only those who pack pay for it

    try:
        given = np.asarray(value)
    except ValueError:
        raise _misfit(layout, value, where, offset) from None
    target = np.dtype(_CODES[numbers.number])
    if given.shape != numbers.shape:
        message = (
            f"{where} at offset {offset}: expected {layout.name}, shape {numbers.shape}; "
            f"got shape {given.shape}"
        )
        raise LayoutError(message)
    allowed = "iuf" if target.kind == "f" else "iu"
    if given.dtype.kind not in allowed:
        message = (
            f"{where} at offset {offset}: expected {layout.name}; got values of type {given.dtype}"
        )
        raise LayoutError(message)
    if target.kind != "f" and given.size:
        bounds = np.iinfo(target)
        low, high = int(given.min()), int(given.max())
        if low < bounds.min or high > bounds.max:
            wrong = low if low < bounds.min else high
            message = (
                f"{where} at offset {offset}: {wrong} does not fit {numbers.number}, "
                f"which holds {bounds.min} to {bounds.max}"
            )
            raise LayoutError(message)
    with np.errstate(over="ignore"):
        converted = given.astype(target)
    lost = np.isinf(converted) & np.isfinite(given)
    if np.any(lost):
        message = (
            f"{where} at offset {offset}: {given[lost][0]} does not fit {numbers.number}, "
            f"whose largest number is {np.finfo(target).max}"
        )
        raise LayoutError(message)
    numbers.view(memory, offset)[...] = converted


def _read(memory: bytes, layout: TypeLayout, offset: int, count: int) -> Value:
    if isinstance(layout, Structure):
        return {
            field.name: _read(memory, field.type, offset + field.offset, count)
            for field in layout.fields
        }
    numbers = _numbers(layout, count)
    if numbers is None:
        array = cast("Array", layout)
        length = count if array.count is None else array.count
        return [
            _read(memory, array.element, offset + index * array.stride, count)
            for index in range(length)
        ]
    view = numbers.view(memory, offset)
    if view.ndim == 0:
        return cast("float", view.item())
    import numpy as np  # noqa: PLC0415  # only those who unpack pay for it

    # A view would keep the whole buffer.
    return np.array(view)
