"""Makes calls by chance: `python -m calls FIRST COUNT [--backend vulkan] [--calls 1500]`."""

from __future__ import annotations

import argparse
import collections
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

# Seconds for a seed.
LIMIT = 300
MOST_SHOWN = 600


def main() -> int:
    """Runs seeds, each in a process of its own; prints each kind of fault once."""
    parser = argparse.ArgumentParser(prog="calls", description=__doc__)
    parser.add_argument("first", type=int, help="the first seed")
    parser.add_argument("count", type=int, help="how many seeds")
    parser.add_argument("--backend", default="noop", choices=("noop", "vulkan", "gl"))
    parser.add_argument("--calls", type=int, default=1500, help="how many calls a seed makes")
    parser.add_argument("--logs", type=Path, help="a folder for the calls of each seed")
    given = parser.parse_args()
    faults = collections.Counter[str]()
    with tempfile.TemporaryDirectory() as folder:
        logs = given.logs or Path(folder)
        logs.mkdir(parents=True, exist_ok=True)
        for seed in range(given.first, given.first + given.count):
            for fault in run(seed, given.calls, given.backend, logs / f"{seed}.log"):
                kind = re.sub(r"\d+", "N", fault)
                if not faults[kind]:
                    print(fault[:MOST_SHOWN], flush=True)
                faults[kind] += 1
    print(f"{given.count} seeds: {sum(faults.values())} faults of {len(faults)} kinds")
    return 1 if faults else 0


def run(seed: int, count: int, backend: str, log: Path) -> list[str]:
    """What went wrong with one seed."""
    words = [sys.executable, "-m", "calls.worker", str(seed), str(count), backend, str(log)]
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join(sys.path),
        # Mesa complains where there is no such folder.
        "XDG_RUNTIME_DIR": str(log.parent),
    }
    try:
        ended = subprocess.run(
            words,
            capture_output=True,
            text=True,
            timeout=LIMIT,
            check=False,
            errors="replace",
            env=environment,
        )
    except subprocess.TimeoutExpired:
        return [f"{seed}: no end after {last(log)}"]
    *faults, _counts = ended.stdout.splitlines() or [""]
    if ended.returncode:
        faults.append(f"{seed}: exit {ended.returncode} after {last(log)}: {ended.stderr}")
    elif ended.stderr.strip():
        faults.append(f"{seed}: stderr: {ended.stderr}")
    return faults


def last(log: Path) -> str:
    """The call that was made last."""
    lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
    return next((line for line in reversed(lines) if not line.startswith(" ")), "the start")


if __name__ == "__main__":
    raise SystemExit(main())
