"""Operators and functions on scalars and vectors, as both languages have them."""

from __future__ import annotations

import re

from programs.scope import EXACT, KEPT, Function, Value, Variable
from programs.shapes import BOOL, Array, Kind, Matrix, Scalar, Struct, Type, Vector, spell
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
NAMES = re.compile(r"(?<![\w.])(?!(?:[iuf]32|bool|true|false|K\d+|0x\w+)\b)[a-zA-Z_]\w*(?![\w(<])")


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
        return Value(f"({value.text} + zero_{kind[0]})", value.bound)

    def scalar(self, shape: Scalar, depth: int) -> Value:
        chance = self.chance
        if depth <= 0:
            return self.read(shape) or self.literal(shape)
        if shape.kind == "bool":
            return self.truth(depth)
        if self.has("effects", 0.15):
            value = self.effect(shape, depth)
            if value:
                return value
        if shape.kind == "float":
            if chance.random() < 0.2:
                size = chance.randint(2, 4)
                one = self.value(Vector("float", size), depth - 1)
                other = self.value(Vector("float", size), depth - 1)
                if one.bound * other.bound * size <= EXACT and "vector" in self.features:
                    return Value(f"dot({one.text}, {other.text})", one.bound * other.bound * size)
            return self.floats(1, depth)
        return self.integers(shape.kind, 1, depth)

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
        if kind != "float":
            return self.integers(kind, size, depth)
        if self.has("matrix", 0.3):
            side = chance.randint(2, 4)
            one = self.value(Matrix(side, size), depth - 1)
            other = self.value(Vector("float", side), depth - 1)
            texts = one.text, other.text
            if chance.random() < 0.5:
                one = self.value(Matrix(size, side), depth - 1)
                texts = other.text, one.text
            bound = side * one.bound * other.bound
            if bound <= EXACT:
                return Value(f"({texts[0]} * {texts[1]})", bound)
        return self.floats(size, depth)

    def converted(self, kind: Kind, size: int, depth: int) -> Value:
        """A value of another kind made one of this."""
        sources: list[Kind] = ["int", "uint", "bool"]
        if "float" in self.features:
            sources.append("float")
        sources = [each for each in sources if each != kind]
        source: Kind = self.chance.choice(sources)
        value = self.value(of(source, size), depth - 1)
        name = spell(of(kind, size), self.dialect)
        if kind == "float" and source == "int":
            return Value(
                f"{name}({value.text} % {self.many('int', size, 50)})"
                if self.dialect == "wgsl"
                else f"{name}({value.text} & {self.many('int', size, 63)})",
                64.0,
            )
        if kind == "float" and source == "uint":
            return Value(f"{name}({value.text} & {self.many('uint', size, 63)})", 64.0)
        if kind == "uint" and source == "float":
            return Value(f"{name}(abs({value.text}))")
        return Value(f"{name}({value.text})", 1.0)

    def many(self, kind: Kind, size: int, number: int) -> str:
        text = f"{number}" + {"uint": "u", "float": ".0"}.get(kind, "")
        return text if size == 1 else f"{spell(Vector(kind, size), self.dialect)}({text})"

    def integers(self, kind: Kind, size: int, depth: int) -> Value:
        """Arithmetic and bits."""
        chance = self.chance
        shape = of(kind, size)
        roll = chance.random()
        if roll < 0.1:
            return self.converted(kind, size, depth)
        one = self.loose(self.value(shape, depth - 1), kind)
        if roll < 0.2:
            signs = "~-" if kind == "int" or self.dialect == "glsl" else "~"
            return Value(f"({chance.choice(signs)}{one.text})")
        if roll < 0.25 and kind == "int":
            return Value(f"{chance.choice(('abs', 'sign'))}({one.text})")
        if self.has("pack", 0.15):
            packed = self.packed(kind, size, depth)
            if packed:
                return packed
        if roll < 0.4 and "bits" in self.features:
            return self.bits(kind, size, one, depth)
        # In both languages a vector goes with a scalar.
        other_shape = Scalar(kind) if size > 1 and chance.random() < 0.25 else shape
        if roll < 0.5:
            # The number of bits may have either sign in GLSL.
            by_kind: Kind = "uint" if self.dialect == "wgsl" else chance.choice(("int", "uint"))
            by = self.value(of(by_kind, size), depth - 1)
            count = f"({by.text} & {self.many(by_kind, size, 31)})"
            return Value(f"({one.text} {chance.choice(('<<', '>>'))} {count})")
        other = self.loose(self.value(other_shape, depth - 1), kind)
        if roll < 0.6:
            operator = chance.choice("/%")
            width = 1 if isinstance(other_shape, Scalar) else size
            divisor = (
                f"(({other.text} & {self.many(kind, width, 7)}) + {self.many(kind, width, 1)})"
            )
            text = one.text
            if operator == "%" and kind == "int" and self.dialect == "glsl":
                text = f"({text} & {self.many(kind, size, 0x7FFFFFFF)})"
            return Value(f"({text} {operator} {divisor})")
        if roll < 0.7:
            same = self.loose(self.value(shape, depth - 1), kind)
            if chance.random() < 0.3:
                return Value(
                    f"clamp({one.text}, {self.many(kind, size, 3)}, {self.many(kind, size, 40)})"
                )
            return Value(f"{chance.choice(('min', 'max'))}({one.text}, {same.text})")
        operator = (
            chance.choice("+-*&|^")
            if isinstance(other_shape, type(shape)) or self.dialect == "glsl"
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
        roll = chance.random()
        if roll < 0.4:
            which = chance.choice(("bitCount", "findLSB", "findMSB", "bitfieldReverse"))
            # The results are signed in GLSL.
            argument = one.text
            if which == "findMSB" and kind == "int":
                # DXC's SPIR-V has another highest bit of what is negative.
                argument = f"({argument} & {self.many(kind, size, 0x7FFFFFFF)})"
            text = f"{self.spelt(which)}({argument})"
            if self.dialect == "glsl" and which != "bitfieldReverse" and kind == "uint":
                text = f"{name}({text})"
            return Value(text)
        count_kind: Kind = "uint" if self.dialect == "wgsl" else "int"
        offset = f"({self.value(Scalar(count_kind), 1).text} & {self.many(count_kind, 1, 15)})"
        count = f"({self.value(Scalar(count_kind), 1).text} & {self.many(count_kind, 1, 15)})"
        if roll < 0.7:
            return Value(f"{self.spelt('bitfieldExtract')}({one.text}, {offset}, {count})")
        other = self.loose(self.value(of(kind, size), depth - 1), kind)
        return Value(f"{self.spelt('bitfieldInsert')}({one.text}, {other.text}, {offset}, {count})")

    def wide(self, kind: Kind, size: int, depth: int) -> str:
        """What goes into a word, and no constant, which naga does not pack."""
        return self.loose(self.kept(of(kind, size), depth - 1), kind).text

    def lanes(self, kind: str, width: int) -> str:
        """The function that packs so many fractions."""
        lanes = "2x16" if width == 2 else "4x8"
        return f"pack{kind}{lanes}" if self.dialect == "glsl" else f"pack{lanes}{kind.lower()}"

    def packed(self, kind: Kind, size: int, depth: int) -> Value | None:
        """Numbers put into words, all of which are exact."""
        chance = self.chance
        glsl = self.dialect == "glsl"
        if size == 4 and not glsl:
            letter = kind[0].upper()
            return Value(f"unpack4x{letter}8({self.wide('uint', 1, depth)})")
        if size > 1:
            return None
        if kind == "int":
            if glsl or chance.random() < 0.5:
                number = f"abs({self.wide('float', 1, depth)})"
                return Value(f"floatBitsToInt({number})" if glsl else f"bitcast<i32>({number})")
            one, other = self.wide("uint", 1, depth), self.wide("uint", 1, depth)
            return Value(f"dot4I8Packed({one}, {other})")
        ways = ["half", "bits", "unorm", "snorm"] + ["bytes", "dot"] * (not glsl)
        width = chance.choice((2, 4))
        match chance.choice(ways):
            case "half":
                number = f"abs({self.wide('float', 2, depth)})"
                return Value(f"packHalf2x16({number})" if glsl else f"pack2x16float({number})")
            case "bits":
                number = f"abs({self.wide('float', 1, depth)})"
                return Value(f"floatBitsToUint({number})" if glsl else f"bitcast<u32>({number})")
            case "unorm":
                name = spell(Vector("float", width), self.dialect)
                number = f"clamp({self.wide('float', width, depth)}, {name}(0.0), {name}(1.0))"
                return Value(f"{self.lanes('Unorm', width)}({number})")
            case "snorm":
                number = f"sign({self.wide('float', width, depth)})"
                return Value(f"{self.lanes('Snorm', width)}({number})")
            case "bytes":
                source: Kind = chance.choice(("int", "uint"))
                end = chance.choice(("", "Clamp"))
                number = self.wide(source, 4, depth)
                return Value(f"pack4x{source[0].upper()}8{end}({number})")
            case _:
                one, other = self.wide("uint", 1, depth), self.wide("uint", 1, depth)
                return Value(f"dot4U8Packed({one}, {other})")

    def unpacked(self, size: int, depth: int) -> Value | None:
        """Floats out of words: halves, zeros and ones."""
        glsl = self.dialect == "glsl"
        chance = self.chance
        if size == 3:
            return None
        if size == 1:
            number = self.wide("float", 1, depth)
            if not glsl:
                return Value(f"bitcast<f32>(bitcast<u32>({number}))", KEPT)
            whole, back = chance.choice((("Int", "intBitsTo"), ("Uint", "uintBitsTo")))
            return Value(f"{back}Float(floatBitsTo{whole}({number}))", KEPT)
        if size == 2 and chance.random() < 0.5:
            number = self.wide("float", 2, depth)
            if glsl:
                return Value(f"unpackHalf2x16(packHalf2x16({number}))", KEPT)
            return Value(f"unpack2x16float(pack2x16float({number}))", KEPT)
        ones, bits = ("0x00010001u", 16) if size == 2 else ("0x01010101u", 8)
        lanes = f"{size}x{bits}"
        sign = chance.choice((True, False))
        most = (1 << bits - sign) - 1
        number = f"(({self.wide('uint', 1, depth)} & {ones}) * {most}u)"
        name = "Snorm" if sign else "Unorm"
        return Value(
            f"unpack{name}{lanes}({number})" if glsl else f"unpack{lanes}{name.lower()}({number})",
            1.0,
        )

    def floats(self, size: int, depth: int) -> Value:
        """Arithmetic of whole numbers in floats."""
        chance = self.chance
        shape = of("float", size)
        if self.has("pack", 0.1):
            unpacked = self.unpacked(size, depth)
            if unpacked:
                return unpacked
        roll = chance.random()
        if roll < 0.15:
            return self.converted("float", size, depth)
        one = self.loose(self.value(shape, depth - 1), "float")
        if roll < 0.3:
            return Value(f"(-{one.text})", one.bound)
        if roll < 0.4:
            functions = ["abs", "floor", "ceil", "trunc", "round"]
            return Value(f"{chance.choice(functions)}({one.text})", one.bound)
        if roll < 0.45:
            return Value(f"sign({one.text})", 1.0)
        other = self.loose(self.value(shape, depth - 1), "float")
        if roll < 0.55:
            return Value(
                f"{chance.choice(('min', 'max'))}({one.text}, {other.text})",
                max(one.bound, other.bound),
            )
        if roll < 0.6:
            return Value(f"step({one.text}, {other.text})", 1.0)
        if roll < 0.65 and self.dialect == "glsl":
            return Value(f"mod({one.text}, {self.many('float', chance.choice((1, size)), 8)})", 8.0)
        if roll < 0.7:
            return Value(f"({one.text} / {self.many('float', 1, 1)})", one.bound)
        if roll < 0.85 and one.bound * other.bound <= EXACT:
            return Value(f"({one.text} * {other.text})", one.bound * other.bound)
        if one.bound + other.bound <= EXACT:
            return Value(
                f"({one.text} {chance.choice('+-')} {other.text})", one.bound + other.bound
            )
        return one

    def numbers(self) -> list[Kind]:
        """The kinds of numbers."""
        return ["int", "uint", "float"] if "float" in self.features else ["int", "uint"]

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
        kind = chance.choice(("int", "uint"))
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

    def choice(self, shape: Type, depth: int) -> Value:
        """One of two values."""
        if self.dialect == "glsl":
            condition = self.condition(depth - 1)
            one, other = self.kept(shape, depth - 1), self.kept(shape, depth - 1)
            if isinstance(shape, (Scalar, Vector)) and self.chance.random() < 0.2:
                size = 1 if isinstance(shape, Scalar) else shape.size
                which = self.value(of("bool", size), depth - 1)
                return Value(f"mix({other.text}, {one.text}, {which.text})", KEPT)
            return Value(f"({condition} ? {one.text} : {other.text})", KEPT)
        if not isinstance(shape, (Scalar, Vector)):
            return (
                self.value(shape, 0) if not isinstance(shape, Matrix) else self.matrix(shape, depth)
            )
        one, other = self.kept(shape, depth - 1), self.kept(shape, depth - 1)
        size = 1 if isinstance(shape, Scalar) or self.chance.random() < 0.4 else shape.size
        which = self.value(of("bool", size), depth - 1)
        return Value(f"select({other.text}, {one.text}, {which.text})", KEPT)

    def call(self, shape: Type, depth: int) -> Value | None:
        """A call of a function of the program."""
        found = [f for f in self.functions if f.result == shape and self.is_free(f)]
        if not found:
            return None
        function = self.chance.choice(found)
        text = self.called(function, depth)
        return Value(text, KEPT) if text else None

    def is_free(self, function: Function) -> bool:
        """Whether a call is of the same meaning at any time in this statement."""
        if function.cost * self.place.runs > 3000:
            return False
        if self.is_ordered:
            return True
        return not function.writes & (self.reads | self.writes) and not function.reads & self.writes

    def called(self, function: Function, depth: int) -> str | None:
        """The text of a call, whose arguments are noted."""
        self.cost += function.cost * self.place.runs
        # In GLSL references are copies, so that it may use what it is given by another name. In
        # WGSL it may not, nor may one of them be given twice.
        taken = set[str]()
        given = list[str]()
        for mode, shape in function.parameters:
            if mode in ("out", "inout"):
                target = (
                    self.referred(shape, taken)
                    if self.is_ordered
                    else self.target(shape, fresh=True)
                )
                if target is None:
                    return None
                given.append(target[1])
            else:
                given.append(self.kept(shape, depth - 1).text)
        self.take(function)
        return f"{function.name}({', '.join(given)})"

    def referred(self, shape: Type, taken: set[str]) -> tuple[Variable, str] | None:
        """A variable of the function, or a part of one, that a pointer may point to."""
        found = [
            v
            for v in self.visible()
            if v.mutable
            and not v.outer
            and v.root not in taken
            and (
                v.shape == shape
                or (
                    isinstance(v.shape, (Struct, Array))
                    and not isinstance(shape, Scalar)
                    and self.reaches(v.shape, shape, swizzles=False)
                )
            )
        ]
        if not found:
            return None
        variable = self.chance.choice(found)
        taken.add(variable.root)
        self.note_write(variable)
        return variable, f"&{self.path(variable, shape, writes=True)}"

    def know_function(
        self, name: str, parameters: list[tuple[str, Type]], result: Type | None
    ) -> None:
        """Lets what follows call a function, by what was noted while it was made."""
        reads, writes = set(self.all_reads), set(self.all_writes)
        function = Function(name, parameters, result, reads, writes, max(self.cost, 1))
        self.functions.append(function)

    def take(self, function: Function) -> None:
        """Notes what a function does."""
        self.reads |= function.reads
        self.writes |= function.writes
        self.all_reads |= function.reads
        self.all_writes |= function.writes

    def effect(self, shape: Scalar | Vector, depth: int) -> Value | None:
        """A value that changes a variable on the way."""
        if self.dialect == "wgsl":
            return None
        found = self.target(shape, fresh=True)
        if found is None:
            return None
        _, text = found
        roll = self.chance.random()
        if shape.kind in ("int", "uint") and roll < 0.5:
            return Value(
                self.chance.choice((f"{text}++", f"{text}--", f"(++{text})", f"(--{text})"))
            )
        if shape.kind in ("int", "uint") and roll < 0.75:
            operator = self.chance.choice(("+", "-", "*", "^", "|", "&"))
            return Value(f"({text} {operator}= {self.value(shape, depth - 1).text})", KEPT)
        value = self.kept(shape, depth - 1).text
        if self.has("comma", 0.3):
            second = self.kept(shape, depth - 1)
            return Value(f"({text} = {value}, {second.text})", KEPT)
        return Value(f"({text} = {value})", KEPT)
