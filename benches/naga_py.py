"""What `naga` for Python costs beside the Rust library, measured in one run on one machine.

Usage: naga_py.py [--files FOLDER] [--rounds N]

CPU time of this process, the best of some rounds. The library is that of the installed package, so
install a wheel of the release profile first (`make wheels`). Ratios travel, microseconds do not.
"""

from __future__ import annotations

import argparse
import os
import pickle
import statistics
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import naga
from naga import ir
from naga._naga import translate_all as translate_natively
from naga.ir import expression

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parent.parent


def cpu(action: Callable[[], object], rounds: int) -> float:
    """Give the CPU seconds of an action: the best of some rounds after one that warms up."""
    action()
    times: list[float] = []
    for _ in range(rounds):
        before = time.process_time()
        action()
        times.append(time.process_time() - before)
    return min(times)


def beside(one: Callable[[], object], other: Callable[[], object], rounds: int) -> float:
    """Give how many times the CPU time of one action another takes: in turns, the best of each."""
    times: list[tuple[float, float]] = []
    one()
    other()
    for _ in range(rounds):
        start = time.process_time()
        one()
        between = time.process_time()
        other()
        times.append((between - start, time.process_time() - between))
    return min(each for _, each in times) / min(each for each, _ in times)


def translates(source: str) -> bool:
    """Tell whether a source can be written in MSL."""
    try:
        naga.parse_wgsl(source).to_msl()
    except naga.NagaError:
        return False
    return True


def translate_all(sources: list[str]) -> int:
    """Translate WGSL to MSL from Python; give how many succeeded."""
    done = 0
    for source in sources:
        try:
            naga.parse_wgsl(source).validate().to_msl()
        except naga.NagaError:
            continue
        done += 1
    return done


def long_shader(lines: int) -> str:
    """Give a shader of about so many lines: the tests' inputs, with names of their own."""
    parts: list[str] = []
    count = 0
    for index, path in enumerate(sorted((ROOT / "tests/in/wgsl").glob("*.wgsl"))):
        text = path.read_text(encoding="utf-8")
        if any(word in text for word in ("enable ", "requires ", "diagnostic(", "override ")):
            continue
        try:
            module = naga.parse_wgsl(text)
        except naga.NagaError:
            continue
        tree = module.ir
        names = [each.name for each in tree.functions]
        names += [each.name for each in tree.entry_points]
        names += [each.name for each in tree.global_variables]
        names += [each.name for each in tree.constants]
        names += [each.name for each in tree.types]
        import re  # noqa: PLC0415

        for name in {each for each in names if each}:
            text = re.sub(rf"\b{re.escape(name)}\b", f"{name}_{index}", text)
        try:
            naga.parse_wgsl("\n".join([*parts, text]))
        except naga.NagaError:
            continue
        parts.append(text)
        count += text.count("\n")
        if count >= lines:
            break
    return "\n".join(parts)


def process(script: str) -> float:
    """Give the CPU seconds of a Python process, the median of some."""
    import resource  # noqa: PLC0415

    times: list[float] = []
    for _ in range(15):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-c", script], check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return statistics.median(times)


def scaling(sources: list[str]) -> list[tuple[int, float]]:
    """Give how many times as much some threads translate as one does, in wall time."""
    rates: list[tuple[int, float]] = []
    for count in (1, 2, 4, 8):
        if count > (os.cpu_count() or 1):
            break
        with ThreadPoolExecutor(count) as pool:
            work = [sources] * count * 4
            list(pool.map(translate_all, work))
            start = time.perf_counter()
            list(pool.map(translate_all, work))
            rates.append((count, len(work) / (time.perf_counter() - start)))
    return [(count, rate / rates[0][1]) for count, rate in rates]


def match_all(tree: ir.Module) -> int:
    """Look at every expression with a match, as a pass does."""
    found = 0
    for _, function in ir.functions(tree):
        for each in function.expressions:
            match each:
                case expression.Binary():
                    found += 1
                case expression.Load():
                    found += 2
                case expression.Access():
                    found += 3
                case _:
                    pass
    return found


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=Path, default=ROOT / "tests/in/wgsl")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--most", type=int, default=500)
    arguments = parser.parse_args()

    files = sorted(arguments.files.rglob("*.wgsl"))[: arguments.most]
    sources = [path.read_text(encoding="utf-8", errors="replace") for path in files]
    # Errors are worked out for people by the package, and counted by the library.
    good = [source for source in sources if translates(source)]
    pipeline = beside(
        lambda: translate_natively(good), lambda: translate_all(good), 3 * arguments.rounds
    )

    text = long_shader(1_700)
    parse = cpu(lambda: naga.parse_wgsl(text), arguments.rounds)
    module = naga.parse_wgsl(text)
    tree = module.ir
    count = sum(len(function.expressions) for _, function in ir.functions(tree))
    # `ir` is kept by a module, so each round needs one of its own.
    convert = min(
        cpu(lambda: [naga.Module.from_ir(tree).ir], 1) - cpu(lambda: naga.Module.from_ir(tree), 1)
        for _ in range(arguments.rounds)
    )
    back = cpu(lambda: naga.Module.from_ir(tree), arguments.rounds)
    walk = cpu(lambda: sum(1 for _ in ir.walk(tree)), arguments.rounds)
    match = cpu(lambda: match_all(tree), arguments.rounds)
    pickled = cpu(lambda: pickle.loads(pickle.dumps(module)), arguments.rounds)  # noqa: S301
    bare, imported = process("pass"), process("import naga")
    with_ir = process("import naga.ir")

    nodes = sum(1 for _ in ir.walk(tree))
    print(f"{len(sources)} files, {len(good)} translated; a shader of {text.count(chr(10))} lines,")
    print(f"{count} expressions, parsed in {parse * 1e3:.2f} ms")
    print()
    print("| what | measured | target |")
    print("|---|--:|--:|")
    print(f"| parse, validate, to_msl from Python / Rust library | {pipeline:.3f} | 1.05 |")
    print(f"| `.ir` / parsing | {convert / parse:.2f} | 0.5 |")
    print(f"| `from_ir` / parsing | {back / parse:.2f} | |")
    print(f"| pickle and back / parsing | {pickled / parse:.2f} | |")
    print(f"| `ir.walk`, ns a node | {walk / nodes * 1e9:.0f} | 200 |")
    print(f"| `match` of three arms, ns an expression | {match / count * 1e9:.0f} | |")
    print(f"| `import naga`, ms beyond bare Python | {(imported - bare) * 1e3:.1f} | 30 |")
    print(f"| `import naga.ir`, ms beyond bare Python | {(with_ir - bare) * 1e3:.1f} | |")
    for threads, times in scaling([*good, text]):
        print(f"| {threads} threads, times the work of one in the same time | {times:.1f} | |")


if __name__ == "__main__":
    main()
