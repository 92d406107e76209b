"""Textures and images that a program has, and places in them: what the languages share.

Every result has a place of its own in a buffer, so that what differs tells the statement.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from programs.statements import TAB, indented

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

Sort = Literal["float", "int", "uint", "depth"]
Dimension = Literal["1d", "2d", "2d-array", "3d", "cube", "cube-array"]
Access = Literal["", "read", "write", "read_write", "atomic"]

LANES = 8
# The harness gives textures of 16 texels a side, four layers, two cubes and three levels.
SIDE = 16
LEVELS = 3
LAYERS: dict[Dimension, int] = {"2d-array": 4, "3d": 4, "cube-array": 2}
# How many coordinates a place between texels has, without a layer.
AXES: dict[Dimension, int] = {
    "1d": 1,
    "2d": 2,
    "2d-array": 2,
    "3d": 3,
    "cube": 3,
    "cube-array": 3,
}
LETTERS = "xyzw"


@dataclass(frozen=True, slots=True)
class Texture:
    """A texture, or an image where it has an access."""

    name: str
    dimension: Dimension
    sort: Sort
    access: Access = ""
    # The format of an image's texels, as WGSL calls it.
    texels: str = ""
    # Textures that are compared with a number have the other kind of sampler in GLSL.
    compared: bool = False

    @property
    def layered(self) -> bool:
        return self.dimension.endswith("-array")

    @property
    def axes(self) -> int:
        return AXES[self.dimension]

    @property
    def levels(self) -> int:
        return 1 if self.access or self.dimension == "1d" else LEVELS

    @property
    def cubic(self) -> bool:
        return self.dimension.startswith("cube")


def sort_of(texels: str) -> Sort:
    """What the texels of a format are read as."""
    if texels.endswith("uint"):
        return "uint"
    return "int" if texels.endswith("sint") else "float"


class Images:
    """Chooses textures and places in them."""

    # How an integer of 32 bits is made of another, in the language.
    signed = "i32"
    unsigned = "u32"
    floating = "f32"
    # How a loop declares what it counts.
    counter = "var"

    def __init__(self, chance: random.Random) -> None:
        """Takes the source of all decisions."""
        self.chance = chance
        self.textures: list[Texture] = []
        self.counts = {"float": 0, "uint": 0, "int": 0}
        self.names = 0

    def name(self, prefix: str) -> str:
        """A new name."""
        self.names += 1
        return f"{prefix}{self.names}"

    # Numbers.

    def raw(self, most: int) -> str:
        """An unsigned number below a power of two, which each lane has its own of."""
        roll = self.chance.random()
        if roll < 0.15:
            return f"{self.chance.randrange(most)}u"
        if roll < 0.25:
            return f"(lane & {most - 1}u)"
        at = f"lane + {self.chance.randrange(56)}u" if roll < 0.9 else "lane"
        return f"(given[{at}] & {most - 1}u)"

    def whole(self, most: int, *, signed: bool) -> str:
        """A number of one of the two kinds."""
        return f"{self.signed}({self.raw(most)})" if signed else self.raw(most)

    def layer(self, texture: Texture, *, signed: bool) -> str:
        """A layer that is there."""
        return self.whole(LAYERS[texture.dimension], signed=signed)

    def places(self, texture: Texture, level: int, *, signed: bool, own: bool) -> list[str]:
        """The coordinates of a texel; one of the lane's `own` no other lane touches."""
        first = self.whole(SIDE >> level, signed=signed)
        if own:
            first = self.chance.choice(("lane", "lane", "(lane + 8u)"))
            first = f"{self.signed}({first})" if signed else first
        count = {"1d": 1, "2d": 2, "2d-array": 2, "3d": 3, "cube": 2, "cube-array": 2}
        found = [first]
        for axis in range(1, count[texture.dimension]):
            side = SIDE >> level if axis == 1 else max(LAYERS["3d"] >> level, 1)
            found.append(self.whole(side, signed=signed))
        return found

    def fraction(self, shift: float, most: int = SIDE) -> str:
        """A coordinate between zero and one: `shift` of a texel behind its beginning."""
        text = f"({self.floating}({self.raw(most)}) + {shift}) / {most}.0"
        # Beyond the ends the sampler begins again.
        return f"{text} + 1.0" if most == SIDE and self.chance.random() < 0.1 else text

    def between(self, texture: Texture, *, gathers: bool = False) -> list[str]:
        """Coordinates in the middle of texels; where four are gathered, at a corner."""
        chance = self.chance
        if texture.cubic:
            found = [
                f"({self.floating}({self.raw(8)}) - 3.5 + {chance.choice((0.125, 0.375))}) / 4.5"
                for _ in range(2)
            ]
            side = chance.choice(("1.0", "-1.0", f"({self.floating}({self.raw(2)}) * 2.0 - 1.0)"))
            found.insert(chance.randrange(3), side)
            return found
        shift = 0.0 if gathers else chance.choice((0.5, 0.25))
        found = [self.fraction(shift) for _ in range(min(texture.axes, 2))]
        if texture.axes == 3:
            found.append(self.fraction(shift, LAYERS["3d"]))
        return found

    def level(self, texture: Texture) -> int:
        return self.chance.randrange(texture.levels)

    # Where results go.

    def slot(self, sort: str) -> int:
        """The number of the next result of a sort in this lane."""
        self.counts[sort] += 1
        return self.counts[sort] - 1

    def placed(self, lines: list[str]) -> list[str]:
        """Statements as they are, in a branch or in a loop."""
        roll = self.chance.random()
        if roll < 0.1:
            return [f"if ({self.raw(2)} == 0u) {{", *indented(lines), "}"]
        if roll < 0.15:
            return [f"for ({self.counter} n = 0; n < 2; n++) {{", *indented(lines), "}"]
        return lines


def assembled(head: Sequence[str], entry: Sequence[str], lane: str, body: list[str]) -> str:
    """A program: what stands before its entry point, how that begins, and what it does."""
    return "\n".join([*head, *entry, f"{TAB}lane = {lane};", *indented(body), "}", ""])
