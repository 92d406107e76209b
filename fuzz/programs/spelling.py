"""How WGSL, GLSL and HLSL say what invocations do together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import random

Language = Literal["wgsl", "glsl", "hlsl"]
Kind = Literal["u", "i", "f"]


@dataclass(frozen=True, slots=True)
class Words:
    """How a language says it."""

    kinds: dict[Kind, str]
    vector: str
    barrier: str
    of_buffers: str
    variable: str


WORDS: dict[Language, Words] = {
    "wgsl": Words(
        {"u": "u32", "i": "i32", "f": "f32"},
        "vec{size}<{kind}>",
        "workgroupBarrier();",
        "storageBarrier();",
        "var {name}: {kind} = {value};",
    ),
    "glsl": Words(
        {"u": "uint", "i": "int", "f": "float"},
        "{letter}vec{size}",
        "barrier();",
        "memoryBarrierBuffer(); barrier();",
        "{kind} {name} = {value};",
    ),
    "hlsl": Words(
        {"u": "uint", "i": "int", "f": "float"},
        "{kind}{size}",
        "GroupMemoryBarrierWithGroupSync();",
        "AllMemoryBarrierWithGroupSync();",
        "{kind} {name} = {value};",
    ),
}
LETTERS: dict[Kind, str] = {"u": "u", "i": "i", "f": ""}


class Spelling:
    """Declarations, loops and operations of a language."""

    def __init__(self, chance: random.Random, language: Language) -> None:
        """Takes the source of all decisions, and the language."""
        self.chance = chance
        self.language: Language = language
        self.words = WORDS[language]
        self.memory: list[str] = []
        self.names = 0

    def name(self, prefix: str) -> str:
        """A new name."""
        self.names += 1
        return f"{prefix}{self.names}"

    def kind(self, kind: Kind, size: int = 1) -> str:
        spelt = self.words.kinds[kind]
        if size == 1:
            return spelt
        return self.words.vector.format(kind=spelt, size=size, letter=LETTERS[kind])

    def declare(self, name: str, kind: Kind, value: str, size: int = 1) -> str:
        spelt = self.kind(kind, size)
        return self.words.variable.format(name=name, kind=spelt, value=value)

    def share(self, name: str, kind: str, *lengths: int, atomic: bool = False) -> None:
        """Declares memory of the workgroup."""
        if self.language == "wgsl":
            inner = f"atomic<{kind}>" if atomic else kind
            for length in reversed(lengths):
                inner = f"array<{inner}, {length}>"
            self.memory.append(f"var<workgroup> {name}: {inner};")
        else:
            head = "shared" if self.language == "glsl" else "groupshared"
            sides = "".join(f"[{length}]" for length in lengths)
            self.memory.append(f"{head} {kind} {name}{sides};")

    def loop(self, name: str, kind: Kind, start: str, condition: str, step: str) -> str:
        """The head of a loop."""
        begin = self.declare(name, kind, start)
        brace = " {"
        return f"for ({begin} {condition}; {step}){brace}"

    def change(self, which: str, place: str, value: str) -> str:
        """An atomic operation whose result is not asked for."""
        if self.language == "hlsl":
            return f"Interlocked{which}({place}, {value});"
        call = {"Min": "Min", "Max": "Max", "Add": "Add", "And": "And", "Or": "Or", "Xor": "Xor"}
        ref = "&" if self.language == "wgsl" else ""
        return f"atomic{call[which]}({ref}{place}, {value});"

    def load(self, place: str) -> str:
        return f"atomicLoad(&{place})" if self.language == "wgsl" else place

    def store(self, place: str, value: str) -> str:
        if self.language == "wgsl":
            return f"atomicStore(&{place}, {value});"
        return f"{place} = {value};"

    def bits(self, text: str, kind: Kind) -> str:
        if kind == "u":
            return text
        word = {"wgsl": "bitcast<u32>", "hlsl": "asuint"}.get(self.language)
        if word is None:
            word = "uint" if kind == "i" else "floatBitsToUint"
        return f"{word}({text})"
