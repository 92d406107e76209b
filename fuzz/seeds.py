"""Writes the seeds of a fuzz target: our own test shaders, in the form that the target reads.

``seeds.py TARGET FOLDER``. SPIR-V words come from the release binary, where that was built.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
INPUTS = ROOT / "tests" / "in"
PROGRAM = ROOT / "target" / "release" / "pywgpu-naga"
STAGES = {".vert": "vertex", ".frag": "fragment", ".comp": "compute"}
SMALL = 12_000
"""Bytes of the largest seed: longer ones are slow to run and mutate badly."""


def wgsl() -> dict[str, bytes]:
    """Every WGSL shader of the tests."""
    return {path.name: path.read_bytes() for path in sorted(INPUTS.glob("wgsl/*.wgsl"))}


def glsl() -> dict[str, bytes]:
    """Every GLSL shader of the tests, with its stage in the text."""
    seeds: dict[str, bytes] = {}
    for path in sorted(INPUTS.glob("glsl/*")):
        stage = STAGES.get(path.suffix)
        if stage:
            version, _, rest = path.read_text(encoding="utf-8").partition("\n")
            if version.startswith("#version"):
                seeds[path.name] = f"{version}\n#pragma shader_stage({stage})\n{rest}".encode()
    return seeds


def spirv_assembly() -> dict[str, bytes]:
    """Every module of the tests as text."""
    return {path.name: path.read_bytes() for path in sorted(INPUTS.glob("spirv/*.spvasm"))}


def spirv() -> dict[str, bytes]:
    """The WGSL shaders and the modules of the tests, as words."""
    if not PROGRAM.exists():
        return {}
    seeds: dict[str, bytes] = {}
    for path in [*sorted(INPUTS.glob("wgsl/*.wgsl")), *sorted(INPUTS.glob("spirv/*.spvasm"))]:
        run = subprocess.run(
            [PROGRAM, "translate", path, "--to", "spirv", "-o", "/dev/stdout"],
            capture_output=True,
            check=False,
        )
        if run.returncode == 0:
            seeds[f"{path.name}.spv"] = run.stdout
    return seeds


def main() -> None:
    """Write the seeds that the target lacks."""
    target, folder = sys.argv[1], Path(sys.argv[2])
    front = {
        "front_wgsl": wgsl,
        "front_glsl": glsl,
        "front_spirv": spirv,
        "front_spirv_asm": spirv_assembly,
    }
    if target in front:
        seeds = front[target]()
    else:
        # The first byte chooses options.
        seeds = {
            name: bytes([number % 8]) + data
            for number, (name, data) in enumerate({**wgsl(), **glsl(), **spirv()}.items())
        }
    for name, data in seeds.items():
        if len(data) <= SMALL:
            (folder / name).write_bytes(data)


if __name__ == "__main__":
    main()
