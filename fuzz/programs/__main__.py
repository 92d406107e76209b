"""Writes programs: `python -m programs KIND FIRST COUNT FOLDER`; `KINDS` has the kinds."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from programs import (
    bounds_texels,
    flow,
    glsl,
    hlsl,
    images_glsl,
    images_hlsl,
    images_wgsl,
    layouts,
    numbers,
    optimised,
    overrides,
    samples,
    shared,
    stages,
    stages_glsl,
    stages_hlsl,
    wgsl,
    wgsl_more,
)

if TYPE_CHECKING:
    from collections.abc import Callable

# What makes a program of a seed, and how its file ends.
KINDS: dict[str, tuple[Callable[[int], str], str]] = {
    "glsl": (glsl.make, ".comp"),
    "hlsl": (hlsl.make, ".cs.hlsl"),
    "wgsl": (wgsl.make, ".wgsl"),
    "stages": (stages.make, ".wgsl"),
    "wgsl-more": (wgsl_more.make, ".wgsl"),
    "images-glsl": (images_glsl.make, ".comp"),
    "images-hlsl": (images_hlsl.make, ".cs.hlsl"),
    "images-wgsl": (images_wgsl.make, ".wgsl"),
    "flow-glsl": (flow.glsl, ".comp"),
    "flow-hlsl": (flow.hlsl, ".cs.hlsl"),
    "flow-wgsl": (flow.wgsl, ".wgsl"),
    "numbers-glsl": (numbers.glsl, ".comp"),
    "numbers-wgsl": (numbers.wgsl, ".wgsl"),
    "samples-glsl": (samples.glsl, ".comp"),
    "samples-hlsl": (samples.hlsl, ".cs.hlsl"),
    "samples-wgsl": (samples.wgsl, ".wgsl"),
    "shared-glsl": (shared.glsl, ".comp"),
    "shared-hlsl": (shared.hlsl, ".cs.hlsl"),
    "shared-wgsl": (shared.wgsl, ".wgsl"),
    "layouts-glsl": (layouts.glsl, ".comp"),
    "layouts-hlsl": (layouts.hlsl, ".cs.hlsl"),
    "layouts-wgsl": (layouts.wgsl, ".wgsl"),
}
# The same for two files.
PAIRS: dict[str, tuple[Callable[[int], tuple[str, str]], tuple[str, str]]] = {
    "stages-glsl": (stages_glsl.make, (".vert", ".frag")),
    "stages-hlsl": (stages_hlsl.make, (".vs.hlsl", ".ps.hlsl")),
}
# The same for several, by how their names end.
SETS: dict[str, Callable[[int], dict[str, str]]] = {
    "bounds": bounds_texels.make,
    "overrides": overrides.make,
}


def write(kind: str, seed: int, folder: Path) -> None:
    """Writes the program of a seed."""
    if kind in KINDS:
        make, end = KINDS[kind]
        (folder / f"{seed}{end}").write_text(make(seed), encoding="utf-8")
    elif kind in PAIRS:
        make_both, ends = PAIRS[kind]
        for end, text in zip(ends, make_both(seed), strict=True):
            (folder / f"{seed}{end}").write_text(text, encoding="utf-8")
    elif kind in SETS:
        for end, text in SETS[kind](seed).items():
            (folder / f"{seed}{end}").write_text(text, encoding="utf-8")
    elif kind == "spirv":
        words = optimised.make(seed)
        if words is not None:
            (folder / f"{seed}.spv").write_bytes(words)
    else:
        sys.exit(f"it is one of {', '.join([*KINDS, *PAIRS, *SETS, 'spirv'])}")


def main() -> None:
    """Writes the programs of some seeds, one file each, or two."""
    kind, first, count, folder = sys.argv[1:]
    out = Path(folder)
    out.mkdir(parents=True, exist_ok=True)
    for seed in range(int(first), int(first) + int(count)):
        write(kind, seed, out)


if __name__ == "__main__":
    main()
