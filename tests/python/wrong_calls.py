"""Objects to make wrong calls with, on the back end that checks everything and runs nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pywgpu
from pywgpu import BufferUsages, ShaderStages, TextureUsages

if TYPE_CHECKING:
    from collections.abc import Callable

COMPUTE = """\
override scale: f32 = 2.0;
@group(0) @binding(0) var<storage, read_write> x: array<f32>;
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) { x[id.x] *= scale; }
"""
RENDER = """\
@vertex fn vertex(@location(0) place: vec4<f32>) -> @builtin(position) vec4<f32> { return place; }
@vertex fn still() -> @builtin(position) vec4<f32> { return vec4<f32>(); }
@fragment fn fragment() -> @location(0) vec4<f32> { return vec4<f32>(1.0); }
"""
COPIES = BufferUsages.COPY_SRC | BufferUsages.COPY_DST
STORAGE = BufferUsages.STORAGE


class Things:
    """Everything that a call may be given by mistake."""

    def __init__(self) -> None:
        """Makes them all."""
        self.instance = pywgpu.Instance(backends=pywgpu.Backends.NOOP)
        self.adapter = self.instance.request_adapter()
        self.device = device = self.adapter.request_device(
            label="bad calls", required_limits=pywgpu.types.Limits()
        )
        self.storage = device.create_buffer(label="storage", size=256, usage=STORAGE | COPIES)
        self.other = device.create_buffer(label="other", size=256, usage=COPIES)
        self.uniform = device.create_buffer(label="uniform", size=256, usage=BufferUsages.UNIFORM)
        self.readable_only = device.create_buffer(size=16, usage=BufferUsages.COPY_SRC)
        self.destroyed = device.create_buffer(size=16, usage=COPIES)
        self.destroyed.destroy()
        self.texture = device.create_texture(
            label="texture",
            size=(8, 8),
            format="rgba8unorm",
            usage=TextureUsages.COPY_SRC
            | TextureUsages.COPY_DST
            | TextureUsages.RENDER_ATTACHMENT
            | TextureUsages.TEXTURE_BINDING,
        )
        self.view = self.texture.create_view()
        sampled = device.create_texture(
            size=(8, 8), format="rgba8unorm", usage=TextureUsages.TEXTURE_BINDING
        )
        self.write_only_texture = sampled
        self.sampled_view = sampled.create_view()
        self.sampler = device.create_sampler()
        self.group_layout = device.create_bind_group_layout(
            label="one buffer",
            entries=[
                {
                    "binding": 0,
                    "visibility": ShaderStages.COMPUTE,
                    "ty": {"kind": "buffer", "ty": "storage"},
                }
            ],
        )
        self.empty_layout = device.create_pipeline_layout(bind_group_layouts=[])
        self.group = device.create_bind_group(
            layout=self.group_layout, entries=[{"binding": 0, "resource": self.storage}]
        )
        self.module = device.create_shader_module(COMPUTE, label="doubling")
        self.compute = device.create_compute_pipeline(module=self.module)
        self.render_module = device.create_shader_module(RENDER, label="drawing")
        self.render = device.create_render_pipeline(
            vertex={"module": self.render_module, "entry_point": "still"},
            fragment={"module": self.render_module, "targets": ["rgba8unorm"]},
        )
        self.occlusion = device.create_query_set(ty="occlusion", count=4)
        self.commands = device.create_command_encoder().finish()
        self.finished_encoder = device.create_command_encoder(label="finished")
        self.finished_encoder.finish()
        self.ended_pass = device.create_command_encoder().begin_compute_pass(label="ended")
        self.ended_pass.end()
        stranger = self.adapter.request_device(label="stranger")
        self.foreign_buffer = stranger.create_buffer(size=256, usage=STORAGE)
        self.foreign_module = stranger.create_shader_module(COMPUTE)

    def in_compute(self, method: str, *arguments: object) -> None:
        """Records one command in a compute pass, and finishes."""
        encoder = self.device.create_command_encoder(label="encoder")
        compute = encoder.begin_compute_pass(label="pass")
        call(getattr(compute, method), *arguments)
        compute.end()
        encoder.finish()

    def in_render(self, method: str, *arguments: object) -> None:
        """Records one command in a render pass, and finishes."""
        encoder = self.device.create_command_encoder(label="encoder")
        render = encoder.begin_render_pass(label="pass", color_attachments=[{"view": self.view}])
        call(getattr(render, method), *arguments)
        render.end()
        encoder.finish()

    def encoded(self, method: str, *arguments: object, **keywords: object) -> None:
        """Records one command, and finishes."""
        encoder = self.device.create_command_encoder(label="encoder")
        result = call(getattr(encoder, method), *arguments, **keywords)
        if isinstance(result, pywgpu.RenderPass | pywgpu.ComputePass):
            result.end()
        encoder.finish()


def call(function: Callable[..., object], *arguments: object, **keywords: object) -> object:
    """Makes a call that no type checker would let through."""
    return function(*arguments, **keywords)


def entry(binding: int) -> dict[str, object]:
    """An entry of a layout."""
    ty = {"kind": "buffer", "ty": "storage"}
    return {"binding": binding, "visibility": "COMPUTE", "ty": ty}
