"""The bindings of a shader by name, from its reflection, and the values that a call gives them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pywgpu._bind import Slot
from pywgpu._layout import (
    Json,
    array_of,
    dtype_of,
    is_atomic,
    is_list,
    is_record,
    items,
    structs_of,
    tail_of,
    text,
)
from pywgpu._layout import field as record_of
from pywgpu._layout import number as number_of
from pywgpu._pack import node_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from pywgpu._bind import Value

__all__ = ["choose", "slots_of", "values_of"]

SAMPLERS: Final = {"sampler": "filtering", "comparison-sampler": "comparison"}
"""What a sampler is in the layout of a bind group."""


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
    filtered = filtered_in(entry_points)
    found = dict[str, Slot]()
    for binding in items(reflection, "bindings"):
        group, number = number_of(binding, "group"), number_of(binding, "binding")
        if (group, number) not in uses:
            continue
        name = name_of(binding, structs, found)
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
            tail = tail_of(shape, structs)
            slot.item = None if tail is None else node_of(tail, structs)
            slot.stored &= not is_atomic(shape)
        elif is_record(binding["texture"]):
            texture = record_of(binding, "texture")
            slot.view = text(texture, "view_dimension")
            slot.sampled = text(texture, "sample_type")
            slot.format = text(texture, "format")
        slot.layout = layout_of(slot, binding, filtered=(group, number) in filtered)
        if is_record(binding["binding_array"]):
            slot.many = True
            count = record_of(binding, "binding_array")["count"]
            slot.count = count if isinstance(count, int) else None
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


def filtered_in(entry_points: Sequence[Json]) -> set[tuple[int, int]]:
    """The textures that are read through samplers."""
    pairs = [pair for entry in entry_points for pair in items(entry, "texture_samplers")]
    textures = [record_of(pair, "texture") for pair in pairs]
    return {(number_of(one, "group"), number_of(one, "binding")) for one in textures}


def layout_of(slot: Slot, binding: Json, *, filtered: bool) -> dict[str, object]:
    """What a binding is in the layout of a bind group, as wgpu derives it."""
    if slot.is_buffer:
        stored = "read-only-storage" if binding["access"] == "read" else "storage"
        return {"buffer": {"type": "uniform" if slot.kind == "uniform-buffer" else stored}}
    if slot.kind in SAMPLERS:
        return {"sampler": {"type": SAMPLERS[slot.kind]}}
    if slot.kind == "storage-texture":
        access = text(binding, "access")
        access = {"read": "read-only", "write": "write-only"}.get(access, access)
        picture = {"access": access, "format": slot.format, "view_dimension": slot.view}
        return {"storage_texture": picture}
    if slot.view:
        is_plain = slot.sampled == "float" and not filtered
        picture = {
            "sample_type": "unfilterable-float" if is_plain else slot.sampled,
            "view_dimension": slot.view,
            "multisampled": slot.kind == "multisampled-texture",
        }
        return {"texture": picture}
    return {slot.kind.replace("-", "_"): {}}


def immediates_of(reflection: Json, entry_points: Sequence[Json]) -> Iterator[Json]:
    """The immediates that entry points read."""
    if any(entry_point["immediates"] for entry_point in entry_points):
        yield from items(reflection, "immediates")


def name_of(binding: Json, structs: Mapping[str, Json], taken: Collection[str]) -> str:
    """The name of a binding.

    A block of GLSL or HLSL that nothing names goes by its type: `Data` as `data`.
    """
    type_ = text(binding, "type")
    # Where SPIR-V has no names, those of types are numbers.
    block = small(type_) if type_ in structs and type_.isidentifier() else ""
    if name := text(binding, "name"):
        return name
    if block and block not in taken:
        return block
    return f"binding_{number_of(binding, 'group')}_{number_of(binding, 'binding')}"


def small(name: str) -> str:
    """A name with a small letter first."""
    return name[:1].lower() + name[1:]


def values_of(
    slots: Mapping[str, Slot],
    given: Mapping[str, Value],
    bindings: Mapping[str, Value] | None,
    call: str,
    keywords: Collection[str],
) -> dict[str, Value]:
    """The values of all bindings: keyword arguments, and those that are given as a dict.

    Raises:
        TypeError: A binding is missing, unknown, or given twice.
    """
    by_name: object = bindings
    if not (by_name is None or is_record(by_name)):
        msg = f"{call}: bindings: expected a dict from names to values; got {bindings!r}"
        raise TypeError(msg)
    values = dict[str, "Value"]()
    unknown = list[str]()
    for name, value in [*given.items(), *(bindings or {}).items()]:
        key = name
        if name not in slots:
            # The name of a block stands for its only variable, which has none or a small
            # letter first.
            variable = small(name)
            if variable in slots and slots[variable].type == name:
                key = variable
            else:
                unknown.append(name)
        if key in values:
            msg = f"{call}: {name}: given twice; give it once"
            raise TypeError(msg)
        values[key] = value
    missing = [name for name in slots if name not in values]
    if missing or unknown:
        faults = [
            f"{', '.join(names)}: {fault}"
            for names, fault in ((unknown, "no binding of the shader"), (missing, "missing"))
            if names
        ]
        expected = ", ".join(f"{slot.name}: {slot.type}" for slot in slots.values()) or "none"
        msg = f"{call}: {'; '.join(faults)}; expected {expected}"
        hidden = [name for name in missing if name in keywords]
        if hidden:
            example = f'bindings={{"{hidden[0]}": ...}}'
            msg += f"; an argument of the call has the same name: give {example}"
        raise TypeError(msg)
    return values


def choose(entry_points: Sequence[Json], stage: str, name: str | None, place: str) -> Json:
    """The entry point that is meant.

    Raises:
        ValueError: There is none, or there are several.
    """
    of_stage = [entry for entry in entry_points if text(entry, "stage") == stage]
    fitting = [entry for entry in of_stage if name in (None, text(entry, "name"))]
    if len(fitting) == 1:
        return fitting[0]
    names = ", ".join(text(entry, "name") for entry in of_stage)
    wanted = f"a {stage} entry point" + (f" named {name!r}" if name is not None else "")
    remedy = "name one of them" if names else f"write one with @{stage}"
    msg = f"{place}: expected {wanted}; the shader has {names or 'none'}; {remedy}"
    raise ValueError(msg)
