"""Vertex and fragment shaders in HLSL, one file each, which are drawn together.

Varyings are members of a struct or parameters one by one, on each side by chance; locations follow
from their order, which is the same on both sides.
"""

from __future__ import annotations

import random

from programs.hlsl import Hlsl, moduli, spelt
from programs.scope import Variable
from programs.shapes import (
    BOOL,
    Array,
    Kind,
    Matrix,
    Scalar,
    Type,
    Vector,
    declare,
)
from programs.stages_glsl import CORNER, StageParts
from programs.statements import TAB, indented

Varying = tuple[str, Type, str]


class HlslStage(Hlsl, StageParts):
    """Makes a stage."""

    has_exact_inputs = False
    clips = 0
    lane = "static uint lane = 0u;"

    def __init__(self, chance: random.Random, *, first: int) -> None:
        """Takes the first number of registers."""
        super().__init__(chance)
        self.leave_out()
        self.first_binding = first
        self.passed_structs = []

    def way_out(self) -> str:
        return self.chance.choice(("discard;", "clip(-1.0);"))

    def finished_text(self, lines: list[str], main: list[str]) -> str:
        outside = [spelt(line) for line in lines]
        text = "\n".join([*moduli(), *outside, *main]) + "\n"
        text = text.replace("static uint lane = 0u;", "static uint lane = 0;")
        return text.replace("register(b2)", f"register(b{self.first_binding + 2})")

    def with_semantics(self, varyings: list[Varying], end: str) -> list[str]:
        """Each with its semantic."""
        found = list[str]()
        for name, shape, how in varyings:
            found.append(f"{how} {declare(shape, name, 'glsl', behind=9)} : V_{name.upper()}{end}")
        return [spelt(line).strip() for line in found]

    def vertex(self, passed: list[Varying]) -> str:
        chance = self.chance
        lines = self.outside()
        known = self.inputs()
        inputs = [
            "uint index : SV_VertexID",
            *(
                spelt(f"{declare(each.shape, each.text, 'glsl')} : {each.text.upper()}")
                for each in known
            ),
        ]
        whole = chance.random() < 0.6
        start = "passing." if whole else ""
        body = ["lane = index & 7u;", *self.body(known)]
        body += ["uint cell = index / 3u;", "uint corner = index % 3u;"]
        for name, shape, _ in passed:
            self.begin_statement()
            if isinstance(shape, Array):
                for at in range(shape.length):
                    self.begin_statement()
                    body.append(f"{start}{name}[{at}] = {self.kept(shape.element, 2).text};")
            else:
                body.append(f"{start}{name} = {self.kept(shape, 3).text};")
        body.append(f"{start}position = {CORNER};")
        if self.clips:
            # A whole triangle is cut off or none of it.
            body.append(f"{start}clip = cell % 7u == 0u ? -1.0 : 1.0;")
        body = [spelt(line) for line in body]
        clip = ["float clip : SV_ClipDistance0"] if self.clips else []
        outputs = [*self.with_semantics(passed, ""), *clip, "float4 position : SV_Position"]
        if whole:
            struct = ["struct Passed {", *(f"{TAB}{line};" for line in outputs), "};"]
            main = [
                *struct,
                f"Passed main({', '.join(inputs)}) {{",
                f"{TAB}Passed passing;",
                *indented([*body, "return passing;"]),
                "}",
            ]
        else:
            parameters = [*inputs, *(f"out {each}" for each in outputs)]
            main = [f"void main({', '.join(parameters)}) {{", *indented(body), "}"]
        return self.finished_text(lines, main)

    def fragment(self, passed: list[Varying]) -> str:
        chance = self.chance
        lines = self.outside()
        whole = chance.random() < 0.6
        start = "passing." if whole else ""
        known = [Variable("front", BOOL, "front", mutable=False)]
        straight = list[tuple[str, Type]]()
        for name, shape, how in passed:
            if how != "nointerpolation":
                straight.append((start + name, shape))
            else:
                known.append(Variable(start + name, shape, name, mutable=False))
        body = [
            f"lane = (uint({start}position.x) ^ uint({start}position.y)) & 7u;",
            *self.body(known),
        ]
        body += self.thrown_away()
        outputs = self.targets(straight)
        as_struct = chance.random() < 0.6
        result = "colours." if as_struct else ""
        body += [f"{result}{name} = {text};" for name, _, text in outputs]
        spelt_outputs = [
            spelt(f"{declare(shape, name, 'glsl')} : SV_Target{at}")
            for at, (name, shape, _) in enumerate(outputs)
        ]
        if chance.random() < 0.3:
            body.append(f"{result}depth = float(lane) / 8.0;")
            spelt_outputs.append("float depth : SV_Depth")
        body = [spelt(line) for line in body]
        inputs = [*self.with_semantics(passed, ""), "float4 position : SV_Position"]
        main = list[str]()
        if whole:
            main += ["struct Passed {", *(f"{TAB}{line};" for line in inputs), "};"]
            inputs = ["Passed passing"]
        inputs.append("bool front : SV_IsFrontFace")
        if as_struct:
            main += ["struct Colours {", *(f"{TAB}{line};" for line in spelt_outputs), "};"]
            body = ["Colours colours;", *body, "return colours;"]
        else:
            inputs += [f"out {each}" for each in spelt_outputs]
        head = f"{'Colours' if as_struct else 'void'} main({', '.join(inputs)}) {{"
        return self.finished_text(lines, [*main, head, *indented(body), "}"])


def varyings(chance: random.Random) -> list[Varying]:
    """All that passes between two stages."""
    found = list[Varying]()
    location = 0
    for at in range(chance.randint(1, 6)):
        kind: Kind = chance.choice(("int", "uint", "float"))
        size = chance.randint(1, 4)
        shape: Type = Scalar(kind) if size == 1 else Vector(kind, size)
        how, needed = "nointerpolation", 1
        roll = chance.random()
        if roll < 0.2:
            how = chance.choice(("linear", "noperspective", "centroid", ""))
            shape = Vector("float", chance.randint(2, 4))
        elif roll < 0.3:
            shape = Matrix(chance.randint(2, 4), chance.randint(2, 4))
            needed = 4
        elif roll < 0.45:
            needed = chance.randint(2, 3)
            shape = Array(shape, needed)
        if location + needed > 14:
            break
        location += needed
        found.append((f"a{at}", shape, how))
    return found


def make(seed: int) -> tuple[str, str]:
    """The vertex and the fragment shader of a seed."""
    chance = random.Random(f"stages hlsl {seed}")
    passed = varyings(chance)
    vertex, fragment = (
        HlslStage(random.Random(f"stages hlsl {name} {seed}"), first=first)
        for name, first in (("vertex", 0), ("fragment", 10))
    )
    vertex.clips = chance.choice((0, 0, 1))
    return vertex.vertex(passed), fragment.fragment(passed)
