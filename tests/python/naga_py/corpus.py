"""Takes every module of a folder of shaders to Python and back, and through bytes.

Usage: corpus.py FOLDER [--jobs N] [--suffix .wgsl ...]

For each file that parses: `Module.from_ir(m.ir, spans=m.spans, ...)` and `pickle` must give an
equal module, with equal IR, spans, hash and warnings, that is written in every language to the
same bytes, or declined with the same words. Prints what differed and counts; the exit status is 1
when something did.
"""

from __future__ import annotations

import argparse
import pickle
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import naga

if TYPE_CHECKING:
    from collections.abc import Callable

SUFFIXES = (".wgsl", ".vert", ".frag", ".comp", ".glsl", ".spv", ".spvasm", ".hlsl")


def written(module: naga.Module) -> list[str | bytes]:
    """Give the module in every language, with what is said where it is declined."""
    calls: list[Callable[[], naga.TextOutput | naga.BinaryOutput]] = [
        module.to_msl,
        module.to_hlsl,
        module.to_spirv,
        module.to_wgsl,
        module.to_dot,
    ]
    calls += [
        partial(module.to_glsl, entry_point=f"{each.stage}:{each.name}")
        for each in module.entry_points
    ]
    outputs: list[str | bytes] = []
    for call in calls:
        try:
            output = call()
        except naga.NagaError as error:  # noqa: PERF203  # each may decline
            # Warnings of the front end stand beside errors, and the IR knows nothing of them.
            told = [each.message for each in error.diagnostics if each.severity == "error"]
            outputs.append("\n".join(told))
        else:
            outputs.append(output.text if isinstance(output, naga.TextOutput) else output.data)
    return outputs


def differences(module: naga.Module) -> list[str]:
    """Name what is not the same after each way."""
    same = module.__naga_module__()
    by_ir = naga.Module.from_ir(
        module.ir,
        spans=module.spans,
        source=module.source,
        path=module.path,
        language=module.language,
    )
    by_pickle: naga.Module = pickle.loads(pickle.dumps(module))  # noqa: S301  # made here
    expected = written(module)
    found: list[str] = []
    for way, again in (("from_ir", by_ir), ("pickle", by_pickle)):
        checks = {
            "module": again == module and hash(again) == hash(module),
            "IR": again.ir == module.ir and hash(again.ir) == hash(module.ir),
            "spans": again.spans == module.spans,
            "warnings": way == "from_ir" or again.diagnostics == module.diagnostics,
            "bytes": way == "from_ir" or again.__naga_module__() == same,
            "outputs": written(again) == expected,
        }
        found += [f"{way}: {name}" for name, is_same in checks.items() if not is_same]
    return found


def examine(path: Path) -> tuple[str, str, list[str]]:
    """Give the language of a file, what became of it, and what differed."""
    try:
        module = naga.load(path)
    except (naga.NagaError, ValueError) as error:
        return path.suffix, type(error).__name__, []
    found = differences(module)
    return path.suffix, "differs" if found else "same", found


def main() -> int:
    """Go through the folder and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--suffix", action="append", default=[])
    arguments = parser.parse_args()
    suffixes = tuple(arguments.suffix) or SUFFIXES
    paths = sorted(path for path in arguments.folder.rglob("*") if path.suffix in suffixes)
    results: Counter[tuple[str, str]] = Counter()
    with ProcessPoolExecutor(arguments.jobs) as pool:
        for path, (suffix, outcome, found) in zip(
            paths, pool.map(examine, paths, chunksize=8), strict=True
        ):
            results[suffix, outcome] += 1
            for difference in found:
                print(f"{path}: {difference}")  # noqa: T201
    for (suffix, outcome), count in sorted(results.items()):
        print(f"{suffix:8} {outcome:16} {count:6}")  # noqa: T201
    return int(any(outcome == "differs" for _, outcome in results))


if __name__ == "__main__":
    sys.exit(main())
