"""What kernels and pictures take and bring back beside plain arrays, compared with NumPy."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING, cast

import numpy as np
import pytest
import trio

import naga
import pywgpu

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from pywgpu.options import GlslFrontEnd

COUNT = """
struct Found { n: atomic<u32>, best: f32, place: vec3f, inner: array<Pair, 2> }
struct Pair { a: u32, b: vec3u }
@group(0) @binding(0) var<storage, read_write> found: Found;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@compute @workgroup_size(64) fn main(@builtin(global_invocation_id) i: vec3u) {
    if i.x >= arrayLength(&x) { return; }
    atomicAdd(&found.n, 1u);
    if x[i.x] == 7.0 {
        found.best = x[i.x] * 2.0;
        found.place = vec3f(1.0, 2.0, 3.0);
        found.inner[1] = Pair(5u, vec3u(6u, 7u, 8u));
    }
}
"""
TAIL = """
struct Item { at: vec3f, n: u32 }
struct All { count: u32, items: array<Item> }
@group(0) @binding(0) var<storage, read_write> all: All;
@compute @workgroup_size(1) fn main() {
    all.count = arrayLength(&all.items);
    for (var i = 0u; i < all.count; i++) {
        all.items[i].n += i;
        all.items[i].at *= 2.0;
    }
}
"""
GLSL = """#version 450
layout(local_size_x = 64) in;
layout(std430, binding = 0) buffer Data { float x[]; };
layout(std140, binding = 1) uniform Params { float scale; };
void main() { uint i = gl_GlobalInvocationID.x; if (i < x.length()) { x[i] *= scale; } }
"""
WORKGROUPS = """
override side: u32 = 32;
@id(7) override deep: u32 = 1;
@group(0) @binding(0) var<storage, read_write> x: array<u32>;
@compute @workgroup_size(side * 2u, 1, deep)
fn main(@builtin(global_invocation_id) i: vec3u) {
    if i.x < arrayLength(&x) { x[i.x] = i.x + 1u; }
}
"""


def test_dicts_take_what_the_shader_writes() -> None:
    x = np.arange(100, dtype=np.float32)
    place = np.zeros(3, np.float32)
    pairs: list[object] = [{"a": 1, "b": (0, 0, 0)}, {"a": 2, "b": [0, 0, 0]}]
    found = {"n": 3, "best": 0.0, "place": place, "inner": pairs}
    pywgpu.kernel(COUNT)(found=found, x=x)
    assert found["n"] == 103
    assert found["best"] == 14.0
    assert found["place"] is place
    assert place.tolist() == [1, 2, 3]
    assert pairs == [{"a": 1, "b": [0, 0, 0]}, {"a": 5, "b": [6, 7, 8]}]


def test_structs_have_a_dtype_that_is_one() -> None:
    run = pywgpu.kernel(COUNT)
    found = np.zeros((), run.slots["found"].struct)
    run(found=found, x=np.arange(100, dtype=np.float32))
    assert found["n"] == 100
    assert found["inner"]["b"][1].tolist() == [6, 7, 8]
    with pytest.raises(TypeError, match="x: array<f32>; expected a struct"):
        _ = run.slots["x"].struct
    with pytest.raises(TypeError, match=re.escape('np.zeros(..., kernel.slots["found"].struct)')):
        run(found=np.zeros((), "f4"), x=np.zeros(1, np.float32))


def test_a_mask_is_not_passed_over() -> None:
    x = np.ma.masked_greater(np.arange(4, dtype=np.uint32), 2)
    with pytest.raises(TypeError, match=r"x: .* got a masked one; use x\.filled"):
        pywgpu.kernel(WORKGROUPS)(bindings={"x": x})


def test_what_cannot_take_a_result_is_refused() -> None:
    source = """
    @group(0) @binding(0) var<storage, read_write> total: u32;
    @compute @workgroup_size(1) fn main() { total = 5u; }
    """
    run = pywgpu.kernel(source)
    with pytest.raises(TypeError, match=r"total: u32; expected a NumPy array.*got int"):
        run(total=0, workgroups=1)
    total = np.array(0, np.uint32)
    run(total=total, workgroups=1)
    assert total == 5
    place = np.zeros(3, np.float32)
    place.flags.writeable = False
    pair = {"a": 1, "b": (0, 0, 0)}
    found = {"n": 0, "best": 0.0, "place": place, "inner": [pair, pair]}
    with pytest.raises(ValueError, match=r"found\.place: .*read-only"):
        pywgpu.kernel(COUNT)(found=found, x=np.zeros(4, np.float32))


@pytest.mark.parametrize("form", ["array", "dicts"])
def test_a_struct_that_ends_in_an_array_comes_back(form: str) -> None:
    run = pywgpu.kernel(TAIL)
    element = cast("np.dtype[np.void]", run.slots["all"].element)
    items: NDArray[np.void] | list[object]
    if form == "array":
        array = np.zeros(3, element)
        array["at"] = (1, 2, 3)
        items = array
    else:
        items = [{"at": (1, 2, 3), "n": 0} for _ in range(3)]
    given: dict[str, object] = {"count": 0, "items": items}
    run(all=given, workgroups=1)
    assert given["count"] == 3
    assert given["items"] is items
    # The same with resident memory, as one value of a structured dtype.
    ready = run.prepare(all=given, workgroups=1)
    ready()
    whole = cast("NDArray[np.void]", ready.read("all"))
    assert whole["count"] == 3
    assert whole["items"]["n"].tolist() == [0, 2, 4]
    assert whole["items"]["at"].tolist() == [[4, 8, 12]] * 3
    if isinstance(items, list):
        assert items[2] == {"at": [2.0, 4.0, 6.0], "n": 2}
    else:
        assert items["n"].tolist() == [0, 1, 2]


FRONT_ENDS: list[GlslFrontEnd] = ["naga", "glslang"]


@pytest.mark.parametrize("front_end", FRONT_ENDS)
@pytest.mark.parametrize("names", [("Data", "Params"), ("data", "params")])
def test_blocks_go_by_their_names(front_end: GlslFrontEnd, names: tuple[str, str]) -> None:
    module = naga.parse_glsl(GLSL, stage="compute", front_end=front_end)
    run = pywgpu.kernel(module)
    x = np.arange(70, dtype=np.float32)
    run(bindings={names[0]: x, names[1]: {"scale": 3.0}})
    assert np.array_equal(x, np.arange(70) * 3)
    buffers = {
        name: run.device.create_buffer(size=64, usage=usage)
        for name, usage in zip(names, ("STORAGE", "UNIFORM"), strict=True)
    }
    run.device.create_bind_group(layout=run.pipeline, entries=buffers)


def test_names_that_are_arguments_too() -> None:
    source = """
    @group(0) @binding(0) var<storage, read_write> workgroups: array<f32>;
    @group(0) @binding(1) var<uniform> timeout: f32;
    @compute @workgroup_size(64) fn main(@builtin(global_invocation_id) i: vec3u) {
        if i.x < arrayLength(&workgroups) { workgroups[i.x] = timeout; }
    }
    """
    run = pywgpu.kernel(source)
    x = np.zeros(100, np.float32)
    run(bindings={"workgroups": x, "timeout": 2.5}, timeout=10.0)
    assert (x == 2.5).all()
    with pytest.raises(TypeError, match=re.escape('give bindings={"workgroups": ...}')):
        run(timeout=1.0)
    pulled = """
    @group(0) @binding(0) var<storage, read> vertices: array<vec2f>;
    @vertex fn vs(@builtin(vertex_index) i: u32) -> @builtin(position) vec4f {
        return vec4f(vertices[i], 0.0, 1.0);
    }
    @fragment fn fs() -> @location(0) vec4f { return vec4f(1.0); }
    """
    corners = np.array([(-1, -1), (3, -1), (-1, 3)], np.float32)
    assert (pywgpu.draw(pulled, (4, 4), bindings={"vertices": corners}).read() == 255).all()


@pytest.mark.parametrize(
    ("constants", "size"),
    [({}, (64, 1, 1)), ({"side": 8}, (16, 1, 1)), ({"side": 4, 7: 2}, (8, 1, 2))],
)
def test_overrides_decide_on_workgroups(
    constants: dict[str, float], size: tuple[int, int, int]
) -> None:
    run = pywgpu.kernel(WORKGROUPS, constants=constants)
    assert run.workgroup_size == size
    x = np.zeros(500, np.uint32)
    if size[2] == 1:
        run(x=x)
        assert np.array_equal(x, np.arange(1, 501))


def test_what_only_the_driver_knows_is_not_guessed() -> None:
    source = """
    override side: f32 = 4.0;
    @group(0) @binding(0) var<storage, read_write> x: array<u32>;
    @compute @workgroup_size(u32(sqrt(side))) fn main() { x[0] = 1u; }
    """
    run = pywgpu.kernel(source, constants={"side": 64.0})
    x = np.zeros(10, np.uint32)
    assert run.workgroup_size is None
    with pytest.raises(ValueError, match="cannot be derived"):
        run(x=x)
    run(x=x, workgroups=1)
    assert x[0] == 1


LOOKUP = """
@group(0) @binding(0) var image: {type};
@group(0) @binding(1) var<storage, read_write> out: array<vec4<{scalar}>>;
@compute @workgroup_size(1) fn main() {{ out[0] = {load}; }}
"""
LOOKUPS: list[tuple[str, str, str, tuple[int, ...], str, tuple[int, ...]]] = [
    ("texture_1d<f32>", "float32", "textureLoad(image, 3, 0)", (5,), "f32", (3,)),
    ("texture_2d<u32>", "uint32", "textureLoad(image, vec2u(2, 1), 0)", (3, 4, 2), "u32", (1, 2)),
    ("texture_2d<u32>", "uint8", "textureLoad(image, vec2u(2, 1), 0)", (3, 4), "u32", (1, 2)),
    ("texture_2d<i32>", "int16", "textureLoad(image, vec2u(2, 1), 0)", (3, 4), "i32", (1, 2)),
    ("texture_2d_array<f32>", "float32", "textureLoad(image, vec2u(2, 1), 1, 0)", (2, 3, 4), "f32",
     (1, 1, 2)),
    ("texture_2d_array<f32>", "float32", "textureLoad(image, vec2u(2, 1), 0, 0)", (1, 3, 4), "f32",
     (0, 1, 2)),
    ("texture_3d<f32>", "float16", "textureLoad(image, vec3u(2, 1, 1), 0)", (2, 3, 4, 4), "f32",
     (1, 1, 2)),
    ("texture_depth_2d", "uint16", "vec4f(textureLoad(image, vec2u(2, 1), 0))", (3, 4), "f32",
     (1, 2)),
]  # fmt: skip


@pytest.mark.parametrize(("type_", "dtype", "load", "shape", "scalar", "place"), LOOKUPS)
def test_arrays_are_textures_of_every_dimension(  # noqa: PLR0913, PLR0917  (a row of the table)
    type_: str,
    dtype: str,
    load: str,
    shape: tuple[int, ...],
    scalar: str,
    place: tuple[int, ...],
) -> None:
    image = np.random.default_rng(1).integers(1, 100, shape).astype(dtype)
    out = np.zeros((1, 4), np.dtype({"f32": "f4", "u32": "u4", "i32": "i4"}[scalar]))
    run = pywgpu.kernel(LOOKUP.format(type=type_, scalar=scalar, load=load))
    run(image=image, out=out, workgroups=1)
    expected = np.atleast_1d(np.asarray(image[place], np.float64))
    if "depth" in type_:
        expected /= 65535
    assert np.allclose(out[0, : expected.size], expected, rtol=1e-4)


def test_faces_of_a_cube() -> None:
    source = """
    @group(0) @binding(0) var image: texture_cube<f32>;
    @group(0) @binding(1) var smp: sampler;
    @group(0) @binding(2) var<storage, read_write> out: array<f32>;
    @compute @workgroup_size(1) fn main() {
        let ways = array(
            vec3f(1, 0, 0), vec3f(-1, 0, 0), vec3f(0, 1, 0),
            vec3f(0, -1, 0), vec3f(0, 0, 1), vec3f(0, 0, -1),
        );
        for (var i = 0; i < 6; i++) { out[i] = textureSampleLevel(image, smp, ways[i], 0.0).x; }
    }
    """
    run = pywgpu.kernel(source)
    faces = np.zeros((6, 4, 4), np.float32)
    faces[:] = np.arange(6)[:, None, None]
    out = np.zeros(6, np.float32)
    smp = run.device.create_sampler()
    run(image=faces, smp=smp, out=out, workgroups=1)
    assert out.tolist() == list(range(6))
    # A texture of six layers is seen as the shader declares it.
    texture = run.device.create_texture(
        size=(4, 4, 6), format="r32float", usage="TEXTURE_BINDING | COPY_DST"
    )
    texture.write(np.ascontiguousarray(faces[::-1]))
    run(image=texture, smp=smp, out=out, workgroups=1)
    assert out.tolist() == list(range(6))[::-1]
    with pytest.raises(ValueError, match=r"expected 6 faces; got \(5, 4, 4\)"):
        run(image=faces[:5], smp=smp, out=out, workgroups=1)


def test_a_storage_texture_of_three_dimensions() -> None:
    source = """
    @group(0) @binding(0) var volume: texture_storage_3d<r32uint, write>;
    @compute @workgroup_size(4, 4, 4) fn main(@builtin(global_invocation_id) i: vec3u) {
        if all(i < textureDimensions(volume)) {
            textureStore(volume, i, vec4u(i.x + 100u * i.y + 10000u * i.z, 0, 0, 0));
        }
    }
    """
    volume = np.zeros((3, 5, 9), np.uint32)
    pywgpu.kernel(source)(volume=volume)
    z, y, x = np.indices(volume.shape)
    assert np.array_equal(volume, x + 100 * y + 10000 * z)


def test_resources_are_measures_of_the_work() -> None:
    run = pywgpu.kernel(WORKGROUPS)
    buffer = run.device.create_buffer(size=2000, usage="STORAGE | COPY_SRC")
    run(x=buffer)
    assert np.array_equal(buffer.read(np.uint32), np.arange(1, 501))


@pytest.mark.parametrize(("name", "wrong"), [("image", "sampler"), ("out", "texture")])
def test_a_resource_of_another_kind_is_told(name: str, wrong: str) -> None:
    type_, _, load, _, scalar, _ = LOOKUPS[0]
    run = pywgpu.kernel(LOOKUP.format(type=type_, scalar=scalar, load=load))
    device = run.device
    made = {
        "sampler": device.create_sampler(),
        "texture": device.create_texture(size=4, format="r8unorm", usage="TEXTURE_BINDING"),
    }
    values = {"image": np.zeros(4, np.float32), "out": np.zeros((1, 4), np.float32)}
    with pytest.raises(TypeError, match=rf"{name}: .*; expected .*; got {wrong.title()};"):
        run(bindings={**values, name: made[wrong]}, workgroups=1)


def test_prepared_immediates_change() -> None:
    source = """
    struct By { factor: f32, offset: f32 }
    var<immediate> by: By;
    @group(0) @binding(0) var<storage, read_write> x: array<f32>;
    @compute @workgroup_size(64) fn main(@builtin(global_invocation_id) i: vec3u) {
        if i.x < arrayLength(&x) { x[i.x] = x[i.x] * by.factor + by.offset; }
    }
    """
    ready = pywgpu.kernel(source).prepare(
        x=np.ones(10, np.float32), by={"factor": 2.0, "offset": 1.0}
    )
    ready()
    ready.write("by", {"factor": 10.0, "offset": 0.0})
    ready()
    assert (ready.read("x") == 30).all()
    with pytest.raises(KeyError, match="y: no binding of the shader; expected one of x, by"):
        ready.write("y", 1.0)
    with pytest.raises(ValueError, match="expected 40 bytes; got 36"):
        ready.write("x", np.ones(9, np.float32))
    with pytest.raises(TypeError, match="expected out of float32; got int32"):
        ready.read("x", out=np.zeros(10, np.int32))
    with pytest.raises(TypeError, match="expected a resource that can be read"):
        ready.read("by")


async def halves() -> None:
    """Two kernels whose results are awaited together."""
    source = """
    @group(0) @binding(0) var<storage, read> x: array<f32>;
    @group(0) @binding(1) var<storage, read_write> y: array<f32>;
    @compute @workgroup_size(64) fn main(@builtin(global_invocation_id) i: vec3u) {
        if i.x < arrayLength(&y) { y[i.x] = x[i.x] / 2.0; }
    }
    """
    run = pywgpu.kernel(source)
    x, y = np.arange(99, dtype=np.float32), np.zeros(99, np.float32)
    await run.call_async(x=x, y=y)
    assert np.array_equal(y, x / 2)
    found = {"n": 0, "best": 0.0, "place": [0, 0, 0], "inner": [{"a": 0, "b": (0, 0, 0)}] * 2}
    await pywgpu.kernel(COUNT).call_async(found=found, x=x)
    assert found["n"] == 99


@pytest.mark.parametrize("loop", [lambda: asyncio.run(halves()), lambda: trio.run(halves)])
def test_calls_can_be_awaited(loop: Callable[[], None]) -> None:
    loop()


@pytest.mark.parametrize("timeout", [-1.0, float("nan"), float("inf")])
def test_a_timeout_is_looked_at_before_the_work(timeout: float) -> None:
    x = np.zeros(4, np.uint32)
    with pytest.raises(ValueError, match="timeout: expected a number of seconds from 0"):
        pywgpu.kernel(WORKGROUPS)(x=x, timeout=timeout)
    assert not x.any()


def test_workgroups_may_be_numbers_of_numpy() -> None:
    x = np.zeros(100, np.uint32)
    pywgpu.kernel(WORKGROUPS)(x=x, workgroups=np.int64(1))
    assert np.count_nonzero(x) == 64
    with pytest.raises(TypeError, match=r"workgroups: expected one to three integers; got 1\.5"):
        pywgpu.kernel(WORKGROUPS)(x=x, workgroups=1.5)  # pyright: ignore[reportArgumentType]


STRIP = """
@vertex fn vs(@location(0) at: vec2f) -> @builtin(position) vec4f { return vec4f(at, 0, 1); }
@fragment fn fs() -> @location(0) vec4f { return vec4f(0, 1, 0, 1); }
"""


@pytest.mark.parametrize("dtype", [np.uint16, np.uint32])
def test_strips_of_indices(dtype: type[np.uint16 | np.uint32]) -> None:
    corners = np.array([(1, 1), (-1, 1), (1, -1), (-1, -1)], np.float32)
    indices = np.array([3, 2, 1, 0], dtype)
    picture = pywgpu.draw(
        STRIP, (4, 4), attributes={"at": corners}, indices=indices, topology="triangle-strip"
    )
    assert (picture.read() == (0, 255, 0, 255)).all()


WRONG_PICTURES: list[tuple[dict[str, object], type[Exception], str]] = [
    ({"indices": [0, 1, 2]}, TypeError, "indices: expected an array of uint16 or uint32; got list"),
    ({"indices": np.zeros(0, np.uint32)}, ValueError, "indices: expected at least one"),
    ({"attributes": [1]}, TypeError, "attributes: expected a dict from names to arrays"),
    ({"attributes": {"at": [[0, 0]]}}, TypeError, "attributes: at: expected a NumPy array"),
    ({"attributes": {"at": np.zeros((0, 2), np.float32)}}, ValueError, "at least one row"),
    ({"device": "gpu"}, TypeError, "device: expected a Device"),
    ({"target": "x"}, TypeError, "target: expected a Texture"),
    ({"size": 4}, TypeError, "size: expected .width, height. in texels; got 4"),
    ({"size": (0, 4)}, ValueError, "size: expected at least one texel each way"),
    ({"vertex": "vertex"}, ValueError, "vertex: expected a vertex entry point named 'vertex'"),
]


@pytest.mark.parametrize(("wrong", "kind", "message"), WRONG_PICTURES)
def test_wrong_pictures_are_told(
    wrong: dict[str, object], kind: type[Exception], message: str
) -> None:
    right: dict[str, object] = {
        "size": (4, 4),
        "attributes": {"at": np.zeros((3, 2), np.float32)},
    }
    call = cast("Callable[..., object]", pywgpu.draw)
    with pytest.raises(kind, match=f"^draw: .*{message}"):
        call(STRIP, **{**right, **wrong})


def test_a_target_has_a_size() -> None:
    target = pywgpu.default_device().create_texture(
        size=(4, 4), format="rgba8unorm", usage="RENDER_ATTACHMENT"
    )
    corners = {"at": np.zeros((3, 2), np.float32)}
    with pytest.raises(ValueError, match=re.escape("size: expected that of the target, (4, 4)")):
        pywgpu.draw(STRIP, (8, 8), attributes=corners, target=target)
