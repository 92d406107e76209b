"""Instanced cubes with a depth buffer: nearer cubes hide the others whatever the order is."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from png import save

import pywgpu
from pywgpu import BufferUsages, TextureUsages

SHADER = """\
struct Instance {
    @location(1) centre: vec3<f32>,
    @location(2) color: vec3<f32>,
}
struct Corner {
    @builtin(position) place: vec4<f32>,
    @location(0) color: vec3<f32>,
}

@vertex
fn vertex(@location(0) corner: vec3<f32>, instance: Instance) -> Corner {
    // An orthographic camera that looks along +z; depth grows from 0 to 1.
    let place = instance.centre + corner * 0.2;
    return Corner(vec4(place.xy, place.z * 0.5 + 0.5, 1.0), instance.color);
}

@fragment
fn fragment(corner: Corner) -> @location(0) vec4<f32> {
    return vec4(corner.color, 1.0);
}
"""
SIDE = 200
SEED, CUBES = 7, 60


def cube() -> tuple[np.ndarray[tuple[int, int], np.dtype[np.float32]], list[int]]:
    """Eight corners and twelve triangles."""
    corners = np.array(
        [(x, y, z) for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)], dtype=np.float32
    )
    faces = [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]
    indices = [i for a, b, c, d in faces for i in (a, b, c, a, c, d)]
    return corners, indices


def main() -> None:
    """Draws, checks every pixel and saves."""
    device = pywgpu.Instance().request_adapter().request_device()
    random = np.random.default_rng(SEED)
    centres = random.uniform(-0.8, 0.8, (CUBES, 3)).astype(np.float32)
    colors = (random.integers(1, 255, (CUBES, 3)) / 255).astype(np.float32)
    corners, indices = cube()
    vertices = device.create_buffer_init(contents=corners, usage=BufferUsages.VERTEX)
    instances = device.create_buffer_init(
        contents=np.ascontiguousarray(np.hstack([centres, colors])), usage=BufferUsages.VERTEX
    )
    order = device.create_buffer_init(
        contents=np.array(indices, np.uint16), usage=BufferUsages.INDEX
    )
    module = device.create_shader_module(SHADER, label="cubes")
    pipeline = device.create_render_pipeline(
        vertex={
            "module": module,
            "buffers": [
                {
                    "array_stride": 12,
                    "attributes": [{"format": "float32x3", "shader_location": 0}],
                },
                {
                    "array_stride": 24,
                    "step_mode": "instance",
                    "attributes": [
                        {"format": "float32x3", "offset": 0, "shader_location": 1},
                        {"format": "float32x3", "offset": 12, "shader_location": 2},
                    ],
                },
            ],
        },
        depth_stencil={
            "format": "depth32float",
            "depth_write_enabled": True,
            "depth_compare": "less",
        },
        fragment={"module": module, "targets": ["rgba8unorm"]},
    )
    usage = TextureUsages.RENDER_ATTACHMENT | TextureUsages.COPY_SRC
    target = device.create_texture(size=(SIDE, SIDE), format="rgba8unorm", usage=usage)
    depth = device.create_texture(size=(SIDE, SIDE), format="depth32float", usage=usage)
    encoder = device.create_command_encoder()
    with encoder.begin_render_pass(
        color_attachments=[
            {"view": target.create_view(), "ops": {"load": {"clear": (0, 0, 0, 1)}}}
        ],
        depth_stencil_attachment={
            "view": depth.create_view(),
            "depth_ops": {"load": {"clear": 1.0}},
        },
    ) as render:
        render.set_pipeline(pipeline)
        render.set_vertex_buffer(0, vertices)
        render.set_vertex_buffer(1, instances)
        render.set_index_buffer(order, "uint16")
        render.draw_indexed(len(indices), CUBES)
    device.queue.submit([encoder.finish()])
    image = target.read().astype(np.uint8)
    depths = depth.read().astype(np.float32)

    # The same picture with NumPy: for each pixel the cube whose front is nearest.
    x = (np.arange(SIDE) + 0.5) / SIDE * 2 - 1
    y = 1 - (np.arange(SIDE) + 0.5) / SIDE * 2
    nearest = np.full((SIDE, SIDE), np.inf)
    wanted = np.zeros((SIDE, SIDE, 3))
    for centre, color in zip(centres, colors, strict=True):
        hit = (abs(x[None, :] - centre[0]) < 0.2) & (abs(y[:, None] - centre[1]) < 0.2)
        front = (centre[2] - 0.2) * 0.5 + 0.5
        # What lies before the near plane is cut off, and its back is seen.
        front = front if front >= 0 else (centre[2] + 0.2) * 0.5 + 0.5
        closer = hit & (front < nearest) & (front >= 0)
        nearest[closer] = front
        wanted[closer] = color
    same = np.abs(image[:, :, :3] / 255.0 - wanted).max(axis=2) < 0.01
    assert same.mean() > 0.99, same.mean()
    drawn = np.isfinite(nearest)
    assert np.abs(depths[drawn & same] - nearest[drawn & same]).max() < 1e-5
    assert (depths[~drawn & same] == 1.0).all()
    path = Path(sys.argv[1] if len(sys.argv) > 1 else "cubes.png")
    save(path, image)
    print(f"checked: {CUBES} cubes, colours of {same.mean():.1%} of the pixels, their depths")


if __name__ == "__main__":
    main()
