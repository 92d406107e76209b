"""How notebooks show a module."""

from __future__ import annotations

import shutil
import subprocess
from html import escape
from typing import TYPE_CHECKING

from .errors import NagaError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ._naga import Module

__all__ = ["module", "picture"]

_LONGEST = 20_000
"""As much text as a notebook shows of a source or of the IR."""


def _table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    cells = "".join(f"<th>{escape(each)}</th>" for each in head)
    lines = "".join(
        "<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row) + "</tr>" for row in rows
    )
    return f"<table><thead><tr>{cells}</tr></thead><tbody>{lines}</tbody></table>"


def _folded(title: str, body: str, *, opened: bool = False) -> str:
    state = " open" if opened else ""
    return f"<details{state}><summary>{escape(title)}</summary>{body}</details>"


def _text(text: str) -> str:
    cut = f"{text[:_LONGEST]}\n…" if len(text) > _LONGEST else text
    return f"<pre>{escape(cut)}</pre>"


def module(shown: Module) -> str:
    """Show a module: entry points, bindings, structs, and folded its source and its IR."""
    parts = [f"<h4>{escape(shown.path)}</h4>"]
    if shown.entry_points:
        rows = (
            (each.name, each.stage, " x ".join(map(str, each.workgroup_size or ())))
            for each in shown.entry_points
        )
        parts.append(_table(("entry point", "stage", "workgroup"), rows))
    if shown.bindings:
        rows = (
            (each.group, each.binding, each.name, each.kind, each.type) for each in shown.bindings
        )
        parts.append(_table(("group", "binding", "name", "kind", "type"), rows))
    for struct in shown.structs:
        members = ((each.offset, each.name, each.type) for each in struct.members)
        table = _table(("offset", "name", "type"), members)
        parts.append(_folded(f"struct {struct.name}, {struct.size} bytes", table))
    if shown.source is not None:
        parts.append(_folded("source", _text(shown.source)))
    try:
        parts.append(_folded("IR", _text(shown.ir_text())))
    except NagaError as error:
        parts.append(_folded("not valid", _text(error.render()), opened=True))
    return "".join(parts)


def picture(shown: Module) -> str | None:
    """Draw the control flow with Graphviz, where it is installed and the module is valid."""
    dot = shutil.which("dot")
    if dot is None:
        return None
    try:
        text = shown.to_dot(cfg_only=True).text
        drawn = subprocess.run(
            [dot, "-Tsvg"], input=text, capture_output=True, text=True, timeout=20, check=True
        )
    except (NagaError, OSError, subprocess.SubprocessError):
        return None
    return drawn.stdout[drawn.stdout.find("<svg") :]
