"""Modules made by hand that contradict themselves are refused, before anything trips over them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import naga
from edits.__main__ import faults, read
from naga import ir
from naga.ir import expression, image_class, statement, type_inner

SHADERS = sorted((Path(__file__).parents[2] / "in" / "wgsl").glob("*.wgsl"))
SUM = """
@group(0) @binding(0) var<storage, read_write> total: atomic<u32>;
@group(0) @binding(1) var picture: texture_2d<f32>;
@group(0) @binding(2) var drawing: texture_storage_2d<r32uint, read_write>;
struct Pair { a: f32, b: f32 }
@group(0) @binding(3) var<storage, read_write> pair: Pair;
@compute @workgroup_size(1) fn main(@builtin(global_invocation_id) id: vec3u) {
    let color = textureLoad(picture, id.xy, 0);
    textureStore(drawing, id.xy, vec4u(1));
    if id.z > 1 { pair.a = color.x + color.y; }
    if id.z > 2 { pair.b = color.x; }
    let before = atomicAdd(&total, id.x * 2);
}
"""


def module() -> ir.Module:
    return naga.parse_wgsl(SUM).ir


def refused(made: ir.Module) -> str:
    with pytest.raises(naga.ParseError) as caught:
        naga.Module.from_ir(made)
    (only,) = caught.value.diagnostics
    assert only.code == "module-handle"
    return only.message.removeprefix("the module contradicts itself: ")


def with_body(made: ir.Module, body: tuple[ir.Statement, ...]) -> ir.Module:
    (entry,) = made.entry_points
    return replace(
        made, entry_points=(replace(entry, function=replace(entry.function, body=body)),)
    )


def with_type(made: ir.Module, number: int, inner: ir.TypeInner) -> ir.Module:
    types = list(made.types)
    types[number] = replace(types[number], inner=inner)
    return replace(made, types=tuple(types))


def test_a_value_that_nothing_emits() -> None:
    made = module()
    body = made.entry_points[0].function.body
    first = next(index for index, each in enumerate(body) if isinstance(each, statement.Emit))
    told = refused(with_body(made, body[:first] + body[first + 1 :]))
    assert "which has no value there; emit it before" in told


def test_a_value_that_is_emitted_twice() -> None:
    made = module()
    body = made.entry_points[0].function.body
    choices = [each for each in body if isinstance(each, statement.If)]
    inner = choices[0].accept[0]
    again = statement.If(choices[1].condition, (inner, *choices[1].accept), ())
    told = refused(with_body(made, tuple(again if each is choices[1] else each for each in body)))
    assert "of the function `main` is emitted twice" in told


def test_types_that_are_not_there() -> None:
    made = module()
    (entry,) = made.entry_points
    expressions = tuple(
        replace(each, ty=ir.TypeHandle(99)) if isinstance(each, expression.AtomicResult) else each
        for each in entry.function.expressions
    )
    assert expressions != entry.function.expressions
    entry = replace(entry, function=replace(entry.function, expressions=expressions))
    assert "99" in refused(replace(made, entry_points=(entry,)))


def test_textures_that_cannot_be() -> None:
    made = module()
    for number, each in enumerate(made.types):
        match each.inner:
            case type_inner.Image(class_=image_class.Sampled() as sampled) as image:
                changed = replace(image, class_=replace(sampled, kind=ir.ScalarKind.Bool))
                told = refused(with_type(made, number, changed))
                assert told.endswith("is a texture of Bool; texels are Float, Sint or Uint")
            case type_inner.Image(class_=image_class.Storage() as storage) as image:
                changed = replace(image, class_=replace(storage, access=ir.StorageAccess.ATOMIC))
                told = refused(with_type(made, number, changed))
                assert "neither read nor written" in told
            case type_inner.Struct() as struct:
                told = refused(with_type(made, number, replace(struct, span=2**32 - 1)))
                assert "reaches to byte 4294967295; at most 2147483647" in told
            case _:
                pass


def test_a_stage_of_ray_tracing_without_what_it_is_given() -> None:
    made = module()
    entry = replace(made.entry_points[0], stage=ir.ShaderStage.Miss, workgroup_size=(0, 0, 0))
    assert "has no incoming_ray_payload" in refused(replace(made, entry_points=(entry,)))


def test_what_is_right_stays_right() -> None:
    assert naga.Module.from_ir(module()).validate().to_msl().text


def test_edits_by_chance() -> None:
    shaders = read(SHADERS)
    # Of old, one in fifty that were valid ended as an internal error.
    assert [fault for seed in range(400) for fault in faults(seed, shaders)] == []
