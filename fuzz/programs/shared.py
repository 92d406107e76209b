"""Compute shaders whose invocations work together: reductions, scans, sorts, transposes, counts.

What they leave does not depend on the order of invocations. WGSL, GLSL and HLSL say the same, so a
program is made once, in words that each language spells.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from programs.spelling import Spelling
from programs.statements import TAB, indented

if TYPE_CHECKING:
    from programs.spelling import Kind, Language


class Shared(Spelling):
    """Makes a program."""

    def __init__(self, chance: random.Random, language: Language) -> None:
        """Takes the source of all decisions, and how to spell them."""
        super().__init__(chance, language)
        self.side = chance.choice(((8, 1), (16, 1), (4, 4), (8, 2), (32, 1), (2, 8)))
        self.lanes = self.side[0] * self.side[1]
        self.functions: list[str] = []
        self.results = 0
        self.kept = ""
        self.scratch = chance.random() < 0.4

    # Values.

    def raw(self, kind: Kind) -> str:
        """A small number of each invocation's own."""
        at = f"(lane * {self.chance.choice((1, 3, 5, 7))}u + {self.chance.randrange(64)}u) & 63u"
        number = f"(given[{at}] & {self.chance.choice((7, 15, 31, 63))}u)"
        if kind == "u":
            return number
        text = f"{self.kind(kind)}({number})"
        return f"({text} - {self.kind(kind)}(9))" if self.chance.random() < 0.5 else text

    def leave(self, kind: Kind, text: str) -> list[str]:
        """Puts a number where it is compared."""
        self.results += 1
        return [
            (
                f"left[(group * {self.lanes}u + lane) * RESULTSu + {self.results - 1}u] = "
                f"{self.bits(text, kind)};"
            )
        ]

    def fill(self) -> tuple[str, Kind, list[str]]:
        """Memory with a number of each invocation."""
        kind: Kind = self.chance.choice(("u", "i", "f"))
        name = self.name("s")
        self.share(name, self.kind(kind), self.lanes)
        value = self.raw(kind)
        if self.kept and self.chance.random() < 0.5:
            value = f"{value} + {self.kind(kind)}({self.kept} & 31u)"
        return name, kind, [f"{name}[lane] = {value};", self.words.barrier]

    def joined(self, kind: Kind, one: str, other: str) -> str:
        """Two numbers as one, in any order."""
        ways = ["({0} + {1})", "min({0}, {1})", "max({0}, {1})"]
        ways += [] if kind == "f" else ["({0} ^ {1})", "({0} & {1})", "({0} | {1})"]
        return self.chance.choice(ways).format(one, other)

    # Statements that all invocations come to.

    def reduction(self) -> list[str]:
        """A tree of halves."""
        name, kind, lines = self.fill()
        step = self.name("n")
        half = f"{step} >> 1u" if self.chance.random() < 0.5 else f"{step} / 2u"
        inner = self.joined(kind, f"{name}[lane]", f"{name}[lane + {step}]")
        lines += [
            self.loop(step, "u", f"{self.lanes // 2}u", f"{step} > 0u", f"{step} = {half}"),
            f"{TAB}if (lane < {step}) {{ {name}[lane] = {inner}; }}",
            f"{TAB}{self.words.barrier}",
            "}",
            *self.leave(kind, f"{name}[0]"),
            *self.leave(kind, f"{name}[lane]"),
        ]
        return lines

    def scan(self) -> list[str]:
        """Sums of all before, in one memory or two that take turns."""
        chance = self.chance
        name, kind, lines = self.fill()
        step, sum_ = self.name("n"), self.name("v")
        head = self.loop(step, "u", "1u", f"{step} < {self.lanes}u", f"{step} = {step} << 1u")
        if chance.random() < 0.5:
            lines += [
                head,
                *indented(
                    [
                        self.declare(sum_, kind, f"{name}[lane]"),
                        (
                            f"if (lane >= {step}) {{ {sum_} = "
                            f"{self.joined(kind, sum_, f'{name}[lane - {step}]')}; }}"
                        ),
                        self.words.barrier,
                        f"{name}[lane] = {sum_};",
                        self.words.barrier,
                    ]
                ),
                "}",
            ]
            return [*lines, *self.leave(kind, f"{name}[lane]")]
        two, turn = self.name("s"), self.name("n")
        self.share(two, self.kind(kind), 2, self.lanes)
        here, there = f"{two}[{turn}][lane]", f"{two}[1u - {turn}]"
        lines += [
            self.declare(turn, "u", "0u"),
            f"{here} = {name}[lane];",
            self.words.barrier,
            head,
            *indented(
                [
                    f"{turn} = 1u - {turn};",
                    f"{here} = {there}[lane];",
                    (
                        f"if (lane >= {step}) {{ {here} = "
                        f"{self.joined(kind, here, f'{there}[lane - {step}]')}; }}"
                    ),
                    self.words.barrier,
                ]
            ),
            "}",
        ]
        return [*lines, *self.leave(kind, here)]

    def sort(self) -> list[str]:
        """A bitonic sort."""
        name, kind, lines = self.fill()
        size, step, other, kept = (self.name(each) for each in "nnnv")
        less = self.chance.choice(("<", ">"))
        inside = [
            self.declare(other, "u", f"lane ^ {step}"),
            self.declare(kept, kind, f"{name}[lane]"),
            f"if ({other} > lane) {{",
            f"{TAB}if (((lane & {size}) == 0u) == ({name}[{other}] {less} {kept})) {{",
            f"{TAB * 2}{name}[lane] = {name}[{other}];",
            f"{TAB * 2}{name}[{other}] = {kept};",
            f"{TAB}}}",
            "}",
            self.words.barrier,
        ]
        steps = self.loop(step, "u", f"{size} / 2u", f"{step} > 0u", f"{step} = {step} / 2u")
        sizes = self.loop(size, "u", "2u", f"{size} <= {self.lanes}u", f"{size} = {size} * 2u")
        lines += [sizes, f"{TAB}{steps}", *indented(indented(inside)), f"{TAB}}}", "}"]
        return [*lines, *self.leave(kind, f"{name}[lane]")]

    def transpose(self) -> list[str]:
        """Rows to columns, of vectors."""
        chance = self.chance
        kind: Kind = chance.choice(("u", "i", "f"))
        size = chance.randint(2, 4)
        name = self.name("s")
        columns = chance.choice([each for each in (2, 4, 8) if each < self.lanes])
        rows = self.lanes // columns
        spelt = self.kind(kind, size)
        self.share(name, spelt, columns, rows)
        parts = ", ".join(self.raw(kind) for _ in range(size))
        held = self.name("v")
        lines = [
            f"{name}[lane % {columns}u][lane / {columns}u] = {spelt}({parts});",
            self.words.barrier,
            self.declare(held, kind, f"{name}[lane / {rows}u][lane % {rows}u]", size),
        ]
        if chance.random() < 0.5:
            part = chance.choice("xy")
            lines += [
                self.words.barrier,
                f"{name}[lane / {rows}u][lane % {rows}u].{part} = {self.raw(kind)};",
                self.words.barrier,
            ]
            lines += self.leave(kind, f"{name}[lane % {columns}u][lane / {columns}u].{part}")
        for part in "xyzw"[:size]:
            lines += self.leave(kind, f"{held}.{part}")
        return lines

    def count(self) -> list[str]:
        """What many add to, in an order that does not matter."""
        chance = self.chance
        kind: Kind = chance.choice(("u", "i"))
        name = self.name("s")
        length = chance.choice((1, 4, 8))
        # One number in HLSL and GLSL is no array.
        self.share(name, self.kind(kind), *([] if length == 1 else [length]), atomic=True)
        place = f"{name}[lane & {length - 1}u]" if length > 1 else name
        first = self.store(place, f"{self.kind(kind)}({chance.randint(0, 9)})")
        guard = f"if (lane < {length}u) {{ {first} }}"
        at = f"{name}[{self.raw('u')} & {length - 1}u]" if length > 1 else name
        which = chance.choice(("Add", "Min", "Max", "And", "Or", "Xor"))
        change = self.change(which, at, self.raw(kind))
        if chance.random() < 0.4:
            change = f"if ({self.raw('u')} > 9u) {{ {change} }}"
        lines = [guard, self.words.barrier, change, self.words.barrier]
        return [*lines, *self.leave(kind, self.load(place))]

    def leader(self) -> list[str]:
        """One invocation works, all see what it did."""
        name, kind, lines = self.fill()
        all_, at = self.name("s"), self.name("n")
        self.share(all_, self.kind(kind))
        who = self.chance.randrange(self.lanes)
        joined = self.joined(kind, all_, f"{name}[{at}]")
        lines += [
            f"if (lane == {who}u) {{",
            f"{TAB}{all_} = {self.kind(kind)}(1);",
            TAB + self.loop(at, "u", "0u", f"{at} < {self.lanes}u", f"{at} = {at} + 1u"),
            f"{TAB * 2}{all_} = {joined};",
            f"{TAB}}}",
            "}",
        ]
        if self.language == "wgsl" and self.chance.random() < 0.6:
            seen = self.name("v")
            lines.append(f"let {seen} = workgroupUniformLoad(&{all_});")
            # All see the same, so that a barrier may stand behind it.
            lines += [f"if {self.bits(seen, kind)} > 7u {{ {self.words.barrier} }}"]
            return [*lines, *self.leave(kind, seen)]
        return [*lines, self.words.barrier, *self.leave(kind, all_)]

    def structs(self) -> list[str]:
        """Structs in the memory of the workgroup, as wholes and in parts."""
        struct, name, held = self.name("Cell"), self.name("s"), self.name("v")
        kind: Kind = self.chance.choice(("u", "i", "f"))
        members = [(self.kind(kind, 3), "a"), (self.kind("u"), "b"), (self.kind("f", 2), "c")]
        if self.language == "wgsl":
            inside = "".join(f" {each}: {spelt}," for spelt, each in members)
            inside += f" d: array<{self.kind(kind)}, 3>,"
            self.functions.append(f"struct {struct} {{{inside} }}")
            begin = f"var {held}: {struct};"
        else:
            inside = "".join(f" {spelt} {each};" for spelt, each in members)
            inside += f" {self.kind(kind)} d[3];"
            self.functions.append(f"struct {struct} {{{inside} }};")
            begin = f"{struct} {held};"
        # The struct stands before the memory.
        self.share(name, struct, self.lanes)
        other = f"{name}[(lane + {self.chance.randint(1, 5)}u) % {self.lanes}u]"
        parts = [self.raw(kind) for _ in range(6)]
        lines = [
            begin,
            f"{held}.a = {self.kind(kind, 3)}({parts[0]}, {parts[1]}, {parts[2]});",
            f"{held}.b = {self.raw('u')};",
            f"{held}.c = {self.kind('f', 2)}({self.raw('f')}, {self.raw('f')});",
            *(f"{held}.d[{at}] = {parts[3 + at]};" for at in range(3)),
            f"{name}[lane] = {held};",
            self.words.barrier,
            f"{held} = {other};",
            self.words.barrier,
            f"{name}[lane].a.y = {held}.a.z;",
            f"{name}[lane].d[{held}.b % 3u] = {held}.d[1];",
            self.words.barrier,
        ]
        seen: list[tuple[str, Kind]] = [("a.y", kind), ("d[2]", kind), ("c.x", "f"), ("b", "u")]
        for part, each in seen:
            lines += self.leave(each, f"{other}.{part}")
        return [*lines, *self.leave(kind, f"{held}.a.x")]

    def through_buffer(self) -> list[str]:
        """What goes from one invocation to another through a buffer."""
        at = f"scratch[group * {self.lanes}u + "
        other = f"{at}(lane + {self.chance.randint(1, 5)}u) % {self.lanes}u]"
        lines = [f"{at}lane] = {self.raw('u')};", self.words.of_buffers]
        held = self.name("v")
        lines += [self.declare(held, "u", other), self.words.of_buffers]
        return [*lines, *self.leave("u", held)]

    def called(self) -> list[str]:
        """A function that has a barrier in it."""
        name, kind, lines = self.fill()
        function = self.name("f")
        spelt = self.kind(kind)
        body = [
            f"{name}[lane] = {self.joined(kind, 'by', f'{name}[lane]')};",
            self.words.barrier,
            f"return {name}[(lane + 1u) % {self.lanes}u];",
        ]
        head = (
            f"fn {function}(lane: u32, by: {spelt}) -> {spelt} {{"
            if self.language == "wgsl"
            else f"{spelt} {function}(uint lane, {spelt} by) {{"
        )
        self.functions += [f"/*late*/{head}", *indented(body), "}"]
        held = self.name("v")
        call = f"{function}(lane, {self.raw(kind)})"
        lines += [self.declare(held, kind, call), self.words.barrier]
        return [*lines, *self.leave(kind, held)]

    def chosen(self) -> list[str]:
        """A way that all invocations take together."""
        inner, other = self.statement(), self.statement()
        condition = f"(given[{self.chance.randrange(64)}] & 1u) == 0u"
        return [f"if ({condition}) {{", *indented(inner), "} else {", *indented(other), "}"]

    def repeated(self) -> list[str]:
        """A loop that all invocations go through together."""
        at = self.name("n")
        most = f"(given[{self.chance.randrange(64)}] & 3u)"
        head = self.loop(at, "u", "0u", f"{at} < {most}", f"{at} = {at} + 1u")
        saved, self.kept = self.kept, at
        inner = self.statement()
        self.kept = saved
        return [head, *indented([*inner, self.words.barrier]), "}"]

    def statement(self) -> list[str]:
        ways = [self.reduction, self.scan, self.sort, self.transpose, self.count, self.leader]
        ways += [self.structs, self.called]
        ways += [self.through_buffer] if self.scratch else []
        return self.chance.choice(ways)()

    # The whole.

    def make(self) -> str:
        """The program."""
        chance = self.chance
        lines = list[str]()
        for _ in range(chance.randint(2, 5)):
            roll = chance.random()
            way = self.chosen if roll < 0.15 else self.repeated if roll < 0.3 else self.statement
            lines += way()
        structs = [each for each in self.functions if each.startswith("struct")]
        rest = [each for each in self.functions if not each.startswith("struct")]
        text = "\n".join([*self.head(), *structs, *self.memory, *rest, *self.main(lines)]) + "\n"
        return text.replace("/*late*/", "").replace("RESULTS", str(self.results))

    def head(self) -> list[str]:
        length = 2 * self.lanes * self.results
        words = self.lanes * 2
        match self.language:
            case "wgsl":
                lines = [
                    "@group(0) @binding(0) var<storage, read> given: array<u32, 64>;",
                    f"@group(0) @binding(1) var<storage, read_write> left: array<u32, {length}>;",
                ]
                if self.scratch:
                    rest = f"scratch: array<u32, {words}>;"
                    lines.append(f"@group(0) @binding(2) var<storage, read_write> {rest}")
            case "glsl":
                x, y = self.side
                lines = [
                    "#version 450",
                    f"layout(local_size_x = {x}, local_size_y = {y}) in;",
                    "layout(std430, binding = 0) readonly buffer Given { uint given[64]; };",
                    f"layout(std430, binding = 1) buffer Left {{ uint left[{length}]; }};",
                ]
                if self.scratch:
                    rest = f"buffer Scratch {{ uint scratch[{words}]; }};"
                    lines.append(f"layout(std430, binding = 2) coherent {rest}")
            case "hlsl":
                lines = [
                    "StructuredBuffer<uint> given : register(t0);",
                    "RWStructuredBuffer<uint> left : register(u1);",
                ]
                if self.scratch:
                    lines.append(
                        "globallycoherent RWStructuredBuffer<uint> scratch : register(u2);"
                    )
        return lines

    def main(self, lines: list[str]) -> list[str]:
        x, y = self.side
        match self.language:
            case "wgsl":
                size = f"{x}, {y}" if y > 1 else f"{x}"
                head = [
                    f"@compute @workgroup_size({size})",
                    (
                        "fn main(@builtin(local_invocation_index) lane: u32, "
                        "@builtin(workgroup_id) place: vec3<u32>) {"
                    ),
                    f"{TAB}let group = place.x;",
                ]
            case "glsl":
                head = [
                    "void main() {",
                    f"{TAB}uint lane = gl_LocalInvocationIndex;",
                    f"{TAB}uint group = gl_WorkGroupID.x;",
                ]
            case "hlsl":
                head = [
                    f"[numthreads({x}, {y}, 1)]",
                    "void main(uint lane : SV_GroupIndex, uint3 place : SV_GroupID) {",
                    f"{TAB}uint group = place.x;",
                ]
        return [*head, *indented(lines), "}"]


def wgsl(seed: int) -> str:
    """The program of a seed in WGSL."""
    return Shared(random.Random(f"shared wgsl {seed}"), "wgsl").make()


def glsl(seed: int) -> str:
    """The program of a seed in GLSL."""
    return Shared(random.Random(f"shared glsl {seed}"), "glsl").make()


def hlsl(seed: int) -> str:
    """The program of a seed in HLSL."""
    return Shared(random.Random(f"shared hlsl {seed}"), "hlsl").make()
