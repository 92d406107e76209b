"""Layouts agree with a GPU: shaders write where NumPy reads, and read what was packed."""

from __future__ import annotations

import numpy as np
import pytest

import naga
import pywgpu
from pywgpu import BufferUsages

STORAGE = BufferUsages.STORAGE | BufferUsages.COPY_SRC | BufferUsages.COPY_DST

WRITES = """\
struct Inner { v: vec3<f32>, n: u32 }
struct All {
    first: u32,
    v2: vec2<f32>,
    v3: vec3<f32>,
    close: f32,
    v4: vec4<i32>,
    m32: mat3x2<f32>,
    m23: mat2x3<f32>,
    m44: mat4x4<f32>,
    nested: array<Inner, 2>,
    places: array<vec3<u32>, 3>,
    @align(32) apart: i32,
    @size(24) wide: f32,
    count: atomic<u32>,
    tail: array<Inner>,
}
@group(0) @binding(0) var<storage, read_write> all: All;

@compute @workgroup_size(1) fn main() {
    all.first = 1u;
    all.v2 = vec2(2.0, 3.0);
    all.v3 = vec3(4.0, 5.0, 6.0);
    all.close = 7.0;
    all.v4 = vec4(-8, 9, -10, 11);
    all.m32 = mat3x2(12.0, 13.0, 14.0, 15.0, 16.0, 17.0);
    all.m23 = mat2x3(18.0, 19.0, 20.0, 21.0, 22.0, 23.0);
    for (var i = 0u; i < 4u; i++) {
        for (var j = 0u; j < 4u; j++) { all.m44[i][j] = f32(100u + i * 4u + j); }
    }
    for (var i = 0u; i < 2u; i++) {
        all.nested[i].v = vec3(f32(30u + i), f32(40u + i), f32(50u + i));
        all.nested[i].n = 60u + i;
    }
    for (var i = 0u; i < 3u; i++) { all.places[i] = vec3(70u + i, 80u + i, 90u + i); }
    all.apart = -24;
    all.wide = 25.0;
    atomicStore(&all.count, 26u);
    for (var i = 0u; i < arrayLength(&all.tail); i++) {
        all.tail[i].v = vec3(f32(200u + i), f32(300u + i), f32(400u + i));
        all.tail[i].n = 500u + i;
    }
}
"""

READS = """\
struct Light { place: vec3<f32>, power: f32, colour: vec3<f32> }
struct Scene {
    turn: mat3x3<f32>,
    eye: vec3<f32>,
    kind: u32,
    lights: array<Light, 2>,
    size: vec2<f32>,
    last: f32,
}
@group(0) @binding(0) var<uniform> scene: Scene;
@group(0) @binding(1) var<storage, read_write> out: array<f32>;
var<private> at: u32;

fn put(v: f32) { out[at] = v; at += 1u; }
fn put3(v: vec3<f32>) { put(v.x); put(v.y); put(v.z); }

@compute @workgroup_size(1) fn main() {
    for (var i = 0u; i < 3u; i++) { put3(scene.turn[i]); }
    put3(scene.eye);
    put(f32(scene.kind));
    for (var i = 0u; i < 2u; i++) {
        put3(scene.lights[i].place);
        put(scene.lights[i].power);
        put3(scene.lights[i].colour);
    }
    put(scene.size.x);
    put(scene.size.y);
    put(scene.last);
}
"""
TAIL = 5


@pytest.fixture(scope="module")
def device(adapter: pywgpu.Adapter) -> pywgpu.Device:
    return adapter.request_device()


def run(device: pywgpu.Device, module: naga.Module, entries: dict[str, pywgpu.Buffer]) -> None:
    pipeline = device.create_compute_pipeline(module=device.create_shader_module(module))
    group = device.create_bind_group(layout=pipeline, entries=entries)
    encoder = device.create_command_encoder()
    with encoder.begin_compute_pass() as work:
        work.set_pipeline(pipeline)
        work.set_bind_group(0, group)
        work.dispatch_workgroups(1)
    device.queue.submit([encoder.finish()])


def test_numpy_finds_what_a_shader_wrote(device: pywgpu.Device) -> None:
    module = naga.parse_wgsl(WRITES)
    layout = module.layout("All")
    dtype = layout.dtype_for(TAIL)
    assert dtype.names is not None
    buffer = device.create_buffer(size=dtype.itemsize, usage=STORAGE)
    run(device, module, {"all": buffer})
    data = buffer.read().tobytes()
    (found,) = np.frombuffer(data, dtype)
    assert (found["first"], found["close"], found["wide"]) == (1, 7, 25)
    assert (found["apart"], found["count"]) == (-24, 26)
    assert found["v2"].tolist() == [2, 3]
    assert found["v3"].tolist() == [4, 5, 6]
    assert found["v4"].tolist() == [-8, 9, -10, 11]
    # A column a row; the padding lane, which nobody wrote, stays visible.
    assert found["m32"].tolist() == [[12, 13], [14, 15], [16, 17]]
    assert found["m23"].tolist() == [[18, 19, 20, 0], [21, 22, 23, 0]]
    assert found["m44"].tolist() == [[100 + 4 * i + j for j in range(4)] for i in range(4)]
    for i in range(2):
        assert found["nested"][i]["v"].tolist() == [30 + i, 40 + i, 50 + i]
        assert found["nested"][i]["n"] == 60 + i
    assert found["places"].tolist() == [[70 + i, 80 + i, 90 + i, 0] for i in range(3)]
    for i in range(TAIL):
        assert found["tail"][i]["v"].tolist() == [200 + i, 300 + i, 400 + i]
        assert found["tail"][i]["n"] == 500 + i
    # What is unpacked without NumPy packs into the same bytes.
    assert layout.pack(layout.unpack(data)) == data


def test_a_shader_finds_what_was_packed(device: pywgpu.Device) -> None:
    module = naga.parse_wgsl(READS)
    layout = module.layout("Scene", space="uniform")
    lights = [
        {"place": [14, 15, 16], "power": 17, "colour": [18, 19, 20]},
        {"place": [21, 22, 23], "power": 24, "colour": [25, 26, 27]},
    ]
    packed = layout.pack(
        {
            "turn": [[1, 2, 3], [4, 5, 6], [7, 8, 9]],
            "eye": [10, 11, 12],
            "kind": 13,
            "lights": lights,
            "size": [28, 29],
            "last": 30,
        }
    )
    scene = device.create_buffer_init(contents=packed, usage=BufferUsages.UNIFORM)
    out = device.create_buffer(size=30 * 4, usage=STORAGE)
    run(device, module, {"scene": scene, "out": out})
    assert out.read(np.float32).tolist() == list(range(1, 31))


IMMEDIATE = """\
struct Tint { colour: vec3<f32>, flag: u32 }
struct Call {
    turn: mat3x2<f32>,
    scale: f32,
    offset: vec2<i32>,
    tint: Tint,
    weights: array<f32, 3>,
    last: u32,
}
var<immediate> call: Call;
@group(0) @binding(0) var<storage, read_write> out: array<f32>;
var<private> at: u32;

fn put(v: f32) { out[at] = v; at += 1u; }

@compute @workgroup_size(1) fn main() {
    for (var i = 0u; i < 3u; i++) { put(call.turn[i].x); put(call.turn[i].y); }
    put(call.scale);
    put(f32(call.offset.x));
    put(f32(call.offset.y));
    put(call.tint.colour.x);
    put(call.tint.colour.y);
    put(call.tint.colour.z);
    put(f32(call.tint.flag));
    for (var i = 0u; i < 3u; i++) { put(call.weights[i]); }
    put(f32(call.last));
}
"""

HALVES = """\
enable f16;
struct Halves {
    one: f16,
    two: vec2<f16>,
    three: vec3<f16>,
    after: f16,
    m: mat2x3<f16>,
    several: array<f16, 3>,
    wide: f32,
    tail: array<vec3<f16>>,
}
@group(0) @binding(0) var<storage, read_write> halves: Halves;

@compute @workgroup_size(1) fn main() {
    halves.one = 1.5h;
    halves.two = vec2(2.5h, 3.5h);
    halves.three = vec3(4.5h, 5.5h, 6.5h);
    halves.after = 7.5h;
    halves.m = mat2x3(8.0h, 9.0h, 10.0h, 11.0h, 12.0h, 13.0h);
    for (var i = 0u; i < 3u; i++) { halves.several[i] = f16(14u + i); }
    halves.wide = 17.5;
    for (var i = 0u; i < arrayLength(&halves.tail); i++) {
        halves.tail[i] = vec3(f16(20u + i), f16(30u + i), f16(40u + i));
    }
}
"""


def test_a_shader_finds_what_was_packed_for_immediates(adapter: pywgpu.Adapter) -> None:
    module = naga.parse_wgsl(IMMEDIATE)
    layout = module.layout("call", space="immediate")
    packed = layout.pack(
        {
            "turn": [[1, 2], [3, 4], [5, 6]],
            "scale": 7,
            "offset": [-8, 9],
            "tint": {"colour": [10, 11, 12], "flag": 13},
            "weights": [14, 15, 16],
            "last": 17,
        }
    )
    device = adapter.request_device(
        required_features=["immediates"], required_limits={"max_immediate_size": len(packed)}
    )
    pipeline = device.create_compute_pipeline(module=device.create_shader_module(module))
    out = device.create_buffer(size=17 * 4, usage=STORAGE)
    group = device.create_bind_group(layout=pipeline, entries={"out": out})
    encoder = device.create_command_encoder()
    with encoder.begin_compute_pass() as work:
        work.set_pipeline(pipeline)
        work.set_bind_group(0, group)
        work.set_immediates(0, packed)
        work.dispatch_workgroups(1)
    device.queue.submit([encoder.finish()])
    expected = [1, 2, 3, 4, 5, 6, 7, -8, 9, 10, 11, 12, 13, 14, 15, 16, 17]
    assert out.read(np.float32).tolist() == expected


def test_numpy_finds_halves_that_a_shader_wrote(adapter: pywgpu.Adapter) -> None:
    device = adapter.request_device(required_features=["shader-f16"])
    module = naga.parse_wgsl(HALVES)
    layout = module.layout("Halves")
    dtype = layout.dtype_for(TAIL)
    buffer = device.create_buffer(size=dtype.itemsize, usage=STORAGE)
    run(device, module, {"halves": buffer})
    data = buffer.read().tobytes()
    (found,) = np.frombuffer(data, dtype)
    assert (found["one"], found["after"], found["wide"]) == (1.5, 7.5, 17.5)
    assert found["two"].tolist() == [2.5, 3.5]
    assert found["three"].tolist() == [4.5, 5.5, 6.5]
    assert found["m"].tolist() == [[8, 9, 10, 0], [11, 12, 13, 0]]
    assert found["several"].tolist() == [14, 15, 16]
    assert found["tail"].tolist() == [[20 + i, 30 + i, 40 + i, 0] for i in range(TAIL)]
    assert layout.pack(layout.unpack(data)) == data
