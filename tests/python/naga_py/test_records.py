"""The classes of the package are dataclasses in all that can be seen of them.

They are compared with what `dataclasses` itself makes of the same fields.
"""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
import pprint
import sys
import typing
from typing import TYPE_CHECKING, cast

import pytest

import naga
from naga import ir
from naga.ir import expression
from naga.ir.registry import REGISTRY

if TYPE_CHECKING:
    from collections.abc import Callable


def classes() -> list[type]:
    """Give every class of a variant or a struct of the IR, and some of the rest."""
    found = [
        value if isinstance(value, type) else type(value)
        for variants in REGISTRY.values()
        for value in variants.values()
    ]
    return [cls for cls in found if dataclasses.is_dataclass(cls)] + [
        naga.Label,
        naga.Diagnostic,
        naga.TextOutput,
        naga.Slot,
        naga.EntryPoint,
        naga.Layout,
    ]


def real(cls: type) -> type:
    """Give what `dataclasses` makes of the fields of a class."""
    items: list[tuple[str, type, object]] = [
        (
            each.name,
            cast("type", each.type),
            dataclasses.field(default=cast("object", each.default)),
        )
        for each in dataclasses.fields(cls)
    ]
    return dataclasses.make_dataclass(cls.__name__, items, frozen=True, slots=True)


def test_each_class_has_what_a_dataclass_has() -> None:
    assert len(classes()) > 200
    for cls in classes():
        peer = real(cls)
        names = [each.name for each in dataclasses.fields(cls)]
        assert names == list(cls.__annotations__), cls
        for attribute in ("__match_args__", "__slots__"):
            assert getattr(cls, attribute) == getattr(peer, attribute) == tuple(names), cls
        assert inspect.signature(cls).parameters == inspect.signature(peer).parameters, cls
        assert not hasattr(cls(*names), "__dict__"), cls
        values = [f"value {index}" for index in range(len(names))]
        mine, theirs = cls(*values), peer(*values)
        shown = repr(mine).removeprefix(cls.__qualname__)
        assert shown == repr(theirs).removeprefix(peer.__qualname__)
        assert mine == cls(**dict(zip(names, values, strict=True)))
        assert mine != theirs
        assert hash(mine) == hash(cls(*values))
        assert dataclasses.asdict(mine) == dataclasses.asdict(theirs)
        if names:
            other = dataclasses.replace(mine, **{names[-1]: "another"})
            assert (other != mine, getattr(other, names[-1])) == (True, "another")


def test_they_are_frozen() -> None:
    handle = ir.ExpressionHandle(1)
    load = expression.Load(handle)
    field = "pointer"
    make = cast("Callable[[], object]", expression.Load)
    with pytest.raises(dataclasses.FrozenInstanceError, match="cannot assign to field 'pointer'"):
        setattr(load, field, handle)
    with pytest.raises(dataclasses.FrozenInstanceError, match="cannot delete field 'pointer'"):
        delattr(load, field)
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'pointer'"):
        make()


def test_they_are_copied_and_pickled() -> None:
    tree = naga.parse_wgsl("fn f(x: f32) -> f32 { return x * 2.0; }").ir
    assert copy.deepcopy(tree) == tree
    assert pickle.loads(pickle.dumps(tree)) == tree  # noqa: S301  # made here
    if sys.version_info >= (3, 13):
        function = copy.replace(tree.functions[0], name="g")
        assert (function.name, function.body) == ("g", tree.functions[0].body)


def test_their_types_can_be_asked_for() -> None:
    hints = cast("dict[str, object]", typing.get_type_hints(expression.Binary))
    assert hints == {
        "op": ir.BinaryOperator,
        "left": ir.ExpressionHandle,
        "right": ir.ExpressionHandle,
    }
    assert typing.get_type_hints(expression.Binary.__init__)["left"] is ir.ExpressionHandle


def test_they_are_printed_on_several_lines() -> None:
    tree = naga.parse_wgsl("fn f(x: f32) -> f32 { return x * 2.0; }").ir
    lines = pprint.pformat(tree.functions[0]).splitlines()
    assert lines[0] == "Function(name='f',"
    assert len(lines) > 8
    assert all(len(line) < 120 for line in lines)


def test_products_are_filled_when_they_are_looked_at() -> None:
    source = """
        @group(0) @binding(1) var<storage, read_write> numbers: array<u32>;
        @compute @workgroup_size(1) fn main() { numbers[0] = 1u; }
    """
    module = naga.parse_wgsl(source)
    first, second = module.to_msl(), module.to_msl()
    assert first.slots[0].name == "numbers"
    assert first.slots is first.slots
    # One of them was looked at, the other not.
    assert (first, hash(first), repr(first)) == (second, hash(second), repr(second))
    for product in (module.to_msl(), module.to_spirv()):
        copies = [
            copy.copy(product),
            copy.deepcopy(product),
            cast("object", pickle.loads(pickle.dumps(product))),  # noqa: S301
            dataclasses.replace(product),
        ]
        assert all(each == product for each in copies)
        assert not hasattr(product, "slot")
        assert isinstance(product.diagnostics, tuple)
    with pytest.raises(AttributeError, match="'TextOutput' object has no attribute 'txt'"):
        getattr(first, "txt")  # noqa: B009
    # Without what would fill it, a field without a value says so.
    empty = object.__new__(naga.TextOutput)
    with pytest.raises(AttributeError):
        _ = empty.slots
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(first, "slots", ())  # noqa: B010
