"""Statements, in both languages."""

from __future__ import annotations

from dataclasses import replace

from programs.calling import Calling
from programs.scope import Place, Variable
from programs.shapes import (
    FLOAT,
    INT,
    TRAITS,
    UINT,
    Kind,
    Scalar,
    Struct,
    Type,
    Vector,
    declare,
    leaves,
    spell,
)

TAB = "    "


def indented(lines: list[str]) -> list[str]:
    """Lines further to the right."""
    return [TAB + line for line in lines]


class Statements(Calling):
    """Makes statements."""

    def local(self, name: str, shape: Type, *, mutable: bool = True) -> None:
        self.scopes[-1][name] = Variable(name, shape, name, mutable=mutable)

    def block(self, place: Place, count: int) -> list[str]:
        """Statements in a scope of their own."""
        before, self.place = self.place, place
        self.scopes.append({})
        lines = list[str]()
        for _ in range(count):
            lines += self.statement()
        self.scopes.pop()
        self.place = before
        return lines

    def inner(self, **changes: object) -> list[str]:
        """The statements below one of the place at hand."""
        place = replace(self.place, depth=self.place.depth + 1, **changes)
        return self.block(place, self.chance.choice((1, 1, 2, 3)))

    def statement(self) -> list[str]:
        self.begin_statement()
        self.cost += self.place.runs
        place = self.place
        makers = [self.declaration] * 3 + [self.assignment] * 5
        if self.has("effects"):
            makers += [self.expression]
        if self.functions:
            makers += [self.calling] * 2
        if self.has("atomic"):
            makers += [self.atomic]
        if self.has("carry"):
            makers += [self.several]
        if place.depth < 3 and self.chance.random() < 0.8:
            makers += [self.branch] * 2
            if place.runs < 60:
                makers += [self.loop] * 2
            if "switch" in self.features:
                makers += [self.switch] * 2
            if self.has("shadow"):
                makers += [self.nested]
        if place.depth and (place.may_break or place.may_continue or place.may_return):
            makers += [self.jump] * 2
        return self.chance.choice(makers)()

    def declaration(self) -> list[str]:
        shape = self.shape()
        value = self.kept(shape, 3)
        name = self.name("v")
        if self.has("shadow", 0.2) and len(self.scopes) > 3:
            outside = [
                v
                for scope in self.scopes[2:-1]
                for v in scope.values()
                if v.text.isidentifier() and v.mutable and not v.pointer
            ]
            if outside:
                name = self.chance.choice(outside).text
                if name in self.scopes[-1]:
                    name = self.name("v")
        lines = [self.declared(name, shape, value.text)]
        self.local(name, shape)
        return lines

    def declared(self, name: str, shape: Type, value: str) -> str:
        if self.dialect == "wgsl":
            return f"var {name}: {spell(shape, 'wgsl')} = {value};"
        return f"{declare(shape, name, 'glsl', behind=self.chance.randint(0, 2))} = {value};"

    def assignment(self) -> list[str]:
        shape = self.shape()
        # What is on the left is touched first: indices may read it, and no effect may change it.
        found = self.target(shape, fresh=False)
        if found is None:
            return self.declaration()
        _, text = found
        if (
            isinstance(shape, (Scalar, Vector))
            and TRAITS[shape.kind].integer
            and self.chance.random() < 0.4
        ):
            if self.chance.random() < 0.3:
                return (
                    [f"{text}{self.chance.choice(('++', '--'))};"]
                    if isinstance(shape, Scalar) or self.dialect == "glsl"
                    else [f"{text} += {self.many(shape.kind, shape.size, 1)};"]
                )
            operator = self.chance.choice(("+", "-", "*", "&", "|", "^"))
            return [f"{text} {operator}= {self.value(shape, 3).text};"]
        return [f"{text} = {self.kept(shape, 3).text};"]

    def expression(self) -> list[str]:
        shape = self.chance.choice((INT, UINT))
        value = self.effect(shape, 2)
        return [f"{value.text};"] if value else self.assignment()

    def calling(self) -> list[str]:
        found = [f for f in self.functions if self.is_free(f)]
        if not found:
            return self.assignment()
        function = self.chance.choice(found)
        text = self.called(function, 3)
        if text is None:
            return self.assignment()
        if function.result is not None and self.dialect == "wgsl":
            return [f"_ = {text};"]
        return [f"{text};"]

    def several(self) -> list[str]:
        """Functions with more than one result."""
        chance = self.chance
        one, other = self.value(UINT, 2).text, self.value(UINT, 2).text
        first, second = self.name("v"), self.name("v")
        if self.dialect == "wgsl":
            return self.assignment()
        roll = chance.random()
        size = chance.randint(2, 4) if self.has("vector", 0.3) else 1
        if roll < 0.5:
            shape: Type = UINT if size == 1 else Vector("uint", size)
            if size > 1:
                one, other = self.value(shape, 2).text, self.value(shape, 2).text
            kind = spell(shape, "glsl")
            which = chance.choice(("uaddCarry", "usubBorrow"))
            lines = [f"{kind} {first};", f"{kind} {second} = {which}({one}, {other}, {first});"]
        elif roll < 0.8:
            kind_name, shape = chance.choice((("umulExtended", UINT), ("imulExtended", INT)))
            one, other = self.value(shape, 2).text, self.value(shape, 2).text
            kind = spell(shape, "glsl")
            lines = [
                f"{kind} {first}, {second};",
                f"{kind_name}({one}, {other}, {first}, {second});",
            ]
        else:
            if "float" not in self.features:
                return self.assignment()
            number = self.kept(FLOAT, 2).text
            lines = [f"int {second};", f"int {first} = int(frexp({number}, {second}) * 1024.0);"]
            shape = INT
        self.local(first, shape)
        self.local(second, shape)
        return lines

    def counted(self) -> list[str]:
        """What all invocations do to one number, in any order."""
        chance = self.chance
        shape = chance.choice((INT, UINT))
        count = f"count_{shape.kind[0]}"
        name = self.name("v")
        start, value = self.literal(shape).text, self.kept(shape, 2).text
        which = chance.choice(("Add", "And", "Or", "Xor", "Min", "Max"))
        if self.dialect == "glsl":
            lines = [
                f"if (gl_LocalInvocationIndex == 0u) {count} = {start};",
                "barrier();",
                f"atomic{which}({count}, {value});",
                "barrier();",
                f"{spell(shape, 'glsl')} {name} = {count};",
                "barrier();",
            ]
        else:
            lines = [
                f"if (lane == 0u) {{ atomicStore(&{count}, {start}); }}",
                "workgroupBarrier();",
                f"atomic{which}(&{count}, {value});",
                "workgroupBarrier();",
                f"var {name} = atomicLoad(&{count});",
                "workgroupBarrier();",
            ]
        self.local(name, shape)
        return lines

    def atomic(self) -> list[str]:
        raise NotImplementedError

    def together(self) -> list[str]:
        """What the invocations of a subgroup make of a number each has.

        How many there are is up to the driver, which is the same on all routes.
        """
        chance = self.chance
        size = chance.randint(1, 4) if self.has("vector", 0.3) else 1
        kind: Kind = chance.choice(
            ("int", "uint", "float") if self.has("float") else ("int", "uint")
        )
        shape = Scalar(kind) if size == 1 else Vector(kind, size)
        value = self.kept(shape, 2).text
        name = self.name("v")
        names = ["Add", "Min", "Max", "InclusiveAdd", "ExclusiveAdd", "BroadcastFirst"]
        if kind != "float":
            names += ["And", "Or", "Xor", "Mul"]
        which = chance.choice(names)
        text = f"subgroup{which}({value})"
        if chance.random() < 0.3:
            ways = ["Shuffle", "ShuffleXor"]
            text = f"subgroup{chance.choice(ways)}({value}, {chance.randint(0, 3)}u)"
        if kind == "float":
            ends = [f"{spell(shape, self.dialect)}({end})" for end in ("-64.0", "64.0")]
            text = f"clamp({text}, {ends[0]}, {ends[1]})"
        self.local(name, shape)
        if self.dialect == "glsl":
            return [f"{declare(shape, name, 'glsl')} = {text};"]
        return [f"var {name} = {text};"]

    def branch(self) -> list[str]:
        lines = [f"if ({self.condition(3)}) {{", *indented(self.inner()), "}"]
        while self.chance.random() < 0.3:
            self.begin_statement()
            lines[-1] = f"}} else if ({self.condition(2)}) {{"
            lines += [*indented(self.inner()), "}"]
        if self.chance.random() < 0.4:
            lines[-1] = "} else {"
            lines += [*indented(self.inner()), "}"]
        return lines

    def jump(self) -> list[str]:
        place = self.place
        ways = list[str]()
        if place.may_break:
            ways += ["break;"] * 2
        if place.may_continue:
            ways += ["continue;"] * 2
        if place.may_return and self.has("leave", 0.6):
            ways += ["return;"]
        if not ways:
            return self.assignment()
        way = self.chance.choice(ways)
        condition = self.condition(2)
        before = list[str]()
        # What is declared here hides what has its name outside from the way out, too.
        self.scopes.append({})
        if self.chance.random() < 0.4:
            self.begin_statement()
            before = self.assignment()
        if way == "return;" and place.result is not None:
            self.begin_statement()
            way = f"return {self.kept(place.result, 2).text};"
        self.scopes.pop()
        if len(before) + 1 == 1 and self.chance.random() < 0.3 and self.dialect == "glsl":
            return [f"if ({condition}) {way}"]
        return [f"if ({condition}) {{", *indented([*before, way]), "}"]

    def counter(self) -> Scalar:
        """The type of what a loop counts."""
        whole: list[Kind] = [kind for kind in self.numbers() if TRAITS[kind].integer]
        return Scalar(self.chance.choice(whole))

    def loop(self) -> list[str]:
        raise NotImplementedError

    def switch(self) -> list[str]:
        raise NotImplementedError

    def nested(self) -> list[str]:
        return ["{", *indented(self.inner()), "}"]

    # Functions.

    def new_structs(self) -> None:
        if "struct" not in self.features:
            return
        for at in range(self.chance.randint(1, 3)):
            count = self.chance.randint(1, 4)
            members = tuple((f"m{number}", self.shape(1)) for number in range(count))
            self.structs.append(Struct(f"S{at}", members))

    def struct_text(self, struct: Struct) -> list[str]:
        end = "," if self.dialect == "wgsl" else ";"
        members = [TAB + declare(shape, name, self.dialect) + end for name, shape in struct.members]
        return [f"struct {struct.name} {{", *members, "}" if self.dialect == "wgsl" else "};"]

    def of_all(self) -> str:
        """A number that hangs on some of what is known, in a stage."""
        text = "lane"
        known = [v for v in self.visible() if v.mutable]
        for variable in self.chance.sample(known, min(len(known), 6)):
            found = leaves(variable.shape, variable.text)
            for path, scalar in self.chance.sample(found, min(len(found), 6)):
                text = f"(({text} * 31u) ^ {self.summed(path, scalar)})"
        return text

    def summed(self, path: str, shape: Scalar) -> str:
        """A number as part of a result."""
        kind = spell(UINT, self.dialect)
        trait = TRAITS[shape.kind]
        if shape.kind == "uint":
            return path
        if shape.kind == "bool":
            return f"({path} ? 1u : 0u)" if self.dialect == "glsl" else f"select(0u, 1u, {path})"
        if trait.floats:
            return f"{kind}({spell(INT, self.dialect)}({path}))"
        if trait.bits == 64:
            return f"({kind}({path}) ^ {kind}({path} >> 32u))"
        if self.dialect == "wgsl" and shape.kind == "short":
            # The naga inside wgpu forgets its sign.
            return f"u32(i32({path}))"
        return f"{kind}({path})"
