"""Python values in the memory of a shader's types: dicts, numbers, lists and arrays of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias, cast

import numpy as np

from pywgpu._layout import (
    Json,
    dtype_of,
    field,
    is_array,
    is_record,
    is_runtime_array,
    items,
    number,
    parts_of,
    scalar_of,
    struct_of,
    text,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

__all__ = ["Node", "fault", "node_of", "packed"]


@dataclass(frozen=True)
class Numbers:
    """A number, or a block of them."""

    type: str
    base: np.dtype[np.generic]
    shape: tuple[int, ...]
    """As they lie, with the lanes that are padding."""
    given: tuple[int, ...]
    """As they mean something, without those lanes."""


@dataclass(frozen=True)
class Items:
    """Elements that are structs, or stand further apart than their numbers say."""

    type: str
    dtype: np.dtype[np.generic]
    element: Node
    count: int


@dataclass(frozen=True)
class Fields:
    """The members of a struct, but for an array of any length at its end."""

    type: str
    dtype: np.dtype[np.generic]
    members: Mapping[str, Node]
    offsets: Mapping[str, int]


Node: TypeAlias = "Numbers | Items | Fields"


def fault(path: str, type_: str, expected: str, got: object, remedy: str) -> str:
    """The words of an error."""
    return f"{path}: {type_}; expected {expected}; got {got}; {remedy}"


def node_of(layout: Json, structs: Mapping[str, Json]) -> Node:
    """What a type of fixed size takes.

    Raises:
        TypeError: A type that a host cannot lay out.
    """
    shape = field(layout, "shape")
    name, kind = text(layout, "type"), text(shape, "kind")
    if kind == "struct":
        return fields_of(structs[text(shape, "name")], structs)
    dtype = dtype_of(layout, structs)
    base, lies = parts_of(dtype)
    if kind == "vector":
        return Numbers(name, base, lies, lies)
    if kind == "matrix":
        return Numbers(name, base, lies, (lies[0], number(shape, "rows")))
    if kind == "array":
        element = node_of(field(shape, "element"), structs)
        if isinstance(element, Numbers) and base == element.base:
            return Numbers(name, base, lies, (lies[0], *element.given))
        return Items(name, base, element, lies[0])
    return Numbers(name, scalar_of(text(shape, "scalar")), (), ())


def fields_of(struct: Json, structs: Mapping[str, Json]) -> Fields:
    """What the members of a struct take."""
    members = dict[str, Node]()
    offsets = dict[str, int]()
    for index, member in enumerate(items(struct, "members")):
        layout = field(member, "layout")
        if is_runtime_array(layout):
            break
        key = text(member, "name") or f"field{index}"
        members[key] = node_of(layout, structs)
        offsets[key] = number(member, "offset")
    name = text(struct, "name")
    return Fields(name, struct_of(struct, structs), members, offsets)


def packed(node: Node, value: object, path: str) -> NDArray[np.generic]:
    """A value as an array that the shader reads as it lies.

    Raises:
        TypeError: A wrong type, or a member that is missing or unknown.
        ValueError: A wrong shape, or a number that is out of range.
    """
    if isinstance(node, Numbers):
        return numbers(node, value, path)
    given = as_it_lies(value, node.dtype, shape_of(node))
    if given is not None:
        return np.array(given)
    if isinstance(node, Items):
        elements = np.zeros(node.count, node.dtype)
        put_items(elements, node, value, path)
        return elements
    struct = cast("NDArray[np.void]", np.zeros((), node.dtype))
    put_fields(struct, node, value, path)
    return struct


def put_fields(place: NDArray[np.void], node: Fields, value: object, path: str) -> None:
    """Puts the members of a dict into a struct."""
    if not is_record(value):
        expected = f"a dict or an array of {node.dtype}"
        raise TypeError(fault(path, node.type, expected, kind_of(value), "give its members"))
    for name in value:
        if name not in node.members:
            expected = f"the members {', '.join(node.members)}"
            raise TypeError(fault(path, node.type, expected, f"{path}.{name}", "leave it out"))
    for name, member in node.members.items():
        inner = f"{path}.{name}"
        if name not in value:
            raise TypeError(fault(path, node.type, inner, "nothing", "give it a value"))
        put(place, name, member, value[name], inner)


def put(place: NDArray[np.void], name: str, node: Node, value: object, path: str) -> None:
    """Puts a value into a member of a struct."""
    if isinstance(node, Numbers):
        place[name] = numbers(node, value, path)
        return
    given = as_it_lies(value, node.dtype, shape_of(node))
    if given is not None:
        place[name] = given
    elif isinstance(node, Items):
        put_items(cast("NDArray[np.generic]", place[name]), node, value, path)
    else:
        put_fields(cast("NDArray[np.void]", place[name]), node, value, path)


def put_items(place: NDArray[np.generic], node: Items, value: object, path: str) -> None:
    """Puts the elements of a list into an array of structs."""
    if is_record(value) or isinstance(value, (str, bytes)) or not hasattr(value, "__len__"):
        expected = f"a list of {node.count}"
        raise TypeError(fault(path, node.type, expected, kind_of(value), "give its elements"))
    elements = cast("Sequence[object]", value)
    if len(elements) != node.count:
        expected, got = f"{node.count} elements", f"{len(elements)}"
        raise ValueError(fault(path, node.type, expected, got, "give as many"))
    for index, element in enumerate(elements):
        inner = f"{path}[{index}]"
        at = cast("NDArray[np.void]", place[index, ...])
        given = as_it_lies(element, node.dtype, ())
        if given is not None:
            at[()] = given
        elif isinstance(node.element, Fields):
            put_fields(at, node.element, element, inner)
        else:
            # An element that is followed by padding is a struct of one member.
            put(at, "value", node.element, element, inner)


def numbers(node: Numbers, value: object, path: str) -> NDArray[np.generic]:
    """Numbers as they lie, padding included."""
    if is_record(value) or isinstance(value, (str, bytes)) or value is None:
        expected = f"{node.base} of shape {node.given}" if node.given else f"one {node.base}"
        raise TypeError(fault(path, node.type, expected, kind_of(value), "pass numbers"))
    try:
        plain = cast("NDArray[np.generic]", np.asarray(value))
    except ValueError:
        got = "lists of several lengths"
        raise TypeError(fault(path, node.type, f"{node.base}", got, "pass numbers")) from None
    if plain.dtype.kind == "O":
        # Python's integers may be larger than any of NumPy's.
        try:
            plain = np.asarray(value, node.base)
        except OverflowError:
            got, remedy = f"{value!r}", "it is out of range"
            raise ValueError(fault(path, node.type, f"{node.base}", got, remedy)) from None
        except (TypeError, ValueError):
            got = kind_of(value)
            raise TypeError(fault(path, node.type, f"{node.base}", got, "pass numbers")) from None
    if plain.dtype.kind not in "biuf":
        raise TypeError(fault(path, node.type, f"{node.base}", plain.dtype, "pass numbers"))
    if plain.dtype.kind == "f" and node.base.kind in "iu":
        remedy = f"use int({path})" if plain.ndim == 0 else "round them to integers"
        raise TypeError(fault(path, node.type, f"{node.base}", shown(value), remedy))
    if plain.shape not in (node.given, node.shape):
        expected = f"the shape {node.given}" if node.given else "one number"
        got = f"the shape {plain.shape}"
        raise ValueError(fault(path, node.type, expected, got, "reshape it"))
    with np.errstate(over="ignore", invalid="ignore"):
        converted = plain.astype(node.base, order="C")
    check_range(node, plain, converted, path)
    if plain.shape == node.shape:
        return converted
    lies = np.zeros(node.shape, node.base)
    # Padding follows the numbers along the last axis, also where each stands alone in its lanes.
    lanes = 0 if len(node.given) < len(node.shape) else slice(node.given[-1])
    lies[..., lanes] = converted
    return lies


def check_range(
    node: Numbers, plain: NDArray[np.generic], converted: NDArray[np.generic], path: str
) -> None:
    """Refuses numbers that the conversion has changed into others.

    Raises:
        ValueError: There is one.
    """
    if node.base.kind in "iu":
        is_wrong = converted != plain
    else:
        is_wrong = np.isinf(converted) & np.isfinite(plain)
    if is_wrong.any():
        first = plain[is_wrong].ravel()[0] if plain.ndim else plain[()]
        remedy = "it is out of range"
        raise ValueError(fault(path, node.type, f"{node.base}", f"{first}", remedy))


def shape_of(node: Items | Fields) -> tuple[int, ...]:
    """The axes of an array of structs that lies as the node does."""
    return (node.count,) if isinstance(node, Items) else ()


def as_it_lies(
    value: object, dtype: np.dtype[np.generic], shape: tuple[int, ...]
) -> NDArray[np.generic] | None:
    """A value that is an array, or one element of an array, as the shader reads it."""
    given: object = np.asarray(cast("object", value)) if isinstance(value, np.void) else value
    return given if is_array(given) and given.dtype == dtype and given.shape == shape else None


def kind_of(value: object) -> str:
    """What a value is, for an error."""
    return str(value.dtype) if is_array(value) else type(value).__name__


def shown(value: object) -> str:
    """A value, for an error, unless that is long."""
    text_ = repr(value)
    return text_ if len(text_) <= LONG else f"{text_[:LONG]}…"


LONG = 60
