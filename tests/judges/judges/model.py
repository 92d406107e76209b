"""What goes into a judge and what comes out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

Stage = Literal["vertex", "fragment", "compute", "mesh", "task"]
Verdict = Literal["valid", "invalid", "unjudged"]


@dataclass(frozen=True, slots=True)
class EntryPoint:
    """One entry point of a file, by stage and by its name in the file."""

    stage: Stage
    name: str

    def __str__(self) -> str:
        """`stage:name`, as the command line writes it."""
        return f"{self.stage}:{self.name}"


@dataclass(frozen=True, slots=True)
class Subject:
    """One file to judge and what the judge cannot see in it.

    Attributes:
        path: The file.
        stage: GLSL: the stage, where the extension does not say it.
        model: HLSL: the shader model the file was emitted for, such as `6.6`.
        entries: HLSL: the entry points; found in the text when empty.
        partner: GLSL ES, on a vertex shader: the fragment shader to link it with.
    """

    path: Path
    stage: Stage | None = None
    model: str | None = None
    entries: tuple[EntryPoint, ...] = ()
    partner: Path | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a judge says of one file.

    Attributes:
        path: The file.
        verdict: `unjudged` means that the judge could not tell: it crashed, hung or found nothing.
        message: The first error, or a remark on a valid file.
        entries: The entry points that were judged, where the judge knows of entry points.
    """

    path: Path
    verdict: Verdict
    message: str = ""
    entries: tuple[EntryPoint, ...] = ()


class Judge(Protocol):
    """An outside tool that says whether files of one language are valid."""

    @property
    def tool(self) -> str:
        """The tool that is asked, for people."""
        ...

    def available(self) -> str | None:
        """Return why this judge cannot be asked here, or None when it can."""
        ...

    def judge(self, subjects: Sequence[Subject], jobs: int) -> list[Judgement]:
        """Judge all files, in order, with at most `jobs` processes at a time."""
        ...
