"""Asking the command line for every output of every input, and knowing what it writes where."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from inputs import Input
    from judges import JudgeName

SECONDS = 120.0  # for one translation
DONE = 0
CANNOT_EXPRESS = 4
LANGUAGE_EXTENSIONS = (".wgsl", ".glsl", ".hlsl", ".spv", ".spvasm")
STAGE_EXTENSIONS = (".vert", ".frag", ".comp")
MESSAGE_LINES = 6


@dataclass(frozen=True, slots=True)
class Target:
    """One target language at one version.

    Attributes:
        option: What `--to` is given.
        family: The language as the sidecars of inputs name it.
        judge: Who judges it.
        extension: What is added to the input's name; None for one file per entry point,
            `<input>.<entry point>.<stage>`.
        model: HLSL: the shader model, for the judge.
        is_old: Whether so much is missing that any input may be declined, if the message says that
            the target cannot express it.
    """

    option: str
    family: str
    judge: JudgeName
    extension: str | None
    model: str | None = None
    is_old: bool = False

    def owns(self, source: Input, product: Path) -> bool:
        """Say whether the command line should name an output of this input so."""
        if self.extension is not None:
            return product.name == _bare_name(source) + self.extension
        prefix = _bare_name(source) + "."
        return product.name.startswith(prefix) and product.suffix in STAGE_EXTENSIONS

    def entry_of(self, source: Input, product: Path) -> str:
        """Return the entry point that a file of a one-file-per-entry-point target was made from."""
        return product.name[len(_bare_name(source)) + 1 : -len(product.suffix)]


def _bare_name(source: Input) -> str:
    """Return the file name without an extension that tells the language and nothing else."""
    path = source.path
    return path.stem if path.suffix in LANGUAGE_EXTENSIONS else path.name


DESKTOP_GLSL = Target("glsl:450", "glsl", "glsl", None)
WEBGL = Target("glsl:webgl", "glsl", "glsl-es", None)
OLD_GLSL = Target("glsl:330", "glsl", "glsl", None, is_old=True)
GLSL_ES = Target("glsl:es310", "glsl", "glsl", None, is_old=True)
BY_ENTRY = (WEBGL, OLD_GLSL, GLSL_ES)
TARGETS = (
    Target("msl:3.1", "msl", "msl", ".metal"),
    Target("hlsl:6.6", "hlsl", "hlsl", ".hlsl", model="6.6"),
    DESKTOP_GLSL,
    *BY_ENTRY,
    Target("spirv:1.5", "spirv", "spirv", ".spv"),
    Target("wgsl", "wgsl", "wgsl", ".wgsl"),
)


@dataclass(frozen=True, slots=True)
class Translation:
    """What became of one input for one target.

    Attributes:
        source: The input.
        target: The target.
        status: The exit code; None when the command did not end in time.
        message: What the command said.
        products: The files that it wrote.
    """

    source: Input
    target: Target
    status: int | None
    message: str
    products: tuple[Path, ...]

    @property
    def misnamed(self) -> tuple[Path, ...]:
        """Files that are not named as outputs of this input."""
        return tuple(
            product for product in self.products if not self.target.owns(self.source, product)
        )


def translate(
    program: Path, source: Input, target: Target, folder: Path, entry: str | None = None
) -> Translation:
    """Translate one input into one target; a process of its own makes the exit code tell of it."""
    folder.mkdir(parents=True)
    command = [
        str(program),
        "translate",
        str(source.path),
        "--to",
        target.option,
        "--out-dir",
        str(folder),
    ]
    entry = entry or source.entry_point
    if entry is not None:
        command += ["-e", entry]
    for override in source.overrides:
        command += ["--override", override]
    try:
        process = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return Translation(source, target, None, f"no end within {SECONDS:g} s", ())
    message = (process.stderr + process.stdout).decode("utf-8", "replace")
    products = tuple(sorted(path for path in folder.rglob("*") if path.is_file()))
    return Translation(source, target, process.returncode, _shorten(message), products)


def entries_for(target: Target, desktop: Translation) -> list[str | None]:
    """Return the entry points to ask a target of `BY_ENTRY` for, judged by desktop GLSL.

    Compute shaders are none of them where there are none. When desktop GLSL was not written, it is
    asked for all entry points together: None.
    """
    if not desktop.products:
        return [None]
    return [
        desktop.target.entry_of(desktop.source, product)
        for product in desktop.products
        if product.suffix != ".comp" or target == GLSL_ES
    ]


def _shorten(message: str) -> str:
    lines = [line.rstrip() for line in message.splitlines() if line.strip()]
    errors = [at for at, line in enumerate(lines) if line.startswith("error")]
    # Notes on what was rewritten come before what is wrong.
    lines = lines[errors[0] :] if errors else lines
    return "\n".join(lines[:MESSAGE_LINES])
