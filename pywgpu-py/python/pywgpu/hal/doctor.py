"""`python -m pywgpu doctor`: what there is, what is missing, and whether it computes right."""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from array import array
from typing import TYPE_CHECKING, cast

from pywgpu._pywgpu import Instance, __version__
from pywgpu.core.errors import GPUError, InternalError
from pywgpu.hal.advice import Advice, advise, install_command
from pywgpu.hal.drivers import drivers, libraries, machine, variables
from pywgpu.hal.report import AdapterReport, Report, SelfTest
from pywgpu.types.flags import BufferUsages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pywgpu._pywgpu import Adapter

__all__ = ["examine", "main", "run_kernel", "self_test"]

KERNEL = """\
@group(0) @binding(0) var<storage, read> x: array<u32>;
@group(0) @binding(1) var<storage, read_write> y: array<u32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    if id.x < arrayLength(&y) {
        y[id.x] = x[id.x] * x[id.x] + id.x;
    }
}
"""
COUNT = 1000
TIMEOUT_S = 60.0
# A sentence of the child that runs one self-test: anything else means that it died.
PASSED = f"{COUNT} numbers computed, all right"


def run_kernel(adapter: Adapter) -> None:
    """Squares numbers on an adapter and checks each.

    Raises:
        GPUError: The adapter cannot run it, or a number is wrong.
    """
    device = adapter.request_device(label="doctor")
    numbers = array("I", (7919 * i % 65536 for i in range(COUNT)))
    source = device.create_buffer_init(contents=numbers, usage=BufferUsages.STORAGE)
    target = device.create_buffer(
        size=4 * COUNT, usage=BufferUsages.STORAGE | BufferUsages.COPY_SRC
    )
    module = device.create_shader_module(KERNEL, label="doctor")
    pipeline = device.create_compute_pipeline(module=module, entry_point="main")
    group = device.create_bind_group(
        layout=pipeline.get_bind_group_layout(0),
        entries=[{"binding": 0, "resource": source}, {"binding": 1, "resource": target}],
    )
    encoder = device.create_command_encoder()
    with encoder.begin_compute_pass() as compute:
        compute.set_pipeline(pipeline)
        compute.set_bind_group(0, group)
        compute.dispatch_workgroups(-(-COUNT // 64))
    device.queue.submit([encoder.finish()])
    with target.mapped(timeout=TIMEOUT_S / 2) as view:
        result = array("I", bytes(view))
    for index, (given, got) in enumerate(zip(numbers, result, strict=True)):
        wanted = (given * given + index) % 2**32
        if got != wanted:
            msg = f"y[{index}] is {got}; expected {wanted}: the driver computes wrong numbers"
            raise InternalError(msg)


def self_test(index: int) -> SelfTest:
    """Runs the kernel on an adapter in a process of its own, which a driver may end."""
    command = [sys.executable, "-m", "pywgpu", "doctor", "--run", str(index)]
    start = time.perf_counter()
    try:
        result = subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=TIMEOUT_S
        )
    except subprocess.TimeoutExpired:
        return SelfTest(passed=False, message=f"not done after {TIMEOUT_S:.0f} s")
    milliseconds = round((time.perf_counter() - start) * 1000, 1)
    if result.returncode == 0 and result.stdout.strip() == PASSED:
        return SelfTest(passed=True, message=PASSED, milliseconds=milliseconds)
    lines = (result.stderr.strip() or result.stdout.strip()).splitlines()
    reason = lines[-1] if lines else "the driver ended the process"
    return SelfTest(passed=False, message=f"failed (exit code {result.returncode}): {reason}")


def describe(index: int, adapter: Adapter, *, test: bool) -> AdapterReport:
    """What an adapter says of itself, and what it does."""
    info = adapter.info
    return AdapterReport(
        index=index,
        name=info["name"],
        backend=info["backend"],
        device_type=info["device_type"],
        driver=info["driver"],
        driver_info=info["driver_info"],
        software=info["device_type"] == "cpu",
        self_test=self_test(index) if test else None,
    )


def chosen(instance: Instance, found: Sequence[AdapterReport]) -> int | None:
    """The adapter that is taken when nothing is said, or None where none fits."""
    try:
        info = instance.request_adapter().info
    except GPUError:
        return None
    same = (a.index for a in found if (a.name, a.backend) == (info["name"], info["backend"]))
    return next(same, None)


def examine(*, test: bool = True) -> Report:
    """Everything about this machine that matters to `pywgpu`.

    Args:
        test: Run a kernel on every adapter.
    """
    here = machine()
    environment = variables()
    there, announced = libraries(), drivers()
    instance = Instance()
    adapters = enumerate(instance.enumerate_adapters())
    found = [describe(index, adapter, test=test) for index, adapter in adapters]
    advice = advise(here, there, announced, environment)
    advice += [
        Advice(
            f"adapter {adapter.index} ({adapter.name}) fails: {adapter.self_test.message}",
            "update its driver, or choose another one with WGPU_ADAPTER_NAME or WGPU_BACKEND",
        )
        for adapter in found
        if adapter.self_test is not None and not adapter.self_test.passed
    ]
    return Report(
        pywgpu=__version__,
        machine=here,
        variables=environment,
        libraries=there,
        drivers=announced,
        adapters=found,
        chosen=chosen(instance, found),
        fallback=next((a.index for a in found if a.software), None),
        advice=advice,
        install=install_command(here),
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; the exit code is 0 where an adapter works, else 1."""
    parser = argparse.ArgumentParser(prog="python -m pywgpu doctor", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.add_argument("--no-self-test", action="store_true", help="run nothing on the adapters")
    parser.add_argument("--run", type=int, metavar="INDEX", help="only run the kernel there")
    options = vars(parser.parse_args(arguments))
    run = cast("int | None", options["run"])
    if run is not None:
        run_kernel(Instance().enumerate_adapters()[run])
        sys.stdout.write(f"{PASSED}\n")
        return 0
    report = examine(test=not options["no_self_test"])
    text = report.to_json() if options["json"] else report.to_text()
    sys.stdout.write(f"{text.rstrip()}\n")
    return 0 if report.healthy else 1
