"""Layouts made of what the native part tells of a type, and what an address space asks of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias, cast, get_args

from .layout import (
    Array,
    Field,
    Layout,
    LayoutError,
    Matrix,
    NumberName,
    Scalar,
    Structure,
    Vector,
)

if TYPE_CHECKING:
    from ._names import Space
    from .layout import TypeLayout

_NUMBERS: tuple[str, ...] = get_args(NumberName)

_UNIFORM_STRIDE = 16
"""What strides of arrays and offsets of structs are multiples of in uniform buffers."""

Tree: TypeAlias = "tuple[object, ...]"


def _number(name: object, where: str, offset: int) -> NumberName:
    if name not in _NUMBERS:
        message = (
            f"{where} at offset {offset} is a {name}, which has no layout in a buffer; "
            "use u32 for truth values"
        )
        raise LayoutError(message)
    return cast("NumberName", name)


def _type(tree: Tree, where: str, offset: int) -> TypeLayout:
    kind, size, align = cast("tuple[str, int, int]", tree[:3])
    match kind:
        case "scalar" | "atomic":
            return Scalar(_number(tree[3], where, offset), kind == "atomic", size, align)
        case "vector":
            components = cast("int", tree[4])
            return Vector(_number(tree[3], where, offset), components, size, align)
        case "matrix":
            columns, rows, stride = cast("tuple[int, int, int]", tree[4:7])
            number = _number(tree[3], where, offset)
            return Matrix(number, columns, rows, stride, size, align)
        case "array":
            element, count, stride = cast("tuple[Tree, int | None, int]", tree[3:6])
            return Array(_type(element, f"{where}[0]", offset), count, stride, size, align)
        case "struct":
            name, members, span = cast(
                "tuple[str | None, tuple[tuple[str, int, Tree], ...], int]", tree[3:6]
            )
            fields = tuple(
                Field(member, at, _type(inner, f"{where}.{member}", offset + at))
                for member, at, inner in members
            )
            return Structure(name or where, fields, span, align)
        case _:
            message = f"{where} at offset {offset} is a resource, which has no layout in a buffer"
            raise LayoutError(message)


def _check_uniform(layout: TypeLayout, where: str, offset: int) -> None:
    match layout:
        case Array():
            if layout.stride % _UNIFORM_STRIDE:
                message = (
                    f"{where} at offset {offset} is {layout.name} with a stride of "
                    f"{layout.stride} bytes; uniform buffers need a multiple of 16: wrap the "
                    "element in a struct with @size(16), or use a storage buffer"
                )
                raise LayoutError(message)
            if layout.count is None:
                message = (
                    f"{where} at offset {offset} is {layout.name}; uniform buffers hold no "
                    "runtime-sized arrays: use a storage buffer"
                )
                raise LayoutError(message)
            _check_uniform(layout.element, f"{where}[0]", offset)
        case Structure():
            for field in layout.fields:
                at = offset + field.offset
                nested = isinstance(field.type, Structure | Array)
                if nested and field.offset % _UNIFORM_STRIDE:
                    message = (
                        f"{where}.{field.name} is at offset {at}; uniform buffers need structs "
                        "and arrays at a multiple of 16: add @align(16)"
                    )
                    raise LayoutError(message)
                _check_uniform(field.type, f"{where}.{field.name}", at)
        case Scalar():
            if layout.atomic:
                message = (
                    f"{where} at offset {offset} is {layout.name}; "
                    "only storage buffers hold atomics"
                )
                raise LayoutError(message)
        case Vector() | Matrix():
            pass


def from_tree(name: str, space: str, tree: Tree) -> Layout:
    """Make a layout of what the native part tells; call `naga.Module.layout` instead."""
    if space not in {"uniform", "storage", "immediate"}:
        message = f"space must be 'uniform', 'storage' or 'immediate'; got {space!r}"
        raise ValueError(message)
    layout = _type(tree, name, 0)
    made = Layout(name, cast("Space", space), layout)
    if space == "uniform":
        _check_uniform(layout, name, 0)
    if space == "immediate" and made.runtime_array is not None:
        message = f"{name} ends in {made.runtime_array.name}; immediates have a fixed size"
        raise LayoutError(message)
    return made
