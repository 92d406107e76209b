"""Compute shaders in WGSL with overrides that are given values, each beside a twin without them.

The naga inside wgpu panics on many of them as they are given: so what is run as given is the twin,
whose variables have the values.
"""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING

from programs import wgsl, wgsl_more

if TYPE_CHECKING:
    from collections.abc import Callable

DECLARED = re.compile(r"^(?:@id\((\d+)\) )?override (\w+)(?:: (\w+))? = (.*);$")
LITERAL = re.compile(r"^\(?(-?(?:0x[0-9a-f]+|[0-9.]+))(\D*?)\)?$")
# Sides of the workgroup that make as many invocations.
SIDES = ((4, 2), (2, 4), (8, 1), (1, 8))


def make(seed: int) -> dict[str, str]:
    """The files of a seed, by how their names end; none where the program has no overrides."""
    chance = random.Random(f"overrides {seed}")
    text = chance.choice((wgsl, wgsl_more)).make(seed)
    lines = text.splitlines()
    found = [match for line in lines if (match := DECLARED.match(line))]
    if not found:
        return {}
    given = dict[str, str]()
    values = dict[str, str]()
    sides = chance.choice(SIDES)
    of_size = [name for _, name, _, _ in (each.groups() for each in found) if is_size(text, name)]
    for match in found:
        number, name, _, value = match.groups()
        values[name] = value
        key = number or name
        if name in of_size:
            values[name] = f"{sides[of_size.index(name)]}u"
            given[key] = values[name].removesuffix("u")
        elif (literal := LITERAL.match(value)) and chance.random() < 0.6:
            given[key] = str(float(int(literal[1], 0)) if "x" in literal[1] else literal[1])
    twin = list[str]()
    for line in lines:
        match = DECLARED.match(line)
        if not match:
            twin.append(line)
            continue
        name = match[2]
        constant = re.sub(r"\b([A-Za-z_]\w*)\b(?!\()", held(values, of_size), values[name])
        if name in of_size:
            twin.append(f"const {name} = {constant};")
        else:
            # What is computed of a constant would be computed beforehand, and may be refused.
            twin.append(f"const {name}_held = {constant};")
            kind = f": {match[3]}" if match[3] else ""
            twin.append(f"var<private> {name}{kind} = {name}_held;")
    named = ", ".join(f'"{key}" = {value}' for key, value in given.items())
    beside = f'twin = "{seed}.twin.wgsl"\noverrides = {{ {named} }}\n'
    return {".wgsl": text, ".twin.wgsl": "\n".join(twin) + "\n", ".wgsl.toml": beside}


def is_size(text: str, name: str) -> bool:
    """Whether a side of the workgroup is one of them."""
    head = re.search(r"@workgroup_size\((.*)\)", text)
    return head is not None and re.search(rf"\b{name}\b", head[1]) is not None


def held(values: dict[str, str], of_size: list[str]) -> Callable[[re.Match[str]], str]:
    """Gives other overrides the names of their constants."""

    def name(match: re.Match[str]) -> str:
        word = match[1]
        return f"{word}_held" if word in values and word not in of_size else word

    return name
