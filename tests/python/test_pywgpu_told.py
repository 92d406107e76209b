"""What easily goes wrong without a word, and is told or simply works."""

from __future__ import annotations

import re

import numpy as np
import pytest

import naga
import pywgpu
from pywgpu import types

SCALE = """
@group(0) @binding(0) var<storage, read_write> x: array<f32>;
@compute @workgroup_size(64) fn main(@builtin(global_invocation_id) i: vec3u) {
    if i.x < arrayLength(&x) { x[i.x] *= 2.0; }
}
"""
FULL = """
@vertex fn vs(@builtin(vertex_index) i: u32) -> @builtin(position) vec4f {
    let at = array(vec2f(-1, -1), vec2f(3, -1), vec2f(-1, 3));
    return vec4f(at[i], 0, 1);
}
@fragment fn fs() -> @location(0) vec4f { return vec4f(1); }
"""
USAGE = "RENDER_ATTACHMENT | COPY_SRC"


@pytest.fixture(scope="module", name="device")
def a_device() -> pywgpu.Device:
    """The device of kernels."""
    return pywgpu.default_device()


def test_a_stencil_works_without_masks(device: pywgpu.Device) -> None:
    assert types.StencilState().write_mask == 0xFFFFFFFF
    module = device.create_shader_module(FULL)
    pipeline = device.create_render_pipeline(
        vertex=module,
        depth_stencil={"format": "stencil8", "stencil": {"front": {"pass_op": "replace"}}},
    )
    target = device.create_texture(size=(4, 4), format="stencil8", usage=USAGE)
    encoder = device.create_command_encoder()
    with encoder.begin_render_pass(
        depth_stencil_attachment={
            "view": target.create_view(),
            "stencil_ops": {"load": {"clear": 0}, "store": "store"},
        }
    ) as work:
        work.set_pipeline(pipeline)
        work.set_stencil_reference(9)
        work.draw(3)
    device.queue.submit(encoder.finish())
    assert (target.read(aspect="stencil-only") == 9).all()


def test_several_samples_are_not_read(device: pywgpu.Device) -> None:
    texture = device.create_texture(
        label="fine", size=(4, 4), format="rgba8unorm", usage=USAGE, sample_count=4
    )
    message = "read: expected a texture with one sample a texel; texture 'fine' has 4; resolve it"
    with pytest.raises(pywgpu.ValidationError, match=message):
        texture.read()


def test_addresses_of_objects_are_not_uploaded(device: pywgpu.Device) -> None:
    buffer = device.create_buffer(size=16, usage="STORAGE | COPY_DST")
    objects = np.array([1, None])
    for wrong in (objects, objects.data):
        with pytest.raises(TypeError, match="data: expected numbers; got an array of Python objec"):
            buffer.write(wrong)
    pair = np.zeros(1, [("a", "f4"), ("pad", "f4"), ("o", "O")])
    with pytest.raises(TypeError, match="expected numbers"):
        buffer.write(pair)
    buffer.write(np.zeros(2, "M8[s]"))


@pytest.mark.parametrize("path", ["shader.wgsl", "shaders/blur.comp", "C:\\a b\\c.spv"])
def test_a_path_is_no_text(path: str) -> None:
    with pytest.raises(ValueError, match=r"looks like a path; a file is given as pathlib\.Path"):
        pywgpu.kernel(path)


@pytest.mark.parametrize("target", ["wgsl", "glsl", "spirv"])
def test_what_naga_writes_is_a_source(target: str) -> None:
    module = naga.parse_wgsl(SCALE).validate()
    written = {"wgsl": module.to_wgsl, "glsl": module.to_glsl, "spirv": module.to_spirv}[target]()
    run = pywgpu.kernel(written, stage="compute" if target == "glsl" else None)
    x = np.arange(70, dtype=np.float32)
    run(bindings=dict.fromkeys(run.slots, x))
    assert np.array_equal(x, np.arange(70) * 2)
    with pytest.raises(ValueError, match="source: expected WGSL, GLSL, HLSL or SPIR-V; got msl"):
        pywgpu.kernel(module.to_msl())


def test_a_feature_is_named_as_it_is_requested() -> None:
    device = pywgpu.Instance(backends="noop").request_adapter().request_device()
    with pytest.raises(pywgpu.ValidationError) as told:
        device.create_query_set(ty="timestamp", count=1)
    (name,) = re.findall(r'required_features=\["([a-z0-9-]+)"\]', str(told.value))
    assert name == "timestamp-query"
    assert "FeaturesW" not in str(told.value)


def test_an_object_without_a_label_has_none_in_messages(device: pywgpu.Device) -> None:
    for label, name in ((None, "Buffer"), ("mine", "Buffer 'mine'")):
        buffer = device.create_buffer(label=label, size=16, usage="STORAGE | COPY_SRC")
        buffer.destroy()
        with pytest.raises(pywgpu.ValidationError, match=f"^read: {name} has been destroyed"):
            buffer.read()


def test_sizes_follow_from_constants(device: pywgpu.Device) -> None:
    source = """
    override side = 4u;
    @id(3) override more: i32;
    var<workgroup> tile: array<f32, side * 2u>;
    @compute @workgroup_size(side, u32(more)) fn main() { tile[0] = 1.0; }
    """
    module = device.create_shader_module(source)

    def size(constants: dict[str, float] | dict[int, float] | None) -> dict[str, object]:
        reflection = module.reflect(constants)
        assert reflection is not None
        (entry,) = reflection["entry_points"]
        sides = entry["workgroup_size"]
        assert sides is not None
        return {"x": sides["x"], "y": sides["y"], "z": sides["z"]}

    assert size(None) == {"x": 4, "y": None, "z": 1}
    assert size({"side": 16.0}) == {"x": 16, "y": None, "z": 1}
    assert size({3: 5.0}) == {"x": 4, "y": 5, "z": 1}
    with pytest.raises(pywgpu.ValidationError, match="no override `sied`; expected one of side, 3"):
        size({"sied": 1.0})


def test_commands_beside_an_open_pass_are_told_at_once(device: pywgpu.Device) -> None:
    buffer = device.create_buffer(size=4, usage="COPY_DST | COPY_SRC")
    encoder = device.create_command_encoder()
    work = encoder.begin_compute_pass()
    for call in (lambda: encoder.clear_buffer(buffer), encoder.begin_compute_pass):
        with pytest.raises(pywgpu.ValidationError, match=r"^\w+: a pass of the encoder is open"):
            call()
    work.end()
    encoder.clear_buffer(buffer)
    # A pass that nobody holds any more has ended.
    encoder.begin_compute_pass()
    encoder.clear_buffer(buffer)
    device.queue.submit(encoder.finish())
    assert not buffer.read().any()


def test_what_is_no_number_is_refused(device: pywgpu.Device) -> None:
    nan = float("nan")
    with pytest.raises(ValueError, match="lod_min_clamp: expected a number; got nan"):
        device.create_sampler(lod_min_clamp=nan)
    target = device.create_texture(size=(4, 4), format="rgba8unorm", usage=USAGE)
    encoder = device.create_command_encoder()
    with encoder.begin_render_pass(color_attachments=[target]) as work:
        with pytest.raises(ValueError, match="set_viewport: expected numbers; got x NaN"):
            work.set_viewport(nan, 0, 4, 4)
        work.set_viewport(0, 0, 4, 4)
    device.queue.submit(encoder.finish())


def test_what_a_layout_leaves_out_is_named(device: pywgpu.Device) -> None:
    source = """
    @group(0) @binding(0) var<storage, read_write> x: array<f32>;
    @group(0) @binding(1) var<uniform> by: f32;
    @group(0) @binding(2) var<uniform> idle: f32;
    @compute @workgroup_size(1) fn main() { x[0] *= by; }
    @compute @workgroup_size(1) fn other() { x[0] *= idle; }
    """
    pipeline = device.create_compute_pipeline(
        module=device.create_shader_module(source), entry_point="main"
    )
    x = device.create_buffer(size=4, usage="STORAGE")
    number = device.create_buffer(size=4, usage="UNIFORM")
    every = {"x": x, "by": number, "idle": number}
    with pytest.raises(pywgpu.ValidationError, match="create_bind_group: `idle` is used by no ent"):
        device.create_bind_group(layout=pipeline, entries=every)
    with pytest.raises(pywgpu.ValidationError, match="create_bind_group: `by` is missing; give it"):
        device.create_bind_group(layout=pipeline, entries={"x": x})
    with pytest.raises(pywgpu.ValidationError, match="expected the usage UNIFORM"):
        device.create_bind_group(layout=pipeline, entries={"x": x, "by": x})
    device.create_bind_group(layout=pipeline, entries={"x": x, "by": number})
