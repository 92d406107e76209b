"""Compute shaders in GLSL 450."""

from __future__ import annotations

import random
import re

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
    kinds,
    leaves,
    spell,
)
from programs.statements import TAB, Statements, indented

LANES = 8
LANE = "gl_LocalInvocationIndex"


class Glsl(Statements):
    """Makes a program."""

    dialect = "glsl"
    cases_are_blocks = False
    # How many functions there may be.
    counts_of_functions = (0, 1, 1, 2, 3)

    def loop(self) -> list[str]:
        chance = self.chance
        count = chance.randint(1, 4)
        name = self.name("n")
        self.scopes.append({})
        roll = chance.random()
        kind = self.counter()
        none, one, most = (self.many(kind.kind, 1, each) for each in (0, 1, count))
        runs = self.place.runs * count

        def body() -> list[str]:
            self.local(name, kind, mutable=False)
            return indented(self.inner(may_break=True, may_continue=True, runs=runs))

        if roll < 0.45:
            step = chance.choice((f"{name}++", f"++{name}", f"{name} += {one}"))
            head = f"for ({spell(kind, 'glsl')} {name} = {none}; {name} < {most}; {step}) {{"
            if chance.random() < 0.2:
                head = f"for (int {name} = {count}, {name}b = 0; {name} > {name}b; {name}--) {{"
                kind = INT
            lines = [head, *body(), "}"]
        elif roll < 0.55:
            lines = [
                f"for ({spell(kind, 'glsl')} {name} = {none};; ++{name}) {{",
                f"{TAB}if ({name} >= {most}) break;",
                *body(),
                "}",
            ]
        elif roll < 0.8 or "do" not in self.features:
            condition = self.condition(2)
            together = (
                f"{name} < {most} && {condition}"
                if chance.random() < 0.5
                else f"{condition} && {name} < {most}"
            )
            if chance.random() < 0.3:
                together = f"{name}++ < {most}"
                lines = [
                    f"{spell(kind, 'glsl')} {name} = {none};",
                    f"while ({together}) {{",
                    *body(),
                    "}",
                ]
            else:
                lines = [
                    f"{spell(kind, 'glsl')} {name} = {none};",
                    f"while ({together}) {{",
                    f"{TAB}{name}++;",
                    *body(),
                    "}",
                ]
        else:
            inside = body()
            self.begin_statement()
            condition = self.condition(2)
            together = (
                f"{name} < {most} && {condition}"
                if chance.random() < 0.5
                else f"{condition} && {name} < {most}"
            )
            lines = [
                f"{spell(kind, 'glsl')} {name} = {none};",
                "do {",
                f"{TAB}{name}++;",
                *inside,
                f"}} while ({together});",
            ]
        self.scopes.pop()
        return lines

    def switch(self) -> list[str]:
        chance = self.chance
        kind = chance.choice((INT, UINT))
        end = "u" if kind == UINT else ""
        value = self.value(kind, 2).text
        selector = f"{value} & 7{end}" if chance.random() < 0.6 else value
        numbers = chance.sample(range(8), chance.randint(1, 4))
        lines = [f"switch ({selector}) {{"]
        cases = [[f"case {number}{end}:"] for number in numbers]
        if kind == INT and chance.random() < 0.2:
            cases[0] = [f"case {-numbers[0] - 1}:"]
        if chance.random() < 0.7:
            cases.insert(chance.randint(0, len(cases)), ["default:"])
        for at, labels in enumerate(cases):
            lines += labels
            is_last = at + 1 == len(cases)
            if not is_last and chance.random() < 0.2 and self.has("fall"):
                continue
            body = self.inner(may_break=True)
            if is_last or not self.has("fall", 0.5):
                body.append("break;")
                if self.place.may_continue and chance.random() < 0.15:
                    body[-1] = "continue;"
                elif self.place.may_return and self.has("leave", 0.1):
                    self.begin_statement()
                    result = self.place.result
                    body[-1] = f"return {self.kept(result, 1).text};" if result else "return;"
            if self.cases_are_blocks or "shadow" in self.features or chance.random() < 0.4:
                body = ["{", *indented(body), "}"]
            lines += indented(body)
        return [*lines, "}"]

    def atomic(self) -> list[str]:
        """What one invocation does to a number of its own in memory."""
        shape = self.chance.choice((INT, UINT))
        found = self.target(shape, fresh=True)
        if found is None or found[0].root[0] not in "ks":
            return self.assignment()
        _, text = found
        if re.search(r"\.[xyzwrgba]$|\]$", text):
            # A component of a vector is none for an atomic operation.
            return self.assignment()
        which = self.chance.choice(("Add", "And", "Or", "Xor", "Min", "Max", "Exchange"))
        value = self.kept(shape, 2).text
        name = self.name("v")
        lines = [f"{spell(shape, 'glsl')} {name} = atomic{which}({text}, {value});"]
        self.local(name, shape)
        return lines

    # What stands outside of functions.

    def host(self, depth: int = 1) -> Type:
        shape = self.shape(1, hosted=True)
        if depth and "struct" in self.features and self.hosted and self.chance.random() < 0.3:
            shape = self.chance.choice(self.hosted)
            if self.chance.random() < 0.4:
                shape = Array(shape, self.chance.randint(2, 3))
        return shape

    def members(self, prefix: str, count: int) -> list[tuple[str, Type, str]]:
        found = list[tuple[str, Type, str]]()
        for at in range(count):
            major = (
                self.chance.choice(("", "", "layout(row_major) ", "layout(column_major) "))
                if "matrix" in self.features
                else ""
            )
            shape = self.host()
            if prefix in ("um", "pm") and "double" in kinds(shape):
                # DXC's SPIR-V takes too little room for matrices of doubles, and wgpu's naga
                # lays out those of two rows wrongly.
                shape = Vector("double", 2)
            found.append((f"{prefix}{at}", shape, major))
        return found

    def hosted_member(self, number: int) -> Type:
        """The type of a member of the struct with a number, for buffers."""
        return self.host(1 if number else 0)

    def hosted_structs(self, lines: list[str]) -> None:
        """Structs that may be in buffers."""
        self.hosted = list[Struct]()
        if "struct" not in self.features:
            return
        for at in range(self.chance.randint(1, 2)):
            members = tuple(
                (f"h{n}", self.hosted_member(at)) for n in range(self.chance.randint(1, 4))
            )
            struct = Struct(f"H{at}", members)
            self.hosted.append(struct)
            lines += self.struct_text(struct)
            self.structs.append(struct)

    def begin_blocks(self, lines: list[str], given: str) -> None:
        """What is the same in all programs; `given` declares a buffer of numbers."""
        # What has no first value before `main` gives it one.
        self.first = list[tuple[str, Type]]()
        self.later = dict[str, Variable]()
        self.hosted_structs(lines)
        lines.append(given)
        self.scopes[0]["given"] = Variable(
            "given", Array(UINT, 64), "given", mutable=False, outer=True, given=True
        )

    def blocks(self, lines: list[str]) -> None:
        """Buffers and uniforms."""
        scope = self.scopes[0]
        self.begin_blocks(
            lines, "layout(std430, binding = 0) readonly buffer Given { uint given[64]; };"
        )
        blocks = list[tuple[str, str]]()
        if "uniform" in self.features:
            blocks.append(("u", "layout(std140, binding = 2) uniform Uniforms"))
        if "push" in self.features:
            blocks.append(("p", "layout(push_constant) uniform Immediates"))
        if "kept" in self.features:
            blocks.append(("b", "layout(std430, binding = 3) readonly buffer Input"))
        for name, head in blocks:
            members = self.members(name + "m", self.chance.randint(1, 4))
            if name == "p":
                # 128 bytes are promised, and 16 bits in them are not.
                members = [
                    m
                    for m in members
                    if isinstance(m[1], (Scalar, Vector, Matrix)) and TRAITS[m[1].kind].bits > 16
                ] or [("pm0", UINT, "")]
                members = members[:1]
            lines += [
                f"{head} {{",
                *(
                    f"{TAB}{major}{declare(shape, member, 'glsl')};"
                    for member, shape, major in members
                ),
                f"}} {name};",
            ]
            for member, shape, _ in members:
                scope[f"{name}.{member}"] = Variable(
                    f"{name}.{member}", shape, name, mutable=False, outer=True, given=True
                )
        if "kept" in self.features:
            members = self.members("k", self.chance.randint(1, 4))
            lines += [
                "struct Slot {",
                *(f"{TAB}{declare(shape, member, 'glsl')};" for member, shape, _ in members),
                "};",
            ]
            major = self.chance.choice(("", ", row_major")) if "matrix" in self.features else ""
            lines.append(
                f"layout(std430, binding = 4{major}) buffer Kept {{ Slot slots[{LANES}]; }} kept;"
            )
            text = f"kept.slots[{LANE}]"
            shape = Struct("Slot", tuple((member, each) for member, each, _ in members))
            self.later[text] = Variable(text, shape, "kept", outer=True)
            self.first.append((text, shape))
            if self.chance.random() < 0.5:
                self.structs.append(shape)
        if {"shared", "atomic"} <= self.features:
            lines += ["shared uint count_u;", "shared int count_i;"]
        if "shared" in self.features:
            for at in range(self.chance.randint(1, 2)):
                shape = self.shape(1)
                lines.append(f"shared {declare(Array(shape, LANES), f's{at}', 'glsl')};")
                text = f"s{at}[{LANE}]"
                self.later[text] = Variable(text, shape, f"s{at}", outer=True)
                self.first.append((text, shape))

    def variables(self, lines: list[str]) -> None:
        """Constants and variables of the module."""
        scope = self.scopes[0]
        chance = self.chance
        self.computed(lines)
        if "spec" in self.features:
            found = [INT, UINT, *([FLOAT] if "float" in self.features else [])]
            found += [Scalar(each) for each in self.others]
            for at in range(chance.randint(1, 3)):
                kind = chance.choice(found)
                head = f"layout(constant_id = {at + 1}) const {spell(kind, 'glsl')}"
                lines.append(f"{head} C{at} = {self.plain(kind).text};")
                # Constants of other widths are none that glslang computes with before SPIR-V 1.4.
                text = f"C{at}"
                if self.others:
                    text = f"({text} + {spell(kind, 'glsl')}(gl_WorkGroupID.x))"
                scope[f"C{at}"] = Variable(text, kind, f"C{at}", mutable=False)
                if "computed" in self.features and kind in (INT, UINT):
                    some, by, more = (
                        self.many(kind.kind, 1, chance.randint(1, 63)) for _ in range(3)
                    )
                    text = f"(C{at} & {some}) * {by} - (C{at} >> 1) / {more}"
                    lines.append(f"const {spell(kind, 'glsl')} O{at} = {text};")
                    scope[f"O{at}"] = Variable(f"O{at}", kind, f"O{at}", mutable=False)
        if "constant" in self.features:
            for at in range(chance.randint(1, 3)):
                element: Type = (
                    Vector("int", 2) if self.has("vector", 0.3) else chance.choice((INT, UINT))
                )
                shape: Type = Array(element, chance.randint(2, 6))
                if self.has("array", 0.4):
                    shape = Array(shape, chance.randint(2, 3))
                lines.append(f"const {declare(shape, f'K{at}', 'glsl')} = {self.fixed(shape)};")
                scope[f"K{at}"] = Variable(f"K{at}", shape, f"K{at}", mutable=False)
        if "outer" in self.features:
            for at in range(chance.randint(1, 4)):
                shape = self.shape()
                name = f"g{at}"
                if "initial" in self.features:
                    self.begin_statement()
                    lines.append(f"{declare(shape, name, 'glsl')} = {self.kept(shape, 2).text};")
                else:
                    lines.append(f"{declare(shape, name, 'glsl')};")
                    self.first.append((name, shape))
                    self.later[name] = Variable(name, shape, name, outer=True)
                    continue
                scope[name] = Variable(name, shape, name, outer=True)

    def computed(self, lines: list[str]) -> None:
        """Constants of constants."""
        if "computed" not in self.features:
            return
        constants = Constants(self.chance, "glsl")
        whole: list[Kind] = [kind for kind in self.numbers() if TRAITS[kind].integer]
        for at in range(self.chance.randint(1, 4)):
            kind = self.chance.choice(whole)
            text, value = constants.make(kind, 4)
            name = f"E{at}"
            lines.append(f"const {TRAITS[kind].glsl} {name} = {text};")
            constants.known[name] = kind, value
            self.scopes[0][name] = Variable(name, Scalar(kind), name, mutable=False)

    def function(self) -> list[str]:
        chance = self.chance
        name = self.name("c")
        self.all_reads, self.all_writes, self.cost = set[str](), set[str](), 0
        self.scopes = [self.scopes[0], {}]
        parameters = list[tuple[str, Type]]()
        spelt = list[str]()
        lines = list[str]()
        for _ in range(chance.randint(0, 4)):
            modes = ["in", "in", "const in"]
            if "reference" in self.features:
                modes += ["inout", "inout", "out"]
            mode = chance.choice(modes)
            shape = self.exchanged_shape()
            parameter = self.name("a")
            declared = declare(shape, parameter, "glsl")
            spelt.append(declared if mode == "in" else f"{mode} {declared}")
            parameters.append((mode, shape))
            if mode == "out":
                self.begin_statement()
                self.place = Place()
                lines.append(f"{parameter} = {self.kept(shape, 1).text};")
            self.local(parameter, shape, mutable=mode != "const in")
        result = self.exchanged_shape() if chance.random() < 0.75 else None
        place = Place(result=result, may_return="leave" in self.features)
        self.place = place
        if result is None:
            lines += self.block(place, chance.randint(2, 4))
        else:
            self.scopes.append({})
            for _ in range(chance.randint(1, 4)):
                lines += self.statement()
            self.begin_statement()
            lines.append(f"return {self.kept(result, 3).text};")
            self.scopes.pop()
        head = (
            f"{'void' if result is None else spell(result, 'glsl')} {name}({', '.join(spelt)}) {{"
        )
        self.know_function(name, parameters, result)
        return [head, *indented(lines), "}"]

    def first_values(self) -> list[str]:
        """What `main` begins with, for variables that have no value before."""
        lines = list[str]()
        for text, shape in self.first:
            self.begin_statement()
            # What comes first must not be read before.
            self.writes = {self.scopes[0][other].root for other, _ in self.first}
            self.place = Place(runs=10**6)
            lines.append(f"{text} = {self.kept(shape, 2).text};")
        return lines

    def main(self) -> list[str]:
        chance = self.chance
        self.cost = 0
        self.scopes = [self.scopes[0], {}]
        meets = bool(self.features & {"shared", "subgroup"})
        lines = self.first_values()
        self.place = Place(may_return=not meets and self.has("leave", 0.4))
        self.scopes.append({})
        for _ in range(chance.randint(2, 6)):
            if "shared" in self.features and chance.random() < 0.2:
                lines += self.counted() if self.has("atomic", 0.5) else self.exchanged()
            if self.has("subgroup", 0.3):
                lines += self.together()
            lines += self.statement()
        known = [v for v in self.visible() if v.mutable]
        places = len(known) + 1
        for at, variable in enumerate(known):
            found = leaves(variable.shape, variable.text)
            if len(found) > 24:
                found = chance.sample(found, 24)
            text = "0u"
            for path, scalar in found:
                text = f"(({text} * 31u) ^ {self.summed(path, scalar)})"
            lines.append(f"left[{LANE} * {places}u + {at}u] = {text};")
        self.left = LANES * places
        lines.append(f"left[{LANE} * {places}u + {places - 1}u] = 77u;")
        self.scopes.pop()
        return ["void main() {", *indented(lines), "}"]

    def exchanged(self) -> list[str]:
        """Another invocation's part of the shared memory."""
        found = [
            v for v in self.scopes[0].values() if v.root.startswith("s") and v.text.startswith("s")
        ]
        variable = self.chance.choice(found)
        name = self.name("v")
        by = self.chance.randint(1, 7)
        other = f"{variable.root}[({LANE} + {by}u) % {LANES}u]"
        lines = ["barrier();", f"{declare(variable.shape, name, 'glsl')} = {other};", "barrier();"]
        self.local(name, variable.shape)
        return lines

    def extensions(self) -> list[str]:
        names = list[str]()
        if set(self.others) - {"double"}:
            names.append("GL_EXT_shader_explicit_arithmetic_types")
        if "subgroup" in self.features:
            names += [
                f"GL_KHR_shader_subgroup_{each}" for each in ("arithmetic", "ballot", "shuffle")
            ]
        return [f"#extension {name} : require" for name in names]

    def opening(self) -> list[str]:
        """What stands before everything else, and what all of it sees."""
        self.scopes[0][LANE] = Variable(LANE, UINT, LANE, mutable=False)
        return []

    def outside(self) -> list[str]:
        """What stands before `main`."""
        self.new_structs()
        self.scopes = [{}]
        lines = self.opening()
        for struct in self.structs:
            lines += self.struct_text(struct)
        self.blocks(lines)
        features, self.features = self.features, self.features - {"effects"}
        self.variables(lines)
        self.scopes[0].update(self.later)
        self.features = features
        for _ in range(self.chance.choice(self.counts_of_functions)):
            lines += self.function()
        return lines

    def program(self) -> str:
        lines = [*self.outside(), *self.main()]
        head = [
            "#version 450",
            *self.extensions(),
            f"layout(local_size_x = {LANES}) in;",
            f"layout(std430, binding = 1) writeonly buffer Left {{ uint left[{self.left}]; }};",
        ]
        return "\n".join([*head, *lines]) + "\n"


def make(seed: int) -> str:
    """The program of a seed."""
    return renamed(Glsl(random.Random(f"glsl {seed}")).program(), "glsl", seed)
