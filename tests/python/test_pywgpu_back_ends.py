"""Each back end that is here runs kernels and draws, chosen by argument or by environment."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest

import pywgpu
from pywgpu import hal

if TYPE_CHECKING:
    from pathlib import Path

    from pywgpu.types.enums import Backend

DOUBLE = """
@group(0) @binding(0) var<storage, read_write> x: array<f32>;
@compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3u) {
    if id.x < arrayLength(&x) { x[id.x] *= 2.0; }
}
"""
HALF = """
@vertex fn vs(@builtin(vertex_index) i: u32) -> @builtin(position) vec4f {
    return vec4f(f32(i & 1u) * 4.0 - 1.0, f32(i >> 1u) * 4.0 - 1.0, 0.0, 1.0);
}
@fragment fn fs(@builtin(position) at: vec4f) -> @location(0) vec4f {
    return select(vec4f(1.0, 0.0, 0.0, 1.0), vec4f(0.0, 0.0, 1.0, 1.0), at.y < 4.0);
}
"""
BACK_ENDS: tuple[Backend, ...] = ("vulkan", "gl")


def device_of(back_end: Backend) -> pywgpu.Device:
    """A device of a back end; the tests of CI have all of them."""
    try:
        return pywgpu.Instance(backends=back_end.upper()).request_adapter().request_device()
    except pywgpu.GPUError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(error))


@pytest.mark.parametrize("back_end", BACK_ENDS)
def test_a_kernel_runs(back_end: Backend) -> None:
    device = device_of(back_end)
    assert device.adapter_info["backend"] == back_end
    x = np.arange(1000, dtype=np.float32)
    pywgpu.kernel(DOUBLE, device=device)(x=x)
    assert np.array_equal(x, np.arange(1000) * 2)


@pytest.mark.parametrize("back_end", BACK_ENDS)
def test_a_picture_is_the_right_way_up(back_end: Backend) -> None:
    image = pywgpu.draw(HALF, (6, 8), vertices=3, device=device_of(back_end)).read()
    assert (image[:4] == (0, 0, 255, 255)).all()
    assert (image[4:] == (255, 0, 0, 255)).all()


@pytest.mark.parametrize("back_end", BACK_ENDS)
def test_textures_come_back(back_end: Backend) -> None:
    device = device_of(back_end)
    texture = device.create_texture(
        size=(7, 5, 3), format="rgba8unorm", usage="COPY_SRC | COPY_DST | TEXTURE_BINDING"
    )
    content = np.random.default_rng(2).integers(0, 255, (3, 5, 7, 4), dtype=np.uint8)
    texture.write(content)
    assert np.array_equal(texture.read(), content)


@pytest.mark.parametrize("back_end", BACK_ENDS)
def test_an_adapter_tells_what_it_has(back_end: Backend) -> None:
    device_of(back_end)
    (adapter, *_) = hal.enumerate_adapters(getattr(pywgpu.Backends, back_end.upper()))
    assert adapter.info["backend"] == back_end
    assert adapter.limits["max_bind_groups"] >= 4
    assert all(isinstance(name, str) for name in adapter.features)


@pytest.mark.parametrize("back_end", [*BACK_ENDS, "noop"])
def test_the_environment_chooses(back_end: Backend, tmp_path: Path) -> None:
    if back_end != "noop":
        device_of(back_end)
    code = "import pywgpu; print(pywgpu.default_device().adapter_info['backend'])"
    environment = {**os.environ, "WGPU_BACKEND": back_end}
    result = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert result.stdout.strip() == back_end, result.stderr


def test_the_environment_chooses_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    here = pywgpu.Instance().request_adapter()
    monkeypatch.setenv("WGPU_ADAPTER_NAME", here.info["name"][:8].upper())
    assert pywgpu.Instance().request_adapter().info["name"] == here.info["name"]
    monkeypatch.setenv("WGPU_ADAPTER_NAME", "no such card")
    with pytest.raises(pywgpu.GPUError, match="no such card"):
        pywgpu.Instance().request_adapter()


OLD_GL = """
import sys
import numpy as np
import pywgpu

try:
    pywgpu.Instance(backends="GL").request_adapter().request_device()
except pywgpu.GPUError as error:
    print(error)
device = pywgpu.Instance(backends="GL", flags=0).request_adapter().request_device()
image = pywgpu.draw(sys.argv[1], (6, 8), vertices=3, device=device).read()
assert (image[:4] == (0, 0, 255, 255)).all()
assert (image[4:] == (255, 0, 0, 255)).all()
"""


def test_a_gl_context_without_the_check_of_indirect_calls_is_told_and_draws(
    tmp_path: Path,
) -> None:
    """NVIDIA's drivers give such a context: OpenGL 3.3 with compute shaders as an extension."""
    device_of("gl")
    old = {"MESA_GL_VERSION_OVERRIDE": "3.3", "MESA_GLSL_VERSION_OVERRIDE": "330"}
    result = subprocess.run(
        [sys.executable, "-c", OLD_GL, HALF],
        cwd=tmp_path,
        env={**os.environ, **old},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert "3.3 (Core Profile)" in result.stdout
    assert "flags=0" in result.stdout
