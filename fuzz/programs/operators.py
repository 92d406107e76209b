"""Operators and functions on scalars and vectors, as both languages have them."""

from __future__ import annotations

import re

from programs.scope import Value
from programs.shapes import (
    BOOL,
    TRAITS,
    Array,
    Kind,
    Matrix,
    Scalar,
    Struct,
    Type,
    Vector,
    number,
    parts,
    spell,
)
from programs.values import Expressions

# What is spelt otherwise in WGSL.
WGSL_NAMES = {
    "bitCount": "countOneBits",
    "bitfieldReverse": "reverseBits",
    "findLSB": "firstTrailingBit",
    "findMSB": "firstLeadingBit",
    "bitfieldExtract": "extractBits",
    "bitfieldInsert": "insertBits",
}


# What has a name and is no variable.
NAMES = re.compile(
    r"(?<![\w.])(?!(?:[iuf](?:16|32|64)|bool|true|false|[KE]\d+|0x\w+)\b)[a-zA-Z_]\w*(?![\w(<])"
)


def is_constant(text: str) -> bool:
    """Whether WGSL may know it beforehand: no variable is in it, and no call of a function."""
    return NAMES.search(text) is None and re.search(r"\bc\d+\(", text) is None


def of(kind: Kind, size: int) -> Scalar | Vector:
    """A scalar, or a vector of them."""
    return Scalar(kind) if size == 1 else Vector(kind, size)


class Operators(Expressions):
    """Makes values of scalars and vectors."""

    def spelt(self, name: str) -> str:
        return WGSL_NAMES.get(name, name) if self.dialect == "wgsl" else name

    def loose(self, value: Value, kind: Kind) -> Value:
        """The same, but nothing that WGSL computes beforehand and refuses where it overflows."""
        if self.dialect == "glsl" or not is_constant(value.text):
            return value
        return Value(f"({value.text} + zero_{kind})", value.bound)

    def scalar(self, shape: Scalar, depth: int) -> Value:
        chance = self.chance
        if depth <= 0:
            return self.read(shape) or self.literal(shape)
        kind = shape.kind
        if kind == "bool":
            return self.truth(depth)
        if self.has("effects", 0.15):
            value = self.effect(shape, depth)
            if value:
                return value
        if not TRAITS[kind].floats:
            return self.integers(kind, 1, depth)
        if chance.random() < 0.2 and self.has_functions(kind):
            size = chance.randint(2, 4)
            one = self.value(Vector(kind, size), depth - 1)
            other = self.value(Vector(kind, size), depth - 1)
            bound = one.bound * other.bound * size
            if bound <= TRAITS[kind].exact and "vector" in self.features:
                return Value(f"dot({one.text}, {other.text})", bound)
        if self.has("matrix", 0.05) and self.has_functions(kind):
            one = self.kept(Matrix(2, 2, kind), depth - 1)
            bound = 2 * one.bound * one.bound
            if bound <= TRAITS[kind].exact:
                return Value(f"determinant({one.text})", bound)
        return self.floats(kind, 1, depth)

    def has_functions(self, kind: Kind) -> bool:
        """Whether there is more than arithmetic: HLSL has hardly any function of doubles."""
        return kind != "double" or "functions" in self.features

    def vector(self, shape: Vector, depth: int) -> Value:
        kind, size = shape.kind, shape.size
        chance = self.chance
        name = spell(shape, self.dialect)
        roll = chance.random()
        if depth <= 0 or roll < 0.25:
            if chance.random() < 0.3:
                one = self.kept(Scalar(kind), depth - 1)
                return Value(f"{name}({one.text})", one.bound)
            given = list[Value]()
            left = size
            while left:
                part = min(left, chance.choice((1, 1, 1, 2, 3))) if depth > 0 else 1
                part = 1 if part == size else part
                given.append(self.kept(of(kind, part), min(depth - 1, 2)))
                left -= part
            return Value(f"{name}({', '.join(v.text for v in given)})", max(v.bound for v in given))
        if kind == "bool":
            return self.truths(size, depth)
        if self.has("effects", 0.08):
            value = self.effect(shape, depth)
            if value:
                return value
        if roll < 0.35:
            return self.converted(kind, size, depth)
        if not TRAITS[kind].floats:
            return self.integers(kind, size, depth)
        if self.has("matrix", 0.3):
            side = chance.randint(2, 4)
            one = self.value(Matrix(side, size, kind), depth - 1)
            other = self.value(Vector(kind, side), depth - 1)
            texts = one.text, other.text
            if chance.random() < 0.5:
                one = self.value(Matrix(size, side, kind), depth - 1)
                texts = other.text, one.text
            bound = side * one.bound * other.bound
            if bound <= TRAITS[kind].exact:
                return Value(f"({texts[0]} * {texts[1]})", bound)
        if size == 3 and chance.random() < 0.1 and self.has_functions(kind):
            one, other = self.kept(shape, depth - 1), self.kept(shape, depth - 1)
            return Value(f"cross({one.text}, {other.text})", 2 * one.bound * other.bound)
        return self.floats(kind, size, depth)

    def converted(self, kind: Kind, size: int, depth: int) -> Value:
        """A value of another kind made one of this."""
        sources: list[Kind] = [*self.numbers(), "bool"]
        sources = [each for each in sources if each != kind]
        source = self.chance.choice(sources)
        to, given = TRAITS[kind], TRAITS[source]
        name = spell(of(kind, size), self.dialect)
        wgsl = self.dialect == "wgsl"
        if given.floats:
            value = self.kept(of(source, size), depth - 1)
            # DXC's SPIR-V makes integers of doubles through floats.
            if wgsl and to.integer and source != "double" and self.has("edges", 0.3):
                return Value(f"{name}({self.far(value, source, size)})")
            if to.integer and not to.signed:
                return Value(f"{name}(abs({value.text}))")
            return Value(f"{name}({value.text})", value.bound)
        value = self.value(of(source, size), depth - 1)
        if to.floats and given.signed:
            most = 15 if kind == "half" else 50
            if wgsl:
                return Value(f"{name}({value.text} % {self.many(source, size, most)})", most)
            return Value(f"{name}({value.text} & {self.many(source, size, most | 15)})", 64.0)
        if to.floats and given.integer:
            most = 15 if kind == "half" else 63
            return Value(f"{name}({value.text} & {self.many(source, size, most)})", most)
        text = value.text
        if to.bits == 16 and to.integer and given.integer and size > 1:
            # DXC's SPIR-V leaves vectors as wide as they were where they are widened again.
            text = f"({text} & {self.many(source, size, 0x7FFF)})"
        if wgsl and given.integer and given.signed != to.signed and to.bits > given.bits:
            # The naga inside wgpu widens it as the result has a sign.
            wider: dict[int, Kind] = {32: "uint", 64: "ulong"}
            if given.signed:
                wider = {32: "int", 64: "long"}
            text = f"{spell(of(wider[to.bits], size), 'wgsl')}({text})"
        return Value(f"{name}({text})", 1.0)

    def far(self, value: Value, kind: Kind, size: int) -> str:
        """A float that may be out of the range of integers."""
        value = self.loose(value, kind)
        by = "1024.0h" if kind == "half" else f"1073741824.0{TRAITS[kind].wgsl_end}"
        text = f"({value.text} * {by})"
        return text if kind == "half" or size > 4 else f"({text} * {by})"

    def many(self, kind: Kind, size: int, value: int) -> str:
        text = number(value, kind, self.dialect)
        return text if size == 1 else f"{spell(Vector(kind, size), self.dialect)}({text})"

    def integers(self, kind: Kind, size: int, depth: int) -> Value:
        """Arithmetic and bits."""
        chance = self.chance
        shape = of(kind, size)
        trait = TRAITS[kind]
        glsl = self.dialect == "glsl"
        has_edges = not glsl and self.has("edges", 0.4)
        roll = chance.random()
        if roll < 0.1:
            return self.converted(kind, size, depth)
        one = self.loose(self.value(shape, depth - 1), kind)
        if roll < 0.2:
            signs = "~-" if trait.signed or glsl else "~"
            return Value(f"({chance.choice(signs)}{one.text})")
        if roll < 0.25 and trait.signed:
            # DXC's SPIR-V has another sign of 64 bits.
            names = ("abs",) if trait.bits == 64 else ("abs", "sign")
            if glsl and trait.bits != 32:
                # glslang computes those of constants wrongly.
                variable = self.read(shape)
                if variable is None or "given" not in variable.text:
                    return one
                one = variable
            return Value(f"{chance.choice(names)}({one.text})")
        if self.has("pack", 0.15):
            packed = self.packed(kind, size, depth)
            if packed:
                return packed
        if roll < 0.4 and "bits" in self.features and trait.bits == 32:
            return self.bits(kind, size, one, depth)
        # In both languages a vector goes with a scalar.
        other_shape = Scalar(kind) if size > 1 and chance.random() < 0.25 else shape
        if roll < 0.5:
            # The number of bits may have either sign in GLSL.
            by_kind: Kind = chance.choice(("int", "uint")) if glsl else "uint"
            by = self.value(of(by_kind, size), depth - 1)
            if has_edges:
                # Taken modulo the width.
                count = f"({by.text} + zero_uint)"
            else:
                count = f"({by.text} & {self.many(by_kind, size, trait.bits - 1)})"
            return Value(f"({one.text} {chance.choice(('<<', '>>'))} {count})")
        other = self.loose(self.value(other_shape, depth - 1), kind)
        if roll < 0.6:
            operator = chance.choice("/%")
            if has_edges:
                # By zero, and the least by -1, too.
                return Value(f"({one.text} {operator} {other.text})")
            width = 1 if isinstance(other_shape, Scalar) else size
            divisor = (
                f"(({other.text} & {self.many(kind, width, 7)}) + {self.many(kind, width, 1)})"
            )
            text = one.text
            if operator == "%" and trait.signed and glsl:
                most = (1 << (trait.bits - 1)) - 1
                text = f"({text} & {self.many(kind, size, most)})"
            return Value(f"({text} {operator} {divisor})")
        if roll < 0.7:
            same = self.loose(self.value(shape, depth - 1), kind)
            if chance.random() < 0.3:
                return Value(
                    f"clamp({one.text}, {self.many(kind, size, 3)}, {self.many(kind, size, 40)})"
                )
            return Value(f"{chance.choice(('min', 'max'))}({one.text}, {same.text})")
        if roll < 0.73 and size == 1 and not glsl and "vector" in self.features:
            width = chance.randint(2, 4)
            left, right = (self.value(of(kind, width), depth - 1) for _ in range(2))
            return Value(f"dot({self.loose(left, kind).text}, {self.loose(right, kind).text})")
        operator = (
            chance.choice("+-*&|^")
            if isinstance(other_shape, type(shape)) or glsl
            else chance.choice("+-*")
        )
        text, second = one.text, other.text
        if isinstance(other_shape, Scalar) and size > 1 and chance.random() < 0.4:
            text, second = second, text
        return Value(f"({text} {operator} {second})")

    def bits(self, kind: Kind, size: int, one: Value, depth: int) -> Value:
        """Functions of bits."""
        chance = self.chance
        name = spell(of(kind, size), self.dialect)
        glsl = self.dialect == "glsl"
        roll = chance.random()
        if roll < 0.4:
            names = ["bitCount", "findLSB", "findMSB", "bitfieldReverse"]
            if not glsl:
                names += ["countLeadingZeros", "countTrailingZeros"]
            which = chance.choice(names)
            # The results are signed in GLSL.
            argument = one.text
            if which == "findMSB" and kind == "int":
                # DXC's SPIR-V has another highest bit of what is negative.
                argument = f"({argument} & {self.many(kind, size, 0x7FFFFFFF)})"
            text = f"{self.spelt(which)}({argument})"
            if glsl and which != "bitfieldReverse" and kind == "uint":
                text = f"{name}({text})"
            return Value(text)
        count_kind: Kind = "int" if glsl else "uint"
        # Beyond the width in WGSL.
        most = 63 if self.has("edges") and not glsl else 15
        offset, count = (
            f"({self.value(Scalar(count_kind), 1).text} & {self.many(count_kind, 1, most)})"
            for _ in range(2)
        )
        if most > 15:
            offset, count = f"({offset} + zero_uint)", f"({count} + zero_uint)"
        if roll < 0.7:
            return Value(f"{self.spelt('bitfieldExtract')}({one.text}, {offset}, {count})")
        other = self.loose(self.value(of(kind, size), depth - 1), kind)
        return Value(f"{self.spelt('bitfieldInsert')}({one.text}, {other.text}, {offset}, {count})")

    def packed(self, kind: Kind, size: int, depth: int) -> Value | None:
        raise NotImplementedError

    def unpacked(self, kind: Kind, size: int, depth: int) -> Value | None:
        raise NotImplementedError

    def floats(self, kind: Kind, size: int, depth: int) -> Value:
        """Arithmetic of whole numbers in floats."""
        chance = self.chance
        shape = of(kind, size)
        exact = TRAITS[kind].exact
        if self.has("pack", 0.1):
            unpacked = self.unpacked(kind, size, depth)
            if unpacked:
                return unpacked
        roll = chance.random()
        if roll < 0.15:
            return self.converted(kind, size, depth)
        one = self.loose(self.value(shape, depth - 1), kind)
        if roll < 0.3:
            return Value(f"(-{one.text})", one.bound)
        if roll < 0.45:
            functions = ["abs", "floor", "ceil", "trunc", "round", "sign"]
            if self.dialect == "glsl":
                functions.append("roundEven")
            elif self.has("edges"):
                functions.append("saturate")
            which = chance.choice(functions) if self.has_functions(kind) else "abs"
            return Value(f"{which}({one.text})", 1.0 if which == "sign" else max(one.bound, 1.0))
        other = self.loose(self.value(shape, depth - 1), kind)
        if roll < 0.55:
            return Value(
                f"{chance.choice(('min', 'max'))}({one.text}, {other.text})",
                max(one.bound, other.bound),
            )
        if roll < 0.6 and self.has_functions(kind):
            return Value(f"step({one.text}, {other.text})", 1.0)
        if roll < 0.65 and self.dialect == "glsl" and self.has_functions(kind):
            return Value(f"mod({one.text}, {self.many(kind, chance.choice((1, size)), 8)})", 8.0)
        # Mesa loses the sign of constants of 16 bits that DXC negates before.
        if roll < 0.7 and kind != "half":
            return Value(f"({one.text} / {self.many(kind, 1, 1)})", one.bound)
        # naga does not compute `fma` of constant doubles in the WGSL that comes of it.
        if roll < 0.75 and kind != "double":
            third = self.loose(self.kept(shape, depth - 1), kind)
            bound = one.bound * other.bound + third.bound
            if bound <= exact:
                return Value(f"fma({one.text}, {other.text}, {third.text})", bound)
        if roll < 0.87 and one.bound * other.bound <= exact:
            return Value(f"({one.text} * {other.text})", one.bound * other.bound)
        if one.bound + other.bound <= exact:
            return Value(
                f"({one.text} {chance.choice('+-')} {other.text})", one.bound + other.bound
            )
        return one

    def truth(self, depth: int) -> Value:
        """A single truth value."""
        chance = self.chance
        roll = chance.random()
        if roll < 0.5:
            kind = chance.choice(self.numbers())
            one = self.value(Scalar(kind), depth - 1)
            other = self.value(Scalar(kind), depth - 1)
            operator = chance.choice(("<", "<=", ">", ">=", "==", "!="))
            return Value(f"({one.text} {operator} {other.text})")
        if roll < 0.75:
            return self.logic(depth)
        if roll < 0.8 and "vector" in self.features:
            value = self.truths(chance.randint(2, 4), depth - 1)
            return Value(f"{chance.choice(('any', 'all'))}({value.text})")
        if roll < 0.83 and self.has("whole") and self.dialect == "glsl":
            shape = self.shape(1)
            one, other = self.read(shape), self.read(shape)
            if one and other:
                return Value(f"({one.text} {chance.choice(('==', '!='))} {other.text})")
        if roll < 0.87:
            return Value(f"(!{self.value(BOOL, depth - 1).text})")
        if roll < 0.92:
            operator = chance.choice(("!=", "==") + (("^^",) if self.dialect == "glsl" else ()))
            one, other = self.value(BOOL, depth - 1), self.value(BOOL, depth - 1)
            return Value(f"({one.text} {operator} {other.text})")
        kind = chance.choice(self.numbers())
        return Value(f"bool({self.value(Scalar(kind), depth - 1).text})")

    def logic(self, depth: int) -> Value:
        """What may leave its second operand out."""
        one = self.value(BOOL, depth - 1)
        other = self.value(BOOL, depth - 1)
        return Value(f"({one.text} {self.chance.choice(('&&', '||'))} {other.text})")

    def truths(self, size: int, depth: int) -> Value:
        """Several truth values."""
        chance = self.chance
        kind = chance.choice(self.numbers())
        shape = Vector(kind, size)
        if depth <= 0:
            return Value(f"{spell(Vector('bool', size), self.dialect)}({self.value(BOOL, 0).text})")
        one, other = self.value(shape, depth - 1), self.value(shape, depth - 1)
        names = {
            "lessThan": "<",
            "lessThanEqual": "<=",
            "greaterThan": ">",
            "greaterThanEqual": ">=",
            "equal": "==",
            "notEqual": "!=",
        }
        which = chance.choice(list(names))
        if self.dialect == "wgsl":
            return Value(f"({one.text} {names[which]} {other.text})")
        if chance.random() < 0.15:
            return Value(f"not({which}({one.text}, {other.text}))")
        return Value(f"{which}({one.text}, {other.text})")

    def is_hosted_struct(self, shape: Type) -> bool:
        """Whether a struct in it may be in a buffer."""
        if isinstance(shape, Struct) and shape.name[0] == "H":
            return True
        return any(self.is_hosted_struct(part) for part in set(parts(shape)))

    def choice(self, shape: Type, depth: int) -> Value:
        """One of two values."""
        if self.dialect == "glsl":
            if isinstance(shape, (Struct, Array)) and self.is_hosted_struct(shape):
                # glslang gives the two operands different types.
                return self.value(shape, 0)
            condition = self.condition(depth - 1)
            one, other = self.kept(shape, depth - 1), self.kept(shape, depth - 1)
            if isinstance(shape, (Scalar, Vector)) and self.chance.random() < 0.2:
                size = 1 if isinstance(shape, Scalar) else shape.size
                which = self.value(of("bool", size), depth - 1)
                return self.sized(f"mix({other.text}, {one.text}, {which.text})", shape)
            return self.sized(f"({condition} ? {one.text} : {other.text})", shape)
        if not isinstance(shape, (Scalar, Vector)):
            return (
                self.value(shape, 0) if not isinstance(shape, Matrix) else self.matrix(shape, depth)
            )
        one, other = self.kept(shape, depth - 1), self.kept(shape, depth - 1)
        size = 1 if isinstance(shape, Scalar) or self.chance.random() < 0.4 else shape.size
        which = self.value(of("bool", size), depth - 1)
        return self.sized(f"select({other.text}, {one.text}, {which.text})", shape)
