"""Where structs of MSL put their numbers, by Metal's rules, and where a reflection says.

Metal is not run here: so what it would read from a buffer is worked out from the declarations.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypedDict

BYTES = {
    **dict.fromkeys(("char", "uchar", "bool"), 1),
    **dict.fromkeys(("half", "short", "ushort"), 2),
    **dict.fromkeys(("float", "int", "uint", "atomic_int", "atomic_uint"), 4),
    **dict.fromkeys(("long", "ulong"), 8),
}
REFLECTED_BYTES = {"i64": 8, "u64": 8, "f16": 2, "i16": 2, "u16": 2}
DECLARED = re.compile(r"typedef (.+?) (\w+)\[(\d+)\];|struct (\w+) \{\n((?:    .*;\n)*)\};")
MEMBER = re.compile(r"\s*(.+?) (\w+)(?:\[(\d+)\])?;")
VECTOR = re.compile(r"(packed_)?([a-z]+)([234])")
MATRIX = re.compile(r"(float|half)([234])x([234])")
BUFFER = re.compile(r"(?:device|constant) ([\w:]+)(?: const)?& \w+ \[\[buffer\((\d+)\)\]\]")


class Count(TypedDict):
    """How many elements an array has; 0 or None for one without a length."""

    count: int | None


class Shape(TypedDict):
    """What a reflection says of a type; each kind has some of these."""

    kind: str
    name: str
    scalar: str
    components: int
    columns: int
    rows: int
    column_stride: int
    stride: int
    count: Count
    element: Layout


class Layout(TypedDict):
    """A type in memory, as a reflection says."""

    shape: Shape


class Member(TypedDict):
    """A member of a struct."""

    offset: int
    layout: Layout


class Struct(TypedDict):
    """A struct, as a reflection says."""

    name: str
    members: list[Member]


class Buffer(TypedDict):
    """What a buffer holds."""

    layout: Layout


class Binding(TypedDict):
    """A binding, of a whole module with what is bound."""

    group: int
    binding: int
    buffer: Buffer | None


class EntryPoint(TypedDict):
    """An entry point with the bindings that it uses."""

    bindings: list[Binding]


class Document(TypedDict):
    """The parts of a reflection that are looked at here."""

    structs: list[Struct]
    bindings: list[Binding]
    entry_points: list[EntryPoint]


@dataclass(frozen=True, slots=True)
class Laid:
    """A type in memory: its bytes, what it is aligned to, and where its numbers are."""

    size: int
    align: int
    places: tuple[int, ...] = (0,)

    def repeated(self, count: int) -> Laid:
        """Elements one behind the other."""
        places = tuple(at * self.size + place for at in range(count) for place in self.places)
        return Laid(self.size * count, self.align, places)


def laid(name: str, known: dict[str, Laid]) -> Laid | None:
    """A type by its name; none for one that no buffer holds."""
    name = name.replace("metal::", "").strip()
    if name in known:
        return known[name]
    if name in BYTES:
        return Laid(BYTES[name], BYTES[name])
    if found := MATRIX.fullmatch(name):
        column = laid(f"{found[1]}{found[3]}", known)
        return column and column.repeated(int(found[2]))
    if (found := VECTOR.fullmatch(name)) and found[2] in BYTES:
        scalar, count = BYTES[found[2]], int(found[3])
        places = tuple(at * scalar for at in range(count))
        if found[1]:
            return Laid(scalar * count, scalar, places)
        # Three take the room of four.
        size = scalar * (count + count % 2)
        return Laid(size, size, places)
    return None


def struct(members: str, known: dict[str, Laid]) -> Laid | None:
    """A struct by its members, without those that fill gaps."""
    end, align = 0, 1
    places = list[int]()
    for line in members.splitlines():
        found = MEMBER.fullmatch(line)
        member = laid(found[1], known) if found else None
        if found is None or member is None:
            return None
        member = member.repeated(int(found[3])) if found[3] else member
        start = -(-end // member.align) * member.align
        align = max(align, member.align)
        end = start + member.size
        if not found[2].startswith("_pad"):
            places += [start + place for place in member.places]
    return Laid(-(-end // align) * align, align, tuple(places))


def written(text: str) -> dict[int, tuple[int, ...] | None]:
    """The places of numbers in the buffers of a text, by slot; none where they are not known."""
    known = dict[str, Laid]()
    for found in DECLARED.finditer(text):
        if found[2]:
            name, element = found[2], laid(found[1], known)
            made = element and element.repeated(int(found[3]))
        else:
            name, made = found[4], struct(found[5], known)
        if made:
            known[name] = made
    buffers = {int(found[2]): found[1] for found in BUFFER.finditer(text)}
    types = {slot: laid(name, known) for slot, name in buffers.items()}
    return {slot: each and tuple(sorted(each.places)) for slot, each in types.items()}


def places(layout: Layout, structs: dict[str, Struct], start: int = 0) -> list[int]:
    """Where the numbers of a type are, as a reflection says."""
    shape = layout["shape"]
    match shape["kind"]:
        case "vector":
            size = REFLECTED_BYTES.get(shape["scalar"], 4)
            return [start + at * size for at in range(shape["components"])]
        case "matrix":
            size = REFLECTED_BYTES.get(shape["scalar"], 4)
            return [
                start + column * shape["column_stride"] + row * size
                for column in range(shape["columns"])
                for row in range(shape["rows"])
            ]
        case "array":
            count = shape["count"]["count"] or 1
            starts = [start + at * shape["stride"] for at in range(count)]
            return [place for at in starts for place in places(shape["element"], structs, at)]
        case "struct":
            members = structs[shape["name"]]["members"]
            starts = [start + member["offset"] for member in members]
            return [
                place
                for at, member in zip(starts, members, strict=True)
                for place in places(member["layout"], structs, at)
            ]
        case _:
            return [start]


def reflected(document: Document) -> list[tuple[int, ...]]:
    """The places of numbers in the buffers that the entry point uses, in the order of bindings."""
    structs = {each["name"]: each for each in document["structs"]}
    used = {(each["group"], each["binding"]) for each in document["entry_points"][0]["bindings"]}
    buffers = [
        (each["group"], each["binding"], buffer["layout"])
        for each in document["bindings"]
        if (buffer := each["buffer"]) and (each["group"], each["binding"]) in used
    ]
    buffers.sort(key=lambda each: each[:2])
    return [tuple(sorted(places(layout, structs))) for _, _, layout in buffers]
