"""Arrays of bindings as arguments of kernels and pictures: lists of what each element takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

import pywgpu
from pywgpu._device import WANTED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pywgpu._bind import Value

FEATURES = frozenset(
    {
        "buffer-binding-array",
        "sampled-texture-and-storage-buffer-array-non-uniform-indexing",
        "storage-resource-binding-array",
        "texture-binding-array",
    }
)
LIMITS = (
    "max_binding_array_elements_per_shader_stage",
    "max_binding_array_sampler_elements_per_shader_stage",
)
SHADER = """
enable wgpu_binding_array;
struct Row { first: u32, numbers: array<f32> }
struct Sum { values: array<f32> }
@group(0) @binding(0) var images: binding_array<texture_2d<f32>, 3>;
@group(0) @binding(1) var samplers: binding_array<sampler>;
@group(0) @binding(2) var<storage, read> rows: binding_array<Row>;
@group(1) @binding(3) var<uniform> scale: f32;
@group(2) @binding(1) var<storage, read_write> sums: binding_array<Sum, 2>;
@compute @workgroup_size(1) fn main(@builtin(global_invocation_id) i: vec3u) {
    let texel = textureSampleLevel(images[i.x % 3u], samplers[0], vec2f(0.5), 0.0).x;
    let row = &rows[i.x % 2u];
    let number = (*row).numbers[i.x] + f32((*row).first);
    sums[i.x % 2u].values[i.x / 2u] = scale * (texel * 255.0 + number);
}
"""
MANY_IMAGES = """
enable wgpu_binding_array;
@group(0) @binding(0) var images: binding_array<texture_2d<f32>>;
@vertex fn vs(@builtin(vertex_index) i: u32) -> @builtin(position) vec4f {
    return vec4f(f32(i & 1u) * 4.0 - 1.0, f32(i >> 1u) * 4.0 - 1.0, 0.0, 1.0);
}
@fragment fn fs(@builtin(position) at: vec4f) -> @location(0) vec4f {
    return textureLoad(images[u32(at.x)], vec2u(0u), 0);
}
"""


def checking_device(*more: str) -> pywgpu.Device:
    """A device that computes nothing, and checks all that is bound."""
    adapter = pywgpu.Instance(backends="noop").request_adapter()
    return adapter.request_device(
        required_features=FEATURES | set(more), required_limits=dict.fromkeys(LIMITS, 1000)
    )


def arguments(device: pywgpu.Device) -> dict[str, Value]:
    """What the shader takes."""
    return {
        "images": [np.full((2, 2, 4), 10 * (i + 1), np.uint8) for i in range(3)],
        "samplers": [device.create_sampler()],
        "rows": (
            {"first": 1, "numbers": np.arange(6, dtype=np.float32)},
            {"first": 2, "numbers": np.arange(8, dtype=np.float32)},
        ),
        "scale": 2.0,
        "sums": [np.zeros(3, np.float32), np.zeros(3, np.float32)],
    }


def test_lists_are_bound_as_arrays() -> None:
    device = checking_device()
    run = pywgpu.kernel(SHADER, device=device)
    given = arguments(device)
    run(bindings=given, workgroups=6)
    run(bindings=given, workgroups=6)
    texture = device.create_texture(
        size=(2, 2), format="rgba8unorm", usage=pywgpu.TextureUsages.TEXTURE_BINDING
    )
    images: list[object] = [texture, texture.create_view(), np.zeros((5, 7), np.float16)]
    for count in (1, 4, 2, 4):
        samplers = [device.create_sampler()] * count
        run(bindings={**given, "images": images, "samplers": samplers}, workgroups=6)


def test_elements_of_a_prepared_kernel_have_names() -> None:
    device = checking_device()
    ready = pywgpu.kernel(SHADER, device=device).prepare(bindings=arguments(device), workgroups=6)
    images = ready.resources["images"]
    assert repr(images).count("<Texture 'images[") == 3
    ready.write("sums[1]", np.arange(3, dtype=np.float32))
    assert np.array_equal(ready.read("sums[1]"), [0, 1, 2])
    assert np.array_equal(ready.read("sums[0]"), [0, 0, 0])
    assert "(8,)" in str(ready.read("rows[1]").dtype)
    assert ready.read("images[2]").shape == (2, 2, 4)
    with pytest.raises(TypeError, match=r'sums: .*; name one of its elements, as "sums\[0\]"'):
        ready.read("sums")
    with pytest.raises(KeyError, match=r"sums\[2\]: no binding .* sums\[0\], sums\[1\]"):
        ready.read("sums[2]")


WRONG: list[tuple[Mapping[str, Value], type[Exception], str]] = [
    (
        {"images": [np.zeros((2, 2), np.float32)] * 2},
        ValueError,
        r"images: binding_array<texture_2d<f32>, 3>; expected 3 elements; got 2; give one for each",
    ),
    (
        {"images": np.zeros((3, 2, 2, 4), np.uint8)},
        TypeError,
        r"expected a list of 3; got an array of the shape \(3, 2, 2, 4\); use list\(images\)",
    ),
    (
        {"images": [np.zeros((2, 2)), *[np.zeros((2, 2), np.float32)] * 2]},
        TypeError,
        r"images\[0\]: texture_2d<f32>; expected an array of .*; got float64 \(2, 2\)",
    ),
    (
        {"samplers": []},
        ValueError,
        r"samplers: binding_array<sampler>; expected at least one element; got none",
    ),
    (
        {"samplers": [np.zeros(3)]},
        TypeError,
        r"samplers\[0\]: sampler; expected a Sampler; got float64; make one with",
    ),
    (
        {"rows": [{"first": 1, "numbers": np.zeros(3)}]},
        TypeError,
        r"rows\[0\].numbers: Row; expected float32; got float64; use rows\[0\].numbers.astype",
    ),
    (
        {"sums": [np.zeros(3, np.float32), np.frombuffer(bytes(12), np.float32)]},
        ValueError,
        r"sums\[1\]: Sum; expected memory that can be written; got a read-only array; pass a copy",
    ),
]


@pytest.mark.parametrize(("changed", "kind", "message"), WRONG)
def test_what_is_wrong_is_told_by_element(
    changed: Mapping[str, Value], kind: type[Exception], message: str
) -> None:
    device = checking_device()
    run = pywgpu.kernel(SHADER, device=device)
    with pytest.raises(kind, match=message):
        run(bindings={**arguments(device), **changed}, workgroups=6)


def test_fewer_resources_are_bound_where_the_device_allows_it() -> None:
    device = checking_device("partially-bound-binding-array")
    run = pywgpu.kernel(SHADER, device=device)
    images = [np.zeros((2, 2), np.float16)]
    run(bindings={**arguments(device), "images": images}, workgroups=6)
    with pytest.raises(ValueError, match="expected 3 elements; got 4"):
        run(bindings={**arguments(device), "images": images * 4}, workgroups=6)


def test_pictures_take_lists_too() -> None:
    device = checking_device()
    images = [np.full((1, 1, 4), i, np.uint8) for i in range(5)]
    pywgpu.draw(MANY_IMAGES, (5, 1), vertices=3, device=device, images=images)
    with pytest.raises(TypeError, match=r"images: .*; expected a list of its elements"):
        pywgpu.draw(MANY_IMAGES, (5, 1), vertices=3, device=device, images=images[0])


def test_missing_features_are_named_as_request_device_takes_them() -> None:
    adapter = pywgpu.Instance(backends="noop").request_adapter()
    with pytest.raises(pywgpu.ShaderError) as caught:
        pywgpu.kernel(SHADER, device=adapter.request_device())
    text = str(caught.value)
    assert 'required_features=["texture-binding-array"]' in text
    # Storage buffers take two.
    assert '["buffer-binding-array", "storage-resource-binding-array"]' in text


def test_the_default_device_has_what_the_adapter_offers() -> None:
    adapter = pywgpu.Instance(backends="noop").request_adapter()
    assert adapter.features >= FEATURES
    assert FEATURES <= WANTED


def test_the_gpu_reads_the_right_elements() -> None:
    adapter = pywgpu.Instance().request_adapter()
    if not adapter.features >= FEATURES:
        pytest.skip(f"{adapter} has no arrays of bindings")
    device = adapter.request_device(required_features=FEATURES)
    sums = [np.zeros(3, np.float32), np.zeros(3, np.float32)]
    given = {**arguments(device), "sums": sums}
    pywgpu.kernel(SHADER, device=device)(bindings=given, workgroups=6)
    expected = [2.0 * (10 * (i % 3 + 1) + i + 1 + i % 2) for i in range(6)]
    assert np.allclose(sums, [expected[::2], expected[1::2]], atol=1e-3)
    images = [np.full((1, 1, 4), 40 * i, np.uint8) for i in range(5)]
    picture = pywgpu.draw(MANY_IMAGES, (5, 1), vertices=3, device=device, images=images)
    assert np.array_equal(picture.read()[0, :, 0], [0, 40, 80, 120, 160])
