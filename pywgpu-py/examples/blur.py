"""Blurs an image with a Gaussian, rows first and then columns, and compares with NumPy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

import pywgpu
from pywgpu import BufferUsages, TextureUsages

if TYPE_CHECKING:
    from numpy.typing import NDArray

SHADER = """\
struct Kernel { direction: vec2<i32>, radius: i32 }

@group(0) @binding(0) var source: texture_2d<f32>;
@group(0) @binding(1) var blurred: texture_storage_2d<rgba32float, write>;
@group(0) @binding(2) var<storage, read> weights: array<f32>;
@group(0) @binding(3) var<uniform> kernel: Kernel;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let size = vec2<i32>(textureDimensions(source));
    let place = vec2<i32>(id.xy);
    if any(place >= size) {
        return;
    }
    var sum = vec4<f32>();
    for (var i = -kernel.radius; i <= kernel.radius; i++) {
        let at = clamp(place + i * kernel.direction, vec2<i32>(), size - 1);
        sum += textureLoad(source, at, 0) * weights[abs(i)];
    }
    textureStore(blurred, place, sum);
}
"""
HEIGHT, WIDTH, RADIUS, SIGMA = 67, 101, 6, 2.0


def expected(image: NDArray[np.float32], weights: NDArray[np.float32]) -> NDArray[np.float64]:
    """The same with NumPy: edges are repeated."""
    result = np.asarray(image, np.float64)
    for axis in (1, 0):
        padding = [(RADIUS, RADIUS) if a == axis else (0, 0) for a in range(3)]
        padded = np.pad(result, padding, mode="edge")
        places = np.arange(0, (HEIGHT, WIDTH)[axis], dtype=np.int64)
        total = np.zeros_like(result)
        for shift in range(2 * RADIUS + 1):
            total += np.take(padded, places + shift, axis) * weights[abs(shift - RADIUS)]
        result = total
    return result


def main() -> None:
    """Blurs and compares."""
    device = pywgpu.Instance().request_adapter().request_device()
    image = np.random.default_rng(3).random((HEIGHT, WIDTH, 4), dtype=np.float32)
    weights = np.exp(-0.5 * (np.arange(RADIUS + 1) / SIGMA) ** 2)
    weights = (weights / (2 * weights.sum() - weights[0])).astype(np.float32)
    usage = (
        TextureUsages.TEXTURE_BINDING
        | TextureUsages.STORAGE_BINDING
        | TextureUsages.COPY_SRC
        | TextureUsages.COPY_DST
    )
    textures = [
        device.create_texture(
            label=f"step {step}", size=(WIDTH, HEIGHT), format="rgba32float", usage=usage
        )
        for step in range(3)
    ]
    textures[0].write(image)
    pipeline = device.create_compute_pipeline(module=device.create_shader_module(SHADER))
    weight_buffer = device.create_buffer_init(contents=weights, usage=BufferUsages.STORAGE)
    encoder = device.create_command_encoder()
    for step, direction in enumerate(((1, 0), (0, 1))):
        kernel = np.array([*direction, RADIUS, 0], np.int32)
        group = device.create_bind_group(
            layout=pipeline,
            entries={
                "source": textures[step].create_view(),
                "blurred": textures[step + 1].create_view(),
                "weights": weight_buffer,
                "kernel": device.create_buffer_init(contents=kernel, usage=BufferUsages.UNIFORM),
            },
        )
        with encoder.begin_compute_pass() as compute:
            compute.set_pipeline(pipeline)
            compute.set_bind_group(0, group)
            compute.dispatch_workgroups(-(-WIDTH // 8), -(-HEIGHT // 8))
    device.queue.submit([encoder.finish()])
    blurred = textures[2].read().astype(np.float64)
    error = np.abs(blurred - expected(image, weights)).max()
    assert error < 1e-5, error
    print(f"checked: {WIDTH}x{HEIGHT} pixels against NumPy, off by {error:.1e} at most")


if __name__ == "__main__":
    main()
