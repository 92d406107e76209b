"""Compute shaders that are mostly control flow, in each language.

Loops, switches and branches stand in each other more often and deeper than in other programs, with
ways out of them, and functions are given parts of variables to change.
"""

from __future__ import annotations

import random

from programs.glsl import Glsl
from programs.hlsl import Hlsl
from programs.naming import renamed
from programs.statements import Statements
from programs.wgsl import Wgsl

# What it is about; the rest is left to chance.
WANTED = frozenset(
    ("switch", "fall", "do", "leave", "reference", "array", "shadow", "vector", "outer", "effects")
)
DEEPEST = 5
MOST_RUNS = 40


class Flow(Statements):
    """Makes such statements."""

    def want(self) -> None:
        """Has what it is about, but for what the language lacks."""
        self.features |= WANTED - self.lacks
        self.features -= {"subgroup"}

    # Left out by the language's own class.
    lacks = frozenset[str]()

    def statement(self) -> list[str]:
        place, chance = self.place, self.chance
        if place.depth >= DEEPEST or chance.random() < 0.45:
            return super().statement()
        self.begin_statement()
        self.cost += place.runs
        makers = [self.branch, self.switch]
        if place.runs < MOST_RUNS:
            makers += [self.loop] * 2
        if place.depth and (place.may_break or place.may_continue or place.may_return):
            makers += [self.jump] * 2
        return chance.choice(makers)()


class FlowGlsl(Flow, Glsl):
    """Makes a program in GLSL."""


class FlowHlsl(Flow, Hlsl):
    """Makes a program in HLSL."""

    lacks = frozenset(("effects", "fall", "shadow"))


class FlowWgsl(Flow, Wgsl):
    """Makes a program in WGSL."""


def glsl(seed: int) -> str:
    """The program of a seed in GLSL."""
    made = FlowGlsl(random.Random(f"flow glsl {seed}"))
    made.want()
    return renamed(made.program(), "glsl", seed)


def hlsl(seed: int) -> str:
    """The program of a seed in HLSL."""
    made = FlowHlsl(random.Random(f"flow hlsl {seed}"))
    made.want()
    return made.program()


def wgsl(seed: int) -> str:
    """The program of a seed in WGSL."""
    made = FlowWgsl(random.Random(f"flow wgsl {seed}"))
    made.want()
    return renamed(made.program(), "wgsl", seed)
