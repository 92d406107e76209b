"""Adds up a million numbers, in two passes of the same kernel."""

from __future__ import annotations

import numpy as np

import pywgpu
from pywgpu import BufferUsages

SHADER = """\
@group(0) @binding(0) var<storage, read> numbers: array<u32>;
@group(0) @binding(1) var<storage, read_write> sums: array<u32>;

const WIDTH = 256u;
const EACH = 8u;
var<workgroup> part: array<u32, WIDTH>;

@compute @workgroup_size(WIDTH)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    var sum = 0u;
    for (var i = 0u; i < EACH; i++) {
        let index = group.x * WIDTH * EACH + i * WIDTH + local;
        if index < arrayLength(&numbers) {
            sum += numbers[index];
        }
    }
    part[local] = sum;
    workgroupBarrier();
    for (var step = WIDTH / 2u; step > 0u; step /= 2u) {
        if local < step {
            part[local] += part[local + step];
        }
        workgroupBarrier();
    }
    if local == 0u {
        sums[group.x] = part[0];
    }
}
"""
COUNT = 1_000_003
A_GROUP = 256 * 8


def main() -> None:
    """Adds and compares."""
    device = pywgpu.Instance().request_adapter().request_device()
    numbers = np.random.default_rng(2).integers(0, 1000, COUNT, dtype=np.uint32)
    usage = BufferUsages.STORAGE | BufferUsages.COPY_SRC
    pipeline = device.create_compute_pipeline(module=device.create_shader_module(SHADER))
    source = device.create_buffer_init(label="numbers", contents=numbers, usage=usage)
    encoder = device.create_command_encoder()
    left, passes = COUNT, 0
    while left > 1:
        groups = -(-left // A_GROUP)
        sums = device.create_buffer(label=f"sums {passes}", size=4 * groups, usage=usage)
        group = device.create_bind_group(layout=pipeline, entries={"numbers": source, "sums": sums})
        with encoder.begin_compute_pass() as compute:
            compute.set_pipeline(pipeline)
            compute.set_bind_group(0, group)
            compute.dispatch_workgroups(groups)
        source, left, passes = sums, groups, passes + 1
    device.queue.submit([encoder.finish()])
    (total,) = source.read(np.uint32)
    assert total == numbers.sum(dtype=np.uint64), total
    print(f"checked: the sum of {COUNT} numbers in {passes} passes is exactly {total}")


if __name__ == "__main__":
    main()
