"""Wrong calls: each raises a typed exception that names the argument, the rule and the remedy."""

from __future__ import annotations

import os
import pathlib
from pathlib import Path

import numpy as np
import pytest

import naga
import pywgpu
from pywgpu import BufferUsages, TextureUsages
from wrong_calls import COMPUTE, Things, entry

PATH = Path(__file__).with_name("wrong_calls.txt")
ENOUGH = 150


def calls() -> list[tuple[str, str]]:
    """Calls and what they raise, in lines below them that are indented."""
    found = list[tuple[str, str]]()
    for line in PATH.read_text(encoding="utf-8").splitlines():
        if line.startswith("    "):
            call, before = found[-1]
            found[-1] = (call, f"{before}\n{line[4:]}" if before else line[4:])
        elif line.strip() and not line.startswith("#"):
            found.append((line, ""))
    return found


@pytest.fixture(scope="module")
def things() -> Things:
    return Things()


def raised(call: str, things: Things) -> str:
    """What a call raises, in words."""
    names: dict[str, object] = {
        "t": things,
        "d": things.device,
        "naga": naga,
        "np": np,
        "pathlib": pathlib,
        "pywgpu": pywgpu,
        "entry": entry,
        "WGSL": COMPUTE,
        "STORAGE": BufferUsages.STORAGE,
        "MAP_READ": BufferUsages.MAP_READ,
        "TEXTURE_BINDING": TextureUsages.TEXTURE_BINDING,
    }
    try:
        # The calls are wrong on purpose: no type checker may see them.
        eval(call, names)  # noqa: S307  (our own file)
    except Exception as error:  # noqa: BLE001  (which one it is gets compared)
        lines = f"{type(error).__name__}: {error}".splitlines()
        return "\n".join(line.rstrip() for line in lines if line.strip())
    return "nothing"


def test_enough_calls() -> None:
    assert len(calls()) >= ENOUGH


@pytest.mark.skipif(not os.environ.get("UPDATE"), reason="UPDATE=1 writes the file")
def test_update(things: Things) -> None:
    lines = list[str]()
    for line in PATH.read_text(encoding="utf-8").splitlines():
        if line.startswith("    "):
            continue
        lines.append(line)
        if line.strip() and not line.startswith("#"):
            lines += [f"    {text}" for text in raised(line, things).splitlines()]
    PATH.write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.mark.parametrize(("call", "wanted"), calls())
def test_wrong_call(things: Things, call: str, wanted: str) -> None:
    got = raised(call, things)
    assert got == wanted
    # A panic of the library would be told as its own fault.
    assert got.split(":")[0] not in ("nothing", "InternalError", "PanicException")
