"""Types in memory: offsets, dtypes, packing, and what is said when something does not fit."""

from __future__ import annotations

import struct
import subprocess
import sys
from typing import TYPE_CHECKING, cast

import numpy as np
import pytest

import naga

if TYPE_CHECKING:
    from numpy.typing import NDArray

SHADER = """
enable f16;
struct Inner { a: vec3<f32>, b: f32, c: vec2<u32> }
struct Camera {
    view: mat4x4<f32>, normal: mat3x3<f32>, half: mat2x3<f32>, pos: vec3<f32>, fov: f32, flags: u32,
}
struct Lights {
    count: atomic<u32>, inner: array<Inner, 3>, dirs: array<vec3<f32>, 4>, weights: array<f32, 5>,
    tail: f32,
}
struct Halves { a: f16, b: vec3<f16>, c: mat2x2<f16> }
struct Items { n: u32, items: array<Inner> }
@group(0) @binding(0) var<uniform> camera: Camera;
@group(0) @binding(1) var<storage, read_write> lights: Lights;
@group(0) @binding(2) var<storage, read_write> items: Items;
@group(0) @binding(3) var<storage, read_write> raw: array<vec3<f32>>;
@group(0) @binding(4) var<storage> halves: Halves;
@group(0) @binding(5) var picture: texture_2d<f32>;
var<private> flag: bool;
"""


@pytest.fixture(scope="module")
def module() -> naga.Module:
    return naga.parse_wgsl(SHADER)


def unpacked(layout: naga.Layout, packed: bytes) -> dict[str, NDArray[np.float32]]:
    """Give the fields of a struct."""
    return cast("dict[str, NDArray[np.float32]]", layout.unpack(packed))


@pytest.mark.parametrize("name", ["Inner", "Camera", "Lights", "Halves"])
def test_dtypes_have_the_offsets_of_the_shader(module: naga.Module, name: str) -> None:
    layout = module.layout(name)
    declared = next(each for each in module.structs if each.name == name)
    assert layout.offsets == {each.name: each.offset for each in declared.members}
    assert layout.dtype.itemsize == layout.size == declared.size
    record = np.zeros((), layout.dtype)
    for field in layout.fields:
        record[field.name] = 1
        marked = np.flatnonzero(np.frombuffer(record.tobytes(), np.uint8))
        assert field.offset <= int(marked[0]) < field.offset + 4
        record[field.name] = 0


def test_shapes_are_those_that_the_documentation_names(module: naga.Module) -> None:
    fields = module.layout("Camera").dtype
    assert (fields["view"].shape, fields["normal"].shape, fields["half"].shape) == (
        (4, 4),
        (3, 4),
        (2, 4),
    )
    assert (fields["pos"].shape, fields["fov"].shape) == ((3,), ())
    lights = module.layout("Lights").dtype
    assert (lights["dirs"].shape, lights["weights"].shape) == ((4, 4), (5,))
    assert lights["count"] == np.dtype("<u4")
    assert module.layout("Halves").dtype["b"].base == np.dtype("<f2")


def test_packing_is_what_struct_packs(module: naga.Module) -> None:
    value = {"a": [1, 2, 3], "b": 4.5, "c": (7, 8)}
    packed = module.layout("Inner").pack(value)
    assert packed == struct.pack("<4f2I8x", 1, 2, 3, 4.5, 7, 8)
    again = unpacked(module.layout("Inner"), packed)
    assert again["a"].tolist() == [1, 2, 3]
    assert again["b"] == 4.5


def test_matrices_are_packed_by_columns(module: naga.Module) -> None:
    layout = module.layout("Camera", space="uniform")
    value = {
        "view": np.eye(4),
        "normal": [[0, 1, 2], [3, 4, 5], [6, 7, 8]],
        "half": np.zeros((2, 3)),
        "pos": (1, 2, 3),
        "fov": 1.5,
        "flags": 9,
    }
    packed = layout.pack(value)
    words = np.frombuffer(packed, "<f4")
    assert words[16:28].tolist() == [0, 1, 2, 0, 3, 4, 5, 0, 6, 7, 8, 0]
    again = unpacked(layout, packed)
    assert again["normal"].tolist() == value["normal"]
    record = np.frombuffer(packed, layout.dtype)[0]
    assert record["flags"] == 9


def test_halves(module: naga.Module) -> None:
    layout = module.layout("Halves")
    packed = layout.pack({"a": 0.5, "b": [1, 2, 3], "c": [[1, 2], [3, 4]]})
    assert np.frombuffer(packed, layout.dtype)[0]["a"] == np.float16(0.5)
    assert len(packed) == layout.size


def test_runtime_sized_arrays_take_their_length_from_the_value(module: naga.Module) -> None:
    layout = module.layout("Items")
    with pytest.raises(naga.LayoutError, match="dtype_for"):
        _ = layout.dtype
    dtype = layout.dtype_for(5)
    assert dtype["items"].shape == (5,)
    assert dtype.itemsize == 16 + 5 * 32
    item = {"a": [1, 2, 3], "b": 4, "c": [5, 6]}
    packed = layout.pack({"n": 3, "items": [item] * 3})
    assert len(packed) == 16 + 3 * 32
    assert len(unpacked(layout, packed)["items"]) == 3
    raw = module.layout("raw")
    assert len(raw.pack(np.zeros((7, 3)))) == 7 * 16
    assert raw.dtype_for(7).shape == (7, 4)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (
            {"a": [1, 2], "b": 1, "c": [1, 2]},
            r"Inner\.a at offset 0: expected vec3<f32>, shape \(3,\); got shape \(2,\)",
        ),
        ({"a": [1, 2, 3], "b": 1}, r"Inner\.c at offset 16: expected vec2<u32>; nothing was given"),
        (
            {"a": [1, 2, 3], "b": "x", "c": [1, 2]},
            r"Inner\.b at offset 12: expected f32; got values of type <U1",
        ),
        ({"a": [1, 2, 3], "b": 1, "c": [1, -2]}, r"Inner\.c at offset 16: -2 does not fit u32"),
        ({"a": [1, 2, 3], "b": 1e300, "c": [1, 2]}, r"b at offset 12: 1e\+300 does not fit f32"),
        (
            {"a": [1, 2, 3], "b": 1, "c": [1.5, 2]},
            r"Inner\.c at offset 16: expected vec2<u32>; got values of type float64",
        ),
        (
            {"a": [1, 2, 3], "b": True, "c": [1, 2]},
            r"Inner\.b at offset 12: expected f32; got values of type bool",
        ),
        ({"a": 0, "b": 0, "c": 0, "d": 0}, "Inner has no field 'd'; it has: a, b, c"),
        ([1, 2], "Inner at offset 0: expected Inner; got list"),
    ],
)
def test_errors_name_field_offset_and_both_sides(
    module: naga.Module, value: object, message: str
) -> None:
    with pytest.raises(naga.LayoutError, match=message):
        module.layout("Inner").pack(value)  # pyright: ignore[reportArgumentType]


def test_rules_of_uniform_buffers(module: naga.Module) -> None:
    with pytest.raises(naga.LayoutError, match=r"Lights\.count at offset 0 is atomic<u32>"):
        module.layout("Lights", space="uniform")
    weights = naga.parse_wgsl("struct W { a: array<f32, 5> }")
    with pytest.raises(naga.LayoutError, match=r"W\.a at offset 0 .*stride of 4 bytes; uniform"):
        weights.layout("W", space="uniform")
    with pytest.raises(naga.LayoutError, match="runtime-sized"):
        module.layout("raw", space="uniform")
    with pytest.raises(naga.LayoutError, match="fixed size"):
        module.layout("Items", space="immediate")
    with pytest.raises(ValueError, match="space must be"):
        module.layout("Items", space="private")  # pyright: ignore[reportArgumentType]


def test_what_has_no_layout(module: naga.Module) -> None:
    with pytest.raises(naga.LayoutError, match="flag at offset 0 is a bool"):
        module.layout("flag")
    with pytest.raises(naga.LayoutError, match="picture at offset 0 is a resource"):
        module.layout("picture")
    with pytest.raises(KeyError, match='no type or variable "Nothing"; there are: Inner'):
        module.layout("Nothing")


def test_too_few_bytes(module: naga.Module) -> None:
    with pytest.raises(naga.LayoutError, match="Inner has 32 bytes; got 31"):
        module.layout("Inner").unpack(bytes(31))


def test_numpy_is_imported_by_a_layout_only() -> None:
    script = (
        "import sys, naga\n"
        "m = naga.parse_wgsl('struct A { x: f32 }')\n"
        "m.validate().to_wgsl(); m.ir; layout = m.layout('A')\n"
        "assert 'numpy' not in sys.modules\n"
        "layout.dtype\n"
        "assert 'numpy' in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
