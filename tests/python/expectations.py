"""Committed lists of what is known not to work: each entry has a reason and must be needed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from inputs import read_toml

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(slots=True)
class Expectations:
    """Part of a message that is expected, by input and target; remembers which entries were met."""

    path: Path
    expected: dict[tuple[str, str], str]
    met: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])

    def allow(self, name: str, target: str, message: str) -> bool:
        """Say whether this message was expected of this input for this target."""
        key = (name, target)
        if key not in self.expected or self.expected[key] not in message:
            return False
        self.met.add(key)
        return True

    def unused(self) -> list[str]:
        """Return the entries that nothing needed, as `input → target: part of the message`."""
        return [
            f"{name} → {target}: {self.expected[name, target]}"
            for name, target in self.expected.keys() - self.met
        ]


def read_declines(path: Path) -> Expectations:
    """Read expected_declines.toml: `["input"] "target" = "part of the reason"`."""
    entries = {
        (name, target): str(reason)
        for name, targets in read_toml(path).items()
        for target, reason in cast("dict[str, object]", targets).items()
    }
    return _checked(path, entries)


def read_unjudged(path: Path) -> Expectations:
    """Read unjudged_outputs.toml: `["input"."target"]` with `says` and `because`."""
    entries: dict[tuple[str, str], str] = {}
    for name, targets in read_toml(path).items():
        for target, entry in cast("dict[str, dict[str, object]]", targets).items():
            if entry.keys() != {"says", "because"} or not entry["because"]:
                message = f"{path}: {name} → {target} must have `says` and `because`"
                raise ValueError(message)
            entries[name, target] = str(entry["says"])
    return _checked(path, entries)


def _checked(path: Path, entries: dict[tuple[str, str], str]) -> Expectations:
    empty = [f"{name} → {target}" for (name, target), part in entries.items() if not part.strip()]
    if empty:
        message = f"{path}: an empty text would match everything: {', '.join(empty)}"
        raise ValueError(message)
    return Expectations(path, entries)
