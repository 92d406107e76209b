"""The calls of wgpu-py."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from scenes import COMPUTE, KIB, LARGE, PAGE, SMALL, TRANSFER, TRIANGLE, payload

if TYPE_CHECKING:
    from collections.abc import Callable

    from scenes import Opened


class Peer:
    """wgpu-py."""

    def __init__(self) -> None:
        """Makes the objects."""
        self.wgpu = wgpu = importlib.import_module("wgpu")
        self.b_usage, self.t_usage = wgpu.BufferUsage, wgpu.TextureUsage
        self.device = device = wgpu.gpu.request_adapter_sync().request_device_sync(
            required_limits={"max-buffer-size": 1 << 28}
        )
        self.queue = device.queue
        self.version = str(wgpu.__version__)
        storage = self.b_usage.STORAGE | self.b_usage.COPY_DST | self.b_usage.COPY_SRC
        self.drop = device.create_buffer(
            size=16, usage=self.b_usage.COPY_SRC | self.b_usage.COPY_DST
        )
        self.a = device.create_buffer(size=4096, usage=storage)
        self.b = device.create_buffer(size=4096, usage=storage)
        self.vertices = device.create_buffer(size=4096, usage=self.b_usage.VERTEX)
        self.shader = device.create_shader_module(code=COMPUTE)
        self.stage = {"module": self.shader, "entry_point": "main"}
        self.compute = device.create_compute_pipeline(layout="auto", compute=self.stage)
        self.layout = self.compute.get_bind_group_layout(0)
        self.entries = [
            {"binding": 0, "resource": {"buffer": self.a, "offset": 0, "size": 4096}},
            {"binding": 1, "resource": {"buffer": self.b, "offset": 0, "size": 4096}},
        ]
        self.group = device.create_bind_group(layout=self.layout, entries=self.entries)
        self.texture = device.create_texture(
            size=(64, 64, 1),
            format="rgba8unorm",
            usage=self.t_usage.TEXTURE_BINDING
            | self.t_usage.RENDER_ATTACHMENT
            | self.t_usage.COPY_SRC,
        )
        self.view = self.texture.create_view()
        triangle = device.create_shader_module(code=TRIANGLE)
        self.render = device.create_render_pipeline(
            layout="auto",
            vertex={"module": triangle, "entry_point": "vs"},
            primitive={"topology": "triangle-list"},
            fragment={
                "module": triangle,
                "entry_point": "fs",
                "targets": [{"format": "rgba8unorm"}],
            },
        )

    def wait(self) -> None:
        """Waits until the GPU is idle."""
        self.queue.submit([])
        self.queue.read_buffer(self.drop)

    def one_dispatch(self) -> object:
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
        self.queue.read_buffer(self.b, size=64)

    def calls(self) -> dict[str, tuple[Callable[[], object], int]]:
        """Calls by the name of their row."""
        device, queue = self.device, self.queue
        stage = self.wgpu.ShaderStage.COMPUTE
        layout = [
            {"binding": 0, "visibility": stage, "buffer": {"type": "read-only-storage"}},
            {"binding": 1, "visibility": stage, "buffer": {"type": "storage"}},
        ]
        usage = self.b_usage.STORAGE | self.b_usage.COPY_DST
        texture_usage = self.t_usage.TEXTURE_BINDING | self.t_usage.COPY_DST
        return {
            "create_buffer_1KiB": (lambda: device.create_buffer(size=1024, usage=usage), 1000),
            "create_buffer_with_data_1KiB": (
                lambda: device.create_buffer_with_data(data=KIB, usage=self.b_usage.STORAGE),
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
            "create_shader_module_wgsl": (lambda: device.create_shader_module(code=COMPUTE), 200),
            "create_shader_module_wgsl_50KB": (
                lambda: device.create_shader_module(code=LARGE),
                20,
            ),
            "create_compute_pipeline_auto": (
                lambda: device.create_compute_pipeline(layout="auto", compute=self.stage),
                30,
            ),
            "write_buffer_64B": (lambda: queue.write_buffer(self.a, 0, SMALL), 1000),
            "write_buffer_4KiB": (lambda: queue.write_buffer(self.a, 0, PAGE), 1000),
            "encode_empty_pass_and_finish": (self.empty_pass, 500),
            "submit_empty": (lambda: queue.submit([]), 500),
            "encode_and_submit_1_dispatch": (lambda: queue.submit([self.one_dispatch()]), 200),
            "dispatch_and_read_64B": (self.dispatch_and_read, 100),
            "read_buffer_64B": (lambda: queue.read_buffer(self.b, size=64), 100),
        }

    def recorded(self) -> dict[str, Callable[[], Opened]]:
        """Calls into an open pass."""

        def compute(kind: str) -> Callable[[], Opened]:
            def start() -> Opened:
                encoder = self.device.create_command_encoder()
                work = encoder.begin_compute_pass()

                def three() -> None:
                    work.set_pipeline(self.compute)
                    work.set_bind_group(0, self.group)
                    work.dispatch_workgroups(1)

                def end() -> None:
                    work.end()
                    encoder.finish()

                call = {
                    "set_pipeline": lambda: work.set_pipeline(self.compute),
                    "set_bind_group": lambda: work.set_bind_group(0, self.group),
                    "three": three,
                }[kind]
                return call, end

            return start

        def draws(kind: str) -> Callable[[], Opened]:
            def start() -> Opened:
                encoder = self.device.create_command_encoder()
                attachment = {
                    "view": self.view,
                    "load_op": "clear",
                    "store_op": "store",
                    "clear_value": (0, 0, 0, 0),
                }
                work = encoder.begin_render_pass(color_attachments=[attachment])
                work.set_pipeline(self.render)

                def with_state() -> None:
                    work.set_pipeline(self.render)
                    work.set_vertex_buffer(0, self.vertices)
                    work.draw(3)

                def end() -> None:
                    work.end()
                    self.queue.submit([encoder.finish()])

                return (with_state if kind == "state" else lambda: work.draw(3)), end

            return start

        return {
            "set_pipeline": compute("set_pipeline"),
            "set_bind_group": compute("set_bind_group"),
            "encode_dispatch_3_calls": compute("three"),
            "draw": draws("draw"),
            "draw_with_pipeline_and_vertex_buffer": draws("state"),
        }

    def transfers(self) -> dict[str, Callable[[], None]]:
        """Copies of 64 MiB."""
        host, _ = payload()
        usage = self.b_usage.STORAGE | self.b_usage.COPY_DST | self.b_usage.COPY_SRC
        buffer = self.device.create_buffer(size=TRANSFER, usage=usage)
        mapped = self.device.create_buffer(
            size=TRANSFER, usage=self.b_usage.MAP_READ | self.b_usage.COPY_DST
        )

        def write() -> None:
            self.queue.write_buffer(buffer, 0, host)
            self.wait()

        def read() -> None:
            self.queue.read_buffer(buffer)

        def view() -> None:
            encoder = self.device.create_command_encoder()
            encoder.copy_buffer_to_buffer(buffer, 0, mapped, 0, TRANSFER)
            self.queue.submit([encoder.finish()])
            mapped.map_sync("READ")
            seen = mapped.read_mapped(copy=False)
            last = int(seen[-1])
            del seen
            mapped.unmap()
            if last != host[-1]:
                raise RuntimeError

        return {
            "write_buffer_64MiB_wait": write,
            "read_buffer_64MiB": read,
            "read_mapped_view_64MiB": view,
        }
