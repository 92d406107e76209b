"""Hello triangle: draws into a texture, reads it back and writes `triangle.png`."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from png import save

import pywgpu
from pywgpu import TextureUsages

SHADER = """\
struct Corner {
    @builtin(position) place: vec4<f32>,
    @location(0) color: vec3<f32>,
}

@vertex
fn vertex(@builtin(vertex_index) index: u32) -> Corner {
    let places = array(vec2(0.0, 0.75), vec2(-0.75, -0.75), vec2(0.75, -0.75));
    let colors = array(vec3(1.0, 0.0, 0.0), vec3(0.0, 1.0, 0.0), vec3(0.0, 0.0, 1.0));
    return Corner(vec4(places[index], 0.0, 1.0), colors[index]);
}

@fragment
fn fragment(corner: Corner) -> @location(0) vec4<f32> {
    return vec4(corner.color, 1.0);
}
"""
SIDE = 256


def main() -> None:
    """Draws, checks and saves."""
    device = pywgpu.Instance().request_adapter().request_device()
    module = device.create_shader_module(SHADER, label="triangle")
    pipeline = device.create_render_pipeline(
        vertex={"module": module}, fragment={"module": module, "targets": ["rgba8unorm"]}
    )
    target = device.create_texture(
        size=(SIDE, SIDE),
        format="rgba8unorm",
        usage=TextureUsages.RENDER_ATTACHMENT | TextureUsages.COPY_SRC,
    )
    encoder = device.create_command_encoder()
    attachment = {"view": target.create_view(), "ops": {"load": {"clear": (0.2, 0.2, 0.2, 1.0)}}}
    with encoder.begin_render_pass(color_attachments=[attachment]) as render:
        render.set_pipeline(pipeline)
        render.draw(3)
    device.queue.submit([encoder.finish()])
    image = target.read()

    # The corners of the image are empty; inside, the three colours are a mixture of one.
    assert image.shape == (SIDE, SIDE, 4)
    assert (image[0, 0] == (51, 51, 51, 255)).all()
    inside = image[SIDE // 2, SIDE // 2, :3].astype(np.float64) / 255
    assert abs(inside.sum() - 1.0) < 0.01
    # At a point of the plane the colours are its barycentric coordinates.
    y = 1 - 2 * (SIDE // 2 + 0.5) / SIDE
    assert abs(inside[0] - (y + 0.75) / 1.5) < 0.01
    covered = (image[:, :, :3] != 51).any(axis=2).mean()
    assert abs(covered - 1.5 * 1.5 / 2 / 4) < 0.01
    path = Path(sys.argv[1] if len(sys.argv) > 1 else "triangle.png")
    save(path, image.astype(np.uint8))
    print(f"checked: background, interpolated colours, {covered:.1%} covered; wrote {path.name}")


if __name__ == "__main__":
    main()
