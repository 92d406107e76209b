"""The models, enums and flags of `pywgpu.types`: what they take, refuse, write and read."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, cast, get_args

import pytest
from pydantic import ValidationError

from pywgpu import types
from pywgpu.types import (
    BindGroupLayoutDescriptor,
    BindGroupLayoutEntry,
    BindingType,
    BlendComponent,
    BlendState,
    BufferDescriptor,
    BufferUsages,
    Color,
    ColorTargetState,
    ColorWrites,
    DepthStencilState,
    DeviceDescriptor,
    DispatchIndirectArgs,
    DrawIndexedIndirectArgs,
    Extent3d,
    Features,
    ImageSubresourceRange,
    Limits,
    LoadOp,
    Operations,
    PipelineCompilationOptions,
    SamplerDescriptor,
    ShaderStages,
    StencilFaceState,
    StencilState,
    TextureDescriptor,
    TextureUsages,
)
from pywgpu.types._base import Model
from pywgpu.types._flags import Flags

if TYPE_CHECKING:
    from collections.abc import Callable


def public(kind: type) -> dict[str, type]:
    """The public classes of a kind."""
    found = {name: cast("object", getattr(types, name)) for name in types.__all__}
    return {n: c for n, c in found.items() if isinstance(c, type) and issubclass(c, kind)}


MODELS = cast("dict[str, type[Model]]", public(Model))
FLAGS = cast("dict[str, type[Flags]]", public(Flags))


def test_there_are_as_many_as_in_wgpu() -> None:
    # 101 structs, 69 enums and 17 sets of flags are public in wgpu 30; some are exceptions or
    # arguments here, and some that they consist of are named as well.
    assert len(MODELS) >= 100
    assert len(FLAGS) == 17
    literals = [name for name in types.__all__ if get_args(getattr(types, name))]
    assert len(literals) >= 45


@pytest.mark.parametrize("name", MODELS)
def test_schema_and_docs(name: str) -> None:
    model = MODELS[name]
    schema = model.model_json_schema()
    assert schema["additionalProperties"] is False
    assert set(schema.get("properties", {})) == set(model.model_fields)
    assert model.__doc__
    json.dumps(schema)
    # A name of Rust that was not put into Python's words would show here.
    assert "::" not in json.dumps(schema["properties"]) if "properties" in schema else True


@pytest.mark.parametrize("name", MODELS)
def test_what_has_defaults_survives_json(name: str) -> None:
    model = MODELS[name]
    if any(field.is_required() for field in model.model_fields.values()):
        with pytest.raises(ValidationError, match="Field required"):
            model()
        return
    value = model()
    assert model.model_validate_json(value.model_dump_json()) == value
    assert model.model_validate(value.model_dump()) == value
    with pytest.raises(ValidationError, match="frozen"):
        setattr(value, next(iter(model.model_fields), "label"), None)


TEXTURE = TextureDescriptor(
    label="atlas",
    size=Extent3d(width=64, height=32, depth_or_array_layers=6),
    format="rgba8unorm-srgb",
    usage=TextureUsages.COPY_DST | TextureUsages.TEXTURE_BINDING,
    mip_level_count=7,
    view_formats=("rgba8unorm",),
)
LAYOUT = BindGroupLayoutDescriptor(
    entries=(
        BindGroupLayoutEntry(
            binding=0,
            visibility=ShaderStages.COMPUTE | ShaderStages.FRAGMENT,
            ty=BindingType.Buffer(ty="read-only-storage", min_binding_size=16),
        ),
        BindGroupLayoutEntry(
            binding=3, visibility=ShaderStages.NONE, ty=BindingType.ExternalTexture()
        ),
        BindGroupLayoutEntry(
            binding=4,
            visibility=ShaderStages.FRAGMENT,
            ty=BindingType.StorageTexture(format="astc-10x8-unorm-srgb"),
            count=3,
        ),
    )
)
WRITTEN: list[Model] = [
    TEXTURE,
    LAYOUT,
    ColorTargetState(format="bgra8unorm", blend=BlendState.ALPHA_BLENDING),
    Operations(load="load"),
    Operations(load=LoadOp.Clear(value=Color(r=0.5, g=0.25, b=1.0))),
    Operations(load=LoadOp.Clear(value=1.0), store="discard"),
    PipelineCompilationOptions(constants={"radius": 2.5}),
    DeviceDescriptor(
        required_features=Features.TIMESTAMP_QUERY | Features.SHADER_F64,
        required_limits=Limits.downlevel_defaults(),
    ),
    types.NoopBackendOptions.enabled(),
    types.MemoryBudgetThresholds(for_resource_creation=90),
    types.ExternalTextureTransferFunction(),
    types.TextureSelector(mips=(0, 2), layers=(1, 4)),
    types.CreateShaderModuleDescriptorPassthrough(
        entry_points=(types.PassthroughShaderEntryPoint(name="main", workgroup_size=(1, 1, 1)),),
        spirv=b"\x03\x02#\x07",
    ),
]


@pytest.mark.parametrize("value", WRITTEN, ids=lambda value: type(value).__name__)
def test_json_both_ways(value: Model) -> None:
    text = value.model_dump_json()
    again = type(value).model_validate_json(text)
    assert again == value
    assert again.model_dump_json() == text
    if not isinstance(value, PipelineCompilationOptions):  # it holds a dict
        assert hash(again) == hash(value)


def test_json_reads_well() -> None:
    assert json.loads(TEXTURE.model_dump_json())["usage"] == "COPY_DST | TEXTURE_BINDING"
    text = '{"size": {"width": 4}, "format": "r8uint", "usage": "COPY_SRC"}'
    read = TextureDescriptor.model_validate_json(text)
    assert read.size == Extent3d(width=4, height=1)
    assert read.dimension == "2d"
    assert read.usage is TextureUsages.COPY_SRC


def refused(make: Callable[[], object], message: str) -> None:
    """The call raises a validation error that says so."""
    with pytest.raises(ValidationError, match=message):
        make()


def test_strict() -> None:
    usage = BufferUsages.STORAGE
    model = BufferDescriptor.model_validate
    refused(lambda: model({"size": 4.0, "usage": usage}), "valid integer")
    refused(lambda: model({"size": True, "usage": usage}), "valid integer")
    refused(lambda: model({"size": "4", "usage": usage}), "valid integer")
    refused(lambda: model({"size": -1, "usage": usage}), "greater than or equal to 0")
    refused(lambda: model({"size": 2**64, "usage": usage}), "less than or equal to")
    refused(lambda: model({"size": 4, "usage": 128}), "instance of BufferUsages")
    refused(lambda: model({"size": 4, "usage": TextureUsages.COPY_SRC}), "instance of BufferUsages")
    refused(lambda: model({"size": 4, "usage": BufferUsages(1 << 20)}), "no flag 0x100000")
    refused(lambda: model({"size": 4, "usage": usage, "sise": 4}), "Extra inputs are not permitted")
    refused(lambda: model({"usage": usage}), "Field required")
    sampler = SamplerDescriptor.model_validate
    refused(lambda: sampler({"mag_filter": "Linear"}), "'nearest' or 'linear'")
    refused(lambda: sampler({"anisotropy_clamp": 2**16}), "less than or equal to 65535")
    refused(lambda: sampler({"lod_max_clamp": float("inf")}), "less than or equal to")
    refused(lambda: sampler({"lod_max_clamp": float("nan")}), "less than or equal to")
    entry = {"binding": 0, "visibility": ShaderStages.COMPUTE}
    layout = BindGroupLayoutEntry.model_validate
    refused(lambda: layout({**entry, "ty": {"kind": "buffers"}}), "does not match any of")
    refused(lambda: layout({**entry, "ty": BindingType.Buffer(), "count": 0}), "greater than or")


def test_lists_are_taken_for_tuples() -> None:
    again = BindGroupLayoutDescriptor.model_validate({"entries": list(LAYOUT.entries)})
    assert again == LAYOUT
    assert isinstance(again.entries, tuple)


def test_objects_of_the_runtime_are_names_in_json() -> None:
    text = '{"layout": null, "module": {"$ref": "blur"}, "entry_point": "main"}'
    with pytest.raises(ValidationError, match="'blur' stands for nothing; pass context="):
        types.ComputePipelineDescriptor.model_validate_json(text)


@pytest.mark.parametrize("name", FLAGS)
def test_flags(name: str) -> None:
    flags = FLAGS[name]
    every = flags.all()
    assert flags.parse(str(every)) == every
    assert flags.parse("") == flags.empty() == flags(0)
    for member in flags.__members__.values():
        assert flags.parse(str(member)) == member
        assert member in every or member.value == 0
    assert flags.checked(int(every)) == every
    with pytest.raises(ValueError, match=f"{name} has no flag 0x"):
        flags.checked(int(every) + 1 if int(every) % 2 else 1 << 200)
    with pytest.raises(ValueError, match=f"{name} has no flag 'NOTHING'; its flags are "):
        flags.parse("NOTHING")


def test_numbers_of_flags() -> None:
    # By the tables of the WebGPU specification.
    assert [int(BufferUsages[n]) for n in ("MAP_READ", "COPY_SRC", "STORAGE", "QUERY_RESOLVE")] == [
        0x1,
        0x4,
        0x80,
        0x200,
    ]
    assert int(TextureUsages.RENDER_ATTACHMENT) == 0x10
    assert int(ColorWrites.ALL) == 0xF
    assert int(ShaderStages.VERTEX_FRAGMENT) == 0x3
    assert repr(ShaderStages.VERTEX | ShaderStages.COMPUTE) == (
        "ShaderStages.VERTEX | ShaderStages.COMPUTE"
    )
    # wgpu's own features fill the low 64 bits, those of WebGPU the high ones.
    assert int(Features.SHADER_FLOAT32_ATOMIC) == 1
    assert int(Features.DEPTH_CLIP_CONTROL) == 1 << 64


def test_limits() -> None:
    # The default limits of the WebGPU specification.
    limits = Limits()
    assert limits == Limits.defaults()
    assert limits.max_texture_dimension_2d == 8192
    assert limits.max_storage_buffer_binding_size == 134_217_728
    assert limits.min_uniform_buffer_offset_alignment == 256
    assert limits.max_compute_workgroups_per_dimension == 65535
    low = Limits.downlevel_webgl2_defaults()
    assert low.check_limits(Limits.downlevel_defaults())
    assert Limits.downlevel_defaults().check_limits(limits)
    assert limits.check_limits(Limits.unlimited())
    assert not limits.check_limits(low)
    assert limits.exceeding(low)["max_texture_dimension_3d"] == (2048, 256)
    assert limits.or_better_values_from(low) == limits
    assert limits.or_worse_values_from(low) == low
    finer = Limits(min_uniform_buffer_offset_alignment=32)
    assert not finer.check_limits(limits)
    assert limits.using_alignment(finer) == finer
    assert low.using_resolution(limits).max_texture_dimension_1d == 8192
    rays = limits.using_minimum_supported_acceleration_structure_values()
    assert rays.max_blas_geometry_count == 2**24 - 1
    assert limits.using_acceleration_structure_values(rays) == rays
    mesh = limits.using_recommended_minimum_mesh_shader_values()
    assert mesh.max_task_workgroup_total_count == 2**22
    traced = limits.using_minimum_supported_ray_tracing_pipeline_values()
    assert traced.max_ray_dispatch_count == 2**30


def test_extents() -> None:
    extent = Extent3d(width=100, height=30, depth_or_array_layers=300)
    assert extent.max_mips("1d") == 1
    assert extent.max_mips("2d") == 7
    assert extent.max_mips("3d") == 9
    assert extent.mip_level_size(3, "2d") == Extent3d(width=12, height=3, depth_or_array_layers=300)
    assert extent.mip_level_size(6, "3d") == Extent3d(width=1, height=1, depth_or_array_layers=4)
    assert extent.physical_size((8, 4)).to_tuple()[:2] == (104, 32)
    assert TEXTURE.mip_level_size(7) is None
    assert TEXTURE.array_layer_count() == 6


def test_states() -> None:
    assert not StencilState().is_enabled()
    writing = StencilFaceState(compare="less", pass_op="replace")  # noqa: S106 (no password)
    stencil = StencilState(front=writing, read_mask=255, write_mask=255)
    assert stencil.is_enabled()
    assert stencil.needs_ref_value()
    assert stencil.is_read_only("front")
    assert not stencil.is_read_only(None)
    depth = DepthStencilState(format="depth24plus", depth_compare="less", depth_write_enabled=True)
    assert depth.is_depth_enabled()
    assert not depth.is_read_only(None)
    assert BlendComponent(src_factor="constant").uses_constant()
    assert not BlendComponent.OVER.uses_constant()
    assert BlendState.REPLACE.color == BlendComponent()
    assert LoadOp.eq_variant(LoadOp.Clear(value=0), LoadOp.Clear(value=1.0))
    assert not LoadOp.eq_variant(LoadOp.Clear(value=0), LoadOp.Load)
    assert BindingType.has_dynamic_offset(BindingType.Buffer(has_dynamic_offset=True))
    rest = ImageSubresourceRange(base_mip_level=2)
    assert list(rest.mip_range(5)) == [2, 3, 4]
    assert not rest.is_full_resource(5, 1)
    assert ImageSubresourceRange(mip_level_count=5).is_full_resource(5, 1)


def test_indirect_arguments() -> None:
    assert DispatchIndirectArgs(x=1, y=2, z=3).as_bytes().hex() == "010000000200000003000000"
    indexed = DrawIndexedIndirectArgs(index_count=6, base_vertex=-1)
    assert indexed.as_bytes().hex() == "060000000100000000000000ffffffff00000000"


def test_pydantic_is_not_imported_for_flags() -> None:
    code = (
        "import sys, pywgpu.types as t; t.BufferUsages.STORAGE; "
        "assert not any(name.partition('.')[0] in ('pydantic', 'numpy') for name in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
