"""Calls of the program's functions, and values that change something on the way."""

from __future__ import annotations

from programs.packing import Packing
from programs.scope import Function, Value, Variable
from programs.shapes import TRAITS, Array, Scalar, Struct, Type, Vector


class Calling(Packing):
    """Makes calls and effects."""

    def call(self, shape: Type, depth: int) -> Value | None:
        """A call of a function of the program."""
        found = [f for f in self.functions if f.result == shape and self.is_free(f)]
        if not found:
            return None
        function = self.chance.choice(found)
        text = self.called(function, depth)
        return self.sized(text, shape) if text else None

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
        taken = function.reads | function.writes
        given = list[str]()
        for mode, shape in function.parameters:
            if mode == "in":
                given.append(self.kept(shape, depth - 1).text)
                continue
            target = (
                self.referred(shape, taken, space=mode)
                if self.is_ordered
                else self.target(shape, fresh=True)
            )
            if target is None:
                return None
            given.append(target[1])
        self.take(function)
        return f"{function.name}({', '.join(given)})"

    def referred(
        self, shape: Type, taken: set[str], *, space: str = "function"
    ) -> tuple[Variable, str] | None:
        """A variable, or a part of one, that a pointer into a space may point to."""
        found = [
            v
            for v in self.visible()
            if v.mutable
            and v.space == space
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
        if TRAITS[shape.kind].integer and roll < 0.5:
            return Value(
                self.chance.choice((f"{text}++", f"{text}--", f"(++{text})", f"(--{text})"))
            )
        if TRAITS[shape.kind].integer and roll < 0.75:
            operator = self.chance.choice(("+", "-", "*", "^", "|", "&"))
            return Value(f"({text} {operator}= {self.value(shape, depth - 1).text})")
        value = self.kept(shape, depth - 1).text
        if self.has("comma", 0.3):
            second = self.kept(shape, depth - 1)
            return self.sized(f"({text} = {value}, {second.text})", shape)
        return self.sized(f"({text} = {value})", shape)
