"""What is written, with the names and slots a host needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass

    from .errors import Diagnostic
    from .reflection import Stage
else:
    from ._record import Detailed, dataclass

__all__ = ["BinaryOutput", "EmittedEntryPoint", "Slot", "TextOutput", "TextureSampler"]


@dataclass(frozen=True, slots=True)
class EmittedEntryPoint:
    """An entry point in a product.

    Attributes:
        name: Its name in the source.
        stage: Its stage.
        emitted_name: Its name in the product.
    """

    name: str
    stage: Stage
    emitted_name: str


@dataclass(frozen=True, slots=True)
class Slot:
    """Where the target finds a resource.

    Attributes:
        name: Name in the source; for what the writer adds, what it is for.
        group: Group in the source; None for immediates and for what the writer adds.
        binding: Binding in the source.
        entry_point: The entry point this slot holds for; None for all of them.
        kind: What kind of slot, in the target's words: `buffer`, `texture`, `t`, ….
        space: Register space or descriptor set.
        index: Slot number.
        emitted_name: Name in the product, where the host must find the resource by name.
    """

    name: str
    group: int | None
    binding: int | None
    entry_point: str | None
    kind: str
    space: int | None
    index: int
    emitted_name: str | None


@dataclass(frozen=True, slots=True)
class TextureSampler:
    """A texture and the sampler it is read with, which GLSL joins into one.

    Attributes:
        emitted_name: Name of the joined variable in the product.
        texture: The texture in the source.
        sampler: The sampler in the source; None for textures that are only loaded.
    """

    emitted_name: str
    texture: str
    sampler: str | None


@dataclass(frozen=True, slots=True)
class TextOutput:
    """A product that is text; `str()` gives it.

    Attributes:
        text: The product, ending in a line break.
        language: The language it is written in.
        version: Its version, chosen or asked for; None for a language without versions.
        entry_points: The entry points in it.
        slots: Where the resources are.
        texture_samplers: Textures and samplers that were joined.
        diagnostics: Warnings and notes.
    """

    if not TYPE_CHECKING:
        __record_base__ = Detailed

    text: str
    language: str
    version: str | None
    entry_points: tuple[EmittedEntryPoint, ...]
    slots: tuple[Slot, ...]
    texture_samplers: tuple[TextureSampler, ...]
    diagnostics: tuple[Diagnostic, ...]

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class BinaryOutput:
    """A product that is words; `bytes()` gives it.

    Attributes:
        data: The words as bytes, little-endian.
        language: The language it is written in.
        version: Its version, chosen or asked for.
        entry_points: The entry points in it.
        slots: Where the resources are.
        texture_samplers: Textures and samplers that were joined.
        diagnostics: Warnings and notes.
    """

    if not TYPE_CHECKING:
        __record_base__ = Detailed

    data: bytes
    language: str
    version: str | None
    entry_points: tuple[EmittedEntryPoint, ...]
    slots: tuple[Slot, ...]
    texture_samplers: tuple[TextureSampler, ...]
    diagnostics: tuple[Diagnostic, ...]

    def __bytes__(self) -> bytes:
        return self.data
