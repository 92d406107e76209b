"""Edits modules by chance: `python -m edits FIRST COUNT SHADERS…`.

What an edit makes of a module is refused where it is built, refused by validation, or written for
every target that can express it: an internal error is a fault.
"""

from __future__ import annotations

import collections
import enum
import re
import sys
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, TypeAlias, cast

import naga
from naga._record import Record, replace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from naga import ir

# The way from a module to a part of it: names of fields and places in tuples.
Way: TypeAlias = tuple[str | int, ...]
NUMBERS = (0, 1, 2, 3, 255, 65536, 2**31, 2**32 - 1)
FLOATS = (0.0, -1.0, float("inf"), float("nan"), 1e300)
NAMES = ("", "x", "main", "a b", "é", "float", "\0", "main_", "a" * 300)
# What refuses an edit as it should.
REFUSED = (naga.NagaError, LookupError, OverflowError, TypeError, ValueError)


def parts(node: object, way: Way = ()) -> Iterator[tuple[Way, object]]:
    """Gives a module and all that is in it."""
    yield way, node
    if isinstance(node, Record):
        for name in type(node).__match_args__:
            yield from parts(getattr(node, name), (*way, name))
    elif isinstance(node, tuple):
        for index, item in enumerate(cast("tuple[object, ...]", node)):
            yield from parts(item, (*way, index))


def put(node: object, way: Way, value: object) -> object:
    """Gives the same with another part."""
    if not way:
        return value
    step, *rest = way
    if isinstance(step, int):
        items = list(cast("tuple[object, ...]", node))
        items[step] = put(items[step], tuple(rest), value)
        return tuple(items)
    return replace(node, **{step: put(getattr(node, step), tuple(rest), value)})


def family(node: object) -> type:
    """What may stand where it stands: any statement for a statement."""
    cls = type(node)
    bases = cls.__mro__
    is_variant = isinstance(node, Record) and bases[1] is not Record
    return bases[1] if is_variant and not isinstance(node, enum.Enum) else cls


class Editor:
    """Edits modules; a seed always makes the same edit."""

    def __init__(self, seed: int, shaders: list[naga.Module]) -> None:
        """Chooses a module, and another one that lends parts."""
        self.random = Random(seed)
        self.module = self.random.choice(shaders).ir
        lent = [*parts(self.module), *parts(self.random.choice(shaders).ir)]
        self.lent = collections.defaultdict[type, list[object]](list)
        for _, node in lent:
            self.lent[family(node)].append(node)

    def edited(self) -> tuple[ir.Module, list[tuple[Way, object]]]:
        """The module after one edit or some, and which they were."""
        made: object = self.module
        edits = list[tuple[Way, object]]()
        for _ in range(self.random.choice((1, 1, 1, 2, 3))):
            way, node = self.random.choice(list(parts(made)))
            value = self.other(node)
            try:
                made = put(made, way, value)
            except (TypeError, ValueError):
                continue  # no field takes it
            edits.append((way, value))
        return cast("ir.Module", made), edits

    def other(self, node: object) -> object:
        """What stands in the place of a part."""
        choose = self.random.choice
        if isinstance(node, bool):
            return not node
        if isinstance(node, enum.Enum) and not isinstance(node, int):
            return choose(list(type(node)))
        if isinstance(node, enum.Flag):
            every = sum(each.value for each in type(node))
            return type(node)(self.random.randrange(8) & every)
        if isinstance(node, int):
            return choose((*NUMBERS, node + 1, max(0, node - 1), self.random.randrange(40)))
        if isinstance(node, float):
            return choose(FLOATS)
        if isinstance(node, str):
            return choose(NAMES)
        if isinstance(node, tuple):
            return self.rearranged(list(cast("tuple[object, ...]", node)))
        if node is None:
            return choose((None, 0, 1, choose(self.lent[str] or ["x"])))
        return choose(self.lent[family(node)] or [node])

    def rearranged(self, items: list[object]) -> tuple[object, ...]:
        """A list with an item less or more, or in another order."""
        chance = self.random.random()
        if items and chance < 0.3:
            del items[self.random.randrange(len(items))]
        elif items and chance < 0.6:
            items.insert(self.random.randrange(len(items) + 1), self.random.choice(items))
        else:
            self.random.shuffle(items)
        return tuple(items)


def steps(module: naga.Module) -> Iterator[Callable[[], object]]:
    """What one does with a module."""
    yield from (module.to_dot, module.ir_text, module.reflect, module.to_wgsl, lambda: module.ir)
    yield lambda: [module.layout(each.name) for each in module.structs]
    checked = module.validate()
    yield from (checked.to_msl, checked.to_hlsl, checked.to_glsl, checked.to_spirv, checked.to_wgsl)
    yield lambda: [checked.expression_infos(each.name) for each in module.entry_points]


def faults(seed: int, shaders: list[naga.Module]) -> list[str]:
    """What went wrong with one seed."""
    made, edits = Editor(seed, shaders).edited()
    found = list[str]()
    try:
        rest = steps(naga.Module.from_ir(made))
        while True:
            try:
                next(rest)()
            except naga.InternalError as error:
                found.append(f"{seed}: {edits}: {error}")
            except StopIteration:
                break
            except REFUSED:
                continue
    except naga.InternalError as error:
        found.append(f"{seed}: {edits}: {error}")
    except REFUSED:
        pass
    return found


def read(paths: list[Path]) -> list[naga.Module]:
    """The shaders that can be read."""
    modules = list[naga.Module]()
    for path in paths:
        try:
            modules.append(naga.load(path))
        except naga.NagaError:
            continue
    return modules


def main() -> int:
    """Edits as many modules as are asked for; prints each kind of fault once."""
    first, count, *paths = sys.argv[1:]
    shaders = read([Path(path) for path in paths])
    kinds = collections.Counter[str]()
    for seed in range(int(first), int(first) + int(count)):
        for fault in faults(seed, shaders):
            kind = re.sub(r"\d+", "N", fault.rsplit(": error", 1)[-1])
            if not kinds[kind]:
                print(fault, flush=True)
            kinds[kind] += 1
    print(f"{count} edits: {sum(kinds.values())} faults of {len(kinds)} kinds")
    return 1 if kinds else 0


if __name__ == "__main__":
    raise SystemExit(main())
