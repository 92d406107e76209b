"""Constants computed of constants, whose values are known here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from programs.shapes import TRAITS, Dialect, Kind, number

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

FUNCTIONS = ("countOneBits", "firstTrailingBit", "firstLeadingBit", "reverseBits")


def wrapped(value: int, kind: Kind) -> int:
    """What is left of a number in the bits of a kind."""
    trait = TRAITS[kind]
    value &= (1 << trait.bits) - 1
    return value - (1 << trait.bits) if trait.signed and value >> (trait.bits - 1) else value


class Constants:
    """Makes expressions and computes them."""

    def __init__(self, chance: random.Random, dialect: Dialect) -> None:
        """Takes the source of all decisions."""
        self.chance = chance
        self.dialect: Dialect = dialect
        # What was declared so far.
        self.known: dict[str, tuple[Kind, int]] = {}

    def make(self, kind: Kind, depth: int) -> tuple[str, int]:
        """An expression and its value; nothing on the way is out of range."""
        chance = self.chance
        if depth <= 0 or chance.random() < 0.15:
            found = [(n, value) for n, (k, value) in self.known.items() if k == kind]
            if found and chance.random() < 0.5:
                return chance.choice(found)
            return self.literal(kind)
        for _ in range(6):
            made = self.chance.choice((self.binary, self.binary, self.unary, self.named))(
                kind, depth
            )
            if made is not None and wrapped(made[1], kind) == made[1]:
                return made
        return self.literal(kind)

    def literal(self, kind: Kind) -> tuple[str, int]:
        trait = TRAITS[kind]
        # The least number has no literal of its own.
        value = self.chance.choice(
            (
                self.chance.randint(0, 9),
                self.chance.getrandbits(trait.bits - 1),
                self.chance.getrandbits(trait.bits - 1) >> self.chance.randrange(trait.bits),
            )
        )
        if trait.signed and self.chance.random() < 0.4:
            value = -value
        return number(value, kind, self.dialect), value

    def binary(self, kind: Kind, depth: int) -> tuple[str, int] | None:
        one, left = self.make(kind, depth - 1)
        operator = self.chance.choice(("+", "-", "*", "/", "%", "&", "|", "^", "<<", ">>"))
        bits = TRAITS[kind].bits
        if operator in ("<<", ">>"):
            by = self.chance.randrange(bits)
            if operator == "<<":
                # What WGSL takes: no bit is lost, and the sign stays.
                by = self.chance.randrange(max(1, bits - 1 - abs(left).bit_length()))
            value = left << by if operator == "<<" else left >> by
            return f"({one} {operator} {number(by, 'uint', self.dialect)})", value
        other, right = self.make(kind, depth - 1)
        if operator in "/%":
            if right == 0 or (operator == "%" and min(left, right) < 0 and self.dialect == "glsl"):
                return None
            whole = abs(left) // abs(right) * (1 if (left < 0) == (right < 0) else -1)
            value = whole if operator == "/" else left - whole * right
        else:
            operations: dict[str, Callable[[int, int], int]] = {
                "+": lambda a, b: a + b,
                "-": lambda a, b: a - b,
                "*": lambda a, b: a * b,
                "&": lambda a, b: a & b,
                "|": lambda a, b: a | b,
                "^": lambda a, b: a ^ b,
            }
            value = operations[operator](left, right)
        return f"({one} {operator} {other})", value

    def unary(self, kind: Kind, depth: int) -> tuple[str, int] | None:
        one, value = self.make(kind, depth - 1)
        if TRAITS[kind].signed and self.chance.random() < 0.5:
            return f"(-{one})", -value
        return f"(~{one})", wrapped(~value, kind)

    def named(self, kind: Kind, depth: int) -> tuple[str, int] | None:
        one, left = self.make(kind, depth - 1)
        other, right = self.make(kind, depth - 1)
        trait = TRAITS[kind]
        roll = self.chance.random()
        if self.dialect == "glsl" and trait.bits != 32 and roll < 0.65:
            # glslang computes these wrongly.
            return None
        if roll < 0.4:
            which, result = self.chance.choice((("min", min), ("max", max)))
            return f"{which}({one}, {other})", result(left, right)
        if roll < 0.5:
            third, most = self.make(kind, depth - 1)
            if most < right:
                return None
            return f"clamp({one}, {other}, {third})", min(max(left, right), most)
        if roll < 0.6 and trait.signed:
            return f"abs({one})", abs(left)
        if roll < 0.65 and trait.signed:
            return f"sign({one})", (left > 0) - (left < 0)
        if roll < 0.75:
            # Through the other kinds.
            source: Kind = self.chance.choice(("int", "uint"))
            text, value = self.make(source, depth - 1)
            name = trait.glsl if self.dialect == "glsl" else trait.wgsl
            return f"{name}({text})", wrapped(value, kind)
        if roll < 0.85:
            condition = f"{one} < {other}"
            if self.dialect == "glsl":
                return f"(({condition}) ? {one} : {other})", min(left, right)
            return f"select({other}, {one}, {condition})", min(left, right)
        if trait.bits != 32 or self.dialect == "glsl":
            # glslang knows none of these beforehand.
            return None
        return self.of_bits(kind, one, left)

    def of_bits(self, kind: Kind, one: str, left: int) -> tuple[str, int]:
        trait = TRAITS[kind]
        plain = left & ((1 << trait.bits) - 1)
        which = self.chance.choice(FUNCTIONS)
        match which:
            case "countOneBits":
                value = plain.bit_count()
            case "firstTrailingBit":
                value = (plain & -plain).bit_length() - 1
            case "firstLeadingBit":
                value = (~left if left < 0 else plain).bit_length() - 1
            case _:
                value = int(f"{plain:032b}"[::-1], 2)
        return f"{which}({one})", wrapped(value, kind)
