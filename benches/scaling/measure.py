"""Runs the program and counts what it takes: CPU seconds, and memory at its highest."""

from __future__ import annotations

import contextlib
import os
import resource
import shutil
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scaling.kind import ACTIONS, Files, Kind

if TYPE_CHECKING:
    from pathlib import Path

LIMIT = 5
"""The exit code of what is beyond a limit."""
FINE = {0, 1, 2, 4, LIMIT}
MOST_CPU = 60
MOST_MEMORY = 8 << 30


@dataclass(frozen=True)
class Spent:
    """What one run took."""

    size: int
    cpu: float
    memory: int
    """In KiB."""
    code: int
    told: str
    """The first line of the messages."""


def run(command: list[str], folder: Path, size: int) -> Spent:
    """Run a command in a folder, with its messages in a file."""
    messages = folder.parent / "messages"
    with messages.open("wb") as told:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=told,
            stderr=told,
            cwd=folder,
        )
        with contextlib.suppress(ProcessLookupError):
            resource.prlimit(process.pid, resource.RLIMIT_CPU, (MOST_CPU, MOST_CPU + 1))
            resource.prlimit(process.pid, resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        _, status, usage = os.wait4(process.pid, 0)
    # The process was waited for behind the back of its object.
    process.returncode = os.waitstatus_to_exitcode(status)
    with messages.open("rb") as told:
        first = told.read(2000).decode(errors="replace").partition("\n")[0][:160]
    cpu = usage.ru_utime + usage.ru_stime
    return Spent(size, cpu, usage.ru_maxrss, process.returncode, first)


def write(files: Files, folder: Path) -> None:
    """Write files into a new folder."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


class Bench:
    """One size of one kind, ready to be run."""

    def __init__(self, program: Path, kind: Kind, size: int, work: Path) -> None:
        """Write the files."""
        self.program, self.kind, self.work = program, kind, work
        self.folder = work / "in"
        files = kind.files(size)
        self.size = sum(len(content) for content in files.values())
        self.arguments = [each.replace("{dir}", str(self.folder)) for each in kind.args]
        if kind.arguments is not None:
            grown = kind.arguments(size)
            self.arguments += grown
            self.size += sum(map(len, grown))
        write(files, self.folder)
        self.input = kind.file
        if kind.made_of:
            made = run([str(program), *kind.made_of], self.folder, self.size)
            if made.code != 0:
                message = f"{kind.name}: the input cannot be made: {made.told}"
                raise RuntimeError(message)
            self.input = kind.made_of[kind.made_of.index("-o") + 1]
            self.size = (self.folder / self.input).stat().st_size

    def spend(self, action: str) -> Spent:
        """Do one thing."""
        out = self.work / "out"
        shutil.rmtree(out, ignore_errors=True)
        out.mkdir()
        words = [
            word.replace("{in}", self.input).replace("{out}", str(out)) for word in ACTIONS[action]
        ]
        command = [str(self.program), *words, *self.arguments]
        spent = run(command, self.folder, self.size)
        shutil.rmtree(out)
        return spent
