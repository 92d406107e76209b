"""What calls of pywgpu cost beside those of wgpu-py, in one process on one adapter.

    pywgpu_calls.py [--rounds 7] [--json OUT] [--transfers] [--only PART] [--alone PROGRAM]

Microseconds of CPU time of the calling thread (of the whole process for shader modules, in case
a driver makes them on another thread), median of the rounds, and the ratio to wgpu-py 0.32
(`pip install wgpu==0.32.0`; without it the columns of the peer stay empty). `--transfers` adds
64 MiB between NumPy and the GPU in GB/s of wall time: believe those on a quiet machine with a real
GPU only. `--alone` adds what the same calls cost from Rust, without Python: PROGRAM is built by
`cargo build --release -p pywgpu-py --example wgpu_alone`. Rows have the same names and do the same
work for both: same sizes, same usages, same number of bindings.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import importlib.util
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeAlias

import numpy as np

import pywgpu
from pywgpu import BufferUsages, ShaderStages, TextureUsages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from pywgpu.types._native import NagaModule

Opened: TypeAlias = "tuple[Callable[[], object], Callable[[], None]]"
"""A call into an open pass, and what ends the pass."""

COMPUTE = """
@group(0) @binding(0) var<storage, read> a: array<u32>;
@group(0) @binding(1) var<storage, read_write> b: array<u32>;
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) i: vec3<u32>) {
  if (i.x < arrayLength(&b)) { b[i.x] = a[i.x] * 2u; }
}
"""
TRIANGLE = """
@vertex fn vs(@builtin(vertex_index) i: u32) -> @builtin(position) vec4f {
  return vec4f(-2.0, -2.0, 0.0, 1.0);
}
@fragment fn fs() -> @location(0) vec4f { return vec4f(1.0); }
"""
KIB = bytes(1024)
SHADERS = "create_shader_module"
"""Rows whose names start with this are timed over the whole process."""


def large_shader(size: int = 50 << 10) -> str:
    """WGSL of about so many bytes: functions that call each other, and a kernel."""
    parts = ["@group(0) @binding(0) var<storage, read_write> data: array<vec4<f32>>;\n"]
    parts.append("fn step_0(p: vec4<f32>, t: f32) -> vec4<f32> { return p * t; }\n")
    number, length = 0, 0
    while length < size:
        number += 1
        parts.append(f"""\
fn step_{number}(p: vec4<f32>, t: f32) -> vec4<f32> {{
    var sum = vec4<f32>(0.0);
    for (var i = 0u; i < 4u; i = i + 1u) {{
        let angle = t * {number}.5 + f32(i) * 0.25;
        let turned = vec2<f32>(p.x * cos(angle) - p.y * sin(angle), dot(p.xy, p.zw));
        if length(turned) > 0.5 {{
            sum = sum + vec4<f32>(turned, mix(p.z, p.w, fract(t)), 1.0);
        }} else {{
            sum = clamp(sum * 0.5, vec4<f32>(-1.0), vec4<f32>(1.0));
        }}
    }}
    return step_{number - 1}(sum, t + 0.125);
}}
""")
        length = sum(map(len, parts))
    parts.append(f"""\
@compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3<u32>) {{
    data[id.x] = step_{number}(data[id.x], f32(id.x));
}}
""")
    return "".join(parts)


LARGE = large_shader()
DRAWS = 1000
TRANSFER = 64 << 20
SMALL = np.zeros(16, np.float32)
PAGE = np.zeros(1024, np.float32)


class Scene(Protocol):
    """One of the two libraries with the objects that the timed calls work on."""

    def calls(self) -> dict[str, tuple[Callable[[], object], int]]:
        """Calls by the name of their row, and how many to time together."""
        ...

    def recorded(self) -> dict[str, Callable[[], Opened]]:
        """Calls into an open pass: what makes the call, and what ends the pass."""
        ...

    def wait(self) -> None:
        """Waits until the GPU is idle."""
        ...

    def transfers(self) -> dict[str, Callable[[], None]]:
        """Copies of 64 MiB."""
        ...


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


def payload() -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Bytes to send, and room for those that come back, touched."""
    host = np.random.default_rng(0).integers(0, 255, TRANSFER, dtype=np.uint8)
    return host, np.ones_like(host)


def time_call(
    call: Callable[[], object], number: int, clock: Callable[[], float] = time.thread_time
) -> float:
    """Microseconds of CPU time of one call."""
    gc.collect()
    gc.disable()
    start = clock()
    for _ in range(number):
        call()
    end = clock()
    gc.enable()
    return (end - start) / number * 1e6


def measure_calls(scenes: list[Scene], rounds: int) -> dict[str, list[float]]:
    """The median of each row for each library; the two take turns."""
    rows = dict[str, list[float]]()
    every = [scene.calls() for scene in scenes]
    for name in every[0]:
        found = list[list[float]]([] for _ in scenes)
        for turn in range(rounds + 1):
            for index, calls in enumerate(every):
                call, number = calls[name]
                clock = time.process_time if name.startswith(SHADERS) else time.thread_time
                value = time_call(call, number, clock)
                scenes[index].wait()
                if turn:
                    found[index].append(value)
        rows[name] = [statistics.median(values) for values in found]
    open_passes = [scene.recorded() for scene in scenes]
    for name in open_passes[0]:
        found = list[list[float]]([] for _ in scenes)
        for turn in range(rounds + 1):
            for index, calls in enumerate(open_passes):
                call, end = calls[name]()
                value = time_call(call, DRAWS)
                end()
                scenes[index].wait()
                if turn:
                    found[index].append(value)
        rows[name] = [statistics.median(values) for values in found]
    return rows


def next_of(device: pywgpu.Device, modules: Iterator[NagaModule]) -> None:
    """Makes a shader of the next module."""
    device.create_shader_module(next(modules))


def measure_module(rounds: int) -> dict[str, list[float]]:
    """The large shader as a `naga.Module`, where that package is installed."""
    if importlib.util.find_spec("naga") is None:
        return {}
    naga = importlib.import_module("naga")
    device = pywgpu.Instance().request_adapter().request_device()
    number = 20
    # A module writes its bytes when they are first asked for, and keeps them.
    known = naga.parse_wgsl(LARGE)
    again, first = list[float](), list[float]()
    for _ in range(rounds + 1):
        again.append(
            time_call(lambda: device.create_shader_module(known), number, time.process_time)
        )
        fresh = iter([naga.parse_wgsl(LARGE) for _ in range(number)])
        first.append(time_call(partial(next_of, device, fresh), number, time.process_time))
    return {
        f"{SHADERS}_naga_50KB": [statistics.median(again[1:])],
        f"{SHADERS}_naga_50KB_first": [statistics.median(first[1:])],
    }


def measure_transfers(scenes: list[Scene], rounds: int) -> dict[str, list[float]]:
    """GB/s of each row for each library."""
    rows = dict[str, list[float]]()
    every = [scene.transfers() for scene in scenes]
    for name in every[0]:
        found = list[list[float]]([] for _ in scenes)
        for turn in range(rounds + 2):
            for index, calls in enumerate(every):
                start = time.perf_counter()
                calls[name]()
                rate = TRANSFER / (time.perf_counter() - start) / 1e9
                if turn > 1:
                    found[index].append(rate)
        rows[name] = [statistics.median(values) for values in found]
    return rows


def import_times(rounds: int, *, peer: bool) -> dict[str, list[float]]:
    """CPU milliseconds of a process that imports, less those of one that does nothing."""

    def spent(code: str) -> float:
        values = list[float]()
        for _ in range(rounds):
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            values.append(used * 1e3)
        return statistics.median(values)

    bare = spent("pass")
    row = [spent("import pywgpu; pywgpu.Instance") - bare]
    if peer:
        row.append(spent("import wgpu.backends.wgpu_native") - bare)
    return {"import_ms": row}


def alone(program: Path | None) -> dict[str, float]:
    """The floor: microseconds of the calls from Rust, by row."""
    if program is None:
        return {}
    done = subprocess.run([program], check=True, capture_output=True, text=True)
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--transfers", action="store_true")
    parser.add_argument("--only", choices=["calls", "transfers", "import"])
    parser.add_argument("--alone", type=Path, metavar="PROGRAM")
    options = parser.parse_args()
    peer = importlib.util.find_spec("wgpu") is not None
    ours = Ours()
    scenes: list[Scene] = [ours, Peer()] if peer else [ours]
    rows = dict[str, list[float]]()
    rates = dict[str, list[float]]()
    if options.only in (None, "calls"):
        rows |= measure_calls(scenes, options.rounds)
        rows |= measure_module(options.rounds)
    if options.only in (None, "import"):
        rows |= import_times(options.rounds, peer=peer)
    if options.transfers or options.only == "transfers":
        rates = measure_transfers(scenes, options.rounds)
    print(f"{ours.name}; {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; CPU us a call\n")
    floor = alone(options.alone)
    print("| call | pywgpu | wgpu-py 0.32 | ratio | wgpu alone |")
    print("|---|---:|---:|---:|---:|")
    for name, values in rows.items():
        both = len(values) > 1
        theirs = f"{values[1]:.2f} | {values[1] / values[0]:.1f}" if both else "- | -"
        least = f"{floor[name]:.2f}" if name in floor else "-"
        print(f"| {name} | {values[0]:.2f} | {theirs} | {least} |")
    for name, values in rates.items():
        theirs = f"{values[1]:.2f} | {values[0] / values[1]:.1f}" if peer else "- | -"
        print(f"| {name}, GB/s | {values[0]:.2f} | {theirs} | - |")
    if options.json:
        report = {
            "adapter": ours.name,
            "rows": {
                name: {"unit": "us", "cpu": {"median": values[0]}} for name, values in rows.items()
            }
            | {
                name: {"unit": "GB/s", "wall": {"median": values[0]}}
                for name, values in rates.items()
            },
        }
        options.json.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
