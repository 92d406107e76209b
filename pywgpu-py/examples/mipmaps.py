"""Fills the mip levels of a texture by halving each from the one above."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

import pywgpu
from pywgpu import TextureUsages

SIDE = 128


def main() -> None:
    """Halves and compares each level with the mean of four texels of the level above."""
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
    blitter = pywgpu.TextureBlitter(device, "rgba8unorm", sample_type="linear")
    encoder = device.create_command_encoder()
    views = [texture.create_view(base_mip_level=n, mip_level_count=1) for n in range(levels)]
    for above, below in pairwise(views):
        blitter.copy(encoder, above, below)
    device.queue.submit([encoder.finish()])

    above = image.astype(np.float64)
    worst = 0.0
    for level in range(1, levels):
        got = texture.read(mip_level=level).astype(np.float64)
        side = SIDE >> level
        wanted = above.reshape(side, 2, side, 2, 4).mean(axis=(1, 3))
        worst = max(worst, float(np.abs(got - wanted).max()))
        above = got
    # The mean is rounded to one of 256 values.
    assert worst <= 1.0, worst
    print(f"checked: {levels - 1} levels below {SIDE}x{SIDE}, off by {worst:.2f} of 255 at most")


if __name__ == "__main__":
    main()
