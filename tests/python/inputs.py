"""The shaders that every target is made from: tests/in/<language>/<file> and their sidecars."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import tomli

if TYPE_CHECKING:
    from pathlib import Path

LANGUAGES = ("wgsl", "glsl", "hlsl", "spirv")
SIDECAR = ".toml"
FAMILIES = frozenset({"msl", "hlsl", "glsl", "spirv", "wgsl"})
SIDECAR_KEYS = frozenset({"targets", "overrides", "entry_point"})


@dataclass(frozen=True, slots=True)
class Input:
    """One shader.

    Attributes:
        path: The file.
        name: Its path inside tests/in, by which lists and reports know it.
        targets: The families of targets that can express it.
        overrides: Values of pipeline-overridable constants, as `key=value`.
        entry_point: The only entry point to translate, if not all.
    """

    path: Path
    name: str
    targets: frozenset[str] = FAMILIES
    overrides: tuple[str, ...] = ()
    entry_point: str | None = None


def find_inputs(folder: Path) -> list[Input]:
    """Read tests/in."""
    files = (path for language in LANGUAGES for path in sorted(folder.glob(f"{language}/*")))
    return [
        _read_input(path, folder) for path in files if path.is_file() and path.suffix != SIDECAR
    ]


def _read_input(path: Path, folder: Path) -> Input:
    name = path.relative_to(folder).as_posix()
    sidecar = path.with_name(path.name + SIDECAR)
    options = read_toml(sidecar) if sidecar.is_file() else {}
    unknown = options.keys() - SIDECAR_KEYS
    if unknown:
        known = sorted(SIDECAR_KEYS)
        message = f"{sidecar}: the judged tests do not know {sorted(unknown)}, only {known}"
        raise ValueError(message)
    targets = frozenset(map(str, cast("list[object]", options.get("targets", sorted(FAMILIES)))))
    if not targets <= FAMILIES:
        message = f"{sidecar}: targets must be of {sorted(FAMILIES)}; got {sorted(targets)}"
        raise ValueError(message)
    overrides = cast("dict[str, object]", options.get("overrides", {}))
    entry_point = options.get("entry_point")
    return Input(
        path=path,
        name=name,
        targets=targets,
        overrides=tuple(f"{key}={_literal(value)}" for key, value in overrides.items()),
        entry_point=None if entry_point is None else str(entry_point),
    )


def read_toml(path: Path) -> dict[str, object]:
    """Read a TOML file."""
    return tomli.loads(path.read_text(encoding="utf-8"))


def _literal(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
