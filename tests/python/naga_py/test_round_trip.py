"""Modules go to Python and back, and through bytes, without a difference."""

from __future__ import annotations

import pickle
from functools import partial
from typing import TYPE_CHECKING

import pytest

import naga

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def written(module: naga.Module) -> list[str | bytes]:
    """Give the module in every language, with what is said where a language declines it."""
    calls: list[Callable[[], naga.TextOutput | naga.BinaryOutput]] = [
        module.to_msl,
        module.to_hlsl,
        module.to_spirv,
        module.to_wgsl,
        module.to_dot,
    ]
    calls += [partial(module.to_glsl, entry_point=each.name) for each in module.entry_points]
    outputs: list[str | bytes] = []
    for call in calls:
        try:
            output = call()
        except naga.EmitError as error:  # noqa: PERF203  # each may decline
            outputs.append("\n".join(each.message for each in error.diagnostics))
        else:
            outputs.append(output.text if isinstance(output, naga.TextOutput) else output.data)
    return outputs


def test_ir_comes_back_as_it_was(shader: Path) -> None:
    module = naga.load(shader)
    again = naga.Module.from_ir(
        module.ir,
        spans=module.spans,
        source=module.source,
        path=module.path,
        language=module.language,
    )
    assert again == module
    assert hash(again) == hash(module)
    assert again.spans == module.spans
    assert again.ir == module.ir
    assert hash(again.ir) == hash(module.ir)
    assert written(again) == written(module)


def test_pickles_come_back_as_they_were(shader: Path) -> None:
    module = naga.load(shader)
    again: naga.Module = pickle.loads(pickle.dumps(module))  # noqa: S301  # made here
    assert again == module
    assert (again.source, again.path, again.spans) == (module.source, module.path, module.spans)
    assert again.diagnostics == module.diagnostics
    assert naga.Module.from_bytes(module.__naga_module__()) == module


def test_pickles_keep_the_files_of_a_text_that_was_put_together(tmp_path: Path) -> None:
    (tmp_path / "main.wesl").write_text(
        "import package::part::half;\n@compute @workgroup_size(1) fn f() { var x = half(1u); }\n",
        encoding="utf-8",
    )
    part = tmp_path / "part.wesl"
    part.write_text("fn half(x: u32) -> u32 {\n    if x > 1u { return x; }\n}\n", encoding="utf-8")
    module = naga.load(tmp_path / "main.wesl")
    again: naga.Module = pickle.loads(pickle.dumps(module))  # noqa: S301  # made here
    told: list[str] = []
    for each in (module, again):
        with pytest.raises(naga.ValidationError) as caught:
            each.validate()
        told.append(caught.value.render())
        assert caught.value.diagnostics[0].labels[0].file == str(part)
    assert told[0] == told[1]


def test_pickles_keep_options() -> None:
    text = "@compute @workgroup_size(1) fn main() {}"
    module = naga.parse_wgsl(text, limits_output_bytes=10)
    again: naga.Module = pickle.loads(pickle.dumps(module))  # noqa: S301  # made here
    for each in (module, again):
        with pytest.raises(naga.LimitError, match="output_bytes"):
            each.to_msl()


def test_the_ir_itself_pickles() -> None:
    module = naga.parse_wgsl("@compute @workgroup_size(4) fn main() { var x = 1u + 2u; }")
    again = pickle.loads(pickle.dumps(module.ir))  # noqa: S301  # made here
    assert again == module.ir


def test_other_modules_differ() -> None:
    one = naga.parse_wgsl("fn f() -> f32 { return 1.0; }")
    other = naga.parse_wgsl("fn f() -> f32 { return 2.0; }")
    moved = naga.parse_wgsl(" fn f() -> f32 { return 1.0; }")
    assert one != other
    assert one != moved
    assert one.ir == moved.ir
    assert one != "a text"


def test_doc_comments_cross_too() -> None:
    text = "/// A struct.\nstruct A { /// A member.\n x: f32 }\nvar<private> a: A;"
    module = naga.parse_wgsl(text, parse_doc_comments=True)
    comments = module.ir.doc_comments
    assert comments is not None
    assert list(comments.types.values()) == [("/// A struct.",)]
    assert naga.Module.from_ir(module.ir, spans=module.spans) == module
