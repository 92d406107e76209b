"""HLSL on which glslang crashes: an exception, and the interpreter goes on."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

import naga

if TYPE_CHECKING:
    from naga.options import ParseHlslOptions

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere it ends the process")

CRASHING = """#define JOIN(a, b) a##b
RWStructuredBuffer<uint4> cells;
[numthreads(1, 1, 1)]
void main(uint3 id : SV_DispatchThreadID) {
    cells[id.x] = JOIN(msa, d4)(1u, cells[0].xy, cells[1]);
}
"""
CRASHING_TOO = """#define SUM(value) static float sum = total(value)
float total(float value);
SUM(1.0);
RWStructuredBuffer<float> sums;
[numthreads(1, 1, 1)]
void main(uint3 id : SV_DispatchThreadID) { sums[id.x] = sum; }
"""
GOOD = """RWStructuredBuffer<float> sums;
[numthreads(1, 1, 1)]
void main(uint3 id : SV_DispatchThreadID) { sums[id.x] = NUMBER; }
"""

# What a script of its own is told: these tests are about the process as a whole.
BEGIN = f"""
import os, signal, sys, threading
import naga

CRASHING, GOOD = {CRASHING!r}, {GOOD!r}

def crashes():
    try:
        naga.parse_hlsl(CRASHING, stage="compute")
    except naga.ParseError as error:
        return str(error)
    raise AssertionError("it was read")

def works():
    module = naga.parse_hlsl(GOOD.replace("NUMBER", "12.5"), stage="compute")
    assert "12.5" in module.to_wgsl().text

def childless():
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return True
    return False
"""


def run(script: str, *options: str) -> str:
    """What a script prints, which says nothing else and ends well."""
    done = subprocess.run(
        [sys.executable, *options, "-c", BEGIN + textwrap.dedent(script)],
        capture_output=True,
        check=False,
        timeout=120,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


@pytest.mark.parametrize("text", [CRASHING, CRASHING_TOO])
def test_a_crash_is_an_exception_and_the_next_source_is_read(text: str) -> None:
    with pytest.raises(naga.ParseError, match="glslang crashed: SIGSEGV") as caught:
        naga.parse_hlsl(text, stage="compute", path="crashing.hlsl")
    (only,) = caught.value.diagnostics
    assert (only.code, only.file) == ("hlsl-breakdown", "crashing.hlsl")
    naga.parse_hlsl(GOOD.replace("NUMBER", "1.0"), stage="compute").validate()


# What the limits would refuse before glslang sees it.
UNLIMITED: ParseHlslOptions = {
    "stage": "compute",
    "limits_nesting": 10**9,
    "limits_tokens": 10**9,
    "limits_expression_depth": 10**9,
    "limits_macro_tokens": 10**15,
}


def test_the_end_of_a_stack_is_an_exception() -> None:
    deep = GOOD.replace("NUMBER", "(" * 300_000 + "1.0" + ")" * 300_000)
    with pytest.raises(naga.ParseError, match="glslang crashed: SIGSEGV"):
        naga.parse_hlsl(deep, **UNLIMITED)


def test_a_hunger_for_memory_is_an_exception() -> None:
    lines = ["#define NONE(x)", "#define A0 1.0 +"]
    lines += [f"#define A{i} " + f"A{i - 1} " * 10 for i in range(1, 9)]
    hungry = "\n".join([*lines, GOOD.replace("NUMBER", "NONE(A8) 1.0")])
    with pytest.raises(naga.InternalError, match="more than 1024 MiB of memory"):
        naga.parse_hlsl(hungry, **UNLIMITED)


def test_threads_have_their_own_answers() -> None:
    def answer(n: int) -> bool:
        if n % 4 == 0:
            with pytest.raises(naga.ParseError, match="SIGSEGV"):
                naga.parse_hlsl(CRASHING if n % 8 else CRASHING_TOO, stage="compute")
            return True
        if n % 4 == 1:
            module = naga.parse_hlsl(GOOD.replace("NUMBER", f"{n}.5"), stage="compute")
        elif n % 4 == 2:
            text = (
                f"#version 450\nlayout(location = 0) out vec4 c; void main() {{ c = vec4({n}.5); }}"
            )
            module = naga.parse_glsl(text, stage="fragment", front_end="glslang")
        else:
            module = naga.parse_wgsl(f"fn f() -> f32 {{ return {n}.5; }}")
        return f"{n}.5" in module.to_wgsl().text

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(answer, range(160)))


def test_a_crash_stays_silent_and_leaves_no_process() -> None:
    # The handlers of faulthandler would print a traceback.
    script = """
        for _ in range(20):
            assert "SIGSEGV" in crashes()
            works()
        assert childless()
        assert len(os.listdir("/proc/self/fd")) < 30
    """
    assert run(script, "-X", "faulthandler") == ""


def test_a_host_that_does_not_want_to_hear_of_children() -> None:
    script = """
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        for _ in range(10):
            assert "glslang crashed" in crashes()
            works()
        assert childless()
    """
    assert run(script) == ""


def test_a_host_that_waits_for_all_children() -> None:
    script = """
        def reap(*_):
            try:
                while os.waitpid(-1, os.WNOHANG)[0]:
                    pass
            except ChildProcessError:
                pass

        signal.signal(signal.SIGCHLD, reap)

        def work():
            for _ in range(20):
                assert "glslang crashed" in crashes()
                works()
            done.set()

        done = threading.Event()
        thread = threading.Thread(target=work)
        thread.start()
        while not done.wait(0.001):
            # It may end between the two.
            assert thread.is_alive() or done.is_set()
        thread.join()
        assert childless()
    """
    assert run(script) == ""


def test_signals_of_the_host_stay_with_the_host() -> None:
    script = """
        rings = []
        signal.signal(signal.SIGALRM, lambda *_: rings.append(os.getpid()))
        signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)
        for _ in range(20):
            assert "SIGSEGV" in crashes()
            works()
        signal.setitimer(signal.ITIMER_REAL, 0)
        assert set(rings) == {os.getpid()}

        # An interrupt comes through when the source is done with.
        # What runs in the background of a shell ignores it until it is told otherwise.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        before = threading.Timer(0.2, lambda: os.kill(os.getpid(), signal.SIGINT))
        before.start()
        try:
            while True:
                works()
        except KeyboardInterrupt:
            pass
        works()
        assert childless()
    """
    assert run(script) == ""


@pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")
def test_a_forked_child_reads_hlsl_too() -> None:
    naga.parse_hlsl(GOOD.replace("NUMBER", "1.0"), stage="compute")
    child = os.fork()
    if child == 0:
        try:
            naga.parse_hlsl(GOOD.replace("NUMBER", "2.0"), stage="compute")
            naga.parse_hlsl(CRASHING, stage="compute")
        except naga.ParseError:
            os._exit(7)
        os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7


def test_where_no_process_is_to_be_had_that_is_said() -> None:
    script = """
        import resource
        # The limit does not bind root.
        if os.getuid() == 0:
            os.setresuid(12345, 12345, 12345)
        works()
        resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
        try:
            works()
        except naga.InternalError as error:
            assert "no process to be had" in str(error)
            print("refused")
    """
    assert run(script) == "refused\n"
