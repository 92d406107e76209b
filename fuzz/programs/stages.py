"""Vertex and fragment shaders in one file of WGSL, which are drawn together.

Each triangle fills a half of its own cell, so that no pixel is drawn twice; what passes between
the stages is flat, and all numbers are as exact as in compute shaders.
"""

from __future__ import annotations

import random

from programs.scope import Place, Variable
from programs.shapes import BOOL, TRAITS, UINT, Kind, Scalar, Type, Vector, spell
from programs.statements import TAB, indented
from programs.wgsl import Wgsl

CORNER = (
    "vec4<f32>(f32(cell % 8u) * 0.25 - 1.0 + f32(corner & 1u) * 0.25, "
    "f32(cell / 8u) * 0.25 - 1.0 + f32(corner >> 1u) * 0.25, 0.5, 1.0)"
)


class Stages(Wgsl):
    """Makes a pair."""

    # The harness gives positions.
    has_exact_inputs = False

    def flat(self) -> Scalar | Vector:
        """A type that may pass between stages."""
        kinds: list[Kind] = ["int", "uint"]
        if "float" in self.features:
            kinds.append("float")
        kind, size = self.chance.choice(kinds), self.chance.randint(1, 4)
        return Scalar(kind) if size == 1 else Vector(kind, size)

    def body(self, known: list[Variable]) -> list[str]:
        """The statements of a stage, which finds some variables."""
        self.cost = 0
        self.scopes = [self.scopes[0], {each.text: each for each in known}]
        self.place = Place()
        self.scopes.append({})
        return [line for _ in range(self.chance.randint(2, 6)) for line in self.statement()]

    def vertex(self, passed: list[tuple[str, Type]]) -> list[str]:
        lines = ["lane = index & 7u;", *self.body([])]
        lines += [
            "var out: Passed;",
            "let cell = index / 3u;",
            "let corner = index % 3u;",
            f"out.position = {CORNER};",
        ]
        for name, shape in passed:
            self.begin_statement()
            lines.append(f"out.{name} = {self.kept(shape, 3).text};")
        head = "@vertex\nfn vertex(@builtin(vertex_index) index: u32) -> Passed {"
        return [head, *indented([*lines, "return out;"]), "}"]

    def fragment(self, passed: list[tuple[str, Type]]) -> list[str]:
        known = [
            Variable(f"passing.{name}", shape, "passing", mutable=False) for name, shape in passed
        ]
        known.append(Variable("front", BOOL, "front", mutable=False))
        lines = [
            "lane = (u32(passing.position.x) ^ u32(passing.position.y)) & 7u;",
            *self.body(known),
        ]
        if self.chance.random() < 0.3:
            self.begin_statement()
            lines.append(f"if ({self.condition(2)} && (lane > 2u)) {{ discard; }}")
        whole = ", ".join(self.of_all() for _ in range(4))
        self.begin_statement()
        lines += [
            "var colours: Colours;",
            f"colours.whole = vec4<u32>({whole});",
            f"colours.signed = {self.kept(Vector('int', 2), 3).text};",
        ]
        if "float" in self.features:
            lines.append(f"colours.floats = {self.kept(Vector('float', 4), 3).text};")
        head = "fn fragment(passing: Passed, @builtin(front_facing) front: bool) -> Colours {"
        return ["@fragment", head, *indented([*lines, "return colours;"]), "}"]

    def pair(self) -> str:
        self.features -= {"shared", "atomic", "kept", "subgroup"}
        self.new_structs()
        self.scopes = [{}]
        self.scopes[0]["lane"] = Variable("lane", UINT, "lane", mutable=False, outer=True)
        zeros: list[Kind] = ["int", "uint", "float", *self.others]
        lines = ["var<private> lane: u32;"]
        lines += [f"var<private> zero_{kind}: {TRAITS[kind].wgsl};" for kind in zeros]
        for struct in self.structs:
            lines += self.struct_text(struct)
        self.blocks(lines)
        self.variables(lines)
        for _ in range(self.chance.choice((0, 1, 1, 2, 3))):
            lines += self.function()
        passed: list[tuple[str, Type]] = [
            (f"a{at}", self.flat()) for at in range(self.chance.randint(1, 8))
        ]
        lines += ["struct Passed {", f"{TAB}@builtin(position) position: vec4<f32>,"]
        lines += [
            f"{TAB}@location({at}) @interpolate(flat) {name}: {spell(shape, 'wgsl')},"
            for at, (name, shape) in enumerate(passed)
        ]
        lines += [
            "}",
            "struct Colours {",
            f"{TAB}@location(0) whole: vec4<u32>,",
            f"{TAB}@location(1) signed: vec2<i32>,",
            f"{TAB}@location(2) floats: vec4<f32>,",
            "}",
            *self.vertex(passed),
            *self.fragment(passed),
        ]
        return "\n".join([*self.enabled(), *lines]) + "\n"


def make(seed: int) -> str:
    """The pair of a seed."""
    return Stages(random.Random(f"stages {seed}")).pair()
