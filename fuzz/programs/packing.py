"""Numbers as bits of others, all of which are exact."""

from __future__ import annotations

from programs.operators import Operators, of
from programs.scope import Value
from programs.shapes import TRAITS, Kind, Vector, spell


class Packing(Operators):
    """Makes words of numbers, and numbers of words."""

    def wide(self, kind: Kind, size: int, depth: int) -> str:
        """What goes into a word, and no constant, which naga does not pack."""
        return self.loose(self.kept(of(kind, size), depth - 1), kind).text

    def bare(self, kind: Kind, size: int, depth: int) -> str:
        """Floats whose bits are seen: a zero has no sign there."""
        return f"abs({self.wide(kind, size, depth)})"

    def lanes(self, kind: str, width: int) -> str:
        """The function that packs so many fractions."""
        lanes = "2x16" if width == 2 else "4x8"
        return f"pack{kind}{lanes}" if self.dialect == "glsl" else f"pack{lanes}{kind.lower()}"

    def packed(self, kind: Kind, size: int, depth: int) -> Value | None:
        """Integers made of other numbers."""
        if TRAITS[kind].bits != 32:
            return self.joined(kind, size, depth)
        chance = self.chance
        glsl = self.dialect == "glsl"
        if glsl and self.others and chance.random() < 0.4:
            return self.split(kind, size, depth)
        if size == 4 and not glsl:
            letter = kind[0].upper()
            return Value(f"unpack4x{letter}8({self.wide('uint', 1, depth)})")
        if not glsl and chance.random() < 0.3:
            source: Kind = "uint" if kind == "int" else "int"
            name = spell(of(kind, size), "wgsl")
            return Value(f"bitcast<{name}>({self.wide(source, size, depth)})")
        if size > 1:
            return None
        if kind == "int":
            if glsl or chance.random() < 0.5:
                text = self.bare("float", 1, depth)
                return Value(f"floatBitsToInt({text})" if glsl else f"bitcast<i32>({text})")
            one, other = self.wide("uint", 1, depth), self.wide("uint", 1, depth)
            return Value(f"dot4I8Packed({one}, {other})")
        ways = ["half", "bits", "unorm", "snorm"] + ["bytes", "dot"] * (not glsl)
        width = chance.choice((2, 4))
        match chance.choice(ways):
            case "half":
                text = self.bare("float", 2, depth)
                return Value(f"packHalf2x16({text})" if glsl else f"pack2x16float({text})")
            case "bits":
                text = self.bare("float", 1, depth)
                return Value(f"floatBitsToUint({text})" if glsl else f"bitcast<u32>({text})")
            case "unorm":
                name = spell(Vector("float", width), self.dialect)
                text = f"clamp({self.wide('float', width, depth)}, {name}(0.0), {name}(1.0))"
                return Value(f"{self.lanes('Unorm', width)}({text})")
            case "snorm":
                # Mesa packs constants wrongly.
                lane = "float(gl_LocalInvocationIndex & 1u)" if glsl else "f32(lane & 1u)"
                text = f"sign({self.wide('float', width, depth)} + {lane})"
                return Value(f"{self.lanes('Snorm', width)}({text})")
            case "bytes":
                source = chance.choice(("int", "uint"))
                end = chance.choice(("", "Clamp"))
                text = self.wide(source, 4, depth)
                return Value(f"pack4x{source[0].upper()}8{end}({text})")
            case _:
                one, other = self.wide("uint", 1, depth), self.wide("uint", 1, depth)
                return Value(f"dot4U8Packed({one}, {other})")

    def joined(self, kind: Kind, size: int, depth: int) -> Value | None:
        """Integers of 64 bits made of those of 32, or of doubles; the other kind of 16 bits."""
        glsl = self.dialect == "glsl"
        is_long = TRAITS[kind].bits == 64
        if not glsl:
            pairs: dict[Kind, Kind] = {
                "long": "ulong",
                "ulong": "long",
                "short": "ushort",
                "ushort": "short",
            }
            source = pairs[kind]
            float_kind: Kind = "double" if is_long else "half"
            if float_kind in self.others and self.chance.random() < 0.3:
                text = self.bare(float_kind, size, depth)
            else:
                text = self.wide(source, size, depth)
            return Value(f"bitcast<{spell(of(kind, size), 'wgsl')}>({text})")
        if size > 1:
            return None
        name, part = (("Int", "int"), ("Uint", "uint"))[kind[0] == "u"]
        if is_long and "double" in self.others and self.chance.random() < 0.3:
            return Value(f"doubleBitsTo{name}64({self.bare('double', 1, depth)})")
        if is_long:
            source = "int" if part == "int" else "uint"
            return Value(f"pack{name}2x32({self.wide(source, 2, depth)})")
        return None

    def split(self, kind: Kind, size: int, depth: int) -> Value | None:
        """Integers of 32 bits made of those of other widths."""
        name = "Int" if kind == "int" else "Uint"
        unsigned = kind == "uint"
        ways = list[str]()
        if "long" in self.others and size == 2:
            source: Kind = "ulong" if unsigned else "long"
            ways.append(f"unpack{name}2x32({self.wide(source, 1, depth)})")
        if "short" in self.others and size == 1:
            source = "ushort" if unsigned else "short"
            ways.append(f"pack32({self.wide(source, 2, depth)})")
        if "half" in self.others and size == 1 and unsigned:
            ways.append(f"packFloat2x16({self.bare('half', 2, depth)})")
        if "double" in self.others and size == 2 and unsigned:
            ways.append(f"unpackDouble2x32({self.bare('double', 1, depth)})")
        return Value(self.chance.choice(ways)) if ways else None

    def unpacked(self, kind: Kind, size: int, depth: int) -> Value | None:
        """Floats out of words: halves, zeros and ones."""
        glsl = self.dialect == "glsl"
        chance = self.chance
        shape = of(kind, size)
        if kind == "double":
            if size > 1:
                return None
            text = self.wide("double", 1, depth)
            if not glsl:
                if "long" not in self.others:
                    return None
                return self.sized(f"bitcast<f64>(bitcast<u64>({text}))", shape)
            if "long" in self.others and chance.random() < 0.5:
                return self.sized(f"uint64BitsToDouble(doubleBitsToUint64({text}))", shape)
            return self.sized(f"packDouble2x32(unpackDouble2x32({text}))", shape)
        if kind == "half":
            if size != 2 or not glsl:
                return None
            return self.sized(
                f"unpackFloat2x16(packFloat2x16({self.wide('half', 2, depth)}))", shape
            )
        if size == 3:
            return None
        if size == 1:
            text = self.wide("float", 1, depth)
            if not glsl:
                if chance.random() < 0.4:
                    return self.sized(f"quantizeToF16({text})", shape)
                return self.sized(f"bitcast<f32>(bitcast<u32>({text}))", shape)
            whole, back = chance.choice((("Int", "intBitsTo"), ("Uint", "uintBitsTo")))
            return self.sized(f"{back}Float(floatBitsTo{whole}({text}))", shape)
        if size == 2 and chance.random() < 0.5:
            text = self.wide("float", 2, depth)
            if glsl:
                return self.sized(f"unpackHalf2x16(packHalf2x16({text}))", shape)
            return self.sized(f"unpack2x16float(pack2x16float({text}))", shape)
        ones, bits = ("0x00010001u", 16) if size == 2 else ("0x01010101u", 8)
        lanes = f"{size}x{bits}"
        sign = chance.choice((True, False))
        most = (1 << bits - sign) - 1
        text = f"(({self.wide('uint', 1, depth)} & {ones}) * {most}u)"
        name = "Snorm" if sign else "Unorm"
        return Value(
            f"unpack{name}{lanes}({text})" if glsl else f"unpack{lanes}{name.lower()}({text})",
            1.0,
        )
