"""Structs of MSL put numbers where buffers have them, in random programs of fixed seeds."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

import pytest

from msl_layouts import reflected, written
from programs import layouts

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MAKE: dict[str, Callable[[int], str]] = {
    "comp": layouts.glsl,
    "cs.hlsl": layouts.hlsl,
    "wgsl": layouts.wgsl,
}
SEEDS = range(20)


def told(program: Path, *arguments: str) -> str:
    """What the command line writes."""
    return subprocess.run([program, *arguments], check=True, capture_output=True, text=True).stdout


@pytest.mark.parametrize("extension", MAKE)
@pytest.mark.parametrize("seed", SEEDS)
def test_numbers_lie_where_the_reflection_says(
    program: Path, tmp_path: Path, extension: str, seed: int
) -> None:
    source = tmp_path / f"layout.{extension}"
    source.write_text(MAKE[extension](seed), encoding="utf-8")
    buffers = written(told(program, "translate", str(source), "--to", "msl", "-o", "-"))
    wanted = reflected(json.loads(told(program, "reflect", str(source), "--json")))
    found = [buffers[slot] for slot in range(len(wanted))]
    assert found == wanted


def test_gaps_are_counted() -> None:
    text = (
        "struct Element {\n    float value;\n    char _pad1[12];\n};\n"
        "struct List {\n    Element inner[2];\n    metal::packed_float3 box;\n    float last;\n"
        "    metal::float3x2 turn;\n};\n"
        "kernel void f(constant List& list [[buffer(3)]]) {}\n"
    )
    turn = (48, 52, 56, 60, 64, 68)
    assert written(text) == {3: (0, 16, 32, 36, 40, 44, *turn)}
