"""Random programs of fixed seeds mean the same after translations; `fuzz/README.md` has more."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pytest

import pywgpu
from meaning import Tools
from programs import glsl, wgsl
from pywgpu import BufferUsages

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

# Programs with immediates would need a feature that not every device has.
MAKE = {"wgsl": wgsl.make, "comp": glsl.make}
CASES = [
    (extension, seed)
    for extension, make in MAKE.items()
    for seed in range(40, 52)
    if "push_constant" not in make(seed)
]
KINDS = ("read-only-storage", "storage", "uniform", "read-only-storage", "storage", "storage")
# What programs use beyond what every device has; the software adapter of the tests has all of it.
FEATURES = {
    "passthrough-shaders",
    "shader-f16",
    "shader-f64",
    "shader-i16",
    "shader-int64",
    "subgroup",
}
WORDS = 4096


def contents(binding: int, results: int) -> NDArray[np.uint32]:
    """What a program finds: integers of all sizes, whole 64ths where floats may be, or nothing."""
    if binding == 0:
        return np.array([i * 2654435761 % 2**32 >> i % 29 for i in range(1, 65)], np.uint32)
    if binding == 1:
        return np.zeros(results, np.uint32)
    if binding in (4, 5):
        return np.zeros(WORDS, np.uint32)
    floats = np.array([(i * 37 % 513 - 256) / 64 for i in range(WORDS)], np.float32)
    return np.frombuffer(floats, np.uint32)


def run(device: pywgpu.Device, module: pywgpu.ShaderModule, results: int) -> list[int]:
    """What a program leaves."""
    layout = device.create_bind_group_layout(
        entries=[
            {
                "binding": binding,
                "visibility": pywgpu.ShaderStages.COMPUTE,
                "ty": {"kind": "buffer", "ty": kind},
            }
            for binding, kind in enumerate(KINDS)
        ]
    )
    pipeline = device.create_compute_pipeline(
        layout=device.create_pipeline_layout(bind_group_layouts=[layout]),
        module=module,
        entry_point="main",
    )
    buffers = [
        device.create_buffer_init(
            contents=contents(binding, results),
            usage=(BufferUsages.UNIFORM if kind == "uniform" else BufferUsages.STORAGE)
            | BufferUsages.COPY_SRC,
        )
        for binding, kind in enumerate(KINDS)
    ]
    group = device.create_bind_group(
        layout=layout,
        entries=[{"binding": at, "resource": buffer} for at, buffer in enumerate(buffers)],
    )
    encoder = device.create_command_encoder()
    with encoder.begin_compute_pass() as compute:
        compute.set_pipeline(pipeline)
        compute.set_bind_group(0, group)
        compute.dispatch_workgroups(1)
    device.queue.submit([encoder.finish()])
    return np.frombuffer(buffers[1].read(), np.uint32).tolist()


@pytest.fixture(scope="module")
def device(adapter: pywgpu.Adapter) -> pywgpu.Device:
    features = FEATURES & adapter.features
    return adapter.request_device(label="random programs", required_features=features)


def test_seeds_are_programs() -> None:
    assert len(CASES) >= 8
    assert wgsl.make(1) == wgsl.make(1) != wgsl.make(2)
    assert glsl.make(1) == glsl.make(1) != glsl.make(2)


@pytest.mark.parametrize(("extension", "seed"), CASES)
def test_same_meaning(
    device: pywgpu.Device, program: Path, tmp_path: Path, extension: str, seed: int
) -> None:
    tools = Tools(program, tmp_path)
    source = tmp_path / f"{seed}.{extension}"
    source.write_text(MAKE[extension](seed), encoding="utf-8")
    found = re.search(r"\bleft(?:: array<u32, |\[)(\d+)", source.read_text(encoding="utf-8"))
    assert found
    results = int(found[1])
    if extension == "comp":
        # No part of naga is involved.
        given = device.create_shader_module_passthrough(
            label=source.name,
            entry_points=[("main", (8, 1, 1))],
            spirv=tools.glslang(source).read_bytes(),
        )
    else:
        given = device.create_shader_module(source.read_text(encoding="utf-8"))
    wanted = run(device, given, results)
    assert 77 in wanted
    spirv = tools.translate(source, "spirv")
    for path in (tools.translate(source, "wgsl"), spirv, tools.translate(spirv, "wgsl")):
        text = path.read_bytes() if path.suffix == ".spv" else path.read_text(encoding="utf-8")
        module = device.create_shader_module(text, label=path.name)
        assert run(device, module, results) == wanted, path.name
