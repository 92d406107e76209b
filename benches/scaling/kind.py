"""Kinds of source, and how a source of a size is made of a few lines."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

Files = dict[str, str | bytes]

READ = ("validate",)
TARGETS = ("msl", "hlsl", "glsl", "spirv", "wgsl")
TOLD = ("reflect", "ir")
ALL = (*READ, *TARGETS, *TOLD)
WRONG = ("validate", "short", "json")
"""What is wrong is told in every form of messages."""

ACTIONS: dict[str, tuple[str, ...]] = {
    "validate": ("validate", "{in}"),
    "short": ("validate", "{in}", "--message-format", "short"),
    "json": ("validate", "{in}", "--message-format", "json"),
    "targets": ("validate", "{in}", "--for", "msl,hlsl,glsl:es310,spirv,wgsl"),
    "msl": ("translate", "{in}", "--to", "msl", "--out-dir", "{out}"),
    "hlsl": ("translate", "{in}", "--to", "hlsl", "--out-dir", "{out}"),
    "glsl": ("translate", "{in}", "--to", "glsl", "--out-dir", "{out}"),
    "spirv": ("translate", "{in}", "--to", "spirv", "--out-dir", "{out}"),
    "wgsl": ("translate", "{in}", "--to", "wgsl", "--out-dir", "{out}"),
    "dot": ("translate", "{in}", "--to", "dot", "--out-dir", "{out}"),
    "spirv-asm": ("translate", "{in}", "--to", "spirv-asm", "-g", "--out-dir", "{out}"),
    "spirv-g": ("translate", "{in}", "--to", "spirv:1.6", "-g", "--out-dir", "{out}"),
    "compact": ("translate", "{in}", "--to", "msl", "--compact", "--out-dir", "{out}"),
    "split": ("translate", "{in}", "--to", "msl", "--split", "--out-dir", "{out}"),
    "hlsl5": ("translate", "{in}", "--to", "hlsl:5.1", "--out-dir", "{out}"),
    "es": ("translate", "{in}", "--to", "glsl:es310", "--out-dir", "{out}"),
    "webgl": ("translate", "{in}", "--to", "glsl:webgl", "--out-dir", "{out}"),
    "report": (
        *("translate", "{in}", "--to", "msl", "-v", "--out-dir", "{out}"),
        *("--report", "{out}/r.json", "--depfile", "{out}/d"),
    ),
    "reflect": ("reflect", "{in}", "--json"),
    "table": ("reflect", "{in}"),
    "slots": ("reflect", "{in}", "--json", "--target", "msl,hlsl,glsl,spirv,wgsl"),
    "ir": ("ir", "{in}"),
    "ir-dot": ("ir", "{in}", "--dot"),
    "config": ("validate", "{in}", "--print-config"),
}
"""The command lines, by the name of what is done."""

EVERYTHING = (
    *("validate", "targets", *TARGETS, "dot", "spirv-asm", "spirv-g", "compact", "split"),
    *("hlsl5", "es", "report", *TOLD, "table", "slots", "ir-dot"),
)


@dataclass(frozen=True)
class Kind:
    """A kind of source that can be made in any size."""

    name: str
    file: str
    """The main file, whose name tells the language."""
    make: Callable[[int], str | bytes | Files]
    """Makes a source of about so many bytes; several files if it gives a mapping."""
    actions: tuple[str, ...] = ALL
    args: tuple[str, ...] = ()
    """More arguments; `{dir}` stands for the folder of the files."""
    arguments: Callable[[int], list[str]] | None = None
    """Arguments that grow too."""
    made_of: tuple[str, ...] = field(default=())
    """A command that makes the input of the main file: what is measured is its product."""

    def files(self, size: int) -> Files:
        """Return the files of a size."""
        made = self.make(size)
        return made if isinstance(made, dict) else {self.file: made}


def grow(size: int, *parts: str) -> str:
    """Return text of about `size` bytes: parts with a mark are repeated, each as often.

    `$i` is the number of the repetition, `$p` the one before, `$n` the one after, `$*` nothing. In
    the other parts `$c` is the number of the last repetition, and `$e` the one after it.
    """
    repeated = [any(mark in part for mark in ("$i", "$p", "$n", "$*")) for part in parts]
    rows: list[list[str]] = [[] for _ in parts]
    length = sum(len(part) for part, again in zip(parts, repeated, strict=True) if not again)
    count = 0
    while length < size or count == 0:
        for part, again, made in zip(parts, repeated, rows, strict=True):
            if again:
                row = (
                    part.replace("$i", str(count))
                    .replace("$p", str(max(count - 1, 0)))
                    .replace("$n", str(count + 1))
                    .replace("$*", "")
                )
                made.append(row)
                length += len(row)
        count += 1
    return "".join(
        "".join(made) if again else part.replace("$c", str(count - 1)).replace("$e", str(count))
        for part, again, made in zip(parts, repeated, rows, strict=True)
    )


def growing(*parts: str) -> Callable[[int], str]:
    """Return the maker of `grow` with these parts."""
    return lambda size: grow(size, *parts)


def spread(
    line: str, head: str, function: str = "fn f$k() {\n", main: str = "", call: str = "f$k();\n"
) -> Callable[[int], str]:
    """Return the maker of a line many times, 40 in each of many functions.

    naga takes time by the square of what one function has, which would hide what others take.
    """

    def make(size: int) -> str:
        rows: list[str] = []
        calls: list[str] = []
        length = count = 0
        while length < size:
            name = str(len(calls))
            body = "".join(
                line.replace("$i", str(number)).replace("$n", str(number + 1)).replace("$*", "")
                for number in range(count, count + 40)
            )
            count += 40
            rows.append(function.replace("$k", name) + body + "}\n")
            calls.append(call.replace("$k", name))
            length += len(rows[-1]) + len(calls[-1])
        return head + "".join(rows) + main + "".join(calls) + "}\n"

    return make


def repeated(text: str, head: str = "", tail: str = "") -> Callable[[int], str]:
    """Return the maker of one text over and over."""
    return lambda size: head + text * max(size // len(text), 1) + tail


def nested(
    opening: str, inner: str, closing: str, head: str = "", tail: str = ""
) -> Callable[[int], str]:
    """Return the maker of brackets in brackets."""

    def make(size: int) -> str:
        count = max(size // (len(opening) + len(closing)), 1)
        return head + opening * count + inner + closing * count + tail

    return make
