"""Loads of texels that are out of range: places, layers, levels and samples."""

from __future__ import annotations

import random

from programs.bounds import Bounds
from programs.shapes import Vector

# Texels of a side, layers, levels and samples that the harness gives.
SIDE, LAYERS, LEVELS, SAMPLES = 16, 4, 3, 4


class Texels(Bounds):
    """Makes a program and its twin."""

    def texel(self) -> None:
        """A load of a texel that may not be there."""
        chance = self.chance
        policy = self.policies["image_load"]
        name, axes, layered, third = chance.choice(
            (
                ("flat", 2, False, LEVELS),
                ("layers", 2, True, LEVELS),
                ("solid", 3, False, LEVELS),
                ("line", 1, False, 1),
                ("image", 2, False, 0),
                ("several", 2, False, SAMPLES),
            )
        )
        signed = chance.random() < 0.5
        kind = "i32" if signed else "u32"
        raw = [self.texel_index(signed=signed, most=SIDE) for _ in range(axes)]
        # A level, or a sample.
        level = self.texel_index(signed=chance.random() < 0.5, most=third) if third else ""
        layer = self.texel_index(signed=chance.random() < 0.5, most=LAYERS) if layered else ""
        checks = [f"u32({level}) < {third}u"] if level else []
        lowest = f"min(u32({level}), {third - 1}u)" if level else "0u"
        by = "0u" if name == "several" else lowest
        sides = [
            f"max({LAYERS if name == 'solid' and axis == 2 else SIDE}u >> {by}, 1u)"
            for axis in range(axes)
        ]
        checks += [f"(u32({at}) < {side})" for at, side in zip(raw, sides, strict=True)]
        checks += [f"u32({layer}) < {LAYERS}u"] if layer else []

        def spelt(places: list[str], layer: str, level: str, kind: str) -> str:
            at = places[0] if axes == 1 else f"vec{axes}<{kind}>({', '.join(places)})"
            rest = "".join(f", {each}" for each in (layer, level) if each)
            return f"textureLoad({name}, {at}{rest})"

        made = self.name("t")
        self.lines.append(f"var {made} = {spelt(raw, layer, level, kind)};")
        inside = [f"min(u32({at}), {side} - 1u)" for at, side in zip(raw, sides, strict=True)]
        last = f"min(u32({layer}), {LAYERS - 1}u)" if layer else ""
        safe = spelt(inside, last, lowest if level else "", "u32")
        shape = Vector("uint", 4)
        if policy == "restrict":
            self.twin.append(f"var {made} = {safe};")
        else:
            self.twin += [
                f"var {made}: vec4<u32>;",
                f"if {' && '.join(checks)} {{ {made} = {safe}; }}",
            ]
        # The last component outside is another matter: zero or one.
        self.both(self.keep(made, shape))

    def texel_index(self, *, signed: bool, most: int) -> str:
        at = f"given[{self.chance.randrange(64)}]"
        span = f"({at} % {most + 3}u)"
        if not signed:
            return self.chance.choice((span, span, f"({at} * 0x10000003u)"))
        return self.chance.choice((f"(i32({span}) - 2)", f"i32({span})", f"-i32({span})"))


def make(seed: int) -> dict[str, str]:
    """The files of a seed, by how their names end."""
    text, twin, beside = Texels(random.Random(f"bounds {seed}")).make()
    beside = beside.replace("SEED", str(seed))
    return {".wgsl": text, ".twin.wgsl": twin, ".wgsl.toml": beside}
