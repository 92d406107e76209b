"""What the timed libraries are asked to do: the calls, and what they work on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

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
TRANSFER = 64 << 20
SMALL = np.zeros(16, np.float32)
PAGE = np.zeros(1024, np.float32)


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


def payload() -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Bytes to send, and room for those that come back, touched."""
    host = np.random.default_rng(0).integers(0, 255, TRANSFER, dtype=np.uint8)
    return host, np.ones_like(host)
