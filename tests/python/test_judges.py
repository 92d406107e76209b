"""The judges themselves: each accepts a valid file and refuses planted errors."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import judges
from judges import JUDGES, Subject
from judges.hlsl_entries import find_entries

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from judges import Judge, JudgeName

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(Path(judges.__file__).parent.parent)}


@dataclass(frozen=True, slots=True)
class Sample:
    """A valid file and what to replace in it, with what the message must then speak of."""

    extension: str
    text: str
    errors: Mapping[tuple[str, str], str]
    model: str | None = None


SAMPLES: Mapping[JudgeName, Sample] = {
    "spirv": Sample(
        ".spv",
        """\
OpCapability Shader
OpMemoryModel Logical GLSL450
OpEntryPoint GLCompute %main "main"
OpExecutionMode %main LocalSize 1 1 1
%void = OpTypeVoid
%signature = OpTypeFunction %void
%uint = OpTypeInt 32 0
%one = OpConstant %uint 1
%main = OpFunction %void None %signature
%entry = OpLabel
%sum = OpIAdd %uint %one %one
OpReturn
OpFunctionEnd
""",
        {
            ("OpCapability Shader", "OpCapability Linkage"): "capabilities",
            ("OpIAdd %uint %one %one", "OpFAdd %uint %one %one"): "FAdd",
            ("OpReturn\n", "OpReturnValue %sum\n"): "OpReturnValue",
            ("%one = OpConstant %uint 1\n", ""): "defined",
        },
    ),
    "glsl": Sample(
        ".comp",
        """\
#version 450 core
layout(local_size_x = 4) in;
layout(std430, binding = 0) buffer Data { vec4 rows[]; };
float weight(float x) { return x * 2.0; }
void main() { rows[gl_GlobalInvocationID.x] *= weight(1.0); }
""",
        {
            ("weight(1.0)", "wait(1.0)"): "wait",
            ("return x * 2.0;", "return x * 2.0"): "syntax error",
            ("local_size_x", "local_size_q"): "local_size_q",
            ("*= weight(1.0)", "= weight(1.0)"): "cannot convert",
        },
    ),
    "glsl-es": Sample(
        ".frag",
        """\
#version 300 es
precision highp float;
uniform sampler2D image;
in vec2 uv;
layout(location = 0) out vec4 colour;
void main() { colour = texture(image, uv); }
""",
        {
            ("texture(image, uv)", "texture(image, uw)"): "uw",
            ("vec2 uv", "vec3 uv"): "no matching",
            ("precision highp float;\n", ""): "precision",
            ("#version 300 es", "#version 450 core"): "version",
            ("in vec2 uv;", "buffer B { vec2 uv; };"): "buffer",
        },
    ),
    "wgsl": Sample(
        ".wgsl",
        """\
@group(0) @binding(0) var<storage, read_write> rows: array<vec4f>;
fn weight(x: f32) -> f32 { return x * 2.0; }
@compute @workgroup_size(4)
fn main(@builtin(global_invocation_id) id: vec3u) { rows[id.x] *= weight(1.0); }
""",
        {
            ("weight(1.0)", "wait(1.0)"): "wait",
            ("-> f32", "-> i32"): "return",
            ("@workgroup_size(4)", ""): "workgroup_size",
            ("read_write", "read"): "read",
        },
    ),
    "hlsl": Sample(
        ".hlsl",
        """\
RWByteAddressBuffer rows : register(u0);
Texture2D<float4> image : register(t0);
SamplerState smp : register(s0);
struct Varyings { float2 uv : LOC0; float4 position : SV_Position; };
Varyings vs(uint index : SV_VertexID)
{ Varyings v = { float2(index & 1u, index >> 1u), float4(0.0, 0.0, 0.0, 1.0) }; return v; }
float4 fs(Varyings v) : SV_Target0 { return image.Sample(smp, v.uv); }
[numthreads(4, 1, 1)]
void cs(uint3 id : SV_DispatchThreadID) { rows.Store(id.x * 4u, asuint(1.0)); }
""",
        {
            ("image.Sample(smp, v.uv)", "image.Sample(smp, v.uw)"): "uw",
            ("asuint(1.0)", "as_uint(1.0)"): "as_uint",
            ("SV_VertexID", "SV_DispatchThreadID"): "SV_DispatchThreadID",
            ("register(t0)", "register(u0)"): "register",
        },
        model="6.0",
    ),
    "msl": Sample(
        ".metal",
        """\
#include <metal_stdlib>
struct Varyings { metal::float2 uv [[user(loc0)]]; metal::float4 position [[position]]; };
vertex Varyings vs(metal::uint index [[vertex_id]])
{ return Varyings { metal::float2(index), metal::float4(0.0, 0.0, 0.0, 1.0) }; }
fragment metal::float4 fs(Varyings v [[stage_in]]
, metal::texture2d<float, metal::access::sample> image [[texture(0)]]
, metal::sampler smp [[sampler(0)]]) { return image.sample(smp, v.uv); }
kernel void cs(metal::uint3 id [[thread_position_in_grid]]
, device metal::float4* rows [[buffer(0)]], constant metal::uint& count [[buffer(1)]])
{ if (id.x < count) rows[id.x] *= 2.0; }
""",
        {
            ("image.sample(smp, v.uv)", "image.sample(smp, v.uw)"): "uw",
            ("access::sample", "access::write"): "sample",
            ("metal::float2(index)", "metal::float3(index)"): "vec",
            ("rows[id.x] *= 2.0", "count = 2"): "const",
            ("[[vertex_id]]", "[[vertex_ident]]"): "vertex_ident",
            ("[[buffer(1)]]", "[[buffer(0)]]"): "two parameters",
            ("[[buffer(1)]]", "[[user(fake0)]]"): "placeholder",
        },
    ),
}


def write(folder: Path, sample: Sample, text: str) -> Path:
    """Write a sample; SPIR-V is assembled by the assembler that comes with its judge."""
    path = folder / f"sample{sample.extension}"
    if sample.extension == ".spv":
        command = ["spirv-as", "--target-env", "vulkan1.3", "-o", str(path), "-"]
        subprocess.run(command, input=text.encode(), check=True)
    else:
        path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", JUDGES)
def test_a_judge_tells_valid_from_invalid(
    name: JudgeName, judge_of: Callable[[JudgeName], Judge], tmp_path: Path
) -> None:
    judge, sample = judge_of(name), SAMPLES[name]
    texts = [sample.text, *(sample.text.replace(*change) for change in sample.errors), sample.text]
    assert texts.count(sample.text) == 2, "an error was not planted"
    subjects: list[Subject] = []
    for index, text in enumerate(texts):
        folder = tmp_path / str(index)
        folder.mkdir()
        subjects.append(Subject(write(folder, sample, text), model=sample.model))
    first, *spoilt, last = judge.judge(subjects, 2)
    assert [first.verdict, last.verdict] == ["valid", "valid"], (first.message, last.message)
    assert [judgement.path for judgement in (first, *spoilt, last)] == [s.path for s in subjects]
    for judgement, part in zip(spoilt, sample.errors.values(), strict=True):
        assert judgement.verdict == "invalid", judgement.path.read_bytes()
        assert part in judgement.message


def test_spirv_that_only_vulkan_refuses_is_valid_with_a_remark(
    judge_of: Callable[[JudgeName], Judge], tmp_path: Path
) -> None:
    judge, sample = judge_of("spirv"), SAMPLES["spirv"]
    text = sample.text.replace("OpExecutionMode %main LocalSize 1 1 1\n", "")
    (judgement,) = judge.judge([Subject(write(tmp_path, sample, text))], 1)
    assert judgement.verdict == "valid"
    assert "LocalSize" in judgement.message


def test_webgl_links_a_pair(judge_of: Callable[[JudgeName], Judge], tmp_path: Path) -> None:
    judge = judge_of("glsl-es")
    fragment = write(tmp_path, SAMPLES["glsl-es"], SAMPLES["glsl-es"].text)
    body = "void main() { uv = vec2(0.0); gl_Position = vec4(uv, 0.0, 1.0); }\n"
    vertex = f"#version 300 es\nout vec2 uv;\n{body}"
    good, bad = tmp_path / "good.vert", tmp_path / "bad.vert"
    good.write_text(vertex, encoding="utf-8")
    bad.write_text(vertex.replace("uv", "other"), encoding="utf-8")
    subjects = [Subject(good, partner=fragment), Subject(bad, partner=fragment), Subject(bad)]
    judgements = judge.judge(subjects, 1)
    assert [judgement.verdict for judgement in judgements] == ["valid", "invalid", "valid"]
    assert "link" in judgements[1].message


def test_hlsl_is_judged_at_the_model_it_was_emitted_for(
    judge_of: Callable[[JudgeName], Judge], tmp_path: Path
) -> None:
    """The model counts: 64-bit atomics need 6.6; packed dot products need 6.4.

    Only DXIL validation sees the latter; where they are allowed, this DXC cannot validate them.
    """
    judge = judge_of("hlsl")
    atomic, dot = tmp_path / "atomic.hlsl", tmp_path / "dot.hlsl"
    head = "RWByteAddressBuffer b : register(u0);\n[numthreads(1, 1, 1)] void cs() "
    atomic.write_text(head + "{ uint64_t o; b.InterlockedAdd64(0, 1, o); }", encoding="utf-8")
    dot.write_text(head + "{ b.Store(0, dot4add_u8packed(b.Load(4), 1, 0)); }", encoding="utf-8")
    subjects = [Subject(path, model=model) for path in (atomic, dot) for model in ("6.0", "6.6")]
    judgements = judge.judge(subjects, 2)
    assert [judgement.verdict for judgement in judgements] == ["invalid", "valid"] * 2
    assert "not validated" in judgements[3].message


@pytest.mark.parametrize(("name", "extension"), [("hlsl", ".hlsl"), ("msl", ".metal")])
def test_a_file_without_entry_points_is_not_called_valid(
    name: JudgeName, extension: str, judge_of: Callable[[JudgeName], Judge], tmp_path: Path
) -> None:
    path = tmp_path / f"empty{extension}"
    path.write_text("float twice(float x) { return x * 2.0; }\n", encoding="utf-8")
    (judgement,) = judge_of(name).judge([Subject(path)], 1)
    assert judgement.verdict == "unjudged"


def test_entry_points_of_hlsl_are_found() -> None:
    found = [str(entry) for entry in find_entries(SAMPLES["hlsl"].text)]
    assert found == ["vertex:vs", "fragment:fs", "compute:cs"]


def test_mesh_and_task_stages_of_hlsl_are_found_and_not_what_they_call() -> None:
    text = """
void _main(uint lane : SV_GroupIndex) { }
[numthreads(32, 1, 1)]
[outputtopology("triangle")]
void build(uint lane : SV_GroupIndex, out indices uint3 faces[1]) {
    _main(lane);
}
[numthreads(1, 1, 1)]
void amplify(uint lane : SV_GroupIndex) {
    DispatchMesh(1, 1, 1, payload);
}
[numthreads(1, 1, 1)]
void sum(uint lane : SV_GroupIndex) {
}
"""
    found = [str(entry) for entry in find_entries(text)]
    assert found == ["mesh:build", "task:amplify", "compute:sum"]


def test_the_command_line_has_one_verdict_a_file(
    judge_of: Callable[[JudgeName], Judge], tmp_path: Path
) -> None:
    judge_of("glsl")
    sample = SAMPLES["glsl"]
    good, bad = tmp_path / "good.comp", tmp_path / "bad.comp"
    good.write_text(sample.text, encoding="utf-8")
    bad.write_text("#version 450\nvoid main() { wait(); }\n", encoding="utf-8")

    def ask(*arguments: str | Path) -> tuple[int, list[str]]:
        command = [sys.executable, "-m", "judges", *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=ENVIRONMENT)
        return done.returncode, done.stdout.splitlines()

    assert ask("glsl", good) == (0, [f"valid {good}"])
    status, lines = ask("glsl", good, bad)
    assert status == 1
    assert lines[0] == f"valid {good}"
    assert lines[1].startswith(f"invalid {bad}: ")
    assert ask("glsl")[0] == 2
    assert ask("glsl", tmp_path / "none.comp")[0] == 2
