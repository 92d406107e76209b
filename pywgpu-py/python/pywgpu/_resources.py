"""All that a shader binds at once: also arrays of bindings, and what comes back of them."""

from __future__ import annotations

import re
from itertools import combinations
from typing import TYPE_CHECKING, Final

import numpy as np

from pywgpu._bind import RESOURCES
from pywgpu._layout import is_array
from pywgpu._pywgpu import Buffer, Texture
from pywgpu._unpack import check_writable
from pywgpu.core.errors import ValidationError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pywgpu._bind import Bound, Slot
    from pywgpu._pywgpu import BindGroup, BindGroupLayout, Device, PipelineLayout
    from pywgpu.types.flags import ShaderStages

__all__ = ["bind_group", "bring_back", "check_targets", "leaves", "pipeline_layout", "written"]

NUMBER: Final = re.compile(r"[Bb]inding (\d+)")
"""Where wgpu names a binding."""


def bind_group(
    device: Device, layout: BindGroupLayout, slots: Sequence[Slot], bound: Mapping[str, Bound]
) -> BindGroup:
    """A bind group.

    Raises:
        ValidationError: A resource that is not what the shader declares; it is called by its name,
            where wgpu tells its number.
    """
    entries = [{"binding": slot.binding, "resource": slot.seen(bound[slot.name])} for slot in slots]
    try:
        return device.create_bind_group(layout=layout, entries=entries)
    except ValidationError as error:
        told = str(error).removeprefix("create_bind_group: ")
        number = NUMBER.search(told)
        for slot in slots:
            if number is not None and int(number[1]) == slot.binding:
                msg = f"{slot.name}: {slot.type}; {told}"
                raise ValidationError(msg) from None
        raise


def check_targets(slots: Mapping[str, Slot], values: Mapping[str, object]) -> None:
    """That what the shader writes can come back into the values that were given.

    Raises:
        TypeError: A value that cannot be changed.
        ValueError: An array that is read-only, or memory that two bindings write.
    """
    targets = list[tuple["Slot", object]]()
    for name, slot in slots.items():
        if not slot.written:
            continue
        value = values[name]
        for part, one in slot.singles_of(value) if slot.many else ((slot, value),):
            if not isinstance(one, RESOURCES):
                check_writable(one, part.type, part.name)
                targets.append((part, one))
    for (one, first), (other, second) in combinations(targets, 2):
        if share_memory(first, second):
            # Each has a buffer of its own, and only the last of them would be seen.
            expected, got = "memory that nothing else writes", f"that of {one.name}"
            raise ValueError(other.fault(expected, got, "pass a copy"))


def share_memory(one: object, other: object) -> bool:
    """Whether what is written into one value changes the other."""
    if is_array(one) and is_array(other):
        # Both lie without gaps, so that bounds tell all.
        return np.may_share_memory(one, other)
    return one is other


def written(
    slots: Mapping[str, Slot], bound: Mapping[str, Bound]
) -> Iterator[tuple[Slot, Bound, Buffer | Texture]]:
    """What the shader writes and a value of the caller waits for."""
    for slot, part in leaves(slots, bound):
        if part.target is not None and isinstance(part.resource, (Buffer, Texture)):
            yield slot, part, part.resource


def bring_back(
    slots: Mapping[str, Slot], bound: Mapping[str, Bound], timeout: float | None = None
) -> None:
    """Waits for what the shader writes, and puts it into the values that were given.

    Raises:
        TimeoutError: The GPU did not finish in time.
    """
    for slot, part, resource in written(slots, bound):
        array = slot.directly(part)
        if array is not None:
            resource.read(out=array, timeout=timeout)
        elif isinstance(resource, Buffer):
            slot.bring_back(part, resource.read(timeout=timeout))


def leaves(slots: Mapping[str, Slot], bound: Mapping[str, Bound]) -> list[tuple[Slot, Bound]]:
    """All that is bound, arrays of bindings by their elements."""
    found = list[tuple["Slot", "Bound"]]()
    for name, one in bound.items():
        if one.parts:
            found += one.parts
        else:
            found.append((slots[name], one))
    return found


def pipeline_layout(
    device: Device, slots: Sequence[Slot], counts: Mapping[str, int], visibility: ShaderStages
) -> PipelineLayout:
    """The layout of a pipeline with arrays of bindings, which wgpu does not derive from a shader.

    Args:
        device: Where the pipeline will be.
        slots: All that is bound.
        counts: The number of elements of arrays to which the shader gives none, by name.
        visibility: The stages that see them.

    Raises:
        ValidationError: The device lacks a feature, or allows fewer elements.
    """
    groups = dict[int, "BindGroupLayout"]()
    for index in sorted({slot.group for slot in slots if slot.group >= 0}):
        entries = [
            {
                "binding": slot.binding,
                "visibility": visibility,
                "count": (slot.count or counts[slot.name]) if slot.many else None,
                **slot.layout,
            }
            for slot in slots
            if slot.group == index
        ]
        groups[index] = device.create_bind_group_layout(entries=entries)
    immediates = [slot.dtype for slot in slots if slot.kind == "immediates" and slot.dtype]
    return device.create_pipeline_layout(
        bind_group_layouts=[groups.get(index) for index in range(max(groups, default=-1) + 1)],
        immediate_size=sum(-(-dtype.itemsize // 4) * 4 for dtype in immediates),
    )
