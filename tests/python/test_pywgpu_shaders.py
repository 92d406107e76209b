"""Shaders of several files, and the options that they are read with."""

from __future__ import annotations

import inspect
import sys
from typing import TYPE_CHECKING, cast, get_type_hints

import numpy as np
import pytest

import naga
import pywgpu
from pywgpu import BufferUsages, ShaderStages, options
from pywgpu.types import ShaderModuleDescriptor

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HALVES = """#version 450
#include "lib/half.glsl"
layout(local_size_x = 16) in;
layout(set = 0, binding = 0) buffer Data { float x[]; };
void main() { x[gl_GlobalInvocationID.x] = half_of(x[gl_GlobalInvocationID.x]); }
"""
HALF = """float half_of(float value) {
    return value * 0.5;
}
"""
WRONG = """float half_of(float value) {
    return value * wrong_name;
}
"""
HLSL = """#include "half.hlsl"
[[vk::binding(0, 0)]] RWStructuredBuffer<float> x;
[numthreads(16, 1, 1)]
void main(uint3 id : SV_DispatchThreadID) { x[id.x] = half_of(x[id.x]); }
"""
WESL = """import package::half::half_of;
@group(0) @binding(0) var<storage, read_write> x: array<f32>;
@compute @workgroup_size(16) fn main(@builtin(global_invocation_id) id: vec3u) {
    x[id.x] = half_of(x[id.x]);
}
"""
OIL = """#import tools::half::half_of
@group(0) @binding(0) var<storage, read_write> x: array<f32>;
@compute @workgroup_size(16) fn main(@builtin(global_invocation_id) id: vec3u) {
#ifdef HALVE
    x[id.x] = half_of(x[id.x]);
#endif
}
"""
HALF_WGSL = "fn half_of(value: f32) -> f32 {\n    return value * 0.5;\n}\n"


@pytest.fixture(scope="module")
def device() -> pywgpu.Device:
    return pywgpu.default_device()


def halves(kernel: pywgpu.Kernel) -> bool:
    """Whether it halves what it is given."""
    given = np.arange(16, dtype=np.float32)
    (name,) = kernel.slots
    prepared = kernel.prepare(bindings={name: given})
    prepared()
    return bool(np.array_equal(prepared.read(name), given / 2))


def placed(folder: Path, **files: str) -> None:
    """Files by name; `__` stands for a folder and `_` for a dot."""
    for name, text in files.items():
        path = folder.joinpath(*(part.replace("_", ".") for part in name.split("__")))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def test_a_file_includes_what_lies_beside_it(tmp_path: Path) -> None:
    placed(tmp_path, halves_comp=HALVES, lib__half_glsl=HALF)
    kernel = pywgpu.kernel(tmp_path / "halves.comp")
    assert halves(kernel)
    assert kernel.module.label == "halves.comp"


def test_a_text_includes_what_lies_beside_its_path(tmp_path: Path) -> None:
    placed(tmp_path, lib__half_glsl=HALF)
    assert halves(pywgpu.kernel(HALVES, path=tmp_path / "nowhere.comp"))
    assert halves(pywgpu.kernel(HALVES, path=tmp_path / "nowhere.glsl"))


def test_folders_are_searched_for_what_is_included(tmp_path: Path) -> None:
    placed(tmp_path, a__x_glsl="", b__lib__half_glsl=HALF)
    folders = [str(tmp_path / "a"), str(tmp_path / "b")]
    assert halves(pywgpu.kernel(HALVES, language="glsl", include_paths=folders))
    with pytest.raises(pywgpu.ShaderError, match=r"(?s)lib/half\.glsl.*:2:"):
        pywgpu.kernel(HALVES, language="glsl", include_paths=folders[:1])


def test_hlsl_includes_too(tmp_path: Path) -> None:
    placed(tmp_path, half_hlsl=HALF)
    folders = [str(tmp_path)]
    assert halves(pywgpu.kernel(HLSL, language="hlsl", include_paths=folders))


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere it ends the process")
def test_hlsl_on_which_its_front_end_crashes_is_an_error(
    device: pywgpu.Device, tmp_path: Path
) -> None:
    declared = "#define SUM(value) static float sum = total(value)\nfloat total(float value);\n"
    crashing = declared + "SUM(1.0);\n" + HLSL.replace("half_of(x[id.x])", "sum")
    placed(tmp_path, half_hlsl=HALF)
    folders = [str(tmp_path)]
    with pytest.raises(pywgpu.ShaderError, match="glslang crashed: SIGSEGV"):
        device.create_shader_module(
            crashing, language="hlsl", stage="compute", include_paths=folders
        )
    assert halves(pywgpu.kernel(HLSL, language="hlsl", include_paths=folders))


def test_an_error_stands_in_the_file_that_has_it(device: pywgpu.Device, tmp_path: Path) -> None:
    placed(tmp_path, lib__half_glsl=WRONG)
    with pytest.raises(pywgpu.ShaderError) as caught:
        device.create_shader_module(
            HALVES, language="glsl", stage="compute", include_paths=[str(tmp_path)]
        )
    text = str(caught.value)
    assert "half.glsl:2:20" in text
    assert "return value * wrong_name;" in text
    assert "^^^^^^^^^^" in text
    assert caught.value.diagnostics[0]["severity"] == "error"


def test_what_is_found_invalid_stands_in_the_file_that_has_it(
    device: pywgpu.Device, tmp_path: Path
) -> None:
    broken = "fn half_of(value: f32) -> f32 {\n    if value > 1.0 { return value * 0.5; }\n}\n"
    placed(tmp_path, main_wesl=WESL, half_wesl=broken)
    with pytest.raises(pywgpu.ShaderError) as caught:
        device.create_shader_module(tmp_path / "main.wesl")
    assert "half.wesl:1:" in str(caught.value)


def test_wesl_is_linked(tmp_path: Path) -> None:
    placed(tmp_path, main_wesl=WESL, half_wesl=HALF_WGSL)
    assert halves(pywgpu.kernel(tmp_path / "main.wesl"))
    assert halves(pywgpu.kernel(WESL, path=tmp_path / "text.wgsl", linker="wesl"))


def test_naga_oil_is_linked(tmp_path: Path) -> None:
    placed(tmp_path, half_wgsl="#define_import_path tools::half\n" + HALF_WGSL)
    kernel = pywgpu.kernel(
        OIL, linker="naga-oil", module_paths=[str(tmp_path)], defines={"HALVE": "true"}
    )
    assert halves(kernel)
    idle = pywgpu.kernel(OIL, linker="naga-oil", module_paths=[str(tmp_path)])
    assert not idle.slots


def test_definitions_may_be_numbers() -> None:
    source = HALVES.replace('#include "lib/half.glsl"', HALF.replace("0.5", "FACTOR"))
    assert halves(pywgpu.kernel(source, language="glsl", defines={"FACTOR": 0.5}))


def test_limits_are_options(device: pywgpu.Device) -> None:
    source = "fn f() {}\nfn g() {}\n"
    device.create_shader_module(source)
    with pytest.raises(pywgpu.ShaderError, match="declarations"):
        device.create_shader_module(source, limits_declarations=1)


def test_wrong_options_are_told(device: pywgpu.Device, tmp_path: Path) -> None:
    loose = cast("Callable[..., object]", device.create_shader_module)
    with pytest.raises(TypeError, match=r"of wgsl got an unexpected .*'include_paths'.*linker"):
        loose("fn f() {}", include_paths=[])
    with pytest.raises(ValueError, match=r"linker: expected one of .wesl., .naga-oil.; got 'ld'"):
        loose("fn f() {}", linker="ld")
    with pytest.raises(TypeError, match=r"include_paths: expected no options with a naga\.Module"):
        loose(naga.parse_wgsl("fn f() {}"), include_paths=[])
    with pytest.raises(TypeError, match="takes no options"):
        pywgpu.kernel(
            device.create_shader_module("@compute @workgroup_size(1) fn main() {}"),
            include_paths=[],
        )
    with pytest.raises(FileNotFoundError, match=r"none\.wgsl"):
        device.create_shader_module(tmp_path / "none.wgsl")
    placed(tmp_path, shader_txt="fn f() {}")
    with pytest.raises(ValueError, match=r"tells no language; there are: \.wgsl"):
        device.create_shader_module(tmp_path / "shader.txt")
    device.create_shader_module(tmp_path / "shader.txt", language="wgsl")
    (tmp_path / "latin.wgsl").write_bytes(b"// \xe9\n")
    with pytest.raises(ValueError, match="not UTF-8"):
        device.create_shader_module(tmp_path / "latin.wgsl")


def test_a_picture_comes_from_a_file(tmp_path: Path) -> None:
    placed(
        tmp_path,
        full_wgsl="""
        @vertex fn vs(@builtin(vertex_index) i: u32) -> @builtin(position) vec4f {
            return vec4f(f32(i & 1u) * 4.0 - 1.0, f32(i >> 1u) * 4.0 - 1.0, 0.0, 1.0);
        }
        @fragment fn fs() -> @location(0) vec4f { return vec4f(0.0, 1.0, 0.0, 1.0); }
        """,
    )
    image = pywgpu.draw(tmp_path / "full.wgsl", (4, 4), vertices=3).read()
    assert np.all(image == [0, 255, 0, 255])


def test_options_are_those_of_naga() -> None:
    """One definition: the classes of both packages are made of the same list."""
    own = get_type_hints(options.ShaderOptions)
    theirs = dict[str, object]()
    for kind in ("Wgsl", "Glsl", "Hlsl", "Spirv"):
        theirs |= get_type_hints(getattr(naga.options, f"Parse{kind}Options"))
    named = {"stage", "defines"}
    assert own == {name: kind for name, kind in theirs.items() if name not in named}
    assert named <= set(inspect.signature(pywgpu.kernel).parameters)


def test_a_descriptor_has_the_same_fields(device: pywgpu.Device, tmp_path: Path) -> None:
    placed(tmp_path, main_wesl=WESL, half_wesl=HALF_WGSL, lib__half_glsl=HALF)
    descriptor = ShaderModuleDescriptor(
        label="halving", source=WESL, path=str(tmp_path / "main.wesl")
    )
    module = device.create_shader_module(descriptor)
    assert module.label == "halving"
    assert device.create_shader_module(descriptor, label="other").label == "other"
    glsl = ShaderModuleDescriptor(
        source=HALVES.replace("half_of(x", "FUNCTION(x"),
        language="glsl",
        stage="compute",
        defines={"FUNCTION": "half_of"},
        path=str(tmp_path / "text"),
    )
    assert halves(pywgpu.kernel(device.create_shader_module(glsl), device=device))
    assert halves(
        pywgpu.kernel(
            device.create_shader_module(glsl.model_dump(exclude_none=True)), device=device
        )
    )


def test_a_validated_module_is_as_good(device: pywgpu.Device) -> None:
    module = naga.parse_wgsl("@compute @workgroup_size(1) fn main() {}")
    for given in (module, module.validate()):
        reflection = device.create_shader_module(given).reflect()
        assert reflection is not None


SPARSE = """
@group(0) @binding(0) var<storage, read_write> a: u32;
@group(0) @binding({}) var<storage, read_write> b: u32;
@compute @workgroup_size(1) fn main() {{
    a = 10u;
    b = 11u;
}}
"""


@pytest.mark.parametrize("second", [1, 3])
def test_spirv_that_is_passed_through_finds_its_own_bindings(
    adapter: pywgpu.Adapter, second: int
) -> None:
    """For the driver wgpu counts bindings without gaps: it would find others."""
    if "passthrough-shaders" not in adapter.features:
        pytest.skip("nothing is passed through")
    device = adapter.request_device(required_features={"passthrough-shaders"})
    words = naga.parse_wgsl(SPARSE.format(second)).validate().to_spirv().data
    module = device.create_shader_module_passthrough(
        entry_points=[("main", (1, 1, 1))], spirv=words
    )
    layout = device.create_bind_group_layout(
        entries=[
            {"binding": at, "visibility": ShaderStages.COMPUTE, "buffer": {"type": "storage"}}
            for at in (0, second)
        ]
    )
    layouts = device.create_pipeline_layout(bind_group_layouts=[layout])
    if second > 1:
        with pytest.raises(pywgpu.ValidationError, match="group 0 has no binding 1"):
            device.create_compute_pipeline(layout=layouts, module=module, entry_point="main")
        return
    pipeline = device.create_compute_pipeline(layout=layouts, module=module, entry_point="main")
    usage = BufferUsages.STORAGE | BufferUsages.COPY_SRC
    buffers = [device.create_buffer(size=4, usage=usage) for _ in range(2)]
    group = device.create_bind_group(
        layout=layout,
        entries=[
            {"binding": at, "resource": buffer}
            for at, buffer in zip((0, second), buffers, strict=True)
        ],
    )
    encoder = device.create_command_encoder()
    with encoder.begin_compute_pass() as work:
        work.set_pipeline(pipeline)
        work.set_bind_group(0, group)
        work.dispatch_workgroups(1)
    device.queue.submit([encoder.finish()])
    assert [buffer.read("uint32").tolist() for buffer in buffers] == [[10], [11]]
    with pytest.raises(pywgpu.ValidationError, match="layout"):
        device.create_compute_pipeline(layout="auto", module=module, entry_point="main")
