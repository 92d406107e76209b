"""Every class of `naga.ir` crosses in both directions, also those that no input uses."""

from __future__ import annotations

import enum
from dataclasses import fields, is_dataclass, replace
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Union, cast, get_args, get_origin, get_type_hints

import naga
from naga import ir
from naga.ir.registry import REGISTRY

if TYPE_CHECKING:
    from pathlib import Path


def classes() -> dict[str, type]:
    """Give every dataclass of the IR by the name of its type and variant."""
    found: dict[str, type] = {}
    for name, variants in REGISTRY.items():
        for variant, value in variants.items():
            cls = value if isinstance(value, type) else type(value)
            if is_dataclass(cls):
                found[f"{name}.{variant}"] = cls
    return found


def members() -> list[enum.Enum]:
    """Give every member of every enum of plain names."""
    return [
        value
        for name, variants in REGISTRY.items()
        for value in variants.values()
        # Numbers that shaders compare with; no part of the IR holds them.
        if isinstance(value, enum.Enum) and name != "RayQueryIntersection"
    ]


def used_in(value: object, seen: set[object]) -> None:
    """Collect the classes and members of enums in a part of the IR."""
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, enum.Enum):
            seen.add(each)
        elif is_dataclass(each) and not isinstance(each, type):
            seen.add(type(each))
            waiting.extend(cast("object", getattr(each, field.name)) for field in fields(each))
        elif isinstance(each, tuple):
            waiting.extend(cast("tuple[object, ...]", each))
        elif isinstance(each, naga.ir.FrozenMap):
            items = cast("naga.ir.FrozenMap[object, object]", each)
            waiting.extend(items.keys())
            waiting.extend(items.values())


def example(hint: object, *, full: bool) -> object:  # noqa: C901, PLR0911  # a case a shape
    """Make a value for an annotation: options filled or not, the first of several classes."""
    origin = get_origin(hint)
    if origin in {Union, UnionType}:
        members = get_args(hint)
        if NoneType in members and not full:
            return None
        return example(next(each for each in members if each is not NoneType), full=full)
    if origin is tuple:
        members = get_args(hint)
        if members[-1] is Ellipsis:
            return (example(members[0], full=full),) if full else ()
        return tuple(example(each, full=full) for each in members)
    if origin is naga.ir.FrozenMap:
        empty: naga.ir.FrozenMap[object, object] = naga.ir.FrozenMap()
        return empty
    supertype: object = getattr(hint, "__supertype__", None)
    if supertype is int:
        return 0
    if hint is range:
        return range(1)
    if isinstance(hint, type):
        if issubclass(hint, enum.Enum):
            return hint(0) if issubclass(hint, enum.Flag) else next(iter(hint))
        cls = cast("type[object]", hint)
        if is_dataclass(cls):
            return make(cls, full=full)
        if cls in {int, str, float, bool}:
            return hint(1)
    message = f"no example for {hint}"
    raise AssertionError(message)


def make(cls: type, *, full: bool) -> object:
    """Make an instance of a class of the IR."""
    hints = get_type_hints(cls)
    return cls(**{name: example(hint, full=full) for name, hint in hints.items()})


def host() -> ir.Module:
    """Give a module in which the handle 0 of every arena exists."""
    text = """
        diagnostic(off, derivative_uniformity);
        struct A { x: f32 }
        const one = 1.0;
        override two = 2.0;
        var<private> three: f32;
        fn f(x: f32) -> f32 { var y = 1.0; return x; }
        @compute @workgroup_size(1) fn main() { var z = f(one + two + three); }
    """
    return naga.parse_wgsl(text).ir


def placed(  # noqa: PLR0911  # a case a kind
    tree: ir.Module, kind: str, value: object
) -> ir.Module | None:
    """Put a value where the IR holds its kind, in something else that holds it if need be."""
    function = tree.functions[0]
    match value:
        case ir.GlobalVariable():
            return replace(tree, global_variables=(*tree.global_variables, value))
        case ir.EntryPoint():
            return replace(tree, entry_points=(value,))
        case ir.DiagnosticFilterNode():
            return replace(tree, diagnostic_filters=(replace(value, parent=None),))
        case ir.FunctionArgument():
            return replace(tree, functions=(replace(function, arguments=(value,)),))
        case _:
            pass
    match kind:
        case "Expression":
            expressions = (*function.expressions, cast("ir.Expression", value))
            return replace(tree, functions=(replace(function, expressions=expressions),))
        case "Statement":
            body = (cast("ir.Statement", value), *function.body)
            return replace(tree, functions=(replace(function, body=body),))
        case "TypeInner":
            ty = ir.Type("Placed", cast("ir.TypeInner", value))
            return replace(tree, types=(*tree.types, ty))
        case "PredeclaredType":
            known = naga.ir.FrozenMap({cast("ir.PredeclaredType", value): ir.TypeHandle(0)})
            return replace(tree, special_types=replace(tree.special_types, predeclared_types=known))
        case _:
            return _in_a_holder(tree, kind, value)


def _in_a_holder(tree: ir.Module, kind: str, value: object) -> ir.Module | None:
    """Put a value into the first class that can hold it, and that into the module."""
    held = {cls for name, cls in classes().items() if name.partition(".")[0] == kind}
    held.add(type(value))
    for name, cls in classes().items():
        for field, hint in get_type_hints(cls).items():
            options = set(get_args(hint)) or {hint}
            if not held & options or cls in held or cls is ir.Module:
                continue
            filled = value
            if get_origin(hint) is tuple:
                arguments = get_args(hint)
                filled = (value,) * (1 if Ellipsis in arguments else len(arguments))
            holder = replace(cast("ir.Type", make(cls, full=True)), **{field: filled})
            return placed(tree, name.partition(".")[0], holder)
    return None


def test_every_class_and_name_crosses(shaders: list[Path]) -> None:
    seen: set[object] = set()
    for path in shaders:
        used_in(naga.load(path).ir, seen)
    documented = "/// A struct.\nstruct A { x: f32 }"
    used_in(naga.parse_wgsl(documented, parse_doc_comments=True).ir, seen)
    assert len(seen) > 150
    tree = host()
    values = [
        (name.partition(".")[0], make(cls, full=full))
        for name, cls in classes().items()
        for full in (False, True)
    ]
    values += [(type(each).__name__, each) for each in members()]
    for kind, value in values:
        changed = placed(tree, kind, value)
        if changed is None:
            continue
        try:
            again = naga.Module.from_ir(changed)
        except naga.ParseError:
            continue  # it needs more around it than this module has
        assert again.ir == changed
        used_in(again.ir, seen)
    assert sorted(name for name, cls in classes().items() if cls not in seen) == []
    assert [each for each in members() if each not in seen] == []
