"""Many threads at once, forks, and other threads while a shader is translated."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

import naga

if TYPE_CHECKING:
    from pathlib import Path

    from naga import ir

SHADER = "@compute @workgroup_size(4) fn main() { var x = 1u + 2u; }"


def translate(path: Path) -> str:
    module = naga.load(path)
    try:
        return module.validate().to_msl().text
    except naga.EmitError as error:
        return error.render()


def tree_of(module: naga.Module) -> ir.Module:
    return module.ir


def test_eight_threads_give_what_one_gives(shaders: list[Path]) -> None:
    alone = [translate(path) for path in shaders]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(translate, shaders * 3))
    assert together == alone * 3


def test_one_module_serves_many_threads(shaders: list[Path]) -> None:
    modules = [naga.load(path) for path in shaders[:20]]
    with ThreadPoolExecutor(8) as pool:
        trees = list(pool.map(tree_of, modules * 8))
    for index, tree in enumerate(trees):
        assert tree is modules[index % 20].ir


def test_others_run_while_a_shader_is_translated() -> None:
    lines = "\n".join(
        f"fn f_{i}(x: f32) -> f32 {{ return x * {i}.0 + sin(x); }}" for i in range(4000)
    )
    ticks = 0
    done = threading.Event()

    def tick() -> None:
        nonlocal ticks
        while not done.is_set():
            ticks += 1
            time.sleep(0.001)

    thread = threading.Thread(target=tick)
    thread.start()
    try:
        naga.parse_wgsl(lines).validate().to_msl()
        during = ticks
    finally:
        done.set()
        thread.join()
    assert during >= 3


def test_small_stacks_are_enough() -> None:
    deep = "fn f() -> i32 { return " + "(" * 60 + "1" + ")" * 60 + "; }"
    results: list[str] = []
    before = threading.stack_size(64 * 1024)
    try:
        thread = threading.Thread(
            target=lambda: results.append(naga.parse_wgsl(deep).to_wgsl().text)
        )
        thread.start()
        thread.join()
    finally:
        threading.stack_size(before)
    assert "fn f()" in results[0]


@pytest.mark.skipif(
    not sysconfig.get_config_var("Py_GIL_DISABLED"), reason="this Python always has a GIL"
)
def test_an_interpreter_without_gil_stays_without() -> None:
    # An extension that needs the GIL brings it back when it is imported.
    script = "import sys, naga, naga.ir; print(sys._is_gil_enabled())"
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", script], capture_output=True, check=True
    )
    assert run.stdout.strip() == b"False"


@pytest.mark.skipif(sys.platform == "win32", reason="there is no fork")
@pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")
def test_a_forked_child_translates() -> None:
    expected = naga.parse_wgsl(SHADER).to_msl().text
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(writer, naga.parse_wgsl(SHADER).to_msl().text.encode())
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader, encoding="utf-8") as pipe:
        assert pipe.read() == expected
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
