"""Writes programs: `python -m programs glsl|wgsl|hlsl|stages|spirv FIRST COUNT FOLDER`."""

from __future__ import annotations

import sys
from pathlib import Path

from programs import glsl, hlsl, optimised, stages, wgsl


def main() -> None:
    """Writes the programs of some seeds, one file each."""
    language, first, count, folder = sys.argv[1:]
    out = Path(folder)
    out.mkdir(parents=True, exist_ok=True)
    for seed in range(int(first), int(first) + int(count)):
        match language:
            case "glsl":
                (out / f"{seed}.comp").write_text(glsl.make(seed), encoding="utf-8")
            case "hlsl":
                (out / f"{seed}.cs.hlsl").write_text(hlsl.make(seed), encoding="utf-8")
            case "wgsl":
                (out / f"{seed}.wgsl").write_text(wgsl.make(seed), encoding="utf-8")
            case "stages":
                (out / f"{seed}.wgsl").write_text(stages.make(seed), encoding="utf-8")
            case "spirv":
                words = optimised.make(seed)
                if words is not None:
                    (out / f"{seed}.spv").write_bytes(words)
            case _:
                sys.exit("it is glsl, wgsl, hlsl, stages or spirv")


if __name__ == "__main__":
    main()
