"""What a module declares."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass

    from .reflection import Access, ResourceClass, Stage
else:
    from ._record import dataclass

__all__ = ["Binding", "EntryPoint", "Member", "Override", "Struct"]


@dataclass(frozen=True, slots=True)
class EntryPoint:
    """An entry point.

    Attributes:
        name: Its name.
        stage: Its stage.
        workgroup_size: Invocations along x, y and z as declared; None for stages without
            workgroups.
    """

    name: str
    stage: Stage
    workgroup_size: tuple[int, int, int] | None


@dataclass(frozen=True, slots=True)
class Binding:
    """A resource with a group and a binding.

    Attributes:
        group: Its group, or descriptor set.
        binding: Its number in the group.
        name: Its name; None in a stripped module.
        kind: What it is: `uniform-buffer`, `sampled-texture`, `sampler`, ….
        access: What may be done to it, as declared; None for samplers.
        type: Its type, spelled as in WGSL.
    """

    group: int
    binding: int
    name: str | None
    kind: ResourceClass
    access: Access | None
    type: str


@dataclass(frozen=True, slots=True)
class Override:
    """A constant that a host can set (a specialisation constant).

    Attributes:
        name: Its name.
        id: Its number.
        type: Its type, spelled as in WGSL.
        required: Whether it has no default.
    """

    name: str | None
    id: int | None
    type: str
    required: bool


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a struct.

    Attributes:
        name: Its name; None in a stripped module.
        offset: Where it starts in the struct, in bytes.
        type: Its type, spelled as in WGSL.
    """

    name: str | None
    offset: int
    type: str


@dataclass(frozen=True, slots=True)
class Struct:
    """A struct.

    Attributes:
        name: Its name.
        size: Its size in bytes, with one element of a runtime-sized array.
        members: Its members, in order.
    """

    name: str
    size: int
    members: tuple[Member, ...]
