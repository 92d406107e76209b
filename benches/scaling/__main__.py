"""Measures kinds of source in two sizes: `python -m scaling [--only TEXT] [--size BYTES]`.

Each kind is made once with a quarter of the bytes and once with all of them, and the program does
with each what the kind asks for. What costs in proportion has four times the cost, and so the
exponent 1; the square has the exponent 2. What a limit refuses is made smaller until it passes,
because the largest that passes is what a limit allows to cost.
"""

from __future__ import annotations

import argparse
import fnmatch
import json
import math
import sys
import tempfile
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from scaling.measure import FINE, LIMIT, Bench, Spent
from scaling.table import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scaling.kind import Kind

ROOT = Path(__file__).resolve().parent.parent.parent
MEMORY = Path("/dev/shm")  # noqa: S108, the folder made in it has a name of its own
SIZE = 400_000
MOST_CPU = 20.0
MOST_MEMORY = 1 << 20
"""In KiB, as the kernel tells it."""
STEEP = 1.4
DEAR = 0.5
LEAST = 0.004
"""Seconds below which a run is not told from none."""


@dataclass(frozen=True)
class Row:
    """One thing done to one kind, in both sizes."""

    kind: str
    action: str
    small: Spent
    large: Spent
    start: float
    """What a run takes with nearly nothing."""

    @property
    def exponent(self) -> float:
        """The power of the size with which CPU time grows."""
        small = max(self.small.cpu - self.start, LEAST)
        large = max(self.large.cpu - self.start, LEAST)
        sizes = self.large.size / max(self.small.size, 1)
        return math.log(large / small) / math.log(sizes) if sizes > 1 else 0.0

    @property
    def flags(self) -> str:
        """What is wrong with it."""
        found: list[str] = []
        if self.exponent > STEEP and self.large.cpu > DEAR:
            found.append("steep")
        if self.large.cpu > MOST_CPU:
            found.append("slow")
        if self.large.memory > MOST_MEMORY:
            found.append("large")
        if not {self.small.code, self.large.code} <= FINE:
            found.append("broken")
        return " ".join(found)


STARTS: dict[tuple[str, str, tuple[str, ...]], float] = {}


def started(program: Path, kind: Kind, work: Path) -> dict[str, float]:
    """Return what each action takes with nearly nothing of such a language."""
    tiny: Bench | None = None
    starts: dict[str, float] = {}
    for action in kind.actions:
        key = (kind.made_of[-1] if kind.made_of else kind.file, action, kind.args)
        if key not in STARTS:
            tiny = tiny or Bench(program, kind, 1, work)
            STARTS[key] = tiny.spend(action).cpu
        starts[action] = STARTS[key]
    return starts


def measured(program: Path, kind: Kind, size: int, work: Path) -> Iterator[Row]:
    """Measure one kind, in the largest size that the limits let through."""
    starts = started(program, kind, work)
    first = kind.actions[0]
    while True:
        bench = Bench(program, kind, size, work)
        spent = bench.spend(first)
        if spent.code != LIMIT or size < 1000:  # noqa: PLR2004
            break
        # A refusal must be cheap.
        if spent.cpu > DEAR:
            yield Row(kind.name, f"{first}, refused", spent, spent, 0.0)
        size = size * 4 // 5
    large = {action: spent if action == first else bench.spend(action) for action in kind.actions}
    bench = Bench(program, kind, size // 4, work)
    for action in kind.actions:
        yield Row(kind.name, action, bench.spend(action), large[action], starts[action])


def table(rows: list[Row]) -> str:
    """Return a table as Markdown."""
    lines = [
        "| kind | what | bytes | CPU, a quarter | CPU | exponent | MiB | exit | |",
        "|---|---|--:|--:|--:|--:|--:|--:|---|",
    ]
    lines += [
        f"| {row.kind} | {row.action} | {row.large.size:,} | {row.small.cpu:.2f} "
        f"| {row.large.cpu:.2f} | {row.exponent:.2f} | {row.large.memory // 1024} "
        f"| {row.large.code} | {row.flags} |"
        for row in rows
    ]
    return "\n".join(lines)


def main() -> int:
    """Measure, print the tables, and tell by the exit code whether anything was flagged."""
    parser = argparse.ArgumentParser(prog="scaling", description=__doc__)
    parser.add_argument("--program", type=Path, default=ROOT / "target/release/pywgpu-naga")
    parser.add_argument("--size", type=int, default=SIZE, help="bytes of the larger source")
    parser.add_argument("--only", action="append", help="kinds that match this pattern")
    parser.add_argument("--action", action="append", help="only this is done")
    parser.add_argument("--json", type=Path, help="a file for all numbers")
    parser.add_argument("--top", type=int, default=25, help="rows of each table")
    parser.add_argument("--list", action="store_true", help="print the kinds, and stop")
    args = parser.parse_args()
    kinds = [
        kind
        for kind in KINDS
        if not args.only or any(fnmatch.fnmatch(kind.name, pattern) for pattern in args.only)
    ]
    if args.list:
        print("\n".join(f"{kind.name}: {', '.join(kind.actions)}" for kind in kinds))
        return 0
    if args.action:
        kinds = [replace(kind, actions=tuple(args.action)) for kind in kinds]
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as work:
        for kind in kinds:
            for row in measured(args.program.resolve(), kind, args.size, Path(work)):
                rows.append(row)
                if row.flags or row.action == kind.actions[0]:
                    told = f"{row.small.cpu:8.2f} {row.large.cpu:8.2f} {row.exponent:6.2f}"
                    what = f"{row.kind}, {row.action}: exit {row.large.code} {row.large.told}"
                    print(f"{told} {row.flags:>8} {what}", file=sys.stderr, flush=True)
    flagged = [row for row in rows if row.flags]
    dear = [row for row in rows if row.large.cpu > DEAR]
    steep = sorted(dear, key=lambda row: -row.exponent)[: args.top]
    slow = sorted(rows, key=lambda row: -row.large.cpu)[: args.top]
    print(f"{len(kinds)} kinds, {len(rows)} rows, {len(flagged)} flagged\n")
    print(f"Steepest of those with more than {DEAR} s:\n\n{table(steep)}\n")
    print(f"Slowest:\n\n{table(slow)}")
    if flagged:
        print(f"\nFlagged:\n\n{table(flagged)}")
    if args.json:
        content = [{**asdict(row), "exponent": row.exponent, "flags": row.flags} for row in rows]
        args.json.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    return 1 if flagged else 0


if __name__ == "__main__":
    sys.exit(main())
