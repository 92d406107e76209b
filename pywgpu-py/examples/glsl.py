"""Runs a compute shader that is written in GLSL, with macros and a constant set from Python."""

from __future__ import annotations

import numpy as np

import pywgpu
from pywgpu import BufferUsages

SHADER = """\
#version 450
layout(local_size_x = 64) in;
layout(constant_id = 0) const float SCALE = 1.0;
layout(std430, set = 0, binding = 0) buffer Numbers { float numbers[]; };

void main() {
    uint i = gl_GlobalInvocationID.x;
    if (i < numbers.length()) {
        numbers[i] = mod(numbers[i] * SCALE, PERIOD);
    }
}
"""
COUNT = 500


def main() -> None:
    """Runs and compares."""
    device = pywgpu.Instance().request_adapter().request_device()
    module = device.create_shader_module(
        SHADER, label="period.comp", language="glsl", stage="compute", defines={"PERIOD": "2.5"}
    )
    pipeline = device.create_compute_pipeline(module=module, constants={0: 3.0})
    numbers = np.random.default_rng(5).uniform(-50, 50, COUNT).astype(np.float32)
    buffer = device.create_buffer_init(
        contents=numbers, usage=BufferUsages.STORAGE | BufferUsages.COPY_SRC
    )
    group = device.create_bind_group(
        layout=pipeline.get_bind_group_layout(0), entries=[{"binding": 0, "resource": buffer}]
    )
    encoder = device.create_command_encoder()
    with encoder.begin_compute_pass() as compute:
        compute.set_pipeline(pipeline)
        compute.set_bind_group(0, group)
        compute.dispatch_workgroups(-(-COUNT // 64))
    device.queue.submit([encoder.finish()])
    tripled = numbers * np.float32(3.0)
    wanted = tripled - 2.5 * np.floor(tripled / np.float32(2.5))
    error = np.abs(buffer.read(np.float32) - wanted).max()
    assert error < 1e-4, error
    print(f"checked: {COUNT} numbers of a GLSL shader against NumPy, off by {error:.1e} at most")


if __name__ == "__main__":
    main()
