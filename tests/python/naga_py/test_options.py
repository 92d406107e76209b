"""Every option of the toolchain is a keyword of some function, and has its effect."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_type_hints

import pytest

import naga
from naga import options

DOCUMENTED = Path(__file__).resolve().parents[3] / "docs" / "options.md"

KEYWORDS = {
    name: set(get_type_hints(getattr(options, name)))
    for name in options.__all__
    if name.endswith("Options")
}


def test_every_option_is_a_keyword() -> None:
    fields = re.findall(r"<br>`(\w+)\.(\w+)`", DOCUMENTED.read_text(encoding="utf-8"))
    assert len(fields) > 70
    everything = set[str]().union(*KEYWORDS.values())
    missing = [
        f"{section}.{name}"
        for section, name in fields
        if name not in everything and f"{section}_{name}" not in everything
    ]
    assert missing == []


def test_keywords_change_what_is_written() -> None:
    module = naga.parse_wgsl("""
        override size: u32 = 4;
        @group(0) @binding(0) var<storage, read_write> data: array<u32>;
        @compute @workgroup_size(size) fn main(@builtin(local_invocation_index) i: u32) {
            data[i] = data[i] / size;
        }
        @compute @workgroup_size(1) fn other() {}
    """)
    plain = module.to_msl()
    assert module.to_msl(lang_version="3.0").version == "3.0"
    assert module.to_msl(overrides={"size": 8}) != plain
    assert [each.name for each in module.to_msl(entry_point="other").entry_points] == ["other"]
    assert module.to_msl(bounds_check_buffer="restrict").text != plain.text
    assert module.to_msl(emit_int_div_checks=False).text != plain.text
    slots = [{"group": 0, "binding": 0, "buffer": 7}]
    mapped = module.to_msl(per_entry_point_map=[{"resources": slots}])  # pyright: ignore[reportArgumentType]
    assert next(each.index for each in mapped.slots if each.name == "data") == 7
    assert module.to_spirv(lang_version="1.5", debug_info=True).data != module.to_spirv().data
    assert module.to_wgsl(explicit_types=True).text != module.to_wgsl().text
    assert module.to_glsl(entry_point="main", version="es310").text.startswith("#version 310 es")


def test_front_ends_take_theirs() -> None:
    text = "#version 450\nvoid main() { float x = SIZE; }"
    assert naga.parse_glsl(text, stage="fragment", defines={"SIZE": "2.0"}).entry_points
    assert naga.parse_glsl(text, path="a.frag", defines={"SIZE": "2.0"}).entry_points
    with pytest.raises(naga.ParseError, match="stage"):
        naga.parse_glsl(text)
    vertex = naga.parse_wgsl(
        "@vertex fn main() -> @builtin(position) vec4<f32> { return vec4(1.0); }"
    )
    words = vertex.to_spirv().data
    flipped = naga.parse_spirv(words).to_wgsl().text
    kept = naga.parse_spirv(words, adjust_coordinate_space=False).to_wgsl().text
    assert flipped != kept


def test_validation_takes_capabilities() -> None:
    module = naga.parse_wgsl("var<private> wide: f64;")
    module.validate(capabilities=["float64"])
    with pytest.raises(naga.ValidationError):
        module.validate(capabilities=[])
