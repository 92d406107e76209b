"""Kernels and pictures in three lines: arrays by name, checked and brought back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

import numpy as np
import pytest

import pywgpu

if TYPE_CHECKING:
    from collections.abc import Callable

SAXPY = """
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;
@group(0) @binding(2) var<uniform> a: f32;
@compute @workgroup_size(64) fn main(@builtin(global_invocation_id) i: vec3u) {
    if (i.x < arrayLength(&y)) { y[i.x] += a * x[i.x]; }
}
"""
STRUCTS = """
struct Light { position: vec3f, power: f32, turn: mat3x3f, count: u32, }
struct All { first: u32, second: vec2f, items: array<Light>, }
@group(0) @binding(0) var<uniform> one: Light;
@group(0) @binding(1) var<storage, read_write> many: array<Light>;
@group(1) @binding(0) var<storage, read> all: All;
@compute @workgroup_size(1) fn main(@builtin(global_invocation_id) i: vec3u) {
    many[i.x].power += one.power + all.items[1].power + f32(all.first);
    many[i.x].position = one.turn * one.position;
    many[i.x].count = arrayLength(&all.items) + one.count;
}
"""
PLANE = """
@group(0) @binding(0) var<storage, read_write> plane: array<vec2u>;
@compute @workgroup_size(8, 4) fn main(
    @builtin(global_invocation_id) i: vec3u, @builtin(num_workgroups) n: vec3u
) {
    let width = 13u;
    if (i.x < width && i.y < 7u) { plane[i.y * width + i.x] = i.xy; }
}
"""
MESH = """
struct Out { @builtin(position) at: vec4f, @location(0) color: vec3f }
@group(0) @binding(0) var<uniform> shift: vec2f;
@vertex fn vs(@location(0) position: vec2f, @location(1) color: vec3f) -> Out {
    return Out(vec4f(position + shift, 0.0, 1.0), color);
}
@fragment fn fs(in: Out) -> @location(0) vec4f { return vec4f(in.color, 1.0); }
"""


def test_arrays_by_name() -> None:
    run = pywgpu.kernel(SAXPY)
    x, y = np.arange(1000, dtype=np.float32), np.ones(1000, np.float32)
    run(x=x, y=y, a=3.0)
    assert np.array_equal(y, 1 + 3 * x)
    run(x=x, y=y, a=-3.0)
    assert np.array_equal(y, np.ones(1000))


def test_another_size_needs_nothing_new() -> None:
    run = pywgpu.kernel(SAXPY, "main")
    for size in (1, 63, 64, 65, 7):
        x, y = np.ones(size, np.float32), np.zeros(size, np.float32)
        run(x=x, y=y, a=2)
        assert (y == 2).all()


def test_a_prepared_kernel_runs_on_what_is_there() -> None:
    run = pywgpu.kernel(SAXPY)
    ready = run.prepare(x=np.ones(100, np.float32), y=np.zeros(100, np.float32), a=1.0)
    for _ in range(5):
        ready()
    assert (ready.read("y") == 5).all()
    ready.write("a", 2.0)
    ready()
    assert (ready.read("y") == 7).all()


def test_structs_from_dicts_and_structured_arrays() -> None:
    run = pywgpu.kernel(STRUCTS)
    light = cast("np.dtype[np.void]", run.slots["many"].element)
    assert light.itemsize == 80
    offsets = np.zeros((), light)
    places = [
        offsets[name].__array_interface__["data"][0] - offsets.__array_interface__["data"][0]
        for name in ("position", "power", "turn", "count")
    ]
    assert places == [0, 12, 16, 64]
    many = np.zeros(3, light)
    many["power"] = (1, 2, 3)
    items = np.zeros(4, light)
    items["power"] = (10, 20, 30, 40)
    turn = np.array([(0, 1, 2), (3, 4, 5), (6, 7, 8)], np.float32)
    one = {"position": (1, 2, 3), "power": 0.5, "turn": turn, "count": 7}
    run(one=one, many=many, all={"first": 5, "second": (0, 0), "items": items}, workgroups=3)
    assert many["power"].tolist() == [26.5, 27.5, 28.5]
    # Rows of the NumPy array are the columns of the shader's matrix.
    assert np.array_equal(many["position"][0], np.array([1, 2, 3], np.float32) @ turn)
    assert (many["count"] == 11).all()


HISTOGRAM = """
@group(0) @binding(0) var<storage, read> x: array<u32>;
@group(0) @binding(1) var<storage, read_write> counts: array<atomic<u32>>;
@compute @workgroup_size(64) fn main(@builtin(global_invocation_id) i: vec3u) {
    if (i.x < arrayLength(&x)) { atomicAdd(&counts[x[i.x] % arrayLength(&counts)], 1u); }
}
"""
PICK = """
@group(0) @binding(0) var<storage, read> places: array<u32>;
@group(0) @binding(1) var<storage, read> table: array<f32>;
@group(0) @binding(2) var<storage, read_write> picked: array<f32>;
@compute @workgroup_size(64) fn main(@builtin(global_invocation_id) i: vec3u) {
    if (i.x < arrayLength(&picked)) { picked[i.x] = table[places[i.x]]; }
}
"""
SUMS = """
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> sums: array<f32>;
@compute @workgroup_size(64) fn main(@builtin(global_invocation_id) i: vec3u) {
    if (i.x % 4u == 0u) { sums[i.x / 4u] = x[i.x] + x[i.x + 1u] + x[i.x + 2u] + x[i.x + 3u]; }
}
"""


def test_what_atomics_count_is_no_measure_of_the_work() -> None:
    x = np.random.default_rng(1).integers(0, 1000, 5000, np.uint32)
    counts = np.zeros(7, np.uint32)
    pywgpu.kernel(HISTOGRAM)(x=x, counts=counts)
    assert np.array_equal(counts, np.bincount(x % 7))


def test_a_long_table_is_no_measure_of_the_work() -> None:
    table = np.arange(1000, dtype=np.float32)
    places, picked = np.array([999, 0, 5], np.uint32), np.zeros(3, np.float32)
    pywgpu.kernel(PICK)(places=places, table=table, picked=picked)
    assert picked.tolist() == [999, 0, 5]


def test_a_short_result_of_a_long_array_is_not_guessed_at() -> None:
    run = pywgpu.kernel(SUMS)
    x, sums = np.ones(1000, np.float32), np.zeros(250, np.float32)
    message = "250 elements are written, and x has 1000; give workgroups=(x, y, z)"
    with pytest.raises(ValueError, match=re.escape(message)):
        run(x=x, sums=sums)
    run(x=x, sums=sums, workgroups=16)
    assert (sums == 4).all()


def test_one_element_needs_no_axis() -> None:
    source = """
    @group(0) @binding(0) var<storage, read_write> o: array<vec4f>;
    @compute @workgroup_size(1) fn main() { o[0] = vec4f(1.0, 2.0, 3.0, 4.0); }
    """
    o = np.zeros(4, np.float32)
    pywgpu.kernel(source)(o=o)
    assert o.tolist() == [1, 2, 3, 4]


def test_complex_numbers_keep_their_imaginary_parts() -> None:
    source = """
    @group(0) @binding(0) var<storage, read_write> z: array<vec2f>;
    @compute @workgroup_size(1) fn main(@builtin(global_invocation_id) i: vec3u) {
        let a = z[i.x];
        z[i.x] = vec2f(a.x * a.x - a.y * a.y, 2.0 * a.x * a.y);
    }
    """
    run = pywgpu.kernel(source)
    pairs = np.array([(1, 2), (3, -1)], np.float32)
    z = (pairs[:, 0] + 1j * pairs[:, 1]).astype(np.complex64)
    with pytest.raises(TypeError, match=re.escape('use z.view("float32").reshape(*z.shape, 2)')):
        run(z=z)
    run(z=pairs)
    assert pairs.tolist() == [[-3, 4], [8, -6]]


def test_two_axes_follow_from_the_array() -> None:
    plane = np.zeros((7, 13, 2), np.uint32)
    pywgpu.kernel(PLANE)(plane=plane)
    rows, columns = np.mgrid[0:7, 0:13]
    assert np.array_equal(plane, np.stack([columns, rows], axis=-1))


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"x": np.ones(8)}, TypeError, 'expected float32; got float64; use x.astype("float32")'),
        ({"x": [1.0, 2.0]}, TypeError, "expected a NumPy array of float32; got list"),
        ({"x": np.ones(16, np.float32)[::2]}, ValueError, "np.ascontiguousarray(x)"),
        ({"x": np.ones(0, np.float32)}, ValueError, "at least one element"),
        ({"a": np.ones(2, np.float32)}, ValueError, "the shape ()"),
        ({"a": "3"}, TypeError, "expected one float32"),
        ({"b": 3}, TypeError, "b: no binding of the shader; expected x: array<f32>"),
        ({"workgroups": (1, 2, 3, 4)}, ValueError, "one to three integers"),
        ({"workgroups": 10**6}, ValueError, "from 0 to 65535"),
    ],
)
def test_wrong_arguments(change: dict[str, object], error: type[Exception], message: str) -> None:
    run = pywgpu.kernel(SAXPY)
    call = cast("Callable[..., object]", run)  # the arguments are wrong on purpose
    good: dict[str, object] = {"x": np.ones(8, np.float32), "y": np.ones(8, np.float32), "a": 1.0}
    with pytest.raises(error, match=re.escape(message)):
        call(**(good | change))


def test_a_missing_binding_is_named() -> None:
    with pytest.raises(TypeError, match="y, a: missing"):
        pywgpu.kernel(SAXPY)(x=np.ones(8, np.float32))


def test_the_entry_point_must_be_there() -> None:
    with pytest.raises(ValueError, match="named 'other'; the shader has main"):
        pywgpu.kernel(SAXPY, "other")


def test_glsl_and_overrides() -> None:
    glsl = """#version 450
    layout(local_size_x = 4) in;
    layout(set = 0, binding = 0) buffer Data { uint values[]; } data;
    void main() { data.values[gl_GlobalInvocationID.x] *= 3u; }
    """
    run = pywgpu.kernel(glsl, language="glsl")
    (name,) = run.slots
    values = np.arange(8, dtype=np.uint32)
    ready = run.prepare(workgroups=2, **{name: {"values": values}})
    ready()
    assert ready.read(name).tobytes() == (values * 3).tobytes()
    wgsl = """
    override factor: u32 = 1;
    @group(0) @binding(0) var<storage, read_write> x: array<u32>;
    @compute @workgroup_size(1) fn main(@builtin(global_invocation_id) i: vec3u) {
        x[i.x] *= factor;
    }
    """
    x = np.arange(8, dtype=np.uint32)
    pywgpu.kernel(wgsl, constants={"factor": 5})(x=x)
    assert np.array_equal(x, np.arange(8) * 5)


def test_three_lines_to_draw() -> None:
    position = np.array([(-1, -1), (3, -1), (-1, 3)], np.float32)
    color = np.array([(0, 1, 0)] * 3, np.float32)
    picture = pywgpu.draw(
        MESH, (20, 10), attributes={"position": position, "color": color}, shift=(0.0, 0.0)
    )
    image = picture.read()
    assert image.shape == (10, 20, 4)
    assert (image == (0, 255, 0, 255)).all()
    moved = pywgpu.draw(
        MESH,
        (20, 10),
        attributes={"position": position, "color": color},
        indices=np.array([0, 1, 2], np.uint16),
        shift=(1.0, 0.0),
        samples=4,
    )
    half = moved.read()
    assert (half[:, :9] == (0, 0, 0, 255)).all()
    assert (half[:, 11:] == (0, 255, 0, 255)).all()
