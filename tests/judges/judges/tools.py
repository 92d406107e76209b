"""Finding and running the tools behind the judges."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

HERE = Path(__file__).resolve().parent.parent  # tests/judges
MESSAGE_LIMIT = 300  # characters of a message


def judges_folder() -> Path:
    """Return where install.sh puts what no system package provides."""
    return Path(os.environ.get("JUDGES_DIR") or HERE.parent.parent / ".judges")


def find_program(*names: str) -> str | None:
    """Return the path of the first of these programs that is installed."""
    return next((path for path in map(shutil.which, names) if path), None)


@dataclass(frozen=True, slots=True)
class Finished:
    """A process that ended, or that was ended: then `status` is None."""

    status: int | None
    output: str
    errors: str

    @property
    def trouble(self) -> str | None:
        """Why this says nothing of the file: the tool hung or was killed by a signal."""
        if self.status is None:
            return "the judge ran out of time"
        return f"the judge was killed by signal {-self.status}" if self.status < 0 else None


def run(
    command: Sequence[str | Path],
    *,
    seconds: float,
    text: str = "",
    environment: Mapping[str, str] | None = None,
) -> Finished:
    """Run a tool to its end, with `text` as its standard input."""
    try:
        process = subprocess.run(
            [str(word) for word in command],
            input=text.encode(),
            capture_output=True,
            timeout=seconds,
            check=False,
            env=None if environment is None else {**os.environ, **environment},
        )
    except subprocess.TimeoutExpired:
        return Finished(None, "", "")
    return Finished(
        process.returncode,
        process.stdout.decode("utf-8", "replace"),
        process.stderr.decode("utf-8", "replace"),
    )


def one_line(text: str) -> str:
    """Fold a message into one line of bounded length."""
    return " ".join(text.split())[:MESSAGE_LIMIT]


def first_error(text: str) -> str:
    """Return the first line that speaks of an error, else the first line."""
    lines = [line for line in text.splitlines() if line.strip()]
    return one_line(next((line for line in lines if "error" in line.lower()), "\n".join(lines[:1])))
