"""What is said about a shader, and the exceptions that say it."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Literal, TypedDict, cast

if TYPE_CHECKING:
    from dataclasses import dataclass

    from typing_extensions import Self
else:
    from ._record import dataclass

__all__ = [
    "Diagnostic",
    "EmitError",
    "InternalError",
    "Label",
    "LimitError",
    "NagaError",
    "ParseError",
    "ValidationError",
]


@dataclass(frozen=True, slots=True)
class Label:
    """A marked part of a source.

    Attributes:
        file: What the source is called.
        start: Offset of its first byte.
        end: Offset of the byte after its last.
        line: Line of its start, from 1.
        column: Column of its start, from 1, in characters.
        end_line: Line of its end.
        end_column: Column of its end.
        message: What to say beside it; may be empty.
        primary: Whether it is the culprit itself rather than a related place.
    """

    file: str
    start: int
    end: int
    line: int
    column: int
    end_line: int
    end_column: int
    message: str
    primary: bool


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One thing to say about a shader.

    Attributes:
        severity: How bad it is.
        code: Stable name of the kind of diagnostic.
        phase: The step that speaks: `source`, `parse`, `check`, `transform` or `emit`.
        kind: What an error means: `rejected`, `unsupported`, `usage` or `internal`; None for
            warnings and notes.
        message: What is wrong, on one line.
        file: The source it is about.
        labels: The marked parts of sources; the first primary one is its place.
        notes: Further facts.
        help: What to do about it, where that is known.
    """

    severity: Literal["error", "warning", "note"]
    code: str
    phase: str
    kind: str | None
    message: str
    file: str
    labels: tuple[Label, ...]
    notes: tuple[str, ...]
    help: str | None


class _LabelJson(TypedDict):
    file: str
    start: int
    end: int
    line: int
    column: int
    end_line: int
    end_column: int
    message: str
    primary: bool


class _DiagnosticJson(TypedDict):
    severity: Literal["error", "warning", "note"]
    code: str
    phase: str
    kind: str | None
    message: str
    file: str
    labels: list[_LabelJson]
    notes: list[str]
    help: str | None


def _label(label: _LabelJson) -> Label:
    return Label(
        file=label["file"],
        start=label["start"],
        end=label["end"],
        line=label["line"],
        column=label["column"],
        end_line=label["end_line"],
        end_column=label["end_column"],
        message=label["message"],
        primary=label["primary"],
    )


def _diagnostics(text: str) -> tuple[Diagnostic, ...]:
    """Make diagnostics of their JSON form."""
    return tuple(
        Diagnostic(
            severity=each["severity"],
            code=each["code"],
            phase=each["phase"],
            kind=each["kind"],
            message=each["message"],
            file=each["file"],
            labels=tuple(map(_label, each["labels"])),
            notes=tuple(each["notes"]),
            help=each["help"],
        )
        for each in cast("list[_DiagnosticJson]", json.loads(text))
    )


class NagaError(Exception):
    """Why there is no result. The message shows the places in the source.

    Attributes:
        diagnostics: Everything there is to say, in the order it was found.
    """

    diagnostics: tuple[Diagnostic, ...] = ()
    _json = "[]"
    _plain = ""
    _colored = ""

    @classmethod
    def _from_native(cls, heads: str, text: str, plain: str, colored: str) -> Self:
        # Without notes of exceptions, before Python 3.11, everything is in the message.
        has_notes = sys.version_info >= (3, 11)
        error = cls((heads if has_notes else plain).rstrip())
        error.diagnostics = _diagnostics(text)
        error._json = text
        error._plain = plain
        error._colored = colored
        if sys.version_info >= (3, 11):
            for diagnostic in error.diagnostics:
                for note in diagnostic.notes:
                    error.add_note(f"note: {note}")
                if diagnostic.help is not None:
                    error.add_note(f"help: {diagnostic.help}")
        return error

    def render(self, *, color: bool = False) -> str:
        """Show all diagnostics with the lines they are about.

        Args:
            color: With ANSI escapes for a terminal.

        Returns:
            Text that ends in a line break.
        """
        return self._colored if color else self._plain

    def to_json(self) -> str:
        """Give the diagnostics as a JSON list, in the form of the command line's reports."""
        return self._json

    def __reduce__(self) -> tuple[object, ...]:
        """Give what pickling needs: the diagnostics are no arguments."""
        return _rebuild, (type(self), self.args, dict(vars(self)))


def _rebuild(cls: type[NagaError], args: tuple[object, ...], state: dict[str, object]) -> NagaError:
    error = cls(*args)
    vars(error).update(state)
    return error


class ParseError(NagaError):
    """The source, or bytes that are to be a module, are wrong."""


class ValidationError(NagaError):
    """The module is not valid."""


class EmitError(NagaError):
    """The target cannot express the module, or an option does not fit it."""


class LimitError(NagaError):
    """The input is larger or nested deeper than the limits allow."""


class InternalError(NagaError):
    """A fault of this package or of naga: please report it with the shader."""


for _class in (NagaError, ParseError, ValidationError, EmitError, LimitError, InternalError):
    _class.__module__ = "naga"  # where users find them
