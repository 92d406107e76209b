"""Multiplies two matrices with tiles in workgroup memory, and compares with NumPy."""

from __future__ import annotations

import numpy as np

import pywgpu
from pywgpu import BufferUsages

SHADER = """\
struct Shape { rows: u32, inner: u32, columns: u32 }

@group(0) @binding(0) var<storage, read> a: array<f32>;
@group(0) @binding(1) var<storage, read> b: array<f32>;
@group(0) @binding(2) var<storage, read_write> c: array<f32>;
@group(0) @binding(3) var<uniform> shape: Shape;

var<workgroup> tile_a: array<array<f32, 16>, 16>;
var<workgroup> tile_b: array<array<f32, 16>, 16>;

@compute @workgroup_size(16, 16)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(local_invocation_id) at: vec3<u32>) {
    var sum = 0.0;
    for (var start = 0u; start < shape.inner; start += 16u) {
        let k = start + at.x;
        let l = start + at.y;
        let in_a = id.y < shape.rows && k < shape.inner;
        let in_b = l < shape.inner && id.x < shape.columns;
        tile_a[at.y][at.x] = select(0.0, a[id.y * shape.inner + k], in_a);
        tile_b[at.y][at.x] = select(0.0, b[l * shape.columns + id.x], in_b);
        workgroupBarrier();
        for (var i = 0u; i < 16u; i++) {
            sum += tile_a[at.y][i] * tile_b[i][at.x];
        }
        workgroupBarrier();
    }
    if id.y < shape.rows && id.x < shape.columns {
        c[id.y * shape.columns + id.x] = sum;
    }
}
"""
ROWS, INNER, COLUMNS = 150, 210, 95


def main() -> None:
    """Multiplies and compares."""
    device = pywgpu.Instance().request_adapter().request_device()
    random = np.random.default_rng(1)
    a = random.standard_normal((ROWS, INNER), dtype=np.float32)
    b = random.standard_normal((INNER, COLUMNS), dtype=np.float32)
    storage = BufferUsages.STORAGE
    result = device.create_buffer(size=4 * ROWS * COLUMNS, usage=storage | BufferUsages.COPY_SRC)
    shape = np.array([ROWS, INNER, COLUMNS, 0], np.uint32)
    pipeline = device.create_compute_pipeline(module=device.create_shader_module(SHADER))
    group = device.create_bind_group(
        layout=pipeline,
        entries={
            "a": device.create_buffer_init(contents=a, usage=storage),
            "b": device.create_buffer_init(contents=b, usage=storage),
            "c": result,
            "shape": device.create_buffer_init(contents=shape, usage=BufferUsages.UNIFORM),
        },
    )
    encoder = device.create_command_encoder()
    with encoder.begin_compute_pass() as compute:
        compute.set_pipeline(pipeline)
        compute.set_bind_group(0, group)
        compute.dispatch_workgroups(-(-COLUMNS // 16), -(-ROWS // 16))
    device.queue.submit([encoder.finish()])
    c = result.read(np.float32, (ROWS, COLUMNS))
    wanted = a.astype(np.float64) @ b.astype(np.float64)
    error = np.abs(c - wanted).max()
    # A sum of 210 products of numbers around one.
    assert error < 1e-4, error
    print(
        f"checked: {ROWS}x{INNER} times {INNER}x{COLUMNS} against NumPy, off by {error:.1e} at most"
    )


if __name__ == "__main__":
    main()
