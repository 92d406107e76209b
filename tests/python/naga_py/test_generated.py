"""What is generated is what would be generated now."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
TARGET = Path(os.environ.get("CARGO_TARGET_DIR") or ROOT / "target")
PROGRAM = (
    TARGET / "debug" / ("naga-py-codegen.exe" if sys.platform == "win32" else "naga-py-codegen")
)


def test_classes_options_and_stub_are_current() -> None:
    if not PROGRAM.is_file():
        pytest.fail(f"{PROGRAM} does not exist: run `make python-packages`", pytrace=False)
    run = subprocess.run([PROGRAM, "--check"], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
