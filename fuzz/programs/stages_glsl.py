"""Vertex and fragment shaders in GLSL, one file each, which are drawn together.

As in WGSL each triangle fills a half of its own cell. What passes between the stages is flat, but
for floats that go straight to a target; it goes through variables, arrays, matrices, structs and
blocks.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from programs.glsl import Glsl
from programs.scope import Place, Variable
from programs.shapes import (
    BOOL,
    INT,
    UINT,
    Array,
    Kind,
    Matrix,
    Scalar,
    Struct,
    Type,
    Vector,
    declare,
)
from programs.statements import TAB, indented

CORNER = (
    "vec4(float(cell % 8u) * 0.25 - 1.0 + float(corner & 1u) * 0.25, "
    "float(cell / 8u) * 0.25 - 1.0 + float(corner >> 1u) * 0.25, 0.5, 1.0)"
)


def locations(shape: Type) -> int:
    """How many locations a varying takes."""
    match shape:
        case Matrix(columns, _, _):
            return columns
        case Array(element, length):
            return locations(element) * length
        case Struct(_, members):
            return sum(locations(member) for _, member in members)
        case _:
            return 1


@dataclass(frozen=True, slots=True)
class Passed:
    """Varyings that are declared together: one, or the members of a block."""

    name: str
    members: tuple[tuple[str, Type], ...]
    location: int
    # How floats that go straight to a target are interpolated.
    smooth: str = ""
    # The name of an instance of a block, of which the members are parts then.
    instance: str = ""
    block: bool = False

    def declared(self, way: str) -> list[str]:
        """The declaration, `in` or `out`."""
        # Integers and what is computed with must be flat; only the fragment stage says it.
        how = self.smooth or "flat"
        if not self.block:
            name, shape = self.members[0]
            head = f"layout(location = {self.location}) {how} {way}"
            return [f"{head} {declare(shape, name, 'glsl', behind=1)};"]
        at = self.location
        lines = [f"layout(location = {at}) {way} {self.name} {{"]
        lines += [f"{TAB}{how} {declare(shape, name, 'glsl')};" for name, shape in self.members]
        return [*lines, f"}} {self.instance};" if self.instance else "};"]

    def paths(self) -> list[tuple[str, Type]]:
        """The variables that they are."""
        start = f"{self.instance}." if self.instance else ""
        return [(start + name, shape) for name, shape in self.members]


class StageParts(Glsl):
    """What stages have in both languages."""

    # The harness gives positions.
    has_exact_inputs = False
    counts_of_functions = (0, 1, 1, 2)
    first_binding = 0
    lane = "uint lane = 0u;"
    passed_structs: list[Struct]

    def leave_out(self) -> None:
        """Forgets what only compute shaders have."""
        self.features -= {"shared", "atomic", "kept", "subgroup", "push"}
        self.others = []

    def body(self, known: list[Variable]) -> list[str]:
        """The statements of a stage, which finds some variables."""
        self.cost = 0
        self.scopes = [self.scopes[0], {each.text: each for each in known}]
        lines = self.first_values()
        self.place = Place()
        self.scopes.append({})
        for _ in range(self.chance.randint(2, 6)):
            lines += self.statement()
        return lines

    def opening(self) -> list[str]:
        self.structs += self.passed_structs
        self.scopes[0]["lane"] = Variable("lane", UINT, "lane", mutable=False)
        # First values of other variables may read it.
        return [self.lane]

    def variables(self, lines: list[str]) -> None:
        # `lane` is a constant there, and Mesa packs those wrongly.
        features, self.features = self.features, self.features - {"pack"}
        super().variables(lines)
        self.features = features

    def inputs(self) -> list[Variable]:
        """What a vertex shader is given."""
        known = list[Variable]()
        for at in range(self.chance.randint(0, 3)):
            kind: Kind = self.chance.choice(("int", "uint"))
            size = self.chance.randint(1, 4)
            shape: Type = Scalar(kind) if size == 1 else Vector(kind, size)
            known.append(Variable(f"in{at}", shape, f"in{at}", mutable=False))
        return known

    def way_out(self) -> str:
        """What throws a pixel away."""
        return "discard;"

    def thrown_away(self) -> list[str]:
        """Maybe some of the pixels."""
        if self.chance.random() >= 0.3:
            return []
        self.begin_statement()
        way = self.way_out()
        return [f"if ({self.condition(2)} && (lane > 2u)) {way}"]

    def targets(self, straight: list[tuple[str, Type]]) -> list[tuple[str, Type, str]]:
        """What a fragment shader leaves: names, types and values; `straight` are varyings."""
        chance = self.chance
        whole = ", ".join(self.of_all() for _ in range(4))
        self.begin_statement()
        found: list[tuple[str, Type, str]] = [
            ("whole", Vector("uint", 4), f"uvec4({whole})"),
            ("signed_ones", Vector("int", 2), self.kept(Vector("int", 2), 3).text),
        ]
        if "float" in self.features:
            found.append(("floats", Vector("float", 4), self.kept(Vector("float", 4), 3).text))
        if straight:
            path, shape = chance.choice(straight)
            found.append(("smooth_ones", shape, path))
        if chance.random() < 0.3:
            found.append(("one", INT, self.kept(INT, 2).text))
        return found


class GlslStage(StageParts):
    """Makes a stage."""

    def __init__(self, chance: random.Random, structs: list[Struct], *, first: int) -> None:
        """Takes the structs that pass between stages, and the first number of bindings."""
        super().__init__(chance)
        self.leave_out()
        self.first_binding = first
        self.passed_structs = structs

    def finished(self, lines: list[str], passed: list[str], body: list[str]) -> str:
        main = ["void main() {", *indented(body), "}"]
        text = "\n".join(["#version 450", *lines, *passed, *main]) + "\n"
        text = text.replace("gl_LocalInvocationIndex", "lane")
        # Each stage has its own uniforms, and both have what is given.
        return text.replace("binding = 2)", f"binding = {self.first_binding + 2})")

    def vertex(self, passed: list[Passed]) -> str:
        lines = self.outside()
        known = self.inputs()
        inputs = [
            f"layout(location = {at}) in {declare(each.shape, each.text, 'glsl')};"
            for at, each in enumerate(known)
        ]
        body = ["lane = uint(gl_VertexIndex) & 7u;", *self.body(known)]
        body += [
            "uint cell = uint(gl_VertexIndex) / 3u;",
            "uint corner = uint(gl_VertexIndex) % 3u;",
            f"gl_Position = {CORNER};",
        ]
        for each in passed:
            inputs += each.declared("out")
            for path, shape in each.paths():
                self.begin_statement()
                body.append(f"{path} = {self.kept(shape, 3).text};")
        if self.clips:
            inputs.append(f"out float gl_ClipDistance[{self.clips}];")
            for at in range(self.clips):
                # A whole triangle is cut off or none of it.
                body.append(f"gl_ClipDistance[{at}] = cell % 7u == {at}u ? -1.0 : 1.0;")
        return self.finished(lines, inputs, body)

    def fragment(self, passed: list[Passed]) -> str:
        lines = self.outside()
        inputs = list[str]()
        known = [Variable("gl_FrontFacing", BOOL, "front", mutable=False)]
        straight = list[tuple[str, Type]]()
        for each in passed:
            inputs += each.declared("in")
            for path, shape in each.paths():
                if each.smooth:
                    straight.append((path, shape))
                else:
                    known.append(Variable(path, shape, path, mutable=False))
        body = [
            "lane = (uint(gl_FragCoord.x) ^ uint(gl_FragCoord.y)) & 7u;",
            *self.body(known),
        ]
        body += self.thrown_away()
        for at, (name, shape, text) in enumerate(self.targets(straight)):
            inputs.append(f"layout(location = {at}) out {declare(shape, name, 'glsl')};")
            body.append(f"{name} = {text};")
        if self.chance.random() < 0.3:
            body.append("gl_FragDepth = float(lane) / 8.0;")
        return self.finished(lines, inputs, body)

    clips = 0


def varying(chance: random.Random, structs: list[Struct], *, floats: bool) -> Type:
    """A type that may pass between stages."""
    kinds: list[Kind] = ["int", "uint", *(["float"] if floats else [])]
    kind, size = chance.choice(kinds), chance.randint(1, 4)
    shape: Type = Scalar(kind) if size == 1 else Vector(kind, size)
    roll = chance.random()
    if roll < 0.1 and floats:
        return Matrix(chance.randint(2, 4), chance.randint(2, 4))
    if roll < 0.25:
        return Array(shape, chance.randint(2, 3))
    if roll < 0.35 and structs:
        return chance.choice(structs)
    return shape


def varyings(chance: random.Random, structs: list[Struct], *, floats: bool) -> list[Passed]:
    """All that passes between two stages."""
    found = list[Passed]()
    location = 0
    for at in range(chance.randint(1, 5)):
        roll = chance.random()
        if roll < 0.15 and floats:
            how = chance.choice(("smooth", "noperspective", "centroid"))
            members: tuple[tuple[str, Type], ...] = (
                (f"s{at}", Vector("float", chance.randint(2, 4))),
            )
            each = Passed(f"s{at}", members, location, smooth=how)
        elif roll < 0.4:
            # Structs in blocks are no varyings of Vulkan's GLSL in all tools.
            members = tuple(
                (f"m{at}_{n}", varying(chance, [], floats=floats))
                for n in range(chance.randint(1, 4))
            )
            instance = chance.choice(("", f"pass{at}"))
            each = Passed(f"B{at}", members, location, instance=instance, block=True)
        else:
            members = ((f"a{at}", varying(chance, structs, floats=floats)),)
            each = Passed(f"a{at}", members, location)
        needed = sum(locations(shape) for _, shape in members)
        # Sixteen vectors are promised.
        if location + needed > 15:
            break
        found.append(each)
        location += needed
    return found or [Passed("a", (("a", UINT),), 0)]


def make(seed: int) -> tuple[str, str]:
    """The vertex and the fragment shader of a seed."""
    chance = random.Random(f"stages glsl {seed}")
    structs = list[Struct]()
    if chance.random() < 0.5:
        members = tuple(
            (f"x{n}", varying(chance, [], floats=True)) for n in range(chance.randint(1, 3))
        )
        structs.append(Struct("Between", members))
    passed = varyings(chance, structs, floats=chance.random() < 0.8)
    vertex, fragment = (
        GlslStage(random.Random(f"stages glsl {name} {seed}"), structs, first=first)
        for name, first in (("vertex", 0), ("fragment", 10))
    )
    vertex.clips = chance.choice((0, 0, 0, 1, 2))
    return vertex.vertex(passed), fragment.fragment(passed)
