"""What is raised, and how it reads."""

from __future__ import annotations

import json
import pickle
import sys
import traceback
from typing import TYPE_CHECKING, cast

import pytest

import naga
from naga import ir

if TYPE_CHECKING:
    from pathlib import Path

WRONG = "fn main() {\n    let é = 1.0;\n    let x: i32 = é + foo(1);\n}\n"


def test_a_parse_error_shows_the_place() -> None:
    with pytest.raises(naga.ParseError) as caught:
        naga.parse_wgsl(WRONG, path="shaders/wrong.wgsl")
    error = caught.value
    assert isinstance(error, naga.NagaError)
    first = error.diagnostics[0]
    assert (first.severity, first.phase, first.file) == ("error", "parse", "shaders/wrong.wgsl")
    label = next(each for each in first.labels if each.primary)
    assert WRONG.encode()[label.start : label.end].decode() == "foo"
    assert (label.line, label.column) == (3, 22)
    assert "shaders/wrong.wgsl:3:22" in str(error)
    assert "let x: i32 = é + foo(1);" in error.render()
    assert "\x1b[" not in error.render()
    assert "\x1b[" in error.render(color=True)


def test_json_is_that_of_the_reports() -> None:
    with pytest.raises(naga.ParseError) as caught:
        naga.parse_wgsl(WRONG)
    (first, *_) = json.loads(caught.value.to_json())
    assert first["code"] == caught.value.diagnostics[0].code
    assert first["labels"][0]["utf16_column"] == 22


@pytest.mark.skipif(sys.version_info < (3, 11), reason="exceptions have no notes")
def test_notes_and_help_are_notes_of_the_exception() -> None:
    with pytest.raises(naga.ValidationError) as caught:
        naga.parse_wgsl("var<private> wide: f64;").validate(capabilities="none")
    error = caught.value
    text = "".join(traceback.format_exception(error))
    assert text.startswith("Traceback")
    assert "naga.ValidationError: error[" in text
    helped = [each.help for each in error.diagnostics if each.help is not None]
    assert helped
    assert all(f"help: {each}" in text for each in helped)


def test_exceptions_pickle() -> None:
    with pytest.raises(naga.ParseError) as caught:
        naga.parse_wgsl(WRONG)
    error = caught.value
    again = pickle.loads(pickle.dumps(error))  # noqa: S301  # made here
    assert type(again) is naga.ParseError
    assert (str(again), again.diagnostics, again.render()) == (
        str(error),
        error.diagnostics,
        error.render(),
    )


def test_all_errors_are_told() -> None:
    with pytest.raises(naga.ParseError) as caught:
        naga.parse_wgsl("fn f() { a = 1; }\nfn g() { b = 2; }")
    assert len(caught.value.diagnostics) == 2


def test_a_target_that_cannot_raises_an_emit_error() -> None:
    module = naga.parse_wgsl("@fragment fn a() {}\n@fragment fn b() {}")
    with pytest.raises(naga.EmitError, match="GLSL holds one entry point"):
        module.to_glsl()
    with pytest.raises(naga.EmitError, match="there is no entry point `c`"):
        module.to_msl(entry_point="c")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            {"lang_version": "9.9"},
            r"lang_version: expected one of \"1\.0\", .*\"4\.0\"; got '9\.9'",
        ),
        ({"lang_version": 2.4}, r"lang_version: expected the string \"2\.4\"; got 2\.4"),
        ({"lang_version": 7}, 'lang_version: expected one of "1'),
        ({"limits_tokens": -1}, "limits_tokens: expected an integer from 0 to 4294967295; got -1"),
        ({"bounds_check_index": "never"}, r"bounds_check_index: expected one of \"\w+\", "),
        ({"bindings": 3}, "bindings: expected "),
        ({"compact": "yes"}, "compact: expected True or False; got 'yes'"),
        ({"overrides": [3]}, r"overrides: expected a dict; got \[3\]"),
        ({"overrides": {"a": "b"}}, "overrides: expected a number; got {'a': 'b'}"),
        (
            {"inline_samplers": [{"wrong": 1}]},
            "inline_samplers: there is no field `wrong`; expected one of ",
        ),
    ],
)
def test_a_wrong_value_names_the_keyword(call: dict[str, object], message: str) -> None:
    module = naga.parse_wgsl("@compute @workgroup_size(1) fn main() {}")
    with pytest.raises(ValueError, match=message):
        module.to_msl(**call)  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize(
    ("keyword", "meant"),
    [
        # A part of a name, a slip, and nothing that is near.
        ("version", "did you mean lang_version[?] there are: "),
        ("overides", "did you mean overrides[?] there are: "),
        ("zzz", "there are: "),
    ],
)
def test_an_unknown_keyword_lists_those_there_are(keyword: str, meant: str) -> None:
    module = naga.parse_wgsl("@compute @workgroup_size(1) fn main() {}")
    message = f"unexpected keyword argument '{keyword}'; {meant}.*lang_version, "
    with pytest.raises(TypeError, match=message):
        module.to_msl(**{keyword: "2.4"})  # pyright: ignore[reportArgumentType]


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    missing = tmp_path / "missing.wgsl"
    with pytest.raises(FileNotFoundError) as raised:
        naga.load(missing)
    assert raised.value.filename == str(missing)
    assert str(raised.value) == f"[Errno 2] No such file or directory: '{missing}'"


def test_hlsl_without_a_stage_is_called_hlsl() -> None:
    with pytest.raises(naga.ParseError, match="which stage this HLSL source is") as raised:
        naga.parse_hlsl("float4 main() : SV_Target { return 1; }")
    assert "mesh" not in str(raised.value)


def test_bytes_that_are_no_module_are_refused() -> None:
    module = naga.parse_wgsl("fn f() {}")
    with pytest.raises(naga.ParseError, match="module-bytes-foreign"):
        naga.Module.from_bytes(b"not a module")
    data = module.__naga_module__()
    other = data.replace(naga.NAGA_VERSION.encode(), b"99.9.9", 1)
    with pytest.raises(naga.ParseError, match=r"naga 99\.9\.9 wrote the bytes"):
        naga.Module.from_bytes(other)


def test_wrong_ir_names_the_place() -> None:
    tree = naga.parse_wgsl("fn f(x: f32) -> f32 { return x + x * 2.0; }").ir
    function = tree.functions[0]
    wrong = [
        ir.expression.Binary(each.op, "x", each.right)  # pyright: ignore[reportArgumentType]
        if isinstance(each, ir.expression.Binary)
        else each
        for each in function.expressions
    ]
    changed = _with(tree, tuple(wrong))
    with pytest.raises(
        TypeError, match=r"functions\[0\]\.expressions\[2\]\.left: expected int; got str"
    ):
        naga.Module.from_ir(changed)
    with pytest.raises(
        TypeError, match=r"functions\[0\]\.expressions\[0\]: expected .*Expression; got int"
    ):
        naga.Module.from_ir(_with(tree, (1,)))  # pyright: ignore[reportArgumentType]
    with pytest.raises(TypeError, match=r"expected naga\.ir\.Module; got str"):
        naga.Module.from_ir("text")  # pyright: ignore[reportArgumentType]


def _with(tree: ir.Module, expressions: tuple[ir.Expression, ...]) -> ir.Module:
    from dataclasses import replace  # noqa: PLC0415

    function = replace(tree.functions[0], expressions=expressions)
    return replace(tree, functions=(function,))


def test_handles_that_refer_to_nothing_are_refused() -> None:
    tree = naga.parse_wgsl("fn f(x: f32) -> f32 { return x + x; }").ir
    far = ir.expression.Load(ir.ExpressionHandle(99))
    with pytest.raises(naga.ParseError, match="module-handle"):
        naga.Module.from_ir(_with(tree, (far,)))
    with pytest.raises(ValueError, match="expected a whole number from 0 to"):
        naga.Module.from_ir(_with(tree, (ir.expression.Load(ir.ExpressionHandle(-1)),)))


def test_ir_nested_too_deep_is_refused() -> None:
    tree = naga.parse_wgsl("fn f() {}").ir
    from dataclasses import replace  # noqa: PLC0415

    def nested(depth: int) -> ir.Module:
        body: ir.Block = ()
        for _ in range(depth):
            body = (ir.statement.Block(body),)
        return replace(tree, functions=(replace(tree.functions[0], body=body),))

    module = naga.Module.from_ir(nested(1_500))
    assert "{" in module.to_wgsl().text
    with pytest.raises(naga.LimitError):
        naga.Module.from_ir(nested(3_000))
    with pytest.raises(naga.LimitError):
        naga.Module.from_ir(nested(1_000_000))


def test_spans_of_another_module_are_refused() -> None:
    module = naga.parse_wgsl("fn f() {}")
    with pytest.raises(ValueError, match="spans: the module has"):
        naga.Module.from_ir(module.ir, spans=[(0, 1)] * 99)


def test_what_was_written_is_a_source_again() -> None:
    checked = naga.parse_wgsl("@compute @workgroup_size(2) fn main() {}").validate()
    glsl = checked.to_glsl(entry_point="main")
    again = [
        naga.parse_wgsl(checked.to_wgsl()),
        naga.parse_spirv(checked.to_spirv()),
        naga.parse_glsl(glsl, stage="compute"),
        naga.parse_hlsl(checked.to_hlsl(), stage="compute"),
    ]
    assert [module.entry_points[0].workgroup_size for module in again] == [(2, 1, 1)] * 4


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (b"fn f() {}", "expected the text of a shader; got bytes; decode them"),
        (None, "expected the text of a shader; got NoneType"),
    ],
)
def test_what_is_no_text_is_told(source: object, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        naga.parse_wgsl(cast("str", source))


def test_values_that_overrides_do_not_take_are_refused() -> None:
    text = "@id(4) override size: u32 = 1; override is_on: bool = false; override factor: f32 = 1;"
    main = "@compute @workgroup_size(size) fn main() { _ = select(0.0, factor, is_on); }"
    checked = naga.parse_wgsl(text + main).validate()
    wrong = {"4": 2.5, "size": -1, "factor": 1e39}
    for name, value in wrong.items():
        with pytest.raises(naga.EmitError, match=f"the override `{name}` of type .* takes a"):
            checked.to_wgsl(overrides={name: value})
    assert "is_on: bool = true" in str(checked.to_wgsl(overrides={"is_on": True, "4": 8}))


def test_a_module_is_told_from_its_ir() -> None:
    module = naga.parse_wgsl("fn f() {}")
    with pytest.raises(TypeError, match=r"expected naga\.ir\.Module; got naga\.Module"):
        naga.Module.from_ir(cast("ir.Module", module))
