"""What must not go wrong when things go wrong: each fault in a process of its own.

`python tests/python/faults.py` runs all of them twenty times and says how often each held;
`python tests/python/faults.py fork` runs one, once. The tests run each a few times.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import threading
import time
from array import array
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, cast

import pywgpu
from pywgpu import BufferUsages

if TYPE_CHECKING:
    from collections.abc import Callable

STORAGE = BufferUsages.STORAGE
COPIES = BufferUsages.COPY_SRC | BufferUsages.COPY_DST
# llvmpipe ends a loop after 65,535 rounds, so that it takes many workgroups to last for years.
ENDLESS = """\
@group(0) @binding(0) var<storage, read_write> x: array<atomic<u32>>;
@compute @workgroup_size(1) fn main() {
    while atomicLoad(&x[0]) == 0u { atomicAdd(&x[1], 1u); }
}
"""
MANY = 65_535
DOUBLE = """\
@group(0) @binding(0) var<storage, read_write> x: array<u32>;
@compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    x[id.x] = x[id.x] * 2u;
}
"""
CYCLES, WARM_UP = 10_000, 2_000
GROWTH_BYTES = 3_000_000
THREADS, CALLS = 4, 1_000
TIMES = 20
SECONDS = 120.0
OBEYED_MS = 100.0


def expect(condition: object, message: str) -> None:
    """Ends the process with a message unless the condition holds."""
    if not condition:
        sys.exit(message)


def adapter() -> pywgpu.Adapter:
    """A software adapter: a fault must not take a card down."""
    return pywgpu.Instance().request_adapter(force_fallback_adapter=True)


def submit(device: pywgpu.Device, code: str, numbers: array[int], groups: int = 1) -> pywgpu.Buffer:
    """Starts a kernel on numbers, in a square of workgroups, and gives their buffer."""
    buffer = device.create_buffer_init(contents=numbers, usage=STORAGE | COPIES)
    pipeline = device.create_compute_pipeline(module=device.create_shader_module(code))
    group = device.create_bind_group(
        layout=pipeline.get_bind_group_layout(0), entries=[{"binding": 0, "resource": buffer}]
    )
    encoder = device.create_command_encoder()
    with encoder.begin_compute_pass() as compute:
        compute.set_pipeline(pipeline)
        compute.set_bind_group(0, group)
        compute.dispatch_workgroups(groups, groups)
    device.queue.submit([encoder.finish()])
    return buffer


def works(device: pywgpu.Device) -> bool:
    """Whether a device computes."""
    buffer = submit(device, DOUBLE, array("I", range(64)))
    with buffer.mapped() as view:
        return array("I", bytes(view)) == array("I", range(0, 128, 2))


def lost(call: Callable[[], object]) -> str:
    """What a call says of the device that it misses."""
    try:
        call()
    except pywgpu.DeviceLostError as error:
        return str(error)
    return ""


def fork() -> None:
    """A forked child is told that the device is its parent's; the parent works on."""
    device = adapter().request_device()
    expect(works(device), "the device does not work")
    child = os.fork()
    if child == 0:
        calls = (lambda: works(device), device.wait, lambda: device.poll(wait=True))
        os._exit(0 if all("fork" in lost(call) for call in calls) else 1)
    _, status = os.waitpid(child, 0)
    expect(status == 0, f"the child ended with {status}")
    expect(works(device), "the parent's device stopped working")


def leave() -> NoReturn:
    """Ends the process at once: Mesa would wait at its end for the endless shader."""
    sys.stdout.flush()
    os._exit(0)


def interrupt() -> None:
    """Ctrl-C ends each kind of wait for a shader that never ends, within a tenth of a second."""
    # A shell that starts the tests in the background lets them ignore the signal.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    device = adapter().request_device()
    buffer = submit(device, ENDLESS, array("I", [0, 0]), MANY)
    waits: list[Callable[[], object]] = [
        lambda: device.wait(timeout=60.0),
        lambda: buffer.mapped(timeout=60.0),
        lambda: device.queue.on_submitted_work_done(timeout=60.0),
        lambda: device.queue.submit([device.create_command_encoder().finish()]),
    ]
    pressed = list[float]()

    def press() -> None:
        time.sleep(0.3)
        pressed.append(time.perf_counter())
        os.kill(os.getpid(), signal.SIGINT)

    taken = list[float]()
    for number, wait in enumerate(waits):
        threading.Thread(target=press, daemon=True).start()
        try:
            wait()
        except KeyboardInterrupt:
            taken.append((time.perf_counter() - pressed[-1]) * 1000)
            continue
        sys.exit(f"wait {number} went on")
    slowest = max(taken)
    sys.stdout.write(f"{slowest:.0f} ms after Ctrl-C\n")
    expect(slowest < OBEYED_MS, f"a wait took {slowest:.0f} ms to end")
    leave()


def loss() -> None:
    """A lost device says so in every call; another one of the same adapter works."""
    one = adapter()
    device = one.request_device()
    buffer = device.create_buffer(size=64, usage=STORAGE | COPIES)
    device.destroy()
    expect(device.is_lost, "the device does not know that it is lost")
    calls: list[Callable[[], object]] = [
        lambda: device.create_buffer(size=4, usage=STORAGE),
        lambda: device.create_shader_module(DOUBLE),
        device.create_command_encoder,
        lambda: buffer.write(b"1234"),
        lambda: buffer.mapped(timeout=5.0),
        lambda: works(device),
    ]
    for index, call in enumerate(calls):
        expect(lost(call), f"call {index} on the lost device succeeded")
    expect(works(one.request_device()), "a new device does not work")


def endless() -> None:
    """A deadline ends a wait for an endless shader."""
    device = adapter().request_device()
    buffer = submit(device, ENDLESS, array("I", [0, 0]), MANY)
    calls: list[Callable[..., object]] = [
        device.wait,
        device.queue.on_submitted_work_done,
        buffer.mapped,
        buffer.read,
    ]
    for call in calls:
        try:
            call(timeout=0.2)
        except TimeoutError as error:  # Python's, of which ours is one
            expect(type(error) is pywgpu.TimeoutError, "it is none of ours")
            continue
        sys.exit("the wait ended without an exception")
    leave()


def flight() -> None:
    """A process may end while the GPU works."""
    device = adapter().request_device()
    for _ in range(20):
        submit(device, DOUBLE, array("I", range(64)))


def resident() -> int:
    """Bytes of this process in memory."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def cycles() -> None:
    """Memory stays flat over ten thousand times making and dropping everything."""
    device = adapter().request_device()
    module = device.create_shader_module(DOUBLE)
    pipeline = device.create_compute_pipeline(module=module)
    layout = pipeline.get_bind_group_layout(0)
    before = 0
    for index in range(CYCLES):
        buffer = device.create_buffer(label=f"cycle {index}", size=256, usage=STORAGE | COPIES)
        device.create_bind_group(layout=layout, entries=[{"binding": 0, "resource": buffer}])
        texture = device.create_texture(size=(4, 4), format="rgba8unorm", usage="TEXTURE_BINDING")
        texture.create_view()
        device.create_sampler()
        device.create_command_encoder().finish()
        if index % 100 == 0:
            device.create_shader_module(DOUBLE)
            device.poll()
        if index == WARM_UP:
            before = resident()
    device.poll(wait=True)
    grown = resident() - before
    sys.stdout.write(f"{grown / 1e6:.1f} MB after {CYCLES - WARM_UP} cycles\n")
    expect(grown < GROWTH_BYTES, f"memory grew by {grown} bytes")


def threads() -> None:
    """Four threads with a thousand good and bad calls each: every error comes to its own thread."""
    device = adapter().request_device()
    wrong = list[str]()

    def work(thread: int) -> None:
        for index in range(CALLS):
            name = f"thread {thread} call {index}"
            if index % 2 == 0:
                buffer = device.create_buffer(label=name, size=64, usage=STORAGE | COPIES)
                buffer.write(array("I", range(16)))
                continue
            try:
                if index % 4 == 1:
                    usage = STORAGE | BufferUsages.MAP_READ
                    device.create_buffer(label=name, size=64, usage=usage)
                else:
                    device.create_shader_module(f"fn f() {{ {name} }}", label=name)
                wrong.append(f"{name} was no error")
            except pywgpu.ValidationError as error:
                if name not in str(error):
                    wrong.append(f"{name} got {error}")

    workers = [threading.Thread(target=work, args=(number,)) for number in range(THREADS)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    expect(not wrong, "\n".join(wrong[:5]))
    expect(works(device), "the device stopped working")


FAULTS: dict[str, Callable[[], None]] = {
    "fork": fork,
    "interrupt": interrupt,
    "loss": loss,
    "endless": endless,
    "flight": flight,
    "threads": threads,
    "cycles": cycles,
}


def run(name: str) -> subprocess.CompletedProcess[str]:
    """Runs a fault in a process of its own."""
    command = [sys.executable, str(Path(__file__).resolve()), name]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=SECONDS)


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("fault", nargs="?", choices=FAULTS)
    parser.add_argument("--times", type=int, default=TIMES)
    options = vars(parser.parse_args())
    fault = cast("str | None", options["fault"])
    if fault is not None:
        FAULTS[fault]()
        return 0
    failed = 0
    for name in FAULTS:
        times = cast("int", options["times"])
        results = [run(name) for _ in range(times)]
        held = sum(result.returncode == 0 for result in results)
        failed += times - held
        notes = [(r.stderr if r.returncode else r.stdout).strip() for r in results]
        sys.stdout.write(f"{name}: {held}/{times} {max(notes)}\n")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
