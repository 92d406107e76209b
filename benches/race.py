"""Race batch translation against naga-cli and against the library alone, in CPU seconds.

    python3 benches/race.py [--install] [--folder DIR] [--files 500] [--rounds 7] [--dry]

Three ways to turn a folder of WGSL into Metal, each doing the same work on the same files:

- ours: one run of `pywgpu-naga translate FILES --to msl:2.4 --out-dir DIR`, with `-j1` and `-j2`;
- naga-cli: one process a file, `naga --metal-version 2.4 IN.wgsl OUT.metal`, as its users run it;
- the pure loop: `toolchain/examples/pure_loop.rs`, which calls naga in one process and has neither
  messages, nor slots, nor guarded files. It is the floor.

And one small file, start to finish, for what starting costs.

CPU seconds are user plus system time of exactly the processes of a round (`os.wait4`), so other
load on the machine hardly shows. Rounds of all contestants are interleaved; each round writes into
a new empty folder, in memory where there is `/dev/shm`, so that no disk has a say. The table has
the median and, behind it, the least and the most. Where valgrind is installed, instructions are
counted too: ratios of those hold on a machine that is busy. Files that any contestant refuses are
left out beforehand, and their number is told: ours refuses with a reason what Metal 2.4 lacks,
naga-cli what needs a value or what its writer panics on.

The table goes to standard output and between the markers in `benches/README.md`.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "benches" / "README.md"
BEGIN, END = "<!-- race: begin -->", "<!-- race: end -->"
NAGA_CLI = "30.0.1"
PEERS = ROOT / "target" / "peers"
METAL = "2.4"
MEMORY = Path("/dev/shm")  # noqa: S108, the folder made in it has a name of its own
SINGLE = "shaders/vfx/blur.wgsl"
SINGLE_STARTS = 50
TARGETS = {"batch": 1 / 5, "loop": 1.1, "single": 1.0}

Command = list[str]


@dataclass
class Spent:
    """What the processes of one round took, in seconds."""

    cpu: float = 0.0
    wall: float = 0.0


@dataclass
class Contestant:
    """One way to do the work, and what its rounds took."""

    name: str
    commands: Callable[[Path], list[Command]]
    spent: list[Spent] = field(default_factory=list[Spent])

    def cpu(self) -> list[float]:
        """Return the CPU seconds of all rounds."""
        return [each.cpu for each in self.spent]

    def median(self) -> float:
        """Return the median of the CPU seconds."""
        return statistics.median(self.cpu())


class RaceError(Exception):
    """The race cannot be held, or a contestant failed in it."""


def spend(command: Command, spent: Spent | None = None) -> int:
    """Run silently; add user and system time of exactly this process; return its exit code."""
    start = time.perf_counter()
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
        env={**os.environ, "RUST_BACKTRACE": "0"},
    )
    _, status, usage = os.wait4(process.pid, 0)
    # The process was waited for behind the back of its object.
    process.returncode = os.waitstatus_to_exitcode(status)
    if spent is not None:
        spent.cpu += usage.ru_utime + usage.ru_stime
        spent.wall += time.perf_counter() - start
    return process.returncode


def one_round(contestant: Contestant, work: Path, outputs: int) -> None:
    """Let a contestant do all the work once, into a new folder."""
    folder = Path(tempfile.mkdtemp(dir=work))
    commands = contestant.commands(folder)
    spent = Spent()
    for command in commands:
        code = spend(command, spent)
        if code != 0:
            message = f"{contestant.name}: exit code {code}: {' '.join(command)[:200]}"
            raise RaceError(message)
    made = sum(1 for each in folder.rglob("*") if each.is_file())
    shutil.rmtree(folder)
    if made != outputs:
        message = f"{contestant.name}: {made} files instead of {outputs}"
        raise RaceError(message)
    contestant.spent.append(spent)


def race(contestants: Sequence[Contestant], work: Path, rounds: int, outputs: int) -> None:
    """Hold all rounds, interleaved; the first, which warms caches, does not count."""
    for number in range(rounds + 1):
        for contestant in contestants:
            one_round(contestant, work, outputs)
            if number == 0:
                contestant.spent.clear()


def naga_command(naga: str, source: Path, output: Path) -> Command:
    """Return the command line of naga-cli for one file."""
    return [naga, "--metal-version", METAL, str(source), str(output)]


def select(sources: list[Path], tools: Tools, work: Path) -> list[Path]:
    """Return the files that every contestant translates."""
    scratch = Path(tempfile.mkdtemp(dir=work))
    taken: list[Path] = []
    for source in sources:
        output = scratch / "out.metal"
        attempts = [
            naga_command(tools.naga, source, output),
            [tools.ours, "translate", str(source), "--to", f"msl:{METAL}", "-o", str(output)],
            [tools.loop, str(scratch), str(source)],
        ]
        if all(spend(attempt) == 0 for attempt in attempts):
            taken.append(source)
    shutil.rmtree(scratch)
    return taken


def replicate(sources: list[Path], count: int, folder: Path) -> list[Path]:
    """Copy the files under numbered names, over and over until there are enough."""
    folder.mkdir()
    copies: list[Path] = []
    for number in range(max(count, len(sources)) if count else len(sources)):
        copy = folder / f"{number:06}.wgsl"
        shutil.copyfile(sources[number % len(sources)], copy)
        copies.append(copy)
    return copies


@dataclass
class Tools:
    """The programs that race."""

    ours: str
    naga: str
    loop: str


def install_naga() -> Path:
    """Build naga-cli from its crate into target/peers."""
    command = ["cargo", "install", "naga-cli", "--version", NAGA_CLI, "--locked"]
    subprocess.run([*command, "--root", str(PEERS)], check=True, cwd=ROOT)
    return PEERS / "bin" / "naga"


def find_tools(args: argparse.Namespace) -> Tools:
    """Return the programs, built where they are missing."""
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    ours: Path | None = args.ours
    loop: Path | None = args.loop
    naga: Path | None = args.naga or (install_naga() if args.install else None)
    cargo = ["cargo", "build", "--release", "--locked"]
    if ours is None:
        subprocess.run([*cargo, "-p", "pywgpu-naga"], check=True, cwd=ROOT)
        ours = target / "release" / "pywgpu-naga"
    if loop is None:
        example = ["-p", "naga-toolchain", "--example", "pure_loop"]
        subprocess.run([*cargo, *example], check=True, cwd=ROOT)
        loop = target / "release" / "examples" / "pure_loop"
    found = naga or (PEERS / "bin" / "naga" if (PEERS / "bin" / "naga").exists() else None)
    path = str(found) if found else shutil.which("naga")
    if path is None:
        message = "naga-cli is not here: install it with --install, or name it with --naga PATH"
        raise RaceError(message)
    return Tools(str(ours.resolve()), str(Path(path).resolve()), str(loop.resolve()))


def installed(tools: Tools, folder: Path) -> Tools:
    """Return copies of the programs, as an installation makes them.

    What a linker has just written is mapped in smaller pieces than a copy is, which shows in a
    program that runs for two milliseconds.
    """

    def copy(name: str, program: str) -> str:
        return str(shutil.copy(program, folder / name))

    return Tools(copy("ours", tools.ours), copy("naga", tools.naga), copy("loop", tools.loop))


def batch_contestants(files: list[Path], tools: Tools) -> list[Contestant]:
    """Return the ways to translate a folder."""
    names = [str(each) for each in files]

    def per_file(folder: Path) -> list[Command]:
        return [naga_command(tools.naga, each, folder / f"{each.stem}.metal") for each in files]

    def loop(folder: Path) -> list[Command]:
        return [[tools.loop, str(folder), *names]]

    def ours(jobs: int) -> Callable[[Path], list[Command]]:
        def commands(folder: Path) -> list[Command]:
            head = [tools.ours, "translate", *names, "--to", f"msl:{METAL}"]
            return [[*head, "--out-dir", str(folder), f"-j{jobs}"]]

        return commands

    return [
        Contestant("naga-cli, a process a file", per_file),
        Contestant("pure loop over the library", loop),
        Contestant("pywgpu-naga, one run, -j1", ours(1)),
        Contestant("pywgpu-naga, one run, -j2", ours(2)),
    ]


def single_contestants(tools: Tools) -> list[Contestant]:
    """Return the ways to translate one small file; a round starts each many times."""
    source = ROOT / SINGLE

    def theirs(folder: Path) -> list[Command]:
        return [
            naga_command(tools.naga, source, folder / f"{number}.metal")
            for number in range(SINGLE_STARTS)
        ]

    def ours(folder: Path) -> list[Command]:
        head = [tools.ours, "translate", str(source), "--to", f"msl:{METAL}", "-o"]
        return [[*head, str(folder / f"{number}.metal")] for number in range(SINGLE_STARTS)]

    return [Contestant("naga-cli", theirs), Contestant("pywgpu-naga", ours)]


def row(contestant: Contestant, scale: float, unit: str, base: Contestant) -> str:
    """Return a line of a table: median, least and most, and the ratio to another."""
    cpu = [each * scale for each in contestant.cpu()]
    ratio = contestant.median() / base.median()
    return (
        f"| {contestant.name} | {statistics.median(cpu):.3f} {unit} "
        f"| {min(cpu):.3f} to {max(cpu):.3f} | {ratio:.2f} |"
    )


def verdict(what: str, ratio: float, target: float) -> str:
    """Return a line that says whether a target was met."""
    word = "met" if ratio <= target else "**missed**"
    return f"- {what}: {ratio:.2f}, target at most {target:.2f}: {word}."


def report(
    batch: Sequence[Contestant], single: Sequence[Contestant], facts: str, rounds: int
) -> str:
    """Return the tables as Markdown."""
    theirs, loop, ours, _ = batch
    single_theirs, single_ours = single
    milli = 1000 / SINGLE_STARTS
    lines = [
        facts,
        "",
        f"CPU (user + system), median of {rounds} interleaved rounds.",
        "",
        "| a folder to MSL 2.4 | CPU | least to most | to naga-cli |",
        "|---|---:|---:|---:|",
        *(row(each, 1, "s", theirs) for each in batch),
        "",
        f"| one small file (`{SINGLE}`), start to finish | CPU | least to most | to naga-cli |",
        "|---|---:|---:|---:|",
        *(row(each, milli, "ms", single_theirs) for each in single),
        "",
        verdict("batch against naga-cli", ours.median() / theirs.median(), TARGETS["batch"]),
        verdict("batch against the pure loop", ours.median() / loop.median(), TARGETS["loop"]),
        verdict(
            "one small file against naga-cli",
            single_ours.median() / single_theirs.median(),
            TARGETS["single"],
        ),
    ]
    return "\n".join(lines)


def instructions(command: Command, work: Path) -> int:
    """Return how many instructions a program runs outside of the kernel, by valgrind."""
    counts = work / "counts"
    subprocess.run(
        ["valgrind", "--tool=callgrind", f"--callgrind-out-file={counts}", *command],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        cwd=ROOT,
        check=True,
    )
    last = counts.read_text(encoding="utf-8").rpartition("totals: ")[2]
    return int(last.split()[0])


def count(batch: Sequence[Contestant], single: Sequence[Contestant], work: Path) -> list[str]:
    """Return verdicts by instructions, which no other load on the machine changes."""

    def first(contestant: Contestant) -> int:
        command = contestant.commands(Path(tempfile.mkdtemp(dir=work)))[0]
        return instructions(command, work)

    _, loop, ours, _ = map(first, batch)
    theirs, single_ours = map(first, single)
    return [
        verdict("batch against the pure loop, instructions", ours / loop, TARGETS["loop"]),
        verdict(
            "one small file against naga-cli, instructions",
            single_ours / theirs,
            TARGETS["single"],
        ),
    ]


def write_table(text: str) -> None:
    """Put the tables between the markers of the README."""
    readme = README.read_text(encoding="utf-8")
    before, found_begin, rest = readme.partition(BEGIN)
    _, found_end, after = rest.partition(END)
    if not (found_begin and found_end):
        message = f"{README.name} has no markers {BEGIN} and {END}"
        raise RaceError(message)
    README.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}", encoding="utf-8")


def version(program: str) -> str:
    """Return what a program says of its version."""
    ran = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    return ran.stdout.split("\n", maxsplit=1)[0].strip()


def parse_arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument(
        "--folder", type=Path, default=ROOT / "tests" / "in" / "wgsl", help="where *.wgsl are"
    )
    parser.add_argument(
        "--files", type=int, default=500, help="copies make at least so many (0: no copies)"
    )
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--ours", type=Path, help="pywgpu-naga (default: built)")
    parser.add_argument("--loop", type=Path, help="the pure loop (default: built)")
    parser.add_argument("--naga", type=Path, help="naga-cli (default: target/peers, or PATH)")
    parser.add_argument("--install", action="store_true", help="build naga-cli into target/peers")
    parser.add_argument("--work", type=Path, help="folder for files (default: in memory)")
    parser.add_argument("--dry", action="store_true", help="leave benches/README.md as it is")
    return parser.parse_args()


def hold(args: argparse.Namespace) -> str:
    """Hold the race and return the report."""
    sources = sorted(args.folder.rglob("*.wgsl"))
    memory = MEMORY if os.access(MEMORY, os.W_OK) else None
    with (
        tempfile.TemporaryDirectory(prefix="race-", dir=args.work or memory) as name,
        tempfile.TemporaryDirectory(prefix="race-programs-") as programs,
    ):
        tools = installed(find_tools(args), Path(programs))
        work = Path(name)
        taken = select(sources, tools, work)
        if not taken:
            message = f"no *.wgsl in {args.folder} that every contestant takes"
            raise RaceError(message)
        files = replicate(taken, args.files, work / "in")
        size = sum(each.stat().st_size for each in files)
        where = "memory" if memory and not args.work else "a folder on disk"
        facts = (
            f"{len(files)} files, {size / 1e6:.2f} MB: copies of the {len(taken)} shaders of "
            f"{len(sources)} that every contestant translates; written to {where}. "
            f"{version(tools.ours)}, naga-cli {version(tools.naga)}, {os.cpu_count()} cores."
        )
        batch = batch_contestants(files, tools)
        race(batch, work, args.rounds, len(files))
        single = single_contestants(tools)
        race(single, work, args.rounds, SINGLE_STARTS)
        counted = count(batch, single, work) if shutil.which("valgrind") else []
    return "\n".join([report(batch, single, facts, args.rounds), *counted])


def main() -> int:
    """Hold the race, print the tables and write them down."""
    args = parse_arguments()
    try:
        text = hold(args)
        print(text)
        if not args.dry:
            write_table(text)
    except (RaceError, subprocess.CalledProcessError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
