"""What users met who knew only the documents: other devices, lost ones, parts of messages."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Literal, cast

import numpy as np
import pytest

import naga
import pywgpu
from pywgpu import types
from pywgpu.types import formats

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

DOUBLE = """
@group(0) @binding(0) var<storage, read_write> x: array<f32>;
@compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3u) {
    if id.x < arrayLength(&x) { x[id.x] *= 2.0; }
}
"""
FLAT = """
@vertex fn vs(@builtin(vertex_index) i: u32) -> @builtin(position) vec4f {
    return vec4f(f32(i & 1u) * 4.0 - 1.0, f32(i >> 1u) * 4.0 - 1.0, 0.0, 1.0);
}
@fragment fn fs() -> @location(0) vec4f { return vec4f(1.0); }
"""
ENDLESS = """
struct Numbers { scale: f32, all: array<f32> }
@group(0) @binding(3) var<storage, read_write> n: Numbers;
@compute @workgroup_size(1) fn main() { n.all[0] = n.scale; }
"""
STORED = pywgpu.BufferUsages.STORAGE | pywgpu.BufferUsages.COPY_SRC
DRAWN = pywgpu.TextureUsages.RENDER_ATTACHMENT | pywgpu.TextureUsages.COPY_SRC


@pytest.fixture
def other() -> pywgpu.Device:
    """A device that is not the default one."""
    return pywgpu.Instance().request_adapter().request_device(label="other")


def test_a_kernel_runs_where_its_module_was_made(other: pywgpu.Device) -> None:
    run = pywgpu.kernel(other.create_shader_module(DOUBLE))
    assert run.device == other
    buffer = other.create_buffer_init(contents=np.arange(5, dtype=np.float32), usage=STORED)
    run(x=buffer)
    assert np.array_equal(buffer.read(np.float32), [0, 2, 4, 6, 8])


def test_a_kernel_takes_a_device_and_that_of_its_module(other: pywgpu.Device) -> None:
    module = other.create_shader_module(DOUBLE)
    third = pywgpu.Instance().request_adapter().request_device(label="third")
    wrong = told(lambda: pywgpu.kernel(module, device=third))
    assert wrong.startswith("kernel: device: expected <Device 'other' on")
    assert "; got <Device 'third' on" in wrong
    adapter = cast("pywgpu.Device", pywgpu.Instance().request_adapter())
    assert "kernel: device: expected a Device; got <Adapter" in told(
        lambda: pywgpu.kernel(DOUBLE, device=adapter)
    )


def test_a_picture_is_drawn_where_its_module_or_target_was_made(other: pywgpu.Device) -> None:
    target = other.create_texture(size=(2, 2), format="r8unorm", usage=DRAWN)
    assert (pywgpu.draw(FLAT, (2, 2), target=target).read() == 255).all()
    module = other.create_shader_module(FLAT)
    assert pywgpu.draw(module, (2, 2)).device == other


def test_objects_tell_their_device(other: pywgpu.Device) -> None:
    texture = other.create_texture(size=4, format="r8unorm", usage=DRAWN)
    buffer = other.create_buffer(size=4, usage=STORED)
    made = [texture, texture.create_view(), buffer, other.create_sampler()]
    assert {each.device for each in made} == {other}
    assert other != pywgpu.Instance().request_adapter().request_device()
    assert other != "other"


def test_a_resource_of_another_device_is_named(other: pywgpu.Device) -> None:
    run = pywgpu.kernel(DOUBLE)
    buffer = other.create_buffer(size=64, usage=STORED)
    for resource in (buffer, buffer.slice(0, 32)):
        with pytest.raises(pywgpu.ValidationError) as caught:
            run(x=resource)
        told = str(caught.value)
        assert told.startswith("x: array<f32>; expected a resource of <Device 'pywgpu default' on")
        assert "; got one of <Device 'other' on" in told
        assert told.endswith(
            "make the kernel with its device=..., or the resource with the kernel's `device`"
        )
    encoder = other.create_command_encoder()
    with pytest.raises(pywgpu.ValidationError, match=r"another device \('pywgpu default'\)"):
        encoder.clear_buffer(run.device.create_buffer(size=4, usage=STORED))


def test_a_render_bundle_tells_what_is_wrong() -> None:
    device = pywgpu.kernel(DOUBLE).device
    module = device.create_shader_module(FLAT)
    pipeline = device.create_render_pipeline(
        vertex=module, fragment={"module": module, "targets": ["r8unorm"]}
    )
    encoder = device.create_render_bundle_encoder(color_formats=["rgba8unorm"])
    encoder.set_pipeline(pipeline)
    encoder.draw(3)
    with pytest.raises(
        pywgpu.ValidationError, match="finish: set_pipeline: Render pipeline targets"
    ) as caught:
        encoder.finish()
    assert "panicked" not in str(caught.value)
    assert "\n" not in str(caught.value)
    # Why there is no encoder, and not that there is none.
    empty = told(lambda: device.create_render_bundle_encoder(color_formats=[]).finish())
    assert "ended" not in empty
    assert "attachment" in empty


def run_until_lost(run: pywgpu.Kernel, running: threading.Barrier) -> type[Exception]:
    """Runs a kernel until its device is gone, and tells the error."""
    run(x=np.ones(100, np.float32))
    running.wait()
    try:
        while True:
            run(x=np.ones(100, np.float32))
    except pywgpu.GPUError as error:
        return type(error)


def test_a_destroyed_device_is_lost_for_all_threads() -> None:
    with ThreadPoolExecutor() as pool:
        for _ in range(3):
            device = pywgpu.Instance().request_adapter().request_device()
            run = pywgpu.kernel(DOUBLE, device=device)
            running = threading.Barrier(4)
            met = [pool.submit(run_until_lost, run, running) for _ in range(3)]
            running.wait()
            device.destroy()
            assert {each.result(30) for each in met} == {pywgpu.DeviceLostError}


COUNTING = """
@group(0) @binding(0) var<storage, read_write> drawn: array<atomic<u32>>;
@vertex fn vs(@location(0) at: vec2f) -> @builtin(position) vec4f { return vec4f(at, 0.0, 1.0); }
@fragment fn fs() -> @location(0) vec4f {
    atomicAdd(&drawn[0], 1u);
    return vec4f(1.0);
}
"""
CORNERS = np.array([[-1, -1], [1, -1], [-1, 1], [1, 1]], np.float32)


def test_what_a_picture_writes_comes_back() -> None:
    drawn = np.zeros(1, np.uint32)
    attributes = {"at": CORNERS}
    strip = "triangle-strip"
    pywgpu.draw(COUNTING, (4, 3), attributes=attributes, topology=strip, drawn=drawn)
    assert drawn[0] == 12
    with pytest.raises(TypeError, match=r"drawn: .*; expected a NumPy array"):
        pywgpu.draw(COUNTING, (4, 3), attributes=attributes, topology=strip, drawn=[5])


def test_indices_beyond_the_rows_are_refused() -> None:
    def draw(indices: list[int], topology: Literal["triangle-list", "triangle-strip"]) -> None:
        pywgpu.draw(
            COUNTING,
            (4, 3),
            attributes={"at": CORNERS},
            indices=np.array(indices, np.uint16),
            topology=topology,
            drawn=np.zeros(1, np.uint32),
        )

    draw([0, 1, 2, 0xFFFF, 3, 2, 1], "triangle-strip")
    with pytest.raises(ValueError, match=r"indices: expected numbers below 4, .* got 65535"):
        draw([0, 1, 0xFFFF], "triangle-list")
    with pytest.raises(ValueError, match=r"indices: expected numbers below 4, .* got 4;"):
        draw([0, 1, 4], "triangle-strip")


def told(call: Callable[[], object]) -> str:
    """The message of a call that is wrong."""
    with pytest.raises((TypeError, ValueError, pywgpu.ValidationError)) as caught:
        call()
    return str(caught.value)


def counted(
    vertices: int | None = None, instances: int | None = None, at: NDArray[np.float32] = CORNERS
) -> None:
    """Draws and counts."""
    pywgpu.draw(
        COUNTING,
        (4, 3),
        vertices=vertices,
        instances=instances,
        attributes={"at": at},
        drawn=np.zeros(1, np.uint32),
    )


def test_wrong_draws_are_told() -> None:
    gaps = np.zeros((4, 4), np.float32)[:, ::2]
    assert "draw: vertices: expected an integer from 0 to" in told(lambda: counted(-1))
    assert "draw: instances: expected an integer; got 2.5;" in told(
        lambda: counted(instances=cast("int", 2.5))
    )
    assert "draw: attributes: at: vec2<f32>; expected C-contiguous memory" in told(
        lambda: counted(at=gaps)
    )


def test_values_that_overrides_do_not_take_are_refused() -> None:
    device = pywgpu.kernel(DOUBLE).device
    module = device.create_shader_module("""
        @id(7) override size: u32 = 1;
        override factor: f32 = 1.0;
        override is_on: bool = false;
        @compute @workgroup_size(size) fn main() {}
    """)
    wrong: list[tuple[dict[str, float], str]] = [
        ({"7": 2.5}, "constants.7: expected an integer from 0 to 4294967295; got 2.5"),
        ({"7": -1}, "constants.7: expected an integer from 0 to 4294967295; got -1"),
        ({"factor": float("inf")}, "constants.factor: expected a finite number that an f32 holds"),
    ]
    for constants, message in wrong:
        with pytest.raises(pywgpu.ValidationError) as caught:
            device.create_compute_pipeline(module=module, constants=constants)
        assert message in str(caught.value)
    device.create_compute_pipeline(module=module, constants={"7": 8.0, "is_on": True})


def test_arguments_are_told_by_their_names() -> None:
    device = pywgpu.kernel(DOUBLE).device
    encoder = device.create_command_encoder()
    with encoder.begin_compute_pass() as work:
        many, one = [-1], cast("list[int]", 256)
        assert "offsets[0]: expected an integer from 0 to" in told(
            lambda: work.set_bind_group(0, None, many)
        )
        assert "set_bind_group: offsets: expected a list or a tuple; got 256" in told(
            lambda: work.set_bind_group(0, None, one)
        )
    texture = device.create_texture(size=(4, 4, 3), format="r8unorm", usage=DRAWN)
    view = texture.create_view
    assert "base_mip_level: expected at most 0, as" in told(lambda: view(base_mip_level=1))
    assert "base_array_layer: expected at most 2, as" in told(lambda: view(base_array_layer=3))
    content = cast("bytes", [1, 2])
    made = told(lambda: device.create_buffer_init(contents=content, usage=STORED))
    assert made.startswith("create_buffer_init: contents: expected bytes")


def test_what_is_called_later_is_a_function() -> None:
    device = pywgpu.kernel(DOUBLE).device
    encoder = device.create_command_encoder()
    later = cast("Callable[[], object]", 5)
    assert told(lambda: encoder.on_submitted_work_done(later)) == (
        "callback: expected a function; got 5 (int)"
    )
    buffer = device.create_buffer(size=16, usage=pywgpu.BufferUsages.MAP_READ)
    assert "callback: expected a function; got 'x'" in told(
        lambda: encoder.map_buffer_on_submit(
            buffer, "read", 0, 16, cast("Callable[[Exception | None], object]", "x")
        )
    )


def test_a_bind_group_of_no_names_tells_one_that_is_missing() -> None:
    run = pywgpu.kernel(DOUBLE)
    wrong = told(lambda: run.device.create_bind_group(layout=run.pipeline, entries={}))
    assert wrong == "create_bind_group: `x` is missing; give it a resource"


def test_content_of_another_size_is_told_with_the_right_one() -> None:
    device = pywgpu.kernel(DOUBLE).device
    usage = pywgpu.TextureUsages.COPY_DST
    for size in (331, 337):
        wrong = told(
            lambda size=size: device.create_texture_with_data(
                size=(7, 5, 2),
                mip_level_count=3,
                format="rgba8unorm",
                usage=usage,
                data=bytes(size),
            )
        )
        assert "expected 336 bytes for 3 mip levels of 2 layers; got 33" in wrong


def test_resources_that_do_not_fit_are_called_by_name() -> None:
    run = pywgpu.kernel("""
        @group(0) @binding(3) var shadow: sampler_comparison;
        @group(0) @binding(0) var depths: texture_depth_2d;
        @group(0) @binding(1) var<storage, read_write> x: array<f32>;
        @compute @workgroup_size(1) fn main() {
            x[0] = textureSampleCompareLevel(depths, shadow, vec2f(), 0.5);
        }""")
    depths, x = np.zeros((2, 2), np.uint16), np.zeros(1, np.float32)
    plain = run.device.create_sampler()
    wrong = told(lambda: run(depths=depths, shadow=plain, x=x, workgroups=1))
    assert wrong.startswith("shadow: sampler_comparison; Sampler binding 3 expects comparison")


def test_alignments_are_told_as_numbers() -> None:
    device = pywgpu.kernel(DOUBLE).device
    buffer = device.create_buffer(size=1024, usage=pywgpu.BufferUsages.COPY_DST)
    texture = device.create_texture(size=(2, 2), format="rgba8unorm", usage=DRAWN)
    encoder = device.create_command_encoder()
    encoder.copy_texture_to_buffer(texture, {"buffer": buffer, "bytes_per_row": 8}, (2, 2))
    assert "does not respect 256 (COPY_BYTES_PER_ROW_ALIGNMENT)" in told(encoder.finish)


ASPECTS: list[tuple[Callable[[pywgpu.Texture], object], str, str]] = [
    (
        lambda texture: texture.read(aspect="depth-only"),
        "rg16uint",
        'got rg16uint with the aspect "depth-only"; leave `aspect` out',
    ),
    (
        lambda texture: texture.write(np.zeros((2, 2), np.float32)),
        "depth32float",
        "write: expected a format that can be written; got the depths of depth32float; draw",
    ),
]


@pytest.mark.parametrize(("call", "format_", "message"), ASPECTS)
def test_aspects_that_cannot_be_copied_are_told(
    call: Callable[[pywgpu.Texture], object], format_: types.TextureFormat, message: str
) -> None:
    usage = pywgpu.TextureUsages.COPY_SRC | pywgpu.TextureUsages.COPY_DST
    device = pywgpu.kernel(DOUBLE).device
    texture = device.create_texture(size=(2, 2), format=format_, usage=usage)
    with pytest.raises(pywgpu.ValidationError) as caught:
        call(texture)
    assert message in str(caught.value)


def test_texts_that_naga_has_written_are_kernels() -> None:
    checked = naga.parse_wgsl(DOUBLE).validate()
    glsl = checked.to_glsl(entry_point="main", version="450")
    assert isinstance(glsl, naga.TextOutput)
    for written in (glsl, checked.to_hlsl()):
        run = pywgpu.kernel(written)
        (name,) = run.slots
        x = np.arange(10, dtype=np.float32)
        # HLSL has words where WGSL has numbers.
        run(bindings={name: np.frombuffer(x, np.uint32) if written.language == "hlsl" else x})
        assert np.array_equal(x, 2 * np.arange(10)), written.language


def test_bindings_of_spirv_without_names_are_identifiers() -> None:
    run = pywgpu.kernel(naga.parse_wgsl(ENDLESS).validate().to_spirv())
    assert all(name.isidentifier() for name in run.slots)


def test_wrong_dtypes_at_the_end_of_a_struct_are_named() -> None:
    run = pywgpu.kernel(ENDLESS)
    with pytest.raises(
        TypeError, match=r"n\.all: Numbers; expected float32; got float64; use n\.all\.astype"
    ):
        run(n={"scale": 1.0, "all": np.zeros(3)})


def test_memory_that_two_bindings_write_is_refused() -> None:
    run = pywgpu.kernel("""
        @group(0) @binding(0) var<storage, read_write> x: array<f32>;
        @group(0) @binding(1) var<storage, read_write> y: array<f32>;
        @group(0) @binding(2) var<storage, read> z: array<f32>;
        @compute @workgroup_size(1) fn main(@builtin(global_invocation_id) i: vec3u) {
            x[i.x] += z[i.x];
            y[i.x] += 2.0;
        }""")
    memory = np.ones(8, np.float32)
    with pytest.raises(ValueError, match=r"y: .*; expected memory that nothing else writes; got"):
        run(x=memory[:5], y=memory[3:], z=memory, workgroups=4)
    run(x=memory[:4], y=memory[4:], z=memory[4:])
    assert memory.tolist() == [2.0] * 4 + [3.0] * 4


def test_descriptors_with_dicts_are_keys() -> None:
    one = types.PipelineCompilationOptions(constants={"a": 1.0, "b": 2.0})
    two = types.PipelineCompilationOptions(constants={"b": 2.0, "a": 1.0})
    assert {one: "known"}[two] == "known"
    assert types.__getattr__("formats") is formats
