"""A translated shader gives the results of the one it was made from."""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
import pytest
import tomli

import pywgpu
from meaning import LANGUAGES, Program, Tools, differences, programs
from pywgpu import BufferUsages

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

PROGRAMS = programs()
STORAGE = BufferUsages.STORAGE
RESULT = BufferUsages.STORAGE | BufferUsages.COPY_SRC


class Bench:
    """Runs programs on one device."""

    def __init__(self, device: pywgpu.Device, tools: Tools) -> None:
        """Takes the device and the translators."""
        self.device = device
        self.tools = tools
        entries = [
            {
                "binding": binding,
                "visibility": pywgpu.ShaderStages.COMPUTE,
                "ty": {"kind": "buffer", "ty": kind},
            }
            for binding, kind in enumerate(("read-only-storage", "storage"))
        ]
        self.group_layout = device.create_bind_group_layout(entries=entries)
        self.layout = device.create_pipeline_layout(bind_group_layouts=[self.group_layout])

    def module(self, path: Path) -> pywgpu.ShaderModule:
        """The shader as it stands, read by pywgpu."""
        if path.suffix == ".spv":
            return self.device.create_shader_module(path.read_bytes(), label=path.name)
        return self.device.create_shader_module(path.read_text(encoding="utf-8"), label=path.name)

    def untranslated(self, path: Path) -> pywgpu.ShaderModule:
        """SPIR-V handed to the driver without a look: no part of naga is involved."""
        return self.device.create_shader_module_passthrough(
            label=path.name,
            entry_points=[("main", (64, 1, 1))],
            spirv=path.read_bytes(),
        )

    def run(self, program: Program, module: pywgpu.ShaderModule) -> NDArray[np.uint32]:
        """The results, as words."""
        device = self.device
        numbers = program.inputs(zlib.crc32(program.path.name.encode()))
        source = device.create_buffer_init(contents=numbers, usage=STORAGE)
        target = device.create_buffer(size=4 * program.results, usage=RESULT)
        # What the driver gets untouched says nothing of its bindings.
        opaque = module.reflect() is None
        pipeline = device.create_compute_pipeline(
            layout=self.layout if opaque else "auto", module=module, entry_point="main"
        )
        group = device.create_bind_group(
            layout=self.group_layout if opaque else pipeline.get_bind_group_layout(0),
            entries=[{"binding": 0, "resource": source}, {"binding": 1, "resource": target}],
        )
        encoder = device.create_command_encoder()
        with encoder.begin_compute_pass() as compute:
            compute.set_pipeline(pipeline)
            compute.set_bind_group(0, group)
            compute.dispatch_workgroups(program.groups)
        device.queue.submit([encoder.finish()])
        return np.frombuffer(target.read(), np.uint32)


@pytest.fixture(scope="module")
def bench(
    program: Path, tmp_path_factory: pytest.TempPathFactory, adapter: pywgpu.Adapter
) -> Bench:
    features = {"passthrough-shaders"} & adapter.features
    device = adapter.request_device(label="meaning", required_features=features)
    return Bench(device, Tools(program, tmp_path_factory.mktemp("meaning")))


Route = tuple[str, "Callable[[Bench, Path], pywgpu.ShaderModule]"]
# The first of each language is what the others are compared with.
ROUTES: dict[str, list[Route]] = {
    "wgsl": [
        ("as given", lambda b, p: b.module(p)),
        ("WGSL", lambda b, p: b.module(b.tools.translate(p, "wgsl"))),
        ("SPIR-V", lambda b, p: b.module(b.tools.translate(p, "spirv"))),
        ("SPIR-V, untouched", lambda b, p: b.untranslated(b.tools.translate(p, "spirv"))),
        (
            "SPIR-V to WGSL",
            lambda b, p: b.module(b.tools.translate(b.tools.translate(p, "spirv"), "wgsl")),
        ),
        ("GLSL", lambda b, p: b.module(b.tools.translate(p, "glsl"))),
        (
            "GLSL, compiled by glslang",
            lambda b, p: b.untranslated(b.tools.glslang(b.tools.translate(p, "glsl"))),
        ),
    ],
    "glsl": [
        ("compiled by glslang", lambda b, p: b.untranslated(b.tools.glslang(p))),
        ("as given", lambda b, p: b.module(p)),
        ("WGSL", lambda b, p: b.module(b.tools.translate(p, "wgsl"))),
        ("SPIR-V", lambda b, p: b.module(b.tools.translate(p, "spirv"))),
        (
            "SPIR-V to WGSL",
            lambda b, p: b.module(b.tools.translate(b.tools.translate(p, "spirv"), "wgsl")),
        ),
    ],
    "spirv": [
        ("untouched", lambda b, p: b.untranslated(b.tools.assemble(p))),
        ("as given", lambda b, p: b.module(b.tools.assemble(p))),
        ("WGSL", lambda b, p: b.module(b.tools.translate(p, "wgsl"))),
        ("SPIR-V", lambda b, p: b.module(b.tools.translate(p, "spirv"))),
        (
            "WGSL to SPIR-V",
            lambda b, p: b.module(b.tools.translate(b.tools.translate(p, "wgsl"), "spirv")),
        ),
    ],
}


def gaps() -> set[tuple[str, str]]:
    """Programs and routes that are left out; each has a reason."""
    text = Path(__file__).with_name("meaning_gaps.toml").read_text(encoding="utf-8")
    found = cast("list[dict[str, str]]", tomli.loads(text).get("gap", []))
    assert all(len(gap["reason"]) > 10 for gap in found)
    return {(gap["program"], gap["route"]) for gap in found}


GAPS = gaps()


def test_gaps_name_programs_and_routes() -> None:
    names = {case.path.name: case.language for case in PROGRAMS}
    for program, route in GAPS:
        assert route in [name for name, _ in ROUTES[names[program]][1:]]


def test_enough_programs() -> None:
    assert len(PROGRAMS) >= 40
    assert {LANGUAGES[p.path.suffix] for p in PROGRAMS} == {"wgsl", "glsl", "spirv"}


@pytest.mark.parametrize("case", PROGRAMS, ids=lambda case: case.path.name)
def test_same_meaning(bench: Bench, case: Program) -> None:
    (_, make), *others = ROUTES[case.language]
    wanted = bench.run(case, make(bench, case.path))
    # A program whose results are all alike would prove nothing.
    assert len(np.unique(wanted)) > 1
    wrong = list[str]()
    for name, route in others:
        if (case.path.name, name) in GAPS:
            continue
        got = bench.run(case, route(bench, case.path))
        difference = differences(case, wanted, got)
        if difference:
            wrong.append(f"by way of {name}: {difference}")
    assert not wrong, "\n".join(wrong)
