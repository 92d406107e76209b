"""Boids: simulates a flock on the GPU, draws it, and compares the flock with NumPy's."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from png import save

import pywgpu
from pywgpu import BufferUsages, TextureUsages

if TYPE_CHECKING:
    from numpy.typing import NDArray

SIMULATION = """\
struct Bird { place: vec2<f32>, speed: vec2<f32> }

@group(0) @binding(0) var<storage, read> before: array<Bird>;
@group(0) @binding(1) var<storage, read_write> after: array<Bird>;

const NEAR = 0.1;
const CLOSE = 0.025;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    if id.x >= arrayLength(&before) {
        return;
    }
    var bird = before[id.x];
    var centre = vec2<f32>();
    var apart = vec2<f32>();
    var speed = vec2<f32>();
    var count = 0.0;
    for (var i = 0u; i < arrayLength(&before); i++) {
        if i == id.x {
            continue;
        }
        let other = before[i];
        let way = other.place - bird.place;
        let distance = dot(way, way);
        if distance < NEAR * NEAR {
            centre += other.place;
            speed += other.speed;
            count += 1.0;
        }
        if distance < CLOSE * CLOSE {
            apart -= way;
        }
    }
    if count > 0.0 {
        bird.speed += (centre / count - bird.place) * 0.02 + speed / count * 0.005;
    }
    bird.speed += apart * 0.05;
    bird.speed = normalize(bird.speed) * clamp(length(bird.speed), 0.0, 0.1);
    bird.place += bird.speed * 0.04;
    // Who flies out comes back on the other side.
    bird.place = bird.place - 2.0 * floor((bird.place + 1.0) * 0.5);
    after[id.x] = bird;
}
"""
DRAWING = """\
@vertex
fn vertex(
    @builtin(vertex_index) corner: u32,
    @location(0) place: vec2<f32>,
    @location(1) speed: vec2<f32>,
) -> @builtin(position) vec4<f32> {
    let shape = array(vec2(0.03, 0.0), vec2(-0.01, 0.01), vec2(-0.01, -0.01));
    let ahead = normalize(speed);
    let turned = mat2x2(ahead, vec2(-ahead.y, ahead.x)) * shape[corner];
    return vec4(place + turned, 0.0, 1.0);
}

@fragment
fn fragment() -> @location(0) vec4<f32> {
    return vec4(1.0, 0.8, 0.2, 1.0);
}
"""
BIRDS, STEPS, SIDE = 300, 20, 256


def step(birds: NDArray[np.float32]) -> NDArray[np.float32]:
    """One step with NumPy, in float32 as on the GPU."""
    place, speed = birds[:, :2], birds[:, 2:]
    way = np.subtract(place[None], place[:, None])
    distance = np.einsum("ijk,ijk->ij", way, way)
    others = ~np.eye(BIRDS, dtype=bool)
    near = np.asarray((distance < np.float32(0.1) ** 2) & others, np.float32)
    close = np.asarray((distance < np.float32(0.025) ** 2) & others, np.float32)
    count = np.einsum("ij->i", near)[:, None]
    some = np.maximum(count, np.float32(1))
    centre = np.einsum("ij,jk->ik", near, place) / some
    common = np.einsum("ij,jk->ik", near, speed) / some
    pull = np.subtract(centre, place) * np.float32(0.02) + common * np.float32(0.005)
    push = np.einsum("ij,ijk->ik", close, way) * np.float32(0.05)
    turned = np.add(speed, np.where(count > 0, pull, np.float32(0))) - push
    length = np.sqrt(np.einsum("ij,ij->i", turned, turned))[:, None]
    flown = turned / length * np.minimum(length, np.float32(0.1))
    moved = np.add(place, flown * np.float32(0.04))
    inside = moved - 2 * np.floor((moved + 1) * np.float32(0.5))
    return np.asarray(np.hstack([inside, flown]), np.float32)


def main() -> None:
    """Simulates, checks each step, draws and saves."""
    device = pywgpu.Instance().request_adapter().request_device()
    random = np.random.default_rng(6)
    birds = random.uniform(-1, 1, (BIRDS, 4)).astype(np.float32)
    birds[:, 2:] *= np.float32(0.1)
    usage = BufferUsages.STORAGE | BufferUsages.VERTEX | BufferUsages.COPY_SRC
    flocks = [device.create_buffer_init(contents=birds, usage=usage) for _ in range(2)]
    simulation = device.create_compute_pipeline(module=device.create_shader_module(SIMULATION))
    groups = [
        device.create_bind_group(
            layout=simulation, entries={"before": flocks[n], "after": flocks[1 - n]}
        )
        for n in range(2)
    ]
    worst = 0.0
    for number in range(STEPS):
        encoder = device.create_command_encoder()
        with encoder.begin_compute_pass() as compute:
            compute.set_pipeline(simulation)
            compute.set_bind_group(0, groups[number % 2])
            compute.dispatch_workgroups(-(-BIRDS // 64))
        device.queue.submit([encoder.finish()])
        wanted = step(birds)
        # From here on with the GPU's numbers: a flock is chaotic.
        birds = flocks[1 - number % 2].read(np.float32, (BIRDS, 4))
        # A bird at the edge of somebody's sight may be seen by one and not by the other.
        worst = max(worst, float(np.quantile(np.abs(birds - wanted), 0.99)))
    assert worst < 1e-4, worst

    module = device.create_shader_module(DRAWING)
    attributes = [
        {"format": "float32x2", "offset": 0, "shader_location": 0},
        {"format": "float32x2", "offset": 8, "shader_location": 1},
    ]
    drawing = device.create_render_pipeline(
        vertex={
            "module": module,
            "buffers": [{"array_stride": 16, "step_mode": "instance", "attributes": attributes}],
        },
        fragment={"module": module, "targets": ["rgba8unorm"]},
    )
    target = device.create_texture(
        size=(SIDE, SIDE),
        format="rgba8unorm",
        usage=TextureUsages.RENDER_ATTACHMENT | TextureUsages.COPY_SRC,
    )
    encoder = device.create_command_encoder()
    attachment = {"view": target.create_view(), "ops": {"load": {"clear": (0.05, 0.05, 0.2, 1)}}}
    with encoder.begin_render_pass(color_attachments=[attachment]) as render:
        render.set_pipeline(drawing)
        render.set_vertex_buffer(0, flocks[STEPS % 2])
        render.draw(3, BIRDS)
    device.queue.submit([encoder.finish()])
    image = target.read()
    columns = ((birds[:, 0] + 1) / 2 * SIDE).astype(int).clip(0, SIDE - 1)
    rows = ((1 - birds[:, 1]) / 2 * SIDE).astype(int).clip(0, SIDE - 1)
    seen = (image[rows, columns, 0] == 255).mean()
    assert seen > 0.9, seen
    path = Path(sys.argv[1] if len(sys.argv) > 1 else "boids.png")
    save(path, image.astype(np.uint8))
    print(f"checked: {STEPS} steps of {BIRDS} birds within {worst:.1e}; {seen:.0%} of them drawn")


if __name__ == "__main__":
    main()
