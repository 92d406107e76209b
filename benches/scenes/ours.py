"""The calls of pywgpu."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pywgpu
from pywgpu import BufferUsages, ShaderStages, TextureUsages
from scenes import COMPUTE, KIB, LARGE, PAGE, SMALL, TRANSFER, TRIANGLE, payload

if TYPE_CHECKING:
    from collections.abc import Callable

    from scenes import Opened


class Ours:
    """pywgpu."""

    def __init__(self) -> None:
        """Makes the objects."""
        adapter = pywgpu.Instance().request_adapter()
        self.name = str(adapter.get_info()["name"])
        self.device = device = adapter.request_device()
        self.queue = device.queue
        storage = BufferUsages.STORAGE | BufferUsages.COPY_DST | BufferUsages.COPY_SRC
        self.a = device.create_buffer(size=4096, usage=storage)
        self.b = device.create_buffer(size=4096, usage=storage)
        self.vertices = device.create_buffer(size=4096, usage=BufferUsages.VERTEX)
        self.shader = device.create_shader_module(COMPUTE)
        self.compute = device.create_compute_pipeline(module=self.shader, entry_point="main")
        self.layout = self.compute.get_bind_group_layout(0)
        self.entries = [
            {"binding": 0, "resource": {"buffer": self.a, "offset": 0, "size": 4096}},
            {"binding": 1, "resource": {"buffer": self.b, "offset": 0, "size": 4096}},
        ]
        self.group = device.create_bind_group(layout=self.layout, entries=self.entries)
        self.texture = device.create_texture(
            size=(64, 64, 1),
            format="rgba8unorm",
            usage=TextureUsages.TEXTURE_BINDING
            | TextureUsages.RENDER_ATTACHMENT
            | TextureUsages.COPY_SRC,
        )
        self.view = self.texture.create_view()
        triangle = device.create_shader_module(TRIANGLE)
        self.render = device.create_render_pipeline(
            vertex={"module": triangle, "entry_point": "vs"},
            fragment={"module": triangle, "entry_point": "fs", "targets": ["rgba8unorm"]},
        )
        self.storage = storage

    def wait(self) -> None:
        """Waits until the GPU is idle."""
        self.device.wait()

    def one_dispatch(self) -> pywgpu.CommandBuffer:
        """A command buffer with one dispatch."""
        encoder = self.device.create_command_encoder()
        work = encoder.begin_compute_pass()
        work.set_pipeline(self.compute)
        work.set_bind_group(0, self.group)
        work.dispatch_workgroups(1)
        work.end()
        return encoder.finish()

    def empty_pass(self) -> None:
        """A command buffer with nothing in it."""
        encoder = self.device.create_command_encoder()
        encoder.begin_compute_pass().end()
        encoder.finish()

    def dispatch_and_read(self) -> None:
        """One dispatch, and the result on the host."""
        self.queue.submit([self.one_dispatch()])
        self.b.read(size=64)

    def calls(self) -> dict[str, tuple[Callable[[], object], int]]:
        """Calls by the name of their row."""
        device, queue = self.device, self.queue
        layout = [
            {
                "binding": 0,
                "visibility": ShaderStages.COMPUTE,
                "buffer": {"type": "read-only-storage"},
            },
            {"binding": 1, "visibility": ShaderStages.COMPUTE, "buffer": {"type": "storage"}},
        ]
        usage = BufferUsages.STORAGE | BufferUsages.COPY_DST
        texture_usage = TextureUsages.TEXTURE_BINDING | TextureUsages.COPY_DST
        return {
            "create_buffer_1KiB": (lambda: device.create_buffer(size=1024, usage=usage), 1000),
            "create_buffer_with_data_1KiB": (
                lambda: device.create_buffer_with_data(KIB, BufferUsages.STORAGE),
                500,
            ),
            "create_texture_64x64": (
                lambda: device.create_texture(
                    size=(64, 64, 1), format="rgba8unorm", usage=texture_usage
                ),
                300,
            ),
            "create_view": (self.texture.create_view, 1000),
            "create_sampler": (device.create_sampler, 1000),
            "create_bind_group_2_buffers": (
                lambda: device.create_bind_group(layout=self.layout, entries=self.entries),
                1000,
            ),
            "create_bind_group_layout_2": (
                lambda: device.create_bind_group_layout(entries=layout),
                1000,
            ),
            "create_shader_module_wgsl": (lambda: device.create_shader_module(COMPUTE), 200),
            "create_shader_module_wgsl_50KB": (lambda: device.create_shader_module(LARGE), 20),
            "create_compute_pipeline_auto": (
                lambda: device.create_compute_pipeline(
                    layout="auto", module=self.shader, entry_point="main"
                ),
                30,
            ),
            "write_buffer_64B": (lambda: queue.write_buffer(self.a, 0, SMALL), 1000),
            "write_buffer_4KiB": (lambda: queue.write_buffer(self.a, 0, PAGE), 1000),
            "encode_empty_pass_and_finish": (self.empty_pass, 500),
            "submit_empty": (lambda: queue.submit([]), 500),
            "encode_and_submit_1_dispatch": (lambda: queue.submit([self.one_dispatch()]), 200),
            "dispatch_and_read_64B": (self.dispatch_and_read, 100),
            "read_buffer_64B": (lambda: self.b.read(size=64), 100),
        }

    def recorded(self) -> dict[str, Callable[[], Opened]]:  # noqa: C901  (small functions)
        """Calls into an open pass."""

        def in_compute(
            make: Callable[[pywgpu.ComputePass], Callable[[], object]],
        ) -> Callable[[], Opened]:
            def start() -> Opened:
                encoder = self.device.create_command_encoder()
                work = encoder.begin_compute_pass()

                def end() -> None:
                    work.end()
                    encoder.finish()

                return make(work), end

            return start

        def in_render(
            make: Callable[[pywgpu.RenderPass], Callable[[], object]],
        ) -> Callable[[], Opened]:
            def start() -> Opened:
                encoder = self.device.create_command_encoder()
                work = encoder.begin_render_pass(color_attachments=[{"view": self.view}])
                work.set_pipeline(self.render)

                def end() -> None:
                    work.end()
                    self.queue.submit([encoder.finish()])

                return make(work), end

            return start

        def three(work: pywgpu.ComputePass) -> Callable[[], object]:
            def call() -> None:
                work.set_pipeline(self.compute)
                work.set_bind_group(0, self.group)
                work.dispatch_workgroups(1)

            return call

        def with_state(work: pywgpu.RenderPass) -> Callable[[], object]:
            def call() -> None:
                work.set_pipeline(self.render)
                work.set_vertex_buffer(0, self.vertices)
                work.draw(3)

            return call

        return {
            "set_pipeline": in_compute(lambda work: lambda: work.set_pipeline(self.compute)),
            "set_bind_group": in_compute(lambda work: lambda: work.set_bind_group(0, self.group)),
            "encode_dispatch_3_calls": in_compute(three),
            "draw": in_render(lambda work: lambda: work.draw(3)),
            "draw_with_pipeline_and_vertex_buffer": in_render(with_state),
        }

    def transfers(self) -> dict[str, Callable[[], None]]:
        """Copies of 64 MiB."""
        host, target = payload()
        usage = BufferUsages.STORAGE | BufferUsages.COPY_DST | BufferUsages.COPY_SRC
        buffer = self.device.create_buffer(size=TRANSFER, usage=usage)

        def write() -> None:
            self.queue.write_buffer(buffer, 0, host)
            self.queue.submit([])
            self.wait()

        def read() -> None:
            buffer.read(out=target)
            if target[-1] != host[-1]:
                raise RuntimeError

        def view() -> None:
            with buffer.mapped() as mapped:
                last = int(mapped.array()[-1])
            if last != host[-1]:
                raise RuntimeError

        return {
            "write_buffer_64MiB_wait": write,
            "read_buffer_64MiB": read,
            "read_mapped_view_64MiB": view,
        }
