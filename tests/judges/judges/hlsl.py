"""HLSL, judged by the DirectX Shader Compiler with DXIL validation.

Every entry point is compiled for the shader model that the file was emitted for.
"""

from __future__ import annotations

import os
import platform
import select
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING

from judges.dxc_worker import PROBE
from judges.hlsl_entries import find_entries
from judges.model import Judgement
from judges.tools import HERE, judges_folder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from judges.model import EntryPoint, Subject

WORKER = HERE / "judges" / "dxc_worker.py"
LIBRARY = "libdxcompiler.so"
DEFAULT_MODEL = "6.0"
SECONDS = 60.0  # for one entry point
SHORT = {"vertex": "vs", "fragment": "ps", "compute": "cs", "mesh": "ms", "task": "as"}
SHIFTS = (2, 0)  # see dxc_worker.Dxc; the library that install.sh brings is an old one


class HlslJudge:
    """DXC as a Linux library, one process per job."""

    tool = "DXC"

    def available(self) -> str | None:
        """Return why this judge cannot be asked here, or None when it can."""
        if platform.system() != "Linux":
            return "the DXC library is for Linux"
        return None if _library().is_file() else f"{_library()} does not exist"

    def judge(self, subjects: Sequence[Subject], jobs: int) -> list[Judgement]:
        """Judge all files, with at most `jobs` processes at a time."""
        library = _library()
        shift = _find_shift(library)
        idle: SimpleQueue[_Compiler] = SimpleQueue()
        for _ in range(jobs):
            idle.put(_Compiler(library, shift))

        def judge_one(subject: Subject) -> Judgement:
            compiler = idle.get()
            try:
                return _judge_one(compiler, subject)
            finally:
                idle.put(compiler)

        with ThreadPoolExecutor(jobs) as pool:
            judgements = list(pool.map(judge_one, subjects))
        for _ in range(jobs):
            idle.get().stop()
        return judgements


def _library() -> Path:
    return Path(os.environ.get("DXC_LIB") or judges_folder() / LIBRARY)


class _CompilerDiedError(Exception):
    """The compiler crashed or did not answer in time."""


class _Compiler:
    """A worker process, started when it is first needed and again after a crash."""

    def __init__(self, library: Path, shift: int) -> None:
        self._command = [sys.executable, "-I", "-S", str(WORKER), str(library), str(shift)]
        self._process: subprocess.Popen[bytes] | None = None

    def compile(self, path: str, profile: str, entry: str) -> tuple[bool, str]:
        """Return whether the compiler accepts, and the first error or a remark."""
        if self._process is None:
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        requests, answers = self._process.stdin, self._process.stdout
        if requests is None or answers is None:
            raise _CompilerDiedError
        try:
            requests.write(f"{path}\t{profile}\t{entry}\n".encode())
            requests.flush()
        except BrokenPipeError:
            pass  # then it has no answer either
        ready = select.select([answers], [], [], SECONDS)[0]
        answer = answers.readline().decode("utf-8", "replace").rstrip("\n") if ready else ""
        if not answer:
            status = self.stop()
            message = (
                f"the compiler died: status {status}" if ready else "the compiler ran out of time"
            )
            raise _CompilerDiedError(message)
        verdict, _, message = answer.partition("\t")
        return verdict == "ok", message

    def stop(self) -> int | None:
        """End the process."""
        process, self._process = self._process, None
        if process is None:
            return None
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return process.returncode


def _find_shift(library: Path) -> int:
    for shift in SHIFTS:
        compiler = _Compiler(library, shift)
        try:
            if compiler.compile(PROBE, "cs_6_0", "main")[0]:
                return shift
        except _CompilerDiedError:
            continue
        finally:
            compiler.stop()
    message = f"{library} does not compile the simplest shader"
    raise OSError(message)


def _judge_one(compiler: _Compiler, subject: Subject) -> Judgement:
    entries = subject.entries or find_entries(
        subject.path.read_text(encoding="utf-8", errors="replace")
    )
    if not entries:
        return Judgement(subject.path, "unjudged", "no entry point found")
    remarks: list[str] = []
    for entry in entries:
        try:
            accepted, message = compiler.compile(
                str(subject.path), _profile(entry, subject.model or DEFAULT_MODEL), entry.name
            )
        except _CompilerDiedError as death:
            return Judgement(subject.path, "unjudged", f"{entry}: {death}", entries)
        if not accepted:
            return Judgement(subject.path, "invalid", f"{entry}: {message}", entries)
        if message:
            remarks.append(f"{entry}: {message}")
    return Judgement(subject.path, "valid", "; ".join(remarks), entries)


def _profile(entry: EntryPoint, model: str) -> str:
    return f"{SHORT[entry.stage]}_{model.replace('.', '_')}"
