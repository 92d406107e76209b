"""Compute shaders with one input and one output buffer, and the ways from one to another.

The first comment of each file in `tests/meaning` says what goes in and comes out:
`in 256 f32 -4 4 | out 256 f32 | groups 4` stands for 256 random numbers from -4 to 4 in binding 0,
256 results in binding 1, and four workgroups.
"""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

FOLDER = Path(__file__).resolve().parent.parent / "meaning"
HEAD = re.compile(
    r"in (?P<count>\d+) (?P<type>[fiu]32) (?P<low>\S+) (?P<high>\S+)"
    r" \| out (?P<results>\d+) (?P<result>[fiu]32) \| groups (?P<groups>\d+)"
)
DTYPES = {"f32": np.float32, "i32": np.int32, "u32": np.uint32}
SECONDS = 60.0
ULP = 2

Language = Literal["wgsl", "glsl", "spirv"]
LANGUAGES: dict[str, Language] = {".wgsl": "wgsl", ".comp": "glsl", ".spvasm": "spirv"}


@dataclass(frozen=True, slots=True)
class Program:
    """A compute shader and the shape of its work."""

    path: Path
    count: int
    kind: str
    low: float
    high: float
    results: int
    result: str
    groups: int

    @property
    def language(self) -> Language:
        """The language it is written in."""
        return LANGUAGES[self.path.suffix]

    def inputs(self, seed: int) -> NDArray[np.uint32]:
        """Random numbers, as their words."""
        random = np.random.default_rng(seed)
        if self.kind == "f32":
            floats = random.uniform(self.low, self.high, self.count).astype(np.float32)
            return np.frombuffer(floats, np.uint32)
        numbers = random.integers(int(self.low), int(self.high), self.count, endpoint=True)
        return np.frombuffer(numbers.astype(DTYPES[self.kind]), np.uint32)


def programs() -> list[Program]:
    """All programs, by name."""
    found = list[Program]()
    for path in sorted(FOLDER.iterdir()):
        match = HEAD.search(path.read_text(encoding="utf-8"))
        if match is None:
            msg = f"{path} does not say what goes in and comes out"
            raise ValueError(msg)
        found.append(
            Program(
                path=path,
                count=int(match["count"]),
                kind=match["type"],
                low=float(match["low"]),
                high=float(match["high"]),
                results=int(match["results"]),
                result=match["result"],
                groups=int(match["groups"]),
            )
        )
    return found


def differences(program: Program, one: NDArray[np.uint32], other: NDArray[np.uint32]) -> str:
    """How two results differ: integers must be equal, floats within two units in the last place."""
    if program.result == "f32":
        a, b = np.frombuffer(one, np.float32), np.frombuffer(other, np.float32)
        apart = np.abs(ordered(one) - ordered(other))
        wrong = (apart > ULP) & ~(np.isnan(a) & np.isnan(b)) & (a != b)
    else:
        dtype = DTYPES[program.result]
        a, b = np.frombuffer(one, dtype), np.frombuffer(other, dtype)
        wrong = a != b
    places = np.flatnonzero(wrong)
    if not places.size:
        return ""
    first = int(places[0])
    return f"{places.size} of {a.size} differ, first [{first}]: {a[first]!r} and {b[first]!r}"


def ordered(words: NDArray[np.uint32]) -> NDArray[np.int64]:
    """Floats as integers in the same order, one apart for neighbours."""
    signed = np.frombuffer(words, np.int32).astype(np.int64)
    return np.where(signed < 0, -(signed & 0x7FFFFFFF), signed)


@dataclass(frozen=True, slots=True)
class Tools:
    """The programs that turn one language into another."""

    ours: Path
    folder: Path

    def translate(self, source: Path, target: Language) -> Path:
        """Our translation."""
        extension = {"wgsl": "wgsl", "glsl": "comp", "spirv": "spv"}[target]
        out = self.folder / f"{source.name}.{extension}"
        option = {"wgsl": "wgsl", "glsl": "glsl:450", "spirv": "spirv:1.3"}[target]
        run(str(self.ours), "translate", str(source), "--to", option, "-o", str(out))
        return out

    def assemble(self, source: Path) -> Path:
        """SPIRV-Tools' assembler."""
        out = self.folder / f"{source.name}.spv"
        run("spirv-as", "--target-env", "vulkan1.1", str(source), "-o", str(out))
        return out

    def glslang(self, source: Path) -> Path:
        """Khronos' compiler of GLSL."""
        out = self.folder / f"{source.name}.glslang.spv"
        run("glslangValidator", "-V", "--target-env", "vulkan1.1", str(source), "-o", str(out))
        return out


def run(*command: str) -> None:
    """Runs a command that must succeed."""
    result = subprocess.run(command, capture_output=True, text=True, check=False, timeout=SECONDS)
    if result.returncode != 0:
        lines = (result.stdout + result.stderr).strip().splitlines()
        msg = f"{' '.join(command)}\n" + "\n".join(lines[:8])
        raise AssertionError(msg)
