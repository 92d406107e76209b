"""The types of the package: complete, and those of the native part true."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TypedDict, cast

ROOT = Path(__file__).resolve().parents[3]
PYRIGHT = Path(sys.executable).with_name("pyright")

FEWEST_SYMBOLS = 1_500
"""As many exported symbols the package has at least; fewer mean that some are hidden."""


class Counts(TypedDict):
    """The numbers of exported symbols."""

    withKnownType: int
    withAmbiguousType: int
    withUnknownType: int


class Completeness(TypedDict):
    """What pyright says of a package."""

    completenessScore: float
    exportedSymbolCounts: Counts


def test_every_exported_symbol_has_a_known_type() -> None:
    run = subprocess.run(
        [PYRIGHT, "--ignoreexternal", "--outputjson", "--verifytypes", "naga"],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT / "naga-py",
        env={**os.environ, "PYTHONPATH": str(ROOT / "naga-py" / "python")},
    )
    report = cast("dict[str, object]", json.loads(run.stdout))
    completeness = cast("Completeness", report["typeCompleteness"])
    counts = completeness["exportedSymbolCounts"]
    assert (counts["withAmbiguousType"], counts["withUnknownType"]) == (0, 0), run.stdout[-3000:]
    assert completeness["completenessScore"] == 1
    assert counts["withKnownType"] >= FEWEST_SYMBOLS


def test_the_stub_is_what_the_library_has() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "mypy.stubtest", "naga._naga"],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT / "naga-py",
        env={**os.environ, "MYPYPATH": str(ROOT / "naga-py" / "python")},
    )
    assert run.returncode == 0, run.stdout + run.stderr


def test_nothing_is_any() -> None:
    package = ROOT / "naga-py" / "python"
    for path in (*package.rglob("*.py"), *package.rglob("*.pyi")):
        text = path.read_text(encoding="utf-8")
        hidden = re.search(r"[:\[] ?Any\b|import .*\bAny\b|# (type|pyright): ignore", text)
        assert not hidden, path.name
