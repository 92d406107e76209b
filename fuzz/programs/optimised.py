"""SPIR-V from the programs in GLSL, gone through random passes of SPIRV-Tools' optimiser."""

from __future__ import annotations

import random
import subprocess
import tempfile
from pathlib import Path

from programs import glsl

TARGET = "vulkan1.1"
# Without `--loop-fission` and `--loop-peeling`, of which loops came that do not end, and
# `--loop-invariant-code-motion`, of which programs came that leave something else as they are.
PASSES = (
    "-O -Os --merge-return --if-conversion --ssa-rewrite --loop-unroll --scalar-replacement=0 "
    "--inline-entry-points-exhaustive --convert-local-access-chains --eliminate-local-multi-store "
    "--eliminate-local-single-block --eliminate-local-single-store "
    "--eliminate-dead-code-aggressive --ccp --copy-propagate-arrays "
    "--loop-unswitch --eliminate-dead-branches "
    "--merge-blocks --simplify-instructions --vector-dce --redundancy-elimination "
    "--private-to-local --reduce-load-size --strength-reduction --combine-access-chains "
    "--code-sink --cfg-cleanup --fix-storage-class --eliminate-dead-inserts "
    "--local-redundancy-elimination --unify-const --loop-fusion=10 --loop-unroll-partial=2 "
    "--eliminate-dead-variables --eliminate-dead-members"
).split()


def make(seed: int) -> bytes | None:
    """The words of a seed; none where glslang or the optimiser makes what is not valid."""
    chance = random.Random(f"optimised {seed}")
    passes = chance.choices(PASSES, k=chance.randint(1, 6))
    if chance.random() < 0.5:
        passes = [
            *chance.sample(["--merge-return", "--inline-entry-points-exhaustive"], 2),
            *passes,
        ]
    if chance.random() < 0.4:
        passes = ["--scalar-replacement=0", "--ssa-rewrite", *passes]
    with tempfile.TemporaryDirectory() as folder:
        source, plain, out = (Path(folder, name) for name in ("in.comp", "in.spv", "out.spv"))
        source.write_text(glsl.make(seed), encoding="utf-8")
        target = f"--target-env={TARGET}"
        commands = (
            ["glslangValidator", "-V", "--target-env", TARGET, str(source), "-o", str(plain)],
            ["spirv-val", "--target-env", TARGET, str(plain)],
            ["spirv-opt", target, *passes, str(plain), "-o", str(out)],
            ["spirv-val", "--target-env", TARGET, str(out)],
        )
        for command in commands:
            if subprocess.run(command, capture_output=True, check=False).returncode:
                return None
        return out.read_bytes()
