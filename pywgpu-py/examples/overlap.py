"""Reads one result back while the GPU computes the next, without blocking the event loop."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import numpy as np

import pywgpu
from pywgpu import BufferUsages

if TYPE_CHECKING:
    from numpy.typing import NDArray

SHADER = """\
@group(0) @binding(0) var<storage, read_write> numbers: array<u32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    var x = numbers[id.x];
    for (var i = 0u; i < 200u; i++) {
        x = x * 1664525u + 1013904223u;
    }
    numbers[id.x] = x;
}
"""
COUNT, ROUNDS = 64 * 256, 8


def advanced(numbers: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """The same with NumPy."""
    for _ in range(200):
        numbers = numbers * np.uint32(1664525) + np.uint32(1013904223)
    return numbers


async def main() -> None:
    """Starts all rounds, collects them as they come, and counts what else the loop did."""
    device = await pywgpu.Instance().request_adapter().request_device_async()
    pipeline = device.create_compute_pipeline(module=device.create_shader_module(SHADER))
    seeds = [np.arange(n, n + COUNT, dtype=np.uint32) for n in range(ROUNDS)]
    pending: list[pywgpu.Pending[NDArray[np.uint32]]] = []
    for seed in seeds:
        buffer = device.create_buffer_init(
            contents=seed, usage=BufferUsages.STORAGE | BufferUsages.COPY_SRC
        )
        group = device.create_bind_group(layout=pipeline, entries={"numbers": buffer})
        encoder = device.create_command_encoder()
        with encoder.begin_compute_pass() as compute:
            compute.set_pipeline(pipeline)
            compute.set_bind_group(0, group)
            compute.dispatch_workgroups(COUNT // 64)
        device.queue.submit([encoder.finish()])
        # The copy is queued behind this round; the next round is submitted before it is done.
        pending.append(buffer.read_async(np.uint32))

    beats = 0

    async def heart() -> None:
        nonlocal beats
        while True:
            await asyncio.sleep(0)
            beats += 1

    beating = asyncio.create_task(heart())
    for seed, work in zip(seeds, pending, strict=True):
        assert (await work == advanced(seed)).all()
    beating.cancel()
    assert beats > 0
    print(
        f"checked: {ROUNDS} rounds of {COUNT} numbers are exact; the event loop went on meanwhile"
    )


if __name__ == "__main__":
    asyncio.run(main())
