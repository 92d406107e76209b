"""What the GPU has written, back in the dicts, lists and arrays that it was packed from."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import TYPE_CHECKING, TypeGuard, cast

import numpy as np

from pywgpu._layout import is_array, is_list, is_record
from pywgpu._pack import Fields, Items, Node, Numbers, fault, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

__all__ = ["Target", "brought", "check_writable", "is_target"]

Target = "NDArray[np.generic] | MutableMapping[str, object] | list[object]"


def is_target(value: object) -> TypeGuard[MutableMapping[str, object] | list[object]]:
    """Whether a value without memory of its own can be changed in place."""
    return isinstance(value, (MutableMapping, list))


def check_writable(value: object, type_: str, path: str) -> None:
    """That a value can take what the shader writes.

    Raises:
        TypeError: Nothing of it can be changed.
        ValueError: An array in it is read-only.
    """
    if is_array(value):
        if not value.flags.writeable:
            expected = "memory that can be written"
            raise ValueError(fault(path, type_, expected, "a read-only array", "pass a copy"))
        return
    if not is_target(value):
        expected = "a NumPy array, or a dict of its members, that takes what the shader writes"
        remedy = f"use np.array({path}), or prepare() and its read()"
        raise TypeError(fault(path, type_, expected, kind_of(value), remedy))
    for name, inner in parts(value, path):
        if is_array(inner) or is_record(inner) or is_list(inner):
            check_writable(inner, type_, name)


def parts(value: object, path: str) -> Iterator[tuple[str, object]]:
    """Members or elements with the paths to them."""
    if is_record(value):
        yield from ((f"{path}.{name}", inner) for name, inner in value.items())
    elif is_list(value):
        yield from ((f"{path}[{index}]", inner) for index, inner in enumerate(value))


def brought(node: Node, lies: NDArray[np.generic], old: object) -> object:
    """The new value of a place: what was there where it can be changed, filled anew."""
    if is_array(old):
        if isinstance(node, Numbers):
            old[...] = meant(node, lies, whole=old.shape == lies.shape)
        else:
            old[...] = lies
        return old
    if isinstance(node, Fields) and isinstance(old, MutableMapping):
        members = cast("MutableMapping[str, object]", old)
        for name, member in node.members.items():
            members[name] = brought(member, member_of(lies, name), members[name])
        return members
    if isinstance(node, Items) and isinstance(old, (list, tuple)):
        elements = cast("list[object] | tuple[object, ...]", old)
        new = [
            brought(node.element, element_of(node, lies, index), element)
            for index, element in enumerate(elements)
        ]
        return kept(elements, new)
    if isinstance(node, Numbers):
        numbers: object = meant(node, lies, whole=False).tolist()
        return kept(old, numbers) if is_list(numbers) else numbers
    return np.array(lies)


def kept(old: object, new: list[object]) -> object:
    """A list that was given with other elements, or the new one."""
    if is_list(old):
        old[:] = new
        return old
    return new


def member_of(lies: NDArray[np.generic], name: str) -> NDArray[np.generic]:
    """A member of a struct, as an array of no axes where it is a single number."""
    return np.asarray(cast("NDArray[np.void]", lies)[name])


def element_of(node: Items, lies: NDArray[np.generic], index: int) -> NDArray[np.generic]:
    """An element; one that is followed by padding is a struct of one member."""
    element = np.asarray(lies[index, ...])
    return element if isinstance(node.element, Fields) else member_of(element, "value")


def meant(node: Numbers, lies: NDArray[np.generic], *, whole: bool) -> NDArray[np.generic]:
    """Numbers without the lanes that are padding, or with them."""
    if whole or node.given == node.shape:
        return lies
    lanes = 0 if len(node.given) < len(node.shape) else slice(node.given[-1])
    return np.asarray(lies[..., lanes])
