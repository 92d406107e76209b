"""Compute shaders in WGSL."""

from __future__ import annotations

import random

from programs.scope import Place, Value, Variable
from programs.shapes import (
    FLOAT,
    INT,
    UINT,
    Array,
    Matrix,
    Scalar,
    Struct,
    Type,
    Vector,
    declare,
    leaves,
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
        kind = chance.choice((INT, UINT))
        end = "u" if kind == UINT else "i"
        runs = self.place.runs * count
        start = f"var {name} = 0{end};"
        step = chance.choice((f"{name}++", f"{name} += 1{end}", f"{name} = {name} + 1{end}"))

        def body() -> list[str]:
            self.local(name, kind, mutable=False)
            return indented(self.inner(may_break=True, may_continue=True, runs=runs))

        roll = chance.random()
        if roll < 0.35:
            lines = [f"for ({start} {name} < {count}{end}; {step}) {{", *body(), "}"]
        elif roll < 0.6:
            condition = self.condition(2)
            both = (
                f"({name} < {count}{end}) && {condition}"
                if chance.random() < 0.5
                else f"{condition} && ({name} < {count}{end})"
            )
            lines = [start, f"while {both} {{", f"{TAB}{step};", *body(), "}"]
        elif roll < 0.8:
            lines = [
                start,
                "loop {",
                f"{TAB}if {name} >= {count}{end} {{ break; }}",
                *body(),
                f"{TAB}continuing {{ {step}; }}",
                "}",
            ]
        else:
            inside = body()
            self.begin_statement()
            before, self.place = self.place, Place(depth=9, runs=runs)
            self.scopes.append({name: Variable(name, kind, name, mutable=False)})
            ending = self.assignment() if chance.random() < 0.5 else []
            self.begin_statement()
            condition = f"({name} >= {count}{end}) || {self.condition(2)}"
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
        for number in numbers:
            text = f"{number}{end}"
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
            shape = self.shape(1)
            found = self.referred(shape, set()) if not isinstance(shape, Scalar) else None
            if found:
                name = self.name("p")
                # From now on the two names are one variable.
                self.scopes[-1][name] = Variable(f"(*{name})", shape, found[0].root, pointer=True)
                return [f"let {name} = {found[1]};"]
        return super().assignment()

    # What stands outside of functions.

    def host(self, *, uniform: bool, depth: int = 1) -> Type:
        shape = self.shape(1, hosted=True)
        if depth and self.hosted and self.chance.random() < 0.4:
            shape = self.chance.choice(self.hosted)
            if self.chance.random() < 0.4 and "array" in self.features:
                shape = Array(shape, self.chance.randint(2, 3))
        if uniform:
            # The distance of elements must be a multiple of sixteen.
            while isinstance(shape, Array) and not self.is_even(shape.element):
                shape = shape.element
        return shape

    def is_even(self, shape: Type) -> bool:
        match shape:
            case Vector(_, size):
                return size > 2
            case Matrix(_, rows):
                return rows > 2
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
            self.later["kept"] = Variable("kept[lane]", struct, "kept", outer=True)
            self.first.append(("kept[lane]", struct))
            self.structs.append(struct)
        if {"shared", "atomic"} <= self.features:
            lines += [
                "var<workgroup> count_u: atomic<u32>;",
                "var<workgroup> count_i: atomic<i32>;",
            ]
        if "shared" in self.features:
            for at in range(chance.randint(1, 2)):
                shape = self.shape(1)
                lines.append(f"var<workgroup> s{at}: array<{spell(shape, 'wgsl')}, {LANES}>;")
                self.later[f"s{at}"] = Variable(f"s{at}[lane]", shape, f"s{at}", outer=True)
                self.first.append((f"s{at}[lane]", shape))

    def variables(self, lines: list[str]) -> None:
        scope, chance = self.scopes[0], self.chance
        if "spec" in self.features:
            for at in range(chance.randint(1, 3)):
                kind = chance.choice(
                    (INT, UINT, FLOAT) if "float" in self.features else (INT, UINT)
                )
                lines.append(f"override C{at}: {spell(kind, 'wgsl')} = {self.literal(kind).text};")
                # Nothing that is computed of it alone may overflow.
                text = f"({'zero_' + kind.kind[0]} + C{at})"
                scope[f"C{at}"] = Variable(text, kind, f"C{at}", mutable=False)
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
                scope[f"g{at}"] = Variable(f"g{at}", shape, f"g{at}", outer=True)

    def literal(self, shape: Scalar) -> Value:
        value = super().literal(shape)
        if shape.kind == "int":
            text = value.text.strip("()")
            return Value(f"i32({text})", 0, constant=True)
        if shape.kind == "float":
            return Value(f"f32({value.text})", value.bound, constant=True)
        return value

    def function(self) -> list[str]:
        chance = self.chance
        name = self.name("c")
        self.all_reads, self.all_writes, self.cost = set[str](), set[str](), 0
        self.scopes = [self.scopes[0], {}]
        parameters = list[tuple[str, Type]]()
        spelt = list[str]()
        for _ in range(chance.randint(0, 4)):
            shape = self.shape(1)
            parameter = self.name("a")
            if self.has("reference", 0.4):
                spelt.append(f"{parameter}: ptr<function, {spell(shape, 'wgsl')}>")
                parameters.append(("inout", shape))
                self.scopes[1][parameter] = Variable(
                    f"(*{parameter})", shape, parameter, pointer=True
                )
            else:
                spelt.append(declare(shape, parameter, "wgsl"))
                parameters.append(("in", shape))
                self.local(parameter, shape, mutable=False)
        result = self.shape(1) if chance.random() < 0.75 else None
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
        self.place = Place(may_return="shared" not in self.features and self.has("leave", 0.4))
        self.scopes.append({})
        for _ in range(chance.randint(2, 6)):
            if "shared" in self.features and chance.random() < 0.2:
                lines += self.counted() if self.has("atomic", 0.5) else self.exchanged()
            lines += self.statement()
        known = [
            v
            for v in self.visible()
            if v.root not in ("given", "u", "b", "lane")
            and not v.root.startswith(("K", "C", "zero"))
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
        return ["workgroupBarrier();", f"var {name} = {other};", "workgroupBarrier();"]

    def program(self) -> str:
        self.new_structs()
        self.scopes = [{}]
        self.scopes[0]["lane"] = Variable("lane", UINT, "lane", mutable=False, outer=True)
        lines = [
            "var<private> lane: u32;",
            "var<private> zero_i: i32;",
            "var<private> zero_u: u32;",
            "var<private> zero_f: f32;",
        ]
        for struct in self.structs:
            lines += self.struct_text(struct)
        self.blocks(lines)
        self.variables(lines)
        self.scopes[0].update(self.later)
        for _ in range(self.chance.choice((0, 1, 1, 2, 3))):
            lines += self.function()
        lines += self.main()
        left = "@group(0) @binding(1) var<storage, read_write> left"
        return "\n".join([f"{left}: array<u32, {self.left}>;", *lines]) + "\n"


def make(seed: int) -> str:
    """The program of a seed."""
    return Wgsl(random.Random(f"wgsl {seed}")).program()
