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
from typing import TYPE_CHECKING

import pywgpu
from scenes import LARGE, SHADERS, TRANSFER
from scenes.ours import Ours
from scenes.peer import Peer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pywgpu.types._native import NagaModule
    from scenes import Scene

DRAWS = 1000


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
