"""Fills the mip levels of a texture: each texel is the mean of four of the level above."""

from __future__ import annotations

import numpy as np

import pywgpu
from pywgpu import TextureUsages

SHADER = """\
@group(0) @binding(0) var above: texture_2d<f32>;

@vertex
fn vertex(@builtin(vertex_index) index: u32) -> @builtin(position) vec4<f32> {
    // One triangle that covers everything.
    return vec4(f32(index & 1u) * 4.0 - 1.0, f32(index >> 1u) * 4.0 - 1.0, 0.0, 1.0);
}

@fragment
fn fragment(@builtin(position) place: vec4<f32>) -> @location(0) vec4<f32> {
    let corner = vec2<i32>(place.xy) * 2;
    let sum = textureLoad(above, corner, 0) + textureLoad(above, corner + vec2(1, 0), 0)
        + textureLoad(above, corner + vec2(0, 1), 0) + textureLoad(above, corner + 1, 0);
    return sum * 0.25;
}
"""
SIDE = 128


def main() -> None:
    """Halves, and compares each level with the mean of the level above."""
    device = pywgpu.Instance().request_adapter().request_device()
    levels = SIDE.bit_length()
    texture = device.create_texture(
        label="with levels",
        size=(SIDE, SIDE),
        format="rgba8unorm",
        mip_level_count=levels,
        usage=TextureUsages.TEXTURE_BINDING
        | TextureUsages.RENDER_ATTACHMENT
        | TextureUsages.COPY_SRC
        | TextureUsages.COPY_DST,
    )
    image = np.random.default_rng(4).integers(0, 256, (SIDE, SIDE, 4), dtype=np.uint8)
    texture.write(image)
    module = device.create_shader_module(SHADER, label="halving")
    pipeline = device.create_render_pipeline(
        vertex={"module": module}, fragment={"module": module, "targets": ["rgba8unorm"]}
    )
    views = [texture.create_view(base_mip_level=n, mip_level_count=1) for n in range(levels)]
    encoder = device.create_command_encoder()
    for level in range(1, levels):
        group = device.create_bind_group(layout=pipeline, entries={"above": views[level - 1]})
        with encoder.begin_render_pass(color_attachments=[{"view": views[level]}]) as render:
            render.set_pipeline(pipeline)
            render.set_bind_group(0, group)
            render.draw(3)
    device.queue.submit([encoder.finish()])

    above = image.astype(np.float64)
    worst = 0.0
    for level in range(1, levels):
        got = texture.read(mip_level=level).astype(np.float64)
        rows = above[0::2] + above[1::2]
        wanted = (rows[:, 0::2] + rows[:, 1::2]) / 4
        worst = max(worst, float(np.abs(got - wanted).max()))
        above = got
    # The mean is rounded to one of 256 values.
    assert worst <= 0.75, worst
    print(f"checked: {levels - 1} levels below {SIDE}x{SIDE}, off by {worst:.2f} of 255 at most")


if __name__ == "__main__":
    main()
