"""The lint passes find what they are for, and leave good shaders alone."""

from __future__ import annotations

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest

import naga

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

EXAMPLES = Path(__file__).resolve().parents[3] / "naga-py" / "examples"

BAD = {
    "unused_bindings": """
        @group(0) @binding(0) var<uniform> used: vec4<f32>;
        @group(0) @binding(1) var<uniform> unused: vec4<f32>;
        @group(0) @binding(2) var<storage, read_write> only_read: array<f32>;
        @fragment fn main() -> @location(0) vec4<f32> { return used * only_read[0]; }
    """,
    "nonuniform_derivatives": """
        @group(0) @binding(0) var picture: texture_2d<f32>;
        @group(0) @binding(1) var linear: sampler;
        @fragment fn main(@location(0) uv: vec2<f32>) -> @location(0) vec4<f32> {
            if uv.x > 0.5 { return textureSample(picture, linear, uv); }
            return vec4(1.0);
        }
    """,
    "bank_conflicts": """
        var<workgroup> tile: array<array<f32, 32>, 32>;
        @compute @workgroup_size(32, 32)
        fn main(@builtin(local_invocation_id) id: vec3<u32>) { tile[id.x][id.y] = 1.0; }
    """,
    "risky_divides": """
        fn unit(v: vec3<f32>) -> vec3<f32> { return v / length(v); }
    """,
}

GOOD = {
    "unused_bindings": """
        @group(0) @binding(0) var<storage, read_write> data: array<f32>;
        @compute @workgroup_size(1) fn main() { data[0] = 1.0; }
    """,
    "nonuniform_derivatives": """
        @group(0) @binding(0) var picture: texture_2d<f32>;
        @group(0) @binding(1) var linear: sampler;
        @fragment fn main(@location(0) uv: vec2<f32>) -> @location(0) vec4<f32> {
            let color = textureSample(picture, linear, uv);
            if uv.x > 0.5 { return textureSampleLevel(picture, linear, uv, 0.0); }
            return color;
        }
    """,
    "bank_conflicts": """
        var<workgroup> tile: array<array<f32, 33>, 32>;
        @compute @workgroup_size(32, 32)
        fn main(@builtin(local_invocation_id) id: vec3<u32>) { tile[id.x][id.y] = 1.0; }
    """,
    "risky_divides": """
        fn unit(v: vec3<f32>) -> vec3<f32> { return v / max(length(v), 1e-6); }
        fn count(a: i32, b: i32) -> i32 { return a / abs(b); }
    """,
}

FINDINGS = {
    "unused_bindings": ["unused is used by no entry point", "only_read is writable and only read"],
    "nonuniform_derivatives": ["textureSample runs only where uv.x > 0.5"],
    "bank_conflicts": ["rows of tile are 128 bytes"],
    "risky_divides": ["length may be zero or denormal"],
}


def lint(name: str) -> Callable[[naga.Module], Iterator[str]]:
    """Give the pass of an example."""
    spec = spec_from_file_location(name, EXAMPLES / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    example = module_from_spec(spec)
    spec.loader.exec_module(example)
    return cast("Callable[[naga.Module], Iterator[str]]", example.lint)


def test_each_example_is_tested_and_short() -> None:
    files = {path.stem: path for path in EXAMPLES.glob("*.py")}
    assert files.keys() == BAD.keys() == GOOD.keys() == FINDINGS.keys()
    for path in files.values():
        lines = path.read_text(encoding="utf-8").splitlines()
        assert len(lines) <= 60, path.name


@pytest.mark.parametrize("name", sorted(BAD))
def test_it_finds_what_it_is_for(name: str) -> None:
    source = BAD[name]
    if name == "nonuniform_derivatives":
        source = f"diagnostic(off, derivative_uniformity);\n{source}"
    found = list(lint(name)(naga.parse_wgsl(source, path="bad.wgsl")))
    assert len(found) == len(FINDINGS[name]), found
    for line, expected in zip(found, FINDINGS[name], strict=True):
        assert line.startswith("bad.wgsl:")
        assert expected in line


@pytest.mark.parametrize("name", sorted(GOOD))
def test_it_leaves_good_shaders_alone(name: str) -> None:
    assert list(lint(name)(naga.parse_wgsl(GOOD[name]))) == []


@pytest.mark.parametrize("name", sorted(BAD))
def test_it_runs_over_every_input(name: str, shaders: list[Path]) -> None:
    check = lint(name)
    for path in shaders:
        list(check(naga.load(path)))
