"""The runtime: each promise of `pywgpu` on a device, against NumPy."""

from __future__ import annotations

import asyncio
import threading
import time
from typing import TYPE_CHECKING

import numpy as np
import pytest

import naga
import pywgpu
from pywgpu import BufferUsages, ShaderStages, TextureUsages

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from pywgpu.types.enums import TextureFormat

STORAGE = BufferUsages.STORAGE | BufferUsages.COPY_SRC | BufferUsages.COPY_DST
PICTURE = TextureUsages.RENDER_ATTACHMENT | TextureUsages.COPY_SRC
IMAGE = TextureUsages.COPY_SRC | TextureUsages.COPY_DST | TextureUsages.TEXTURE_BINDING

DOUBLE = """
@group(0) @binding(0) var<storage, read_write> a: array<f32>;
@compute @workgroup_size(64) fn main(@builtin(global_invocation_id) i: vec3u) {
    a[i.x] = a[i.x] * 2.0;
}
"""
TRIANGLE = """
@vertex fn vs(@builtin(vertex_index) i: u32) -> @builtin(position) vec4f {
    return vec4f(f32(i & 1u) * 4.0 - 1.0, f32(i >> 1u) * 4.0 - 1.0, 0.5, 1.0);
}
@fragment fn fs() -> @location(0) vec4f { return vec4f(1.0, 0.0, 1.0, 1.0); }
"""


@pytest.fixture(scope="module")
def device() -> pywgpu.Device:
    adapter = pywgpu.Instance().request_adapter(force_fallback_adapter=True)
    wanted = {"timestamp-query", "pipeline-statistics-query", "immediates"}
    return adapter.request_device(required_features=adapter.features & wanted)


def dispatch(device: pywgpu.Device, buffer: pywgpu.Buffer) -> None:
    pipeline = device.create_compute_pipeline(module=device.create_shader_module(DOUBLE))
    group = device.create_bind_group(layout=pipeline, entries={"a": buffer})
    encoder = device.create_command_encoder()
    with encoder.begin_compute_pass() as work:
        work.set_pipeline(pipeline)
        work.set_bind_group(0, group)
        work.dispatch_workgroups(1)
    device.queue.submit([encoder.finish()])


def test_a_dispatch_by_names(device: pywgpu.Device) -> None:
    buffer = device.create_buffer_init(contents=np.arange(64, dtype=np.float32), usage=STORAGE)
    dispatch(device, buffer)
    assert buffer.read("float32").tolist() == list(range(0, 128, 2))


def test_entries_and_layouts_spelled_out(device: pywgpu.Device) -> None:
    buffer = device.create_buffer_init(contents=np.ones(64, np.float32), usage=STORAGE)
    layout = device.create_bind_group_layout(
        entries=[{"binding": 0, "visibility": ShaderStages.COMPUTE, "buffer": {"type": "storage"}}]
    )
    pipeline = device.create_compute_pipeline(
        layout=device.create_pipeline_layout(bind_group_layouts=[layout]),
        module=device.create_shader_module(DOUBLE),
        entry_point="main",
    )
    group = device.create_bind_group(
        layout=layout,
        entries=[{"binding": 0, "resource": {"buffer": buffer, "offset": 0, "size": 256}}],
    )
    encoder = device.create_command_encoder()
    with encoder.begin_compute_pass() as work:
        work.set_pipeline(pipeline)
        work.set_bind_group(0, group)
        work.dispatch_workgroups(1)
    device.queue.submit([encoder.finish()])
    assert (buffer.read("float32") == 2.0).all()


def test_models_do_what_keywords_do(device: pywgpu.Device) -> None:
    model = pywgpu.types.BufferDescriptor(label="m", size=64, usage=STORAGE)
    buffer = device.create_buffer(model)
    assert (buffer.label, buffer.size, buffer.usage) == ("m", 64, int(STORAGE))
    with pytest.raises(TypeError, match="one or the other"):
        device.create_buffer(model, size=4)


@pytest.mark.parametrize("size", [(65, 7), (256, 3), (1, 1)])
def test_a_picture_has_no_padding(device: pywgpu.Device, size: tuple[int, int]) -> None:
    module = device.create_shader_module(TRIANGLE)
    pipeline = device.create_render_pipeline(
        vertex=module, fragment={"module": module, "targets": ["rgba8unorm"]}
    )
    texture = device.create_texture(size=size, format="rgba8unorm", usage=PICTURE)
    encoder = device.create_command_encoder()
    with encoder.begin_render_pass(color_attachments=[texture]) as work:
        work.set_pipeline(pipeline)
        work.draw(3)
    device.queue.submit([encoder.finish()])
    image = texture.read()
    assert image.shape == (size[1], size[0], 4)
    assert (image == (255, 0, 255, 255)).all()


@pytest.mark.parametrize(
    ("format_", "dtype", "channels"),
    [
        ("r8unorm", "uint8", 1),
        ("rg16float", "float16", 2),
        ("rgba32float", "float32", 4),
        ("r32uint", "uint32", 1),
        ("rgba8snorm", "int8", 4),
    ],
)
@pytest.mark.parametrize("layers", [1, 3])
def test_textures_are_arrays(
    device: pywgpu.Device, format_: TextureFormat, dtype: str, channels: int, layers: int
) -> None:
    texture = device.create_texture(size=(13, 5, layers), format=format_, usage=IMAGE)
    shape = ((layers,) if layers > 1 else ()) + (5, 13) + ((channels,) if channels > 1 else ())
    content = np.random.default_rng(0).integers(0, 100, shape).astype(dtype)
    texture.write(content)
    assert np.array_equal(texture.read(), content)
    part = texture.read(origin=(2, 1), size=(3, 2, 1))
    whole = content if layers == 1 else content[:1]
    expected = whole[1:3, 2:5] if layers == 1 else whole[:, 1:3, 2:5]
    assert np.array_equal(part, expected)


def test_mip_levels_and_slices(device: pywgpu.Device) -> None:
    texture = device.create_texture(
        size=(8, 8, 4), dimension="3d", mip_level_count=3, format="r32float", usage=IMAGE
    )
    for level in range(3):
        side, depth = 8 >> level, 4 >> level
        content = np.full((depth, side, side), level, np.float32)
        texture.write(content, mip_level=level)
        assert np.array_equal(texture.read(mip_level=level), content)


def test_depth_can_be_read(device: pywgpu.Device) -> None:
    module = device.create_shader_module(TRIANGLE)
    pipeline = device.create_render_pipeline(
        vertex=module,
        depth_stencil={
            "format": "depth32float",
            "depth_write_enabled": True,
            "depth_compare": "less",
        },
    )
    depth = device.create_texture(size=(9, 9), format="depth32float", usage=PICTURE)
    encoder = device.create_command_encoder()
    with encoder.begin_render_pass(depth_stencil_attachment=depth) as work:
        work.set_pipeline(pipeline)
        work.draw(3)
    device.queue.submit([encoder.finish()])
    assert (depth.read(aspect="depth-only") == 0.5).all()


def test_depth_and_stencil_can_be_written(device: pywgpu.Device) -> None:
    depth = device.create_texture(size=(9, 6), format="depth16unorm", usage=PICTURE | IMAGE)
    content = np.random.default_rng(5).integers(0, 65536, (6, 9), dtype=np.uint16)
    depth.write(content)
    assert np.array_equal(depth.read(), content)
    both = device.create_texture(size=(9, 6), format="depth24plus-stencil8", usage=PICTURE | IMAGE)
    marks = np.random.default_rng(6).integers(0, 256, (6, 9), dtype=np.uint8)
    both.write(marks, aspect="stencil-only")
    assert np.array_equal(both.read(aspect="stencil-only"), marks)
    with pytest.raises(pywgpu.ValidationError):
        device.create_texture(size=(9, 6), format="depth32float", usage=PICTURE | IMAGE).write(
            np.zeros((6, 9), np.float32)
        )


def test_a_volume_is_read_and_written_in_parts(device: pywgpu.Device) -> None:
    volume = device.create_texture(size=(10, 6, 5), dimension="3d", format="rg32float", usage=IMAGE)
    content = np.random.default_rng(3).random((5, 6, 10, 2), dtype=np.float32)
    volume.write(content)
    assert np.array_equal(volume.read(), content)
    part = np.full((2, 3, 4, 2), 7, np.float32)
    volume.write(part, origin=(5, 2, 1), size=(4, 3, 2))
    content[1:3, 2:5, 5:9] = part
    assert np.array_equal(volume.read(), content)
    assert np.array_equal(volume.read(origin=(4, 1, 0), size=(6, 4, 3)), content[0:3, 1:5, 4:10])


def test_no_memory_is_an_exception_of_its_own(adapter: pywgpu.Adapter) -> None:
    limits = {"max_texture_dimension_2d": 16384, "max_texture_array_layers": 2048}
    if any(adapter.limits[name] < value for name, value in limits.items()):
        pytest.skip("the adapter does not take textures that large")
    device = adapter.request_device(required_limits=limits)
    with pytest.raises(pywgpu.OutOfMemoryError, match=r"create_texture 'all of it'.*free what"):
        device.create_texture(
            label="all of it",
            size=(16384, 16384, 2048),
            format="rgba32float",
            usage="TEXTURE_BINDING",
        )
    with device.push_error_scope("out-of-memory") as scope:
        device.create_texture(
            size=(16384, 16384, 2048), format="rgba32float", usage="TEXTURE_BINDING"
        )
    assert isinstance(scope.error, pywgpu.OutOfMemoryError)
    assert not device.is_lost


def test_bundles_draw_what_they_recorded(device: pywgpu.Device) -> None:
    module = device.create_shader_module(TRIANGLE)
    pipeline = device.create_render_pipeline(
        vertex=module, fragment={"module": module, "targets": ["rgba8unorm"]}
    )
    recorder = device.create_render_bundle_encoder(color_formats=["rgba8unorm"])
    recorder.set_pipeline(pipeline)
    recorder.draw(3)
    bundle = recorder.finish()
    texture = device.create_texture(size=(4, 4), format="rgba8unorm", usage=PICTURE)
    encoder = device.create_command_encoder()
    with encoder.begin_render_pass(color_attachments=[texture]) as work:
        work.execute_bundles([bundle])
    device.queue.submit([encoder.finish()])
    assert (texture.read() == (255, 0, 255, 255)).all()


def test_an_occlusion_query_counts(device: pywgpu.Device) -> None:
    module = device.create_shader_module(TRIANGLE)
    pipeline = device.create_render_pipeline(
        vertex=module, fragment={"module": module, "targets": ["rgba8unorm"]}
    )
    queries = device.create_query_set(ty="occlusion", count=2)
    texture = device.create_texture(size=(4, 4), format="rgba8unorm", usage=PICTURE)
    usage = BufferUsages.QUERY_RESOLVE | BufferUsages.COPY_SRC
    answers = device.create_buffer(size=256, usage=usage)
    encoder = device.create_command_encoder()
    with encoder.begin_render_pass(
        color_attachments=[texture], occlusion_query_set=queries
    ) as work:
        work.set_pipeline(pipeline)
        work.begin_occlusion_query(0)
        work.draw(3)
        work.end_occlusion_query()
        work.begin_occlusion_query(1)
        work.end_occlusion_query()
    encoder.resolve_query_set(queries, (0, 2), answers)
    device.queue.submit([encoder.finish()])
    drawn, nothing = answers.read("uint64", 2)
    assert drawn > 0
    assert nothing == 0


def test_an_error_names_the_object_and_comes_from_the_call(device: pywgpu.Device) -> None:
    with pytest.raises(pywgpu.ValidationError, match="create_buffer 'bad one'"):
        device.create_buffer(size=4, usage=0, label="bad one")
    device.create_buffer(size=4, usage=STORAGE)


def test_an_encoder_tells_which_command_was_wrong(device: pywgpu.Device) -> None:
    encoder = device.create_command_encoder()
    with encoder.begin_compute_pass(label="mine") as work:
        work.dispatch_workgroups(1)
    with pytest.raises(pywgpu.ValidationError, match="dispatch") as caught:
        encoder.finish()
    assert "mine" in str(caught.value)
    with pytest.raises(pywgpu.ValidationError, match="finished before"):
        encoder.finish()


@pytest.mark.parametrize("kind", ["compute", "render"])
def test_a_pass_that_is_let_go_of_is_no_error_of_the_next_call(
    device: pywgpu.Device, kind: str
) -> None:
    encoder = device.create_command_encoder()
    if kind == "compute":
        open_pass = encoder.begin_compute_pass()
    else:
        target = device.create_texture(size=(4, 4), format="rgba8unorm", usage=PICTURE)
        open_pass = encoder.begin_render_pass(
            color_attachments=[{"view": target.create_view(), "load_op": "load"}]
        )
    with pytest.raises(pywgpu.ValidationError, match="the pass must be ended"):
        encoder.finish()
    other = device.create_command_encoder()
    following = other.begin_compute_pass()
    del open_pass
    following.end()
    device.queue.submit([other.finish()])


def test_scopes_keep_errors(device: pywgpu.Device) -> None:
    with device.push_error_scope("validation") as scope:
        device.create_buffer(size=4, usage=0, label="kept")
    assert isinstance(scope.error, pywgpu.ValidationError)
    assert "kept" in str(scope.error)
    outer = device.push_error_scope("out-of-memory")
    with pytest.raises(pywgpu.ValidationError):
        device.create_buffer(size=4, usage=0)
    assert outer.pop() is None


def test_errors_stay_in_their_thread(device: pywgpu.Device) -> None:
    wrong = list[BaseException]()

    def work(number: int) -> None:
        try:
            for k in range(30):
                content = np.full(64, number * 1000 + k, np.uint32)
                buffer = device.create_buffer_init(contents=content, usage=STORAGE)
                assert np.array_equal(buffer.read("uint32"), content)
                with pytest.raises(pywgpu.ValidationError, match=f"thread {number}"):
                    device.create_buffer(size=4, usage=0, label=f"thread {number}")
        except BaseException as error:  # noqa: BLE001  (any of them fails the test)
            wrong.append(error)

    threads = [threading.Thread(target=work, args=(index,)) for index in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_a_shader_error_shows_its_place(device: pywgpu.Device) -> None:
    with pytest.raises(pywgpu.ShaderError) as caught:
        device.create_shader_module("fn f() -> i32 { return 1.5; }", label="wrong.wgsl")
    text = str(caught.value)
    assert "wrong.wgsl:1:" in text
    assert "return 1.5" in text
    assert caught.value.diagnostics[0]["severity"] == "error"


def test_a_shader_needs_what_the_device_has() -> None:
    instance = pywgpu.Instance(backends="noop")
    device = instance.request_adapter().request_device()
    with pytest.raises(pywgpu.ShaderError, match=r"(?i)float16|f16"):
        device.create_shader_module("enable f16; var<private> x: f16;")


def test_mapped_memory_counts_its_users(device: pywgpu.Device) -> None:
    content = np.arange(64, dtype=np.uint32)
    buffer = device.create_buffer_init(contents=content, usage=STORAGE)
    view = buffer.mapped()
    array = view.array(np.uint32)
    assert memoryview(view).nbytes == 256
    assert np.array_equal(array, content)
    assert not array.flags.writeable
    with pytest.raises(BufferError, match="1 array or memoryview"):
        view.release()
    del array
    view.release()
    with pytest.raises(BufferError, match="released"):
        memoryview(view)


def test_mapping_for_writing(device: pywgpu.Device) -> None:
    buffer = device.create_buffer(
        size=64, usage=BufferUsages.MAP_WRITE | BufferUsages.COPY_SRC, mapped_at_creation=True
    )
    view = buffer.get_mapped_range_mut()
    array = view.array("uint32")
    array[:] = 7
    with pytest.raises(BufferError):
        buffer.unmap()
    del array
    buffer.unmap()
    assert view.is_released
    assert (buffer.read("uint32") == 7).all()


def test_a_range_that_is_not_there(device: pywgpu.Device) -> None:
    buffer = device.create_buffer(size=256, usage=STORAGE)
    for offset, size in ((0, 0), (0, 260), (256, 4), (2**63, 2**63)):
        with pytest.raises(ValueError, match="256 bytes"):
            buffer.read(offset=offset, size=size)


def test_reading_into_an_array(device: pywgpu.Device) -> None:
    content = np.random.default_rng(1).random((3, 5, 4)).astype(np.float32)
    buffer = device.create_buffer_init(contents=content, usage=STORAGE)
    out = np.empty_like(content)
    assert buffer.read(out=out) is out
    assert np.array_equal(out, content)
    with pytest.raises(ValueError, match="C-contiguous"):
        buffer.read(out=np.empty((3, 5, 8), np.float32)[:, :, ::2])
    frozen = np.zeros(60, np.float32)
    frozen.flags.writeable = False
    with pytest.raises(BufferError, match="read-only"):
        buffer.read_into(frozen)


class Interface:
    """An object that has nothing but the array interface."""

    def __init__(self, array: NDArray[np.float32]) -> None:
        self.array = array
        self.__array_interface__ = array.__array_interface__


class Tensor:
    """An object that has nothing but DLPack."""

    def __init__(self, array: NDArray[np.float32]) -> None:
        self.array = array

    def __dlpack__(self) -> object:
        """Hands itself out."""
        return self.array.__dlpack__()

    def __dlpack_device__(self) -> tuple[int, int]:
        """The CPU."""
        return self.array.__dlpack_device__()


WRAPS: list[Callable[[NDArray[np.float32]], object]] = [
    Interface,
    Tensor,
    np.asarray,
    lambda array: array.data,
    lambda array: array.tobytes(),
    lambda array: bytearray(array.tobytes()),
]


@pytest.mark.parametrize("wrap", WRAPS)
def test_content_comes_from_anything(
    device: pywgpu.Device, wrap: Callable[[NDArray[np.float32]], bytes]
) -> None:
    content = np.arange(16, dtype=np.float32)
    buffer = device.create_buffer(size=64, usage=STORAGE)
    buffer.write(wrap(content))
    assert np.array_equal(buffer.read("float32"), content)


def test_nothing_with_gaps_is_taken(device: pywgpu.Device) -> None:
    buffer = device.create_buffer(size=64, usage=STORAGE)
    gaps = np.arange(32, dtype=np.float32)[::2]
    for content in (gaps, Interface(gaps), Tensor(gaps)):
        with pytest.raises(ValueError, match="contiguous"):
            buffer.write(content)


def test_coroutines_wait_together(device: pywgpu.Device) -> None:
    buffers = [
        device.create_buffer_init(contents=np.full(64, k, np.float32), usage=STORAGE)
        for k in range(5)
    ]

    async def one(buffer: pywgpu.Buffer) -> NDArray[np.generic]:
        dispatch(device, buffer)
        await device.queue.on_submitted_work_done_async()
        return await buffer.read_async("float32")

    async def work() -> list[NDArray[np.generic]]:
        return await asyncio.gather(*(one(buffer) for buffer in buffers))

    for k, result in enumerate(asyncio.run(work())):
        assert np.array_equal(result, np.full(64, 2 * k, np.float32))


def test_pending_reads_overlap(device: pywgpu.Device) -> None:
    content = np.arange(1024, dtype=np.float32)
    buffer = device.create_buffer_init(contents=content, usage=STORAGE)
    pending = buffer.read_async("float32")
    buffer.write(np.zeros(1024, np.float32))
    assert np.array_equal(pending.result(timeout=10), content)
    with pytest.raises(RuntimeError, match="taken before"):
        pending.result()


def test_objects_of_two_devices_do_not_mix(device: pywgpu.Device) -> None:
    other = pywgpu.Instance(backends="noop").request_adapter().request_device()
    foreign = other.create_buffer(size=64, usage=STORAGE)
    encoder = device.create_command_encoder()
    with pytest.raises(pywgpu.ValidationError, match="another device"):
        encoder.clear_buffer(foreign)
    with pytest.raises(pywgpu.ValidationError, match="another device"):
        device.queue.write_buffer(foreign, 0, bytes(4))


def test_a_destroyed_device_raises() -> None:
    device = pywgpu.Instance(backends="noop").request_adapter().request_device()
    buffer = device.create_buffer(size=64, usage=STORAGE)
    device.destroy()
    assert device.is_lost
    for call in (device.create_command_encoder, buffer.read, device.wait):
        with pytest.raises(pywgpu.DeviceLostError, match="destroyed"):
            call()


def test_metrics_count(device: pywgpu.Device) -> None:
    device.reset_metrics()
    buffer = device.create_buffer(size=1024, usage=STORAGE)
    buffer.write(bytes(1024))
    buffer.read()
    metrics = device.metrics()
    assert (metrics["bytes_written"], metrics["bytes_read"]) == (1024, 1024)
    assert metrics["read_seconds"] > 0


def test_metrics_have_the_time_on_the_gpu(adapter: pywgpu.Adapter) -> None:
    if "timestamp-query" not in adapter.features:
        pytest.skip("the adapter has no timestamps")
    device = adapter.request_device(required_features=["timestamp-query"])
    data = device.create_buffer(size=1 << 20, usage=STORAGE)
    shader = """
        @group(0) @binding(0) var<storage, read_write> x: array<f32>;
        @compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3u) {
            for (var i = 0; i < 20; i++) { x[id.x] = sqrt(x[id.x] + 1.0); }
        }
    """
    pipeline = device.create_compute_pipeline(module=device.create_shader_module(shader))
    group = device.create_bind_group(layout=pipeline, entries={"x": data})

    def run(passes: int) -> None:
        encoder = device.create_command_encoder()
        for _ in range(passes):
            with encoder.begin_compute_pass() as work:
                work.set_pipeline(pipeline)
                work.set_bind_group(0, group)
                work.dispatch_workgroups(16)
        device.queue.submit([encoder.finish()])
        device.wait()

    run(1)
    assert device.metrics()["gpu_spans"] == 0
    device.measure_gpu_time()
    start = time.perf_counter()
    run(3)
    # More than an encoder can time, and an encoder that is never submitted.
    run(200)
    device.create_command_encoder().begin_compute_pass().end()
    passed = time.perf_counter() - start
    metrics = device.metrics()
    assert metrics["gpu_spans"] == 3 + 128
    assert 0 < metrics["gpu_seconds"] < passed
    device.measure_gpu_time(on=False)
    device.reset_metrics()
    run(1)
    assert device.metrics()["gpu_spans"] == 0


def test_a_shader_is_validated_once_and_its_warnings_are_there(device: pywgpu.Device) -> None:
    module = device.create_shader_module("@compute @workgroup_size(1) fn main() {}")
    assert module.get_compilation_info() == []
    first, second = module.reflect(), module.reflect()
    assert first is not None
    assert first == second


def test_an_override_with_an_id_goes_by_its_id(device: pywgpu.Device) -> None:
    module = device.create_shader_module(
        "@id(7) override n: u32 = 1u; @compute @workgroup_size(n) fn main() {}"
    )
    device.create_compute_pipeline(module=module, constants={"7": 4})
    with pytest.raises(pywgpu.ValidationError, match="no override `n`; expected one of 7"):
        device.create_compute_pipeline(module=module, constants={"n": 4})


def test_a_large_read_goes_in_parts(device: pywgpu.Device) -> None:
    count = (20 << 20) // 4
    numbers = np.arange(count, dtype=np.uint32)
    buffer = device.create_buffer_init(contents=numbers, usage=STORAGE)
    device.reset_metrics()
    assert np.array_equal(buffer.read(np.uint32), numbers)
    metrics = device.metrics()
    assert (metrics["reads"], metrics["bytes_read"]) == (1, numbers.nbytes)
    # An offset and a size that no part is a multiple of.
    first, size = 4 * 1237, numbers.nbytes - 4 * 4321
    out = np.zeros(size // 4, dtype=np.uint32)
    assert buffer.read(offset=first, out=out) is out
    assert np.array_equal(out, numbers[1237 : 1237 + size // 4])
    odd = buffer.read(np.uint8, offset=3, size=(17 << 20) + 1)
    assert odd.tobytes() == numbers.tobytes()[3 : 4 + (17 << 20)]


def test_bytes_of_a_module_that_are_wrong_are_refused(device: pywgpu.Device) -> None:
    source = """
        struct Pair { a: vec3<f32>, b: u32 }
        @group(0) @binding(0) var<storage, read_write> x: array<Pair>;
        fn twice(v: f32) -> f32 { return v * 2.0; }
        @compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3u) {
            for (var i = 0u; i < 3u; i++) { x[id.x].a.x = twice(x[id.x].a.y); }
        }
    """
    whole = naga.parse_wgsl(source).__naga_module__()

    class Handed:
        """What passes for a module of the package `naga`."""

        def __init__(self, data: bytes) -> None:
            self.data = data

        def __naga_module__(self) -> bytes:
            return self.data

    module = device.create_shader_module(Handed(whole))
    reflection = module.reflect()
    assert reflection is not None
    device.create_compute_pipeline(module=module, entry_point="main")
    refused = list[str]()
    for place in range(8, len(whole) - len(source)):
        data = bytearray(whole)
        data[place] ^= 1 << place % 8
        try:
            device.create_shader_module(Handed(bytes(data)))
        except pywgpu.GPUError as error:
            refused.append(str(error))
    assert len(refused) > 100
    assert [text for text in refused if "panicked" in text] == []


class Counted:
    """What passes for a module of the package `naga`, and notes what it was asked for."""

    def __init__(self, source: str) -> None:
        self.module = naga.parse_wgsl(source, path="counted.wgsl")
        self.ir = self.module.__naga_ir__()
        self.asked = list[str]()

    def __naga_ir__(self) -> bytes:
        """The IR alone."""
        self.asked.append("ir")
        return self.ir

    def __naga_module__(self) -> bytes:
        """All of it."""
        self.asked.append("module")
        return self.module.__naga_module__()


def test_all_of_a_module_is_asked_for_where_there_is_more_to_say(device: pywgpu.Device) -> None:
    handed = Counted("@compute @workgroup_size(1) fn main() {}")
    module = device.create_shader_module(handed)
    device.create_compute_pipeline(module=module, entry_point="main")
    assert handed.asked == ["ir"]
    reflection = module.reflect()
    assert reflection is not None
    assert handed.asked == ["ir", "module"]

    wrong = Counted("@compute @workgroup_size(0) fn main() {}")
    with pytest.raises(pywgpu.ShaderError, match=r"counted\.wgsl:1:"):
        device.create_shader_module(wrong)
    assert wrong.asked == ["ir", "module"]

    damaged = Counted("@compute @workgroup_size(1) fn main() {}")
    damaged.ir = damaged.ir[:-20]
    with pytest.raises(pywgpu.ShaderError, match="the bytes of the module are damaged"):
        device.create_shader_module(damaged)
    assert damaged.asked == ["ir", "module"]
