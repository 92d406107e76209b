"""Calls that are right alone and wrong after others: mapped memory, encoders, refused objects."""

from __future__ import annotations

import numpy as np
import pytest

import pywgpu

READABLE = pywgpu.BufferUsages.MAP_READ | pywgpu.BufferUsages.COPY_DST
WRITABLE = pywgpu.BufferUsages.MAP_WRITE | pywgpu.BufferUsages.COPY_SRC


@pytest.fixture(scope="module")
def device() -> pywgpu.Device:
    """The back end that checks everything and runs nothing."""
    adapter = pywgpu.Instance(backends="noop").request_adapter()
    return adapter.request_device(
        required_features="clear-texture experimental-ray-query".split(),
        experimental_features=True,
    )


def test_unmapping_ends_the_view_that_has_mapped_the_buffer(device: pywgpu.Device) -> None:
    buffer = device.create_buffer(size=256, usage=READABLE)
    view = buffer.mapped()
    buffer.unmap()
    assert view.is_released
    with pytest.raises(pywgpu.ValidationError, match="not mapped"):
        buffer.unmap()


@pytest.mark.parametrize(("mode", "usage"), [("read", READABLE), ("write", WRITABLE)])
def test_arrays_keep_the_memory_that_they_look_into(
    device: pywgpu.Device, mode: pywgpu.types.MapMode, usage: pywgpu.BufferUsages
) -> None:
    buffer = device.create_buffer(size=256, usage=usage)
    array = buffer.mapped(mode).array(np.uint32)
    with pytest.raises(BufferError, match="1 array or memoryview looks"):
        buffer.unmap()
    with pytest.raises(BufferError, match="1 array or memoryview looks"):
        buffer.destroy()
    assert array.sum() == 0
    del array
    buffer.destroy()


def test_a_mapping_has_one_owner(device: pywgpu.Device) -> None:
    buffer = device.create_buffer(size=256, usage=READABLE)
    view = buffer.mapped()
    with pytest.raises(pywgpu.ValidationError, match="mapped\\(\\) has mapped the buffer"):
        buffer.get_mapped_range()
    view.release()
    reading = buffer.read_async(np.uint32)
    with pytest.raises(pywgpu.ValidationError, match="take its result first"):
        buffer.get_mapped_range()
    with pytest.raises(pywgpu.ValidationError, match="take its result first"):
        buffer.unmap()
    assert reading.result().shape == (64,)
    buffer.map("read")
    assert len(buffer.get_mapped_range(0, 16)) == 16
    buffer.unmap()


def test_a_read_that_is_given_up_leaves_the_buffer_unmapped(device: pywgpu.Device) -> None:
    buffer = device.create_buffer(size=256, usage=READABLE)
    reading = buffer.read_async()
    del reading
    assert buffer.read().shape == (256,)


def test_a_read_that_was_refused_leaves_the_mapping_of_others(device: pywgpu.Device) -> None:
    buffer = device.create_buffer(size=256, usage=READABLE)
    buffer.map("read")
    reading = buffer.read_async()
    with pytest.raises(pywgpu.ValidationError, match="could not be mapped"):
        reading.result()
    del reading
    assert len(buffer.get_mapped_range()) == 256
    buffer.unmap()


def test_no_device_has_more_than_wgpu_has_places_for() -> None:
    adapter = pywgpu.Instance(backends="noop").request_adapter()
    assert adapter.limits["max_color_attachments"] == 8
    with pytest.raises(pywgpu.GPUError, match=r"max_vertex_buffers = 17 \(it has 16\)"):
        adapter.request_device(required_limits={"max_vertex_buffers": 17})


def test_what_an_error_of_finish_may_be_of(device: pywgpu.Device) -> None:
    usages = pywgpu.TextureUsages.COPY_SRC | pywgpu.TextureUsages.COPY_DST
    texture = device.create_texture(size=(8, 8), format="rgba8unorm", usage=usages)
    buffer = device.create_buffer(size=4096, usage="COPY_SRC | COPY_DST")
    encoder = device.create_command_encoder(label="copies")
    encoder.clear_buffer(buffer)
    with encoder.begin_compute_pass():
        pass
    encoder.copy_texture_to_texture(texture, texture, (8, 8))
    with pytest.raises(pywgpu.ValidationError) as caught:
        encoder.finish()
    assert str(caught.value).startswith("finish 'copies': copy_texture_to_texture (command 2): ")


def test_structures_of_others_stand_alone_in_an_encoder(device: pywgpu.Device) -> None:
    encoder = device.create_command_encoder()
    encoder.mark_acceleration_structures_built()
    buffer = device.create_buffer(size=16, usage="COPY_DST")
    with pytest.raises(pywgpu.ValidationError, match=r"clear_buffer: cannot follow mark_"):
        encoder.clear_buffer(buffer)
    with pytest.raises(pywgpu.ValidationError, match=r"begin_compute_pass: cannot follow"):
        encoder.begin_compute_pass()
    encoder.finish()
    encoder = device.create_command_encoder()
    encoder.begin_compute_pass().end()
    with pytest.raises(pywgpu.ValidationError, match="use one of its own"):
        encoder.mark_acceleration_structures_built()


def test_passes_that_never_began_are_not_timed() -> None:
    adapter = pywgpu.Instance(backends="vulkan").request_adapter()
    device = adapter.request_device(required_features=["timestamp-query"])
    device.measure_gpu_time()
    encoder = device.create_command_encoder()
    with encoder.begin_compute_pass(), pytest.raises(pywgpu.ValidationError, match="is open"):
        encoder.begin_compute_pass()
    device.queue.submit(encoder.finish()).wait()
    assert device.metrics()["gpu_spans"] == 1


def test_a_bundle_of_nothing_is_refused_where_it_is_made(device: pywgpu.Device) -> None:
    with pytest.raises(pywgpu.ValidationError, match="at least one attachment"):
        device.create_render_bundle_encoder(color_formats=[])
    with device.push_error_scope("validation") as scope:
        encoder = device.create_render_bundle_encoder(color_formats=[])
        encoder.draw(3)
        with pytest.raises(pywgpu.ValidationError, match="an error scope has the reason"):
            encoder.finish()
    assert "at least one attachment" in str(scope.error)


def test_a_bundle_is_labelled_by_a_dict_too(device: pywgpu.Device) -> None:
    encoder = device.create_render_bundle_encoder(color_formats=["rgba8unorm"])
    assert encoder.finish({"label": "sky"}).label == "sky"


def test_a_refused_texture_is_not_filled(device: pywgpu.Device) -> None:
    data = np.zeros(4, np.uint8)
    with device.push_error_scope("validation") as scope:
        with pytest.raises(pywgpu.ValidationError, match="the texture was refused"):
            device.create_texture_with_data(
                data=data,
                size=(1, 1, 1),
                format="rgba8unorm",
                usage="COPY_DST",
                mip_level_count=2**31,
            )
        with pytest.raises(ValueError, match=r"expected .* bytes"):
            device.create_texture_with_data(
                data=data, size=(2**32 - 1, 1), format="bc1-rgba-unorm", usage="COPY_DST"
            )
    assert scope.error is not None
