"""Dicts as structs of a shader: as `naga` lays them out, as the shader reads them, or refused."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

import numpy as np
import pytest

import naga
import pywgpu

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from naga.layout import Value

SOURCE = """
struct Light { color: vec3f, power: u32 }
struct Params {
    n: u32, g: vec3f, i: vec2i, m: mat3x3f, small: mat2x2f,
    row: array<vec4f, 2>, apart: array<vec3f, 2>, turns: array<mat3x3f, 2>,
    deep: array<array<vec4f, 2>, 3>, lights: array<Light, 2>, one: Light, h: f32,
}
@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(1) var<storage, read_write> o: array<f32>;
@compute @workgroup_size(1) fn main() {
    o[0] = f32(p.n); o[1] = p.g.z; o[2] = f32(p.i.y); o[3] = p.m[2].y; o[4] = p.small[1].x;
    o[5] = p.row[1].w; o[6] = p.apart[1].z; o[7] = p.turns[1][2].x; o[8] = p.deep[2][1].y;
    o[9] = p.lights[1].color.y; o[10] = f32(p.lights[1].power); o[11] = p.one.color.x; o[12] = p.h;
}
"""


def values() -> dict[str, object]:
    """A value for each member, no two numbers the same."""
    numbers = iter(range(1, 1000))

    def block(*shape: int) -> list[object] | float:
        return [block(*shape[1:]) for _ in range(shape[0])] if shape else float(next(numbers))

    def light() -> dict[str, object]:
        return {"color": block(3), "power": next(numbers)}

    return {
        "n": next(numbers),
        "g": block(3),
        "i": (next(numbers), -next(numbers)),
        "m": block(3, 3),
        "small": block(2, 2),
        "row": block(2, 4),
        "apart": block(2, 3),
        "turns": block(2, 3, 3),
        "deep": block(3, 2, 4),
        "lights": [light(), light()],
        "one": light(),
        "h": block(),
    }


def test_a_struct_lies_as_naga_lays_it_out() -> None:
    slot = pywgpu.kernel(SOURCE).slots["p"]
    given = values()
    layout = naga.parse_wgsl(SOURCE).layout("Params", space="uniform")
    assert slot.pack(given).tobytes() == layout.pack(cast("Value", given))


def test_the_shader_reads_what_was_given() -> None:
    o = np.zeros(13, np.float32)
    given = values()
    pywgpu.kernel(SOURCE)(p=given, o=o, workgroups=1)
    light = cast("list[dict[str, list[float]]]", given["lights"])[1]
    one = cast("dict[str, list[float]]", given["one"])
    arrays: dict[str, NDArray[np.generic]] = {
        name: np.asarray(value) for name, value in given.items() if name not in {"lights", "one"}
    }
    assert o.tolist() == [
        arrays["n"],
        arrays["g"][2],
        arrays["i"][1],
        arrays["m"][2, 1],
        arrays["small"][1, 0],
        arrays["row"][1, 3],
        arrays["apart"][1, 2],
        arrays["turns"][1, 2, 0],
        arrays["deep"][2, 1, 1],
        light["color"][1],
        light["power"],
        one["color"][0],
        arrays["h"],
    ]


def test_structured_arrays_stand_for_dicts() -> None:
    slot = pywgpu.kernel(SOURCE).slots["p"]
    given = values()
    whole = cast("NDArray[np.void]", slot.pack(given))
    parts = {name: cast("NDArray[np.void]", whole[name]) for name in ("lights", "one", "m")}
    assert slot.pack(given | {"lights": parts["lights"]}).tobytes() == whole.tobytes()
    assert slot.pack(given | {"one": parts["one"]}).tobytes() == whole.tobytes()
    assert slot.pack(given | {"lights": list(parts["lights"])}).tobytes() == whole.tobytes()
    # With its padding, a block of columns is taken as well.
    assert slot.pack(given | {"m": parts["m"]}).tobytes() == whole.tobytes()


def test_an_array_of_rows_is_a_uniform_by_itself() -> None:
    source = """
    @group(0) @binding(0) var<uniform> rows: array<vec4f, 2>;
    @group(0) @binding(1) var<storage, read_write> o: array<vec4f>;
    @compute @workgroup_size(1) fn main() { o[0] = rows[1]; }
    """
    rows, o = np.zeros((2, 4), np.float32), np.zeros((1, 4), np.float32)
    rows[1] = (4, 5, 6, 7)
    run = pywgpu.kernel(source)
    for given in (rows, rows.tolist()):
        o[:] = 0
        run(rows=given, o=o, workgroups=1)
        assert o.tolist() == [[4, 5, 6, 7]]


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"g": (0, 1)}, ValueError, "p.g: vec3<f32>; expected the shape (3,); got the shape (2,)"),
        ({"g": 7}, ValueError, "p.g: vec3<f32>; expected the shape (3,); got the shape ()"),
        ({"g": None}, TypeError, "p.g: vec3<f32>; expected float32 of shape (3,); got NoneType"),
        ({"g": (1e300, 0, 0)}, ValueError, "expected float32; got 1e+300; it is out of range"),
        ({"g": [(1, 2), 3, 4]}, TypeError, "got lists of several lengths; pass numbers"),
        ({"n": -1}, ValueError, "p.n: u32; expected uint32; got -1; it is out of range"),
        ({"n": 2**32}, ValueError, "expected uint32; got 4294967296; it is out of range"),
        ({"n": 2**70}, ValueError, "got 1180591620717411303424; it is out of range"),
        ({"n": 1.5}, TypeError, "expected uint32; got 1.5; use int(p.n)"),
        ({"n": "3"}, TypeError, "expected one uint32; got str; pass numbers"),
        ({"i": (2.5, 1)}, TypeError, "got (2.5, 1); round them to integers"),
        ({"i": np.array([0, 2**31])}, ValueError, "p.i: vec2<i32>; expected int32; got 2147483648"),
        ({"m": np.zeros((3, 2))}, ValueError, "expected the shape (3, 3); got the shape (3, 2)"),
        ({"row": np.zeros((3, 4))}, ValueError, "expected the shape (2, 4); got the shape (3, 4)"),
        ({"lights": []}, ValueError, "p.lights: array<Light, 2>; expected 2 elements; got 0"),
        ({"lights": 3}, TypeError, "p.lights: array<Light, 2>; expected a list of 2; got int"),
        (
            {"lights": [{"color": (0, 0, 0), "power": 1}, {"color": (0, 0), "power": 1}]},
            ValueError,
            "p.lights[1].color: vec3<f32>; expected the shape (3,)",
        ),
        ({"one": {"color": (0, 0, 0)}}, TypeError, "p.one: Light; expected p.one.power"),
        ({"one": 3}, TypeError, "p.one: Light; expected a dict or an array of"),
        ({"two": 3}, TypeError, "p: Params; expected the members n, g, i, m"),
    ],
)
def test_wrong_members(change: dict[str, object], error: type[Exception], message: str) -> None:
    slot = pywgpu.kernel(SOURCE).slots["p"]
    with pytest.raises(error, match=re.escape(message)):
        slot.pack(values() | change)


def test_what_the_shader_writes_must_be_writable() -> None:
    o = np.zeros(13, np.float32)
    o.flags.writeable = False
    call = cast("Callable[..., object]", pywgpu.kernel(SOURCE))
    with pytest.raises(ValueError, match="expected memory that can be written; got a read-only"):
        call(p=values(), o=o, workgroups=1)


def test_unknown_and_missing_names_are_told_together() -> None:
    call = cast("Callable[..., object]", pywgpu.kernel(SOURCE))
    with pytest.raises(TypeError, match="main: q: no binding of the shader; p, o: missing"):
        call(q=3)
