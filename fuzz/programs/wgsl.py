"""Compute shaders in WGSL."""

from __future__ import annotations

import random

from programs.constants import Constants
from programs.naming import renamed
from programs.scope import Place, Variable
from programs.shapes import (
    FLOAT,
    INT,
    TRAITS,
    UINT,
    Array,
    Kind,
    Matrix,
    Scalar,
    Struct,
    Type,
    Vector,
    declare,
    leaves,
    number,
    spell,
)
from programs.statements import TAB, Statements, indented

LANES = 8


class Wgsl(Statements):
    """Makes a program."""

    dialect = "wgsl"

    def loop(self) -> list[str]:
        chance = self.chance
        count = chance.randint(1, 4)
        name = self.name("n")
        self.scopes.append({})
        kind = self.counter()
        none, one, most = (self.many(kind.kind, 1, each) for each in (0, 1, count))
        runs = self.place.runs * count
        start = f"var {name}: {spell(kind, 'wgsl')} = {none};"
        step = chance.choice((f"{name}++", f"{name} += {one}", f"{name} = {name} + {one}"))

        def body() -> list[str]:
            self.local(name, kind, mutable=False)
            return indented(self.inner(may_break=True, may_continue=True, runs=runs))

        roll = chance.random()
        if roll < 0.35:
            lines = [f"for ({start} {name} < {most}; {step}) {{", *body(), "}"]
        elif roll < 0.6:
            condition = self.condition(2)
            both = (
                f"({name} < {most}) && {condition}"
                if chance.random() < 0.5
                else f"{condition} && ({name} < {most})"
            )
            lines = [start, f"while {both} {{", f"{TAB}{step};", *body(), "}"]
        elif roll < 0.8:
            lines = [
                start,
                "loop {",
                f"{TAB}if {name} >= {most} {{ break; }}",
                *body(),
                f"{TAB}continuing {{ {step}; }}",
                "}",
            ]
        else:
            inside = body()
            if "shadow" in self.features:
                # What is declared there would hide what the end of the loop means.
                inside = indented(["{", *inside, "}"])
            self.begin_statement()
            before, self.place = self.place, Place(depth=9, runs=runs)
            self.scopes.append({name: Variable(name, kind, name, mutable=False)})
            ending = self.assignment() if chance.random() < 0.5 else []
            self.begin_statement()
            condition = f"({name} >= {most}) || {self.condition(2)}"
            self.scopes.pop()
            self.place = before
            lines = [
                start,
                "loop {",
                *inside,
                f"{TAB}continuing {{",
                *indented(indented([f"{step};", *ending, f"break if {condition};"])),
                f"{TAB}}}",
                "}",
            ]
        self.scopes.pop()
        return ["{", *indented(lines), "}"]

    def switch(self) -> list[str]:
        chance = self.chance
        kind = chance.choice((INT, UINT))
        end = "u" if kind == UINT else "i"
        value = self.loose(self.value(kind, 2), kind.kind).text
        selector = f"{value} & 7{end}" if chance.random() < 0.6 else value
        numbers = chance.sample(range(8), chance.randint(1, 5))
        groups = list[list[str]]()
        for each in numbers:
            text = f"{each}{end}"
            if groups and self.has("fall", 0.3):
                groups[-1].append(text)
            else:
                groups.append([text])
        if chance.random() < 0.4:
            chance.choice(groups).append("default")
        else:
            groups.insert(chance.randint(0, len(groups)), ["default"])
        lines = [f"switch {selector} {{"]
        for group in groups:
            body = self.inner(may_break=True)
            if chance.random() < 0.2:
                body.append("break;")
            elif self.place.may_continue and chance.random() < 0.15:
                body.append("continue;")
            elif self.place.may_return and self.has("leave", 0.15):
                self.begin_statement()
                result = self.place.result
                body.append(f"return {self.kept(result, 1).text};" if result else "return;")
            head = (
                "default:"
                if group == ["default"] and chance.random() < 0.5
                else f"case {', '.join(group)}:"
            )
            lines += indented([f"{head} {{", *indented(body), "}"])
        return [*lines, "}"]

    def assignment(self) -> list[str]:
        roll = self.chance.random()
        if roll < 0.15:
            shape = self.shape()
            value = self.kept(shape, 3)
            name = self.name("l")
            self.local(name, shape, mutable=False)
            return (
                [f"let {name} = {value.text};"]
                if not value.constant
                else [f"let {name}: {spell(shape, 'wgsl')} = {value.text};"]
            )
        if roll < 0.25 and self.has("reference"):
            space, shape = self.referable(parameter=False)
            found = (
                self.referred(shape, set(), space=space) if not isinstance(shape, Scalar) else None
            )
            if found:
                variable, text = found
                name = self.name("p")
                # From now on the two names are one variable.
                self.scopes[-1][name] = Variable(
                    f"(*{name})",
                    shape,
                    variable.root,
                    outer=variable.outer,
                    pointer=True,
                    space=space,
                )
                return [f"let {name} = {text};"]
        return super().assignment()

    def referable(self, *, parameter: bool) -> tuple[str, Type]:
        """Where a pointer may point, and to what."""
        spaces = ["private"]
        if not parameter:
            # The naga inside wgpu has no pointers as parameters into other spaces.
            spaces += ["workgroup", "storage"]
        if self.has("far", 0.5):
            far = [v for v in self.scopes[0].values() if v.space in spaces]
            if far:
                variable = self.chance.choice(far)
                return variable.space, variable.shape
        return "function", self.shape(1)

    def atomic(self) -> list[str]:
        """What one invocation does to numbers of its own, in any order of invocations."""
        chance = self.chance
        kind = chance.choice((INT, UINT))
        letter = kind.kind[0]
        places = [f"own_{letter}[lane]"] if "shared" in self.features else []
        if "kept" in self.features:
            places += [
                f"tallies[lane].one_{letter}",
                f"tallies[lane].some_{letter}[{self.index(2)}]",
            ]
        if not places:
            return self.assignment()
        place, name = chance.choice(places), self.name("v")
        value = self.kept(kind, 2).text
        roll = chance.random()
        if roll < 0.1:
            lines = [f"atomicStore(&{place}, {value});", f"var {name} = atomicLoad(&{place});"]
        elif roll < 0.3 and (kind == UINT or place.startswith("own")):
            # DXC writes no valid SPIR-V of it for signed numbers in buffers.
            other = f"atomicLoad(&{place})" if chance.random() < 0.5 else self.kept(kind, 1).text
            made = self.name("x")
            seven = self.many(kind.kind, 1, 7)
            lines = [
                f"let {made} = atomicCompareExchangeWeak(&{place}, {other}, {value});",
                f"var {name} = {made}.old_value;",
                f"if {made}.exchanged {{ {name} ^= {seven}; }}",
            ]
        else:
            which = chance.choice(("Add", "Sub", "And", "Or", "Xor", "Min", "Max", "Exchange"))
            text = f"atomic{which}(&{place}, {value})"
            # Where nobody looks at what was there, compilers write another instruction.
            seen = chance.random() < 0.8
            lines = (
                [f"var {name} = {text};"]
                if seen
                else [f"{text};", f"var {name} = atomicLoad(&{place});"]
            )
        self.local(name, kind)
        return lines

    # What stands outside of functions.

    def host(self, *, uniform: bool, depth: int = 1) -> Type:
        shape = self.shape(1, hosted=True)
        if depth and self.hosted and self.chance.random() < 0.4:
            shape = self.chance.choice(self.hosted)
            if self.chance.random() < 0.4 and "array" in self.features:
                shape = Array(shape, self.chance.randint(2, 3))
        if uniform:
            if isinstance(shape, Matrix) and shape.kind == "double":
                # DXC's SPIR-V takes too little room for them.
                shape = Vector("double", shape.rows)
            # The distance of elements must be a multiple of sixteen.
            while isinstance(shape, Array) and not self.is_even(shape.element):
                shape = shape.element
        return shape

    def is_even(self, shape: Type) -> bool:
        match shape:
            case Vector(kind, size):
                return TRAITS[kind].bits // 8 * (size + size % 2) % 16 == 0
            case Matrix(_, rows, kind):
                return self.is_even(Vector(kind, rows))
            case Array(element, _):
                return self.is_even(element)
            case _:
                return False

    def blocks(self, lines: list[str]) -> None:
        scope, chance = self.scopes[0], self.chance
        self.hosted = list[Struct]()
        self.first = list[tuple[str, Type]]()
        self.later = dict[str, Variable]()
        if "struct" in self.features:
            for at in range(chance.randint(1, 2)):
                members = tuple(
                    (f"h{n}", self.host(uniform=False, depth=at))
                    for n in range(chance.randint(1, 4))
                )
                struct = Struct(f"H{at}", members)
                self.hosted.append(struct)
                lines += self.struct_text(struct)
        self.structs += self.hosted
        lines.append("@group(0) @binding(0) var<storage, read> given: array<u32, 64>;")
        scope["given"] = Variable(
            "given", Array(UINT, 64), "given", mutable=False, outer=True, given=True
        )
        if "uniform" in self.features:
            saved, self.hosted = self.hosted, []
            struct = Struct(
                "Uniforms",
                tuple((f"um{n}", self.host(uniform=True)) for n in range(chance.randint(1, 5))),
            )
            self.hosted = saved
            lines += [*self.struct_text(struct), "@group(0) @binding(2) var<uniform> u: Uniforms;"]
            scope["u"] = Variable("u", struct, "u", mutable=False, outer=True, given=True)
        if "push" in self.features:
            struct = Struct(
                "Input",
                tuple((f"im{n}", self.host(uniform=False)) for n in range(chance.randint(1, 5))),
            )
            lines += [
                *self.struct_text(struct),
                "@group(0) @binding(3) var<storage, read> b: Input;",
            ]
            scope["b"] = Variable("b", struct, "b", mutable=False, outer=True, given=True)
        if "kept" in self.features:
            struct = Struct(
                "Slot",
                tuple((f"k{n}", self.host(uniform=False)) for n in range(chance.randint(1, 5))),
            )
            lines += [
                *self.struct_text(struct),
                f"@group(0) @binding(4) var<storage, read_write> kept: array<Slot, {LANES}>;",
            ]
            self.later["kept"] = Variable("kept[lane]", struct, "kept", outer=True, space="storage")
            self.first.append(("kept[lane]", struct))
            self.structs.append(struct)
        if {"shared", "atomic"} <= self.features:
            lines += [
                "var<workgroup> count_u: atomic<u32>;",
                "var<workgroup> count_i: atomic<i32>;",
                f"var<workgroup> own_u: array<atomic<u32>, {LANES}>;",
                f"var<workgroup> own_i: array<atomic<i32>, {LANES}>;",
            ]
        if {"kept", "atomic"} <= self.features:
            lines += [
                "struct Tally {",
                "    one_u: atomic<u32>,",
                "    some_i: array<atomic<i32>, 2>,",
                "    one_i: atomic<i32>,",
                "    some_u: array<atomic<u32>, 2>,",
                "}",
                f"@group(0) @binding(5) var<storage, read_write> tallies: array<Tally, {LANES}>;",
            ]
        if "shared" in self.features:
            for at in range(chance.randint(1, 2)):
                shape = self.shape(1)
                lines.append(f"var<workgroup> s{at}: array<{spell(shape, 'wgsl')}, {LANES}>;")
                self.later[f"s{at}"] = Variable(
                    f"s{at}[lane]", shape, f"s{at}", outer=True, space="workgroup"
                )
                self.first.append((f"s{at}[lane]", shape))

    def variables(self, lines: list[str]) -> None:
        scope, chance = self.scopes[0], self.chance
        self.computed(lines)
        if "spec" in self.features:
            kinds = [INT, UINT, *([FLOAT] if "float" in self.features else [])]
            if "half" in self.others:
                kinds.append(Scalar("half"))
            for at in range(chance.randint(1, 3)):
                kind = chance.choice(kinds)
                lines.append(f"override C{at}: {spell(kind, 'wgsl')} = {self.plain(kind).text};")
                # Nothing that is computed of it alone may overflow.
                text = f"(zero_{kind.kind} + C{at})"
                scope[f"C{at}"] = Variable(text, kind, f"C{at}", mutable=False)
                if "computed" in self.features and kind in (INT, UINT):
                    some, by, more = (
                        self.many(kind.kind, 1, chance.randint(1, 63)) for _ in range(3)
                    )
                    lines.append(f"override O{at} = (C{at} & {some}) * {by} - max(C{at}, {more});")
                    scope[f"O{at}"] = Variable(
                        f"(zero_{kind.kind} + O{at})", kind, f"O{at}", mutable=False
                    )
        if "constant" in self.features:
            for at in range(chance.randint(1, 3)):
                shape = Array(self.shape(1), chance.randint(2, 5))
                lines.append(f"const K{at} = {self.fixed(shape)};")
                scope[f"K{at}"] = Variable(f"K{at}", shape, f"K{at}", mutable=False)
        if "outer" in self.features:
            for at in range(chance.randint(1, 4)):
                shape = self.shape()
                value = f" = {self.fixed(shape)}" if self.has("initial", 0.7) else ""
                lines.append(f"var<private> g{at}: {spell(shape, 'wgsl')}{value};")
                scope[f"g{at}"] = Variable(f"g{at}", shape, f"g{at}", outer=True, space="private")

    def computed(self, lines: list[str]) -> None:
        """Constants of constants; whoever reads them checks that they are what they must be."""
        if "computed" not in self.features:
            return
        # naga computes with no others beforehand.
        constants = Constants(self.chance, "wgsl")
        kinds: list[Kind] = ["int", "uint"]
        for at in range(self.chance.randint(1, 4)):
            kind = self.chance.choice(kinds)
            text, value = constants.make(kind, 4)
            name = f"E{at}"
            lines.append(f"const {name}: {TRAITS[kind].wgsl} = {text};")
            if value != -(1 << (TRAITS[kind].bits - 1)):
                # The least has no literal.
                lines.append(f"const_assert {name} == {number(value, kind, 'wgsl')};")
            constants.known[name] = kind, value
            self.scopes[0][name] = Variable(name, Scalar(kind), name, mutable=False)

    def function(self) -> list[str]:
        chance = self.chance
        name = self.name("c")
        self.all_reads, self.all_writes, self.cost = set[str](), set[str](), 0
        self.scopes = [self.scopes[0], {}]
        parameters = list[tuple[str, Type]]()
        spelt = list[str]()
        for _ in range(chance.randint(0, 4)):
            shape = self.exchanged_shape()
            parameter = self.name("a")
            if self.has("reference", 0.4):
                space, shape = self.referable(parameter=True)
                spelt.append(f"{parameter}: ptr<{space}, {spell(shape, 'wgsl')}>")
                parameters.append((space, shape))
                self.scopes[1][parameter] = Variable(
                    f"(*{parameter})", shape, parameter, pointer=True, space=space
                )
            else:
                spelt.append(declare(shape, parameter, "wgsl"))
                parameters.append(("in", shape))
                self.local(parameter, shape, mutable=False)
        result = self.exchanged_shape() if chance.random() < 0.75 else None
        self.place = Place(result=result, may_return="leave" in self.features)
        self.scopes.append({})
        lines = list[str]()
        for _ in range(chance.randint(1, 4)):
            lines += self.statement()
        if result is not None:
            self.begin_statement()
            lines.append(f"return {self.kept(result, 3).text};")
        self.scopes.pop()
        arrow = f" -> {spell(result, 'wgsl')}" if result else ""
        head = f"fn {name}({', '.join(spelt)}){arrow} {{"
        self.know_function(name, parameters, result)
        return [head, *indented(lines), "}"]

    def main(self) -> list[str]:
        chance = self.chance
        self.cost = 0
        self.scopes = [self.scopes[0], {}]
        lines = ["lane = local_index;"]
        hidden = self.scopes[0]
        self.scopes[0] = {k: v for k, v in hidden.items() if k not in self.later}
        for text, shape in self.first:
            self.begin_statement()
            self.place = Place(runs=10**6)
            lines.append(f"{text} = {self.kept(shape, 2).text};")
        self.scopes[0] = hidden
        meets = bool(self.features & {"shared", "subgroup"})
        self.place = Place(may_return=not meets and self.has("leave", 0.4))
        self.scopes.append({})
        for _ in range(chance.randint(2, 6)):
            if "shared" in self.features and chance.random() < 0.2:
                lines += self.counted() if self.has("atomic", 0.5) else self.exchanged()
            if self.has("subgroup", 0.3):
                lines += self.together()
            lines += self.statement()
        known = [
            v
            for v in self.visible()
            if v.root not in ("given", "u", "b", "lane")
            and not v.root.startswith(("K", "C", "E", "O"))
        ]
        places = len(known) + 1
        for at, variable in enumerate(known):
            found = leaves(variable.shape, variable.text)
            if len(found) > 24:
                found = chance.sample(found, 24)
            text = "0u"
            for path, scalar in found:
                text = f"(({text} * 31u) ^ {self.summed(path, scalar)})"
            lines.append(f"left[lane * {places}u + {at}u] = {text};")
        lines.append(f"left[lane * {places}u + {places - 1}u] = 77u;")
        self.left = LANES * places
        self.scopes.pop()
        return [
            f"@compute @workgroup_size({LANES})",
            "fn main(@builtin(local_invocation_index) local_index: u32) {",
            *indented(lines),
            "}",
        ]

    def exchanged(self) -> list[str]:
        variable = self.chance.choice([v for v in self.later.values() if v.root.startswith("s")])
        name = self.name("v")
        by = self.chance.randint(1, 7)
        other = f"{variable.root}[(lane + {by}u) % {LANES}u]"
        self.local(name, variable.shape)
        if self.chance.random() < 0.3:
            other = self.chance.randrange(LANES)
            return [f"var {name} = workgroupUniformLoad(&{variable.root}[{other}]);"]
        return ["workgroupBarrier();", f"var {name} = {other};", "workgroupBarrier();"]

    def program(self) -> str:
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
        self.scopes[0].update(self.later)
        for _ in range(self.chance.choice((0, 1, 1, 2, 3))):
            lines += self.function()
        lines += self.main()
        left = "@group(0) @binding(1) var<storage, read_write> left"
        return "\n".join([*self.enabled(), f"{left}: array<u32, {self.left}>;", *lines]) + "\n"

    def enabled(self) -> list[str]:
        """The directives for what is used."""
        wanted = {
            "f16": "half" in self.others,
            "wgpu_int16": "short" in self.others,
            "subgroups": "subgroup" in self.features,
        }
        return [f"enable {name};" for name, is_wanted in wanted.items() if is_wanted]


def make(seed: int) -> str:
    """The program of a seed."""
    return renamed(Wgsl(random.Random(f"wgsl {seed}")).program(), "wgsl", seed)
