"""The package as a whole: its types are wgpu's, and whoever checks types is content."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, cast, get_args

import pytest
import tomli

import pywgpu
from pywgpu import types
from pywgpu._pywgpu import _enum_sets, _flag_sets, _limit_names
from pywgpu.types import formats

if TYPE_CHECKING:
    from enum import IntFlag

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGE = ROOT / "pywgpu-py"
SYMBOLS = 2_000


def run(*command: str, folder: Path = ROOT) -> str:
    """The output of a command that must succeed."""
    environment = {**os.environ, "PYTHONPATH": str(PACKAGE / "python")}
    result = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, env=environment
    )
    assert result.returncode == 0, (result.stdout + result.stderr)[-3000:]
    return result.stdout


def test_types_are_as_generated() -> None:
    run(sys.executable, "-m", "generate", "--check", folder=PACKAGE)


def test_stub_is_as_the_module() -> None:
    allowed = ["--allowlist", str(PACKAGE / "stubtest-allowed.txt"), "--ignore-unused-allowlist"]
    run(sys.executable, "-m", "mypy.stubtest", "pywgpu._pywgpu", *allowed)


def test_every_symbol_has_a_type() -> None:
    program = Path(sys.executable).with_name("pyright")
    command = [str(program), "--ignoreexternal", "--outputjson", "--verifytypes", "pywgpu"]
    report = json.loads(run(*command))["typeCompleteness"]
    assert report["completenessScore"] == 1
    counts = report["exportedSymbolCounts"]
    assert counts["withKnownType"] >= SYMBOLS
    assert counts["withUnknownType"] == counts["withAmbiguousType"] == 0


def test_little_is_imported() -> None:
    code = (
        "import sys, pywgpu; heavy = {'pydantic', 'numpy', 'asyncio', 'typing_extensions'};"
        "assert not heavy & {name.partition('.')[0] for name in sys.modules}"
    )
    run(sys.executable, "-c", code)


def test_enums_are_those_of_the_runtime() -> None:
    sets = _enum_sets()
    assert len(sets) > 30
    for name, values in sets:
        assert set(get_args(getattr(types, name))) == set(values), name


def test_flags_are_those_of_the_runtime() -> None:
    sets = dict(_flag_sets())
    for name, members in sets.items():
        flags = cast("type[IntFlag]", getattr(types, name))
        assert {n: int(member) for n, member in flags.__members__.items()} == dict(members), name
    assert len(sets) >= 12


def test_limits_are_those_of_the_runtime() -> None:
    assert set(types.Limits.model_fields) == set(_limit_names())


def test_default_limits_are_wgpu_s() -> None:
    adapter = pywgpu.Instance(backends="NOOP").request_adapter()
    device = adapter.request_device(required_limits={})
    ours = adapter.request_device(required_limits=types.Limits())
    assert ours.limits == types.Limits().to_dict() | {}
    assert set(device.limits) == set(ours.limits)


def test_texture_formats() -> None:
    # Sizes and blocks by the tables of the WebGPU specification.
    assert formats.block_copy_size("rgba8unorm-srgb") == 4
    assert formats.block_copy_size("rgba32float") == 16
    assert formats.block_copy_size("depth24plus") is None
    assert formats.block_copy_size("depth32float-stencil8") is None
    assert formats.block_copy_size("depth32float-stencil8", "stencil-only") == 1
    assert formats.block_dimensions("bc7-rgba-unorm") == (4, 4)
    assert formats.block_dimensions("astc-10x6-unorm") == (10, 6)
    assert formats.components("rg11b10ufloat") == 3
    assert formats.channels("rg8unorm") == types.TextureChannel.RG
    assert formats.aspect_specific_format("depth24plus-stencil8", "stencil-only") == "stencil8"
    assert formats.aspect_specific_format("r8unorm", "depth-only") is None
    assert formats.is_depth_stencil_component("stencil8", "depth24plus-stencil8")
    assert formats.is_combined_depth_stencil_format("depth32float-stencil8")
    assert not formats.is_combined_depth_stencil_format("depth16unorm")
    assert formats.is_depth_stencil_format("depth16unorm")
    assert formats.sample_type("r32float") == "unfilterable-float"
    filterable = types.Features.FLOAT32_FILTERABLE
    assert formats.sample_type("r32float", None, filterable) == "float"
    assert formats.sample_type("rgba8uint") == "uint"
    assert formats.sample_type("depth24plus-stencil8", "depth-only") == "depth"
    assert formats.required_features("bc1-rgba-unorm") == types.Features.TEXTURE_COMPRESSION_BC
    assert formats.remove_srgb_suffix("bgra8unorm-srgb") == "bgra8unorm"
    assert formats.add_srgb_suffix("r8unorm") == "r8unorm"
    assert formats.planes("nv12") == 2
    assert formats.subsampling_factors("nv12", 1) == (2, 2)
    with pytest.raises(ValueError, match="plane must be below 2 for nv12; got 2"):
        formats.subsampling_factors("nv12", 2)
    usages, flags = formats.guaranteed_format_features("rgba8unorm")
    assert types.TextureUsages.STORAGE_BINDING in usages
    assert types.TextureFormatFeatureFlags.FILTERABLE in flags
    assert formats.theoretical_memory_footprint("rgba8unorm", 10, 10, 3) == 1200
    assert formats.to_storage_format("rgba16float") == "rgba16float"
    assert formats.to_storage_format("depth16unorm") is None
    assert formats.from_storage_format("rg32uint") == "rg32uint"
    with pytest.raises(ValueError, match="there is no storage format 'rgb8unorm'"):
        formats.from_storage_format("rgb8unorm")


@pytest.mark.parametrize("name", get_args(types.TextureFormat))
def test_every_texture_format(name: types.TextureFormat) -> None:
    info = formats.texture_format(name)
    assert info.has_color_aspect or formats.is_depth_stencil_format(name) or info.planes
    assert info.is_compressed == (info.block_dimensions != (1, 1))
    assert formats.remove_srgb_suffix(formats.add_srgb_suffix(name)) == info.remove_srgb_suffix
    assert info.is_srgb == name.endswith("srgb")
    assert info.is_astc == name.startswith("astc")


@pytest.mark.parametrize("name", get_args(types.VertexFormat))
def test_every_vertex_format(name: types.VertexFormat) -> None:
    # The name tells the size: a type of so many bits, and how many of them.
    info = formats.vertex_format(name)
    match = re.match(r"[a-z]+(\d+)(?:x(\d))?", name)
    assert match is not None
    packed = name == "unorm10-10-10-2"
    assert info.size == (4 if packed else int(match[1]) * int(match[2] or 1) // 8)


def test_small_functions() -> None:
    assert formats.byte_size("uint16") == 2
    assert formats.compatible_texture_dimension("cube-array") == "2d"
    assert formats.from_plane(1) == "plane1"
    assert formats.from_plane(3) is None
    assert formats.to_plane("plane2") == 2
    assert formats.to_plane("all") is None
    assert formats.ref_second_blend_source("one-minus-src1-alpha")
    assert not formats.needs_ref_value("always")
    assert formats.is_strip("line-strip")
    assert formats.is_triangles("triangle-strip")
    assert formats.to_color_spaces("display-p3") == types.SurfaceColorSpaces.DISPLAY_P3
    assert formats.to_color_spaces("auto") is None
    assert formats.is_hdr("bt2100-pq")
    assert formats.is_queue_empty("queue-empty")
    assert formats.wait_finished("wait-succeeded")


def test_exceptions_have_reasons() -> None:
    content = tomli.loads((PACKAGE / "exceptions.toml").read_text(encoding="utf-8"))
    for entry in (*content["omit"], *content["rename"]):
        assert len(entry["reason"]) > 10, entry["name"]
    for entry in content["rename"]:
        thing: object = pywgpu
        for part in entry["python"].split("."):
            thing = getattr(thing, part, None) or getattr(types, part, None)
        assert thing is not None, entry["python"]
