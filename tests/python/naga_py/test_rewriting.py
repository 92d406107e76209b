"""Changing modules and writing them from nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

import pytest

import naga
from naga import ir
from naga.ir import (
    address_space,
    array_size,
    binding,
    built_in,
    expression,
    literal,
    type_inner,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


class Nothing(ir.Transformer):
    """Changes nothing."""


class Padding(ir.Transformer):
    """Puts a literal and a negation, which nothing uses, before every expression."""

    def expression(
        self, handle: ir.ExpressionHandle, expression_: ir.Expression, /
    ) -> ir.Expression:
        """Insert two, and keep the expression."""
        del handle
        number = self.insert(expression.Literal(literal.F32(1.0)))
        if ir.is_emitted(expression_):
            self.insert(expression.Unary(ir.UnaryOperator.Negate, number))
        return expression_


def test_a_transformer_that_changes_nothing_gives_the_same(shader: Path) -> None:
    module = naga.load(shader)
    assert Nothing().transform(module.ir) == module.ir


def test_inserted_expressions_move_all_handles(shader: Path) -> None:
    module = naga.load(shader)
    padded = naga.Module.from_ir(
        Padding().transform(module.ir), path=module.path, language=module.language
    )
    assert len(padded.ir.entry_points) == len(module.ir.entry_points)
    padded.validate()


def test_operands_are_all_handles_of_an_expression(shader: Path) -> None:
    tree = naga.load(shader).ir
    for _, function in ir.functions(tree):
        for node in (*function.expressions, *ir.statements(function)):
            seen: list[ir.ExpressionHandle] = []
            same = node.map_operands(lambda handle, seen=seen: seen.append(handle) or handle)
            assert same == node
            assert tuple(seen) == node.operands()
            assert all(0 <= handle < len(function.expressions) for handle in seen)


def test_walk_meets_everything(shader: Path) -> None:
    tree = naga.load(shader).ir
    nodes = list(ir.walk(tree))
    functions = [function for _, function in ir.functions(tree)]
    expected = sum(len(each.expressions) + len(each.local_variables) for each in functions)
    expected += sum(sum(1 for _ in ir.statements(each)) for each in functions)
    expected += len(tree.types) + len(tree.constants) + len(tree.overrides) + len(functions)
    expected += len(tree.global_variables) + len(tree.global_expressions)
    assert len(nodes) == expected


def test_a_visitor_sees_what_walk_sees(shader: Path) -> None:
    class Counter(ir.Visitor):
        seen = 0

        def visit_expression(self, handle: ir.ExpressionHandle, each: ir.Expression, /) -> None:
            assert self.function.expressions[handle] is each
            self.seen += 1

        def visit_statement(self, index: int, each: ir.Statement, /) -> None:
            assert list(ir.statements(self.function))[index] is each
            self.seen += 1

    tree = naga.load(shader).ir
    counter = Counter()
    counter.visit(tree)
    functions = [function for _, function in ir.functions(tree)]
    expected = sum(len(each.expressions) for each in functions)
    expected += sum(sum(1 for _ in ir.statements(each)) for each in functions)
    assert counter.seen == expected


def test_statements_have_the_numbers_of_the_spans() -> None:
    text = "fn f(x: i32) { if x > 1 { var y = 2; return; } else { return; } }"
    module = naga.parse_wgsl(text)
    function = module.ir.functions[0]
    handle = ir.FunctionHandle(0)
    texts = {
        type(each).__name__: module.source_of("statements", index, function=handle)
        for index, each in enumerate(ir.statements(function))
    }
    assert texts["If"].startswith("if x > 1")
    assert texts["Return"] == "return;"


def test_an_edit_is_validated() -> None:
    tree = naga.parse_wgsl("@compute @workgroup_size(64) fn main() {}").ir
    (entry_point,) = tree.entry_points
    none = replace(tree, entry_points=(replace(entry_point, workgroup_size=(0, 1, 1)),))
    with pytest.raises(naga.ValidationError):
        naga.Module.from_ir(none).validate()


def test_a_shader_from_nothing() -> None:
    builder = ir.ModuleBuilder()
    f32, u32 = builder.scalar("f32"), builder.scalar("u32")
    numbers = builder.type(type_inner.Array(f32, array_size.Dynamic(), 4))
    access = ir.StorageAccess.LOAD | ir.StorageAccess.STORE
    data = builder.variable("data", numbers, address_space.Storage(access), binding=(0, 0))

    twice = builder.function("twice", [("x", f32)], f32)
    argument = twice.argument(0)
    twice.return_(twice.binary(ir.BinaryOperator.Add, argument, argument))
    twice_handle = twice.finish()

    invocation = binding.BuiltIn(built_in.GlobalInvocationId())
    main = builder.entry_point(
        "main",
        ir.ShaderStage.Compute,
        [("id", builder.vector(3, "u32"), invocation)],
        workgroup_size=(64, 1, 1),
    )
    place = main.access(main.variable(data), main.access(main.argument(0), 0), at=True)
    value = main.load(place)
    counter = main.local("i", u32, main.literal(0, "u32"))
    with main.loop():
        count = main.load(counter)
        done = main.binary(ir.BinaryOperator.GreaterEqual, count, main.literal(4, "u32"))
        with main.if_(done):
            main.break_()
        with main.continuing():
            next_count = main.binary(ir.BinaryOperator.Add, count, main.literal(1, "u32"))
            main.store(counter, next_count)
    positive = main.binary(ir.BinaryOperator.Greater, value, main.literal(0.0, "f32"))
    with main.if_(positive):
        main.store(place, main.math(ir.MathFunction.Sqrt, value))
    with main.else_():
        result = main.call(twice_handle, [value])
        assert result is not None
        main.store(place, result)

    module = naga.Module.from_ir(builder.build())
    text = module.validate().to_wgsl().text
    again = naga.parse_wgsl(text)
    assert again.entry_points == module.entry_points
    assert "sqrt(" in text
    assert "twice(" in text
    for target in (module.to_msl, module.to_hlsl, module.to_spirv, module.to_glsl):
        target()
    with pytest.raises(ValueError, match="else_"), main.else_():
        pass


class OneForOne(ir.Transformer):
    """Gives single statements, and leaves stores out."""

    def statement(self, statement: ir.Statement, /) -> ir.Statement | Iterable[ir.Statement]:
        """A statement, or none."""
        return () if isinstance(statement, ir.statement.Store) else statement


class Forgetful(ir.Transformer):
    """Has no `return`."""

    def statement(self, statement: ir.Statement, /) -> Iterable[ir.Statement]:
        """Nothing."""
        del statement
        return cast("Iterable[ir.Statement]", None)


def test_a_transformer_gives_a_statement_or_any_number() -> None:
    module = naga.parse_wgsl("fn f() { var x = 0; if x == 0 { x = 1; } return; }")
    made = naga.Module.from_ir(OneForOne().transform(module.ir))
    text = str(made.validate().to_wgsl())
    assert "if" in text
    assert "x = 1" not in text
    with pytest.raises(TypeError, match=r"Forgetful\.statement\(\): expected .*; got None"):
        Forgetful().transform(module.ir)
